"""Lines over time of several areas in one picture, each with its own stroke, mark and name at its end."""

from cjtools.charts import canvas
from cjtools.charts.trends import drawn, line_of
from cjtools.drawing import colours

MOST = 5
# never colour alone: each has its own stroke and its own mark; Scotland's look is the one of every chart
LOOKS = (
    canvas.OWN,
    canvas.GROUP,
    {"color": colours.PALETTE[1], "linewidth": 2.5, "linestyle": (0, (8, 2)), "marker": "s", "markersize": 8},
    {"color": colours.PALETTE[4], "linewidth": 2, "linestyle": (0, (6, 2, 1, 2)), "marker": "v", "markersize": 9},
    {"color": colours.PALETTE[6], "linewidth": 2, "linestyle": (0, (3, 1, 1, 1, 1, 1)), "marker": "P", "markersize": 9},
)


def together(areas, scotland=None, *, name, title, alt, unit, covid=canvas.COVID, breaks=()) -> str:
    """Return the chart of one indicator over time for several areas.

    No interval is drawn: several bands over each other cannot be read; the table beside the chart has them.

    Parameters
    ----------
    areas : dict
        Name -> result records of the area with ``period`` and ``value``; two to five, the first in bold.
    scotland : pandas.DataFrame, optional
        Scotland's records.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit : str
        Unit of the result records, named at the top of the axis.
    covid : tuple of str
        Periods to shade.
    breaks : iterable of tuple
        As for :func:`cjtools.charts.trend`.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no figure at all, no area or more than five.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"period": ["2021-22", "2022-23"], "value": [4.0, 5.0]})
    >>> "Moray" in together({"Fife": rows, "Moray": rows}, name="t", title="Orders", alt="They rose.", unit="orders")
    True
    """
    if not 0 < len(areas) <= MOST:
        raise ValueError(f"{len(areas)} areas to draw; allowed: one to {MOST}")
    lines = [
        line_of(rows[["period", "value"]], label, look, is_own=number == 0)
        for number, ((label, rows), look) in enumerate(zip(areas.items(), LOOKS, strict=False))
        if len(rows)
    ]
    if scotland is not None and len(scotland):
        lines.append(line_of(scotland, "Scotland", canvas.SCOTLAND))
    return drawn(lines, unit, covid, (), breaks, lambda figure: canvas.finish(figure, name, title, alt))
