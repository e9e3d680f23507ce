"""What notebook 10 and the page on assurance show of all 32 areas: what is recorded, missing, and worth sharing."""
