"""The shares of one year -> a sentence: the largest, what differs from Scotland and the family group, what moved."""

import re

from cjtools.levels import NATION
from cjtools.results.comparisons import FEW
from cjtools.results.shares import joined
from cjtools.words import (
    LISTED,
    group_name,
    in_period,
    in_place,
    join,
    labelled,
    number,
    shown_value,
    singular,
    why_missing,
)

# groups of people that are set beside nothing: no population of the kind is held, and the sentence would be quoted
DESCRIBED_ONLY = ("ethnicity",)
MOST = 75  # per cent, above which a share is said to be most of the whole

_THAT = re.compile(r"(?P<what>.+) that (?P<verb>\w+)(?P<rest>, .+)?")  # orders that ended, transfers left out


def shares_sentence(rows, indicator, place):
    """Return what the latest shares of an area say: the largest, what differs from Scotland, what has changed.

    Categories are joined as the indicator's chart joins them, so that both name the same groups.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records of one area and period, one per category.
    indicator : Indicator
    place : str

    Returns
    -------
    str
    """
    place = "Scotland" if indicator.level == NATION else in_place(place)
    rows = _as_drawn(rows, indicator)
    known = rows[rows["value"].notna()].sort_values("value", ascending=False, kind="stable")
    if known.empty and len(rows) and (rows["denominator"] == 0).all():
        return none_to_read(indicator, place, in_period(rows.iloc[-1]))
    if known.empty:
        why = f" ({why_missing(rows.iloc[-1], indicator.words.counted)})" if len(rows) else ""
        note = rows.iloc[-1].get("note") if len(rows) else ""
        return f"{indicator.name}: no figures for {place}{why}." + (f" {note}" if note else "")
    first = known.iloc[0]
    base, when = first["denominator"], in_period(first)
    if base < FEW:
        subject = indicator.words.subject
        there = f"there was only 1 {singular(subject)}" if base == 1 else f"there were only {number(base)} {subject}"
        return f"In {place} {when} {there}, too few to read shares from."
    told = known[known["numerator"] >= FEW]
    shown = " that is shown" if len(known) < len(rows) else ""
    if told.empty:
        return f"Of {number(base)} {indicator.words.subject} in {place} {when}, no group{shown} has {FEW} or more."
    rest = " Groups with fewer are in the table only." if (known["numerator"].between(1, FEW - 1)).any() else ""
    rest += " Groups that are not shown may be larger." if _may_hide_larger(rows) else ""
    said = (
        f"Of {number(base)} {indicator.words.subject} in {place} {when}, {_largest(told, indicator, len(rows))}.{rest}"
    )
    if indicator.breakdown in DESCRIBED_ONLY:
        return said
    return " ".join(filter(None, [said, *_shares_beside(known, indicator), _shares_moved(known, indicator)]))


def none_to_read(indicator, place, when):
    """Return that there was nothing of which a share or a percentage could be worked out.

    Parameters
    ----------
    indicator : Indicator
    place, when : str
        As they stand in a sentence: 'Fife', 'in 2023-24'.

    Returns
    -------
    str

    Examples
    --------
    >>> made = type("I", (), {"words": type("W", (), {"subject": "orders that ended"})})
    >>> none_to_read(made, "Fife", "in 2023-24")
    'No orders ended in Fife in 2023-24.'
    >>> made.words.subject = "orders that ended, transfers left out,"
    >>> none_to_read(made, "Fife", "in 2023-24")
    'No orders ended in Fife in 2023-24, transfers left out.'
    """
    ended = _THAT.fullmatch(indicator.words.subject)
    if ended:
        return f"No {ended['what']} {ended['verb']} in {place} {when}{(ended['rest'] or '').rstrip(',')}."
    return f"There were no {indicator.words.subject} in {place} {when}."


def largest_share(rows, indicator):
    """Return the largest share in a few words; empty under ten cases, where two are alike or one hidden may be larger.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records of one area and period, one per category.
    indicator : Indicator

    Returns
    -------
    str
    """
    drawn = _as_drawn(rows, indicator)
    ordered = drawn[drawn["value"].notna()].sort_values("value", ascending=False, kind="stable")
    if ordered.empty or _may_hide_larger(drawn):
        return ""
    top = ordered.iloc[0]
    is_tie = len(ordered) > 1 and ordered.iloc[1]["numerator"] == top["numerator"]
    if top["numerator"] < FEW or is_tie:
        return ""
    word = "mostly" if top["value"] > MOST else "most often"
    count = f"{number(top['numerator'])} of {number(top['denominator'])}"
    share = number(top["value"], "per cent")
    label = labelled(top["part_label"], "", indicator.breakdown)
    return f"{indicator.name}: {word} {label} ({share}, {count}, in {top['period']})."


def _may_hide_larger(rows):
    """Return whether a group without a figure can be larger than the largest that has one, by what is left for it."""
    known = rows[rows["value"].notna()]
    if known.empty or len(known) == len(rows):
        return False
    left = known["denominator"].iloc[0] - known["numerator"].sum()
    return bool(left >= known["numerator"].max())


def _as_drawn(rows, indicator):
    """Return shares in the groups of their chart; where there is a table only, as they are."""
    return rows if indicator.breakdown in DESCRIBED_ONLY else joined(rows, indicator)


def _largest(known, indicator, groups):
    """Return the largest shares: all of up to three, else the first three that are above nought."""
    verb, breakdown = indicator.words.verb, indicator.breakdown
    named = [(row["part_label"], shown_value(row)) for _, row in known.iterrows() if row["value"] > 0]
    if len(named) == 1 or len(named) == groups <= LISTED:
        told = [f"{figure} {labelled(label, '', breakdown)}" for label, figure in named]
        return join([told[0].replace(" ", f" {verb} ", 1), *told[1:]])
    listed = join(labelled(label, figure, breakdown) for label, figure in named[:LISTED])
    return f"the largest shares {verb} {listed}"


def _shares_beside(known, indicator):
    """Return the sentences on Scotland and the family group: where shares differ, or that none does."""
    alike = []
    for column, name in (("position", "Scotland"), ("group_position", group_name(known.iloc[0]["group"]))):
        parts = [
            f"{word} for {join(labelled(label, '', indicator.breakdown) for label in labels)}"
            for said, word in (("above", "higher"), ("below", "lower"))
            if len(labels := list(known.loc[known[column] == said, "part_label"]))
        ]
        if parts:
            yield f"Against {name} the share is {join(parts)}."
        elif (known[column] == "similar").any():
            alike.append(name)
    if alike:
        yield f"No share differs beyond chance from {join(alike, 'or')}."


def _shares_moved(known, indicator):
    """Return which shares have clearly changed since the baseline, or empty text."""
    moved = [
        f"{reading} for {join(labelled(label, '', indicator.breakdown) for label in labels)}"
        for reading in ("up", "down")
        if len(labels := list(known.loc[known["baseline_reading"] == reading, "part_label"]))
    ]
    if not moved:
        return ""
    since = known.loc[known["baseline_reading"].isin(["up", "down"]), "baseline_period"].iloc[0]
    return f"Since {since} the share is {join(moved)}."
