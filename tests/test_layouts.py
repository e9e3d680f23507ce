"""Layout files: each slip has its file and line, and each file finds its layout."""

from dataclasses import replace
from pathlib import Path

import pytest
from workbooks import ROOT, layout, write_layout

from cjtools.errors import CatalogueError
from cjtools.extract.layout_checks import require_resolved
from cjtools.extract.layouts import load_layouts, name_fits, recognise, rule_match
from cjtools.extract.suggestions import columns_line, tables_line
from cjtools.extract.workbook import RawFile, Sheet

COLUMNS = ["Area,area", "Year,period", "Orders,value,cpo_imposed"]
HEAD = """id: test
source: recorded_crime
title: "Test"
kind: {kind}
recognise:
  - {rule}
edition: {edition}
"""
RULE = '{sheet: "S", cell: "A1", pattern: "x"}'


def raw(**cells):
    """Return a file of one-cell sheets."""
    return RawFile(Path("a.xlsx"), {name: Sheet(name, [[cell]]) for name, cell in cells.items()})


def test_every_layout_of_the_project_loads_and_resolves(catalogue):
    """Ten layouts; each measure and marker they name is in the catalogue; known sheets are confirmed."""
    require_resolved(catalogue)
    by_id = {one.id: one for one in catalogue.layouts}
    assert {"jsw_cpo", "jsw_dtto", "jsw_sds", "recorded_crime", "criminal_proceedings", "reconvictions"} < set(by_id)
    confirmed = {one.id: [table.table for table in one.tables if table.confirmed] for one in catalogue.layouts}
    assert confirmed["jsw_cpo"] == ["cpo_9", "cpo_10", "cpo_23"]
    assert confirmed["jsw_dtto"] == confirmed["jsw_sds"] == []


@pytest.mark.parametrize(
    ("columns", "tables", "words"),
    [
        (["Area,place", *COLUMNS], [{}], "columns.csv, line 2: role is 'place'. Allowed: area, area_code"),
        ([*COLUMNS, "Area,area,,,,ten"], [{}], "columns.csv, line 5: scale is 'ten'"),
        (["nope,Area,,area,,,,,,", *COLUMNS], [{}], "columns.csv, line 2: table is 'nope'. Allowed: t"),
        ([*COLUMNS, "More,value"], [{}], "line 5: a value column names no measure"),
        ([*COLUMNS, "Sex,breakdown"], [{}], "line 5: a breakdown column names no breakdown"),
        ([*COLUMNS, "Ord*,value,cpo_imposed"], [{}], "line 5: heading 'Ord\\*' holds \\*, which may leave columns out"),
        (COLUMNS, [{"period_type": "year"}], "tables.csv, line 2: period_type is 'year'"),
        (COLUMNS, [{"header_rows": "3"}], "header_rows is '3'. Allowed: 1, 2"),
        (COLUMNS, [{"confirmed": ""}], "confirmed is ''. Allowed: yes, no"),
        (COLUMNS, [{"period": "2017-18"}], "says its period in 2 ways"),
        (COLUMNS[::2], [{}], "says its period in 0 ways"),
        (COLUMNS[1:], [{}], "has no column with role area or area_code"),
        (COLUMNS[:2], [{}], "has no column with role value"),
        (COLUMNS, [{"other_areas": "(Other"}], "other_areas '\\(Other' is not a pattern"),
        (COLUMNS, [{}, {}], "table 't' stands twice"),
    ],
)
def test_a_slip_in_a_table_or_column_has_its_line(tmp_path, columns, tables, words):
    """Every word that is none of the words allowed, and every table that cannot be read as it is described."""
    write_layout(tmp_path / "test", columns, tables)
    with pytest.raises(CatalogueError, match=words):
        load_layouts(tmp_path)


