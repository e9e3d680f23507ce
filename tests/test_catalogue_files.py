"""The project's own catalogue: every name leads somewhere, every question has an answer or says what would close it."""

import csv
import datetime
import re
from pathlib import Path

import pytest

from cjtools import catalogue as catalogue_module
from cjtools.areas import SCOTLAND

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE, PUBLISHED = ROOT / "data" / "catalogue", ROOT / "data" / "raw" / "published"
INDICATORS = catalogue_module.load(CATALOGUE).indicators
OUTCOME = "community-sentences"
NO_CASES = "[z]"


OUTCOMES = sorted(catalogue_module.load(CATALOGUE).outcomes)


@pytest.fixture(scope="module")
def outcome(catalogue):
    """Outcome 4."""
    return catalogue.outcomes[OUTCOME]


@pytest.fixture(scope="module", params=OUTCOMES)
def any_outcome(request, catalogue):
    """Each of the nine outcomes."""
    return catalogue.outcomes[request.param]


def test_the_outcomes_are_the_nine_of_the_framework(catalogue):
    """It has them once, in order, each with a title of its own."""
    assert [outcome.number for outcome in catalogue.outcomes.values()] == [str(number) for number in range(1, 10)]
    assert len({outcome.title for outcome in catalogue.outcomes.values()}) == 9


@pytest.fixture(scope="module")
def held(observations):
    """What is counted in the observations: measure -> breakdown -> categories."""
    found = {}
    rows = observations[["measure", "breakdown", "category"]].astype(str).drop_duplicates()
    for row in rows.itertuples(index=False):
        found.setdefault(row.measure, {}).setdefault(row.breakdown, set()).add(row.category)
    return found


