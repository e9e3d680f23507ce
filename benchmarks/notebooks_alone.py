"""Part A: the notebooks of some reports, without pages."""

import json
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.counting import count_all, count_page, notebooks_in
from benchmarks.side_by_side import Variant, take_turns
from benchmarks.ways import arguments_of, run_program
from benchmarks.workspace import run_python
from cjtools.kernels.protocol import available

GROUP = "notebooks"
PLAIN, PLAIN_ALONE = "plain papermill, 2 processes", "plain papermill, 1 process"
OURS, OURS_ALONE, OURS_THREE = "ours, 2 processes", "ours, 1 process", "ours, 3 processes"
NO_FORK = "ours without fork, 2 processes"
BOUND, BOUND_ALONE = "the bound, 2 processes", "the bound, 1 process"
FORKS = "a fork for each notebook, 2 processes"
CONVERTED = "jupyter nbconvert --execute, 2 processes"

ONCE = 1  # for what has no goal of its own
CANNOT_FORK = "" if available() else "this system cannot fork kernels"


def measure(workspace, sizes, repeats, say):
    """Measure part A.

    Parameters
    ----------
    workspace : Workspace
    sizes : Sizes
    repeats : int
    say : function
        Told of every turn.

    Returns
    -------
    dict
        'of': what was made in each turn; 'groups': group -> name -> Measured; 'kernel': what a warm kernel costs.
    """
    areas = workspace.spread(sizes.areas)
    plan = workspace.parameters(areas, sizes.outcomes)
    variants = [
        _variant(PLAIN_ALONE, "ways", "plain", 1, plan, repeats=ONCE),
        _variant(PLAIN, "ways", "plain", 2, plan),
        _variant(CONVERTED, "ways", "nbconvert", 2, plan, repeats=ONCE),
        _variant(OURS_ALONE, "ways", "warm", 1, plan, CANNOT_FORK, ONCE),
        _variant(OURS, "ways", "warm", 2, plan, CANNOT_FORK),
        _variant(OURS_THREE, "ways", "warm", 3, plan, CANNOT_FORK),
        _variant(NO_FORK, "ways", "no-fork", 2, plan),
        _variant(BOUND_ALONE, "bound", "bound", 1, plan, CANNOT_FORK, ONCE),
        _variant(BOUND, "bound", "bound", 2, plan, CANNOT_FORK),
        _variant(FORKS, "bound", "forks", 2, plan, CANNOT_FORK),
    ]
    made = f"{len(plan)} reports ({', '.join(areas)}; {', '.join(sizes.outcomes)}), their notebooks only"
    groups = {GROUP: take_turns(variants, repeats, say)}
    return {"of": made, "groups": groups, "kernel": {} if CANNOT_FORK else _cost_of_a_kernel(plan)}


def _cost_of_a_kernel(plan):
    """Return what :func:`benchmarks.kernel_cost.measure` finds, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return json.loads(run_python(*arguments_of("kernel_cost", "warm", 1, plan, Path(folder))).splitlines()[-1])


def _variant(name, program, way, processes, plan, cannot="", repeats=None):
    """Return a variant that runs notebooks by a program of this package."""
    run = partial(run_program, program, way, processes, plan)
    return Variant(name, lambda folder, _: run(folder), _count, cannot, repeats)


def _count(folder):
    """Return what was made: executed notebooks, or a page of each where a variant leaves pages only."""
    pages = sorted(folder.rglob("*.html"))
    return count_all(pages, count_page, "notebooks") if pages else notebooks_in(folder)
