"""A partnership's own figures: small counts are hidden so that no reader can work them out."""

import io
import itertools
import json
import pickle
import struct
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from disclosure_attack import SCOTLAND, attack, crossed, figures, one_way, recovered, two_way

from cjtools.disclosure import Derived, audit, load_profiles, possible_values, protect
from cjtools.disclosure.graph import bridges
from cjtools.errors import CjtoolsError, UnknownName
from cjtools.intake.tidy import KEY, OBSERVATION

PROFILES = load_profiles(Path(__file__).resolve().parents[1] / "data" / "catalogue" / "disclosure.yaml")
DEFAULT, ROUNDED, STRICT, PUBLISHED = (
    PROFILES[name] for name in ("local-default", "local-rounded", "strict", "published")
)
PRIMARY_ONLY = DEFAULT.model_copy(update={"secondary": False})


def hidden(frame):
    """(area, category) of what is hidden."""
    rows = frame[frame["marker"] == "[c]"]
    return set(zip(rows["area_code"], rows["category"], strict=True))


def by_category(frame):
    """Category -> number, or marker where there is none."""
    shown = frame["value"].astype(object).where(frame["value"].notna(), frame["marker"])
    return dict(zip(frame["category"], shown, strict=True))


@pytest.mark.parametrize(("count", "is_hidden"), [(0, False), (1, True), (4, True), (5, False), (6, False)])
def test_counts_below_the_threshold_are_hidden(count, is_hidden):
    """It hides 1 to 4 and shows 0, 5 and 6, for a figure that stands alone."""
    shown, report = protect(figures(("orders", "S12000001", "total", "Total", count)), DEFAULT)
    assert (shown["marker"].iloc[0] == "[c]") is is_hidden
    assert np.isnan(shown["value"].iloc[0]) == is_hidden
    assert report.primary == is_hidden


@pytest.mark.reliability(
    "disclosure",
    "a hidden category worked out as the total less the others",
    "a second one is hidden with it",
)
def test_a_second_category_is_hidden_with_the_small_one():
    """It hides the smallest other category, never the zero and not the total."""
    shown, report = protect(one_way(3, 40, 0, 12), DEFAULT)
    assert by_category(shown) == {"Total": 55, "a": "[c]", "b": 40, "c": 0, "d": "[c]"}
    assert (report.primary, report.secondary, report.totals) == (1, 1, 0)


def test_the_total_is_hidden_when_no_category_can_be():
    """It hides the total where all else is zero, or where what is hidden adds to too little."""
    assert by_category(protect(one_way(3, 0, 0), DEFAULT)[0]) == {"Total": "[c]", "a": "[c]", "b": 0, "c": 0}
    # 2 and 4 add to 6: each would be 1 to 5
    assert by_category(protect(one_way(2, 4), DEFAULT)[0]) == {"Total": "[c]", "a": "[c]", "b": "[c]"}
    # 3 and 4 add to 7: each is 1 to 6, six values
    assert by_category(protect(one_way(3, 4), DEFAULT)[0]) == {"Total": 7, "a": "[c]", "b": "[c]"}


def test_the_example_of_sdctable():
    """It hides the very four cells that sdcTable hides in its test problem.

    R package sdcTable, example of getInfo(): one cell of 2 (region A, female); protectTable(method =
    "SIMPLEHEURISTIC") hides A male, C male and C female with it.
    https://sdctools.github.io/sdcTable/reference/getInfo.html
    """
    shown, report = protect(two_way([[18, 2], [14, 19], [12, 10], [11, 14]]), DEFAULT)
    region_a, region_c = "S12000000", "S12000002"
    assert hidden(shown) == {(region_a, "a"), (region_a, "b"), (region_c, "a"), (region_c, "b")}
    assert (report.primary, report.secondary) == (1, 3)


