"""What Word files have that the library for them has no word for: contents, bookmarks, links, pictures as SVG."""

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from cjtools.make.printable import printable

FIELD = ' TOC \\o "2-3" \\n \\h \\z '  # headings of levels 2 and 3 as links; without pages, which only Word can count
DEEPEST = 3
_SVG_EXTENSION = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext '
    'uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{}"/></a:ext></a:extLst>'
)


def bookmark(heading, number):
    """Give a heading a name to lead to; return it."""
    name = f"_Toc{number + 1:08d}"
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for node in (start, end):
        node.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = heading._p.find(qn("w:r"))
    if first is None:
        heading._p.append(start)
    else:
        first.addprevious(start)
    heading._p.append(end)
    return name


def add_contents(document, place, headings):
    """Put a list of contents below a paragraph: Word's own field, filled with its entries.

    Parameters
    ----------
    document : docx.document.Document
    place : docx.text.paragraph.Paragraph
    headings : list of (int, str, str)
        Level, words and bookmark of each.
    """
    entries = [heading for heading in headings if 2 <= heading[0] <= DEEPEST]
    if not entries:
        place._p.getparent().remove(place._p)
        return
    for level in range(2, DEEPEST + 1):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Cm(0.6 * (level - 2))
        style.paragraph_format.space_after = Pt(2)
    after = place._p
    for number, (level, words, name) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"toc {level}")
        if number == 0:
            _field(paragraph, "begin")
            _instruction(paragraph)
            _field(paragraph, "separate")
        _link(paragraph, words, anchor=name)
        if number == len(entries) - 1:
            _field(paragraph, "end")
        after.addnext(paragraph._p)
        after = paragraph._p


def _field(paragraph, kind):
    """Add the begin, the middle or the end of a field."""
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _instruction(paragraph):
    """Add what the field is of."""
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = FIELD
    paragraph.add_run()._r.append(text)


def _link(paragraph, words, anchor="", address=""):
    """Add words that lead to a bookmark or an address; return their run."""
    link = OxmlElement("w:hyperlink")
    if anchor:
        link.set(qn("w:anchor"), anchor)
    else:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.set(qn("w:history"), "1")
    run = paragraph.add_run(words)
    link.append(run._r)
    paragraph._p.append(link)
    return Run(run._r, paragraph)


def write_linked(paragraph, text):
    """Write a text into a paragraph, its links as links; return the runs.

    Parameters
    ----------
    paragraph : docx.text.paragraph.Paragraph
    text : str
        A plain one, or one with ``links`` (see :class:`cjtools.make.read_page.Linked`).

    Returns
    -------
    list of docx.text.run.Run
    """
    runs, at = [], 0
    for start, end, address in getattr(text, "links", ()):
        if start > at:
            runs.append(paragraph.add_run(printable(text[at:start])))
        run = _link(paragraph, printable(text[start:end]), address=address)
        run.underline = True
        runs.append(run)
        at = end
    if at < len(text) or not runs:
        runs.append(paragraph.add_run(printable(text[at:])))
    return runs


def add_svg(document_part, shape, svg):
    """Put the SVG of a picture beside its points: programs that can show it take it, all others the points."""
    package = document_part.package
    number = 1 + sum(part.partname.endswith(".svg") for part in package.iter_parts())
    part = Part(PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", svg.encode(), package)
    relation = document_part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    (blip,) = shape._inline.iter(qn("a:blip"))
    blip.append(parse_xml(_SVG_EXTENSION.format(relation)))
