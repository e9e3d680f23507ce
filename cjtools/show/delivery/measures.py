"""Measures of aims: what each counts, its figures as a chart with cycles and decisions, and how the chart reads."""

import math
from itertools import pairwise

from cjtools import charts
from cjtools.catalogue.improvement import RUN_CHART, U_CHART, XMR
from cjtools.charts.runs import RunChart
from cjtools.errors import cut
from cjtools.evidence.measures import PERCENT
from cjtools.evidence.periods import length_of, period_at
from cjtools.improvement.measures import place_of
from cjtools.markers import SUPPRESSED
from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.show.delivery import words as w
from cjtools.show.document import (
    Grid,
    Heading,
    Hole,
    Listed,
    MadeUp,
    Picture,
    Say,
    example,
    in_parts,
    made_up,
    missing,
)
from cjtools.show.fragments import made_up_mark
from cjtools.show.local_series import NOTES
from cjtools.show.recorded import day, period_words
from cjtools.spc.limits import MOVING_RANGE
from cjtools.spc.reading import CANNOT
from cjtools.words import NOT_RECORDED, counted, join

FEWEST = 2  # figures that make a line
LONGEST = 12  # characters of a name that a chart has room for
MOST_NAMED = 4  # periods that are not there


@in_parts
def aim_measures(delivery):
    """Return the measures of each aim.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    blocks, open_ = [], []
    for aim in delivery.aims:
        if not aim.measures:
            open_.append(aim.name)
            continue
        blocks.append(Heading(f"Aim {aim.name}: {aim.now.get('what')}", f"measures-{aim.place}", 3))
        for place, one in enumerate(aim.measures, 1):
            blocks += _measure(delivery, aim, one, f"measure-{aim.place}-{place}")
    if open_ or not blocks:
        said = f"No measure is recorded{f' of {join(open_)}' if open_ else ''}."
        blocks.append(missing(delivery, said, "Measures", "Measure values"))
    yield from [*example(delivery), *blocks] if len(blocks) > 1 else blocks


def _measure(delivery, aim, one, name):
    """Yield one measure: what it counts, how it reads, its chart and its figures."""
    row = one.row
    yield Heading(f"{one.name}. {row.get('name')} ({row.get('kind')} measure)", name, 4)
    if row.get("indicator") and one.figures.status == ILLUSTRATIVE:
        yield MadeUp(made_up_mark(ILLUSTRATIVE))
    yield Say(" ".join(_definition(delivery, one)))
    if one.newest is None:
        if row.get("indicator"):
            yield Hole(f"No figure of {row.get('indicator')} is held for {delivery.place}.")
        else:
            yield missing(delivery, f"No figure of “{row.get('name')}” is recorded.", "Measure values")
        return
    yield Say(sentence(one))
    yield Listed(tuple(_notes(one)))
    if len(one.reading.known) >= FEWEST:
        yield _picture(delivery, aim, one, name)
    yield _table(delivery, one, name)


def _definition(delivery, one):
    """Yield what a measure counts, how often and by whom."""
    row = one.row
    yield f"{row.get('definition').rstrip('.')}."
    if row.get("numerator") or row.get("denominator"):
        counted_, of = row.get("numerator", NOT_RECORDED), row.get("denominator", NOT_RECORDED)
        yield f"Counted: {counted_.rstrip('.')}; out of: {of.rstrip('.')}."
    by = f", collected by {delivery.words.partner_name(row.get('collected_by'))}" if row.get("collected_by") else ""
    better = row.get("better")
    yield f"By {row.get('frequency')}{by}; {'neither way' if better == 'neither' else better} is better."
    if row.get("indicator"):
        indicator = delivery.words.indicators[row.get("indicator")]
        yield f"Its figures are those of the indicator “{indicator.name}”, {one.figures.source or delivery.place}."


def sentence(one):
    """Return the newest figure of a measure, its target, and how its chart reads.

    Parameters
    ----------
    one : Measure
        With a figure.

    Returns
    -------
    str
    """
    said = [f"Newest figure: {w.newest(one)}."]
    if not math.isnan(one.target):
        by = f" by {day(one.row.get('target_by'))}" if one.row.get("target_by") else ""
        said.append(f"Target: {w.figure(one, one.target)}{by}; {w.STANDING[one.standing]}.")
        if one.assurance:
            said.append(f"With the limits as they are: {w.ASSURANCE[one.assurance]}.")
        elif one.reading.chart != RUN_CHART and one.reading.current():
            said.append(
                "The limits do not tell whether it is met from now on: the newest figures are part of a signal."
            )
    if one.unjudged:
        return " ".join([*said, f"{w.VARIATION[CANNOT]}: {one.unjudged}."])
    said.append(f"{w.varies(one)}.")
    now = one.reading.current()
    for head, signals in (("More than chance", now), ("Earlier", [s for s in one.reading.signals if s not in now])):
        if signals:
            said.append(f"{head}: {'; '.join(w.signal_words(one, signal) for signal in signals)}.")
    return " ".join(said)


def _notes(one):
    """Yield by what the chart is read, and what its lines are made of."""
    reading, rules = one.reading, one.reading.rules
    yield f"{reading.chart[:1].upper()}{reading.chart[1:]}, read by: {rules.title}. {rules.in_words}"
    centre = w.CENTRES[reading.chart]
    for number, phase in enumerate(reading.phases):
        if phase.start >= phase.end or not phase.lines.points:
            continue
        yield _phase_words(one, phase, centre, number)
    if reading.now.partly:
        yield reading.now.partly
    if reading.chart == XMR and reading.now.lines.mean_range == reading.now.lines.mean_range:
        yield _ranges_words(one)
    for decision in one.new_lines:
        yield (
            f"New lines from {period_words(decision.get('from'))}: {decision.get('reason').rstrip('.')}. Decided by "
            f"{decision.get('decided_by')}, {day(decision.get('decided_on'))}."
        )
    missing = _missing_periods(one.figures.periods)
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        yield f"{join(missing)} {verb} not recorded: the line breaks there, and no run goes on over it."
    hidden = sum(marker == SUPPRESSED for marker in one.figures.markers)
    if hidden:
        yield f"{counted(hidden, 'figures')} not shown, so that nobody can be known: line and runs break there."


def _missing_periods(periods):
    """Return the periods that lie between others and are not there, in words; of many how many."""
    there = {place_of(period) for period in periods}
    missing = [place for place in range(min(there), max(there)) if place not in there]
    if len(missing) > MOST_NAMED:
        return [f"{len(missing)} of the periods between"]
    return [period_words(period_at(place, periods[0])) for place in missing]


def _ranges_words(one):
    """Return the mean moving range of an XmR chart, its limit, and which ranges lie above it."""
    phase, periods = one.reading.now, one.figures.periods
    mean = phase.lines.mean_range
    known = [place for place in one.reading.known if place >= phase.start]
    steps = [(a, b) for a, b in pairwise(known) if place_of(periods[b]) - place_of(periods[a]) == 1]
    values = one.reading.values
    above = [period_words(periods[b]) for a, b in steps if abs(values[b] - values[a]) > MOVING_RANGE * mean]
    ranges = "range" if len(above) == 1 else "ranges"
    which = f"above it: the {ranges} to {join(above)}" if above else "none lies above it"
    shown = [w.shown(each * one.per) for each in (mean, MOVING_RANGE * mean)]
    return f"Moving ranges: mean {shown[0]}, upper limit {shown[1]} (3.267 times the mean); {which}."


def _phase_words(one, phase, centre, number):
    """Return of how many figures the lines of a phase are made, and where they stand."""
    periods, shown = one.figures.periods, one.per
    level = w.figure(one, float(phase.lines.centre[0]) * shown)
    which = f"From {period_words(periods[phase.start])}: the" if number else "The"
    said = f"{which} {centre} of {counted(phase.lines.points, 'figures')} is {level}"
    if one.row.get("baseline_from") and not number:
        ends = (period_words(one.row.get(end)) for end in ("baseline_from", "baseline_to"))
        said += f" (baseline {' to '.join(ends)})"
    if one.reading.chart == RUN_CHART:
        return f"{said}."
    last = len(phase.lines.centre) - 1
    low, high = (float(line[last]) * shown for line in (phase.lines.lower, phase.lines.upper))
    limits = [f"{name} {w.figure(one, value)}" for name, value in (("lower", low), ("upper", high)) if value == value]
    where = " at the newest figure" if one.reading.chart != XMR else ""
    if not limits:
        is_none = one.reading.chart == XMR and phase.lines.mean_range != phase.lines.mean_range
        return f"{said}; {'no limits: too few figures' if is_none else 'no figure can lie beyond its limits'}."
    said += f"; limits{where}: {join(limits)}"
    if phase.lines.points < one.reading.rules.trial_under:
        said += f"; trial limits, for they rest on fewer than {one.reading.rules.trial_under} figures"
    if phase.lines.screened:
        said += f"; {counted(phase.lines.screened, 'moving ranges')} above 3.267 times their mean left out"
    return f"{said}."


def _picture(delivery, aim, one, name):
    """Return the chart of a measure."""
    data = chart_of(delivery, aim, one)
    title = f"{one.name}. {one.row.get('name')}, by {one.row.get('frequency')}{made_up(delivery)}"
    mark = made_up_mark(one.figures.status) if one.row.get("indicator") else ""
    title = f"{title} {mark}".strip()
    events = "; ".join(said for *_, said in _happened(aim, one))
    alt = (
        f"{one.reading.chart[:1].upper()}{one.reading.chart[1:]} of {counted(len(one.reading.known), 'figures')}. "
        f"{sentence(one)}{f' {events}.' if events else ''}"
    )
    return Picture(
        f"{name}-figure",
        title,
        charts.run_chart(data, name=f"{name}-chart", title=title, alt=alt),
        alt,
        sub=events,
        png=lambda: charts.run_chart_png(data),
    )


def chart_of(delivery, aim, one):
    """Return what the chart of a measure draws.

    Parameters
    ----------
    delivery : Delivery
    aim : Aim
    one : Measure

    Returns
    -------
    RunChart
    """
    reading, periods = one.reading, one.figures.periods
    names = {
        "centre": w.CENTRES[reading.chart],
        "limits": "limits",
        "target": f"target {w.figure(one, one.target)}",
        "1": "better than chance",
        "-1": "worse than chance",
        "0": "more than chance",
        "events": "cycle, event or new lines",
    }
    drawn = {"limits": reading.chart != RUN_CHART, "target": not math.isnan(one.target)}
    return RunChart(
        places=[place_of(period) for period in periods],
        words=list(periods),
        values=list(one.values),
        centre=list(one.line("centre")),
        lower=list(one.line("lower")),
        upper=list(one.line("upper")),
        unit=w.unit_of(one),
        phases=[(phase.start, phase.end) for phase in reading.phases],
        names={name: words for name, words in names.items() if drawn.get(name, True)},
        signals=_marked(one),
        target=one.target,
        events=_events(aim, one),
    )


def _marked(one):
    """Return which points are part of a signal that has a side: point -> better, worse or neither."""
    marked = {}
    for signal in one.reading.signals:
        if signal.way:
            marked |= dict.fromkeys(signal.points, w.way_of(one, signal))
    return marked


def _cycles(aim, one):
    """Return the cycles that a measure judges."""
    return [row for row in aim.of("cycles") if not row.get("measures", ()) or one.name in row.get("measures", ())]


def _events(aim, one):
    """Return what was tried or decided within the span of a chart: (place in time, name)."""
    return [(at, cut(name, LONGEST)) for at, name, _ in _happened(aim, one)]


def _happened(aim, one):
    """Yield what was tried, decided or met with, as far as it lies within the span of a chart: (place, name, words)."""
    periods = one.figures.periods
    first, last = place_of(periods[0]) - 0.5, place_of(periods[-1]) + 0.5
    found = []
    for row in _cycles(aim, one):
        said = f"{row.get('id')}: {row.get('change').rstrip('.')}, from {day(row.get('start'))}"
        found.append((_place_of_day(row.get("start"), periods), row.get("id"), said))
    for name, row in aim.delivery.events().items():
        if row.get("aim") == aim.name:
            said = f"{name}: {row.get('what').rstrip('.')}, {day(row.get('date'))}"
            found.append((_place_of_day(row.get("date"), periods), name, said))
    for row in one.new_lines:
        said = f"new lines from {period_words(row.get('from'))}"
        found.append((place_of(row.get("from")) - 0.5, "new lines", said))
    yield from (each for each in found if first <= each[0] <= last)


def _place_of_day(date, periods):
    """Return where a day stands among periods, each of which stands at its middle."""
    months = length_of(periods[0])
    # years begin in April, which place_of does not count
    offset = 3 if months == 12 else 0
    return (date.year * 12 + date.month - 1 + (date.day - 1) / 31 - offset) / months - 0.5


def _table(delivery, one, name):
    """Return every figure of a measure, with what it is out of and whether it is part of a signal."""
    marked, figures = one.rules_met(), one.figures
    has_size = one.reading.chart == U_CHART or (figures.unit == PERCENT and any(each == each for each in figures.sizes))
    lines = []
    for point, period in enumerate(figures.periods):
        value = one.values[point]
        shown = w.shown(float(value)) if value == value else ""
        size = [f"{figures.sizes[point]:,.10g}" if figures.sizes[point] == figures.sizes[point] else SUPPRESSED]
        lines.append(
            [
                period_words(period),
                " ".join(filter(None, [shown, figures.markers[point]])) or "[x]",
                *(size if has_size else []),
                join(marked.get(point, [])) or unmarked(one, point),
            ]
        )
    heads = ("Period", f"Figure ({w.unit_of(one)})", *(("Out of",) if has_size else ()), "More than chance")
    widths = (5, 4, 3, 5) if has_size else (5, 5, 7)
    numbers = (1, 2) if has_size else (1,)
    note = " ".join([_source(one), *(said for marker, said in NOTES.items() if marker in figures.markers)])
    caption = f"{one.name}. {one.row.get('name')}: figures{made_up(delivery)}"
    return Grid(f"{name}-table", caption, heads, lines, widths, numbers, note, is_folded=True)


def unmarked(one, point):
    """Return why a figure is part of no signal: there is none, it cannot be judged, or it is no more than chance.

    Parameters
    ----------
    one : Measure
    point : int

    Returns
    -------
    str
    """
    if one.values[point] != one.values[point]:
        return "no figure"
    phase = next(phase for phase in one.reading.phases if phase.start <= point < phase.end)
    return "not judged" if phase.unjudged else "no"


def _source(one):
    """Return where the figures of a measure are from."""
    if one.row.get("indicator"):
        return f"Source: the indicator {one.row.get('indicator')}, {one.figures.source}; see the report on the outcome."
    return f"Source: {one.figures.source}, as recorded."
