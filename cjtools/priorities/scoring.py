"""Scores of improvement activities on criteria, as means by activity and by outcome; the lower, the sooner.

Community Justice Scotland's resource for planning (June 2024, step 4) takes the mean over the criteria for each
activity, and for an outcome the mean over its activities. Its text says five criteria where its table has six; the
means that it prints are those of all six, and so are ours. Weights, other criteria, and criteria for which a high score
comes first are additions: with equal weights and low scores first the means that it prints come out.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Criterion:
    """What activities are scored on.

    Attributes
    ----------
    name : str
    weight : float
        0 leaves it out.
    high_first : bool
        A high score means high priority: it is turned round, 5 counting as 1.
    """

    name: str
    weight: float = 1.0
    high_first: bool = False


@dataclass(frozen=True)
class Score:
    """What one partner gives one activity on one criterion, from 1 to 5; the partner is empty where it is not known."""

    activity: str
    criterion: str
    partner: str
    score: float


@dataclass(frozen=True)
class Placed:
    """An activity or outcome with its mean and its place.

    Attributes
    ----------
    name : str
    mean : float
        NaN where nothing is scored.
    place : int or None
        1 for the lowest mean; equal means share a place. None where nothing is scored.
    missing : tuple of str
        For an activity, the criteria on which nobody has scored it; for an outcome, its activities without any score.
    """

    name: str
    mean: float
    place: int | None
    missing: tuple = ()


class Scores:
    """The scores of a partnership.

    Parameters
    ----------
    activities : dict
        Activity -> the outcome that it serves; in the order in which they are listed.
    criteria : list of Criterion
    scores : iterable of Score
        Of one activity, criterion and partner at most one.
    """

    def __init__(self, activities: dict, criteria: list, scores: Iterable):
        self.activities = dict(activities)
        self.criteria = [criterion for criterion in criteria if criterion.weight > 0]
        self._of = {criterion.name: criterion for criterion in self.criteria}
        self.scores = [score for score in scores if score.activity in self.activities and score.criterion in self._of]

    @property
    def partners(self):
        """Who has scored, as first met."""
        return list(dict.fromkeys(score.partner for score in self.scores))

    def counted(self, score):
        """Return a score as it counts: where high scores come first, turned round."""
        return LOWEST + HIGHEST - score.score if self._of[score.criterion].high_first else score.score

    def by_criterion(self):
        """Return the mean over partners: activity -> criterion -> mean, turned round where high scores come first."""
        given = defaultdict(lambda: defaultdict(list))
        for score in self.scores:
            given[score.activity][score.criterion].append(self.counted(score))
        return {
            activity: {name: _mean(values) for name, values in criteria.items()} for activity, criteria in given.items()
        }

    def means(self):
        """Return the mean of each activity over its criteria: activity -> mean; NaN where nobody has scored it."""
        given = self.by_criterion()
        return {activity: self._weighted(given.get(activity, {})) for activity in self.activities}

    def _weighted(self, given):
        """Return the mean of an activity's criteria by their weights."""
        weights = {name: self._of[name].weight for name in given}
        total = math.fsum(weights.values())
        return math.fsum(weights[name] * mean for name, mean in given.items()) / total if total else math.nan

    def gaps(self):
        """Return which scores are not there: (activity, partner) -> criteria; of those who have scored anything.

        A mean over fewer criteria than another is not the same thing: whoever reads it has to know.
        """
        given = {(score.activity, score.partner, score.criterion) for score in self.scores}
        found = {}
        for activity in self.activities:
            for partner in self.partners:
                lacking = tuple(name for name in self._of if (activity, partner, name) not in given)
                if lacking:
                    found[activity, partner] = lacking
        return found

    def by_partner(self):
        """Return the mean that each partner alone gives each activity: partner -> activity -> mean, NaN for none."""
        return {
            partner: Scores(
                self.activities, self.criteria, [score for score in self.scores if score.partner == partner]
            ).means()
            for partner in self.partners
        }

    def outcome_means(self, means=None):
        """Return the mean of each outcome over its activities that are scored: outcome -> mean.

        Parameters
        ----------
        means : dict, optional
            Activity -> mean, where they are known already.
        """
        means = self.means() if means is None else means
        served = defaultdict(list)
        for activity, outcome in self.activities.items():
            if not math.isnan(means[activity]):
                served[outcome].append(means[activity])
        return {outcome: _mean(served[outcome]) for outcome in dict.fromkeys(self.activities.values())}

    def placed_activities(self):
        """Return the activities by their means, lowest first.

        Returns
        -------
        list of Placed
        """
        given = self.by_criterion()
        missing = {
            activity: tuple(name for name in self._of if name not in given.get(activity, {}))
            for activity in self.activities
        }
        return placed(self.means(), missing)

    def placed_outcomes(self):
        """Return the outcomes by their means, lowest first.

        Returns
        -------
        list of Placed
        """
        means = self.means()
        missing = defaultdict(tuple)
        for activity, outcome in self.activities.items():
            if math.isnan(means[activity]):
                missing[outcome] += (activity,)
        return placed(self.outcome_means(means), missing)


def placed(means, missing=None):
    """Return names by their means, lowest first; what is not scored comes last.

    Parameters
    ----------
    means : dict
        Name -> mean.
    missing : dict, optional
        Name -> what is not scored.

    Returns
    -------
    list of Placed

    Examples
    --------
    >>> [(one.name, one.place) for one in placed({"a": 3.0, "b": 2.5, "c": 3.0, "d": 4.0})]
    [('b', 1), ('a', 2), ('c', 2), ('d', 4)]
    """
    missing = missing or {}
    known = {name: mean for name, mean in means.items() if not math.isnan(mean)}
    rows = []
    for name, mean in sorted(known.items(), key=lambda pair: round(pair[1], 9)):
        place = 1 + sum(is_before(other, mean) for other in known.values())
        rows.append(Placed(name, mean, place, missing.get(name, ())))
    rows += [Placed(name, math.nan, None, missing.get(name, ())) for name in means if name not in known]
    return rows


def is_before(one, other):
    """Return whether one mean is lower than another: means that differ in the tenth decimal are the same."""
    return one < other - 1e-9


def _mean(values):
    """Return the mean of numbers; NaN when there are none."""
    return math.fsum(values) / len(values) if values else math.nan
