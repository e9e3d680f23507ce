"""cjtools inspect: what a file holds, how each table is read, what a layout would need."""

import sys
from dataclasses import replace

import pytest
from workbooks import LOW, as_csv, book, layout

from cjtools import cli
from cjtools.errors import WorkbookError
from cjtools.extract.layouts import OWN_TABLE
from cjtools.intake.inspection import describe

COLUMNS = ["Area,area", "Year,period", "Orders,value,cpo_imposed"]
ROWS = [["Test"], ["Area", "Year", "Orders"], ["Fife", "2022-23", 5], ["Moray", "2021-22", 0]]


@pytest.fixture
def words(tmp_path, catalogue):
    """The catalogue with one small layout, not confirmed."""
    return replace(catalogue, layouts=[layout(tmp_path / "catalogue", COLUMNS, [{"confirmed": "no"}])])


def test_every_sheet_is_listed_with_what_is_unusual_about_it(tmp_path, words):
    """Hidden rows, Excel tables, number formats, errors; the table that is read and the sheet that is not."""
    sheets = {"S": ROWS, "Other (x)": [["a", "#REF!"]]}
    book(
        tmp_path / "a.xlsx", sheets, hidden=[("S", [2])], tables=[("S", "A2:C4", "Orders")], formats=[("S", "C4", LOW)]
    )
    lines, is_clean = describe(tmp_path / "a.xlsx", words)
    assert is_clean and lines == [
        "a.xlsx: layout test (Test); some tables not confirmed",
        "  sheet S: 4 rows x 3 columns; hidden row 3 (read all the same); number formats print words over 1 number",
        "    Excel table Orders at A2:C4: Area, Year, Orders",
        "    read as t [layout not confirmed by a published file]: 2 observations of cpo_imposed; 2 areas; "
        "2021-22 to 2022-23; header in row 2; status published",
        "  sheet Other (x): 1 rows x 2 columns; error values in B1",
        "    not read: no layout names it",
    ]


def test_a_problem_is_told_and_makes_it_unclean(tmp_path, words):
    """A contradiction as well as a cell that was not read."""
    book(tmp_path / "a.xlsx", {"S": [*ROWS, ["Fife", "2022-23", 6], ["Angus", "2022-23", "??"]]})
    lines, is_clean = describe(tmp_path / "a.xlsx", words)
    assert not is_clean
    assert [line.split(":")[0] for line in lines if line.startswith("problem")] == ["problem", "problem"]
    assert "cell C6: '??' is neither" in lines[-2] and "is 5 here and 6 in S!C5" in lines[-1]


def test_a_table_that_is_compared_before_it_is_used_says_so(tmp_path, catalogue):
    """Inspect sees one file only; build has the others."""
    one = layout(tmp_path / "catalogue", COLUMNS, [{"agrees_with": "cpo_imposed"}])
    book(tmp_path / "a.xlsx", {"S": ROWS})
    lines, _ = describe(tmp_path / "a.xlsx", replace(catalogue, layouts=[one]))
    assert lines[2].endswith("status published; used only if its Scotland figures agree with cpo_imposed")


def test_a_file_of_no_layout_names_the_nearest_ones(tmp_path, words):
    """Its headers are known, its title is not."""
    book(tmp_path / "a.xlsx", {"Table 1": [["Something"], *ROWS[1:]]})
    lines, is_clean = describe(tmp_path / "a.xlsx", words)
    assert not is_clean and lines[:2] == [
        "a.xlsx: no layout recognises this file; cjtools build leaves it out",
        "  it may be of layout test: 1 of its 1 tables have their header here, such as t on sheet 'Table 1'. What does "
        "not hold is, in data/catalogue/layouts/test/layout.yaml, recognise: sheet *, cell A1, pattern Test",
    ]
    assert lines[-1] == "To read it, add a folder to data/catalogue/layouts; UPDATING.md shows how"


def test_several_layouts_are_told(tmp_path, words):
    """Build would not know which."""
    book(tmp_path / "a.xlsx", {"S": ROWS})
    lines, is_clean = describe(
        tmp_path / "a.xlsx", replace(words, layouts=[*words.layouts, replace(words.layouts[0], id="b")])
    )
    assert not is_clean and "  several layouts recognise it" in lines[2]


def test_own_tables_are_told_with_their_problems(tmp_path, words):
    """Rows, faults, contradictions; a header that is nearly right."""
    good = ["cpo_imposed", "S12000047", "Fife", "2021-22", "financial year", "total", "Total", "4", "", "jsw_bulletin",
            "2020-21", "", ""]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text(as_csv([OWN_TABLE, good]), encoding="utf-8")
    assert describe(path, words) == (["a.csv: own table of published figures, 1 observations"], True)
    path.write_text(as_csv([OWN_TABLE, good, [*good[:7], "5", *good[8:]], ["x"]]), encoding="utf-8")
    lines, is_clean = describe(path, words)
    assert not is_clean and len(lines) == 3 and "row 4: has 1 cells" in lines[1] and "is 4 here and 5 in H3" in lines[2]
    path.write_text(as_csv([OWN_TABLE[1:]]), encoding="utf-8")
    assert "looks like an own table, but its header is not: 'measure' is missing" in describe(path, words)[0][0]


def test_the_statuses_of_the_command(tmp_path, monkeypatch, capsys):
    """0 clean, 1 something of it would not be read, 2 not to be opened or not there."""
    good, odd = tmp_path / "a.csv", tmp_path / "b.csv"
    good.write_text(",".join(OWN_TABLE) + "\n", encoding="utf-8")
    odd.write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "c.xlsx").write_bytes(b"text")
    said = {}
    for path in (good, odd, tmp_path / "c.xlsx", tmp_path / "d.xlsx"):
        monkeypatch.setattr(sys, "argv", ["cjtools", "inspect", str(path)])
        try:
            cli.main()
            said[path.name] = (0, capsys.readouterr())
        except SystemExit as stop:
            said[path.name] = (stop.code, capsys.readouterr())
    assert [status for status, _ in said.values()] == [0, 1, 2, 2]
    assert said["c.xlsx"][1].err.startswith("error: c.xlsx: is not a readable workbook")


def test_a_file_that_cannot_be_opened_raises(tmp_path, words):
    """The command turns it into words."""
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(WorkbookError, match=r"is a .xls file, which is not read"):
        describe(tmp_path / "a.xls", words)
