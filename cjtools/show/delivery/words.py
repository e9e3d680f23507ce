"""Words that several parts of the delivery plan share: how a measure reads, and what its signals are."""

import math

from cjtools.catalogue.improvement import P_CHART, RUN_CHART, U_CHART, XMR
from cjtools.evidence.measures import PERCENT
from cjtools.improvement import measures as m
from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.rounding import round_half_up
from cjtools.show.recorded import period_words
from cjtools.spc import reading as r
from cjtools.spc.signals import OF_ALL, OUTSIDE, SHIFT, TREND, TWO_OF_THREE
from cjtools.words import join, singular, with_unit

VARIATION = {
    r.IMPROVING: "▲ getting better",
    r.WORSENING: "▼ getting worse",
    r.CHANGED: "◆ changed",
    r.COMMON: "● no change beyond chance",
    r.CANNOT: "? cannot be judged",
}
ASSURANCE = {
    r.MET: "✔ met, whatever chance does",
    r.MISSED: "✘ missed, whatever chance does",
    r.HIT_OR_MISS: "~ met or missed by chance",
    "": "no reading",
}
STANDING = {
    m.MET: "target met",
    m.NOT_MET: "target not met",
    m.NO_TARGET: "no target",
    m.NO_FIGURE: "no figure yet",
    m.HIDDEN: "target not judged: newer figures are too small to be shown",
}
SINCE = {
    m.BETTER_SINCE: "▲ better by more than chance",
    m.WORSE_SINCE: "▼ worse by more than chance",
    m.BOTH_SINCE: "◆ both better and worse by more than chance",
    m.MOVED_SINCE: "◆ moved by more than chance",
    m.NONE_SINCE: "● no change beyond chance",
    m.TOO_EARLY: "? cannot be judged yet",
}
CENTRES = {RUN_CHART: "median", XMR: "mean", P_CHART: "mean share", U_CHART: "mean rate"}


def unit_of(measure):
    """Return the unit of a measure as it is shown: of a rate, for how much."""
    unit = measure.figures.unit
    if measure.reading.chart == U_CHART:
        return f"{unit} per {measure.per:,.0f}" if measure.per > 1 else f"{unit} for each one"
    return unit


def figure(measure, value):
    """Return a figure of a measure with its unit.

    Parameters
    ----------
    measure : Measure
    value : float
        As shown.

    Returns
    -------
    str
    """
    if math.isnan(value):
        return "none"
    unit = unit_of(measure)
    if measure.row.get("indicator"):
        # as in the report on the outcome
        return with_unit({"value": value, "unit": unit, "marker": "", "method": ""})
    said = shown(value)
    if unit == PERCENT:
        return f"{said}%"
    if unit in ("", "other"):
        return said
    return f"{said} {singular(unit) if said == '1' else unit}"


def shown(value):
    """Return a number to two places at most, without zeros that say nothing.

    Examples
    --------
    >>> shown(20.125), shown(1250.0), shown(0.1 + 0.2)
    ('20.13', '1,250', '0.3')
    """
    return f"{round_half_up(value, 2):,.10g}"


def newest(measure):
    """Return the newest figure of a measure with its period; that there is none."""
    if measure.newest is None:
        return "no figure that can be shown" if measure.hidden_since(0) else "no figure yet"
    return f"{figure(measure, measure.values[measure.newest])}, {period_words(measure.figures.periods[measure.newest])}"


def varies(measure):
    """Return how the newest figures of a measure vary, and against which lines."""
    lines = " since the new lines" if len(measure.reading.phases) > 1 else ""
    return VARIATION[measure.variation] + lines


def signal_words(measure, signal):
    """Return a signal in words, with its periods.

    Parameters
    ----------
    measure : Measure
    signal : Signal

    Returns
    -------
    str
    """
    periods = measure.figures.periods
    first, last = (period_words(periods[point]) for point in (signal.points[0], signal.points[-1]))
    centre = CENTRES[measure.reading.chart]
    side = "above" if signal.way > 0 else "below"
    count = len(signal.points)
    if signal.kind == SHIFT:
        return f"{count} figures in a row {side} the {centre}, {first} to {last}"
    if signal.kind == TREND:
        return f"{count} figures that all {'rise' if signal.way > 0 else 'fall'}, {first} to {last}"
    if signal.kind == OUTSIDE:
        return f"{first} {side} the {'upper' if signal.way > 0 else 'lower'} limit"
    if signal.kind == TWO_OF_THREE:
        near = "upper" if signal.way > 0 else "lower"
        return f"two of three figures near the {near} limit, {first} to {last}"
    return f"{signal.kind} about the {centre}, {first} to {last}"


def way_of(measure, signal):
    """Return whether a signal is better (1), worse (-1) or neither (0)."""
    return 0 if signal.kind in OF_ALL else signal.way * measure.better


def made_up_figures(delivery):
    """Return which figures are made up because their published workbooks are not here; empty where none is.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    str
    """
    names = [
        one.name
        for aim in delivery.aims
        for one in aim.measures
        if one.row.get("indicator") and one.figures.status == ILLUSTRATIVE
    ]
    which = f"of {join(names)} and of the national indicators" if names else "of the national indicators"
    return (
        f"Figures {which} marked (Illustrative.) are made up, because the workbooks that hold the published ones are "
        "not here yet. They must not be quoted or used for decisions. The partnership's own figures are its own."
    )
