"""One outcome in all of Scotland: where the councils stand on each figure, as map, table and charts."""

import html

import pandas as pd
from markupsafe import Markup

from cjtools import charts
from cjtools.areas import SCOTLAND
from cjtools.levels import BOARD, CENTRE, DIVISION, NATION
from cjtools.results.comparisons import FEW
from cjtools.results.funnels import LEVELS, funnel_of
from cjtools.results.indicators import RESULT
from cjtools.show import figures, readings, tables, text
from cjtools.show.figure_parts import made_up_label, made_up_words, prose
from cjtools.show.funnel_figure import base_words, limits_name, readings_differ, spread_words
from cjtools.show.search import area_words
from cjtools.show.sortable import Cell, Head, Line, filter_html, sortable_table
from cjtools.show.sources import source_line

NOT_BY_COUNCIL = {
    BOARD: "Published by health board, not by council: the figure of a board that serves several councils says "
    "nothing of any one of them.",
    CENTRE: "Counted in the custody centres of Police Scotland, where people are held, not where they live: a centre "
    "says nothing of the council it stands in.",
    DIVISION: "Published by police division, not by council.",
    NATION: "Published for Scotland only: there is no figure for any one council.",
}
QUARTERS = ("lowest", "second lowest", "second highest", "highest")


def comparison_html(nation, outcome, links=None):
    """Return where all councils stand on each headline figure of an outcome.

    Parameters
    ----------
    nation : Nation
    outcome : Outcome
    links : dict, optional
        (slug, outcome id) -> address of the report, for those that are there.

    Returns
    -------
    str
        HTML: map, sortable table, distribution and funnel for each rate and percentage by council; tables of what is
        published for other places.
    """
    pieces = [_by_council(nation, outcome, indicator, links or {}) for indicator in nation.headlines(outcome)]
    elsewhere = nation.headlines(outcome, is_council=False)
    if not pieces:
        pieces.append('<p class="gap">No rate or percentage of this outcome is published by council.</p>')
    pieces += [_by_place(nation, outcome, indicator) for indicator in elsewhere if indicator.level != NATION]
    national = [indicator for indicator in elsewhere if indicator.level == NATION]
    if national:
        pieces.append(_of_scotland(nation, national))
    return "".join(pieces)


def _name(outcome, indicator):
    """Return the id of an indicator's part of the page; two outcomes can show the same one in a notebook."""
    return f"o{outcome.number}-{indicator.id.replace('_', '-')}"


def _by_council(nation, outcome, indicator, links):
    """Return everything shown of one indicator that councils can be compared on."""
    name, rows, scotland = _name(outcome, indicator), nation.places(indicator.id), nation.scotland(indicator.id)
    heading = f'<h2 id="{name}">{html.escape(indicator.name)}</h2>'
    if scotland is None or not rows["value"].notna().any():
        return f'{heading}<p class="gap">There are no figures by council yet.</p>'
    said = [text.said_of(scotland, indicator, "Scotland"), _range(rows), _counted(rows)]
    return (
        f'{heading}<p class="finding">{prose(" ".join(said))}</p>'
        f"{made_up_label(rows['status'])}{_map(nation, indicator, rows, name)}"
        f"{_table(nation, outcome, indicator, rows, links, name)}"
        f"{_distribution(indicator, rows, scotland, name)}{_funnel(nation, indicator, rows, name)}"
        f"{_below(nation, indicator, _with_scotland(nation, indicator))}"
    )


def _range(rows):
    """Return from where to where the councils lie."""
    known = rows[rows["value"].notna()]
    enough = known[known["numerator"] >= FEW]
    known = enough if len(enough) > 1 else known  # a council with a handful of cases is not named as an extreme
    low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
    shown = [text.number(row["value"], row["unit"]) for row in (low, high)]
    ends = f"from {shown[0]} ({low['area_name']}) to {shown[1]} ({high['area_name']})"
    cuts = [text.number(known[cut].iloc[0], low["unit"]) for cut in ("lower_quartile", "upper_quartile")]
    half = f"; half of them lie between {cuts[0]} and {cuts[1]}" if known["quartile"].notna().any() else ""
    return f"Councils go {ends}{half}."


def _counted(rows):
    """Return how many councils there are of each reading."""
    return readings.counted([readings.reading(row) for _, row in rows.iterrows()])


def _figure(name, title, subtitle, picture, said=""):
    """Return a picture with its title, its subtitle and what has to be read with it."""
    note = f'<p class="source">{prose(said)}</p>' if said else ""
    return (
        f'<figure id="{name}"><figcaption><strong>{prose(title)}</strong><span class="sub">{prose(subtitle)}</span>'
        f'</figcaption><div class="chart">{picture}</div>{note}</figure>'
    )


def _subtitle(indicator, rows):
    """Return what is shown, in which unit, when."""
    return f"{indicator.name}, {indicator.unit}, by council, {rows['period'].iloc[0]}{made_up_words(rows['status'])}"


def _shown(row):
    """Return a figure as HTML as it stands in a table, marked when it is made up."""
    mark = ' <span class="sub">illustrative</span>' if row["status"] == "illustrative" else ""
    return html.escape(text.shown_value(row)) + mark


