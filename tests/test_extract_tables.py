"""Tables are found where their layout says or where their header stands, and read cell by cell."""

import pytest
from workbooks import book, layout, opened

from cjtools.extract.tables import edition_of, read_tables
from cjtools.extract.workbook import open_file

COLUMNS = ["Area,area", "Year,period", "Orders,value,cpo_imposed"]
HEADER = ["Area", "Year", "Orders"]
ROWS = [["Fife", "2022-23", 5], ["Moray", "2023-24", 6]]
TITLE = [["Test table"], []]


def read(tmp_path, rows, columns=COLUMNS, table=None, rest=None, **extra):
    """Write a workbook with sheet S, read its first table by a layout, and return it."""
    layout_files = {key: extra.pop(key) for key in ("sums", "categories", "markers", "head") if key in extra}
    raw = opened(book(tmp_path / "a.xlsx", {"S": rows, **(rest or {})}, **extra))
    return read_tables(raw, layout(tmp_path, columns, [table or {}], **layout_files))[0]


def values(one):
    """Return (area, period, value, cell) of each value read."""
    return [(v.area, v.period, v.value, (v.row, v.column)) for v in one.values]


def found(one):
    """Return the words of the problems."""
    return "\n".join(map(str, one.problems))


def test_the_reference_of_the_excel_table_goes_before_the_look_of_the_sheet(tmp_path):
    """A second header further up, rows below the reference: the reference says what the table is."""
    rows = [HEADER, ["Angus", "1999-00", 1], [], HEADER, *ROWS, ["Return to Index"]]
    one = read(tmp_path, rows, table={"excel_table": "Orders"}, tables=[("S", "A4:C6", "Orders")])
    assert [value[0] for value in values(one)] == ["Fife", "Moray"] and one.header.row == 3
    assert one.problems == []


def test_an_excel_table_under_another_name_still_gives_its_reference(tmp_path):
    """Names of tables change when a sheet is copied; the header tells."""
    rows = [HEADER, *ROWS, ["Moray", "2024-25", 9]]
    one = read(tmp_path, rows, table={"excel_table": "Table_1"}, tables=[("S", "A1:C3", "Table13")])
    assert len(one.values) == 2
    assert "sheet S, row 4: a row with numbers stands below the end of the Excel table Table13, not read" in found(one)


def test_the_suggested_line_reads_the_rows_below_an_excel_table(tmp_path):
    """'-' as excel_table: the header is searched and the table goes on to the end of the sheet."""
    rows = [HEADER, *ROWS, ["Moray", "2024-25", 9]]
    one = read(tmp_path, rows, tables=[("S", "A1:C3", "Orders")])
    assert one.problems[0].todo.endswith("line 2 by: t,S,-,1,financial year,,some,,,,yes,Test")
    again = read(tmp_path / "2", rows, table={"excel_table": "-"}, tables=[("S", "A1:C3", "Orders")])
    assert len(again.values) == 3 and again.problems == []


@pytest.mark.parametrize("above", [0, 1, 4, 60])
def test_without_a_reference_the_row_that_fits_best_is_the_header(tmp_path, above):
    """Wherever it stands; a note that holds one of the words is none."""
    rows = [*[["Year by year"] if row else ["Area"] for row in range(above)], HEADER, *ROWS]
    one = read(tmp_path, rows)
    assert one.header.row == above and len(one.values) == 2


def test_notes_in_headings_and_labels_are_passed_over(tmp_path):
    """'2017-18 [note 7]', '[notes 9 and 10]', white space and line ends."""
    rows = [["Local  Authority [note 1]", "2017-18 [note 7]", "2018-19\n[notes 9 and 10]"], ["Fife [note 2]", 5, 6]]
    one = read(tmp_path, rows, ["Local Authority,area", "{period},value,cpo_imposed"])
    assert values(one) == [("Fife", "2017-18", 5.0, (1, 1)), ("Fife", "2018-19", 6.0, (1, 2))]
    assert one.problems == []


def test_years_as_numbers_are_years_in_headings_and_in_cells(tmp_path):
    """The population table has 2015, not '2015'."""
    wide = read(tmp_path, [["Area", 2015, 2016], ["Fife", 5, 6]], ["Area,area", "{period},value,population_all_ages"],
                {"period_type": "mid-year"})  # fmt: skip
    assert [value[1] for value in values(wide)] == ["2015", "2016"]
    long = read(tmp_path / "2", [HEADER, ["Fife", 2015, 5]], table={"period_type": "mid-year"})
    assert values(long) == [("Fife", "2015", 5.0, (1, 2))]


