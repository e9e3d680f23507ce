"""One area over all its outcomes, national and its own: what partners have scored and decided, beside the figures."""

from dataclasses import dataclass, field

from cjtools.evidence.check import Evidence
from cjtools.priorities.scoring import Criterion, Score, Scores

HIGH_FIRST = "high score means high priority"
NEARNESS = ("achieved", "nearly there", "part of the way", "far away")


@dataclass
class Plan:
    """Everything that the notebooks across all outcomes of one area draw on.

    Attributes
    ----------
    area : dict
        Row of areas.csv.
    year : str
        Financial year.
    studies : list of Study
        One for each outcome, national ones first.
    evidence : Evidence
    """

    area: dict
    year: str
    studies: list
    evidence: Evidence = field(repr=False)

    @property
    def place(self):
        """The area's name as it stands in a sentence."""
        return self.area["area_name"]

    @property
    def words(self):
        """The catalogue, with the area's own outcomes."""
        return self.studies[0].catalogue

    @property
    def outcomes(self):
        """Outcome id -> Outcome."""
        return {study.outcome.id: study.outcome for study in self.studies}

    def improvements(self):
        """Return the improvement activities: number -> Row."""
        return {row.get("id"): row for row in self.evidence.of("improvement")}

    def scores(self):
        """Return what partners have scored.

        Returns
        -------
        Scores
            Its activities are the numbers of the improvement activities, its outcomes the ids of outcomes.
        """
        activities = {name: row.get("outcome") for name, row in self.improvements().items()}
        criteria = [
            Criterion(row.get("criterion"), row.get("weight"), row.get("direction") == HIGH_FIRST)
            for row in self.evidence.of("criteria")
        ]
        given = [
            Score(row.get("activity"), row.get("criterion"), row.get("partner"), row.get("score"))
            for row in self.evidence.of("scores")
        ]
        return Scores(activities, criteria, given)

    def by_nearness(self):
        """Return the studies by how near their outcome is recorded to be to being achieved, nearest first.

        Returns
        -------
        list of (Study, Row or None)
            Those without an assessment come last, in the order of the outcomes.
        """

        def rank(pair):
            _, row = pair
            return len(NEARNESS) if row is None else NEARNESS.index(nearness(row))

        return sorted(((study, study.recorded.assessment()) for study in self.studies), key=rank)


def nearness(row):
    """Return how near to being achieved an assessment says that an outcome is: one of ``NEARNESS``."""
    return NEARNESS[0] if row.get("achieved") else row.get("nearness")
