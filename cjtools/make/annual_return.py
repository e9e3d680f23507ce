"""The return to Community Justice Scotland as an Excel workbook: a cover, then one table on each sheet."""

import datetime
import io

import xlsxwriter

from cjtools.make.printable import printable
from cjtools.show.recorded import EXAMPLE

_MADE = datetime.datetime(2000, 1, 1)  # the same content, the same bytes
WIDTHS = {"Outcome": 26, "Item": 44, "Detail": 34, "What is recorded": 80, "This year": 44, "Year before": 30}
NARROW, COVER_WIDTH, MAX_NAME, MAX_CELL = 16, 100, 31, 32_767


def return_workbook(year, sections, warning):
    """Return the return as the bytes of an Excel workbook.

    Parameters
    ----------
    year : Year
    sections : list of Section
        From :func:`cjtools.results.annual_return.annual_return`.
    warning : str
        What to know before it is sent, such as that it is made up; empty otherwise.

    Returns
    -------
    bytes
    """
    stream, about = io.BytesIO(), year.words.yearly_return
    # what people write is text, whatever it begins with
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **plain}) as book:
        title = f"{about.title}: {year.place}, {year.period}"
        book.set_properties({"title": title, "subject": year.place, "created": _MADE})
        formats = _formats(book)
        names = [_name(number, section) for number, section in enumerate(sections, 1)]
        signs = [f"{sign['marker']}: {sign['meaning']}" for sign in _signs(year, sections)]
        _cover(book, formats, [title, warning, about.note, *signs, "Sheets, one table on each:", *names])
        for name, section in zip(names, sections, strict=True):
            _sheet(book, formats, name, section, warning)
    return stream.getvalue()


def _formats(book):
    """Return the looks of cells."""
    base = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
    heading = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#002D54", "border": 1}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 16}),
        "heading": book.add_format(base | heading),
        "text": book.add_format(base),
        "whole": book.add_format(base | {"num_format": "#,##0", "align": "right"}),
        "number": book.add_format(base | {"num_format": "#,##0.0", "align": "right"}),
    }


def _name(number, section):
    """Return the name of a sheet: its place in the return, and its short title."""
    return f"{number} {section.short}"[:MAX_NAME].rstrip()


def _signs(year, sections):
    """Return the signs that stand where a number is missing, each once: rows of markers.csv."""
    used = {cell for section in sections for row in section.rows for cell in row if isinstance(cell, str)}
    return list({row["marker"]: row for row in reversed(year.words.markers) if row["marker"] in used}.values())


def _cover(book, formats, lines):
    """Write the cover."""
    sheet = book.add_worksheet("Cover")
    sheet.set_column(0, 0, COVER_WIDTH)
    for row, line in enumerate(filter(None, lines)):
        sheet.write_string(row, 0, printable(line), formats["title" if row == 0 else "text"])


def _sheet(book, formats, name, section, warning):
    """Write one section: its title in the first cell, what to know of it, then the table."""
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, printable(section.title), formats["title"])
    sheet.write_string(1, 0, printable(warning or "One table."), formats["text"])
    for column, head in enumerate(section.heads):
        sheet.set_column(column, column, WIDTHS.get(head, NARROW))
        sheet.write_string(2, column, head, formats["heading"])
    for row, cells in enumerate(section.rows, 3):
        for column, cell in enumerate(cells):
            if isinstance(cell, float):
                sheet.write_number(row, column, cell, formats["whole" if cell.is_integer() else "number"])
            else:
                sheet.write_string(row, column, printable(cell)[:MAX_CELL], formats["text"])
    sheet.freeze_panes(3, 1)


def return_warning(year, sections):
    """Return what to know before the return is sent: that it is a worked example, or that figures are made up.

    Parameters
    ----------
    year : Year
    sections : list of Section

    Returns
    -------
    str
    """
    made_up = any("illustrative" in str(cell) for section in sections for row in section.rows for cell in row[-1:])
    figures = "Figures with the status illustrative are made up: take them out before you send this." if made_up else ""
    return " ".join(filter(None, [EXAMPLE if year.evidence.is_example else "", figures]))
