"""data/raw to data/processed: what is right is kept, what is not is named, and no file stops a build."""

import json
import os
import shutil
import sys
from dataclasses import replace

import pytest
from workbooks import ROOT, as_csv, book, layout, raw_book, sheet_xml

from cjtools import cli
from cjtools.errors import CheckFailed, LayoutError
from cjtools.extract.layouts import OWN_TABLE
from cjtools.intake import build as builds
from cjtools.intake.build import build, fingerprint, is_current, raw_files
from cjtools.intake.store import read_observations, read_table, read_told, sha256_of

COLUMNS = ["Area,area", "Year,period", "Orders,value,cpo_imposed"]
ROWS = [["Test"], ["Area", "Year", "Orders"], ["Fife", "2022-23", 5], ["Moray", "2022-23", 6]]
OWN = ["cpo_imposed", "S12000047", "Fife", "2021-22", "financial year", "total", "Total", "4", "", "jsw_bulletin",
       "2020-21", "Table 1", ""]  # fmt: skip


@pytest.fixture
def raw(tmp_path):
    """An empty data/raw."""
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.fixture
def words(tmp_path, catalogue):
    """The catalogue with one small layout in place of its own."""
    return replace(catalogue, layouts=[layout(tmp_path / "catalogue", COLUMNS)])


def built(words, *folders):
    """Build some folders."""
    here = folders[0].parent
    return build(words, list(folders), here / "processed", here / "catalogue")


def own_table(path, *changes):
    """Write an own table."""
    rows = [[change.get(name, cell) for name, cell in zip(OWN_TABLE, OWN, strict=True)] for change in changes]
    path.write_text(as_csv([OWN_TABLE, *rows]), encoding="utf-8")


def run(monkeypatch, capsys, *arguments):
    """Run a command in this process; return its status, what it said and what it complained of."""
    monkeypatch.setattr(sys, "argv", ["cjtools", *map(str, arguments)])
    try:
        cli.main()
        status = 0
    except SystemExit as stop:
        status = stop.code
    return status, *capsys.readouterr()


def test_the_newest_of_five_published_values_is_used_and_four_are_kept(observations, processed):
    """Community payback orders commenced in 2016-17, Scotland: 19,136 19,196 19,206 19,202 and now 19,200."""
    key = {"measure": "cpo_imposed", "area_code": "S92000003", "period": "2016-17", "breakdown": "total"}
    used = observations[(observations[list(key)] == list(key.values())).all(axis=1)]
    assert used["value"].tolist() == [19200] and used["status"].tolist() == ["published"]
    revisions = read_table(processed, "revisions")
    kept = revisions[(revisions[list(key)] == list(key.values())).all(axis=1)].sort_values("edition")
    assert kept["value"].tolist() == ["19136", "19196", "19206", "19202"]
    assert set(kept["replaced_value"]) == {"19200"}


def test_the_printed_completion_rate_of_2011_12_is_the_newer_definition(observations):
    """71.9 since the publication of 2017-18 (transfers out of the base); 68.8 before is a revision."""
    key = {"measure": "cpo_completion_rate", "area_code": "S92000003", "period": "2011-12"}
    used = observations[(observations[list(key)] == list(key.values())).all(axis=1)]
    assert used["value"].tolist() == [71.9]


def test_the_project_data_is_read_without_a_problem(processed, observations):
    """Every file of data/raw, every observation with a value or a marker; made-up figures only from their folder."""
    assert all(file["problems"] == [] and file["not_used"] == "" for file in read_told(processed).files)
    made_up = observations[observations["status"] == "illustrative"]
    assert set(made_up["file"].str.split("/").str[0]) == {"illustrative"} and len(made_up) < len(observations)
    assert (observations["value"].notna() | (observations["marker"] != "")).all()
    assert len(read_table(processed, "problems")) == 0


