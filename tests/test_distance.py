"""Distance travelled: counts and means of cohorts, what is hidden of them, and that no line of scores is ever shown."""

import numpy as np
import pytest
from evidence_rows import evidence_with
from scipy import stats

from cjtools.disclosure import profile_for
from cjtools.results.distance import LEAST_PEOPLE, RELEASED, TRAVELLED, protected, record_release
from cjtools.results.local_measures import LOCAL

USUAL, ROUNDED = (profile_for(LOCAL, name) for name in ("local-default", "local-rounded"))
COHORT = {"id": "G1", "title": "People with a nurse", "indicator": "p1.1", "tool": "Health", "lowest": 1.0,
          "highest": 10.0, "better": "higher", "source": "Records"}  # fmt: skip
# start, later, people: 27 better, 9 the same, 7 worse
MANY = [(2, 4, 9), (3, 6, 8), (4, 5, 10), (5, 5, 9), (6, 4, 7)]


@pytest.fixture
def fife(catalogue):
    return catalogue.area("fife")


def evidence_of(*cohorts):
    """Return evidence of (columns of a cohort that are not as usual, lines of scores)."""
    rows = [COHORT | {"id": f"G{number}"} | more for number, (more, _) in enumerate(cohorts, 1)]
    lines = [
        {"cohort": f"G{number}", "start": float(start), "later": float(later), "people": float(people)}
        for number, (_, each) in enumerate(cohorts, 1)
        for start, later, people in each
    ]
    return evidence_with(cohorts=rows, distance=lines)


def shown(area, folder, *cohorts, profile=USUAL):
    """Return what may be shown of some cohorts: list of dict."""
    return [row.values for row in protected(evidence_of(*cohorts), area, folder, profile).of(TRAVELLED)]


def test_means_and_interval_are_those_of_scipy(fife, tmp_path):
    (one,) = shown(fife, tmp_path, ({}, MANY))
    starts, laters, people = (np.array(each) for each in zip(*MANY, strict=True))
    changes = np.repeat(laters - starts, people)
    interval = stats.ttest_1samp(changes, 0).confidence_interval()
    assert (one["people"], one["up"], one["same"], one["down"]) == (43, 27, 9, 7)
    assert one["start"] == round(np.repeat(starts, people).mean(), 1)
    assert one["later"] == round(np.repeat(laters, people).mean(), 1)
    assert one["change"] == round(changes.mean(), 1)
    assert (one["lower"], one["upper"]) == (round(interval.low, 1), round(interval.high, 1))
    assert "without" not in one


def test_up_is_better_also_where_lower_scores_are(fife, tmp_path):
    (one,) = shown(fife, tmp_path, ({"better": "lower"}, MANY))
    assert (one["up"], one["same"], one["down"]) == (7, 9, 27)
    # the score itself rose
    assert one["change"] > 0


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_a_small_count_is_hidden_with_another_one_and_there_are_no_means(fife, tmp_path, few):
    """The three add up: hiding one alone would hide nothing."""
    (one,) = shown(fife, tmp_path, ({}, [*MANY[:4], (6, 4, few)]))
    assert "down" not in one and len({"people", "up", "same"} & set(one)) == 2
    assert one["without"] == "a count is hidden"
    assert not {"start", "later", "change", "lower", "upper"} & set(one)


def test_what_is_hidden_could_be_at_least_six_numbers(fife, tmp_path):
    """Counted out: how many could be down, given all that is shown."""
    for few in (1, 2, 3, 4):
        (one,) = shown(fife, tmp_path, ({}, [*MANY[:4], (6, 4, few)]))
        every = [
            (up, same, down)
            for up in range(60) for same in range(60) for down in range(60)
            if all(one.get(name, value) == value for name, value in
                   (("up", up), ("same", same), ("down", down), ("people", up + same + down)))
        ]  # fmt: skip
        assert len({down for *_, down in every}) >= 6


def test_a_small_cohort_has_no_means(fife, tmp_path):
    lines = [(2, 4, 7), (5, 3, LEAST_PEOPLE - 13), (6, 6, 5)]
    (one,) = shown(fife, tmp_path, ({}, lines))
    assert one["people"] == LEAST_PEOPLE - 1 and one["without"] == "few people"
    (one,) = shown(fife, tmp_path / "other", ({}, [(2, 4, 7), (5, 3, LEAST_PEOPLE - 12), (6, 6, 5)]))
    assert one["people"] == LEAST_PEOPLE and one.get("without") != "few people"


def test_means_that_would_tell_of_a_few_are_not_shown(fife, tmp_path):
    """All three counts may be shown; but of 30 on a scale of two, the mean tells that few had the other score."""
    (one,) = shown(fife, tmp_path, ({"lowest": 0.0, "highest": 1.0}, [(0, 0, 28), (1, 1, 2)]))
    assert (one["people"], one["same"]) == (30, 30)
    assert one["without"] == "means would tell of a few" and "start" not in one


