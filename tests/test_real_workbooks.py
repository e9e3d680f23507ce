"""The real workbooks, where they are at hand: spot values read with openpyxl, and agreement with our own tables.

Runs only when CJTOOLS_REAL_WORKBOOKS names the folder that holds them.
"""

import csv
import os
import warnings
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from workbooks import ROOT

from cjtools.intake.build import build
from cjtools.intake.inspection import describe
from cjtools.intake.store import read_observations

FOLDER = Path(os.environ.get("CJTOOLS_REAL_WORKBOOKS", "nowhere"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="CJTOOLS_REAL_WORKBOOKS names no folder")

CRIME = "recorded-crime-2024-25-bulletin-tables.xlsx"
PROCEEDINGS = "criminal-proceedings-scotland-2022-23-main-tables.xlsx"
RECONVICTIONS = "reconvictions-2017-18-offender-cohort-main-publication-tables.xlsx"
POPULATION = "nrs-mid-year-population-estimates-1998-2018.xlsx"
OLD_CRIME = "statistics-gov-scot-slice-recorded-crime.csv"
HOMELESS = "statistics-gov-scot-sparql-homelessness-applications.csv"
SCOTLAND = "S92000003"
KEY = ["measure", "area_code", "period", "period_type", "breakdown", "category"]


@pytest.fixture(scope="module")
def real(catalogue, tmp_path_factory):
    """The real files built on their own, with the own tables that the slice of reconvictions is compared with."""
    raw = tmp_path_factory.mktemp("raw")
    for path in [*FOLDER.iterdir(), ROOT / "data" / "raw" / "published" / "reconvictions.csv"]:
        (raw / path.name).symlink_to(path.resolve())
    processed = tmp_path_factory.mktemp("processed")
    result = build(catalogue, [raw], processed, ROOT / "data" / "catalogue")
    return result, read_observations(processed)


@cache
def sheets(name):
    """Return a workbook as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(FOLDER / name, data_only=True)


def cell(name, sheet, place):
    """Return what stands in a cell, read by another reader than the project's."""
    return sheets(name)[sheet][place].value


def one(frame, measure, area, period, category="Total"):
    """Return the one observation of a key."""
    keys = {"measure": measure, "area_code": area, "period": period, "category": category}
    rows = frame[(frame[list(keys)] == list(keys.values())).all(axis=1)]
    assert len(rows) == 1, rows
    return rows.iloc[0]


def test_every_file_is_read_or_left_out_for_a_reason(real):
    """Six files are read whole; a list of codes has no layout; the slice of one age group is given away by Scotland."""
    result, _ = real
    files = {file.file: file for file in result.files}
    read = {name: file.observations for name, file in files.items() if not file.not_used}
    assert read == {
        PROCEEDINGS: 160, POPULATION: 4158, RECONVICTIONS: 729, CRIME: 2607, OLD_CRIME: 561, HOMELESS: 66,
        "reconvictions.csv": 726,
    }  # fmt: skip
    assert len(result.problems) == 2
    assert "nrs-area_codes.csv: not used: recognised by no layout" in str(result.problems[0])
    assert "Scotland 2003-04 is 0.55 here and 0.62 in reconvictions_per_person (8 of 10 years differ)" in str(
        result.problems[1]
    )


@pytest.mark.parametrize(
    ("file", "sheet", "heading", "label", "place", "key"),
    [
        (CRIME, "Table_1", ("M3", "2024-25"), ("A4", "Scotland"), "M4",
         ("recorded_crime", SCOTLAND, "2024-25", "Total")),
        (CRIME, "Table_1", ("D3", "2015-16"), ("A564", "Fife"), "D564",
         ("recorded_crime", "S12000047", "2015-16", "Total")),
        (CRIME, "Table_1", ("K3", "2022-23"), ("B933", "Sexual crimes"), "K933",
         ("recorded_crime", "S12000023", "2022-23", "Sexual crimes")),
        (CRIME, "Population", ("J2", "2023"), ("A17", "Fife"), "J17",
         ("population_all_ages", "S12000047", "2023", "Total")),
        (RECONVICTIONS, "Table 13", ("C4", "Reconviction rate"), ("A6", "Aberdeen City"), "C6",
         ("reconviction_rate", "S12000033", "2017-18", "Total")),
        (RECONVICTIONS, "Table 1", ("D4", "Average number of reconvictions per offender"), ("A5", "1997-98"), "D5",
         ("reconvictions_per_person", SCOTLAND, "1997-98", "Total")),
        (RECONVICTIONS, "Table 9", ("C4", "Reconviction rate"), ("A37", "2006-07"), "C37",
         ("reconviction_rate", SCOTLAND, "2006-07", "Extended sentences")),
        (PROCEEDINGS, "Table_10d", ("C4", "Up to 3 months"), ("A5", "2013-14"), "C5",
         ("custodial_sentences", SCOTLAND, "2013-14", "Up to 3 months")),
        (PROCEEDINGS, "Table_7a", ("K4", "2022-23"), ("A13", "Community payback order"), "K13",
         ("people_convicted", SCOTLAND, "2022-23", "Community payback order")),
    ],
)  # fmt: skip
def test_a_value_is_the_one_in_its_cell(real, file, sheet, heading, label, place, key):
    """Heading and label stand where a person found them; the number there is the observation's, and so is its cell."""
    _, frame = real
    assert (str(cell(file, sheet, heading[0])), cell(file, sheet, label[0])) == (heading[1], label[1])
    found = one(frame, *key)
    assert (found["value"], found["cell"], found["file"]) == (cell(file, sheet, place), f"{sheet}!{place}", file)


def test_every_observation_is_the_number_in_its_own_cell(real):
    """All of the three workbooks with one cell each, cell by cell, with the other reader."""
    _, frame = real
    rows = frame[frame["file"].isin([CRIME, RECONVICTIONS, PROCEEDINGS])]
    assert len(rows) > 3_300
    for row in rows.itertuples():
        sheet, _, place = row.cell.rpartition("!")
        stored = cell(row.file, sheet, place)
        if pd.isna(row.value):
            assert not isinstance(stored, int | float) and row.marker, row
        else:
            assert stored == row.value, row


def test_hidden_rows_and_formats_do_not_change_what_is_read(real):
    """Coronavirus restrictions did not exist before 2019-20 ('n/l'); a format that prints '-' keeps its stored zero."""
    _, frame = real
    row = one(frame, "recorded_crime", SCOTLAND, "2015-16", "Coronavirus restrictions")
    assert pd.isna(row["value"]) and row["marker"] == "[z]"
    marked = frame[(frame["file"] == PROCEEDINGS) & (frame["marker"] != "")]
    for row in marked.itertuples():
        sheet, _, place = row.cell.rpartition("!")
        assert sheets(PROCEEDINGS)[sheet][place].number_format.startswith("[") or pd.isna(row.value)


def test_section_rows_glued_footnotes_and_double_stars_of_the_old_layout(real):
    """Index disposals by cohort; '**' is too few people; ' - ' is nil."""
    _, frame = real
    rows = frame[(frame["file"] == RECONVICTIONS) & (frame["breakdown"] == "index disposal")]
    assert rows["category"].nunique() == 9 and rows["period"].nunique() == 21
    starred = rows[rows["marker"] == "[u]"]
    assert len(starred) == 4 and {cell(RECONVICTIONS, "Table 9", row.partition("!")[2]) for row in starred["cell"]} == {
        "**"
    }
    nil = rows[rows["marker"] == "-"]
    assert {str(cell(RECONVICTIONS, "Table 9", row.partition("!")[2])).strip() for row in nil["cell"]} == {"-"}


def test_population_sums_are_the_sums_of_their_cells(real):
    """Fife and Scotland in 2017, people aged 16 to 70, added up by plain openpyxl over the rows that are named."""
    _, frame = real
    book = openpyxl.load_workbook(FOLDER / POPULATION, read_only=True)
    added = {"Fife": 0, "Scotland": 0}
    for area, year, _, age, people in book.worksheets[0].iter_rows(min_row=2, values_only=True):
        if area in added and int(year) == 2017 and 16 <= int(str(age).rstrip("+")) <= 70:
            added[area] += people
    assert one(frame, "population_16_70", "S12000047", "2017")["value"] == added["Fife"] > 200_000
    assert one(frame, "population_16_70", SCOTLAND, "2017")["value"] == added["Scotland"] > 3_500_000


def test_slices_keep_councils_apart_from_health_boards(real):
    """Fife is a council and a board of the same name; the file has the codes of 2016 and thousands separators."""
    _, frame = real
    with (FOLDER / OLD_CRIME).open(encoding="utf-8") as file:
        lines = {row[0].rsplit("/")[-1]: row for row in csv.reader(file) if row and "geography" in row[0]}
    fife = one(frame, "recorded_crime_old_basis", "S12000047", "1996-97")["value"]
    assert fife == int(lines["S12000015"][2].replace(",", "")) > 1000
    with (FOLDER / HOMELESS).open(encoding="utf-8") as file:
        rows = {(row["refArea"][-9:], row["refPeriod"][-9:]): row["value"] for row in csv.DictReader(file)}
    applications = frame[frame["measure"] == "homelessness_applications"]
    assert len(applications) == 66
    assert one(frame, "homelessness_applications", "S12000005", "2015-16")["value"] == int(
        rows["S12000005", "2015-2016"]
    )


def test_the_workbooks_agree_with_our_own_tables(real):
    """Whatever both hold is the same number: thousands of figures typed or extracted on another way."""
    _, frame = real
    own = []
    for path in sorted((ROOT / "data" / "raw" / "published").glob("*.csv")):
        own.append(pd.read_csv(path, dtype=str, keep_default_na=False))
    own = pd.concat(own).assign(value=lambda rows: pd.to_numeric(rows["value"]))
    both = frame[frame["file"] != "reconvictions.csv"].merge(own, on=[*KEY, "source", "edition"], suffixes=("", "_own"))
    assert both["file"].nunique() >= 5 and len(both) > 4_400
    differs = both[(both["value"] != both["value_own"]) & ~(both["value"].isna() & both["value_own"].isna())]
    assert differs.empty, differs[[*KEY, "cell", "value", "value_own"]].head()
    assert (both["marker"] == both["marker_own"]).all(), both[both["marker"] != both["marker_own"]].head()


@pytest.mark.parametrize("name", [CRIME, PROCEEDINGS, RECONVICTIONS, OLD_CRIME, HOMELESS])
def test_inspect_lists_the_tables_of_each(catalogue, name):
    """Clean, with the layout first and every sheet after it."""
    lines, is_clean = describe(FOLDER / name, catalogue)
    assert is_clean and ": layout " in lines[0] and any("read as" in line for line in lines)
    if name.endswith("xlsx"):
        assert sum(line.startswith("  sheet ") for line in lines) == len(sheets(name).sheetnames)
