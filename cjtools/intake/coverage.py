"""Do the figures that indicators ask for exist? A missing publication or a misspelt category must not pass silently."""

import difflib

from cjtools.areas import SCOTLAND
from cjtools.errors import Problem
from cjtools.levels import BOARD, CENTRE, COUNCIL, DIVISION, NATION, UNPLACED

_PLURALS = {
    COUNCIL: "councils",
    NATION: "Scotland",
    DIVISION: "police divisions",
    CENTRE: "custody centres",
    BOARD: "health boards",
}


def unheld(catalogue, observations):
    """Return a problem for everything that indicators name and no observation has.

    Parameters
    ----------
    catalogue : Catalogue
    observations : pandas.DataFrame
        The merged observations.

    Returns
    -------
    list of Problem
        One per measure that is missing altogether, with the indicators that go without; one per misspelt name; one per
        measure without figures at an indicator's level; one per source that nothing was read of.
    """
    observations = observations[observations["area_code"] != UNPLACED]
    held = set(zip(*(observations[name].astype(str) for name in ("measure", "breakdown", "category")), strict=True))
    measures = {measure for measure, _, _ in held}
    without, problems = {}, []
    for indicator in catalogue.indicators.values():
        file = f"data/catalogue/indicators/{indicator.id}.yaml"
        for term in _terms(indicator):
            if term[0] not in measures:
                without.setdefault(term[0], []).append(indicator.id)
            elif term not in held:
                near = [" / ".join(known[1:]) for known in held if known[0] == term[0] and _alike(known, term)]
                found = f"no figure of {term[0]} is held for {' / '.join(term[1:])}"
                problems.append(Problem(found, file, allowed="; ".join(sorted(near)[:5])))
    for measure, names in without.items():
        title = catalogue.measures[measure]["title"]
        found = f"no figure of {measure} ({title}) is held; without it go: {', '.join(dict.fromkeys(names))}"
        problems.append(Problem(found, "data/raw", todo="put the publication that holds it there"))
    return [*problems, *_at_other_levels(catalogue, observations), *_unread_sources(catalogue, observations)]


def _terms(indicator):
    """Return (measure, breakdown, category) of everything an indicator is worked out from."""
    weight = [indicator.weight] if indicator.weight else []
    if indicator.statistic == "share":
        measure = indicator.numerator[0].measure
        own = [(measure, indicator.breakdown, part) for part in indicator.parts]
        rest = indicator.denominator
    else:
        own, rest = [], [*indicator.numerator, *indicator.denominator, *weight]
    return own + [(term.measure, term.breakdown, term.category) for term in rest]


def _alike(known, term):
    """Return whether a held breakdown and category look like those that were named."""
    return bool(difflib.get_close_matches(" / ".join(known[1:]), [" / ".join(term[1:])], 1, cutoff=0.6))


def _at_other_levels(catalogue, observations):
    """Return a problem for each measure whose figures are all of other places than its indicators are about."""
    kinds = {area["area_code"]: COUNCIL for area in catalogue.councils} | {SCOTLAND: NATION}
    kinds |= {place["place_code"]: place["kind"] for place in catalogue.places}
    pairs = observations[["measure", "area_code"]].astype(str).drop_duplicates()
    levels = {}
    for measure, code in pairs.itertuples(index=False):
        levels.setdefault(measure, set()).add(kinds.get(code, code))
    lacking, read = {}, set(observations["source"].astype(str))
    for indicator in catalogue.indicators.values():
        if indicator.source not in read:
            continue  # that is told of the source
        for measure in dict.fromkeys(term.measure for term in indicator.terms):
            if measure in levels and indicator.level not in levels[measure]:
                lacking.setdefault((measure, indicator.level), []).append(indicator)
    return [_other_level(catalogue, *key, levels[key[0]], named) for key, named in lacking.items()]


def _other_level(catalogue, measure, level, held, indicators):
    """Return the problem of a measure that is held for some kinds of places, but not for those of a level."""
    there = [kind for kind in _PLURALS if kind in held]
    names = ", ".join(indicator.id for indicator in indicators)
    title = catalogue.measures[measure]["title"]
    has = " and ".join(_PLURALS[kind] for kind in there)
    found = f"{measure} ({title}) is held for {has}, not for {_PLURALS[level]}; "
    found += f"without that go: {names} (level: {level})"
    sources = _titles(catalogue, dict.fromkeys(indicator.source for indicator in indicators))
    todo = f"put the publication that has it for {_PLURALS[level]} there ({sources}); or mend the level in "
    todo += ", ".join(f"data/catalogue/indicators/{indicator.id}.yaml" for indicator in indicators)
    return Problem(found, "data/raw", allowed=f"level: {' or '.join(there)}", todo=todo)


def _unread_sources(catalogue, observations):
    """Return a problem for each source that indicators rest on and that no figure was read of."""
    read = set(observations["source"].astype(str))
    resting = {}
    for indicator in catalogue.indicators.values():
        if indicator.source not in read:
            resting.setdefault(indicator.source, []).append(indicator.id)
    problems = []
    for source, names in resting.items():
        layouts = [layout.id for layout in catalogue.layouts if layout.source == source]
        read_by = f"; it is read by the layout {' or '.join(layouts)}" if layouts else ""
        found = f"no file holds figures of the source {source} ({_titles(catalogue, [source])}), on which rest: "
        todo = f"put a workbook of it there, then run: cjtools build{read_by}"
        problems.append(Problem(found + ", ".join(names), "data/raw", todo=todo))
    return problems


def _titles(catalogue, sources):
    """Return the titles of some sources; one that is listed by edition only has that of its first edition."""
    rows = {row["source"]: row for row in reversed(catalogue.sources)}
    return "; ".join((catalogue.source(source) or rows[source])["title"] for source in sources)
