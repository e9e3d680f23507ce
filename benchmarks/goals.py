"""What is to be reached, and what was."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks import full_line, left_alone, memory, notebooks_alone, reruns
from benchmarks.side_by_side import NotMeasured, ratio, ratio_of_work

AT_LEAST, AT_MOST = "at least", "at most"


@dataclass(frozen=True)
class Goal:
    """One thing to reach.

    Parameters
    ----------
    part : str
        The part that measures it.
    text : str
    kind : str
        ``AT_LEAST`` or ``AT_MOST``.
    limit : float
    unit : str
    value : function
        The part's results -> what was measured; raises NotMeasured.
    """

    part: str
    text: str
    kind: str
    limit: float
    unit: str
    value: Callable

    def verdict(self, results):
        """Return (measured, verdict) as text.

        Parameters
        ----------
        results : dict
            Part -> its results; a part that was not measured is not there.

        Returns
        -------
        tuple of str
        """
        if self.part not in results:
            return "", f"not measured: part {self.part} was not run"
        try:
            value = self.value(results[self.part])
        except NotMeasured as reason:
            return "", f"not measured: {reason}"
        is_reached = value >= self.limit if self.kind == AT_LEAST else value <= self.limit
        return said(value, self.unit), "reached" if is_reached else "not reached"

    @property
    def asked(self):
        """What is asked, as text."""
        return f"{self.kind} {said(self.limit, self.unit)}"


def said(value, unit):
    """Return a measure as text, with as many digits as it can bear.

    Examples
    --------
    >>> said(4, "times"), said(1.052, "times"), said(12.34, "s"), said(371.2, "MB"), said(0, "pages")
    ('4.00 times', '1.05 times', '12.3 s', '371 MB', '0 pages')
    """
    digits = {"times": 2, "s": 1}.get(unit, 0)
    return f"{value:,.{digits}f} {unit}"


def _measured(part, group, name):
    """Return a variant of a part, or raise NotMeasured."""
    found = part["groups"][group].get(name)
    if found is None or not found.seconds:
        raise NotMeasured(found.cannot if found else f"no '{name}'")
    return found


def times(group, one, other):
    """Return what gives how many times as long one variant of a group takes as another.

    Parameters
    ----------
    group, one, other : str

    Returns
    -------
    function
    """
    return lambda part: ratio(_measured(part, group, one), _measured(part, group, other))


def times_of_work(group, one, other):
    """Return the same as :func:`times` of the work alone, without what is made ready for it."""
    return lambda part: ratio_of_work(_measured(part, group, one), _measured(part, group, other))


def seconds(group, name):
    """Return what gives the median seconds of a variant."""
    return lambda part: _measured(part, group, name).median


def _growth(part):
    """Return how many times as long the last step of growth takes as the one before, which has half its areas."""
    *_, half, whole = part["groups"][left_alone.GROWTH].values()
    return whole.median / half.median


def _worker(part):
    """Return the memory that one worker takes: its own process and the kernel it has at a time."""
    peaks = part["memory"][left_alone.OURS]
    if memory.KERNEL not in peaks or memory.WORKER not in peaks:
        raise NotMeasured("no worker or no kernel was seen")
    return peaks[memory.WORKER]["pss"] + peaks[memory.KERNEL]["pss"]


def _others(part):
    """Return how many pages of other areas were made again for one area's evidence."""
    if reruns.EVIDENCE not in part["rebuilt"]:
        raise NotMeasured("no rerun")
    return part["rebuilt"][reruns.EVIDENCE]["of others"]


_A, _B, _C = notebooks_alone, full_line, left_alone
_of_a, _of_b = partial(times, _A.GROUP), partial(times, _B.GROUP)
_work_of_a = partial(times_of_work, _A.GROUP)
GOALS = (
    Goal("A", "notebooks: plain to ours, 2 processes each", AT_LEAST, 4, "times", _of_a(_A.PLAIN, _A.OURS)),
    Goal("A", "the same, ours with 3", AT_LEAST, 4, "times", _of_a(_A.PLAIN, _A.OURS_THREE)),
    Goal("A", "ours to the bound, 2 each, work alone", AT_MOST, 1.4, "times", _work_of_a(_A.OURS, _A.BOUND)),
    Goal("A", "plain to ours without fork, 2 each", AT_LEAST, 1.2, "times", _of_a(_A.PLAIN, _A.NO_FORK)),
    Goal("B", "reports: plain with 2 to ours with 2", AT_LEAST, 5, "times", _of_b(_B.PLAIN, _B.OURS[2])),
    Goal("B", "reports: plain with 2 to ours with 3", AT_LEAST, 5, "times", _of_b(_B.PLAIN, _B.OURS[3])),
    Goal("B", "plain with 1 to ours with 2", AT_LEAST, 10, "times", _of_b(_B.PLAIN_ALONE, _B.OURS[2])),
    Goal("B", "plain with 1 to ours with 3", AT_LEAST, 10, "times", _of_b(_B.PLAIN_ALONE, _B.OURS[3])),
    Goal("B", "2 Dask workers to --jobs 2", AT_MOST, 1.1, "times", _of_b(_B.CLUSTER, _B.OURS[2])),
    Goal("C", "everything again, nothing changed", AT_MOST, 5, "s", seconds(_C.RERUNS, reruns.UNCHANGED)),
    Goal("C", "again, evidence of one area changed", AT_MOST, 15, "s", seconds(_C.RERUNS, reruns.EVIDENCE)),
    Goal("C", "pages of other areas made again then", AT_MOST, 0, "pages", _others),
    Goal("C", "twice the areas: 32 to 16", AT_MOST, 2.05, "times", _growth),
    Goal("C", "memory of a worker with its kernel, PSS", AT_MOST, 400, "MB", _worker),
)
