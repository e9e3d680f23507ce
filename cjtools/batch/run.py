"""Plan -> run -> ledger: every report asked for, several at once, one failing alone."""

import os
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from filelock import FileLock, Timeout
from tqdm import tqdm

from cjtools import catalogue
from cjtools.batch import site
from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import DONE, Ledger
from cjtools.batch.run_record import RunRecord
from cjtools.batch.work import REPORT_SECONDS, make
from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.store import write_atomically
from cjtools.kernels.process import warm_kernels
from cjtools.kernels.protocol import with_one_thread
from cjtools.make.runner import STEPS, check_parameters
from cjtools.paths import folders
from cjtools.results.local import record_release, with_local

PREPARE = "cjtools.results.doors:prepare"


@dataclass(frozen=True)
class How:
    """How reports are made; the reports are the same however they are.

    Attributes
    ----------
    jobs : int, optional
        Processes at once; by default as many as fit this machine.
    cluster : str
        Address of the scheduler of a Dask cluster; empty for processes of this machine.
    is_warm : bool
        Fork kernels from a warm process where the system can.
    seconds : float
        How long a report may take.
    """

    jobs: int | None = None
    cluster: str = ""
    is_warm: bool = True
    seconds: float = REPORT_SECONDS


def run(tasks, how=None, force=False, progress=None, maker=None):
    """Make the reports of a plan; each that was made before of the same inputs is left as it is.

    A report that fails leaves its older page in place; the ledger and the index say that it failed. A run that was
    ended goes on where it stopped when it is asked for again.

    Parameters
    ----------
    tasks : list of Task
    how : How, optional
    force : bool
        Make also what is up to date.
    progress : bool, optional
        Show a progress bar; by default only on a terminal.
    maker : function, optional
        (Task, seconds) -> Result; :func:`cjtools.batch.work.make` by default.

    Returns
    -------
    tuple
        (list of Result for what was made, number of reports that were up to date)

    Raises
    ------
    CjtoolsError
        When another run holds the folder, a notebook does not take the parameters, or no cluster answers.
    """
    if not tasks:
        return [], 0
    how = how or How()
    root = folders()
    # notebooks run in their own folder, from where a relative CJTOOLS_HOME would lead elsewhere
    os.environ["CJTOOLS_HOME"] = str(root.root)
    os.environ.update(with_one_thread())
    out = tasks[0].out
    with _lock(out):
        inputs = Inputs(root)
        ledger = Ledger(out)
        # worked out before any is made: what changes meanwhile makes a report of older inputs
        made_of = {task: inputs.of(task.slug, task.outcome, task.compare) for task in tasks}
        wanted = [task for task in tasks if force or not ledger.is_current(*_key(task), inputs, task.compare)]
        for step in STEPS if wanted else ():
            check_parameters(root.notebooks / f"{step}.ipynb", tasks[0].parameters)
        record = RunRecord(out, tasks, how, len(tasks) - len(wanted))
        prepare = _prepared(wanted) if how.is_warm and wanted and maker is None else []
        try:
            if wanted:
                with (
                    _bar(len(wanted), progress) as bar,
                    _makers(wanted, how, root, prepare, record) as results,
                ):
                    for result in results(wanted, maker or make, how.seconds):
                        _keep(result, ledger, made_of[result.task])
                        record.results.append(replace(result, files={}))
                        bar.update()
        finally:
            # also when someone ends the run: the index tells of what is there
            site.write_indexes(catalogue.load(), ledger, out, inputs)
            _record_releases(record.results, root)
            record.write()
    return sorted(record.results, key=lambda result: _key(result.task)), len(tasks) - len(wanted)


def _key(task):
    """Return what the ledger knows a task by."""
    return task.slug, task.outcome


def _prepared(tasks):
    """Return what a warm process works out before the first kernel: what reports on these outcomes share."""
    return [PREPARE, tasks[0].year, tasks[0].compare, list(dict.fromkeys(task.outcome for task in tasks))]


def _bar(total, progress):
    """Return the progress bar: how many a second, how long still; on a terminal only."""
    return tqdm(total=total, unit="report", disable=None if progress is None else not progress)


@contextmanager
def _makers(tasks, how, root, prepare, record):
    """Yield what makes reports: (tasks, maker, seconds) -> iterator of Result."""
    if how.cluster:
        try:
            from cjtools.batch.cluster import cluster
        except ImportError as error:
            todo = 'install it: python -m pip install -e ".[cluster]"'
            raise CjtoolsError(Problem(f"--cluster needs the package {error.name}", todo=todo)) from None

        with cluster(how.cluster, root, {task.slug for task in tasks}, prepare) as results:
            yield results
        return
    from cjtools.batch import workers

    with warm_kernels(prepare=prepare) if prepare else nullcontext(False) as is_warm:
        if prepare and not is_warm:
            tqdm.write("this system cannot fork kernels: each notebook starts one of its own", file=sys.stderr)
        record.is_warm = is_warm
        record.jobs = how.jobs or workers.fitting(is_warm)
        with workers.processes(record.jobs) as results:
            yield results


def _keep(result, ledger, inputs_sha256):
    """Write the files of one report, then down in the ledger what became of it."""
    task = result.task
    for name, text in result.files.items():
        write_atomically(task.out / task.slug / name, text)
    ledger.record(*_key(task), result.state, inputs_sha256, result.seconds, result.error, task.compare)


def _record_releases(results, root):
    """Write down what was shown of the figures of areas that have their own."""
    words = catalogue.load()
    for slug in sorted({result.task.slug for result in results if result.state == DONE}):
        area, folder = words.area(slug), root.local / slug
        if folder.is_dir():
            record_release(with_local(words, area, folder), area, folder)


@contextmanager
def _lock(out):
    """Hold the lock on a folder of outputs, or say that another run does."""
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        found = "another run of cjtools is writing here"
        raise CjtoolsError(Problem(found, str(out), todo="wait for it to finish, or end it")) from None
    try:
        yield
    finally:
        lock.release()
