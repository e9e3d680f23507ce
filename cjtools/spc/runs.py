"""Runs of points on one side of a line, and how many of them chance alone would make."""

import math
from dataclasses import dataclass

ABOVE, BELOW, ON = 1, -1, 0


@dataclass(frozen=True)
class Runs:
    """Runs about a centre line.

    Attributes
    ----------
    useful : int
        Points that are not on the line.
    count : int
        Runs: stretches on one side.
    longest : int
        Points of the longest of them.
    """

    useful: int
    count: int
    longest: int

    @property
    def crossings(self):
        """How often the line is crossed."""
        return max(self.count - 1, 0)


def side(value, centre):
    """Return on which side of a line a value stands; differences that only arithmetic makes are none.

    Examples
    --------
    >>> side(0.1 + 0.2, 0.3), side(2, 1), side(0, 1)
    (0, 1, -1)
    """
    if math.isclose(value, centre, rel_tol=1e-9, abs_tol=1e-12):
        return ON
    return ABOVE if value > centre else BELOW


def runs_about(values, centres):
    """Return the runs about a line; points on it are passed over.

    Parameters
    ----------
    values : sequence of float
        Without gaps.
    centres : sequence of float
        The line at each of them.

    Returns
    -------
    Runs

    Examples
    --------
    >>> runs_about([3, 4, 1, 2, 1, 5], [2, 2, 2, 2, 2, 2])
    Runs(useful=5, count=3, longest=2)
    """
    sides = [each for each in map(side, values, centres) if each != ON]
    lengths, last = [], None
    for each in sides:
        if each == last:
            lengths[-1] += 1
        else:
            lengths.append(1)
        last = each
    return Runs(len(sides), len(lengths), max(lengths, default=0))


def longest_expected(useful):
    """Return the longest run that chance would usually make among points off the line.

    Parameters
    ----------
    useful : int
        Points off the line.

    Returns
    -------
    int
        A longer one is a signal.

    References
    ----------
    Anhøj and Olesen (2014), after Schilling (2012): log2 of their number, rounded, and 3.

    Examples
    --------
    >>> longest_expected(24)
    8
    """
    return round(math.log2(useful)) + 3


def fewest_crossings(useful):
    """Return the fewest crossings of the line that chance would usually make among points off it.

    Parameters
    ----------
    useful : int
        Points off the line.

    Returns
    -------
    int
        Fewer are a signal.

    References
    ----------
    Anhøj and Olesen (2014), after Chen (2010): the 5th percentile of a binomial distribution.

    Examples
    --------
    >>> fewest_crossings(24)
    8
    """
    from scipy.stats import binom

    return int(binom.ppf(0.05, useful - 1, 0.5))
