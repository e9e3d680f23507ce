"""Every kind of sentence, word by word, and the same number in sentence, table, title and alternative text."""

import re

import numpy as np
import pytest
from small_world import ALBA, BRAE, at, indicator, seen, worked_out

from cjtools import words
from cjtools.areas import SCOTLAND
from cjtools.results.comparisons import TOO_FEW
from cjtools.show import tables, text

SAYS = {"subject": "orders that ended", "verb": "were completed", "counted": "orders"}
PART = indicator("proportion", [("done",)], [("ended",)], words=SAYS, baseline_period="2018-19")
COUNT = indicator(
    "count", [("imposed",)], words={"subject": "payback orders", "verb": "were imposed"}, name="Payback orders imposed"
)
RATE = indicator(
    "rate", [("imposed",)], [("people",)], per=10_000, population_year="start", better="neither",
    words={"subject": "payback orders", "verb": "were imposed"},
)  # fmt: skip
MEAN = indicator(
    "mean", [("months",)], weight={"measure": "orders"}, better="neither",
    words={"subject": "the average order", "verb": "was"},
)  # fmt: skip


def part(period, done, ended):
    """Observations of a proportion: two of area -> number."""
    return [*seen("done", period, done), *seen("ended", period, ended)]


def told(made, row):
    """The full sentence of a record of Alba."""
    return text.sentence(row, made, "Alba")


def test_a_proportion_with_two_comparators_and_two_changes():
    """It gives figure, counts and interval, both comparators once the word fits both, and both changes."""
    records = worked_out(
        PART,
        part("2018-19", {ALBA: 300}, {ALBA: 500}),
        part("2022-23", {ALBA: 361}, {ALBA: 500}),
        part("2023-24", {ALBA: 360, BRAE: 300, SCOTLAND: 6500}, {ALBA: 500, BRAE: 500, SCOTLAND: 10_000}),
    )
    assert told(PART, at(records, ALBA, "2023-24")) == (
        "In Alba in 2023-24, 72.0% of orders that ended were completed (360 of 500 orders; 95% interval 67.9% to "
        "75.8%). That is clearly better than Scotland (65.0%) and better than family group 1 (66.0%). Since 2022-23 "
        "(72.2%) there is no clear change; since 2018-19 (60.0%) the percentage is clearly up by 12.0 percentage "
        "points."
    )


@pytest.mark.parametrize(
    ("own", "brae", "scotland", "said"),
    [
        (360, 360, 7200, "That is similar to Scotland (72.0%) and to family group 1 (72.0%)."),
        (300, 380, 7200, "That is clearly worse than Scotland (72.0%) and family group 1 (68.0%)."),
        (360, 340, 6500, "That is clearly better than Scotland (65.0%) and similar to family group 1 (70.0%)."),
        (360, None, 6500, "That is clearly better than Scotland (65.0%)."),
        (360, 340, None, "That is similar to family group 1 (70.0%)."),
        (360, None, None, ""),
    ],
)
def test_comparators(own, brae, scotland, said):
    """It joins two comparators that read alike, tells apart two that do not, and leaves out what is missing."""
    others = {code: value for code, value in ((BRAE, brae), (SCOTLAND, scotland)) if value is not None}
    bases = {ALBA: 500, BRAE: 500, SCOTLAND: 10_000}
    records = worked_out(PART, part("2023-24", {ALBA: own, **others}, {code: bases[code] for code in (ALBA, *others)}))
    assert text.compared(at(records, ALBA, "2023-24"), PART) == said


