"""What is wrong with the columns of a table, and which line of which layout file would put it right."""

import csv
import difflib
import io
import re

from cjtools.errors import Problem
from cjtools.extract.layouts import COLUMN_COLUMNS, KEY_ROLES, TABLE_COLUMNS
from cjtools.extract.workbook import cell_name

LAYOUTS = "data/catalogue/layouts"


def column_problems(raw, layout, read, edition):
    """Return a problem for each heading that the layout does not know and each column that is not there.

    Parameters
    ----------
    raw : RawFile
    layout : Layout
    read : TableRead
        With its header found.
    edition : str

    Returns
    -------
    list of Problem
    """
    header, table = read.header, read.table
    there = {column.meaning for column in header.columns.values()}
    missing = {column.meaning: column for column in table.columns if column.meaning and column.meaning not in there}
    unknown = {place: header.headings[place] for place in header.headings if place not in header.columns}
    pairs = _lookalikes(unknown, list(missing.values()), header, table)
    problems = [_unknown_column(raw, layout, read, place, pairs.get(place)) for place in sorted(unknown)]
    told = {column.meaning for column in pairs.values()}
    problems += [
        _missing_column(raw, layout, read, column, edition)
        for column in table.columns
        if column.meaning in missing and column is missing[column.meaning] and column.meaning not in told
    ]
    return problems


def missing_keys(header, table):
    """Return the key columns without which the rows of a table cannot be told apart, as far as they are not there."""
    there = {column.meaning for column in header.columns.values()}
    return [column for column in table.keys if column.meaning not in there]


def _unknown_column(raw, layout, read, place, lookalike):
    """Return the problem of a heading that the layout does not know."""
    heading, group = read.header.headings[place]
    file = f"{LAYOUTS}/{layout.id}/columns.csv"
    leave_out = columns_line(read.table.table, heading, group, role="ignore")
    found = f"column '{heading}' is not in the layout, so it was not read"
    todo = (
        f"to leave it out knowingly, add to {file} the line: {leave_out} "
        "(to read it, write value in place of ignore and fill in measure, breakdown and category)"
    )
    if lookalike is not None:
        above = f" under '{group}'" if group else " with no label above it"
        name = f"'{heading}'" + (above if lookalike.group else "")
        as_lookalike = columns_line(read.table.table, heading, group, lookalike)
        found = f"column {name} is not in the layout and {_what(lookalike)} is not in the file"
        found += ": the table was not read" if lookalike.role in KEY_ROLES else ", so it was not read"
        todo = (
            f"if it is {lookalike.words} renamed, add to {file} the line: {as_lookalike} "
            f"(if not, leave it out with: {leave_out})"
        )
    return Problem(found, raw.name, read.sheet, cell_name(read.header.row, place), todo=todo)


def _missing_column(raw, layout, read, column, edition):
    """Return the problem of a column that is expected and not there."""
    found = f"{_what(column)} is not in the file"
    if column.role in KEY_ROLES:
        todo = f"compare row {read.header.row + 1} with table {read.table.table} in {LAYOUTS}/{layout.id}/columns.csv"
        return Problem(f"{found}: the table was not read", raw.name, read.sheet, _row(read), todo=todo)
    before = _edition_before(edition)
    line = columns_line(read.table.table, column.heading, column.group, column, column.from_edition, before)
    todo = (
        f"if this edition no longer has it, replace in {LAYOUTS}/{layout.id}/columns.csv line {column.line} by: {line}"
        f"{'' if before else ' with the last edition that has it at the end'}"
    )
    return Problem(found, raw.name, read.sheet, _row(read), todo=todo)


def _row(read):
    """Return the name of the header row."""
    return f"row {read.header.row + 1}"


def _what(column):
    """Return the words for an expected column."""
    if column.heading == "{period}":
        return "a column with a year as its heading"
    means = {
        "area": "the area",
        "area_code": "the area code",
        "period": "the year",
        "value": f"{column.measure}, {column.category or 'Total'}",
    }.get(column.role, column.breakdown or column.category)
    return f"the column {column.words} ({means})"


