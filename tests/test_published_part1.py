"""Figures of the other eight outcomes: what was published comes through the build; layouts and places hold together."""

import csv
from pathlib import Path

import pytest
from workbooks import book

from cjtools.areas import SCOTLAND
from cjtools.catalogue.models import Indicator
from cjtools.intake.build import build
from cjtools.results.indicators import calculate
from cjtools.rounding import round_half_up

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE, PUBLISHED = ROOT / "data" / "catalogue", ROOT / "data" / "raw" / "published"
OWN = ("jsw_services_scotland.csv", "jsw_services_councils.csv", "homeless_from_prison.csv", "attitudes.csv")
BY_COUNCIL = (
    "jsw_diversion", "jsw_fiscal_work_orders", "jsw_bail", "jsw_throughcare", "jsw_reports", "homelessness",
    "no_one_left_behind",
)  # fmt: skip
BY_PLACE = {"treatment_transfers": ("health board", 15), "custody_referrals": ("custody centre", 28)}
MEASURES = (
    "diversion_referrals", "diversion_assessments", "diversion_commenced", "diversion_completed", "diversion_extended",
    "diversion_commenced_rate", "fiscal_work_orders_imposed", "fiscal_work_orders_ended", "bail_supervision_commenced",
    "bail_assessment_reports", "bail_supervision_completed", "bail_monitored", "throughcare_voluntary_commenced",
    "throughcare_voluntary_individuals", "throughcare_statutory_custody_commenced", "reports_submitted",
    "throughcare_statutory_community_commenced", "report_outcomes", "homeless_from_prison", "nolb_participants",
    "nolb_participants_convictions", "treatment_transfers", "custody_held", "custody_referrals", "attitude_agree",
)  # fmt: skip
TOTALS = [  # measure, period, area, printed; typed from the publications that the rows name
    ("diversion_referrals", "2022-23", SCOTLAND, 4784),  # the exact figure goes before 4,800
    ("diversion_assessments", "2018-19", SCOTLAND, 2800),
    ("diversion_commenced", "2011-12", SCOTLAND, 1260),
    ("diversion_commenced", "2023-24", SCOTLAND, 3400),
    ("diversion_completed", "2019-20", SCOTLAND, 1600),
    ("diversion_extended", "2022-23", SCOTLAND, 140),
    ("diversion_commenced_rate", "2019-20", "S12000006", 14.4),  # Dumfries and Galloway
    ("diversion_commenced_rate", "2018-19", "S12000026", 0.8),  # Scottish Borders
    ("diversion_commenced", "2022-23", "S12000042", 92),  # Dundee; 77 in the report of the year itself
    ("diversion_completed", "2023-24", "S12000042", 62),
    ("fiscal_work_orders_imposed", "2017-18", SCOTLAND, 1027),
    ("fiscal_work_orders_imposed", "2023-24", SCOTLAND, 102),
    ("fiscal_work_orders_ended", "2018-19", SCOTLAND, 698),
    ("bail_supervision_commenced", "2007-08", SCOTLAND, 729),
    ("bail_supervision_commenced", "2008-09", SCOTLAND, 583),
    ("bail_supervision_commenced", "2010-11", SCOTLAND, 450),  # 498 before it was revised
    ("bail_supervision_commenced", "2013-14", SCOTLAND, 417),
    ("bail_supervision_commenced", "2024-25", SCOTLAND, 1500),
    ("bail_supervision_commenced", "2023-24", "S12000042", 18),
    ("bail_assessment_reports", "2023-24", SCOTLAND, 5500),
    ("throughcare_voluntary_commenced", "2009-10", SCOTLAND, 2683),
    ("throughcare_voluntary_commenced", "2023-24", SCOTLAND, 1870),
    ("throughcare_voluntary_individuals", "2013-14", SCOTLAND, 2327),
    ("throughcare_statutory_custody_commenced", "2018-19", SCOTLAND, 1060),
    ("throughcare_statutory_community_commenced", "2024-25", SCOTLAND, 1000),
    ("reports_submitted", "2019-20", SCOTLAND, 28400),
    ("reports_submitted", "2022-23", SCOTLAND, 26400),
    ("report_outcomes", "2019-20", SCOTLAND, 25802),
    ("homeless_from_prison", "2010-11", SCOTLAND, 2261),
    ("homeless_from_prison", "2011-12", SCOTLAND, 2264),  # 2,244 before it was revised
    ("homeless_from_prison", "2012-13", SCOTLAND, 2228),
]
PARTS = [
    ("report_outcomes", "2019-20", "Custody", 3482),
    ("report_outcomes", "2016-17", "Restriction of liberty order", 979),
    ("report_outcomes", "2020-21", "Structured deferred sentence", 289),
    ("fiscal_work_orders_ended", "2015-16", "Successfully completed", 292),
    ("bail_supervision_commenced", "2008-09", "Female", 201),
    ("attitude_agree", "2023-24", "Only people who committed the most serious crimes should go to prison", 55),
    ("attitude_agree", "2023-24", "Prisons should help people change their behaviour and not just punish them", 92),
    ("attitude_agree", "2023-24", "Prisons should give support that prevents more crime", 93),
    ("attitude_agree", "2023-24", "Prisons should work with community organisations to help people fit back in", 92),
    ("attitude_agree", "2023-24", "People who leave prison homeless should be helped to find a home", 91),
]


