"""What a result is beside: positions, verdicts and changes, against printed examples and separate computations."""

import numpy as np
import pytest
from scipy.stats import beta
from small_world import ALBA, BRAE, CORRAN, DUNE, at, indicator, seen, worked_out

from cjtools.areas import SCOTLAND
from cjtools.results.changes import previous_period
from cjtools.results.comparisons import FEW, TOO_FEW, certainties, positions, verdicts

COUNT = indicator("count", [("imposed",)], better="neither")
PART = indicator("proportion", [("done",)], [("ended",)])
RATE = indicator("rate", [("imposed",)], [("people",)], per=10_000, population_year="start", better="neither")


def part(period, done, ended):
    """Observations of a proportion: two of area -> number."""
    return [*seen("done", period, done), *seen("ended", period, ended)]


def rate(period, imposed, people):
    """Observations of a rate: two of area -> number."""
    return [*seen("imposed", period, imposed), *seen("people", period[:4], people, period_type="mid-year")]


@pytest.mark.parametrize(
    ("lower", "upper", "point", "events", "said"),
    [
        (66.0, 74.0, 71.0, 300, "similar"),
        (50.0, 60.0, 71.0, 200, "below"),
        (72.0, 80.0, 71.0, 200, "above"),
        (71.0, 80.0, 71.0, 200, "similar"),
        (72.0, 90.0, 71.0, 9, TOO_FEW),
        (72.0, 90.0, 71.0, 10, "above"),
        (72.0, 90.0, np.nan, 200, ""),
        (np.nan, np.nan, 71.0, 200, ""),
        (np.nan, np.nan, 71.0, 3, TOO_FEW),
        (np.nan, np.nan, 71.0, np.nan, ""),
    ],
)
def test_positions(lower, upper, point, events, said):
    """It reads an interval against a point, says nothing without one, and nothing firm under ten events."""
    assert positions([lower], [upper], [point], [events]).tolist() == [said]


@pytest.mark.parametrize(
    ("better", "words"),
    [
        ("higher", ["better", "worse", "similar", TOO_FEW, ""]),
        ("lower", ["worse", "better", "similar", TOO_FEW, ""]),
        ("neither", ["", "", "", "", ""]),
    ],
)
def test_verdicts_follow_the_direction(better, words):
    """It turns positions into verdicts by the direction, and into none where neither way is better."""
    assert verdicts(["above", "below", "similar", TOO_FEW, ""], better).tolist() == words


def test_a_council_is_read_against_scotland_and_its_group():
    """It finds 300 of 400 (75 %, Wilson 70.5 to 79.0) above Scotland's 65 % and near its group's 73.8 %."""
    records = worked_out(
        PART, part("2023-24", {ALBA: 300, BRAE: 290, SCOTLAND: 650}, {ALBA: 400, BRAE: 400, SCOTLAND: 1000})
    )
    row = at(records, ALBA, "2023-24")
    assert (row["comparator"], row["comparator_value"]) == ("Scotland", 65.0)
    assert (row["position"], row["verdict"]) == ("above", "better")
    assert (row["group"], row["group_value"]) == ("Family group 1 (least deprived)", 73.75)
    assert (row["group_position"], row["group_verdict"]) == ("similar", "similar")


def test_scotland_and_groups_are_read_against_nothing():
    """It sets neither Scotland beside itself nor a group beside Scotland."""
    records = worked_out(
        PART, part("2023-24", {ALBA: 300, BRAE: 290, SCOTLAND: 650}, {ALBA: 400, BRAE: 400, SCOTLAND: 1000})
    )
    for code in (SCOTLAND, "people-1"):
        row = at(records, code, "2023-24")
        assert (row["comparator"], row["position"], row["verdict"], row["group"]) == ("", "", "", ""), code
        assert np.isnan([row["comparator_value"], row["group_value"]]).all(), code


def test_counts_are_not_compared():
    """It never says that a council has more orders than Scotland or its group."""
    row = at(worked_out(COUNT, seen("imposed", "2023-24", {ALBA: 40, BRAE: 30, SCOTLAND: 70})), ALBA, "2023-24")
    assert (row["comparator"], row["position"], row["group"], row["group_position"]) == ("", "", "", "")


