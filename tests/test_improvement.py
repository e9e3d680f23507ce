"""Tasks, aims and measures as they stand on a day: every state, either side of its boundary."""

from datetime import date, timedelta
from math import isnan, nan

import pytest
from evidence_rows import evidence_with, plan_with
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools.evidence.periods import first_month, months
from cjtools.improvement import aims as a
from cjtools.improvement import measures as m
from cjtools.improvement import tasks as t
from cjtools.improvement.aims import Finding, findings
from cjtools.improvement.measures import Figures, measure
from cjtools.improvement.tasks import Task, held_up
from cjtools.results import off_track as o
from cjtools.results.delivery import Delivery
from cjtools.results.study import Study
from cjtools.spc.reading import CANNOT, COMMON, HIT_OR_MISS, IMPROVING, MET, MISSED, WORSENING

quiet = settings(deadline=None, max_examples=60)
START, END = date(2026, 3, 10), date(2026, 3, 20)


def march(day):
    """Return a day in March 2026; days above 31 are in April."""
    return date(2026, 3, 1) + timedelta(day - 1)


def task(name="T1", **more):
    """Return a task from 10 to 20 March."""
    return Task(name, "Draft", **{"start": START, "end": END} | more)


# --- tasks


@pytest.mark.parametrize(
    ("on", "progress", "expected", "done_on", "state"),
    [
        (9, None, None, None, t.TO_COME), (9, 50, None, None, t.TO_COME),
        # on its first day nothing has to be there yet
        (10, None, None, None, t.TO_COME), (10, 0, None, None, t.TO_COME), (10, 1, None, None, t.UNDER_WAY),
        (11, None, None, None, t.NOT_BEGUN), (11, 0, None, None, t.NOT_BEGUN), (11, 1, None, None, t.UNDER_WAY),
        # on its last day it is not late yet
        (20, None, None, None, t.NOT_BEGUN), (20, 99, None, None, t.UNDER_WAY), (20, 100, None, None, t.UNDER_WAY),
        (21, None, None, None, t.LATE), (21, 100, None, None, t.LATE), (21, 50, 30, None, t.LATE),
        # expected on its last day it does not slip
        (9, None, 20, None, t.TO_COME), (15, 50, 20, None, t.UNDER_WAY), (15, 50, 12, None, t.UNDER_WAY),
        (9, None, 21, None, t.SLIPPING), (15, 50, 21, None, t.SLIPPING), (20, 50, 21, None, t.SLIPPING),
        # done is done, from that day on
        (14, 50, None, 15, t.UNDER_WAY), (15, None, None, 15, t.DONE), (16, None, 30, 15, t.DONE),
        (24, 50, None, 25, t.LATE), (25, 50, None, 25, t.DONE), (9, None, None, 9, t.DONE),
    ],
)  # fmt: skip
def test_a_task_stands_as_its_days_say(on, progress, expected, done_on, state):
    """The day before, on, and after each of them."""
    one = task(progress=progress, expected=expected and march(expected), done_on=done_on and march(done_on))
    assert one.state(march(on)) == state


@pytest.mark.parametrize(
    ("on", "expected", "done_on", "ends", "late"),
    [
        (15, None, None, 20, 0), (20, None, None, 20, 0), (21, None, None, 21, 1), (30, None, None, 30, 10),
        (15, 25, None, 25, 5), (25, 25, None, 25, 5), (26, 25, None, 26, 6),
        (30, None, 18, 18, 0), (30, None, 20, 20, 0), (30, None, 22, 22, 2), (30, 40, 22, 22, 2),
    ],
)  # fmt: skip
def test_a_task_ends_when_it_was_done_or_is_expected(on, expected, done_on, ends, late):
    """An open one never before today; late by days after its planned end, and never before it."""
    one = task(expected=expected and march(expected), done_on=done_on and march(done_on))
    assert (one.ends(march(on)), one.days_late(march(on))) == (march(ends), late)


@pytest.mark.parametrize(
    ("on", "more", "since"),
    [
        (9, {}, None), (10, {}, None), (11, {}, START), (20, {}, START), (21, {}, END), (40, {"progress": 90}, END),
        (15, {"progress": 10}, None), (15, {"progress": 10, "expected": march(30)}, END),
        (21, {"done_on": march(21)}, None), (21, {"done_on": march(22)}, END),
    ],
)  # fmt: skip
def test_a_task_is_off_track_since_its_end_or_its_start(on, more, since):
    """Late ones since the planned end, those without progress since the start."""
    assert task(**more).off_track_since(march(on)) == since


DAYS = st.integers(0, 40).map(march)


