"""Words that several parts of the quality self-assessment share."""

from cjtools.show.fragments import from_where

NOT_ASSESSED, NO_LEVEL = "not assessed", "no level given"
STATEMENT_SHEET, SHEET = "Quality statement", "Quality"
APART = (
    "Levels are judged by people. They stand beside the outcomes and are never counted into them, nor averaged or "
    "added up; no figure sets a level."
)
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def level_words(scale, level):
    """Return a level with its place on the scale, in words.

    Parameters
    ----------
    scale : list of str
        The levels, best first.
    level : str
        One of them; empty where none is given.

    Returns
    -------
    str

    Examples
    --------
    >>> scale = ["excellent", "very good", "good", "adequate", "weak", "unsatisfactory"]
    >>> level_words(scale, "good"), level_words(scale, "unsatisfactory"), level_words(scale, "")
    ('good (third of 6)', 'unsatisfactory (sixth of 6)', 'no level given')
    """
    return f"{level} ({PLACES[scale.index(level)]} of {len(scale)})" if level else NO_LEVEL


def scale_note(quality):
    """Return what the levels are, best first, and where their names come from."""
    scale = quality.words.framework.evaluation_scale
    derived = from_where(scale.provenance) == "derived"
    mark = "; the names of the levels are commonly used, and were not read in the guide" if derived else ""
    return f"The scale, best first: {', '.join(scale.levels)} ({scale.name}{mark})."
