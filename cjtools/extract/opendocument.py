"""What an .ods file says of its sheets that the fast reader leaves out: errors, formulas without a value, and so on."""

import re
import zipfile

from defusedxml.ElementTree import iterparse

from cjtools.errors import Problem, WorkbookError
from cjtools.extract.package import RENAME, TWICE, SheetDetails
from cjtools.extract.safety import FAR, MAX_GRID

_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!)|Err:\d+")
_OTHER_FILE = re.compile(r"'(?:file|https?):[^']*'#")
_HIDDEN = ("collapse", "filter")
_CELLS, _ROWS, _COLUMNS = ("table-cell", "covered-table-cell"), "table-row", "table-column"


def ods_details(path):
    """Return the details of every sheet of an .ods file.

    Refuses one that is not well formed, over which the fast reader may go on for ever.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict
        Sheet name -> SheetDetails.

    Raises
    ------
    WorkbookError
        When it is a zip, but no spreadsheet inside; when two sheets have one name.
    """
    sheets = _Sheets(path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            for event, element in iterparse(stream, events=("start", "end")):
                sheets.take(event, element.tag.rpartition("}")[2], element)
    except (LookupError, ValueError, SyntaxError) as error:
        found = f"is not an OpenDocument spreadsheet inside ({error})"
        raise WorkbookError(Problem(found, path.name, todo="fetch it again")) from error
    return sheets.details


class _Sheets:
    """Follows the elements of a spreadsheet and keeps count of where it is."""

    def __init__(self, path):
        self.path, self.details, self.noted = path, {}, 0
        self.sheet, self.row, self.column, self.place, self.cells = None, 0, 0, 0, []

    def take(self, event, name, element):
        """Take the start or the end of an element."""
        if name == "table" and event == "start":
            self._begin(_said(element, "name"))
        elif self.sheet is None:
            return
        elif name == _ROWS and event == "start":
            self.column, self.cells = 0, []
        elif event == "end" and name in _CELLS:
            self._cell(element)
            element.clear()
        elif event == "end" and name == _ROWS:
            self._row(element)
            element.clear()
        elif event == "end" and name == _COLUMNS:
            times = _times(element, "number-columns-repeated")
            if _said(element, "visibility") in _HIDDEN:
                self.sheet.hidden_columns.append((self.place, self.place + times - 1))
            self.place += times

    def _begin(self, name):
        if name in self.details:
            raise WorkbookError(Problem(TWICE, self.path.name, name, todo=RENAME))
        self.sheet = self.details[name] = SheetDetails()
        self.row = self.place = 0

    def _cell(self, cell):
        """Note what the reader would not see of one cell, which can say that it stands there several times."""
        times = _times(cell, "number-columns-repeated")
        formula, kind = _said(cell, "formula"), _said(cell, "value-type", "office")
        if formula or _said(cell, "value-type", "calcext") == "error":
            text = "".join(cell.itertext()).strip()
            is_error = _said(cell, "value-type", "calcext") == "error" or bool(_ERROR.fullmatch(text))
            seen = (text or "#ERROR!") if is_error else "" if kind else f"={formula}"
            if seen or _OTHER_FILE.search(formula):
                is_linked = bool(_OTHER_FILE.search(formula))
                self.cells += [(column, seen, is_linked) for column in self._several(self.column, times)]
        self.column += times

    def _row(self, row):
        """Note the cells of a row, and the row if it is hidden, as often as it says that it stands there."""
        times = _times(row, "number-rows-repeated")
        if _said(row, "visibility") in _HIDDEN:
            self.sheet.hidden_rows.append((self.row, self.row + times - 1))
        for number in self._several(self.row, times, len(self.cells)) if self.cells else ():
            self.sheet.texts |= {(number, column): seen for column, seen, _ in self.cells if seen}
            self.sheet.linked += [(number, column) for column, _, is_linked in self.cells if is_linked]
        self.row += times

    def _several(self, first, times, of=1):
        """Return the places of what stands there several times; refuse more of them than a workbook may have cells."""
        self.noted += times * of
        if self.noted > MAX_GRID:
            found = f"holds formulas or errors in more than {MAX_GRID:,} cells"
            raise WorkbookError(Problem(found, self.path.name, todo=FAR))
        return range(first, first + times)


def _said(element, name, space=""):
    """Return an attribute by its name without, or with, the last word of its name space."""
    for key, value in element.attrib.items():
        long, _, short = key.rpartition("}")
        if short == name and space in long:
            return value
    return ""


def _times(element, name):
    """Return how often an element says that it stands there."""
    return int(_said(element, name) or 1)
