"""Result records of a world worked out by hand: every statistic, pooled groups, populations, status."""

import math

import numpy as np
import pytest
from scipy.stats import binomtest, chi2
from small_world import ALBA, BRAE, CORRAN, DUNE, NAMES, at, frame, indicator, seen, worked_out, world

from cjtools.areas import SCOTLAND
from cjtools.errors import UnknownName
from cjtools.results.indicators import RESULT, calculate

COMPLETION = indicator("proportion", [("ended", "done"), ("ended", "early")], [("ended",), ("ended", "moved", -1)])
RATE = indicator("rate", [("imposed",)], [("people",)], per=10_000, population_year="start")
COUNT = indicator("count", [("imposed",)])
SHARE = indicator("share", [("imposed",)], [("imposed",), ("imposed", "unknown", -1)], breakdown="kind")
MEAN = indicator("mean", [("months",)], weight={"measure": "orders"}, better="neither")


def ended(period, total, done, early, moved, **more):
    """Endings of some areas: each argument is area -> number."""
    parts = {"Total": total, "done": done, "early": early, "moved": moved}
    return [row for name, values in parts.items() for row in seen("ended", period, values, name, **more)]


def test_a_proportion_is_recalculated_from_its_counts():
    """It gives (71 + 4) / (110 - 10) = 75 % with the Wilson limits of scipy."""
    records = worked_out(COMPLETION, ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10}))
    row = at(records, ALBA, "2023-24")
    expected = binomtest(75, 100).proportion_ci(0.95, "wilson")
    assert (row["numerator"], row["denominator"], row["value"]) == (75, 100, 75.0)
    assert (row["lower"], row["upper"]) == pytest.approx((100 * expected[0], 100 * expected[1]), rel=1e-9)
    assert (row["unit"], row["marker"], row["area_name"]) == ("per cent", "", "Alba")
    assert list(records.columns) == RESULT


def test_a_rate_is_events_over_the_people_of_the_year_it_starts_in():
    """It gives 54 x 10,000 / 12,000 = 45 per 10,000 with Byar's limits, worked out here from the formula."""
    records = worked_out(
        RATE,
        seen("imposed", "2023-24", {ALBA: 54}),
        seen("people", "2023", {ALBA: 12_000}, period_type="mid-year"),
        seen("people", "2024", {ALBA: 99_999}, period_type="mid-year"),
    )
    row = at(records, ALBA, "2023-24")
    z = 1.959963984540054
    lower = 54 * (1 - 1 / (9 * 54) - z / (3 * math.sqrt(54))) ** 3
    upper = 55 * (1 - 1 / (9 * 55) + z / (3 * math.sqrt(55))) ** 3
    assert row["value"] == pytest.approx(45.0)
    assert (row["lower"], row["upper"]) == pytest.approx((lower / 1.2, upper / 1.2), rel=1e-9)
    assert row["note"] == ""


def test_a_count_under_ten_has_exact_limits():
    """It gives Garwood's limits: chi-square quantiles at 2n and 2n + 2 degrees of freedom, halved."""
    row = at(worked_out(COUNT, seen("imposed", "2023-24", {ALBA: 7})), ALBA, "2023-24")
    assert (row["value"], row["numerator"]) == (7, 7)
    assert np.isnan(row["denominator"])
    assert (row["lower"], row["upper"]) == pytest.approx((chi2.ppf(0.025, 14) / 2, chi2.ppf(0.975, 16) / 2))


def test_shares_are_over_the_known_cases():
    """It gives 30 and 15 of 50 - 5 = 45, one record per category in the file's parts."""
    rows = [
        *seen("imposed", "2023-24", {ALBA: 50}),
        *seen("imposed", "2023-24", {ALBA: 30}, "red"),
        *seen("imposed", "2023-24", {ALBA: 15}, "blue"),
        *seen("imposed", "2023-24", {ALBA: 5}, "unknown"),
    ]
    records = worked_out(SHARE.model_copy(update={"parts": ["red", "blue"]}), rows)
    assert set(records["part"]) == {"red", "blue"}
    assert at(records, ALBA, "2023-24", "red")["value"] == pytest.approx(100 * 30 / 45)
    assert at(records, ALBA, "2023-24", "blue")["part_label"] == "blue"
    assert at(records, ALBA, "2023-24", "red")["denominator"] == 45


