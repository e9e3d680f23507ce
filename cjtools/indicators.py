"""Catalogue + observations -> result records: one row per indicator part, area and period, with all that is said of it."""

import numpy as np
import pandas as pd

from cjtools import comparisons, stats
from cjtools.areas import SCOTLAND
from cjtools.errors import Problem, UnknownName

RESULT = [
    "indicator", "part", "part_label", "area_code", "area_name", "period", "period_type",
    "numerator", "denominator", "value", "lower", "upper", "unit", "method",
    "comparator", "comparator_value", "position", "verdict",
    "group", "group_value", "group_position", "group_verdict",
    "previous_period", "previous_value", "change", "change_lower", "change_upper", "change_unit", "change_reading",
    "baseline_period", "baseline_value", "baseline_change", "baseline_change_lower", "baseline_change_upper",
    "baseline_reading", "marker", "note", "status", "source", "edition", "cells",
]  # fmt: skip
TOTAL = "Total"
MAX_POPULATION_AGE = 3  # years that a population may be older than the figure it is the base of


def calculate(indicator, observations, catalogue):
    """Return the result records of one indicator for every area, family group and period that there are figures for.

    Definitions are the indicator file's: numerator and denominator are sums of observations, groups are pooled from
    counts, rates use the newest mid-year population held at or before the start of the year.

    Parameters
    ----------
    indicator : Indicator
    observations : pandas.DataFrame
        Processed observations.
    catalogue : Catalogue

    Returns
    -------
    pandas.DataFrame
        Columns ``RESULT``. 95 % limits: Wilson for proportions and shares; exact Poisson under 10 events and Byar from
        10 for counts and rates; none for published averages and rates.

    Raises
    ------
    UnknownName
        When the statistic is not one of those known.
    """
    terms = [*indicator.numerator, *indicator.denominator, *([indicator.weight] if indicator.weight else [])]
    observations = observations[observations["measure"].isin([term.measure for term in terms])]
    records = _values(indicator, observations)
    if records.empty:
        return pd.DataFrame(columns=RESULT)
    is_total = records["part"] == TOTAL
    records = records.assign(part_label=records["part"].where(~is_total, indicator.name))
    records = pd.concat([records, _pooled(records, indicator, catalogue)], ignore_index=True)
    records = records.assign(indicator=indicator.id, unit=indicator.unit, area_name=_names(records, catalogue))
    records = _with_limits(records, indicator)
    records = comparisons.add_comparators(records, indicator, catalogue)
    records = comparisons.add_changes(records, indicator)
    return records.reindex(columns=RESULT)


def _values(indicator, observations):
    """Return numerator, denominator and provenance of every part, area and period."""
    top = _share_counts(indicator, observations) if indicator.statistic == "share" else None
    if top is None:
        top = _sum_terms(indicator.numerator, observations).assign(part=TOTAL)
    if indicator.level == "scotland":
        top = top[top["area_code"] == SCOTLAND]
    if not indicator.denominator:
        weights = _weights(indicator, top, observations)
        return top.rename(columns={"value": "numerator"}).assign(denominator=np.nan, note="", **weights)
    bottom = _sum_terms(indicator.denominator, observations)
    if not len(top) or not len(bottom):
        return pd.DataFrame()
    if indicator.population_year == "start":
        return _over_population(top, bottom)
    both = top.merge(bottom, on=["area_code", "period"], how="left", suffixes=("", "_base"))
    return _joined(both, both["value_base"])


def _share_counts(indicator, observations):
    """Return the count of each category of a share's breakdown, one part per category."""
    measure = indicator.numerator[0].measure
    rows = observations[(observations["measure"] == measure) & (observations["breakdown"] == indicator.breakdown)]
    if indicator.parts:
        rows = rows[rows["category"].isin(indicator.parts)]
    return _plain(rows).assign(part=rows["category"].astype(str).to_numpy())


def _weights(indicator, top, observations):
    """Return the column of counts that a mean is over; empty for other statistics."""
    if indicator.weight is None:
        return {}
    weight = _sum_terms([_as_term(indicator.weight)], observations).set_index(["area_code", "period"])["value"]
    index = pd.MultiIndex.from_frame(top[["area_code", "period"]])
    return {"weight": weight.reindex(index).to_numpy()}


