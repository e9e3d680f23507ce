"""Tasks of an action plan as they stand on a day: done, under way, late, and for how long."""

import datetime
from dataclasses import dataclass

DONE, LATE, SLIPPING, UNDER_WAY, NOT_BEGUN, TO_COME = (
    "done", "overdue", "expected late", "under way", "no progress recorded", "to come",
)  # fmt: skip
OFF_TRACK = (LATE, SLIPPING, NOT_BEGUN)


@dataclass(frozen=True)
class Task:
    """One task.

    Attributes
    ----------
    name, words : str
    start, end : datetime.date
        As planned first.
    after : tuple of str
        Names of tasks that have to be done before.
    progress : float or None
        In per cent; None where nobody has said.
    expected, done_on : datetime.date or None
        When it is thought to end now; when it was done.
    """

    name: str
    words: str
    start: datetime.date
    end: datetime.date
    after: tuple = ()
    progress: float | None = None
    expected: datetime.date | None = None
    done_on: datetime.date | None = None

    def ends(self, on):
        """Return when it was done, or will end as far as is known on a day: not before that day while it is open."""
        return self.done_on or max(self.expected or self.end, on if on > self.end else self.start)

    def days_late(self, on):
        """Return by how many days it ends, or has ended, later than planned first; 0 where it does not.

        Examples
        --------
        >>> from datetime import date
        >>> task = Task("T1", "Draft", date(2026, 1, 1), date(2026, 1, 31))
        >>> task.days_late(date(2026, 1, 15)), task.days_late(date(2026, 2, 10))
        (0, 10)
        """
        return max((self.ends(on) - self.end).days, 0)

    def state(self, on):
        """Return how it stands on a day: one of the states of this module.

        Parameters
        ----------
        on : datetime.date

        Returns
        -------
        str
        """
        if self.done_on and self.done_on <= on:
            return DONE
        if on > self.end:
            return LATE
        if self.expected and self.expected > self.end:
            return SLIPPING
        if on < self.start:
            return TO_COME
        return UNDER_WAY if self.progress else NOT_BEGUN if on > self.start else TO_COME

    def off_track_since(self, on):
        """Return since when it is off track, or None where it is not: its planned end, or its start without progress.

        The planned end of one that is expected late lies ahead.
        """
        state = self.state(on)
        return {LATE: self.end, SLIPPING: self.end, NOT_BEGUN: self.start}.get(state)


def pushed(tasks, on):
    """Return the tasks that are to start before others end that they wait for, as far as is known now.

    Parameters
    ----------
    tasks : list of Task
    on : datetime.date

    Returns
    -------
    dict
        Name -> (name of the one that ends last, when); tasks that have begun or are done are left out.
    """
    ends = {task.name: task.ends(on) for task in tasks if task.state(on) != DONE}
    found = {}
    for task in tasks:
        waiting = [(ends[name], name) for name in task.after if name in ends]
        if waiting and task.state(on) == TO_COME and max(waiting)[0] > task.start:
            last, name = max(waiting)
            found[task.name] = name, last
    return found


def held_up(tasks, on):
    """Return the tasks that wait for others which are not done yet, though they should have begun.

    Parameters
    ----------
    tasks : list of Task
    on : datetime.date

    Returns
    -------
    dict
        Name -> names of the tasks that it waits for.
    """
    states = {task.name: task.state(on) for task in tasks}
    found = {}
    for task in tasks:
        waiting = tuple(name for name in task.after if states.get(name, DONE) != DONE)
        if waiting and on > task.start and states[task.name] != DONE:
            found[task.name] = waiting
    return found
