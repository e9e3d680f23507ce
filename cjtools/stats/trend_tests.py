"""Whether a figure rises or falls over its latest years: the chi-square test for trend, and a cautious verdict."""

import numpy as np
from scipy.special import ndtri

from cjtools._numbers import at_most, read

RECENT = 5
CLEAR = float(ndtri(0.999) ** 2)  # 9.5495: chi-square with one degree of freedom, 99.8 per cent
RISING, FALLING, NO_TREND = "rising", "falling", "no clear trend"


def trend_chi2_proportion(counts, totals):
    """Return the chi-square for linear trend of proportions over equally spaced points, and the trend's sign.

    The Cochran-Armitage test, with one degree of freedom and without correction. It is too ready to see a trend
    where cases come in clusters, or where the proportion moves about more than chance would have it; and it says
    nothing of a curve or a turn.

    Parameters
    ----------
    counts, totals : array-like
        Cases with the property and all cases: points in columns, oldest first; one row for each area, or one row
        alone.

    Returns
    -------
    chi2, sign : ndarray
        One value for each row, for one row alone a float. The sign is 1, 0 or -1. NaN where a value of the row is
        missing, where there are no cases, or where none or all have the property.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or a count exceeds its total.

    References
    ----------
    Armitage (1955), Biometrics 11, 375-386. Cochran (1954), Biometrics 10, 417-451. Equals ``prop.trend.test`` of R.

    Examples
    --------
    >>> chi2, sign = trend_chi2_proportion([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(chi2, 4), sign
    (8.2249, -1.0)
    """
    (counts, totals), give = _points(counts=counts, totals=totals)
    at_most(counts, totals, "count", "its total")
    slope, scatter, overall = _trend(counts, totals)
    return _chi2(slope, scatter * overall * (1 - overall), give)


def trend_chi2_rate(counts, bases):
    """Return the chi-square for linear trend of rates over equally spaced points, and the trend's sign.

    The score test of a Poisson rate whose logarithm changes by the same step each time, given all events
    together. It is too ready to see a trend where one event brings others with it.

    Parameters
    ----------
    counts, bases : array-like
        Events and people at risk: points in columns, oldest first; one row for each area, or one row alone.

    Returns
    -------
    chi2, sign : ndarray
        As :func:`trend_chi2_proportion`. NaN where a value of the row is missing, or there are no events.

    Raises
    ------
    ValueError
        If a value is negative or infinite.

    References
    ----------
    Armitage (1955), Biometrics 11, 375-386. Breslow and Day (1987), Statistical Methods in Cancer Research, volume
    II, IARC, section 3.6: test for trend of standardised ratios.

    Examples
    --------
    >>> chi2, sign = trend_chi2_rate([20, 30, 40], [1_000, 1_000, 1_000])
    >>> round(chi2, 4), sign
    (6.6667, 1.0)
    """
    (counts, bases), give = _points(counts=counts, bases=bases)
    slope, scatter, overall = _trend(counts, bases)
    return _chi2(slope, scatter * overall, give)


def recent_trend_proportion(counts, totals):
    """Return whether a proportion has been rising or falling over its last five points.

    The rule of Fingertips: chi-square for trend above 9.5495 (99.8 %), and the trend has the same sign with each
    point left out in turn, so that no single year makes it. Fingertips takes that sign from the logits without
    weights; here it is that of the test itself. A figure with "no clear trend" may still have changed.

    Parameters
    ----------
    counts, totals : array-like
        As :func:`trend_chi2_proportion`; with more than five columns the last five are used.

    Returns
    -------
    ndarray of str
        "rising", "falling", "no clear trend", or "" where one of the five is missing or has no cases, or where
        there are fewer; for one row alone a str.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or a count exceeds its total.

    References
    ----------
    OHID, Fingertips technical guidance, recent trends; FingertipsNext, trend-analysis.

    Examples
    --------
    >>> str(recent_trend_proportion([40, 52, 60, 71, 85], [200, 200, 200, 200, 200]))
    'rising'
    """
    (counts, totals), _ = _points(counts=counts, totals=totals)
    at_most(counts, totals, "count", "its total")
    return _recent(trend_chi2_proportion, counts, totals)


def recent_trend_rate(counts, bases):
    """Return whether a rate has been rising or falling over its last five points.

    As :func:`recent_trend_proportion`, with the test of :func:`trend_chi2_rate`. Fingertips tests the slope of
    the rates weighted by their intervals, which agrees closely unless events are few.

    Parameters
    ----------
    counts, bases : array-like
        As :func:`trend_chi2_rate`; with more than five columns the last five are used.

    Returns
    -------
    ndarray of str
        As :func:`recent_trend_proportion`.

    Raises
    ------
    ValueError
        If a value is negative or infinite.

    References
    ----------
    As :func:`recent_trend_proportion`.

    Examples
    --------
    >>> recent_trend_rate([[90, 80, 66, 58, 49], [9, 8, 6, 5, 4]], [[9_000] * 5, [900] * 5]).tolist()
    ['falling', 'no clear trend']
    """
    (counts, bases), _ = _points(counts=counts, bases=bases)
    return _recent(trend_chi2_rate, counts, bases)


def _points(**given):
    """Return the values as arrays of rows and points, and a function that gives a row alone as a float."""
    given = {
        name: values.to_numpy(float, na_value=np.nan) if hasattr(values, "iloc") else np.asarray(values, float)
        for name, values in given.items()
    }
    arrays, _ = read(**given)
    if arrays[0].ndim == 0:
        raise ValueError(f"{' and '.join(given)}: a trend needs several points, oldest first")
    return arrays, lambda result: float(result) if np.ndim(result) == 0 else result


def _trend(counts, sizes):
    """Return the sum that tests the trend, the scatter of the points in time, and the overall proportion or rate."""
    time = np.arange(counts.shape[-1], dtype=float)
    size = sizes.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = time - (sizes * time).sum(axis=-1, keepdims=True) / size
        overall = counts.sum(axis=-1) / size[..., 0]
    return (counts * apart).sum(axis=-1), (sizes * apart**2).sum(axis=-1), overall


def _chi2(slope, variance, give):
    """Return the test and its sign; NaN where nothing varies."""
    variance = np.where(variance > 0, variance, np.nan)
    return give(slope**2 / variance), give(np.where(np.isnan(variance), np.nan, np.sign(slope)))


def _recent(test, counts, sizes):
    """Return the verdict on the last five points."""
    counts, sizes = counts[..., -RECENT:], sizes[..., -RECENT:]
    rows = counts.shape[:-1]
    if counts.shape[-1] < RECENT:
        return np.full(rows, "") if rows else ""
    chi2, sign = test(counts, sizes)
    signs = [_sign_without(test, counts, sizes, point) for point in range(RECENT)]
    clear = (np.asarray(chi2) > CLEAR) & np.all([each == sign for each in signs], axis=0)
    verdict = np.where(clear, np.where(np.asarray(sign) > 0, RISING, FALLING), NO_TREND)
    missing = np.isnan(counts + sizes).any(axis=-1) | (sizes == 0).any(axis=-1)
    verdict = np.where(missing, "", verdict)
    return verdict if rows else str(verdict)


def _sign_without(test, counts, sizes, point):
    """Return the sign of the trend without one point, the others keeping their places in time."""
    left = np.arange(RECENT) != point
    return np.asarray(test(np.where(left, counts, 0), np.where(left, sizes, 0))[1])
