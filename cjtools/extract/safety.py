"""Look at a workbook before any reader does.

A workbook is a zip of XML parts. A few bytes can ask a reader for gigabytes (two cells in opposite corners, a zip bomb),
and the fast reader then ends the whole process. So each part is streamed once, counting what really comes out.
"""

import re
import zipfile
from dataclasses import dataclass, field

from cjtools.errors import Problem, WorkbookError

MAX_UNPACKED = 300 << 20
MAX_PARTS = 2_000
MAX_GRID = 8_000_000  # rows x columns of the used range of one sheet
CHUNK = 1 << 20

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"[^>]*>')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*?\bt="e"')


@dataclass
class Findings:
    """What the look at the parts found, per sheet part: hidden rows and cells that hold an error value."""

    hidden_rows: dict = field(default_factory=dict)
    error_cells: dict = field(default_factory=dict)


def check_workbook(path):
    """Refuse a workbook that is not safe to open; otherwise say what was seen on the way.

    Parameters
    ----------
    path : Path
        An .xlsx or .ods file.

    Returns
    -------
    Findings
        Hidden rows and error cells by zip part (``xl/worksheets/sheet3.xml``).

    Raises
    ------
    WorkbookError
        Not a workbook, encrypted, with macros or a document type definition, too many or too large parts, or a used
        range out of all proportion.
    """
    if path.suffix.lower() in (".xlsm", ".xls", ".xlsb"):
        raise WorkbookError(_problem(path, f"{path.suffix} files are not read", "save it as .xlsx without macros"))
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        todo = "open it in a spreadsheet program and save it again without a password as .xlsx"
        raise WorkbookError(
            _problem(path, "is not a readable workbook (damaged, encrypted, or renamed)", todo)
        ) from error
    findings = Findings()
    with archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            raise WorkbookError(_problem(path, f"has {len(parts):,} parts; up to {MAX_PARTS:,} are read"))
        total = 0
        for part in parts:
            if part.flag_bits & 1:
                raise WorkbookError(_problem(path, "is encrypted", "save it without a password"))
            if part.filename.endswith("vbaProject.bin"):
                raise WorkbookError(_problem(path, "holds macros", "save it as .xlsx without macros"))
            try:
                total = _check_part(path, archive, part, total, findings)
            except (zipfile.BadZipFile, EOFError, OSError) as error:
                raise WorkbookError(_problem(path, f"is damaged in {part.filename}", "fetch it again")) from error
    return findings


def _check_part(path, archive, part, total, findings):
    """Stream one part; return the bytes unpacked so far."""
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    rows = columns = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > MAX_UNPACKED:
                raise WorkbookError(_problem(path, f"unpacks to more than {MAX_UNPACKED >> 20} MB"))
            window = tail + chunk
            if part.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in window or b"<!ENTITY" in window):
                raise WorkbookError(_problem(path, f"holds a document type definition in {part.filename}"))
            if is_sheet:
                # the tail was counted with the last chunk, so only matches that end in the new bytes count
                for match in _CELL.finditer(window):
                    columns = max(columns, _column_number(match[1]))
                    rows = max(rows, int(match[2]))
                for match in _ROW.finditer(window):
                    rows = max(rows, int(match[1]))
                    if match.end() > len(tail) and _HIDDEN.search(match[0]):
                        findings.hidden_rows[part.filename] = findings.hidden_rows.get(part.filename, 0) + 1
                for match in _ERROR_CELL.finditer(window):
                    if match.end() > len(tail):
                        findings.error_cells.setdefault(part.filename, []).append(match[1].decode())
                if rows * columns > MAX_GRID:
                    found = f"{part.filename} claims {rows:,} rows x {columns:,} columns"
                    raise WorkbookError(_problem(path, found, "delete the far cells and save it again"))
            tail = window[-300:]
    return total


def _column_number(letters):
    """Return 1 for b'A', 27 for b'AA'."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _problem(path, found, todo=""):
    return Problem(found, path.name, todo=todo)
