"""What partners have recorded stands in the right place of the right report, as text, with who said it and when."""

import datetime
import re
from dataclasses import replace

import pytest
from evidence_rows import evidence_with

from cjtools.results.pull_apart import against
from cjtools.results.study import OPEN, RECORDED, Study
from cjtools.results.working import activities
from cjtools.show import assessment, evaluation, evaluation_plan, front, pages, recorded
from cjtools.show.improvements import improvements

DAY = datetime.date(2025, 3, 1)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> [link](javascript:alert(3)) {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's study of community sentences without any evidence."""
    return Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)


def study_with(base, **rows):
    """Return the study with some rows of evidence: sheet -> list of values."""
    return replace(base, evidence=evidence_with(**rows))


def answer(question="4-P16", **more):
    said = {"question": question, "who": "workforce", "date": DAY, "form": "theme", "consent": "may be quoted"}
    return said | {"answer": "Reviews come late."} | more


def assessed(**more):
    return {
        "outcome": "community-sentences", "achieved": True, "why": "It is.", "agreed_by": "The partnership",
        "agreed_on": DAY, "priority": False, "action": "Go on.",
    } | more  # fmt: skip


def test_an_answer_stands_under_its_question_which_is_no_gap_any_more(base):
    study = study_with(base, answers=[answer(role="supervisors")])
    page = pages.questions(study, "people", "experience").html
    own, other = (page[page.index(f'id="{name}"') :].split("<h3")[0] for name in ("P16", "P17"))
    assert "Reviews come late." in own and "workforce: supervisors, 1 March 2025" in own and "Data gap" not in own
    assert "Data gap" in other
    asked = {question.id: question for question in study.outcome.all_questions}
    assert study.state(asked["P16"]) == RECORDED and study.state(asked["P17"]) == OPEN
    assert "P16" not in [question.id for question, _ in study.gaps()]


def test_words_do_not_answer_a_question_for_figures(base):
    """P2 is published for Scotland alone: what somebody says of it does not make it a figure of the area."""
    study = study_with(base, answers=[answer("4-P2")])
    asked = {question.id: question for question in study.outcome.all_questions}
    assert study.state(asked["P2"]) == "Scotland only"
    assert "Reviews come late." in pages.questions(study, "people").html


def test_what_may_not_be_quoted_is_not_shown(base):
    quoted = answer(form="quotation", answer="My own words.")
    kept = answer(form="quotation", consent="may be used, not quoted", answer="Not for others.")
    study = study_with(base, answers=[quoted, kept])
    page = pages.questions(study, "people").html
    assert "<blockquote><p>My own words.</p></blockquote>" in page and "Not for others." not in page
    assert "One answer is recorded that may be used, but not quoted." in page


def test_hostile_words_of_partners_are_text(base):
    study = study_with(
        base,
        answers=[answer(answer=HOSTILE, role=HOSTILE), answer("4-T1", answer=HOSTILE), answer("4-C4", answer=HOSTILE)],
        services=[{"name": HOSTILE, "provider": HOSTILE, "need_met": HOSTILE, "outcomes": ("community-sentences",)}],
        evaluation=[{"activity": "4-A7", "question_for": HOSTILE, "question": HOSTILE, "answer": HOSTILE}],
        quality=[{"outcome": "community-sentences", "indicator": HOSTILE, "level": "good", "strengths": HOSTILE,
                  "date": DAY}],
        indicators=[{"indicator": "4b", "decision": "set aside", "reason": HOSTILE}],
        assessment=[assessed(why=HOSTILE, action=HOSTILE, agreed_by=HOSTILE, priority_why=HOSTILE)],
    )  # fmt: skip
    shown = [
        pages.questions(study, "people"), recorded.services(study), evaluation_plan.evaluation_plan(study),
        evaluation_plan.quality(study), evaluation.indicators_table(study), evaluation.checklist(study),
        assessment.assessment(study), front.front(study),
    ]  # fmt: skip
    for fragment in shown:
        assert "&lt;script&gt;" in fragment.html
        assert not re.search(r"<script|<img|href=.javascript|onerror=alert\(2\)>", fragment.html)


def test_activities_are_judged_by_those_asked(base):
    def asked(activity, works):
        return {"activity": activity, "question_for": "x", "question": "own", "works": works}

    added = {"outcome": "community-sentences", "part": "activity", "change": "added", "id": "LA1", "text": "A van",
             "partner": "third_sector", "reason": "r"}  # fmt: skip
    dropped = {"outcome": "community-sentences", "part": "activity", "change": "dropped", "item": "4-A1", "reason": "r"}
    study = study_with(
        base,
        evaluation=[asked("4-A2", "yes"), asked("4-A2", "yes"), asked("4-A3", "yes"), asked("4-A3", "no"),
                    asked("LA1", "no"), asked("4-A5", "partly")],
        logic_model=[added, dropped],
    )  # fmt: skip
    verdicts = {one.id: one.verdict for one in activities(study)}
    assert (verdicts["A2"], verdicts["A3"], verdicts["A5"], verdicts["LA1"], verdicts["A4"]) == (
        "yes", "partly", "partly", "no", "not answered",
    )  # fmt: skip
    assert "A1" not in verdicts and len(verdicts) == 23
    shown = evaluation_plan.what_works(study).html
    assert "Of 23 activities, 4 were judged: 1 as the model predicts, 2 in part, 1 not." in shown
    assert '<tr><th scope="row">Third sector</th><td>0</td><td>0</td><td>1</td><td>2</td></tr>' in shown


