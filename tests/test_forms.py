"""Forms of a report beside its page: what is asked for is there, of the same text, and never stale."""

from dataclasses import replace

import fake_makers
import pytest
from test_batch import OUTCOME, YEAR, home, ledger, tasks  # noqa: F401

from cjtools import make
from cjtools.batch import run as batch
from cjtools.kinds import ANNUAL, FORMS, ON_ONE_OUTCOME, PRIORITIES
from cjtools.make import forms as made_forms
from cjtools.make.forms import forms_of, in_forms
from cjtools.make.read_page import page_book, page_document

PAGE = """<!DOCTYPE html><html><body><header>Top</header><main>
<h1>Orders in <span>Fife</span></h1><p class="lead">Report, 2024-25</p>
<p class="forms">This text in other forms: <a href="x.pdf">PDF</a>.</p>
<div class="banner"><p><strong>Illustrative.</strong> Long words.</p></div>
<nav class="contents"><h2>Contents</h2></nav>
<h2 id="a">What there is</h2>
<p>See <a href="https://example.org/a">the &amp; source</a>, <a href="#b">below</a>; <a href="x-data.html">Cells</a></p>
<ul><li>One<ul><li>Inner <b>bold</b></li></ul></li><li>Two</li></ul>
<figure id="f"><figcaption><strong>A picture</strong><span class="sub">of orders</span></figcaption>
<p class="made-up">Made up.</p>
<div class="chart"><svg viewBox="0 0 9 9"><title>T</title><desc>It rises &amp; falls.</desc><path d="M0 0"/></svg></div>
<details><summary>Figures<span class="vh">: all</span></summary><table><caption id="t-caption">Orders, by year</caption>
<thead><tr><th>Year</th><th>Orders</th><th>Share</th><th>Interval</th></tr></thead>
<tbody><tr><th>2023-24</th><td>1,234</td><td>12.5%</td><td>1 to 2</td></tr>
<tr><th>2024-25</th><td>[c]</td><td>[c]</td><td></td></tr></tbody></table></details></figure>
<details><summary>How it is worked out</summary><p>By counting.</p></details>
<dl><dt>Area</dt><dd>Fife</dd></dl><p class="back"><a href="#contents">Back</a></p>
</main><footer>End</footer></body></html>"""


def run(place, *areas, forms=(), **options):
    """Run a plan with a stand-in for the making of reports, in some forms."""
    asked = [replace(task, forms=forms) for task in tasks(place, *areas)]
    return batch.run(asked, batch.How(2), maker=fake_makers.write, **options)


def there(place):
    """Return the forms in which Fife's report is there."""
    return {path.suffix for path in (place / "outputs" / YEAR / "fife").glob(f"{OUTCOME}.*")} & set(FORMS)


@pytest.fixture
def can_all(monkeypatch):
    """A machine on which every form can be made."""
    from cjtools.batch import ledger as ledger_module

    monkeypatch.setattr(ledger_module, "can_write", lambda _: True)


def test_a_form_that_is_not_there_yet_makes_the_report_again(home, can_all):  # noqa: F811
    """One that is up to date as a page alone is not up to date as a page with a Word file."""
    assert run(home, "Fife")[1] == 0
    assert run(home, "Fife", forms=(".docx",))[1] == 0
    assert run(home, "Fife", forms=(".docx",)) == ([], 1)
    assert there(home) == {".docx"} and ledger(home)["fife"]["forms"] == ".docx"


def test_forms_that_are_there_are_kept_up(home, can_all):  # noqa: F811
    """Nobody who asks for the page alone, or for one more form, loses what others asked for, or finds it stale."""
    run(home, "Fife", forms=(".docx",))
    assert run(home, "Fife") == ([], 1)
    run(home, "Fife", forms=(".pdf",))
    assert there(home) == {".docx", ".pdf"} and ledger(home)["fife"]["forms"] == ".docx .pdf"
    page = home / "outputs" / YEAR / "fife" / f"{OUTCOME}.html"
    page.write_text("changed by hand", encoding="utf-8")
    run(home, "Fife")
    word = page.with_suffix(".docx")
    assert there(home) == {".docx", ".pdf"} and word.read_text(encoding="utf-8") == page.read_text(encoding="utf-8")


def test_force_makes_what_is_asked_for_and_removes_the_rest(home, can_all):  # noqa: F811
    """The way to have fewer forms."""
    run(home, "Fife", forms=(".docx", ".ods"))
    run(home, "Fife", forms=(".ods",), force=True)
    assert there(home) == {".ods"} and ledger(home)["fife"]["forms"] == ".ods"


def test_a_form_that_was_removed_is_made_again(home, can_all):  # noqa: F811
    """As page and table are."""
    run(home, "Fife", forms=(".xlsx",))
    (home / "outputs" / YEAR / "fife" / f"{OUTCOME}.xlsx").unlink()
    assert run(home, "Fife")[1] == 0 and there(home) == {".xlsx"}


