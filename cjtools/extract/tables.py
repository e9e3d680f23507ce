"""Find the tables of an opened file by their layout and read them out, cell by cell, unchanged."""

import difflib
from dataclasses import dataclass, field

from cjtools.errors import Problem
from cjtools.extract.headers import IGNORE_EXCEL_TABLES, find_header
from cjtools.extract.headings import label
from cjtools.extract.layouts import name_fits, rule_match
from cjtools.extract.periods import parse_period
from cjtools.extract.suggestions import (
    LAYOUTS,
    column_problems,
    header_problem,
    missing_keys,
    sheet_problem,
    tables_line,
)  # fmt: skip


@dataclass(slots=True)
class RawValue:
    """One value as it stands in the file, with the words that say what it is about.

    ``row`` and ``column`` are 0-based; ``labels`` maps each breakdown or part to the text of its cell; ``shown`` is
    what a number format prints over the value.
    """

    row: int
    column: int
    area: str
    period: str
    labels: dict
    layout: object
    value: object
    shown: str


@dataclass
class TableRead:
    """A table as published: its values, where its keys stand, and what could not be read.

    Attributes
    ----------
    layout : Layout
    table : TableLayout
    sheet : str
    header : Header or None
    values : list of RawValue
    key_columns : dict
        'area', 'period' or the name of a breakdown -> 0-based sheet column.
    blank_rows : set of int
        Rows of which every value is blank.
    unread : bool
        Nothing of the table was read; ``problems`` says why.
    problems : list of Problem
    """

    layout: object
    table: object
    sheet: str
    header: object = None
    values: list = field(default_factory=list)
    key_columns: dict = field(default_factory=dict)
    blank_rows: set = field(default_factory=set)
    unread: bool = False
    problems: list = field(default_factory=list)


def edition_of(raw, layout, reads):
    """Return the edition of a file: from its own words where the layout says so, else its latest period.

    Parameters
    ----------
    raw : RawFile
    layout : Layout
    reads : list of TableRead

    Returns
    -------
    str
        Empty when nothing in the file tells.
    """
    if "fixed" in layout.edition:
        return layout.edition["fixed"]
    if "pattern" in layout.edition:
        match = rule_match(raw, layout.edition)
        return match[1] if match else ""
    periods = {(value.period, read.table.period_type) for read in reads for value in read.values}
    return max(filter(None, (parse_period(text, kind) for text, kind in periods)), default="")


def read_tables(raw, layout):
    """Read every table of a file that its layout names.

    Parameters
    ----------
    raw : RawFile
    layout : Layout

    Returns
    -------
    list of TableRead
        One per table of the layout; a table that is not there or not readable has ``unread`` set and says why.
    """
    reads = [read for table in layout.tables for read in _read_named(raw, layout, table)]
    edition = edition_of(raw, layout, reads)
    if layout.depends_on_edition:
        # the edition may stand in the tables themselves; now that it is known, take only what it is expected to hold
        reads = [read for table in layout.tables for read in _read_named(raw, layout, table.of_edition(edition))]
    for read in reads:
        if read.header is not None:
            read.problems = column_problems(raw, layout, read, edition) + read.problems
    return reads


def _read_named(raw, layout, table):
    """Read a table from each sheet that its layout names."""
    patterns = table.sheet.split(";")
    names = [name for name in raw.sheets if raw.is_csv or any(name_fits(name, pattern) for pattern in patterns)]
    if names:
        return [_read_table(raw, layout, table, raw.sheets[name]) for name in names]
    problem = sheet_problem(raw, layout, table, _sheet_with_header(raw, layout, table))
    return [TableRead(layout, table, table.sheet, unread=True, problems=[problem])]


def _sheet_with_header(raw, layout, table):
    """Return the sheet, of those no table of the layout names, whose header fits a table best; empty if none does."""
    named = [pattern for other in layout.tables for pattern in other.sheet.split(";")]
    fitting = []
    for name, sheet in raw.sheets.items():
        if not any(name_fits(name, pattern) for pattern in named):
            header = header_on(sheet, table)
            if header is not None:
                likeness = difflib.SequenceMatcher(None, name, table.sheet).ratio()
                fitting.append((header.hits - header.wanted, likeness, name))
    return max(fitting, default=(0, 0, ""))[2]


