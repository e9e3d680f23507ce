"""An outcome of a partnership's own flows through like a national one, and shows nobody who could be recognised."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from html_lint import lint
from report_maker import made

from cjtools import catalogue as catalogue_module
from cjtools.batch import planning, work
from cjtools.batch.planning import choose, plan
from cjtools.errors import CatalogueError, CjtoolsError, LayoutError
from cjtools.intake import store
from cjtools.intake.tidy import OBSERVATION
from cjtools.kinds import ACROSS
from cjtools.make import runner
from cjtools.make.data_requests import requests_of
from cjtools.paths import folders
from cjtools.results import local
from cjtools.results.doors import open_studies, open_study
from cjtools.results.local_names import taken_names
from cjtools.show import front, text

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "examples" / "local-outcome"
OUTCOME, FIFE = "restorative-justice", "S12000047"


@pytest.fixture
def own(tmp_path, processed, monkeypatch):
    """Fife's folder in a project that shares catalogue and processed tables with this one: the worked example."""
    real, root = folders(), tmp_path / "home"
    (root / "data" / "raw" / "local").mkdir(parents=True)
    (root / "data" / "catalogue").symlink_to(real.catalogue)
    (root / "data" / "processed").symlink_to(processed)
    (root / "notebooks").symlink_to(real.notebooks)
    shutil.copytree(EXAMPLE, root / "data" / "raw" / "local" / "fife")
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    return root / "data" / "raw" / "local" / "fife"


@pytest.fixture
def words():
    """The national catalogue."""
    return catalogue_module.load()


