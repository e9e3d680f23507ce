"""Workbooks: both kinds hold the same, in the order that the Analysis Function's checklist asks for."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import openpyxl
import pandas as pd
import pytest

from cjtools.make.book import MAX_NAME, Book, Table
from cjtools.make.excel import excel
from cjtools.make.opendocument import TYPE, opendocument

HOSTILE = '=HYPERLINK("https://example.org","x")'
MARKERS = [{"marker": "[c]", "meaning": "Hidden"}, {"marker": "[x]", "meaning": "Not available"}]
FIGURES = Table(
    "Figures: a/b [long] 'name' that goes on",
    "Orders & <people>",
    ("Year", "Orders", "Orders", "Share", ""),
    [
        ("2023-24", 1234, "[c]", 12.5, HOSTILE),
        ("2024-25", 0, float("nan"), 66.66666666666667, "https://example.org/x"),
        ("+44 1", 7, 8.5, "[x]", "two\nlines  with   spaces\x00"),
    ],
    ("Source: \"a\" & b.",),
)  # fmt: skip
OTHER = Table("Figures a b long name that goes on", "Other", ("A", "B"), [("x", None)])
EMPTY = Table("Empty", "Nothing", ("A",), [])
NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


@pytest.fixture(scope="module")
def book():
    """A workbook with everything that could go wrong."""
    return Book("Title & <more>", "Subject", "Author", ("First line", "", "Second"), [FIGURES, EMPTY, OTHER], MARKERS)


@pytest.fixture(scope="module")
def files(book):
    """End of name -> bytes."""
    return {".xlsx": excel(book), ".ods": opendocument(book)}


def read(content):
    """Return the sheets of a workbook as calamine reads them: name -> rows."""
    sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, engine="calamine", keep_default_na=False)
    return {name: frame.astype(object).to_numpy().tolist() for name, frame in sheets.items()}


def test_both_files_hold_the_same_cells(files):
    """As a third program reads them: no number is rounded, and none is a text in one of them."""
    first, second = (read(content) for content in files.values())
    assert list(first) == list(second) and first == second


def test_cells_are_what_was_given(files):
    """Numbers to twelve digits as numbers, signs where there is none, text as text whatever it begins with."""
    rows = read(files[".ods"])["Figures a b long name that goes"]
    assert rows[0][0] == "Orders & <people>" and rows[1][0] == "This worksheet contains one table."
    assert rows[2][0] == 'Source: "a" & b.'
    assert rows[3] == ["Year", "Orders", "Orders (2)", "Share", "Item"]
    assert rows[4] == ["2023-24", 1234, "[c]", 12.5, HOSTILE]
    assert rows[5] == ["2024-25", 0, "[z]", 66.6666666667, "https://example.org/x"]
    assert rows[6] == ["+44 1", 7, 8.5, "[x]", "two\nlines with spaces"]


def test_cover_contents_and_notes_come_first_and_lead_to_the_sheets(book, files):
    """Sheets without rows are left out; every sign that is used is explained, and none else."""
    workbook = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    names = workbook.sheetnames
    assert names[:3] == ["Cover", "Contents", "Notes"] and len(names) == 5 and "Empty" not in names
    assert [workbook["Cover"].cell(row, 1).value for row in (1, 2, 3)] == ["Title & <more>", "First line", "Second"]
    linked = [row[0].hyperlink.location for row in workbook["Contents"].iter_rows(min_row=4)]
    assert linked == [f"'{name}'!A1" for name in names if name not in ("Cover", "Contents")]
    explained = [row[0].value for row in workbook["Notes"].iter_rows(min_row=5)]
    assert explained == ["[c]", "[x]", "[z]"]


def test_the_excel_file_keeps_to_the_checklist(files):
    """One marked table a sheet with one header row, names that differ, nothing merged or hidden or empty."""
    workbook = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    assert workbook.active.title == "Cover" and workbook.properties.title == "Title & <more>"
    assert workbook.properties.language == "en-GB"
    assert len({name.casefold() for name in workbook.sheetnames}) == len(workbook.sheetnames)
    tables = [table for sheet in workbook for table in sheet.tables.values()]
    assert len({table.name for table in tables}) == len(tables) == len(workbook.sheetnames) - 1
    for sheet in workbook:
        assert len(sheet.title) <= MAX_NAME and not sheet.merged_cells.ranges and sheet["A1"].value
        assert sheet.sheet_view.selection[0].activeCell in (None, "A1") and sheet.freeze_panes is None
        assert not [row for row in sheet.row_dimensions.values() if row.hidden]
        cells = [cell for row in sheet for cell in row if cell.value is not None]
        assert {cell.font.name for cell in cells} == {"Arial"} and min(cell.font.size for cell in cells) >= 12
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert all(cell.hyperlink is None for cell in cells) or sheet.title == "Contents"
        for table in sheet.tables.values():
            assert table.headerRowCount == 1 and table.autoFilter is None
            assert all(cell.value not in (None, "") for row in sheet[table.ref] for cell in row)
            assert all(cell.alignment.wrap_text for row in sheet[table.ref][1:] for cell in row)


def test_the_opendocument_file_is_built_as_its_standard_says(files):
    """The type first and unpacked; every part well formed, of one version, and listed; header rows marked."""
    archive = zipfile.ZipFile(io.BytesIO(files[".ods"]))
    first = archive.infolist()[0]
    assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
    assert archive.read("mimetype").decode() == TYPE and files[".ods"][30:38] == b"mimetype"
    parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}
    version = f"{{{NS['office']}}}version"
    assert {parts[name].get(version) for name in ("content.xml", "styles.xml", "meta.xml")} == {"1.3"}
    listed = re.findall(r'full-path="([^"]+)"', archive.read("META-INF/manifest.xml").decode())
    assert sorted(listed) == ["/", "content.xml", "meta.xml", "styles.xml"]
    meta = parts["meta.xml"]
    assert meta.findtext(".//dc:title", namespaces=NS) == "Title & <more>"
    assert meta.findtext(".//dc:language", namespaces=NS) == "en-GB"
    content = parts["content.xml"]
    sheets = content.findall(".//table:table", NS)
    assert [len(sheet.findall("table:table-header-rows/table:table-row", NS)) for sheet in sheets] == [0, 1, 1, 1, 1]
    ranges = content.findall(".//table:database-range", NS)
    assert ranges[-2].get(f"{{{NS['table']}}}target-range-address") == (
        "'Figures a b long name that goes'.A4:'Figures a b long name that goes'.E7"
    )
    used = {node.get(f"{{{NS['table']}}}style-name") for node in content.iter()} - {None}
    known = {node.get(f"{{{NS['style']}}}name") for node in content.iter(f"{{{NS['style']}}}style")}
    assert used <= known


@pytest.mark.reliability("same bytes", "a workbook of a report, .xlsx and .ods, written again", "the same bytes")
def test_the_same_content_gives_the_same_bytes(book, files):
    """Whenever and wherever it is made."""
    assert files == {".xlsx": excel(book), ".ods": opendocument(book)}
