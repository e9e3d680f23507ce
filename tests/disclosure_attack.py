"""A reader who wants to know: works out hidden figures from what is released, and from nothing else.

It shares no code with cjtools.disclosure. It solves whole-number programs (scipy.optimize.milp) over all figures that
it cannot see, where the package solves linear ones over the moves away from a known table.
"""

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from cjtools.intake.tidy import OBSERVATION

SCOTLAND = "S92000003"
NAMES = ["measure", "area_code", "period", "period_type", "breakdown", "category"]


def attack(*releases, wholes=None, sums=(), base=0, least=1, is_complete=True):
    """Return {key: (least, greatest)} of every hidden figure, for all that some releases show together.

    Parameters
    ----------
    *releases : pandas.DataFrame
        Released observations; a figure shown in one of them is known.
    wholes : list of (area, [areas])
        Areas that make up an area; Scotland and every other area by default.
    sums : list of (measure, [measures])
    base : int
        What figures are rounded to.
    least : int
        What a hidden figure is at least known to be: 1, since the rule shows zeros.
    is_complete : bool
        Whether parts add to the whole; else they are together at most the whole.
    """
    limits = {}
    for release in releases:
        for row in release.to_dict("records"):
            key = tuple(row[name] for name in NAMES)
            seen = _seen(row, base, least)
            old = limits.get(key, (0, np.inf))
            limits[key] = (max(seen[0], old[0]), min(seen[1], old[1]))
    hidden = {
        tuple(row[name] for name in NAMES)
        for release in releases
        for row in release.to_dict("records")
        if row["marker"] == "[c]"
    }
    keys = list(limits)
    place = {key: number for number, key in enumerate(keys)}
    low, high = (np.array([limits[key][end] for key in keys], float) for end in (0, 1))
    matrix = np.array([_line(whole, parts, place) for whole, parts in _whole_and_parts(keys, wholes, sums)])
    rules = [LinearConstraint(matrix, 0 if is_complete else -np.inf, 0)] if len(matrix) else []
    found = {}
    for key in sorted(hidden):
        aim = np.zeros(len(keys))
        aim[place[key]] = 1
        ends = []
        for way in (1, -1):
            result = milp(way * aim, integrality=np.ones(len(keys)), bounds=Bounds(low, high), constraints=rules)
            ends.append(round(result.x[place[key]]) if result.status == 0 else np.inf)
        found[key] = tuple(ends)
    return found


def _seen(row, base, least):
    """What one released figure says: it is at least and at most."""
    value = row["value"]
    if row["marker"] == "[low]":
        return 1, (base - 1) // 2
    if value != value:
        return (least if row["marker"] == "[c]" else 0), np.inf
    spread = (base - 1) // 2 if base and value else 0
    return value - spread, value + spread


def _whole_and_parts(keys, wholes, sums):
    """Every whole and its parts that the releases name."""
    known = set(keys)
    for key in keys:
        measure, area, _, _, breakdown, category = key
        if breakdown == "total":
            for name in {other[4] for other in known if other[:4] == key[:4]} - {"total"}:
                yield key, [other for other in keys if other[:4] == key[:4] and other[4] == name]
        else:
            for crossed in {other[4] for other in known if other[:4] == key[:4] and " and " in other[4]}:
                names = crossed.split(" and ")
                if breakdown in names:
                    nth = names.index(breakdown)
                    inside = [other for other in keys if other[:4] == key[:4] and other[4] == crossed]
                    yield key, [other for other in inside if other[5].split(", ")[nth] == category]
        if wholes is None and area == SCOTLAND:
            yield key, [other for other in keys if other[1] != SCOTLAND and _same(other, key, 1)]
        for whole, parts in wholes or ():
            if area == whole:
                yield key, [other for other in keys if other[1] in parts and _same(other, key, 1)]
        for whole, parts in sums:
            if measure == whole:
                yield key, [other for other in keys if other[0] in parts and _same(other, key, 0)]


