"""A chart over time as it reads: lines phase by phase, signals by a named rule set, and what cannot be told.

A reading never guesses: too few figures, figures that are all the same, and runs that reach over periods without a
figure are told as what cannot be judged.
"""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cjtools.catalogue.improvement import P_CHART, RUN_CHART, SKIPPED, XMR
from cjtools.spc.limits import Limits, limits
from cjtools.spc.runs import ON, side
from cjtools.spc.signals import LONG_RUN, OF_ALL, SHIFT, TREND, signals

SPECIAL, COMMON, CANNOT = "special cause", "common cause", "cannot be judged"
IMPROVING, WORSENING, CHANGED = "improving", "worsening", "changed"
GAP = "periods without a figure lie between"
FEWEST_OF_BASE = 6  # figures that a line can rest on
# of the figures: with more of them the same, a few others alone make mean and moving ranges
MOST_ALIKE = (
    3 / 4
)  # of the figures of a control chart may be the same: about a level line every other point is a signal
MET, MISSED, HIT_OR_MISS = "met", "missed", "hit or miss"


@dataclass(frozen=True)
class Phase:
    """Part of a chart with lines of its own.

    Attributes
    ----------
    start, end : int
        First place of its points, and the place after its last.
    lines : Limits
        One entry for each of its points.
    signals : tuple of Signal
        With places in the whole chart.
    unjudged : str
        Why it cannot be judged, as the end of a sentence; empty where it can.
    partly : str
        What of it is not judged, as a sentence; empty where all is.
    """

    start: int
    end: int
    lines: Limits
    signals: tuple
    unjudged: str
    partly: str = ""


@dataclass(frozen=True)
class Reading:
    """A chart as it reads.

    Attributes
    ----------
    chart : str
    rules : RuleSet
    values : numpy.ndarray
        NaN where there is no figure.
    phases : tuple of Phase
    places : sequence of int
        Where each point stands in time.
    table : dict
        As for :func:`read`.
    """

    chart: str
    rules: object
    values: np.ndarray
    phases: tuple
    places: object = ()
    table: dict | None = None

    @property
    def known(self):
        """Places of the points with a figure."""
        return [place for place, value in enumerate(self.values) if value == value]

    def line(self, name):
        """Return a line point by point over all phases: 'centre', 'lower' or 'upper'."""
        return np.concatenate([getattr(phase.lines, name) for phase in self.phases])

    @property
    def signals(self):
        """The signals of all phases, in order of time."""
        return tuple(signal for phase in self.phases for signal in phase.signals)

    @property
    def now(self):
        """The newest phase."""
        return self.phases[-1]

    @property
    def state(self):
        """Whether the newest phase holds a signal: ``SPECIAL``, ``COMMON`` or ``CANNOT``."""
        if self.now.unjudged:
            return CANNOT
        return SPECIAL if self.now.signals else COMMON

    @property
    def is_trial(self):
        """Whether the limits of the newest phase rest on few points."""
        return self.chart != RUN_CHART and self.now.lines.points < self.rules.trial_under

    def current(self):
        """Return the signals that the newest figure is part of."""
        return tuple(signal for signal in self.now.signals if self._holds(signal))

    def _holds(self, signal):
        """Return whether a signal reaches to the newest figure; points that its rule passes over end nothing."""
        line, values, last = self.line("centre"), self.values, signal.points[-1]
        later = [point for point in self.known if point > last]
        if signal.kind == TREND and self.rules.equal_skipped:
            return all(side(values[point], values[last]) == ON for point in later)
        if signal.kind in (SHIFT, LONG_RUN) and self.rules.on_line == SKIPPED:
            return all(side(values[point], line[point]) == ON for point in later)
        return not later

    def within(self, start, end):
        """Return the signals that some points make alone, against the lines as they are.

        Parameters
        ----------
        start, end : int
            First of the points, and the place after the last.

        Returns
        -------
        tuple of Signal
        """
        lines = Limits(*map(self.line, ("centre", "lower", "upper")), 0)
        values = list(map(float, self.values))
        stretches = _stretches(self.places, [point for point in self.known if start <= point < end])
        return tuple(_found(self.rules, stretches, values, lines, self.table, self.known))

    def variation(self, better):
        """Return how the newest figures vary.

        Parameters
        ----------
        better : int
            1 where higher is better, -1 where lower is, 0 where neither.

        Returns
        -------
        str
            ``IMPROVING``, ``WORSENING``, ``CHANGED`` (a signal without a better side, or with both), ``COMMON`` or
            ``CANNOT``.
        """
        if self.state == CANNOT:
            return CANNOT
        ways = {signal.way * better for signal in self.current()}
        if not ways:
            return COMMON
        # how many runs there are has no side; what has one says it
        ways = ways - {0} or ways
        return {(1,): IMPROVING, (-1,): WORSENING}.get(tuple(ways), CHANGED)

    def assurance(self, target, better):
        """Return whether a target is met whatever chance does, as the limits at the newest figure say.

        Parameters
        ----------
        target : float
            In the unit of the values.
        better : int
            As for :meth:`variation`.

        Returns
        -------
        str
            ``MET``, ``MISSED``, ``HIT_OR_MISS``; empty for a run chart, which has no limits, without a better side, and
            where nothing can be judged.
        """
        if self.chart == RUN_CHART or not better or self.state == CANNOT or not self.known:
            return ""
        last = self.known[-1]
        low, high = self.line("lower")[last], self.line("upper")[last]
        low, high = (-math.inf if low != low else low), (math.inf if high != high else high)
        if better < 0:
            low, high, target = -high, -low, -target
        if low >= target:
            return MET
        return MISSED if high < target else HIT_OR_MISS


