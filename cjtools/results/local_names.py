"""Names that an area's own outcomes, indicators and figures cannot bear, because they lead elsewhere."""

import re

from cjtools.errors import Problem, cut
from cjtools.evidence.choices import plain
from cjtools.kinds import ACROSS
from cjtools.levels import COUNCIL

# pages and folders that stand beside the reports
RESERVED = ("index", "requests", "notebooks", "gaps", "cjoip", *ACROSS)
# Windows keeps these for itself, whatever comes behind a dot
_OF_WINDOWS = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
MAX_ID = 60  # characters: files and folders are named by it, and Windows often takes 260 with all that stands before


def not_local(indicator, words, own, unread):
    """Return a problem where an area's own indicator is of a national outcome, or of another place than its figures.

    Parameters
    ----------
    indicator : Indicator
    words : Catalogue
        The national one.
    own : dict
        'measures', 'indicators' and 'outcomes' of the area, by id.
    unread : set of str
        Files that could not be read, such as 'outcomes/ours'.

    Returns
    -------
    list of Problem
    """
    file, problems = f"indicators/{indicator.id}.yaml", []
    files = {name.removeprefix("outcomes/") for name in unread if name.startswith("outcomes/")}
    allowed = ", ".join(sorted({*own["outcomes"], *files}))
    todo = "name the area's own outcomes only; its figures do not stand in reports of national ones"
    problems += [
        Problem(f"outcome '{name}' is a national one", file, cell="key outcomes", allowed=allowed, todo=todo)
        for name in indicator.outcomes
        if name in words.outcomes and name not in own["outcomes"]
    ]
    mine = [term.measure for term in indicator.numerator if term.measure in own["measures"]]
    if mine and indicator.level != COUNCIL:
        found = f"level is '{indicator.level}', but figures of {mine[0]} are the council area's"
        todo = f"write level: {COUNCIL}, or leave the line out"
        problems.append(Problem(found, file, cell="key level", allowed=COUNCIL, todo=todo))
    if mine and indicator.statistic == "published" and indicator.weight:
        # the count behind a percentage would be shown, and no rule for counts sees it
        found = "weight says how many people a percentage of the area's own is of"
        todo = "give the counts in figures.csv"
        problems.append(Problem(found, file, cell="key weight", allowed="statistic: proportion", todo=todo))
    return problems


def can_name_files(name):
    """Return whether files and folders may be named by the id of an area's own outcome, on every system.

    Parameters
    ----------
    name : str

    Returns
    -------
    bool

    Examples
    --------
    >>> [can_name_files(name) for name in ("restorative-justice", "../x", "con", "Index", "index")]
    [True, False, False, False, False]
    """
    is_slug = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is not None
    return is_slug and len(name) <= MAX_ID and name not in RESERVED and not _OF_WINDOWS.fullmatch(name)


def taken_names(words, own):
    """Return a problem for each id, number or alias of an area's outcomes that is no name of its own.

    Parameters
    ----------
    words : Catalogue
        The national one.
    own : iterable of Outcome

    Returns
    -------
    list of Problem
    """
    taken, problems = set(), []
    for outcome in words.outcomes.values():
        names = (outcome.id, outcome.number, outcome.title, outcome.short_title, *outcome.aliases)
        taken |= {name.casefold() for name in names}
    # what a command means by these is a report across outcomes
    taken |= {name.casefold() for kind in ACROSS.values() for name in (kind.id, kind.title)}
    for outcome in own:
        file = f"outcomes/{outcome.id}.yaml"
        if not re.fullmatch(r"L[1-9]\d?", outcome.number):
            found = f"number is '{outcome.number}'"
            problems.append(Problem(found, file, cell="key number", allowed="L1, L2 and so on, up to L99"))
        if not can_name_files(outcome.id):
            allowed = f"small letters, digits and hyphens, at most {MAX_ID}; none of {', '.join(RESERVED)}"
            problems.append(Problem(f"id '{cut(outcome.id)}' cannot be used", file, cell="key id", allowed=allowed))
        names = {name.casefold() for name in (outcome.number, outcome.title, outcome.short_title, *outcome.aliases)}
        for name in sorted(names & taken):
            problems.append(
                Problem(f"the name '{name}' is taken by another outcome or page", file, todo="choose another")
            )
        taken |= names
    return problems


def other_spellings(rows, released, file):
    """Return which breakdowns and categories stand elsewhere in another spelling: they would count as others.

    Elsewhere is in another row, or in what was shown before: then a reader could take the one from the other.

    Parameters
    ----------
    rows : list of dict
        Observations, each with its cell.
    released : Path
        What earlier reports have shown; it need not exist.
    file : str
        What messages call the file.

    Returns
    -------
    list of Problem
    """
    from cjtools.disclosure import Ledger

    names, spelled, found = ("breakdown", "category"), {}, {}
    for row in Ledger.read(released).rows:
        spelled |= {(name, plain(row[name])): row[name] for name in names}
    for row in rows:
        for name in names:
            other = spelled.setdefault((name, plain(row[name])), row[name])
            if other != row[name]:
                found.setdefault((name, row[name], other), row["cell"])
    return [
        Problem(
            f"{name} '{now}' is '{other}' in another row or an earlier report", file, cell=cell, todo=f"write '{other}'"
        )
        for (name, now, other), cell in found.items()
    ]


def of_other_areas(rows, words, area, file):
    """Return one problem for each other area that rows of an area's own file are of, however many rows there are.

    Parameters
    ----------
    rows : list of dict
        Observations, each with its cell.
    words : Catalogue
    area : dict
        Row of areas.csv.
    file : str
        What messages call the file.

    Returns
    -------
    list of Problem
    """
    others = {}
    for row in rows:
        if row["area_code"] != area["area_code"]:
            others.setdefault(row["area_code"], []).append(row["cell"].split(" ")[0])
    here = f"this folder is of {area['area_name']} ({area['area_code']})"
    todo = (
        f"put them into data/raw/local of that area, or write {area['area_code']} in area_code if they are of this one"
    )
    problems = []
    for code, cells in others.items():
        what = "1 row is" if len(cells) == 1 else f"{len(cells)} rows are"
        where = cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}"
        found = f"{what} of {words.place_names.get(code, code)} ({code}); {here}"
        problems.append(Problem(found, file, cell=where, todo=todo))
    return problems
