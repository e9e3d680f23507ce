"""How much more areas differ than chance alone would have it: z scores and the variance between areas."""

from typing import NamedTuple

import numpy as np

from cjtools._numbers import above_zero, at_most, read, zero_to_nan

WINSORISED = 0.1  # share of the z scores pulled in at each end, as Spiegelhalter (2012) and FunnelPlotR do


class Overdispersion(NamedTuple):
    """How much more areas differ than chance alone would have it.

    Parameters
    ----------
    tau2 : float
        Variance between areas on the scale of the z scores, 0 where chance explains the differences. Give it to
        the funnel limits and z scores; it has no meaning on another scale.
    phi : float
        Mean square of the z scores: about 1 where chance explains the differences. NaN with under two areas.
    winsorised : int
        Areas whose z score was pulled in before both were worked out.
    areas : int
        Areas with a z score.

    Examples
    --------
    >>> Overdispersion(tau2=0.0, phi=0.9, winsorised=6, areas=32).tau2
    0.0
    """

    tau2: float
    phi: float
    winsorised: int
    areas: int


def z_proportion(count, total, mean, tau2=0):
    """Return how many standard errors a proportion lies from the mean, on the arcsine square root scale.

    On that scale the standard error is ``1 / (2 √total)`` whatever the proportion. With ``tau2`` the variance
    between areas is added to its square, which gives the adjusted z. It is rough for a handful of cases: the
    funnel itself decides who lies outside.

    Parameters
    ----------
    count, total : number or array-like
        Cases with the property, and all cases, of each area. A total of zero gives NaN.
    mean : number or array-like
        The proportion of all areas together, from 0 to 1.
    tau2 : number or array-like
        From :func:`overdispersion_proportion`; 0 for the plain z.

    Returns
    -------
    float, ndarray or Series
        Below 0 where the area's proportion is below the mean.

    Raises
    ------
    ValueError
        If a value is negative or infinite, a count exceeds its total, or the mean is more than 1.

    References
    ----------
    Spiegelhalter (2005), Stat. Med. 24, 1185-1202, appendix. FunnelPlotR, data type "PR".

    Examples
    --------
    >>> z_proportion([10, 50], [40, 200], 0.5).round(2), round(z_proportion(50, 200, 0.5, tau2=0.01), 2)
    (array([-3.31, -7.4 ]), -2.47)
    """
    (count, total, mean, tau2), give = read(count=count, total=total, mean=mean, tau2=tau2)
    at_most(count, total, "count", "its total")
    at_most(mean, 1, "mean", "1; give a proportion, not a percentage")
    total = zero_to_nan(total)
    gap = np.arcsin(np.sqrt(count / total)) - np.arcsin(np.sqrt(mean))
    return give(gap / np.sqrt(square_error(total) + tau2))


def z_rate(count, base, mean, per: float = 10_000, tau2=0):
    """Return how many standard errors a rate lies from the mean, on the square root scale.

    The scale is the square root of events by expected events, where the standard error is
    ``1 / (2 √expected)``; so the plain z is ``2 (√events - √expected)``. Otherwise as :func:`z_proportion`.

    Parameters
    ----------
    count, base : number or array-like
        Events, and people at risk, of each area. A base of zero gives NaN.
    mean : number or array-like
        The rate of all areas together, per ``per`` people. Zero gives NaN: nothing is expected anywhere.
    per : number
        Size of the group that the rate is for, above 0.
    tau2 : number or array-like
        From :func:`overdispersion_rate`; 0 for the plain z. It does not depend on ``per``.

    Returns
    -------
    float, ndarray or Series
        Below 0 where the area's rate is below the mean.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or ``per`` is not above 0.

    References
    ----------
    Spiegelhalter (2005), Stat. Med. 24, 1185-1202, appendix. FunnelPlotR, standardised ratios by method "CQC".

    Examples
    --------
    >>> z_rate([16, 36], 10_000, 25).round(2), round(z_rate(36, 10_000, 25, tau2=0.03), 2)
    (array([-2.,  2.]), 1.0)
    """
    (count, base, mean, tau2), give = read(count=count, base=base, mean=mean, tau2=tau2)
    expected = zero_to_nan(mean * base / above_zero("per", per))
    return give((np.sqrt(count / expected) - 1) / np.sqrt(square_error(expected) + tau2))


