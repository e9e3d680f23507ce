"""What may stand in a cell of the evidence workbook that is of a list: ids, and the words that people choose by."""

from dataclasses import dataclass, field

from cjtools.catalogue.evidence_form import OF_WORKBOOK
from cjtools.catalogue.improvement import CHARTS
from cjtools.catalogue.statutory import REPORT
from cjtools.evidence.marks import LISTS

MAX_LABEL = 250  # a spreadsheet program shows 255 characters of an entry
# signs that word processors put in the place of those on the keyboard
_SIGNS = str.maketrans("\u2018\u2019\u02bc\u2010\u2011\u2012\u2013\u2014", "'''-----")
YES_NO = {"yes": "yes", "no": "no"}


@dataclass
class Choices:
    """One list: id -> words, in order.

    Attributes
    ----------
    labels : dict
        Id -> what the list shows.
    also : dict
        Other spellings -> id.
    place : str
        Where in the workbook the list stands.
    """

    labels: dict
    also: dict = field(default_factory=dict)
    place: str = LISTS

    def __post_init__(self):
        self._ids = {}
        for name, label in self.labels.items():
            self._ids.setdefault(plain(name), name)
            self._ids.setdefault(plain(label), name)
        for spelling, name in self.also.items():
            self._ids.setdefault(plain(spelling), name)

    def find(self, text):
        """Return the id that a text names: an id, its words, or both as the list shows them; None when it is none.

        Parameters
        ----------
        text : str

        Returns
        -------
        str or None

        Examples
        --------
        >>> outcomes = Choices({"4-P16": "4-P16 How do people experience community payback orders?"})
        >>> outcomes.find(" 4-p16"), outcomes.find("4-P16 how do people"), outcomes.find("4-P17")
        ('4-P16', None, None)
        """
        return self._ids.get(plain(text))


def plain(text):
    """Return a text as it is compared: without capitals, with single spaces, and with plain apostrophes and dashes.

    Examples
    --------
    >>> plain("  Third  Sector "), plain("Women\u2019s aid") == plain("women's aid")
    ('third sector', True)
    """
    return " ".join(text.translate(_SIGNS).split()).casefold()


def shown(name, words):
    """Return how a list shows an entry: its id, then its words, cut where a spreadsheet program would.

    Examples
    --------
    >>> shown("4-A5", "See that each person has a plan.")
    '4-A5 See that each person has a plan.'
    >>> len(shown("4-A5", "word " * 100))
    250
    """
    label = " ".join(f"{name} {words}".split())
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1].rstrip() + "…"


def of_catalogue(words):
    """Return the lists that the form and the catalogue hold.

    Parameters
    ----------
    words : Catalogue
        With the area's own outcomes.

    Returns
    -------
    dict
        Name of the list -> Choices.
    """
    outcomes, form, of_2016 = list(words.outcomes.values()), words.evidence_form, words.framework2016
    found = {name: Choices({entry: entry for entry in entries}) for name, entries in form.lists.items()}
    names = {
        name: outcome.id
        for outcome in outcomes
        for name in (outcome.number, outcome.title, outcome.short_title, *outcome.aliases)
    }
    labels = {outcome.id: shown(outcome.number, outcome.short_title) for outcome in outcomes}
    levels = words.framework.evaluation_scale.levels
    # what is asked of the yearly report may be said there too, where no sheet of its own holds it
    unshown = [duty for duty in words.statutory.duties if not duty.shown_by or duty.document == REPORT]
    indicators = _indicators(words, outcomes)
    quality = {item.number: shown(item.number, item.title) for one in outcomes for item in one.quality_indicators}
    return found | {
        "outcomes": Choices(labels, names),
        "partners": Choices({name: row["name"] for name, row in words.partners.items()}),
        "questions": _numbered(outcomes, _questions),
        "activities": _numbered(outcomes, _activities),
        "evaluation questions": _numbered(outcomes, _evaluation_questions),
        "indicators": indicators,
        "metrics": indicators,
        "quality indicators": Choices(dict(sorted(quality.items()))),
        "quality levels": Choices({level: level for level in levels}),
        "axes": Choices({axes.id: axes.id for axes in words.priorities.axes}),
        "catalogue indicators": Choices(
            {name: shown(name, one.name) for name, one in words.indicators.items() if _is_a_series(words, one)}
        ),
        "kinds of chart": Choices({chart: chart for chart in CHARTS}),
        "rule sets": Choices({one.id: one.id for one in words.improvement.rule_sets}, _titles(words.improvement)),
        "quality statement": Choices({name: shown(name, item.title) for name, item in words.quality.items.items()}),
        "indicators of 2016": Choices({name: shown(name, item.title) for name, item in of_2016.indicators.items()}),
        "housing protocol": Choices({name: shown(name, item.text) for name, item in of_2016.protocol_items.items()}),
        "steps of evaluation": Choices({step.id: shown(step.id, step.title) for step in of_2016.steps}),
        "duties": Choices(
            {duty.id: shown(duty.section, duty.text) for duty in unshown}, {duty.section: duty.id for duty in unshown}
        ),
    }


