"""Every number of a report stands in the CSV beside it: nothing is shown that cannot be looked up."""

from dataclasses import replace

import pytest
from number_tracer import Shown, Tracer, allowed, numbers
from report_maker import ReportMaker

OUTCOMES = (
    "diversion", "police-custody", "bail-supervision", "community-sentences", "health-social-care", "accommodation",
    "employability", "voluntary-throughcare", "understanding-confidence",
)  # fmt: skip
# the smallest council; in the batch also the largest, and one that is a division and a health board by itself
AREAS = {"orkney-islands": (), "glasgow-city": pytest.mark.batch, "fife": pytest.mark.batch}
REPORTS = [pytest.param(area, outcome, marks=marks) for outcome in OUTCOMES for area, marks in AREAS.items()]


@pytest.fixture(scope="module")
def maker(catalogue, processed, tmp_path_factory):
    """Makes the reports, each once."""
    return ReportMaker(catalogue, processed, tmp_path_factory.mktemp("traced"))


def test_every_outcome_is_tried(catalogue):
    """It leaves out no outcome of the catalogue."""
    assert set(OUTCOMES) == set(catalogue.outcomes)


@pytest.mark.parametrize(("area", "outcome"), REPORTS)
def test_every_number_shown_is_in_the_csv(maker, area, outcome):
    """It finds each number of text, table, picture and alternative text among the rows that it belongs to."""
    left, looked = Tracer(maker.report(area, outcome)).left_over()
    assert [(number, text, place.indicator) for number, text, place in left] == []
    assert looked > 40


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("72.0% of 1,204 orders", [("72.0", True), ("1,204", False)]),
        ("from 32.5 to 31, then 7.", [("32.5", False), ("31", False), ("7", False)]),
        ("5.8 percentage points; 60%.", [("5.8", False), ("60", True)]),
    ],
)
def test_numbers_are_read_as_shown(text, found):
    """It reads digits and sign, and takes no comma or full stop of the sentence along."""
    assert [(shown.digits, shown.is_percent) for shown in numbers(text)] == found


@pytest.mark.parametrize(
    ("digits", "value", "fits"),
    [("142", "142.5", False), ("143", "142.5", True), ("71.3", "71.25", True), ("71.2", "71.25", False),
     ("1,234", "1234", True), ("5.3", "-5.25", True), ("5", "", False)],
)  # fmt: skip
def test_a_number_fits_what_rounds_to_it(digits, value, fits):
    """It rounds half up by decimal digits, not as binary fractions fall."""
    assert Shown(digits, False).fits(value) is fits


def test_a_percentage_is_no_count():
    """It takes 30% for a percentage, and 30 for a count, of the same row."""
    row = dict.fromkeys(
        ("value", "lower", "upper", "comparator_value", "group_value", "lower_quartile", "upper_quartile",
         "previous_value", "baseline_value", "numerator", "denominator", "change_needed", "baseline_needed", "change",
         "baseline_change", "comparator_expected"), ""
    ) | {"unit": "per cent", "change_unit": "percentage points", "value": "30", "numerator": "12"}  # fmt: skip
    assert [allowed(row, shown) for shown in (Shown("30", True), Shown("30", False))] == [True, False]
    assert [allowed(row, shown) for shown in (Shown("12", True), Shown("12", False))] == [False, True]


@pytest.mark.parametrize(
    ("column", "where"),
    [("value", "cell"), ("value", "picture"), ("lower", "cell"), ("upper", "finding"), ("numerator", "finding"),
     ("baseline_change", "finding"), ("upper_quartile", "text")],
)  # fmt: skip
def test_a_number_that_is_taken_out_of_the_csv_is_missed(maker, column, where):
    """It finds nothing by chance: without one column of one indicator, numbers of that place are left over."""
    made = maker.report("glasgow-city", "community-sentences")
    rows = [row | {column: ""} if row["indicator"] == "cpo_completion" else row for row in made.rows]
    left, _ = Tracer(replace(made, rows=rows)).left_over()
    assert where in {place.kind for _, _, place in left if place.indicator == "cpo_completion"}


def test_a_figure_of_another_year_or_area_does_not_stand_in(maker):
    """It looks for the number of a table in its row and column: figures moved by a year are all left over."""
    made = maker.report("glasgow-city", "community-sentences")
    years = {row["period"] for row in made.rows}
    later = {year: f"{int(year[:4]) + 1}-{int(year[5:]) + 1:02d}" for year in years if "-" in year}
    is_ours = [row["indicator"] == "cpo_completion" for row in made.rows]
    moved = [
        row | {"period": later.get(row["period"], row["period"])} if ours else row
        for row, ours in zip(made.rows, is_ours, strict=True)
    ]
    left, _ = Tracer(replace(made, rows=moved)).left_over()
    assert len([place for _, _, place in left if (place.indicator, place.kind) == ("cpo_completion", "cell")]) > 30


def test_a_count_of_the_report_that_is_not_in_the_csv_is_missed(maker):
    """It misses the numbers of questions, looks and gaps when their rows are gone."""
    made = maker.report("orkney-islands", "diversion")
    rows = [row for row in made.rows if row["indicator"] != "this report"]
    left, _ = Tracer(replace(made, rows=rows)).left_over()
    texts = " ".join(text for _, text, _ in left)
    for words in (
        "questions for figures have an answer",
        "could be judged against the year before",
        "open or answered",
    ):
        assert words in texts
