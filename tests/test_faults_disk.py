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
from stand_ins import OUTCOME, YEAR, parts
from stand_ins import made as bytes_of
from test_build import own_table

from cjtools import cli, clock, writing
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
    return bytes_of(home / "outputs" / YEAR)


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
    tries=20,
)
def test_a_disk_that_is_full_at_any_file_of_a_batch(home, undisturbed, tmp_path, monkeypatch, tries):
    """Reports, ledger, pages above them, the record of the run: each is the first that has no room, once."""
    count = writes(monkeypatch, lambda: stand_ins.run(home, "Fife", out=tmp_path / "counted"))
    assert count > tries
    for room in range(1, count):  # the first says who holds the lock: nothing depends on it
        out = tmp_path / str(room)
        said = full_from(monkeypatch, room, lambda out=out: stand_ins.run(home, "Fife", out=out))
        assert FULL in said and str(out / YEAR) in said and not parts(out)
        there = bytes_of(out / YEAR)
        assert all(there[name] == undisturbed[name] for name in there if name.startswith(f"fife/{OUTCOME}"))
        stand_ins.run(home, "Fife", out=out)
        assert bytes_of(out / YEAR) == undisturbed and not parts(out)


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
        assert bytes_of(out / YEAR) == undisturbed
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
    new = bytes_of(tmp_path / "processed")
    own_table(tmp_path / "raw" / "a.csv", {})
    count = writes(monkeypatch, lambda: build(*given))
    assert count == 7
    own_table(tmp_path / "raw" / "a.csv", {}, {"period": "2021-22"})
    for room in range(1, count):
        assert FULL in full_from(monkeypatch, room, lambda: build(*given))
        assert not is_current(tmp_path / "processed", given[1], given[3]) and not parts(tmp_path)
    build(*given)
    assert bytes_of(tmp_path / "processed") == new and is_current(tmp_path / "processed", given[1], given[3])


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
    expected = bytes_of(to)
    for room in range(count):
        shutil.rmtree(to)
        shutil.copytree(tmp_path / "old", to)
        assert FULL in full_from(monkeypatch, room, lambda: replace(to, new, read_before(to)))
        texts = {name: text for name, text in bytes_of(to).items() if name.endswith(".html")}
        assert all(text in (of[name].content() for of in (old, new) if name in of) for name, text in texts.items())
        assert all(part.split('"')[0] in texts for part in texts["index.html"].decode().split('href="')[1:])
        assert not parts(to)
        replace(to, new, read_before(to))
        assert bytes_of(to) == expected


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
    before = {name: text for name, text in bytes_of(own).items()}

    def asked():
        CliRunner().invoke(cli.cli, ["evidence", command, "fife"], catch_exceptions=False)

    said = full_from(monkeypatch, 1, asked)
    assert FULL in said and ".xlsx" in said and ".part" not in said
    assert bytes_of(own) == before and not parts(own)
    (own / ".evidence.xlsx.0a1b2c3d.part").touch()  # as one that was killed leaves it
    asked()
    assert len(bytes_of(own)) == len(before) + 1 and not parts(own)


AS_ORDINARY = """
import click, powers, stand_ins
from pathlib import Path
from cjtools import cli
from cjtools.publish.folder import File, Before, replace
from cjtools.paths import folders

root = folders().root
powers.give_up()
"""
INSTEAD = "cli.cli = click.Command('asked', callback=lambda: {})\n"
PUBLISH = 'replace(root / "site", {"changes.csv": File(lambda: b"x", "2026-01-01")}, Before())'


@pytest.mark.batch
@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize(
    ("locked", "done", "command"),
    [
        ("outputs/2024-25", 'stand_ins.run(root, "Fife")', ()),
        ("outputs/2024-25/fife", 'stand_ins.run(root, "Fife")', ()),
        ("data/processed", "", ("build",)),
        ("site", PUBLISH, ()),
        ("data/raw/local/fife", "", ("evidence", "new", "fife")),
    ],
    ids=["outputs", "one area", "processed tables", "published folder", "evidence"],
)
@pytest.mark.reliability(
    "faults", "a folder that may not be written", "told in a sentence that names it; nothing is left"
)
def test_a_folder_that_may_not_be_written_is_named(tmp_path, locked, done, command):
    """By an ordinary user, also where an administrator runs the tests."""
    root = stand_ins.lay_out(tmp_path / "home")
    (root / "data" / "raw").mkdir()
    own_table(root / "data" / "raw" / "a.csv", {})
    folder = root / locked
    folder.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    env = os.environ | {"CJTOOLS_HOME": str(root), "PYTHONPATH": path}
    before = bytes_of(folder)
    folder.chmod(0o555)
    try:
        code = AS_ORDINARY + (INSTEAD.format(done) if done else "") + "cli.main()"
        call = [sys.executable, "-c", code, *command]
        refused = subprocess.run(call, env=env, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    finally:
        folder.chmod(0o755)
    assert "Traceback" not in refused.stderr and bytes_of(folder) == before and not parts(folder)
    if locked.endswith("2024-25/fife"):  # the report fails; then its area's page cannot be written either
        row = Ledger(root / "outputs" / YEAR).rows["fife", OUTCOME]
        assert row["state"] == "failed" and row["error"].endswith("Permission denied")
    assert refused.returncode == 2
    last = refused.stderr.splitlines()[-1]
    assert last.startswith(("error: fife/", f"error: {folder}")) and last.endswith("Permission denied")


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
    for module in (clock, run_record):
        monkeypatch.setattr(module, "datetime", Clock)
    stand_ins.run(home, "Fife", out=out)
    monkeypatch.setattr(Clock, "year_shown", 2001)
    assert stand_ins.run(home, "Fife", out=out) == ([], 1)
    (out / YEAR / "fife" / f"{OUTCOME}.csv").write_text("changed", encoding="utf-8")
    assert len(stand_ins.run(home, "Fife", out=out)[0]) == 1
    assert Ledger(out / YEAR).rows["fife", OUTCOME]["finished"].startswith("2001-")
    record = json.loads((out / YEAR / "run.json").read_text(encoding="utf-8"))
    assert record["ended"] < record["started"] and record["seconds"] >= 0 and record["reports a minute"] > 0
    assert bytes_of(out / YEAR) == undisturbed


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
