"""Area by area: whether a plan, a report and the yearly assessments are recorded, and which duties are missing."""

import html

from cjtools.catalogue.statutory import PLAN, REPORT
from cjtools.results.assurance import NOTHING, PUBLISHED, RECORDED, REFUSED, REPORTED, TOGETHER
from cjtools.results.plan import nearness
from cjtools.results.recorded import NEARNESS
from cjtools.show.assurance import words as w
from cjtools.show.fragments import Fragment
from cjtools.show.recorded import day
from cjtools.show.sortable import Cell, Head, Line, sortable_table
from cjtools.words import NOT_RECORDED, counted, join

ONLY_RECORDED = (
    "What stands here is what partnerships have written into their evidence workbooks, and nothing else: an area may "
    "have published what it has not recorded. Nothing is judged."
)


def areas_recorded(assurance):
    """Show for every area what it has recorded of plan, report, assessments and duties.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    Fragment
    """
    counts = {state: len(assurance.in_state(state)) for state in (RECORDED, NOTHING, REFUSED)}
    there = f"{counted(len(assurance.councils), 'areas')}{_and(assurance.partnerships)}"
    recorded = f"{counts[RECORDED] or 'none'} {'have' if counts[RECORDED] > 1 else 'has'} recorded something"
    said = f"{there}: {recorded}; in {counts[NOTHING] or 'none'} nothing is recorded."
    heads = [
        Head("Area"),
        Head("Evidence"),
        Head("Plan published"),
        Head(f"Report on {assurance.year}"),
        Head("Outcomes assessed", f"for {assurance.year}"),
        Head("Own outcomes assessed", f"for {assurance.year}"),
        Head("Duties of the plan missing", "section of the Act"),
        Head("Duties of the report missing", "section of the Act"),
    ]
    lines = [Line(html.escape(w.area_name(one)), _cells(assurance, one)) for one in assurance.areas]
    caption = f"What the areas have recorded of plan, report and assessments, {assurance.year}"
    note = (
        "A duty on each outcome counts once, with the number of outcomes that it is missing for. "
        "The report on a year is due by 31 December after it ends."
    )
    table = sortable_table("assurance-areas", caption, heads, lines, note)
    top = w.paragraph(said) + w.paragraph(ONLY_RECORDED) + w.left_out(assurance) + w.label(assurance.areas)
    return Fragment(top + table)


def _and(partnerships):
    """Return how many partnerships of several councils stand beside the areas; empty without one."""
    return f" and {counted(len(partnerships), 'partnerships')} of several councils" if partnerships else ""


def _cells(assurance, one):
    """Return the cells of an area."""
    order = (RECORDED, TOGETHER, NOTHING, REFUSED)
    state = Cell(html.escape(one.state), order.index(one.state))
    if one.state == TOGETHER:
        return [state, *(Cell(html.escape(f"see {one.together}")) for _ in range(6))]
    if one.state == REFUSED:
        return [state, *(Cell(w.NOT_KNOWN) for _ in range(6))]
    if one.state == NOTHING:
        missing = [one.asked(document) for document in (PLAN, REPORT)]
        return [state, *(Cell(NOT_RECORDED) for _ in range(4)), *(Cell(f"all {count}", count) for count in missing)]
    national, own = assurance.outcomes, one.own_outcomes
    return [
        state,
        _said(one.said(PLAN, PUBLISHED)),
        _said(one.said(REPORT, REPORTED)),
        _of(one, national),
        _of(one, own) if own else Cell("no own outcome"),
        _missing(one, PLAN),
        _missing(one, REPORT),
    ]


def _said(row):
    """Return whether something is recorded as done, and of which day."""
    if row is None:
        return Cell(NOT_RECORDED)
    return Cell(f"recorded, {day(row.get('date'))}", float(row.get("date").toordinal()))


def _of(one, outcomes):
    """Return how many outcomes have a yearly assessment."""
    there = sum(one.assessed(outcome.id) is not None for outcome in outcomes)
    return Cell(f"{there} of {len(outcomes)}", there)


