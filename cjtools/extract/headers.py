"""Find the header of a table: by the reference of an Excel table first, else by looking for the row that fits best."""

from dataclasses import dataclass

from cjtools.extract.headings import label, plain
from cjtools.extract.layouts import NO_HEADING
from cjtools.extract.periods import looks_like_period, parse_period

SEARCH_ROWS = 80
IGNORE_EXCEL_TABLES = "-"  # in tables.csv: look for the header, whatever Excel tables there are
FEW_CELLS = 3  # so many cells under no heading are stray notes, not a column


@dataclass(frozen=True)
class Header:
    """A header row found.

    Attributes
    ----------
    row, last : int
        0-based rows of the header and of the last row that can belong to the table.
    columns : dict
        Sheet column -> ColumnLayout.
    headings : dict
        Sheet column -> (heading, group label above it), also of columns that the layout does not know.
    hits, misplaced, wanted : int
        How many of the named columns of the layout are there, how many more would be there but for their group label,
        and how many there should be.
    excel_table : str
        Name of the Excel table the header was found by, if it was.
    """

    row: int
    last: int
    columns: dict
    headings: dict
    hits: int
    misplaced: int
    wanted: int
    excel_table: str = ""

    @property
    def is_convincing(self):
        """Whether half of the named headings are there; fewer are stray words in a note."""
        return self.hits > 0 and self.wanted <= 2 * (self.hits + self.misplaced)

    @property
    def fit(self):
        """How well the row fits, for comparing it with another."""
        return self.hits + self.misplaced, len(self.columns)


def find_header(sheet, table):
    """Return the header of a table on a sheet, or the row that comes nearest to one.

    Parameters
    ----------
    sheet : Sheet
    table : TableLayout

    Returns
    -------
    Header or None
        ``is_convincing`` says whether it is one; None when no row has a single heading of the layout.
    """
    names = [name for name in sheet.tables if name == table.excel_table]
    names += [name for name in sheet.tables if name != table.excel_table]
    if table.excel_table == IGNORE_EXCEL_TABLES:
        names = []
    by_reference = [_match_row(sheet, table, *_place(sheet, name), name) for name in names]
    found = next((header for header in by_reference if header.is_convincing), None)
    if found is None:
        found = _best_row(sheet, table)
    if found is None or not found.hits:
        return None
    return _with_nameless_columns(sheet, table, found)


def _best_row(sheet, table):
    """Return the header of the row that fits best, the first of equals; None for an empty sheet."""
    best = None
    for row in range(table.header_rows - 1, min(len(sheet.rows), SEARCH_ROWS)):
        header = _match_row(sheet, table, row, range(len(sheet.rows[row])), len(sheet.rows) - 1)
        if best is None or header.fit > best.fit:
            best = header
        if header.hits == header.wanted:
            break
    return best


def _place(sheet, name):
    """Return the header row, the columns and the last row of an Excel table."""
    top, left, bottom, right = sheet.tables[name]
    return top, range(left, right + 1), bottom


def _match_row(sheet, table, row, columns, last, excel_table=""):
    """Match the headings of one row (and the group labels above it) with the columns of the layout."""
    headings = {}
    for column in columns:
        heading, group = _heading(sheet, table, row, column)
        if heading:
            headings[column] = (heading, group)
    return _matched(table, row, last, headings, excel_table)


def _matched(table, row, last, headings, excel_table):
    """Return the header of these headings."""
    named, taken, columns = {}, set(), {}
    for layout in table.columns:
        if not layout.is_wildcard:
            named.setdefault(layout.heading.casefold(), []).append(layout)
    for column, (heading, group) in headings.items():
        fits = (c for c in named.get(heading.casefold(), ()) if c not in taken and c.fits(heading, group))
        layout = next(fits, None)
        if layout is not None:
            columns[column] = layout
            taken.add(layout)
    wildcards = [layout for layout in table.columns if layout.is_wildcard]
    for column, (heading, group) in headings.items() if wildcards else ():
        if column not in columns:
            layout = next((c for c in wildcards if _wildcard_fits(c, heading, group, table.period_type)), None)
            if layout is not None:
                columns[column] = layout
    wanted = {c.meaning for c in table.columns if c.meaning and not c.is_wildcard}
    hits = wanted & {c.meaning for c in columns.values()}
    left = [c.heading.casefold() for c in table.columns if c.meaning in wanted - hits]
    misplaced = [
        heading for place, (heading, _) in headings.items() if place not in columns and heading.casefold() in left
    ]
    return Header(row, last, columns, headings, len(hits), min(len(misplaced), len(left)), len(wanted), excel_table)


def _wildcard_fits(layout, heading, group, period_type):
    """Return whether a heading is a period, or has the shape of the ones to be left out."""
    if layout.heading == "{period}":
        return looks_like_period(heading) and parse_period(heading, period_type) is not None
    return layout.fits(heading, group)


def _heading(sheet, table, row, column):
    """Return the heading of a column and the group label above it."""
    heading = label(sheet.text(row, column))
    if table.header_rows == 1 or row == 0:
        return heading, ""
    top, left, bottom = sheet.merged_labels.get((row - 1, column), (None, None, None))
    if top is not None:
        group = plain(sheet.text(top, left))
        if not heading and bottom >= row:  # merged downwards: the label is the heading
            return group, ""
        return heading, group
    if not heading:
        return "", ""
    # a label can also be centred over its columns without being merged: it then stands in the first of them
    for place in range(column, -1, -1):
        group = plain(sheet.text(row - 1, place))
        if group:
            is_over = place == column or (row - 1, place) not in sheet.merged_labels
            return heading, group if is_over else ""
    return heading, ""


def _with_nameless_columns(sheet, table, header):
    """Return the header with a name for each column that has values but no heading."""
    wide = max(map(len, sheet.rows), default=0)
    columns = range(min(header.headings), max(header.headings) + 1) if header.excel_table else range(wide)
    headings = dict(header.headings)
    for column in columns:
        if column not in headings:
            below = sheet.rows[header.row + 1 : header.last + 1]
            filled = sum(column < len(cells) and cells[column] not in ("", None) for cells in below)
            if filled >= FEW_CELLS:
                headings[column] = (NO_HEADING, "")
    if len(headings) == len(header.headings):
        return header
    return _matched(table, header.row, header.last, headings, header.excel_table)
