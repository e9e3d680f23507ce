"""Every gap is told, and every item that closes one is asked for once, of whoever holds it, safely written."""

import csv
import io
import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn
from html_lint import lint, parse

from cjtools import cli
from cjtools.intake import build
from cjtools.make import data_requests
from cjtools.make.data_requests import (
    GAPS,
    ROWS,
    gaps_frame,
    requests_frame,
    requests_of,
    spreadsheet_csv,
    write_gaps,
    write_requests,
)
from cjtools.make.request_text import level_words, to_partner
from cjtools.paths import folders
from cjtools.results.study import Study
from cjtools.show import pages

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "data" / "catalogue"
HOSTILE = '=1+1 <script>alert(1)</script> & "it" <b>\'s\x0b [c]'
YEAR = "2024-25"


@pytest.fixture(scope="module")
def studies(catalogue, observations, records):
    """Return the studies of all outcomes of an area; the records of each area are worked out once."""
    made = {}

    def of(area):
        if area not in made:
            outcomes = list(catalogue.outcomes.values())
            first = Study(catalogue.area(area), outcomes[0], YEAR, catalogue, observations, known=records)
            made[area] = [first.on(outcome) for outcome in outcomes]
        return made[area]

    return of


@pytest.fixture(scope="module", params=["orkney", "glasgow"])
def area(request, studies):
    """The studies of a small and of a large area."""
    return studies(request.param)


@pytest.fixture(scope="module")
def orkney(studies):
    """The studies of one area."""
    return studies("orkney")


@pytest.fixture(scope="module")
def written(area, tmp_path_factory):
    """The requests of an area as they were written."""
    out = tmp_path_factory.mktemp("out")
    write_gaps(area[0].area["slug"], YEAR, out, area)
    return write_requests(area, out)


class Published:
    """Records with every figure as a published one."""

    def __init__(self, records):
        self.records = records

    def __getattr__(self, name):
        return getattr(self.records, name)

    def of(self, name):
        return self.records.of(name).assign(status="published")

    def of_place(self, name, code):
        return self.records.of_place(name, code).assign(status="published")


def plain_items():
    """Return the rows of data_items.csv, read without the project's code."""
    with (WORDS / "data_items.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def plain_questions():
    """Return (outcome, question) for every question of the national outcomes, read without the project's code."""
    for path in sorted((WORDS / "outcomes").glob("*.yaml")):
        outcome = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in ("people", "needs", "services"):
            yield from ((outcome, question) for question in outcome["questions"][group])


def read_csv(path):
    """Return the rows of a CSV file as a spreadsheet program would."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_each_item_stands_once_in_the_file():
    """An id that stands twice would be asked for in one of two wordings."""
    ids = [row["item"] for row in plain_items()]
    assert len(ids) == len(set(ids)) == 64


def test_every_wanted_item_is_asked_for_once(area):
    """Over all outcomes, of the partner that data_items.csv names: what a question with something to close needs."""
    asked = [wanted.item["item"] for request in requests_of(area) for wanted in request.wanted]
    needed = {item for _, question in plain_questions() if question["to_close"] for item in question["items"]}
    assert sorted(asked) == sorted(needed)
    holder = {row["item"]: row["partner"] for row in plain_items()}
    for request in requests_of(area):
        assert {holder[wanted.item["item"]] for wanted in request.wanted} == {request.partner["partner"]}


def test_questions_listed_are_those_that_are_open(area):
    """Each item names every question that needs it, with outcome and text, and no other."""
    listed = [
        (need.outcome.id, need.question.id, need.question.text, wanted.item["item"])
        for request in requests_of(area)
        for wanted in request.wanted
        for need in wanted.needs
    ]
    expected = [
        (outcome["id"], question["id"], question["text"], item)
        for outcome, question in plain_questions()
        for item in question["items"]
        if question["to_close"]
    ]
    assert sorted(listed) == sorted(expected)


def test_item_that_no_open_question_needs_is_not_asked_for(orkney):
    """Diversion P1 is answered by council; with nothing left to close, nobody is asked how cases were marked."""
    first, *others = orkney
    asked = first.outcome.questions
    people = [q.model_copy(update={"to_close": ""}) if q.id == "P1" else q for q in asked.people]
    closed = first.outcome.model_copy(update={"questions": asked.model_copy(update={"people": people})})

    def partners(area):
        return [request.partner["partner"] for request in requests_of(area)]

    assert "copfs" in partners(orkney)
    assert "copfs" not in partners([first.on(closed), *others])


def test_gaps_are_those_of_the_reports(area):
    """One row for each line of each report's own table of gaps, in the same order and words."""
    frame = gaps_frame(area)
    assert list(frame.columns) == GAPS
    for study in area:
        rows = frame[frame["outcome"] == study.outcome.short_title]
        table = parse(pages.gaps(study).html).all("tr")[1:]
        assert [line.all("th")[0].text for line in table] == list(rows["question_id"] + ". " + rows["question"])
        assert [line.all("td")[0].text for line in table] == list(rows["state"])
    assert set(frame["state"]) == {
        "open", "no recorded answer", "answered in part", "answered for a wider area only", "answered for Scotland only"
    }  # fmt: skip


def test_gaps_file_opens_in_a_spreadsheet(written, area):
    """Byte order mark, then the same rows; questions without a data item are there too."""
    path = written.index.parent.parent / "gaps.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfarea,year,")
    rows = read_csv(path)
    assert len(rows) == sum(len(study.gaps()) for study in area)
    assert [row["question_id"] for row in rows] == list(gaps_frame(area)["question_id"])
    assert any(not row["data_items"] for row in rows)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_is_never_a_formula(orkney, start):
    """What a spreadsheet program would work out begins with an apostrophe instead; the rest is as it was."""
    frame = gaps_frame(orkney).head(1).assign(question=f"{start}1+1", state="1=1")
    row = next(csv.DictReader(io.StringIO(spreadsheet_csv(frame).removeprefix("\ufeff"), newline="")))
    assert row["question"] == f"'{start}1+1"
    assert row["state"] == "1=1"


