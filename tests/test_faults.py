"""A batch that is ended, or loses a part of itself, tells it, leaves nothing running, and goes on when asked again.

With stand-ins for reports; ``make faults`` does the same with real ones.
"""

import csv
import json
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import batch_checks
import pytest
from batch_checks import MARK, left, marked, wait_for

from cjtools.batch import work
from cjtools.batch.planning import Task
from cjtools.errors import CjtoolsError, Problem
from cjtools.kernels.protocol import available
from cjtools.paths import folders

pytestmark = [
    pytest.mark.batch,
    pytest.mark.skipif(not available(), reason="processes are counted by what only Linux tells of them"),
]

YEAR, OUTCOME = "2024-25", "diversion"
AREAS = ["Falkirk", "Fife", "Angus", "Moray", "Stirling", "Highland"]
TABLE = "measure,value,source,edition,file,status\ncpo_imposed,1,jsw_part2,2024-25,a.xlsx,published\n"
# the command's own way out, with a batch of stand-ins where the reports would be
COMMAND = """
import sys, click, fake_makers
from pathlib import Path
from cjtools import catalogue, cli
from cjtools.batch import planning, run
from cjtools.paths import folders

def batch():
    pairs = planning.choose(catalogue.load(), sys.argv[2].split(","), ["diversion"])
    run.make = fake_makers.slow
    tasks = planning.plan(pairs, "2024-25", folders().outputs)
    run.run(tasks, run.How(2, is_warm=sys.argv[1] == "warm"))

cli.cli = click.Command("batch", callback=batch, context_settings={"allow_extra_args": True})
cli.main()
"""


class Batch:
    """A project with the real words and one table, and runs of stand-ins in it."""

    def __init__(self, folder):
        real, self.home, self.temporary = folders(), folder / "home", folder / "tmp"
        self.out, self.mark = self.home / "outputs" / YEAR, secrets.token_hex(8)
        (self.home / "data" / "processed").mkdir(parents=True)
        (self.home / "data" / "catalogue").symlink_to(real.catalogue)
        (self.home / "data" / "processed" / "observations.csv").write_text(TABLE, encoding="utf-8")
        shutil.copytree(real.notebooks, self.home / "notebooks", ignore=shutil.ignore_patterns(".*"))
        self.temporary.mkdir()
        path = os.pathsep.join([str(real.root), str(Path(__file__).parent)])
        own = {"CJTOOLS_HOME": str(self.home), "PYTHONPATH": path, "TMPDIR": str(self.temporary), MARK: self.mark}
        self.env = os.environ | own

    def start(self, *areas, warm=False):
        """Start a run in a session of its own."""
        command = [sys.executable, "-c", COMMAND, "warm" if warm else "cold", ",".join(areas or AREAS)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.home, env=self.env, start_new_session=True, **pipes)

    def middle(self):
        """Wait until a report is written and another under way."""
        wait_for(lambda: self.ledger() and len(list(self.out.glob("begun-*.txt"))) > len(self.ledger()))

    def ledger(self):
        """Return what the ledger says of each area."""
        path = self.out / "ledger.csv"
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8", newline="") as stream:
            return {row["area"]: row["state"] for row in csv.DictReader(stream)}

    def record(self):
        """Return what run.json says."""
        return json.loads((self.out / "run.json").read_text(encoding="utf-8"))

    def left(self):
        """Return what is left of runs."""
        return left(self.mark, self.temporary, self.out)

    def named(self, part):
        """Return the processes of a run with a part in their command line."""
        return [pid for pid, said in marked(self.mark).items() if part in said]


@pytest.fixture
def faulty(tmp_path):
    """A project for runs that meet faults."""
    return Batch(tmp_path)


def ended(process):
    """Return status and what was printed on the error stream."""
    _, err = process.communicate(timeout=120)
    return process.returncode, err


