"""An area's own figures over several runs: what one run should not have shown, the next hides and tells."""

import csv
import json
import shutil
import sys
from copy import deepcopy
from types import SimpleNamespace

import pytest
import yaml
from report_maker import made
from workbooks import ROOT

from cjtools import cli
from cjtools.batch import run as batch
from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import DONE, Ledger
from cjtools.batch.work import Result
from cjtools.intake.store import read_told
from cjtools.paths import folders
from cjtools.results.doors import open_study

OUTCOME, YEAR, SMALL = "restorative-justice", "2024-25", "2020-21"
REPORT = ["report", "--area", "fife", "--outcome", OUTCOME, "--year", YEAR]


@pytest.fixture
def home(tmp_path, processed, monkeypatch):
    """A project with the worked example as Fife's, a rule that hides too little, and reports made without kernels."""
    real, root = folders(), tmp_path / "home"
    (root / "data" / "raw" / "local").mkdir(parents=True)
    (root / "data" / "catalogue").mkdir()
    for path in real.catalogue.iterdir():
        if path.name != "disclosure.yaml":
            (root / "data" / "catalogue" / path.name).symlink_to(path)
    rules = yaml.safe_load((real.catalogue / "disclosure.yaml").read_text(encoding="utf-8"))
    rules["weak"] = {**deepcopy(rules["local-default"]), "threshold": 2, "minimum_width": 1}
    (root / "data" / "catalogue" / "disclosure.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    (root / "data" / "processed").symlink_to(processed)
    (root / "notebooks").symlink_to(real.notebooks)
    shutil.copytree(ROOT / "docs" / "examples" / "local-outcome", root / "data" / "raw" / "local" / "fife")
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    monkeypatch.setattr(cli, "build_when_needed", lambda *_: None)
    monkeypatch.setattr(batch, "make", make)
    monkeypatch.setattr(batch.site, "write_indexes", lambda *_: SimpleNamespace(not_written=[]))
    return root


def make(task, _seconds):
    """Make a report in this process."""
    study = open_study(task.area, task.outcome, task.year, task.compare)
    made(study, read_told(folders().processed), task.out)
    return Result(task, DONE)


def report(monkeypatch, capsys):
    """Run the command; return its status and what it complained of."""
    monkeypatch.setattr(sys, "argv", ["cjtools", *REPORT])
    try:
        cli.main()
        status = 0
    except SystemExit as stop:
        status = stop.code
    return status, capsys.readouterr().err


def of_small_year(home):
    """Value, numerator and marker of the percentage of the year with 3, as the CSV has them."""
    path = home / "outputs" / YEAR / "fife" / f"{OUTCOME}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["indicator"] == "local_rj_completion"]
    found = [row for row in rows if row["period"] == SMALL and row["area_code"] == "S12000047"]
    return [(row["value"], row["numerator"], row["marker"]) for row in found]


def record(home):
    """The run record."""
    return json.loads((home / "outputs" / YEAR / "fife" / f"{OUTCOME}.json").read_text(encoding="utf-8"))


@pytest.mark.reliability(
    "disclosure",
    "a stricter rule after a weaker one",
    "what was shown is hidden now, and the partnership alone is told so",
)
def test_a_stronger_rule_hides_what_a_weaker_one_showed(home, monkeypatch, capsys):
    """It shows 3 of 12 under the weak rule; under the usual one it shows neither, tells so each time, and goes on."""
    own = home / "data" / "raw" / "local" / "fife"
    (own / "disclosure.yaml").write_text("profile: weak\n", encoding="utf-8")
    status, said = report(monkeypatch, capsys)
    assert (status, said) == (0, "") and of_small_year(home) == [("25", "3", "")]
    assert record(home)["disclosure"] == {"rule": "weak", "warnings": 0} and not (own / "warnings.csv").exists()

    (own / "disclosure.yaml").unlink()
    status, said = report(monkeypatch, capsys)
    assert status == 0 and of_small_year(home) == [("", "", "[c]")]
    cell = next(n for n, line in enumerate((own / "figures.csv").read_text().splitlines(), 1) if ",3,," in line)
    told = [line for line in said.splitlines() if line.startswith("warning: ")]
    assert (
        f"warning: local/fife/figures.csv, cell H{cell}: local_rj_completed, S12000047, {SMALL}: is hidden now" in said
    )
    assert record(home)["disclosure"] == {"rule": "local-default", "warnings": len(told)}
    with (own / "warnings.csv").open(encoding="utf-8", newline="") as stream:
        kept = list(csv.DictReader(stream))
    assert len(kept) == len(told) and f"H{cell}" in {row["cell"] for row in kept}

    # the third run makes nothing and tells the same; a reader of the outputs is told nothing of it
    assert report(monkeypatch, capsys) == (0, said)
    for path in (home / "outputs").rglob("*"):
        if path.is_file():
            assert b"is hidden now" not in path.read_bytes(), path.name


@pytest.mark.batch
def test_figures_put_right_end_the_warnings(home, monkeypatch, capsys):
    """It takes the file of warnings away when there is nothing to warn of any more."""
    own = home / "data" / "raw" / "local" / "fife"
    (own / "warnings.csv").write_text("found\nold\n", encoding="utf-8")
    assert report(monkeypatch, capsys) == (0, "")
    assert not (own / "warnings.csv").exists()


@pytest.mark.batch
def test_the_run_record_names_the_areas_own_files(home, monkeypatch, capsys):
    """It lists figures.csv with its source, not its hash, among the inputs; a changed figure makes the report old."""
    report(monkeypatch, capsys)
    own = home / "data" / "raw" / "local" / "fife"
    inputs = {row["file"]: row for row in record(home)["inputs"] if row["status"] == "local"}
    assert {f"local/fife/{name}" for name in ("figures.csv", "measures.csv", "sources.csv")} <= set(inputs)
    assert not any("released" in name or "warnings" in name for name in inputs)
    mine = inputs["local/fife/figures.csv"]
    # by its hash the figures hidden in a small file could be tried out
    assert mine["sha256"] == "" and all(not row["sha256"] for row in inputs.values())
    assert (mine["source"], mine["edition"]) == ("local_rj_service", "2024-25")

    def is_current():
        return Ledger(home / "outputs" / YEAR).is_current("fife", OUTCOME, Inputs(folders()))

    assert is_current()
    (own / "figures.csv").write_text((own / "figures.csv").read_text().replace(",52,", ",53,"), encoding="utf-8")
    assert not is_current()


def test_a_file_that_is_refused_fails_with_its_report_alone(home, monkeypatch, capsys):
    """It names cell and fault once, where the report fails, and not as a warning."""
    own = home / "data" / "raw" / "local" / "fife"
    (own / "figures.csv").write_text((own / "figures.csv").read_text().replace(",52,", ",52.5,"), encoding="utf-8")
    monkeypatch.setattr(batch, "make", batch_make)
    status, said = report(monkeypatch, capsys)
    assert status == 1 and "warning:" not in said
    assert "local/fife/figures.csv, cell H" in said and "has figures that are no counts" in said and "52.5" not in said


def batch_make(task, seconds):
    """Fail as a report fails that cannot be made."""
    from cjtools.errors import CjtoolsError

    try:
        return make(task, seconds)
    except CjtoolsError as error:
        return Result(task, "failed", error=str(error))
