"""Plan -> run -> ledger: every report asked for, several at once, one failing alone."""

import hashlib
import os
import platform
import sys
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from cjtools import catalogue as catalogue_module
from cjtools.batch import site
from cjtools.batch.ledger import DONE, FAILED, Ledger
from cjtools.batch.planning import Task
from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.build import fingerprint
from cjtools.intake.store import sha256_of
from cjtools.kernels.process import warm_kernels
from cjtools.kernels.protocol import with_one_thread
from cjtools.make.runner import STEPS, check_parameters
from cjtools.paths import folders
from cjtools.results.local import input_files, record_release, release_warnings, with_local
from cjtools.results.peers import DEFAULT

DEPENDED_ON = ("papermill", "nbconvert", "pandas", "matplotlib", "scipy", "ipykernel")

PREPARE = "cjtools.results.doors:prepare"
TRIES_ALONE = 2  # a process may die once of what others on the machine did


@dataclass(frozen=True)
class Result:
    """What became of one report."""

    task: Task
    state: str
    seconds: float = 0.0
    page: Path | None = None
    error: str = ""


class Inputs:
    """The hash of everything that reports are made of: package, notebooks, words, processed tables, versions.

    Parameters
    ----------
    root : Folders
    """

    def __init__(self, root):
        self.root = root
        package = Path(__file__).resolve().parents[1]
        processed = [path for path in root.processed.glob("*") if path.suffix in (".csv", ".json")]
        groups = {
            "package": (package, [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]),
            "notebooks": (root.notebooks, [root.notebooks / f"{step}.ipynb" for step in STEPS]),
            "catalogue": (root.catalogue, [p for p in root.catalogue.rglob("*") if p.suffix in (".csv", ".yaml")]),
            "processed": (root.processed, [path for path in processed if path.name != "build.json"]),
        }
        digest = hashlib.sha256("".join(self._fingerprint(*group) for group in groups.items()).encode())
        for name in DEPENDED_ON:
            digest.update(f"{name}=={version(name)}".encode())
        digest.update(platform.python_version().encode())
        self._shared = digest.hexdigest()
        self._areas = {}

    @staticmethod
    def _fingerprint(name, group):
        """Return the hash of the files of a group, by name and content."""
        base, paths = group
        return fingerprint(sorted((f"{name}/{path.relative_to(base).as_posix()}", path) for path in paths))

    def of(self, area, compare=DEFAULT):
        """Return the hash for the reports of an area: what all are made of, what only the area has, what is beside it.

        Parameters
        ----------
        area : str
            Slug.
        compare : str
            What stands beside the area.

        Returns
        -------
        str
        """
        if area not in self._areas:
            folder = self.root.local / area
            own = input_files(folder)
            self._areas[area] = self._shared + (self._fingerprint("local", (folder, own)) if own else "")
        return hashlib.sha256(f"{self._areas[area]} {compare}".encode()).hexdigest()


def run(tasks, jobs=2, force=False, progress=None, maker=None):
    """Make the reports of a plan; each that was made before of the same inputs is left as it is.

    A report that fails leaves its older page in place; the ledger and the index say that it failed.

    Parameters
    ----------
    tasks : list of Task
    jobs : int
        Processes at once.
    force : bool
        Make also what is up to date.
    progress : bool, optional
        Show a progress bar; by default only on a terminal.
    maker : function, optional
        Task -> Result; :func:`make` by default.

    Returns
    -------
    tuple
        (list of Result for what was made, number of reports that were up to date)

    Raises
    ------
    CjtoolsError
        When another run holds the folder, or a notebook does not take the parameters.
    """
    if not tasks:
        return [], 0
    root = folders()
    # notebooks run in their own folder, from where a relative CJTOOLS_HOME would lead elsewhere
    os.environ["CJTOOLS_HOME"] = str(root.root)
    os.environ.update(with_one_thread())
    for step in STEPS:
        check_parameters(root.notebooks / f"{step}.ipynb", _parameters(tasks[0]))
    out = tasks[0].out
    lock = _lock(out)
    try:
        made_of = Inputs(root)
        ledger = Ledger(out)
        wanted = [
            task for task in tasks if force or not ledger.is_current(task.slug, task.outcome, made_of, task.compare)
        ]
        results = []
        try:
            with tqdm(total=len(wanted), unit="report", disable=None if progress is None else not progress) as bar:
                for result in _results(wanted, jobs, maker) if maker else _warm_results(wanted, jobs):
                    _record(result, ledger, made_of)
                    results.append(result)
                    bar.update()
        finally:
            # also when someone ends the run: the index tells of what is there
            site.write_indexes(catalogue_module.load(), ledger, out, made_of)
            _record_releases(results, root)
    finally:
        lock.release()
    return sorted(results, key=lambda result: (result.task.slug, result.task.outcome)), len(tasks) - len(wanted)


