"""The shape of evidence.yaml: the sheets and columns of the workbook in which a partnership writes its evidence."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.models import Strict
from cjtools.errors import Problem

Kind = Literal["text", "number", "date", "period", "yes or no", "choice", "several"]
FILE = "evidence.yaml"
MAX_TITLE = 31  # characters that a spreadsheet program allows in the name of a sheet
# lists that the catalogue holds, and those that stand in the workbook itself
OF_CATALOGUE = (
    "outcomes", "partners", "questions", "activities", "evaluation questions", "indicators", "quality indicators",
    "quality levels", "duties", "axes", "catalogue indicators", "kinds of chart", "rule sets", "metrics",
    "quality statement", "indicators of 2016", "housing protocol", "steps of evaluation",
)  # fmt: skip
OF_WORKBOOK = {
    "improvement activities": ("improvement", "id"),
    "criteria": ("criteria", "criterion"),
    "aims": ("aims", "id"),
    "measures of aims": ("measures", "id"),
    "objectives": ("objectives", "id"),
    "drivers": ("drivers", "id"),
    "tasks": ("tasks", "id"),
    "cohorts": ("cohorts", "id"),
}


class Column(Strict):
    """One column of a sheet.

    ``if`` names columns of the same row with the values for which this one must be filled in; with ``only`` it must be
    empty for all others. ``only_if`` names one with the values for which it may be filled in.
    """

    id: str
    heading: str
    kind: Kind
    about: str
    of: str = Field("", alias="from")
    open: bool = False
    required: bool = False
    needed_if: dict[str, list[str]] = Field(default_factory=dict, alias="if")
    only: bool = False
    only_if: dict[str, list[str]] = Field(default={}, max_length=1)
    min: float | None = None
    max: float | None = None
    ahead: bool = False
    names: bool = False
    formerly: list[str] = Field(default=[])
    example: str | int | float = ""

    @property
    def is_choice(self):
        """Whether its cells are of a list."""
        return self.kind in ("choice", "several")


class Sheet(Strict):
    """One sheet of the workbook."""

    id: str
    title: str
    part: str
    about: str
    key: list[str] = Field(default=[])
    columns: list[Column]
    rows: list[dict[str, str | int | float]] = Field(default=[])
    formerly: list[str] = Field(default=[])

    def column(self, name):
        """Return the column with an id, or None."""
        return next((column for column in self.columns if column.id == name), None)


class Cover(Strict):
    """The sheet that explains the others; ``parts`` are the headings under which it lists them."""

    title: str
    parts: dict[str, str]
    about: list[str]


class EvidenceForm(Strict):
    """The evidence workbook: its cover, lists and sheets."""

    version: str
    cover: Cover
    lists: dict[str, list[str]]
    sheets: list[Sheet]

    @property
    def names(self):
        """What of it can be named: sheets by id, and columns as ``sheet.column``."""
        return [name for sheet in self.sheets for name in (sheet.id, *(f"{sheet.id}.{c.id}" for c in sheet.columns))]

    def sheet(self, name):
        """Return the sheet with an id, or None."""
        return next((sheet for sheet in self.sheets if sheet.id == name), None)


def form_problems(form):
    """Return what of a form leads nowhere or stands twice.

    Parameters
    ----------
    form : EvidenceForm

    Returns
    -------
    list of Problem
    """
    problems = _twice([sheet.id for sheet in form.sheets], "sheet")
    problems += _twice([name.casefold() for sheet in form.sheets for name in (sheet.title, *sheet.formerly)], "title")
    for sheet in form.sheets:
        place = f"key sheets, sheet {sheet.id}"
        problems += _twice([column.id for column in sheet.columns], "column", place)
        headings = [name.casefold() for column in sheet.columns for name in (column.heading, *column.formerly)]
        problems += _twice(headings, "heading", place)
        if sheet.part not in form.cover.parts:
            allowed = ", ".join(form.cover.parts)
            problems.append(Problem(f"part is '{sheet.part}'", FILE, cell=place, allowed=allowed))
        if len(sheet.title) > MAX_TITLE or set(sheet.title) & set("[]:*?/\\'"):
            allowed = f"up to {MAX_TITLE} characters, none of [ ] : * ? / \\ '"
            problems.append(Problem(f"title is '{sheet.title}'", FILE, cell=place, allowed=allowed))
        named = [*sheet.key, *(name for column in sheet.columns for name in column.needed_if)]
        named += [name for column in sheet.columns for name in column.only_if]
        named += [name for row in sheet.rows for name in row]
        problems += [
            Problem(f"there is no column '{name}'", FILE, cell=place, allowed=", ".join(c.id for c in sheet.columns))
            for name in dict.fromkeys(named)
            if sheet.column(name) is None
        ]
        for column in sheet.columns:
            problems += _column_problems(form, column, place)
    return problems


def _twice(names, what, place="key sheets"):
    """Return a problem for each name that stands more than once."""
    return [
        Problem(f"{what} '{name}' stands twice", FILE, cell=place, todo="choose another")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def _column_problems(form, column, place):
    """Return what is wrong with the list that a column is of."""
    place = f"{place}, column {column.id}"
    known = [*form.lists, *OF_CATALOGUE, *OF_WORKBOOK]
    if column.is_choice and column.of not in known:
        return [Problem(f"from is '{column.of}'", FILE, cell=place, allowed=", ".join(known))]
    if column.of and not column.is_choice:
        return [Problem(f"from is '{column.of}', but kind is {column.kind}", FILE, cell=place, allowed="no from")]
    return []