def test_a_rate_is_compared_with_the_same_year_only():
    """It finds no comparator when Scotland has a figure for another year."""
    records = worked_out(
        RATE, rate("2023-24", {ALBA: 30}, {ALBA: 10_000}), rate("2022-23", {SCOTLAND: 900}, {SCOTLAND: 300_000})
    )
    assert np.isnan(at(records, ALBA, "2023-24")["comparator_value"])
    assert at(records, ALBA, "2023-24")["position"] == ""


@pytest.mark.parametrize(
    ("events", "scotland", "said"),
    [
        (0, 270, (TOO_FEW, "")),  # 9 expected
        (9, 30, (TOO_FEW, "")),  # 1 expected
        (9, 299, (TOO_FEW, "")),
        (9, 300, (TOO_FEW, "")),  # 10 expected
        (2, 312, (TOO_FEW, "")),  # 10.4 expected: rare by chance, yet it is two events
        (0, 599, (TOO_FEW, "")),  # 19.97 expected
        (0, 600, ("below", "99.8%")),  # 20 expected: the chance of none is exp(-20)
        (9, 600, (TOO_FEW, "")),  # 20 expected: outside the 95% interval of 9, but not outside the 99.8% one
        (5, 90_000, ("below", "99.8%")),
        (10, 600, ("below", "95%")),  # from ten on intervals alone decide: Byar's of 10 ends at 18.4
    ],
)
def test_under_ten_events_only_what_is_clear_is_read(events, scotland, said):
    """It reads under ten events only when they are clearly fewer than twenty or more that would be expected."""
    records = worked_out(
        RATE,
        rate("2023-24", {ALBA: events, SCOTLAND: scotland}, {ALBA: 10_000, SCOTLAND: 300_000}),
    )
    row = at(records, ALBA, "2023-24")
    assert (row["position"], row["certainty"]) == said
    assert row["comparator_expected"] == pytest.approx(scotland / 30)


def test_no_quarter_rests_on_a_handful():
    """It gives no council with under ten events a quarter, whatever would be expected of it."""
    had = {ALBA: 9, BRAE: 50, CORRAN: 60, DUNE: 70}
    records = worked_out(RATE, rate("2023-24", {**had, SCOTLAND: 189}, dict.fromkeys([*had, SCOTLAND], 10_000)))
    quarters = {code: at(records, code, "2023-24")["quartile"] for code in had}
    assert np.isnan(quarters[ALBA]) and [quarters[code] for code in (BRAE, CORRAN, DUNE)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [(9, 9, TOO_FEW), (0, 9, TOO_FEW), (9, 10, "no clear change"), (50, 9, "down"), (9, 50, "up")],
)
def test_a_change_needs_ten_events_in_one_of_two_years(then, now, said):
    """It reads a change from 50 to 9 and from 9 to 50, and none where both years have fewer than ten."""
    records = worked_out(
        RATE, rate("2023-24", {ALBA: now}, {ALBA: 10_000}), rate("2022-23", {ALBA: then}, {ALBA: 10_000})
    )
    assert at(records, ALBA, "2023-24")["change_reading"] == said


def test_a_change_of_proportions_is_newcombes():
    """Newcombe (1998), Stat. Med. 17, 873-890, table II (a): 56/70 less 48/80 is 0.20, 0.0524 to 0.3339."""
    records = worked_out(PART, part("2022-23", {ALBA: 48}, {ALBA: 80}), part("2023-24", {ALBA: 56}, {ALBA: 70}))
    row = at(records, ALBA, "2023-24")
    assert (row["previous_period"], row["previous_value"]) == ("2022-23", 60.0)
    assert (row["change"], row["change_lower"], row["change_upper"]) == pytest.approx((20.0, 5.24, 33.39), abs=0.005)
    assert (row["change_unit"], row["change_reading"]) == ("percentage points", "up")