def overdispersion_proportion(count, total, mean) -> Overdispersion:
    """Return how much more the proportions of areas differ than chance alone would have it.

    The z scores (:func:`z_proportion`) below their 10th and above their 90th percentile are set to these, so
    that a few areas that stand out do not hide themselves; phi is their mean square. Where ``areas × phi`` is no
    more than ``areas - 1``, chance explains the differences and ``tau2`` is 0; else it is the variance between
    areas that explains the rest (DerSimonian and Laird's, with the winsorised scores). It does not say why areas
    differ: many differ for known reasons (age, deprivation).

    Parameters
    ----------
    count, total : array-like
        Cases with the property, and all cases, of each area; areas with a missing value are left out.
    mean : number
        The proportion of all areas together, from 0 to 1.

    Returns
    -------
    Overdispersion

    Raises
    ------
    ValueError
        As :func:`z_proportion`.

    References
    ----------
    Spiegelhalter (2005), Qual. Saf. Health Care 14, 347-351. Spiegelhalter and others (2012), J. R. Stat. Soc. A
    175, 1-47. FunnelPlotR of the NHS-R community computes the same, with quartiles of the same kind.

    Examples
    --------
    >>> found = overdispersion_proportion([12, 30, 18, 70, 25], [40, 60, 60, 100, 50], 0.5)
    >>> print(f"{found.phi:.2f} {found.tau2:.4f}, {found.winsorised} of {found.areas} pulled in")
    4.32 0.0182, 2 of 5 pulled in
    """
    (count, total, mean), _ = read(count=count, total=total, mean=mean)
    return spread_between(z_proportion(count, total, mean), np.sqrt(square_error(zero_to_nan(total))))


def overdispersion_rate(count, base, mean, per: float = 10_000) -> Overdispersion:
    """Return how much more the rates of areas differ than chance alone would have it.

    As :func:`overdispersion_proportion`, with the z scores of :func:`z_rate`.

    Parameters
    ----------
    count, base : array-like
        Events, and people at risk, of each area; areas with a missing value are left out.
    mean : number
        The rate of all areas together, per ``per`` people.
    per : number
        Size of the group that the rate is for, above 0.

    Returns
    -------
    Overdispersion

    Raises
    ------
    ValueError
        As :func:`z_rate`.

    References
    ----------
    As :func:`overdispersion_proportion`.

    Examples
    --------
    >>> found = overdispersion_rate([16, 60, 110, 84, 20], [5_000, 20_000, 50_000, 40_000, 10_000], 25)
    >>> print(f"{found.phi:.2f} {found.tau2:.4f}, {found.winsorised} of {found.areas} pulled in")
    1.54 0.0042, 2 of 5 pulled in
    """
    (count, base, mean), _ = read(count=count, base=base, mean=mean)
    expected = zero_to_nan(mean * base / above_zero("per", per))
    return spread_between(z_rate(count, base, mean, per), np.sqrt(square_error(expected)))


def spread_between(z, error, winsorised: float = WINSORISED) -> Overdispersion:
    """Return the overdispersion of z scores of any kind.

    Parameters
    ----------
    z : array-like
        One score for each area; missing ones are left out.
    error : array-like
        Standard error of each area on the scale of the scores.
    winsorised : float
        Share of the scores to pull in at each end, from 0 (none) to under 0.5.

    Returns
    -------
    Overdispersion

    Raises
    ------
    ValueError
        If ``winsorised`` is out of range.

    References
    ----------
    DerSimonian and Laird (1986), Control. Clin. Trials 7, 177-188; else as :func:`overdispersion_proportion`.

    Examples
    --------
    >>> spread_between([-2, 2, 2, -2], [0.5, 0.5, 0.5, 0.5], winsorised=0)
    Overdispersion(tau2=1.0833333333333333, phi=4.0, winsorised=0, areas=4)
    """
    if not 0 <= winsorised < 0.5:
        raise ValueError(f"winsorised {winsorised!r} is not possible: it must be from 0 to under 0.5")
    (z, error), _ = read(z=z, error=error, allow_negative=True)
    known = ~np.isnan(z) & ~np.isnan(error)
    z, weight = z[known], error[known] ** -2.0
    if z.size < 2:
        return Overdispersion(0.0, float("nan"), 0, int(z.size))
    low, high = np.quantile(z, [winsorised, 1 - winsorised])
    pulled_in = np.clip(z, low, high)
    square = float(np.sum(pulled_in**2))
    tau2 = (square - (z.size - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return Overdispersion(max(0.0, float(tau2)), square / z.size, int(np.sum(pulled_in != z)), int(z.size))


def square_error(size):
    """Return the square of the standard error on either scale: for a number of cases, or of expected events."""
    return 1 / (4 * np.asarray(size, float))
