"""What is asked for is checked before anything runs, and every fault is told at once."""

import datetime
from pathlib import Path

import pytest

from cjtools.batch.planning import choose, plan, year_of_report, years_with_figures
from cjtools.errors import CjtoolsError
from cjtools.kinds import ACROSS

OUTCOMES = ["community-sentences"]


def slugs(catalogue, *areas):
    """Return the slugs of a plan."""
    return [task.slug for task in plan(choose(catalogue, areas, OUTCOMES), "2024-25", Path("out"))]


def test_all_areas_are_the_32_councils(catalogue):
    """Scotland is no area of its own; a council named besides is not made twice."""
    assert len(slugs(catalogue, "all")) == 32
    assert len(set(slugs(catalogue, "Fife", "ALL"))) == len(slugs(catalogue, "Fife", "ALL")) == 32
    assert "scotland" not in slugs(catalogue, "all")


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("Na h-Eileanan Siar", "na-h-eileanan-siar"),
        ("Eilean Siar", "na-h-eileanan-siar"),
        ("EDINBURGH, CITY OF", "city-of-edinburgh"),
        ("argyll & bute", "argyll-and-bute"),
        ("S12000047", "fife"),
        ("S12000015", "fife"),
        (" orkney ", "orkney-islands"),
    ],
)
def test_any_known_spelling_names_an_area(catalogue, spelling, slug):
    """Names as published, former codes, capitals and blanks."""
    assert slugs(catalogue, spelling) == [slug]


def test_areas_are_made_once_in_the_order_asked_for(catalogue):
    """Two spellings of one area are one report."""
    assert slugs(catalogue, "Moray", "Fife", "moray", "S12000047") == ["moray", "fife"]


def test_everything_unknown_is_told_at_once(catalogue):
    """With the nearest names, so that one look mends all."""
    with pytest.raises(CjtoolsError) as refused:
        choose(catalogue, ["Fyfe", "Murray", "Orkney"], ["comunity-sentences"], "2024-26")
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == 4
    assert told[0].startswith("area 'Fyfe' is not known. Did you mean Fife?")
    assert told[1].startswith("area 'Murray' is not known. Did you mean Moray?")
    assert told[2] == "year '2024-26' is not a financial year. Allowed: such as 2024-25"
    assert told[3].startswith("outcome 'comunity-sentences' is not known. Did you mean community-sentences?")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Orknay", "area 'Orknay' is not known. Did you mean Orkney Islands or Moray?"),
        ("Orkney, Moray", "To do: of several areas, give --area once for each"),
        ("Orkney, Murray", "To do: of several areas, give --area once for each"),
    ],
)
def test_near_names_are_not_called_all_that_is_allowed(catalogue, name, told):
    """It asks whether one was meant, nearest first; a list with commas is told how areas are given."""
    with pytest.raises(CjtoolsError) as refused:
        choose(catalogue, [name], OUTCOMES)
    assert str(refused.value).endswith(told) and "Allowed" not in str(refused.value)


def test_a_comparison_that_cannot_be_made_is_told_with_the_rest(catalogue):
    """A slip in --compare does not come to light report by report."""
    with pytest.raises(CjtoolsError) as refused:
        choose(catalogue, ["Fyfe"], OUTCOMES, compare="Falkirk, Murray")
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == 2
    assert told[1].startswith("area 'Murray' is not known. Did you mean Moray?")


def test_an_area_alone_is_no_comparison_for_itself(catalogue):
    """Told before anything runs, and with the rest."""
    with pytest.raises(CjtoolsError) as refused:
        choose(catalogue, ["Fife", "Moray"], ["nothing"], compare="fife")
    first, second = (str(problem) for problem in refused.value.problems)
    assert first.startswith(
        "Fife would be compared with itself alone. Allowed: deprivation, density, or other councils"
    )
    assert second.startswith("outcome 'nothing' is not known")
    assert len(choose(catalogue, ["Moray"], OUTCOMES, compare="fife")) == 1


def test_what_is_like_no_area_is_told_in_whole_words(catalogue):
    """What is allowed, then what to do."""
    with pytest.raises(CjtoolsError) as refused:
        choose(catalogue, ["<script>", "Scotland"], OUTCOMES)
    assert [str(problem) for problem in refused.value.problems] == [
        "area '<script>' is not known. Allowed: one of the 32 councils. To do: choose one from: cjtools list areas",
        "a report is of one council area, not of Scotland. Allowed: one of the 32 councils, or all. "
        "To do: choose one from: cjtools list areas",
    ]


def test_all_is_the_nine_outcomes_then_what_goes_across_them(catalogue):
    """Each once, in order of number, for each area; what goes across them last."""
    pairs = choose(catalogue, ["Fife", "Moray"], ["priorities", "all", "4"])
    of_fife = [one for area, one in pairs if area["slug"] == "fife"]
    assert [outcome.number for outcome in of_fife[:9]] == [str(n) for n in range(1, 10)]
    assert [one.id for one in of_fife[9:]] == list(ACROSS)
    assert len(pairs) == 2 * (9 + len(ACROSS))
    assert list(ACROSS)[:2] == ["priorities", "delivery_plan"]


