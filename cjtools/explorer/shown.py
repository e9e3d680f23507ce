"""A view in HTML: what it says, chart, table, what to know, source and cells; all from the records of the view."""

import html
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from cjtools import charts
from cjtools.charts import canvas
from cjtools.explorer.subjects import COUNT, MADE, PERCENTAGE
from cjtools.explorer.view import ALONE
from cjtools.levels import NATION
from cjtools.results.comparisons import FEW, is_compared
from cjtools.results.export import compact
from cjtools.show import figures, tables, text
from cjtools.show.figure_parts import made_up_label, made_up_words, prose
from cjtools.show.sources import source_line
from cjtools.words import limits

MOST_ROWS = 12  # of the chart of categories
STYLE = """
.cj-view{max-width:60rem;line-height:1.5;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}
.cj-view .made-up{border-left:4px solid #d4351c;padding:.25rem .75rem;font-weight:bold;margin:.5rem 0}
.cj-view .chart svg{display:block;width:100%;max-width:40rem;height:auto}
.cj-view figure{margin:1rem 0}
.cj-view .sub{display:block;color:#595959}
.cj-view p,.cj-view ul,.cj-view figcaption{max-width:46rem}
.cj-view .scroll{overflow-x:auto;overflow-wrap:normal;max-width:100%;background:
linear-gradient(to right,#fff 40%,#fff0) 0/2.5rem 100% local,
linear-gradient(to left,#fff 40%,#fff0) 100%/2.5rem 100% local,
linear-gradient(to right,#0000001c,#0000) 0/1rem 100%,linear-gradient(to left,#0000001c,#0000) 100%/1rem 100%;
background-repeat:no-repeat}
.cj-view table{border-collapse:collapse;margin:.5rem 0}
.cj-view caption{text-align:left;font-weight:bold;padding:.25rem 0;max-width:min(46rem,calc(100vw - 3rem))}
.cj-view th,.cj-view td{border-bottom:1px solid #949494;padding:.25rem .75rem .25rem 0;text-align:right}
.cj-view th:first-child{text-align:left}
.cj-view .note,.cj-view .source{color:#595959}
.cj-view .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.cj-view .y,.cj-view td{white-space:nowrap}
.cj-view a{color:#0b4a99;text-decoration:underline}
"""


def view_html(view):
    """Return a view as HTML: sentences, chart or charts, table or tables, what to know, source.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
    """
    pieces = [said_html(view), picture_html(charts_of(view)), table_html(view), source_html(view)]
    return f'<style>{STYLE}</style><div class="cj-view">{"".join(pieces)}</div>'


def sentences(view):
    """Return what a view says of each of its areas, one text each; missing and few figures are told in words.

    Parameters
    ----------
    view : View

    Returns
    -------
    list of str
    """
    return [_said(view, study) for study in view.studies]


def _said(view, study):
    """Return what a view says of one area."""
    indicator, place = view.indicator, study.place_of(view.indicator.id)
    if view.is_by_category:
        return " ".join(filter(None, [_said_by_category(view, study, place), figures.whose(study, indicator)]))
    row = view.newest(study)
    if row is None:
        when = f" from {view.first} to {view.last}" if view.first else ""
        return f"There is no figure for {text.in_place(place)}{when}: {indicator.name}."
    said = text.sentence(row, indicator, place)
    if indicator.statistic == "published" and indicator.id.startswith(MADE):
        rest = [text.compared(row, indicator), text.changed(row)]
        value = f"{indicator.name}: {text.with_unit(row)} in {text.in_place(place)} {text.in_period(row)}."
        said = " ".join(filter(None, [value, *rest]))
    return " ".join(filter(None, [said, _why_alone(view, study), figures.whose(study, indicator)]))


def _why_alone(view, study):
    """Return why a number stands beside no other, where somebody asked for that; empty where it does."""
    is_beside = is_compared(view.indicator, study.catalogue) or view.indicator.level == NATION
    if view.compare == ALONE or is_beside:
        return ""
    return "A number is not set beside Scotland or other councils: their size alone would decide."


