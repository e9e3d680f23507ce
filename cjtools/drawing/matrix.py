"""Points on two axes as a picture: each with its name, none over another, and the quarters named."""

import math
from dataclasses import dataclass
from itertools import count

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import text_width
from cjtools.priorities.matrix import MIDDLE
from cjtools.priorities.scoring import HIGHEST, LOWEST

TEXT = 15
SMALL = 15
SIDE = 360  # of the field in which points stand, in the smallest picture
LEFT, BOTTOM, STRIP = 52, 54, 34  # room for the words of the first axis, of the second, and for the quarters' names
HIGH, PADDING, APART = 26, 7, 3  # of the box around a name
OUTSIDE = 0.3  # how far the field goes beyond the lowest and the highest value
LONGEST = 24  # characters of a name
RING = 13  # how far the next circle of free places is looked for


@dataclass(frozen=True)
class Box:
    """A name's box in the picture: its middle, width, and where its point is."""

    name: str
    x: float
    y: float
    width: float
    point: tuple

    def is_clear_of(self, other):
        """Return whether two boxes stand apart."""
        wide = abs(self.x - other.x) >= (self.width + other.width) / 2 + APART
        return wide or abs(self.y - other.y) >= HIGH + APART


@dataclass(frozen=True)
class _Field:
    """The square in which points stand."""

    side: float

    @property
    def top(self):
        return STRIP + 4

    def x(self, value):
        return LEFT + self.side * self._share(value)

    def y(self, value):
        return self.top + self.side * (1 - self._share(value))

    @staticmethod
    def _share(value):
        return (value - LOWEST + OUTSIDE) / (HIGHEST - LOWEST + 2 * OUTSIDE)

    def holds(self, box):
        """Return whether a box lies within."""
        is_wide = LEFT + box.width / 2 <= box.x <= LEFT + self.side - box.width / 2
        return is_wide and self.top + HIGH / 2 <= box.y <= self.top + self.side - HIGH / 2


def laid_out(points):
    """Return the field and a box for each point, none over another: at its point, or at the nearest free place.

    Parameters
    ----------
    points : list of Point

    Returns
    -------
    tuple
        (Field, list of Box). The field grows where the boxes would not fit.
    """
    # in a field less than twice as large as all boxes it need not be tried
    area = sum((_width(point) + APART) * (HIGH + APART) for point in points)
    for side in (SIDE * (1 + step / 4) for step in count() if (SIDE * (1 + step / 4)) ** 2 > 2 * area):
        field = _Field(side)
        boxes = []
        for point in points:
            box = next((box for box in _places(point, field) if all(box.is_clear_of(other) for other in boxes)), None)
            if box is None:
                break
            boxes.append(box)
        else:
            return field, boxes
    raise AssertionError("the field grows until all boxes fit")


def _name(point):
    """Return the name of a point as it is written."""
    return point.activity if len(point.activity) <= LONGEST else f"{point.activity[: LONGEST - 1]}…"


def _width(point):
    """Return how wide the box of a point is."""
    return text_width(_name(point), TEXT, bold=True) + 2 * PADDING


def _places(point, field):
    """Yield where the box of a point may stand, nearest first."""
    at = field.x(point.second), field.y(point.first)
    name, width = _name(point), _width(point)
    for ring in range(math.ceil(field.side / RING)):
        around = max(1, 5 * ring)
        for turn in range(around):
            angle = 2 * math.pi * turn / around
            x, y = at[0] + RING * ring * math.cos(angle), at[1] + RING * ring * math.sin(angle)
            # at the edge of the field a box stands beside its point, not half outside
            x = min(max(x, LEFT + width / 2), LEFT + field.side - width / 2)
            box = Box(name, x, y, width, at)
            if field.holds(box):
                yield box


def matrix_svg(points, axes, *, name, title, alt):
    """Return points on two axes as a picture.

    Parameters
    ----------
    points : list of Point
    axes : Axes
        Names of the axes and of the quarters.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.

    Returns
    -------
    str
        Inline SVG.
    """
    field, boxes = laid_out(points)
    picture = svg.opening("", name, title, alt)
    picture.set("font-size", str(TEXT))
    width, height = LEFT + field.side + 8, field.top + field.side + STRIP + BOTTOM
    _draw_field(picture, field, axes)
    for box in boxes:
        _draw_line(picture, box)
    for box in boxes:
        _draw_box(picture, box)
    picture.set("viewBox", f"0 0 {width:g} {height:g}")
    return svg.to_text(picture)


def _draw_field(picture, field, axes):
    """Draw the field with its quarters, their names above and below, and the axes."""
    left, right, top, bottom = LEFT, LEFT + field.side, field.top, field.top + field.side
    svg.add(picture, "rect", x=left, y=top, width=field.side, height=field.side, fill=colours.PANEL)
    for value in range(LOWEST, HIGHEST + 1):
        x, y = field.x(value), field.y(value)
        look = {"stroke": colours.OWN if value == MIDDLE else colours.GRID, "stroke-width": 1}
        svg.add(picture, "path", d=f"M{x:g} {top:g}V{bottom:g}M{left:g} {y:g}H{right:g}", **look)
        _write(picture, x, bottom + STRIP + 14, str(value), fill=colours.QUIET)
        _write(picture, left - 14, y + 5, str(value), fill=colours.QUIET)
    names, middle = axes.quadrants, field.side / 4
    for x, y, words in (
        (left + middle, top - 12, names.more_less),
        (right - middle, top - 12, names.more_more),
        (left + middle, bottom + 22, names.less_less),
        (right - middle, bottom + 22, names.less_more),
    ):
        _write(picture, x, y, words, size=SMALL, bold=True)
    _write(picture, left + field.side / 2, bottom + STRIP + 38, f"{axes.second}, from little to much")
    y = top + field.side / 2
    turned = {"transform": f"rotate(-90 14 {y:g})"}
    _write(picture, 14, y + 5, f"{axes.first}, from little to much", **turned)


def _draw_line(picture, box):
    """Draw where the point of a box is, and a line to it, where the box stands elsewhere."""
    x, y = box.point
    if (round(x, 6), round(y, 6)) != (round(box.x, 6), round(box.y, 6)):
        look = {"stroke": colours.OWN, "stroke-width": 1.5}
        svg.add(picture, "path", d=f"M{x:g} {y:g}L{box.x:g} {box.y:g}", **look)
        svg.add(picture, "circle", cx=x, cy=y, r=4, fill=colours.OWN)


def _draw_box(picture, box):
    """Draw a name in its box."""
    shape = {"x": box.x - box.width / 2, "y": box.y - HIGH / 2, "width": box.width, "height": HIGH, "rx": HIGH / 2}
    svg.add(picture, "rect", **shape, fill=colours.OWN, stroke=colours.WHITE, **{"stroke-width": 1})
    _write(picture, box.x, box.y + 5, box.name, fill=colours.WHITE, bold=True)


def _write(picture, x, y, words, *, fill=colours.INK, size=None, bold=False, **more):
    """Write a line with its middle at x."""
    look = {"fill": fill, **({"font-size": size} if size else {}), **({"font-weight": "bold"} if bold else {}), **more}
    svg.add(picture, "text", x=x, y=y, **{"text-anchor": "middle"}, **look).text = svg.readable(words)
