"""Charts over time where nothing printed helps: series that tell nothing, gaps, phases, baselines, and other routes."""

import math
import statistics
from functools import cache
from itertools import groupby, pairwise
from math import comb, inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools.catalogue.improvement import RuleSet
from cjtools.spc.limits import Limits, limits, moving_ranges
from cjtools.spc.reading import CANNOT, CHANGED, COMMON, HIT_OR_MISS, IMPROVING, MET, MISSED, SPECIAL, WORSENING, read
from cjtools.spc.runs import runs_about, side
from cjtools.spc.signals import OF_ALL, OUTSIDE, SHIFT, TREND, signals

quiet = settings(deadline=None, max_examples=60)
RUN, WITH_MEAN, SIZED = ("run chart",), ("XmR chart", "p chart", "u chart"), ("p chart", "u chart")
PAIRS = [
    *((rules, chart) for rules in ("scottish", "perla", "anhoej") for chart in RUN),
    *((rules, chart) for rules in ("making-data-count", "three-sigma") for chart in WITH_MEAN),
]
ON_RUN_CHARTS = [pair for pair in PAIRS if pair[1] in RUN]
ON_SIZED = [pair for pair in PAIRS if pair[1] in SIZED]
WOBBLE = [0.41, 0.62, 0.55, 0.47, 0.66, 0.38, 0.58, 0.49]  # nothing to see, of 50 each time
LOW, HIGH = (0.2, 0.3), (0.8, 0.9)
# 10 points below the median and 10 above; 6 of these, from the sixth on, follow each other
SIX = [0.2, 0.8, 0.3, 0.9, 0.2, *HIGH * 3, *LOW, 0.8, *LOW, 0.9, *LOW, 0.2]


@pytest.fixture
def reads(catalogue):
    """Return a function that reads values by a rule set of the catalogue, of 50 each time, a point a month."""

    def of(rules, chart, values, sizes=None, places=None, **more):
        sizes = ([50.0] * len(values) if sizes is None else sizes) if chart in SIZED else None
        places = range(len(values)) if places is None else places
        improvement = catalogue.improvement
        return read(chart, improvement.rule_set(rules), places, values, sizes, table=improvement.runs_table, **more)

    return of


def told(reading):
    """Return the signals of a reading, as a set that can be compared."""
    return {(signal.kind, signal.points, signal.way) for signal in reading.signals}


def with_gap(values, before, missing=nan):
    """Return values with a month without a figure before one of them."""
    return [*values[:before], missing, *values[before:]]


def test_every_rule_set_is_tried_with_every_chart_it_is_for(catalogue):
    """A rule set that comes into the catalogue has to come into this file."""
    assert [(rules.id, chart) for rules in catalogue.improvement.rule_sets for chart in rules.charts] == PAIRS


# --- series that tell nothing


@pytest.mark.parametrize(("rules", "chart"), PAIRS)
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([], "there are no figures, and the rules ask for"),
        ([0.5], "there is 1 figure, and the rules ask for"),
        ([0.5, 0.9, 0.1], "there are 3 figures, and the rules ask for"),
        ([nan] * 24, "there are no figures, and the rules ask for"),
        ([0.5] * 24, "every figure is the same"),
        ([0.0] * 24, "every figure is the same"),
        ([1.0] * 24, "every figure is the same"),
        ([0.1 + 0.2, 0.3] * 12, "every figure is the same"),
        ([inf] * 24, "there are no figures, and the rules ask for"),
    ],
    ids=[
        "no point",
        "one",
        "three",
        "all missing",
        "level",
        "all 0",
        "all 1",
        "level but for arithmetic",
        "all infinite",
    ],
)
def test_what_tells_nothing_cannot_be_judged(reads, rules, chart, values, why):
    """No signal, no way, no verdict on a target; and it is said why."""
    with np.errstate(invalid="ignore"):
        found = reads(rules, chart, values)
    assert (found.state, found.signals, found.current()) == (CANNOT, (), ())
    assert found.now.unjudged.startswith(why)
    assert {found.variation(better) for better in (1, -1, 0)} == {CANNOT}
    assert {found.assurance(0.5, better) for better in (1, -1, 0)} == {""}


@pytest.mark.parametrize(("rules", "chart"), PAIRS)
def test_one_figure_fewer_than_the_rules_ask_for_is_too_few(reads, catalogue, rules, chart):
    """The boundary: one fewer cannot be judged, as many as asked for can."""
    fewest = catalogue.improvement.rule_set(rules).fewest
    values = (WOBBLE * 2)[:fewest]
    assert reads(rules, chart, values[1:]).state == CANNOT
    assert reads(rules, chart, values).state == COMMON