def edited(path, **changes):
    """Change keys of a YAML file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def value_of(study, name, period):
    """The record of an indicator in a year."""
    rows = study.of(name, FIFE)
    return rows[rows["period"] == period].iloc[0]


def test_the_area_has_ten_outcomes_and_the_others_nine(own, words):
    """It adds the outcome, its indicators, measures and sources for Fife alone, and leaves the national words alone."""
    with_own = local.with_local(words, words.area("fife"), own)
    assert list(with_own.outcomes) == [*words.outcomes, OUTCOME]
    assert set(with_own.indicators) - set(words.indicators) == {"local_rj_offered", "local_rj_completion"}
    assert set(with_own.measures) - set(words.measures) == {"local_rj_offered", "local_rj_completed"}
    assert local.with_local(words, words.area("moray"), own.parent / "moray") is words
    assert OUTCOME not in words.outcomes


def test_all_outcomes_of_an_area_are_planned_with_its_own(own, words):
    """Fife has ten outcomes and Moray nine, and each its priorities; the outcome is known by name for Fife only."""
    pairs = choose(words, ["Fife", "Moray"], ["all"], local=own.parent)
    slugs = [task.slug for task in plan(pairs, "2024-25", own)]
    assert (slugs.count("fife"), slugs.count("moray")) == (10 + len(ACROSS), 9 + len(ACROSS))
    assert [outcome.id for _, outcome in choose(words, ["Fife"], ["L1"], local=own.parent)] == [OUTCOME]
    with pytest.raises(CjtoolsError, match="restorative-justice' is not known"):
        choose(words, ["Moray"], [OUTCOME], local=own.parent)


def test_a_torn_file_of_one_areas_outcomes_stops_no_other_area(own, words):
    """Of several, it goes without outcomes of its own; alone, it is told at once."""
    (own / "outcomes" / f"{OUTCOME}.yaml").write_text("id: [", encoding="utf-8")
    slugs = [area["slug"] for area, _ in choose(words, ["Fife", "Moray"], ["all"], local=own.parent)]
    assert (slugs.count("fife"), slugs.count("moray")) == (9 + len(ACROSS), 9 + len(ACROSS))
    (fault, *others) = planning.not_read(words, words.councils, own.parent)["fife"]
    assert fault.file == f"data/raw/local/fife/outcomes/{OUTCOME}.yaml"
    with pytest.raises(CjtoolsError) as told:
        choose(words, ["Fife"], ["all"], local=own.parent)
    assert told.value.problems == [fault, *others]


def test_a_folder_that_no_area_has_is_told(own, words):
    """With the name that it should have; it would be passed over in silence."""
    assert planning.passed_over(words, own.parent) == planning.passed_over(words, own / "nowhere") == []
    for name in ("Moray", "Na h-Eileanan an Iar", "notes", ".cache"):
        (own.parent / name).mkdir()
    (own.parent / "read me.txt").touch()
    told = [str(problem) for problem in planning.passed_over(words, own.parent)]
    start = "data/raw/local/{}: no area has this folder: nothing in it is read. To do: rename it "
    assert told == [
        start.format("Moray") + "to moray",
        start.format("Na h-Eileanan an Iar") + "to na-h-eileanan-siar",
        start.format("notes") + "as its area is called in: cjtools list areas",
    ]


def test_its_figures_are_worked_out_like_any_others(own):
    """It gives 27 of 52 offers in 2024-25: 51.9 %, local, with the cell of the file."""
    study = open_study("Fife", OUTCOME, "2024-25")
    row = value_of(study, "local_rj_completion", "2024-25")
    assert (row["numerator"], row["denominator"], row["status"]) == (27, 52, "local")
    assert row["value"] == pytest.approx(100 * 27 / 52)
    assert "local/fife/figures.csv#" in row["cells"]
    assert "In Fife in 2024-25" in front.front(study).html.replace('<span class="y">2024-25</span>', "2024-25")


def test_small_counts_are_in_no_frame_after_they_are_read(own):
    """It hides the 3 of 2020-21 and the percentage that would give it away, from the first frame on."""
    study = open_study("Fife", OUTCOME, "2024-25")
    seen = study.observations
    mine = seen[(seen["measure"] == "local_rj_completed") & (seen["period"] == "2020-21")]
    assert mine["value"].isna().all() and set(mine["marker"].astype(str)) == {"[c]"}
    row = value_of(study, "local_rj_completion", "2020-21")
    assert row["marker"] == "[c]" and row[["value", "numerator", "lower", "upper"]].isna().all()
    other = value_of(study, "local_rj_completion", "2021-22")
    assert other[["previous_value", "change", "change_lower", "change_needed"]].isna().all()


def test_a_stricter_rule_can_be_chosen(own):
    """It hides the 8 of 2021-22 too, and rounds the others to fives, when disclosure.yaml says strict."""
    (own / "disclosure.yaml").write_text("profile: strict\n", encoding="utf-8")
    study = open_study("Fife", OUTCOME, "2024-25")
    assert value_of(study, "local_rj_completion", "2021-22")["marker"] == "[c]"
    known = study.of("local_rj_offered", FIFE)["value"].dropna()
    assert len(known) and (known % 5 == 0).all()


def test_a_rule_that_does_not_exist_is_refused(own):
    """It never falls back to showing everything."""
    (own / "disclosure.yaml").write_text("profile: none\n", encoding="utf-8")
    with pytest.raises(CjtoolsError, match="none"):
        open_study("Fife", OUTCOME, "2024-25")


def test_the_report_is_clean_and_names_its_source(own, processed, tmp_path):
    """It makes page, data page and CSV like any other report, with the partnership's return as the source."""
    report = made(open_study("Fife", OUTCOME, "2024-25"), store.read_told(processed), tmp_path / "out")
    assert lint(report.page) == []
    assert lint((report.folder / f"{OUTCOME}-data.html").read_text(encoding="utf-8")) == []
    assert "Yearly return of the local restorative justice service" in report.page
    hidden = [row for row in report.rows if row["indicator"] == "local_rj_completion" and row["period"] == "2020-21"]
    assert [(row["value"], row["numerator"], row["marker"]) for row in hidden if row["area_code"] == FIFE] == [
        ("", "", "[c]")
    ]
    assert {row["status"] for row in report.rows if row["indicator"].startswith("local_") and row["value"]} == {"local"}


def test_the_worked_example_is_called_one_wherever_its_figures_stand(own):
    """It is local, not illustrative, so that its own titles and sentences have to say that it is made up."""
    study = open_study("Fife", OUTCOME, "2024-25")
    label = "(worked example, made-up figures)"
    for name in ("local_rj_offered", "local_rj_completion"):
        indicator = study.indicator(name)
        assert indicator.name.endswith(label)
        assert label in text.said_of(value_of(study, name, "2024-25"), indicator, "Fife")