def test_without_a_direction_it_is_higher_or_lower():
    """It never calls a rate of sentences better or worse."""
    people = seen("people", "2023", {ALBA: 10_000, BRAE: 10_000, SCOTLAND: 1_000_000}, period_type="mid-year")
    records = worked_out(RATE, seen("imposed", "2023-24", {ALBA: 50, BRAE: 20, SCOTLAND: 3_000}), people)
    assert told(RATE, at(records, ALBA, "2023-24")) == (
        "In Alba in 2023-24, payback orders were imposed at a rate of 50.0 per 10,000 people (50 orders; 95% interval "
        "37.1 to 65.9). That is clearly higher than Scotland (30.0) and higher than family group 1 (35.0)."
    )


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (100, 160, "Since 2022-23 (100) the number is clearly up by 60%."),
        (160, 100, "Since 2022-23 (160) the number is clearly down by 38%."),
        (100, 140, "Since 2022-23 (100) the number is up by 40%."),
        (100, 104, "Since 2022-23 (100) there is no clear change."),
        (104, 104, "Since 2022-23 (104) the number is the same."),
        (0, 0, "Since 2022-23 (0) the number is the same, too few to tell a change."),
        (3, 3, "Since 2022-23 (3) the number is the same, too few to tell a change."),
        (8, 30, "Since 2022-23 (8) the number is clearly up by 275%."),
        (
            8,
            9,
            "Since 2022-23 (8) there are too few orders to tell a change (to show a rise, it would take at least 20 "
            "orders).",
        ),
        (
            0,
            9,
            "Since 2022-23 (0) there are too few orders to tell a change (to show a rise, it would take at least 10 "
            "orders).",
        ),
        ("[c]", 30, ""),
        (30, "[c]", ""),
        (400_000, 402_000, "Since 2022-23 (400,000) the number is up by 0.5%."),
    ],
)
def test_changes(before, now, said):
    """It says up, down, no clear change, the same, too few, or nothing."""
    records = worked_out(COUNT, seen("imposed", "2022-23", {ALBA: before}), seen("imposed", "2023-24", {ALBA: now}))
    assert text.changed(at(records, ALBA, "2023-24")) == said


def test_a_rise_from_none_is_not_called_unclear():
    """It does not say of 30 orders after none that nothing changed: the exact lower limit of the ratio is 7.6."""
    records = worked_out(COUNT, seen("imposed", "2022-23", {ALBA: 0}), seen("imposed", "2023-24", {ALBA: 30}))
    said = text.changed(at(records, ALBA, "2023-24"))
    assert "no clear change" not in said and "too few" not in said
    assert "inf" not in said and "nan" not in said


def test_two_changes_that_read_alike_are_said_once():
    """It does not repeat itself for the year before and the baseline."""
    made = COUNT.model_copy(update={"baseline_period": "2018-19"})
    years = {"2018-19": 100, "2022-23": 102, "2023-24": 104}
    records = worked_out(made, *(seen("imposed", year, {ALBA: value}) for year, value in years.items()))
    assert text.changed(at(records, ALBA, "2023-24")) == (
        "Since 2022-23 (102) and since 2018-19 (100) there is no clear change."
    )
    falling = worked_out(
        made, *(seen("imposed", year, {ALBA: value}) for year, value in {**years, "2023-24": 40}.items())
    )
    assert text.changed(at(falling, ALBA, "2023-24")) == (
        "Since 2022-23 (102) the number is clearly down by 61%; since 2018-19 (100) it is clearly down by 60%."
    )


def test_a_baseline_that_is_the_year_before_is_said_once():
    """It gives one comparison in the year after the baseline."""
    made = COUNT.model_copy(update={"baseline_period": "2022-23"})
    records = worked_out(made, seen("imposed", "2022-23", {ALBA: 100}), seen("imposed", "2023-24", {ALBA: 160}))
    assert text.changed(at(records, ALBA, "2023-24")) == "Since 2022-23 (100) the number is clearly up by 60%."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "In Alba in 2023-24, no payback orders were imposed."),
        (1, "In Alba in 2023-24, 1 payback order was imposed."),
        (1234, "In Alba in 2023-24, 1,234 payback orders were imposed."),
        ("-", "In Alba in 2023-24, no payback orders were imposed."),
        ("[x]", "Payback orders imposed: no figure for Alba in 2023-24 ([x]: not available)."),
        (
            "[c]",
            "Payback orders imposed: no figure for Alba in 2023-24 ([c]: not shown, so that nobody can be recognised).",
        ),
    ],
)  # fmt: skip
def test_counts(value, said):
    """It knows none, one and many, and says why there is no figure."""
    row = at(worked_out(COUNT, seen("imposed", "2023-24", {ALBA: value})), ALBA, "2023-24")
    assert text.said_of(row, COUNT, "Alba") == said


