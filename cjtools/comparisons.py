"""What a result is beside: Scotland, the family group, the year before, the baseline year."""

import numpy as np
import pandas as pd

from cjtools import stats
from cjtools.areas import SCOTLAND
from cjtools.sums import found_at, keys, taken, worst

FEW = 10  # under this many events nothing is read into a difference (methods as OHID and ScotPHO publish them)
TOO_FEW = "too few to tell"
READINGS = {"above": "up", "below": "down", "similar": "no clear change"}


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
    no_interval = np.isnan(lower) | np.isnan(upper)
    return np.select(
        [np.isnan(point) | np.isnan(events), events < FEW, no_interval, lower > point, upper < point],
        ["", TOO_FEW, "", "above", "below"],
        "similar",
    ).astype(object)


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
    names = {group["group"]: group["name"] for group in catalogue.groups}
    own = records["area_code"].isin(groups).to_numpy() & is_compared(indicator, catalogue)
    group = records["area_code"].map(groups).fillna("").to_numpy(dtype=object)
    known = keys(records["area_code"], records["part"], records["period"])
    value, status = records["value"].to_numpy(dtype=float), records["status"].to_numpy(dtype=object)
    events = _events(records, indicator)
    columns, worst_status = {}, status
    for prefix, kind, codes, name in (
        ("", "comparator", np.full(len(records), SCOTLAND, dtype=object), "Scotland"),
        ("group_", "group", group, pd.Series(group).map(names).to_numpy()),
    ):
        places = found_at(known, keys(codes, records["part"], records["period"]))
        point = np.where(own, taken(value, places, np.nan), np.nan)
        position = positions(records["lower"], records["upper"], point, events)
        columns[kind] = np.where(own, name, "")
        columns["comparator_value" if kind == "comparator" else "group_value"] = point
        columns[f"{prefix}position"] = position
        columns[f"{prefix}verdict"] = verdicts(position, indicator.better)
        worst_status = worst(worst_status, np.where(np.isnan(point), "", taken(status, places, "")))
    return records.assign(**columns, status=worst_status)


def is_compared(indicator, catalogue):
    """Return whether councils are set beside Scotland: not where they add up to it, for then size alone decides.

    Parameters
    ----------
    indicator : Indicator
    catalogue : Catalogue

    Returns
    -------
    bool
    """
    if indicator.statistic == "published":
        return catalogue.measures[indicator.numerator[0].measure]["councils_add_up"] != "yes"
    return indicator.statistic != "count"


def _events(records, indicator):
    """Return the cases that a value rests on: the count itself, or what an average is over; NaN without a value."""
    name = "denominator" if indicator.statistic == "mean" else "numerator"
    return records[name].where(records["value"].notna()).to_numpy(dtype=float)


def previous_period(period):
    """Return the period one year earlier, or empty text for something that is not a year.

    Examples
    --------
    >>> previous_period("2020-21"), previous_period("2000-01"), previous_period("2022")
    ('2019-20', '1999-00', '2021')
    """
    if not period[:4].isdigit():
        return ""
    year = int(period[:4]) - 1
    return f"{year}-{(year + 1) % 100:02d}" if "-" in period else str(year)


def add_changes(records, indicator):
    """Return the records with the change from the year before and from the baseline year.

    Proportions and shares: difference in percentage points with Newcombe's interval. Counts and rates: percentage
    change with the exact conditional interval of the ratio; none where there was nothing before. Averages and
    published figures: the plain difference.

    Parameters
    ----------
    records : pandas.DataFrame
    indicator : Indicator

    Returns
    -------
    pandas.DataFrame
    """
    baseline = indicator.baseline_period or ""
    before = {period: previous_period(period) for period in records["period"].unique()}
    since = {period: baseline if period > baseline else "" for period in before}
    known = keys(records["area_code"], records["part"], records["period"])
    changes, status = {}, records["status"].to_numpy(dtype=object)
    for names, earlier in ((("previous", "", "change"), before), (("baseline", "baseline_", "baseline"), since)):
        period = records["period"].map(earlier).to_numpy(dtype=object)
        places = found_at(known, keys(records["area_code"], records["part"], period))
        columns, then_status = _change(records, indicator, places)
        changes[f"{names[0]}_period"] = np.where(then_status == "", "", period)
        changes |= {name.format(*names): column for name, column in columns.items()}
        status = worst(status, then_status)
    unit = _change_unit(indicator)
    return records.assign(**changes, change_unit=unit, status=status)


def _change(records, indicator, places):
    """Return the columns of one change from the records at some places, and their status ('' where unknown)."""
    numbers = {name: records[name].to_numpy(dtype=float) for name in ("numerator", "denominator", "value")}
    numbers["events"] = _events(records, indicator)
    then = {name: taken(column, places, np.nan) for name, column in numbers.items()}
    known = ~np.isnan(numbers["value"]) & ~np.isnan(then["value"])
    moved, lower, upper = _difference(numbers, then, indicator.statistic)
    has_size = known & np.isfinite(moved)  # after a year with none there is no percentage
    moved, lower, upper = (np.where(has_size, part, np.nan) for part in (moved, lower, upper))
    events = np.minimum(numbers["events"], then["events"])
    said = positions(lower, upper, np.where(known, 0.0, np.nan), events)
    reading = np.select([said == word for word in READINGS], list(READINGS.values()), said)
    status = np.where(known, taken(records["status"].to_numpy(dtype=object), places, ""), "")
    columns = {
        "{0}_value": np.where(known, then["value"], np.nan),
        "{1}change": moved,
        "{1}change_lower": lower,
        "{1}change_upper": upper,
        "{2}_reading": reading,
    }
    return columns, status


def _difference(now, then, statistic):
    """Return change and its 95 % limits, as arrays."""
    count, base, count_then, base_then = (of[name] for of in (now, then) for name in ("numerator", "denominator"))
    if statistic in ("proportion", "share"):
        fits = ~(np.isnan(now["value"]) | np.isnan(then["value"]))
        pair = [np.where(fits, a, np.nan) for a in (count, base, count_then, base_then)]
        return [100 * a for a in stats.difference_of_proportions(*pair)]
    if statistic in ("count", "rate"):
        if statistic == "count":
            base = base_then = np.ones_like(count)
        return [100 * (a - 1) for a in stats.ratio_of_rates(count, base, count_then, base_then)]
    return [now["value"] - then["value"], np.full(len(count), np.nan), np.full(len(count), np.nan)]


def _change_unit(indicator):
    """Return the unit that changes are given in."""
    if indicator.statistic in ("proportion", "share"):
        return "percentage points"
    if indicator.statistic in ("count", "rate"):
        return "per cent"
    return "percentage points" if indicator.unit == "per cent" else indicator.unit
