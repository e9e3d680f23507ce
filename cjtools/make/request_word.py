"""A data request as a Word file that can be filled in: real headings, captions, header rows, title and language."""

import io
import os
import re
import tempfile
import zipfile
from pathlib import Path

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT, LANGUAGE = "Arial", "en-GB"
DARK = RGBColor(0x00, 0x2D, 0x54)
WIDTHS = (5.0, 2.6, 3.2, 2.8, 3.4)  # cm, of the answer table's columns
SIZES = {"Normal": 11, "Heading 1": 20, "Heading 2": 16, "Heading 3": 13, "Caption": 11}
# XML cannot hold these, and nobody can read them
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def write_word(letter, path):
    """Write a request as a Word file, whole or not at all.

    Parameters
    ----------
    letter : Letter
    path : Path
    """
    made = word_bytes(letter)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(made)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def word_bytes(letter):
    """Return a request as the bytes of a Word file; the same letter gives the same bytes.

    Parameters
    ----------
    letter : Letter

    Returns
    -------
    bytes
    """
    document = Document()
    _set_up(document, letter)
    document.add_heading(_text(letter.title), 1)
    if letter.warning:
        document.add_paragraph().add_run(_text(letter.warning)).bold = True
    _labelled(document, "To", letter.to)
    _labelled(document, "From", letter.sender)
    for label, blank in letter.blanks:
        run = _labelled(document, label, f"[{blank}]")
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    document.add_heading("Who asks for what, and why", 2)
    for text in letter.why:
        document.add_paragraph(_text(text))
    for heading, lines in (("What is not asked for", letter.not_asked), ("How to answer", letter.how)):
        document.add_heading(heading, 2)
        for text in lines:
            document.add_paragraph(_text(text), "List Bullet")
    is_one = len(letter.sections) == 1
    for section in letter.sections:
        document.add_heading("The data items" if is_one else _text(section.partner), 2)
        for item in section.items:
            _item(document, item)
        document.add_heading("Your answer" if is_one else _text(f"Your answer: {section.partner}"), 2 if is_one else 3)
        _table(document, f"To be filled in by {section.partner}", letter.answer_heads, section.answer_rows)
    return _saved(document)


def _text(text):
    """Return a text without what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _set_up(document, letter):
    """Set title, language, paper and fonts."""
    about = document.core_properties
    about.title, about.language = _text(letter.title)[:255], LANGUAGE
    about.author, about.comments, about.subject = _text(letter.sender)[:255], "", "Data request"
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
            style.font.color.rgb = DARK
            style.paragraph_format.keep_with_next = True


def _labelled(document, label, text):
    """Add a line with its label in bold; return the run of the text."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.add_run(f"{label}: ").bold = True
    return paragraph.add_run(_text(text))


def _item(document, item):
    """Add a data item and the questions that need it."""
    document.add_heading(_text(f"{item.number}. {item.title}"), 3)
    for label, text in (*item.facts, ("Its id", item.ref)):
        _labelled(document, label, text)
    document.add_paragraph("Questions that it would help to answer:").paragraph_format.keep_with_next = True
    for need in item.needs:
        question = need.question
        line = document.add_paragraph(style="List Bullet")
        line.add_run(_text(f"{need.outcome.short_title}, {question.id}. {question.text}")).bold = True
        line.add_run(_text(f" ({'; '.join(filter(None, (need.state, need.judged_by)))})"))
        document.add_paragraph(_text(f"Why it matters: {question.why_it_matters}"), "List Continue")
        document.add_paragraph(_text(f"What would close the gap: {question.to_close}"), "List Continue")


def _table(document, caption, heads, rows):
    """Add a table with a caption, a header row that is repeated on each page, and room to write."""
    document.add_paragraph(_text(caption), "Caption")
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    named = OxmlElement("w:tblCaption")
    named.set(qn("w:val"), _text(caption))
    # the schema wants it after the look of the table
    table._tbl.tblPr.append(named)
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(_text(head)).bold = True
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        added = table.add_row()
        added.height = Cm(1.6)
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = _text(text)
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    for row in table.rows:
        _mark(row, "w:cantSplit")


def _mark(row, name):
    """Set a property of a table row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _saved(document):
    """Return the file with one fixed time for its parts, so that it changes only when the request does."""
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            named = zipfile.ZipInfo(part.filename, _FIXED_TIME)
            named.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(named, source.read(part))
    return second.getvalue()
