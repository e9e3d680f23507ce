"""Small workbooks, CSV files and layouts with the traps of published ones, written by the tests that need them."""

import csv
import io
import json
import zipfile
from pathlib import Path

import xlsxwriter

from cjtools.extract.layouts import COLUMN_COLUMNS, TABLE_COLUMNS, load_layouts
from cjtools.extract.reader import read_workbook
from cjtools.extract.workbook import RawFile, as_sheet

ROOT = Path(__file__).resolve().parents[1]
LOW = '[=0]"-";[<0.5]"[low]";#,##0'  # the number format of the criminal proceedings tables
YEARLY = {"period_type": "financial year", "header_rows": "1", "areas": "some", "confirmed": "yes"}
AREA_AND_YEAR = ("Area,area", "Year,period")


def book(path, sheets, merged=(), hidden=(), tables=(), formats=()):
    """Write a workbook.

    ``sheets`` maps names to rows of cells (a cell that starts with '=' is a formula; with '#', an error). The rest
    names the sheet first: merged (sheet, 'D4:E4'), hidden (sheet, 0-based rows), tables (sheet, 'A3:O9', name), formats
    (sheet, 'B5', number format).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        formatted = {(sheet, cell): workbook.add_format({"num_format": code}) for sheet, cell, code in formats}
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    place = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
                    look = formatted.get((name, place))
                    if isinstance(value, str) and value.startswith("#"):
                        sheet.write_formula(row, column, "=NA()", look, value)
                    elif isinstance(value, str) and value.startswith("="):
                        sheet.write_formula(row, column, value, look, "")
                    elif value is not None:
                        sheet.write(row, column, value, look)
            for _, area in [one for one in merged if one[0] == name]:
                first = area.split(":")[0]
                row, column = xlsxwriter.utility.xl_cell_to_rowcol(first)
                sheet.merge_range(area, rows[row][column])
            for _, numbers in [one for one in hidden if one[0] == name]:
                for number in numbers:
                    sheet.set_row(number, None, None, {"hidden": True})
            for _, area, title in [one for one in tables if one[0] == name]:
                top, left, _, right = _corners(area)
                columns = [{"header": str(heading)} for heading in rows[top][left : right + 1]]
                sheet.add_table(area, {"name": title, "columns": columns, "autofilter": False})
    return path


def _corners(area):
    """Return the 0-based top, left, bottom and right of 'A3:O9'."""
    first, last = (xlsxwriter.utility.xl_cell_to_rowcol(cell) for cell in area.split(":"))
    return (*first, *last)


def opened(path):
    """Open a workbook as open_file does, but in this process, which is quicker."""
    sheets = json.loads(json.dumps(read_workbook(path), default=str))
    return RawFile(path, {sheet["name"]: as_sheet(sheet) for sheet in sheets})


def write_layout(folder, columns, tables=None, head="", **files):
    """Write a layout folder; ``columns`` are lines 'heading,role,measure,...' of one table, or whole lines.

    ``tables`` are dicts over YEARLY; other files by name hold whole texts.
    """
    folder.mkdir(parents=True)
    tables = tables or [{}]
    (folder / "tables.csv").write_text(as_csv([TABLE_COLUMNS, *[_table(one) for one in tables]]), encoding="utf-8")
    lines = [_column(line, tables) for line in columns]
    (folder / "columns.csv").write_text(as_csv([COLUMN_COLUMNS, *lines]), encoding="utf-8")
    default = f'id: {folder.name}\nsource: recorded_crime\ntitle: "Test"\nkind: workbook\nrecognise:\n'
    default += '  - {sheet: "*", cell: "A1", pattern: "Test"}\nedition: {latest_period: true}\n'
    (folder / "layout.yaml").write_text(head or default, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def layout(folder, columns, tables=None, **rest):
    """Write a layout and load it."""
    write_layout(folder / "layouts" / "test", columns, tables, **rest)
    return load_layouts(folder / "layouts")[0]


def _table(given):
    """Return a row of tables.csv."""
    row = dict.fromkeys(TABLE_COLUMNS, "") | YEARLY | {"table": "t", "sheet": "S", "title": "Test"} | given
    return [row[key] for key in TABLE_COLUMNS]


def _column(line, tables):
    """Return a row of columns.csv from 'heading,role,measure,breakdown,category,scale' or from all of its cells."""
    cells = next(csv.reader([line]))
    if len(cells) == len(COLUMN_COLUMNS):
        return cells
    heading, role, *rest = cells
    table = (tables[0] or {}).get("table", "t")
    cells = [table, heading, "", role, *rest]
    return cells + [""] * (len(COLUMN_COLUMNS) - len(cells))


def as_csv(rows):
    """Return rows as CSV text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def copied(source, target, change):
    """Copy a workbook and let ``change`` do something to it with openpyxl."""
    import openpyxl

    workbook = openpyxl.load_workbook(source)
    change(workbook)
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


# parts of workbooks made by hand, for what no library would write
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_LINK = '<Relationship Id="{}" Type="' + _RELATIONS + '/{}" Target="{}"/>'


def sheet_xml(rows):
    """Return a sheet part with these row elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>'


def raw_book(path, sheet, parts=None, target="worksheets/sheet1.xml", links="", compression=zipfile.ZIP_DEFLATED):
    """Write a workbook of one sheet S from the text of its sheet part and of other parts."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        book_xml = (
            f'<workbook {NAMESPACE} xmlns:r="{_RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
        )
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", _LINKS.format(_LINK.format("r0", "officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", f"{book_xml}</workbook>")
        archive.writestr("xl/_rels/workbook.xml.rels", _LINKS.format(_LINK.format("r1", "worksheet", target) + links))
        archive.writestr(f"xl/{target}", sheet)
        for name, text in (parts or {}).items():
            archive.writestr(name, text)
    return path


def shared_strings(path, text, cells='<row r="1"><c r="A1" t="s"><v>0</v></c></row>'):
    """Write a workbook whose shared strings part is ``text``."""
    link = _LINK.format("r2", "sharedStrings", "sharedStrings.xml")
    return raw_book(path, sheet_xml(cells), {"xl/sharedStrings.xml": text}, links=link)


def ods_book(path, sheets):
    """Write an OpenDocument spreadsheet; ``sheets`` maps names to the text of their row elements."""
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{short}="{urn}{short}:1.0"' for short in ("office", "table", "text"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        entries = [("/", kind), ("content.xml", "text/xml")]
        files = "".join(f'<m:file-entry m:full-path="{name}" m:media-type="{media}"/>' for name, media in entries)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{urn}manifest:1.0">{files}</m:manifest>')
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_cell(value, attributes=""):
    """Return a cell element of an OpenDocument spreadsheet."""
    if value is None:
        return f"<table:table-cell{attributes}/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"{attributes}><text:p>{value}</text:p></table:table-cell>'
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}{attributes}><text:p>{value}</text:p></table:table-cell>"


def ods_rows(rows):
    """Return the row elements of rows of plain cells."""
    return "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
