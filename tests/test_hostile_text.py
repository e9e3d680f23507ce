"""A partnership that attacks with every word it may write: what is made of it holds words, and nothing that runs."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree as ET

import nbformat
import pytest
from hostile_site import OWN, SLUG, at_home, make_home, make_site
from hostile_text import ELSEWHERE, FAMILIES, FORMULAS, UNSEEN, Texts, hostile_rows, is_free
from html_lint import Node, lint, parse

from cjtools.make.drawn import can_draw
from cjtools.results.export import without_formula
from cjtools.signs import unseen_in

pytestmark = pytest.mark.batch  # reports in every form, twice

COLUMNS, OF_OUTCOME = 151, 64  # columns of the evidence form, and texts of an outcome's files, that take words
FIELDS = COLUMNS + OF_OUTCOME
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUICK = (OWN, "delivery_plan", "monitoring_plan", "quality")  # test_hostile_site.py makes every report
TAG = re.compile(r"q\d{4}z")


@pytest.fixture(scope="module")
def patched():
    """Monkeypatching for the fixtures of this module."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def home(tmp_path_factory, processed, patched):
    """The hostile partnership with its reports as pages, Word files and workbooks."""
    made = make_home(tmp_path_factory.mktemp("hostile"), processed)
    make_site(made, patched, "docx,xlsx,ods", QUICK, is_whole=False)
    return made


@pytest.fixture(scope="module")
def calm(processed, patched, home):
    """The same with words as long that are no attack."""
    made = make_home(home.folder, processed, is_calm=True)
    make_site(made, patched, "html", QUICK, is_whole=False)
    make_home(home.folder, processed)
    return made


