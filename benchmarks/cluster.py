"""A Dask cluster on this machine: a scheduler and worker processes, as one would start them by hand."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from benchmarks.side_by_side import NotMeasured

SECONDS_TO_START = 60
SECONDS_TO_END = 10


@contextmanager
def local_cluster(workers):
    """Start a cluster and end it.

    Parameters
    ----------
    workers : int
        Processes, with one thread each.

    Yields
    ------
    str
        The scheduler's address, when all workers have come.

    Raises
    ------
    NotMeasured
        When Dask is not installed or the cluster did not start.
    """
    if find_spec("distributed") is None:
        raise NotMeasured("distributed is not installed (the extra [cluster])")
    started = []
    with tempfile.TemporaryDirectory(prefix="cjtools-dask-", ignore_cleanup_errors=True) as folder:
        told = Path(folder) / "scheduler.json"
        common = ["--scheduler-file", str(told), "--no-dashboard"]
        try:
            started.append(_dask("scheduler", "--host", "127.0.0.1", "--port", "0", *common))
            _wait_for(told.is_file, started)
            one_each = ["--nthreads", "1", "--nworkers", str(workers), "--local-directory", folder]
            started.append(_dask("worker", *one_each, *common))
            address = json.loads(told.read_text(encoding="utf-8"))["address"]
            _wait_for_workers(address, workers)
            yield address
        finally:
            for process in reversed(started):
                _end(process)


def _dask(*arguments):
    """Start a part of the cluster, with the setting that docs/cluster.md recommends."""
    command = [sys.executable, "-m", "dask", *arguments]
    env = os.environ | {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=env, **quiet)


def _wait_for(is_there, started):
    """Wait until something is there; give up when what was started has ended."""
    end = time.monotonic() + SECONDS_TO_START
    while not is_there():
        if time.monotonic() > end or any(process.poll() is not None for process in started):
            raise NotMeasured("the Dask scheduler did not start")
        time.sleep(0.05)


def _wait_for_workers(address, workers):
    """Wait until all workers have come."""
    from distributed import Client

    try:
        with Client(address, timeout=SECONDS_TO_START) as client:
            client.wait_for_workers(workers, timeout=SECONDS_TO_START)
    except (TimeoutError, OSError) as error:
        raise NotMeasured(f"the Dask workers did not come: {error}") from error


def _end(process):
    """End a part of the cluster with what it started: Dask does so when it is asked."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
