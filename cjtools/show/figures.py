"""An indicator's answer on a page: sentence, chart, table behind it, source and caveats, all from the same records."""

import html

import pandas as pd

from cjtools import charts
from cjtools.levels import CENTRE, NATION
from cjtools.results.comparisons import FEW
from cjtools.results.shares import grouped_shares
from cjtools.show import inequality, tables, text
from cjtools.show.figure_parts import figure_html, lone_table, made_up_words, names_of, prose, subtitle_of
from cjtools.show.funnel_figure import comparison

NEITHER = "neither good nor bad"  # said beside what is compared though neither way is better


def indicator_html(study, name, shows, prefix):
    """Return everything that is shown of one indicator in one place.

    Parameters
    ----------
    study : Study
    name : str
        Indicator id.
    shows : list of str
        'trend', 'composition', 'profile', 'comparison', 'inequality', 'table'.
    prefix : str
        Unique on the page; part of ids, so short.

    Returns
    -------
    str
    """
    indicator = study.indicator(name)
    pieces = [f'<p class="finding">{prose(finding(study, indicator))}</p>']
    for number, show in enumerate(dict.fromkeys(shows), 1):
        draw = {
            "trend": _trend,
            "composition": _composition,
            "profile": _profile,
            "comparison": comparison,
            "inequality": inequality.figure,
            "table": _table,
        }[show]
        pieces.append(draw(study, indicator, f"{prefix}{number}"))
    pieces += [_by_centre(study, indicator, f"{prefix}c"), _caveats(study, indicator), method_html(indicator)]
    return f'<div class="indicator">{"".join(pieces)}</div>'


def finding(study, indicator):
    """Return the sentence that says what an indicator shows for the study's area.

    Parameters
    ----------
    study : Study
    indicator : Indicator

    Returns
    -------
    str
    """
    place = study.place_of(indicator.id)
    if indicator.statistic == "share":
        said = text.shares_sentence(study.shares(indicator.id)[0], indicator, place)
    elif indicator.is_split:
        said = inequality.sentence(study.shares(indicator.id)[0], indicator, place)
    else:
        row = study.latest(indicator.id)
        if row is None:
            return f"There is no figure for {place}: {indicator.name}."
        said = text.sentence(row, indicator, place)
    return " ".join(filter(None, [said, whose(study, indicator)]))


def whose(study, indicator):
    """Return whose figure it is when it is not the council's; empty when it is.

    Parameters
    ----------
    study : Study
    indicator : Indicator

    Returns
    -------
    str
    """
    if indicator.level == NATION:
        return "Published for Scotland only."
    place = study.wider_place(indicator.id)
    if place is None:
        return ""
    served = [study.catalogue.place_names[code] for code in place["councils"].split("; ")]
    name = text.in_place(place["place_name"])
    if indicator.level == CENTRE:
        return (
            f"Not figures of {text.in_place(study.place)}: custody centres count whoever is held there, and those of "
            f"{name} serve {text.join(served)}."
        )
    if len(served) == 1:
        return f"Counted for {name}, which serves this area alone."
    return (
        f"Counted for {name}, which serves {text.join(served)}; there is no figure for "
        f"{text.in_place(study.place)} alone."
    )


def _by_centre(study, indicator, name):
    """Return the table of each custody centre that serves the area, by year; empty for other levels."""
    rows = study.centres(indicator.id)
    if rows.empty:
        return ""
    periods = sorted(set(rows["period"]))
    columns = [tables.Column("Custody centre", False), *(tables.Column(period) for period in periods)]
    shown = {(row["area_name"], row["period"]): _of_centre(row, indicator) for _, row in rows.iterrows()}
    lines = [
        [centre, *(shown.get((centre, period), "[x]") for period in periods)]
        for centre in dict.fromkeys(rows["area_name"])
    ]
    caption = f"{indicator.name}, {indicator.unit}, by custody centre{made_up_words(rows['status'])}"
    is_few = any(text.is_few_for_rate(row, indicator) for _, row in rows.iterrows())
    note = f"Under {FEW} {indicator.words.counted} the count stands in place of the rate." if is_few else ""
    return lone_table(study, name, tables.table_html(name, caption, columns, lines, note), rows)


