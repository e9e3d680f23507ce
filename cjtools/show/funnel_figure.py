"""All councils in one picture: a funnel plot around Scotland's figure, with the table behind it."""

from cjtools import charts, words
from cjtools.levels import COUNCIL
from cjtools.results.funnels import funnel_of
from cjtools.show import tables, text
from cjtools.show.figure_parts import figure_html, no_figures


def comparison(study, indicator, name):
    """Return the funnel plot with the table behind it.

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
    if funnel is None:
        return no_figures(study, indicator, name)
    latest = study.latest(indicator.id)
    own_code = study.code_of(indicator.id)
    what = "councils" if indicator.level == COUNCIL else "places"
    counted = f"{len(funnel.outside)} of {len(funnel.points)} {what}"
    title = f"{indicator.name}: {counted} outside the 99.8% limits around Scotland"
    members = [code for code in study.peers.members if code != own_code]
    where = "outside" if own_code in set(funnel.outside["area_code"]) else "inside"
    is_there = own_code in set(funnel.points["area_code"])
    own_value = text.shown_value(latest)
    own = f"{own_value}, {where} the 99.8% limits" if is_there else "has no figure"
    outside = text.join(funnel.outside["area_name"]) if len(funnel.outside) else "none"
    alt = (
        f"Funnel plot of {len(funnel.points)} {what} in {latest['period']}. Scotland "
        f"{text.number(funnel.mean, indicator.unit)}; {study.place_of(indicator.id)} {own}. Outside them: {outside}."
    )
    picture = charts.funnel(
        funnel.points, name=name, title=title, alt=alt, unit=indicator.unit, mean=funnel.mean,
        limits95=funnel.limits[0.95], limits998=funnel.limits[0.998], own_code=own_code, group_codes=members,
        denominator=base_words(study, indicator), group_label=study.peers.label,
        tau2=funnel.spread.tau2,
    )  # fmt: skip
    subtitle = f"{indicator.name}, {indicator.unit}, by {what.removesuffix('s')}, {latest['period']}"
    said = " ".join(filter(None, [text.placed(latest, indicator), spread_words(funnel)]))
    table = tables.table_html(name, subtitle, *_table(study.places(indicator.id), what))
    return figure_html(study, name, title, subtitle, picture, table, study.places(indicator.id), said)


def spread_words(funnel):
    """Return whether the limits were widened, and why."""
    if funnel.spread.tau2 > 0:
        return (
            "Places differ more than chance alone would have it, so the limits are widened by the spread between them; "
            f"{funnel.outside_chance} lie outside the limits of chance alone."
        )
    return "Chance explains the spread between places, so the limits are those of chance alone."


def _table(points, what):
    """Return columns and rows of the table of all places."""
    heads = ("Count", "Base", "Value", "95% interval")
    columns = [tables.Column(what.removesuffix("s").capitalize(), False), *(tables.Column(head) for head in heads)]
    lines = [
        [
            row["area_name"],
            text.number(row["numerator"]),
            text.number(row["denominator"]),
            text.shown_value(row),
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
