"""Tasks over time: nothing stands over anything else or outside, every wait has its arrow, every sign its words."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools.charts.labels import overlap
from cjtools.drawing import colours
from cjtools.drawing.gantt import Bar, gantt_order, gantt_svg
from cjtools.drawing.lettering import text_width

SPACE = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 11, 30)
SIGNS = ("planned", "done so far", "later than planned", "done", "today, 30 Nov 2026", "leads to a task that waits for")
LONG = "Agree with all partners how needs are found on the day of arrest. " * 5
HOSTILE = "<script>alert('x')</script> & \x00\x0b]]> \ud800"


def bar(name="T1", words="Train staff", start=0, days=90, slip=0, progress=0.0, after=(), done=False, late=False):
    """Return a task that starts so many days before or after today."""
    first = TODAY + timedelta(start)
    end = first + timedelta(days - 1)
    return Bar(name, words, first, end, end + timedelta(slip), progress, tuple(after), done, late)


def drawn(*bars, today=TODAY):
    """Return the picture, parsed."""
    return ET.fromstring(gantt_svg(bars, today, name="plan", title="Tasks", alt="Tasks over time."))


def texts(picture):
    """Return words and box (left, top, right, bottom) of each text, in Arial's own width."""
    found = []
    for text in picture.iter(SPACE + "text"):
        x, y = float(text.get("x")), float(text.get("y"))
        wide = text_width(text.text or "", 14, text.get("font-weight") == "bold") / 1.08
        left = x if text.get("text-anchor") == "start" else x - wide / 2
        found.append((text.text or "", (left, y - 11, left + wide, y + 3)))
    return found


def said(picture):
    """Return all words of a picture, one line."""
    return " ".join(words for words, _ in texts(picture))


def edges(rect):
    """Return left, top, right and bottom of a box."""
    x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def rects(picture, *fills):
    """Return the boxes of the bars with these fills, without those of the legend."""
    found = [edges(rect) for rect in picture.findall(SPACE + "rect") if rect.get("fill").startswith(fills)]
    return [box for box in found if box[1] < legend_top(picture)]


def legend_top(picture):
    """Return where the legend starts: at the first sign's words."""
    return min(box[1] for words, box in texts(picture) if words in SIGNS or words.startswith(SIGNS[-1])) - 6


def arrows(picture):
    """Return start and tip of each arrow between tasks, and where it goes down."""
    found = []
    for path in picture.findall(SPACE + "path"):
        if path.get("d").endswith("l-3-4m3 4l3-4"):
            numbers = [float(each) for each in re.findall(r"-?[\d.]+", path.get("d").removesuffix("l-3-4m3 4l3-4"))]
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            lane = max(pairwise(points), key=lambda pair: abs(pair[0][1] - pair[1][1]))[0][0]
            found.append((points[0], points[-1], lane))
    return found


def signs(picture):
    """Return the words of the legend."""
    return [words for words, box in texts(picture) if box[1] > legend_top(picture)]


def must_be_tidy(picture):
    """Refuse texts over each other or over bars, and whatever leaves the picture."""
    _, _, width, height = map(float, picture.get("viewBox").split())
    placed = [(words, box) for words, box in texts(picture) if words]
    for number, (words, box) in enumerate(placed):
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height, words
        assert not any(overlap(box, other) for _, other in placed[number + 1 :]), words
    bars = [edges(rect) for rect in picture.findall(SPACE + "rect") if rect.get("fill") != colours.WHITE]
    for left, top, right, bottom in bars:
        assert left >= 0 and top >= 0 and right <= width and bottom <= height
        assert not any(overlap((left, top, right, bottom), box) for _, box in placed)
    for ring in picture.iter(SPACE + "circle"):
        assert 8 <= float(ring.get("cx")) <= width - 8


@st.composite
def plans(draw):
    """Return up to 30 tasks; each waits for some before it."""
    bars = []
    for number in range(draw(st.integers(1, 30))):
        after = draw(st.lists(st.sampled_from([each.name for each in bars]), max_size=3, unique=True)) if bars else []
        words = draw(st.sampled_from(["Train staff", "Publish", LONG, "x" * 200, HOSTILE]))
        numbers = draw(st.tuples(st.integers(-3000, 3000), st.sampled_from([1, 2, 30, 400]), st.integers(-60, 90)))
        done, late = draw(st.booleans()), draw(st.booleans())
        bars.append(bar(f"T{number}", words, *numbers, draw(st.floats(0, 100)), after, done, late))
    return bars


@settings(max_examples=40, deadline=None)
@given(plans())
def test_nothing_stands_over_anything_else_or_outside(bars):
    must_be_tidy(drawn(*bars))


