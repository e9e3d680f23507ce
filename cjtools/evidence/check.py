"""From cells to rows of evidence: every fault at once, with sheet, row and column, and nothing changed."""

import difflib
import re
from dataclasses import dataclass, field

from cjtools import clock
from cjtools.errors import CjtoolsError, Problem, cut, did_you_mean
from cjtools.evidence.cells import FOLDER, WORKBOOK, other_than_example, read_evidence, signs_taken_out
from cjtools.evidence.choices import of_catalogue, plain, with_workbook
from cjtools.evidence.delivery import delivery_faults, delivery_notes
from cjtools.evidence.framework2016 import faults_of_2016, notes_of_2016
from cjtools.evidence.marks import MARK
from cjtools.evidence.measures import SHEET as MEASURES
from cjtools.evidence.measures import measure_faults
from cjtools.evidence.monitoring import monitoring_faults, monitoring_notes
from cjtools.evidence.personal import unsigned
from cjtools.evidence.values import NotAllowed, read
from cjtools.paths import stamp_of
from cjtools.signs import without_unseen

_CODE = re.compile(r"S\d{8}")
MAX_TOLD = 1_000  # faults of one sheet
_KNOWN = {}  # folder -> (catalogue, stamps, evidence): a workbook is read by a process of its own, which takes a while
UPGRADE = "move it into the form as it is now: cjtools evidence upgrade"


@dataclass(frozen=True)
class Row:
    """One entry of a sheet.

    Attributes
    ----------
    number : int
        Row of the sheet.
    values : dict
        Column id -> value as its kind is: text, number, date, truth value, id of a list, tuple of ids. A column that is
        not filled in is not there.
    cells : dict
        Column id -> cell, such as 'C5'.
    """

    number: int
    values: dict
    cells: dict

    def get(self, name, otherwise=""):
        """Return the value of a column; what is given otherwise when it is empty."""
        return self.values.get(name, otherwise)


@dataclass(frozen=True)
class Evidence:
    """What a partnership has written down.

    Attributes
    ----------
    file : str
        The workbook, or the folder of CSV files.
    rows : dict
        Sheet id -> list of Row.
    is_example : bool
        Whether it is a worked example: made up.
    warnings : tuple of Problem
        What disclosure control cannot put right in its figures: for the partnership, never for pages.
    """

    file: str = ""
    rows: dict = field(default_factory=dict)
    is_example: bool = False
    warnings: tuple = ()

    def of(self, sheet, **wanted):
        """Return the rows of a sheet, of those values alone that are asked for.

        Parameters
        ----------
        sheet : str
        **wanted
            Column id and value.

        Returns
        -------
        list of Row
        """
        rows = self.rows.get(sheet, [])
        return [row for row in rows if all(row.get(name) == value for name, value in wanted.items())]


@dataclass
class Checked:
    """What a check found.

    Attributes
    ----------
    evidence : Evidence or None
        The rows without a fault; None when the area has no evidence.
    problems : list of Problem
        What has to be mended.
    notes : list of Problem
        What is worth knowing: what is there and not used.
    """

    evidence: Evidence | None = None
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class EvidenceError(CjtoolsError):
    """A partnership's evidence has faults."""


def evidence_of(words, area, folder):
    """Return an area's evidence, for its reports.

    Parameters
    ----------
    words, area, folder
        As for :func:`check`.

    Returns
    -------
    Evidence
        Without rows where there is none.

    Raises
    ------
    EvidenceError
        When it has faults: how many, where the first is, and how to see what is wrong.
    WorkbookError
        When a file is not safe or not readable.
    """
    if words.evidence_form is None:
        return Evidence()
    # before it is read: what is written meanwhile is read anew the next time
    stamps = _stamps(folder)
    known = _KNOWN.get(folder)
    if known is not None and known[0] is words and known[1] == stamps:
        return known[2]
    checked = check(words, area, folder)
    if checked.problems:
        # where they are and no more: this is told on pages for everybody, and what stands there may be personal
        first = checked.problems[0]
        found = f"has {len(checked.problems)} {'fault' if len(checked.problems) == 1 else 'faults; the first is here'}"
        todo = f"see what is wrong: cjtools evidence check {area['slug']}"
        raise EvidenceError(Problem(found, first.file, first.sheet, first.cell, todo=todo))
    evidence = checked.evidence or Evidence()
    _KNOWN[folder] = words, stamps, evidence
    return evidence


def _stamps(folder):
    """Return what changes when a file of an area's evidence is written."""
    paths = [folder / WORKBOOK, *sorted((folder / FOLDER).glob("*"))]
    return [(path, stamp_of(path)) for path in paths]


