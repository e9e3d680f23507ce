"""Killed without warning, at any moment and at each file: nothing half stands there, and the same command finishes.

What is killed is a child of this process, which begins where a command would be with all its modules loaded.
"""

import os
import random
import shutil
import signal
import time

import pytest
import stand_ins
from conftest import ROOT
from stand_ins import OUTCOME, YEAR, made, parts
from test_build import own_table
from test_readers import edition

from cjtools import catalogue as catalogues
from cjtools import writing
from cjtools.batch.ledger import DONE, Ledger
from cjtools.evidence.cells import WORKBOOK
from cjtools.intake.build import build, is_current
from cjtools.publish.folder import read_before, replace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
AREAS = ("Fife", "Moray", "Angus")


def child(what):
    """Do something in a child of this process; return its id."""
    found = os.fork()
    if not found:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            what()
        finally:
            os._exit(1)
    return found


def killed_after(seconds, what):
    """Do something and kill it after some seconds; return whether it had not ended before."""
    found = child(what)
    time.sleep(seconds)
    os.kill(found, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(found, 0)[1])


def killed_at_file(number, what):
    """Do something that is killed when so many files are on the disk and one more is written, but not in its place."""
    fsync, left = os.fsync, [None] * number

    def write(stream):
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left.pop()
        fsync(stream)

    def patched():
        writing.os.fsync = write
        what()

    return os.WIFSIGNALED(os.waitpid(child(patched), 0)[1])