def _of_centre(row, indicator):
    """Return the figure of a custody centre; of few cases their count and what they are of, and no rate."""
    return text.counts(row) if text.is_few_for_rate(row, indicator) else text.shown_value(row)


def _caveats(study, indicator):
    """Return what has to be read with an indicator, beside its figures; what holds throughout is told once."""
    throughout = shared_caveats(study)
    told = [caveat for caveat in indicator.caveats if caveat not in throughout]
    is_beside = indicator.better == "neither" and indicator.statistic in ("rate", "proportion")
    if is_beside and not any(NEITHER in " ".join(caveat.split()) for caveat in told):
        told.insert(0, f"A higher or lower figure is {NEITHER} by itself.")
    own = "".join(f"<li>{prose(caveat)}</li>" for caveat in told)
    return f'<ul class="caveats">{own}</ul>' if own else ""


def method_html(indicator):
    """Return how an indicator is worked out, folded away."""
    return (
        f"<details><summary>How it is worked out<span class='vh'>: {html.escape(indicator.name)}</span></summary>"
        f"<p>{html.escape(indicator.how_it_is_calculated)}</p></details>"
    )


def shared_caveats(study):
    """Return the caveats of the outcome's indicators that the report tells once for all."""
    known = study.catalogue.caveats
    named = {name for each in study.outcome.indicator_ids for name in study.indicator(each).shared_caveats}
    return [known.caveats[name] for name in known.throughout if name in named]


def _trend(study, indicator, name):
    own, scotland, group = study.trend(indicator.id)
    if not own["value"].notna().any():
        return ""  # the sentence above says that there is none
    place, group_name = names_of(study, indicator)
    title = text.headline(study.latest(indicator.id), indicator)
    alt = text.trend_alt(own, scotland, group, indicator, place, group_name)
    picture = charts.trend(
        own,
        scotland,
        group,
        name=name,
        title=title,
        alt=alt,
        unit=indicator.unit,
        labels=(place, "Scotland", group_name),
        covid=indicator.covid_years,
        breaks=list(indicator.breaks.items()),
    )
    table = _period_table(study, indicator, name, own, scotland, group)
    rows = pd.concat([own, scotland, group])
    return figure_html(study, name, title, subtitle_of(indicator, place, own), picture, table, rows)


def _period_table(study, indicator, name, own, scotland, group):
    """Return the table by year."""
    place, group_name = names_of(study, indicator)
    columns, lines = tables.by_period(own, scotland, group, place, group_name, indicator.statistic == "proportion")
    meanings = study.catalogue.marker_meanings
    note = tables.markers_note(pd.concat([own, scotland, group]), meanings)
    return tables.table_html(name, subtitle_of(indicator, place, own), columns, lines, note)


def _table(study, indicator, name):
    """Return a table alone: by category for shares, else by year."""
    if indicator.is_split:
        own, scotland, group = study.shares(indicator.id)
        make = _share_table
    else:
        own, scotland, group = study.trend(indicator.id)
        make = _period_table
    if not own["value"].notna().any():
        return ""  # the sentence above says that there is none
    if make is _share_table and _is_few(own):
        return _counts_alone(study, indicator, name, own)
    table = make(study, indicator, name, own, scotland, group)
    if make is _period_table:
        # the sentence above tells the newest year; earlier ones are there for who wants them
        label = f"Figures by year<span class='vh'>: {html.escape(indicator.name)}</span>"
        table = f"<details><summary>{label}</summary>{table}</details>"
    return lone_table(study, name, table, pd.concat([own, scotland, group]))


def _share_title(indicator, rows, base):
    """Return the message of a chart of shares: the largest part as drawn; of few cases or a tie none.

    Parameters
    ----------
    indicator : Indicator
    rows : pandas.DataFrame
        part_label, period and value of what the chart shows.
    base : float
        Cases of the newest year.

    Returns
    -------
    str
    """
    known = rows[rows["value"].notna()]
    newest = known[known["period"] == known["period"].max()].sort_values("value", ascending=False, kind="stable")
    top = newest.iloc[0]
    is_tie = len(newest) > 1 and newest.iloc[1]["value"] == top["value"]
    if is_tie or base * top["value"] / 100 < FEW:
        return f"{indicator.name}, {top['period']}"
    return f"{indicator.name}: {top['part_label']} {text.number(top['value'], 'per cent')} in {top['period']}"


