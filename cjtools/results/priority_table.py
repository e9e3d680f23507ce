"""Outcomes and improvement activities of an area as one table: as decided, as scored, and where they stand on axes."""

import pandas as pd
from pandas.api.types import is_numeric_dtype

from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL

TOGETHER = "the partners together"  # scores that name no partner
OUTCOME, ACTIVITY = "outcome", "improvement activity"
COLUMNS = [
    "what", "outcome", "title", "number", "words", "lead", "achieved", "nearness", "priority", "action", "mean",
    "place", "not_scored", "recorded_in", "status",
]  # fmt: skip


def priority_table(plan):
    """Return what partners have decided and scored, one row for each outcome and each improvement activity.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``, then one column for each criterion that was scored (mean over partners, from 1 to 5, turned round
        where high scores come first), and two for each pair of axes on which an activity stands. ``mean`` and ``place``
        are those of the scores: the lower, the sooner. Empty where nothing is recorded.
    """
    given = plan.scores()
    criteria = [criterion.name for criterion in given.criteria] if given.scores else []
    sides = [_head(axes, side) for axes in plan.axes() for side in (axes.first, axes.second)]
    rows = [*_outcomes(plan, given), *_activities(plan, given, criteria)]
    columns = [*COLUMNS, *map(_criterion, criteria), *sides]
    status = ILLUSTRATIVE if plan.evidence.is_example else LOCAL
    table = pd.DataFrame([{"status": status if row.get("recorded_in") else "", **row} for row in rows], columns=columns)
    words = [name for name in columns if not is_numeric_dtype(table[name])]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in words})


def _outcomes(plan, given):
    """Yield the row of each outcome."""
    placed = {one.name: one for one in given.placed_outcomes()}
    for study in plan.studies:
        row = study.recorded.assessment()
        said = {} if row is None else _decided(row)
        yield {"what": OUTCOME, "outcome": study.outcome.id, "title": study.outcome.short_title, **said} | _placed(
            placed.get(study.outcome.id)
        )


def _decided(row):
    """Return what an assessment says."""
    yes = {name: {True: "yes", False: "no"}.get(row.get(name, None), "") for name in ("achieved", "priority")}
    return {
        **yes,
        "nearness": row.get("nearness"),
        "action": row.get("action"),
        "recorded_in": _cell("assessment", row),
    }


def _activities(plan, given, criteria):
    """Yield the row of each improvement activity."""
    placed = {one.name: one for one in given.placed_activities()}
    means = given.by_criterion()
    standing = [(axes, {one.activity: one for one in plan.points(axes)}) for axes in plan.axes()]
    for name, row in plan.improvements().items():
        outcome = plan.outcomes[row.get("outcome")]
        line = {
            "what": ACTIVITY,
            "outcome": outcome.id,
            "title": outcome.short_title,
            "number": name,
            "words": row.get("activity"),
            "lead": plan.words.partner_name(row.get("lead")),
            "recorded_in": _cell("improvement", row),
            **{_criterion(criterion): means.get(name, {}).get(criterion) for criterion in criteria},
        }
        for axes, points in standing:
            if name in points:
                line |= {_head(axes, axes.first): points[name].first, _head(axes, axes.second): points[name].second}
        lacking = given.gaps()
        missing = [
            f"{plan.words.partner_name(partner) or TOGETHER}: {', '.join(criteria)}"
            for (one, partner), criteria in lacking.items()
            if one == name
        ]
        yield line | _placed(placed.get(name)) | {"not_scored": "; ".join(missing)}


def _criterion(name):
    """Return the head of the column of a criterion, whatever that is called."""
    return f"criterion: {name}"


def _head(axes, side):
    """Return the head of the column of one axis: two pairs may share one."""
    return f"{axes.id}: {side}"


def _placed(one):
    """Return the mean and place of one that was scored."""
    if one is None or one.place is None:
        return {}
    return {"mean": one.mean, "place": one.place, "not_scored": "; ".join(one.missing)}


def _cell(sheet, row):
    """Return where a row is recorded."""
    return f"{sheet}, row {row.number}"
