"""Where the areas stand: every council as a dot on one line, with the middle half, the median and Scotland."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from cjtools.charts import canvas, scales
from cjtools.charts.flags import Flag, flags
from cjtools.charts.funnels import area_key
from cjtools.charts.labels import key, key_rows
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width, wrap
from cjtools.stats.distribution import quartiles

SIDE = 16
AXIS = 28
LEVELS = 6
WIDEST = 190
# an outline, not a tint: on a tint Scotland's orange would not stand out
BOX = {"facecolor": "none", "edgecolor": colours.QUIET, "linewidth": 1}
MIDDLE_HALF, MEDIAN = "Middle half of areas", "Median"
# how far the middle of a dot stays from its neighbours' edge, in units
RADIUS = {"own": 5.2, "group": 5.2, "other": 3.6}
LOOKS = {"other": canvas.OTHERS, "group": canvas.GROUP, "own": canvas.OWN}


def distribution(
    points, *, name, title, alt, unit, own_code, group_codes=(), scotland=None, group_label="Family group",
) -> str:  # fmt: skip
    """Return the chart of all areas in one period, each a dot at its figure.

    Dots that would cover each other stand above or below the line; how high means nothing. The own area and Scotland
    are named above, the family group below as far as names fit. Quartiles count each area once, whatever its size.
    It says nothing of chance: beside it belong the intervals, or a funnel.

    Parameters
    ----------
    points : pandas.DataFrame
        ``area_code``, ``area_name`` and ``value``, one row per area; those without a figure are not drawn.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit : str
        Unit of ``value``.
    own_code, group_codes : str and iterable of str
        Codes of the own area and of its family group.
    scotland : float, optional
        Scotland's value.
    group_label : str

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no row, no figure, or an area twice.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"area_code": list("ABCD"), "area_name": ["Fife", "Moray", "Angus", "Falkirk"],
    ...                        "value": [31.0, 28.5, 40.2, 22.0]})
    >>> picture = distribution(points, name="d", title="Rate", alt="In the middle.", unit="per 10,000 people",
    ...                        own_code="A", scotland=30.1)
    >>> "Middle half of areas" in picture
    True
    """
    known = _known(points, own_code, set(group_codes))
    scotland = None if scotland is None or np.isnan(scotland) else float(scotland)
    grid = _grid([*known["value"], *([] if scotland is None else [scotland])], unit)
    heading = unit + scales.start_note(grid)
    entries = key_rows(area_key(points, known, own_code, group_codes, group_label))
    key_top = 14 + canvas.LINE_HEIGHT * len(canvas.unit_rows(heading)) + 4
    spread = quartiles(known["value"])
    last_row = key_top + 18 * (entries[-1][0] + (not np.isnan(spread[0])))
    plan = _plan(known, scotland, grid, last_row + 8)
    with canvas.canvas(plan.height, left=SIDE, right=SIDE, top=plan.top, bottom=AXIS) as (figure, axes):
        canvas.name_unit(figure, heading)
        key(figure, entries, key_top)
        _set_axes(axes, grid)
        axes.set_ylim(plan.height - AXIS, plan.top)  # so that heights are units of the picture
        if not np.isnan(spread[0]):
            _key_to_quartiles(figure, last_row)
            _draw_quartiles(axes, spread, plan.strip)
        if scotland is not None:
            look = {"linestyle": canvas.SCOTLAND["linestyle"]}
            _draw_upright(axes, scotland, plan.strip, canvas.SCOTLAND["color"], **look)
        for label in plan.names:
            _write_name(figure, axes, label, plan)
        _draw_dots(axes, plan)
        return canvas.finish(figure, name, title, alt)


@dataclass(frozen=True)
class _Plan:
    """What stands where: heights in units from the top of the picture."""

    dots: pd.DataFrame
    names: list
    top: float
    middle: float
    half: float
    height: float

    @property
    def strip(self):
        """Top and bottom of the strip the dots stand in."""
        return self.middle - self.half, self.middle + self.half


def _plan(known, scotland, grid, top):
    """Return where dots and names go, and how high the picture must be."""
    known = known.assign(x=_across(known["value"], grid))
    known = known.assign(aside=_swarm(known))
    half = float(known["aside"].abs().max()) + 11
    above, below = _names_above(known, scotland, grid), _names_below(known)
    middle = top + canvas.LINE_HEIGHT * _levels(above) + half
    height = middle + half + canvas.LINE_HEIGHT * _levels(below) + 6 + AXIS
    return _Plan(known, above + below, top, middle, half, height)


@dataclass
class _Name:
    """A name above or below the strip, its place on the axis, and how far its dot stands from the middle."""

    text: str
    value: float
    flag: Flag
    aside: float | None = None  # None: it belongs to the strip as a whole
    bold: bool = False
    is_above: bool = True
    place: tuple | None = None


def _known(points, own_code, group_codes):
    """Return the areas that can be drawn, with the part they play."""
    what = "areas of the distribution chart"
    canvas.require(points, ["area_code", "area_name", "value"], what)
    canvas.refuse_repeats(points, ["area_code"], what)
    table = points.assign(value=canvas.numbers(points, "value")).dropna(subset=["value"])
    if table.empty:
        raise ValueError("nothing to draw: no area of the distribution chart has a figure")
    part = np.where(table["area_code"].isin(group_codes), "group", "other")
    table = table.assign(part=np.where(table["area_code"] == own_code, "own", part))
    return table.sort_values(["value", "area_code"])


def _grid(values, unit):
    """Return the gridlines: dots are read by place, not by length, so the axis may start above zero."""
    low, high = min(values), max(values)
    low = low if low > 0.4 * high else min(0, low)
    return scales.steps(low, max(high, low + 1) if unit == "per cent" else high)


def _across(values, grid):
    """Return where values stand in the picture, from the left."""
    return SIDE + (values - grid[0]) / (grid[-1] - grid[0]) * (canvas.WIDTH - 2 * SIDE)


def _swarm(known):
    """Return how far above or below the line each dot stands so that none covers another; the own area on it."""
    aside = {}
    order = known.assign(first=known["part"].map({"own": 0, "group": 1, "other": 2})).sort_values(
        "first", kind="stable"
    )
    for row in order.itertuples():
        step = 0
        while any(_touch(row, (-1) ** step * step, other, at) for other, at in aside.values()):
            step += 1
        aside[row.Index] = (row, (-1) ** step * step)
    return [float(aside[index][1]) for index in known.index]


def _touch(row, aside, other, other_aside):
    """Return whether two dots cover each other."""
    far = RADIUS[row.part] + RADIUS[other.part]
    return (row.x - other.x) ** 2 + (aside - other_aside) ** 2 < far**2


def _names_above(known, scotland, grid):
    """Return the names of the own area and of Scotland with their places."""
    names = [
        _Name(str(row.area_name), row.value, _flag(row.x, row.area_name, bold=True), row.aside, bold=True)
        for row in known[known["part"] == "own"].itertuples()
    ]
    if scotland is not None:
        names.append(_Name("Scotland", scotland, _flag(_across(scotland, grid), "Scotland")))
    return _placed(names)


def _names_below(known):
    """Return the names of the family group with their places, as far as they fit."""
    names = []
    for value, same in known[known["part"] == "group"].groupby("value"):
        # areas with one figure share a flag; its pole starts at the dot that is furthest up
        text = ", ".join(map(str, same["area_name"]))
        flag = _flag(same["x"].iloc[0], text)
        names.append(_Name(text, value, flag, same["aside"].min(), is_above=False))
    return _placed(names)


def _flag(x, text, bold=False):
    """Return the flag of a name."""
    lines = wrap(str(text), WIDEST, canvas.TEXT, bold)
    return Flag(float(x), max(text_width(line, canvas.TEXT, bold) for line in lines), len(lines))


def _placed(names):
    """Return the names there is room for."""
    for name, place in zip(names, flags([name.flag for name in names], 4, canvas.WIDTH - 4, LEVELS), strict=True):
        name.place = place
    return [name for name in names if name.place]


def _levels(names):
    """Return how many rows the names take."""
    return max((name.place[0] + name.flag.rows for name in names), default=0)


def _set_axes(axes, grid):
    """Place the values across."""
    axes.set_xlim(grid[0], grid[-1])
    places = list(_across(np.array(grid), grid))
    axes.set_xticks(grid, scales.thin(scales.axis_labels(grid), places))
    axes.set_yticks([])
    axes.grid(axis="x", clip_on=False)


def _key_to_quartiles(figure, row):
    """Say what the box and the line in it are."""
    height = canvas.height_of(figure)
    place = {"xy": (4 / canvas.WIDTH, 1 - row / height), "width": 14 / canvas.WIDTH, "height": 10 / height}
    figure.add_artist(Rectangle(**place, **BOX, transform=figure.transFigure))
    second = 24 + text_width(MIDDLE_HALF, canvas.TEXT) + 16
    canvas.lead(figure, (second, row), (second, row - 10), colours.INK, linewidth=2)
    for x, words in ((24, MIDDLE_HALF), (second + 7, MEDIAN)):
        canvas.write(figure, x, row, words, fontsize=canvas.TEXT, color=colours.INK)


def _draw_quartiles(axes, spread, strip):
    """Draw the box from quartile to quartile, and the median in it."""
    lower, median, upper = spread
    place = {"xy": (lower, strip[0]), "width": upper - lower, "height": strip[1] - strip[0]}
    axes.add_patch(Rectangle(**place, **BOX, zorder=1, clip_on=False))
    _draw_upright(axes, median, strip, colours.INK)


def _draw_upright(axes, value, ends, colour, **look):
    """Draw an upright line at a value."""
    axes.plot([value] * 2, ends, color=colour, clip_on=False, **{"linewidth": 2, "zorder": 2} | look)


def _write_name(figure, axes, name, plan):
    """Write a name, with a thin line from it to its dot or to the strip."""
    (level, left), strip, middle = name.place, plan.strip, plan.middle
    if name.is_above:
        baseline, end = strip[0] - 5 - canvas.LINE_HEIGHT * level, strip[0] - 2 - canvas.LINE_HEIGHT * level
        foot = strip[0] if name.aside is None else middle + name.aside
    else:
        baseline = strip[1] + canvas.LINE_HEIGHT * (level + 1) - 2
        end, foot = strip[1] + canvas.LINE_HEIGHT * level + 2, middle + name.aside
    colour = canvas.SCOTLAND["color"] if name.aside is None else (canvas.OWN if name.bold else canvas.GROUP)["color"]
    _draw_upright(axes, name.value, (end, foot), colour, linewidth=1, zorder=2.5)
    weight = "bold" if name.bold else "normal"
    lines = wrap(name.text, WIDEST, canvas.TEXT, name.bold)
    first = baseline - canvas.LINE_HEIGHT * (len(lines) - 1) if name.is_above else baseline
    for number, line in enumerate(lines):
        y = first + canvas.LINE_HEIGHT * number
        canvas.write(figure, left, y, line, weight=weight, fontsize=canvas.TEXT)


def _draw_dots(axes, plan):
    """Draw the other areas, the family group and the own area, in that order."""
    for order, (part, look) in enumerate(LOOKS.items()):
        chosen = plan.dots[plan.dots["part"] == part]
        style = {key: look[key] for key in ("color", "marker", "markersize")}
        edge = {"markeredgecolor": colours.WHITE, "markeredgewidth": 0.8, "linestyle": "none", "clip_on": False}
        if len(chosen):
            axes.plot(chosen["value"], plan.middle + chosen["aside"], zorder=3 + order, **edge, **style)
