"""From a table as published to observations: one number a row, with area code, period, marker and cell."""

import math
import re
from dataclasses import dataclass, field
from functools import partial

from cjtools.areas import SCOTLAND, without_footnotes
from cjtools.errors import did_you_mean
from cjtools.extract.headings import plain
from cjtools.extract.periods import parse_period
from cjtools.extract.suggestions import LAYOUTS, csv_line, tables_line
from cjtools.extract.tables import edition_of
from cjtools.extract.workbook import cell_name
from cjtools.intake.notes import Notes
from cjtools.intake.part_sums import part_test, summed
from cjtools.levels import CENTRE, PLACE_KINDS, UNPLACED
from cjtools.markers import NOT_AVAILABLE

OBSERVATION = [
    "measure", "area_code", "period", "period_type", "breakdown", "category", "value", "marker",
    "source", "edition", "file", "cell", "status",
]  # fmt: skip
KEY = ["measure", "area_code", "period", "period_type", "breakdown", "category"]
ILLUSTRATIVE_MARK = "ILLUSTRATIVE"
ILLUSTRATIVE_FOLDER = "illustrative/"
BLANK = "(blank)"  # the symbol in markers.csv for a cell in which nothing is printed
MARK_ROWS = 10

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?%?")
_NUMBER_AND_MARK = re.compile(r"(-?[\d,]+(?:\.\d+)?%?)\s*((?:\[\w+\])+)")


@dataclass
class TidyTable:
    """The observations of one table, as dicts, and what stood in the way.

    ``is_partial`` says that something of the table was not read, so that its parts need not add up;
    ``has_unknown_areas`` that rows were among it whose area is not known.
    """

    read: object
    observations: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    is_partial: bool = False
    has_unknown_areas: bool = False


@dataclass(slots=True)
class Known:
    """A value whose area, period, labels and number or marker are known."""

    value: object
    area: str
    period: str
    labels: dict
    number: float | None
    marker: str


class Tidier:
    """Turns tables as published into observations with the catalogue's areas, places and markers.

    Parameters
    ----------
    catalogue : Catalogue
    """

    def __init__(self, catalogue):
        self.names_of = catalogue.names_of
        self.markers = catalogue.marker_symbols

    def tidy(self, raw, layout, reads, file):
        """Return the observations of every table of one file.

        Parameters
        ----------
        raw : RawFile
        layout : Layout
        reads : list of TableRead
        file : str
            The file's path relative to data/raw.

        Returns
        -------
        list of TidyTable
        """
        common = {
            "source": layout.source,
            "edition": edition_of(raw, layout, reads),
            "file": file,
            "status": "illustrative" if is_illustrative(raw, file) else "published",
        }
        notes = Notes(raw.name)
        markers = {**self.markers, **layout.markers}
        tables = [_Table(self, raw, layout, read, markers, notes).tidy(common) for read in reads]
        for table in tables:
            found = notes.of(table.read)
            table.is_partial = bool(table.problems or notes.touched(table.read))
            table.has_unknown_areas = notes.touched(table.read, "area")
            table.problems += found
        return tables


def is_illustrative(raw, file):
    """Return whether the figures of a file are made up: any sheet says so at its top, or its folder does."""
    tops = (cell for sheet in raw.sheets.values() for row in sheet.rows[:MARK_ROWS] for cell in row)
    return file.startswith(ILLUSTRATIVE_FOLDER) or any(
        isinstance(cell, str) and ILLUSTRATIVE_MARK in cell for cell in tops
    )