@quiet
@given(DAYS, DAYS, DAYS, st.none() | st.sampled_from([0, 50, 100]), st.none() | DAYS, st.none() | DAYS)
def test_states_days_late_and_since_go_together(first, second, on, progress, expected, done_on):
    """Whatever the days are: late ones are late by days, done ones are not off track, and nothing is since tomorrow."""
    one = Task("T1", "Draft", min(first, second), max(first, second), (), progress, expected, done_on)
    state, since = one.state(on), one.off_track_since(on)
    assert (state == t.DONE) == bool(done_on and done_on <= on)
    if state in (t.LATE, t.SLIPPING) and not done_on:
        assert one.days_late(on) > 0
    if state in (t.UNDER_WAY, t.NOT_BEGUN, t.TO_COME) and not done_on:
        assert one.days_late(on) == 0
    # the planned end of one that is expected late still lies ahead
    assert since is None or (since >= on if state == t.SLIPPING else since < on)
    assert (since is None) == (state not in t.OFF_TRACK)


def test_a_task_waits_for_those_that_are_not_done():
    """From the day after it should have begun; each by its name, in the order in which they are named."""
    first, second = task("T1"), task("T2", done_on=march(12))
    third = task("T3", after=("T2", "T1"), start=march(12))
    assert held_up([first, second, third], march(11)) == held_up([first, second, third], march(12)) == {}
    assert held_up([first, second, third], march(13)) == {"T3": ("T1",)}
    later = task("T2", done_on=march(14))
    assert held_up([first, later, third], march(13)) == {"T3": ("T2", "T1")}
    assert held_up([third, task("T1", done_on=march(13)), second], march(13)) == {}


def test_a_task_that_is_done_or_waits_for_nobody_known_is_not_held_up():
    """What was done although it should have waited does not wait; names that no task has hold nobody up."""
    assert held_up([task("T1"), task("T2", after=("T1",), done_on=march(12))], march(15)) == {}
    assert held_up([task("T2", after=("T9",))], march(15)) == held_up([], march(15)) == {}
    # two that wait for each other both wait
    assert held_up([task("T1", after=("T2",)), task("T2", after=("T1",))], march(15)) == {"T1": ("T2",), "T2": ("T1",)}


# --- aims

AIM = {
    "id": "A1", "outcome": "community-sentences", "what": "First meetings in time", "by_how_much": 80.0,
    "by_when": END, "for_whom": "People on orders", "where": "All offices", "gap": "Villages", "made_with": "All",
    "why": "w", "lead": "p", "agreed_on": date(2025, 3, 1),
}  # fmt: skip
ALL = ("outcome", "process", "balancing")


def row_of(**values):
    """Return a row of evidence."""
    return evidence_with(aims=[values]).of("aims")[0]


def said_of(changes=(), first=(), kinds=ALL, on=START, seen=(), without=()):
    """Return what is said of the aim above with some changes."""
    now = {key: value for key, value in (AIM | dict(changes)).items() if key not in without}
    was = {key: value for key, value in (now | dict(first)).items() if value is not None}
    return findings(row_of(**now), row_of(**was), kinds, on, seen)


def test_of_a_whole_aim_nothing_is_said():
    """It has a number, a day, a group, a place, a gap, partners, and measures of each kind."""
    assert said_of() == []


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("by_how_much", a.NO_NUMBER), ("by_when", a.NO_DAY), ("for_whom", a.NO_GROUP), ("where", a.NO_PLACE),
        ("gap", a.NO_GAP), ("made_with", a.NOT_WITH),
    ],
)  # fmt: skip
def test_what_an_aim_lacks_is_said(column, kind):
    """One thing at a time; a number of 0 is a number."""
    assert said_of(without=(column,)) == [Finding(kind)]
    assert said_of({"by_how_much": 0.0}) == []


@pytest.mark.parametrize(("on", "is_past"), [(19, False), (20, False), (21, True)])
def test_the_day_of_an_aim_is_past_the_day_after(on, is_past):
    """On the day itself it can still be reached."""
    assert said_of(on=march(on)) == ([Finding(a.PAST)] if is_past else [])
    assert said_of(on=march(on), without=("by_when",)) == [Finding(a.NO_DAY)]


@pytest.mark.parametrize(
    ("first", "columns"),
    [
        ({"by_how_much": 90.0}, ("by_how_much",)), ({"by_when": None}, ("by_when",)), ({"where": "x"}, ("where",)),
        ({"for_whom": "x", "what": "y"}, ("what", "for_whom")),
    ],
)  # fmt: skip
def test_an_aim_that_became_another_one_is_told(first, columns):
    """In the order of the form; what was not there at first counts."""
    assert said_of(first=first) == [Finding(a.DRIFT, columns)]


def test_better_words_make_no_other_aim():
    """Why, who leads, when it was agreed and with whom may change."""
    assert said_of(first={"why": "x", "lead": "q", "gap": "y", "made_with": "z", "agreed_on": date(2024, 1, 1)}) == []


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ((), []), ((80.0,), []), ((60.0, 79.9), [Finding(a.STRETCH, (60.0, 79.9))]),
        ((60.0, 80.0), [Finding(a.HELD, (60.0, 80.0))]), ((90.0, 80.0), [Finding(a.HELD, (80.0, 90.0))]),
        ((90.0, 80.1), [Finding(a.STRETCH, (80.1, 90.0))]), ((95.0, 70.0, 60.0), [Finding(a.HELD, (60.0, 95.0))]),
    ],
)  # fmt: skip
def test_how_far_an_aim_reaches_is_held_against_what_was_seen(seen, said):
    """Within the lowest and the highest figure, both included; of one figure alone nothing is said."""
    assert said_of(seen=seen) == said
    assert said_of(seen=seen, without=("by_how_much",)) == [Finding(a.NO_NUMBER)]


