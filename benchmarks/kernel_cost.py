"""What a warm kernel costs beyond the work, by empty notebooks. ``python -m benchmarks.kernel_cost ...``"""

import json
import statistics
import sys
import time
from pathlib import Path

import nbformat

from benchmarks.ways import import_all, prepared, write_notebook
from cjtools.kernels.process import warm_kernels
from cjtools.make.runner import run_notebook

TURNS, FEW, MANY = 15, 2, 22
TOLD = "import resource; _used = resource.getrusage(resource.RUSAGE_SELF); print(_used.ru_utime + _used.ru_stime)"
START, CLIENT, CELL = (
    "a kernel, until it runs a cell",
    "who asks for it, for a notebook",
    "a cell that does nothing, both",
)


def used_by(count, folder):
    """Run a notebook of some cells that do nothing.

    Parameters
    ----------
    count : int
        Cells, 2 at least: the first and the last tell what the kernel has used.
    folder : Path
        For the notebook.

    Returns
    -------
    tuple of float
        Seconds of CPU: of the kernel until its first and until its last cell, and of this process.
    """
    path = folder / f"{count}.ipynb"
    write_notebook(path, [TOLD, *["None"] * (count - 2), TOLD])
    before = time.process_time()
    cells = nbformat.reads(run_notebook(path, {}), as_version=4).cells
    client = time.process_time() - before
    first, last = (float(cell.outputs[0].text) for cell in (cells[0], cells[-1]))
    return first, last, client


def measure(plan, folder):
    """Measure what a warm kernel costs, prepared as for some reports.

    Parameters
    ----------
    plan : list of dict
        The parameters of each report.
    folder : Path
        For notebooks.

    Returns
    -------
    dict
        What -> milliseconds of CPU, the median of ``TURNS``.
    """
    import_all()
    with warm_kernels(prepare=prepared(plan)) as is_warm:
        if not is_warm:
            sys.exit("this system cannot fork kernels")
        used_by(FEW, folder)
        few, many = ([used_by(count, folder) for _ in range(TURNS)] for count in (FEW, MANY))
    start, few_last, few_client = (statistics.median(used) for used in zip(*few, strict=True))
    _, many_last, many_client = (statistics.median(used) for used in zip(*many, strict=True))
    cell = (many_last - few_last + many_client - few_client) / (MANY - FEW)
    found = {START: start, CLIENT: few_client, CELL: cell}
    return {name: round(1000 * seconds, 1) for name, seconds in found.items()}


if __name__ == "__main__":
    *_, told, place = sys.argv
    print(json.dumps(measure(json.loads(Path(told).read_text(encoding="utf-8")), Path(place))))
