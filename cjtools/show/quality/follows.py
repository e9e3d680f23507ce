"""What follows from the self-assessment: everything under "What will we do next?" in one list."""

from cjtools.show.document import Grid, Say, example, in_parts, made_up, missing
from cjtools.show.quality import words as w
from cjtools.show.recorded import day
from cjtools.words import counted

WIDTHS = (4.2, 5.6, 2.6, 4.6)


@in_parts
def quality_next(quality):
    """Return everything that is to be done next, with the improvement activities that serve the same outcome.

    Parameters
    ----------
    quality : Quality

    Returns
    -------
    Parts
    """
    found = quality.next
    if not found:
        yield missing(quality, "Nothing is recorded under “What will we do next?”.", w.STATEMENT_SHEET, w.SHEET)
        return
    yield from example(quality)
    of_outcomes = sum(one.outcome is not None for one in found)
    yield Say(
        f"{counted(len(found), 'steps')} recorded: {len(found) - of_outcomes or 'none'} from the quality statement, "
        f"{of_outcomes or 'none'} from quality indicators of outcomes."
    )
    lines = [[_from(one), one.row.get("next"), day(one.row.get("date")), _linked(one)] for one in found]
    heads = ("Follows from", "What will we do next", "Agreed", "Improvement activities for the same outcome")
    caption = f"What follows, {quality.place}{made_up(quality)}"
    yield Grid("quality-next", caption, heads, lines, WIDTHS)
    if any(one.outcome is not None and not one.improvements for one in found):
        said = "Some of these steps are for an outcome that no improvement activity serves yet."
        yield missing(quality, said, "Improvement activities")


def _from(one):
    """Return what a step follows from."""
    if one.outcome is None:
        return f"{one.source.id} {one.source.title}"
    return f"{one.source.name}, outcome {one.outcome.number}"


def _linked(one):
    """Return the improvement activities beside a step."""
    if one.outcome is None:
        return "on no single outcome"
    return "\n".join(f"{row.get('id')}. {row.get('activity')}" for row in one.improvements) or "none recorded"