@pytest.fixture(scope="module")
def pages(home):
    """The pages of the partnership: name -> (text, tree)."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(home.area.glob("*.html"))}
    return {name: (text, parse(text)) for name, text in texts.items()}


def parts_of(home, form):
    """Yield (file, name, text) of each part of each zip archive of a form, text only."""
    for path in sorted(home.area.glob(f"*{form}")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels", ".svg")):
                    yield path.name, name, archive.read(name).decode("utf-8")


def attacked(words):
    """Return the columns of the form that a hostile workbook fills in: the first of each sheet and column, hostile."""
    rows = hostile_rows(words, Texts())
    return {
        (sheet.id, column.id)
        for sheet in words.evidence_form.sheets
        for column in filter(is_free, sheet.columns)
        if any(TAG.search(str(row.get(column.id, ""))) for row in rows[sheet.id])
    }


def test_every_text_that_a_partner_may_write_is_hostile(catalogue, home):
    """Found from the form: a new column is attacked by itself, and this and the table of attacks say how many."""
    free = {
        (sheet.id, column.id) for sheet in catalogue.evidence_form.sheets for column in filter(is_free, sheet.columns)
    }
    assert attacked(catalogue) == free and len(free) == COLUMNS
    fields = {field for field, _ in home.outcome.tags.values()}
    assert len(fields) == OF_OUTCOME
    firsts = {}
    for field, text in [*home.evidence.tags.values(), *home.outcome.tags.values()]:
        firsts.setdefault(field, text)
    lacking = [(field, name) for field, text in firsts.items() for name, attack in FAMILIES.items()
               if " ".join(attack.split()).replace(";", ",") not in text.replace(";", ",")]  # fmt: skip
    assert lacking == [] and len(home.evidence.tags) > 3 * len(FORMULAS) > len(UNSEEN)


@pytest.mark.reliability("text", "HTML, scripts, style sheets, frames, forms, links that run, Markdown and "
      "templates in "
                         "every text that a partner may write", "words on the page: no element, attribute or link is "
                         "made of them", tries=FIELDS)  # fmt: skip
def test_pages_hold_the_same_elements_as_those_of_harmless_words(pages, calm):
    """No lint, and the same tags with the same attributes as often; in pictures no other tag than theirs."""
    assert len(pages) == 5
    for name, (text, tree) in pages.items():
        harmless = parse((calm.area / name).read_text(encoding="utf-8"))
        assert lint(text) == [], name
        mine, others = elements(tree), elements(harmless)
        if name.endswith("-data.html"):  # what is the address of a web page is a link there
            mine["a", "href"] = others["a", "href"]
        assert mine == others, name
        assert {node.tag for node in drawn(tree)} <= {node.tag for node in drawn(harmless)} | {"tspan"}, name


def elements(tree):
    """Return how often each tag stands with its attributes, pictures and the list of other forms left out."""
    found, coming = Counter(), [tree]
    while coming:
        node = coming.pop()
        if node.tag != "svg" and node.attrs.get("class") != "forms":
            found[node.tag, *sorted(node.attrs)] += 1
            coming += [child for child in node.children if isinstance(child, Node)]
    return found


def drawn(tree):
    """Return the elements of the pictures of a page."""
    return [node for picture in tree.all("svg") for node in picture.walk()]


def test_links_lead_where_the_tool_leads(pages):
    """To pages and tables beside it, and to publications; where a figure was read may be a web address of its file."""
    links = {name: {node.attrs["href"] for node in tree.all("a")} for name, (_, tree) in pages.items()}
    assert [name for name, some in links.items() if any(ELSEWHERE in link for link in some)] == [f"{OWN}-data.html"]
    every = set.union(*links.values())
    assert len(every) > 30 and all(re.fullmatch(r"[\w./#-]+|https://[\w./?=&%#:,~+-]+", link) for link in every)


@pytest.mark.reliability("text", "signs that turn the direction of a text round or that no eye can see, in every text",
                         "taken out before anything is shown: no file holds one", tries=FIELDS)  # fmt: skip
def test_no_file_holds_a_sign_that_no_eye_can_see(home):
    """So what stands behind a partner's words reads in its own direction."""
    for path in (path for path in home.area.rglob("*") if path.suffix in (".html", ".csv", ".json", ".ipynb")):
        text = path.read_text(encoding="utf-8-sig")
        assert unseen_in(text) == "" and unseen_in(json.loads(json.dumps(text))) == "", path.name
        if path.suffix in (".json", ".ipynb"):
            assert not re.search(r"\\u(20[0-6]|feff|00ad|001b|d8)", text), path.name
    for form in (".docx", ".xlsx", ".ods"):
        assert [name for file, name, text in parts_of(home, form) if unseen_in(text)] == []


@pytest.mark.reliability("text", "formulas, also behind blanks, quotes and wide signs, in every text that reaches a "
                         "workbook", "text in a cell: no formula, no link to elsewhere", tries=FIELDS)  # fmt: skip
def test_workbooks_hold_no_formula_and_no_link(home):
    """Read as XML, for what a program would work out stands there as such."""
    seen = 0
    for file, name, text in parts_of(home, ".xlsx"):
        tree = ET.fromstring(text)
        tags = {node.tag.rpartition("}")[2] for node in tree.iter()}
        assert not tags & {"f", "oleObject", "ddeLink", "externalReference"}, (file, name)
        modes = [node.get("TargetMode") for node in tree.iter() if node.tag.endswith("}Relationship")]
        assert "External" not in modes and "externalLink" not in name, (file, name)
        heads = [node.get("name") for node in tree.iter() if node.tag.endswith("}tableColumn")]
        assert all(len(head) <= 255 for head in heads) and len(heads) == len({head.casefold() for head in heads})
        seen += len(TAG.findall(text))
    for file, name, text in parts_of(home, ".ods"):
        for node in ET.fromstring(text).iter():
            attributes = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
            assert "formula" not in attributes and attributes.get("href", "#").startswith("#"), (file, name)
    assert seen > 200


@pytest.mark.reliability("text", "fields of Word, links and parts of other formats in every text that reaches a "
      "Word file",
                         "text in a paragraph: the list of contents is the only field", tries=FIELDS)  # fmt: skip
