"""The notebook on priorities: the scores of the workbook as tables and words."""

import datetime
from dataclasses import replace

import pytest
from evidence_rows import plan_with

from cjtools.results.priority_table import priority_table
from cjtools.results.study import Study
from cjtools.show import priorities
from cjtools.show.data_gaps import data_gaps

DAY = datetime.date(2025, 3, 1)
NAMES = ("Critical", "Strategic value", "Ease", "Benefit", "Cost", "Resource impact")
SEED = {"I1": (4, 1, 3, 3, 5, 2), "I2": (5, 2, 4, 4, 4, 5), "I3": (1, 1, 5, 1, 3, 4)}


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's studies of two outcomes."""
    first = Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)
    return [first, first.on(catalogue.outcome("1"))]


def scored(base, **more):
    """Return the plan with the scores that the resource for planning prints."""
    low = "low score means high priority"
    return plan_with(
        base,
        improvement=[
            {"id": name, "outcome": "community-sentences", "activity": f"Words of {name} <b>", "lead": "partnership"}
            for name in SEED
        ],
        criteria=[{"criterion": name, "direction": low, "weight": 1.0} for name in NAMES],
        scores=[
            {"activity": activity, "criterion": name, "score": float(score)}
            for activity, row in SEED.items()
            for name, score in zip(NAMES, row, strict=True)
        ],
        **more,
    )


def test_the_table_of_the_resource_comes_out(base):
    """3, 4, 2.5 and 3.2, as printed in June 2024; the second place of the outcome's mean is our own."""
    shown = priorities.scores(scored(base)).html
    first, second, third = (shown.index(f"Words of {name}") for name in ("I3", "I1", "I2"))
    assert first < second < third and "Words of I3 &lt;b&gt;" in shown
    row = shown[first : shown.index("</tr>", first)]
    assert '<td class="n">2.50</td><td class="n">1</td>' in row
    given = [f"{score:.2f}" for score in SEED["I3"]]
    assert f"I3</th><td>{'</td><td>'.join(given)}</td>" in shown[shown.index("Means by criterion") :]
    assert "4. Community sentences</th><td>3.17</td><td>1</td>" in shown
    assert "Scored by the partners together." in shown


def test_partners_who_score_apart_are_shown_side_by_side(base):
    """2 and 5 on the only criterion: means of 2 and 5, 3.5 together, 3 apart; one partner alone has no such table."""
    assert "Means by partner" not in priorities.scores(scored(base)).html
    plan = plan_with(
        base,
        improvement=[{"id": "I1", "outcome": "community-sentences", "activity": "Words"}],
        criteria=[{"criterion": "Ease", "direction": "low score means high priority", "weight": 1.0}],
        scores=[
            {"activity": "I1", "criterion": "Ease", "partner": partner, "score": score}
            for partner, score in (("jsw", 2.0), ("third_sector", 5.0))
        ],
    )
    shown = priorities.scores(plan).html
    shown = shown[shown.index("Means by partner") :]
    assert "<td>2.00</td><td>5.00</td><td>3.50</td><td>3.00</td>" in shown


def test_how_the_figures_read_stands_beside_what_is_decided(base):
    """Of each national indicator in a few words, and said where it is made up; with the questions still open."""
    shown = priorities.standing(plan_with(base)).html
    row = shown[shown.index("4. Community sentences") :]
    row = row[: row.index("</tr>")]
    assert "4a: " in row and "4b: " in row and "(Illustrative.)" in row
    assert row.endswith(f'<td class="n">{len(base[0].gaps())}</td>')


