"""Series of the partnership's own: small numbers are hidden before anything sees them, and what gives them away."""

import random
import re
from dataclasses import replace
from itertools import product

import numpy as np
import openpyxl
import pandas as pd
import pytest
from evidence_rows import evidence_with
from html_lint import lint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from cjtools.batch.releases import warnings_of
from cjtools.disclosure import profile_for
from cjtools.evidence.check import check
from cjtools.evidence.periods import first_month, months
from cjtools.evidence.template import new_workbook
from cjtools.intake.tidy import OBSERVATION
from cjtools.results.export import everything
from cjtools.results.local_measures import LOCAL, RELEASED, protected, record_release, series_of, shown_in
from cjtools.results.nation import Nation
from cjtools.results.study import Study
from cjtools.show.data_page import data_page
from cjtools.show.local_series import local_measures, sentence
from cjtools.show.page import page

HIDDEN = "[c]"
NO_REVISIONS = pd.DataFrame(columns=[*OBSERVATION, "replaced_by", "replaced_value"])
USUAL = profile_for(LOCAL, "local-default")
ROUNDED = profile_for(LOCAL, "local-rounded")


# percentage, out of, whether it can be shown
PERCENTAGES = [(50, 40, True), (5, 40, False), (95, 40, False), (0, 40, True), (2, 230, False), (1.74, 230, False)]
PERCENTAGES += [(0, 300, False)]


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's study of community sentences without any evidence."""
    return Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)


def row(period, value, **more):
    usual = {"measure": "People seen", "outcome": "community-sentences", "unit": "people", "source": "Team records"}
    return usual | {"period": period, "value": float(value)} | more


def percent(period, value, base):
    return row(period, value, measure="Seen in time", unit="per cent", base=float(base))


def release(evidence, base, folder):
    """Write down what the report on an outcome shows of some evidence."""
    record_release(evidence, base.area, folder, USUAL, shown_in(evidence, base.outcome.id, base.year))


def shown(base, folder, *rows, profile=USUAL):
    """Return what may be shown: (measure, period) -> value or marker."""
    safe = protected(evidence_with(local_measures=list(rows)), base.area, folder, profile)
    return {
        (one.get("measure"), one.get("period")): one.get("value", one.get("marker"))
        for one in safe.of("local_measures")
    }


def figures(base, folder, *rows, profile=USUAL):
    """Return the figures of one measure in the order of its rows."""
    return list(shown(base, folder, *rows, profile=profile).values())


def test_months_quarters_and_years_lie_within_one_another():
    """April to June is the first quarter of a financial year, January to March its last."""
    assert months(first_month("2024-25 Q1"), 3) == ["2024-04", "2024-05", "2024-06"]
    assert months(first_month("2024-25 Q4"), 3) == ["2025-01", "2025-02", "2025-03"]
    assert months(first_month("2024-25"), 12)[-1] == "2025-03"


def test_one_to_four_people_are_not_shown(base, tmp_path):
    """Zero and five are; hours and pounds are no people."""
    found = figures(base, tmp_path, *(row(f"2024-{n:02d}", value) for n, value in enumerate((0, 1, 4, 5, 12), 4)))
    assert found == [0, HIDDEN, HIDDEN, 5, 12]
    assert figures(base, tmp_path, row("2024-04", 3, unit="hours")) == [3]


def test_a_total_does_not_give_a_hidden_month_away(base, tmp_path):
    """7, 3 and 8 of 18: with the total one more month has to go, or the total itself."""
    rows = [row("2024-10", 7), row("2024-11", 3), row("2024-12", 8), row("2024-25 Q3", 18)]
    found = shown(base, tmp_path, *rows)
    assert found["People seen", "2024-11"] == HIDDEN
    assert list(found.values()).count(HIDDEN) >= 2
    assert list(shown(base, tmp_path, *rows[:3]).values()).count(HIDDEN) == 1


def test_what_is_not_recorded_ties_months_to_the_year_all_the_same(base, tmp_path):
    """100 less 20, 30 and 25 is the fourth quarter that nobody wrote down; less 12 and 10 it is the hidden 3."""
    rows = [row("2024-25", 100), row("2024-25 Q1", 20), row("2024-25 Q2", 30), row("2024-25 Q3", 25)]
    rows += [row("2025-01", 12), row("2025-02", 10), row("2025-03", 3)]
    found = shown(base, tmp_path, *rows)
    assert found["People seen", "2025-03"] == HIDDEN
    assert list(found.values()).count(HIDDEN) >= 2


