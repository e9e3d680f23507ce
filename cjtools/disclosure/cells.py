"""The figures of a release as a reader sees them: each shown, shown within limits, hidden, or not known to anybody."""

import numpy as np

from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.tidy import KEY
from cjtools.markers import LOW, NIL, NOT_APPLICABLE, SUPPRESSED

SHOWN, HIDDEN, UNKNOWN = 0, 1, 2
LOW_AT_MOST = 4  # what [low] means where it does not come from our own rounding (recorded crime: fewer than 5)


class Cells:
    """Figures by key, with what is known of each.

    Parameters
    ----------
    base : int
        What shown figures are rounded to; 0 if they are not.

    Attributes
    ----------
    keys : list of tuple
        KEY of each figure.
    place : dict
        Key -> number of the figure.
    value : list of float
        The figure itself where it is at hand; it never leaves the package.
    low, high : list of float
        Between what the reader knows the figure to lie while it is shown.
    state : list of int
        SHOWN, HIDDEN or UNKNOWN.
    fixed : list of bool
        Whether the figure is public already, so that it cannot be hidden any more.
    """

    def __init__(self, base=0):
        self.base = base
        self.keys, self.place = [], {}
        self.value, self.low, self.high, self.state, self.fixed = [], [], [], [], []

    def add(self, key, value, marker, fixed=False, base=None):
        """Add one figure; ``base`` tells what it is rounded to when that differs from the others."""
        base = self.base if base is None else base
        low = high = value
        state = SHOWN
        if value != value:
            if marker in (NIL, NOT_APPLICABLE):
                value = low = high = 0.0
            elif marker == LOW:
                low, high = 1.0, float((base - 1) // 2 if base else LOW_AT_MOST)
            else:
                low, high = 0.0, np.inf
                state = HIDDEN if marker == SUPPRESSED else UNKNOWN
        elif base:
            low, high = shown_limits(value, base)
        self.place[key] = len(self.keys)
        self.keys.append(key)
        for column, item in zip(
            (self.value, self.low, self.high, self.state, self.fixed), (value, low, high, state, fixed), strict=True
        ):
            column.append(item)


def rounded(value, base):
    """Return a count rounded to the nearest multiple of an odd base.

    Examples
    --------
    >>> [rounded(count, 5) for count in (0, 2, 3, 7, 8, 12)]
    [0.0, 0.0, 5.0, 5.0, 10.0, 10.0]
    """
    return float(base * np.floor(value / base + 0.5))


def shown_limits(value, base):
    """Return the least and greatest count that are shown as this one is; a zero is only ever a zero.

    Examples
    --------
    >>> [shown_limits(count, 5) for count in (0, 1, 2, 3, 7, 8)]
    [(0.0, 0.0), (1.0, 2.0), (1.0, 2.0), (3.0, 7.0), (3.0, 7.0), (8.0, 12.0)]
    """
    if value == 0:
        return 0.0, 0.0
    middle, half = rounded(value, base), (base - 1) // 2
    return (1.0, float(half)) if middle == 0 else (middle - half, middle + half)


def keys_of(frame):
    """Return the KEY of every row as tuples.

    Raises
    ------
    CjtoolsError
        A key stands twice: two editions of one figure are told apart by a ledger, not in one frame.
    """
    keys = list(zip(*(frame[column].astype(str) for column in KEY), strict=True))
    if len(set(keys)) < len(keys):
        places = {}
        for key, place in zip(keys, places_of(frame), strict=True):
            places.setdefault(key, []).append(place)
        raise CjtoolsError(
            [problem_at(found[1], f"{say(key)}: stands twice") for key, found in places.items() if len(found) > 1]
        )
    return keys


def places_of(frame):
    """Return (file, sheet, cell) of every row, as far as the frame tells."""
    empty = [""] * len(frame)
    files, cells = (list(frame[name]) if name in frame else empty for name in ("file", "cell"))
    split = (str(cell).partition(" (")[0].rpartition("!") for cell in cells)
    return [(str(file), sheet, cell) for file, (sheet, _, cell) in zip(files, split, strict=True)]


def problem_at(place, found, todo=""):
    """Return a problem of a figure at its place: (file, sheet, cell), each of which can be empty."""
    file, sheet, cell = place
    return Problem(found, file, sheet, cell, todo=todo)


def say(key):
    """Return a key in words that hold no figure.

    Examples
    --------
    >>> say(("orders", "S12000005", "2023-24", "financial year", "sex", "Female"))
    'orders, S12000005, 2023-24, sex: Female'
    """
    measure, area, period, _, breakdown, category = key
    return f"{measure}, {area}, {period}" + ("" if breakdown == "total" else f", {breakdown}: {category}")