@pytest.mark.parametrize(("rules", "chart"), ON_RUN_CHARTS)
@pytest.mark.parametrize("odd", [0, 11, 23])
def test_one_point_off_the_median_cannot_be_judged(reads, rules, chart, odd):
    """All others lie on the line: neither adds to a run nor ends it."""
    found = reads(rules, chart, [0.7 if at == odd else 0.5 for at in range(24)])
    assert (
        found.state == CANNOT
        and found.now.unjudged.startswith("1 of 24 figures is off the median, and a signal takes")
        and not found.signals
    )


@pytest.mark.parametrize("chart", WITH_MEAN)
def test_one_point_apart_makes_no_shift_of_level_ones(reads, chart):
    """That one may be beyond a limit; the others have not moved."""
    found = reads("making-data-count", chart, [0.51 if at == 11 else 0.5 for at in range(24)])
    assert not any(signal.kind == SHIFT for signal in found.signals)


@pytest.mark.parametrize(("rules", "chart"), PAIRS)
def test_no_run_is_made_of_every_second_month(reads, rules, chart):
    """Nobody knows what lies between: 12 figures that rise, each alone, tell no shift and no trend."""
    rising = [0.5 + at / 500 if at % 2 else nan for at in range(24)]
    found = reads(rules, chart, rising)
    assert not found.signals
    if chart in RUN or chart == "XmR chart":
        assert found.state == CANNOT and found.now.unjudged


@pytest.mark.parametrize("rules", ["scottish", "perla"])
def test_every_second_month_cannot_be_judged_by_rules_on_runs(reads, rules):
    """No two figures follow each other, so there is no run to count."""
    assert (
        reads(rules, "run chart", [value for pair in zip(WOBBLE * 2, [nan] * 16, strict=True) for value in pair]).state
        == CANNOT
    )


@pytest.mark.parametrize(("rules", "chart"), ON_SIZED)
def test_out_of_none_there_is_no_figure(reads, rules, chart):
    """Throughout: nothing to judge, and no line; whatever stands in the place of the figure."""
    for values in ([0.0] * 24, [nan] * 24, [inf] * 24, WOBBLE * 3):
        for size in (0.0, nan, -1.0):
            found = reads(rules, chart, values, [size] * 24)
            assert (found.state, found.signals, found.known) == (CANNOT, (), [])
            assert found.now.unjudged.startswith("there are no figures")
            assert all(np.isnan(found.line(name)).all() for name in ("centre", "lower", "upper"))


@pytest.mark.parametrize(("rules", "chart"), ON_SIZED)
def test_out_of_none_here_and_there_is_as_a_missing_month(reads, rules, chart):
    """A figure of 1 out of 0 moves no line, and is in no signal."""
    values, sizes = WOBBLE * 3, [50.0] * 24
    for at in (3, 4, 20):
        values[at], sizes[at] = 1.0, 0.0
    left_out = [nan if size == 0 else value for value, size in zip(values, sizes, strict=True)]
    found, other = reads(rules, chart, values, sizes), reads(rules, chart, left_out)
    assert told(found) == told(other) == set() and found.known == other.known
    assert found.line("centre") == pytest.approx(other.line("centre"))
    assert np.isnan(found.line("upper")[[3, 4, 20]]).all() and not np.isnan(found.line("upper")[[2, 5]]).any()


@pytest.mark.parametrize(("rules", "chart"), PAIRS)
@pytest.mark.parametrize("base", [(100, 110), (-9, -1), (3, 5), (5, 3)])
def test_a_baseline_without_a_figure_has_no_lines(reads, rules, chart, base):
    """Before the first point, after the last, over missing months alone, or the wrong way round."""
    values = [nan if at in (3, 4, 5) else value for at, value in enumerate(WOBBLE * 3)]
    found = reads(rules, chart, values, base=base)
    assert (found.state, found.signals, found.now.unjudged) == (CANNOT, (), "the baseline holds no figure")
    assert np.isnan(found.line("centre")).all()


def test_a_level_baseline_has_no_limits(reads):
    """XmR: figures that do not vary have no moving range, so whatever follows would lie beyond a limit."""
    found = reads("three-sigma", "XmR chart", [0.5] * 8 + WOBBLE, base=(0, 7))
    assert found.state == CANNOT and found.now.unjudged == "the figures of the baseline are all the same"


@pytest.mark.parametrize(("rules", "chart"), ON_SIZED)
def test_a_baseline_of_noughts_has_no_limits(reads, rules, chart):
    """None of 50 eight times, then one of 50: chance alone would do that."""
    found = reads(rules, chart, [0.0] * 8 + [0.02, 0.0, 0.0, 0.0], base=(0, 7))
    assert found.state == CANNOT and not found.signals