def _same(left, right, but):
    """Whether two keys are the same but for one place."""
    return left[:but] + left[but + 1 :] == right[:but] + right[but + 1 :]


def _line(whole, parts, place):
    """Parts less whole, as a line of the matrix; nothing when there are no parts."""
    line = np.zeros(len(place))
    if parts:
        line[place[whole]] = -1
        line[[place[part] for part in parts]] = 1
    return line


def recovered(*releases, width=1, **more):
    """Keys of hidden figures that lie within fewer possible values than they should; ``width`` 1: known exactly."""
    return [key for key, (low, high) in attack(*releases, **more).items() if high - low < width]


# frames to attack: all figures are made up


def figures(*rows, status="local", period="2024-25"):
    """Observations from (measure, area, breakdown, category, number or marker)."""
    return pd.DataFrame(
        [
            {
                "measure": measure,
                "area_code": area,
                "period": period,
                "period_type": "financial year",
                "breakdown": breakdown,
                "category": category,
                "value": np.nan if isinstance(number, str) else float(number),
                "marker": number if isinstance(number, str) else "",
                "source": "partnership",
                "edition": "2024-25",
                "file": "local/own.csv",
                "cell": "",
                "status": status,
            }
            for measure, area, breakdown, category, number in rows
        ],
        columns=OBSERVATION,
    )


def one_way(*counts, area="S12000001", total=None, status="local"):
    """A breakdown into categories a, b, c ... and its total."""
    rows = [("orders", area, "kind", chr(97 + number), count) for number, count in enumerate(counts)]
    total = sum(counts) if total is None else total
    return figures(("orders", area, "total", "Total", total), *rows, status=status)


def two_way(counts, breakdown="kind"):
    """Areas by categories, with the totals of areas, of categories and of all (Scotland)."""
    counts = np.asarray(counts)
    areas, kinds = counts.shape
    rows = []
    for area in range(areas + 1):
        code = SCOTLAND if area == areas else f"S12{area:06d}"
        line = counts.sum(axis=0) if area == areas else counts[area]
        rows.append(("orders", code, "total", "Total", line.sum()))
        rows += [("orders", code, breakdown, chr(97 + kind), line[kind]) for kind in range(kinds)]
    return figures(*rows)


def crossed(counts, area="S12000001"):
    """Sex by age with both margins and the total: counts is 2 by the number of ages."""
    counts = np.asarray(counts)
    sexes, ages = ["Male", "Female"], [f"{20 + 10 * age}-{29 + 10 * age}" for age in range(counts.shape[1])]
    rows = [("orders", area, "total", "Total", counts.sum())]
    rows += [("orders", area, "sex", sex, line.sum()) for sex, line in zip(sexes, counts, strict=True)]
    rows += [("orders", area, "age", age, line.sum()) for age, line in zip(ages, counts.T, strict=True)]
    for sex, line in zip(sexes, counts, strict=True):
        rows += [("orders", area, "sex and age", f"{sex}, {age}", n) for age, n in zip(ages, line, strict=True)]
    return figures(*rows)


def nested(counts):
    """Areas in boards in Scotland by categories: counts is boards by areas by categories; returns frame and wholes."""
    counts = np.asarray(counts)
    boards, areas, kinds = counts.shape
    codes = [[f"S12{board:03d}{area:03d}" for area in range(areas)] for board in range(boards)]
    lines = {SCOTLAND: counts.sum(axis=(0, 1))}
    for board in range(boards):
        lines[f"S08{board:06d}"] = counts[board].sum(axis=0)
        lines |= dict(zip(codes[board], counts[board], strict=True))
    rows = []
    for code, line in lines.items():
        rows.append(("orders", code, "total", "Total", line.sum()))
        rows += [("orders", code, "kind", chr(97 + kind), line[kind]) for kind in range(kinds)]
    wholes = [(f"S08{board:06d}", codes[board]) for board in range(boards)]
    return figures(*rows), [(SCOTLAND, [whole for whole, _ in wholes]), *wholes]
