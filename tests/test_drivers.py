"""A driver diagram: boxes hold their words, lines lead left and never cross, and the list says the same."""

import html
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools.charts.labels import overlap
from cjtools.drawing import colours
from cjtools.drawing.drivers import LEVELS, Driver, driver_list, driver_svg
from cjtools.drawing.lettering import text_width

SPACE = "{http://www.w3.org/2000/svg}"
HEADS = ("Aim", *LEVELS.values())
LONG = "Find needs on the day of arrest, say in plain words what there is, and offer it again. " * 4
HOSTILE = "<script>alert('x')</script> & \x00\x0b]]> \ud800"
WORDS = ("Plain words", LONG, "x" * 200, HOSTILE)


def idea(name, words="A card at each desk"):
    """Return a change idea."""
    return Driver(name, words, (), "change idea")


def second(name, *below, words="Staff know what is offered"):
    """Return a secondary driver."""
    return Driver(name, words, below, "secondary driver")


def first(name, *below, words="People know what is offered"):
    """Return a primary driver."""
    return Driver(name, words, below, "primary driver")


TREE = (first("D1", second("S1", idea("C1"), idea("C2", LONG)), idea("C3"), second("S2")), first("D2"))


def made(drivers, aim="More people are supported"):
    """Return the picture."""
    return driver_svg(aim, drivers, name="dd", title="Drivers", alt="Drivers of the aim.")


def drawn(drivers, aim="More people are supported"):
    """Return the picture, parsed."""
    return ET.fromstring(made(drivers, aim))


def texts(picture):
    """Return words and box (left, top, right, bottom) of each text, in Arial's own width."""
    found = []
    for text in picture.iter(SPACE + "text"):
        x, y = float(text.get("x")), float(text.get("y"))
        wide = text_width(text.text or "", 14, text.get("font-weight") == "bold") / 1.08
        found.append((text.text or "", (x, y - 11, x + wide, y + 3)))
    return found


def said(picture):
    """Return all words of a picture, one line."""
    return " ".join(words for words, _ in texts(picture))


def boxes(picture):
    """Return left, top, right and bottom of each box, and its words."""
    found = []
    for rect in picture.iter(SPACE + "rect"):
        x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        inside = [words for words, box in texts(picture) if overlap(box, (x, y, x + width, y + height))]
        found.append(((x, y, x + width, y + height), " ".join(inside)))
    return found


def lines(picture):
    """Return the level and upright pieces of each line as (left, top, right, bottom)."""
    pieces = []
    for path in picture.iter(SPACE + "path"):
        if path.get("fill") != "none" and not path.get("stroke"):
            continue
        at, found = None, []
        for kind, numbers in re.findall(r"([MHV])([^MHV]+)", path.get("d")):
            values = [float(each) for each in numbers.split()]
            to = values if kind == "M" else [values[0], at[1]] if kind == "H" else [at[0], values[0]]
            if kind != "M":
                found.append((min(at[0], to[0]), min(at[1], to[1]), max(at[0], to[0]), max(at[1], to[1])))
            at = to
        pieces.append(found)
    return pieces


def everyone(drivers):
    """Return drivers and all below them as (driver, the one at its left)."""
    found = []
    for driver in drivers:
        found += [(driver, None), *((each, above or driver) for each, above in everyone(driver.below))]
    return found


def must_be_tidy(picture):
    """Refuse boxes that meet, words outside their boxes, and lines through boxes or words."""
    _, _, width, height = map(float, picture.get("viewBox").split())
    found = [box for box, _ in boxes(picture)]
    for number, box in enumerate(found):
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
        assert not any(overlap(box, other) for other in found[number + 1 :])
    placed = [(words, box) for words, box in texts(picture) if words]
    for number, (words, box) in enumerate(placed):
        assert not any(overlap(box, other) for _, other in placed[number + 1 :]), words
        around = [
            each
            for each in found
            if each[0] <= box[0] and each[1] <= box[1] and each[2] >= box[2] and each[3] >= box[3]
        ]
        assert len(around) == 1 or (words in HEADS and not any(overlap(box, each) for each in found)), words
    for left, top, right, bottom in (piece for line in lines(picture) for piece in line):
        piece = left + 0.1, top - 0.01, right - 0.1, bottom + 0.01
        assert not any(overlap(piece, box) for box in found)


@st.composite
def trees(draw):
    """Return drivers, secondary drivers and ideas, some directly under a primary driver."""
    words, count = st.sampled_from(WORDS), st.integers(0, 3)

    def ideas(name):
        return [idea(f"{name}.{number}", draw(words)) for number in range(draw(count))]

    found = []
    for number in range(draw(st.integers(0, 6))):
        below = ideas(f"C{number}")
        for other in range(draw(count)):
            below.append(second(f"S{number}.{other}", *ideas(f"C{number}.{other}"), words=draw(words)))
        found.append(first(f"D{number}", *draw(st.permutations(below)), words=draw(words)))
    return tuple(found)


@settings(max_examples=40, deadline=None)
@given(trees(), st.sampled_from(WORDS))
def test_boxes_hold_their_words_and_stand_apart(drivers, aim):
    must_be_tidy(drawn(drivers, aim))


@settings(max_examples=40, deadline=None)
@given(trees())
def test_each_box_has_its_line_and_no_two_cross(drivers):
    """Lines of different drivers share no point; those of one driver share only the way to it."""
    picture = drawn(drivers)
    count = len(everyone(drivers))
    heads = [path for path in picture.iter(SPACE + "path") if path.get("d").endswith("z")]
    holders = {id(above) for _, above in everyone(drivers)}
    assert len(heads) == len(holders)
    assert len(lines(picture)) == count + len(heads)
    upright = [piece for line in lines(picture) for piece in line if piece[0] == piece[2] and piece[1] < piece[3]]
    level = [piece for line in lines(picture) for piece in line if piece[1] == piece[3]]
    for x, top, _, bottom in upright:
        assert not any(left < x < right and top <= y <= bottom for left, y, right, _ in level)


