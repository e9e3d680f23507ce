"""Sums of observations: what is missing stays missing, what is marked stays marked, every input is named."""

import numpy as np
import pytest
from small_world import ALBA, at, indicator, seen, worked_out

COMPLETION = indicator("proportion", [("ended", "done"), ("ended", "early")], [("ended",), ("ended", "moved", -1)])
RATE = indicator("rate", [("imposed",)], [("people",)], per=10_000, population_year="start")
COUNT = indicator("count", [("imposed",)])
MEAN = indicator("mean", [("months",)], weight={"measure": "orders"}, better="neither")


def ended(period, total, done, early, moved, **more):
    """Endings of some areas: each argument is area -> number."""
    parts = {"Total": total, "done": done, "early": early, "moved": moved}
    return [row for name, values in parts.items() for row in seen("ended", period, values, name, **more)]


def test_a_suppressed_part_suppresses_the_percentage():
    """It shows [c], not a figure from the parts that are left, wherever the suppressed part stands in the sum."""
    for hidden in ("done", "early"):
        parts = {"done": {ALBA: 71}, "early": {ALBA: 4}, hidden: {ALBA: "[c]"}}
        row = at(
            worked_out(COMPLETION, ended("2023-24", {ALBA: 110}, parts["done"], parts["early"], {ALBA: 10})),
            ALBA,
            "2023-24",
        )
        assert np.isnan(row["value"]), hidden
        assert row["marker"] == "[c]", hidden


def test_suppression_outweighs_another_gap():
    """It says [c] when one part is not available and another suppressed."""
    row = at(
        worked_out(COMPLETION, ended("2023-24", {ALBA: 110}, {ALBA: "[x]"}, {ALBA: "[c]"}, {ALBA: 10})),
        ALBA,
        "2023-24",
    )
    assert row["marker"] == "[c]"


def test_a_base_without_its_transfers_is_no_base():
    """It gives no percentage when transfers are not known, rather than one over all that ended."""
    row = at(
        worked_out(COMPLETION, ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: 4}, {})),
        ALBA,
        "2023-24",
    )
    assert np.isnan(row["value"])
    assert (row["marker"], row["numerator"]) == ("[x]", 75)


def test_a_suppressed_base_suppresses_the_percentage():
    """It carries the base's marker when only the base is hidden."""
    row = at(
        worked_out(COMPLETION, ended("2023-24", {ALBA: "[c]"}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10})), ALBA, "2023-24"
    )
    assert np.isnan(row["value"])
    assert row["marker"] == "[c]"


def test_no_cases_give_no_percentage():
    """It says [z], does not apply, when every order that ended was moved away."""
    row = at(worked_out(COMPLETION, ended("2023-24", {ALBA: 3}, {ALBA: 0}, {ALBA: 0}, {ALBA: 3})), ALBA, "2023-24")
    assert np.isnan([row["value"], row["lower"], row["upper"]]).all()
    assert (row["marker"], row["denominator"]) == ("[z]", 0)


def test_nil_counts_as_none():
    """It adds a nil as 0 and shows the sum, not the dash: 71 + nil of 100 is 71 %."""
    row = at(
        worked_out(COMPLETION, ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: "-"}, {ALBA: 10})), ALBA, "2023-24"
    )
    assert (row["value"], row["marker"]) == (71.0, "")


def test_a_nil_count_keeps_its_dash_and_a_nil_rate_is_nought():
    """It shows a nil count as published, and a rate of nil as 0."""
    count = at(worked_out(COUNT, seen("imposed", "2023-24", {ALBA: "-"})), ALBA, "2023-24")
    assert (count["value"], count["marker"]) == (0, "-")
    people = seen("people", "2023", {ALBA: 12_000}, period_type="mid-year")
    rate = at(worked_out(RATE, seen("imposed", "2023-24", {ALBA: "-"}), people), ALBA, "2023-24")
    assert (rate["value"], rate["marker"]) == (0, "")


