"""The cells of an evidence workbook, or of a folder of CSV files of the same form, by sheet and column."""

from dataclasses import dataclass, field
from itertools import chain
from os.path import lexists

from cjtools.errors import Problem, WorkbookError
from cjtools.evidence.choices import plain
from cjtools.evidence.marks import AREA, COVER, KIND, LISTS, MARK, MARK_HEADING, VERSION, WORKED_EXAMPLE
from cjtools.extract import open_file
from cjtools.extract.headings import label
from cjtools.extract.unseen import unseen_of
from cjtools.extract.workbook import cell_name, column_letter
from cjtools.paths import is_hidden
from cjtools.signs import all_unseen_in

WORKBOOK, FOLDER = "evidence.xlsx", "evidence"
# of one sheet; what holds more was not written by people, and looking through it would take hours
MAX_LINES, MAX_COLUMNS = 10_000, 500
ERRORS_TOLD = 20
JOINER = "\\u200d"  # as it is told


@dataclass(frozen=True)
class Cell:
    """One cell: what stands there, and where.

    Attributes
    ----------
    value : str, float or bool
        As stored; text without white space around it.
    name : str
        Such as 'C5'.
    """

    value: object
    name: str

    @property
    def text(self):
        """What stands there as text: a whole number without '.0'."""
        return self.value if isinstance(self.value, str) else label(self.value)


@dataclass
class Line:
    """One row of a sheet that holds something.

    Attributes
    ----------
    number : int
        As the spreadsheet program counts it.
    cells : dict
        Column id -> Cell; those that hold something.
    extra : dict
        Heading -> value, of columns that the form does not know.
    is_example : bool
        Whether it is marked as one.
    """

    number: int
    cells: dict
    extra: dict = field(default_factory=dict)
    is_example: bool = False


@dataclass
class Table:
    """One sheet of the form as it was found.

    Attributes
    ----------
    file, title : str
        Where it stands; the title is empty in a CSV file.
    letters : dict
        Column id -> letter, of the columns that are there.
    lines : list of Line
    missing, unknown : list
        Columns of the form that are not there; (heading, cell) of those that it does not know.
    problems : list of Problem
        What is wrong with its shape.
    """

    file: str
    title: str
    letters: dict
    lines: list
    missing: list
    unknown: list
    problems: list


@dataclass
class Found:
    """An evidence workbook as it was found.

    Attributes
    ----------
    file : str
        What messages call it.
    tables : dict
        Sheet id -> Table.
    extra : dict
        Title -> rows of values, of sheets that the form does not know.
    version, area : str
        As the cover says; empty where it does not.
    is_example : bool
        Whether the cover says that it is a worked example.
    problems : list of Problem
        What is wrong with its shape, but for its tables.
    unread : list of Problem
        Of the problems, those of files that are not among the tables.
    unseen : dict
        Title of a sheet -> what its readers may not see, in words.
    """

    file: str
    tables: dict
    extra: dict = field(default_factory=dict)
    version: str = ""
    area: str = ""
    is_example: bool = False
    problems: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    unseen: dict = field(default_factory=dict)


def read_evidence(form, folder):
    """Read what an area's folder holds of the evidence form.

    Parameters
    ----------
    form : EvidenceForm
    folder : Path
        ``data/raw/local/<area>``, with ``evidence.xlsx`` or a folder ``evidence`` of CSV files named by sheet.

    Returns
    -------
    Found or None
        None when there is neither.

    Raises
    ------
    WorkbookError
        When a file is not safe or not readable, or there are both.
    """
    workbook, tables = folder / WORKBOOK, folder / FOLDER
    place = f"data/raw/local/{folder.name}"
    # what stands there and cannot be read, such as a link to a drive that is not there now, is not the same as none
    if lexists(workbook) and lexists(tables):
        found = f"there are both {WORKBOOK} and a folder {FOLDER}"
        raise WorkbookError(Problem(found, place, todo="keep one of them, and move the other elsewhere"))
    if lexists(workbook):
        return _of_workbook(form, workbook, f"{place}/{WORKBOOK}")
    if lexists(tables) and not tables.is_dir():
        raise WorkbookError(Problem("is no folder that can be read", f"{place}/{FOLDER}", todo="take it away"))
    return _of_folder(form, tables, f"{place}/{FOLDER}") if lexists(tables) else None


