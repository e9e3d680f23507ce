"""Run a command and see how much memory its processes held together at their most."""

import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

SECONDS_BETWEEN = 0.02


@dataclass
class Ran:
    """What came of a command; ``peak`` in MB, of all its processes together."""

    status: int
    out: str
    err: str
    seconds: float
    peak: float


def watched(command, timeout=300, **how):
    """Run a command as subprocess.run does, with text, and watch the memory of its processes."""
    begun, peak, over = time.monotonic(), [0.0], threading.Event()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **how) as process:

        def watch():
            first = psutil.Process(process.pid)
            while not over.wait(SECONDS_BETWEEN):
                with suppress(psutil.Error):
                    peak[0] = max(peak[0], _held(first) / 2**20)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            out, err = process.communicate(timeout=timeout)
        finally:
            over.set()
            watcher.join()
            process.kill()
    return Ran(process.returncode, out, err, time.monotonic() - begun, peak[0])


def _held(first):
    """Return the bytes that a process and those it has started hold."""
    held = 0
    for process in [first, *first.children(recursive=True)]:
        with suppress(psutil.Error):
            held += process.memory_info().rss
    return held


def cjtools(*arguments, **how):
    """Run the command with its memory watched."""
    return watched([sys.executable, "-m", "cjtools", *map(str, arguments)], **how)