def test_another_area_never_sees_the_figures(own):
    """It holds no local figure in the study of another area."""
    assert "local" not in set(open_study("Moray", "4", "2024-25").observations["status"].astype(str))


def test_every_fault_of_the_words_is_told_at_once(own, words):
    """It names file and fault of each: a national id, a number that is taken, a source that does not exist."""
    edited(own / "outcomes" / f"{OUTCOME}.yaml", number="4")
    edited(own / "indicators" / "local_rj_offered.yaml", source="nowhere")
    shutil.copy(own / "indicators" / "local_rj_completion.yaml", own / "indicators" / "cpo_completion.yaml")
    edited(own / "indicators" / "cpo_completion.yaml", id="cpo_completion")
    with pytest.raises(CatalogueError) as refused:
        local.with_local(words, words.area("fife"), own)
    told = [str(problem) for problem in refused.value.problems]
    assert all(line.startswith("data/raw/local/fife/") for line in told)
    for fault in ("number is '4'", "source 'nowhere' does not exist", "cpo_completion is in the national catalogue"):
        assert any(fault in line for line in told), fault


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"outcomes": ["restorative-justice", "accommodation"]},
            "key outcomes: outcome 'accommodation' is a national one. Allowed: restorative-justice. To do: name the "
            "area's own outcomes only; its figures do not stand in reports of national ones",
        ),
        (
            {"level": "health board"},
            "key level: level is 'health board', but figures of local_rj_offered are the council area's. Allowed: "
            "council. To do: write level: council, or leave the line out",
        ),
        (
            {"level": "board"},
            "line {at}: level is 'board'. Allowed: council, scotland, police division, custody centre, health board",
        ),
        (
            {"baseline_period": "2018"},
            "key baseline_period: baseline_period is '2018', but figures of local_rj_offered are by financial year. "
            "Allowed: a financial year, such as 2018-19. To do: write 2018-19",
        ),
        (
            {"shared_caveats": ["covidd"]},
            "key shared_caveats: caveat 'covidd' does not exist. Did you mean covid?",
        ),
    ],
)
def test_an_indicator_of_the_areas_own_stays_its_own(own, words, changes, said):
    """It is of the area's own outcomes and of its council area; each other claim is one line of error."""
    file = own / "indicators" / "local_rj_offered.yaml"
    edited(file, **changes)
    with pytest.raises(CatalogueError) as refused:
        local.with_local(words, words.area("fife"), own)
    (line,) = (str(problem) for problem in refused.value.problems)
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next((number for number, text in enumerate(lines, 1) if text == "level: board"), 0)
    assert line == "data/raw/local/fife/indicators/local_rj_offered.yaml, " + said.format(at=at)


def test_shared_caveats_are_told_of_an_areas_own_indicators_too(own, words):
    """They are ids of caveats.yaml, and would be silent otherwise."""
    name = next(iter(words.caveats.caveats))
    edited(own / "indicators" / "local_rj_offered.yaml", shared_caveats=[name])
    with_own = local.with_local(words, words.area("fife"), own)
    assert words.caveats.caveats[name] in with_own.indicators["local_rj_offered"].caveats


def test_what_a_torn_file_of_the_area_leaves_nameless_is_not_told(own, words):
    """One slip in measures.csv is one line, not one for each indicator."""
    path = own / "measures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("measure,title", "mesure,title"), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        local.with_local(words, words.area("fife"), own)
    (line,) = (str(problem) for problem in refused.value.problems)
    assert line == "data/raw/local/fife/measures.csv, line 1: column 'mesure' is not known. Did you mean measure?"


def test_every_fault_of_the_figures_is_told_by_its_cell_and_never_with_a_figure(own):
    """It names the cell of each wrong row, refuses another area's rows, and repeats no figure."""
    path = own / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("S12000047,Fife", "S12000020,Moray").replace(",31,", ",4711,")
    lines[2] = lines[2].replace("2019-20", "2019-21").replace(",34,", ",4712,")
    lines[3] = lines[3].replace("local_rj_offered", "local_rj_oferred").replace(",12,", ",4713,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LayoutError) as refused:
        open_study("Fife", OUTCOME, "2024-25")
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) >= 3
    assert not any(secret in " ".join(told) for secret in ("4711", "4712", "4713"))