STOPPED = "it says how far it came; nothing is left; the same command goes on"


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(how, marks=pytest.mark.reliability("faults", f"a batch is ended by {how}", STOPPED))
        for how in ("Ctrl-C", "SIGTERM")
    ],
)
def test_a_run_that_is_stopped_says_so_and_what_was_not_reached(faulty, how):
    """No traceback, of whichever process; nothing stays; the same command goes on."""
    process = faulty.start()
    faulty.middle()
    if how == "Ctrl-C":
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to the workers too
    else:
        os.kill(process.pid, getattr(signal, how))
    status, err = ended(process)
    assert status == 130
    assert re.match(
        r"stopping at \d of \d reports; the index is still written; the same command \(without --force\)", err
    )
    assert err.split()[-1] == "stopped" and "Traceback" not in err and "Error" not in err
    assert not faulty.left()
    done, record = faulty.ledger(), faulty.record()
    assert 0 < len(done) < len(AREAS) and set(done.values()) == {"done"}
    assert record["stopped"] == "by whoever ran it"
    assert record["reports"]["not reached"] == len(AREAS) - len(done) == len(record["not reached"])
    assert {name.split("/")[0] for name in record["not reached"]}.isdisjoint(done)
    assert f"report{'s' if len(done) > 1 else ''}" in (faulty.out / "index.html").read_text(encoding="utf-8")
    if how == "Ctrl-C":
        assert ended(faulty.start())[0] == 0
        assert faulty.record()["reports"] | {"made": 0, "up to date": 0} == {
            **{"asked for": 6, "up to date": 0, "made": 0, "failed": 0, "not reached": 0}
        }
        assert faulty.record()["stopped"] is None and len(faulty.ledger()) == 6


@pytest.mark.reliability("faults", "Ctrl-C while the processes of a batch start", "all of them end; nothing is left")
def test_ctrl_c_while_workers_start_ends_them_too(faulty):
    """Python itself may complain of being interrupted while it starts; the last word is the run's."""
    process = faulty.start()
    wait_for(lambda: faulty.named("LokyProcess"))
    os.killpg(process.pid, signal.SIGINT)
    status, err = ended(process)
    assert (status, err.split()[-1]) == (130, "stopped")
    assert not faulty.left()


@pytest.mark.reliability(
    "faults",
    "a batch is killed with its workers and kernels at work",
    "no process is left, no temporary file; a rerun goes on",
)
def test_a_run_that_is_killed_leaves_nothing_behind_and_goes_on(faulty):
    """Workers, warm process and temporary files go with it, half-written files with the next; the ledger goes on."""
    process = faulty.start(warm=True)
    faulty.middle()
    assert faulty.named("kernels.server") and list(faulty.temporary.iterdir())
    process.kill()
    ended(process)
    half_written = faulty.out / "fife" / "notebooks" / ".01_population.ipynb.0a1b2c3d.part"
    half_written.parent.mkdir(parents=True, exist_ok=True)
    half_written.touch()
    assert [left for left in faulty.left() if not left.endswith(".part")] == []
    done = faulty.ledger()
    assert 0 < len(done) < len(AREAS)
    assert ended(faulty.start())[0] == 0
    assert not faulty.left()
    assert len(faulty.ledger()) == len(AREAS)
    assert faulty.record()["reports"]["up to date"] == len(done)


@pytest.mark.reliability(
    "faults", "a worker and the process that kernels come from are killed", "all reports are made, and it is told"
)
def test_a_run_that_loses_a_worker_and_the_warm_process_makes_all(faulty):
    """What was under way is made again, and that kernels are cold from then on is told."""
    process = faulty.start(warm=True)
    faulty.middle()
    os.kill(faulty.named("LokyProcess")[0], signal.SIGKILL)
    os.kill(faulty.named("kernels.server")[0], signal.SIGKILL)
    status, err = ended(process)
    assert status == 0
    assert err.count("the warm process has died: from now on notebooks start kernels of their own") == 1
    assert set(faulty.ledger().values()) == {"done"} and len(faulty.ledger()) == len(AREAS)
    assert faulty.record()["warm kernels"] and faulty.record()["warm process died"]
    assert not faulty.left()


