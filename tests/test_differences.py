"""How large a change must be to show: every possible change tried in turn."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from cjtools import stats


def test_smallest_showing_change_is_the_first_that_shows():
    """Every possible count of the other year tried in turn, small and large, equal and unequal totals."""
    for count, total, now in [
        (14, 20, 20),
        (0, 9, 30),
        (9, 9, 12),
        (70, 100, 85),
        (3, 400, 210),
        (1, 2, 3),
        (40, 41, 5),
    ]:
        every = np.arange(now + 1)
        _, lower, upper = stats.difference_of_proportions(every, now, count, total)
        changes = 100 * (every / now - count / total)
        fall, rise = stats.smallest_showing_change_proportion(count, total, now)
        assert rise == pytest.approx(min(changes[lower > 0], default=math.nan), nan_ok=True, abs=1e-9)
        assert fall == pytest.approx(min(-changes[upper < 0], default=math.nan), nan_ok=True, abs=1e-9)


def test_smallest_showing_change_takes_columns_and_leaves_gaps():
    """A missing or empty year has no answer, and a higher level asks for more."""
    fall, rise = stats.smallest_showing_change_proportion([50, np.nan, 0, 50], [100, 80, 0, 100], [100, 80, 30, 0])
    assert np.isnan([fall[1:], rise[1:]]).all() and fall[0] == rise[0] > 10
    assert stats.smallest_showing_change_proportion(50, 100, 100, 0.998)[0] > fall[0]
    assert np.isnan(stats.smallest_showing_change_proportion(1, 2, 2)).all()


def test_smallest_showing_count_is_the_first_that_shows():
    """One event more at a time; and by the binomial tail, which the exact interval turns round."""
    counts = [0, 1, 2, 5, 11, 40, 250]
    for count, found in zip(counts, stats.smallest_showing_count(counts), strict=True):
        later = count + 1
        while not stats.ratio_of_rates(later, 1, count, 1)[1] > 1:
            later += 1
        assert found == later
        assert binom.sf(found - 1, found + count, 0.5) < 0.025 <= binom.sf(found - 2, found + count - 1, 0.5)


def test_smallest_showing_count_bears_large_counts_and_any_level():
    """Millions of events, and levels near the ends."""
    for count, level in [(10**6, 0.95), (1000, 0.999999), (0, 0.999999), (7, 0.5), (0.0, 1e-6)]:
        found = stats.smallest_showing_count(count, level)
        assert found > count and stats.ratio_of_rates(found, 1, count, 1, level)[1] > 1
        assert found - 1 <= count or stats.ratio_of_rates(found - 1, 1, count, 1, level)[1] <= 1
    assert math.isnan(stats.smallest_showing_count(math.nan))


def test_forms_pass_through():
    """Number to float, Series to Series of the same rows."""
    assert all(type(part) is float for part in stats.smallest_showing_change_proportion(14, 20, 20))
    assert type(stats.smallest_showing_count(4)) is float
    series = pd.Series([14, None], index=["Fife", "Moray"], dtype="Int64")
    fall, rise = stats.smallest_showing_change_proportion(series, 20, 20)
    assert list(fall.index) == list(rise.index) == ["Fife", "Moray"]
    assert fall["Fife"] == pytest.approx(35) and math.isnan(fall["Moray"])
    assert stats.smallest_showing_count(series).isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stats.smallest_showing_change_proportion(5, 4, 4), "count 5 is more than its total"),
        (lambda: stats.smallest_showing_change_proportion(3, 4, -4), "total_now -4 is not possible"),
        (lambda: stats.smallest_showing_count(-1), "count -1 is not possible"),
        (lambda: stats.smallest_showing_count(1, 95), "level 95 is not between 0 and 1"),
    ],
)
def test_impossible_values_are_refused_by_name(call, words):
    """The message says which value is wrong."""
    with pytest.raises(ValueError, match=words):
        call()
