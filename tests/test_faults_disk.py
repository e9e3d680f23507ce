"""A disk that is full, a folder that may not be written, a clock that goes back: told in words, and nothing is lost."""

import datetime as time_of_day
import errno
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import stand_ins
from click.testing import CliRunner
from conftest import ROOT
from stand_ins import OUTCOME, YEAR, made, parts
from test_build import own_table

from cjtools import cli, writing
from cjtools.batch import ledger as ledgers
from cjtools.batch import run_record
from cjtools.batch.ledger import Ledger
from cjtools.errors import CjtoolsError
from cjtools.intake.build import build, is_current
from cjtools.publish.folder import File, read_before, replace

FULL = "No space left on device"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project that all tests here work in."""
    with pytest.MonkeyPatch.context() as patch:
        yield stand_ins.project(tmp_path_factory.mktemp("disk") / "home", patch)


@pytest.fixture(scope="module")
def undisturbed(home):
    """What a run leaves that met nothing."""
    stand_ins.run(home, "Fife")
    return made(home / "outputs" / YEAR)


class Disk:
    """A disk that is full from some write on, until it has room again; counts the writes."""

    def __init__(self, room):
        self.left, self.count, self.fsync = room, 0, os.fsync

    def __call__(self, number):
        self.count += 1
        if self.count > self.left:
            raise OSError(errno.ENOSPC, FULL)
        self.fsync(number)


def writes(monkeypatch, what):
    """Return how many files something writes."""
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", disk := Disk(10_000))
        what()
    return disk.count


def full_from(monkeypatch, room, what):
    """Do something on a disk with room for so many files; return what it said of that, in its own words."""
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", Disk(room))
        try:
            what()
        except (OSError, CjtoolsError) as error:
            return str(error)
    return ""


@pytest.mark.batch
@pytest.mark.reliability(
    "faults",
    "the disk is full: from the first file of a batch on, the second, and so on",
    "the run stops in words; older files stay whole; with room again it finishes with the same bytes",
    tries=25,
)
def test_a_disk_that_is_full_at_any_file_of_a_batch(home, undisturbed, tmp_path, monkeypatch, tries):
    """Reports, ledger, pages above them, the record of the run: each is the first that has no room, once."""
    count = writes(monkeypatch, lambda: stand_ins.run(home, "Fife", out=tmp_path / "counted"))
    assert count >= tries
    for room in range(1, count):  # the first says who holds the lock: nothing depends on it
        out = tmp_path / str(room)
        said = full_from(monkeypatch, room, lambda out=out: stand_ins.run(home, "Fife", out=out))
        assert FULL in said and str(out / YEAR) in said and not parts(out)
        there = made(out / YEAR)
        assert all(there[name] == undisturbed[name] for name in there if name.startswith(f"fife/{OUTCOME}"))
        stand_ins.run(home, "Fife", out=out)
        assert made(out / YEAR) == undisturbed and not parts(out)


def mounted(folder, *options):
    """Return whether a small disk in memory was put in the place of a folder."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)]
    return bool(shutil.which("mount")) and not subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.batch
@pytest.mark.reliability("faults", "a real disk of 100 kB", "the run stops in words; given room it finishes")
def test_a_small_disk(home, undisturbed, tmp_path):
    """No stand-in for the system: it says itself that there is no room."""
    out = tmp_path / "disk"
    if not mounted(out, "-o", "size=100k"):
        pytest.skip("disks may not be mounted here")
    try:
        with pytest.raises(OSError, match=FULL):
            stand_ins.run(home, "Fife", out=out)
        assert not parts(out)
        assert mounted(out, "-o", "remount,size=20m")
        stand_ins.run(home, "Fife", out=out)
        assert made(out / YEAR) == undisturbed
    finally:
        subprocess.run(["umount", str(out)], check=True)