def exact_ratio(now, base_now, then, base_then):
    """Limits of a ratio of rates from Clopper and Pearson's of the share of events that are new."""
    lower = beta.ppf(0.025, now, then + 1)
    upper = beta.ppf(0.975, now + 1, then)
    return [share / (1 - share) * base_then / base_now for share in (lower, upper)]


def test_a_change_of_counts_is_the_exact_ratio():
    """It finds 80 after 40 up by 100 %, and 44 after 40 no clear change, with Clopper-Pearson limits of scipy."""
    records = worked_out(
        COUNT, seen("imposed", "2022-23", {ALBA: 40, CORRAN: 40}), seen("imposed", "2023-24", {ALBA: 80, CORRAN: 44})
    )
    row = at(records, ALBA, "2023-24")
    lower, upper = exact_ratio(80, 1, 40, 1)
    assert row["change"] == pytest.approx(100.0)
    assert (row["change_lower"], row["change_upper"]) == pytest.approx((100 * (lower - 1), 100 * (upper - 1)))
    assert (row["change_unit"], row["change_reading"]) == ("per cent", "up")
    assert at(records, CORRAN, "2023-24")["change_reading"] == "no clear change"


def test_a_change_of_rates_takes_both_populations():
    """It finds the same 60 events over twice the people down by half."""
    records = worked_out(RATE, rate("2022-23", {ALBA: 60}, {ALBA: 10_000}), rate("2023-24", {ALBA: 60}, {ALBA: 20_000}))
    row = at(records, ALBA, "2023-24")
    lower, upper = exact_ratio(60, 20_000, 60, 10_000)
    assert row["change"] == pytest.approx(-50.0)
    assert (row["change_lower"], row["change_upper"]) == pytest.approx((100 * (lower - 1), 100 * (upper - 1)))
    assert row["change_reading"] == "down"


@pytest.mark.parametrize("now", [0, 9])
def test_a_change_from_none_has_no_size(now):
    """It never divides by nought: no percentage and no limits after a year with none."""
    records = worked_out(COUNT, seen("imposed", "2022-23", {ALBA: 0}), seen("imposed", "2023-24", {ALBA: now}))
    row = at(records, ALBA, "2023-24")
    assert np.isnan([row["change"], row["change_lower"], row["change_upper"]]).all()
    assert (row["previous_period"], row["previous_value"], row["change_reading"]) == ("2022-23", 0, TOO_FEW)


def test_a_gap_year_leaves_no_year_before():
    """It compares 2023-24 with 2022-23 only, never with 2021-22 across a gap."""
    records = worked_out(COUNT, seen("imposed", "2021-22", {ALBA: 40}), seen("imposed", "2023-24", {ALBA: 80}))
    row = at(records, ALBA, "2023-24")
    assert (row["previous_period"], row["change_reading"]) == ("", "")
    assert np.isnan([row["previous_value"], row["change"]]).all()


def test_a_suppressed_year_before_is_not_compared_with():
    """It says nothing of a change from a figure that is not shown."""
    records = worked_out(COUNT, seen("imposed", "2022-23", {ALBA: "[c]"}), seen("imposed", "2023-24", {ALBA: 80}))
    row = at(records, ALBA, "2023-24")
    assert (row["previous_period"], row["change_reading"]) == ("", "")


def test_a_suppressed_year_has_no_change_of_its_own():
    """It says nothing of a change to a figure that is not shown."""
    records = worked_out(COUNT, seen("imposed", "2022-23", {ALBA: 80}), seen("imposed", "2023-24", {ALBA: "[c]"}))
    assert at(records, ALBA, "2023-24")["change_reading"] == ""


def test_the_baseline_is_the_stated_year():
    """It compares later years with the baseline and neither the baseline nor earlier years with it."""
    made = COUNT.model_copy(update={"baseline_period": "2018-19"})
    years = {"2017-18": 200, "2018-19": 100, "2019-20": 95, "2023-24": 40}
    records = worked_out(made, *(seen("imposed", year, {ALBA: value}) for year, value in years.items()))
    said = {year: at(records, ALBA, year)["baseline_reading"] for year in years}
    assert said == {"2017-18": "", "2018-19": "", "2019-20": "no clear change", "2023-24": "down"}
    row = at(records, ALBA, "2023-24")
    assert (row["baseline_period"], row["baseline_value"], row["baseline_change"]) == ("2018-19", 100, -60.0)