def test_the_hierarchical_example_of_gausssuppression():
    """It hides the same ten of 18 cells in a table with a subtotal.

    R package GaussSuppression, vignette "Small count frequency table suppression", Table 4 (maxN = 4, protectZeros =
    FALSE): young and old, in Iceland (which is non-EU), Portugal and Spain (EU).
    https://statisticsnorway.github.io/ssb-gausssuppression/articles/Small_count_frequency_table_suppression.html
    """
    counts = {"young": {"Iceland": 2, "Portugal": 0, "Spain": 5}, "old": {"Iceland": 3, "Portugal": 4, "Spain": 6}}
    for line in (*counts.values(), total := {}):
        if line is total:
            total |= {place: counts["young"][place] + counts["old"][place] for place in counts["old"]}
        line |= {"EU": line["Portugal"] + line["Spain"], "nonEU": line["Iceland"]}
        line |= {"all": line["EU"] + line["nonEU"]}
    rows = [("freq", place, "total", "Total", number) for place, number in total.items()]
    rows += [("freq", place, "age", age, n) for age, line in counts.items() for place, n in line.items()]
    wholes = [("all", ["EU", "nonEU"]), ("EU", ["Portugal", "Spain"]), ("nonEU", ["Iceland"])]
    # the width is what their method does not look at
    exact = DEFAULT.model_copy(update={"minimum_width": 1})
    shown, _ = protect(figures(*rows), exact, hierarchy=wholes)
    theirs = {
        *itertools.product(["EU", "nonEU", "Iceland", "Spain"], ["young", "old"]),
        *[("Portugal", "Total"), ("Portugal", "old"), ("Spain", "Total")],
    } - {("Spain", "old")}
    assert hidden(shown) == theirs
    assert not recovered(shown, wholes=wholes)


def test_two_small_counts_that_need_a_loop_of_six():
    """It finds the loop of six cells where a loop of four would need a zero (4 by 3, small counts 3 and 2)."""
    counts = [[3, 0, 20], [30, 2, 60], [0, 25, 22], [70, 80, 90]]
    shown, report = protect(two_way(counts), DEFAULT)
    assert (report.primary, report.secondary, report.totals) == (2, 4, 0)
    assert not recovered(shown, width=5)


@pytest.mark.parametrize("seed", range(6))
def test_few_more_are_hidden_than_the_best_choice_would(seed):
    """It hides at most two cells more than the best of all patterns that keep the totals of a 3 by 3 table."""
    counts = np.random.default_rng(seed).choice([0, 3, 6, 9, 15, 40], (3, 3), p=[0.1, 0.15, 0.15, 0.2, 0.2, 0.2])
    counts[0, 0] = 2
    frame = two_way(counts)
    shown, report = protect(frame, DEFAULT)
    inner = frame.index[(frame["breakdown"] == "kind") & (frame["area_code"] != SCOTLAND) & (frame["value"] > 0)]
    must = set(frame.index[frame["value"].between(1, 4)])
    for size in range(len(must), len(inner) + 1):
        for more in itertools.combinations(sorted(set(inner) - must), size - len(must)):
            tried = frame.copy()
            tried.loc[[*must, *more], ["value", "marker"]] = [np.nan, "[c]"]
            if not recovered(tried, width=5):
                assert (shown["marker"] == "[c]").sum() <= size + 2
                assert report.totals == 0
                return
    # no pattern keeps every total
    assert report.totals


@pytest.mark.reliability(
    "disclosure",
    "tables in which the small counts alone are hidden",
    "control: the attack works them out",
)
def test_the_attack_is_real():
    """It recovers every small count where only small counts are hidden, and none after full protection."""
    frame = two_way([[18, 2, 9], [14, 19, 30], [12, 10, 3], [11, 14, 17]])
    naive, report = protect(frame, PRIMARY_ONLY)
    found = attack(naive)
    assert len(found) == report.primary == len(report.warnings) == 2
    truth = dict(zip(frame[KEY].itertuples(index=False, name=None), frame["value"], strict=True))
    assert all(low == high == truth[key] for key, (low, high) in found.items())
    assert sorted(audit(naive, DEFAULT)) == sorted(found)
    shown, _ = protect(frame, DEFAULT)
    assert recovered(shown, width=DEFAULT.minimum_width) == []


