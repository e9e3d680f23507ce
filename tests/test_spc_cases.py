"""Run charts and control charts against printed cases: textbooks, and the outputs and tests of published packages."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
import yaml

from cjtools.catalogue.improvement import RuleSet
from cjtools.spc.limits import MOVING_RANGE, Limits, limits, moving_ranges
from cjtools.spc.reading import HIT_OR_MISS, MET, MISSED, Phase, Reading
from cjtools.spc.runs import fewest_crossings, longest_expected, runs_about, side
from cjtools.spc.signals import SHIFT, TREND, TWO_OF_THREE, signals

EXPECTED = Path(__file__).parent / "expected"
CASES = yaml.safe_load((EXPECTED / "spc_cases.yaml").read_text(encoding="utf-8"))["cases"]
OF_KIND = {kind: [case for case in CASES if case["kind"] == kind] for kind in ("xmr", "p", "u", "run", "mdc")}
SIGMA = 2e-4  # some print limits of 3 / 1.128 = 2.6596 mean moving ranges, we and others of 2.66


def by_id(cases):
    """Return cases with their names, for pytest."""
    return [pytest.param(case, id=case["id"]) for case in cases]


def close(found, printed, reach=0.0):
    """Return whether a number agrees with a printed one to the decimals that are printed."""
    text = str(printed)
    decimals = len(text.partition(".")[2])
    return abs(found - float(text)) <= 0.51 * 10**-decimals + abs(reach) * SIGMA + abs(found) * 1e-9


def test_there_are_enough_cases_of_each_kind():
    assert {
        kind: len(cases) >= least for (kind, cases), least in zip(OF_KIND.items(), (15, 8, 10, 30, 20), strict=True)
    } == (dict.fromkeys(OF_KIND, True))
    assert all(case["source"] for case in CASES)


@pytest.mark.parametrize("case", by_id(OF_KIND["xmr"]))
def test_individuals(case):
    values, expected = case["data"]["values"], case["expected"]
    lines = limits("XmR chart", values)
    reach = lines.upper[0] - lines.centre[0]
    for name, found in (("centre", lines.centre[0]), ("upper", lines.upper[0]), ("lower", lines.lower[0])):
        if name in expected:
            assert close(found, expected[name], 0 if name == "centre" else reach), (name, found)
    if "mean_moving_range" in expected:
        assert close(lines.mean_range, expected["mean_moving_range"])
    if "upper_moving_range" in expected:
        assert close(MOVING_RANGE * lines.mean_range, expected["upper_moving_range"], 2 * lines.mean_range)
    if "moving_ranges" in expected:
        assert moving_ranges(values) == pytest.approx(expected["moving_ranges"])
    if "moving_range_beyond_upper_at" in expected:
        beyond = [at for at, each in enumerate(moving_ranges(values), 1) if each > MOVING_RANGE * lines.mean_range]
        assert beyond == expected["moving_range_beyond_upper_at"]
    if "outside_at" in expected and "given_upper" not in case["data"]:
        outside = [at for at, value in enumerate(values) if not lines.lower[at] <= value <= lines.upper[at]]
        assert outside == expected["outside_at"]


def sized(case, chart):
    """Return the lines of a p or u chart, and the figures in it."""
    counts, sizes = (np.array(case["data"][name], float) for name in ("counts", "sizes"))
    values = counts / sizes
    return values, limits(chart, values, sizes)


@pytest.mark.parametrize(("chart", "case"), [
    *(pytest.param("p chart", case, id=case["id"]) for case in OF_KIND["p"]),
    *(pytest.param("u chart", case, id=case["id"]) for case in OF_KIND["u"]),
])  # fmt: skip
def test_proportions_and_rates(chart, case):
    values, lines = sized(case, chart)
    expected = case["expected"]
    # one source works its limits out from a centre that it has rounded
    loose = 0.01 if case["id"] == "u-dyedcloth-10" else 0
    for name, line in (("centre", lines.centre), ("upper", lines.upper), ("lower", lines.lower)):
        at_places = expected.get(f"{name}_at", {0: expected[name]} if name in expected else {})
        for place, printed in at_places.items():
            found = line[int(place)]
            # no limit is drawn where no figure can be
            found = {"lower": 0.0, "upper": 1.0}.get(name) if math.isnan(found) else found
            assert close(found, printed) or abs(found - float(printed)) <= loose + 1e-12, (name, place, found)
    if "outside_at" in expected:
        outside = [at for at, value in enumerate(values) if value > lines.upper[at] or value < lines.lower[at]]
        assert outside == expected["outside_at"]


def level(values, centre, reach=math.nan):
    """Return level lines about a centre."""
    count = len(values)
    return Limits(*(np.full(count, line) for line in (centre, centre - reach, centre + reach)), count)


def rules_of(**more):
    """Return a rule set that holds no rule but those given."""
    return RuleSet(
        id="t", title="T", charts=["run chart"], in_words="-", source="-", **{"on_line": "skipped", "fewest": 3} | more
    )


@pytest.mark.parametrize("case", by_id(OF_KIND["run"]))
def test_run_charts(case):
    values, expected = case["data"]["values"], case["expected"]
    centre = case["data"].get("centre", "median")
    named = {"median": lambda: float(np.median(values)), "mean": lambda: float(np.mean(values))}
    centre = named[centre]() if centre in named else centre
    lines, places = level(values, centre), list(range(len(values)))
    found = runs_about(values, lines.centre)
    for name, got in (("runs", found.count), ("longest_run", found.longest), ("useful", found.useful),
                      ("crossings", found.crossings)):  # fmt: skip
        if name in expected:
            assert got == int(expected[name])
    if "median" in expected:
        assert limits("run chart", values).centre[0] == float(expected["median"])
    if "run_of_eight_at" in expected:
        (signal,) = signals(rules_of(shift=8), [places], values, lines)
        assert list(signal.points) == expected["run_of_eight_at"]
    said = expected.get("signals", {})
    if "anhoej" in said:
        assert said["anhoej"] == bool(signals(rules_of(runs="anhoej", fewest=10), [places], values, lines))
    if "too_few_runs" in said:
        table = {16: tuple(map(int, expected["runs_limits_printed"].split("-")))}
        (signal,) = signals(rules_of(runs="table", fewest=10), [places], values, lines, table)
        assert signal.kind == "too few runs"
    if "shift" in said:
        shifts = signals(rules_of(shift=6), [places], values, lines)
        # they mark the points on the line that lie within, too
        off = [at for at in expected["shift_at"] if side(values[at], centre)]
        assert [at for one in shifts for at in one.points] == off and {one.kind for one in shifts} <= {SHIFT}
    if "trend" in said:
        trends = signals(rules_of(trend=5, equal_skipped=True), [places], values, lines)
        marked = {at for one in trends for at in one.points}
        assert bool(trends) == said["trend"] and {one.kind for one in trends} <= {TREND}
        # of equal points in a row one alone counts with us; some sources mark them all
        assert {values[at] for at in marked} == {values[at] for at in expected["trend_at"]}
        assert marked <= set(expected["trend_at"])


def test_longest_run_and_crossings_for_10_to_100_points():
    """All 91 rows of Table 1 of Anhoej and Olesen (2014), as in the vignette of qicharts2."""
    rows = list(csv.DictReader((EXPECTED / "anhoej_limits.csv").open()))
    assert len(rows) == 91
    for row in rows:
        useful = int(row["useful"])
        assert longest_expected(useful) == int(row["longest_run"]), row
        assert fewest_crossings(useful) == int(row["fewest_crossings"]), row


MDC = {"on_line": "ends the run"}


@pytest.mark.parametrize("case", by_id(OF_KIND["mdc"]))
def test_making_data_count(case, catalogue):
    data, expected = case["data"], case["expected"]
    if "seventh_at" in expected:
        values = data["relative_to_mean"]
        found = signals(rules_of(shift=7, **MDC), [list(range(len(values)))], values, level(values, 0))
        assert [at for one in found for at in one.points[6:]] == expected["seventh_at"]
    elif "trend_complete_at" in expected:
        values = data["values"]
        found = signals(rules_of(trend=7, **MDC), [list(range(len(values)))], values, level(values, 0))
        assert [at for one in found for at in one.points[6:]] == expected["trend_complete_at"]
        assert {one.way for one in found} == ({{"up": 1, "down": -1}[expected["direction"]]} if found else set())
    elif "flagged_at" in expected:
        # 2.5 is near a limit of 3, 1 is not
        values = [
            way * (2.5 if near else 1)
            for way, near in zip(*(data[n] for n in ("relative_to_mean", "close_to_limits")), strict=True)
        ]
        found = signals(rules_of(two_of_three=True, **MDC), [list(range(len(values)))], values, level(values, 0, 3))
        assert sorted(at for one in found for at in one.points) == expected["flagged_at"]
        assert {one.kind for one in found} <= {TWO_OF_THREE}
    elif "target" in data:
        lines = Limits(
            *(np.array([float(x)]) for x in ((data["lower"] + data["upper"]) / 2, data["lower"], data["upper"])), 1
        )
        reading = Reading("XmR chart", rules_of(), np.array([2.0]), (Phase(0, 1, lines, (), ""),))
        said = {"consistent_pass": MET, "consistent_fail": MISSED, "inconsistent": HIT_OR_MISS, None: ""}
        for better, way in ((1, "increase_is_better"), (-1, "decrease_is_better"), (0, "neutral")):
            assert reading.assurance(data["target"], better) == said[expected[f"assurance_if_{way}"]]
    else:
        whole_charts(case, catalogue)


def whole_charts(case, catalogue):
    """Hold the whole rule set against what is printed of a chart."""
    values, rules = case["data"]["values"], catalogue.improvement.rule_set("making-data-count")
    lines = limits("XmR chart", values, screen="screen_outliers TRUE" in case.get("note", ""))
    marked = {at for one in signals(rules, [list(range(len(values)))], values, lines) for at in one.points}
    if "special_cause_at" in case["expected"]:
        assert sorted(marked) == case["expected"]["special_cause_at"]
    assert not marked & set(case["expected"].get("common_cause_at", ()))
