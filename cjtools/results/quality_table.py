"""The quality self-assessment as one table: a row for each ambition, principle, measure, and indicator by outcome."""

import pandas as pd

from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL
from cjtools.results.quality import EVALUATED, HOW, KNOWN, NEXT, STATEMENT

COLUMNS = [
    "area", "what", "id", "title", "outcome", "is_recorded", "level", "place_on_scale", "how", "strengths",
    "to_improve", "known", "next", "improvement_activities", "date", "status", "recorded_in",
]  # fmt: skip
INDICATOR = "quality indicator"


def quality_table(quality):
    """Return every part of the self-assessment, recorded or not.

    Parameters
    ----------
    quality : Quality

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``; place_on_scale counts from 1, the best level. Columns of words are empty where nothing is recorded.
    """
    rows = [_of_item(quality, group, one) for group, items in quality.groups for one in items]
    rows += [_of_outcome(quality, of, one) for of in quality.outcomes for one in of.indicators]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(**{name: table[name].astype(object).fillna("") for name in COLUMNS})


def _of_item(quality, group, one):
    """Return the row of an ambition, principle or measure."""
    about = {"what": group.title, "id": one.item.id, "title": one.item.title}
    return about | _recorded(quality, STATEMENT, one.row, (HOW, KNOWN, NEXT))


def _of_outcome(quality, of, one):
    """Return the row of a quality indicator of an outcome."""
    about = {"what": INDICATOR, "id": one.number, "title": one.title, "outcome": of.outcome.id}
    linked = "; ".join(row.get("id") for row in of.study.recorded.improvements()) if one.row is not None else ""
    said = _recorded(quality, EVALUATED, one.row, ("strengths", "to_improve", KNOWN, NEXT))
    return about | {"improvement_activities": linked} | said


def _recorded(quality, sheet, row, names):
    """Return what is recorded, as cells."""
    if row is None:
        return {"area": quality.place, "is_recorded": "no"}
    level = row.get("level")
    title = quality.words.evidence_form.sheet(sheet).title
    return {
        "area": quality.place,
        "is_recorded": "yes",
        "level": level,
        "place_on_scale": str(quality.scale.index(level) + 1) if level else "",
        **{name: row.get(name) for name in names},
        "date": row.get("date").isoformat(),
        "status": ILLUSTRATIVE if quality.evidence.is_example else LOCAL,
        "recorded_in": f"{title}, row {row.number}",
    }
