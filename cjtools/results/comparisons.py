"""What a result is beside: Scotland, its peers, and all councils together."""

import numpy as np
import pandas as pd

from cjtools import stats
from cjtools.areas import SCOTLAND
from cjtools.results.sums import found_at, keys, taken, worst

LEVELS = (0.95, 0.998)  # at which a difference is said to stand out, and to be clear
EXPECTED = 20  # from so many expected, a count under ten that is clearly lower is read as lower
FEW = 10  # under this many events nothing is read into a difference (methods as OHID and ScotPHO publish them)
TOO_FEW = "too few to tell"
SIDES = ("above", "below")


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


def certainties(position, position_998):
    """Return at which level an interval lies wholly to one side: 99.8%, 95%, or empty where it does not.

    Parameters
    ----------
    position, position_998 : array-like of str
        What the 95 % and the 99.8 % intervals say.

    Returns
    -------
    numpy.ndarray of str

    Examples
    --------
    >>> certainties(["above", "below", "similar"], ["above", "similar", "similar"]).tolist()
    ['99.8%', '95%', '']
    """
    position, position_998 = (np.asarray(said, dtype=object) for said in (position, position_998))
    is_outside = np.isin(position.astype(str), SIDES)
    return np.select([is_outside & (position == position_998), is_outside], ["99.8%", "95%"], "").astype(object)


def add_comparators(records, indicator, catalogue, peers):
    """Return the records with Scotland beside each place, and its peers beside each council.

    Counts are not compared: a large council always has more.

    Parameters
    ----------
    records : pandas.DataFrame
    indicator : Indicator
    catalogue : Catalogue
    peers : dict
        Area code -> Peers.

    Returns
    -------
    pandas.DataFrame
        With comparator, comparator_value, comparator_expected (the events that the place would have at Scotland's
        figure), position, verdict, certainty and the same for the group. Under 10 events nothing is read, unless they
        are clearly (at the 99.8 % level) fewer than 20 or more that would be expected.
    """
    names = {each.code: each.name for each in peers.values()}
    places = {place["place_code"] for place in catalogue.places}
    is_compared_here = is_compared(indicator, catalogue)
    own = records["area_code"].isin(set(peers) | places).to_numpy() & is_compared_here
    codes = {code: each.code for code, each in peers.items()}
    group = records["area_code"].map(codes).fillna("").to_numpy(dtype=object)
    known = keys(records["area_code"], records["part"], records["period"])
    value, status = records["value"].to_numpy(dtype=float), records["status"].to_numpy(dtype=object)
    events = events_of(records, indicator)
    columns, worst_status = {}, status
    for prefix, kind, codes, name, is_own in (
        ("", "comparator", np.full(len(records), SCOTLAND, dtype=object), "Scotland", own),
        ("group_", "group", group, pd.Series(group).map(names).fillna("").to_numpy(), own & (group != "")),
    ):
        found = found_at(known, keys(codes, records["part"], records["period"]))
        point = np.where(is_own, taken(value, found, np.nan), np.nan)
        expected = _expected(records, indicator, point)
        limits = [(records[f"lower{level}"], records[f"upper{level}"]) for level in ("", "_998")]
        position, surer = read_beside(*limits, point, events, expected)
        columns[kind] = np.where(is_own, name, "")
        columns["comparator_value" if kind == "comparator" else "group_value"] = point
        if kind == "comparator":
            columns["comparator_expected"] = np.where(np.isnan(events), np.nan, expected)
        columns[f"{prefix}position"] = position
        columns[f"{prefix}verdict"] = verdicts(position, indicator.better)
        columns[f"{prefix}certainty"] = certainties(position, surer)
        worst_status = worst(worst_status, np.where(np.isnan(point), "", taken(status, found, "")))
    return records.assign(**columns, status=worst_status)


def read_beside(limits, limits_998, point, events, expected):
    """Return where figures lie beside another's by their 95 % and by their 99.8 % intervals, few cases allowed for.

    Parameters
    ----------
    limits, limits_998 : tuple of array-like of float
        Lower and upper limits at each level.
    point : array-like of float
        The other's figure.
    events, expected : array-like of float
        The events counted, and how many there would be at the other's figure.

    Returns
    -------
    tuple of numpy.ndarray of str
    """
    surer = positions(*limits_998, point, np.fmax(events, FEW))
    # far fewer than would be expected is a finding even where there are few; nearly as many is none
    is_read = (events >= FEW) | ((expected >= EXPECTED) & np.isin(surer.astype(str), SIDES))
    cases = np.where(np.isnan(events), np.nan, np.where(is_read, np.fmax(events, FEW), 0))
    position = positions(*limits, point, cases)
    return position, np.where(is_read, surer, position)


def _expected(records, indicator, point):
    """Return the cases that a record would have if its figure were the comparator's; missing without a base."""
    base = records["denominator"].to_numpy(dtype=float)
    per = {"proportion": 100, "share": 100, "rate": indicator.per}.get(indicator.statistic)
    return np.full(len(base), np.nan) if per is None else point * base / per


def add_quartiles(records, indicator, catalogue):
    """Return the records with where each council stands among all councils of its part and period.

    Parameters
    ----------
    records : pandas.DataFrame
    indicator : Indicator
    catalogue : Catalogue

    Returns
    -------
    pandas.DataFrame
        With lower_quartile, median and upper_quartile of the councils, and quartile: the quarter that a council is in,
        from 1 (lowest) to 4; missing for counts, under 10 events, and where fewer than four councils have a figure.
    """
    councils = {area["area_code"] for area in catalogue.councils}
    own = records["area_code"].isin(councils).to_numpy() & is_compared(indicator, catalogue)
    names = ("lower_quartile", "median", "upper_quartile", "quartile")
    columns = {name: np.full(len(records), np.nan) for name in names}
    value = records["value"].to_numpy(dtype=float)
    for places in records[own].groupby(["part", "period"], sort=False).indices.values():
        rows = np.flatnonzero(own)[places]
        cuts = stats.quartiles(value[rows])
        for name, figures in zip(columns, (*cuts, stats.quartile_of(value[rows])), strict=True):
            columns[name][rows] = figures
    # a handful of cases more or fewer would move a place from one quarter to another
    columns["quartile"] = np.where(events_of(records, indicator) < FEW, np.nan, columns["quartile"])
    return records.assign(**columns)


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


def events_of(records, indicator):
    """Return the cases that a value rests on: the count itself, or what an average is over; NaN without a value."""
    name = "denominator" if indicator.statistic == "mean" else "numerator"
    return records[name].where(records["value"].notna()).to_numpy(dtype=float)
