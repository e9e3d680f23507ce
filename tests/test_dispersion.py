"""How much areas differ beyond chance, and the funnel that allows for it, against values worked out elsewhere."""

import math
import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools import stats
from cjtools.stats.dispersion import spread_between

quiet = settings(deadline=None, max_examples=80)
TAU2 = st.sampled_from([0.0, 0.0004, 0.01, 0.08])
LEVELS = st.sampled_from([0.8, 0.95, 0.998])

# made up: eleven areas, of which one stands out
COUNTS = [10, 25, 9, 45, 8, 120, 11, 60, 4, 70, 2]
TOTALS = [200, 250, 220, 400, 150, 800, 230, 300, 120, 500, 80]


def by_hand(scores, errors):
    """Return phi, tau squared and how many scores were pulled in, in plain Python, one step after the other."""
    tenths = statistics.quantiles(scores, n=10, method="inclusive")
    low, high = tenths[0], tenths[-1]
    pulled = [min(max(score, low), high) for score in scores]
    phi = sum(score * score for score in pulled) / len(pulled)
    weights = [1 / error**2 for error in errors]
    spare = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    tau2 = 0.0 if len(pulled) * phi < len(pulled) - 1 else (len(pulled) * phi - (len(pulled) - 1)) / spare
    return phi, tau2, sum(score < low or score > high for score in scores)


def test_proportions_follow_the_steps_of_spiegelhalter():
    """Arcsine square root scale, winsorised, phi, tau squared, adjusted z: each worked out here by itself."""
    mean = sum(COUNTS) / sum(TOTALS)
    errors = [1 / (2 * math.sqrt(total)) for total in TOTALS]
    gaps = [math.asin(math.sqrt(c / n)) - math.asin(math.sqrt(mean)) for c, n in zip(COUNTS, TOTALS, strict=True)]
    scores = [gap / error for gap, error in zip(gaps, errors, strict=True)]
    phi, tau2, pulled = by_hand(scores, errors)
    found = stats.overdispersion_proportion(COUNTS, TOTALS, mean)
    assert found == pytest.approx((tau2, phi, pulled, 11), rel=1e-12)
    assert phi > 4 and tau2 > 0.005 and pulled == 2
    np.testing.assert_allclose(stats.z_proportion(COUNTS, TOTALS, mean), scores, rtol=1e-12)
    adjusted = [gap / math.sqrt(error**2 + tau2) for gap, error in zip(gaps, errors, strict=True)]
    np.testing.assert_allclose(stats.z_proportion(COUNTS, TOTALS, mean, tau2), adjusted, rtol=1e-12)


def test_rates_follow_the_steps_of_spiegelhalter():
    """Square root scale: plain scores are twice the difference of the roots of events and expected events."""
    bases = [total * 100 for total in TOTALS]
    mean = sum(COUNTS) / sum(bases) * 10_000
    expected = [base * mean / 10_000 for base in bases]
    errors = [1 / (2 * math.sqrt(each)) for each in expected]
    scores = [2 * (math.sqrt(count) - math.sqrt(each)) for count, each in zip(COUNTS, expected, strict=True)]
    phi, tau2, pulled = by_hand(scores, errors)
    assert stats.overdispersion_rate(COUNTS, bases, mean) == pytest.approx((tau2, phi, pulled, 11), rel=1e-12)
    np.testing.assert_allclose(stats.z_rate(COUNTS, bases, mean), scores, rtol=1e-12)
    adjusted = [s * e / math.sqrt(e**2 + tau2) for s, e in zip(scores, errors, strict=True)]
    np.testing.assert_allclose(stats.z_rate(COUNTS, bases, mean, tau2=tau2), adjusted, rtol=1e-12)


def test_phi_matches_the_value_funnelplotr_asserts():
    """FunnelPlotR, tests/testthat/test-classes_methods.R: 2.948033, on its logarithmic scale, where none is cut off."""
    observed = np.array([100, 150, 180, 80, 120, 225])
    expected = np.array([108, 112, 165, 95, 100, 220])
    scores = np.sqrt(expected) * np.log(observed / expected)
    found = spread_between(scores, 1 / np.sqrt(expected), winsorised=0)
    assert round(found.phi, 6) == 2.948033


