"""An indicator's answer on a page: sentence, chart, table behind it, source and caveats, all from the same records."""

import html
import re

import numpy as np
import pandas as pd

from cjtools import charts, stats, tables, text
from cjtools.areas import SCOTLAND
from cjtools.sources import source_line

MADE_UP = "Illustrative figures: made up by a script, not published. Do not quote them."
_YEAR = re.compile(r"\b(?:19|20)\d{2}-\d{2}\b")
GRID_POINTS = 40  # points at which funnel limits are drawn


def indicator_html(study, name, shows, prefix):
    """Return everything that is shown of one indicator in one place.

    Parameters
    ----------
    study : Study
    name : str
        Indicator id.
    shows : list of str
        'trend', 'composition', 'profile', 'comparison', 'table'.
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
            "comparison": _comparison,
            "table": _table,
        }[show]
        pieces.append(draw(study, indicator, f"{prefix}{number}"))
    pieces.append(method_html(study, indicator))
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
    place = "Scotland" if study.code_of(indicator.id) == SCOTLAND else study.place
    if indicator.statistic == "share":
        return text.shares_sentence(study.shares(indicator.id)[0], indicator, place)
    row = study.latest(indicator.id)
    if row is None:
        return f"There is no figure for {place}: {indicator.name}."
    said = text.sentence(row, indicator, place)
    return f"{said} This figure is published for Scotland only." if indicator.level == "scotland" else said


def method_html(study, indicator):
    """Return how an indicator is worked out, with its caveats, folded away."""
    shared = shared_caveats(study)
    caveats = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in indicator.caveats if caveat not in shared)
    listed = f"<ul>{caveats}</ul>" if caveats else ""
    return (
        f"<details><summary>How it is worked out<span class='vh'>: {html.escape(indicator.name)}</span></summary>"
        f"<p>{html.escape(indicator.how_it_is_calculated)}</p>{listed}</details>"
    )


def shared_caveats(study):
    """Return the caveats that hold for many indicators; the report says them once."""
    counts = {}
    for name in study.export_ids():
        for caveat in study.indicator(name).caveats:
            counts[caveat] = counts.get(caveat, 0) + 1
    return [caveat for caveat, count in counts.items() if count >= 6]


def prose(words):
    """Return text as HTML in which a financial year does not break over two lines.

    Examples
    --------
    >>> prose("R&D in 2023-24")
    'R&amp;D in <span class="y">2023-24</span>'
    """
    return _YEAR.sub(r'<span class="y">\g<0></span>', html.escape(words))


def _figure(study, name, title, subtitle, picture, table, rows):
    """Return a figure: title, subtitle, label when made up, picture with its table folded away, source."""
    notes = _notes(rows)
    return (
        f'<figure id="{name}"><figcaption><strong>{prose(title)}</strong>'
        f'<span class="sub">{prose(subtitle)}</span></figcaption>{_made_up(rows)}<div class="chart">{picture}</div>'
        f"<details><summary>Figures behind the chart<span class='vh'>: {html.escape(title)}</span></summary>"
        f"{table}</details>"
        f'<p class="source">{prose(f"{notes} " if notes else "")}{source_line(study, rows)}</p></figure>'
    )


def _lone_table(study, name, table, rows):
    """Return a table that stands without a chart: label when made up, the table, source."""
    notes = _notes(rows)
    return (
        f'<div id="{name}">{_made_up(rows)}{table}'
        f'<p class="source">{prose(f"{notes} " if notes else "")}{source_line(study, rows)}</p></div>'
    )


def _notes(rows):
    """Return what has to be said of the newest figures, each note once."""
    return " ".join(dict.fromkeys(note for note in rows.loc[rows["period"] == rows["period"].max(), "note"] if note))


def _made_up(rows):
    """Return the label of figures that are illustrative; empty when all are published."""
    return f'<p class="made-up">{MADE_UP}</p>' if (rows["status"] == "illustrative").any() else ""


def _subtitle(indicator, place, rows):
    """Return the statistical subtitle: what, unit, where, when."""
    periods = list(rows["period"])
    when = f"{periods[0]} to {periods[-1]}" if len(set(periods)) > 1 else (periods[0] if periods else "")
    where = "" if place in indicator.name else f", {place}"
    return f"{indicator.name}, {indicator.unit}{where}, {when}"


def _names(study, indicator):
    """Return (place, group name) as they label lines and columns."""
    if study.code_of(indicator.id) == SCOTLAND:
        return "Scotland", ""
    return study.place, f"Family group {study.group['number']}"


def _no_figures(study, indicator, name):
    """Return what stands where there is nothing to show."""
    where = html.escape(_names(study, indicator)[0])
    return f'<p id="{name}" class="gap">No figures for {where}: {html.escape(indicator.name)}.</p>'


def _trend(study, indicator, name):
    own, scotland, group = study.trend(indicator.id)
    if not own["value"].notna().any():
        return _no_figures(study, indicator, name)
    place, group_name = _names(study, indicator)
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
    )
    table = _period_table(study, indicator, name, own, scotland, group)
    rows = pd.concat([own, scotland, group])
    return _figure(study, name, title, _subtitle(indicator, place, own), picture, table, rows)


def _period_table(study, indicator, name, own, scotland, group):
    """Return the table by year."""
    place, group_name = _names(study, indicator)
    columns, lines = tables.by_period(own, scotland, group, place, group_name, indicator.statistic == "proportion")
    meanings = {row["marker"]: row["meaning"] for row in reversed(study.catalogue.markers)}
    note = tables.markers_note(pd.concat([own, scotland, group]), meanings)
    return tables.table_html(name, _subtitle(indicator, place, own), columns, lines, note)


def _table(study, indicator, name):
    """Return a table alone: by category for shares, else by year."""
    if indicator.statistic == "share":
        own, scotland, group = study.shares(indicator.id)
        make = _share_table
    else:
        own, scotland, group = study.trend(indicator.id)
        make = _period_table
    if not own["value"].notna().any():
        return _no_figures(study, indicator, name)
    table = make(study, indicator, name, own, scotland, group)
    if make is _period_table:
        # the sentence above tells the newest year; earlier ones are there for who wants them
        label = f"Figures by year<span class='vh'>: {html.escape(indicator.name)}</span>"
        table = f"<details><summary>{label}</summary>{table}</details>"
    return _lone_table(study, name, table, pd.concat([own, scotland, group]))


def _share_title(indicator, own):
    """Return the message of a chart of shares: the largest category."""
    known = own[own["value"].notna()]
    top = known.loc[known["value"].idxmax()]
    return f"{indicator.name}: {top['part_label']} {text.number(top['value'], 'per cent')} in {top['period']}"


def _share_table(study, indicator, name, own, scotland, group):
    """Return the table of shares in the newest year."""
    place, group_name = _names(study, indicator)
    columns, lines = tables.by_category(own, scotland, group, place, group_name)
    meanings = {row["marker"]: row["meaning"] for row in reversed(study.catalogue.markers)}
    note = tables.markers_note(pd.concat([own, scotland, group]), meanings)
    return tables.table_html(name, _subtitle(indicator, place, own), columns, lines, note)


def _share_figure(study, indicator, name, picture, own, scotland, group, more=""):
    """Return a figure of shares with the table of the newest year, after any further table."""
    place, _ = _names(study, indicator)
    table = more + _share_table(study, indicator, name, own, scotland, group)
    rows = pd.concat([own, scotland, group])
    return _figure(study, name, _share_title(indicator, own), _subtitle(indicator, place, own), picture, table, rows)


def grouped_shares(study, name):
    """Return an area's shares by year with categories joined into the few groups that a chart can show.

    Parameters
    ----------
    study : Study
    name : str
        Indicator id.

    Returns
    -------
    pandas.DataFrame
        part_label, period, value (per cent), in the order of ``chart_groups``.
    """
    indicator = study.indicator(name)
    records = study.records(name)
    own = records[records["area_code"] == study.code_of(name)]
    groups = indicator.chart_groups or {part: [part] for part in dict.fromkeys(own["part"])}
    frames = []
    for label, parts in groups.items():
        rows = own[own["part"].isin(parts)]
        sums = rows.groupby("period", sort=True)["value"].agg(lambda values: values.sum(skipna=False))
        frames.append(pd.DataFrame({"part_label": label, "period": sums.index, "value": sums.to_numpy()}))
    return pd.concat(frames, ignore_index=True)


def _composition(study, indicator, name):
    own, scotland, group = study.shares(indicator.id)
    if not own["value"].notna().any():
        return _no_figures(study, indicator, name)
    place, _ = _names(study, indicator)
    rows = grouped_shares(study, indicator.id)
    alt = text.shares_alt(rows, "Stacked bars by year, per cent", place)
    picture = charts.composition(rows, name=name, title=_share_title(indicator, own), alt=alt)
    by_year = _groups_table(indicator, f"{name}y", rows, place)
    return _share_figure(study, indicator, name, picture, own, scotland, group, by_year)


def _groups_table(indicator, name, rows, place):
    """Return the table of what a composition chart shows: the share of each group by year."""
    wide = rows.pivot(index="period", columns="part_label", values="value")[list(dict.fromkeys(rows["part_label"]))]
    columns = [tables.Column("Year", False), *(tables.Column(label) for label in wide.columns)]
    lines = [[period, *(text.number(value, "per cent") for value in values)] for period, values in wide.iterrows()]
    return tables.table_html(name, _subtitle(indicator, place, rows), columns, lines)


def _profile(study, indicator, name):
    own, scotland, group = study.shares(indicator.id)
    if not own["value"].notna().any():
        return _no_figures(study, indicator, name)
    place, _ = _names(study, indicator)
    alt = text.shares_alt(own, "Dots with 95% intervals beside Scotland, per cent", place)
    picture = charts.profile(
        own,
        scotland,
        name=name,
        title=_share_title(indicator, own),
        alt=alt,
        unit=indicator.unit,
        labels=(place, "Scotland"),
    )
    return _share_figure(study, indicator, name, picture, own, scotland, group)


def _comparison(study, indicator, name):
    """Return the funnel plot of the 32 councils and the table behind it."""
    points = study.councils(indicator.id)
    known = points[points["value"].notna() & (points["denominator"] > 0)]
    latest = study.latest(indicator.id)
    scotland = study.of(indicator.id, SCOTLAND)
    scotland = scotland[
        (scotland["period"] == (latest["period"] if latest is not None else "")) & scotland["value"].notna()
    ]
    if known.empty or scotland.empty:
        return _no_figures(study, indicator, name)
    mean = float(scotland["value"].iloc[0])
    limits = {level: _limits(indicator, known, mean, level) for level in (0.95, 0.998)}
    outside = _outside(indicator, known, mean)
    title = f"{indicator.name}: {len(outside)} of {len(known)} councils outside the 99.8% limits around Scotland"
    own_code = study.area["area_code"]
    members = [code for code in study.group["members"] if code != own_code]
    where = "outside" if own_code in set(outside["area_code"]) else "inside"
    own_value = text.number(latest["value"], latest["unit"], latest["marker"])
    alt = (
        f"Funnel plot of {len(known)} councils in {latest['period']}. Scotland {text.number(mean, indicator.unit)}; "
        f"{study.place} {own_value}, {where} the 99.8% limits. Outside them: "
        f"{text.join(outside['area_name']) if len(outside) else 'none'}."
    )
    picture = charts.funnel(
        known, name=name, title=title, alt=alt, unit=indicator.unit, mean=mean, limits95=limits[0.95],
        limits998=limits[0.998], own_code=own_code, group_codes=members,
        denominator=_base_words(study, indicator), group_label=f"Family group {study.group['number']}",
    )  # fmt: skip
    subtitle = f"{indicator.name}, {indicator.unit}, by council, {latest['period']}"
    columns = [tables.Column("Council", False)] + [tables.Column(c) for c in ("Count", "Base", "Value", "95% interval")]
    lines = [
        [
            row["area_name"],
            text.number(row["numerator"]),
            text.number(row["denominator"]),
            text.number(row["value"], row["unit"], row["marker"]),
            text.interval(row["lower"], row["upper"], row["unit"]).removeprefix("95% interval ") or "none",
        ]
        for _, row in points.iterrows()
    ]
    table = tables.table_html(name, subtitle, columns, lines)
    return _figure(study, name, title, subtitle, picture, table, points)


def _base_words(study, indicator):
    """Return what the horizontal axis of a funnel counts."""
    if indicator.statistic == "proportion":
        return f"{indicator.words.counted} in the base"
    return study.catalogue.measures[indicator.denominator[0].measure]["title"]


def _limits(indicator, points, mean, level):
    """Return funnel limits over the range of bases as x, lower, upper."""
    low, high = points["denominator"].min(), points["denominator"].max()
    grid = np.unique(np.geomspace(max(1.0, low * 0.8), high * 1.1, GRID_POINTS).round())
    lower, upper = _at(indicator, mean, grid, level)
    return pd.DataFrame({"x": grid, "lower": lower, "upper": upper})


def _at(indicator, mean, bases, level):
    """Return the funnel limits at some bases, in the indicator's unit."""
    if indicator.statistic == "proportion":
        lower, upper = stats.funnel_limits_proportion(mean / 100, bases, level)
        return 100 * lower, 100 * upper
    return stats.funnel_limits_rate(mean, bases, level, indicator.per)


def _outside(indicator, points, mean):
    """Return the councils outside the 99.8 % limits."""
    lower, upper = _at(indicator, mean, points["denominator"].to_numpy(dtype=float), 0.998)
    return points[(points["value"].to_numpy() < lower) | (points["value"].to_numpy() > upper)]
