"""The evidence form as an Excel workbook: a cover, a sheet for each kind of evidence, and the lists to choose from."""

import datetime
import io
import math
import re

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from cjtools.catalogue.evidence_form import OF_WORKBOOK
from cjtools.evidence.choices import YES_NO, of_catalogue
from cjtools.evidence.marks import AREA, COVER, KIND, LISTS, MARK, MARK_HEADING, OWN, VERSION

FIRST_ROW, LAST_ROW = 1, 2000  # 0-based rows that lists and formats reach to
WIDTHS = {"text": 34, "number": 12, "date": 14, "period": 14, "yes or no": 12}
NARROW, COVER_WIDTH, MAX_TIP, MAX_TITLE = 13, 100, 255, 31
MAX_CELL = 32_767  # characters
_MADE = datetime.datetime(2000, 1, 1)  # the same form, the same bytes
DATE_FORMAT = "dd/mm/yyyy"


class Writer:
    """Writes the form for one area.

    Parameters
    ----------
    words : Catalogue
        With the area's own outcomes.
    area : dict
        Row of areas.csv.
    kind : str
        ``OWN`` or ``WORKED_EXAMPLE``.
    """

    def __init__(self, words, area, kind=OWN):
        self._form, self._area, self._kind = words.evidence_form, area, kind
        self._stream = io.BytesIO()
        # what people write is text, whatever it begins with
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(self._stream, {"in_memory": True, **plain})
        self._book.set_properties({"title": self._form.cover.title, "subject": area["area_name"], "created": _MADE})
        base = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        self._formats = {
            "title": self._book.add_format(base | {"bold": True, "font_size": 18}),
            "heading": self._book.add_format(
                base | {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#002D54", "border": 1}
            ),
            "text": self._book.add_format(base | {"text_wrap": True}),
            "bold": self._book.add_format(base | {"bold": True, "text_wrap": True}),
            "example": self._book.add_format(base | {"italic": True, "text_wrap": True, "font_color": "#595959"}),
            "date": self._book.add_format(base | {"num_format": DATE_FORMAT}),
        }
        self._ranges = {}
        self._lists = of_catalogue(words)

    def write(self, filled=None, extra=None):
        """Return the workbook as bytes.

        Parameters
        ----------
        filled : dict, optional
            Sheet id -> rows to stand there, each a dict from column id or heading to a value; the form's own rows by
            default.
        extra : dict, optional
            Sheets that the form does not know: title -> list of rows of values.

        Returns
        -------
        bytes
        """
        filled = {sheet.id: sheet.rows for sheet in self._form.sheets} if filled is None else filled
        self._cover()
        sheets = {sheet.id: self._book.add_worksheet(sheet.title) for sheet in self._form.sheets}
        self._write_lists()
        for sheet in self._form.sheets:
            self._sheet(sheets[sheet.id], sheet, filled.get(sheet.id, []))
        for title, rows in (extra or {}).items():
            page = self._book.add_worksheet(self._title(title))
            for number, cells in enumerate(rows):
                for place, value in enumerate(cells):
                    self._put(page, number, place, value, self._formats["text"])
        self._book.close()
        return self._stream.getvalue()

    def _title(self, title):
        """Return a title of a sheet as workbooks take it: some signs are not allowed, nor one that is there already."""
        taken = {page.get_name().casefold() for page in self._book.worksheets()} | {"history"}
        allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", title)[:MAX_TITLE].strip("'") or "-"
        tries = (allowed[: MAX_TITLE - len(end)] + end for end in ["", *(f" ({n})" for n in range(2, 10_000))])
        return next(one for one in tries if one.casefold() not in taken)

    def _cover(self):
        """Write what the workbook is for, and what each sheet is."""
        page = self._book.add_worksheet(COVER)
        page.set_column(0, 0, 28)
        page.set_column(1, 1, COVER_WIDTH)
        page.hide_gridlines(2)
        said, bold, text = self._form.cover, self._formats["bold"], self._formats["text"]
        page.write_string(0, 0, f"{said.title}: {self._area['area_name']}", self._formats["title"])
        lines = [(AREA, f"{self._area['area_name']} ({self._area['area_code']})"), (VERSION, self._form.version)]
        lines.append((KIND, self._kind))
        lines += [("How to use it" if not number else "", line) for number, line in enumerate(said.about)]
        for part, heading in said.parts.items():
            lines.append((heading, ""))
            lines += [(sheet.title, " ".join(sheet.about.split())) for sheet in self._form.sheets if sheet.part == part]
        titles = {sheet.title for sheet in self._form.sheets}
        for number, (name, line) in enumerate(lines, 1):
            if name in titles:
                page.write_url(number, 0, f"internal:'{name}'!A1", self._formats["bold"], name)
            else:
                page.write_string(number, 0, name, bold)
            page.write_string(number, 1, line, text)

    def _write_lists(self):
        """Write the lists that cells are chosen from, each in a column of its own."""
        page = self._book.add_worksheet(LISTS)
        page.freeze_panes(1, 0)
        for place, (name, choices) in enumerate(self._lists.items()):
            labels = list(choices.labels.values())
            page.write_string(0, place, name.capitalize(), self._formats["heading"])
            for number, label in enumerate(labels, 1):
                page.write_string(number, place, label, self._formats["text"])
            page.set_column(place, place, 40)
            letter = xl_col_to_name(place)
            self._ranges[name] = f"={LISTS}!${letter}$2:${letter}${len(labels) + 1}"

    def _sheet(self, page, sheet, rows):
        """Write one sheet: headings, the example, what is filled in, and the rules of its cells."""
        known = {MARK_HEADING, *(column.id for column in sheet.columns)}
        extra = list(dict.fromkeys(name for row in rows for name in row if name not in known))
        headings = [MARK_HEADING, *(column.heading for column in sheet.columns), *extra]
        for place, heading in enumerate(headings):
            page.write_string(0, place, heading, self._formats["heading"])
        page.set_column(0, 0, NARROW)
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.repeat_rows(0)
        page.write_string(FIRST_ROW, 0, MARK, self._formats["example"])
        for place, column in enumerate(sheet.columns, 1):
            width = WIDTHS.get(column.kind, 26)
            page.set_column(place, place, width, self._formats["date" if column.kind == "date" else "text"])
            self._put(page, FIRST_ROW, place, self._shown(column, column.example), self._formats["example"])
            self._rule(page, place, sheet, column)
        names = [MARK_HEADING, *(column.id for column in sheet.columns), *extra]
        for number, row in enumerate(rows, FIRST_ROW + 1):
            for place, name in enumerate(names):
                look = self._formats["date" if isinstance(row.get(name), datetime.date) else "text"]
                self._put(page, number, place, row.get(name), look)

    def _shown(self, column, value):
        """Return a value as a list shows it."""
        choices = self._lists.get(column.of)
        return choices.labels.get(choices.find(value), value) if choices and isinstance(value, str) else value

    def _put(self, page, row, place, value, look):
        """Write one cell as what it is; text is never a formula."""
        if value is None or value == "":
            return
        if isinstance(value, datetime.date):
            page.write_datetime(row, place, datetime.datetime(value.year, value.month, value.day), look)
        elif isinstance(value, bool):
            page.write_boolean(row, place, value, look)
        elif isinstance(value, int | float) and math.isfinite(value):
            page.write_number(row, place, value, look)
        else:
            page.write_string(row, place, str(value), look)

    @staticmethod
    def _needed(sheet, column):
        """Return whether, or where, a cell has to be filled in."""
        if column.required:
            return "Needed."
        said = [f"{sheet.column(name).heading} is {' or '.join(wanted)}" for name, wanted in column.needed_if.items()]
        return f"Needed where {' and '.join(said)}." if said else ""

    def _rule(self, page, place, sheet, column):
        """Give the cells of a column their list, or what they may hold, and a word of help."""
        rule = {"validate": "any"}
        if column.kind == "yes or no":
            rule = {"validate": "list", "source": list(YES_NO)}
        elif column.is_choice and column.of in OF_WORKBOOK:
            rule = {"validate": "list", "source": self._range_in_workbook(column.of)}
        elif column.is_choice:
            rule = {"validate": "list", "source": self._ranges[column.of]}
        elif column.kind == "number" and column.min is not None and column.max is not None:
            rule = {"validate": "decimal", "criteria": "between", "minimum": column.min, "maximum": column.max}
        # one of several, or words of one's own, must not be refused by the spreadsheet program
        if column.open or column.kind == "several":
            rule["error_type"] = "information"
        tip = " ".join(filter(None, [column.about, self._needed(sheet, column)]))
        if tip:
            rule |= {"input_title": column.heading[:32], "input_message": tip[:MAX_TIP]}
        page.data_validation(FIRST_ROW + 1, place, LAST_ROW, place, rule)

    def _range_in_workbook(self, name):
        """Return where the workbook itself holds a list, such as the numbers of improvement activities."""
        sheet_id, column_id = OF_WORKBOOK[name]
        sheet = self._form.sheet(sheet_id)
        letter = xl_col_to_name(1 + [column.id for column in sheet.columns].index(column_id))
        return f"='{sheet.title}'!${letter}${FIRST_ROW + 2}:${letter}${LAST_ROW}"


def new_workbook(words, area):
    """Return an empty evidence workbook for an area.

    Parameters
    ----------
    words : Catalogue
        With the area's own outcomes; see :func:`cjtools.results.local.with_local`.
    area : dict
        Row of areas.csv.

    Returns
    -------
    bytes
        An .xlsx file; the same for the same catalogue.
    """
    return Writer(words, area).write()