def test_limits_agree_with_the_attack():
    """It gives the same limits by linear programming as the attack by whole-number programming."""
    frame = two_way([[8, 2, 9], [14, 9, 6]])
    frame.loc[frame.index[[1, 2, 5, 6]], ["value", "marker"]] = [np.nan, "[c]"]
    assert possible_values(frame, DEFAULT) == attack(frame)


def test_hidden_cells_are_known_not_to_be_zero():
    """It does not leave two hidden cells that add to 2: since zeros are shown, both would be known to be 1.

    The problem of singletons in the vignette of GaussSuppression (see above).
    """
    shown, _ = protect(one_way(1, 1, 30, 8), DEFAULT)
    assert by_category(shown) == {"Total": 40, "a": "[c]", "b": "[c]", "c": 30, "d": "[c]"}


def test_crossed_breakdowns_are_protected_with_their_margins():
    """It hides cells of 'sex and age' that its margins would give away."""
    frame = crossed([[3, 20, 31], [15, 26, 17]])
    shown, report = protect(frame, DEFAULT)
    assert report.primary == 1
    assert report.secondary == 3
    assert set(shown.loc[shown["marker"] == "[c]", "breakdown"]) == {"sex and age"}
    assert recovered(shown, width=5) == []


def test_measures_that_add_up_are_protected_together():
    """It hides a second part of a sum of measures, and sees through single figures named as a sum."""
    rows = [("all", "S12000001", "total", "Total", 52)]
    rows += [(name, "S12000001", "total", "Total", n) for name, n in (("east", 3), ("west", 30), ("north", 19))]
    parts = ["east", "west", "north"]
    shown, _ = protect(figures(*rows), DEFAULT, sums=[("all", parts)])
    assert set(shown.loc[shown["marker"] == "[c]", "measure"]) == {"east", "north"}
    keys = [tuple(row) for row in figures(*rows)[KEY].itertuples(index=False)]
    again, _ = protect(figures(*rows), DEFAULT, sums=[(keys[0], keys[1:])])
    assert again.equals(shown)
    assert len(hidden(protect(figures(*rows), DEFAULT)[0])) == 1


def test_categories_that_overlap_are_each_at_most_the_total():
    """It does not take overlapping categories to add up, but knows that each is within the total."""
    shown, _ = protect(one_way(3, 40, 35, total=50), DEFAULT)
    assert by_category(shown) == {"Total": 50, "a": "[c]", "b": 40, "c": 35}
    # within a total of 5 a hidden category is 1 to 5: too near
    assert by_category(protect(one_way(3, 4, 5, total=5), DEFAULT)[0])["Total"] == "[c]"


def test_what_is_missing_from_a_breakdown_still_gives_an_upper_limit():
    """It does not leave a small count beside a category that all but fills the total."""
    frame = one_way(3, 40, 12, total=59)
    shown, _ = protect(frame, DEFAULT)
    assert len(hidden(shown)) == 2


def test_published_figures_pass_and_count_as_known():
    """It leaves published figures and markers alone, and does not rely on them to hide others."""
    rows = figures(("orders", "S12000001", "total", "Total", 52), status="published")
    own = one_way(2, 10, 40).iloc[1:]
    shown, _ = protect(pd.concat([rows, own]), DEFAULT)
    assert by_category(shown) == {"Total": 52, "a": "[c]", "b": "[c]", "c": 40}
    small = one_way(1, "[c]", 3, total=9, status="published")
    same, report = protect(small, PUBLISHED)
    pd.testing.assert_frame_equal(same, small.reset_index(drop=True), check_dtype=False)
    assert [str(problem) for problem in report.warnings] == [
        "local/own.csv: orders, S12000001, 2024-25, kind: b: is hidden, but can be worked out from other public figures"
    ]


