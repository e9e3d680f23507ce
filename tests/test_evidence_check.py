"""The evidence workbook as a partner fills it in: read back, and every fault named with its cell."""

import csv
import datetime
import shutil

import openpyxl
import pytest

from cjtools import catalogue
from cjtools.errors import WorkbookError
from cjtools.evidence import check as checks
from cjtools.evidence.check import check
from cjtools.evidence.template import new_workbook


@pytest.fixture(scope="module")
def words():
    return catalogue.load()


@pytest.fixture(scope="module")
def empty(words, tmp_path_factory):
    """An empty workbook of Fife in a folder of its own."""
    folder = tmp_path_factory.mktemp("empty") / "fife"
    folder.mkdir()
    (folder / "evidence.xlsx").write_bytes(new_workbook(words, words.area("fife")))
    return folder


@pytest.fixture
def folder(empty, tmp_path):
    """A copy of the empty workbook, to fill in."""
    shutil.copytree(empty, tmp_path / "fife")
    return tmp_path / "fife"


def fill(folder, rows, name="evidence.xlsx"):
    """Write rows into a workbook as a partner does: sheet title -> list of {heading: value}, below the example."""
    path = folder / name
    book = openpyxl.load_workbook(path)
    for title, lines in rows.items():
        sheet = book[title]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, line in enumerate(lines, sheet.max_row + 1):
            for heading, value in line.items():
                sheet.cell(number, columns[heading], value)
    book.save(path)


def checked(words, folder):
    return check(words, words.area("fife"), folder)


SERVICE = {"Service": "Open Door", "Provider": "Open Door Fife", "Need met": "Alcohol", "Outcomes": "4; 8"}
ANSWER = {
    "Question": "4-P16", "Who answered": "workforce", "Date": datetime.date(2025, 3, 1), "Quotation or theme": "theme",
    "Consent": "may be quoted", "Answer": "Reviews come late.",
}  # fmt: skip
ASSESSMENT = {
    "Outcome": "4", "Achieved": "yes", "Why": "It is.", "Agreed by": "The partnership", "Agreed on": "20/03/2025",
    "Priority": "no", "Action": "Go on.",
}  # fmt: skip


def test_a_new_workbook_has_no_fault_and_no_row_but_the_criteria_of_the_form(words, empty):
    found = checked(words, empty)
    assert not found.problems and not found.notes
    assert {name: len(rows) for name, rows in found.evidence.rows.items() if rows} == {"criteria": 6}


def test_what_a_partner_fills_in_is_read_as_what_it_is(words, folder):
    fill(folder, {
        "Services": [SERVICE | {"Fast track": "Yes", "Partner": "third  SECTOR"}],
        "Answers": [ANSWER],
        "Assessment": [ASSESSMENT],
        "Scores": [{"Improvement activity": "I1", "Criterion": "Ease", "Score": 4}],
        "Improvement activities": [
            {"Number": "I1", "Outcome": "Community sentences", "Improvement activity": "Earlier reviews",
             "Activity of the model": "4-A5 See that each person", "Lead": "Fife Council, housing"},
        ],
        "Measure values": [
            {"Measure": "m", "Outcome": 4, "Unit": "hours", "Period": "2024-25 q4", "Value": "1,250", "Source": "s"},
            {"Measure": "m", "Outcome": 4, "Unit": "hours", "Period": "2025/26", "Value": 7.5, "Source": "s"},
        ],
    })  # fmt: skip
    found = checked(words, folder)
    assert [str(problem) for problem in found.problems] == []
    (service,), (answer,) = found.evidence.of("services"), found.evidence.of("answers")
    assert service.values["outcomes"] == ("community-sentences", "voluntary-throughcare")
    assert service.get("fast_track") is True and service.get("partner") == "third_sector"
    assert service.number == 3 and service.cells["name"] == "B3"
    assert answer.get("date") == datetime.date(2025, 3, 1) and answer.get("question") == "4-P16"
    (activity,) = found.evidence.of("improvement")
    assert activity.get("model_activity") == "4-A5" and activity.get("lead") == "Fife Council, housing"
    measures = found.evidence.of("local_measures", outcome="community-sentences")
    assert [(row.get("period"), row.get("value")) for row in measures] == [("2024-25 Q4", 1250.0), ("2025-26", 7.5)]
    assert found.evidence.of("assessment")[0].get("achieved") is True


