"""Result records -> words: sentences, chart titles, and the text that stands in for a chart."""

import re

from cjtools.areas import SCOTLAND
from cjtools.levels import NATION
from cjtools.results.comparisons import FEW, TOO_FEW
from cjtools.results.sums import LOW, NIL
from cjtools.show.share_text import shares_sentence as shares_sentence
from cjtools.words import (
    LISTED,
    WHY,
    amount,
    counted,
    counts,
    group_name,
    in_period,
    in_place,
    interval,
    is_counted,
    is_missing,
    join,
    labelled,
    number,
    shown_as,
    shown_value,
    singular,
    why_missing,
    with_unit,
)


def said_of(row, indicator, place):
    """Return what a record says of one area and period, as one sentence.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator
    place : str
        The area's name; figures of Scotland are said to be Scotland's, whatever the place.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> from cjtools.catalogue.models import Words
    >>> words = type("I", (), {"statistic": "count", "level": "council", "words": Words(
    ...     subject="community payback orders", verb="were imposed", counted="orders")})
    >>> row = pd.Series({"period": "2023-24", "value": 312.0, "unit": "orders", "marker": "", "part": "Total"})
    >>> said_of(row, words, "Orkney Islands")
    'In the Orkney Islands in 2023-24, 312 community payback orders were imposed.'
    """
    is_scotland = indicator.level == NATION or row.get("area_code") == SCOTLAND
    place = "Scotland" if is_scotland else in_place(place)
    if is_missing(row["value"]):
        return (
            f"{indicator.name}: no figure for {place} {in_period(row)} ({why_missing(row, indicator.words.counted)})."
        )
    if row["marker"] == LOW:
        return f"{indicator.name}: {LOW} for {place} {in_period(row)} ({WHY[LOW]})."
    opening = f"In {place} {in_period(row)}, "
    return f"{opening}{_SAYS[indicator.statistic](row, indicator)}."


def _says_proportion(row, indicator):
    words = indicator.words
    return f"{shown_value(row)} of {words.subject} {words.verb} ({_details(row, counts(row, words.counted))})"


def _says_share(row, indicator):
    words = indicator.words
    details = _details(row, counts(row, words.counted))
    label = labelled(row["part_label"], details, indicator.breakdown)
    return f"{shown_value(row)} of {words.subject} {words.verb} {label}"


def _says_count(row, indicator):
    words = indicator.words
    if row["value"] == 0 and row["marker"] in ("", NIL):
        return _none(words)
    if row["value"] == 1:
        return f"{shown_value(row)} {singular(words.subject)} {singular(words.verb)}"
    return f"{shown_value(row)} {words.subject} {words.verb}"


def _none(words):
    """Return that there were none: 'no orders were imposed', 'nobody was given an order'."""
    if words.subject == "people":
        verb = re.sub("at least one (?=[aeiou])", "an ", singular(words.verb))
        return f"nobody {verb.replace('at least one ', 'a ')}"
    return f"no {words.subject} {words.verb}"


def _says_rate(row, indicator):
    words = indicator.words
    unit = row["unit"]
    if row["numerator"] == 0:
        return f"{_none(words)} ({interval(row['lower'], row['upper'], unit)} {unit})"
    of = counted(row["numerator"], words.counted)
    return f"{shown_value(row)} {words.subject} {unit} {words.verb} ({_details(row, of)})"


def _says_mean(row, indicator):
    words = indicator.words
    over = "" if is_missing(row["denominator"]) else f" ({counted(row['denominator'], words.counted)})"
    return f"{words.subject} {words.verb} {shown_value(row)} {row['unit']}{over}"


def _says_published(row, indicator):
    words = indicator.words
    of = " of" if row["unit"] == "per cent" else ""
    return f"{shown_value(row)}{of} {words.subject} {words.verb}"


_SAYS = {
    "proportion": _says_proportion,
    "share": _says_share,
    "count": _says_count,
    "rate": _says_rate,
    "mean": _says_mean,
    "published": _says_published,
}


def _details(row, count):
    """Return '633 of 914 orders; 95% interval 66.2% to 72.2%'."""
    return "; ".join(filter(None, [count, interval(row["lower"], row["upper"], row["unit"])]))


