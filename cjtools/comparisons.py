"""What a result is beside: Scotland, the family group, the year before, the baseline year."""

import numpy as np
import pandas as pd

from cjtools import stats
from cjtools.areas import SCOTLAND

FEW = 10  # under this many events nothing is read into a difference (methods as OHID and ScotPHO publish them)
TOO_FEW = "too few to tell"


def positions(lower, upper, point, events):
    """Return where an interval lies against a point: above, below, similar, too few to tell, or empty.

    The comparator counts as a point, as Fingertips and ScotPHO do. Without an interval or a point nothing is said.

    Parameters
    ----------
    lower, upper, point, events : array-like of float

    Returns
    -------
    numpy.ndarray of str

    Examples
    --------
    >>> positions([66.0, 50.0, 60.0], [74.0, 60.0, 90.0], [71.0, 71.0, 71.0], [300, 200, 8]).tolist()
    ['similar', 'below', 'too few to tell']
    """
    lower, upper, point, events = (np.asarray(a, dtype=float) for a in (lower, upper, point, events))
    said = np.select([lower > point, upper < point], ["above", "below"], "similar")
    known = ~(np.isnan(lower) | np.isnan(upper) | np.isnan(point) | np.isnan(events))
    return np.where(known, np.where(events < FEW, TOO_FEW, said), "").astype(object)


def verdicts(position, better):
    """Return better, worse, similar or too few to tell, by the indicator's direction; empty without a direction.

    Parameters
    ----------
    position : array-like of str
    better : str
        'higher', 'lower' or 'neither'.

    Returns
    -------
    numpy.ndarray of str

    Examples
    --------
    >>> verdicts(["above", "below"], "lower").tolist(), verdicts(["above"], "neither").tolist()
    (['worse', 'better'], [''])
    """
    position = np.asarray(position, dtype=object)
    if better == "neither":
        return np.full(position.shape, "", dtype=object)
    words = {"above": "better", "below": "worse"} if better == "higher" else {"above": "worse", "below": "better"}
    return np.array([words.get(word, word) for word in position], dtype=object)


def add_comparators(records, indicator, catalogue):
    """Return the records with Scotland and the family group beside each council.

    Counts are not compared: a large council always has more.

    Parameters
    ----------
    records : pandas.DataFrame
    indicator : Indicator
    catalogue : Catalogue

    Returns
    -------
    pandas.DataFrame
        With comparator, comparator_value, position, verdict and the same for the group.
    """
    groups = {area["area_code"]: area["people_group"] for area in catalogue.councils}
    beside = {"comparator": SCOTLAND, "group": records["area_code"].map(groups)}
    names = {group["group"]: group["name"] for group in catalogue.groups}
    values = records.set_index(["area_code", "part", "period"])[["value", "status"]]
    values = values[~values.index.duplicated()]
    records = records.copy()
    for kind, codes in beside.items():
        prefix = "" if kind == "comparator" else "group_"
        own = records["area_code"].isin(groups) & (indicator.statistic != "count")
        index = pd.MultiIndex.from_arrays([pd.Series(codes, index=records.index), records["part"], records["period"]])
        found = values.reindex(index)
        point = np.where(own, found["value"].to_numpy(dtype=float), np.nan)
        position = positions(records["lower"], records["upper"], point, records["numerator"])
        name = "Scotland" if kind == "comparator" else pd.Series(codes, index=records.index).map(names)
        records[kind] = np.where(own, name, "")
        records["comparator_value" if kind == "comparator" else "group_value"] = point
        records[f"{prefix}position"] = position
        records[f"{prefix}verdict"] = verdicts(position, indicator.better)
        made_up = own & (found["status"].to_numpy() == "illustrative") & ~np.isnan(point)
        records["status"] = np.where(made_up, "illustrative", records["status"])
    return records


def previous_period(period):
    """Return the period one year earlier, or None for something that is not a year.

    Examples
    --------
    >>> previous_period("2020-21"), previous_period("2000-01"), previous_period("2022")
    ('2019-20', '1999-00', '2021')
    """
    if not period[:4].isdigit():
        return None
    year = int(period[:4]) - 1
    return f"{year}-{(year + 1) % 100:02d}" if "-" in period else str(year)


def add_changes(records, indicator):
    """Return the records with the change from the year before and from the baseline year.

    Proportions and shares: difference in percentage points with Newcombe's interval. Counts and rates: percentage
    change with the exact conditional interval of the ratio. Published averages and rates: the plain difference.

    Parameters
    ----------
    records : pandas.DataFrame
    indicator : Indicator

    Returns
    -------
    pandas.DataFrame
    """
    baseline = indicator.baseline_period or ""
    previous = records["period"].map(previous_period)
    after = pd.Series(
        [baseline if baseline and period > baseline else None for period in records["period"]], dtype=object
    )
    records = _change(records, indicator, previous, "previous_period", "previous_value", "change", "change_reading")
    return _change(
        records, indicator, after, "baseline_period", "baseline_value", "baseline_change", "baseline_reading"
    )


def _change(records, indicator, earlier, period, value, change, reading):
    """Return the records with one change; ``earlier`` names the period compared with."""
    keyed = records.set_index(["area_code", "part", "period"])[["numerator", "denominator", "value", "status"]]
    keyed = keyed[~keyed.index.duplicated()]
    index = pd.MultiIndex.from_arrays([records["area_code"], records["part"], earlier])
    then = keyed.reindex(index).reset_index(drop=True)
    known = (then["value"].notna() & records["value"].notna()).to_numpy()
    moved, lower, upper, unit = _difference(records, then, indicator.statistic)
    events = np.minimum(records["numerator"].to_numpy(dtype=float), then["numerator"].to_numpy(dtype=float))
    said = positions(lower, upper, np.zeros(len(records)), events)
    words = {"above": "up", "below": "down", "similar": "no clear change"}
    made_up = known & (then["status"].to_numpy() == "illustrative")
    return records.assign(
        **{
            period: np.where(known, earlier, ""),
            value: np.where(known, then["value"], np.nan),
            change: np.where(known, moved, np.nan),
            f"{change}_lower": np.where(known, lower, np.nan),
            f"{change}_upper": np.where(known, upper, np.nan),
            "change_unit": unit,
            reading: [words.get(word, word) if ok else "" for word, ok in zip(said, known, strict=True)],
            "status": np.where(made_up, "illustrative", records["status"]),
        }
    )


def _difference(now, then, statistic):
    """Return change, its 95 % limits and its unit, as arrays."""
    count, base = (now[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    count_then, base_then = (then[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    if statistic in ("proportion", "share"):
        fits = (count <= base) & (count_then <= base_then) & (base > 0) & (base_then > 0)
        pair = [np.where(fits, a, np.nan) for a in (count, base, count_then, base_then)]
        return *(100 * np.asarray(a) for a in stats.difference_of_proportions(*pair)), "percentage points"
    if statistic in ("count", "rate"):
        if statistic == "count":
            base, base_then = np.ones_like(count), np.ones_like(count)
        ratio = stats.ratio_of_rates(count, base, count_then, base_then)
        return *(100 * (np.asarray(a) - 1) for a in ratio), "per cent"
    gap = now["value"].to_numpy(dtype=float) - then["value"].to_numpy(dtype=float)
    nothing = np.full(len(now), np.nan)
    return gap, nothing, nothing, now["unit"].iloc[0] if len(now) else ""
