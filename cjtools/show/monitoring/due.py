"""What is due: the summary of the monitoring plan, one calendar, and when the plan itself has to be looked at again."""

from itertools import groupby

from cjtools.results.calendar import OVERDUE, SOON, calendar, plan_reviews_of, without_day
from cjtools.results.duties import not_consulted
from cjtools.results.monitoring import LOCAL_EVIDENCE, NATIONAL
from cjtools.show import text
from cjtools.show.document import Grid, Heading, Hole, Listed, Say, example, in_parts, made_up, missing
from cjtools.show.monitoring import words as w
from cjtools.show.recorded import MONTHS, day
from cjtools.words import counted, join

HOUR_WIDTHS, DUE_WIDTHS, REVIEW_WIDTHS = (7, 3, 3), (3, 6.6, 4.2, 3.6), (5.4, 3, 3, 3.6, 3)
FIRST = 5  # of what is due next


@in_parts
def monitoring_summary(monitoring):
    """Return how much is watched and by whom, how much work it asks of whom, what is overdue and what comes next.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Parts
    """
    yield from example(monitoring)
    yield Say(
        f"As of {day(monitoring.on)}. A working paper of the partnership: it says how it sees others, and is not meant "
        "for the public."
    )
    if monitoring.delivery.is_less:
        yield Say("What is recorded of later days is left out.")
    every = monitoring.every
    beyond = sum(any(one.origin not in (NATIONAL, LOCAL_EVIDENCE) for one in found) for _, found in monitoring.metrics)
    nobody = sum(not one.collected_by for one in every)
    outcomes = counted(len(monitoring.metrics), "outcomes")
    yield Say(
        f"{counted(len(every), 'metrics')} over {outcomes}; {beyond or 'none'} of the "
        f"outcomes {'has' if beyond == 1 else 'have'} some beyond those of the national framework. For "
        f"{nobody or 'none'} of the metrics nobody is named who collects it."
    )
    yield from _hours(monitoring)
    unasked = not_consulted(monitoring.plan)
    if unasked:
        said = f"Not recorded as consulted on the report for {monitoring.plan.year}: {join(unasked)}."
        yield missing(monitoring, said, "Consulted on the report")
    yield from _next(monitoring)


def _hours(monitoring):
    """Yield how many hours a year are asked of whom."""
    asked = monitoring.hours_by_partner()
    if not asked:
        yield missing(monitoring, "How many hours a year collecting takes is not recorded.", "Performance metrics")
        return
    total = sum(hours for _, hours, _ in asked)
    known = sum(one.hours == one.hours for one in monitoring.every)
    yield Say(
        f"Collecting takes about {text.number(total)} hours a year, as far as is recorded: of {known} of "
        f"{counted(len(monitoring.every), 'metrics')}."
    )
    rows = [[name, text.number(hours), text.number(number)] for name, hours, number in asked]
    caption = f"How much collecting asks of whom{made_up(monitoring)}"
    yield Grid("hours", caption, ("Of whom", "Hours a year", "Metrics"), rows, HOUR_WIDTHS, numbers=(1, 2))


def _next(monitoring):
    """Yield what is overdue, and what comes next."""
    overdue, coming = _overdue_and_coming(monitoring)
    if overdue:
        said = f"{counted(len(overdue), 'lines')} of the calendar, the first since {day(overdue[0].day)}"
        said += f"; the {FIRST} oldest:" if len(overdue) > FIRST else ":"
        yield Say(said, "Overdue:")
        yield _listed(overdue[:FIRST])
    else:
        yield Say("nothing, as far as is recorded.", "Overdue:")
    if coming:
        yield Say("", "Next:")
        yield _listed(coming[:FIRST])


def _overdue_and_coming(monitoring):
    """Return what is overdue, and what is still to come, each in order."""
    found, soon = calendar(monitoring), monitoring.words.monitoring.soon
    overdue = [one for one in found if one.state(monitoring.on, soon) == OVERDUE]
    return overdue, [one for one in found if one.state(monitoring.on, soon) != OVERDUE]


