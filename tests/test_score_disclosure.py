"""What means of scores give away: every table of scores that agrees with what is shown is enumerated and looked at."""

import random
from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from cjtools.disclosure.scores import Means, gives_away

FEW, WIDTH = 5, 5


class World:
    """All tables of some people with two scores each, and what would be shown of each."""

    def __init__(self, people, scores):
        self.people, self.scores = people, scores
        self.pairs = np.array(list(product(scores, repeat=2)))
        self.change = self.pairs[:, 1] - self.pairs[:, 0]
        cells = len(self.pairs)
        chosen = combinations(range(people + cells - 1), cells - 1)
        bars = np.fromiter((bar for each in chosen for bar in each), dtype=np.int16).reshape(-1, cells - 1)
        ends = np.hstack([np.full((len(bars), 1), -1), bars, np.full((len(bars), 1), people + cells - 1)])
        self.tables = (np.diff(ends) - 1).astype(np.int16)
        self.shown = self._shown()

    def _shown(self):
        """Return people who moved which way, means, and limits, all in tenths; 999 where there are no limits."""
        start, later, total = (self.tables @ column for column in (*self.pairs.T, self.change))
        ways = [self.tables @ (np.sign(self.change) == way) for way in (-1, 0, 1)]
        squares = self.tables @ self.change**2
        spread = (self.people * squares - total**2) / (self.people * (self.people - 1))
        reach = stats.t.ppf(0.975, self.people - 1) * np.sqrt(spread / self.people)
        means = [tenths(each / self.people) for each in (start, later, total)]
        limits = [np.where(spread == 0, 999, tenths(total / self.people + side * reach)) for side in (-1, 1)]
        return np.column_stack([*ways, *means, *limits])

    def groups(self):
        """Yield every group of pairs of scores that must not be seen to be small."""
        for column in (*self.pairs.T, self.change):
            for value in np.unique(column):
                yield from (group for group in (column == value, column <= value, column >= value) if not group.all())
        yield from np.eye(len(self.pairs), dtype=bool)

    def is_seen(self, at):
        """Return whether some group holds somebody, but few, in nearly all tables that are shown as one of them is."""
        agreeing = self.tables[(self.shown == self.shown[at]).all(axis=1)]
        for group in self.groups():
            counts = agreeing[:, group].sum(axis=1)
            if 1 <= counts.min() < FEW and counts.max() - counts.min() < WIDTH:
                return True
        return False


def tenths(value):
    """Return a number in tenths, rounded half away from zero as tables print it."""
    return np.sign(value) * np.floor(np.abs(value) * 10 + 0.5 + 1e-9)


def means_of(people, row):
    down, same, up, start, later, change, lower, upper = row
    moved = {way: (int(count),) * 2 for way, count in ((-1, down), (0, same), (1, up))}
    limits = [float("nan") if each == 999 else each / 10 for each in (lower, upper)]
    return Means(people, moved, start / 10, later / 10, change / 10, *limits)


def enumerated(draws):
    """The mark of an attack on some cohorts."""
    fault, comes = (
        "means of random cohorts' scores, by looking at every table of scores",
        "what tells of a few is hidden",
    )
    return pytest.mark.reliability("disclosure", fault, comes, tries=draws)


@pytest.mark.parametrize(
    ("people", "scores", "draws"),
    [
        pytest.param(20, (1, 2, 3), 8, marks=[pytest.mark.batch, enumerated(8)]),
        pytest.param(60, (1, 2), 60, marks=[pytest.mark.batch, enumerated(60)]),
        pytest.param(23, (0, 3), 40, marks=enumerated(40)),
    ],
)
def test_an_attack_by_enumeration_agrees(people, scores, draws):
    """Every table that agrees with what is shown is looked at, and the same is seen."""
    world, draw, found = World(people, scores), random.Random(2016), set()
    for _ in range(draws):
        at = draw.randrange(len(world.tables))
        expected = world.is_seen(at)
        assert gives_away(means_of(people, world.shown[at]), scores, FEW, WIDTH) == expected, world.tables[at]
        found.add(expected)
    assert found == {True, False} or people != 60


def test_one_person_who_moved_further_than_all_others_is_seen():
    """Nine moved up by 1, one by 2: sums of changes of 10 or 11 leave nothing else."""
    means = Means(20, {-1: (0, 0), 0: (10, 10), 1: (10, 10)}, 1.5, 2.1, 0.6, 0.3, 0.8)
    assert gives_away(means, (1, 2, 3), FEW, WIDTH)


def test_a_large_cohort_on_a_long_scale_gives_nobody_away():
    means = Means(61, {-1: (7, 7), 0: (12, 12), 1: (42, 42)}, 3.8, 5.2, 1.3, 1.0, 1.7)
    assert not gives_away(means, range(1, 11), FEW, WIDTH)


def test_means_that_no_table_has_are_not_shown():
    means = Means(20, {-1: (0, 0), 0: (20, 20), 1: (0, 0)}, 1.5, 2.5, 1.0, 0.9, 1.1)
    assert gives_away(means, (1, 2, 3), FEW, WIDTH)


def test_a_scale_in_halves_is_read_in_halves():
    """A cohort that scored 0.5 or 1, all but two of them 0.5."""
    none = float("nan")
    means = Means(20, {-1: (0, 0), 0: (20, 20), 1: (0, 0)}, 0.6, 0.6, 0.0, none, none)
    assert gives_away(means, (0.5, 1.0), FEW, WIDTH)