def test_one_file_for_each_partner(written, area):
    """National partners each have their own, local ones one together; the index says who is asked for nothing."""
    names = {path.name for path in written.files}
    national = {
        row["partner"] for row in plain_items() if area[0].catalogue.partners[row["partner"]]["kind"] == "national"
    }
    assert names == {f"{name}.{kind}" for name in (*national, "local-partners") for kind in ("html", "docx")} | {
        "requests.csv"
    }
    assert all(path.is_file() for path in written.files)
    assert not written.not_made
    said = parse(written.index.read_text(encoding="utf-8")).all("main")[0].text
    assert "Nothing is asked of: National Records of Scotland;" in said


def test_table_has_a_row_for_each_item_and_question(written, area):
    """All partners together, to sort and count."""
    rows = read_csv(written.index.parent / "requests.csv")
    frame = requests_frame(area, requests_of(area))
    assert list(rows[0]) == list(frame.columns) == ROWS
    pairs = [(row["item"], row["outcome"], row["question_id"]) for row in rows]
    assert len(pairs) == len(set(pairs)) == len(frame)


def test_pages_are_accessible_and_complete(written):
    """No fault, no link that leads nowhere, each item once with its definition, blanks that say what belongs there."""
    holder, seen = {row["item"]: row for row in plain_items()}, []
    for path in sorted(written.index.parent.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert lint(text) == [], path.name
        page = parse(text)
        links = [node.attrs["href"] for node in page.all("a") if not re.match(r"#|https:", node.attrs["href"])]
        assert all((path.parent / link).is_file() for link in links)
        if path == written.index:
            continue
        assert [mark.text[:17] for mark in page.all("mark")] == ["[to be filled in:", *["[to be filled in]"] * 2]
        said = page.all("main")[0].text
        ids = re.findall(r"Its id ([a-z0-9_]+)", said)
        seen += ids
        assert all(" ".join(holder[name]["definition"].split()) in said for name in ids)
        assert "Community Justice (Scotland) Act 2016" in said
        assert "No names" in said
    assert len(seen) == len(set(seen)) == 64


def test_word_file_is_what_word_expects(written):
    """Headings in order and none empty, header rows, captions, title and language: read again, not trusted."""
    for path in written.index.parent.glob("*.docx"):
        document = Document(path)
        headings = [p for p in document.paragraphs if p.style.name.startswith("Heading")]
        levels = [int(p.style.name[-1]) for p in headings]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(level <= before + 1 for before, level in pairwise(levels))
        assert all(p.text.strip() for p in headings)
        assert document.core_properties.title == headings[0].text
        assert document.core_properties.language == "en-GB"
        languages = {node.get(qn("w:val")) for node in document.styles.element.iter(qn("w:lang"))}
        assert languages == {"en-GB"}
        assert document.tables
        captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
        assert len(captions) == len(document.tables)
        for table, caption in zip(document.tables, captions, strict=True):
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(cell.text for cell in table.rows[0].cells)
            assert all(row.cells[0].text and not row.cells[1].text for row in table.rows[1:])
            assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption


def test_page_and_word_file_say_the_same(written):
    """The same items and questions in the same order, whichever file the partner opens."""
    for path in written.index.parent.glob("*.docx"):
        page = parse(path.with_suffix(".html").read_text(encoding="utf-8"))
        items = [node.text for node in page.all("h3")]
        headings = [p.text for p in Document(path).paragraphs if p.style.name == "Heading 3"]
        assert [" ".join(text.split()) for text in headings] == items
        asked = [p.runs[0].text for p in Document(path).paragraphs if p.style.name == "List Bullet" and p.runs[0].bold]
        assert [" ".join(text.split()) for text in asked] == [
            node.all("strong")[0].text for node in page.all("ul") if node.attrs.get("class") == "lines"
            for node in node.all("li")
        ]  # fmt: skip


@pytest.mark.reliability("same bytes", "a request for data written again", "the same bytes")
def test_same_request_gives_the_same_bytes(orkney, tmp_path):
    """A file changes only when what it says does."""
    first = write_requests(orkney, tmp_path / "a")
    second = write_requests(orkney, tmp_path / "b")
    assert [path.read_bytes() for path in first.files] == [path.read_bytes() for path in second.files]


def test_hostile_text_stays_text(orkney, catalogue, tmp_path):
    """Marks of HTML, XML and spreadsheets in a data item are shown, not obeyed."""
    row = {**catalogue.data_items["copfs_marking"], "title": HOSTILE, "definition": HOSTILE, "published": HOSTILE}
    words = replace(catalogue, data_items={**catalogue.data_items, "copfs_marking": row})
    folder = write_requests([replace(study, catalogue=words) for study in orkney], tmp_path).index.parent
    text = (folder / "copfs.html").read_text(encoding="utf-8")
    assert lint(text.replace("\x0b", "")) == []
    assert "<script" not in text and "<b>" not in text
    shown = " ".join(HOSTILE.replace("\x0b", " ").split())
    assert f"1. {shown}" in [" ".join(node.text.split()) for node in parse(text).all("h3")]
    document = Document(folder / "copfs.docx")
    assert f"1. {HOSTILE}".replace("\x0b", "") in [p.text for p in document.paragraphs]
    cells = [row for row in read_csv(folder / "requests.csv") if row["item"] == "copfs_marking"]
    assert {cell["title"][:2] for cell in cells} == {"'="}


def test_made_up_figures_keep_a_request_from_being_sent(orkney):
    """Where a state was judged by illustrative figures the request says so; with published ones it does not."""

    def warnings(area):
        return {r.partner["partner"]: to_partner(area[0], r).warning for r in requests_of(area)}

    before = warnings(orkney)
    assert before["copfs"].startswith("Not to be sent yet. For 1 of 1 question behind")
    # nobody publishes a figure by council on people in prison, made up or not
    assert before["sps"] == ""
    assert not any(warnings([replace(study, known=Published(study.known)) for study in orkney]).values())


def test_level_names_the_place_that_serves_the_area(orkney):
    """Islands share a police division; the request says which."""
    assert level_words(orkney[0], "council") == "council (Orkney Islands)"
    assert (
        level_words(orkney[0], "custody centre") == "each custody centre of the Highlands and Islands police division"
    )
    assert level_words(orkney[0], "health board") == "health board (NHS Orkney)"
    assert level_words(orkney[0], "court, and council where held") == "court, and council where held"


def test_without_the_word_package_pages_are_made_and_one_sentence_says_so(orkney, tmp_path, monkeypatch):
    """The rest does not depend on it."""
    monkeypatch.setitem(sys.modules, "docx", None)
    for name in ("request_word", "word"):
        monkeypatch.delitem(sys.modules, f"cjtools.make.{name}", raising=False)
    written = write_requests(orkney, tmp_path)
    assert written.not_made == data_requests.NO_WORD
    assert not list(tmp_path.rglob("*.docx"))
    texts = [path.read_text(encoding="utf-8") for path in written.index.parent.glob("*.html")]
    assert len(texts) == 10
    assert not any(".docx" in text or lint(text) for text in texts)


@pytest.fixture
def call(monkeypatch, capsys, processed, tmp_path):
    """Run a command in this process on the tables built once; return its status, output and errors."""
    real = folders()
    (tmp_path / "data").mkdir()
    for name in ("catalogue", "raw"):
        (tmp_path / "data" / name).symlink_to(getattr(real, name))
    (tmp_path / "data" / "processed").symlink_to(processed)
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    monkeypatch.setattr(build, "is_current", lambda *_: True)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["cjtools", *words])
        status = 0
        try:
            cli.main()
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_command_says_where_the_requests_are(call):
    """The list of gaps and the index, as seen from the working folder; the comparison names the councils."""
    status, out, err = call("requests", "Orkney", "--year", YEAR, "--compare", "Fife, Moray")
    assert (status, err) == (0, "")
    gaps, index = out.split()[0], out.split()[-1]
    assert gaps == "outputs/2024-25/orkney-islands/gaps.csv" and Path(gaps).is_file()
    assert index == "outputs/2024-25/orkney-islands/requests/index.html" and Path(index).is_file()
    sps = (Path(index).parent / "sps.html").read_text(encoding="utf-8")
    assert "Figures for Scotland and for Fife and Moray let Orkney Islands be set beside others" in sps
    local = (Path(index).parent / "local-partners.html").read_text(encoding="utf-8")
    assert "be set beside others" not in local


def test_command_refuses_what_it_does_not_know(call):
    """With the nearest names, and nothing written."""
    status, out, err = call("requests", "Orkny", "--compare", "Fyfe")
    assert (status, out) == (2, "")
    assert "area 'Orkny' is not known" in err and "Orkney Islands" in err
    assert "area 'Fyfe' is not known" in err
    assert not Path("outputs").exists()
