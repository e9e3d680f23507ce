"""The funnel: every area's figure against its size, with the limits that chance alone would keep it in."""

import math
from itertools import chain

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from cjtools.charts import canvas, scales
from cjtools.charts.labels import around, further, key, key_rows, overlap, spread
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width

HEIGHT = 340
FAR = 14  # from here on a line leads from the own area to its name
NAMED = {"fontsize": canvas.TEXT}
WIDENED = "Limits widened for the spread between areas"


def funnel(
    points, *, name, title, alt, unit, mean, limits95, limits998, own_code, group_codes=(),
    denominator="size of the area", group_label="Family group", tau2=0.0,
) -> str:  # fmt: skip
    """Return the funnel chart of one indicator in one period.

    Small areas differ from Scotland by chance more than large ones; only those outside the outer limits (99.8 per
    cent) differ by more than chance is likely to explain. Areas without a figure or a denominator are not drawn.
    Where areas differ more than chance would have it, give limits that allow for the spread between them, with the
    ``tau2`` they were worked out with: the chart then says so.

    Parameters
    ----------
    points : pandas.DataFrame
        ``area_code``, ``area_name``, ``value`` and ``denominator``, one row per area.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit, mean : str and float
        Unit of ``value``, and Scotland's value.
    limits95, limits998 : pandas.DataFrame
        ``x`` (a denominator), ``lower`` and ``upper``.
    own_code, group_codes : str and iterable of str
        Codes of the own area and of its family group.
    denominator : str
        What the denominator counts, such as "people aged 16 to 70"; named under the axis.
    group_label : str
    tau2 : float
        Variance between areas that the limits given allow for; 0 when they allow for chance alone.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no row, no limit or no figure.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"area_code": ["A"], "area_name": ["Fife"], "value": [31.0], "denominator": [260000]})
    >>> limits = pd.DataFrame({"x": [80000, 260000], "lower": [25, 27], "upper": [35, 33]})
    >>> picture = funnel(points, name="f", title="Rate", alt="Inside.", unit="per 10,000 people", mean=30,
    ...                  limits95=limits, limits998=limits, own_code="A")
    >>> "Fife" in picture
    True
    """
    known = _known(points, limits95, limits998)
    across = _across(known["denominator"])
    grid = _up(known, mean, limits998, unit)
    placed = key_rows(area_key(points, known, own_code, group_codes, group_label))
    heading = unit + scales.start_note(grid)
    key_top = 14 + canvas.LINE_HEIGHT * len(canvas.unit_rows(heading)) + 4
    margins = {"left": scales.axis_room(grid), "right": 12 + text_width("Scotland", canvas.TEXT), "bottom": 46}
    note = key_top + 18 * (placed[-1][0] + (tau2 > 0))
    with canvas.canvas(HEIGHT, top=note + 14, **margins) as (figure, axes):
        canvas.name_unit(figure, heading)
        key(figure, placed, key_top)
        if tau2 > 0:
            canvas.write(figure, 4, note, WIDENED, color=colours.QUIET, **NAMED)
        _set_axes(figure, axes, grid, across, denominator)
        _draw_limits(figure, axes, mean, limits95, limits998)
        _draw_points(axes, known, own_code, group_codes)
        _name_areas(figure, axes, known, own_code, limits998)
        return canvas.finish(figure, name, title, alt)


def _known(points, limits95, limits998):
    """Return the areas that can be drawn."""
    canvas.require(points, ["area_code", "area_name", "value", "denominator"], "areas of the funnel chart")
    canvas.refuse_repeats(points, ["area_code"], "areas of the funnel chart")
    for limits, words in ((limits95, "95 per cent limits"), (limits998, "99.8 per cent limits")):
        canvas.require(limits, ["x", "lower", "upper"], f"{words} of the funnel chart")
    figures = {column: canvas.numbers(points, column) for column in ("value", "denominator")}
    table = points.assign(**figures).dropna(subset=["value", "denominator"])
    table = table[table["denominator"] > 0]
    if table.empty:
        raise ValueError("nothing to draw: no area of the funnel chart has both a figure and a denominator")
    return table.sort_values(["denominator", "area_code"])


def _across(sizes):
    """Return the ends and the marks of the axis of sizes, which is logarithmic where sizes differ much."""
    low, high = float(sizes.min()), float(sizes.max())
    if high <= 4 * low:
        room = (high - low) * 0.08 or high * 0.5
        low, high = low - room, high + room
        marks = [line for line in scales.steps(low, high) if low <= line <= high]
        return {"ends": (low, high), "marks": marks, "scale": "linear"}
    low, high = low / 1.25, high * 1.25
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    marks = [digit * 10.0**exponent for exponent in exponents for digit in (1, 2, 5)]
    return {"ends": (low, high), "marks": [mark for mark in marks if low <= mark <= high], "scale": "log"}


