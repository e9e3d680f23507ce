"""The yearly report: what was recorded of the year, its figures as published, and the same in every form."""

import csv
import datetime
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from docx import Document as read_word
from evidence_rows import evidence_with, plan_with
from html_lint import lint, parse
from pypdf import PdfReader
from report_maker import executed

from cjtools.batch.releases import _shown
from cjtools.errors import CjtoolsError
from cjtools.evidence.check import check
from cjtools.intake.store import read_told
from cjtools.kinds import ANNUAL
from cjtools.make import can_write_pdf
from cjtools.make.across import across_files
from cjtools.paths import folders
from cjtools.results.annual import AS_BEFORE, FURTHER, NEARER, Year
from cjtools.results.plan import Plan
from cjtools.results.study import Study
from cjtools.show.annual import words as w
from cjtools.show.annual.document import SECTIONS, annual_document
from cjtools.show.document import blocks_html
from cjtools.show.reading_age import reading_age, written

EXAMPLE = folders().root / "docs" / "examples" / "evidence"
YEAR, DAY = "2024-25", datetime.date(2024, 11, 5)
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"
STEP = "08_annual_report"


@pytest.fixture(scope="module")
def studies(catalogue, observations):
    """Fife's studies of all outcomes, without evidence."""
    first = Study(catalogue.area("fife"), catalogue.outcome("1"), YEAR, catalogue, observations)
    return [first.on(outcome) for outcome in catalogue.outcomes.values()]


@pytest.fixture(scope="module")
def example(catalogue, studies):
    """The yearly report of the worked example."""
    evidence = check(catalogue, studies[0].area, EXAMPLE).evidence
    return Year(Plan(studies[0].area, YEAR, [replace(study, evidence=evidence) for study in studies], evidence))


@pytest.fixture(scope="module")
def make(processed):
    """Return the files of a yearly report."""

    def made(year):
        notebooks = {STEP: executed(folders().notebooks / f"{STEP}.ipynb", year, "report")}
        return across_files(ANNUAL, year, notebooks, read_told(processed), {STEP: "0" * 64})

    return made


@pytest.fixture(scope="module")
def files(example, make):
    """The files of the worked example."""
    return make(example)


@pytest.fixture(scope="module")
def bare(studies, make):
    """The files of an area without evidence."""
    return make(Year(plan_with(studies)))


def year_of(studies, **rows):
    """Return a yearly report of some rows of evidence."""
    return Year(plan_with(studies, **rows))


def annual(outcome="diversion", year=YEAR, **more):
    return {"outcome": outcome, "year": year} | more


def words_of(html):
    """Return a page as words."""
    html = re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").replace("&#x27;", "'").split())


def of(year, number):
    """Return one outcome of a yearly report."""
    return next(one for one in year.outcomes if one.outcome.number == number)


def test_the_year_is_that_of_the_law(studies):
    """1 April to 31 March, to be published by 31 December: guidance under section 24, part 5."""
    year = year_of(studies)
    assert (year.start, year.end) == (datetime.date(2024, 4, 1), datetime.date(2025, 3, 31))
    assert year.due == datetime.date(2025, 12, 31)


@pytest.mark.parametrize(
    "before, now, moved",
    [
        ({"achieved": False, "nearness": "far away"}, {"achieved": False, "nearness": "nearly there"}, NEARER),
        ({"achieved": False, "nearness": "nearly there"}, {"achieved": False, "nearness": "far away"}, FURTHER),
        ({"achieved": True}, {"achieved": True}, AS_BEFORE),
        ({"achieved": False}, {"achieved": True}, NEARER),
        ({"achieved": True}, {"achieved": False}, FURTHER),
        ({"achieved": False}, {"achieved": False}, ""),
        ({"achieved": False, "nearness": "far away"}, {"achieved": False}, ""),
        ({}, {"achieved": True}, ""),
        ({"nearness": "far away"}, {"achieved": True}, ""),
    ],
)
def test_what_two_judgements_say_of_change(studies, before, now, moved):
    rows = [annual(year="2023-24", **before), annual(**now)]
    assert of(year_of(studies, annual=rows), "1").moved == moved


def test_a_judgement_of_two_years_before_is_not_that_of_last_year(studies):
    rows = [annual(year="2022-23", achieved=True), annual(achieved=False, nearness="far away")]
    assert of(year_of(studies, annual=rows), "1").moved == ""


