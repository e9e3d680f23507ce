"""Which of the statements that the law asks for partners have recorded, and where; nothing is filled in for them."""

import datetime
from dataclasses import dataclass

from cjtools.catalogue.statutory import AREA, BOTH, REPORT
from cjtools.evidence.choices import plain
from cjtools.evidence.periods import year_of
from cjtools.words import counted

PRESENT, MISSING, NOT_ASKED = "present", "missing", "does not apply"
DUTIES, CONSULTATIONS, STAKEHOLDERS, REVIEWS, ANNUAL = "duties", "consultations", "stakeholders", "plan_dates", "annual"
THIRD_SECTOR = "third sector body"
REVISED = "revised"  # with which the events begin after which the law asks for a review
REVIEWED, AFTER_REVIEW, CONSULTED, INDICATORS_USED = (
    "reviewed", "after-review", "report-consulted", "report-indicators",
)  # fmt: skip


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
    lacking : tuple of str
        What of it is missing, where part is there: in words.
    """

    duty: object
    outcome: object
    state: str
    sheet: str
    row: object = None
    lacking: tuple = ()


def duties_met(plan, document):
    """Return for each duty on a plan or a report whether partners have recorded it.

    Parameters
    ----------
    plan : Plan
        Of a report its year is the year that the report is on.
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
            found.append(_of_area(plan, duty, document))
            continue
        kinds = ("national outcome", "local outcome") if duty.each == "outcome" else (duty.each,)
        wanted = [study for study in plan.studies if f"{study.outcome.kind.lower()} outcome" in kinds]
        found += [_of_outcome(plan, duty, study) for study in wanted] or [Met(duty, None, NOT_ASKED, "")]
    return found


def reported_year(row):
    """Return the financial year that an entry of the sheet Duties is on, where it is about the yearly report.

    Parameters
    ----------
    row : Row

    Returns
    -------
    str
        The year that it names; without one, the year that ended last before its date.

    Examples
    --------
    >>> import datetime
    >>> from cjtools.evidence.check import Row
    >>> reported_year(Row(3, {"date": datetime.date(2025, 12, 1)}, {}))
    '2024-25'
    """
    return row.get("year") or year_before(row.get("date"))


def report_due(year):
    """Return the day by which the report on a year is to be published: 31 December after its end.

    Examples
    --------
    >>> report_due("2024-25")
    datetime.date(2025, 12, 31)
    """
    return datetime.date(int(year[:4]) + 1, 12, 31)


def year_before(day):
    """Return the financial year that ended last before a day.

    Examples
    --------
    >>> import datetime
    >>> year_before(datetime.date(2025, 4, 1)), year_before(datetime.date(2025, 3, 31))
    ('2024-25', '2023-24')
    """
    start = int(year_of(f"{day.year}-{day.month:02d}")[:4]) - 1
    return f"{start}-{(start + 1) % 100:02d}"


def _of_area(plan, duty, document):
    """Return whether a duty of the area as a whole is recorded; it may not be asked before another is met."""
    sheet, rows = _rows(plan, duty)
    if document == REPORT and duty.document == BOTH:
        # what was done after a report was due cannot stand in it
        due = report_due(plan.year)
        rows = [row for row in rows if row.get("year") == plan.year or (not row.get("year") and row.get("date") <= due)]
    found = _found(plan, duty, None, sheet, rows)
    if found.state == MISSING and duty.after:
        first = next(one for one in plan.words.statutory.duties if one.id == duty.after)
        if not _rows(plan, first)[1]:
            return Met(duty, None, NOT_ASKED, "")
    looked_at = {CONSULTED: _not_consulted, REVIEWED: _not_reviewed, AFTER_REVIEW: _without_result}
    lacking = looked_at.get(duty.id, lambda _: ())(plan)
    if found.state == PRESENT and lacking:
        return Met(duty, None, MISSING, found.sheet, found.row, lacking)
    return found


def not_consulted(plan):
    """Return the third sector bodies that partners name as stakeholders and have not consulted on the year's report.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    list of str
        For the partnership: stakeholders are named in no page for the public.
    """
    if any(reported_year(row) == plan.year for row in plan.evidence.of(DUTIES, duty=CONSULTED)):
        return []  # the partners have said in words that it was done
    asked = {plain(row.get("who")) for row in plan.evidence.of(CONSULTATIONS, year=plan.year)}
    bodies = [row.get("who") for row in plan.evidence.of(STAKEHOLDERS, kind=THIRD_SECTOR)]
    return [who for who in bodies if plain(who) not in asked]