@pytest.mark.parametrize(
    ("rules", "chart", "values"),
    [
        *(("making-data-count", chart, [*WOBBLE, inf, *WOBBLE]) for chart in WITH_MEAN),
        *((rules, chart, [*WOBBLE, inf, -inf, *WOBBLE]) for rules, chart in ON_RUN_CHARTS),
    ],
)
def test_what_cannot_be_summed_up_is_no_figure(reads, rules, chart, values):
    """No form lets infinite figures in; a file that does should not make a finding of them."""
    found = reads(rules, chart, values)
    missing = reads(rules, chart, [nan if each in (inf, -inf) else each for each in values])
    assert not found.signals and (found.state, found.now.unjudged) == (missing.state, missing.now.unjudged)
    assert np.array_equal(found.line("centre"), missing.line("centre"))


@pytest.mark.parametrize(("rules", "chart"), [pair for pair in PAIRS if pair[1] not in SIZED])
@pytest.mark.parametrize("factor", [1e9, 1e15, 1e-6])
def test_large_and_small_figures_read_as_any_other(reads, rules, chart, factor):
    """Only their size is another."""
    for values in (WOBBLE * 3, SIX, [*WOBBLE, *HIGH * 4]):
        found = reads(rules, chart, [value * factor for value in values])
        assert told(found) == told(reads(rules, chart, values))


@pytest.mark.parametrize(("rules", "chart"), PAIRS)
@pytest.mark.parametrize("starts", [(24,), (99,), (0,), (-5,), (-5, 0, 24, 99), ()])
def test_new_lines_beyond_the_points_change_nothing(reads, rules, chart, starts):
    """After the last point, at the first, before it: there is one phase, with the same lines and signals."""
    values = [*LOW * 6, *HIGH * 6]
    found, other = reads(rules, chart, values, starts=starts), reads(rules, chart, values)
    assert [(phase.start, phase.end) for phase in found.phases] == [(0, 24)]
    assert told(found) == told(other) != set()
    assert (found.line("centre") == other.line("centre")).all()
    assert reads(rules, chart, [], starts=starts).state == CANNOT


# --- gaps


def test_six_in_a_row_are_a_shift(reads):
    """The series that the next tests put gaps into: its only signal is a shift of six upwards."""
    found = reads("scottish", "run chart", SIX)
    assert told(found) == {(SHIFT, tuple(range(5, 11)), 1)} and found.state == SPECIAL


@pytest.mark.parametrize("inside", [6, 7, 8, 9, 10])
def test_a_run_over_a_missing_month_cannot_be_judged(reads, inside):
    """As a month without a figure, or as a month without a row: six of them, but nobody knows whether in a row."""
    places = [at + (at >= inside) for at in range(len(SIX))]
    for found in (
        reads("scottish", "run chart", with_gap(SIX, inside)),
        reads("scottish", "run chart", SIX, places=places),
    ):
        assert (found.state, found.signals) == (CANNOT, ())
        assert found.now.unjudged == "a run of points reaches over a gap: periods without a figure lie between"


@pytest.mark.parametrize("beside", [1, 5, 11, 14])
def test_a_run_beside_a_missing_month_is_one(reads, beside):
    """All six on one side of the gap."""
    first = 5 + (beside <= 5)
    assert told(reads("scottish", "run chart", with_gap(SIX, beside))) == {(SHIFT, tuple(range(first, first + 6)), 1)}


def test_a_point_on_the_median_is_no_gap(reads):
    """It is passed over; a missing month in the same place is not."""
    middle = statistics.median(SIX)
    assert told(reads("scottish", "run chart", with_gap(SIX, 8, middle))) == {(SHIFT, (5, 6, 7, 9, 10, 11), 1)}


@pytest.mark.parametrize("inside", [4, 5, 6, 7])
def test_a_trend_over_a_missing_month_cannot_be_judged(reads, inside):
    """Five that rise, from the fourth on, and no other signal."""
    rising = [0.6, 0.5, 0.55, 0.3, 0.42, 0.52, 0.61, 0.7, 0.45, 0.58, 0.47, 0.57]
    assert told(reads("scottish", "run chart", rising)) == {(TREND, (3, 4, 5, 6, 7), 1)}
    found = reads("scottish", "run chart", with_gap(rising, inside))
    assert (found.state, found.signals) == (CANNOT, ())
    assert {kind for kind, _, _ in told(reads("scottish", "run chart", with_gap(rising, 9)))} == {TREND}


def test_how_many_runs_there_are_is_not_told_over_a_gap(reads):
    """Anhoej's rules look at the series as a whole: with a gap they say nothing; without one they signal."""
    slow = [*LOW * 6, *HIGH * 6]
    assert {kind for kind, _, _ in told(reads("anhoej", "run chart", slow))} == {"a long run", "too few crossings"}
    for values in (slow, WOBBLE * 3):
        for at in (1, 12, 23):
            found = reads("anhoej", "run chart", with_gap(values, at))
            assert (found.state, found.signals) == (CANNOT, ())
    assert not {kind for kind, _, _ in told(reads("perla", "run chart", with_gap(slow, 12)))} & set(OF_ALL)


