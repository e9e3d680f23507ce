"""How all places stand around Scotland's figure, and how far they would by chance alone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjtools import stats
from cjtools.areas import SCOTLAND
from cjtools.results.comparisons import FEW, LEVELS

GRID_POINTS = 24  # points at which the limits are drawn


@dataclass(frozen=True)
class Funnel:
    """What a funnel plot shows.

    Attributes
    ----------
    points : pandas.DataFrame
        Result records of the places with a figure in one period.
    mean : float
        Scotland's figure, in the indicator's unit.
    spread : Overdispersion
        How much more places differ than chance alone would have it.
    limits : dict
        Level -> DataFrame of x, lower, upper: the lines drawn.
    outside : pandas.DataFrame
        The points outside the 99.8 % limits.
    outside_chance : int
        How many lie outside the 99.8 % limits of chance alone.
    few : int
        How many places are left out because their base is under 10.
    """

    points: pd.DataFrame
    mean: float
    spread: object
    limits: dict
    outside: pd.DataFrame
    outside_chance: int
    few: int

    def point(self, code):
        """Return the record of a place, or None when it is not in the funnel."""
        found = self.points[self.points["area_code"] == code]
        return None if found.empty else found.iloc[0]

    def is_outside(self, point):
        """Return whether a point lies outside the 99.8 % limits."""
        return point["area_code"] in set(self.outside["area_code"])


def funnel_of(study, indicator):
    """Return the funnel of all places in the newest year that the area has a figure for, or None without figures.

    Where places differ more than chance alone would have it, the limits are widened by the variance between them
    (Spiegelhalter 2005, additive, winsorised), so that only those stand out that differ from the others too.

    Parameters
    ----------
    study : Study
    indicator : Indicator
        A proportion or a rate.

    Returns
    -------
    Funnel or None
    """
    points = study.places(indicator.id)
    known = points[points["value"].notna() & (points["denominator"] > 0)]
    is_few = known["denominator"] < FEW  # one of one would be shown as 100 per cent
    known = known[~is_few]
    scotland = study.of(indicator.id, SCOTLAND)
    scotland = scotland[scotland["period"].isin(known["period"]) & scotland["value"].notna()]
    if known.empty or scotland.empty:
        return None
    mean = float(scotland["value"].iloc[0])
    counts, bases = (known[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    if indicator.statistic == "proportion":
        spread = stats.overdispersion_proportion(counts, bases, mean / 100)
    else:
        spread = stats.overdispersion_rate(counts, bases, mean, indicator.per)
    limits = {level: _limits(indicator, bases, mean, level, spread.tau2) for level in LEVELS}
    values = known["value"].to_numpy(dtype=float)

    def is_outside(tau2):
        lower, upper = _at(indicator, mean, bases, LEVELS[1], tau2)
        return (values < lower) | (values > upper)

    return Funnel(
        known, mean, spread, limits, known[is_outside(spread.tau2)], int(is_outside(0).sum()), int(is_few.sum())
    )


def _limits(indicator, bases, mean, level, tau2):
    """Return funnel limits over the range of bases as x, lower, upper."""
    grid = np.unique(np.geomspace(max(1.0, bases.min() * 0.8), bases.max() * 1.1, GRID_POINTS).round())
    lower, upper = _at(indicator, mean, grid, level, tau2)
    return pd.DataFrame({"x": grid, "lower": lower, "upper": upper})


def _at(indicator, mean, bases, level, tau2):
    """Return the funnel limits at some bases, in the indicator's unit."""
    if indicator.statistic == "proportion":
        lower, upper = stats.funnel_limits_proportion(mean / 100, bases, level, tau2=tau2)
        return 100 * lower, 100 * upper
    return stats.funnel_limits_rate(mean, bases, level, indicator.per, tau2=tau2)
