"""Groups of people side by side over time: a line for each, with its 95 per cent interval at every figure."""

from cjtools.charts import canvas, scales
from cjtools.charts.labels import Label, beside, room
from cjtools.drawing import colours

HEIGHT = 300
MOST_GROUPS = 4
APART = 5  # units between the uprights of two groups in one period
INTERVALS = f"Upright bars: {canvas.INTERVAL}"
STROKES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)))
MARKS = ("o", "s", "^", "v")
# the dark ones, which stand out from the shade over the pandemic too
COLOURS = colours.PALETTE[0::2]


def inequality(rows, *, name, title, alt, unit, covid=canvas.COVID) -> str:
    """Return the chart of two to four groups of people of one area on one axis.

    The gap is the distance between the lines; where bars of one period overlap by much, chance may have made it.
    Bars stand a little apart so that each can be seen. A period with no figure breaks the line of its group.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records with ``part_label``, ``period`` and ``value``, also ``lower`` and ``upper``; one row per group
        and period.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit : str
        Unit of the result records, named at the top of the axis.
    covid : tuple of str
        Periods to shade.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no row, no figure, a period that is no year, a group twice in a period, or not two to four groups.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"part_label": ["Male", "Female"], "period": "2022-23", "value": [61.0, 12.5],
    ...                      "lower": [57.0, 10.6], "upper": [65.1, 14.6]})
    >>> picture = inequality(rows, name="sex", title="Sex", alt="Men more often.", unit="per 10,000 people")
    >>> "Female" in picture
    True
    """
    rows = _prepare(rows)
    groups = {str(part): table.set_index("year").sort_index() for part, table in rows.groupby("part_label", sort=False)}
    words = dict(zip(rows["year"], rows["period"].astype(str), strict=True))
    limits = rows[["lower", "upper"]].dropna().to_numpy().ravel()
    values = rows["value"].dropna()
    grid = scales.axis([*values, *limits], unit, whole=bool((values == values.round()).all()))
    heading = unit + scales.start_note(grid)
    shaded = [year for year, word in words.items() if word in covid]
    heads = len(canvas.unit_rows(heading)) + (len(limits) > 0)
    top = 14 * heads + (27 if shaded else 12)
    right = room(list(groups), bold=())
    with canvas.canvas(HEIGHT, left=scales.axis_room(grid), top=top, right=right) as (figure, axes):
        canvas.name_unit(figure, heading)
        if len(limits):
            canvas.write(figure, 4, 14 * heads + 1, INTERVALS, fontsize=canvas.TEXT, color=colours.QUIET)
        _set_axes(figure, axes, words, grid)
        canvas.shade_covid(figure, axes, shaded, row=top - canvas.ABOVE)
        _draw(figure, axes, groups, sorted(words), canvas.WIDTH - right, top)
        return canvas.finish(figure, name, title, alt)


def _prepare(rows):
    """Return the rows with their year and numbers."""
    what = "groups of the inequality chart"
    canvas.require(rows, ["part_label", "period", "value"], what)
    columns = {column: canvas.numbers(rows, column) for column in ("value", "lower", "upper")}
    rows = rows.assign(year=[scales.year(period) for period in rows["period"]], **columns)
    canvas.refuse_repeats(rows, ["part_label", "year"], what)
    count = rows["part_label"].nunique()
    if not 2 <= count <= MOST_GROUPS:
        raise ValueError(
            f"the inequality chart takes two to {MOST_GROUPS} groups, not {count}: choose those to compare"
        )
    if rows["value"].isna().all():
        raise ValueError("nothing to draw: the table for the inequality chart holds no figure, only markers")
    return rows


def _set_axes(figure, axes, words, grid):
    """Place the years across and the gridlines up."""
    years = sorted(words)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_ylim(grid[0], grid[-1])
    axes.set_yticks(grid, scales.axis_labels(grid))
    axes.grid(axis="y", clip_on=False)
    places = [canvas.to_units(figure, axes, year, grid[0])[0] for year in years]
    short = scales.periods([words[year] for year in years], places)
    kept = [(year, label) for year, label in zip(years, short, strict=True) if label]
    axes.set_xticks([year for year, _ in kept], [label for _, label in kept])


def _draw(figure, axes, groups, years, x, top):
    """Draw each group with its bars, and name it at its right end."""
    step = APART / (canvas.to_units(figure, axes, 1, 0)[0] - canvas.to_units(figure, axes, 0, 0)[0])
    labels = []
    for number, (part, table) in enumerate(groups.items()):
        look = {"color": COLOURS[number], "marker": MARKS[number], "markersize": 7}
        table = table.reindex(years)
        places = table.index.to_numpy() + (number - (len(groups) - 1) / 2) * step
        bars = table[["lower", "upper"]].notna().all(axis=1).to_numpy()
        lower, upper, value = (table[column].to_numpy() for column in ("lower", "upper", "value"))
        axes.vlines(places[bars], lower[bars], upper[bars], color=look["color"], linewidth=1.5)
        edge = {"markeredgecolor": colours.WHITE, "markeredgewidth": 0.8, "clip_on": False, "zorder": 4}
        axes.plot(places, value, linewidth=2, linestyle=STROKES[number], **edge, **look)
        labels.append(_label(figure, axes, part, table["value"], places, look, top))
    beside(figure, labels, x, top - 2, canvas.height_of(figure) - 20)


def _label(figure, axes, part, values, places, look, top):
    """Return the label of a group: a line leads to it from the newest figure, or its mark stands before it."""
    known = values.notna().to_numpy()
    if not known.any():
        return Label(f"{part} (no figures)", top + 10, look)
    across, at = canvas.to_units(figure, axes, places[known][-1], values[known].iloc[-1])
    return Label(part, at, look, across + 6 if known[-1] else None)