def test_return_links_and_footnotes_under_the_body_are_not_rows(tmp_path):
    """One cell alone is no row of a table; a footnote can follow the body without a blank row between."""
    rows = [["Return to Index"], HEADER, *ROWS, ["1. Figures may differ from earlier ones."], [], ["Go to Notes"]]
    one = read(tmp_path, rows)
    assert len(one.values) == 2 and one.problems == []


def test_a_remark_of_two_cells_with_no_values_is_a_blank_row(tmp_path):
    """Note number and text stand in two columns; the tidying needs to know that no value is in the row."""
    one = read(tmp_path, [HEADER, *ROWS, ["Note 1", "Some words", None]])
    assert one.blank_rows == {3}


def test_hidden_rows_are_read_all_the_same(tmp_path):
    """A filter shows one year."""
    assert len(read(tmp_path, [HEADER, *ROWS], hidden=[("S", [1])]).values) == 2


def test_merged_titles_and_group_labels_do_not_disturb(tmp_path):
    """Title over A2:C2, 'Gender' over C4:D4; the same heading under two groups is told apart by the group."""
    rows = [["Return to Index"], ["A title", None, None], [], [None, None, "Males", None, "Females"],
            ["Area", "Year", "All", "16-17", "All"], ["Fife", "2022-23", 5, 1, 2]]  # fmt: skip
    columns = ["Area,area", "Year,period", "t,All,Males,value,cpo_imposed,sex,Male,,,",
               "16-17,value,cpo_imposed,age,16-17", "t,All,Females,value,cpo_imposed,sex,Female,,,"]  # fmt: skip
    for merged in ([("S", "A2:C2"), ("S", "C4:D4")], []):
        one = read(tmp_path / str(len(merged)), rows, columns, {"header_rows": "2"}, merged=merged)
        assert [(v.layout.category, v.value) for v in one.values] == [("Male", 5.0), ("16-17", 1.0), ("Female", 2.0)]
        assert one.problems == []


def test_a_group_label_ends_where_its_merged_range_ends(tmp_path):
    """The column beside 'Males' over C1:D1 is under no label."""
    rows = [[None, None, "Males", None, None], ["Area", "Year", "All", "16-17", "Orders"], ["Fife", "2022-23", 5, 1, 6]]
    columns = [*COLUMNS[:2], "t,All,Males,value,cpo_imposed,sex,Male,,,", "*,ignore",
               "t,Orders,Males,value,cpo_imposed,,,,,"]  # fmt: skip
    one = read(tmp_path, rows, columns, {"header_rows": "2"}, merged=[("S", "C1:D1")])
    assert one.header.headings[4] == ("Orders", "")


def test_a_heading_merged_downwards_over_both_header_rows_is_the_heading(tmp_path):
    """'Area' over A1:A2 beside 'Gender' over C1:D1."""
    rows = [["Area", "Year", "Gender", None], [None, None, "Males", "Females"], ["Fife", "2022-23", 5, 6]]
    columns = [*COLUMNS[:2], "Males,value,cpo_imposed,sex,Male", "Females,value,cpo_imposed,sex,Female"]
    merged = [("S", "A1:A2"), ("S", "B1:B2"), ("S", "C1:D1")]
    one = read(tmp_path, rows, columns, {"header_rows": "2"}, merged=merged)
    assert values(one) == [("Fife", "2022-23", 5.0, (2, 2)), ("Fife", "2022-23", 6.0, (2, 3))]


def test_section_rows_carry_the_breakdown_of_the_rows_below(tmp_path):
    """Label only, other cells empty."""
    rows = [["Cohort", "People"], ["Custody3"], ["2016-17", 5], ["2017-18", 6], ["Fines"], ["2016-17", 7]]
    one = read(tmp_path, rows, ["Cohort,period", "People,value,reconviction_people"],
               {"period_type": "cohort", "areas": "scotland", "section": "index disposal"})  # fmt: skip
    said = [(v.labels["index disposal"], v.value) for v in one.values]
    assert said == [("Custody3", 5.0), ("Custody3", 6.0), ("Fines", 7.0)]


