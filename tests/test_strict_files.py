"""Catalogue files: a slip of the pen is an error with a line, never a silent change of meaning."""

import pytest

from cjtools.errors import CatalogueError
from cjtools.strict_files import read_csv, read_yaml


def test_cells_stay_text(tmp_path):
    """'NA' is no gap and '012' no number; white space around cells goes, blank lines too."""
    path = tmp_path / "a.csv"
    path.write_text('\ufeffcode, name\n012,NA\n\n"two\nlines", x \n', encoding="utf-8")
    rows = [
        {"code": "012", "name": "NA", "more": "", "line": 2},
        {"code": "two\nlines", "name": "x", "more": "", "line": 5},
    ]
    assert read_csv(path, ["code", "name"], ["more"]) == rows


@pytest.mark.reliability("files", "catalogue files in CSV with faults", "refused with the line")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"code\n", "column 'name' is missing"),
        (b"code,name,nmae\n", "column 'nmae' is not known. Allowed: code, name"),
        (b"code,name,name\n1,2,3\n", "column 'name' stands twice"),
        (b"code,name\n1\n1,2,3\n", "line 2: has 1 cells where the header has 2\na.csv, line 3: has 3"),
        (b'code,name\n1,"2\n', "cannot be read"),
        (b"code,name\n\xff,2\n", "is not UTF-8 text"),
        (b"", "line 1: is not the header: it holds none of the columns. Allowed: code, name"),
        (b"x" * 2_000_001, "is larger than"),
    ],
)
def test_a_csv_file_says_all_that_is_wrong(tmp_path, data, words):
    """Missing, unknown and repeated columns, short and long rows, quotes that are not closed."""
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(CatalogueError, match=words):
        read_csv(path, ["code", "name"])


@pytest.mark.reliability("files", "YAML with aliases, tags, values that are none", "refused with the line")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: key 'a' stands twice"),
        ("a: &x 1\nb: *x\n", "aliases"),
        ("- 1\n", "holds no 'key: value' lines"),
        ("a: [1\n", "line 2"),
        ("a: " + "[" * 300_000, "nested too deeply"),
        ("- " * 1000 + "x", "nested too deeply"),
        ("a: !!python/object/apply:os.system [ls]\n", "could not determine a constructor"),
        ("a: 1\nb: 2024-02-31\n", "line 2: '2024-02-31' is not a value that can be read"),
        ("a: " + "9" * 5000, "line 1: '9+ … 9+' is not a value that can be read"),
        ("? [a]\n: 1\n", "line 1: a key is not a word"),
        ("a: !!timestamp x\n", "line 1: 'x' is not a value that can be read"),
        ("a: !!bool x\n", "line 1: 'x' is not a value that can be read"),
        ("a: \x00\n", "control characters are not allowed$"),
    ],
)
def test_a_yaml_file_says_what_is_wrong(tmp_path, text, words):
    """Repeated keys would silently lose one; aliases and tags are not used."""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=words):
        read_yaml(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    """Not a crash."""
    for read in (read_yaml, lambda path: read_csv(path, [])):
        with pytest.raises(CatalogueError, match=r"a.csv: cannot be read"):
            read(tmp_path / "a.csv")