@pytest.mark.parametrize("chart", SIZED)
def test_limits_alone_are_judged_beside_a_gap(reads, chart):
    """Whether a point is beyond a limit does not depend on the month before."""
    assert reads("three-sigma", chart, with_gap(WOBBLE * 2, 5)).state == COMMON


def test_moving_ranges_are_not_taken_over_gaps():
    """3 to 5 and 9 to 10; over the month without a figure there is none, nor over points that do not count."""
    assert moving_ranges([3, 5, nan, 9, 10]) == [2.0, 1.0]
    assert moving_ranges([3, 5, 7, 9, 10], [True, True, False, True, True]) == [2.0, 1.0]
    assert moving_ranges([3, nan, 5, nan, 9]) == moving_ranges([3]) == moving_ranges([]) == []
    lines = limits("XmR chart", [3, 5, nan, 9, 10])
    # mean of 3, 5, 9 and 10: 6.75; of the ranges 2 and 1: 1.5, which is 3.99 to a limit
    assert (lines.centre[0], lines.mean_range, lines.points) == (6.75, 1.5, 4)
    assert (lines.lower[2], lines.upper[2]) == pytest.approx((2.76, 10.74))


def test_moving_ranges_are_not_taken_over_months_without_a_row(reads):
    """The same figures, once with an empty month and once without its row, have the same limits."""
    values = [*WOBBLE, *(value + 5 for value in WOBBLE)]
    places = [at + (at >= 8) for at in range(16)]
    assert reads("three-sigma", "XmR chart", with_gap(values, 8)).now.lines.mean_range == pytest.approx(
        reads("three-sigma", "XmR chart", values, places=places).now.lines.mean_range
    )


# --- phases, baselines, screening


@pytest.mark.parametrize("chart", (*RUN, *WITH_MEAN))
def test_each_phase_has_lines_of_its_own(reads, chart):
    """Those of its points alone, as if there were no others."""
    parts = [WOBBLE * 2, [value / 2 for value in WOBBLE * 2], [*HIGH * 5]]
    values = [value for part in parts for value in part]
    rules = "scottish" if chart in RUN else "making-data-count"
    found = reads(rules, chart, values, starts=(32, 16))
    assert [(phase.start, phase.end) for phase in found.phases] == [(0, 16), (16, 32), (32, 42)]
    for phase, part in zip(found.phases, parts, strict=True):
        alone = reads(rules, chart, part)
        assert phase.lines.points == len(part)
        for name in ("centre", "lower", "upper"):
            assert getattr(phase.lines, name) == pytest.approx(alone.line(name), nan_ok=True)
        middle = statistics.median(part) if chart in RUN else statistics.mean(part)
        assert phase.lines.centre[0] == pytest.approx(middle)


def test_no_run_goes_from_one_phase_into_the_next(reads):
    """Three above the line and rising at the end of one, three at the start of the next: six in a row without lines."""
    first = [0.5, 0.2, 0.5, 0.3, 0.6, 0.2, 0.7, 0.3, 0.2, 0.71, 0.72, 0.73]
    second = [0.74, 0.75, 0.76, 0.3, 0.5, 0.2, 0.6, 0.3, 0.7, 0.2, 0.5, 0.25]
    assert {kind for kind, _, _ in told(reads("scottish", "run chart", first + second))} == {SHIFT, TREND}
    found = reads("scottish", "run chart", first + second, starts=(12,))
    assert not found.signals and {phase.unjudged for phase in found.phases} == {""}


@quiet
@given(st.lists(st.integers(0, 6), min_size=20, max_size=40), st.sets(st.integers(-2, 42), max_size=3), st.data())
def test_every_signal_lies_within_one_phase(catalogue, values, starts, data):
    """Phases cover each point once, and what they signal is what their points would signal alone."""
    rules = catalogue.improvement.rule_set(data.draw(st.sampled_from(["scottish", "perla", "anhoej"])))
    table = catalogue.improvement.runs_table
    found = read("run chart", rules, range(len(values)), values, starts=tuple(starts), table=table)
    assert [at for phase in found.phases for at in range(phase.start, phase.end)] == list(range(len(values)))
    for phase in found.phases:
        alone = read("run chart", rules, range(phase.end - phase.start), values[phase.start : phase.end], table=table)
        moved = {(kind, tuple(at + phase.start for at in points), way) for kind, points, way in told(alone)}
        assert {(signal.kind, signal.points, signal.way) for signal in phase.signals} == moved
        assert phase.unjudged == alone.now.unjudged


