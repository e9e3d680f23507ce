"""All 32 areas together for whoever reads them all: what each has recorded, what is missing, what could be shared."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cjtools.catalogue.statutory import PLAN, REPORT
from cjtools.errors import CjtoolsError
from cjtools.results import local
from cjtools.results.duties import ANNUAL, MISSING, PRESENT, duties_met
from cjtools.results.plan import Plan

PUBLISHED, REPORTED = "published", "report-period"  # duties: that there is a plan, and a report for the year
REFUSED, NOTHING, RECORDED = "could not be read", "nothing recorded", "recorded"
TOGETHER = "recorded together"  # by the partnership of several councils that it belongs to
PRACTICE = "practice"
GOOD_PRACTICE, LESSON = "good practice", "lesson learned"


@dataclass(frozen=True)
class AreaAssurance:
    """One area as whoever reads all of them sees it.

    Attributes
    ----------
    area : dict
        Row of areas.csv.
    plan : Plan or None
        None where one of its own files is refused: then nothing of it is told.
    together : str
        Name of the partnership of several councils that it belongs to, where that has recorded something.
    """

    area: dict
    plan: Plan | None = field(repr=False)
    together: str = ""

    @property
    def name(self):
        """The area's name."""
        return self.area["area_name"]

    @cached_property
    def state(self):
        """``REFUSED``, ``NOTHING``, ``TOGETHER`` or ``RECORDED``; what stands in every new workbook is nothing."""
        if self.plan is None:
            return REFUSED
        prefilled = {sheet.id for sheet in self.plan.words.evidence_form.sheets if sheet.rows}
        is_any = any(rows for sheet, rows in self.plan.evidence.rows.items() if sheet not in prefilled)
        return RECORDED if is_any else TOGETHER if self.together else NOTHING

    @property
    def is_example(self):
        """Whether what it has recorded is a worked example."""
        return self.plan is not None and self.plan.evidence.is_example

    def rows(self, sheet, **wanted):
        """Return the rows of a sheet; none where its files are refused."""
        return [] if self.plan is None else self.plan.evidence.of(sheet, **wanted)

    @cached_property
    def met(self):
        """Document -> list of Met, for the plan and for the report on the year."""
        return {name: [] if self.plan is None else duties_met(self.plan, name) for name in (PLAN, REPORT)}

    def said(self, document, duty):
        """Return the entry by which a duty of the area as a whole is met, or None.

        Parameters
        ----------
        document : str
            ``PLAN`` or ``REPORT``.
        duty : str
            Its id.

        Returns
        -------
        Row or None
        """
        return next((one.row for one in self.met[document] if one.duty.id == duty and one.state == PRESENT), None)

    def missing(self, document):
        """Return the duties that are recorded as missing, in the order of the Act.

        Parameters
        ----------
        document : str

        Returns
        -------
        list of (Duty, int)
            Each once, with the number of outcomes that it is missing for; 0 for a duty of the area as a whole.
        """
        counts, duties = Counter(), {}
        for one in self.met[document]:
            if one.state == MISSING:
                duties[one.duty.id] = one.duty
                counts[one.duty.id] += one.outcome is not None
        return [(duty, counts[name]) for name, duty in duties.items()]

    def asked(self, document):
        """Return how many duties apply, each once however many outcomes it is on."""
        return len({one.duty.id for one in self.met[document] if one.state in (MISSING, PRESENT)})

    def assessed(self, outcome):
        """Return the yearly assessment of an outcome for the year, or None: one that says whether it was achieved.

        Parameters
        ----------
        outcome : str
            Id.

        Returns
        -------
        Row or None
        """
        rows = self.rows(ANNUAL, outcome=outcome, year=self.plan.year) if self.plan else []
        return next((row for row in rows if "achieved" in row.values), None)

    @property
    def own_outcomes(self):
        """Outcomes of the area's own: list of Outcome."""
        return [] if self.plan is None else [one for one in self.plan.outcomes.values() if one.kind == "Local"]


@dataclass(frozen=True)
class Gap:
    """Data that would help to answer open questions in some areas.

    Attributes
    ----------
    item : dict
        Row of data_items.csv.
    questions : int
        How many questions of an area it would help to answer, at the most.
    areas : tuple of str
        Names of the areas.
    """

    item: dict
    questions: int
    areas: tuple


@dataclass(frozen=True)
class Practice:
    """Practice, or a lesson, that an area has marked as worth sharing.

    Attributes
    ----------
    area : AreaAssurance
    outcome : Outcome
    row : Row
    """

    area: AreaAssurance
    outcome: object
    row: object


