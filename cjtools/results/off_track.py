"""What of a delivery plan is off track on a day, and since when; and what waits for a decision of the partners."""

import datetime
from dataclasses import dataclass

from cjtools.evidence.periods import first_day
from cjtools.improvement.aims import BALANCING, OUTCOME, PROCESS
from cjtools.improvement.measures import HIDDEN, MET, NO_FIGURE, NOT_MET
from cjtools.improvement.tasks import LATE, NOT_BEGUN, SLIPPING

TASK_LATE, TASK_NOT_BEGUN, TASK_SLIPS, TARGET_MISSED, AIM_MISSED, GETS_WORSE, NOT_TOLD = (
    "task overdue", "task without progress", "task expected late", "target missed", "aim not reached", "getting worse",
    "not told yet",
)  # fmt: skip
KINDS = {LATE: TASK_LATE, NOT_BEGUN: TASK_NOT_BEGUN, SLIPPING: TASK_SLIPS}
CYCLE, REVIEW = "decision on a cycle", "decision on an aim"


@dataclass(frozen=True)
class OffTrack:
    """One thing that is not as planned.

    Attributes
    ----------
    kind : str
        One of the names of this module.
    aim : Aim
    about : Task, Measure, Row or None
        What it is about; None for the aim as a whole.
    since : datetime.date
        Of a task that is expected late: when it is to end as planned.
    """

    kind: str
    aim: object
    about: object
    since: datetime.date


def off_track(delivery):
    """Return what is off track, longest first; aims that the partners have stopped are left out.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    list of OffTrack
    """
    found = [one for aim in delivery.aims if not aim.is_stopped for one in of_aim(aim, delivery.on)]
    return sorted(found, key=lambda one: one.since)


def of_aim(aim, on):
    """Yield what of one aim is off track on a day."""
    for task in aim.tasks():
        since = task.off_track_since(on)
        if since:
            yield OffTrack(KINDS[task.state(on)], aim, task, since)
    for one in aim.measures:
        by = one.row.get("target_by", None)
        if by and by < on and one.standing in (NOT_MET, NO_FIGURE) and one.row.get("kind") == PROCESS:
            yield OffTrack(TARGET_MISSED, aim, one, by)
        if one.is_worsening and one.row.get("kind") in (OUTCOME, BALANCING):
            worse = [signal for signal in one.reading.current() if signal.way * one.better < 0]
            first = min(signal.points[0] for signal in worse)
            yield OffTrack(GETS_WORSE, aim, one, first_day(one.figures.periods[first]))
    for row in aim.of("communications"):
        if row.get("when") < on and not row.get("done_on"):
            yield OffTrack(NOT_TOLD, aim, row, row.get("when"))
    by = aim.now.get("by_when", None)
    if by and by < on and not is_reached(aim):
        yield OffTrack(AIM_MISSED, aim, None, by)


def is_reached(aim):
    """Return whether no outcome measure of an aim falls short of its target; without one, nothing shows that it is."""
    judged = [one for one in aim.measures_of(OUTCOME) if one.target == one.target]
    return bool(judged) and all(one.standing in (MET, HIDDEN) for one in judged)


def to_decide(delivery):
    """Return what waits for a decision: cycles that have ended, and aims whose day is past without a review since.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    list of OffTrack
        Longest first.
    """
    found = []
    for aim in delivery.aims:
        if aim.is_stopped:
            continue
        for row in aim.of("cycles"):
            ended = row.get("end", None)
            if ended and ended < delivery.on and not row.get("decision"):
                found.append(OffTrack(CYCLE, aim, row, ended))
        by, reviews = aim.now.get("by_when", None), aim.of("reviews")
        if by and by < delivery.on and not any(row.get("date") >= by for row in reviews):
            found.append(OffTrack(REVIEW, aim, None, by))
    return sorted(found, key=lambda one: one.since)