def _said_by_category(view, study, place):
    """Return the categories from the largest to the smallest, in the newest year that has any figure."""
    rows = _newest_by_category(view, study)
    known = rows[rows["value"].notna()].sort_values("value", ascending=False, kind="stable")
    named = f"{view.subject.title}, by {view.breakdown}"
    if known.empty:
        return f"There is no figure for {text.in_place(place)}: {named}."
    parts = text.join(f"{row['part_label']} {text.with_unit(row)}" for _, row in known.iterrows())
    said = f"{named}, in {text.in_place(place)} in {known['period'].iloc[0]}: {parts}."
    few = known.loc[known["numerator"] < FEW, "part_label"]
    if len(few) and view.shown != COUNT:
        said += f" Under {FEW} {view.subject.unit}, too few to read much into: {text.join(few)}."
    hidden = rows[rows["value"].isna()]
    if len(hidden):
        told = text.join(f"{row['part_label']} {row['marker'] or '[x]'}" for _, row in hidden.iterrows())
        said += f" No figure: {told}."
    return said


def said_html(view):
    """Return what a view says, as HTML, with the label of made-up figures.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
    """
    said = "".join(f"<p>{prose(one)}</p>" for one in sentences(view))
    return f'<div class="said">{made_up_label(view.records["status"])}{said}</div>'


def title(view):
    """Return the title of a view: the message of one area's newest figure, else what is set side by side.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
    """
    indicator = view.indicator
    if view.is_by_category:
        return f"{view.subject.title} by {view.breakdown}"
    if len(view.studies) == 1:
        return text.headline(view.newest(view.studies[0]), indicator)
    return f"{indicator.name} in {text.join(_names(view))}"


def _names(view):
    """Return the places of a view as they label lines and columns."""
    return [study.catalogue.place_names[study.code_of(view.indicator.id)] for study in view.studies]


@dataclass(frozen=True)
class Chart:
    """One chart of a view.

    Attributes
    ----------
    title, subtitle : str
    svg : str
        With what it shows in words in it.
    png : bytes
        The same as a PNG file; empty where it was not asked for.
    """

    title: str
    subtitle: str
    svg: str
    png: bytes = b""


def charts_of(view, with_png=False):
    """Return the charts of a view; none without a figure.

    Parameters
    ----------
    view : View
    with_png : bool
        Whether they are wanted as PNG files too.

    Returns
    -------
    list of Chart
    """
    if not with_png:
        return _charts(view)
    with canvas.also_png() as pngs:
        drawn = _charts(view)
    return [replace(chart, png=png) for chart, png in zip(drawn, pngs, strict=True)]


def _charts(view):
    """Draw the charts of a view."""
    if view.is_by_category:
        drawn = [_by_category(view, study, number) for number, study in enumerate(view.studies)]
        return [one for one in drawn if one]
    indicator = view.indicator
    frames = {name: view.trend(study) for name, study in zip(_names(view), view.studies, strict=True)}
    if not any(own["value"].notna().any() for own, _, _ in frames.values()):
        return []
    named = {"name": f"{view.name}-chart", "title": title(view), "unit": _unit(view), "covid": indicator.covid_years}
    named["breaks"] = list(indicator.breaks.items())
    subtitle = _subtitle(view, indicator, pd.concat([own for own, _, _ in frames.values()]))
    if len(frames) == 1:
        ((place, (own, scotland, group)),) = frames.items()
        label = view.studies[0].peers.label
        alt = text.trend_alt(own, scotland, group, indicator, place, label)
        drawn = charts.trend(own, scotland, group, alt=alt, labels=(place, "Scotland", label), **named)
    else:
        scotland = next(iter(frames.values()))[1]
        courses = [text.trend_alt(own, own[:0], own[:0], indicator, place, "") for place, (own, _, _) in frames.items()]
        opening = f"Line chart, {indicator.unit} by year."
        alt = " ".join([opening, *(course.removeprefix(opening).strip() for course in courses)])
        alt += text.trend_alt(own_none := scotland[:0], scotland, own_none, indicator, "", "").removeprefix(opening)
        drawn = charts.together({place: own for place, (own, _, _) in frames.items()}, scotland, alt=alt, **named)
    return [Chart(named["title"], subtitle, drawn)]


