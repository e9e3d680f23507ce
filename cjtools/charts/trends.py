"""Lines over time: the own area with its 95 per cent interval, Scotland and the family group; notes beside them."""

from dataclasses import dataclass

import pandas as pd

from cjtools.charts import canvas, scales
from cjtools.charts.labels import Label, beside, room
from cjtools.charts.notes import Notes
from cjtools.drawing import colours

HEIGHT = 300


def trend(
    own, scotland=None, group=None, *, name, title, alt, unit, covid=canvas.COVID, labels=None,
    annotations=(), breaks=(),
) -> str:  # fmt: skip
    """Return the chart of one indicator over time.

    A period with no figure breaks the line. Scotland and the family group are there to read the own area against;
    counts of areas of different size belong in a chart of rates.

    Parameters
    ----------
    own, scotland, group : pandas.DataFrame
        Result records with ``period`` and ``value``, for the own area also ``lower`` and ``upper``; one row per
        period. Scotland and the group may be left out, or empty.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit : str
        Unit of the result records, named at the top of the axis.
    covid : tuple of str
        Periods to shade.
    labels : tuple of str, optional
        Names of the lines in the order own area, Scotland, group; otherwise taken from ``area_name``.
    annotations : iterable of tuple
        Period and a few words each, for what readers must know of that period: a dashed upright line with the words
        above it. Those outside the periods drawn are left out.
    breaks : iterable of tuple
        First period of a new series and a few words each, where figures before and after must not be compared: as an
        annotation, but between the periods, and no line crosses it.

    Returns
    -------
    str
        Inline SVG, higher the more rows the notes take.

    Raises
    ------
    ValueError
        There is no row, no figure, a period that is no year, or more notes than can be told apart.

    Examples
    --------
    >>> rows = pd.DataFrame({"area_name": "Fife", "period": ["2021-22", "2022-23"], "value": [410, 395]})
    >>> picture = trend(rows, name="cpo", title="Orders", alt="Orders fell from 410 to 395.", unit="orders")
    >>> "Fife" in picture
    True
    """
    lines = _lines(own, scotland, group, labels)
    return drawn(lines, unit, covid, annotations, breaks, lambda figure: canvas.finish(figure, name, title, alt))


def trend_png(own, scotland=None, group=None, *, unit, covid=canvas.COVID, labels=None, breaks=()) -> bytes:
    """Return the same picture as the bytes of a PNG file, for a Word file.

    Parameters
    ----------
    own, scotland, group, unit, covid, labels, breaks
        As for :func:`trend`.

    Returns
    -------
    bytes
    """
    return drawn(_lines(own, scotland, group, labels), unit, covid, (), breaks, canvas.as_png)


def drawn(lines, unit, covid, annotations, breaks, finish):
    """Draw some lines and return the picture as a function makes it.

    Parameters
    ----------
    lines : list of Line
    unit, covid, annotations, breaks
        As for :func:`trend`.
    finish : function
        Takes the figure.

    Returns
    -------
    str or bytes
    """
    words = {year: word for line in lines for year, word in line.words.items()}
    values = [value for line in lines for value in line.rows["value"].dropna()]
    if not values:
        raise ValueError("nothing to draw: the tables for the trend chart hold no figure, only markers")
    limits = lines[0].rows[["lower", "upper"]].dropna().to_numpy().ravel()
    grid = scales.axis([*values, *limits], unit, whole=all(value == round(value) for value in values))
    heading = unit + scales.start_note(grid)
    left, right = scales.axis_room(grid), room([line.label for line in lines])
    shaded = [year for year, word in words.items() if word in covid]
    notes = Notes(shaded, annotations, breaks, ends=_ends(words), room=(left, canvas.WIDTH - right))
    top = 14 * len(canvas.unit_rows(heading, len(limits) > 0)) + 10 + notes.height
    height = HEIGHT + max(0, notes.height - 12)
    with canvas.canvas(height, left=left, top=top, right=right) as (figure, axes):
        _set_axes(figure, axes, words, grid)
        canvas.name_unit(figure, heading, len(limits) > 0)
        canvas.shade_covid(figure, axes, shaded)
        notes.draw(figure, top, height - 28)
        for depth, line in enumerate(lines):
            _draw(axes, line.rows.reindex(sorted({*words, *notes.gaps})), line.look, zorder=5 - depth)
        _label(figure, axes, lines, canvas.WIDTH - right, top if notes.height else top - 8)
        return finish(figure)


@dataclass(frozen=True)
class Line:
    """One line of the chart: rows by year, the published words for each year, name and look."""

    rows: pd.DataFrame
    words: dict
    label: str
    look: dict
    is_own: bool


