"""Which of the statements that the law asks for partners have recorded, and where; nothing is filled in for them."""

from dataclasses import dataclass

from cjtools.catalogue.statutory import AREA

PRESENT, MISSING, NOT_ASKED = "present", "missing", "does not apply"


@dataclass(frozen=True)
class Met:
    """One duty, on one outcome or on the area as a whole, and whether partners have recorded it.

    Attributes
    ----------
    duty : Duty
    outcome : Outcome or None
    state : str
        ``PRESENT``, ``MISSING`` or ``NOT_ASKED``.
    sheet : str
        Title of the sheet of the evidence workbook that is the place for it.
    row : Row or None
        The entry that holds it.
    """

    duty: object
    outcome: object
    state: str
    sheet: str
    row: object = None


def duties_met(plan, document):
    """Return for each duty on a plan or a report whether partners have recorded it.

    Parameters
    ----------
    plan : Plan
    document : str
        :data:`cjtools.catalogue.statutory.PLAN` or ``REPORT``.

    Returns
    -------
    list of Met
        In the order of the Act; a duty on each outcome once for each of them. Where the area has no outcome of its own,
        duties on those do not apply.
    """
    found = []
    for duty in plan.words.statutory.of(document):
        if duty.each == AREA:
            found.append(_of_area(plan, duty))
            continue
        wanted = [study for study in plan.studies if f"{study.outcome.kind.lower()} outcome" == duty.each]
        found += [_of_outcome(plan, duty, study) for study in wanted] or [Met(duty, None, NOT_ASKED, "")]
    return found


def _of_area(plan, duty):
    """Return whether a duty of the area as a whole is recorded; it may not be asked before another is met."""
    found = _found(plan, duty, None, *_rows(plan, duty))
    if found.state == MISSING and duty.after:
        first = next(one for one in plan.words.statutory.duties if one.id == duty.after)
        if not _rows(plan, first)[1]:
            return Met(duty, None, NOT_ASKED, "")
    return found


def _of_outcome(plan, duty, study):
    """Return whether a duty on an outcome is recorded."""
    if duty.shown_by == "indicators":
        numbers = {item.id for item in study.outcome.national_indicators}
        rows = [row for row in plan.evidence.of("indicators", decision="used") if row.get("indicator") in numbers]
        return _found(plan, duty, study.outcome, "indicators", rows)
    sheet, rows = _rows(plan, duty, outcome=study.outcome.id)
    column = duty.shown_by.partition(".")[2]
    if column == "how_near" and any(row.get("achieved") for row in rows):
        return Met(duty, study.outcome, NOT_ASKED, "", rows[0])
    rows = [row for row in rows if not column or column in row.values]
    return _found(plan, duty, study.outcome, sheet, rows)


def _rows(plan, duty, **wanted):
    """Return the sheet that is the place for a duty, and its rows that hold it."""
    if duty.shown_by:
        sheet = duty.shown_by.partition(".")[0]
        return sheet, plan.evidence.of(sheet, **wanted)
    return "duties", plan.evidence.of("duties", duty=duty.id, **wanted)


def _found(plan, duty, outcome, sheet, rows):
    """Return a duty as present with the first entry that holds it, or as missing."""
    title = plan.words.evidence_form.sheet(sheet).title
    return Met(duty, outcome, PRESENT if rows else MISSING, title, rows[0] if rows else None)
