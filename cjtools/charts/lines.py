"""One line over months, quarters or years, as many as there are; a hidden figure breaks it."""

import math
from itertools import pairwise

from cjtools.charts import canvas, scales

HEIGHT = 260
FEWEST = 3  # figures that make a line worth drawing


def series(places, values, words, *, name, title, alt, unit):
    """Return the chart of one series.

    Parameters
    ----------
    places : list of int
        Where each period stands in time, such as the number of its first month.
    values : list of float
        NaN where there is no figure, or a hidden one: the line breaks there, as it does where a period is missing.
    words : list of str
        The period of each, as it is written under the axis where there is room.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit : str
        Named at the top of the axis.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no figure.

    Examples
    --------
    >>> picture = series([0, 1, 2], [4.0, 6.0, 5.0], ["2025-01", "2025-02", "2025-03"], name="s", title="T", alt="D",
    ...                  unit="referrals")
    >>> "2025-03" in picture
    True
    """
    known = [value for value in values if value == value]
    if not known:
        raise ValueError("nothing to draw: the series holds no figure, only markers")
    grid = scales.axis(known, unit, whole=all(value == round(value) for value in known))
    heading = unit + scales.start_note(grid)
    left = scales.axis_room(grid)
    top = 14 * len(canvas.unit_rows(heading, False)) + 10
    ends = min(places), max(places)
    apart = max(0.4, 0.06 * (ends[1] - ends[0]))
    with canvas.canvas(HEIGHT, left=left, top=top, right=24) as (figure, axes):
        axes.set_xlim(ends[0] - apart, ends[1] + apart)
        axes.set_ylim(grid[0], grid[-1])
        axes.set_yticks(grid, scales.axis_labels(grid))
        axes.grid(axis="y", clip_on=False)
        at = [canvas.to_units(figure, axes, place, grid[0])[0] for place in places]
        kept = [(place, label) for place, label in zip(places, scales.thin(words, at), strict=True) if label]
        axes.set_xticks([place for place, _ in kept], [label for _, label in kept])
        canvas.name_unit(figure, heading, False)
        axes.plot(*_with_gaps(places, values), clip_on=False, **canvas.OWN)
        return canvas.finish(figure, name, title, alt)


def _with_gaps(places, values):
    """Return places and values with nothing between two periods that do not follow each other."""
    step = min((after - before for before, after in pairwise(places)), default=1)
    across, up = [], []
    for place, value in zip(places, values, strict=True):
        if across and place - across[-1] > step:
            across.append(across[-1] + step)
            up.append(math.nan)
        across.append(place)
        up.append(value)
    return across, up
