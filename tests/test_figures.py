"""What stands on the page for an indicator: chart, table, label and source say the same as the records."""

import re

import pytest

from cjtools import stats
from cjtools.results import facts
from cjtools.results.study import Study
from cjtools.show import assessment, evaluation, figures, front
from cjtools.show.figure_parts import MADE_UP
from cjtools.show.sources import source_line


@pytest.fixture(scope="module")
def fife(catalogue, observations, records):
    """Fife's study on the project's own figures."""
    return Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)


def without_mirrors(looked):
    """What was looked at, of breakdowns in two parts only the larger: the two move alike, in opposite directions."""
    largest = {}
    for indicator, row in looked:
        if indicator.statistic == "share" and len(indicator.parts) == 2:
            largest[indicator.id] = max(largest.get(indicator.id, 0), row["numerator"])
    return [(indicator, row) for indicator, row in looked if largest.get(indicator.id) in (None, row["numerator"])]


def cells(page):
    """Return the body cells of the first table, row by row."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[1]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]


def test_the_funnel_counts_the_councils_whose_own_interval_misses_scotland(fife, monkeypatch):
    """Without spread between councils the limits are the inversion of each council's own 99.8 % Wilson interval."""
    no_spread = stats.Overdispersion(*(0.0 if name == "tau2" else 1.0 for name in stats.Overdispersion.__annotations__))
    monkeypatch.setattr(stats, "overdispersion_proportion", lambda *_: no_spread)
    points = fife.places("cpo_completion")
    mean = fife.of("cpo_completion", "S92000003").iloc[-1]["value"] / 100
    lower, upper = stats.wilson(points["numerator"], points["denominator"], 0.998)
    outside = int(((lower > mean) | (upper < mean)).sum())
    page = figures.indicator_html(fife, "cpo_completion", ["comparison"], "x")
    assert f"{outside} of {len(points)} councils outside the 99.8% limits" in page
    assert len(cells(page)) == 32


