"""Makes the figures of community payback orders, drug treatment and testing orders and deferred sentences."""

import math

from .chance import bell, between
from .endings import end_orders
from .figures import divide, impose, lagged, persons, put_local, scotland_parts, scotland_total, share_out
from .rounding import apportion, fill_table
from .sources import SCOTLAND

SUPERVISION, UNPAID_WORK = "Supervision", "Unpaid work or other activity"


def make_orders(figures):
    """Make every figure of the workbooks on orders and deferred sentences.

    Parameters
    ----------
    figures : Figures
    """
    world = figures.world
    for year in world.years:
        _community_payback(figures, year)
        impose(figures, "dtto_imposed", year)
        persons(figures, "dtto_individuals", "dtto_imposed", year)
        for breakdown in ("sex", "age", "length"):
            divide(figures, "dtto_imposed", breakdown, year)
        end_orders(figures, "dtto", year)
    for year in world.years_of("sds_imposed"):
        impose(figures, "sds_imposed", year)
        persons(figures, "sds_individuals", "sds_imposed", year)
        for breakdown in ("sex", "age", "length"):
            divide(figures, "sds_imposed", breakdown, year)
        share_out(figures, "sds_ended", year, lagged(figures, "sds_imposed", year, 0.75))
        divide(figures, "sds_ended", "outcome", year)
    _not_available(figures)


def _community_payback(figures, year):
    """Make the community payback order figures of one year."""
    impose(figures, "cpo_imposed", year)
    persons(figures, "cpo_individuals", "cpo_imposed", year)
    for breakdown in ("sex", "age", "court", "employment", "ethnicity"):
        divide(figures, "cpo_imposed", breakdown, year)
    _sex_and_age(figures, year)
    _main_requirements(figures, year)
    _other_requirements(figures, year)
    divide(figures, "cpo_supervision", "length", year)
    divide(figures, "cpo_unpaid_work", "level", year)
    _average(figures, "cpo_supervision_months_average", "cpo_supervision", "length", year)
    _average(figures, "cpo_unpaid_work_hours_average", "cpo_unpaid_work", "level", year)
    end_orders(figures, "cpo", year)
    _breaches(figures, year)
    _unpaid_work_done(figures, year)


def _sex_and_age(figures, year):
    """Make Scotland's table of sex by age from its two margins."""
    sexes, ages = (figures.world.assumptions["shares"]["cpo_imposed"][name] for name in ("sex", "age"))
    rows = {sex: figures.scotland("cpo_imposed", year, "sex", sex) for sex in sexes}
    columns = {age: figures.scotland("cpo_imposed", year, "age", age) for age in ages}
    # Fewer women among the youngest and the oldest, as a rule of thumb.
    older = {"16-17": 0.8, "18-20": 0.8, "Over 40": 0.95}
    seeds = {
        (sex, age): rows[sex] * columns[age] * (older.get(age, 1.0) if sex == "Female" else 1.0)
        for sex in rows
        for age in columns
    }
    for (sex, age), value in fill_table(rows, columns, seeds).items():
        figures.put(("cpo_imposed", "sex and age", f"{sex}, {age}"), year, {SCOTLAND: value})


def _main_requirements(figures, year):
    """Make orders with unpaid work and with supervision: every order has one of them or both."""
    world = figures.world
    imposed = figures.local("cpo_imposed", year)
    total = sum(imposed.values())
    work, supervised = (scotland_total(figures, name, year) for name in ("cpo_unpaid_work", "cpo_supervision"))
    columns = {"work": total - supervised, "supervision": total - work, "both": work + supervised - total}
    # Orders with supervision alone are those without unpaid work: fixed where unpaid work is known.
    known = {entry["area"]: 0 for entry in world.assumptions["zeros"] if entry["year"] == year}
    known |= world.orders_behind_hours(year)
    fixed = {(area, "supervision"): imposed[area] - count for area, count in known.items()}
    seeds = {
        (area, name): part * _unlike(area, f"main {name}", year) for area in imposed for name, part in columns.items()
    }
    cells = fill_table(imposed, columns, seeds, fixed)
    for measure, name, requirement in (
        ("cpo_unpaid_work", "work", UNPAID_WORK),
        ("cpo_supervision", "supervision", SUPERVISION),
    ):
        by_council = {area: cells[area, name] + cells[area, "both"] for area in imposed}
        put_local(figures, (measure, "total", "Total"), year, by_council)
        put_local(figures, ("cpo_requirements", "requirement", requirement), year, by_council)


def _unlike(area, name, year):
    """Return a council's lasting and yearly difference for a requirement (1 = as Scotland)."""
    return max(0.2, 1 + 0.12 * bell(name, area) + 0.03 * bell(name, area, year))