def header_on(sheet, table):
    """Return the header of a table on a sheet that is not named for it; None when keys or all values are missing.

    Parameters
    ----------
    sheet : Sheet
    table : TableLayout

    Returns
    -------
    Header or None
    """
    header = find_header(sheet, table)
    if header is None or not header.is_convincing or missing_keys(header, table):
        return None
    return header if any(column.role == "value" for column in header.columns.values()) else None


def _read_table(raw, layout, table, sheet):
    """Read one table of one sheet."""
    read = TableRead(layout, table, sheet.name)
    header = find_header(sheet, table)
    if header is None or not header.is_convincing:
        read.unread = True
        read.problems.append(header_problem(raw, layout, table, sheet, header))
        return read
    read.header = header
    read.unread = bool(missing_keys(header, table))
    if not read.unread:
        _read_body(read, sheet)
        _note_rows_below(raw, read, sheet)
    return read


def _read_body(read, sheet):
    """Read the rows under the header."""
    table, header = read.table, read.header
    values = [(column, layout) for column, layout in header.columns.items() if layout.role == "value"]
    filters = [(column, layout) for column, layout in header.columns.items() if layout.role == "only"]
    read.key_columns = _key_columns(header)
    area, period = read.key_columns.get("area"), read.key_columns.get("period")
    parts = {name: column for name, column in read.key_columns.items() if name not in ("area", "period")}
    # a year as heading stands in its column; otherwise in the row, or in the layout for the whole table
    periods = {column: header.headings[column][0] for column, layout in values if layout.heading == "{period}"}
    value_columns, labels_seen, section = {column for column, _ in values}, {}, ""

    def text(row, column):
        cell = sheet.rows[row][column] if column < len(sheet.rows[row]) else ""
        if cell not in labels_seen:
            labels_seen[cell] = label(cell)
        return labels_seen[cell]

    for row in range(header.row + 1, min(header.last + 1, len(sheet.rows))):
        cells = sheet.rows[row]
        filled = [column for column, cell in enumerate(cells) if cell != "" and cell is not None]
        if not filled:
            continue
        if len(filled) == 1 and filled[0] not in value_columns:
            # a label alone: the name of the section below it, or a footnote
            section = text(row, filled[0])
            continue
        if any(text(row, column).casefold() != layout.category.casefold() for column, layout in filters):
            continue
        if value_columns.isdisjoint(filled):
            read.blank_rows.add(row)
        labels = {name: text(row, column) for name, column in parts.items()}
        if table.section:
            labels[table.section] = section
        row_area = text(row, area) if area is not None else ""
        row_period = text(row, period) if period is not None else table.period
        for column, layout in values:
            value = cells[column] if column < len(cells) else ""
            when = periods.get(column, row_period)
            shown = sheet.shown.get((row, column), "")
            read.values.append(RawValue(row, column, row_area, when, labels, layout, value, shown))


def _key_columns(header):
    """Return where the area, the period and each breakdown of a row stand."""
    places = {}
    for column, layout in header.columns.items():
        if layout.role in ("breakdown", "part"):
            places[layout.breakdown] = column
        elif layout.role == "period":
            places["period"] = column
        elif layout.role == "area_code" or (layout.role == "area" and "area" not in places):
            # codes go before names, which health boards share with councils
            places["area"] = column
    return places


def _note_rows_below(raw, read, sheet):
    """Rows under the end of an Excel table that look like data are not part of it by its own word: say so."""
    header, table = read.header, read.table
    values = {column for column, layout in header.columns.items() if layout.role == "value"}
    below = [
        row
        for row in range(header.last + 1, len(sheet.rows))
        if any(column < len(sheet.rows[row]) and isinstance(sheet.rows[row][column], int | float) for column in values)
    ]
    if not header.excel_table or not below:
        return
    rows = f"{len(below):,} rows with numbers stand" if len(below) > 1 else "a row with numbers stands"
    found = f"{rows} below the end of the Excel table {header.excel_table}, not read"
    line = tables_line(table, excel_table=IGNORE_EXCEL_TABLES)
    todo = f"if they belong to it, replace in {LAYOUTS}/{read.layout.id}/tables.csv line {table.line} by: {line}"
    read.problems.append(Problem(found, raw.name, sheet.name, f"row {below[0] + 1}", todo=todo))
