"""Which of several publications of one figure holds, and which export cannot be what it says."""

import pandas as pd
import pytest

from cjtools.areas import SCOTLAND
from cjtools.intake.checks import as_frame
from cjtools.intake.editions import disagreement, newest

FIVE = {"2016-17": 19136, "2017-18": 19196, "2018-19": 19206, "2019-20": 19202, "2020-21": 19200}


def row(value, **other):
    """Return one observation: community payback orders of 2016-17, Scotland."""
    return {
        "measure": "cpo_imposed", "area_code": SCOTLAND, "period": "2016-17", "period_type": "financial year",
        "breakdown": "total", "category": "Total", "value": value, "marker": "", "source": "jsw_bulletin",
        "edition": "2020-21", "file": "a.csv", "cell": "H2", "status": "published",
    } | other  # fmt: skip


def merged(*rows):
    """Return the values kept and (value, edition, replaced by, value that replaced it) of each revision."""
    kept, revisions = newest(as_frame(list(rows)).assign(is_own=[one.get("file", "").endswith("csv") for one in rows]))
    columns = ["value", "edition", "replaced_by", "replaced_value"]
    return kept["value"].tolist(), list(revisions[columns].itertuples(index=False, name=None))


def test_the_newest_edition_wins_and_every_difference_is_kept():
    """Community payback orders commenced in 2016-17 as five publications gave them."""
    values, revisions = merged(*[row(value, edition=edition) for edition, value in FIVE.items()])
    assert values == [19200]
    assert [(value, edition) for value, edition, _, _ in revisions] == [
        (19136, "2016-17"), (19196, "2017-18"), (19206, "2018-19"), (19202, "2019-20"),
    ]  # fmt: skip
    assert {revision[2:] for revision in revisions} == {("2020-21", 19200)}


def test_the_order_of_the_files_does_not_matter():
    """Oldest first or newest first."""
    rows = [row(value, edition=edition) for edition, value in FIVE.items()]
    assert merged(*rows) == merged(*rows[::-1])


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"edition": "2019-20"}, {"status": "illustrative", "edition": "2024-25"}),
        ({"edition": "2019-20"}, {"rounded": True, "edition": "2024-25"}),
        ({"file": "a.xlsx"}, {"file": "published/a.csv"}),
        ({"value": float("nan"), "marker": "[c]", "edition": "2021-22"}, {"edition": "2020-21"}),
    ],
)
def test_what_goes_before_what(better, worse):
    """Published before made up, exact before rounded, workbook before own table, newest even when it has no number."""
    for rows in ([row(1) | better, row(2) | worse], [row(2) | worse, row(1) | better]):
        values, _ = merged(*rows)
        assert len(values) == 1 and values[0] != 2


def test_made_up_and_rounded_figures_are_no_revisions():
    """Only what a publication said exactly and another said differently."""
    _, revisions = merged(row(1), row(2, status="illustrative"), row(3, rounded=True), row(1, edition="2019-20"))
    assert revisions == []


def frame(values, **other):
    """Return reconvictions per person of Scotland by year."""
    return as_frame([row(value, measure="r", period=period, **other) for period, value in values.items()])


def test_an_export_locked_to_one_group_is_given_away_by_its_scotland_row():
    """The published slice of 21 to 25 year olds against all ages."""
    slice_of_some = frame({"2004-05": 0.71, "2005-06": 0.68, "2012-13": 0.52})
    everyone = frame({"2004-05": 0.61, "2005-06": 0.6, "2012-13": 0.53})
    problem = disagreement(slice_of_some, [everyone], "r", "a.csv", "")
    assert "Scotland 2004-05 is 0.71 here and 0.61 in r (2 of 3 years differ)" in problem.found
    assert "every dimension set to 'all'" in problem.todo
    assert disagreement(everyone, [everyone], "r", "a.csv", "") is None
    assert disagreement(frame({"2004-05": 0.615}), [everyone], "r", "a.csv", "") is None


@pytest.mark.parametrize("others", [[], [as_frame([])], [frame({"1990-91": 0.5})]])
def test_what_cannot_be_compared_is_not_used(others):
    """No other series, an empty one, none of the same years."""
    problem = disagreement(frame({"2004-05": 0.71}), others, "r", "a.csv", "")
    assert "cannot be compared with a known r, so it is not used" in problem.found


def test_a_year_that_stands_twice_is_compared_once():
    """By its newest edition."""
    twice = pd.concat([frame({"2004-05": 0.9}, edition="2010-11"), frame({"2004-05": 0.61}, edition="2017-18")])
    assert disagreement(frame({"2004-05": 0.61}), [twice], "r", "a.csv", "") is None
