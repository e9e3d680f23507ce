"""A page read back into the parts of a text, for Word files and workbooks: what they say is what the page says."""

import re

from bs4 import BeautifulSoup, NavigableString

from cjtools.make.book import SIGN, Book, Table
from cjtools.show.document import Document, Grid, Heading, Nested, Picture, Say
from cjtools.show.fragments import MADE_UP_FIGURES

PAPER, LEAST = 17.0, 1.3  # cm: of a page between its margins, and of a column
SHORT = 22  # characters of a caption that a sheet is named by, beside its number
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_LEFT_OUT = {"nav", "style", "script", "summary", "figcaption", "caption"}
_NOT_IN_FILES = {"back", "forms", "vh"}  # classes of what leads about a page, or is for screen readers beside it
_BLOCKS = ("p", "ul", "ol", "dl", "div", "section", "figure", "details", "table", "blockquote", "h2", "h3", "h4", "h5")
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")


class Linked(str):
    """A text that knows which of its words lead to an address: ``links`` holds (start, end, address)."""

    links = ()


def page_document(page, author):
    """Return a page as a document.

    Parameters
    ----------
    page : str
        HTML, as :func:`cjtools.show.page.page` returns it.
    author : str

    Returns
    -------
    Document
    """
    reader = _Reader(page)
    # what stands at the head of each sheet of paper is short
    said = [MADE_UP_FIGURES if banner.startswith("Illustrative.") else banner for banner in reader.banners]
    return Document(reader.title, reader.lead, " ".join(said), author, reader.title, reader.blocks)


def page_book(page, author, markers):
    """Return the tables of a page as a workbook, one on each sheet, numbers as numbers.

    Parameters
    ----------
    page : str
        HTML.
    author : str
    markers : list of dict
        Rows of markers.csv.

    Returns
    -------
    Book
    """
    reader, tables, heading = _Reader(page), [], ""
    for block in reader.blocks:
        if block.kind == "heading":
            heading = block.text
        elif block.kind == "grid":
            name = f"{len(tables) + 1} {_short(heading or block.caption)}"
            heads, rows = _in_numbers(block.heads, block.rows)
            tables.append(Table(name, block.caption, heads, rows, (f"In the part: {heading}",) if heading else ()))
    cover = (reader.lead, *reader.banners, "The tables of the page of this name, as they stand there.")
    return Book(reader.title, reader.title, author, cover, tables, markers)


def _short(text):
    """Return the first words of a text."""
    words, said = text.split(), ""
    while words and len(said) + len(words[0]) < SHORT:
        said = f"{said} {words.pop(0)}".strip()
    return said or text[:SHORT]


def _in_numbers(heads, rows):
    """Return headings and rows with numbers as such; of a column of percentages the heading says that it is one."""
    made = []
    for head, column in zip(heads, zip(*rows, strict=True), strict=True):
        shown = [cell for cell in column if cell and not SIGN.fullmatch(cell)]
        is_percent = bool(shown) and all(_NUMBER.fullmatch(cell) and cell.endswith("%") for cell in shown)
        cells = [_as_number(cell.removesuffix("%") if is_percent else cell) for cell in column]
        made.append((f"{head} (per cent)" if is_percent else head, cells))
    return tuple(head for head, _ in made), list(zip(*(cells for _, cells in made), strict=True))


def _as_number(text):
    """Return a cell as a number where it is nothing else."""
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) and not text.endswith("%") else text


