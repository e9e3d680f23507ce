"""Each contradiction is found in a table broken in exactly one way, and told once."""

from dataclasses import replace

import pytest
from workbooks import layout

from cjtools.areas import SCOTLAND
from cjtools.extract.tables import TableRead
from cjtools.intake.checks import as_frame, check_between, check_processed, check_table, missing_areas
from cjtools.intake.tidy import TidyTable


def row(area, category="Total", value=10.0, breakdown="", **other):
    """Return one observation of community payback orders."""
    return {
        "measure": "cpo_imposed", "area_code": area, "period": "2022-23", "period_type": "financial year",
        "breakdown": breakdown or ("total" if category == "Total" else "sex"), "category": category, "value": value,
        "marker": "", "source": "s", "edition": "2022-23", "file": "a.xlsx", "cell": "S!C2", "status": "published",
    } | other  # fmt: skip


def whole(catalogue):
    """Return a faultless table: 32 councils with 10 orders each (6 males, 4 females), and Scotland with 320."""
    rows = []
    for area in catalogue.areas:
        times = 32 if area["area_code"] == SCOTLAND else 1
        for category, number, letter in (("Total", 10, "C"), ("Male", 6, "D"), ("Female", 4, "E")):
            rows.append(row(area["area_code"], category, number * times, cell=f"S!{letter}{len(rows)}"))
    return rows


def changed(rows, area, category, **change):
    """Return the rows with one of them changed."""
    return [one | change if (one["area_code"], one["category"]) == (area, category) else one for one in rows]


def check(catalogue, rows, **options):
    """Return the contradictions as text."""
    return [str(problem) for problem in check_table(as_frame(rows), catalogue, **options)]


def test_a_faultless_table_has_no_contradiction(catalogue):
    """Nor has an empty one."""
    assert check(catalogue, whole(catalogue)) == [] == check(catalogue, [])


def test_parts_that_do_not_add_up_are_told_with_the_line_that_excuses_them(catalogue):
    """Fife: 6 + 5 is not 10; and then the councils' females are not Scotland's."""
    rows = changed(whole(catalogue), "S12000047", "Female", value=5.0)
    parts, councils = check(catalogue, rows)
    assert "cpo_imposed by sex adds to 11, its total is 10 (Fife, 2022-23)" in parts
    assert parts.endswith("known_differences.csv the line: cpo_imposed,S12000047,2022-23,sex,so in the source")
    assert "cpo_imposed (Female, 2022-23) adds to 129 over the councils, Scotland is 128" in councils


def test_scotland_is_compared_and_never_summed(catalogue):
    """Ten more for Scotland is a contradiction; the sum of the councils stays 320."""
    rows = changed(whole(catalogue), SCOTLAND, "Total", value=330.0)
    said = " ".join(check(catalogue, rows))
    assert "cpo_imposed (Total, 2022-23) adds to 320 over the councils, Scotland is 330" in said


def test_a_known_difference_is_passed_over_also_with_a_star(catalogue):
    """Each line that is suggested makes its problem go away."""
    rows = changed(whole(catalogue), "S12000047", "Female", value=5.0)
    excuses = []
    for _ in range(3):
        words = replace(catalogue, known_differences=excuses)
        said = check(words, rows)
        if not said:
            break
        line = said[0].split("the line: ")[1].split(",")
        excuses.append(dict(zip(("measure", "area_code", "period", "breakdown", "reason"), line, strict=True)))
    assert len(excuses) == 2 and said == []
    star = {"measure": "cpo_imposed", "area_code": "*", "period": "*", "breakdown": "sex", "reason": "so in the source"}
    assert check(replace(catalogue, known_differences=[star]), rows) == []


def test_the_same_contradiction_in_many_places_is_told_once(catalogue):
    """All councils are off: one problem, its first cell, the number of the others, one line that excuses them."""
    rows = [one | {"value": one["value"] + 1} if one["category"] == "Male" else one for one in whole(catalogue)]
    parts = check(catalogue, rows)[0]
    assert "(and 32 more like it)" in parts and "sheet S, cell D" in parts
    assert parts.endswith("the line: cpo_imposed,*,2022-23,sex,so in the source")


@pytest.mark.parametrize(
    ("category", "change", "is_fault"),
    [
        ("Female", {"value": None, "marker": "[c]"}, False),
        ("Female", {"value": None, "marker": "-"}, True),
        ("Female", {"value": None, "marker": "[z]"}, True),
        ("Male", {"value": None, "marker": "[x]"}, False),
        ("Total", {"value": None, "marker": "[c]"}, False),
        ("Total", {"value": 5.0}, True),
        ("Total", {"value": 10.4}, False),
    ],
)
def test_gaps_add_as_what_they_stand_for(catalogue, category, change, is_fault):
    """Nil is 0; a suppressed figure can be anything, but the rest must not be more than the total; a half may round."""
    rows = [
        one for one in changed(whole(catalogue), "S12000047", category, **change) if one["area_code"] == "S12000047"
    ]
    assert bool(check(catalogue, rows)) is is_fault


def test_what_is_left_over_must_not_exceed_the_total(catalogue):
    """One part suppressed and the other already more than all."""
    rows = changed(whole(catalogue), "S12000047", "Female", value=None, marker="[c]")
    rows = changed(rows, "S12000047", "Male", value=11.0)
    assert any("cpo_imposed by sex adds to 11, its total is 10 (Fife" in words for words in check(catalogue, rows))


