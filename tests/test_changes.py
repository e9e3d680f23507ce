"""Changes and trends: read at two levels, with what would have shown, against formulas written out here."""

import math
from fractions import Fraction

import numpy as np
import pytest
from small_world import ALBA, at, indicator, seen, worked_out

from cjtools.results.comparisons import FEW, TOO_FEW

COUNT = indicator("count", [("imposed",)], better="neither")
PART = indicator("proportion", [("done",)], [("ended",)])
Z = {0.95: 1.959963984540054, 0.998: 3.0902323061678132}  # normal quantiles, as printed in tables


def wilson(count, base, z):
    """Wilson's limits of a proportion."""
    p, middle = count / base, z * z / base
    half = z * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    return (p + middle / 2 - half) / (1 + middle), (p + middle / 2 + half) / (1 + middle)


def newcombe(now, base, then, base_then, z):
    """Newcombe's method 10: limits of a difference of proportions from Wilson's of each."""
    p, q = now / base, then / base_then
    (low, high), (low_then, high_then) = wilson(now, base, z), wilson(then, base_then, z)
    return (
        p - q - math.sqrt((p - low) ** 2 + (high_then - q) ** 2),
        p - q + math.sqrt((high - p) ** 2 + (q - low_then) ** 2),
    )


def tail(now, then):
    """Exact chance of so many or more of now + then events falling into one of two like years."""
    total = now + then
    return Fraction(sum(math.comb(total, k) for k in range(now, total + 1)), 2**total)


def surely(has_95, has_998):
    """How certain it is, as records say it."""
    return "99.8%" if has_998 else "95%" if has_95 else ""


def moved(then, now):
    """The record of a proportion in the second of two years; each (done, ended)."""
    rows = [
        row
        for period, (done, ended) in (("2022-23", then), ("2023-24", now))
        for row in [*seen("done", period, {ALBA: done}), *seen("ended", period, {ALBA: ended})]
    ]
    return at(worked_out(PART, rows), ALBA, "2023-24")


def counted(then, now):
    """The record of a count in the second of two years."""
    rows = [*seen("imposed", "2022-23", {ALBA: then}), *seen("imposed", "2023-24", {ALBA: now})]
    return at(worked_out(COUNT, rows), ALBA, "2023-24")


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [((50, 100), (60, 100), ""), ((50, 100), (65, 100), "95%"), ((50, 100), (75, 100), "99.8%"),
     ((90, 100), (60, 100), "99.8%"), ((30, 60), (42, 60), "95%")],
)  # fmt: skip
def test_certainty_of_a_change_of_percentages(then, now, said):
    """It says at which level Newcombe's interval leaves out no change, in either direction."""
    outside = {level: newcombe(*now, *then, z) for level, z in Z.items()}
    has = {level: lower > 0 or upper < 0 for level, (lower, upper) in outside.items()}
    row = moved(then, now)
    assert row["change_certainty"] == surely(has[0.95], has[0.998]) == said
    assert (row["change_lower"], row["change_upper"]) == pytest.approx([100 * limit for limit in outside[0.95]])
    up_or_down = "up" if now[0] / now[1] > then[0] / then[1] else "down"
    assert row["change_reading"] == (up_or_down if said else "no clear change")


@pytest.mark.parametrize(
    ("then", "now"),
    [(20, 33), (20, 36), (20, 50), (50, 20), (36, 20), (100, 140), (100, 160), (0, 12), (9, 10), (12, 2)],
)
def test_certainty_of_a_change_of_counts(then, now):
    """It says at which level the exact binomial tail of two like years is too small for chance."""
    more, fewer = max(then, now), min(then, now)
    has = {level: tail(more, fewer) < Fraction(1 - level) / 2 for level in Z}
    row = counted(then, now)
    assert row["change_certainty"] == surely(has[0.95], has[0.998])
    direction = "up" if now > then else "down"
    assert row["change_reading"] == (direction if has[0.95] else "no clear change")


@pytest.mark.parametrize("then", range(10))
def test_what_a_count_would_have_needed_is_found_by_trying(then):
    """It gives the smallest count that would have been read as a rise: ten at the least."""
    row = counted(then, min(then + 1, 9))
    assert row["change_reading"] == TOO_FEW
    found = next(n for n in range(FEW, 200) if n > then and tail(n, then) < Fraction(1, 40))
    assert row["change_needed"] == found
    assert counted(then, found)["change_reading"] == "up"
    if found > FEW:
        assert counted(then, found - 1)["change_reading"] == "no clear change"


