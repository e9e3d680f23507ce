"""The monitoring plan: metrics with what partners say of them, one calendar, reviews; page, Word and table agree."""

import csv
import datetime
import io
import json
from dataclasses import replace

import pytest
from docx import Document as read_word
from evidence_rows import plan_with
from html_lint import lint, parse
from report_maker import executed

from cjtools.evidence.check import check
from cjtools.intake.store import read_told
from cjtools.kinds import MONITORING
from cjtools.make.across import across_files
from cjtools.paths import folders
from cjtools.results.calendar import (
    LATER,
    OVERDUE,
    SOON,
    calendar,
    plan_reviews_of,
    report_due,
    without_day,
    years_to_report,
)
from cjtools.results.delivery import Delivery
from cjtools.results.monitoring import DELIVERY, LOCAL_EVIDENCE, NATIONAL, OWN, PLANNING, Monitoring
from cjtools.results.plan import Plan
from cjtools.results.study import Study
from cjtools.show.document import blocks_html
from cjtools.show.monitoring.document import SECTIONS, monitoring_document
from cjtools.show.monitoring.plans import performance_metrics

EXAMPLE = folders().root / "docs" / "examples" / "evidence"
STEP, ON = "11_monitoring", datetime.date(2026, 11, 30)
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"


@pytest.fixture(scope="module")
def studies(catalogue, observations, records):
    """Fife's studies of all outcomes, without evidence."""
    first = Study(catalogue.area("fife"), catalogue.outcome("1"), "2024-25", catalogue, observations, known=records)
    return [first.on(outcome) for outcome in catalogue.outcomes.values()]


@pytest.fixture(scope="module")
def example(catalogue, studies):
    """The monitoring plan of the worked example."""
    evidence = check(catalogue, studies[0].area, EXAMPLE).evidence
    plan = Plan(studies[0].area, "2024-25", [replace(study, evidence=evidence) for study in studies], evidence)
    return Monitoring(Delivery.of(plan, ON))


@pytest.fixture(scope="module")
def make(processed):
    """Return the files of a monitoring plan."""

    def made(monitoring):
        notebooks = {STEP: executed(folders().notebooks / f"{STEP}.ipynb", monitoring, "monitoring")}
        return across_files(MONITORING, monitoring, notebooks, read_told(processed), {STEP: "0" * 64})

    return made


@pytest.fixture(scope="module")
def files(example, make):
    """The files of the worked example."""
    return make(example)


def monitoring_of(studies, on=ON, **rows):
    """Return a monitoring plan of some rows of evidence on a day."""
    return Monitoring(Delivery.of(plan_with(studies, **rows), on))


def day(text):
    return datetime.date.fromisoformat(text)


def metric(name, outcome="community-sentences", **more):
    return {"outcome": outcome, "metric": name, "collected_by": "justice_social_work", "how_often": "each year"} | more


def task(name, **more):
    planned = {"start": day("2026-01-01"), "end": day("2026-02-01")}
    return {"id": name, "aim": "A1", "what": f"Do {name}", "lead": "sps"} | planned | more


def of(monitoring, number="4"):
    """Return the metrics of an outcome by key."""
    return {one.key: one for one in monitoring.every if one.outcome.number == number}


def test_without_evidence_the_national_indicators_and_the_improvement_tool_are_there(studies):
    found = monitoring_of(studies)
    for study in studies:
        metrics = of(found, study.outcome.number)
        assert [one.key for one in metrics.values() if one.origin == NATIONAL] == [
            item.id for item in study.outcome.national_indicators
        ]
        assert sum(one.origin == LOCAL_EVIDENCE for one in metrics.values()) == len(study.outcome.improvement_tool)
        assert all(one.collected_by == "" and one.hours != one.hours for one in metrics.values())


def test_each_metric_stands_once_with_where_it_comes_from(studies):
    rows = {
        "metrics": [
            metric("4a", hours=3.0), metric("Posters"), metric("m1 words"), metric("4-T1", kind="quantitative"),
        ],
        "logic_model": [{"outcome": "community-sentences", "part": "activity", "indicator": ("4a", "Late reviews")}],
        "aims": [{"id": "A1", "outcome": "community-sentences", "agreed_on": ON, "what": "x", "lead": "sps"}],
        "measures": [{"id": "M1", "aim": "A1", "kind": "outcome", "name": "M1 words", "frequency": "month",
                      "collected_by": "sps", "better": "higher"}],
    }  # fmt: skip
    found = of(monitoring_of(studies, **rows))
    assert {name: one.origin for name, one in found.items() if one.origin not in (NATIONAL, LOCAL_EVIDENCE)} == {
        "Late reviews": PLANNING, "M1": DELIVERY, "Posters": OWN,
    }  # fmt: skip
    assert (found["4a"].hours, found["4a"].collected_by) == (3.0, "justice_social_work")
    # named by its words in one sheet and by its number in the other
    assert (found["M1"].collected_by, found["M1"].how_often) == ("justice_social_work", "each year")
    assert found["4-T1"].kind == "quantitative" and len(found) == len(set(found))


