"""Reports of a Dask cluster: what its workers are sent, what they leave, and what is said when there are none."""

import io
import os
import re
import shutil
import socket
import sys
import time
import zipfile

import fake_makers
import pandas as pd
import pytest
from batch_checks import wait_for
from kernel_checks import gone

pytest.importorskip("distributed")

from distributed import Client, LocalCluster

from cjtools import catalogue
from cjtools.batch import cluster as dask
from cjtools.batch import run as batch
from cjtools.batch.planning import choose, plan
from cjtools.errors import CjtoolsError
from cjtools.extract.layouts import OWN_TABLE
from cjtools.kinds import NOTEBOOKS
from cjtools.made_with import environment
from cjtools.paths import Folders, folders
from cjtools.results.kept import kept_of

pytestmark = pytest.mark.batch

YEAR = "2024-25"
TABLE = "measure,value,source,edition,file,status\ncpo_imposed,1,jsw_part2,2024-25,a.xlsx,published\n"
OWNER = os.getpid()


def own_figures(measure, area):
    """Return the table of an area's own figures, with one of a measure."""
    row = f"{measure},{area},2023-24,financial year,total,Total,12,,jsw_part2_cpo,2023-24,1,"
    return f"{','.join(OWN_TABLE)}\n{row}\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project with the real words, one table, and files of two areas' own."""
    real, root = folders(), tmp_path / "home"
    shutil.copytree(real.catalogue, root / "data" / "catalogue")
    shutil.copytree(real.notebooks, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    for name, text in (
        ("data/processed/observations.csv", TABLE),
        # figures of an area's own of a measure that the reports show
        ("data/raw/local/fife/figures.csv", own_figures("diversion_commenced", "S12000047,Fife")),
        ("data/raw/local/moray/figures.csv", own_figures("diversion_commenced", "S12000020,Moray")),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    return root


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """The address of a cluster with two worker processes."""
    folder = tmp_path_factory.mktemp("workers")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "local_directory": str(folder)}
    with LocalCluster(**options) as there:
        yield there.scheduler_address


def tasks(home, *areas):
    """Return the plan for some areas."""
    return plan(choose(catalogue.load(), areas, ["diversion"]), YEAR, home / "outputs")


def names(project):
    """Return the names in a bundle."""
    with zipfile.ZipFile(io.BytesIO(project)) as archive:
        return archive.namelist()


def refusal(home, address):
    """Return why a run on a cluster is refused, after looking that it has left nothing."""
    with pytest.raises(CjtoolsError) as refused:
        batch.run(tasks(home, "Fife"), batch.How(cluster=address))
    assert [path.name for path in (home / "outputs").rglob("*") if path.is_file()] == [".lock"]
    return str(refused.value)


def test_a_bundle_holds_what_reports_are_made_of_and_nothing_else(home):
    """No outputs, no published workbook, no other area's own files."""
    for name in (
        "outputs/2024-25/fife/a.html",
        "data/raw/published/a.xlsx",
        "notebooks/scratch/own.ipynb",
        "secret.txt",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x", encoding="utf-8")
    found = names(dask.bundle(Folders(home), tasks(home, "Fife")))
    kinds = {name.rsplit("/", 1)[0] if "catalogue" not in name else "data/catalogue" for name in found}
    assert kinds == {"data/catalogue", "data/processed", "data/raw/local/fife", "notebooks"}
    notebooks = {f"notebooks/{step}.ipynb" for step in NOTEBOOKS}
    assert {name for name in found if name.startswith("notebooks/")} == notebooks
    of_catalogue = [path for path in (home / "data/catalogue").rglob("*") if path.suffix in (".csv", ".yaml")]
    assert len([name for name in found if "catalogue" in name]) == len(of_catalogue)


def test_what_an_area_has_shown_goes_along_and_what_is_wrong_with_it_stays(home):
    """Disclosure control needs the ledger of releases; its warnings stay with the partnership."""
    for name in ("released.csv", "warnings.csv"):
        (home / "data/raw/local/fife" / name).write_text("a\n", encoding="utf-8")
    found = [name for name in names(dask.bundle(Folders(home), tasks(home, "Fife"))) if "local" in name]
    assert found == ["data/raw/local/fife/figures.csv", "data/raw/local/fife/released.csv"]


def test_own_files_that_no_report_draws_on_stay(home):
    """Figures that nobody asks for do not leave this machine."""
    text = own_figures("cpo_imposed", "S12000047,Fife")
    (home / "data/raw/local/fife/figures.csv").write_text(text, encoding="utf-8")
    assert [name for name in names(dask.bundle(Folders(home), tasks(home, "Fife"))) if "local" in name] == []


def test_what_was_worked_out_before_goes_along_and_is_used_there(home, tmp_path):
    """For the year and the comparison that are asked for."""
    records = pd.DataFrame({"place": pd.Series(["Fife", "Moray"], dtype=object), "value": [1.5, float("nan")]})
    indicator = next(iter(catalogue.load().indicators.values()))
    for year, compare in ((YEAR, "deprivation"), (YEAR, "density"), ("2023-24", "deprivation")):
        kept_of(Folders(home), year, compare).write(indicator, records)
    with zipfile.ZipFile(io.BytesIO(dask.bundle(Folders(home), tasks(home, "Fife")))) as archive:
        archive.extractall(tmp_path / "there")
    pd.testing.assert_frame_equal(kept_of(Folders(tmp_path / "there"), YEAR, "deprivation").read(indicator), records)
    assert len(list((tmp_path / "there").rglob("*.npz"))) == 1


@pytest.mark.reliability("same bytes", "what is sent to the workers of a cluster, packed again", "the same bytes")
def test_a_bundle_is_the_same_for_the_same_files(home, tmp_path):
    """Times and the order in which a disk lists files make no difference."""
    first = dask.bundle(Folders(home), tasks(home, "Fife", "Moray"))
    copy = tmp_path / "copy"
    shutil.copytree(home, copy, copy_function=shutil.copyfile)
    os.utime(copy / "data/processed/observations.csv", (0, 0))
    assert dask.bundle(Folders(copy), tasks(home, "Moray", "Fife")) == first


def test_reports_of_a_cluster_come_back_and_leave_nothing_there(home, workers):
    """The files are written here; the workers' copy of the project is gone, and so is their setting."""
    results, _ = batch.run(tasks(home, "Fife", "Angus"), batch.How(cluster=workers), maker=fake_makers.write)
    assert [result.state for result in results] == ["done", "done"]
    assert (home / "outputs" / YEAR / "fife" / "diversion.html").read_text() == "Fife 1"
    with Client(workers, set_as_default=False) as client:
        there = client.run(lambda dask_worker: (dask_worker.local_directory, os.environ.get("CJTOOLS_HOME")))
    assert len(there) == 2
    for folder, setting in there.values():
        assert setting is None
        assert not [name for name in os.listdir(folder) if name.startswith("cjtools")]


def test_a_cluster_of_one_worker_makes_reports_too(home, tmp_path):
    """joblib would take a single process for itself and make them where no project is."""
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None, "local_directory": str(tmp_path)}
    with LocalCluster(**options) as there:
        how = batch.How(cluster=there.scheduler_address)
        results, _ = batch.run(tasks(home, "Fife", "Angus"), how, maker=fake_makers.write)
    assert [(result.state, result.error) for result in results] == [("done", "")] * 2


@pytest.mark.reliability("faults", "a worker of a cluster dies", "its report is made by another")
def test_a_worker_that_dies_has_its_report_made_by_another(home, workers):
    """The nanny starts one in its place, which gets the project too."""
    with Client(workers, set_as_default=False) as client:
        before = set(client.run(os.getpid).values())
    results, _ = batch.run(tasks(home, "Angus", "Moray"), batch.How(cluster=workers), maker=fake_makers.dying)
    assert {result.task.area: result.state for result in results} == {"Angus": "done", "Moray": "done"}
    assert any(gone(pid) for pid in before)


def test_workers_with_other_versions_are_refused_by_name(home, workers, monkeypatch):
    """They would make other reports."""

    def versions():
        return {"cjtools": "same", "pandas": "2.2.0" if os.getpid() == OWNER else "1.5.3"}

    monkeypatch.setattr(dask, "environment", versions)
    told = refusal(home, workers)
    assert "has another version: pandas 1.5.3. Allowed: pandas 2.2.0. To do: install it there" in told


def test_a_worker_that_joins_later_with_other_versions_makes_no_report(home, workers, monkeypatch):
    """It was not there to be asked; its reports fail by name, and the worker is as it was afterwards."""
    monkeypatch.setattr(dask, "_check", lambda *_: None)
    monkeypatch.setattr(dask, "environment", lambda: environment() | {"pandas": "0.1"})
    results, _ = batch.run(tasks(home, "Angus", "Moray"), batch.How(cluster=workers), maker=fake_makers.write)
    assert {result.state for result in results} == {"failed"}
    assert re.fullmatch(r"tcp://\S+ has another version: pandas \S+, not pandas 0\.1", results[0].error)
    monkeypatch.undo()
    monkeypatch.setenv("CJTOOLS_HOME", str(home))
    results, _ = batch.run(tasks(home, "Angus"), batch.How(cluster=workers), maker=fake_makers.write)
    assert [result.state for result in results] == ["done"]


def test_a_worker_without_this_runs_project_makes_no_report(home, workers):
    """Its own checkout or another run's files would be what it made reports of."""
    task = tasks(home, "Fife")[0]
    with Client(workers, set_as_default=False) as client:
        there = client.submit(dask._There("of this run", fake_makers.write), task, 60, pure=False).result(30)
    assert (there.state, there.error) == ("failed", "its worker did not get the project: see the worker's log")
    assert not (home / "outputs").exists()


def test_a_cluster_works_for_one_run_at_a_time(home, workers, monkeypatch, capsys):
    """Its workers have one project; the other run is told, and goes on when the first is gone."""
    monkeypatch.setattr(dask, "SECONDS_TO_BE_FREE", 1)
    with Client(workers, set_as_default=False) as client, dask._alone(client, workers):
        said = "another run of cjtools holds the cluster. To do: wait for it to finish, or end it"
        assert refusal(home, workers).endswith(said)
        assert "another run holds the cluster, or was killed just now: waiting 1 seconds" in capsys.readouterr().err
    results, _ = batch.run(tasks(home, "Fife"), batch.How(cluster=workers), maker=fake_makers.write)
    assert [result.state for result in results] == ["done"]


def test_workers_keep_their_own_settings(home, workers):
    """What was set before a run is set after it."""

    def change(**more):
        os.environ.update(more)
        return {name: os.environ.get(name) for name in ("CJTOOLS_HOME", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}

    with Client(workers, set_as_default=False) as client:
        before = client.run(change, CJTOOLS_HOME="/elsewhere", OMP_NUM_THREADS="3")
        batch.run(tasks(home, "Fife"), batch.How(cluster=workers), maker=fake_makers.write)
        assert client.run(change) == before
        client.run(os.environ.pop, "CJTOOLS_HOME")


def test_a_cluster_without_workers_is_told(home):
    """Joblib would wait for them."""
    with LocalCluster(n_workers=0, dashboard_address=":0") as there:
        told = refusal(home, there.scheduler_address)
    assert told.endswith("the cluster has no worker. To do: start workers, see docs/cluster.md")


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "tcp://127.0.0.1", "tcp://:8786"])
def test_an_address_that_is_none_is_refused_at_once(home, address):
    """Dask would try for a while, and end with a traceback."""
    said = f"'{address}' is no address of a scheduler. Allowed: such as tcp://127.0.0.1:8786. To do: look at"
    assert refusal(home, address).startswith(said)


