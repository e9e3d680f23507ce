"""Indicators that ask for figures nobody holds are told, not left empty."""

from dataclasses import replace

import pytest

from cjtools.intake.build import build, is_current
from cjtools.intake.coverage import unheld
from cjtools.paths import folders


def test_everything_the_catalogue_asks_for_is_held(catalogue, observations):
    """With the project's own figures no indicator goes without."""
    assert unheld(catalogue, observations) == []


def test_a_missing_publication_is_named_with_what_goes_without_it(catalogue, observations):
    """Without the population table all rates are gone; that must not pass silently."""
    problems = unheld(catalogue, observations[observations["measure"] != "population_16_70"])
    assert len(problems) == 1
    assert "population_16_70" in problems[0].found and "cpo_imposed_rate" in problems[0].found


def test_a_category_nobody_has_is_named_with_the_nearest(catalogue, observations):
    """'Early dischrge' in an indicator file would leave the completion rate empty."""
    renamed = observations.assign(
        category=observations["category"].astype(str).replace({"Early discharge": "Early dischrge"})
    )
    problems = unheld(catalogue, renamed)
    assert any("cpo_completion" in problem.file and "Early dischrge" in problem.allowed for problem in problems)


def test_damaged_processed_tables_are_not_current(catalogue, tmp_path):
    """A table that was edited or cut short by hand is built again."""
    root = folders()
    build(catalogue, [root.raw], tmp_path, root.catalogue)
    assert is_current(tmp_path, [root.raw], root.catalogue)
    (tmp_path / "observations.csv").write_text("garbage\n")
    assert not is_current(tmp_path, [root.raw], root.catalogue)
    (tmp_path / "observations.csv").unlink()
    assert not is_current(tmp_path, [root.raw], root.catalogue)


def test_a_source_without_a_workbook_is_named_with_what_rests_on_it(catalogue, observations):
    """Without the homelessness workbook Scotland's printed figures are left, so that no measure is missing."""
    problems = [str(p) for p in unheld(catalogue, observations[observations["source"] != "hl1"])]
    assert len(problems) == 1
    assert "no file holds figures of the source hl1 (Homelessness in Scotland, additional tables)" in problems[0]
    resting = [each.id for each in catalogue.indicators.values() if each.source == "hl1"]
    assert resting and all(name in problems[0] for name in resting)
    assert "layout homelessness" in problems[0]


@pytest.mark.parametrize(
    ("name", "level", "held", "wanted"),
    [
        ("cpo_imposed", "health board", "councils and Scotland", "health boards"),
        ("treatment_transfers", "council", "Scotland and health boards", "councils"),
        ("custody_held", "police division", "custody centres", "police divisions"),
        ("custody_held", "scotland", "custody centres", "Scotland"),
    ],
)
def test_a_level_that_no_figure_has_is_told(catalogue, observations, name, level, held, wanted):
    """A figure by council, read by an indicator that says it is by health board, would be shown as nobody's."""
    changed = catalogue.indicators[name].model_copy(update={"level": level})
    words = replace(catalogue, indicators={**catalogue.indicators, name: changed})
    problems = [str(p) for p in unheld(words, observations)]
    assert len(problems) == 1
    assert f"is held for {held}, not for {wanted}; without that go: {name} (level: {level})" in problems[0]
    assert f"data/catalogue/indicators/{name}.yaml" in problems[0]
