"""The building blocks of every measure: a Scotland figure, its parts, and the areas' shares of both.

Areas are councils, unless the assumptions say that a measure has health boards or custody centres.
"""

import math

from .chance import bell, between
from .rounding import apportion, fill_table
from .sources import SCOTLAND


class Figures:
    """The made-up figures, and the world they are fitted to.

    Attributes
    ----------
    world : World
    values : dict
        (measure, breakdown, category, area, year) -> int, float or marker.
    """

    def __init__(self, world):
        self.world = world
        self.values = {}

    def put(self, name, year, by_area):
        """Store area -> value for one (measure, breakdown, category)."""
        self.values.update({(*name, area, year): value for area, value in by_area.items()})

    def local(self, measure, year, breakdown="total", category="Total"):
        """Return area -> figure, Scotland left out."""
        areas = self.world.areas_of(measure)
        return {area: self.values[measure, breakdown, category, area, year] for area in areas}

    def scotland(self, measure, year, breakdown="total", category="Total"):
        """Return the Scotland figure."""
        return self.values[measure, breakdown, category, SCOTLAND, year]

    def knots(self, group, measure, year):
        """Return an assumed number of one year."""
        return between(self.world.assumptions[group][measure], year, self.world.years)


def scotland_total(figures, measure, year):
    """Return the published Scotland figure of a measure, or else the assumed one."""
    published = figures.world.scotland(measure, "total", "Total", year)
    if published:
        return int(published.value)
    rule = figures.world.assumptions["scotland"][measure]
    share = figures.world.printed_share(measure, "total", "Total", year)
    number = share.value / 100 if share else between(rule["knots"], year, figures.world.years)
    return int((number * figures.scotland(rule["per"], year) if "per" in rule else number) + 0.5)


def scotland_parts(figures, measure, breakdown, total, year):
    """Divide a Scotland total: published parts as they are, the rest by the assumed shares.

    Where every part is published but in editions that do not add up, the oldest one gives way.
    """
    world = figures.world
    shares = world.assumptions["shares"][measure][breakdown]
    weights = {category: between(knots, year, world.years) for category, knots in shares.items()}
    known = {category: world.scotland(measure, breakdown, category, year) for category in weights}
    known = {category: figure for category, figure in known.items() if figure}
    if len(known) == len(weights) and sum(int(figure.value) for figure in known.values()) != total:
        known.pop(min(known, key=lambda category: (known[category].edition, -known[category].value)))
    parts = {category: int(figure.value) for category, figure in known.items()}
    rest = {category: weight for category, weight in weights.items() if category not in parts}
    low, high = printed_limits(world, measure, breakdown, rest, total, year)
    parts |= apportion(total - sum(parts.values()), rest, low, high) if rest else {}
    return {category: parts[category] for category in weights}


def printed_limits(world, measure, breakdown, categories, total, year):
    """Return the least and most a part may be so that its percentage rounds to the printed one."""
    low, high = {}, {}
    for category in categories:
        share = world.printed_share(measure, breakdown, category, year)
        if share:
            half = 0.5 / 10**share.decimals
            low[category] = math.ceil((share.value - half) * total / 100)
            high[category] = math.ceil((share.value + half) * total / 100) - 1
    return low, high


def level(figures, measure, area, year):
    """Return an area's rate against Scotland's (1 = the same), before the movement of single years.

    Published figures are the fixed points; other areas follow recorded crime and a lasting difference.
    """
    world = figures.world
    knots = dict(world.assumptions["levels"].get(measure, {}).get(area, {}))
    for name in world.years_of(measure):
        count = world.council_figures(measure, "total", "Total", name).get(area)
        if count is not None:
            expected = scotland_total(figures, measure, name) * population_share(world, area, name)
            knots[name] = count / expected
    if knots:
        return between(knots, year, world.years)
    spread = world.assumptions["spread"][measure]
    crime = world.crime[area] / world.crime[SCOTLAND] / population_share(world, area, world.years[0])
    usual = max(0.4, min(1.7, 1 + spread["crime"] * (crime - 1)))
    return max(0.12, usual * (1 + spread["level"] * bell("level", measure, area)))


def population_share(world, area, year):
    """Return an area's share of Scotland's people aged 16 to 70."""
    return world.people(area, year) / world.people(SCOTLAND, year)


def impose(figures, measure, year):
    """Make the orders or cases that start in one year: published figures first, the rest by level and population."""
    world = figures.world
    total = scotland_total(figures, measure, year)
    fixed = world.council_figures(measure, "total", "Total", year)
    spread = world.assumptions["spread"][measure]["year"]
    weights, low, high = {}, {}, {}
    for area in world.areas_of(measure):
        expected = total * population_share(world, area, year) * level(figures, measure, area, year)
        expected *= open_share(world, measure, area, year)
        unrest = spread + 0.4 / math.sqrt(max(expected, 1))
        weights[area] = expected * max(0.2, 1 + unrest * bell("year", measure, area, year))
        low[area], high[area] = limits(world, measure, area, year, total if expected > 0 else 0)
        if area in fixed:
            low[area] = high[area] = fixed[area]
    put_local(figures, (measure, "total", "Total"), year, apportion(total, weights, low, high))


