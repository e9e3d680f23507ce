"""The shapes of monitoring.yaml, quality.yaml, return.yaml and partnerships.csv: monitoring, quality, and reporting."""

import re
from typing import Literal

from pydantic import Field, model_validator

from cjtools.catalogue.priorities import Axes
from cjtools.catalogue.strict import Strict
from cjtools.errors import Problem, did_you_mean

FILE, QUALITY_FILE, RETURN_FILE, PARTNERSHIPS_FILE = (
    "monitoring.yaml", "quality.yaml", "return.yaml", "partnerships.csv",
)  # fmt: skip
DETAILS, WORDS, OUTCOMES, LOCAL_OUTCOMES = "details", "words", "outcomes", "local outcomes"
RESERVED = ("all", "about", "assurance", "index", "notebooks", "requests", "run", "scotland")
_SLUG = re.compile(r"[a-z][a-z0-9-]*")
PARTS, EVENTS = "part of the report", "reason for a review"  # lists of the evidence workbook


class Monitoring(Strict):
    """What the monitoring plan is laid out by; days are counted from the day that it is made for."""

    stakeholder_axes: Axes = Field(description="The two axes of the map of stakeholders.")
    soon: int = Field(gt=0, description="How many days ahead something due counts as soon.")
    agreement_soon: int = Field(gt=0, description="The same for the end of an agreement to share information.")
    reviews: list[str] = Field(
        min_length=1, description="Reasons for a review of the plan, of a list of the evidence workbook."
    )


class ShownBy(Strict):
    """A sheet of the evidence workbook that holds something on a measure of quality."""

    sheet: str = Field(description="Id of a sheet of the evidence workbook.")
    column: str = Field("", description="Only entries in which this column is filled in.")
    values: list[str] = Field(default=[], description="Only entries in which the column says one of these.")
    words: str = Field(description="What the entries are called on the page.")

    @model_validator(mode="after")
    def _values_are_of_a_column(self):
        if self.values and not self.column:
            raise ValueError("values are of a column: name it")
        return self


class QualityItem(Strict):
    """One ambition, principle or measure of quality."""

    id: str = Field(pattern="^[A-Z]+[0-9]+$", description="Capital letters and a number; part of ids in pages.")
    title: str = Field(description="Its title.")
    text: str = Field(description="Its words as published.")
    shown_by: list[ShownBy] = Field(default=[], description="What of the evidence workbook holds something on it.")


class QualityGroup(Strict):
    """Ambitions, principles or measures."""

    id: str = Field(description="What it is named by.")
    title: str = Field(description="Ambitions, principles or measures.")
    items: list[QualityItem] = Field(min_length=1, description="What stands in the group.")


class QualityQuestion(Strict):
    """A question of self-evaluation."""

    id: Literal["how", "known", "next"] = Field(
        description="The column of the sheet Quality statement that holds the answer."
    )
    text: str = Field(description="The question.")


class Quality(Strict):
    """The quality statement for community justice, and the questions of self-evaluation."""

    statement: str = Field(description="The statement as published.")
    provenance: str = Field(description="Where it was read.")
    questions: list[QualityQuestion] = Field(min_length=3, description="The questions of self-evaluation.")
    groups: list[QualityGroup] = Field(min_length=1, description="Ambitions, principles and measures.")

    @property
    def items(self):
        """Id -> ambition, principle or measure."""
        return {item.id: item for group in self.groups for item in group.items}


class ReturnSection(Strict):
    """One section of the yearly return."""

    id: str = Field(description="What it is named by.")
    title: str = Field(description="Its heading in the return.")
    holds: Literal["details", "words", "outcomes", "local outcomes"] = Field(description="What stands in it.")
    part: str = Field("", description="Of words: which part of the sheet Report in words.")
    short: str = Field("", description="Name of its sheet in the spreadsheet.")

    @model_validator(mode="after")
    def _words_have_a_part(self):
        if bool(self.part) != (self.holds == WORDS):
            raise ValueError("part is for sections that hold words, and those need it")
        return self


class Return(Strict):
    """The order of the yearly return to Community Justice Scotland."""

    title: str = Field(description="Title of the return.")
    note: str = Field(description="What is said in front.")
    sections: list[ReturnSection] = Field(min_length=1, description="Sections in the order of the return.")


