"""Reads the illustrative workbooks for their tests with openpyxl and plain csv, not with the project's own reader."""

import csv
import functools
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
COMMITTED = ROOT / "data" / "raw" / "illustrative"
PUBLISHED = ROOT / "data" / "raw" / "published"
LAYOUTS = (
    "jsw_cpo",
    "jsw_dtto",
    "jsw_sds",
    "jsw_diversion",
    "jsw_fiscal_work_orders",
    "jsw_bail",
    "jsw_throughcare",
    "jsw_reports",
    "homelessness",
    "no_one_left_behind",
    "treatment_transfers",
    "custody_referrals",
)
EDITION = "2024-25"
SCOTLAND = "S92000003"
TITLE, LINK, NOTE, GROUPS, HEADINGS, FIRST = 1, 2, 3, 4, 5, 6  # rows; a table without groups leaves theirs empty
YEARS = [f"{year}-{(year + 1) % 100}" for year in range(2015, 2025)]
BEGIN = {  # layouts and sheets that do not begin in 2015-16
    "jsw_sds": "2018-19",
    "BAIL_3": "2022-23",
    "BAIL_4": "2022-23",
    "no_one_left_behind": "2020-21",
    "treatment_transfers": "2021-22",
    "custody_referrals": "2022-23",
}
ISLANDS = ("S12000013", "S12000023", "S12000027")
SPELLED = {  # the areas whose spelling in these workbooks is known second hand
    "S12000036": "Edinburgh, City of",
    "S12000013": "Na h-Eileanan Siar",
    SCOTLAND: "Scotland",
}


def rows_of(path):
    """Read a csv file as a list of dict."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def books():
    """Layout id -> the committed workbook."""
    return {name: openpyxl.load_workbook(COMMITTED / f"{name}_2024-25.xlsx") for name in LAYOUTS}


@functools.cache
def tables():
    """One entry for each table: its name, its sheet, which areas it has, and its layout columns."""
    found = []
    for name, book in books().items():
        folder = ROOT / "data" / "catalogue" / "layouts" / name
        columns = [
            column
            for column in rows_of(folder / "columns.csv")
            if column["from_edition"] <= EDITION <= (column["to_edition"] or EDITION)
        ]
        for row in rows_of(folder / "tables.csv"):
            own = [column for column in columns if column["table"] == row["table"]]
            begin = BEGIN.get(row["sheet"], BEGIN.get(name, YEARS[0]))
            found.append(
                {
                    "layout": name,
                    "name": row["sheet"],
                    "sheet": book[row["sheet"]],
                    "areas": row["areas"],
                    "columns": own,
                    "has_groups": row["header_rows"] == "2",
                    "years": YEARS[YEARS.index(begin) :],
                }
            )
    return found


@functools.cache
def places():
    """Kind -> codes of the places that are no councils."""
    found = {}
    for row in rows_of(ROOT / "data/catalogue/places.csv"):
        found.setdefault(row["kind"], set()).add(row["place_code"])
    return found


@functools.cache
def councils():
    """Codes of the 32 councils."""
    return {row["area_code"] for row in rows_of(ROOT / "data/catalogue/areas.csv")} - {SCOTLAND}


def areas_of(areas):
    """Codes of the areas that a table should have, by what its layout says of them."""
    return {
        "all": councils() | {SCOTLAND},
        "scotland": {SCOTLAND},
        "health boards": places()["health board"] | {SCOTLAND},
        "custody centres": places()["custody centre"],
    }[areas]


@functools.cache
def codes():
    """Name as in the workbooks -> area code."""
    names = {
        row["area_name"].replace(" and ", " & "): row["area_code"] for row in rows_of(ROOT / "data/catalogue/areas.csv")
    }
    names |= {row["place_name"]: row["place_code"] for row in rows_of(ROOT / "data/catalogue/places.csv")}
    return names | {label: code for code, label in SPELLED.items()}


@functools.cache
def cells():
    """(layout and sheet, measure, breakdown, category, area, year) -> value as stored in the workbook."""
    found = {}
    for table in tables():
        keys = 1 if table["areas"] == "scotland" else 2
        for row in table["sheet"].iter_rows(min_row=FIRST, values_only=True):
            area = codes()[row[1]] if keys == 2 else SCOTLAND
            for column, value in list(zip(table["columns"], row, strict=True))[keys:]:
                name = (column["measure"], column["breakdown"], column["category"])
                found[(f"{table['layout']} {table['name']}", *name, area, row[0])] = value
    return found


@functools.cache
def figures():
    """(measure, breakdown, category, area, year) -> value; the same wherever it stands."""
    found = {}
    for (sheet, *key), value in cells().items():
        assert found.setdefault(tuple(key), value) == value, (sheet, key)
    return found


def is_count(measure):
    """Return whether a measure counts something (an average or a rate does not add up)."""
    return not measure.endswith(("_average", "_rate"))


def people_16_to_70():
    """(area, financial year) -> people at its beginning, or in the newest year before that is at hand."""
    known = {
        (row["area_code"], int(row["period"])): int(row["value"])
        for row in rows_of(PUBLISHED / "population.csv")
        if row["measure"] == "population_16_70" and row["breakdown"] == "total"
    }
    return {
        (area, year): known[area, max(y for a, y in known if a == area and y <= int(year[:4]))]
        for area in {area for area, _ in known}
        for year in YEARS
    }
