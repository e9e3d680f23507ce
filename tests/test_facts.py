"""Numbers that a report counts itself: counted here a second way, and each once in the export."""

import math

import pytest
from report_maker import ReportMaker

from cjtools.results import facts
from cjtools.results.facts import looks
from cjtools.results.group_gaps import gap

OUTCOMES = ("diversion", "police-custody", "community-sentences", "understanding-confidence")


@pytest.fixture(scope="module")
def maker(catalogue, processed, tmp_path_factory):
    """Opens studies that share their records."""
    return ReportMaker(catalogue, processed, tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module", params=OUTCOMES)
def study(request, maker):
    """Fife's study of an outcome."""
    return maker.study("fife", request.param)


@pytest.fixture(scope="module")
def rows_of(maker):
    """A function that gives the rows that a report counts."""
    return lambda study: facts.facts(study, maker.revisions)


@pytest.fixture(scope="module")
def said(study, rows_of):
    """The counts of the study's report: what -> number."""
    return {row["part"]: row["value"] for row in rows_of(study) if row["indicator"] == "this report"}


def test_questions_are_counted_as_the_plan_has_them(study, said):
    """It counts questions for figures and for people, and those answered by a council's own figures."""
    figures = [q for q in study.outcome.all_questions if q.kind == "quantitative"]
    views = [q for q in study.outcome.all_questions if q.kind == "qualitative"]
    answered = 0
    for question in figures:
        levels = [study.indicator(a.indicator).level for a in question.answered_by]
        has = [a for a, level in zip(question.answered_by, levels, strict=True) if level == "council"]
        answered += any(study.of_area(a.indicator)["value"].notna().any() for a in has)
    assert said["questions for figures"] == len(figures)
    assert said["questions for people and the workforce"] == len(views)
    assert said["questions of the plan"] == len(figures) + len(views)
    assert said["questions for figures answered for the area"] == answered


def test_counts_of_the_groups_add_up(study, said):
    """It lists every gap under people, needs or services, and none twice."""
    groups = ("people", "needs", "services")
    assert sum(said[f"questions on {group}"] for group in groups) == said["questions of the plan"]
    gaps = sum(said[f"questions on {group}, open or answered in part"] for group in groups)
    assert gaps == said["questions open or answered in part"] == len(study.gaps())


def test_looks_are_counted_by_reading(study, said):
    """It counts the figures compared, those outside chance at each level, and those that are too few."""
    every = [row for _, row in study.looked_at()]
    # of breakdowns in two parts that are the whole, the smaller says what the larger says, the other way round
    halves = [row for i, row in study.looked_at() if i.statistic == "share" and len(i.parts) == 2]
    larger = {row["indicator"]: max(h["value"] for h in halves if h["indicator"] == row["indicator"]) for row in halves}
    rows = [row for row in every if larger.get(row["indicator"]) in (None, row["value"])]
    assert said["shares left out, each the mirror of one compared"] == len(every) - len(rows) == len(halves) / 2
    outside = [row for row in rows if row["change_reading"] in ("up", "down")]
    assert said["figures compared with the year before"] == len(rows)
    assert said["of these, changed at the 95% level"] == len(outside)
    assert said["of these, changed at the 99.8% level too"] == sum(
        row["change_certainty"] == "99.8%" for row in outside
    )
    few = sum(row["change_reading"] == "too few to tell" for row in rows)
    assert said["with too few cases to tell"] == few
    assert abs(said["expected to stand out by chance"] - (len(rows) - few) / 20) <= 0.5


def test_no_fact_stands_twice(study, rows_of):
    """It tells each number once: the same indicator, part, area and period have one row."""
    rows = rows_of(study)
    keys = [(row["indicator"], row["part"], row["area_code"], row["period"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_changes_stand_in_order_of_evidence(maker):
    """It lists first what lies most standard errors from no change; ratios are measured on the log scale."""
    study = maker.study("glasgow", "community-sentences")
    strength = []
    for _, row in looks(study.looked_at()).changed:
        change, lower, upper = (row[name] for name in ("change", "change_lower", "change_upper"))
        if row["change_unit"] == "per cent":
            change, lower, upper = (math.log1p(each / 100) for each in (change, lower, upper))
        strength.append(abs(change) / (upper - lower))
    assert len(strength) > 3
    assert strength == sorted(strength, reverse=True)


def test_a_gap_between_groups_is_the_ratio_of_the_rates_shown(maker, rows_of):
    """It exports how many times one rate is the other, from counts and people of both."""
    study = maker.study("glasgow", "diversion")
    own = study.shares("diversion_sex_rates")[0].set_index("part")
    rates = own["numerator"] / own["denominator"]
    (row,) = [row for row in rows_of(study) if row["indicator"] == "diversion_sex_rates" and row["unit"] == "times"
              and row["period"] == own["period"].iloc[0]]  # fmt: skip
    assert row["value"] == pytest.approx(rates.max() / rates.min())
    assert row["lower"] < row["value"] < row["upper"]
    assert gap(study.shares("diversion_sex_rates")[0])[2] == row["value"]


def test_joined_categories_are_sums_of_the_parts(maker, rows_of):
    """It exports for each group of a chart the sum of the shares that it joins."""
    study = maker.study("glasgow", "community-sentences")
    indicator = study.indicator("cpo_endings")
    records = study.of_area("cpo_endings")
    newest = records[records["period"] == "2024-25"].set_index("part")["value"]
    joined = {row["part"]: row["value"] for row in rows_of(study)
              if row["indicator"] == "cpo_endings" and row["period"] == "2024-25"}  # fmt: skip
    assert len(joined) == len(indicator.chart_groups) > 1
    for label, parts in indicator.chart_groups.items():
        assert joined[f"joined: {label}"] == pytest.approx(newest[parts].sum())
