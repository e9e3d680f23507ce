"""The illustrative workbooks: true to what is published, and plausible."""

from decimal import ROUND_HALF_UP, Decimal

import illustrative_books
import pytest
from illustrative_books import ISLANDS, PUBLISHED, SCOTLAND, YEARS, councils, is_count, people_16_to_70, rows_of


@pytest.fixture(scope="module")
def figures():
    """See illustrative_books."""
    return illustrative_books.figures()


def newest_published():
    """(measure, breakdown, category, area, year) -> (value, text, edition): the newest, then the least rounded."""
    found = {}
    for row in [row for path in sorted(PUBLISHED.glob("*.csv")) for row in rows_of(path)]:
        if row["value"] and row["period"] in YEARS:
            key = tuple(row[name] for name in ("measure", "breakdown", "category", "area_code", "period"))
            rank = (row["edition"], len(row["value"].replace(".", "").strip("0")))
            if key not in found or rank >= found[key][0]:
                found[key] = (rank, row["value"])
    return {key: (float(text), text, rank[0]) for key, (rank, text) in found.items()}


def prints_as(value, text):
    """Return whether a value, rounded half up to the decimals of the text, is the text."""
    step = Decimal(1).scaleb(-len(text.partition(".")[2]))
    return Decimal(repr(value)).quantize(step, ROUND_HALF_UP) == Decimal(text)


CLOSER = {  # printed roughly ("over 1,800"), where the printed rate of 4.8 needs a closer number
    ("diversion_commenced", "total", "Total", SCOTLAND, "2018-19"),
}
SAME = {  # one figure under two names: the newest edition of either holds for both
    ("cpo_unpaid_work", "total", "Total"): ("cpo_requirements", "requirement", "Unpaid work or other activity"),
    ("cpo_supervision", "total", "Total"): ("cpo_requirements", "requirement", "Supervision"),
}


def superseded(published, key):
    """Return whether a published figure gave way to a newer one that it does not agree with."""
    measure, breakdown, category, area, year = key
    for one, other in SAME.items():
        if (measure, breakdown, category) in (one, other):
            editions = [published[(*n, area, year)][2] for n in (one, other) if (*n, area, year) in published]
            return published[key][2] < max(editions)
    whole = published.get((measure, "total", "Total", area, year))
    parts = {k: v for k, v in published.items() if k[:2] == (measure, breakdown) and k[3:] == (area, year)}
    if breakdown == "level" and whole and len(parts) == 2 and sum(part[0] for part in parts.values()) != whole[0]:
        return published[key][2] == min(edition for _, _, edition in parts.values())
    return False


def test_published_scotland_figures_are_met(figures):
    """Counts exactly; averages and completion rates to the digit printed."""
    published = newest_published()
    checked = 0
    for key, (value, text, _) in published.items():
        if key[3] != SCOTLAND or key not in figures or superseded(published, key):
            continue
        if key in CLOSER:
            assert round(figures[key], -2) == value and figures[key] > value
            continue
        ours = figures[key] * (100 if key[0].endswith("_rate") else 1)
        assert ours == value if is_count(key[0]) else prints_as(ours, text), (key, text, ours)
        checked += 1
    assert checked > 200


def test_few_published_scotland_figures_are_superseded(figures):
    """Only unpaid work of the years whose editions differ (requirements, and level 2)."""
    published = newest_published()
    given_way = {
        key[:3] + key[4:] for key in published if key in figures and key[3] == SCOTLAND and superseded(published, key)
    }
    assert given_way <= {
        ("cpo_requirements", "requirement", "Unpaid work or other activity", "2016-17"),
        ("cpo_requirements", "requirement", "Unpaid work or other activity", "2017-18"),
        ("cpo_unpaid_work", "level", "Level 2 (over 100 hours)", "2015-16"),
        ("cpo_unpaid_work", "level", "Level 2 (over 100 hours)", "2016-17"),
        ("cpo_unpaid_work", "level", "Level 2 (over 100 hours)", "2017-18"),
    }


