"""What a report shows of an area's own figures is written down before it is seen; where that fails, it is not seen."""

import threading
import time

import pandas as pd
import pytest
import stand_ins
from stand_ins import YEAR
from test_batch import OWN

from cjtools.batch.ledger import Ledger
from cjtools.disclosure import Ledger as Shown
from cjtools.disclosure.ledger import KEY
from cjtools.results import local
from cjtools.writing import lock

OUTCOME = "community-sentences"  # its reports show the measure of OWN


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project in which Fife has a figure of its own."""
    root = stand_ins.project(tmp_path / "home", monkeypatch)
    own = root / "data" / "raw" / "local" / "fife"
    own.mkdir(parents=True)
    (own / "figures.csv").write_text(OWN, encoding="utf-8")
    return root


def damaged(path):
    path.write_text("measure,area_code\n", encoding="utf-8")


def a_folder(path):
    path.mkdir()


def a_dangling_link(path):
    path.symlink_to(path.parent / "nowhere")


@pytest.mark.reliability(
    "faults", "what a report shows cannot be written down", "that report is not made: later ones could give it away"
)
@pytest.mark.parametrize("put", [damaged, a_folder, a_dangling_link])
def test_a_report_whose_release_cannot_be_written_down_is_not_seen(home, put):
    """Others are made; when the record is whole again, this one is too."""
    path = home / "data" / "raw" / "local" / "fife" / "released.csv"
    put(path)
    results, _ = stand_ins.run(home, "Fife", "Moray", outcome=OUTCOME)
    assert [result.state for result in results] == ["failed", "done"]
    row = Ledger(home / "outputs" / YEAR).rows["fife", OUTCOME]
    assert row["state"] == "failed" and "released.csv" in row["error"]
    assert not list((home / "outputs" / YEAR / "fife").glob(f"{OUTCOME}*"))
    path.rmdir() if path.is_dir() else path.unlink()
    assert [result.state for result in stand_ins.run(home, "Fife", outcome=OUTCOME)[0]] == ["done"]
    assert [row["value"] for row in Shown.read(path).rows] == ["12"]


def test_a_report_that_shows_nothing_of_its_own_area_is_made_all_the_same(home):
    """What is wrong with figures that it does not show is no reason not to make it."""
    a_folder(home / "data" / "raw" / "local" / "fife" / "released.csv")
    results, _ = stand_ins.run(home, "Fife", outcome="diversion")
    assert [result.state for result in results] == ["done"]


@pytest.mark.reliability(
    "faults", "two batches in two folders write down what they show at once", "both stand there afterwards"
)
def test_what_another_batch_has_shown_is_not_lost(home, catalogue):
    """Each reads the record, adds to it and writes it: at the same time, one would write over the other."""
    own = home / "data" / "raw" / "local" / "fife"
    key = ("orders", "S12000047", "2022-23", "financial year", "total", "Total")
    other = pd.DataFrame([dict(zip(KEY, key, strict=True)) | {"value": 40.0, "marker": "", "status": "local"}])
    holds = threading.Event()

    class Profile:
        round_base = 0

    def add():
        with lock(own):
            before = Shown.read(own / "released.csv")
            holds.set()
            time.sleep(0.5)
            before.with_release(other, Profile).write(own / "released.csv")

    adding = threading.Thread(target=add)
    adding.start()
    holds.wait()
    local.record_release(catalogue, catalogue.area("Fife"), own)
    adding.join()
    assert sorted(row["value"] for row in Shown.read(own / "released.csv").rows) == ["12", "40"]