def _of_workbook(form, path, name):
    """Return what a workbook holds."""
    raw = open_file(path, name)
    found = Found(name, {}, unseen=unseen_of(raw))
    ids = {plain(title): sheet for sheet in form.sheets for title in (sheet.title, sheet.id, *sheet.formerly)}
    for title, cells in raw.sheets.items():
        sheet = ids.get(plain(title))
        if sheet is not None and sheet.id not in found.tables:
            found.tables[sheet.id] = _table(sheet, cells, name, title)
        elif title == COVER:
            said = {cells.text(row, 0): cells.text(row, 1) for row in range(len(cells.rows))}
            found.version, found.area = said.get(VERSION, ""), said.get(AREA, "")
            found.is_example = plain(said.get(KIND, "")) == plain(WORKED_EXAMPLE)
        elif title != LISTS:
            found.extra[title] = _trimmed(cells.rows)
            if sheet is not None:
                other = found.tables[sheet.id].title
                told = f"is the sheet '{other}' once more"
                found.problems.append(Problem(told, name, title, todo="put its rows into the other one"))
    found.problems += [
        Problem(f"the sheet '{sheet.title}' is missing", name, todo="get it back with: cjtools evidence upgrade")
        for sheet in form.sheets
        if sheet.id not in found.tables
    ]
    return found


def _of_folder(form, folder, name):
    """Return what a folder of CSV files holds; those of sheets that are not there are not missed."""
    found, ids = Found(name, {}), {plain(sheet.id): sheet for sheet in form.sheets}
    for path in sorted(path for path in folder.iterdir() if not path.is_dir() and not is_hidden(path, folder)):
        file, sheet = f"{name}/{path.name}", ids.get(plain(path.stem))
        if path.suffix.lower() != ".csv" or sheet is None:
            allowed = ", ".join(f"{one.id}.csv" for one in form.sheets)
            found.unread.append(Problem("is none of the files of the evidence", file, allowed=allowed))
            continue
        if sheet.id in found.tables:
            told = f"is of the same sheet as {found.tables[sheet.id].file}"
            found.unread.append(Problem(told, file, todo="put the rows of both into one file"))
            continue
        try:
            found.tables[sheet.id] = _table(sheet, open_file(path, file).sheets[""], file, "")
        except WorkbookError as error:
            found.unread += error.problems
    found.problems += found.unread
    return found


def _trimmed(rows):
    """Return rows without empty cells at their ends, and without empty rows at the end."""
    rows = [list(row) for row in rows]
    for row in rows:
        while row and row[-1] in ("", None):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _table(sheet, cells, file, title):
    """Return one sheet of the form as it was found."""
    ids = {plain(name): column.id for column in sheet.columns for name in (column.heading, column.id, *column.formerly)}
    places, unknown, again, problems, mark = {}, [], [], [], None
    header = cells.rows[0] if cells.rows else []
    for place in range(len(header)):
        heading, name = cells.text(0, place), cell_name(0, place)
        known = ids.get(plain(heading))
        if plain(heading) == plain(MARK_HEADING):
            mark = place
        elif known and known in places:
            other = cell_name(0, places[known])
            problems.append(Problem(f"heading '{heading}' stands in {other} too", file, title, name, todo="keep one"))
            again.append((heading, name, place))
        elif known:
            places[known] = place
        elif heading or any(cells.text(row, place) for row in range(1, len(cells.rows))):
            unknown.append((heading, name, place))
    problems += _merged(cells, file, title)
    problems += _errors(cells, file, title)
    lines = _lines(cells, places, [*unknown, *again], mark) if len(places) + len(unknown) <= MAX_COLUMNS else []
    if len(places) + len(unknown) > MAX_COLUMNS or len(lines) > MAX_LINES:
        found = f"holds {len(lines):,} rows" if lines else f"holds {len(places) + len(unknown):,} columns"
        todo = f"keep what is evidence of the partnership: up to {MAX_LINES:,} rows and {MAX_COLUMNS} columns are read"
        raise WorkbookError(Problem(found, file, title, todo=todo))
    return Table(
        file,
        title,
        {name: column_letter(place) for name, place in places.items()},
        lines,
        [column for column in sheet.columns if column.id not in places],
        [(heading, name) for heading, name, _ in unknown],
        problems,
    )