def test_a_report_across_outcomes_is_asked_for_by_name(catalogue):
    """Its notebook is given no outcome."""
    (task,) = plan(choose(catalogue, ["Fife"], [" Priorities "]), "2024-25", Path("reports"), "density")
    assert task.parameters == {"area": "Fife", "year": "2024-25", "compare": "density"}
    assert task.page == Path("reports").resolve() / "2024-25" / "fife" / "priorities.html"
    assert task.again == 'cjtools report --area fife --outcome priorities --year 2024-25 --compare "density"'


def test_a_delivery_plan_is_as_of_a_day_and_compares_nothing(catalogue):
    """Today unless another day is named; the same whatever its area stands beside."""
    pairs = choose(catalogue, ["Fife"], ["delivery_plan", "4"])
    outcome, delivery = plan(pairs, "2024-25", Path("reports"), "density", "2026-03-31")
    assert (outcome.compare, outcome.on) == ("density", "")
    assert delivery.parameters == {"area": "Fife", "year": "2024-25", "on": "2026-03-31"}
    assert delivery.again == "cjtools report --area fife --outcome delivery_plan --year 2024-25 --on 2026-03-31"
    (_, today) = plan(pairs, "2024-25", Path("reports"))
    assert today.on == datetime.date.today().isoformat()


@pytest.mark.parametrize("area", ["<script>alert(1)</script>", "../../etc", "", "CON"])
def test_what_is_no_area_names_no_folder(catalogue, area):
    """Folders are slugs of the catalogue, never what was typed."""
    with pytest.raises(CjtoolsError, match="is not known"):
        choose(catalogue, [area], OUTCOMES)


def test_scotland_has_no_report(catalogue):
    """It stands beside every area, and is not a partnership."""
    with pytest.raises(CjtoolsError, match="one council area, not of Scotland"):
        choose(catalogue, ["Scotland"], OUTCOMES)


@pytest.mark.parametrize("year", ["2024-26", "24-25", "../2024-25", "this year", "2024-25/..", "99-00"])
def test_wrong_year_is_refused(catalogue, year):
    """The year is the name of a folder as well."""
    with pytest.raises(CjtoolsError, match="is not a financial year"):
        choose(catalogue, ["Fife"], OUTCOMES, year)


@pytest.mark.parametrize("year", ["2024-25", "1999-00", "2009-10", "2024/25", "2024-2025", "1999-2000"])
def test_financial_year_is_accepted(catalogue, year):
    """Also over a century and a decade, and as others write it."""
    assert choose(catalogue, ["Fife"], OUTCOMES, year)


def test_tasks_name_absolute_folders(catalogue, tmp_path, monkeypatch):
    """Notebooks run in another folder, so a relative one would lead astray."""
    monkeypatch.chdir(tmp_path)
    (task,) = plan(choose(catalogue, ["Fife"], OUTCOMES), "2024-25", Path("reports"), "density")
    assert task.out == tmp_path / "reports" / "2024-25"
    said = (task.area, task.slug, task.outcome, task.year, task.compare)
    assert said == ("Fife", "fife", "community-sentences", "2024-25", "density")


def test_years_are_those_of_councils_figures(catalogue, tmp_path):
    """Neither Scotland's figures nor background such as population make a year of reports."""
    lines = [
        "measure,area_code,period,period_type,value",
        "cpo_imposed,S12000047,2022-23,financial year,5",
        "cpo_imposed,S12000033,2021-22,financial year,5",
        "cpo_imposed,S92000003,2023-24,financial year,5",
        "recorded_crime,S12000047,2024-25,financial year,5",
        "population_16_70,S12000047,2024,mid-year,5",
    ]
    (tmp_path / "observations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert years_with_figures(catalogue, tmp_path) == ["2021-22", "2022-23"]


@pytest.mark.parametrize("year", ["2021-22", "2022-23", "2023-24"])
def test_report_may_be_one_year_ahead_of_its_figures(year):
    """Publications follow the year by many months."""
    assert year_of_report(year, ["2021-22", "2022-23"]) == year


@pytest.mark.parametrize("spelling", ["2022/23", "2022-2023"])
def test_the_year_of_a_report_is_written_in_one_way(spelling):
    """It is the name of a folder."""
    assert year_of_report(spelling, ["2021-22", "2022-23"]) == "2022-23"


@pytest.mark.parametrize("year", ["2020-21", "2024-25", "1998-99"])
def test_year_without_figures_is_refused(year):
    """A report of figures that are years off would be taken for news."""
    with pytest.raises(CjtoolsError, match=f"no figures for a report of {year}. Allowed: 2021-22 to 2023-24"):
        year_of_report(year, ["2021-22", "2022-23"])


def test_without_figures_of_councils_the_way_on_is_told():
    """An empty data/raw, say."""
    with pytest.raises(CjtoolsError, match="put a published workbook into data/raw"):
        year_of_report(None, [])
