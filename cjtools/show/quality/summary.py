"""The first page of the self-assessment: how much is there, and which questions are open. No level is added up."""

from cjtools.results.quality import HOW, KNOWN, NEXT
from cjtools.show.document import Grid, Hole, Say, example, in_parts, made_up, missing
from cjtools.show.quality import words as w
from cjtools.words import counted, join

WIDTHS = (4.2, 2.6, 5.1, 5.1)


@in_parts
def quality_summary(quality):
    """Return how much of the self-assessment is recorded, and what is open.

    Parameters
    ----------
    quality : Quality

    Returns
    -------
    Parts
    """
    if not quality.is_any():
        yield missing(quality, "Nothing on quality is recorded.", w.STATEMENT_SHEET, w.SHEET)
    yield from example(quality)
    evaluated = [of for of in quality.outcomes if of.evaluated]
    parts = [_count(group, items) for group, items in quality.groups]
    yield Say(
        f"Assessed: {join(parts)}. A quality indicator is evaluated for {len(evaluated) or 'none'} of "
        f"{counted(len(quality.outcomes), 'outcomes')}."
    )
    yield Say(w.APART)
    yield _grid(quality)
    yield from _open_of_outcomes(quality)


def _count(group, items):
    """Return how many of a group are assessed."""
    there = sum(one.row is not None for one in items)
    return f"{there or 'none'} of {len(items)} {group.title.lower()}"


def _grid(quality):
    """Return, for each group, what is assessed and which questions are open."""
    texts = {question.id: question.text for question in quality.words.quality.questions}
    lines = []
    for group, items in quality.groups:
        there = [one for one in items if one.row is not None]
        lines.append(
            [
                group.title,
                f"{len(there)} of {len(items)}",
                ", ".join(one.item.id for one in items if one.row is None) or "none",
                "; ".join(_open(texts, there)) or ("none" if there else "all three, of each"),
            ]
        )
    heads = ("Part", "Assessed", "Not assessed", "Questions open of those that are assessed")
    caption = f"What is assessed, and which questions are open, {quality.place}{made_up(quality)}"
    return Grid("quality-summary", caption, heads, lines, WIDTHS)


def _open(texts, there):
    """Yield each question that is open of some that are assessed, with which."""
    for name in (HOW, KNOWN, NEXT):
        names = [one.item.id for one in there if name in one.open]
        if names:
            yield f"{texts[name]} ({', '.join(names)})"


def _open_of_outcomes(quality):
    """Yield which outcomes have no quality indicator evaluated, and what is open of those that have."""
    without = [of.outcome.numbered for of in quality.outcomes if not of.evaluated]
    if without and quality.is_any():
        yield missing(quality, f"No quality indicator is evaluated for {join(without)}.", w.SHEET)
    texts = {question.id: question.text for question in quality.words.quality.questions}
    for name in (KNOWN, NEXT):
        found = [
            f"{one.number} for outcome {of.outcome.number}"
            for of in quality.outcomes
            for one in of.evaluated
            if not one.row.get(name)
        ]
        if found:
            yield Hole(f"{texts[name]} is open for {join(found)}.")
