"""Reports on an existing Dask cluster: workers get the project as one file, and send back what they made."""

import hashlib
import io
import os
import tempfile
import threading
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from joblib import delayed

from cjtools.batch import workers
from cjtools.batch.inputs import environment
from cjtools.errors import CjtoolsError, Problem
from cjtools.kernels.process import warm_kernels
from cjtools.kernels.protocol import with_one_thread
from cjtools.make.runner import STEPS

SECONDS_TO_CONNECT = 20
# what a worker keeps between the reports of one run: the project's files and a warm process
_lock = threading.Lock()
_kept = ExitStack()
_kept_for = None
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a zip file can hold: the same project, the same bytes


@contextmanager
def cluster(address, root, slugs, prepare):
    """Have the workers of a Dask cluster make reports; what they kept is given up at the end.

    Parameters
    ----------
    address : str
        Of its scheduler, such as 'tcp://127.0.0.1:8786'.
    root : Folders
    slugs : iterable of str
        Areas whose own files are sent.
    prepare : list
        As for :class:`cjtools.kernels.process.WarmProcess`; empty for ordinary kernels.

    Yields
    ------
    function
        (tasks, maker, seconds) -> iterator of Result.

    Raises
    ------
    CjtoolsError
        When no cluster answers, it has no worker, or its workers have other versions than this process.
    """
    client = _connected(address)
    project = bundle(root, slugs)
    try:
        _check(client, address)

        def results(tasks, maker, seconds):
            def call(task):
                return delayed(in_cluster)(maker, task, seconds, project, prepare)

            backend = {"backend": "dask", "client": client, "scatter": [project]}
            yield from workers.settled(tasks, -1, call, seconds, **backend)

        yield results
    finally:
        client.run(_give_up)
        client.close()


def _connected(address):
    """Return a client of a cluster, or raise."""
    try:
        from distributed import Client
    except ImportError:
        todo = 'install it: python -m pip install "distributed>=2025.1"'
        raise CjtoolsError(Problem("--cluster needs the package distributed", todo=todo)) from None
    try:
        return Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        found = f"no Dask cluster answers: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        todo = "start one, see docs/cluster.md"
        raise CjtoolsError(Problem(found, address, allowed="such as tcp://127.0.0.1:8786", todo=todo)) from error


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
        other = [name for name in here if there[name] != here[name]]
        said = ", ".join(name if name == "cjtools" else f"{name} {there[name]}" for name in other)
        if other:
            allowed = ", ".join("the cjtools of this machine" if n == "cjtools" else f"{n} {here[n]}" for n in other)
            problems.append(Problem(f"has another version: {said}", worker, allowed=allowed))
    if problems:
        raise CjtoolsError(problems)


def bundle(root, slugs):
    """Return what reports are made of as one zip file.

    Parameters
    ----------
    root : Folders
    slugs : iterable of str
        Areas whose own files are sent too.

    Returns
    -------
    bytes
        The same for the same files.
    """
    paths = [path for path in root.catalogue.rglob("*") if path.suffix in (".csv", ".yaml")]
    paths += [root.notebooks / f"{step}.ipynb" for step in STEPS]
    paths += [path for path in root.processed.glob("*") if path.suffix in (".csv", ".json")]
    for slug in slugs:
        paths += [path for path in (root.local / slug).rglob("*") if path.is_file()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(set(paths)):
            entry = zipfile.ZipInfo(path.relative_to(root.root).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return stream.getvalue()


def in_cluster(maker, task, seconds, project, prepare):
    """Make one report on a worker of a cluster.

    Parameters
    ----------
    maker : function
        Such as :func:`cjtools.batch.work.make`.
    task : Task
    seconds : float
    project : bytes
        See :func:`bundle`.
    prepare : list
        See :func:`cluster`.

    Returns
    -------
    Result
    """
    _settle_in(project, prepare)
    return maker(task, seconds)


def _settle_in(project, prepare):
    """Unpack the project and start a warm process, unless that was done for an earlier report of this run."""
    global _kept_for
    wanted = hashlib.sha256(project).hexdigest(), prepare
    with _lock:
        if _kept_for == wanted:
            return
        _leave()
        # below the worker's own folder, which its cluster clears away even if the worker is killed
        folder = Path(_kept.enter_context(tempfile.TemporaryDirectory(prefix="cjtools-", dir=_own_folder())))
        with zipfile.ZipFile(io.BytesIO(project)) as archive:
            archive.extractall(folder)
        os.environ.update(with_one_thread({"CJTOOLS_HOME": str(folder)}))
        if prepare:
            _kept.enter_context(warm_kernels(prepare=prepare))
        _kept_for = wanted


def _own_folder():
    """Return the folder that a worker has for itself."""
    from distributed import get_worker

    return get_worker().local_directory


def _give_up():
    """Remove what a worker kept; called on each at the end of a run."""
    with _lock:
        _leave()


def _leave():
    """Remove what this worker kept for a run."""
    global _kept_for
    _kept.close()
    _kept_for = None
    os.environ.pop("CJTOOLS_HOME", None)
