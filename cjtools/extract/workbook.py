"""Open a workbook or CSV file and hand over its cells as they stand."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

import psutil

from cjtools.errors import Problem, WorkbookError
from cjtools.extract.reader import MAX_MEMORY, TOO_MUCH
from cjtools.extract.safety import FAR, MAX_GRID
from cjtools.paths import NO_FILE, is_no_file

SUFFIXES = (".xlsx", ".ods", ".csv")
# spreadsheets that are not read: an analyst who drops one in has to be told
OTHER_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".tsv", ".numbers", ".fods", ".dbf")
SAVE_AS = "open it in a spreadsheet program and save it as .xlsx (without macros) or .csv"
MAX_CSV = 100 << 20
MAX_SECONDS = 120
SECONDS_BETWEEN_LOOKS = 0.1
# lines and characters of the beginning in which the first line with anything on it is looked for
LINES_AHEAD, LOOK_AHEAD = 1_000, 1 << 20


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


@dataclass
class Sheet:
    """The cells of one sheet, from A1 on.

    Attributes
    ----------
    name : str
        Empty for a CSV file.
    rows : list of list
        Values as stored: text, numbers, truth values; dates as text; empty text where there is none. A cell with an
        error holds its text ('#REF!'), a formula whose value was not stored holds the formula ('=B2').
    tables : dict
        Excel table name -> (header row, first column, last row, last column), 0-based.
    merged : list
        ((top, left), (bottom, right)), 0-based.
    shown : dict
        (row, column) -> words that a number format prints over the number.
    hidden_rows, hidden_columns : list
        (First, last), 0-based, of rows and columns among the cells that no reader of the workbook sees.
    linked : list of str
        Cells whose formula takes its value from another file.
    error_cells : list of str
        Cells with an error or a formula without a value.
    visible : bool
    """

    name: str
    rows: list
    tables: dict = field(default_factory=dict)
    merged: list = field(default_factory=list)
    shown: dict = field(default_factory=dict)
    hidden_rows: list = field(default_factory=list)
    hidden_columns: list = field(default_factory=list)
    linked: list = field(default_factory=list)
    error_cells: list = field(default_factory=list)
    visible: bool = True

    def text(self, row, column):
        """Return the cell's text, stripped; empty when there is no such cell."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            value = self.rows[row][column]
            return value.strip() if isinstance(value, str) else ("" if value is None else str(value))
        return ""

    @cached_property
    def merged_labels(self):
        """Cell -> (top, left, bottom) of the merged range over it, for ranges that can be headings."""
        return {
            (row, column): (top, left, bottom)
            for (top, left), (bottom, right) in self.merged[:5000]
            if top < 100 and bottom - top < 10
            for row in range(top, bottom + 1)
            for column in range(left, min(right, left + 500) + 1)
        }


@dataclass
class RawFile:
    """An opened file: its sheets by name. ``name`` is what messages call it."""

    path: Path
    sheets: dict
    name: str = ""

    def __post_init__(self):
        self.name = self.name or self.path.name

    @property
    def is_csv(self):
        """Whether it is a CSV file and not a workbook."""
        return self.path.suffix.lower() == ".csv"


