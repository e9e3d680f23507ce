"""Evidence as it was on a day: what was recorded with a later date is left out."""

from dataclasses import replace

from cjtools.evidence.check import Row
from cjtools.evidence.choices import plain

# sheet -> the column with the day from which a row holds
SINCE = {
    "aims": "agreed_on",
    "reviews": "date",
    "changes": "date",
    "cycles": "start",
    "baselines": "decided_on",
    "duties": "date",
}
# sheet -> the column with the day of some others, which are not known before it
LATER = {
    "cycles": {
        "end": ("end", "done", "happened", "learned"),
        "decided_on": ("decided_on", "decision", "next", "decided_by", "happened", "learned"),
    },
    "communications": {"done_on": ("done_on",)},
    "tasks": {"done_on": ("done_on", "progress")},
    "information": {"received_on": ("received_on",)},
    "plan_dates": {"reviewed_on": ("reviewed_on", "result")},
}


def as_of(evidence, on):
    """Return evidence without what was not known yet on a day.

    Rows that begin to hold later are left out, and so are ends, results and decisions of later days. How far a task is,
    and when it is expected, bear no date: they stay as recorded last.

    Parameters
    ----------
    evidence : Evidence
    on : datetime.date

    Returns
    -------
    tuple
        (Evidence, whether anything was left out.)
    """
    rows, is_less = dict(evidence.rows), False
    for sheet in {*SINCE, *LATER} & set(rows):
        held = [row for row in rows[sheet] if sheet not in SINCE or row.get(SINCE[sheet]) <= on]
        kept = [_known(row, LATER.get(sheet, {}), on) for row in held]
        is_less = is_less or kept != rows[sheet]
        rows[sheet] = kept
    # and what is of an aim that nobody had agreed yet
    agreed = {plain(row.get("id")) for row in rows.get("aims", [])}
    later = {plain(row.get("id")) for row in evidence.of("aims")} - agreed
    rows = {sheet: [row for row in each if plain(row.get("aim")) not in later] for sheet, each in rows.items()}
    return replace(evidence, rows=rows), is_less


def _known(row, later, on):
    """Return a row without what lies after a day."""
    gone = {name for column, names in later.items() if row.get(column, on) > on for name in names}
    values = {name: value for name, value in row.values.items() if name not in gone}
    return Row(row.number, values, row.cells) if gone else row
