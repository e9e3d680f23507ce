"""Run charts and control charts: points in time, centre line and limits, target, signals, and what was tried when."""

import math
from dataclasses import dataclass, field

from cjtools.charts import canvas, scales
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width

HEIGHT = 220  # of the field
ROW = 17  # of the key and of the strip in which cycles are named
GOOD = {"color": colours.PALETTE[1], "marker": "^", "markersize": 11}
BAD = {"color": colours.SCOTLAND, "marker": "v", "markersize": 11}
NEITHER = {"color": colours.GROUP, "marker": "D", "markersize": 9}
CENTRE = {"color": colours.OWN, "linewidth": 1.5, "linestyle": "-"}
LIMIT = {"color": colours.LIMIT, "linewidth": 1.5, "linestyle": (0, (4, 3))}
TARGET = {"color": colours.PALETTE[4], "linewidth": 2, "linestyle": (0, (1, 1.5))}
EVENT = {"color": colours.QUIET, "linewidth": 1, "linestyle": (0, (2, 2))}
POINT = {"color": colours.OWN, "linewidth": 1.5, "linestyle": "-", "marker": "o", "markersize": 6}


@dataclass(frozen=True)
class RunChart:
    """What a chart over time draws, point by point.

    Attributes
    ----------
    places : list of int
        Where each period stands in time; of two that follow each other the difference is 1.
    words : list of str
        The period of each, as it is written under the axis where there is room.
    values, centre, lower, upper : sequence of float
        NaN where there is none.
    unit : str
    phases : list of (int, int)
        First point of each phase and the one after its last: lines are not joined from one to the next.
    signals : dict
        Point -> 1 better, -1 worse, 0 neither.
    target : float
        NaN for none.
    events : list of (float, str)
        Place in time and short name of what was tried or decided.
    names : dict
        Words of the key: ``centre``, and, where drawn, ``limits``, ``target``, ``1``, ``-1``, ``0``, ``events``.
    """

    places: list
    words: list
    values: list
    centre: list
    lower: list
    upper: list
    unit: str
    phases: list
    names: dict
    signals: dict = field(default_factory=dict)
    target: float = math.nan
    events: list = field(default_factory=list)


def run_chart(data, *, name, title, alt):
    """Return a run chart or control chart as a picture.

    Parameters
    ----------
    data : RunChart
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no figure.
    """
    return _drawn(data, lambda figure: canvas.finish(figure, name, title, alt))


def run_chart_png(data):
    """Return the same picture as the bytes of a PNG file, for a Word file.

    Parameters
    ----------
    data : RunChart

    Returns
    -------
    bytes
    """
    return _drawn(data, canvas.as_png)


def _drawn(data, finish):
    """Draw a chart and return it as ``finish`` makes it."""
    known = [value for value in data.values if value == value]
    if not known:
        raise ValueError("nothing to draw: the series holds no figure, only markers")
    lines = [line for each in (data.centre, data.lower, data.upper, [data.target]) for line in each if line == line]
    grid = scales.axis([*known, *lines], data.unit, whole=all(value == round(value) for value in known))
    heading, left = data.unit + scales.start_note(grid), scales.axis_room(grid)
    ends = min(data.places) - 0.5, max(data.places) + 0.5
    across = canvas.WIDTH - left - 14
    strip = _strip([(left + (at - ends[0]) / (ends[1] - ends[0]) * across, words) for at, words in data.events])
    top = 14 * len(canvas.unit_rows(heading)) + 10 + ROW * (1 + max((row for *_, row in strip), default=-1))
    key = _key_rows(data)
    bottom = 28 + ROW * len(key) + 4
    with canvas.canvas(top + HEIGHT + bottom, left=left, top=top, right=14, bottom=bottom) as (figure, axes):
        axes.set_xlim(*ends)
        axes.set_ylim(grid[0], grid[-1])
        axes.set_yticks(grid, scales.axis_labels(grid))
        axes.grid(axis="y", clip_on=False)
        at = [canvas.to_units(figure, axes, place, grid[0])[0] for place in data.places]
        kept = [(place, label) for place, label in zip(data.places, scales.thin(data.words, at), strict=True) if label]
        axes.set_xticks([place for place, _ in kept], [label for _, label in kept])
        canvas.name_unit(figure, heading)
        _draw_lines(axes, data)
        _draw_points(axes, data)
        _draw_events(figure, axes, data, strip, top)
        _draw_key(figure, key, top + HEIGHT + 28)
        return finish(figure)