def duration(what):
    """Return how many seconds something takes."""
    started = time.monotonic()
    what()
    return time.monotonic() - started


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project that all tests here work in."""
    with pytest.MonkeyPatch.context() as patch:
        yield stand_ins.project(tmp_path_factory.mktemp("kills") / "home", patch)


@pytest.fixture(scope="module")
def undisturbed(home):
    """What a run leaves that met nothing."""
    stand_ins.run(home, *AREAS)
    return made(home / "outputs" / YEAR)


def all_is_true(out, undisturbed):
    """Check what a killed run has left: each file whole, and the ledger right in what it says."""
    there = {name: text for name, text in made(out / YEAR).items() if not name.rpartition("/")[2].startswith(".")}
    reports = [name for name in there if f"/{OUTCOME}" in name or "/notebooks/" in name]
    assert all(there[name] == undisturbed[name] for name in reports)
    assert all(text.rstrip().endswith(b"</html>") for name, text in there.items() if name.endswith("index.html"))
    ledger = Ledger(out / YEAR)
    assert not ledger.is_torn
    for key, row in ledger.rows.items():
        assert row["state"] == DONE and row["files_sha256"] == ledger._files_sha256(*key)


@pytest.mark.batch
@pytest.mark.reliability(
    "faults",
    "a batch is killed at a random moment",
    "nothing half stands there; a rerun gives the same bytes",
    tries=20,
)
def test_a_batch_that_is_killed_at_any_moment(home, undisturbed, tmp_path, tries):
    """Also several times before it comes to its end."""
    takes = duration(lambda: stand_ins.run(home, *AREAS, out=tmp_path / "timed"))
    chance, killed = random.Random(9), 0
    for number in range(tries):
        out = tmp_path / str(number // 2)
        killed += killed_after(chance.uniform(0.02, takes), lambda out=out: stand_ins.run(home, *AREAS, out=out))
        if (out / YEAR).is_dir():
            all_is_true(out, undisturbed)
        if number % 2:
            stand_ins.run(home, *AREAS, out=out)
            assert made(out / YEAR) == undisturbed and not parts(out)
    assert killed > tries / 3


@pytest.mark.batch
@pytest.mark.reliability(
    "faults",
    "a batch is killed at its first file, at its second, and so on",
    "nothing half stands there; then the same bytes",
    tries=20,
)
def test_a_batch_that_is_killed_at_each_file(home, undisturbed, tmp_path, tries):
    """Between a file that is written and its place, where a kill leaves a part of it."""
    number, left = 1, 0
    while killed_at_file(number, lambda: stand_ins.run(home, AREAS[0], out=tmp_path / str(number))):  # noqa: B023
        out = tmp_path / str(number)
        left += bool(parts(out))
        all_is_true(out, undisturbed)
        stand_ins.run(home, *AREAS, out=out)
        assert made(out / YEAR) == undisturbed and not parts(out)
        number += 1
    assert number > tries and left > tries / 2


def test_a_run_that_is_killed_says_that_it_began_and_not_that_it_ended(home, tmp_path):
    """run.json would else tell of the run before it."""
    out = tmp_path / "outputs"
    stand_ins.run(home, "Fife", out=out)
    before = (out / YEAR / "run.json").read_text(encoding="utf-8")
    assert '"ended": "' in before
    writes = 2  # who holds the lock, and that it began
    assert killed_at_file(writes, lambda: stand_ins.run(home, "Fife", out=out, force=True))
    after = (out / YEAR / "run.json").read_text(encoding="utf-8")
    assert '"ended": null' in after and f'"process": {os.getpid()},' not in after


@pytest.mark.reliability(
    "faults",
    "a publication is killed at a random moment, and at each file",
    "no page is half; then the same bytes",
    tries=24,
)
def test_a_publication_that_is_killed(tmp_path, tries):
    """Every page that the index leads to is there, of the old version or the new."""
    to, old, new, chance = tmp_path / "to", edition(1), edition(2), random.Random(8)
    replace(to, old, read_before(to))
    shutil.copytree(to, tmp_path / "old")
    takes = duration(lambda: replace(to, new, read_before(to)))
    expected, at_file = made(to), tries // 2
    for number in range(tries):
        shutil.rmtree(to)
        shutil.copytree(tmp_path / "old", to)
        if number < at_file:
            assert killed_at_file(number, lambda: replace(to, new, read_before(to)))
        else:
            killed_after(chance.uniform(0, takes), lambda: replace(to, new, read_before(to)))
        texts = {name: text for name, text in made(to).items() if name.endswith(".html") and "/." not in f"/{name}"}
        assert all(text in (of[name].content() for of in (old, new) if name in of) for name, text in texts.items())
        led_to = [part.split('"')[0] for part in texts["index.html"].decode().split('<li><a href="')[1:]]
        assert led_to and all(name in texts for name in led_to)
        replace(to, new, read_before(to))
        assert made(to) == expected and not parts(to)


@pytest.mark.reliability(
    "faults", "a build is killed at each file", "not taken for built; then the same bytes", tries=6
)
def test_a_build_that_is_killed_at_each_file(tmp_path, catalogue, tries):
    """Its tables are made again, and what it left is gone."""
    (tmp_path / "raw").mkdir()
    own_table(tmp_path / "raw" / "a.csv", {})
    processed, words = tmp_path / "processed", ROOT / "data" / "catalogue"
    given = catalogue, [tmp_path / "raw"], processed, words
    build(*given)
    expected = made(processed)
    for number in range(1, tries + 1):
        assert killed_at_file(number, lambda: build(*given)) and parts(processed)
        assert not is_current(processed, given[1], words)
        build(*given)
        assert made(processed) == expected and is_current(processed, given[1], words) and not parts(processed)


@pytest.mark.reliability(
    "faults", "a command that writes an evidence workbook is killed", "no half workbook; then written"
)
@pytest.mark.parametrize("command", ["new", "upgrade"])
def test_evidence_that_is_killed(tmp_path, monkeypatch, command):
    """The one that was there is as it was."""
    from click.testing import CliRunner

    from cjtools.cli import cli

    root = stand_ins.lay_out(tmp_path / "home")
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    words = catalogues.load()
    monkeypatch.setattr(catalogues, "load", lambda root=None: words)
    own = root / "data" / "raw" / "local" / "fife"
    if command == "upgrade":
        CliRunner().invoke(cli, ["evidence", "new", "fife"], catch_exceptions=False)
    before = made(own)
    for number in range(2):
        assert killed_at_file(number, lambda: CliRunner().invoke(cli, ["evidence", command, "fife"]))
        assert {name: text for name, text in made(own).items() if not name.startswith(".")} == before and parts(own)
    assert CliRunner().invoke(cli, ["evidence", command, "fife"]).exit_code == 0
    assert len(made(own)) == len(before) + 1 and WORKBOOK in made(own) and not parts(own)
