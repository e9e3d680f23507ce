"""Words that several parts of the return under the framework of 2016 share: how a figure reads, and its standard."""

from cjtools.evidence.measures import PERCENT
from cjtools.evidence.periods import MONTH, QUARTER, kind_of
from cjtools.results import figures2016 as f
from cjtools.show.fragments import made_up_mark
from cjtools.show.recorded import period_words
from cjtools.words import WHY, interval, is_missing, number, with_unit

NONE = "none recorded"
STANDING = {
    f.REACHED: "the standard is reached",
    f.NOT_REACHED: "the standard is not reached",
}
INTERVAL = {
    f.ABOVE: "all of the interval is at or above it",
    f.BELOW: "all of the interval is below it",
    f.WITHIN: "the interval holds it, so that chance alone could put the figure on either side",
}


def shown(figure, value, marker=""):
    """Return a value of a figure with its unit; its marker where it is hidden."""
    return with_unit({"value": value, "unit": figure.unit, "marker": marker, "method": figure.method})


def newest(figure):
    """Return the newest value of a figure, with its period and the mark of what is made up.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    str
    """
    if not figure.period:
        return NONE if not figure.indicator else "no figure"
    of = f" ({number(figure.count)} of {number(figure.base)})" if _is_share(figure) else ""
    said = f"{shown(figure, figure.value, figure.marker)}{of}, {when(figure.period)}"
    return " ".join(filter(None, [said, made_up_mark(figure.status) if figure.indicator else ""]))


def _is_share(figure):
    """Return whether a figure is a published percentage of which both numbers are known."""
    return figure.unit == PERCENT and figure.count == figure.count and figure.base == figure.base


def before(figure):
    """Return the value a year before, with its period."""
    if not figure.before_period:
        return NONE if not figure.indicator else "no figure"
    return f"{shown(figure, figure.before, figure.before_marker)}, {when(figure.before_period)}"


def scotland(figure):
    """Return Scotland's figure, or why there is none beside it."""
    if figure.is_scotland:
        return "Scotland only: there is no figure of the area"
    if not figure.indicator:
        return "none beside it"
    return "no figure" if is_missing(figure.scotland) else shown(figure, figure.scotland)


def change(figure):
    """Return how a figure changed since the year before."""
    return figure.change or "cannot be said"


def why(figure):
    """Return why a figure is not shown, as a sentence; empty where it is, or none is recorded."""
    if not figure.period or not is_missing(figure.value):
        return ""
    marker = figure.marker or "[x]"
    return f"{marker}: {WHY[marker]}." if marker in WHY else f"{marker}."


def when(period):
    """Return a period as a reader sees it: those of the partnership's own figures in words."""
    is_own = len(period) == len("2024-25") or "Q" in period
    return period_words(period) if is_own and kind_of(period) in (MONTH, QUARTER) else period


def standard(figure):
    """Return whether a figure reaches its standard, in words.

    Parameters
    ----------
    figure : Figure
        With a standard.

    Returns
    -------
    str
    """
    if figure.standing == f.NOT_JUDGED:
        reason = f"the figure is not shown ({why(figure).rstrip('.')})" if figure.period else "no figure is recorded"
        return f"Whether it is reached is not said: {reason}."
    said = f"{shown(figure, figure.value)} in {when(figure.period)}: {STANDING[figure.standing]}"
    limits = interval(figure.lower, figure.upper, figure.unit)
    if not limits:
        return f"{said}. Out of how many is not recorded, so that there is no interval."
    return f"{said}; {limits} ({number(figure.base)} people): {INTERVAL[figure.interval_is]}."