def _not_consulted(plan):
    """Return how many third sector bodies are not recorded as consulted; the monitoring plan says which."""
    names = not_consulted(plan)
    if names:
        return (f"{counted(len(names), 'third sector bodies')} of the monitoring plan",)
    is_said = plan.evidence.of(STAKEHOLDERS, kind=THIRD_SECTOR) or plan.evidence.of(DUTIES, duty=CONSULTED)
    if not is_said and not plan.evidence.of(CONSULTATIONS, year=plan.year, kind=THIRD_SECTOR):
        return ("no third sector body is among those consulted",)
    return ()


def _not_reviewed(plan):
    """Return the revisions after which no review is recorded."""
    said = [row.get("date") for row in plan.evidence.of(DUTIES, duty=REVIEWED)]
    return tuple(
        f"no review since the {row.get('event')}"
        for row in plan.evidence.of(REVIEWS)
        if row.get("event").startswith(REVISED)
        and not row.get("reviewed_on")
        and not any(day >= row.get("date") for day in said)
    )


def _without_result(plan):
    """Return the reviews of which no result is recorded."""
    said = [row.get("date") for row in plan.evidence.of(DUTIES, duty=AFTER_REVIEW)]
    return tuple(
        f"no result of the review after the {row.get('event')}"
        for row in plan.evidence.of(REVIEWS)
        if row.get("reviewed_on") and not row.get("result") and not any(day >= row.get("reviewed_on") for day in said)
    )


def _of_outcome(plan, duty, study):
    """Return whether a duty on an outcome is recorded."""
    outcome = study.outcome
    if duty.shown_by == ["indicators"]:
        numbers = {item.id for item in outcome.national_indicators}
        rows = [row for row in plan.evidence.of("indicators", decision="used") if row.get("indicator") in numbers]
        return _found(plan, duty, outcome, "indicators", rows)
    sheet, rows = _rows(plan, duty, outcome=outcome.id)
    if not rows and duty.unless and (said := _entries(plan, duty, outcome=outcome.id)) and said[0].get(duty.unless):
        return Met(duty, outcome, NOT_ASKED, "", said[0])
    found = _found(plan, duty, outcome, sheet, rows)
    if duty.with_indicators and found.state == PRESENT and not outcome.indicator_ids:
        return Met(duty, outcome, MISSING, sheet, rows[0], ("it has no indicator",))
    if duty.id == INDICATORS_USED and found.state == PRESENT and not _names_relevant(outcome, found.row):
        return Met(duty, outcome, MISSING, sheet, rows[0], ("none of its national indicators is among them",))
    return found


def _names_relevant(outcome, row):
    """Return whether a yearly assessment names an indicator of the outcome; words in Duties are taken as they are."""
    named = {plain(name) for name in row.get("indicators", ())}
    known = {plain(name) for item in outcome.national_indicators for name in (item.id, item.shown_title)}
    return not row.get("indicators") or not known or bool(named & known)


def _rows(plan, duty, **wanted):
    """Return the sheet that is the place for a duty, and the rows that hold it."""
    rows = _entries(plan, duty, **wanted)
    columns = [name.partition(".")[2] for name in duty.shown_by]
    rows = [row for row in rows if any(not column or column in row.values for column in columns)]
    if duty.shown_by and rows:
        return duty.shown_by[0].partition(".")[0], rows
    said = plan.evidence.of(DUTIES, duty=duty.id, **wanted)
    if duty.document == REPORT:
        said = [row for row in said if reported_year(row) == plan.year]
    return (duty.shown_by[0].partition(".")[0] if duty.shown_by and not said else DUTIES), said


def _entries(plan, duty, **wanted):
    """Return the rows of the sheets that a duty is shown by; of the yearly report those of its year."""
    if duty.document == REPORT:
        wanted["year"] = plan.year
    sheets = dict.fromkeys(name.partition(".")[0] for name in duty.shown_by)
    return [row for sheet in sheets for row in plan.evidence.of(sheet, **wanted)]


def _found(plan, duty, outcome, sheet, rows):
    """Return a duty as present with the first entry that holds it, or as missing."""
    title = plan.words.evidence_form.sheet(sheet).title
    return Met(duty, outcome, PRESENT if rows else MISSING, title, rows[0] if rows else None)