def test_a_number_that_no_outcome_measure_is_to_reach_is_told():
    """An aim of 80, judged by a measure that is to reach 90: one of the two is wrong. No target tells nothing."""
    row = row_of(by_how_much=80.0)

    def kinds_of(targets):
        return [
            one.details
            for one in findings(row, row, ("outcome",), date(2026, 3, 1), (), targets)
            if one.kind == a.ANOTHER_TARGET
        ]

    assert kinds_of({"M1": 90.0}) == [(("M1", 90.0),)]
    assert kinds_of({"M1": 90.0, "M2": 80.0}) == kinds_of({}) == []


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ((), (a.NO_OUTCOME, a.NO_PROCESS, a.NO_BALANCING)), (("process",), (a.NO_OUTCOME, a.NO_BALANCING)),
        (("balancing", "outcome"), (a.NO_PROCESS,)),
    ],
)  # fmt: skip
def test_kinds_of_measure_that_an_aim_lacks_are_said(kinds, said):
    """In one order, whatever order its measures have."""
    assert said_of(kinds=kinds) == [Finding(kind) for kind in said]


# --- measures

BEFORE = [41.0, 62, 55, 47, 66, 38, 58, 49, 43, 64, 53, 46]  # of 12 months from April 2025: median 51
MIRRORED = [102.0 - value for value in BEFORE]  # it ends above its median, which is the same
BETTER, WORSE = [80.0, 82, 79, 83, 81, 78, 84, 80], [20.0, 22, 19, 23, 21, 18, 24, 20]
APRIL = date(2026, 4, 1)
BASELINE = {"baseline_from": "2025-04", "baseline_to": "2026-03"}


@pytest.fixture
def measured(catalogue):
    """Return a function that reads monthly figures from April 2025 as a measure."""

    def of(values, sizes=None, new_lines=(), rules=None, unit="cases", start="2025-04", periods=None, **row):
        values = list(values)
        row = {"id": "M1", "kind": "outcome", "better": "higher", "frequency": "month"} | row
        sheets = evidence_with(measures=[row], baselines=[{"measure": "M1", "from": each} for each in new_lines])
        improvement = catalogue.improvement
        rules = improvement.rule_set(rules) or improvement.usual(row.get("chart", "run chart"))
        figures = Figures(
            periods=tuple(periods or months(first_month(start), len(values))),
            values=tuple(values),
            sizes=tuple([nan] * len(values) if sizes is None else sizes),
            markers=("",) * len(values),
            unit=unit,
        )
        return measure(sheets.of("measures")[0], figures, rules, sheets.of("baselines"), improvement.runs_table)

    return of


@pytest.mark.parametrize(
    ("newest", "better", "target", "said"),
    [
        (80.0, "higher", 80.0, m.MET), (79.9, "higher", 80.0, m.NOT_MET), (80.1, "higher", 80.0, m.MET),
        (80.0, "lower", 80.0, m.MET), (79.9, "lower", 80.0, m.MET), (80.1, "lower", 80.0, m.NOT_MET),
        (0.1 + 0.2, "lower", 0.3, m.MET), (0.3, "higher", 0.1 + 0.2, m.MET), (0.0, "lower", 0.0, m.MET),
        (80.0, "neither", 80.0, m.NO_TARGET), (80.0, "higher", None, m.NO_TARGET),
    ],
)  # fmt: skip
def test_the_newest_figure_meets_its_target_or_not(measured, newest, better, target, said):
    """At the target it does, whichever way is better; without a better way there is nothing to reach."""
    row = {"better": better} | ({} if target is None else {"target": target})
    assert measured([50.0, newest], **row).standing == said
    assert measured([50.0, newest, nan], **row).standing == said
    assert measured([newest, 50.0], **row).stands_at(0) == said


def test_without_a_figure_nothing_stands(measured):
    """No row, or none with a figure: no place, no verdict, and no signal."""
    for values in ([], [nan], [nan] * 30):
        for chart in ("run chart", "XmR chart", "p chart", "u chart"):
            one = measured(values, [nan] * len(values), target=80.0, target_by=END, chart=chart)
            assert (one.standing, one.newest, one.at_target_day, one.assurance) == (m.NO_FIGURE, None, None, "")
            assert one.stands_at(None) == m.NO_FIGURE and one.variation == CANNOT
            assert one.since(APRIL).state == m.TOO_EARLY and one.since(APRIL).signals == ()
            assert not one.is_worsening and not one.is_improving