def test_data_that_would_close_most_questions_comes_first(base):
    """Counted again from the questions; an activity that is linked to one of them is named."""
    items = {}
    for study in base:
        for question, _ in study.gaps():
            for item in question.items:
                items.setdefault(item, []).append(f"{study.outcome.number}-{question.id}")
    most = max(map(len, items.values()))
    first = next(keys for item, keys in items.items() if len(keys) == most)
    plan = plan_with(base, improvement=[
        {"id": name, "outcome": "diversion", "activity": "Ask", "data_gap": first[0]} for name in ("I7", "I8")
    ])  # fmt: skip
    gaps = plan.data_gaps()
    assert [len(gap.questions) for gap in gaps] == sorted((len(keys) for keys in items.values()), reverse=True)
    assert {gap.item["item"] for gap in gaps} == set(items)
    assert any(gap.taken_up == ("I7", "I8") for gap in gaps if len(gap.questions) == most)
    shown = data_gaps(plan).html
    assert shown.startswith(f"<p>{len(items)} data items would each help") and "<td>I7 and I8</td>" in shown


def test_how_far_the_order_holds_is_said_in_words(base):
    shown = priorities.how_safe(scored(base)).html
    # I1 shares the first place with I3 when Critical is left out: the first place stays that of I3
    assert "The first place is safe: none of 34 single changes moves it." in shown
    assert "“I3. Words of I3 &lt;b&gt;” and “I1. Words of I1 &lt;b&gt;” draw level if Critical is left out." in shown
    assert "Only one is scored: there is no order yet." in shown


def test_outcomes_stand_by_how_near_they_are_recorded_to_be(base):
    said = {"why": "w", "agreed_by": "p", "agreed_on": DAY, "action": "<i>Go</i> on", "priority": True}
    rows = [said | {"outcome": "community-sentences", "achieved": False, "nearness": "far away"},
            said | {"outcome": "diversion", "achieved": True, "priority": False}]  # fmt: skip
    shown = priorities.standing(plan_with(base, assessment=rows)).html
    assert shown.index("1. Diversion") < shown.index("4. Community") and "&lt;i&gt;Go&lt;/i&gt; on" in shown
    only = priorities.standing(plan_with(base, assessment=rows[:1])).html
    assert only.index("4. Community") < only.index("1. Diversion") and "not yet recorded" in only


def test_without_scores_their_place_is_named(base):
    for show in (priorities.scores, priorities.how_safe):
        assert "cjtools evidence new fife" in show(plan_with(base)).html


def test_scores_that_are_missing_are_named(base):
    """A mean of one criterion stands beside a mean of six: whoever reads them is told."""
    assert "scores are missing" not in priorities.scores(scored(base)).html
    plan = scored(base)
    rows = plan.evidence.rows
    kept = [row for row in rows["scores"] if row.get("activity") != "I3" or row.get("criterion") == "Ease"]
    plan = replace(plan, evidence=replace(plan.evidence, rows=rows | {"scores": kept}))
    shown = priorities.scores(plan).html
    assert "5 of 18 scores are missing" in shown
    assert "<li>I3 by the partners together: Critical, Strategic value, Benefit, Cost and Resource impact</li>" in shown
    table = priority_table(plan)
    assert table.loc[table["number"] == "I3", "not_scored"].item() == (
        "the partners together: Critical, Strategic value, Benefit, Cost, Resource impact"
    )


def test_what_a_score_means_is_said(base):
    shown = priorities.scores(scored(base)).html
    assert "The criteria" in shown and "low scores" in shown


def test_without_an_assessment_its_sheet_is_named(base):
    shown = priorities.standing(plan_with(base)).html
    assert "No assessment is recorded of 2 of 2 outcomes." in shown and "the sheet Assessment" in shown
    assert "in the order of the framework" in shown


def test_those_that_share_a_place_are_told(base):
    """Nothing has to change for them to be level: they are."""
    plan = plan_with(
        base,
        improvement=[{"id": n, "outcome": "community-sentences", "activity": f"w{n}"} for n in ("I1", "I2")],
        criteria=[{"criterion": "Ease", "direction": "low score means high priority", "weight": 1.0}],
        scores=[{"activity": n, "criterion": "Ease", "partner": "jsw", "score": 2.0} for n in ("I1", "I2")],
    )
    assert "“I1. wI1” and “I2. wI2” share place 1: their means are the same." in priorities.how_safe(plan).html
