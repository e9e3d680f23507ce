"""Reports on an existing Dask cluster: its workers get the project as one file, and send back what they made."""

import io
import logging
import os
import re
import secrets
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from distributed import Client, Lock, WorkerPlugin
from joblib._dask import DaskDistributedBackend
from tqdm import tqdm

from cjtools.batch import workers
from cjtools.batch.ledger import FAILED
from cjtools.batch.work import Result
from cjtools.catalogue import load
from cjtools.errors import CjtoolsError, Problem
from cjtools.kernels.process import set_variables, warm_kernels
from cjtools.kernels.protocol import with_one_thread
from cjtools.kinds import NOTEBOOKS
from cjtools.made_with import environment
from cjtools.paths import files_below
from cjtools.results import local
from cjtools.results.kept import files_kept
from cjtools.results.own_use import draws_on_own

SECONDS_TO_CONNECT = 20
SECONDS_TO_GIVE_UP = 5  # after which connecting is given up that should have given up by itself
SECONDS_BETWEEN_LOOKS = 5
SECONDS_TO_BE_FREE = 45  # after 30 to 40 of silence Dask's scheduler takes it that who holds a lock is gone
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a zip file can hold: the same project, the same bytes


@contextmanager
def cluster(address, root, tasks, prepare):
    """Have the workers of a Dask cluster make reports; what they are given for it is taken back at the end.

    Parameters
    ----------
    address : str
        Of its scheduler, such as 'tcp://127.0.0.1:8786'.
    root : Folders
    tasks : list of Task
        What is to be made.
    prepare : list
        As for :class:`cjtools.kernels.process.WarmProcess`; empty for ordinary kernels.

    Yields
    ------
    function
        (tasks, maker, seconds) -> iterator of Result.

    Raises
    ------
    CjtoolsError
        When no cluster answers, it has no worker, its workers have other versions than this process, or another run
        holds it.
    """
    client = _connected(address)
    try:
        _check(client, address)
        with _alone(client, address):
            run = secrets.token_hex(8)
            # a plugin, not an argument of each report: a worker that joins later, or in place of one that died, has it
            try:
                client.register_plugin(_Project(run, bundle(root, tasks), prepare, environment()))
            except Exception as error:  # whatever a worker raises when it unpacks: its disk is full, say
                found = f"a worker could not take the project: {error}"
                raise CjtoolsError(Problem(found, address, todo="look into the workers' logs")) from error

            def check():
                if client.status != "running":
                    todo = "start it again, then give the same command: it goes on where it stopped"
                    raise CjtoolsError(Problem("the cluster does not answer any more", address, todo=todo))

            def results(tasks, maker, seconds):
                there = _There(run, maker)
                try:
                    yield from workers.settled(tasks, -1, there, seconds, check, backend=_Backend(client=client))
                except TimeoutError:  # joblib's, of a cluster that has nobody to give a report to
                    todo = "start workers, then give the same command: it goes on where it stopped"
                    raise CjtoolsError(Problem("the cluster has no worker any more", address, todo=todo)) from None

            try:
                with _watched(client):
                    yield results
            finally:
                if client.status == "running":
                    client.unregister_worker_plugin(_Project.name)
    finally:
        _leave(client)


class _Backend(DaskDistributedBackend):
    """joblib's backend, but never of one process: that one joblib would take for itself, here, where no project is."""

    def effective_n_jobs(self, n_jobs):
        """Return how many reports are given out at a time."""
        return max(2, super().effective_n_jobs(n_jobs))


@contextmanager
def _watched(client):
    """Tell when the last worker of a cluster is gone, and when there is one again: reports only wait for it."""
    over = threading.Event()

    def watch():
        has_workers = True
        while not over.wait(SECONDS_BETWEEN_LOOKS):
            with suppress(Exception):  # the run itself sees that the scheduler is gone
                before, has_workers = has_workers, bool(client.scheduler_info()["workers"])
                if has_workers != before:
                    told = "a worker again" if has_workers else "no worker: waiting for one"
                    tqdm.write(f"the cluster has {told}", file=sys.stderr)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join(SECONDS_BETWEEN_LOOKS)


def _leave(client):
    """Close a client; one that has lost its scheduler is at connecting again, and would tell at length that it ends."""
    logger = logging.getLogger("distributed.client")
    level = logger.level
    if client.status != "running":
        logger.setLevel(logging.CRITICAL)
    client.close()
    logger.setLevel(level)


@contextmanager
def _alone(client, address):
    """Hold a cluster, whose workers can have one project at a time; raise when another run does not let go of it."""
    lock = Lock("cjtools", scheduler_rpc=client.scheduler, loop=client.loop)
    if not lock.acquire(timeout=1):
        told = f"another run holds the cluster, or was killed just now: waiting {SECONDS_TO_BE_FREE} seconds"
        tqdm.write(told, file=sys.stderr)
        if not lock.acquire(timeout=SECONDS_TO_BE_FREE):
            found = "another run of cjtools holds the cluster"
            raise CjtoolsError(Problem(found, address, todo="wait for it to finish, or end it"))
    try:
        yield
    finally:
        if client.status == "running":
            lock.release()


_here = {}  # on a worker: the run whose project it has, and why it cannot make its reports


