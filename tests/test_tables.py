"""Tables: headers with scope, markers explained, numbers as in the sentence, nothing live from a cell."""

import re

import pandas as pd
from small_world import ALBA, BRAE, indicator, seen, worked_out

from cjtools.areas import SCOTLAND
from cjtools.show import tables

PART = indicator("proportion", [("done",)], [("ended",)])
COUNT = indicator("count", [("imposed",)])
SHARE = indicator("share", [("imposed",)], [("imposed",)], breakdown="kind", better="neither")
MEANINGS = {"[c]": "not shown", "[x]": "not available", "[z]": "does not apply", "[p]": "provisional"}


def part(period, done, ended):
    """Observations of a proportion: two of area -> number."""
    return [*seen("done", period, done), *seen("ended", period, ended)]


def of(records, area):
    """The records of one area by period."""
    return records[records["area_code"] == area].reset_index(drop=True).sort_values("period")


def headings(columns):
    """The headings of some columns."""
    return [column.heading for column in columns]


def test_a_table_names_every_cell_by_its_headers():
    """It has one caption, a column header for each column and a row header for each row, all with scope."""
    columns = [tables.Column("Year", False), tables.Column("Orders"), tables.Column("Remark", False)]
    page = tables.table_html("t", "Orders by year", columns, [["2022-23", "12", "a"], ["2023-24", "14", "b"]])
    assert re.findall(r"<caption[^>]*>(.*?)</caption>", page) == ["Orders by year"]
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page) == ["Year", "Orders", "Remark"]
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == ["2022-23", "2023-24"]
    assert page.count("<tr>") == page.count("</tr>") == 3
    assert 'aria-labelledby="t-caption"' in page and 'id="t-caption"' in page


def test_numbers_stand_to_the_right_and_words_to_the_left():
    """It marks the cells of number columns only."""
    columns = [tables.Column("Year", False), tables.Column("Orders"), tables.Column("Remark", False)]
    page = tables.table_html("t", "Orders", columns, [["2022-23", "12", "a"]])
    assert '<td class="n">12</td><td>a</td>' in page


def test_a_table_of_numbers_says_once_that_they_stand_to_the_right():
    """It marks the table, not every cell, where all columns but the first are numbers."""
    columns = [tables.Column("Year", False), tables.Column("Orders"), tables.Column("People")]
    page = tables.table_html("t", "Orders", columns, [["2022-23", "12", "9"]])
    assert '<table class="figures">' in page
    assert "<td>12</td><td>9</td>" in page


def test_nothing_in_a_cell_is_live():
    """It escapes caption, headings, cells and note."""
    bad = "<script>alert(1)</script>"
    page = tables.table_html("t", bad, [tables.Column(bad, False), tables.Column(bad)], [[bad, bad]], bad)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 6


def test_a_table_by_year_sets_the_area_beside_the_others():
    """It shows value, interval, counts, Scotland and group by year, from worked numbers."""
    records = worked_out(
        PART,
        part("2022-23", {ALBA: 60, BRAE: 50, SCOTLAND: 700}, {ALBA: 100, BRAE: 100, SCOTLAND: 1000}),
        part("2023-24", {ALBA: 75, BRAE: 50}, {ALBA: 100, BRAE: 100}),
    )
    columns, lines = tables.by_period(
        of(records, ALBA), of(records, SCOTLAND), of(records, "people-1"), "Alba", "Group 1", True
    )
    assert headings(columns) == ["Year", "Alba", "95% interval", "Count and base", "Scotland", "Group 1"]
    assert lines == [
        ["2022-23", "60.0%", "50.2% to 69.1%", "60 of 100", "70.0%", "55.0%"],
        ["2023-24", "75.0%", "65.7% to 82.5%", "75 of 100", "[x]", "62.5%"],
    ]