@pytest.mark.parametrize(
    ("by", "place"),
    [
        (date(2025, 3, 31), None), (date(2025, 4, 1), 0), (date(2025, 4, 30), 0), (date(2025, 5, 1), 1),
        (date(2025, 6, 15), 1), (date(2025, 7, 1), 3), (date(2030, 1, 1), 3), (None, None),
    ],
)  # fmt: skip
def test_the_figure_at_the_day_of_the_target_is_of_a_period_that_had_begun(measured, by, place):
    """April to July 2025, without June: the newest that is there."""
    one = measured([50.0, 60.0, nan, 70.0], target=60.0, **({"target_by": by} if by else {}))
    assert one.at_target_day == place
    assert one.stands_at(one.at_target_day) == {None: m.NO_FIGURE, 0: m.NOT_MET}.get(place, m.MET)


@pytest.mark.parametrize(
    ("later", "higher", "lower", "neither"),
    [
        (BETTER, m.BETTER_SINCE, m.WORSE_SINCE, m.MOVED_SINCE),
        (WORSE, m.WORSE_SINCE, m.BETTER_SINCE, m.MOVED_SINCE),
        (BETTER[:6], m.BETTER_SINCE, m.WORSE_SINCE, m.MOVED_SINCE),
        (BETTER[:5], m.TOO_EARLY, m.TOO_EARLY, m.TOO_EARLY),
        ([], m.TOO_EARLY, m.TOO_EARLY, m.TOO_EARLY),
        (BEFORE[:5], m.TOO_EARLY, m.TOO_EARLY, m.TOO_EARLY),
        (BEFORE[:6], m.NONE_SINCE, m.NONE_SINCE, m.NONE_SINCE),
        ([*BETTER, *WORSE], m.BOTH_SINCE, m.BOTH_SINCE, m.MOVED_SINCE),
        ([*BETTER[:4], nan, nan, *BEFORE[:1]], m.TOO_EARLY, m.TOO_EARLY, m.TOO_EARLY),
    ],
    ids=["up", "down", "six", "five", "none", "five as before", "six as before", "up and down", "five and gaps"],
)
def test_a_measure_has_moved_since_a_day_when_points_since_tell_so(measured, later, higher, lower, neither):
    """Six in a row above the median of the baseline, all since April 2026; with fewer it is too early."""
    before = MIRRORED if later == WORSE else BEFORE
    for better, said in (("higher", higher), ("lower", lower), ("neither", neither)):
        assert measured([*before, *later], better=better, **BASELINE).since(APRIL).state == said


@pytest.mark.parametrize(
    ("before", "later", "said"), [(BEFORE, WORSE, m.WORSE_SINCE), (MIRRORED, BETTER, m.BETTER_SINCE)]
)
def test_a_last_month_that_is_on_the_same_side_hides_nothing(measured, before, later, said):
    """Eight of eight months since are on one side, and six are a shift: whatever the month before them was."""
    assert measured([*before, *later], **BASELINE).since(APRIL).state == said


def test_a_period_that_had_begun_before_is_mixed(measured):
    """From 2 April on the first whole month is May: April is in no run since then."""
    one = measured([*BEFORE, *BETTER], **BASELINE)
    assert [one.first_since(date(2026, *day)) for day in ((3, 31), (4, 1), (4, 2), (4, 30), (5, 1))] == [
        12,
        12,
        13,
        13,
        13,
    ]
    assert one.first_since(date(2030, 1, 1)) == 20 and one.first_since(date(2020, 1, 1)) == 0
    ((since_april,), (since_may,)) = (one.since(day).signals for day in (APRIL, date(2026, 4, 2)))
    assert (since_april.points, since_may.points) == (tuple(range(12, 20)), tuple(range(13, 20)))


def test_quarters_and_years_are_whole_from_their_first_day(measured):
    """A quarter that began in April is not whole since May."""
    quarters = measured([1.0] * 3, periods=["2025-26 Q4", "2026-27 Q1", "2026-27 Q2"], frequency="quarter")
    assert [quarters.first_since(date(2026, *day)) for day in ((4, 1), (4, 2), (7, 1), (7, 2))] == [1, 2, 2, 3]
    years = measured([1.0] * 2, periods=["2025-26", "2026-27"], frequency="financial year")
    assert [years.first_since(date(2026, *day)) for day in ((3, 31), (4, 1), (4, 2))] == [1, 1, 2]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, m.BETTER_SINCE), (date(2026, 12, 1), m.BETTER_SINCE), (date(2026, 11, 2), m.BETTER_SINCE),
        (date(2026, 10, 2), m.BETTER_SINCE), (date(2026, 10, 1), m.BETTER_SINCE), (date(2026, 9, 1), m.TOO_EARLY),
    ],
)  # fmt: skip
def test_what_came_until_another_day_is_told_apart(measured, until, said):
    """Six better months from April to September, then as before: until September there are five."""
    one = measured([*BEFORE, *BETTER[:6], *BEFORE[:6]], **BASELINE)
    assert one.since(APRIL, until).state == said


