"""Every report asked for is made once, of its present inputs; one that fails takes no other along."""

import csv
import json
import os
import re
from contextlib import contextmanager

import fake_makers
import nbformat
import pytest
import stand_ins
from filelock import FileLock
from html_lint import commands
from stand_ins import TABLE

from cjtools import catalogue
from cjtools.batch import inputs, work
from cjtools.batch import run as batch
from cjtools.batch.planning import choose, plan
from cjtools.errors import CjtoolsError
from cjtools.extract.layouts import OWN_TABLE
from cjtools.kinds import STEPS
from cjtools.results import local

OUTCOME = "community-sentences"
YEAR = "2024-25"
PROCESSED = "data/processed/observations.csv"

FIGURE = "cpo_imposed,S12000047,Fife,2023-24,financial year,total,Total,12,,jsw_part2_cpo,2023-24,1,"
OWN = f"{','.join(OWN_TABLE)}\n{FIGURE}\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project with the real catalogue and notebooks and one processed table."""
    return stand_ins.project(tmp_path / "home", monkeypatch)


def tasks(home, *areas, compare="deprivation"):
    """Return the plan for some areas."""
    return plan(choose(catalogue.load(), areas, [OUTCOME]), YEAR, home / "outputs", compare)


def run(home, *areas, maker=fake_makers.write, compare="deprivation", jobs=2, **options):
    """Run a plan with a stand-in for the making of reports."""
    return batch.run(tasks(home, *areas, compare=compare), batch.How(jobs), maker=maker, **options)


def ledger(home):
    """Return the rows of the ledger by area."""
    with (home / "outputs" / YEAR / "ledger.csv").open(encoding="utf-8", newline="") as stream:
        return {row["area"]: row for row in csv.DictReader(stream)}


def counts(home, slug):
    """Return how often a report was made."""
    path = home / "outputs" / YEAR / slug / "count.txt"
    return int(path.read_text()) if path.exists() else 0


def index(home, *folder):
    """Return the text of an index page."""
    return (home.joinpath("outputs", YEAR, *folder) / "index.html").read_text(encoding="utf-8")


def test_second_run_makes_nothing(home):
    """What is up to date by the ledger is left as it is."""
    results, current = run(home, "Fife", "Moray", jobs=1)
    assert [(result.task.area, result.state) for result in results] == [("Fife", "done"), ("Moray", "done")]
    assert current == 0
    results, current = run(home, "Moray", "Fife", "Orkney")
    assert [result.task.area for result in results] == ["Orkney Islands"]
    assert (current, counts(home, "fife"), counts(home, "moray")) == (2, 1, 1)


def change_notebook(home):
    path = home / "notebooks" / "03_services.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("# Services", "# Services here"), encoding="utf-8")


def change_words(home):
    path = home / "data" / "catalogue" / "markers.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def change_table(home):
    (home / "data" / "processed" / "observations.csv").write_text(TABLE.replace(",1,", ",2,"), encoding="utf-8")


def change_files(home):
    (home / "data" / "processed" / "files.json").write_text('[{"file": "a.xlsx"}]', encoding="utf-8")


def change_own_figures(home):
    path = home / "data" / "raw" / "local" / "fife" / "figures.csv"
    path.parent.mkdir(parents=True)
    path.write_text(OWN, encoding="utf-8")  # of a measure that the reports show


def delete_data_page(home):
    (home / "outputs" / YEAR / "fife" / f"{OUTCOME}-data.html").unlink()


def edit_page(home):
    (home / "outputs" / YEAR / "fife" / f"{OUTCOME}.html").write_text("by hand", encoding="utf-8")


def delete_page(home):
    (home / "outputs" / YEAR / "fife" / f"{OUTCOME}.html").unlink()


def delete_data(home):
    (home / "outputs" / YEAR / "fife" / f"{OUTCOME}.csv").unlink()


def tear_ledger(home):
    path = home / "outputs" / YEAR / "ledger.csv"
    path.write_bytes(path.read_bytes()[:-40] + b"\xff")


@pytest.mark.parametrize(
    "change",
    [
        change_notebook,
        change_words,
        change_table,
        change_files,
        change_own_figures,
        edit_page,
        delete_page,
        delete_data,
        delete_data_page,
        tear_ledger,
    ],
)
def test_report_is_made_again_after(home, change):
    """A page never outlives what it was made of, and a page changed by hand never passes for a report."""
    run(home, "Fife")
    change(home)
    assert run(home, "Fife")[1] == 0
    assert counts(home, "fife") == 2
    assert run(home, "Fife") == ([], 1)


