"""Assurance: what three areas have recorded, counted by hand; one refused, the others without a word of their own."""

import csv
import datetime
import io
import re
import time
from types import SimpleNamespace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from conftest import ROOT
from evidence_rows import evidence_with
from html_lint import lint, parse
from scipy.stats import binom

from cjtools.batch import pages
from cjtools.catalogue.statutory import PLAN, REPORT
from cjtools.evidence.template import new_workbook
from cjtools.results.assurance import (
    GOOD_PRACTICE,
    LESSON,
    NOTHING,
    RECORDED,
    REFUSED,
    TOGETHER,
    AreaAssurance,
    Assurance,
)
from cjtools.results.assurance_table import assurance_table
from cjtools.results.export import to_csv
from cjtools.results.nation import nation_of
from cjtools.results.plan import Plan
from cjtools.results.shared_signals import FEWEST, MANY, Signal, changes_of, looked_at, trends_of
from cjtools.show.assurance.areas import areas_recorded, assessments, duties_often_missing
from cjtools.show.assurance.parts import PARTS
from cjtools.show.assurance.sharing import many_signals, shared_gaps, shared_practice

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"
YEAR = "2024-25"
day = datetime.date.fromisoformat

DUTY = {"duty": "published", "done": "On the website.", "date": day("2024-04-01")}
REPORT_OF_YEAR = {"duty": "report-period", "done": "Published.", "date": day("2025-12-05")}  # the year that ended last
REPORT_BEFORE = {"duty": "report-period", "done": "Published.", "date": day("2025-03-31")}  # of 2023-24
REPORT_NAMED = {"duty": "report-period", "year": YEAR, "done": "Published.", "date": day("2026-02-01")}


def practice(outcome, **more):
    return {
        "outcome": outcome, "kind": "good practice", "what": "A text message.", "share": True,
        "partner": "police_scotland", "date": day("2025-01-31"),
    } | more  # fmt: skip


PLANTED = {
    "angus": {
        "duties": [DUTY, REPORT_OF_YEAR],
        "annual": [
            {"outcome": "diversion", "year": YEAR, "achieved": True},
            {"outcome": "accommodation", "year": YEAR, "achieved": False, "nearness": "far away"},
            {
                "outcome": "employability",
                "year": YEAR,
                "action": "Something.",
            },  # says nothing on whether it is achieved
            {"outcome": "police-custody", "year": "2023-24", "achieved": True},
        ],
        "practice": [practice("employability"), practice("diversion", share=False, what="Not to be shared.")],
    },
    "fife": {
        "duties": [REPORT_BEFORE],
        "annual": [{"outcome": "diversion", "year": YEAR, "achieved": False}],
        "practice": [practice("diversion", what="A meeting."), practice("accommodation", kind="lesson learned")],
        "answers": [
            {"question": "1-S3", "who": "workforce", "form": "theme", "answer": "Slow.", "date": day("2025-01-31")}
        ],
    },
    "moray": {"duties": [DUTY, REPORT_NAMED]},
}


@pytest.fixture(scope="module")
def nation(catalogue, processed):
    """The national view of the project's own figures."""
    root = SimpleNamespace(processed=processed, catalogue=ROOT / "data" / "catalogue")
    return nation_of(catalogue, root, YEAR)


def planted(nation, by_slug, refused=(), examples=()):
    """Return what all areas have recorded, where some have rows of evidence and some are refused."""
    outcomes, areas = list(nation.catalogue.outcomes.values()), []
    for area in nation.catalogue.councils:
        slug = area["slug"]
        evidence = evidence_with(slug in examples, **by_slug.get(slug, {}))
        first = nation.study(area, outcomes[0])
        first.evidence = evidence
        plan = Plan(area, nation.year, [first.on(outcome) for outcome in outcomes], evidence)
        areas.append(AreaAssurance(area, None if slug in refused else plan))
    return Assurance(nation, areas)


@pytest.fixture(scope="module")
def three(nation):
    """Three areas with evidence, one of them a worked example, and one that is refused."""
    return planted(nation, PLANTED, refused=["stirling"], examples=["fife"])