def test_shares_that_overlap_may_add_to_more_than_all():
    """It sets each requirement against the orders, not against the requirements: 40 and 30 of 50."""
    overlapping = indicator("share", [("requirements",)], [("imposed",)], breakdown="kind", overlapping=True)
    records = worked_out(
        overlapping,
        seen("imposed", "2023-24", {ALBA: 50}),
        seen("requirements", "2023-24", {ALBA: 40}, "work"),
        seen("requirements", "2023-24", {ALBA: 30}, "supervision"),
    )
    assert [at(records, ALBA, "2023-24", part)["value"] for part in ("work", "supervision")] == [80.0, 60.0]


def test_a_mean_stands_as_published_with_the_cases_it_is_over():
    """It keeps 14.5 months, gives no interval, and names the 20 orders that the average is over."""
    row = at(
        worked_out(MEAN, seen("months", "2023-24", {ALBA: 14.5}), seen("orders", "2023-24", {ALBA: 20})),
        ALBA,
        "2023-24",
    )
    assert (row["value"], row["denominator"]) == (14.5, 20)
    assert np.isnan([row["lower"], row["upper"], row["numerator"]]).all()
    assert "no interval" in row["method"]


def test_a_mean_needs_no_weight_to_stand():
    """It keeps a published average where the number of cases is not held."""
    row = at(worked_out(MEAN, seen("months", "2023-24", {ALBA: 14.5})), ALBA, "2023-24")
    assert (row["value"], row["marker"]) == (14.5, "")


def test_a_published_percentage_is_left_as_it_is():
    """It passes 19.6 on with its unit, without interval, count or pooling."""
    made = indicator("published", [("deprived",)], better="neither")
    records = worked_out(made, seen("deprived", "2020", {ALBA: 19.6, BRAE: 5.0}, period_type="edition"))
    row = at(records, ALBA, "2020")
    assert (row["value"], row["unit"]) == (19.6, "per cent")
    assert np.isnan([row["lower"], row["upper"], row["numerator"]]).all()
    assert set(records["area_code"]) == {ALBA, BRAE}


def test_a_population_has_no_interval_and_adds_up_in_its_group():
    """It reads an estimate as published: no Poisson limits, 12,000 + 3,000 in the group, nothing beside Scotland."""
    made = indicator("published", [("people",)], unit="people", better="neither")
    records = worked_out(
        made, seen("people", "2023", {ALBA: 12_000, BRAE: 3_000, SCOTLAND: 15_000}, period_type="mid-year")
    )
    assert at(records, "people-1", "2023")["value"] == 15_000
    assert np.isnan(at(records, ALBA, "2023")["lower"])
    assert at(records, ALBA, "2023")["comparator"] == ""


def test_groups_are_pooled_from_counts():
    """It gives (9 + 45) / (10 + 90) = 54 %, not the average 70 % of 90 % and 50 %."""
    records = worked_out(
        COMPLETION,
        ended("2023-24", {ALBA: 10, BRAE: 95}, {ALBA: 9, BRAE: 40}, {ALBA: 0, BRAE: 5}, {ALBA: 0, BRAE: 5}),
    )
    row = at(records, "people-1", "2023-24")
    assert (row["numerator"], row["denominator"], row["value"]) == (54, 100, 54.0)
    assert row["area_name"] == "Family group 1 (least deprived)"
    assert at(records, ALBA, "2023-24")["group_value"] == 54.0
    assert (SCOTLAND, "Total", "2023-24") not in records.index


def test_group_rates_are_pooled_over_all_their_people():
    """It gives (30 + 10) per (10,000 + 10,000) = 20 per 10,000, and keeps the members' note on the population."""
    records = worked_out(
        RATE,
        seen("imposed", "2023-24", {ALBA: 30, BRAE: 10}),
        seen("people", "2021", {ALBA: 10_000, BRAE: 10_000}, period_type="mid-year"),
    )
    row = at(records, "people-1", "2023-24")
    assert row["value"] == pytest.approx(20.0)
    assert "mid-2021" in row["note"]


