"""Plan -> run -> ledger: every report asked for, several at once, one failing alone."""

import os
import signal
import sys
import tempfile
import threading
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace

from tqdm import tqdm

from cjtools.batch import site
from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import DONE, FAILED, Ledger
from cjtools.batch.releases import Releases
from cjtools.batch.run_record import RunRecord
from cjtools.batch.work import REPORT_SECONDS, make
from cjtools.errors import CjtoolsError, Problem
from cjtools.kernels.process import warm_kernels, warm_process_runs
from cjtools.kernels.protocol import with_one_thread
from cjtools.kinds import FORMS
from cjtools.make.runner import check_parameters
from cjtools.paths import folders
from cjtools.results.kept import FOLDER as RECORDS
from cjtools.writing import OF_ONE_PLACE, lock, remove_parts, told, write_below

PREPARE = "cjtools.results.doors:prepare"
TORN = (
    "{} was damaged: reports whose lines could not be read count as not made; those that this run does not make again "
    "are named at its end"
)


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
    # whatever was set: threads of libraries cannot be forked, and how many there are may change the last digit
    os.environ.update(with_one_thread({}))
    out = tasks[0].out
    with lock(out):
        remove_parts(root.processed / RECORDS)
        inputs = Inputs(root)
        ledger = Ledger(out)
        if not force:
            tasks = [_in_forms_it_has(task, ledger) for task in tasks]
        # worked out before any is made: what changes meanwhile makes a report of older inputs
        for task in tasks:
            inputs.of(task.slug, task.outcome, task.compare)
        wanted = [task for task in tasks if force or not _is_current(task, ledger, inputs)]
        record = RunRecord(out, tasks, how, wanted, root.outputs)
        record.is_torn = ledger.is_torn
        if ledger.is_torn:
            tqdm.write(TORN.format(ledger.path), file=sys.stderr)
            ledger.write()  # also where nothing is to be made: what it lost is told by what stands there
        releases = Releases(root, inputs.words)
        try:
            if wanted:
                _make_all(wanted, how, root, maker, progress, record, ledger, inputs, releases)
        except BaseException as error:
            if record.has_begun:
                record.stopped = str(error) or "by whoever ran it"
                said = f"stopping at {len(record.results)} of {len(wanted)} reports; the index is still written"
                with suppress(OSError):  # the terminal may be what was closed
                    tqdm.write(f"{said}; the same command (without --force) makes the others", file=sys.stderr)
                # what could not be written once cannot be now
                with suppress(OSError) if isinstance(error, OSError) else nullcontext():
                    _tell_what_is_there(ledger, inputs, record)
            raise
        _tell_what_is_there(ledger, inputs, record)
        if record.not_written:
            raise CjtoolsError(record.not_written)
    return sorted(record.results, key=lambda result: _key(result.task)), len(tasks) - len(wanted)


def _make_all(wanted, how, root, maker, progress, record, ledger, inputs, releases):
    """Make reports and write each down as it comes."""
    prepare = _prepared(wanted, root) if how.is_warm and maker is None else []
    with (
        _ended_as_by_ctrl_c(),
        _bar(len(wanted), progress) as bar,
        _makers(wanted, how, root, prepare, record) as makers,
        closing(makers(wanted, maker or make, how.seconds)) as results,
    ):
        # while the warm process gets ready; no report is begun before the first is asked for
        for task in {task.kind: task for task in wanted}.values():
            for step in task.kind.steps:
                check_parameters(root.notebooks / f"{step}.ipynb", task.parameters)
        record.begin()
        for result in results:
            kept = _kept(result, releases)
            task, made_of = kept.task, _made_of(kept.task, inputs)
            as_asked = task.compare, task.on, task.forms
            ledger.record(*_key(task), kept.state, made_of, kept.seconds, kept.error, *as_asked)
            record.results.append(replace(kept, files={}))
            bar.update()
            _tell_of_kernels(result, record)
    _fail_what_is_gone(record, ledger)


def _fail_what_is_gone(record, ledger):
    """Count as failed what was made and then taken away by something else while the run went on."""
    for number, result in enumerate(record.results):
        task = result.task
        if result.state == DONE and not ledger.are_there(*_key(task)):
            error = "its files were removed while the run went on"
            record.results[number] = replace(result, state=FAILED, error=error)
            ledger.record(*_key(task), FAILED, "", result.seconds, error, task.compare, task.on, task.forms)


