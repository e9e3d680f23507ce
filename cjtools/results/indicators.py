"""Catalogue + observations -> result records: one row per indicator part, area and period, with all said of it."""

import numpy as np
import pandas as pd

from cjtools import markers, stats
from cjtools.areas import SCOTLAND
from cjtools.errors import Problem, UnknownName
from cjtools.levels import CENTRE, NATION, UNPLACED
from cjtools.results import changes, comparisons, sums
from cjtools.results.comparisons import LEVELS
from cjtools.results.peers import DEFAULT, peers_by_council

RESULT = [
    "indicator", "part", "part_label", "area_code", "area_name", "period", "period_type",
    "numerator", "denominator", "value", "lower", "upper", "lower_998", "upper_998", "unit", "method",
    "comparator", "comparator_value", "comparator_expected", "position", "verdict", "certainty",
    "group", "group_value", "group_position", "group_verdict", "group_certainty",
    "quartile", "lower_quartile", "median", "upper_quartile",
    "previous_period", "previous_value", "change", "change_lower", "change_upper", "change_unit", "change_reading",
    "change_certainty", "change_needed",
    "baseline_period", "baseline_value", "baseline_change", "baseline_change_lower", "baseline_change_upper",
    "baseline_reading", "baseline_certainty", "baseline_needed",
    "trend_from", "trend", "trend_verdict", "trend_chi_squared",
    "marker", "note", "status", "source", "edition", "cells",
]  # fmt: skip
NUMBERS = [
    "numerator", "denominator", "value", "lower", "upper", "lower_998", "upper_998", "comparator_value",
    "comparator_expected", "group_value", "quartile", "lower_quartile", "median", "upper_quartile",
    "previous_value", "change", "change_lower", "change_upper", "change_needed", "baseline_value", "baseline_change",
    "baseline_change_lower", "baseline_change_upper", "baseline_needed", "trend_chi_squared",
]  # fmt: skip
TOTAL = "Total"
MAX_POPULATION_AGE = 3  # years that a population may be older than the figure it is the base of
WHOLE = "as published, in whole numbers; no interval can be worked out from it"
UNKNOWN_CENTRE = (
    "The source counts a custody centre that is not in the list of places, and it may be one of this division."
)
WORKED_BACK = "as published; Wilson interval on the count that the percentage and the number of people give, rounded"
POISSON = "exact Poisson interval under 10 events, Byar's from 10"


def calculate(indicator, observations, catalogue, peers=None):
    """Return the result records of one indicator for every place, peer group and period that there are figures for.

    Definitions are the indicator file's: numerator and denominator are sums of observations, groups are pooled from
    counts, rates use the newest mid-year population held at or before the start of the year.

    Parameters
    ----------
    indicator : Indicator
    observations : pandas.DataFrame
        Processed observations.
    catalogue : Catalogue
    peers : dict, optional
        Area code -> Peers, the councils that each is set beside; by default its family group by deprivation.

    Returns
    -------
    pandas.DataFrame
        Columns ``RESULT``. Limits at 95 % and 99.8 %: Wilson for proportions and shares; exact Poisson under 10
        events and Byar from 10 for counts and rates; none for averages and for figures that are published as they
        stand. The denominator of an average is the number of cases that it is over.

    Raises
    ------
    UnknownName
        When the statistic is not one of those known.
    """
    records = _values(indicator, observations)
    if records.empty:
        return pd.DataFrame(columns=RESULT).astype(dict.fromkeys(NUMBERS, float))
    peers = peers_by_council(DEFAULT, catalogue) if peers is None else peers
    pooled = _pooled(records, indicator, catalogue, peers)
    if indicator.level == CENTRE:
        pooled = _without_doubtful(pooled, indicator, observations)
    records = pd.concat([records, pooled], ignore_index=True)
    is_total = records["part"] == TOTAL
    records = records.assign(
        part_label=records["part"].where(~is_total, indicator.name),
        indicator=indicator.id,
        unit=indicator.unit,
        area_name=records["area_code"].map(_names(catalogue, peers)),
    )
    records = _with_limits(records, indicator)
    records = comparisons.add_comparators(records, indicator, catalogue, peers)
    records = comparisons.add_quartiles(records, indicator, catalogue)
    records = changes.add_changes(records, indicator)
    records = changes.add_trend(records, indicator)
    return records.reindex(columns=RESULT)


