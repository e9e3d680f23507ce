"""The sheets of the delivery plan as a partner fills them in: read back, and every fault named with its cell."""

import copy
import datetime
import io

import openpyxl
import pytest
from click.testing import CliRunner

from cjtools import catalogue
from cjtools.cli import cli
from cjtools.evidence.check import check
from cjtools.evidence.template import new_workbook
from cjtools.evidence.upgrade import upgraded
from cjtools.extract.workbook import cell_name
from cjtools.paths import folders

FIRST = 3  # row of the first entry: below the headings and the example
YEARLY = "attitude_support"  # an indicator with one figure for each financial year
LEAD = "Justice social work"


def day(text):
    """Return a day from its usual form."""
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()


AIM = {"Number": "A1", "Outcome": "4", "What": "First meetings in time", "Why": "Few are.", "Lead": LEAD}
MEASURE = {"Aim": "A1", "How it is measured": "It counts when it took place.", "Better": "higher", "How often": "month"}
VALUE = {"Outcome": "4", "Source": "Records"}
TASK = {"Aim": "A1", "Start": "01/04/2025", "End": "30/06/2025", "Lead": LEAD}
CYCLE = {"Aim": "A1", "Change tested": "A text message", "Plan": "One office", "Prediction": "More will come."}
DECIDED = {"Decision": "adapt", "What happened": "27 of 31 came.", "Act": "A letter", "Decided by": "The group"}

