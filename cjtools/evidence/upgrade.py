"""An older evidence workbook, or a folder of CSV files, moved into the form as it is now, without losing a cell."""

from cjtools.errors import Problem, WorkbookError
from cjtools.evidence.cells import other_than_example, read_evidence
from cjtools.evidence.choices import of_catalogue
from cjtools.evidence.marks import MARK, MARK_HEADING, OWN, WORKED_EXAMPLE
from cjtools.evidence.template import MAX_CELL, Writer
from cjtools.evidence.values import NotAllowed, read
from cjtools.extract.workbook import cell_name

UPGRADED = "evidence-upgraded.xlsx"


def upgraded(words, area, folder):
    """Return an area's evidence in the form as it is now.

    Every cell that held something is there again: those of sheets and columns that the form does not know stand in
    sheets and columns of their own, and what cannot be read stands as it was written. Comments, colours and pictures
    are not carried over, nor what was added to the cover and to the lists, which are written anew.

    Parameters
    ----------
    words : Catalogue
        With the area's own outcomes.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``.

    Returns
    -------
    bytes or None
        An .xlsx file; None when the area has no evidence.

    Raises
    ------
    WorkbookError
        When a file is not safe or not readable, or holds a text that no cell of a workbook can.
    """
    form = words.evidence_form
    found = read_evidence(form, folder)
    if found is None:
        return None
    if found.unread:
        # their cells would be lost
        raise WorkbookError(found.unread)
    _refuse_too_long(found)
    lists, filled = of_catalogue(words), {}
    for sheet in form.sheets:
        table = found.tables.get(sheet.id)
        if table is None:
            filled[sheet.id] = sheet.rows
            continue
        filled[sheet.id] = [
            _moved(sheet, line, lists) for line in table.lines if not _is_shipped(sheet, table, line, lists)
        ]
    kind = WORKED_EXAMPLE if found.is_example else OWN
    return Writer(words, area, kind).write(filled, found.extra)


def _refuse_too_long(found):
    """Raise for each text that a workbook cannot hold, as a CSV file can: it would be lost."""
    places = [
        (table.file, table.title, name, text)
        for table in found.tables.values()
        for line in table.lines
        for name, text in (
            *((cell.name, cell.text) for cell in line.cells.values()),
            *((f"row {line.number}", str(one)) for both in line.extra.items() for one in both),
        )
    ]
    places += [
        (found.file, title, cell_name(row, place), str(value))
        for title, rows in found.extra.items()
        for row, cells in enumerate(rows)
        for place, value in enumerate(cells)
    ]
    problems = [
        Problem(f"holds {len(text):,} characters, and a cell up to {MAX_CELL:,}", *place, todo="split it up")
        for *place, text in places
        if len(text) > MAX_CELL
    ]
    if problems:
        raise WorkbookError(problems)


def _is_shipped(sheet, table, line, lists):
    """Return whether a row is the example that the form ships: it is written anew."""
    return line.is_example and not line.extra and other_than_example(sheet, table, line, lists) is None


def _moved(sheet, line, lists):
    """Return a row as it is to be written: column id, or heading of a column that is not known, -> value."""
    row = {name: _value(sheet.column(name), cell, lists) for name, cell in line.cells.items()}
    return row | line.extra | ({MARK_HEADING: MARK} if line.is_example else {})


def _value(column, cell, lists):
    """Return a cell as it is to be written: a day as a day, an entry of a list in today's words."""
    choices = lists.get(column.of)
    if column.kind == "choice" and choices:
        return choices.labels.get(choices.find(cell.text), cell.text)
    if column.kind == "date":
        try:
            return read(column, cell, lists)
        except NotAllowed:
            return cell.text
    return cell.value
