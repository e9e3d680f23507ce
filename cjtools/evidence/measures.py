"""What is wrong with series of the partnership's own: numbers that cannot be what their unit says."""

import math
from collections import defaultdict

from cjtools.errors import Problem
from cjtools.evidence.choices import plain

SHEET = "local_measures"
PERCENT, OTHER = "per cent", "other"
COUNTS = ("people", "cases", "orders", "referrals")  # units of which small numbers tell of somebody
SAME = ("unit", "outcome")  # in every row of a series
LARGEST = 1_000_000_000
SLACK = 1e-6  # of a count: what only arithmetic adds or takes away


def measure_faults(form, table, rows):
    """Return the faults of the rows of the sheet of local measures that no single cell has.

    Parameters
    ----------
    form : EvidenceForm
    table : Table
        As it was read.
    rows : list of Row
        Those that hold no other fault.

    Returns
    -------
    list of Problem
        They name cells, never figures: small ones may be somebody's.
    """
    sheet, problems, series = form.sheet(SHEET), [], defaultdict(list)

    def tell(row, column, found, allowed):
        heading = sheet.column(column).heading
        where = row.cells.get(column, f"row {row.number}")
        problems.append(Problem(f"{heading} {found}", table.file, table.title, where, allowed))

    for row in rows:
        series[plain(row.get("measure"))].append(row)
        unit, value, base = row.get("unit"), row.get("value"), row.get("base", None)
        if not abs(value) <= LARGEST:
            tell(row, "value", "is too large a number", f"up to {LARGEST:,}")
        elif unit in COUNTS and not is_count(value):
            tell(row, "value", f"is no number of {unit}", "a whole number, 0 or more")
        elif unit == PERCENT and not 0 <= value <= 100:
            tell(row, "value", "is no percentage", "0 to 100")
        if base is None:
            continue
        if unit == PERCENT and not (is_count(base) and 0 <= base <= LARGEST):
            tell(row, "base", "is no number of which there can be a percentage", "a whole number, 0 or more")
        elif unit == PERCENT and base == 0 and value:
            tell(row, "value", "is not 0, but it is out of none", "0, or another number under Out of")
        elif unit == PERCENT and base > 0 and 0 <= value <= 100 and not is_of_counts(value, base):
            allowed = "the percentage, such as 61.9 for 52 out of 84: not the count, and not 0.619"
            tell(row, "value", "is no percentage that a whole number out of Out of gives", allowed)
        elif unit in COUNTS and not 0 <= base <= LARGEST:
            tell(row, "base", "is no number that a rate can be out of", "a number, 0 or more")
        elif unit not in (PERCENT, *COUNTS):
            allowed = f"empty, but for percentages and numbers of {', '.join(COUNTS)}"
            tell(row, "base", f"is filled in, but the unit is {unit}", allowed)
    for each in series.values():
        for column in SAME:
            others = [row for row in each[1:] if row.get(column) != each[0].get(column)]
            for row in others:
                found = f"is not that of the first row of '{each[0].get('measure')}' (row {each[0].number})"
                tell(row, column, found, "the same in every row of a series; another measure has another name")
    return problems


def is_of_counts(value, base):
    """Return whether some count out of a base prints as a percentage, whether it was rounded or cut off.

    Examples
    --------
    >>> is_of_counts(61.9, 84), is_of_counts(66.6, 3), is_of_counts(4, 9), is_of_counts(0.619, 84)
    (True, True, False, False)
    """
    last = 10.0 ** -decimals(value)
    least, greatest = ((value + way * last) * base / 100 for way in (-1, 1))
    return math.floor(greatest + SLACK) >= math.ceil(least - SLACK)


def decimals(number):
    """Return with how many decimals a number was written.

    Examples
    --------
    >>> decimals(2.0), decimals(1.74)
    (0, 2)
    """
    text = f"{number:.10g}"
    return len(text.partition(".")[2]) if "e" not in text else 10


def is_count(value):
    """Return whether a number can count something."""
    return math.isfinite(value) and value >= 0 and value == int(value)
