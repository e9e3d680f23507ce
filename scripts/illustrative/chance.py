"""Chance and straight lines that come out the same on every machine.

``random.Random`` seeded with text gives the same numbers everywhere; its bell curve does not have to, because it
rests on the logarithm of the machine's C library. Twelve even chances added up do.
"""

import math
import random


def bell(*words):
    """Return a number from a bell curve around 0 with spread 1, between -2.5 and 2.5.

    Parameters
    ----------
    *words : str
        What it is for; the same words always give the same number.

    Examples
    --------
    >>> bell("a", "b") == bell("a", "b")
    True
    """
    source = random.Random("illustrative|" + "|".join(words))
    return max(-2.5, min(2.5, math.fsum(source.random() for _ in range(12)) - 6))


def between(knots, year, years):
    """Return the value of a year on the straight lines between knots; outside them the nearest knot.

    Parameters
    ----------
    knots : dict
        Year -> number.
    year : str
    years : list of str
        All years in order.

    Examples
    --------
    >>> between({"2015-16": 1, "2017-18": 2}, "2016-17", ["2015-16", "2016-17", "2017-18"])
    1.5
    """
    place = years.index(year)
    known = sorted((years.index(name), value) for name, value in knots.items())
    before = [pair for pair in known if pair[0] <= place]
    after = [pair for pair in known if pair[0] >= place]
    if not before or not after:
        return (before or after)[-1 if before else 0][1]
    (left, low), (right, high) = before[-1], after[0]
    return low if left == right else low + (high - low) * (place - left) / (right - left)
