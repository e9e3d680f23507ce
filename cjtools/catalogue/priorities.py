"""The shape of priorities.yaml: what helps to set priorities."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.faults import unknown
from cjtools.catalogue.models import Strict
from cjtools.errors import Problem

FILE = "priorities.yaml"
TOTAL = "Total"


class Quadrants(Strict):
    """Names of the quarters of a matrix: more or less of the first axis, then of the second."""

    more_less: str
    more_more: str
    less_less: str
    less_more: str


class Axes(Strict):
    """Two axes on which improvement activities stand; the first goes up, the second to the right."""

    id: str
    first: str
    second: str
    quadrants: Quadrants


class Figure(Strict):
    """A figure of an indicator: its value."""

    indicator: str
    part: str = TOTAL


class SharedBy(Strict):
    """What Scotland's sentences are shared out by: an area's part of one side of an indicator."""

    indicator: str
    of: Literal["value", "numerator", "denominator"]
    words: str


class Capacity(Strict):
    """From which figures it is worked out what fewer short custodial sentences would ask of services."""

    share: int = Field(gt=0, le=100)
    sentences: str
    areas: list[SharedBy] = Field(min_length=1)
    orders: Figure
    unpaid_work: Figure
    hours: Figure
    supervision: Figure
    months: Figure
    assumptions: list[str] = Field(min_length=1)

    @property
    def indicators(self):
        """Ids of all indicators that it draws on, each once."""
        figures = (self.orders, self.unpaid_work, self.hours, self.supervision, self.months)
        return list(dict.fromkeys([self.sentences, *(one.indicator for one in (*self.areas, *figures))]))


class Priorities(Strict):
    """What helps to set priorities."""

    axes: list[Axes] = Field(min_length=1)
    capacity: Capacity


def priority_problems(priorities, indicators, unread=frozenset()):
    """Return which pairs of axes stand twice, and which indicators are not there.

    Parameters
    ----------
    priorities : Priorities
    indicators : dict
        Id -> Indicator.
    unread : set of str
        Files that could not be read, such as 'indicators/cpo_imposed': their faults are told already.

    Returns
    -------
    list of Problem
    """
    names = [axes.id for axes in priorities.axes]
    problems = [
        Problem(f"axes '{name}' stand more than once", FILE, todo="take one of them out")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    for name in priorities.capacity.indicators:
        if name not in indicators and f"indicators/{name}" not in unread:
            found, allowed = unknown("indicator", name, indicators, "an id of a file in indicators")
            problems.append(Problem(found, FILE, cell="key capacity", allowed=allowed))
    return problems
