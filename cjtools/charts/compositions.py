"""Make-up over time: stacked bars of at most four parts that add to 100 per cent."""

from matplotlib.patches import Rectangle

from cjtools.charts import canvas, scales
from cjtools.charts.labels import Label, beside, room
from cjtools.drawing import colours

HEIGHT = 300
MOST_PARTS = 4
LEAST_HALF = 2  # of the axis, in years, so that one bar is no wall
GRID = [0.0, 25.0, 50.0, 75.0, 100.0]


def composition(rows, *, name, title, alt, covid=canvas.COVID) -> str:
    """Return the chart of how a total is made up in each period.

    The first part stands on the base line, where its change can be read best. A period in which one part has no
    figure gets no bar, since its shares are not known. A line leads from each part of the newest bar to its name, so
    that nobody has to find a colour again.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records with ``part_label``, ``period`` and ``value`` (a count, or per cent of the whole); one row per
        part and period, at most four parts, which together are the whole.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    covid : tuple of str
        Periods to shade.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no row, no complete period, more than four parts, or percentages that do not add to 100.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"part_label": ["Male", "Female"], "period": "2022-23", "value": [85.0, 15.0]})
    >>> picture = composition(rows, name="sex", title="Sex", alt="85 per cent were male.")
    >>> "Female" in picture
    True
    """
    shares = _shares(rows)
    years = {scales.year(period): period for period in shares.index}
    shaded = [year for year, word in years.items() if word in covid]
    top = 14 + (25 if shaded else 10)
    right = room(list(shares.columns), bold=())
    with canvas.canvas(HEIGHT, left=scales.axis_room(GRID), top=top, right=right) as (figure, axes):
        canvas.name_unit(figure, "per cent")
        _set_axes(figure, axes, years)
        canvas.shade_covid(figure, axes, shaded, row=top - canvas.ABOVE)
        _draw_bars(axes, shares)
        _label(figure, axes, shares.dropna(), canvas.WIDTH - right, top)
        return canvas.finish(figure, name, title, alt)


def _shares(rows):
    """Return per cent by period and part, in the order the parts come; incomplete periods are missing."""
    what = "composition chart"
    canvas.require(rows, ["part_label", "period", "value"], what)
    canvas.refuse_repeats(rows, ["part_label", "period"], what)
    parts = list(dict.fromkeys(rows["part_label"]))
    if len(parts) > MOST_PARTS:
        raise ValueError(
            f"the {what} takes at most {MOST_PARTS} parts, not {len(parts)}: put the small ones together as 'Other'"
        )
    table = rows.assign(value=canvas.numbers(rows, "value")).pivot(
        index="period", columns="part_label", values="value"
    )[parts]
    totals = table.sum(axis=1).where(table.notna().all(axis=1))
    if "unit" in rows.columns and (rows["unit"] == "per cent").all():
        for period, total in totals.dropna().items():
            if abs(total - 100) > 1.5:
                raise ValueError(f"the parts of {period} add to {total:.1f} per cent, not 100: give all parts")
    if not (totals > 0).any():
        raise ValueError(f"nothing to draw: no period of the {what} has a figure for every part")
    return table.div(totals.where(totals > 0), axis=0) * 100


def _set_axes(figure, axes, years):
    """Place the periods across and the gridlines up."""
    middle, half = (min(years) + max(years)) / 2, (max(years) - min(years)) / 2 + 0.6
    half = max(half, LEAST_HALF)
    axes.set_xlim(middle - half, middle + half)
    axes.set_ylim(0, 100)
    axes.set_yticks(GRID, scales.axis_labels(GRID))
    axes.grid(axis="y", clip_on=False)
    order = sorted(years)
    places = [canvas.to_units(figure, axes, year, 0)[0] for year in order]
    short = scales.periods([years[year] for year in order], places)
    kept = [(year, label) for year, label in zip(order, short, strict=True) if label]
    axes.set_xticks([year for year, _ in kept], [label for _, label in kept])


def _draw_bars(axes, shares):
    """Draw each part on top of the one before, with white gaps."""
    complete = shares.dropna()
    years = [scales.year(period) for period in complete.index]
    base = [0.0] * len(years)
    for part, colour in zip(complete.columns, colours.PALETTE, strict=False):
        look = {"facecolor": colour, "edgecolor": colours.WHITE, "linewidth": 1.5, "clip_on": False}
        heights = complete[part].tolist()
        for year, below, height in zip(years, base, heights, strict=True):
            axes.add_artist(Rectangle((year - 0.4, below), 0.8, height, **look))
        base = [below + height for below, height in zip(base, heights, strict=True)]


def _label(figure, axes, complete, x, top):
    """Name each part beside its share of the newest bar."""
    newest = max(complete.index, key=scales.year)
    edge, last = scales.year(newest) + 0.4, complete.loc[newest]
    tops = last.cumsum()
    labels = []
    for part, colour in zip(last.index, colours.PALETTE, strict=False):
        start, at = canvas.to_units(figure, axes, edge, tops[part] - last[part] / 2)
        labels.append(Label(str(part), at, {"color": colour}, start, is_led=True))
    beside(figure, labels, x, top - 6, canvas.height_of(figure) - 20)
