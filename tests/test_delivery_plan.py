"""The delivery plan: page, Word file and table say the same; the worked example is worked out again by other means."""

import csv
import datetime
import io
import json
import re
import statistics
from dataclasses import replace
from itertools import pairwise

import openpyxl
import pytest
from docx import Document as read_word
from evidence_rows import plan_with
from html_lint import lint, parse
from report_maker import executed

from cjtools.errors import CjtoolsError
from cjtools.evidence.check import check
from cjtools.intake.store import read_told
from cjtools.kinds import DELIVERY
from cjtools.make.across import across_files
from cjtools.paths import folders
from cjtools.results.delivery import Delivery, values_shown
from cjtools.results.doors import read_day
from cjtools.results.off_track import off_track, to_decide
from cjtools.results.plan import Plan
from cjtools.results.study import Study
from cjtools.show.delivery.document import SECTIONS, delivery_document
from cjtools.show.delivery.measures import aim_measures, chart_of
from cjtools.show.document import blocks_html

EXAMPLE = folders().root / "docs" / "examples" / "evidence"
ON = datetime.date(2026, 11, 30)
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"


@pytest.fixture(scope="module")
def first(catalogue, observations, records):
    """Fife's study of the first outcome."""
    return Study(catalogue.area("fife"), catalogue.outcome("1"), "2024-25", catalogue, observations, known=records)


@pytest.fixture(scope="module")
def studies(catalogue, first):
    """Fife's studies of all outcomes, without evidence."""
    return [replace(first, outcome=outcome) for outcome in catalogue.outcomes.values()]


@pytest.fixture(scope="module")
def example(catalogue, first, studies):
    """The delivery plan of the worked example."""
    evidence = check(catalogue, first.area, EXAMPLE).evidence
    return Delivery(Plan(first.area, "2024-25", [replace(study, evidence=evidence) for study in studies], evidence), ON)


@pytest.fixture(scope="module")
def make(processed):
    """Return the files of the page of a delivery plan."""

    def made(delivery):
        notebook = folders().notebooks / "07_delivery.ipynb"
        notebooks = {"07_delivery": executed(notebook, delivery, "delivery")}
        return across_files(DELIVERY, delivery, notebooks, read_told(processed), {"07_delivery": "0" * 64})

    return made


@pytest.fixture(scope="module")
def files(example, make):
    """The files of the worked example."""
    return make(example)


def delivery_of(studies, **rows):
    """Return a delivery plan of some rows of evidence, on the day of the tests."""
    return Delivery(plan_with(studies, **rows), ON)


def aim(name="A1", **more):
    return {
        "id": name, "outcome": "diversion", "what": "Officers trained", "why": "Too few are.",
        "lead": "police_scotland", "agreed_on": datetime.date(2026, 1, 5), "by_how_much": 20.0, "unit": "per cent",
        "by_when": datetime.date(2027, 3, 31),
    } | more  # fmt: skip


def task(name, start, end, **more):
    day = datetime.date.fromisoformat
    return {"id": name, "aim": "A1", "what": f"Do {name}", "start": day(start), "end": day(end), "lead": "sps"} | more


