"""Ways to run notebooks. Each is a program of its own: ``python -m benchmarks.ways WAY PROCESSES PLAN FOLDER``.

So every way starts from nothing, as a user's would, and no way finds what another left in memory.
"""

import importlib
import json
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.workspace import run_python
from cjtools.kinds import STEPS
from cjtools.make.runner import run_notebook
from cjtools.paths import folders

PREPARE = "cjtools.results.doors:prepare"
SECONDS_TO_START = 120
TRIES = 3


def plain(notebook, output, parameters):
    """Run a notebook with papermill as it comes: a kernel of its own, saved after every cell."""
    import papermill

    papermill.execute_notebook(notebook, output, parameters=parameters, progress_bar=False)


def plain_with_page(notebook, output, parameters):
    """Run a notebook with papermill as it comes, and make nbconvert's usual page of it."""
    import nbformat
    from nbconvert.exporters import HTMLExporter

    plain(notebook, output, parameters)
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(nbformat.read(output, as_version=4))
    output.with_suffix(".html").write_text(page, encoding="utf-8")


def converted(notebook, output, parameters):
    """Run a notebook by ``jupyter nbconvert --execute --to html``; papermill puts the parameters in before."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    given = output.with_suffix(".given.ipynb")
    nbformat.write(parameterize_notebook(load_notebook_node(str(notebook)), parameters), given)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--execute", "--to", "html", "--output", output.stem]
    for attempt in range(1, TRIES + 1):
        done = subprocess.run([*command, str(given)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        # two of them at a time are sometimes given the same port; whoever uses it has to ask again, and to wait for it
        if attempt == TRIES:
            raise RuntimeError(f"jupyter nbconvert --execute: {done.stderr.strip()[-2000:]}")
    given.unlink()  # what is counted is the page


def ours(notebook, output, parameters):
    """Run a notebook as cjtools does; whether its kernel is warm depends on where this is called."""
    output.write_text(run_notebook(notebook, parameters), encoding="utf-8")


WAYS = {
    "plain": plain,
    "plain-with-page": plain_with_page,
    "nbconvert": converted,
    "warm": ours,
    "no-fork": ours,
}


def tasks_of(plan, folder):
    """Return (notebook, output, parameters) of every notebook of some reports.

    Parameters
    ----------
    plan : list of dict
        The parameters of each report.
    folder : Path
        For the outputs.

    Returns
    -------
    list of tuple
    """
    source = folders().notebooks
    return [
        (source / f"{step}.ipynb", folder / f"{number:03d}-{step}.ipynb", parameters)
        for number, parameters in enumerate(plan)
        for step in STEPS
    ]


def prepared(plan):
    """Return what a warm process is to work out before its first fork, as the batch asks for it."""
    outcomes = list(dict.fromkeys(parameters["outcome"] for parameters in plan))
    return [PREPARE, plan[0]["year"], plan[0]["compare"], outcomes]


@contextmanager
def kernels_for(way, plan, folder):
    """Start what a way needs around it: for warm kernels their warm process.

    Parameters
    ----------
    way : str
    plan : list of dict
    folder : Path
        For a notebook that is taken away again.

    Yields
    ------
    function
        Called with nothing, it returns when the first kernel can be had.
    """
    if way != "warm":
        yield lambda: None
        return
    from cjtools.kernels.process import warm_kernels

    with warm_kernels(prepare=prepared(plan)) as is_warm:
        if not is_warm:
            sys.exit("this system cannot fork kernels")
        yield partial(_ask_once, folder / "ready.ipynb")


def write_notebook(path, sources):
    """Write a notebook of some code cells.

    Parameters
    ----------
    path : Path
    sources : list of str
    """
    import nbformat

    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def _ask_once(path):
    """Run a notebook of one cell that shows nothing: the warm process answers when it is ready."""
    write_notebook(path, ["None"])
    run_notebook(path, {})
    path.unlink()


def run_all(way, processes, plan, folder):
    """Run the notebooks of some reports one way.

    Parameters
    ----------
    way : str
        A key of ``WAYS``.
    processes : int
        With 1, all are run in this one.
    plan : list of dict
    folder : Path
        For the executed notebooks or pages.

    Returns
    -------
    float
        Seconds of the work alone: from when all processes are there, with what they import, and the warm one too.
    """
    tasks = tasks_of(plan, folder)
    with kernels_for(way, plan, folder) as wait_until_ready:
        if processes == 1:
            import_all()
            wait_until_ready()
            start = time.perf_counter()
            for task in tasks:
                WAYS[way](*task)
            return time.perf_counter() - start
        # spawned, as the batch does: a pool that is forked would carry over what this process has imported
        context = get_context("spawn")
        all_there = context.Barrier(processes + 1)
        with ProcessPoolExecutor(processes, context, import_all, (all_there,)) as pool:
            waiting = [pool.submit(WAYS[way], *task) for task in tasks]
            wait_until_ready()
            all_there.wait(SECONDS_TO_START)
            start = time.perf_counter()
            for done in waiting:
                done.result()
            return time.perf_counter() - start


def import_all(all_there=None):
    """Import what every way imports, and check a notebook once, before the work is timed.

    Parameters
    ----------
    all_there : multiprocessing.Barrier, optional
        Where the processes of a pool wait for each other.
    """
    for name in ("papermill.iorw", "papermill.parameterize", "nbconvert.exporters"):
        importlib.import_module(name)
    nbformat = importlib.import_module("nbformat")
    nbformat.validate(nbformat.v4.new_notebook())  # it writes its checks as code when first asked
    if all_there:
        all_there.wait(SECONDS_TO_START)


def arguments_of(program, way, processes, plan, folder):
    """Return the arguments that run a program of this package, with the plan for it to read.

    Parameters
    ----------
    program : str
        'ways', 'bound' or 'kernel_cost'.
    way : str
        A key of ``WAYS``; of the program 'bound', 'bound' or 'forks'.
    processes : int
    plan : list of dict
    folder : Path
        To write to.

    Returns
    -------
    list of str
    """
    told = folder / "plan.json"
    told.write_text(json.dumps(plan), encoding="utf-8")
    return ["-m", f"benchmarks.{program}", way, str(processes), str(told), str(folder)]


def run_program(program, way, processes, plan, folder):
    """Run what :func:`arguments_of` says; return the seconds of the work alone, which the program prints."""
    return float(run_python(*arguments_of(program, way, processes, plan, folder)).splitlines()[-1])


def main():
    """Run what the command line asks for."""
    way, processes, plan, folder = sys.argv[1:]
    print(run_all(way, int(processes), json.loads(Path(plan).read_text(encoding="utf-8")), Path(folder)))


if __name__ == "__main__":
    main()
