"""What all charts share: size, typeface, line styles, and the way onto the page.

Lengths are units of the picture (one unit is one point of matplotlib); heights are counted from the top, as in SVG.
The picture is drawn for a phone first: 400 units fill a column of 288 to 640 pixels.
"""

import io
import re
from contextlib import contextmanager
from contextvars import ContextVar

import matplotlib
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import readable, text_width, wrap

WIDTH = 400
TEXT = 13
LINE_HEIGHT = 15
MOST_ROWS = 4  # of the name of an axis: more would leave no room for the chart
COVID = ("2020-21", "2021-22")
INTERVAL = "95% interval"
ABOVE = 8  # the axes words keep this far: a mark at the top of the axis reaches so high

# DejaVu comes with matplotlib, so every machine lays out alike; svg.clean names the reader's typeface instead.
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cjtools",
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": colours.INK,
    "text.parse_math": False,
    "axes.axisbelow": True,
    "axes.edgecolor": colours.OTHER,
    "axes.linewidth": 1,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": False,
    "grid.color": colours.GRID,
    "grid.linewidth": 1,
    "xtick.bottom": False,
    "xtick.labelcolor": colours.QUIET,
    "xtick.labelsize": TEXT,
    "xtick.major.pad": 6,
    "ytick.left": False,
    "ytick.labelcolor": colours.QUIET,
    "ytick.labelsize": TEXT,
    "ytick.major.pad": 6,
    "lines.solid_capstyle": "round",
}
# a tenth of a unit is finer than any screen shows, and takes a tenth off the page
_TAG = re.compile(r"<[^>]*>")
_PLACE = re.compile(r'(?<= )(?:d|x|y)="[^"]*"')
_FRACTION = re.compile(r"\d+\.\d+")
_PNGS = ContextVar("pngs", default=None)
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

# Never colour alone: each line also has its own stroke and its own mark.
OWN = {"color": colours.OWN, "linewidth": 3, "linestyle": "-", "marker": "o", "markersize": 9}
SCOTLAND = {"color": colours.SCOTLAND, "linewidth": 2, "linestyle": (0, (5, 2)), "marker": "D", "markersize": 8}
GROUP = {"color": colours.GROUP, "linewidth": 2, "linestyle": (0, (1, 1.5)), "marker": "^", "markersize": 9}
BAND = {"facecolor": colours.BAND, "edgecolor": colours.EDGE, "linewidth": 1}
OTHERS = {"color": colours.OTHER, "linestyle": "none", "marker": "o", "markersize": 5.5}


