"""The yearly report in the order of the return to Community Justice Scotland: tables of words and figures."""

from dataclasses import dataclass

from cjtools.catalogue.monitoring import DETAILS, LOCAL_OUTCOMES, OUTCOMES, WORDS
from cjtools.markers import NOT_AVAILABLE
from cjtools.results.annual import may_be_shown
from cjtools.results.duties import reported_year
from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.words import NOT_RECORDED

NONE = "none"
STATEMENTS = (
    ("achieved", "Achieved at the end of the year"),
    ("nearness", "If not, how near"),
    ("progress", "Progress in the year"),
    ("action", "What was done"),
    ("action_by", "Alone or jointly"),
    ("partners", "By whom"),
    ("indicators", "Indicators used"),
    ("change_why", "Why it changed since last year"),
    ("next", "Next steps"),
)


@dataclass(frozen=True)
class Section:
    """One section of the return.

    Attributes
    ----------
    title, short : str
        Its name, and that of its sheet.
    heads : tuple of str
    rows : list of tuple
        Texts and numbers; a text that stands for what is missing says so.
    """

    title: str
    short: str
    heads: tuple
    rows: list


def annual_return(year):
    """Return the sections of the return, in its order.

    Parameters
    ----------
    year : Year

    Returns
    -------
    list of Section
    """
    made = {DETAILS: _details, WORDS: _words, OUTCOMES: _national, LOCAL_OUTCOMES: _local}
    return [made[section.holds](year, section) for section in year.words.yearly_return.sections]


def _section(section, heads, rows):
    """Return a section with its rows."""
    return Section(section.title, section.short or section.title, heads, rows)


def _details(year, section):
    """Return who reports, on what period, and whether the report is published and sent."""
    said = [row for row in year.evidence.of("duties") if reported_year(row) == year.period]
    done = {row.get("duty"): f"{row.get('done')} ({row.get('date'):%d/%m/%Y})" for row in reversed(said)}
    rows = [
        ("Area", year.place),
        ("Period", f"{year.start:%d/%m/%Y} to {year.end:%d/%m/%Y}"),
        ("Statutory partners", "; ".join(year.words.statutory.partners)),
        ("Report published", done.get("report-period", NOT_RECORDED)),
        ("Copy sent to Community Justice Scotland", done.get("copy-of-report", NOT_RECORDED)),
        *((f"Consulted: {row.get('kind')}", _consulted(row)) for row in year.consulted),
    ]
    return _section(section, ("Detail", "What is recorded"), rows)


def _consulted(row):
    """Return who was consulted, what they said, and what came of it."""
    return ". ".join(text.rstrip(".") for text in (row.get("who"), row.get("said"), row.get("came_of_it")) if text)


def _words(year, section):
    """Return what the partners wrote for one part of the report."""
    row = year.said(section.part)
    heads = ("What is recorded", "By whom", "Date")
    if row is None:
        return _section(section, heads, [(NOT_RECORDED, "", "")])
    when = row.get("date", None)
    return Section(
        section.title,
        section.short or section.title,
        heads,
        [(row.get("words"), row.get("by"), f"{when:%d/%m/%Y}" if when else "")],
    )


HEADS = ("Outcome", "Item", "Place", "This year", "Year before", "Scotland", "Unit", "Year", "Status")


def _national(year, section):
    """Return the national outcomes, item by item."""
    return Section(
        section.title,
        section.short or section.title,
        HEADS,
        [row for one in _of_kind(year, "National") for row in _outcome(year, one)],
    )


def _local(year, section):
    """Return the area's own outcomes, item by item."""
    rows = [row for one in _of_kind(year, "Local") for row in _outcome(year, one)]
    nothing = ("The area has no outcome of its own.", *[""] * (len(HEADS) - 1))
    return _section(section, HEADS, rows or [nothing])


def _of_kind(year, kind):
    """Return the outcomes of a kind."""
    return [one for one in year.outcomes if one.outcome.kind == kind]


def _outcome(year, one):
    """Yield the rows of one outcome: statements, figures, items of the improvement tool, and what people said."""
    name, own = one.outcome.numbered, one.study.place
    for column, title in STATEMENTS:
        said = [_said(year, row.get(column, None)) for row in (one.now, one.before)]
        yield (name, title, own, *said, "", "", "", "")
    for line in one.figures:
        yield (name, " ".join(filter(None, [line.number, line.title])), *_figures(one, line))
    for item in one.outcome.improvement_tool:
        answers = [row for row in one.study.recorded.answers(item.id) if may_be_shown(row)]
        said = "\n".join(_answer(row) for row in year.within(answers, "date"))
        yield name, f"{item.id} {item.title}", own, said or NOT_RECORDED, "", "", "", "", ""
    for row in one.voices:
        yield name, f"What people said, {row.get('question')}", own, _answer(row), "", "", "", "", ""
    for row in one.practice:
        said = " ".join(filter(None, [row.get("what"), row.get("difference")]))
        yield name, row.get("kind").capitalize(), own, said, "", "", "", "", ""


def _answer(row):
    """Return an answer with who gave it and when."""
    return f"{row.get('answer')} ({row.get('who')}, {row.get('date'):%d/%m/%Y})"


def _figures(one, line):
    """Return the cells of an indicator: numbers as numbers, what is missing as its marker."""
    if line.now is None:
        return one.study.place, "no figure held", "", "", "", "", ""
    place = one.study.place_of(line.indicator.id)
    values = [_value(row) for row in (line.now, line.before, line.scotland)]
    if line.is_scotland:
        values = ["published for Scotland only", "", values[2]]
    status = ILLUSTRATIVE if ILLUSTRATIVE in line.statuses else line.now["status"]
    return place, *values, line.now["unit"], line.now["period"], status


def _value(row):
    """Return the value of a record; its marker where it has none."""
    if row is None:
        return NONE
    return row["marker"] or NOT_AVAILABLE if row["value"] != row["value"] else float(row["value"])


def _said(year, value):
    """Return what a cell of the yearly assessment holds, as words."""
    if value is None:
        return NOT_RECORDED
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(year.words.partner_name(name) for name in value) if isinstance(value, tuple) else value