def read(
    chart,
    rules,
    places,
    values,
    sizes=None,
    *,
    base=None,
    starts=(),
    held=None,
    screen=False,
    table=None,
    possible=(-math.inf, math.inf),
):
    """Return how a chart reads.

    Parameters
    ----------
    chart : str
        One of :data:`cjtools.catalogue.improvement.CHARTS`.
    rules : RuleSet
    places : sequence of int
        Where each point stands in time; of two that follow each other the difference is 1, else there is a gap.
    values, sizes : sequence of float
        As for :func:`cjtools.spc.limits.limits`.
    base : tuple of int, optional
        First and last place in time of the baseline; by default all points of a phase make its lines.
    starts : sequence of int, optional
        Places in time from which new lines hold, because somebody decided so.
    held : int, optional
        A place in time: the lines that held before it are carried on to the end, made of the points that they were made
        of, and new lines from then on are not drawn.
    screen, possible
        As for :func:`cjtools.spc.limits.limits`.
    table : dict, optional
        Points off the line -> (fewest, most) runs.

    Returns
    -------
    Reading

    Examples
    --------
    >>> from cjtools import catalogue
    >>> rules = catalogue.load().improvement.rule_set("scottish")
    >>> found = read("run chart", rules, range(12), [3, 5, 4, 6, 3, 5, 9, 8, 9, 8, 9, 8])
    >>> found.state, found.signals[-1].kind, found.variation(better=1)
    ('special cause', 'shift', 'improving')
    """
    values = np.asarray(values, dtype=float)
    values = np.where(np.isfinite(values), values, math.nan)
    if sizes is not None:
        sizes = np.asarray(sizes, dtype=float)
        # out of nothing there is no proportion and no rate
        values = np.where(sizes > 0, values, math.nan)
    starts = sorted(set(starts))
    drawn = [start for start in starts if held is None or start < held]
    until = next((start for start in starts if start not in drawn), math.inf)
    cuts = [0, *(at for at in (_at(places, start) for start in drawn) if 0 < at < len(values))]
    cuts = [*dict.fromkeys(cuts), len(values)]
    phases = []
    for start, end in pairwise(cuts):
        first, last = base if base is not None and start == 0 else (-math.inf, math.inf)
        in_base = [first <= place <= last and place < until for place in places[start:end]]
        part = None if sizes is None else sizes[start:end]
        lines = limits(chart, values[start:end], part, in_base, screen, places[start:end], possible)
        phases.append(_phase(chart, rules, places, values, start, lines, table))
    return Reading(chart, rules, values, tuple(phases), places, table)


def _at(places, start):
    """Return the first point at or after a place in time."""
    return next((at for at, place in enumerate(places) if place >= start), len(places))


