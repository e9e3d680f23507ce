"""What one run did, for people and scripts that look later: run.json beside the ledger."""

import json
import os
import time
from collections import Counter
from datetime import UTC, datetime

from cjtools import clock
from cjtools.batch.ledger import DONE
from cjtools.made_with import environment
from cjtools.writing import write_atomically


class RunRecord:
    """Gathers what a run was asked for, how it ran and what came of it.

    It is written when the first report is begun, and anew at the end: a run that was killed has begun and not ended.

    Parameters
    ----------
    out : Path
        ``outputs/<year>``.
    tasks : list of Task
        All that were asked for.
    how : How
    wanted : list of Task
        Those of them that were not up to date.
    outputs : Path
        The usual folder of outputs: the commands that are told name any other.

    Attributes
    ----------
    results : list of Result
        Filled by the run.
    jobs : int or None
        Processes at once; none where a cluster decides.
    is_warm : bool or None
        Whether kernels were forked; none where each worker of a cluster decides.
    has_lost_warm : bool
        The warm process died: reports after that were made without.
    cold : Counter
        Why kernels were started anew that should have been forked -> how many.
    has_begun : bool
        There was somebody to make reports.
    stopped : str
        Why the run ended before it was done; empty when it was not.
    is_torn : bool
        The ledger could not be read whole.
    unrecorded : list of Problem
        Reports that stand there and in no line of the ledger.
    not_written : list of Problem
        Pages above the reports that could not be written.
    """

    def __init__(self, out, tasks, how, wanted, outputs):
        self._outputs = outputs
        self._path = out / "run.json"
        self._tasks, self._how, self._wanted = tasks, how, wanted
        self._started = datetime.now(UTC)
        self._clock = time.monotonic()  # the time of day may be set back while a run goes on
        self.results = []
        self.jobs = self.is_warm = None
        self.has_lost_warm = self.has_begun = False
        self.cold = Counter()
        self.stopped, self.is_torn, self.unrecorded, self.not_written = "", False, [], []

    def begin(self):
        """Write that the run has begun."""
        self.has_begun = True
        self._write("")

    def write(self):
        """Write ``run.json``; reports that the run did not come to are counted too."""
        self._write(clock.stamp(datetime.now(UTC)))

    def _write(self, ended):
        """Write ``run.json`` as things stand."""
        made = [result for result in self.results if result.state == DONE]
        failed = [result for result in self.results if result.state != DONE]
        reached = {result.task for result in self.results}
        left = [task for task in self._wanted if task not in reached]
        seconds = time.monotonic() - self._clock
        record = {
            "started": clock.stamp(self._started),
            "ended": ended or None,
            "process": os.getpid(),
            "seconds": round(seconds, 1),
            "year": self._tasks[0].year,
            "compare": self._tasks[0].compare,
            "areas": list(dict.fromkeys(task.slug for task in self._tasks)),
            "outcomes": list(dict.fromkeys(task.outcome for task in self._tasks)),
            "forms": list(dict.fromkeys(form for task in self._tasks for form in task.forms)),
            "reports": {
                "asked for": len(self._tasks),
                "up to date": len(self._tasks) - len(self._wanted),
                "made": len(made),
                "failed": len(failed),
                "not reached": len(left),
            },
            "stopped": self.stopped or None,
            "seconds a report": round(sum(result.seconds for result in made) / len(made), 2) if made else None,
            "reports a minute": round(60 * len(made) / seconds, 1) if made and seconds else None,
            "processes": self.jobs,
            "cluster": bool(self._how.cluster),
            "warm kernels": self.is_warm,
            "warm process died": self.has_lost_warm,
            "kernels started anew": dict(self.cold),
            "cores": os.cpu_count(),
            "failures": [
                {
                    "area": each.task.slug,
                    "outcome": each.task.outcome,
                    "error": each.error,
                    "again": each.task.again_beside(self._outputs),
                }
                for each in sorted(failed, key=lambda result: (result.task.slug, result.task.outcome))
            ],
            "ledger was damaged": self.is_torn,
            "reports without a record": [str(problem) for problem in self.unrecorded],
            "pages not written": [str(problem) for problem in self.not_written],
            "not reached": [f"{task.slug}/{task.outcome}" for task in left],
            "made with": environment(),
        }
        write_atomically(self._path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