@pytest.mark.parametrize(("second", "marker"), [("-", ""), (0.3, "[low]")])
def test_a_sum_is_not_marked_by_a_small_part(second, marker):
    """It shows 20 + nil as 20, not as a dash, and 20 + a figure that rounds to zero as a number."""
    both = indicator("count", [("imposed",), ("referred",)])
    more = seen("referred", "2023-24", {ALBA: second}, **({"marker": marker} if marker else {}))
    row = at(worked_out(both, seen("imposed", "2023-24", {ALBA: 20}), more), ALBA, "2023-24")
    assert row["marker"] == ""
    assert row["value"] == pytest.approx(20, abs=0.5)


def test_a_figure_that_rounds_to_zero_is_not_nought():
    """It gives no figure where the source prints [low] without a number."""
    people = seen("people", "2023", {ALBA: 12_000}, period_type="mid-year")
    row = at(worked_out(RATE, seen("imposed", "2023-24", {ALBA: "[low]"}), people), ALBA, "2023-24")
    assert np.isnan(row["value"])
    assert row["marker"] == "[low]"


def test_a_mark_on_a_number_stays_with_it():
    """It carries [p], provisional, from a summand to the percentage."""
    rows = ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10})
    rows[2]["marker"] = "[p]"
    assert at(worked_out(COMPLETION, rows), ALBA, "2023-24")["marker"] == "[p]"


def test_more_completed_than_ended_is_no_percentage():
    """It refuses 12 of 10 and says why, instead of printing 120 %."""
    row = at(worked_out(COMPLETION, ended("2023-24", {ALBA: 10}, {ALBA: 12}, {ALBA: 0}, {ALBA: 0})), ALBA, "2023-24")
    assert np.isnan([row["value"], row["lower"]]).all()
    assert row["marker"] == "[x]"
    assert "larger than its base" in row["note"]


def test_more_moved_than_ended_is_no_percentage():
    """It refuses a base below nought."""
    row = at(worked_out(COMPLETION, ended("2023-24", {ALBA: 5}, {ALBA: 2}, {ALBA: 0}, {ALBA: 6})), ALBA, "2023-24")
    assert np.isnan(row["value"])
    assert row["marker"] == "[x]"


def test_a_local_figure_stays_local():
    """It calls the sum of a published and a local figure local, and with a made-up one illustrative."""
    both = indicator("count", [("imposed",), ("referred",)])
    published, local = seen("imposed", "2023-24", {ALBA: 5}), seen("referred", "2023-24", {ALBA: 3}, status="local")
    assert at(worked_out(both, published, local), ALBA, "2023-24")["status"] == "local"
    made_up = seen("imposed", "2023-24", {ALBA: 5}, status="illustrative")
    assert at(worked_out(both, made_up, local), ALBA, "2023-24")["status"] == "illustrative"


def test_every_input_is_named():
    """It lists the cell of each summand of numerator and base, and of the average's number of cases."""
    row = at(worked_out(COMPLETION, ended("2023-24", {ALBA: 110}, {ALBA: 71}, {ALBA: 4}, {ALBA: 10})), ALBA, "2023-24")
    cells = [f"published/book.xlsx#ended!{name}-{ALBA}-2023-24" for name in ("done", "early", "Total", "moved")]
    assert row["cells"].split("; ") == cells
    mean = at(
        worked_out(MEAN, seen("months", "2023-24", {ALBA: 14.5}), seen("orders", "2023-24", {ALBA: 20})),
        ALBA,
        "2023-24",
    )
    assert mean["cells"].count("#") == 2
    people = seen("people", "2023", {ALBA: 12_000}, period_type="mid-year")
    rate = at(worked_out(RATE, seen("imposed", "2023-24", {ALBA: 54}), people), ALBA, "2023-24")
    assert f"people!Total-{ALBA}-2023" in rate["cells"]