class _Table:
    """The tidying of one table; each text is looked up once."""

    def __init__(self, tidier, raw, layout, read, markers, notes):
        self.tidier, self.raw, self.layout, self.read = tidier, raw, layout, read
        self.markers, self.notes = markers, notes
        self.names, self.official = tidier.names_of(read.table.areas)
        self.areas, self.categories = {}, {}

    def tidy(self, common):
        """Return the TidyTable."""
        read = self.read
        result = TidyTable(read, problems=list(read.problems))
        council = self._hidden_council()
        if council:
            self.notes.add("council", read.table.table, read, council, self._council_words)
            return result
        rules = [rule for rule in self.layout.sums if rule["table"] == read.table.table]
        known = list(filter(None, map(self._known, read.values)))
        if rules:
            known = self._parts_once(known, rules)
        rows = summed(known, read, rules) if rules else [_single(one, read) for one in known]
        result.observations = [{**row, **common} for row in _unplaced_once(rows)]
        return result

    def _parts_once(self, known, rules):
        """Return the values that sums are made of: a row that stands twice once, and none that no rule takes in."""
        taken = {part: [part_test(rule["parts"][part]) for rule in rules] for part in rules[0]["parts"]}
        once, unknown = {}, {}
        for one in known:
            for part, label in one.labels.items():
                if (part, label) not in unknown:
                    unknown[part, label] = part in taken and not any(test(label) for test in taken[part])
                if unknown[part, label]:
                    column = self.read.key_columns[part]
                    self._note("part", (part, label), one.value, column, partial(self._part_words, part, label))
            first = once.setdefault((one.area, one.period, *one.labels.values()), one)
            if first is not one and (first.number, first.marker) != (one.number, one.marker):
                where = cell_name(first.value.row, first.value.column)
                self._note("twice", self.read.table.table, one.value, one.value.column, partial(_twice_words, where))
        return list(once.values())

    def _part_words(self, part, label):
        """Return found, allowed and what to do for a part that no rule of sums.csv takes in."""
        folder = f"{LAYOUTS}/{self.layout.id}"
        todo = (
            f"name it in a rule of {folder}/sums.csv; or list the labels of {part} in {folder}/categories.csv, with - "
        )
        return f"no sum takes in the {part} '{label}', so {{rows}} not read", "", f"{todo}for what is left out"

    def _known(self, value):
        """Return the value with everything about it known; None when something is not, or it is left out."""
        area = self._area(value)
        period = self._period(value)
        labels = self._labels(value)
        if area is None or period is None or labels is None:
            return None
        number, marker = self._number(value)
        return Known(value, area, period, labels, number, marker) if number is not None or marker else None

    def _note(self, kind, key, value, column, words):
        """Note something of a row that was not read, unless the row is only a remark with no values."""
        if value.row not in self.read.blank_rows:
            self.notes.add(kind, key, self.read, cell_name(value.row, column), words)

    def _area(self, value):
        """Return the area code of a value's row; None when it is passed over or unknown.

        A custody centre that is not known leaves a trace all the same: its division's sum must not be short unsaid.
        """
        if self.read.table.areas == "scotland":
            return SCOTLAND
        if value.area not in self.areas:
            mapped = self.layout.categories.get("area", {}).get(value.area)
            self.areas[value.area] = mapped or self.names.code(value.area) or ""
        code = self.areas[value.area]
        if code and code != "-":
            return code
        passed_over = self.read.table.other_areas and re.search(self.read.table.other_areas, value.area)
        if code != "-" and not passed_over:
            column = self.read.key_columns["area"]
            self._note("area", value.area, value, column, lambda: self._area_words(value.area))
            if PLACE_KINDS.get(self.read.table.areas) == CENTRE and value.row not in self.read.blank_rows:
                return UNPLACED
        return None

    def _area_words(self, area):
        """Return found, allowed and what to do for an area that is not known."""
        table = self.read.table
        near = self.names.nearest(area, self.official)
        found = (f"area '{area}' is not known" if area else "there is no area") + ", so {rows} not read"
        if table.areas in PLACE_KINDS:
            return self._place_words(area, found, near)
        if near:
            line = csv_line([area, self.names.code(near[0]), self.layout.source])
            return (
                found,
                did_you_mean(near),
                f"if it is {near[0]}, add to data/catalogue/area_aliases.csv the line: {line}",
            )
        other = "|".join(filter(None, [table.other_areas, f"^{re.escape(area)}$"]))
        line = tables_line(table, other_areas=other)
        file = f"{LAYOUTS}/{self.layout.id}/tables.csv"
        return found, "", f"if it is to be passed over, replace in {file} line {table.line} by: {line}"

    def _place_words(self, area, found, near):
        """Return found, allowed and what to do for a place that is not known."""
        table = self.read.table
        kind = PLACE_KINDS[table.areas]
        if kind == CENTRE:
            found += ", and no police division has a figure from them: it may lack this one"
        todo = f"name it as in data/catalogue/places.csv, or add a line for it there (kind {kind})"
        if not near:
            todo += f"; if it is no {kind}, name it in other_areas of {LAYOUTS}/{self.layout.id}/tables.csv, line "
            todo += str(table.line)
        return found, did_you_mean(near) or f"a {kind} of data/catalogue/places.csv", todo

    def _period(self, value):
        """Return the period of a value in standard form; None when it is not one."""
        period = parse_period(value.period, self.read.table.period_type)
        if period is None:
            column = self.read.key_columns.get("period", value.column)
            kind = self.read.table.period_type
            found = f"'{value.period}' is not a {kind}" if value.period else f"there is no {kind}"
            found += ", so {rows} not read"
            key = (self.read.table.table, value.period)
            self._note("period", key, value, column, lambda: (found, "such as 2023-24 or 2023", ""))
        return period

    def _labels(self, value):
        """Return {breakdown: category} of the row; None when a label is left out knowingly or not known."""
        labels = {}
        for breakdown, label in value.labels.items():
            category = self._category(breakdown, label)
            if category is None:
                column = self.read.key_columns.get(breakdown, 0)
                self._note("label", (breakdown, label), value, column, partial(self._label_words, breakdown, label))
            if category in (None, "-"):
                return None
            labels[breakdown] = category
        return labels

    def _category(self, breakdown, label):
        """Return our category of a label; None when it is not listed. A breakdown without a list keeps its labels."""
        known = self.layout.categories.get(breakdown)
        return label if known is None else known.get(label) or known.get(without_footnotes(label))

    def _label_words(self, breakdown, label):
        """Return found, allowed and what to do for a label that is not known."""
        line = csv_line([breakdown, label, "-"])
        todo = f"to leave it out, add to {LAYOUTS}/{self.layout.id}/categories.csv the line: {line} "
        todo += "(to read it, write our name for it in place of -)"
        return f"'{label}' is not a known {breakdown}, so {{rows}} not read", "", todo

    def _number(self, value):
        """Return (number or None, marker) of a cell; (None, '') when the cell holds neither."""
        number, marker = read_value(value.value, value.shown, self.markers)
        if number is None and marker is None:
            text = value.shown if isinstance(value.value, int | float) and value.shown else str(value.value).strip()
            place = cell_name(value.row, value.column)
            self.notes.add("value", text, self.read, place, lambda: _not_a_number(text))
            return None, ""
        is_per_cent = isinstance(value.value, str) and "%" in value.value
        if number is not None and value.layout.scale != 1 and not is_per_cent:
            number *= value.layout.scale
        return number, marker or ""

    def _hidden_council(self):
        """Return the first cell that names a council in a table whose rows should all be about Scotland."""
        if self.read.table.areas != "scotland" or self.read.header is None:
            return ""
        for column in self.read.header.headings:
            if column not in self.read.header.columns:
                for row in range(self.read.header.row + 1, self.read.header.last + 1):
                    code = self.names.code(self.raw.sheets[self.read.sheet].text(row, column))
                    if code and code != SCOTLAND:
                        return cell_name(row, column)
        return ""

    def _council_words(self):
        """Return found, allowed and what to do for a table whose rows have areas after all."""
        table = self.read.table
        todo = (
            f"replace in {LAYOUTS}/{self.layout.id}/tables.csv line {table.line} by: {tables_line(table, areas='all')}"
        )
        found = "rows are of councils, but the layout says that all are of Scotland: the table was not read"
        return found, "", f"{todo} and give the column the role area in columns.csv"


