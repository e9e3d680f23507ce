"""Charts over time: notes that name what happened, breaks no line crosses, and groups side by side."""

import re

import numpy as np
import pandas as pd
import pytest
from chart_samples import (
    FIFE,
    PERIODS,
    STEADY,
    axis_numbers,
    boxes,
    elements,
    groups,
    inequality,
    marks,
    own_line,
    trend,
    words,
)

from cjtools.charts.flags import Flag, flags
from cjtools.drawing import colours


def years(picture):
    """Return where each labelled period stands, by its short name."""
    return {t.text: float(t.get("x")) for t in elements(picture, "text") if re.fullmatch(r"\d\d-\d\d", t.text)}


def uprights(picture, colour, dashed):
    """Return from left where lines of a colour stand that go straight up, with their ends."""
    found = []
    for path in elements(picture, "path"):
        if path.get("stroke") == colour and ("stroke-dasharray" in path.attrib) == dashed:
            for x, y, a, b in re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)(?!L)", path.get("d")):
                if x == a:
                    found.append((float(x), *sorted((float(y), float(b)))))
    return found


def test_an_annotation_stands_at_its_period():
    """A dashed upright from the words to the axis."""
    picture = trend(annotations=[("2017-18", "Act in force")])
    ((x, top, bottom),) = uprights(picture, colours.QUIET, dashed=True)
    assert x == pytest.approx(years(picture)["17-18"], abs=0.11)
    left, _, right, under = dict(boxes(picture))["Act in force"]
    assert left <= x <= right and under <= top + 2 and bottom > 270
    assert own_line(picture).count("M") == 1


def test_no_line_crosses_a_break():
    """The gap lies between the periods, with a dashed upright and its words; every line has it."""
    picture = trend(breaks=[("2019-20", "New method")])
    ((x, _, _),) = uprights(picture, colours.QUIET, dashed=True)
    places = years(picture)
    assert x == pytest.approx((places["17-18"] + 3 * places["19-20"]) / 4, abs=0.2)
    assert own_line(picture).count("M") == 2
    for colour in (colours.SCOTLAND, colours.GROUP):
        (line,) = [p for p in elements(picture, "path") if p.get("stroke") == colour and p.get("stroke-width") == "2"]
        assert line.get("d").count("M") == 2
    assert "New method" in words(picture)


def test_figures_stay_where_they_are_when_notes_are_added():
    """Notes take room above the axes, not from them."""
    plain, noted = trend(), trend(annotations=[("2016-17", "One")], breaks=[("2018-19", "Two")])
    shift = float(re.search(r"M[\d.]+ ([\d.]+)", own_line(noted))[1]) - float(
        re.search(r"M[\d.]+ ([\d.]+)", own_line(plain))[1]
    )
    assert axis_numbers(noted) == axis_numbers(plain) and years(noted) == years(plain)
    assert shift == pytest.approx(0, abs=0.11)


def test_a_figure_on_its_own_after_a_break_keeps_its_mark():
    """And its interval becomes an upright."""
    picture = trend(breaks=[("2023-24", "New source")])
    assert len(marks(picture, colours.OWN)) == 1
    assert [x for x, *_ in uprights(picture, colours.OWN, dashed=False)] == [
        pytest.approx(marks(picture, colours.OWN)[0][0])
    ]


def test_notes_outside_the_periods_and_at_their_start_are_left_out():
    """A new series that starts with the chart breaks nothing."""
    assert trend(annotations=[("2009-10", "Long ago")], breaks=[(PERIODS[0], "Start"), ("2030-31", "Later")]) == trend()


def test_notes_of_one_period_are_told_together():
    """One upright for both."""
    picture = trend(annotations=[("2016-17", "One"), ("2016-17", "Two")])
    assert "One; Two" in words(picture)
    assert len(uprights(picture, colours.QUIET, dashed=True)) == 1


def test_notes_that_cannot_be_told_apart_are_refused():
    """And periods that are none."""
    with pytest.raises(ValueError, match="more than the trend chart can tell apart"):
        trend(annotations=[(period, "Words that take up much room in the chart") for period in PERIODS])
    with pytest.raises(ValueError, match="cannot be placed"):
        trend(annotations=[("last year", "x")])


