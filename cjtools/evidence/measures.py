"""What is wrong with series of the partnership's own: numbers that cannot be what their unit says."""

from collections import defaultdict

from cjtools.errors import Problem

SHEET = "local_measures"
PERCENT = "per cent"
COUNTS = ("people", "cases", "orders", "referrals")  # units of which small numbers tell of somebody
SAME = ("unit", "outcome")  # in every row of a series


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
        series[row.get("measure")].append(row)
        value, base = row.get("value"), row.get("base", None)
        if row.get("unit") in COUNTS and not _is_count(value):
            tell(row, "value", f"is no number of {row.get('unit')}", "a whole number, 0 or more")
        if row.get("unit") == PERCENT and not 0 <= value <= 100:
            tell(row, "value", "is no percentage", "0 to 100")
        if base is not None and not (_is_count(base) and base > 0):
            tell(row, "base", "is no number of which there can be a percentage", "a whole number above 0")
    for name, each in series.items():
        for column in SAME:
            others = [row for row in each[1:] if row.get(column) != each[0].get(column)]
            for row in others:
                found = f"is not that of the first row of '{name}' (row {each[0].number})"
                tell(row, column, found, "the same in every row of a series; another measure has another name")
    return problems


def _is_count(value):
    """Return whether a number can count something."""
    return value >= 0 and value == int(value)
