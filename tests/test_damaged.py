"""Files that cjtools keeps for itself are damaged in every way that a disk or a hand can: nothing false is believed.

What can be made again is; what cannot, because it says what earlier reports have shown, is refused and not forgotten.
"""

import json
import random
import shutil
from contextlib import nullcontext
from dataclasses import replace

import fake_makers
import numpy as np
import pandas as pd
import pytest
import stand_ins
from conftest import ROOT
from stand_ins import OUTCOME, YEAR, made, parts
from test_build import own_table
from test_build import run as called

from cjtools import catalogue, cli
from cjtools.batch import planning
from cjtools.batch import run as batch
from cjtools.batch.ledger import DONE, FAILED, Ledger
from cjtools.batch.planning import choose, plan
from cjtools.disclosure import Ledger as Shown
from cjtools.disclosure.ledger import COLUMNS, KEY
from cjtools.errors import CatalogueError, CjtoolsError
from cjtools.intake.build import build, is_current
from cjtools.results import distance_editions
from cjtools.results.kept import Kept
from cjtools.sealed_csv import read_sealed, write_sealed

AREAS = ("Fife", "Moray")


def cut(content, chance):
    """Cut the end off, as a disk does that was full or lost power."""
    return content[: chance.randrange(len(content))]


def flip(content, chance):
    """Change some bits of a byte."""
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ chance.randrange(1, 256)]) + content[place + 1 :]


def lose_a_piece(content, chance):
    """Take something out of the middle."""
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randrange(1, 200) :]


def fill_with_nothing(content, chance):
    """Have zeros from some place on, as some disks do after a loss of power."""
    place = chance.randrange(len(content))
    return content[:place] + bytes(len(content) - place)


WAYS = (cut, flip, lose_a_piece, fill_with_nothing)


