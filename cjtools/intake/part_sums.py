"""Sums over the parts of a table, such as single years of age, as sums.csv of a layout asks for them."""

import re

from cjtools.extract.workbook import column_letter


def summed(known, read, rules):
    """Return one observation per rule of sums.csv, area and period: the sum over the rows that the rule takes in.

    Parameters
    ----------
    known : list of Known
        Values of one table with their parts as labels.
    read : TableRead
    rules : list of dict
        Rows of sums.csv.

    Returns
    -------
    list of dict
        A sum with a part that has no number has none either, and the marker of that part.
    """
    observations = []
    for rule in rules:
        tests = [(part, part_test(text)) for part, text in rule["parts"].items()]
        groups, decided = {}, {}
        for one in known:
            parts = tuple(one.labels.get(part, "") for part, _ in tests)
            if parts not in decided:
                decided[parts] = all(test(label) for label, (_, test) in zip(parts, tests, strict=True))
            if decided[parts]:
                groups.setdefault((one.area, one.period), []).append(one)
        for (area, period), members in groups.items():
            missing = next((one.marker for one in members if one.number is None), "")
            observations.append(
                {
                    "measure": rule["measure"],
                    "area_code": area,
                    "period": period,
                    "period_type": read.table.period_type,
                    "breakdown": rule["breakdown"] or "total",
                    "category": rule["category"] or "Total",
                    "value": None if missing else sum(one.number for one in members),
                    "marker": missing,
                    "cell": _ranges(read.sheet, [one.value for one in members]),
                }
            )
    return observations


def part_test(rule):
    """Return a test for a part's label from 'F;M', '16-70', '0-' or '' (all).

    Examples
    --------
    >>> [part_test(rule)("90+") for rule in ("16-70", "0-", "F;M", "")]
    [False, True, False, True]
    """
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
    return " ".join(
        f"{sheet}!{column_letter(column)}{first + 1}" + (f":{column_letter(column)}{last + 1}" if last > first else "")
        for first, last, column in spans
    )
