"""Long checks of a batch: ``python tests/batch_checks.py [equality] [faults]``, both by default; ``make faults``.

*equality*: the same reports by plain papermill in ordinary kernels and by the command in several ways; every published
file is compared to the byte. *faults*: the command is ended, or a part of it killed, while it makes reports; what it
leaves behind is counted, it is run again, and its files are compared with those of an undisturbed run.

The project is copied first, so that nothing is changed here and edits made meanwhile change nothing there. With
``--folder`` the copy is kept and a check that was ended goes on where it stopped.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from distributed import Client
from stand_ins import OF_RUN

ROOT = Path(__file__).resolve().parents[1]
OF_PROJECT = ("cjtools", "notebooks", "data/catalogue", "data/raw", "docs/examples", "tests", "GLOSSARY.md")
YEAR = "2024-25"
AREAS = ("orkney-islands", "fife", "glasgow-city", "angus", "na-h-eileanan-siar")
OUTCOMES = (
    "diversion",
    "police-custody",
    "bail-supervision",
    "community-sentences",
    "health-social-care",
    "accommodation",
    "employability",
    "voluntary-throughcare",
)
OWN = ("fife", "restorative-justice")  # the worked example of evidence of an area's own
MARK = "CJTOOLS_CHECKED"  # in the environment of all that a check starts, so that it can be counted
SECONDS_TO_GO = 5
KILLS = 5  # of one batch, one after the other
SECONDS_TO_ACT = 600  # until a run has come as far as a fault is to meet it: this may share its cores with much else


class Project:
    """A copy of the project, and what is started in it.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    """

    def __init__(self, folder):
        self.home, self.temporary, self._mark = folder / "project", folder / "tmp", secrets.token_hex(8)
        self.outputs = folder / "outputs"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.env = {
            **{name: text for name, text in os.environ.items() if not name.startswith("CJTOOLS_")},
            **{"PYTHONPATH": str(self.home), "TMPDIR": str(self.temporary), MARK: self._mark},
            "PYTHONDONTWRITEBYTECODE": "1",
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        }
        if self.home.is_dir():
            return
        ignored = shutil.ignore_patterns("__pycache__", ".*", "scratch")
        for name in OF_PROJECT:
            source, target = ROOT / name, self.home / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(source, target)
        own = self.home / "docs" / "examples" / "local-outcome"
        shutil.copytree(own, self.home / "data" / "raw" / "local" / OWN[0])
        self.run("build", allowed=(0, 1))

    def start(self, *arguments, **options):
        """Start a command of its own session, so that Ctrl-C can be pressed for it alone."""
        command = [sys.executable, "-m", "cjtools.cli", *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
        return subprocess.Popen(command, cwd=self.home, env=self.env, start_new_session=True, **pipes)

    def run(self, *arguments, allowed=(0,)):
        """Run a command to its end; return what it printed on both."""
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode in allowed, f"{arguments}: status {process.returncode}\n{out}\n{err}"
        return out + err

    def processes(self):
        """Return the processes that were started here; see :func:`marked`."""
        return marked(self._mark)

    def left(self, but=()):
        """Return what is left after some seconds; see :func:`left`."""
        return left(self._mark, self.temporary, self.outputs, but)


def marked(mark):
    """Return the processes that were started with a mark, whoever is their parent now: id -> command line."""
    found = {}
    for process in psutil.process_iter():
        try:
            # what it was started with, also when a kernel has another environment since
            environment = Path(f"/proc/{process.pid}/environ").read_bytes()
            if f"{MARK}={mark}".encode() in environment and process.status() != psutil.STATUS_ZOMBIE:
                found[process.pid] = " ".join(process.cmdline())
        except (OSError, psutil.Error):
            continue
    return found


def left(mark, temporary, outputs, but=()):
    """Return what a run has left behind after some seconds: processes, temporary folders, half-written files.

    Parameters
    ----------
    mark : str
        That it was started with.
    temporary, outputs : Path
    but : iterable of int
        Processes that were there before.

    Returns
    -------
    list of str
    """
    end = time.monotonic() + SECONDS_TO_GO
    while True:
        found = [f"{pid} {said[:90]}" for pid, said in marked(mark).items() if pid not in but]
        found += [str(path) for path in temporary.iterdir() if path.name.startswith(("cjtools", "joblib"))]
        found += [str(path) for path in outputs.rglob(".*.*")]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.1)


def plain(task, _seconds=0):
    """Make a report with ``papermill.execute_notebook`` as it comes; in a module, because workers import it by name."""
    import nbformat
    import papermill

    from cjtools.batch.ledger import DONE
    from cjtools.batch.work import Result, files_of
    from cjtools.intake.store import sha256_of
    from cjtools.make import runner
    from cjtools.paths import folders

    root, executed, hashes = folders(), {}, {}
    for step in task.kind.steps:
        path = root.notebooks / f"{step}.ipynb"
        options = {"parameters": task.parameters, "cwd": str(root.notebooks), "progress_bar": False}
        node = papermill.execute_notebook(str(path), None, **options)
        # times and paths, which no two runs share, are taken out as they are for every report
        executed[step] = nbformat.writes(runner._without_run(node)) + "\n"
        hashes[step] = sha256_of(path)
    return Result(task, DONE, 0.0, files=files_of(task, executed, hashes))


def plain_batch(out, areas, outcomes):
    """Make reports with plain papermill, two at a time, in the project that CJTOOLS_HOME names."""
    from batch_checks import plain

    from cjtools import catalogue
    from cjtools.batch import planning, run
    from cjtools.paths import folders

    pairs = planning.choose(catalogue.load(), areas, outcomes, YEAR, local=folders().local)
    run.run(planning.plan(pairs, YEAR, out), run.How(2), maker=plain)


def published(folder):
    """Return the published files below a folder: name -> bytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in OF_RUN)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(one, other):
    """Return the names of files that are not in both folders with the same bytes."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def asked(areas, outcomes, seed):
    """Return the options that name areas and outcomes, in an order of their own for each seed."""
    areas, outcomes = list(areas), list(outcomes)
    random.Random(seed).shuffle(areas)
    random.Random(seed + 1).shuffle(outcomes)
    return [part for area in areas for part in ("--area", area)] + [
        part for outcome in outcomes for part in ("--outcome", outcome)
    ]


@contextmanager
def dask(project, workers=2):
    """Start a Dask cluster as one does by hand; yield its address, the scheduler and the process of the workers."""
    told = project.temporary / f"scheduler-{secrets.token_hex(4)}.json"
    command, common = [sys.executable, "-m", "dask"], ["--scheduler-file", str(told), "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": project.env, "cwd": project.home}
    one_each = ["--nthreads", "1", "--nworkers", str(workers), "--local-directory", str(project.temporary)]
    scheduler = subprocess.Popen([*command, "scheduler", "--host", "127.0.0.1", "--port", "0", *common], **quiet)
    wait_for(told.is_file)
    worker = subprocess.Popen([*command, "worker", *one_each, *common], **quiet)
    try:
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=SECONDS_TO_ACT)
        yield address, scheduler, worker
    finally:
        for process in (worker, scheduler):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        told.unlink(missing_ok=True)


def wait_for(is_so, seconds=SECONDS_TO_ACT):
    """Wait until something is so, and return it."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, "did not come about"
        time.sleep(0.05)
    return found


