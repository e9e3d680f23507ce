"""Look at a workbook before any reader does.

A workbook is a zip of XML parts. A few bytes can ask a reader for gigabytes (two cells in opposite corners, a zip
bomb), and the fast reader then ends the whole process. So each part is streamed once, counting what comes out.
"""

import re
import zipfile
from dataclasses import dataclass

from cjtools.errors import Problem, WorkbookError

MAX_FILE = 100 << 20
MAX_UNPACKED = 300 << 20
MAX_PARTS = 2_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384  # what spreadsheet programs can hold
# rows x columns of the used range, of all sheets together; the largest published workbook that is read has 630,635.
# Each cell that becomes a figure costs 1.4 kB until it is written
MAX_GRID = 2_000_000
MAX_TEXT = 1 << 18  # bytes between two tags; a cell holds at most 32,767 characters
MAX_CLAIM = 5_000_000  # entries that a part may announce before they come
CHUNK = 1 << 20

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)0*(\d+)["']""")
_CELL = re.compile(rb"<(?:[\w.\-]+:)?c[\s/>]")
_ROW_OR_CELL = re.compile(rb"<(?:[\w.\-]+:)?(row|c)[\s/>]")
_HIDDEN = re.compile(rb"""<(?:[\w.\-]+:)?(?:row|col)\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_CLAIM = re.compile(rb"""\s(?:uniqueCount|count)\s*=\s*["']0*(\d{7,})["']""")
_ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<(?:[\w.\-]+:)?f[\s/>]")
_LONG_TEXT = re.compile(rb"<[^<]{%d}" % MAX_TEXT)
FAR = "delete the cells far away, or keep only the tables that are needed, and save it again"
_FEWER = "keep only the sheets that are needed, and save it again"
_AGAIN = "open it in a spreadsheet program and save it again as .xlsx"

_STARTS = {
    b"\xd0\xcf\x11\xe0": (
        "is protected with a password, or is an old .xls workbook under another name",
        "open it in a spreadsheet program and save it without a password as .xlsx",
    ),
    b"%PDF": ("is a PDF, not a workbook", "fetch the workbook itself"),
    b"<": ("is a web page or other text with tags, not a workbook", "fetch the workbook itself"),
}


@dataclass
class PartFindings:
    """What the look at one sheet part found."""

    has_hidden: bool = False
    has_errors: bool = False
    has_formulas: bool = False
    is_disordered: bool = False


def check_workbook(path):
    """Refuse a workbook that is not safe to open; otherwise say what was seen on the way.

    Parameters
    ----------
    path : Path
        An .xlsx or .ods file.

    Returns
    -------
    dict
        Zip part (``xl/worksheets/sheet3.xml``) -> PartFindings.

    Raises
    ------
    WorkbookError
        Not a workbook, encrypted, with macros or a document type definition, too many or too large parts, or a used
        range out of all proportion.
    """
    findings, unpacked, grid = {}, 0, 0
    with _open_archive(path) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            found = f"has {len(parts):,} parts; up to {MAX_PARTS:,} are read"
            raise WorkbookError(Problem(found, path.name, todo=_FEWER))
        _refuse_twins(path, parts)
        for part in parts:
            if part.flag_bits & 1:
                raise WorkbookError(Problem("is encrypted", path.name, todo="save it without a password"))
            if part.filename.endswith("vbaProject.bin"):
                raise WorkbookError(Problem("holds macros", path.name, todo="save it as .xlsx without macros"))
            look = _Look(path, part.filename)
            try:
                with archive.open(part) as stream:
                    unpacked += look.at(stream, MAX_UNPACKED - unpacked)
                if look.has_nameless_cells:
                    with archive.open(part) as stream:
                        look.count_nameless(stream)
            except WorkbookError:
                raise
            # whatever else zipfile raises on a damaged part (zlib.error, NotImplementedError, struct.error ...)
            except Exception as error:
                raise WorkbookError(
                    Problem(f"is damaged in {part.filename} ({error})", path.name, todo="fetch it again")
                ) from error
            grid += look.rows * look.columns
            if grid > MAX_GRID:
                found = f"claims at least {look.rows:,} rows x {look.columns:,} columns in {part.filename}"
                found += f"; up to {MAX_GRID:,} cells are read, of all sheets together"
                raise WorkbookError(Problem(found, path.name, todo=FAR))
            findings[part.filename] = look.findings
    return findings


def _open_archive(path):
    """Open the zip archive, or say what the file is instead."""
    if path.suffix.lower() in (".xlsm", ".xls", ".xlsb"):
        raise WorkbookError(
            Problem(f"is an {path.suffix} file, which is not read", path.name, todo="save it as .xlsx without macros")
        )
    size = path.stat().st_size
    if size > MAX_FILE:
        found = f"has {size >> 20} MB; up to {MAX_FILE >> 20} MB are read"
        raise WorkbookError(Problem(found, path.name, todo=_FEWER))
    try:
        return zipfile.ZipFile(path)
    except Exception as error:  # zipfile raises many kinds on damaged files
        with path.open("rb") as stream:
            start = stream.read(512).lstrip()
        if not start:
            raise WorkbookError(Problem("is empty", path.name, todo="fetch it again")) from error
        for magic, (found, todo) in _STARTS.items():
            if start.startswith(magic):
                raise WorkbookError(Problem(found, path.name, todo=todo)) from error
        todo = "fetch it again; if it is a CSV file, give it the suffix .csv"
        raise WorkbookError(
            Problem("is not a readable workbook (cut off, damaged or renamed)", path.name, todo=todo)
        ) from error


def _refuse_twins(path, parts):
    """Refuse a zip that holds a part twice: programs do not agree on which of the two counts."""
    names = set()
    for part in parts:
        name = part.filename.replace("\\", "/").lstrip("/").casefold()
        if name in names:
            raise WorkbookError(Problem(f"holds the part {part.filename} twice", path.name, todo=_AGAIN))
        names.add(name)


class _Look:
    """The look at one part: what stands in the way raises, the rest is counted."""

    def __init__(self, path, part):
        self.path, self.part = path, part
        self.rows = self.columns = 0
        self.has_nameless_cells = False
        self._place = (0, 0, b"")
        self.findings = PartFindings()

    def at(self, stream, budget):
        """Read the part through; return the bytes it unpacked to."""
        total = 0
        for window, size in _windows(stream):
            total += size
            if total > budget:
                raise self._refuse(f"unpacks to more than {MAX_UNPACKED >> 20} MB", _FEWER)
            if self.part.endswith((".xml", ".rels")):
                self._look_at_xml(window)
            self._look_at_cells(window)
            if self.rows * self.columns > MAX_GRID:
                break  # which is enough to refuse it
        return total

    def _look_at_xml(self, window):
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise self._refuse(f"holds a document type definition in {self.part}")
        if b"\x00" in window:
            raise self._refuse(f"holds {self.part} in an encoding that is not read")
        if _LONG_TEXT.search(window):
            raise self._refuse(f"holds a text longer than any cell can, in {self.part}")
        if any(int(claim) > MAX_CLAIM for claim in _CLAIM.findall(window)):
            raise self._refuse(f"announces more than {MAX_CLAIM:,} entries in {self.part}")

    def _look_at_cells(self, window):
        references = _REFERENCE.findall(window)
        if not references and not _ROW_OR_CELL.search(window):
            return
        named = [letters for letters, _ in references if letters]
        self.columns = max([self.columns, *(_column_number(letters) for letters in set(named))])
        self.rows = max([self.rows, *map(int, {digits for _, digits in references})])
        if self.rows > MAX_ROWS or self.columns > MAX_COLUMNS:
            raise self._refuse(f"claims {self.rows:,} rows x {self.columns:,} columns in {self.part}", FAR)
        self.has_nameless_cells |= len(_CELL.findall(window)) > len(named)
        self.findings.has_hidden |= bool(_HIDDEN.search(window))
        self.findings.has_errors |= bool(_ERROR_CELL.search(window))
        self.findings.has_formulas |= bool(_FORMULA.search(window))
        # after the cells of a sheet there can be other references, in any order
        end = window.rfind(b"sheetData>")
        self._look_at_order(references if end < 0 else _REFERENCE.findall(window, 0, end))

    def _look_at_order(self, references):
        """Note a cell that stands twice, or before the one that it follows: which of two values counts is not said."""
        for letters, digits in references:
            # a row comes before its cells, as no letters come before some
            place = (int(digits), len(letters), letters.upper())
            if place <= self._place:
                self.findings.is_disordered = True
            self._place = place

    def count_nameless(self, stream):
        """Count the cells of a part whose cells do not all say where they stand; they then follow each other."""
        rows = columns = 0
        for window, _ in _windows(stream):
            if (self.rows + rows) * self.columns > MAX_GRID:
                break
            for match in _ROW_OR_CELL.finditer(window):
                if match[1] == b"row":
                    rows, columns = rows + 1, 0
                else:
                    columns += 1
                    self.columns = max(self.columns, columns)
        self.rows += rows

    def _refuse(self, found, todo=_AGAIN):
        return WorkbookError(Problem(found, self.path.name, todo=todo))


def _windows(stream):
    """Yield (bytes, number of them) of a part, cut before a tag so that no tag is in two pieces."""
    rest = b""
    while chunk := stream.read(CHUNK):
        window = rest + chunk
        # what has no tag in so many bytes is a picture, say, or a text that is refused
        cut = len(window) if len(rest) > CHUNK else max(window.rfind(b"<"), 0)
        if cut:
            yield window[:cut], cut
        rest = window[cut:]
    if rest:
        yield rest, len(rest)


def _column_number(letters):
    """Return 1 for b'A', 27 for b'AA'."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