def with_workbook(form, lists, rows):
    """Return the lists with what the workbook itself holds: its improvement activities, criteria and own activities.

    Parameters
    ----------
    form : EvidenceForm
    lists : dict
        From :func:`of_catalogue`.
    rows : dict
        Sheet id -> list of dicts, column id -> text.

    Returns
    -------
    dict
    """
    found = dict(lists)
    for name, (sheet, column) in OF_WORKBOOK.items():
        entries = {row[column]: row[column] for row in rows.get(sheet, []) if row.get(column)}
        found[name] = Choices(entries, place=form.sheet(sheet).title)
    own = {row["id"]: shown(row["id"], row.get("text", "")) for row in rows.get("logic_model", []) if row.get("id")}
    found["activities"] = Choices(lists["activities"].labels | own)
    measures = {row["id"]: shown(row["id"], row.get("name", "")) for row in rows.get("measures", []) if row.get("id")}
    found["metrics"] = Choices(lists["metrics"].labels | measures)
    return found


def _is_a_series(words, indicator):
    """Return whether an indicator is one figure for each financial year."""
    kinds = {words.measures[term.measure]["period_type"] for term in indicator.numerator}
    return not indicator.is_split and kinds <= {"financial year", "cohort"}


def _titles(improvement):
    """Return other words for rule sets: their titles -> id."""
    return {one.title: one.id for one in improvement.rule_sets}


def _numbered(outcomes, entries):
    """Return a list of what each outcome has, with the outcome's number before each id."""
    return Choices(
        {
            f"{outcome.number}-{name}": shown(f"{outcome.number}-{name}", words)
            for outcome in outcomes
            for name, words in entries(outcome)
        }
    )


def _questions(outcome):
    """Yield what can be answered in words: questions of the plan, items of the improvement tool, checklist lines."""
    yield from ((question.id, question.text) for question in outcome.all_questions)
    yield from ((item.id, item.title) for item in outcome.improvement_tool)
    yield from ((line.id, line.text) for section in outcome.checklist for line in section.lines)


def _activities(outcome):
    """Yield the activities of the national logic model."""
    for partner in outcome.logic_model.partners:
        yield from ((activity.id, f"{activity.text} ({partner.partner})") for activity in partner.activities)


def _evaluation_questions(outcome):
    """Yield the evaluation questions."""
    for group in outcome.evaluation_questions:
        yield from ((question.id, f"{question.text} ({group.asked_of})") for question in group.questions)


def _indicators(words, outcomes):
    """Return the list of national indicators, by the framework's numbers, and items of the improvement tool."""
    suite = words.framework.overarching_indicator
    national = [item for outcome in outcomes for item in outcome.national_indicators] + [suite]
    tool = _numbered(outcomes, lambda outcome: ((item.id, item.title) for item in outcome.improvement_tool))
    return Choices({item.id: shown(item.id, item.title) for item in national} | tool.labels)
