"""The monitoring plan of an area on a day: what is watched, by whom, who is told, and what is due."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cjtools.evidence.check import Row
from cjtools.evidence.choices import plain
from cjtools.results.delivery import Delivery
from cjtools.results.duties import ANNUAL
from cjtools.results.plan import OfPlan

NATIONAL, LOCAL_EVIDENCE, PLANNING, DELIVERY, LOCAL_OUTCOME, OWN = (
    "national indicator", "local evidence", "planning", "delivery", "local outcome", "own",
)  # fmt: skip
USED, SET_ASIDE = "used", "set aside"
FIGURES, WORDS = "quantitative", "qualitative"
FREQUENCIES = {"month": "each month", "quarter": "each quarter", "financial year": "each year"}


@dataclass(frozen=True)
class Metric:
    """One thing that is watched for an outcome.

    Attributes
    ----------
    outcome : Outcome
    key : str
        By which other sheets name it: the framework's number, an item of the improvement tool, a measure of an aim, or
        the partners' words.
    title, origin, kind : str
        Its name; where it comes from, and whether it is figures or words: both of the names of this module.
    row : Row
        Of the sheet Performance metrics; empty where there is none.
    collected_by, how_often : str
        As the row says, or else the measure; empty where nobody is named.
    latest : pandas.Series or None
        The newest record of a national indicator.
    answers : int
        How many answers are recorded to an item of the improvement tool.
    is_used : bool
        Whether a yearly assessment of the outcome rests on it.
    decision : str
        What the sheet Indicators chosen says of it: 'used', 'set aside', or empty.
    """

    outcome: object
    key: str
    title: str
    origin: str
    kind: str
    row: Row = field(default_factory=lambda: Row(0, {}, {}))
    collected_by: str = ""
    how_often: str = ""
    latest: pd.Series | None = None
    answers: int = 0
    is_used: bool = False
    decision: str = ""

    @property
    def names(self):
        """What other sheets may call it: its number, or its words."""
        return {plain(self.key), plain(self.title)}

    @property
    def hours(self):
        """Hours a year that it takes; NaN where nobody has said."""
        return self.row.get("hours", float("nan"))

    @property
    def asked_of(self):
        """Who has the work of it."""
        return self.row.get("asked_of") or self.collected_by

    @property
    def has_use(self):
        """Whether somebody has said what it tells, or an assessment rests on it."""
        return self.is_used or bool(self.row.get("why"))


@dataclass
class Monitoring(OfPlan):
    """Everything that the notebook on the monitoring plan of one area draws on.

    Attributes
    ----------
    delivery : Delivery
        The area as of the day, with nothing of later ones.
    """

    delivery: Delivery

    @property
    def plan(self):
        """The area over all its outcomes."""
        return self.delivery.plan

    @property
    def on(self):
        """The day as of which it is told."""
        return self.delivery.on

    @cached_property
    def metrics(self):
        """What is watched for each outcome: list of (Study, list of Metric)."""
        return [(study, metrics_of(self, study)) for study in self.plan.studies]

    @cached_property
    def every(self):
        """All metrics: list of Metric."""
        return [metric for _, found in self.metrics for metric in found]

    def hours_by_partner(self):
        """Return how many hours a year are asked of whom, most first: list of (name, hours, number of metrics)."""
        hours, counts = {}, {}
        for metric in self.every:
            who = metric.asked_of
            if who and metric.hours == metric.hours:
                hours[who] = hours.get(who, 0) + metric.hours
                counts[who] = counts.get(who, 0) + 1
        ordered = sorted(hours, key=lambda who: (-hours[who], who))
        return [(self.words.partner_name(who), hours[who], counts[who]) for who in ordered]

    @cached_property
    def stakeholders(self):
        """Stakeholders, those with most influence and interest first: list of (number such as 'S1', Row)."""
        rows = sorted(
            self.evidence.of("stakeholders"),
            key=lambda row: (-row.get("influence"), -row.get("interest"), row.number),
        )
        return [(f"S{place}", row) for place, row in enumerate(rows, 1)]

    @property
    def information(self):
        """The information plan, by holder: list of Row."""
        rows = self.evidence.of("information")
        return sorted(rows, key=lambda row: (self.words.partner_name(row.get("holder")), row.number))

    def ending(self, row):
        """Return whether the agreement behind an entry of the information plan has ended, or ends soon."""
        until = row.get("agreement_until", None)
        soon = datetime.timedelta(days=self.words.monitoring.agreement_soon)
        return until is not None and until <= self.on + soon

    def unserved(self):
        """Return the metrics that somebody collects and no entry of the information plan serves: list of Metric."""
        served = {plain(name) for row in self.evidence.of("information") for name in row.get("metrics", ())}
        return [metric for metric in self.every if metric.collected_by and not metric.names & served]

    def unplaced(self):
        """Return what the partners chose as an indicator and no outcome is shown by: list of str.

        The sheet Indicators chosen names no outcome, so an indicator in their own words stands nowhere by itself.
        """
        placed = {name for metric in self.every for name in metric.names}
        rows = self.evidence.of("indicators", decision=USED)
        return [row.get("indicator") for row in rows if plain(row.get("indicator")) not in placed]


def metrics_of(monitoring, study):
    """Return what is watched for one outcome, each once: national indicators first, the partnership's own last.

    Parameters
    ----------
    monitoring : Monitoring
    study : Study

    Returns
    -------
    list of Metric
    """
    outcome, evidence = study.outcome, monitoring.evidence
    rows = {plain(row.get("metric")): row for row in evidence.of("metrics", outcome=outcome.id)}
    used, chosen, found = _used(monitoring, outcome), _chosen(evidence), {}

    def add(key, title, origin, kind, collected_by="", how_often="", **more):
        # partners may name it by its number or by its words
        names = plain(key), plain(title)
        row = next((rows.pop(name) for name in names if name in rows), Row(0, {}, {}))
        found[names[0]] = Metric(
            outcome, key, title, origin, row.get("kind") or kind, row, row.get("collected_by") or collected_by,
            row.get("how_often") or how_often, is_used=bool(used & set(names)),
            decision=next((chosen[name] for name in names if name in chosen), ""), **more,
        )  # fmt: skip

    def add_words(said, origin):
        # what is named in words may be one of those that are there already
        if not any(plain(said) in one.names for one in found.values()):
            add(said, said, origin, "")

    for item in outcome.national_indicators:
        origin = LOCAL_OUTCOME if outcome.kind == "Local" else NATIONAL
        add(item.id, item.shown_title, origin, FIGURES, latest=study.latest(item.indicator) if item.indicator else None)
    for item in outcome.improvement_tool:
        key = study.recorded.key(item.id)
        add(key, item.title, LOCAL_EVIDENCE, WORDS, answers=len(study.recorded.answers(item.id)))
    for aim in monitoring.delivery.of_outcome(outcome.id):
        for one in aim.of("measures"):
            often = FREQUENCIES.get(one.get("frequency"), "")
            add(one.get("id"), one.get("name"), DELIVERY, FIGURES, one.get("collected_by"), often)
    for line in study.recorded.model():
        for name in line.get("indicator", ()):
            add_words(name, PLANNING)
    for row in list(rows.values()):
        add_words(row.get("metric"), OWN)
    return list(found.values())


def _used(monitoring, outcome):
    """Return what the yearly assessments of an outcome rest on; one that was agreed on later is not known yet."""
    rows = monitoring.evidence.of(ANNUAL, outcome=outcome.id)
    known = [row for row in rows if row.get("agreed_on", monitoring.on) <= monitoring.on]
    return {plain(name) for row in known for name in row.get("indicators", ())}


def _chosen(evidence):
    """Return what the partners decided on indicators: number or words -> 'used' or 'set aside'."""
    return {plain(row.get("indicator")): row.get("decision") for row in evidence.of("indicators")}
