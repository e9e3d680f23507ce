"""From an open study to the files of a report, and to data requests."""