def test_report_is_made_again_after_a_new_version_of_a_library(home, monkeypatch):
    """Another pandas may draw or round otherwise."""
    run(home, "Fife")
    monkeypatch.setattr(inputs, "environment", lambda: {"pandas": "99.0"})
    assert run(home, "Fife")[1] == 0


def test_report_is_made_again_beside_other_councils(home):
    """A page that compares by density is no page that compares by deprivation."""
    run(home, "Fife")
    assert run(home, "Fife", compare="density")[1] == 0
    assert run(home, "Fife", compare="density") == ([], 1)


def test_a_report_beside_others_is_up_to_date_after_other_runs(home):
    """The index of a later run, with the usual comparison, does not call it old, and it is not made again."""
    run(home, "Fife", compare="density")
    run(home, "Moray")
    index = home / "outputs" / YEAR / "index.html"
    text = index.read_text(encoding="utf-8")
    assert "(beside family group by density)" in text and "not up to date" not in text
    assert run(home, "Fife", compare="density") == ([], 1)


def test_own_figures_of_an_area_make_its_reports_anew_and_no_others(home):
    """One partnership's figures are no reason to make all others again."""
    run(home, "Fife")
    run(home, "Moray")
    change_own_figures(home)
    results, current = run(home, "Fife", "Moray")
    assert ([result.task.slug for result in results], current) == (["fife"], 1)


@pytest.mark.parametrize(
    "name",
    ["notebooks/03_services.ipynb", "data/catalogue/markers.csv", PROCESSED, "data/raw/local/fife/figures.csv"],
)
def test_report_is_made_again_when_a_file_was_written_meanwhile(home, name):
    """Also when it holds the same as before: the report may be of what it held in between."""
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(OWN, encoding="utf-8")

    def make_while_edited(task, seconds):
        before = path.read_bytes()
        path.write_bytes(b"something else")
        path.write_bytes(before)
        return fake_makers.write(task, seconds)

    run(home, "Fife", maker=make_while_edited)
    assert [len(run(home, "Fife")[0]) for _ in range(2)] == [1, 0]
    assert ledger(home)["fife"]["inputs_sha256"]


def test_report_is_made_again_when_the_package_was_edited_meanwhile(home, monkeypatch, tmp_path):
    """Those who make reports import it later than it was hashed."""
    code = tmp_path / "package" / "a.py"
    code.parent.mkdir()
    code.touch()
    monkeypatch.setattr(inputs, "PACKAGE", code.parent)

    def make_while_edited(task, seconds):
        code.write_text("1", encoding="utf-8")
        return fake_makers.write(task, seconds)

    run(home, "Fife", maker=make_while_edited)
    assert [len(run(home, "Fife")[0]) for _ in range(2)] == [1, 0]


@pytest.mark.reliability("faults", "a report fails with an endless message", "cut; the ledger stays small and whole")
def test_a_long_error_is_cut_and_takes_no_other_row_of_the_ledger_along(home, monkeypatch):
    """The reader of the ledger refuses cells beyond some size, and would take all of it for torn."""
    run(home, "Angus")
    monkeypatch.setattr(work, "_made", lambda *_: (_ for _ in ()).throw(ValueError("x" * 200_000)))
    (failed,), _ = run(home, "Fife", maker=work.make)
    assert len(failed.error) < 3_000 and failed.error.endswith("… (cut)")
    assert run(home, "Angus") == ([], 1)
    assert ledger(home)["fife"]["state"] == "failed"


def test_what_is_shown_of_own_figures_is_written_down_before_it_is_seen(home, monkeypatch):
    """So that a run that is killed leaves none that is not; and again at the end, for the pages of all areas there."""
    (home / "data" / "raw" / "local" / "fife").mkdir(parents=True)
    seen = []

    def record(_words, area, folder, _more):
        seen.append((area["slug"], folder.name, len(list((home / "outputs").rglob(f"{OUTCOME}.html")))))

    monkeypatch.setattr(local, "record_release", record)
    run(home, "Fife")
    assert seen == [("fife", "fife", 0), ("fife", "fife", 1)]
    run(home, "Moray")
    assert seen[2:] == [("fife", "fife", 2)]


def test_the_command_for_one_report_names_a_folder_that_is_not_the_usual(home):
    """It would otherwise write over another one's report; run.json is read where the run was."""
    pairs = choose(catalogue.load(), ["Moray"], [OUTCOME])
    for outputs, option in ((home / "outputs", ""), (home / "else where", f' --out "{home / "else where"}"')):
        batch.run(plan(pairs, YEAR, outputs), batch.How(1), maker=fake_makers.failing)
        record = json.loads((outputs / YEAR / "run.json").read_text(encoding="utf-8"))
        command = f"cjtools report --area moray --outcome {OUTCOME} --year {YEAR}{option}"
        assert [failure["again"] for failure in record["failures"]] == [command]
        assert record["reports"] == {"asked for": 1, "up to date": 0, "made": 0, "failed": 1, "not reached": 0}


