"""What a reader can work out of a partnership's own figures: what indicators and breakdowns leave over.

21 of 22 tells of the one; 40 offers less 37 that were taken up tell of three. Such amounts stand in no file, so they
are protected as figures of their own beside those that do.
"""

import math
from dataclasses import dataclass, field

from cjtools.disclosure.relations import margins

UNLISTED = "(not listed)"
PARTS_OF_A_WHOLE = ("proportion", "share", "rate")  # a rate too can be of a part in a whole: 21 of 22 per 100


@dataclass
class Amounts:
    """Amounts that a reader can work out, and what they add up to.

    Parameters
    ----------
    values : dict
        KEY -> figure, missing where it is hidden.

    Attributes
    ----------
    found : dict
        KEY of each amount -> (its figure, KEY of the figure that it is a part of). A sum that stands nowhere has no
        figure: it is known only to whoever knows all its summands.
    sums : list of (KEY, list of KEY)
        What the amounts add up to.
    """

    values: dict
    found: dict = field(default_factory=dict)
    sums: list = field(default_factory=list)

    def __post_init__(self):
        self.values = dict(self.values)

    def rest(self, name, whole, parts):
        """Add what a whole leaves over its parts, and return its key; None where it leaves less than nothing."""
        value = self.values[whole] - sum(self.values[key] for key in parts)
        if not value >= 0:  # more of the part than of the whole is a fault of the figures, which the indicator tells
            return None
        key = (name, *whole[1:4], "total", "Total")
        self.values[key], self.found[key] = value, (value, whole)
        self.sums.append((whole, [*parts, key]))
        return key

    def total(self, name, parts):
        """Return the key of some figures added up: the figure's own where it is one."""
        if len(parts) == 1:
            return parts[0]
        key = (name, *parts[0][1:4], "total", "Total")
        self.values[key] = sum(self.values[part] for part in parts)
        self.found[key] = math.nan, parts[0]
        self.sums.append((key, list(parts)))
        return key

    def net(self, name, plus, minus):
        """Return the key of some figures added up less others; None where one is not there or less than nothing is."""
        if not plus or not all(key in self.values for key in (*plus, *minus)):
            return None
        whole = self.total(f"{name}, all", plus)
        return self.rest(name, whole, minus) if minus else whole


def amounts(values, indicators):
    """Return what a reader can work out of an area's figures.

    Parameters
    ----------
    values : dict
        KEY -> figure, missing where it is hidden: the area's own, and those of others that its indicators use.
    indicators : iterable of Indicator

    Returns
    -------
    Amounts

    Examples
    --------
    >>> place = ("S12000047", "2024-25", "financial year")
    >>> values = {("seen", *place, "total", "Total"): 22.0, ("seen", *place, "sex", "Female"): 19.0}
    >>> [figure for figure, _ in amounts(values, []).found.values()]
    [3.0]
    """
    found = Amounts(values)
    _of_breakdowns(found, values)
    places = sorted({key[1:4] for key in values})
    for indicator in indicators:
        for part, tops, bottoms in _parts(indicator):
            for place in places:
                _of_indicator(found, indicator, f"{indicator.id}{part}", place, tops, bottoms, values)
    return found


def _of_breakdowns(found, values):
    """Add what totals, and margins of crossed breakdowns, leave over their listed categories."""
    groups = {}
    for key in values:
        groups.setdefault(key[:4], {}).setdefault(key[4], {})[key[5]] = key
    for by_breakdown in groups.values():
        total = by_breakdown.get("total", {}).values()
        for breakdown, categories in by_breakdown.items():
            wholes = [(whole, list(categories.values())) for whole in total if breakdown != "total"]
            for whole, parts in [*wholes, *((whole, parts) for _, whole, parts in margins(breakdown, by_breakdown))]:
                if values[whole] != sum(values[key] for key in parts):
                    found.rest(f"{whole[0]}, {breakdown} {UNLISTED} of {whole[5]}", whole, parts)


def _parts(indicator):
    """Yield what an indicator is worked out from, once for each category that it is worked out for.

    (Words of the part, terms of the numerator, terms of the denominator.)
    """
    if indicator.statistic == "share" or not indicator.parts:
        yield "", indicator.numerator, indicator.denominator
        return
    for part in indicator.parts:
        in_part = {"breakdown": indicator.breakdown, "category": part}
        sides = (indicator.numerator, indicator.denominator)
        yield f": {part}", *([term.model_copy(update=in_part) for term in side] for side in sides)


def _of_indicator(found, indicator, name, place, tops, bottoms, values):
    """Add what an indicator takes away from one figure and another, and leaves over of its base."""

    def net(of, terms):
        keys = {
            sign: [(one.measure, *place, one.breakdown, one.category) for one in terms if one.sign == sign]
            for sign in (1, -1)
        }
        return found.net(f"{name}, {of}", keys[1], keys[-1])

    if indicator.statistic == "share":
        first = (indicator.numerator[0].measure, *place, indicator.breakdown)
        every = [key for key in values if key[:5] == first]
    else:
        top = net("count", tops)
        every = [] if top is None else [top]
    base = net("base", bottoms) if bottoms and every else None
    if base is None or indicator.statistic not in PARTS_OF_A_WHOLE:
        return
    is_whole = not indicator.overlapping and sum(found.values[key] for key in every) <= found.values[base]
    for parts in [every] if is_whole else [[key] for key in every]:
        found.rest(f"{name} left over{'' if is_whole else parts[0][5]}", base, parts)
