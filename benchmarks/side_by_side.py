"""Variants that take turns, and what can be said of their times: medians and ratios, nothing else."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from cjtools.errors import CjtoolsError, Problem

try:
    import resource
except ImportError:  # Windows tells no times of children
    resource = None


class NotMeasured(Exception):
    """A variant cannot be measured here; why is told in the table."""


@dataclass(frozen=True)
class Variant:
    """One of several ways to do the same.

    Parameters
    ----------
    name : str
    run : function
        (folder to write, what ``ready`` gave) -> seconds of the work alone, without what is made ready for it, or None;
        the call is timed.
    count : function
        The folder -> counts by name of what was made; counting takes time, but not of the variant's.
    cannot : str
        Why it cannot be measured here; empty when it can.
    repeats : int, optional
        At most so many turns, for what is slow and has no goal of its own.
    ready : function
        () -> context manager; what it does before and after is not timed.
    """

    name: str
    run: Callable
    count: Callable
    cannot: str = ""
    repeats: int | None = None
    ready: Callable = nullcontext


@dataclass
class Measured:
    """What became of one variant.

    Parameters
    ----------
    name : str
    seconds, cpu_seconds, work_seconds : list of float
        One for each turn; CPU of all processes that the turn started and that ended with it; seconds of the work alone,
        where a variant tells them.
    counts : dict
        What was made in a turn.
    cannot : str
        Why it was not measured.
    """

    name: str
    seconds: list = field(default_factory=list)
    cpu_seconds: list = field(default_factory=list)
    work_seconds: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    cannot: str = ""

    @property
    def median(self):
        """The median of the seconds; None when it was not measured."""
        return statistics.median(self.seconds) if self.seconds else None


def ratio(one, other):
    """Return how many times as long the first takes as the other, by medians.

    Parameters
    ----------
    one, other : Measured

    Returns
    -------
    float or None
        None when one of them was not measured.

    Examples
    --------
    >>> ratio(Measured("plain", [8.0, 6.0, 100.0]), Measured("ours", [2.0]))
    4.0
    """
    return one.median / other.median if one.seconds and other.seconds else None


def ratio_of_work(one, other):
    """Return the same of the work alone, without what is made ready for it; None when one of them does not tell."""
    if not (one.work_seconds and other.work_seconds):
        return None
    return statistics.median(one.work_seconds) / statistics.median(other.work_seconds)


def order_of(number, count):
    """Return in which order variants take turns: each repeat begins with another one.

    Examples
    --------
    >>> order_of(0, 3), order_of(1, 3)
    ([0, 1, 2], [1, 2, 0])
    """
    return [(number + place) % count for place in range(count)]


def take_turns(variants, repeats, say=print):
    """Measure variants that take turns, and require that all made the same.

    Parameters
    ----------
    variants : list of Variant
    repeats : int
    say : function
        Told of every turn.

    Returns
    -------
    dict
        Name -> Measured, in the order of the variants.

    Raises
    ------
    CjtoolsError
        When a variant fails or made something else than the others: then its time says nothing.
    """
    found = {variant.name: Measured(variant.name, cannot=variant.cannot) for variant in variants}
    for number in range(repeats):
        for place in order_of(number, len(variants)):
            variant = variants[place]
            measured = found[variant.name]
            if not measured.cannot and (variant.repeats is None or number < variant.repeats):
                _one_turn(variant, measured)
                require_same(found.values())
                told = measured.cannot and f"not measured: {measured.cannot}"
                say(f"  {number + 1} of {repeats}: {variant.name}: {told or f'{measured.seconds[-1]:.1f} s'}")
    return found


def _one_turn(variant, measured):
    """Let a variant run once, in a folder that is taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="cjtools-bench-"))
    try:
        with variant.ready() as given:
            cpu, start = _cpu_of_children(), time.perf_counter()
            worked = variant.run(folder, given)
            measured.seconds.append(time.perf_counter() - start)
            measured.cpu_seconds.append(_cpu_of_children() - cpu)
            measured.work_seconds += [] if worked is None else [worked]
            counts = variant.count(folder)
        if measured.counts and measured.counts != counts:
            found = f"{variant.name} made {counts}, the time before {measured.counts}"
            raise CjtoolsError(Problem(found, todo="find out why before measuring anything"))
        measured.counts = counts
    except NotMeasured as reason:
        measured.cannot = str(reason)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _cpu_of_children():
    """Return the CPU seconds of all children that have ended, with theirs; 0 where the system does not tell."""
    if resource is None:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def require_same(measured):
    """Raise unless all made the same, and something.

    Parameters
    ----------
    measured : iterable of Measured
        Compared by every name that two of them count.

    Raises
    ------
    CjtoolsError
        Naming the variants that differ.
    """
    first = {}
    for one in measured:
        for name, count in one.counts.items():
            if not count:
                raise CjtoolsError(Problem(f"{one.name} made no {name}", todo="nothing was measured: mend this first"))
            other, expected = first.setdefault(name, (one.name, count))
            if count != expected:
                found = f"{one.name} made {count} {name}, {other} made {expected}"
                raise CjtoolsError(Problem(found, todo="times of different work cannot be compared: find out why"))
