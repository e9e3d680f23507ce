"""Shares by year with categories joined into the few groups that a chart can show."""

import numpy as np
import pandas as pd

from cjtools import stats
from cjtools.results.comparisons import read_beside


def grouped_shares(study, name):
    """Return an area's shares by year with categories joined into the few groups that a chart can show.

    Parameters
    ----------
    study : Study
    name : str
        Indicator id.

    Returns
    -------
    pandas.DataFrame
        part_label, period, numerator, denominator, value (per cent), status, cells, in the order of ``chart_groups``.
    """
    indicator = study.indicator(name)
    own = study.of_area(name)
    groups = indicator.chart_groups or {part: [part] for part in dict.fromkeys(own["part"])}
    rows_by_group = []
    for label, parts in groups.items():
        rows = own[own["part"].isin(parts)]
        columns = {name: rows[name].to_numpy() for name in ("numerator", "denominator", "value", "status", "cells")}
        for period, places in sorted(rows.groupby("period").indices.items()):
            of_group = {name: column[places] for name, column in columns.items()}
            bases = of_group["denominator"][~np.isnan(of_group["denominator"])]
            rows_by_group.append(
                {
                    "period": period,
                    "numerator": of_group["numerator"].sum(),
                    "denominator": bases[0] if len(bases) else np.nan,
                    "value": of_group["value"].sum(),
                    "status": max(of_group["status"]),
                    "cells": "; ".join(of_group["cells"]),
                    "part_label": label,
                }
            )
    return pd.DataFrame(
        rows_by_group, columns=["period", "numerator", "denominator", "value", "status", "cells", "part_label"]
    )


def joined(rows, indicator):
    """Return the shares of one place and year with categories joined as the indicator's chart joins them.

    A group of one category stays as it is. Of others the shares are added up, Scotland's and the peers' too, and read
    anew; how they have changed is not told, for the counts of earlier years are not at hand.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records of one place and period, one per category.
    indicator : Indicator

    Returns
    -------
    pandas.DataFrame
        One row per group, in the order of ``chart_groups``; the rows as they are where there are no groups.
    """
    if not indicator.chart_groups or rows.empty:
        return rows
    found = []
    for label, parts in indicator.chart_groups.items():
        of_group = rows[rows["part"].isin(parts)]
        if len(of_group):
            row = of_group.iloc[0].copy()
            found.append(_added(of_group, row) if len(parts) > 1 else row)
            found[-1]["part_label"] = label
    return pd.DataFrame(found)


def _added(rows, row):
    """Return the first of some rows with the figures of them all."""
    added = ("numerator", "value", "comparator_value", "group_value")
    row = row.copy()
    for name in added:
        row[name] = rows[name].sum(skipna=False)
    for level, ending in ((0.95, ""), (0.998, "_998")):
        limits = stats.wilson(row["numerator"], row["denominator"], level)
        row[f"lower{ending}"], row[f"upper{ending}"] = (100 * float(limit) for limit in limits)
    limits = [([row[f"lower{ending}"]], [row[f"upper{ending}"]]) for ending in ("", "_998")]
    for prefix, name in (("", "comparator_value"), ("group_", "group_value")):
        point = np.array([row[name]], dtype=float)
        events = np.array([row["numerator"]], dtype=float)
        row[f"{prefix}position"] = read_beside(*limits, point, events, point * row["denominator"] / 100)[0][0]
    row["baseline_reading"] = row["change_reading"] = ""
    if rows["value"].isna().any():
        row["marker"] = rows.loc[rows["value"].isna(), "marker"].iloc[0]
    return row
