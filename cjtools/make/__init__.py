"""From an open study to the files of a report, and to data requests."""

import sys
from importlib.util import find_spec

# Where jsonschema finds this package it builds a grammar of international web addresses, a second in every process that
# reads a notebook. It works without, and nbformat checks no addresses.
sys.modules.setdefault("rfc3987_syntax", None)


def can_write_word():
    """Return whether Word files can be made: the package for them is an extra."""
    return find_spec("docx") is not None