def _up(known, mean, limits998, unit):
    """Return the gridlines: points are read by place, not by length, so the axis may start above zero."""
    values = [*known["value"], mean]
    table = _sample(limits998, known["denominator"].min(), known["denominator"].max())
    # the limits of a very small area would flatten all the rest
    room = (max(values) - min(values)) / 2
    values += [max(table["lower"].min(), min(values) - room, 0), min(table["upper"].max(), max(values) + room)]
    low, high = min(values), min(max(values), 100) if unit == "per cent" else max(values)
    return scales.steps(low if low > 0.4 * high else min(0, low), high)


def area_key(points, known, own_code, group_codes, group_label):
    """Return the words and marks that tell the own area, its family group and the others apart.

    Parameters
    ----------
    points, known : pandas.DataFrame
        All areas, and those that are drawn.
    own_code, group_codes, group_label
        As for :func:`funnel`.

    Returns
    -------
    list of tuple
        For :func:`cjtools.charts.labels.key_rows`.
    """
    own = points.loc[points["area_code"] == own_code, "area_name"]
    drawn = set(known["area_code"])
    entries = []
    if len(own):
        words = own.iloc[0] if own_code in drawn else f"{own.iloc[0]} (no figure)"
        entries.append((str(words), canvas.OWN))
    if drawn & set(group_codes) - {own_code}:
        entries.append((group_label, canvas.GROUP))
    return [*entries, ("Other areas", canvas.OTHERS)]


def _set_axes(figure, axes, grid, across, denominator):
    """Place the sizes across and the gridlines up."""
    axes.set_xscale(across["scale"])
    axes.set_xlim(*across["ends"])
    axes.set_ylim(grid[0], grid[-1])
    axes.set_yticks(grid, scales.axis_labels(grid))
    step = min([1.0, *across["marks"]])
    words = [scales.number(mark, step) for mark in across["marks"]]
    places = [canvas.to_units(figure, axes, mark, grid[0])[0] for mark in across["marks"]]
    axes.set_xticks(across["marks"], scales.thin(words, places))
    axes.set_xticks([], minor=True)
    axes.grid(axis="y", clip_on=False)
    note = " (log scale)" if across["scale"] == "log" else ""
    words = denominator[:1].upper() + denominator[1:] + note
    middle = min(canvas.to_units(figure, axes, across["ends"][0], 0)[0], canvas.WIDTH - text_width(words, 12) - 4)
    canvas.write(figure, max(4, middle), HEIGHT - 8, words, color=colours.QUIET, **NAMED)


def _draw_limits(figure, axes, mean, limits95, limits998):
    """Draw Scotland's line and the limits around it, named at the right."""
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    scotland = {key: canvas.SCOTLAND[key] for key in ("color", "linewidth", "linestyle")}
    axes.plot([low, high], [mean, mean], zorder=2, **scotland)
    ends = [("Scotland", mean)]
    for limits, words, stroke in ((limits95, "95%", (0, (2, 2))), (limits998, "99.8%", "-")):
        table = _sample(limits, low, high)
        for side in ("lower", "upper"):
            axes.plot(table["x"], table[side], color=colours.LIMIT, linewidth=1.2, linestyle=stroke, zorder=1)
        ends.append((words, float(table["upper"].iloc[-1])))
    edge, _ = canvas.to_units(figure, axes, high, mean)
    wished = [canvas.to_units(figure, axes, high, min(max(value, bottom), top))[1] for _, value in ends]
    placed = spread(wished, [13] * 3, canvas.height_of(figure) - axes.bbox.y1, canvas.height_of(figure) - axes.bbox.y0)
    for (words, _), wish, place in zip(ends, wished, placed, strict=True):
        if abs(place - wish) > 3:
            canvas.lead(figure, (edge + 1, wish), (edge + 5, place), colours.LIMIT)
        canvas.write(figure, edge + 7, place + 4, words, color=colours.INK, **NAMED)


def _sample(limits, low, high):
    """Return at most 24 points of a limit line inside the picture."""
    table = limits.assign(**{column: canvas.numbers(limits, column) for column in ("x", "lower", "upper")})
    table = table.sort_values("x").dropna()
    inside = table[(table["x"] >= low) & (table["x"] <= high)]
    table = inside if len(inside) > 1 else table
    kept = np.unique(np.linspace(0, len(table) - 1, 24).round().astype(int))
    return table.iloc[kept]