def test_what_came_after_the_other_day_does_not_count(measured):
    """Six months as before, then better: not since April until October, but since October."""
    one = measured([*BEFORE, *BEFORE[:6], *BETTER], **BASELINE)
    assert one.since(APRIL, date(2026, 10, 1)).state == m.NONE_SINCE
    assert one.since(date(2026, 10, 1)).state == m.BETTER_SINCE
    assert one.since(APRIL, date(2026, 9, 1)).state == m.TOO_EARLY
    assert one.since(APRIL, APRIL).state == one.since(date(2026, 6, 1), APRIL).state == m.TOO_EARLY


def test_what_got_better_and_stayed_so_is_not_called_chance(measured):
    """Six better months until October are a shift in October; two more must not take it away."""
    assert measured([*BEFORE, *BETTER[:6]], **BASELINE).since(APRIL, date(2026, 10, 1)).state == m.BETTER_SINCE
    assert measured([*BEFORE, *BETTER], **BASELINE).since(APRIL, date(2026, 10, 1)).state == m.BETTER_SINCE


@pytest.mark.parametrize("baseline", [{}, BASELINE])
def test_new_lines_do_not_hide_that_it_got_better(measured, baseline):
    """Drawn from the first better month on, they leave nothing to see; the first lines carried on show it."""
    one = measured([*BEFORE, *BETTER, *BETTER], new_lines=["2026-04"], **baseline)
    assert [phase.start for phase in one.reading.phases] == [0, 12] and not one.reading.signals
    assert (one.line("centre")[0], one.line("centre")[12]) == (51.0, 80.5)
    held = one.read_again(held=one.reading.places[12])
    assert len(held.phases) == 1 and set(held.line("centre")) == {51.0}
    assert one.since(APRIL).state == m.BETTER_SINCE and one.variation == COMMON
    assert [signal.points for signal in one.since(APRIL).signals] == [tuple(range(12, 28))]
    # since the new lines were drawn nothing has happened, and these are the lines for it
    assert one.since(date(2026, 9, 1)).state == m.NONE_SINCE


def test_without_new_lines_there_is_one_reading(measured):
    """Lines that were drawn before the day stay: they are how it was when the change began."""
    one = measured([*BEFORE, *BETTER], **BASELINE)
    assert one.new_lines == () and set(one.line("centre")) == {51.0} and one.since(APRIL).state == m.BETTER_SINCE
    before = measured([*WORSE, *WORSE[:4], *BEFORE, *BETTER], new_lines=["2026-04"])
    assert before.since(date(2027, 4, 1)).state == m.BETTER_SINCE and [each.number for each in before.new_lines] == [3]


def test_new_lines_after_do_not_hide_it_where_there_were_others_before(measured):
    """From 20 to 50 in April 2026, new lines; from 50 to 80 in April 2027, new lines again."""
    values = [*WORSE, *WORSE[:4], *BEFORE, *BETTER, *BETTER]
    assert measured(values[:32], new_lines=["2026-04"]).since(date(2027, 4, 1)).state == m.BETTER_SINCE
    one = measured(values, new_lines=["2026-04", "2027-04"])
    assert one.since(date(2027, 4, 1)).state == m.BETTER_SINCE


def test_how_many_figures_a_signal_takes(measured):
    """As many as a shift: seven or six; of Anhoej's rules ten. One beyond a limit tells at once."""
    assert measured(BEFORE, chart="XmR chart").needed == measured(BEFORE, BEFORE, chart="p chart").needed == 7
    assert measured(BEFORE).needed == measured(BEFORE, rules="perla").needed == 6
    assert measured(BEFORE, rules="anhoej").needed == 10
    # beyond the limits in its first month
    one = measured([*BEFORE, 99.0], chart="XmR chart", **BASELINE)
    assert (one.since(APRIL).state, one.since(date(2026, 5, 1)).state) == (m.BETTER_SINCE, m.TOO_EARLY)
    few, enough = (measured([*BEFORE, *BEFORE[:count]], chart="XmR chart", **BASELINE).since(APRIL) for count in (6, 7))
    assert (few.state, few.why) == (m.TOO_EARLY, "6 figures since, and 7 are the fewest")
    assert (enough.state, enough.why) == (m.NONE_SINCE, "")


@pytest.mark.parametrize(
    ("later", "better", "variation"),
    [
        (BETTER, "higher", IMPROVING),
        (BETTER, "lower", WORSENING),
        (WORSE, "lower", IMPROVING),
        (BEFORE, "lower", COMMON),
    ],
)
def test_lower_may_be_better(measured, later, better, variation):
    """As the measure says, not as the figures go."""
    one = measured([*BEFORE, *later], better=better, **BASELINE)
    assert one.variation == variation
    assert (one.is_improving, one.is_worsening) == (variation == IMPROVING, variation == WORSENING)


def test_assurance_is_not_given_where_the_newest_figure_is_part_of_a_signal(measured):
    """Its limits are those of how it was before; without a target there is nothing to assure."""
    plain = {"chart": "XmR chart"} | BASELINE
    for target, better, said in ((5.0, "higher", MET), (51.0, "higher", HIT_OR_MISS), (99.0, "higher", MISSED),
                                 (99.0, "lower", MET), (5.0, "neither", "")):  # fmt: skip
        assert measured([*BEFORE, 52.0], target=target, better=better, **plain).assurance == said
        assert measured([*BEFORE, 199.0], target=target, better=better, **plain).assurance == ""
    assert measured([*BEFORE, 52.0], **plain).assurance == measured(BEFORE, target=5.0).assurance == ""


