"""The layout files: which tables a published file holds, and what each column means. They are data, not code."""

import fnmatch
import re
from dataclasses import dataclass

from cjtools.errors import CatalogueError, Problem
from cjtools.strict_files import read_csv, read_yaml

TABLE_COLUMNS = [
    "table", "sheet", "excel_table", "header_rows", "period_type", "period", "areas", "other_areas", "section",
    "agrees_with", "confirmed", "title",
]  # fmt: skip
COLUMN_COLUMNS = [
    "table", "heading", "group", "role", "measure", "breakdown", "category", "scale", "from_edition", "to_edition",
]  # fmt: skip
ROLES = ("area", "area_code", "period", "breakdown", "part", "only", "value", "ignore")
KEY_ROLES = ("area", "area_code", "period", "breakdown", "part", "only")
PERIOD_TYPES = ("financial year", "calendar year", "mid-year", "cohort", "edition")
OWN_TABLE = [
    "measure", "area_code", "area_name", "period", "period_type", "breakdown", "category", "value", "marker",
    "source", "edition", "page", "note",
]  # fmt: skip
_MARKS = re.compile(r"\s*\[notes?[^\]]*\]", re.IGNORECASE)


def plain(text):
    """Return a heading or label without note marks and stray white space.

    Examples
    --------
    >>> plain("High court [notes 9 and 10]"), plain("2017-18  [note 7]")
    ('High court', '2017-18')
    """
    return " ".join(_MARKS.sub("", str(text)).replace("\xa0", " ").split())


@dataclass(frozen=True)
class ColumnLayout:
    """What one column holds; a row of columns.csv."""

    heading: str
    group: str
    role: str
    measure: str
    breakdown: str
    category: str
    scale: float
    from_edition: str
    to_edition: str

    @property
    def is_wildcard(self):
        """Whether the heading is a pattern rather than the words of one heading."""
        return "*" in self.heading or self.heading == "{period}"

    def holds_for(self, edition):
        """Return whether the column is expected in this edition."""
        return (not self.from_edition or edition >= self.from_edition) and (
            not self.to_edition or edition <= self.to_edition
        )

    def fits(self, heading, group):
        """Return whether a heading of the file (with the group label above it) is this column."""
        if self.group and self.group.casefold() != group.casefold():
            return False
        return fnmatch.fnmatchcase(heading.casefold(), _pattern(self.heading))


def _pattern(heading):
    """Return a heading as an fnmatch pattern in which only * is special."""
    return re.sub(r"([\[\]?])", r"[\1]", heading.casefold())


@dataclass(frozen=True)
class TableLayout:
    """Where one table stands and what it holds; a row of tables.csv with its columns."""

    table: str
    sheet: str
    excel_table: str
    header_rows: int
    period_type: str
    period: str
    areas: str
    other_areas: str
    section: str
    agrees_with: str
    confirmed: bool
    title: str
    columns: tuple

    @property
    def keys(self):
        """The columns that say what a row is about."""
        return [column for column in self.columns if column.role in KEY_ROLES]


@dataclass(frozen=True)
class Layout:
    """One kind of published file.

    Attributes
    ----------
    id, source, title, kind : str
    recognise : list of dict
        Rules (sheet, cell, pattern) that all hold for files of this layout.
    edition : dict
        ``latest_period``, ``fixed`` or a rule like those of ``recognise`` with one group.
    tables : tuple of TableLayout
    categories : dict
        breakdown -> {label as published: our category}.
    sums : tuple of dict
        Sums over ``part`` columns (see sums.csv).
    """

    id: str
    source: str
    title: str
    kind: str
    recognise: list
    edition: dict
    tables: tuple
    categories: dict
    sums: tuple


def load_layouts(folder):
    """Load every layout of ``data/catalogue/layouts``.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of Layout

    Raises
    ------
    CatalogueError
        With every fault of every layout file.
    """
    layouts, problems = [], []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (path / "layout.yaml").is_file():
            try:
                layouts.append(_load_layout(path))
            except CatalogueError as error:
                problems += [_inside(problem, path.name) for problem in error.problems]
    if problems:
        raise CatalogueError(problems)
    return layouts


def _inside(problem, folder):
    """Return the problem with the layout's folder before the file name."""
    return Problem(
        problem.found,
        f"layouts/{folder}/{problem.file}",
        problem.sheet,
        problem.cell,
        problem.allowed,
        problem.todo,
    )


def _load_layout(folder):
    """Load one layout folder."""
    head = read_yaml(folder / "layout.yaml")
    wanted = {"id", "source", "title", "kind", "recognise", "edition"}
    if set(head) != wanted:
        found = f"has the keys {', '.join(sorted(head))}"
        raise CatalogueError(Problem(found, "layout.yaml", allowed=", ".join(sorted(wanted))))
    columns = read_csv(folder / "columns.csv", COLUMN_COLUMNS)
    tables = read_csv(folder / "tables.csv", TABLE_COLUMNS)
    problems = _table_problems(tables, columns) + _head_problems(head, folder)
    if problems:
        raise CatalogueError(problems)
    categories = {}
    if (folder / "categories.csv").is_file():
        for row in read_csv(folder / "categories.csv", ["breakdown", "label", "category"]):
            categories.setdefault(row["breakdown"], {})[row["label"]] = row["category"]
    return Layout(
        id=head["id"],
        source=head["source"],
        title=head["title"],
        kind=head["kind"],
        recognise=head["recognise"],
        edition=head["edition"],
        tables=tuple(_table(row, columns) for row in tables),
        categories=categories,
        sums=tuple(_load_sums(folder / "sums.csv", columns)),
    )


