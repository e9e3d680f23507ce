"""The monitoring plan as text, part by part: what notebook 11 shows, and the Word file."""
