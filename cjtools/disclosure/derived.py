"""Figures worked out from others: hidden with them, and checked back so that they do not give a count away."""

from dataclasses import dataclass

import numpy as np

from cjtools.markers import SUPPRESSED

SLACK = 1e-9  # of a printed number, for what binary fractions lose


@dataclass(frozen=True)
class Derived:
    """How a measure is worked out: what its figures are made of.

    Parameters
    ----------
    numerator, denominator : str
        Measures that are in the same frame.
    per : int
        What a rate is per: 100 for a percentage.
    places : int
        Decimal places that are shown.
    """

    numerator: str
    denominator: str
    per: int = 100
    places: int = 1


def counts_behind(shown, base, per=100, places=1):
    """Return the least and the greatest count that print as this rate.

    Parameters
    ----------
    shown : number
        The rate as printed.
    base : number
        What it is out of (population, orders ended ...).
    per, places : int

    Returns
    -------
    tuple of int
        The least is above the greatest when no count prints so.

    Examples
    --------
    A rate of 0.8 per 10,000 in a population of 50,000 can only be 4; a percentage of 33 without decimal places of
    1,000 can be 11 counts.

    >>> counts_behind(0.8, 50_000, per=10_000), counts_behind(33, 1_000, places=0)
    ((4, 4), (325, 335))
    """
    half = 0.5 * 10.0**-places
    least, greatest = ((shown - half) * base / per, (shown + half) * base / per)
    return max(0, int(np.ceil(least - SLACK))), int(np.floor(greatest + SLACK))


def derived_is_safe(shown, markers=(), base=None, per=100, places=1, hidden_count=None, minimum_width=5):
    """Return whether a rate, percentage, mean, change or rank can be shown.

    It cannot when anything that it is worked out from is hidden. It cannot either when working it back
    (rate x base / per) leads to a count that is hidden elsewhere, with fewer than ``minimum_width`` others that would
    print the same.

    Parameters
    ----------
    shown : number or None
        The figure as printed; None (or missing) when it is hidden itself, which is always safe.
    markers : sequence of str
        Markers of everything that the figure is worked out from.
    base, per, places
        As in ``counts_behind``; without a base there is nothing to work back from.
    hidden_count : number, optional
        A count that must not be found.
    minimum_width : int

    Returns
    -------
    bool

    Examples
    --------
    >>> derived_is_safe(12.5, ["", "[c]"]), derived_is_safe(None, ["[c]"]), derived_is_safe(12.5, ["", ""])
    (False, True, True)
    >>> derived_is_safe(0.8, base=50_000, per=10_000, hidden_count=4)
    False
    """
    if shown is None or shown != shown:
        return True
    if SUPPRESSED in markers:
        return False
    if base is None or hidden_count is None:
        return True
    least, greatest = counts_behind(shown, base, per, places)
    return not least <= hidden_count <= greatest or greatest - least >= minimum_width
