"""What a file holds, as a reader finds it who has other programs: pages, workbooks, Word and PDF files, what is packed.

It uses no code of cjtools.
"""

import io
import re
import zipfile
import zlib
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import openpyxl
from pypdf import PdfReader


class Node:
    """An element of a page."""

    def __init__(self, tag, attrs):
        self.tag, self.attrs, self.children = tag, attrs, []

    def walk(self):
        """Yield it and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    @property
    def text(self):
        """Its words, with single blanks."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join("".join(parts).split())


VOID = {"meta", "link", "br", "img", "hr", "input", "col"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.stack = [Node("", {})]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag, attrs):
        self.stack[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if tag in {node.tag for node in self.stack[1:]}:
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.stack[-1].children.append(data)


def tree_of(text):
    """Return the elements of a page."""
    reader = _Reader()
    reader.feed(text)
    return reader.stack[0]


def xlsx(content):
    """Every sheet of a workbook, hidden ones too, as rows of what the cells hold."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        yield [[cell.value for cell in row] for row in sheet.iter_rows()]


def ods(content):
    """Every sheet of an OpenDocument spreadsheet as rows of its values."""
    office, table = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
    root = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    for sheet in root.iter(f"{table}table"):
        rows = []
        for row in sheet.iter(f"{table}table-row"):
            cells = []
            for cell in row.iter(f"{table}table-cell"):
                value = cell.get(f"{office}value") or "".join(cell.itertext())
                cells += [value] * min(int(cell.get(f"{table}number-columns-repeated", "1")), 50)
            rows.append(cells)
        yield rows


def pdf(content):
    """The text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def streams(content):
    """Yield everything in a file, unpacked: parts of zip files, streams of PDF files."""
    yield content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from streams(packed.read(name))
    if content[:5] == b"%PDF-":
        for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
            try:
                yield zlib.decompress(found[1])
            except zlib.error:
                continue
        yield pdf(content).encode()
