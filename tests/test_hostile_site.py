"""The whole of a hostile partnership: every report with its PDF, letters, pages above, and the folder for readers."""

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest
from hostile_site import SLUG, YEAR, at_home, make_home, make_site, without_pdf
from hostile_text import ELSEWHERE
from html_lint import lint, parse
from pypdf import PdfReader
from test_hostile_text import COLUMNS, FIELDS, TAG

from cjtools import catalogue as catalogue_module
from cjtools.make import can_write_pdf
from cjtools.publish.publish import publish
from cjtools.results.export import without_formula
from cjtools.signs import unseen_in

pytestmark = pytest.mark.batch


@pytest.fixture(scope="module")
def home(tmp_path_factory, processed):
    """The hostile partnership with everything that is made of it."""
    made = make_home(tmp_path_factory.mktemp("whole"), processed)
    with pytest.MonkeyPatch.context() as patch:
        make_site(made, patch)
    return made


@pytest.fixture(scope="module")
def readers(home, tmp_path_factory):
    """The folder for readers."""
    to = tmp_path_factory.mktemp("readers") / "site"
    with at_home(home) as root, pytest.MonkeyPatch.context() as patch:
        without_pdf(patch)
        extra = ("delivery_plan", "monitoring_plan", "priorities", "quality")
        publish(catalogue_module.load(), root, home.out, to, extra, "https://example.org/justice/")
    return to


@pytest.fixture(scope="module")
def with_pdf(home, readers):
    """One report as PDF too: that takes as long as all other forms together, which test_hostile_text.py looks at."""
    with pytest.MonkeyPatch.context() as patch:
        make_site(home, patch, "pdf", ("quality",), is_whole=False)
    return home


@pytest.mark.reliability("text", "the same in every report, letter, statement and page above them", "every page "
      "passes the "
                         "check for what runs, loads or leads elsewhere", tries=FIELDS)  # fmt: skip
def test_every_page_of_the_site_passes(home):
    paths = sorted(home.out.rglob("*.html"))
    assert len(paths) > 30
    tagged = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert lint(text) == [] and unseen_in(text) == "", path.name
        tagged += bool(TAG.search(text))
    assert tagged > 14


@pytest.mark.reliability("text", "the same texts, looked for on the pages", "shown as typed, whole, on a page at least",
                         tries=COLUMNS)  # fmt: skip
def test_words_are_shown_as_they_were_typed(home):
    """Each text of the evidence that shows anywhere shows whole somewhere; few sheets are for the workbook itself."""
    trees = (parse(path.read_text(encoding="utf-8")) for path in sorted(home.out.rglob("*.html")))
    said = " ".join(" ".join(tree.text.split()) for tree in trees)
    shown = set(TAG.findall(said))
    fields, whole = set(), set()
    for tag in shown & set(home.evidence.tags):
        field, text = home.evidence.tags[tag]
        fields.add(field)
        whole |= {field} if text in said else set()
    never = {field for field, _ in home.evidence.tags.values()} - fields
    assert fields - whole <= {"logic_model.id"}  # which is cut in the list that it is chosen from
    assert len(fields) > COLUMNS - 20, never


@pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or a library that it needs is not there")
@pytest.mark.reliability("text", "links, scripts and forms in every text that reaches a PDF", "text on paper: no "
      "script, no "
                         "form, no link but the page's own", tries=FIELDS)  # fmt: skip
def test_pdfs_hold_no_script_and_no_link_of_a_partner(with_pdf):
    paths = sorted(with_pdf.area.glob("*.pdf"))
    assert [path.stem for path in paths] == ["quality"]
    for path in paths:
        page = parse(path.with_suffix(".html").read_text(encoding="utf-8"))
        links = {node.attrs["href"] for node in page.all("a")}
        reader = PdfReader(path)
        root = reader.trailer["/Root"]
        assert not {"/AA", "/AcroForm", "/OpenAction"} & set(root) and "/JavaScript" not in root.get("/Names", {})
        notes = [note.get_object() for sheet in reader.pages for note in sheet.get("/Annots", [])]
        assert {note["/Subtype"] for note in notes} <= {"/Link"}, path.name
        actions = [note["/A"] for note in notes if "/A" in note]
        assert {action["/S"] for action in actions} <= {"/URI", "/GoTo"}, path.name
        assert {action["/URI"] for action in actions if "/URI" in action} <= links, path.name
        assert TAG.search(path.with_suffix(".html").read_text(encoding="utf-8"))


@pytest.mark.reliability("text", "the same in the folder for readers: feed, sitemap, lists, descriptions", "XML "
      "that is well "
                         "formed, no formula, no link to elsewhere", tries=FIELDS)  # fmt: skip
def test_the_folder_for_readers_tells_it_as_text(home, readers):
    feed = ET.parse(readers / "feed.xml")
    assert any(TAG.search(node.text or "") for node in feed.iter())  # the title of the outcome of its own
    links = [node.get("href") for node in feed.iter() if node.get("href")]
    assert links and all(link.startswith("https://example.org/justice/") for link in links)
    assert {node.tag.rpartition("}")[2] for node in feed.iter()} <= {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "content", "div", "ul", "li", "a",
    }  # fmt: skip
    for node in ET.parse(readers / "sitemap.xml").iter():
        assert ELSEWHERE not in (node.text or "")
    for path in readers.rglob("*.csv"):
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        assert [cell for row in rows for cell in row if without_formula(cell) != cell] == [], path.name
    for path in readers.rglob("*.html"):
        assert lint(path.read_text(encoding="utf-8")) == [], path.name
    names = [path.relative_to(readers).as_posix() for path in readers.rglob("*") if path.is_file()]
    assert len(names) > 60 and all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) for name in names)
    assert f"{SLUG}/restorative-justice.html" in names and YEAR not in names
