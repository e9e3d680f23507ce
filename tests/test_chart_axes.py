"""Axes: round steps, zero where it belongs, nothing exaggerated, periods that do not collide."""

from itertools import combinations

import numpy as np
import pytest
from chart_samples import (
    FIFE,
    PERIODS,
    RATE,
    WORDS,
    axis_numbers,
    boxes,
    outlines,
    records,
    trend,
    words,
)

from cjtools import charts
from cjtools.charts import scales
from cjtools.drawing import colours


def test_the_axis_names_its_unit_at_the_top_left():
    """With a capital, above everything else."""
    text, box = min(boxes(trend()), key=lambda item: (item[1][1], item[1][0]))
    assert text == "Per 10,000 aged 16 to 70" and box[0] < 10


def test_a_long_unit_wraps():
    """It leaves room for the key to the interval."""
    picture = trend(unit="requirements successfully completed per 100 orders that ended in the year")
    assert sum(word.startswith(("Requirements", "orders", "ended", "in the")) for word in words(picture)) >= 2


@pytest.mark.parametrize(
    ("values", "unit", "first", "last"),
    [
        ([66, 71.5], "per cent", 50, 80),
        ([71, 71], "per cent", 60, 90),
        ([0, 0], "per cent", 0, 10),
        ([0.2, 0.5], "per cent", 0, 10),
        ([2, 15], "per cent", 0, 20),
        ([10, 71], "per cent", 0, 80),
        ([97, 100], "per cent", 70, 100),
        ([0, 100], "per cent", 0, 100),
        ([40, 42], RATE, 0, 50),
        ([0, 0], "orders", 0, 1),
        ([1510, 1290], "orders", 0, 2000),
        ([0.2, 0.31], RATE, 0, 0.4),
    ],
)
def test_axes_show_the_data_and_exaggerate_nothing(values, unit, first, last):
    """Counts and rates from zero; per cent over enough points; at most six lines."""
    lines = scales.axis(values, unit)
    assert (lines[0], lines[-1]) == (first, last)
    assert len(lines) <= 6
    assert unit == "per cent" or lines[0] == 0


def test_every_per_cent_axis_spans_enough_points_and_holds_its_data():
    """Thirty when it starts above zero, ten from zero; for every third pair of whole numbers."""
    for low, high in combinations(range(0, 101, 3), 2):
        lines = scales.axis([low, high], "per cent")
        assert lines[-1] - lines[0] >= (30 if lines[0] else 10)
        assert 0 <= lines[0] <= low and high <= lines[-1] <= 100
        assert len(lines) <= 6


def test_an_axis_that_does_not_start_at_zero_says_so():
    """In the name of the axis."""
    assert "Per cent (axis starts at 50)" in words(trend([66, 71], [66, 71], None, unit="per cent"))
    assert "Per cent" in words(trend([6, 71], [66, 71], None, unit="per cent"))


def test_counts_have_whole_numbers_at_the_axis():
    """Nobody starts half an order."""
    assert axis_numbers(trend([3, 1, 0, 2], None, None, unit="orders")) == [0, 1, 2, 3, 4, 5]
    own = records("Orkney Islands", [1, 0, 1], lower=np.nan, upper=np.nan)
    assert axis_numbers(charts.trend(own, name="c", unit="orders", **WORDS)) == [0, 1]


def test_gridlines_are_light_and_at_most_six():
    """In every chart."""
    for picture in FIFE.values():
        lines = outlines(picture, colours.GRID)
        assert 2 <= lines.count("M") <= 6


def test_period_labels_are_short_and_the_newest_is_always_there():
    """Thinned from the newest backwards."""
    assert charts.periods(["2015-16", "2022", "2009-10"]) == ["15-16", "2022", "09-10"]
    shown = charts.periods(PERIODS, places=[25 * n for n in range(10)])
    assert shown[-1] == "23-24" and shown[-2] == "" and shown.count("") == 5
    assert charts.periods(PERIODS, places=[60 * n for n in range(10)]).count("") == 0


@pytest.mark.parametrize("period", ["last year", "", "20-21"])
def test_a_period_that_is_no_year_is_refused(period):
    """It cannot be placed."""
    with pytest.raises(ValueError, match="cannot be placed"):
        charts.trend(records("Fife", [1], periods=[period]), name="c", unit=RATE, **WORDS)