def rows_of(path):
    """The rows of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("group", "quantitative", "qualitative"), [("people", 15, 8), ("needs", 7, 7), ("services", 0, 3)]
)
def test_every_question_of_the_published_plan_is_there(outcome, group, quantitative, qualitative):
    """It holds the 15 + 8 questions on people, 7 + 7 on needs and the three on services that the resource asks."""
    questions = [question for question in getattr(outcome.questions, group) if question.provenance == "seed"]
    kinds = [question.kind for question in questions]
    assert (kinds.count("quantitative"), kinds.count("qualitative")) == (quantitative, qualitative)


def test_every_question_is_answered_or_says_what_would_close_it(any_outcome):
    """It leaves no question without indicators unless it names what would answer it."""
    for question in any_outcome.all_questions:
        assert question.answered_by or question.to_close, question.id
        assert question.why_it_matters and question.partner and question.source, question.id


def test_every_question_for_figures_of_outcome_4_has_an_indicator(outcome):
    """It answers all 22 from published figures."""
    for question in outcome.all_questions:
        assert question.answered_by or question.kind == "qualitative", question.id


def test_every_outcome_asks_about_people_needs_and_services(any_outcome):
    """It has questions of all three groups under headings, for figures and for people."""
    for group in ("people", "needs", "services"):
        questions, themes = getattr(any_outcome.questions, group), getattr(any_outcome.themes, group)
        assert questions, group
        assert {question.theme for question in questions} == {theme.id for theme in themes}, group
        assert [question.id for question in questions] == [
            f"{group[0].upper()}{n}" for n in range(1, len(questions) + 1)
        ]
    assert {question.kind for question in any_outcome.all_questions} == {"quantitative", "qualitative"}


def test_what_would_close_a_gap_can_be_asked_for(any_outcome, catalogue):
    """It names data items only where there is something to close, and only of partners that are known."""
    for question in any_outcome.all_questions:
        for item in question.items:
            assert question.to_close, question.id
            assert catalogue.data_items[item]["partner"] in catalogue.partners


def test_every_figure_question_has_a_figure_for_every_council(any_outcome, catalogue, results):
    """It has a value, or a plain 'no cases', for all 32 councils; where only others have one, a way to close it."""
    for question in any_outcome.all_questions:
        missing = {area["area_code"] for area in catalogue.councils}
        for answer in question.answered_by:
            records = results[answer.indicator]
            told = records[records["value"].notna() | (records["marker"] == NO_CASES)]
            missing -= set(told["area_code"])
            level = catalogue.indicators[answer.indicator].level
            if level == "scotland":
                assert SCOTLAND in set(told["area_code"]), answer.indicator
            elif level != "council":
                assert catalogue.codes_at(level) <= set(told["area_code"]), answer.indicator
            if level != "council":
                assert question.to_close, question.id
        if question.kind == "quantitative" and missing:
            assert question.to_close, (question.id, missing)


def test_both_national_indicators_are_worked_out(outcome, catalogue):
    """It answers 4a and 4b from counts, with higher as better, and opens the report with both."""
    named = {item.id: item.indicator for item in outcome.national_indicators}
    assert named == {"4a": "cpo_completion", "4b": "dtto_completion"}
    for number, name in named.items():
        indicator = catalogue.indicators[name]
        assert (indicator.national, indicator.statistic, indicator.better) == (number, "proportion", "higher")
        assert [(term.category, term.sign) for term in indicator.numerator + indicator.denominator] == [
            ("Successfully completed", 1),
            ("Early discharge", 1),
            ("Total", 1),
            ("Transfer out of area", -1),
        ]
    assert [line.indicator for line in outcome.headline[:2]] == ["cpo_completion", "dtto_completion"]


def test_every_indicator_is_used(catalogue):
    """It holds no indicator that no question, national indicator, headline or background table shows."""
    for name, indicator in catalogue.indicators.items():
        used = {outcome.id for outcome in catalogue.outcomes.values() if name in outcome.indicator_ids}
        assert used or indicator.context, name
        assert used <= set(indicator.outcomes), name
        assert indicator.context or set(indicator.outcomes) <= used, name


def test_national_indicators_stand_where_the_framework_puts_them(any_outcome, catalogue):
    """It numbers them after the outcome, and an indicator that answers one says so itself."""
    for item in any_outcome.national_indicators:
        assert re.fullmatch(rf"{any_outcome.number}[a-z]?", item.id), item.id
        if item.indicator:
            assert catalogue.indicators[item.indicator].national == item.id


def test_headlines_name_parts_that_exist(any_outcome, catalogue, results):
    """It opens the report with at most six figures, each of a part that the figures have."""
    assert 1 <= len(any_outcome.headline) <= 6
    for line in any_outcome.headline:
        assert (line.part or "Total") in set(results[line.indicator]["part"]), line


def test_every_checklist_line_is_answered_or_open(any_outcome, catalogue):
    """It leaves no line of the progress report without figures, evidence or a word on what is open."""
    lines = [line for section in any_outcome.checklist for line in section.lines]
    shared = [line for section in catalogue.checklist.sections for line in section.lines]
    assert len(lines) == (36 if any_outcome.id == OUTCOME else len(shared))
    for line in lines:
        assert line.answered_by or line.evidence or line.open, line.id


def test_provenance_is_shown(any_outcome):
    """It says of every question, activity and item whether it is published, where, or our own."""
    known = re.compile(r"seed|derived|published:https://\S+")
    items = [
        *any_outcome.all_questions,
        *any_outcome.national_indicators,
        *any_outcome.improvement_tool,
        *any_outcome.quality_indicators,
        *any_outcome.policy_landscape,
        *any_outcome.delivery_plan_actions,
        *any_outcome.evaluation_questions,
    ]
    items += [activity for partner in any_outcome.logic_model.partners for activity in partner.activities]
    items += [any_outcome.priority_action, any_outcome.aim, any_outcome.logic_model]
    for item in items:
        assert known.fullmatch(item.provenance), item
    assert known.fullmatch(any_outcome.title_provenance)


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_an_indicator_is_complete(name, catalogue):
    """It has words, a source with a title, a review date, and stays a draft while nobody has checked it."""
    indicator = INDICATORS[name]
    for text in (indicator.name, indicator.why_it_matters, indicator.how_it_is_calculated, *indicator.caveats):
        assert text.strip() == text and not text[0].islower(), text
    for text in (indicator.why_it_matters, indicator.how_it_is_calculated, *indicator.caveats):
        assert text.endswith("."), text
    assert indicator.caveats, "says nothing of its limits"
    assert any(row["source"] == indicator.source and row["title"] for row in catalogue.sources)
    assert datetime.date.fromisoformat(indicator.next_review)
    assert indicator.authored_by
    assert indicator.checked_by or indicator.status == "draft"


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_an_indicator_counts_what_is_held(name, held):
    """It names only measures, breakdowns and categories that the observations have."""
    indicator = INDICATORS[name]
    terms = [*indicator.denominator, *([indicator.weight] if indicator.weight else [])]
    if indicator.statistic != "share":
        terms += indicator.numerator
    for term in terms:
        assert term.category in held[term.measure][term.breakdown], term
    if indicator.statistic == "share":
        categories = held[indicator.numerator[0].measure][indicator.breakdown]
        left_out = {term.category for term in indicator.denominator if term.sign == -1}
        assert set(indicator.parts) == categories - left_out


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_an_indicators_parts_fit_together(name):
    """It gives each statistic what it needs and nothing else; chart groups hold every part once, four at most."""
    indicator = INDICATORS[name]
    statistic = indicator.statistic
    assert bool(indicator.denominator) == (statistic in ("proportion", "share", "rate"))
    assert bool(indicator.breakdown) == indicator.is_split
    # a published percentage may say of how many
    is_weighed = statistic == "mean" or (statistic == "published" and indicator.unit == "per cent")
    assert is_weighed if indicator.weight else statistic != "mean"
    if statistic in ("proportion", "share"):
        assert (indicator.per, indicator.unit) == (100, "per cent")
    if statistic == "rate":
        assert indicator.unit.replace(",", "").split()[:2] == ["per", str(indicator.per)]
        is_people = indicator.denominator[0].measure.startswith("population")
        assert (indicator.population_year == "start") == is_people
    grouped = [part for parts in indicator.chart_groups.values() for part in parts]
    assert len(indicator.chart_groups) <= 4
    assert sorted(grouped) == sorted(indicator.parts) or not grouped
    assert not (indicator.overlapping and grouped), "overlapping parts cannot be stacked"


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_an_indicator_speaks_of_people(name):
    """It says people, never offenders, and leaves place and year to the sentence."""
    indicator = INDICATORS[name]
    words = indicator.words
    every = [indicator.name, indicator.why_it_matters, indicator.how_it_is_calculated, *indicator.caveats]
    every = " ".join([*every, words.subject, words.verb, words.counted])
    assert not re.search(r"offender|criminal(?! justice)|addict|service user", every, re.IGNORECASE)
    assert not re.search(r"in Scotland|in the area|in the year", words.subject)
    assert not re.search(r"in the area|in the year", words.verb)


def test_charts_fit_their_indicators(any_outcome, catalogue):
    """It stacks no shares that overlap, and compares councils by proportions and rates only."""
    for question in any_outcome.all_questions:
        for answer in question.answered_by:
            indicator = catalogue.indicators[answer.indicator]
            if answer.show == "composition":
                assert indicator.statistic == "share" and not indicator.overlapping and indicator.chart_groups, answer
            if answer.show == "profile":
                assert indicator.statistic == "share", answer
            if answer.show == "comparison":
                assert indicator.statistic in ("proportion", "rate") and indicator.level != "scotland", answer
                assert not indicator.is_split, answer
            if answer.show == "inequality":
                assert indicator.statistic == "rate" and indicator.is_split, answer
            if answer.show == "trend":
                assert not indicator.is_split, answer


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_the_baseline_is_a_year_with_figures(name, results, catalogue):
    """It compares with a year that Scotland has a figure for (or all places, where Scotland has none), or has none."""
    indicator, records = INDICATORS[name], results[name]
    known = records[records["value"].notna()]
    if indicator.baseline_period is None:
        assert indicator.context or known["period"].nunique() == 1  # one survey year is no series
    elif indicator.level == "custody centre":
        at_start = known[known["period"] == indicator.baseline_period]
        assert catalogue.codes_at(indicator.level) <= set(at_start["area_code"])
    else:
        assert indicator.baseline_period in set(known.loc[known["area_code"] == SCOTLAND, "period"])


def test_families_hold_every_council_once(catalogue):
    """It has 32 councils, eight in each of four groups of each kind."""
    assert len(catalogue.councils) == 32
    for scheme in ("people", "place"):
        groups = [area[f"{scheme}_group"] for area in catalogue.councils]
        assert {groups.count(group) for group in set(groups)} == {8}
        assert len(set(groups)) == 4


def test_every_source_can_be_named(catalogue):
    """It gives each source and edition a title and a publisher, once, and only addresses that are encrypted."""
    keys = [(row["source"], row["edition"]) for row in catalogue.sources]
    assert len(keys) == len(set(keys))
    for row in catalogue.sources:
        assert row["title"] and row["publisher"], row["source"]
        assert not row["url"] or row["url"].startswith(("https://", "http://moray.gov.uk/")), row["url"]


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.csv")), ids=lambda path: path.stem)
def test_own_tables_say_where_each_figure_stands(path, catalogue):
    """It names a source and edition of sources.csv and a page or table for every figure; none is made up."""
    known = {(row["source"], row["edition"]) for row in catalogue.sources}
    for number, row in enumerate(rows_of(path), 2):
        assert (row["source"], row["edition"]) in known, (path.name, number)
        assert row["page"], (path.name, number)
        assert "illustrative" not in row["note"].lower(), (path.name, number)


def test_what_is_published_and_what_is_made_up_stay_apart(observations):
    """It calls every figure of the illustrative folder illustrative, and no other."""
    is_made_up = observations["status"].astype(str) == "illustrative"
    in_folder = observations["file"].astype(str).str.startswith("illustrative/")
    assert (is_made_up == in_folder).all()


def test_assumed_layouts_are_marked_as_such():
    """It confirms only the sheets of the justice social work workbooks that are known column for column."""
    confirmed = {
        row["sheet"]
        for name in ("jsw_cpo", "jsw_dtto", "jsw_sds")
        for row in rows_of(CATALOGUE / "layouts" / name / "tables.csv")
        if row["confirmed"] == "yes"
    }
    assert confirmed == {"CPO_9", "CPO_10", "CPO_23"}
