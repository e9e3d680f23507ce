"""Opening files: every cell as it is stored, with what the fast reader leaves out beside it."""

import datetime

import pytest
import xlsxwriter
from hostile_files import replaced
from workbooks import LOW, book, copied, ods_book, ods_cell, ods_rows, opened, raw_book, sheet_xml

from cjtools.errors import WorkbookError
from cjtools.extract.formats import has_words, shown_text
from cjtools.extract.workbook import open_file


def test_cells_come_as_they_are_stored(tmp_path):
    """Text with its spaces, numbers, truth values; a date as ISO text; an empty cell as empty text."""
    rows = [[" Fife ", 12, 0.5, True, datetime.date(2015, 4, 1), None, "x"]]
    sheet = opened(book(tmp_path / "a.xlsx", {"S": rows}, formats=[("S", "E1", "yyyy-mm-dd")])).sheets["S"]
    assert sheet.rows == [[" Fife ", 12.0, 0.5, True, "2015-04-01", "", "x"]]
    assert (sheet.text(0, 0), sheet.text(0, 5), sheet.text(9, 9), sheet.text(-1, 0)) == ("Fife", "", "", "")


def test_rows_start_at_a1_whatever_is_blank_before_the_first_cell(tmp_path):
    """The cell in row 4 and column C keeps its place."""
    sheet = opened(book(tmp_path / "a.xlsx", {"S": [[], [], [], [None, None, 7]]})).sheets["S"]
    assert sheet.text(3, 2) == "7.0" and len(sheet.rows) == 4


@pytest.mark.reliability("files", "errors and formulas without a value", "kept with their cell")
def test_error_values_and_formulas_without_a_value_keep_their_cell(tmp_path):
    """The fast reader gives both as blank; a blank would pass for a figure that is not available."""
    rows = [["Area", "2023-24"], ["Fife", "#REF!"], ["Moray", "=SUM(C2:D2)"], ["Angus", "#DIV/0!"]]
    sheet = opened(book(tmp_path / "a.xlsx", {"S": rows})).sheets["S"]
    assert [sheet.text(row, 1) for row in (1, 2, 3)] == ["#REF!", "=SUM(C2:D2)", "#DIV/0!"]
    assert sheet.error_cells == ["B2", "B3", "B4"]


def test_a_formula_without_a_value_in_the_last_row_is_not_lost(tmp_path):
    """The used range of the reader ends before it."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><f>A1</f></c></row>'
    sheet = opened(raw_book(tmp_path / "a.xlsx", sheet_xml(cells))).sheets["S"]
    assert sheet.text(2, 1) == "=A1"


def test_excel_tables_give_header_and_body_without_their_totals_row(tmp_path):
    """The reference B3:C7 with a totals row ends in row 6; a table without a header row is passed over."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("S")
        columns = [{"header": "Area", "total_string": "All"}, {"header": "Orders", "total_function": "sum"}]
        sheet.add_table("B3:C7", {"name": "orders", "columns": columns, "total_row": True, "data": [["Fife", 1]] * 3})
        sheet.add_table("F3:G5", {"name": "bare", "header_row": False, "data": [[1, 2]] * 3})
    assert opened(tmp_path / "a.xlsx").sheets["S"].tables == {"orders": (2, 1, 5, 2)}


def test_hidden_rows_are_counted_and_read_all_the_same(tmp_path):
    """A filter that shows one year hides the others, not their figures."""
    rows = [["Year", "Orders"], ["2022-23", 5], ["2023-24", 6]]
    sheet = opened(book(tmp_path / "a.xlsx", {"S": rows}, hidden=[("S", [1])])).sheets["S"]
    assert sheet.hidden_rows == [[1, 1]] and sheet.rows[1] == ["2022-23", 5.0]


def test_merged_ranges_name_the_cell_that_holds_their_label(tmp_path):
    """Gender over D4:E4: both cells lead to D4."""
    rows = [[], [], [], [None, None, None, "Gender"]]
    labels = opened(book(tmp_path / "a.xlsx", {"S": rows}, merged=[("S", "D4:E4")])).sheets["S"].merged_labels
    assert labels == {(3, 3): (3, 3, 3), (3, 4): (3, 3, 3)}


