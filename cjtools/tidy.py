"""From a table as published to observations: one number a row, with area code, period, marker and cell."""

import re
from dataclasses import dataclass, field

from cjtools.areas import SCOTLAND, without_footnotes
from cjtools.errors import Problem
from cjtools.extract.layouts import plain
from cjtools.extract.periods import parse_period
from cjtools.extract.tables import edition_of
from cjtools.extract.workbook import cell_name, column_letter

OBSERVATION = [
    "measure", "area_code", "period", "period_type", "breakdown", "category", "value", "marker",
    "source", "edition", "file", "cell", "status",
]  # fmt: skip
KEY = ["measure", "area_code", "period", "period_type", "breakdown", "category"]
ILLUSTRATIVE_MARK = "ILLUSTRATIVE"

_NUMBER = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?%?$")
_NUMBER_AND_MARK = re.compile(r"^(-?[\d,]+(?:\.\d+)?)\s*((?:\[\w+\])+)$")


@dataclass
class TidyTable:
    """The observations of one table, as dicts, and what stood in the way."""

    read: object
    observations: list = field(default_factory=list)
    problems: list = field(default_factory=list)


class Tidier:
    """Turns tables as published into observations with the catalogue's areas and markers.

    Parameters
    ----------
    areas : AreaNames
    area_names : list of str
        Official names, for suggestions.
    markers : dict
        Symbol as found in files -> standard marker.
    """

    def __init__(self, areas, area_names, markers):
        self.areas = areas
        self.area_names = area_names
        self.markers = markers

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
        edition = edition_of(raw, layout, reads)
        marked = any(ILLUSTRATIVE_MARK in read.title for read in reads)
        status = "illustrative" if marked or file.startswith("illustrative/") else "published"
        common = {"source": layout.source, "edition": edition, "file": file, "status": status}
        return [self._tidy_table(raw, layout, read, common) for read in reads]

    def _tidy_table(self, raw, layout, read, common):
        result = TidyTable(read, problems=list(read.problems))
        seen = set()
        rows = []
        for value in read.values:
            area = self._area(layout, read, value, raw, result, seen)
            period = self._period(read, value, raw, result, seen)
            labels = self._labels(layout, read, value, raw, result, seen)
            if area is None or period is None or labels is None:
                continue
            number, marker = self._value(layout, read, value, raw, result, seen)
            if number is None and not marker:
                continue
            rows.append((value, area, period, labels, number, marker))
        sums = [rule for rule in layout.sums if rule["table"] == read.table.table]
        build = _summed if sums else _single
        result.observations = [{**observation, **common} for observation in build(rows, read, sums)]
        return result

    def _area(self, layout, read, value, raw, result, seen):
        """Return the area code of a value's row; None when it is passed over or unknown (and said once a row)."""
        if read.table.areas == "scotland":
            return SCOTLAND
        mapped = layout.categories.get("area", {}).get(value.area)
        if mapped:
            return mapped if mapped != "-" else None
        code = self.areas.code(value.area)
        if code:
            return code
        if read.table.other_areas and re.search(read.table.other_areas, value.area):
            return None
        if ("area", value.row) not in seen:
            seen.add(("area", value.row))
            near = self.areas.nearest(value.area, self.area_names)
            guess = f"'{near[0]}'" if near else "an area"
            todo = (
                f"if it is {guess}, add to area_aliases.csv the line: {_quoted(value.area)},<its code>,{raw.path.name}"
            )
            if near:
                todo = todo.replace("<its code>", self.areas.code(near[0]))
            place = cell_name(value.row, read.area_column)
            found = f"area '{value.area}' is not known, so its row was not read"
            result.problems.append(Problem(found, raw.path.name, read.sheet, place, ", ".join(near), todo))
        return None

    def _period(self, read, value, raw, result, seen):
        """Return the period of a value in standard form; None when it is not one (and said once a row)."""
        period = parse_period(value.period, read.table.period_type)
        if period is None and ("period", value.row, value.period) not in seen:
            seen.add(("period", value.row, value.period))
            column = value.column if read.period_column is None else read.period_column
            found = f"'{value.period}' is not a {read.table.period_type}, so its row was not read"
            place = cell_name(value.row, column)
            result.problems.append(Problem(found, raw.path.name, read.sheet, place, "such as 2023-24 or 2023"))
        return period

    def _labels(self, layout, read, value, raw, result, seen):
        """Return {breakdown: category} of the row; None when a label is left out knowingly or not known."""
        labels = {}
        for breakdown, label in value.labels.items():
            known = layout.categories.get(breakdown)
            category = label
            if known is not None:
                category = known.get(label)
                if category is None:
                    category = known.get(without_footnotes(label))
                if category is None:
                    if (breakdown, label) not in seen:
                        seen.add((breakdown, label))
                        todo = f"add to layouts/{layout.id}/categories.csv the line: {breakdown},{_quoted(label)},<our name>"
                        found = f"'{label}' is not a known {breakdown}, so its rows were not read"
                        place = f"row {value.row + 1}"
                        result.problems.append(Problem(found, raw.path.name, read.sheet, place, "", todo))
                    return None
                if category == "-":
                    return None
            labels[breakdown] = category
        return labels

    def _value(self, layout, read, value, raw, result, seen):
        """Return (number or None, marker) of a cell; (None, '') when the cell holds neither (and said once a cell)."""
        number, marker = read_value(value.value, value.shown, self.markers)
        if number is None and marker is None:
            text = str(value.value).strip()
            found = f"'{text}' is neither a number nor a known marker, so the cell was not read"
            if text not in seen:
                seen.add(text)
                todo = f"if it is a marker, add to markers.csv the line: {_quoted(text)},<marker>,<kind>,<meaning>,"
                place = cell_name(value.row, value.column)
                result.problems.append(Problem(found, raw.path.name, read.sheet, place, ", ".join(self.markers), todo))
            return None, ""
        if number is not None and value.layout.scale != 1:
            number *= value.layout.scale
        return number, marker or ""


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
        if value != value:
            return None, markers.get("(blank)")
        return float(value), markers.get(shown, "") if shown else ""
    text = plain(value) if value is not None else ""
    if not text:
        return None, markers.get("(blank)")
    if _NUMBER.match(text):
        return float(text.replace(",", "").rstrip("%")), ""
    if text in markers:
        return None, markers[text]
    both = _NUMBER_AND_MARK.match(text)
    if both and both[2] in markers:
        return float(both[1].replace(",", "")), markers[both[2]]
    return None, None


