"""The illustrative workbooks of the other outcomes: what must hold between measures, and what is plausible."""

from itertools import pairwise

import illustrative_books
import pytest
from illustrative_books import ISLANDS, SCOTLAND, YEARS, councils, people_16_to_70, places

DUMFRIES, BORDERS, DUNDEE = "S12000006", "S12000026", "S12000042"


@pytest.fixture(scope="module")
def figures():
    """See illustrative_books."""
    return illustrative_books.figures()


@pytest.fixture(scope="module")
def totals(figures):
    """(measure, area, year) -> total."""
    return {(key[0], *key[3:]): value for key, value in figures.items() if key[1] == "total"}


def series(totals, measure, area=SCOTLAND):
    """Return the totals of an area, in the order of the years."""
    return [totals[measure, area, year] for year in YEARS if (measure, area, year) in totals]


def never_more(totals, inner, outer):
    """Return whether a measure is nowhere more than another, and how often the two stand side by side."""
    both = [(value, totals[(outer, *key[1:])]) for key, value in totals.items() if key[0] == inner]
    return all(one <= other for one, other in both), len(both)


# Between measures


@pytest.mark.parametrize(
    ("inner", "outer", "rows"),
    [
        ("diversion_assessments", "diversion_referrals", 330),
        ("diversion_commenced", "diversion_assessments", 330),
        ("diversion_extended", "diversion_commenced", 330),
        ("throughcare_voluntary_individuals", "throughcare_voluntary_commenced", 330),
        ("homeless_from_prison", "homelessness_applications", 330),
        ("nolb_participants_convictions", "nolb_participants", 165),
        ("custody_referrals", "custody_held", 84),
    ],
)
def test_inner_count_is_never_more_than_the_outer_one(totals, inner, outer, rows):
    """In every area and year."""
    assert never_more(totals, inner, outer) == (True, rows)


def test_there_are_at_least_as_many_bail_reports_as_cases(totals):
    """Since 2022-23, when reports were first counted: 4,500 in Scotland, then 5,500."""
    for area in councils() | {SCOTLAND}:
        for year in YEARS[7:]:
            assert totals["bail_supervision_commenced", area, year] <= totals["bail_assessment_reports", area, year]
    assert series(totals, "bail_assessment_reports")[:2] == [4500, 5500]


def of_two_years(totals, measure, area, year, part=0.6):
    """Return a mix of this year's and last year's figure (of this year's alone in the first year)."""
    before = YEARS[max(0, YEARS.index(year) - 1)]
    return part * totals[measure, area, year] + (1 - part) * totals[measure, area, before]


def test_diversion_completed_follows_the_cases_of_two_years(totals):
    """65 to 85 per cent of them in Scotland; in a council never more than the greater of the two years."""
    for year in YEARS:
        cases = of_two_years(totals, "diversion_commenced", SCOTLAND, year)
        share = totals["diversion_completed", SCOTLAND, year] / cases
        assert 0.65 < share < 0.85, (year, share)
        for area in councils():
            most = max(of_two_years(totals, "diversion_commenced", area, year, part) for part in (0, 1))
            assert totals["diversion_completed", area, year] <= most, (area, year)


def test_bail_and_fiscal_work_orders_end_after_they_start(totals):
    """No more bail cases are completed than started in the better of two years; orders end in the sum of two."""
    for area in councils():
        for year in YEARS:
            now, before = (of_two_years(totals, "fiscal_work_orders_imposed", area, year, part) for part in (1, 0))
            assert totals["fiscal_work_orders_ended", area, year] <= now + before, (area, year)
        for year in YEARS[7:]:
            most = max(of_two_years(totals, "bail_supervision_commenced", area, year, part) for part in (0, 1))
            assert totals["bail_supervision_completed", area, year] <= most, (area, year)


def test_dundee_has_its_own_counts(totals):
    """From its reports on 2022-23 and 2023-24; the later one gives 92 cases of diversion for both years."""
    measures = ("diversion_referrals", "diversion_commenced", "diversion_completed", "bail_supervision_commenced")
    assert [series(totals, name, DUNDEE)[7:9] for name in measures] == [[162, 164], [92, 92], [53, 62], [16, 18]]


def test_west_dunbartonshire_has_the_reports_that_a_newspaper_gave(totals):
    """97.1 per 10,000 people in 2017-18 (Clydebank Post), which no table of published figures holds."""
    rate = 10_000 * totals["reports_submitted", "S12000039", "2017-18"] / people_16_to_70()["S12000039", "2017-18"]
    assert abs(rate - 97.1) < 0.05


# Scotland


def test_scotland_is_as_printed(totals):
    """Typed from the releases (rounded there, but for the counts that are not round)."""
    assert series(totals, "diversion_referrals")[7] == 4784
    assert series(totals, "diversion_assessments")[7] == 4400
    assert series(totals, "diversion_commenced")[5:] == [2200, 2700, 2600, 3400, 3600]
    assert series(totals, "fiscal_work_orders_imposed")[:5] == [508, 894, 1027, 634, 248]
    assert series(totals, "fiscal_work_orders_imposed")[7:9] == [136, 102]
    assert series(totals, "bail_supervision_commenced")[3:] == [340, 470, 250, 570, 1100, 1300, 1500]
    assert series(totals, "throughcare_voluntary_commenced")[7:9] == [1840, 1870]
    assert series(totals, "throughcare_statutory_custody_commenced")[7:] == [940, 1100, 1200]
    assert series(totals, "throughcare_statutory_community_commenced")[7:] == [890, 870, 1000]
    assert series(totals, "reports_submitted")[5:] == [16900, 23000, 26400, 27900, 29600]
    assert series(totals, "homelessness_applications")[:2] == [34973, 34726]