def open_file(path, name=""):
    """Open a workbook or CSV file that stands in data/raw.

    Parameters
    ----------
    path : Path
        .xlsx, .ods or .csv
    name : str
        What messages call the file; its own name by default.

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
    name = name or path.name
    suffix = path.suffix.lower()
    if is_no_file(path):
        raise WorkbookError(Problem(NO_FILE, name, todo="put the file itself in its place"))
    if suffix in OTHER_SPREADSHEETS or suffix not in SUFFIXES:
        found = f"is a {suffix} file, which is not read" if suffix else "has no suffix, so it is not read"
        other = f"only {', '.join(SUFFIXES)} are read: fetch the figures in one of these forms"
        raise WorkbookError(Problem(found, name, todo=SAVE_AS if suffix in OTHER_SPREADSHEETS else other))
    try:
        if suffix == ".csv":
            return RawFile(path, {"": Sheet("", _csv_rows(path, name))}, name)
        return RawFile(path, {sheet["name"]: as_sheet(sheet) for sheet in _read_in_child(path, name)}, name)
    except OSError as error:
        raise WorkbookError(Problem(f"cannot be read ({error.strerror or error})", name)) from error


def _csv_rows(path, name):
    """Return the cells of a CSV file, whatever of the usual encodings it has."""
    if path.stat().st_size > MAX_CSV:
        found = f"has {path.stat().st_size >> 20} MB; up to {MAX_CSV >> 20} MB are read"
        raise WorkbookError(Problem(found, name, todo="keep only the rows that are needed"))
    data = path.read_bytes()
    if not data.strip():
        raise WorkbookError(Problem("is empty", name, todo="fetch it again"))
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise WorkbookError(Problem("is a workbook under the name of a CSV file", name, todo="give it its own suffix"))
    if b"\x00" in data and not is_utf16:
        raise _nul(name)
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            return _rows_of(io.TextIOWrapper(io.BytesIO(data), encoding, newline=""), name)
        except UnicodeError:
            continue
    raise WorkbookError(Problem("is in an unknown text encoding", name, todo="save it as UTF-8 CSV"))


def _nul(name):
    """Return what to say of a file that holds bytes which no text has."""
    found = "holds NUL bytes, so it is no CSV file that can be read"
    return WorkbookError(Problem(found, name, todo="save it as UTF-8 CSV"))


def _rows_of(text, name):
    """Return the cells of CSV text, read line by line so that no limit is passed unseen."""
    begins = islice(iter(partial(text.readline, LOOK_AHEAD), ""), LINES_AHEAD)
    first = next((line for line in begins if line.strip()), "")
    text.seek(0)
    delimiter = max(",;\t", key=first.count)
    # strict: a quote that is never closed would swallow the rest of the file unseen
    reader, rows, cells = csv.reader(_lines(text, name), delimiter=delimiter, strict=True), [], 0
    try:
        for row in reader:
            cells += len(row) or 1
            if cells > MAX_GRID:
                found = f"holds more than {MAX_GRID:,} cells, which are not read"
                raise WorkbookError(Problem(found, name, todo="keep only the rows and columns that are needed"))
            rows.append(row)
    except csv.Error as error:
        found = f"cannot be read on from row {len(rows) + 1} ({error})"
        raise WorkbookError(Problem(found, name, todo="look for a quotation mark that is not closed")) from error
    return rows


def _lines(text, name):
    """Yield the lines of CSV text that a reader can take."""
    for line in text:
        if "\x00" in line:
            raise _nul(name)
        yield line


def _read_in_child(path, name):
    """Return the sheets of a workbook, read in a process of its own (see ``reader``)."""
    here = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-P", "-m", "cjtools.extract.reader", str(path.resolve())]
    todo = "open it in a spreadsheet program and save it again"
    try:
        said, complained = _said_by(command, {**os.environ, "PYTHONPATH": paths})
        # what the fast reader says before it ends its process
        if not said and b"memory allocation" in complained:
            raise MemoryError
        answer = json.loads(said)
    except MemoryError as error:
        raise WorkbookError(Problem(TOO_MUCH, name, todo=FAR)) from error
    except subprocess.TimeoutExpired as error:
        raise WorkbookError(Problem(f"was not read within {MAX_SECONDS} seconds", name, todo=todo)) from error
    except ValueError as error:
        raise WorkbookError(Problem("cannot be read: the reader broke down over it", name, todo=todo)) from error
    if "problems" in answer:
        raise WorkbookError([Problem(**{**problem, "file": name}) for problem in answer["problems"]])
    return answer["sheets"]


def _said_by(command, environment):
    """Return what a command prints on both ways, unless it takes too much time or memory.

    Where the system limits a process that limits itself (Linux), this comes after it; elsewhere (Windows) it is all.
    """
    pipe, end = subprocess.PIPE, time.monotonic() + MAX_SECONDS
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environment) as process:
        try:
            while True:
                try:
                    return process.communicate(timeout=SECONDS_BETWEEN_LOOKS)
                except subprocess.TimeoutExpired:
                    if time.monotonic() > end:
                        raise
                    if _held_by(process.pid) > MAX_MEMORY:
                        raise MemoryError from None
        finally:
            process.kill()


def _held_by(pid):
    """Return the bytes of memory that a process holds; 0 when it has just ended."""
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return 0


def as_sheet(read):
    """Return the Sheet of what ``reader.read_workbook`` gives for it."""
    rows = read["rows"]
    for row, column, text in read["texts"]:
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    return Sheet(
        name=read["name"],
        rows=rows,
        tables={name: tuple(corners) for name, corners in read["tables"].items()},
        merged=read["merged"],
        shown={(row, column): text for row, column, text in read["shown"]},
        hidden_rows=read["hidden_rows"],
        hidden_columns=read["hidden_columns"],
        linked=[cell_name(*place) for place in read["linked"]],
        error_cells=[cell_name(row, column) for row, column, _ in read["texts"]],
        visible=read["visible"],
    )
