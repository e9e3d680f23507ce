"""How orders end, and the completion rate."""

import math

from .chance import bell
from .figures import divide, lagged, share_out
from .rounding import apportion
from .sources import SCOTLAND

COMPLETED, EARLY, TRANSFER = "Successfully completed", "Early discharge", "Transfer out of area"


def end_orders(figures, prefix, year):
    """Make the orders ended, their endings and the completion rate of ``cpo`` or ``dtto``."""
    world = figures.world
    measure, orders = f"{prefix}_ended", f"{prefix}_imposed"
    weights = {
        area: count * (1 + 0.04 * bell("ended", measure, area, year))
        for area, count in lagged(figures, orders, year).items()
    }
    share_out(figures, measure, year, weights)
    ended = figures.local(measure, year)
    rate = published_rate(figures, f"{prefix}_completion_rate", year)
    luck = {area: _success(world, measure, area, year, ended[area]) for area in ended}
    divide(
        figures,
        measure,
        "ending",
        year,
        parts=scotland_endings(figures, measure, rate, year),
        seed=lambda area, category, share: share * (luck[area] if category in (COMPLETED, EARLY) else 1),
    )
    _put_rates(figures, prefix, year)


def published_rate(figures, measure, year):
    """Return the Scotland completion rate in per cent: published, or else assumed."""
    published = figures.world.scotland(measure, "total", "Total", year)
    return published.value if published else figures.knots("rates", measure, year)


def scotland_endings(figures, measure, rate, year):
    """Return ending -> Scotland figure, so that the completion rate is the given one."""
    rule = figures.world.assumptions["endings"][measure]
    total = figures.scotland(measure, year)
    transfer = int(total * rule["transfer"] / 100 * (1 + 0.06 * bell("transfer", measure, year)) + 0.5)
    success = int((total - transfer) * rate / 100 + 0.5)
    early = int(success * rule["early"] / 100 * (1 + 0.05 * bell("early", measure, year)) + 0.5)
    rest = {name: weight for name, weight in rule.items() if name not in ("transfer", "early")}
    others = apportion(total - transfer - success, rest)
    named = {COMPLETED: success - early, EARLY: early, TRANSFER: transfer}
    order = (COMPLETED, EARLY, "Revoked due to review", "Revoked due to breach", TRANSFER, "Death", "Other")
    return {name: (named | others)[name] for name in order}


def _success(world, measure, area, year, ended):
    """Return how much better the odds of completing are than in Scotland; moves more where few end."""
    spread = world.assumptions["spread"]["completion"]
    lasting = spread["level"] * bell("completion", measure, area)
    unrest = spread["year"] + 1.0 / math.sqrt(max(ended, 1))
    return max(0.45, min(2.0, 1 + lasting + unrest * bell("completion", measure, area, year)))


def _put_rates(figures, prefix, year):
    """Store completed and discharged early over ended less transferred, in per cent; '[z]' without a base."""
    rates = {}
    for area in (*figures.world.councils, SCOTLAND):
        ending = {
            name: figures.values[f"{prefix}_ended", "ending", name, area, year] for name in (COMPLETED, EARLY, TRANSFER)
        }
        base = figures.values[f"{prefix}_ended", "total", "Total", area, year] - ending[TRANSFER]
        rates[area] = 100 * (ending[COMPLETED] + ending[EARLY]) / base if base else "[z]"
    figures.put((f"{prefix}_completion_rate", "total", "Total"), year, rates)
