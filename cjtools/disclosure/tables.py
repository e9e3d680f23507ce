"""What a reader can work out of figures that are hidden: exact limits by linear programming, and what to hide more."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import bmat, coo_array, csr_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from cjtools.disclosure.cells import HIDDEN, SHOWN, UNKNOWN
from cjtools.disclosure.graph import given_away

WHOLE = 1e-6  # a solution this near to a whole number is taken as one
PLAIN = {"presolve": False}  # for programs as small as these, preparing takes longer than solving
PATIENCE = 10.0  # seconds for one whole-number program
SPREADS, FEW = 30, 6  # how often many figures are moved at once, and for how few it is not worth it
TRIES = 40  # programs solved at most to show again what need not be hidden
HIDING_A_TOTAL = 100.0  # what hiding a total costs, beside at most 1 for another figure


class Tables:
    """All tables of counts that agree with what is shown; the true one is one of them.

    Parameters
    ----------
    cells : Cells
    relations : list of Relation
    need : array
        Width that is wanted of each figure's possible values; 0 for those that need no protection.
    least : array
        What a hidden figure is at least known to be: 1 where zeros are always shown, else 0.
    most : array
        What a hidden figure is at most known to be.
    width : int
        What is needed of a figure once it is hidden.

    Attributes
    ----------
    is_hidden : array of bool
        Grows while ``secure`` hides more.
    unsafe : list of int
        Figures that could not be made safe because too much is public already.
    """

    def __init__(self, cells, relations, need, least, most, width):
        self.need, self.least, self.most = need.astype(float), least.astype(float), most.astype(float)
        self.width = width
        state = np.array(cells.state)
        self.is_hidden, self.is_unknown = state == HIDDEN, state == UNKNOWN
        self.low, self.high = np.array(cells.low, float), np.array(cells.high, float)
        self.fixed = np.array(cells.fixed, bool)
        self.sign, self.adds = _matrix(relations, len(cells.keys))
        self.level = _levels(relations, len(cells.keys))
        self.fits, self.point = self._reference(np.array(cells.value, float))
        if self.fits:
            # zeros are never hidden to protect others: the reader would lose nothing by guessing them
            self.can_hide = (state == SHOWN) & ~self.fixed & (self.point > WHOLE)
            self.least = np.where(self.is_hidden, np.minimum(self.least, self.point), self.least)
            self.seen_low, self.seen_high = self.point.copy(), self.point.copy()
            largest = max(1.0, self.point.max(initial=0.0))
            # the order in the frame decides between equals, so that the same frame gives the same release
            cost = (1 + self.point) / (1 + largest) + 1e-6 * np.arange(len(self.point)) / max(1, len(self.point))
            self.cost = cost + HIDING_A_TOTAL * self.level
        self.unsafe, self.proofs, self._parts = [], [], {}
        self.need_if_shown = np.where(self.is_hidden, 0.0, self.need)

    def _reference(self, value):
        """Return whether any table of counts fits what is shown, and one that does: the true one where known."""
        low, high = self._limits()
        known = ~np.isnan(value)
        for start, end in (
            (np.where(known, value, low), np.where(known, value, high)),
            (low, high),
        ):
            if known.all() and start is not low and self._holds(value):
                return True, value
            solution = _solve(np.zeros(len(value)), self.sign, self.adds, start, end)
            if solution is not None:
                return True, solution
        return False, value

    def contradicted(self):
        """Return the numbers of the relations that have to be given up for the others to hold."""
        low, high = self._limits()
        rows, count = self.sign.shape
        give = eye_array(rows, format="csr")
        # what is added up is given up last: it tells a reader most
        aim = np.concatenate([np.zeros(count), np.where(self.adds, 2.0, 1.0), np.where(self.adds, 2.0, 1.0)])
        matrix = hstack([self.sign, give, -give], format="csr")
        solution = linprog(
            aim,
            A_eq=matrix[self.adds],
            b_eq=np.zeros(int(self.adds.sum())),
            A_ub=matrix[~self.adds],
            b_ub=np.zeros(int((~self.adds).sum())),
            bounds=np.column_stack([np.append(low, np.zeros(2 * rows)), np.append(high, np.full(2 * rows, np.inf))]),
            method="highs",
        )
        gap = solution.x[count : count + rows] + solution.x[count + rows :]
        found = set(np.flatnonzero(gap > WHOLE).tolist())
        # a system that only whole numbers break: nothing is known to hold
        return found or set(range(rows))

    def _limits(self):
        """Return between what a reader knows each figure to lie, from itself alone."""
        low = np.where(self.is_hidden, self.least, np.where(self.is_unknown, 0.0, self.low))
        high = np.where(self.is_hidden, self.most, np.where(self.is_unknown, np.inf, self.high))
        return low, high

    def _holds(self, point):
        """Return whether a table agrees with every relation."""
        gap = self.sign @ point
        return bool((np.abs(gap[self.adds]) < WHOLE).all() and (gap[~self.adds] < WHOLE).all())

    @property
    def open(self):
        """Numbers of the figures whose protection has not been shown yet."""
        return np.flatnonzero(self.seen_high - self.seen_low < self.need - WHOLE)

    def secure(self, may_hide=True):
        """Hide more figures until each that needs it has the width it needs.

        Parameters
        ----------
        may_hide : bool
            Without it, nothing is hidden, and what is not safe is only found out.
        """
        self.unsafe = sorted(self._exact()) if not may_hide else []
        before = self.is_hidden.copy()
        self._spread()
        while len(todo := np.setdiff1d(self.open, self.unsafe)):
            target = todo[np.lexsort((todo, self.point[todo], self.level[todo]))[0]]
            count = self.is_hidden.sum()
            if not self._widen(target, may_hide):
                self.unsafe.append(int(target))
            elif self.is_hidden.sum() == count:
                # what was hidden for others has made this one safe, so perhaps many more
                self._spread(rounds=3)
        if may_hide and not self.unsafe:
            self._give_back(np.flatnonzero(self.is_hidden & ~before))

    def _give_back(self, extra):
        """Show again what later choices have made needless to hide, totals and the largest figures first."""
        tries = TRIES
        for cell in sorted(extra, key=lambda cell: -self.cost[cell]):
            kept = self.is_hidden, self.need, self.seen_low, self.seen_high, self.proofs
            self.is_hidden, self.need = self.is_hidden.copy(), self.need.copy()
            self.is_hidden[cell], self.need[cell] = False, self.need_if_shown[cell]
            proofs = [table for table in self.proofs if self.low[cell] <= table[cell] <= self.high[cell]]
            self.proofs, self.seen_low, self.seen_high = [], self.point.copy(), self.point.copy()
            for table in proofs:
                self._see(table)
            is_needed = bool(self._exact())
            while len(todo := self.open) and tries and not is_needed:
                tries -= 1
                if not self._widen(todo[0], may_hide=False):
                    break
            if is_needed or len(self.open):
                self.is_hidden, self.need, self.seen_low, self.seen_high, self.proofs = kept
            if not tries:
                return

    def _spread(self, rounds=SPREADS):
        """Move many figures at once, as far as each needs, and note how far each came: most need nothing more.

        The directions are drawn at random, but the same for the same frame. Any table that is found is a proof.
        """
        random = np.random.default_rng(0)
        low, high = (limit - self.point for limit in self._limits())
        cells = np.flatnonzero(high > low)
        if not len(cells):
            return
        far = np.maximum(self.need[cells], self.width)
        sign = self.sign[:, cells]
        problem = {
            "bounds": np.column_stack([np.maximum(low[cells], -far), np.minimum(high[cells], far)]),
            "A_ub": sign[~self.adds],
            "b_ub": np.maximum(-(self.sign @ self.point)[~self.adds], 0.0),
            "method": "highs",
        }
        if self.adds.any():
            problem |= {"A_eq": sign[self.adds], "b_eq": np.zeros(int(self.adds.sum()))}
        for _ in range(rounds):
            still = np.isin(cells, self.open)
            if still.sum() < FEW:
                return
            result = linprog(c=np.where(still, random.choice([-1.0, 1.0], len(cells)), 0.0), options=PLAIN, **problem)
            if result.status != 0 or (np.abs(result.x - np.round(result.x)) > WHOLE).any():
                continue
            table = self.point.copy()
            table[cells] += np.round(result.x)
            if self._holds(table):
                self._see(table)
            if np.isin(cells, self.open).sum() > 0.9 * still.sum():
                return

    def _see(self, table):
        """Note what each figure is in a table that fits what is shown."""
        self.proofs.append(table)
        self.seen_low, self.seen_high = np.minimum(self.seen_low, table), np.maximum(self.seen_high, table)

    def _widen(self, target, may_hide):
        """Find two tables far enough apart in one figure, hiding as little as they need; return whether there are."""
        top = int(self.level.max())
        # totals stay shown as long as there is a way without hiding them
        for level in range(int(self.level[target]), top + 1) if may_hide else [-1]:
            part = self._part_of(target, level)
            moves = self._moves(part, level)
            solution = self._two_tables(part, moves, target)
            if solution is not None and self._take(moves, solution):
                return True
        return False

    def _part_of(self, target, level):
        """Return the figures and relations that hang together with one, when only lower levels can be hidden."""
        moves = self.is_hidden | self.is_unknown | (self.high > self.low)
        key = (level, moves[self.level > level].tobytes())
        if key not in self._parts:
            allowed = moves | (self.can_hide & (self.level <= level))
            links = abs(self.sign) * allowed
            graph = bmat([[None, links.T], [links, None]], format="csr")
            label = connected_components(graph, directed=False)[1]
            self._parts = {**{k: v for k, v in self._parts.items() if k[0] != level}, key: (allowed, label)}
        allowed, label = self._parts[key]
        count = len(allowed)
        cells = np.flatnonzero(allowed & (label[:count] == label[target]))
        if target not in cells:
            cells = np.append(cells, target)
        return cells, np.flatnonzero(label[count:] == label[target])

    def _moves(self, part, level):
        """Return the ways in which figures of a part can differ: cell, direction, how far, at what cost."""
        cells = part[0]
        point, hidden, unknown = self.point[cells], self.is_hidden[cells], self.is_unknown[cells]
        free = hidden | unknown
        least = np.where(hidden, self.least[cells], np.where(unknown, 0.0, self.low[cells]))
        most = np.where(hidden, self.most[cells], np.where(unknown, np.inf, self.high[cells]))
        up, down = np.maximum(most - point, 0), np.maximum(point - least, 0)
        none = np.zeros(len(cells))
        rows = [(cells, 1.0, up, none), (cells, -1.0, down, none)]
        if level >= 0:
            extra = self.can_hide[cells] & ~free & (self.level[cells] <= level)
            more_up = np.where(extra, np.inf, 0.0)
            more_down = np.where(extra, np.maximum(point - np.minimum(self.least[cells], point) - down, 0), 0.0)
            rows += [(cells, 1.0, more_up, self.cost[cells]), (cells, -1.0, more_down, self.cost[cells])]
        cell = np.concatenate([row[0] for row in rows])
        way = np.concatenate([np.full(len(cells), row[1]) for row in rows])
        far = np.concatenate([row[2] for row in rows])
        cost = np.concatenate([row[3] for row in rows])
        keep = far > WHOLE
        return cell[keep], way[keep], far[keep], cost[keep]

    def _two_tables(self, part, moves, target):
        """Return the moves to a greater and a lesser table, at least cost; None when there are no such tables."""
        cell, way, far, cost = moves
        rows = part[1]
        step = self.sign[rows][:, cell] * way
        both = bmat([[step, None], [None, step]], format="csr")
        adds = np.tile(self.adds[rows], 2)
        slack = np.tile(-(self.sign[rows] @ self.point), 2)
        apart = np.where(cell == target, way, 0.0)
        wanted = csr_array(np.concatenate([-apart, apart])[None, :])
        over = vstack([both[~adds], wanted], format="csr")
        limits = np.append(np.maximum(slack[~adds], 0.0), -self.need[target])
        problem = {
            "c": np.tile(cost, 2),
            "A_ub": over,
            "b_ub": limits,
            "bounds": np.column_stack([np.zeros(2 * len(far)), np.tile(far, 2)]),
            "method": "highs",
        }
        if adds.any():
            problem |= {"A_eq": both[adds], "b_eq": np.zeros(int(adds.sum()))}
        return _whole(problem)

    def _take(self, moves, solution):
        """Hide what the two tables need hidden, and note how far apart they are; return whether they hold."""
        cell, way, _, cost = moves
        tables = np.tile(self.point, (2, 1))
        for table, move in zip(tables, np.split(solution, 2), strict=True):
            np.add.at(table, cell, way * move)
        if not all(self._holds(table) for table in tables):
            return False
        newly = np.unique(np.tile(cell, 2)[(np.tile(cost, 2) > 0) & (solution > WHOLE)])
        self.is_hidden[newly] = True
        self.least[newly] = np.minimum(self.least[newly], self.point[newly])
        self.need[newly] = np.maximum(self.need[newly], np.minimum(self.width, self.most[newly] - self.least[newly]))
        for table in tables:
            self._see(table)
        return True

    def limits(self, target):
        """Return the least and the greatest count that a figure can be for all that is shown.

        Only whole numbers count: where the linear program ends on a fraction, the whole-number program is solved.
        """
        low, high = self._limits()
        ends = []
        for way in (1.0, -1.0):
            aim = np.zeros(len(self.point))
            aim[target] = way
            table = _solve(aim, self.sign, self.adds, low, high)
            ends.append(way * np.inf * -1 if table is None else table[target])
        return tuple(ends)

    def _exact(self):
        """Return the hidden figures that subtracting gives away, found as bridges, without any program."""
        lines, members = {}, self.sign.tocsc()
        for cell in np.flatnonzero(self.is_hidden & (self.need > 0)):
            span = slice(members.indptr[cell], members.indptr[cell + 1])
            rows, signs = members.indices[span], members.data[span]
            if len(rows) == 2 and self.adds[rows].all():
                lines[int(cell)] = (int(rows[0]), int(rows[1]), bool(signs[0] == signs[1]))
        moves = self.is_hidden | self.is_unknown | (self.high > self.low)
        moves[list(lines)] = False
        loose = set(np.flatnonzero(abs(self.sign) @ moves.astype(float) > 0).tolist())
        return given_away(lines, loose)


def _matrix(relations, count):
    """Return the relations as a matrix (parts plus, whole minus), and which of them add up."""
    rows, columns, signs = [], [], []
    for row, relation in enumerate(relations):
        rows += [row] * (len(relation.children) + 1)
        columns += [*relation.children, relation.parent]
        signs += [1.0] * len(relation.children) + [-1.0]
    # one empty row more, so that there is always a matrix
    matrix = coo_array((signs, (rows, columns)), shape=(len(relations) + 1, count)).tocsr()
    return matrix, np.array([*(relation.adds for relation in relations), False], bool)


def _levels(relations, count):
    """Return how many steps of adding up lie below each figure."""
    level = np.zeros(count, int)
    for _ in range(count):
        before = level.copy()
        for relation in relations:
            level[relation.parent] = max(level[relation.parent], 1 + max(level[child] for child in relation.children))
        if (level == before).all() or level.max() > count:
            break
    return level


def _solve(aim, sign, adds, low, high):
    """Return the table within limits that makes the aim least, in whole numbers; None when there is none."""
    problem = {"c": aim, "bounds": np.column_stack([low, high]), "method": "highs"}
    if adds.any():
        problem |= {"A_eq": sign[adds], "b_eq": np.zeros(int(adds.sum()))}
    if (~adds).any():
        problem |= {"A_ub": sign[~adds], "b_ub": np.zeros(int((~adds).sum()))}
    return _whole(problem)


def _whole(problem):
    """Return the solution of a linear program in whole numbers; None when there is none (or no end to it)."""
    result = linprog(**problem, options=PLAIN)
    if result.status != 0:
        return None
    if (np.abs(result.x - np.round(result.x)) > WHOLE).any():
        # given up after a while: then more is hidden, or the figure counts as given away
        result = linprog(**problem, integrality=np.ones(len(result.x)), options={"time_limit": PATIENCE})
        if result.status != 0:
            return None
    return np.round(result.x)
