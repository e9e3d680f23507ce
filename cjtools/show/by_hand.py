"""What an analyst shows by hand in a notebook: one indicator as a report has it, its source cells, any table."""

import re

import pandas as pd

from cjtools import words
from cjtools.results.export import compact
from cjtools.show import figures, tables, text
from cjtools.show.figure_parts import made_up_words
from cjtools.show.fragments import Fragment

# of a report; beside a notebook there is no data page, and :func:`cells` says the same
_CELLS_LINK = re.compile(r' <a href="[^"]*-data\.html#[^"]*">Cells.*?</a>')
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def indicator(study, name, *shows):
    """Show one indicator as a report does: sentence, charts with their text, tables behind them, source, caveats.

    Parameters
    ----------
    study : Study
    name : str
        Id of the indicator, such as 'cpo_completion'.
    *shows : str
        'trend', 'comparison' (all councils), 'table'; 'composition' and 'profile' for shares, 'inequality' for rates of
        several groups. A table alone when none is named.

    Returns
    -------
    Fragment

    Raises
    ------
    UnknownName
        For an indicator that the catalogue does not hold.
    """
    study.indicator(name)
    found = figures.indicator_html(study, name, list(shows) or ["table"], f"{_id(name)}-{'-'.join(shows)}-")
    return Fragment(_CELLS_LINK.sub("", found))


def cells(study, name, part="Total"):
    """Show where each figure of an indicator stands: value, 95% interval, status, and file, sheet and cell.

    Parameters
    ----------
    study : Study
    name : str
        Id of the indicator.
    part : str
        Category, for an indicator that has several.

    Returns
    -------
    Fragment
        A table by year, oldest first.
    """
    rows = study.of(name, study.code_of(name), part)
    columns = [tables.Column(heading, False) for heading in ("Year", "Figure", "95% interval", "Status", "Cells")]
    lines = [
        [row["period"], text.shown_value(row), words.limits(row), row["status"], compact(row["cells"])]
        for _, row in rows.iterrows()
    ]
    caption = f"{study.indicator(name).name}, {study.place_of(name)}: where it stands"
    return Fragment(tables.table_html(f"{_id(name)}-cells", caption, columns, lines))


def table(frame, caption, status=()):
    """Show a data frame as a table that everybody can read: with a caption, and its first column as headers of rows.

    Parameters
    ----------
    frame : pandas.DataFrame
        The index is not shown: ``reset_index()`` makes a column of it.
    caption : str
        What the table holds, where and when.
    status : iterable of str
        The column ``status`` of what it was made of: the caption then says when any of it is illustrative.

    Returns
    -------
    Fragment

    Examples
    --------
    >>> shown = table(pd.DataFrame({"Year": ["2023-24"], "Orders": [1116.0]}), "Orders, Fife", ["illustrative"])
    >>> "Orders, Fife, illustrative" in shown.html, "<td>1,116</td>" in shown.html
    (True, True)
    """
    columns = [tables.Column(str(name), pd.api.types.is_numeric_dtype(frame[name])) for name in frame]
    lines = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    name = f"table-{_id(caption)}"
    return Fragment(tables.table_html(name, caption + made_up_words(pd.Series(list(status))), columns, lines))


def _cell(value):
    """Return a value as it is shown: numbers with one decimal at most, nothing for a missing one."""
    if isinstance(value, str) or not pd.api.types.is_number(value):
        return "" if pd.isna(value) else str(value)
    if pd.isna(value):
        return ""
    return text.number(value, "" if float(value).is_integer() else "per cent").removesuffix("%")


def _id(words):
    """Return words as part of an id."""
    return _NOT_IN_IDS.sub("-", words.lower()).strip("-")
