"""Words beside the data: labels that are pushed apart, a key in rows, and places where a name fits."""

from dataclasses import dataclass, field
from math import cos, pi, sin

from cjtools.charts.canvas import LINE_HEIGHT, TEXT, WIDTH, lead, mark, write
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width, wrap

WIDEST = 116


@dataclass
class Label:
    """Words that belong to one height of the picture.

    Parameters
    ----------
    text : str
    at : float
        Height of what is labelled, in units from the top.
    look : dict
        Line style with its mark.
    start : float, optional
        Where what is labelled ends, from the left; a thin line leads from there. None: the mark stands by the words.
    bold : bool
    is_led : bool
        The thin line is drawn however near the words are.
    """

    text: str
    at: float
    look: dict
    start: float | None = None
    bold: bool = False
    is_led: bool = False
    lines: list = field(init=False)

    def __post_init__(self):
        self.lines = wrap(self.text, WIDEST, TEXT, self.bold)

    @property
    def width(self):
        """Room the words need."""
        return max(text_width(line, TEXT, self.bold) for line in self.lines)

    @property
    def height(self):
        """Room all lines need."""
        return len(self.lines) * LINE_HEIGHT


def room(texts, bold=(True,), mark_room=14):
    """Return the margin that labels need to the right of the axes.

    Parameters
    ----------
    texts : list of str
    bold : tuple of bool
        Which of them are bold, from the first on.
    mark_room : float
        Room for a mark in front of the words.

    Returns
    -------
    float

    Examples
    --------
    >>> room(["Fife"]) < room(["Fife", "Family group 3"])
    True
    """
    weights = [*bold, *[False] * len(texts)]
    return mark_room + 6 + max(Label(text, 0, {}, bold=b).width for text, b in zip(texts, weights, strict=False))


def spread(centres, heights, low, high, gap=3):
    """Push boxes apart so that none overlaps, moving each as little as possible.

    Parameters
    ----------
    centres, heights : list of float
        Where each box would stand, and how high it is.
    low, high : float
        Ends of the room.
    gap : float
        Least distance between two boxes.

    Returns
    -------
    list of float
        New centres, in the order given. Boxes that together are higher than the room run over its far end.

    Examples
    --------
    >>> spread([10, 12, 50], [10, 10, 10], 0, 100, gap=2)
    [5.0, 17.0, 50.0]
    """

    def length(run):
        return sum(heights[box] + gap for box in run[0])

    def top(run):
        boxes, wished = run
        return max(low, min(wished / len(boxes), high - length(run) + gap))

    # a run is its touching boxes and the sum of the tops they wish for; runs that meet join at the mean wish
    runs = []
    for box in sorted(range(len(centres)), key=lambda item: centres[item]):
        runs.append(([box], centres[box] - heights[box] / 2))
        while len(runs) > 1 and top(runs[-2]) + length(runs[-2]) > top(runs[-1]):
            boxes, wished = runs.pop()
            earlier, wish = runs.pop()
            wished -= length((earlier, wish)) * len(boxes)
            runs.append((earlier + boxes, wish + wished))
    placed = [0.0] * len(centres)
    for run in runs:
        start = top(run)
        for box in run[0]:
            placed[box] = start + heights[box] / 2
            start += heights[box] + gap
    return placed


def beside(figure, labels, x, low, high):
    """Write labels in a column, pushed apart, each tied to its line by a thin line or by its mark.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    labels : list of Label
    x : float
        Left edge of the column.
    low, high : float
        Ends of the column.
    """
    centres = spread([label.at for label in labels], [label.height for label in labels], low, high)
    for label, centre in zip(labels, centres, strict=True):
        if label.start is None:
            mark(figure, x + 5, centre, label.look)
        elif label.is_led or abs(centre - label.at) > 3 or x - label.start > 20:
            lead(figure, (label.start, label.at), (x + 11, centre), label.look["color"])
        weight = "bold" if label.bold else "normal"
        baseline = centre - label.height / 2 + LINE_HEIGHT - 3.5
        for number, line in enumerate(label.lines):
            write(figure, x + 14, baseline + number * LINE_HEIGHT, line, weight=weight)


def key_rows(entries, width=WIDTH - 8):
    """Arrange the entries of a key in rows.

    Parameters
    ----------
    entries : list of tuple
        Words and look of each.
    width : float
        Room across.

    Returns
    -------
    list of tuple
        Row, distance from the left, words and look of each entry; an entry that is wider than the room goes on below,
        without a look.

    Examples
    --------
    >>> key_rows([("Fife", {}), ("Scotland", {})])[0]
    (0, 4.0, 'Fife', {})
    """
    row, x, placed = 0, 4.0, []
    for words, look in entries:
        first, *more = wrap(words, width - 20, TEXT)
        wide = 16 + text_width(first, TEXT)
        if x > 4 and x + wide > width:
            row, x = row + 1, 4.0
        placed.append((row, x, first, look))
        x += wide + 12
        for line in more:
            row, x = row + 1, width
            placed.append((row, 4.0, line, None))
    return placed


def key(figure, placed, top):
    """Draw a key: each mark with its words.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    placed : list of tuple
        From :func:`key_rows`.
    top : float
        Baseline of the first row.
    """
    for row, x, words, look in placed:
        y = top + row * (LINE_HEIGHT + 3)
        if look:
            mark(figure, x + 5, y - 4.5, look)
        write(figure, x + 14, y, words, fontsize=TEXT, color=colours.INK)


def overlap(one, other):
    """Return whether two boxes (left, top, right, bottom) share any room.

    Examples
    --------
    >>> overlap((0, 0, 2, 2), (1, 1, 3, 3)), overlap((0, 0, 1, 1), (1, 0, 2, 1))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(x, y, text, bold=False, clear=7):
    """Return the places a name may take around a point, best first.

    Parameters
    ----------
    x, y : float
        The point.
    text : str
    bold : bool
    clear : float
        Distance kept from the point.

    Returns
    -------
    list of tuple
        Each a box: left, top, right, bottom.

    Examples
    --------
    >>> around(50, 50, "Fife")[0][0]
    57
    """
    wide, high = text_width(text, TEXT, bold), LINE_HEIGHT - 2
    right, left, middle = x + clear, x - clear - wide, x - wide / 2
    ends = [(start, up) for start in (middle, x + 6 - wide, x - 6) for up in (-14, 14)]
    corners = [(right, 0), (left, 0), *ends, (right, -5), (left, -5), (right, 5), (left, 5)]
    return [(start, y + up - high / 2, start + wide, y + up + high / 2) for start, up in corners]


def further(x, y, text, bold=False):
    """Yield places that a name may take where none around its point is free, nearest first; a line must lead there.

    Parameters
    ----------
    x, y : float
        The point.
    text : str
    bold : bool

    Yields
    ------
    tuple
        A box: left, top, right, bottom.

    Examples
    --------
    >>> [round(side, 1) for side in next(further(50, 50, "Fife"))]
    [66.0, 43.5, 89.4, 56.5]
    """
    wide, high = text_width(text, TEXT, bold), LINE_HEIGHT - 2
    for far in range(16, WIDTH, 8):
        for turn in range(24):
            angle = 2 * pi * turn / 24
            left = x + cos(angle) * (far + wide / 2) - wide / 2
            top = y + sin(angle) * (far + high / 2) - high / 2
            yield left, top, left + wide, top + high