def test_names_that_differ_in_capitals_are_one_measure(base, tmp_path):
    """18 less 7 and 8 is 3, however the 8 is written."""
    rows = [row("2024-10", 7), row("2024-11", 3), row("2024-12", 8, measure="PEOPLE  seen"), row("2024-25 Q3", 18)]
    found = shown(base, tmp_path, *rows)
    assert found["People seen", "2024-11"] == HIDDEN and list(found.values()).count(HIDDEN) >= 2
    evidence = protected(evidence_with(local_measures=rows), base.area, tmp_path, USUAL)
    assert len(series_of(replace(base, evidence=evidence))) == 2  # months, and the quarter


def test_whole_numbers_of_something_else_are_protected_too(base, tmp_path):
    """Women, children or breaches have no unit of their own in the list; 2.5 counts nobody."""
    rows = [row("2024-10", 3, unit="other"), row("2024-11", 2.5, unit="other", measure="Weeks of waiting")]
    assert figures(base, tmp_path, *rows) == [HIDDEN, 2.5]


@pytest.mark.parametrize(
    ("value", "out_of", "shown"),
    [
        (21, 22.0, (HIDDEN, None)),  # the one who is not counted would be known
        (21, 900.0, (21, 900)),  # hours, or so many people that nobody is known
        (3, 900.0, (HIDDEN, None)),
        (9, 3.0, (9, None)),
        (9, 12.5, (9, 12.5)),
    ],
)
def test_what_a_count_is_out_of_is_shown_where_it_tells_of_nobody(base, tmp_path, value, out_of, shown):
    evidence = protected(evidence_with(local_measures=[row("2024-25", value, base=out_of)]), base.area, tmp_path, USUAL)
    (one,) = evidence.of("local_measures")
    assert (one.get("value", one.get("marker")), one.get("base", None)) == shown


def test_a_percentage_out_of_none_is_no_figure(base, tmp_path):
    evidence = protected(evidence_with(local_measures=[percent("2024-25", 0, 0.0)]), base.area, tmp_path, USUAL)
    (one,) = evidence.of("local_measures")
    assert "value" not in one.values and one.get("marker") == "[x]"


def test_a_report_shows_nothing_of_later_years_and_only_what_it_shows_is_released(base, tmp_path):
    """The month after the year's end, and a measure of another outcome, are in no ledger."""
    rows = [row("2025-03", 9), row("2025-04", 7), row("2025-03", 8, measure="Others", outcome="diversion")]
    evidence = evidence_with(local_measures=rows)
    safe = protected(evidence, base.area, tmp_path, USUAL)
    (one,) = series_of(replace(base, evidence=safe))
    assert [each.get("period") for each in one.rows] == ["2025-03"]
    release(evidence, base, tmp_path)
    ledger = (tmp_path / RELEASED).read_text(encoding="utf-8")
    assert "2025-03" in ledger and "2025-04" not in ledger and "others" not in ledger


def test_what_an_earlier_report_gives_away_is_told_to_the_partnership_alone(base, catalogue, tmp_path):
    """7, 8 and their quarter of 18 were shown under a weaker rule; then the 3 is added. No page can take that back."""
    first = [row("2024-10", 7), row("2024-12", 8), row("2024-25 Q3", 18)]
    early, weak = evidence_with(local_measures=first), USUAL.model_copy(update={"threshold": 2, "minimum_width": 1})
    record_release(early, base.area, tmp_path, weak, shown_in(early, base.outcome.id, base.year))
    later = protected(evidence_with(local_measures=[*first, row("2024-11", 3)]), base.area, tmp_path, USUAL)
    assert any("take back" in problem.todo for problem in later.warnings)
    assert not any(re.search(r"\b3\b", problem.found) for problem in later.warnings)
    folder = tmp_path / "fife"
    folder.mkdir()
    (tmp_path / RELEASED).rename(folder / RELEASED)
    workbook_of(catalogue, folder, *((one["period"], one["value"]) for one in [*first, row("2024-11", 3)]))
    told = warnings_of(catalogue, base.area, folder)
    assert told and {problem.file for problem in told} == {"data/raw/local/fife/evidence.xlsx"}