def test_a_count_that_rounds_to_zero_is_said_to():
    """It does not print a bracket in the place of a number."""
    row = at(worked_out(COUNT, seen("imposed", "2023-24", {ALBA: 0.3}, marker="[low]")), ALBA, "2023-24")
    assert text.said_of(row, COUNT, "Alba") == (
        "Payback orders imposed: [low] for Alba in 2023-24 (more than none, but it rounds to zero)."
    )


def test_people_are_nobody_and_one_person():
    """It says nobody for none and a person for one."""
    made = indicator("count", [("imposed",)], unit="people", words={
        "subject": "people", "verb": "were given at least one order", "counted": "people"})  # fmt: skip
    records = worked_out(made, seen("imposed", "2023-24", {ALBA: 0, BRAE: 1}))
    assert text.said_of(at(records, ALBA, "2023-24"), made, "Alba") == "In Alba in 2023-24, nobody was given an order."
    assert text.said_of(at(records, BRAE, "2023-24"), made, "Brae") == (
        "In Brae in 2023-24, 1 person was given at least one order."
    )


def test_under_ten_no_direction_is_given():
    """It says that the count is too small, names the comparators, and uses no word of direction."""
    records = worked_out(
        PART,
        part("2022-23", {ALBA: 2}, {ALBA: 20}),
        part("2023-24", {ALBA: 8, BRAE: 150, SCOTLAND: 5000}, {ALBA: 17, BRAE: 500, SCOTLAND: 10_000}),
    )
    row = at(records, ALBA, "2023-24")
    assert told(PART, row) == (
        "In Alba in 2023-24, 47.1% of orders that ended were completed (8 of 17 orders; 95% interval 26.2% to 69.0%). "
        "The count is under 10 orders, too few to tell whether this differs from Scotland (50.0%) or family group 1 "
        "(30.6%). Since 2022-23 (10.0%) there are too few cases to tell a change (to show, a rise would have to be "
        "at least 48.8 percentage points)."
    )
    assert text.headline(row, PART) == "Orders completed: 47.1% in 2023-24, too few to compare"


def test_a_few_where_ten_would_be_expected_get_no_verdict():
    """It gives 2 where Scotland's rate would give 10.4 without a verdict, with what would be expected."""
    people = seen("people", "2023", {ALBA: 17_333, SCOTLAND: 300_000}, period_type="mid-year")
    row = at(worked_out(RATE, seen("imposed", "2023-24", {ALBA: 2, SCOTLAND: 180}), people), ALBA, "2023-24")
    assert text.compared(row, RATE) == (
        "The count is under 10 orders, too few to tell whether this differs from Scotland (6.0); at Scotland's rate "
        "about 10 would be expected."
    )
    assert text.headline(row, RATE).endswith("too few to compare")


@pytest.mark.parametrize(
    ("lower", "upper", "quarter"),
    [
        (61.0, 70.0, "; this one is in the highest quarter"),
        (59.0, 70.0, ""),  # reaches below the cut of 60
    ],
)
def test_a_quarter_is_named_only_where_the_whole_interval_lies_in_it(lower, upper, quarter):
    """It leaves out the quarter of a council whose interval reaches into the next."""
    row = {
        "lower_quartile": 40.0, "median": 50.0, "upper_quartile": 60.0, "quartile": 4.0, "lower": lower,
        "upper": upper, "position": "above", "unit": "per cent",
    }  # fmt: skip
    assert text.placed(row, PART) == f"Half of the councils lie between 40.0% and 60.0%{quarter}."


def test_no_events_keep_their_interval():
    """It says that there were none, with the rate that chance could hide."""
    people = seen("people", "2023", {ALBA: 10_000}, period_type="mid-year")
    row = at(worked_out(RATE, seen("imposed", "2023-24", {ALBA: 0}), people), ALBA, "2023-24")
    assert text.said_of(row, RATE, "Alba") == (
        "In Alba in 2023-24, no payback orders were imposed (95% interval 0.0 to 3.7 per 10,000 people)."
    )


def test_no_base_is_said_plainly():
    """It says that nothing ended where there is nothing to work a percentage out from."""
    row = at(worked_out(PART, part("2023-24", {ALBA: 0}, {ALBA: 0})), ALBA, "2023-24")
    assert told(PART, row) == "No orders ended in Alba in 2023-24."
    assert text.headline(row, PART) == "Orders completed: no figure"


