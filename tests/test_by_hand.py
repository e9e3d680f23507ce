"""What an analyst does by hand: figures as data frames, an indicator, its cells, any table; a copy to try things in."""

import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import cjtools as cj
from cjtools.batch.trial import Made
from cjtools.errors import CjtoolsError, UnknownName
from cjtools.evidence.check import check
from cjtools.extract.layouts import OWN_TABLE
from cjtools.intake.tidy import OBSERVATION
from cjtools.results.indicators import RESULT

ROOT = Path(__file__).resolve().parents[1]
HEAD = ",".join(OWN_TABLE) + "\n"  # of figures of an area of its own: none yet


@pytest.fixture(scope="module")
def home(processed, tmp_path_factory):
    """A project with figures, and evidence of a partnership's own that nothing may touch."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "data" / "catalogue", folder / "data" / "catalogue")
    shutil.copytree(processed, folder / "data" / "processed")
    shutil.copy(ROOT / "GLOSSARY.md", folder)
    own = folder / "data" / "raw" / "local" / "fife"
    own.mkdir(parents=True)
    (own / "figures.csv").write_text(HEAD, encoding="utf-8")
    return folder


@pytest.fixture
def at_home(home, monkeypatch):
    """The project in use."""
    monkeypatch.setenv("CJTOOLS_HOME", str(home))
    return home


@pytest.fixture
def study(at_home):
    """Fife's community sentences."""
    return cj.open_study("Fife", "community-sentences", "2024-25")


def text_of(html):
    """Return the words of HTML."""
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_observations_are_all_there_with_the_names_of_places(at_home):
    """One row each as in the file, numbers as numbers, and a marker wherever there is none."""
    found = cj.observations()
    assert list(found.columns) == [*OBSERVATION[:2], "area_name", *OBSERVATION[2:]]
    assert len(found) == sum(1 for _ in (at_home / "data/processed/observations.csv").open(encoding="utf-8")) - 1
    assert found["value"].dtype == float
    assert (found.loc[found["value"].isna(), "marker"] != "").all()
    # Homelessness in Scotland 2016-17: all applications in Clackmannanshire in 2015-16
    named = (found["area_name"] == "Clackmannanshire") & (found["measure"] == "homelessness_applications")
    assert found.loc[named & (found["period"] == "2015-16") & (found["breakdown"] == "total"), "value"].tolist() == [
        472
    ]


def test_observations_can_be_grouped_without_surprise(at_home):
    """Only what is there makes a group: no category of another measure comes along."""
    found = cj.observations()
    sexes = found[(found["measure"] == "cpo_imposed") & (found["breakdown"] == "sex")].groupby("category").size()
    assert set(sexes.index) == {"Female", "Male"} and (sexes > 0).all()


def test_observations_that_are_not_there_yet_are_told(tmp_path, monkeypatch):
    """With the command that makes them."""
    (tmp_path / "data" / "catalogue").mkdir(parents=True)
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    with pytest.raises(CjtoolsError, match="cjtools build"):
        cj.observations()


def test_records_are_a_copy_of_what_the_report_reads(study):
    """Changed by an analyst, they change nothing else."""
    found = cj.records(study, "cpo_completion")
    assert list(found.columns) == RESULT
    own = found[found["area_name"] == "Fife"]
    assert own["value"].iloc[-1] == study.latest("cpo_completion")["value"]
    found["value"] = -1.0
    assert study.latest("cpo_completion")["value"] > 0
    with pytest.raises(UnknownName):
        cj.records(study, "cpo_completions")


def test_cells_name_where_each_figure_is_printed(study):
    """The workbook, opened by another library, holds the figure in the cell that is named."""
    shown = cj.cells(study, "cpo_imposed").html
    rows = re.findall(r'<th scope="row">(\S+)</th><td>([\d,]+)</td>.*?<td>([^<]*)</td></tr>', shown)
    found = [(year, value, cells) for year, value, cells in rows if re.fullmatch(r"illustrative/[^#]+#\w+!\w+", cells)]
    assert len(found) >= 5
    for _, value, cells in found:
        file, sheet, cell = re.fullmatch(r"([^#]+)#(\w+)!(\w+)", cells).groups()
        book = load_workbook(ROOT / "data" / "raw" / file, read_only=True)
        assert book[sheet][cell].value == int(value.replace(",", ""))