def _other_requirements(figures, year):
    """Make the other requirements; each goes with supervision."""
    world = figures.world
    imposed = figures.scotland("cpo_imposed", year)
    supervised = figures.local("cpo_supervision", year)
    for requirement, knots in world.assumptions["shares"]["cpo_requirements"]["requirement"].items():
        published = world.scotland("cpo_requirements", "requirement", requirement, year)
        share = between(knots, year, world.years) / 100
        total = int(published.value) if published else int(imposed * share + 0.5)
        weights = {
            area: count * max(0.15, 1 + 0.4 * bell(requirement, area) + 0.15 * bell(requirement, area, year))
            for area, count in supervised.items()
        }
        by_council = apportion(total, weights, upper=supervised)
        put_local(figures, ("cpo_requirements", "requirement", requirement), year, by_council)


def _average(figures, measure, orders, breakdown, year):
    """Make average lengths from the bands, fitted to the Scotland average; '[z]' where there are no orders."""
    totals = figures.local(orders, year)
    middle = figures.world.assumptions["middles"][measure]
    printed = figures.world.council_averages(measure, year)
    rough = {}
    for area, total in totals.items():
        if total:
            bands = {band: figures.values[orders, breakdown, band, area, year] for band in middle}
            length = math.fsum(count * middle[band] for band, count in bands.items()) / total
            unlike = 0.025 * bell(measure, area) + _printed_difference(figures, measure, area, year)
            rough[area] = length * (1 + unlike + 0.008 * bell(measure, area, year))
    scotland = _scotland_average(figures, measure, rough, totals, year)
    known = math.fsum(totals[area] * value for area, value in printed.items())
    free = math.fsum(totals[area] * value for area, value in rough.items() if area not in printed)
    factor = (scotland * sum(totals.values()) - known) / free
    averages = {area: round(rough[area] * factor, 1) if area in rough else "[z]" for area in totals}
    figures.put((measure, "total", "Total"), year, {**averages, **printed, SCOTLAND: scotland})


def _printed_difference(figures, measure, area, year):
    """Return how far a council's printed averages lie from Scotland's, carried to years without a print."""
    world = figures.world
    knots = {}
    for name in world.years:
        scotland = world.scotland(measure, "total", "Total", name)
        if scotland and area in world.council_averages(measure, name):
            knots[name] = world.council_averages(measure, name)[area] / scotland.value - 1
    return between(knots, year, world.years) if knots else 0.0


def _scotland_average(figures, measure, rough, totals, year):
    """Return the Scotland average: published, else assumed, else that of the bands."""
    published = figures.world.scotland(measure, "total", "Total", year)
    if published:
        return published.value
    if measure in figures.world.assumptions["averages"]:
        return round(figures.knots("averages", measure, year), 1)
    return round(math.fsum(totals[area] * value for area, value in rough.items()) / sum(totals.values()), 1)


def _breaches(figures, year):
    """Make the breach applications: by orders ended, with lasting differences."""
    spread = figures.world.assumptions["spread"]["breach"]
    ended = figures.local("cpo_ended", year)
    weights = {
        area: count * max(0.3, 1 + spread["level"] * bell("breach", area) + spread["year"] * bell("breach", area, year))
        for area, count in ended.items()
    }
    share_out(figures, "cpo_breach_applications", year, weights)


def _unpaid_work_done(figures, year):
    """Make the unpaid work requirements completed, in time or late, and why late."""
    weights = {
        area: count * max(0.3, 1 + 0.08 * bell("done", area) + 0.03 * bell("done", area, year))
        for area, count in lagged(figures, "cpo_unpaid_work", year).items()
    }
    ended = figures.local("cpo_ended", year)
    share_out(figures, "cpo_unpaid_work_completed", year, weights, upper=ended)
    divide(figures, "cpo_unpaid_work_completed", "timescale", year, seed=_late_or_not(year))
    late = figures.local("cpo_unpaid_work_completed", year, "timescale", "Outwith timescale")
    put_local(figures, ("cpo_unpaid_work_late", "total", "Total"), year, late)
    parts = scotland_parts(figures, "cpo_unpaid_work_late", "reason", sum(late.values()), year)
    divide(figures, "cpo_unpaid_work_late", "reason", year, parts=parts)


def _late_or_not(year):
    """Return the weights of being late: councils differ a good deal."""

    def seed(area, category, share):
        unlike = 1 + 0.3 * bell("late", area) + 0.08 * bell("late", area, year)
        return share * (max(0.3, unlike) if category == "Outwith timescale" else 1)

    return seed


def _not_available(figures):
    """Put the markers of figures that are not available."""
    for entry in figures.world.assumptions["not_available"]:
        figures.put((entry["measure"], "total", "Total"), entry["year"], {entry["area"]: "[x]"})
