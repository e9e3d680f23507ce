"""Tables of all councils that a reader can sort and filter; complete and in order of name where no script runs."""

import html
from dataclasses import dataclass, field

from cjtools.show.text import is_missing


@dataclass(frozen=True)
class Head:
    """The head of a column.

    Attributes
    ----------
    label : str
        What the button that sorts by the column says.
    more : str
        What stands under it.
    is_number : bool
        Numbers stand to the right.
    """

    label: str
    more: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell as it is shown, and what it is sorted by.

    Attributes
    ----------
    shown : str
        HTML; the maker escapes what others wrote.
    value : float or None
        Missing ones stand last whichever way the column is sorted.
    is_text : bool
        Sorted by its words.
    """

    shown: str
    value: float | None = None
    is_text: bool = False


@dataclass(frozen=True)
class Line:
    """A row: its header, its cells, what it can be chosen by, and by which words it is found besides those shown."""

    header: str
    cells: list
    chosen_by: dict = field(default_factory=dict)
    find: str = ""


def sortable_table(name, caption, heads, lines, note="", kind="", status=""):
    """Return a table whose columns the page's script makes sortable.

    Parameters
    ----------
    name : str
        Unique on the page.
    caption : str
    heads : list of Head
    lines : list of Line
        In order of the first column.
    note : str
        A line under the table, such as what the markers mean.
    kind : str
        Further class of the table.
    status : str
        What the line says in which sorting and filtering are told.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> table = sortable_table("t", "Orders", [Head("Council"), Head("Orders")], [Line("Fife", [Cell("1,204", 1204)])])
    >>> '<tr><th scope="row">Fife</th><td data-v="1204">1,204</td></tr>' in table
    True
    """
    marks = [' class="n"' if head.is_number else "" for head in heads]
    top = "".join(f'<th scope="col"{mark}>{_head(head)}</th>' for head, mark in zip(heads, marks, strict=True))
    body = "".join(_row(line, marks[1:]) for line in lines)
    below = f'<p class="note">{html.escape(note)}</p>' if note else ""
    kinds = " ".join(filter(None, ["sortable", kind]))
    return (
        f'<p class="note" role="status" id="{name}-status">{html.escape(status)}</p>'
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}-caption">'
        f'<table class="{kinds}" id="{name}"><caption id="{name}-caption">{html.escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>{below}"
    )


def filter_html(name, label, choices=""):
    """Return the fields by which rows of a table are chosen; hidden until the script that reads them runs.

    Parameters
    ----------
    name : str
        Of the table.
    label : str
        What is chosen.
    choices : str
        Further fields, in HTML.

    Returns
    -------
    str
        HTML.
    """
    return (
        f'<div class="filter" id="{name}-filter" role="group" aria-label="{html.escape(label)}" hidden>'
        f'<p><label for="{name}-words">Words in the row</label><input id="{name}-words" type="search"></p>'
        f'{choices}<p><button type="button">Show all</button></p></div>'
    )


def _head(head):
    """Return the inside of a column's head."""
    more = f'<span class="sub">{html.escape(head.more)}</span>' if head.more else ""
    return f'<span class="label">{html.escape(head.label)}</span>{more}'


def _row(line, marks):
    """Return a row."""
    said = {**line.chosen_by, **({"find": line.find} if line.find else {})}
    chosen_by = "".join(f' data-{key}="{html.escape(value)}"' for key, value in said.items())
    cells = "".join(f"<td{mark}{_key(cell)}>{cell.shown}</td>" for cell, mark in zip(line.cells, marks, strict=True))
    return f'<tr{chosen_by}><th scope="row">{line.header}</th>{cells}</tr>'


def _key(cell):
    """Return what a cell is sorted by, as an attribute."""
    if cell.is_text:
        return ""
    return f' data-v="{"" if cell.value is None or is_missing(cell.value) else f"{cell.value:.12g}"}"'
