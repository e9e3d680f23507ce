"""What all pictures share, and the diagrams."""
