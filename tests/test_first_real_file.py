"""The first real workbook an analyst drops in differs somewhere: what is read, what is said, and what puts it right.

Each workbook here is the illustrative one with its marks taken off, changed in one way. Then the line that the problem
suggests is written into a copy of the catalogue, and the problem must be gone.
"""

import re
import shutil
from dataclasses import replace

import openpyxl
import pytest
from workbooks import ROOT, copied

from cjtools.errors import CheckFailed
from cjtools.extract.layouts import load_layouts
from cjtools.intake.build import build
from cjtools.intake.inspection import describe
from cjtools.strict_files import read_csv

SOURCE = ROOT / "data" / "raw" / "illustrative" / "jsw_cpo_2024-25.xlsx"
MARK = "ILLUSTRATIVE - made-up figures: "
FIRST, LAST = 6, 38  # rows of the year that is kept here
SUGGESTIONS = (
    re.compile(r"add to data/catalogue/(?P<file>\S+) the line: (?P<line>.+?)(?: \(.*\))?$"),
    re.compile(r"replace in data/catalogue/(?P<file>\S+) line (?P<number>\d+) by: (?P<line>.+)$"),
)


def without_marks(book):
    """Take the marks of made-up figures off every sheet."""
    for sheet in book:
        sheet["A1"] = str(sheet["A1"].value).removeprefix(MARK)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The workbook without its marks, its newest year only."""

    def shorten(book):
        without_marks(book)
        for sheet in book.worksheets[2:]:
            rows = 9 if sheet.title == "CPO_1" else 33 * 9
            sheet.delete_rows(FIRST, rows)

    return copied(SOURCE, tmp_path_factory.mktemp("published") / "cpo.xlsx", shorten)


@pytest.fixture
def dropped_in(published, tmp_path):
    """Change the workbook in one way and put it into a data/raw."""

    def change(change):
        copied(published, tmp_path / "raw" / "cpo.xlsx", change)
        return tmp_path

    return change


def built(folder, catalogue):
    """Build a project folder."""
    return build(catalogue, [folder / "raw"], folder / "processed", ROOT / "data" / "catalogue")


def catalogue_with(catalogue, folder, suggestion):
    """Write a suggested line into a copy of the catalogue and read again what it belongs to."""
    copy = folder / "catalogue"
    if not copy.exists():
        shutil.copytree(ROOT / "data" / "catalogue", copy)
    found = next(filter(None, (pattern.search(suggestion) for pattern in SUGGESTIONS)))
    path = copy / found["file"]
    lines = path.read_text(encoding="utf-8").splitlines()
    number = found.groupdict().get("number")
    if number:
        lines[int(number) - 1] = found["line"]
    else:
        lines.append(found["line"])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    aliases = {
        row["alias"]: row["area_code"] for row in read_csv(copy / "area_aliases.csv", ["alias", "area_code", "source"])
    }
    known = read_csv(copy / "known_differences.csv", ["measure", "area_code", "period", "breakdown", "reason"])
    markers = read_csv(copy / "markers.csv", ["symbol", "marker", "kind", "meaning", "adds_as"])
    return replace(
        catalogue, layouts=load_layouts(copy / "layouts"), aliases=aliases, known_differences=known, markers=markers
    )


def count(result, **key):
    """Return how many observations have these words."""
    frame = result.observations
    return int((frame[list(key)] == list(key.values())).all(axis=1).sum())


def test_a_published_workbook_replaces_the_illustrative_one(tmp_path, catalogue):
    """All ten years: the same observations, now published, and no label of made-up figures is left."""
    copied(SOURCE, tmp_path / "raw" / "cpo.xlsx", without_marks)
    (tmp_path / "raw" / "illustrative").mkdir()
    shutil.copy(SOURCE, tmp_path / "raw" / "illustrative")
    result = built(tmp_path, catalogue)
    assert result.problems == [] and set(result.observations["status"]) == {"published"}
    assert set(result.observations["file"]) == {"cpo.xlsx"} and len(result.observations) == 23_880
    assert result.files[1].not_used.startswith("illustrative figures, replaced by the published file")
    assert result.files[0].unconfirmed[:3] == ["cpo_1", "cpo_4", "cpo_11"]  # its layout is still our assumption
    shutil.copy(SOURCE, tmp_path / "raw" / "cpo.xlsx")
    assert set(built(tmp_path, catalogue).observations["status"]) == {"illustrative"}


def test_a_header_two_rows_further_down_needs_nothing(dropped_in, catalogue):
    """Every sheet; the cells that are named move along."""

    def change(book):
        for sheet in book.worksheets[2:]:
            merged = [str(area) for area in sheet.merged_cells.ranges]
            for area in merged:
                sheet.unmerge_cells(area)
            sheet.insert_rows(3, 2)
            for area in merged:
                first, last = area.split(":")
                sheet.merge_cells(f"{first[:-1]}6:{last[:-1]}6")

    result = built(dropped_in(change), catalogue)
    assert result.problems == []
    row = result.observations.query("measure == 'cpo_completion_rate' and area_code == 'S12000033'")
    assert row["cell"].tolist() == ["CPO_23!K8"]


def test_a_year_more_needs_nothing(dropped_in, catalogue):
    """2025-26 rows at the end of each sheet; the edition is now 2025-26."""

    def change(book):
        for sheet in book.worksheets[2:]:
            for cells in list(sheet.iter_rows(min_row=FIRST, values_only=True)):
                if cells[0] == "2024-25":
                    sheet.append(["2025-26", *cells[1:]])

    result = built(dropped_in(change), catalogue)
    assert result.problems == [] and result.files[0].edition == "2025-26"
    assert count(result, period="2025-26") == count(result, period="2024-25") > 2000


def rename(sheet, cell, text):
    """Return a change of one cell."""

    def change(book):
        book[sheet][cell] = text

    return change


def add_column(book):
    """A category that no earlier table had."""
    book["CPO_10"]["L5"] = "Non-binary"
    for row in range(FIRST, LAST + 1):
        book["CPO_10"].cell(row, 12, 0)


def take_column(book):
    """A category that is no longer published: its orders are now among those not known."""
    for row in book["CPO_9"].iter_rows(min_row=FIRST):
        row[9].value += row[8].value
    book["CPO_9"].delete_cols(9)


def spell_otherwise(book):
    """One council, on every sheet that has councils."""
    for sheet in book.worksheets[3:]:
        for row in range(FIRST, LAST + 1):
            if sheet.cell(row, 2).value == "Argyll & Bute":
                sheet.cell(row, 2, "Argyll and Bute Council Area")


def take_row(book):
    """Stirling in 2024-25, from one sheet."""
    sheet = book["CPO_10"]
    row = next(row for row in range(FIRST, LAST) if sheet.cell(row, 2).value == "Stirling")
    sheet.delete_rows(row)


def retitle(book):
    """A sheet under another name."""
    book["CPO_4"].title = "Table 4"


def regroup(book):
    """The group labels of a two-row header."""
    book["CPO_1"]["C4"], book["CPO_1"]["J4"] = "Men", "Women"


CASES = {
    "column renamed": (
        rename("CPO_10", "D5", "Men"), 1, {"category": "Male"},
        r"^cpo.xlsx, sheet CPO_10, cell D5: column 'Men' is not in the layout and the column 'Males' \(",
    ),
    "column added": (
        add_column, 1, {"category": "Total", "measure": "cpo_imposed"},
        r"^cpo.xlsx, sheet CPO_10, cell L5: column 'Non-binary' is not in the layout, so it was not read",
    ),
    "column gone": (
        take_column, 1, {"category": "High/Appeal"},
        r"^cpo.xlsx, sheet CPO_9, row 5: the column 'Court outwith Scotland' \(.*\) is not in the file",
    ),
    "key column renamed": (
        rename("CPO_10", "B5", "Council"), 1, {"category": "16-17", "breakdown": "age"},
        r"^cpo.xlsx, sheet CPO_10, cell B5: column 'Council' .* 'Local authority' \(the area\) .* table was not read",
    ),
    "year column renamed": (
        rename("CPO_23", "A5", "Reporting year"), 1, {"measure": "cpo_completion_rate"},
        r"^cpo.xlsx, sheet CPO_23, cell A5: column 'Reporting year' .*'Financial year' \(the year\).* table was not",
    ),
    "council spelt otherwise": (
        spell_otherwise, 1, {"area_code": "S12000035", "measure": "cpo_individuals"},
        r"^cpo.xlsx, sheet CPO_4, cell B9: area 'Argyll and Bute Council Area' is not known, so these 12 rows",
    ),
    "sheet renamed": (
        retitle, 1, {"measure": "cpo_individuals"},
        r"^cpo.xlsx: there is no sheet 'CPO_4' .*the header on sheet 'Table 4' fits",
    ),
    "groups renamed": (
        regroup, 14, {"category": "Female, 16-17"},
        r"^cpo.xlsx, sheet CPO_1, cell C5: column 'All ages' under 'Men' .* 'All ages' under 'Males'",
    ),
    "cell of question marks": (
        rename("CPO_10", "E9", "??"), 1, {"category": "Female", "area_code": "S12000035"},
        r"^cpo.xlsx, sheet CPO_10, cell E9: '\?\?' is neither a number nor a known marker, so the cell was not read",
    ),
    "council row missing": (
        take_row, 1, {"category": "16-17", "breakdown": "age", "area_code": "S12000033"},
        r"^cpo.xlsx, sheet CPO_10: there is no row for Stirling \(cpo_imposed; 2024-25\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_difference_is_named_and_the_suggested_line_puts_it_right(dropped_in, catalogue, name):
    """What is read is read; the problem says where and what; its line, in a copy of the catalogue, makes it go away."""
    change, problems, key, words = CASES[name]
    folder = dropped_in(change)
    result = built(folder, catalogue)
    assert len(result.problems) == problems and re.search(words, str(result.problems[0])), "\n".join(
        map(str, result.problems)
    )
    assert set(result.observations["status"]) == {"published"} and len(result.observations) > 2_100
    before, words_now = count(result, **key), catalogue
    for problem in result.problems:
        words_now = catalogue_with(catalogue, folder, problem.todo)
    again = built(folder, words_now)
    assert again.problems == [], str(again.problems[0])
    assert count(again, **key) >= before and count(again, **key) > 0


def test_what_was_not_read_is_read_once_the_line_is_there(dropped_in, catalogue):
    """The figures of the renamed column, the renamed area column and the renamed council come in."""
    folder = dropped_in(lambda book: [rename("CPO_10", "D5", "Men")(book), spell_otherwise(book)])
    result = built(folder, catalogue)
    males = {"measure": "cpo_imposed", "breakdown": "sex", "category": "Male"}
    argyll = {"area_code": "S12000035"}
    assert count(result, **males) == 1 and count(result, **argyll) == 0  # Scotland's males stand on CPO_1 too
    for problem in result.problems:
        words = catalogue_with(catalogue, folder, problem.todo)
    again = built(folder, words)
    assert again.problems == [] and count(again, **males) == 33
    assert count(again, **argyll) == count(again, area_code="S12000041")


def test_a_total_that_does_not_add_stops_the_build_until_it_is_explained(dropped_in, catalogue):
    """Parts, and councils against Scotland; nothing is written; each suggested line takes its contradiction away."""

    def change(book):
        book["CPO_10"]["C9"] = book["CPO_10"]["C9"].value + 7

    folder, words = dropped_in(change), catalogue
    for _ in range(5):
        try:
            result = built(folder, words)
            break
        except CheckFailed as error:
            assert not (folder / "processed").exists()
            assert "sheet CPO_10" in str(error.problems[0]) or "CPO_" in str(error.problems[0])
            for problem in error.problems:
                words = catalogue_with(words, folder, problem.todo)
    assert len(result.observations) > 2_100 and result.problems == []


def test_inspect_says_the_same_as_build(dropped_in, catalogue):
    """With what it reads of each sheet before; the tables we have not seen are marked."""
    folder = dropped_in(rename("CPO_10", "D5", "Men"))
    lines, is_clean = describe(folder / "raw" / "cpo.xlsx", catalogue)
    assert not is_clean
    assert lines[-1] == "problem: " + str(built(folder, catalogue).problems[0])
    text = "\n".join(lines)
    assert re.search(r"sheet CPO_23: 38 rows x 11 columns; hidden rows [\d, to]+ \(read all the same\)", text)
    assert (
        "read as cpo_4 [layout not confirmed by a published file]: 66 observations of cpo_imposed, cpo_individuals"
        in text
    )
    assert "read as cpo_23: 297 observations of cpo_ended, cpo_completion_rate; 33 areas; 2024-25 to 2024-25; " in text
    assert "sheet Introduction" in text and "not read: no layout names it" in text


def test_sheets_that_are_all_named_otherwise_lead_to_the_layout_all_the_same(dropped_in, catalogue):
    """Build leaves the file out and keeps the illustrative one; inspect says which layout it may be and why not."""

    def change(book):
        for sheet in book.worksheets[2:]:
            sheet.title = sheet.title.replace("CPO_", "Table ")

    folder = dropped_in(change)
    (folder / "raw" / "illustrative").mkdir()
    shutil.copy(SOURCE, folder / "raw" / "illustrative")
    result = built(folder, catalogue)
    assert set(result.observations["status"]) == {"illustrative"}
    assert [str(problem) for problem in result.problems] == [
        "cpo.xlsx: not used: recognised by no layout. To do: see what it holds with: cjtools inspect cpo.xlsx"
    ]
    lines, _ = describe(folder / "raw" / "cpo.xlsx", catalogue)
    assert lines[1].startswith(
        "  it may be of layout jsw_cpo: 13 of its 13 tables have their header here, such as cpo_1 on sheet 'Table 1'"
    )
    assert "in data/catalogue/layouts/jsw_cpo/layout.yaml, recognise: sheet CPO_*" in lines[1]


def test_an_ods_copy_is_read_too(published, tmp_path, catalogue):
    """The same sheets as an OpenDocument spreadsheet, whose group labels come without their merged ranges."""
    from workbooks import ods_book, ods_rows

    book = openpyxl.load_workbook(published)
    sheets = {sheet.title: ods_rows(sheet.iter_rows(values_only=True)).replace("&", "&amp;") for sheet in book}
    (tmp_path / "raw").mkdir()
    ods_book(tmp_path / "raw" / "cpo.ods", sheets)
    result = built(tmp_path, catalogue)
    assert result.problems == [] and len(result.observations) == 2_388
    assert result.files[0].layout == "jsw_cpo" and set(result.observations["status"]) == {"published"}
