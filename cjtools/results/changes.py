"""How a result has moved: from the year before, from the baseline year, over the last five years."""

import numpy as np

from cjtools import stats
from cjtools.results.comparisons import FEW, LEVELS, TOO_FEW, certainties, events_of, positions, verdicts
from cjtools.results.sums import found_at, keys, taken, worst

READINGS = {"above": "up", "below": "down", "similar": "no clear change"}
TREND_YEARS = 5
MOST_TRIED = 200  # cases; from under ten, a base would have to be many times the other to need more


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
    published figures: the plain difference. Under 10 events in both years nothing is read into it; then the change
    that would have been needed to show is given.

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
    now = {name: records[name].to_numpy(dtype=float) for name in ("numerator", "denominator", "value")}
    now["events"] = events_of(records, indicator)
    then = {name: taken(column, places, np.nan) for name, column in now.items()}
    known = ~np.isnan(now["value"]) & ~np.isnan(then["value"])
    events = np.maximum(now["events"], then["events"])
    said = {}
    for level in LEVELS:
        moved, lower, upper = _difference(now, then, indicator.statistic, level)
        position = positions(lower, upper, np.where(known, 0.0, np.nan), events)
        has_size = known & np.isfinite(moved)  # after a year with none a rise can be sure, but has no percentage
        said[level] = (*(np.where(has_size, part, np.nan) for part in (moved, lower, upper)), position)
    moved, lower, upper, position = said[LEVELS[0]]
    reading = np.select([position == word for word in READINGS], list(READINGS.values()), position)
    status = np.where(known, taken(records["status"].to_numpy(dtype=object), places, ""), "")
    columns = {
        "{0}_value": np.where(known, then["value"], np.nan),
        "{1}change": moved,
        "{1}change_lower": lower,
        "{1}change_upper": upper,
        "{2}_reading": reading,
        "{2}_certainty": certainties(position, said[LEVELS[1]][3]),
        "{2}_needed": _needed(now, then, indicator.statistic, reading == TOO_FEW),
    }
    return columns, status


def _difference(now, then, statistic, level):
    """Return change and its limits, as arrays."""
    count, base, count_then, base_then = (of[name] for of in (now, then) for name in ("numerator", "denominator"))
    if statistic in ("proportion", "share"):
        fits = ~(np.isnan(now["value"]) | np.isnan(then["value"]))
        pair = [np.where(fits, a, np.nan) for a in (count, base, count_then, base_then)]
        return [100 * a for a in stats.difference_of_proportions(*pair, level)]
    if statistic in ("count", "rate"):
        if statistic == "count":
            base = base_then = np.ones_like(count)
        return [100 * (a - 1) for a in stats.ratio_of_rates(count, base, count_then, base_then, level)]
    return [now["value"] - then["value"], np.full(len(count), np.nan), np.full(len(count), np.nan)]


def _needed(now, then, statistic, is_too_few):
    """Return what would have shown a rise where there are too few cases: percentage points, or cases now.

    Under ten cases in both years nothing is read into a difference, so it takes ten at the least; missing where not
    even that could be.
    """
    needed = np.full(len(is_too_few), np.nan)
    count, base, base_now = (
        of[name][is_too_few] for of, name in ((then, "numerator"), (then, "denominator"), (now, "denominator"))
    )
    if not len(count):
        return needed
    if statistic in ("proportion", "share"):
        _, rise = stats.smallest_showing_change_proportion(count, base, base_now)
        with np.errstate(divide="ignore", invalid="ignore"):
            ten = 100 * (FEW / base_now - count / base)
        needed[is_too_few] = np.where(base_now >= FEW, np.maximum(rise, ten), np.nan)
    elif statistic == "count":
        needed[is_too_few] = np.maximum(stats.smallest_showing_count(count), FEW)
    elif statistic == "rate":
        needed[is_too_few] = _rising_count(count, base, base_now)
    return needed


def _rising_count(count, base, base_now):
    """Return the smallest count, from ten, whose rate on another base lies above that of a count under ten."""
    found = np.full(len(count), np.nan)
    for cases in range(FEW, MOST_TRIED):
        _, lower, _ = stats.ratio_of_rates(np.full(len(count), cases), base_now, count, base)
        found = np.where(np.isnan(found) & (lower > 1), cases, found)
        if not np.isnan(found).any():
            break
    return found


def add_trend(records, indicator):
    """Return the records with the trend over the five years that end with each.

    Chi-square for linear trend at 99.8 %, with the same sign when any one year is left out, as the recent-trend marker
    of Fingertips. Averages and published figures have none.

    Parameters
    ----------
    records : pandas.DataFrame
    indicator : Indicator

    Returns
    -------
    pandas.DataFrame
        With trend_from (first of the five years), trend (rising, falling, no clear trend; empty where a year has no
        figure), trend_verdict (better or worse by the indicator's direction) and trend_chi_squared.
    """
    none = np.full(len(records), "", dtype=object)
    if indicator.statistic in ("mean", "published"):
        return records.assign(trend_from=none, trend=none, trend_verdict=none, trend_chi_squared=np.nan)
    known = keys(records["area_code"], records["part"], records["period"])
    period = records["period"].to_numpy(dtype=object)
    count, base = (records[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    if indicator.statistic == "count":
        base = np.ones_like(count)
    counts, bases = [count], [base]
    before = {each: previous_period(each) for each in _with_earlier(set(period))}
    for _ in range(TREND_YEARS - 1):
        period = np.array([before[each] for each in period], dtype=object)
        places = found_at(known, keys(records["area_code"], records["part"], period))
        counts.append(taken(count, places, np.nan))
        bases.append(taken(base, places, np.nan))
    counts, bases = (np.column_stack(columns[::-1]) for columns in (counts, bases))
    # a year whose base is nought or below the count has no figure
    is_share = indicator.statistic in ("proportion", "share")
    has_all = ~(np.isnan(counts) | ~(bases > 0) | (is_share & (counts > bases))).any(axis=1)
    counts, bases = (np.where(has_all[:, None], values, np.nan) for values in (counts, bases))
    trend = (stats.recent_trend_proportion if is_share else stats.recent_trend_rate)(counts, bases).astype(object)
    chi_squared, _ = (stats.trend_chi2_proportion if is_share else stats.trend_chi2_rate)(counts, bases)
    sides = {"rising": "above", "falling": "below"}
    verdict = verdicts([sides.get(word, "") for word in trend], indicator.better)
    return records.assign(
        trend_from=np.where(trend == "", "", period), trend=trend, trend_verdict=verdict, trend_chi_squared=chi_squared
    )


def _with_earlier(periods):
    """Return the periods with those of the years before that a trend looks back on."""
    every = set(periods)
    for _ in range(TREND_YEARS - 1):
        every |= {previous_period(period) for period in every}
    return every


def _change_unit(indicator):
    """Return the unit that changes are given in."""
    if indicator.statistic in ("proportion", "share"):
        return "percentage points"
    if indicator.statistic in ("count", "rate"):
        return "per cent"
    return "percentage points" if indicator.unit == "per cent" else indicator.unit
