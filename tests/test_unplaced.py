"""A custody centre that the list of places lacks: no sum of a division is short without a word."""

from dataclasses import replace

import pandas as pd
import pytest
from report_maker import ReportMaker
from workbooks import ROOT, as_csv

from cjtools.extract.layouts import OWN_TABLE
from cjtools.intake.build import build
from cjtools.intake.coverage import unheld
from cjtools.intake.store import read_observations
from cjtools.levels import UNPLACED
from cjtools.results.indicators import calculate

MISSING, DIVISION, OTHER = "CC-N3", "PD-N", "PD-P"


@pytest.fixture(scope="module")
def words(catalogue):
    """The catalogue without one of the three centres of the Highlands and Islands division."""
    return replace(catalogue, places=[place for place in catalogue.places if place["place_code"] != MISSING])


@pytest.fixture(scope="module")
def built(words, tmp_path_factory):
    """A folder with the tables of data/raw as built with that catalogue, and what the build told."""
    folder = tmp_path_factory.mktemp("unplaced")
    return folder, build(words, [ROOT / "data" / "raw"], folder, ROOT / "data" / "catalogue")


@pytest.mark.parametrize("name", ["custody_referrals", "custody_held", "custody_referral_rate"])
def test_no_division_has_a_figure_where_a_centre_is_not_known(words, built, results, name):
    """It shows no sum of any division, since the centre could be of each, and says why; centres keep their figures."""
    records = calculate(words.indicators[name], read_observations(built[0]), words)
    divisions = records[records["area_code"].str.startswith("PD-")]
    assert set(divisions["area_code"]) >= {DIVISION, OTHER}
    assert divisions["value"].isna().all() and set(divisions["marker"]) == {"[x]"}
    assert all("a custody centre that is not in the list of places" in note for note in divisions["note"])
    centre = "CC-N1"
    whole = results[name]
    same = [rows.loc[rows["area_code"] == centre, "value"].tolist() for rows in (records, whole)]
    assert same[0] == same[1] and len(same[0])
    assert not (records["area_code"] == UNPLACED).any()


def test_the_build_says_what_follows(built):
    """It names the centre by its cell, and says that no division has a figure until it is listed."""
    told = [str(problem) for problem in built[1].problems]
    assert len(told) == 1
    assert "sheet Table_1, cell B22" in told[0] and "no police division has a figure" in told[0]
    assert "add a line for it there (kind custody centre)" in told[0]


def test_the_report_gives_no_figure_and_the_reason(words, built, tmp_path):
    """It tells Orkney why there is no figure of its police division, and prints none."""
    report = ReportMaker(words, built[0], tmp_path).report("Orkney Islands", "police-custody")
    assert "a custody centre that is not in the list of places" in report.page
    rows = [row for row in report.rows if row["area_code"] == DIVISION and row["indicator"].startswith("custody_")]
    assert rows and all(row["value"] == row["numerator"] == "" for row in rows)


def test_a_figure_by_an_unknown_code_leaves_the_same_trace(words, tmp_path):
    """It treats a row of an own table alike: the row is refused, and the year's sums of divisions are withheld."""
    raw = tmp_path / "raw"
    raw.mkdir()
    cells = ["financial year", "total", "Total"]
    centres = {"2023-24": ("CC-N1", "CC-N2", "CC-N9"), "2024-25": ("CC-N1", "CC-N2")}
    rows = [
        ["custody_held", code, "", period, *cells, "40", "", "police_custody", "2024-25", "", ""]
        for period, codes in centres.items()
        for code in codes
    ]
    (raw / "centres.csv").write_text(as_csv([OWN_TABLE, *rows]), encoding="utf-8")
    told = build(words, [raw], tmp_path / "processed", ROOT / "data" / "catalogue")
    assert [problem.cell for problem in told.problems] == ["B4"]
    records = calculate(words.indicators["custody_held"], told.observations, words)
    sums = records[records["area_code"] == DIVISION].set_index("period")["value"]
    assert sums["2023-24"] != sums["2023-24"] and sums["2024-25"] == 80


def test_figures_of_unknown_centres_alone_are_none(catalogue):
    """It tells a measure as missing when only unknown centres have it."""
    key = {"measure": "custody_held", "breakdown": "total", "category": "Total", "source": "police_custody"}
    frame = pd.DataFrame([{**key, "area_code": UNPLACED, "value": None}])
    assert any("no figure of custody_held" in problem.found for problem in unheld(catalogue, frame))