@pytest.mark.reliability(
    "faults",
    "the disk is full: at any file of a build",
    "told, and not taken for built; then built to the same bytes",
)
def test_a_disk_that_is_full_at_any_file_of_a_build(tmp_path, catalogue, monkeypatch):
    """Tables of which some are new and some old never pass for a build."""
    (tmp_path / "raw").mkdir()
    given = catalogue, [tmp_path / "raw"], tmp_path / "processed", ROOT / "data" / "catalogue"
    own_table(tmp_path / "raw" / "a.csv", {}, {"period": "2021-22"})
    build(*given)
    new = made(tmp_path / "processed")
    own_table(tmp_path / "raw" / "a.csv", {})
    count = writes(monkeypatch, lambda: build(*given))
    assert count == 7
    own_table(tmp_path / "raw" / "a.csv", {}, {"period": "2021-22"})
    for room in range(1, count):
        assert FULL in full_from(monkeypatch, room, lambda: build(*given))
        assert not is_current(tmp_path / "processed", given[1], given[3]) and not parts(tmp_path)
    build(*given)
    assert made(tmp_path / "processed") == new and is_current(tmp_path / "processed", given[1], given[3])


def published(tmp_path, version):
    """Return files for readers, whose pages lead to tables; the index to all, which are others in each version."""
    pages = {f"{area}/{name}.html" for area in ("fife", "moray") for name in ("index", f"v{version}", "both")}
    texts = {name: f"<h1>{name} {version}</h1>" for name in pages}
    texts |= {
        "index.html": f"{version}" + "".join(f'<a href="{name}">' for name in sorted(pages)),
        "changes.csv": "x\n",
    }
    return {name: File(text.encode, f"2026-01-0{version}T00:00:00Z") for name, text in texts.items()}


@pytest.mark.reliability(
    "faults", "the disk is full: at any file of a publication", "no page is half; then published to the same bytes"
)
def test_a_disk_that_is_full_at_any_file_of_a_publication(tmp_path, monkeypatch):
    """Every link of the index that stands there leads to a page that stands there."""
    to, old, new = tmp_path / "to", published(tmp_path, 1), published(tmp_path, 2)
    replace(to, old, read_before(to))
    shutil.copytree(to, tmp_path / "old")
    count = writes(monkeypatch, lambda: replace(to, new, read_before(to)))
    expected = made(to)
    for room in range(count):
        shutil.rmtree(to)
        shutil.copytree(tmp_path / "old", to)
        assert FULL in full_from(monkeypatch, room, lambda: replace(to, new, read_before(to)))
        texts = {name: text for name, text in made(to).items() if name.endswith(".html")}
        assert all(text in (of[name].content() for of in (old, new) if name in of) for name, text in texts.items())
        assert all(part.split('"')[0] in texts for part in texts["index.html"].decode().split('href="')[1:])
        assert not parts(to)
        replace(to, new, read_before(to))
        assert made(to) == expected


@pytest.mark.reliability(
    "faults", "the disk is full while an evidence workbook is written", "told; no half workbook stands there"
)
@pytest.mark.parametrize("command", ["new", "upgrade"])
def test_a_disk_that_is_full_when_evidence_is_written(tmp_path, monkeypatch, command):
    """The workbook that is there stays as it is."""
    root = stand_ins.lay_out(tmp_path / "home")
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    own = root / "data" / "raw" / "local" / "fife"
    if command == "upgrade":
        CliRunner().invoke(cli.cli, ["evidence", "new", "fife"], catch_exceptions=False)
    before = {name: text for name, text in made(own).items()}

    def asked():
        CliRunner().invoke(cli.cli, ["evidence", command, "fife"], catch_exceptions=False)

    said = full_from(monkeypatch, 1, asked)
    assert FULL in said and ".xlsx" in said and ".part" not in said
    assert made(own) == before and not parts(own)
    (own / ".evidence.xlsx.0a1b2c3d.part").touch()  # as one that was killed leaves it
    asked()
    assert len(made(own)) == len(before) + 1 and not parts(own)


AS_ORDINARY = "import powers; powers.give_up(); from cjtools.cli import main; main()"


