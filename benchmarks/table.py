"""The results as text: Markdown, for the screen and for benchmarks/README.md."""

import statistics
from functools import partial

from benchmarks import full_line, goals, left_alone, notebooks_alone, workbooks
from benchmarks.side_by_side import ratio, ratio_of_work
from cjtools.errors import CjtoolsError, Problem

BEGIN, END = "<!-- results: written by make bench -->", "<!-- end of results -->"
TITLES = {"A": "A. Notebooks alone", "B": "B. Reports with pages", "C": "C. What is left alone"}


def as_text(results):
    """Return the results as Markdown: goals first, then each part.

    Parameters
    ----------
    results : dict
        Part -> its results.

    Returns
    -------
    str
    """
    pieces = [_goals(results)]
    for part, title in TITLES.items():
        if part in results:
            found = results[part]
            where = "; ".join(f"{name} {version}" for name, version in found["versions"].items())
            told = f"Measured {found['date']}, repeats: {found['repeats']}, on {found['machine']}.\n{where}."
            pieces += [f"### {title}", f"{found['of'][:1].upper()}{found['of'][1:]}.", told, *_PARTS[part](found)]
    return "\n\n".join(pieces) + "\n"


def table(head, rows):
    """Return rows as a Markdown table; all columns but the first are numbers or short.

    Parameters
    ----------
    head : list of str
    rows : list of list of str

    Returns
    -------
    str

    Examples
    --------
    >>> print(table(["way", "s"], [["plain", "2.0"]]))
    | way   |   s |
    |:------|----:|
    | plain | 2.0 |
    """
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [[cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in [head, *rows]]
    for line, row in zip(lines, [head, *rows], strict=True):
        line[0] = row[0].ljust(widths[0])
    rule = [":" + "-" * (widths[0] + 1), *("-" * (width + 1) + ":" for width in widths[1:])]
    text = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([text[0], f"|{'|'.join(rule)}|", *text[1:]])


def _goals(results):
    """Return the table of goals."""
    rows = [[goal.text, goal.asked, *goal.verdict(results)] for goal in goals.GOALS]
    return table(["goal", "asked", "measured", ""], rows)


def _number(value, digits=2):
    """Return a number as text; empty when there is none."""
    return "" if value is None else f"{value:,.{digits}f}"


def _rows(group, pieces, compared):
    """Return a row for each variant: seconds, CPU, seconds a piece, turns, and how it compares.

    ``compared`` is a list of functions: Measured -> ratio or None.
    """
    rows = []
    for one in group.values():
        if not one.seconds:
            rows.append([f"{one.name} (not measured: {one.cannot})"] + [""] * (4 + len(compared)))
            continue
        times = [
            _number(one.median, 1),
            _number(statistics.median(one.cpu_seconds), 1),
            _number(one.median / pieces, 3),
        ]
        rows.append([one.name, *times, str(len(one.seconds)), *(_number(compare(one)) for compare in compared)])
    return rows


def _pieces(group, name):
    """Return how many of what was counted a turn made."""
    return next((one.counts[name] for one in group.values() if name in one.counts), 1)


def _counted(group):
    """Return a sentence on what every turn made."""
    counts = {}
    for one in group.values():
        counts |= one.counts
    return "Counted in every turn: " + ", ".join(f"{number:,} {name}" for name, number in counts.items()) + "."


def _part_a(found):
    """Return the tables of part A."""
    group = found["groups"][notebooks_alone.GROUP]
    plain, bound = group[notebooks_alone.PLAIN], group[notebooks_alone.BOUND]
    compared = [partial(ratio, plain), lambda one: ratio_of_work(one, bound)]
    head = ["way", "s", "CPU s", "s a notebook", "turns", f"as fast as {plain.name}", f"work alone to {bound.name}"]
    pieces = [_counted(group), table(head, _rows(group, _pieces(group, "notebooks"), compared))]
    if found["kernel"]:
        rows = [[what, _number(cost, 1)] for what, cost in found["kernel"].items()]
        pieces.append(table(["what a warm kernel costs beyond the work", "ms of CPU"], rows))
    return pieces


def _part_b(found):
    """Return the tables of part B."""
    group = found["groups"][full_line.GROUP]
    pages = _pieces(group, "report pages")
    plain, alone = group[full_line.PLAIN], group[full_line.PLAIN_ALONE]
    compared = [lambda one: pages / one.median, partial(ratio, plain), partial(ratio, alone)]
    head = ["way", "s", "CPU s", "s a page", "turns", "pages a second"]
    head += ["as fast as plain with 2 processes", "as plain with 1"]
    note = "CPU of Dask workers is not told: they are there before and after."
    return [_counted(group), table(head, _rows(group, pages, compared)), note]


def _part_c(found):
    """Return the tables of part C."""
    groups, rebuilt = found["groups"], found["rebuilt"]
    growth, reruns, books = (groups[name] for name in (left_alone.GROWTH, left_alone.RERUNS, left_alone.WORKBOOKS))
    pieces = [
        table(["growth", "s", "CPU s", "turns"], [_short(one) for one in growth.values()]),
        table(
            ["rerun", "s", "CPU s", "turns", "pages made", "of other areas"],
            [[*_short(one), *map(str, rebuilt[one.name].values())] for one in reruns.values()],
        ),
        table(
            ["memory", "PSS MB", "RSS MB", "processes"],
            [
                [f"{command}: {role}", *(_number(peak[key], 0) for key in ("pss", "rss", "processes"))]
                for command, roles in found["memory"].items()
                for role, peak in roles.items()
            ],
        ),
        table(
            ["reading the workbooks", "s", "times as long as ours"],
            [[one.name, _number(one.median), _number(ratio(one, books[workbooks.OURS]))] for one in books.values()],
        ),
    ]
    return [*pieces, _counted(books)]


def _short(one):
    """Return name, seconds, CPU seconds and turns of a variant."""
    return [one.name, _number(one.median, 1), _number(statistics.median(one.cpu_seconds), 1), str(len(one.seconds))]


_PARTS = {"A": _part_a, "B": _part_b, "C": _part_c}


def put_into(page, text, begin=BEGIN, end=END):
    """Return a page with the results between its marker comments.

    Parameters
    ----------
    page, text, begin, end : str

    Returns
    -------
    str

    Raises
    ------
    CjtoolsError
        When a marker is missing.

    Examples
    --------
    >>> put_into(f"above {BEGIN} old {END} below", "new").splitlines()[1:3]
    ['', 'new']
    """
    before, found_begin, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise CjtoolsError(Problem("a page has no place for results", todo=f"add the lines: {begin} {end}"))
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