def test_chart_sheets_are_left_out_and_empty_and_oddly_named_sheets_are_read(tmp_path):
    """Quotes, exclamation marks and trailing spaces in a sheet's name change nothing."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet("Tables 8a,b, & c'd ! ").write(0, 0, 5)
        workbook.add_worksheet("empty")
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=empty!$A$1:$A$3"})
        workbook.add_chartsheet("picture").set_chart(chart)
        workbook.add_worksheet("unseen").hide()
    sheets = opened(tmp_path / "a.xlsx").sheets
    assert list(sheets) == ["Tables 8a,b, & c'd ! ", "empty", "unseen"]
    assert sheets["empty"].rows == [] and not sheets["unseen"].visible


def test_number_formats_that_print_words_are_kept_beside_the_number(tmp_path):
    """Stored 0 and 0.3, seen as '-' and '[low]'; 12 is seen as it is."""
    cells = [("S", f"A{row}", LOW) for row in (1, 2, 3)]
    sheet = opened(book(tmp_path / "a.xlsx", {"S": [[0], [0.3], [12]]}, formats=cells)).sheets["S"]
    assert [row[0] for row in sheet.rows] == [0.0, 0.3, 12.0]
    assert sheet.shown == {(0, 0): "-", (1, 0): "[low]"}


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (LOW, ["-", "[low]", "", "[low]"]),
        ("General", ["", "", "", ""]),
        ('#,##0;-#,##0;"nil"', ["nil", "", "", ""]),
        ("#,##0;-#,##0;-", ["-", "", "", ""]),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', ["-", "", "", ""]),
        ('[Red][<0.5]"a;b";0', ["a;b", "a;b", "", "a;b"]),
        ("[=0]\\-;0.0", ["-", "", "", ""]),
        ('"£"#,##0', ["", "", "", ""]),
        ('0.0"%"', ["", "", "", ""]),
        ('0;"minus"', ["", "", "", "minus"]),
        ("yyyy-mm-dd", ["", "", "", ""]),
        ('[<=0.3]"few";0', ["few", "few", "", "few"]),
        ('[<0.3]"few";0', ["few", "", "", "few"]),
        ('[>0.3]"many";0', ["", "", "many", ""]),
        ('[>=0.3]"many";0', ["", "many", "many", ""]),
        ('[<>5]"odd";0', ["odd", "odd", "", "odd"]),
    ],
)
def test_shown_text_follows_the_rules_of_excel(code, shown):
    """Sections are positive; negative; zero unless they carry conditions; digits in a section print the number."""
    assert [shown_text(value, code) for value in (0, 0.3, 5, -2)] == shown
    assert has_words(code) == any(shown)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"Area,2023-24\nFife,12\n", [["Area", "2023-24"], ["Fife", "12"]]),
        (b"\xef\xbb\xbfArea,1\n", [["Area", "1"]]),
        ("Na h-Eileanan Síar;1\r\n".encode("cp1252"), [["Na h-Eileanan Síar", "1"]]),
        ("Area\t1\n".encode("utf-16"), [["Area", "1"]]),
        (b'"Edinburgh, City of","1,234"\n', [["Edinburgh, City of", "1,234"]]),
        (b'"two\nlines",5\n', [["two\nlines", "5"]]),
        (b"\n\nArea;1\n", [[], [], ["Area", "1"]]),
    ],
)
def test_csv_files_are_read_in_every_usual_form(tmp_path, data, rows):
    """UTF-8 with and without mark, Windows, UTF-16; commas, semicolons, tabs; quotes with commas and line ends."""
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert open_file(path).sheets[""].rows == rows


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"Area\x00,1\n", "NUL bytes"),
        ("a.csv", b"Area,1\nSk\x81ne,2\n", "unknown text encoding"),
        ("a.csv", b"\xff\xfea", "unknown text encoding"),
        ("a.csv", b'Area,1\n"Fife,12\nMoray,3\n', "from row 2"),
        ("a.csv", b"PK\x03\x04rest", "a workbook under the name of a CSV file"),
        ("a.csv", b'"' + b"x" * 200_000 + b'"', "field larger"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "is a .xls file, which is not read. To do: open it in a spreadsheet program"),
        ("a.xlsm", b"PK", "is a .xlsm file"),
        ("a.pdf", b"%PDF", "is a .pdf file"),
        ("noname", b"", "has no suffix"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, name, data, words):
    """The file is named, and what to do."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match=f"^{name}: .*{words}"):
        open_file(path)


def test_a_file_that_is_gone_is_refused_in_words(tmp_path):
    """Between listing and reading it a file can vanish."""
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(WorkbookError, match=r"cannot be (read|opened)"):
            open_file(tmp_path / name)


