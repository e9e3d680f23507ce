"""Observations: numbers and markers apart, six kinds of 'no number' stay six, nothing invented."""

import math

import pytest
from workbooks import LOW, book, layout, opened

from cjtools.areas import SCOTLAND
from cjtools.extract.tables import read_tables
from cjtools.extract.workbook import open_file
from cjtools.intake.part_sums import part_test
from cjtools.intake.tidy import Tidier, is_illustrative, read_value

COLUMNS = ["Area,area", "Year,period", "Orders,value,cpo_imposed"]
HEADER = ["Area", "Year", "Orders"]
MARKS = {"-": "-", "*": "[c]", "[low]": "[low]", "[p]": "[p]", "(blank)": "[x]", "..": "[x]"}


def tidied(tmp_path, catalogue, rows, columns=COLUMNS, table=None, rest=None, **extra):
    """Write sheet S, read it by a layout, and return the TidyTable of each table."""
    layout_files = {key: extra.pop(key) for key in ("sums", "categories", "markers") if key in extra}
    raw = opened(book(tmp_path / "a.xlsx", {"S": rows, **(rest or {})}, **extra))
    tables = table if isinstance(table, list) else [table or {}]
    return by_layout(raw, layout(tmp_path, columns, tables, **layout_files), catalogue)


def by_layout(raw, one, catalogue):
    """Return the TidyTable of each table of an opened file."""
    tidier = Tidier(catalogue)
    return tidier.tidy(raw, one, read_tables(raw, one), "a.xlsx")


def found(table):
    """Return the words of the problems."""
    return "\n".join(map(str, table.problems))


def test_an_observation_says_what_where_when_and_from_which_cell(tmp_path, catalogue):
    """All of its thirteen columns."""
    table = tidied(tmp_path, catalogue, [HEADER, ["Edinburgh, City of", "2023/24", "1,234"]])[0]
    assert table.observations == [
        {
            "measure": "cpo_imposed", "area_code": "S12000036", "period": "2023-24", "period_type": "financial year",
            "breakdown": "total", "category": "Total", "value": 1234.0, "marker": "", "source": "recorded_crime",
            "edition": "2023-24", "file": "a.xlsx", "cell": "S!C2", "status": "published",
        }
    ]  # fmt: skip
    assert table.problems == [] and not table.is_partial


@pytest.mark.parametrize(
    ("value", "shown", "number", "marker"),
    [
        (0.0, "", 0.0, ""),
        (0.0, "-", 0.0, "-"),
        (0.3, "[low]", 0.3, "[low]"),
        (12, "", 12.0, ""),
        ("12", "", 12.0, ""),
        (" 1,234.5 ", "", 1234.5, ""),
        ("-3", "", -3.0, ""),
        ("70.8%", "", 70.8, ""),
        ("1e3", "", 1000.0, ""),
        ("87 [p]", "", 87.0, "[p]"),
        ("1,087[p]", "", 1087.0, "[p]"),
        ("12 [note 4]", "", 12.0, ""),
        ("-", "", None, "-"),
        (" - ", "", None, "-"),
        ("*", "", None, "[c]"),
        ("..", "", None, "[x]"),
        ("", "", None, "[x]"),
        (None, "", None, "[x]"),
        ("\xa0", "", None, "[x]"),
    ],
)
def test_numbers_and_markers(value, shown, number, marker):
    """A number, a marker, both, or a blank, which is a marker of its own."""
    assert read_value(value, shown, MARKS) == (number, marker)


@pytest.mark.parametrize(
    "value", ["?", "12a", "1,23", "1 234", "12 [q]", "(12)", "12-13", True, math.inf, math.nan, "1e999", "#REF!", "=A1"]
)
def test_what_is_neither_number_nor_marker_is_nothing(value):
    """Nothing is guessed: a truth value is no 1, a bracketed number no negative one."""
    assert read_value(value, "", MARKS) == (None, None)


def test_words_over_a_number_that_no_marker_explains_are_not_passed_over():
    """The reader of the page does not see the stored 0."""
    assert read_value(0.0, "nil", MARKS) == (None, None)


