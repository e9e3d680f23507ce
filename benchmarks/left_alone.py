"""Part C: what is left alone costs nothing; growth, memory, and the reading of workbooks."""

import tempfile
from functools import partial
from pathlib import Path

from benchmarks import memory, workbooks
from benchmarks.full_line import count_reports
from benchmarks.reruns import Reruns
from benchmarks.side_by_side import Variant, take_turns
from benchmarks.ways import arguments_of
from benchmarks.workspace import CHECKOUT

GROWTH, RERUNS, WORKBOOKS = "growth", "reruns", "workbooks"
JOBS = "--jobs=2"
OURS, PLAIN = "cjtools report --jobs 2", "plain papermill, 2 processes"


def measure(workspace, sizes, repeats, say):
    """Measure part C.

    Parameters
    ----------
    workspace : Workspace
    sizes : Sizes
    repeats : int
    say : function

    Returns
    -------
    dict
        'of' and 'groups' as for :func:`benchmarks.notebooks_alone.measure`; 'rebuilt': rerun -> {'pages', 'of others'};
        'memory': command -> role -> peaks in MB.
    """
    *smaller, half, whole = sizes.growth
    growth = [_growth(workspace, sizes, count, repeats=1) for count in smaller]
    growth += [_growth(workspace, sizes, count) for count in (half, whole)]  # these have a goal
    found = {GROWTH: take_turns(growth, repeats, say)}
    with tempfile.TemporaryDirectory(prefix="cjtools-bench-") as folder:
        reruns = Reruns(workspace, sizes, Path(folder))
        found[RERUNS] = reruns.make_all(say) | take_turns(reruns.variants(), repeats, say)
    books = sorted((CHECKOUT / "data" / "raw").rglob("*.xlsx"))
    found[WORKBOOKS] = take_turns(workbooks.variants(books), repeats, say)
    return {
        "of": f"growth: {sizes.growth_outcome}; reruns: {reruns.of}; {len(books)} workbooks of data/raw; {JOBS}",
        "groups": found,
        "rebuilt": reruns.rebuilt,
        "memory": _memory(workspace, sizes, say),
    }


def growth_name(count):
    """Return what the step of growth with so many areas is called.

    Examples
    --------
    >>> growth_name(8)
    'growth: 8 areas'
    """
    return f"growth: {count} area{'s' if count > 1 else ''}"


def _growth(workspace, sizes, count, repeats=None):
    """Return a variant that makes the reports of so many areas."""
    areas = workspace.spread(count)
    return Variant(
        growth_name(count),
        lambda folder, _: workspace.make(areas, [sizes.growth_outcome], folder, "--force", JOBS),
        partial(_count_of_size, count),
        repeats=repeats,
    )


def _count_of_size(count, folder):
    """Return what reports show, under names of its own for each size: other sizes have other counts."""
    return {f"{name} of {count} areas": number for name, number in count_reports(folder).items()}


def _memory(workspace, sizes, say):
    """Return the memory of a run of ours and of a plain one, each run by itself and not timed."""
    areas = workspace.spread(max(2, sizes.areas))  # a single report would be made without a worker
    plan = workspace.parameters(areas, sizes.outcomes)
    found = {}
    for name in (OURS, PLAIN):
        say(f"  memory: {name}")
        with tempfile.TemporaryDirectory(prefix="cjtools-bench-") as folder:
            commands = {
                OURS: workspace.report(areas, sizes.outcomes, folder, "--force", JOBS),
                PLAIN: arguments_of("ways", "plain", 2, plan, Path(folder)),
            }
            found[name] = memory.peaks(commands[name])
    return found
