"""Open a workbook or CSV file and hand over its cells as they stand."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property

from cjtools.errors import Problem, WorkbookError
from cjtools.extract.safety import check_workbook

SUFFIXES = (".xlsx", ".ods", ".csv")

# a number format that prints words instead of the number: [=0]"-";[<0.5]"[low]";#,##0
_WORDY_FORMAT = re.compile(r'\[[<>=]+[\d.]+\]"|;"')
_SECTION = re.compile(r"^(?:\[([<>=]+)([\d.]+)\])?(.*)$")


def column_letter(index):
    """Return the spreadsheet letter of a 0-based column.

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row, column):
    """Return the spreadsheet name of a 0-based row and column.

    Examples
    --------
    >>> cell_name(16, 3)
    'D17'
    """
    return f"{column_letter(column)}{row + 1}"


def shown_text(value, number_format):
    """Return the words a number format prints instead of a number, or empty text when it prints the number.

    Published tables use formats such as ``[=0]"-";[<0.5]"[low]";#,##0``: the cell stores a number, the reader sees a mark.

    Parameters
    ----------
    value : float
    number_format : str
        Excel number format code.

    Returns
    -------
    str

    Examples
    --------
    >>> low = '[=0]"-";[<0.5]"[low]";#,##0'
    >>> shown_text(0, low), shown_text(0.3, low), shown_text(12, low)
    ('-', '[low]', '')
    >>> shown_text(0, '#,##0;-#,##0;"nil"')
    'nil'
    """
    sections = [_SECTION.match(section.strip()).groups() for section in number_format.split(";")]
    has_conditions = any(operator for operator, _, _ in sections)
    for number, (operator, limit, body) in enumerate(sections):
        if has_conditions:
            fits = operator is None or _compares(value, operator, float(limit))
        else:
            # without conditions the sections mean positive; negative; zero
            fits = len(sections) == 1 or number == (0 if value > 0 else 1 if value < 0 else 2)
        if fits:
            words = re.fullmatch(r'(?:"([^"]*)"|\\(.))+', body)
            return "".join(re.findall(r'"([^"]*)"', body)) if words else ""
    return ""


def _compares(value, operator, limit):
    """Return whether the value satisfies an Excel format condition."""
    return {
        "=": value == limit,
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "<>": value != limit,
    }.get(operator, False)


@dataclass
class Sheet:
    """The cells of one sheet, from A1 on.

    Attributes
    ----------
    name : str
        Empty for a CSV file.
    rows : list of list
        Values as stored: text, numbers, dates; empty text where there is none.
    tables : dict
        Excel table name -> (header row, first column, last row, last column), 0-based.
    merged : list of tuple
        ((top, left), (bottom, right)), 0-based.
    hidden_rows : int
    error_cells : list of str
        Cells that hold an error value such as #REF!.
    visible : bool
    """

    name: str
    rows: list
    tables: dict = field(default_factory=dict)
    merged: list = field(default_factory=list)
    hidden_rows: int = 0
    error_cells: list = field(default_factory=list)
    visible: bool = True

    def text(self, row, column):
        """Return the cell's text, stripped; empty when there is no such cell."""
        if row < len(self.rows) and column < len(self.rows[row]):
            value = self.rows[row][column]
            return value.strip() if isinstance(value, str) else ("" if value is None else str(value))
        return ""


@dataclass
class RawFile:
    """An opened file: its sheets by name and, for workbooks, what number formats show."""

    path: object
    sheets: dict

    @cached_property
    def shown(self):
        """Texts that number formats print over numbers: {sheet: {(row, column): text}}; empty for most files."""
        if self.path.suffix.lower() != ".xlsx" or not _has_wordy_formats(self.path):
            return {}
        return _shown_texts(self.path)


def open_file(path):
    """Open a workbook or CSV file that stands in data/raw.

    Parameters
    ----------
    path : Path
        .xlsx, .ods or .csv

    Returns
    -------
    RawFile

    Raises
    ------
    WorkbookError
        When the file is not safe or not readable.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "two.csv"
    >>> _ = file.write_text("Area,2023-24\\nFife,12\\n")
    >>> open_file(file).sheets[""].rows
    [['Area', '2023-24'], ['Fife', '12']]
    """
    if path.suffix.lower() == ".csv":
        return RawFile(path, {"": Sheet("", _csv_rows(path))})
    return RawFile(path, _workbook_sheets(path))


def _csv_rows(path):
    """Return the cells of a CSV file, whatever of the usual encodings it has."""
    data = path.read_bytes()
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WorkbookError(Problem("holds NUL bytes, so it is not a CSV file", path.name))
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise WorkbookError(Problem("is in an unknown text encoding", path.name, todo="save it as UTF-8 CSV"))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count) if first else ","
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _workbook_sheets(path):
    """Return the sheets of a workbook, read by calamine once the safety check has passed."""
    # imported here: notebooks read processed tables and need no workbook reader
    import python_calamine as calamine

    findings = check_workbook(path)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path), load_tables=path.suffix.lower() == ".xlsx")
        by_part = _sheet_parts(path)
        sheets = {}
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            part = by_part.get(meta.name, "")
            sheets[meta.name] = Sheet(
                name=meta.name,
                rows=sheet.to_python(skip_empty_area=False),
                merged=sheet.merged_cell_ranges or [],
                hidden_rows=findings.hidden_rows.get(part, 0),
                error_cells=findings.error_cells.get(part, []),
                visible=meta.visible == calamine.SheetVisibleEnum.Visible,
            )
        if path.suffix.lower() == ".xlsx":
            for name in book.table_names:
                table = book.get_table_by_name(name)
                if table.sheet in sheets:
                    (top, left), (bottom, right) = table.start, table.end
                    sheets[table.sheet].tables[name] = (top - 1, left, bottom, right)
    except calamine.CalamineError as error:
        todo = "open it in a spreadsheet program and save it again"
        raise WorkbookError(Problem(f"cannot be read ({error})", path.name, todo=todo)) from error
    return sheets


def _sheet_parts(path):
    """Return {sheet name: zip part} of an .xlsx file, from its own table of contents."""
    if path.suffix.lower() != ".xlsx":
        return {}
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(path) as archive:
        try:
            book = fromstring(archive.read("xl/workbook.xml"))
            links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ValueError, SyntaxError) as error:
            raise WorkbookError(Problem("is not an Excel workbook inside", path.name, todo="fetch it again")) from error
    targets = {link.get("Id"): link.get("Target", "").lstrip("/") for link in links}
    parts = {}
    for sheet in book.iter("{*}sheet"):
        target = targets.get(next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""), "")
        parts[sheet.get("name")] = target if target.startswith("xl/") else f"xl/{target}"
    return parts


def _has_wordy_formats(path):
    """Return whether any number format of the workbook prints words for numbers."""
    with zipfile.ZipFile(path) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return False
        styles = archive.read("xl/styles.xml").decode("utf-8", "replace").replace("&quot;", '"')
    return any(_WORDY_FORMAT.search(code) for code in re.findall(r'formatCode="(.*?)"\s*/>', styles))


def _shown_texts(path):
    """Return what number formats print over numbers, read by openpyxl, which knows formats."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    shown = {}
    for sheet in book.worksheets:
        texts = {}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and _WORDY_FORMAT.search(cell.number_format or ""):
                    text = shown_text(cell.value, cell.number_format)
                    if text:
                        texts[(cell.row - 1, cell.column - 1)] = text
        shown[sheet.title] = texts
    book.close()
    return shown
