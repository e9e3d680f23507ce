"""The explorer's controls: what each offers follows what is chosen, and what was chosen is kept."""

import re
import sys

import pytest

from cjtools.errors import CjtoolsError
from cjtools.explorer import panel, serve
from cjtools.explorer.subjects import BACKGROUND, EVERY, PERCENTAGE, RATE
from cjtools.explorer.view import Figures
from cjtools.paths import folders
from cjtools.results.nation import Nation


@pytest.fixture(scope="module")
def all_figures(catalogue, observations):
    """All that can be viewed, by the comparison asked for."""
    return {each: Figures(Nation("2024-25", catalogue, observations, each)) for each in ("deprivation", "density")}


@pytest.fixture
def explorer(all_figures, monkeypatch):
    """The explorer of Fife and community sentences."""
    monkeypatch.setattr(
        panel, "figures_of", lambda compare="deprivation": all_figures.get(compare, all_figures["deprivation"])
    )
    return panel.Explorer("fife", "4")


def labels(control):
    """Return what a list offers."""
    return [label for label, _ in control.options]


def test_lists_follow_the_measure(explorer):
    """No breakdown that there are no figures of, no rate without a population."""
    explorer.measure.value = "cpo_imposed"
    assert labels(explorer.breakdown) == [
        "All together", "By age", "By court", "By employment", "By ethnicity", "By sex", "By sex and age",
    ]  # fmt: skip
    explorer.breakdown.value = "court"
    assert labels(explorer.shown) == ["Number of orders", "Percentage of all"]
    explorer.breakdown.value = "sex"
    assert labels(explorer.category) == ["Every category", "Male", "Female"]
    assert RATE in [way for _, way in explorer.shown.options]
    explorer.measure.value = "cpo_individuals"
    assert labels(explorer.breakdown) == ["All together"] and explorer.category.disabled


def test_what_was_chosen_is_kept(explorer):
    """Per outcome the measure, per measure its split, per split the way; areas, comparison and years throughout."""
    explorer.measure.value = "cpo_ended"
    explorer.breakdown.value = "ending"
    explorer.shown.value = PERCENTAGE
    explorer.first.value = "2018-19"
    explorer.compare.value = "density"
    explorer.add_area.value = "western isles"
    explorer.outcome.value = "diversion"
    assert explorer.first.value == "2018-19" and explorer.compare.value == "density"
    assert explorer.chosen.areas == ["Fife", "Na h-Eileanan Siar"]
    explorer.outcome.value = "community-sentences"
    assert (explorer.measure.value, explorer.breakdown.value) == ("cpo_ended", "ending")
    assert (explorer.category.value, explorer.shown.value) == (EVERY, PERCENTAGE)
    explorer.outcome.value = BACKGROUND
    assert explorer.report.value.endswith("Background figures have no report of their own.</p>")


def test_years_that_would_cross_move_together(explorer):
    """A first year after the last is that one year."""
    explorer.last.value = "2018-19"
    explorer.first.value = "2021-22"
    assert (explorer.first.value, explorer.last.value) == ("2021-22", "2021-22")
    assert set(explorer.view.records["period"]) == {"2021-22"}


def test_areas_are_found_in_any_spelling_and_told_when_they_are_none(explorer):
    """Up to five, never none, and never twice."""
    explorer.add_area.value = "Orkny"
    assert "Did you mean Orkney Islands" in explorer.message.value and explorer.chosen.areas == ["Fife"]
    explorer.add_area.value = "Scotland"
    assert "stands beside every rate" in explorer.message.value
    for name in ("S12000036", "moray", "Highland Council", "Fife", "Angus"):
        explorer.add_area.value = name
    assert explorer.chosen.areas == ["Fife", "City of Edinburgh", "Moray", "Highland", "Angus"]
    explorer.add_area.value = "Falkirk"
    assert "remove one first" in explorer.message.value
    for button in explorer.areas.children:
        button.click()
    assert len(explorer.chosen.areas) == 1 and "One area has to stay" in explorer.message.value


def test_the_parts_of_the_view_agree(explorer):
    """Sentence, chart, table, source and code are of one view."""
    explorer.measure.value, explorer.shown.value = "cpo_imposed", RATE
    figure = re.search(r"at a rate of ([\d.]+) per", explorer.said.value)[1]
    assert f"to {figure} in 2024-25" in explorer.picture.value
    assert f"<td>{figure}</td>" in explorer.table.value
    assert "jsw_cpo_2024-25.xlsx" in explorer.source.value
    assert (
        "cj.view(&quot;cpo_imposed&quot;, areas=&quot;Fife&quot;, shown=&quot;rate&quot;)" in explorer.take_away.value
    )


def test_a_report_that_is_not_there_is_made_by_a_button(explorer, monkeypatch, tmp_path):
    """The command is that of a person; what it says when it fails is shown."""
    asked = []

    def run(command, **_):
        asked.append(command)
        return type("Done", (), {"stdout": "", "stderr": "error: the disk is <full>"})

    (tmp_path / "data" / "catalogue").mkdir(parents=True)
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    monkeypatch.setattr(panel.subprocess, "run", run)
    explorer.measure.value = "cpo_individuals"
    assert "not made yet" in explorer.report.value and explorer.make_report.layout.display == ""
    explorer.make_report.click()
    assert asked == [
        [
            sys.executable,
            "-m",
            "cjtools",
            "report",
            "--area",
            "fife",
            "--outcome",
            "community-sentences",
            "--year",
            "2024-25",
        ]
    ]
    assert "the disk is &lt;full&gt;" in explorer.report.value
    page = tmp_path / "outputs" / "2024-25" / "fife" / "community-sentences.html"
    page.parent.mkdir(parents=True)
    page.write_text("report")
    explorer.make_report.click()
    assert "/files/outputs/2024-25/fife/community-sentences.html" in explorer.report.value
    assert explorer.make_report.layout.display == "none"


def test_jupyterlab_opens_on_the_project_so_that_reports_can_be_opened():
    """Files of outputs are below its root."""
    command = serve.lab()
    assert f"--ServerApp.root_dir={folders().root}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/start.md" in command


def test_without_voila_the_page_says_how_to_get_it(monkeypatch):
    """One plain sentence, and the other way to the explorer."""
    monkeypatch.setattr(serve.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CjtoolsError, match=r"needs Voilà, which is not installed.*pip install"):
        serve.page()


def test_start_page_names_every_notebook_with_its_title():
    """And nothing that is not there."""
    notebooks = folders().notebooks
    linked = re.findall(r"\]\(([a-z0-9_/]+\.ipynb)\)", (notebooks / "start.md").read_text(encoding="utf-8"))
    there = [path.relative_to(notebooks) for path in notebooks.rglob("*.ipynb")]
    kept = [path.as_posix() for path in there if path.parts[0] not in ("scratch", ".ipynb_checkpoints")]
    assert sorted(linked) == sorted(kept)