@pytest.mark.reliability(
    "disclosure",
    "three random months with or without their quarter, as counts or percentages",
    "every way to fill in what is hidden is tried: a small number is never the only one",
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.booleans(), st.booleans())
def test_nobody_can_work_a_small_number_out(base, tmp_path, counts, has_total, is_percent):
    """Every way to fill in what is hidden that fits what is shown is tried: a small number is never the only one."""
    names = ["2024-10", "2024-11", "2024-12"]
    rows = [row(name, count) for name, count in zip(names, counts, strict=True)]
    rows += [row("2024-25 Q3", sum(counts))] if has_total else []
    rows += [percent("2024-25 Q3", 50, 40)] if is_percent else []
    found = shown(base, tmp_path, *rows)
    seen = [found["People seen", name] for name in names]
    total = found.get(("People seen", "2024-25 Q3"), HIDDEN)
    ways = [
        way
        for way in product(*(range(31) if one == HIDDEN else [int(one)] for one in seen))
        if total == HIDDEN or sum(way) == total
    ]
    for place, count in enumerate(counts):
        if 0 < count < 5:
            assert len({way[place] for way in ways}) > 5, (counts, found)


@pytest.mark.reliability(
    "disclosure",
    "months, quarters and a year drawn at random, some not recorded",
    "no small number can be worked out",
)
def test_no_small_number_can_be_worked_out_of_any_year(base, tmp_path):
    """Random years with some months, some quarters, perhaps the year; an integer programme tries all that fits."""
    chance = random.Random(20250301)
    names = months(first_month("2024-25"), 12)
    quarters = [f"2024-25 Q{number}" for number in range(1, 5)]

    def parts(period):
        """Return which months a period is of, as ones and noughts."""
        length = 12 if period == "2024-25" else 3 if "Q" in period else 1
        start = first_month(period) - first_month("2024-25")
        return np.array([start <= month < start + length for month in range(12)], dtype=float)

    looked = unrecorded = 0
    for _ in range(60):
        counts = np.array([chance.choice([0, 1, 2, 3, 4, 5, 7, 9, 12, 20]) for _ in range(12)], dtype=float)
        periods = [one for one in [*names, *quarters, "2024-25"] if chance.random() < 0.6]
        found = shown(base, tmp_path, *(row(one, parts(one) @ counts) for one in periods))
        seen = {period: value for (_, period), value in found.items()}
        # zeros are shown: what is hidden is at least one
        limits = [(1, np.inf) if value == HIDDEN else (value, value) for value in seen.values()]
        rules = [LinearConstraint(parts(one), *limit) for one, limit in zip(seen, limits, strict=True)]
        for period in (one for one, value in seen.items() if value == HIDDEN):
            least, most = (
                sign * milp(sign * parts(period), constraints=rules, integrality=np.ones(12), bounds=Bounds(0, 200)).fun
                for sign in (1, -1)
            )
            looked += 1
            assert most - least >= 5, (seen, period)
        # what is not recorded is nobody's secret, but that it is small
        open_ = [one for one in names if one not in seen]
        for among in [*([one] for one in open_), *([one for one in open_ if parts(q) @ parts(one)] for q in quarters)]:
            together = sum((parts(one) for one in among), np.zeros(12))
            if not 0 < together @ counts < 5:
                continue
            least, most = (
                sign * milp(sign * together, constraints=rules, integrality=np.ones(12), bounds=Bounds(0, 200)).fun
                for sign in (1, -1)
            )
            unrecorded += 1
            assert most - least >= 5, (seen, among)
    assert looked > 100 and unrecorded > 50


