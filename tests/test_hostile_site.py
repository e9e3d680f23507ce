"""The whole of a hostile partnership: every report with its PDF, letters, pages above, and the folder for readers."""

import pytest
from hostile_site import make_home, make_site
from html_lint import lint, parse
from pypdf import PdfReader
from test_hostile_text import FIELDS, TAG

from cjtools.make import can_write_pdf
from cjtools.signs import unseen_in

pytestmark = pytest.mark.batch


@pytest.fixture(scope="module")
def home(tmp_path_factory, processed):
    """The hostile partnership with everything that is made of it."""
    made = make_home(tmp_path_factory.mktemp("whole"), processed)
    with pytest.MonkeyPatch.context() as patch:
        make_site(made, patch)
        patch.undo()
        # one report as PDF too: it takes as long as all other forms together, which test_hostile_text.py looks at
        make_site(made, patch, "pdf", ("quality",), is_whole=False)
    return made


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


@pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or a library that it needs is not there")
@pytest.mark.reliability("text", "links, scripts and forms in every text that reaches a PDF", "text on paper: no "
      "script, no "
                         "form, no link but the page's own", tries=FIELDS)  # fmt: skip
def test_pdfs_hold_no_script_and_no_link_of_a_partner(home):
    paths = sorted(home.area.glob("*.pdf"))
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
