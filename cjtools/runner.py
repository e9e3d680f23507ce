"""Run the notebooks of one report with papermill, after checking what is asked of them."""

import ast
import os
from pathlib import Path

from cjtools.errors import CjtoolsError, Problem

STEPS = ("01_population", "02_needs", "03_services", "04_vision", "05_evaluation")
CELL_SECONDS = 300
START_SECONDS = 60


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

    known = inspect_notebook(str(notebook))
    problems = []
    for name, value in parameters.items():
        if name not in known:
            problems.append(Problem(f"parameter '{name}' is not known", notebook.name, allowed=", ".join(known)))
            continue
        default = ast.literal_eval(known[name]["default"])
        if type(value) is not type(default):
            found = f"parameter '{name}' is {type(value).__name__} {value!r}"
            problems.append(Problem(found, notebook.name, allowed=type(default).__name__))
    if problems:
        raise CjtoolsError(problems)


def run_notebook(notebook, output, parameters):
    """Execute one notebook into ``output``, which is there only when every cell ran.

    Parameters
    ----------
    notebook, output : Path
    parameters : dict
        Checked by :func:`check_parameters` before.

    Raises
    ------
    CjtoolsError
        With notebook, cell and error when a cell fails, hangs or its kernel dies.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_name(f".unfinished-{output.name}")
    try:
        papermill.execute_notebook(
            str(notebook),
            str(unfinished),
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            execution_timeout=CELL_SECONDS,
            start_timeout=START_SECONDS,
            # ipykernel warns on every start that it talks over loopback TCP; that is how all kernels here run
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
        )
        os.replace(unfinished, output)
    except papermill.PapermillExecutionError as error:
        found = f"{error.ename}: {error.evalue}"
        raise CjtoolsError(Problem(found, notebook.name, cell=f"cell {error.cell_index + 1}")) from error
    except (CellTimeoutError, DeadKernelError, RuntimeError, TimeoutError) as error:
        found = f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
        raise CjtoolsError(Problem(found, notebook.name)) from error
    finally:
        Path(unfinished).unlink(missing_ok=True)
