"""What files of other programs can hold of a text."""

import re

# XML cannot hold these, and nobody can read them
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text):
    """Return a text without what XML cannot hold.

    Examples
    --------
    >>> printable("late\\x00 reviews")
    'late reviews'
    """
    return _UNPRINTABLE.sub("", text)
