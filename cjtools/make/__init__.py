"""From an open study to the files of a report, and to data requests."""

import ctypes
import sys
from functools import lru_cache
from importlib.util import find_spec

from cjtools.kinds import PDF, WORD

# Where jsonschema finds this package it builds a grammar of international web addresses, a second in every process that
# reads a notebook. It works without, and nbformat checks no addresses.
sys.modules.setdefault("rfc3987_syntax", None)


# what files of another form need, where they cannot be made
NEEDED = {
    WORD: "the package python-docx is not here; pip install python-docx",
    PDF: (
        "the package WeasyPrint, or a library of the system that it needs, is not here; Debian and Ubuntu: apt install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; conda brings them"
    ),
}


PICTURES = (
    "Word files of reports on outcomes say in words what pictures show: the package resvg-py is not here; pip install "
    "resvg-py, then make them again with --force"
)


def can_write_word():
    """Return whether Word files can be made: the package for them is an extra."""
    return find_spec("docx") is not None


@lru_cache(maxsize=1)
def can_write_pdf():
    """Return whether PDF files can be made: the package for them is an extra, and needs libraries of the system."""
    if find_spec("weasyprint") is None:
        return False
    try:
        # the package takes half a second to load, which a run that makes nothing need not wait for
        for name in _LIBRARIES:
            ctypes.CDLL(name)
    except OSError:  # named otherwise on this system, or not there
        try:
            import weasyprint  # noqa: F401
        except OSError:
            return False
    return True


_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def can_write(suffix):
    """Return whether files of a kind can be made here.

    Parameters
    ----------
    suffix : str
        End of their names.

    Returns
    -------
    bool

    Examples
    --------
    >>> can_write(".html")
    True
    """
    return {WORD: can_write_word, PDF: can_write_pdf}.get(suffix, lambda: True)()