def _as_term(weight):
    """Return a weight as a term."""
    from cjtools.catalogue.models import Term

    return Term(**weight.model_dump())


def _sum_terms(terms, observations):
    """Return the signed sum of terms by area and period; missing where any summand is missing."""
    total = None
    for term in terms:
        one = _term(term, observations)
        if total is None:
            total = one.assign(value=one["value"] * term.sign)
            continue
        both = total.merge(one, on=["area_code", "period"], how="outer", suffixes=("", "_more"))
        for column in ("marker", "status", "source", "edition", "cells", "period_type"):
            both[column] = both[column].fillna("").astype(str)
            both[f"{column}_more"] = both[f"{column}_more"].fillna("").astype(str)
        value = both["value"] + term.sign * both["value_more"]
        marker = both["marker"].where(both["marker"] != "", both["marker_more"])
        marker = marker.where(value.isna() & (marker != ""), np.where(value.isna(), "[x]", marker))
        status = np.where(
            (both["status"] == "illustrative") | (both["status_more"] == "illustrative"), "illustrative", both["status"]
        )
        total = both.assign(
            value=value,
            marker=marker,
            status=np.where(status == "", both["status_more"], status),
            source=both["source"].where(both["source"] != "", both["source_more"]),
            edition=both["edition"].where(both["edition"] != "", both["edition_more"]),
            period_type=both["period_type"].where(both["period_type"] != "", both["period_type_more"]),
            cells=(both["cells"] + "; " + both["cells_more"]).str.strip("; "),
        )[one.columns]
    return total


def _term(term, observations):
    """Return the observations of one term as area_code, period, period_type, value and provenance."""
    return _plain(
        observations[
            (observations["measure"] == term.measure)
            & (observations["breakdown"] == term.breakdown)
            & (observations["category"] == term.category)
        ]
    )


def _plain(rows):
    """Return some observations as plain text columns, value and cells."""
    names = ("area_code", "period", "period_type", "marker", "status", "source", "edition")
    cells = rows["file"].astype(str) + "#" + rows["cell"].astype(str)
    columns = {name: rows[name].astype(str) for name in names}
    return pd.DataFrame({**columns, "value": rows["value"], "cells": cells}).reset_index(drop=True)


def _joined(both, base, note=""):
    """Return a merged frame of numerator (plain names) and denominator (names ending in _base) as one."""
    marker = both["marker"].where(
        both["value"].isna(), both["marker_base"].fillna("[x]").where(base.isna(), both["marker"])
    )
    status = np.where(both["status_base"] == "illustrative", "illustrative", both["status"])
    return pd.DataFrame(
        {
            "area_code": both["area_code"],
            "part": both["part"],
            "period": both["period"],
            "period_type": both["period_type"],
            "numerator": both["value"],
            "denominator": base,
            "marker": marker.where((marker != "") | (both["value"].notna() & base.notna()), "[x]"),
            "status": status,
            "source": both["source"],
            "edition": both["edition"],
            "cells": both["cells"] + "; " + both["cells_base"].fillna(""),
            "note": note if isinstance(note, str) else note.to_numpy(),
        }
    )


def _over_population(top, bottom):
    """Join each year with the newest mid-year population held at or before its start."""
    top = top.assign(start=top["period"].str[:4].astype(int)).sort_values("start", kind="stable")
    bottom = bottom.assign(mid_year=bottom["period"].str[:4].astype(int)).sort_values("mid_year", kind="stable")
    bottom = bottom[bottom["value"].notna()].drop(columns=["period", "period_type"])
    both = pd.merge_asof(
        top,
        bottom,
        left_on="start",
        right_on="mid_year",
        by="area_code",
        suffixes=("", "_base"),
        tolerance=MAX_POPULATION_AGE,
    )
    used = both["mid_year"].fillna(0).astype(int)
    late = "Rate worked out on the mid-" + used.astype(str) + " population: mid-" + both["start"].astype(str)
    note = pd.Series(np.where(used == both["start"], "", late + " is not held for this age range."))
    note = note.where(used > 0, "No population by age is held for this year.")
    return _joined(both, both["value_base"], note)