def test_averages_have_a_plain_difference():
    """It gives 1.5 months more without a reading, and too few with under ten orders in both years."""
    made = indicator("mean", [("months",)], weight={"measure": "orders"}, better="neither")
    years = {"2021-22": (13.0, 40), "2022-23": (14.5, 30), "2023-24": (16.0, 9), "2024-25": (17.0, 8)}
    rows = [
        [*seen("months", year, {ALBA: months}), *seen("orders", year, {ALBA: orders})]
        for year, (months, orders) in years.items()
    ]
    records = worked_out(made, *rows)
    row = at(records, ALBA, "2022-23")
    assert (row["change"], row["change_unit"], row["change_reading"]) == (1.5, "months", "")
    assert np.isnan([row["change_lower"], row["change_upper"]]).all()
    assert at(records, ALBA, "2023-24")["change_reading"] == ""
    assert at(records, ALBA, "2024-25")["change_reading"] == TOO_FEW


def test_a_published_percentage_changes_in_percentage_points():
    """It does not call 19.6 after 20.1 a change of per cent."""
    made = indicator("published", [("deprived",)], better="neither")
    rows = [
        seen("deprived", year, {ALBA: value}, period_type="edition") for year, value in (("2019", 20.1), ("2020", 19.6))
    ]
    row = at(worked_out(made, *rows), ALBA, "2020")
    assert (row["change"], row["change_unit"]) == (pytest.approx(-0.5), "percentage points")


@pytest.mark.parametrize(
    ("period", "before"),
    [("2020-21", "2019-20"), ("2000-01", "1999-00"), ("2022", "2021"), ("2001-02", "2000-01"), ("cohort", "")],
)
def test_previous_period(period, before):
    """It steps back one year, also over a century, and knows what is not a year."""
    assert previous_period(period) == before


@pytest.mark.parametrize(
    ("surely", "said"), [("above", "99.8%"), ("similar", "95%"), ("below", "95%"), (TOO_FEW, "95%")]
)
def test_certainty_is_the_surer_interval_on_the_same_side(surely, said):
    """It says 99.8 % only where that interval lies on the same side, and nothing where the 95 % one does not."""
    assert certainties(["above"], [surely]).tolist() == [said]
    assert certainties(["similar", TOO_FEW, ""], [surely] * 3).tolist() == ["", "", ""]


def test_a_reading_is_what_its_limits_say(results):
    """It gives every record of the project a reading that its own limits and counts bear out."""
    for name, records in results.items():
        known = records[records["change_reading"] != ""]
        # after a year with none a rise to ten or more is sure, though it has no size: 2 ** -10 is under 0.025
        from_none = known["change"].isna() & (known["previous_value"] == 0) & (known["change_reading"] == "up")
        assert (known.loc[from_none, "numerator"] >= FEW).all(), name
        known = known[~from_none]
        expected = np.select([known["change_lower"] > 0, known["change_upper"] < 0], ["up", "down"], "no clear change")
        said = known["change_reading"].to_numpy()
        few = said == TOO_FEW
        assert (said[~few] == expected[~few]).all(), name
        events = records.set_index(["area_code", "part", "period"])["numerator"]
        directed = records[records["change_reading"].isin(["up", "down"])]
        before = events.reindex(
            list(zip(directed["area_code"], directed["part"], directed["previous_period"], strict=True))
        )
        assert (np.maximum(directed["numerator"].to_numpy(), before.to_numpy()) >= FEW).all(), name


def test_verdicts_need_a_direction(results, catalogue):
    """It gives no verdict for an indicator where neither way is better, and one of four words elsewhere."""
    for name, records in results.items():
        allowed = (
            {"", "better", "worse", "similar", TOO_FEW} if catalogue.indicators[name].better != "neither" else {""}
        )
        assert set(records["verdict"]) | set(records["group_verdict"]) <= allowed, name