def test_an_indicator_is_shown_as_in_a_report(study):
    """Sentence, charts with their words, made-up figures labelled; and no way to a page that is not there."""
    shown = cj.indicator(study, "cpo_completion", "trend", "comparison").html
    assert shown.count("<svg") == 2 and shown.count("<desc") == 2
    assert "Illustrative figures: made up by a script" in shown
    assert "-data.html" not in shown and "In Fife in 2024-25" in text_of(shown)
    assert "<svg" not in cj.indicator(study, "cpo_completion").html
    with pytest.raises(UnknownName):
        cj.indicator(study, "cpo_completions")


def test_a_table_has_a_caption_headers_and_nothing_for_what_is_missing():
    """Text is escaped, numbers have one decimal at most, and illustrative figures make the caption say so."""
    frame = pd.DataFrame({"Area": ["A & B", "C"], "Orders": [1234.0, float("nan")], "Share": [12.34, 5.0]})
    shown = cj.table(frame, "Orders <b>", ["published", "illustrative"]).html
    assert "Orders &lt;b&gt;, illustrative</caption>" in shown
    assert '<th scope="row">A &amp; B</th><td>1,234</td><td>12.3</td>' in shown
    assert '<th scope="row">C</th><td></td><td>5</td>' in shown
    assert "illustrative" not in cj.table(frame, "Orders", ["published"]).html


def test_a_trial_works_in_a_copy_and_is_gone_afterwards(at_home):
    """Nobody's own evidence is in it, nothing is written into the project, and what follows works there again."""
    trial = cj.open_trial("fife")
    copy = Path(os.environ["CJTOOLS_HOME"])
    assert copy != at_home and (copy / "data/processed/observations.csv").is_file()
    assert not (copy / "data/raw/local").exists()
    trial.record("services", name="One (made up)", provider="A", need_met="Housing", outcomes="4")
    assert (copy / "data/raw/local/fife/evidence.xlsx").is_file()
    again = cj.open_trial("fife")
    assert not copy.exists()
    again.close()
    assert os.environ["CJTOOLS_HOME"] == str(at_home)
    own = at_home / "data/raw/local/fife"
    assert [path.name for path in own.iterdir()] == ["figures.csv"]
    assert (own / "figures.csv").read_text(encoding="utf-8") == HEAD


def test_lines_that_are_recorded_are_read_back_and_labelled(at_home, catalogue):
    """As evidence that is a worked example: its label is on every page that shows it."""
    trial = cj.open_trial("fife")
    try:
        for name in ("One (made up)", "Two (made up)"):
            line = trial.record("services", name=name, provider="A & B", need_met="Housing", outcomes="4")
            assert name in line.html and "A &amp; B" in line.html
        assert "No fault" in trial.check().html
        area = catalogue.area("fife")
        evidence = check(catalogue, area, Path(os.environ["CJTOOLS_HOME"]) / "data/raw/local/fife").evidence
        assert evidence.is_example
        assert [row.get("name") for row in evidence.rows["services"]] == ["One (made up)", "Two (made up)"]
    finally:
        trial.close()


def test_what_is_wrong_with_a_line_is_told(at_home):
    """A sheet or column that is not there, and what the check finds."""
    trial = cj.open_trial("fife")
    try:
        with pytest.raises(CjtoolsError, match="no sheet 'service'"):
            trial.record("service", name="One")
        with pytest.raises(CjtoolsError, match="no column 'nam'"):
            trial.record("services", nam="One")
        trial.record("services", name="One <b>")
        told = trial.check().html
        assert told.count("<li>") == 3 and "Provider" in told and "<b>" not in told
    finally:
        trial.close()


def test_a_part_of_a_report_ends_with_the_next_of_its_level():
    """What stands below it comes with it."""
    made = Made("p.html", '<h2 id="a">A <i>x</i></h2>1<h3>B</h3>2<h3>C</h3>3<h2>D</h2>4')
    assert made.part("A x").html == "1<h3>B</h3>2<h3>C</h3>3"
    assert made.part("B").html == "2" and made.part("D").html == "4"
    with pytest.raises(CjtoolsError, match="A x; B; C; D"):
        made.part("E")
    assert "<li>A x</li><li>D</li>" in made._repr_html_()