def test_only_rows_of_the_wanted_kind_are_taken(tmp_path):
    """Sub-types stand between the totals of recorded crime; the case of letters does not matter."""
    rows = [["Area", "Year", "Type", "Orders"], ["Fife", "2022-23", "total", 9], ["Fife", "2022-23", "Assault", 4]]
    one = read(tmp_path, rows, ["Area,area", "Year,period", "Type,only,,,Total", "Orders,value,cpo_imposed"])
    assert values(one) == [("Fife", "2022-23", 9.0, (1, 3))]


def test_a_heading_that_is_not_known_is_named_with_the_line_that_leaves_it_out(tmp_path):
    """File, sheet, cell and column; the rest is read."""
    one = read(tmp_path, [[*HEADER, "Of these, new"], ["Fife", "2022-23", 5, 1]])
    assert len(one.values) == 1
    assert found(one) == (
        "a.xlsx, sheet S, cell D1: column 'Of these, new' is not in the layout, so it was not read. To do: to leave it "
        'out knowingly, add to data/catalogue/layouts/test/columns.csv the line: t,"Of these, new",,ignore,,,,,, (to '
        "read it, write value in place of ignore and fill in measure, breakdown and category)"
    )


def test_a_column_without_a_heading_is_named_too(tmp_path):
    """Three values under nothing are a column; one stray remark is not."""
    rows = [[*HEADER, None, None], *[["Fife", "2022-23", 5, 7, "x" if row == 2 else None] for row in range(4)]]
    one = read(tmp_path, rows)
    assert [problem.cell for problem in one.problems] == ["D1"]
    again = read(tmp_path / "2", rows, [*COLUMNS, "(no heading),ignore"])
    assert again.problems == []


@pytest.mark.parametrize(
    ("headings", "lookalike", "is_read"),
    [
        (["Area", "Year", "Orders given"], "Orders", True),
        (["Area", "Year", "Number"], "Orders", True),
        (["Council", "Year", "Orders"], "Area", False),
        (["Area", "Financial period", "Orders"], "Year", False),
    ],
)
def test_a_renamed_column_is_not_guessed_but_its_line_is_given(tmp_path, headings, lookalike, is_read):
    """By its likeness or its old place; a table without a key column is not read at all; the line puts it right."""
    one = read(tmp_path, [headings, *ROWS])
    new = next(heading for heading in headings if heading not in HEADER)
    assert f"column '{new}' is not in the layout and the column '{lookalike}'" in found(one)
    assert len(one.problems) == 1 and one.values == [] and one.unread is not is_read
    line = one.problems[0].todo.split("the line: ")[1].split(" (if not")[0]
    again = read(tmp_path / "2", [headings, *ROWS], [*COLUMNS, line])
    assert len(again.values) == 2 and again.problems == []


def test_renamed_group_labels_are_paired_in_order(tmp_path):
    """'Men' and 'Women' over the headings that stood under 'Males' and 'Females': each line is the right one."""
    rows = [[None, None, "Men", None, "Women", None], ["Area", "Year", "All", "16-17", "All", "16-17"],
            ["Fife", "2022-23", 5, 1, 6, 2]]  # fmt: skip
    lines = [f"t,{heading},{group},value,cpo_imposed,sex and age,{group} {heading},,,"
             for group in ("Males", "Females") for heading in ("All", "16-17")]  # fmt: skip
    one = read(tmp_path, rows, [*COLUMNS[:2], *lines], {"header_rows": "2"})
    assert one.values == [] and len(one.problems) == 4
    assert "column 'All' under 'Men' is not in the layout and the column 'All' under 'Males'" in found(one)
    new = [problem.todo.split("the line: ")[1].split(" (if not")[0] for problem in one.problems]
    again = read(tmp_path / "2", rows, [*COLUMNS[:2], *lines, *new], {"header_rows": "2"})
    assert [(v.layout.category, v.value) for v in again.values] == [
        ("Males All", 5.0), ("Males 16-17", 1.0), ("Females All", 6.0), ("Females 16-17", 2.0),
    ]  # fmt: skip
    assert again.problems == []


