"""Makes the illustrative workbooks; started by ``scripts/make_illustrative.py``."""