def _unit(view):
    """Return the unit as a chart names it: one that is taken away by itself says too that its figures are made up."""
    return view.indicator.unit + made_up_words(view.records["status"])


def _subtitle(view, indicator, rows):
    """Return what is shown, in which unit, where and when."""
    periods = sorted(set(rows["period"]))
    when = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else "".join(periods)
    return f"{indicator.name}, {indicator.unit}, {text.join(_names(view))}, {when}{made_up_words(rows['status'])}"


def _newest_by_category(view, study):
    """Return one record for each category, of the newest year in which any has a figure."""
    rows = pd.concat([view.trend(study, part)[0] for part in view.parts])
    known = rows[rows["value"].notna()]
    newest = (known if len(known) else rows)["period"].max() if len(rows) else ""
    return rows[rows["period"] == newest]


def _by_category(view, study, number):
    """Return the chart of one area's categories, or None without a figure."""
    own = _newest_by_category(view, study)
    if not own["value"].notna().any():
        return None
    left_out = len(own) - MOST_ROWS
    if left_out > 0:
        own = own.sort_values("value", ascending=False, kind="stable")[:MOST_ROWS]
    period = own["period"].iloc[0]
    scotland = _beside(view, study, 1, period)
    place = _names(view)[number]
    unit = _unit(view)
    heading = f"{view.subject.title} by {view.breakdown}: {place}, {period}"
    alt = text.shares_alt(own, "Dots with 95% intervals, by category", place)
    picture = charts.profile(
        own,
        scotland if len(scotland) else None,
        name=f"{view.name}-chart-{number}",
        title=heading,
        alt=alt,
        unit=unit,
        labels=(place, "Scotland"),
    )
    more = f"; the {left_out} smallest stand in the table alone" if left_out > 0 else ""
    return Chart(heading, f"{unit}, {period}{more}", picture)


def _beside(view, study, side, period):
    """Return Scotland's (1) or the peers' (2) record of each category in one period."""
    rows = pd.concat([view.trend(study, part)[side] for part in view.parts])
    return rows[rows["period"] == period]


def picture_html(drawn):
    """Return charts as HTML; words where there is nothing to draw.

    Parameters
    ----------
    drawn : list of Chart

    Returns
    -------
    str
    """
    shown_as = [
        f'<figure><figcaption><strong>{prose(chart.title)}</strong><span class="sub">{prose(chart.subtitle)}</span>'
        f'</figcaption><div class="chart">{chart.svg}</div></figure>'
        for chart in drawn
    ]
    return "".join(shown_as) or '<p class="gap">There is no figure to draw.</p>'


def table_html(view):
    """Return the tables of a view as HTML, with what their markers mean.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
    """
    meanings = view.figures.words.marker_meanings
    if view.is_by_category:
        return "".join(_category_table(view, study, number, meanings) for number, study in enumerate(view.studies))
    indicator = view.indicator
    frames = [view.trend(study) for study in view.studies]
    if len(frames) == 1:
        own, scotland, group = frames[0]
        with_counts = indicator.statistic in ("proportion", "rate")
        columns, lines = tables.by_period(
            own, scotland, group, _names(view)[0], view.studies[0].peers.label, with_counts
        )
        lines = [[Markup(prose(line[0])), *line[1:]] for line in lines]
    else:
        columns, lines = _side_by_side(view, [own for own, _, _ in frames], frames[0][1])
    rows = pd.concat([rows for three in frames for rows in three])
    caption = _subtitle(view, indicator, pd.concat([own for own, _, _ in frames]))
    return tables.table_html(f"{view.name}-table", caption, columns, lines, tables.markers_note(rows, meanings))


