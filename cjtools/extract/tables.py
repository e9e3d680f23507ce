"""Find the tables of an opened file by their layout and read them out, cell by cell, unchanged."""

import difflib
import fnmatch
import re
from dataclasses import dataclass, field

from cjtools.errors import Problem
from cjtools.extract.layouts import plain, rule_match, suggested_line
from cjtools.extract.periods import looks_like_period, parse_period
from cjtools.extract.workbook import cell_name

HEADER_SEARCH_ROWS = 80


@dataclass(frozen=True)
class RawValue:
    """One value as it stands in the file, with the words that say what it is about.

    ``row`` and ``column`` are 0-based; ``labels`` maps each breakdown or part to the text of its cell.
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
    """A table as published: its values, where its keys stand, and what could not be read."""

    layout: object
    table: object
    sheet: str
    title: str = ""
    values: list = field(default_factory=list)
    area_column: int | None = None
    area_is_code: bool = False
    period_column: int | None = None
    problems: list = field(default_factory=list)
    unread: bool = False
    matched: object = None


@dataclass(frozen=True)
class _Header:
    """A header row found: its 0-based position, the layout column of each sheet column, the last body row."""

    row: int
    columns: dict
    headings: dict
    last: int


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
        if match:
            return match[1]
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
    reads = []
    for table in layout.tables:
        names = [name for name in raw.sheets if layout.kind == "csv" or fnmatch.fnmatchcase(name, table.sheet)]
        if not names:
            read = TableRead(layout, table, table.sheet, unread=True)
            found = f"sheet '{table.sheet}' ({table.title}) is not in the file"
            near = difflib.get_close_matches(table.sheet, raw.sheets, 1)
            todo = f"if it is now called '{near[0]}', change it in layouts/{layout.id}/tables.csv" if near else ""
            read.problems.append(Problem(found, raw.path.name, allowed=", ".join(raw.sheets), todo=todo))
            reads.append(read)
        for name in names:
            reads.append(_read_table(raw, layout, table, raw.sheets[name]))
    edition = edition_of(raw, layout, reads)
    for read in reads:
        _note_missing_columns(raw, layout, read, edition)
    return reads


def _read_table(raw, layout, table, sheet):
    """Read one table of one sheet."""
    read = TableRead(layout, table, sheet.name)
    header = _find_header(sheet, table)
    if header is None:
        read.unread = True
        keys = ", ".join(f"'{column.heading}'" for column in table.columns if column.role != "ignore")
        todo = f"compare the header with layouts/{layout.id}/columns.csv, table {table.table}"
        found = "no header row of this table was found"
        read.problems.append(Problem(found, raw.path.name, sheet.name, allowed=keys, todo=todo))
        return read
    read.title = " ".join(
        plain(sheet.text(row, column)) for row in range(header.row) for column in range(3) if sheet.text(row, column)
    )
    read.matched = header
    _note_unknown_columns(raw, layout, read, sheet, header)
    _note_missing_keys(raw, layout, read, header)
    if not read.unread:
        _read_body(raw, read, sheet, header)
    return read


def _find_header(sheet, table):
    """Return the header: by the Excel table's own reference first, else the row that matches the layout best."""
    if table.excel_table in sheet.tables:
        top, left, bottom, right = sheet.tables[table.excel_table]
        header = _match_row(sheet, table, top, range(left, right + 1), bottom)
        if header.columns:
            return header
    best = None
    wanted = [column for column in table.columns if column.role != "ignore" and column.heading != "{period}"]
    for row in range(table.header_rows - 1, min(len(sheet.rows), HEADER_SEARCH_ROWS)):
        header = _match_row(sheet, table, row, range(len(sheet.rows[row])), len(sheet.rows) - 1)
        hits = len({column for column in header.columns.values() if column in wanted})
        # half of the named headings make a header; fewer is a stray word in a note
        if hits and hits * 2 >= len(wanted) and (best is None or hits > best[0]):
            best = (hits, header)
    return best and best[1]


def _match_row(sheet, table, row, columns, last):
    """Match the headings of one row (and the group labels above it) with the layout's columns."""
    matched, headings, taken = {}, {}, set()
    for column in columns:
        heading, group = _heading(sheet, table, row, column)
        if not heading:
            continue
        headings[column] = (heading, group)
        exact = [c for c in table.columns if not c.is_wildcard and c not in taken and c.fits(heading, group)]
        if exact:
            matched[column] = exact[0]
            taken.add(exact[0])
    for column, (heading, _group) in headings.items():
        if column in matched:
            continue
        for candidate in table.columns:
            is_period = candidate.heading == "{period}" and looks_like_period(heading)
            if is_period or (candidate.is_wildcard and candidate.heading != "{period}" and candidate.fits(heading, "")):
                matched[column] = candidate
                break
    return _Header(row, matched, headings, last)