def of(assurance, slug):
    """Return one area."""
    return next(one for one in assurance.areas if one.area["slug"] == slug)


def table(fragment, name):
    """Return the rows of a table: header -> texts of the other cells, in order."""
    (found,) = [each for each in parse(fragment.html).all("table") if each.attrs["id"] == name]
    rows = found.all("tbody")[0].all("tr")
    return {row.all("th")[0].text: [cell.text for cell in row.all("td")] for row in rows}


def whole(assurance):
    """Return the page as a site writes it, and its CSV."""
    site = SimpleNamespace(nation=assurance.nation, root=SimpleNamespace(local=ROOT / "nowhere"))
    return pages.assurance(site)


def test_each_area_is_recorded_nothing_or_refused(three):
    assert {state: len(three.in_state(state)) for state in (RECORDED, NOTHING, REFUSED)} == {
        RECORDED: 3, NOTHING: 28, REFUSED: 1,
    }  # fmt: skip
    html = areas_recorded(three).html
    rows = table(areas_recorded(three), "assurance-areas")
    assert len(rows) == 32 and rows["Highland"][0] == "nothing recorded"
    assert rows["Stirling"] == ["could not be read", *["not known"] * 6]
    assert (
        "1 area could not be read, and is left out of every count: Stirling (cjtools evidence check stirling)" in html
    )
    assert "32 areas: 3 have recorded something; in 28 nothing is recorded." in html


def test_plan_report_and_assessments_of_the_year_are_told_by_area(three):
    """Angus: a report without a year, after its end; Fife: one of the year before; Moray: one that names the year."""
    rows = table(areas_recorded(three), "assurance-areas")
    assert rows["Angus"][1:5] == ["recorded, 1 April 2024", "recorded, 5 December 2025", "2 of 9", "no own outcome"]
    assert rows["Fife (worked example, made up)"][1:4] == ["not recorded", "not recorded", "1 of 9"]
    assert rows["Moray"][1:4] == ["recorded, 1 April 2024", "recorded, 1 February 2026", "0 of 9"]


def test_what_stands_in_every_new_workbook_is_nothing_recorded(nation):
    prefilled = {"criteria": [{"criterion": "Ease"}]}
    assert of(planted(nation, {"angus": prefilled}), "angus").state == NOTHING
    assert of(planted(nation, {"angus": prefilled | {"duties": [DUTY]}}), "angus").state == RECORDED


def test_outcomes_are_told_in_the_partners_words_and_the_others_as_not_recorded(three, catalogue):
    rows = table(assessments(three), "assurance-assessments")
    assert list(rows) == ["Angus", "Fife (worked example, made up)", "Moray"]
    angus = dict(zip([*catalogue.outcomes, "own"], rows["Angus"], strict=True))
    assert angus["diversion"] == "achieved" and angus["accommodation"] == "far away"
    assert angus["employability"] == angus["police-custody"] == "not recorded" and angus["own"] == "none"
    assert rows["Fife (worked example, made up)"][0] == "not achieved"
    assert "Areas without a line: 29." in assessments(three).html


def test_missing_duties_are_those_that_the_statements_of_the_plan_tell(three):
    """Angus recorded one duty of the plan; its other ones of the area as a whole are missing, each by its section."""
    angus = of(three, "angus")
    duties = three.nation.catalogue.statutory
    wanted = [one.id for one in duties.of(PLAN) if one.each == "area" and not one.after and one.id != "published"]
    assert [duty.id for duty, count in angus.missing(PLAN) if not count] == wanted
    counts = {duty.id: count for duty, count in angus.missing(REPORT)}
    assert "report-period" not in counts and counts["report-achieved"] == 9 - 2 and counts["report-action"] == 9 - 1
    assert dict((duty.id, count) for duty, count in of(three, "fife").missing(REPORT))["report-period"] == 0


