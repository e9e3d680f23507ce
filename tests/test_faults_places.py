"""Something in the way of one file stops that file, and what cannot be without it; when it is gone, all is as it was.

With stand-ins for reports; what becomes of the bytes is compared with a run that met nothing.
"""

import errno
import json
import os
import shutil

import pytest
import stand_ins
from stand_ins import OUTCOME, YEAR, made, parts

from cjtools import writing
from cjtools.errors import CjtoolsError
from cjtools.writing import HOLDER, LOCK, lock, write_atomically, write_below

AREAS = ("Fife", "Moray")
HAS_PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")


def fault(tried, comes, *values, marks=()):
    """Return the values of one case, with its row of docs/reliability.md."""
    return pytest.param(*values, marks=[pytest.mark.reliability("faults", tried, comes), *marks], id=tried)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project that all tests here work in, each with its own folder of outputs."""
    with pytest.MonkeyPatch.context() as patch:
        yield stand_ins.project(tmp_path_factory.mktemp("places") / "home", patch)


@pytest.fixture(scope="module")
def undisturbed(home):
    """What a run leaves that met nothing."""
    stand_ins.run(home, *AREAS)
    return made(home / "outputs" / YEAR)


@pytest.fixture
def out(tmp_path):
    """The folder of outputs of one test, not made yet."""
    return tmp_path / "outputs"


def states(out):
    """Return what became of each report and why, as the ledger says."""
    from cjtools.batch.ledger import Ledger

    return {area: (row["state"], row["error"]) for (area, _), row in Ledger(out / YEAR).rows.items()}


def beside_outputs(path):
    """Return the folder in which that of outputs stands."""
    return next(folder.parent for folder in path.parents if folder.name == "outputs")


def a_folder(path):
    path.mkdir(parents=True)
    (path / "precious.txt").write_text("years of work")


def a_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("years of work")


def a_link_elsewhere(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    a_folder(beside_outputs(path) / "elsewhere")
    path.symlink_to(beside_outputs(path) / "elsewhere")


def a_dangling_link(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(beside_outputs(path) / "nowhere")


def a_pipe(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


TAKE_AWAY = {
    a_folder: "a folder stands where this file is to be written: take it away",
    a_file: "a file stands where its folder has to be: take it away",
    a_link_elsewhere: "a link leads out of the folder: take it away",
}
ALONE = "this report fails and says what to take away; the others are made; then a rerun gives the same bytes"


@pytest.mark.parametrize(
    ("put", "name"),
    [
        fault("a folder in the place of a report's page", ALONE, a_folder, f"fife/{OUTCOME}.html"),
        fault("a folder in the place of a report's table", ALONE, a_folder, f"fife/{OUTCOME}.csv"),
        fault("a folder in the place of an older PDF of a report", ALONE, a_folder, f"fife/{OUTCOME}.pdf"),
        fault("a file in the place of an area's folder", ALONE, a_file, "fife"),
        fault("a file in the place of the folder of notebooks", ALONE, a_file, "fife/notebooks"),
        fault("an area's folder is a link to another place", ALONE, a_link_elsewhere, "fife"),
        fault("a folder of notebooks is a link to another place", ALONE, a_link_elsewhere, "fife/notebooks"),
    ],
)
def test_what_is_in_the_way_of_one_report_fails_it_alone(home, undisturbed, out, put, name):
    """What stands there stays, with all that is in it."""
    put(out / YEAR / name)
    if name == "fife":  # its page cannot be written either
        with pytest.raises(CjtoolsError, match=TAKE_AWAY[put]):
            stand_ins.run(home, *AREAS, out=out)
    else:
        results, _ = stand_ins.run(home, *AREAS, out=out)
        assert [result.state for result in results] == ["failed", "done"]
    state, error = states(out)["fife"]
    assert state == "failed" and states(out)["moray"] == ("done", "")
    assert error.startswith("fife/") and str(out) not in error
    if not name.endswith(".pdf"):
        assert TAKE_AWAY[put] in error
    record = json.loads((out / YEAR / "run.json").read_text(encoding="utf-8"))
    assert [one["error"] for one in record["failures"]] == [error]
    assert f"{OUTCOME}.html" in (out / YEAR / "moray" / "index.html").read_text(encoding="utf-8")
    assert [path.read_text() for path in out.parent.rglob("precious.txt")] == ["years of work"] * (put is not a_file)
    path = out / YEAR / name
    path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
    assert len(stand_ins.run(home, *AREAS, out=out)[0]) == 1
    assert made(out / YEAR) == undisturbed and not parts(out)


def test_without_that_rule_the_batch_stops(home, out, monkeypatch):
    """The control: a folder in the way of one report would be the end of all."""
    monkeypatch.setattr("cjtools.batch.run.OF_ONE_PLACE", frozenset())
    a_folder(out / YEAR / "fife" / f"{OUTCOME}.html")
    with pytest.raises(IsADirectoryError):
        stand_ins.run(home, *AREAS, out=out)
    assert states(out) == {}


@pytest.mark.parametrize(
    "put",
    [
        fault("a link that leads nowhere in the place of a page", "it is replaced", a_dangling_link),
        fault("a pipe in the place of a page", "it is replaced; nothing waits", a_pipe, marks=[HAS_PIPES]),
    ],
)
def test_what_is_only_a_name_is_replaced(home, undisturbed, out, put):
    """Nothing is written where a link leads, and nobody waits for the other end of a pipe."""
    put(out / YEAR / "fife" / f"{OUTCOME}.html")
    assert [result.state for result in stand_ins.run(home, *AREAS, out=out)[0]] == ["done", "done"]
    assert made(out / YEAR) == undisturbed
    assert not (out.parent / "nowhere").exists()


REST = "all else is made; the run says what to take away"


@pytest.mark.parametrize(
    "name",
    [
        fault("a folder in the place of the index", REST, "index.html"),
        fault("a folder in the place of an area's page", REST, "fife/index.html"),
    ],
)
def test_a_page_that_cannot_be_written_stops_no_other(home, undisturbed, out, name):
    """The reports are there, and run.json names the page."""
    a_folder(out / YEAR / name)
    with pytest.raises(CjtoolsError, match=f"{name}: {TAKE_AWAY[a_folder]}"):
        stand_ins.run(home, *AREAS, out=out)
    there = {each for each in made(out / YEAR) if not each.endswith("precious.txt")}
    assert there == undisturbed.keys() - {name}
    record = json.loads((out / YEAR / "run.json").read_text(encoding="utf-8"))
    assert record["pages not written"] == [f"{name}: {TAKE_AWAY[a_folder]}"] and record["reports"]["made"] == 2
    shutil.rmtree(out / YEAR / name)
    assert stand_ins.run(home, *AREAS, out=out) == ([], 2)
    assert made(out / YEAR) == undisturbed


STOPS = "the run stops before a report is made, and names it"


@pytest.mark.parametrize(
    ("put", "name"),
    [
        fault("a folder in the place of the ledger", STOPS, a_folder, "ledger.csv"),
        fault("a pipe in the place of the ledger", STOPS, a_pipe, "ledger.csv", marks=[HAS_PIPES]),
        fault("a folder in the place of run.json", STOPS, a_folder, "run.json"),
        fault("a link in the place of the lock", STOPS, a_link_elsewhere, LOCK),
        fault("a folder in the place of the lock", STOPS, a_folder, LOCK),
    ],
)
def test_what_is_in_the_way_of_all_stops_the_run(home, undisturbed, out, put, name):
    """Half an hour of reports that nobody can write down would be lost."""
    put(out / YEAR / name)
    with pytest.raises(OSError, match=name) as caught:
        stand_ins.run(home, *AREAS, out=out, maker=lambda *_: pytest.fail("one was made"))
    assert caught.value.errno and not parts(out)
    path = out / YEAR / name
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    stand_ins.run(home, *AREAS, out=out)
    assert made(out / YEAR) == undisturbed


@pytest.mark.reliability("faults", "others' tables in the outputs: in another encoding, no table at all", "they stay")
def test_tables_of_others_stop_nothing(home, undisturbed, out):
    """A copy that a spreadsheet program saved in its own way stays where it was put."""
    odd = {
        "copy.csv": "Gebühr;Straße\n1;2\n".encode("cp1252"),
        "wide.csv": b'"' + b"a" * 200_000,
        "empty.csv": b"",
        "null.csv": b"\0\0\xff\n",
    }
    for name, content in odd.items():
        a_file(out / YEAR / "fife" / name)
        (out / YEAR / "fife" / name).write_bytes(content)
    assert [result.state for result in stand_ins.run(home, *AREAS, out=out)[0]] == ["done", "done"]
    there = made(out / YEAR)
    assert {name: there[f"fife/{name}"] for name in odd} == odd
    assert all(there[name] == text for name, text in undisturbed.items() if name != "fife/datapackage.json")


class Taken:
    """Windows, where a file that another program has open cannot be replaced."""

    def __init__(self, monkeypatch, name, times):
        self.name, self.times, self.replace = name, times, os.replace
        monkeypatch.setattr(writing, "HAS_FILES_TAKEN", True)
        monkeypatch.setattr(writing, "SECONDS_BETWEEN_TRIES", (0, 0, 0, 0))
        monkeypatch.setattr(writing.os, "replace", self)

    def __call__(self, part, path):
        if path.name == self.name and self.times > 0:
            self.times -= 1
            raise PermissionError(errno.EACCES, "Access is denied", str(part))
        self.replace(part, path)


@pytest.mark.reliability(
    "faults", "a report is open in another program (Windows) for a moment", "it is tried again and replaced"
)
def test_a_file_that_is_open_for_a_moment_is_waited_for(tmp_path, monkeypatch):
    """As while a virus scanner or OneDrive reads it."""
    taken = Taken(monkeypatch, "a.html", 4)
    write_atomically(tmp_path / "a.html", "new")
    assert (tmp_path / "a.html").read_text() == "new" and not taken.times


@pytest.mark.reliability(
    "faults", "a report stays open in another program (Windows)", "this report fails and names the file to close"
)
def test_a_report_that_is_open_in_another_program_is_named(home, undisturbed, out, monkeypatch):
    """The others are made; closed, it is made by the same command."""
    stand_ins.run(home, "Fife", out=out)
    with monkeypatch.context() as patch:
        Taken(patch, f"{OUTCOME}.csv", 5)
        results, _ = stand_ins.run(home, *AREAS, out=out, force=True)
    assert [result.state for result in results] == ["failed", "done"]
    said = "cannot be replaced: it is open in another program, or may not be written; close it there"
    assert states(out)["fife"][1] == f"fife/{OUTCOME}.csv: {said}"
    assert not parts(out)
    stand_ins.run(home, *AREAS, out=out)
    assert made(out / YEAR) == undisturbed


@pytest.mark.reliability("faults", "two batches on one folder", "the second is told which process holds it, since when")
def test_who_holds_a_folder_is_told(home, out):
    """By process and machine: the folder may be on a shared drive."""
    told = rf"another run of cjtools is writing here \(process {os.getpid()} on .*, since \d{{4}}-.* UTC\)"
    with lock(out / YEAR), pytest.raises(CjtoolsError, match=told):
        stand_ins.run(home, "Fife", out=out)
    assert [path.name for path in (out / YEAR).iterdir()] == [LOCK]


@pytest.mark.reliability(
    "faults", "a lock, a note of its holder and half-written files of a process that is gone", "none of them counts"
)
def test_what_a_killed_process_left_is_no_lock(home, undisturbed, out):
    """A lock is held by a process, not by a file."""
    for name in (LOCK, HOLDER, ".index.html.0a1b2c3d.part", f"fife/.{OUTCOME}.csv.0a1b2c3d.part"):
        a_file(out / YEAR / name)
    stand_ins.run(home, *AREAS, out=out)
    assert made(out / YEAR) == undisturbed and not parts(out)


def test_files_are_written_together_or_not_at_all(tmp_path, monkeypatch):
    """A disk that is full before the last is written leaves the older ones as they were."""
    old = {f"{name}.txt": f"old {name}" for name in "abc"}
    write_below(tmp_path, old)
    calls = []

    def full(_):
        calls.append(1)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(OSError, match=r"c\.txt"):
        write_below(tmp_path, {name: "new" for name in old})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old