def damages(content, tries):
    """Yield damaged versions of what a file holds, in each way as often, the same ones each time."""
    chance = random.Random(9)
    for number in range(tries):
        damaged = WAYS[number % len(WAYS)](content, chance)
        if damaged != content:
            yield damaged


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project that all tests here work in."""
    with pytest.MonkeyPatch.context() as patch:
        yield stand_ins.project(tmp_path_factory.mktemp("damaged") / "home", patch)


@pytest.fixture(scope="module")
def undisturbed(home):
    """A folder of outputs that a run made which met nothing; copied by each test that damages it."""
    stand_ins.run(home, *AREAS)
    return home / "outputs"


class Now:
    """What reports are made of now."""

    def of(self, *_):
        return "a" * 64


@pytest.mark.reliability("faults", "the ledger is damaged", "no report passes for made that is not", tries=400)
def test_a_damaged_ledger_makes_nothing_true(tmp_path, tries):
    """Each line that is still believed is as it was written, or of files that are not there."""
    for area in ("angus", "fife", "moray"):
        for name in (f"{OUTCOME}{suffix}" for suffix in (".html", "-data.html", ".csv", ".json")):
            (tmp_path / area).mkdir(exist_ok=True)
            (tmp_path / area / name).write_text(f"{area} {name}", encoding="utf-8")
        Ledger(tmp_path).record(area, OUTCOME, DONE, "a" * 64)
    before, content, lost = Ledger(tmp_path).rows, (tmp_path / "ledger.csv").read_bytes(), 0
    for damaged in damages(content, tries):
        (tmp_path / "ledger.csv").write_bytes(damaged)
        ledger = Ledger(tmp_path)
        assert all(len(row) == len(before["fife", OUTCOME]) for row in ledger.rows.values())
        for key, row in ledger.rows.items():
            is_believed = row["state"] == DONE and row["inputs_sha256"] == Now().of()
            if is_believed and ledger._files_sha256(*key) == row["files_sha256"]:
                assert row["files_sha256"] == before[key]["files_sha256"]
        lost += ledger.is_torn
    ledger.record("fife", OUTCOME, DONE, "a" * 64)
    assert ("fife", OUTCOME) in Ledger(tmp_path).rows and not Ledger(tmp_path).is_torn
    assert lost > tries / 4


@pytest.mark.reliability(
    "faults",
    "the ledger lost some lines",
    "the run and run.json say so; only what was lost is made again",
)
def test_what_a_torn_ledger_lost_is_told_and_made_again(home, undisturbed, tmp_path, capsys):
    """A line that is whole still counts."""
    out = shutil.copytree(undisturbed, tmp_path / "outputs")
    path = out / YEAR / "ledger.csv"
    path.write_bytes(path.read_bytes()[:-20])
    results, current = stand_ins.run(home, *AREAS, out=out)
    assert ([result.task.slug for result in results], current) == (["moray"], 1)
    assert f"{path} was damaged: reports whose lines could not be read count as not made" in capsys.readouterr().err
    assert json.loads((out / YEAR / "run.json").read_text(encoding="utf-8"))["ledger was damaged"] is True
    assert made(out / YEAR) == made(undisturbed / YEAR)
    stand_ins.run(home, *AREAS, out=out)
    assert json.loads((out / YEAR / "run.json").read_text(encoding="utf-8"))["ledger was damaged"] is False
    assert capsys.readouterr().err == ""


@pytest.mark.reliability(
    "faults",
    "the ledger lost some lines, and a run makes other reports",
    "each that lost its record is named, status 1, until it is made again",
)
def test_what_lost_its_record_is_named_until_it_is_made_again(home, undisturbed, tmp_path, monkeypatch, capsys):
    """The run writes the ledger anew, so that it looks whole; the page stands there and in no index."""
    out = shutil.copytree(undisturbed, tmp_path / "outputs")
    path = out / YEAR / "ledger.csv"
    path.write_bytes(path.read_bytes()[:-20])
    monkeypatch.setattr(cli, "build_when_needed", lambda *_: None)
    monkeypatch.setattr(planning, "years_with_figures", lambda *_: [YEAR])
    monkeypatch.setattr(batch, "make", fake_makers.steady)
    monkeypatch.setattr(batch, "warm_kernels", lambda *_: nullcontext(False))
    asked = ("report", "--jobs", 1, "--out", out, "--outcome", OUTCOME, "--area")
    again = f'cjtools report --area moray --outcome {OUTCOME} --year {YEAR} --out "{out}"'
    said = (
        f"{out / YEAR / 'moray' / OUTCOME}.html: no record tells of this report, so it is in no index and is not "
        f"published. To do: make it again: {again}; or take its files away"
    )
    for _ in range(2):  # the second time the ledger is whole
        status, _, told = called(monkeypatch, capsys, *asked, "fife")
        assert status == 1 and f"not recorded: {said}" in told
        assert json.loads((out / YEAR / "run.json").read_text("utf-8"))["reports without a record"] == [said]
        assert not Ledger(out / YEAR).is_torn
    status, _, told = called(monkeypatch, capsys, *asked, "moray")
    assert status == 0 and "not recorded" not in told
    assert made(out / YEAR) == made(undisturbed / YEAR)


def test_a_report_that_lost_its_record_keeps_the_forms_that_stand_there(home, tmp_path):
    """Nobody has to know by heart in which forms it was asked for."""
    out = tmp_path / "outputs"
    asked = plan(choose(catalogue.load(), ["Fife"], [OUTCOME]), YEAR, out, forms=(".xlsx", ".ods"))
    batch.run(asked, batch.How(1), maker=fake_makers.write)
    (out / YEAR / "ledger.csv").write_bytes(b"")
    batch.run([replace(task, forms=()) for task in asked], batch.How(1), maker=fake_makers.write)
    assert Ledger(out / YEAR).forms_of("fife", OUTCOME) == (".xlsx", ".ods")
    assert {path.suffix for path in (out / YEAR / "fife").glob(f"{OUTCOME}.*")} >= {".xlsx", ".ods", ".html"}


@pytest.mark.reliability(
    "faults", "reports are removed while the run goes on that made them", "they count as failed; a rerun makes them"
)
def test_reports_that_are_removed_meanwhile_are_not_told_as_made(home, tmp_path):
    """Somebody tidies up the folder."""
    out = tmp_path / "outputs"

    def make(task, seconds):
        if task.area == "Moray":
            shutil.rmtree(out / YEAR / "fife")
        return fake_makers.steady(task, seconds)

    results, _ = stand_ins.run(home, *AREAS, maker=make, out=out)
    error = "its files were removed while the run went on"
    assert [(result.task.area, result.state, result.error) for result in results] == [
        ("Fife", FAILED, error),
        ("Moray", DONE, ""),
    ]
    assert Ledger(out / YEAR).rows["fife", OUTCOME]["error"] == error
    results, current = stand_ins.run(home, *AREAS, out=out)
    assert ([result.task.area for result in results], current) == (["Fife"], 1)


@pytest.mark.reliability(
    "faults", "files of the outputs are damaged, emptied, lost, swapped", "a rerun gives the same bytes", tries=16
)
def test_whatever_of_the_outputs_is_damaged_is_made_again(home, undisturbed, tmp_path, tries):
    """Reports, notebooks, pages above them, both ledgers, the record of the run: several at a time, any of them.

    Another notebook in the place of one is not seen: they are kept to be opened, and may be saved.
    """
    expected, chance = made(undisturbed / YEAR), random.Random(5)
    out = shutil.copytree(undisturbed, tmp_path / "outputs")
    for number in range(tries):
        files = sorted(path for path in (out / YEAR).rglob("*") if path.is_file() and path.name != ".lock")
        for path in chance.sample(files, 4):
            way = (*WAYS[::3], None, "swap")[number % 4]
            if way is None:
                path.unlink()
            elif way == "swap":
                other = chance.choice([each for each in files if each.is_file() and each.suffix != ".ipynb"])
                path, content = (other, other.read_bytes()) if path.suffix == ".ipynb" else (path, path.read_bytes())
                path.write_bytes(other.read_bytes())
                other.write_bytes(content)
            else:
                path.write_bytes(way(path.read_bytes()[:-1] or b"x", chance))
        stand_ins.run(home, *AREAS, out=out)
        assert made(out / YEAR) == expected, (number, way)
        assert not parts(out)


def kept_records(folder):
    """Keep records of a made-up indicator; return the store, what stands for the indicator, and the records."""
    chance = np.random.default_rng(3)
    words = {name: pd.Series([f"{name} {n % 7}" for n in range(60)], dtype=object) for name in ("area_code", "period")}
    records = pd.DataFrame(words | {"value": chance.normal(size=60), "lower": chance.normal(size=60)})
    store = Kept(folder, "one state", "x")

    class Indicator:
        id = "made"

        def model_dump_json(self):
            return "{}"

    store.write(Indicator(), records)
    return store, Indicator(), records


@pytest.mark.reliability(
    "faults", "kept records are damaged", "they are worked out again: never read otherwise than they were", tries=800
)
def test_damaged_records_are_read_as_they_were_or_not_at_all(tmp_path, tries):
    """No error, whatever the reader of the file meets."""
    store, indicator, records = kept_records(tmp_path)
    (path,) = tmp_path.glob("*.npz")
    content, refused = path.read_bytes(), 0
    pd.testing.assert_frame_equal(store.read(indicator), records, check_exact=True)
    for damaged in damages(content, tries):
        path.write_bytes(damaged)
        found = store.read(indicator)
        refused += found is None
        assert found is None or found.equals(records)
    assert refused > tries / 2


def shown(folder):
    """Write a ledger of two releases; return its path and rows."""
    frame = pd.DataFrame(
        [
            dict(zip(KEY, ("orders", "S12000047", year, "financial year", "total", part), strict=True))
            | {"value": value, "marker": "", "status": "local"}
            for year in ("2023-24", "2024-25")
            for part, value in (("Total", 52.0), ("a", 40.0), ("b", 12.0))
        ]
    )

    class Profile:
        round_base = 0

    ledger = Shown().with_release(frame.iloc[:3], Profile).with_release(frame, Profile)
    ledger.write(folder / "released.csv")
    return folder / "released.csv", ledger.rows


@pytest.mark.reliability(
    "faults", "what earlier reports have shown is damaged", "refused: it never counts as less than it was", tries=400
)
def test_a_damaged_record_of_what_was_shown_is_refused(tmp_path, tries):
    """Taken for empty, or for the part that is left, it would let a later report give away what was hidden."""
    path, rows = shown(tmp_path)
    content, refused = path.read_bytes(), 0
    assert Shown.read(path).rows == rows
    for damaged in damages(content, tries):
        path.write_bytes(damaged)
        try:
            assert Shown.read(path).rows == rows
        except CatalogueError:
            refused += 1
    assert refused > tries * 0.95


@pytest.mark.reliability("faults", "what earlier reports have shown is cut off at the end of a line", "refused")
@pytest.mark.parametrize("lines", range(10))
def test_a_record_of_what_was_shown_that_ends_early_is_refused(tmp_path, lines):
    """Without its last line each would pass for a whole one: the control reads it so."""
    path, rows = shown(tmp_path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))
    with pytest.raises(CatalogueError):
        Shown.read(path)
    if lines:
        assert len(pd.read_csv(path)) == min(lines - 1, len(rows))


@pytest.mark.reliability(
    "faults",
    "a link that leads nowhere, or a folder, where that record was",
    "refused",
)
@pytest.mark.parametrize("name", ["released.csv", "released_means.csv"])
def test_something_else_in_the_place_of_the_record_is_not_an_empty_one(tmp_path, name):
    """A link that leads nowhere looks as if there were no file."""

    def read():
        if name == "released_means.csv":
            return distance_editions.read_released(tmp_path)
        return Shown.read(tmp_path / name).rows

    assert not read()
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(CatalogueError, match=f"{name}: is not a file. To do: put back a copy"):
        read()
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    with pytest.raises(CatalogueError, match=f"{name}: is not a file"):
        read()


def test_a_sealed_table_may_be_saved_by_a_spreadsheet_program(tmp_path):
    """Other line ends and blanks are no damage; other cells are."""
    rows = [{"a": "one  two", "b": "x"}, {"a": "three\nfour", "b": 2.5}, {"a": "ä, ö"}]
    path = tmp_path / "a.csv"
    write_sealed(path, ("a", "b"), rows)
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    found = read_sealed(path, ("a", "b"))
    assert [row["b"] for row in found] == ["x", "2.5", ""] and found[1]["a"].split() == ["three", "four"]
    path.write_text(text.replace("2.5", "2.6"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="lines were lost or changed"):
        read_sealed(path, ("a", "b"))


def test_a_record_of_many_years_is_not_too_large(tmp_path):
    """It grows with each release; refused for its size it would stop all reports of its area."""
    row = dict.fromkeys(COLUMNS, "x" * 100)
    write_sealed(tmp_path / "released.csv", COLUMNS, [row] * 3_000)
    assert (tmp_path / "released.csv").stat().st_size > 2_000_000
    assert len(Shown.read(tmp_path / "released.csv").rows) == 3_000


@pytest.fixture(scope="module")
def built(tmp_path_factory, catalogue):
    """Processed tables of one small file, and the command that makes them."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "raw").mkdir()
    own_table(folder / "raw" / "a.csv", {})
    given = catalogue, [folder / "raw"], folder / "processed", ROOT / "data" / "catalogue"
    build(*given)
    return given