def test_duties_are_counted_over_the_areas_that_recorded_something_most_common_first(three):
    """Published is missing in Fife alone, copies in all three; a duty on both documents counts once for an area."""
    found = {duty.id: names for duty, names in three.duties_missing}
    assert found["published"] == found["report-period"] == ["Fife"]
    assert found["copy-of-plan"] == found["partners-regard"] == ["Angus", "Fife", "Moray"]
    counts = [len(names) for _, names in three.duties_missing]
    assert counts == sorted(counts, reverse=True) and set(counts) <= {1, 2, 3}
    html = duties_often_missing(three).html
    assert "In 28 areas nothing is recorded: every duty is missing there, and is not counted here." in html
    assert table(duties_often_missing(three), "assurance-duties")["19(1)"][1] == "1 of 3: Fife"


def test_gaps_are_counted_over_the_areas_that_could_be_read(three):
    """Thirty-one areas; what answers in words could close is open in all but Fife, where one is recorded."""
    by_hand = {}
    for one in three.readable_councils:
        for name in {item for study in one.plan.studies for question, _ in study.gaps() for item in question.items}:
            by_hand.setdefault(name, []).append(one.name)
    assert {gap.item["item"]: list(gap.areas) for gap in three.gaps} == by_hand
    assert max(len(gap.areas) for gap in three.gaps) == 31
    counts = [(-len(gap.areas), -gap.questions) for gap in three.gaps]
    assert counts == sorted(counts)
    rows = table(shared_gaps(three), "assurance-gaps")
    partners = three.nation.catalogue.partners
    for gap in three.gaps:
        assert rows[gap.item["title"]][0] == partners[gap.item["partner"]]["name"]
    assert rows[three.gaps[0].item["title"]][1] == "all 31"


def test_without_evidence_all_areas_have_the_same_gaps_and_it_is_said(nation):
    assurance = planted(nation, {})
    assert {len(gap.areas) for gap in assurance.gaps} == {32}
    assert "All 32 areas have the same gaps" in shared_gaps(assurance).html
    assert "No area has recorded a yearly assessment" in assessments(assurance).html
    assert "No area has recorded anything" in duties_often_missing(assurance).html
    assert "No good practice is marked" in shared_practice(assurance).html
    assert "32 areas: none has recorded something; in 32 nothing is recorded." in areas_recorded(assurance).html


def test_only_practice_that_an_area_marks_is_shared_by_outcome_with_whom_to_ask(three):
    assert [(one.outcome.id, one.area.name) for one in three.practice(GOOD_PRACTICE)] == [
        ("diversion", "Fife"), ("employability", "Angus"),
    ]  # fmt: skip
    assert [one.area.name for one in three.practice(LESSON)] == ["Fife"]
    html = shared_practice(three).html
    assert "Not to be shared" not in html and "Fife: Worked example: made up" in html
    (row,) = [cells for head, cells in table(shared_practice(three), "assurance-practice").items() if head[0] == "7"]
    assert row == ["Angus", "A text message.", "not recorded", "Police Scotland", "31 January 2025"]


def test_words_of_partners_are_text(nation):
    rows = practice("diversion", what=HOSTILE, difference=HOSTILE, partner=HOSTILE)
    html = shared_practice(planted(nation, {"angus": {"practice": [rows]}})).html
    assert "<script>" not in html and "&lt;script&gt;" in html and "{{ 7 * 7 }}" in html
    text = to_csv(assurance_table(planted(nation, {"angus": {"practice": [rows]}})))
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith("=")]


def test_councils_that_changed_are_those_whose_intervals_say_so(nation, results):
    """Counted anew from the limits of the change and the cases, council by council."""
    assert len(changes_of(nation)) > 30
    for signal in changes_of(nation):
        records = results[signal.indicator.id]
        is_own = records["area_code"].str.startswith("S12") & (records["period"] == YEAR) & (records["part"] == "Total")
        rows = records[is_own & records["value"].notna() & records["previous_value"].notna()]
        rows = rows[rows["change_reading"] != "too few to tell"]
        up, down = (rows["change_lower"] > 0).sum(), (rows["change_upper"] < 0).sum()
        assert (signal.up, signal.down, signal.compared) == (up, down, len(rows)), signal.indicator.id
        assert signal.chance == pytest.approx(0.025 * len(rows))
        assert (signal.status == "illustrative") == ("illustrative" in set(rows["status"]))


