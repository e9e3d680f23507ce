"""Which figures add up to which: what a reader can subtract."""

from dataclasses import dataclass

import numpy as np

from cjtools.areas import SCOTLAND
from cjtools.disclosure.cells import HIDDEN, UNKNOWN
from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.tidy import KEY

TOLERANCE = 1e-6
COUNCIL, COUNCILS = "S12", 32  # how codes of councils begin, and how many councils make up Scotland


@dataclass(frozen=True)
class Relation:
    """Some figures that add to another (``adds``), or that are together at most another."""

    parent: int
    children: tuple
    adds: bool


def relations_of(cells, hierarchy=None, sums=(), measures=None):
    """Return every additive relation between some figures.

    Taken in are: categories of a breakdown and its total; crossed breakdowns ('sex and age') and their margins;
    areas and the area they make up; measures that are sums of measures. A kind of relation (a measure's breakdown,
    say) counts as adding up unless figures contradict it; where they do, the parts are together, or each of them,
    at most the whole.

    Parameters
    ----------
    cells : Cells
    hierarchy : list of (str, list of str), optional
        Area codes: a whole and its parts. By default Scotland, made up of the areas of each kind of code.
    sums : list of (parent, list of children)
        Measures, by name, or single figures, by KEY.
    measures : dict, optional
        Rows of measures.csv by id: which breakdowns, and whether councils, are declared to add up.

    Returns
    -------
    list of Relation
    """
    found = {}

    def add(family, declared, parent, children):
        children = tuple(child for child in children if child != parent)
        if children:
            found.setdefault((family, declared), set()).add((parent, children))

    _of_breakdowns(cells, measures, add)
    _of_areas(cells, hierarchy, measures, add)
    _of_sums(cells, sums, add)
    relations = []
    for (_, declared), members in found.items():
        relations += _settled(cells, declared, sorted(members))
    return list(dict.fromkeys(relations))


def _of_breakdowns(cells, measures, add):
    """Find the categories of every breakdown of one measure, area and period."""
    groups = {}
    for number, (*place, breakdown, category) in enumerate(cells.keys):
        groups.setdefault(tuple(place), {}).setdefault(breakdown, {})[category] = number
    for (measure, *_), by_breakdown in groups.items():
        total = next(iter(by_breakdown.get("total", {}).values()), None)
        for breakdown, categories in by_breakdown.items():
            if breakdown == "total":
                continue
            declared = _declared(measures, measure, "parts_add_up", breakdown)
            for dropped, parent, children in margins(breakdown, by_breakdown):
                add(("crossed", measure, breakdown, dropped), declared, parent, children)
            if total is not None:
                add(("parts", measure, breakdown), declared, total, categories.values())


def margins(breakdown, by_breakdown):
    """Yield the margins of a crossed breakdown such as 'sex and age'.

    Parameters
    ----------
    breakdown : str
    by_breakdown : dict
        Breakdown -> {category: figure}, of one measure, area and period.

    Yields
    ------
    tuple
        (Which of its names is left out in the margin, counted from 0; a figure of the margin; those that make it up.)

    Examples
    --------
    >>> crossed = {"sex": {"Female": 20}, "sex and age": {"Female, 16-17": 8, "Female, 18-20": 12}}
    >>> list(margins("sex and age", crossed)), list(margins("sex", crossed))
    ([(1, 20, [8, 12])], [])
    """
    names = breakdown.split(" and ")
    if len(names) < 2:
        return
    parts = {category: _pieces(category, names, by_breakdown) for category in by_breakdown[breakdown]}
    for dropped in range(len(names)):
        margin = by_breakdown.get(" and ".join(names[:dropped] + names[dropped + 1 :]), {})
        groups = {}
        for category, number in by_breakdown[breakdown].items():
            pieces = parts[category]
            parent = pieces and margin.get(", ".join(pieces[:dropped] + pieces[dropped + 1 :]))
            if parent is not None:
                groups.setdefault(parent, []).append(number)
        for parent, children in groups.items():
            yield dropped, parent, children