def _map(nation, indicator, rows, name):
    """Return the tile map of how each council reads; empty without places for the tiles."""
    if nation.grid is None:
        return ""
    read = {row["area_code"]: readings.reading(row) for _, row in rows.iterrows()}
    none = readings.reading(None)
    tiles = nation.grid.assign(
        level=[read.get(code, none).level for code in nation.grid["area_code"]],
        marker=[_short_word(read.get(code, none)) for code in nation.grid["area_code"]],
    ).astype({"level": float})
    title = f"{indicator.name}: each council beside Scotland"
    outside = [
        f"{words.lower()}: {text.join(tiles.loc[tiles['level'] == level, 'area_name'])}"
        for level, words in enumerate(readings.CLASSES)
        if words != "Similar" and (tiles["level"] == level).any()
    ]
    unread = {readings.FEW_SYMBOL: readings.FEW_WORDS}
    few = int((tiles["marker"] == readings.FEW_SYMBOL).sum())
    outside += [f"{readings.FEW_WORDS}: {text.counted(few, 'councils')}"] if few else []
    alt = f"Map of tiles, one for each council. {'. '.join(_capital(words) for words in outside) or 'All similar'}."
    picture = charts.tile_map(
        tiles, name=f"{name}-map", title=title, alt=alt, classes=list(readings.CLASSES),
        symbols=list(readings.SYMBOLS), unread=unread,
    )  # fmt: skip
    said = (
        "Each council has a tile of the same size, about where it lies; the table below has the same symbols. Dashed "
        "tiles have no figure (none, or its marker)."
    )
    return _figure(f"{name}-where", title, _subtitle(indicator, rows), picture, said)


def _short_word(said):
    """Return what stands in a tile without a class."""
    if said.symbol == readings.FEW_SYMBOL:
        return said.symbol
    return said.words.removeprefix("no figure").strip() or "none"


def _capital(words):
    """Return words with a capital at the start."""
    return words[:1].upper() + words[1:]


def _table(nation, outcome, indicator, rows, links, name):
    """Return the sortable table of all councils."""
    slugs = {area["area_code"]: area["slug"] for area in nation.catalogue.councils}
    lines, found_by = [], area_words(nation.catalogue)
    for _, row in rows.iterrows():
        said = readings.reading(row)
        place = html.escape(row["area_name"])
        address = links.get((slugs[row["area_code"]], outcome.id))
        quarter = "" if text.is_missing(row["quartile"]) else QUARTERS[int(row["quartile"]) - 1]
        limits = text.interval(row["lower"], row["upper"], row["unit"]).removeprefix("95% interval ")
        symbol = f'<span class="symbol" aria-hidden="true">{said.symbol}</span> '
        cells = [
            Cell(_shown(row), row["value"]),
            Cell(html.escape(limits or "none"), row["lower"]),
            Cell(symbol + html.escape(said.words), said.level),
            Cell(html.escape(readings.change(row) or "none to tell"), row["change"]),
            Cell(quarter or "none", row["quartile"]),
        ]
        header = f'<a href="{html.escape(address)}">{place}</a>' if address else place
        lines.append(Line(header, cells, find=found_by[slugs[row["area_code"]]]))
    heads = [Head("Council"), Head("Figure", is_number=True), Head("95% interval", is_number=True)]
    heads += [Head("Beside Scotland"), Head("Change since the year before"), Head("Quarter of councils")]
    note = tables.markers_note(rows, {row["marker"]: row["meaning"] for row in nation.catalogue.markers})
    return filter_html(f"{name}-table", f"Choose councils: {indicator.name}") + sortable_table(
        f"{name}-table", _subtitle(indicator, rows), heads, lines, note
    )


def _distribution(indicator, rows, scotland, name):
    """Return the chart of all councils on one line, with the quartiles."""
    known = rows[rows["value"].notna()]
    cuts = [known[cut].iloc[0] for cut in ("lower_quartile", "median", "upper_quartile")]
    lower, median, upper = (text.number(cut, indicator.unit) for cut in cuts)
    title = f"{indicator.name}: half of the councils between {lower} and {upper}"
    alt = (
        f"Each of {text.counted(len(known), 'councils')} as a dot on one line; median {median}, Scotland "
        f"{text.number(scotland['value'], indicator.unit)}. The table above has the figures."
    )
    picture = charts.distribution(
        known, name=f"{name}-line", title=title, alt=alt, unit=indicator.unit, own_code="", scotland=scotland["value"]
    )
    return _figure(f"{name}-spread", title, _subtitle(indicator, rows), picture)