def test_each_count_is_looked_at_once_and_no_breakdown(nation):
    found = [indicator for _, indicator in looked_at(nation)]
    numerators = [str(one.numerator) for one in found]
    assert len(numerators) == len(set(numerators))
    assert not [one.id for one in found if one.is_split or one.level != "council"]
    names = {one.id for one in found}
    assert "diversion_commenced_rate" in names and "diversion_commenced" not in names


def test_many_is_more_than_chance_would_make():
    """By the binomial distribution: at the smallest number that is listed, chance alone is rarer than 1 in 500."""
    for compared in range(FEWEST, 33):
        smallest = max(FEWEST, int(np.ceil(MANY * compared)))
        assert binom.sf(smallest - 1, compared, 0.025) < 1 / 500
    signal = {"indicator": None, "outcome": None, "period": "", "since": "", "chance": 0.0, "status": ""}
    said = [Signal(**signal, up=up, down=down, compared=32).is_many for up, down in ((6, 6), (7, 0), (0, 7), (4, 4))]
    assert said == [False, True, True, False]
    assert not Signal(**signal, up=4, down=0, compared=8).is_many


def test_recorded_crime_is_listed_with_its_published_figures(nation):
    """Published: ten councils down, four up, of 32; chance alone would make 0.8 on each side."""
    html = many_signals(Assurance(nation, []))
    rows = table(html, "assurance-changes")
    (crime,) = [cells for name, cells in rows.items() if "crime" in name.lower()]
    assert crime[0] == "background to all" and crime[2:] == ["4", "10", "32", "0.8"]
    made_up = [name for name in rows if name.endswith("(Illustrative.)")]
    assert made_up and "Illustrative figures: made up by a script" in html.html
    assert not [name for name in rows if "crime" in name.lower() and "Illustrative" in name]


class Trends:
    """A nation of one indicator whose records are given."""

    def __init__(self, catalogue, rows, covid=()):
        indicator = SimpleNamespace(
            id="one", level="council", is_split=False, statistic="rate", context=False, covid_years=list(covid),
            numerator=[SimpleNamespace(measure="m", breakdown="total", category="Total", sign=1)],
        )  # fmt: skip
        outcome = next(iter(catalogue.outcomes.values()))
        self.catalogue = SimpleNamespace(outcomes={outcome.id: outcome}, indicators_shown=lambda _: (indicator,))
        self.year, self._rows = YEAR, pd.DataFrame(rows)

    def places(self, name):
        return self._rows


def trend(word, change="no clear change", **more):
    return {"period": YEAR, "trend": word, "trend_from": "2020-21", "change_reading": change, "status": "local"} | more


def test_trends_are_counted_without_those_that_turned_and_not_from_a_year_of_the_pandemic(catalogue):
    rows = [*[trend("rising")] * 6, trend("rising", "down"), trend("falling"), trend(""), trend("no clear trend")]
    (found,) = trends_of(Trends(catalogue, rows))
    assert (found.up, found.down, found.compared, found.since) == (6, 1, 9, "2020-21")
    assert found.chance == pytest.approx(0.009) and found.is_many
    assert trends_of(Trends(catalogue, rows, covid=["2020-21"])) == []
    assert trends_of(Trends(catalogue, [trend("rising", period="2023-24")])) == []


def test_page_and_table_have_no_fault_and_are_the_same_each_time(nation):
    text, data = whole(Assurance(nation, []))
    assert lint(text) == [] and (text, data) == tuple(whole(Assurance(nation, [])))
    assert [heading.text for heading in parse(text).all("h2")][1:-1] == [title for title, *_ in PARTS]
    assert 'class="banner"' in text


def test_the_table_holds_what_the_page_tells(three):
    rows = list(csv.DictReader(io.StringIO(to_csv(assurance_table(three)))))
    evidence = {row["area"]: row["words"] for row in rows if row["what"] == "evidence"}
    assert len(evidence) == 32 and evidence["Stirling"] == REFUSED and evidence["Highland"] == NOTHING
    assert {row["area"] for row in rows if row["what"] == "report" and row["words"] == "recorded"} == {"Angus", "Moray"}
    assert {row["status"] for row in rows if row["area"] == "Fife"} == {"illustrative"}
    (gap,) = [row for row in rows if row["item"] == three.gaps[0].item["item"]]
    assert (gap["areas"], gap["out_of"]) == ("31", "31")
    assert sum(row["what"] == "change" for row in rows) == len(changes_of(three.nation))