def test_hours_are_asked_of_whoever_has_the_work(studies):
    rows = [metric("4a", hours=3.0), metric("4b", hours=4.5), metric("x", hours=10.0, asked_of="health_board")]
    assert monitoring_of(studies, metrics=rows).hours_by_partner() == [
        ("Health board", 10.0, 1),
        ("Justice social work", 7.5, 2),
    ]


def test_what_is_collected_for_nothing_is_told(studies):
    rows = [metric("4a"), metric("4b", why="Because."), metric("Posters")]
    annual = [{"outcome": "community-sentences", "year": "2024-25", "indicators": ("4a",)}]
    said = blocks_html(monitoring_document(monitoring_of(studies, metrics=rows, annual=annual)).blocks)
    assert "nor does an assessment rest on it: Posters." in said


def test_the_calendar_holds_what_is_open_and_leaves_out_what_is_done(studies):
    rows = {
        "metrics": [metric("4a", next=day("2026-11-29")), metric("4b")],
        "stakeholders": [{"who": "A", "kind": "other", "interest": 1.0, "influence": 1.0, "needs": "n",
                          "how_often": "each year", "next": day("2026-12-30")}],
        "information": [{"item": "I", "holder": "sps", "basis": "published", "how_often": "each year",
                         "next": day("2026-12-31"), "agreement_until": day("2027-01-31")}],
        "aims": [{"id": "A1", "outcome": "diversion", "what": "w", "lead": "sps", "agreed_on": day("2026-01-01"),
                  "by_when": day("2027-02-01")}],
        "tasks": [
            task("T1"), task("T2", expected=day("2027-03-01")), task("T3", done_on=day("2026-02-02")),
        ],
        "objectives": [{"id": "O1", "aim": "A1", "what": "o", "lead": "sps", "by_when": day("2027-04-01")}],
        "communications": [
            {"aim": "A1", "audience": "B", "message": "m", "when": day("2026-11-30")},
            {"aim": "A1", "audience": "C", "message": "m", "when": day("2026-11-30"), "done_on": day("2026-11-30")},
        ],
        "duties": [{"duty": "report-period", "year": "2024-25", "done": "x", "date": day("2025-12-01")}],
    }  # fmt: skip
    found = calendar(monitoring_of(studies, **rows))
    assert [(one.day.isoformat(), one.sheet) for one in found] == [
        ("2026-02-01", "tasks"), ("2026-11-29", "metrics"), ("2026-11-30", "communications"),
        ("2026-12-30", "stakeholders"), ("2026-12-31", "duties"), ("2026-12-31", "information"),
        ("2027-01-31", "information"), ("2027-02-01", "aims"), ("2027-03-01", "tasks"), ("2027-04-01", "objectives"),
    ]  # fmt: skip
    assert [one.state(ON, 30) for one in found][:6] == [OVERDUE, OVERDUE, SOON, SOON, LATER, LATER]
    undated = without_day(monitoring_of(studies, **rows))
    assert [one.what[:24] for one in undated] == ["Percentage of drug treat", "Send Community Justice S"]


def test_an_aim_that_was_stopped_asks_for_nothing(studies):
    rows = {
        "aims": [{"id": "A1", "outcome": "diversion", "what": "w", "lead": "sps", "agreed_on": day("2026-01-01"),
                  "by_when": day("2026-02-01")}],
        "reviews": [{"aim": "A1", "date": day("2026-03-01"), "decision": "stop", "why": "x", "decided_by": "p"}],
    }  # fmt: skip
    assert not [one for one in calendar(monitoring_of(studies, **rows)) if one.sheet == "aims"]