# --- percentages and rates

TENTHS = [50.0, 60.0, 40.0, 50.0, 70.0, 30.0, 50.0, 60.0, 40.0, 50.0, 60.0, 40.0]


def test_a_p_chart_is_shown_in_per_cent(measured):
    """50 of 100 eleven times and 90 of 300: 820 of 1,400 are 58.6, and limits go by what each is out of."""
    values, sizes = [50.0] * 11 + [90.0], [100.0] * 11 + [300.0]
    one = measured(values, sizes, chart="p chart", unit="per cent", target=90.0)
    assert one.per == 100 and one.values == pytest.approx(values) and one.reading.values[0] == 0.5
    assert one.line("centre") == pytest.approx([820 / 1400 * 100] * 12)
    assert one.line("upper")[0] == pytest.approx(58.571 + 3 * 4.9260, abs=1e-3)
    assert one.line("upper")[11] == pytest.approx(58.571 + 3 * 2.8441, abs=1e-3)
    assert one.standing == m.MET and one.variation == IMPROVING
    assert measured(TENTHS, [100.0] * 12, chart="p chart", target=20.0).assurance == MET
    assert measured(TENTHS, [100.0] * 12, chart="p chart", target=80.0).assurance == MISSED


@pytest.mark.parametrize(("count", "size", "per"), [(30, 10, 1), (9, 100, 100), (9, 1000, 1000), (4, 1e6, 1000)])
def test_a_u_chart_is_shown_for_as_many_as_is_recorded(measured, count, size, per):
    one = measured([float(count)] * 12, [float(size)] * 12, chart="u chart", per=float(per))
    assert one.values == pytest.approx([count / size * per] * 12)
    assert one.line("centre") == pytest.approx([count / size * per] * 12)


def test_the_target_of_a_u_chart_is_as_shown(measured):
    """50 of 1,000 hours or so: 5 per 100; 60 is worse than 5, and limits are 2.9 to 7.1."""
    counts = [50.0, 45, 55, 48, 52, 50, 47, 53, 50, 51, 49, 50]
    row = {"chart": "u chart", "better": "lower", "per": 100.0}
    one = measured([*counts, 60.0], [1000.0] * 13, target=5.0, **row)
    assert (one.standing, one.assurance) == (m.NOT_MET, HIT_OR_MISS)
    assert measured(counts, [1000.0] * 12, target=8.0, **row).assurance == MET
    assert measured(counts, [1000.0] * 12, target=2.0, **row).assurance == MISSED


def test_one_more_case_does_not_change_what_a_target_means(measured):
    """Not above 5 per 100; 60 of 1,000 in the newest month are 6, whatever was counted a year ago."""
    row = {"chart": "u chart", "better": "lower", "target": 5.0, "per": 100.0}
    less, more = [100.0] * 11 + [60.0], [110.0] * 11 + [60.0]
    assert [measured(each, [1000.0] * 12, **row).standing for each in (less, more)] == [m.NOT_MET] * 2


def test_a_u_chart_without_hours(measured):
    """Out of no hours there is no rate."""
    one = measured([5.0, 4.0, 6.0] * 4, [0.0, 100.0, nan] * 4, chart="u chart", per=100.0)
    assert one.reading.known == [1, 4, 7, 10] and one.values[1] == 4


@pytest.mark.parametrize("chart", ["run chart", "XmR chart", "p chart"])
def test_percentages_out_of_none_are_missing(measured, chart):
    """0 per cent of nobody is no figure; where a size is not said, it is one, but for a p chart."""
    values, sizes = [0.0, *TENTHS], [0.0, *[100.0] * 12]
    one = measured(values, sizes, chart=chart, unit="per cent")
    assert one.reading.known == list(range(1, 13)) and isnan(one.values[0])
    assert one.line("centre")[1] == pytest.approx(50.0)
    unsaid = measured(TENTHS, chart=chart, unit="per cent")
    assert unsaid.reading.known == ([] if chart == "p chart" else list(range(12)))


def test_counts_out_of_none_are_counts(measured):
    """Only of percentages is the size what they are out of."""
    assert measured([3.0, 4.0], [0.0, 0.0], unit="cases").reading.known == [0, 1]


def test_a_measure_is_screened_where_its_row_says_so(measured):
    """And not otherwise."""
    values = [10.0, 11, 10, 11, 10, 11, 10, 30, 10, 11, 10, 11]
    assert measured(values, chart="XmR chart").reading.now.lines.screened == 0
    assert measured(values, chart="XmR chart", screened=False).reading.now.lines.screened == 0
    assert measured(values, chart="XmR chart", screened=True).reading.now.lines.screened == 2