def test_councils_with_a_gap_must_not_exceed_scotland(catalogue):
    """Thirty-one councils cannot have more than all thirty-two."""
    rows = [one for one in whole(catalogue) if one["category"] == "Total"]
    short = changed(rows, "S12000047", "Total", value=None, marker="[c]")
    assert check(catalogue, short) == []
    assert "adds to 410 over the councils" in check(catalogue, changed(short, "S12000033", "Total", value=110.0))[0]


def test_a_table_read_in_part_may_add_to_less_but_not_to_more(catalogue):
    """A column that was not read is no contradiction; a sum that is too large still is."""
    rows = [one for one in whole(catalogue) if one["category"] != "Female"]
    assert check(catalogue, rows, is_partial=True) == [] != check(catalogue, rows)
    more = changed(rows, "S12000047", "Male", value=11.0)
    assert "adds to 11, its total is 10" in check(catalogue, more, is_partial=True)[0]


def test_one_thing_with_two_values_is_told_with_both_cells(catalogue):
    """In one table; the same value twice is no contradiction, a value and a marker is one."""
    rows = whole(catalogue)
    again = row("S12000047", "Male", 7.0, cell="S!D99")
    said = " ".join(check(catalogue, [*rows, again]))
    assert "cpo_imposed (Male, Fife, 2022-23) is 6 here and 7 in S!D99" in said
    assert check(catalogue, [*rows, again | {"value": 6.0}]) == []
    marked = again | {"value": None, "marker": "[c]"}
    assert "is 6 here and [c] in S!D99" in " ".join(check(catalogue, [*rows, marked]))


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("cpo_imposed", -1.0, "cpo_imposed is -1. Allowed: 0 or more"),
        ("cpo_completion_rate", -1.0, "Allowed: 0 to 100"),
        (
            "cpo_completion_rate",
            7077.4,
            "is 7077.4. Allowed: 0 to 100. To do: if the file holds per cent and not fractions, empty its scale",
        ),
        ("cpo_completion_rate", 100.0, None),
        ("reconvictions_per_person", 120.0, None),
    ],
)
def test_impossible_figures_are_told(catalogue, measure, value, words):
    """Negative counts, and percentages beyond 100, which a scale too many makes."""
    said = check(catalogue, [row("S12000047", value=value, measure=measure)])
    assert (words in said[0]) if words else said == []


def test_percentages_that_are_all_fractions_are_told(catalogue):
    """A scale too few: every completion rate is below 1; a few small shares among others are none."""
    rows = [row(area["area_code"], value=0.7, measure="cpo_completion_rate") for area in catalogue.areas]
    assert "every cpo_completion_rate is 1 or less" in check(catalogue, rows)[0]
    assert check(catalogue, [*rows[1:], rows[0] | {"value": 70.0}]) == []


def test_areas_that_a_table_leaves_out_are_told_once(tmp_path, catalogue):
    """With the sheets, measures and years concerned, and the line that says the publication has it so."""
    one = layout(tmp_path, ["Area,area", "Year,period", "Orders,value,cpo_imposed"], [{"areas": "all"}])
    table = TidyTable(TableRead(one, one.tables[0], "S"))
    rows = [one | {"cell": "T!C1"} for one in whole(catalogue) if one["area_code"] not in ("S12000047", SCOTLAND)]
    rows += [one | {"period": "2023-24", "cell": "S!C1"} for one in rows]
    said = [str(problem) for problem in missing_areas([(table, as_frame(rows))], catalogue)]
    assert said == [
        "a.xlsx, sheet T: there is no row for Fife, Scotland (cpo_imposed; 2022-23, 2023-24; also on sheets S). "
        "To do: if the publication leaves them out, replace in data/catalogue/layouts/test/tables.csv line 2 by: "
        "t,S,,1,financial year,,some,,,,yes,Test"
    ]
    assert missing_areas([(table, as_frame(whole(catalogue)))], catalogue) == []
    table.has_unknown_areas = True
    assert missing_areas([(table, as_frame(rows))], catalogue) == []


def test_two_files_of_one_edition_must_not_differ(catalogue):
    """The newer edition wins; within one edition neither can. A figure that its source rounds is no contradiction."""
    one, other = row("S12000047"), row("S12000047", value=11.0, file="b.xlsx", cell="S!C9")
    said = [str(problem) for problem in check_between(as_frame([one, other]), catalogue)]
    assert (
        len(said) == 1
        and "a.xlsx, sheet S, cell C2: cpo_imposed (Total, Fife, 2022-23) is 10 here and 11 in b.xlsx, S!C9" in said[0]
    )
    assert check_between(as_frame([one, other | {"edition": "2023-24"}]), catalogue) == []
    assert check_between(as_frame([one, other | {"rounded": True}]), catalogue) == []
    assert check_between(as_frame([]), catalogue) == []


def test_the_processed_table_must_be_whole():
    """No missing value without a marker, no key twice, no status of its own."""
    rows = [row("S12000047"), row("S12000047"), row("S12000033", value=None), row("S12000041", status="draft")]
    said = [problem.found for problem in check_processed(as_frame(rows))]
    assert said == [
        "a value is missing without a marker",
        "two observations of cpo_imposed, S12000047, 2022-23, financial year, total, Total",
        "status 'draft' is not known",
    ]
