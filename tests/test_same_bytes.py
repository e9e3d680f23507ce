"""The same inputs give the same bytes on two machines that have nothing in common; ``make same-bytes`` makes all."""

import json
from pathlib import Path

import pytest
from batch_checks import differences
from same_bytes import MOMENT, ODD, PLAIN, files_of, make, run

from cjtools.kinds import FORMS
from cjtools.paths import folders

pytestmark = pytest.mark.batch  # reports are made twice, once without warm kernels
EXAMPLES = folders().root / "docs" / "examples"
OWN = [(EXAMPLES / "local-outcome", "fife"), (EXAMPLES / "evidence" / "evidence.xlsx", "fife/evidence.xlsx")]
AREAS, OUTCOMES = ["fife", "orkney-islands"], ["police-custody", "annual_report"]
OF_RUN = {"ledger.csv", "pages.csv", "run.json", ".lock"}  # how long it took, and keys with a secret of the place
ABOUT = """
import json, locale, os, time
import matplotlib
print(json.dumps([hash("a"), time.strftime("%Z"), time.strftime("%d"), matplotlib.rcParams["font.size"],
                  locale.getpreferredencoding(), oct(os.umask(0)), os.environ["HOME"]]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of both machines, and what each published."""
    folder = tmp_path_factory.mktemp("machines")
    return folder, [make(folder, machine, AREAS, OUTCOMES, "all", OWN) for machine in (PLAIN, ODD)]


@pytest.mark.reliability(
    "same bytes",
    "a batch on two machines unlike in time zone, language, hash seed, umask, folder, own settings of Matplotlib and "
    "IPython, processes, warm kernels, order, times of files, processor and threads of arithmetic",
    "the published folders are the same to the byte: pages, tables, PDF, Word, spreadsheets, feed",
    tries=2,
)
def test_two_machines_publish_the_same_bytes(made):
    """Every kind of file is among them."""
    one, other = map(files_of, made[1])
    assert differences(one, other) == []
    assert {Path(name).suffix for name in one} >= {*FORMS, ".html", ".csv", ".json", ".xml", ".txt"}
    assert {f"{area}/{outcome}.html" for area in AREAS for outcome in OUTCOMES} <= one.keys()


@pytest.mark.reliability(
    "same bytes",
    "the same two machines: executed notebooks, processed tables, records kept, what stays behind",
    "the same to the byte, but for run time and keys with a secret of the place",
    tries=2,
)
def test_what_is_kept_is_the_same_too(made):
    """Nothing of a machine, of its user or of its folder is in what is kept."""
    for part in ("outputs", "data/processed"):
        kept = [files_of(made[0] / machine.name / "project" / part) for machine in (PLAIN, ODD)]
        other = [name for name in differences(*kept) if Path(name).name not in OF_RUN]
        assert other == [] and len(kept[0]) > 20
    for path in (made[0] / ODD.name / "project" / "outputs").rglob("*"):
        content = path.read_bytes() if path.is_file() and path.name != "run.json" else b""
        assert ODD.name.encode() not in content and str(made[0]).encode() not in content, path


def test_the_machines_are_unlike(made):
    """Else the same bytes would say nothing."""
    said = []
    for machine in (PLAIN, ODD):
        place = made[0] / machine.name
        said.append(json.loads(run(machine, place / "project", place / "user", "-c", ABOUT)))
    assert all(one != other for one, other in zip(*said, strict=True)), said
    assert (said[1][3], said[1][5]) == (31, "0o77")


def test_times_are_among_the_bytes_and_set_by_the_variable(made):
    """What was told to be the moment stands in the feed, and in the list of files."""
    feed = (made[1][0] / "feed.xml").read_text(encoding="utf-8")
    assert MOMENT == "1796040000" and "2026-11-30T12:00:00Z" in feed
