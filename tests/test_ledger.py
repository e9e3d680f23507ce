"""The ledger alone says what is up to date; a torn one counts as empty."""

import hashlib

import pytest

from cjtools.batch.ledger import COLUMNS, DONE, FAILED, PAGE_COLUMNS, Ledger, PageLedger, files_sha256
from cjtools.kinds import STEPS

INPUTS = "a" * 64
SUFFIXES = (".html", "-data.html", ".csv", ".json")


class Made:
    """What reports are made of now, the same for every area unless said otherwise."""

    def __init__(self, inputs=INPUTS, **areas):
        self.inputs, self.areas = inputs, areas

    def of(self, area, outcome, compare):
        """Return the hash of an area's reports."""
        return self.areas.get(area, self.inputs)


@pytest.fixture
def folder(tmp_path):
    """Outputs with one report."""
    lay_out(tmp_path / "fife")
    return tmp_path


def lay_out(folder):
    """Put down what a report leaves in its area's folder."""
    notebooks = folder / "notebooks" / "x"
    notebooks.mkdir(parents=True)
    for suffix in SUFFIXES:
        (folder / f"x{suffix}").write_text(suffix, encoding="utf-8")
    for step in STEPS:
        (notebooks / f"{step}.ipynb").write_text("{}", encoding="utf-8")


def test_report_is_current_until_inputs_change(folder):
    """Read back from the file, as the next run does."""
    Ledger(folder).record("fife", "x", DONE, INPUTS, 12.34)
    assert Ledger(folder).is_current("fife", "x", Made())
    assert not Ledger(folder).is_current("fife", "x", Made("b" * 64))
    assert not Ledger(folder).is_current("fife", "y", Made())
    assert not Ledger(folder).is_current("moray", "x", Made())


def test_a_report_beside_others_is_another_report(folder):
    """It is up to date as what it is, and not as what it is not."""
    Ledger(folder).record("fife", "x", DONE, INPUTS, compare="falkirk,moray")
    assert Ledger(folder).is_current("fife", "x", Made(), "falkirk,moray")
    assert not Ledger(folder).is_current("fife", "x", Made())
    assert not Ledger(folder).is_current("fife", "x", Made(), "density")


def test_an_area_with_figures_of_its_own_is_made_anew_alone(folder):
    """Its own files are in the hash of its own reports only."""
    lay_out(folder / "moray")
    for area in ("fife", "moray"):
        Ledger(folder).record(area, "x", DONE, INPUTS)
    changed = Made(moray="c" * 64)
    assert [Ledger(folder).is_current(area, "x", changed) for area in ("fife", "moray")] == [True, False]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("change", ["edit", "delete"])
def test_report_is_not_current_when_one_of_its_files_changed(folder, suffix, change):
    """Page, data as page and table, and run record belong together."""
    Ledger(folder).record("fife", "x", DONE, INPUTS)
    path = folder / "fife" / f"x{suffix}"
    path.write_text("other") if change == "edit" else path.unlink()
    assert not Ledger(folder).is_current("fife", "x", Made())


def test_a_report_without_its_notebooks_is_made_anew(folder):
    """They are kept to look at what was done; one that was opened and saved is no other report."""
    Ledger(folder).record("fife", "x", DONE, INPUTS)
    notebook = folder / "fife" / "notebooks" / "x" / "03_services.ipynb"
    notebook.write_text('{"opened": true}')
    assert Ledger(folder).is_current("fife", "x", Made())
    notebook.unlink()
    assert not Ledger(folder).is_current("fife", "x", Made())


def test_failed_report_is_never_current(folder):
    """Its older page is there, unchanged, and still it is not the report."""
    Ledger(folder).record("fife", "x", DONE, INPUTS)
    Ledger(folder).record("fife", "x", FAILED, INPUTS, error='two\nlines, and "quotes"')
    ledger = Ledger(folder)
    assert not ledger.is_current("fife", "x", Made())
    assert ledger.rows[("fife", "x")]["error"] == 'two\nlines, and "quotes"'
    assert ledger.rows[("fife", "x")]["files_sha256"] == ""