# sheet, row as written, what the message says of it, the cell
PLANTED = [
    ("Services", {"Provider": ""}, "Provider is empty", "C3"),
    ("Services", {"Outcomes": "4; 12"}, "Outcomes is '4; 12'", "K3"),
    ("Services", {"Fast track": "maybe"}, "Fast track is 'maybe'. Allowed: yes or no", "H3"),
    ("Answers", {"Question": "4-P99"}, "Question is '4-P99'", "B3"),
    ("Answers", {"Who answered": "workfroce"}, "Did you mean workforce?", "C3"),
    ("Answers", {"Date": "31/02/2025"}, "Date is '31/02/2025'. Allowed: a day, such as 31/01/2025", "E3"),
    ("Answers", {"Answer": None}, "Answer is empty", "H3"),
    ("Answers", {"Answer": "Call 0131 496 0000."}, "'0131 496 0000' looks like a telephone number", "H3"),
    ("Answers", {"Answer": "She was born on 3 May 1990."}, "looks like a date of birth", "H3"),
    ("Answers", {"Answer": "CHI 0305901234"}, "'0305901234' looks like a CHI number", "H3"),
    ("Answers", {"Role": "Mr Macdonald's supervisor"}, "looks like a name with a title", "D3"),
    ("Answers", {"Answer": "at 12 High Street, KY1 1AA"}, "looks like an address with a postcode", "H3"),
    ("Assessment", {"Why": ""}, "Why is empty. To do: fill it in", "F3"),
    ("Assessment", {"Outcome": "Diversion!"}, "Outcome is 'Diversion!'", "B3"),
    ("Logic model", {"Change": "added", "Part": "activity"}, "Own number is empty", "F3"),
    ("Logic model", {"Change": "dropped", "Reason": ""}, "Reason is empty. To do: fill it in, because Change is", "I3"),
    ("Measure values", {"Value": "many"}, "Value is 'many'. Allowed: a number", "G3"),
    ("Measure values", {"Period": "spring"}, "Period is 'spring'. Allowed: a month", "F3"),
    ("Scores", {"Score": 6}, "Score is '6'. Allowed: a number from 1 to 5", "E3"),
    ("Scores", {"Improvement activity": "I7"}, "Improvement activity is 'I7'", "B3"),
    ("Criteria", {"Weight": -1}, "Weight is '-1'. Allowed: a number, 0 or more", "G9"),
    ("Quality", {"Level": "superb"}, "Level is 'superb'", "D3"),
]
FAULTLESS = {
    "Services": SERVICE,
    "Answers": ANSWER,
    "Assessment": ASSESSMENT,
    "Logic model": {"Outcome": "4", "Part": "input", "Change": "added", "Words": "A van", "Reason": "Distances"},
    "Measure values": {
        "Measure": "m", "Outcome": "4", "Unit": "cases", "Period": "2025-01", "Value": 3, "Source": "records",
    },
    "Scores": {"Improvement activity": "I1", "Criterion": "Ease", "Score": 4},
    "Criteria": {"Criterion": "Own", "Direction": "low score means high priority", "Weight": 2},
    "Quality": {"Outcome": "4", "Quality indicator": "5.3", "Level": "good", "Date": "01/02/2025"},
    "Improvement activities": {"Number": "I1", "Outcome": "4", "Improvement activity": "x", "Lead": "Partnership"},
}  # fmt: skip


def test_faultless_rows_have_no_fault(words, folder):
    fill(folder, {title: [row] for title, row in FAULTLESS.items()})
    assert [str(problem) for problem in checked(words, folder).problems] == []


