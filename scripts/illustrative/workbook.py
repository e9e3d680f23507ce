"""Writes the figures as workbooks: sheets and headings come from the layout files."""

import io
import zipfile
from datetime import datetime

import xlsxwriter

from .introduction import MARK, introduction
from .sources import KINDS, SCOTLAND

WHEN = datetime(2025, 1, 1)
FIRST_DATA_ROW = 5
FILTER_NOTE = (
    "This table holds all years. A filter is applied so that only the current year ({year}) is shown; clear the "
    "filter in the column 'Financial year' to see the others."
)


def write_workbook(path, layout, figures):
    """Write one workbook.

    Parameters
    ----------
    path : Path
        The .xlsx file to write.
    layout : dict
        From ``read_layout``.
    figures : Figures

    Raises
    ------
    KeyError
        When the layout names a measure or category that is not made.
    """
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"title": f"{MARK}: {layout['title']}", "created": WHEN})
    looks = _looks(book)
    _introduction(book.add_worksheet("Introduction"), layout, figures.world, looks)
    _index(book.add_worksheet("Index"), layout, looks)
    for table in layout["tables"]:
        _table(book.add_worksheet(table["sheet"]), table, figures, looks)
    book.close()
    path.write_bytes(same_everywhere(memory.getvalue()))


def same_everywhere(data):
    """Pack a workbook again so that neither date nor operating system is left in the file.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    bytes
    """
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(memory, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name), compresslevel=9)
    return memory.getvalue()


def _looks(book):
    """Return the cell formats by name."""
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "group": book.add_format({"bold": True, "align": "center", "bottom": 1}),
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "count": book.add_format({"num_format": "#,##0"}),
        "average": book.add_format({"num_format": "0.0"}),
        "share": book.add_format({"num_format": "0.0%"}),
        "marker": book.add_format({"align": "right"}),
    }


def _introduction(sheet, layout, world, looks):
    """Say in plain words what the file is and is not."""
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, f"{MARK}: Introduction", looks["title"])
    sheet.write_url(1, 0, "internal:'Index'!A1", string="Go to index")
    for row, text in enumerate(introduction(layout, world.assumptions), start=2):
        sheet.write_string(row, 0, text, looks["wrap"])


def _index(sheet, layout, looks):
    """List the tables with links."""
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, f"{MARK}: Index", looks["title"])
    sheet.write_url(1, 0, "internal:'Introduction'!A1", string="Introduction")
    for row, table in enumerate(layout["tables"], start=2):
        sheet.write_url(row, 0, f"internal:'{table['sheet']}'!A1", string=table["sheet"])
        sheet.write_string(row, 1, table["title"])


def _table(sheet, table, figures, looks):
    """Write one table: title, link, note, the header, and a row for each year and area.

    A table with two header rows has a filter that hides the older years, as the justice social work workbooks have;
    one with a single header row is an Excel table that shows them all, as the other workbooks have.
    """
    world = figures.world
    measures = {column["measure"] for column in table["columns"] if column["role"] == "value"}
    years = [year for year in world.years if all(year in world.years_of(name) for name in measures)]
    areas = areas_of_table(table, world)
    by_area = areas != [SCOTLAND]
    name = table["sheet"].replace("_", " ") if table["header_rows"] == "1" else table["sheet"]
    title = f"{MARK}: {name if name.startswith('Table ') else f'Table {name}'}: {table['title']}"
    sheet.write_string(0, 0, f"{title}, {years[0]} to {years[-1]}", looks["title"])
    sheet.write_url(1, 0, "internal:'Index'!A1", string="Back to index")
    rows = [(year, area) for year in years for area in areas]
    if table["header_rows"] == "1":
        _excel_table(sheet, table, len(rows), looks)
    else:
        _filter(sheet, table, rows, years[-1])
        _header(sheet, table, world, looks)
    for row, key in enumerate(rows, start=FIRST_DATA_ROW):
        for place, column in enumerate(table["columns"]):
            _cell(sheet, row, place, column, key, figures, looks)
    sheet.freeze_panes(FIRST_DATA_ROW, 2 if by_area else 1)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, width_of_names(areas, world) if by_area else 14)
    sheet.set_column(2, len(table["columns"]), 14)


