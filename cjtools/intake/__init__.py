"""From files as published to processed tables."""
