"""The counts of one release as a reader will see them, and what must be hidden among them."""

import numpy as np

from cjtools.disclosure.cells import HIDDEN, SHOWN, Cells, keys_of, places_of, problem_at, say, shown_limits
from cjtools.disclosure.relations import Relation, relations_of
from cjtools.disclosure.tables import Tables
from cjtools.errors import CjtoolsError
from cjtools.markers import LOW, SUPPRESSED

PUBLISHED = "published"
TAKE_BACK = "take back what was given out of earlier reports: it cannot be hidden from whoever has kept one"


def is_whole_measure(frame):
    """Return which rows are of measures all of whose figures are whole: only those are added up."""
    value = frame["value"]
    wrong = set(frame.loc[(value < 0) | (value % 1 > 0) | np.isinf(value), "measure"])
    return ~frame["measure"].isin(wrong).to_numpy()


class Release:
    """The counts of a frame, and of what was released before, as a reader will see them."""

    def __init__(self, frame, profile, is_public, released=None):
        self.profile = profile
        self.cells = Cells(profile.round_base)
        self.before = released.known() if released is not None else {}
        self.is_own = ~np.asarray(is_public, bool)
        for key, value, marker, public in zip(keys_of(frame), frame["value"], frame["marker"], is_public, strict=True):
            self.cells.add(key, value, marker, fixed=bool(public), base=0 if public else None)
        self.count = len(self.cells.keys)
        self.where = places_of(frame)
        self._add_earlier()

    def problem(self, number, words, todo=""):
        """Return a problem of one figure with its file and cell; what only an earlier release had is in the ledger."""
        place = self.where[number] if number < self.count else ("released.csv", "", "")
        return problem_at(place, f"{say(self.cells.keys[number])}: {words}", todo)

    @property
    def knows_earlier(self):
        """Whether an earlier release showed anything."""
        return any(marker != SUPPRESSED for _, marker, _ in self.before.values())

    def _add_earlier(self):
        """Add what was released before: hidden stays hidden, shown is public."""
        cells, self.shown_before, self.hidden_before, self.revised = self.cells, set(), set(), set()
        self.rounded_before = {}
        for key, (value, marker, base) in self.before.items():
            if key not in cells.place:
                cells.add(key, value, marker, fixed=True, base=base)
                continue
            number = cells.place[key]
            if marker == SUPPRESSED:
                self.hidden_before.add(number)
            elif base and (value == value or marker == LOW):
                low, high = (1.0, (base - 1) / 2) if marker == LOW else shown_limits(value, base)
                # a figure that is not at hand any more may have been revised: then the limits are not the truth
                if not cells.value[number] < low and not cells.value[number] > high:
                    self.rounded_before[number] = low, high
                elif cells.state[number] == SHOWN and self._differs_little(number, low, high):
                    self.revised.add(number)
            elif cells.state[number] == SHOWN and value == value:
                low = high = value
                if low <= cells.value[number] <= high:
                    self.shown_before.add(number)
                    cells.low[number] = max(low, cells.low[number])
                    cells.high[number] = min(high, cells.high[number])
                    cells.fixed[number] = True
                elif self._differs_little(number, low, high):
                    self.revised.add(number)

    def _differs_little(self, number, low, high):
        """Return whether a figure was revised by a count below the threshold, as far as a reader can see."""
        apart = max(low - self.cells.high[number], self.cells.low[number] - high)
        return 0 < apart < max(self.profile.threshold, self.profile.round_base)

    def relations(self, hierarchy, sums, measures):
        """Return what adds up, judged by what would be shown if nothing were hidden."""
        return relations_of(self.cells, hierarchy, sums, measures)

    def hide_primary(self, relations):
        """Hide what is too small, all or none, or was hidden before; return which are hidden for that."""
        cells, profile = self.cells, self.profile
        for number in range(self.count):
            is_small = 0 < cells.value[number] < profile.threshold
            # what was shown once is known: hiding it now would only seem to protect others
            is_new = self.is_own_number(number) and number not in self.shown_before
            if is_new and (is_small or number in self.hidden_before):
                cells.state[number] = HIDDEN
        if profile.protect_zero_and_all:
            for number in self._all_or_none(relations):
                cells.state[number] = HIDDEN
        return np.array(cells.state) == HIDDEN

    def is_own_number(self, number):
        """Return whether a figure is the partnership's own."""
        return number < self.count and bool(self.is_own[number])

    def _all_or_none(self, relations):
        """Return the zeros of breakdowns that are not all zero, and the parts that are the whole."""
        value = self.cells.value
        found = set()
        for relation in relations:
            whole = value[relation.parent]
            if whole > 0 and len(relation.children) > 1:
                parts = [part for part in relation.children if self.is_own_number(part)]
                found |= {part for part in parts if value[part] == 0 or value[part] == whole}
        return found

    def secure(self, relations, may_hide=True):
        """Hide more until nothing hidden can be worked out; return the tables and warnings.

        Raises
        ------
        CjtoolsError
            Something of the partnership's own that must be hidden is given away by what is public.
        """
        tables = self._fitting(relations)
        if not self.profile.secondary:
            may_hide = False
        tables.secure(may_hide)
        return tables, self._told(tables, may_hide)

    def audited(self, hierarchy, sums, measures):
        """Return the tables of the release as it stands, with what is not safe in them."""
        tables = self._fitting(self.relations(hierarchy, sums, measures))
        tables.secure(may_hide=False)
        return tables

    def _fitting(self, relations):
        """Return the tables, without the relations that figures contradict."""
        tables = self._tables(relations)
        while not tables.fits:
            relations = _without(relations, tables.contradicted())
            tables = self._tables(relations)
        return tables

    def _tables(self, relations):
        """Return all tables of counts that a reader can think of."""
        cells, profile = self.cells, self.profile
        state, value = np.array(cells.state), np.array(cells.value, float)
        hidden = state == HIDDEN
        least = np.full(len(state), 0.0 if profile.protect_zero_and_all else 1.0)
        # others may hide zeros, and so do we what was hidden before; but who sees no change in that takes it for more
        own, before = map(self.is_own_number, range(len(state))), self.hidden_before
        least[[not mine or (cell in before and not value[cell] > 0) for cell, mine in enumerate(own)]] = 0.0
        most = np.full(len(state), np.inf)
        for number, (low, high) in self.rounded_before.items():
            least[number], most[number] = max(least[number], low), high
        need = np.where(hidden, np.minimum(profile.minimum_width, most - least), 0.0)
        if profile.primaries_known:
            small = hidden & (value > 0) & (value < profile.threshold)
            most = np.where(small, profile.threshold - 1.0, most)
            need = np.where(small, np.minimum(need, max(1, profile.threshold - 2)), need)
        if profile.round_base and not profile.threshold:
            low, high = np.array(cells.low), np.array(cells.high)
            small = (state == SHOWN) & ~np.array(cells.fixed) & (low > 0) & (low <= profile.round_base)
            need = np.where(small & (high > low), np.minimum(profile.minimum_width, high - low), need)
        return Tables(cells, relations, need, least, most, profile.minimum_width)

    def _told(self, tables, may_hide):
        """Return warnings for what is public and not safe; raise for what the partnership could still keep back.

        What earlier releases give away cannot be kept back any more: then hiding all the same is the caller's.
        """
        own = [number for number in tables.unsafe if self.is_own_number(number)]
        if own and may_hide and not self.knows_earlier:
            found = "must be hidden, but figures that are public give it away"
            todo = "leave out the figures of this table, or use a coarser breakdown"
            raise CjtoolsError([self.problem(number, found, todo) for number in own])
        words = "is hidden, but can be worked out from other public figures"
        earlier = set(own) if self.knows_earlier else set()
        warnings = [self.problem(number, words) for number in tables.unsafe if number not in earlier]
        words = "must be hidden, but figures of an earlier release give it away"
        warnings += [self.problem(number, words, TAKE_BACK) for number in sorted(earlier)]
        words = "differs from an earlier release by a small count"
        return warnings + [self.problem(number, words) for number in sorted(self.revised)]

    def exposed(self, tables):
        """Return which figures are too small to be shown but were shown before; None if nothing was given away."""
        value, threshold = self.cells.value, self.profile.threshold
        small = {number for number in self.shown_before if 0 < value[number] < threshold}
        if not self.knows_earlier or not (small or any(map(self.is_own_number, tables.unsafe))):
            return None
        return np.isin(np.arange(self.count), list(small))


def _without(relations, contradicted):
    """Return the relations less what figures contradict: parts that do not add up are each at most the whole."""
    kept = []
    for number, relation in enumerate(relations):
        if number not in contradicted:
            kept.append(relation)
        elif relation.adds:
            kept += [Relation(relation.parent, (part,), False) for part in relation.children]
    return list(dict.fromkeys(kept))
