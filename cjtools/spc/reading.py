"""A chart over time as it reads: lines phase by phase, signals by a named rule set, and what cannot be told.

A reading never guesses: too few figures, figures that are all the same, and runs that reach over periods without a
figure are told as what cannot be judged.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cjtools.catalogue.improvement import RUN_CHART, XMR
from cjtools.spc.limits import Limits, limits
from cjtools.spc.runs import ON, side
from cjtools.spc.signals import signals

SPECIAL, COMMON, CANNOT = "special cause", "common cause", "cannot be judged"
IMPROVING, WORSENING, CHANGED = "improving", "worsening", "changed"
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
    """

    start: int
    end: int
    lines: Limits
    signals: tuple
    unjudged: str


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
    """

    chart: str
    rules: object
    values: np.ndarray
    phases: tuple

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
        last = self.known[-1:] or [None]
        return tuple(signal for signal in self.now.signals if last[0] in signal.points)

    def since(self, place):
        """Return the signals made by points from a place on alone; those on all points of a phase are in it as a whole.

        Parameters
        ----------
        place : int

        Returns
        -------
        tuple of Signal
        """
        return tuple(signal for signal in self.signals if signal.points[0] >= place)

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


def read(chart, rules, places, values, sizes=None, *, base=None, starts=(), screen=False, table=None):
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
    screen : bool
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
    if sizes is not None:
        sizes = np.asarray(sizes, dtype=float)
        # out of nothing there is no proportion and no rate
        values = np.where(sizes > 0, values, math.nan)
    cuts = [0, *(at for at in (_at(places, start) for start in sorted(set(starts))) if 0 < at < len(values))]
    cuts = [*dict.fromkeys(cuts), len(values)]
    phases = []
    for start, end in pairwise(cuts):
        in_base = None
        if base is not None and start == 0:
            in_base = [base[0] <= place <= base[1] for place in places[start:end]]
        part = None if sizes is None else sizes[start:end]
        lines = limits(chart, values[start:end], part, in_base, screen)
        phases.append(_phase(chart, rules, places, values, start, lines, table))
    return Reading(chart, rules, values, tuple(phases))


def _at(places, start):
    """Return the first point at or after a place in time."""
    return next((at for at, place in enumerate(places) if place >= start), len(places))


def _phase(chart, rules, places, values, start, lines, table):
    """Return one phase with its signals, or with why it cannot be judged."""
    end = start + len(lines.centre)
    known = [at for at in range(end - start) if values[start + at] == values[start + at]]
    own = [float(value) for value in values[start:end]]
    unjudged = _unjudged(chart, rules, own, known, lines)
    if unjudged:
        return Phase(start, end, lines, (), unjudged)
    stretches = [[]]
    for before, at in zip([None, *known], known, strict=False):
        if before is not None and places[start + at] - places[start + before] != 1:
            stretches.append([])
        stretches[-1].append(at)
    found = signals(rules, stretches, own, lines, table)
    if not found and len(stretches) > 1:
        missing = "periods without a figure lie between"
        if signals(rules, [known], own, lines, table):
            return Phase(start, end, lines, (), f"a run of points reaches over a gap: {missing}")
        if not rules.shift and not rules.trend:
            return Phase(start, end, lines, (), f"the rules ask for a series without gaps: {missing}")
    shifted = tuple(type(one)(one.kind, tuple(start + at for at in one.points), one.way) for one in found)
    return Phase(start, end, lines, shifted, "")


def _unjudged(chart, rules, values, known, lines):
    """Return why points cannot be judged, as the end of a sentence; empty where they can."""
    figures = [values[at] for at in known]
    if len(figures) < rules.fewest:
        count = f"there {'is' if len(figures) == 1 else 'are'} {len(figures) or 'no'}"
        return f"{count} {'figure' if len(figures) == 1 else 'figures'}, and the rules ask for {rules.fewest}"
    if all(side(figure, figures[0]) == ON for figure in figures):
        return "every figure is the same"
    if lines.points == 0:
        return "the baseline holds no figure"
    if chart == XMR and not lines.mean_range > 0:
        return "figures that follow each other do not differ in the baseline"
    if chart == RUN_CHART:
        off = sum(side(values[at], lines.centre[at]) != ON for at in known)
        needed = rules.shift or rules.fewest
        if off < needed:
            return f"{off or 'none'} of {len(figures)} figures {'is' if off == 1 else 'are'} off the median"
    return ""