def _pieces(category, names, by_breakdown):
    """Return the parts of a crossed category such as 'Male, 16-17'; None when it cannot be taken apart."""
    pieces = category.split(", ")
    if len(pieces) == len(names):
        return pieces
    if len(names) == 2:
        for cut in range(1, len(pieces)):
            pair = [", ".join(pieces[:cut]), ", ".join(pieces[cut:])]
            if any(part in by_breakdown.get(name, {}) for part, name in zip(pair, names, strict=True)):
                return pair
    return None


def _of_areas(cells, hierarchy, measures, add):
    """Find the areas that make up an area, figure by figure."""
    groups = {}
    for number, (measure, area, *rest) in enumerate(cells.keys):
        groups.setdefault((measure, *rest), {})[area] = number
    for (measure, _, _, breakdown, _), by_area in groups.items():
        declared = _declared(measures, measure, "councils_add_up", "yes")
        for parent, kind, children in _wholes(hierarchy, by_area):
            there = [by_area[child] for child in children if child in by_area]
            if parent in by_area and there:
                if hierarchy is not None:
                    is_whole = None if len(there) == len(children) else False
                else:
                    is_whole = declared if declared is None or kind != COUNCIL else declared and len(there) == COUNCILS
                add(("areas", measure, breakdown, parent, kind), is_whole, by_area[parent], there)


def _wholes(hierarchy, by_area):
    """Return (whole, kind, parts): as given, else Scotland with the areas of each kind of code (S12, S08 ...)."""
    if hierarchy is not None:
        return [(parent, "; ".join(children), children) for parent, children in hierarchy]
    kinds = {}
    for area in by_area:
        if area != SCOTLAND:
            kinds.setdefault(area[:3], []).append(area)
    return [(SCOTLAND, kind, children) for kind, children in kinds.items()]


def _of_sums(cells, sums, add):
    """Find measures that are sums of measures, and single figures that are sums of figures."""
    for parent, children in sums:
        names = [parent, *children]
        if all(isinstance(name, str) for name in names):
            for key in [key for key in cells.keys if key[0] == parent]:
                wanted = [(child, *key[1:]) for child in children]
                there = [cells.place[child] for child in wanted if child in cells.place]
                add(("sums", parent, *children), len(there) == len(wanted), cells.place[key], there)
        elif all(isinstance(name, tuple) and len(name) == len(KEY) for name in names):
            if parent in cells.place:
                there = [cells.place[child] for child in children if child in cells.place]
                add(("sums", parent, *children), len(there) == len(children), cells.place[parent], there)
        else:
            allowed = f"measures by name, or figures as ({', '.join(KEY)})"
            raise CjtoolsError(Problem("a sum names its parts in a way that is not known", allowed=allowed))


def _declared(measures, measure, column, wanted):
    """Return whether measures.csv says that figures add up; None without it."""
    if measures is None or measure not in measures:
        return None
    return wanted in measures[measure][column].split(";")


def _settled(cells, declared, members):
    """Return the relations of one kind, as strong as its figures allow."""
    low, high, state = cells.low, cells.high, cells.state
    fits, over, full = [], [], []
    for parent, children in members:
        least, most = sum(low[child] for child in children), sum(high[child] for child in children)
        full.append(all(state[cell] not in (HIDDEN, UNKNOWN) for cell in (parent, *children)))
        over.append(least > high[parent] + TOLERANCE)
        fits.append(not over[-1] and most >= low[parent] - TOLERANCE)
    fits, over, full = np.array(fits), np.array(over), np.array(full)
    adds = not (full & ~fits).any() if declared is None else bool(declared) or (full.any() and fits[full].all())
    # a kind that nothing shows to add up, and that is not declared to, overlaps for all we know
    overlaps = over.any() or (not adds and not full.any())
    relations = []
    for number, (parent, children) in enumerate(members):
        if adds and fits[number]:
            relations.append(Relation(parent, children, True))
        elif over[number] or (overlaps and not adds):
            kept = [child for child in children if low[child] <= high[parent] + TOLERANCE]
            relations += [Relation(parent, (child,), False) for child in kept]
        else:
            relations.append(Relation(parent, children, False))
    return relations
