"""JupyterLab on the start page or the explorer, and the explorer as a page by itself (Voilà)."""

import importlib.util
import os
import subprocess
import sys
from importlib.resources import files

from cjtools.errors import CjtoolsError, Problem
from cjtools.paths import folders

# what the explorer's page may open: reports and what stands beside them. The server matches this before it follows
# "..", which would lead to a partnership's own files
OPENED = r"(?!.*\.\.)(?!.*notebooks)outputs[/\\].*\.(html|csv|json|docx|pdf|xlsx|ods)"
START, EXPLORER = "start.md", "00_explore.ipynb"
# JupyterLab asks nobody elsewhere: for news, newer versions, or extensions, which no lock would name either
KEPT_HERE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def lab(page=START, more=()):
    """Return the command that opens JupyterLab on one page of the notebooks' folder.

    Its root is the project, so that reports in ``outputs`` open from the explorer too.

    Parameters
    ----------
    page : str
        Name of a file in ``notebooks``.
    more : iterable of str
        Options for JupyterLab, such as ``--no-browser``.

    Returns
    -------
    list of str

    Examples
    --------
    >>> lab("00_explore.ipynb", ["--no-browser"])[-1]
    '--no-browser'
    """
    said = [f"--ServerApp.root_dir={folders().root}", f"--LabApp.default_url=/lab/tree/notebooks/{page}"]
    return [sys.executable, "-m", "jupyterlab", *said, *KEPT_HERE, *more]


def page(more=()):
    """Return the command that serves the explorer as a page by itself.

    Parameters
    ----------
    more : iterable of str
        Options for Voilà, such as ``--no-browser`` or ``--port=8866``.

    Returns
    -------
    list of str

    Raises
    ------
    CjtoolsError
        When Voilà is not installed.
    """
    if importlib.util.find_spec("voila") is None:
        todo = "pip install 'cjtools[explore]', or open it in JupyterLab: cjtools explore"
        raise CjtoolsError(Problem("the explorer's page needs Voilà, which is not installed", todo=todo))
    notebook = folders().notebooks / EXPLORER
    # the reports and what stands beside them, and nothing else of the project, can be opened from the page
    said = ["--template=cjtools", f"--Voila.root_dir={folders().root}", f"--VoilaConfiguration.file_allowlist={OPENED}"]
    return [sys.executable, "-m", "cjtools.explorer.page_server", str(notebook), *said, *more]


def serve(command):
    """Run a server until it is ended.

    Parameters
    ----------
    command : list of str
        From :func:`lab` or :func:`page`.

    Returns
    -------
    int
        Its exit status.
    """
    ours = files("cjtools.templates") / "jupyter"
    # beside what is set up on this machine: the look of the explorer's page, the start page shown as a page, and no
    # question about news from elsewhere
    added = {"JUPYTER_PATH": ours, "JUPYTER_CONFIG_PATH": ours / "config"}
    paths = {name: os.pathsep.join(filter(None, [str(path), os.environ.get(name)])) for name, path in added.items()}
    return subprocess.run(command, env=os.environ | paths, cwd=folders().root, check=False).returncode
