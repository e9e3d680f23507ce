"""Records that were kept are those that would be worked out, or they are not used."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import ROOT

from cjtools import made_with
from cjtools.catalogue import load
from cjtools.intake.store import read_observations
from cjtools.results import kept, nation, records
from cjtools.results.kept import Kept, kept_of
from cjtools.results.records import Records

YEAR, COMPARE = "2024-25", "deprivation"
SOME = ["cpo_requirements", "dtto_endings", "cpo_court"]


@pytest.fixture
def root(tmp_path, processed, catalogue):
    """A project of its own: catalogue files and processed tables."""
    shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "catalogue")
    (tmp_path / "processed").mkdir()
    shutil.copy(processed / "observations.csv", tmp_path / "processed")
    return SimpleNamespace(root=tmp_path, catalogue=tmp_path / "catalogue", processed=tmp_path / "processed")


def opened(root, compare=COMPARE):
    """Return the national view of a project."""
    return nation.nation_of(load(root.catalogue), root, YEAR, compare)


def files(root):
    """Return the files of kept records."""
    return sorted((root.processed / "records").glob("*"))


def test_indicators_are_read_back_as_they_were(catalogue, observations, tmp_path):
    """To the bit: columns, types, order, cells; every fourth one, those without any figure among them."""
    peers = nation.peers_by_council(COMPARE, catalogue)
    worked_out = Records(catalogue, observations, YEAR, peers)
    store = Kept(tmp_path / "records", "one state", "x")
    for name, indicator in list(catalogue.indicators.items())[::4]:
        store.write(indicator, worked_out.of(name))
        again = store.read(indicator)
        if again is None:
            assert worked_out.of(name).empty
            continue
        pd.testing.assert_frame_equal(again, worked_out.of(name), check_exact=True)
    assert len(list((tmp_path / "records").glob("*.npz"))) > 20


def test_a_later_process_works_nothing_out(root, monkeypatch):
    """Another national view of the same project reads what the first kept."""
    first = {name: opened(root).records(name) for name in SOME}
    assert len(files(root)) == len(SOME)
    monkeypatch.setattr(records, "calculate", lambda *_: pytest.fail("worked out again"))
    later = opened(root)
    for name in SOME:
        pd.testing.assert_frame_equal(later.records(name), first[name], check_exact=True)


def change_figure(root):
    path = root.processed / "observations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",illustrative\n", ",published\n", 1), encoding="utf-8")


def change_shared_words(root):
    path = root.catalogue / "places.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def flip_a_byte(root):
    for path in files(root):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)


def cut_short(root):
    for path in files(root):
        path.write_bytes(path.read_bytes()[:-300])


def unknown_compression(root):
    """In the directory at the end, as a byte that a disk has lost."""
    for path in files(root):
        data = bytearray(path.read_bytes())
        data[data.rfind(b"PK\x01\x02") + 10] = 99
        path.write_bytes(data)


def empty(root):
    for path in files(root):
        path.write_bytes(b"")


@pytest.mark.parametrize(
    "change", [change_figure, change_shared_words, flip_a_byte, cut_short, unknown_compression, empty]
)
def test_what_is_out_of_date_or_torn_is_worked_out_again(root, monkeypatch, change):
    """And kept anew, in the same place."""
    name = SOME[0]
    opened(root).records(name)
    change(root)
    calls, calculate = [], records.calculate
    monkeypatch.setattr(records, "calculate", lambda *given: calls.append(1) or calculate(*given))
    opened(root).records(name)
    opened(root).records(name)
    assert len(calls) == 1
    assert len(files(root)) == 1


@pytest.mark.parametrize("what", ["words", "package", "year", "compare"])
def test_other_words_code_year_or_comparison_have_other_records(root, monkeypatch, what):
    """The key is that of everything that they are made of."""
    name = SOME[0]
    indicator = load(root.catalogue).indicators[name]
    kept_of(root, YEAR, COMPARE).write(indicator, opened(root).records(name))
    assert kept_of(root, YEAR, COMPARE).read(indicator) is not None
    year, compare = YEAR, COMPARE
    if what == "words":
        indicator = indicator.model_copy(update={"name": "Other words"})
    elif what == "package":
        monkeypatch.setattr(kept, "environment", lambda: {"cjtools": "edited"})
    elif what == "year":
        year = "2023-24"
    else:
        compare = "density"
    assert kept_of(root, year, compare).read(indicator) is None


def test_figures_that_are_written_while_they_are_read_are_not_kept(root, monkeypatch):
    """They would be taken for the new ones ever after; nor are records of words from elsewhere."""
    read = nation.read_observations

    def read_too_early(processed):
        found = read(processed)
        change_figure(root)
        return found

    monkeypatch.setattr(nation, "read_observations", read_too_early)
    assert len(opened(root).records(SOME[0])) and files(root) == []
    monkeypatch.undo()
    words = load(root.catalogue)
    assert len(nation.nation_of(replace(words), root, YEAR, COMPARE).records(SOME[0])) and files(root) == []
    opened(root).records(SOME[0])
    assert len(files(root)) == 1


def test_figures_of_an_areas_own_are_never_kept(catalogue, root):
    """They are protected each time they are shown, and stand in no other file."""
    whole = opened(root)
    own = Records(catalogue, read_observations(root.processed), YEAR, whole.known.peers, whole.known)
    own._own_measures = {term.measure for one in catalogue.indicators.values() for term in one.terms}
    own.of(SOME[0])
    assert files(root) == []


def test_code_that_was_edited_since_it_was_imported_keeps_nothing(root, monkeypatch):
    """A notebook that runs on works with older code than the key would say."""
    monkeypatch.setattr(made_with, "_AT_IMPORT", ())
    opened(root).records(SOME[0])
    assert files(root) == []


def test_a_folder_that_cannot_be_written_to_is_no_fault(root):
    """Then records are worked out each time."""
    (root.processed / "records").write_text("in the way", encoding="utf-8")
    assert len(opened(root).records(SOME[0]))


def test_records_that_would_come_back_otherwise_are_not_kept(catalogue, tmp_path):
    """Say, with a number among the words."""
    store = Kept(tmp_path, "one state", "x")
    indicator = next(iter(catalogue.indicators.values()))
    odd = pd.DataFrame({"note": pd.Series(["a", 1], dtype=object), "value": [1.0, 2.0]})
    store.write(indicator, odd)
    assert store.read(indicator) is None
    store.write(indicator, odd.assign(note=pd.Series(["a", ""], dtype=object)))
    assert store.read(indicator)["note"].tolist() == ["a", ""]
