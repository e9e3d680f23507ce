"""Each duty of the Act: with its part alone taken out of complete evidence, its line alone says missing."""

import datetime
from dataclasses import replace

import pytest
from evidence_rows import plan_with

from cjtools.catalogue.statutory import PLAN, REPORT
from cjtools.evidence.check import Row
from cjtools.results.duties import MISSING, NOT_ASKED, PRESENT, duties_met, not_consulted, reported_year, year_before
from cjtools.results.study import Study
from cjtools.show.document import blocks_html
from cjtools.show.duties import duties_grid

DAY, YEAR = datetime.date(2025, 9, 1), "2024-25"
SAID = (
    "published", "copy-of-plan", "regard", "contributors", "consulted", "participation-published", "report-period",
    "copy-of-report", "partners-regard",
)  # fmt: skip
OUTCOME, OWN = "community-sentences", "mine"


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's studies of the nine outcomes, and of one of its own."""
    first = Study(catalogue.area("fife"), catalogue.outcome("1"), YEAR, catalogue, observations, known=records)
    own = first.outcome.model_copy(update={"id": OWN, "number": "L1"})
    return [*(first.on(outcome) for outcome in catalogue.outcomes.values()), replace(first, outcome=own)]


def complete(base):
    """Return evidence in which every statement that the law asks for is there: sheet -> rows."""
    national = [study.outcome for study in base if study.outcome.kind == "National"]
    every = [study.outcome.id for study in base]
    numbers = {one.outcome.id: item.id for one in base for item in one.outcome.national_indicators[:1]}
    return {
        "duties": [{"duty": name, "done": "Done.", "date": DAY} for name in SAID]
        + [{"duty": "consistent", "outcome": OWN, "done": "It is.", "date": DAY}],
        "assessment": [
            {"outcome": name, "achieved": False, "nearness": "far away", "how_near": "Far.", "why": "So.",
             "agreed_by": "All", "agreed_on": DAY, "priority": True, "action": "Go on."} for name in every
        ],
        "indicators": [{"indicator": outcome.national_indicators[0].id, "decision": "used"} for outcome in national],
        "participation": [{"who": "People", "kind": "community", "way": "survey", "date": DAY}],
        "plan_dates": [
            {"event": "revised national strategy", "date": datetime.date(2024, 6, 1), "reviewed_on": DAY,
             "result": "revised plan"},
        ],
        "annual": [
            {"outcome": name, "year": YEAR, "achieved": False, "progress": "Some.", "action": "Much.",
             "indicators": (numbers.get(name, "Our own"),)} for name in every
        ],
        "stakeholders": [{"who": "Women\u2019s Charity", "kind": "third sector body", "interest": 3, "influence": 2}],
        "consultations": [
            {"year": YEAR, "who": " women's  charity", "kind": "third sector body", "way": "meeting", "date": DAY},
        ],
    }  # fmt: skip


def states(base, rows, document):
    """Return the state of each line: (id of the duty, number of the outcome or '') -> state."""
    found = duties_met(plan_with(base, **rows), document)
    return {(one.duty.id, getattr(one.outcome, "number", "")): one.state for one in found}


def without_row(sheet, **wanted):
    """Return what takes the rows with some values out of a sheet."""

    def take(rows):
        kept = [row for row in rows[sheet] if any(row.get(name) != value for name, value in wanted.items())]
        assert len(kept) == len(rows[sheet]) - 1
        return rows | {sheet: kept}

    return take


def without_columns(sheet, *columns, **wanted):
    """Return what empties columns of the row with some values."""

    def take(rows):
        changed = [
            {name: value for name, value in row.items() if name not in columns}
            if all(row.get(name) == value for name, value in wanted.items())
            else row
            for row in rows[sheet]
        ]
        assert changed != rows[sheet]
        return rows | {sheet: changed}

    return take


