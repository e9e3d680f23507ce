"""Quality as the partnership judges it: the quality statement, and indicators by outcome. Nothing is added up."""

from dataclasses import dataclass, field
from functools import cached_property

from cjtools.evidence.check import Row
from cjtools.results.plan import OfPlan, Plan

STATEMENT, EVALUATED = "quality_statement", "quality"
HOW, KNOWN, NEXT = "how", "known", "next"


@dataclass(frozen=True)
class Pointer:
    """What the evidence workbook holds on a measure of quality already: a pointer, never a rate.

    Attributes
    ----------
    shown_by : ShownBy
        Of the catalogue.
    sheet : str
        Title of the sheet.
    rows : tuple of Row
    """

    shown_by: object
    sheet: str
    rows: tuple

    @property
    def outcomes(self):
        """Numbers of the outcomes on which the entries are, where they are answers to questions: each with how many."""
        counts = {}
        for row in self.rows:
            number = row.get("question").partition("-")[0]
            if number:
                counts[number] = counts.get(number, 0) + 1
        return counts


@dataclass(frozen=True)
class Assessed:
    """One ambition, principle or measure of quality, and what partners say of it.

    Attributes
    ----------
    item : QualityItem
    row : Row or None
        None where nothing is recorded.
    pointers : tuple of Pointer
        Only those that lead to an entry.
    """

    item: object
    row: Row | None
    pointers: tuple

    @property
    def open(self):
        """Ids of the questions of self-evaluation that are not answered."""
        return tuple(name for name in (HOW, KNOWN, NEXT) if self.row is None or not self.row.get(name))


@dataclass(frozen=True)
class Evaluated:
    """One quality indicator of the self-evaluation guide, for one outcome.

    Attributes
    ----------
    number, title : str
        As the guide has them; an indicator of the partnership's own has its words as number, and no title.
    is_named : bool
        Whether the catalogue names it for the outcome.
    row : Row or None
        None where it is not evaluated.
    """

    number: str
    title: str
    is_named: bool
    row: Row | None

    @property
    def name(self):
        """Number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class OutcomeQuality:
    """The quality indicators of one outcome, beside what is recorded of the outcome itself.

    Attributes
    ----------
    study : Study
    quality : Quality
    """

    study: object
    quality: object = field(repr=False)

    @property
    def outcome(self):
        """The outcome."""
        return self.study.outcome

    @property
    def assessment(self):
        """The partners' assessment of the outcome in the plan, or None."""
        return self.study.recorded.assessment()

    @cached_property
    def indicators(self):
        """Those that the catalogue names for it in its order, then others that were evaluated: list of Evaluated."""
        rows = {row.get("indicator"): row for row in self.study.recorded.quality()}
        named = self.outcome.quality_indicators
        found = [Evaluated(item.number, item.title, True, rows.pop(item.number, None)) for item in named]
        return found + [Evaluated(name, self.quality.titles.get(name, ""), False, row) for name, row in rows.items()]

    @property
    def evaluated(self):
        """The indicators that were evaluated."""
        return [one for one in self.indicators if one.row is not None]

    @property
    def missing(self):
        """The indicators that are named for it and were not evaluated."""
        return [one for one in self.indicators if one.row is None]


@dataclass(frozen=True)
class Next:
    """Something under "What will we do next?".

    Attributes
    ----------
    source : QualityItem or Evaluated
        What it follows from.
    outcome : Outcome or None
        None where it follows from the quality statement, which is on no single outcome.
    row : Row
    improvements : tuple of Row
        Improvement activities that serve the same outcome.
    """

    source: object
    outcome: object
    row: Row
    improvements: tuple = ()


@dataclass
class Quality(OfPlan):
    """The quality self-assessment of one area.

    Attributes
    ----------
    plan : Plan
    """

    plan: Plan

    @property
    def scale(self):
        """The six levels, best first."""
        return self.words.framework.evaluation_scale.levels

    @cached_property
    def titles(self):
        """Number of a quality indicator of the guide -> its title."""
        outcomes = self.words.outcomes.values()
        found = {item.number: item.title for outcome in outcomes for item in outcome.quality_indicators}
        return dict(sorted(found.items()))

    @cached_property
    def groups(self):
        """Ambitions, principles and measures: list of (QualityGroup, list of Assessed)."""
        rows = {row.get("item"): row for row in self.evidence.of(STATEMENT)}
        return [
            (group, [Assessed(item, rows.get(item.id), self._pointers(item)) for item in group.items])
            for group in self.words.quality.groups
        ]

    def _pointers(self, item):
        """Return what the workbook holds on a measure already."""
        form = self.words.evidence_form
        found = [Pointer(one, form.sheet(one.sheet).title, self._shown_by(one)) for one in item.shown_by]
        return tuple(one for one in found if one.rows)

    def _shown_by(self, one):
        """Return the entries that a measure points to."""
        rows = self.evidence.of(one.sheet)
        if one.values:
            return tuple(row for row in rows if row.get(one.column) in one.values)
        return tuple(row for row in rows if not one.column or one.column in row.values)

    @property
    def assessed(self):
        """Every ambition, principle and measure: list of Assessed."""
        return [one for _, items in self.groups for one in items]

    @cached_property
    def outcomes(self):
        """All outcomes, national ones first: list of OutcomeQuality."""
        return [OutcomeQuality(study, self) for study in self.plan.studies]

    @cached_property
    def next(self):
        """Everything that is to be done next: of the quality statement, then outcome by outcome: list of Next."""
        found = [Next(one.item, None, one.row) for one in self.assessed if one.row and one.row.get(NEXT)]
        for of in self.outcomes:
            linked = tuple(of.study.recorded.improvements())
            found += [Next(one, of.outcome, one.row, linked) for one in of.evaluated if one.row.get(NEXT)]
        return found

    def is_any(self):
        """Return whether anything is recorded on quality."""
        return bool(self.evidence.of(STATEMENT) or self.evidence.of(EVALUATED))
