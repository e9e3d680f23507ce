"""An older workbook in today's form: every cell that held something is there again."""

import dataclasses
import datetime
import io
import random

import openpyxl
import pytest

from cjtools import catalogue
from cjtools.catalogue.evidence_form import Column
from cjtools.evidence.check import check
from cjtools.evidence.marks import COVER, LISTS
from cjtools.evidence.template import new_workbook
from cjtools.evidence.upgrade import upgraded


@pytest.fixture(scope="module")
def words():
    return catalogue.load()


@pytest.fixture
def folder(words, tmp_path):
    """A folder with a workbook that is filled with all sorts of things, most of them faults."""
    folder = tmp_path / "fife"
    folder.mkdir()
    book = openpyxl.load_workbook(io.BytesIO(new_workbook(words, words.area("fife"))))
    chance = random.Random(20250301)
    sorts = ["=1+1", "4", 4, 2.5, "Überprüfung; ja", "  spaced  ", "x" * 5000, "-1", "@cmd", "<b>bold</b>", "4-A5"]
    sorts += ["yes", datetime.datetime(2025, 3, 1), "31/02/2025", True, "line\nbreak"]
    for sheet in book.worksheets:
        if sheet.title in (COVER, LISTS):
            continue
        for row in range(4, 30):
            for column in range(2, sheet.max_column + 1):
                if chance.random() < 0.6:
                    cell = sheet.cell(row, column, chance.choice(sorts))
                    if cell.value == "=1+1":  # text, as a partner may have typed it with an apostrophe before
                        cell.data_type = "s"
        sheet.cell(1, sheet.max_column + 1, "Our own column")
        sheet.cell(5, sheet.max_column, "kept")
    book["Services"]["B2"] = "changed example"
    notes = book.create_sheet("Our notes")
    notes["C3"] = "remember"
    book.save(folder / "evidence.xlsx")
    return folder


def held(book):
    """Return sheet -> heading -> values in order, of all cells that hold something, but for the shipped examples."""
    found = {}
    for sheet in book.worksheets:
        if sheet.title in (COVER, LISTS):
            continue
        headings = {cell.column: cell.value for cell in sheet[1]}
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == "EXAMPLE" and row[1].value != "changed example":
                continue
            for cell in row:
                if cell.value not in (None, ""):
                    value = cell.value
                    value = f"{value:%Y-%m-%d}" if isinstance(value, datetime.datetime) else str(value).strip()
                    place = found.setdefault(sheet.title, {})
                    place.setdefault(headings.get(cell.column) or cell.column_letter, []).append(value)
    return found


def same(old, new):
    """Return whether a value is the old one, perhaps in the words of the list or as the day that it is."""
    if old == new or new.split(" ")[0] == old:
        return True
    return old.casefold() == new.casefold() or f"{old} 00:00:00" == new


def test_no_cell_is_lost(words, folder):
    new = openpyxl.load_workbook(io.BytesIO(upgraded(words, words.area("fife"), folder)))
    old, new = held(openpyxl.load_workbook(folder / "evidence.xlsx")), held(new)
    assert sum(len(values) for columns in old.values() for values in columns.values()) > 1000
    for title, columns in old.items():
        for heading, values in columns.items():
            moved = new[title][heading]
            assert len(moved) == len(values), (title, heading)
            assert all(same(*pair) for pair in zip(values, moved, strict=True)), (title, heading)


def test_the_faults_are_those_of_before(words, folder):
    area = words.area("fife")
    before = check(words, area, folder)
    (folder / "evidence.xlsx").write_bytes(upgraded(words, area, folder))
    after = check(words, area, folder)
    assert len(before.problems) > 100
    assert sorted((p.sheet, p.found) for p in after.problems if "row" not in p.found + p.cell) == sorted(
        (p.sheet, p.found) for p in before.problems if "row" not in p.found + p.cell
    )


def test_text_is_never_a_formula(words, folder):
    book = openpyxl.load_workbook(io.BytesIO(upgraded(words, words.area("fife"), folder)))
    assert not [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_form_with_a_new_column_takes_an_older_workbook(words, folder):
    services = words.evidence_form.sheet("services")
    column = Column.model_validate({"id": "cost", "heading": "Cost", "kind": "number", "about": "In pounds."})
    renamed = services.column("gaps").model_copy(update={"heading": "Where it falls short", "formerly": ["Gaps"]})
    columns = [renamed if one.id == "gaps" else one for one in services.columns]
    newer = services.model_copy(update={"columns": [*columns, column]})
    sheets = [newer if sheet.id == "services" else sheet for sheet in words.evidence_form.sheets]
    form = words.evidence_form.model_copy(update={"version": "3", "sheets": sheets})
    other = dataclasses.replace(words, evidence_form=form)
    new = openpyxl.load_workbook(io.BytesIO(upgraded(other, words.area("fife"), folder)))
    headings = [cell.value for cell in new["Services"][1]]
    assert headings[-3:] == ["Outcomes", "Cost", "Our own column"]
    old = held(openpyxl.load_workbook(folder / "evidence.xlsx"))["Services"]
    assert held(new)["Services"]["Where it falls short"] == old["Gaps"]


def test_columns_that_share_a_heading_and_notes_in_the_first_column_are_kept(words, tmp_path):
    """Each column under a heading of its own, with its cell in it; a note is no entry of the sheet."""
    folder = tmp_path / "fife"
    folder.mkdir()
    book = openpyxl.load_workbook(io.BytesIO(new_workbook(words, words.area("fife"))))
    sheet = book["Services"]
    last = sheet.max_column
    for place, heading in enumerate(("Service", "Ours", "Ours"), last + 1):
        sheet.cell(1, place, heading)
        sheet.cell(3, place, f"kept {place}")
    sheet["A4"] = "ask about this one"
    book.save(folder / "evidence.xlsx")
    problems = check(words, words.area("fife"), folder).problems
    assert not [problem for problem in problems if problem.cell == "B4"]
    again = openpyxl.load_workbook(io.BytesIO(upgraded(words, words.area("fife"), folder)))["Services"]
    values = [cell.value for row in again.iter_rows() for cell in row if cell.value]
    assert [f"kept {place}" in values for place in range(last + 1, last + 4)] == [True] * 3
    assert "ask about this one" in [cell.value for cell in again["A"]]
