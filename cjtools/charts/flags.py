"""Words in rows beside a line, each on a pole at its own place: notes above a chart, names beside a row of dots."""

from typing import NamedTuple


class Flag(NamedTuple):
    """Words in rows beside a line, on a pole that stands at a place of the line.

    Parameters
    ----------
    at, width : float
        Place of the pole, and width of the words.
    rows : int
    pole : bool
        There is a pole; without one the words only stand near their place.
    """

    at: float
    width: float
    rows: int = 1
    pole: bool = True


def flags(wanted, low, high, levels):
    """Return where flags go beside a line.

    No flag covers another, nor the pole of one further out. Each takes the nearest free row.

    Parameters
    ----------
    wanted : list of Flag
    low, high : float
        Ends of the room along the line.
    levels : int
        How many rows there are.

    Returns
    -------
    list of tuple
        The nearest row taken, counted from 0 at the line, and the left end of the words; None where there is no room.

    Examples
    --------
    >>> flags([Flag(50, 40), Flag(60, 40), Flag(100, 20)], 0, 200, levels=2)
    [(0, 16.0), (1, 40.0), (0, 90.0)]
    """
    # from the middle outwards, since words near the ends have only one way to go
    order = sorted(range(len(wanted)), key=lambda number: abs(wanted[number].at - (low + high) / 2))
    choices = [_places(wanted[number], low, high, levels) for number in order]
    placed = _all_of(choices)
    # where not all find room, do without as few as can be
    for left_out in range(len(choices)) if placed is None else ():
        others = _all_of(choices[:left_out] + choices[left_out + 1 :])
        if others is not None:
            placed = [*others[:left_out], None, *others[left_out:]]
            break
    placed = dict(zip(order, placed or _one_by_one(choices), strict=True))
    return [flag and (flag[0], float(flag[1])) for _, flag in sorted(placed.items())]


def _places(flag, low, high, levels):
    """Return where a flag may go, nearest first: words centred on its pole, to the right of it, or to the left."""
    wished = (flag.at - flag.width / 2, flag.at - 6, flag.at + 6 - flag.width)
    starts = [min(max(start, low), high - flag.width) for start in wished]
    nearest = range(levels - flag.rows + 1)
    return [(level, start, flag) for level in nearest for start in starts]


def _one_by_one(choices):
    """Return the first place that is clear for each flag in turn, None for those without."""
    placed = []
    for places in choices:
        others = [other for other in placed if other]
        placed.append(next((each for each in places if all(_clear(each, other) for other in others)), None))
    return placed


def _all_of(choices, steps=1000):
    """Return places at which all flags are clear of each other, found by trying in turn; None where there are none."""
    chosen, tried = [], [0]
    while len(chosen) < len(choices) and steps:
        steps -= 1
        places = choices[len(chosen)]
        number = next(
            (n for n in range(tried[-1], len(places)) if all(_clear(places[n], other) for other in chosen)), None
        )
        if number is not None:
            tried[-1] = number + 1
            chosen.append(places[number])
            tried.append(0)
        elif chosen:
            chosen.pop()
            tried.pop()
        else:
            return None
    return chosen if steps else None


def _clear(one, other, gap=3):
    """Return whether two flags leave each other's words and poles free."""
    (level, start, flag), (other_level, other_start, other_flag) = one, other
    beside = start >= other_start + other_flag.width + gap or other_start >= start + flag.width + gap
    apart = level >= other_level + other_flag.rows or other_level >= level + flag.rows
    if not (beside or apart):
        return False
    if level == other_level:
        return True
    inner, outer = sorted((one, other), key=lambda each: each[0])
    return not outer[2].pole or not inner[1] - gap < outer[2].at < inner[1] + inner[2].width + gap