def test_a_missing_month_is_a_gap_with_or_without_its_row(measured):
    """Six above the median of the baseline with a month left out between: three and three."""
    periods = [*months(first_month("2025-04"), 12), *months(first_month("2026-04"), 7)]
    assert measured([*BEFORE, *BETTER[:6]], **BASELINE).since(APRIL).state == m.BETTER_SINCE
    left_out = [*BEFORE, *BETTER[:6]]
    without_row = measured(left_out, periods=periods[:15] + periods[16:], **BASELINE)
    with_row = measured([*left_out[:15], nan, *left_out[15:]], periods=periods, **BASELINE)
    assert without_row.reading.state == with_row.reading.state == CANNOT
    assert without_row.since(APRIL).state == with_row.since(APRIL).state == m.TOO_EARLY


# --- off track, and to decide

NOW = date(2026, 6, 15)


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's studies of two outcomes."""
    first = Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)
    return [first, first.on(catalogue.outcome("1"))]


def delivery(base, on=NOW, **rows):
    """Return a delivery plan on a day, with the aim above unless others are given."""
    return Delivery(plan_with(base, **{"aims": [AIM]} | rows), on)


def of_measure(name, kind, values, **more):
    """Return a row of the sheet Measures, and its monthly figures from April 2025."""
    row = {"id": name, "aim": "A1", "kind": kind, "name": f"w{name}", "frequency": "month", "better": "higher"} | more
    figures = [
        {"measure": f"w{name}", "unit": "cases", "outcome": "community-sentences", "period": period, "value": value}
        for period, value in zip(months(first_month("2025-04"), len(values)), values, strict=True)
    ]
    return row, figures


def with_measures(base, *given, **more):
    """Return a delivery plan with measures as of_measure makes them."""
    figures = [each for _, own in given for each in own]
    return delivery(base, measures=[row for row, _ in given], local_measures=figures, **more)


def listed(found):
    """Return what is off track in short: kind, what it is about, since when."""
    return [(one.kind, getattr(one.about, "name", None), one.since) for one in found]


def test_what_is_off_track_comes_longest_first(base):
    """A task that is late, one without progress, a process target, the aim itself, and a measure that gets worse."""
    tasks = [
        {"id": "T1", "aim": "A1", "what": "w", "start": march(1), "end": date(2026, 5, 1), "progress": 50.0},
        {"id": "T2", "aim": "A1", "what": "w", "start": date(2026, 6, 1), "end": date(2026, 7, 1)},
        {"id": "T3", "aim": "A1", "what": "w", "start": date(2026, 6, 1), "end": date(2026, 7, 1), "progress": 5.0},
        {"id": "T4", "aim": "A1", "what": "w", "start": march(1), "end": march(9), "done_on": march(30)},
    ]
    found = with_measures(
        base,
        of_measure("M1", "outcome", [*BEFORE, 50.0], target=80.0, target_by=END),
        of_measure("M2", "process", [*BEFORE, 50.0], target=80.0, target_by=date(2026, 2, 28)),
        of_measure("M3", "process", [*BEFORE, 50.0], target=40.0, target_by=date(2026, 2, 28)),
        of_measure("M4", "balancing", [*BEFORE[:8], *WORSE[:6]]),
        of_measure("M5", "process", [*BEFORE[:8], *WORSE[:6]]),
        tasks=tasks,
    )
    assert listed(o.off_track(found)) == [
        (o.GETS_WORSE, "M4", date(2025, 12, 1)),
        (o.TARGET_MISSED, "M2", date(2026, 2, 28)),
        (o.AIM_MISSED, None, END),
        (o.TASK_LATE, "T1", date(2026, 5, 1)),
        (o.TASK_NOT_BEGUN, "T2", date(2026, 6, 1)),
    ]


@pytest.mark.parametrize(("on", "is_missed"), [(END, False), (END + timedelta(1), True)])
def test_an_aim_and_a_target_are_missed_the_day_after(base, on, is_missed):
    """On the day itself they can still be reached."""
    found = with_measures(base, of_measure("M1", "process", BEFORE, target=80.0, target_by=END), on=on)
    said = [(o.TARGET_MISSED, "M1", END), (o.AIM_MISSED, None, END)] if is_missed else []
    assert listed(o.off_track(found)) == said


@pytest.mark.parametrize(
    ("targets", "is_reached"),
    [((40.0,), True), ((80.0,), False), ((40.0, 80.0), False), ((40.0, None), True), ((None,), False), ((), False)],
)
def test_an_aim_is_reached_when_all_its_outcome_targets_are(base, targets, is_reached):
    """As far as there are any: without one nobody can say that it is."""
    given = [
        of_measure(f"M{at}", "outcome", [*BEFORE, 50.0], **({} if target is None else {"target": target}))
        for at, target in enumerate(targets)
    ]
    found = with_measures(base, *given, of_measure("M9", "process", BEFORE, target=999.0))
    assert o.is_reached(found.aims[0]) == is_reached
    assert listed(o.off_track(found)) == ([] if is_reached else [(o.AIM_MISSED, None, END)])