def test_each_file_says_what_became_of_it(raw, words):
    """Layout, edition, status, observations, and which tables are read by assumption."""
    book(raw / "a.xlsx", {"S": ROWS})
    own_table(raw / "own.csv", {})
    first, second = built(words, raw).files
    assert (first.file, first.layout, first.source, first.edition) == ("a.xlsx", "test", "recorded_crime", "2022-23")
    assert (first.status, first.observations, first.problems) == ("published", 2, [])
    assert (second.layout, second.edition, second.observations) == ("own_table", "2020-21", 1)
    assert len(read_observations(raw.parent / "processed")) == 3


def test_lock_files_hidden_files_notes_and_local_evidence_are_not_looked_at(raw, words):
    """Sub-folders are; their files keep their path."""
    for name in ("~$a.xlsx", ".a.xlsx", ".git/a.xlsx", "local/fife/a.xlsx", "README.md", "2024/deep/a.xlsx"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        book(raw / name, {"S": ROWS}) if name.endswith("xlsx") else (raw / name).write_text("x")
    assert [file.file for file in built(words, raw).files] == ["2024/deep/a.xlsx"]


def test_two_folders_with_a_file_of_the_same_name_are_told_apart(tmp_path, raw, words):
    """Their names get the folder in front; the others stay short."""
    other = tmp_path / "other"
    other.mkdir()
    book(raw / "a.xlsx", {"S": ROWS})
    book(raw / "b.xlsx", {"S": [["Nothing"]]})
    book(other / "a.xlsx", {"S": [["Test"], ["Area", "Year", "Orders"], ["Fife", "2021-22", 5]]})
    result = built(words, raw, other)
    assert [file.file for file in result.files] == ["b.xlsx", "other/a.xlsx", "raw/a.xlsx"]
    assert set(result.observations["file"]) == {"other/a.xlsx", "raw/a.xlsx"}


def test_a_copy_under_another_title_is_used_once_and_told(raw, words):
    """Two publications came under the bytes of a third."""
    book(raw / "crime.xlsx", {"S": ROWS})
    shutil.copy(raw / "crime.xlsx", raw / "reconvictions.xlsx")
    result = built(words, raw)
    assert len(result.observations) == 2
    assert [str(problem) for problem in result.problems] == [
        "reconvictions.xlsx: not used: byte for byte the same as crime.xlsx. To do: one of the two may be misnamed: "
        "keep the one whose title is right"
    ]


@pytest.mark.reliability(
    "files",
    "links that lead nowhere or to a folder, a pipe, a device, an empty file, a film of 3 GB",
    "each named, none opened; the others are read",
)
def test_what_is_no_file_to_read_is_named_and_not_opened(raw, words, monkeypatch):
    """Whoever opens a pipe waits for ever, and a film takes minutes to read through."""
    book(raw / "a.xlsx", {"S": ROWS})
    (raw / "gone.xlsx").symlink_to(raw / "nowhere.xlsx")
    (raw / "more").symlink_to(raw.parent)
    (raw / "zero.csv").symlink_to("/dev/zero")
    os.mkfifo(raw / "pipe.csv")
    for name in ("empty.csv", "empty too.csv", "empty.xlsx"):
        (raw / name).touch()
    for name in ("film.mp4", "large.csv", "large too.csv"):
        with (raw / name).open("wb") as stream:
            stream.truncate(3 << 30)
    hashed = []
    monkeypatch.setattr(builds, "sha256_of", lambda path: hashed.append(path.name) or sha256_of(path))
    result = built(words, raw)
    not_a_file = "is no file that can be read, but a folder, a pipe or a link that leads nowhere"
    put = "To do: put the file itself in its place, or take it away"
    link = "a link to a folder, which is not followed. To do: name the folder with --raw, or copy it here"
    size = "has 3072 MB; up to 100 MB are read. To do: keep only the rows that are needed"
    assert [str(problem) for problem in result.problems] == [
        "empty too.csv: is empty. To do: fetch it again",
        "empty.csv: is empty. To do: fetch it again",
        "empty.xlsx: is empty. To do: fetch it again",
        f"gone.xlsx: not used: {not_a_file}. {put}",
        f"large too.csv: {size}",
        f"large.csv: {size}",
        f"more: not used: {link}",
        f"pipe.csv: not used: {not_a_file}. {put}",
        f"zero.csv: not used: {not_a_file}. {put}",
    ]
    assert len(result.observations) == 2
    assert not {"film.mp4", "large.csv", "large too.csv"} & set(hashed)
    assert is_current(raw.parent / "processed", [raw], raw.parent / "catalogue")


def test_two_files_of_one_edition_agree_or_stop_the_build(raw, words):
    """The same figures twice count once; different figures for one thing are a contradiction that names both cells."""
    book(raw / "a.xlsx", {"S": ROWS})
    book(raw / "b.xlsx", {"S": [*ROWS, ["Angus", "2022-23", 7]]})
    assert len(built(words, raw).observations) == 3
    book(raw / "b.xlsx", {"S": [*ROWS[:2], ["Fife", "2022-23", 8]]})
    with pytest.raises(
        CheckFailed,
        match=r"a.xlsx, sheet S, cell C3: cpo_imposed \(Total, Fife, 2022-23\) is 5 here and 8 in b.xlsx, S!C3",
    ):
        built(words, raw)


def test_a_published_file_replaces_the_illustrative_one_and_its_problems(raw, words):
    """Whatever was wrong with the made-up file no longer matters."""
    (raw / "illustrative").mkdir()
    book(raw / "illustrative" / "a.xlsx", {"S": [["ILLUSTRATIVE: Test"], *ROWS[1:], ["Nowhere", "2022-23", 1]]})
    result = built(words, raw)
    assert set(result.observations["status"]) == {"illustrative"} and len(result.problems) == 1
    book(raw / "b.xlsx", {"S": ROWS})
    result = built(words, raw)
    assert set(result.observations["status"]) == {"published"} and result.problems == []
    assert [file.not_used for file in result.files] == [
        "",
        "illustrative figures, replaced by the published file of the same layout",
    ]


def test_a_file_that_no_layout_or_more_than_one_recognises_is_told(tmp_path, raw, words):
    """An analyst put it there to be read; documents beside it are only mentioned."""
    book(raw / "a.xlsx", {"S": [["Nothing"]]})
    book(raw / "b.xlsx", {"S": ROWS})
    (raw / "notes.pdf").write_bytes(b"%PDF")
    both = [*words.layouts, replace(words.layouts[0], id="twin")]
    said = [str(problem) for problem in built(replace(words, layouts=both), raw).problems]
    assert said[0].startswith(
        "a.xlsx: not used: recognised by no layout. To do: see what it holds with: cjtools inspect a.xlsx"
    )
    assert said[1].startswith("b.xlsx: not used: recognised by several layouts: test, twin") and len(said) == 2


def test_own_tables_without_rows_or_with_another_header_are_told(raw, words):
    """Neither is silently nothing."""
    own_table(raw / "empty.csv")
    (raw / "nearly.csv").write_text(",".join(OWN_TABLE[:-1]) + "\n", encoding="utf-8")
    (raw / "nothing.csv").write_text("1,2,3", encoding="utf-8")
    said = [problem.found for problem in built(words, raw).problems]
    assert said[0] == "not used: a header without any row"
    assert said[1] == "not used: looks like an own table, but its header is not: 'note' is missing"
    assert said[2] == "not used: recognised by no layout"


def test_a_contradiction_leaves_what_was_built_before(raw, words):
    """Nothing in data/processed changes."""
    own_table(raw / "a.csv", {})
    built(words, raw)
    before = {path.name: path.read_bytes() for path in (raw.parent / "processed").iterdir()}
    own_table(raw / "a.csv", {}, {"value": "5"})
    with pytest.raises(
        CheckFailed, match=r"a.csv, cell H2 \(Table 1\): cpo_imposed \(Total, Fife, 2021-22\) is 4 here and 5 in H3"
    ):
        built(words, raw)
    assert {path.name: path.read_bytes() for path in (raw.parent / "processed").iterdir()} == before


def test_the_statuses_of_the_command(raw, monkeypatch, capsys, tmp_path):
    """0 clean, 1 something was not read (the rest is written), 2 contradiction or wrong call (nothing is written)."""
    command = ["build", "--raw", raw, "--processed", tmp_path / "processed"]
    own_table(raw / "a.csv", {})
    assert run(monkeypatch, capsys, *command)[0] == 0
    own_table(raw / "a.csv", {}, {"area_code": "S12000015"})
    status, said, complained = run(monkeypatch, capsys, *command)
    assert status == 1 and "a.csv: 1 observations, published" in said
    assert "not read: a.csv, cell B3: area code 'S12000015' is not in areas.csv" in complained
    assert len(read_observations(tmp_path / "processed")) == 1
    own_table(raw / "a.csv", {}, {"value": "5"})
    status, said, complained = run(monkeypatch, capsys, *command)
    assert status == 2 and complained.startswith("error: a.csv, cell H2")
    status, said, complained = run(monkeypatch, capsys, "build", "--raw", tmp_path / "nowhere")
    assert status == 2 and complained == f"error: {tmp_path / 'nowhere'}: is not a folder\n"
    (tmp_path / "file").write_text("x")
    own_table(raw / "a.csv", {})
    status, said, complained = run(monkeypatch, capsys, *command[:3], "--processed", tmp_path / "file" / "in")
    assert status == 2 and complained.endswith("in: a file stands where its folder has to be: take it away\n")


def test_inputs_that_change_nothing_leave_the_tables_current(raw, words):
    """A new, changed or renamed input does; a lock file or a note does not."""
    processed, catalogue_folder = raw.parent / "processed", raw.parent / "catalogue"
    own_table(raw / "a.csv", {})
    assert not is_current(processed, [raw], catalogue_folder)
    built(words, raw)
    assert is_current(processed, [raw], catalogue_folder)
    (raw / "~$a.xlsx").write_text("x")
    (raw / "README.md").write_text("x")
    assert is_current(processed, [raw], catalogue_folder)
    own_table(raw / "a.csv", {"value": "5"})
    assert not is_current(processed, [raw], catalogue_folder)
    built(words, raw)
    (catalogue_folder / "indicators").mkdir()
    (catalogue_folder / "indicators" / "a.yaml").write_text("a: 1")
    assert not is_current(processed, [raw], catalogue_folder)  # what it goes without is told with what was not read
    built(words, raw)
    (catalogue_folder / "markers.csv").write_text("symbol\n")
    assert not is_current(processed, [raw], catalogue_folder)
    built(words, raw)
    (raw / "a.csv").rename(raw / "b.csv")
    assert not is_current(processed, [raw], catalogue_folder)
    (processed / "build.json").write_text("{")
    assert not is_current(processed, [raw], catalogue_folder)


def test_a_file_that_cannot_be_opened_has_no_fingerprint_of_its_own(tmp_path):
    """It does not stop the others from being told apart."""
    (tmp_path / "a").write_text("a")
    gone, there = fingerprint([("x", tmp_path / "gone")]), fingerprint([("x", tmp_path / "a")])
    assert gone != there == fingerprint([("x", tmp_path / "a")])


def test_a_slice_that_cannot_be_compared_does_not_stop_the_build(raw, catalogue, tmp_path):
    """Even as the only file; a slice that is locked to one group is left out, one of everyone is used."""
    head = "Generated by http://statistics.gov.scot,2016-02-18T12:09:41+00:00\nhttp://statistics.gov.scot/data/reconvictions,R\n"
    head += 'measure type,""\nAge,""\nGender,""\nMeasure (cell values): ,Ratio (Reconvictions Per Offender)\n\n,,u,u\n'
    head += "http://purl.org/linked-data/sdmx/2009/dimension#refArea,Reference Area,2004,2005\n"
    area = "http://statistics.gov.scot/id/statistical-geography/"
    (raw / "a.csv").write_text(
        f"{head}{area}S92000003,Scotland,0.71,0.68\n{area}S12000015,Fife,0.5,0.4\n", encoding="utf-8"
    )
    result = build(catalogue, [raw], tmp_path / "processed", tmp_path)
    assert len(result.observations) == 0 and "cannot be compared" in result.problems[0].found
    published = [ROOT / "data" / "raw" / "published"]
    result = build(catalogue, [raw, *published], tmp_path / "processed", tmp_path)
    assert "2 of 2 years differ" in result.problems[0].found
    assert "a.csv" not in set(result.observations["file"])
    (raw / "a.csv").write_text(
        f"{head}{area}S92000003,Scotland,0.61,0.6\n{area}S12000015,Fife,0.5,0.4\n", encoding="utf-8"
    )
    result = build(catalogue, [raw, *published], tmp_path / "processed", tmp_path)
    used = result.observations[result.observations["file"] == "a.csv"]
    assert result.problems == [] and used["area_code"].tolist() == ["S12000047", "S12000047"]


def odd_files(folder):
    """Write files that should not be there, or not like this."""
    folder.mkdir()
    old = b"\xd0\xcf\x11\xe0"
    plain = {
        "empty.csv": b"", "header.csv": ",".join(OWN_TABLE).encode(), "nul.csv": b"a\x00b",
        "cp1252.csv": b"S\xedar,1\n", "utf16.csv": "a,b".encode("utf-16"), "quotes.csv": b'a,"b\nc',
        "binary.csv": bytes(range(256)), "old.xls": old, "macro.xlsm": b"PK", "text.xlsx": b"Area,2023",
        "empty.xlsx": b"", "page.xlsx": b"<html>", "locked.xlsx": old, "notes.txt": b"x", "noname": b"x",
        "upper.XLSX": b"PK\x03\x04", "odd 'name' [1] & #2.csv": b"a;b\n1;2\n",
    }  # fmt: skip
    for name, data in plain.items():
        (folder / name).write_bytes(data)
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    raw_book(folder / "far.xlsx", sheet_xml(far))
    raw_book(folder / "dtd.xlsx", "<!DOCTYPE x>" + sheet_xml(far))
    raw_book(folder / "garbage.xlsx", "<worksheet><sheetData><row><c><v>1")
    whole = book(folder / "whole.xlsx", {"S": ROWS}).read_bytes()
    (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    book(folder / "nosheet.xlsx", {"empty": []})
    (folder / "folder.xlsx").mkdir()
    os.symlink(folder / "nowhere", folder / "broken.xlsx")
    return len(plain) + 7


@pytest.mark.reliability("files", "a folder of odd files and a good one", "each named; the good one is read")
def test_no_file_stops_a_build(raw, words, tmp_path):
    """Every odd file is named, the one that is right is read."""
    count = odd_files(raw / "odd")
    result = built(words, raw)
    assert len(result.files) == count and len(result.observations) == 2
    assert {file.file for file in result.files if not file.not_used} == {"odd/whole.xlsx"}
    told = {problem.file for problem in result.problems}
    assert told == {file.file for file in result.files if file.not_used} - {"odd/notes.txt", "odd/noname"}
    assert json.loads((tmp_path / "processed" / "build.json").read_text())


def test_names_that_are_no_text_do_not_stop_a_build(raw, words):
    """A file from another system can have bytes for a name that no encoding explains."""
    name = os.fsencode(raw) + b"/b\xff.csv"
    try:
        with open(name, "wb") as file:
            file.write(b"a,b\n")
    except OSError:
        pytest.skip("this file system takes only text for names")
    assert [file.file for file in built(words, raw).files] == ["b?.csv"]
    assert not is_current(raw, [raw], raw)


def test_a_raw_folder_that_is_none_is_refused(tmp_path, words):
    """With its name, before anything is read."""
    with pytest.raises(LayoutError, match=r"nowhere: is not a folder"):
        build(words, [tmp_path / "nowhere"], tmp_path / "p", tmp_path)
    assert raw_files([tmp_path / "nowhere"]) == []
