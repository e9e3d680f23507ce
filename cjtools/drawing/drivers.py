"""A driver diagram: the aim, what drives it, what drives that, and the change ideas, as a picture and as a list."""

import html
from dataclasses import dataclass

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import wrap

WIDTH, EDGE = 944, 4
TEXT, LINE, PADDING = 14, 19, 10
BETWEEN, APART = 44, 12  # columns, and boxes of a column
HEAD = LINE + 9
LINES = {"stroke": colours.OWN, "stroke-width": 1.5}
LEVELS = {
    "primary driver": "Primary drivers",
    "secondary driver": "Secondary drivers",
    "change idea": "Change ideas",
}
_ORDER = tuple(LEVELS)


@dataclass(frozen=True)
class Driver:
    """A driver or a change idea, with those below it.

    Attributes
    ----------
    name, words : str
        Such as "D1", and what it says.
    below : tuple of Driver
        Of later levels: a change idea may hang directly under a primary driver.
    level : str
        One of "primary driver", "secondary driver" and "change idea".
    """

    name: str
    words: str
    below: tuple["Driver", ...] = ()
    level: str = "primary driver"

    def __post_init__(self):
        if self.level not in LEVELS:
            raise ValueError(f"{self.name} has the level '{self.level}'. Expected one of: {', '.join(LEVELS)}")
        for each in self.below:
            if _ORDER.index(each.level) <= _ORDER.index(self.level):
                raise ValueError(f"{each.name}, a {each.level}, cannot stand below {self.name}, a {self.level}")

    @property
    def said(self):
        """Its name and words."""
        return f"{self.name}. {self.words}"


@dataclass(frozen=True)
class _Columns:
    """Where each level stands: those that are used share the width."""

    levels: tuple

    @property
    def width(self):
        """Of a column."""
        return (WIDTH - 2 * EDGE - BETWEEN * len(self.levels)) / (len(self.levels) + 1)

    def x(self, level):
        """Return where a level's column starts; the aim's where there is no level."""
        number = self.levels.index(level) + 1 if level else 0
        return EDGE + number * (self.width + BETWEEN)

    def lines(self, words, bold=False):
        """Return words in lines that fit a box."""
        return wrap(words, self.width - 2 * PADDING, TEXT, bold)


def driver_svg(aim: str, drivers, *, name: str, title: str, alt: str) -> str:
    """Return a driver diagram as a picture, 944 units wide: the aim at the left, change ideas at the right.

    Each has a band of its own that holds all below it, so no two lines cross. It needs a wide screen or paper; give
    :func:`driver_list` beside it.

    Parameters
    ----------
    aim : str
    drivers : iterable of Driver
        What drives the aim directly, from top to bottom. Levels that nobody uses get no column.
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
    >>> idea = Driver("C1", "Text people the day before", level="change idea")
    >>> drivers = [Driver("D1", "People keep appointments", (idea,))]
    >>> picture = driver_svg("More orders are completed", drivers, name="dd", title="Drivers", alt="One driver.")
    >>> "Change ideas" in picture, "Secondary drivers" in picture
    (True, False)
    """
    drivers = tuple(drivers)
    used = {each.level for driver in drivers for each in _all(driver)}
    columns = _Columns(tuple(level for level in LEVELS if level in used))
    picture = svg.opening("", name, title, alt)
    picture.set("font-size", str(TEXT))
    for level, head in ((None, "Aim"), *LEVELS.items()):
        if level is None or level in used:
            _write(picture, columns.x(level), LINE, [head], **{"font-weight": "bold"})
    top = EDGE + HEAD
    lines = columns.lines(aim, bold=True)
    height = max(_high(lines), _total(drivers, columns))
    _draw(picture, columns, top, height, lines, None, drivers)
    picture.set("viewBox", f"0 0 {WIDTH} {top + height + EDGE:g}")
    return svg.to_text(picture)


def driver_list(aim: str, drivers) -> str:
    """Return a driver diagram as a nested list, for readers who do not see the picture, and for phones.

    Parameters
    ----------
    aim : str
    drivers : iterable of Driver
        As for :func:`driver_svg`.

    Returns
    -------
    str
        HTML ``<ul>``; every text is escaped, every level named.

    Examples
    --------
    >>> print(driver_list("Safe & well", [Driver("D1", "Support in custody")]))
    <ul class="drivers">
    <li>Aim: Safe &amp; well
    <ul>
    <li>Primary driver D1. Support in custody</li>
    </ul>
    </li>
    </ul>
    """
    return f'<ul class="drivers">\n{_item(f"Aim: {aim}", drivers)}\n</ul>'


def _item(words, below):
    """Return a list item with all below it."""
    items = "\n".join(_item(f"{each.level.capitalize()} {each.said}", each.below) for each in below)
    inner = f"\n<ul>\n{items}\n</ul>\n" if items else ""
    return f"<li>{html.escape(svg.readable(words))}{inner}</li>"


def _all(driver):
    """Yield a driver and all below it."""
    yield driver
    for each in driver.below:
        yield from _all(each)


def _high(lines):
    """Return the height of a box that holds the lines."""
    return len(lines) * LINE + PADDING


def _band(driver, columns):
    """Return the height of the band that holds a driver and all below it."""
    return max(_high(columns.lines(driver.said)), _total(driver.below, columns))


def _total(drivers, columns):
    """Return the height of the bands of drivers, one below the other."""
    return sum(_band(each, columns) + APART for each in drivers) - APART if drivers else 0


def _draw(picture, columns, top, height, lines, level, below):
    """Draw a box in the middle of its band, all below it, and lines to these; return where its middle is."""
    x, middle = columns.x(level), top + height / 2
    # where the box is higher than all below it, these stand in the middle of it
    y = middle - _total(below, columns) / 2
    for each in below:
        band = _band(each, columns)
        end = _draw(picture, columns, y, band, columns.lines(each.said), each.level, each.below)
        line = f"M{columns.x(each.level):g} {end:g}H{x + columns.width + BETWEEN / 2:g}V{middle:g}"
        svg.add(picture, "path", d=line, fill="none", **LINES)
        y += band + APART
    if below:
        _draw_head(picture, x + columns.width, middle)
    fill = {None: colours.OWN, "primary driver": colours.BAND, "secondary driver": colours.PANEL}.get(
        level, colours.WHITE
    )
    box = {"x": x, "y": middle - _high(lines) / 2, "width": columns.width, "height": _high(lines), "rx": 4}
    svg.add(picture, "rect", **box, fill=fill, stroke=colours.OWN)
    look = {"fill": colours.WHITE, "font-weight": "bold"} if level is None else {}
    _write(picture, x + PADDING, box["y"] + PADDING / 2 + 14, lines, **look)
    return middle


def _draw_head(picture, x, y):
    """Draw the end of the lines that lead back to a box."""
    svg.add(picture, "path", d=f"M{x + BETWEEN / 2:g} {y:g}H{x + 9:g}", **LINES)
    svg.add(picture, "path", d=f"M{x + 10:g} {y - 5:g}L{x + 1:g} {y:g}L{x + 10:g} {y + 5:g}z", fill=colours.OWN)


def _write(picture, x, y, lines, **look):
    """Write lines, the first with its baseline at y."""
    for number, line in enumerate(lines):
        svg.add(picture, "text", x=x, y=y + number * LINE, **{"fill": colours.INK} | look).text = line
