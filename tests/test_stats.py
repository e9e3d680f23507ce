"""Rates and limits against values that were printed or computed elsewhere."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binomtest, chi2, poisson

from cjtools import stats

LEVELS = st.sampled_from([0.8, 0.95, 0.998])
COUNTS = st.integers(0, 5000)
quiet = settings(deadline=None, max_examples=80)


@st.composite
def parts(draw, largest=5000):
    """Return a count and a total that holds it."""
    total = draw(st.integers(1, largest))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_matches_the_examples_newcombe_printed(count, total, lower, upper):
    """Newcombe (1998), Stat. Med. 17, 857-872, table I, method 3."""
    assert stats.wilson(count, total) == pytest.approx((lower, upper), abs=5e-5)


def test_wilson_matches_the_public_health_toolkit():
    """A value asserted by the Python PHEindicatormethods (in per cent there)."""
    assert stats.wilson(100, 10_000) == pytest.approx((0.008229336148148417, 0.012146982255114647), rel=1e-12)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
@pytest.mark.parametrize("total", [1, 2, 7, 31, 250, 4001])
def test_wilson_matches_scipy(total, level):
    """scipy.stats.binomtest is a separate implementation."""
    counts = sorted({0, 1, total // 3, total // 2, total - 1, total})
    expected = np.array([binomtest(k, total).proportion_ci(level, "wilson") for k in counts])
    lower, upper = stats.wilson(counts, total, level)
    np.testing.assert_allclose(lower, expected[:, 0], atol=1e-9)
    np.testing.assert_allclose(upper, expected[:, 1], atol=1e-9)


@quiet
@given(parts(), LEVELS)
def test_wilson_holds_the_proportion_and_mirrors(case, level):
    """The limits hold the proportion, stay within 0 and 1, and swap when cases and others swap."""
    count, total = case
    lower, upper = stats.wilson(count, total, level)
    assert 0 <= lower <= count / total <= upper <= 1
    other_lower, other_upper = stats.wilson(total - count, total, level)
    assert (lower, upper) == pytest.approx((1 - other_upper, 1 - other_lower), abs=1e-12)


@quiet
@given(parts(), st.integers(2, 50))
def test_wilson_rises_with_the_count_and_narrows_with_the_total(case, times):
    """One more case lifts both limits; the same proportion of more cases, or a lower level, is narrower."""
    count, total = case
    lower, upper = stats.wilson(count, total)
    higher = stats.wilson(count + 1, total + 1)
    assert higher[0] >= lower and higher[1] >= upper
    closer = stats.wilson(count * times, total * times)
    assert closer[1] - closer[0] < upper - lower
    wider = stats.wilson(count, total, 0.998)
    assert wider[1] - wider[0] > upper - lower


def test_wilson_is_exact_at_none_all_and_huge_totals():
    """None starts at 0, all ends at 1, and a total near the end of the floats does no harm."""
    assert stats.wilson(0, 7)[0] == 0.0
    assert stats.wilson(7, 7)[1] == 1.0
    assert stats.wilson(1e300, 1e300) == (1.0, 1.0)
    assert stats.wilson(5e14, 1e15) == pytest.approx((0.5, 0.5), abs=1e-7)


def test_byar_matches_the_formula_in_decimal_arithmetic():
    """Breslow and Day's formula, done here with 28 digits and the printed normal deviates."""
    for level, deviate in [(0.95, "1.959963984540054"), (0.998, "3.090232306167814")]:
        for count in [10, 11, 65, 100, 1045, 250_000]:
            few, more, z = Decimal(count), Decimal(count + 1), Decimal(deviate)
            lower = few * (1 - 1 / (9 * few) - z / (3 * few.sqrt())) ** 3
            upper = more * (1 - 1 / (9 * more) + z / (3 * more.sqrt())) ** 3
            assert stats.poisson_limits(count, level) == pytest.approx((float(lower), float(upper)), rel=1e-12)


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (0, 0, 3.69),
        (1, 0.025, 5.57),
        (2, 0.24, 7.22),
        (3, 0.62, 8.77),
        (4, 1.09, 10.24),
        (5, 1.62, 11.67),
        (6, 2.20, 13.06),
        (7, 2.81, 14.42),
        (8, 3.45, 15.76),
        (9, 4.12, 17.08),
    ],
)
def test_exact_poisson_limits_match_the_printed_table(count, lower, upper):
    """Garwood (1936), as reprinted by Ulm (1990) and others."""
    assert stats.poisson_limits(count) == pytest.approx((lower, upper), abs=5e-3)


