"""The commands say what they did, what they did not and why, in plain lines; the status tells a script the same."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cjtools import cli
from cjtools.batch import run as batch
from cjtools.batch.work import Result
from cjtools.intake import build
from cjtools.kinds import ACROSS
from cjtools.paths import folders

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).parent / "cjtools"


@pytest.fixture
def call(monkeypatch, capsys):
    """Run a command in this process; return its status, output and errors."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["cjtools", *map(str, words)])
        status = 0
        try:
            cli.main()
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def runs(monkeypatch, processed, tmp_path):
    """Stand in for the runs of a batch, on the tables built once; return the list of what was asked for."""
    asked = []

    def run(tasks, how, force):
        asked.append((tasks, how, force))
        return [Result(task, "done") for task in tasks], 0

    real = folders()
    (tmp_path / "data").mkdir()
    for name in ("catalogue", "raw"):
        (tmp_path / "data" / name).symlink_to(getattr(real, name))
    (tmp_path / "data" / "processed").symlink_to(processed)
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    monkeypatch.setattr(batch, "run", run)
    monkeypatch.setattr(build, "is_current", lambda *_: True)
    monkeypatch.chdir(tmp_path)
    return asked


@pytest.mark.parametrize(
    "words",
    [
        ["-h"],
        ["build", "--help"],
        ["inspect", "-h"],
        ["report", "-h"],
        ["list", "-h"],
        ["lab", "-h"],
        ["explore", "-h"],
    ],
)
def test_every_command_has_help(call, words):
    """Whole sentences: nothing cut off."""
    status, out, err = call(*words)
    assert (status, err) == (0, "")
    assert "Usage:" in out
    assert "..." not in out.split("\n", 1)[1]


def test_version_is_told(call):
    """For a report of a fault."""
    assert call("--version")[1].strip().endswith("0.1.0")


@pytest.mark.parametrize(
    ("what", "count", "line"),
    [
        ("areas", 33, "fife                     S12000047  Fife"),
        ("outcomes", None, "4  community-sentences"),
        ("indicators", len(list((ROOT / "data/catalogue/indicators").glob("*.yaml"))), "dtto_completion"),
        ("sources", len((ROOT / "data/catalogue/sources.csv").read_text(encoding="utf-8").splitlines()) - 1, "jsw"),
        ("layouts", len(list((ROOT / "data/catalogue/layouts").iterdir())), "jsw_cpo"),
        ("duties", 24, "how-near                 plan    s.19(2)(a)(ii)"),
    ],
)
def test_list_shows_the_catalogue(call, what, count, line):
    """One line each, so that a search finds it."""
    status, out, err = call("list", what)
    assert (status, err) == (0, "")
    assert line in out
    assert count in (None, len(out.splitlines()))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["inspect", "nowhere.xlsx"], ["error: nowhere.xlsx: there is no such file"]),
        (["build", "--raw", "nowhere"], ["error: nowhere: is not a folder"]),
        (["report", "--area", "Scotland"], ["error: a report is of one council area, not of Scotland"]),
        (["report", "--area", "Fife", "--compare", "fife"], ["error: Fife would be compared with itself alone"]),
        (["report", "--area", "Fife", "--year", "2030-31"], ["error: there are no figures for a report of 2030-31"]),
        (
            ["report", "--area", "Fyfe", "--area", "<script>", "--outcome", "6a", "--year", "2024-26"],
            [
                "error: area 'Fyfe' is not known. Did you mean Fife?",
                "error: area '<script>' is not known",
                "error: year '2024-26' is not a financial year. Allowed: such as 2024-25",
                "error: outcome '6a' is not known",
            ],
        ),
    ],
)
def test_fault_of_the_call_is_told_in_plain_lines(call, runs, words, told):
    """Status 2, nothing on standard output, one line for each fault, nothing made."""
    status, out, err = call(*words)
    assert (status, out) == (2, "")
    assert [line[: len(start)] for line, start in zip(err.splitlines(), told, strict=True)] == told
    assert runs == []


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["report"],
        ["report", "--area", "Fife", "--jobs", "0"],
        ["report", "--area", "Fife", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"],
        ["report", "--area", "Fife", "--out", ""],
        ["list", "x"],
        ["make"],
    ],
)
def test_wrong_usage_ends_with_status_2(call, words):
    """As with every command."""
    status, _, err = call(*words)
    assert status == 2
    assert "Usage:" in err