def test_flags_leave_words_and_poles_of_others_free():
    """For many sets of places, each flag stands at its pole, in its room, clear of all others."""
    rng, count = np.random.default_rng(4), 0
    for _ in range(60):
        wanted = [
            Flag(float(x), float(w)) for x, w in zip(rng.uniform(10, 390, 6), rng.uniform(20, 120, 6), strict=True)
        ]
        placed = [(flag, *place) for flag, place in zip(wanted, flags(wanted, 4, 396, 6), strict=True) if place]
        count += len(placed)
        for number, (flag, level, left) in enumerate(placed):
            assert 4 <= left <= flag.at <= left + flag.width <= 396
            for other, other_level, start in placed[:number] + placed[number + 1 :]:
                if other_level == level:
                    assert start + other.width < left or left + flag.width < start
                if other_level > level:
                    assert not left < other.at < left + flag.width
    assert count > 60 * 5


def test_groups_stand_at_their_figures_with_their_bars():
    """A line, a mark at every figure and an upright for each interval, a little apart."""
    picture = inequality()
    for colour, share in ((colours.PALETTE[0], 1), (colours.PALETTE[2], 0.25)):
        places = sorted(marks(picture, colour))
        assert len(places) == 10
        steps = np.diff([y for _, y in places])
        expected = -np.diff(STEADY) * share * units(picture)
        np.testing.assert_allclose(steps, expected, atol=0.25)
        bars = sorted(uprights(picture, colour, dashed=False))
        assert [x for x, *_ in bars] == pytest.approx([x for x, _ in places], abs=0.11)
        assert all(above < y < below for (_, above, below), (_, y) in zip(bars, places, strict=True))
    men, women = (sorted(marks(picture, colours.PALETTE[number]))[0][0] for number in (0, 2))
    assert 4 < women - men < 7


def numbers_at(picture, which):
    """Return the words and box of one number at the left axis, bottom first."""
    found = [(text, box) for text, box in boxes(picture) if re.fullmatch(r"[\d,.]+", text)]
    return sorted(found, key=lambda item: -item[1][1])[which]


def units(picture):
    """Return units of the picture for one unit of the axis."""
    first, last = numbers_at(picture, 0), numbers_at(picture, -1)
    return (first[1][1] - last[1][1]) / (float(last[0]) - float(first[0]))


def test_groups_differ_by_stroke_and_mark_not_by_colour_alone():
    """All colours stand out from white and from the shade over the pandemic."""
    picture = FIFE["three groups"]
    lines = {
        p.get("stroke"): p.get("stroke-dasharray") for p in elements(picture, "path") if p.get("stroke-width") == "2"
    }
    assert len(lines) == 3 == len(set(lines.values()))
    assert all(colours.contrast(colour, colours.SHADE) >= 3 for colour in lines)
    assert {"16 to 20", "21 to 30", "31 and over"} <= set(words(picture))


def test_a_missing_figure_breaks_the_line_of_its_group_and_has_no_bar():
    """The other group goes on."""
    rows = groups(Men=STEADY, Women=[5, 5, np.nan, *[5] * 7])
    picture = inequality(rows)
    runs = {p.get("stroke"): p.get("d").count("M") for p in elements(picture, "path") if p.get("stroke-width") == "2"}
    assert runs == {colours.PALETTE[0]: 1, colours.PALETTE[2]: 2}
    assert len(uprights(picture, colours.PALETTE[2], dashed=False)) == 9


def test_groups_without_intervals_have_no_bars_to_explain():
    """Counts have none."""
    rows = groups(Men=STEADY, Women=STEADY).assign(lower=np.nan, upper=np.nan)
    assert not any("Upright" in word for word in words(inequality(rows)))
    assert any("Upright" in word for word in words(inequality()))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (groups(Men=STEADY), "two to 4 groups, not 1"),
        (groups(A=[1], B=[1], C=[1], D=[1], E=[1]), "two to 4 groups, not 5"),
        (pd.concat([groups(A=[1], B=[1])] * 2), "two rows for A, 2023"),
        (groups(A=[np.nan], B=[np.nan]), "inequality chart holds no figure"),
        (groups(A=[1], B=[2]).iloc[:0], "has no rows"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_plain_words(rows, message):
    """An empty picture would look like a figure of nought."""
    with pytest.raises(ValueError, match=message):
        inequality(rows)
