"""The yearly report in the order of the return to Community Justice Scotland: tables of words and figures."""

from dataclasses import dataclass

from cjtools.catalogue.monitoring import DETAILS, LOCAL_OUTCOMES, OUTCOMES, WORDS
from cjtools.markers import NOT_AVAILABLE
from cjtools.results.annual import may_be_shown
from cjtools.results.duties import reported_year

NOT_RECORDED, NONE = "not recorded", "none"
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
    title : str
    heads : tuple of str
    rows : list of tuple
        Texts and numbers; a text that stands for what is missing says so.
    """

    title: str
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
        *((f"Consulted: {row.get('kind')}", row.get("who")) for row in year.consulted),
    ]
    return Section(section.title, ("Detail", "What is recorded"), rows)


def _words(year, section):
    """Return what the partners wrote for one part of the report."""
    row = year.said(section.part)
    heads = ("What is recorded", "By whom", "Date")
    if row is None:
        return Section(section.title, heads, [(NOT_RECORDED, "", "")])
    when = row.get("date", None)
    return Section(section.title, heads, [(row.get("words"), row.get("by"), f"{when:%d/%m/%Y}" if when else "")])


HEADS = ("Outcome", "Item", "This year", "Year before", "Scotland", "Unit", "Year", "Status")


def _national(year, section):
    """Return the national outcomes, item by item."""
    return Section(section.title, HEADS, [row for one in _of_kind(year, "National") for row in _outcome(year, one)])


def _local(year, section):
    """Return the area's own outcomes, item by item."""
    rows = [row for one in _of_kind(year, "Local") for row in _outcome(year, one)]
    nothing = ("The area has no outcome of its own.", *[""] * (len(HEADS) - 1))
    return Section(section.title, HEADS, rows or [nothing])


def _of_kind(year, kind):
    """Return the outcomes of a kind."""
    return [one for one in year.outcomes if one.outcome.kind == kind]


def _outcome(year, one):
    """Yield the rows of one outcome: statements, national indicators, items of the improvement tool."""
    name = one.outcome.numbered
    for column, title in STATEMENTS:
        yield (name, title, *(_said(year, row.get(column, None)) for row in (one.now, one.before)), "", "", "", "")
    for line in one.figures:
        yield (name, " ".join(filter(None, [line.number, line.title])), *_figures(line))
    for item in one.outcome.improvement_tool:
        answers = [row for row in one.study.recorded.answers(item.id) if may_be_shown(row)]
        within = year.within(answers, "date")
        said = "\n".join(f"{row.get('answer')} ({row.get('who')}, {row.get('date'):%d/%m/%Y})" for row in within)
        yield name, f"{item.id} {item.title}", said or NOT_RECORDED, "", "", "", "", ""


def _figures(line):
    """Return the cells of an indicator: numbers as numbers, what is missing as its marker."""
    if line.now is None:
        return "no figure held", "", "", "", "", ""
    values = [_value(row) for row in (line.now, line.before, line.scotland)]
    return *values, line.now["unit"], line.now["period"], "; ".join(dict.fromkeys(line.statuses))


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