def test_an_average_names_its_cases_and_has_no_verdict():
    """It gives months and orders, both comparators, and what it was before: no interval, so no higher or lower."""
    years = {
        "2022-23": ({ALBA: 13.0}, {ALBA: 40}),
        "2023-24": ({ALBA: 14.5, SCOTLAND: 15.2}, {ALBA: 30, SCOTLAND: 900}),
    }
    rows = [[*seen("months", year, months), *seen("orders", year, orders)] for year, (months, orders) in years.items()]
    assert told(MEAN, at(worked_out(MEAN, *rows), ALBA, "2023-24")) == (
        "In Alba in 2023-24, the average order was 14.5 months (30 orders). For comparison: Scotland (15.2). "
        "The average was 13.0 in 2022-23; without an interval, nothing is read into the difference."
    )


def test_a_published_percentage_is_told_with_the_years_before_it():
    """It gives the year before and the baseline, each with its kind of year, and calls a tenth neither up nor down."""
    made = indicator("published", [("deprived",)], better="lower", baseline_period="2018-19",
                     words={"subject": "people", "verb": "were reconvicted"})  # fmt: skip
    years = {"2018-19": 28.3, "2020-21": 27.0, "2021-22": 26.9}
    records = worked_out(
        made, *(seen("deprived", year, {ALBA: share}, period_type="cohort") for year, share in years.items())
    )
    row = at(records, ALBA, "2021-22")
    assert text.changed(row) == (
        "The percentage was 27.0% in the 2020-21 cohort and 28.3% in the 2018-19 cohort; without an interval, nothing "
        "is read into the difference."
    )
    assert text.changed(at(records, ALBA, "2018-19")) == ""


@pytest.mark.parametrize(
    ("own", "scotland", "said"),
    [
        (360, 6500, "clearly better than Scotland"),
        (360, 6700, "better than Scotland"),
        (360, 7200, "similar to Scotland"),
        (300, 7200, "clearly worse than Scotland"),
        (8, 6500, "clearly worse than Scotland"),
    ],
)
def test_a_title_is_as_sure_as_its_sentence(own, scotland, said):
    """It says clearly where the sentence does, and only there (Wilson: 360 of 500 is 67.9 to 75.8, 65.4 to 77.7)."""
    records = worked_out(PART, part("2023-24", {ALBA: own, SCOTLAND: scotland}, {ALBA: 500, SCOTLAND: 10_000}))
    row = at(records, ALBA, "2023-24")
    assert text.headline(row, PART).endswith(f"in 2023-24, {said}")
    assert f"That is {said} (" in told(PART, row)


@pytest.mark.parametrize(
    ("statistic", "own", "scotland", "said"),
    [(RATE, 50, 3000, "clearly higher than Scotland"), (RATE, 50, 3600, "higher than Scotland")],
)
def test_a_title_without_a_direction_is_as_sure_as_its_sentence(statistic, own, scotland, said):
    """It says higher or lower of a rate, clearly where the 99.8 % interval holds it too."""
    people = seen("people", "2023", {ALBA: 10_000, SCOTLAND: 1_000_000}, period_type="mid-year")
    orders = seen("imposed", "2023-24", {ALBA: own, SCOTLAND: scotland})
    row = at(worked_out(statistic, orders, people), ALBA, "2023-24")
    assert text.headline(row, statistic).endswith(f", {said}")


def test_published_figures_say_their_kind_of_year():
    """It says mid-year, cohort and edition, and 'of' for percentages only."""
    people = indicator("published", [("people",)], unit="people", better="neither",
                       words={"subject": "people", "verb": "lived there"})  # fmt: skip
    row = at(worked_out(people, seen("people", "2022", {ALBA: 12_000}, period_type="mid-year")), ALBA, "2022")
    assert told(people, row) == "In Alba in mid-2022, 12,000 people lived there."
    zones = indicator("published", [("deprived",)], better="neither",
                      words={"subject": "data zones", "verb": "were among the most deprived"})  # fmt: skip
    records = worked_out(zones, seen("deprived", "2020", {ALBA: 0.0, SCOTLAND: 20.0}, period_type="edition"))
    assert told(zones, at(records, ALBA, "2020")) == (
        "In Alba in the 2020 edition, 0% of data zones were among the most deprived. For comparison: Scotland (20%)."
    )


