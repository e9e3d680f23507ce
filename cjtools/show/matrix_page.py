"""All councils by all outcomes: one figure for each outcome, how it reads beside Scotland and how it changed."""

import html

import pandas as pd

from cjtools.results.indicators import RESULT
from cjtools.results.peers import SCHEMES
from cjtools.show import figures, readings, tables, text
from cjtools.show.figure_parts import made_up_words
from cjtools.show.search import area_words
from cjtools.show.sortable import Cell, Head, Line, filter_html, sortable_table

NO_JUDGEMENT = (
    "Each cell is a reading of one figure, not a judgement of the outcome: an outcome has many more sides than one "
    "figure shows, and its partners judge it together. Councils differ for many reasons, such as age, deprivation and "
    "what courts do."
)


def matrix_html(nation, links=None, areas=None):
    """Return the table of councils by outcomes, with what its symbols mean above it.

    Parameters
    ----------
    nation : Nation
    links : dict, optional
        (slug, outcome id) -> address of the report, for those that are there.
    areas : dict, optional
        Slug -> address of the area's page.

    Returns
    -------
    str
        HTML.
    """
    links, areas = links or {}, areas or {}
    outcomes = list(nation.catalogue.outcomes.values())
    columns = [_column(nation, outcome) for outcome in outcomes]
    lines, found_by = [], area_words(nation.catalogue)
    for area in nation.catalogue.councils:
        peers, board = nation.known.peers[area["area_code"]], area["health_board"]
        family = _family(peers)
        cells = [Cell(f"{html.escape(family.split(' (')[0])}<br>{html.escape(board)}", is_text=True)]
        for outcome, (_, rows) in zip(outcomes, columns, strict=True):
            cells.append(_cell(area, outcome, rows, links))
        name = html.escape(area["area_name"])
        address = areas.get(area["slug"])
        header = f'<a href="{html.escape(address)}">{name}</a>' if address else name
        lines.append(Line(header, cells, {"group": family, "board": board}, found_by[area["slug"]]))
    heads = [Head("Council"), Head("Group and health board"), *(head for head, _ in columns)]
    made_up = made_up_words(_all(columns)["status"])
    caption = f"The 32 councils beside Scotland, newest figures up to {nation.year}{made_up}"
    note = tables.markers_note(_all(columns), {row["marker"]: row["meaning"] for row in nation.catalogue.markers})
    count = f"{len(lines)} of {len(lines)} shown, in order of name."
    return f"<p>{html.escape(NO_JUDGEMENT)}</p>{_legend()}{_filter(nation)}" + sortable_table(
        "matrix", caption, heads, lines, note, "matrix", count
    )


def _all(columns):
    """Return the records of all columns as one frame, each indicator as a part of it."""
    rows = [row for _, found in columns for row in (found or {}).values()]
    frame = pd.DataFrame(rows, columns=RESULT)
    return frame.assign(part=frame["indicator"])


def _column(nation, outcome):
    """Return the head of an outcome's column and area code -> record, or None where nothing is published by council."""
    indicator = nation.stands_for(outcome)
    if indicator is None:
        return Head(outcome.short_title, "no rate or percentage by council"), None
    rows = {row["area_code"]: row for _, row in nation.places(indicator.id).iterrows()}
    period = next((row["period"] for row in rows.values()), "")
    before = next((row["previous_period"] for row in rows.values() if row["previous_period"]), "")
    since = f"change since {before}" if before else ""
    more = ", ".join(filter(None, [indicator.name, indicator.unit, period, since]))
    return Head(outcome.short_title, more), rows


def _cell(area, outcome, rows, links):
    """Return the cell of a council and outcome."""
    if rows is None:
        said, value, figure = readings.Reading(readings.NONE_SYMBOL, readings.NOT_BY_COUNCIL), None, ""
    else:
        row = rows.get(area["area_code"])
        said = readings.reading(row)
        value = None if row is None else row["value"]
        figure = _figure(row)
    link = ""
    address = links.get((area["slug"], outcome.id))
    if address:
        of = html.escape(f" on {outcome.short_title.lower()} in {area['area_name']}")
        link = f' <a href="{html.escape(address)}">Report<span class="vh">{of}</span></a>'
    symbol = f'<span class="symbol" aria-hidden="true">{said.symbol}</span> '
    return Cell(f'{symbol}{html.escape(said.words)}<span class="sub">{figure}</span>{link}', value)


def _figure(row):
    """Return a figure and its change in a few words; empty without one."""
    if row is None or text.is_missing(row["value"]):
        return ""
    said = figures.prose(text.number(row["value"], row["unit"], row["marker"]))
    moved = readings.change(row)
    return f"{said}; {html.escape(moved)}" if moved else said


def _legend():
    """Return what the symbols mean."""
    items = "".join(
        f'<li><span class="symbol" aria-hidden="true">{symbol}</span> {html.escape(words)}</li>'
        for symbol, words in readings.LEGEND
    )
    return (
        f'<ul class="legend">{items}</ul><p>"Better" or "worse" is added only where it is agreed which way a figure '
        "should go. Under each reading stand the figure and its change since the year before.</p>"
    )


def _family(peers):
    """Return the name of the group that a council belongs to, or of the councils that it is set beside."""
    return peers.family or peers.name


def _filter(nation):
    """Return the fields by which rows are chosen; hidden until the script that reads them runs."""
    names = sorted({_family(peers) for peers in nation.known.peers.values()})
    boards = sorted({area["health_board"] for area in nation.catalogue.councils})
    chosen = _choice("group", "Family group" if nation.compare in SCHEMES else "Compared with", names)
    return filter_html("matrix", "Choose councils", chosen + _choice("board", "Health board", boards))


def _choice(key, label, values):
    """Return a labelled list to choose from."""
    options = "".join(f'<option value="{html.escape(value)}">{html.escape(value)}</option>' for value in values)
    return (
        f'<p><label for="matrix-{key}">{label}</label><select id="matrix-{key}" data-key="{key}">'
        f'<option value="">All</option>{options}</select></p>'
    )