@pytest.mark.parametrize("title, change, said, cell", PLANTED)
def test_a_planted_fault_is_named_with_sheet_and_cell(words, folder, title, change, said, cell):
    row = {heading: value for heading, value in (FAULTLESS[title] | change).items() if value not in ("", None)}
    fill(folder, {title: [row], "Improvement activities": [FAULTLESS["Improvement activities"]]})
    told = [problem for problem in checked(words, folder).problems if problem.cell == cell]
    assert told and all(problem.sheet == title for problem in told)
    assert any(said in str(problem) for problem in told), told


def test_all_faults_are_told_at_once_and_the_file_stays_as_it_is(words, folder):
    rows = {"Improvement activities": [FAULTLESS["Improvement activities"]]}
    for title, change, _, _ in PLANTED:
        row = FAULTLESS[title] | change
        rows.setdefault(title, []).append({name: value for name, value in row.items() if value not in ("", None)})
    fill(folder, rows)
    before = (folder / "evidence.xlsx").read_bytes()
    told = "\n".join(map(str, checked(words, folder).problems))
    assert [said for _, _, said, _ in PLANTED if said not in told] == []
    assert (folder / "evidence.xlsx").read_bytes() == before


def test_a_row_that_says_again_what_another_says_is_told(words, folder):
    fill(folder, {"Assessment": [ASSESSMENT, ASSESSMENT | {"Outcome": "community sentences"}]})
    assert [p.found for p in checked(words, folder).problems] == ["has the same Outcome as row 3"]


def test_an_example_that_was_written_over_is_told_and_does_not_count(words, folder):
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    book["Services"]["B2"] = "Our own service"
    book.save(folder / "evidence.xlsx")
    found = checked(words, folder)
    assert [(p.sheet, p.cell) for p in found.problems] == [("Services", "row 2")]
    assert "take EXAMPLE out" in found.problems[0].todo and not found.evidence.of("services")


def test_a_signature_lets_the_named_words_stand_and_no_others(words, folder):
    answer = ANSWER | {"Answer": "Ring 0131 496 0000 or 0131 496 0001."}
    signed = {"Words": "0131 496 0000", "Why it may stand": "public", "Name": "A. Example", "Date": "01/02/2025"}
    fill(folder, {"Answers": [answer], "Sign-off": [signed]})
    assert [p.found for p in checked(words, folder).problems] == ["'0131 496 0001' looks like a telephone number"]


def test_a_misspelt_heading_is_one_fault_with_the_heading_that_was_meant(words, folder):
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    book["Answers"]["C1"] = "Who answerd"
    book.save(folder / "evidence.xlsx")
    (problem,) = checked(words, folder).problems
    assert problem.cell == "C1" and problem.allowed == "Did you mean Who answered?"


def test_sheets_that_are_missing_merged_cells_and_sheets_of_ones_own_are_told(words, folder):
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    del book["Quality"]
    book.create_sheet("Our notes")["A1"] = "remember"
    book["Services"].merge_cells("B3:C3")
    book.save(folder / "evidence.xlsx")
    found = checked(words, folder)
    assert [(p.sheet, p.found.split(",")[0]) for p in found.problems] == [
        ("", "the sheet 'Quality' is missing"),
        ("Services", "cells are merged"),
    ]
    assert [(note.sheet, note.found) for note in found.notes] == [
        ("Our notes", "is no sheet of the form: it is kept and not used")
    ]


def test_a_workbook_of_another_area_is_refused(words, folder):
    found = check(words, words.area("angus"), folder)
    assert "the workbook is of Fife (S12000047); the folder is of Angus (S12000041)" in str(found.problems[0])


def test_a_folder_of_csv_files_is_read_as_the_workbook_is(words, tmp_path):
    folder = tmp_path / "fife"
    (folder / "evidence").mkdir(parents=True)
    for name, row in {"services": SERVICE, "assessment": ASSESSMENT | {"Priority": "perhaps"}}.items():
        with (folder / "evidence" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, row)
            writer.writeheader()
            writer.writerow(row)
    found = checked(words, folder)
    assert found.evidence.of("services")[0].get("outcomes") == ("community-sentences", "voluntary-throughcare")
    (problem,) = found.problems
    assert str(problem) == (
        "data/raw/local/fife/evidence/assessment.csv, cell F2: Priority is 'perhaps'. Allowed: yes or no"
    )


