"""The measures of a delivery plan as one table: every figure with the lines of its chart, and what is a signal."""

import pandas as pd

from cjtools.evidence.measures import SHEET

COLUMNS = [
    "area", "aim", "outcome", "measure", "kind", "name", "better", "chart", "rules", "period", "value",
    "unit", "out_of", "marker", "centre", "lower", "upper", "phase", "more_than_chance", "target",
    "target_by", "source", "status", "recorded_in",
]  # fmt: skip


def delivery_table(delivery):
    """Return every figure of the measures of a delivery plan.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``: figures and lines as the charts show them (of a u chart rates, of a p chart in per cent); a
        measure without a figure has one row. Empty where no measure is recorded.
    """
    rows = [row for aim in delivery.aims for one in aim.measures for row in _rows(delivery, aim, one)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    texts = [name for name in COLUMNS if name not in ("value", "out_of", "centre", "lower", "upper", "phase", "target")]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in texts})


def _rows(delivery, aim, one):
    """Yield the rows of one measure."""
    by = one.row.get("target_by", None)
    common = {
        "area": delivery.place,
        "aim": aim.name,
        "outcome": aim.now.get("outcome"),
        "measure": one.name,
        "kind": one.row.get("kind"),
        "name": one.row.get("name"),
        "better": one.row.get("better"),
        "chart": one.reading.chart,
        "rules": one.reading.rules.id,
        "unit": one.figures.unit,
        "target": one.row.get("target", None),
        "target_by": by.isoformat() if by else "",
        "source": one.figures.source,
        "status": one.figures.status,
        "recorded_in": "" if one.row.get("indicator") else delivery.words.evidence_form.sheet(SHEET).title,
    }
    if not one.figures.periods:
        yield common
        return
    marked = one.rules_met()
    phases = {
        point: number for number, phase in enumerate(one.reading.phases, 1) for point in range(phase.start, phase.end)
    }
    values, lines = one.values, {name: one.line(name) for name in ("centre", "lower", "upper")}
    for point, period in enumerate(one.figures.periods):
        yield common | {
            "period": period,
            "value": values[point],
            "out_of": one.figures.sizes[point],
            "marker": one.figures.markers[point],
            **{name: line[point] for name, line in lines.items()},
            "phase": phases[point],
            "more_than_chance": "; ".join(marked.get(point, ())),
        }