def test_a_table_without_intervals_has_no_column_for_them():
    """It leaves the column out where no record has limits, and columns of areas without records."""
    made = indicator("published", [("deprived",)], better="neither")
    records = worked_out(made, seen("deprived", "2020", {ALBA: 19.6}, period_type="edition"))
    none = records.iloc[:0]
    columns, lines = tables.by_period(of(records, ALBA), none, none, "Alba", "Group 1", False)
    assert (headings(columns), lines) == (["Year", "Alba"], [["2020", "19.6%"]])


def test_a_suppressed_count_stays_suppressed_in_every_cell():
    """It shows [c] for value and count, never the number that is hidden."""
    records = worked_out(PART, part("2023-24", {ALBA: "[c]"}, {ALBA: 100}))
    none = records.iloc[:0]
    _, lines = tables.by_period(of(records, ALBA), none, none, "Alba", "", True)
    assert lines == [["2023-24", "[c]", "[c] of 100"]]


def test_a_table_by_category_shows_counts_and_shares():
    """It shows the count as a number even where no share can be worked out."""
    rows = [*seen("imposed", "2023-24", {ALBA: 100, BRAE: 0}), *seen("imposed", "2023-24", {ALBA: 30, BRAE: 0}, "red")]
    records = worked_out(SHARE, rows)
    none = records.iloc[:0]
    columns, lines = tables.by_category(of(records, ALBA), none, none, "Alba", "")
    assert headings(columns) == ["Category", "Alba: count", "Alba", "95% interval"]
    assert lines == [["red", "30", "30.0%", "21.9% to 39.6%"]]
    _, lines = tables.by_category(of(records, BRAE), of(records, ALBA), none, "Brae", "")
    assert lines == [["red", "0", "[z]", "none", "30.0%"]]


def test_every_marker_shown_is_explained_once():
    """It explains markers in order of appearance, and [x] where an area has no record of a year at all."""
    records = worked_out(
        PART,
        part("2022-23", {ALBA: 60, SCOTLAND: 700}, {ALBA: 100, SCOTLAND: 1000}),
        part("2023-24", {ALBA: "[c]", SCOTLAND: 700}, {ALBA: 100, SCOTLAND: 1000}),
    )
    shown = pd.concat([of(records, ALBA), of(records, SCOTLAND)])
    assert tables.markers_note(shown, MEANINGS) == "[c]: not shown."
    gap = pd.concat([of(records, ALBA), of(records, SCOTLAND).iloc[:1]])
    assert tables.markers_note(gap, MEANINGS) == "[c]: not shown. [x]: not available."
    assert tables.markers_note(of(records, SCOTLAND), MEANINGS) == ""
    unknown = of(records, SCOTLAND).assign(marker="[q]")
    assert tables.markers_note(unknown, MEANINGS) == "[q]: see the source."


def test_all_markers_in_the_cells_are_explained(results, catalogue):
    """It leaves no bracket unexplained in the tables of a small council, whatever the indicator."""
    meanings = {row["marker"]: row["meaning"] for row in catalogue.markers}
    seen_any = False
    for name, records in results.items():
        own = records[records["area_code"] == "S12000023"]
        scotland = records[records["area_code"] == SCOTLAND]
        if own.empty:
            continue
        statistic = catalogue.indicators[name].statistic
        if not catalogue.indicators[name].is_split:
            scotland = scotland[scotland["period"].isin(own["period"])]
            _, lines = tables.by_period(own, scotland, own.iloc[:0], "Here", "", statistic == "proportion")
        else:
            own, scotland = (rows[rows["period"] == own["period"].max()] for rows in (own, scotland))
            _, lines = tables.by_category(own, scotland, own.iloc[:0], "Here", "")
        note = tables.markers_note(pd.concat([own, scotland]), meanings)
        for marker in set(re.findall(r"\[\w+\]", " ".join(" ".join(line) for line in lines))):
            seen_any = True
            assert f"{marker}:" in note, (name, marker)
    assert seen_any