def compared(row, indicator):
    """Return how an area stands beside Scotland and its peers, as one sentence, or empty text.

    What holds at the 99.8 % level too is said to be clear.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator

    Returns
    -------
    str
    """
    beside = [
        (row[f"{side}verdict"] or row[f"{side}position"], row[f"{side}certainty"], row[name], row[value])
        for side, name, value in (("", "comparator", "comparator_value"), ("group_", "group", "group_value"))
    ]
    known = [
        (said, certainty, f"{group_name(name)} ({shown_as(row, value)})")
        for said, certainty, name, value in beside
        if name and not is_missing(value)
    ]
    if is_missing(row["value"]) or not known:
        return ""
    if known[0][0] == TOO_FEW:
        others = join((name for _, _, name in known), "or")
        few = f"The count is under {FEW} {indicator.words.counted}, too few"
        return f"{few} to tell whether this differs from {others}."
    if known[0][0] == "":
        return f"For comparison: {join(name for _, _, name in known)}."
    phrases = [(clearly(certainty) + _COMPARED.get(said, f"{said} than"), name) for said, certainty, name in known]
    if len(phrases) == 2 and phrases[0][0] == phrases[1][0]:
        word = phrases[0][0]
        return f"That is {word} {phrases[0][1]} and {'to ' if word.endswith(' to') else ''}{phrases[1][1]}."
    return f"That is {join(f'{word} {name}' for word, name in phrases)}."


def clearly(certainty):
    """Return 'clearly ' for what holds at the 99.8 % level, else empty text."""
    return "clearly " if certainty == "99.8%" else ""


_COMPARED = {"above": "higher than", "below": "lower than", "similar": "similar to"}


def changed(row):
    """Return how a record moved from the year before and from the baseline year, as one sentence, or empty text.

    Parameters
    ----------
    row : pandas.Series
        A result record.

    Returns
    -------
    str
    """
    spans = [
        _moved(row, "previous_period", "previous_value", "", "change"),
        _moved(row, "baseline_period", "baseline_value", "baseline_", "baseline"),
    ]
    if row["baseline_period"] == row["previous_period"]:
        spans = spans[:1]
    said = [span for span in spans if span]
    if len(said) == 2 and said[0][1] == said[1][1]:
        said = [(f"{said[0][0]} and since {said[1][0]}", said[0][1])]
    it, told = _it(row), []
    for then, clause in said:
        told.append(f"{then} {clause.format(it=it)}")
        it = "it" if "{it}" in clause else it
    return f"Since {'; since '.join(told)}." if told else ""


def _moved(row, period, value, change, kind):
    """Return ('2022-23 (70.1%)', '{it} is up by 2 percentage points') and the like, or None."""
    if not row[period] or is_missing(row[value]) or is_missing(row["value"]):
        return None
    then = f"{row[period]} ({shown_as(row, row[value])})"
    reading, moved = row[f"{kind}_reading"], row[f"{change}change"]
    if row[value] == row["value"]:
        return then, "{it} is the same"
    if reading == TOO_FEW:
        return then, f"there are too few {_cases(row)}to tell a change{_needed(row, kind)}"
    sure = clearly(row[f"{kind}_certainty"])
    if reading == "up" and is_missing(moved):
        return then, f"{{it}} is {sure}up from none"
    if reading == "no clear change" or is_missing(moved):
        return then, "there is no clear change"
    size = amount(abs(moved), row["change_unit"])
    if reading in ("up", "down"):
        return then, f"{{it}} is {sure}{reading} by {size}"
    return then, f"{{it}} is {'higher' if moved > 0 else 'lower'} by {size}"


def _needed(row, kind):
    """Return what would have shown, as a clause: ' (it would take 13 orders to show a rise)'."""
    needed = row[f"{kind}_needed"]
    if is_missing(needed):
        return ""
    if row["change_unit"] == "percentage points":
        return f" (to show, it would have to be at least {amount(needed, row['change_unit'])})"
    return f" (to show a rise, it would take at least {number(needed)} {_cases(row).strip()})"


def trended(row, indicator):
    """Return the trend over five years as one sentence, worded by direction, or empty text when there is none.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator

    Returns
    -------
    str
    """
    if row["trend"] not in ("rising", "falling"):
        return ""
    verdict = f", which is {row['trend_verdict']}" if row["trend_verdict"] in ("better", "worse") else ""
    said = f"Over the five years from {row['trend_from']} {_it(row)} has been {row['trend']}{verdict}"
    if any(row["trend_from"] <= year <= row["period"] for year in indicator.covid_years):
        return f"{said}; they include years of the pandemic, so part of it may be recovery."
    return f"{said}."


