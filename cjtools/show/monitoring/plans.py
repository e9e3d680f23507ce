"""The lists of the monitoring plan: metrics of each outcome, stakeholders, information."""

from cjtools.drawing.matrix import matrix_svg
from cjtools.priorities.matrix import Point
from cjtools.results.monitoring import DELIVERY, LOCAL_EVIDENCE, LOCAL_OUTCOME, NATIONAL, SET_ASIDE
from cjtools.show import text
from cjtools.show.document import Grid, Heading, Hole, Listed, Picture, Say, example, in_parts, made_up, missing
from cjtools.show.fragments import made_up_mark
from cjtools.show.monitoring import words as w
from cjtools.show.recorded import day
from cjtools.words import counted, join

METRIC_WIDTHS = (4.2, 2.2, 2.2, 2.8, 1.8, 1.4, 2, 2.2)
WHO_WIDTHS, TOLD_WIDTHS = (4.4, 3, 1.6, 1.8, 3.2), (3.4, 4.4, 3.2, 2.4, 2.4, 2.6)
ITEM_WIDTHS, STATE_WIDTHS = (4.2, 3.2, 3.4, 2.6, 3), (4.2, 3, 4.4, 2.6, 2.6)
METRIC_HEADS = ("Metric", "From", "Figures or words", "Collected by", "How often", "Hours a year", "Next due", "Newest")
MOST_PLACED = 60  # on the map
BETWEEN = "in the middle"


@in_parts
def performance_metrics(monitoring):
    """Return what is watched for each outcome, with who collects it, how often, and how much work that is.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Parts
    """
    yield from example(monitoring)
    yield Say(
        "National indicators are the foundation; items of the improvement tool are the local evidence beside them. "
        "Measures of the plan and what else matters here are added. Collecting takes time: what tells nothing is "
        "better left out."
    )
    if not monitoring.evidence.of("metrics"):
        yield missing(monitoring, "Who collects what is not recorded.", "Performance metrics")
    for study, metrics in monitoring.metrics:
        number = study.outcome.number
        yield Heading(study.outcome.numbered, f"metrics-{number}", 3)
        caption = f"Metrics of outcome {number}, {monitoring.place}{made_up(monitoring)}"
        rows = [_metric(monitoring, one) for one in metrics]
        yield Grid(f"metrics-{number}-table", caption, METRIC_HEADS, rows, METRIC_WIDTHS)
        idle = [one for one in metrics if one.row.values and not one.has_use]
        if idle:
            yield Hole(
                f"Collected, and nobody has said what it tells, nor does an assessment rest on it: "
                f"{join([_name(one) for one in idle])}."
            )
    unplaced = monitoring.unplaced()
    if unplaced:
        said = f"Chosen as indicators, and it is not said of which outcome: {join(unplaced)}."
        yield missing(monitoring, said, "Performance metrics")


def _name(metric):
    """Return a metric with its number, where it has one."""
    return metric.title if metric.title == metric.key else f"{metric.key} {metric.title}"


def _metric(monitoring, one):
    """Return the cells of one metric."""
    name = monitoring.words.partner_name
    collected = name(one.collected_by) if one.collected_by else w.NOBODY
    asked = f"; asked of {name(one.row.get('asked_of'))}" if one.row.get("asked_of") else ""
    hours = text.number(one.hours) if one.hours == one.hours else w.NOT_SAID
    often = one.how_often or w.NOT_SAID
    origin = f"{one.origin}; {SET_ASIDE} by the partners" if one.decision == SET_ASIDE else one.origin
    kind, due = one.kind or w.NOT_SAID, w.day_of(one.row, "next")
    return [_name(one), origin, kind, f"{collected}{asked}", often, hours, due, _newest(one)]


def _newest(one):
    """Return the newest figure of a national indicator, or how often an item of the improvement tool is answered."""
    if one.latest is not None:
        said = f"{text.with_unit(one.latest)} {text.in_period(one.latest)}"
        return f"{said} {made_up_mark(one.latest['status'])}".strip()
    if one.origin == LOCAL_EVIDENCE:
        return counted(one.answers, "answers") if one.answers else "no answer"
    if one.origin == DELIVERY:
        return "in the delivery plan"
    return "no figure held" if one.origin in (NATIONAL, LOCAL_OUTCOME) else "not held here"


