"""What fewer short sentences would ask for: worked out again from the observations, and every combination tried."""

import re
from itertools import product

import pytest
from evidence_rows import plan_with
from html_lint import lint

from cjtools.areas import SCOTLAND
from cjtools.errors import CjtoolsError
from cjtools.results.capacity import capacity
from cjtools.results.study import Study
from cjtools.show import capacity as shown
from cjtools.show.page import page

# Criminal Proceedings in Scotland, 2022-23: custodial sentences of up to 3, over 3 to 6, and over 6 to 12 months
SHORT = 2371 + 2592 + 1535
UNPAID = "Unpaid work or other activity"


@pytest.fixture(scope="module")
def study(catalogue, observations, records):
    """Fife's study of community sentences."""
    return Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)


def figure(observations, measure, code, period, category="Total"):
    """Return one observation's value."""
    rows = observations[(observations["measure"] == measure) & (observations["category"] == category)]
    (value,) = rows.loc[(rows["area_code"] == code) & (rows["period"] == period), "value"]
    return value


def share_in_scotland(observations, measure, code, period):
    return figure(observations, measure, code, period) / figure(observations, measure, SCOTLAND, period)


def test_the_range_is_that_of_every_combination(study, observations):
    """From the observations themselves, without indicators: a quarter of the sentences."""
    code, year = study.area["area_code"], "2024-25"
    found = capacity(study, 25)
    mid_year, crime = (found.sentences[at].rows[1]["period"] for at in (0, 2))
    shares = [
        share_in_scotland(observations, "population_16_70", code, mid_year),
        share_in_scotland(observations, "cpo_imposed", code, year),
        share_in_scotland(observations, "recorded_crime", code, crime),
    ]
    assert [basis.value for basis in found.sentences] == pytest.approx([SHORT * share for share in shares])
    orders = [SHORT * share / 4 for share in shares]
    places = (code, SCOTLAND)
    unpaid, supervised = (
        [
            figure(observations, "cpo_requirements", place, year, category)
            / figure(observations, "cpo_imposed", place, year)
            for place in places
        ]
        for category in (UNPAID, "Supervision")
    )
    hours, months = (
        [figure(observations, measure, place, year) for place in places]
        for measure in ("cpo_unpaid_work_hours_average", "cpo_supervision_months_average")
    )
    wanted = {
        "orders": orders,
        "hours": [one * two * three for one, two, three in product(orders, unpaid, hours)],
        "supervised": [one * two for one, two in product(orders, supervised)],
        "people": [one * two * three / 12 for one, two, three in product(orders, supervised, months)],
    }
    for line in found.lines:
        assert (line.low, line.high) == pytest.approx((min(wanted[line.id]), max(wanted[line.id]))), line.id
    assert found.lines[0].now["value"] == figure(observations, "cpo_imposed", code, year)


def test_twice_the_share_is_twice_as_much(study):
    one, two = capacity(study, 10).lines, capacity(study, 20).lines
    for line, other in zip(one, two, strict=True):
        assert (2 * line.low, 2 * line.high) == pytest.approx((other.low, other.high))


def test_the_partnerships_own_number_takes_the_place_of_scotlands(study):
    """40 sentences, half of them: 20 orders, without a range."""
    found = capacity(study, 50, short_sentences=40)
    assert (found.lines[0].low, found.lines[0].high) == (20, 20)
    words = shown.capacity(plan_with([study]), 50, 40).html
    assert "would have had about 20 more of them in a year" in words and "the partnership" in words


@pytest.mark.parametrize("area", ["orkney-islands", "na-h-eileanan-siar", "glasgow-city"])
def test_every_area_gets_a_range_small_or_large(catalogue, observations, records, area):
    study = Study(catalogue.area(area), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)
    words = shown.capacity(plan_with([study])).html
    assert re.search(r"would have had (between [\d,]+ and|about) [\d,]+ more of them in a year", words)
    assert lint(page("T", f"<h1>T</h1><h2>A</h2>{words}")) == []


def test_made_up_figures_are_said_to_be(study):
    """Most figures of councils are illustrative: the label stands above, the mark behind each number."""
    words = shown.capacity(plan_with([study])).html
    assert words.startswith('<p class="made-up">Illustrative figures')
    assert "Today, in a year" in words and "(Illustrative.)" in words


def test_without_figures_of_scotland_nothing_is_worked_out(study, catalogue, observations):
    left = observations[observations["measure"] != "custodial_sentences"]
    bare = Study(study.area, study.outcome, study.year, catalogue, left)
    words = shown.capacity(plan_with([bare])).html
    assert words == (
        '<p class="gap">It cannot be worked out here: no figure is held of “Custodial sentences of up to '
        "12 months, Scotland”.</p>"
    )


@pytest.mark.parametrize(("given", "said"), [((0,), "share is 0"), ((101,), "share is 101"), ((5, -1), "is -1")])
def test_what_is_no_share_or_number_is_refused(study, given, said):
    with pytest.raises(CjtoolsError, match=said):
        shown.capacity(plan_with([study]), *given)