@pytest.mark.parametrize("chart", (*RUN, *WITH_MEAN))
def test_lines_of_a_baseline_are_carried_on(reads, chart):
    """They stay where they are whatever follows, and what follows is held against them."""
    rules = "scottish" if chart in RUN else "making-data-count"
    for later in (HIGH * 4, LOW * 4):
        found = reads(rules, chart, [*WOBBLE * 2, *later], base=(0, 15))
        alone = reads(rules, chart, WOBBLE * 2)
        for name in ("centre", "lower", "upper"):
            assert found.line(name) == pytest.approx([alone.line(name)[0]] * 24, nan_ok=True)
        assert found.now.lines.points == 16
        way = 1 if later[0] > 0.5 else -1
        shift = next(signal for signal in found.signals if signal.kind == SHIFT)
        assert set(range(16, 24)) <= set(shift.points) and shift.way == way
        outside = {(signal.points[0], signal.way) for signal in found.signals if signal.kind == OUTSIDE}
        # XmR limits of these points reach from 0.12 to 0.92, p limits from 0.31 to 0.73, u limits from 0.21 to 0.83
        beyond = {"run chart": (), "XmR chart": (), "p chart": range(16, 24)}.get(
            chart, [at for at in range(16, 24) if not 0.21 < later[at - 16] < 0.83]
        )
        assert outside == {(at, way) for at in beyond}


def test_a_baseline_in_the_middle_is_carried_both_ways(reads):
    """Points before it are held against it, too."""
    found = reads("scottish", "run chart", [*HIGH * 4, *WOBBLE, *WOBBLE], base=(8, 23))
    assert found.line("centre")[0] == statistics.median(WOBBLE)
    assert any(signal.kind == SHIFT and signal.points[:8] == tuple(range(8)) for signal in found.signals)


def test_a_baseline_is_of_the_first_phase_alone(reads):
    """New lines are made of all that follows them."""
    found = reads("scottish", "run chart", [*WOBBLE, *HIGH * 2, *LOW * 5], base=(0, 7), starts=(12,))
    assert found.line("centre")[11] == statistics.median(WOBBLE) and found.line("centre")[12] == 0.25


# ranges 1, 1, 1, 5, 1, 1, 1, 20, 1, 1, 1: sum 34, mean 34/11 = 3.09, and 3.267 times that is 10.1: the 20 is above it.
# The other ten have the mean 14/10 = 1.4; 3.267 times that is 4.57, so a second round would leave out the 5, too.
STEPS = [10, 11, 10, 11, 16, 15, 16, 15, 35, 34, 35, 34]


def test_screening_leaves_out_large_ranges_once():
    """Worked out by hand above: 1.4 of ten ranges, not 1 of nine; the centre stays."""
    lines = limits("XmR chart", STEPS, screen=True)
    assert (lines.mean_range, lines.screened) == (pytest.approx(1.4), 1)
    assert lines.centre[0] == pytest.approx(sum(STEPS) / 12)
    assert lines.upper[0] - lines.centre[0] == pytest.approx(2.66 * 1.4) == lines.centre[0] - lines.lower[0]


def test_screening_is_off_unless_asked_for(reads):
    """All eleven ranges count."""
    plain = limits("XmR chart", STEPS)
    assert (plain.mean_range, plain.screened) == (pytest.approx(34 / 11), 0)
    assert reads("making-data-count", "XmR chart", STEPS).now.lines.screened == 0
    assert reads("making-data-count", "XmR chart", STEPS, screen=True).now.lines.screened == 1


def test_a_range_at_its_limit_is_not_left_out():
    """Above it alone: equal ranges are all kept, and so is the only one."""
    assert limits("XmR chart", [1, 2, 1, 2, 1], screen=True).screened == 0
    assert limits("XmR chart", [1, 9], screen=True).mean_range == 8
    assert math.isnan(limits("XmR chart", [1], screen=True).mean_range)


@pytest.mark.parametrize(("count", "is_trial"), [(11, True), (12, False)])
def test_limits_of_few_points_are_trial_limits(reads, count, is_trial):
    """Fewer than 12; a run chart has none, and a baseline counts its own points."""
    values = (WOBBLE * 3)[:count]
    assert reads("making-data-count", "XmR chart", values).is_trial == is_trial
    assert not reads("scottish", "run chart", values).is_trial
    assert reads("making-data-count", "XmR chart", WOBBLE * 3, base=(0, count - 1)).is_trial == is_trial


# --- what must not change a reading

SERIES = st.lists(st.integers(-15, 15), min_size=6, max_size=30)
LEVEL = st.sampled_from([pair for pair in PAIRS if pair[1] not in SIZED])


def plainly(catalogue, pair, values, places=None):
    """Return what a rule set tells of values: (signals, why not)."""
    improvement, (rules, chart) = catalogue.improvement, pair
    places = range(len(values)) if places is None else places
    found = read(chart, improvement.rule_set(rules), places, values, table=improvement.runs_table)
    return told(found), found.now.unjudged


