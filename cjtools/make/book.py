"""A workbook in neutral terms: a cover, a list of its sheets, what its signs mean, then one table on each sheet.

What is on a sheet and in which order follows the checklist for accessible spreadsheets of the Government Analysis
Function. The writers of Excel and OpenDocument files take the sheets as they are, so that both say the same.
"""

import math
import re
from dataclasses import dataclass, field
from functools import cached_property

from cjtools.make.printable import printable
from cjtools.markers import NOT_APPLICABLE

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
ONE_TABLE = "This worksheet contains one table."
MAX_NAME, MAX_HEAD, MAX_CELL = 31, 250, 32_767  # characters that Excel takes; of a heading 255 with a number behind it
NARROWEST, READABLE, WIDEST, COVER_WIDTH = 11, 36, 60, 90  # characters
LINE, HIGHEST = 16, 400  # points: of a line of 12 points, and of a row at most
_REFUSED = re.compile(r"[\[\]:*?/\\']")  # in names of sheets
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
SIGN = re.compile(r"\[[a-z]{1,4}\]|-")


@dataclass(frozen=True)
class Table:
    """What stands on one sheet.

    Attributes
    ----------
    short, title : str
        Name of the sheet, made fit for it where it is not; title in its first cell.
    heads : tuple of str
    rows : list of tuple
        Numbers (int or float) and texts; where there is neither, a sign says why.
    says : tuple of str
        What to know of the table, above it: source, notes.
    about : str
        What it holds, for the list of sheets; the title by default.
    """

    short: str
    title: str
    heads: tuple
    rows: list
    says: tuple = ()
    about: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is written.

    Attributes
    ----------
    name : str
    lines : list of str
        Below each other from the first cell; the first is the title.
    heads : tuple of str
        Empty on the cover, which has no table.
    rows : list of tuple
        Numbers and texts, none empty.
    widths : list of int
        Of the columns, in characters.
    links : dict
        Text in the first column -> name of the sheet that it leads to.
    """

    name: str
    lines: list
    heads: tuple = ()
    rows: list = field(default_factory=list)
    widths: list = field(default_factory=lambda: [COVER_WIDTH])
    links: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A workbook.

    Attributes
    ----------
    title, subject, author : str
        Its properties; the title stands on the cover.
    cover : tuple of str
        What to know before it is used; empty lines are left out.
    tables : list of Table
        One for each sheet after cover, contents and notes; those without rows are left out.
    markers : list of dict
        Rows of markers.csv, for the signs that are used.
    notes : tuple of (str, str)
        Further words to explain.
    """

    title: str
    subject: str
    author: str
    cover: tuple
    tables: list
    markers: list = field(default_factory=list, repr=False)
    notes: tuple = ()

    @cached_property
    def sheets(self):
        """The sheets, in order."""
        shown = [table for table in self.tables if table.rows]
        names = _names([table.short for table in shown])
        sheets = [_sheet(name, table) for name, table in zip(names, shown, strict=True)]
        notes = self._notes(sheets)
        about = {CONTENTS: "This list", NOTES: "What signs and words in the tables mean"} if notes else {}
        about |= {name: text_of(table.about or table.title) for name, table in zip(names, shown, strict=True)}
        about = {name: said for name, said in about.items() if name != CONTENTS}
        contents = Table(CONTENTS, "Contents", ("Sheet", "What it holds"), list(about.items()))
        cover = [text_of(line) for line in (self.title, *self.cover) if line]
        return [
            Sheet(COVER, cover),
            _sheet(CONTENTS, contents, links={name: name for name in about}),
            *notes,
            *sheets,
        ]

    def _notes(self, sheets):
        """Return the sheet on signs and words, as a list; none where there is nothing to explain."""
        used = {cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str)}
        used = {sign for cell in used if len(cell) < 6 for sign in [cell] if SIGN.fullmatch(cell)}
        meanings = {row["marker"]: row["meaning"] for row in reversed(self.markers) if row["marker"] in used}
        if NOT_APPLICABLE in used:
            meanings[NOT_APPLICABLE] = "Does not apply, or nothing to say"
        rows = [*sorted(meanings.items()), *self.notes]
        says = ("Signs stand in the cell in place of a number or a text that is not there.",) if meanings else ()
        table = Table(NOTES, "Notes: what signs and words in the tables mean", ("Sign or word", "Meaning"), rows, says)
        return [_sheet(NOTES, table)] if rows else []


