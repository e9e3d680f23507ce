"""Result records -> words: numbers as shown, sentences, and the text that stands in for a chart."""

import math

from cjtools.comparisons import TOO_FEW
from cjtools.stats import round_half_up

REPLACES_NUMBER = ("[low]", "-")  # markers that are printed instead of the number they stand over


def number(value, unit="", marker=""):
    """Return a value as it is shown: rounded half up, with its unit's sign, or its marker.

    Parameters
    ----------
    value : float
    unit : str
        'per cent' gives a % sign; counts have thousands separators; other units one decimal.
    marker : str

    Returns
    -------
    str

    Examples
    --------
    >>> number(71.25, "per cent"), number(1234, "orders"), number(46.05, "per 10,000 people"), number(float("nan"), "", "[c]")
    ('71.3%', '1,234', '46.1', '[c]')
    """
    if value is None or math.isnan(value):
        return marker or "[x]"
    if marker in REPLACES_NUMBER:
        return marker
    shown = _digits(value, unit)
    return f"{shown} {marker}" if marker else shown


def _digits(value, unit):
    """Return the digits of a number in its unit."""
    if unit == "per cent":
        return f"{round_half_up(value, 1):,.1f}%"
    if float(value).is_integer() and not unit.startswith(("per ", "months", "hours")):
        return f"{int(value):,}"
    return f"{round_half_up(value, 1):,.1f}"


def interval(lower, upper, unit):
    """Return the words for a 95 % interval, or empty text when there is none.

    Examples
    --------
    >>> interval(68.46, 73.81, "per cent"), interval(float("nan"), 1.0, "orders")
    ('95% interval 68.5% to 73.8%', '')
    """
    if lower is None or upper is None or math.isnan(lower) or math.isnan(upper):
        return ""
    return f"95% interval {_digits(lower, unit)} to {_digits(upper, unit)}"


def join(words, last="and"):
    """Return 'a', 'a and b', 'a, b and c'.

    Examples
    --------
    >>> join(["a", "b", "c"]), join(["a"]), join([])
    ('a, b and c', 'a', '')
    """
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def said_of(row, indicator, place):
    """Return what a record says of one area and period, as one sentence.

    Parameters
    ----------
    row : pandas.Series
        A result record.
    indicator : Indicator
    place : str
        The area's name as it stands in a sentence.

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
    'In 2023-24, 312 community payback orders were imposed in Orkney Islands.'
    """
    words = indicator.words
    when = f"In {row['period']}" if indicator.statistic != "published" else f"For {row['period']}"
    where = "" if "in Scotland" in words.subject or "in the area" in words.subject + words.verb else f" in {place}"
    place_first = f" ({place})" if not where and indicator.level == "council" else ""
    if _missing(row):
        return f"{when} there is no figure{where or place_first} for {indicator.name[0].lower() + indicator.name[1:]} ({row['marker'] or '[x]'})."
    shown = number(row["value"], row["unit"], row["marker"])
    if indicator.statistic == "proportion":
        of = f"{number(row['numerator'])} of {number(row['denominator'])} {words.counted}"
        limits = interval(row["lower"], row["upper"], row["unit"])
        detail = f"{of}; {limits}" if limits else of
        return f"{when}, {shown} of {words.subject} {words.verb}{where}{place_first} ({detail})."
    if indicator.statistic == "count":
        return f"{when}, {shown} {words.subject} {words.verb}{where}{place_first}."
    if indicator.statistic == "rate":
        limits = interval(row["lower"], row["upper"], row["unit"])
        of = f"{number(row['numerator'])} {words.counted}"
        detail = f"{of}; {limits}" if limits else of
        return f"{when}, {shown} {words.subject} {words.verb} {row['unit']}{where}{place_first} ({detail})."
    if indicator.statistic == "mean":
        return f"{when}, {words.subject} {words.verb} {shown} {row['unit']}{where}."
    return f"{when}, {shown} of {words.subject} {words.verb}{where}{place_first}."


def _missing(row):
    """Return whether a record has no value."""
    return row["value"] is None or math.isnan(row["value"])


