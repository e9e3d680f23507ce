"""Self-evaluation by outcome: quality indicators on the six-point scale, beside the assessment and kept apart."""

from cjtools.results.plan import nearness
from cjtools.show.document import Grid, Heading, Say, example, in_parts, made_up, missing
from cjtools.show.quality import words as w
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, join

WIDTHS = (3.9, 3.3, 3.3, 3.2, 3.3)
NOT_NAMED, NOT_EVALUATED = "not named", "not evaluated"


@in_parts
def self_evaluation(quality):
    """Return the quality indicators of each outcome, as one table of levels and outcome by outcome.

    Parameters
    ----------
    quality : Quality

    Returns
    -------
    Parts
    """
    yield from example(quality)
    yield Say(f"{w.APART} {w.scale_note(quality)}")
    yield _levels(quality)
    for of in quality.outcomes:
        yield from _of_outcome(quality, of)


def _levels(quality):
    """Return the table of quality indicators by outcome, with levels as words."""
    numbers = list(quality.titles)
    lines = [
        [of.outcome.numbered, *(_level(of, number) for number in numbers), _others(of, numbers)]
        for of in quality.outcomes
    ]
    titles = "; ".join(f"{number} {title}" for number, title in quality.titles.items())
    note = (
        f"{titles}. “{NOT_EVALUATED}”: named for the outcome, and no evaluation is recorded; “{NOT_NAMED}”: "
        "not among those named for it."
    )
    caption = f"Levels by outcome and quality indicator, {quality.place}{made_up(quality)}"
    width = 9 / max(len(numbers), 1)
    heads = ("Outcome", *numbers, "Others")
    return Grid("quality-levels", caption, heads, lines, (4.5, *(width for _ in numbers), 3.5), note=note)


def _level(of, number):
    """Return the level of an indicator for an outcome."""
    one = next((one for one in of.indicators if one.number == number), None)
    if one is None:
        return NOT_NAMED
    return NOT_EVALUATED if one.row is None else one.row.get("level")


def _others(of, numbers):
    """Return the levels of indicators of the partnership's own."""
    own = [f"{one.number}: {one.row.get('level')}" for one in of.evaluated if one.number not in numbers]
    return "; ".join(own) or "none"


def _of_outcome(quality, of):
    """Yield the self-evaluation of one outcome."""
    yield Heading(of.outcome.numbered, f"quality-outcome-{of.outcome.number}", 3)
    yield Say(_assessed(of.assessment), "The outcome itself, kept apart:")
    if of.evaluated:
        lines = [_line(quality, one) for one in of.evaluated]
        caption = f"Quality indicators for outcome {of.outcome.number}{made_up(quality)}"
        texts = {question.id: question.text for question in quality.words.quality.questions}
        heads = ("How are we doing?", "Strengths", "To improve", texts["known"], texts["next"])
        yield Grid(f"quality-outcome-{of.outcome.number}-table", caption, heads, lines, WIDTHS)
    if of.missing:
        names = join([one.number for one in of.missing])
        yield missing(quality, f"Named for this outcome and not evaluated: quality indicators {names}.", w.SHEET)


def _assessed(row):
    """Return the partners' assessment of an outcome in a few words."""
    if row is None or not (near := nearness(row)):
        return "no assessment is recorded in the plan."
    said = "achieved" if row.get("achieved") else f"not achieved, {near}"
    return f"{said} (agreed {day(row.get('agreed_on'))})." if row.get("agreed_on") else f"{said}."


def _line(quality, one):
    """Return the cells of one indicator."""
    level = w.level_words(quality.scale, one.row.get("level"))
    names = ("strengths", "to_improve", "known", "next")
    return [
        f"{one.name}\n{level}; agreed {day(one.row.get('date'))}",
        *(one.row.get(name) or NOT_RECORDED for name in names),
    ]
