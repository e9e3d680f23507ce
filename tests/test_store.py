"""data/processed: written whole, read back as it was."""

import errno
import hashlib
import json
import re

import pandas as pd
import pytest

from cjtools.errors import Problem
from cjtools.intake.build import Built, FileRead
from cjtools.intake.checks import as_frame
from cjtools.intake.store import (
    read_observations,
    read_table,
    read_told,
    record_inputs,
    write_processed,
)
from cjtools.intake.tidy import OBSERVATION
from cjtools.writing import PART, remove_parts, write_atomically

ROW = {
    "measure": "cpo_imposed", "area_code": "S12000047", "period": "2022-23", "period_type": "financial year",
    "breakdown": "total", "category": "Total", "value": 12.0, "marker": "", "source": "jsw_part2_cpo",
    "edition": "2022-23", "file": "a.xlsx", "cell": "S!C2", "status": "published",
}  # fmt: skip


@pytest.fixture
def written(tmp_path, catalogue):
    """A processed folder with four observations and one problem."""
    rows = [ROW, ROW | {"category": "NA", "breakdown": "x", "value": 0.1 + 0.2}]
    rows += [ROW | {"period": "2021-22", "value": None, "marker": "[c]"}, ROW | {"period": "2020-21", "value": 0.0}]
    file = FileRead("a.xlsx", "f" * 64, "jsw_cpo", "jsw_part2_cpo", "2022-23", "published", 4)
    file.problems = [Problem("x, y", "a.xlsx", "S", "C2", "12", "do")]
    revisions = pd.DataFrame([{**ROW, "replaced_by": "2023-24", "replaced_value": 13.0}])
    built = Built([file], as_frame(rows)[OBSERVATION], revisions, file.problems)
    write_processed(built, tmp_path, catalogue)
    return tmp_path


def test_observations_come_back_as_they_were(written):
    """Whole numbers without '.0', every digit of others, a gap as a gap, 'NA' as text, zero as zero."""
    lines = (written / "observations.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[6] for line in lines[1:]] == ["12", "0.30000000000000004", "", "0"]
    read = read_observations(written)
    assert read["value"].tolist()[:2] == [12.0, 0.1 + 0.2] and read["value"].isna().tolist() == [
        False,
        False,
        True,
        False,
    ]
    assert read["category"].tolist()[1] == "NA" and read["marker"].tolist() == ["", "", "[c]", ""]
    assert list(read.columns) == OBSERVATION


def test_problems_files_and_revisions_come_back(written):
    """Each with all it said."""
    assert read_table(written, "problems").to_dict("records") == [
        {"found": "x, y", "file": "a.xlsx", "sheet": "S", "cell": "C2", "allowed": "12", "todo": "do"}
    ]
    told = read_told(written)
    assert told.files[0]["problems"] == ["a.xlsx, sheet S, cell C2: x, y. Allowed: 12. To do: do"]
    assert told.problems == ["a.xlsx, sheet S, cell C2: x, y. Allowed: 12. To do: do"]
    assert told.revisions["replaced_value"].tolist() == ["13"]


def test_the_data_package_describes_every_column_and_names_its_sources(written):
    """A reader of the folder alone knows what it holds."""
    package = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    schema = package["resources"][0]["schema"]
    assert [field["name"] for field in schema["fields"]] == OBSERVATION and all(
        f["description"] for f in schema["fields"]
    )
    assert "community payback orders" in package["sources"][0]["title"]
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"


def test_the_record_of_inputs_comes_last(written, catalogue):
    """While tables are being written there is none, so that half a build never counts as one."""
    assert not (written / "build.json").exists()
    record_inputs(written, "abc")
    record = json.loads((written / "build.json").read_text())
    assert record["inputs_sha256"] == "abc"
    of_table = hashlib.sha256((written / "observations.csv").read_bytes()).hexdigest()
    assert record["tables_sha256"]["observations.csv"] == of_table
    write_processed(Built([], as_frame([])[OBSERVATION], pd.DataFrame(), []), written, catalogue)
    assert not (written / "build.json").exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """When writing fails the old file stands and nothing is left beside it."""
    path = tmp_path / "deep" / "a.txt"
    write_atomically(path, "old\n")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("cjtools.writing.os.fsync", fail)
    with pytest.raises(OSError, match=r"disk full"):
        write_atomically(path, "new\n")
    assert path.read_text() == "old\n" and [one.name for one in path.parent.iterdir()] == ["a.txt"]


def test_a_file_that_cannot_be_written_is_named_as_it_is_called(tmp_path, monkeypatch):
    """A full disk names no file, a folder that is a file the one above."""

    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "file").write_text("")
    for path in (tmp_path / "a.txt", tmp_path / "file" / "a.txt"):
        with pytest.raises(OSError, match=re.escape(str(path))) as caught:
            monkeypatch.setattr("cjtools.writing.os.fsync", fail)
            write_atomically(path, "new\n")
        assert caught.value.errno


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path):
    """As between the start of a file and its renaming."""
    for name in (".a.html.0a1b2c3d.part", "deep/.b.csv.ffffffff.part", ".film.part", ".lock", "deep/d.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    remove_parts(tmp_path)
    assert sorted(one.name for one in tmp_path.rglob("*.*")) == [".film.part", ".lock", "d.html"]


def test_a_file_that_is_being_written_is_known_as_such(tmp_path, monkeypatch):
    """So that what is left of it can be removed."""
    names = []
    monkeypatch.setattr("cjtools.writing.os.fsync", lambda _: names.extend(tmp_path.iterdir()))
    write_atomically(tmp_path / "a.txt", "x")
    assert [(one.name[:7], one.suffix) for one in names] == [(".a.txt.", PART)]
