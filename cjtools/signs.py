"""Signs that no eye can see: what turns a text round, hides in it, or steers the program that shows it."""

import re

# controls but tab and new line; directions, joiners, soft hyphens, tags; halves of pairs; letters that are empty: what
# is of the general categories Cc, Cf and Cs, or ignorable by default, and takes no room
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")


def without_unseen(text):
    """Return a text without signs that no eye can see, and without white space around it.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> without_unseen(" first\\r\\nsec\\u202eond\\x1b ")
    'first\\nsecond'
    """
    return _UNSEEN.sub("", _ENDS.sub("\n", text)).strip()


def unseen_in(text):
    """Return the first sign of a text that no eye can see, as it is written in a file; empty when there is none.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> unseen_in("sec\\u202eond"), unseen_in("second")
    ('\\\\u202e', '')
    """
    return next(iter(all_unseen_in(text)), "")


def all_unseen_in(text):
    """Return every sign of a text that no eye can see, each once, as it is written in a file.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> all_unseen_in("turned \\u202eround\\u202c, and \\u202eagain")
    ['\\\\u202e', '\\\\u202c']
    """
    return list(dict.fromkeys(map(_written, _UNSEEN.finditer(text))))


def visible(text):
    """Return a text in which such signs are seen, as they would be written in a file.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> visible("red: \\x1b[31m")
    'red: \\\\x1b[31m'
    """
    return _UNSEEN.sub(_written, text)


def _written(match):
    """Return the escape of a sign."""
    return match[0].encode("unicode_escape").decode("ascii")
