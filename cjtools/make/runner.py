"""Run the notebooks of one report with papermill, after checking what is asked of them."""

import ast
import logging
import math
import os
import tempfile
import time
from pathlib import Path

from cjtools.errors import CjtoolsError, Problem

NOTEBOOK_SECONDS = 300
START_SECONDS = 60
START_TRIES = 2
# nothing is read while a notebook runs, and nothing is open when it ends: no saving after each cell, no long good-bye
LEAN = {"request_save_on_cell_execute": False, "autosave_cell_every": 0, "shutdown_kernel": "immediate"}
MAX_BYTES = 20_000_000  # of an executed notebook; a cell that prints without end must not fill disk or memory


def read_notebook(path):
    """Read a notebook.

    Parameters
    ----------
    path : Path

    Returns
    -------
    nbformat.NotebookNode

    Raises
    ------
    CjtoolsError
        When it is not there or is not a notebook.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError as error:
        raise CjtoolsError(Problem("there is no such notebook", str(path))) from error
    except Exception as error:  # nbformat raises many kinds for the one fact that this is not a notebook
        todo = "open and save it in JupyterLab, or restore it"
        raise CjtoolsError(Problem("cannot be read as a notebook", str(path), todo=todo)) from error


def check_parameters(notebook, parameters):
    """Refuse parameters that a notebook does not have, or of another type than its default.

    papermill would run on with the default and only log a warning; and it pastes names unquoted into a cell.

    Parameters
    ----------
    notebook : Path
    parameters : dict

    Raises
    ------
    CjtoolsError
        Naming every parameter that does not fit.
    """
    from papermill import inspect_notebook

    known = inspect_notebook(read_notebook(notebook))
    allowed = ", ".join(known) or "none: no cell of it is tagged 'parameters'"
    problems = []
    for name, value in parameters.items():
        if name not in known:
            problems.append(Problem(f"parameter '{name}' is not known", notebook.name, allowed=allowed))
            continue
        try:
            default = ast.literal_eval(known[name]["default"])
        except (ValueError, SyntaxError):
            found = f"the default of parameter '{name}' is not a literal: {known[name]['default']}"
            problems.append(Problem(found, notebook.name, todo="write the value itself"))
            continue
        if type(value) is not type(default):
            found = f"parameter '{name}' is {type(value).__name__} {value!r}"
            problems.append(Problem(found, notebook.name, allowed=type(default).__name__))
    if problems:
        raise CjtoolsError(problems)


def run_notebook(notebook, parameters, until=math.inf):
    """Execute one notebook.

    The kernel works in the notebook's own folder, as in JupyterLab. The executed notebook holds no times and no paths.

    Parameters
    ----------
    notebook : Path
    parameters : dict
        Checked by :func:`check_parameters` before.
    until : float
        When the report that it belongs to must be done, by ``time.monotonic()``; a notebook has ``NOTEBOOK_SECONDS``.

    Returns
    -------
    str
        The executed notebook as it is written to a file.

    Raises
    ------
    CjtoolsError
        With notebook, cell and error when a cell fails, takes too long or its kernel dies.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from cjtools.kernels.client import Limit

    # what goes wrong is raised, and told once with notebook and cell
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    node = read_notebook(notebook)
    clock, limit, too_much = _Clock(until), Limit(MAX_BYTES), f"its outputs are larger than {MAX_BYTES:,} bytes"
    try:
        done = _execute(node, notebook.parent, parameters, clock, limit)
    except papermill.PapermillExecutionError as error:
        cell = str(_number_in(node, error.cell_index))
        raise CjtoolsError(Problem(f"{error.ename}: {error.evalue}", notebook.name, cell=cell)) from error
    except CellTimeoutError as error:
        todo = "give more time with --time-limit, or look at this cell" if clock.is_of_report else "look at this cell"
        raise CjtoolsError(Problem(clock.said, notebook.name, cell=clock.number_in(node), todo=todo)) from error
    except DeadKernelError as error:
        found = too_much if limit.is_passed else "its kernel died (out of memory?)"
        raise CjtoolsError(Problem(found, notebook.name, cell=clock.number_in(node))) from error
    except (RuntimeError, TimeoutError) as error:
        raise CjtoolsError(Problem(f"its kernel did not start: {error}", notebook.name)) from error
    _refuse_unfinished(done, node, notebook.name)
    text = nbformat.writes(_without_run(done))
    if len(text) > MAX_BYTES:
        raise CjtoolsError(Problem(too_much, notebook.name))
    return text + "\n"


