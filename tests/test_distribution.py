"""Quartiles against numpy, pandas and sums done by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjtools import stats

NAN = math.nan
FIGURES = st.lists(st.one_of(st.integers(-50, 50).map(float), st.just(NAN)), min_size=4, max_size=40)


def test_quartiles_lie_on_a_straight_line_between_two_values():
    """Eight values: 1.75, 3.5 and 5.25 steps up from the first."""
    assert stats.quartiles([1, 2, 3, 4, 5, 6, 7, 8]) == (2.75, 4.5, 6.25)
    assert stats.quartiles([8, NAN, 1, 3, NAN, 4]) == (2.5, 3.5, 5.0)


def test_under_four_values_have_no_quartiles():
    """As in Fingertips."""
    assert np.isnan(stats.quartiles([1, 2, 3, NAN])).all()
    assert np.isnan(stats.quartile_of([1, 2, 3, NAN])).all()
    assert not np.isnan(stats.quartiles([1, 2, 3, 4])).any()


@given(FIGURES)
def test_quarters_match_pandas(figures):
    """Where figures are many enough; pandas counts intervals closed at their upper end too."""
    series = pd.Series(figures)
    if series.count() < 4:
        return
    bounds = series.quantile([0.25, 0.5, 0.75])
    assert stats.quartiles(series) == pytest.approx(tuple(bounds))
    expected = pd.cut(series, [-np.inf, *bounds, np.inf], labels=False, duplicates="drop") + 1
    if bounds.is_unique:
        np.testing.assert_array_equal(stats.quartile_of(series), expected)
    assert np.isnan(stats.quartile_of(series)[series.isna()]).all()


def test_series_keep_their_rows():
    """Places and quarters belong to areas."""
    series = pd.Series([3.0, 1.0, 2.0, 4.0], index=["Fife", "Moray", "Angus", "Highland"])
    assert stats.quartile_of(series).to_dict() == {"Fife": 3, "Moray": 1, "Angus": 2, "Highland": 4}


def test_infinite_figures_are_refused():
    """A ratio to nothing has no place."""
    for call in (stats.quartiles, stats.quartile_of):
        with pytest.raises(ValueError, match="infinite"):
            call([1, 2, 3, math.inf])