@dataclass
class Assurance:
    """What all 32 areas have recorded, for one year.

    Attributes
    ----------
    nation : Nation
    councils : list of AreaAssurance
        In order of name.
    partnerships : list of AreaAssurance
        Of several councils, those that have files of their own.
    """

    nation: object
    councils: list = field(repr=False)
    partnerships: list = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, nation, folder):
        """Return what the areas of a project have recorded; one whose own files are refused stops no other.

        Parameters
        ----------
        nation : Nation
        folder : Path
            ``data/raw/local``; it need not exist.

        Returns
        -------
        Assurance
        """
        rows = nation.catalogue.partnerships.values()
        several = [AreaAssurance(row, _plan_of(nation, row, folder)) for row in rows if (folder / row["slug"]).is_dir()]
        names = {code: one.name for one in several if one.state == RECORDED for code in one.area["members"]}
        councils = [
            AreaAssurance(area, _plan_of(nation, area, folder), names.get(area["area_code"], ""))
            for area in nation.catalogue.councils
        ]
        return cls(nation, councils, several)

    @property
    def year(self):
        """The financial year that reports and assessments are on."""
        return self.nation.year

    @property
    def outcomes(self):
        """The national outcomes: list of Outcome."""
        return list(self.nation.catalogue.outcomes.values())

    @property
    def areas(self):
        """Councils, then partnerships of several."""
        return [*self.councils, *self.partnerships]

    def in_state(self, state):
        """Return the areas in a state: ``REFUSED``, ``NOTHING``, ``TOGETHER`` or ``RECORDED``."""
        return [one for one in self.areas if one.state == state]

    @property
    def readable(self):
        """The areas whose own files are not refused."""
        return [one for one in self.areas if one.plan is not None]

    @property
    def readable_councils(self):
        """The councils among them: each has gaps in its data, whoever it reports with."""
        return [one for one in self.councils if one.plan is not None]

    @cached_property
    def duties_missing(self):
        """Duties by the number of areas that have recorded something and not this: list of (Duty, list of names)."""
        found, duties = {}, {}
        for one in self.in_state(RECORDED):
            missing = [duty for document in (PLAN, REPORT) for duty, _ in one.missing(document)]
            # one on both documents counts once
            for duty in {duty.id: duty for duty in missing}.values():
                duties[duty.id] = duty
                found.setdefault(duty.id, []).append(one.name)
        order = [duty.id for duty in self.nation.catalogue.statutory.duties]
        ordered = sorted(found, key=lambda name: (-len(found[name]), order.index(name)))
        return [(duties[name], found[name]) for name in ordered]

    @cached_property
    def gaps(self):
        """Data gaps, those of most councils first, then those that help with most questions: list of Gap."""
        areas, questions, items = {}, Counter(), {}
        for one in self.readable_councils:
            for gap in one.plan.data_gaps():
                name = gap.item["item"]
                items[name] = gap.item
                areas.setdefault(name, []).append(one.name)
                questions[name] = max(questions[name], len(gap.questions))
        order = list(self.nation.catalogue.data_items)
        names = sorted(areas, key=lambda name: (-len(areas[name]), -questions[name], order.index(name)))
        return [Gap(items[name], questions[name], tuple(areas[name])) for name in names]

    def practice(self, kind):
        """Return what areas have marked as worth sharing, by outcome, then by area.

        Parameters
        ----------
        kind : str
            ``GOOD_PRACTICE`` or ``LESSON``.

        Returns
        -------
        list of Practice
            National outcomes first.
        """
        found = [
            Practice(one, one.plan.outcomes[row.get("outcome")], row)
            for one in self.readable
            for row in one.rows(PRACTICE, kind=kind, share=True)
        ]
        order = list(self.nation.catalogue.outcomes)

        def place(each):
            name = each.outcome.id
            return order.index(name) if name in order else len(order), each.area.name, each.row.number

        return sorted(found, key=place)


def _plan_of(nation, area, folder):
    """Return an area over all its outcomes; None where one of its own files is refused, which its own page tells."""
    own = Path(folder) / area["slug"]
    try:
        words = local.with_local(nation.catalogue, area, own)
        outcomes = list(words.outcomes.values())
        nation = nation.with_group(area) if "members" in area else nation
        first = nation.study(area, outcomes[0], own)
    except CjtoolsError:
        return None
    return Plan(area, nation.year, [first.on(outcome) for outcome in outcomes], first.evidence)