def _single(rows, read, _sums):
    """Return one observation per value."""
    observations = []
    for value, area, period, labels, number, marker in rows:
        breakdowns = [name for name, category in labels.items() if category != "Total"]
        categories = [category for category in labels.values() if category != "Total"]
        if value.layout.breakdown and value.layout.category not in ("", "Total"):
            breakdowns.append(value.layout.breakdown)
            categories.append(value.layout.category)
        observations.append(
            {
                "measure": value.layout.measure,
                "area_code": area,
                "period": period,
                "period_type": read.table.period_type,
                "breakdown": " and ".join(breakdowns) or "total",
                "category": ", ".join(categories) or "Total",
                "value": number,
                "marker": marker,
                "cell": f"{read.sheet}!{cell_name(value.row, value.column)}",
            }
        )
    return observations


def _summed(rows, read, sums):
    """Return one observation per rule of sums.csv, area and period: the sum over the rows that the rule takes in."""
    observations = []
    for rule in sums:
        tests = {part: _part_test(rule["parts"][part]) for part in rule["parts"]}
        groups = {}
        for value, area, period, labels, number, marker in rows:
            if all(test(labels.get(part, "")) for part, test in tests.items()):
                groups.setdefault((area, period), []).append((value, number, marker))
        for (area, period), members in groups.items():
            missing = next((marker for _, number, marker in members if number is None), "")
            observations.append(
                {
                    "measure": rule["measure"],
                    "area_code": area,
                    "period": period,
                    "period_type": read.table.period_type,
                    "breakdown": rule["breakdown"] or "total",
                    "category": rule["category"] or "Total",
                    "value": None if missing else sum(number for _, number, _ in members),
                    "marker": missing,
                    "cell": _ranges(read.sheet, [value for value, _, _ in members]),
                }
            )
    return observations


def _part_test(rule):
    """Return a test for a part's label from 'F;M', '16-70', '0-' or '' (all)."""
    spans = re.fullmatch(r"(\d+)-(\d*)", rule)
    if spans:
        low, high = int(spans[1]), int(spans[2] or 10**6)
        return lambda label: (digits := re.match(r"\d+", label)) is not None and low <= int(digits[0]) <= high
    if not rule:
        return lambda label: True
    return lambda label: label in rule.split(";")


def _ranges(sheet, values):
    """Return the cells of summed values as ranges such as 'S!E18:E72 S!E109:E163'."""
    spans = []
    for row, column in sorted((value.row, value.column) for value in values):
        if spans and spans[-1][2] == column and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row, column])
    names = [
        f"{sheet}!{column_letter(column)}{first + 1}" + (f":{column_letter(column)}{last + 1}" if last > first else "")
        for first, last, column in spans
    ]
    return " ".join(names)


def _quoted(text):
    """Return a text as a CSV cell."""
    return f'"{text}"' if "," in text else text