def _listed(found):
    """Return entries of the calendar as a list."""
    return Listed(tuple(f"{day(one.day)}: {one.what} ({one.who or w.NOBODY})" for one in found))


@in_parts
def due_calendar(monitoring):
    """Return one calendar of what is due from whom: overdue first, then month by month, then what has no day.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Parts
    """
    soon = monitoring.words.monitoring.soon
    overdue, coming = _overdue_and_coming(monitoring)
    yield from example(monitoring)
    if overdue:
        yield Heading("Overdue", "overdue", 3)
        rows = [[*_due(monitoring, one), counted((monitoring.on - one.day).days, "days")] for one in overdue]
        heads = ("Was due", "What", "From whom", "Where it stands", "For")
        caption = f"What is overdue on {day(monitoring.on)}{made_up(monitoring)}"
        yield Grid("overdue-table", caption, heads, rows, (*DUE_WIDTHS, 2))
    for (year, month), each in groupby(coming, key=lambda one: (one.day.year, one.day.month)):
        month_words = f"{MONTHS[month - 1]} {year}"
        yield Heading(month_words, f"month-{year}-{month:02d}", 3)
        rows = [_due(monitoring, one, soon) for one in each]
        heads = ("When", "What", "From whom", "Where it stands")
        caption = f"What is due in {month_words}{made_up(monitoring)}"
        yield Grid(f"month-{year}-{month:02d}-table", caption, heads, rows, DUE_WIDTHS)
    undated = without_day(monitoring)
    if undated:
        yield Heading("Without a day", "without-a-day", 3)
        yield Say("Recorded, and nobody has set a day for it:")
        yield Listed(tuple(f"{one.what} ({one.who or w.NOBODY}; sheet {_sheet(monitoring, one)})" for one in undated))


def _due(monitoring, one, soon=0):
    """Return the cells of one entry."""
    mark = ", soon" if soon and one.state(monitoring.on, soon) == SOON else ""
    return [f"{day(one.day)}{mark}", one.what, one.who or w.NOBODY, f"sheet {_sheet(monitoring, one)}"]


def _sheet(monitoring, one):
    """Return the title of the sheet that an entry stands in."""
    return monitoring.words.evidence_form.sheet(one.sheet).title


@in_parts
def plan_reviews(monitoring):
    """Return what asks for a review of the plan, what came of it, and what is overdue.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Parts
    """
    found = plan_reviews_of(monitoring)
    yield Say(
        "The law asks for a review of the plan after a revised national strategy, performance framework or local "
        "outcomes improvement plan, and from time to time (section 22). The plan may have an end of its own, and the "
        "partners may review it whenever what they learn asks for it."
    )
    for row in found.overdue:
        since = f"since {day(row.get('date'))} ({counted((monitoring.on - row.get('date')).days, 'days')})"
        yield Hole(f"{row.get('event')}: no review is recorded, {since}.", "Overdue:")
    for row in found.open:
        said = f"Reviewed on {day(row.get('reviewed_on'))} after {row.get('event')}: what came of it is not recorded."
        yield missing(monitoring, said, "Reviews of the plan")
    if found.unsaid:
        said = f"Whether there was one is not recorded: {join(found.unsaid, 'or')}."
        yield missing(monitoring, said, "Reviews of the plan")
    if found.rows:
        yield from example(monitoring)
        rows = [
            [
                row.get("event"), day(row.get("date")), w.day_of(row, "reviewed_on"), row.get("result", "not recorded"),
                row.get("note", ""),
            ]
            for row in found.rows
        ]  # fmt: skip
        heads = ("What asks for it", "Date", "Reviewed on", "Result", "Note")
        caption = f"Reviews of the plan of {monitoring.place}{made_up(monitoring)}"
        yield Grid("plan-reviews", caption, heads, rows, REVIEW_WIDTHS)
