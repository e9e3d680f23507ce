"""The bound: the same cells in warm plain-Python processes, without kernels. ``python -m benchmarks.bound ...``

One process imports everything and works out the records, by the same function as the warm process does; then it forks
one process for each core. Those run notebook after notebook, each in a fresh namespace, and keep what they have read
and drawn before in memory: this is what no kernel can be below. The way 'bound' does so; the way 'forks' forks for each
notebook, which then finds nothing that another has left: what lies between is the price of a clean state, and what lies
between that and ours the price of kernels.
"""

import ast
import gc
import json
import os
import sys
import time
import traceback
from multiprocessing import get_context
from pathlib import Path

from benchmarks.ways import import_all, prepared, tasks_of


def run_cells(notebook, output, parameters):
    """Run the cells of a notebook in a fresh namespace; write what they show.

    Parameters
    ----------
    notebook, output : Path
        The output is HTML: what the last expression of each cell shows of itself.
    parameters : dict
    """
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    namespace, shown = {"__name__": "__main__"}, []
    for cell in parameterize_notebook(load_notebook_node(str(notebook)), parameters).cells:
        if cell.cell_type == "code":
            shown.append(_run(cell.source, namespace))
    output.with_suffix(".html").write_text("\n".join(shown), encoding="utf-8")


def _run(source, namespace):
    """Run one cell; return the HTML of its last expression, as IPython would show it."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), namespace)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) if last else None
    show = getattr(value, "_repr_html_", None)
    return show() if show else ("" if value is None else repr(value))


def run_all(way, processes, plan, folder):
    """Run the cells of the notebooks of some reports.

    Parameters
    ----------
    way : str
        'bound' or 'forks'.
    processes : int
    plan : list of dict
        The parameters of each report.
    folder : Path

    Returns
    -------
    float
        Seconds of the work alone, without imports and what is worked out before.
    """
    from cjtools.kernels.preload import preload

    preload(prepared(plan))
    import_all()
    gc.freeze()  # as the warm process does
    start = time.perf_counter()
    tasks = tasks_of(plan, folder)
    if way == "forks":
        fork_for_each(tasks, processes)
    else:
        with get_context("fork").Pool(processes) as pool:
            pool.starmap(run_cells, tasks, chunksize=1)
    return time.perf_counter() - start


def fork_for_each(tasks, processes):
    """Run the cells of notebooks, each in a fork of this process of its own; multiprocessing's pool dawdles in between.

    Parameters
    ----------
    tasks : list of tuple
        Arguments of :func:`run_cells`.
    processes : int
        How many at once.

    Raises
    ------
    RuntimeError
        When one of them failed.
    """
    waiting, running = list(reversed(tasks)), 0
    while waiting or running:
        if waiting and running < processes:
            task = waiting.pop()
            if os.fork() == 0:
                try:
                    run_cells(*task)
                except BaseException:
                    traceback.print_exc()
                    os._exit(1)
                os._exit(0)
            running += 1
            continue
        _, status = os.wait()
        running -= 1
        if status:
            raise RuntimeError("a notebook failed in its fork")


def main():
    """Run what the command line asks for."""
    way, processes, plan, folder = sys.argv[1:]
    print(run_all(way, int(processes), json.loads(Path(plan).read_text(encoding="utf-8")), Path(folder)))


if __name__ == "__main__":
    main()
