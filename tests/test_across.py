"""The page of priorities: everything that partners recorded, in order, escaped, and the same as a table beside it."""

import csv
import io
import json
from dataclasses import replace

import pytest
from evidence_rows import plan_with
from html_lint import lint, parse
from report_maker import executed

from cjtools.evidence.check import check
from cjtools.intake.store import read_told
from cjtools.kinds import PRIORITIES
from cjtools.make.across import across_files
from cjtools.paths import folders
from cjtools.results.export import to_csv
from cjtools.results.plan import Plan
from cjtools.results.priority_table import priority_table
from cjtools.results.study import Study

EXAMPLE = folders().root / "docs" / "examples" / "evidence"
HOSTILE = "<script>alert(1)</script> =1+1"
PARTS = ["How near each outcome is", "Impact and effort", "Scores", "How far the order holds", "Gaps in the data"]


@pytest.fixture(scope="module")
def first(catalogue, observations, records):
    """Fife's study of the first outcome."""
    return Study(catalogue.area("fife"), catalogue.outcome("1"), "2024-25", catalogue, observations, known=records)


@pytest.fixture(scope="module")
def make(processed):
    """Return the files of the page of a plan."""

    def made(plan):
        notebook = folders().notebooks / "06_priorities.ipynb"
        notebooks = {"06_priorities": executed(notebook, plan, "plan")}
        return across_files(PRIORITIES, plan, notebooks, read_told(processed), {"06_priorities": "0" * 64})

    return made


@pytest.fixture(scope="module")
def example(catalogue, first, make):
    """The files of the worked example."""
    evidence = check(catalogue, first.area, EXAMPLE).evidence
    studies = [replace(first, outcome=outcome, evidence=evidence) for outcome in catalogue.outcomes.values()]
    return make(Plan(first.area, "2024-25", studies, evidence))


def rows_of(files):
    """Return the rows of the table beside the page."""
    return list(csv.DictReader(io.StringIO(files["priorities.csv"], newline="")))


def test_the_page_says_what_it_is_and_leads_to_each_part(example):
    tree = parse(example["priorities.html"])
    (title,) = tree.all("h1")
    assert title.text == "Priorities: Fife"
    assert [heading.text for heading in tree.all("h2")][1:-2] == PARTS
    assert lint(example["priorities.html"]) == []
    assert "Worked example: made up" in example["priorities.html"] and "made-up figures" in example["priorities.html"]


def test_the_files_are_those_that_the_ledger_watches(example):
    names = {f"priorities{suffix}" for suffix in PRIORITIES.suffixes}
    assert set(example) == names | {"notebooks/priorities/06_priorities.ipynb"}
    assert list(example)[-1] == "priorities.html"


def test_the_table_holds_every_outcome_and_activity_as_recorded(example):
    """Five improvement activities; the means that the resource prints; places on the axes."""
    rows = rows_of(example)
    assert [row["what"] for row in rows] == ["outcome"] * 9 + ["improvement activity"] * 5
    of = {row["number"]: row for row in rows if row["number"]}
    assert [of[name]["mean"] for name in ("I1", "I2", "I3")] == ["3", "4", "2.5"]
    assert (of["I1"]["impact and effort: Impact"], of["I1"]["impact and effort: Effort"]) == ("5", "4")
    assert of["I1"]["lead"] == "Justice social work" and of["I1"]["recorded_in"].startswith("improvement, row ")
    assert {row["status"] for row in rows if row["recorded_in"]} == {"illustrative"}
    assert rows[3]["outcome"] == "community-sentences" and rows[3]["nearness"] == "part of the way"


def test_what_it_was_made_of_is_told(example):
    record = json.loads(example["priorities.json"])
    assert (record["area"], record["outcome"], record["year"]) == ("Fife", "priorities", "2024-25")
    assert record["notebooks"] == {"06_priorities": "0" * 64}
    assert len(record["inputs"]) > 10 and all(len(one["sha256"]) == 64 for one in record["inputs"])


def test_without_evidence_the_page_says_what_to_do_and_still_what_figures_tell(first, catalogue, make):
    files = make(plan_with([first.on(outcome) for outcome in catalogue.outcomes.values()]))
    page = files["priorities.html"]
    assert "not yet recorded" in page and "cjtools evidence new fife" in page and "Worked example" not in page
    assert "data items would each help" in page and "more of them in a year" in page
    assert [row["what"] for row in rows_of(files)] == ["outcome"] * 9
    assert lint(page) == []


@pytest.mark.parametrize("name", ["mean", "words", "place", "impact and effort: Impact", '=HYPERLINK("http://x")'])
def test_a_criterion_may_be_called_like_a_column(first, catalogue, name):
    """Its head is its own, and no formula."""
    plan = plan_with(
        [first.on(catalogue.outcome("4"))],
        improvement=[{"id": "I1", "outcome": "community-sentences", "activity": "Words"}],
        criteria=[{"criterion": name, "direction": "low score means high priority", "weight": 1.0}],
        scores=[{"activity": "I1", "criterion": name, "partner": "jsw", "score": 2.0}],
    )
    table = to_csv(priority_table(plan))
    (row,) = [row for row in csv.DictReader(io.StringIO(table)) if row["number"] == "I1"]
    assert (row["mean"], row[f"criterion: {name}"], row["status"]) == ("2", "2", "local")


def test_text_of_partners_is_text_everywhere(first, catalogue, make):
    plan = plan_with(
        [first.on(catalogue.outcome("4"))],
        improvement=[{"id": "=I1", "outcome": "community-sentences", "activity": HOSTILE, "lead": HOSTILE}],
        criteria=[{"criterion": HOSTILE, "direction": "low score means high priority", "weight": 1.0}],
        scores=[{"activity": "=I1", "criterion": HOSTILE, "partner": HOSTILE, "score": 2.0}],
        matrix=[{"activity": "=I1", "axes": "impact and effort", "first": 4.0, "second": 1.0}],
    )
    files = make(plan)
    assert (
        "<script>" not in files["priorities.html"].replace(HOSTILE, "")
        or "alert(1)</script>" not in files["priorities.html"]
    )
    (row,) = [row for row in rows_of(files) if row["what"] == "improvement activity"]
    assert row["number"] == "'=I1"
