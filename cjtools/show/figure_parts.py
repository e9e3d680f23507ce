"""What every figure on a page has around it: title, label when made up, table behind it, source."""

import html
import re

from cjtools.levels import COUNCIL
from cjtools.show.data_page import anchor
from cjtools.show.sources import source_line

MADE_UP = "Illustrative figures: made up by a script, not published. Do not quote them."
_YEAR = re.compile(r"\b(?:19|20)\d{2}-\d{2}\b")


def prose(words):
    """Return text as HTML in which a financial year does not break over two lines.

    Examples
    --------
    >>> prose("R&D in 2023-24")
    'R&amp;D in <span class="y">2023-24</span>'
    """
    return _YEAR.sub(r'<span class="y">\g<0></span>', html.escape(words))


def figure_html(study, name, title, subtitle, picture, table, rows, said=""):
    """Return a figure: title, subtitle, label when made up, picture with its table folded away, source.

    Parameters
    ----------
    study : Study
    name : str
        Unique on the page.
    title, subtitle : str
    picture, table : str
        HTML.
    rows : pandas.DataFrame
        The result records shown.
    said : str
        What has to be read with the picture.

    Returns
    -------
    str
    """
    notes = " ".join(filter(None, [said, _notes(rows)]))
    return (
        f'<figure id="{name}"><figcaption><strong>{prose(title)}</strong>'
        f'<span class="sub">{prose(subtitle)}</span></figcaption>{made_up_label(rows["status"])}'
        f'<div class="chart">{picture}</div>'
        f"<details><summary>Figures behind the chart<span class='vh'>: {html.escape(title)}</span></summary>"
        f"{table}</details>"
        f"{_source(study, rows, notes)}</figure>"
    )


def lone_table(study, name, table, rows):
    """Return a table that stands without a chart: label when made up, the table, source."""
    notes = _notes(rows)
    return f'<div id="{name}">{made_up_label(rows["status"])}{table}{_source(study, rows, notes)}</div>'


def _source(study, rows, notes):
    """Return what has to be read with the figures, their publications, and the way to the cell of each."""
    name = rows["indicator"].iloc[0]
    said = f"Cells<span class='vh'> behind {html.escape(study.indicator(name).name)}</span>"
    cells = f'<a href="{study.outcome.id}-data.html#{anchor(name)}">{said}</a>'
    return f'<p class="source">{prose(f"{notes} " if notes else "")}{source_line(study, rows)} {cells}</p>'


def _notes(rows):
    """Return what has to be said of the newest figures, each note once."""
    return " ".join(dict.fromkeys(note for note in rows.loc[rows["period"] == rows["period"].max(), "note"] if note))


def made_up_label(statuses):
    """Return the label of figures when one of their statuses is illustrative, else empty text."""
    return f'<p class="made-up">{MADE_UP}</p>' if "illustrative" in set(statuses) else ""


def subtitle_of(indicator, place, rows):
    """Return the statistical subtitle: what, unit, where, when."""
    periods = list(rows["period"])
    when = f"{periods[0]} to {periods[-1]}" if len(set(periods)) > 1 else (periods[0] if periods else "")
    where = "" if place in indicator.name else f", {place}"
    return f"{indicator.name}, {indicator.unit}{where}, {when}{made_up_words(rows['status'])}"


def made_up_words(statuses):
    """Return what the caption of made-up figures ends in, else empty text."""
    return ", illustrative" if "illustrative" in set(statuses) else ""


def names_of(study, indicator):
    """Return (place, group name) as they label lines and columns."""
    if indicator.level == COUNCIL:
        return study.place, study.peers.label
    return study.catalogue.place_names[study.code_of(indicator.id)], ""
