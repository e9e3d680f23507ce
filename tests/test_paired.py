"""The change of the same people between two times: textbook figures, scipy, and where there is no interval."""

import math

import numpy as np
import pytest
from scipy import stats

from cjtools.stats import paired_change

# hours of sleep gained with two drugs by ten patients: Student (1908), Biometrika 6, table on page 20
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_students_sleep_data_give_the_printed_interval():
    """R's help page of t.test prints it for these data: 1.58, from 0.7001142 to 2.4598858."""
    mean, lower, upper = paired_change(np.subtract(SECOND, FIRST))
    assert (mean, lower, upper) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=5e-8)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
def test_limits_are_those_of_scipy(level):
    changes, people = [-2.0, -1.0, 0.0, 1.5, 3.0], [1, 4, 12, 9, 2]
    expected = stats.ttest_1samp(np.repeat(changes, people), 0)
    interval = expected.confidence_interval(level)
    assert paired_change(changes, people, level) == pytest.approx(
        (np.repeat(changes, people).mean(), interval.low, interval.high)
    )


@pytest.mark.parametrize(("changes", "people"), [([2.0, 2.0], 10), ([0.0], 25), ([1.0, -3.0], [30, 0]), ([4.0], 1)])
def test_no_spread_gives_no_interval(changes, people):
    """A width of 0 would claim that nothing else could have come about."""
    mean, lower, upper = paired_change(changes, people)
    assert mean == changes[0] and math.isnan(lower) and math.isnan(upper)


def test_nobody_has_no_mean():
    assert all(math.isnan(each) for each in paired_change([1.0], 0))


@pytest.mark.parametrize(("changes", "people"), [([1.0], -1), ([1.0], 1.5), ([math.inf], 3)])
def test_what_counts_nobody_is_refused(changes, people):
    with pytest.raises(ValueError):
        paired_change(changes, people)