def test_the_bare_command_lists_the_commands(call):
    """Whoever types the name alone sees what there is to do; a script sees that nothing was asked."""
    status, out, err = call()
    assert (status, out) == (2, "")
    listed = err.split("Commands:")[1].split()
    assert {"build", "inspect", "list", "report", "requests"} <= set(listed)
    assert "To begin: cjtools report --area fife" in err


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        (["Fife"], "Fife is not compared with itself"),
        (["Fife", "Moray", "Falkirk"], "Fife and Falkirk are not compared with themselves"),
        (["Moray"], ""),
    ],
)
def test_an_area_in_its_own_comparison_is_told(call, runs, areas, said):
    """The comparison is with the others that are named."""
    words = [word for area in areas for word in ("--area", area)]
    status, _, err = call("report", *words, "--compare", "Falkirk, Fife")
    assert status == 0
    more = ": beside an area stand the other councils that --compare names"
    assert err.splitlines() == ([f"{said}{more}"] if said else [])


def test_home_that_is_no_project_is_told(call, monkeypatch, tmp_path):
    """A folder without a catalogue: say so, and how to name the right one."""
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path / "none"))
    for words in (["list", "areas"], ["build"], ["report", "--area", "Fife"]):
        status, out, err = call(*words)
        assert (status, out) == (2, "")
        assert err.startswith(f"error: {tmp_path / 'none'}: there is no folder data/catalogue. To do: set")


def test_unreadable_catalogue_is_told_file_by_file(call, monkeypatch, tmp_path):
    """Every fault of every file in one go, each with its line."""
    shutil.copytree(folders().catalogue, tmp_path / "data" / "catalogue")
    catalogue = tmp_path / "data" / "catalogue"
    (catalogue / "markers.csv").write_text("symbol,marker\n*,[c]\n", encoding="utf-8")
    (catalogue / "sources.csv").write_bytes(b"\xff\xfe")
    (catalogue / "indicators" / "cpo_completion.yaml").write_text("id: [", encoding="utf-8")
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    status, out, err = call("list", "areas")
    assert (status, out) == (2, "")
    assert all(line.startswith("error: ") for line in err.splitlines())
    for expected in (
        "markers.csv, line 1: column 'kind' is missing",
        "sources.csv: is not UTF-8",
        "cpo_completion.yaml",
    ):
        assert expected in err


def test_missing_catalogue_file_is_told(call, monkeypatch, tmp_path):
    """A copy that lost a file."""
    shutil.copytree(folders().catalogue, tmp_path / "data" / "catalogue")
    (tmp_path / "data" / "catalogue" / "areas.csv").unlink()
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    status, _, err = call("list", "areas")
    assert status == 2
    assert "areas.csv" in err
    assert "Traceback" not in err


def test_missing_raw_folder_is_told(call, monkeypatch, tmp_path):
    """The folder of published files is where all figures come from."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalogue").symlink_to(folders().catalogue)
    monkeypatch.setenv("CJTOOLS_HOME", str(tmp_path))
    for words in (["build"], ["report", "--area", "Fife"]):
        status, out, err = call(*words)
        assert (status, out) == (2, "")
        assert err.splitlines()[-1] == f"error: {tmp_path / 'data' / 'raw'}: is not a folder"


def test_report_says_where_it_is(call, runs, tmp_path):
    """As seen from the working folder; the year is the newest with figures."""
    status, out, err = call("report", "--area", "orkney")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "outputs/2024-25/orkney-islands/community-sentences.html",
        "1 report: 1 made, 0 up to date already, 0 failed; index: outputs/2024-25/index.html",
    ]
    ((tasks, how, force),) = runs
    assert (len(tasks), how, force) == (1, batch.How(), False)
    assert tasks[0].out == tmp_path / "outputs" / "2024-25"


@pytest.mark.parametrize(("where", "how_many"), [(["--jobs", "3"], 3), (["--cluster", "tcp://a:1"], None)])
def test_all_areas_of_another_year_are_planned(call, runs, tmp_path, where, how_many):
    """One more word makes all 32; year, folder, force and how it is done are handed on."""
    elsewhere = tmp_path.parent / "elsewhere"
    words = ["--area", "all", "--outcome", "4", "--year", "2023-24", "--out", elsewhere, "--force"]
    words += [*where, "--no-warm", "--time-limit", "60"]
    status, out, _ = call("report", *words)
    assert status == 0
    ((tasks, how, force),) = runs
    assert (len(tasks), how, force) == (32, batch.How(how_many, "" if how_many else "tcp://a:1", False, 60), True)
    assert {task.out for task in tasks} == {elsewhere / "2023-24"}
    assert out.splitlines()[0] == str(elsewhere / "2023-24" / "aberdeen-city" / "community-sentences.html")


def test_up_to_date_report_is_still_shown(call, runs, monkeypatch):
    """Whoever asks for one report wants to open it, made now or before."""
    monkeypatch.setattr(batch, "run", lambda tasks, how, force: ([], len(tasks)))
    status, out, _ = call("report", "--area", "Fife")
    assert status == 0
    assert out.splitlines() == [
        "outputs/2024-25/fife/community-sentences.html",
        "1 report: 0 made, 1 up to date already, 0 failed; index: outputs/2024-25/index.html",
    ]


def test_failed_report_is_told_with_the_command_that_makes_it_alone(call, runs, monkeypatch):
    """Status 1: the rest was made."""

    def run(tasks, how, force):
        return [Result(tasks[0], "done"), Result(tasks[1], "failed", error="why")], 0

    monkeypatch.setattr(batch, "run", run)
    status, out, err = call("report", "--area", "Fife", "--area", "Moray", "--out", "my reports")
    assert status == 1
    assert "2 reports: 1 made, 0 up to date already, 1 failed; index: my reports/2024-25/index.html" in out
    folder = Path("my reports").resolve()  # the command is right wherever one stands
    again = f'cjtools report --area moray --outcome community-sentences --year 2024-25 --out "{folder}"'
    assert err.splitlines() == ["failed: Moray, community-sentences: why", f"  alone: {again}"]


def test_faults_of_one_areas_own_files_stop_no_other_area(call, runs, tmp_path):
    """Status 1: its own outcomes are left out, and told; so is a folder that is no area's."""
    (tmp_path / "data" / "raw").unlink()
    local = tmp_path / "data" / "raw" / "local"
    (local / "fife" / "outcomes").mkdir(parents=True)
    (local / "fife" / "outcomes" / "mine.yaml").write_text("id: [", encoding="utf-8")
    (local / "Moray").mkdir()
    status, out, err = call("report", "--area", "Fife", "--area", "Moray", "--outcome", "all")
    assert (status, len(runs[0][0])) == (1, 2 * (9 + len(ACROSS)))
    assert out.splitlines()[-1].startswith(f"{2 * (9 + len(ACROSS))} reports: {2 * (9 + len(ACROSS))} made")
    warning, fault = err.splitlines()
    assert warning.startswith("warning: data/raw/local/Moray: no area has this folder")
    assert fault.startswith("not read: data/raw/local/fife/outcomes/mine.yaml")
    # alone there is nothing else to do, so nothing is begun
    status, _, err = call("report", "--area", "Fife", "--outcome", "all")
    assert (status, len(runs)) == (2, 1) and err.startswith("error: data/raw/local/fife/outcomes/mine.yaml")