def test_a_folder_copied_to_another_area_is_one_problem_before_any_notebook_runs(own, tmp_path, monkeypatch):
    """It says whose rows they are, whose folder it is and what to write; it names no notebook, cell or class."""
    own.rename(own.parent / "orkney-islands")
    monkeypatch.setattr(runner, "run_notebook", lambda *_: pytest.fail("a notebook ran"))
    (task,) = plan(choose(catalogue_module.load(), ["Orkney"], [OUTCOME], local=own.parent), "2024-25", tmp_path)
    result = work.make(task)
    assert result.state == "failed"
    assert result.error == (
        "data/raw/local/orkney-islands/figures.csv, cell H2:H15: 14 rows are of Fife (S12000047); this folder is of "
        "Orkney Islands (S12000023). To do: put them into data/raw/local of that area, or write S12000023 in area_code "
        "if they are of this one"
    )


def test_the_released_ledger_holds_no_hidden_figure(own, words):
    """It writes down what was shown, so that a second release can be held against the first."""
    with_own = local.with_local(words, words.area("fife"), own)
    local.record_release(with_own, words.area("fife"), own)
    text = (own / "released.csv").read_text(encoding="utf-8")
    assert "2024-25" in text and "52" in text
    hidden = [line for line in text.splitlines() if "local_rj_completed" in line and "2020-21" in line]
    assert all(",3," not in line for line in hidden)


def figure(measure, breakdown, category, value):
    """One of a partnership's figures, as its file is read."""
    key = [measure, "S12000049", "2024-25", "financial year", breakdown, category]
    return dict(zip(OBSERVATION, [*key, value, "", "s", "2024-25", "figures.csv", "H2", "local"], strict=True))


@pytest.mark.parametrize(
    ("total", "listed", "hidden"),
    [(52, 51, True), (22, 18, True), (22, 17, False), (41, 41, False)],
)
def test_what_a_breakdown_leaves_over_is_protected(catalogue, tmp_path, total, listed, hidden):
    """It hides the one category that is listed when the rest, which nobody lists, is 1 to 4."""
    own = [figure("m", "total", "Total", total), figure("m", "result", "Completed", listed)]
    frame = pd.DataFrame(own).astype({"value": float})
    safe = local._protected(frame, catalogue, local.profile_of(tmp_path), tmp_path / "released.csv").safe
    assert list(safe["marker"]) == ["", "[c]" if hidden else ""]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "index"}, "id 'index' cannot be used"),
        ({"number": "L01"}, "number is 'L01'"),
        ({"aliases": ["diversion"]}, "the name 'diversion' is taken by another outcome or page"),
        ({"id": "priorities"}, "id 'priorities' cannot be used"),
        ({"short_title": "Priorities"}, "the name 'priorities' is taken by another outcome or page"),
        ({"short_title": "4"}, "the name '4' is taken by another outcome or page"),
    ],
)
def test_a_local_outcome_takes_no_name_of_another(catalogue, change, said):
    """It refuses ids of pages, numbers that are none, and names that lead to a national outcome already."""
    outcome = catalogue.outcomes["accommodation"]
    own = {"id": "ours", "number": "L1", "title": "Ours", "short_title": "Ours", "aliases": []}
    problems = taken_names(catalogue, [outcome.model_copy(update={**own, **change})])
    assert [problem.found for problem in problems] == [said]


def test_requests_ask_for_what_its_open_questions_need(own):
    """The example's own question stands under the item it names, in the list for that partner, as its README says."""
    asked = {request.partner["partner"]: request for request in requests_of(open_studies("fife", "2024-25"))}
    (survey,) = [
        one for one in asked["partnership"].wanted if one.item["item"] == "local_understanding_confidence_survey"
    ]
    assert (OUTCOME, "S2") in {(need.outcome.id, need.question.id) for need in survey.needs}