def test_an_ods_file_is_read_like_a_workbook(tmp_path):
    """Sheets, numbers, texts; the endless empty rows and columns that programs write do not count."""
    wide = ods_cell(None, ' table:number-columns-repeated="16384"')
    endless = f'<table:table-row table:number-rows-repeated="1048570">{wide}</table:table-row>'
    two = ods_cell(3, ' table:number-columns-repeated="2"')
    twice = f"<table:table-row>{ods_cell('Fife')}{two}</table:table-row>"
    path = ods_book(tmp_path / "a.ods", {"S": ods_rows([["Area", "2023-24", None]]) + twice + endless})
    assert open_file(path).sheets["S"].rows == [["Area", "2023-24", ""], ["Fife", 3.0, 3.0]]


@pytest.mark.reliability("files", "cells without references", "read in their order")
def test_rows_and_cells_without_their_names_follow_each_other(tmp_path):
    """Some programs leave the names out; an error value is then still found in its cell."""
    middle = '<row r="3"><c t="n"><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
    cells = f'<row><c><v>1</v></c></row>{middle}<row><c t="e"/></row>'
    sheet = opened(raw_book(tmp_path / "a.xlsx", sheet_xml(cells))).sheets["S"]
    assert sheet.error_cells == ["B3", "A4"] and sheet.text(2, 1) == "#N/A" and sheet.text(3, 0) == "#ERROR!"


def test_names_in_messages_are_those_the_caller_gives(tmp_path):
    """Two folders can hold a file of the same name."""
    (tmp_path / "a.xlsx").write_bytes(b"text")
    with pytest.raises(WorkbookError, match=r"^folder/a.xlsx: is not a readable workbook"):
        open_file(tmp_path / "a.xlsx", "folder/a.xlsx")


@pytest.mark.reliability("files", "the same of an .ods file", "kept with their cell")
def test_error_values_and_formulas_without_a_value_in_an_ods_file_keep_their_cell(tmp_path):
    """The fast reader gives the one as text or 0 and the other as blank; repeated cells and rows are counted."""
    formula = " table:formula="
    cells = "".join([
        ods_cell(1, ' table:number-columns-repeated="2"'),
        ods_cell(0, formula + '"of:=1/0"').replace("<text:p>0", "<text:p>#DIV/0!"),
        ods_cell("#REF!", ' calcext:value-type="error" table:number-columns-repeated="2"'),
        ods_cell(None, formula + '"of:=B1"'),
        ods_cell(7, formula + '"of:=B1"'),
    ])  # fmt: skip
    rows = f'{ods_rows([[1]])}<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
    sheet = open_file(ods_book(tmp_path / "a.ods", {"S": rows})).sheets["S"]
    assert sheet.error_cells == [f"{letter}{row}" for row in (2, 3) for letter in "CDEF"]
    assert sheet.rows[2] == [1.0, 1.0, "#DIV/0!", "#REF!", "#REF!", "=of:=B1", 7.0]


def test_what_is_hidden_or_comes_from_another_file_keeps_its_place(tmp_path):
    """Rows, columns and sheets that no reader of the workbook sees are read all the same, so it has to be said."""
    book(tmp_path / "a.xlsx", {"S": [[1, 2, 3], [4], [5]], "T": [["='[1]Other'!A1"]]}, hidden=[("S", [1, 2])])
    copied(tmp_path / "a.xlsx", tmp_path / "b.xlsx", _hide)
    sheets = open_file(tmp_path / "b.xlsx").sheets
    assert (sheets["S"].hidden_rows, sheets["S"].hidden_columns) == ([[1, 2]], [[1, 1], [2, 2]])
    assert not sheets["T"].visible and sheets["T"].linked == ["A1"]
    rows = f'{ods_rows([[1, 2]])}<table:table-row table:visibility="filter">{ods_cell(3)}</table:table-row>'
    beyond = '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048574"/>'
    column = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="9"/>'
    sheet = open_file(ods_book(tmp_path / "a.ods", {"S": column + rows + beyond})).sheets["S"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ([[1, 1]], [[1, 1]])


def _hide(workbook):
    """Hide columns B and C of S, and T as a sheet that the menu does not list."""
    for letter in "BC":
        workbook["S"].column_dimensions[letter].hidden = True
    workbook["T"].sheet_state = "veryHidden"


@pytest.mark.reliability("files", "an error in a part with other capitals", "kept with its cell")
def test_an_error_is_found_whatever_the_capitals_of_its_part_are(tmp_path):
    """The fast reader finds the sheet; who looks for its errors has to find it too."""
    path = raw_book(tmp_path / "a.xlsx", sheet_xml('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'))
    replaced(path, "xl/_rels/workbook.xml.rels", "worksheets/", "Worksheets/")
    assert open_file(path).sheets["S"].rows == [["#REF!"]]
