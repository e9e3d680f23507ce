"""Memory of each process of a run, read from /proc while it runs."""

import subprocess
import sys
import time
from collections import defaultdict

from benchmarks.workspace import CHECKOUT

SECONDS_BETWEEN = 0.2
MB = 1e6
COMMAND, WORKER, WARM, KERNEL, OTHER = "command", "worker", "warm process", "kernel", "other"
TREE = "all together"
_SERVER = "cjtools.kernels.server"


def peaks(arguments):
    """Run a command of this interpreter, and return the most memory that any process of each role had.

    Parameters
    ----------
    arguments : list of str

    Returns
    -------
    dict
        Role -> {'pss': MB, 'rss': MB, 'processes': most at once}. PSS shares what processes have in common out among
        them, so that it adds up; 'all together' is the most that all had at one moment. Empty where the system has no
        PSS (other than Linux).

    Raises
    ------
    subprocess.CalledProcessError
        When the command fails.
    """
    if not sys.platform.startswith("linux"):
        return {}
    command = [sys.executable, *map(str, arguments)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=CHECKOUT, **quiet)
    samples = []
    try:
        while process.poll() is None:
            samples.append(_sample(process.pid))
            time.sleep(SECONDS_BETWEEN)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return highest(samples)


def highest(samples):
    """Return the peaks of samples; see :func:`peaks`.

    Parameters
    ----------
    samples : list of list
        At each moment (role, PSS, RSS) of every process, in bytes.

    Returns
    -------
    dict

    Examples
    --------
    >>> highest([[("worker", 2e6, 3e6), ("worker", 1e6, 2e6)], [("worker", 1e6, 4e6)]])["worker"]
    {'pss': 2.0, 'rss': 4.0, 'processes': 2}
    """
    found = defaultdict(lambda: {"pss": 0.0, "rss": 0.0, "processes": 0})
    for sample in samples:
        roles = [role for role, _, _ in sample]
        together = (TREE, sum(pss for _, pss, _ in sample), sum(rss for _, _, rss in sample))
        for role, pss, rss in [*sample, together]:
            peak = found[role]
            peak["pss"] = max(peak["pss"], round(pss / MB, 1))
            peak["rss"] = max(peak["rss"], round(rss / MB, 1))
            peak["processes"] = max(peak["processes"], len(roles) if role == TREE else roles.count(role))
    return dict(found)


def _sample(pid):
    """Return (role, PSS, RSS) of a process and all below it."""
    import psutil  # comes with ipykernel

    try:
        top = psutil.Process(pid)
        processes = [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
    words = {process.pid: _words(process) for process in processes}
    rows = []
    for process in processes:
        try:
            used, parent = process.memory_full_info(), words.get(process.ppid(), "")
        except psutil.Error:  # it has ended meanwhile
            continue
        role = COMMAND if process.pid == pid else role_of(words[process.pid], parent)
        rows.append((role, used.pss, used.rss))
    return rows


def _words(process):
    """Return the command line of a process; empty when it has ended."""
    import psutil

    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def role_of(words, parent):
    """Return what a process of a run is for.

    Parameters
    ----------
    words, parent : str
        Its command line and its parent's: a forked kernel has the command line of the warm process.

    Returns
    -------
    str

    Examples
    --------
    >>> role_of("python -m ipykernel_launcher -f kernel.json", "python -m cjtools.cli report")
    'kernel'
    """
    if "ipykernel_launcher" in words or (_SERVER in words and _SERVER in parent):
        return KERNEL
    if _SERVER in words:
        return WARM
    # the trackers of multiprocessing and loky only clean up
    is_worker = ("multiprocessing" in words or "loky" in words) and "resource_tracker" not in words
    return WORKER if is_worker else OTHER