@pytest.mark.reliability("disclosure", "a small count that published figures give away", "refused, with file and cell")
def test_it_refuses_what_public_figures_give_away():
    """It raises rather than show a breakdown whose published total leaves no room, and names no figure."""
    total = figures(("orders", "S12000001", "total", "Total", 4), status="published")
    with pytest.raises(CjtoolsError, match=r"orders, S12000001, 2024-25, kind: a: must be hidden") as error:
        protect(pd.concat([total, one_way(3, 1).iloc[1:]]), DEFAULT)
    assert "3" not in str(error.value).replace("2024-25", "")


@pytest.mark.reliability(
    "disclosure",
    "own figures to be shown as they are, under the rule for published ones",
    "refused",
)
def test_local_figures_are_refused_under_the_published_rule():
    """It raises with the rules that are allowed."""
    with pytest.raises(UnknownName, match="local figures must not be shown under the disclosure rule 'published'"):
        protect(one_way(3, 40), PUBLISHED)


def test_all_or_none_can_be_protected():
    """It hides zeros and a category that is everyone, but not the zeros of an area without anybody."""
    careful = DEFAULT.model_copy(update={"protect_zero_and_all": True})
    frame = one_way(0, 20, 0)
    shown, report = protect(frame, careful)
    assert by_category(shown) == {"Total": 20, "a": "[c]", "b": "[c]", "c": "[c]"}
    assert report.primary == 3
    assert not recovered(shown, width=5, least=0)
    assert by_category(protect(one_way(0, 0), careful)[0]) == {"Total": 0, "a": 0, "b": 0}
    assert by_category(protect(frame, DEFAULT)[0]) == {"Total": 20, "a": 0, "b": 20, "c": 0}


def test_a_reader_who_knows_which_are_small_can_be_allowed_for():
    """It keeps more than one value possible even for a reader who knows that the small are 1 to 4."""
    careful = DEFAULT.model_copy(update={"primaries_known": True})
    shown, _ = protect(one_way(4, 4, 30, 9), careful)
    # 4 and 4 add to 8, which two counts of at most 4 can only make in one way
    assert by_category(shown)["d"] == "[c]"
    assert by_category(protect(one_way(4, 4, 30, 9), DEFAULT)[0])["d"] == 9


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, "[low]"), (2, "[low]"), (3, 5), (7, 5), (8, 10), (12, 10)])
def test_rounding_to_five(count, shown):
    """It rounds to the nearest 5; 1 and 2 are [low], and a zero is a zero."""
    frame, report = protect(figures(("orders", "S12000001", "total", "Total", count)), ROUNDED)
    assert by_category(frame)["Total"] == shown
    assert report.is_rounded


def test_totals_are_rounded_on_their_own():
    """It does not add rounded parts up: 13 and 14 are 27, shown as 15, 15 and 25."""
    assert by_category(protect(one_way(13, 14), ROUNDED)[0]) == {"Total": 25, "a": 15, "b": 15}


def test_rounded_figures_that_give_a_count_away_are_not_all_shown():
    """It hides one of four [low] whose rounded total of 10 would show each to be 2."""
    frame = one_way(2, 2, 2, 2)
    naive = frame.assign(value=[10, *[np.nan] * 4], marker=["", *["[low]"] * 4])
    key = tuple(naive[KEY].iloc[1])
    asked = naive.copy()
    asked.loc[1, "marker"] = "[c]"
    # the other three are 2 at most and the total is 8 at least
    assert attack(asked, base=5)[key][0] == 2
    shown, report = protect(frame, ROUNDED)
    assert report.secondary >= 1
    assert (shown["marker"] == "[low]").sum() + (shown["marker"] == "[c]").sum() >= 4


def test_strict_hides_under_ten_and_rounds_the_rest():
    """It hides 9 and rounds 10 and more, and a second run changes nothing."""
    shown, _ = protect(one_way(9, 23, 42, 61), STRICT)
    assert by_category(shown)["a"] == "[c]"
    values = shown["value"].dropna()
    assert (values % 5 == 0).all() and (values >= 10).all()
    assert protect(shown, STRICT)[0].equals(shown)


