"""The yearly report as text, part by part: what notebook 08 shows, and the Word file."""
