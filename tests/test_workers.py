"""Each report has one result, whatever becomes of the processes that make reports."""

import os
import signal
from types import SimpleNamespace

import fake_makers
import psutil
import pytest
from kernel_checks import gone

from cjtools.batch import workers
from cjtools.batch.planning import Task
from cjtools.batch.work import begin

pytestmark = pytest.mark.batch

AREAS = ["Fife", "Falkirk", "Angus", "Moray", "Orkney Islands"]


def tasks(folder, *areas):
    """Return a task for each area, below a folder that is there."""
    folder.mkdir(exist_ok=True)
    return [Task(area, area.lower().replace(" ", "-"), "diversion", "2024-25", folder) for area in areas]


def settled(folder, maker, *areas, jobs=2, seconds=300):
    """Return the results of fake reports in the order in which they came, and the processes that are left."""
    with workers.processes(jobs, str(folder)) as results:
        found = list(results(tasks(folder / "out", *areas), maker, seconds))
    return found


def loky():
    """Return the worker processes that this process has."""
    return [one for one in psutil.Process().children(recursive=True) if "LokyProcess" in " ".join(one.cmdline())]


def times_made(folder):
    """Return how often each report was made, by area."""
    return {path.parent.name: int(path.read_text()) for path in (folder / "out").glob("*/count.txt")}


@pytest.mark.reliability("faults", "a report kills its process, once or each time", "made again, or failing alone")
def test_one_that_dies_once_is_made_and_one_that_dies_always_fails_alone(tmp_path):
    """Every report has one result, and comes in its turn: one whose process died is tried before the rest."""
    found = settled(tmp_path, fake_makers.dying, *AREAS)
    assert sorted(result.task.area for result in found) == sorted(AREAS)
    assert {result.task.area: result.error for result in found if result.error} == {"Fife": workers.DIED}
    order = [result.task.area for result in found]
    assert max(order.index("Fife"), order.index("Falkirk")) < order.index("Moray")
    assert set(times_made(tmp_path)) == {"falkirk", "angus", "moray", "orkney-islands"}
    assert not loky()


@pytest.mark.reliability(
    "faults", "the process of a report hangs, or is stopped by a signal", "ended; that report fails alone"
)
@pytest.mark.parametrize("maker", [fake_makers.hanging, fake_makers.stopping])
def test_one_that_hangs_fails_when_its_time_is_over_and_the_others_are_made(tmp_path, monkeypatch, maker):
    """A worker that does not answer is ended; nothing waits for ever."""
    monkeypatch.setattr(workers, "SECONDS_BESIDE", 1)
    found = settled(tmp_path, maker, "Falkirk", "Fife", "Angus", seconds=7)
    assert {result.task.area: result.error for result in found} == {"Falkirk": "", "Angus": "", "Fife": workers.HUNG}
    assert not loky()


def test_one_process_is_this_one(tmp_path):
    """With --jobs 1 nothing is started."""
    found = settled(tmp_path, fake_makers.slow, "Fife", "Angus", jobs=1)
    assert [result.task.area for result in found] == ["Fife", "Angus"]
    assert (tmp_path / "out" / "begun-fife.txt").read_text() == str(os.getpid())


def test_no_more_processes_are_started_than_there_are_reports(tmp_path):
    """However many may be."""
    with workers.processes(24, str(tmp_path)) as results:
        coming = results(tasks(tmp_path / "out", "Falkirk", "Angus"), fake_makers.slow, 300)
        next(coming)
        assert len(loky()) == 2
        assert len(list(coming)) == 1


@pytest.mark.parametrize("asked", [None, "yes"])
def test_what_lies_in_the_working_folder_is_not_imported(tmp_path, monkeypatch, asked):
    """Nor does a kernel see how that is seen to."""
    (tmp_path / "queue.py").write_text("raise SystemExit('not that of Python')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if asked:
        monkeypatch.setenv("PYTHONSAFEPATH", asked)
    found = settled(tmp_path, fake_makers.telling_surroundings, "Falkirk", "Angus", "Moray")
    assert [result.error for result in found] == [str(asked)] * 3
    assert os.environ.get("PYTHONSAFEPATH") == asked


def test_a_run_that_is_left_in_the_middle_leaves_no_worker_and_no_warning(tmp_path, recwarn):
    """The caller breaks off: what is under way is ended, not waited for."""
    with workers.processes(2, str(tmp_path)) as results:
        coming = results(tasks(tmp_path / "out", *AREAS), fake_makers.hanging, 300)
        assert next(coming).task.area != "Fife"
        started = loky()
        coming.close()
    assert len(started) == 2 and all(gone(one.pid) for one in started)
    assert not [str(one.message) for one in recwarn if "joblib" in str(one.filename)]


@pytest.mark.parametrize(
    ("cores", "gigabytes", "is_warm", "processes"),
    [(2, 20, False, 2), (2, 20, True, 3), (8, 2.5, True, 4), (16, 0.3, True, 1), (1, 20, False, 1)],
)
def test_as_many_processes_as_cores_and_memory_allow(monkeypatch, cores, gigabytes, is_warm, processes):
    """600 MB each; one more than cores where kernels are forked; never none."""
    monkeypatch.setattr(workers, "cpu_count", lambda: cores)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=gigabytes * 1e9))
    monkeypatch.setattr(workers, "LIMITS_OF_A_CONTAINER", [])
    assert workers.fitting(is_warm) == processes


@pytest.mark.parametrize(("limit", "processes"), [("1300000000\n", 2), ("max\n", 8), (None, 8), ("100\n", 1)])
def test_a_container_that_is_allowed_less_gets_fewer_processes(tmp_path, monkeypatch, limit, processes):
    """1.3 GB have room for two; the machine itself has plenty."""
    if limit:
        (tmp_path / "limit").write_text(limit)
    monkeypatch.setattr(workers, "cpu_count", lambda: 8)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=64e9))
    monkeypatch.setattr(workers, "LIMITS_OF_A_CONTAINER", [tmp_path / "limit"])
    assert workers.fitting(is_warm=False) == processes


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.reliability("faults", "the owner of a worker is killed", "the worker ends, with its temporary files")
def test_a_worker_leaves_ctrl_c_to_its_owner_and_ends_with_it(tmp_path):
    """Its temporary files go with it."""
    folder, read, write = tmp_path / "tmp", *os.pipe()
    folder.mkdir()
    owner = os.fork()
    if not owner:
        mine = os.getpid()
        worker = os.fork()
        if not worker:
            begin(mine, str(folder), {})
            os.kill(os.getpid(), signal.SIGINT)
            os.write(write, str(os.getpid()).encode())
        signal.pause()
        os._exit(0)
    worker = int(os.read(read, 20))
    assert psutil.pid_exists(worker) and folder.is_dir()
    os.kill(owner, signal.SIGKILL)
    os.waitpid(owner, 0)
    assert gone(worker)
    assert not folder.exists()
