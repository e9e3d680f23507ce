"""Reads the illustrative workbooks for their tests with openpyxl and plain csv, not with the project's own reader."""

import csv
import functools
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
COMMITTED = ROOT / "data" / "raw" / "illustrative"
PUBLISHED = ROOT / "data" / "raw" / "published"
LAYOUTS = ("jsw_cpo", "jsw_dtto", "jsw_sds")
EDITION = "2024-25"
SCOTLAND = "S92000003"
TITLE, LINK, NOTE, GROUPS, HEADINGS, FIRST = 1, 2, 3, 4, 5, 6
YEARS = [f"{year}-{(year + 1) % 100}" for year in range(2015, 2025)]
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
            sheet = book[row["sheet"]]
            found.append({"name": row["sheet"], "sheet": sheet, "areas": row["areas"], "columns": own})
    return found


@functools.cache
def codes():
    """Name as in the workbooks -> area code."""
    names = {
        row["area_name"].replace(" and ", " & "): row["area_code"] for row in rows_of(ROOT / "data/catalogue/areas.csv")
    }
    return names | {label: code for code, label in SPELLED.items()}


@functools.cache
def cells():
    """(sheet, measure, breakdown, category, area, year) -> value as stored in the workbook."""
    found = {}
    for table in tables():
        keys = 2 if table["areas"] == "all" else 1
        for row in table["sheet"].iter_rows(min_row=FIRST, values_only=True):
            area = codes()[row[1]] if keys == 2 else SCOTLAND
            for column, value in list(zip(table["columns"], row, strict=True))[keys:]:
                name = (column["measure"], column["breakdown"], column["category"])
                found[(table["name"], *name, area, row[0])] = value
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