def test_the_variance_between_matches_the_published_meta_analysis_of_bcg_trials():
    """R's metafor prints Q = 152.233 for its data set dat.bcg, which makes 0.3088 by DerSimonian and Laird."""
    trials = """
        4 119 11 128 6 300 29 274 3 228 11 209 62 13536 248 12619 33 5036 47 5761 180 1361 372 1079 8 2537 10 619
        505 87886 499 87892 29 7470 45 7232 17 1699 65 1600 186 50448 141 27197 5 2493 3 2338 27 16886 29 17825
    """
    a, b, c, d = np.array(trials.split(), float).reshape(13, 4).T
    effect = np.log(a / (a + b) / (c / (c + d)))
    error = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    pooled = np.sum(effect / error**2) / np.sum(1 / error**2)
    found = spread_between((effect - pooled) / error, error, winsorised=0)
    assert round(13 * found.phi, 3) == 152.233
    assert round(found.tau2, 4) == 0.3088


def test_chance_alone_has_no_variance_between():
    """Equal proportions, and areas that differ less than chance would have it."""
    assert stats.overdispersion_proportion([5, 10, 20, 40], [10, 20, 40, 80], 0.5).tau2 == 0
    rng = np.random.default_rng(20)
    totals = rng.integers(50, 400, 4000)
    found = stats.overdispersion_proportion(rng.binomial(totals, 0.6), totals, 0.6)
    # a tenth pulled in at each end of a normal distribution takes its mean square from 1 to 0.68
    assert found.phi == pytest.approx(0.68, abs=0.03) and found.tau2 == 0


def test_a_known_spread_is_found_again():
    """Areas drawn with a standard deviation of 0.1 on either scale; winsorising takes some of it away."""
    rng = np.random.default_rng(21)
    totals = rng.integers(500, 900, 4000)
    truth = np.sin(np.arcsin(np.sqrt(0.5)) + rng.normal(0, 0.1, 4000)) ** 2
    found = stats.overdispersion_proportion(rng.binomial(totals, truth), totals, 0.5)
    assert 0.006 < found.tau2 < 0.010
    truth = (1 + rng.normal(0, 0.1, 4000)) ** 2 * totals
    assert 0.006 < stats.overdispersion_rate(rng.poisson(truth), totals, 1, per=1).tau2 < 0.010


def test_missing_areas_and_empty_ones_are_left_out():
    """And too few areas have no phi."""
    known = stats.overdispersion_proportion(COUNTS, TOTALS, 0.12)
    assert stats.overdispersion_proportion([*COUNTS, np.nan, 0], [*TOTALS, 40, 0], 0.12) == known
    table = pd.DataFrame({"count": [*COUNTS, None], "total": [*TOTALS, 30]}, dtype="Int64")
    assert stats.overdispersion_proportion(table["count"], table["total"], 0.12) == known
    rates = stats.overdispersion_rate(COUNTS, TOTALS, 900)
    assert stats.overdispersion_rate([*COUNTS, 3, np.nan], [*TOTALS, 0, 9], 900) == rates
    for few in ([], [3]):
        tau2, phi, pulled, areas = stats.overdispersion_rate(few, [40] * len(few), 30)
        assert (tau2, pulled, areas) == (0, 0, len(few)) and math.isnan(phi)


def test_the_variance_between_does_not_depend_on_per():
    """It belongs to the ratio of events to expected events."""
    once = stats.overdispersion_rate(COUNTS, TOTALS, 900)
    assert stats.overdispersion_rate(COUNTS, TOTALS, 90, per=1000) == pytest.approx(once)
    limits = np.array(stats.funnel_limits_rate(900, 40, tau2=0.02))
    assert np.array(stats.funnel_limits_rate(90, 40, per=1000, tau2=0.02)) * 10 == pytest.approx(limits)


def test_adjusted_limits_match_the_formulas_of_funnelplotr():
    """FunnelPlotR, R/od_limits.R for proportions and R/build_limits_lookup.R, method CQC, with its rounded deviates."""
    for level, z in [(0.95, 1.959964), (0.998, 3.090232)]:
        for mean, total, tau2 in [(0.5, 400, 0.01), (0.31, 90, 0.03)]:
            wide = z * math.sqrt((1 / (2 * math.sqrt(total))) ** 2 + tau2)
            expected = [math.sin(math.asin(math.sqrt(mean)) + side * wide) ** 2 for side in (-1, 1)]
            assert stats.funnel_limits_proportion(mean, total, level, tau2) == pytest.approx(expected, abs=1e-7)
        wide = z * math.sqrt(1 / (4 * 150) + 0.01)
        expected = [25 * (1 - wide) ** 2, 25 * (1 + wide) ** 2]
        assert stats.funnel_limits_rate(25, 60_000, level, tau2=0.01) == pytest.approx(expected, rel=1e-6)


