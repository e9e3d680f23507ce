"""Several reports at once, on this machine's processes or a Dask cluster's: one way, joblib's, for both."""

import os
import signal
import warnings
from collections import deque
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import TimeoutError as Hung
from pathlib import Path

import psutil
from joblib import Parallel, cpu_count, delayed, parallel_config
from joblib.externals.loky import get_reusable_executor

from cjtools.batch.ledger import FAILED
from cjtools.batch.work import Result, begin
from cjtools.kernels.process import set_variables

TRIES_ALONE = 2  # a process may die once of what others on the machine did
BYTES_A_PROCESS = 600_000_000  # a worker, the kernel it runs, and room for a large notebook
SECONDS_BESIDE = 60  # more than a report may take, for what stands around it: starting a worker, sending files
# what a container may use as it sees it itself (control groups, version 2 and 1); psutil tells of the machine only
LIMITS_OF_A_CONTAINER = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
APART = {"PYTHONSAFEPATH": "1"}  # while processes start; kernels are to have what was asked for
DIED, HUNG = "the process that made it died (out of memory?)", "the process that made it did not answer any more"


def fitting(is_warm):
    """Return how many processes fit this machine's cores and free memory.

    Parameters
    ----------
    is_warm : bool
        Kernels are forked: then there is time in which a worker waits for its kernel, and one more keeps cores busy.

    Returns
    -------
    int
    """
    return max(1, min(cpu_count() + is_warm, _free_memory() // BYTES_A_PROCESS))


def _free_memory():
    """Return how many bytes may be used: what is free on the machine, or what a container is allowed when that is less.

    What a container uses already is not taken off: most of it is files that the system lets go when memory is needed.
    """
    bytes_ = [psutil.virtual_memory().available]
    for limit in LIMITS_OF_A_CONTAINER:
        # no such file, or "max": no limit
        with suppress(OSError, ValueError):
            bytes_.append(int(Path(limit).read_text()))
    return min(bytes_)


@contextmanager
def processes(jobs, folder):
    """Have processes of this machine make reports.

    What lies in the working folder is not imported by them: a file queue.py there would stand before Python's own.

    Parameters
    ----------
    jobs : int
        How many at once; never more than there are reports.
    folder : str
        Where they put temporary files; whoever has made it removes it.

    Yields
    ------
    function
        (tasks, maker, seconds) -> iterator of Result.
    """

    def results(tasks, maker, seconds):
        at_once = min(jobs, len(tasks))
        if at_once == 1:
            # nothing beside it that it could take along
            yield from (maker(task, seconds) for task in tasks)
            return
        asked = {name: os.environ.get(name) for name in APART}
        own = {"backend": "loky", "initializer": begin, "initargs": (os.getpid(), folder, asked)}
        with set_variables(APART):
            yield from settled(tasks, at_once, maker, seconds, **own)

    try:
        yield results
    finally:
        # joblib keeps processes for the next call; there is none, and they remember this run's surroundings
        get_reusable_executor(reuse=True).shutdown(wait=True)


def settled(tasks, jobs, maker, seconds, check=None, **backend):
    """Yield a Result per task, as they finish; a process that dies takes no other report with it.

    Parameters
    ----------
    tasks : list of Task
    jobs : int
    maker : function
        (Task, seconds) -> Result.
    seconds : float
        How long a report may take.
    check : function, optional
        Called when reports were lost; raises when there is nobody left who could make them.
    **backend
        For joblib.parallel_config.

    Yields
    ------
    Result
    """
    waiting = deque(tasks)
    with parallel_config(**backend):
        while waiting:
            lost, why = yield from _together(waiting, jobs, maker, seconds)
            if lost and check:
                check()
            # one of those under way when a process died is the cause; alone, each answers only for itself
            for task in lost:
                for _ in range(TRIES_ALONE if why == DIED else 1):
                    # two processes of which one has nothing to do: joblib would not start a single one
                    lost_again, why_again = yield from _together(deque([task]), 2, maker, seconds)
                    if not lost_again:
                        break
                else:
                    yield Result(task, FAILED, error=why_again)


def _together(waiting, jobs, maker, seconds):
    """Yield Results of waiting tasks until none is left or a process dies; return the tasks lost with it, and why."""
    under_way = {}

    def calls():
        while waiting:
            task = waiting.popleft()
            under_way[task] = None
            yield delayed(maker)(task, seconds)

    # no more at once than there are processes, so that few are under suspicion when one dies
    settings = {"batch_size": 1, "pre_dispatch": "n_jobs", "timeout": seconds + SECONDS_BESIDE}
    made = iter(())
    try:
        with _without_interrupts():
            made = Parallel(n_jobs=jobs, return_as="generator_unordered", **settings)(calls())
        for result in made:
            del under_way[result.task]
            yield result
    except Hung:
        return list(under_way), HUNG
    except BrokenProcessPool:
        return list(under_way), DIED
    except Exception as error:
        # Dask's words for the same, by name: its package is there only when a cluster is asked for
        if type(error).__name__ not in ("KilledWorker", "FutureCancelledError"):
            raise
        return list(under_way), DIED
    finally:
        _end(made)
    return [], ""


@contextmanager
def _without_interrupts():
    """Keep Ctrl-C waiting while processes are started: they would be interrupted before they can be told not to."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(made):
    """End what joblib is at, without its words on what was not waited for: whoever ended the run knows."""
    if hasattr(made, "close"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.close()
