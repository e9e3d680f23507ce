"""The councils that a council is set beside: its family group, or a set that somebody names.

A family group is the Benchmarking Framework's. The council itself is left out, of its group as of a set that somebody
names: a large council would be compared with itself for the most part, and would seem more like the others than it is.
"""

from dataclasses import dataclass

from cjtools.areas import SCOTLAND
from cjtools.errors import CjtoolsError, Problem
from cjtools.words import join

SCHEMES = {"deprivation": "people", "density": "place"}  # what --compare says -> the scheme of family_groups.csv
DEFAULT = "deprivation"
CHOSEN = "chosen"


@dataclass(frozen=True)
class Peers:
    """Councils that are pooled and stand beside an area as one.

    Attributes
    ----------
    code : str
        Stands in place of an area code in result records.
    name : str
        As it stands in tables and methods; what is in brackets is left out in sentences.
    label : str
        Short, for lines of charts and heads of tables.
    similar_in : str
        What the councils are similar in; empty for a set that somebody named.
    members : tuple of str
        Area codes.
    family : str
        Name of the family group with the council itself; empty for a set that somebody named.
    """

    code: str
    name: str
    label: str
    similar_in: str
    members: tuple
    family: str = ""


def read_compare(text, catalogue):
    """Return what to compare with in standard form: a scheme, or area codes in order of name.

    Parameters
    ----------
    text : str
        'deprivation', 'density', or councils in any spelling with commas between; empty for the usual.
    catalogue : Catalogue

    Returns
    -------
    str
        A scheme, or slugs with commas between.

    Raises
    ------
    CjtoolsError
        With every name that is not a council's.
    """
    text = text.strip()
    if not text or text.casefold() in SCHEMES:
        return text.casefold() or DEFAULT
    problems, chosen = [], {}
    for name in filter(None, (part.strip() for part in text.split(","))):
        try:
            area = catalogue.area(name)
        except CjtoolsError as error:
            problems += error.problems
            continue
        if area["area_code"] == SCOTLAND:
            allowed = f"councils, or one of {', '.join(SCHEMES)}"
            problems.append(Problem("Scotland stands beside every figure already", allowed=allowed))
        chosen[area["slug"]] = area
    if not chosen and not problems:
        allowed = f"{', '.join(SCHEMES)}, or councils with commas between"
        problems.append(Problem(f"'{text}' names nothing to compare with", allowed=allowed))
    if problems:
        raise CjtoolsError(problems)
    return ",".join(sorted(chosen))


def peers_by_council(compare, catalogue):
    """Return the peers of every council.

    Parameters
    ----------
    compare : str
        As :func:`read_compare` takes it.
    catalogue : Catalogue

    Returns
    -------
    dict
        Area code -> Peers.
    """
    compare = read_compare(compare, catalogue)
    if compare in SCHEMES:
        return _family_groups(compare, catalogue)
    slugs = compare.split(",")
    areas = [area for area in catalogue.councils if area["slug"] in slugs]
    chosen = _named(areas, CHOSEN)
    within = {
        area["area_code"]: _named([one for one in areas if one is not area], f"{CHOSEN}-without-{area['slug']}")
        for area in areas
    }
    return {area["area_code"]: within.get(area["area_code"], chosen) for area in catalogue.councils}


def require_others(area, compare, catalogue):
    """Raise when a council would be compared with itself alone.

    Parameters
    ----------
    area : dict
        Row of areas.csv.
    compare : str
        As :func:`read_compare` takes it.
    catalogue : Catalogue

    Raises
    ------
    CjtoolsError
    """
    if read_compare(compare, catalogue) == area["slug"]:
        found = f"{area['area_name']} would be compared with itself alone"
        allowed = f"{', '.join(SCHEMES)}, or other councils with commas between"
        raise CjtoolsError(Problem(found, allowed=allowed))


def _named(areas, code):
    """Return the peers that some councils are together."""
    names = [area["area_name"] for area in areas]
    together = join(names) if len(names) <= 3 else f"{len(names)} chosen councils"
    label = together if len(names) == 1 or len(together) <= 24 else f"{len(names)} chosen councils"
    return Peers(code, together, label, "", tuple(area["area_code"] for area in areas))


def _family_groups(compare, catalogue):
    """Return the family group of every council, by deprivation or by density."""
    key = f"{SCHEMES[compare]}_group"
    groups = {group["group"]: group for group in catalogue.groups}
    return {
        area["area_code"]: _without(
            area, groups[area[key]], compare, [one for one in catalogue.councils if one[key] == area[key]]
        )
        for area in catalogue.councils
    }


def _without(area, group, compare, members):
    """Return the others of a council's family group."""
    name = group["name"]
    return Peers(
        f"{group['group']}-without-{area['area_code']}",
        f"The rest of {name[0].lower()}{name[1:]}",
        f"Rest of group {group['number']} by {compare}",
        group["similar_in"],
        tuple(one["area_code"] for one in members if one is not area),
        name,
    )