def test_force_makes_what_is_up_to_date(home):
    """For a doubt that no hash can settle."""
    run(home, "Fife")
    results, current = run(home, "Fife", force=True)
    assert (len(results), current, counts(home, "fife")) == (1, 0, 2)


def test_failing_report_is_told_and_the_rest_is_made(home):
    """The list says which, why, and how to make it alone."""
    results, _ = run(home, "Angus", "Moray", "Orkney", maker=fake_makers.failing)
    assert {result.task.slug: result.state for result in results} == {
        "angus": "done",
        "moray": "failed",
        "orkney-islands": "done",
    }
    assert ledger(home)["moray"]["state"] == "failed"
    assert ledger(home)["moray"]["error"] == "02_needs.ipynb, cell 4: ValueError: <b>no</b> such figure"
    page = index(home)
    assert "2 of 32 community justice areas" in page
    assert "could not be made" in page
    assert "02_needs.ipynb, cell 4: ValueError: &lt;b&gt;no&lt;/b&gt; such figure" in page
    assert f"cjtools report --area moray --outcome {OUTCOME} --year {YEAR}" in commands(page)
    assert 'href="moray/community-sentences.html"' not in page


def test_failed_report_is_tried_again_and_its_older_page_is_not_the_report(home):
    """What could not be made of new figures must not stand in the list as if it had been."""
    run(home, "Moray")
    change_table(home)
    run(home, "Moray", maker=fake_makers.failing)
    older = home / "outputs" / YEAR / "moray" / f"{OUTCOME}.html"
    assert older.read_text(encoding="utf-8") == "Moray 1"
    for page in (index(home), index(home, "moray")):
        assert "could not be made" in page
        assert re.search(r'<a href="(moray/)?community-sentences\.html">An older page</a> is still there', page)
    assert "0 of 32 community justice areas" in index(home)
    run(home, "Moray")
    assert ledger(home)["moray"]["state"] == "done"
    assert "could not be made" not in index(home) + index(home, "moray")


@pytest.mark.batch
def test_dying_process_takes_no_other_report_along(home):
    """Of many reports one kills its process each time: it alone fails; one that died once is made."""
    areas = ["Falkirk", "Fife", "Angus", "Moray", "Orkney", "Stirling"]
    results, _ = run(home, *areas, maker=fake_makers.dying)
    failed = {result.task.area: result.error for result in results if result.error}
    assert failed == {"Fife": "the process that made it died (out of memory?)"}
    assert len(results) == 6
    assert all(counts(home, slug) for slug in ("falkirk", "angus", "moray", "orkney-islands", "stirling"))


def test_page_made_of_other_figures_is_marked_in_the_index(home):
    """One area was made anew; the others' pages are still those of before."""
    run(home, "Fife")
    run(home, "Moray")
    change_table(home)
    run(home, "Fife")
    page = index(home)
    assert "report, Moray</span></a> (not up to date)" in page
    assert "report, Fife</span></a>" in page
    assert "report, Fife</span></a> (not up to date)" not in page
    assert "cjtools report --area moray" in commands(index(home, "moray"))


def test_second_run_on_a_folder_is_told(home):
    """Two runs would overwrite each other's pages."""
    out = home / "outputs" / YEAR
    out.mkdir(parents=True)
    with FileLock(out / ".lock"), pytest.raises(CjtoolsError, match="another run of cjtools is writing here"):
        run(home, "Fife")
    assert run(home, "Fife")[1] == 0


