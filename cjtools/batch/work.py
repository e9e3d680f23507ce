"""One report, from a task to its files: what a worker does. It writes nothing; who asked for the report does."""

import os
import shutil
import signal
import tempfile
import threading
import time
from dataclasses import dataclass, field

from cjtools import catalogue
from cjtools.batch.ledger import DONE, FAILED
from cjtools.batch.planning import Task
from cjtools.errors import CjtoolsError
from cjtools.evidence.check import evidence_of
from cjtools.intake.store import read_told, sha256_of
from cjtools.kernels.process import put_back, warm_process_runs
from cjtools.kernels.provisioner import refusals
from cjtools.make import runner
from cjtools.paths import folders
from cjtools.results import doors
from cjtools.results.local import release_warnings, with_local
from cjtools.results.own_use import draws_on_own

REPORT_SECONDS = 900
MAX_ERROR = 2_000  # characters of an error that are told; the ledger's reader takes cells of some size only
_OWNER_IS_LOOKED_FOR_EVERY = 1  # second


@dataclass(frozen=True)
class Result:
    """What became of one report.

    Attributes
    ----------
    task : Task
    state : str
        ``DONE`` or ``FAILED``.
    seconds : float
    error : str
        Why it failed.
    files : dict
        Name below ``outputs/<year>/<area>`` -> text, in the order to write them.
    cold : dict
        Why kernels were started anew that should have been forked -> how many.
    """

    task: Task
    state: str
    seconds: float = 0.0
    error: str = ""
    files: dict = field(default_factory=dict, repr=False)
    cold: dict = field(default_factory=dict)


def make(task, seconds=REPORT_SECONDS):
    """Make one report: run its notebooks, join them, return the page with its data.

    Parameters
    ----------
    task : Task
    seconds : float
        How long it may take.

    Returns
    -------
    Result
        Failures are told in it, never raised, so that the rest of a batch goes on.
    """
    started = time.monotonic()
    root = folders()
    refusals.clear()
    try:
        was_warm = warm_process_runs()
        try:
            files = _made(task, root, started + seconds)
        except CjtoolsError:
            # kernels that were forked die with the warm process: nothing is wrong with this report
            if not was_warm or warm_process_runs():
                raise
            files = _made(task, root, started + seconds)
    except Exception as error:  # one report's failure, whatever it is, must not stop the others
        told = str(error) if isinstance(error, CjtoolsError) else f"{type(error).__name__}: {error}"
        # the index is for others to read: not where the project stands on this machine
        told = told.replace(f"{root.root}{os.sep}", "")
        told = told if len(told) <= MAX_ERROR else f"{told[:MAX_ERROR]}… (cut)"
        return Result(task, FAILED, time.monotonic() - started, told, cold=dict(refusals))
    return Result(task, DONE, time.monotonic() - started, files=files, cold=dict(refusals))


def _made(task, root, until):
    """Return the files of one report, or raise."""
    words = catalogue.load()
    own = root.local / task.slug
    if draws_on_own(words, task.outcome, own):
        area = words.reporter(task.slug)
        # a fault of the area's own files is told as that, not as one of the notebook that met it
        with_own = with_local(words, area, own)
        release_warnings(with_own, area, own)
        evidence_of(with_own, area, own)
    executed, hashes = {}, {}
    for step in task.kind.steps:
        notebook = root.notebooks / f"{step}.ipynb"
        hashes[step] = sha256_of(notebook)
        executed[step] = runner.run_notebook(notebook, task.parameters, until)
    return files_of(task, executed, hashes)


def files_of(task, executed, hashes):
    """Return the files of a report whose notebooks have been run.

    Parameters
    ----------
    task : Task
    executed : dict
        Step -> executed notebook as text, in reading order.
    hashes : dict
        Step -> SHA-256 of the notebook as it stands in the project.

    Returns
    -------
    dict
        Name below ``outputs/<year>/<area>`` -> text, or bytes; the page comes last.
    """
    # nbconvert takes a second to load, which a run that makes nothing need not wait for
    from cjtools.make.across import across_files
    from cjtools.make.report import report_files

    subject, told = getattr(doors, task.kind.door)(**task.parameters), read_told(folders().processed)
    if task.kind.id:
        return across_files(task.kind, subject, executed, told, hashes, task.forms)
    return report_files(subject, executed, told, hashes, task.forms)


def begin(owner, folder, variables):
    """Make this process a worker: it leaves Ctrl-C to its owner, and ends with it.

    Parameters
    ----------
    owner : int
        Process that started this one.
    folder : str
        Where temporary files go; removed with the owner.
    variables : dict
        Of the environment, as they were before those that this process was started with; see :func:`put_back`.
    """
    put_back(variables)
    # a handler, not "ignored": that would be handed down to what notebooks start
    signal.signal(signal.SIGINT, _leave_to_owner)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    tempfile.tempdir = folder
    if os.name != "nt":
        threading.Thread(target=_end_with, args=(owner, folder), daemon=True).start()


def _leave_to_owner(*_):
    """Do nothing at Ctrl-C: the owner ends its workers, and tells of it."""


def _end_with(owner, folder):
    """End this process when its owner was killed: nobody takes what it makes."""
    while os.getppid() == owner:
        time.sleep(_OWNER_IS_LOOKED_FOR_EVERY)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
