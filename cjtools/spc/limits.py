"""Centre lines and limits of run charts and control charts, from plain numbers."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cjtools.catalogue.improvement import P_CHART, RUN_CHART, U_CHART, XMR

INDIVIDUALS = 2.66  # 3 / 1.128: from the mean moving range of two points to three standard deviations
MOVING_RANGE = 3.267  # upper limit of moving ranges of two points, in mean moving ranges
SIGMAS = 3


@dataclass(frozen=True)
class Limits:
    """Where the centre line and the limits stand, point by point.

    Attributes
    ----------
    centre, lower, upper : numpy.ndarray
        NaN where there are none: run charts have no limits, and limits that would lie where no figure can be (below 0,
        above 100 per cent) are NaN too.
    points : int
        Of how many figures they are made.
    mean_range : float
        Mean moving range of an XmR chart; NaN for others.
    screened : int
        Moving ranges that were left out because they were above their own limit.
    """

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    points: int
    mean_range: float = math.nan
    screened: int = 0


def limits(chart, values, sizes=None, base=None, screen=False, places=None, possible=(-math.inf, math.inf)):
    """Return centre line and limits of a chart.

    Parameters
    ----------
    chart : str
        One of :data:`cjtools.catalogue.improvement.CHARTS`.
    values : sequence of float
        In order of time, NaN where there is none: figures of a run or XmR chart, proportions (0 to 1) of a p chart,
        rates (events for one unit of ``sizes``) of a u chart.
    sizes : sequence of float, optional
        What each proportion or rate is out of: for p and u charts.
    base : sequence of bool, optional
        Which points the lines are made of; all by default. They are carried on over the others.
    screen : bool
        Leave moving ranges above their own limit (3.267 times the mean) out once, and take the mean of the rest.
    places : sequence of int, optional
        Where each point stands in time: of two that are not 1 apart there is no moving range.
    possible : tuple of float
        Least and greatest figure that an XmR chart can hold, such as 0 for counts: beyond them is no limit.

    Returns
    -------
    Limits
        All NaN where no point to make them of has a figure.

    References
    ----------
    Shewhart charts as in Montgomery, Introduction to Statistical Quality Control: p and u charts with three standard
    deviations for each size, individuals with the mean moving range of two.

    Examples
    --------
    >>> flow = limits("XmR chart", [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    >>> float(round(flow.centre[0], 2)), float(round(flow.upper[0], 2)), float(round(flow.lower[0], 2))
    (50.81, 55.8, 45.82)
    """
    values = np.asarray(values, dtype=float)
    known = ~np.isnan(values) & (np.ones(len(values), bool) if base is None else np.asarray(base, dtype=bool))
    if chart in (P_CHART, U_CHART):
        return _of_sizes(chart, values, np.asarray(sizes, dtype=float), known)
    if not known.any():
        return _same(len(values), math.nan, math.nan, math.nan, 0)
    if chart == RUN_CHART:
        return _same(len(values), float(np.median(values[known])), math.nan, math.nan, int(known.sum()))
    if chart == XMR:
        return _individuals(values, known, screen, places, possible)
    raise ValueError(f"no chart is called '{chart}'")


def moving_ranges(values, known=None, places=None):
    """Return the differences between points that follow each other, without sign; over a gap there is none.

    Parameters
    ----------
    values : sequence of float
    known : sequence of bool, optional
        Which points count; those that are no number never do.
    places : sequence of int, optional
        Where each point stands in time; one after the other by default.

    Returns
    -------
    list of float

    Examples
    --------
    >>> moving_ranges([3, 5, float("nan"), 4, 1])
    [2.0, 3.0]
    """
    counts = [value == value for value in values] if known is None else known
    places = range(len(values)) if places is None else places
    points = [(value, place) for value, place, does in zip(values, places, counts, strict=True) if does]
    return [float(abs(after - before)) for (before, at), (after, then) in pairwise(points) if then - at == 1]


def _same(count, centre, lower, upper, points, **more):
    """Return lines that are level."""
    return Limits(*(np.full(count, line) for line in (centre, lower, upper)), points, **more)


def _individuals(values, known, screen, places, possible):
    """Return the lines of an XmR chart."""
    ranges = moving_ranges(values, known, places)
    mean, screened = (float(np.mean(ranges)) if ranges else math.nan), 0
    if screen and ranges:
        kept = [each for each in ranges if each <= MOVING_RANGE * mean]
        mean, screened = float(np.mean(kept)), len(ranges) - len(kept)
    centre, reach = float(np.mean(values[known])), INDIVIDUALS * mean
    lower, upper = centre - reach, centre + reach
    lower, upper = lower if lower > possible[0] else math.nan, upper if upper < possible[1] else math.nan
    points = int(known.sum())
    return _same(len(values), centre, lower, upper, points, mean_range=mean, screened=screened)


def _of_sizes(chart, values, sizes, known):
    """Return the lines of a p or u chart, whose limits depend on the size of each point."""
    known = known & (sizes > 0)
    none = np.full(len(values), math.nan)
    if not known.any():
        return Limits(none, none, none, 0)
    mean = float(np.sum(values[known] * sizes[known]) / np.sum(sizes[known]))
    spread = mean * (1 - mean) if chart == P_CHART else mean
    has_size = sizes > 0
    reach = none.copy()
    reach[has_size] = SIGMAS * np.sqrt(max(spread, 0) / sizes[has_size])
    lower, upper = mean - reach, mean + reach
    lower[lower <= 0] = math.nan
    if chart == P_CHART:
        upper[upper >= 1] = math.nan
    return Limits(np.full(len(values), mean), lower, upper, int(known.sum()))