def test_word_files_hold_no_field_or_link_of_a_partner(home, pages):
    links = {node.attrs["href"] for _, tree in pages.values() for node in tree.all("a")}
    names, seen = set(), 0
    for file, _, text in parts_of(home, ".docx"):
        tree = ET.fromstring(text)
        fields = [node.text.split()[0] for node in tree.iter(f"{W}instrText")]
        assert set(fields) <= {"TOC"} and not list(tree.iter(f"{W}fldSimple")), file
        assert not [node for node in tree.iter() if node.tag.rpartition("}")[2] in ("altChunk", "object", "control")]
        outside = [node.get("Target") for node in tree.iter() if node.get("TargetMode") == "External"]
        assert set(outside) <= links, file
        names.add(file)
        seen += len(TAG.findall(text))
    assert len(names) == 4 and seen > 200


@pytest.mark.skipif(not can_draw(), reason="the package that draws pictures is not there")
def test_pictures_of_word_files_are_drawings_and_nothing_else(home):
    drawings = [(file, text) for file, name, text in parts_of(home, ".docx") if name.endswith(".svg")]
    assert len(drawings) >= 5
    for file, text in drawings:
        for node in ET.fromstring(text).iter():
            assert node.tag.rpartition("}")[2] not in ("script", "foreignObject", "image", "a", "style"), file
            assert not [name for name in node.attrib if name.startswith("on")], file
            assert all(value.startswith("#") for name, value in node.attrib.items() if name.endswith("href")), file


@pytest.mark.reliability("text", "formulas in every text that reaches a table", "an apostrophe stands before it in "
      "the CSV",
                         tries=FIELDS)  # fmt: skip
def test_no_cell_of_a_table_is_worked_out(home):
    """Also not in the head, which criteria of a partnership stand in."""
    cells = [
        cell
        for path in home.area.rglob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        for cell in row
    ]
    assert sum(bool(TAG.search(cell)) for cell in cells) > 200
    assert [cell[:80] for cell in cells if without_formula(cell) != cell] == []
    assert [cell[:80] for cell in cells if re.match(r"\s*[=+@＝＋－＠]\S", cell)] == []


@pytest.mark.reliability("text", "the same texts in the notebooks and records that are kept", "HTML that is "
      "escaped, JSON "
                         "that parses: opened in JupyterLab nothing runs", tries=FIELDS)  # fmt: skip
def test_kept_notebooks_and_records_hold_nothing_that_runs(home):
    paths = [*home.area.rglob("*.ipynb")]
    assert len(paths) == 8
    for path in paths:
        for cell in nbformat.read(path, as_version=4).cells:
            assert cell.cell_type != "markdown" or not TAG.search(cell.source), path.name
            for output in cell.get("outputs", []):
                assert set(output.data) <= {"text/html", "text/plain"}, path.name
                body = parse(output.data["text/html"])
                assert not body.all("script", "iframe", "object", "embed", "form", "meta", "base", "link", "img")
                assert not [name for node in body.walk() for name in node.attrs if name.startswith("on")]
    for path in home.area.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.reliability(
    "text", "paths, reserved names and addresses in every text", "no file is named by a text", tries=FIELDS
)
def test_files_are_named_by_the_catalogue_alone(home):
    found = {path.relative_to(home.folder).as_posix() for path in home.folder.rglob("*") if path.is_file()}
    made = {name for name in found if name.startswith("outputs/")}
    assert len(made) > 25 and all(re.fullmatch(r"outputs/2024-25/[a-z0-9_./-]+", name) for name in made)
    assert not any(TAG.search(name) for name in found)


def test_without_escaping_the_same_words_make_elements(home, monkeypatch):
    """The control: what the checks above look for is there when pages do not escape."""
    import html

    from cjtools.results.doors import open_studies
    from cjtools.show import recorded

    with at_home(home):
        study = open_studies(SLUG, "2024-25")[0]
        assert not parse(recorded.services(study).html).all("script", "img", "iframe")
        monkeypatch.setattr(html, "escape", lambda text, quote=True: str(text))
        assert parse(recorded.services(study).html).all("script", "img", "iframe")
