"""The statements that the law asks for: those recorded stand there in the partners' words, the others as places."""

import datetime
import io
import re
from dataclasses import replace

import pytest
from docx import Document as read_word
from evidence_rows import plan_with
from html_lint import lint

from cjtools.catalogue.statutory import PLAN, REPORT
from cjtools.make.word import document_word
from cjtools.results.duties import MISSING, NOT_ASKED, PRESENT, duties_met
from cjtools.results.study import Study
from cjtools.show.cjoip import cjoip
from cjtools.show.document import document_html
from cjtools.show.page import page

DAY = datetime.date(2025, 3, 1)
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} \x00"
# sections of the Act on the plan and on the report, as the Act counts them
PLAN_SECTIONS = [
    "19(1)", "19(2)(a)(i)", "19(2)(a)(ii)", "19(2)(b)", "19(2)(c)", "19(3)", "19(5)", "19(6)", "19(7)", "20(2)",
    "20(4)", "20(6)", "21(1)", "21(2)-(3)", "22(1)-(2)", "22(3)", "25",
]  # fmt: skip
REPORT_SECTIONS = ["23(1)", "23(2)(a)", "23(2)(b)(i)", "23(2)(b)(ii)", "23(3), (6)", "23(4)", "23(5)", "25"]


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's studies of all national outcomes."""
    first = Study(catalogue.area("fife"), catalogue.outcome("1"), "2024-25", catalogue, observations, known=records)
    return [first.on(outcome) for outcome in catalogue.outcomes.values()]


def assessed(**more):
    return {
        "outcome": "community-sentences", "achieved": False, "nearness": "part of the way",
        "how_near": "Reviews are late.", "why": "What people told us.", "agreed_by": "The partnership",
        "agreed_on": DAY, "priority": True, "priority_why": "It comes first.", "action": "Two more groups.",
    } | more  # fmt: skip


def states(plan, document=PLAN):
    """Return the state of each duty: (id, number of the outcome or '') -> state."""
    return {(one.duty.id, getattr(one.outcome, "number", "")): one.state for one in duties_met(plan, document)}


def texts(plan):
    """Return the narrative as lines of plain text."""
    return re.sub(r"<[^>]+>", "", document_html(cjoip(plan))).splitlines()


def test_the_duties_are_those_of_the_act(catalogue):
    """Sections 19 to 22 and 25 for the plan, 23 and 25 for the yearly report."""
    assert [duty.section for duty in catalogue.statutory.of(PLAN)] == PLAN_SECTIONS
    assert [duty.section for duty in catalogue.statutory.of(REPORT)] == REPORT_SECTIONS


def test_without_evidence_every_statement_is_missing_and_says_its_place(base):
    found = duties_met(plan_with(base), PLAN)
    assert {one.state for one in found} == {MISSING, NOT_ASKED}
    not_asked = [one.duty.id for one in found if one.state == NOT_ASKED]
    assert not_asked == ["consistent", "local-indicators", "participation-published", "after-review"]
    assert len(found) == 10 + 5 * 9 + 2
    assert {(one.sheet, one.row) for one in found if one.duty.id == "achieved"} == {("Assessment", None)}


def test_what_is_recorded_is_present_with_its_row(base):
    plan = plan_with(
        base,
        assessment=[assessed(), {"outcome": "diversion", "achieved": True, "priority": False, "action": "Go on."}],
        indicators=[
            {"indicator": "4a", "decision": "used"},
            {"indicator": "1", "decision": "set aside", "reason": "x"},
        ],
        duties=[{"duty": "published", "done": "On the website.", "date": DAY}],
    )  # fmt: skip
    found = states(plan)
    for name in ("achieved", "how-near", "priority", "action", "indicators"):
        assert found[name, "4"] == PRESENT and found[name, "2"] == MISSING
    # a no is a statement too; how near asks nothing of an outcome that is achieved
    assert (found["priority", "1"], found["how-near", "1"], found["indicators", "1"]) == (PRESENT, NOT_ASKED, MISSING)
    assert found["published", ""] == PRESENT and found["copy-of-plan", ""] == MISSING
    (action,) = [one for one in duties_met(plan, PLAN) if one.duty.id == "action" and one.outcome.number == "4"]
    assert (action.sheet, action.row.number) == ("Assessment", 3)
    assert set(states(plan, REPORT).values()) == {MISSING}


def test_an_outcome_of_the_areas_own_has_its_own_duties(base):
    own = base[0].outcome.model_copy(update={"id": "mine", "number": "L1", "kind": "Local"})
    plan = plan_with([*base, replace(base[0], outcome=own)], assessment=[assessed(outcome="mine")])
    found = states(plan)
    assert (found["local-indicators", "L1"], found["consistent", "L1"]) == (PRESENT, MISSING)
    assert ("achieved", "L1") not in found


def test_the_statements_stand_under_their_outcome_and_nothing_is_filled_in(base):
    said = texts(plan_with(base, assessment=[assessed()], indicators=[{"indicator": "4a", "decision": "used"}]))
    start = next(number for number, line in enumerate(said) if line == "4. Community sentences" and number > 30)
    section = said[start : said.index("5. Health and social care", start)]
    assert [line for line in section if line.strip()][1:8] == [
        "More people access services to support desistance and successfully complete community sentences",
        "Is the outcome being achieved? No.",
        "How near is it to being achieved? Part of the way. Reviews are late.",
        "Is it a priority for action? Yes. It comes first.",
        "What will be done? Two more groups.",
        "What does the judgement rest on? What people told us.",
        "Agreed by: The partnership, 1 March 2025",
    ]
    assert any(line.startswith("4a ") and line.endswith("; used for the judgement") for line in section)
    assert sum(line.startswith("Not recorded yet:") for line in said) == 8
    assert any("5 of 53 statements that the law asks for are recorded" in line for line in said)


def test_page_and_word_file_say_the_same(base):
    took_part = {"who": "People on orders", "kind": "person with living experience", "way": "workshop", "date": DAY}
    document = cjoip(plan_with(base, True, assessment=[assessed(action=HOSTILE)], participation=[took_part]))
    html = page(document.title, document_html(document, "cjoip.docx"), [("Fife", "")])
    assert lint(html) == []
    assert "&lt;script&gt;" in html and "<script" not in html
    word = read_word(io.BytesIO(document_word(document)))
    assert word.core_properties.title == document.title and word.core_properties.language == "en-GB"
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
    assert headings == [heading.text for heading in document.contents]
    assert "<script>alert(1)</script> {{ 7 * 7 }} " in "\n".join(p.text for p in word.paragraphs)
    assert [p.text for p in word.paragraphs if "Worked example: made up" in p.text]
    (took,) = [table for table in word.tables if table.rows[0].cells[0].text == "Who took part"]
    assert took.rows[1].cells[0].text == "People on orders"
    assert document_word(document) == document_word(document)


def test_indicators_of_the_partnerships_own_are_named(base):
    """They are of no single outcome: they stand with what is said of all."""
    rows = [{"indicator": "Ferry days lost", "decision": "used"}, {"indicator": "4a", "decision": "used"},
            {"indicator": "Bus fares", "decision": "set aside", "reason": "Nobody counts them."}]  # fmt: skip
    said = texts(plan_with(base, indicators=rows))
    assert "Ferry days lost; used" in said and "Bus fares; set aside: Nobody counts them." in said
    assert not any(line.startswith("4a; ") for line in said)
    assert "Indicators of the partnership's own:" not in " ".join(texts(plan_with(base)))
