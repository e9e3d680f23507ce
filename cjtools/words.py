"""Numbers and small words as a reader sees them: rounded, with their unit or marker, in singular or plural."""

import math
import re

from cjtools.markers import NIL, REPLACES_NUMBER
from cjtools.stats import round_half_up

NOT_RECORDED = "not recorded"
LISTED = 3  # as many are named one by one; of more, only the first or the number
WHY = {  # markers that stand where there is no number
    NIL: "nil",
    "[c]": "not shown, so that nobody can be recognised",
    "[low]": "more than none, but it rounds to zero",
    "[u]": "too unreliable to be used",
    "[x]": "not available",
    "[z]": "does not apply",
}
_SINGULAR = {
    **{f"{word}s": word for word in (
        "aim", "answer", "application", "area", "assessment", "case", "completion", "council", "crime", "day",
        "driver", "fault", "figure", "indicator", "input", "item", "line", "order", "outcome", "partner",
        "partnership", "question", "range", "referral", "report", "requirement", "sentence", "service", "stage",
        "start", "statement", "step", "task", "transfer", "zone",
    )},
    "activities": "activity",
    "bodies": "body",
    "entries": "entry",
    "people": "person",
}  # fmt: skip
_PLURAL = re.compile(rf"\b(?:{'|'.join(_SINGULAR)})\b")
_WITH_ARTICLE = re.compile(r"^(?:.* police division$|custody centres of )")


def slug(text):
    """Return a text as an id.

    Examples
    --------
    >>> slug("What it asks of them")
    'what-it-asks-of-them'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def is_counted(unit):
    """Return whether a unit is of things that are counted one by one, such as orders or people."""
    return unit in _SINGULAR


def is_missing(value):
    """Return whether there is no number.

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0.0)
    (True, True, False)
    """
    return value is None or math.isnan(value)


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
    >>> number(71.25, "per cent"), number(1234, "orders"), number(46.05, "per 10,000 people"), number(None, "", "[c]")
    ('71.3%', '1,234', '46.1', '[c]')
    """
    if is_missing(value):
        return marker or "[x]"
    if marker in REPLACES_NUMBER:
        return marker
    shown = _digits(value, unit)
    return f"{shown} {marker}" if marker else shown


def shown_value(row):
    """Return the value of a result record as it is shown; percentages that were published whole stay whole.

    Examples
    --------
    >>> survey = {"value": 92.0, "unit": "per cent", "marker": "", "method": "as published, in whole numbers"}
    >>> shown_value(survey), shown_value({**survey, "method": "as published"})
    ('92%', '92.0%')
    """
    value = row["value"]
    if not is_missing(value) and row["unit"] == "per cent" and "in whole numbers" in row["method"]:
        return " ".join(filter(None, [f"{value:.0f}%", row["marker"]]))
    return number(value, row["unit"], row["marker"])


def shown_as(row, value):
    """Return another value of a record's indicator (Scotland's, last year's) as the record's own is shown.

    Examples
    --------
    >>> survey = {"value": 92.0, "unit": "per cent", "marker": "[r]", "method": "as published, in whole numbers"}
    >>> shown_as(survey, 88.0)
    '88%'
    """
    return shown_value({"value": value, "unit": row["unit"], "marker": "", "method": row["method"]})


def with_unit(row):
    """Return the value of a result record with its unit; a missing one as its marker.

    Examples
    --------
    >>> one = {"value": 1.0, "unit": "transfers", "marker": "", "method": ""}
    >>> with_unit(one), with_unit({**one, "value": 10.7, "unit": "per cent"}), with_unit({**one, "value": None})
    ('1 transfer', '10.7%', '[x]')
    """
    if is_missing(row["value"]) or row["unit"] == "per cent":
        return shown_value(row)
    return f"{shown_value(row)} {singular(row['unit']) if row['value'] == 1 else row['unit']}"


def _digits(value, unit):
    """Return the digits of a number in its unit; limits of counts are whole numbers too."""
    if unit.split(" ")[0] in _SINGULAR:
        return f"{round_half_up(value):,.0f}"
    if unit == "per cent":
        return f"{round_half_up(value, 1):,.1f}%"
    if float(value).is_integer() and not unit.startswith(("per ", "months", "hours")):
        return f"{int(value):,}"
    return f"{round_half_up(value, 1):,.1f}"


def interval(lower, upper, unit):
    """Return the words for a 95 % interval, or empty text when there is none.

    Examples
    --------
    >>> interval(68.46, 73.81, "per cent"), interval(17.9, 34.5, "orders"), interval(float("nan"), 1.0, "orders")
    ('95% interval 68.5% to 73.8%', '95% interval 18 to 35', '')
    """
    if is_missing(lower) or is_missing(upper):
        return ""
    return f"95% interval {_digits(lower, unit)} to {_digits(upper, unit)}"


def limits(row):
    """Return the limits of a record as they stand in a table under the heading '95% interval'.

    Examples
    --------
    >>> limits({"lower": 68.46, "upper": 73.81, "unit": "per cent"}), limits({"lower": None, "upper": 1.0, "unit": ""})
    ('68.5% to 73.8%', 'none')
    """
    return interval(row["lower"], row["upper"], row["unit"]).removeprefix("95% interval ") or "none"


