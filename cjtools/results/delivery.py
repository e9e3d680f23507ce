"""The delivery plan of one area on a day: its aims, each with what it rests on, what is done, and what came of it."""

import datetime
from dataclasses import dataclass, field, replace
from functools import cached_property

from cjtools.catalogue.improvement import RUN_CHART
from cjtools.evidence.check import Row
from cjtools.evidence.choices import plain
from cjtools.evidence.measures import SHEET
from cjtools.evidence.periods import first_month, kind_of, month_of
from cjtools.improvement.aims import OUTCOME, findings
from cjtools.improvement.as_of import as_of
from cjtools.improvement.measures import Figures, measure
from cjtools.improvement.tasks import Task
from cjtools.results.indicators import TOTAL
from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL, series_in
from cjtools.results.plan import OfPlan, Plan

STOP = "stop"


@dataclass(frozen=True)
class Aim:
    """One aim, as it is now and as it was before.

    Attributes
    ----------
    name : str
        Its number in the sheet Aims.
    versions : tuple of Row
        In order of the day on which each was agreed.
    place : int
        Which of the area's aims it is, from 1: names are partners' words, and no part of an id.
    delivery : Delivery
    """

    name: str
    versions: tuple
    place: int
    delivery: object = field(repr=False)

    @property
    def now(self):
        """The row that holds now."""
        return self.versions[-1]

    @property
    def first(self):
        """The row that was recorded first."""
        return self.versions[0]

    @property
    def study(self):
        """The study of its outcome."""
        return self.delivery.study(self.now.get("outcome"))

    @property
    def is_stopped(self):
        """Whether the partners have decided to stop it, and nothing since."""
        reviews = self.of("reviews")
        return bool(reviews) and reviews[-1].get("decision") == STOP

    def of(self, sheet):
        """Return the rows of a sheet that are of this aim; those with a day in order of it."""
        rows = self.delivery.evidence.of(sheet, aim=self.name)
        column = {"reviews": "date", "changes": "date", "cycles": "start", "communications": "when"}.get(sheet)
        return sorted(rows, key=lambda row: row.get(column)) if column else rows

    @cached_property
    def measures(self):
        """Its measures as they read: list of Measure, outcome measures first, then process, then balancing."""
        order = ("outcome", "process", "balancing")
        rows = sorted(self.of("measures"), key=lambda row: order.index(row.get("kind")))
        return [self.delivery.measured(self, row) for row in rows]

    def measures_of(self, kind):
        """Return the measures of a kind."""
        return [one for one in self.measures if one.row.get("kind") == kind]

    def tasks(self):
        """Return its tasks: list of Task, in the order of their start."""
        rows = sorted(self.of("tasks"), key=lambda row: (row.get("start"), row.get("end"), row.number))
        return [
            Task(
                row.get("id"),
                row.get("what"),
                row.get("start"),
                row.get("end"),
                row.get("after", ()),
                row.get("progress", None),
                row.get("expected", None),
                row.get("done_on", None),
            )
            for row in rows
        ]

    def findings(self):
        """Return what is to be said of it; see :func:`cjtools.improvement.aims.findings`."""
        outcome = self.measures_of(OUTCOME)
        # what has followed since it was agreed is no measure of how far it reached
        before = month_of(self.now.get("agreed_on"))
        seen = [
            float(value)
            for one in outcome[:1]
            for period, value in zip(one.figures.periods, one.values, strict=True)
            if value == value and first_month(period) < before
        ]
        kinds = {one.row.get("kind") for one in self.measures}
        targets = {one.name: one.target for one in outcome if one.target == one.target}
        return findings(self.now, self.first, kinds, self.delivery.on, seen, targets)

    def began(self):
        """Return the day of its first cycle, or None before there is one."""
        cycles = self.of("cycles")
        return cycles[0].get("start") if cycles else None


