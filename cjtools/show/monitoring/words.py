"""The words that several parts of the monitoring plan share."""

from cjtools.show.document import Hole, MadeUp
from cjtools.show.holes import place_for
from cjtools.show.recorded import EXAMPLE, day

NOBODY, NOT_SAID = "nobody named yet", "not said"


def missing(monitoring, said, *sheets):
    """Return that something is not recorded, and where to record it, as a part of the text."""
    return Hole(f"{said} {place_for(monitoring.evidence, monitoring.area['slug'], *sheets)}")


def example(monitoring):
    """Return the label of what is made up, as parts; none where a partnership has recorded it itself."""
    return [MadeUp(EXAMPLE)] if monitoring.evidence.is_example else []


def day_of(row, column):
    """Return a day of an entry in words; that there is none."""
    return day(row.get(column)) if row.get(column) else "no day"