@in_parts
def stakeholder_plan(monitoring):
    """Return who has an interest in community justice and an influence on it, and who needs to know what, when and how.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Parts
    """
    found = monitoring.stakeholders
    if not found:
        yield missing(monitoring, "No stakeholder is recorded.", "Stakeholders")
        return
    yield from example(monitoring)
    if len(found) <= MOST_PLACED:
        yield _map(monitoring, found)
    else:
        yield Say(f"With more than {MOST_PLACED} stakeholders a map could not be read: the table has them all.")
    axes, ending = monitoring.words.monitoring.stakeholder_axes, made_up(monitoring)
    yield Grid(
        "stakeholders",
        f"Stakeholders of {monitoring.place}, most influence and interest first{ending}",
        ("Who", "Kind", axes.second, axes.first, "So"),
        [
            [f"{name}. {row.get('who')}", row.get("kind"), f"{row.get('interest'):g}", f"{row.get('influence'):g}",
             _quarter(axes, _point(name, row))]
            for name, row in found
        ],
        WHO_WIDTHS,
        numbers=(2, 3),
        note=f"From 1 (little) to 5 (much). Who stands at 3 on an axis is {BETWEEN}: the partners decide.",
    )  # fmt: skip
    yield Grid(
        "stakeholders-told",
        f"Who needs to know what, when and in what form{ending}",
        ("Who", "What they need to know", "In what form", "How often", "Next time", "By whom"),
        [
            [
                f"{name}. {row.get('who')}", row.get("needs"), row.get("form", w.NOT_SAID),
                row.get("how_often", w.NOT_SAID), w.day_of(row, "next"),
                monitoring.words.partner_name(row.get("by")) if row.get("by") else w.NOBODY,
            ]
            for name, row in found
        ],
        TOLD_WIDTHS,
    )  # fmt: skip


def _point(name, row):
    """Return where a stakeholder stands."""
    return Point(name, row.get("influence"), row.get("interest"))


def _quarter(axes, point):
    """Return the name of the quarter that a stakeholder stands in."""
    return getattr(axes.quadrants, point.quadrant) if point.quadrant else BETWEEN


def _map(monitoring, found):
    """Return the map of stakeholders; numbers stand for names, which the table gives."""
    axes = monitoring.words.monitoring.stakeholder_axes
    points = [_point(name, row) for name, row in found]
    by_quarter = {}
    for point in points:
        by_quarter.setdefault(_quarter(axes, point), []).append(point.activity)
    said = "; ".join(f"{quarter}: {join(names)}" for quarter, names in by_quarter.items())
    alt = f"{counted(len(points), 'stakeholders')} by influence and interest. {said}. The table below names them."
    title = f"Stakeholders by influence and interest{made_up(monitoring)}"
    return Picture(
        "stakeholder-map",
        title,
        matrix_svg(points, axes, name="stakeholder-map-picture", title=title, alt=alt),
        alt,
        "Influence goes up, interest to the right, each from 1 (little) to 5 (much). The table has the names.",
    )


@in_parts
def information_plan(monitoring):
    """Return which information is needed, who holds it, on what basis it is shared, how often, and how good it is.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Parts
    """
    rows, name = monitoring.information, monitoring.words.partner_name
    if not rows:
        said = "No information is recorded that is shared, or is to be shared."
        yield missing(monitoring, said, "Information plan")
        yield _letters(monitoring)
        return
    yield from example(monitoring)
    yield from _doubts(monitoring, rows)
    yield _letters(monitoring)
    ending = made_up(monitoring)
    yield Grid(
        "information",
        f"Information, by holder{ending}",
        ("Information", "Holder", "Basis", "How often", "Form"),
        [
            [row.get("item"), name(row.get("holder")), _basis(row), row.get("how_often"), row.get("format", w.NOT_SAID)]
            for row in rows
        ],
        ITEM_WIDTHS,
    )
    yield Grid(
        "information-state",
        f"What it is for, and how good it is{ending}",
        ("Information", "For metrics", "Quality", "Last received", "Next due"),
        [
            [
                row.get("item"), join(list(row.get("metrics", ()))) or w.NOT_SAID, row.get("quality", w.NOT_SAID),
                w.day_of(row, "received_on"), w.day_of(row, "next"),
            ]
            for row in rows
        ],
        STATE_WIDTHS,
    )  # fmt: skip


def _letters(monitoring):
    """Return how to ask partners for what is missing, figures of national indicators too."""
    area = monitoring.area
    slugs = [monitoring.words.area(code)["slug"] for code in area["members"]] if "members" in area else [area["slug"]]
    commands = join([f"cjtools requests {slug}" for slug in slugs])
    return Say(f"To ask partners for figures of national indicators that are not held, in letters: {commands}")


def _basis(row):
    """Return on what information is shared, with the agreement behind it."""
    until = f"until {day(row.get('agreement_until'))}" if row.get("agreement_until") else ""
    agreement = ", ".join(filter(None, [row.get("agreement"), until]))
    return f"{row.get('basis')} ({agreement})" if agreement else row.get("basis")


def _doubts(monitoring, rows):
    """Yield what of the information plan is not in order."""
    none = [row.get("item") for row in rows if row.get("basis") == "none yet"]
    unnamed = [row.get("item") for row in rows if row.get("basis") == "sharing agreement" and not row.get("agreement")]
    ending = [f"{row.get('item')} ({day(row.get('agreement_until'))})" for row in rows if monitoring.ending(row)]
    unserved = [_name(one) for one in monitoring.unserved()]
    told = [
        (none, "No basis for sharing yet"),
        (unnamed, "A sharing agreement without its name"),
        (ending, "Agreements that have ended, or end soon"),
        (unserved, "Metrics that somebody collects and no entry here serves"),
    ]
    lines = tuple(f"{words}: {join(items)}." for items, words in told if items)
    if lines:
        yield Say("", "To put in order:")
        yield Listed(lines)
