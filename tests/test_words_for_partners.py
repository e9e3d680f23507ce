"""What a partnership reads of the report's own making: marks, states and words that are true and meant for it."""

import re

import pytest
import yaml
from html_lint import parse
from report_maker import ReportMaker

from cjtools.paths import folders
from cjtools.results import facts
from cjtools.show import evaluation, front, pages, vision

DIARY = re.compile(
    r"\bnot read\b|not to be had|could be read|\brecalled\b|\b(read|seen) here\b|copy (of|read)|for this project"
    r"|table was seen|\bs245a\b|Highland and Islands|\(A1 to",
)


@pytest.fixture(scope="module")
def maker(catalogue, processed, tmp_path_factory):
    """Opens studies that share their records."""
    return ReportMaker(catalogue, processed, tmp_path_factory.mktemp("partners"))


@pytest.fixture(scope="module")
def custody(maker):
    """Orkney's study of police custody, all of whose own figures are made up."""
    return maker.study("orkney", "police-custody")


@pytest.fixture(scope="module")
def sentences(maker):
    """Orkney's study of community sentences, with made-up figures and Scotland's published ones."""
    return maker.study("orkney", "community-sentences")


def test_the_table_of_indicators_marks_made_up_figures(custody):
    """That a wording is published does not make the figure beside it one."""
    table = parse(evaluation.indicators_table(custody).html)
    heads = [node.text for node in table.all("th")]
    assert "Where the wording comes from" in heads
    (made_up,) = [row.text for row in table.all("tr") if "referrals from custody centres" in row.text]
    (published,) = [row.text for row in table.all("tr") if "Balance between" in row.text]
    assert made_up.rstrip().endswith("(Illustrative.)") and "llustrative" not in published
    assert "Improvement tool, T1" in table.text and "Performance framework, indicator 2" in table.text


def test_every_line_on_a_made_up_figure_is_marked(custody, sentences):
    """In the checklist, in the list of needs and on the first page; a published figure has no mark."""
    for study in (custody, sentences):
        names = {study.indicator(name).name: name for name in study.outcome.indicator_ids}
        shown = [*parse(evaluation.checklist(study).html).all("li"), *_needs(study)]
        lines = [node.text for node in shown if not node.all("p") and "see C" not in node.text]
        assert len(lines) > 3
        for line in lines:
            name = names[max((name for name in names if line.startswith(name)), key=len)]
            is_made_up = set(study.of_area(name)["status"]) == {"illustrative"}
            assert line.rstrip().endswith("(Illustrative.)") is is_made_up, line
    changed = front.front(sentences).html.split('id="changed"')[1].split("</p>")[0]
    assert changed.rstrip().endswith("(Illustrative.)")


def _needs(study):
    """Return the items of the list of needs."""
    return parse(pages.needs_for_services(study).html).all("li")


def test_scotlands_figures_do_not_make_an_answer_a_published_one(sentences):
    """Every council figure of the outcome is made up; that there were no orders is told by a made-up workbook too."""
    own = [name for name in sentences.outcome.indicator_ids if sentences.is_own(name)]
    assert {status for name in own for status in sentences.of_area(name)["status"]} == {"illustrative"}
    asked = facts.answers(sentences)
    assert asked.made_up == asked.numbers_answered == 21
    assert (
        "21 of 22 questions for figures have an answer for Orkney Islands, all by made-up"
        in front.front(sentences).html
    )


def test_the_first_page_and_the_data_gaps_agree_on_what_is_answered_in_part(maker):
    """What the list of gaps calls answered in part is counted so above."""
    for outcome in ("community-sentences", "accommodation", "employability"):
        study = maker.study("orkney", outcome)
        rows = [row for row in parse(pages.gaps(study).html).all("tr") if "answered in part" in row.text]
        figures = {f"{q.id}." for q in study.outcome.all_questions if q.kind == "quantitative"}
        in_part = [row for row in rows if row.text.split()[0] in figures]
        assert facts.answers(study).in_part == len(in_part)
        assert ("answered in part" in front.front(study).html) == bool(in_part)


@pytest.mark.parametrize(
    ("looked", "few", "said"),
    [(72, 55, "17 of 72 figures could be judged"), (72, 1, "The other one rests on too few cases."),
     (1, 1, "Not one of 1 figure could be judged against the year before: too few cases.")],
)  # fmt: skip
def test_what_changed_says_of_how_many_it_can_speak(looked, few, said):
    """How many could be judged stands before how many changed."""
    seen = facts.Looks(looked, [], 0, few, 1, 1, 0)
    words = front.looks_words(seen)
    assert said in words and words.endswith("Where two shares make up a whole, only one is counted.")


def test_a_line_that_does_not_apply_is_not_open(maker):
    """It has a state of its own, and nothing is still needed."""
    study = maker.study("orkney", "understanding-confidence")
    lines = [line for section in study.outcome.checklist for line in section.lines]
    wanted = {line.id for line in lines if line.open.startswith("Does not apply")}
    shown = {
        node.attrs["id"].removeprefix("checklist-"): node.text
        for node in parse(evaluation.checklist(study).html).all("li")
        if "id" in node.attrs
    }
    assert {"C10", "C11", "C15"} == wanted == {line for line, text in shown.items() if " does not apply" in text}
    assert not any("Still needed" in shown[line] or " open" in shown[line] for line in wanted)


def test_a_logic_model_says_whose_it_is(custody, sentences):
    """That of outcome 4 is the national one; that of outcome 2 was drafted here."""
    assert "The national model" in vision.logic_model(sentences).html
    drafted = vision.logic_model(custody).html
    assert "A model drafted by this project" in drafted and "The national model" not in drafted


def test_no_heading_stands_over_an_empty_list(sentences, maker, monkeypatch):
    """Without caveats that hold throughout there is no heading for them."""
    assert "Caveats that hold throughout" in front.about(sentences, [], maker.revisions).html
    monkeypatch.setattr(front.figures, "shared_caveats", lambda study: [])
    assert "Caveats that hold throughout" not in front.about(sentences, [], maker.revisions).html


def test_what_holds_for_many_figures_is_told_once(sentences, maker):
    """The Edinburgh service and the lighter order, under the caveats that hold throughout."""
    body = "".join(pages.questions(sentences, group).html for group in ("people", "needs", "services"))
    about = front.about(sentences, [], maker.revisions).html
    for words in ("The Edinburgh service".casefold(), "DTTO II"):
        assert words.casefold() not in body.casefold() and about.casefold().count(words.casefold()) == 1, words
    views = maker.study("orkney", "understanding-confidence")
    shown = "".join(pages.questions(views, group).html for group in ("people", "needs", "services"))
    assert "Unless that place serves one council alone" not in shown


def test_lists_of_councils_go_by_name(catalogue):
    """In what a division or a board serves."""
    for place in catalogue.places:
        names = [catalogue.place_names[code] for code in place["councils"].split("; ") if code]
        assert names == sorted(names), place["place_name"]


def test_no_page_tells_what_its_makers_read():
    """What could not be read belongs in the comments of a file; addresses and comments are left out here."""
    found = []
    for path in sorted(folders().catalogue.glob("*/*.yaml")):
        if path.parent.name not in ("outcomes", "indicators"):
            continue
        for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if match := DIARY.search(text):
                found.append(f"{path.name}: {match[0]}: {text}")
    assert found == []


def _texts(value):
    """Return every text in nested lists and mappings, addresses left out."""
    if isinstance(value, str):
        return [] if value.startswith("published:") else [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for each in inner for text in _texts(each)]
