"""The quick way to see that a hidden figure of a two-way table is given away: it is a bridge."""


def given_away(lines, loose):
    """Return the hidden figures that can be worked out exactly by adding and subtracting.

    Each hidden figure that stands in two relations (a row and a column, say) is a line between them. A line without
    which the graph falls apart is given away by the relations on the side where nothing else can move.

    Parameters
    ----------
    lines : dict
        Figure -> (relation, relation, whether it counts the same way in both).
    loose : set
        Relations with something in them that can move and is not one of the lines.

    Returns
    -------
    set

    Examples
    --------
    >>> corner = {"a": ("r1", "c1", True), "b": ("r1", "c2", True), "c": ("r2", "c1", True)}
    >>> sorted(given_away(corner, set())), sorted(given_away(corner, {"r1"})), sorted(given_away(corner, {"r1", "r2"}))
    (['a', 'b', 'c'], ['a', 'b', 'c'], ['b'])
    """
    if not _is_balanced(lines):
        return set()
    # what is loose is tied to the ground twice, so that the ties are no bridges themselves
    ties = [(relation, "ground", ("tie", relation, end)) for relation in loose for end in (1, 2)]
    return bridges([(left, right, name) for name, (left, right, _) in lines.items()] + ties)


def _is_balanced(lines):
    """Return whether adding and subtracting around every loop cancels, as it does in a two-way table."""
    side, around = {}, {}
    for left, right, is_alike in lines.values():
        around.setdefault(left, []).append((right, is_alike))
        around.setdefault(right, []).append((left, is_alike))
    for start in around:
        todo = [] if start in side else [start]
        side.setdefault(start, False)
        while todo:
            here = todo.pop()
            for there, is_alike in around[here]:
                if there not in side:
                    side[there] = side[here] != is_alike
                    todo.append(there)
                elif side[there] != (side[here] != is_alike):
                    return False
    return True


def bridges(lines):
    """Return the names of the lines of a graph without which it falls into more pieces.

    Parameters
    ----------
    lines : list of (point, point, name)

    Returns
    -------
    set

    References
    ----------
    Tarjan, R. E. (1974), A note on finding the bridges of a graph, Information Processing Letters 2, 160-161.

    Examples
    --------
    >>> square = [("r1", "c1", "a"), ("r1", "c2", "b"), ("r2", "c1", "c"), ("r2", "c2", "d")]
    >>> sorted(bridges([*square, ("r3", "c1", "e")]))
    ['e']
    """
    around = {}
    for left, right, name in lines:
        around.setdefault(left, []).append((right, name))
        around.setdefault(right, []).append((left, name))
    order, reach, found = {}, {}, set()
    for start in around:
        if start in order:
            continue
        order[start] = reach[start] = len(order)
        stack = [(start, None, iter(around[start]))]
        while stack:
            here, by, rest = stack[-1]
            for there, name in rest:
                if name == by:
                    continue
                if there in order:
                    reach[here] = min(reach[here], order[there])
                else:
                    order[there] = reach[there] = len(order)
                    stack.append((there, name, iter(around[there])))
                    break
            else:
                stack.pop()
                if stack:
                    before = stack[-1][0]
                    reach[before] = min(reach[before], reach[here])
                    if reach[here] > order[before]:
                        found.add(by)
    return found