ASSESSED, REPORTED = {"outcome": OUTCOME}, {"outcome": OUTCOME, "year": YEAR}
# duty, number of the outcome, document, and how its part alone is taken out
CASES = [
    *((name, "", PLAN, without_row("duties", duty=name)) for name in SAID[:6]),
    ("partners-regard", "", PLAN, without_row("duties", duty="partners-regard")),
    ("achieved", "4", PLAN, without_columns("assessment", "achieved", **ASSESSED)),
    ("how-near", "4", PLAN, without_columns("assessment", "nearness", "how_near", **ASSESSED)),
    ("priority", "4", PLAN, without_columns("assessment", "priority", **ASSESSED)),
    ("action", "4", PLAN, without_columns("assessment", "action", **ASSESSED)),
    ("indicators", "4", PLAN, without_row("indicators", indicator="4a")),
    ("consistent", "L1", PLAN, without_row("duties", duty="consistent")),
    ("local-indicators", "L1", PLAN, without_columns("assessment", "action", outcome=OWN)),
    ("participation", "", PLAN, without_row("participation", who="People")),
    ("reviewed", "", PLAN, without_columns("plan_dates", "reviewed_on")),
    ("after-review", "", PLAN, without_columns("plan_dates", "result")),
    ("report-period", "", REPORT, without_row("duties", duty="report-period")),
    ("report-action", "4", REPORT, without_columns("annual", "action", **REPORTED)),
    ("report-action", "L1", REPORT, without_columns("annual", "action", outcome=OWN)),
    ("report-achieved", "4", REPORT, without_columns("annual", "achieved", **REPORTED)),
    ("report-progress", "4", REPORT, without_columns("annual", "progress", **REPORTED)),
    ("report-indicators", "4", REPORT, without_columns("annual", "indicators", **REPORTED)),
    ("report-consulted", "", REPORT, without_row("consultations", year=YEAR)),
    ("copy-of-report", "", REPORT, without_row("duties", duty="copy-of-report")),
    ("partners-regard", "", REPORT, without_row("duties", duty="partners-regard")),
]  # fmt: skip


@pytest.mark.parametrize("document", [PLAN, REPORT])
def test_complete_evidence_has_every_statement(base, document):
    assert set(states(base, complete(base), document).values()) == {PRESENT}


def test_each_duty_of_the_act_is_among_the_cases(catalogue):
    for document in (PLAN, REPORT):
        assert {duty.id for duty in catalogue.statutory.of(document)} == {
            name for name, _, of, _ in CASES if of == document
        }


@pytest.mark.parametrize("duty, number, document, take_out", CASES)
def test_the_line_of_what_is_missing_says_so_and_no_other(base, duty, number, document, take_out):
    found = states(base, take_out(complete(base)), document)
    assert {line for line, state in found.items() if state == MISSING} == {(duty, number)}


@pytest.mark.parametrize("duty, number, document, take_out", CASES)
def test_the_annex_tells_it_in_its_row_alone(base, duty, number, document, take_out):
    """As readers see it: the row of the duty says missing, and what to do, and no other row does."""
    plan = plan_with(base, **take_out(complete(base)))
    grid = duties_grid(plan, document, duties_met(plan, document), "duties", "Duties")
    said = {duty.section: row for duty, row in zip(plan.words.statutory.of(document), grid.rows, strict=True)}
    wanted = next(one for one in plan.words.statutory.duties if one.id == duty)
    assert {section for section, row in said.items() if row[2].startswith(MISSING)} == {wanted.section}
    assert said[wanted.section][3].startswith(wanted.todo) and "Its place: sheet " in said[wanted.section][3]
    # of a duty on the one own outcome it need not be said which
    assert wanted.each == "local outcome" or number in said[wanted.section][3]
    assert blocks_html([grid]).count(f">{MISSING}") == 1


def test_what_was_done_on_another_years_report_does_not_count_for_this_one(base):
    rows = complete(base)
    for year, expected in (("2023-24", MISSING), (YEAR, PRESENT)):
        duties = [row | ({"year": year} if row["duty"] == "report-period" else {}) for row in rows["duties"]]
        assert states(base, rows | {"duties": duties}, REPORT)["report-period", ""] == expected
    before = [row | {"year": "2023-24"} for row in rows["annual"]]
    assert states(base, rows | {"annual": before}, REPORT)["report-action", "4"] == MISSING


