"""What an .xlsx file says of its sheets that the fast reader leaves out: errors, what is hidden, number formats."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from defusedxml.ElementTree import fromstring, iterparse

from cjtools.errors import Problem, WorkbookError
from cjtools.extract.formats import has_words, shown_text
from cjtools.extract.safety import PartFindings

# formats that every workbook has without naming them; those of the comma style print '-' for zero
_BUILT_IN = {number: '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-' for number in (41, 42, 43, 44)}
_TABLE_LINK = "/table"
_OTHER_FILE = re.compile(r"\[\d+\]")
AGAIN = "open it in a spreadsheet program and save it again"
TWICE, RENAME = "two sheets have this name", "give one of them another name"


@dataclass
class SheetDetails:
    """What the parts of one sheet say; rows, columns and cells, as (row, column), are 0-based.

    Attributes
    ----------
    hidden_rows, hidden_columns : list of tuple
        (First, last) of those that follow each other.
    linked : list of tuple
        Cells whose formula takes its value from another file.
    tables : dict
        Excel table name -> [header row, first column, last row, last column], 0-based.
    texts : dict
        Cell -> text to stand for a value the reader gives as blank: an error such as #REF!, a formula without a value.
    shown : dict
        Cell -> words that its number format prints over the number.
    """

    hidden_rows: list = field(default_factory=list)
    hidden_columns: list = field(default_factory=list)
    linked: list = field(default_factory=list)
    tables: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)


def sheet_details(path, findings):
    """Return the details of every sheet of an .xlsx file.

    Parameters
    ----------
    path : Path
    findings : dict
        As ``check_workbook`` gives it.

    Returns
    -------
    dict
        Sheet name -> SheetDetails.

    Raises
    ------
    WorkbookError
        When the file is a zip, but not a workbook inside, or two of its sheets or cells cannot be told apart.
    """
    with zipfile.ZipFile(path) as archive:
        try:
            wordy, parts = _wordy_styles(archive), _sheet_parts(archive, path)
            for name, part in parts.items():
                if findings.get(part, PartFindings()).is_disordered:
                    found = "a cell stands twice, or after one that it should come before"
                    raise WorkbookError(Problem(found, path.name, name, todo=AGAIN))
            return {
                name: _details(archive, part, findings.get(part, PartFindings()), wordy) for name, part in parts.items()
            }
        except (LookupError, ValueError, SyntaxError, TypeError) as error:
            found = f"is not an Excel workbook inside ({error})"
            raise WorkbookError(Problem(found, path.name, todo="fetch it again")) from error


def _links(archive, part):
    """Return {link id: (kind, part)} of a part's relationships."""
    folder, name = posixpath.split(part)
    try:
        links = fromstring(archive.read(f"{folder}/_rels/{name}.rels"))
    except KeyError:
        return {}
    return {
        link.get("Id"): (
            link.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))[1:],
        )
        for link in links
    }


def _sheet_parts(archive, path):
    """Return {sheet name: zip part}, from the workbook's own table of contents."""
    links = _links(archive, "xl/workbook.xml")
    # the fast reader finds a part whatever its capitals are
    spelled = {name.casefold(): name for name in archive.namelist()}
    parts = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iterfind(".//{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        name, part = sheet.get("name"), links.get(link, ("", ""))[1]
        if name in parts:
            raise WorkbookError(Problem(TWICE, path.name, name, todo=RENAME))
        parts[name] = spelled.get(part.casefold(), part)
    return parts


def _details(archive, part, found, wordy):
    """Return the details of one sheet; its cells are gone through only when there is something to find."""
    details = SheetDetails(tables=_tables(archive, part))
    is_looked_through = wordy or found.has_errors or found.has_formulas or found.has_hidden
    if part in archive.namelist() and is_looked_through:
        with archive.open(part) as stream:
            for place, cell in _cells(stream, details):
                _note_cell(details, place, cell, wordy)
    return details


def _tables(archive, part):
    """Return the Excel tables of a sheet: name -> [header row, first column, last row, last column]."""
    tables = {}
    for kind, target in _links(archive, part).values():
        if not kind.endswith(_TABLE_LINK):
            continue
        table = fromstring(archive.read(target))
        corners = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)", table.get("ref", ""))
        if corners and table.get("headerRowCount", "1") == "1":
            left, top, right, bottom = corners.groups()
            totals = int(table.get("totalsRowCount", "0"))
            tables[table.get("displayName") or table.get("name", "")] = [
                int(top) - 1, _column(left), int(bottom) - 1 - totals, _column(right),
            ]  # fmt: skip
    return tables


def _cells(stream, details):
    """Yield ((row, column), cell element) of a sheet part; note in its details which rows and columns are hidden."""
    row = column = -1
    for event, element in iterparse(stream, events=("start", "end")):
        name = element.tag.rpartition("}")[2]
        if name == "row" and event == "start":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif name == "c" and event == "end":
            named = re.fullmatch(r"([A-Za-z]+)(\d+)", element.get("r", ""))
            row, column = (int(named[2]) - 1, _column(named[1])) if named else (row, column + 1)
            yield (row, column), element
            element.clear()
        elif name == "row":
            if element.get("hidden") in ("1", "true"):
                _extend(details.hidden_rows, row)
            element.clear()
        elif name == "col" and event == "end" and element.get("hidden") in ("1", "true"):
            details.hidden_columns.append((int(element.get("min")) - 1, int(element.get("max")) - 1))


def _extend(ranges, number):
    """Add a number to (first, last) of numbers that follow each other."""
    if ranges and ranges[-1][1] == number - 1:
        ranges[-1] = (ranges[-1][0], number)
    else:
        ranges.append((number, number))


def _note_cell(details, place, cell, wordy):
    """Note what the reader would not see of one cell."""
    value, formula = cell.findtext("{*}v"), cell.find("{*}f")
    if formula is not None and _OTHER_FILE.search(formula.text or ""):
        details.linked.append(place)
    if cell.get("t") == "e":
        details.texts[place] = value or "#ERROR!"
    elif formula is not None and not value:
        # with t="str" the stored value is a text that happens to be empty
        if cell.get("t") != "str":
            details.texts[place] = f"={formula.text or ''}"
    elif value and cell.get("t", "n") == "n" and cell.get("s") in wordy:
        words = shown_text(float(value), wordy[cell.get("s")])
        if words:
            details.shown[place] = words


def _wordy_styles(archive):
    """Return {style number: number format} of the styles whose format prints words for some numbers."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = fromstring(archive.read("xl/styles.xml"))
    formats = {
        **_BUILT_IN,
        **{int(f.get("numFmtId")): f.get("formatCode", "") for f in styles.iterfind(".//{*}numFmt")},
    }
    wordy = {number for number, code in formats.items() if has_words(code)}
    used = [int(style.get("numFmtId", 0)) for group in styles.iterfind(".//{*}cellXfs") for style in group]
    return {str(number): formats[used_format] for number, used_format in enumerate(used) if used_format in wordy}


def _column(letters):
    """Return the 0-based column of its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