@dataclass
class Delivery(OfPlan):
    """Everything that the notebook on the delivery plan of one area draws on.

    Attributes
    ----------
    plan : Plan
    on : datetime.date
        The day as of which progress is told.
    is_less : bool
        Whether something that is recorded is left out, because it is of a later day.
    """

    plan: Plan
    on: datetime.date
    is_less: bool = False

    @classmethod
    def of(cls, plan, on):
        """Return the delivery plan of an area on a day: nothing in it is of a later one.

        Parameters
        ----------
        plan : Plan
        on : datetime.date

        Returns
        -------
        Delivery
        """
        evidence, is_less = as_of(plan.evidence, on)
        studies = [replace(study, evidence=evidence) for study in plan.studies]
        return cls(Plan(plan.area, plan.year, studies, evidence), on, is_less)

    def study(self, outcome):
        """Return the study of an outcome."""
        return next(study for study in self.plan.studies if study.outcome.id == outcome)

    @cached_property
    def aims(self):
        """All aims, by outcome and number: list of Aim."""
        versions = {}
        for row in sorted(self.evidence.of("aims"), key=lambda row: row.get("agreed_on")):
            versions.setdefault(plain(row.get("id")), []).append(row)
        order = {study.outcome.id: place for place, study in enumerate(self.plan.studies)}
        ordered = sorted(versions.values(), key=lambda rows: (order[rows[-1].get("outcome")], rows[0].number))
        # other sheets name it as the first of its rows does
        names = [min(rows, key=lambda row: row.number).get("id") for rows in ordered]
        ordered = [_carried(rows) for rows in ordered]
        return [
            Aim(name, tuple(rows), place, self)
            for place, (name, rows) in enumerate(zip(names, ordered, strict=True), 1)
        ]

    def events(self):
        """Return the change log in order of time, each entry with the name by which charts show it: E1, E2 and so on.

        Returns
        -------
        dict
            Name -> Row.
        """
        rows = sorted(self.evidence.of("changes"), key=lambda row: (row.get("date"), row.number))
        return {f"E{number}": row for number, row in enumerate(rows, 1)}

    def of_outcome(self, outcome):
        """Return the aims that serve an outcome."""
        return [aim for aim in self.aims if aim.now.get("outcome") == outcome]

    def studies(self):
        """Return the studies of outcomes that are a priority, or that an aim serves, in the framework's order."""
        with_aims = {aim.now.get("outcome") for aim in self.aims}
        return [study for study in self.plan.studies if self.is_priority(study) or study.outcome.id in with_aims]

    @staticmethod
    def is_priority(study):
        """Return whether the partners have made an outcome a priority for action; None where nothing is recorded."""
        row = study.recorded.assessment()
        return None if row is None else row.get("priority", None)

    def measured(self, aim, row):
        """Return a measure with its figures.

        Parameters
        ----------
        aim : Aim
        row : Row
            Of the sheet Measures.

        Returns
        -------
        Measure
        """
        improvement = self.words.improvement
        rules = improvement.rule_set(row.get("rules")) or improvement.usual(row.get("chart") or RUN_CHART)
        figures = self._of_indicator(aim.study, row) if row.get("indicator") else self._recorded(row)
        lines = sorted(
            self.evidence.of("baselines", measure=row.get("id")), key=lambda each: first_month(each.get("from"))
        )
        return measure(row, figures, rules, lines, improvement.runs_table)

    def _recorded(self, row):
        """Return the figures that partners have recorded of a measure, up to the day."""
        wanted = _values_of(row, self.evidence, self.on)
        if not wanted:
            return Figures()
        (series,) = series_in(wanted)
        return Figures(
            periods=tuple(each.get("period") for each in series.rows),
            values=tuple(each.get("value", float("nan")) for each in series.rows),
            sizes=tuple(each.get("base", float("nan")) for each in series.rows),
            markers=tuple(each.get("marker") for each in series.rows),
            unit=series.unit,
            source="; ".join(series.sources),
            status=ILLUSTRATIVE if self.evidence.is_example else LOCAL,
        )

    @staticmethod
    def _of_indicator(study, row):
        """Return the figures of an indicator, for the place that it is published for."""
        name = row.get("indicator")
        records = study.of(name, study.code_of(name), TOTAL)
        if not len(records):
            return Figures()
        return Figures(
            periods=tuple(records["period"]),
            values=tuple(records["value"].astype(float)),
            sizes=tuple(records["denominator"].astype(float)),
            markers=tuple(records["marker"].fillna("")),
            unit=str(records["unit"].iloc[-1]),
            source=f"{_title(study, name)}; {study.place_of(name)}",
            # one made-up figure makes the line made up
            status=ILLUSTRATIVE if (records["status"] == ILLUSTRATIVE).any() else str(records["status"].iloc[-1]),
        )


def _title(study, name):
    """Return the title of the publication that an indicator's figures are from."""
    source = study.indicator(name).source
    found = study.catalogue.source(source)
    return found["title"] if found else next(row["title"] for row in study.catalogue.sources if row["source"] == source)


def _carried(rows):
    """Return the rows of an aim, each with what the one before says and it does not; reasons are of one row alone."""
    found = []
    for row in rows:
        before = {name: value for name, value in found[-1].values.items() if name != "reason"} if found else {}
        found.append(Row(row.number, before | row.values, row.cells))
    return found


def _values_of(row, evidence, on):
    """Return the rows of Measure values that are of a measure, in periods that have begun by a day."""
    return [
        each
        for each in evidence.of(SHEET)
        if plain(each.get("measure")) == plain(row.get("name"))
        and kind_of(each.get("period")) == row.get("frequency")
        and first_month(each.get("period")) <= month_of(on)
    ]


def values_shown(evidence, on):
    """Return the rows of Measure values that a delivery plan shows.

    Parameters
    ----------
    evidence : Evidence
    on : datetime.date
        The day as of which it is made.

    Returns
    -------
    list of Row
        One may be there several times, where several measures draw on it.
    """
    own = [row for row in evidence.of("measures") if not row.get("indicator")]
    return [each for row in own for each in _values_of(row, evidence, on)]