@pytest.mark.parametrize(
    ("area", "name", "said"),
    [
        # by their own intervals far from Scotland's 71.0 % and 43.1; within what councils differ by among themselves
        ("glasgow", "cpo_completion", "Glasgow City is clearly better than Scotland when only chance is allowed for"),
        ("glasgow", "cpo_imposed_rate", "Glasgow City is clearly higher than Scotland when only chance is allowed for"),
        ("fife", "cpo_completion", ""),  # similar: nothing to explain
        ("fife", "dtto_completion", ""),  # limits of chance alone
    ],
)
def test_a_funnel_never_contradicts_the_sentence_beside_it(catalogue, observations, records, area, name, said):
    """Limits that are widened are called so in title and alt text; a clear reading inside them is explained."""
    study = Study(catalogue.area(area), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)
    widened = "widened " if name != "dtto_completion" else ""
    page = figures.indicator_html(study, name, ["comparison"], "x")
    picture = re.search(r"<svg.*?</svg>", page, re.DOTALL)[0]
    title, alt = (re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", picture, re.DOTALL)[1] for tag in ("title", "desc"))
    assert f"outside the {widened}99.8% limits" in title and f"inside the {widened}99.8% limits" in alt
    assert ("limits are widened" in page) == bool(widened)
    assert said in page and ("when only chance is allowed for" in page) == bool(said)
    assert (f"That is {said.split(' is ')[1].split(' when')[0]}" if said else "That is similar") in page or not widened


def test_the_ways_in_which_orders_end_have_one_name_each(fife):
    """Title, sentence and table give the same share under one name; completion with early discharge has its own."""
    page = figures.indicator_html(fife, "cpo_endings", ["composition"], "x")
    title = re.search(r"<strong>How community payback orders ended: (.*?) in ", page)[1]
    # 600 of 953 orders ended, as the illustrative workbook has them; with 33 discharged early, 633 of 914
    assert title == "Successfully completed 63.0%"
    assert "recorded as successfully completed (63.0%)" in page
    tables = re.findall(r"<tr><th[^>]*>Successfully completed</th>(.*?)</tr>", page)
    assert len(tables) == 1 and ">600<" in tables[0] and ">63.0%<" in tables[0]
    whole = figures.indicator_html(fife, "cpo_completion", ["trend"], "y")
    assert "were successfully completed or discharged early (633 of 914 orders" in whole
    assert "Community payback orders successfully completed or discharged early: 69.3%" in whole


def test_the_table_behind_a_trend_holds_its_records(fife):
    """Year by year, the area's own figure as the record has it."""
    own = fife.trend("cpo_completion")[0]
    rows = cells(figures.indicator_html(fife, "cpo_completion", ["trend"], "x"))
    assert [row[0] for row in rows] == list(own["period"])
    assert [float(row[1].rstrip("%")) for row in rows] == [stats.round_half_up(value, 1) for value in own["value"]]


def test_the_table_behind_a_composition_adds_to_a_hundred(fife):
    """The groups of the chart are all there is."""
    page = figures.indicator_html(fife, "cpo_endings", ["composition"], "x")
    # orders that ended in Fife, as the illustrative workbook has them
    assert cells(page)[-1][:2] == ["2024-25", "953"]
    for year, _, *shares in cells(page):
        assert sum(float(share.rstrip("%")) for share in shares) == pytest.approx(100, abs=0.21), year


@pytest.mark.parametrize(("name", "made_up"), [("cpo_completion", True), ("custodial_sentences_scotland", False)])
def test_made_up_figures_are_labelled_and_published_ones_are_not(fife, name, made_up):
    """The label follows the status of the records."""
    page = figures.indicator_html(fife, name, ["trend"], "x")
    assert (MADE_UP in page) is made_up


def test_a_rate_names_its_population_as_a_source(fife):
    """Crimes come from one publication, people from another."""
    own = fife.trend("recorded_crime_rate")[0]
    said = source_line(fife, own)
    assert "Recorded Crime in Scotland" in said
    assert "opulation" in said


def test_a_year_does_not_break_and_text_is_escaped():
    """2023-24 stays on one line; an ampersand stays an ampersand."""
    assert figures.prose("<R&D> in 2023-24.") == '&lt;R&amp;D&gt; in <span class="y">2023-24</span>.'


def test_the_tool_never_answers_for_the_partners(fife):
    """Every line that asks for a judgement stays open however many figures there are."""
    page = evaluation.checklist(fife).html
    for line in ("C33", "C34", "C35", "C36"):
        assert re.search(rf"{line}\. [^<]*</strong> <span class=.state.>open</span>", page)
    assert "not yet recorded" in assessment.assessment(fife).html


def test_the_front_page_counts_what_was_looked_at(fife):
    """Clear changes are told with the number of looks, and in order of evidence."""
    looked = without_mirrors(fife.looked_at())
    clear = [row for _, row in looked if row["change_reading"] in ("up", "down")]
    surely = [row for row in clear if row["change_certainty"] == "99.8%"]
    page = front.front(fife).html
    judged = sum(row["change_reading"] != "too few to tell" for _, row in looked)
    assert f"{judged} of {len(looked)} figures could be judged against the year before; {len(clear)} changed" in page
    assert 0 < judged < len(looked) and f"The other {len(looked) - judged} rest on too few cases." in page
    assert f"{len(surely) or 'none'} of them at the 99.8% level too" in page
    assert len(fife.looked_at()) - len(looked) == 2  # women, and unpaid work at level 1
    assert "Where two shares make up a whole, only one is counted." in page
    assert facts.looks(fife.looked_at()).looked == len(looked) > 40
    assert page.count("<li>In Fife") >= 5


def study_of(catalogue, observations, area, outcome):
    """A study on the project's own figures."""
    return Study(catalogue.area(area), catalogue.outcome(outcome), "2024-25", catalogue, observations)


@pytest.mark.parametrize("name", ["sds_endings", "sds_length"])
@pytest.mark.parametrize("show", ["composition", "profile", "table"])
def test_shares_of_under_ten_are_neither_drawn_nor_given_in_per_cent(catalogue, observations, name, show):
    """It tables the numbers of Orkney's two sentences, and shows nobody as 50 or 100 per cent."""
    page = figures.indicator_html(study_of(catalogue, observations, "orkney-islands", "4"), name, [show], "x")
    shown = page.split('<ul class="caveats">')[0]
    assert "there were only 2 structured deferred sentences" in shown
    assert "<svg" not in shown and "%" not in shown and "per cent" not in shown
    assert sum(int(number) for _, number in cells(page)) == 2


def test_years_of_few_are_left_out_of_the_bars_and_named(catalogue, observations):
    """Of East Renfrewshire's years those with under ten sentences have no bar, and every bar's base is in the table."""
    for area in ("east-renfrewshire", "midlothian", "moray", "clackmannanshire", "argyll-and-bute"):
        study = study_of(catalogue, observations, area, "4")
        own = study.of_area("sds_endings")
        bases = own.groupby("period")["denominator"].first()
        few = list(bases[bases < 10].index)
        if few and bases.iloc[-1] >= 10:
            break
    else:
        pytest.fail("no council has years of few and a newest year of more: the test would pass by itself")
    page = figures.indicator_html(study, "sds_endings", ["composition"], "x")
    drawn = {row[0]: float(row[1].replace(",", "")) for row in cells(page)}
    assert drawn == bases[bases >= 10].to_dict()
    (named,) = re.findall(r"Years with under 10 sentences are left out: (.*?)\. ", page)
    assert re.findall(r"\d{4}-\d\d", named) == few


def test_a_place_without_cases_is_told_so_once(catalogue, observations):
    """It says that no order ended, and neither repeats it nor draws the others around a place that is not there."""
    study = study_of(catalogue, observations, "orkney-islands", "4")
    page = figures.indicator_html(study, "dtto_completion", ["trend", "comparison"], "x")
    assert "No drug treatment and testing orders ended in Orkney Islands in" in page
    assert "<svg" not in page and "no figure" not in page.lower()


def test_a_funnel_shows_nobody_on_a_base_of_few(fife, catalogue, observations):
    """It leaves out places with under ten orders, of picture and table, and counts them."""
    places = fife.places("dtto_completion")
    few = int(((places["denominator"] < 10) & places["value"].notna()).sum())
    assert few > 3
    page = figures.indicator_html(fife, "dtto_completion", ["comparison"], "x")
    assert f"Left out: {few} councils with under 10 orders." in page
    shown = {row[0]: row[2] for row in cells(page)}
    assert all(base == "[x]" or float(base.replace(",", "")) >= 10 for base in shown.values())
    own = places[(places["denominator"] < 10) & places["value"].notna()]["area_code"].iloc[0]
    slug = next(area["slug"] for area in catalogue.councils if area["area_code"] == own)
    other = study_of(catalogue, observations, slug, "4")
    assert "<svg" not in figures.indicator_html(other, "dtto_completion", ["comparison"], "x")


def test_captions_of_made_up_funnels_and_centres_say_so(catalogue, observations):
    """Every caption of made-up figures ends in 'illustrative'."""
    page = figures.indicator_html(
        study_of(catalogue, observations, "orkney-islands", "2"), "custody_referral_rate", ["trend"], "x"
    )
    assert "by custody centre, illustrative</caption>" in page
    page = figures.indicator_html(study_of(catalogue, observations, "fife", "4"), "cpo_completion", ["comparison"], "x")
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", page) + re.findall(r'class="sub">(.*?)</span></fig', page)
    assert len(captions) >= 2 and all(caption.endswith(", illustrative") for caption in captions)


def test_a_centre_of_few_cases_has_no_rate(catalogue, observations):
    """It gives how many of how many, not referrals for every 100, where a centre had under ten."""
    found = 0
    for area in catalogue.councils:
        study = study_of(catalogue, observations, area["slug"], "2")
        rows = study.centres("custody_referral_rate")
        few = rows[rows["numerator"] < 10]
        if few.empty:
            continue
        page = figures.indicator_html(study, "custody_referral_rate", ["trend"], "x")
        by_name = {row[0]: row[1:] for row in cells(page[page.index("by custody centre") :])}
        periods = sorted(set(rows["period"]))
        for _, row in few.iterrows():
            cell = by_name[row["area_name"]][periods.index(row["period"])]
            assert cell == f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"
            found += 1
        break
    assert found


@pytest.mark.parametrize(("name", "times"), [("sds_imposed_rate", 1), ("cpo_completion", 0)])
def test_a_rate_that_is_neither_good_nor_bad_is_said_to_be(fife, name, times):
    """The words stand beside a rate without a better direction, and beside no other."""
    assert figures.indicator_html(fife, name, ["trend"], "x").count("neither good nor bad") == times