def _filter(sheet, table, rows, newest):
    """Hide the rows of all but the newest year behind a filter, and say so."""
    sheet.write_string(2, 0, FILTER_NOTE.format(year=newest))
    for row, (year, _) in enumerate(rows, start=FIRST_DATA_ROW):
        if year != newest:
            sheet.set_row(row, None, None, {"hidden": True})
    sheet.autofilter(FIRST_DATA_ROW - 1, 0, FIRST_DATA_ROW - 1 + len(rows), len(table["columns"]) - 1)
    sheet.filter_column_list(0, [newest])


def _excel_table(sheet, table, rows, looks):
    """Write the headings and make header and body an Excel table named like the sheet."""
    sheet.write_string(2, 0, "This table holds all years, one row for each year and area.")
    headings = [{"header": column["heading"], "header_format": looks["heading"]} for column in table["columns"]]
    where = (FIRST_DATA_ROW - 1, 0, FIRST_DATA_ROW - 1 + rows, len(headings) - 1)
    sheet.add_table(*where, {"name": table["sheet"], "columns": headings, "style": None, "autofilter": False})


def areas_of_table(table, world):
    """Return the areas of a table's rows, by name; Scotland among them where the table has a figure for it."""
    if table["areas"] == "scotland":
        return [SCOTLAND]
    measures = {column["measure"] for column in table["columns"] if column["role"] == "value"}
    areas = [*world.places_of(KINDS[table["areas"]])] if table["areas"] in KINDS else [*world.councils]
    if all(world.has_scotland(name) for name in measures):
        areas.append(SCOTLAND)
    return sorted(areas, key=lambda area: world.labels[area])


def width_of_names(areas, world):
    """Return the width of the column of names: 22, and more where a name needs it."""
    return max(22, max(len(world.labels[area]) for area in areas))


def _header(sheet, table, world, looks):
    """Write the two header rows: the group label over its columns (merged), the headings below."""
    groups = [group_label(column, world) for column in table["columns"]]
    if not any(groups):
        groups = ["Number" if column["role"] == "value" else "" for column in table["columns"]]
    start = 0
    for place in range(1, len(groups) + 1):
        if place < len(groups) and groups[place] == groups[start]:
            continue
        if groups[start] and place - start > 1:
            sheet.merge_range(FIRST_DATA_ROW - 2, start, FIRST_DATA_ROW - 2, place - 1, groups[start], looks["group"])
        elif groups[start]:
            sheet.write_string(FIRST_DATA_ROW - 2, start, groups[start], looks["group"])
        start = place
    for place, column in enumerate(table["columns"]):
        sheet.write_string(FIRST_DATA_ROW - 1, place, column["heading"], looks["heading"])


def group_label(column, world):
    """Return the label above a column: the layout's, or the usual one of its breakdown."""
    return column["group"] or world.assumptions["group_labels"].get(column["breakdown"], "")


def _cell(sheet, row, place, column, key, figures, looks):
    """Write one cell of a table's body."""
    year, area = key
    if column["role"] == "period":
        sheet.write_string(row, place, year)
    elif column["role"] == "area":
        sheet.write_string(row, place, figures.world.labels[area])
    elif column["role"] == "value":
        value = figures.values[column["measure"], column["breakdown"], column["category"], area, year]
        if isinstance(value, str):
            sheet.write_string(row, place, value, looks["marker"])
        elif column["scale"]:
            sheet.write_number(row, place, value / float(column["scale"]), looks["share"])
        else:
            sheet.write_number(row, place, value, looks["average" if isinstance(value, float) else "count"])
    else:
        raise ValueError(f"column '{column['heading']}' has the role '{column['role']}', which is not made here")
