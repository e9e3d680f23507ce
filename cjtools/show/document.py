"""A text in parts, made once and shown in two ways: as a page, and as a Word file."""

from dataclasses import dataclass, field
from functools import wraps

from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.show.fragments import MADE_UP_FIGURES, made_up_mark
from cjtools.show.holes import place_for
from cjtools.show.page import render
from cjtools.show.recorded import EXAMPLE, example_words


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
    look = ""


@dataclass(frozen=True)
class Hole(Say):
    """A place where something is still to be filled in: what it is."""

    kind = "hole"
    look = "gap"


@dataclass(frozen=True)
class MadeUp(Say):
    """The label of what is made up."""

    look = "made-up"


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
    numbers : tuple of int
        Columns of numbers, counted from 0: they stand to the right.
    note : str
        A line under the table.
    is_folded : bool
        Whether a page shows it only when asked.
    """

    id: str
    caption: str
    heads: tuple
    rows: list
    widths: tuple
    numbers: tuple = ()
    note: str = ""
    is_folded: bool = False
    kind = "grid"


@dataclass(frozen=True)
class Nested:
    """A list with lists in it.

    Attributes
    ----------
    html : str
        As it stands on a page.
    items : tuple of (int, str)
        How deep each line stands, from 0, and its words: for a Word file.
    """

    html: str
    items: tuple
    kind = "nested"


@dataclass(frozen=True)
class Picture:
    """A picture; a page has it as SVG, a Word file as PNG where there is one, else what stands beside it says the same.

    Attributes
    ----------
    id, title, sub : str
        Of the page; its name; a line below that.
    svg, alt : str
        The picture for pages, and what it shows in words.
    png : function or None
        Returns the bytes of a PNG file; drawn only when a Word file is made.
    is_wide : bool
        Whether it needs a wide screen, so that it scrolls on a narrow one.
    is_from_page : bool
        Whether a Word file is to draw it from the SVG: nothing beside it may say the same.
    """

    id: str
    title: str
    svg: str
    alt: str
    sub: str = ""
    png: object = None
    is_wide: bool = False
    is_from_page: bool = False
    kind = "picture"


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


class Parts(list):
    """Parts of a text in order; a notebook shows them as a page does."""

    def __repr__(self):
        # an executed notebook keeps it, and it must be the same each time
        return f"<{len(self)} parts of a text>"

    def _repr_html_(self):
        return blocks_html(self)


def in_parts(function):
    """Make a function that yields parts of a text return them as :class:`Parts`."""

    @wraps(function)
    def collected(*given):
        return Parts(function(*given))

    return collected


def in_sections(sections, subject, about=""):
    """Return the parts of a text under their headings, as a notebook shows them cell by cell.

    Parameters
    ----------
    sections : tuple of (str, str, function)
        Heading, what stands below it, and what returns the parts of a subject.
    subject : object
        What the notebook draws on.
    about : str
        What to know of the text, at its end.

    Returns
    -------
    list
        Of the classes of this module.
    """
    blocks = []
    for number, (heading, below, parts) in enumerate(sections, 1):
        blocks.append(Heading(heading, f"part-{number}"))
        blocks += [Say(below)] if below else []
        blocks += parts(subject)
    if about:
        blocks += [Heading("About this text", f"part-{len(sections) + 1}"), Say(about)]
    return blocks


def example(subject):
    """Return the label of what is made up, as parts; none where a partnership has recorded it itself.

    Parameters
    ----------
    subject : object
        Anything with ``evidence``.

    Returns
    -------
    list of MadeUp
    """
    return [MadeUp(EXAMPLE)] if subject.evidence.is_example else []


def made_up(subject):
    """Return the end of a caption of what is made up; empty where a partnership has recorded it itself."""
    return example_words(subject.evidence)


def missing(subject, said, *sheets):
    """Return that something is not recorded, and where to record it, as a part of the text.

    Parameters
    ----------
    subject : object
        Anything with ``evidence`` and ``area``.
    said : str
        What is missing, as a sentence.
    *sheets : str
        Titles of sheets of the evidence workbook.

    Returns
    -------
    Hole
    """
    return Hole(f"{said} {place_for(subject.evidence, subject.area['slug'], *sheets)}")


def text_of(sections, subject, title, lead, about="", *, on, made_up_figures=MADE_UP_FIGURES):
    """Return a text of one area in sections, for a Word file.

    Parameters
    ----------
    sections, subject, about
        As for :func:`in_sections`; the subject has ``evidence`` and ``place``.
    title, lead : str
    on : str
        What the text is on, as a property of the Word file.
    made_up_figures : str
        What to know of figures that are made up, where the text shows any.

    Returns
    -------
    Document
    """
    blocks = in_sections(sections, subject, about)
    return Document(
        title=title,
        lead=lead,
        warning=warning_of(subject.evidence, blocks, made_up_figures),
        author=f"Community justice partnership, {subject.place}",
        subject=on,
        blocks=blocks,
    )


def warning_of(evidence, blocks, made_up_figures=MADE_UP_FIGURES):
    """Return what to know of a text before it is used: that it is a worked example, that figures in it are made up.

    Parameters
    ----------
    evidence : Evidence
    blocks : list
        Of the classes of this module.
    made_up_figures : str
        What to know of figures that are made up.

    Returns
    -------
    str
        Empty where nothing is made up.
    """
    said = [EXAMPLE] if evidence.is_example else []
    is_made_up = made_up_mark(ILLUSTRATIVE) in blocks_html(blocks)
    return " ".join([*said, *([made_up_figures] if is_made_up else [])])


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
    return render("document.html.j2", document=document, word=word, body=blocks_html(document.blocks))


def blocks_html(blocks):
    """Return some parts of a text as HTML, every text of them escaped.

    Parameters
    ----------
    blocks : list
        Of the classes of this module.

    Returns
    -------
    str
    """
    return render("blocks.html.j2", blocks=blocks)