def _heading(sheet, table, row, column):
    """Return the heading of a column and the merged group label above it."""
    heading = plain(_number_text(sheet.text(row, column)))
    if table.header_rows == 1 or row == 0:
        return heading, ""
    group = ""
    for (top, left), (bottom, right) in sheet.merged:
        if top <= row - 1 <= bottom and left <= column <= right:
            group = plain(sheet.text(top, left))
            if not heading and bottom >= row:  # merged downwards: the label is the heading
                return group, ""
    group = group or plain(sheet.text(row - 1, column))
    return (heading, group) if heading else (group, "")


def _number_text(text):
    """Return '2015' for '2015.0', as years are often stored as numbers."""
    return text[:-2] if re.fullmatch(r"(19|20)\d{2}\.0", text) else text


def _note_unknown_columns(raw, layout, read, sheet, header):
    """Record each heading the layout does not know, with the line that would make it known."""
    missing = [c for c in read.table.columns if not c.is_wildcard and c not in header.columns.values()]
    for column, (heading, group) in header.headings.items():
        if column in header.columns:
            continue
        near = difflib.get_close_matches(heading, [c.heading for c in missing], 1, cutoff=0.4)
        expected = [c for c in missing if near and c.heading == near[0]] or (missing if len(missing) == 1 else [])
        lookalike = expected[0] if expected else None
        line = suggested_line(read.table.table, heading, group, lookalike)
        meaning = f"if it is '{lookalike.heading}' under a new name" if lookalike else "to leave it out knowingly"
        read.problems.append(
            Problem(
                f"column '{heading}' is not in the layout, so it was not read",
                raw.path.name,
                sheet.name,
                cell_name(header.row, column),
                allowed=", ".join(f"'{c.heading}'" for c in missing) or "no further column",
                todo=f"{meaning}, add to layouts/{layout.id}/columns.csv the line: {line}",
            )
        )


def _note_missing_columns(raw, layout, read, edition):
    """Record each column the layout expects in this edition and the file does not have."""
    header = read.matched
    if header is None:
        return
    for column in read.table.columns:
        if (
            column.role in ("ignore", *_row_keys(read))
            or column in header.columns.values()
            or not column.holds_for(edition)
        ):
            continue
        what = f"{column.measure}, {column.category or 'total'}" if column.measure else column.role
        todo = f"if it is gone from this edition on, give the line a to_edition in layouts/{layout.id}/columns.csv"
        found = f"column '{column.heading}' ({what}) is not there"
        read.problems.append(Problem(found, raw.path.name, read.sheet, f"row {header.row + 1}", todo=todo))


def _row_keys(read):
    """Return the roles already reported as missing keys."""
    return ("area", "area_code", "period", "breakdown", "part", "only") if read.unread else ()


def _note_missing_keys(raw, layout, read, header):
    """A table without one of its key columns cannot be read at all: say so."""
    for column in read.table.keys:
        if column not in header.columns.values():
            read.unread = True
            found = f"the column '{column.heading}', which says what each row is about, is not there: the table was not read"
            todo = f"add the new heading to layouts/{layout.id}/columns.csv (see the line above)"
            read.problems.append(Problem(found, raw.path.name, read.sheet, f"row {header.row + 1}", todo=todo))


def _read_body(raw, read, sheet, header):
    """Read the rows under the header."""
    by_role = {}
    for column, layout in header.columns.items():
        by_role.setdefault(layout.role, []).append((column, layout))
    area = by_role.get("area_code") or by_role.get("area") or []
    period = by_role.get("period", [])
    read.area_column = area[0][0] if area else None
    read.area_is_code = bool(by_role.get("area_code"))
    read.period_column = period[0][0] if period else None
    label_columns = by_role.get("breakdown", []) + by_role.get("part", [])
    values = by_role.get("value", [])
    shown = raw.shown.get(sheet.name, {}) if raw.path.suffix.lower() == ".xlsx" else {}
    section = ""
    for row in range(header.row + 1, min(header.last + 1, len(sheet.rows))):
        cells = sheet.rows[row]
        filled = [column for column, cell in enumerate(cells) if cell not in ("", None)]
        if not filled:
            continue
        if len(filled) == 1 and filled[0] not in dict(values):
            # a label alone: the name of the section below it, or a footnote
            if read.table.section:
                section = plain(sheet.text(row, filled[0]))
            continue
        if any(
            plain(sheet.text(row, c)).casefold() != layout.category.casefold() for c, layout in by_role.get("only", [])
        ):
            continue
        labels = {layout.breakdown: plain(_number_text(sheet.text(row, c))) for c, layout in label_columns}
        if read.table.section:
            labels[read.table.section] = section
        area_text = plain(sheet.text(row, read.area_column)) if area else ""
        period_text = plain(_number_text(sheet.text(row, read.period_column))) if period else read.table.period
        for column, layout in values:
            period_here = header.headings[column][0] if layout.heading == "{period}" else period_text
            value = cells[column] if column < len(cells) else ""
            read.values.append(
                RawValue(row, column, area_text, period_here, labels, layout, value, shown.get((row, column), ""))
            )
