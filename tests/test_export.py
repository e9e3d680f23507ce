"""The table beside a report: every record it draws on, each with its cells, and nothing of other areas' older years."""

import csv
import io

import pytest
from report_maker import ReportMaker

from cjtools.areas import SCOTLAND
from cjtools.results import export
from cjtools.results.indicators import RESULT


def read(text):
    """Return the rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def maker(catalogue, processed, tmp_path_factory):
    """Opens studies."""
    return ReportMaker(catalogue, processed, tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="module")
def study(maker):
    """Falkirk's study of diversion."""
    return maker.study("falkirk", "diversion")


@pytest.fixture(scope="module")
def everything(study, maker):
    """All that its report shows."""
    return export.everything(study, maker.revisions)


def test_it_has_the_columns_of_a_record(everything):
    """It keeps one shape for records and for what is counted from them; text columns hold text."""
    assert list(everything.columns) == RESULT
    for name in ("indicator", "part", "area_code", "unit", "method", "cells", "source", "trend"):
        assert all(isinstance(value, str) for value in everything[name]), name


def test_every_indicator_on_the_page_is_there(study, everything):
    """It holds each indicator of questions, headlines, national indicators and checklist, and published background."""
    named = set(study.outcome.indicator_ids)
    lines = [line for section in study.outcome.checklist for line in section.lines]
    named |= {answer.indicator for line in lines for answer in line.answered_by}
    behind = {i.id for i in study.catalogue.indicators.values() if i.context and study.outcome.id in i.outcomes}
    made_up = {name for name in behind if (study.records(name)["status"] == "illustrative").any()}
    assert behind - made_up
    named |= behind - made_up
    assert named <= set(everything["indicator"])


def test_own_scotlands_and_peers_figures_are_there_for_every_year(study, everything):
    """It holds each of their records that the indicator has."""
    for name in study.outcome.indicator_ids:
        records = study.records(name)
        beside = records[records["area_code"].isin({study.code_of(name), SCOTLAND, study.peers.code})]
        held = everything[everything["indicator"] == name]
        keys = set(zip(held["area_code"], held["part"], held["period"], strict=True))
        assert set(zip(beside["area_code"], beside["part"], beside["period"], strict=True)) <= keys, name


def test_other_councils_are_there_for_the_newest_year_only(study, everything):
    """It holds all 32 councils of the year that charts compare, and no older year of the others."""
    rows = everything[everything["indicator"] == "diversion_commenced_rate"]
    newest = study.latest("diversion_commenced_rate")["period"]
    councils = {area["area_code"] for area in study.catalogue.councils}
    assert councils <= set(rows.loc[rows["period"] == newest, "area_code"])
    others = councils - {study.area["area_code"]}
    assert not others & set(rows.loc[rows["period"] != newest, "area_code"])


def test_every_value_says_where_it_comes_from(everything):
    """It names cells for each figure that was read, and a method for each that was counted."""
    known = everything[everything["value"].notna()]
    read = known[known["source"] != ""]
    assert read["cells"].str.contains("#").all()
    assert (known["method"] != "").all()


def test_a_pooled_figure_names_the_cells_of_all_its_members(study, everything):
    """It leads from the family group's figure to one cell of each of the seven others."""
    rows = everything[
        (everything["indicator"] == "diversion_commenced") & (everything["area_code"] == study.peers.code)
    ]
    row = rows[rows["value"].notna() & (rows["part"] == "Total")].iloc[-1]
    assert len(study.peers.members) == 7
    cells = [place.rpartition("!")[2] for place in row["cells"].split("; ")]
    assert sum(len(each.split(",")) for each in cells) == 7


SIGNS = ["=1+1", "+44 20", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\0=1"]


@pytest.mark.parametrize("text", SIGNS)
def test_text_of_a_report_is_never_a_formula(everything, text):
    """A name, a source or a note that begins with a sign is text in Excel; numbers stay as they were."""
    names = ["part_label", "source", "note", "area_name"]
    hostile = everything.assign(**dict.fromkeys(names, text)).head(50)
    plain, told = (read(export.to_csv(frame)) for frame in (everything.head(50), hostile))
    assert len(told) == 50
    for before, after in zip(plain, told, strict=True):
        assert {after[name].replace("\n", "\r") for name in names} == {f"'{text}"}
        assert {k: v for k, v in before.items() if k not in names} == {k: v for k, v in after.items() if k not in names}


def test_numbers_below_0_and_markers_are_as_they_were(everything):
    """A fall by 3 stays -3, also in a column of text; the marker for none stays a dash."""
    rows = everything.head(3).assign(change=[-3.5, -1e-7, 2.0], marker=["-", "[c]", ""], note=["-3", "+2.5%", "-1,000"])
    told = read(export.to_csv(rows))
    assert [row["change"] for row in told] == ["-3.5", "-1e-07", "2"]
    assert [row["marker"] for row in told] == ["-", "[c]", ""]
    assert [row["note"] for row in told] == ["-3", "+2.5%", "-1,000"]


def test_the_figures_of_a_report_hold_no_formula_sign_now(everything):
    """The prefix changes no cell of what is there today: it only guards what may be written."""
    assert export.without_formulas(everything).equals(everything)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("", ""),
        ("a.csv#G4 (Table 8)", "a.csv#G4 (Table 8)"),
        ("a.xlsx#S!B2; a.xlsx#S!B2", "a.xlsx#S!B2"),
        ("a.xlsx#S!B2; b.xlsx#S!B3; a.xlsx#S!B4", "a.xlsx#S!B2,B4; b.xlsx#S!B3"),
    ],
)
def test_cells_of_a_sheet_stand_together(cells, said):
    """It says file and sheet once and loses no cell."""
    assert export.compact(cells) == said
