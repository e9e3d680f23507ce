"""The duties of the Act as a table: what it asks, whether that is recorded, and where, or what to do."""

from cjtools.catalogue.statutory import AREA
from cjtools.results.duties import MISSING, NOT_ASKED, PRESENT
from cjtools.show import text
from cjtools.show.document import Grid
from cjtools.show.recorded import day

HEADS = ("Section", "What it asks", "Recorded", "Where, or what to do")
WIDTHS = (2.4, 6.2, 3.2, 5.2)


def duties_grid(plan, document, met, name, caption):
    """Return the duties on a plan or a report as a table.

    Parameters
    ----------
    plan : Plan
    document : str
        :data:`cjtools.catalogue.statutory.PLAN` or ``REPORT``.
    met : list of Met
        From :func:`cjtools.results.duties.duties_met`.
    name, caption : str
        Id of the table, and its name.

    Returns
    -------
    Grid
    """
    rows = []
    for duty in plan.words.statutory.of(document):
        of_duty = [one for one in met if one.duty is duty]
        rows.append([f"{duty.section}", duty.text, _state(of_duty), _where(plan, duty, of_duty)])
    return Grid(name, caption, HEADS, rows, WIDTHS)


def _state(of_duty):
    """Return whether a duty is recorded: of one on each outcome, for how many."""
    asked = [one for one in of_duty if one.state != NOT_ASKED]
    if not asked:
        return NOT_ASKED
    there = sum(one.state == PRESENT for one in asked)
    if of_duty[0].duty.each == AREA:
        return PRESENT if there else MISSING
    return f"{MISSING} for {len(asked) - there} of {len(asked)} outcomes" if there < len(asked) else PRESENT


def _where(plan, duty, of_duty):
    """Return where a duty is recorded, and what is to be done where it is not."""
    asked = [one for one in of_duty if one.state != NOT_ASKED]
    if not asked:
        return _why_not_asked(plan, duty)
    missing = [one for one in asked if one.state == MISSING]
    if not missing:
        entry = asked[0].row
        done = f": {entry.get('done')} ({day(entry.get('date'))})" if "done" in entry.values else ""
        return f"sheet {asked[0].sheet}{done}"
    numbers = text.join([one.outcome.number for one in missing if one.outcome])
    noun = "outcome" if len(missing) == 1 else "outcomes"
    which = f" Missing for {noun} {numbers}." if numbers and len(missing) < len(of_duty) else ""
    lacking = "; ".join(dict.fromkeys(part for one in missing for part in one.lacking))
    lacking = f" Not yet: {lacking}." if lacking else ""
    return f"{duty.todo}{which}{lacking} Its place: sheet {missing[0].sheet}."


def _why_not_asked(plan, duty):
    """Return why a duty does not apply."""
    if duty.after:
        first = next(one for one in plan.words.statutory.duties if one.id == duty.after)
        return f"it follows section {first.section}, of which nothing is recorded yet"
    if duty.unless:
        return "every outcome is recorded as achieved"
    return "the area has no outcome of its own"