def test_figures_of_scotland_are_said_to_be_scotlands():
    """It never lends Scotland's figure to the council whose report it stands in."""
    made = COUNT.model_copy(update={"level": "scotland"})
    row = at(worked_out(made, seen("imposed", "2023-24", {SCOTLAND: 50})), SCOTLAND, "2023-24")
    assert text.said_of(row, made, "Alba") == "In Scotland in 2023-24, 50 payback orders were imposed."


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Tayside police division", "the Tayside police division"),
        ("custody centres of Fife", "the custody centres of Fife"),
        ("NHS Orkney", "the area of NHS Orkney"),
    ],
)
def test_places_that_are_no_councils_take_their_article(place, said):
    """It writes divisions, centres and boards as people say them."""
    assert words.in_place(place) == said


def test_councils_are_called_as_they_are_published(catalogue):
    """It writes every name as areas.csv has it, in a sentence too: not one time with an article and once without."""
    names = [area["area_name"] for area in catalogue.councils]
    assert {"Orkney Islands", "Shetland Islands", "City of Edinburgh", "Na h-Eileanan Siar"} <= set(names)
    assert [words.in_place(name) for name in names] == names


def test_the_alternative_text_of_a_trend_tells_its_course():
    """It gives first and last of each line, and of the area's own lowest, highest and years without a figure."""
    years = {"2020-21": (10, 100), "2021-22": ("[c]", 100), "2022-23": (60, 100), "2023-24": (50, 100)}
    rows = [part(year, {ALBA: done}, {ALBA: ended}) for year, (done, ended) in years.items()]
    others = {"2022-23": 500, "2023-24": 700}
    rows += [part(year, {SCOTLAND: done}, {SCOTLAND: 1000}) for year, done in others.items()]
    records = worked_out(PART, *rows)
    own, scotland = (records[records["area_code"] == code] for code in (ALBA, SCOTLAND))
    assert text.trend_alt(own, scotland, records.iloc[:0], PART, "Alba", "Family group 1") == (
        "Line chart, per cent by year. Alba: from 10.0% in 2020-21 to 50.0% in 2023-24; lowest 10.0% in 2020-21, "
        "highest 60.0% in 2022-23; no figure in 2021-22. Scotland: from 50.0% in 2022-23 to 70.0% in 2023-24."
    )


def test_the_alternative_text_of_a_flat_line_says_so():
    """It does not call the same number lowest and highest."""
    records = worked_out(COUNT, *(seen("imposed", year, {ALBA: 0}) for year in ("2022-23", "2023-24")))
    none = records.iloc[:0]
    own = records[records["area_code"] == ALBA]
    assert "Alba: 0 in every year from 2022-23 to 2023-24." in text.trend_alt(own, none, none, COUNT, "Alba", "")


@pytest.mark.parametrize(
    ("value", "unit", "marker", "shown"),
    [
        (71.25, "per cent", "", "71.3%"),
        (0.05, "per cent", "", "0.1%"),
        (1234.0, "orders", "", "1,234"),
        (46.05, "per 10,000 people", "", "46.1"),
        (45.0, "per 10,000 people", "", "45.0"),
        (float("nan"), "orders", "", "[x]"),
        (float("nan"), "orders", "[c]", "[c]"),
        (0.3, "orders", "[low]", "[low]"),
        (0.0, "orders", "-", "-"),
        (87.0, "orders", "[p]", "87 [p]"),
    ],
)
def test_numbers(value, unit, marker, shown):
    """It rounds half up, groups thousands, and lets markers stand as published."""
    assert words.number(value, unit, marker) == shown


AREAS = ("S12000013", "S12000015", "S12000049", SCOTLAND)  # a small, a middling and a large council


def series(results, catalogue):
    """Every indicator with the records of each of some areas and parts, by period."""
    for name, records in results.items():
        some = records[records["area_code"].isin(AREAS)]
        for _, rows in some.sort_values("period").groupby(["area_code", "part"]):
            yield catalogue.indicators[name], rows


def sentences(results, catalogue):
    """Every indicator with each record of some areas."""
    for made, rows in series(results, catalogue):
        for _, row in rows.iterrows():
            yield made, row


def shows(said, shown):
    """Whether a text holds a number as shown, not as a part of another."""
    return re.search(rf"(?<![\d,.]){re.escape(shown)}(?![\d]|[,.]\d)", said) is not None