def test_figures_are_those_of_the_observations(studies, observations):
    """This year, the year before and Scotland's, read from the table by other means."""
    shown = {line.number: line for line in of(year_of(studies), "1").figures}
    for number, measure in (("1a", "assessments"), ("1b", "commenced"), ("1c", "completed")):
        rows = observations[
            (observations["measure"] == f"diversion_{measure}") & (observations["breakdown"].eq("total"))
        ]
        rows = rows.drop_duplicates(["area_code", "period"], keep="last").set_index(["area_code", "period"])["value"]
        line = shown[number]
        code = studies[0].area["area_code"]
        assert line.now["value"] == rows[code, YEAR] and line.before["value"] == rows[code, "2023-24"]
        assert line.scotland["value"] == rows["S92000003", YEAR]


def test_scotlands_diversion_starts_are_the_published_3600(studies):
    """Justice social work statistics 2024-25, part 1: cases commenced."""
    (line,) = [line for line in of(year_of(studies), "1").figures if line.number == "1b"]
    assert line.scotland["value"] == 3600


def test_a_rate_stands_beside_the_count_it_is_made_of(studies):
    (line,) = [line for line in of(year_of(studies), "1").figures if line.number == "1b"]
    base = studies[0].of("diversion_commenced_rate", studies[0].area["area_code"]).set_index("period")
    assert line.rate["numerator"] == line.now["value"]
    assert line.rate["value"] == pytest.approx(10_000 * line.now["value"] / base.loc[YEAR, "denominator"])


def test_only_what_was_said_within_the_year_and_may_be_shown_is_shown(studies):
    said = [
        ("before", datetime.date(2024, 3, 31), "quotation", "may be quoted"),
        ("first day", datetime.date(2024, 4, 1), "quotation", "may be quoted"),
        ("kept back", DAY, "quotation", "may be used, not quoted"),
        ("a theme", DAY, "theme", "may be used, not quoted"),
        ("last day", datetime.date(2025, 3, 31), "theme", "may be quoted"),
        ("after", datetime.date(2025, 4, 1), "theme", "may be quoted"),
    ]
    answers = [
        {"question": "1-S3", "who": "workforce", "date": day, "form": form, "consent": consent, "answer": words}
        for words, day, form, consent in said
    ]
    year = year_of(studies, answers=[*answers, answers[1] | {"question": "2-S3"}])
    assert [row.get("answer") for row in of(year, "1").voices] == ["first day", "a theme", "last day"]
    page = blocks_html(annual_document(year).blocks)
    assert "kept back" not in page and "“first day”" in page and "“a theme”" not in page


def test_what_the_delivery_plan_did_in_the_year_is_told(studies):
    rows = {
        "aims": [{"id": "A1", "outcome": "diversion", "agreed_on": DAY}, {"id": "A2", "outcome": "accommodation"}],
        "tasks": [
            {"id": "T1", "aim": "A1", "what": "Write the course", "done_on": DAY},
            {"id": "T2", "aim": "A1", "what": "Later", "done_on": datetime.date(2025, 4, 2)},
            {"id": "T3", "aim": "A2", "what": "Of another", "done_on": DAY},
            {"id": "T4", "aim": "A1", "what": "Not done"},
        ],
        "cycles": [{"id": "C1", "aim": "A1", "change": "A text", "decision": "adopt", "decided_on": DAY}],
    }
    found = of(year_of(studies, **rows), "1").delivered
    assert [row.get("id") for _, row in found] == ["T1", "C1"]