@quiet
@given(SERIES, LEVEL, st.integers(-100, 100), st.sampled_from([0.25, 0.1, 3, 7.5, 1000]))
def test_where_zero_is_and_the_unit_change_nothing(catalogue, values, pair, constant, factor):
    """Degrees of frost or of fire, pence or pounds."""
    before = plainly(catalogue, pair, values)
    assert plainly(catalogue, pair, [value + constant for value in values]) == before
    assert plainly(catalogue, pair, [value * factor for value in values]) == before


@quiet
@given(SERIES, LEVEL)
def test_upside_down_every_signal_goes_the_other_way(catalogue, values, pair):
    """The same points, by the same rules."""
    found, why = plainly(catalogue, pair, values)
    turned, turned_why = plainly(catalogue, pair, [-value for value in values])
    assert turned == {(kind, points, -way) for kind, points, way in found} and turned_why == why


@quiet
@given(SERIES, LEVEL)
def test_when_the_first_month_was_changes_nothing(catalogue, values, pair):
    """Places count from anywhere."""
    places = range(24_000, 24_000 + len(values))
    assert plainly(catalogue, pair, values, places) == plainly(catalogue, pair, values)


@quiet
@given(SERIES)
def test_backwards_there_are_as_many_runs_and_the_longest_is_as_long(values):
    """Runs about the median do not know which way time goes."""
    centre = [statistics.median(values)] * len(values)
    assert runs_about(values, centre) == runs_about(values[::-1], centre)


@quiet
@given(SERIES)
def test_runs_are_those_of_a_naive_count(values):
    """By itertools, over the signs that are left."""
    middle = statistics.median(values)
    signs = [value > middle for value in values if value != middle]
    lengths = [len(list(run)) for _, run in groupby(signs)]
    found = runs_about(values, [middle] * len(values))
    assert (found.useful, found.count, found.longest) == (len(signs), len(lengths), max(lengths, default=0))
    assert found.crossings == sum(a != b for a, b in pairwise(signs))


# --- another way of reckoning


def rules_of(**more):
    """Return a rule set that holds no rule but those given."""
    given = {"on_line": "skipped", "fewest": 3} | more
    return RuleSet(id="t", title="T", charts=["run chart"], in_words="-", source="-", **given)


def points_of(found):
    """Return (point, way) of all points that are in a signal."""
    return {(at, signal.way) for signal in found for at in signal.points}


@quiet
@given(SERIES, st.integers(2, 8), st.booleans())
def test_shifts_are_those_of_a_naive_count(values, length, skipped):
    """Every window of so many points, those on the line left out or not, that lies on one side."""
    middle = statistics.median(values)
    useful = [at for at, value in enumerate(values) if not skipped or value != middle]
    windows = [useful[start : start + length] for start in range(len(useful) - length + 1)]
    expected = set()
    for window in windows:
        expected |= {(at, 1) for at in window if all(values[each] > middle for each in window)}
        expected |= {(at, -1) for at in window if all(values[each] < middle for each in window)}
    rules = rules_of(shift=length, on_line="skipped" if skipped else "ends the run")
    found = signals(rules, [list(range(len(values)))], values, limits("run chart", values))
    assert points_of(found) == expected
    # no point is told twice, and none follows on another signal of the same way
    assert sum(len(signal.points) for signal in found) == len(expected)
    assert all(a.way != b.way or useful.index(b.points[0]) > useful.index(a.points[-1]) + 1
               for a, b in pairwise(found))  # fmt: skip


@quiet
@given(SERIES, st.integers(3, 7))
def test_trends_are_those_of_a_naive_count(values, length):
    """Every window of so many points, each above the one before, or each below."""
    expected = set()
    for start in range(len(values) - length + 1):
        steps = np.diff(values[start : start + length])
        for way in (1, -1):
            if (steps * way > 0).all():
                expected |= {(at, way) for at in range(start, start + length)}
    found = signals(rules_of(trend=length), [list(range(len(values)))], values, limits("run chart", values))
    assert points_of(found) == expected


@quiet
@given(st.lists(st.integers(0, 5), min_size=6, max_size=30), st.integers(3, 6))
def test_trends_over_equal_figures_are_those_of_a_naive_count(values, length):
    """Of figures that are equal and follow each other one alone counts: the windows go over what is left of them."""
    group, kept = [], []
    for value in values:
        if not kept or value != kept[-1]:
            kept.append(value)
        group.append(len(kept) - 1)
    expected = set()
    for start in range(len(kept) - length + 1):
        steps = np.diff(kept[start : start + length])
        for way in (1, -1):
            if (steps * way > 0).all():
                expected |= {(at, way) for at in range(start, start + length)}
    rules = rules_of(trend=length, equal_skipped=True)
    found = signals(rules, [list(range(len(values)))], values, limits("run chart", values))
    assert {(group[at], way) for at, way in points_of(found)} == expected
    assert all(len({group[at] for at in signal.points}) == len(signal.points) >= length for signal in found)


