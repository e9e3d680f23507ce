"""The first page of a delivery plan: each aim in a line, what is off track and since when, what is to be decided."""

from cjtools.improvement.aims import OUTCOME
from cjtools.improvement.tasks import DONE
from cjtools.results import off_track as o
from cjtools.show.delivery import words as w
from cjtools.show.document import Grid, Listed, Say, example, in_parts, made_up, missing
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, counted, join

WIDTHS = (4.6, 2.4, 4, 3, 3)


@in_parts
def delivery_summary(delivery):
    """Return the delivery plan on one page.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    if not delivery.aims:
        priorities = [study.outcome.numbered for study in delivery.studies()]
        said = (
            f"Priorities without an aim: {join(priorities)}." if priorities else "No outcome is recorded as a priority."
        )
        yield missing(delivery, f"No aim is recorded. {said}", "Aims")
        return
    yield from example(delivery)
    yield from _opening(delivery)
    yield _aims(delivery)
    yield from _off_track(delivery)
    yield from _to_decide(delivery)


def _opening(delivery):
    """Yield how many aims there are, for which outcomes, and which priorities have none."""
    aims, priorities = delivery.aims, [study for study in delivery.studies() if delivery.is_priority(study)]
    without = [study.outcome.numbered for study in priorities if not delivery.of_outcome(study.outcome.id)]
    verb = "is a priority" if len(priorities) == 1 else "are priorities"
    outcomes = (
        f"{counted(len(priorities), 'outcomes')} {verb}" if priorities else "no outcome is recorded as a priority"
    )
    yield Say(f"As of {day(delivery.on)}: {counted(len(aims), 'aims')}; {outcomes}.")
    if delivery.is_less:
        yield Say(
            "What is recorded of later days is left out. How far tasks are, and when they are expected, bears no date: "
            "it stands as recorded last."
        )
    if without:
        yield missing(
            delivery, f"{'A priority' if len(without) == 1 else 'Priorities'} without an aim: {join(without)}.", "Aims"
        )


def _aims(delivery):
    """Return each aim in one line."""
    lines = [
        [
            f"{aim.name}. {aim.now.get('what')} (outcome {aim.study.outcome.number})",
            day(aim.now.get("by_when")) if aim.now.get("by_when") else "no day",
            _measured(aim),
            _tasks(delivery, aim),
            _decided(aim),
        ]
        for aim in delivery.aims
    ]
    heads = ("Aim", "By when", "Outcome measure", "Tasks done", "Partners' decision")
    return Grid("delivery-summary", f"Aims of {delivery.place}{made_up(delivery)}", heads, lines, WIDTHS)


def _measured(aim):
    """Return how the outcome measures of an aim stand."""
    found = aim.measures_of(OUTCOME)
    if not found:
        return "no outcome measure"
    return "; ".join(f"{one.name}: {_stands(one)}" for one in found)


def _stands(one):
    """Return the newest figure of a measure, whether it meets its target, and how it varies."""
    if one.newest is None:
        return w.newest(one)
    return f"{w.newest(one)}, {w.STANDING[one.standing]}, {w.varies(one)}"


def _tasks(delivery, aim):
    """Return how many tasks of an aim are done."""
    tasks = aim.tasks()
    return f"{sum(task.state(delivery.on) == DONE for task in tasks)} of {len(tasks)}" if tasks else "none recorded"


def _decided(aim):
    """Return the newest decision on an aim."""
    reviews = aim.of("reviews")
    return f"{reviews[-1].get('decision')}, {day(reviews[-1].get('date'))}" if reviews else NOT_RECORDED


def _off_track(delivery):
    """Yield what is off track, and since when."""
    found = o.off_track(delivery)
    yield Say("" if found else "nothing, as far as is recorded.", "Off track:")
    if found:
        yield Listed(tuple(off_track_words(one, delivery.on) for one in found))


def off_track_words(one, on):
    """Return one thing that is off track in words.

    Parameters
    ----------
    one : OffTrack
    on : datetime.date

    Returns
    -------
    str
    """
    since = f"since {day(one.since)} ({counted((on - one.since).days, 'days')})"
    name = f"Aim {one.aim.name}"
    if one.kind == o.TASK_LATE:
        return f"{name}: task {one.about.name} is overdue {since}. {one.about.words}"
    if one.kind == o.TASK_NOT_BEGUN:
        return f"{name}: task {one.about.name} was to begin, and no progress is recorded, {since}. {one.about.words}"
    if one.kind == o.TASK_SLIPS:
        planned, expected = day(one.about.end), day(one.about.expected)
        return f"{name}: task {one.about.name} is now expected on {expected} instead of {planned}. {one.about.words}"
    if one.kind == o.NOT_TOLD:
        return f"{name}: {one.about.get('audience')} were to be told, {since}. {one.about.get('message')}"
    if one.kind == o.TARGET_MISSED:
        target = w.figure(one.about, one.about.target)
        return f"{name}: process measure {one.about.name} was to reach {target}, {since}; newest: {w.newest(one.about)}"
    if one.kind == o.GETS_WORSE:
        return (
            f"{name}: {one.about.row.get('kind')} measure {one.about.name} is worse than chance would make it, {since}"
        )
    return f"{name} was to be reached, and no outcome measure shows that it is, {since}"


def _to_decide(delivery):
    """Yield what waits for a decision of the partners."""
    found = o.to_decide(delivery)
    if found:
        yield Say("", "For the partners to decide:")
        yield Listed(tuple(_decision_words(one) for one in found))


def _decision_words(one):
    """Return what waits for a decision, in words."""
    if one.kind == o.CYCLE:
        said = f"cycle {one.about.get('id')} ended on {day(one.since)}: adopt, adapt or abandon?"
    else:
        said = f"its day was {day(one.since)}: scale up, adapt, stop, or another cycle?"
    return f"Aim {one.aim.name}: {said}"
