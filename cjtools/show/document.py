"""A text in parts, made once and shown in two ways: as a page, and as a Word file."""

from dataclasses import dataclass, field

from cjtools.show.page import render


@dataclass(frozen=True)
class Heading:
    """A heading; level 2 stands in the list of contents.

    Attributes
    ----------
    text : str
    id : str
        Of the page, to link to.
    level : int
        From 2.
    """

    text: str
    id: str
    level: int = 2
    kind = "heading"


@dataclass(frozen=True)
class Say:
    """A paragraph.

    Attributes
    ----------
    text : str
    label : str
        What it answers, in front of it.
    """

    text: str
    label: str = ""
    kind = "say"

    @property
    def lines(self):
        """Its lines: those that a partner wrote stay lines."""
        return self.text.split("\n")


@dataclass(frozen=True)
class Hole(Say):
    """A place where something is still to be filled in: what it is."""

    kind = "hole"


@dataclass(frozen=True)
class Listed:
    """A list of short texts."""

    items: tuple
    kind = "listed"


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes
    ----------
    id, caption : str
    heads : tuple of str
    rows : list of list of str
        The first cell of each is its heading.
    widths : tuple of float
        Of the columns on paper, in cm.
    """

    id: str
    caption: str
    heads: tuple
    rows: list
    widths: tuple
    kind = "grid"


@dataclass(frozen=True)
class Document:
    """What page and Word file draw on, and nothing else.

    Attributes
    ----------
    title, lead : str
    warning : str
        What to know before it is used, such as that it is made up; empty otherwise.
    author, subject : str
        Properties of the Word file.
    blocks : list
        Of the classes of this module.
    """

    title: str
    lead: str
    warning: str
    author: str
    subject: str
    blocks: list = field(repr=False)

    @property
    def contents(self):
        """The headings of the list of contents."""
        return [block for block in self.blocks if block.kind == "heading" and block.level == 2]


def document_html(document, word=""):
    """Return a document as the body of a page.

    Parameters
    ----------
    document : Document
    word : str
        Name of the Word file beside the page, where there is one.

    Returns
    -------
    str
        HTML; every text is escaped.
    """
    return render("document.html.j2", document=document, word=word)