def _funnel(nation, indicator, rows, name):
    """Return the funnel plot, and whether its limits were widened."""
    funnel = funnel_of(nation, indicator)
    if funnel is None:
        return ""
    limits = limits_name(funnel)
    title = f"{indicator.name}: {len(funnel.outside)} of {len(funnel.points)} councils outside the {limits}"
    alt = (
        f"Funnel plot of {text.counted(len(funnel.points), 'councils')} around Scotland's "
        f"{text.number(funnel.mean, indicator.unit)}. Outside the {limits}: "
        f"{text.join(funnel.outside['area_name']) if len(funnel.outside) else 'none'}."
    )
    picture = charts.funnel(
        funnel.points, name=f"{name}-cone", title=title, alt=alt, unit=indicator.unit, mean=funnel.mean,
        limits95=funnel.limits[LEVELS[0]], limits998=funnel.limits[LEVELS[1]], own_code="",
        denominator=base_words(nation, indicator), tau2=funnel.spread.tau2,
    )  # fmt: skip
    said = " ".join(filter(None, [spread_words(funnel), readings_differ(funnel)]))
    return _figure(f"{name}-funnel", title, _subtitle(indicator, rows), picture, said)


def _below(nation, indicator, rows):
    """Return what has to be read with an indicator's figures, how they are worked out and where they come from."""
    caveats = "".join(f"<li>{prose(caveat)}</li>" for caveat in indicator.caveats)
    notes = " ".join(dict.fromkeys(note for note in rows["note"] if note))
    listed = f'<ul class="caveats">{caveats}</ul>' if caveats else ""
    source = f'<p class="source">{prose(f"{notes} " if notes else "")}{source_line(nation, rows)}</p>'
    return f"{listed}{figures.method_html(indicator)}{source}"


def _by_place(nation, outcome, indicator):
    """Return the table of an indicator that is published for health boards, police divisions or custody centres."""
    name, rows = _name(outcome, indicator), nation.places(indicator.id)
    heading = f'<h2 id="{name}">{html.escape(indicator.name)}</h2><p>{NOT_BY_COUNCIL[indicator.level]}</p>'
    if rows.empty:
        return f'{heading}<p class="gap">There are no figures yet.</p>'
    scotland = nation.scotland(indicator.id)
    said = "" if scotland is None else text.said_of(scotland, indicator, "Scotland")
    said = f'<p class="finding">{prose(said)}</p>' if said else ""
    served = {place["place_code"]: _served(nation, place) for place in nation.catalogue.places}
    kind = indicator.level.capitalize()
    lines = [
        Line(
            html.escape(row["area_name"]),
            [
                Cell(html.escape(served[row["area_code"]]), is_text=True),
                Cell(_shown(row), row["value"]),
                Cell(html.escape(readings.change(row) or "none to tell"), row["change"]),
            ],
        )
        for _, row in rows.iterrows()
    ]
    heads = [Head(kind), Head("Police division" if indicator.level == CENTRE else "Councils it serves")]
    heads += [Head("Figure", is_number=True), Head("Change since the year before")]
    caption = f"{indicator.name}, {indicator.unit}, by {indicator.level}, {rows['period'].iloc[0]}"
    caption += made_up_words(rows["status"])
    note = tables.markers_note(rows, {row["marker"]: row["meaning"] for row in nation.catalogue.markers})
    table = sortable_table(f"{name}-table", caption, heads, lines, note)
    below = _below(nation, indicator, _with_scotland(nation, indicator))
    return f"{heading}{said}{made_up_label(rows['status'])}{table}{below}"


def _served(nation, place):
    """Return which councils a place serves; of a custody centre, its division."""
    if place["kind"] == CENTRE:
        return nation.catalogue.place_names[place["parent"]]
    return text.join(nation.catalogue.place_names[code] for code in filter(None, place["councils"].split("; ")))


def _of_scotland(nation, indicators):
    """Return the table of indicators that are published for Scotland only."""
    rows = [row for indicator in indicators if (row := nation.scotland(indicator.id)) is not None]
    heading = f'<h2 id="scotland">Figures for Scotland</h2><p>{NOT_BY_COUNCIL[NATION]}</p>'
    if not rows:
        return f'{heading}<p class="gap">There are no figures yet.</p>'
    lines = [[nation.indicator(row["indicator"]).name, row["period"], Markup(_shown(row))] for row in rows]
    columns = [tables.Column("Figure", False), tables.Column("Year", False), tables.Column("Scotland")]
    frame = pd.DataFrame(rows)
    table = tables.table_html(
        "scotland-table", "Figures for Scotland only" + made_up_words(frame["status"]), columns, lines
    )
    return f'{heading}{made_up_label(frame["status"])}{table}<p class="source">{source_line(nation, frame)}</p>'


def shown(nation, outcome):
    """Return every record that an outcome's page shows, for the data beside it and the table of sources.

    Parameters
    ----------
    nation : Nation
    outcome : Outcome

    Returns
    -------
    pandas.DataFrame
        Columns ``RESULT``.
    """
    named = [*nation.headlines(outcome), *nation.headlines(outcome, is_council=False)]
    frames = [_with_scotland(nation, indicator) for indicator in named]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=RESULT)


def _with_scotland(nation, indicator):
    """Return the records of all places of an indicator in its newest year, and Scotland's."""
    rows, scotland = nation.places(indicator.id), nation.scotland(indicator.id)
    if scotland is None or SCOTLAND in set(rows["area_code"]):
        return rows
    return pd.concat([rows, nation.records(indicator.id).loc[[scotland.name]]])
