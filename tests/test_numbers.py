"""What every statistic takes and gives back: forms, gaps, and values it refuses."""

import math

import numpy as np
import pandas as pd
import pytest

from cjtools import stats

CALLS = {
    "rate": (stats.rate, (3, 40)),
    "wilson": (stats.wilson, (3, 40)),
    "poisson": (stats.poisson_limits, (3,)),
    "difference": (stats.difference_of_proportions, (3, 40, 5, 30)),
    "ratio": (stats.ratio_of_rates, (3, 40, 5, 30)),
    "funnel of proportions": (stats.funnel_limits_proportion, (0.3, 40)),
    "funnel of rates": (stats.funnel_limits_rate, (30.0, 4000)),
    "rounding": (stats.round_half_up, (2.5,)),
}


@pytest.mark.parametrize("name", CALLS)
def test_forms_and_missing_values_pass_through(name):
    """Number to float, list to array, Series to Series of the same rows; NaN anywhere gives NaN there."""
    function, values = CALLS[name]
    single = np.atleast_1d(function(*values))
    assert all(type(part) is float for part in np.atleast_1d(np.array(function(*values), object)))
    for spot in range(len(values)):
        holes = [[value, np.nan if spot == at else value] for at, value in enumerate(values)]
        arrays = function(*holes)
        frame = pd.DataFrame(dict(enumerate(holes)), index=["Fife", "Moray"])
        series = function(*(frame[column] for column in frame))
        arrays, series = (part if isinstance(part, tuple) else (part,) for part in (arrays, series))
        for number, array, column in zip(single, arrays, series, strict=True):
            np.testing.assert_array_equal(array, [number, np.nan])
            pd.testing.assert_series_equal(column, pd.Series([number, np.nan], index=["Fife", "Moray"]))


def test_nullable_columns_and_one_number_for_all_rows():
    """A nullable integer column reads as numbers, its gap as NaN, and one total serves every row."""
    counts = pd.Series([3, None], dtype="Int64")
    np.testing.assert_array_equal(stats.rate(counts, 30, per=10), [1, np.nan])
    assert all(np.isnan(stats.wilson(0, 0))) and np.isnan(stats.difference_of_proportions(0, 0, 1, 2)).all()
    assert np.isnan(stats.funnel_limits_rate(5, 0)).all() and np.isnan(stats.funnel_limits_proportion(0.5, 0)).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stats.wilson([1, 9], [4, 8]), "count 9 is more than its total"),
        (lambda: stats.wilson(-1, 4), "count -1 is not possible"),
        (lambda: stats.wilson(1, 4, 95), "level 95 is not between 0 and 1"),
        (lambda: stats.wilson(1, 4, math.nan), "level nan"),
        (lambda: stats.wilson(1, 0), "count 1 is more than its total"),
        (lambda: stats.rate(5, -2), "population -2 is not possible"),
        (lambda: stats.rate(5, 2, per=0), "per 0 is not possible"),
        (lambda: stats.poisson_limits([3, -7]), "count -7 is not possible"),
        (lambda: stats.poisson_limits(math.inf), "count inf is not possible"),
        (lambda: stats.poisson_limits(3, 0), "level 0 is not"),
        (lambda: stats.difference_of_proportions(1, 4, 5, 4), "count2 5 is more than its total"),
        (lambda: stats.ratio_of_rates(1, 4, -5, 4), "count2 -5 is not possible"),
        (lambda: stats.funnel_limits_proportion(80, 30), "mean 80 is more than 1"),
        (lambda: stats.funnel_limits_rate(80, -30), "bases -30 is not possible"),
        (lambda: stats.rate(pd.Series([1]), pd.Series([2], index=["Fife"])), "the rows differ"),
    ],
)
def test_impossible_values_are_refused_by_name(call, words):
    """The message says which value is wrong."""
    with pytest.raises(ValueError, match=words):
        call()