def _tell_of_kernels(result, record):
    """Tell once that kernels are started anew which should have been forked, and why."""
    was_told = record.has_lost_warm or bool(record.cold)
    if record.is_warm and not record.has_lost_warm:
        record.has_lost_warm = not warm_process_runs()
    record.cold.update(result.cold)
    if not was_told and (record.has_lost_warm or record.cold):
        why = "the warm process has died" if record.has_lost_warm else next(iter(record.cold))
        tqdm.write(f"{why}: from now on notebooks start kernels of their own, which is slower", file=sys.stderr)


def _tell_what_is_there(ledger, inputs, record):
    """Write what is told at the end of a run, also of one that was ended: each part, whatever becomes of the other."""
    try:
        record.unrecorded = ledger.unrecorded(folders().outputs)
        record.not_written = site.write_indexes(inputs.words, ledger, ledger.folder, inputs).not_written
    finally:
        record.write()


@contextmanager
def _ended_as_by_ctrl_c():
    """Be ended in order also by who closes the terminal or asks the process to end, as a scheduler of jobs does."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        names = []
    # who started this with nohup wants it to go on
    numbers = [getattr(signal, name) for name in names]
    changed = [number for number in numbers if signal.getsignal(number) == signal.SIG_DFL]
    for number in changed:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _key(task):
    """Return what the ledger knows a task by."""
    return task.slug, task.outcome


def _in_forms_it_has(task, ledger):
    """Return a task that also makes the further forms in which its report is there: none goes stale beside the page."""
    return replace(task, forms=task.kind.further((*task.forms, *ledger.forms_of(*_key(task)))))


def _is_current(task, ledger, inputs):
    """Return whether a report is there as it would be made now."""
    return ledger.is_current(*_key(task), inputs, task.compare, task.on, task.forms)


def _prepared(tasks, root):
    """Return what a warm process works out before the first kernel: what reports on these outcomes and areas share."""
    areas = [slug for slug in dict.fromkeys(task.slug for task in tasks) if (root.local / slug).is_dir()]
    outcomes = list(dict.fromkeys(task.outcome for task in tasks))
    return [PREPARE, tasks[0].year, tasks[0].compare, outcomes, areas]


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

        with cluster(how.cluster, root, tasks, prepare) as results:
            yield results
        return
    from cjtools.batch import workers

    with _temporary() as folder, warm_kernels(folder, prepare) if prepare else nullcontext(False) as is_warm:
        if prepare and not is_warm:
            tqdm.write("this system cannot fork kernels: each notebook starts one of its own", file=sys.stderr)
        record.is_warm = is_warm
        record.jobs = min(how.jobs or workers.fitting(is_warm), len(tasks))
        with workers.processes(record.jobs, folder) as results:
            yield results


@contextmanager
def _temporary():
    """Make one folder for all temporary files of a run, so that there is one to remove however the run ends."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="cjtools-", ignore_cleanup_errors=True) as folder:
        tempfile.tempdir = folder
        try:
            yield folder
        finally:
            tempfile.tempdir = before


def _made_of(task, inputs):
    """Return the hash of what a report was made of; empty when something was written meanwhile, also if put back."""
    return "" if inputs.have_moved(task.slug) else inputs.of(task.slug, task.outcome, task.compare)


def _kept(result, releases):
    """Write the files of one report; return what became of it: where it alone cannot be written, it alone fails."""
    task = result.task
    if result.state != DONE:
        return result
    try:
        releases.of_report(task)
        write_below(task.out, {f"{task.slug}/{name}": text for name, text in result.files.items()})
        _remove_older_extras(task, result.files)
    except OSError as error:
        if error.errno not in OF_ONE_PLACE:
            raise
        return replace(result, state=FAILED, error=str(told(error, task.out)))
    except CjtoolsError as error:
        return replace(result, state=FAILED, error=str(error))
    return result


def _remove_older_extras(task, files):
    """Remove an older report's forms that were not made now: they would stand beside another page."""
    for suffix in FORMS:
        name = f"{task.outcome}{suffix}"
        if name not in files:
            (task.out / task.slug / name).unlink(missing_ok=True)
