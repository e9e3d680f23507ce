"""The faults a layout file can have, each with its file and line."""

import re

from cjtools.errors import CatalogueError, Problem
from cjtools.levels import PLACE_KINDS

ROLES = ("area", "area_code", "period", "breakdown", "part", "only", "value", "ignore")
PERIOD_TYPES = ("financial year", "calendar year", "mid-year", "cohort", "edition")
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d*")
_PART = re.compile(r"|\d+-\d*|[^;]+(;[^;]+)*")


def head_problems(head, folder):
    """Return the faults of layout.yaml.

    Parameters
    ----------
    head : dict
        With exactly the keys of a layout.
    folder : Path

    Returns
    -------
    list of Problem
    """
    problems = []

    def fault(found, allowed=""):
        problems.append(Problem(found, "layout.yaml", allowed=allowed))

    if head["id"] != folder.name:
        fault(f"id is '{head['id']}'", folder.name)
    if head["kind"] not in ("workbook", "csv"):
        fault(f"kind is '{head['kind']}'", "workbook, csv")
    if not isinstance(head["recognise"], list) or not head["recognise"]:
        fault("recognise is not a list of rules", "- {sheet: ..., cell: A1, pattern: ...}")
    edition = head["edition"]
    if not isinstance(edition, dict) or not {"latest_period", "fixed", "pattern"} & set(edition):
        fault(f"edition is {edition!r}", "{latest_period: true}, {fixed: ...} or {sheet: ..., cell: ..., pattern: ...}")
        edition = {}
    rules = [rule for rule in head["recognise"] if head["recognise"]] if isinstance(head["recognise"], list) else []
    for rule in [*rules, *([edition] if "pattern" in edition else [])]:
        try:
            groups = re.compile(rule["pattern"]).groups
            if not _CELL.fullmatch(rule["cell"]):
                fault(f"cell is '{rule['cell']}'", "such as A1")
            if rule is edition and groups != 1:
                fault(f"the pattern of the edition has {groups} groups", "one: the edition")
            if head["kind"] == "workbook" and not rule.get("sheet"):
                fault(f"rule {rule!r} names no sheet", "the name of a sheet, * for any letters")
        except (re.error, KeyError, TypeError) as error:
            fault(f"rule {rule!r} is not usable ({error})", "sheet, cell and pattern, all text")
    return problems


def table_problems(tables, columns, sums):
    """Return the faults of tables.csv, columns.csv and sums.csv.

    Parameters
    ----------
    tables, columns, sums : list of dict
        Rows as read.

    Returns
    -------
    list of Problem
    """
    names = [row["table"] for row in tables]
    problems = _unknown_words(tables, columns, sums, names)
    # what is misspelt in a line is told; that the table then lacks it is no second fault
    misread = {(problem.file, problem.cell) for problem in problems}
    strays = {column["table"] for column in columns} - set(names)
    for row in columns:
        try:
            float(row["scale"] or 1)
        except ValueError:
            problems.append(_fault("columns.csv", row, f"scale is '{row['scale']}'", "a number"))
    for row in tables:
        if names.count(row["table"]) > 1:
            problems.append(_fault("tables.csv", row, f"table '{row['table']}' stands twice", "each once"))
        own = [column for column in columns if column["table"] == row["table"]]
        lines = {("tables.csv", f"line {row['line']}"), *(("columns.csv", f"line {column['line']}") for column in own)}
        if not strays and not lines & misread:
            problems += _shape_problems(row, own)
    for row in sums:
        for part, rule in row["parts"].items():
            if not _PART.fullmatch(rule):
                problems.append(_fault("sums.csv", row, f"{part} is '{rule}'", "such as F;M or 16-70 or 0-, or empty"))
    return problems


def _unknown_words(tables, columns, sums, names):
    """Return a fault for each word that is none of the words allowed in its column."""
    allowed = [
        ("tables.csv", tables, "period_type", PERIOD_TYPES),
        ("tables.csv", tables, "header_rows", ("1", "2")),
        ("tables.csv", tables, "areas", ("all", "scotland", "some", *PLACE_KINDS)),
        ("tables.csv", tables, "confirmed", ("yes", "no")),
        ("columns.csv", columns, "role", ROLES),
        ("columns.csv", columns, "table", tuple(sorted(set(names)))),
        ("sums.csv", sums, "table", tuple(sorted(set(names)))),
    ]
    problems = []
    for file, rows, key, words in allowed:
        wrong = [row for row in rows if row[key] not in words]
        # a table is named in a line for each of its columns: one slip in its name is told once
        once = {row[key]: row for row in reversed(wrong)}.values() if key == "table" else wrong
        problems += [_fault(file, row, f"{key} is '{row[key]}'", ", ".join(words)) for row in once]
    return problems


def _shape_problems(table, columns):
    """Return what one table lacks or has too much of."""
    problems = []
    roles = [column["role"] for column in columns]
    periods = [
        *(["column"] if "period" in roles else []),
        *(["heading"] if any(column["heading"] == "{period}" for column in columns) else []),
        *(["fixed"] if table["period"] else []),
    ]
    if len(periods) != 1:
        found = f"table '{table['table']}' says its period in {len(periods)} ways"
        allowed = "one: a column with role period, a heading {period}, or the cell period of tables.csv"
        problems.append(_fault("tables.csv", table, found, allowed))
    if table["areas"] != "scotland" and not {"area", "area_code"} & set(roles):
        found = f"table '{table['table']}' has no column with role area or area_code"
        problems.append(_fault("tables.csv", table, found, "such a column, or areas: scotland"))
    if "value" not in roles:
        problems.append(
            _fault("tables.csv", table, f"table '{table['table']}' has no column with role value", "at least one")
        )
    try:
        re.compile(table["other_areas"])
    except re.error as error:
        problems.append(_fault("tables.csv", table, f"other_areas '{table['other_areas']}' is not a pattern ({error})"))
    for column in columns:
        if "*" in column["heading"] and column["role"] != "ignore":
            found = f"heading '{column['heading']}' holds *, which may leave columns out but not read them"
            problems.append(_fault("columns.csv", column, found, "the whole heading, or role ignore"))
        if column["role"] == "value" and not column["measure"] and "part" not in roles:
            problems.append(_fault("columns.csv", column, "a value column names no measure", "an id of measures.csv"))
        if column["role"] in ("breakdown", "part") and not column["breakdown"]:
            found = f"a {column['role']} column names no breakdown"
            problems.append(_fault("columns.csv", column, found, "a breakdown, such as sex or age"))
    return problems


def _fault(file, row, found, allowed=""):
    """Return a problem with one line of a file."""
    return Problem(found, file, cell=f"line {row['line']}", allowed=allowed)


def require_resolved(catalogue):
    """Raise when a layout names a measure or a marker that the catalogue does not hold.

    Parameters
    ----------
    catalogue : Catalogue

    Raises
    ------
    CatalogueError
        With every such name.
    """
    markers = {row["marker"] for row in catalogue.markers}
    problems = []
    for layout in catalogue.layouts:
        folder = f"layouts/{layout.id}"
        problems += [
            Problem(f"marker '{marker}' of symbol '{symbol}' is not in markers.csv", f"{folder}/markers.csv")
            for symbol, marker in layout.markers.items()
            if marker not in markers
        ]
        measures = {rule["measure"] for rule in layout.sums} | {table.agrees_with for table in layout.tables} - {""}
        problems += [
            Problem(f"measure '{measure}' is not in measures.csv", f"{folder}/sums.csv or tables.csv")
            for measure in sorted(measures)
            if measure not in catalogue.measures
        ]
    if problems:
        raise CatalogueError(problems)
