"""The project's own small tables: every cell is looked up, every slip has its cell."""

import re
from pathlib import Path

import pytest

from cjtools.extract.layouts import OWN_TABLE, is_own_table
from cjtools.extract.workbook import RawFile, Sheet
from cjtools.intake.own_tables import looks_like_own_table, read_own_table

GOOD = {
    "measure": "cpo_imposed", "area_code": "S12000047", "area_name": "Fife", "period": "2017-18",
    "period_type": "financial year", "breakdown": "total", "category": "Total", "value": "1,234", "marker": "",
    "source": "jsw_bulletin", "edition": "2019-20", "page": "Table 16", "note": "",
}  # fmt: skip


def read(catalogue, *rows, file="published/a.csv"):
    """Read an own table of these rows (changes to GOOD, or whole lists of cells)."""
    cells = [row if isinstance(row, list) else [(GOOD | row)[key] for key in OWN_TABLE] for row in rows]
    raw = RawFile(Path("a.csv"), {"": Sheet("", [OWN_TABLE, *cells])})
    assert is_own_table(raw)
    return read_own_table(raw, catalogue, file)


def test_a_row_becomes_an_observation_with_its_cell_and_page(catalogue):
    """The value stands in column H; the page of the publication is told with it."""
    observations, problems = read(catalogue, {})
    assert problems == []
    assert observations == [
        {
            **{key: GOOD[key] for key in ("measure", "area_code", "period", "period_type", "breakdown", "category")},
            "value": 1234.0, "marker": "", "source": "jsw_bulletin", "edition": "2019-20", "file": "published/a.csv",
            "cell": "H2 (Table 16)", "status": "published", "rounded": False,
        }
    ]  # fmt: skip


def test_markers_rounded_figures_and_made_up_ones_are_known(catalogue):
    """A marker in place of a value; a note that the source rounds; a folder that says illustrative."""
    rows = [{"value": "", "marker": "[x]"}, {"note": "rounded in the source", "page": ""}, [""] * 13]
    observations, problems = read(catalogue, *rows, file="illustrative/a.csv")
    assert problems == [] and [(row["value"], row["marker"], row["rounded"], row["cell"]) for row in observations] == [
        (None, "[x]", False, "H2 (Table 16)"), (1234.0, "", True, "H3"),
    ]  # fmt: skip
    assert {row["status"] for row in observations} == {"illustrative"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"measure": "cpo_imposd"}, "cell A3: measure 'cpo_imposd' is not in measures.csv"),
        ({"area_code": "S12000015", "area_name": ""}, "cell B3: area code 'S12000015' is not in areas.csv"),
        ({"area_name": "Moray"}, "cell C3: 'Moray' is not S12000047. Allowed: Fife"),
        ({"period": "2017/18"}, "cell D3: '2017/18' is not a financial year"),
        ({"period": "2017", "period_type": "mid-year"}, "cell E3: period_type is 'mid-year'. Allowed: financial year"),
        ({"breakdown": ""}, "cell F3: breakdown is '' and category 'Total'"),
        ({"breakdown": "sex"}, "cell F3: breakdown is 'sex' and category 'Total'"),
        ({"value": ""}, "cell H3: value is ''. Allowed: a number; or empty, with a marker beside it"),
        ({"value": "12a", "marker": "[x]"}, "cell H3: value is '12a'"),
        ({"marker": "*"}, "cell I3: marker '\\*' is not in markers.csv"),
        ({"source": "jsw_buletin"}, "cell J3: source 'jsw_buletin' is not in sources.csv"),
    ],
)
def test_a_slip_has_its_cell_and_the_other_rows_are_read(catalogue, change, words):
    """The fault is named; nothing of the row is used."""
    observations, problems = read(catalogue, {}, change)
    assert len(observations) == 1 and len(problems) == 1
    assert str(problems[0]).startswith("published/a.csv, ")
    assert re.search(words, str(problems[0]))


def test_every_fault_of_a_row_is_told(catalogue):
    """Two slips are two problems; a row with too few cells is one."""
    _, problems = read(catalogue, {"measure": "x", "source": "y"}, ["cpo_imposed", "S12000047"])
    assert [problem.cell for problem in problems] == ["A2", "J2", "row 3"]
    assert "has 2 cells. Allowed: 13: measure, area_code" in str(problems[2])


def test_a_header_that_is_nearly_right_is_told():
    """Else the file would only be 'recognised by no layout'."""
    header = [name for name in OWN_TABLE if name != "marker"] + ["flag"]
    raw = RawFile(Path("a.csv"), {"": Sheet("", [header])})
    assert not is_own_table(raw)
    assert looks_like_own_table(raw).endswith("'marker' is missing, 'flag' is not known")
    swapped = RawFile(Path("a.csv"), {"": Sheet("", [OWN_TABLE[::-1]])})
    assert looks_like_own_table(swapped).endswith("its header is not: another order")
    assert looks_like_own_table(RawFile(Path("a.csv"), {"": Sheet("", [["area_code", "area"]])})) == ""
    assert looks_like_own_table(RawFile(Path("a.csv"), {"": Sheet("", [])})) == ""
