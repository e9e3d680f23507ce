"""What a rule set finds in the points of one phase of a chart: each signal with the points that make it."""

from dataclasses import dataclass

from cjtools.catalogue.improvement import ANHOEJ, RUNS_TABLE, SKIPPED
from cjtools.spc.runs import ABOVE, BELOW, ON, fewest_crossings, longest_expected, runs_about, side

SHIFT, TREND, OUTSIDE, TWO_OF_THREE = "shift", "trend", "beyond a limit", "two of three near a limit"
FEW_RUNS, MANY_RUNS, LONG_RUN, FEW_CROSSINGS = "too few runs", "too many runs", "a long run", "too few crossings"
OF_ALL = (FEW_RUNS, MANY_RUNS, FEW_CROSSINGS)  # told by all points of a phase together
OUTER = 2 / 3  # of the way from the centre to a limit: where the outer third begins


@dataclass(frozen=True)
class Signal:
    """More than chance would make, by one rule.

    Attributes
    ----------
    kind : str
        One of the names of this module.
    points : tuple of int
        Places of the points that make it.
    way : int
        1 upwards, -1 downwards, 0 where the rule has no direction.
    """

    kind: str
    points: tuple
    way: int


def signals(rules, stretches, values, lines, table=None):
    """Return what a rule set finds.

    Parameters
    ----------
    rules : RuleSet
    stretches : list of list of int
        Places of the points, in stretches without a gap between.
    values : sequence of float
    lines : Limits
    table : dict, optional
        Points off the line -> (fewest, most) runs, for rule sets that judge by the table.

    Returns
    -------
    list of Signal
        In order of their last point. Those on all points together are told of one stretch alone: over a gap nobody
        knows how often the line was crossed.
    """
    found = []
    for places in stretches:
        if rules.shift:
            found += _shifts(rules, places, values, lines.centre)
        if rules.trend:
            found += _trends(rules, places, values)
        if rules.two_of_three:
            found += _two_of_three(places, values, lines)
        if rules.outside:
            found += [_outside(place, values, lines) for place in places]
    if rules.runs and len(stretches) == 1:
        found += _of_runs(rules, stretches[0], values, lines.centre, table or {})
    return sorted(filter(None, found), key=lambda signal: (signal.points[-1], signal.kind))


def _runs(rules, places, values, centre):
    """Yield the runs on one side of the line, each with its side; points on the line add to none."""
    run, way = [], ON
    for place in [*places, None]:
        now = None if place is None else side(values[place], centre[place])
        if now == ON and rules.on_line == SKIPPED:
            continue
        if now != way:
            if way in (ABOVE, BELOW):
                yield tuple(run), way
            run, way = [], now
        run.append(place)


def _shifts(rules, places, values, centre):
    """Yield runs on one side of the line that are long enough."""
    for run, way in _runs(rules, places, values, centre):
        if len(run) >= rules.shift:
            yield Signal(SHIFT, run, way)


def _trends(rules, places, values):
    """Yield stretches that all rise or all fall and are long enough."""
    run, way = [], 0
    for before, place in zip([None, *places], [*places, None], strict=True):
        if before is None:
            continue
        step = 0 if place is None else side(values[place], values[before])
        if step == 0 and place is not None and rules.equal_skipped:
            continue
        if way and step == way:
            run.append(place)
            continue
        if way and len(run) >= rules.trend:
            yield Signal(TREND, tuple(run), way)
        # the last of one trend may be the first of another
        way, run = step, [before, place]


def _outside(place, values, lines):
    """Return the signal of a point beyond a limit, or None."""
    if values[place] > lines.upper[place] and side(values[place], lines.upper[place]):
        return Signal(OUTSIDE, (place,), ABOVE)
    if values[place] < lines.lower[place] and side(values[place], lines.lower[place]):
        return Signal(OUTSIDE, (place,), BELOW)
    return None


def _two_of_three(places, values, lines):
    """Yield two of three points in a row near a limit, all three on one side; those that overlap as one."""
    sides = {place: side(values[place], lines.centre[place]) for place in places}
    for way in (ABOVE, BELOW):
        found = []
        for start in range(len(places) - 2):
            three = places[start : start + 3]
            near = [place for place in three if _is_near(place, values, lines, way)]
            if len(near) < 2 or any(sides[place] != way for place in three):
                continue
            if found and found[-1][-1] >= near[0]:
                found[-1] += [place for place in near if place not in found[-1]]
            else:
                found.append(near)
        yield from (Signal(TWO_OF_THREE, tuple(near), way) for near in found)


def _is_near(place, values, lines, way):
    """Return whether a point lies in the outer third of the way to a limit, and not beyond it."""
    limit = lines.upper[place] if way == ABOVE else lines.lower[place]
    if limit != limit:
        return False
    reach = lines.centre[place] + OUTER * (limit - lines.centre[place])
    return side(values[place], reach) == way and side(values[place], limit) != way


def _of_runs(rules, places, values, centre, table):
    """Yield signals of how many runs there are, or how long the longest is."""
    found = runs_about([values[place] for place in places], [centre[place] for place in places])
    if found.useful < rules.fewest:
        return
    all_of_them = tuple(places)
    if rules.runs == RUNS_TABLE and found.useful in table:
        fewest, most = table[found.useful]
        if found.count < fewest:
            yield Signal(FEW_RUNS, all_of_them, 0)
        elif found.count > most:
            yield Signal(MANY_RUNS, all_of_them, 0)
    if rules.runs == ANHOEJ:
        for run, way in _runs(rules, places, values, centre):
            if len(run) > longest_expected(found.useful):
                yield Signal(LONG_RUN, run, way)
        if found.crossings < fewest_crossings(found.useful):
            yield Signal(FEW_CROSSINGS, all_of_them, 0)
