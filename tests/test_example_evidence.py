"""The worked example of the evidence workbook: without a fault, made by its script, and marked wherever it shows."""

import importlib.util
import io
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from html_lint import lint
from report_maker import made

from cjtools.evidence.check import check, evidence_of
from cjtools.intake.store import read_told
from cjtools.results import nation
from cjtools.results.duties import MISSING, duties_met
from cjtools.results.plan import Plan
from cjtools.results.study import Study
from cjtools.show import assessment, evaluation_plan, front, pages, priorities, recorded, vision
from cjtools.show.axes import on_axes
from cjtools.show.cjoip import cjoip
from cjtools.show.local_series import local_measures

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "docs" / "examples" / "evidence" / "evidence.xlsx"
SCRIPT = ROOT / "scripts" / "make_example_evidence.py"
MARK = "orked example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Fife's own folder with the example."""
    own = tmp_path_factory.mktemp("local") / "fife"
    own.mkdir()
    shutil.copy(EXAMPLE, own)
    return own


@pytest.fixture(scope="module")
def plan(catalogue, observations, records, folder):
    """Fife over all outcomes with the example."""
    area = catalogue.area("fife")
    evidence = evidence_of(catalogue, area, folder)
    first = replace(
        Study(area, catalogue.outcome("1"), "2024-25", catalogue, observations, known=records), evidence=evidence
    )
    return Plan(area, "2024-25", [first.on(outcome) for outcome in catalogue.outcomes.values()], evidence)


def cells(book):
    """Return every cell of a workbook that is filled in: (sheet, cell) -> value."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_it_is_what_its_script_makes():
    """After a change of the form or the rows: python scripts/make_example_evidence.py."""
    found = importlib.util.spec_from_file_location("make_example_evidence", SCRIPT)
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    assert cells(io.BytesIO(script.workbook())) == cells(EXAMPLE)


def test_it_has_no_fault_and_fills_every_sheet_but_sign_off(catalogue, folder):
    checked = check(catalogue, catalogue.area("fife"), folder)
    assert checked.problems == [] and checked.evidence.is_example
    filled = {sheet.id for sheet in catalogue.evidence_form.sheets if checked.evidence.of(sheet.id)}
    assert filled == {sheet.id for sheet in catalogue.evidence_form.sheets} - {"sign_off"}


def test_its_first_scores_are_those_of_the_resource(plan):
    """3, 4 and 2.5, as printed in June 2024: both partners give the same."""
    means = plan.scores().means()
    assert [means[name] for name in ("I1", "I2", "I3")] == [3, 4, 2.5]


def test_it_is_marked_wherever_it_shows(plan):
    study = plan.studies[3]
    shown = [
        recorded.services(study), pages.questions(study, "people", "experience"), vision.logic_model(study),
        evaluation_plan.what_works(study), evaluation_plan.quality(study), assessment.assessment(study),
        front.front(study), local_measures(study), priorities.standing(plan), priorities.scores(plan),
        priorities.how_safe(plan), on_axes(plan),
    ]  # fmt: skip
    assert [MARK in fragment.html for fragment in shown] == [True] * len(shown)
    assert MARK in cjoip(plan).warning


def test_what_it_leaves_out_is_missing_and_nothing_else(plan):
    """Outcome 9 has no assessment."""
    missing = {
        (one.duty.id, getattr(one.outcome, "number", "")) for one in duties_met(plan, "plan") if one.state == MISSING
    }
    of_nine = {(name, "9") for name in ("achieved", "how-near", "priority", "action", "indicators")}
    assert missing == of_nine


def test_a_report_with_evidence_has_no_link_that_leads_nowhere(plan, processed, tmp_path):
    """And no other fault of a page; what is recorded stands on its first page, in lines that lead to where it is."""
    study = plan.studies[3]
    page = made(study, read_told(processed), tmp_path).page
    assert lint(page) == []
    (recorded,) = [part for part in page.split("<h2 ") if part.startswith('id="recorded"')]
    asked = sum(len(partner.activities) for partner in study.outcome.logic_model.partners) + 1  # and the minibus
    for words in (
        "2 services",
        f"3 of {asked} activities",
        "good on 5.3",
        "72% (out of 86)",
        "3 improvement activities",
    ):
        assert words in recorded
    assert MARK in recorded


def test_words_that_may_not_be_quoted_are_in_no_page(plan):
    study = plan.studies[5]
    for fragment in (pages.questions(study, "services"), front.front(study)):
        assert "Words that are not shown" not in fragment.html


def test_it_is_read_once_until_a_file_is_written(catalogue, observations, records, folder, monkeypatch):
    """Each report asks for it several times, and a workbook is read by a process of its own."""
    read = []
    real = nation.evidence_of
    monkeypatch.setattr(nation, "evidence_of", lambda *given: read.append(1) or real(*given))
    scotland = nation.Nation("2024-25", catalogue, observations, known=records)
    area, outcome = catalogue.area("fife"), catalogue.outcome("4")
    first, second = (scotland.study(area, outcome, folder).evidence for _ in range(2))
    assert first is second and len(read) == 1
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    book["Services"]["B3"] = "Another name"
    book.save(folder / "evidence.xlsx")
    assert scotland.study(area, outcome, folder).evidence.of("services")[0].get("name") == "Another name"
    assert len(read) == 2