def check(words, area, folder):
    """Read and check an area's evidence.

    Parameters
    ----------
    words : Catalogue
        With the area's own outcomes; see :func:`cjtools.results.local.with_local`.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; it need not exist.

    Returns
    -------
    Checked

    Raises
    ------
    WorkbookError
        When a file is not safe or not readable.
    """
    form = words.evidence_form
    found = read_evidence(form, folder)
    if found is None:
        return Checked()
    lists, rows = of_catalogue(words), {}
    texts = {name: _texts(table) for name, table in found.tables.items()}
    lists = with_workbook(form, lists, texts)
    problems, notes = [*found.problems, *_wrong_area(found, area)], _notes(found, form)
    for sheet in form.sheets:
        table = found.tables.get(sheet.id)
        if table is None:
            continue
        problems += [*table.problems, *_columns(table)]
        reader = _Reader(sheet, table, lists)
        rows[sheet.id] = reader.rows()
        problems += reader.problems
    # where a needed column is missing, that is told; what rows say together cannot be judged
    whole = {name: each for name, each in rows.items() if not any(one.required for one in found.tables[name].missing)}
    if MEASURES in whole:
        problems += measure_faults(form, found.tables[MEASURES], whole[MEASURES])
    for faults in (delivery_faults, monitoring_faults, faults_of_2016):
        problems += faults(words, found.tables, whole)
    notes += [*delivery_notes(found.tables, whole, texts), *monitoring_notes(words, found.tables, whole)]
    notes += notes_of_2016(words, found.tables, whole)
    notes += _still_to_come(form, found.tables, rows)
    evidence = Evidence(found.file, rows, found.is_example)
    return Checked(evidence, problems + unsigned(form, found.tables, evidence), notes)


def _texts(table):
    """Return the rows of a table as texts by column, without examples: what other cells may name."""
    return [
        {name: without_unseen(cell.text) for name, cell in line.cells.items()}
        for line in table.lines
        if not line.is_example
    ]


def _wrong_area(found, area):
    """Return a problem when a workbook is of another area than its folder."""
    code = _CODE.search(found.area)
    if code is None or code[0] == area["area_code"]:
        return []
    here = f"the folder is of {area['area_name']} ({area['area_code']})"
    told = f"the workbook is of {found.area}; {here}"
    return [Problem(told, found.file, "Cover", todo="put it into the folder of its own area")]


def _notes(found, form):
    """Return what is there and not used, and that the form is another."""
    notes = [
        Problem("is no sheet of the form: it is kept and not used", found.file, title)
        for title, rows in found.extra.items()
        if rows
    ]
    notes += [Problem(words, found.file, title) for title, words in found.unseen.items()]
    notes += [note for table in found.tables.values() for note in signs_taken_out(table)]
    if found.version and found.version != form.version:
        told = f"is of version {found.version} of the form, which is now {form.version}"
        notes.append(Problem(told, found.file, todo=UPGRADE))
    return notes


def _still_to_come(form, tables, rows):
    """Return that days are in the future: no fault, for a day goes by, but a page would tell them as what was."""
    today = clock.today()
    return [
        Problem(
            f"{column.heading} is in the future", tables[sheet.id].file, tables[sheet.id].title, row.cells[column.id]
        )
        for sheet in form.sheets
        for column in sheet.columns
        if column.kind == "date" and not column.ahead
        for row in rows.get(sheet.id, [])
        if row.get(column.id, today) > today
    ]


