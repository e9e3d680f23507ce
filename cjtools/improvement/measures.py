"""A measure of an aim with its figures: read by a named rule set, beside its target, and since a day."""

import math
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from cjtools.catalogue.improvement import P_CHART, RUN_CHART, U_CHART
from cjtools.evidence.measures import PERCENT
from cjtools.evidence.periods import first_day, first_month, length_of, month_of
from cjtools.markers import SUPPRESSED
from cjtools.spc.reading import CANNOT, IMPROVING, WORSENING, figures_noun, read

BETTER = {"higher": 1, "lower": -1, "neither": 0}
MET, NOT_MET, NO_TARGET, NO_FIGURE = "met", "not met", "no target", "no figure"
HIDDEN = "newer ones are hidden"
CAN_BE_BELOW_NONE = ("other", "pounds")
BETTER_SINCE, WORSE_SINCE, BOTH_SINCE, MOVED_SINCE, NONE_SINCE, TOO_EARLY = (
    "better", "worse", "both ways", "moved", "no more than chance", "cannot be judged",
)  # fmt: skip


_OF_WAYS = {(1,): BETTER_SINCE, (-1,): WORSE_SINCE, (0,): MOVED_SINCE}


@dataclass(frozen=True)
class Figures:
    """The figures of a measure, in order of time.

    Attributes
    ----------
    periods : tuple of str
        Of one kind.
    values, sizes : tuple of float
        As recorded, NaN where there is none or it is hidden; what each is out of, NaN where nothing is said.
    markers : tuple of str
    unit, source, status : str
        What they count, where they are from, and whether they are published, local or illustrative.
    """

    periods: tuple = ()
    values: tuple = ()
    sizes: tuple = ()
    markers: tuple = ()
    unit: str = ""
    source: str = ""
    status: str = ""


@dataclass(frozen=True)
class Since:
    """What a measure says since a day.

    Attributes
    ----------
    state : str
        ``BETTER_SINCE``, ``WORSE_SINCE``, ``BOTH_SINCE``, ``MOVED_SINCE`` (no way is better), ``NONE_SINCE`` or
        ``TOO_EARLY``.
    signals : tuple of Signal
        Made by periods since then alone.
    why : str
        Why it cannot be judged, as the end of a sentence; empty where it can.
    """

    state: str
    signals: tuple
    why: str