@pytest.mark.reliability(
    "faults", "processed tables or build.json are damaged", "seen, and built again to the same bytes", tries=80
)
def test_damaged_tables_are_built_again(built, tries):
    """None of them is read before."""
    _, raw, processed, words = built
    files = sorted(path for path in processed.iterdir() if path.suffix in (".csv", ".json"))
    expected = {path: path.read_bytes() for path in files}
    assert is_current(processed, raw, words)
    for number, path in enumerate(files * (tries // len(files))):
        for damaged in damages(expected[path], 4 * (number < len(files)) or 1):
            path.write_bytes(damaged)
            assert not is_current(processed, raw, words) or json.loads(damaged) == json.loads(expected[path])
            path.write_bytes(expected[path])
    for path in files:
        path.unlink()
        assert not is_current(processed, raw, words)
    (processed / ".observations.csv.0a1b2c3d.part").touch()
    build(*built)
    assert {path: path.read_bytes() for path in files} == expected and not parts(processed)


def test_a_build_that_names_no_table_is_not_whole(built):
    """As a record that was cut and mended by hand would be."""
    _, raw, processed, words = built
    path = processed / "build.json"
    before = path.read_text(encoding="utf-8")
    path.write_text(json.dumps(json.loads(before) | {"tables_sha256": {}}), encoding="utf-8")
    assert not is_current(processed, raw, words)
    path.write_text(before, encoding="utf-8")
    assert is_current(processed, raw, words)


def test_two_builds_wait_for_each_other(built, monkeypatch):
    """Tables of one beside the record of another would pass for whole."""
    from cjtools.intake import build as module
    from cjtools.writing import lock

    monkeypatch.setattr(module, "SECONDS_TO_WAIT", 0.1)
    with lock(built[2]), pytest.raises(CjtoolsError, match="another run of cjtools is writing here"):
        build(*built)
    build(*built)