def monitoring_problems(monitoring, quality, yearly_return, form):
    """Return what of their files stands twice, or names what the evidence workbook does not have.

    Parameters
    ----------
    monitoring : Monitoring or None
    quality : Quality or None
    yearly_return : Return or None
    form : EvidenceForm

    Returns
    -------
    list of Problem
    """
    problems = []
    if monitoring:
        known = form.lists.get(EVENTS, [])
        problems += [
            Problem(f"'{event}' is no reason for a review", FILE, cell="key reviews", allowed=", ".join(known))
            for event in monitoring.reviews
            if event not in known
        ]
    if quality:
        names = [item.id for group in quality.groups for item in group.items]
        problems += _twice(names, QUALITY_FILE)
        problems += [problem for item in quality.items.values() for problem in _pointers(item, form)]
    if yearly_return:
        problems += _twice([section.id for section in yearly_return.sections], RETURN_FILE)
        allowed = ", ".join(form.lists.get(PARTS, []))
        problems += [
            Problem(f"part is '{section.part}'", RETURN_FILE, cell=f"section {section.id}", allowed=allowed)
            for section in yearly_return.sections
            if section.part and section.part not in form.lists.get(PARTS, [])
        ]
    return problems


def _pointers(item, form):
    """Yield what a measure of quality points to that the evidence workbook does not have."""
    sheets, cell = {sheet.id: sheet for sheet in form.sheets}, f"id {item.id}"
    for one in item.shown_by:
        if one.sheet not in sheets:
            yield Problem(f"sheet is '{one.sheet}'", QUALITY_FILE, cell=cell, allowed=", ".join(sheets))
            continue
        columns = {column.id: column for column in sheets[one.sheet].columns}
        if one.column and one.column not in columns:
            yield Problem(f"column is '{one.column}'", QUALITY_FILE, cell=cell, allowed=", ".join(columns))
        elif one.values:
            allowed = form.lists.get(columns[one.column].of, [])
            yield from (
                Problem(f"value is '{value}'", QUALITY_FILE, cell=cell, allowed=", ".join(allowed))
                for value in one.values
                if value not in allowed
            )


def _twice(names, file):
    """Return a problem for each id that stands more than once."""
    return [
        Problem(f"'{name}' stands more than once", file, cell=f"id {name}", todo="give each an id of its own")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def partnerships_of(rows, areas, problems, reserved=()):
    """Return the partnerships of several councils: slug -> what stands in place of a row of areas.csv.

    Parameters
    ----------
    rows : list of dict
        Of partnerships.csv.
    areas : list of dict
        Of areas.csv.
    problems : list of Problem
        A member that is no council or stands twice, a name that is taken, a slug that is none, or a partnership of one
        is added.
    reserved : iterable of str
        Slugs that other files and folders of outputs have.

    Returns
    -------
    dict
        ``area_code``, ``area_name``, ``slug``, ``members`` (area codes) and ``source``.
    """
    codes = {area["area_name"]: area["area_code"] for area in areas}
    taken = {area["slug"] for area in areas} | {area["area_name"].casefold() for area in areas} | {*RESERVED, *reserved}
    found = {}
    for number, row in enumerate(rows, 2):
        cell = f"row {number}"
        members = [name.strip() for name in row["members"].split(";") if name.strip()]
        for name in members:
            if name not in codes:
                near = did_you_mean([one for one in codes if name.casefold() in one.casefold()][:2])
                allowed = near or "names of councils as in areas.csv, with ; between"
                problems.append(
                    Problem(f"member '{name}' is no council", PARTNERSHIPS_FILE, cell=cell, allowed=allowed)
                )
        if len(set(members)) < len(members):
            problems.append(Problem("a council stands twice among its members", PARTNERSHIPS_FILE, cell=cell))
        if not _SLUG.fullmatch(row["slug"]):
            allowed = "small letters, digits and -, beginning with a letter"
            problems.append(Problem(f"slug is '{row['slug']}'", PARTNERSHIPS_FILE, cell=cell, allowed=allowed))
        if len(set(members)) < 2:
            problems.append(Problem("a partnership of one council needs no row", PARTNERSHIPS_FILE, cell=cell))
        if row["slug"] in taken or row["name"].casefold() in taken:
            problems.append(Problem(f"'{row['name']}' is taken", PARTNERSHIPS_FILE, cell=cell, todo="choose another"))
        taken |= {row["slug"], row["name"].casefold()}
        found[row["slug"]] = {
            "area_code": f"partnership-{row['slug']}",
            "area_name": row["name"],
            "slug": row["slug"],
            "members": tuple(codes[name] for name in members if name in codes),
            "source": row["source"],
        }
    return found