def _draw_points(axes, known, own_code, group_codes):
    """Draw the other areas, the family group and the own area, in that order."""
    is_own = known["area_code"] == own_code
    in_group = known["area_code"].isin(list(group_codes)) & ~is_own
    layers = ((~is_own & ~in_group, canvas.OTHERS, 3), (in_group, canvas.GROUP, 4), (is_own, canvas.OWN, 5))
    for chosen, look, order in layers:
        style = {key: look[key] for key in ("color", "marker", "markersize")}
        edge = {"markeredgecolor": colours.WHITE, "markeredgewidth": 0.8, "linestyle": "none", "clip_on": False}
        if chosen.any():
            axes.plot(known["denominator"][chosen], known["value"][chosen], zorder=order, **edge, **style)


def _name_areas(figure, axes, known, own_code, limits998):
    """Name the own area, then those outside the outer limits as long as a name fits without touching another."""
    places = {row.area_code: canvas.to_units(figure, axes, row.denominator, row.value) for row in known.itertuples()}
    # names keep this far from other areas, so that each is read with its own point
    taken = {code: (x - 6, y - 6, x + 6, y + 6) for code, (x, y) in places.items()}
    height = canvas.height_of(figure)
    inside = (axes.bbox.x0, height - axes.bbox.y1 - 6, axes.bbox.x1 + 4, height - axes.bbox.y0)
    outside = _outside(known, limits998)
    wanted = known[(known["area_code"] == own_code) | outside]
    order = wanted.assign(other=wanted["area_code"] != own_code, far=-(wanted["value"] - wanted["value"].mean()).abs())
    for row in order.sort_values(["other", "far"]).itertuples():
        is_own = row.area_code == own_code
        obstacles = [box for code, box in taken.items() if code != row.area_code]
        box = _free_place(places[row.area_code], str(row.area_name), is_own, obstacles, inside)
        if box:
            taken[f"name of {row.area_code}"] = (box[0] - 3, box[1] - 2, box[2] + 3, box[3] + 2)
            weight = "bold" if is_own else "normal"
            _clear(figure, axes, box)
            if is_own:
                taken |= enumerate(_lead(figure, axes, places[row.area_code], box))
            canvas.write(figure, box[0], box[3] - 3, str(row.area_name), weight=weight, **NAMED)


def _clear(figure, axes, box):
    """Lay white under a name, over the limit lines but under the points."""
    left, top, right, bottom = box
    height = canvas.height_of(figure)
    corner = (left / canvas.WIDTH, 1 - bottom / height)
    size = ((right - left) / canvas.WIDTH, (bottom - top) / height)
    look = {"color": colours.WHITE, "linewidth": 0, "transform": figure.transFigure, "zorder": 2.5, "clip_on": False}
    axes.add_artist(Rectangle(corner, *size, **look))


def _lead(figure, axes, point, box):
    """Draw a thin line from the own area's point to its name where this stands further off, under all points.

    Return small boxes along it, which no other name may touch.
    """
    # a little short of the words, so that it touches none
    end = [min(max(at, low - 2), high + 2) for at, low, high in zip(point, box[:2], box[2:], strict=True)]
    if math.dist(point, end) <= FAR:
        return []
    across, down = np.linspace(point, end, 20).T
    look = {"color": canvas.OWN["color"], "linewidth": 1, "transform": figure.transFigure, "zorder": 2.6}
    ends = across[[0, -1]] / canvas.WIDTH, 1 - down[[0, -1]] / canvas.height_of(figure)
    axes.add_artist(Line2D(*ends, clip_on=False, **look))
    return [(x - 2, y - 2, x + 2, y + 2) for x, y in zip(across, down, strict=True)]


def _outside(known, limits998):
    """Return which areas lie outside the outer limits."""
    table = limits998.sort_values("x")
    x = canvas.numbers(table, "x")
    lower, upper = (np.interp(known["denominator"], x, canvas.numbers(table, side)) for side in ("lower", "upper"))
    return (known["value"] < lower) | (known["value"] > upper)


def _free_place(point, words, is_own, obstacles, inside):
    """Return where a name goes: a free place around its point, for the own area else the nearest one further off."""
    places = around(*point, words, bold=is_own)
    for box in chain(places, further(*point, words, bold=True) if is_own else ()):
        if _within(box, inside) and not any(overlap(box, other) for other in obstacles):
            return box
    return None


def _within(box, room):
    """Return whether a box lies inside the room."""
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]
