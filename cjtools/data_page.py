"""The data behind a report as a page: each figure with publication, edition, file, sheet and cell."""

import html

from cjtools import text
from cjtools.page import page
from cjtools.tables import Column, table_html

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
    beside = {study.area["area_code"], study.peers.code, "S92000003"}
    for name, rows in records.groupby("indicator", sort=False):
        own = (
            rows[rows["area_code"].isin(beside | {study.code_of(name)})] if name in study.catalogue.indicators else rows
        )
        title = study.indicator(name).name if name in study.catalogue.indicators else "Counted for this report"
        pieces.append(f'<h2 id="{anchor(name)}">{html.escape(title)}</h2>{_table(study, name, title, own)}')
    title = f"Data: {outcome.short_title} in {study.place}, {study.year}"
    trail = [
        (f"All areas, {study.year}", "../index.html"),
        (study.place, "index.html"),
        (outcome.short_title, f"{outcome.id}.html"),
        ("Data", ""),
    ]
    return page(title, "".join(pieces), trail)


def _table(study, name, title, rows):
    """Return the table of one indicator's figures."""
    columns = [Column("Year", False), Column("Area", False), Column("Part", False), Column("Value")]
    columns += [Column("Count"), Column("Base"), Column("Read in", False), Column("File, sheet and cell", False)]
    lines = []
    for _, row in rows.iterrows():
        publications = []
        for source, edition in zip(row["source"].split("; "), row["edition"].split("; "), strict=True):
            known = study.catalogue.source(source, edition)
            publications.append(f"{known['title'] if known else source}, {edition}".strip(", "))
        read_in = "; ".join(filter(None, publications)) or row["method"]
        made_up = "made up (illustrative), in the layout of: " if row["status"] == "illustrative" else ""
        lines.append(
            [
                row["period"],
                row["area_name"],
                "" if row["part"] == "Total" else row["part_label"],
                text.number(row["value"], row["unit"], row["marker"]),
                "" if text.is_missing(row["numerator"]) else text.number(row["numerator"]),
                "" if text.is_missing(row["denominator"]) else text.number(row["denominator"]),
                made_up + read_in,
                _cells(row["cells"]),
            ]
        )
    return table_html(f"data-{anchor(name)}", title, columns, lines)


def _cells(cells):
    """Return the cells of a figure, the first of many."""
    every = cells.split("; ")
    more = f"; and {len(every) - MOST_CELLS} more, in the CSV" if len(every) > MOST_CELLS else ""
    return "; ".join(every[:MOST_CELLS]) + more
