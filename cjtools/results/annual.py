"""The yearly report of an area: what is recorded of the year on each outcome, beside figures and the year before."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.evidence.check import Row
from cjtools.evidence.periods import first_day, period_at
from cjtools.levels import COUNCIL, NATION
from cjtools.results.changes import previous_period
from cjtools.results.duties import ANNUAL, CONSULTATIONS, DUTIES, report_due, reported_year
from cjtools.results.indicators import TOTAL
from cjtools.results.plan import OfPlan, Plan, nearness
from cjtools.results.recorded import NEARNESS

NEARER, FURTHER, AS_BEFORE = "nearer", "further away", "as before"
QUOTED, MAY_BE_QUOTED = "quotation", "may be quoted"


@dataclass(frozen=True)
class Figure:
    """One line of the indicator table of an outcome.

    Attributes
    ----------
    number, title : str
        As the framework has it; the number is empty for figures that are no national indicator.
    indicator : Indicator or None
        None where the catalogue holds no figures for it.
    now, before, scotland, rate : pandas.Series or None
        Result records: the newest up to the year of the report; of the year before that; Scotland's of the same year;
        and of a count the rate that is made of it.
    """

    number: str
    title: str
    indicator: object = None
    now: pd.Series | None = None
    before: pd.Series | None = None
    scotland: pd.Series | None = None
    rate: pd.Series | None = None

    @property
    def is_scotland(self):
        """Whether it is published for Scotland alone: then the area has no figure of its own."""
        return self.indicator is not None and self.indicator.level == NATION

    @property
    def statuses(self):
        """The statuses of the records."""
        return [row["status"] for row in (self.now, self.before, self.scotland, self.rate) if row is not None]


@dataclass(frozen=True)
class OutcomeYear:
    """One outcome in the year of the report.

    Attributes
    ----------
    study : Study
    year : Year
    """

    study: object
    year: object = field(repr=False)

    @property
    def outcome(self):
        """The outcome."""
        return self.study.outcome

    @property
    def now(self):
        """The yearly assessment; an empty row where none is recorded."""
        return self._of(self.year.period)

    @property
    def before(self):
        """The assessment of the year before; an empty row where none is recorded."""
        return self._of(previous_period(self.year.period))

    def _of(self, period):
        """Return the assessment of a year."""
        rows = self.year.evidence.of(ANNUAL, outcome=self.outcome.id, year=period)
        return rows[0] if rows else Row(0, {}, {})

    @property
    def moved(self):
        """Whether it is recorded as nearer than the year before, further away or as before; empty where unknown."""
        ranks = []
        for row in (self.before, self.now):
            near = nearness(row) if "achieved" in row.values else ""
            if not near:
                return self._moved_by_judgement()
            ranks.append(NEARNESS.index(near))
        return AS_BEFORE if ranks[0] == ranks[1] else NEARER if ranks[1] < ranks[0] else FURTHER

    def _moved_by_judgement(self):
        """Return how the judgement alone has moved: two that are not achieved cannot be told apart by it."""
        judged = [row.get("achieved", None) for row in (self.before, self.now)]
        return {(False, True): NEARER, (True, False): FURTHER}.get(tuple(judged), "")

    @cached_property
    def figures(self):
        """The lines of its indicator table: list of Figure, national indicators first."""
        items = self.outcome.national_indicators
        lines = [self._figure(item.id, item.shown_title, item.indicator) for item in items]
        shown = {item.indicator for item in items} | {line.rate["indicator"] for line in lines if line.rate is not None}
        for line in self.outcome.headline:
            indicator = self.study.indicator(line.indicator)
            if not line.part and not indicator.is_split and line.indicator not in shown:
                shown.add(line.indicator)
                lines.append(self._figure("", indicator.name, line.indicator))
        return lines

    def _figure(self, number, title, name):
        """Return one line of the indicator table."""
        if not name or (now := self.study.latest(name)) is None:
            return Figure(number, title, self.study.indicator(name) if name else None)
        indicator = self.study.indicator(name)
        code = self.study.code_of(name)
        scotland = now if code == SCOTLAND else self._at(name, SCOTLAND, now["period"])
        rate = None
        if indicator.statistic == "count" and indicator.level == COUNCIL and (per := self._rate_of(indicator)):
            rate = self._at(per, code, now["period"])
        return Figure(
            number, title, indicator, now, self._at(name, code, previous_period(now["period"])), scotland, rate
        )

    def _at(self, name, code, period):
        """Return the record of a place and a period, or None."""
        rows = self.study.of(name, code, TOTAL)
        rows = rows[rows["period"] == period]
        return rows.iloc[0] if len(rows) else None

    def _rate_of(self, indicator):
        """Return the id of the rate that is made of the same count, or None."""
        return next(
            (
                one.id
                for one in self.study.catalogue.indicators.values()
                if one.statistic == "rate" and one.numerator == indicator.numerator and not one.is_split
            ),
            None,
        )

    @cached_property
    def voices(self):
        """What people said to its questions within the year, oldest first: list of Row that may be shown."""
        key = f"{self.outcome.number}-"
        rows = [row for row in self.year.evidence.of("answers") if row.get("question").startswith(key)]
        return [row for row in self.year.within(rows, "date") if may_be_shown(row)]

    @cached_property
    def practice(self):
        """Practice and lessons of the year."""
        return self.year.within(self.year.evidence.of("practice", outcome=self.outcome.id), "date")

    @cached_property
    def quality(self):
        """Evaluations of quality, as they stood when the report was due."""
        rows = self.study.recorded.quality()
        return [row for row in rows if row.get("date", self.year.due) <= self.year.due]

    @cached_property
    def delivered(self):
        """What the delivery plan did for it in the year: list of (day, Row of Tasks or PDSA cycles), oldest first."""
        aims = {row.get("id") for row in self.year.evidence.of("aims", outcome=self.outcome.id)}
        found = []
        for sheet, column in (("tasks", "done_on"), ("cycles", "decided_on")):
            rows = [row for row in self.year.evidence.of(sheet) if row.get("aim") in aims]
            found += [(row.get(column), row) for row in self.year.within(rows, column)]
        return sorted(found, key=lambda pair: (pair[0], pair[1].number))


@dataclass
class Year(OfPlan):
    """The yearly report of an area.

    Attributes
    ----------
    plan : Plan
        Its year is the year that the report is on.
    """

    plan: Plan

    @property
    def period(self):
        """The financial year that the report is on."""
        return self.plan.year

    @property
    def start(self):
        """First day of the year."""
        return first_day(self.period)

    @property
    def end(self):
        """Last day of the year."""
        return first_day(period_at(int(self.period[:4]) + 1, self.period)) - datetime.timedelta(days=1)

    @property
    def due(self):
        """Day by which the report is to be published."""
        return report_due(self.period)

    @cached_property
    def outcomes(self):
        """All outcomes, national ones first: list of OutcomeYear."""
        return [OutcomeYear(study, self) for study in self.plan.studies]

    def within(self, rows, column):
        """Return the rows whose day lies in the year, in order of it."""
        found = [row for row in rows if row.get(column) and self.start <= row.get(column) <= self.end]
        return sorted(found, key=lambda row: (row.get(column), row.number))

    def said(self, part):
        """Return what the partners wrote for a part of the report, or None.

        Parameters
        ----------
        part : str
            Of the list "part of the report" of the evidence workbook.

        Returns
        -------
        Row or None
        """
        return next(iter(self.evidence.of("report_words", year=self.period, part=part)), None)

    @property
    def consulted(self):
        """Who was consulted on the report, in order of the day: list of Row."""
        rows = self.evidence.of(CONSULTATIONS, year=self.period)
        return sorted(rows, key=lambda row: (row.get("date"), row.number))

    @property
    def is_published(self):
        """Whether it is recorded as published: then it says what is missing, and no longer where to write it."""
        rows = self.evidence.of(DUTIES, duty="report-period")
        return any(reported_year(row) == self.period for row in rows)


def may_be_shown(row):
    """Return whether an answer may be shown: a quotation only where those who said it agreed.

    Parameters
    ----------
    row : Row
        Of the sheet Answers.

    Returns
    -------
    bool
    """
    return row.get("form") != QUOTED or row.get("consent") == MAY_BE_QUOTED
