"""Rates, proportions and counts with their limits."""

import numpy as np
from scipy.special import gammainccinv, gammaincinv, ndtri

from cjtools._numbers import above_zero, at_most, read, tail, zero_to_nan

EXACT_BELOW = 10  # events; from here on Byar's 95 % limits are within 0.2 % of the exact ones (PHE 2018)


def rate(count, population, per: float = 10_000):
    """Return the number of events per head of population, times ``per``.

    Makes areas of different size comparable. It misleads when the population is not the people to whom the
    event could happen, and when events are few: then one more moves it far. Show :func:`poisson_limits` too.

    Parameters
    ----------
    count : number or array-like
        Events in the period, 0 or more.
    population : number or array-like
        People at risk, 0 or more. Zero gives NaN, since no rate exists.
    per : number
        Size of the group that the rate is for, above 0.

    Returns
    -------
    float, ndarray or Series
        Events per ``per`` people.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or ``per`` is not above 0.

    References
    ----------
    APHO (2008), Technical Briefing 3: Commonly used public health statistics and their confidence intervals.

    Examples
    --------
    >>> rate([27, 27], [18_000, 0])
    array([15., nan])
    """
    (count, population), give = read(count=count, population=population)
    return give(count * above_zero("per", per) / zero_to_nan(population))


def wilson(count, total, level: float = 0.95):
    """Return the Wilson score limits of a proportion.

    They hold every true proportion that a score test would not reject, stay within 0 and 1, and keep a
    sensible width at none and at all. They cover chance only, not errors in the figures, and are too narrow
    when cases come in clusters (one person with several orders).

    Parameters
    ----------
    count : number or array-like
        Cases with the property, from 0 to ``total``.
    total : number or array-like
        All cases. Zero gives NaN.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    lower, upper : float, ndarray or Series
        Proportions from 0 to 1 (times 100 for per cent).

    Raises
    ------
    ValueError
        If a value is negative or infinite, a count exceeds its total, or the level is out of range.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209-212. Newcombe (1998), Stat. Med. 17, 857-872, method 3.

    Examples
    --------
    >>> print("{:.4f} to {:.4f}".format(*wilson(81, 263)))
    0.2553 to 0.3662
    """
    (count, total), give = read(count=count, total=total)
    lower, upper = wilson_limits(count, total, level)
    return give(lower), give(upper)


def poisson_limits(count, level: float = 0.95):
    """Return the limits of a count of independent events; divide by the population for those of a rate.

    Exact by chi-square under 10 events, Byar's approximation from 10, both limits from the same method. They
    are too narrow when one event brings others with it (several orders in one case).

    Parameters
    ----------
    count : number or array-like
        Events, 0 or more; need not be whole.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    lower, upper : float, ndarray or Series
        Limits in events. The lower limit of 0 events is 0.

    Raises
    ------
    ValueError
        If a count is negative or infinite, or the level is out of range.

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442. Breslow and Day (1987), Statistical Methods in Cancer Research,
    volume II, IARC.

    Examples
    --------
    >>> lower, upper = poisson_limits([0, 5, 100])
    >>> lower.round(2), upper.round(2)
    (array([ 0.  ,  1.62, 81.36]), array([  3.69,  11.67, 121.63]))
    """
    (count,), give = read(count=count)
    return give(poisson_lower(count, tail(level))), give(poisson_upper(count, tail(level)))


def wilson_limits(count, total, level, name="count"):
    """Return Wilson limits; the lower from the product of both, which keeps 0 exact and tiny values right."""
    at_most(count, total, name, "its total")
    z = -ndtri(tail(level))
    share, total = count / zero_to_nan(total), zero_to_nan(total)
    upper = (count + z**2 / 2 + z * np.sqrt(count * (1 - share) + z**2 / 4)) / (total + z**2)
    upper = np.where(count == total, 1, upper)
    return share * count / ((total + z**2) * upper), upper


def poisson_lower(count, beyond):
    """Return the lower Poisson limit, with the probability ``beyond`` below it."""
    few, many = np.minimum(count, EXACT_BELOW), np.maximum(count, EXACT_BELOW)
    exact = np.where(few == 0, 0, gammaincinv(few, beyond))
    byar = many * (1 - 1 / (9 * many) + ndtri(beyond) / (3 * np.sqrt(many))) ** 3
    return np.where(count < EXACT_BELOW, exact, byar)


def poisson_upper(count, beyond):
    """Return the upper Poisson limit, with the probability ``beyond`` above it."""
    few, more = np.minimum(count, EXACT_BELOW), np.maximum(count, EXACT_BELOW) + 1
    exact = gammainccinv(few + 1, beyond)
    byar = more * (1 - 1 / (9 * more) - ndtri(beyond) / (3 * np.sqrt(more))) ** 3
    return np.where(count < EXACT_BELOW, exact, byar)