def placed(row, indicator):
    """Return where a council stands among all councils, as one sentence, or empty text.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator

    Returns
    -------
    str
    """
    if is_missing(row["quartile"]):
        return ""
    low, high = (number(row[cut], row["unit"]) for cut in ("lower_quartile", "upper_quartile"))
    half = f"Half of the councils lie between {low} and {high}"
    if row["position"] == TOO_FEW:
        return f"{half}; with under {FEW} {indicator.words.counted}, this one's place among them says little."
    quarter = ("the lowest quarter", "the second lowest quarter", "the second highest quarter", "the highest quarter")
    return f"{half}; this one is in {quarter[int(row['quartile']) - 1]}."


def _it(row):
    """Return what has changed: the number, the percentage, the rate or the average."""
    if row["unit"] == "per cent":
        return "the percentage"
    if row["unit"].startswith("per "):
        return "the rate"
    return "the average" if row["unit"] in ("hours", "months") else "the number"


def _cases(row):
    """Return what is too few: cases, unless the unit says what they are."""
    return f"{row['unit']} " if is_counted(row["unit"]) else "cases "


def sentence(row, indicator, place):
    """Return the full sentence of a record: figure, comparison, change.

    Parameters
    ----------
    row : pandas.Series
    indicator : Indicator
    place : str

    Returns
    -------
    str
    """
    told = [said_of(row, indicator, place), compared(row, indicator), changed(row), trended(row, indicator)]
    return " ".join(filter(None, told))


def headline(row, indicator):
    """Return the short message that stands as a chart's title.

    Parameters
    ----------
    row : pandas.Series or None
        The latest result record of the chart's area.
    indicator : Indicator

    Returns
    -------
    str
    """
    if row is None or is_missing(row["value"]):
        return f"{indicator.name}: no figure"
    said = f"{indicator.name}: {with_unit(row)} {in_period(row)}"
    word = {"above": "higher than Scotland", "below": "lower than Scotland", "similar": "similar to Scotland"}.get(
        row["position"]
    )
    if row["verdict"] in ("better", "worse"):
        word = f"{row['verdict']} than Scotland"
    if row["position"] == TOO_FEW:
        word = "too few to compare"
    return f"{said}, {word}" if word else said


def trend_alt(own, scotland, group, indicator, place, group_name):
    """Return the text that stands in for a trend chart.

    Parameters
    ----------
    own, scotland, group : pandas.DataFrame
        Result records by period; the last two may be empty.
    indicator : Indicator
    place, group_name : str

    Returns
    -------
    str
    """
    lines = [f"Line chart, {indicator.unit} by year."]
    for rows, name, is_own in ((own, place, True), (scotland, "Scotland", False), (group, group_name, False)):
        if rows["value"].notna().any():
            lines.append(f"{name}: {_course(rows, is_own)}.")
    return " ".join(lines)


def _course(rows, is_own):
    """Return how a line runs: first and last; of the area's own also lowest, highest and years without a figure."""
    known = rows[rows["value"].notna()]
    first, last = known.iloc[0], known.iloc[-1]
    low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
    if len(known) == 1:
        said = f"{shown_value(last)} {in_period(last)}"
    elif shown_value(low) == shown_value(high):
        said = f"{shown_value(last)} in every year from {first['period']} to {last['period']}"
    else:
        said = f"from {shown_value(first)} {in_period(first)} to {shown_value(last)} {in_period(last)}"
        extremes = f"; lowest {shown_value(low)} {in_period(low)}, highest {shown_value(high)} {in_period(high)}"
        said += extremes if is_own else ""
    gaps = list(rows.loc[rows["value"].isna(), "period"]) if is_own else []
    if not gaps:
        return said
    return f"{said}; no figure in {join(gaps) if len(gaps) <= LISTED else f'{len(gaps)} of {len(rows)} years'}"


def shares_alt(rows, kind, place):
    """Return the text that stands in for a chart of shares in the latest year.

    Parameters
    ----------
    rows : pandas.DataFrame
        Records or groups of them with part_label, value, period and unit.
    kind : str
        What kind of chart it is, such as 'Stacked bars by year'.
    place : str

    Returns
    -------
    str
    """
    known = rows[rows["value"].notna()]
    if known.empty:
        return f"{kind}: no figures for {place}."
    last = known["period"].max()
    latest = known[known["period"] == last]
    unit = latest["unit"].iloc[0] if "unit" in latest else "per cent"
    shares = join(f"{row['part_label']} {number(row['value'], unit)}" for _, row in latest.iterrows())
    named = "" if unit == "per cent" else f" {unit}"
    return f"{kind}. {place} in {last}: {shares}{named}."