def _lines(own, scotland, group, labels):
    """Return the lines of those tables that are there, own area first."""
    kinds = ("own area", "Scotland", "family group")
    names = [_area_name(frame, kind) for frame, kind in zip((own, scotland, group), kinds, strict=True)]
    names[: len(labels or ())] = labels or ()
    looks = (canvas.OWN, canvas.SCOTLAND, canvas.GROUP)
    lines = []
    for frame, kind, label, look in zip((own, scotland, group), kinds, names, looks, strict=True):
        if kind == "own area" or (frame is not None and len(frame)):
            lines.append(line_of(frame, label, look, kind == "own area", f"{kind} of the trend chart"))
    return lines


def line_of(frame, label, look, is_own=False, what="trend chart"):
    """Return one line of a chart over time.

    Parameters
    ----------
    frame : pandas.DataFrame
        Result records with ``period`` and ``value``, where there is an interval also ``lower`` and ``upper``.
    label : str
        Its name.
    look : dict
        Its colour, stroke and mark.
    is_own : bool
        Whether its name is bold, and gaps in it are told.
    what : str
        What the table is for, as errors name it.

    Returns
    -------
    Line

    Raises
    ------
    ValueError
        There is no row, a period that is no year, or one that stands twice.
    """
    canvas.require(frame, ["period", "value"], what)
    years = [scales.year(period) for period in frame["period"]]
    canvas.refuse_repeats(frame.assign(year=years), ["year"], what)
    columns = {column: list(canvas.numbers(frame, column)) for column in ("value", "lower", "upper")}
    rows = pd.DataFrame(columns, index=years).sort_index()
    words = dict(zip(years, map(str, frame["period"]), strict=True))
    label += "" if rows["value"].notna().any() else " (no figures)"
    return Line(rows, words, label, look, is_own)


def _area_name(frame, kind):
    """Return the area's name as its records have it."""
    if frame is not None and len(frame) and "area_name" in frame.columns and frame["area_name"].iloc[0]:
        return str(frame["area_name"].iloc[0])
    return kind[:1].upper() + kind[1:]


def _ends(words):
    """Return where the axis of years starts and ends."""
    apart = min(0.4, 0.06 * (max(words) - min(words))) or 1
    return min(words) - apart, max(words) + apart


def _set_axes(figure, axes, words, grid):
    """Place the years across and the gridlines up."""
    years = sorted(words)
    axes.set_xlim(*_ends(words))
    axes.set_ylim(grid[0], grid[-1])
    axes.set_yticks(grid, scales.axis_labels(grid))
    axes.grid(axis="y", clip_on=False)
    places = [canvas.to_units(figure, axes, year, grid[0])[0] for year in years]
    short = scales.periods([words[year] for year in years], places)
    kept = [(year, label) for year, label in zip(years, short, strict=True) if label]
    axes.set_xticks([year for year, _ in kept], [label for _, label in kept])


def _draw(axes, rows, look, zorder):
    """Draw a line with its interval; years that stand alone get a mark and an upright bar."""
    known = rows["value"].notna()
    alone = _alone(known)
    has_limits = rows[["lower", "upper"]].notna().all(axis=1)
    if look is canvas.OWN and has_limits.any():
        bar = has_limits & _alone(has_limits)
        band = has_limits & ~bar
        bounds = (rows.index, rows["lower"], rows["upper"])
        axes.fill_between(*bounds, where=band, zorder=1, clip_on=False, **canvas.BAND)
        bounds = (each[bar] for each in bounds)
        axes.vlines(*bounds, color=look["color"], linewidth=1.5, clip_on=False)
    if not known.any():
        return
    marked = alone | (rows.index == known[known].index[-1]) | (known.sum() <= 2)
    every = [number for number, shown in enumerate(marked & known) if shown]
    capstyle = "dash_capstyle" if look["linestyle"] != "-" else "solid_capstyle"
    edge = {"markeredgecolor": colours.WHITE, "markeredgewidth": 1, capstyle: "butt"}
    axes.plot(rows.index, rows["value"], markevery=every, clip_on=False, zorder=zorder, **edge, **look)


def _alone(known):
    """Return which entries have no known neighbour on either side."""
    return known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)


def _label(figure, axes, lines, x, top):
    """Name each line at its right end, below the top given."""
    newest = max(line.rows.index.max() for line in lines)
    labels = []
    for line in lines:
        known = line.rows["value"].dropna()
        if known.empty:
            at, start = canvas.height_of(figure) - 40, None
        else:
            across, at = canvas.to_units(figure, axes, known.index[-1], known.iloc[-1])
            start = across + 6 if known.index[-1] == newest else None
        labels.append(Label(line.label, at, line.look, start, bold=line.is_own))
    beside(figure, labels, x, top, canvas.height_of(figure) - 20)