@dataclass(frozen=True)
class Measure:
    """A measure of an aim as it reads.

    Attributes
    ----------
    row : Row
        As recorded in the sheet Measures.
    figures : Figures
    reading : Reading
        Proportions for a p chart, events for one unit of size for a u chart, else the figures.
    read_again : function
        Reads the same figures with ``held``; see :func:`cjtools.spc.reading.read`.
    per : float
        What the numbers of the reading are multiplied by to be shown.
    new_lines : tuple of Row
        Decisions on new lines, in order of time.
    """

    row: object
    figures: Figures
    reading: object
    read_again: object = field(repr=False)
    per: float
    new_lines: tuple = ()

    @property
    def name(self):
        """Its number in the sheet Measures."""
        return self.row.get("id")

    @property
    def better(self):
        """1 where higher is better, -1 where lower is, 0 where neither."""
        return BETTER[self.row.get("better")]

    @property
    def target(self):
        """The figure to reach, as shown; NaN without one."""
        return self.row.get("target", math.nan)

    @property
    def values(self):
        """The figures as shown: of a u chart rates."""
        return self.reading.values * self.per

    def line(self, name):
        """Return the centre line, or a limit, as shown, point by point."""
        return self.reading.line(name) * self.per

    def rules_met(self):
        """Return by which rules each point is part of a signal: point -> names, only of points that are."""
        found = {}
        for signal in self.reading.signals:
            for point in signal.points:
                found.setdefault(point, []).append(signal.kind)
        return found

    @property
    def newest(self):
        """Place of the newest figure; None without one."""
        return self.reading.known[-1] if self.reading.known else None

    @property
    def standing(self):
        """Whether the newest figure meets the target: ``MET``, ``NOT_MET``, ``NO_TARGET`` or ``NO_FIGURE``.

        ``HIDDEN`` where newer figures are there and cannot be shown: what the last one says that can be is out of date.
        """
        said = self.stands_at(self.newest)
        return HIDDEN if said in (MET, NOT_MET) and self.hidden_since(0) else said

    def hidden_since(self, start):
        """Return how many figures are hidden after the newest one that is shown, from a place on."""
        first = max(start, -1 if self.newest is None else self.newest + 1)
        return sum(marker == SUPPRESSED for marker in self.figures.markers[first:])

    def stands_at(self, point):
        """Return whether the figure at a place meets the target; see :attr:`standing`."""
        if point is None:
            return NO_FIGURE
        if math.isnan(self.target) or not self.better:
            return NO_TARGET
        apart = (self.values[point] - self.target) * self.better
        return MET if apart >= -1e-9 else NOT_MET

    @property
    def at_target_day(self):
        """Place of the newest figure of a period that had begun by the day of the target; None without one."""
        by = self.row.get("target_by", None)
        begun = [at for at in self.reading.known if by and first_day(self.figures.periods[at]) <= by]
        return begun[-1] if begun else None

    @property
    def assurance(self):
        """Whether the target is met whatever chance does; see :meth:`cjtools.spc.reading.Reading.assurance`.

        Empty, too, where the newest figure is part of a signal: the limits are then those of how it was before.
        """
        if math.isnan(self.target) or self.reading.current() or self.hidden_since(0):
            return ""
        return self.reading.assurance(self.target / self.per, self.better)

    @property
    def variation(self):
        """How the newest figures vary; see :meth:`cjtools.spc.reading.Reading.variation`."""
        return CANNOT if self.hidden_since(0) else self.reading.variation(self.better)

    @property
    def unjudged(self):
        """Why it cannot be told how the newest figures vary, as the end of a sentence; empty where it can."""
        count = self.hidden_since(0)
        if count:
            return f"{count} newer {'figure is' if count == 1 else 'figures are'} too small to be shown"
        return self.reading.now.unjudged

    def since(self, day, until=None):
        """Return whether it has changed by more than chance since a day, against the lines that held before.

        Parameters
        ----------
        day : datetime.date
            A period that has begun before it is not counted: it is mixed.
        until : datetime.date, optional
            Nor are the period that this day lies in, and those after it.

        Returns
        -------
        Since
        """
        start, end = self.first_since(day), len(self.values)
        if until is not None:
            months = [first_month(period) + length_of(period) for period in self.figures.periods]
            end = next((at for at, after in enumerate(months) if after > month_of(until)), end)
        held = self._held(start)
        if held.now.unjudged:
            return Since(TOO_EARLY, (), held.now.unjudged)
        found = held.within(start, end)
        ways = {signal.way * self.better for signal in found}
        if ways:
            ways = ways - {0} or ways
            return Since(_OF_WAYS.get(tuple(ways), BOTH_SINCE), found, "")
        count, hidden = sum(start <= at < end for at in held.known), self.hidden_since(start)
        if hidden:
            return Since(TOO_EARLY, (), f"{hidden} {figures_noun(hidden)} since cannot be shown")
        if count < self.needed:
            return Since(
                TOO_EARLY, (), f"{count or 'no'} {figures_noun(count)} since, and {self.needed} are the fewest"
            )
        return Since(NONE_SINCE, (), "")

    def _held(self, start):
        """Return the reading with the lines that held before a point: new lines hide what they were drawn for."""
        places = self.reading.places
        return self.read_again(held=places[start]) if self.new_lines and start < len(places) else self.reading

    def first_since(self, day):
        """Return the place of the first point whose period begins on a day or later."""
        month = month_of(day) + (day.day > 1)
        return next(
            (at for at, period in enumerate(self.figures.periods) if first_month(period) >= month), len(self.values)
        )

    @property
    def needed(self):
        """How many figures since a change it takes until none of them can be called chance."""
        return self.reading.rules.shift or self.reading.rules.fewest

    @property
    def is_worsening(self):
        """Whether the newest figures are worse than chance would make them."""
        return self.variation == WORSENING

    @property
    def is_improving(self):
        """Whether the newest figures are better than chance would make them."""
        return self.variation == IMPROVING


def measure(row, figures, rules, new_lines=(), table=None):
    """Return a measure as it reads.

    Parameters
    ----------
    row : Row
        Of the sheet Measures.
    figures : Figures
    rules : RuleSet
    new_lines : sequence of Row
        Of the sheet New baselines.
    table : dict, optional
        See :func:`cjtools.spc.reading.read`.

    Returns
    -------
    Measure
    """
    chart = row.get("chart") or RUN_CHART
    values, sizes = np.array(figures.values, float), np.array(figures.sizes, float)
    if chart == P_CHART:
        values = values / 100
    elif chart == U_CHART:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(sizes > 0, values / sizes, math.nan)
    elif figures.unit == PERCENT:
        # of none there is no percentage
        values = np.where(sizes == 0, math.nan, values)
    base = None
    if row.get("baseline_from"):
        base = tuple(place_of(row.get(end)) for end in ("baseline_from", "baseline_to"))
    read_again = partial(
        read,
        chart,
        rules,
        [place_of(period) for period in figures.periods],
        values,
        sizes if chart in (P_CHART, U_CHART) else None,
        base=base,
        starts=[place_of(each.get("from")) for each in new_lines],
        screen=bool(row.get("screened")),
        table=table,
        possible=_possible(row, figures.unit),
    )
    per = {P_CHART: 100.0, U_CHART: row.get("per", 1.0)}.get(chart, 1.0)
    return Measure(row, figures, read_again(), read_again, per, tuple(new_lines))


def place_of(period):
    """Return where a period stands among those of its kind: periods that follow each other are 1 apart.

    Examples
    --------
    >>> place_of("2025-04") - place_of("2025-03"), place_of("2025-26 Q1") - place_of("2024-25 Q4")
    (1, 1)
    """
    return first_month(period) // length_of(period)


def _possible(row, unit):
    """Return the least and the greatest figure that a unit allows."""
    least = -math.inf if unit in CAN_BE_BELOW_NONE and not row.get("indicator") else 0.0
    return least, 100.0 if unit == PERCENT else math.inf