def test_without_evidence_every_place_says_that_it_is_open(base):
    study = study_with(base)
    assert "not yet recorded by partners" in front.front(study).html
    assert "cjtools evidence new fife" in assessment.assessment(study).html
    assert "No service is recorded" in recorded.services(study).html
    assert "No evaluation of quality" in evaluation_plan.quality(study).html
    assert "Nothing is recorded yet on whether the activities" in evaluation_plan.what_works(study).html


def test_where_assessment_and_figures_pull_apart_the_report_says_so(base, monkeypatch):
    study = study_with(base, assessment=[assessed()])
    values = dict(study.latest("cpo_completion")) | {"verdict": "worse", "certainty": "99.8%", "trend_verdict": ""}
    monkeypatch.setattr(Study, "latest", lambda self, name, part="Total": values if name == "cpo_completion" else None)
    (found,) = against(study)
    assert found.beside and not found.trend and found.is_worse
    shown = front.front(study).html
    assert "The assessment and the figures pull apart." in shown
    assert "clearly worse than Scotland" in shown and "(Illustrative.)" in shown
    not_achieved = study_with(base, assessment=[assessed(achieved=False, nearness="far away")])
    assert against(not_achieved) == []
    values["verdict"] = "better"
    assert against(study) == []
    (found,) = against(not_achieved)
    assert found.beside and not found.is_worse


def test_years_running_are_counted_to_the_newest(base, monkeypatch):
    study = study_with(base, assessment=[assessed()])
    rows = study.of("cpo_completion", study.area["area_code"]).tail(5).copy()
    rows["value"] = [50.0, 71.0, 70.0, 69.0, 68.0]
    monkeypatch.setattr(Study, "of", lambda self, name, code, part="Total": rows)
    monkeypatch.setattr(
        Study, "latest",
        lambda self, name, part="Total": dict(rows.iloc[-1]) | {"verdict": "", "trend_verdict": ""}
        if name == "cpo_completion" else None,
    )  # fmt: skip
    (found,) = against(study)
    assert found.years == 3 and "it has fallen 3 years running" in assessment.pull_apart_html(study)
    rows["value"] = [50.0, 71.0, 70.0, 69.0, 69.0]
    assert against(study) == []


@pytest.mark.parametrize(
    ("line", "sheet", "row", "part"),
    [
        ("C23", "logic_model", {"outcome": "community-sentences", "part": "input", "change": "added", "text": "x"},
         "vision-logic-model"),
        ("C27", "evaluation", {"activity": "4-A7", "question": "?", "works": "partly"}, "evaluation-what-works"),
        ("C28", "quality", {"outcome": "community-sentences", "indicator": "5.3", "level": "good", "date": DAY},
         "evaluation-quality"),
        ("C33", "assessment", assessed(), "evaluation-assessment"),
        ("C35", "improvement", {"id": "I1", "outcome": "community-sentences", "model_activity": "4-A7"},
         "evaluation-improvement-activities"),
    ],
)  # fmt: skip
def test_a_line_of_the_checklist_knows_what_is_recorded_for_it(base, line, sheet, row, part):
    """It leads to where that is shown; a model or an assessment answers its line, other rows leave it open in part."""

    def state(study):
        shown = evaluation.checklist(study).html
        said = shown[shown.index(f'id="checklist-{line}"') :].split("</li><li id=")[0]
        return re.search(r"<span class='state'>([^<]*)<", said)[1], f'href="#{part}"' in said

    assert state(base)[1] is False and state(base)[0] in ("open", "answered in part")
    settles = line in ("C23", "C33")
    assert state(study_with(base, **{sheet: [row]})) == ("answered" if settles else "answered in part", True)
    other = row | ({"activity": "1-A1"} if sheet == "evaluation" else {"outcome": "diversion"})
    assert state(study_with(base, **{sheet: [other]})) == state(base)
    if sheet == "improvement":
        assert state(study_with(base, improvement=[{**row, "model_activity": None}])) == state(base)


def test_improvement_activities_are_shown_with_what_they_are_linked_to(base):
    rows = [
        {"id": "I1", "outcome": "community-sentences", "activity": f"Start sooner {HOSTILE}", "model_activity": "4-A7",
         "lead": "jsw"},
        {"id": "I2", "outcome": "community-sentences", "activity": "Ask", "data_gap": "4-P16", "lead": "A club"},
        {"id": "I3", "outcome": "diversion", "activity": "Elsewhere", "lead": "A club"},
    ]  # fmt: skip
    shown = improvements(study_with(base, improvement=rows)).html
    assert "activity 4-A7" in shown and "question 4-P16" in shown and "Elsewhere" not in shown
    assert "<script" not in shown and "Start sooner &lt;script&gt;" in shown
    assert "cjtools evidence new fife" in improvements(base).html
