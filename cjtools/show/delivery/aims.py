"""Aims in words: what, by how much, by when, for whom and where; what each lacks, and what became of the first one."""

from cjtools.improvement import aims as a
from cjtools.show.document import Grid, Heading, Listed, Say, example, in_parts, made_up, missing
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, join

WIDTHS = (4.5, 12.5)
COLUMNS = {
    "what": "What", "by_how_much": "How much", "by_when": "By when", "for_whom": "For whom", "where": "Where",
}  # fmt: skip
# the questions of the delivery resource (Community Justice Scotland, June 2024), and where they are answered
QUESTIONS = (
    ("Why", "why"),
    ("What it will deliver", "deliverables"),
    ("Whose gap it closes", "gap"),
    ("Agreed with", "made_with"),
    ("What else it may do, and how that is dealt with", "risks"),
    ("What success looks like", "success"),
)
SMALL = ("The ", "All ", "Each ", "Every ", "People ", "Those ", "A ", "An ", "Men ", "Women ")
LACKS = {
    a.NO_NUMBER: "It has no number: nobody can tell whether it is reached.",
    a.NO_DAY: "It has no day by which it is to be reached.",
    a.NO_GROUP: "It does not say for whom.",
    a.NO_PLACE: "It does not say where.",
    a.NO_GAP: "It names no group whose gap it closes: helping everybody alike leaves gaps as they are.",
    a.NOT_WITH: "It does not say who took part in setting it.",
    a.NO_OUTCOME: "It has no outcome measure: what would show that things got better?",
    a.NO_PROCESS: "It has no process measure: what would show, on the way, that the work is being done?",
    a.NO_BALANCING: "It has no balancing measure: what else could get worse because of it?",
}


@in_parts
def aims(delivery):
    """Return the aims of a delivery plan, outcome by outcome.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    studies = delivery.studies()
    if not studies:
        said = "No outcome is recorded as a priority, and no aim is recorded."
        yield missing(delivery, said, "Assessment", "Aims")
        return
    yield from example(delivery)
    for study in studies:
        yield from _of_outcome(delivery, study)


def _of_outcome(delivery, study):
    """Yield the aims of one outcome, with why it is a priority."""
    yield Heading(study.outcome.numbered, f"aims-{study.outcome.id}", 3)
    is_priority = delivery.is_priority(study)
    if is_priority:
        row = study.recorded.assessment()
        yield Say(row.get("priority_why") or "no reason is recorded", "Why it is a priority:")
    else:
        yield Say("It is not recorded as a priority." if is_priority is None else "It is no priority of the plan.")
    found = delivery.of_outcome(study.outcome.id)
    if not found:
        yield missing(delivery, "No aim is recorded for it.", "Aims")
    for aim in found:
        yield from _aim(delivery, aim)


def _aim(delivery, aim):
    """Yield one aim: as a sentence, as a table, what it lacks, and how it was changed."""
    yield Heading(f"Aim {aim.name}", f"aim-{aim.place}", 4)
    yield Say(sentence(aim.now))
    yield Grid(
        f"aim-{aim.place}-table", f"Aim {aim.name}{made_up(delivery)}", ("Question", "Answer"), [*_rows(aim)], WIDTHS
    )
    notes = [said for finding in aim.findings() if (said := _finding(aim, finding))]
    if notes:
        yield Say("", "Worth knowing:")
        yield Listed(tuple(notes))
    if len(aim.versions) > 1:
        yield from _history(delivery, aim)


def sentence(row):
    """Return an aim as one sentence.

    Parameters
    ----------
    row : Row
        Of the sheet Aims.

    Returns
    -------
    str

    Examples
    --------
    >>> from cjtools.evidence.check import Row
    >>> import datetime
    >>> sentence(Row(3, {"what": "Officers trained", "by_how_much": 20.0, "unit": "per cent",
    ...                  "by_when": datetime.date(2025, 4, 29), "for_whom": "people arrested", "where": "Fife"}, {}))
    'Officers trained: 20 per cent by 29 April 2025; for people arrested; in Fife.'
    """
    number = row.get("by_how_much", None)
    much = f"{number:,.10g} {row.get('unit')}".strip() if number is not None else "no number"
    when = f" by {day(row.get('by_when'))}" if row.get("by_when") else ", no day"
    whom = f"for {_lowered(row.get('for_whom'))}" if row.get("for_whom") else ""
    where = f"in {_lowered(row.get('where'))}" if row.get("where") else ""
    return f"{row.get('what').rstrip('.')}: " + "; ".join(filter(None, [f"{much}{when}", whom, where])) + "."


def _lowered(words):
    """Return words for the middle of a sentence: an article is written small, a name is not."""
    words = words.rstrip(".")
    return words[:1].lower() + words[1:] if words.startswith(SMALL) else words


def _rows(aim):
    """Yield the questions on an aim with their answers."""
    row, plan = aim.now, aim.delivery.plan
    activity = plan.improvements().get(row.get("activity"))
    if activity is not None:
        yield ["Improvement activity", f"{activity.get('id')}. {activity.get('activity')}"]
    for question, column in QUESTIONS:
        yield [question, row.get(column, NOT_RECORDED)]
    tasks = aim.tasks()
    when = (
        f"{day(min(task.start for task in tasks))} to {day(max(task.end for task in tasks))}" if tasks else NOT_RECORDED
    )
    yield ["When the work begins and ends, as planned", when]
    yield ["Who leads", aim.delivery.words.partner_name(row.get("lead"))]
    yield ["Agreed on", day(row.get("agreed_on"))]


def _finding(aim, finding):
    """Return one finding in words; empty where it needs none."""
    row, kind = aim.now, finding.kind
    if kind == a.PAST:
        return f"Its day, {day(row.get('by_when'))}, is past."
    if kind == a.DRIFT:
        said = join([f"“{COLUMNS[name]}”" for name in finding.details])
        verb = "was" if len(finding.details) == 1 else "were"
        return f"It is not the aim that was agreed first: {said} {verb} changed. All of them stand below, with reasons."
    if kind == a.ANOTHER_TARGET:
        targets = join([f"{name} has the target {target:,.10g}" for name, target in finding.details])
        return f"Its number is {row.get('by_how_much'):,.10g}, but of its outcome measures {targets}."
    if kind in (a.STRETCH, a.HELD):
        low, high = (f"{each:,.10g}" for each in finding.details)
        number = f"{row.get('by_how_much'):,.10g}"
        if kind == a.STRETCH:
            return f"It is a stretch: {number} lies beyond all figures of its outcome measure before ({low} to {high})."
        return f"It is no stretch: {number} lies within what its outcome measure was before, {low} to {high}."
    return LACKS[kind]


def _history(delivery, aim):
    """Yield how an aim was changed, version by version, with the reasons."""
    rows = [[day(row.get("agreed_on")), sentence(row), row.get("reason") or "first agreed"] for row in aim.versions]
    caption = f"How aim {aim.name} was changed{made_up(delivery)}"
    yield Grid(f"aim-{aim.place}-history", caption, ("Agreed on", "Aim", "Reason"), rows, (3, 8, 6))
