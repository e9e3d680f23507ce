"""The head of a return under the framework of 2016: that it was superseded, and how far the evidence goes."""

from cjtools.results import framework2016 as r
from cjtools.show.document import Grid, Say, example, in_parts, made_up, missing
from cjtools.words import counted

WIDTHS = (6.2, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8)
STATES = {
    r.BOTH: "both good practice and lessons learned",
    r.IN_PART: "evidence in part: good practice or lessons learned is missing",
    r.SHOWN: "a figure, as asked for",
    r.LEFT_OUT: "left out, with a reason",
    r.MISSING: "nothing yet",
}
HEADS = ("Outcome", "Indicators", "Both", "In part", "Figure", "Left out", "Missing")


@in_parts
def summary_of_2016(framework):
    """Return what the framework of 2016 is, and how far an area's evidence goes.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    words, every = framework.framework, framework.counted()
    total, open_ = sum(every.values()), every[r.MISSING]
    yield Say(words.superseded, "Superseded.")
    yield from example(framework)
    with_evidence = total - open_ - every[r.LEFT_OUT]
    said = f"Of {counted(total, 'indicators')} {with_evidence or 'none'} {_have(with_evidence)} evidence"
    said += f", {every[r.BOTH] or 'none'} of them both good practice and lessons learned; "
    said += f"{every[r.LEFT_OUT] or 'none'} {_are(every[r.LEFT_OUT])} left out with a reason; "
    yield Say(f"{said}{open_ or 'none'} {_are(open_)} still missing.")
    lines = [_line(framework, outcome) for outcome in words.outcomes]
    caption = f"How far the evidence of {framework.place} goes{made_up(framework)}"
    note = " ".join(f"{head}: {said}." for head, said in zip(HEADS[2:], STATES.values(), strict=True))
    yield Grid("summary-2016", caption, HEADS, lines, WIDTHS, tuple(range(1, len(HEADS))), note)
    if open_:
        said = f"Nothing is recorded on {counted(open_, 'indicators')}; each stands below, at its outcome."
        yield missing(framework, said, "2016 evidence", "2016 left out")


def _have(count):
    """Return the verb that follows a count of indicators that have something."""
    return "has" if count == 1 else "have"


def _are(count):
    """Return the verb that follows a count of indicators that are something."""
    return "is" if count == 1 else "are"


def _line(framework, outcome):
    """Return how the indicators of one outcome stand."""
    states = [one.state for one in framework.of_outcome(outcome)]
    return [outcome.title, str(len(states)), *(str(states.count(state)) for state in STATES)]