@pytest.mark.parametrize(
    ("kind", "rule", "edition", "words"),
    [
        ("word", RULE, "{fixed: x}", "kind is 'word'. Allowed: workbook, csv"),
        ("workbook", '{sheet: "S", cell: "A0", pattern: "x"}', "{fixed: x}", "cell is 'A0'"),
        ("workbook", '{sheet: "S", cell: "A1", pattern: "(x"}', "{fixed: x}", "is not usable"),
        ("workbook", '{sheet: "S", pattern: "x"}', "{fixed: x}", "is not usable"),
        ("workbook", '{cell: "A1", pattern: "x"}', "{fixed: x}", "names no sheet"),
        ("workbook", RULE, "newest", "edition is 'newest'"),
        ("workbook", RULE, "{cell: A1, sheet: S, pattern: 'x'}", "has 0 groups"),
    ],
)
def test_a_slip_in_the_head_is_told(tmp_path, kind, rule, edition, words):
    """layout.yaml says what file it is; a rule that can never hold would leave the file out unseen."""
    write_layout(tmp_path / "test", COLUMNS, head=HEAD.format(kind=kind, rule=rule, edition=edition))
    with pytest.raises(CatalogueError, match=f"layouts/test/layout.yaml.*{words}"):
        load_layouts(tmp_path)


def test_a_head_with_other_keys_is_told(tmp_path):
    """A misspelt key would silently be no key."""
    head = HEAD.format(kind="workbook", rule=RULE, edition="{fixed: x}").replace("recognise", "recognize")
    write_layout(tmp_path / "test", COLUMNS, head=head)
    with pytest.raises(
        CatalogueError, match=r"has the keys edition, id, kind, recognize, .*Allowed: edition, id, kind, rec"
    ):
        load_layouts(tmp_path)


def test_every_fault_of_every_layout_is_told_at_once(tmp_path):
    """Two folders, three faults, and a folder without layout.yaml that is none."""
    write_layout(tmp_path / "a", [*COLUMNS, "x,y", "z,y"])
    write_layout(tmp_path / "b", COLUMNS, [{"areas": "few"}])
    (tmp_path / "c").mkdir()
    with pytest.raises(CatalogueError) as caught:
        load_layouts(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [
        "layouts/a/columns.csv", "layouts/a/columns.csv", "layouts/b/tables.csv",
    ]  # fmt: skip


def test_a_layout_folder_without_its_files_is_told(tmp_path):
    """A forgotten tables.csv is a fault and not a crash."""
    (write_layout(tmp_path / "a", COLUMNS) / "tables.csv").unlink()
    with pytest.raises(CatalogueError, match=r"layouts/a/tables.csv: cannot be read"):
        load_layouts(tmp_path)


def test_names_that_lead_nowhere_are_told(tmp_path, catalogue):
    """A marker or measure that only the layout knows."""
    parts = ["Area,area", "Year,period", "Age,part,,age", "People,value"]
    one = layout(
        tmp_path, parts,
        sums="table,measure,breakdown,category,age\nt,people_16_70,total,Total,16-70\n",
        markers="symbol,marker,meaning\n#,[hash],?\n",
    )  # fmt: skip
    with pytest.raises(CatalogueError) as caught:
        require_resolved(replace(catalogue, layouts=[one]))
    assert "marker '[hash]' of symbol '#'" in str(caught.value) and "measure 'people_16_70'" in str(caught.value)


def test_a_part_that_is_no_list_and_no_range_is_told(tmp_path):
    """'16 - 70' would silently take in nothing."""
    parts = ["Area,area", "Year,period", "Age,part,,age", "People,value"]
    sums = "table,measure,breakdown,category,age\nt,population_16_70,total,Total,F;;M\n"
    with pytest.raises(CatalogueError, match=r"sums.csv, line 2: age is 'F;;M'"):
        layout(tmp_path, parts, sums=sums)


def test_rules_look_in_the_first_sheet_whose_name_fits_and_pass_over_note_marks(tmp_path):
    """All rules must hold; the cell is searched without its note marks."""
    one = layout(tmp_path, COLUMNS)
    assert recognise(raw(S="Test [note 3] table"), [one]) == [one]
    assert recognise(raw(S="Another table"), [one]) == []
    assert (
        rule_match(raw(CPO_1="a 2023-24", X="b"), {"sheet": "CPO_*", "cell": "A1", "pattern": r"(\d{4}-\d{2})"})[1]
        == "2023-24"
    )
    assert rule_match(raw(S="x"), {"sheet": "S", "cell": "C9", "pattern": "x"}) is None
    assert rule_match(raw(S="x"), {"sheet": "T", "cell": "A1", "pattern": "x"}) is None
    far = RawFile(Path("a.xlsx"), {"S": Sheet("S", [[""] * 27 + ["AB1"]])})
    assert rule_match(far, {"sheet": "S", "cell": "AB1", "pattern": "^AB1$"})


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("CPO_4", "CPO_*", True),
        ("Table 17 ", "Table 17", True),
        ("Share [%]", "Share [%]", True),
        ("Share S", "Share [S]", False),
        ("What?", "What?", True),
        ("Whats", "What?", False),
    ],
)
def test_only_the_star_is_special_in_names(name, pattern, fits):
    """Sheets and headings hold brackets and question marks of their own."""
    assert name_fits(name, pattern) is fits


