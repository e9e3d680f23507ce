"""The sheets of monitoring, quality and the yearly report as a partner fills them in: every fault with its cell."""

import openpyxl
import pytest

from cjtools import catalogue
from cjtools.evidence.check import check
from cjtools.evidence.template import new_workbook

FIRST = 3  # row of the first entry: below the headings and the example
LEAD = "Justice social work"
# sheet title -> rows: nothing is wrong with them
ROWS = {
    "Assessment": [
        {"Outcome": "4", "Achieved": "no", "Why": "So.", "Agreed by": "All", "Agreed on": "20/03/2025"},
        {"Outcome": "1", "Why": "Not judged yet.", "Agreed by": "All", "Agreed on": "20/03/2025"},
    ],
    "Duties": [
        {"Duty": "report-period", "Year": "2023-24", "Done": "Online.", "Date": "01/12/2024"},
        {"Duty": "report-period", "Year": "2024-25", "Done": "Online.", "Date": "01/12/2025"},
        {"Duty": "23(5)", "Done": "Sent.", "Date": "02/12/2025"},
    ],
    "Performance metrics": [
        {"Outcome": "4", "Metric": "4a", "Collected by": LEAD, "How often": "each year", "Hours a year": 2.5},
        {"Outcome": "4", "Metric": "4-T1", "Collected by": LEAD, "How often": "each year"},
        {"Outcome": "4", "Metric": "Posters put up", "Collected by": LEAD, "How often": "each month"},
        {"Outcome": "5", "Metric": "Posters put up", "Collected by": LEAD, "How often": "each month"},
    ],
    "Stakeholders": [
        {"Who": "Sheriffs", "Kind": "courts and prosecutors", "Interest": 3, "Influence": 5,
         "What they need to know": "x"},
    ],
    "Information plan": [
        {"Information": "Meetings", "For which metrics": "4a; Posters put up", "Holder": LEAD, "Basis": "none yet",
         "How often": "each year"},
    ],
    "Yearly assessment": [
        {"Outcome": "4", "Year": "2024-25", "Achieved": "no", "How near": "far away", "Progress": "Some.",
         "Indicators used": "4a; 4-T1; Posters put up", "By whom": "Third sector; A choir", "Agreed on": "12/09/2025"},
        {"Outcome": "4", "Year": "2023-24", "Achieved": "yes"},
        {"Outcome": "5", "Year": "2024-25"},
    ],
    "Report in words": [{"Year": "2024-25", "Part": "challenges", "Words": "Few."}],
    "Consulted on the report": [
        {"Year": "2024-25", "Who": "A charity", "Kind": "third sector body", "How": "meeting", "Date": "01/04/2024"},
    ],
    "Reviews of the plan": [
        {"What asks for it": "revised national strategy", "Date": "01/06/2025", "Reviewed on": "01/06/2025",
         "Result": "revised plan"},
        {"What asks for it": "end of the plan", "Date": "31/03/2029", "Reviewed on": "01/06/2025",
         "Result": "revised plan"},
    ],
    "Practice and lessons": [
        {"Outcome": "4", "Kind": "lesson learned", "What was done": "x", "Worth sharing": "yes", "Date": "01/02/2025"},
    ],
    "Quality statement": [
        {"Ambition, principle or measure": "QP2", "How are we doing": "Well.", "Level": "good", "Date": "01/02/2025"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def words():
    return catalogue.load()


@pytest.fixture
def checked(words, tmp_path):
    """Write rows into a new workbook of Fife and return what a check finds."""

    def run(rows):
        path = tmp_path / "evidence.xlsx"
        path.write_bytes(new_workbook(words, words.area("fife")))
        book = openpyxl.load_workbook(path)
        for title, entries in rows.items():
            sheet = book[title]
            columns = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
            for number, entry in enumerate(entries, FIRST):
                for heading, value in entry.items():
                    sheet.cell(number, columns[heading], value)
        book.save(path)
        return check(words, words.area("fife"), tmp_path)

    return run


def with_change(title, row, change):
    """Return the faultless rows with a change of one."""
    rows = {name: [dict(entry) for entry in entries] for name, entries in ROWS.items()}
    rows[title][row - FIRST] |= change
    return rows


def test_faultless_rows_have_no_fault_and_are_read_as_what_they_are(checked):
    found = checked(ROWS)
    assert [str(problem) for problem in found.problems] == [] and [str(note) for note in found.notes] == []
    annual = found.evidence.of("annual")[0]
    assert annual.get("indicators") == ("4a", "4-T1", "Posters put up")
    assert annual.get("partners") == ("third_sector", "A choir") and annual.get("year") == "2024-25"
    assert found.evidence.of("information")[0].get("metrics") == ("4a", "Posters put up")
    assert found.evidence.of("assessment")[1].get("achieved", None) is None


# sheet, row, change, what is said, the cell
PLANTED = [
    ("Assessment", 3, {"Achieved": "yes", "How near": "far away"}, "is filled in, but Achieved is 'yes'", "D3"),
    ("Duties", 3, {"Year": "2025-01"}, "Year is 2025-01. Allowed: a financial year, such as 2024-25", "D3"),
    ("Duties", 3, {"Year": "2024-25"}, "has the same Duty, Outcome, Year as row", "row 4"),
    ("Performance metrics", 5, {"Metric": "Percentage of community payback orders successfully completed"},
     "is the same as 4a in row 3", "C5"),
    ("Performance metrics", 3, {"Hours a year": -1}, "Hours a year is '-1'. Allowed: a number, 0 or more", "I3"),
    ("Stakeholders", 3, {"Interest": 2.5}, "Interest is 2.5. Allowed: a whole number from 1 to 5", "D3"),
    ("Stakeholders", 3, {"Influence": 6}, "Influence is '6'. Allowed: a number from 1 to 5", "E3"),
    ("Information plan", 3, {"Basis": "because"}, "Basis is 'because'", "E3"),
    ("Yearly assessment", 3, {"Year": "2024-25 Q4"}, "Year is 2024-25 Q4. Allowed: a financial year", "C3"),
    ("Yearly assessment", 4, {"How near": "far away"}, "How near is filled in, but Achieved is 'yes'", "E4"),
    ("Yearly assessment", 4, {"Year": "2024-25"}, "has the same Outcome, Year as row 3", "row 4"),
    ("Report in words", 3, {"Part": "poem"}, "Part is 'poem'", "C3"),
    ("Consulted on the report", 3, {"Date": "31/03/2024"}, "is 31/03/2024, before the year 2024-25 began", "F3"),
    ("Reviews of the plan", 3, {"Reviewed on": "31/05/2025"}, "is 31/05/2025, before Date (01/06/2025)", "D3"),
    ("Reviews of the plan", 3, {"Reviewed on": None}, "Reviewed on is empty, but Result is 'revised plan'", "D3"),
    ("Quality statement", 3, {"Ambition, principle or measure": "QX9"}, "is 'QX9'", "B3"),
]  # fmt: skip


@pytest.mark.parametrize("title, row, change, said, cell", PLANTED)
def test_a_planted_fault_is_named_with_sheet_and_cell(checked, title, row, change, said, cell):
    found = [problem for problem in checked(with_change(title, row, change)).problems if problem.sheet == title]
    assert [problem for problem in found if problem.cell == cell and said in str(problem)], list(map(str, found))


def test_a_judgement_on_a_year_that_was_not_over_is_noted(checked):
    found = checked(with_change("Yearly assessment", 3, {"Agreed on": "31/03/2025"}))
    assert not found.problems
    assert [(note.cell, note.found) for note in found.notes] == [
        ("N3", "Agreed on is 31/03/2025, before the year 2024-25 ended")
    ]


@pytest.mark.parametrize(
    "row, change, said, cell",
    [
        (3, {"Indicators used": "4z"}, "Indicators used names 4z, which is no indicator, measure or metric", "J3"),
        (3, {"By whom": "Justice social work, Third sector"}, "By whom is 'Justice social work, Third sector'", "I3"),
        (5, {"Year": "2049-50"}, "the year 2049-50 is not over yet", "C5"),
    ],
)
def test_what_may_be_a_slip_in_a_yearly_assessment_is_noted(checked, row, change, said, cell):
    found = checked(with_change("Yearly assessment", row, change))
    assert not found.problems
    assert [(note.cell, said in str(note)) for note in found.notes] == [(cell, True)]


def test_an_indicator_that_is_nearly_one_of_the_list_is_told_which(checked):
    (note,) = checked(with_change("Yearly assessment", 3, {"Indicators used": "4aa"})).notes
    assert "Did you mean 4a" in str(note)
