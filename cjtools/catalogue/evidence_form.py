"""The shape of evidence.yaml: the sheets and columns of the workbook in which a partnership writes its evidence."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.strict import Strict
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
    """One column of a sheet."""

    id: str = Field(description="What cells are known by: keep it.")
    heading: str = Field(description="The words over the column.")
    kind: Kind = Field(description='What its cells hold; several is choices with ";" between.')
    about: str = Field(description="What to write, as the workbook tells.")
    of: str = Field(
        "",
        alias="from",
        description="The list that a choice is of: one under lists, or one that the catalogue or the workbook holds.",
    )
    open: bool = Field(False, description="true where words that are not in the list are taken too.")
    required: bool = Field(False, description="true where it must always be filled in.")
    needed_if: dict[str, list[str]] = Field(
        default_factory=dict,
        alias="if",
        description="Columns of the same row, with the values for which it must be filled in.",
    )
    only: bool = Field(False, description="true where it must be empty for all other values of those columns.")
    only_if: dict[str, list[str]] = Field(
        default={},
        max_length=1,
        description="One column of the same row, with the values for which it may be filled in.",
    )
    min: float | None = Field(None, description="The least number that is taken.")
    max: float | None = Field(None, description="The greatest number that is taken.")
    ahead: bool = Field(False, description="true where a day in the future is in order.")
    names: bool = Field(
        False, description="true where people who act for the partnership may be named; it is not searched for names."
    )
    formerly: list[str] = Field(
        default=[], description="Headings that it had before, so that older workbooks are read."
    )
    example: str | int | float = Field("", description="What stands in the example row; never counts.")

    @property
    def is_choice(self):
        """Whether its cells are of a list."""
        return self.kind in ("choice", "several")


class Sheet(Strict):
    """One sheet of the workbook."""

    id: str = Field(description="What it is known by: keep it.")
    title: str = Field(description="Its name in the workbook.")
    part: str = Field(description="The heading under which the cover lists it.")
    about: str = Field(description="What it is for, as the cover tells.")
    key: list[str] = Field(default=[], description="Columns that together may stand only once.")
    columns: list[Column] = Field(description="Its columns, in order.")
    rows: list[dict[str, str | int | float]] = Field(
        default=[], description="Rows that stand in every new workbook, and count."
    )
    formerly: list[str] = Field(default=[], description="Names that it had before.")

    def column(self, name):
        """Return the column with an id, or None."""
        return next((column for column in self.columns if column.id == name), None)


class Cover(Strict):
    """The sheet that explains the others."""

    title: str = Field(description="Title of the workbook.")
    parts: dict[str, str] = Field(description="Headings under which sheets are listed.")
    about: list[str] = Field(description="What the cover explains.")


class EvidenceForm(Strict):
    """The evidence workbook: its cover, lists and sheets."""

    version: str = Field(description="Raised when a sheet or column is added or taken away.")
    cover: Cover = Field(description="The sheet that explains the others.")
    lists: dict[str, list[str]] = Field(description="Choices by the name of the list.")
    sheets: list[Sheet] = Field(description="The sheets, in order.")

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