def test_a_cluster_that_loses_its_last_worker_says_so(home, monkeypatch, capsys):
    """Reports wait for another; when none comes the run ends in words."""
    monkeypatch.setattr(dask, "SECONDS_BETWEEN_LOOKS", 0.2)
    one = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**one) as there, Client(there, set_as_default=False) as client, dask._watched(client):
        there.scale(0)
        wait_for(lambda: not client.scheduler_info()["workers"], 30)
        time.sleep(1)
        there.scale(1)
        wait_for(lambda: client.scheduler_info()["workers"], 30)
        time.sleep(1)
    told = capsys.readouterr().err
    assert told.count("the cluster has no worker: waiting for one") == 1
    assert told.count("the cluster has a worker again") == 1


@pytest.mark.reliability(
    "faults", "all workers of a cluster go away", "the run ends in words; the same command goes on"
)
def test_a_cluster_whose_workers_are_gone_ends_the_run_in_words(home, workers, monkeypatch):
    """Joblib's own words are of its settings."""

    def gone_silent(*_, **__):
        raise TimeoutError("DaskDistributedBackend has no worker after 10 seconds.")
        yield

    monkeypatch.setattr(dask.workers, "settled", gone_silent)
    with pytest.raises(CjtoolsError, match=r"the cluster has no worker any more\. To do: start workers, then give"):
        batch.run(tasks(home, "Fife"), batch.How(cluster=workers))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "ftp://here:1"])
def test_an_address_where_no_cluster_answers_is_told(home, monkeypatch, address):
    """Mistyped, or not started."""
    monkeypatch.setattr(dask, "SECONDS_TO_CONNECT", 1)
    told = refusal(home, address)
    assert told.startswith(f"{address}: no Dask cluster answers: ")
    assert told.endswith("Allowed: such as tcp://127.0.0.1:8786. To do: start one, see docs/cluster.md")


def test_a_port_that_is_no_schedulers_is_told(home, monkeypatch):
    """Dask itself would wait for ever."""
    monkeypatch.setattr(dask, "SECONDS_TO_CONNECT", 1)
    monkeypatch.setattr(dask, "SECONDS_TO_GIVE_UP", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        told = refusal(home, f"tcp://127.0.0.1:{silent.getsockname()[1]}")
    assert "no Dask cluster answers: what listens there does not answer as a scheduler does. Allowed: such as" in told


def test_without_the_package_the_way_to_it_is_told(home, monkeypatch):
    """It is an extra."""
    monkeypatch.delitem(sys.modules, "cjtools.batch.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    expected = '--cluster needs the package distributed. To do: install it: python -m pip install -e ".[cluster]"'
    assert refusal(home, "tcp://127.0.0.1:1") == expected
