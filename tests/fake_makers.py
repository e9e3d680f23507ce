"""Stand-ins for the making of a report, in a module of their own because worker processes import them by name."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from cjtools.batch.ledger import DONE, FAILED
from cjtools.batch.work import Result

DIES, FAILS = "Fife", "Moray"
DIES_ONCE = "Angus"


def write(task, _seconds=0):
    """Return the files of a report and say that it is done; count how often that was."""
    folder = task.out / task.slug
    folder.mkdir(parents=True, exist_ok=True)
    counter = folder / "count.txt"
    count = int(counter.read_text()) + 1 if counter.exists() else 1
    counter.write_text(str(count))
    notebooks = {f"notebooks/{task.outcome}/{step}.ipynb": "{}" for step in task.kind.steps}
    suffixes = (*task.kind.suffixes, *task.forms)
    files = {f"{task.outcome}{suffix}": f"{task.area} {count}" for suffix in suffixes}
    return Result(task, DONE, 1.0, files={**notebooks, **files})


def steady(task, _seconds=0):
    """Return the same files each time, as real reports are, some of them large enough to be written in pieces."""
    cells = '{"cells": [' + ", ".join(['"' + task.area + '"'] * 50) + "]}\n"
    notebooks = {f"notebooks/{task.outcome}/{step}.ipynb": cells for step in task.kind.steps}
    files = {f"{task.outcome}{suffix}": f"{task.area}{suffix}\n" * 3_000 for suffix in task.kind.suffixes}
    return Result(task, DONE, 1.0, files={**notebooks, **files})


def failing(task, _seconds=0):
    """Fail for one area."""
    if task.area == FAILS:
        return Result(task, FAILED, 1.0, error="02_needs.ipynb, cell 4: ValueError: <b>no</b> such figure")
    return write(task)


def dying(task, _seconds=0):
    """Take the whole process down for one area, as when memory runs out; for another, only the first time."""
    if task.area == DIES:
        os.kill(os.getpid(), signal.SIGKILL)
    once = Path(task.out) / "died.txt"
    if task.area == DIES_ONCE and not once.exists():
        once.write_text("yes")
        os._exit(3)
    return write(task)


def slow(task, _seconds=0):
    """Take a while, so that there is a middle of the batch; say by a file that one has begun."""
    begun = Path(task.out) / f"begun-{task.slug}.txt"
    begun.parent.mkdir(parents=True, exist_ok=True)
    begun.write_text(str(os.getpid()))
    time.sleep(0.5)
    return steady(task)


def cold(task, _seconds=0):
    """Make one whose kernels could not be forked."""
    return replace(write(task), cold={"the folder has a matplotlibrc of its own": 5})


def telling_surroundings(task, _seconds=0):
    """Fail with what a kernel would find in its environment."""
    return Result(task, FAILED, 1.0, error=str(os.environ.get("PYTHONSAFEPATH")))


def hanging(task, _seconds=0):
    """Never end for one area."""
    if task.area == DIES:
        time.sleep(600)
    return write(task)


def stopping(task, _seconds=0):
    """Stop the whole process for one area, as a debugger or a person does: it neither goes on nor ends."""
    if task.area == DIES:
        os.kill(os.getpid(), signal.SIGSTOP)
    return write(task)