# sheet title -> rows: nothing is wrong with them
PLAN = {
    "Improvement activities": [{"Number": "I1", "Outcome": "4", "Improvement activity": "Earlier", "Lead": LEAD}],
    "Aims": [
        AIM | {"How much": 80, "Of what": "per cent", "By when": "31/03/2026", "Improvement activity": "I1",
               "Agreed on": "20/03/2025"},
        AIM | {"How much": 75, "Agreed on": day("20/09/2025"), "Reason for the change": "A post is vacant."},
        AIM | {"Number": "A2", "Outcome": "8", "What": "More take it up", "Agreed on": "01/04/2025"},
    ],
    "Measures": [
        MEASURE | {"Number": "M1", "Kind": "outcome", "Measure": "Meetings in time", "Baseline from": "2025-01",
                   "Baseline to": "2025-02", "Target": 80, "Target by": "31/03/2026", "Chart": "p chart",
                   "Rules": "making-data-count"},
        MEASURE | {"Number": "M2", "Kind": "process", "Measure": "Messages that failed", "Better": "lower",
                   "Chart": "u chart", "Per how many": 100, "Rules": "Shewhart's limits alone"},
        MEASURE | {"Number": "M3", "Kind": "balancing", "Measure": "Days until the review", "How often": "quarter",
                   "Better": "neither", "Chart": "XmR chart", "Screen ranges": "yes"},
        MEASURE | {"Number": "M4", "Aim": "A2", "Kind": "outcome", "Measure": "Support", "Indicator": YEARLY,
                   "How often": "financial year"},
    ],
    "Measure values": [
        VALUE | {"Measure": "Meetings in time", "Unit": "per cent", "Period": "2025-01", "Value": 62, "Out of": 84},
        VALUE | {"Measure": "meetings  in time", "Unit": "per cent", "Period": "2025-02", "Value": 64, "Out of": 80},
        VALUE | {"Measure": "Messages that failed", "Unit": "cases", "Period": "2025-01", "Value": 3, "Out of": 40.5},
        VALUE | {"Measure": "Days until the review", "Unit": "days", "Period": "2024-25 Q4", "Value": 31.5},
    ],
    "New baselines": [
        {"Measure": "M1", "New lines from": "2025-09", "Reason": "The rota is how we work now.",
         "Decided by": "A. Example, justice social work", "Decided on": "14/01/2026"},
    ],
    "Helps and hindrances": [
        {"Aim": "A1", "Facilitator or barrier": "barrier", "About": "workforce", "What it is": "Two posts are vacant."},
    ],
    "Drivers": [
        {"Number": "D1", "Aim": "A1", "Level": "primary driver", "Words": "People know when to come"},
        {"Number": "D2", "Aim": "A1", "Level": "secondary driver", "Words": "They are told", "Leads to": "D1"},
        {"Number": "D3", "Aim": "A1", "Level": "change idea", "Words": "A text message", "Leads to": "D2"},
        {"Number": "D4", "Aim": "A2", "Level": "primary driver", "Words": "People know of it"},
        {"Number": "D5", "Aim": "A2", "Level": "change idea", "Words": "A leaflet", "Leads to": "D4"},
    ],
    "Objectives": [
        {"Number": "O1", "Aim": "A1", "Objective": "A worker on duty", "By when": "30/09/2025", "Lead": LEAD},
        {"Number": "O2", "Aim": "A2", "Objective": "A leaflet", "Lead": "Partnership"},
    ],
    "Tasks": [
        TASK | {"Number": "T1", "Objective": "O1", "Task": "Draw up the rota", "Progress": 100,
                "Done on": "01/07/2025"},
        TASK | {"Number": "T2", "Objective": "O1", "Task": "Try it", "After": "T1", "Progress": 50,
                "Now expected": "31/07/2025"},
        TASK | {"Number": "T3", "Task": "Look at it", "After": "T1; T2", "Progress": 0},
        TASK | {"Number": "T4", "Aim": "A2", "Objective": "O2", "Task": "Print the leaflet"},
    ],
    "Responsibilities": [
        *({"Task": f"T{number}", "Who": LEAD, "Role": "accountable"} for number in (1, 2, 3, 4)),
        {"Task": "T1", "Who": "The duty worker", "Role": "responsible"},
    ],
    "PDSA cycles": [
        CYCLE | DECIDED | {"Number": "C1", "Change idea": "D3", "Measures": "M1; M2", "Started": "01/05/2025",
                           "Ended": "30/06/2025", "Decided on": "10/07/2025"},
        CYCLE | {"Number": "C2", "Started": "01/08/2025"},
    ],
    "Reviews of aims": [
        {"Aim": "A1", "Decided on": "30/09/2025", "Decision": "scale up", "Why": "More come.",
         "Decided by": "The partnership"},
    ],
    "Change log": [
        {"Date": "02/06/2025", "Aim": "A1", "Task": "T1", "Kind": "something in the way", "What": "A month late."},
    ],
    "Communications": [
        {"Aim": "A1", "Who is told": "Sheriffs", "What": "How many are in time", "When": "01/07/2025",
         "By whom": "Partnership", "Done on": "02/07/2025"},
        {"Who is told": "Everybody", "What": "What became of it", "When": "01/08/2025"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def words():
    return catalogue.load()


@pytest.fixture(scope="module")
def empty(words):
    """An empty workbook of Fife, opened once."""
    return openpyxl.load_workbook(io.BytesIO(new_workbook(words, words.area("fife"))))


@pytest.fixture
def written(empty, tmp_path):
    """A function that writes a plan into a workbook as a partner does, and returns its folder."""

    def write(plan):
        folder = tmp_path / "fife"
        folder.mkdir(exist_ok=True)
        before = {}
        for title, lines in plan.items():
            sheet = empty[title]
            columns = {cell.value: cell.column for cell in sheet[1]}
            for number, line in enumerate(lines, FIRST):
                for heading, value in line.items():
                    if value not in (None, ""):
                        cell = sheet.cell(number, columns[heading])
                        before[title, cell.coordinate] = cell.value
                        cell.value = value
                        # as somebody types it with an apostrophe before; a formula is tested by itself
                        cell.data_type = "s" if isinstance(value, str) else cell.data_type
        empty.save(folder / "evidence.xlsx")
        # for the next plan it is empty again; to open it anew would take as long as all else
        for (title, place), value in before.items():
            empty[title][place] = value
        return folder

    return write


@pytest.fixture
def checked(words, written):
    """A function that writes a plan and returns what the check finds."""
    return lambda plan: check(words, words.area("fife"), written(plan))


def changed(*changes):
    """Return the plan with some cells changed: (sheet title, row of the sheet, {heading: value}) each."""
    plan = copy.deepcopy(PLAN)
    for title, row, change in changes:
        lines = plan[title]
        lines += [{} for _ in range(row - FIRST + 1 - len(lines))]
        lines[row - FIRST] |= change
    return plan


def told(problems):
    """Return problems as (sheet, cell, what is said after the place), to compare."""
    return [(one.sheet, one.cell, str(one).split(": ", 1)[1]) for one in problems]


def test_a_plan_without_faults_has_none_and_is_read_as_what_it_is(checked):
    """Days, numbers, periods, truth values and lists, and numbers of other sheets by the id that they have there."""
    found = checked(PLAN)
    assert told(found.problems) == [] and told(found.notes) == []
    evidence = found.evidence
    sheets = (
        "aims", "measures", "local_measures", "baselines", "factors", "drivers", "objectives", "tasks",
        "responsibilities", "cycles", "reviews", "changes", "communications",
    )  # fmt: skip
    assert [len(evidence.of(sheet)) for sheet in sheets] == [3, 4, 4, 1, 1, 5, 2, 4, 5, 2, 1, 1, 2]
    first, second, _ = evidence.of("aims")
    assert first.get("outcome") == "community-sentences" and first.get("lead") == "justice_social_work"
    assert (first.get("by_how_much"), first.get("by_when")) == (80.0, datetime.date(2026, 3, 31))
    assert second.get("agreed_on") == datetime.date(2025, 9, 20) and second.cells["reason"] == "S4"
    ours, failed, review, indicator = evidence.of("measures")
    assert (ours.get("baseline_from"), ours.get("target"), ours.get("rules")) == ("2025-01", 80.0, "making-data-count")
    assert failed.get("rules") == "three-sigma" and review.get("screened") is True
    assert indicator.get("indicator") == YEARLY and indicator.get("frequency") == "financial year"
    assert [(row.get("value"), row.get("base", None)) for row in evidence.of("local_measures")] == [
        (62.0, 84.0), (64.0, 80.0), (3.0, 40.5), (31.5, None),
    ]  # fmt: skip
    assert evidence.of("baselines")[0].get("from") == "2025-09"
    done, running, later, _ = evidence.of("tasks")
    assert done.get("done_on") == datetime.date(2025, 7, 1) and running.get("progress") == 50.0
    assert later.get("after") == ("T1", "T2") and later.get("progress") == 0.0
    assert evidence.of("responsibilities")[-1].get("who") == "The duty worker"
    cycle = evidence.of("cycles")[0]
    assert (cycle.get("idea"), cycle.get("measures"), cycle.get("decision")) == ("D3", ("M1", "M2"), "adapt")
    assert evidence.of("communications")[1].get("aim", None) is None


# what is changed, as changed() takes it; what the message says; its sheet and cell, or row where nothing stands there
A_LATER_AIM = {"Number": "A2", "Outcome": "8", "What": "w", "Why": "w", "Lead": LEAD, "Agreed on": "01/10/2025"}
PLANTED = {
    # aims
    "aim changed, no reason": (
        ("Aims", 4, {"Reason for the change": ""}),
        "Reason for the change is empty, but aim A1 was another one before (row 3). To do: say why it was changed",
        "Aims", "S4",
    ),
    "aim into another outcome": (
        ("Aims", 4, {"Outcome": "8"}),
        "Outcome is not that of aim A1 in row 3. Allowed: the same outcome; "
        "an aim for another one has a number of its own", "Aims", "C4",
    ),
    "rows of an aim in another order": (
        ("Aims", 6, A_LATER_AIM | {"Agreed on": "01/01/2025"}),
        "Reason for the change is empty, but aim A2 was another one before (row 6)", "Aims", "S5",
    ),
    "aim twice on a day": (
        ("Aims", 6, A_LATER_AIM | {"Agreed on": "01/04/2025"}), "has the same Number, Agreed on as row 5",
        "Aims", "row 6",
    ),
    "improvement activity unknown": (
        ("Aims", 3, {"Improvement activity": "I11"}), "Improvement activity is 'I11'. Did you mean I1?", "Aims", "D3",
    ),
    "wrong day": (
        ("Aims", 5, {"Agreed on": "31/02/2025"}), "Agreed on is '31/02/2025'. Allowed: a day, such as 31/01/2025",
        "Aims", "R5",
    ),
    # measures
    "aim of a measure unknown": (("Measures", 5, {"Aim": "A7"}), "Aim is 'A7'. Did you mean A", "Measures", "C5"),
    "rules not for the chart": (
        ("Measures", 3, {"Rules": "scottish"}),
        "Rules is 'scottish', which is not for a p chart. Allowed: making-data-count, three-sigma", "Measures", "R3",
    ),
    "rules not for the usual chart": (
        ("Measures", 6, {"Rules": "three-sigma"}),
        "Rules is 'three-sigma', which is not for a run chart. Allowed: scottish, perla, anhoej", "Measures", "R6",
    ),
    "screened run chart": (
        ("Measures", 6, {"Screen ranges": "yes"}),
        "Screen ranges is yes, but a run chart has no moving ranges. Allowed: no, or an XmR chart", "Measures", "S6",
    ),
    "indicator with p chart": (
        ("Measures", 6, {"Chart": "p chart"}),
        "Chart is p chart, but the figures are those of an indicator. Allowed: run chart or XmR chart "
        "(an indicator may be standardised or pooled)", "Measures", "P6",
    ),
    "indicator with u chart": (
        ("Measures", 6, {"Chart": "u chart", "Per how many": 10}),
        "Chart is u chart, but the figures are those of an indicator", "Measures", "P6",
    ),
    "indicator with months": (
        ("Measures", 6, {"How often": "month"}),
        "How often is not that of the indicator. Allowed: financial year (indicators are yearly)", "Measures", "I6",
    ),
    "indicator unknown": (
        ("Measures", 6, {"Indicator": "attitude_suport"}),
        "Indicator is 'attitude_suport'. Did you mean attitude_support or", "Measures", "J6",
    ),
    "p chart on counts": (
        ("Measures", 4, {"Chart": "p chart", "Per how many": ""}),
        "Chart is p chart, but the values are cases. Allowed: values in per cent", "Measures", "P4",
    ),
    "u chart without Out of": (
        ("Measure values", 5, {"Out of": ""}),
        "Chart is u chart, but the values are not rates. Allowed: values that are numbers of people, cases, orders, "
        "referrals, each with Out of filled in", "Measures", "P4",
    ),
    "u chart on days": (
        ("Measures", 5, {"Chart": "u chart", "Per how many": 10, "Screen ranges": "no"}),
        "Chart is u chart, but the values are not rates", "Measures", "P5",
    ),
    "u chart on percentages": (
        ("Measures", 3, {"Chart": "u chart", "Per how many": 10}),
        "Chart is u chart, but the values are not rates", "Measures", "P3",
    ),
    "target no percentage": (
        ("Measures", 3, {"Target": 120}), "Target is no percentage. Allowed: 0 to 100", "Measures", "N3",
    ),
    "target below none": (
        ("Measures", 3, {"Target": -1}), "Target is no percentage. Allowed: 0 to 100", "Measures", "N3",
    ),
    "baseline in years": (
        ("Measures", 3, {"Baseline from": "2023-24"}),
        "Baseline from is '2023-24', but the measure is by month. Allowed: a month", "Measures", "L3",
    ),
    "baseline to a quarter": (
        ("Measures", 3, {"Baseline to": "2024-25 Q4"}),
        "Baseline to is '2024-25 Q4', but the measure is by month. Allowed: a month", "Measures", "M3",
    ),
    "baseline ends first": (
        ("Measures", 3, {"Baseline to": "2024-12"}),
        "Baseline to is 2024-12, before 2025-01. Allowed: the same period or a later one", "Measures", "M3",
    ),
    "baseline without an end": (
        ("Measures", 3, {"Baseline to": ""}),
        "Baseline to is empty, but the other end is not. To do: fill in both, or neither", "Measures", "M3",
    ),
    "baseline without a beginning": (
        ("Measures", 3, {"Baseline from": ""}),
        "Baseline from is empty, but the other end is not. To do: fill in both, or neither", "Measures", "L3",
    ),
    "no such period": (
        ("Measures", 3, {"Baseline from": "2024-26"}), "Baseline from is '2024-26'. Allowed: a month (2025-01)",
        "Measures", "L3",
    ),
    # measure values
    "percentage without Out of": (
        ("Measure values", 3, {"Out of": ""}), "Out of is empty. To do: fill it in, because Unit is 'per cent'",
        "Measure values", "H3",
    ),
    "percentage out of a part": (
        ("Measure values", 3, {"Out of": 84.5}),
        "Out of is no number of which there can be a percentage. Allowed: a whole number, 0 or more",
        "Measure values", "H3",
    ),
    "percentage out of less than none": (
        ("Measure values", 3, {"Out of": -84}), "Out of is no number of which there can be a percentage",
        "Measure values", "H3",
    ),
    "percentage out of none": (
        ("Measure values", 3, {"Out of": 0}),
        "Value is not 0, but it is out of none. Allowed: 0, or another number under Out of", "Measure values", "G3",
    ),
    "rate out of less than none": (
        ("Measure values", 5, {"Out of": -0.5}),
        "Out of is no number that a rate can be out of. Allowed: a number, 0 or more", "Measure values", "H5",
    ),
    "rate out of too much": (
        ("Measure values", 5, {"Out of": 1_000_000_001}), "Out of is no number that a rate can be out of",
        "Measure values", "H5",
    ),
    "days out of something": (
        ("Measure values", 6, {"Out of": 3}),
        "Out of is filled in, but the unit is days. Allowed: empty, but for percentages and numbers of people, cases, "
        "orders, referrals", "Measure values", "H6",
    ),
    "percentage above 100": (
        ("Measure values", 3, {"Value": 101}), "Value is no percentage. Allowed: 0 to 100", "Measure values", "G3",
    ),
    "part of a case": (
        ("Measure values", 5, {"Value": 2.5}), "Value is no number of cases. Allowed: a whole number, 0 or more",
        "Measure values", "G5",
    ),
    "value too large": (
        ("Measure values", 6, {"Value": 2e9}), "Value is too large a number. Allowed: up to 1,000,000,000",
        "Measure values", "G6",
    ),
    "two units in a series": (
        ("Measure values", 4, {"Unit": "hours", "Out of": ""}),
        "Unit is not that of the first row of 'Meetings in time' (row 3)", "Measure values", "E4",
    ),
    # new baselines
    "new lines in years": (
        ("New baselines", 3, {"New lines from": "2025-26"}),
        "New lines from is '2025-26', but M1 is by month. Allowed: a month", "New baselines", "C3",
    ),
    "measure of new lines unknown": (
        ("New baselines", 3, {"Measure": "M11"}), "Measure is 'M11'. Did you mean M1?", "New baselines", "B3",
    ),
    # drivers
    "driver that leads nowhere": (
        ("Drivers", 4, {"Leads to": ""}),
        "Leads to is empty. To do: fill it in, because Level is 'secondary driver'", "Drivers", "F4",
    ),
    "idea that leads nowhere": (
        ("Drivers", 5, {"Leads to": ""}), "Leads to is empty. To do: fill it in, because Level is 'change idea'",
        "Drivers", "F5",
    ),
    "primary driver that leads somewhere": (
        ("Drivers", 6, {"Leads to": "D1"}),
        "Leads to is filled in, but Level is 'primary driver'. To do: empty one of the two, or change it",
        "Drivers", "F6",
    ),
    "secondary driver of an idea": (
        ("Drivers", 4, {"Leads to": "D3"}), "Leads to names D3, a change idea. Allowed: a primary driver",
        "Drivers", "F4",
    ),
    "driver of itself": (
        ("Drivers", 4, {"Leads to": "D2"}), "Leads to names D2, a secondary driver. Allowed: a primary driver",
        "Drivers", "F4",
    ),
    "idea of an idea": (
        ("Drivers", 7, {"Aim": "A1", "Leads to": "D3"}),
        "Leads to names D3, a change idea. Allowed: a secondary driver or a primary driver", "Drivers", "F7",
    ),
    "driver of another aim": (
        ("Drivers", 7, {"Leads to": "D1"}), "Leads to names D1, which is of aim A1. Allowed: one of aim A2",
        "Drivers", "F7",
    ),
    "driver unknown": (
        ("Drivers", 5, {"Leads to": "D22"}), "Leads to is 'D22'. Did you mean D2", "Drivers", "F5",
    ),
    # objectives and tasks
    "aim of an objective unknown": (("Objectives", 4, {"Aim": "A12"}), "Did you mean A", "Objectives", "C4"),
    "objective unknown": (
        ("Tasks", 4, {"Objective": "O11"}), "Objective is 'O11'. Did you mean O1", "Tasks", "D4",
    ),
    "objective of another aim": (
        ("Tasks", 6, {"Objective": "O1"}), "Objective names O1, which is of aim A1. Allowed: one of aim A2",
        "Tasks", "D6",
    ),
    "per for a chart without rates": (
        ("Measures", 3, {"Per how many": 100}), "Per how many is filled in, but Chart is 'p chart'", "Measures", "Q3",
    ),
    "new lines within the baseline": (
        ("New baselines", 3, {"New lines from": "2025-02"}),
        "New lines from is '2025-02', within or before the baseline", "New baselines", "C3",
    ),
    "the count for the percentage": (
        ("Measure values", 3, {"Value": 4, "Out of": 9}),
        "Value is no percentage that a whole number out of Out of gives", "Measure values", "G3",
    ),
    "a share for a percentage": (
        ("Measure values", 3, {"Value": 0.619, "Out of": 84}), "Allowed: the percentage, such as 61.9 for 52 out of 84",
        "Measure values", "G3",
    ),
    "target without a better way": (
        ("Measures", 5, {"Target": 20}), "Target is filled in, but neither way is better", "Measures", "N5",
    ),
    "an aim in other capitals": (
        ("Aims", 6, A_LATER_AIM | {"Number": "a2", "Reason for the change": ""}),
        "Reason for the change is empty, but aim A2", "Aims", "S6",
    ),
    "change of a task of another aim": (
        ("Change log", 3, {"Task": "T4"}), "Task names T4, which is of aim A2. Allowed: one of aim A1",
        "Change log", "D3",
    ),
    "half as a fraction": (
        ("Tasks", 4, {"Progress": 0.5}), "Progress is 0.5. Allowed: 0 to 100: half is 50", "Tasks", "J4",
    ),
    "several with commas": (
        ("Tasks", 5, {"After": "T1, T2"}), "After is 'T1, T2'. Allowed: Write a semicolon between several entries",
        "Tasks", "H5",
    ),
    "nothing but what no eye can see": (
        ("Tasks", 4, {"Lead": "\u200b"}), "Lead is empty. To do: fill it in", "Tasks", "I4",
    ),
    "task ends first": (
        ("Tasks", 6, {"End": "31/03/2025"}),
        "End is 31/03/2025, before Start (01/04/2025). Allowed: the same day or later", "Tasks", "G6",
    ),
    "task expected before its start": (
        ("Tasks", 4, {"Now expected": "31/03/2025"}), "Now expected is 31/03/2025, before Start (01/04/2025)",
        "Tasks", "K4",
    ),
    "task done before its start": (
        ("Tasks", 3, {"Done on": "31/03/2025"}), "Done on is 31/03/2025, before Start (01/04/2025)", "Tasks", "L3",
    ),
    "done, and half": (
        ("Tasks", 3, {"Progress": 50}),
        "Progress is 50, but Done on is filled in. Allowed: 100, or Done on empty", "Tasks", "J3",
    ),
    "whole, and not done": (
        ("Tasks", 6, {"Progress": 100}), "Done on is empty, but Progress is 100. To do: fill it in", "Tasks", "L6",
    ),
    "done, and expected": (
        ("Tasks", 3, {"Now expected": "31/07/2025"}),
        "Now expected is filled in, but Done on is too. To do: empty one of the two", "Tasks", "K3",
    ),
    "progress above 100": (
        ("Tasks", 4, {"Progress": 101}), "Progress is '101'. Allowed: a number from 0 to 100", "Tasks", "J4",
    ),
    "progress below 0": (
        ("Tasks", 4, {"Progress": -1}), "Progress is '-1'. Allowed: a number from 0 to 100", "Tasks", "J4",
    ),
    "one of two tasks unknown": (
        ("Tasks", 5, {"After": "T1; T9"}), "After is 'T1; T9'", "Tasks", "H5",
    ),
    "circle of one": (
        ("Tasks", 6, {"After": "T4"}),
        "After goes round in a circle: T4 after T4. To do: take one of them out", "Tasks", "H6",
    ),
    "circle of two": (
        ("Tasks", 3, {"After": "T2"}), "After goes round in a circle: T1 after T2 after T1", "Tasks", "H3",
    ),
    "circle of three": (
        (("Tasks", 3, {"After": "T3"}), ("Tasks", 5, {"After": "T2"})),
        "After goes round in a circle: T1 after T3 after T2 after T1", "Tasks", "H3",
    ),
    # responsibilities
    "two accountable": (
        ("Responsibilities", 7, {"Role": "accountable"}),
        "Role is accountable for T1, for which row 3 names another. Allowed: one who is accountable for each task",
        "Responsibilities", "D7",
    ),
    "role of a task unknown": (
        ("Responsibilities", 7, {"Task": "T11"}), "Task is 'T11'. Did you mean T1", "Responsibilities", "B7",
    ),
    # cycles
    "cycle ends first": (
        ("PDSA cycles", 3, {"Ended": "30/04/2025"}),
        "Ended is 30/04/2025, before Started (01/05/2025). Allowed: the same day or later", "PDSA cycles", "H3",
    ),
    "cycle decided first": (
        ("PDSA cycles", 3, {"Decided on": "30/04/2025"}), "Decided on is 30/04/2025, before Started (01/05/2025)",
        "PDSA cycles", "Q3",
    ),
    "measure of another aim": (
        ("PDSA cycles", 3, {"Measures": "M1; M4"}), "Measures names M4, which is of aim A2. Allowed: one of aim A1",
        "PDSA cycles", "F3",
    ),
    "idea of another aim": (
        ("PDSA cycles", 3, {"Change idea": "D5"}), "Change idea names D5, which is of aim A2. Allowed: one of aim A1",
        "PDSA cycles", "E3",
    ),
    "driver as an idea": (
        ("PDSA cycles", 3, {"Change idea": "D2"}),
        "Change idea names D2, a secondary driver. Allowed: a change idea", "PDSA cycles", "E3",
    ),
    "decision of nobody": (
        ("PDSA cycles", 3, {"Decided by": ""}),
        "Decided by is empty. To do: fill it in, because Decision is 'adapt'", "PDSA cycles", "P3",
    ),
    "decision of no day": (
        ("PDSA cycles", 3, {"Decided on": ""}),
        "Decided on is empty. To do: fill it in, because Decision is 'adapt'", "PDSA cycles", "Q3",
    ),
    "decision on nothing": (
        ("PDSA cycles", 3, {"What happened": ""}),
        "What happened is empty. To do: fill it in, because Decision is 'adapt'", "PDSA cycles", "L3",
    ),
    "adapt what": (
        ("PDSA cycles", 3, {"Act": ""}), "Act is empty. To do: fill it in, because Decision is 'adapt'",
        "PDSA cycles", "O3",
    ),
    # the rest
    "review of no body": (
        ("Reviews of aims", 3, {"Decided by": ""}), "Decided by is empty. To do: fill it in", "Reviews of aims", "F3",
    ),
    "aim of a barrier unknown": (
        ("Helps and hindrances", 3, {"Aim": "A11"}), "Aim is 'A11'. Did you mean A1", "Helps and hindrances", "B3",
    ),
    "task of a change unknown": (
        ("Change log", 3, {"Task": "T12"}), "Task is 'T12'. Did you mean T", "Change log", "D3",
    ),
    "no day to tell": (
        ("Communications", 4, {"When": "soon"}), "When is 'soon'. Allowed: a day, such as 31/01/2025",
        "Communications", "F4",
    ),
}  # fmt: skip


def as_changes(planted):
    """Return the changes of a planted fault: one, or several."""
    return [planted] if isinstance(planted[0], str) else list(planted)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named_with_sheet_and_cell(checked, name):
    """It alone, or, of a circle, in each of its rows: nothing else is told because of it."""
    change, said, sheet, cell = PLANTED[name]
    found = told(checked(changed(*as_changes(change))).problems)
    here = [words for title, place, words in found if (title, place) == (sheet, cell)]
    assert len(here) == 1 and said in here[0], found
    # a row of a series that is in another unit is no percentage any more, and so not what the p chart takes
    also = {"two units in a series": 1}
    assert len(found) == 1 + also.get(name, 0), found


def test_what_is_just_within_a_rule_is_no_fault(checked):
    """The first and the last number that is allowed, and the same day or period at both ends."""
    most, row = 1_000_000_000, VALUE | {"Period": "2025-03"}
    plan = changed(
        ("Measures", 3, {"Target": 100, "Baseline to": "2025-01"}),
        ("Measure values", 3, {"Value": 100, "Out of": most}),
        ("Measure values", 4, {"Value": 0, "Out of": 0}),
        ("Measure values", 5, {"Value": 0, "Out of": 0}),
        ("Measure values", 6, {"Value": most}),
        ("Measure values", 7, row | {"Measure": "Messages that failed", "Unit": "cases", "Value": 1, "Out of": most}),
        ("Tasks", 3, {"Start": "30/06/2025", "Done on": "30/06/2025"}),
        ("Tasks", 4, {"Now expected": "01/04/2025"}),
        ("PDSA cycles", 3, {"Ended": "01/05/2025", "Decided on": "01/05/2025"}),
    )
    assert told(checked(plan).problems) == []
    assert told(checked(changed(("Measures", 3, {"Target": 0}))).problems) == []


# those that stand beside one another: a row with a fault of its own hides what lies between it and other rows
AT_ONCE = [
    "aim changed, no reason", "aim into another outcome", "target no percentage", "rules not for the chart",
    "baseline in years", "p chart on counts", "u chart on days", "indicator with p chart", "indicator with months",
    "percentage out of none", "days out of something", "new lines in years", "secondary driver of an idea",
    "primary driver that leads somewhere", "driver of another aim", "objective of another aim", "done, and half",
    "done, and expected", "progress above 100", "circle of one", "two accountable", "cycle ends first",
    "measure of another aim", "driver as an idea", "review of no body", "aim of a barrier unknown",
    "task of a change unknown", "no day to tell",
]  # fmt: skip


def test_all_faults_are_told_at_once_and_the_file_stays_as_it_is(words, written):
    """28 of them in one workbook, each with its sheet and its cell, and none besides."""
    folder = written(changed(*(one for name in AT_ONCE for one in as_changes(PLANTED[name][0]))))
    before = (folder / "evidence.xlsx").read_bytes()
    found = told(check(words, words.area("fife"), folder).problems)
    wanted = {name: PLANTED[name][1:] for name in AT_ONCE}
    missed = [
        name
        for name, (said, *place) in wanted.items()
        if not any(said in words and [title, cell] == place for title, cell, words in found)
    ]
    assert len(AT_ONCE) == 28 and missed == [], found
    # the task in a row with a fault of its own is waited for by none but the next, which says nothing of it
    assert len(found) == len(AT_ONCE), found
    assert (folder / "evidence.xlsx").read_bytes() == before


# what is worth knowing and no fault


def test_a_measure_without_a_figure_is_noted_with_the_name_that_may_be_meant(checked):
    """One that is nearly that of a series is probably that series; one of an indicator needs none."""
    found = checked(
        changed(
            ("Measures", 4, {"Measure": "Anything else", "Chart": "", "Rules": ""}),
            ("Measures", 5, {"Measure": "Days until a review"}),
        )
    )
    assert told(found.problems) == []
    assert told(found.notes) == [
        ("Measures", "E4", "measure 'Anything else' has no figure in Measure values yet"),
        (
            "Measures",
            "E5",
            "measure 'Days until a review' has no figure in Measure values yet. Did you mean Days until the review?",
        ),
    ]


def test_a_task_for_which_nobody_is_accountable_is_noted(checked):
    """Somebody who is responsible for it is not enough."""
    found = checked(changed(("Responsibilities", 5, {"Role": "responsible"})))
    assert told(found.problems) == []
    said = "nobody is accountable for task T3 yet. To do: add the row to the sheet Responsibilities"
    assert told(found.notes) == [("Tasks", "B5", said)]


def test_a_plan_that_is_ahead_is_not_noted(checked):
    """Every day that is planned, and no other one, may lie in the future."""
    far = day("01/01/2999")
    found = checked(
        changed(
            ("Aims", 3, {"By when": far}),
            ("Measures", 3, {"Target by": far}),
            ("Objectives", 3, {"By when": far}),
            ("Tasks", 6, {"Start": far, "End": far, "Now expected": far}),
            ("Communications", 4, {"When": far}),
        )
    )
    assert told(found.problems) == [] and told(found.notes) == []
    assert found.evidence.of("tasks")[-1].get("start") == far  # it is read, and not left out


@pytest.mark.parametrize(
    "title, row, heading, cell",
    [
        ("PDSA cycles", 4, "Started", "G4"),
        ("PDSA cycles", 3, "Ended", "H3"),
        ("PDSA cycles", 3, "Decided on", "Q3"),
        ("Aims", 5, "Agreed on", "R5"),
        ("New baselines", 3, "Decided on", "F3"),
        ("Tasks", 3, "Done on", "L3"),
        ("Reviews of aims", 3, "Decided on", "C3"),
        ("Change log", 3, "Date", "B3"),
        ("Communications", 3, "Done on", "H3"),
    ],
)
def test_what_was_done_in_the_future_is_noted(checked, title, row, heading, cell):
    """It would stand on a page as what was."""
    found = checked(changed((title, row, {heading: day("01/01/2999")})))
    assert told(found.problems) == []
    assert told(found.notes) == [(title, cell, f"{heading} is in the future")]


# an older workbook


@pytest.fixture
def version_3(written, tmp_path, monkeypatch):
    """A project with a workbook of version 3, which had none of the delivery sheets but one, of another name."""
    home = tmp_path / "project"
    (home / "data" / "raw" / "local" / "fife").mkdir(parents=True)
    (home / "data" / "catalogue").symlink_to(folders().catalogue)
    monkeypatch.setenv("CJTOOLS_HOME", str(home))
    book = openpyxl.load_workbook(written(PLAN) / "evidence.xlsx")
    book["Measure values"].title = "Local measures"
    for title in PLAN:
        if title not in ("Improvement activities", "Measure values"):
            del book[title]
    (version,) = (row[1] for row in book["Cover"].iter_rows() if row[0].value == "Version of this form")
    version.value = "3"
    folder = home / "data" / "raw" / "local" / "fife"
    book.save(folder / "evidence.xlsx")
    return folder


def test_a_workbook_of_version_3_is_read_and_told_to_be_one(words, version_3):
    found = check(words, words.area("fife"), version_3)
    assert [row.get("value") for row in found.evidence.of("local_measures")] == [62.0, 64.0, 3.0, 31.5]
    now = words.evidence_form.version
    said = f"is of version 3 of the form, which is now {now}. To do: move it into the form as it is now: "
    assert told(found.notes) == [("", "", f"{said}cjtools evidence upgrade")]
    missing = [f"the sheet '{title}' is missing" for title in PLAN if title not in ("Improvement activities",)]
    missing.remove("the sheet 'Measure values' is missing")
    assert sorted(one.found for one in found.problems) == sorted(missing)
    assert all(one.todo == "get it back with: cjtools evidence upgrade" for one in found.problems)


def test_a_fault_in_it_is_told_by_the_name_that_its_sheet_has(words, version_3):
    book = openpyxl.load_workbook(version_3 / "evidence.xlsx")
    book["Local measures"]["G4"] = "many"
    book.save(version_3 / "evidence.xlsx")
    found = told(check(words, words.area("fife"), version_3).problems)
    assert ("Local measures", "G4", "Value is 'many'. Allowed: a number") in found


def test_the_upgrade_keeps_every_row_of_the_measures(words, version_3):
    """They stand in Measure values, as they were, and the new workbook has no fault and nothing to note."""
    old = openpyxl.load_workbook(version_3 / "evidence.xlsx")["Local measures"]
    done = CliRunner().invoke(cli, ["evidence", "upgrade", "fife"])
    assert done.exit_code == 0, done.output
    path = version_3 / "evidence-upgraded.xlsx"
    book = openpyxl.load_workbook(path)
    assert "Local measures" not in book.sheetnames and set(PLAN) <= set(book.sheetnames)
    before, after = (
        [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in (old, book["Measure values"])
    )
    outcome = [row.pop(3) for row in after]
    assert [row.pop(3) for row in before][2:] == ["4"] * 4 and outcome[2:] == ["4 Community sentences"] * 4
    assert after == before and len(after) == 6
    path.replace(version_3 / "evidence.xlsx")
    found = check(words, words.area("fife"), version_3)
    assert told(found.problems) == [] and told(found.notes) == []


# what people write, in every cell that takes words


def words_of(form, text):
    """Return the plan with one more row in each sheet that holds a text wherever words are taken.

    Also returns {(sheet title, cell): (sheet id, row, column)} of those cells.
    """
    more = {
        "Aims": AIM | {"Agreed on": "01/10/2025"},
        "Measures": MEASURE | {"Kind": "process"},
        "Measure values": VALUE | {"Unit": "days", "Period": "2025-01", "Value": 4},
        "New baselines": {"Measure": "M1", "New lines from": "2025-10", "Decided on": "14/01/2026"},
        "Helps and hindrances": {"Aim": "A1", "Facilitator or barrier": "barrier"},
        "Drivers": {"Aim": "A1", "Level": "primary driver"},
        "Objectives": {"Aim": "A1"},
        "Tasks": TASK,
        "Responsibilities": {"Task": "T1", "Role": "informed"},
        "PDSA cycles": CYCLE | DECIDED | {"Started": "01/05/2025", "Decided on": "10/07/2025"},
        "Reviews of aims": {"Aim": "A2", "Decided on": "30/09/2025", "Decision": "stop"},
        "Change log": {"Date": "02/06/2025", "Aim": "A1", "Kind": "other"},
        "Communications": {"When": "01/07/2025"},
    }
    plan, places = copy.deepcopy(PLAN), {}
    for sheet in (sheet for sheet in form.sheets if sheet.part == "delivery"):
        columns = [column for column in sheet.columns if column.kind == "text" or column.open]
        plan[sheet.title].append(more[sheet.title] | {column.heading: text for column in columns})
        row = FIRST - 1 + len(plan[sheet.title])
        for place, column in enumerate(sheet.columns, 1):
            if column in columns:
                places[sheet.title, cell_name(row - 1, place)] = (sheet.id, row, column)
    return plan, places


HOSTILE = {
    "markup": ("<script>alert(1)</script> & <b>bold</b> ]]> {{ 7 * 7 }}", None),
    "a formula as text": ("=1+1", None),
    "another beginning of one": ("@SUM(1+1)*cmd|' /C calc'!A0", None),
    "right-to-left override": ("ab\u202edc\u202c \u200bend", "abdc end"),
    "lines": ("one\n# two\n| three |", None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_kept_as_text_in_every_cell_that_takes_words(words, checked, name):
    text, kept = HOSTILE[name]
    plan, places = words_of(words.evidence_form, text)
    found = checked(plan)
    assert told(found.problems) == []
    read = {
        (sheet, row.number, name): value for sheet in found.evidence.rows for row in found.evidence.of(sheet)
        for name, value in row.values.items()
    }  # fmt: skip
    assert len(places) == 58
    wrong = {at: read.get((sheet, row, one.id)) for at, (sheet, row, one) in places.items()}
    assert {at: value for at, value in wrong.items() if value != (kept or text)} == {}


def test_a_formula_is_not_worked_out_and_never_written_as_one(words, written):
    """One without the value that it had is told, and an upgrade writes it as text."""
    plan, places = words_of(words.evidence_form, "=1+1")
    folder = written(plan)
    path = folder / "evidence.xlsx"
    book = openpyxl.load_workbook(path)
    for title, cell in places:
        book[title][cell].data_type = "f"
    book.save(path)
    found = check(words, words.area("fife"), folder)
    assert {place[:2] for place in told(found.problems)} == set(places)
    assert all(place[2].startswith("holds an error, or a formula whose value") for place in told(found.problems))
    new = openpyxl.load_workbook(io.BytesIO(upgraded(words, words.area("fife"), folder)))
    cells = [new[title][cell] for title, cell in places]
    assert {(cell.value, cell.data_type) for cell in cells} == {("=1+1", "s")}


def test_a_text_that_is_too_long_is_refused_with_its_cell(words, checked):
    """In every cell that takes words, and the message holds no more than its beginning."""
    plan, places = words_of(words.evidence_form, "x" * 6000)
    found = told(checked(plan).problems)
    assert {place[:2] for place in found} == set(places) and len(found) == len(places)
    assert all("Allowed: up to 5,000 characters; it has 6,000" in place[2] for place in found)
    assert max(len(place[2]) for place in found) < 200


def test_people_may_be_named_where_they_act_for_the_partnership_and_nowhere_else(words, checked):
    plan, places = words_of(words.evidence_form, "Mr John Smith")
    may = {(sheet, column.id) for sheet, _, column in places.values() if column.names}
    assert may == {
        ("baselines", "decided_by"), ("responsibilities", "who"), ("cycles", "decided_by"), ("reviews", "decided_by"),
    }  # fmt: skip
    found = told(checked(plan).problems)
    assert {place[:2] for place in found} == {at for at, (_, _, column) in places.items() if not column.names}
    assert all(place[2].startswith("'Mr John Smith' looks like a name with a title. To do: ") for place in found)


@pytest.mark.parametrize(
    "title, heading, cell",
    [
        ("New baselines", "Decided by", "E3"),
        ("PDSA cycles", "Decided by", "P3"),
        ("Reviews of aims", "Decided by", "F3"),
    ],
)
def test_who_decides_may_have_a_title_and_no_telephone_number(checked, title, heading, cell):
    assert told(checked(changed((title, 3, {heading: "Cllr Example"}))).problems) == []
    found = told(checked(changed((title, 3, {heading: "Cllr Example, 0131 496 0000"}))).problems)
    assert [place[:2] for place in found] == [(title, cell)]
    assert found[0][2].startswith("'0131 496 0000' looks like a telephone number")


NEEDED = [
    ("Measures", "Measure"), ("Tasks", "Number"), ("Measure values", "Value"), ("New baselines", "New lines from"),
    ("Measures", "Number"), ("Measures", "Aim"), ("Measures", "How often"), ("Drivers", "Number"), ("Drivers", "Level"),
    ("Measure values", "Unit"), ("Measure values", "Measure"), ("Aims", "Agreed on"), ("Aims", "Number"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "heading"), NEEDED)
def test_a_needed_column_that_is_not_there_is_told_once_and_nothing_is_made_of_it(words, written, sheet, heading):
    """No other fault follows from it, but that what it holds is not on lists of other sheets."""
    folder = written(PLAN)
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    page = book[sheet]
    page.delete_cols(next(cell.column for cell in page[1] if cell.value == heading))
    book.save(folder / "evidence.xlsx")
    found = check(words, words.area("fife"), folder).problems
    assert f"the column '{heading}' is missing" in [problem.found for problem in found]
    others = [problem for problem in found if "is missing" not in problem.found]
    assert [problem for problem in others if "one of the list" not in problem.allowed] == []


def test_a_circle_of_many_tasks_is_told_once_and_soon(words, written):
    count = 300
    rows = [TASK | {"Number": f"T{n}", "Task": "Do", "After": f"T{n % count + 1}"} for n in range(1, count + 1)]
    folder = written(PLAN | {"Tasks": rows, "Responsibilities": [], "Change log": []})
    (problem,) = check(words, words.area("fife"), folder).problems
    assert "goes round in a circle" in problem.found and len(problem.found) < 150


def test_figures_in_another_kind_of_period_are_told(checked):
    """Or the page would say that there is none."""
    notes = checked(changed(("Measures", 3, {"How often": "quarter", "Baseline from": "", "Baseline to": ""}))).notes
    said = [note.found for note in notes if "no figure" in note.found]
    assert said == ["measure 'Meetings in time' has no figure in Measure values by quarter, only by month"]


def test_a_slip_in_one_row_of_a_series_is_noted(checked):
    """It would be a series of its own, and in no chart."""
    found = checked(changed(("Measure values", 4, {"Measure": "Meetngs in time"})))
    assert told(found.problems) == []
    said = "measure 'Meetngs in time' is none of the sheet Measures. Did you mean Meetings in time?"
    assert told(found.notes) == [("Measure values", "B4", said)]
