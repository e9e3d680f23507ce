"""The quality self-assessment: what is judged, how it is known, what follows; levels never meet outcomes."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
import yaml
from docx import Document as read_word
from evidence_rows import plan_with
from html_lint import lint, parse
from report_maker import executed

from cjtools.catalogue.monitoring import Quality as Catalogued
from cjtools.catalogue.monitoring import monitoring_problems
from cjtools.evidence.check import check
from cjtools.intake.store import read_told
from cjtools.kinds import QUALITY
from cjtools.make.across import across_files
from cjtools.paths import folders
from cjtools.results.plan import Plan
from cjtools.results.quality import Quality
from cjtools.results.study import Study
from cjtools.show.document import blocks_html
from cjtools.show.evaluation_plan import quality as quality_of_one
from cjtools.show.quality.document import SECTIONS, quality_document

EXAMPLE = folders().root / "docs" / "examples" / "evidence"
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"
DAY = date(2026, 3, 1)
SCALE = ["excellent", "very good", "good", "adequate", "weak", "unsatisfactory"]
TEXTS = ("how", "known", "next")
PLACES = ["first", "second", "third", "fourth", "fifth", "sixth"]


@pytest.fixture(scope="module")
def studies(catalogue, observations, records):
    """Fife's studies of all outcomes, without evidence."""
    first = Study(catalogue.area("fife"), catalogue.outcome("1"), "2024-25", catalogue, observations, known=records)
    return [replace(first, outcome=outcome) for outcome in catalogue.outcomes.values()]


@pytest.fixture(scope="module")
def example(catalogue, studies):
    """The self-assessment of the worked example."""
    evidence = check(catalogue, studies[0].area, EXAMPLE).evidence
    return Quality(Plan(studies[0].area, "2024-25", [replace(one, evidence=evidence) for one in studies], evidence))


@pytest.fixture(scope="module")
def make(processed):
    """Return the files of the page of a self-assessment."""

    def made(quality):
        notebooks = {"12_quality": executed(folders().notebooks / "12_quality.ipynb", quality, "quality")}
        return across_files(QUALITY, quality, notebooks, read_told(processed), {"12_quality": "0" * 64})

    return made


@pytest.fixture(scope="module")
def files(example, make):
    """The files of the worked example."""
    return make(example)


@pytest.fixture(scope="module")
def raw():
    """The rows of the worked example as they were written down."""
    return yaml.safe_load((EXAMPLE / "rows.yaml").read_text(encoding="utf-8"))


def quality_of(studies, **rows):
    """Return a self-assessment of some rows of evidence."""
    return Quality(plan_with(studies, **rows))


def statement(item, **more):
    return {"item": item, "how": "We do.", "date": DAY} | more


def evaluated(outcome, indicator, level="good", **more):
    return {"outcome": outcome, "indicator": indicator, "level": level, "date": DAY} | more


def said(quality):
    """Return the whole text as words."""
    html = blocks_html(quality_document(quality).blocks)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows_of(files):
    """Return the rows of the table beside the page."""
    return list(csv.DictReader(io.StringIO(files["quality.csv"], newline="")))


def grid(quality, name):
    """Return the table of some id: first cell -> the others."""
    (found,) = [block for block in quality_document(quality).blocks if getattr(block, "id", "") == name]
    return {row[0]: row[1:] for row in found.rows}


def test_the_page_leads_to_each_part_and_has_no_fault(files):
    page = files["quality.html"]
    tree = parse(page)
    assert tree.all("h1")[0].text == "Quality self-assessment: Fife"
    assert [heading.text for heading in tree.all("h2")][1:-1] == [heading for heading, *_ in SECTIONS]
    assert lint(page) == []
    assert "Worked example: made up" in page