@pytest.mark.parametrize(
    ("count", "level", "lower", "upper"),
    [
        (1, 0.95, 0.025317898, 5.571644585),
        (5, 0.95, 1.623486324, 11.6683331),
        (9, 0.95, 4.11537405, 17.08479966),
        (1, 0.998, 0.001000547, 9.233410143),
        (9, 0.998, 2.452425215, 22.65737951),
    ],
)
def test_exact_poisson_limits_match_the_public_health_toolkit(count, level, lower, upper):
    """PHEindicatormethods, tests/testthat/testdata_funnel_ratio_outputs.csv (found there by goal seek)."""
    assert stats.poisson_limits(count, level) == pytest.approx((lower, upper), rel=2e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(10, 4.80, 18.39), (25, 16.18, 36.90), (716, 664.508301, 770.422213)]
)
def test_byar_lies_near_the_printed_exact_limits(count, lower, upper):
    """Garwood for 10, GraphPad's worked example for 25, PHEindicatormethods for 716; within 0.3 %."""
    assert stats.poisson_limits(count) == pytest.approx((lower, upper), rel=3e-3)


def test_poisson_limits_change_method_at_ten_events():
    """9 is exact, 10 is Byar, and from 10 on Byar is within the 0.2 % that PHE (2018) states."""
    for count in [9, 10, 11, 40, 3000]:
        exact = chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2
        gaps = [abs(ours / theirs - 1) for ours, theirs in zip(stats.poisson_limits(count), exact, strict=True)]
        assert max(gaps) < 2e-3
        assert (max(gaps) < 1e-10) == (count < 10)


@pytest.mark.parametrize("count", range(10))
def test_exact_poisson_limits_leave_half_of_the_rest_beyond_each_end(count):
    """The definition: at the upper limit so few, at the lower limit so many, has probability 2.5 %."""
    lower, upper = stats.poisson_limits(count)
    assert poisson.cdf(count, upper) == pytest.approx(0.025, rel=1e-9)
    assert poisson.sf(count - 1, lower) == pytest.approx(0.025 if count else 1, rel=1e-9)


@quiet
@given(COUNTS, LEVELS)
def test_poisson_limits_hold_the_count_and_rise(count, level):
    """The limits hold the count, rise with it, and grow narrower beside it."""
    lower, upper = stats.poisson_limits([count, count + 1, 4 * count + 40], level)
    assert lower[0] <= count < upper[0]
    assert lower[0] < lower[1] and upper[0] < upper[1]
    assert (upper[2] - lower[2]) / (4 * count + 40) < (upper[0] - lower[0]) / max(count, 1)


def test_poisson_limits_bear_huge_counts():
    """At 10 to the 15 the limits are the normal ones."""
    reach = 1.959964 * math.sqrt(1e15)
    assert stats.poisson_limits(1e15) == pytest.approx((1e15 - reach, 1e15 + reach), rel=1e-13)


