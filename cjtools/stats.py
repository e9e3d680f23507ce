"""Rates, proportions and their limits, and rounding: numbers in, numbers out.

Every function takes single numbers, lists, numpy arrays or pandas Series. A single number comes back as a
float, a Series as a Series with the same index, anything else as an array. A missing value (NaN) stays
missing. Limits are two-sided, with half of ``1 - level`` beyond each end, and nothing is rounded on the way.
The methods are those of PHE (2018), Technical Guide: Confidence Intervals, so that figures can be compared.
"""

import numpy as np
from scipy.special import betainccinv, betaincinv, gammainccinv, gammaincinv, ndtri

from cjtools._numbers import above_zero, at_most, read, tail, zero_to_nan
from cjtools.rounding import round_half_up as round_half_up

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
    lower, upper = _wilson(count, total, level)
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
    return give(_poisson_lower(count, tail(level))), give(_poisson_upper(count, tail(level)))


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
    lower1, upper1 = _wilson(count1, total1, level, "count1")
    lower2, upper2 = _wilson(count2, total2, level, "count2")
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


def funnel_limits_proportion(mean, totals, level: float = 0.95):
    """Return the funnel around a mean proportion: where an area's own Wilson limit meets the mean.

    An area outside it is one whose :func:`wilson` limits leave out the mean, so chart and verdict agree.
    Solved for the area's proportion this is ``mean ± z √(mean (1 − mean) / total)``. It misleads when areas
    differ for known reasons (age, deprivation): many then lie outside with nothing amiss.

    Parameters
    ----------
    mean : number or array-like
        The proportion of all areas together, from 0 to 1.
    totals : number or array-like
        Cases of each area, or points along the axis. Zero gives NaN.
    level : float
        Confidence level between 0 and 1.

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
    """
    (mean, totals), give = read(mean=mean, totals=totals)
    at_most(mean, 1, "mean", "1; give a proportion, not a percentage")
    reach = -ndtri(tail(level)) * np.sqrt(mean * (1 - mean) / zero_to_nan(totals))
    return give(np.maximum(mean - reach, 0)), give(np.minimum(mean + reach, 1))


def funnel_limits_rate(mean, bases, level: float = 0.95, per: float = 10_000):
    """Return the funnel around a mean rate: where an area's own Poisson limit meets the expected count.

    An area outside it is one whose :func:`poisson_limits` leave out the count that the mean rate would give.
    The lower line is 0 where even no events would not stand out (under 3.7 expected, at 95 %). It misleads as
    :func:`funnel_limits_proportion` does.

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
    """
    (mean, bases), give = read(mean=mean, bases=bases)
    beyond, scale = tail(level), above_zero("per", per) / zero_to_nan(bases)
    expected = mean / scale
    lower = _count_where(_poisson_upper, expected, beyond, 0 * expected, expected)
    # the upper limit of the expected count lies beyond the count sought, so it bounds the search
    upper = _count_where(_poisson_lower, expected, beyond, expected, _poisson_upper(expected, beyond) + 1)
    return give(lower * scale), give(upper * scale)


def smallest_showing_difference_proportion(total, base_proportion, level: float = 0.95):
    """Return how far a proportion must move to lie outside its own Wilson limits, in percentage points.

    The limits of ``base_proportion`` among ``total`` cases reach further on the side of one half. This is that
    longer reach: any larger change, up or down, lies outside. It says in advance what an area of this size
    could show. It is too small as a test of two years, for the second has chance of its own (about 1.4 times
    as much is needed): use :func:`difference_of_proportions` there.

    Parameters
    ----------
    total : number or array-like
        Cases. Zero gives NaN.
    base_proportion : number or array-like
        Where the proportion stands, from 0 to 1.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    float, ndarray or Series
        Percentage points, from 0 to 100.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or the proportion or the level is out of range.

    References
    ----------
    Own definition, on the limits of :func:`wilson`.

    Examples
    --------
    >>> smallest_showing_difference_proportion([20, 100, 1_000], 0.7).round(1)
    array([21.9,  9.6,  2.9])
    """
    (total, base), give = read(total=total, base_proportion=base_proportion)
    at_most(base, 1, "base_proportion", "1; give a proportion, not a percentage")
    lower, upper = _wilson(base * total, total, level)
    return give(100 * np.maximum(base - lower, upper - base))


def _wilson(count, total, level, name="count"):
    """Return Wilson limits; the lower from the product of both, which keeps 0 exact and tiny values right."""
    at_most(count, total, name, "its total")
    z = -ndtri(tail(level))
    share, total = count / zero_to_nan(total), zero_to_nan(total)
    upper = (count + z**2 / 2 + z * np.sqrt(count * (1 - share) + z**2 / 4)) / (total + z**2)
    upper = np.where(count == total, 1, upper)
    return share * count / ((total + z**2) * upper), upper


def _poisson_lower(count, beyond):
    """Return the lower Poisson limit, with the probability ``beyond`` below it."""
    few, many = np.minimum(count, EXACT_BELOW), np.maximum(count, EXACT_BELOW)
    exact = np.where(few == 0, 0, gammaincinv(few, beyond))
    byar = many * (1 - 1 / (9 * many) + ndtri(beyond) / (3 * np.sqrt(many))) ** 3
    return np.where(count < EXACT_BELOW, exact, byar)


def _poisson_upper(count, beyond):
    """Return the upper Poisson limit, with the probability ``beyond`` above it."""
    few, more = np.minimum(count, EXACT_BELOW), np.maximum(count, EXACT_BELOW) + 1
    exact = gammainccinv(few + 1, beyond)
    byar = more * (1 - 1 / (9 * more) - ndtri(beyond) / (3 * np.sqrt(more))) ** 3
    return np.where(count < EXACT_BELOW, exact, byar)


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
