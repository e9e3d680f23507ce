"""The explorer: one view of the figures, chosen by hand in a notebook or on a page, and written down as code."""
