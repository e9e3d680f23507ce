"""Makes the illustrative justice social work workbooks; started by ``scripts/make_illustrative.py``."""