@settings(max_examples=40, deadline=None)
@given(plans())
def test_every_wait_has_its_arrow_from_end_to_start(bars):
    """From the row of the task that is waited for to the start of the one that waits, just above its bar."""
    picture = drawn(*bars)
    starts = {}
    for left, top, *_ in rects(picture, colours.BAND):
        starts.setdefault(top, left)
    rows = dict(zip([each.name for each in bars], sorted(starts), strict=True))
    found = [(round(start[1] - 7, 1), round(tip[1] + 1, 1), round(tip[0] - 3, 1)) for start, tip, _ in arrows(picture)]
    wanted = [
        (round(rows[each], 1), round(rows[one.name], 1), round(starts[rows[one.name]], 1))
        for one in bars
        for each in one.after
    ]
    assert len(found) == len(wanted)
    for one, other in zip(sorted(found), sorted(wanted), strict=True):
        assert one == pytest.approx(other, abs=0.11)


@pytest.mark.parametrize("count", [1, 5, 30])
@pytest.mark.parametrize("words", ["Train staff", LONG, "x" * 200, HOSTILE])
def test_few_and_many_tasks_are_drawn_with_all_their_words(count, words):
    """The axis stands once, or twice where there are many."""
    picture = drawn(*(bar(f"T{number}", words, 30 * number) for number in range(1, count + 1)))
    must_be_tidy(picture)
    plain = re.sub(r"[\x00\x0b\ud800]", "", words).replace(" ", "")
    assert said(picture).replace(" ", "").count(plain) == count
    labels = [each for each, _ in texts(picture)]
    assert labels.count("2027") == (2 if count == 30 else 1 if count == 5 else labels.count("2027"))


def test_lines_of_two_tasks_never_run_along_each_other():
    """Ten tasks end on one day, and one waits for each: ten lanes."""
    first = [bar(f"T{number}", start=0) for number in range(10)]
    picture = drawn(*first, *(bar(f"U{number}", start=100, after=[f"T{number}"]) for number in range(10)))
    lanes = sorted(lane for *_, lane in arrows(picture))
    assert len(lanes) == 10
    assert all(right - left >= 3.9 for left, right in pairwise(lanes))


def test_the_label_says_what_a_task_waits_for():
    assert "T2. Publish (after T1)" in said(drawn(bar(), bar("T2", "Publish", after=["T1"])))


def test_a_line_passes_behind_labels():
    """White lies between."""
    elements = list(drawn(bar(), bar("T2", after=["T1"])))
    kinds = [("text" if one.tag == SPACE + "text" else one.get("fill")) for one in elements]
    arrow = max(at for at, one in enumerate(elements) if one.get("d", "").endswith("l-3-4m3 4l3-4"))
    assert arrow < kinds.index(colours.WHITE) < max(at for at, kind in enumerate(kinds) if kind == "text")


@pytest.mark.parametrize(
    ("bars", "expected"),
    [
        ([bar(start=400)], [0]),
        ([bar(start=400, progress=30)], [0, 1]),
        ([bar(start=400, progress=100, done=True)], [1, 3]),
        ([bar(start=400, slip=20)], [0, 2]),
        ([bar(start=400, late=True)], [0, 2]),
        ([bar(start=-10)], [0, 4]),
        ([bar(start=400), bar("T2", start=400, after=["T1"])], [0, 5]),
        ([bar(start=-90, days=60, slip=9, done=True), bar("T2", progress=5, after=["T1"])], [0, 1, 2, 3, 4, 5]),
    ],
)
def test_the_legend_explains_the_signs_that_are_there_and_no_other(bars, expected):
    picture = drawn(*bars)
    assert [words.replace(" it", "") for words in signs(picture)] == [SIGNS[number] for number in expected]
    assert ("pattern" in ET.tostring(picture, encoding="unicode")) == (2 in expected)


def test_a_bar_shows_plan_progress_and_delay():
    """A quarter of the planned days is done; the delay follows, hatched, as long as it is."""
    picture = drawn(bar(days=80, slip=20, progress=25))
    (plan,), (done,), (late,) = (rects(picture, fill) for fill in (colours.BAND, colours.OWN, "url(#plan-late)"))
    assert done[0] == plan[0] and done[2] - done[0] == pytest.approx((plan[2] - plan[0]) / 4, abs=0.02)
    assert late[0] == pytest.approx(plan[2], abs=0.02)
    assert late[2] - late[0] == pytest.approx((plan[2] - plan[0]) / 4, abs=0.02)


def test_a_late_task_without_a_new_date_shows_that_it_is_late():
    assert len(rects(drawn(bar(late=True)), "url(#plan-late)")) == 1


def test_a_task_done_early_has_its_tick_when_it_was_done():
    """Half way through what was planned, or at its start where it was done before."""
    for slip, share in ((-45, 0.5), (-200, 0.02)):
        picture = drawn(bar(days=90, slip=slip, done=True, progress=100), bar("T2", days=90))
        left, _, right, _ = rects(picture, colours.BAND)[0]
        ring = float(next(picture.iter(SPACE + "circle")).get("cx"))
        assert ring == pytest.approx(left + share * (right - left), abs=2)


def test_a_day_in_thirty_years_is_still_seen():
    picture = drawn(bar(start=-5000, days=1), bar("T2", start=6000, days=1, slip=1, late=True))
    boxes = rects(picture, colours.BAND, "url")
    assert min(right - left for left, _, right, _ in boxes) >= 6
    must_be_tidy(picture)


