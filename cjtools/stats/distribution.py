"""Where areas stand among all: quartiles, and ranks that admit ties."""

import numpy as np

from cjtools._numbers import read

LEAST_VALUES = 4


def quartiles(values):
    """Return the lower quartile, the median and the upper quartile of some values.

    Between two values the line is straight, as numpy, pandas and Fingertips have it. Each area counts once,
    whatever its size, so the median is not Scotland's figure.

    Parameters
    ----------
    values : array-like
        One figure for each area; missing ones are left out.

    Returns
    -------
    lower, median, upper : float
        NaN with under four values.

    Raises
    ------
    ValueError
        If a value is infinite.

    References
    ----------
    Hyndman and Fan (1996), Am. Stat. 50, 361-365, definition 7.

    Examples
    --------
    >>> quartiles([10, 20, 30, 40, 50])
    (20.0, 30.0, 40.0)
    """
    (values,), _ = read(values=values, allow_negative=True)
    _refuse_infinite(values)
    known = values[~np.isnan(values)]
    if known.size < LEAST_VALUES:
        return (float("nan"),) * 3
    return tuple(float(value) for value in np.quantile(known, [0.25, 0.5, 0.75]))


def quartile_of(values):
    """Return in which quarter of the areas each area stands, from 1 (lowest figures) to 4 (highest).

    A value on a quartile belongs to the quarter below it. Equal values share a quarter, so that the quarters need
    not be of one size. It says nothing of chance: the smallest areas are often in the first and the last.

    Parameters
    ----------
    values : array-like
        One figure for each area.

    Returns
    -------
    ndarray or Series
        1, 2, 3 or 4; NaN where the figure is missing, or with under four of them.

    Raises
    ------
    ValueError
        If a value is infinite.

    References
    ----------
    As :func:`quartiles`.

    Examples
    --------
    >>> quartile_of([10, 20, 30, 40, 50, float("nan")])
    array([ 1.,  1.,  2.,  3.,  4., nan])
    """
    (array,), give = read(values=values, allow_negative=True)
    bounds = np.array(quartiles(array))
    quarter = 1.0 + np.sum(array[..., None] > bounds, axis=-1)
    return give(np.where(np.isnan(array) | np.isnan(bounds[0]), np.nan, quarter))


def _refuse_infinite(values):
    """Raise when a value is infinite: it has no place among areas."""
    if np.isinf(values).any():
        raise ValueError("values hold an infinite one, which has no place among the areas: leave it out")