def test_every_year_that_has_ended_is_to_be_reported_by_the_end_of_december(studies):
    assert report_due("2025-26") == day("2026-12-31")
    assert years_to_report(monitoring_of(studies)) == ["2024-25", "2025-26"]
    assert years_to_report(monitoring_of(studies, on=day("2025-03-31"))) == ["2024-25"]
    due = [one for one in calendar(monitoring_of(studies)) if one.sheet == "duties"]
    assert [(one.day.isoformat(), one.state(ON, 30)) for one in due] == [("2025-12-31", OVERDUE), ("2026-12-31", LATER)]


def test_a_report_that_was_published_later_than_the_day_is_still_due_on_it(studies):
    duties = [{"duty": "report-period", "year": "2024-25", "done": "x", "date": day("2025-12-05")}]
    early = monitoring_of(studies, on=day("2025-12-04"), duties=duties)
    assert [one.day for one in calendar(early)] == [day("2025-12-31")]
    assert not calendar(monitoring_of(studies, on=day("2025-12-05"), duties=duties))


def test_what_asks_for_a_review_and_what_came_of_it(studies):
    rows = [
        {"event": "revised national strategy", "date": day("2026-03-01")},
        {"event": "revised performance framework", "date": day("2026-01-01"), "reviewed_on": day("2026-02-01")},
        {"event": "end of the plan", "date": day("2029-03-31")},
    ]
    found = plan_reviews_of(monitoring_of(studies, plan_dates=rows))
    assert [row.get("event") for row in found.rows] == [rows[1]["event"], rows[0]["event"], rows[2]["event"]]
    assert [row.get("event") for row in found.overdue] == ["revised national strategy"]
    assert [row.get("event") for row in found.open] == ["revised performance framework"]
    assert found.unsaid == ["revised local outcomes improvement plan"]
    # of a day before it was reviewed, it was not
    before = plan_reviews_of(monitoring_of(studies, on=day("2026-01-15"), plan_dates=rows))
    assert [row.get("event") for row in before.overdue] == ["revised performance framework"]


@pytest.mark.parametrize(
    "until, basis, told",
    [("2027-02-28", "sharing agreement", True), ("2027-03-01", "sharing agreement", False), (None, "none yet", False)],
)
def test_an_agreement_that_ends_within_90_days_is_told(studies, until, basis, told):
    """From 30 November 2026 the ninetieth day is 28 February 2027."""
    row = {"item": "I", "holder": "sps", "basis": basis, "how_often": "each year", "agreement": "A"}
    row |= {"agreement_until": day(until)} if until else {}
    found = monitoring_of(studies, information=[row])
    assert found.ending(found.information[0]) is told
    said = blocks_html(monitoring_document(found).blocks)
    assert ("Agreements that have ended, or end soon" in said) is told
    assert ("No basis for sharing yet" in said) is (basis == "none yet")


def test_the_map_names_each_stakeholder_by_the_number_in_the_table(example):
    """Ordered by influence, then interest; several at one place have boxes of their own."""
    rows = [(name, row.get("influence"), row.get("interest")) for name, row in example.stakeholders]
    assert [name for name, *_ in rows] == [f"S{number}" for number in range(1, len(rows) + 1)]
    assert rows == sorted(rows, key=lambda row: (-row[1], -row[2]))
    said = blocks_html(monitoring_document(example).blocks)
    assert all(f">{name}</text>" in said for name, *_ in rows)