def test_a_workbook_beside_a_folder_of_csv_files_is_refused(words, folder):
    (folder / "evidence").mkdir()
    with pytest.raises(WorkbookError, match="there are both"):
        checked(words, folder)


def test_an_area_without_evidence_has_none(words, tmp_path):
    assert checked(words, tmp_path / "fife").evidence is None


def test_signs_that_no_eye_sees_part_no_names(words, folder):
    """A number pasted with one of them is the same number, where it is listed and where it is named."""
    activity = {"Number": "I1\u200b", "Outcome": 4, "Improvement activity": "a", "Lead": "Partnership"}
    scores = [
        {"Improvement activity": name, "Criterion": "Ease", "Partner": who, "Score": 3}
        for name, who in (("I1", "Third sector"), ("I1\u200b", "Partnership"))
    ]
    fill(folder, {"Improvement activities": [activity], "Scores": scores})
    found = checked(words, folder)
    assert found.problems == []
    assert [row.get("activity") for row in found.evidence.of("scores")] == ["I1", "I1"]
    assert found.evidence.of("improvement")[0].get("id") == "I1"


def test_evidence_is_read_once_until_a_file_is_written(words, folder, monkeypatch):
    """The command, the record of releases and the pages each ask for it, and a workbook takes a process to read."""
    fill(folder, {"Services": [SERVICE]})
    area, read = words.area("fife"), []
    real = checks.check
    monkeypatch.setattr(checks, "check", lambda *given: read.append(1) or real(*given))
    first, second = (checks.evidence_of(words, area, folder) for _ in range(2))
    assert first is second and len(read) == 1
    fill(folder, {"Services": [SERVICE | {"Service": "Another"}]})
    assert checks.evidence_of(words, area, folder).of("services")[-1].get("name") == "Another"
    assert len(read) == 2


def test_what_contradicts_the_rest_of_its_row_is_a_fault(words, folder):
    """Achieved, and far away: one of the two would be left out of every page."""
    fill(folder, {"Assessment": [ASSESSMENT | {"Achieved": "yes", "How near": "far away", "How near, in words": "w"}]})
    told = [(problem.cell[0], problem.found) for problem in checked(words, folder).problems]
    assert [found for _, found in told] == [
        "How near is filled in, but Achieved is 'yes'", "How near, in words is filled in, but Achieved is 'yes'",
    ]  # fmt: skip


def test_rows_with_a_name_that_is_not_known_are_not_the_same(words, folder):
    """Two scores of two activities that are nowhere listed: two faults, and no third that calls them one."""
    scores = [{"Improvement activity": name, "Criterion": "Ease", "Score": 3} for name in ("I8", "I9")]
    fill(folder, {"Scores": scores})
    found = [problem.found for problem in checked(words, folder).problems]
    assert found == ["Improvement activity is 'I8'", "Improvement activity is 'I9'"]


def test_a_duty_is_known_by_its_section_and_a_list_says_which_of_several_it_lacks(words, folder):
    fill(folder, {
        "Duties": [{"Duty": "19(7)", "Done": "Sent.", "Date": datetime.date(2025, 4, 2)}],
        "Services": [SERVICE | {"Outcomes": "4; 10"}],
    })  # fmt: skip
    found = checked(words, folder)
    assert [row.get("duty") for row in found.evidence.of("duties")] == ["copy-of-plan"]
    (problem,) = found.problems
    assert problem.found == "Outcomes is '4; 10'" and problem.allowed.startswith("'10' is not on the list")


def test_a_day_in_the_future_is_noted_and_no_fault(words, folder):
    """What is planned may stand there; what was meant for last year is seen."""
    fill(folder, {"Assessment": [ASSESSMENT | {"Agreed on": datetime.date(2999, 1, 1)}]})
    found = checked(words, folder)
    assert found.problems == []
    assert [(note.found, note.cell[0]) for note in found.notes] == [("Agreed on is in the future", "H")]
