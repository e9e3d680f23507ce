"""Plan -> run -> ledger: every report asked for, several at once, one failing alone."""

import hashlib
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from cjtools import catalogue as catalogue_module
from cjtools import site
from cjtools.build import fingerprint
from cjtools.errors import CjtoolsError, Problem
from cjtools.ledger import DONE, FAILED, Ledger, page_sha256
from cjtools.paths import folders
from cjtools.runner import STEPS, check_parameters

DEPENDED_ON = ("papermill", "nbconvert", "pandas", "matplotlib", "scipy", "ipykernel")


@dataclass(frozen=True)
class Task:
    """One report to make.

    Attributes
    ----------
    area, slug, outcome, year : str
    out : Path
        ``outputs/<year>``.
    """

    area: str
    slug: str
    outcome: str
    year: str
    out: Path


@dataclass(frozen=True)
class Result:
    """What became of one report."""

    task: Task
    state: str
    seconds: float = 0.0
    page: Path | None = None
    error: str = ""


def plan(words, areas, outcomes, year, out):
    """Return the tasks for some areas and outcomes.

    Parameters
    ----------
    words : Catalogue
    areas, outcomes : list of str
        Any spellings; 'all' stands for every one.
    year : str
    out : Path
        Folder of outputs; the year is added.

    Returns
    -------
    list of Task

    Raises
    ------
    CjtoolsError
        With every area and outcome that is not known.
    """
    chosen, problems = {"areas": [], "outcomes": []}, []
    for kind, names, every, find in (
        ("areas", areas, words.councils, words.area),
        ("outcomes", outcomes, list(words.outcomes.values()), words.outcome),
    ):
        for name in names:
            try:
                chosen[kind] += every if name.casefold() == "all" else [find(name)]
            except CjtoolsError as error:
                problems += error.problems
    problems += [
        Problem("a report is of one council area, not of Scotland", allowed="see: cjtools list areas")
        for area in chosen["areas"]
        if area["slug"] == "scotland"
    ]
    if problems:
        raise CjtoolsError(problems)
    tasks = [
        Task(area["area_name"], area["slug"], outcome.id, year, out / year)
        for area in chosen["areas"]
        for outcome in chosen["outcomes"]
    ]
    return list(dict.fromkeys(tasks))


def inputs_sha256(root):
    """Return the hash of everything that reports are made of: package, notebooks, words, processed tables, versions.

    Parameters
    ----------
    root : Folders

    Returns
    -------
    str
    """
    package = Path(__file__).parent
    groups = {
        "package": (package, [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]),
        "notebooks": (root.notebooks, sorted(root.notebooks.glob("[0-9]*.ipynb"))),
        "catalogue": (root.catalogue, [p for p in root.catalogue.rglob("*") if p.suffix in (".csv", ".yaml")]),
        "processed": (root.processed, sorted(root.processed.glob("*.csv"))),
    }
    pairs = [
        (f"{name}/{path.relative_to(base).as_posix()}", path)
        for name, (base, paths) in groups.items()
        for path in paths
    ]
    digest = hashlib.sha256(fingerprint(sorted(pairs)).encode())
    for name in DEPENDED_ON:
        digest.update(f"{name}=={version(name)}".encode())
    return digest.hexdigest()


def run(tasks, jobs=2, force=False, progress=None):
    """Make the reports of a plan.

    Parameters
    ----------
    tasks : list of Task
    jobs : int
        Processes at once.
    force : bool
        Make also what is up to date.
    progress : bool, optional
        Show a progress bar; by default only on a terminal.

    Returns
    -------
    tuple
        (list of Result for what was made, number of reports that were up to date)

    Raises
    ------
    CjtoolsError
        When another run holds the folder, or a notebook does not take the parameters.
    """
    root = folders()
    for step in STEPS:
        check_parameters(root.notebooks / f"{step}.ipynb", _parameters(tasks[0]))
    out = tasks[0].out
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        found = "another run of cjtools is writing here"
        raise CjtoolsError(Problem(found, str(out), todo="wait for it to finish, or end it")) from error
    with lock:
        made_of = inputs_sha256(root)
        ledger = Ledger(out)
        wanted = [task for task in tasks if force or not ledger.is_current(task.slug, task.outcome, made_of)]
        results = []
        bar = tqdm(total=len(wanted), unit="report", disable=None if progress is None else not progress)
        for result in _results(wanted, jobs):
            digest = page_sha256(result.page) if result.page else ""
            task = result.task
            ledger.record(task.slug, task.outcome, result.state, made_of, digest, result.seconds, result.error)
            results.append(result)
            bar.update()
        bar.close()
        site.write_indexes(catalogue_module.load(), ledger, out)
    return sorted(results, key=lambda result: (result.task.slug, result.task.outcome)), len(tasks) - len(wanted)


def _parameters(task):
    """Return the notebooks' parameters of a task."""
    return {"area": task.area, "outcome": task.outcome, "year": task.year}


def _results(tasks, jobs):
    """Yield a Result per task, as they finish; a process that dies takes no other report with it."""
    if not tasks:
        return
    if jobs < 2 or len(tasks) == 1:
        for task in tasks:
            yield make(task)
        return
    waiting = {task: 0 for task in tasks}
    while waiting:
        # spawned, not forked: a fresh interpreter carries no state over, and it is the same on every system
        with ProcessPoolExecutor(max_workers=min(jobs, len(waiting)), mp_context=get_context("spawn")) as pool:
            futures = {pool.submit(make, task): task for task in waiting}
            for future in as_completed(futures):
                task = futures[future]
                try:
                    yield future.result()
                    del waiting[task]
                except BrokenProcessPool:
                    waiting[task] += 1
        # whoever was under way when a process died is tried once more in a new pool
        for task in [task for task, tries in waiting.items() if tries > 1]:
            del waiting[task]
            yield Result(task, FAILED, error="the process that made it died twice (out of memory?)")


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
    from cjtools.report import write_report
    from cjtools.runner import run_notebook
    from cjtools.store import read_files, read_table
    from cjtools.study import open_study

    started = time.monotonic()
    root = folders()
    try:
        executed = []
        for step in STEPS:
            output = task.out / task.slug / "notebooks" / task.outcome / f"{step}.ipynb"
            run_notebook(root.notebooks / f"{step}.ipynb", output, _parameters(task))
            executed.append(output)
        study = open_study(task.area, task.outcome, task.year)
        problems = [
            " ".join(filter(None, row)) for row in read_table(root.processed, "problems").itertuples(index=False)
        ]
        hashes = {step: page_sha256(root.notebooks / f"{step}.ipynb") for step in STEPS}
        folder = task.out / task.slug
        page = write_report(study, executed, folder, problems, read_files(root.processed), hashes)
    except Exception as error:  # one report's failure, whatever it is, must not stop the others
        told = str(error) if isinstance(error, CjtoolsError) else f"{type(error).__name__}: {error}"
        return Result(task, FAILED, time.monotonic() - started, error=told)
    return Result(task, DONE, time.monotonic() - started, page=page)
