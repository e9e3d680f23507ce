"""A partnership of several councils reports as one: figures added up, pages of its own, and clear refusals."""

import pytest

from cjtools.batch.planning import choose, passed_over
from cjtools.catalogue.monitoring import partnerships_of
from cjtools.errors import CjtoolsError
from cjtools.results.annual import Year
from cjtools.results.nation import Nation
from cjtools.results.plan import Plan

YEAR = "2024-25"
COUNCILS = ("East Ayrshire", "North Ayrshire", "South Ayrshire")


@pytest.fixture(scope="module")
def report(catalogue, observations, records):
    """The yearly report of Ayrshire, without evidence."""
    row = catalogue.partnerships["ayrshire"]
    nation = Nation(YEAR, catalogue, observations, known=records).with_group(row)
    first = nation.study(row, catalogue.outcome("1"))
    studies = [first.on(outcome) for outcome in catalogue.outcomes.values()]
    return Year(Plan(row, YEAR, studies, first.evidence))


def figures(report, number):
    """Return the lines of one outcome by the framework's number."""
    (one,) = [one for one in report.outcomes if one.outcome.number == number]
    return {line.number: line for line in one.figures if line.number}


def of_councils(observations, catalogue, measure, period=YEAR, **more):
    """Return the sum of a measure over the three councils, from the table."""
    codes = [catalogue.area(name)["area_code"] for name in COUNCILS]
    rows = observations[
        (observations["measure"] == measure)
        & (observations["period"] == period)
        & observations["area_code"].isin(codes)
        & (observations["breakdown"] == more.get("breakdown", "total"))
    ]
    if "category" in more:
        rows = rows[rows["category"].isin(more["category"])]
    assert set(rows["area_code"]) == set(codes)
    return rows.drop_duplicates(["area_code", "category"], keep="last")["value"].sum()


def test_counts_are_those_of_its_councils_added_up(report, observations, catalogue):
    line = figures(report, "1")["1b"]
    assert line.now["value"] == of_councils(observations, catalogue, "diversion_commenced")
    assert line.before["value"] == of_councils(observations, catalogue, "diversion_commenced", "2023-24")
    assert line.scotland["value"] == 3600


def test_a_rate_is_worked_out_from_the_sums_and_not_averaged(report, observations, catalogue):
    line = figures(report, "1")["1b"]
    periods = observations.loc[observations["measure"] == "population_16_70", "period"]
    newest = max(period for period in periods if period <= line.now["period"][:4])
    people = of_councils(observations, catalogue, "population_16_70", newest)
    assert line.rate["value"] == pytest.approx(10_000 * line.now["value"] / people)


def test_a_figure_of_the_one_health_board_that_serves_all_is_not_scotlands(report):
    line = figures(report, "5")["5"]
    assert line.now["area_name"] == "NHS Ayrshire and Arran"


def test_it_stands_beside_scotland_and_no_others(report):
    own, scotland, group = report.outcomes[0].study.trend("diversion_commenced_rate")
    assert len(own) > 1 and len(scotland) == len(own) and not len(group)


def test_it_has_the_reports_across_outcomes_that_a_partnership_can_have(catalogue):
    pairs = choose(catalogue, ["ayrshire"], ["all"])
    assert {area["area_name"] for area, _ in pairs} == {"Ayrshire"}
    assert [kind.id for _, kind in pairs] and all(kind.is_for_partnerships for _, kind in pairs)
    assert "annual_report" in [kind.id for _, kind in pairs]


def test_a_report_that_each_council_has_is_refused_with_what_there_is(catalogue):
    with pytest.raises(
        CjtoolsError, match=r"Ayrshire is a partnership of several councils; 'diversion' is reported for each"
    ):
        choose(catalogue, ["Ayrshire"], ["diversion"])


def test_its_folder_of_evidence_is_known(catalogue, tmp_path):
    (tmp_path / "ayrshire").mkdir()
    (tmp_path / "airshire").mkdir()
    assert [problem.file for problem in passed_over(catalogue, tmp_path)] == ["data/raw/local/airshire"]


def test_what_is_wrong_with_the_list_of_partnerships_is_told_with_its_row(catalogue):
    rows = [
        {"slug": "one", "name": "One", "members": "Fife", "source": ""},
        {"slug": "two", "name": "Fife", "members": "Fife; Falkrik", "source": ""},
        {"slug": "three", "name": "Three", "members": "Fife; Falkirk", "source": ""},
        {"slug": "three", "name": "Again", "members": "Fife; Angus", "source": ""},
        {"slug": "../x", "name": "three", "members": "Fife; Angus", "source": ""},
        {"slug": "diversion", "name": "All", "members": "Fife; Fife", "source": ""},
    ]
    problems = []
    found = partnerships_of(rows, catalogue.areas, problems, catalogue.outcomes)
    assert [(problem.cell, problem.found) for problem in problems] == [
        ("row 2", "a partnership of one council needs no row"),
        ("row 3", "member 'Falkrik' is no council"),
        ("row 3", "'Fife' is taken"),
        ("row 5", "'Again' is taken"),
        ("row 6", "slug is '../x'"),
        ("row 6", "'three' is taken"),
        ("row 7", "a council stands twice among its members"),
        ("row 7", "a partnership of one council needs no row"),
        ("row 7", "'All' is taken"),
    ]
    assert set(found) == {"one", "two", "three", "../x", "diversion"}
