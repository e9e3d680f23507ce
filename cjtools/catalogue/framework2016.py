"""The shape of opi2016.yaml: the framework of 2016, for areas whose plans still speak of it."""

from typing import Literal

from pydantic import Field, model_validator

from cjtools.catalogue.faults import unknown
from cjtools.catalogue.models import Strict
from cjtools.errors import Problem

FILE = "opi2016.yaml"
QUANTITATIVE, CHANGE, CONTEXTUAL = "quantitative", "change and impact", "contextual"
IndicatorType = Literal["quantitative", "change and impact", "contextual"]
Group = Literal["structural", "person-centric"]


class Figure2016(Strict):
    """A figure that a return shows: an indicator of the catalogue, or a title of the partnership's own figures.

    ``standard`` is a figure that is to be reached, said in ``standard_words``.
    """

    id: str
    title: str = ""
    unit: str = ""
    indicator: str = ""
    standard: float | None = None
    standard_words: str = ""

    @model_validator(mode="after")
    def _is_one_of_the_two(self):
        if bool(self.title) == bool(self.indicator):
            raise ValueError("give an indicator, or the title of the partnership's own figures: one of the two")
        return self


class Indicator2016(Strict):
    """One indicator; ``since`` names the national outcomes of 2023 whose reports lead to what is recorded on it."""

    id: str
    type: IndicatorType
    title: str
    measures: list[str] = Field(default=[])
    figures: list[Figure2016] = Field(default=[])
    comment: str = ""
    note: str = ""
    since: list[str]
    provenance: str


class Outcome2016(Strict):
    """One of the seven common outcomes."""

    id: str
    group: Group
    title: str
    why: str
    provenance: str
    indicators: list[Indicator2016] = Field(min_length=1)


class Stage(Strict):
    """One stage of the outcomes chain: short texts, or the outcomes of a group.

    ``reach`` says how far what stands there is in the partners' own hands.
    """

    id: str
    title: str
    items: list[str] = Field(default=[])
    group: Group | None = None
    reach: str = ""

    @model_validator(mode="after")
    def _is_one_of_the_two(self):
        if bool(self.items) == bool(self.group):
            raise ValueError("give items, or the group whose outcomes stand there: one of the two")
        return self


class ProtocolItem(Strict):
    """One line of the checklist on a housing protocol."""

    id: str
    text: str


class ProtocolPart(Strict):
    """Lines of the checklist under one heading."""

    id: str
    title: str
    items: list[ProtocolItem] = Field(min_length=1)


class Protocol(Strict):
    """The checklist on a housing protocol."""

    title: str
    parts: list[ProtocolPart] = Field(min_length=1)


class Step(Strict):
    """One step of evaluation."""

    id: str
    title: str
    asks: str


class Framework2016(Strict):
    """The framework of 2016."""

    title: str
    short_title: str
    superseded: str
    provenance: str
    types: dict[IndicatorType, str]
    groups: dict[Group, str]
    terms: dict[str, str]
    needs: list[str]
    outcomes: list[Outcome2016] = Field(min_length=1)
    chain: list[Stage] = Field(min_length=2)
    protocol: Protocol
    steps: list[Step] = Field(min_length=1)

    @property
    def indicators(self):
        """Id -> indicator of 2016, in the framework's order."""
        return {item.id: item for outcome in self.outcomes for item in outcome.indicators}

    @property
    def protocol_items(self):
        """Id -> line of the checklist on a housing protocol."""
        return {item.id: item for part in self.protocol.parts for item in part.items}

    def since(self, outcome):
        """Return the indicators of 2016 whose evidence a national outcome of 2023 leads to.

        Parameters
        ----------
        outcome : str
            Id of a national outcome.

        Returns
        -------
        list of Indicator2016
        """
        return [item for item in self.indicators.values() if outcome in item.since]


def framework2016_problems(framework, outcomes, indicators, unread):
    """Return what of the framework of 2016 stands twice or leads nowhere.

    Parameters
    ----------
    framework : Framework2016
    outcomes, indicators : dict
        Of the catalogue, by id.
    unread : set of str
        ``<folder>/<id>`` of files that could not be read: what names them is no fault as well.

    Returns
    -------
    list of Problem
    """
    ids = [item.id for outcome in framework.outcomes for item in outcome.indicators]
    ids += [item.id for part in framework.protocol.parts for item in part.items]
    problems = [
        Problem(f"'{name}' stands more than once", FILE, cell=f"id {name}", todo="give each an id of its own")
        for name in dict.fromkeys(ids)
        if ids.count(name) > 1
    ]
    named = [("key needs", "indicator", name) for name in framework.needs]
    for item in framework.indicators.values():
        named += [(f"indicator {item.id}, key since", "outcome", name) for name in item.since]
        named += [(f"indicator {item.id}", "indicator", one.indicator) for one in item.figures if one.indicator]
    for place, what, name in named:
        known = outcomes if what == "outcome" else indicators
        if name not in known and f"{what}s/{name}" not in unread:
            found, allowed = unknown(what, name, known, f"an id of {what}s/")
            problems.append(Problem(f"{found} does not exist", FILE, cell=place, allowed=allowed))
    return problems