class _Project(WorkerPlugin):
    """What a worker keeps between the reports of one run: the project's files and a warm process."""

    name = "cjtools-project"

    def __init__(self, run, project, prepare, made_with):
        self._run, self._project, self._prepare, self._made_with = run, project, prepare, made_with

    def setup(self, worker):
        """Unpack the project, tell everything in this process where it is, and start a warm process."""
        self._kept = ExitStack()
        # one that joins when reports are being made has not been asked before
        other, allowed = _other_versions(self._made_with, environment())
        found = f"has another version: {other}, not {allowed}" if other else "could not take the project: see its log"
        _here.update(run=self._run, refusal=f"{worker.address} {found}")
        self._kept.callback(_here.clear)
        if other:
            return
        # below the worker's own folder, which its cluster clears away even if the worker is killed
        folder = tempfile.TemporaryDirectory(prefix="cjtools-", dir=worker.local_directory, ignore_cleanup_errors=True)
        home = self._kept.enter_context(folder)
        with zipfile.ZipFile(io.BytesIO(self._project)) as archive:
            archive.extractall(home)
        threads = {name: text for name, text in with_one_thread({}).items() if name not in os.environ}
        self._kept.enter_context(set_variables({**threads, "CJTOOLS_HOME": home}))
        if self._prepare:
            self._kept.enter_context(warm_kernels(prepare=self._prepare))
        _here.update(refusal="")

    def teardown(self, worker):
        """End the warm process and remove the files."""
        self._kept.close()


@dataclass(frozen=True)
class _There:
    """Makes reports on a worker, of the project of one run and no other.

    Attributes
    ----------
    run : str
    maker : function
        (Task, seconds) -> Result.
    """

    run: str
    maker: Callable

    def __call__(self, task, seconds):
        """Return the Result of a task; a failure when this worker has not got the project."""
        if _here.get("run") != self.run:
            return Result(task, FAILED, error="its worker did not get the project: see the worker's log")
        if _here["refusal"]:
            return Result(task, FAILED, error=_here["refusal"])
        return self.maker(task, seconds)


def _connected(address):
    """Return a client of a cluster, or raise."""
    if not re.search(r"[^:/]:\d+$", address):
        found, allowed = f"'{address}' is no address of a scheduler", "such as tcp://127.0.0.1:8786"
        raise CjtoolsError(Problem(found, allowed=allowed, todo="look at what dask scheduler printed when it started"))
    came = []

    def connect():
        try:
            came.append(Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False))
        except (OSError, ValueError, TimeoutError) as error:
            came.append(error)

    # in a thread: where something takes the call that is no scheduler, Dask waits for ever
    connecting = threading.Thread(target=connect, daemon=True)
    connecting.start()
    connecting.join(SECONDS_TO_CONNECT + SECONDS_TO_GIVE_UP)
    (client,) = came or [TimeoutError("what listens there does not answer as a scheduler does")]
    if isinstance(client, Exception):
        found = f"no Dask cluster answers: {str(client).splitlines()[0] if str(client) else type(client).__name__}"
        todo = "start one, see docs/cluster.md"
        raise CjtoolsError(Problem(found, address, allowed="such as tcp://127.0.0.1:8786", todo=todo)) from client
    return client


def _check(client, address):
    """Refuse a cluster without workers, and workers that would make other reports than this process."""
    if not client.scheduler_info()["workers"]:
        todo = "start workers, see docs/cluster.md"
        raise CjtoolsError(Problem("the cluster has no worker", address, todo=todo))
    here, problems = environment(), []
    for worker, there in client.run(environment, on_error="return").items():
        if isinstance(there, Exception):
            todo = "install this project there"
            problems.append(Problem(f"cannot run cjtools: {type(there).__name__}: {there}", worker, todo=todo))
            continue
        other, allowed = _other_versions(here, there)
        if other:
            todo = "install it there and start the worker anew"
            problems.append(Problem(f"has another version: {other}", worker, allowed=allowed, todo=todo))
    if problems:
        raise CjtoolsError(problems)


def _other_versions(here, there):
    """Return what a worker has in another version than the command, and what it should have: texts, empty if none."""
    other = [name for name in here if there[name] != here[name]]
    has = [name if name == "cjtools" else f"{name} {there[name]}" for name in other]
    allowed = ["the cjtools of the command" if name == "cjtools" else f"{name} {here[name]}" for name in other]
    return ", ".join(has), ", ".join(allowed)


def bundle(root, tasks):
    """Return what reports are made of as one zip file.

    Parameters
    ----------
    root : Folders
    tasks : list of Task
        The own files of their areas are sent too where reports draw on them, and what was worked out before for their
        year and comparison.

    Returns
    -------
    bytes
        The same for the same files.
    """
    paths = [Path(path) for path in files_below(root.catalogue, ".csv", ".yaml")]
    paths += [root.notebooks / f"{step}.ipynb" for step in NOTEBOOKS]
    paths += [path for path in root.processed.glob("*") if path.suffix in (".csv", ".json")]
    for year, compare in {(task.year, task.compare) for task in tasks}:
        paths += files_kept(root, year, compare)
    words = load(root.catalogue)
    for slug in {task.slug for task in tasks if draws_on_own(words, task.outcome, root.local / task.slug)}:
        # with what was shown before, which disclosure control looks at; what it could not put right stays here
        paths += [*local.input_files(root.local / slug), *(root.local / slug).glob("released*.csv")]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(set(paths)):
            entry = zipfile.ZipInfo(path.relative_to(root.root).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return stream.getvalue()