def rows_of(path):
    """The rows of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def held(observations):
    """The observations of the measures of these outcomes."""
    return observations[observations["measure"].isin(MEASURES)].astype({"measure": str, "breakdown": str})


@pytest.fixture(scope="module")
def leeway():
    """A function that gives by how much a total may differ from its parts: up to 100 where the source rounded it."""
    rows = [row for name in (*OWN, "jsw_scotland.csv") for row in rows_of(PUBLISHED / name)]
    rounded = {(r["measure"], r["area_code"], r["period"]) for r in rows if "rounded in the source" in r["note"]}
    return lambda *key: 100 if key in rounded else 0


@pytest.mark.parametrize(("measure", "period", "area", "printed"), TOTALS)
def test_a_published_total_comes_through(measure, period, area, printed, held):
    """It is in the observations as printed, and called published."""
    rows = held[(held["measure"] == measure) & (held["breakdown"] == "total")]
    row = rows[(rows["area_code"] == area) & (rows["period"] == period)].iloc[0]
    assert (row["value"], row["status"]) == (printed, "published")


@pytest.mark.parametrize(("measure", "period", "category", "printed"), PARTS)
def test_a_published_part_comes_through(measure, period, category, printed, held):
    """It is in the observations of Scotland as printed, and called published."""
    rows = held[(held["measure"] == measure) & (held["category"] == category) & (held["area_code"] == SCOTLAND)]
    row = rows[rows["period"] == period].iloc[0]
    assert (row["value"], row["status"]) == (printed, "published")


def test_both_figures_are_kept_where_publications_differ(processed):
    """It tells what an older edition said, with the figure that replaced it."""
    told = {(r["measure"], r["period"], r["value"], r["replaced_value"]) for r in rows_of(processed / "revisions.csv")}
    numbers = {(measure, period, float(old), float(new)) for measure, period, old, new in told}
    assert ("bail_supervision_commenced", "2010-11", 498.0, 450.0) in numbers
    assert ("diversion_commenced", "2022-23", 77.0, 92.0) in numbers
    assert ("homeless_from_prison", "2011-12", 2244.0, 2264.0) in numbers


def test_no_own_table_says_a_thing_twice():
    """Each row has its page, and no key stands twice in one edition of a source."""
    for name in OWN:
        rows = rows_of(PUBLISHED / name)
        names = ("measure", "area_code", "period", "breakdown", "category", "source", "edition")
        keys = [tuple(row[key] for key in names) for row in rows]
        assert len(keys) == len(set(keys)), name
        assert all(row["page"] and row["edition"] for row in rows), name


def test_printed_rates_and_changes_fit_the_figures(held, observations):
    """What else the publications print fits: rates with the population, shares, and a fall of 25 per cent."""
    people = observations[(observations["measure"] == "population_16_70") & (observations["area_code"] == SCOTLAND)]
    people = people[(people["period"] == "2018") & (people["breakdown"] == "total")]["value"].item()
    assert 1800 < 4.8 * people / 10000 < 1900  # 'over 1,800' cases
    assert round(5.2 * people / 10000, -2) == 2000  # 'around 2,000' cases
    totals = held[(held["area_code"] == SCOTLAND) & (held["breakdown"] == "total")].set_index(["measure", "period"])
    assert 1 - totals.loc[("fiscal_work_orders_imposed", "2023-24"), "value"] / 136 == 0.25
    assert round(100 * totals.loc[("homeless_from_prison", "2010-11"), "value"] / 10037) == 23
    assert round(100 * totals.loc[("homeless_from_prison", "2012-13"), "value"] / 39827) == 6


PERCENTAGES = {  # Table 7 of the 2020-21 bulletin, 2016-17 to 2020-21
    "Monetary penalty": ("6.9", "6.5", "6.1", "5.5", "6.7"),
    "Community payback order with unpaid work only": ("13.0", "11.9", "11.6", "9.7", "6.6"),
    "Community payback order with supervision only": ("12.0", "12.8", "13.2", "13.0", "16.1"),
}


@pytest.mark.parametrize("category", PERCENTAGES)
def test_the_engine_gives_the_printed_percentages_of_report_outcomes(category, observations, catalogue):
    """It works the shares out again from the counts, and they round to what Table 7 prints beside them."""
    reports = [{"measure": "report_outcomes"}]
    words = catalogue.indicators["sds_endings"].model_dump()
    words |= {"id": "report_outcomes", "level": "scotland", "numerator": reports, "denominator": reports}
    share = Indicator.model_validate({**words, "breakdown": "outcome", "parts": list(PERCENTAGES), "chart_groups": {}})
    records = calculate(share, observations, catalogue)
    found = records[(records["area_code"] == SCOTLAND) & (records["part"] == category)].set_index("period")["value"]
    years = ("2016-17", "2017-18", "2018-19", "2019-20", "2020-21")
    assert tuple(f"{round_half_up(found[year], 1):.1f}" for year in years) == PERCENTAGES[category]


def test_councils_add_up_to_scotland(held, catalogue, leeway):
    """It gives Scotland as the sum of the 32 councils wherever all are there and none is withheld."""
    adding = [name for name in MEASURES if catalogue.measures[name]["councils_add_up"] == "yes"]
    assert len(adding) == 18
    rows = held[held["measure"].isin(adding)]
    for key, group in rows.groupby(["measure", "period", "breakdown", "category"], observed=True):
        is_scotland = group["area_code"] == SCOTLAND
        if is_scotland.any() and (~is_scotland).sum() == 32 and group["value"].notna().all():
            difference = group.loc[~is_scotland, "value"].sum() - group.loc[is_scotland, "value"].item()
            assert abs(difference) <= leeway(key[0], SCOTLAND, key[1]), key


def test_parts_add_up_to_totals(held, catalogue, leeway):
    """It gives each total as the sum of its categories, a category not in use counting as nothing."""
    checked = set()
    for name in MEASURES:
        for breakdown in filter(None, catalogue.measures[name]["parts_add_up"].split(";")):
            rows = held[held["measure"] == name]
            total = rows[rows["breakdown"] == "total"].set_index(["area_code", "period"])["value"]
            parts = rows[(rows["breakdown"] == breakdown) & ~rows["marker"].isin(["[z]", "-"])]
            for key, group in parts.groupby(["area_code", "period"], observed=True):
                if group["value"].notna().all():
                    assert abs(group["value"].sum() - total[key]) <= leeway(name, *key), (name, breakdown, key)
                    checked.add((name, breakdown))
    assert {("report_outcomes", "outcome"), ("bail_supervision_commenced", "sex")} <= checked


def test_every_council_has_one_board_and_one_division():
    """It has 14 health boards and 13 police divisions that share out the 32 councils, each council once."""
    places, councils = rows_of(CATALOGUE / "places.csv"), rows_of(CATALOGUE / "areas.csv")
    board_of = {row["area_code"]: row["health_board"] for row in councils if row["area_code"] != SCOTLAND}
    for kind, number in (("health board", 14), ("police division", 13)):
        rows = [row for row in places if row["kind"] == kind]
        served = [code for row in rows for code in row["councils"].split("; ")]
        assert len(rows) == number and sorted(served) == sorted(board_of), kind
    boards = {c: r["place_name"] for r in places if r["kind"] == "health board" for c in r["councils"].split("; ")}
    assert boards == board_of


def test_custody_centres_are_made_up_and_say_so():
    """It has one to three centres in every division, with no real name."""
    places = rows_of(CATALOGUE / "places.csv")
    divisions = {row["place_code"]: row["place_name"] for row in places if row["kind"] == "police division"}
    centres = [row for row in places if row["kind"] == "custody centre"]
    assert {row["parent"] for row in centres} == set(divisions)
    for row in centres:
        stem = divisions[row["parent"]].removesuffix(" police division")
        assert row["place_name"].startswith(f"{stem} custody centre ") and row["place_name"].endswith(" (made up)")
        assert row["source"] == "illustrative"


def weights_in(areas, catalogue):
    """The names that the rows of a table carry, each with a number; Scotland's is the sum of the others."""
    kind = areas.removesuffix("s")
    rows = catalogue.councils if areas == "all" else [place for place in catalogue.places if place["kind"] == kind]
    weights = {row.get("area_name") or row["place_name"]: number for number, row in enumerate(rows, 1)}
    return weights if kind == "custody centre" else {**weights, "Scotland": sum(weights.values())}