def test_no_figure_of_an_areas_own_is_on_the_page(nation):
    """Counts that a partnership records stay in its own reports."""
    rows = {"measure": "Seen", "outcome": "diversion", "unit": "people", "period": YEAR, "value": 7777.0, "source": "x"}
    assurance = planted(nation, {"angus": {"local_measures": [rows]}})
    shown = "".join(show(assurance).html for *_, show in PARTS) + to_csv(assurance_table(assurance))
    assert "7777" not in shown and "7,777" not in shown and "Seen" not in shown


@pytest.fixture
def local(tmp_path, catalogue):
    """The folder of own files: a workbook of Angus with practice, a broken one of Moray, an unreadable one of Fife."""
    book = new_workbook(catalogue, catalogue.area("angus"))
    for slug in ("angus", "moray", "fife"):
        (tmp_path / slug).mkdir()
    (tmp_path / "fife" / "evidence.xlsx").write_bytes(b"no workbook")
    fill = {"Outcome": "1", "Kind": "good practice", "What was done": "A list.", "Worth sharing": "yes"}
    for slug, more in (("angus", {"Date": "31/01/2025"}), ("moray", {"Date": "yesterday"})):
        path = tmp_path / slug / "evidence.xlsx"
        path.write_bytes(new_workbook(catalogue, catalogue.area(slug)) if slug == "moray" else book)
        opened = openpyxl.load_workbook(path)
        sheet = opened["Practice and lessons"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for heading, value in (fill | more).items():
            sheet.cell(3, columns[heading], value)
        opened.save(path)
    return tmp_path


def test_a_refused_workbook_stops_no_other_area(nation, local):
    assurance = Assurance.of(nation, local)
    states = {one.area["slug"]: one.state for one in assurance.areas}
    assert [slug for slug, state in states.items() if state == REFUSED] == ["fife", "moray"]
    assert states["angus"] == RECORDED and states["highland"] == NOTHING
    assert [one.row.get("what") for one in assurance.practice(GOOD_PRACTICE)] == ["A list."]
    site = SimpleNamespace(nation=nation, root=SimpleNamespace(local=local))
    text, _ = pages.assurance(site)
    assert lint(text) == [] and "yesterday" not in text and str(local) not in text
    assert re.search(r"2 areas could not be read, and are left out of every count: Fife .* and Moray", text)


def test_councils_that_report_together_are_told_as_that(nation, tmp_path, catalogue):
    """Ayrshire has a workbook, its three councils have none."""
    row = catalogue.partnerships["ayrshire"]
    path = tmp_path / "ayrshire" / "evidence.xlsx"
    path.parent.mkdir()
    path.write_bytes(new_workbook(catalogue, row))
    opened = openpyxl.load_workbook(path)
    sheet = opened["Duties"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in {"Duty": "published", "Done": "On a website.", "Date": "01/04/2025"}.items():
        sheet.cell(3, columns[heading], value)
    opened.save(path)
    assurance = Assurance.of(nation, tmp_path)
    together = [one.name for one in assurance.in_state(TOGETHER)]
    assert together == ["East Ayrshire", "North Ayrshire", "South Ayrshire"]
    rows = table(areas_recorded(assurance), "assurance-areas")
    assert rows["Ayrshire"][:2] == ["recorded", "recorded, 1 April 2025"]
    assert set(rows["East Ayrshire"]) == {"recorded together", "see Ayrshire"}
    assert "32 areas and 1 partnership of several councils: 1 has recorded something" in areas_recorded(assurance).html
    assert {len(gap.areas) for gap in assurance.gaps} == {32}


def test_gaps_of_all_areas_take_no_longer_than_those_of_one_once_figures_are_known(nation):
    """What is worked out from the figures is shared: 32 areas by nine outcomes."""
    known = planted(nation, {}).gaps
    start = time.perf_counter()
    assert planted(nation, {}).gaps == known
    assert time.perf_counter() - start < 2
