"""What is said of shares: the largest, what differs, what moved, and nothing of fewer than ten."""

import pytest
from small_world import ALBA, at, indicator, seen, worked_out

from cjtools.areas import SCOTLAND
from cjtools.show import text

SHARE = indicator(
    "share", [("imposed",)], [("imposed",)], breakdown="kind", better="neither", name="Orders by colour",
    words={"subject": "orders imposed", "verb": "were"}, baseline_period="2018-19",
)  # fmt: skip


def colours(period, values, area=ALBA):
    """Observations of a share: colour -> number, with their total."""
    total = seen("imposed", period, {area: sum(values.values())})
    return total + [row for colour, value in values.items() for row in seen("imposed", period, {area: value}, colour)]


def shares(*rows):
    """What is said of Alba's shares in 2023-24."""
    records = worked_out(SHARE, *rows)
    own = records[(records["area_code"] == ALBA) & (records["period"] == "2023-24")]
    return text.shares_sentence(own, SHARE, "Alba")


def test_all_shares_are_listed_when_they_are_few():
    """It names two or three shares, largest first, without their verb repeated."""
    assert shares(colours("2023-24", {"Red": 30, "Blue": 70})) == (
        "Of 100 orders imposed in Alba in 2023-24, 70.0% were blue and 30.0% red."
    )


def test_the_largest_of_many_shares_are_listed():
    """It names the three largest of four, with a label's own bracket merged, and what differs and moved."""
    assert shares(
        colours("2018-19", {"Red": 10, "Blue": 60, "Other (mixed)": 20, "Green": 10}),
        colours("2023-24", {"Red": 60, "Blue": 20, "Other (mixed)": 15, "Green": 5}),
        colours("2023-24", {"Red": 2000, "Blue": 6000, "Other (mixed)": 1500, "Green": 500}, SCOTLAND),
    ) == (
        "Of 100 orders imposed in Alba in 2023-24, the largest shares were red (60.0%), blue (20.0%) and "
        "other (mixed; 15.0%). Groups with fewer are in the table only. "
        "Against Scotland the share is higher for red and lower for blue. "
        "Since 2018-19 the share is up for red and down for blue."
    )


def test_shares_that_are_alike_are_said_to_be():
    """It says that nothing differs where there was something to compare."""
    assert "No share differs beyond chance from Scotland." in shares(
        colours("2023-24", {"Red": 30, "Blue": 70}), colours("2023-24", {"Red": 300, "Blue": 700}, SCOTLAND)
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Red": 50, "Blue": 0, "Grey": 0, "Tan": 0}, "Of 50 orders imposed in Alba in 2023-24, 100.0% were red."),
        (
            {"Red": 40, "Blue": 10, "Grey": 0, "Tan": 0},
            "Of 50 orders imposed in Alba in 2023-24, the largest shares were red (80.0%) and blue (20.0%).",
        ),
    ],
)
def test_shares_of_nought_are_not_listed(values, said):
    """It names no category without a case."""
    assert shares(colours("2023-24", values)) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Red": 1, "Blue": 0}, "In Alba in 2023-24 there was only 1 order imposed, too few to read shares from."),
        ({"Red": 4, "Blue": 5}, "In Alba in 2023-24 there were only 9 orders imposed, too few to read shares from."),
        (
            {"Red": 0, "Blue": 0},
            "There were no orders imposed in Alba in 2023-24.",
        ),
    ],
)
def test_shares_of_few_are_not_read(values, said):
    """It gives no percentages of fewer than ten."""
    assert shares(colours("2023-24", values)) == said


def test_one_share_reads_as_a_sentence():
    """It can say one category of a share, as the front page does."""
    records = worked_out(SHARE, colours("2023-24", {"Red": 30, "Blue": 70}))
    assert text.said_of(at(records, ALBA, "2023-24", "Red"), SHARE, "Alba") == (
        "In Alba in 2023-24, 30.0% of orders imposed were red (30 of 100 orders; 95% interval 21.9% to 39.6%)."
    )


GROUPED = SHARE.model_copy(
    update={"parts": ["Red", "Pink", "Blue", "Grey"], "chart_groups": {"Reddish": ["Red", "Pink"], "Blue": ["Blue"],
            "Grey": ["Grey"]}}
)  # fmt: skip


def grouped(values, scotland):
    """Alba's records of 2023-24, where the chart joins red and pink."""
    records = worked_out(GROUPED, colours("2023-24", values), colours("2023-24", scotland, SCOTLAND))
    return records[(records["area_code"] == ALBA) & (records["period"] == "2023-24")]


def test_a_sentence_names_the_groups_that_its_chart_shows():
    """It joins 30 red and 25 pink to 55 of 100 (Wilson 45.2 to 64.4), above Scotland's 40, though blue is largest."""
    rows = grouped(
        {"Red": 30, "Pink": 25, "Blue": 33, "Grey": 12}, {"Red": 2500, "Pink": 1500, "Blue": 3500, "Grey": 2500}
    )
    assert text.shares_sentence(rows, GROUPED, "Alba") == (
        "Of 100 orders imposed in Alba in 2023-24, 55.0% were reddish, 33.0% blue and 12.0% grey. "
        "Against Scotland the share is higher for reddish and lower for grey."
    )
    assert text.largest_share(rows, GROUPED) == ("Orders by colour: most often reddish (55.0%, 55 of 100, in 2023-24).")


def test_groups_that_no_chart_joins_are_named_as_they_are():
    """It does not say 'all other groups' of people's ethnicity, which stands in a table of every category."""
    rows = grouped({"Red": 30, "Pink": 25, "Blue": 33, "Grey": 12}, {"Red": 1, "Pink": 1, "Blue": 1, "Grey": 1})
    said = text.shares_sentence(rows, GROUPED.model_copy(update={"breakdown": "ethnicity"}), "Alba")
    assert "the largest shares were Blue (33.0%), Red (30.0%) and Pink (25.0%)" in said


@pytest.mark.parametrize(("red", "word"), [(70, "most often"), (75, "most often"), (76, "mostly")])
def test_mostly_is_kept_for_more_than_three_quarters(red, word):
    """It says 'mostly' above 75 per cent only, with a common word in lower case."""
    records = worked_out(SHARE, colours("2023-24", {"Red": red, "Blue": 100 - red}))
    own = records[records["area_code"] == ALBA]
    assert text.largest_share(own, SHARE).startswith(f"Orders by colour: {word} red ({red}.0%")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Red": 12, "Blue": "[c]", "Grey": "[c]"}, "12.0% were red. Groups that are not shown may be larger."),
        ({"Red": 70, "Blue": "[c]", "Grey": "[c]"}, "70.0% were red."),
        ({"Red": 0, "Blue": "[c]", "Grey": "[c]"}, "no group that is shown has 10 or more."),
    ],
)
def test_nothing_is_said_of_groups_that_are_hidden(values, said):
    """It calls none the largest, and none small, when it cannot be known: 88 of 100 may be of one hidden group."""
    rows = seen("imposed", "2023-24", {ALBA: 100})
    rows += [row for colour, value in values.items() for row in seen("imposed", "2023-24", {ALBA: value}, colour)]
    records = worked_out(SHARE, rows)
    own = records[records["area_code"] == ALBA]
    assert text.shares_sentence(own, SHARE, "Alba") == f"Of 100 orders imposed in Alba in 2023-24, {said}"
    assert bool(text.largest_share(own, SHARE)) == (said == "70.0% were red.")