def amount(value, unit):
    """Return the size of a change in words.

    Examples
    --------
    >>> amount(5.25, "percentage points"), amount(12.4, "per cent"), amount(0.42, "per cent"), amount(3.0, "people")
    ('5.3 percentage points', '12%', '0.4%', '3 people')
    >>> amount(0.01, "months")
    'less than 0.1 months'
    """
    if unit in _SINGULAR:
        return counted(value, unit)
    places = 0 if unit == "per cent" and value >= 0.95 else 1
    shown = f"{round_half_up(value, places):,.{places}f}"
    if float(shown.replace(",", "")) == 0:
        shown = "less than 0.1"
    return f"{shown}%" if unit == "per cent" else f"{shown} {unit}"


def times(ratio):
    """Return how many times one figure is another, with as many digits as it bears.

    Examples
    --------
    >>> times(5.84), times(12.4), times(1.26)
    ('5.8', '12', '1.3')
    """
    return f"{round_half_up(ratio, 1):.1f}" if ratio < 10 else f"{round_half_up(ratio):,.0f}"


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


def singular(words):
    """Return words for one instead of many.

    Examples
    --------
    >>> singular("people convicted"), singular("were given an order"), singular("data zones")
    ('person convicted', 'was given an order', 'data zone')
    """
    return re.sub(r"^were\b", "was", _PLURAL.sub(lambda found: _SINGULAR[found[0]], words))


def counted(value, noun):
    """Return a count with what was counted.

    Examples
    --------
    >>> counted(1, "orders"), counted(1204, "orders"), counted(0, "people")
    ('1 order', '1,204 orders', '0 people')
    """
    return f"{number(value)} {singular(noun) if value == 1 else noun}"


def counts(row, noun=""):
    """Return numerator and denominator of a record: '633 of 914 orders'; markers where they are missing.

    Examples
    --------
    >>> counts({"numerator": 1.0, "denominator": 1.0, "marker": ""}, "orders")
    '1 of 1 order'
    >>> counts({"numerator": None, "denominator": 40.0, "marker": "[c]"})
    '[c] of 40'
    """
    top = number(row["numerator"], "", row["marker"] if is_missing(row["numerator"]) else "")
    if not noun:
        return f"{top} of {number(row['denominator'])}"
    return f"{top} of {counted(row['denominator'], noun)}"


def in_place(place):
    """Return a place's name as it follows 'in': a council's as it is published, others with the article they take.

    Examples
    --------
    >>> in_place("Orkney Islands"), in_place("City of Edinburgh"), in_place("Tayside police division")
    ('Orkney Islands', 'City of Edinburgh', 'the Tayside police division')
    """
    if place.startswith("NHS "):
        return f"the area of {place}"
    return f"the {place}" if _WITH_ARTICLE.match(place) else place


def in_period(row):
    """Return when a record is of, as it stands in a sentence.

    Examples
    --------
    >>> in_period({"period": "2023-24", "period_type": "financial year"})
    'in 2023-24'
    >>> in_period({"period": "2022", "period_type": "mid-year"})
    'in mid-2022'
    >>> in_period({"period": "2020", "period_type": "edition"})
    'in the 2020 edition'
    """
    kind = row.get("period_type", "")
    if kind == "mid-year":
        return f"in mid-{row['period']}"
    return f"in the {row['period']} {kind}" if kind in ("cohort", "edition") else f"in {row['period']}"


def labelled(label, figure, breakdown=""):
    """Return a category as it stands in a sentence, with its figure in the same bracket as any it ends in.

    Examples
    --------
    >>> labelled("Other (client based)", "31.6%"), labelled("31-40", "33.5%"), labelled("White", "95.0%", "ethnicity")
    ('other (client based; 31.6%)', '31-40 (33.5%)', 'White (95.0%)')
    >>> labelled("Sheriff summary", "", "court"), labelled("Court outwith Scotland", "", "court")
    ('sheriff summary courts', 'Court outwith Scotland')
    """
    if breakdown == "court" and not re.search("court|known", label.casefold()):
        label = f"{label} courts"
    if breakdown != "ethnicity" and label[1:] == label[1:].lower():
        label = label[:1].lower() + label[1:]
    if not figure:
        return label
    return f"{label[:-1]}; {figure})" if label.endswith(")") else f"{label} ({figure})"


def group_name(name):
    """Return the name of peers as it stands in a sentence: 'the rest of family group 3'.

    Examples
    --------
    >>> group_name("The rest of family group 3 (second most deprived)"), group_name("Scotland")
    ('the rest of family group 3', 'Scotland')
    """
    return name.split(" (")[0].replace("The rest", "the rest").replace("Family", "family")


def why_missing(row, noun):
    """Return why a record has no value: its marker in words."""
    marker = row["marker"] or "[x]"
    if row.get("denominator") == 0:
        return f"{marker}: there are no {noun} to work it out from"
    return f"{marker}: {WHY[marker]}" if marker in WHY else marker