def test_six_kinds_of_no_number_stay_six(tmp_path, catalogue):
    """Zero, nil, suppressed, not available, not applicable, rounds to zero; the last also as a number format."""
    symbols = [0, "-", "[c]", "x", "z", "low", 0.3, None]
    rows = [HEADER, *[["Fife", f"20{10 + n}-{11 + n}", symbol] for n, symbol in enumerate(symbols)]]
    table = tidied(tmp_path, catalogue, rows, formats=[("S", "C8", LOW)])[0]
    kinds = {row["marker"]: row["kind"] for row in catalogue.markers}
    said = [(row["value"], kinds.get(row["marker"], "")) for row in table.observations]
    assert said == [
        (0.0, ""), (None, "nil"), (None, "suppressed"), (None, "not available"), (None, "not applicable"),
        (None, "rounds to zero"), (0.3, "rounds to zero"), (None, "not available"),
    ]  # fmt: skip
    assert table.problems == []


@pytest.mark.parametrize(
    ("symbol", "marker"),
    [("n/l", "[z]"), ("n/r", "[u]"), ("z", "[z]"), ("x", "[x]"), ("low", "[low]"), ("[z]", "[z]"), ("[x]", "[x]"),
     ("[ns]", "[ns]"), ("*", "[c]"), ("**", "[u]"), ("-", "-"), ("..", "[x]"), ("n/a", "[x]"), ("N/A", "[x]")],
)  # fmt: skip
def test_the_symbols_of_the_publications_we_hold_are_known(catalogue, symbol, marker):
    """Recorded crime, criminal proceedings, SCJS and the older bulletins."""
    assert read_value(symbol, "", catalogue.marker_symbols) == (None, marker)


def test_a_layout_can_say_what_a_symbol_means_in_its_publication(tmp_path, catalogue):
    """'*' is suppressed in general, and less than 0.5 where the notes say so."""
    markers = "symbol,marker,meaning\n*,[low],Less than 0.5\n(blank),[z],Does not apply\n"
    rows = [HEADER, ["Fife", "2022-23", "*"], ["Moray", "2022-23", None]]
    marked = [tidied(tmp_path / "1", catalogue, rows), tidied(tmp_path / "2", catalogue, rows, markers=markers)]
    assert [[row["marker"] for row in one[0].observations] for one in marked] == [["[c]", "[x]"], ["[low]", "[z]"]]


def test_fractions_become_per_cent_but_a_printed_per_cent_stays(tmp_path, catalogue):
    """0.7077381777839412 is stored and 70.8 % is shown; a text '70.8%' needs no scale."""
    columns = [*COLUMNS[:2], "Rate,value,cpo_completion_rate,total,Total,100"]
    rows = [["Area", "Year", "Rate"], ["Fife", "2022-23", 0.7077381777839412], ["Moray", "2022-23", "70.8%"]]
    values = [row["value"] for row in tidied(tmp_path, catalogue, rows, columns)[0].observations]
    assert values == pytest.approx([70.77381777839412, 70.8])


def test_one_workbook_with_two_spellings_gives_one_area(tmp_path, catalogue):
    """'Perth and Kinross' in one table, 'Perth & Kinross' in the next."""
    tables = [{"table": "a", "sheet": "S"}, {"table": "b", "sheet": "T"}]
    columns = [f"{table},{','.join(cells)}" for table in "ab" for cells in
               (["Area", "", "area", *[""] * 6], ["Year", "", "period", *[""] * 6],
                ["Orders", "", "value", "cpo_imposed", *[""] * 5])]  # fmt: skip
    rest = {"T": [HEADER, ["Perth & Kinross", "2022-23", 5]]}
    read = tidied(tmp_path, catalogue, [HEADER, ["Perth and Kinross", "2022-23", 5]], columns, tables, rest)
    assert [table.observations[0]["area_code"] for table in read] == ["S12000048", "S12000048"]


def test_an_area_that_is_not_known_is_told_once_with_all_its_rows(tmp_path, catalogue):
    """File, sheet, first cell, number of rows; the line that makes it known; the other rows are read."""
    rows = [HEADER, *[["Argyl & Butte", f"20{year}-{year + 1}", 5] for year in (20, 21, 22)], ["Fife", "2022-23", 6]]
    table = tidied(tmp_path, catalogue, rows)[0]
    assert [row["area_code"] for row in table.observations] == ["S12000047"] and table.is_partial
    assert found(table) == (
        "a.xlsx, sheet S, cell A2 and 2 more: area 'Argyl & Butte' is not known, so these 3 rows were not read. "
        "Did you mean Argyll and Bute? To do: if it is Argyll and Bute, add to data/catalogue/area_aliases.csv the "
        "line: Argyl & Butte,S12000035,recorded_crime"
    )


