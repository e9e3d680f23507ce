"""The sheets of the framework of 2016 as a partner fills them in: every fault between rows named with its cell."""

import io

import openpyxl
import pytest

from cjtools.evidence.check import check
from cjtools.evidence.template import new_workbook

FIRST = 3  # row of the first entry: below the headings and the example
COHORT = {"Number": "G1", "Who they are": "People with a nurse", "Indicator of 2016": "p1.1", "Tool": "Health",
          "Lowest score": 1, "Highest score": 10, "Better": "higher", "Source": "Records"}  # fmt: skip
LINE = {"Cohort": "G1", "Score at the start": 3, "Score later": 5, "People": 12}
SHEETS = {
    "2016 evidence": [
        {"Indicator of 2016": "s3.1", "Practice or lesson": "good practice", "Term": "medium term",
         "What was done": "A desk in the prison", "Date": "04/05/2026"},
    ],
    "2016 left out": [{"Indicator of 2016": "s1.6", "Reason": "Too few answers", "Date": "04/05/2026"}],
    "2016 cohorts": [COHORT | {"First scores": "2024-25", "Later scores": "2025-26"}],
    "2016 distance travelled": [LINE, LINE | {"Score later": 3}],
    "2016 housing protocol": [{"Item": "h5", "Answer": "partly", "Date": "04/05/2026"}],
    "2016 evaluation steps": [
        {"Service or project": "Desk", "Step": "1", "Words": "No key on the day", "Date": "04/05/2026"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def empty(catalogue):
    """The bytes of an empty workbook of Fife."""
    return new_workbook(catalogue, catalogue.area("fife"))


@pytest.fixture
def checked(catalogue, empty, tmp_path):
    """Check a workbook with some rows: sheet title -> list of rows by heading."""

    def of(sheets):
        book = openpyxl.load_workbook(io.BytesIO(empty))
        for title, rows in sheets.items():
            sheet = book[title]
            places = {cell.value: cell.column for cell in sheet[1]}
            for number, row in enumerate(rows, FIRST):
                for heading, said in row.items():
                    sheet.cell(number, places[heading], said)
        book.save(tmp_path / "evidence.xlsx")
        return check(catalogue, catalogue.area("fife"), tmp_path)

    return of


def told(found):
    """Return what was found: (sheet, cell, words)."""
    return [(problem.sheet, problem.cell, problem.found) for problem in found]


def test_a_workbook_in_order_has_no_fault_and_no_note(checked):
    found = checked(SHEETS)
    assert told(found.problems) == [] and told(found.notes) == []
    assert len(found.evidence.of("distance")) == 2


SCORES, COHORTS, LEFT_OUT = "2016 distance travelled", "2016 cohorts", "2016 left out"
BACKWARDS = COHORT | {"First scores": "2024-25", "Later scores": "2023-24"}
BOTH = {"Indicator of 2016": "s3.1", "Reason": "None", "Date": "04/05/2026"}
# name -> sheet, its rows, the cell that is told, part of what is told
FAULTS = {
    "a score above the scale": (SCORES, [LINE | {"Score later": 11}], "D3", "is no score of cohort"),
    "a score below the scale": (SCORES, [LINE | {"Score at the start": 0}], "C3", "is no score of cohort"),
    "half a person": (SCORES, [LINE | {"People": 2.5}], "E3", "is no number of people"),
    "scores of no cohort": (SCORES, [LINE, LINE | {"Cohort": "G9"}], "B4", "Cohort is 'G9'"),
    "a scale upside down": (COHORTS, [COHORT | {"Highest score": 1}], "G3", "is not above"),
    "no better way": (COHORTS, [COHORT | {"Better": "neither"}], "H3", "is neither"),
    "later scores that come first": (COHORTS, [BACKWARDS], "J3", "is 2023-24, before First scores"),
    "left out with evidence": (LEFT_OUT, [BOTH], "B3", "is s3.1, which has evidence in 2016 evidence (row 3)"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_cell(checked, name):
    title, rows, cell, words = FAULTS[name]
    found = checked(SHEETS | {title: rows}).problems
    assert [(sheet, where) for sheet, where, _ in told(found)] == [(title, cell)]
    assert words in found[0].found


def test_faults_of_scores_quote_no_score_and_no_number_of_people(checked):
    """They are told in logs; a score may be one person's."""
    line = LINE | {"Score later": 97, "People": 83.5}
    found = checked(SHEETS | {"2016 distance travelled": [line]}).problems
    assert len(found) == 2
    for problem in found:
        assert not {"97", "83"} & set(" ".join(filter(None, vars(problem).values())).split())


def test_a_cohort_without_scores_and_one_of_another_kind_of_indicator_are_notes(checked):
    second = COHORT | {"Number": "G2", "Indicator of 2016": "s3.3"}
    found = checked(SHEETS | {"2016 cohorts": [COHORT, second]})
    assert told(found.problems) == []
    assert told(found.notes) == [
        ("2016 cohorts", "B4", "Number is G2, which has no score in 2016 distance travelled yet"),
        ("2016 cohorts", "D4", "Indicator of 2016 is s3.3, which is no person-centric indicator"),
    ]