def test_a_report_without_files_is_never_current(tmp_path):
    """Two missing hashes are not the same hash."""
    Ledger(tmp_path).record("fife", "x", DONE, INPUTS)
    assert not Ledger(tmp_path).is_current("fife", "x", Made())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe not text",
        b"area,outcome\nfife,x\n",
        (",".join(COLUMNS) + "\nfife,x,done\n").encode(),
        (",".join(COLUMNS) + "\nfife,x" + ",a" * (len(COLUMNS) - 1) + "\n").encode(),
        b'"' + b"a" * 200_000 + b'"\n',
    ],
)
def test_torn_ledger_counts_as_empty_and_is_written_anew(folder, content):
    """Everything is made again; nothing stops."""
    (folder / "ledger.csv").write_bytes(content)
    ledger = Ledger(folder)
    assert ledger.rows == {}
    ledger.record("fife", "x", DONE, INPUTS)
    assert list(Ledger(folder).rows) == [("fife", "x")]


def test_rows_stand_in_order_whatever_finished_first(folder):
    """Two runs with the same results give the same list."""
    ledger = Ledger(folder)
    for area in ("moray", "fife", "angus"):
        ledger.record(area, "x", DONE, INPUTS)
    assert [key[0] for key in Ledger(folder).rows] == ["angus", "fife", "moray"]
    assert sorted(path.name for path in folder.iterdir()) == ["fife", "ledger.csv"]


def test_hash_of_files_is_that_of_their_hashes(folder):
    """Computed here a second way: SHA-256 over the four hexadecimal hashes, page first."""
    each = [hashlib.sha256(suffix.encode()).hexdigest() for suffix in SUFFIXES]
    files = [folder / "fife" / f"x{suffix}" for suffix in SUFFIXES]
    assert files_sha256(files) == hashlib.sha256("".join(each).encode()).hexdigest()


PAGE = ["index.html", "index.csv"]


@pytest.fixture
def paged(tmp_path):
    """Outputs with one page of two files, written down."""
    for name in PAGE:
        (tmp_path / name).write_text(name, encoding="utf-8")
    PageLedger(tmp_path).record(PAGE, INPUTS)
    return tmp_path


@pytest.mark.parametrize("name", PAGE)
@pytest.mark.parametrize("change", ["edit", "delete"])
def test_a_page_is_current_until_inputs_or_one_of_its_files_change(paged, name, change):
    """Read back from the file, as the next run does."""
    assert PageLedger(paged).is_current(PAGE, INPUTS)
    assert not PageLedger(paged).is_current(PAGE, "b" * 64)
    path = paged / name
    path.write_text("by hand") if change == "edit" else path.unlink()
    assert not PageLedger(paged).is_current(PAGE, INPUTS)


def test_a_page_without_files_is_never_current(tmp_path):
    """Two missing hashes are not the same hash."""
    PageLedger(tmp_path).record(PAGE, INPUTS)
    assert PageLedger(tmp_path).rows and not PageLedger(tmp_path).is_current(PAGE, INPUTS)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe not text",
        b"page,sha256\nindex.html,x\n",
        (",".join(PAGE_COLUMNS) + "\nindex.html,x\n").encode(),
        (",".join(PAGE_COLUMNS) + "\nindex.html,a,b,c\n").encode(),
        (",".join(PAGE_COLUMNS) + "\nindex.html,a,\0\n").encode(),
        b'"' + b"a" * 200_000 + b'"\n',
    ],
)
def test_a_torn_or_older_ledger_of_pages_makes_them_anew(paged, content):
    """Nothing stops, and no page passes for one that was made of these inputs."""
    (paged / "pages.csv").write_bytes(content)
    ledger = PageLedger(paged)
    assert not ledger.is_current(PAGE, INPUTS)
    ledger.record(PAGE, INPUTS)
    assert PageLedger(paged).is_current(PAGE, INPUTS)