def text_of(value):
    """Return a text as cells hold it: without what files cannot hold, spaces as one, at most as long as Excel takes.

    Examples
    --------
    >>> text_of(" late   reviews ")
    'late reviews'
    """
    lines = (_SPACES.sub(" ", line).strip() for line in printable(str(value)).split("\n"))
    return "\n".join(line for line in lines if line)[:MAX_CELL]


def _sheet(name, table, links=None):
    """Return a table as a sheet: its title, that it is one table, what to know, and cells of which none is empty."""
    rows = [tuple(_cell(cell) for cell in row) for row in table.rows]
    heads = tuple(_unlike([text_of(head).replace("\n", " ")[:MAX_HEAD] or "Item" for head in table.heads]))
    lines = [text_of(table.title).replace("\n", " "), ONE_TABLE, *(text_of(line) for line in table.says if line)]
    return Sheet(name, lines, heads, rows, _widths(heads, rows), links or {})


def _cell(value):
    """Return a cell: a number, a text, or the sign that there is nothing to say."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        # as many digits as the CSV has
        return float(f"{value:.12g}") if value == value else NOT_APPLICABLE
    return text_of("" if value is None else value) or NOT_APPLICABLE


def _widths(heads, rows):
    """Return how wide columns are: as their longest word wants, and as most of their cells do, within bounds."""
    widths = []
    for place, head in enumerate(heads):
        lengths = sorted(len(row[place]) if isinstance(row[place], str) else 9 for row in rows)
        usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
        longest = max((len(word) for word in head.split()), default=0)
        most = min(lengths[-1], READABLE) if lengths else 0
        widths.append(min(max(NARROWEST, usual + 2, longest + 4, most), WIDEST))
    return widths


def height(cells, widths):
    """Return how high a row is in points, so that its longest cell can be read: programs do not all find out.

    Parameters
    ----------
    cells : sequence
        Numbers and texts.
    widths : sequence of int
        Of the columns, in characters.

    Returns
    -------
    int

    Examples
    --------
    >>> height(["a" * 25, 3.0], [12, 11])
    48
    """
    # a column is measured in digits, and letters are narrower, which makes up for words that are not broken
    lines = [
        sum(max(1, math.ceil(len(line) / width)) for line in str(cell).split("\n"))
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str)
    ]
    return min(LINE * max(lines, default=1), HIGHEST)


def _names(shorts):
    """Return names of sheets: what they are called, within what Excel takes, each once."""
    taken = {name.casefold() for name in (COVER, CONTENTS, NOTES, "History")}
    names = []
    for short in shorts:
        plain = " ".join(_REFUSED.sub(" ", text_of(short)).split()) or "Table"
        name, number = plain[:MAX_NAME].rstrip(), 1
        while name.casefold() in taken:
            number += 1
            end = f" {number}"
            name = plain[: MAX_NAME - len(end)].rstrip() + end
        taken.add(name.casefold())
        names.append(name)
    return names


def _unlike(heads):
    """Return headings of which no two are the same: a table's columns are named by them."""
    found = []
    for head in heads:
        name, number = head, 1
        while name.casefold() in {one.casefold() for one in found}:
            number += 1
            name = f"{head} ({number})"
        found.append(name)
    return found


def is_whole(rows, place):
    """Return whether all numbers of a column are whole, so that they are shown without decimals."""
    return all(row[place].is_integer() for row in rows if isinstance(row[place], float))
