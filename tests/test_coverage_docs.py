"""docs/coverage.md says where each part of the guidance works: everything that it names is there."""

import re
import shlex
from itertools import groupby

import click
import nbformat
import pytest

from cjtools import kinds
from cjtools.cli import cli
from cjtools.paths import folders

ROOT = folders().root
TEXT = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
HEADS = ["Part", "Where it works", "What it does not do"]
DOCUMENTS = 5
NOTEBOOK = re.compile(r"`notebooks/([^`]*)\.ipynb`")
CODE, SHEET, QUOTED = re.compile(r"`([^`]+)`"), re.compile(r"\*([^*]+)\*"), re.compile("“([^”]+)”")
COMMAND = re.compile(r"(?:cjtools|make) .+")
PAGE = re.compile(r"[^/ ]+\.(?:html|docx|xlsx|pdf|csv)")
FILE = re.compile(r"\b(?:docs|data|scripts)/[\w./-]*\w|\b[A-Z]+\.md")
BESIDE = {"cjoip.html", "cjoip.docx", "assurance.html", "index.html", "about.html", "gaps.csv"}
RANGE = re.compile(r"\b([sp]\d)\.(\d)(?: to \1\.(\d))?")


def cells(line):
    """Return the cells of a line of a table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables(text):
    """Return the tables of a text, each a list of rows of cells; the line below the heads is left out."""
    blocks = groupby(text.splitlines(), lambda line: line.startswith("|"))
    return [[cells(line) for at, line in enumerate(lines) if at != 1] for is_table, lines in blocks if is_table]


TABLES = tables(TEXT)
ROWS = [row for table in TABLES for row in table[1:]]
WHERE = [row[1] for row in ROWS]
COMMANDS = sorted({code for code in CODE.findall(TEXT) if COMMAND.fullmatch(code)})


def headings_named(where):
    """Return which headings of which notebooks a cell names: list of (notebook, heading)."""
    before, *pieces = NOTEBOOK.split(where)
    assert not QUOTED.findall(before), f"A heading without its notebook: {where}"
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return [(name, said) for name, after in pairs for said in QUOTED.findall(after)]


def second_level(name):
    """Return the headings of the second level of a notebook."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    prose = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return {line.removeprefix("## ") for text in prose for line in text.splitlines() if line.startswith("## ")}


def outcomes_and_kinds(catalogue):
    """Return what a report can be asked for."""
    return {*catalogue.outcomes, *kinds.ACROSS, "all"}


def test_each_document_has_its_table_and_every_row_says_where():
    """Five texts of guidance, each row with three cells, none of the first two empty, no part twice in a table."""
    documents = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
    assert len(documents) == DOCUMENTS
    assert all(tables(document) for document in documents)
    assert [table[0] for table in TABLES] == [HEADS] * len(TABLES)
    assert [row for row in ROWS if len(row) != len(HEADS) or not row[0] or not row[1]] == []
    for table in TABLES:
        assert len({row[0] for row in table}) == len(table)


def test_every_row_names_something_that_can_be_looked_up():
    """A place is a notebook, a page, a sheet or a command; words alone are none."""
    places = [bool(NOTEBOOK.search(where) or SHEET.search(where) or CODE.search(where)) for where in WHERE]
    assert [where for where, is_place in zip(WHERE, places, strict=True) if not is_place] == []