def _merged(cells, file, title):
    """Return a problem for each merged range: all its cells but one are empty."""
    return [
        Problem(
            "cells are merged, so that only the first of them counts",
            file,
            title,
            f"{cell_name(*top_left)}:{cell_name(*bottom_right)}",
            todo="take the merging back and fill in each cell",
        )
        for top_left, bottom_right in cells.merged
    ]


def _errors(cells, file, title):
    """Return a problem for each cell that shows something else than what is stored in it."""
    told = cells.error_cells[:ERRORS_TOLD]
    more = len(cells.error_cells) - len(told)
    found = "holds an error, or a formula whose value is not stored"
    return [
        Problem(
            found + (f"; and so do {more:,} other cells" if more and name == told[-1] else ""),
            file,
            title,
            name,
            todo="write the value itself",
        )
        for name in told
    ]


def _lines(cells, places, unknown, mark):
    """Return the rows below the header that hold something."""
    lines, heads = [], _told_apart(unknown, places, cells)
    for row in range(1, len(cells.rows)):
        held = {
            name: Cell(_value(cells, row, place), cell_name(row, place))
            for name, place in places.items()
            if cells.text(row, place)
        }
        extra = {head: cells.rows[row][place] for head, place in heads if cells.text(row, place)}
        is_example = mark is not None and plain(cells.text(row, mark)) == plain(MARK)
        if mark is not None and cells.text(row, mark) and not is_example:
            extra[MARK_HEADING] = cells.rows[row][mark]
        if held or extra or is_example:
            lines.append(Line(row + 1, held, extra, is_example))
    return lines


def _told_apart(columns, places, cells):
    """Return (heading, place) of columns that the form does not use; of those that share a heading, with their cell."""
    known = [cells.text(0, place) for place in places.values()]
    heads = [*known, *(heading for heading, _, _ in columns)]
    return [
        (name if not heading else f"{heading} ({name})" if heads.count(heading) > 1 else heading, place)
        for heading, name, place in columns
    ]


def _value(cells, row, place):
    """Return what a cell holds: text without white space around it."""
    value = cells.rows[row][place]
    return value.strip() if isinstance(value, str) else value


def signs_taken_out(table):
    """Return which cells hold signs that no eye can see: they are read without, which changes joined emoji.

    Parameters
    ----------
    table : Table

    Returns
    -------
    list of Problem
        One, or none.
    """
    cells = [cell for line in table.lines for cell in line.cells.values()]
    held = {cell.name: all_unseen_in(cell.text.replace("\r", "")) for cell in cells}
    signs, places = list(dict.fromkeys(chain(*held.values()))), [name for name in held if held[name]]
    if not places:
        return []
    more = f" and {len(places) - ERRORS_TOLD:,} more" if len(places) > ERRORS_TOLD else ""
    told = f"signs that no eye can see ({', '.join(signs[:ERRORS_TOLD])}) are taken out"
    told += ", so that joined emoji come apart" if JOINER in signs else ""
    return [Problem(told, table.file, table.title, ", ".join(places[:ERRORS_TOLD]) + more)]


def other_than_example(sheet, table, line, lists):
    """Return the first column in which a row says something else than the example that the form ships, or None.

    Parameters
    ----------
    sheet : cjtools.catalogue.evidence_form.Sheet
    table : Table
        Columns that it has not got are passed over.
    line : Line
    lists : dict
        Name of the list -> Choices.

    Returns
    -------
    Column or None
    """
    for column in (column for column in sheet.columns if column.id in table.letters):
        shipped, choices = str(column.example), lists.get(column.of)
        written = line.cells[column.id].text if column.id in line.cells else ""
        allowed = {plain(shipped), plain(choices.labels.get(choices.find(shipped), shipped)) if choices else ""}
        # in the words of an older catalogue an entry of a list is still known by its number
        if plain(written) not in allowed and not (choices and plain(written.split(" ", 1)[0]) == plain(shipped)):
            return column
    return None