def _lookalikes(unknown, missing, header, table):
    """Return {sheet column: expected column that its heading seems to replace}, each expected column once."""
    pairs, left = {}, [column for column in missing if not column.is_wildcard]

    def pair(place, column):
        if place not in pairs and column is not None:
            pairs[place] = column
            left.remove(column)

    for place, (heading, _) in unknown.items():  # the same heading under another group label: in order
        pair(place, next((c for c in left if c.heading.casefold() == heading.casefold()), None))
    for place, (heading, _) in unknown.items():
        pair(place, _nearest(heading, left, 0.7))
    for place in unknown:  # a new name in the old place
        before = max((p for p in header.columns if p < place), default=None)
        order = list(table.columns)
        expected = order.index(header.columns[before]) + 1 if before is not None else 0
        pair(place, order[expected] if expected < len(order) and order[expected] in left else None)
    for place, (heading, _) in unknown.items():
        pair(place, _nearest(heading, left, 0.5))
    return pairs


def _nearest(heading, columns, cutoff):
    """Return the column whose heading looks most like another, if any does."""
    names = {column.heading: column for column in reversed(columns)}
    near = difflib.get_close_matches(heading, names, 1, cutoff=cutoff)
    return names[near[0]] if near else None


def sheet_problem(raw, layout, table, found_on):
    """Return the problem of a table whose sheet is not in the file.

    Parameters
    ----------
    raw : RawFile
    layout : Layout
    table : TableLayout
    found_on : str
        Sheet that has a header like that of the table; empty when none has.

    Returns
    -------
    Problem
    """
    file = f"{LAYOUTS}/{layout.id}/tables.csv"
    found = f"there is no sheet '{table.sheet}' ({table.title}), so table {table.table} was not read"
    if not found_on:
        found += f"; none of the sheets has its header ({', '.join(raw.sheets)})"
        todo = f"if the table is no longer published, delete line {table.line} of {file}"
        return Problem(found, raw.name, todo=todo)
    line = tables_line(table, sheet=f"{table.sheet};{found_on}")
    todo = (
        f"the header on sheet '{found_on}' fits; if that is the table, replace in {file} line {table.line} by: {line}"
    )
    return Problem(found, raw.name, todo=todo)


def header_problem(raw, layout, table, sheet, nearest):
    """Return the problem of a sheet on which no header of the table was found.

    Parameters
    ----------
    raw : RawFile
    layout : Layout
    table : TableLayout
    sheet : Sheet
    nearest : Header or None
        The row that came nearest.

    Returns
    -------
    Problem
    """
    found = f"no header of table {table.table} was found, so it was not read"
    if nearest is not None:
        known = ", ".join(f"'{nearest.headings[place][0]}'" for place in nearest.columns)
        found += f"; row {nearest.row + 1} comes nearest with {known}"
    allowed = ", ".join(column.words for column in table.columns if column.meaning)
    todo = f"compare the headings with table {table.table} in {LAYOUTS}/{layout.id}/columns.csv"
    return Problem(found, raw.name, sheet.name, allowed=allowed, todo=todo)


def columns_line(table, heading, group, like=None, from_edition="", to_edition="", role=""):
    """Return a line of columns.csv.

    Parameters
    ----------
    table, heading, group : str
    like : ColumnLayout, optional
        The column whose meaning the heading has.
    from_edition, to_edition, role : str

    Returns
    -------
    str

    Examples
    --------
    >>> columns_line("cpo_9", "Not known, other", "Court", role="ignore")
    'cpo_9,"Not known, other",Court,ignore,,,,,,'
    """
    row = dict.fromkeys(COLUMN_COLUMNS, "") | {"table": table, "heading": heading, "group": group, "role": role}
    if like is not None:
        # a filter column is known by its first heading, so that two filters of a table are not taken for one
        named = like.breakdown or (like.heading if like.role == "only" else "")
        row |= {"role": like.role, "measure": like.measure, "breakdown": named, "category": like.category}
        row["scale"] = "" if like.scale == 1 else f"{like.scale:g}"
    return csv_line([*[*row.values()][:-2], from_edition, to_edition])


def tables_line(table, **changed):
    """Return the line of tables.csv of a table, with some cells changed."""
    row = {key: getattr(table, key) for key in TABLE_COLUMNS} | {"confirmed": "yes" if table.confirmed else "no"}
    return csv_line((row | changed).values())


def csv_line(cells):
    """Return cells as one line of CSV, quoted where need be."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _edition_before(edition):
    """Return '2023-24' for '2024-25'; empty for what is no financial year."""
    year = re.fullmatch(r"((?:19|20)\d{2})-\d{2}", edition)
    return f"{int(year[1]) - 1}-{year[1][2:]}" if year else ""