def test_the_notebook_shows_the_parts_of_the_word_file_in_their_order():
    book = json.loads((folders().notebooks / "12_quality.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in book["cells"]][4:]
    for heading_and_below, call, (heading, below, parts) in zip(cells[::2], cells[1::2], SECTIONS, strict=True):
        assert heading_and_below == f"## {heading}" + (f"\n\n{below}" if below else "")
        assert call == f"cj.{parts.__name__}(quality)"


def test_the_word_file_says_what_the_page_says(files):
    assert set(files) == {f"quality{suffix}" for suffix in QUALITY.suffixes} | {"notebooks/quality/12_quality.ipynb"}
    page = " ".join(re.sub(r"<[^>]+>", " ", files["quality.html"]).split()).replace("&#39;", "'")
    document = read_word(io.BytesIO(files["quality.docx"]))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert len(cells) > 80
    assert [text for text in cells if " ".join(text.split()) not in page] == []


def test_the_table_holds_every_row_as_it_was_written_down(files, raw):
    rows = rows_of(files)
    assert len([row for row in rows if row["what"] != "quality indicator"]) == 3 + 3 + 10
    for written in raw["quality_statement"]:
        (row,) = [row for row in rows if row["id"] == written["item"]]
        assert [row[name] for name in ("how", "known", "next")] == [
            written.get(n, "") for n in ("how", "known", "next")
        ]
        level = written.get("level", "")
        assert (row["level"], row["place_on_scale"]) == (level, str(SCALE.index(level) + 1) if level else "")
    recorded = [row for row in rows if row["what"] == "quality indicator" and row["is_recorded"] == "yes"]
    assert len(recorded) == len(raw["quality"])
    assert {row["status"] for row in rows if row["is_recorded"] == "yes"} == {"illustrative"}
    assert {row["recorded_in"] for row in rows if row["is_recorded"] == "no"} == {""}


def test_the_summary_counts_what_is_there_and_names_what_is_open(studies):
    """Two of sixteen parts; of these one lacks how it is known, and both what comes next."""
    quality = quality_of(
        studies,
        quality_statement=[statement("QA1", known="Seen."), statement("QM4")],
        quality=[evaluated("diversion", "1.1"), evaluated("diversion", "2.1"), evaluated("accommodation", "own words")],
    )
    words = said(quality)
    assert (
        "Assessed: 1 of 3 quality ambitions, none of 3 quality principles and 1 of 10 quality measures. A quality "
        "indicator is evaluated for 2 of 9 outcomes." in words
    )
    lines = grid(quality, "quality-summary")
    assert lines["Quality ambitions"] == ["1 of 3", "QA2, QA3", "What will we do next? (QA1)"]
    assert lines["Quality measures"][2] == "How do we know? (QM4); What will we do next? (QM4)"
    assert lines["Quality principles"] == ["0 of 3", "QP1, QP2, QP3", "all three, of each"]
    assert "How do we know? is open for 1.1 for outcome 1, 2.1 for outcome 1 and own words for outcome 6." in words


def test_a_question_that_is_not_answered_is_a_hole_under_its_own_words(studies):
    words = said(quality_of(studies, quality_statement=[statement("QP2", next="Read plans.")]))
    assert "How are we doing? We do. How do we know? not recorded. What will we do next? Read plans." in words


@pytest.mark.parametrize(("level", "place"), [*zip(SCALE, PLACES, strict=True)])
def test_a_level_is_told_as_a_word_with_its_place(studies, level, place):
    quality = quality_of(studies, quality_statement=[statement("QP2", level=level)])
    assert grid(quality, "quality-principles-table")["QP2 Person centred"][1] == f"{level} ({place} of 6)"


def test_levels_are_neither_averaged_nor_added_up_nor_mixed_with_outcomes(studies):
    """Two levels, three apart: the one between them, their number and their sum stand nowhere."""
    rows = [evaluated("diversion", "1.1", "excellent"), evaluated("diversion", "2.1", "adequate")]
    assessment = [{"outcome": "diversion", "achieved": False, "nearness": "far away"}]
    quality = quality_of(studies, quality=rows, assessment=assessment)
    words = said(quality)
    assert "Levels are judged by people. They stand beside the outcomes and are never counted into them" in words
    assert "The outcome itself, kept apart: not achieved, far away." in words
    without = said(quality_of(studies, quality=rows))
    assert without == words.replace("not achieved, far away.", "no assessment is recorded in the plan.")
    shown = [found for found in re.findall(r"very good|weak", words) if found]
    assert len(shown) == 2 * words.count("The scale, best first")  # where the scale is named, and nowhere else


def test_levels_by_outcome_say_what_is_named_and_what_is_not_evaluated(studies, catalogue):
    rows = [evaluated("diversion", "5.3", "weak"), evaluated("diversion", "6.4"), evaluated("diversion", "Our own")]
    lines = grid(quality_of(studies, quality=rows), "quality-levels")
    numbers = sorted({item.number for one in catalogue.outcomes.values() for item in one.quality_indicators})
    assert numbers == ["1.1", "2.1", "5.2", "5.3", "6.4"]
    assert lines["1. Diversion from prosecution"] == [*["not evaluated"] * 3, "weak", "good", "Our own: good"]
    last = lines["9. Understanding and confidence"]
    assert last == ["not evaluated", *["not named"] * 3, "not evaluated", "none"]


def test_an_indicator_that_is_named_and_not_evaluated_is_a_hole(studies):
    words = said(quality_of(studies, quality=[evaluated("diversion", "5.3")]))
    assert "Named for this outcome and not evaluated: quality indicators 1.1, 2.1 and 5.2." in words
    assert words.count("Named for this outcome and not evaluated") == 9


def test_what_the_workbook_holds_is_counted_by_hand_and_pointed_to(example, raw):
    """From the rows as written: who answered, on which outcome, in which sheet."""
    lines = grid(example, "quality-measures-held")
    workforce = [row["question"][0] for row in raw["answers"] if row["who"] == "workforce"]
    counts = {number: workforce.count(number) for number in dict.fromkeys(workforce)}
    what, entries, where = lines["QM2 Workforce experience"]
    assert (what, entries) == ("answers of the workforce", str(len(workforce)))
    assert all(f"{count} on outcome {number}" in where for number, count in counts.items())
    living = sum(row["who"] in ("person with living experience", "family or carer") for row in raw["answers"])
    assert lines["QM1 User experience"][1] == str(living)
    assert "it is no rate" in said(example)
    assert "%" not in said(example)


def test_no_answer_is_shown_here_least_of_all_one_that_may_not_be_quoted(example, raw):
    words = said(example)
    assert [row["answer"] for row in raw["answers"] if row["answer"] in words] == []


def test_everything_to_be_done_next_stands_in_one_list_with_activities_of_the_same_outcome(example, raw):
    lines = grid(example, "quality-next")
    wanted = [row["next"] for sheet in ("quality_statement", "quality") for row in raw[sheet] if row.get("next")]
    assert sorted(cells[0] for cells in lines.values()) == sorted(wanted)
    assert lines["QP2 Person centred"][2] == "on no single outcome"
    of_four = [f"{row['id']}. {row['activity']}" for row in raw["improvement"] if row["outcome"] == "4"]
    found = next(cells for name, cells in lines.items() if name.startswith("5.3"))
    assert found[2] == "\n".join(of_four) and len(of_four) == 3


def test_an_area_that_has_recorded_nothing_is_told_what_to_record(studies, make):
    files = make(quality_of(studies))
    page = files["quality.html"]
    assert lint(page) == []
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for sheet in ("Quality statement", "Quality"):
        assert re.search(rf"Its places? (?:is|are) the sheets? [^.;]*\b{sheet}\b", words), sheet
    assert "cjtools evidence new fife" in words and "Worked example" not in words
    assert "none of 10 quality measures" in words and "evaluated for none of 9 outcomes" in words
    assert {row["is_recorded"] for row in rows_of(files)} == {"no"}


def test_partner_words_are_text_in_page_and_word_file(studies, make):
    files = make(
        quality_of(
            studies,
            quality_statement=[statement("QA1", how=HOSTILE, known=HOSTILE, next=HOSTILE)],
            quality=[
                evaluated("diversion", HOSTILE, strengths=HOSTILE, to_improve=HOSTILE, known=HOSTILE, next=HOSTILE)
            ],
            improvement=[{"id": HOSTILE, "outcome": "diversion", "activity": HOSTILE, "lead": HOSTILE}],
        )
    )
    assert lint(files["quality.html"]) == []
    assert "<script>alert" not in files["quality.html"]
    texts = [c.text for table in read_word(io.BytesIO(files["quality.docx"])).tables for c in table._cells]
    assert sum(HOSTILE in text for text in texts) >= 5
    assert not [cell for row in rows_of(files) for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.reliability("same bytes", "the page of the quality principles made again", "the same bytes")
def test_the_same_evidence_gives_the_same_bytes(example, make, files):
    again = make(example)
    assert {name: text for name, text in again.items() if name != "quality.docx"} == {
        name: text for name, text in files.items() if name != "quality.docx"
    }


def test_the_report_on_one_outcome_says_how_it_is_known_and_what_comes_next(studies):
    study = next(one for one in studies if one.outcome.id == "diversion")
    rows = [evaluated("diversion", "1.1", known="Files were read.", next=HOSTILE)]
    plan = plan_with([study], quality=rows)
    html = quality_of_one(plan.studies[0]).html
    assert "Files were read." in html and "alert(1)" in html and "<script>" not in html
    assert "not recorded" in quality_of_one(plan_with([study], quality=[evaluated("diversion", "1.1")]).studies[0]).html


def test_what_a_measure_points_to_must_be_in_the_workbook(catalogue):
    """A sheet, a column and an entry of its list that the form does not have: three faults, each with its place."""
    found = catalogue.quality.model_dump()
    bad = [
        {"sheet": "nowhere", "words": "w"},
        {"sheet": "answers", "column": "whom", "words": "w"},
        {"sheet": "answers", "column": "who", "values": ["nobody"], "words": "w"},
    ]
    found["groups"][0]["items"][0]["shown_by"] = bad
    problems = monitoring_problems(None, Catalogued.model_validate(found), None, catalogue.evidence_form)
    assert [problem.found for problem in problems] == [
        "sheet is 'nowhere'", "column is 'whom'", "value is 'nobody'",
    ]  # fmt: skip
    assert {(problem.file, problem.cell) for problem in problems} == {("quality.yaml", "id QA1")}
    assert monitoring_problems(None, catalogue.quality, None, catalogue.evidence_form) == []
