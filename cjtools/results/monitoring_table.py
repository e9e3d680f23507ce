"""The monitoring plan as one table: metrics, stakeholders, information, and everything that is due."""

import pandas as pd

from cjtools.results.calendar import calendar, without_day
from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL

METRIC, STAKEHOLDER, INFORMATION, DUE = "metric", "stakeholder", "information", "due"
COLUMNS = [
    "area", "as_of", "table", "outcome", "item", "origin", "kind", "who", "asked_of", "how_often", "hours", "interest",
    "influence", "basis", "needs", "day", "state", "sheet", "status",
]  # fmt: skip
NUMBERS = ("hours", "interest", "influence")


def monitoring_table(monitoring):
    """Return everything of the monitoring plan, one row each; ``table`` says what it is.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``.
    """
    status = ILLUSTRATIVE if monitoring.evidence.is_example else LOCAL
    about = {"area": monitoring.place, "as_of": monitoring.on.isoformat(), "status": status}
    rows = [*_metrics(monitoring), *_stakeholders(monitoring), *_information(monitoring), *_due(monitoring)]
    table = pd.DataFrame([about | row for row in rows], columns=COLUMNS)
    texts = [name for name in COLUMNS if name not in NUMBERS]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in texts})


def _metrics(monitoring):
    """Yield the metrics of each outcome; those that nobody has recorded anything of are the catalogue's."""
    name = monitoring.words.partner_name
    for one in monitoring.every:
        yield {
            "table": METRIC, "outcome": one.outcome.id, "item": f"{one.key}: {one.title}", "origin": one.origin,
            "kind": one.kind, "who": name(one.collected_by) if one.collected_by else "",
            "asked_of": name(one.asked_of) if one.asked_of else "", "how_often": one.how_often, "hours": one.hours,
            "needs": one.row.get("why"), "day": _iso(one.row.get("next", None)),
            **({} if one.row.values else {"status": ""}),
        }  # fmt: skip


def _stakeholders(monitoring):
    """Yield the stakeholders."""
    for _, row in monitoring.stakeholders:
        yield {
            "table": STAKEHOLDER, "item": row.get("who"), "kind": row.get("kind"), "interest": row.get("interest"),
            "influence": row.get("influence"), "needs": row.get("needs"), "how_often": row.get("how_often"),
            "day": _iso(row.get("next", None)),
            "who": monitoring.words.partner_name(row.get("by")) if row.get("by") else "",
        }  # fmt: skip


def _information(monitoring):
    """Yield the entries of the information plan."""
    for row in monitoring.information:
        yield {
            "table": INFORMATION, "item": row.get("item"), "who": monitoring.words.partner_name(row.get("holder")),
            "basis": row.get("basis"), "how_often": row.get("how_often"), "day": _iso(row.get("next", None)),
        }  # fmt: skip


def _due(monitoring):
    """Yield what is due."""
    soon = monitoring.words.monitoring.soon
    for one in [*calendar(monitoring), *without_day(monitoring)]:
        state = one.state(monitoring.on, soon) if one.day else ""
        yield {
            "table": DUE, "item": one.what, "who": one.who, "day": _iso(one.day), "state": state, "sheet": one.sheet,
        }  # fmt: skip


def _iso(day):
    """Return a day as it stands in a table; empty for none."""
    return day.isoformat() if day else ""
