"""Headings and labels as they are printed, made comparable."""

import re

_MARKS = re.compile(r"\s*\[notes?[^\]]*\]", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"(?:19|20)\d{2}\.0")


def plain(text):
    """Return a heading or label without note marks and stray white space.

    Examples
    --------
    >>> plain("High court [notes 9 and 10]"), plain("2017-18  [note 7]")
    ('High court', '2017-18')
    """
    text = str(text)
    if "[" in text:
        text = _MARKS.sub("", text)
    return " ".join(text.replace("\xa0", " ").split())


def label(cell):
    """Return a heading or label as ``plain`` does, and '2015' for a whole number stored as 2015.0.

    Examples
    --------
    >>> label(2015.0), label("2015.0"), label("Fife [note 2]")
    ('2015', '2015', 'Fife')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = plain(cell)
    return text[:-2] if _WHOLE_YEAR.fullmatch(text) else text
