"""Who does what, as a picture: for each task, who is responsible, accountable, consulted and informed."""

from dataclasses import dataclass

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import text_width, wrap

NARROW, WIDE = 400, 944
EDGE, TEXT, LINE = 8, 14, 18
HIGH, INSIDE, GAP = 28, 3, 12  # of a cell, between it and its neighbour, and below a row
FEW = 5  # people who fit on a phone
HEADS = 3  # lines that a column's head may take
OFTEN = 6  # tasks after which the heads are said again
MEANINGS = {
    "R": "responsible: does the work",
    "A": "accountable: answers for it",
    "C": "consulted: is asked before",
    "I": "informed: is told",
}
_ORDER = "ARCI"


@dataclass(frozen=True)
class _Grid:
    """The columns of people, with the lines that stand over each."""

    width: float
    cell: float
    heads: tuple
    is_numbered: bool

    @property
    def head_high(self):
        """Height of the heads."""
        return LINE * max(map(len, self.heads)) + 6

    def x(self, number):
        """Return where the column of a person starts."""
        return EDGE + number * self.cell


def raci_svg(tasks, people, roles, *, name: str, title: str, alt: str) -> str:
    """Return who does what as a picture: under each task a row of cells, one for each person, with letters.

    For five people or fewer it is 400 units wide and fits a phone; for more it needs a wide screen or paper. Where
    the people's names do not fit over their columns, numbers stand there, and a key below says whose they are.

    Parameters
    ----------
    tasks : iterable of tuple
        (name, words), from top to bottom.
    people : iterable of str
        People or partners, from left to right.
    roles : dict
        (task's name, person) to letters of "RACI", such as "R" or "AR".
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There are no tasks or people, one is named twice, or a role has an unknown task, person or letter.

    Examples
    --------
    >>> tasks, roles = [("T1", "Train staff")], {("T1", "Police Scotland"): "AR"}
    >>> picture = raci_svg(tasks, ["Police Scotland"], roles, name="raci", title="Roles", alt="One task.")
    >>> "AR" in picture, "accountable" in picture, "informed" in picture
    (True, True, False)
    """
    tasks, people = list(tasks), list(people)
    _check([each for each, _ in tasks], people, roles)
    grid = _grid(people, roles)
    picture = svg.opening("", name, title, alt)
    picture.set("font-size", str(TEXT))
    y = 4
    for number, (task, words) in enumerate(tasks):
        if number % OFTEN == 0:
            y = _draw_heads(picture, grid, y)
        y = _write(picture, EDGE, y, wrap(f"{task}. {words}", grid.width - 2 * EDGE, TEXT)) + 3
        for column, person in enumerate(people):
            letters = "".join(sorted(set(roles.get((task, person), "")), key=_ORDER.index))
            _draw_cell(picture, grid.x(column), y, grid.cell - INSIDE, letters)
        y += HIGH + GAP
    used = set("".join(roles.values()))
    for letter in (each for each in MEANINGS if each in used):
        _draw_cell(picture, EDGE, y, 32, letter)
        y = max(_write(picture, EDGE + 42, y + 4, [MEANINGS[letter]]), y + HIGH) + 4
    if grid.is_numbered:
        y = _draw_key(picture, grid, people, y + 4)
    picture.set("viewBox", f"0 0 {grid.width:g} {y + 4:g}")
    return svg.to_text(picture)


def _check(tasks, people, roles):
    """Refuse what cannot be drawn, or would be drawn wrongly."""
    for kind, names in (("task", tasks), ("person", people)):
        if not names:
            raise ValueError(f"there is no {kind} to draw: give at least one")
        if twice := sorted({each for each in names if names.count(each) > 1}):
            raise ValueError(f"more than one {kind} is called {', '.join(twice)}: give each a name of its own")
    for (task, person), letters in roles.items():
        for kind, each, names in (("task", task, tasks), ("person", person, people)):
            if each not in names:
                raise ValueError(f"the roles name a {kind} '{each}'. Expected one of: {', '.join(names)}")
        if not set(letters) <= set(MEANINGS):
            raise ValueError(f"role of {person} in {task} is '{letters}'. Expected letters of: {', '.join(MEANINGS)}")


def _grid(people, roles):
    """Return columns with people's names over them, or numbers where a name does not fit."""
    count = len(people)
    longest = max(text_width(words, TEXT, bold=True) for words in (str(count), *roles.values()))
    width = NARROW if count <= FEW else max(WIDE, 2 * EDGE + count * (longest + 16))
    cell = (width - 2 * EDGE) / count
    heads = [_head(person, cell) for person in people]
    is_numbered = None in heads
    if is_numbered:
        heads = [[str(number + 1)] for number in range(count)]
    return _Grid(width, cell, tuple(heads), is_numbered)


def _head(person, cell):
    """Return the lines of a name over its column, or None where they do not fit."""
    room = cell - INSIDE - 4
    lines = wrap(person, room, TEXT, bold=True)
    is_whole = all(text_width(word, TEXT, bold=True) <= room for word in person.split())
    return lines if is_whole and len(lines) <= HEADS else None


def _draw_heads(picture, grid, y):
    """Write who stands in each column, with the last lines level; return where this ends."""
    for number, lines in enumerate(grid.heads):
        middle = grid.x(number) + (grid.cell - INSIDE) / 2
        top = y + grid.head_high - 6 - LINE * len(lines)
        _write(picture, middle, top, lines, **{"text-anchor": "middle", "font-weight": "bold"})
    bottom = y + grid.head_high
    line = f"M{EDGE} {bottom - 2:g}H{grid.width - EDGE - INSIDE:g}"
    svg.add(picture, "path", d=line, stroke=colours.QUIET)
    return bottom + 4


def _draw_cell(picture, x, y, width, letters):
    """Draw a cell: dark for who is accountable, with a strong edge for who is responsible."""
    is_dark, is_strong = "A" in letters, "R" in letters
    fill = colours.OWN if is_dark else colours.WHITE if letters else colours.PANEL
    stroke = colours.OWN if is_dark or is_strong else colours.OTHER if letters else colours.GRID
    edge = {"stroke": stroke, "stroke-width": 2.5 if is_strong else 1}
    svg.add(picture, "rect", x=x + 1.5, y=y, width=width - 3, height=HIGH, rx=3, fill=fill, **edge)
    look = {"fill": colours.WHITE, "font-weight": "bold"} if is_dark else {"font-weight": "bold"} if is_strong else {}
    if letters:
        _write(picture, x + width / 2, y + (HIGH - LINE) / 2, [letters], **{"text-anchor": "middle"} | look)


def _draw_key(picture, grid, people, y):
    """Say whose the numbers over the columns are; return where this ends."""
    indent = text_width(str(len(people)), TEXT, bold=True) + 10
    for number, person in enumerate(people):
        _write(picture, EDGE, y, [str(number + 1)], **{"font-weight": "bold"})
        y = _write(picture, EDGE + indent, y, wrap(person, grid.width - 2 * EDGE - indent, TEXT)) + 2
    return y


def _write(picture, x, y, lines, **look):
    """Write lines below y; return where they end."""
    for number, line in enumerate(lines):
        svg.add(picture, "text", x=x, y=y + number * LINE + 14, **{"fill": colours.INK} | look).text = line
    return y + len(lines) * LINE