def test_old_and_new_files_are_read_with_both_headings_in_the_layout(tmp_path):
    """The line that was added for the new file does not hurt the old one."""
    columns = [*COLUMNS, "Orders given,value,cpo_imposed", "Council,area"]
    for number, headings in enumerate((HEADER, ["Council", "Year", "Orders given"])):
        one = read(tmp_path / str(number), [headings, *ROWS], columns)
        assert len(one.values) == 2 and one.problems == []


def test_a_renamed_filter_is_not_taken_for_another_one(tmp_path):
    """Two filters wait for 'Total'; renaming one must not let its rows through."""
    columns = ["Area,area", "Year,period", "Group,only,,,Total", "Type,only,,,Total", "Orders,value,cpo_imposed"]
    rows = [["Area", "Year", "Group", "Kind", "Orders"], ["Fife", "2022-23", "Total", "Assault", 4]]
    one = read(tmp_path, rows, columns)
    assert one.unread and one.values == []
    line = one.problems[0].todo.split("the line: ")[1].split(" (if not")[0]
    assert line == "t,Kind,,only,,Type,Total,,,"
    again = read(tmp_path / "2", [rows[0], *rows[1:], ["Fife", "2022-23", "Total", "Total", 9]], [*columns, line])
    assert [v.value for v in again.values] == [9.0] and again.problems == []


def test_a_column_that_is_gone_is_named_with_the_edition_before(tmp_path):
    """Its line with a to_edition puts it right, and old files are still expected to have it."""
    columns = [*COLUMNS, "Males,value,cpo_imposed,sex,Male"]
    one = read(tmp_path, [HEADER, *ROWS], columns)
    assert "sheet S, row 1: the column 'Males' (cpo_imposed, Male) is not in the file" in found(one)
    assert "replace in data/catalogue/layouts/test/columns.csv line 5 by: " in found(one)
    line = found(one).split("by: ")[1]
    assert line == "t,Males,,value,cpo_imposed,sex,Male,,,2022-23"
    assert read(tmp_path / "2", [HEADER, *ROWS], [*COLUMNS, line]).problems == []
    old = read(tmp_path / "3", [HEADER, ROWS[0]], [*COLUMNS, line])
    assert "the column 'Males'" in found(old)


def test_a_heading_can_change_its_meaning_with_the_edition(tmp_path):
    """The edition stands in the tables themselves, so they are read once to learn it."""
    lines = ["t,Other,,value,cpo_imposed,court,Not known,,,2022-23", "t,Other,,value,cpo_imposed,court,Other,,2023-24,"]
    for year, category in (("2022-23", "Not known"), ("2023-24", "Other")):
        one = read(tmp_path / year, [["Area", "Year", "Other"], ["Fife", year, 5]], [*COLUMNS[:2], *lines])
        assert [v.layout.category for v in one.values] == [category] and one.problems == []


def test_a_sheet_that_is_not_there_is_looked_for_under_another_name(tmp_path):
    """The line that is given reads it from the sheet whose header fits, and from the old name in old files."""
    one = read(tmp_path, [["Index"]], table={"sheet": "CPO_4"}, rest={"Table 4": [HEADER, *ROWS]})
    assert one.unread and "there is no sheet 'CPO_4' (Test), so table t was not read. To do: the header" in found(one)
    line = found(one).split("line 2 by: ")[1]
    assert line == "t,CPO_4;Table 4,,1,financial year,,some,,,,yes,Test"
    again = read(tmp_path / "2", [["Index"]], table={"sheet": "CPO_4;Table 4"}, rest={"Table 4": [HEADER, *ROWS]})
    assert len(again.values) == 2 and again.sheet == "Table 4" and again.problems == []


def test_of_several_sheets_the_one_whose_header_fits_best_is_named(tmp_path):
    """Not the first, and not the one with the likest name; a sheet that another table names is none."""
    rest = {"CPO_4a": [HEADER, *ROWS], "Whole": [[*HEADER, "Males"], [*ROWS[0], 3]], "CPO_5": [[*HEADER, "Males"]]}
    columns = [*COLUMNS, "Males,value,cpo_imposed,sex,Male"]
    raw = opened(book(tmp_path / "a.xlsx", {"S": [["Index"]], **rest}))
    tables = [{"sheet": "CPO_4"}, {"table": "u", "sheet": "CPO_5"}]
    second = ["u,Area,,area,,,,,,", "u,Year,,period,,,,,,", "u,Orders,,value,cpo_imposed,,,,,"]
    one = read_tables(raw, layout(tmp_path, [*columns, *second], tables))[0]
    assert "the header on sheet 'Whole' fits" in found(one)


