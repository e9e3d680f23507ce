"""Any table within a layout reads back exactly; what is outside is told with its place, and no figure is another."""

import random
import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from workbooks import as_csv, layout, ods_book, ods_cell, opened

from cjtools.catalogue import load
from cjtools.extract.tables import read_tables
from cjtools.extract.workbook import cell_name, open_file
from cjtools.intake.checks import as_frame, check_table
from cjtools.intake.tidy import Tidier

pytestmark = pytest.mark.batch  # hundreds of examples

LINES = [
    "t,Area,,area,,,,,,", "t,Year,,period,,,,,,", "t,All,,value,cpo_imposed,,,,,",
    "t,Orders,Males,value,cpo_imposed,sex,Male,,,", "t,Orders,Females,value,cpo_imposed,sex,Female,,,",
    "t,Remark*,,ignore,,,,,,",
]  # fmt: skip
VALUES = {
    ("", "All"): ("total", "Total"),
    ("Males", "Orders"): ("sex", "Male"),
    ("Females", "Orders"): ("sex", "Female"),
}
AREAS = {
    "Fife": "S12000047", "Fife [note 2]": "S12000047", "S12000047": "S12000047", " Moray ": "S12000020",
    "Eilean Siar": "S12000013", "Na h-Eileanan Siar": "S12000013", "Edinburgh, City of": "S12000036",
    "City of Edinburgh7": "S12000036", "Argyll & Bute": "S12000035", "Argyll and Bute": "S12000035",
    "Scotland": "S92000003", "http://statistics.gov.scot/id/statistical-geography/S12000033": "S12000033",
}  # fmt: skip
YEARS = {
    text: f"20{year}-{year + 1}" for year in range(15, 24) for text in (f"20{year}-{year + 1}", f"20{year}/{year + 1}")
}
MARKS = {"-": "-", "*": "[c]", "[c]": "[c]", "low": "[low]", "..": "[x]", "n/a": "[x]", "[z]": "[z]"}
WORDY = '[=0]"-";[<0.5]"[low]";#,##0'
NOTES = ["A table of orders", "Source: returns", "This worksheet holds one table.", "12", "2023-24"]


def numbers():
    """What a cell can hold as a number, and the number that it is."""
    whole = some.integers(0, 10**7)
    return some.one_of(
        whole.map(lambda n: (n, float(n))),
        whole.map(lambda n: (n / 1000, n / 1000)),
        whole.map(lambda n: (f"{n:,}", float(n))),
        whole.map(lambda n: (f" {n} ", float(n))),
    )


def cells():
    """(What stands in a cell, the number read or None, the marker read)."""
    marks = some.sampled_from(list(MARKS.items()))
    return some.one_of(
        numbers().map(lambda both: (*both, "")),
        marks.map(lambda both: (both[0], None, both[1])),
        some.integers(0, 10**6).map(lambda n: (f"{n} [p]", float(n), "[p]")),
    )


@some.composite
def books(draw):
    """What a table holds and how it is laid out."""
    rows = draw(some.lists(
        some.tuples(some.sampled_from(list(AREAS)), some.sampled_from(list(YEARS)), *[cells()] * 3),
        min_size=2, max_size=8, unique_by=lambda row: (AREAS[row[0]], YEARS[row[1]]),
    ))  # fmt: skip
    notes = draw(some.lists(some.sampled_from(NOTES), max_size=6))
    order = draw(some.permutations(["Area", "Year", "All"]))
    place = draw(some.integers(0, 3))
    columns = [("", name) for name in order]
    # the group label stands over its columns, which are side by side
    columns[place:place] = [("Males", "Orders"), ("", "Remark on it"), ("Females", "Orders")]
    return {
        "rows": rows, "notes": notes, "columns": columns, "kind": draw(some.sampled_from(["xlsx", "ods", "csv"])),
        "hidden": draw(some.booleans()), "wordy": draw(some.booleans()), "merged": draw(some.booleans()),
        "blank": draw(some.booleans()),
    }  # fmt: skip


def grid(one):
    """Return the rows of cells of a table, and the number of its heading row."""
    lines = [[note] for note in one["notes"]] + ([[]] if one["blank"] else [])
    lines += [[group or None for group, _ in one["columns"]], [name for _, name in one["columns"]]]
    for area, year, *values in one["rows"]:
        held = dict(zip(VALUES, [value for value, _, _ in values], strict=True))
        held |= {("", "Area"): area, ("", "Year"): year, ("", "Remark on it"): "see note"}
        lines.append([held[column] for column in one["columns"]])
    return lines, len(lines) - len(one["rows"]) - 1


def write(one, lines, folder):
    """Write a table in its form; return the file as it is opened."""
    path, heading = folder / f"a.{one['kind']}", grid(one)[1]
    if one["kind"] == "csv":
        wide = max(map(len, lines))
        path.write_text(as_csv([[*line, *[None] * (wide - len(line))] for line in lines]), encoding="utf-8")
        return open_file(path)
    if one["kind"] == "ods":
        rows = []
        for number, line in enumerate(lines):
            look = ' table:visibility="collapse"' if one["hidden"] and number > heading + 1 else ""
            rows.append(f"<table:table-row{look}>{''.join(map(_ods, line))}</table:table-row>")
        ods_book(path, {"S": "".join(rows)})
        return opened(path)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        look = workbook.add_format({"num_format": WORDY}) if one["wordy"] else None
        sheet = workbook.add_worksheet("S")
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(row, column, value, look, "")
                elif isinstance(value, str) and value.startswith("#"):
                    sheet.write_formula(row, column, "=NA()", look, value)
                elif value is not None:
                    sheet.write(row, column, value, look)
            if one["hidden"] and row > heading + 1:
                sheet.set_row(row, None, None, {"hidden": True})
        if one["merged"] and "Males" in lines[heading - 1]:
            place = lines[heading - 1].index("Males")
            sheet.merge_range(heading - 1, place, heading - 1, place + 1, "Males")
    return opened(path)