@quiet
@given(st.lists(st.one_of(st.integers(-9, 9), st.just(nan)), min_size=1, max_size=30))
def test_the_centre_of_a_run_chart_is_the_median_of_what_is_there(values):
    """By the standard library, and by numpy."""
    known = [value for value in values if value == value]
    line = limits("run chart", values).centre
    if not known:
        assert np.isnan(line).all()
        return
    assert set(line) == {statistics.median(known)} == {np.nanmedian(values)}


@quiet
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20))
def test_the_centre_of_a_p_chart_is_all_of_them_out_of_all(pairs):
    """Every one counts as much as any other, in whatever month; limits are never where no proportion can be."""
    counts, sizes = (np.array(each, float) for each in zip(*((min(pair), max(pair)) for pair in pairs), strict=True))
    lines = limits("p chart", np.divide(counts, sizes, out=np.full(len(sizes), nan), where=sizes > 0), sizes)
    if sizes.sum():
        assert lines.centre[0] == pytest.approx(counts.sum() / sizes.sum())
    assert not (lines.lower <= 0).any() and not (lines.upper >= 1).any()


# --- how often they are wrong


@cache
def _split(up, down, last, run, crossed, most, fewest):
    """Return in how many orders the rest can come so that no run is longer than most and fewest crossings are there."""
    if not up + down:
        return int(crossed >= fewest)
    found = 0
    for way, left in ((1, (up - 1, down)), (-1, (up, down - 1))):
        length = run + 1 if way == last else 1
        if min(left) >= 0 and length <= most:
            found += _split(*left, way, length, min(fewest, crossed + (last == -way)), most, fewest)
    return found


def wrong_by_runs(most, fewest):
    """Return how often 24 random points have a longer run about their median, or fewer crossings: exactly."""
    return 1 - _split(12, 12, 0, 0, 0, most, fewest) / comb(24, 12)


def wrong_by_trend(length, points=24):
    """Return how often random points hold so many that all rise or all fall: exactly, by the rank of the last."""
    states = {(0, 0, 1): 1.0}
    for place in range(1, points):
        following = {}
        for (rank, way, run), chance in states.items():
            for now in range(place + 1):
                step = 1 if now > rank else -1
                key = (now, step, run + 1 if step == way else 2)
                if key[2] < length:
                    following[key] = following.get(key, 0) + chance / (place + 1)
        states = following
    return 1 - sum(states.values())


@pytest.fixture(scope="module")
def random_signals(catalogue):
    """The kinds of signal in 2,000 random normal series of 24 points, by rule set."""
    series = np.random.default_rng(24).normal(size=(2000, 24))
    rule_set, table = catalogue.improvement.rule_set, catalogue.improvement.runs_table
    return {
        name: [
            {one.kind for one in read("run chart", rule_set(name), range(24), each, table=table).signals}
            for each in series
        ]
        for name in ("anhoej", "scottish")
    }


def near(count, chance):
    """Return whether a share of 2,000 is as near to its chance as 4 standard errors."""
    return abs(count / 2000 - chance) < 4 * math.sqrt(chance * (1 - chance) / 2000)


def test_anhoejs_rules_are_seldom_wrong(random_signals):
    """About one in twenty whatever the number of points (Anhoej and Olesen 2014, PLoS ONE 9(11): e113825).

    About a median of the same points, which halves them, it is 3.1 per cent for 24 points, counted out above.
    """
    wrong = sum(map(bool, random_signals["anhoej"]))
    assert 0.02 < wrong / 2000 < 0.07
    assert near(wrong, wrong_by_runs(most=8, fewest=8)) and wrong_by_runs(8, 8) == pytest.approx(0.0306, abs=1e-4)


def test_the_scottish_rules_are_often_wrong(random_signals):
    """About one chart in three with 24 points: a shift of 6 in 16 of 100, a trend of 5 in 25 of 100.

    Anhoej (2015), PLoS ONE 10(3): e0121349, finds the diagnostic value of such rules poorer than that of his own; the
    figures here are counted out above, by another route than the series are judged.
    """
    found = random_signals["scottish"]
    assert near(sum(SHIFT in kinds for kinds in found), wrong_by_runs(most=5, fewest=0))
    assert near(sum(TREND in kinds for kinds in found), wrong_by_trend(5))
    assert 0.3 < sum(map(bool, found)) / 2000 < 0.4
    assert (wrong_by_runs(5, 0), wrong_by_trend(5)) == (pytest.approx(0.157, abs=1e-3), pytest.approx(0.253, abs=1e-3))


# --- in words for a measure


