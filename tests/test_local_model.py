"""An area's own logic model beside the national one: what was added, changed and dropped, and why."""

import re
from dataclasses import replace

import pytest

from cjtools.drawing import diagrams
from cjtools.evidence.check import Evidence, Row
from cjtools.results.local_model import differences, local_model, without_activity, without_indicator
from cjtools.results.study import Study
from cjtools.show.vision import logic_model

HOSTILE = "<script>alert(1)</script> & <b>"
ROWS = [
    {"part": "activity", "change": "changed", "item": "4-A5", "text": "Meet within a week.", "reason": "Late starts.",
     "indicator": ("4a",)},
    {"part": "activity", "change": "dropped", "item": "4-A1", "reason": "Done elsewhere."},
    {"part": "activity", "change": "added", "id": "LA1", "text": f"A van {HOSTILE}", "partner": "third_sector",
     "reason": "Travel."},
    {"part": "input", "change": "dropped", "text": "Legislation", "reason": "It is given."},
    {"part": "input", "change": "added", "text": "A van", "reason": "Travel."},
    {"part": "long-term outcome", "change": "added", "text": "Safer", "reason": "Agreed."},
    {"part": "short-term outcome", "change": "added", "text": "Sooner", "reason": "Agreed."},
]  # fmt: skip


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's study of community sentences without any evidence."""
    return Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)


def with_rows(base, rows):
    rows = [Row(n, {"outcome": "community-sentences"} | values, {}) for n, values in enumerate(rows, 3)]
    return replace(base, evidence=Evidence("evidence.xlsx", {"logic_model": rows}))


def test_the_model_is_the_national_one_with_what_was_changed(base):
    model, national = local_model(with_rows(base, ROWS)), base.outcome.logic_model
    assert model["inputs"] == [text for text in national.inputs if text != "Legislation"] + ["A van"]
    activities = {one["id"]: one["text"] for partner in model["partners"] for one in partner["activities"]}
    before = {one.id: one.text for partner in national.partners for one in partner.activities}
    assert activities == {name: text for name, text in before.items() if name != "A1"} | {
        "A5": "Meet within a week.", "LA1": f"A van {HOSTILE}",
    }  # fmt: skip
    (third,) = [partner for partner in model["partners"] if partner["partner"] == "Third sector"]
    assert [one["id"] for one in third["activities"]][-1] == "LA1"
    assert model["steps"] == [("Short term", "Sooner"), ("Long term", "Safer")]


def test_each_difference_is_told_with_its_reason(base):
    found = [(one.change, one.words, one.reason) for one in differences(with_rows(base, ROWS))]
    assert found[:2] == [("added", f"A van {HOSTILE}", "Travel."), ("added", "A van", "Travel.")]
    changed = next(one for one in differences(with_rows(base, ROWS)) if one.change == "changed")
    assert changed.words == "Meet within a week." and "a plan built around them" in changed.national


def test_activities_without_an_indicator_are_named(base):
    named = [one.id for one in without_indicator(with_rows(base, ROWS))]
    assert "A5" not in named and "LA1" in named and "A1" not in named and len(named) == 22


def test_lines_without_an_activity_are_named(base):
    """The national model does not say which activity needs which input: only what the area adds can hang loose."""
    found = without_activity(with_rows(base, ROWS))
    assert found == {"input": ["A van"], "short-term outcome": ["Sooner"], "long-term outcome": ["Safer"]}
    tied = [row | {"activities": ("LA1",)} if row["part"] != "activity" else row for row in ROWS]
    assert without_activity(with_rows(base, tied)) == {} == without_activity(base)
    shown = logic_model(with_rows(base, ROWS)).html
    assert "1 input without an activity: “A van”." in shown
    assert "1 short-term outcome without an activity: “Sooner”." in shown


def test_an_outcome_whose_activities_are_all_dropped_has_none(base):
    every = [one for partner in base.outcome.logic_model.partners for one in partner.activities]
    dropped = [{"part": "activity", "change": "dropped", "item": f"4-{one.id}", "reason": "r"} for one in every]
    assert without_activity(with_rows(base, dropped)) == {"national outcome": [base.outcome.title]}


def test_the_page_shows_both_models_and_no_markup_of_partners(base):
    shown = logic_model(with_rows(base, ROWS)).html
    assert "The model of Fife, as its partners have recorded it." in shown
    assert "The national model, as a list" in shown and "In what the model of this area differs" in shown
    assert not re.search(r"<script|<b>", shown) and "&lt;script&gt;" in shown


def test_without_a_model_of_its_own_the_national_one_is_shown_and_the_place_named(base):
    shown = logic_model(base).html
    assert "cjtools evidence new fife" in shown and "The national model, as a list" not in shown
    assert local_model(base) is None


def test_steps_stand_between_activities_and_outcome():
    model = {
        "goal": "Goal", "inputs": ["Staff"], "outcome": "Outcome",
        "partners": [{"partner": "Council", "activities": [{"id": "a", "text": "Act"}]}],
    }  # fmt: skip
    words = {"name": "lm", "title": "t", "alt": "a"}
    plain = diagrams.logic_model_svg(model, **words)
    steps = diagrams.logic_model_svg(model | {"steps": [("Short term", "Sooner")]}, **words)
    assert 'viewBox="0 0 900 ' in plain and 'viewBox="0 0 1132 ' in steps
    places = {text: float(x) for x, text in re.findall(r'<text x="([\d.]+)"[^>]*>([^<]+)</text>', steps)}
    assert places["Act"] < places["Short term: Sooner"] < places["Outcome"]
    assert "<li>Short term: Sooner</li>" in diagrams.logic_model_list(model | {"steps": [("Short term", "Sooner")]})
