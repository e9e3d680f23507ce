"""From an open study to the files of a report, and to data requests."""

import sys

# Where jsonschema finds this package it builds a grammar of international web addresses, a second in every process that
# reads a notebook. It works without, and nbformat checks no addresses.
sys.modules.setdefault("rfc3987_syntax", None)
