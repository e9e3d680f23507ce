"""A reader who wants to know and has only folders: works out what is hidden in them.

It uses no code of cjtools. From all that :mod:`folder_reader` finds, whole-number programs tell between which counts
each hidden one lies.
"""

import numpy as np
from folder_reader import WHOLE
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import chi2

TOP = 100_000  # no count is thought to be larger


class Attack:
    """All counts that fit what was seen.

    Parameters
    ----------
    *editions : Seen
        What each publication showed; a year whose figures were revised counts as two.
    """

    def __init__(self, *editions):
        self.place, self.rules, self.forms = {}, [], {}
        shown = [_figures_of(seen) for seen in editions]
        for number, seen in enumerate(editions):
            for name, how in seen.how.items():
                for part, period in sorted({(f.part, f.period) for f in seen.facts if f.indicator == name}
                                           | {h[1:] for h in seen.hidden if h[0] == name}):  # fmt: skip
                    same = next((n for n in range(number) if not _differ(shown[n], shown[number], period)), number)
                    self._record(seen, name, how, part, period, f"{period}" if same == 0 else f"{period} ({same})")
        self._add_up()
        for how in {how for seen in editions for how in seen.how.values() if how.shares and how.count != how.out_of}:
            for year in {key[3] for key in self.place}:
                self._share_out(how, year)

    def _record(self, seen, name, how, part, period, year):
        """Take in one figure of an indicator with all that was seen of it."""
        facts = [f for f in seen.facts if (f.indicator, f.part, f.period) == (name, part, period)]
        whole = how.breakdown if part else ""
        count = {self._at(how.count, whole, part, year): 1.0}
        if how.less:
            count[self._at(how.less, whole, part, year)] = -1.0
        base = {}
        if how.out_of:
            of = ("", "") if how.shares else (whole, part)
            base = {self._at(how.out_of, *of, year): 1.0}
            self._rule(_minus(count, base), -np.inf, 0)
        self._rule(count, 0, np.inf)
        self.forms[name, part, year, "count"] = count
        if base and not how.shares:
            self.forms[name, part, year, "rest"] = _minus(base, count)
        known = [f for f in facts if f.field == "base" and f.high - f.low < WHOLE]
        for fact in facts:
            if fact.field in ("count", "base"):
                self._rule(count if fact.field == "count" else base, fact.low, fact.high)
            elif fact.field == "percent" and base:
                self._rule(_minus(count, _times(base, fact.high / 100)), -np.inf, WHOLE)
                self._rule(_minus(count, _times(base, fact.low / 100)), -WHOLE, np.inf)
        limits = {f.field: f for f in facts if f.field in ("lower", "upper")}
        fit = _fitting(limits, known[0].low if known else None, bool(base)) if len(limits) == 2 else None
        if fit:
            self._rule(count, *fit)
        # a zero is never hidden; of what is worked out from two figures either may be
        is_one = len(count) == 1 and (known or not base)
        if (name, part, period) in seen.hidden and is_one:
            self._rule(count, 1, np.inf)

    def _at(self, measure, breakdown, part, year):
        """The number of a count."""
        return self.place.setdefault((measure, breakdown if part else "", part, year), len(self.place))

    def _rule(self, form, low, high):
        self.rules.append((form, low, high))

    def _add_up(self):
        """Categories add up to their totals, crossed ones to their margins; shares are together at most the whole."""
        for (measure, breakdown, part, year), number in list(self.place.items()):
            for by in {key[1] for key in self.place if key[0] == measure} - {"", breakdown}:
                inside = [
                    place
                    for (other, of, category, when), place in self.place.items()
                    if (other, of, when) == (measure, by, year) and _is_in(category, by, breakdown, part)
                ]
                if inside:
                    self._rule({**dict.fromkeys(inside, 1.0), number: -1.0}, 0, 0)

    def _share_out(self, how, year):
        """Shares of another measure's count leave something over, or nothing."""
        parts = [
            place for key, place in self.place.items() if (key[0], key[1], key[3]) == (how.count, how.shares, year)
        ]
        whole = self.place.get((how.out_of, "", "", year))
        if whole is not None:
            form = {whole: 1.0} | dict.fromkeys(parts, -1.0)
            self._rule(form, 0, np.inf)
            self.forms[how.count, "", year, "rest"] = form

    def limits(self, form):
        """Return the least and the greatest that a sum of counts can be; None where nothing fits all that was seen."""
        if not hasattr(self, "_matrix"):
            self._matrix = np.zeros((len(self.rules), len(self.place)))
            for row, (rule, _, _) in enumerate(self.rules):
                for number, times in rule.items():
                    self._matrix[row, number] = times
            self._ends = np.array([rule[1:] for rule in self.rules], float)
        aim, ends = np.zeros(len(self.place)), []
        for number, times in form.items():
            aim[number] = times
        for way in (1, -1):
            found = milp(
                way * aim,
                integrality=np.ones(len(aim)),
                bounds=Bounds(0, TOP),
                constraints=[LinearConstraint(self._matrix, self._ends[:, 0], self._ends[:, 1])],
            )
            if found.x is None:
                return None
            ends.append(round(float(aim @ np.round(found.x))))
        return tuple(ends)


