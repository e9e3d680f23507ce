"""The data behind a report as a page: each figure with publication, edition, file, sheet and cell."""

import html
import re

from markupsafe import Markup

from cjtools.areas import SCOTLAND
from cjtools.results.facts import SPREAD_UNIT
from cjtools.results.local_measures import EXPORTED
from cjtools.show import text
from cjtools.show.page import page
from cjtools.show.recorded import EXAMPLE
from cjtools.show.sources import Origins
from cjtools.show.tables import Column, table_html

MADE_UP = "Many figures here are made up by a script; the list above each table says which. Do not quote them."
COUNTED, OWN = "Counted for this report", "Measures of the partnership's own"
MOST_CELLS = 12  # a figure pooled from many councils names as many cells here; the CSV has them all
SHOWN = [
    "indicator", "area_code", "area_name", "period", "part", "part_label", "value", "unit", "marker", "method",
    "numerator", "denominator", "status", "source", "edition", "cells",
]  # fmt: skip
HIDDEN = (
    "Some workbooks show only the newest year: their filter hides the rows of the others, which are read all the same. "
    "Where a cell named here is not to be seen, clear the filter."
)
# the page that a published figure was read on, as it stands in brackets behind the cell
_ON_PAGE = re.compile(r"\((?:([^()]*), )?(https://(?:[^\s()\"'&;<>]|&amp;)+)\)")


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
    if records["cells"].str.contains(".xlsx#", regex=False).any():
        pieces.append(f"<p>{HIDDEN}</p>")
    if study.evidence.is_example:
        pieces.append(f'<div class="banner" role="note"><p>{EXAMPLE}</p></div>')
    if (records["status"] == "illustrative").any():
        pieces.append(f'<div class="banner" role="note"><p><strong>Illustrative.</strong> {MADE_UP}</p></div>')
    origins, contents, sections = Origins(study), [], []
    by_indicator = {}
    for row in records[SHOWN].to_dict("records"):
        by_indicator.setdefault(row["indicator"], []).append(row)
    for name, rows in by_indicator.items():
        is_known = name in study.catalogue.indicators
        title = html.escape(study.indicator(name).name if is_known else OWN if name == EXPORTED else COUNTED)
        table = _figures(origins, name, title, _in_order(study, name, rows) if is_known else rows)
        contents.append(f'<li><a href="#{anchor(name)}">{title}</a></li>')
        sections.append(f'<h2 id="{anchor(name)}">{title}</h2>{table}')
    listed = f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ul>{"".join(contents)}</ul></nav>'
    pieces.append(f'<div class="data">{listed}{"".join(sections)}</div>')
    title = f"Data: {outcome.short_title} in {study.place}, {study.year}"
    trail = [
        (f"All areas, {study.year}", "../index.html"),
        (study.place, "index.html"),
        (outcome.short_title, f"{outcome.id}.html"),
        ("Data", ""),
    ]
    return page(title, "".join(pieces), trail)


def _in_order(study, name, rows):
    """Return the rows of an indicator that stand on the page: newest year first, in each the area before all others."""
    own = {study.area["area_code"], study.code_of(name)}
    # what is counted over all places of a chart belongs to none
    places = ["", study.peers.code, SCOTLAND]
    rank = {place: number for number, place in enumerate(places)} | dict.fromkeys(own, -1)
    shown = sorted((row for row in rows if row["area_code"] in rank), key=lambda row: rank[row["area_code"]])
    return sorted(shown, key=lambda row: row["period"], reverse=True)


def _figures(origins, name, title, rows):
    """Return the publications of one indicator's figures, numbered, and the table that refers to them."""
    columns = [Column("Year", False), Column("Area", False), Column("Part", False), Column("Value")]
    columns += [Column("Count"), Column("Base"), Column("Read in", False), Column("Sheet and cell", False)]
    numbers, lines = {}, []
    for row in rows:
        files = tuple(dict.fromkeys(place.split("#")[0] for place in row["cells"].split("; ") if place))
        read_in = (row["source"], row["edition"], row["status"], files, "" if files else row["method"])
        number = numbers.setdefault(read_in, len(numbers) + 1)
        part, value = _part_and_value(row)
        lines.append(
            [
                row["period"],
                row["area_name"],
                part,
                value,
                "" if text.is_missing(row["numerator"]) else text.number(row["numerator"]),
                "" if text.is_missing(row["denominator"]) else text.number(row["denominator"]),
                f"[{number}]",
                _cells(row["cells"]),
            ]
        )
    listed = "".join(f"<li>{origins.html(*each)}</li>" for each in numbers)
    return f"<p>Read in:</p><ol>{listed}</ol>" + table_html(f"data-{anchor(name)}", Markup(title), columns, lines)


def _part_and_value(row):
    """Return the part that a row is of and its figure; a variance, which is small, with its digits and its unit."""
    if row["unit"] == SPREAD_UNIT:
        return f"{row['part_label']} ({row['unit']})", f"{row['value']:.2g}"
    return "" if row["part"] == "Total" else row["part_label"], text.shown_value(row)


def _cells(cells):
    """Return the sheets and cells of a figure as HTML, the first of many; web addresses as links in short words."""
    every = [place.partition("#")[2] for place in cells.split("; ") if place]
    more = f"; and {len(every) - MOST_CELLS} more, in the CSV" if len(every) > MOST_CELLS else ""
    said = html.escape("; ".join(every[:MOST_CELLS]), quote=False)
    return Markup(_ON_PAGE.sub(lambda found: f'(<a href="{found[2]}">{found[1] or "web page"}</a>)', said) + more)
