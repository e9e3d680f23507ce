"""Distance travelled by cohorts of people, protected before anything else sees it.

The lines of scores leave this module as counts of who moved up, stayed and moved down, and as means: never as lines.
Counts are held to one another and to what was shown before. Means are shown where the cohort is large enough, no count
is hidden, and nothing that is shown tells of a few people; see :mod:`cjtools.disclosure.scores`.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, replace

import pandas as pd

from cjtools.evidence.check import Row
from cjtools.evidence.choices import plain
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.markers import SUPPRESSED
from cjtools.results.distance_editions import COUNTS, MEANS, identity, read_released, tells_of_few, write_released
from cjtools.results.local_measures import LOCAL
from cjtools.rounding import round_half_up
from cjtools.stats import paired_change
from cjtools.writing import SECONDS_TO_WAIT, lock

COHORTS, LINES = "cohorts", "distance"  # sheets
TRAVELLED = "distance_travelled"  # what stands in the place of the lines once they are protected
RELEASED = "released_distance.csv"  # what was shown before; it stays with the partnership
# From 20 people on, a mean to one decimal stands for more than one sum of whole scores: somebody who knows the scores
# of all others cannot work out the last one.
LEAST_PEOPLE = 20
UP, SAME, DOWN, ALL = "up", "same", "down", "people"
MOVED = (UP, SAME, DOWN)
# why there are no means
FEW, COUNT_HIDDEN, TELLING, UNEVEN, CHANGED = (
    "few people", "a count is hidden", "means would tell of a few", "uneven scores", "changed since it was shown",
)  # fmt: skip
FEWEST = 5  # people: a difference of fewer is few, whatever the rule for counts says
_STEPS = (1, 0.5, 0.1)  # between scores: the first that fits all of a cohort


@dataclass(frozen=True)
class Lines:
    """The scores of one cohort, as recorded.

    Attributes
    ----------
    cohort : Row
        Of the sheet of cohorts.
    pairs : tuple of (float, float, int)
        Score at the start, score later, and how many people had both.
    """

    cohort: Row
    pairs: tuple

    @property
    def people(self):
        """How many people there are."""
        return sum(people for *_, people in self.pairs)

    @property
    def changes(self):
        """The change of each line: later score less the first one."""
        return [later - start for start, later, _ in self.pairs]

    @property
    def better(self):
        """The sign of a change for the better."""
        return -1 if self.cohort.get("better") == "lower" else 1

    @property
    def counts(self):
        """How many people moved up, stayed and moved down, in terms of better and worse: dict by ``MOVED``."""
        found = dict.fromkeys(MOVED, 0)
        for change, (*_, people) in zip(self.changes, self.pairs, strict=True):
            found[UP if change * self.better > 0 else DOWN if change else SAME] += people
        return found

    def mean(self, place):
        """Return the mean of the first (0) or the later (1) scores."""
        return sum(pair[place] * pair[2] for pair in self.pairs) / self.people

    def scores(self):
        """Return all scores that the tool can give, in the widest even steps that fit; empty where none does."""
        lowest, highest = self.cohort.get("lowest"), self.cohort.get("highest")
        for step in _STEPS:
            places = [(score - lowest) / step for *pair, _ in self.pairs for score in (*pair, highest)]
            if all(math.isclose(place, round(place), abs_tol=1e-6) for place in places):
                return [lowest + step * number for number in range(round((highest - lowest) / step) + 1)]
        return []


def lines_of(evidence):
    """Return the scores of each cohort that has any, in the order of the cohorts: list of Lines."""
    found = defaultdict(list)
    for row in evidence.of(LINES):
        if row.get("people"):
            found[row.get("cohort")].append((row.get("start"), row.get("later"), int(row.get("people"))))
    cohorts = [row for row in evidence.of(COHORTS) if row.get("id") in found]
    return [Lines(row, tuple(found[row.get("id")])) for row in cohorts]


def protected(evidence, area, folder, profile):
    """Return evidence without lines of scores: with what may be shown of each cohort in their place.

    Parameters
    ----------
    evidence : Evidence
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; what was shown before is held against what is shown now.
    profile : Profile
        The area's disclosure rule.

    Returns
    -------
    Evidence
        Without the sheet of lines. Its rows ``TRAVELLED``, one for each cohort with scores, have ``cohort``;
        ``people``, ``up``, ``same`` and ``down``, where they may be shown; ``start``, ``later``, ``change``, ``lower``
        and ``upper``, where means may be; and else ``without``, why there are none.

    Raises
    ------
    CjtoolsError
        When figures cannot be protected; it names cells, not figures.
    """
    if LINES not in evidence.rows:
        return evidence
    rows = {name: each for name, each in evidence.rows.items() if name != LINES}
    every = lines_of(evidence)
    if not every:
        return replace(evidence, rows=rows)
    safe, _, warnings = _released(every, evidence, area, folder, profile)
    shown = {
        (name, category): value
        for name, category, value in zip(safe["measure"], safe["category"], safe["value"], strict=True)
    }
    before = read_released(folder)
    rows[TRAVELLED] = [_beside_earlier(lines, _fit(lines, shown, profile), before, profile) for lines in every]
    return replace(evidence, rows=rows, warnings=(*evidence.warnings, *warnings))


def record_release(evidence, area, folder, profile):
    """Write down the counts that a page has shown, so that later ones do not give away what was hidden.

    Parameters
    ----------
    evidence : Evidence
        As recorded, not yet protected.
    area, folder, profile
        As for :func:`protected`.
    """
    every = lines_of(evidence)
    if not every:
        return
    with lock(folder, SECONDS_TO_WAIT):  # another batch may add to it
        safe, ledger, _ = _released(every, evidence, area, folder, profile)
        seen = protected(evidence, area, folder, profile).of(TRAVELLED)
        write_released(folder, [(lines.cohort, _numbers(row)) for lines, row in zip(every, seen, strict=True)])
        ledger.with_release(safe, profile).write(folder / RELEASED)


def _released(every, evidence, area, folder, profile):
    """Return the counts of all cohorts as they may be shown, the ledger of what was shown before, and warnings."""
    # its linear programming takes half a second to load
    from cjtools.disclosure import protect
    from cjtools.disclosure.ledger import Ledger

    rows, sums = [], []
    for lines in every:
        keys = {each: _key(lines, area, each) for each in (ALL, *MOVED)}
        sums.append((keys[ALL], [keys[each] for each in MOVED]))
        for each, value in {ALL: lines.people, **lines.counts}.items():
            place = {"source": "", "edition": "", "file": evidence.file, "cell": lines.cohort.cells.get("id", "")}
            rows.append({**dict(zip(KEY, keys[each], strict=True)), "value": float(value), "marker": "", **place})
    frame = pd.DataFrame(rows).assign(status=LOCAL)
    ledger = Ledger.read(folder / RELEASED)
    safe, report = protect(frame[OBSERVATION], profile, hierarchy=[], sums=sums, measures={}, released=ledger)
    return safe, ledger, report.warnings


def _key(lines, area, category):
    """Return what a count of a cohort is known by."""
    kind = "total" if category == ALL else "moved"
    return plain(lines.cohort.get("id")), area["area_code"], "both scores", "cohort", kind, category


def _fit(lines, shown, profile):
    """Return what may be shown of a cohort."""
    name = plain(lines.cohort.get("id"))
    counts = {each: shown[name, each] for each in (ALL, *MOVED)}
    values = {"cohort": lines.cohort.get("id")} | {each: value for each, value in counts.items() if value == value}
    if len(values) <= len(counts):
        return Row(lines.cohort.number, values | {"without": COUNT_HIDDEN, "marker": SUPPRESSED}, {})
    return Row(lines.cohort.number, values | _means(lines, profile), {})


def _numbers(row):
    """Return the numbers that are shown of a cohort."""
    return {name: float(row.get(name)) for name in (*COUNTS, *MEANS) if name in row.values}


def _beside_earlier(lines, row, before, profile):
    """Return a cohort as it may be shown beside what earlier pages have shown of it: without a number, or as it is."""
    few = max(profile.threshold, FEWEST)
    earlier = before.get(identity(lines.cohort), [])
    if any(tells_of_few(_numbers(row), each, few) for each in earlier):
        return Row(row.number, {"cohort": row.get("cohort"), "without": CHANGED, "marker": SUPPRESSED}, {})
    return row


def _means(lines, profile):
    """Return the means of a cohort as they may be shown, or why they may not."""
    from cjtools.disclosure.scores import PLACES, Means, gives_away

    if lines.people < LEAST_PEOPLE:
        return {"without": FEW}
    scores = lines.scores()
    if len(scores) < 2:
        return {"without": UNEVEN}
    change = paired_change(lines.changes, [people for *_, people in lines.pairs])
    means = {
        "start": lines.mean(0),
        "later": lines.mean(1),
        **dict(zip(("change", "lower", "upper"), change, strict=True)),
    }
    means = {name: float(round_half_up(value, PLACES)) for name, value in means.items()}
    # whoever reads a rounded count may know the exact one: what is told of it here is no less than is known
    ways = {name: (count, count) for name, count in lines.counts.items()}
    moved = {lines.better: ways[UP], 0: ways[SAME], -lines.better: ways[DOWN]}
    if gives_away(Means(lines.people, moved, **means), scores, profile.threshold, profile.minimum_width):
        return {"without": TELLING}
    return {name: value for name, value in means.items() if value == value}
