"""From what is asked for to reports, indexes and requests."""
