"""The shape of opi2016.yaml: the framework of 2016, for areas whose plans still speak of it."""

from typing import Literal

from pydantic import Field, model_validator

from cjtools.catalogue.faults import unknown
from cjtools.catalogue.strict import Strict
from cjtools.errors import Problem

FILE = "opi2016.yaml"
QUANTITATIVE, CHANGE, CONTEXTUAL = "quantitative", "change and impact", "contextual"
IndicatorType = Literal["quantitative", "change and impact", "contextual"]
Group = Literal["structural", "person-centric"]


class Figure2016(Strict):
    """A figure that a return shows: an indicator of the catalogue, or a title of the partnership's own figures."""

    id: str = Field(description="What it is named by.")
    title: str = Field("", description="Title of the partnership's own figures, as in the sheet Local measures.")
    unit: str = Field("", description="What they are counted in.")
    indicator: str = Field("", description="Or, in place of a title, an indicator of the catalogue.")
    standard: float | None = Field(None, description="A figure that is to be reached.")
    standard_words: str = Field("", description="The standard in words.")

    @model_validator(mode="after")
    def _is_one_of_the_two(self):
        if bool(self.title) == bool(self.indicator):
            raise ValueError("give an indicator, or the title of the partnership's own figures: one of the two")
        return self


class Indicator2016(Strict):
    """One indicator of the framework of 2016."""

    id: str = Field(description="Its id.")
    type: IndicatorType = Field(description="Quantitative, change and impact, or contextual.")
    title: str = Field(description="Its title in the framework of 2016.")
    measures: list[str] = Field(default=[], description="What the framework suggests to measure.")
    figures: list[Figure2016] = Field(default=[], description="Figures that the return shows.")
    comment: str = Field("", description="What the framework says beside it.")
    note: str = Field("", description="What this project says beside it.")
    since: list[str] = Field(description="Outcomes of 2023 whose reports lead to what is recorded on it.")
    provenance: str = Field(description="Where it was read.")


class Outcome2016(Strict):
    """One of the seven common outcomes."""

    id: str = Field(description="Its id.")
    group: Group = Field(description="Structural or person-centric.")
    title: str = Field(description="Its title.")
    why: str = Field(description="Why it matters, as the framework says.")
    provenance: str = Field(description="Where it was read.")
    indicators: list[Indicator2016] = Field(min_length=1, description="Its indicators.")


class Stage(Strict):
    """One stage of the outcomes chain: short texts, or the outcomes of a group."""

    id: str = Field(description="What it is named by.")
    title: str = Field(description="Its heading.")
    items: list[str] = Field(default=[], description="Short texts that stand there.")
    group: Group | None = Field(None, description="Or, in place of texts, the group whose outcomes stand there.")
    reach: str = Field("", description="How far what stands there is in the partners' own hands.")

    @model_validator(mode="after")
    def _is_one_of_the_two(self):
        if bool(self.items) == bool(self.group):
            raise ValueError("give items, or the group whose outcomes stand there: one of the two")
        return self


class ProtocolItem(Strict):
    """One line of the checklist on a housing protocol."""

    id: str = Field(description="What evidence names it by.")
    text: str = Field(description="What the protocol should hold.")


class ProtocolPart(Strict):
    """Lines of the checklist under one heading."""

    id: str = Field(description="What it is named by.")
    title: str = Field(description="Its heading.")
    items: list[ProtocolItem] = Field(min_length=1, description="Its lines.")


class Protocol(Strict):
    """The checklist on a housing protocol."""

    title: str = Field(description="Title of the checklist.")
    parts: list[ProtocolPart] = Field(min_length=1, description="Its parts.")


class Step(Strict):
    """One step of evaluation."""

    id: str = Field(description="What evidence names it by.")
    title: str = Field(description="Its heading.")
    asks: str = Field(description="What it asks.")


class Framework2016(Strict):
    """The framework of 2016."""

    title: str = Field(description="Title of the framework.")
    short_title: str = Field(description="A few words for lists.")
    superseded: str = Field(description="That it was superseded, and by what, as every page on it says.")
    provenance: str = Field(description="Where it was read.")
    types: dict[IndicatorType, str] = Field(description="Kinds of indicator and what they mean.")
    groups: dict[Group, str] = Field(description="Groups of outcomes and what they mean.")
    terms: dict[str, str] = Field(description="Short, medium and long term, and what they mean.")
    needs: list[str] = Field(description="Indicators of the catalogue that tell of needs.")
    outcomes: list[Outcome2016] = Field(min_length=1, description="The seven common outcomes.")
    chain: list[Stage] = Field(min_length=2, description="Stages of the outcomes chain, in order.")
    protocol: Protocol = Field(description="The checklist on a housing protocol.")
    steps: list[Step] = Field(min_length=1, description="The five steps of evaluation.")

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
