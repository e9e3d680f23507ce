"""Whole numbers that add up: shares of one total, and tables whose rows and columns are both fixed.

Only +, -, * and / on floats and ``math.fsum`` are used, so that every machine gets the same numbers.
"""

import math


def apportion(total, weights, lower=None, upper=None):
    """Share a whole number out by weight.

    Parameters
    ----------
    total : int
        What is shared out.
    weights : dict
        Name -> weight, not negative.
    lower, upper : dict, optional
        Name -> least and most it may get; unnamed ones are free (0 to no limit).

    Returns
    -------
    dict
        Name -> int; the values add to ``total``.

    Raises
    ------
    ValueError
        When the limits leave no answer.

    Examples
    --------
    >>> apportion(10, {"a": 1, "b": 1, "c": 2})
    {'a': 3, 'b': 2, 'c': 5}
    >>> apportion(10, {"a": 1, "b": 1, "c": 2}, upper={"c": 4})
    {'a': 3, 'b': 3, 'c': 4}
    """
    low = {name: (lower or {}).get(name, 0) for name in weights}
    high = {name: (upper or {}).get(name, total if weights[name] > 0 else 0) for name in weights}
    if not sum(low.values()) <= total <= sum(max(low[n], high[n]) for n in weights):
        raise ValueError(f"{total} cannot be shared out between the limits {low} and {high}")
    share = _limited_shares(total, weights, low, high)
    whole = {name: min(high[name], max(low[name], math.floor(share[name] + 1e-9))) for name in weights}
    step = 1 if sum(whole.values()) < total else -1
    while sum(whole.values()) != total:
        open_names = [n for n in weights if low[n] <= whole[n] + step <= high[n]]
        name = max(open_names, key=lambda n: step * (share[n] - whole[n]))
        whole[name] += step
    return whole


def _limited_shares(total, weights, low, high):
    """Return real shares of the total in proportion to the weights, kept within the limits."""
    small, large = 0.0, 1.0

    def shares(factor):
        return {name: min(high[name], max(low[name], weights[name] * factor)) for name in weights}

    for _ in range(200):  # doubling, then halving the interval: no logarithms, no library solver
        if math.fsum(shares(large).values()) >= total:
            break
        large *= 2
    for _ in range(200):
        middle = (small + large) / 2
        if math.fsum(shares(middle).values()) < total:
            small = middle
        else:
            large = middle
    return shares(large)


def fill_table(row_totals, column_totals, seeds, fixed=None):
    """Fill a table of whole numbers whose row and column totals are given.

    The seeds (how likely a cell is) are first scaled until they fit the totals, then every cell is
    rounded up or down so that both totals hold exactly (controlled rounding by augmenting paths).

    Parameters
    ----------
    row_totals, column_totals : dict
        Name -> int; both must add to the same number.
    seeds : dict
        (row, column) -> weight; a cell with weight 0 or none stays 0.
    fixed : dict, optional
        (row, column) -> int for cells known beforehand.

    Returns
    -------
    dict
        (row, column) -> int.

    Raises
    ------
    ValueError
        When the totals do not agree or cannot be met.

    Examples
    --------
    >>> seeds = {(row, column): 1 for row in "xy" for column in "ab"}
    >>> fill_table({"x": 3, "y": 2}, {"a": 1, "b": 4}, seeds)
    {('x', 'a'): 1, ('x', 'b'): 2, ('y', 'a'): 0, ('y', 'b'): 2}
    """
    fixed = fixed or {}
    rows, columns = dict(row_totals), dict(column_totals)
    for (row, column), value in fixed.items():
        rows[row] -= value
        columns[column] -= value
    if sum(rows.values()) != sum(columns.values()) or min([*rows.values(), *columns.values()]) < 0:
        raise ValueError(f"row totals {rows} and column totals {columns} do not agree")
    cells = {
        (row, column): float(seeds.get((row, column), 0)) if (row, column) not in fixed else 0.0
        for row in rows
        for column in columns
    }
    whole = _round_to_totals(_fit(cells, rows, columns), rows, columns)
    return {cell: fixed.get(cell, whole[cell]) for cell in whole}


def _fit(cells, rows, columns, rounds=400):
    """Scale the cells to the row and column totals in turn until they hardly move."""
    cells = dict(cells)
    for _ in range(rounds):
        worst = 0.0
        for totals, others, by_row in ((rows, columns, True), (columns, rows, False)):
            for name, total in totals.items():
                line = [(name, other) if by_row else (other, name) for other in others]
                there = math.fsum(cells[cell] for cell in line)
                factor = total / there if there > 0 else 0.0
                worst = max(worst, abs(total - there))
                for cell in line:
                    cells[cell] *= factor
        if worst < 1e-9:
            break
    return cells


def _round_to_totals(cells, rows, columns):
    """Round each cell up or down so that the totals hold; move units along paths where need be."""
    whole = {cell: math.floor(value + 1e-9) for cell, value in cells.items()}
    short = {row: rows[row] - sum(whole[row, column] for column in columns) for row in rows}
    wanted = {column: columns[column] - sum(whole[row, column] for row in rows) for column in columns}
    _take_back(whole, cells, short, wanted)
    rank = {cell: cells[cell] - whole[cell] for cell in cells}
    near = {cell for cell in cells if rank[cell] > 1e-9}
    anywhere = {cell for cell in cells if cells[cell] > 0}
    added = dict.fromkeys(cells, 0)
    for allowed, most in ((near, 1), (anywhere, 10**9)):
        for row in rows:
            while short[row] > 0:
                path = _path(row, wanted, allowed, added, most, rank)
                if path is None:
                    break
                for cell, change in path:
                    added[cell] += change
                short[row] -= 1
                wanted[path[-1][0][1]] -= 1
    if any(short.values()) or any(wanted.values()):
        raise ValueError(f"the totals cannot be met: rows still short {short}, columns {wanted}")
    return {cell: whole[cell] + added[cell] for cell in cells}


def _take_back(whole, cells, short, wanted):
    """Lower cells of rows and columns that hold too much (only where the scaling did not settle)."""
    for (row, column), value in whole.items():
        surplus = min(value, max(-short[row], -wanted[column], 0))
        if surplus and cells[row, column] > 0:
            whole[row, column] -= surplus
            short[row] += surplus
            wanted[column] += surplus


def _path(start, wanted, allowed, added, most, rank):
    """Return the steps that move one unit from a row to a column in need, shortest first, or None."""
    reached = {("row", start): None}
    queue = [("row", start)]
    rows = list(dict.fromkeys(cell[0] for cell in added))
    for kind, name in queue:
        if kind == "row":
            steps = sorted((c for c in wanted if (name, c) in allowed), key=lambda c: -rank[name, c])
            onward = [("column", c) for c in steps if added[name, c] < most]
        elif wanted[name] > 0:
            return _steps_back(reached, (kind, name))
        else:
            onward = [("row", row) for row in rows if added[row, name] > 0]
        for node in onward:
            if node not in reached:
                reached[node] = (kind, name)
                queue.append(node)
    return None


def _steps_back(reached, node):
    """Turn the search record into a list of (cell, +1 or -1), first step first."""
    steps = []
    while reached[node] is not None:
        before = reached[node]
        if node[0] == "column":
            steps.append(((before[1], node[1]), 1))
        else:
            steps.append(((node[1], before[1]), -1))
        node = before
    return steps[::-1]