def equality(project, areas, outcomes):
    """Make the same reports in several ways and compare all that is published; return how many files differ."""
    own = ["--area", OWN[0], "--outcome", OWN[1]]
    first, faults = project.outputs / "plain", 0
    for chosen in ((areas, outcomes), OWN):
        names = [",".join([one] if isinstance(one, str) else one) for one in chosen]
        env = project.env | {"CJTOOLS_HOME": str(project.home)}
        command = [sys.executable, __file__, "plain", first, *names]
        # kernels that are shut down the usual way say a line each
        done = subprocess.run(command, env=env, cwd=project.home, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    expected = published(first)
    size = sum(map(len, expected.values()))
    reports = sum(name.count("/") == 2 and name.endswith("-data.html") for name in expected)
    print(f"plain papermill: {reports} reports, {len(expected):,} files, {size:,} bytes", flush=True)
    ways = {"jobs 3": ["--jobs", 3], "dask": [], "jobs 1": ["--jobs", 1], "no warm": ["--no-warm", "--jobs", 1]}
    for seed, (name, options) in enumerate(ways.items(), start=1):
        out, started = project.outputs / name.replace(" ", "-"), time.monotonic()
        with dask(project) if name == "dask" else _nothing() as cluster:
            to = ["--out", out, *options, *(["--cluster", cluster[0]] if cluster else [])]
            project.run("report", *own, *to)
            project.run("report", *asked(areas, outcomes, seed), *to)
        other = differences(expected, published(out))
        faults += len(other)
        print(f"{name}: {time.monotonic() - started:.0f} s, {len(other)} files differ {other[:5] or ''}", flush=True)
    return faults


@contextmanager
def _nothing():
    """Yield nothing: a run without a cluster."""
    yield None


class Faults:
    """What can happen to a run: each does it, and returns which status the command is to end with."""

    def __init__(self, project, process, cluster):
        self.project, self.process, self.cluster = project, process, cluster
        self.count = 1  # how many faults it was in the end

    def _kill(self, part, status):
        """Kill the newest process with a part in its command line."""
        found = wait_for(lambda: [pid for pid, said in self.project.processes().items() if part in said])
        os.kill(max(found), signal.SIGKILL)
        return status

    def _warm(self):
        """Return the warm process: kernels have its command line, but it is the command's own child."""
        return next(
            one.pid for one in psutil.Process(self.process.pid).children() if "server" in " ".join(one.cmdline())
        )

    def worker(self):
        """A worker of this machine: its reports are made by another."""
        return self._kill("LokyProcess", 0)

    def kernel(self):
        """A kernel: its report fails, with the command that makes it alone; one that just starts is started again."""

        warm = self._warm()
        os.kill(wait_for(lambda: psutil.Process(warm).children())[0].pid, signal.SIGKILL)
        return 0, 1

    def warm_process(self):
        """The warm process: reports under way are made again, later ones by ordinary kernels."""
        os.kill(self._warm(), signal.SIGKILL)
        return 0

    def parent(self):
        """The command itself, without a chance to tidy up."""
        self.process.kill()
        return -signal.SIGKILL

    def killed_often(self):
        """The command, again and again: while it starts, in its middle, at its end."""
        chance = random.Random(9)
        for _ in range(KILLS):
            self.process.kill()
            self.process.communicate()
            self.count += 1
            self.process = self.project.start(*self.process.args[3:])
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(chance.uniform(1, 15))
        self.process.kill()
        return -signal.SIGKILL, 0

    def disk_full(self):
        """No file of some size can be written any more: the run stops in words, and what was there stays whole."""
        psutil.Process(self.process.pid).rlimit(psutil.RLIMIT_FSIZE, (1_000, 1_000))
        return 2

    def clock_back(self):
        """The times of all files change while reports are made of them: those are made again by the next run."""
        chance = random.Random(9)
        for folder in (self.project.home / "data", self.project.home / "notebooks"):
            for path in folder.rglob("*"):
                with suppress(OSError):  # a part that has got its name meanwhile
                    os.utime(path, (moment := chance.randrange(2_000_000_000), moment))
        return 0

    def ctrl_c(self):
        """Ctrl-C in a terminal, which reaches the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return 130

    def terminated(self):
        """Asked to end, as by a scheduler of jobs."""
        self.process.terminate()
        return 130

    def dask_worker(self):
        """A worker of a cluster: its nanny starts another."""
        children = psutil.Process(self.cluster[2].pid).children(recursive=True)
        found = [one for one in children if "spawn_main" in " ".join(one.cmdline())]
        found[0].kill()
        return 0

    def scheduler(self):
        """The scheduler of a cluster: nobody is left who could make reports."""
        self.cluster[1].kill()
        return 2


def faults(project, names, count=6):
    """Let each fault meet a batch of some reports, then run it again; return how many kinds were not got over, and
    how many faults there were in all.
    """
    # so many reports that it is still under way when the first is there
    wanted = ["report", *asked(("orkney-islands",), OUTCOMES[:count], 0)]
    expected_in, not_got_over, injected = project.outputs / "undisturbed", 0, 0
    project.run(*wanted, "--out", expected_in)
    expected = published(expected_in)
    for name in names:
        out = project.outputs / name
        shutil.rmtree(out, ignore_errors=True)
        on_cluster = name in ("dask_worker", "scheduler")
        with dask(project) if on_cluster else _nothing() as cluster:
            before = project.processes()
            to = ["--out", out, *(["--cluster", cluster[0]] if cluster else ["--jobs", 2])]
            process = project.start(*wanted, *to)
            wait_for(lambda out=out, process=process: process.poll() is not None or list(out.rglob("*-data.html")))
            fault = Faults(project, process, cluster)
            due = getattr(fault, name)()
            _, err = fault.process.communicate()
            injected += fault.count
            # killed between the files of its first report and the ledger, a run has none
            told = sum(path.read_text(encoding="utf-8").count(",done,") for path in out.rglob("ledger.csv"))
            due = due if isinstance(due, tuple) else (due,)
            status = fault.process.returncode
            wrong = [] if status in due else [f"status {status}, not {due}"]
            wrong += ["a traceback"] if "Traceback" in err else []
            if not on_cluster:
                wrong += [f"left: {one}" for one in project.left(before)]
        project.run(*wanted, "--out", out, "--jobs", 2)
        wrong += [f"differs: {one}" for one in differences(expected, published(out))]
        not_got_over += bool(wrong)
        said = [line for line in err.splitlines() if line.strip()]
        print(f"{name}: {told} of {count} done, then {'; '.join(wrong) or 'the same bytes, nothing left'}", flush=True)
        print("".join(f"    {line[:150]}\n" for line in said[-4:]), end="", flush=True)
    return not_got_over, injected


def main():
    """Do the checks asked for; return the status to end with."""
    if sys.argv[1:2] == ["plain"]:
        plain_batch(Path(sys.argv[2]), sys.argv[3].split(","), sys.argv[4].split(","))
        return 0
    # begun in the background of a script it would hand down that Ctrl-C is ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [name for name in vars(Faults) if not name.startswith("_")]
    known = ["equality", "faults", *names]
    parser.add_argument("checks", nargs="*", default=["equality", "faults"], help=f"of {', '.join(known)}")
    parser.add_argument("--folder", type=Path, help="of the copy, which is kept")
    parser.add_argument("--areas", type=int, default=len(AREAS))
    parser.add_argument("--outcomes", type=int, default=len(OUTCOMES))
    given = parser.parse_args()
    if unknown := sorted(set(given.checks) - set(known)):
        parser.error(f"no such check: {', '.join(unknown)}; there are {', '.join(known)}")
    with tempfile.TemporaryDirectory(prefix="cjtools-check-") as folder:
        project = Project(given.folder.resolve() if given.folder else Path(folder))
        asked_for = AREAS[: given.areas], OUTCOMES[: given.outcomes]
        differ = equality(project, *asked_for) if "equality" in given.checks else 0
        wanted = [name for name in names if name in given.checks or "faults" in given.checks]
        not_got_over, injected = faults(project, wanted, min(6, given.outcomes)) if wanted else (0, 0)
    told = f"{not_got_over} of {len(wanted)} kinds of fault ({injected} faults in all) were not got over"
    print(f"{differ} files differ, {told}")
    return 1 if differ or not_got_over else 0


if __name__ == "__main__":
    sys.exit(main())