def test_the_same_unknown_thing_on_many_sheets_is_one_problem(tmp_path, catalogue):
    """It is told with the first table; the others know that they are not whole."""
    tables = [{"sheet": "S*"}]
    rest = {f"S{number}": [HEADER, ["Nowhere", "2022-23", 5]] for number in range(2, 8)}
    read = tidied(tmp_path, catalogue, [HEADER, ["Nowhere", "2022-23", 5]], COLUMNS, tables, rest)
    assert [len(table.problems) for table in read] == [1, 0, 0, 0, 0, 0, 0]
    assert all(table.is_partial for table in read)
    assert "so these 7 rows were not read (also on sheets S2, S3, S4 and 3 more)" in found(read[0])
    assert (
        "replace in data/catalogue/layouts/test/tables.csv line 2 by: t,S*,,1,financial year,,some,^Nowhere$"
        in found(read[0])
    )


def test_other_areas_are_passed_over_knowingly(tmp_path, catalogue):
    """'Other' and 'Unknown3' in the reconvictions tables are no councils and no mistakes."""
    rows = [HEADER, ["Unknown3", "2022-23", 5], ["Other", "2022-23", 6], ["Fife", "2022-23", 7]]
    table = tidied(tmp_path, catalogue, rows, table={"other_areas": r"^(Other|Unknown)\d*$"})[0]
    assert len(table.observations) == 1 and table.problems == [] and not table.is_partial


def test_a_row_without_an_area_is_told_and_a_remark_without_values_is_not(tmp_path, catalogue):
    """Numbers without an area could be anyone's; two cells of words are a note."""
    rows = [HEADER, ["Fife", "2022-23", 5], [None, "2022-23", 6], ["Note 1", "Figures are revised", None]]
    table = tidied(tmp_path, catalogue, rows)[0]
    assert len(table.observations) == 1 and len(table.problems) == 1
    assert "cell A3: there is no area, so its row was not read" in found(table)


def test_a_row_of_blanks_for_a_known_area_is_not_lost(tmp_path, catalogue):
    """Its figures are not available; that is said, not left out."""
    table = tidied(tmp_path, catalogue, [HEADER, ["Fife", "2022-23", None]])[0]
    assert [(row["value"], row["marker"]) for row in table.observations] == [(None, "[x]")]


