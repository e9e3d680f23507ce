"""An outcome report as Word, PDF, Excel and OpenDocument: read by other programs, held against page and CSV."""

import csv
import io
import re
import zipfile
from html import unescape

import openpyxl
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from html_lint import parse
from pypdf import PdfReader
from report_maker import executed

from cjtools.intake import store
from cjtools.kinds import FORMS, STEPS
from cjtools.make import can_write_pdf, report
from cjtools.make.drawn import can_draw
from cjtools.paths import folders
from cjtools.results.study import Study

YEAR, NAME = "2024-25", "diversion"
needs_pdf = pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or a library that it needs is not there")


@pytest.fixture(scope="module")
def files(catalogue, processed, observations):
    """The files of Orkney's report on diversion, which has many markers, in all forms."""
    area, outcome = catalogue.area("Orkney"), catalogue.outcome(NAME)
    study = Study(area, outcome, YEAR, catalogue, observations)
    notebooks = {step: executed(folders().notebooks / f"{step}.ipynb", study) for step in STEPS}
    return report.report_files(study, notebooks, store.read_told(processed), {}, FORMS)


@pytest.fixture(scope="module")
def page(files):
    """The tree of the page."""
    return parse(files[f"{NAME}.html"])


@pytest.fixture(scope="module")
def word(files):
    """The Word file, as its library reads it."""
    return Document(io.BytesIO(files[f"{NAME}.docx"]))


@pytest.fixture(scope="module")
def pdf(files):
    """The PDF file, as another program than the one that wrote it reads it."""
    if not can_write_pdf():
        pytest.skip("WeasyPrint or a library that it needs is not there")
    return PdfReader(io.BytesIO(files[f"{NAME}.pdf"]))


def seen(node):
    """Return the words of a part of a page without those that are for screen readers alone."""
    parts = [child if isinstance(child, str) else "" if child.attrs.get("class") == "vh" else seen(child) for child in
             node.children]  # fmt: skip
    return " ".join("".join(parts).split())


def headings(page, *levels):
    """Return the headings of a page, without that of its list of contents."""
    return [node.text for node in page.all(*levels) if node.attrs.get("id") != "contents"]


def descriptions(page):
    """Return what the pictures of a page show in words."""
    return [" ".join(node.text.split()) for node in page.all("desc")]


def test_the_page_leads_to_its_other_forms(files, page):
    """And to none that is not there."""
    (said,) = [node for node in page.all("p") if node.attrs.get("class") == "forms"]
    assert [link.attrs["href"] for link in said.all("a")] == [
        f"{NAME}{form}" for form in FORMS if f"{NAME}{form}" in files
    ]


def test_word_has_the_headings_of_the_page(word, page):
    """Real ones, of the same level: one title, then sections, questions below them."""
    found = [(p.style.name, " ".join(p.text.split())) for p in word.paragraphs if p.style.name.startswith("Heading")]
    wanted = [(f"Heading {node.tag[1]}", seen(node)) for node in page.all("h1", "h2", "h3", "h4", "h5")]
    assert found == [pair for pair in wanted if pair[1] != "Contents"]