def written(layout, catalogue, folder):
    """Write a workbook with the sheets and headings of a layout, in which parts and councils add up."""
    sheets = {}
    for table in layout.tables:
        values = [column for column in table.columns if column.role == "value"]
        of_breakdown = [column.breakdown for column in values]
        shares = [420 if name == "total" else 420 // of_breakdown.count(name) for name in of_breakdown]
        body = [
            ["2023-24", name, *(weight * share for share in shares)]
            for name, weight in weights_in(table.areas, catalogue).items()
        ]
        headings = [column.heading for column in table.columns]
        over = [[""] * len(headings)] * (table.header_rows - 1)
        sheets[table.sheet] = [[f"Table {table.sheet}: {table.title}"], [], *over, headings, *body]
    return book(folder / f"{layout.id}.xlsx", sheets)


@pytest.mark.parametrize("name", [*BY_COUNCIL, *BY_PLACE])
def test_a_workbook_of_the_assumed_layout_is_read(name, catalogue, tmp_path):
    """It is recognised as this layout alone, and every figure of every area or place is read, nothing invented."""
    layout = next(layout for layout in catalogue.layouts if layout.id == name)
    assert not any(table.confirmed for table in layout.tables)
    written(layout, catalogue, tmp_path / "raw")
    result = build(catalogue, [tmp_path / "raw"], tmp_path / "processed", CATALOGUE)
    assert [file.layout for file in result.files] == [name]
    read = result.observations
    per_area = {(c.measure, c.breakdown, c.category) for t in layout.tables for c in t.columns if c.role == "value"}
    areas = BY_PLACE[name][1] if name in BY_PLACE else 33
    assert read["area_code"].nunique() == areas
    assert len(read) == areas * len(per_area)
    assert set(read["measure"]) <= set(MEASURES) | {"homelessness_applications"}