def _columns(table):
    """Return a problem for each column of the form that is not there, with what may have been meant for it."""
    problems, unknown = [], dict(table.unknown)
    for column in table.missing:
        near = difflib.get_close_matches(column.heading, filter(None, unknown), 1)
        if near:
            cell = unknown.pop(near[0])
            told = f"heading '{near[0]}' is not known"
            problems.append(Problem(told, table.file, table.title, cell, did_you_mean([column.heading])))
        elif column.required:
            told = f"the column '{column.heading}' is missing"
            problems.append(Problem(told, table.file, table.title, "row 1", todo=f"add it, or {UPGRADE}"))
    problems += [
        Problem(
            f"heading '{heading}' is not of the form" if heading else "a column without a heading holds something",
            table.file,
            table.title,
            cell,
            todo="give it a heading of the form, or move it to a sheet of its own",
        )
        for heading, cell in unknown.items()
    ]
    return problems


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet, table, lists):
        self._sheet, self._table, self._lists = sheet, table, lists
        self.problems = []

    def rows(self):
        """Return the rows that hold no fault; note the faults of the others."""
        rows, keys = [], {}
        for line in self._table.lines:
            if line.is_example:
                self._example(line)
            if line.is_example or not line.cells:
                # a note beside the form's columns is no entry
                continue
            # signs that no eye can see fill nothing in
            line.cells = {name: cell for name, cell in line.cells.items() if without_unseen(cell.text)}
            before = len(self.problems)
            if before >= MAX_TOLD:
                told = f"rows from here on are not looked through: {before:,} faults were found before"
                self._tell(told, f"row {line.number}", todo="mend those first")
                break
            values = self._values(line)
            self._needed(line, values)
            self._twice(line, values, keys)
            if values and len(self.problems) == before:
                cells = {name: cell.name for name, cell in line.cells.items()}
                rows.append(Row(line.number, values, cells))
        return rows

    def _tell(self, found, cell, allowed="", todo=""):
        """Note a fault."""
        self.problems.append(Problem(found, self._table.file, self._table.title, cell, allowed, todo))

    def _values(self, line):
        """Return the values of a row; note each cell that holds what it cannot."""
        values = {}
        for column in self._sheet.columns:
            cell = line.cells.get(column.id)
            if cell is None:
                continue
            try:
                values[column.id] = read(column, cell, self._lists)
            except NotAllowed as reason:
                near = difflib.get_close_matches(reason.text or cell.text, reason.known, 2, cutoff=0.5)
                # of several entries it has to be said which one it is
                allowed = ". ".join(filter(None, [reason.which, did_you_mean(near) or reason.allowed]))
                self._tell(f"{column.heading} is '{cut(cell.text)}'", cell.name, allowed)
        return values

    def _needed(self, line, values):
        """Note each empty cell that must be filled in."""
        for column in self._sheet.columns:
            letter = self._table.letters.get(column.id)
            # a needed column that is not there is told once, not in every row
            only_if = column.needed_if if column.only else column.only_if
            if only_if and column.id in line.cells and self._reasons(only_if, values) is None:
                self._superfluous(line, column, only_if, values)
            why = None if column.id in line.cells or (column.required and not letter) else self._why(column, values)
            if why is not None:
                cell = f"{letter}{line.number}" if letter else f"row {line.number}"
                self._tell(f"{column.heading} is {'empty' if letter else 'missing'}", cell, todo=f"fill it in{why}")

    def _superfluous(self, line, column, only_if, values):
        """Note a filled cell that contradicts another of its row; one that is at fault itself is told alone."""
        (name,) = only_if
        if name not in values:
            return
        other = self._sheet.column(name).heading
        said = {True: "yes", False: "no"}.get(values[name], values[name])
        found = f"{column.heading} is filled in, but {other} is '{said}'"
        self._tell(found, line.cells[column.id].name, todo="empty one of the two, or change it")

    def _why(self, column, values):
        """Return why a column must be filled in, as the end of a sentence; None when it need not be."""
        if column.required:
            return ""
        reasons = self._reasons(column.needed_if, values) if column.needed_if else None
        return None if reasons is None else f", because {' and '.join(reasons)}"

    def _reasons(self, wanted_by, values):
        """Return which values of a row are as they are wanted, in words; None when one is not."""
        reasons = []
        for name, wanted in wanted_by.items():
            said = values.get(name)
            said = {True: "yes", False: "no"}.get(said, said) if isinstance(said, bool) else said
            if said not in wanted:
                return None
            reasons.append(f"{self._sheet.column(name).heading} is '{said}'")
        return reasons

    def _twice(self, line, values, keys):
        """Note a row that says again what another has said."""
        names = [name for name in self._sheet.key if name in self._table.letters]
        absent = [name for name in self._sheet.key if name not in names]
        if any(self._sheet.column(name).required for name in absent):
            return  # a column that is not there is told once; without it rows cannot be told apart
        if any(name in line.cells and name not in values for name in names):
            return  # what could not be read is told already, and is not the same as another
        key = tuple(plain(str(values.get(name, ""))) for name in names)
        if not any(key):
            return
        if key in keys:
            said = ", ".join(self._sheet.column(name).heading for name in names)
            todo = "keep one of the two, or make them differ"
            self._tell(f"has the same {said} as row {keys[key]}", f"row {line.number}", todo=todo)
        keys.setdefault(key, line.number)

    def _example(self, line):
        """Note a row that is marked as an example and is none: it would be passed over unseen."""
        column = other_than_example(self._sheet, self._table, line, self._lists)
        if column is not None:
            told = f"is marked {MARK}, but {column.heading} is not that of the example: the row does not count"
            todo = f"take {MARK} out of its first column if it is yours, or delete the row"
            self._tell(told, f"row {line.number}", todo=todo)
