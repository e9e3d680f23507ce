"""How a record has moved -> sentences: since the year before, since the baseline, over five years."""

from cjtools.results.comparisons import TOO_FEW
from cjtools.words import amount, in_period, is_counted, is_missing, join, number, shown_as


def clearly(certainty):
    """Return 'clearly ' for what holds at the 99.8 % level, else empty text."""
    return "clearly " if certainty == "99.8%" else ""


def changed(row):
    """Return how a record moved from the year before and from the baseline year, in words, or empty text.

    Averages and figures that are published as they stand have no interval: of those the earlier values are given, and
    nothing is read into the difference.

    Parameters
    ----------
    row : pandas.Series
        A result record.

    Returns
    -------
    str
    """
    if not row["change_reading"] and not row["baseline_reading"]:
        return _before(row)
    spans = [
        _moved(row, "previous_period", "previous_value", "", "change"),
        _moved(row, "baseline_period", "baseline_value", "baseline_", "baseline"),
    ]
    if row["baseline_period"] == row["previous_period"]:
        spans = spans[:1]
    said = [span for span in spans if span]
    if len(said) == 2 and said[0][1] == said[1][1]:
        said = [(f"{said[0][0]} and since {said[1][0]}", said[0][1])]
    it, told = it_of(row), []
    for then, clause in said:
        told.append(f"{then} {clause.format(it=it)}")
        it = "it" if "{it}" in clause else it
    return f"Since {'; since '.join(told)}." if told else ""


def _before(row):
    """Return what a figure without an interval was in the year before and in the baseline year, without a verdict."""
    known = {
        row[f"{then}_period"]: row[f"{then}_value"]
        for then in ("previous", "baseline")
        if row[f"{then}_period"] and not is_missing(row[f"{then}_value"])
    }
    if not known or is_missing(row["value"]):
        return ""
    kind = row.get("period_type", "")
    dated = [(in_period({"period": period, "period_type": kind}), value) for period, value in known.items()]
    values = join(f"{shown_as(row, value)} {when}" for when, value in dated)
    it = it_of(row)
    return f"{it[:1].upper()}{it[1:]} was {values}; without an interval, nothing is read into the difference."


def _moved(row, period, value, change, kind):
    """Return ('2022-23 (70.1%)', '{it} is up by 2 percentage points') and the like, or None."""
    if not row[period] or is_missing(row[value]) or is_missing(row["value"]):
        return None
    then = f"{row[period]} ({shown_as(row, row[value])})"
    reading, moved = row[f"{kind}_reading"], row[f"{change}change"]
    if row[value] == row["value"]:
        return then, "{it} is the same" + (f", {TOO_FEW} a change" if reading == TOO_FEW else "")
    if reading == TOO_FEW:
        return then, f"there are too few {_cases(row)}to tell a change{_needed(row, kind)}"
    sure = clearly(row[f"{kind}_certainty"])
    if reading == "up" and is_missing(moved):
        return then, f"{{it}} is {sure}up from none"
    if reading == "no clear change" or is_missing(moved):
        return then, "there is no clear change"
    return then, f"{{it}} is {sure}{reading} by {amount(abs(moved), row['change_unit'])}"


def _needed(row, kind):
    """Return what would have shown, as a clause: ' (it would take 13 orders to show a rise)'."""
    needed = row[f"{kind}_needed"]
    if is_missing(needed):
        return ""
    if row["change_unit"] == "percentage points":
        return f" (to show, a rise would have to be at least {amount(needed, row['change_unit'])})"
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
    # from a year of the pandemic on, a rise is as likely to be recovery
    if row["trend"] not in ("rising", "falling") or row["trend_from"] in indicator.covid_years:
        return ""
    # a trend that the newest year goes against would be misread as still going on
    if row["change_reading"] == {"rising": "down", "falling": "up"}[row["trend"]]:
        return ""
    verdict = f", which is {row['trend_verdict']}" if row["trend_verdict"] in ("better", "worse") else ""
    said = f"Over the five years from {row['trend_from']} {it_of(row)} has been {row['trend']}{verdict}"
    if any(row["trend_from"] <= year <= row["period"] for year in indicator.covid_years):
        why = "recovery" if row["trend"] == "rising" else "the pandemic's effect"
        return f"{said}; they include years of the pandemic, so part of it may be {why}."
    return f"{said}."


def it_of(row):
    """Return what has changed: the number, the percentage, the rate or the average."""
    if row["unit"] == "per cent":
        return "the percentage"
    if row["unit"].startswith("per "):
        return "the rate"
    return "the average" if row["unit"] in ("hours", "months") else "the number"


def _cases(row):
    """Return what is too few: cases, unless the unit says what they are."""
    return f"{row['unit']} " if is_counted(row["unit"]) else "cases "
