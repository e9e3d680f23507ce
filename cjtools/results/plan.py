"""One area over all its outcomes, national and its own: what partners have scored and decided, beside the figures."""

from dataclasses import dataclass, field

from cjtools.evidence.check import Evidence
from cjtools.priorities.matrix import Point
from cjtools.priorities.scoring import Criterion, Score, Scores
from cjtools.results.recorded import NEARNESS

HIGH_FIRST = "high score means high priority"


@dataclass(frozen=True)
class DataGap:
    """Data that nobody has given yet.

    Attributes
    ----------
    item : dict
        Row of data_items.csv.
    questions : tuple of (Outcome, Question)
        Which it would help to answer.
    taken_up : tuple of str
        Numbers of improvement activities that are linked to one of the questions.
    """

    item: dict
    questions: tuple
    taken_up: tuple


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

    def data_gaps(self):
        """Return the data that would help to answer questions which are open or answered in part.

        Returns
        -------
        list of DataGap
            Each data item once; those that help with most questions first, then as in data_items.csv.
        """
        asked = {}
        for study in self.studies:
            for question, _ in study.gaps():
                for item in question.items:
                    asked.setdefault(item, []).append((study.outcome, question))
        taken_up = {}
        for name, row in self.improvements().items():
            taken_up.setdefault(row.get("data_gap"), []).append(name)
        order = {item: place for place, item in enumerate(self.words.data_items)}
        found = sorted(asked, key=lambda item: (-len(asked[item]), order[item]))
        items = self.words.data_items
        return [DataGap(items[item], tuple(asked[item]), _taken_up(asked[item], taken_up)) for item in found]

    def axes(self):
        """Return the pairs of axes on which improvement activities are placed, in the catalogue's order."""
        used = {row.get("axes") for row in self.evidence.of("matrix")}
        return [axes for axes in self.words.priorities.axes if axes.id in used]

    def points(self, axes):
        """Return where improvement activities stand on two axes: a list of Point."""
        return [
            Point(row.get("activity"), row.get("first"), row.get("second"))
            for row in self.evidence.of("matrix", axes=axes.id)
        ]

    def by_nearness(self):
        """Return the studies by how near their outcome is recorded to be to being achieved, nearest first.

        Returns
        -------
        list of (Study, Row or None)
            Those of which it is not recorded come last, in the order of the outcomes.
        """

        def rank(pair):
            _, row = pair
            near = "" if row is None else nearness(row)
            return NEARNESS.index(near) if near else len(NEARNESS)

        return sorted(((study, study.recorded.assessment()) for study in self.studies), key=rank)


class OfPlan:
    """What everything that is made of a plan has from it; ``plan`` is an attribute or a property."""

    @property
    def evidence(self):
        """What the partnership has recorded."""
        return self.plan.evidence

    @property
    def place(self):
        """The area's name as it stands in a sentence."""
        return self.plan.place

    @property
    def area(self):
        """Row of areas.csv, or a partnership of several councils."""
        return self.plan.area

    @property
    def words(self):
        """The catalogue, with the area's own outcomes."""
        return self.plan.words


def _taken_up(questions, activities):
    """Return the improvement activities that are linked to some questions, each once."""
    keys = [f"{outcome.number}-{question.id}" for outcome, question in questions]
    return tuple(dict.fromkeys(name for key in keys for name in activities.get(key, ())))


def nearness(row):
    """Return how near to being achieved an assessment says that an outcome is: one of ``NEARNESS``, or empty."""
    return NEARNESS[0] if row.get("achieved") else row.get("nearness")
