"""The funnel: the limits around a mean that an area of a given size stays inside, by chance and by usual spread."""

import numpy as np
from scipy.special import ndtri

from cjtools._numbers import above_zero, at_most, read, tail, zero_to_nan
from cjtools.stats.dispersion import square_error
from cjtools.stats.intervals import EXACT_BELOW, poisson_lower, poisson_upper


def funnel_limits_proportion(mean, totals, level: float = 0.95, tau2=0):
    """Return the funnel around a mean proportion: where an area's own Wilson limit meets the mean.

    An area outside it is one whose :func:`cjtools.stats.wilson` limits leave out the mean, so chart and verdict agree.
    Solved for the area's proportion this is ``mean ± z √(mean (1 − mean) / total)``. It misleads when areas
    differ for known reasons (age, deprivation): many then lie outside with nothing amiss. With ``tau2`` the
    funnel also reaches as far as the usual spread does on the scale of :func:`cjtools.stats.z_proportion`: outside it
    lies an area that neither chance alone nor chance and spread together explain. It never becomes narrower.

    Parameters
    ----------
    mean : number or array-like
        The proportion of all areas together, from 0 to 1.
    totals : number or array-like
        Cases of each area, or points along the axis. Zero gives NaN.
    level : float
        Confidence level between 0 and 1.
    tau2 : number or array-like
        From :func:`cjtools.stats.overdispersion_proportion`; 0 for chance alone.

    Returns
    -------
    lower, upper : float, ndarray or Series
        Proportions, cut at 0 and 1: where the funnel is that wide no area can lie outside it.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or the mean or the level is out of range.

    References
    ----------
    Spiegelhalter (2005), Stat. Med. 24, 1185-1202. Equals ``phe_funnels`` of PHEindicatormethods.

    Examples
    --------
    >>> lower, upper = funnel_limits_proportion(0.7, [20, 500])
    >>> lower.round(3), upper.round(3)
    (array([0.499, 0.66 ]), array([0.901, 0.74 ]))
    >>> print("{:.3f} to {:.3f}".format(*funnel_limits_proportion(0.7, 500, tau2=0.01)))
    0.505 to 0.863
    """
    (mean, totals, tau2), give = read(mean=mean, totals=totals, tau2=tau2)
    at_most(mean, 1, "mean", "1; give a proportion, not a percentage")
    totals, z = zero_to_nan(totals), -ndtri(tail(level))
    reach = z * np.sqrt(mean * (1 - mean) / totals)
    angle, wide = np.arcsin(np.sqrt(mean)), z * np.sqrt(square_error(totals) + tau2)
    lowest, highest = (np.sin(np.clip(angle + side, 0, np.pi / 2)) ** 2 for side in (-wide, wide))
    lower, upper = _never_narrower(mean - reach, lowest, highest, mean + reach, tau2)
    return give(np.maximum(lower, 0)), give(np.minimum(upper, 1))


def funnel_limits_rate(mean, bases, level: float = 0.95, per: float = 10_000, tau2=0):
    """Return the funnel around a mean rate: where an area's own Poisson limit meets the expected count.

    An area outside it is one whose :func:`cjtools.stats.poisson_limits` leave out the count that the mean rate
    would give. The lower line is 0 where even no events would not stand out (under 3.7 expected, at 95 %). It
    misleads, and widens with ``tau2``, as :func:`funnel_limits_proportion` does.

    Parameters
    ----------
    mean : number or array-like
        The rate of all areas together, per ``per`` people.
    bases : number or array-like
        Population of each area, or points along the axis. Zero gives NaN.
    level : float
        Confidence level between 0 and 1.
    per : number
        Size of the group that the rate is for, above 0.
    tau2 : number or array-like
        From :func:`cjtools.stats.overdispersion_rate`; 0 for chance alone. It does not depend on ``per``.

    Returns
    -------
    lower, upper : float, ndarray or Series
        Rates per ``per`` people.

    Raises
    ------
    ValueError
        If a value is negative or infinite, ``per`` is not above 0, or the level is out of range.

    References
    ----------
    As the rate funnels of PHEindicatormethods, which list the population for each count (within 0.2 %).

    Examples
    --------
    >>> lower, upper = funnel_limits_rate(25, [1_000, 60_000])
    >>> lower.round(1), upper.round(1)
    (array([ 0., 21.]), array([64.9, 29.2]))
    >>> print("{:.1f} to {:.1f}".format(*funnel_limits_rate(25, 60_000, tau2=0.01)))
    15.5 to 36.7
    """
    (mean, bases, tau2), give = read(mean=mean, bases=bases, tau2=tau2)
    beyond, scale = tail(level), above_zero("per", per) / zero_to_nan(bases)
    expected = mean / scale
    lower = _count_where(poisson_upper, expected, beyond, 0 * expected, expected)
    # the upper limit of the expected count lies beyond the count sought, so it bounds the search
    upper = _count_where(poisson_lower, expected, beyond, expected, poisson_upper(expected, beyond) + 1)
    # the square root scale says nothing where nothing is expected
    wide = -ndtri(beyond) * np.sqrt(square_error(np.where(expected == 0, np.inf, expected)) + tau2)
    lowest, highest = expected * np.maximum(1 - wide, 0) ** 2, expected * (1 + wide) ** 2
    lower, upper = _never_narrower(lower, lowest, highest, upper, tau2)
    return give(lower * scale), give(upper * scale)


def _never_narrower(lower, lowest, highest, upper, tau2):
    """Return the plain limits where there is no spread between areas, else the outer ones on each side."""
    spread = tau2 != 0
    return np.where(spread, np.minimum(lower, lowest), lower), np.where(spread, np.maximum(upper, highest), upper)


def _count_where(limit, expected, beyond, low, high):
    """Return the count whose limit is the expected one, by halving 64 times (finer than a float)."""
    # Byar's lower limit of 10 is a little under the exact one of 9.99: level that out, so that one count fits
    turn = limit(np.float64(EXACT_BELOW), beyond)
    for _ in range(64):
        middle = (low + high) / 2
        ceiling = np.where(middle < EXACT_BELOW, turn, np.inf)
        short = np.minimum(limit(middle, beyond), ceiling) < expected
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return low