def _draw_lines(axes, data):
    """Draw centre line, limits and target; limits go up and down in steps, phase by phase."""
    for start, end in data.phases:
        for line, look in ((data.centre, CENTRE), (data.lower, LIMIT), (data.upper, LIMIT)):
            across, up = [], []
            for place, value in zip(data.places[start:end], line[start:end], strict=True):
                across += [place - 0.5, place + 0.5]
                up += [value, value]
            if any(value == value for value in up):
                axes.plot(across, up, clip_on=False, **look)
    if data.target == data.target:
        axes.plot([min(data.places) - 0.5, max(data.places) + 0.5], [data.target] * 2, clip_on=False, **TARGET)


def _draw_points(axes, data):
    """Draw the points with their line, broken over gaps, and the signals with marks of their own."""
    across, up = [], []
    for before, place, value in zip([None, *data.places], data.places, data.values, strict=False):
        if before is not None and place - before > 1:
            across.append(before + 0.5)
            up.append(math.nan)
        across.append(place)
        up.append(value)
    axes.plot(across, up, clip_on=False, **POINT)
    for way, look in ((1, GOOD), (-1, BAD), (0, NEITHER)):
        chosen = [point for point, sign in data.signals.items() if sign == way]
        if chosen:
            axes.plot([data.places[p] for p in chosen], [data.values[p] for p in chosen], linestyle="none",
                      markeredgecolor=colours.WHITE, markeredgewidth=1, clip_on=False, **look)  # fmt: skip


def _strip(events):
    """Return events with the row of the strip that each is named in, so that no two names touch: (x, words, row)."""
    ends, placed = [], []
    for x, words in sorted(events):
        half = text_width(words, canvas.TEXT, bold=True) / 2
        row = next((row for row, end in enumerate(ends) if x - half > end + 4), len(ends))
        if row == len(ends):
            ends.append(0)
        ends[row] = x + half
        placed.append((x, words, row))
    return placed


def _draw_events(figure, axes, data, strip, top):
    """Write the names of events above the field, each with a line down to its foot."""
    for (x, words, row), (at, _) in zip(strip, sorted(data.events), strict=True):
        y = top - 5 - row * ROW
        canvas.write(figure, x, y, words, ha="center", fontweight="bold", color=colours.INK)
        axes.axvline(at, zorder=0, clip_on=False, **EVENT)


def _key_rows(data):
    """Return the key as rows of (words, look), as many in a row as fit."""
    items = [(data.names["centre"], CENTRE)]
    items += [(data.names[name], look) for name, look in (("limits", LIMIT), ("target", TARGET)) if name in data.names]
    used = set(data.signals.values())
    items += [(data.names[str(way)], look) for way, look in ((1, GOOD), (-1, BAD), (0, NEITHER)) if way in used]
    items += [(data.names["events"], EVENT)] if data.events else []
    rows, room = [[]], canvas.WIDTH
    for words, look in items:
        wide = 30 + text_width(words, canvas.TEXT) + 12
        if wide > room and rows[-1]:
            rows.append([])
            room = canvas.WIDTH
        rows[-1].append((words, look, canvas.WIDTH - room + 4))
        room -= wide
    return rows


def _draw_key(figure, rows, top):
    """Draw the key below the axis."""
    for number, row in enumerate(rows):
        y = top + ROW * number + 8
        for words, look, x in row:
            if "marker" in look:
                canvas.mark(figure, x + 11, y - 4, look)
            else:
                shape = {key: look[key] for key in ("linestyle", "linewidth")}
                canvas.lead(figure, (x, y - 4), (x + 22, y - 4), look["color"], **shape)
            canvas.write(figure, x + 28, y, words, color=colours.QUIET)