def compared(row, indicator):
    """Return how an area stands beside Scotland and its family group, as one sentence, or empty text.

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
        (row["verdict"] or row["position"], row["comparator"], row["comparator_value"]),
        (row["group_verdict"] or row["group_position"], row["group"], row["group_value"]),
    ]
    known = [
        (said, name, value) for said, name, value in beside if name and value is not None and not math.isnan(value)
    ]
    if _missing(row) or not known:
        return ""
    if all(said == TOO_FEW for said, _, _ in known):
        figures = join(f"{name} {number(value, row['unit'])}" for _, name, value in known)
        return f"That is fewer than 10 {indicator.words.counted}: too few to tell whether it differs ({figures})."
    phrases = []
    for said, name, value in known:
        figure = f"{name} ({number(value, row['unit'])})"
        word = {"above": "higher than", "below": "lower than", "similar": "similar to", "": "beside"}.get(said)
        phrases.append(
            f"{word or said + ' than'} {figure}" if said != TOO_FEW else f"not to be told apart from {figure}"
        )
    return f"That is {join(phrases)}."


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
        _moved(row, "previous_period", "previous_value", "change", "change_reading"),
        _moved(row, "baseline_period", "baseline_value", "baseline_change", "baseline_reading"),
    ]
    if row["baseline_period"] and row["baseline_period"] == row["previous_period"]:
        spans = spans[:1]
    said = [span for span in spans if span]
    return f"Compared with {'; compared with '.join(said)}." if said else ""


def _moved(row, period, value, change, reading):
    """Return '2022-23 (70.1%), no clear change' and the like, or empty text."""
    if not row[period] or math.isnan(row[value]):
        return ""
    then = f"{row[period]} ({number(row[value], row['unit'])})"
    if row[reading] in ("up", "down"):
        return f"{then}, {row[reading]} by {amount(abs(row[change]), row['change_unit'])}"
    if row[reading] == TOO_FEW:
        return f"{then}, too few to tell"
    if row[reading] == "no clear change":
        return f"{then}, no clear change"
    difference = row[change]
    if difference == 0:
        return f"{then}, the same"
    return f"{then}, {'higher' if difference > 0 else 'lower'} by {amount(abs(difference), row['change_unit'])}"


def amount(value, unit):
    """Return the size of a change in words.

    Examples
    --------
    >>> amount(5.25, "percentage points"), amount(12.0, "per cent"), amount(0.4, "months")
    ('5.3 percentage points', '12%', '0.4 months')
    """
    if unit == "per cent":
        return f"{round_half_up(value, 0):,.0f}%"
    return f"{round_half_up(value, 1):,.1f} {unit}"


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
    return " ".join(filter(None, [said_of(row, indicator, place), compared(row, indicator), changed(row)]))


def shares_sentence(rows, indicator, place):
    """Return what the latest shares of an area say: the largest, what differs from Scotland, what has changed.

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
    known = rows[rows["value"].notna()].sort_values("value", ascending=False, kind="stable")
    if known.empty:
        return f"There is no figure in {place} for {indicator.name[0].lower() + indicator.name[1:]}."
    first = known.iloc[0]
    base = number(first["denominator"])
    top = join(f"{row['part_label']} ({number(row['value'], row['unit'])})" for _, row in known.head(3).iterrows())
    said = f"In {first['period']}, of {base} {indicator.words.subject} in {place}, the largest shares were {top}."
    for column, name in (("position", "Scotland"), ("group_position", first["group"])):
        parts = []
        for word, place_word in (("above", "higher"), ("below", "lower")):
            labels = list(known.loc[known[column] == word, "part_label"])
            if labels:
                parts.append(f"{place_word} for {join(labels)}")
        if name and parts:
            said += f" Against {name} the share is {join(parts)}."
    moved = known[known["baseline_reading"].isin(["up", "down"])]
    if len(moved):
        words = join(f"{row['part_label']} ({row['baseline_reading']})" for _, row in moved.iterrows())
        said += f" Since {moved.iloc[0]['baseline_period']} there is a clear change in {words}."
    return said


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
    if row is None or _missing(row):
        return f"{indicator.name}: no figure"
    unit = f" {row['unit']}" if row["unit"] != "per cent" else ""
    said = f"{indicator.name}: {number(row['value'], row['unit'], row['marker'])}{unit} in {row['period']}"
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
    for rows, name in ((own, place), (scotland, "Scotland"), (group, group_name)):
        known = rows[rows["value"].notna()]
        if known.empty:
            continue
        first, last = known.iloc[0], known.iloc[-1]
        low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
        if len(known) == 1:
            lines.append(f"{name}: {number(last['value'], last['unit'])} in {last['period']}.")
            continue
        lines.append(
            f"{name}: from {number(first['value'], first['unit'])} in {first['period']} to "
            f"{number(last['value'], last['unit'])} in {last['period']}; lowest {number(low['value'], low['unit'])} in "
            f"{low['period']}, highest {number(high['value'], high['unit'])} in {high['period']}."
        )
    return " ".join(lines)


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
    shares = join(f"{row['part_label']} {number(row['value'], 'per cent')}" for _, row in latest.iterrows())
    return f"{kind}. {place} in {last}: {shares}."
