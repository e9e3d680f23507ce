"""From outputs to a folder for readers: what is for them, checked, with what changed, and replaced page by page."""
