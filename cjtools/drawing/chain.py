"""An outcomes chain: stages from what is put in to what changes in the end, as a picture and as a list."""

import html
from dataclasses import dataclass

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import wrap

WIDTH, EDGE = 760, 4
TEXT, LINE, PADDING = 14, 19, 10
APART, BETWEEN = 12, 34  # boxes of a stage, and stages
ABREAST = 4  # boxes in one row
ARROW = {"stroke": colours.OWN, "stroke-width": 1.5, "fill": "none"}


@dataclass(frozen=True)
class Link:
    """One stage of a chain.

    Attributes
    ----------
    title : str
    items : tuple of (str, str)
        What stands in each box, and what is recorded of it; empty where nothing is to be said.
    reach : str
        How far it is in anybody's hands; a line below the title.
    is_ours : bool
        Whether its boxes are filled: what the framework asks evidence of.
    """

    title: str
    items: tuple
    reach: str = ""
    is_ours: bool = False


def chain_svg(links, *, name: str, title: str, alt: str) -> str:
    """Return a chain as a picture, 760 units wide: each stage a row of boxes, with an arrow to the next.

    It needs a wide screen or paper; give :func:`chain_list` beside it.

    Parameters
    ----------
    links : sequence of Link
        From first to last.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        The name cannot start an id, or the title or description is empty.

    Examples
    --------
    >>> links = [Link("What is put in", (("Money", ""),)), Link("What changes", (("Lives", "3 entries"),))]
    >>> picture = chain_svg(links, name="chain", title="Chain", alt="From money to lives.")
    >>> "Money" in picture, "3 entries" in picture
    (True, True)
    """
    picture = svg.opening("", name, title, alt)
    picture.set("font-size", str(TEXT))
    top = EDGE
    for number, link in enumerate(links):
        if number:
            _arrow(picture, top, top + BETWEEN - 8)
            top += BETWEEN
        top = _stage(picture, top, link)
    picture.set("viewBox", f"0 0 {WIDTH} {top + EDGE:g}")
    return svg.to_text(picture)


def chain_list(links) -> str:
    """Return a chain as a nested list that says what the picture says.

    Parameters
    ----------
    links : sequence of Link

    Returns
    -------
    str
        HTML ``<ol>``; every text is escaped.

    Examples
    --------
    >>> print(chain_list([Link("What changes", (("Health & homes", "no entry"),), "Much has a part in it.")]))
    <ol class="chain">
    <li>What changes. Much has a part in it.
    <ul>
    <li>Health &amp; homes: no entry</li>
    </ul>
    </li>
    </ol>
    """
    items = "\n".join(
        f"<li>{_escape(said_of(link))}\n<ul>\n"
        + "\n".join(f"<li>{_escape(_words(*item))}</li>" for item in link.items)
        + "\n</ul>\n</li>"
        for link in links
    )
    return f'<ol class="chain">\n{items}\n</ol>'


def chain_lines(links):
    """Return a chain as lines of a list in a list: (depth, words), for a Word file.

    Examples
    --------
    >>> chain_lines([Link("What changes", (("Health", "no entry"),))])
    [(0, 'What changes'), (1, 'Health: no entry')]
    """
    return [line for link in links for line in ((0, said_of(link)), *((1, _words(*item)) for item in link.items))]


def said_of(link):
    """Return a stage's title, with how far it is in anybody's hands."""
    return f"{link.title}. {link.reach}" if link.reach else link.title


def _words(said, recorded):
    """Return what stands in a box, with what is recorded of it."""
    return f"{said}: {recorded}" if recorded else said


def _escape(text):
    """Return a text safe for HTML."""
    return html.escape(svg.readable(text))


def _stage(picture, top, link):
    """Draw a stage; return where it ends."""
    y = top + LINE
    _write(picture, EDGE, y, [link.title], **{"font-weight": "bold"})
    for line in wrap(link.reach, WIDTH - 2 * EDGE, TEXT) if link.reach else ():
        y += LINE
        _write(picture, EDGE, y, [line])
    y += PADDING
    for row in _rows(link.items):
        width = (WIDTH - 2 * EDGE - APART * (len(row) - 1)) / len(row)
        boxes = [_lines(item, width) for item in row]
        height = max(len(said) + len(recorded) for said, recorded in boxes) * LINE + 2 * PADDING
        for number, lines in enumerate(boxes):
            _box(picture, EDGE + number * (width + APART), y, width, height, lines, link.is_ours)
        y += height + APART
    return y - APART


def _rows(items):
    """Return boxes in as few rows as they need, of nearly the same length.

    Examples
    --------
    >>> [len(row) for row in _rows("abcde")], [len(row) for row in _rows("abcdefg")]
    ([3, 2], [4, 3])
    """
    rows = -(-len(items) // ABREAST)
    length = -(-len(items) // max(rows, 1))
    return [items[at : at + length] for at in range(0, len(items), length or 1)]


def _lines(item, width):
    """Return what stands in a box in lines: its words, and what is recorded."""
    said, recorded = item
    room = width - 2 * PADDING
    return wrap(said, room, TEXT), wrap(recorded, room, TEXT, bold=True) if recorded else []


def _box(picture, x, y, width, height, lines, is_ours):
    """Draw a box with its words; what is recorded stands below them in bold."""
    fill = colours.BAND if is_ours else colours.PANEL
    svg.add(picture, "rect", x=x, y=y, width=width, height=height, rx=4, fill=fill, stroke=colours.OWN)
    said, recorded = lines
    first = y + PADDING + 14
    _write(picture, x + PADDING, first, said)
    _write(picture, x + PADDING, first + len(said) * LINE, recorded, **{"font-weight": "bold"})


def _arrow(picture, top, end):
    """Draw an arrow down the middle."""
    x = WIDTH / 2
    svg.add(picture, "path", d=f"M{x:g} {top + 8:g}V{end - 8:g}", **ARROW)
    svg.add(picture, "path", d=f"M{x - 5:g} {end - 9:g}L{x:g} {end:g}L{x + 5:g} {end - 9:g}z", fill=colours.OWN)


def _write(picture, x, y, lines, **look):
    """Write lines, the first with its baseline at y."""
    for number, line in enumerate(lines):
        svg.add(picture, "text", x=x, y=y + number * LINE, **{"fill": colours.INK} | look).text = line