def _share_table(study, indicator, name, own, scotland, group):
    """Return the table of shares in the newest year."""
    place, group_name = names_of(study, indicator)
    columns, lines = tables.by_category(own, scotland, group, place, group_name)
    meanings = study.catalogue.marker_meanings
    note = tables.markers_note(pd.concat([own, scotland, group]), meanings)
    return tables.table_html(name, subtitle_of(indicator, place, own), columns, lines, note)


def _share_figure(study, indicator, name, title, picture, own, scotland, group, more="", said=""):
    """Return a figure of shares with the table of the newest year, after any further table."""
    place, _ = names_of(study, indicator)
    table = more + _share_table(study, indicator, name, own, scotland, group)
    rows = pd.concat([own, scotland, group])
    return figure_html(study, name, title, subtitle_of(indicator, place, own), picture, table, rows, said)


def _composition(study, indicator, name):
    own, scotland, group = study.shares(indicator.id)
    if not own["value"].notna().any():
        return ""  # the sentence above says that there is none
    if _is_few(own):
        return _counts_alone(study, indicator, name, own)
    place, _ = names_of(study, indicator)
    every = grouped_shares(study, indicator.id)
    rows = every[~(every["denominator"] < FEW)]
    if not rows.groupby("period")["value"].agg(lambda values: values.notna().all()).any():
        return _table(study, indicator, name)  # no year is whole, so there is no bar to draw
    alt = text.shares_alt(rows, "Stacked bars by year, per cent", place)
    title = _share_title(indicator, rows, own["denominator"].iloc[0])
    picture = charts.composition(rows, name=name, title=title, alt=alt)
    by_year = _groups_table(indicator, f"{name}y", rows, place)
    left_out = sorted(set(every["period"]) - set(rows["period"]))
    said = f"Years with under {FEW} {indicator.words.counted} are left out: {text.join(left_out)}." if left_out else ""
    return _share_figure(study, indicator, name, title, picture, own, scotland, group, by_year, said)


def _is_few(own):
    """Whether the newest shares of a place are of so few cases that a percentage would mislead."""
    return bool((own["denominator"] < FEW).all())


def _counts_alone(study, indicator, name, own):
    """Return the table of the counts behind shares of few cases, without a chart or a percentage."""
    place, _ = names_of(study, indicator)
    columns = [tables.Column("Category", False), tables.Column(f"Number of {indicator.words.counted}")]
    lines = [
        [row["part_label"], text.number(row["numerator"], "", row["marker"] if pd.isna(row["numerator"]) else "")]
        for _, row in own.iterrows()
    ]
    meanings = study.catalogue.marker_meanings
    caption = subtitle_of(indicator, place, own).replace(f", {indicator.unit}", ", number", 1)
    table = tables.table_html(name, caption, columns, lines, tables.markers_note(own, meanings))
    return lone_table(study, name, table, own)


def _groups_table(indicator, name, rows, place):
    """Return the table of what a composition chart shows: the base and the share of each group by year."""
    wide = rows.pivot(index="period", columns="part_label", values="value")[list(dict.fromkeys(rows["part_label"]))]
    bases = rows.drop_duplicates("period").set_index("period")["denominator"]
    counted = f"All {indicator.words.counted}"
    columns = [tables.Column("Year", False), *map(tables.Column, (counted, *wide.columns))]
    lines = [
        [period, text.number(bases[period]), *(text.number(value, "per cent") for value in values)]
        for period, values in wide.iterrows()
    ]
    return tables.table_html(name, subtitle_of(indicator, place, rows), columns, lines)


def _profile(study, indicator, name):
    own, scotland, group = study.shares(indicator.id)
    if not own["value"].notna().any():
        return ""  # the sentence above says that there is none
    if _is_few(own):
        return _counts_alone(study, indicator, name, own)
    place, _ = names_of(study, indicator)
    alt = text.shares_alt(own, "Dots with 95% intervals beside Scotland, per cent", place)
    title = _share_title(indicator, own, own["denominator"].iloc[0])
    picture = charts.profile(
        own,
        scotland,
        name=name,
        title=title,
        alt=alt,
        unit=indicator.unit,
        labels=(place, "Scotland"),
    )
    return _share_figure(study, indicator, name, title, picture, own, scotland, group)
