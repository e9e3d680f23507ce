"""One area's questions and answers: what is answered, what is a gap, what is compared and exported."""

import pytest

from cjtools.errors import CjtoolsError, UnknownName
from cjtools.results import export
from cjtools.results.doors import open_study
from cjtools.results.study import ANSWERED, OPEN, SCOTLAND_ONLY, Study


def study_of(catalogue, observations, area, year="2024-25"):
    """Return the study of an area on the project's own figures."""
    return Study(catalogue.area(area), catalogue.outcome("4"), year, catalogue, observations)


def question(study, name):
    """Return a question by its id."""
    return next(q for q in study.outcome.all_questions if q.id == name)


@pytest.mark.parametrize(
    ("area", "name", "state"),
    [
        ("fife", "P5", ANSWERED),  # completions are held by council
        ("fife", "P2", SCOTLAND_ONLY),  # custodial sentences are published for Scotland only
        ("fife", "P16", OPEN),  # only people can say how they experience an order
        ("orkney", "P11", ANSWERED),  # no drug treatment and testing order at all is an answer
    ],
)
def test_state_of_a_question(catalogue, observations, area, name, state):
    """A figure answers, a national one answers in part, and nobody answers for people."""
    study = study_of(catalogue, observations, area)
    assert study.state(question(study, name)) == state


def test_figures_after_the_year_are_left_out(catalogue, observations):
    """A report of 2019-20 knows nothing of the pandemic."""
    records = study_of(catalogue, observations, "fife", "2019-20").records("cpo_imposed")
    assert records["period"].max() == "2019-20"
    assert "2020-21" in set(study_of(catalogue, observations, "fife").records("cpo_imposed")["period"])


def test_no_figure_is_looked_at_twice(catalogue, observations):
    """A requirement among all requirements and on its own is one look, and Scotland's figures are no news of Fife's."""
    looked = study_of(catalogue, observations, "fife").looked_at()
    counted = [(row["numerator"], row["cells"].split("; ")[0]) for _, row in looked]
    assert len(counted) == len(set(counted)) > 40
    assert not [indicator.id for indicator, _ in looked if indicator.level == "scotland"]
    assert {row["period"] for _, row in looked} == {"2024-25"}


def test_every_value_that_is_shown_says_its_cells(catalogue, observations):
    """The CSV leads back to file, sheet and cell, the pooled figures of the family group included."""
    study = study_of(catalogue, observations, "falkirk")
    shown = export.shown(study)
    known = shown[shown["value"].notna()]
    assert known["cells"].str.contains("#").all()
    pooled = known[(known["indicator"] == "cpo_imposed") & (known["area_code"] == study.peers.code)]
    newest = pooled[pooled["period"] == "2024-25"]["cells"].iloc[0]
    assert len(newest.split("!")[1].split(",")) == len(study.peers.members) == 7


def test_scotland_and_unknown_areas_have_no_study():
    """A study is of one council area."""
    with pytest.raises(UnknownName, match="not of Scotland"):
        open_study("Scotland", "4", "2024-25")
    with pytest.raises(UnknownName, match="Fife"):
        open_study("Fyfe", "4", "2024-25")


def test_without_processed_tables_the_command_is_named(monkeypatch, tmp_path, catalogue):
    """An analyst who opens a notebook first is told what to run."""
    from cjtools.results import doors

    monkeypatch.setattr(doors.catalogue, "load", lambda: catalogue)
    monkeypatch.setattr(doors, "folders", lambda: type("F", (), {"processed": tmp_path, "local": tmp_path})())
    with pytest.raises(CjtoolsError, match="run: cjtools build"):
        open_study("Fife", "4", "2024-25")


def test_an_unknown_indicator_is_refused_with_the_nearest(catalogue, observations):
    """A slip in a notebook is answered with what was meant."""
    with pytest.raises(UnknownName, match="cpo_completion"):
        study_of(catalogue, observations, "fife").records("cpo_completon")
