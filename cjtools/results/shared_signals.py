"""Indicators on which many councils signal at once: in a year, or over five; beside what chance alone would make."""

from dataclasses import dataclass

import pandas as pd

from cjtools.levels import COUNCIL

UP, DOWN, NO_CHANGE = "up", "down", "no clear change"
RISING, FALLING = "rising", "falling"
CHANCE_CHANGE = 0.025  # of the councils compared, on each side: changes are read at the 95 % level
CHANCE_TREND = 0.001  # the same of trends, which are read at the 99.8 % level
# Listed from a fifth of the councils compared on, and from five: a table of what chance makes tells nothing. Of 32
# councils chance alone takes seven or more one way about once in 80,000 indicators, of 25 five about once in 3,000.
MANY, FEWEST = 0.2, 5


@dataclass(frozen=True)
class Signal:
    """How many councils signal on one indicator.

    Attributes
    ----------
    indicator : Indicator
    outcome : Outcome or None
        The national outcome that the indicator is of; None for background to all of them.
    period, since : str
        Year of the figures, and the year that they are compared with, or the first of five.
    up, down, compared : int
        Councils; those with too few cases to tell are not compared.
    chance : float
        How many of those compared chance alone would be expected to make signal, on each side.
    status : str
        ``illustrative`` where one of the figures is made up, else as they are.
    """

    indicator: object
    outcome: object
    period: str
    since: str
    up: int
    down: int
    compared: int
    chance: float
    status: str

    @property
    def is_many(self):
        """Whether many signal in the same direction."""
        most = max(self.up, self.down)
        return most >= FEWEST and most >= MANY * self.compared


def looked_at(nation):
    """Return the indicators on which councils can be set side by side with the year before, each count once.

    Parameters
    ----------
    nation : Nation

    Returns
    -------
    list of (Outcome or None, Indicator)
        By outcome; None for background to all of them. Breakdowns are left out. As in the reports each count is
        looked at once: one that also stands as a rate or a percentage would be told twice.
    """
    found, seen, order = [], set(), list(nation.catalogue.outcomes.values())
    shown = [(outcome, one) for outcome in order for one in nation.catalogue.indicators_shown(outcome)]
    for outcome, one in sorted(shown, key=lambda pair: pair[1].statistic == "count"):
        counted = tuple((term.measure, term.breakdown, term.category, term.sign) for term in one.numerator)
        if one.level == COUNCIL and not one.is_split and counted not in seen:
            seen.add(counted)
            found.append((None if one.context else outcome, one))
    return sorted(found, key=lambda pair: order.index(pair[0]) if pair[0] else len(order))


def changes_of(nation):
    """Return for each indicator how many councils changed clearly from the year before.

    Parameters
    ----------
    nation : Nation

    Returns
    -------
    list of Signal
        Of figures of the nation's year alone, with one council compared at the least; most in one direction first.
    """
    found = []
    for outcome, indicator in looked_at(nation):
        rows = nation.places(indicator.id)
        rows = rows[(rows["period"] == nation.year) & rows["change_reading"].isin([UP, DOWN, NO_CHANGE])]
        if len(rows):
            since = str(rows["previous_period"].iloc[0])
            found.append(_signal(outcome, indicator, rows, since, rows["change_reading"], (UP, DOWN), CHANCE_CHANGE))
    return _ordered(found)


def trends_of(nation):
    """Return for each indicator how many councils have a clear trend over five years.

    Parameters
    ----------
    nation : Nation

    Returns
    -------
    list of Signal
        As for :func:`changes_of`. None where the first of the five years is one of the pandemic: from there on a rise
        is as likely to be recovery. A trend that the newest year goes against is not counted.
    """
    found = []
    for outcome, indicator in looked_at(nation):
        rows = nation.places(indicator.id)
        rows = rows[(rows["period"] == nation.year) & (rows["trend"] != "")]
        if not len(rows) or rows["trend_from"].iloc[0] in indicator.covid_years:
            continue
        against = ((rows["trend"] == RISING) & (rows["change_reading"] == DOWN)) | (
            (rows["trend"] == FALLING) & (rows["change_reading"] == UP)
        )
        trend = rows["trend"].where(~against, "")
        since = str(rows["trend_from"].iloc[0])
        found.append(_signal(outcome, indicator, rows, since, trend, (RISING, FALLING), CHANCE_TREND))
    return _ordered(found)


def _signal(outcome, indicator, rows, since, said, sides, chance):
    """Return how many councils signal, from what is said of each."""
    up, down = (int((said == side).sum()) for side in sides)
    statuses = set(pd.unique(rows["status"].astype(str)))
    status = "illustrative" if "illustrative" in statuses else sorted(statuses)[0]
    return Signal(
        indicator, outcome, str(rows["period"].iloc[0]), since, up, down, len(rows), chance * len(rows), status
    )


def _ordered(signals):
    """Return signals by the share of councils that signal one way, most first."""
    return sorted(signals, key=lambda one: -max(one.up, one.down) / one.compared)