@pytest.mark.parametrize(
    ("value", "of", "is_shown"),
    [
        (50, 40, True),
        (5, 40, False),
        (95, 40, False),
        (0, 40, True),
        (2, 230, False),
        (1.74, 230, False),
        (0, 300, False),
    ],
)
def test_a_percentage_is_hidden_with_the_people_behind_it(base, tmp_path, value, of, is_shown):
    """2 of 40 are few people in it, 38 of 40 few who are not; 2% of 230 can be 4 or 5, and 0% of 300 one."""
    safe = protected(evidence_with(local_measures=[percent("2024-25", value, of)]), base.area, tmp_path, USUAL)
    (one,) = safe.of("local_measures")
    assert (one.get("value", None), one.get("base", None)) == ((value, of) if is_shown else (None, None))


def test_percentages_of_quarters_do_not_give_one_away_through_the_year(base, tmp_path):
    """2 of 20 in one quarter is the year's 42 of 80 less the others' 40 of 60: one of those has to go too."""
    rows = [percent(f"2024-25 Q{n}", value, 20) for n, value in enumerate((10, 50, 75, 75), 1)]
    found = shown(base, tmp_path, *rows, percent("2024-25", 52.5, 80))
    assert found["Seen in time", "2024-25 Q1"] == HIDDEN and list(found.values()).count(HIDDEN) >= 2


def test_rounded_percentages_come_of_rounded_counts(base, tmp_path):
    """31 of 52 are shown as 30 of 50: 60 per cent, not 59.6."""
    safe = protected(evidence_with(local_measures=[percent("2024-25", 59.6, 52)]), base.area, tmp_path, ROUNDED)
    (one,) = safe.of("local_measures")
    assert (one.get("value"), one.get("base")) == (60, 50)


def test_what_was_hidden_once_stays_hidden(base, tmp_path):
    """3 in the first edition, 6 when a count was mended: shown now, it would tell that few were added."""
    first = evidence_with(local_measures=[row("2024-10", 3), row("2024-11", 9)])
    release(first, base, tmp_path)
    ledger = (tmp_path / RELEASED).read_text(encoding="utf-8")
    assert (
        "people seen,S12000047,2024-10,month,total,Total,,[c]" in ledger and "2024-11,month,total,Total,9,," in ledger
    )
    assert figures(base, tmp_path, row("2024-10", 6), row("2024-11", 9)) == [HIDDEN, 9]
    assert figures(base, tmp_path / "elsewhere", row("2024-10", 6), row("2024-11", 9)) == [6, 9]


def test_the_report_shows_marker_line_and_words(base, tmp_path):
    rows = [row(f"2024-{month}", value, definition="Different <b>people</b>.") for month, value in
            (("09", 12), ("10", 7), ("11", 3), ("12", 9))]  # fmt: skip
    evidence = protected(evidence_with(local_measures=rows), base.area, tmp_path, USUAL)
    html = local_measures(replace(base, evidence=evidence)).html
    assert '<th scope="row">November 2024</th><td>[c]</td>' in html.replace(' class="n"', "")
    assert "Different &lt;b&gt;people&lt;/b&gt;." in html and HIDDEN + ": not shown" in html
    said = "The newest figure shown is 9 people, of December 2024. Over the 3 periods that are shown it was lowest in "
    assert said + "October 2024 (7 people) and highest in September 2024 (12 people)." in re.sub("<[^>]+>", "", html)
    assert html.count("<svg") == 1
    assert lint(page("T", f"<h1>T</h1><h2>A</h2>{html}")) == []


def test_the_csv_beside_the_report_holds_what_is_shown_and_no_more(base, tmp_path):
    """One record feeds table, line, sentence and export."""
    rows = [row("2024-10", 7), row("2024-11", 3), percent("2024-25", 50, 40)]
    evidence = protected(evidence_with(local_measures=rows), base.area, tmp_path, USUAL)
    study = replace(base, evidence=evidence)
    records = everything(study, NO_REVISIONS)
    own = records[records["indicator"] == "local measures"]
    told = own[["part", "period", "value", "denominator", "marker", "status"]].astype(object).fillna("")
    assert told.to_numpy().tolist() == [
        ["People seen", "2024-10", 7, "", "", "local"],
        ["People seen", "2024-11", "", "", HIDDEN, "local"],
        ["Seen in time", "2024-25", 50, 40, "", "local"],
    ]
    shown = data_page(study, records, {"csv": "x.csv"})
    assert "Measures of the partnership&#x27;s own" in shown and lint(shown) == []
    assert "The partnership&#x27;s own: Team records (data/raw: local/fife/evidence.xlsx)" in shown
    assert "Measure values, row 3" in shown and "Worked example" not in shown
    made_up = everything(replace(base, evidence=replace(evidence, is_example=True)), NO_REVISIONS)
    assert set(made_up.loc[made_up["indicator"] == "local measures", "status"]) == {"illustrative"}
    shown = data_page(replace(study, evidence=replace(evidence, is_example=True)), made_up, {"csv": "x.csv"})
    assert "Worked example, made up: Team records" in shown and "Worked example: made up" in shown


