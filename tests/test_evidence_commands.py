"""The commands on evidence, as an analyst gives them, and what a report does with evidence that has faults."""

import os
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import ROOT

from cjtools import catalogue
from cjtools.cli import cli
from cjtools.errors import CjtoolsError
from cjtools.evidence.check import EvidenceError, evidence_of
from cjtools.paths import folders
from cjtools.results.local import input_files, with_figures, with_local
from cjtools.results.own_use import draws_on_own


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project with the real catalogue and no evidence."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalogue").symlink_to(folders().catalogue)
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    return tmp_path


def run(*arguments):
    """Return (status, printed on both, problems of an error)."""
    done = CliRunner().invoke(cli, ["evidence", *arguments])
    problems = getattr(done.exception, "problems", [])
    return done.exit_code, done.output, "\n".join(map(str, problems))


def test_new_check_and_upgrade_one_after_the_other(home):
    status, printed, _ = run("new", "Fife")
    path = home / "data" / "raw" / "local" / "fife" / "evidence.xlsx"
    assert status == 0 and printed == "data/raw/local/fife/evidence.xlsx\n" and path.is_file()
    assert run("check", "fife")[0] == 0
    book = openpyxl.load_workbook(path)
    book["Answers"]["B3"] = "4-P99"
    book.save(path)
    status, printed, _ = run("check", "fife")
    assert status == 1 and "evidence.xlsx: 6 faults" in printed
    assert "sheet Answers, cell B3: Question is '4-P99'" in printed
    status, printed, _ = run("upgrade", "fife")
    new = path.with_name("evidence-upgraded.xlsx")
    assert status == 0 and openpyxl.load_workbook(new)["Answers"]["B3"].value == "4-P99"
    assert run("upgrade", "fife")[2].startswith("data/raw/local/fife/evidence-upgraded.xlsx: is there already")


def test_what_is_there_is_never_written_over(home):
    run("new", "fife")
    path = home / "data" / "raw" / "local" / "fife" / "evidence.xlsx"
    path.write_bytes(b"a partner's work")
    _, _, problems = run("new", "fife")
    assert "is there already" in problems and path.read_bytes() == b"a partner's work"


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("check", "fife"), "there is no evidence yet. To do: begin with: cjtools evidence new fife"),
        (("upgrade", "orkney"), "begin with: cjtools evidence new orkney-islands"),
        (("new", "Scotland"), "evidence is of one council area, not of Scotland"),
        (("new", "Fyfe"), "area 'Fyfe' is not known. Did you mean Fife?"),
    ],
)
def test_what_cannot_be_done_is_told(home, arguments, said):
    assert said in run(*arguments)[2]


@pytest.mark.reliability(
    "files",
    "evidence, figures, a rule of disclosure or a table of its own that is a link to a drive which is not there, or a "
    "pipe",
    "refused in words, not taken for none",
)
@pytest.mark.parametrize("way", ["link", "pipe"])
@pytest.mark.parametrize(
    "name", ["evidence.xlsx", "evidence", "figures.csv", "disclosure.yaml", "measures.csv", "outcomes"]
)
def test_what_is_there_and_cannot_be_read_is_not_taken_for_none(home, observations, name, way):
    """A report would say that nothing is recorded."""
    words = catalogue.load()
    area = words.area("fife")
    folder = home / "data" / "raw" / "local" / "fife"
    shutil.copytree(ROOT / "docs" / "examples" / "local-outcome", folder)
    stands = folder / name
    shutil.rmtree(stands) if stands.is_dir() else stands.unlink(missing_ok=True)
    if way == "link":
        stands.symlink_to(home / "drive" / name)
    else:
        os.mkfifo(stands)
    with pytest.raises(CjtoolsError) as raised:
        with_local(words, area, folder)
        evidence_of(words, area, folder)
        with_figures(observations, with_local(words, area, folder), area, folder)
    said = "no folder that can be read" if "." not in name else "is no file that can be read, but a folder, a pipe"
    assert said in str(raised.value) and name in str(raised.value) and "To do: " in str(raised.value)


@pytest.mark.reliability(
    "files", "an area's folder, or the one of all areas, is a link to a drive that is not there",
    "refused by every command",
)  # fmt: skip
@pytest.mark.parametrize("place", ["local", "local/fife"])
def test_a_drive_that_is_not_connected_is_not_taken_for_no_evidence(home, processed, monkeypatch, place):
    """Pages without evidence would replace those with."""
    (home / "data" / "processed").symlink_to(processed)
    link = home / "data" / "raw" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(home / "drive")
    monkeypatch.setattr("cjtools.cli.build_when_needed", lambda *_: None)
    said = f"data/raw/{place}: is a link that leads nowhere, so nothing in it can be read. To do: connect the drive"
    for words in (
        ("evidence", "new", "fife"),
        ("evidence", "check", "fife"),
        ("evidence", "upgrade", "fife"),
        ("requests", "fife"),
        ("report", "--area", "fife"),
    ):
        done = CliRunner().invoke(cli, words)
        assert said in "\n".join(map(str, done.exception.problems)), words
    assert draws_on_own(catalogue.load(), "diversion", home / "data" / "raw" / "local" / "fife")
    assert not (home / "outputs").exists()


def test_a_linked_folder_of_evidence_is_among_what_reports_are_made_of(home):
    """What stands on a shared drive changes there; links below it are not followed, for they may lead round."""
    drive, folder = home / "drive", home / "data" / "raw" / "local" / "fife"
    drive.mkdir()
    folder.mkdir(parents=True)
    (drive / "services.csv").write_text("service\n", encoding="utf-8")
    (drive / "round").symlink_to(drive)
    (folder / "evidence").symlink_to(drive)
    assert input_files(folder) == [folder / "evidence" / "services.csv"]
    assert input_files(home / "nowhere") == []


def test_signs_that_are_taken_out_are_told(home):
    """Emoji that are joined come apart, and nobody would know why."""
    run("new", "fife")
    path = home / "data" / "raw" / "local" / "fife" / "evidence.xlsx"
    book = openpyxl.load_workbook(path)
    book["Answers"]["D3"] = "A family: \U0001f468\u200d\U0001f469, and\r\na line"
    book["Answers"]["D4"] = "turned \u202eround"
    book.save(path)
    assert (
        "note: data/raw/local/fife/evidence.xlsx, sheet Answers, cell D3, D4: signs that no eye can see (\\u200d, "
        "\\u202e) are taken out, so that joined emoji come apart"
    ) in run("check", "fife")[1]


def test_a_report_tells_where_faults_are_and_nothing_of_what_stands_there(home):
    """Its error stands in the ledger and on the index, for everybody to read."""
    run("new", "fife")
    folder = home / "data" / "raw" / "local" / "fife"
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    for column, value in enumerate(("4-P16", "workforce", "CHI 0305901234", "1/2/2025", "theme"), 2):
        book["Answers"].cell(3, column, value)
    book.save(folder / "evidence.xlsx")
    words = catalogue.load()
    with pytest.raises(EvidenceError) as raised:
        evidence_of(words, words.area("fife"), folder)
    assert str(raised.value) == (
        "data/raw/local/fife/evidence.xlsx, sheet Answers, cell G3: has 3 faults; the first is here. "
        "To do: see what is wrong: cjtools evidence check fife"
    )
