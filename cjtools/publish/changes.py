"""What changed from one version of the published pages to the next: told from the tables beside them."""

import csv
import io
from dataclasses import dataclass

from cjtools.results.export import with_formula, without_formula
from cjtools.words import counted, join

COLUMNS = ("version", "changed", "area", "title", "page", "what", "more")
NEW, FIGURES, RECORDED, WITHDRAWN = "new", "figures changed", "what is recorded changed", "withdrawn"
# not the edition: a figure that a newer one gives the same has not changed
_KEY = ("indicator", "part", "area_code", "period", "period_type", "unit", "method")
_SAID = {
    NEW: "new",
    FIGURES: "with other figures",
    RECORDED: "with other recorded words",
    WITHDRAWN: "withdrawn",
}
_VALUES = ("value", "numerator", "denominator", "lower", "upper", "marker", "status")


@dataclass(frozen=True)
class Change:
    """One page that changed.

    Attributes
    ----------
    version : int
        In which version of the pages, counted from 1: each publication that changed something makes one.
    changed : str
        When the page was made; when it was found missing, for one that was withdrawn.
    area, title, page : str
        Whose it is, or Scotland; what it is; its place in the folder.
    what : str
        ``NEW``, ``FIGURES``, ``RECORDED`` or ``WITHDRAWN``.
    more : str
        Which figures, years and editions; empty where there is nothing more to say.
    """

    version: int
    changed: str
    area: str
    title: str
    page: str
    what: str
    more: str = ""


def read_changes(text):
    """Return the changes told so far; none where the table is torn.

    Parameters
    ----------
    text : str
        As :func:`changes_csv` wrote it.

    Returns
    -------
    list of Change
    """
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    if any(set(row) != set(COLUMNS) or not row["version"].isdigit() for row in rows):
        return []
    return [Change(**{**row, "version": int(row["version"]), "title": with_formula(row["title"])}) for row in rows]


def changes_csv(changes):
    """Return changes as CSV text."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(vars(change) | {"title": without_formula(change.title)} for change in changes)
    return buffer.getvalue()


def told_by(before, after):
    """Return what changed from one table beside a page to the next.

    Parameters
    ----------
    before, after : str
        CSV; empty without a table.

    Returns
    -------
    tuple of str
        (``FIGURES`` or ``RECORDED``, more of it); both empty where the tables are the same.

    Examples
    --------
    >>> head = "indicator,part,area_code,period,value,edition"
    >>> before = f"{head}\\ncpo,Total,S12000047,2022-23,60.1,2023-24\\n"
    >>> after = f"{head}\\ncpo,Total,S12000047,2022-23,60.4,2024-25\\ncpo,Total,S12000047,2023-24,61,2024-25\\n"
    >>> told_by(before, after)
    ('figures changed', '1 figure is another, 1 is new; years added: 2023-24; edition added: 2024-25')
    >>> told_by(before, before)
    ('', '')
    """
    if before == after:
        return "", ""
    old, new = _rows(before), _rows(after)
    if old is None or new is None:
        return RECORDED, ""
    was, now = _figures(old), _figures(new)
    others = sum(was[key] != now[key] for key in was.keys() & now.keys())
    added, gone = len(now.keys() - was.keys()), len(was.keys() - now.keys())
    if not (others or added or gone):
        return RECORDED, ""
    said = [
        f"{counted(others, 'figures')} {'is another' if others == 1 else 'are others'}" if others else "",
        f"{_first(added, others)} {'is' if added == 1 else 'are'} new" if added else "",
        f"{_first(gone, others or added)} {'is' if gone == 1 else 'are'} no longer there" if gone else "",
    ]
    more = [", ".join(filter(None, said)), _added(old, new, "period", "years"), _added(old, new, "edition", "editions")]
    return FIGURES, "; ".join(filter(None, more))


def _first(count, is_later):
    """Return a count with what is counted, or alone where that was said before."""
    return f"{count:,}" if is_later else counted(count, "figures")


def _rows(text):
    """Return the rows of a table of figures; None for a table of another kind."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    return list(reader) if {"indicator", "period", "value"} <= set(reader.fieldnames or ()) else None


def _figures(rows):
    """Return each figure by what it is of."""
    return {tuple(row.get(name, "") for name in _KEY): tuple(row.get(name, "") for name in _VALUES) for row in rows}


def _added(old, new, column, words):
    """Return which values of a column are there for the first time; empty without any."""
    added = sorted({row.get(column, "") for row in new} - {row.get(column, "") for row in old} - {""})
    words = words if len(added) != 1 or words == "years" else words.removesuffix("s")
    return f"{words} added: {join(added)}" if added else ""


def by_version(changes):
    """Return changes by version and area, newest first; in each, areas and pages in order of name.

    Parameters
    ----------
    changes : list of Change

    Returns
    -------
    list of (int, list of (str, list of Change))
    """
    found = {}
    for change in changes:
        found.setdefault(change.version, {}).setdefault(change.area, []).append(change)
    return [
        (number, [(area, sorted(of_area, key=lambda one: one.page)) for area, of_area in sorted(areas.items())])
        for number, areas in sorted(found.items(), reverse=True)
    ]


def in_words(changes):
    """Return how many pages of one area changed in which way.

    Parameters
    ----------
    changes : list of Change

    Returns
    -------
    str

    Examples
    --------
    >>> in_words([Change(1, "", "Fife", "a", "a.html", NEW), Change(1, "", "Fife", "b", "b.html", WITHDRAWN)])
    '1 new, 1 withdrawn'
    """
    counts = {what: sum(change.what == what for change in changes) for what in (NEW, FIGURES, RECORDED, WITHDRAWN)}
    return ", ".join(f"{count} {_SAID[what]}" for what, count in counts.items() if count)