@pytest.mark.parametrize(("then", "base"), [((2, 20), 17), ((5, 30), 25), ((9, 12), 15), ((0, 18), 40)])
def test_what_a_percentage_would_have_needed_is_found_by_trying(then, base):
    """It gives the smallest rise in percentage points that would have been read: Newcombe's interval, ten cases."""
    now = min(9, round(base * then[0] / then[1]))
    row = moved(then, (now, base))
    assert row["change_reading"] == TOO_FEW
    sizes = []
    for count in range(base + 1):
        lower, _ = newcombe(count, base, *then, Z[0.95])
        if lower > 0 and count >= FEW:
            sizes.append(100 * (count / base - then[0] / then[1]))
    # of 15 not even all would show a rise from 9 of 12
    assert row["change_needed"] == pytest.approx(min(sizes, default=np.nan), nan_ok=True)


@pytest.mark.parametrize(("then", "now"), [(50, 9), (10, 10), (9, 40)])
def test_nothing_is_needed_where_there_are_enough(then, now):
    """It gives no such number beside a change that can be read."""
    assert np.isnan(counted(then, now)["change_needed"])


def trend_of(made, rows, period="2023-24"):
    """The record of the last year of a series."""
    return at(worked_out(made, rows), ALBA, period)


YEARS = ["2019-20", "2020-21", "2021-22", "2022-23", "2023-24"]


def series(counts, bases=None):
    """Observations of five years of counts, or of proportions with their bases."""
    rows = []
    for place, year in enumerate(YEARS):
        rows += seen("imposed" if bases is None else "done", year, {ALBA: counts[place]})
        rows += [] if bases is None else seen("ended", year, {ALBA: bases[place]})
    return rows


def armitage(counts, bases):
    """Chi-square for trend of Armitage (1955), from the sums of the textbook formula."""
    total, base = sum(counts), sum(bases)
    scores = range(len(counts))
    p = total / base
    top = sum(x * (r - n * p) for x, r, n in zip(scores, counts, bases, strict=True))
    spread = (
        sum(n * x * x for x, n in zip(scores, bases, strict=True))
        - sum(n * x for x, n in zip(scores, bases, strict=True)) ** 2 / base
    )
    return top**2 / (p * (1 - p) * spread)


@pytest.mark.parametrize(
    ("counts", "bases", "said", "verdict"),
    [
        ([40, 50, 60, 70, 80], [100] * 5, "rising", "better"),
        ([80, 70, 60, 50, 40], [100] * 5, "falling", "worse"),
        ([50, 52, 49, 51, 50], [100] * 5, "no clear trend", ""),
        ([5, 6, 6, 7, 8], [10] * 5, "no clear trend", ""),
    ],
)
def test_the_trend_of_a_percentage_is_armitages(counts, bases, said, verdict):
    """It calls a trend at 99.8 % (chi-square over 9.549 with one degree of freedom), and judges it by the direction."""
    row = trend_of(PART, series(counts, bases))
    assert row["trend_chi_squared"] == pytest.approx(armitage(counts, bases), rel=0.02)
    assert (row["trend"], row["trend_verdict"], row["trend_from"]) == (said, verdict, "2019-20")
    assert (row["trend_chi_squared"] > 9.549) == (said != "no clear trend")


def test_the_trend_of_a_count_is_that_of_poisson_counts():
    """It gives (sum of (x - mean x) r)^2 / (mean r x sum of (x - mean x)^2) for 100, 110, 120, 130, 140."""
    counts = [100, 110, 120, 130, 140]
    top = sum((x - 2) * r for x, r in enumerate(counts))
    expected = top**2 / (sum(counts) / 5 * 10)
    row = trend_of(COUNT, series(counts))
    assert row["trend_chi_squared"] == pytest.approx(expected)
    assert row["trend"] == ("rising" if expected > 9.549 else "no clear trend")
    assert row["trend_verdict"] == ""  # neither way is better


def test_one_year_alone_makes_no_trend():
    """It calls nothing a trend that turns when any one year is left out."""
    assert trend_of(COUNT, series([200, 200, 200, 200, 300]))["trend"] == "no clear trend"


@pytest.mark.parametrize("gap", range(5))
def test_a_year_without_a_figure_leaves_no_trend(gap):
    """It does not draw a trend over four years or across a gap."""
    counts = [100, 150, 200, 250, "[c]"] if gap == 4 else [100, 150, 200, 250, 300]
    rows = [row for row in series(counts) if gap == 4 or row["period"] != YEARS[gap]]
    row = trend_of(COUNT, rows)
    assert (row["trend"], row["trend_from"]) == ("", "")
    assert np.isnan(row["trend_chi_squared"])


def test_averages_have_no_trend():
    """It does not test averages of which only the number of cases is known."""
    made = indicator("mean", [("months",)], weight={"measure": "orders"}, better="neither")
    rows = [r for y in YEARS for r in [*seen("months", y, {ALBA: 12.0}), *seen("orders", y, {ALBA: 40})]]
    assert trend_of(made, rows)["trend"] == ""