def test_word_has_a_contents_field_with_an_entry_for_each_section(word, page):
    """Each leads to the heading that it names."""
    fields = [node.text for node in word.element.iter(qn("w:instrText"))]
    assert [field.split()[0] for field in fields] == ["TOC"]
    marks = [node.get(qn("w:fldCharType")) for node in word.element.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    places = {
        start.get(qn("w:name")): "".join(node.text for node in start.getparent().iter(qn("w:t")))
        for start in word.element.iter(qn("w:bookmarkStart"))
    }
    entries = [p for p in word.paragraphs if p.style.name.startswith("toc ")]
    links = [next(p._p.iter(qn("w:hyperlink"))) for p in entries]
    words = ["".join(node.text for node in link.iter(qn("w:t"))) for link in links]
    assert [" ".join(each.split()) for each in words] == headings(page, "h2", "h3")
    assert [places[link.get(qn("w:anchor"))] for link in links] == words


def test_word_has_every_table_of_the_page_to_be_edited(word, page):
    """With the same cells, a header row that is repeated, and its caption."""
    tables = page.all("table")
    assert len(word.tables) == len(tables) > 20
    for table, wanted in zip(word.tables, tables, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == wanted.all("caption")[0].text
        rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
        assert len(rows) == len(wanted.all("tr"))
        if not any(cell.all("br", "a", "li", "p") for cell in wanted.all("td", "th")):
            assert rows == [[cell.text for cell in row.all("th", "td")] for row in wanted.all("tr")]


@pytest.mark.skipif(not can_draw(), reason="the package that draws pictures is not there")
def test_word_has_every_picture_as_points_and_as_svg_with_what_it_shows(files, word, page):
    """Programs that know SVG take it; the words are those of the page."""
    shown = [node.get("descr") for node in word.element.iter(qn("wp:docPr"))]
    assert [" ".join(text.split()) for text in shown] == descriptions(page) and len(shown) > 10
    parts = zipfile.ZipFile(io.BytesIO(files[f"{NAME}.docx"])).namelist()
    drawings = [name for name in parts if name.endswith(".svg")]
    assert len(drawings) == len(shown)
    blips = [node.get(qn("r:embed")) for node in word.element.iter() if node.tag.endswith("}svgBlip")]
    targets = [word.part.rels[blip].target_part for blip in blips]
    assert [part.content_type for part in targets] == ["image/svg+xml"] * len(drawings)
    pages_own = re.findall(r"<svg\b.*?</svg>", files[f"{NAME}.html"], re.DOTALL)
    assert [part.blob.decode() for part in targets] == pages_own


def test_without_the_package_that_draws_word_says_what_pictures_show(files, monkeypatch):
    """The run goes on, and nothing is lost but the pictures."""
    from cjtools.make import word as module
    from cjtools.make.read_page import page_document

    monkeypatch.setattr(module, "can_draw", lambda: False)
    made = Document(io.BytesIO(module.document_word(page_document(files[f"{NAME}.html"], "x"))))
    said = " ".join(paragraph.text for paragraph in made.paragraphs)
    assert not list(made.element.iter(qn("wp:docPr")))
    assert all(text in " ".join(said.split()) for text in descriptions(parse(files[f"{NAME}.html"])))


def test_word_links_lead_to_publications(word, files):
    """Those of the page that lead elsewhere, and no file beside it."""
    body = files[f"{NAME}.html"].split("<footer>")[0]
    wanted = {unescape(each) for each in re.findall(r'href="(https://[^"]+)"', body)}
    linked = {rel.target_ref for rel in word.part.rels.values() if rel.is_external}
    assert linked == wanted


def test_word_names_its_language_and_title(word):
    """Screen readers choose their voice by it."""
    about = word.core_properties
    assert (about.language, about.title) == ("en-GB", "Diversion from prosecution in Orkney Islands")


@needs_pdf
def test_the_pdf_is_marked_as_accessible(pdf):
    """Tagged, with language and title, and the title is what a window shows."""
    root = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"]) and root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert pdf.metadata.title.startswith("Diversion from prosecution in Orkney Islands: outcome progress report")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


@needs_pdf
def test_the_outline_of_the_pdf_is_the_headings_of_the_page(pdf, page):
    """In their order."""
    found = ["".join(title.split()) for title in flat(pdf.outline)]
    wanted = ["".join(node.text.split()) for node in page.all("h1", "h2", "h3", "h4", "h5")]
    assert found == wanted


@needs_pdf
def test_pictures_and_tables_of_the_pdf_are_tagged(pdf, page):
    """Each picture says what it shows; each table has its header cells."""
    nodes = list(tagged(pdf.trailer["/Root"]["/StructTreeRoot"]))
    kinds = [str(node.get("/S")) for node in nodes]
    figures = [" ".join(str(node.get("/Alt", "")).split()) for node in nodes if node.get("/S") == "/Figure"]
    assert len(figures) == len(descriptions(page)) and all(figures)
    # a table that goes on on the next sheet of paper has its header cells there too
    assert kinds.count("/TD") == len(page.all("td")) and kinds.count("/TH") >= len(page.all("th"))
    assert kinds.count("/Table") >= len(page.all("table"))


def flat(outline):
    """Yield the titles of bookmarks, however deep."""
    for one in outline:
        if isinstance(one, list):
            yield from flat(one)
        else:
            yield one.title


def tagged(node):
    """Yield the elements of the tag tree of a PDF."""
    node = node.get_object()
    if not isinstance(node, dict):
        return
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict):
            yield from tagged(kid)


@pytest.fixture(scope="module")
def sheets(files):
    """The sheets of the OpenDocument file, as calamine reads them."""
    content = io.BytesIO(files[f"{NAME}.ods"])
    return pd.read_excel(content, sheet_name=None, header=None, engine="calamine", keep_default_na=False)


def test_both_workbooks_hold_the_same(files, sheets):
    """Sheet by sheet, cell by cell."""
    content = io.BytesIO(files[f"{NAME}.xlsx"])
    other = pd.read_excel(content, sheet_name=None, header=None, engine="calamine", keep_default_na=False)
    assert list(other) == list(sheets) and all(other[name].equals(sheets[name]) for name in other)


def rows_of(sheets, name):
    """Return the rows of a sheet's table as dicts."""
    rows = sheets[name].astype(object).to_numpy().tolist()
    (top,) = [number for number, row in enumerate(rows) if row[0] == "Indicator"]
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_the_series_of_the_workbook_is_that_of_the_csv(files, sheets, catalogue):
    """Every figure of the area, with its limits, or the sign that stands in its place; none missing, none more."""
    names = {indicator.name: indicator.id for indicator in catalogue.indicators.values()}
    rows = rows_of(sheets, "Series")
    shown = {(names[row["Indicator"]], row["Part"], row["Place"], row["Year"]): row for row in rows}
    places = {row["Place"] for row in rows}
    records = csv.DictReader(io.StringIO(files[f"{NAME}.csv"], newline=""))
    # what a chart joins is worked out from these figures
    records = [row for row in records if not row["part"].startswith("joined: ")]
    own = [row for row in records if row["area_name"] in places and row["indicator"] in names.values()]
    checked = 0
    for row in own:
        key = row["indicator"], "all" if row["part"] == "Total" else row["part_label"], row["area_name"], row["period"]
        if key not in shown:
            assert row["area_name"] == "Scotland", key  # beside the area's own figures it has a column
            continue
        cells = shown.pop(key)
        value = float(row["value"]) if row["value"] else row["marker"] or "[x]"
        assert cells["Figure"] == value and cells["Unit"] == row["unit"], key
        assert cells["Lower limit"] == (float(row["lower"]) if row["lower"] else "[z]")
        checked += 1
    assert shown == {} and checked > 100


def test_figures_beside_the_area_are_those_of_scotland(files, sheets, catalogue):
    """In the column of its name."""
    names = {indicator.name: indicator.id for indicator in catalogue.indicators.values()}
    scotland = {
        (row["indicator"], row["period"]): row["value"]
        for row in csv.DictReader(io.StringIO(files[f"{NAME}.csv"], newline=""))
        if row["area_name"] == "Scotland" and row["part"] == "Total"
    }
    rows = [row for row in rows_of(sheets, "Series") if row["Part"] == "all" and isinstance(row["Scotland"], float)]
    assert len(rows) > 30
    assert all(row["Scotland"] == float(scotland[names[row["Indicator"]], row["Year"]]) for row in rows)


def test_a_made_up_figure_says_so_in_its_row_and_on_the_cover(sheets):
    """Wherever it is copied to."""
    assert sheets["Cover"][0].str.contains("must not be quoted").any()
    assert {row["Status"].split()[0] for row in rows_of(sheets, "Newest figures")} >= {"illustrative"}


def test_no_cell_of_a_workbook_is_empty_or_worked_out(files):
    """Signs stand where there is nothing."""
    for sheet in openpyxl.load_workbook(io.BytesIO(files[f"{NAME}.xlsx"])):
        for table in sheet.tables.values():
            cells = [cell for row in sheet[table.ref] for cell in row]
            assert all(cell.value not in (None, "") and cell.data_type != "f" for cell in cells)


def test_the_page_is_the_same_but_for_its_links(files, catalogue, processed, observations):
    """What else is asked for changes nothing that the page says."""
    study = Study(catalogue.area("Orkney"), catalogue.outcome(NAME), YEAR, catalogue, observations)
    notebooks = {step: files[f"notebooks/{NAME}/{step}.ipynb"] for step in STEPS}
    alone = report.report_files(study, notebooks, store.read_told(processed), {})
    assert set(files) - set(alone) == {f"{NAME}{form}" for form in FORMS if f"{NAME}{form}" in files}
    without = re.sub(r'<p class="forms">.*?</p>', "", files[f"{NAME}.html"])
    assert re.sub(r"\n+", "\n", without) == re.sub(r"\n+", "\n", alone[f"{NAME}.html"])
