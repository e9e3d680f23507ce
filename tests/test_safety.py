"""Hostile and damaged workbooks are refused in words before a reader can break down over them."""

import random
import subprocess
import sys
import zipfile

import pytest
from workbooks import NAMESPACE, book, ods_book, ods_cell, raw_book, shared_strings, sheet_xml

from cjtools.errors import WorkbookError
from cjtools.extract import safety, workbook
from cjtools.extract.reader import read_workbook
from cjtools.extract.safety import check_workbook
from cjtools.extract.workbook import open_file

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = "rows x 16,384 columns"


def far(row, cell):
    """Return sheet data with a cell in A1 and another far away."""
    return sheet_xml(f"{ONE}{row}{cell}<v>1</v></c></row>")


@pytest.mark.reliability("files", "far cells, entities and long texts in other spellings", "refused before a reader")
@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (far('<row r="1048576">', '<c r="XFD1048576">'), FAR),
        (far("<row r='1048576'>", "<c r='XFD1048576'>"), FAR),
        (far('<row r="1048576">', '<c r="xfd1048576">'), FAR),
        (far('<row r = "1048576">', '<c\nr = "XFD00001048576">'), FAR),
        (far('<row r="1048576">', "<c " + " " * 2_000_000 + 'r="XFD1048576">'), "a text longer|rows x 16,384 columns"),
        (
            far('<x:row xmlns:x="x" r="1048576">', '<x:c r="XFD1048576">').replace(
                "</c></row></s", "</x:c></x:row></s"
            ),
            FAR,
        ),
        (sheet_xml(f'{ONE}<row r="1048576">{"<c><v>1</v></c>" * 16_384}</row>'), FAR),
        (far('<row r="4294967295">', "<c>"), "4,294,967,295 rows"),
        (far('<row r="2">', '<c r="ZZZZZZZ2">'), "columns"),
        (far('<row r="2">', '<c r="A' + "9" * 5000 + '">'), "is damaged"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + sheet_xml(ONE), "document type definition"),
        (sheet_xml(ONE).replace("UTF-8", "UTF-16").encode("utf-16"), "encoding"),
        (sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 3_000_000}</t></is></c></row>'), "a text longer"),
    ],
)
def test_a_sheet_that_would_end_the_reader_is_refused(tmp_path, sheet, words):
    """Two cells in opposite corners in every spelling, entities, texts that no cell holds."""
    with pytest.raises(WorkbookError, match=f"^a.xlsx: .*({words})"):
        check_workbook(raw_book(tmp_path / "a.xlsx", sheet))


@pytest.mark.reliability("files", "a far cell in a part with an odd name", "refused before a reader opens it")
def test_the_sheet_may_hide_anywhere_in_the_zip(tmp_path):
    """The workbook's own links say where a sheet stands, so every part is looked at."""
    path = raw_book(tmp_path / "a.xlsx", far('<row r="1048576">', '<c r="XFD1048576">'), target="foo/bar.dat")
    with pytest.raises(WorkbookError, match=r"rows x 16,384 columns in xl/foo/bar.dat"):
        check_workbook(path)


@pytest.mark.reliability("files", "a part that announces 4,000,000,000 texts", "refused before a reader")
def test_a_part_that_announces_too_much_is_refused(tmp_path):
    """The reader sets aside room for as many shared texts as are announced."""
    text = f'<sst {NAMESPACE} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>'
    with pytest.raises(WorkbookError, match=r"announces more than 5,000,000 entries in xl/sharedStrings.xml"):
        check_workbook(shared_strings(tmp_path / "a.xlsx", text))


def test_an_honest_workbook_whose_cells_do_not_say_where_they_stand_passes(tmp_path):
    """1,000 rows of 10 nameless cells are 10,000 cells, not 1,000 x 10,000."""
    row = "<row>" + "<c><v>1</v></c>" * 10 + "</row>"
    assert check_workbook(raw_book(tmp_path / "a.xlsx", sheet_xml(row * 1000)))


def test_a_zip_bomb_is_refused_by_what_comes_out_of_it(tmp_path, monkeypatch):
    """The sizes a zip states can lie; here a limit of 1 MB stands for 300."""
    monkeypatch.setattr(safety, "MAX_UNPACKED", 1 << 20)
    path = raw_book(tmp_path / "a.xlsx", sheet_xml("<row><c><v>1</v></c></row>" * 60_000))
    assert path.stat().st_size < 20_000
    with pytest.raises(WorkbookError, match=r"unpacks to more than 1 MB"):
        check_workbook(path)