def test_every_notebook_that_is_named_is_there_and_every_one_is_named():
    """None is left out of the table either: each serves some part."""
    named = set(NOTEBOOK.findall(TEXT))
    assert named == {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_every_heading_that_is_named_stands_in_its_notebook():
    """As a heading of the second level, word for word."""
    named = {pair for where in WHERE for pair in headings_named(where)}
    assert len(named) > 50
    notebooks = {name: second_level(name) for name, _ in named}
    assert sorted(pair for pair in named if pair[1] not in notebooks[pair[0]]) == []


def test_every_sheet_that_is_named_is_in_the_workbook_and_every_one_is_named(catalogue):
    """What stands in italics is the title of a sheet, and no sheet is without a part that it serves."""
    titles = {sheet.title for sheet in catalogue.evidence_form.sheets}
    named = {name for row in ROWS for cell in row for name in SHEET.findall(cell)}
    assert sorted(named ^ titles) == []


@pytest.mark.parametrize("said", COMMANDS)
def test_every_command_that_is_named_can_be_given(said, catalogue):
    """One of cjtools is read as the command line is; one of make is a target; what is reported on exists."""
    program, *words = shlex.split(said)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert words[0] in targets
        asked = [word.removeprefix("OUTCOME=") for word in words[1:]]
    else:
        asked = asked_of(words)
    assert set(asked) <= outcomes_and_kinds(catalogue)


def asked_of(words):
    """Return which outcomes and kinds a command asks for; one that does not exist is an error."""
    command, context = cli, click.Context(cli)
    while isinstance(command, click.Group):
        name, *words = words
        command = command.get_command(context, name)
        assert command is not None, name
    return command.make_context(name, list(words), parent=context).params.get("outcomes", ())


def test_every_page_that_is_named_is_one_that_is_made(catalogue):
    """Of a kind of report, of an outcome, or one of those that stand beside them."""
    across = {f"{kind.id}{suffix}" for kind in kinds.ACROSS.values() for suffix in kind.suffixes}
    names = ("<outcome>", *catalogue.outcomes)
    on_one = {f"{name}{suffix}" for name in names for suffix in kinds.ON_ONE_OUTCOME.suffixes}
    named = {code for code in CODE.findall(TEXT) if PAGE.fullmatch(code)}
    assert sorted(named - across - on_one - BESIDE) == []


def test_code_is_a_notebook_a_command_or_a_page():
    """So that nothing in code goes unread by the tests above."""
    kinds_of_code = (re.compile(r"notebooks/.*\.ipynb"), COMMAND, PAGE)
    unread = [code for code in CODE.findall(TEXT) if not any(kind.fullmatch(code) for kind in kinds_of_code)]
    assert unread == []


def test_every_file_that_is_named_is_there():
    """Outside of code: examples, files of the catalogue, texts of the project."""
    named = {name.rstrip(".") for name in FILE.findall(CODE.sub("", TEXT))}
    assert "docs/examples/local-outcome" in named
    at = {name: (ROOT / name).exists() for name in named}
    assert [name for name, is_there in sorted(at.items()) if not is_there] == []


def test_every_duty_of_the_act_has_a_row_with_the_sheet_that_holds_it(catalogue):
    """Section by section; the sheet is the one in which its statement is looked for."""
    titles = {sheet.id: sheet.title for sheet in catalogue.evidence_form.sheets}
    where = {row[0].partition(": ")[0]: row[1] for row in ROWS if row[0].startswith("Section ")}
    duties = catalogue.statutory.duties
    assert list(where) == [f"Section {duty.section}" for duty in duties]
    for duty in duties:
        sheets = {titles[name.partition(".")[0]] for name in duty.shown_by} or {"Duties"}
        assert sheets <= set(SHEET.findall(where[f"Section {duty.section}"])), duty.id


def test_every_indicator_of_2016_has_a_row(catalogue):
    """26 of them, from the first to the last of each outcome."""
    found = [
        f"{outcome}.{number}"
        for row in ROWS
        for outcome, first, last in RANGE.findall(row[0])
        for number in range(int(first), int(last or first) + 1)
    ]
    assert found == list(catalogue.framework2016.indicators)
    assert len(found) == 26


def test_the_checklist_of_community_sentences_has_as_many_lines_as_the_table_says(catalogue):
    """Part by part; the conclusion of the progress report is a row of its own."""
    outcome = catalogue.outcomes["community-sentences"]
    said = dict(re.findall(r"checklist: ([a-z ]+) \((\d+) lines\)", TEXT))
    sections = {section.title.lower(): str(len(section.lines)) for section in outcome.checklist}
    assert {name: count for name, count in sections.items() if name != "assessment"} == said
