"""The commands on evidence, as an analyst gives them, and what a report does with evidence that has faults."""

import openpyxl
import pytest
from click.testing import CliRunner

from cjtools import catalogue
from cjtools.cli import cli
from cjtools.evidence.check import EvidenceError, evidence_of
from cjtools.paths import folders


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
