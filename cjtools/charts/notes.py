"""Notes above a chart over time: the pandemic, what happened in a year, and where a series breaks."""

from cjtools.charts import canvas, scales
from cjtools.charts.flags import Flag, flags
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width, wrap

WIDEST = 150
LEVELS = 6
ANNOTATION = {"linestyle": (0, (1, 2))}
BREAK = {"linestyle": (0, (4, 2)), "linewidth": 1.5}


class Notes:
    """Notes and where they stand, worked out before the chart is opened, since they decide its height.

    Parameters
    ----------
    shaded : list of int
        Years the pandemic touched.
    annotations, breaks : iterable of tuple
        Period and words.
    ends : tuple of float
        First and last value on the axis of years.
    room : tuple of float
        Where the axis starts and ends in the picture.

    Raises
    ------
    ValueError
        A period is no year, or there are more notes than can be told apart.

    Examples
    --------
    >>> notes = Notes([2020, 2021], [], [("2019-20", "New method")], ends=(2014, 2023), room=(40, 300))
    >>> notes.gaps, notes.height
    ([2018.5], 15)
    """

    def __init__(self, shaded, annotations, breaks, ends, room):
        places = []
        if shaded:
            low, high = canvas.covid_span(ends, shaded)
            places.append(((low + high) / 2, "COVID-19", None))
        kinds = ((annotations, 0, ANNOTATION), (breaks, 0.5, BREAK))
        marked = [
            (scales.year(period) - back, str(text), look) for items, back, look in kinds for period, text in items
        ]
        marked = [note for note in marked if ends[0] < note[0] < ends[1]]
        places += _joined(sorted(marked, key=lambda note: note[0]))
        self.gaps = sorted(at for at, _, look in places if look is BREAK)
        scale = (room[1] - room[0]) / (ends[1] - ends[0])
        self._placed = _place([(room[0] + (at - ends[0]) * scale, text, look) for at, text, look in places])
        levels = max((level + len(lines) for level, _, _, lines, _ in self._placed), default=0)
        self.height = canvas.LINE_HEIGHT * levels - 8 + canvas.ABOVE if levels else 0

    def draw(self, figure, top, bottom):
        """Write the notes above the top of the axes, with a line down to their bottom.

        Parameters
        ----------
        figure : matplotlib.figure.Figure
        top, bottom : float
        """
        for level, left, pole, lines, look in self._placed:
            foot = top - canvas.ABOVE - canvas.LINE_HEIGHT * level
            for number, line in enumerate(reversed(lines)):
                middle = left + max(text_width(each, canvas.TEXT) for each in lines) / 2
                y = foot - canvas.LINE_HEIGHT * number
                canvas.write(figure, middle, y, line, ha="center", fontsize=canvas.TEXT, color=colours.QUIET)
            if look:
                canvas.lead(figure, (pole, foot + 3), (pole, bottom), colours.QUIET, **look)


def _joined(notes):
    """Return the notes with those of one place and kind told as one."""
    joined = {}
    for at, text, look in notes:
        known = joined.get(at)
        joined[at] = (at, f"{known[1]}; {text}", look) if known else (at, text, look)
    return list(joined.values())


def _place(notes):
    """Return level, left end, pole, lines and look of each note."""
    lines = [wrap(text, WIDEST, canvas.TEXT) for _, text, _ in notes]
    wanted = [
        Flag(pole, max(text_width(line, canvas.TEXT) for line in each), len(each), pole=look is not None)
        for (pole, _, look), each in zip(notes, lines, strict=True)
    ]
    found = flags(wanted, 4, canvas.WIDTH - 4, LEVELS)
    if None in found:
        raise ValueError(
            f"{len(notes)} notes are more than the trend chart can tell apart: leave some out or shorten them"
        )
    return [
        (*place, pole, each, look)
        for place, (pole, _, look), each in zip(found, notes, lines, strict=True)
    ]  # fmt: skip