def test_each_part_of_the_page_stands_in_the_notebook_and_the_word_file():
    book = json.loads((folders().notebooks / f"{STEP}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if "notebook-only" not in cell["metadata"].get("tags", [])]
    texts = ["".join(cell["source"]) for cell in cells][4:]
    for above, call, (heading, below, parts) in zip(texts[::2], texts[1::2], SECTIONS, strict=True):
        assert above == f"## {heading}" + (f"\n\n{below}" if below else "")
        assert call == f"cj.{parts.__name__}(report)"


def test_the_page_has_no_fault_with_and_without_evidence(files, bare):
    for made in (files, bare):
        page = made["annual_report.html"]
        assert lint(page) == []
        heads = [heading.text for heading in parse(page).all("h2")]
        assert heads[1:-1] == [heading for heading, *_ in SECTIONS]
    assert "Worked example: made up" in files["annual_report.html"]
    assert "Worked example" not in bare["annual_report.html"]


def test_the_files_are_those_that_the_ledger_watches(files):
    names = {f"annual_report{suffix}" for suffix in ANNUAL.suffixes if suffix != ".pdf" or can_write_pdf()}
    assert set(files) == names | {f"notebooks/annual_report/{STEP}.ipynb"}
    assert list(files)[-1] == "annual_report.html"


def test_the_word_file_says_what_the_page_says(files):
    document = read_word(io.BytesIO(files["annual_report.docx"]))
    page = words_of(files["annual_report.html"])
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert len(cells) > 150 and [text for text in cells if " ".join(text.split()) not in page] == []
    headings = [
        p.text for p in document.paragraphs if p.style.name.startswith("Heading") and p.style.name != "Heading 1"
    ]
    assert [text for text in headings if text not in page] == ["About this text"]
    shapes = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(shapes) == 8 and all(text.startswith("Line chart") for text in shapes)


def test_an_area_without_evidence_has_clear_holes_and_its_figures(bare):
    """Each of nine outcomes says what is not recorded, the command stands there, and nothing is judged."""
    page = words_of(bare["annual_report.html"])
    holes = (
        "The partners' judgement is not recorded.",
        "What was done in the year is not recorded.",
        "Which indicators the judgement rests on is not recorded.",
        "Next steps are not recorded.",
    )
    for said in holes:
        assert page.count(said) == 9
    assert "cjtools evidence new fife" in page and "Nobody has signed this report yet." in page
    # four on the area, and four on each of nine outcomes
    assert "40 of 40 statements that the law asks for are missing" in page
    assert page.count("Indicators of outcome ") >= 8


def test_the_annex_counts_what_is_missing_as_the_duties_do(example):
    said = words_of(blocks_html([block for _, _, parts in SECTIONS for block in parts(example)]))
    # outcome 9 lacks four statements, outcome 8 its progress, and no copy is sent
    assert "6 of 39 statements that the law asks for are missing" in said


def test_partners_words_are_text_in_every_form(studies, make):
    year = year_of(
        studies,
        annual=[annual(achieved=False, progress=HOSTILE, action=HOSTILE, next=HOSTILE, indicators=(HOSTILE,))],
        report_words=[{"year": YEAR, "part": "challenges", "words": HOSTILE}],
        consultations=[
            {"year": YEAR, "who": HOSTILE, "kind": "third sector body", "way": "survey", "date": DAY, "said": HOSTILE}
        ],
    )
    made = make(year)
    assert "<script" not in made["annual_report.html"] and "&lt;script&gt;" in made["annual_report.html"]
    assert lint(made["annual_report.html"]) == []
    book = openpyxl.load_workbook(io.BytesIO(made["annual_report.xlsx"]))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == HOSTILE for cell in cells)
    rows = list(csv.DictReader(io.StringIO(made["annual_report.csv"])))
    assert any(HOSTILE in row["words"] for row in rows)


def test_the_return_has_the_sections_of_the_return_in_its_order(files, catalogue):
    """The order of the return for 2021-22; each national indicator and item of the improvement tool has its row."""
    book = openpyxl.load_workbook(io.BytesIO(files["annual_report.xlsx"]))
    assert [sheet.title.split(" ", 1)[1] for sheet in book.worksheets[3:]] == [
        "Partnership details",
        "Sign-off by the chair",
        "Governance",
        "Recommendations",
        "National outcomes",
        "Local outcomes",
        "Other achievements",
        "Challenges",
        "Next steps",
    ]
    items = {(row[0].value, row[1].value) for row in book["5 National outcomes"].iter_rows(min_row=5)}
    for outcome in catalogue.outcomes.values():
        for tool in outcome.improvement_tool:
            assert (outcome.numbered, f"{tool.id} {tool.title}") in items
        for indicator in outcome.national_indicators:
            assert (outcome.numbered, f"{indicator.id} {indicator.shown_title}") in items
    assert (
        "Worked example" in book["Cover"]["A2"].value and "take them out before you send" in book["Cover"]["A2"].value
    )


def test_the_return_holds_the_figures_of_the_page(files):
    rows = {
        row["item"]: row for row in csv.DictReader(io.StringIO(files["annual_report.csv"])) if row["what"] == "figure"
    }
    sheet = openpyxl.load_workbook(io.BytesIO(files["annual_report.xlsx"]))["5 National outcomes"]
    shown = {row[1].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=5) if row[8].value != "[z]"}
    assert len(shown) > 15
    for item, row in shown.items():
        assert row[2] == rows[item]["place"] and row[7] == rows[item]["period"]
        if row[3] == "published for Scotland only":
            assert rows[item]["this_year"] == "" and float(rows[item]["scotland"]) == pytest.approx(row[5])
        else:
            assert float(rows[item]["this_year"]) == pytest.approx(row[3])


@pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or a library of the system that it needs is not there")
def test_the_pdf_is_tagged_and_says_what_the_page_says(files):
    """Read by another program: language, title, tags, headings as bookmarks, and what pictures show."""
    reader = PdfReader(io.BytesIO(files["annual_report.pdf"]))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and bool(root["/MarkInfo"]["/Marked"])
    assert reader.metadata.title.startswith("Annual report: Fife")
    bookmarks = [one.title for one in reader.outline[0:] if not isinstance(one, list)] or []
    flat = json.dumps([str(one) for one in _flat(reader.outline)])
    assert bookmarks and all(heading in flat for heading, *_ in SECTIONS)
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "nearly there" in text and "Worked example: made up" in text
    assert len(_alts(root["/StructTreeRoot"])) == 8


@pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or a library of the system that it needs is not there")
def test_a_page_that_asks_for_anything_makes_no_pdf():
    from cjtools.make.pdf import page_pdf

    with pytest.raises(CjtoolsError, match=r"file:///etc/passwd"):
        page_pdf('<html lang="en-GB"><title>x</title><img alt="x" src="file:///etc/passwd"></html>')


def _flat(outline):
    """Yield the titles of bookmarks, however deep."""
    for one in outline:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one.title


def _alts(node, seen=None):
    """Return what the pictures of a PDF show in words."""
    node = node.get_object()
    found = [str(node["/Alt"])] if node.get("/S") == "/Figure" and "/Alt" in node else []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    for kid in kids:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict):
            found += _alts(kid)
    return found


@pytest.mark.batch
@pytest.mark.reliability("same bytes", "an annual report made again, with its return and Word file", "the same bytes")
def test_the_same_inputs_give_the_same_bytes(example, make, files):
    again = make(example)
    assert [name for name in files if files[name] != again[name]] == []


def test_the_reading_age_is_of_partners_words_alone_and_in_no_page(example, files):
    parts = written(example)
    assert "4. Community sentences" in parts and all(
        isinstance(text, str) for texts in parts.values() for text in texts
    )
    assert "reading age of about" in reading_age(example).html
    assert "reading age" not in files["annual_report.html"]
    assert "reading age of about" in files[f"notebooks/annual_report/{STEP}.ipynb"]


def test_no_words_have_no_reading_age(studies):
    assert "nothing to measure" in reading_age(year_of(studies)).html


@pytest.mark.parametrize(
    "row, said",
    [
        ({"value": 5.0, "previous_value": 5.0, "change_reading": "no clear change"}, "the same"),
        ({"value": 5.0, "previous_value": float("nan"), "change_reading": ""}, ""),
        ({"value": 5.0, "previous_value": 4.0, "change_reading": ""}, "no interval, so not read"),
        ({"value": 5.0, "previous_value": 4.0, "change_reading": "too few to tell"}, "too few to tell a change"),
        ({"value": 71.0, "previous_value": 60.0, "change_reading": "up", "change_certainty": "99.8%", "change": 11.0,
          "change_unit": "percentage points"}, "clearly up by 11.0 percentage points"),
        ({"value": 5.0, "previous_value": 0.0, "change_reading": "up", "change_certainty": "95%",
          "change": float("nan"), "change_unit": "per cent"}, "up"),
    ],
)  # fmt: skip
def test_change_is_told_in_figures_only_where_it_is_more_than_chance(row, said):
    assert w.change(row) == said


def test_the_measures_that_the_report_shows_are_written_down_as_released():
    """Those of every outcome up to the end of the year, so that later editions cannot give away what was hidden."""
    measures = [
        {"measure": "m", "outcome": "diversion", "period": "2025-03", "value": 7},
        {"measure": "m", "outcome": "diversion", "period": "2025-04", "value": 8},
        {"measure": "n", "outcome": "accommodation", "period": "2024-25", "value": 9},
    ]
    task = type("T", (), {"kind": ANNUAL, "outcome": "annual_report", "year": YEAR, "on": ""})()
    shown = _shown(task, evidence_with(local_measures=measures), None)
    assert [row.get("value") for row in shown] == [7, 9]


def test_what_cannot_be_made_here_is_told_in_one_sentence(monkeypatch, capsys):
    from cjtools import cli_told, make

    tasks = [type("T", (), {"kind": ANNUAL, "forms": ()})()]
    monkeypatch.setattr(make, "can_write", lambda suffix: suffix != ".pdf")
    cli_told.tell_not_made(tasks)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("note: no .pdf file is made: the package WeasyPrint") and "libpango-1.0-0" in line
    monkeypatch.setattr(make, "can_write", lambda suffix: True)
    cli_told.tell_not_made(tasks)
    assert capsys.readouterr().err == ""
