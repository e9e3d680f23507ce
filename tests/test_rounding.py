"""Rounding half up, against printed values and decimal arithmetic."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools import stats

quiet = settings(deadline=None, max_examples=200)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (-0.5, 0, -1),
        (0.5, 0, 1),
        (1.125, 2, 1.13),
        (1.135, 2, 1.14),
        (2436.845, 2, 2436.85),
        (12.5, 0, 13),
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (2.5, 0, 3),
        (0.285, 2, 0.29),
        (1e15, 0, 1e15),
        (1e15 + 0.5, 0, 1e15 + 1),
        (1e300, 2, 1e300),
        (1250, -2, 1300),
        (-1e-9, 3, 0),
    ],
)
def test_round_half_up_rounds_as_on_paper(value, places, expected):
    """The first row is the test of the R package janitor."""
    assert stats.round_half_up(value, places) == expected
    assert math.copysign(1, stats.round_half_up(value, places)) == math.copysign(1, expected)


@quiet
@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 4))
def test_round_half_up_matches_decimal_arithmetic(value, places):
    """What is written with four places rounds as those digits do."""
    expected = float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    assert stats.round_half_up(float(value), places) == expected


def test_round_half_up_keeps_shape_nan_and_infinity():
    """Arrays keep their shape; what is no number stays."""
    found = stats.round_half_up([[0.25, np.nan], [np.inf, -0.25]], 1)
    np.testing.assert_array_equal(found, [[0.3, np.nan], [np.inf, -0.3]])
    with pytest.raises(TypeError):
        stats.round_half_up(1.5, 0.5)
