"""Axes a reader can trust: round steps, few lines, zero where it belongs, periods that do not collide."""

import math
import re

from cjtools.drawing.lettering import text_width

MOST_LINES = 6
LEAST_SPAN = 30  # of a per cent axis that starts above zero
LEAST_SPAN_FROM_ZERO = 10
_YEARS = re.compile(r"(\d{4})(?:-(\d{2}))?")


def year(period: str) -> int:
    """Return the year a period starts in, its place on the axis.

    Parameters
    ----------
    period : str
        "2023-24" or "2022".

    Returns
    -------
    int

    Raises
    ------
    ValueError
        The text is no year.

    Examples
    --------
    >>> year("2023-24")
    2023
    """
    found = _YEARS.fullmatch(str(period).strip())
    if not found:
        raise ValueError(f"period '{period}' cannot be placed on the axis: write it as 2023-24 or 2023")
    return int(found[1])


def periods(values, places=None, size: float = 13) -> list[str]:
    """Return short labels for periods, thinned so that they do not collide.

    The newest period always keeps its label.

    Parameters
    ----------
    values : list of str
        Periods in order, such as "2015-16" or "2022".
    places : list of float, optional
        Where each stands, in units of the picture; without it every label is kept.
    size : float
        Text size.

    Returns
    -------
    list of str
        As many as there are periods; empty where there is no room.

    Examples
    --------
    >>> periods(["2021-22", "2022-23", "2022"])
    ['21-22', '22-23', '2022']
    >>> periods(["2020-21", "2021-22", "2022-23"], places=[0, 25, 50])
    ['20-21', '', '22-23']
    """
    labels = [re.sub(r"^\d\d(\d\d-\d\d)$", r"\1", str(value)) for value in values]
    if places is None:
        return labels
    free = math.inf
    for position in reversed(range(len(labels))):
        half = text_width(labels[position], size) / 2
        if places[position] + half > free:
            labels[position] = ""
        else:
            free = places[position] - half - 4
    return labels


def steps(low: float, high: float, whole: bool = False) -> list[float]:
    """Return the values to draw gridlines at: round numbers that span the data, at most six.

    Parameters
    ----------
    low, high : float
        Ends of the data.
    whole : bool
        Only whole numbers make sense (orders, people).

    Returns
    -------
    list of float
        The first is at or below ``low``, the last at or above ``high``.

    Examples
    --------
    >>> steps(0, 7.3)
    [0.0, 2.0, 4.0, 6.0, 8.0]
    >>> steps(0, 3, whole=True)
    [0.0, 1.0, 2.0, 3.0]
    """
    if high <= low:
        high = low + 1
    exponent = math.floor(math.log10((high - low) / MOST_LINES)) - 1
    while True:
        for digit in (1, 2, 2.5, 5):
            step = digit * 10.0**exponent
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            fits = last - first < MOST_LINES
            if fits and (digit != 2.5 or exponent >= 1) and (not whole or step >= 1):
                return [round(count * step, 10) for count in range(first, last + 1)]
        exponent += 1


def axis(values, unit: str, whole: bool = False) -> list[float]:
    """Return the gridlines of a value axis that shows all values and exaggerates none.

    Counts and rates start at zero. Per cent starts at zero when the data come near it, and spans at least 10 points
    there; otherwise it may start higher, but spans at least 30 points.

    Parameters
    ----------
    values : iterable of float
        All values and limits to be drawn; missing ones are passed over.
    unit : str
        Unit of the result record.
    whole : bool
        Only whole numbers make sense (orders, people).

    Returns
    -------
    list of float

    Examples
    --------
    >>> axis([3, 8], "orders")
    [0.0, 2.0, 4.0, 6.0, 8.0]
    >>> axis([66.0, 71.5], "per cent")
    [50.0, 60.0, 70.0, 80.0]
    >>> axis([10.0, 71.5], "per cent")
    [0.0, 20.0, 40.0, 60.0, 80.0]
    """
    known = [value for value in values if math.isfinite(value)]
    high = max(known, default=1)
    if not unit.startswith("per cent"):
        return steps(min(0, *known) if known else 0, high if high > 0 else 1, whole)
    low = min(known, default=0)
    low, high = max(0, math.floor(low / 10) * 10), min(100, math.ceil(high / 10) * 10)
    if low < LEAST_SPAN:
        return steps(0, max(high, LEAST_SPAN_FROM_ZERO))
    # widen towards the data's own middle, in tens, never outside 0 to 100
    while high - low < LEAST_SPAN:
        if high < 100 and high - max(known) <= min(known) - low:
            high += 10
        else:
            low -= 10
    return steps(low, high)


def start_note(lines) -> str:
    """Return the words that own up to an axis that does not start at zero.

    Parameters
    ----------
    lines : list of float
        Gridlines.

    Returns
    -------
    str

    Examples
    --------
    >>> start_note([50.0, 60.0, 70.0])
    ' (axis starts at 50)'
    """
    return f" (axis starts at {axis_labels(lines)[0]})" if lines[0] > 0 else ""


def number(value: float, step: float) -> str:
    """Return an axis number with thousands commas and as many decimals as its step needs.

    Parameters
    ----------
    value, step : float

    Returns
    -------
    str

    Examples
    --------
    >>> number(1200, 200), number(0.5, 0.25), number(0, 0.5)
    ('1,200', '0.50', '0')
    """
    if value == 0:
        return "0"
    decimals = 0
    while decimals < 6 and abs(round(step, decimals) - step) > 1e-9:
        decimals += 1
    return f"{value:,.{decimals}f}"


def thin(labels, places, size: float = 13) -> list[str]:
    """Return axis numbers with those blanked out that would collide, counted from the first.

    Parameters
    ----------
    labels : list of str
    places : list of float
        Where each stands, in units of the picture.
    size : float

    Returns
    -------
    list of str

    Examples
    --------
    >>> thin(["10,000", "20,000", "50,000"], [0, 20, 60])
    ['10,000', '', '50,000']
    """
    free = -math.inf
    kept = []
    for label, place in zip(labels, places, strict=True):
        half = text_width(label, size) / 2
        fits = place - half >= free
        kept.append(label if fits else "")
        free = place + half + 1 if fits else free
    return kept


def axis_labels(lines) -> list[str]:
    """Return the words at the gridlines.

    Parameters
    ----------
    lines : list of float

    Returns
    -------
    list of str

    Examples
    --------
    >>> axis_labels([0.0, 500.0, 1000.0])
    ['0', '500', '1,000']
    """
    step = lines[1] - lines[0]
    return [number(line, step) for line in lines]


def axis_room(lines, size: float = 13) -> float:
    """Return how much room the words at the gridlines need to the left of the axis.

    Parameters
    ----------
    lines : list of float
    size : float

    Returns
    -------
    float

    Examples
    --------
    >>> axis_room([0.0, 1.0]) < axis_room([0.0, 1000.0])
    True
    """
    return max(text_width(label, size) for label in axis_labels(lines)) + 10