def _load_sums(path, columns):
    """Read sums.csv, whose part columns are the parts named in columns.csv."""
    if not path.is_file():
        return []
    parts = sorted({column["breakdown"] for column in columns if column["role"] == "part"})
    rows = read_csv(path, ["table", "measure", "breakdown", "category", *parts])
    return [{**row, "parts": {part: row[part] for part in parts}} for row in rows]


def _table(row, columns):
    """Return the TableLayout of one row of tables.csv."""
    own = tuple(
        ColumnLayout(
            **{key: column[key] for key in COLUMN_COLUMNS if key not in ("table", "scale")},
            scale=float(column["scale"] or 1),
        )
        for column in columns
        if column["table"] == row["table"]
    )
    values = {key: row[key] for key in TABLE_COLUMNS}
    return TableLayout(
        **{**values, "header_rows": int(row["header_rows"]), "confirmed": row["confirmed"] == "yes"},
        columns=own,
    )


def _head_problems(head, folder):
    """Return the faults of layout.yaml."""
    problems = []
    if head["id"] != folder.name:
        problems.append(Problem(f"id is '{head['id']}'", "layout.yaml", allowed=folder.name))
    if head["kind"] not in ("workbook", "csv"):
        problems.append(Problem(f"kind is '{head['kind']}'", "layout.yaml", allowed="workbook, csv"))
    for rule in head["recognise"]:
        try:
            re.compile(rule["pattern"])
        except (re.error, KeyError, TypeError) as error:
            problems.append(Problem(f"recognise rule {rule!r} is not usable ({error})", "layout.yaml"))
    return problems


def _table_problems(tables, columns):
    """Return the faults of tables.csv and columns.csv."""
    problems = []
    names = {row["table"] for row in tables}
    allowed = [
        ("tables.csv", tables, "period_type", PERIOD_TYPES),
        ("tables.csv", tables, "header_rows", ("1", "2")),
        ("tables.csv", tables, "areas", ("all", "scotland", "some")),
        ("tables.csv", tables, "confirmed", ("yes", "no")),
        ("columns.csv", columns, "role", ROLES),
        ("columns.csv", columns, "table", tuple(sorted(names))),
    ]
    for file, rows, key, words in allowed:
        for row in rows:
            if row[key] not in words:
                found = f"{key} is '{row[key]}'"
                problems.append(Problem(found, file, cell=f"line {row['line']}", allowed=", ".join(words)))
    for row in columns:
        try:
            float(row["scale"] or 1)
        except ValueError:
            problems.append(
                Problem(
                    f"scale is '{row['scale']}'",
                    "columns.csv",
                    cell=f"line {row['line']}",
                    allowed="a number",
                )
            )
        if row["role"] == "value" and not row["measure"] and not any(c["role"] == "part" for c in columns):
            problems.append(Problem("a value column names no measure", "columns.csv", cell=f"line {row['line']}"))
    return problems


def recognise(raw, layouts):
    """Return the layouts whose rules all hold for a file.

    Parameters
    ----------
    raw : RawFile
    layouts : list of Layout

    Returns
    -------
    list of Layout
        Usually one or none.
    """
    kind = "csv" if raw.path.suffix.lower() == ".csv" else "workbook"
    return [
        layout
        for layout in layouts
        if layout.kind == kind and all(rule_match(raw, rule) is not None for rule in layout.recognise)
    ]


def rule_match(raw, rule):
    """Return the match of a rule's pattern in its cell, in the first sheet that fits, or None."""
    row, column = _position(rule["cell"])
    for name, sheet in raw.sheets.items():
        if fnmatch.fnmatchcase(name, rule.get("sheet", "")):
            match = re.search(rule["pattern"], plain(sheet.text(row, column)))
            if match:
                return match
    return None


def _position(cell):
    """Return the 0-based row and column of a cell name."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return int(digits) - 1, number - 1


def is_own_table(raw):
    """Return whether a file is one of the project's own small tables."""
    sheet = raw.sheets.get("")
    return sheet is not None and bool(sheet.rows) and [cell.strip() for cell in sheet.rows[0]] == OWN_TABLE


def suggested_line(table, heading, group, lookalike):
    """Return the line to add to columns.csv so that an unknown heading is read.

    Parameters
    ----------
    table, heading, group : str
    lookalike : ColumnLayout or None
        The expected column that it seems to replace; None suggests leaving the column out.

    Returns
    -------
    str
    """
    import csv
    import io

    if lookalike is None:
        cells = [table, heading, group, "ignore", "", "", "", "", "", ""]
    else:
        scale = "" if lookalike.scale == 1 else f"{lookalike.scale:g}"
        cells = [
            table, heading, group, lookalike.role, lookalike.measure, lookalike.breakdown, lookalike.category, scale, "", "",
        ]  # fmt: skip
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()
