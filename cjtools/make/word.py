"""Word files: real headings, captions, header rows, title and language; the same content gives the same bytes."""

import io

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from cjtools.make.drawn import can_draw, drawn
from cjtools.make.printable import printable
from cjtools.make.word_parts import add_contents, add_svg, bookmark, write_linked
from cjtools.make.zipped import unzipped, zipped

FONT, LANGUAGE = "Arial", "en-GB"
DARK = RGBColor(0x00, 0x2D, 0x54)
PICTURE_WIDTH = 14  # cm
DEEPEST, STEP = 2, 0.64  # list in list that Word has a style for, from 0; how far each stands further in, in cm
SIZES = {
    "Normal": 11,
    "Heading 1": 20,
    "Heading 2": 16,
    "Heading 3": 13,
    "Heading 4": 12,
    "Heading 5": 11,
    "Caption": 11,
}
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


class WordFile:
    """A Word file that is being put together.

    Parameters
    ----------
    title, author, subject : str
        Its properties; the title is its first heading too.
    warning : str
        In bold below the title; empty for none.
    """

    def __init__(self, title, author, subject, warning=""):
        self._document = Document()
        self._headings, self._contents = [], None
        self._set_up(title, author, subject)
        self.heading(title, 1)
        if warning:
            self._document.add_paragraph().add_run(printable(warning)).bold = True
            # a page that is taken out says it too
            self._document.sections[0].header.paragraphs[0].text = printable(warning)

    def _set_up(self, title, author, subject):
        """Set title, language, paper and fonts."""
        document = self._document
        about = document.core_properties
        about.title, about.language = printable(title)[:255], LANGUAGE
        about.author, about.comments, about.subject = printable(author)[:255], "", printable(subject)[:255]
        for name in ("created", "modified"):
            # the template's dates are not this file's
            for node in about._element.findall(qn(f"dcterms:{name}")):
                about._element.remove(node)
        page = document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
        for part, name in ((document.styles, "w:lang"), (document.settings, "w:themeFontLang")):
            for node in part.element.iter(qn(name)):
                node.set(qn("w:val"), LANGUAGE)
        for name, size in SIZES.items():
            style = document.styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            fonts = style.element.rPr.rFonts
            for theme in _THEME_FONTS:  # a theme's font would go before ours
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            if name != "Normal":
                style.font.color.rgb, style.font.italic = DARK, False
                style.paragraph_format.keep_with_next = True

    def heading(self, text, level):
        """Add a heading."""
        added = self._document.add_heading(printable(text), level)
        self._headings.append((level, printable(text), bookmark(added, len(self._headings))))

    def contents(self):
        """Keep the place for a list of contents: a field that Word brings up to date, with the headings as entries."""
        self._contents = self._document.add_paragraph("Contents", "Caption")

    def paragraph(self, text, style=None, is_bold=False, keeps_with_next=False):
        """Add a paragraph; return it."""
        added = self._added(style)
        for run in write_linked(added, text):
            run.bold = is_bold or None
        if keeps_with_next:
            added.paragraph_format.keep_with_next = True
        return added

    def _added(self, style=None):
        """Add an empty paragraph, with room above it below a table; return it."""
        below = self._document.element.body[-2] if len(self._document.element.body) > 1 else None
        added = self._document.add_paragraph(style=style)
        if below is not None and below.tag == qn("w:tbl"):
            added.paragraph_format.space_before = Pt(6)
        return added

    def bullet(self, text, depth=0):
        """Add a line of a list; lists in lists stand further in, as far as Word has styles for it."""
        added = self.paragraph(text, f"List Bullet {min(depth, DEEPEST) + 1}" if depth else "List Bullet")
        if depth > DEEPEST:
            added.paragraph_format.left_indent = Cm(STEP * (depth + 1))
        return added

    def picture(self, png, title, alt, sub="", svg=""):
        """Add a picture with its caption and what it shows in words.

        Parameters
        ----------
        png : bytes
        title, alt, sub : str
            Its name; what it shows; a line below the name.
        svg : str
            The same as SVG, which programs that can show it take instead: text in it stays text.
        """
        self._document.add_paragraph(printable(title), "Caption")
        if sub:
            self.paragraph(sub, keeps_with_next=True)
        shape = self._document.add_picture(io.BytesIO(png), width=Cm(PICTURE_WIDTH))
        about = shape._inline.docPr
        about.set("descr", printable(alt))
        about.set("title", printable(title))
        if svg:
            add_svg(self._document.part, shape, svg)

    def labelled(self, label, text, is_blank=False):
        """Add a line with its label in bold; one that is to be filled in is marked."""
        paragraph = self._added()
        paragraph.paragraph_format.space_after = Pt(4)
        if label:
            paragraph.add_run(f"{printable(label)} ").bold = True
        for run in write_linked(paragraph, text):
            if is_blank:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def table(self, caption, heads, rows, widths, height=None, note=""):
        """Add a table with a caption and a header row that is repeated on each page.

        Parameters
        ----------
        caption : str
        heads : sequence of str
        rows : sequence of sequence of str
        widths : sequence of float
            Of the columns, in cm.
        height : float, optional
            Of the rows, in cm, where there must be room to write.
        note : str
            A line under the table.
        """
        self._document.add_paragraph(printable(caption), "Caption")
        table = self._document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
        named = OxmlElement("w:tblCaption")
        named.set(qn("w:val"), printable(caption))
        # the schema wants it after the look of the table
        table._tbl.tblPr.append(named)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for place, (row, texts) in enumerate(zip(table.rows, (heads, *rows), strict=True)):
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = Cm(width)
                for run in write_linked(cell.paragraphs[0], text):
                    run.bold = place == 0 or None
            if height and place:
                row.height = Cm(height)
            if place == 0:
                _mark(row, "w:tblHeader")
            _mark(row, "w:cantSplit")
        if note:
            self.paragraph(note)

    def as_bytes(self):
        """Return the file with one fixed time for its parts, so that it changes only when its content does."""
        if self._contents is not None:
            add_contents(self._document, self._contents, self._headings)
        stream = io.BytesIO()
        self._document.save(stream)
        return zipped(unzipped(stream.getvalue()))


def _mark(row, name):
    """Set a property of a table row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def document_word(document):
    """Return a document as the bytes of a Word file.

    Parameters
    ----------
    document : cjtools.show.document.Document

    Returns
    -------
    bytes
    """
    file = WordFile(document.title, document.author, document.subject, document.warning)
    file.paragraph(document.lead)
    file.contents()
    for block in document.blocks:
        _ADDED[block.kind](file, block)
    return file.as_bytes()


def _add_picture(file, block):
    """Add a picture where it can be drawn for paper; else what it shows in words, or what stands beside it."""
    if block.png:
        file.picture(block.png(), block.title, block.alt, block.sub)
    elif not block.is_from_page:
        return
    elif can_draw():
        file.picture(drawn(block.svg), block.title, block.alt, block.sub, block.svg)
    else:
        file.labelled(f"Picture: {block.title}.", block.alt)


_ADDED = {
    "heading": lambda file, block: file.heading(block.text, block.level),
    "say": lambda file, block: file.labelled(block.label, block.text),
    "hole": lambda file, block: file.labelled(block.label, block.text, is_blank=True),
    "listed": lambda file, block: [file.bullet(item) for item in block.items],
    "nested": lambda file, block: [file.bullet(words, depth) for depth, words in block.items],
    "picture": _add_picture,
    "grid": lambda file, block: file.table(block.caption, block.heads, block.rows, block.widths, note=block.note),
}