def test_too_many_parts_macros_and_large_files_are_refused(tmp_path, monkeypatch):
    """Each in its own words."""
    path = raw_book(tmp_path / "a.xlsx", sheet_xml(ONE), {"xl/vbaProject.bin": "x"})
    with pytest.raises(WorkbookError, match=r"holds macros. To do: save it as .xlsx without macros"):
        check_workbook(path)
    monkeypatch.setattr(safety, "MAX_PARTS", 5)
    with pytest.raises(WorkbookError, match=r"has 6 parts; up to 5 are read"):
        check_workbook(path)
    monkeypatch.setattr(safety, "MAX_FILE", 100)
    with pytest.raises(WorkbookError, match=r"MB are read"):
        check_workbook(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty. To do: fetch it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected with a password, or is an old .xls"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\n<!DOCTYPE html><html>Not found", "is a web page"),
        (b"Area,2023-24\nFife,12\n", "is not a readable workbook .*suffix .csv"),
        (b"PK\x03\x04 cut off", "is not a readable workbook"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(tmp_path, data, words):
    """A download can fail in many ways and still be named .xlsx."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match=words):
        check_workbook(path)


def test_encrypted_and_oddly_packed_parts_are_refused(tmp_path):
    """The flag of an encrypted part, a packing that the reader does not know, another zip under the name."""
    path = raw_book(tmp_path / "a.xlsx", sheet_xml(ONE))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.xlsx").write_bytes(data)
    with pytest.raises(WorkbookError, match=r"is encrypted. To do: save it without a password"):
        check_workbook(tmp_path / "b.xlsx")
    with pytest.raises(WorkbookError, match=r"cannot be read"):
        open_file(raw_book(tmp_path / "c.xlsx", sheet_xml(ONE), compression=zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(ods_book(tmp_path / "c.ods", {"S": ""})) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "c.ods", "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    # found by fuzzing: the fast reader lets an error through that is none of its own
    with pytest.raises(WorkbookError, match=r"c.ods: cannot be read \(compression method not supported"):
        read_workbook(tmp_path / "c.ods")
    with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(WorkbookError, match=r"is not an Excel workbook inside"):
        open_file(tmp_path / "d.xlsx")


def test_a_far_cell_in_an_ods_file_is_refused(tmp_path):
    """After a million blank rows and 16,383 blank columns."""
    wide = ods_cell(None, ' table:number-columns-repeated="16383"')
    rows = f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>'
    path = ods_book(tmp_path / "a.ods", {"S": f"{rows}<table:table-row>{wide}{ods_cell(1)}</table:table-row>"})
    with pytest.raises(WorkbookError, match=r"a.ods, sheet S: claims 1,000,001 rows x 16,384 columns"):
        open_file(path)


@pytest.mark.reliability("files", "the reader breaks down or takes too long", "told; the build goes on")
@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ((b"", b"Segmentation fault"), "the reader broke down over it"),
        ((b"", b"memory allocation of 7 bytes failed"), "needs more than 2 GB of memory to be read"),
        (MemoryError(), "needs more than 2 GB of memory to be read"),
        (subprocess.TimeoutExpired("reader", 120), "was not read within 120 seconds"),
    ],
)
def test_the_reader_breaking_down_is_a_problem_with_the_file_and_not_the_end(tmp_path, monkeypatch, outcome, words):
    """Whatever no check foresees ends the reading process, not the build."""

    def run(*_, **__):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(workbook, "_said_by", run)
    with pytest.raises(WorkbookError, match=words):
        open_file(book(tmp_path / "a.xlsx", {"S": [["Area"]]}))


def test_an_ods_file_that_is_not_well_formed_is_refused(tmp_path):
    """The fast reader never comes back from a table whose end it does not find."""
    path = ods_book(tmp_path / "a.ods", {"S": "<table:table-row></table: table-row>"})
    with pytest.raises(WorkbookError, match=r"is not an OpenDocument spreadsheet inside"):
        open_file(path)


def test_two_sheets_or_two_cells_that_cannot_be_told_apart_are_refused(tmp_path):
    """Which of the two counts is not said, and readers do not agree."""
    twice = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    before = '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>'
    for cells in (twice, before):
        with pytest.raises(WorkbookError, match=r"a.xlsx, sheet S: a cell stands twice, or after one"):
            open_file(raw_book(tmp_path / "a.xlsx", sheet_xml(cells)))
    # what stands after the cells may name them in any order
    notes = sheet_xml(ONE).replace("</sheetData>", '</sheetData><x r="C9"/><x r="B2"/>')
    assert open_file(raw_book(tmp_path / "a.xlsx", notes)).sheets["S"].rows == [[1.0]]


@pytest.mark.reliability("files", "a reader that no system limits takes too much", "ended by who asked it")
def test_a_reader_that_holds_too_much_is_ended_by_who_asked_it(tmp_path, monkeypatch):
    """Where the system sets no limit (Windows), the parent watches; here more than 2 MB is too much."""
    monkeypatch.setattr(workbook, "MAX_MEMORY", 2 << 20)
    monkeypatch.setattr(workbook, "SECONDS_BETWEEN_LOOKS", 0.001)
    with pytest.raises(WorkbookError, match=r"needs more than 2 GB of memory to be read. To do: "):
        open_file(book(tmp_path / "a.xlsx", {"S": [["Area"]]}))


@pytest.mark.reliability("fuzzing", "workbooks with some bytes changed", "read, or refused in words", tries=200)
def test_a_workbook_damaged_anywhere_is_read_or_refused_but_never_breaks(tmp_path):
    """200 copies with a few bytes changed or the end cut off, each in a process that must not end badly."""
    whole = book(tmp_path / "whole.xlsx", {"S": [["Area", "Orders"], *[["Fife", number] for number in range(50)]]})
    data, chance = whole.read_bytes(), random.Random(7)
    for number in range(200):
        copy = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        end = len(copy) if chance.random() < 0.7 else chance.randrange(len(copy))
        (tmp_path / f"damaged{number}.xlsx").write_bytes(copy[:end])
    script = (
        "import sys; from pathlib import Path; from cjtools.errors import WorkbookError\n"
        "from cjtools.extract.reader import read_workbook\n"
        "for path in sorted(Path(sys.argv[1]).glob('damaged*')):\n"
        "    try: read_workbook(path); print('read')\n"
        "    except WorkbookError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=120)
    said = done.stdout.split()
    assert done.returncode == 0 and len(said) == 200, done.stderr[-500:]
    assert said.count("refused") > 100