@pytest.mark.parametrize(
    ("case", "lower", "upper"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_difference_matches_the_examples_newcombe_printed(case, lower, upper):
    """Newcombe (1998), Stat. Med. 17, 873-890, table II, method 10."""
    difference = case[0] / case[1] - case[2] / case[3]
    assert stats.difference_of_proportions(*case) == pytest.approx((difference, lower, upper), abs=5e-5)


@quiet
@given(parts(), parts(), LEVELS)
def test_difference_holds_itself_and_turns_round(one, two, level):
    """The limits hold the difference, stay within -1 and 1, and change sign when the groups swap."""
    difference, lower, upper = stats.difference_of_proportions(*one, *two, level)
    assert -1 - 1e-12 <= lower <= difference <= upper <= 1 + 1e-12
    turned = stats.difference_of_proportions(*two, *one, level)
    assert turned == pytest.approx((-difference, -upper, -lower), abs=1e-12)


@pytest.mark.parametrize(
    ("case", "ratio", "lower", "upper"),
    [
        ((2, 17877, 9, 16660), 0.2070941557, 0.02177406, 1.00054910),
        ((2, 17877, 10, 20000), 0.2237512, 0.02383738, 1.04995468),
        ((11, 800, 21, 3011), 1.971488, 0.8584264, 4.2772659),
    ],
)
def test_ratio_matches_values_printed_by_r(case, ratio, lower, upper):
    """Vignettes of rateratio.test and exactci (Fay), and the example in the help of R's poisson.test."""
    assert stats.ratio_of_rates(*case) == pytest.approx((ratio, lower, upper), rel=1e-6)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
def test_ratio_matches_the_binomial_split_of_scipy(level):
    """Clopper-Pearson by scipy.stats.binomtest, turned into a ratio."""
    for one, two in [(0, 1), (1, 1), (3, 8), (40, 7), (250, 251)]:
        split = binomtest(one, one + two).proportion_ci(level, "exact")
        expected = one / two * 1.5, split.low / (1 - split.low) * 1.5, split.high / (1 - split.high) * 1.5
        assert stats.ratio_of_rates(one, 2000, two, 3000, level) == pytest.approx(expected, rel=1e-8, abs=1e-12)


@quiet
@given(st.integers(1, 5000), st.integers(1, 5000), LEVELS)
def test_ratio_holds_itself_and_turns_over(one, two, level):
    """The limits hold the ratio and become their reciprocals when the groups swap."""
    ratio, lower, upper = stats.ratio_of_rates(one, 700, two, 900, level)
    assert 0 < lower < ratio < upper
    turned = stats.ratio_of_rates(two, 900, one, 700, level)
    assert turned == pytest.approx((1 / ratio, 1 / upper, 1 / lower), rel=1e-9)


def test_ratio_without_events_or_people():
    """No events in the second: no upper end. None in either, or nobody: no ratio."""
    assert stats.ratio_of_rates(0, 10, 3, 10)[:2] == (0.0, 0.0)
    ratio, lower, upper = stats.ratio_of_rates(3, 10, 0, 10)
    assert ratio == upper == math.inf and lower == pytest.approx(1 / 2.4199518933523933)
    for case in [(0, 10, 0, 10), (1, 0, 1, 10), (1, 10, 1, 0)]:
        assert np.isnan(stats.ratio_of_rates(*case)).all()


@pytest.mark.parametrize(
    ("total", "lower", "upper", "lower3", "upper3"),
    [
        (1, 3.204264, 100, 0, 100),
        (10, 56.154344, 100, 42.03259, 100),
        (18, 62.390093, 98.894803, 51.864359, 100),
        (102, 72.974925, 88.309971, 68.553233, 92.731663),
        (2093, 78.949785, 82.335111, 77.973663, 83.311233),
        (110_000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)
def test_proportion_funnel_matches_the_public_health_toolkit(total, lower, upper, lower3, upper3):
    """PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv, average 80.642448 %."""
    two = stats.funnel_limits_proportion(0.80642448, total)
    three = stats.funnel_limits_proportion(0.80642448, total, 0.998)
    assert np.array(two + three) * 100 == pytest.approx([lower, upper, lower3, upper3], abs=5e-6)


def test_proportion_funnel_is_where_the_wilson_limit_meets_the_mean():
    """A search for that point, without the closed form."""
    for mean, total, level in [(0.7, 30, 0.95), (0.12, 400, 0.998), (0.5, 9, 0.8)]:
        lowest = brentq(lambda p, n=total, v=level, m=mean: stats.wilson(p * n, n, v)[1] - m, 0, mean, xtol=1e-13)
        highest = brentq(lambda p, n=total, v=level, m=mean: stats.wilson(p * n, n, v)[0] - m, mean, 1, xtol=1e-13)
        found = stats.funnel_limits_proportion(mean, total, level)
        assert found == pytest.approx((lowest, highest), abs=1e-10)


@quiet
@given(parts(), st.floats(0.01, 0.99), LEVELS)
def test_proportion_funnel_agrees_with_the_verdict(case, mean, level):
    """An area is outside the funnel exactly when its own limits leave out the mean."""
    count, total = case
    own_lower, own_upper = stats.wilson(count, total, level)
    lower, upper = stats.funnel_limits_proportion(mean, total, level)
    assert (count / total < lower) == (own_upper < mean)
    assert (count / total > upper) == (own_lower > mean)


@pytest.mark.parametrize(
    ("events", "population", "limit", "side", "level"),
    [
        (1, 1598.675694, 20.85059119, 0, 0.95),
        (5, 3348.002593, 49.78092521, 0, 0.95),
        (1, 7.264481402, 4588.535848, 1, 0.95),
        (9, 1180.827018, 254.0592274, 1, 0.95),
        (4, 4244.895077, 31.41027773, 0, 0.998),
        (1360, 411529.9259, 110.158048, 0, 0.95),
        (1360, 369759.5622, 122.6021934, 1, 0.95),
    ],
)
def test_rate_funnel_matches_the_public_health_toolkit(events, population, limit, side, level):
    """PHEindicatormethods, testdata_funnel_rate_outputs.csv: three years, baseline 116.1720835 per 100,000."""
    found = stats.funnel_limits_rate(116.1720835, 3 * population, level, per=100_000)[side]
    assert found == pytest.approx(limit, rel=1e-5)
    assert found * 3 * population / 100_000 == pytest.approx(events, rel=1e-5)


def test_rate_funnel_is_where_the_poisson_limit_meets_the_expected_count():
    """A search for that point, on both sides of the change of method."""
    for expected, level in [(5.2, 0.95), (9.0, 0.8), (40.0, 0.95), (12_345.6, 0.998)]:
        lowest = brentq(lambda c, e=expected, v=level: stats.poisson_limits(c, v)[1] - e, 0, expected)
        highest = brentq(lambda c, e=expected, v=level: stats.poisson_limits(c, v)[0] - e, expected, 3 * expected + 9)
        found = stats.funnel_limits_rate(expected, 10_000, level)
        assert found == pytest.approx((lowest, highest), rel=1e-9)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
def test_rate_funnel_agrees_with_the_verdict_round_the_change_of_method(level):
    """Byar's limits of 10 events step away from the exact ones of 9.99; no area may fall into the step."""
    turn = np.array(stats.poisson_limits([9.999999, 10], level))
    steps = [np.linspace(low, high, 200)[1:-1] for low, high in turn]
    for expected in [np.linspace(0.01, 40, 400), *steps]:
        lower, upper = stats.funnel_limits_rate(expected, 10_000, level)
        for count in range(40):
            own_lower, own_upper = stats.poisson_limits(count, level)
            np.testing.assert_array_equal(count < lower, own_upper < expected)
            np.testing.assert_array_equal(count > upper, own_lower > expected)


@quiet
@given(COUNTS, st.floats(0.001, 6000), LEVELS)
def test_rate_funnel_agrees_with_the_verdict(count, expected, level):
    """An area is outside the funnel exactly when its own limits leave out the expected count."""
    own_lower, own_upper = stats.poisson_limits(count, level)
    lower, upper = stats.funnel_limits_rate(expected, 10_000, level)
    assert (count < lower) == (own_upper < expected)
    assert (count > upper) == (own_lower > expected)


def test_rate_funnel_has_no_lower_line_where_no_events_are_usual():
    """Under -ln(0.025) = 3.689 expected, none at all is no sign of anything."""
    assert stats.funnel_limits_rate(3.688, 10_000)[0] == 0.0
    assert stats.funnel_limits_rate(3.70, 10_000)[0] > 0
    assert stats.funnel_limits_rate(0, 10_000) == (0.0, 0.0)


def test_rate_is_events_per_head():
    """312 per 371,910 is 8.389 per 10,000; nobody at risk gives no rate."""
    assert stats.rate(312, 371_910) == pytest.approx(8.3891, abs=5e-5)
    assert stats.rate(1, 3, per=3) == 1.0
    assert stats.rate(0, 5) == 0.0 and math.isnan(stats.rate(1, 0))
