"""Do the figures that indicators ask for exist? A missing publication or a misspelt category must not pass silently."""

import difflib

from cjtools.errors import Problem


def unheld(catalogue, observations):
    """Return a problem for every measure, breakdown or category that an indicator names and no observation has.

    Parameters
    ----------
    catalogue : Catalogue
    observations : pandas.DataFrame
        The merged observations.

    Returns
    -------
    list of Problem
        One per measure that is missing altogether, with the indicators that go without; one per misspelt name.
    """
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
    return problems


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
