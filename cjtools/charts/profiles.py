"""Categories side by side: the own area's figure with its 95 per cent interval, and Scotland's beside it."""

from cjtools.charts import canvas, scales
from cjtools.charts.labels import key, key_rows
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width, wrap

NAMES_ROOM = 144
LEAST_ROW = 30
MOST_ROWS = 12
ASIDE = 4.5


def profile(own, scotland, *, name, title, alt, unit, labels=None) -> str:
    """Return the chart of one period by category: what people need, how orders end, who they are.

    Where the own area has no figure, its marker (such as [c]) stands in the row.

    Parameters
    ----------
    own, scotland : pandas.DataFrame
        Result records of one period with ``part_label`` and ``value``, for the own area also ``lower``, ``upper``
        and ``marker``; one row per category, at most twelve, drawn in the order given. Scotland may be None or empty.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    unit : str
        Unit of the result records, named at the top of the axis.
    labels : tuple of str, optional
        Names of the own area and of Scotland; otherwise taken from ``area_name``.

    Returns
    -------
    str
        Inline SVG, higher the more categories there are.

    Raises
    ------
    ValueError
        There is no row, no figure, a category twice, or more than twelve.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"area_name": "Fife", "part_label": ["Male", "Female"], "value": [40.0, 12.0]})
    >>> picture = profile(rows, None, name="sex", title="Sex", alt="Men more often.", unit="per 10,000 people")
    >>> "Female" in picture
    True
    """
    own, other = _prepare(own, scotland)
    values = [*own["value"].dropna(), *other.dropna()]
    if not values:
        raise ValueError("nothing to draw: the tables for the profile chart hold no figure, only markers")
    limits = own[["lower", "upper"]].dropna()
    whole = all(value == round(value) for value in values)
    grid = scales.axis([*values, *limits.to_numpy().ravel()], unit, whole)
    entries = _key_entries(own, other, labels, has_limits=len(limits) > 0)
    placed = key_rows(entries)
    heading = canvas.unit_rows(unit + scales.start_note(grid))
    key_top = 14 + canvas.LINE_HEIGHT * len(heading) + 4
    top = key_top + 18 * placed[-1][0] + 12
    names = [wrap(str(part), NAMES_ROOM, canvas.TEXT) for part in own.index]
    heights = [max(LEAST_ROW, len(lines) * canvas.LINE_HEIGHT + 8) for lines in names]
    left = max(text_width(line, canvas.TEXT) for lines in names for line in lines) + 16
    with canvas.canvas(top + sum(heights) + 28, left=left, top=top, right=18) as (figure, axes):
        canvas.name_unit(figure, unit + scales.start_note(grid))
        key(figure, placed, key_top)
        rows = _set_axes(figure, axes, grid, heights)
        _write_names(figure, names, [top + row for row in rows], left)
        _draw(axes, own, other, rows, grid)
        return canvas.finish(figure, name, title, alt)


def _prepare(own, scotland):
    """Return the own rows and Scotland's values by category."""
    what = "profile chart"
    canvas.require(own, ["part_label", "value"], f"own area of the {what}")
    canvas.refuse_repeats(own, ["part_label"], f"own area of the {what}")
    if len(own) > MOST_ROWS:
        raise ValueError(f"the {what} takes at most {MOST_ROWS} categories, not {len(own)}: leave the small ones out")
    clean = own.set_index("part_label")
    clean = clean.assign(**{column: canvas.numbers(clean, column) for column in ("value", "lower", "upper")})
    if "marker" not in clean.columns:
        clean = clean.assign(marker="")
    if scotland is None or len(scotland) == 0:
        return clean, clean["value"] * float("nan")
    canvas.require(scotland, ["part_label", "value"], f"Scotland of the {what}")
    canvas.refuse_repeats(scotland, ["part_label"], f"Scotland of the {what}")
    other = scotland.set_index("part_label")
    return clean, canvas.numbers(other, "value").reindex(clean.index)


def _key_entries(own, other, labels, has_limits):
    """Return the words and marks of the key."""
    first = str(own["area_name"].iloc[0]) if "area_name" in own.columns else "Own area"
    names = labels or (first, "Scotland")
    entries = [(f"{names[0]} with {canvas.INTERVAL}" if has_limits else names[0], canvas.OWN)]
    return entries + ([(names[1], canvas.SCOTLAND)] if other.notna().any() else [])


def _set_axes(figure, axes, grid, heights):
    """Place the values across; return how far down from the top of the axes each category stands."""
    axes.set_xlim(grid[0], grid[-1])
    axes.set_ylim(sum(heights), 0)
    places = [canvas.to_units(figure, axes, line, 0)[0] for line in grid]
    axes.set_xticks(grid, scales.thin(scales.axis_labels(grid), places))
    axes.set_yticks([])
    axes.grid(axis="x", clip_on=False)
    return [sum(heights[:number]) + height / 2 for number, height in enumerate(heights)]


def _write_names(figure, names, rows, left):
    """Write each category's name to the left of its row, set right, its lines centred on the row."""
    for lines, row in zip(names, rows, strict=True):
        baseline = row - len(lines) * canvas.LINE_HEIGHT / 2 + canvas.LINE_HEIGHT - 3.5
        for number, line in enumerate(lines):
            y = baseline + number * canvas.LINE_HEIGHT
            canvas.write(figure, left - 10, y, line, ha="right", fontsize=canvas.TEXT)


def _draw(axes, own, other, rows, grid):
    """Draw intervals, Scotland's marks and the own marks, in that order; markers where there is no figure."""
    look = {"linestyle": "none", "markeredgecolor": colours.WHITE, "markeredgewidth": 1, "clip_on": False}
    down = own.assign(row=rows)  # own marks a little above the middle of the row, Scotland's a little below
    ranges = down.dropna(subset=["lower", "upper"])
    axes.hlines(
        ranges["row"] - ASIDE, ranges["lower"], ranges["upper"], color=colours.OWN, linewidth=2.5, clip_on=False
    )
    for values, style, aside in ((other, canvas.SCOTLAND, ASIDE), (own["value"], canvas.OWN, -ASIDE)):
        known = values.notna().to_numpy()
        marks = {key: style[key] for key in ("color", "marker", "markersize")}
        axes.plot(values[known], down["row"][known] + aside, zorder=4, **look, **marks)
    for marker, row in down.loc[down["value"].isna(), ["marker", "row"]].itertuples(index=False):
        if isinstance(marker, str) and marker:
            words = {"fontsize": canvas.TEXT, "color": colours.QUIET, "va": "baseline"}
            axes.text(grid[0], row, f" {marker}", **words)