def test_markers_of_shown_figures_stay():
    """It keeps [p] beside a number, the order of rows, and the columns of an observation only."""
    frame = one_way(3, 40, 12).assign(text="kept nowhere").iloc[::-1]
    frame.loc[2, "marker"] = "[p]"
    frame.attrs["raw"] = "kept nowhere"
    shown, _ = protect(frame, DEFAULT)
    assert list(shown.columns) == OBSERVATION and not shown.attrs
    assert shown["category"].tolist() == ["c", "b", "a", "Total"]
    assert shown.loc[1, "marker"] == "[p]"


def test_a_number_beside_the_marker_does_not_get_out():
    """It drops a number that stands beside [c]."""
    frame = one_way(30, 40)
    frame.loc[1, "marker"] = "[c]"
    shown, _ = protect(frame, DEFAULT)
    assert by_category(shown) == {"Total": 70, "a": "[c]", "b": "[c]"}


@pytest.mark.reliability(
    "disclosure",
    "a count worked back from a rate and its population",
    "the rate is hidden with the count",
)
def test_rates_are_hidden_with_their_counts():
    """It hides a rate whose numerator or denominator is hidden, and shows the others."""
    frame = pd.concat(
        [
            two_way([[18, 2], [14, 19], [12, 10], [11, 14]]),
            figures(*[("rate", f"S12{area:06d}", "kind", "a", 1.5 + area) for area in range(4)]),
        ]
    )
    derived = {"rate": Derived("orders", "orders", per=100)}
    shown, report = protect(frame, DEFAULT, derived=derived)
    rates = shown[shown["measure"] == "rate"]
    assert rates["marker"].tolist() == ["[c]", "", "[c]", ""]
    assert report.derived == 2
    with pytest.raises(CjtoolsError, match="rate has figures that are no counts"):
        protect(frame, DEFAULT)


@pytest.mark.reliability(
    "disclosure",
    "an exact rate beside a rounded count",
    "the rate is hidden where it would undo the rounding",
)
def test_a_rate_does_not_undo_rounding():
    """It hides a rate that leads from a rounded count back to the count."""
    rows = [("orders", "S12000001", "total", "Total", 4), ("people", "S12000001", "total", "Total", 50_000)]
    frame = pd.concat(
        [
            figures(rows[0], ("rate", "S12000001", "total", "Total", 0.8)),
            figures(rows[1], status="published"),
        ]
    )
    derived = {"rate": Derived("orders", "people", per=10_000)}
    shown, _ = protect(frame, ROUNDED, derived=derived)
    assert shown["value"].fillna(-1).tolist() == [5, -1, 50_000]


@pytest.mark.reliability(
    "disclosure",
    "a hidden figure looked for in a protected table as it is kept in memory and in files",
    "it is in no byte",
)
def test_hidden_figures_are_in_no_byte():
    """It lets neither a small count nor a large one that is hidden with it into CSV, JSON, pickle or repr."""
    large, small = 3_917_263, 4
    frame = one_way(small, large, 0)
    frame.index = [large, small, 7, 8]
    shown, report = protect(frame, DEFAULT)
    assert hidden(shown) == {("S12000001", "a"), ("S12000001", "b")}
    texts = [shown.to_csv(), shown.to_json(), repr(shown), repr(report), str(shown.to_dict()), str(vars(report))]
    texts.append(json.dumps(shown.where(shown.notna(), None).to_dict("records")))
    for text in texts:
        assert str(large) not in text
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        dumped = pickle.dumps((shown, report), protocol=protocol)
        for count in (large, small):
            assert struct.pack("<d", float(count)) not in dumped
            assert struct.pack(">d", float(count)) not in dumped
        assert str(large).encode() not in dumped
    again = pd.read_csv(io.StringIO(shown.to_csv(index=False)))
    assert again["value"].dropna().tolist() == [large + small, 0]