@quiet
@given(st.integers(1, 3000), st.floats(0, 1), LEVELS, TAU2)
def test_limits_of_proportions_only_widen(total, mean, level, tau2):
    """On each side, and ever more; no variance between leaves them as they are."""
    plain = stats.funnel_limits_proportion(mean, total, level)
    assert stats.funnel_limits_proportion(mean, total, level, 0) == plain
    wide = stats.funnel_limits_proportion(mean, total, level, tau2)
    wider = stats.funnel_limits_proportion(mean, total, level, tau2 + 0.01)
    assert 0 <= wider[0] <= wide[0] <= plain[0] <= mean <= plain[1] <= wide[1] <= wider[1] <= 1


@quiet
@given(st.floats(0.05, 5000), LEVELS, TAU2)
def test_limits_of_rates_only_widen(expected, level, tau2):
    """As for proportions."""
    plain = stats.funnel_limits_rate(expected, 10_000, level)
    wide = stats.funnel_limits_rate(expected, 10_000, level, tau2=tau2)
    wider = stats.funnel_limits_rate(expected, 10_000, level, tau2=tau2 + 0.01)
    assert 0 <= wider[0] <= wide[0] <= plain[0] <= expected <= plain[1] <= wide[1] <= wider[1]


def test_limits_stop_at_the_ends_of_the_scale():
    """A spread so wide that no rate, and no proportion, would stand out below, or above."""
    assert stats.funnel_limits_rate(100, 10_000, 0.998, tau2=0.5)[0] == 0
    assert stats.funnel_limits_proportion(0.5, 400, 0.998, tau2=0.5) == (0, 1)


@pytest.mark.parametrize("tau2", [0.002, 0.02])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_outside_the_adjusted_limits_is_outside_the_plain_ones_with_an_adjusted_z_beyond(level, tau2):
    """So the point, the line and the score of an area never contradict each other."""
    deviate = statistics.NormalDist().inv_cdf((1 + level) / 2)
    count, total = (grid.ravel() for grid in np.meshgrid(np.arange(0, 61), [20, 60, 61]))
    count = np.minimum(count, total)
    for mean in (0.04, 0.3, 0.62):
        beyond = np.abs(stats.z_proportion(count, total, mean, tau2)) > deviate
        _agree(count / total, stats.funnel_limits_proportion, (mean, total, level), {"tau2": tau2}, beyond)
        rate = count / 60 * 100
        beyond = np.abs(stats.z_rate(count, 60, 100 * mean, 100, tau2)) > deviate
        _agree(rate, stats.funnel_limits_rate, (100 * mean, 60, level, 100), {"tau2": tau2}, beyond)


def _agree(values, limits, given, spread, beyond):
    """Assert that the two verdicts on all values are one."""
    (plain_lower, plain_upper), (lower, upper) = limits(*given), limits(*given, **spread)
    outside = (values < lower) | (values > upper)
    np.testing.assert_array_equal(outside, beyond & ((values < plain_lower) | (values > plain_upper)))
    assert outside.any()


def test_forms_and_missing_values_pass_through():
    """Number to float, Series to Series, and NaN anywhere to NaN there, in the variance between too."""
    assert type(stats.z_rate(3, 40, 30)) is type(stats.z_proportion(3, 40, 0.3, 0.01)) is float
    series = pd.Series([3, None], index=["Fife", "Moray"], dtype="Int64")
    for found in (stats.z_proportion(series, 40, 0.3, 0.01), stats.z_rate(series, 40, 900, tau2=0.01)):
        assert list(found.index) == ["Fife", "Moray"] and found.isna().tolist() == [False, True]
    for limits in (stats.funnel_limits_proportion(0.3, [40, 40], tau2=[0.01, np.nan]),
                   stats.funnel_limits_rate(30, [4000, 4000], tau2=[0.01, np.nan])):  # fmt: skip
        assert np.isnan(limits).tolist() == [[False, True]] * 2
    assert np.isnan([stats.z_proportion(0, 0, 0.3), stats.z_rate(3, 0, 30), stats.z_rate(3, 40, 0)]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stats.z_proportion(5, 4, 0.3), "count 5 is more than its total"),
        (lambda: stats.z_proportion(3, 4, 30), "mean 30 is more than 1"),
        (lambda: stats.z_rate(3, 4, 30, per=0), "per 0 is not possible"),
        (lambda: stats.overdispersion_rate(-3, 4, 30), "count -3 is not possible"),
        (lambda: stats.funnel_limits_rate(3, 4, tau2=-0.1), "tau2 -0.1 is not possible"),
        (lambda: spread_between([1], [1], winsorised=0.5), "winsorised 0.5 is not possible"),
    ],
)
def test_impossible_values_are_refused_by_name(call, words):
    """The message says which value is wrong."""
    with pytest.raises(ValueError, match=words):
        call()