def _side_by_side(view, frames, scotland):
    """Return columns and rows of a table by year: each area with its interval, then Scotland."""
    columns, cells = [tables.Column("Year", False)], []
    for name, rows in zip(_names(view), frames, strict=True):
        by_year = {row["period"]: row for _, row in rows.iterrows()}
        columns.append(tables.Column(name))
        cells.append({period: text.shown_value(row) for period, row in by_year.items()})
        if rows["lower"].notna().any():
            columns.append(tables.Column(f"95% interval, {name}"))
            cells.append({period: limits(row) for period, row in by_year.items()})
    if len(scotland):
        columns.append(tables.Column("Scotland"))
        cells.append({row["period"]: text.shown_value(row) for _, row in scotland.iterrows()})
    periods = sorted({period for rows in frames for period in rows["period"]})
    return columns, [[Markup(prose(period)), *(column.get(period, "[x]") for column in cells)] for period in periods]


def _category_table(view, study, number, meanings):
    """Return the table of one area's categories: the newest year beside Scotland, and every year."""
    own = _newest_by_category(view, study)
    if own.empty:
        return ""
    place, period = _names(view)[number], own["period"].iloc[0]
    scotland, group = (_beside(view, study, side, period) for side in (1, 2))
    if view.shown == PERCENTAGE:
        columns, lines = tables.by_category(own, scotland, group, place, study.peers.label)
    else:
        columns = [tables.Column("Category", False), tables.Column(place), tables.Column("95% interval")]
        lines = [[row["part_label"], text.shown_value(row), limits(row)] for _, row in own.iterrows()]
    unit = view.indicator.unit
    head = f"{view.subject.title} by {view.breakdown}, {unit}, {place}"
    note = tables.markers_note(own, meanings)
    made_up = made_up_words(own["status"])
    newest = tables.table_html(f"{view.name}-table-{number}", f"{head}, {period}{made_up}", columns, lines, note)
    return newest + _every_year(view, study, f"{view.name}-years-{number}", head)


def _every_year(view, study, name, head):
    """Return the table of one area's categories by year."""
    frames = [view.trend(study, part)[0] for part in view.parts]
    periods = sorted({period for rows in frames for period in rows["period"]})
    columns = [tables.Column("Category", False), *map(tables.Column, periods)]
    lines = []
    for label, rows in zip(view.parts, frames, strict=True):
        shown = {row["period"]: text.shown_value(row) for _, row in rows.iterrows()}
        lines.append([label, *(shown.get(period, "[x]") for period in periods)])
    made_up = made_up_words(pd.concat(frames)["status"])
    return tables.table_html(name, f"{head}, by year{made_up}", columns, lines)


def source_html(view):
    """Return what has to be known of a view, how it is worked out, its publications and the newest figures' cells.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
    """
    indicator = view.indicator
    told = "".join(f"<li>{prose(caveat)}</li>" for caveat in indicator.caveats)
    caveats = f'<ul class="caveats">{told}</ul>' if told else ""
    of_newest = view.records[view.records["period"] == view.records["period"].max()]
    notes = " ".join(dict.fromkeys(note for note in of_newest["note"] if note))
    line = source_line(view.studies[0], view.records, most=None)
    source = f'<p class="source">{prose(f"{notes} " if notes else "")}{line}</p>'
    found = [view.newest(study, part) for study in view.studies for part in view.parts]
    cells = compact("; ".join(dict.fromkeys(row["cells"] for row in found if row is not None and row["cells"])))
    where = f'<p class="source">Cells of the newest figures: {html.escape(cells)}.</p>' if cells else ""
    return f"{caveats}<p>{html.escape(indicator.how_it_is_calculated)}</p>{source}{where}"