def test_errors_hold_no_figure():
    """It names no value in any error, whatever goes wrong with a frame."""
    canary = 3_917_263
    frame = one_way(canary, 3)
    broken = [
        frame.assign(value=[-canary, canary + 0.5, 3]),
        frame.drop(columns="marker"),
        pd.concat([frame, frame]),
        frame.assign(status="rumour"),
        frame.assign(value=[[canary], {canary}, 3]),
        frame.assign(area_code=[None, [canary], {}]),
    ]
    for one in broken:
        with pytest.raises(CjtoolsError) as error:
            protect(one, DEFAULT, sums=[(("orders",), [canary])])
        assert str(canary) not in str(error.value)
        assert error.value.__cause__ is None and error.value.__context__ is None


@pytest.mark.reliability(
    "disclosure",
    "an error while figures are protected, followed to where it arose",
    "no figure is reached from it",
)
def test_an_error_leads_to_no_figure():
    """It keeps nothing of the frame within the trace of an error but what the caller handed over."""
    frame = one_way(3, 40).assign(status="rumour")
    with pytest.raises(CjtoolsError) as error:
        protect(frame, DEFAULT)
    step = error.value.__traceback__.tb_next
    while step.tb_next:
        step = step.tb_next
    assert step.tb_frame.f_code.co_name == "protect"
    assert [name for name, it in step.tb_frame.f_locals.items() if isinstance(it, pd.DataFrame)] == ["observations"]


def test_nothing_is_protected_into_nothing():
    """It gives an empty frame for an empty one."""
    shown, report = protect(one_way(3).iloc[:0], DEFAULT)
    assert len(shown) == 0 and report.figures == 0


def test_bridges_are_what_a_reader_can_subtract():
    """It agrees with the attack on which hidden cells of a two-way table are known whatever their sign may be."""
    random = np.random.default_rng(3)
    for _ in range(20):
        counts = random.integers(20, 60, (4, 4))
        frame = two_way(counts)
        inner = frame.index[(frame["breakdown"] == "kind") & (frame["area_code"] != SCOTLAND)]
        gone = inner[random.random(len(inner)) < 0.4]
        frame.loc[gone, ["value", "marker"]] = [np.nan, "[c]"]
        lines = [
            (area, category, (area, category))
            for area, category in frame.loc[gone, ["area_code", "category"]].itertuples(index=False)
        ]
        # counts are large enough for every loop to have room
        assert bridges(lines) == {(key[1], key[5]) for key in recovered(frame)}
        assert {(key[1], key[5]) for key in audit(frame, DEFAULT)} == bridges(lines)


def thirty_two_areas():
    """32 areas and Scotland by 30 figures, 71 of them below 5 (made up)."""
    random = np.random.default_rng(1)
    counts, rows = {"sex": 2, "age": 6, "employment": 7, "ethnicity": 5, "court": 9}, []
    areas = [f"S12{area:06d}" for area in range(32)]
    sizes = random.integers(20, 600, 32)
    for breakdown, count in counts.items():
        shares = random.dirichlet(np.ones(count))
        for area, size in zip(areas, sizes, strict=True):
            parts = random.multinomial(size, shares)
            rows += [("orders", area, breakdown, f"{breakdown} {n}", part) for n, part in enumerate(parts)]
    rows += [("orders", area, "total", "Total", size) for area, size in zip(areas, sizes, strict=True)]
    sums = pd.DataFrame(rows).groupby([2, 3])[4].sum()
    return figures(*rows, *[("orders", SCOTLAND, *key, value) for key, value in sums.items()])


def test_thirty_two_areas_take_less_than_two_seconds():
    """It protects 990 figures in time; measured in processor seconds, since others may use the machine."""
    frame = thirty_two_areas()
    assert len(frame) == 33 * 30
    start = time.process_time()
    shown, report = protect(frame, DEFAULT)
    assert time.process_time() - start < 2
    assert report.primary == (frame["value"].between(1, 4)).sum() == 71
    assert audit(shown, DEFAULT) == []
