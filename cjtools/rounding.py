"""Rounding for display: half up on decimal digits, as published tables are rounded."""

import math
import operator
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np

from cjtools._numbers import read

EXACT = Decimal("1e-12")  # beyond it stands what binary fractions add
WIDE = Context(prec=700)  # digits enough for any float at any number of places


def round_half_up(value, places: int = 0):
    """Return the value rounded as people do by hand: a half goes away from zero. For display only.

    Works on 12 decimal places, so 2.675 gives 2.68 though the stored number is a hair below, and a change worked out
    as 142.49999999999997 gives 143. It misleads in sums: rounded parts need not add up to the rounded total.

    Parameters
    ----------
    value : number or array-like
        What to round. NaN and infinity stay as they are.
    places : int
        Decimal places; negative for tens, hundreds.

    Returns
    -------
    float, ndarray or Series
        Never minus zero.

    Raises
    ------
    TypeError
        If ``places`` is not a whole number.

    References
    ----------
    As ``round_half_up`` of the R packages janitor and phsmethods.

    Examples
    --------
    >>> round_half_up(2.675, 2), round_half_up(0.5), round_half_up(-0.5)
    (2.68, 1.0, -1.0)
    """
    step = Decimal(1).scaleb(-operator.index(places))
    if isinstance(value, float):  # one number of a table or sentence, of which a report has thousands
        return _rounded(float(value), step)
    (value,), give = read(allow_negative=True, value=value)
    rounded = [_rounded(x, step) for x in value.ravel().tolist()]
    return give(np.array(rounded, float).reshape(value.shape))


def _rounded(x, step):
    """Return a float rounded to a multiple of a power of ten; NaN and infinity as they are."""
    return float(_as_printed(x).quantize(step, ROUND_HALF_UP, WIDE)) + 0.0 if math.isfinite(x) else x


def _as_printed(x):
    """Return a float as the decimal number that it stands for."""
    printed = Decimal(repr(x))
    return printed.quantize(EXACT, ROUND_HALF_UP, WIDE) if abs(x) >= 1 else printed
