"""Improvement activities on two axes, such as impact and effort: a picture, and the same as a table."""

import html

from cjtools.drawing.matrix import matrix_svg
from cjtools.errors import Problem, UnknownName, did_you_mean
from cjtools.priorities.matrix import in_order
from cjtools.show import tables, text
from cjtools.show.fragments import Fragment
from cjtools.show.holes import hole
from cjtools.show.recorded import example_label, example_words, partner_words

BETWEEN = "in the middle"


def on_axes(plan, axes=None):
    """Show where improvement activities stand on two axes, as the partners have placed them.

    Parameters
    ----------
    plan : Plan
    axes : str, optional
        One pair of axes, such as 'importance and urgency'; by default each that is recorded.

    Returns
    -------
    Fragment

    Raises
    ------
    UnknownName
        For axes that priorities.yaml does not hold.
    """
    known = {one.id: one for one in plan.words.priorities.axes}
    if axes is not None and axes not in known:
        problem = Problem(f"axes '{axes}' are not known", allowed=did_you_mean(list(known)))
        raise UnknownName(problem)
    wanted = [one for one in plan.axes() if axes in (None, one.id)]
    if not wanted:
        of_what = f" on {axes}" if axes else ""
        said = f"No improvement activity is placed{of_what} yet."
        return hole(said, plan.evidence, plan.area["slug"], "Impact and effort")
    return Fragment(example_label(plan.evidence) + "".join(_matrix_html(plan, one) for one in wanted))


def _matrix_html(plan, axes):
    """Return one pair of axes as a picture and a table."""
    points, rows = in_order(plan.points(axes)), plan.improvements()
    name = f"matrix-{axes.first.lower()}-{axes.second.lower()}"
    title = f"Improvement activities by {axes.first.lower()} and {axes.second.lower()}{example_words(plan.evidence)}"
    picture = matrix_svg(points, axes, name=name, title=title, alt=_alt(points, axes))
    about = f"{axes.first} goes up, {axes.second.lower()} to the right, each from 1 (little) to 5 (much)."
    lines = []
    for point in points:
        row = rows[point.activity]
        outcome = plan.outcomes[row.get("outcome")]
        lines.append(
            [
                partner_words(f"{point.activity}. {row.get('activity')}"),
                outcome.numbered,
                f"{point.first:g}",
                f"{point.second:g}",
                _quarter(point, axes),
            ]
        )
    heads = ("Improvement activity", "Outcome", axes.first, axes.second, "Quarter")
    columns = [tables.Column(head, head in (axes.first, axes.second)) for head in heads]
    note = f"From 1 (little) to 5 (much). What stands at 3 on an axis is {BETWEEN}: it belongs to neither side."
    return (
        f'<figure id="{name}-figure"><figcaption><strong>{html.escape(title)}</strong>'
        f'<span class="sub">{html.escape(about)}</span></figcaption><div class="chart">{picture}</div></figure>'
        + tables.table_html(f"{name}-table", title, columns, lines, note)
    )


def _quarter(point, axes):
    """Return the name of the quarter that an activity stands in."""
    return getattr(axes.quadrants, point.quadrant) if point.quadrant else BETWEEN


def _alt(points, axes):
    """Return what the picture shows in words: what stands in which quarter."""
    by_quarter = {}
    for point in points:
        by_quarter.setdefault(_quarter(point, axes), []).append(point.activity)
    said = "; ".join(f"{quarter}: {text.join(names)}" for quarter, names in by_quarter.items())
    return f"{text.counted(len(points), 'improvement activities')} on two axes. {said}. The table below says the same."
