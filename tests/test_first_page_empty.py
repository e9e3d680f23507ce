"""A first page without figures says so, and why."""

import re
import shutil

import pytest
from html_lint import lint
from report_maker import made
from workbooks import ROOT

from cjtools.areas import SCOTLAND
from cjtools.intake.store import read_told
from cjtools.paths import folders
from cjtools.results.doors import open_study
from cjtools.results.study import Study
from cjtools.show import front


def study_without(catalogue, observations, source, outcome, area="orkney-islands"):
    """The study of an area and outcome as it is when no file of a source was read."""
    rows = observations[observations["source"] != source]
    return Study(catalogue.area(area), catalogue.outcome(outcome), "2024-25", catalogue, rows)


def says(study):
    """The words below 'What the evidence says'."""
    found = front.front(study).html.split("What the evidence says</h2>")[1].split("<h2")[0]
    return re.sub(r"<[^>]+>", "", found)


def test_without_its_workbook_the_section_says_why_it_is_empty(catalogue, observations):
    """It names each headline figure, the area and the publication that nothing was read of."""
    study = study_without(catalogue, observations, "hl1", "accommodation")
    assert study.headline_rows() == []
    said = says(study)
    assert said.startswith("There is nothing to say here yet. No figure is held for Orkney Islands of: ")
    for line in study.outcome.headline:
        assert study.indicator(line.indicator).name in said
    assert said.endswith("publication that has them: Homelessness in Scotland, additional tables.")
    assert '<ul class="says"></ul>' not in front.front(study).html


def test_a_figure_that_is_missing_beside_others_is_told(catalogue, observations):
    """It lists what is held, and names what is not with its own place, here the division's centres."""
    rows = observations[observations["measure"] != "custody_held"]
    study = Study(catalogue.area("orkney-islands"), catalogue.outcome("police-custody"), "2024-25", catalogue, rows)
    held = {indicator.id for indicator, _ in study.headline_rows()}
    lacking = {line.indicator for line in study.outcome.headline} - held
    assert held and lacking
    said = says(study)
    assert "nothing to say" not in said and "No file was read" not in said
    told = said.split("No figure is held for the custody centres of the Highlands and Islands police division of: ")[1]
    assert all(study.indicator(name).name in told for name in lacking)


@pytest.mark.parametrize("outcome", ["accommodation", "community-sentences"])
def test_nothing_is_said_where_every_figure_is_held(catalogue, observations, outcome):
    """It adds no sentence to a full section."""
    study = study_without(catalogue, observations, "", outcome)
    assert "No figure is held" not in says(study)


def test_the_page_without_figures_is_clean(catalogue, observations, processed, tmp_path):
    """It makes page and data of an outcome that only Scotland's printed figures are left of."""
    report = made(study_without(catalogue, observations, "hl1", "accommodation"), read_told(processed), tmp_path)
    assert lint(report.page) == []
    kept = {row["area_code"] for row in report.rows if row["indicator"].startswith("homeless_from") and row["value"]}
    assert kept <= {SCOTLAND}


def test_a_local_outcome_without_figures_says_so(tmp_path, processed, monkeypatch):
    """It makes the first page of an outcome of its own before its figures are there; its source has an edition only."""
    real, root = folders(), tmp_path / "home"
    (root / "data" / "raw" / "local").mkdir(parents=True)
    (root / "data" / "catalogue").symlink_to(real.catalogue)
    (root / "data" / "processed").symlink_to(processed)
    own = root / "data" / "raw" / "local" / "fife"
    shutil.copytree(ROOT / "docs" / "examples" / "local-outcome", own)
    (own / "figures.csv").unlink()
    sources = (
        (own / "sources.csv").read_text(encoding="utf-8").replace("local_rj_service,,", "local_rj_service,2024-25,")
    )
    (own / "sources.csv").write_text(sources, encoding="utf-8")
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    said = says(open_study("Fife", "restorative-justice", "2024-25"))
    assert said.startswith("There is nothing to say here yet. No figure is held for Fife of: ")
    assert said.endswith("Yearly return of the local restorative justice service (worked example).")