@pytest.mark.parametrize(
    ("days", "ticks"),
    [
        (1, ["30 Nov", "2026"]),
        (5, ["30 Nov", "2026", "1 Dec", "2 Dec", "3 Dec", "4 Dec"]),
        (28, ["30 Nov", "2026", "7 Dec", "14 Dec", "21 Dec"]),
        (180, ["Dec", "2026", "Jan", "2027", "Feb", "Mar", "Apr", "May"]),
        (700, ["Jan", "2027", "Apr", "Jul", "Oct", "Jan", "2028", "Apr", "Jul", "Oct"]),
        (5 * 365, ["2027", "2028", "2029", "2030", "2031"]),
        (30 * 365, ["2030", "2035", "2040", "2045", "2050", "2055"]),
        (70 * 365, ["2030", "2040", "2050", "2060", "2070", "2080", "2090"]),
    ],
)
def test_ticks_are_days_months_quarters_years_or_decades(days, ticks):
    labels = [words for words, _ in texts(drawn(bar(days=days)))]
    assert labels[: labels.index("today")] == ticks


@pytest.mark.parametrize("days", [*range(1, 120), *range(120, 12000, 97)])
def test_ticks_of_any_span_stand_apart_inside_the_picture(days):
    """Two at least, but for a day or two."""
    picture = drawn(bar(days=days))
    must_be_tidy(picture)
    labels = [words for words, _ in texts(picture)]
    assert len([words for words in labels[: labels.index("today")] if not re.fullmatch("20..", words)]) >= 2 or (
        days < 3 or days > 900
    )


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 1, 31), "today"),
        (date(2026, 12, 31), "today"),
        (date(2027, 4, 18), "today"),
        (date(2027, 4, 19), "today (19 Apr 2027) is after the last task"),
        (date(2026, 12, 14), "today"),
        (date(2026, 12, 13), "today (13 Dec 2026) is before the first task"),
        (date(1999, 1, 1), "today (1 Jan 1999) is before the first task"),
    ],
)
def test_today_moves_the_axis_where_it_is_near_and_is_said_in_words_where_it_is_far(today, words):
    """A fifth of the span, here 18 days of 90, is near."""
    start = date(2027, 1, 1)
    task = Bar("T1", "Train", start, date(2027, 3, 31), date(2027, 3, 31), 0, (), False, False)
    picture = drawn(task, today=today)
    must_be_tidy(picture)
    assert words in [each for each, _ in texts(picture)]
    lines = [path for path in picture.findall(SPACE + "path") if path.get("stroke") == colours.SCOTLAND]
    assert len(lines) == (2 if words == "today" else 0)  # in the picture and in its legend


def test_the_line_of_today_stands_at_today_from_its_word_down_to_the_legend():
    """Half way through a task of 31 days, 15 of them past."""
    picture = drawn(bar(start=-15, days=31))
    ((left, _, right, _),) = rects(picture, colours.BAND)
    line = next(path for path in picture.findall(SPACE + "path") if path.get("stroke") == colours.SCOTLAND)
    x, top, bottom = map(float, re.fullmatch(r"M(\S+) (\S+)V(\S+)", line.get("d")).groups())
    assert x == pytest.approx((left + right) / 2, abs=0.01)
    word = dict(texts(picture))["today"]
    assert word[0] < x < word[2] and word[3] <= top < bottom < legend_top(picture)


def test_tasks_are_ordered_by_start_then_end_then_name():
    bars = [bar("T10"), bar("T2"), bar("T3", days=30), bar("T4", start=-1), bar("t2")]
    assert [one.name for one in gantt_order(bars)] == ["T4", "T3", "T2", "t2", "T10"]


@pytest.mark.parametrize(
    ("bars", "words"),
    [
        ([], "no task to draw"),
        ([bar(), bar()], "more than one task is called T1"),
        ([bar(after=["T9"])], "T1 waits for T9: no such task. Expected one of: T1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(bars, words):
    with pytest.raises(ValueError, match=words):
        drawn(*bars)


def test_a_task_that_ends_before_it_starts_or_is_more_than_done_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        bar(days=0)
    for progress in (-1, 101, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 100"):
            bar(progress=progress)


def test_the_picture_is_named_safe_and_the_same_each_time():
    """No style, no script, no colour of its own; ids start with its name."""
    bars = [bar(words=HOSTILE, slip=3, progress=40), bar("T2", after=["T1"], done=True)]
    made = gantt_svg(bars, TODAY, name="plan", title="T", alt="A")
    assert made == gantt_svg(iter(bars), TODAY, name="plan", title="T", alt="A")
    assert 'role="img" aria-labelledby="plan-title plan-desc"' in made and 'viewBox="0 0 400 ' in made
    assert not re.search(r"\bstyle=|<style|<script|\x00", made)
    assert all(each.startswith("plan-") for each in re.findall(r'\bid="([^"]+)"', made))
    known = {value for value in vars(colours).values() if isinstance(value, str)} | {*colours.PALETTE}
    assert set(re.findall(r'"(#\w+)"', made)) <= known