def _twice_words(where):
    """Return found, allowed and what to do for a part that stands twice with different numbers."""
    found = f"area, period and parts stand in {where} already with another number, so {{cells}} not read"
    return found, "", "a column that is not in the layout may tell the rows apart"


def _not_a_number(text):
    """Return found, allowed and what to do for a cell that holds neither a number nor a known marker."""
    if text.startswith("="):
        found = "a formula whose value is not stored in the file, so {cells} not read"
        return found, "", "open the file in a spreadsheet program and save it"
    if text.startswith("#"):
        found = f"the error value {text}, so {{cells}} not read"
        return found, "", "ask the publisher, or mend the figure in a copy"
    line = csv_line([text, "[x]", "not available", "Not available or not collected", ""])
    found = f"'{text}' is neither a number nor a known marker, so {{cells}} not read"
    todo = f"if it means that the figure is not available, add to data/catalogue/markers.csv the line: {line}"
    return found, "a number, or a symbol of data/catalogue/markers.csv", todo


def read_value(value, shown, markers):
    """Return the number and the marker of a cell.

    Parameters
    ----------
    value : object
        The cell as stored.
    shown : str
        What a number format prints over it, if anything.
    markers : dict
        Symbol -> standard marker.

    Returns
    -------
    tuple
        (number or None, marker); (None, None) when the cell holds neither.

    Examples
    --------
    >>> marks = {"*": "[c]", "[low]": "[low]", "(blank)": "[x]"}
    >>> read_value(12.0, "", marks), read_value("1,234", "", marks), read_value("*", "", marks)
    ((12.0, ''), (1234.0, ''), (None, '[c]'))
    >>> read_value(0.3, "[low]", marks), read_value("87 [p]", "", {"[p]": "[p]"}), read_value("?", "", marks)
    ((0.3, '[low]'), (87.0, '[p]'), (None, None))
    """
    if isinstance(value, bool):
        return None, None
    if isinstance(value, int | float):
        known = markers.get(shown) if shown else ""
        return (float(value), known) if math.isfinite(value) and known is not None else (None, None)
    text = plain(value) if value is not None else ""
    if not text:
        return None, markers.get(BLANK)
    if _NUMBER.fullmatch(text):
        number = _number_of(text)
        return (number, "") if math.isfinite(number) else (None, None)
    if text in markers:
        return None, markers[text]
    both = _NUMBER_AND_MARK.fullmatch(text)
    if both and both[2] in markers:
        return _number_of(both[1]), markers[both[2]]
    return None, None


def _number_of(text):
    """Return the number that a text prints."""
    return float(text.replace(",", "").rstrip("%"))


def _unplaced_once(rows):
    """Return observations with those of unknown centres joined: that there are some is told, not their figures."""
    known, unplaced = [row for row in rows if row["area_code"] != UNPLACED], {}
    for row in rows:
        if row["area_code"] == UNPLACED:
            unplaced.setdefault(tuple(row[name] for name in KEY), {**row, "value": None, "marker": NOT_AVAILABLE})
    return [*known, *unplaced.values()]


def _single(known, read):
    """Return the observation of one value."""
    layout = known.value.layout
    pairs = [(name, category) for name, category in known.labels.items() if category != "Total"]
    if layout.breakdown and layout.category not in ("", "Total"):
        pairs.append((layout.breakdown, layout.category))
    return {
        "measure": layout.measure,
        "area_code": known.area,
        "period": known.period,
        "period_type": read.table.period_type,
        "breakdown": " and ".join(name for name, _ in pairs) or "total",
        "category": ", ".join(category for _, category in pairs) or "Total",
        "value": known.number,
        "marker": known.marker,
        "cell": f"{read.sheet}!{cell_name(known.value.row, known.value.column)}",
    }