def test_group_means_are_weighted_by_their_cases():
    """It gives (30 x 10 + 10 x 16) / 40 = 11.5 months over 40 orders."""
    records = worked_out(
        MEAN,
        seen("months", "2023-24", {ALBA: 10.0, BRAE: 16.0}),
        seen("orders", "2023-24", {ALBA: 30, BRAE: 10}),
    )
    row = at(records, "people-1", "2023-24")
    assert (row["value"], row["denominator"]) == (11.5, 40)
    assert "worked out" in row["method"]


def test_a_council_without_cases_does_not_spoil_its_group_mean():
    """It leaves out an average that does not apply because it is over no orders."""
    records = worked_out(
        MEAN,
        seen("months", "2023-24", {ALBA: 10.0, BRAE: "[z]"}),
        seen("orders", "2023-24", {ALBA: 30, BRAE: 0}),
    )
    assert at(records, "people-1", "2023-24")["value"] == 10.0


@pytest.mark.parametrize("gap", [{}, {BRAE: "[c]"}])
def test_a_group_with_a_gap_has_no_figure(gap):
    """It does not pass one council off as the group, and says how many have a figure."""
    records = worked_out(COUNT, seen("imposed", "2023-24", {ALBA: 20, **gap}))
    row = at(records, "people-1", "2023-24")
    assert np.isnan([row["value"], row["numerator"]]).all()
    assert (row["marker"], row["note"]) == ("[x]", "1 of 2 councils of the group have a figure.")


def test_a_group_needs_every_base():
    """It counts a council without a base among those without a figure."""
    records = worked_out(
        RATE,
        seen("imposed", "2023-24", {ALBA: 30, BRAE: 10}),
        seen("people", "2023", {ALBA: 10_000}, period_type="mid-year"),
    )
    row = at(records, "people-1", "2023-24")
    assert np.isnan(row["value"])
    assert row["note"] == "1 of 2 councils of the group have a figure."


@pytest.mark.parametrize(("held", "used"), [(["2021", "2022", "2024"], "2022"), (["2020"], "2020")])
def test_an_older_population_is_used_and_named(held, used):
    """It takes the newest mid-year at or before the start of 2023-24, at most three years back, and says which."""
    people = [seen("people", year, {ALBA: int(year)}, period_type="mid-year") for year in held]
    row = at(worked_out(RATE, seen("imposed", "2023-24", {ALBA: 30}), *people), ALBA, "2023-24")
    assert row["denominator"] == int(used)
    assert f"mid-{used}" in row["note"]


@pytest.mark.parametrize("held", ["2019", "2024"])
def test_no_population_in_reach_is_no_rate(held):
    """It never reaches more than three years back, nor forward."""
    row = at(
        worked_out(
            RATE,
            seen("imposed", "2023-24", {ALBA: 30}),
            seen("people", held, {ALBA: 12_000}, period_type="mid-year"),
        ),
        ALBA,
        "2023-24",
    )
    assert np.isnan(row["value"])
    assert row["marker"] == "[x]"
    assert "No population" in row["note"]


def test_a_missing_population_is_passed_over():
    """It uses mid-2022 when mid-2023 is there without a number."""
    row = at(
        worked_out(
            RATE,
            seen("imposed", "2023-24", {ALBA: 30}),
            seen("people", "2023", {ALBA: "[x]"}, period_type="mid-year"),
            seen("people", "2022", {ALBA: 10_000}, period_type="mid-year"),
        ),
        ALBA,
        "2023-24",
    )
    assert row["value"] == pytest.approx(30.0)


def test_each_area_has_its_own_population():
    """It never lends one area's population to another."""
    records = worked_out(
        RATE,
        seen("imposed", "2023-24", {ALBA: 30, CORRAN: 30}),
        seen("people", "2023", {ALBA: 10_000}, period_type="mid-year"),
        seen("people", "2022", {CORRAN: 20_000}, period_type="mid-year"),
    )
    assert at(records, ALBA, "2023-24")["value"] == pytest.approx(30.0)
    assert at(records, CORRAN, "2023-24")["value"] == pytest.approx(15.0)