def test_a_year_that_is_none_is_told_with_its_cell(tmp_path, catalogue):
    """A date where a year should stand, in a column and as a heading."""
    table = tidied(tmp_path, catalogue, [HEADER, ["Fife", "2015-04-01", 5], ["Fife", "2016-17", 6]])[0]
    assert len(table.observations) == 1
    blank = tidied(tmp_path / "2", catalogue, [HEADER, ["Fife", None, 5]])[0]
    assert "cell B2: there is no financial year, so its row was not read" in found(blank)
    assert "cell B2: '2015-04-01' is not a financial year, so its row was not read. Allowed: such as 2023-24" in found(
        table
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("??", "cell C2: '??' is neither a number nor a known marker, so the cell was not read. Allowed: a number, or "
               "a symbol of data/catalogue/markers.csv. To do: if it means that the figure is not available, add to "
               "data/catalogue/markers.csv the line: ??,[x],not available,Not available or not collected,"),
        ("#REF!", "cell C2: the error value #REF!, so the cell was not read. To do: ask the publisher"),
        ("=SUM(A1:B1)", "cell C2: a formula whose value is not stored in the file, so the cell was not read"),
        (True, "cell C2: 'True' is neither a number"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_figure_is_told_with_its_cell(tmp_path, catalogue, cell, words):
    """The other cells are read; the table knows that it is not whole."""
    table = tidied(tmp_path, catalogue, [HEADER, ["Fife", "2022-23", cell], ["Moray", "2022-23", 5]])[0]
    assert len(table.observations) == 1 and table.is_partial and words in found(table)


def test_a_thousand_odd_cells_are_not_a_thousand_problems(tmp_path, catalogue):
    """A wrong column: twenty are told, the rest counted."""
    rows = [HEADER, *[["Fife", "2022-23", f"word {number}"] for number in range(1000)]]
    table = tidied(tmp_path, catalogue, rows)[0]
    assert len(table.problems) == 20 and "and 980 other texts like it, not listed here" in str(table.problems[-1])


def test_listed_categories_are_the_only_ones(tmp_path, catalogue):
    """Known labels are renamed, '-' is left out, glued footnotes go, the rest is told; without a list all are kept."""
    categories = "breakdown,label,category\npenalty,All custody,Custody\npenalty,Prison,-\npenalty,Total,Total\n"
    columns = ["Penalty,breakdown,,penalty", "Year,period", "People,value,people_convicted"]
    labels = ["Total", "All custody2", "Prison", "Exile"]
    rows = [["Penalty", "Year", "People"], *[[label, "2022-23", 5] for label in labels]]
    table = tidied(tmp_path, catalogue, rows, columns, {"areas": "scotland"}, categories=categories)[0]
    assert [(row["breakdown"], row["category"]) for row in table.observations] == [
        ("total", "Total"),
        ("penalty", "Custody"),
    ]
    assert "cell A5: 'Exile' is not a known penalty, so its row was not read" in found(table)
    assert "to leave it out, add to data/catalogue/layouts/test/categories.csv the line: penalty,Exile,-" in found(
        table
    )
    free = tidied(tmp_path / "2", catalogue, rows, columns, {"areas": "scotland"})[0]
    assert [row["category"] for row in free.observations] == ["Total", "All custody2", "Prison", "Exile"]


def test_a_breakdown_in_the_rows_and_one_in_the_column_are_told_together(tmp_path, catalogue):
    """Males aged 16-17: 'age and sex' with '16-17, Male'."""
    columns = ["Age,breakdown,,age", "Year,period", "Males,value,cpo_imposed,sex,Male"]
    table = tidied(
        tmp_path, catalogue, [["Age", "Year", "Males"], ["16-17", "2022-23", 5]], columns, {"areas": "scotland"}
    )[0]
    assert (table.observations[0]["breakdown"], table.observations[0]["category"]) == ("age and sex", "16-17, Male")


def test_rows_of_councils_in_a_table_of_scotland_are_not_taken_for_scotland(tmp_path, catalogue):
    """Our assumption that a sheet has no areas may be wrong: then nothing of it is read."""
    rows = [["Year", "Local authority", "Orders"], ["2022-23", "Scotland", 9], ["2022-23", "Fife", 5]]
    table = tidied(tmp_path, catalogue, rows, ["Year,period", "Orders,value,cpo_imposed"], {"areas": "scotland"})[0]
    assert table.observations == [] and "cell B3: rows are of councils, but the layout says" in found(table)
    only = tidied(
        tmp_path / "2", catalogue, rows[:2], ["Year,period", "Orders,value,cpo_imposed"], {"areas": "scotland"}
    )[0]
    assert [row["area_code"] for row in only.observations] == [SCOTLAND]


def test_codes_go_before_names(tmp_path, catalogue):
    """Health boards share names with councils: 'Fife' with the code of a board is no council."""
    columns = ["Code,area_code", *COLUMNS]
    rows = [["Code", *HEADER], ["S12000015", "Fife", "2022-23", 5], ["S08000003", "Fife", "2022-23", 9]]
    table = tidied(tmp_path, catalogue, rows, columns, {"other_areas": r"^S08\d{6}$"})[0]
    assert [(row["area_code"], row["value"]) for row in table.observations] == [("S12000047", 5.0)]


def test_single_years_of_age_are_summed_with_their_cells(tmp_path, catalogue):
    """16 to 70, both included; 90 stands for 90 and over; the sum names the ranges it comes from."""
    rows = [["Area", "Year", "Sex", "Age", "People"]]
    rows += [["Fife", 2018, sex, age, 1] for sex in "FM" for age in ("15", "16", "70", "71", "90+")]
    columns = ["Area,area", "Year,period", "Sex,part,,sex", "Age,part,,age", "People,value"]
    sums = "table,measure,breakdown,category,age,sex\nt,population_16_70,total,Total,16-70,F;M\n"
    sums += "t,population_all_ages,sex,Female,0-,F\n"
    table = tidied(tmp_path, catalogue, rows, columns, {"period_type": "mid-year"}, sums=sums)[0]
    said = [(row["measure"], row["category"], row["period"], row["value"], row["cell"]) for row in table.observations]
    assert said == [
        ("population_16_70", "Total", "2018", 4.0, "S!E3:E4 S!E8:E9"),
        ("population_all_ages", "Female", "2018", 5.0, "S!E2:E6"),
    ]


def test_a_part_that_no_sum_takes_in_is_told(tmp_path, catalogue):
    """'Under 1' would silently be missing from the sum of all ages."""
    rows = [["Area", "Year", "Age", "People"], ["Fife", 2018, "Under 1", 5], ["Fife", 2018, "1", 6]]
    columns = ["Area,area", "Year,period", "Age,part,,age", "People,value"]
    sums = "table,measure,breakdown,category,age\nt,population_all_ages,total,Total,0-\n"
    table = tidied(tmp_path, catalogue, rows, columns, {"period_type": "mid-year"}, sums=sums)[0]
    assert table.is_partial and "cell C2: no sum takes in the age 'Under 1', so its row was not read" in found(table)


def test_rows_that_stand_twice_are_summed_once(tmp_path, catalogue):
    """Under two spellings of the area; two different numbers for one thing are told."""
    rows = [["Area", "Year", "Age", "People"], ["Perth & Kinross", 2018, "16", 5], ["Perth and Kinross", 2018, "16", 5]]
    columns = ["Area,area", "Year,period", "Age,part,,age", "People,value"]
    sums = "table,measure,breakdown,category,age\nt,population_16_70,total,Total,16-70\n"
    kind = {"period_type": "mid-year"}
    table = tidied(tmp_path / "1", catalogue, rows, columns, kind, sums=sums)[0]
    assert [row["value"] for row in table.observations] == [5.0] and table.problems == []
    rows[2][3] = 6
    table = tidied(tmp_path / "2", catalogue, rows, columns, kind, sums=sums)[0]
    assert "cell D3: area, period and parts stand in D2 already with another number" in found(table)


def test_a_sum_with_a_part_that_has_no_number_has_none_either(tmp_path, catalogue):
    """A suppressed age group makes the sum suppressed, not smaller."""
    rows = [["Area", "Year", "Age", "People"], ["Fife", 2018, "16", 5], ["Fife", 2018, "17", "[c]"]]
    columns = ["Area,area", "Year,period", "Age,part,,age", "People,value"]
    sums = "table,measure,breakdown,category,age\nt,population_16_70,total,Total,16-70\n"
    table = tidied(tmp_path, catalogue, rows, columns, {"period_type": "mid-year"}, sums=sums)[0]
    assert [(row["value"], row["marker"]) for row in table.observations] == [(None, "[c]")]


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ("16-70", ["16", "70", "70+"]),
        ("0-", ["0", "16", "70", "70+", "71"]),
        ("M", ["M"]),
        ("", ["0", "16", "70", "70+", "71", "M", ""]),
    ],
)
def test_what_a_part_rule_takes_in(rule, taken):
    """Both ends of a range belong to it."""
    assert [label for label in ("0", "16", "70", "70+", "71", "M", "") if part_test(rule)(label)] == taken