def test_outdated_tables_are_built_first(call, runs, monkeypatch):
    """And what the build could not read is told, while the report is made of the rest."""
    built = []

    class Built:
        problems = ("a.xlsx, sheet S: column 'x' is not in the layout",)
        gaps = ("no figure of population_16_70 is held",)

    monkeypatch.setattr(build, "is_current", lambda *_: False)
    monkeypatch.setattr(build, "build", lambda *given: built.append(given) or Built)
    status, _, err = call("report", "--area", "Fife")
    assert status == 0
    assert len(built) == len(runs) == 1
    told = [f"not read: {Built.problems[0]}", f"missing: {Built.gaps[0]}"]
    assert err.splitlines() == ["Building data/processed first", *told]


@pytest.mark.parametrize(
    ("raised", "status", "told"),
    [
        (OSError(28, "No space left on device", "outputs/x.html"), 2, "error: outputs/x.html: No space left on device"),
        (PermissionError(13, "Permission denied", "outputs"), 2, "error: outputs: Permission denied"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)
def test_what_ends_a_run_is_told(call, runs, monkeypatch, raised, status, told):
    """A full disk, a folder of someone else, a person who stops it."""

    def run(*_):
        raise raised

    monkeypatch.setattr(batch, "run", run)
    found, out, err = call("report", "--area", "Fife")
    assert (found, out, err.strip()) == (status, "", told)


def test_installed_command_works_from_any_folder(tmp_path):
    """The project is found by where the package stands, not by where one stands."""
    done = subprocess.run([COMMAND, "list", "outcomes"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "community-sentences" in done.stdout


def test_closed_pipe_is_no_fault(tmp_path):
    """Piping a list into head is a usual thing to do."""
    with subprocess.Popen([COMMAND, "list", "sources"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.parametrize(
    "forms, said",
    [
        ("word, xls,pdf", ["--format 'word' is not known. Allowed: html, csv, json, docx, pdf", "--format 'xls'"]),
        (" , ", ["--format names nothing"]),
    ],
)
def test_forms_that_are_not_known_are_refused_before_anything_is_made(forms, said, monkeypatch, capsys):
    """Each is told, with what is allowed."""
    monkeypatch.setattr("sys.argv", ["cjtools", "report", "--area", "fife", "--format", forms])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(said) and all(words in line for words, line in zip(said, lines, strict=True))


def test_python_m_runs_a_command_and_an_import_does_not():
    """The warm process imports the package with its parts: a command that ran then would end it."""
    said = subprocess.run(
        [sys.executable, "-m", "cjtools", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip().endswith("0.1.0")
    importlib.reload(importlib.import_module("cjtools.__main__"))
