"""All councils in one picture: a funnel plot around Scotland's figure, with the table behind it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjtools import charts, stats, tables, text
from cjtools.areas import SCOTLAND
from cjtools.figure_parts import figure_html, no_figures
from cjtools.levels import COUNCIL

GRID_POINTS = 24  # points at which the limits are drawn
LEVELS = (0.95, 0.998)


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
    """

    points: pd.DataFrame
    mean: float
    spread: object
    limits: dict
    outside: pd.DataFrame
    outside_chance: int


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

    return Funnel(known, mean, spread, limits, known[is_outside(spread.tau2)], int(is_outside(0).sum()))


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


def comparison(study, indicator, name):
    """Return the funnel plot with the table behind it.

    Parameters
    ----------
    study : Study
    indicator : Indicator
    name : str
        Unique on the page.

    Returns
    -------
    str
    """
    funnel = funnel_of(study, indicator)
    if funnel is None:
        return no_figures(study, indicator, name)
    latest = study.latest(indicator.id)
    own_code = study.code_of(indicator.id)
    what = "councils" if indicator.level == COUNCIL else "places"
    counted = f"{len(funnel.outside)} of {len(funnel.points)} {what}"
    title = f"{indicator.name}: {counted} outside the 99.8% limits around Scotland"
    members = [code for code in study.peers.members if code != own_code]
    where = "outside" if own_code in set(funnel.outside["area_code"]) else "inside"
    own_value = text.shown_value(latest)
    alt = (
        f"Funnel plot of {len(funnel.points)} {what} in {latest['period']}. "
        f"Scotland {text.number(funnel.mean, indicator.unit)}; {study.place_of(indicator.id)} {own_value}, {where} the "
        f"99.8% limits. Outside them: {text.join(funnel.outside['area_name']) if len(funnel.outside) else 'none'}."
    )
    picture = charts.funnel(
        funnel.points, name=name, title=title, alt=alt, unit=indicator.unit, mean=funnel.mean,
        limits95=funnel.limits[0.95], limits998=funnel.limits[0.998], own_code=own_code, group_codes=members,
        denominator=base_words(study, indicator), group_label=study.peers.label,
        tau2=funnel.spread.tau2,
    )  # fmt: skip
    subtitle = f"{indicator.name}, {indicator.unit}, by {what.removesuffix('s')}, {latest['period']}"
    said = " ".join(filter(None, [text.placed(latest, indicator), spread_words(funnel)]))
    table = tables.table_html(name, subtitle, *_table(study.places(indicator.id), what))
    return figure_html(study, name, title, subtitle, picture, table, study.places(indicator.id), said)


def spread_words(funnel):
    """Return whether the limits were widened, and why."""
    if funnel.spread.tau2 > 0:
        return (
            "Places differ more than chance alone would have it, so the limits are widened by the spread between them; "
            f"{funnel.outside_chance} lie outside the limits of chance alone."
        )
    return "Chance explains the spread between places, so the limits are those of chance alone."


def _table(points, what):
    """Return columns and rows of the table of all places."""
    heads = ("Count", "Base", "Value", "95% interval")
    columns = [tables.Column(what.removesuffix("s").capitalize(), False), *(tables.Column(head) for head in heads)]
    lines = [
        [
            row["area_name"],
            text.number(row["numerator"]),
            text.number(row["denominator"]),
            text.shown_value(row),
            text.interval(row["lower"], row["upper"], row["unit"]).removeprefix("95% interval ") or "none",
        ]
        for _, row in points.iterrows()
    ]
    return columns, lines


def base_words(study, indicator):
    """Return what the horizontal axis counts."""
    if indicator.statistic == "proportion":
        return f"{indicator.words.counted} in the base"
    return study.catalogue.measures[indicator.denominator[0].measure]["title"]