def series_limits(series):
    """Return between which counts each hidden one of some series lies: a quarter is the sum of its months."""
    keys = list(series)
    place, rules = {key: number for number, key in enumerate(keys)}, []
    for name, period in keys:
        year, _, quarter = period.partition(" Q")
        if quarter:
            first = 4 + 3 * (int(quarter) - 1)
            after = [(int(year[:4]) + (month > 12), (month - 1) % 12 + 1) for month in range(first, first + 3)]
            months = [(name, f"{when}-{month:02d}") for when, month in after]
            if all(month in place for month in months):
                row = np.zeros(len(keys))
                row[[place[month] for month in months]], row[place[name, period]] = 1, -1
                rules.append(LinearConstraint(row, 0, 0))
    known = np.array([np.nan if series[key] is None else series[key] for key in keys], float)
    bounds, found = Bounds(np.where(np.isnan(known), 1, known), np.where(np.isnan(known), TOP, known)), {}
    for key in keys:
        if series[key] is None:
            aim = np.zeros(len(keys))
            aim[place[key]] = 1
            ends = [
                milp(way * aim, integrality=np.ones(len(keys)), bounds=bounds, constraints=rules) for way in (1, -1)
            ]
            found[key] = None if any(end.x is None for end in ends) else tuple(round(end.x[place[key]]) for end in ends)
    return found


def _is_in(category, by, breakdown, part):
    """Whether a category of one breakdown lies within one of another, or of the total."""
    names = by.split(" and ")
    return not breakdown or (breakdown in names and category.split(", ")[names.index(breakdown)] == part)


def _figures_of(seen):
    """The counts and bases that were seen: (indicator, part, period, field) -> number."""
    return {(f.indicator, f.part, f.period, f.field): f.low for f in seen.facts if f.field in ("count", "base")}


def _differ(one, other, period):
    """Whether two publications give different figures for a year."""
    both = [key for key in one.keys() & other.keys() if key[2] == period]
    return any(abs(one[key] - other[key]) > 0.5 for key in both)


def _minus(one, other):
    return {key: one.get(key, 0.0) - other.get(key, 0.0) for key in one.keys() | other.keys()}


def _times(form, factor):
    return {key: value * factor for key, value in form.items()}


def _fitting(limits, base, is_percent):
    """Return the least and greatest count whose interval is printed so: Wilson's, or Poisson's (Byar from 10)."""
    low, high = limits["lower"], limits["upper"]

    def holds(lower, upper):
        return low.low <= lower <= low.high and high.low <= upper <= high.high

    z, fit = 1.959963984540054, []
    if is_percent:
        for count in range(int(base) + 1) if base else ():
            share, of = count / base, 1 + z * z / base
            middle, half = share + z * z / (2 * base), z * np.sqrt(share * (1 - share) / base + (z / (2 * base)) ** 2)
            if holds(100 * max(0, (middle - half) / of), 100 * min(1, (middle + half) / of)):
                fit.append(count)
    else:
        for count in range(1500):
            if count < 10:
                lower, upper = (chi2.ppf(0.025, 2 * count) / 2 if count else 0.0), chi2.ppf(0.975, 2 * count + 2) / 2
            else:
                lower = count * (1 - 1 / (9 * count) - z / (3 * np.sqrt(count))) ** 3
                upper = (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * np.sqrt(count + 1))) ** 3
            if holds(lower, upper):
                fit.append(count)
    return (min(fit), max(fit)) if fit else None