def test_one_and_the_same_change_has_no_interval(fife, tmp_path):
    (one,) = shown(fife, tmp_path, ({}, [(score, score + 2, 6) for score in range(1, 8)]))
    assert one["change"] == 2 and one["up"] == 42
    assert "lower" not in one and "upper" not in one and "without" not in one


def test_scores_in_uneven_steps_have_no_means(fife, tmp_path):
    (one,) = shown(fife, tmp_path, ({}, [*MANY, (2.37, 4.12, 6)]))
    assert one["without"] == "uneven scores"


def test_halves_and_tenths_are_scores_too(fife, tmp_path):
    for step in (0.5, 0.1):
        lines = [(start * step + 1, later * step + 1, people) for start, later, people in MANY]
        (one,) = shown(fife, tmp_path, ({"highest": 10 * step + 1}, lines))
        assert one["people"] == 43 and ("change" in one or one["without"] == "means would tell of a few")


def test_rounded_counts_stay_rounded(fife, tmp_path):
    (one,) = shown(fife, tmp_path, ({}, MANY), profile=ROUNDED)
    assert {one[name] % 5 for name in ("people", "up", "same", "down") if name in one} == {0}


def test_cohorts_are_protected_each_by_itself(fife, tmp_path):
    first, second = shown(fife, tmp_path, ({}, MANY), ({}, [(2, 3, 3), (4, 4, 30)]))
    assert first["down"] == 7 and "up" not in second and second["without"] == "a count is hidden"


@pytest.mark.reliability("disclosure", "scores of single people looked for in what pages are made of", "none is there")
def test_no_line_of_scores_is_left(fife, tmp_path):
    safe = protected(evidence_of(({}, MANY)), fife, tmp_path, USUAL)
    assert "distance" not in safe.rows
    assert set(safe.rows) == {"cohorts", TRAVELLED}


def test_evidence_without_scores_stays_as_it_is(fife, tmp_path):
    evidence = evidence_with(services=[{"name": "Home"}])
    assert protected(evidence, fife, tmp_path, USUAL) is evidence
    assert protected(evidence_of(({}, [])), fife, tmp_path, USUAL).of(TRAVELLED) == []


def test_a_count_that_was_hidden_stays_hidden_in_the_next_edition(fife, tmp_path):
    """The release is written down without the hidden figure; more people later do not bring the old one to light."""
    before = evidence_of(({}, [*MANY[:4], (6, 4, 3)]))
    record_release(before, fife, tmp_path, USUAL)
    ledger = (tmp_path / RELEASED).read_text(encoding="utf-8")
    assert [line.split(",")[6:8] for line in ledger.splitlines() if ",down," in line] == [["", "[c]"]]
    (one,) = shown(fife, tmp_path, ({}, MANY))
    assert "down" not in one and one["without"] in ("a count is hidden", "changed since it was shown")


@pytest.mark.reliability(
    "disclosure",
    "means of a cohort before and after one person more",
    "the new ones are not shown",
)
@pytest.mark.parametrize("before", [(), (({"tool": "Another"}, MANY),)])
@pytest.mark.parametrize("more", [{}, {"title": "Others, by name"}])
def test_one_person_more_is_not_told_by_the_next_edition(fife, tmp_path, more, before):
    """Whoever subtracts would have the newcomer's scores; another number or title makes no other cohort."""
    record_release(evidence_of(({}, MANY)), fife, tmp_path, USUAL)
    (same,) = shown(fife, tmp_path, ({}, MANY))
    assert "without" not in same
    *_, one = shown(fife, tmp_path, *before, (more, [*MANY, (9, 10, 1)]))
    assert one["cohort"] == f"G{1 + len(before)}"
    assert one["without"] == "changed since it was shown" and not {"people", "up", "same", "down", "later"} & set(one)


def test_one_persons_corrected_score_is_not_told_by_the_next_edition(fife, tmp_path):
    """The counts stay, and the means alone move."""
    record_release(evidence_of(({}, MANY)), fife, tmp_path, USUAL)
    corrected = [(2, 4, 8), (2, 9, 1), *MANY[1:]]
    (one,) = shown(fife, tmp_path, ({}, corrected))
    assert one["without"] == "changed since it was shown"


def test_another_years_cohort_is_another_one(fife, tmp_path):
    record_release(evidence_of(({"from": "2023-24"}, MANY)), fife, tmp_path, USUAL)
    (one,) = shown(fife, tmp_path, ({"from": "2024-25"}, [*MANY, (3, 4, 1)]))
    assert "without" not in one