@contextmanager
def canvas(height, *, left, top, right=10, bottom=28):
    """Open a white picture with one set of axes inside the given margins.

    Parameters
    ----------
    height : float
    left, top, right, bottom : float
        Margins around the axes.

    Yields
    ------
    tuple of matplotlib.figure.Figure and matplotlib.axes.Axes

    Examples
    --------
    >>> with canvas(300, left=40, top=20) as (figure, axes):
    ...     print(height_of(figure))
    300.0
    """
    with matplotlib.rc_context(_of_others() | STYLE):
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=colours.WHITE)
        place = (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
        axes = figure.add_axes(place)
        axes.patch.set_visible(False)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_label_coords(0, 0)  # no axis has a label: to look for its place would measure all words again
        yield figure, axes


def _of_others():
    """Return the defaults of what somebody has set otherwise, in a matplotlibrc or a notebook.

    A published chart looks alike wherever it is made.
    """
    now, defaults = matplotlib.rcParams, matplotlib.rcParamsDefault
    names = (name for name in defaults if not name.startswith("backend"))  # the backend is the notebook's
    return {name: defaults[name] for name in names if now[name] != defaults[name]}


@contextmanager
def also_png():
    """Keep each picture that is finished meanwhile as a PNG file too, so that it is drawn once for both.

    Yields
    ------
    list of bytes
        Filled as pictures are finished.
    """
    token = _PNGS.set([])
    try:
        yield _PNGS.get()
    finally:
        _PNGS.reset(token)


def finish(figure, name, title, alt):
    """Return the picture as cleaned SVG text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    name, title, alt : str
        As for :func:`cjtools.drawing.svg.clean`.

    Returns
    -------
    str
    """
    if _PNGS.get() is not None:
        _PNGS.get().append(as_png(figure, title))
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    picture = svg.clean(buffer.getvalue(), name, title, alt)
    return _TAG.sub(lambda tag: _PLACE.sub(lambda place: _FRACTION.sub(_tenth, place[0]), tag[0]), picture)


def as_png(figure, heading=""):
    """Return the picture as the bytes of a PNG file, sharp enough for paper.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    heading : str
        What is written above, where the picture goes away without the page around it.

    Returns
    -------
    bytes
    """
    buffer = io.BytesIO()
    rows = wrap(heading, WIDTH - 8, TEXT, True) if heading else []
    for place, words in enumerate(reversed(rows)):
        write(figure, 4, -6 - place * LINE_HEIGHT, words, weight="bold")
    # the typeface of the picture is wider than that of the page, for which room is measured
    figure.savefig(buffer, format="png", dpi=216, bbox_inches="tight", pad_inches=0.05, metadata={"Software": None})
    return buffer.getvalue()


def _tenth(number):
    """Return a matched number with at most one decimal."""
    return f"{float(number[0]):.1f}".removesuffix(".0")


def height_of(figure):
    """Return the height of the picture in units."""
    return round(float(figure.get_figheight() * 72), 6)


def to_units(figure, axes, x, y):
    """Return where a point of the data stands in the picture: from the left, from the top."""
    across, up = axes.transData.transform((x, y))
    return float(across), height_of(figure) - float(up)


def write(figure, x, y, text, **look):
    """Write one line of text with its baseline at y units from the top."""
    look = {"va": "baseline"} | look
    figure.text(x / WIDTH, 1 - y / height_of(figure), readable(text), **look)


def mark(figure, x, y, look):
    """Draw the mark of a line at a place of the picture."""
    style = {key: look[key] for key in ("color", "marker", "markersize")}
    _add_line(figure, [x], [y], linestyle="none", markeredgewidth=0, **style)


def lead(figure, start, end, colour, **look):
    """Draw a thin line from a mark to its words."""
    look = {"linewidth": 1} | look
    _add_line(figure, [start[0], end[0]], [start[1], end[1]], color=colour, **look)


def _add_line(figure, across, down, **look):
    """Draw a line through points given in units of the picture."""
    height = height_of(figure)
    x, y = [place / WIDTH for place in across], [1 - place / height for place in down]
    figure.add_artist(Line2D(x, y, transform=figure.transFigure, **look))


def unit_rows(unit, with_interval=False):
    """Return the name of the axis in lines with room for the key to the interval; the page has all of a long one."""
    used = 24 + text_width(INTERVAL, TEXT) if with_interval else 0
    rows = wrap(unit[:1].upper() + unit[1:], WIDTH - 10 - used, TEXT)
    return rows if len(rows) <= MOST_ROWS else [*rows[: MOST_ROWS - 1], f"{rows[MOST_ROWS - 1][:-1]}…"]


def name_unit(figure, unit, with_interval=False):
    """Name the axis at the top left of the picture, and say at the right what the light band is.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    unit : str
    with_interval : bool
        There is a band to explain.
    """
    for row, words in enumerate(unit_rows(unit, with_interval)):
        write(figure, 4, 14 + row * LINE_HEIGHT, words, fontsize=TEXT, color=colours.QUIET)
    if with_interval:
        height = height_of(figure)
        x = WIDTH - 10 - text_width(INTERVAL, TEXT)
        write(figure, x, 14, INTERVAL, fontsize=TEXT, color=colours.QUIET)
        place = {"xy": ((x - 18) / WIDTH, 1 - 14 / height), "width": 14 / WIDTH, "height": 9 / height}
        figure.add_artist(Rectangle(**place, **BAND, transform=figure.transFigure))


def shade_covid(figure, axes, years, row=None):
    """Shade the periods the pandemic touched, below a bar, and say so on the given row above the axes.

    Parameters
    ----------
    figure, axes
    years : list of int
        Where the periods to shade stand on the axis.
    row : float, optional
        Baseline of the words; without it nothing is written.
    """
    if not years:
        return
    low, high = covid_span(axes.get_xlim(), years)
    axes.axvspan(low, high, color=colours.SHADE, linewidth=0, zorder=0, clip_on=False)
    # the shade is lighter than a printer's grey may be: a bar above it shows how far it goes
    ends = [to_units(figure, axes, at, axes.get_ylim()[1]) for at in (low, high)]
    lead(figure, *((x, y - 3) for x, y in ends), colours.QUIET, linewidth=2.5, solid_capstyle="butt")
    if row is None:
        return
    middle, _ = to_units(figure, axes, (low + high) / 2, axes.get_ylim()[0])
    half = text_width("COVID-19", TEXT) / 2
    middle = min(max(middle, half + 4), WIDTH - half - 4)
    write(figure, middle, row, "COVID-19", ha="center", fontsize=TEXT, color=colours.QUIET)


def covid_span(ends, years):
    """Return where the shade of some years starts and ends on an axis with the given ends."""
    return max(ends[0], min(years) - 0.5), min(ends[1], max(years) + 0.5)


def require(frame, columns, what):
    """Refuse a table that is empty or lacks a column, in plain words.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : list of str
    what : str
        What the table is for, such as "own area of the trend chart".

    Raises
    ------
    ValueError

    Examples
    --------
    >>> require(pd.DataFrame({"period": []}), ["period"], "own area of the trend chart")
    Traceback (most recent call last):
    ValueError: nothing to draw: the table for the own area of the trend chart has no rows
    """
    if frame is None or len(frame) == 0:
        raise ValueError(f"nothing to draw: the table for the {what} has no rows")
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"the table for the {what} lacks the column {' and '.join(missing)}")


def refuse_repeats(frame, columns, what):
    """Refuse a table in which two rows stand for the same place of the chart.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : list of str
    what : str

    Raises
    ------
    ValueError
    """
    repeated = frame[frame.duplicated(columns)]
    if len(repeated):
        which = ", ".join(str(value) for value in repeated.iloc[0][columns])
        raise ValueError(f"the table for the {what} has two rows for {which}: choose one area, part and period each")


def numbers(frame, column):
    """Return a column as numbers; a column that is not there, and text, is missing."""
    if column not in frame.columns:
        return pd.Series(float("nan"), index=frame.index)
    return pd.to_numeric(frame[column], errors="coerce").astype(float)
