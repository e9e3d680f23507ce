"""The shape of priorities.yaml: what helps to set priorities."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.faults import unknown
from cjtools.catalogue.strict import Strict
from cjtools.errors import Problem

FILE = "priorities.yaml"
TOTAL = "Total"


class Quadrants(Strict):
    """Names of the quarters of a matrix: more or less of the first axis, then of the second."""

    more_less: str = Field(description="Name of the quarter with more of the first and less of the second axis.")
    more_more: str = Field(description="Name of the quarter with more of both.")
    less_less: str = Field(description="Name of the quarter with less of both.")
    less_more: str = Field(description="Name of the quarter with less of the first and more of the second axis.")


class Axes(Strict):
    """Two axes on which improvement activities stand; the first goes up, the second to the right."""

    id: str = Field(description="What workbooks name them by: leave it once one does.")
    first: str = Field(description="What goes up.")
    second: str = Field(description="What goes to the right.")
    quadrants: Quadrants = Field(description="Names of the four quarters.")


class Figure(Strict):
    """A figure of an indicator: its value."""

    indicator: str = Field(description="Id of the indicator.")
    part: str = Field(TOTAL, description="Which part of it.")


class SharedBy(Strict):
    """What Scotland's sentences are shared out by: an area's part of one side of an indicator."""

    indicator: str = Field(description="Id of the indicator.")
    of: Literal["value", "numerator", "denominator"] = Field(
        description="Which side of it the area's part is worked out of."
    )
    words: str = Field(description="How the page names this way of sharing out.")


class Capacity(Strict):
    """From which figures it is worked out what fewer short custodial sentences would ask of services."""

    share: int = Field(
        gt=0, le=100, description="Per cent of short custodial sentences that the what-if puts in place of prison."
    )
    sentences: str = Field(description="The indicator that counts short custodial sentences in Scotland.")
    areas: list[SharedBy] = Field(min_length=1, description="Ways to share Scotland's sentences out to areas.")
    orders: Figure = Field(description="How many orders there are.")
    unpaid_work: Figure = Field(description="Which part of orders has unpaid work.")
    hours: Figure = Field(description="How many hours an order with unpaid work has.")
    supervision: Figure = Field(description="Which part of orders has supervision.")
    months: Figure = Field(description="How long an order lasts.")
    assumptions: list[str] = Field(min_length=1, description="What is assumed, in words that stand under the table.")

    @property
    def indicators(self):
        """Ids of all indicators that it draws on, each once."""
        figures = (self.orders, self.unpaid_work, self.hours, self.supervision, self.months)
        return list(dict.fromkeys([self.sentences, *(one.indicator for one in (*self.areas, *figures))]))


class Priorities(Strict):
    """What helps to set priorities."""

    axes: list[Axes] = Field(min_length=1, description="Pairs of axes on which improvement activities can stand.")
    capacity: Capacity = Field(description="What the capacity what-if draws on.")


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
