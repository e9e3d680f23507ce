"""The layout files: which tables a published file holds, and what each column means. They are data, not code."""

import fnmatch
import re
from dataclasses import dataclass, field, replace

from cjtools.csv_files import columns_of
from cjtools.errors import CatalogueError, Problem
from cjtools.extract.headings import plain
from cjtools.extract.layout_checks import head_problems, table_problems
from cjtools.strict_files import read_csv, read_yaml

TABLE_COLUMNS, COLUMN_COLUMNS = columns_of("layouts/<id>/tables.csv"), columns_of("layouts/<id>/columns.csv")
KEY_ROLES = ("area", "area_code", "period", "breakdown", "part", "only")
OWN_TABLE = columns_of("raw/published/*.csv")
NO_HEADING = "(no heading)"


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
    line: int = 0

    @property
    def is_wildcard(self):
        """Whether the heading is a pattern rather than the words of one heading."""
        return "*" in self.heading or self.heading == "{period}"

    @property
    def meaning(self):
        """What the column is for, whatever its heading; None for one that is left out.

        Two lines of a table with the same meaning are two headings for one thing: one of them has to be there.
        """
        if self.role == "ignore":
            return None
        if self.role == "only":
            return (self.role, self.breakdown or self.heading, self.category)
        if self.role == "value":
            return (self.role, self.measure, self.breakdown or "total", self.category or "Total")
        return (self.role, self.breakdown)

    @property
    def words(self):
        """The heading, with its group label where it needs one."""
        return f"'{self.heading}' under '{self.group}'" if self.group else f"'{self.heading}'"

    def holds_for(self, edition):
        """Return whether the column is expected in this edition."""
        return (not self.from_edition or edition >= self.from_edition) and (
            not self.to_edition or edition <= self.to_edition
        )

    def fits(self, heading, group):
        """Return whether a heading of the file (with the group label above it) is this column."""
        if self.group and self.group.casefold() != group.casefold():
            return False
        return name_fits(heading.casefold(), self.heading.casefold())


def name_fits(name, pattern):
    """Return whether a name is what a layout says, in which only * is special.

    Examples
    --------
    >>> name_fits("CPO_4", "CPO_*"), name_fits("Share [%]", "Share [%]"), name_fits("Table 17 ", "Table 17")
    (True, True, True)
    """
    return fnmatch.fnmatchcase(name.strip(), re.sub(r"([\[?])", r"[\1]", pattern))


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
    line: int = 0

    @property
    def keys(self):
        """The columns that say what a row is about."""
        return [column for column in self.columns if column.role in KEY_ROLES]

    def of_edition(self, edition):
        """Return the table with only the columns that are expected in an edition."""
        return replace(self, columns=tuple(column for column in self.columns if column.holds_for(edition)))


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
    markers : dict
        Symbol -> standard marker, where the publication means something else by it than the general markers.csv.
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
    markers: dict = field(default_factory=dict)

    @property
    def depends_on_edition(self):
        """Whether any column is there in some editions only."""
        return any(c.from_edition or c.to_edition for table in self.tables for c in table.columns)


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
                problems += [replace(p, file=f"layouts/{path.name}/{p.file}") for p in error.problems]
    if problems:
        raise CatalogueError(problems)
    return layouts


def _load_layout(folder):
    """Load one layout folder."""
    head = read_yaml(folder / "layout.yaml")
    wanted = {"id", "source", "title", "kind", "recognise", "edition"}
    if set(head) != wanted:
        found = f"has the keys {', '.join(sorted(head))}"
        raise CatalogueError(Problem(found, "layout.yaml", allowed=", ".join(sorted(wanted))))
    columns = read_csv(folder / "columns.csv", COLUMN_COLUMNS)
    tables = read_csv(folder / "tables.csv", TABLE_COLUMNS)
    sums = _load_sums(folder / "sums.csv", columns)
    markers = _load_optional(folder / "markers.csv", columns_of("layouts/<id>/markers.csv"))
    problems = head_problems(head, folder) + table_problems(tables, columns, sums)
    if problems:
        raise CatalogueError(problems)
    categories = {}
    for row in _load_optional(folder / "categories.csv", columns_of("layouts/<id>/categories.csv")):
        categories.setdefault(row["breakdown"], {})[row["label"]] = row["category"]
    return Layout(
        **{key: head[key] for key in wanted},
        tables=tuple(_table(row, columns) for row in tables),
        categories=categories,
        sums=tuple(sums),
        markers={row["symbol"]: row["marker"] for row in markers},
    )


def _load_optional(path, columns):
    """Read a file of a layout that need not be there."""
    return read_csv(path, columns) if path.is_file() else []


def _load_sums(path, columns):
    """Read sums.csv, whose part columns are the parts named in columns.csv."""
    parts = sorted({column["breakdown"] for column in columns if column["role"] == "part"})
    rows = _load_optional(path, [*columns_of("layouts/<id>/sums.csv"), *parts])
    return [{**row, "parts": {part: row[part] for part in parts}} for row in rows]


def _table(row, columns):
    """Return the TableLayout of one row of tables.csv."""
    own = tuple(
        ColumnLayout(
            **{key: column[key] for key in (*COLUMN_COLUMNS, "line") if key not in ("table", "scale")},
            scale=float(column["scale"] or 1),
        )
        for column in columns
        if column["table"] == row["table"]
    )
    values = {key: row[key] for key in (*TABLE_COLUMNS, "line")}
    return TableLayout(
        **{**values, "header_rows": int(row["header_rows"]), "confirmed": row["confirmed"] == "yes"},
        columns=own,
    )


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
    kind = "csv" if raw.is_csv else "workbook"
    return [
        layout
        for layout in layouts
        if layout.kind == kind and all(rule_match(raw, rule) is not None for rule in layout.recognise)
    ]


def rule_match(raw, rule):
    """Return the match of a rule's pattern in its cell, in the first sheet that fits, or None."""
    row, column = _position(rule["cell"])
    for name, sheet in raw.sheets.items():
        if name_fits(name, rule.get("sheet", "")):
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
    sheet = raw.sheets.get("") if raw.is_csv else None  # a sheet of a workbook can be without a name too
    return sheet is not None and bool(sheet.rows) and [cell.strip() for cell in sheet.rows[0]] == OWN_TABLE