def test_made_up_inputs_make_a_result_made_up():
    """It marks the result illustrative when the numerator or the base is, and leaves others published."""
    real = ended("2023-24", {CORRAN: 110}, {CORRAN: 71}, {CORRAN: 4}, {CORRAN: 10})
    for place in range(4):
        rows = ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10})
        rows[place]["status"] = "illustrative"
        records = worked_out(COMPLETION, rows, real)
        assert at(records, ALBA, "2023-24")["status"] == "illustrative"
        assert at(records, CORRAN, "2023-24")["status"] == "published"


def test_a_made_up_comparator_makes_the_record_made_up():
    """It marks a published council illustrative where Scotland, the group or the year before is made up."""
    real = ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10})
    scotland = {name: {SCOTLAND: value} for name, value in {"total": 900, "done": 600, "early": 0, "moved": 0}.items()}
    made_up = ended("2023-24", *scotland.values(), status="illustrative")
    assert at(worked_out(COMPLETION, real, made_up), ALBA, "2023-24")["status"] == "illustrative"
    before = ended("2022-23", {ALBA: 100}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10}, status="illustrative")
    assert at(worked_out(COMPLETION, real, before), ALBA, "2023-24")["status"] == "illustrative"
    brae = ended("2023-24", {BRAE: 100}, {BRAE: 71}, {BRAE: 4}, {BRAE: 10}, status="illustrative")
    assert at(worked_out(COMPLETION, real, brae), ALBA, "2023-24")["status"] == "illustrative"
    assert at(worked_out(COMPLETION, real, brae), "people-1", "2023-24")["status"] == "illustrative"


def test_figures_of_scotland_only_have_no_councils():
    """It leaves councils, groups and comparators out of an indicator of the level Scotland."""
    made = indicator("count", [("imposed",)], level="scotland")
    records = worked_out(made, seen("imposed", "2023-24", {ALBA: 20, BRAE: 30, SCOTLAND: 50}))
    assert list(records["area_code"]) == [SCOTLAND]
    assert records.iloc[0]["comparator"] == ""


def test_no_record_is_invented():
    """It makes records only for areas and periods that the numerator has."""
    records = worked_out(
        RATE,
        seen("imposed", "2023-24", {ALBA: 54}),
        seen("imposed", "2021-22", {CORRAN: 5}),
        seen("people", "2021", {ALBA: 1, BRAE: 1, CORRAN: 1, DUNE: 1, SCOTLAND: 4}, period_type="mid-year"),
        seen("people", "2023", dict.fromkeys(NAMES, 1), period_type="mid-year"),
    )
    councils = records[records["area_code"].isin(list(NAMES))]
    assert set(zip(councils["area_code"], councils["period"], strict=True)) == {
        (ALBA, "2023-24"),
        (CORRAN, "2021-22"),
    }


def test_scotland_is_as_published_not_the_sum_of_the_councils():
    """It keeps Scotland's own row, even where the councils do not add to it."""
    records = worked_out(COUNT, seen("imposed", "2023-24", {ALBA: 20, BRAE: 30, SCOTLAND: 77}))
    assert at(records, SCOTLAND, "2023-24")["value"] == 77


def test_nothing_is_found_in_nothing():
    """It returns an empty table with the columns of a result when no figure is held."""
    records = calculate(COMPLETION, frame(seen("imposed", "2023-24", {ALBA: 1})), world())
    assert records.empty
    assert list(records.columns) == RESULT


def test_an_unknown_statistic_is_refused():
    """It names the statistic and the indicator."""
    with pytest.raises(UnknownName, match=r"median.*made"):
        worked_out(COUNT.model_copy(update={"statistic": "median"}), seen("imposed", "2023-24", {ALBA: 1}))


def test_a_value_that_is_missing_always_says_why(results):
    """It leaves no record of the project's own indicators without a number and without a marker."""
    for name, records in results.items():
        silent = records[records["value"].isna() & (records["marker"] == "")]
        assert silent.empty, name
        assert not np.isinf(records.select_dtypes("number").to_numpy(dtype=float)).any(), name


def test_limits_hold_the_value(results):
    """It puts every value of the project's own indicators within its limits, percentages within 0 and 100."""
    for name, records in results.items():
        known = records[records["lower"].notna()]
        assert (known["lower"] <= known["value"] + 1e-9).all(), name
        assert (known["value"] <= known["upper"] + 1e-9).all(), name
        if (records["unit"] == "per cent").any():
            assert known[["lower", "upper"]].stack().between(0, 100).all(), name