def test_months_and_years_of_a_measure_are_two_series(base, tmp_path):
    rows = [row("2023-24", 90), row("2024-25 Q1", 30), row("2024-25", 95)]
    evidence = protected(evidence_with(local_measures=rows), base.area, tmp_path, USUAL)
    yearly, quarterly = series_of(replace(base, evidence=evidence))
    assert [one.get("period") for one in yearly.rows] == ["2023-24", "2024-25"]
    assert sentence(quarterly) == "The newest figure shown is 30 people, of 2024-25 quarter 1."


def test_without_any_the_sheet_for_it_is_named(base):
    assert "the sheet Measure values" in local_measures(base).html


def test_figures_are_protected_as_soon_as_evidence_is_read(base, catalogue, observations, records, tmp_path):
    """No notebook, page or table that is made of a study can hold a small number."""
    book = openpyxl.load_workbook(workbook_of(catalogue, tmp_path, ("2025-01", 3), ("2025-02", 44)))
    assert book["Measure values"]["G3"].value == 3
    study = Nation("2024-25", catalogue, observations, known=records).study(base.area, base.outcome, tmp_path)
    assert [one.get("value", one.get("marker")) for one in study.evidence.of("local_measures")] == [HIDDEN, 44]


def workbook_of(catalogue, folder, *figures, **more):
    """Write a workbook with some rows of one measure; return where."""
    form = catalogue.evidence_form.sheet("local_measures")
    path = folder / "evidence.xlsx"
    path.write_bytes(new_workbook(catalogue, catalogue.area("fife")))
    book = openpyxl.load_workbook(path)
    sheet = book["Measure values"]
    for number, (period, value) in enumerate(figures, 3):
        values = row(period, value) | {"outcome": "4"} | more
        for place, column in enumerate(form.columns, 2):
            sheet.cell(number, place, values.get(column.id))
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "more", "said"),
    [
        (2.5, {}, "Value is no number of people. Allowed: a whole number, 0 or more"),
        (120, {"unit": "per cent", "base": 40}, "Value is no percentage. Allowed: 0 to 100"),
        (50, {"unit": "per cent"}, "Out of is empty. To do: fill it in, because Unit is 'per cent'"),
        (50, {"unit": "per cent", "base": 2.5}, "Out of is no number of which there can be a percentage"),
        (
            21,
            {"unit": "hours", "base": 22},
            "Out of is filled in, but the unit is hours. Allowed: empty, but for percent",
        ),
        (21, {"base": -2}, "Out of is no number that a rate can be out of. Allowed: a number, 0 or more"),
        (5, {"unit": "per cent", "base": 0}, "Value is not 0, but it is out of none"),
        (10**300, {}, "Value is too large a number. Allowed: up to 1,000,000,000"),
    ],
)
def test_numbers_that_cannot_be_are_told_with_their_cell(catalogue, tmp_path, value, more, said):
    workbook_of(catalogue, tmp_path, ("2025-01", value), **more)
    (problem,) = check(catalogue, catalogue.area("fife"), tmp_path).problems
    assert said in str(problem) and re.match(r"[GH]3", problem.cell)


def test_one_measure_has_one_unit(catalogue, tmp_path):
    path = workbook_of(catalogue, tmp_path, ("2025-01", 7), ("2025-02", 9))
    book = openpyxl.load_workbook(path)
    book["Measure values"]["E4"] = "hours"
    book.save(path)
    (problem,) = check(catalogue, catalogue.area("fife"), tmp_path).problems
    assert problem.cell == "E4" and "Unit is not that of the first row of 'People seen' (row 3)" in problem.found
