"""Result records -> words: sentences, chart titles, and the text that stands in for a chart."""

import math
import re

from cjtools.areas import SCOTLAND
from cjtools.levels import CENTRE, NATION
from cjtools.markers import LOW, NIL
from cjtools.results.comparisons import FEW, TOO_FEW
from cjtools.show.change_text import changed as changed
from cjtools.show.change_text import clearly as clearly
from cjtools.show.change_text import it_of as it_of
from cjtools.show.change_text import trended as trended
from cjtools.show.share_text import largest_share as largest_share
from cjtools.show.share_text import none_to_read as none_to_read
from cjtools.show.share_text import shares_sentence as shares_sentence
from cjtools.stats import round_half_up
from cjtools.words import (
    LISTED,
    WHY,
    counted,
    counts,
    group_name,
    in_period,
    in_place,
    interval,
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
    'In Orkney Islands in 2023-24, 312 community payback orders were imposed.'
    """
    is_scotland = indicator.level == NATION or row.get("area_code") == SCOTLAND
    place = "Scotland" if is_scotland else in_place(place)
    if is_missing(row["value"]) and row["denominator"] == 0 and indicator.statistic in ("proportion", "share"):
        return none_to_read(indicator, place, in_period(row))
    if is_missing(row["value"]):
        why = why_missing(row, indicator.words.counted)
        said = f"{indicator.name}: no figure for {place} {in_period(row)} ({why})."
        return f"{said} {row['note']}" if row.get("note") else said
    if row["marker"] == LOW:
        return f"{indicator.name}: {LOW} for {place} {in_period(row)} ({WHY[LOW]})."
    opening = f"In {place} {in_period(row)}, "
    return f"{opening}{_SAYS[indicator.statistic](row, indicator)}."


def _says_proportion(row, indicator):
    words = indicator.words
    if row["numerator"] == 0 and row["denominator"] > 1:
        limits = interval(row["lower"], row["upper"], row["unit"])
        return f"none of the {number(row['denominator'])} {words.subject} {words.verb} ({limits})"
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
    if is_few_for_rate(row, indicator):
        return f"{of} {singular(words.verb) if row['numerator'] == 1 else words.verb}, too few for a rate"
    return f"{words.subject} {words.verb} at a rate of {shown_value(row)} {unit} ({_details(row, of)})"


def is_few_for_rate(row, indicator):
    """Whether a rate of custody centres rests on under ten cases, so that the count is given and no rate.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator

    Returns
    -------
    bool
    """
    return indicator.level == CENTRE and indicator.statistic == "rate" and row["numerator"] < FEW


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
        return f"{few} to tell whether this differs from {others}{_expected(row)}."
    if known[0][0] == "":
        return f"For comparison: {join(name for _, _, name in known)}."
    known = [each for each in known if each[0] != TOO_FEW]
    phrases = [(clearly(certainty) + _COMPARED.get(said, f"{said} than"), name) for said, certainty, name in known]
    if len(phrases) == 2 and phrases[0][0] == phrases[1][0]:
        word = phrases[0][0]
        return f"That is {word} {phrases[0][1]} and {'to ' if word.endswith(' to') else ''}{phrases[1][1]}."
    return f"That is {join(f'{word} {name}' for word, name in phrases)}."


def _expected(row):
    """Return how many there would be at Scotland's figure, as a clause, where that is more than a handful."""
    expected = row.get("comparator_expected")
    if is_missing(expected) or expected < FEW:
        return ""
    return (
        f"; at Scotland's {it_of(row).removeprefix('the ')} about {number(round_half_up(expected))} would be expected"
    )


_COMPARED = {"above": "higher than", "below": "lower than", "similar": "similar to"}


def placed(row, indicator):
    """Return where a council stands among all councils, as one sentence, or empty text.

    A quarter is named only where the whole 95 % interval lies in it, and of no figure on under ten cases.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator

    Returns
    -------
    str
    """
    if is_missing(row["lower_quartile"]):
        return ""
    low, high = (number(row[cut], row["unit"]) for cut in ("lower_quartile", "upper_quartile"))
    half = f"Half of the councils lie between {low} and {high}"
    if row["position"] == TOO_FEW:
        return f"{half}; with under {FEW} {indicator.words.counted}, this one's place among them says little."
    if row["position"] == "similar" or is_missing(row["quartile"]) or not _is_in_quarter(row):
        return f"{half}."
    quarter = ("the lowest quarter", "the second lowest quarter", "the second highest quarter", "the highest quarter")
    return f"{half}; this one is in {quarter[int(row['quartile']) - 1]}."


def _is_in_quarter(row):
    """Whether the whole 95 % interval of a record lies between the cuts of its quarter."""
    cuts = [-math.inf, row["lower_quartile"], row["median"], row["upper_quartile"], math.inf]
    place = int(row["quartile"])
    return cuts[place - 1] < row["lower"] and row["upper"] <= cuts[place]


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
    if is_few_for_rate(row, indicator):
        cases = counted(row["numerator"], indicator.words.counted)
        return f"{indicator.name}: {cases} {in_period(row)}, too few for a rate"
    said = f"{indicator.name}: {with_unit(row)} {in_period(row)}"
    word = "too few to compare" if row["position"] == TOO_FEW else beside_scotland(row)
    return f"{said}, {word}" if word else said


def beside_scotland(row):
    """Return how a record reads beside Scotland's figure, in the words of its sentence; empty where it does not.

    Parameters
    ----------
    row : pandas.Series
        A result record.

    Returns
    -------
    str

    Examples
    --------
    >>> beside_scotland({"verdict": "better", "position": "above", "certainty": "99.8%"})
    'clearly better than Scotland'
    """
    said = row["verdict"] or row["position"]
    if said in ("", TOO_FEW):
        return ""
    return f"{clearly(row['certainty'])}{_COMPARED.get(said, f'{said} than')} Scotland"


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
    return f"{said}; no figure in {join(gaps) if len(gaps) <= LISTED else 'several years'}"


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