def _ods(value):
    """Return a cell of an .ods file; an error or a formula without a value where the text is one."""
    if isinstance(value, str) and value.startswith("="):
        return ods_cell(None, f' table:formula="of:{value}"')
    if isinstance(value, str) and value.startswith("#"):
        return ods_cell(value, ' calcext:value-type="error"')
    return ods_cell(value.replace("&", "&amp;") if isinstance(value, str) else value)


def expected(one):
    """Return {what a figure is of: (number, marker)}."""
    figures = {}
    for area, year, *values in one["rows"]:
        for (value, number, marker), pair in zip(values, VALUES.values(), strict=True):
            if one["wordy"] and one["kind"] == "xlsx" and not isinstance(value, str):
                marker = "-" if value == 0 else "[low]" if value < 0.5 else ""
            figures[AREAS[area], YEARS[year], *pair] = (number, marker)
    return figures


def read(one, lines, folder, catalogue):
    """Return ({what a figure is of: (number, marker)}, problems) of a table that is written and read."""
    raw = write(one, lines, folder)
    by = layout(folder, LINES, [{"header_rows": "2", "sheet": "" if one["kind"] == "csv" else "S"}])
    (table,) = Tidier(catalogue).tidy(raw, by, read_tables(raw, by), raw.name)
    rows, figures = table.observations, {}
    for row in rows:
        key = row["area_code"], row["period"], row["breakdown"], row["category"]
        figures.setdefault(key, (row["value"], row["marker"]))
    return figures, [*table.problems, *check_table(as_frame(rows), catalogue, True)]


# a table that fails is small enough as it is; making it smaller would take minutes
PHASES = [Phase.explicit, Phase.generate]
QUICK = {"deadline": None, "derandomize": True, "phases": PHASES, "suppress_health_check": [HealthCheck.too_slow]}


@pytest.mark.reliability("fuzzing", "tables of any make within a layout, as .xlsx, .ods and .csv", "read back exactly")
@settings(max_examples=120, **QUICK)
@given(one=books())
def test_any_table_within_its_layout_reads_back_exactly(one):
    """Header anywhere, notes above, columns in any order, spellings, markers, formats, hidden rows, merged groups."""
    with tempfile.TemporaryDirectory() as folder:
        figures, _ = read(one, grid(one)[0], Path(folder), _catalogue())
    assert figures == expected(one)


@cache
def _catalogue():
    """Return the project's catalogue; hypothesis takes no fixtures."""
    return load()


def _drop(lines, heading, column, row, chance):
    for line in lines[heading - 1 :]:
        del line[column]


def _put(text):
    def change(lines, heading, column, row, chance):
        lines[row][column] = text

    return change


def _rename(lines, heading, column, row, chance):
    lines[heading][column] = "Quantity"


def _again(lines, heading, column, row, chance):
    lines.append(list(lines[row]))
    lines[-1][column] = 3


# what is done, to which columns, and what the problem names: the cell, or the row of the headings
MUTATIONS = {
    "a column is missing": (_drop, ["Area", "Year", "All", "Orders"], ""),
    "a heading is another": (_rename, ["Area", "Year", "All", "Orders"], ""),
    "an area is not known": (_put("Nowhere at all"), ["Area"], "cell"),
    "there is no area": (_put(""), ["Area"], "cell"),
    "a year is none": (_put("2023-99"), ["Year"], "cell"),
    "a marker is not known": (_put("?!"), ["All", "Orders"], "cell"),
    "words in place of a number": (_put("twelve"), ["All", "Orders"], "cell"),
    "two numbers in a cell": (_put("1 2"), ["All", "Orders"], "cell"),
    "a number with commas in the wrong places": (_put("1,23,4"), ["All", "Orders"], "cell"),
    "an error": (_put("#REF!"), ["All", "Orders"], "cell"),
    "a formula without a value": (_put("=B2"), ["All", "Orders"], "cell"),
    "a row stands twice with another number": (_again, ["All", "Orders"], "twice"),
}


def _case(name):
    """Return the case of a mutation, as a row of docs/reliability.md."""
    comes = "told with its place; no figure becomes another"
    return pytest.param(name, marks=pytest.mark.reliability("fuzzing", f"tables outside their layout: {name}", comes))


@pytest.mark.parametrize("name", [_case(name) for name in MUTATIONS])
@settings(max_examples=15, **QUICK)
@given(one=books(), seed=some.integers(0, 10**6))
def test_what_is_outside_a_layout_is_told_with_its_place(name, one, seed):
    """And every figure that is read all the same is what it was."""
    change, columns, place = MUTATIONS[name]
    chance, (lines, heading) = random.Random(seed), grid(one)
    column = chance.choice([number for number, (_, head) in enumerate(one["columns"]) if head in columns])
    row = chance.randrange(heading + 1, len(lines))
    was = lines[row][column]
    change(lines, heading, column, row, chance)
    with tempfile.TemporaryDirectory() as folder:
        figures, problems = read(one, lines, Path(folder), _catalogue())
    for key, figure in figures.items():
        assert expected(one)[key] == figure
    if place == "twice" and str(was).strip() == "3":
        return
    file = f"a.{one['kind']}"
    told = [problem for problem in problems if problem.file == file and (problem.sheet or one["kind"] == "csv")]
    cell = cell_name(len(lines) - 1 if place == "twice" else row, column)
    here = [problem for problem in told if not place or re.search(rf"\b{cell}\b", str(problem))]
    assert here and all(problem.todo or problem.allowed or place == "twice" for problem in here), problems
