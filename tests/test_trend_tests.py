"""Trends against printed values, R, SAS and Fingertips, and by another way of reckoning."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, linregress, norm

from cjtools import stats
from cjtools.stats.trend_tests import CLEAR

quiet = settings(deadline=None, max_examples=60)
TOTALS = [60, 75, 50, 90, 82]


@pytest.mark.parametrize(
    ("counts", "totals", "expected", "sign"),
    [
        ([83, 90, 129, 70], [86, 93, 136, 82], 8.2249, -1),  # help of R's prop.trend.test
        ([320, 1206, 1011, 463, 220], [1742, 5638, 3904, 1555, 626], 129.012, 1),  # Rosner, Fundamentals of Biostat.
        ([6, 7, 9, 14, 23], [32, 33, 32, 32, 32], 4.7918**2, 1),  # SAS, PROC FREQ, prints the root
    ],
)
def test_trend_of_proportions_matches_printed_values(counts, totals, expected, sign):
    """Three textbooks and manuals."""
    assert stats.trend_chi2_proportion(counts, totals) == (pytest.approx(expected, rel=2e-5), sign)


def test_trend_of_proportions_matches_epi_info_and_statxact():
    """Epi Info's Mantel form is smaller by (n - 1) / n; Graubard and Korn's malformations, p = 0.1765 (StatXact)."""
    found, _ = stats.trend_chi2_proportion([17, 76, 34, 32, 20], [57, 271, 122, 85, 50])
    assert found * 584 / 585 == pytest.approx(3.535, abs=5e-4)
    found, _ = stats.trend_chi2_proportion([48, 38, 5, 1, 1], [17_114, 14_502, 793, 127, 38])
    assert chi2.sf(found, 1) == pytest.approx(0.1765, abs=2e-4)


@quiet
@given(st.tuples(*(st.integers(0, total) for total in TOTALS)))
def test_trend_of_proportions_is_the_squared_correlation_of_single_cases(counts):
    """Every case as a 0 or 1 against its year: n times the squared correlation, by scipy."""
    if sum(counts) in (0, sum(TOTALS)):
        return
    year = np.repeat(np.arange(5), TOTALS)
    single = np.concatenate([np.arange(total) < count for count, total in zip(counts, TOTALS, strict=True)])
    line = linregress(year, single.astype(float))
    found, sign = stats.trend_chi2_proportion(counts, TOTALS)
    assert found == pytest.approx(sum(TOTALS) * line.rvalue**2, rel=1e-9, abs=1e-9)
    assert abs(found) < 1e-9 or sign == np.sign(line.slope)


@quiet
@given(st.lists(st.integers(0, 80), min_size=3, max_size=9), st.randoms(use_true_random=False))
def test_trend_of_rates_is_the_score_test_of_a_multinomial(counts, random):
    """Given their sum, events fall on the years as the people do: mean and variance from the full covariance."""
    if sum(counts) == 0:
        return
    bases = np.array([random.randint(500, 9000) for _ in counts], float)
    year, share = np.arange(2000, 2000 + len(counts)), bases / bases.sum()
    covariance = sum(counts) * (np.diag(share) - np.outer(share, share))
    gap = year @ (np.array(counts) - sum(counts) * share)
    found, sign = stats.trend_chi2_rate(counts, bases)
    assert found == pytest.approx(gap**2 / (year @ covariance @ year), rel=1e-6, abs=1e-9)
    assert abs(gap) < 1e-6 or sign == np.sign(gap)


def test_trend_of_rates_matches_sums_done_by_hand():
    """20, 30 and 40 events among as many people: 20 more than 0, squared, by two thirds of 90."""
    assert stats.trend_chi2_rate([20, 30, 40], [1000] * 3) == (pytest.approx(20**2 / 60, rel=1e-12), 1)
    rare = stats.trend_chi2_proportion([20, 30, 40], [10**9] * 3)
    assert stats.trend_chi2_rate([20, 30, 40], [10**9] * 3) == pytest.approx(rare, rel=1e-6)


def test_the_two_tests_reject_as_often_as_they_say():
    """Five per cent of twenty thousand series without a trend, give or take the scatter of such a count."""
    rng = np.random.default_rng(5)
    totals = rng.integers(80, 300, (20_000, 5))
    found, _ = stats.trend_chi2_proportion(rng.binomial(totals, 0.4), totals)
    assert np.mean(found > chi2.ppf(0.95, 1)) == pytest.approx(0.05, abs=0.007)
    found, _ = stats.trend_chi2_rate(rng.poisson(totals * 0.3), totals)
    assert np.mean(found > chi2.ppf(0.95, 1)) == pytest.approx(0.05, abs=0.007)


def test_the_limit_is_that_of_fingertips():
    """FingertipsNext, TrendMarkerCalculator: 9.54953570608324."""
    assert CLEAR == pytest.approx(9.54953570608324, rel=1e-12) == pytest.approx(norm.ppf(0.999) ** 2)


def test_recent_trends_match_the_public_examples_of_fingertips():
    """FingertipsNext, TrendCalculatorTests: diabetes rises, MMR in Yorkshire falls, diabetic eye disease rises."""
    cases = [[3455176, 3491868, 3625401, 3774801, 3938080], [57274, 55865, 53681, 51767, 53185]]
    totals = [[48783947, 49122259, 49956777, 50649129, 51441896], [61834, 60511, 59074, 57508, 59028]]
    assert stats.recent_trend_proportion(cases, totals).tolist() == ["rising", "falling"]
    eyes = [1416, 935, 1344, 1415, 1502]
    people = [48246126, 48440507, 48753376, 49300918, 49866388]
    assert stats.recent_trend_rate(eyes, people) == "rising"


def test_a_trend_that_one_year_makes_is_not_clear():
    """The chi-square is far beyond, but falls away, or turns, without the last year."""
    counts, totals = [100, 95, 99, 94, 180], [200] * 5
    found, sign = stats.trend_chi2_proportion(counts, totals)
    assert found > 3 * CLEAR and sign == 1
    assert stats.recent_trend_proportion(counts, totals) == "no clear trend"
    assert stats.recent_trend_rate(counts, totals) == "no clear trend"
    assert stats.recent_trend_proportion([100, 105, 109, 114, 180], totals) == "rising"


def test_a_small_steady_rise_is_not_clear():
    """Every point left out keeps the sign, but chance could have made it."""
    assert stats.recent_trend_proportion([10, 11, 12, 13, 14], [40] * 5) == "no clear trend"
    assert stats.recent_trend_proportion([100, 110, 120, 130, 140], [400] * 5) == "rising"


def test_only_the_last_five_points_count():
    """What fell before does not matter; with fewer than five there is no verdict."""
    counts = [[900, 800, 200, 220, 240, 260, 280]]
    assert stats.recent_trend_rate(counts, [[4000] * 7]).tolist() == ["rising"]
    assert stats.recent_trend_rate([5, 6, 7, 8], [40] * 4) == ""
    assert stats.recent_trend_rate([[5, 6, 7, 8]], [[40] * 4]).tolist() == [""]


def test_a_missing_point_or_one_without_cases_leaves_no_verdict():
    """A suppressed year must not turn into a guess; a year before the last five may be missing."""
    rows = [[1, 2, 3, 4, np.nan], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]
    totals = [[9, 9, 9, 9, 9], [9, 9, np.nan, 9, 9], [9, 9, 9, 9, 0]]
    assert stats.recent_trend_proportion(rows[:2], totals[:2]).tolist() == ["", ""]
    assert stats.recent_trend_rate(rows, totals).tolist() == ["", "", ""]
    assert stats.recent_trend_rate([np.nan, 90, 80, 66, 58, 49], [9000] * 6) == "falling"


def test_tables_with_gaps_are_read():
    """One row for each area, as a pivot table has them; a nullable gap is a missing value."""
    table = pd.DataFrame([[90, 80, 66, 58, 49], [9, 8, None, 5, 4]], index=["Fife", "Moray"], dtype="Int64")
    assert stats.recent_trend_rate(table, [[9_000] * 5, [900] * 5]).tolist() == ["falling", ""]
    assert np.isnan(stats.trend_chi2_rate(table, 900)[0]).tolist() == [False, True]


def test_nothing_that_varies_is_no_trend():
    """No events, or all; equal rates have no sign."""
    assert stats.recent_trend_proportion([[0] * 5, [9] * 5], [[9] * 5] * 2).tolist() == ["no clear trend"] * 2
    assert all(math.isnan(value) for value in stats.trend_chi2_rate([0, 0, 0], [5, 5, 5]))
    assert stats.trend_chi2_rate([3, 3, 3], [9, 9, 9]) == (0, 0)


@quiet
@given(st.lists(st.integers(0, 60), min_size=5, max_size=5), st.integers(61, 400))
def test_time_turned_round_turns_the_verdict(counts, total):
    """And cases without the property fall as those with it rise."""
    turned = {"rising": "falling", "falling": "rising", "no clear trend": "no clear trend"}
    verdict = stats.recent_trend_proportion(counts, [total] * 5)
    assert stats.recent_trend_proportion(counts[::-1], [total] * 5) == turned[verdict]
    assert stats.recent_trend_proportion([total - count for count in counts], [total] * 5) == turned[verdict]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stats.trend_chi2_proportion([5, 1], [4, 4]), "count 5 is more than its total"),
        (lambda: stats.recent_trend_rate([-5, 1], [4, 4]), "counts -5 is not possible"),
        (lambda: stats.trend_chi2_rate(5, 4), "a trend needs several points"),
    ],
)
def test_impossible_values_are_refused_by_name(call, words):
    """The message says which value is wrong."""
    with pytest.raises(ValueError, match=words):
        call()
