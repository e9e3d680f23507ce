"""A workbook as an Excel file: tables marked as such, nothing merged, no formula and no address made of a text."""

import datetime
import io

import xlsxwriter

from cjtools.make.book import height, is_whole
from cjtools.make.zipped import unzipped, zipped

LANGUAGE, FONT, SIZE, A4 = "en-GB", "Arial", 12, 9
_MADE = datetime.datetime(2000, 1, 1)  # the same content, the same bytes
# what people write is text, whatever it begins with
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CORE = "docProps/core.xml"


def excel(book):
    """Return a workbook as the bytes of an Excel file.

    Parameters
    ----------
    book : Book

    Returns
    -------
    bytes
    """
    stream, look = io.BytesIO(), {"font_name": FONT, "font_size": SIZE}
    options = {"in_memory": True, "default_format_properties": look, **_PLAIN}
    with xlsxwriter.Workbook(stream, options) as file:
        about = {"title": book.title[:255], "subject": book.subject[:255], "author": book.author[:255]}
        file.set_properties({**about, "created": _MADE})
        formats = _formats(file, look)
        for number, sheet in enumerate(book.sheets):
            _write(file, sheet, formats, f"table_{number}")
    return _with_language(stream.getvalue())


def _formats(file, look):
    """Return the looks of cells: by size and weight, none by colour alone."""
    base = look | {"valign": "top", "text_wrap": True}
    number = base | {"align": "right", "indent": 1}
    return {
        "title": file.add_format(look | {"bold": True, "font_size": 16}),
        "line": file.add_format(base | {"text_wrap": False}),
        "cover": file.add_format(base),
        "head": file.add_format(base | {"bold": True, "bottom": 2}),
        "text": file.add_format(base),
        "sign": file.add_format(number),
        "whole": file.add_format(number | {"num_format": "#,##0"}),
        "decimal": file.add_format(number | {"num_format": "#,##0.0"}),
        "link": file.add_format(base | {"font_color": "#0563C1", "underline": 1}),
    }


def _write(file, sheet, formats, name):
    """Write one sheet: lines below each other, then the table."""
    page = file.add_worksheet(sheet.name)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for row, line in enumerate(sheet.lines):
        # beside a table, a line reaches over the columns; on the cover it is wrapped
        page.write_string(row, 0, line, formats["title" if row == 0 else "line" if sheet.heads else "cover"])
        if row and not sheet.heads:
            page.set_row(row, height([line], sheet.widths))
    if not sheet.heads:
        return
    top = len(sheet.lines)
    page.repeat_rows(top)
    page.set_row(top, height(sheet.heads, sheet.widths))
    page.add_table(
        top,
        0,
        top + len(sheet.rows),
        len(sheet.heads) - 1,
        {
            "name": name,
            "autofilter": False,
            "style": None,
            "columns": [{"header": head, "header_format": formats["head"]} for head in sheet.heads],
        },
    )
    kinds = ["whole" if is_whole(sheet.rows, place) else "decimal" for place in range(len(sheet.heads))]
    has_numbers = [any(isinstance(row[place], float) for row in sheet.rows) for place in range(len(sheet.heads))]
    for row, cells in enumerate(sheet.rows, top + 1):
        page.set_row(row, height(cells, sheet.widths))
        for column, cell in enumerate(cells):
            if isinstance(cell, float):
                page.write_number(row, column, cell, formats[kinds[column]])
            elif column == 0 and cell in sheet.links:
                page.write_url(row, column, f"internal:'{sheet.links[cell]}'!A1", formats["link"], cell)
            else:
                page.write_string(row, column, cell, formats["sign" if has_numbers[column] else "text"])


def _with_language(file):
    """Return an Excel file whose properties name its language, which the writer has no word for."""
    parts = unzipped(file)
    end = b"</cp:coreProperties>"
    parts[_CORE] = parts[_CORE].replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)
    return zipped(parts)
