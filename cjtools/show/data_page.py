"""The data behind a report as a page: each figure with publication, edition, file, sheet and cell."""

import html

from cjtools.areas import SCOTLAND
from cjtools.show import text
from cjtools.show.page import page
from cjtools.show.sources import publication_html
from cjtools.show.tables import Column, table_html

MADE_UP = "Many figures here are made up by a script; the list above each table says which. Do not quote them."
MOST_CELLS = 12  # a figure pooled from many councils names as many cells here; the CSV has them all


def anchor(indicator):
    """Return the id under which an indicator's figures stand on the data page."""
    return indicator.replace("_", "-").replace(" ", "-")


def data_page(study, records, names):
    """Return the data page of a report.

    Parameters
    ----------
    study : Study
    records : pandas.DataFrame
        Everything that the report shows; columns ``RESULT``.
    names : dict
        Names of the files beside the report.

    Returns
    -------
    str
    """
    outcome = study.outcome
    pieces = [
        f"<h1>Data behind {html.escape(outcome.short_title)} in {html.escape(study.place)}, {study.year}</h1>",
        f'<p>Each figure of <a href="{outcome.id}.html">the report</a> with where it was read: publication and '
        f'edition, file of data/raw, sheet and cell. With every column: <a href="{names["csv"]}">{names["csv"]}</a>. '
        "Council figures that only stand in charts of all councils are in that file alone.</p>",
    ]
    if (records["status"] == "illustrative").any():
        pieces.append(f'<div class="banner" role="note"><p><strong>Illustrative.</strong> {MADE_UP}</p></div>')
    beside = {study.area["area_code"], study.peers.code, SCOTLAND}
    for name, rows in records.groupby("indicator", sort=False):
        is_known = name in study.catalogue.indicators
        own = rows[rows["area_code"].isin(beside | {study.code_of(name)})] if is_known else rows
        title = study.indicator(name).name if is_known else "Counted for this report"
        pieces.append(f'<h2 id="{anchor(name)}">{html.escape(title)}</h2>{_figures(study, name, title, own)}')
    title = f"Data: {outcome.short_title} in {study.place}, {study.year}"
    trail = [
        (f"All areas, {study.year}", "../index.html"),
        (study.place, "index.html"),
        (outcome.short_title, f"{outcome.id}.html"),
        ("Data", ""),
    ]
    return page(title, "".join(pieces), trail)


def _figures(study, name, title, rows):
    """Return the publications of one indicator's figures, numbered, and the table that refers to them."""
    columns = [Column("Year", False), Column("Area", False), Column("Part", False), Column("Value")]
    columns += [Column("Count"), Column("Base"), Column("Read in", False), Column("Sheet and cell", False)]
    numbers, lines = {}, []
    for row in rows.to_dict("records"):
        files = tuple(dict.fromkeys(place.split("#")[0] for place in row["cells"].split("; ") if place))
        read_in = (row["source"], row["edition"], row["status"], files, "" if files else row["method"])
        number = numbers.setdefault(read_in, len(numbers) + 1)
        lines.append(
            [
                row["period"],
                row["area_name"],
                "" if row["part"] == "Total" else row["part_label"],
                text.shown_value(row),
                "" if text.is_missing(row["numerator"]) else text.number(row["numerator"]),
                "" if text.is_missing(row["denominator"]) else text.number(row["denominator"]),
                f"[{number}]",
                _cells(row["cells"]),
            ]
        )
    listed = "".join(f"<li>{_read_in(study, each)}</li>" for each in numbers)
    return f"<p>Read in:</p><ol>{listed}</ol>" + table_html(f"data-{anchor(name)}", title, columns, lines)


def _read_in(study, read_in):
    """Return one entry of the numbered list: publications with edition and link, the files, what is made up."""
    sources, editions, status, files, method = read_in
    named = []
    for source, edition in zip(sources.split("; "), editions.split("; "), strict=True):
        row = study.catalogue.source(source, edition)
        if row is not None:
            named.append(publication_html(row))
    made_up = "Made up by a script (illustrative), in the layout of: " if status == "illustrative" else ""
    where = f" (data/raw: {html.escape(', '.join(files))})" if files else ""
    return made_up + ("; ".join(named) or html.escape(method)) + where


def _cells(cells):
    """Return the sheets and cells of a figure, the first of many."""
    every = [place.partition("#")[2] for place in cells.split("; ") if place]
    more = f"; and {len(every) - MOST_CELLS} more, in the CSV" if len(every) > MOST_CELLS else ""
    return "; ".join(every[:MOST_CELLS]) + more
