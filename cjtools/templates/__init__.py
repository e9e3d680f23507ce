"""Page templates and the style sheet."""