def open_share(world, measure, area, year):
    """Return the share of its usual orders a council had while a service was closed (1 = open)."""
    share = 1.0
    for closure in world.assumptions["closures"]:
        if closure["measure"] == measure and area in closure["areas"]:
            share *= between(closure["share"], year, world.years)
    return share


def limits(world, measure, area, year, total):
    """Return the least and most orders a council may have."""
    rules = world.assumptions["limits"].get(measure, {}).get(year, {})
    rule = rules.get(area, rules.get("all"))
    if rule is None or total == 0:
        return 0, total
    people = world.people(area, year)
    return math.ceil(rule[0] * people / 10_000), math.floor(rule[1] * people / 10_000)


def put_local(figures, name, year, by_area):
    """Store the areas' figures and their sum as Scotland's (custody centres have no row for Scotland)."""
    scotland = {SCOTLAND: sum(by_area.values())} if figures.world.has_scotland(name[0]) else {}
    figures.put(name, year, {**by_area, **scotland})


def share_out(figures, measure, year, weights, upper=None, lower=None):
    """Share a Scotland figure out between areas by weight; published council figures are met."""
    fixed = figures.world.council_figures(measure, "total", "Total", year)
    most = {**(upper or {}), **fixed}
    total = scotland_total(figures, measure, year)
    put_local(figures, (measure, "total", "Total"), year, apportion(total, weights, {**(lower or {}), **fixed}, most))


def follow(figures, measure, counts, year, upper=None, lower=None):
    """Make a measure that follows another: by the other's counts, with lasting and yearly differences between areas.

    An area's assumed level (1 = as the other measure says) stands instead of its lasting difference.

    Parameters
    ----------
    figures : Figures
    measure, year : str
    counts : dict
        Area -> what the measure follows; an area with 0 gets 0.
    upper, lower : dict, optional
        Area -> most and least it may get.
    """
    spread = figures.world.assumptions["spread"][measure]
    levels = figures.world.assumptions["levels"].get(measure, {})
    weights = {}
    for area, count in counts.items():
        unrest = spread["year"] + 0.3 / math.sqrt(max(count, 1))
        usual = 1 + spread["level"] * bell("follow", measure, area)
        if area in levels:
            usual = between(levels[area], year, figures.world.years)
        weights[area] = count * max(0.25, usual + unrest * bell("follow", measure, area, year))
    share_out(figures, measure, year, weights, upper, lower)


def divide(figures, measure, breakdown, year, parts=None, seed=None):
    """Divide every area's total between the categories of a breakdown, so that both totals hold.

    Parameters
    ----------
    figures : Figures
    measure, breakdown, year : str
    parts : dict, optional
        Category -> Scotland figure; otherwise published or assumed.
    seed : callable, optional
        (area, category, Scotland share) -> weight; otherwise the Scotland share with the areas' differences.
    """
    world = figures.world
    totals = figures.local(measure, year)
    scotland = sum(totals.values())
    parts = parts or scotland_parts(figures, measure, breakdown, scotland, year)
    fixed = {
        (area, category): value
        for category in parts
        for area, value in world.council_figures(measure, breakdown, category, year).items()
    }
    seed = seed or (lambda area, category, share: share * difference(world, measure, area, category, year))
    seeds = {
        (area, category): seed(area, category, part / scotland) for area in totals for category, part in parts.items()
    }
    cells = fill_table(totals, parts, seeds, fixed)
    for category in parts:
        put_local(figures, (measure, breakdown, category), year, {area: cells[area, category] for area in totals})


def difference(world, measure, area, category, year):
    """Return how much more usual a category is in an area than in Scotland (1 = the same)."""
    only = world.assumptions["only_in"].get(category)
    if only and area not in only:
        return 0.0
    spread = world.assumptions["spread"]["unknown" if category == "Not known" else "parts"]
    lasting = spread["level"] * bell("part", measure, area, category)
    return max(0.15, 1 + lasting + spread["year"] * bell("part", measure, area, category, year))


def persons(figures, measure, orders, year):
    """Make the people behind the orders: at least one where there is an order, never more than orders."""
    given = figures.local(orders, year)
    total = scotland_total(figures, measure, year)
    fixed = figures.world.council_figures(measure, "total", "Total", year)
    low = {area: min(1, count) for area, count in given.items()} | fixed
    unlike = {area: 1 + 0.02 * bell("persons", measure, area) for area in given}
    weights = {area: count * unlike[area] for area, count in given.items()}
    put_local(figures, (measure, "total", "Total"), year, apportion(total, weights, low, given | fixed))


def lagged(figures, measure, year, this_year=0.55):
    """Return area -> a mix of this year's and last year's figure: what can have ended this year."""
    now = figures.local(measure, year)
    years = figures.world.years_of(measure)
    before = figures.local(measure, years[max(0, years.index(year) - 1)])
    return {area: this_year * now[area] + (1 - this_year) * before[area] for area in now}


def mixture(figures, measure, of, year, share):
    """Return area -> what to expect of a measure: a share of it goes by another measure, the rest by recorded crime."""
    world = figures.world
    total = scotland_total(figures, measure, year)
    counts = figures.local(of, year)
    whole = sum(counts.values())
    return {
        area: total * (share * count / whole + (1 - share) * world.crime[area] / world.crime[SCOTLAND])
        for area, count in counts.items()
    }
