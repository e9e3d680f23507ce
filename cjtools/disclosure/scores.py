"""Whether the means of a cohort's scores give away how few people had one score, or moved in one way.

On a short scale they can: twenty people who scored 1 or 2, with a mean of 1.1, hold one or two who scored 2. The
reader is taken to know everything that is shown, the scale and how it is rounded. What the answer rests on is shown
anyway, so that the answer itself tells nothing: it is not asked which groups are small, but which ones a reader can see
to be small.
"""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.special import stdtrit

from cjtools.rounding import round_half_up

PLACES = 1  # to which means and limits are shown
FEWEST = 5  # people: fewer in one group are few, whatever the rule for counts says
MOST_SCORES = 12  # of a scale that are looked at: with all of a long one it would take minutes
MOST_SUMS = 7  # of changes that round as shown, and are looked at
TOO_MANY = 201  # scores: beyond them the numbers are too large for the search
_GUESSES = 8  # tables that agree with what is shown, drawn before groups are looked at one by one
# no limit in seconds, so that a slow machine gives the same answer; with presolve HiGHS may print into a notebook
_STEPS = {"node_limit": 500, "presolve": False}
_TAIL, _SLACK = 0.025, 1e-9
_NO_TABLE = 2  # as scipy says that nothing agrees with all that is known


@dataclass(frozen=True)
class Means:
    """What is shown of a cohort.

    Attributes
    ----------
    people : int
    moved : dict
        -1, 0 and 1 for scores that fell, stayed and rose -> (least, greatest) number of people.
    start, later, change : float
        Means as shown.
    lower, upper : float
        Limits of the mean change as shown; NaN where there are none, which tells that all changes are the same.
    """

    people: int
    moved: dict
    start: float
    later: float
    change: float
    lower: float
    upper: float


def gives_away(shown, scores, threshold, width):
    """Return whether a reader can tell that a group of a cohort holds somebody, but only a few.

    Groups are all people with one score at the start, later, or with one pair of both; with one change; and those at or
    beyond a score or a change. A group is given away when the reader can tell that it holds between 1 and ``threshold``
    less 1 people at least, and has fewer than ``width + 1`` numbers to choose from.

    Parameters
    ----------
    shown : Means
    scores : sequence of float
        All scores that the tool can give, in order, evenly spaced.
    threshold, width : int
        Of the disclosure rule; at least ``FEWEST`` and one less.

    Returns
    -------
    bool
        True also where it cannot be told. Of a long scale some scores are looked at, and of a large cohort some sums:
        every table that is found so agrees with what is shown, so that a reader who looks at more of them never sees
        more than is thought here.

    Examples
    --------
    >>> nobody = float("nan")
    >>> few = Means(20, {-1: (0, 0), 0: (20, 20), 1: (0, 0)}, 1.1, 1.1, 0.0, nobody, nobody)
    >>> gives_away(few, [1, 2], 5, 5)
    True
    >>> many = Means(40, {-1: (6, 6), 0: (9, 9), 1: (25, 25)}, 4.2, 5.4, 1.2, 0.5, 1.9)
    >>> gives_away(many, range(1, 11), 5, 5)
    False
    """
    if len(scores) > TOO_MANY:
        return True
    reader = _Reader(shown, np.asarray(scores, dtype=float))
    least_to_hide, width = max(threshold, FEWEST), max(width, FEWEST - 1)
    try:
        return not reader.finds() or any(reader.sees(group, least_to_hide, width) for group in reader.groups())
    except _CannotTellError:
        return True


class _CannotTellError(Exception):
    """The search was given up."""