def test_what_cannot_be_made_here_keeps_no_report_from_being_up_to_date(home, monkeypatch):  # noqa: F811
    """It is made when its package is there."""
    from cjtools.batch import ledger as ledger_module

    def without(task, _seconds=0):
        return fake_makers.write(replace(task, forms=()))

    monkeypatch.setattr(ledger_module, "can_write", lambda form: form != ".pdf")
    asked = [replace(task, forms=(".pdf",)) for task in tasks(home, "Fife")]
    made = [replace(result, task=asked[0]) for result in [without(asked[0])]]
    monkeypatch.setattr(fake_makers, "write", lambda task, _seconds=0: made[0])
    assert batch.run(asked, batch.How(1), maker=fake_makers.write)[1] == 0
    assert batch.run(asked, batch.How(1), maker=fake_makers.write) == ([], 1)
    monkeypatch.setattr(ledger_module, "can_write", lambda _: True)
    assert batch.run(asked, batch.How(1), maker=fake_makers.write)[1] == 0


def test_the_command_that_makes_a_report_alone_names_its_forms(home):  # noqa: F811
    """Forms that its kind has anyway are not named."""
    (task,) = tasks(home, "Fife")
    assert replace(task, forms=(".pdf", ".ods")).again.endswith(f"--year {YEAR} --format pdf,ods")
    assert ANNUAL.further((".pdf", ".ods")) == (".ods",) and PRIORITIES.further((".ods", ".pdf")) == (".pdf", ".ods")


def test_forms_are_those_asked_for_and_those_of_the_kind_that_can_be_made(monkeypatch):
    """In one order; without the rest the run goes on."""
    monkeypatch.setattr(made_forms, "can_write", lambda form: form != ".pdf")
    assert forms_of(ANNUAL, (".ods",)) == [".docx", ".xlsx", ".ods"]
    assert forms_of(ON_ONE_OUTCOME, (".pdf",)) == []


def test_what_is_not_asked_for_is_not_worked_out():
    """No document and no workbook where nobody wants one."""
    assert in_forms("", [], None, None) == {}


@pytest.mark.parametrize("form", [".docx", ".pdf"])
def test_what_a_form_needs_is_told_in_one_sentence(form, monkeypatch, capsys):
    """Also where only --format asks for it."""
    from cjtools import cli_told

    monkeypatch.setattr(make, "can_write", lambda suffix: suffix != form)
    cli_told.tell_not_made([type("T", (), {"kind": ON_ONE_OUTCOME, "forms": (form,)})()])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"note: no {form} file is made: the package")


def test_a_page_is_read_from_top_to_bottom():
    """What leads about the page, and what is for screen readers beside it, is left out."""
    document = page_document(PAGE, "Author")
    assert (document.title, document.lead) == ("Orders in Fife", "Report, 2024-25")
    assert "must not be quoted" in document.warning
    said = [(block.kind, getattr(block, "text", "") or getattr(block, "title", "")) for block in document.blocks]
    assert said == [
        ("say", "Long words."),
        ("heading", "What there is"),
        ("say", "See the & source, below;"),
        ("nested", ""),
        ("picture", "A picture"),
        ("say", "Made up."),
        ("grid", ""),
        ("say", "By counting."),
        ("say", "Fife"),
    ]
    assert [block.label for block in document.blocks if block.kind == "say"] == [
        "Illustrative.", "", "", "How it is worked out:", "Area:",
    ]  # fmt: skip
    assert document.blocks[2].text.links == ((4, 16, "https://example.org/a"),)
    assert document.blocks[3].items == ((0, "One"), (1, "Inner bold"), (0, "Two"))
    picture, grid = document.blocks[4], document.blocks[6]
    assert (picture.alt, picture.sub) == ("It rises & falls.", "of orders") and 'viewBox="0 0 9 9"' in picture.svg
    assert grid.caption == "Orders, by year" and grid.rows[0] == ["2023-24", "1,234", "12.5%", "1 to 2"]
    assert sum(grid.widths) == pytest.approx(17)


def test_tables_of_a_page_become_sheets_with_numbers():
    """A column of percentages says so in its heading; signs stay, and nothing is empty."""
    cover, _, notes, sheet = page_book(PAGE, "Author", [{"marker": "[c]", "meaning": "Hidden"}]).sheets
    assert cover.lines[:3] == ["Orders in Fife", "Report, 2024-25", "Illustrative. Long words."]
    assert sheet.name == "1 What there is" and sheet.lines[0] == "Orders, by year"
    assert sheet.heads == ("Year", "Orders", "Share (per cent)", "Interval")
    assert sheet.rows == [("2023-24", 1234.0, 12.5, "1 to 2"), ("2024-25", "[c]", "[c]", "[z]")]
    assert dict(notes.rows)["[c]"] == "Hidden"