def _values(indicator, observations):
    """Return numerator, denominator and provenance of every part, place and period; of a mean, value and weight."""
    if indicator.statistic == "share" or not indicator.parts:
        return _values_of(indicator, observations)
    frames = [_values_of(_of_part(indicator, part), observations) for part in indicator.parts]
    frames = [frame.assign(part=part) for part, frame in zip(indicator.parts, frames, strict=True) if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _of_part(indicator, part):
    """Return the indicator for one category of its breakdown: of numerator and denominator alike."""
    in_part = {"breakdown": indicator.breakdown, "category": part}
    terms = {
        name: [term.model_copy(update=in_part) for term in getattr(indicator, name)]
        for name in ("numerator", "denominator")
    }
    return indicator.model_copy(update={**terms, "parts": [], "breakdown": None})


def _values_of(indicator, observations):
    """Return the values of an indicator whose parts, if any, are shares."""
    weight = [_as_term(indicator.weight)] if indicator.weight else []
    terms = [*indicator.numerator, *indicator.denominator, *weight]
    rows = sums.plain(observations, terms, indicator.breakdown)
    top = _share_counts(indicator, rows) if indicator.statistic == "share" else None
    if top is None:
        top = sums.summed(rows, indicator.numerator).assign(part=TOTAL)
    if indicator.level == NATION:
        top = top[top["area_code"] == SCOTLAND]
    if not indicator.denominator and not weight:
        return top.rename(columns={"value": "numerator"}).assign(denominator=np.nan, note="")
    bottom = sums.summed(rows, weight or indicator.denominator)
    if not len(top) or not (len(bottom) or weight):
        return pd.DataFrame()
    if indicator.population_year == "start":
        return _over_population(top, bottom)
    places = sums.found_at(sums.keys(bottom["area_code"], bottom["period"]), sums.keys(top["area_code"], top["period"]))
    return _joined(top, bottom, places, is_mean=bool(weight))


def _share_counts(indicator, rows):
    """Return the count of each category of a share's breakdown, one part per category."""
    rows = rows[(rows["measure"] == indicator.numerator[0].measure) & (rows["breakdown"] == indicator.breakdown)]
    if indicator.parts:
        rows = rows[rows["category"].isin(indicator.parts)]
    return rows.assign(part=rows["category"])


def _as_term(weight):
    """Return a weight as a term."""
    from cjtools.catalogue.models import Term

    return Term(**weight.model_dump())


def _joined(top, bottom, places, note="", is_mean=False):
    """Return numerators with the denominators that stand at some places of ``bottom`` (-1: there is none)."""
    numerator = top["value"].to_numpy(dtype=float)
    base = sums.taken(bottom["value"].to_numpy(dtype=float), places, np.nan)
    marker = top["marker"].to_numpy()
    marker = np.where(~np.isnan(numerator) & (marker == markers.NIL) & (not is_mean), "", marker)
    if not is_mean:  # a mean stands as published, with or without the number of cases it is over
        of_base = sums.taken(bottom["marker"].to_numpy(), places, markers.NOT_AVAILABLE)
        of_base = np.where(of_base == "", markers.NOT_AVAILABLE, of_base)
        marker = np.where(~np.isnan(numerator) & np.isnan(base), of_base, marker)
    cells = zip(top["cells"], sums.taken(bottom["cells"].to_numpy(), places, ""), strict=True)
    of_base = [sums.taken(bottom[name].to_numpy(), places, "") for name in ("source", "edition")]
    sources, editions = sums.named_sources((top["source"], top["edition"]), of_base)
    return pd.DataFrame(
        {
            **{name: top[name].to_numpy() for name in ("area_code", "part", "period", "period_type")},
            "numerator": numerator,
            "denominator": base,
            "marker": marker,
            "status": sums.worst(top["status"].to_numpy(), sums.taken(bottom["status"].to_numpy(), places, "")),
            "source": sources,
            "edition": editions,
            "cells": ["; ".join(filter(None, pair)) for pair in cells],
            "note": note,
        }
    )


def _over_population(top, bottom):
    """Join each year with the newest mid-year population held at or before its start."""
    bottom = bottom[bottom["value"].notna()]
    known = sums.keys(bottom["area_code"], bottom["period"].str[:4])
    start = top["period"].str[:4].astype(int).to_numpy()
    places = np.full(len(top), -1)
    used = np.zeros(len(top), dtype=int)
    for age in range(MAX_POPULATION_AGE + 1):
        older = sums.found_at(known, sums.keys(top["area_code"], (start - age).astype(str)))
        used = np.where(places < 0, start - age, used)
        places = np.where(places < 0, older, places)
    used = used.astype(str).astype(object)
    late = (
        "Rate worked out on the mid-" + used + " population: mid-" + start.astype(str).astype(object) + " is not held."
    )
    note = np.where(used == start.astype(str), "", late)
    none = f"No population is held for this year or the {MAX_POPULATION_AGE} before it."
    return _joined(top, bottom, places, np.where(places < 0, none, note))


def _pooled(records, indicator, catalogue, peers):
    """Return the records of groups of places: counts of all members added up, never rates averaged."""
    none = pd.DataFrame(columns=records.columns)
    if indicator.level == NATION or not _can_be_pooled(indicator, catalogue):
        return none
    if indicator.level == CENTRE:
        centres = [place for place in catalogue.places if place["kind"] == CENTRE]
        codes = {place["parent"] for place in centres}
        groups = {code: [place["place_code"] for place in centres if place["parent"] == code] for code in codes}
    else:
        groups = {each.code: each.members for each in peers.values()}
    pairs = [(group, member) for group, members in sorted(groups.items()) for member in members]
    members = pd.DataFrame(pairs, columns=["group", "area_code"])
    rows = members.merge(records, on="area_code", how="inner", sort=False)
    if rows.empty:
        return none
    what = "custody centres of the division" if indicator.level == CENTRE else "councils of the group"
    return _added_up(rows, indicator, members["group"].value_counts(), what)


def _without_doubtful(pooled, indicator, observations):
    """Return the sums of divisions without a figure in the years for which a centre's division is not known."""
    measures = {term.measure for term in indicator.terms}
    unplaced = observations[observations["measure"].isin(measures) & (observations["area_code"] == UNPLACED)]
    doubtful = pooled["period"].isin(set(unplaced["period"])).to_numpy()
    pooled = pooled.copy()
    pooled.loc[doubtful, ["numerator", "denominator"]] = np.nan
    pooled.loc[doubtful, ["marker", "note"]] = [markers.NOT_AVAILABLE, UNKNOWN_CENTRE]
    return pooled


def _can_be_pooled(indicator, catalogue):
    """Return whether councils can be added up: counts can, a published rate or average cannot."""
    measure = indicator.numerator[0].measure
    return indicator.statistic != "published" or catalogue.measures[measure]["councils_add_up"] == "yes"


def _added_up(rows, indicator, size, what):
    """Return one record per group, part and period; no figure where a member has none, and then a note."""
    numerator, base = (rows[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    is_mean = indicator.statistic == "mean"
    has_base = is_mean or bool(indicator.denominator)
    if is_mean:  # the sum behind an average; an average over no cases adds nothing
        numerator = np.where(base == 0, 0.0, numerator * base)
    is_known = ~np.isnan(numerator) & (~np.isnan(base) | (not has_base))
    code, _ = pd.factorize(sums.keys(rows["group"], rows["part"], rows["period"], rows["period_type"]))
    first = rows.iloc[np.unique(code, return_index=True)[1]]
    members = size.reindex(first["group"]).to_numpy()
    known = np.bincount(code, is_known).astype(int)
    whole = known == members
    total, total_base = (np.bincount(code, np.where(is_known, part, 0.0)) for part in (numerator, base))
    if is_mean:
        total = total / np.where(total_base > 0, total_base, np.nan)
    few = [f"{n} of {of} {what} have a figure." for n, of in zip(known, members, strict=True)]
    has_status = [np.bincount(code, rows["status"] == word) > 0 for word in sums.CONCERN]
    return pd.DataFrame(
        {
            **{name: first[name].to_numpy() for name in ("part", "period", "period_type", "source", "edition")},
            "area_code": first["group"].to_numpy(),
            "numerator": np.where(whole, total, np.nan),
            "denominator": np.where(whole & has_base, total_base, np.nan),
            "marker": np.where(whole, "", markers.NOT_AVAILABLE),
            "note": np.where(whole, _last_word(code, rows["note"]), few),
            "status": np.select(has_status, sums.CONCERN, ""),
            "cells": "",
        }
    )


def _behind(value, base):
    """Return the count behind a published percentage of so many people, to the nearest whole, and its limits."""
    count = np.round(value * base / 100)
    of = np.where(base > 0, base, np.nan)
    return count, {level: [100 * limit for limit in stats.wilson(count, of, level)] for level in LEVELS}


def _last_word(code, words):
    """Return for each code the word that comes last in the alphabet: the newest edition, a note rather than none."""
    last = {}
    for one, word in zip(code.tolist(), words.tolist(), strict=True):
        last[one] = max(last.get(one, ""), word)
    return [last[one] for one in sorted(last)]


def _names(catalogue, peers):
    """Return the name of every place and group."""
    return {**catalogue.place_names, **{each.code: each.name for each in peers.values()}}


def _with_limits(records, indicator):
    """Return the records with value, limits, the method's name, and a marker wherever there is no value."""
    numerator, base = (records[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    nothing = np.full(len(records), np.nan)
    limits = {level: (nothing, nothing) for level in LEVELS}
    note = records["note"].to_numpy()
    method = np.full(len(records), "as published; no interval can be worked out from it", dtype=object)
    statistic = indicator.statistic
    if statistic in ("proportion", "share"):
        possible = (base > 0) & (numerator >= 0) & (numerator <= base)
        note = np.where(numerator > base, "The count is larger than its base, so there is no percentage.", note)
        count, of = np.where(possible, numerator, np.nan), np.where(possible, base, np.nan)
        limits = {level: [100 * limit for limit in stats.wilson(count, of, level)] for level in LEVELS}
        value, method = 100 * count / of, "Wilson interval"
    elif statistic == "rate":
        of = np.where(base > 0, base, np.nan)
        limits = {
            level: [limit / of * indicator.per for limit in stats.poisson_limits(numerator, level)] for level in LEVELS
        }
        value, method = stats.rate(numerator, of, indicator.per), POISSON
    elif statistic == "count":
        limits = {level: stats.poisson_limits(numerator, level) for level in LEVELS}
        value, method = numerator, POISSON
    elif statistic in ("mean", "published"):
        value, numerator = numerator, nothing
        known = value[~np.isnan(value)]
        if statistic == "published" and len(known) and (known % 1 == 0).all():
            method[:] = WHOLE
        if statistic == "published" and indicator.weight:
            numerator, limits = _behind(value, base)
            method[:] = WORKED_BACK
        is_group = (records["cells"] == "").to_numpy()
        method[is_group] = "worked out from the published figures; no interval"
    else:
        raise UnknownName(Problem(f"statistic '{statistic}' of indicator {indicator.id} is not known"))
    marker = records["marker"].to_numpy()
    why = np.where(base == 0, markers.NOT_APPLICABLE, markers.NOT_AVAILABLE)
    (lower, upper), (lower_998, upper_998) = limits.values()
    return records.assign(
        numerator=numerator, denominator=base, value=value, lower=lower, upper=upper, lower_998=lower_998,
        upper_998=upper_998, method=method, note=note,
        marker=np.where(np.isnan(value) & (marker == ""), why, marker),
    )  # fmt: skip
