"""Words that several parts of the page on assurance share: whose, how many, and what is made up."""

import html

from cjtools.results.assurance import REFUSED
from cjtools.show.fragments import Fragment
from cjtools.show.recorded import EXAMPLE
from cjtools.words import counted, join

NOT_KNOWN = "not known"
NAMED = 8  # as many areas are named in a cell; of more it is said which are not among them, or how many
WORKED_EXAMPLE = " (worked example, made up)"


def area_name(one):
    """Return the name of an area, with the mark of a worked example.

    Parameters
    ----------
    one : AreaAssurance

    Returns
    -------
    str
    """
    return f"{one.name}{WORKED_EXAMPLE if one.is_example else ''}"


def label(areas):
    """Return the label of what is made up, in HTML; empty where no area of some is a worked example."""
    names = [one.name for one in areas if one.is_example]
    return f'<p class="made-up">{html.escape(join(names))}: {EXAMPLE}</p>' if names else ""


def which(names, of):
    """Return which areas of some are meant, in few words.

    Parameters
    ----------
    names, of : list of str
        Those that are meant, and all.

    Returns
    -------
    str

    Examples
    --------
    >>> which(["Fife"], ["Angus", "Fife"]), which(["Angus", "Fife"], ["Angus", "Fife"])
    ('1 of 2: Fife', 'all 2')
    >>> which([*"abcdefghij"], [*"abcdefghijk"]), which([*"abcdefghij"], [*"abcdefghijklmnopqrst"])
    ('10 of 11: all but k', '10 of 20')
    """
    if len(names) == len(of):
        return f"all {len(of)}" if len(of) > 1 else f"1 of 1: {names[0]}"
    said = f"{len(names)} of {len(of)}"
    others = [name for name in of if name not in set(names)]
    if len(names) <= NAMED:
        return f"{said}: {join(names)}"
    return f"{said}: all but {join(others)}" if len(others) <= NAMED else said


def paragraph(said, look=""):
    """Return a paragraph of some words, escaped."""
    mark = f' class="{look}"' if look else ""
    return f"<p{mark}>{html.escape(said)}</p>"


def nothing(said):
    """Return that nothing is there to be shown, as a piece of a page."""
    return Fragment(paragraph(said, "gap"))


def left_out(assurance):
    """Return which areas could not be read, as a paragraph with the command that says why; empty without one."""
    refused = assurance.in_state(REFUSED)
    if not refused:
        return ""
    verb = "is" if len(refused) == 1 else "are"
    said = f"{counted(len(refused), 'areas')} could not be read, and {verb} left out of every count:"
    commands = join([f"{one.name} (cjtools evidence check {one.area['slug']})" for one in refused])
    return paragraph(f"{said} {commands}.", "gap")