def test_an_aim_that_was_stopped_is_not_off_track(base):
    """Until the partners take it up again."""
    stop, go = (
        {"aim": "A1", "date": day, "decision": decision, "why": "w"}
        for day, decision in ((march(2), "stop"), (march(5), "adapt"))
    )
    assert listed(o.off_track(delivery(base))) == [(o.AIM_MISSED, None, END)]
    assert o.off_track(delivery(base, reviews=[stop])) == []
    assert listed(o.off_track(delivery(base, reviews=[go, stop]))) == [(o.AIM_MISSED, None, END)]


def cycle(name, end=None, decision=None):
    """Return a row of the sheet PDSA cycles."""
    row = {"id": name, "aim": "A1", "change": "c", "start": march(1), "plan": "p", "prediction": "p"}
    return row | ({"end": end} if end else {}) | ({"decision": decision} if decision else {})


def test_what_waits_for_a_decision_comes_longest_first(base):
    """Cycles that have ended, but for those decided, running, or ending today; and the aim itself."""
    rows = [
        cycle("C1", date(2026, 5, 1)), cycle("C2", march(5)), cycle("C3", march(3), "adopt"), cycle("C4"),
        cycle("C5", NOW), cycle("C6", NOW - timedelta(1)),
    ]  # fmt: skip
    found = o.to_decide(delivery(base, cycles=rows))
    assert [(one.kind, one.about and one.about.get("id"), one.since) for one in found] == [
        (o.CYCLE, "C2", march(5)),
        (o.REVIEW, None, END),
        (o.CYCLE, "C1", date(2026, 5, 1)),
        (o.CYCLE, "C6", NOW - timedelta(1)),
    ]


@pytest.mark.parametrize(
    ("reviewed", "on", "waits"),
    [
        (None, END, False), (None, END + timedelta(1), True), (END - timedelta(1), NOW, True), (END, NOW, False),
        (END + timedelta(9), NOW, False),
    ],
)  # fmt: skip
def test_an_aim_waits_for_a_review_from_the_day_after(base, reviewed, on, waits):
    """One on the day or later will do; one before does not, for the aim could still be reached then."""
    reviews = [{"aim": "A1", "date": reviewed, "decision": "adapt", "why": "w"}] if reviewed else []
    assert [one.kind for one in o.to_decide(delivery(base, on, reviews=reviews))] == ([o.REVIEW] if waits else [])


def test_of_an_aim_that_was_stopped_nothing_waits(base):
    """The partners have decided, before its day."""
    stop = {"aim": "A1", "date": march(2), "decision": "stop", "why": "w"}
    assert o.to_decide(delivery(base, reviews=[stop])) == []


@pytest.mark.parametrize("more", [{}, {"target": 80.0, "better": "neither"}])
def test_a_day_without_a_figure_to_reach_is_no_target_missed(base, more):
    """Target by is filled in; target is not, or neither way is better."""
    found = with_measures(base, of_measure("M1", "process", BEFORE, target_by=march(1), **more))
    assert o.TARGET_MISSED not in {one.kind for one in o.off_track(found)}


def test_aims_of_several_outcomes_share_one_order(base):
    """By when it went wrong, not by outcome; without aims there is nothing."""
    aims = [AIM | {"id": "A2", "outcome": "diversion", "by_when": march(1)}, AIM, AIM | {"id": "A3", "by_when": NOW}]
    found = delivery(base, aims=aims)
    assert [aim.name for aim in found.aims] == ["A1", "A3", "A2"]
    assert [one.aim.name for one in o.off_track(found)] == [one.aim.name for one in o.to_decide(found)] == ["A2", "A1"]
    nothing = delivery(base, aims=[])
    assert o.off_track(nothing) == o.to_decide(nothing) == []


def test_an_aim_is_judged_as_it_is_now(base):
    """Its day was moved: what counts is the later row, whatever order the rows have."""
    later = AIM | {"by_when": date(2027, 3, 1), "agreed_on": date(2026, 1, 1), "reason": "r"}
    for aims in ([AIM, later], [later, AIM]):
        found = delivery(base, aims=aims)
        assert o.off_track(found) == o.to_decide(found) == []
        assert Finding(a.DRIFT, ("by_when",)) in found.aims[0].findings()


def test_what_followed_an_aim_is_no_measure_of_how_far_it_reached(base):
    """Agreed in January 2026: the 80 of February on were not seen then; as shown, of a p chart in per cent."""
    aim = AIM | {"agreed_on": date(2026, 1, 15), "by_how_much": 75.0}
    found = with_measures(base, of_measure("M1", "outcome", [*BEFORE[:9], *BETTER[:5]]), aims=[aim]).aims[0].findings()
    assert Finding(a.STRETCH, (38.0, 66.0)) in found
    row, figures = of_measure("M1", "outcome", [*BEFORE[:9], *BETTER[:5]], chart="p chart")
    figures = [each | {"unit": "per cent", "base": 100.0} for each in figures]
    (said,) = (
        one for one in with_measures(base, (row, figures), aims=[aim]).aims[0].findings() if one.kind == a.STRETCH
    )
    assert said.details == pytest.approx((38.0, 66.0))
