"""The needs assessment of 2016: recorded crime and reconvictions beside Scotland, and which needs services meet."""

from cjtools.show.document import Grid, MadeUp, Say, in_parts, made_up, missing
from cjtools.show.opi2016 import words as w
from cjtools.show.recorded import EXAMPLE
from cjtools.words import NOT_RECORDED, interval, join

ABOUT = (
    "The framework asks for a picture of local needs first. Both figures are background: they say what partners meet, "
    "not how well they do. The questions on needs of each outcome stand in the reports on the outcomes."
)


@in_parts
def needs_of_2016(framework):
    """Return the figures of the needs assessment, and the services by the need they meet.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    yield Say(ABOUT)
    figures = framework.needs()
    lines = [[figure.title, w.newest(figure), w.scotland(figure), _limits(figure), figure.source] for figure in figures]
    heads = ("Figure", framework.place, "Scotland", "95% interval", "Source")
    yield Grid("needs-2016", f"Needs: {framework.place} and Scotland", heads, lines, (4, 3.6, 2.6, 3.2, 3.6))
    for figure in figures:
        if figure.note:
            yield Say(figure.note, f"{figure.title}:")
    services = sorted(framework.evidence.of("services"), key=lambda row: (row.get("need_met"), row.get("name")))
    if not services:
        yield missing(framework, "No service is recorded, so it is not known which needs are met.", "Services")
        return
    if framework.evidence.is_example:
        yield MadeUp(EXAMPLE)
    needs = {}
    for row in services:
        needs.setdefault(row.get("need_met"), []).append(row)
    lines = [[need, join([_service(row) for row in rows]), _gaps(rows)] for need, rows in needs.items()]
    caption = f"Services of {framework.place} by the need they meet{made_up(framework)}"
    yield Grid("needs-met-2016", caption, ("Need", "Services", "Gaps"), lines, (3.5, 7.5, 6))


def _limits(figure):
    """Return the interval of a figure."""
    return interval(figure.lower, figure.upper, figure.unit).removeprefix("95% interval ") or "none"


def _service(row):
    """Return a service with for whom it is."""
    return f"{row.get('name')} ({row.get('for_whom')})" if row.get("for_whom") else row.get("name")


def _gaps(rows):
    """Return the gaps of some services."""
    said = [row.get("gaps") for row in rows if row.get("gaps")]
    return "; ".join(said) or NOT_RECORDED
