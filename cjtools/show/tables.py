"""Tables for a page: a caption, headers with scope, markers explained underneath, readable on a phone."""

import html
from dataclasses import dataclass

from markupsafe import Markup

from cjtools import words
from cjtools.markers import NOT_AVAILABLE
from cjtools.show import text

# columns of a result record that a table asks for: all of them would take longer to lay out than the table
_ASKED = [
    "part", "part_label", "period", "value", "lower", "upper", "numerator", "denominator", "unit", "marker", "method",
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    heading : str
    is_number : bool
        Numbers stand to the right.
    """

    heading: str
    is_number: bool = True


def table_html(name, caption, columns, rows, note=""):
    """Return an accessible HTML table: the first cell of each row is its header.

    Parameters
    ----------
    name : str
        Unique on the page; part of ids.
    caption : str
    columns : list of Column
    rows : list of list of str
        Cells as shown; escaped here, but for markup that says it is HTML already.
    note : str
        A line under the table, such as what the markers mean.

    Returns
    -------
    str

    Examples
    --------
    >>> table = table_html("t", "Orders", [Column("Year", False), Column("Orders")], [["2023-24", "12"]])
    >>> '<tr><th scope="row">2023-24</th><td>12</td></tr>' in table
    True
    """
    # a table of figures says once that they stand to the right; only a mixed one says it cell by cell
    all_numbers = all(column.is_number for column in columns[1:])
    marks = ["" if all_numbers or not column.is_number else ' class="n"' for column in columns]
    heads = "".join(
        f'<th scope="col"{mark}>{html.escape(column.heading)}</th>' for column, mark in zip(columns, marks, strict=True)
    )
    body = []
    for row in rows:
        cells = [f'<th scope="row">{_escaped(row[0])}</th>']
        cells += [
            f"<td{mark if cell else ''}>{_escaped(cell)}</td>" for mark, cell in zip(marks[1:], row[1:], strict=True)
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    below = f'<p class="note">{html.escape(note)}</p>' if note else ""
    figures = ' class="figures"' if all_numbers else ""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}-caption"><table{figures}>'
        f'<caption id="{name}-caption">{_escaped(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{below}"
    )


def _escaped(words):
    """Return words as HTML; markup stays as it is."""
    return words if isinstance(words, Markup) else html.escape(words)


def markers_note(rows, meanings):
    """Return the words that explain the markers shown in some records; empty when there are none.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records.
    meanings : dict
        Marker -> meaning.

    Returns
    -------
    str
    """
    shown = [marker for marker in dict.fromkeys(rows["marker"]) if marker]
    areas = rows["area_code"].nunique()
    has_gap = len(rows) < areas * len(set(zip(rows["part"], rows["period"], strict=True)))
    if has_gap and NOT_AVAILABLE not in shown:  # an area without a record shows as not available
        shown.append(NOT_AVAILABLE)
    return " ".join(f"{marker}: {meanings.get(marker, 'see the source')}." for marker in shown)


def by_period(own, scotland, group, place, group_name, with_counts):
    """Return columns and rows of a table by year: the area with its interval, Scotland, the family group.

    Parameters
    ----------
    own, scotland, group : pandas.DataFrame
        Result records by period; the last two may be empty.
    place, group_name : str
    with_counts : bool
        Show numerator and denominator of the area.

    Returns
    -------
    tuple
        (list of Column, list of list of str)
    """
    columns = [Column("Year", False), Column(place)]
    limits = own["lower"].notna().any()
    if limits:
        columns.append(Column("95% interval"))
    if with_counts:
        columns.append(Column("Count and base"))
    others = [(_by(rows, "period"), name) for rows, name in ((scotland, "Scotland"), (group, group_name)) if len(rows)]
    columns += [Column(name) for _, name in others]
    lines = []
    for row in own[_ASKED].to_dict("records"):
        cells = [row["period"], text.shown_value(row)]
        if limits:
            cells.append(words.limits(row))
        if with_counts:
            cells.append(text.counts(row))
        cells += [text.shown_value(rows[row["period"]]) if row["period"] in rows else "[x]" for rows, _ in others]
        lines.append(cells)
    return columns, lines


def _by(rows, column):
    """Return records by what stands in a column, as plain dictionaries: a table asks each for a few cells."""
    return {row[column]: row for row in rows[_ASKED].to_dict("records")}


def by_category(own, scotland, group, place, group_name):
    """Return columns and rows of a table of shares in one year: count, share, interval, Scotland, family group.

    Parameters
    ----------
    own, scotland, group : pandas.DataFrame
        Result records of one period, one per category.
    place, group_name : str

    Returns
    -------
    tuple
        (list of Column, list of list of str)
    """
    columns = [Column("Category", False), Column(f"{place}: count"), Column(place), Column("95% interval")]
    others = [(_by(rows, "part"), name) for rows, name in ((scotland, "Scotland"), (group, group_name)) if len(rows)]
    columns += [Column(name) for _, name in others]
    lines = []
    for row in own[_ASKED].to_dict("records"):
        cells = [
            row["part_label"],
            text.number(row["numerator"], "", row["marker"] if text.is_missing(row["numerator"]) else ""),
            text.shown_value(row),
            words.limits(row),
        ]
        cells += [text.shown_value(rows[row["part"]]) if row["part"] in rows else "[x]" for rows, _ in others]
        lines.append(cells)
    return columns, lines
