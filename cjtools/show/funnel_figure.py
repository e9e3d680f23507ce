"""All councils in one picture: a funnel plot around Scotland's figure, with the table behind it."""

from cjtools import charts, words
from cjtools.levels import COUNCIL
from cjtools.results.comparisons import FEW, SIDES, TOO_FEW
from cjtools.results.funnels import funnel_of
from cjtools.show import tables, text
from cjtools.show.figure_parts import figure_html, made_up_words


def comparison(study, indicator, name):
    """Return the funnel plot with the table behind it; empty where the place itself is not in it.

    Parameters
    ----------
    study : Study
    indicator : Indicator
    name : str
        Unique on the page.

    Returns
    -------
    str
    """
    funnel = funnel_of(study, indicator)
    own_code = study.code_of(indicator.id)
    own = None if funnel is None else funnel.point(own_code)
    if own is None:
        return ""
    latest = study.latest(indicator.id)
    what = "councils" if indicator.level == COUNCIL else "places"
    counted = f"{len(funnel.outside)} of {len(funnel.points)} {what}"
    limits = limits_name(funnel)
    title = f"{indicator.name}: {counted} outside the {limits} around Scotland"
    members = [code for code in study.peers.members if code != own_code]
    where = _own_words(own, funnel, limits)
    outside = text.join(funnel.outside["area_name"]) if len(funnel.outside) else "none"
    alt = (
        f"Funnel plot of {len(funnel.points)} {what} in {latest['period']}. Scotland "
        f"{text.number(funnel.mean, indicator.unit)}; {study.place_of(indicator.id)} {where}. Outside them: {outside}."
    )
    picture = charts.funnel(
        funnel.points, name=name, title=title, alt=alt, unit=indicator.unit, mean=funnel.mean,
        limits95=funnel.limits[0.95], limits998=funnel.limits[0.998], own_code=own_code, group_codes=members,
        denominator=base_words(study, indicator), group_label=study.peers.label,
        tau2=funnel.spread.tau2,
    )  # fmt: skip
    subtitle = f"{indicator.name}, {indicator.unit}, by {what.removesuffix('s')}, {latest['period']}"
    places = study.places(indicator.id)
    places = places[~(places["denominator"] < FEW)]
    subtitle += made_up_words(places["status"])
    why = _why_readings_differ(own, funnel, study.place_of(indicator.id))
    said = " ".join(
        filter(None, [text.placed(latest, indicator), spread_words(funnel), why, left_out(funnel, indicator, what)])
    )
    table = tables.table_html(name, subtitle, *_table(places, what, indicator))
    return figure_html(study, name, title, subtitle, picture, table, places, said)


def left_out(funnel, indicator, what):
    """Return how many places a funnel leaves out for their few cases, as one sentence; empty where none.

    Parameters
    ----------
    funnel : Funnel
    indicator : Indicator
    what : str
        'councils' or 'places'.

    Returns
    -------
    str
    """
    if not funnel.few:
        return ""
    places = what.removesuffix("s") if funnel.few == 1 else what
    return f"Left out: {funnel.few} {places} with under {FEW} {indicator.words.counted}."


def limits_name(funnel):
    """Return what the outer limits are called; widened ones are always said to be.

    Parameters
    ----------
    funnel : Funnel

    Returns
    -------
    str
    """
    return "widened 99.8% limits" if funnel.spread.tau2 > 0 else "99.8% limits"


def _own_words(own, funnel, limits):
    """Return where the own place lies: its figure, and which side of the outer limits."""
    side = "outside" if funnel.is_outside(own) else "inside"
    few = ", on too few cases to tell" if own["position"] == TOO_FEW else ""
    return f"{text.shown_value(own)}, {side} the {limits}{few}"


def _why_readings_differ(own, funnel, place):
    """Return why a place that reads higher or lower than Scotland lies inside widened limits; empty where none does."""
    if funnel.spread.tau2 == 0 or own["position"] not in SIDES or funnel.is_outside(own):
        return ""
    return (
        f"{place} is {text.beside_scotland(own)} when only chance is allowed for; when the spread between "
        "places is allowed for too, it lies inside the limits."
    )


def readings_differ(funnel):
    """Return why councils that read higher or lower than Scotland can lie inside widened limits; empty if none does.

    Parameters
    ----------
    funnel : Funnel

    Returns
    -------
    str
    """
    inside = funnel.points[~funnel.points["area_code"].isin(funnel.outside["area_code"])]
    if funnel.spread.tau2 == 0 or not inside["position"].isin(SIDES).any():
        return ""
    return (
        "Higher and lower in the table allow for chance alone; these limits allow for the spread between councils too, "
        "so a council can be clearly higher or lower there and inside them here."
    )


def spread_words(funnel):
    """Return whether the limits were widened, and why."""
    if funnel.spread.tau2 > 0:
        outside = funnel.outside_chance
        return (
            "Places differ more than chance alone would have it, so the limits are widened by the spread between them; "
            f"{outside or 'none'} {'lies' if outside < 2 else 'lie'} outside the 99.8% limits of chance alone."
        )
    return "Chance explains the spread between places, so the limits are those of chance alone."


def _table(points, what, indicator):
    """Return columns and rows of the table of all places."""
    heads = ("Count", "Base", "Value", "95% interval")
    columns = [tables.Column(what.removesuffix("s").capitalize(), False), *(tables.Column(head) for head in heads)]
    lines = [
        [
            row["area_name"],
            text.number(row["numerator"]),
            text.number(row["denominator"]),
            "too few" if text.is_few_for_rate(row, indicator) else text.shown_value(row),
            words.limits(row),
        ]
        for _, row in points.iterrows()
    ]
    return columns, lines


def base_words(study, indicator):
    """Return what the horizontal axis counts."""
    if indicator.statistic == "proportion":
        return f"{indicator.words.counted} in the base"
    return study.catalogue.measures[indicator.denominator[0].measure]["title"]