class _Clock:
    """How long the next cell may take: what is left of its notebook's time, and of the report's."""

    def __init__(self, until):
        own = time.monotonic() + NOTEBOOK_SECONDS
        self.is_of_report = until < own
        self._until = min(own, until)
        self.said = "the time of the report was over" if self.is_of_report else f"ran longer than {NOTEBOOK_SECONDS} s"
        self.cell = ""

    def number_in(self, node):
        """Return the number, from 1, of the cell that ran last in the notebook as it stands; empty before the first."""
        return next((str(number) for number, cell in enumerate(node.cells, 1) if cell.id == self.cell), "")

    def left(self, cell):
        """Return the seconds that a cell may take; nbclient asks before each, and takes 0 for no limit."""
        self.cell = cell.id
        return max(0.1, self._until - time.monotonic())


def _execute(node, folder, parameters, clock, limit):
    """Return a notebook executed by a kernel of its own that works in a folder; if it does not start, try once more."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    for try_number in range(1, START_TRIES + 1):
        with tempfile.TemporaryDirectory(prefix="cjtools-", ignore_cleanup_errors=True) as sockets:
            try:
                # a node in and none out: papermill fills in braces of a path, and leaves torn files when it is killed
                return papermill.execute_notebook(
                    node,
                    None,
                    parameters=parameters,
                    kernel_name="python3",
                    progress_bar=False,
                    # its own cwd would be that of the whole process, where another notebook may run beside
                    resources={"metadata": {"path": str(folder)}},
                    timeout_func=clock.left,
                    execution_timeout=NOTEBOOK_SECONDS,  # of what is asked of the kernel between the cells
                    start_timeout=START_SECONDS,
                    config=_settings(Path(sockets) / "kernel", limit),
                    **LEAN,
                    # ipykernel warns on every start by TCP that others on this machine could listen in
                    extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
                )
            except (CellTimeoutError, DeadKernelError):
                raise
            except (RuntimeError, TimeoutError):
                if try_number == START_TRIES:
                    raise


def _settings(socket, limit):
    """Return the settings of client and kernel: ready when it answers, within its limit, and reached by socket files.

    Kernels of processes that start at the same time can be given the same free TCP ports; then one never answers.
    Windows has no such files, and a path of more than about 100 bytes is too long for one: TCP then.
    """
    from traitlets.config import Config

    from cjtools.kernels.client import PromptClient

    config = Config({"AsyncKernelManager": {"client_factory": PromptClient.within(limit)}})
    if os.name != "nt" and len(os.fsencode(socket)) <= 90:
        config.AsyncKernelManager.update({"transport": "ipc", "ip": str(socket)})
    return config


def _number_in(node, index):
    """Return the number, from 1, of an executed cell in the notebook as it stands: papermill adds a cell."""
    tagged = [i for i, cell in enumerate(node.cells) if "parameters" in cell.metadata.get("tags", [])]
    return index if tagged and index > tagged[0] else index + 1


def _refuse_unfinished(done, node, name):
    """Refuse a run that a cell ended early: papermill takes ``sys.exit()`` for success."""
    for index, cell in enumerate(done.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise CjtoolsError(Problem(f"ended by {output.ename}", name, cell=str(_number_in(node, index))))


def _without_run(done):
    """Return an executed notebook without what differs from run to run: times, paths, random ids."""
    done.metadata.pop("papermill", None)
    for number, cell in enumerate(done.cells, start=1):
        cell.id = f"cell-{number}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    return done
