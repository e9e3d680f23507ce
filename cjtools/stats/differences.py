"""Differences between two figures: their limits, and how large a change must be to show."""

import numpy as np
from scipy.special import betainccinv, betaincinv, ndtri

from cjtools._numbers import at_most, read, tail, zero_to_nan
from cjtools.stats.intervals import wilson_limits


def difference_of_proportions(count1, total1, count2, total2, level: float = 0.95):
    """Return the first proportion minus the second, with limits that join the Wilson limits of both.

    A difference is clear when the limits leave out 0; that the two separate intervals overlap does not show
    that there is none. They mislead when the groups share cases: a council is part of Scotland, and the same
    people may appear in two years.

    Parameters
    ----------
    count1, total1 : number or array-like
        Cases with the property and all cases, in the group or year of interest.
    count2, total2 : number or array-like
        The same for what it is compared with. A total of zero gives NaN.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    difference, lower, upper : float, ndarray or Series
        From -1 to 1 (times 100 for percentage points).

    Raises
    ------
    ValueError
        If a value is negative or infinite, a count exceeds its total, or the level is out of range.

    References
    ----------
    Newcombe (1998), Stat. Med. 17, 873-890, method 10.

    Examples
    --------
    >>> print("{:.4f} ({:.4f} to {:.4f})".format(*difference_of_proportions(56, 70, 48, 80)))
    0.2000 (0.0524 to 0.3339)
    """
    (count1, total1, count2, total2), give = read(count1=count1, total1=total1, count2=count2, total2=total2)
    lower1, upper1 = wilson_limits(count1, total1, level, "count1")
    lower2, upper2 = wilson_limits(count2, total2, level, "count2")
    first, second = count1 / zero_to_nan(total1), count2 / zero_to_nan(total2)
    lower = first - second - np.hypot(first - lower1, upper2 - second)
    upper = first - second + np.hypot(upper1 - first, second - lower2)
    return give(first - second), give(lower), give(upper)


def ratio_of_rates(count1, base1, count2, base2, level: float = 0.95):
    """Return the first rate divided by the second, with exact limits.

    Given the events of both, the part that falls in the first is binomial; its Clopper-Pearson limits become
    limits of the ratio. A change is clear when they leave out 1. They are wide rather than narrow for few
    events, and mislead when one event brings others with it or the groups share events.

    Parameters
    ----------
    count1, base1 : number or array-like
        Events and people at risk, in the group or year of interest.
    count2, base2 : number or array-like
        The same for what it is compared with.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    ratio, lower, upper : float, ndarray or Series
        With no events in the second, ratio and upper limit are infinite. With none in either, or a base of
        zero, all three are NaN.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or the level is out of range.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413. Lehmann and Romano (2005), Testing Statistical
    Hypotheses, section 4.5.

    Examples
    --------
    >>> print("{:.3f} ({:.3f} to {:.3f})".format(*ratio_of_rates(11, 800, 21, 3011)))
    1.971 (0.858 to 4.277)
    """
    (count1, base1, count2, base2), give = read(count1=count1, base1=base1, count2=count2, base2=base2)
    beyond = tail(level)
    bases = zero_to_nan(base2) / zero_to_nan(base1)
    bases = np.where(count1 + count2 == 0, np.nan, bases)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = count1 / count2 * bases
        # share / (1 - share), the complement from its own beta so that no digits are lost near 0 and 1
        lower = betaincinv(count1, count2 + 1, beyond) / betainccinv(count2 + 1, count1, beyond)
        upper = betainccinv(count1 + 1, count2, beyond) / betaincinv(count2, count1 + 1, beyond)
    return (
        give(ratio),
        give(np.where(count1 == 0, 0, lower) * bases),
        give(np.where(count2 == 0, np.inf, upper) * bases),
    )


def smallest_showing_change_proportion(count, total, total_now, level: float = 0.95):
    """Return how far a proportion must fall or rise to show, among the cases of another year, in percentage points.

    The whole number of cases is sought at which the limits of :func:`difference_of_proportions` first leave out
    0. It says how coarse a comparison of two years is for an area of this size: a change that is smaller may be
    real, but cannot show. Where not even none or all would show, there is no such change.

    Parameters
    ----------
    count, total : number or array-like
        Cases with the property and all cases, in the year that is compared with. A total of zero gives NaN.
    total_now : number or array-like
        All cases of the other year. Zero gives NaN.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    fall, rise : float, ndarray or Series
        Percentage points, both above 0; NaN where no change could show. The next smaller whole number of cases
        would not show.

    Raises
    ------
    ValueError
        If a value is negative or infinite, a count exceeds its total, or the level is out of range.

    References
    ----------
    Own definition, on the limits of Newcombe (1998), Stat. Med. 17, 873-890, method 10.

    Examples
    --------
    >>> fall, rise = smallest_showing_change_proportion([14, 140], [20, 200], [20, 200])
    >>> fall.round(1), rise.round(1)
    (array([35. ,  9.5]), array([25.,  9.]))
    """
    given = {"count": count, "total": total, "total_now": total_now}
    (count, total, now), give = read(**given)
    at_most(count, total, "count", "its total")

    def limits(cases):
        _, lower, upper = difference_of_proportions(np.minimum(cases, now), now, count, total, level)
        return np.asarray(lower), np.asarray(upper)

    whole = np.floor(now)
    rise = _first_whole(lambda cases: limits(cases)[0] > 0, np.zeros_like(now), whole)
    # a fall is a rise of the cases without the property
    fall = whole - _first_whole(lambda others: limits(whole - others)[1] < 0, np.zeros_like(now), whole)
    was, now = count / zero_to_nan(total), zero_to_nan(now)
    return give(100 * (was - fall / now)), give(100 * (rise / now - was))


def smallest_showing_count(count, level: float = 0.95):
    """Return the smallest later count that would show as a rise, with as many people at risk.

    The whole number is sought at which the limits of :func:`ratio_of_rates` first lie above 1. It says how
    coarse a comparison of two years is for so few events.

    Parameters
    ----------
    count : number or array-like
        Events in the year that is compared with, 0 or more.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    float, ndarray or Series
        A whole number of events.

    Raises
    ------
    ValueError
        If a count is negative or infinite, or the level is out of range.

    References
    ----------
    Own definition, on the exact limits of :func:`ratio_of_rates`.

    Examples
    --------
    >>> smallest_showing_count([0, 5, 20, 100])
    array([  6.,  15.,  36., 131.])
    """
    (count,), give = read(count=count)
    # six standard deviations of the difference and 40 events beyond: more than any usual level asks for
    high = np.ceil(count + 6 * -ndtri(tail(level)) * np.sqrt(count + 1) + 40)
    return give(_first_whole(lambda later: np.asarray(ratio_of_rates(later, 1, count, 1, level)[1]) > 1, count, high))


def _first_whole(shows, low, high):
    """Return the first whole number from low to high that shows, by halving; NaN where not even the highest does.

    ``shows`` must not turn from true to false on the way up.
    """
    known = ~np.isnan(low) & ~np.isnan(high)
    first, high = np.where(known, np.floor(low), 0), np.where(known, high, 0)
    low = first - 1
    while np.any(high - low > 1):
        middle = np.maximum(np.floor((low + high) / 2), first)
        enough = shows(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(known & shows(high), high, np.nan)