def test_made_up_figures_are_known_by_any_sheet_or_by_their_folder(tmp_path):
    """A mark on one sheet is enough; a copy that was moved keeps its mark."""
    marked = opened(
        book(tmp_path / "a.xlsx", {"S": [["Table"]], "T": [["x"], ["ILLUSTRATIVE - made-up figures: Table"]]})
    )
    clean = opened(book(tmp_path / "b.xlsx", {"S": [["Table"]]}))
    assert is_illustrative(marked, "a.xlsx") and is_illustrative(clean, "illustrative/b.xlsx")
    assert not is_illustrative(clean, "b.xlsx")


def test_a_tidy_download_is_read_by_its_addresses(tmp_path, catalogue):
    """Codes and years stand at the end of addresses; rows of another kind are left out."""
    lines = ["refArea,refPeriod,measureType,applicationType,value"]
    area, year = (
        "http://statistics.gov.scot/id/statistical-geography/",
        "http://reference.data.gov.uk/id/government-year/",
    )
    count = "http://statistics.gov.scot/def/measure-properties/count"
    kinds = "http://statistics.gov.scot/def/concept/application-type/"
    lines += [f"{area}S12000015,{year}2015-2016,{count},{kinds}all-applications,1934"]
    lines += [f"{area}S12000015,{year}2015-2016,{count},{kinds}assessed-as-homeless,1500"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    one = next(one for one in catalogue.layouts if one.id == "statistics_gov_scot_homelessness")
    table = by_layout(open_file(tmp_path / "a.csv"), one, catalogue)[0]
    assert [(row["area_code"], row["period"], row["value"], row["cell"]) for row in table.observations] == [
        ("S12000047", "2015-16", 1934.0, "!E2")
    ]