@pytest.mark.parametrize(
    ("later", "better", "said"),
    [
        (HIGH * 4, 1, IMPROVING), (HIGH * 4, -1, WORSENING), (HIGH * 4, 0, CHANGED),
        (LOW * 4, 1, WORSENING), (LOW * 4, -1, IMPROVING), (LOW * 4, 0, CHANGED),
        ((*HIGH * 4, 0.4), 1, COMMON), ((*HIGH * 4, 0.4), -1, COMMON),
        ((*HIGH * 4, nan), 1, IMPROVING),
        (WOBBLE, 1, COMMON), (WOBBLE, -1, COMMON), (WOBBLE, 0, COMMON),
    ],
)  # fmt: skip
def test_variation_is_that_of_the_newest_figure(reads, later, better, said):
    """Whichever way is better; a shift that is over is no news, and a month without a figure ends none."""
    assert reads("scottish", "run chart", [*WOBBLE * 2, *later], base=(0, 15)).variation(better) == said


def test_a_signal_without_a_way_is_a_change_whichever_is_better(reads):
    """Too few crossings do not say which way, six of 24 at a time; a long run does."""
    found = reads("anhoej", "run chart", [*LOW * 3, *HIGH * 3] * 2)
    assert {found.variation(better) for better in (1, -1, 0)} == {CHANGED}
    long = reads("anhoej", "run chart", [*LOW * 6, *HIGH * 6])
    assert [long.variation(better) for better in (1, -1, 0)] == [IMPROVING, WORSENING, CHANGED]


def test_a_shift_with_too_few_runs_has_a_way(reads):
    """Twelve low and twelve high: Perla's rules find two shifts and too few runs."""
    found = reads("perla", "run chart", [*LOW * 6, *HIGH * 6])
    assert (found.variation(1), found.variation(-1)) == (IMPROVING, WORSENING)


def test_two_signals_of_opposite_ways_are_a_change(reads):
    """Seven beyond the upper limit of a p chart that fall all the while."""
    falling = [0.95, 0.94, 0.93, 0.92, 0.91, 0.9, 0.89]
    found = reads("making-data-count", "p chart", [*WOBBLE * 2, *falling], base=(0, 15))
    assert {signal.way for signal in found.current()} == {1, -1}
    assert {found.variation(better) for better in (1, -1, 0)} == {CHANGED}


# mean 10.5, moving ranges all 1: limits 7.84 and 13.16
STEADY = [10, 11] * 8


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (7.8, MET, MISSED), (7.84, MET, HIT_OR_MISS), (7.9, HIT_OR_MISS, HIT_OR_MISS), (10.5, HIT_OR_MISS, HIT_OR_MISS),
        (13.1, HIT_OR_MISS, HIT_OR_MISS), (13.2, MISSED, MET),
    ],
)  # fmt: skip
def test_assurance_is_which_side_of_both_limits_a_target_is(reads, target, higher, lower):
    """Below both it is met where higher is better, and missed where lower is; without a better way nothing is said."""
    found = reads("making-data-count", "XmR chart", STEADY)
    target = found.line("lower")[0] if target == 7.84 else target
    assert [found.assurance(target, better) for better in (1, -1, 0)] == [higher, lower, ""]


def test_a_run_chart_assures_nothing(reads):
    """It has no limits."""
    found = reads("scottish", "run chart", STEADY)
    assert {found.assurance(target, better) for target in (0, 10.5, 99) for better in (1, -1, 0)} == {""}


def test_assurance_goes_by_the_limits_at_the_newest_figure(reads):
    """Of 10 the limits are wide, of 5,000 narrow; a month out of none at the end has no figure and no limits."""
    values = [0.5, 0.51] * 8
    for sizes, said in (([5000.0] * 15 + [10.0], HIT_OR_MISS), ([10.0] * 15 + [5000.0], MET)):
        assert reads("three-sigma", "p chart", values, sizes).assurance(0.4, 1) == said
        assert reads("making-data-count", "p chart", [*values, 0.0], [*sizes, 0.0]).assurance(0.4, 1) == said


def test_assurance_where_a_limit_would_be_where_no_figure_can(reads):
    """No limit is not a limit: 95 in 100 of 20 may be any number up to all, so a target of all is hit or miss."""
    found = reads("three-sigma", "p chart", [0.95, 0.9, 1.0, 0.95] * 4, [20.0] * 16)
    assert math.isnan(found.line("upper")[0]) and not math.isnan(found.line("lower")[0])
    assert [found.assurance(1.0, better) for better in (1, -1)] == [HIT_OR_MISS, HIT_OR_MISS]
    assert [found.assurance(0.5, better) for better in (1, -1)] == [MET, MISSED]


def test_points_on_a_limit_are_not_beyond_it():
    """Nor are those that arithmetic alone puts there."""
    lines = Limits(*(np.full(4, line) for line in (0.0, -0.3, 0.3)), 4)
    values = [0.3, 0.1 + 0.2, -0.3, 0.31]
    found = signals(rules_of(outside=True), [list(range(4))], values, lines)
    assert [(signal.points, signal.way) for signal in found] == [((3,), 1)] and not side(0.1 + 0.2, 0.3)
