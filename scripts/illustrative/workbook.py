"""Writes the figures as workbooks: sheets and headings come from the layout files."""

import io
import zipfile
from datetime import datetime

import xlsxwriter

from .sources import SCOTLAND

MARK = "ILLUSTRATIVE - made-up figures"
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
    _introduction(book.add_worksheet("Introduction"), layout, looks)
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


def _introduction(sheet, layout, looks):
    """Say in plain words what the file is and is not."""
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, f"{MARK}: Introduction", looks["title"])
    sheet.write_url(1, 0, "internal:'Index'!A1", string="Go to index")
    paragraphs = (
        "The figures in this workbook are made up. They are not published statistics and say nothing about any "
        "council. They were written by the script scripts/make_illustrative.py of this project.",
        f"The workbook stands in for: {layout['title']}. Nobody in this project has seen the published file, so the "
        "sheets and headings are partly a guess; they come from the layout files in data/catalogue/layouts/"
        f"{layout['id']}. When the published file is at hand, use it and delete this one.",
        "What the figures were fitted to: where a Scotland figure is published, the row 'Scotland' equals it (the "
        "newest edition; figures printed rounded are used as printed). Where a council figure is published, it is "
        "met: counts as they are, rates as the number of orders that comes nearest to the printed rate.",
        "Everything else is invented: it follows each council's population aged 16 to 70 and recorded crime, with "
        "lasting differences between councils drawn at random, so that the tables look plausible and add up. "
        "Scotland figures that are not published are invented as well.",
        "The 32 councils add up to Scotland, and parts add up to totals, in every row.",
        "Markers: [x] not available; [z] not applicable (an average or a rate with nothing to rest on). 0 is a true "
        "zero.",
        "Every sheet has a filter that shows only the newest year. The rows of the other years are there, but hidden.",
    )
    for row, text in enumerate(paragraphs, start=2):
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
    """Write one table: title, link, note, two header rows, and a row for each year and area."""
    world = figures.world
    measures = {column["measure"] for column in table["columns"] if column["role"] == "value"}
    years = [year for year in world.years if all(year in world.years_of(started(name)) for name in measures)]
    areas = [SCOTLAND]
    if table["areas"] == "all":
        areas = sorted((SCOTLAND, *world.councils), key=lambda area: world.labels[area])
    title = f"{MARK}: Table {table['sheet']}: {table['title']}, {years[0]} to {years[-1]}"
    sheet.write_string(0, 0, title, looks["title"])
    sheet.write_url(1, 0, "internal:'Index'!A1", string="Back to index")
    sheet.write_string(2, 0, FILTER_NOTE.format(year=years[-1]))
    _header(sheet, table, world, looks)
    rows = [(year, area) for year in years for area in areas]
    for row, (year, area) in enumerate(rows, start=FIRST_DATA_ROW):
        for place, column in enumerate(table["columns"]):
            _cell(sheet, row, place, column, (year, area), figures, looks)
        if year != years[-1]:
            sheet.set_row(row, None, None, {"hidden": True})
    sheet.autofilter(FIRST_DATA_ROW - 1, 0, FIRST_DATA_ROW - 1 + len(rows), len(table["columns"]) - 1)
    sheet.filter_column_list(0, [years[-1]])
    sheet.freeze_panes(FIRST_DATA_ROW, 2 if table["areas"] == "all" else 1)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 22 if table["areas"] == "all" else 14)
    sheet.set_column(2, len(table["columns"]), 14)


def started(measure):
    """Return the measure whose first year holds for a measure.

    Examples
    --------
    >>> started("sds_ended"), started("cpo_ended")
    ('sds_imposed', 'cpo_imposed')
    """
    return f"{measure.split('_')[0]}_imposed"


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