def _missing(one, document):
    """Return the duties of a document that are missing, by section of the Act."""
    found = one.missing(document)
    if not found:
        return Cell(f"none of {one.asked(document)}", 0)
    named = [f"{duty.section} for {counted(count, 'outcomes')}" if count else duty.section for duty, count in found]
    return Cell(html.escape(f"{len(found)} of {one.asked(document)}: {'; '.join(named)}"), len(found))


def assessments(assurance):
    """Show the yearly assessment of each outcome, for the areas that have recorded something.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    Fragment
    """
    areas = assurance.in_state(RECORDED)
    if not areas:
        return w.nothing(f"No area has recorded a yearly assessment for {assurance.year}.")
    heads = [Head("Area"), *(Head(f"{one.number}. {one.short_title}") for one in assurance.outcomes)]
    heads.append(Head("Outcomes of its own"))
    lines = [
        Line(
            html.escape(w.area_name(one)),
            [*(_assessed(one, outcome) for outcome in assurance.outcomes), _own(one)],
        )
        for one in areas
    ]
    caption = f"Outcomes as the partners of each area assess them at the end of {assurance.year}"
    note = f"In the partners' own words on how near an outcome is, nearest first: {', '.join(NEARNESS)}."
    # a council that is recorded together with others has a line in that of its partnership
    others = len(assurance.in_state(NOTHING)) + len(assurance.in_state(REFUSED))
    said = f"Areas without a line: {others}." if others else ""
    return Fragment(
        w.label(areas)
        + sortable_table("assurance-assessments", caption, heads, lines, note)
        + (w.paragraph(said, "note") if said else "")
    )


def _near(row):
    """Return what a yearly assessment says, in a few words."""
    return nearness(row) or "not achieved"


def _assessed(one, outcome):
    """Return the assessment of an outcome; sorted by how near it is."""
    row = one.assessed(outcome.id)
    if row is None:
        return Cell(NOT_RECORDED)
    near = _near(row)
    return Cell(html.escape(near), NEARNESS.index(near) if near in NEARNESS else len(NEARNESS))


def _own(one):
    """Return the assessments of an area's own outcomes."""
    found = one.own_outcomes
    if not found:
        return Cell("none", is_text=True)
    rows = [(outcome, one.assessed(outcome.id)) for outcome in found]
    said = [f"{outcome.number}: {NOT_RECORDED if row is None else _near(row)}" for outcome, row in rows]
    return Cell(html.escape("; ".join(said)), is_text=True)


def duties_often_missing(assurance):
    """Show the duties that most areas have not recorded, most common first.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    Fragment
    """
    areas = assurance.in_state(RECORDED)
    if not areas:
        return w.nothing("No area has recorded anything: all duties are missing, none more often than another.")
    if not assurance.duties_missing:
        return Fragment(w.paragraph("No duty is missing in an area that has recorded something."))
    names = [one.name for one in areas]
    heads = [Head("Section of the Act"), Head("What the law asks"), Head("Not recorded by")]
    lines = [
        Line(html.escape(duty.section), [Cell(html.escape(duty.text), is_text=True), _not_by(found, names)])
        for duty, found in assurance.duties_missing
    ]
    caption = f"Duties that are not recorded, of {counted(len(areas), 'areas')} with evidence"
    said = _nothing_else(assurance)
    return Fragment(
        (w.paragraph(said) if said else "")
        + w.label(areas)
        + sortable_table("assurance-duties", caption, heads, lines, "Most common first.")
    )


def _not_by(found, names):
    """Return which areas have not recorded a duty."""
    return Cell(html.escape(w.which(found, names)), len(found))


def _nothing_else(assurance):
    """Return that areas without any record miss every duty, and are not counted here."""
    names = [one.name for one in assurance.in_state(NOTHING)]
    if not names:
        return ""
    where = join(names) if len(names) <= w.NAMED else f"{len(names)} areas"
    return f"In {where} nothing is recorded: every duty is missing there, and is not counted here."