def test_a_column_means_the_same_under_every_heading(tmp_path):
    """Two headings for one thing are alternatives; two filters are two things unless one names the other."""
    one = layout(
        tmp_path,
        [
            *COLUMNS,
            "Orders given,value,cpo_imposed,total,Total",
            "Type,only,,,All",
            "Kind,only,,,All",
            "Sort,only,,Type,All",
        ],
    )
    meaning = {column.heading: column.meaning for column in one.tables[0].columns}
    assert meaning["Orders"] == meaning["Orders given"]
    assert meaning["Type"] == meaning["Sort"] != meaning["Kind"]


def test_columns_hold_for_their_editions(tmp_path):
    """From and to are both included; empty is open."""
    lines = ["t,New,,value,cpo_imposed,sex,Male,,2023-24,", "t,Old,,value,cpo_imposed,sex,Male,,,2022-23"]
    table = layout(tmp_path, [*COLUMNS, *lines]).tables[0]
    for edition, heading in (("2021-22", "Old"), ("2022-23", "Old"), ("2023-24", "New"), ("2024-25", "New")):
        assert [column.heading for column in table.of_edition(edition).columns][3:] == [heading]


def test_suggested_lines_are_lines_that_load(tmp_path):
    """A heading with a comma and a quote comes back as it was."""
    one = layout(tmp_path, [*COLUMNS, "Rate,value,cpo_completion_rate,,,100"])
    line = columns_line("t", 'Rate, "new"', "Group", one.tables[0].columns[3])
    assert line == 't,"Rate, ""new""",Group,value,cpo_completion_rate,,,100,,'
    again = layout(tmp_path / "2", [*COLUMNS, line], [{"title": "A, b"}])
    assert again.tables[0].columns[3].heading == 'Rate, "new"' and again.tables[0].columns[3].scale == 100
    assert tables_line(again.tables[0], sheet="S;T") == 't,S;T,,1,financial year,,some,,,,yes,"A, b"'


def test_the_general_meaning_of_a_star_is_the_cautious_one(catalogue):
    """Suppressed, unless the publication's own notes say that it is a figure that rounds to zero."""
    by_id = {one.id: {**catalogue.marker_symbols, **one.markers} for one in catalogue.layouts}
    assert catalogue.marker_symbols["*"] == "[c]"
    assert by_id["jsw_cpo"]["*"] == by_id["jsw_dtto"]["*"] == by_id["jsw_sds"]["*"] == "[low]"
    assert by_id["recorded_crime"]["*"] == by_id["reconvictions"]["*"] == "[c]"
    assert by_id["reconvictions"]["**"] == "[u]" and by_id["reconvictions"]["(blank)"] == "[z]"


def test_layout_files_name_no_machine_path():
    """They travel with the project."""
    for path in (ROOT / "data" / "catalogue" / "layouts").rglob("*.*"):
        assert "/work" not in path.read_text(encoding="utf-8"), path