@pytest.mark.parametrize("count", [1, 5, 30])
@pytest.mark.parametrize("words", WORDS)
def test_few_and_many_drivers_are_drawn_with_all_their_words(count, words):
    picture = drawn([first(f"D{number}", words=words) for number in range(count)], words)
    must_be_tidy(picture)
    plain = re.sub(r"[\x00\x0b\ud800]", "", words).replace(" ", "")
    assert said(picture).replace(" ", "").count(plain) == count + 1


def test_a_line_leads_from_each_box_to_the_one_at_its_left():
    """Followed to the middle of both boxes."""
    picture = drawn(TREE)
    middles = {}
    for (left, top, right, bottom), words in boxes(picture):
        middles[words.split(".")[0]] = (left, right, (top + bottom) / 2)
    middles[None] = middles.pop("More people are supported")
    drawn_lines = [line for line in lines(picture) if len(line) == 2]
    for driver, above in everyone(TREE):
        left, _, y = middles[driver.name]
        _, right, end = middles[above.name if above else None]
        wanted = [right + 22, y, left, y], [right + 22, min(y, end), right + 22, max(y, end)]
        near = [
            line for line in drawn_lines if [*line[0], *line[1]] == pytest.approx([*wanted[0], *wanted[1]], abs=0.1)
        ]
        assert len(near) == 1, driver.name


@pytest.mark.parametrize(
    ("drivers", "heads"),
    [
        ((), ["Aim"]),
        ((first("D1"),), ["Aim", "Primary drivers"]),
        ((first("D1", idea("C1")),), ["Aim", "Primary drivers", "Change ideas"]),
        ((first("D1", second("S1")),), ["Aim", "Primary drivers", "Secondary drivers"]),
        (TREE, list(HEADS)),
    ],
)
def test_columns_that_are_not_used_are_left_out(drivers, heads):
    """A box of each level stands under its head; together the columns fill the picture."""
    picture = drawn(drivers)
    assert [words for words, _ in texts(picture) if words in HEADS] == heads
    assert len({box[0] for box, _ in boxes(picture)}) == len(heads)
    assert max(box[2] for box, _ in boxes(picture)) == pytest.approx(940, abs=0.01)
    left = {words: box[0] for words, box in texts(picture) if words in HEADS}
    for driver, _ in everyone(drivers):
        (box,) = (box for box, words in boxes(picture) if words.startswith(f"{driver.name}."))
        assert box[0] == left[LEVELS[driver.level]]


def test_what_hangs_under_a_high_box_stands_in_its_middle():
    middles = [(box[1] + box[3]) / 2 for box, _ in boxes(drawn([first("D1", idea("C1"), words=LONG)], LONG))]
    assert middles == pytest.approx([middles[0]] * 3)


def test_the_list_says_the_same_as_the_picture_and_names_the_levels():
    """Nested, escaped, well formed."""
    listed = driver_list("Safe & well", [first("D1", second("S1", idea("C1", HOSTILE)))])
    root = ET.fromstring(listed)
    assert root.get("class") == "drivers" and [one.tag for one in root] == ["li"]
    levels = [one.text.strip() for one in root.iter("li")]
    plain = HOSTILE.replace("\x00", "").replace("\x0b", "").replace("\ud800", "").strip()
    assert levels == [
        "Aim: Safe & well",
        "Primary driver D1. People know what is offered",
        "Secondary driver S1. Staff know what is offered",
        f"Change idea C1. {plain}",
    ]
    assert [len(list(one.iter("ul"))) for one in root.iter("li")] == [3, 2, 1, 0]


@settings(max_examples=20, deadline=None)
@given(trees())
def test_list_and_picture_name_the_same_drivers(drivers):
    names = [driver.name for driver, _ in everyone(drivers)]
    listed = html.unescape(driver_list("Aim", drivers))
    assert re.findall(r"<li>(?:Primary driver|Secondary driver|Change idea) ([DSC][\d.]*\d)\.", listed) == names
    pictured = [words.split(". ")[0].removesuffix(".") for _, words in boxes(drawn(drivers))]
    assert sorted(pictured[:-1]) == sorted(names)


def test_an_unknown_level_or_a_driver_below_its_like_is_refused():
    with pytest.raises(ValueError, match=r"D1 has the level 'main'. Expected one of: primary driver, secondary driver"):
        Driver("D1", "", (), "main")
    for level in ("primary driver", "secondary driver", "change idea"):
        with pytest.raises(ValueError, match=f"D2, a {level}, cannot stand below D1, a {level}"):
            Driver("D1", "", (Driver("D2", "", (), level),), level)


def test_the_picture_is_named_safe_and_the_same_each_time():
    """No style, no script, no colour of its own; the words stand out."""
    picture = made((first("D1", idea("C1", HOSTILE)),), HOSTILE)
    assert picture == made(iter((first("D1", idea("C1", HOSTILE)),)), HOSTILE)
    assert 'role="img" aria-labelledby="dd-title dd-desc"' in picture and 'viewBox="0 0 944 ' in picture
    assert not re.search(r"\bstyle=|<style|<script|\x00", picture)
    assert all(each.startswith("dd-") for each in re.findall(r'\bid="([^"]+)"', picture))
    known = {value for value in vars(colours).values() if isinstance(value, str)} | {*colours.PALETTE}
    assert set(re.findall(r'"(#\w+)"', picture)) <= known
    assert all(colours.contrast(colours.INK, fill) >= 4.5 for fill in (colours.BAND, colours.PANEL, colours.WHITE))