class _Reader:
    """Reads a page from top to bottom.

    Parameters
    ----------
    page : str

    Attributes
    ----------
    title, lead : str
    banners : list of str
        What to know before the page is used.
    blocks : list
        Of the classes of :mod:`cjtools.show.document`.
    """

    def __init__(self, page):
        # a parser for HTML would change the letters of its names
        self._pictures = _SVG.findall(page)
        main = BeautifulSoup(_SVG.sub("<svg></svg>", page), "html.parser").find("main")
        for number, picture in enumerate(main.find_all("svg")):
            picture["data-number"] = number
        self.title = _said(main.find("h1"))
        self.lead, self.blocks = "", []
        self.banners = [_said(banner) for banner in main.find_all(class_="banner")]
        for child in main.children:
            self._read(child)

    def _read(self, node):
        """Read one part of the page."""
        if isinstance(node, NavigableString):
            if node.strip():
                self._say(node.strip())
            return
        classes = set(node.get("class", ()))
        if node.name in _LEFT_OUT or node.name == "h1" or classes & _NOT_IN_FILES:
            return
        read = {
            "ul": self._list,
            "ol": self._list,
            "dl": self._facts,
            "figure": self._figure,
            "details": self._fold,
            "table": self._table,
        }.get(node.name)
        if read:
            read(node)
        elif "lead" in classes:
            self.lead = _said(node)
        elif node.name in ("h2", "h3", "h4", "h5"):
            self.blocks.append(Heading(_said(node), node.get("id", ""), int(node.name[1])))
        elif node.find(_BLOCKS) is None:
            self._paragraph(node)
        else:
            for child in node.children:
                self._read(child)

    def _say(self, text, label=""):
        """Add a paragraph unless it is empty."""
        if text or label:
            self.blocks.append(Say(text, label))

    def _paragraph(self, node):
        """Read a paragraph, its first words in bold as its label."""
        first = next(
            (child for child in node.children if not isinstance(child, NavigableString) or child.strip()), None
        )
        label = ""
        if getattr(first, "name", "") == "strong":
            label = _said(first)
            first.extract()
        self._say(_said(node), label)

    def _list(self, node):
        """Read a list with the lists in it."""
        self.blocks.append(Nested("", tuple(_items(node, 0))))

    def _facts(self, node):
        """Read terms and what they stand for."""
        for term in node.find_all("dt"):
            self._say(_said(term.find_next_sibling("dd")), f"{_said(term)}:")

    def _figure(self, node):
        """Read a picture with what stands below it."""
        caption, drawn = node.find("figcaption"), node.find("svg")
        below = caption.find(class_="sub")
        sub = _said(below) if below else ""
        if below:
            below.extract()
        title = _said(caption)
        if drawn is not None:
            picture = self._pictures[int(drawn["data-number"])]
            self.blocks.append(
                Picture(node.get("id", ""), title, picture, _description(picture), sub, is_from_page=True)
            )
            (drawn.find_parent("div") or drawn).extract()
        else:
            self._say(sub, title)
        for child in node.children:
            self._read(child)

    def _fold(self, node):
        """Read what is folded away: open, and with its name where it is not a table that has one."""
        has_table = node.find("table") is not None
        before = len(self.blocks)
        for child in node.children:
            self._read(child)
        if not has_table and len(self.blocks) > before:
            name, first = _said(node.find("summary")), self.blocks[before]
            if first.kind == "say" and not first.label:
                self.blocks[before] = Say(first.text, f"{name}:")
            else:
                self.blocks.insert(before, Say("", f"{name}:"))

    def _table(self, node):
        """Read a table."""
        caption = _said(node.find("caption"))
        heads = tuple(_said(cell) for cell in node.find("thead").find_all("th"))
        rows = [[_said(cell) for cell in row.find_all(["th", "td"])] for row in node.find("tbody").find_all("tr")]
        name = node.find("caption").get("id", "").removesuffix("-caption")
        self.blocks.append(Grid(name, caption, heads, rows, widths(heads, rows)))


def _description(svg):
    """Return what a picture shows in words."""
    found = re.search(r"<desc\b[^>]*>(.*?)</desc>", svg, re.DOTALL)
    return BeautifulSoup(found[1], "html.parser").get_text() if found else ""


def _items(node, depth):
    """Yield the lines of a list with how deep each stands."""
    for item in node.find_all("li", recursive=False):
        inner = [child for child in item.find_all(["ul", "ol"]) if child.find_parent("li") is item]
        for one in inner:
            one.extract()
        text = _said(item)
        if text:
            yield depth, text
        for one in inner:
            yield from _items(one, depth + 1)


def _said(node):
    """Return the words of a part of the page, its lines and its links to elsewhere."""
    pieces = [(text, address) for text, address in _pieces(node, "") if text]
    said, links = "", []
    for text, address in pieces:
        text = text.lstrip(" \n") if not said or said[-1] in " \n" else text
        if address and text.strip():
            links.append((len(said), len(said) + len(text), address))
        said += text
    linked = Linked(said.rstrip())
    linked.links = tuple(links)
    return linked


def _pieces(node, address):
    """Yield the texts of a part of the page with the address that each leads to; empty for none."""
    if isinstance(node, NavigableString):
        yield re.sub(r"\s+", " ", node), address
        return
    if set(node.get("class", ())) & _NOT_IN_FILES or node.name in ("svg", "style", "script"):
        return
    if node.name == "br":
        yield "\n", ""
        return
    to = node.get("href", "") if node.name == "a" else ""
    if to and not to.startswith(("https://", "#")):
        return  # a page beside this one, which is not beside a file that was sent on
    is_block = node.name in ("li", "p", "div", "dt", "dd")
    if is_block:
        yield "\n", ""
    for child in node.children:
        yield from _pieces(child, to if to.startswith("https://") else address)
    if is_block:
        yield "\n", ""


def widths(heads, rows):
    """Return how wide columns are on paper: by their longest words, and the rest by how much they hold.

    Parameters
    ----------
    heads : sequence of str
    rows : list of list of str

    Returns
    -------
    tuple of float
        In cm, together as wide as a page.
    """
    columns = list(zip(*([heads, *rows]), strict=True))
    # headings are bold
    words = [
        max((len(word) + (place == 0) for place, cell in enumerate(column) for word in cell.split()), default=1)
        for column in columns
    ]
    least = [max(LEAST, 0.23 * min(word, 18) + 0.45) for word in words]
    room = PAPER - sum(least)
    if room <= 0:
        return tuple(PAPER * one / sum(least) for one in least)
    wants = [
        max(max(len(cell) for cell in column) * 0.19 + 0.4 - one, 0) for column, one in zip(columns, least, strict=True)
    ]
    whole = sum(wants)
    if whole <= room:
        extra = (room - whole) / len(columns)
        return tuple(one + want + extra for one, want in zip(least, wants, strict=True))
    # long texts share what is left by the square root of their length: rows stay about as high as each other
    roots = [want**0.5 for want in wants]
    return tuple(one + room * root / sum(roots) for one, root in zip(least, roots, strict=True))