def test_each_third_sector_body_is_to_be_consulted_and_the_missing_one_is_named(base):
    rows = complete(base)
    rows["stakeholders"] = [*rows["stakeholders"], {"who": "Second Charity", "kind": "third sector body"}]
    (found,) = [one for one in duties_met(plan_with(base, **rows), REPORT) if one.duty.id == "report-consulted"]
    # which one is told in the monitoring plan: stakeholders are named in no page for the public
    assert (found.state, found.lacking) == (MISSING, ("1 third sector body of the monitoring plan",))
    assert not_consulted(plan_with(base, **rows)) == ["Second Charity"]
    nobody = rows | {"stakeholders": [], "consultations": [rows["consultations"][0] | {"kind": "community body"}]}
    (found,) = [one for one in duties_met(plan_with(base, **nobody), REPORT) if one.duty.id == "report-consulted"]
    assert (found.state, found.lacking) == (MISSING, ("no third sector body is among those consulted",))


def test_words_that_are_no_indicator_of_the_outcome_are_not_enough(base):
    """The law asks for the national indicators; others may stand beside them."""
    rows = complete(base)
    for names, expected in ((("Bus fares",), MISSING), (("1b",), MISSING), (("Bus fares", "4A"), PRESENT)):
        changed = [row | ({"indicators": names} if row["outcome"] == OUTCOME else {}) for row in rows["annual"]]
        assert states(base, rows | {"annual": changed}, REPORT)["report-indicators", "4"] == expected


def test_what_was_done_after_the_report_was_due_is_no_part_of_it(base):
    """Of the plan it counts all the same."""
    rows = complete(base)
    late = datetime.date(2026, 1, 1)
    rows["duties"] = [row | ({"date": late} if row["duty"] == "partners-regard" else {}) for row in rows["duties"]]
    assert states(base, rows, REPORT)["partners-regard", ""] == MISSING
    assert states(base, rows, PLAN)["partners-regard", ""] == PRESENT


def test_a_revision_without_a_review_since_is_missing_even_after_an_older_review(base):
    rows = complete(base)
    rows["plan_dates"] = [
        *rows["plan_dates"],
        {"event": "revised performance framework", "date": datetime.date(2025, 10, 1)},
    ]
    assert states(base, rows, PLAN)["reviewed", ""] == MISSING
    said = {"duty": "reviewed", "done": "Reviewed.", "date": datetime.date(2025, 11, 1)}
    assert states(base, rows | {"duties": [*rows["duties"], said]}, PLAN)["reviewed", ""] == PRESENT


def test_each_review_needs_a_result(base):
    """An older one with a result does not stand for a newer one without."""
    rows = complete(base)
    newer = {"event": "revised performance framework", "date": datetime.date(2025, 2, 1), "reviewed_on": DAY}
    found = states(base, rows | {"plan_dates": [*rows["plan_dates"], newer]}, PLAN)
    assert (found["reviewed", ""], found["after-review", ""]) == (PRESENT, MISSING)


def test_what_an_achieved_outcome_is_not_asked(base):
    rows = complete(base)
    for sheet, gone in (("assessment", ("nearness", "how_near")), ("annual", ("progress",))):
        rows[sheet] = [
            {name: value for name, value in (row | {"achieved": True}).items() if name not in gone}
            for row in rows[sheet]
        ]
    assert states(base, rows, PLAN)["how-near", "4"] == NOT_ASKED
    assert states(base, rows, REPORT)["report-progress", "4"] == NOT_ASKED


def test_an_own_outcome_without_an_indicator_is_missing_them(base):
    bare = base[-1].outcome.model_copy(
        update={
            "national_indicators": [], "headline": [], "checklist": [],
            "questions": base[-1].outcome.questions.model_copy(update={"people": [], "needs": [], "services": []}),
        }
    )  # fmt: skip
    studies = [*base[:-1], replace(base[-1], outcome=bare)]
    found = duties_met(plan_with(studies, **complete(studies)), PLAN)
    (one,) = [one for one in found if one.duty.id == "local-indicators"]
    assert (one.state, one.lacking) == (MISSING, ("it has no indicator",))


def test_the_year_that_a_duty_is_on():
    """A report is published after its year: by 31 December, for the year that ended on 31 March."""
    assert year_before(datetime.date(2025, 12, 31)) == year_before(datetime.date(2026, 3, 31)) == YEAR
    assert year_before(datetime.date(2000, 4, 1)) == "1999-00"
    assert reported_year(Row(3, {"year": "2022-23", "date": DAY}, {})) == "2022-23"
    assert reported_year(Row(3, {"date": DAY}, {})) == YEAR