@pytest.mark.parametrize(
    "measure",
    [
        "bail_supervision_commenced",
        "fiscal_work_orders_imposed",
        "throughcare_voluntary_commenced",
        "throughcare_statutory_custody_commenced",
        "throughcare_statutory_community_commenced",
        "reports_submitted",
        "homelessness_applications",
        "homeless_from_prison",
    ],
)
def test_covid_shows_as_a_fall_in_2020_21(totals, measure):
    """Diversion, which did not fall, is printed so."""
    assert series(totals, measure)[5] < series(totals, measure)[4]


def test_half_of_the_cases_of_diversion_in_2019_20_are_people_aged_16_to_20(figures, totals):
    """As the text of that year's bulletin says."""
    young = sum(figures["diversion_commenced", "age", age, SCOTLAND, "2019-20"] for age in ("16-17", "18-20"))
    assert 0.49 < young / totals["diversion_commenced", SCOTLAND, "2019-20"] < 0.51


def test_four_in_five_people_on_bail_supervision_are_men(figures, totals):
    """As the text of 2022-23 and 2023-24 says."""
    for year in YEARS[7:]:
        men = figures["bail_supervision_commenced", "sex", "Male", SCOTLAND, year]
        assert 0.78 < men / totals["bail_supervision_commenced", SCOTLAND, year] < 0.82


def test_recommendations_not_known_become_fewer(figures, totals):
    """The item was new in 2022-23 and not given for all reports."""
    unknown = [
        figures["bail_assessment_reports", "recommendation", "Not known", SCOTLAND, year]
        / totals["bail_assessment_reports", SCOTLAND, year]
        for year in YEARS[7:]
    ]
    assert unknown == sorted(unknown, reverse=True) and unknown[0] > 2 * unknown[2]


def test_homelessness_stays_within_what_is_plausible(totals):
    """About 34,000 to 41,000 applications, 1,900 to 2,300 of them from prison."""
    assert all(33_500 < count < 41_000 for count in series(totals, "homelessness_applications"))
    assert all(1_900 <= count <= 2_300 for count in series(totals, "homeless_from_prison"))


def test_few_in_a_hundred_participants_have_convictions(totals):
    """6 to 9 per cent in Scotland; between 2 and 16 in a council with 100 participants or more."""
    for year in YEARS[5:]:
        for area in councils() | {SCOTLAND}:
            everyone = totals["nolb_participants", area, year]
            share = totals["nolb_participants_convictions", area, year] / everyone
            low, high = (0.06, 0.09) if area == SCOTLAND else (0.02, 0.16)
            assert everyone < 100 or low <= share <= high, (area, year, share)


# Councils and other places


def test_printed_highest_and_lowest_rates_of_diversion_stay_so(totals):
    """Dumfries and Galloway highest in 2018-19 and 2019-20, Scottish Borders lowest in 2018-19."""
    people = people_16_to_70()
    for year in ("2018-19", "2019-20"):
        rates = {area: totals["diversion_commenced", area, year] / people[area, year] for area in councils()}
        assert max(rates, key=rates.get) == DUMFRIES
        assert year == "2019-20" or min(rates, key=rates.get) == BORDERS


def test_islands_have_small_numbers_and_true_noughts(totals):
    """No more than 25 cases of anything but reports and homelessness; none at all in some years."""
    small = ("diversion_commenced", "bail_supervision_commenced", "throughcare_voluntary_commenced")
    small += ("fiscal_work_orders_imposed", "homeless_from_prison", "nolb_participants_convictions")
    for area in ISLANDS:
        for measure in small:
            assert max(series(totals, measure, area)) <= 25, (area, measure)
        assert series(totals, "bail_supervision_commenced", area)[:7] == [0] * 7
        assert series(totals, "fiscal_work_orders_imposed", area)[5:] == [0] * 5


def test_no_council_leaps_without_reason(totals):
    """A larger council's cases neither double nor halve from one ordinary year to the next."""
    for measure in ("diversion_commenced", "throughcare_voluntary_commenced", "reports_submitted", "nolb_participants"):
        for area in councils():
            counts = [(year, totals[measure, area, year]) for year in YEARS if (measure, area, year) in totals]
            for (_, one), (year, other) in pairwise(counts):
                if min(one, other) >= 50 and year not in ("2020-21", "2021-22"):
                    assert 0.5 < other / one < 2, (measure, area, year, one, other)


def test_health_boards_of_the_islands_have_few_transfers(totals):
    """At most three a year each, and none in some year; several hundred in Scotland, rising."""
    islands = [series(totals, "treatment_transfers", code) for code in ("S08000025", "S08000026", "S08000028")]
    assert all(count <= 3 for counts in islands for count in counts) and any(0 in counts for counts in islands)
    scotland = series(totals, "treatment_transfers")
    assert len(scotland) == 4 and scotland == sorted(scotland) and 500 < scotland[0] < scotland[-1] < 1000


def test_custody_centres_hold_about_100_000_people_and_refer_more_every_year(totals):
    """All 28 together; a few in a hundred are referred. The smallest centre holds fewer than 100."""
    centres = places()["custody centre"]
    held = [sum(totals["custody_held", code, year] for code in centres) for year in YEARS[7:]]
    referred = [sum(totals["custody_referrals", code, year] for code in centres) for year in YEARS[7:]]
    assert len(centres) == 28 and all(95_000 < count < 105_000 for count in held)
    shares = [some / everyone for some, everyone in zip(referred, held, strict=True)]
    assert shares == sorted(shares) and 0.03 < shares[0] < shares[-1] < 0.06
    assert min(totals["custody_held", code, "2024-25"] for code in centres) < 100
