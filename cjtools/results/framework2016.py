"""What an area has recorded under the framework of 2016, indicator by indicator, beside the figures that there are."""

from dataclasses import dataclass
from functools import cached_property

from cjtools.catalogue.framework2016 import CHANGE
from cjtools.evidence.check import Row
from cjtools.evidence.choices import plain
from cjtools.results import figures2016
from cjtools.results.distance import TRAVELLED
from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL
from cjtools.results.plan import OfPlan, Plan

PRACTICE, LESSON = "good practice", "lesson learned"
KINDS = (PRACTICE, LESSON)
# how an indicator stands
BOTH, IN_PART, SHOWN, LEFT_OUT, MISSING = "both", "in part", "figures", "left out", "missing"


@dataclass(frozen=True)
class Recorded2016:
    """One indicator of 2016 with what an area has recorded on it.

    Attributes
    ----------
    indicator : Indicator2016
    entries : tuple of Row
        Of the sheet of evidence, by day.
    left_out : Row or None
        Why it is not reported on.
    figures : tuple of Figure
    cohorts : tuple of Cohort
        Those with scores.
    """

    indicator: object
    entries: tuple
    left_out: Row | None
    figures: tuple
    cohorts: tuple = ()

    def of(self, kind):
        """Return its entries that are good practice, or lessons learned."""
        return [row for row in self.entries if row.get("kind") == kind]

    @property
    def lacks(self):
        """Which of the two kinds of evidence is not recorded: list of str, in the order of ``KINDS``."""
        return [kind for kind in KINDS if not self.of(kind)]

    @property
    def has_figure(self):
        """Whether a figure of the area is there, shown or hidden; one of Scotland alone says nothing of the area."""
        return any(figure.is_there and not figure.is_scotland for figure in self.figures)

    @property
    def state(self):
        """How it stands: ``LEFT_OUT``, ``BOTH``, ``IN_PART``, ``SHOWN`` (a figure, where figures are asked for) or
        ``MISSING``.
        """
        if self.left_out is not None:
            return LEFT_OUT
        if not self.lacks:
            return BOTH
        if self.indicator.type != CHANGE and self.has_figure:
            return SHOWN
        return IN_PART if self.entries or self.has_figure or self.cohorts else MISSING


@dataclass(frozen=True)
class Cohort:
    """A cohort with what may be shown of its scores.

    Attributes
    ----------
    row : Row
        Of the sheet of cohorts.
    travelled : Row or None
        As :func:`cjtools.results.distance.protected` leaves it; None without a score.
    """

    row: Row
    travelled: Row | None


@dataclass
class Return2016(OfPlan):
    """Everything that the notebook on the framework of 2016 draws on, for one area.

    Attributes
    ----------
    plan : Plan
    """

    plan: Plan

    @property
    def framework(self):
        """The framework of 2016."""
        return self.words.framework2016

    @property
    def status(self):
        """The status of what is recorded."""
        return ILLUSTRATIVE if self.evidence.is_example else LOCAL

    @cached_property
    def indicators(self):
        """Id -> Recorded2016, in the framework's order."""
        return {name: self._recorded(item) for name, item in self.framework.indicators.items()}

    def _recorded(self, item):
        """Return an indicator with what is recorded on it."""
        return Recorded2016(
            item,
            tuple(entries_of(self.evidence, item.id)),
            next(iter(self.evidence.of("opi_left_out", indicator=item.id)), None),
            tuple(self._figure(figure) for figure in item.figures),
            tuple(cohort for cohort in self.cohorts(item.id) if cohort.travelled is not None),
        )

    def _figure(self, figure):
        """Return a figure of the catalogue, or of the partnership's own."""
        if figure.indicator:
            return figures2016.of_catalogue(figure, self.plan.studies[0])
        return figures2016.of_partnership(figure, self.evidence, self.plan.year, self.status)

    def of_outcome(self, outcome):
        """Return the indicators of an outcome: list of Recorded2016."""
        return [self.indicators[item.id] for item in outcome.indicators]

    def counted(self):
        """Return how many indicators stand how: dict, state -> number."""
        states = [one.state for one in self.indicators.values()]
        return {state: states.count(state) for state in (BOTH, IN_PART, SHOWN, LEFT_OUT, MISSING)}

    def terms(self, outcome):
        """Return how many entries of an outcome are of each term: dict, term ('' where none is given) -> number."""
        given = [row.get("term") for one in self.of_outcome(outcome) for row in one.entries]
        return {term: given.count(term) for term in (*self.framework.terms, "")}

    def needs(self):
        """Return the figures of the needs assessment: list of Figure."""
        return [figures2016.of_indicator(name, self.plan.studies[0]) for name in self.framework.needs]

    def cohorts(self, indicator=None):
        """Return the cohorts, of one indicator or of all: list of Cohort."""
        travelled = {row.get("cohort"): row for row in self.evidence.of(TRAVELLED)}
        rows = self.evidence.of("cohorts", **({"indicator": indicator} if indicator else {}))
        return [Cohort(row, travelled.get(row.get("id"))) for row in rows]

    def protocol(self):
        """Return the answers to the checklist on a housing protocol: item id -> Row."""
        return {row.get("item"): row for row in self.evidence.of("protocol")}

    def paths(self):
        """Return the evaluations in five steps: service as first written -> dict, step id -> Row."""
        found, names = {}, {}
        for row in self.evidence.of("five_steps"):
            name = names.setdefault(plain(row.get("service")), row.get("service"))
            found.setdefault(name, {})[row.get("step")] = row
        return found


def entries_of(evidence, indicator):
    """Return the entries on an indicator of 2016, by day.

    Parameters
    ----------
    evidence : Evidence
    indicator : str
        Its id.

    Returns
    -------
    list of Row
    """
    rows = evidence.of("opi_evidence", indicator=indicator)
    return sorted(rows, key=lambda row: (row.get("date"), row.number))


def values_shown(framework, evidence, year):
    """Return the rows of Measure values that a return under the framework of 2016 shows.

    Parameters
    ----------
    framework : Framework2016
    evidence : Evidence
    year : str
        Financial year; later figures are left out.

    Returns
    -------
    list of Row
    """
    own = [figure for item in framework.indicators.values() for figure in item.figures if figure.title]
    return [row for figure in own for row in figures2016.rows_of(figure, evidence, year)]