def words_of(html):
    """Return a page as words."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)).split())


def test_the_page_leads_to_each_part_and_has_no_fault(files):
    page = files["delivery_plan.html"]
    tree = parse(page)
    (title,) = tree.all("h1")
    assert title.text == "Delivery plan: Fife"
    heads = [heading.text for heading in tree.all("h2")]
    assert heads[1:-1] == [heading for heading, *_ in SECTIONS]
    assert lint(page) == []
    assert "Worked example: made up" in page and "As of 30 November 2026" in page


def test_the_notebook_shows_the_parts_of_the_word_file_in_their_order():
    """One list of parts, and the notebook's own words above each."""
    book = json.loads((folders().notebooks / "07_delivery.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in book["cells"]][4:]
    for heading_and_below, call, (heading, below, parts) in zip(cells[::2], cells[1::2], SECTIONS, strict=True):
        assert heading_and_below == f"## {heading}" + (f"\n\n{below}" if below else "")
        assert call == f"cj.{parts.__name__}(delivery)"


def test_the_files_are_those_that_the_ledger_watches(files):
    names = {f"delivery_plan{suffix}" for suffix in DELIVERY.suffixes}
    assert set(files) == names | {"notebooks/delivery_plan/07_delivery.ipynb"}
    assert list(files)[-1] == "delivery_plan.html"
    assert json.loads(files["delivery_plan.json"])["on"] == "2026-11-30"


def test_the_word_file_says_what_the_page_says(files):
    """Every heading, and every cell of every table; charts stand there with what they show in words."""
    document = read_word(io.BytesIO(files["delivery_plan.docx"]))
    page = words_of(files["delivery_plan.html"]).replace("&#39;", "'").replace("&#x27;", "'")
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading 3"):
            assert " ".join(paragraph.text.split()) in page
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert len(cells) > 200
    assert [text for text in cells if " ".join(text.split()) not in page] == []
    shapes = [shape._inline.docPr for shape in document.inline_shapes]
    assert len(shapes) == 6 and all("chart of" in shape.get("descr") for shape in shapes)
    assert read_word(io.BytesIO(files["delivery_plan.docx"])).core_properties.language == "en-GB"


def rows_of(files):
    """Return the rows of the table beside the page."""
    return list(csv.DictReader(io.StringIO(files["delivery_plan.csv"], newline="")))


def recorded(name):
    """Return the figures of a measure as the workbook of the example holds them: (period, value, out of)."""
    sheet = openpyxl.load_workbook(EXAMPLE / "evidence.xlsx")["Measure values"]
    heads = [cell.value for cell in sheet[1]]
    at = {head: place for place, head in enumerate(heads)}
    return [
        (row[at["Period"]], float(row[at["Value"]]), row[at["Out of"]])
        for row in sheet.iter_rows(min_row=3, values_only=True)
        if row[at["Measure"]] == name
    ]


def test_the_practice_example_holds_what_the_resource_prints(example):
    """20 % by April 2025 as outcome measure, 10 % by November 2024 as process measure, for national outcome 1."""
    (one, _) = example.aims
    assert (one.now.get("outcome"), one.now.get("by_how_much")) == ("diversion", 20)
    assert one.now.get("by_when") == datetime.date(2025, 4, 29)
    outcome, process = one.measures_of("outcome")[0], one.measures_of("process")[0]
    assert (outcome.target, outcome.row.get("target_by").isoformat()) == (20, "2025-04-29")
    assert (process.target, process.row.get("target_by").isoformat()[:7]) == (10, "2024-11")
    assert len(outcome.figures.periods) == 12 and outcome.standing == process.standing == "met"
    assert process.stands_at(process.at_target_day) == "met"


def test_its_medians_and_shifts_are_those_of_an_independent_count(files):
    """From the cells of the workbook, with Python's own median and a count by hand."""
    figures = recorded("Officers trained in antecedent reports")
    rows = [row for row in rows_of(files) if row["measure"] == "M1"]
    assert [(row["period"], float(row["value"])) for row in rows] == [(period, value) for period, value, _ in figures]
    middle = statistics.median(value for _, value, _ in figures)
    assert [float(row["centre"]) for row in rows] == pytest.approx([middle] * 12)
    sides = ["+" if value > middle else "-" if value < middle else "" for _, value, _ in figures]
    runs = [len(run[0]) for run in re.finditer(r"\++|-+", "".join(sides))]
    shifted = sum(length for length in runs if length >= 6)
    assert sum("shift" in row["more_than_chance"] for row in rows) == shifted > 0


def test_its_limits_are_those_of_the_textbook_formulas(files):
    """p chart: three standard deviations for each month, before and after new lines; XmR: 2.66 mean moving ranges."""
    figures = recorded("Reports with completed antecedents")
    rows = {row["period"]: row for row in rows_of(files) if row["measure"] == "M3"}
    for months in (figures[:6], figures[6:]):
        share = sum(value * of for _, value, of in months) / sum(of for *_, of in months)
        for period, _, of in months:
            reach = 3 * (share * (100 - share) / of) ** 0.5
            row = rows[period]
            assert float(row["centre"]) == pytest.approx(share)
            assert float(row["upper"]) == pytest.approx(share + reach)
            assert float(row["lower"]) == pytest.approx(share - reach)
    values = [value for _, value, _ in recorded("Reports sent after the deadline")]
    mean, ranges = statistics.mean(values), [abs(b - a) for a, b in pairwise(values)]
    row = next(row for row in rows_of(files) if row["measure"] == "M4")
    assert float(row["centre"]) == pytest.approx(mean)
    assert float(row["upper"]) == pytest.approx(mean + 2.66 * statistics.mean(ranges))


def test_charts_tables_and_words_draw_on_the_same_figures(example):
    """What the chart draws is what the table beside the page holds."""
    for one_aim in example.aims:
        for one in one_aim.measures:
            if one.newest is None:
                continue
            data = chart_of(example, one_aim, one)
            assert list(data.values) == list(one.values) and list(data.centre) == list(one.line("centre"))
            assert set(data.signals) <= {point for signal in one.reading.signals for point in signal.points}


def test_new_lines_are_told_with_who_when_and_why_and_hide_no_change(files):
    said = words_of(files["delivery_plan.html"])
    assert (
        "New lines from November 2024: The course at all stations is how the work is done now. Decided by Chair" in said
    )
    assert "M3. Reports with completed antecedents ▲ better by more than chance" in said


def test_the_rule_set_is_named_on_every_chart(example):
    html = aim_measures(example)._repr_html_()
    charts = html.count('<div class="chart">')
    assert charts == 6 == len(re.findall(r"read by: (?:Scottish run chart|Making Data Count) rules", html))


def test_what_is_off_track_is_told_with_since_when(files):
    said = words_of(files["delivery_plan.html"])
    assert "Aim A2: task T6 is overdue since 31 October 2026 (30 days). Start in two offices" in said
    assert "Aim A2: process measure M7 was to reach 20, since 31 October 2026 (30 days); newest: no figure yet" in said


def test_an_aim_that_was_changed_keeps_the_first_one_and_the_reason(files):
    said = words_of(files["delivery_plan.html"])
    assert "It is not the aim that was agreed first: “How much” and “By when” were changed" in said
    assert "90 per cent of orders with supervision by 31 March 2027" in said
    assert "Two posts are vacant until the spring." in said
    assert "It is a stretch: 80 lies beyond all figures of its outcome measure before (58 to 72)." in said
    assert "It has no balancing measure" in said


def test_an_area_that_has_recorded_nothing_is_told_what_to_record(studies, make):
    files = make(delivery_of(studies))
    page = files["delivery_plan.html"]
    assert lint(page) == []
    said = words_of(page)
    for sheet in ("Aims", "Drivers", "Objectives", "Tasks", "Measures", "PDSA cycles", "Change log", "Communications"):
        assert re.search(rf"Its places? (?:is|are) the sheets? [^.;]*\b{sheet}\b", said), sheet
    assert said.count("cjtools evidence new fife") >= 8
    assert rows_of(files) == []


def test_a_priority_without_an_aim_is_named(studies):
    assessment = {"outcome": "accommodation", "achieved": False, "nearness": "far away", "priority": True}
    delivery = delivery_of(studies, assessment=[assessment], aims=[aim()])
    said = words_of(blocks_html(delivery_document(delivery).blocks))
    assert "A priority without an aim: 6. Accommodation." in said
    assert "1. Diversion from prosecution It is not recorded as a priority." in said


def test_partner_words_are_text_in_page_and_word_file(studies, make):
    """In every column of every sheet of the plan."""
    rows = {
        "aims": [aim(name=HOSTILE, what=HOSTILE, why=HOSTILE, where=HOSTILE, gap=HOSTILE, unit=HOSTILE)],
        "measures": [
            {"id": HOSTILE, "aim": HOSTILE, "kind": "outcome", "name": HOSTILE, "definition": HOSTILE,
             "frequency": "month", "better": "higher", "target": 5.0},
        ],
        "local_measures": [
            {"measure": HOSTILE, "outcome": "diversion", "unit": "hours", "period": f"2025-{n:02d}", "value": float(n),
             "source": HOSTILE}
            for n in range(1, 13)
        ],
        "drivers": [{"id": HOSTILE, "aim": HOSTILE, "level": "primary driver", "what": HOSTILE}],
        "objectives": [{"id": HOSTILE, "aim": HOSTILE, "what": HOSTILE, "lead": HOSTILE, "specific": HOSTILE}],
        "factors": [{"aim": HOSTILE, "kind": "barrier", "what": HOSTILE, "about": HOSTILE}],
        "tasks": [task(HOSTILE, "2026-01-01", "2026-02-01", aim=HOSTILE, lead=HOSTILE)],
        "responsibilities": [{"task": HOSTILE, "who": HOSTILE, "role": "accountable"}],
        "cycles": [
            {"id": HOSTILE, "aim": HOSTILE, "change": HOSTILE, "start": datetime.date(2025, 6, 2), "plan": HOSTILE,
             "prediction": HOSTILE},
        ],
        "reviews": [{"aim": HOSTILE, "date": ON, "decision": "stop", "why": HOSTILE, "decided_by": HOSTILE}],
        "changes": [{"date": ON, "aim": HOSTILE, "kind": "other", "what": HOSTILE}],
        "communications": [{"audience": HOSTILE, "message": HOSTILE, "when": ON}],
    }  # fmt: skip
    files = make(delivery_of(studies, **rows))
    page = files["delivery_plan.html"]
    assert lint(page) == []
    assert "<script>alert" not in page and "49" not in words_of(page).replace("2449", "")
    texts = [cell.text for table in read_word(io.BytesIO(files["delivery_plan.docx"])).tables for cell in table._cells]
    assert any(HOSTILE in text for text in texts)
    assert not any(row["name"].startswith(("=", "+", "-", "@")) for row in rows_of(files))


def test_tasks_are_late_since_their_planned_end_and_done_ones_are_not(studies):
    rows = [
        task("T1", "2026-01-01", "2026-02-01", done_on=datetime.date(2026, 3, 1), progress=100.0),
        task("T2", "2026-01-01", "2026-11-29", progress=90.0),
        task("T3", "2026-11-29", "2027-02-01"),
        task("T4", "2026-11-30", "2027-02-01"),
        task("T5", "2026-01-01", "2027-01-01", progress=10.0),
    ]
    found = off_track(delivery_of(studies, aims=[aim()], tasks=rows))
    assert [(one.about.name, one.since.isoformat()) for one in found] == [("T2", "2026-11-29"), ("T3", "2026-11-29")]


def test_an_aim_that_was_stopped_is_not_off_track(studies):
    late = [task("T2", "2026-01-01", "2026-02-01")]
    stop = {"aim": "A1", "date": ON, "decision": "stop", "why": "No use.", "decided_by": "Partnership"}
    assert off_track(delivery_of(studies, aims=[aim()], tasks=late))
    assert off_track(delivery_of(studies, aims=[aim()], tasks=late, reviews=[stop])) == []


def test_what_waits_for_a_decision_is_told(studies):
    cycle = {"id": "C1", "aim": "A1", "change": "Try it", "start": datetime.date(2026, 1, 5),
             "end": datetime.date(2026, 2, 5), "plan": "-", "prediction": "-"}  # fmt: skip
    past = aim(by_when=datetime.date(2026, 6, 30))
    found = to_decide(delivery_of(studies, aims=[past], cycles=[cycle]))
    assert [(one.kind, one.since.isoformat()) for one in found] == [
        ("decision on a cycle", "2026-02-05"), ("decision on an aim", "2026-06-30"),
    ]  # fmt: skip
    decided = {"aim": "A1", "date": datetime.date(2026, 7, 1), "decision": "adapt", "why": "-", "decided_by": "-"}
    assert [one.kind for one in to_decide(delivery_of(studies, aims=[past], cycles=[cycle], reviews=[decided]))] == [
        "decision on a cycle"
    ]


def test_a_measure_of_an_indicator_shows_the_figures_of_the_report(studies, results):
    """The published ones, by year, and none after the report's."""
    row = {"id": "M1", "aim": "A1", "kind": "outcome", "name": "Diversion per head", "definition": "-",
           "frequency": "financial year", "better": "higher", "indicator": "diversion_commenced_rate"}  # fmt: skip
    ((one,),) = [each.measures for each in delivery_of(studies, aims=[aim()], measures=[row]).aims]
    records = results["diversion_commenced_rate"]
    records = records[(records["area_code"] == "S12000047") & (records["period"] <= "2024-25")]
    assert list(one.figures.periods) == list(records["period"])
    assert list(one.values) == pytest.approx(list(records["value"]))


def test_a_delivery_plan_knows_no_later_figures_than_its_day(studies):
    values = [
        {
            "measure": "Seen",
            "outcome": "diversion",
            "unit": "hours",
            "period": f"2026-{month:02d}",
            "value": 9.0,
            "source": "-",
        }
        for month in (10, 11, 12)
    ]
    row = {
        "id": "M1",
        "aim": "A1",
        "kind": "outcome",
        "name": "seen",
        "definition": "-",
        "frequency": "month",
        "better": "higher",
    }
    delivery = delivery_of(studies, aims=[aim()], measures=[row], local_measures=values)
    assert delivery.aims[0].measures[0].figures.periods == ("2026-10", "2026-11")
    assert [one.get("period") for one in values_shown(delivery.evidence, ON)] == ["2026-10", "2026-11"]


def test_a_day_is_read_in_two_ways_and_no_other():
    assert read_day("2026-03-31") == read_day(" 31/03/2026 ") == datetime.date(2026, 3, 31)
    with pytest.raises(CjtoolsError, match=r"'31\.3\.' is no day"):
        read_day("31.3.")


def test_a_delivery_plan_of_an_earlier_day_tells_nothing_of_later_ones(example, first, catalogue):
    """As of 15 September 2024 one aim was agreed, one cycle decided on, and one task done."""
    evidence = check(catalogue, first.area, EXAMPLE).evidence
    whole = Plan(first.area, "2024-25", [replace(study, evidence=evidence) for study in example.plan.studies], evidence)
    then = Delivery.of(whole, datetime.date(2024, 9, 15))
    said = words_of(blocks_html(delivery_document(then).blocks))
    for later in ("scale up, 20 May 2025", "Aim A2", "C2", "C3", "E1", "new lines", "adopt", "2026", "2027"):
        assert later not in said, later
    assert "adapt; Delivery group, 1 August 2024" in said and "How far tasks are" in said
    states = {task.name: task.state(then.on) for task in then.aims[0].tasks()}
    assert states == {"T1": "done", "T2": "done", "T3": "no progress recorded", "T4": "no progress recorded"}
    now = Delivery.of(whole, ON)
    assert [len(each.aims) for each in (then, now)] == [1, 2] and not now.is_less


def test_what_is_not_written_again_of_a_changed_aim_holds_as_before(studies):
    rows = [
        aim(where="All stations", risks="Reports may be late."),
        {**aim(by_how_much=15.0, agreed_on=datetime.date(2026, 6, 1)), "reason": "Fewer trainers."},
    ]
    (one,) = delivery_of(studies, aims=rows).aims
    assert (one.now.get("where"), one.now.get("risks"), one.now.get("by_how_much")) == (
        "All stations", "Reports may be late.", 15.0,
    )  # fmt: skip
    assert [version.get("reason") for version in one.versions] == ["", "Fewer trainers."]


def counted_by_month(*values, **more):
    """Return rows of a monthly count from April 2025; None is a figure that is hidden."""
    common = {"measure": "Late", "outcome": "diversion", "unit": "cases", "source": "-"} | more
    months = [f"{2025 + (3 + at) // 12}-{(3 + at) % 12 + 1:02d}" for at in range(len(values))]
    return [
        common | {"period": month} | ({"marker": "[c]"} if value is None else {"value": float(value)})
        for month, value in zip(months, values, strict=True)
    ]


def late(**more):
    return {"id": "M1", "aim": "A1", "kind": "outcome", "name": "Late", "definition": "-", "frequency": "month",
            "better": "lower", "chart": "XmR chart"} | more  # fmt: skip


def test_where_newer_figures_are_hidden_the_last_that_is_shown_judges_nothing(studies):
    """12 to 9 were shown, then fewer than five: the target of 5 is met, and nothing may be said of it."""
    values = counted_by_month(12, 10, 11, 9, 13, 12, 11, 12, 10, None, None, None)
    rows = [late(target=5.0, target_by=datetime.date(2026, 3, 1))]
    aims = [aim(by_when=datetime.date(2026, 6, 30))]
    cycle = {
        "id": "C1",
        "aim": "A1",
        "change": "Try",
        "start": datetime.date(2026, 1, 1),
        "plan": "-",
        "prediction": "-",
    }
    delivery = delivery_of(studies, aims=aims, measures=rows, local_measures=values, cycles=[cycle])
    said = words_of(blocks_html(delivery_document(delivery).blocks))
    assert "target not judged: newer figures are too small to be shown" in said
    assert "3 newer figures are too small to be shown" in said and "3 figures since cannot be shown" in said
    assert "target not met" not in said and "whatever chance does" not in said
    assert off_track(delivery) == []


def test_no_limit_is_drawn_where_no_count_can_be(studies):
    values = counted_by_month(10, 6, 20, 8, 12, 25, 9, 14, 7, 22, 11, 15, 9, 40)
    (one,) = delivery_of(studies, aims=[aim()], measures=[late()], local_measures=values).aims[0].measures
    assert one.line("lower")[0] != one.line("lower")[0] and one.line("upper")[0] > 20
    pounds = [row | {"unit": "pounds"} for row in values]
    (money,) = delivery_of(studies, aims=[aim()], measures=[late()], local_measures=pounds).aims[0].measures
    assert money.line("lower")[0] < 0


def test_a_cycle_is_not_credited_with_the_month_in_which_the_next_begins(studies):
    """March has one day of the first cycle and thirty of the second."""
    values = counted_by_month(30, 32, 31, 29, 33, 30, 31, 30, 32, 30, 31, 45, 46, 47)
    day = datetime.date
    (one,) = delivery_of(studies, aims=[aim()], measures=[late()], local_measures=values).aims[0].measures
    assert one.since(day(2026, 1, 1), day(2026, 3, 2)).signals == ()
    (march,) = one.since(day(2026, 1, 1), day(2026, 4, 1)).signals
    assert march.points == (11,) and len(one.since(day(2026, 1, 1)).signals) > 1


def test_periods_that_are_not_recorded_are_named(studies):
    values = [row for row in counted_by_month(*range(10, 24)) if row["period"] not in ("2025-09", "2025-12")]
    delivery = delivery_of(studies, aims=[aim()], measures=[late()], local_measures=values)
    said = words_of(aim_measures(delivery)._repr_html_())
    assert "September 2025 and December 2025 are not recorded" in said


def test_an_executed_notebook_is_the_same_each_time(example):
    """What a kernel keeps beside the page must hold no place in memory."""
    assert (
        repr(aim_measures(example)) == repr(aim_measures(example)) == f"<{len(aim_measures(example))} parts of a text>"
    )
