"""Whether the order of priorities holds when one score moves by one, or one criterion or one partner is left out."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from cjtools.priorities.scoring import HIGHEST, LOWEST, Scores, is_before, placed

SCORE, CRITERION, PARTNER = "score", "criterion", "partner"


@dataclass(frozen=True)
class Change:
    """One change to what was scored.

    Attributes
    ----------
    kind : str
        ``SCORE``, ``CRITERION`` or ``PARTNER``.
    name : str
        The criterion or the partner that is left out.
    score : Score or None
        The score that moves.
    by : int
        By how much it moves: 1 or -1.
    """

    kind: str
    name: str = ""
    score: object = None
    by: int = 0


@dataclass(frozen=True)
class Neighbours:
    """Two that follow each other, and what would bring the later one level or past the earlier.

    Attributes
    ----------
    earlier, later : str
    level, swapped : tuple of Change
        Changes after which both have the same mean, and after which the later one comes first.
    """

    earlier: str
    later: str
    level: tuple = ()
    swapped: tuple = ()


@dataclass(frozen=True)
class Sensitivity:
    """How far an order holds.

    Attributes
    ----------
    order : list of Placed
        As scored, without what is not scored.
    tried : int
        Changes that were tried, one at a time.
    safe : tuple of str
        Those whose place is the same after every change.
    neighbours : list of Neighbours
        Each with the next; of those that share a place there is nothing to swap.
    """

    order: list
    tried: int
    safe: tuple
    neighbours: list

    @property
    def first_safe(self):
        """How many places are safe from the first on."""
        count = 0
        for one in self.order:
            if one.name not in self.safe:
                break
            count += 1
        return count


def changes(scores):
    """Return every single change that is tried.

    Parameters
    ----------
    scores : Scores

    Returns
    -------
    list of Change
        A score stays within 1 to 5; a criterion or partner is left out only where another is left.
    """
    found = [
        Change(SCORE, score=score, by=by)
        for score in scores.scores
        for by in (-1, 1)
        if LOWEST <= score.score + by <= HIGHEST
    ]
    if len(scores.criteria) > 1:
        found += [Change(CRITERION, criterion.name) for criterion in scores.criteria]
    if len(scores.partners) > 1:
        found += [Change(PARTNER, partner) for partner in scores.partners]
    return found


def changed(scores, change):
    """Return the scores after a change.

    Parameters
    ----------
    scores : Scores
    change : Change

    Returns
    -------
    Scores
    """
    criteria, given = scores.criteria, scores.scores
    if change.kind == CRITERION:
        criteria = [criterion for criterion in criteria if criterion.name != change.name]
    elif change.kind == PARTNER:
        given = [score for score in given if score.partner != change.name]
    else:
        moved = replace(change.score, score=change.score.score + change.by)
        given = [moved if score is change.score else score for score in given]
    return Scores(scores.activities, criteria, given)


def sensitivity(scores, of_outcomes=False):
    """Return how far the order of activities, or of outcomes, holds.

    Parameters
    ----------
    scores : Scores
    of_outcomes : bool

    Returns
    -------
    Sensitivity
    """

    def means_of(given):
        return given.outcome_means() if of_outcomes else given.means()

    order = [one for one in placed(means_of(scores)) if one.place is not None]
    places = {one.name: one.place for one in order}
    pairs = [(one.name, other.name) for one, other in pairwise(order) if one.place != other.place]
    moved, level, swapped = set(), {pair: [] for pair in pairs}, {pair: [] for pair in pairs}
    tried = changes(scores)
    for change in tried:
        means = means_of(changed(scores, change))
        moved |= {one.name for one in placed(means) if one.name in places and one.place != places[one.name]}
        for earlier, later in pairs:
            if math.isnan(means[earlier]) or math.isnan(means[later]):
                continue
            if is_before(means[later], means[earlier]):
                swapped[earlier, later].append(change)
            elif not is_before(means[earlier], means[later]):
                level[earlier, later].append(change)
    neighbours = [Neighbours(*pair, tuple(level[pair]), tuple(swapped[pair])) for pair in pairs]
    return Sensitivity(order, len(tried), tuple(name for name in places if name not in moved), neighbours)
