"""Pictures read back as a reader meets them: what is painted over what, in which colour, and where words stand.

Nothing here asks the package how it meant to draw: shapes, colours and words come out of the SVG, widths of words out
of Adobe's own metrics of Helvetica (Arial shares them), contrast out of the formula of WCAG 2.2.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw

SCALE = 2  # pixels to a unit
GROUND = -1  # the page, where nothing is painted
_PARTS = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}
_NAMES_OF_GLYPHS = {"–": "endash", "—": "emdash", "…": "ellipsis", "’": "quoteright", "é": "eacute", "£": "sterling"}
_INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-size",
    "font-weight",
    "text-anchor",
    "clip-path",
)
_COLOURS = {"white": "#ffffff", "black": "#000000"}


def luminance(colour):
    """Return the relative luminance of ``#rrggbb`` or of (red, green, blue)."""
    if isinstance(colour, str):
        colour = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    channels = np.array(colour) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@cache
def contrast(one, other):
    """Return the contrast ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@cache
def _metrics(bold):
    """Return the width of each character of Helvetica, in thousandths."""
    path = Path(matplotlib.get_data_path(), "fonts", "afm", f"phv{'b' if bold else 'r'}8a.afm")
    rows = re.findall(r"^C (-?\d+) ; WX (\d+) ; N (\w+) ", path.read_text(encoding="ascii"), re.MULTILINE)
    by_name = {name: int(width) for _, width, name in rows}
    plain = {chr(int(code)): int(width) for code, width, _ in rows if 32 <= int(code) < 127}
    # the metrics' own 39 and 96 are curly; the straight ones have names
    plain |= {"'": by_name["quotesingle"], "`": by_name["grave"]}
    return plain | {character: by_name[name] for character, name in _NAMES_OF_GLYPHS.items()}


def width_of(words, size, bold=False):
    """Return how wide words are in Helvetica; a character that it lacks counts as the widest letter."""
    known = _metrics(bold)
    return sum(known.get(character, 944) for character in words) * size / 1000


@dataclass(frozen=True)
class Shape:
    """Something painted: outlines in units of the picture, and its look."""

    outlines: tuple
    fill: str
    stroke: str
    width: float
    dash: str
    mark: tuple = ()  # outline of a mark around its own middle, rounded, by which marks are told apart
    clip: tuple = ()  # left, top, right, bottom of the part that is seen; all of it without

    @property
    def colours(self):
        """Colours it shows."""
        return {colour for colour in (self.fill, self.stroke) if colour != "none"}

    @property
    def box(self):
        """Left, top, right, bottom."""
        points = np.vstack(self.outlines)
        return (*points.min(axis=0), *points.max(axis=0))


@dataclass(frozen=True)
class Words:
    """A line of text and its box: left, top, right, bottom."""

    text: str
    box: tuple
    fill: str
    size: float
    bold: bool
    before: int = field(compare=False)  # number of shapes painted before it


class Picture:
    """A picture read back.

    Parameters
    ----------
    text : str
        The SVG, as it stands in a page.
    """

    def __init__(self, text):
        self.root = ET.fromstring(text)
        left, top, self.width, self.height = map(float, self.root.get("viewBox").split())
        assert (left, top) == (0, 0)
        self.shapes, self.words = [], []
        self._by_id = {node.get("id"): node for node in self.root.iter() if node.get("id")}
        self._read(self.root, {"fill": "#000000", "stroke": "none", "stroke-width": "1"})

    def _read(self, node, look):
        look = look | {key: node.get(key) for key in _INHERITED if node.get(key) is not None}
        tag = node.tag.rpartition("}")[2]
        if tag in ("svg", "g"):
            for child in node:
                self._read(child, look)
        elif tag == "text":
            self._add_words(node, look)
        elif tag == "use":
            target = self._by_id[node.get("href")[1:]]
            of_mark = look | {key: target.get(key) for key in _INHERITED if target.get(key) is not None}
            place = np.array([float(node.get("x", 0)), float(node.get("y", 0))])
            outlines = _outlines(target)
            shape = tuple(map(tuple, np.vstack(outlines).round(1).tolist()))
            self._add_shape([outline + place for outline in outlines], of_mark, shape)
        elif outlines := _outlines(node):
            self._add_shape(outlines, look)
        else:
            assert tag in ("title", "desc", "defs"), tag

    def _add_shape(self, outlines, look, mark=()):
        fill, stroke = (_COLOURS.get(look[key], look[key]) for key in ("fill", "stroke"))
        dash = look.get("stroke-dasharray", "")
        clip = ()
        if "clip-path" in look:
            (within,) = self._by_id[look["clip-path"][5:-1]]
            (corners,) = _outlines(within)
            clip = (*corners.min(axis=0), *corners.max(axis=0))
        outlines = tuple(outline for outline in outlines if len(outline) > 1)
        if outlines and (fill, stroke) != ("none", "none"):
            self.shapes.append(Shape(outlines, fill, stroke, float(look["stroke-width"]), dash, mark, clip))

    def _add_words(self, node, look):
        size, bold = float(look["font-size"]), look.get("font-weight") in ("bold", "700")
        x, y, wide = float(node.get("x")), float(node.get("y")), width_of(node.text, size, bold)
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[look.get("text-anchor", "start")]
        box = (left, y - 0.74 * size, left + wide, y + 0.21 * size)
        if turned := re.fullmatch(r"rotate\(-90 (\S+) (\S+)\)", node.get("transform", "")):
            cx, cy = map(float, turned.groups())
            box = (cx + box[1] - cy, cy - box[2] + cx, cx + box[3] - cy, cy - box[0] + cx)
        self.words.append(Words(node.text, box, _COLOURS.get(look["fill"], look["fill"]), size, bold, len(self.shapes)))

    @cached_property
    def painted(self):
        """Which paint lies on top of each pixel: twice the number of a shape, and one more for its stroke."""
        return self.paint(len(self.shapes))

    def paint(self, count):
        """Return which paint lies on top of each pixel after so many shapes. Dashed lines are painted whole."""
        image = Image.new("I", (round(self.width * SCALE), round(self.height * SCALE)), GROUND)
        for number, shape in enumerate(self.shapes[:count]):
            layer = image.copy() if shape.clip else image
            _paint(ImageDraw.Draw(layer), number, shape)
            if shape.clip:
                box = [round(side * SCALE) for side in shape.clip]
                image.paste(layer.crop(box), box[:2])
        return np.array(image)

    def colour(self, paint):
        """Return the colour of a paint; that of a pattern is the colour of its lines."""
        if paint == GROUND:
            return "#ffffff"
        shape = self.shapes[paint // 2]
        colour = shape.stroke if paint % 2 else shape.fill
        if colour.startswith("url("):
            lines = [node.get("stroke") for node in self._by_id[colour[5:-1]].iter() if node.get("stroke")]
            colour = lines[0]
        return colour

    def under(self, words):
        """Return the paints under a line of text, and those that later shapes laid over it."""
        left, top, right, bottom = (max(0, round(side * SCALE)) for side in words.box)
        crop = np.s_[top:bottom, left:right]
        before = self.paint(words.before)[crop] if words.before < len(self.shapes) else self.painted[crop]
        after = self.painted[crop]
        return set(np.unique(before).tolist()), set(np.unique(after[after != before]).tolist())

    def neighbours(self, least=3):
        """Return pairs of paints that touch each other along some units, with how many units."""
        image = self.painted
        pairs = np.concatenate(
            [
                np.stack([image[:, :-1].ravel(), image[:, 1:].ravel()], axis=1),
                np.stack([image[:-1].ravel(), image[1:].ravel()], axis=1),
            ]
        )
        pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
        found, lengths = np.unique(pairs, axis=0, return_counts=True)
        return {
            tuple(pair): length / SCALE
            for pair, length in zip(found.tolist(), lengths.tolist(), strict=True)
            if length >= least * SCALE
        }


def _paint(draw, number, shape):
    """Paint a shape: its fill in twice its number, its stroke in one more."""
    for outline in shape.outlines:
        points = [tuple(point) for point in (outline * SCALE).tolist()]
        if shape.fill != "none" and len(points) > 2:
            draw.polygon(points, fill=2 * number)
        if shape.stroke != "none":
            draw.line(points, fill=2 * number + 1, width=max(1, round(shape.width * SCALE)), joint="curve")


def _outlines(node):
    """Return the outlines of a shape as arrays of points; nothing for what is no shape."""
    tag = node.tag.rpartition("}")[2]
    number = {key: float(value) for key, value in node.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if tag == "path":
        return _of_path(node.get("d"))
    if tag == "rect":
        x, y = number.get("x", 0), number.get("y", 0)
        right, bottom = x + number["width"], y + number["height"]
        return [np.array([(x, y), (right, y), (right, bottom), (x, bottom), (x, y)])]
    if tag == "circle":
        turns = np.linspace(0, 2 * np.pi, 33)
        middle = np.array([number["cx"], number["cy"]])
        return [middle + number["r"] * np.stack([np.cos(turns), np.sin(turns)], axis=1)]
    return []


def _of_path(outline):
    """Return the outlines of a path; curves become short lines."""
    parts, found, points, at, start, command = _PARTS.findall(outline), [], [], np.zeros(2), np.zeros(2), ""
    while parts:
        if parts[0].isalpha():
            command = parts.pop(0)
        kind = command.upper()
        count = _ARGUMENTS[kind]
        given = np.array([float(parts.pop(0)) for _ in range(count)])
        base = at if command.islower() else np.zeros(2)
        if kind == "Z":
            points.append(start)
            at = start
        elif kind in "HV":
            axis = "HV".index(kind)
            at = at.copy()
            at[axis] = given[0] + base[axis]
            points.append(at)
        else:
            ends = given.reshape(-1, 2) + base
            if kind == "M":
                found.append(points)
                points, start, command = [], ends[0], "l" if command.islower() else "L"
            points.extend(_curve(np.vstack([at, ends])) if kind in "CQ" else ends)
            at = ends[-1]
    return [np.array(each) for each in [*found, points] if each]


def _curve(controls):
    """Return points along a Bézier curve, its start left out."""
    points = []
    for share in np.linspace(0, 1, 9)[1:]:
        level = controls
        while len(level) > 1:
            level = level[:-1] * (1 - share) + level[1:] * share
        points.append(level[0])
    return points