def _stretches(places, points):
    """Return points in stretches that follow one another without a gap in time."""
    stretches = [[]]
    for before, point in zip([None, *points], points, strict=False):
        if before is not None and places[point] - places[before] != 1:
            stretches.append([])
        stretches[-1].append(point)
    return stretches


def _phase(chart, rules, places, values, start, lines, table):
    """Return one phase with its signals, or with why it cannot be judged."""
    end = start + len(lines.centre)
    own = [float(value) for value in values[start:end]]
    known = [at for at, value in enumerate(own) if value == value]
    stretches = _stretches(places[start:end], known)
    unjudged = _unjudged(chart, rules, own, known, lines) or _too_short(rules, stretches)
    if unjudged:
        return Phase(start, end, lines, (), unjudged)
    found, partly = _found(rules, stretches, own, lines, table, known), ""
    if len(stretches) > 1:
        joined = [one for one in signals(rules, [known], own, lines, table) if one.kind not in OF_ALL]
        if joined and not found:
            return Phase(start, end, lines, (), f"a run of points reaches over a gap: {GAP}")
        partly = f"How many runs there are is not judged: {GAP}." if rules.runs else ""
    shifted = tuple(replace(one, points=tuple(start + at for at in one.points)) for one in found)
    return Phase(start, end, lines, shifted, "", partly)


def _found(rules, stretches, values, lines, table, known):
    """Return the signals of some points, without shifts that are none."""
    return [one for one in signals(rules, stretches, values, lines, table) if not _is_level(one, values, known)]


def _is_level(signal, values, known):
    """Return whether a shift is one of figures that are the same as nearly all others: the few others make the line."""
    found = {values[point] for point in signal.points}
    if signal.kind != SHIFT or len(found) > 1:
        return False
    alike = sum(values[point] in found for point in known)
    return alike > MOST_ALIKE * len(known)


def _too_short(rules, stretches):
    """Return that no rule can be met because of gaps, as the end of a sentence; empty where one can."""
    lengths = [length for length in (rules.shift, rules.trend) if length]
    if rules.outside or len(stretches) == 1:
        return ""
    if not lengths:
        return f"the rules ask for a series without gaps: {GAP}"
    longest = max(map(len, stretches))
    return f"no {min(lengths)} figures follow one another: {GAP}" if longest < min(lengths) else ""


def _unjudged(chart, rules, values, known, lines):
    """Return why points cannot be judged, as the end of a sentence; empty where they can."""
    figures = [values[at] for at in known]
    if len(figures) < rules.fewest:
        count = f"there {'is' if len(figures) == 1 else 'are'} {len(figures) or 'no'}"
        return f"{count} {figures_noun(len(figures))}, and the rules ask for {rules.fewest}"
    most = max(figures.count(figure) for figure in figures)
    if most == len(figures) or all(side(figure, figures[0]) == ON for figure in figures):
        return "every figure is the same"
    if lines.points < FEWEST_OF_BASE:
        if not lines.points:
            return "the baseline holds no figure"
        said = f"the baseline holds {lines.points} {figures_noun(lines.points)} that can be shown"
        return f"{said}, and {FEWEST_OF_BASE} are the fewest; a longer one, or none, can be recorded"
    if chart == RUN_CHART:
        off = sum(side(values[at], lines.centre[at]) != ON for at in known)
        needed = rules.shift or rules.fewest
        said = f"{off or 'none'} of {len(figures)} figures {'is' if off == 1 else 'are'} off the median"
        return f"{said}, and a signal takes {needed}" if off < needed else ""
    if chart == XMR and most > MOST_ALIKE * len(figures):
        return f"{most} of {len(figures)} figures are the same"
    if chart == XMR and not lines.mean_range > 0:
        is_none = lines.mean_range != lines.mean_range
        said = "do not follow one another" if is_none else "are all the same"
        return f"the figures of the baseline {said}"
    centre = lines.centre[0]
    if chart != XMR and (centre == 0 or (chart == P_CHART and centre == 1)):
        return "the figures of the baseline are all none, or all whole: there are no limits"
    return ""


def figures_noun(count):
    """Return the noun for a number of figures."""
    return "figure" if count == 1 else "figures"
