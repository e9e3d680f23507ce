"""Scores as the resource for planning has them, and how far their order holds, against brute force."""

import itertools
import math
import random

import pandas as pd
import pytest

from cjtools.priorities.scoring import Criterion, Score, Scores
from cjtools.priorities.sensitivity import CRITERION, PARTNER, SCORE, changes, sensitivity

# Community Justice Scotland, targeted resource on community sentences (June 2024), step 4: its table of scores
NAMES = ("Critical", "Strategic value", "Ease", "Benefit", "Cost", "Resource impact")
SEED = {"1": (4, 1, 3, 3, 5, 2), "2": (5, 2, 4, 4, 4, 5), "3": (1, 1, 5, 1, 3, 4)}


def seed_scores():
    scores = [
        Score(activity, name, "", value)
        for activity, row in SEED.items()
        for name, value in zip(NAMES, row, strict=True)
    ]
    return Scores(dict.fromkeys(SEED, "4"), [Criterion(name) for name in NAMES], scores)


def test_the_means_that_the_resource_prints_come_out():
    scores = seed_scores()
    assert scores.means() == {"1": 3.0, "2": 4.0, "3": 2.5}
    assert round(scores.outcome_means()["4"], 1) == 3.2
    assert [(one.name, one.place) for one in scores.placed_activities()] == [("3", 1), ("1", 2), ("2", 3)]


def test_five_criteria_would_not_give_the_means_that_are_printed():
    """The text says five where the table has six."""
    for left_out in NAMES:
        scores = seed_scores()
        five = Scores(scores.activities, [c for c in scores.criteria if c.name != left_out], scores.scores)
        assert five.means() != {"1": 3.0, "2": 4.0, "3": 2.5}


def test_weights_direction_and_several_partners():
    criteria = [Criterion("a", 2), Criterion("b", 1, high_first=True), Criterion("c", 0)]
    scores = [
        Score("x", "a", "p", 2), Score("x", "a", "q", 4), Score("x", "b", "p", 5), Score("x", "c", "p", 1),
        Score("y", "b", "q", 2), Score("nobody", "a", "p", 1),
    ]  # fmt: skip
    found = Scores({"x": "1", "y": "1", "z": "2"}, criteria, scores)
    # x: (2 * mean(2, 4) + 1 * (6 - 5)) / 3; y: 6 - 2 on the one criterion that it was scored on
    assert found.means()["x"] == pytest.approx(7 / 3) and found.means()["y"] == 4 and math.isnan(found.means()["z"])
    assert found.outcome_means()["1"] == pytest.approx((7 / 3 + 4) / 2) and math.isnan(found.outcome_means()["2"])
    placed = {one.name: one for one in found.placed_activities()}
    assert placed["y"].missing == ("a",) and placed["z"].place is None and placed["x"].missing == ()
    assert [(one.name, one.missing) for one in found.placed_outcomes()] == [("1", ()), ("2", ("z",))]


def test_the_order_of_the_resource_holds_against_any_one_score_but_not_without_one_criterion():
    found = sensitivity(seed_scores())
    # 18 scores, of which 3 are 1 and cannot go down further, 3 more, and so on: counted by hand from the table
    ones, fives = (sum(value == end for row in SEED.values() for value in row) for end in (1, 5))
    assert found.tried == 36 - ones - fives + len(NAMES)
    (first, second) = found.neighbours
    # without Ease (5, 3): 2.0 and 3.0; without Critical (1, 4): 2.8 and 2.8, level
    assert [(change.kind, change.name) for change in first.level] == [(CRITERION, "Critical")]
    assert first.swapped == () and second.swapped == () and second.level == ()


def brute_force(activities, criteria, rows, of_outcomes):
    """Return the places after every single change, worked out by pandas from the whole table each time."""

    def places(frame, used):
        frame = frame[frame["criterion"].isin(used)].copy()
        turned = frame["criterion"].map({c.name: c.high_first for c in criteria})
        frame["counted"] = frame["score"].where(~turned, 6 - frame["score"])
        mean = frame.groupby(["activity", "criterion"])["counted"].mean().reset_index()
        mean["weight"] = mean["criterion"].map({c.name: c.weight for c in criteria})
        mean["product"] = mean["counted"] * mean["weight"]
        total = mean.groupby("activity")[["product", "weight"]].sum()
        found = total["product"] / total["weight"]
        if of_outcomes:
            found = found.groupby(found.index.map(activities)).mean()
        return found.round(9).rank(method="min").astype(int).to_dict()

    frame = pd.DataFrame(rows, columns=["activity", "criterion", "partner", "score"])
    names = [c.name for c in criteria]
    others = []
    for at, by in itertools.product(range(len(frame)), (-1, 1)):
        if 1 <= frame.loc[at, "score"] + by <= 5:
            moved = frame.copy()
            moved.loc[at, "score"] += by
            others.append(places(moved, names))
    others += [places(frame, [name for name in names if name != left_out]) for left_out in names]
    partners = frame["partner"].unique()
    others += [places(frame[frame["partner"] != left_out], names) for left_out in partners if len(partners) > 1]
    return places(frame, names), others


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("of_outcomes", [False, True])
def test_what_is_safe_and_what_swaps_is_what_brute_force_finds(seed, of_outcomes):
    chance = random.Random(seed)
    activities = {f"I{n}": str(1 + n % 3) for n in range(5)}
    criteria = [Criterion(f"c{n}", chance.choice([1, 1, 2, 0.5]), chance.random() < 0.3) for n in range(4)]
    rows = [
        (activity, criterion.name, partner, chance.randint(1, 5))
        for activity in activities
        for criterion in criteria
        for partner in ("p", "q")
    ]
    found = sensitivity(Scores(activities, criteria, [Score(*row) for row in rows]), of_outcomes)
    before, others = brute_force(activities, criteria, rows, of_outcomes)
    assert {one.name: one.place for one in found.order} == before
    assert found.tried == len(others)
    assert set(found.safe) == {name for name in before if all(after[name] == before[name] for after in others)}
    for pair in found.neighbours:
        assert len(pair.swapped) == sum(after[pair.later] < after[pair.earlier] for after in others)
        assert len(pair.level) == sum(after[pair.later] == after[pair.earlier] for after in others)


def test_with_one_partner_nothing_is_left_out_but_criteria():
    kinds = {change.kind for change in changes(seed_scores())}
    assert kinds == {SCORE, CRITERION} and PARTNER not in kinds