def _looked_at(count):
    """Return which of the scores are looked at, by number: all of a short scale; of a long one some, and three more."""
    if count <= MOST_SCORES:
        return np.arange(count)
    # a step up here and there lets any sum come about
    places = np.linspace(0, count - 1, MOST_SCORES - 3).astype(int)
    steps_up = [places[0] + 1, places[len(places) // 2] + 1, places[-2] + 1]
    return np.unique([*places, *steps_up])


class _Reader:
    """Somebody who knows what is shown, and looks for tables of scores that agree with it.

    Scores are counted in steps of the scale, from its lowest one: all that is known is of whole numbers then.
    """

    def __init__(self, shown, scores):
        pairs = np.array(list(product(_looked_at(len(scores)), repeat=2)))
        self._start, self._later = pairs[:, 0], pairs[:, 1]
        self._change = self._later - self._start
        self._people, self._lowest, self._step = shown.people, scores[0], scores[1] - scores[0]
        self._cases = [*self._possible(shown)]
        self._known = []

    def finds(self):
        """Return whether any table is found that agrees with what is shown; with a few more to begin with."""
        draw = np.random.default_rng(2016)  # any number; the same ones each time
        # the usual sum of changes first, and only as many others as it takes to find a table
        middle = len(self._cases) // 2
        for case in [*self._cases[middle:], *self._cases[:middle]]:
            for _ in range(_GUESSES):
                table = self._table(draw.random(len(self._change)), case)
                if table is None:
                    break
                self._known.append(table)
            if self._known:
                return True
        return False

    def _possible(self, shown):
        """Yield all that is known, once for each sum of changes that rounds as shown: (weights, least, greatest)."""
        moved = [(np.sign(self._change) == way, *shown.moved[way]) for way in (-1, 0, 1)]
        start = (self._start, *self._sums(shown.start, self._lowest))
        later = (self._later, *self._sums(shown.later, self._lowest))
        whole = (np.ones(len(self._change)), self._people, self._people)
        first, last = self._sums(shown.change, 0)
        every = np.arange(first, last + 1)
        for total in every[np.unique(np.linspace(0, len(every) - 1, MOST_SUMS).astype(int))] if len(every) else ():
            squares = self._squares(total, shown)
            if squares is not None:
                yield [whole, *moved, start, later, (self._change, total, total), (self._change**2, *squares)]

    def _sums(self, mean, lowest):
        """Return the least and the greatest sum, in steps, whose mean is shown so."""
        middle = round((mean - lowest) * self._people / self._step)
        reach = int(self._people * 10**-PLACES / self._step) + 2
        sums = np.arange(middle - reach, middle + reach + 1)
        fit = sums[round_half_up(lowest + self._step * sums / self._people, PLACES) == mean]
        return (int(fit[0]), int(fit[-1])) if len(fit) else (0, -1)

    def _squares(self, total, shown):
        """Return the least and the greatest sum of squared changes whose limits are shown so; None when there is none.

        Without limits all changes are the same, and the sum is known.
        """
        least = total**2 / self._people
        if shown.lower != shown.lower:
            return (int(least), int(least)) if least.is_integer() else None
        mean, half = self._step * total / self._people, 10**-PLACES / 2
        low = max(mean - shown.lower - half, shown.upper - mean - half, 0)
        high = min(mean - shown.lower + half, shown.upper - mean + half)
        per = (self._people - 1) * self._people / (stdtrit(self._people - 1, _TAIL) * self._step) ** 2
        first, last = (math.ceil(low**2 * per + least - _SLACK), math.floor(high**2 * per + least + _SLACK))
        return (first, last) if low <= high and first <= last else None

    def groups(self):
        """Yield the groups that are looked at, each as truth values of the pairs of scores; each once."""
        seen = set()
        for column in (self._start, self._later, self._change):
            for value in np.unique(column):
                for group in (column == value, column <= value, column >= value):
                    if group.tobytes() not in seen and not group.all():
                        seen.add(group.tobytes())
                        yield group
        for at in range(len(self._change)):
            yield np.arange(len(self._change)) == at

    def sees(self, group, few, width):
        """Return whether the number of people in a group is seen to be small, but not 0."""
        if self._is_open(group, width):
            return False
        for way in (1, -1):
            for case in self._cases:
                table = self._table(way * group.astype(float), case)
                self._known += [] if table is None else [table]
                if table is not None and self._is_open(group, width):
                    return False
            if min(self._counts(group)) >= few:
                return False
        return True

    def _is_open(self, group, width):
        """Return whether the tables found up to now leave open how many people are in a group, or whether any is."""
        counts = self._counts(group)
        return min(counts) == 0 or max(counts) - min(counts) >= width

    def _counts(self, group):
        """Return how many people are in a group, table by table."""
        return [int(table[group].sum()) for table in self._known]

    def _table(self, weights, case):
        """Return the table of one case that has the least weighted sum; None where there is none."""
        rows, low, high = (np.array(each, dtype=float) for each in zip(*case, strict=True))
        found = milp(
            weights,
            constraints=LinearConstraint(rows, low, high),
            integrality=np.ones(len(weights)),
            bounds=Bounds(0, self._people),
            options=_STEPS,
        )
        if found.status == _NO_TABLE:
            return None
        if found.status:
            raise _CannotTellError
        return np.round(found.x)