def test_a_sheet_that_is_nowhere_says_so(tmp_path):
    """Nothing has its header."""
    one = read(tmp_path, [["Index"]], table={"sheet": "CPO_4"})
    assert "if the table is no longer published, delete line 2 of data/catalogue/layouts/test/tables.csv" in found(one)


def test_a_sheet_without_the_header_names_the_row_that_comes_nearest(tmp_path):
    """So that the difference can be looked at."""
    one = read(tmp_path, [["Test"], ["Area", "2022", "2023"], ["Fife", 5, 6]])
    assert one.unread and "row 2 comes nearest with 'Area'. Allowed: 'Area', 'Year', 'Orders'" in found(one)
    empty = read(tmp_path / "2", [])
    assert empty.unread and "no header of table t was found" in found(empty)


def test_a_year_that_cannot_be_one_is_a_heading_that_is_not_known(tmp_path):
    """'2016-18' is not a year and the next."""
    one = read(tmp_path, [["Area", "2016-17", "2016-18"], ["Fife", 5, 6]], ["Area,area", "{period},value,cpo_imposed"])
    assert [value[1] for value in values(one)] == ["2016-17"]
    assert "column '2016-18' is not in the layout" in found(one)
    none = read(tmp_path / "2", [["Area", "Total"], ["Fife", 5]], ["Area,area", "{period},value,cpo_imposed"])
    assert "a column with a year as its heading is not in the file" in found(none)


def test_the_edition_comes_from_the_file_or_its_newest_year(tmp_path):
    """A fixed word, a cell, or the latest period."""
    path = book(tmp_path / "a.xlsx", {"S": [["Test 2021-22 cohort"], HEADER, *ROWS]})
    start = (
        "id: test\nsource: recorded_crime\ntitle: T\nkind: workbook\nrecognise:\n  - {sheet: S, cell: A1, pattern: T}\n"
    )
    editions = [
        "{latest_period: true}",
        '{fixed: "mid-2018"}',
        r"{sheet: S, cell: A1, pattern: '(\d{4}-\d{2})'}",
        "{sheet: S, cell: A1, pattern: 'edition (x)'}",
    ]
    said = []
    for number, words in enumerate(editions):
        one = layout(tmp_path / str(number), COLUMNS, head=f"{start}edition: {words}\n")
        said.append(edition_of(opened(path), one, read_tables(opened(path), one)))
    assert said == ["2023-24", "mid-2018", "2021-22", ""]


SLICE = """Generated by http://statistics.gov.scot,2016-02-18T12:07:51+00:00
http://statistics.gov.scot/data/recorded-crime,Recorded Crimes and Offences
measure type,""
Crime or Offence,""
Measure (cell values): ,Count (Crimes Recorded)

,,http://reference.data.gov.uk/id/year/1996,http://reference.data.gov.uk/id/year/1997
http://purl.org/linked-data/sdmx/2009/dimension#refArea,Reference Area,1996,1997
http://statistics.gov.scot/id/statistical-geography/S92000003,Scotland,"440,687","421,002"
http://statistics.gov.scot/id/statistical-geography/S12000015,Fife,"20,001","19,002"
http://statistics.gov.scot/id/statistical-geography/S08000003,Fife,1,2
"""


def test_a_slice_of_statistics_gov_scot_is_read_under_its_comment_lines(tmp_path, catalogue):
    """The line of addresses above the header is not the header; every area of the file comes out as it stands."""
    (tmp_path / "a.csv").write_text(SLICE, encoding="utf-8")
    one = next(one for one in catalogue.layouts if one.id == "statistics_gov_scot_recorded_crime")
    table = read_tables(open_file(tmp_path / "a.csv"), one)[0]
    assert table.header.row == 7 and table.problems == []
    assert [(v.area.rsplit("/")[-1], v.period, v.value) for v in table.values][:3] == [
        ("S92000003", "1996", "440,687"), ("S92000003", "1997", "421,002"), ("S12000015", "1996", "20,001"),
    ]  # fmt: skip