def test_the_notebook_shows_the_parts_of_the_word_file_in_their_order():
    book = json.loads((folders().notebooks / f"{STEP}.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in book["cells"]][4:]
    for above, call, (heading, below, parts) in zip(cells[::2], cells[1::2], SECTIONS, strict=True):
        assert above == f"## {heading}" + (f"\n\n{below}" if below else "")
        assert call == f"cj.{parts.__name__}(monitoring)"


def test_page_and_word_file_say_the_same_and_have_no_fault(files, make, studies):
    for made in (files, make(monitoring_of(studies))):
        assert lint(made["monitoring_plan.html"]) == []
        heads = [heading.text for heading in parse(made["monitoring_plan.html"]).all("h2")]
        assert heads[1:-1] == [heading for heading, *_ in SECTIONS]
    page = " ".join(parse(files["monitoring_plan.html"]).all("main")[0].text.split())
    tables = read_word(io.BytesIO(files["monitoring_plan.docx"])).tables
    cells = {" ".join(cell.text.split()) for table in tables for row in table.rows for cell in row.cells}
    assert len(cells) > 150 and [text for text in cells if text not in page] == []


def test_the_table_holds_every_list(files, example):
    rows = list(csv.DictReader(io.StringIO(files["monitoring_plan.csv"])))
    counts = {
        name: sum(row["table"] == name for row in rows) for name in ("metric", "stakeholder", "information", "due")
    }
    assert counts == {
        "metric": len(example.every),
        "stakeholder": len(example.evidence.of("stakeholders")),
        "information": len(example.evidence.of("information")),
        "due": len(calendar(example)) + len(without_day(example)),
    }
    assert json.loads(files["monitoring_plan.json"])["on"] == "2026-11-30"


def test_partners_words_are_text_in_page_word_file_and_table(studies, make):
    """In every column of words that the plan shows."""
    aim = {"id": HOSTILE, "outcome": "diversion", "what": HOSTILE, "lead": HOSTILE, "agreed_on": ON, "by_when": ON}
    rows = {
        "metrics": [metric(HOSTILE, why=HOSTILE, collected_by=HOSTILE, asked_of=HOSTILE, hours=1.0, next=ON)],
        "stakeholders": [{"who": HOSTILE, "kind": "other", "interest": 3.0, "influence": 5.0, "needs": HOSTILE,
                          "form": HOSTILE, "by": HOSTILE, "next": ON}],
        "information": [{"item": HOSTILE, "holder": HOSTILE, "basis": "sharing agreement", "how_often": "each year",
                         "agreement": HOSTILE, "agreement_until": ON, "format": HOSTILE, "quality": HOSTILE,
                         "metrics": (HOSTILE,)}],
        "indicators": [{"indicator": f"{HOSTILE} 2", "decision": "used"}],
        "logic_model": [{"outcome": "police-custody", "part": "activity", "indicator": (HOSTILE,)}],
        "aims": [aim],
        "tasks": [task(HOSTILE, aim=HOSTILE, lead=HOSTILE)],
        "objectives": [{"id": HOSTILE, "aim": HOSTILE, "what": HOSTILE, "lead": HOSTILE, "by_when": ON}],
        "communications": [{"audience": HOSTILE, "message": HOSTILE, "who": HOSTILE, "when": ON}],
        "plan_dates": [{"event": "end of the plan", "date": ON, "note": HOSTILE}],
    }  # fmt: skip
    made = make(monitoring_of(studies, **rows))
    page = made["monitoring_plan.html"]
    assert "<script" not in page and "49" not in parse(page).all("main")[0].text and lint(page) == []
    tables = read_word(io.BytesIO(made["monitoring_plan.docx"])).tables
    assert sum(HOSTILE in cell.text for table in tables for row in table.rows for cell in row.cells) > 15
    cells = [cell for row in csv.reader(io.StringIO(made["monitoring_plan.csv"])) for cell in row]
    assert any(HOSTILE in cell for cell in cells) and not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_an_objective_of_an_aim_that_is_reached_asks_for_nothing_more(studies):
    """Its outcome measure reads 5, and the target is 4 or more in one case, 6 or more in the other."""
    values = [
        {"measure": "Seen", "outcome": "diversion", "unit": "hours", "period": f"2026-{month:02d}", "value": 5.0,
         "source": "-"}
        for month in range(4, 10)
    ]  # fmt: skip
    for target, due in ((4.0, []), (6.0, ["aims", "measures", "objectives"])):
        rows = {
            "aims": [{"id": "A1", "outcome": "diversion", "what": "w", "lead": "sps", "agreed_on": day("2026-01-01"),
                      "by_when": day("2026-12-31")}],
            "measures": [{"id": "M1", "aim": "A1", "kind": "outcome", "name": "Seen", "definition": "-",
                          "frequency": "month", "better": "higher", "target": target, "target_by": day("2026-12-31")}],
            "objectives": [{"id": "O1", "aim": "A1", "what": "o", "lead": "sps", "by_when": day("2026-10-01")}],
        }  # fmt: skip
        found = calendar(monitoring_of(studies, local_measures=values, **rows))
        assert sorted(one.sheet for one in found if one.sheet in ("aims", "measures", "objectives")) == due


def test_a_metric_in_words_is_the_one_of_those_words(studies):
    """By its title in one sheet, by its number in another: one metric, and whatever names it is found."""
    title = next(item.shown_title for item in studies[3].outcome.national_indicators if item.id == "4a")
    rows = {
        "metrics": [metric("4a", why="x"), metric("M1", why="x")],
        "logic_model": [{"outcome": "community-sentences", "part": "activity", "indicator": (title, "Late reviews")}],
        "aims": [{"id": "A1", "outcome": "community-sentences", "agreed_on": ON, "what": "x", "lead": "sps"}],
        "measures": [{"id": "M1", "aim": "A1", "kind": "outcome", "name": "late reviews", "frequency": "month",
                      "better": "lower"}],
        "information": [{"item": "I", "holder": "sps", "basis": "published", "how_often": "each year",
                         "metrics": (title, "Late reviews")}],
    }  # fmt: skip
    found = monitoring_of(studies, **rows)
    before = {one.key for one in monitoring_of(studies).every}
    assert [one.key for one in found.every if one.key not in before] == ["M1"]
    assert found.unserved() == []


def test_indicators_that_were_set_aside_or_chosen_for_no_outcome_are_told(studies):
    rows = [
        {"indicator": "4b", "decision": "set aside", "reason": "Few."},
        {"indicator": "4a", "decision": "used"},
        {"indicator": "Trust", "decision": "used"},
        {"indicator": "Posters", "decision": "used"},
    ]
    found = monitoring_of(studies, indicators=rows, metrics=[metric("posters")])
    assert {name: one.decision for name, one in of(found).items() if one.decision} == {
        "4b": "set aside", "4a": "used", "posters": "used",
    }  # fmt: skip
    said = blocks_html(monitoring_document(found).blocks)
    assert "it is not said of which outcome: Trust." in said
    assert said.count("national indicator; set aside by the partners") == 1


def test_an_assessment_of_a_later_day_makes_no_metric_used(studies):
    annual = [{"outcome": "community-sentences", "year": "2024-25", "indicators": ("4a",), "agreed_on": ON}]
    for on, used in ((ON, True), (ON - datetime.timedelta(days=1), False)):
        assert of(monitoring_of(studies, on=on, annual=annual))["4a"].is_used is used


def test_who_is_told_of_all_aims_together_stands_in_the_calendar_too(studies):
    row = {"audience": "Sheriffs", "message": "m", "when": day("2026-12-10")}
    rows = [row, row | {"audience": "B", "who": "sps"}, row | {"audience": "C", "done_on": ON}]
    found = [one for one in calendar(monitoring_of(studies, communications=rows)) if one.sheet == "communications"]
    assert [(one.what, one.who) for one in found] == [
        ("Tell B: m", "Scottish Prison Service"), ("Tell Sheriffs: m", ""),
    ]  # fmt: skip


def test_a_review_that_the_sheet_duties_holds_is_one(studies):
    """As for the duties of the plan: on the day of the revision or after it."""
    rows = [{"event": "revised national strategy", "date": day("2026-03-01")}]
    for reviewed, overdue in (("2026-03-01", 0), ("2026-02-28", 1)):
        duties = [{"duty": "reviewed", "done": "x", "date": day(reviewed)}]
        found = monitoring_of(studies, plan_dates=rows, duties=duties)
        assert len(plan_reviews_of(found).overdue) == overdue
        assert sum(one.sheet == "plan_dates" for one in calendar(found)) == overdue


def test_only_what_the_law_names_is_told_as_asked_by_the_law(studies):
    rows = [
        {"event": "end of the plan", "date": day("2026-12-31")},
        {"event": "revised national strategy", "date": day("2026-12-31")},
    ]
    found = [one.what for one in calendar(monitoring_of(studies, plan_dates=rows)) if one.sheet == "plan_dates"]
    assert found == [
        "Review of the plan: end of the plan", "Review of the plan: revised national strategy (section 22)",
    ]  # fmt: skip


def test_the_summary_lists_what_is_overdue_and_the_table_what_is_due_of_each_metric(studies):
    found = monitoring_of(studies, metrics=[metric("4a", next=day("2026-11-15"))])
    said = blocks_html(monitoring_document(found).blocks)
    summary = said[: said.index("part-2")]
    assert "15 November 2026: " in summary and "31 December 2025: Publish the report on 2024-25" in summary
    table = next(block for block in performance_metrics(found) if getattr(block, "id", "") == "metrics-4-table")
    assert table.rows[0][table.heads.index("Next due")] == "15 November 2026"


def test_the_word_file_says_what_kind_of_paper_it_is_and_whose_figures_it_shows(studies):
    *_, last = monitoring_document(monitoring_of(studies)).blocks
    assert "A working paper of the partnership" in last.text and "Open Government Licence v3.0" in last.text