def test_the_same_number_everywhere(results, catalogue):
    """It shows one rounded number of a record in sentence, table, title and alternative text, for every area tried."""
    checked = 0
    for made, rows in series(results, catalogue):
        none = rows.iloc[:0]
        cells = tables.by_period(rows, none, none, "Here", "", False)[1]
        alt = text.trend_alt(rows, none, none, made, "Here", "")
        for place, (_, row) in enumerate(rows.iterrows()):
            shown = text.shown_value(row)
            assert cells[place][:2] == [row["period"], shown]
            if row["value"] > 0:
                assert shows(text.said_of(row, made, "Here"), shown), row
                assert shows(text.headline(row, made), shown), row
                checked += 1
        known = rows[rows["value"] > 0]
        if len(known):
            last = known.iloc[-1]
            assert rows["value"].iloc[-1] != last["value"] or shows(alt, text.shown_value(last)), alt
    assert checked > 2500


def test_no_sentence_limps(results, catalogue):
    """It writes no 'nan', no empty bracket, no doubled word or blank, no wrong plural, and no loud word."""
    limps = re.compile(
        r"\bnan\b|\(\)|  |\b(\w+) \1\b|[ (]1 (?:orders|people|sentences|applications|requirements)\b|\) \("
        r"|(?-i:None)|\binf\b|massive|dramatic|soar|plummet|huge",
        re.IGNORECASE,
    )
    for made, row in sentences(results, catalogue):
        said = f"{text.sentence(row, made, 'Here')} {text.headline(row, made)}"
        assert not limps.search(said), said
        assert said.startswith(("In ", made.name, "No ", "There were no ")), said


def test_no_direction_under_ten_events(results, catalogue):
    """It sets nothing beside another with under ten events, had and expected, and tells no change between two such."""
    directed = re.compile(r"\b(?:up by|down by|better|worse|higher than|lower than)\b")
    few = 0
    for made, row in sentences(results, catalogue):
        per = {"proportion": 100, "share": 100, "rate": made.per}.get(made.statistic, np.nan)
        expected = [row["denominator"] * row[value] / per for value in ("comparator_value", "group_value")]
        if row["numerator"] < 10 and not any(cases >= 20 for cases in expected):
            few += 1
            assert not directed.search(text.compared(row, made)), row
            if "too few" in (row["change_reading"] + row["baseline_reading"]) and made.statistic == "count":
                spans = [
                    (row["change_reading"], row["previous_value"]),
                    (row["baseline_reading"], row["baseline_value"]),
                ]
                assert all(then < 10 for said, then in spans if said == TOO_FEW), row
            assert row["verdict"] in ("", TOO_FEW)
    assert few > 300


def test_none_of_several_is_said_in_words():
    """It does not say 0.0% of 43 orders, but that none was; the upper Wilson limit of 0 of 43 is 8.2 %."""
    row = at(worked_out(PART, part("2023-24", {ALBA: 0}, {ALBA: 43})), ALBA, "2023-24")
    assert text.said_of(row, PART, "Alba") == (
        "In Alba in 2023-24, none of the 43 orders that ended were completed (95% interval 0.0% to 8.2%)."
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((200, 160, 130, 100, 80), "Over the five years from 2019-20 the number has been falling; they include years "
         "of the pandemic, so part of it may be the pandemic's effect."),
        ((80, 100, 130, 160, 200), "Over the five years from 2019-20 the number has been rising; they include years "
         "of the pandemic, so part of it may be recovery."),
        ((1000, 400, 300, 200, 290), ""),  # falling, but the newest year is clearly up
    ],
)  # fmt: skip
def test_a_trend_tells_what_the_pandemic_may_have_done(counts, said):
    """A fall may be the pandemic's effect and a rise recovery; a trend that the newest year reverses is not told."""
    made = COUNT.model_copy(update={"better": "neither", "covid_years": ("2020-21", "2021-22")})
    years = ("2019-20", "2020-21", "2021-22", "2022-23", "2023-24")
    records = worked_out(made, *(seen("imposed", year, {ALBA: n}) for year, n in zip(years, counts, strict=True)))
    row = at(records, ALBA, "2023-24")
    assert row["trend"] in ("rising", "falling")
    assert text.trended(row, made) == said