def test_areas_whose_folders_are_in_the_way_fail_alone(faulty):
    """While workers are at the others: those are made, and the run says what to take away."""
    process = faulty.start()
    faulty.middle()
    for area in ("stirling", "highland"):
        shutil.rmtree(faulty.out / area, ignore_errors=True)
        (faulty.out / area).write_text("not a folder")
    status, err = ended(process)
    assert status == 2
    assert err.split("\n")[-2].startswith("error: ") and "Traceback" not in err
    failed = {area for area, state in faulty.ledger().items() if state == "failed"}
    assert failed <= {"stirling", "highland"} and len(faulty.ledger()) == len(AREAS)
    assert not faulty.left()


@pytest.mark.reliability(
    "faults", "batches with workers are killed at random moments", "no process is left; then the same bytes", tries=5
)
def test_batches_with_workers_that_are_killed_at_any_moment(faulty, tries):
    """While they start, in the middle, while the index is written."""
    chance = random.Random(9)
    for _ in range(tries):
        process = faulty.start(warm=True)
        try:
            process.wait(chance.uniform(0.5, 8))
        except subprocess.TimeoutExpired:
            process.kill()
        ended(process)
        assert not [one for one in faulty.left() if not one.endswith((".part", ".holder"))]
    assert ended(faulty.start())[0] == 0
    assert not faulty.left() and set(faulty.ledger().values()) == {"done"} and len(faulty.ledger()) == len(AREAS)


@pytest.mark.reliability(
    "faults", "three batches are started on one folder at once", "one makes all; the others are told who does", tries=3
)
def test_batches_on_one_folder_at_once(faulty, tries):
    """Those that come too late end with status 2 and leave nothing."""
    found = [ended(process) for process in [faulty.start() for _ in range(tries)]]
    assert {status for status, _ in found} == {0, 2}  # the last may come when the first is done
    told = [err for status, err in found if status]
    assert not [err for err in told if not re.search(r"another run of cjtools is writing here \(process \d+ on ", err)]
    assert not faulty.left() and set(faulty.ledger().values()) == {"done"} and len(faulty.ledger()) == len(AREAS)


def test_checks_that_are_not_there_are_told():
    """A mistyped one would otherwise pass."""
    command = [sys.executable, batch_checks.__file__, "ctrlc"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "no such check: ctrlc; there are equality, faults, worker" in done.stderr


def test_what_runs_tell_of_themselves(faulty):
    """run.json is of the last run, also when there was nothing to do: a script reads it after its command."""
    assert ended(faulty.start("Fife", "Angus"))[0] == 0
    first = faulty.record()
    assert first["reports"] == {"asked for": 2, "up to date": 0, "made": 2, "failed": 0, "not reached": 0}
    assert (first["stopped"], first["processes"], first["warm kernels"], first["failures"]) == (None, 2, False, [])
    time.sleep(1)
    assert ended(faulty.start("Fife", "Angus"))[0] == 0
    second = faulty.record()
    assert second["reports"] == {"asked for": 2, "up to date": 2, "made": 0, "failed": 0, "not reached": 0}
    assert second["started"] > first["ended"] and second["reports a minute"] is None


@pytest.mark.parametrize(("runs", "state", "tries"), [([True, False], "done", 2), ([True, True], "failed", 1)])
def test_a_report_is_made_again_when_the_warm_process_died_under_it(tmp_path, monkeypatch, runs, state, tries):
    """Its kernel died with it and nothing is wrong with the report; any other failure is told at once."""
    tried = []

    def made(*_):
        tried.append(1)
        if len(tried) == 1:
            raise CjtoolsError(Problem("its kernel died (out of memory?)", "02_needs.ipynb"))
        return {"diversion.html": "x"}

    answers = iter(runs)
    monkeypatch.setattr(work, "_made", made)
    monkeypatch.setattr(work, "warm_process_runs", lambda: next(answers))
    result = work.make(Task("Fife", "fife", OUTCOME, YEAR, tmp_path))
    assert (result.state, len(tried)) == (state, tries)
