"""The reference of the evidence workbook, from its form."""

from cjtools import catalogue
from fill.markdown import code, table


def sheets_text(_page, _asked):
    """Return every sheet with its columns, under the headings of the cover."""
    form = catalogue.load().evidence_form
    pieces = []
    for part, title in form.cover.parts.items():
        heading, _, more = title.partition(". ")
        pieces += [f"## {heading}", more]
        pieces += [_sheet(sheet) for sheet in form.sheets if sheet.part == part]
    lists = [[code(name), "; ".join(choices)] for name, choices in form.lists.items()]
    pieces += ["## Lists", table(["List", "Choices"], lists)]
    return "\n\n".join(filter(None, pieces))


def _sheet(sheet):
    """Return one sheet."""
    lines = [[column.heading, _kind(column), _needed(column), column.about] for column in sheet.columns]
    key = [column.heading for name in sheet.key for column in sheet.columns if column.id == name]
    pieces = [f"### {sheet.title}", sheet.about, f"As CSV: `{sheet.id}.csv`."]
    if key:
        pieces.append(f"Only one row for each: {', '.join(key)}.")
    return "\n\n".join([*pieces, table(["Heading", "Holds", "Needed", "What to write"], lines)])


def _kind(column):
    """Return what the cells of a column hold."""
    if not column.is_choice:
        return column.kind
    several = ", several with ; between" if column.kind == "several" else ""
    return f"of the list {column.of}{several}{', or other words' if column.open else ''}"


def _needed(column):
    """Return when a column must be filled in."""
    if column.required:
        return "always"
    if column.needed_if:
        return "; ".join(f"where {name} is {' or '.join(values)}" for name, values in column.needed_if.items())
    return "may stay empty"