@pytest.mark.reliability("faults", "a batch breaks with an error", "the next one is not kept out")
def test_lock_is_free_after_a_run_that_broke(home, monkeypatch):
    """A full disk, say; the next run must not be told of one that is gone."""
    broken = monkeypatch.context()
    with broken as patch, pytest.raises(OSError, match="full") as kept:
        patch.setattr(batch.Ledger, "record", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
        run(home, "Fife")
    assert kept.traceback
    assert len(run(home, "Fife")[0]) == 1


def test_nothing_else_is_left_in_the_outputs(home):
    """No temporary file, no half-made page."""
    run(home, "Fife")
    run(home, "Moray")
    left = sorted(path.relative_to(home / "outputs" / YEAR).as_posix() for path in (home / "outputs").rglob("*.*"))
    made = [f"{OUTCOME}{suffix}" for suffix in ("-data.html", ".csv", ".html", ".json")]
    made += [f"notebooks/{OUTCOME}/{step}.ipynb" for step in STEPS]
    made += ["count.txt", "index.html", "datapackage.json", f"{OUTCOME}.csv-metadata.json"]
    of_area = [f"{slug}/{name}" for slug in ("fife", "moray") for name in made]
    of_year = ["index.html", "ledger.csv", "pages.csv", "run.json", "datapackage.json"]
    assert left == sorted([".lock", *of_year, "ledger.csv-metadata.json", "pages.csv-metadata.json", *of_area])


def test_parameters_are_checked_before_anything_is_written(home):
    """A notebook that lost a parameter stops the run while nothing is lost."""
    path = home / "notebooks" / "05_evaluation.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[1].source = 'area = "Fife"'
    nbformat.write(node, path)
    with pytest.raises(CjtoolsError, match=r"05_evaluation\.ipynb: parameter 'outcome' is not known"):
        run(home, "Fife")
    assert [path.name for path in (home / "outputs").rglob("*") if path.is_file()] == [".lock"]


def test_libraries_count_with_one_thread_whatever_is_set(home, monkeypatch):
    """A process with threads cannot fork kernels; and how many there are may change the last digit of a figure."""
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    seen = []

    def make(task, seconds):
        seen.append([os.environ.get(name) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")])
        return fake_makers.steady(task, seconds)

    stand_ins.run(home, "Fife", maker=make)
    assert seen == [["1", "1"]]


def test_relative_home_is_handed_to_kernels_as_absolute(home, monkeypatch):
    """They work in the notebooks' folder, from where it would lead elsewhere."""
    monkeypatch.chdir(home.parent)
    monkeypatch.setenv("CJTOOLS_HOME", "home")
    run(home, "Fife")
    assert os.environ["CJTOOLS_HOME"] == str(home)


def test_progress_is_shown_on_a_terminal_only(home, capsys):
    """A log file is not filled with bars."""
    run(home, "Fife")
    assert capsys.readouterr() == ("", "")
    run(home, "Moray", progress=True)
    assert "1/1" in capsys.readouterr().err


def test_make_tells_a_failure_and_keeps_the_older_page(home, monkeypatch):
    """A notebook that raises fails its own report only, without a word on where the project stands."""
    task = tasks(home, "Fife")[0]
    path = home / "notebooks" / f"{STEPS[0]}.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[2].source = f"open({str(home / 'data' / 'none.csv')!r})"
    nbformat.write(node, path)
    result = work.make(task)
    assert result.state == "failed"
    expected = "01_population.ipynb, cell 3: FileNotFoundError: [Errno 2] No such file or directory: 'data/none.csv'"
    assert result.error == expected
    assert result.files == {}
    assert not task.out.exists()


def test_make_tells_a_missing_table_in_words(home, monkeypatch):
    """Whatever is raised after the notebooks ran is told too."""
    monkeypatch.setattr(work.runner, "run_notebook", lambda *_: "")
    (home / "data" / "processed" / "observations.csv").unlink()
    result = work.make(tasks(home, "Fife")[0])
    assert result.error == "data/processed: there are no processed tables yet. To do: run: cjtools build"


@pytest.mark.parametrize("is_warm", [True, False])
def test_a_run_says_when_kernels_are_not_warm(home, monkeypatch, capsys, is_warm):
    """Where a system cannot fork, reports are the same but take longer, and the run tells why."""

    @contextmanager
    def kernels(folder, prepare):
        assert prepare == [batch.PREPARE, YEAR, "deprivation", [OUTCOME], []]
        yield is_warm

    monkeypatch.setattr(batch, "warm_kernels", kernels)
    monkeypatch.setattr(batch, "make", fake_makers.write)
    assert len(run(home, "Fife", maker=None)[0]) == 1
    assert ("cannot fork" in capsys.readouterr().err) is not is_warm


def test_kernels_that_the_warm_process_refuses_are_told_once_and_counted(home, capsys):
    """Such as all of a notebooks' folder with settings of its own for charts."""
    run(home, "Fife", "Moray", jobs=1, maker=fake_makers.cold)
    told = "the folder has a matplotlibrc of its own: from now on notebooks start kernels of their own, which is slower"
    assert capsys.readouterr().err.count(told) == 1
    record = json.loads((home / "outputs" / YEAR / "run.json").read_text(encoding="utf-8"))
    assert record["kernels started anew"] == {"the folder has a matplotlibrc of its own": 10}
