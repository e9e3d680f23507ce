"""The words that several parts of the monitoring plan share."""

from cjtools.show.recorded import day

NOBODY, NOT_SAID = "nobody named yet", "not said"


def day_of(row, column):
    """Return a day of an entry in words; that there is none."""
    return day(row.get(column)) if row.get(column) else "no day"