def _record(result, ledger, made_of):
    """Write down what became of one report."""
    task = result.task
    inputs = made_of.of(task.slug, task.compare)
    ledger.record(task.slug, task.outcome, result.state, inputs, result.seconds, result.error, task.compare)


def _record_releases(results, root):
    """Write down what was shown of the figures of areas that have their own."""
    words = catalogue_module.load()
    for slug in sorted({result.task.slug for result in results if result.state == DONE}):
        area, folder = words.area(slug), root.local / slug
        if folder.is_dir():
            record_release(with_local(words, area, folder), area, folder)


def _lock(out):
    """Return the lock on a folder of outputs, or say that another run holds it."""
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        found = "another run of cjtools is writing here"
        raise CjtoolsError(Problem(found, str(out), todo="wait for it to finish, or end it")) from None
    return lock


def _parameters(task):
    """Return the notebooks' parameters of a task."""
    return {"area": task.area, "outcome": task.outcome, "year": task.year, "compare": task.compare}


def _warm_results(tasks, jobs):
    """Yield a Result per task; where the system can, kernels are forked from a process that has what reports share."""
    if not tasks:
        return
    outcomes = list(dict.fromkeys(task.outcome for task in tasks))
    with warm_kernels(prepare=[PREPARE, tasks[0].year, tasks[0].compare, outcomes]) as is_warm:
        if not is_warm:
            tqdm.write("this system cannot fork kernels: each notebook starts one of its own", file=sys.stderr)
        yield from _results(tasks, jobs, make)


def _results(tasks, jobs, maker):
    """Yield a Result per task, as they finish; a process that dies takes no other report with it."""
    if len(tasks) == 1:
        yield maker(tasks[0])
        return
    waiting = deque(tasks)
    while waiting:
        lost = yield from _together(waiting, jobs, maker)
        # one of those under way when a process died is the cause; alone, each answers only for itself
        for task in lost:
            for _ in range(TRIES_ALONE):
                if not (yield from _together(deque([task]), 1, maker)):
                    break
            else:
                yield Result(task, FAILED, error="the process that made it died (out of memory?)")


def _together(waiting, jobs, maker):
    """Yield Results of waiting tasks until none is left or a process dies; return the tasks lost with it."""
    lost, running = [], {}
    # spawned, not forked: a fresh interpreter carries no state over, and it is the same on every system
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        while (waiting and not lost) or running:
            # no more at once than there are processes, so that few are under suspicion when one dies
            while waiting and not lost and len(running) < jobs:
                task = waiting.popleft()
                try:
                    running[pool.submit(maker, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(task)
    return lost


def make(task):
    """Make one report: run its notebooks, join them, write the page with its data.

    Parameters
    ----------
    task : Task

    Returns
    -------
    Result
        Failures are told in it, never raised, so that the rest of a batch goes on.
    """
    started = time.monotonic()
    root = folders()
    try:
        page = _make(task, root)
    except Exception as error:  # one report's failure, whatever it is, must not stop the others
        told = str(error) if isinstance(error, CjtoolsError) else f"{type(error).__name__}: {error}"
        # the index is for others to read: not where the project stands on this machine
        told = told.replace(f"{root.root}{os.sep}", "")
        return Result(task, FAILED, time.monotonic() - started, error=told)
    return Result(task, DONE, time.monotonic() - started, page=page)


def _make(task, root):
    """Make one report, or raise; return its page."""
    from cjtools.intake.store import read_told
    from cjtools.make.report import write_report
    from cjtools.make.runner import run_notebook
    from cjtools.results.doors import open_study

    folder = task.out / task.slug
    words = catalogue_module.load()
    area, own = words.area(task.slug), root.local / task.slug
    # a fault of the area's own files is told as that, not as one of the notebook that met it
    release_warnings(with_local(words, area, own), area, own)
    executed, hashes = [], {}
    for step in STEPS:
        notebook = root.notebooks / f"{step}.ipynb"
        output = folder / "notebooks" / task.outcome / f"{step}.ipynb"
        run_notebook(notebook, output, _parameters(task))
        executed.append(output)
        hashes[step] = sha256_of(notebook)
    study = open_study(task.area, task.outcome, task.year, task.compare)
    return write_report(study, executed, folder, read_told(root.processed), hashes)