def test_published_scotland_shares_are_met(figures):
    """Shares of orders with a requirement, and of reasons for lateness, round to the print."""
    checked = 0
    for (measure, breakdown, category, area, year), (_, text, _) in newest_published().items():
        if area != SCOTLAND or measure not in ("cpo_requirement_share", "cpo_unpaid_work_late_share"):
            continue
        part, whole = {
            "cpo_requirement_share": ("cpo_requirements", "cpo_imposed"),
            "cpo_unpaid_work_late_share": ("cpo_unpaid_work_late", "cpo_unpaid_work_late"),
        }[measure]
        share = 100 * figures[part, breakdown, category, area, year] / figures[whole, "total", "Total", area, year]
        assert prints_as(share, text), (measure, category, year, share)
        checked += 1
    assert checked >= 15


def test_published_council_figures_are_met(figures):
    """Counts exactly, averages as printed."""
    checked = 0
    for key, (value, text, _) in newest_published().items():
        if key[3] != SCOTLAND and key in figures:
            assert figures[key] == value, (key, text, figures[key])
            checked += 1
    assert checked >= 90


PER_10_000 = ("_imposed_rate", "_commenced_rate")


def test_published_council_rates_are_met_as_nearly_as_whole_orders_can(figures):
    """The rate rounds to the print; where no whole number does, the nearest is taken. Counts go first."""
    people = people_16_to_70()
    published = newest_published()
    checked = 0
    for (measure, breakdown, category, area, year), (value, text, _) in published.items():
        key = (measure.removesuffix("_rate"), breakdown, category, area, year)
        if area == SCOTLAND or not measure.endswith(PER_10_000) or key in published:
            continue
        base = people[area, year]
        ours = figures[key] * 10_000 / base
        possible = [n for n in range(figures[key] + 500) if prints_as(n * 10_000 / base, text)]
        nearest = abs(ours - value) <= 5_000 / base + 1e-9
        assert prints_as(ours, text) if possible else nearest, (key, text, ours)
        checked += 1
    assert checked >= 20


def test_printed_scotland_rates_of_diversion_are_met(figures):
    """4.8 cases per 10,000 people in 2018-19 and 5.2 in 2019-20."""
    people = people_16_to_70()
    rates = {key: text for key, (_, text, _) in newest_published().items() if key[0] == "diversion_commenced_rate"}
    scotland = {year: text for (_, _, _, area, year), text in rates.items() if area == SCOTLAND}
    assert scotland == {"2018-19": "4.8", "2019-20": "5.2"}
    for year, text in scotland.items():
        count = figures["diversion_commenced", "total", "Total", SCOTLAND, year]
        assert prints_as(count * 10_000 / people[SCOTLAND, year], text)


def test_edinburgh_drug_treatment_orders_fall_while_the_service_was_closed(figures):
    """Edinburgh, Midlothian and East Lothian in 2022-23 and 2023-24."""
    for area in ("S12000036", "S12000019", "S12000010"):
        series = [figures["dtto_imposed", "total", "Total", area, year] for year in YEARS]
        assert max(series[7:9]) < min(series[:5]) / 2, (area, series)


def test_islands_are_small(figures):
    """About 20 to 70 orders ended a year."""
    for area in ISLANDS:
        series = [figures["cpo_ended", "total", "Total", area, year] for year in YEARS]
        assert all(18 <= count <= 75 for count in series), (area, series)


def test_completion_rates_are_plausible_and_vary_more_where_few_end(figures):
    """Nearly all between 55 and 85 per cent; the islands swing more than the largest councils."""
    rates = {
        area: [100 * figures["cpo_completion_rate", "total", "Total", area, year] for year in YEARS]
        for area in councils()
    }
    every = [rate for series in rates.values() for rate in series]
    assert all(50 <= rate <= 88 for rate in every)
    assert sum(55 <= rate <= 85 for rate in every) / len(every) > 0.97

    def swing(area):
        return sum(abs(b - a) for a, b in zip(rates[area], rates[area][1:], strict=False)) / 9

    islands = [swing(area) for area in ISLANDS]
    large = [swing(area) for area in ("S12000049", "S12000036", "S12000047")]
    assert min(islands) > max(large)