@pytest.mark.batch
@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize(
    ("locked", "command"),
    [
        ("outputs/2024-25", ("report", "--area", "fife", "--jobs", "1", "--no-warm")),
        ("data/processed", ("build",)),
        ("site", ("publish", "--to", "site/2024-25")),
        ("data/raw/local/fife", ("evidence", "new", "fife")),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
@pytest.mark.reliability("faults", "a folder that may not be written", "status 2, and a sentence that names it")
def test_a_folder_that_may_not_be_written_is_named(tmp_path, locked, command):
    """By an ordinary user, also where an administrator runs the tests."""
    root = stand_ins.lay_out(tmp_path / "home")
    shutil.copytree(ROOT / "data" / "raw" / "published", root / "data" / "raw" / "published")
    env = os.environ | {
        "CJTOOLS_HOME": str(root),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
    }

    def ask(code="from cjtools.cli import main; main()", given=command):
        done = [sys.executable, "-c", code, *given]
        return subprocess.run(done, env=env, cwd=root, capture_output=True, text=True, timeout=300, check=False)

    if command[0] == "report":
        ask(given=("build",))
    if command[0] == "publish":
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CJTOOLS_HOME", str(root))
            stand_ins.run(root, "Fife")
    folder = root / locked
    folder.mkdir(parents=True, exist_ok=True)
    before = made(folder)
    folder.chmod(0o555)
    try:
        refused = ask(AS_ORDINARY)
    finally:
        folder.chmod(0o755)
    assert refused.returncode == 2 and "Traceback" not in refused.stderr
    last = refused.stderr.splitlines()[-1]
    assert last.startswith(f"error: {folder}") and last.endswith("Permission denied")
    assert made(folder) == before and not parts(folder)


class Clock(time_of_day.datetime):
    """A clock that somebody sets."""

    year_shown = 2031

    @classmethod
    def now(cls, zone=None):
        """Return a moment, each time one earlier than before."""
        cls.count = getattr(cls, "count", 0) + 1
        return time_of_day.datetime(cls.year_shown, 6, 1, tzinfo=zone) - time_of_day.timedelta(minutes=cls.count)


@pytest.mark.reliability(
    "faults",
    "the clock is set back between runs, and goes backwards in them",
    "what is up to date stays so, what changed is made",
)
def test_a_clock_that_is_set_back(home, undisturbed, tmp_path, monkeypatch):
    """Nothing is made again for it, nothing is left as it is for it, and no run takes less than no time."""
    out = tmp_path / "outputs"
    for module in (ledgers, run_record, writing):
        monkeypatch.setattr(module, "datetime", Clock)
    stand_ins.run(home, "Fife", out=out)
    monkeypatch.setattr(Clock, "year_shown", 2001)
    assert stand_ins.run(home, "Fife", out=out) == ([], 1)
    (out / YEAR / "fife" / f"{OUTCOME}.csv").write_text("changed", encoding="utf-8")
    assert len(stand_ins.run(home, "Fife", out=out)[0]) == 1
    assert Ledger(out / YEAR).rows["fife", OUTCOME]["finished"].startswith("2001-")
    record = json.loads((out / YEAR / "run.json").read_text(encoding="utf-8"))
    assert record["ended"] < record["started"] and record["seconds"] >= 0 and record["reports a minute"] > 0
    assert made(out / YEAR) == undisturbed


@pytest.mark.reliability("faults", "the times of all files are others", "what files hold counts")
def test_times_of_files_do_not_count(home, tmp_path):
    """As after a copy, a restore from a backup, or a clock that was wrong."""
    out, chance = tmp_path / "outputs", random.Random(2)
    stand_ins.run(home, "Fife", out=out)
    for _ in range(3):
        for path in [*out.rglob("*"), *(home / "data").rglob("*"), *(home / "notebooks").rglob("*")]:
            moment = chance.randrange(0, 4_000_000_000)
            os.utime(path, (moment, moment))
        assert stand_ins.run(home, "Fife", out=out) == ([], 1)
    path = home / "data" / "catalogue" / "markers.csv"
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    os.utime(path, (1, 1))
    try:
        assert len(stand_ins.run(home, "Fife", out=out)[0]) == 1
    finally:
        path.write_bytes(before)