def _pooled(records, indicator, catalogue):
    """Return the records of the family groups: counts of all members added up, never rates averaged."""
    if indicator.statistic == "published" or indicator.level == "scotland":
        return pd.DataFrame(columns=records.columns)
    members = pd.DataFrame(
        [
            {"area_code": area["area_code"], "group_code": area[f"{scheme}_group"]}
            for area in catalogue.councils
            for scheme in ("people", "place")
        ]
    )
    sizes = members.groupby("group_code").size()
    rows = records.merge(members, on="area_code")
    if indicator.statistic == "mean":
        rows = rows.assign(numerator=rows["numerator"] * rows["weight"], denominator=rows["weight"])
    rows = rows.assign(made_up=rows["status"] == "illustrative", has_base=rows["denominator"].notna())
    grouped = rows.groupby(["group_code", "part", "part_label", "period", "period_type"], sort=False)
    sums = grouped.agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        councils=("numerator", "count"),
        bases=("has_base", "sum"),
        made_up=("made_up", "any"),
        source=("source", "first"),
        edition=("edition", "max"),
    ).reset_index()
    size = sums["group_code"].map(sizes)
    whole = (sums["councils"] == size) & ((sums["bases"] == size) | (not indicator.denominator))
    if indicator.statistic == "mean":
        sums = sums.assign(numerator=sums["numerator"] / sums["denominator"])
    has_base = bool(indicator.denominator)
    few = sums["councils"].astype(str) + " of " + size.astype(str) + " councils of the group have a figure."
    return pd.DataFrame(
        {
            **{name: sums[name] for name in ("part", "part_label", "period", "period_type", "source", "edition")},
            "area_code": sums["group_code"],
            "numerator": sums["numerator"].where(whole),
            "denominator": sums["denominator"].where(whole & has_base),
            "marker": np.where(whole, "", "[x]"),
            "note": np.where(whole, "", few),
            "status": np.where(sums["made_up"], "illustrative", "published"),
            "cells": "",
        }
    )


def _names(records, catalogue):
    """Return the name of each record's area or group."""
    names = {area["area_code"]: area["area_name"] for area in catalogue.areas}
    names |= {group["group"]: group["name"] for group in catalogue.groups}
    return records["area_code"].map(names)


def _with_limits(records, indicator):
    """Return the records with value, 95 % limits and the method's name."""
    numerator, denominator = records["numerator"], records["denominator"]
    statistic = indicator.statistic
    if statistic in ("proportion", "share"):
        base = denominator.where(denominator > 0)
        possible = (numerator <= base) & (numerator >= 0)
        lower, upper = stats.wilson(numerator.where(possible), base.where(possible))
        values = {"value": 100 * numerator / base, "lower": 100 * lower, "upper": 100 * upper}
        method = "Wilson 95 % interval"
    elif statistic == "rate":
        base = denominator.where(denominator > 0)
        lower, upper = stats.poisson_limits(numerator)
        values = {
            "value": stats.rate(numerator, base, indicator.per),
            "lower": lower / base * indicator.per,
            "upper": upper / base * indicator.per,
        }
        method = "95 % interval: exact Poisson under 10 events, Byar from 10"
    elif statistic == "count":
        lower, upper = stats.poisson_limits(numerator)
        values = {"value": numerator, "lower": lower, "upper": upper}
        method = "95 % interval: exact Poisson under 10 events, Byar from 10"
    elif statistic in ("mean", "published"):
        values = {"value": numerator, "lower": np.nan, "upper": np.nan}
        method = "as published; no interval can be worked out from it"
    else:
        raise UnknownName(Problem(f"statistic '{statistic}' of indicator {indicator.id} is not known"))
    if statistic in ("mean", "published"):
        records = records.assign(numerator=np.nan)
    records = records.assign(**{name: np.asarray(value, dtype=float) for name, value in values.items()}, method=method)
    empty_base = (denominator == 0) & (records["marker"].fillna("") == "")
    marker = records["marker"].fillna("").where(~empty_base, "[z]")
    return records.assign(marker=marker, note=records.get("note", pd.Series("", index=records.index)).fillna(""))
