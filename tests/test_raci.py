"""Who does what: a letter in the right cell, heads that can be read, and nothing over anything else or outside."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools.charts.labels import overlap
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width
from cjtools.drawing.raci import MEANINGS, raci_svg

SPACE = "{http://www.w3.org/2000/svg}"
SHORT = ["Police Scotland", "Fife Council", "NHS Fife", "Third sector", "COPFS"]
LONG = "Find needs on the day of arrest, say in plain words what there is, and offer it again. " * 4
HOSTILE = "<script>alert('x')</script> & \x00\x0b]]> \ud800"
WORDS = ("Train staff", LONG, "x" * 200, HOSTILE)


def made(tasks, people, roles):
    """Return the picture."""
    return raci_svg(tasks, people, roles, name="raci", title="Roles", alt="Who does what.")


def drawn(tasks, people, roles):
    """Return the picture, parsed."""
    return ET.fromstring(made(tasks, people, roles))


def numbered(count, words="Train staff"):
    """Return so many tasks."""
    return [(f"T{number}", words) for number in range(1, count + 1)]


def texts(picture):
    """Return words and box (left, top, right, bottom) of each text, in Arial's own width."""
    found = []
    for text in picture.iter(SPACE + "text"):
        x, y = float(text.get("x")), float(text.get("y"))
        wide = text_width(text.text or "", 14, text.get("font-weight") == "bold") / 1.08
        left = x - wide / 2 if text.get("text-anchor") == "middle" else x
        found.append((text.text or "", (left, y - 11, left + wide, y + 3)))
    return found


def said(picture):
    """Return all words of a picture, one line."""
    return " ".join(words for words, _ in texts(picture))


def cells(picture):
    """Return each cell, its box and the letters in it."""
    found = []
    for rect in picture.iter(SPACE + "rect"):
        x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        box = x, y, x + width, y + height
        found.append((rect, box, [words for words, other in texts(picture) if overlap(box, other)]))
    return found


def legend(picture):
    """Return the words of the legend."""
    return [words for words, _ in texts(picture) if words in MEANINGS.values()]


def must_be_tidy(picture):
    """Refuse cells that meet, letters outside their cells, other words in cells, and whatever leaves the picture."""
    _, _, width, height = map(float, picture.get("viewBox").split())
    found = [box for _, box, _ in cells(picture)]
    placed = [(words, box) for words, box in texts(picture) if words]
    for kind in (found, [box for _, box in placed]):
        for number, box in enumerate(kind):
            assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            assert not any(overlap(box, other) for other in kind[number + 1 :])
    for words, (left, top, right, bottom) in placed:
        for box in found:
            if overlap(box, (left, top, right, bottom)):
                assert set(words) <= set(MEANINGS)
                assert box[0] <= left and box[1] <= top and right <= box[2] and bottom <= box[3]


@st.composite
def plans(draw):
    """Return tasks, people and roles."""
    tasks = [(f"T{number}", draw(st.sampled_from(WORDS))) for number in range(draw(st.integers(1, 30)))]
    names = st.sampled_from([*SHORT, "Health and Social Care Partnership", "Y" * 200, HOSTILE, "1", "2", LONG])
    people = draw(st.lists(names, min_size=1, max_size=8, unique=True))
    some = st.sampled_from(["", "R", "A", "C", "I", "RA", "AR", "CI", "ARCI"])
    return tasks, people, {(task, person): draw(some) for task, _ in tasks for person in people}


@settings(max_examples=40, deadline=None)
@given(plans())
def test_nothing_stands_over_anything_else_or_outside(plan):
    must_be_tidy(drawn(*plan))


@settings(max_examples=40, deadline=None)
@given(plans())
def test_each_letter_stands_in_the_cell_of_its_task_and_person(plan):
    """Row by row from left to right; then the legend's own cells, of letters that are used."""
    tasks, people, roles = plan
    found = [set("".join(letters)) for _, _, letters in cells(drawn(*plan))]
    used = [letter for letter in MEANINGS if letter in "".join(roles.values())]
    wanted = [set(roles[task, person]) for task, _ in tasks for person in people]
    assert found == [*wanted, *({letter} for letter in used)]
    assert legend(drawn(*plan)) == [MEANINGS[letter] for letter in used]


@pytest.mark.parametrize("count", [1, 5, 30])
@pytest.mark.parametrize("words", WORDS)
def test_few_and_many_tasks_are_drawn_with_all_their_words(count, words):
    """The heads are said again after each six tasks."""
    picture = drawn(numbered(count, words), SHORT, {("T1", "NHS Fife"): "R"})
    must_be_tidy(picture)
    plain = re.sub(r"[\x00\x0b\ud800]", "", words).replace(" ", "")
    assert said(picture).replace(" ", "").count(plain) == count
    assert said(picture).count("COPFS") == -(-count // 6)


@pytest.mark.parametrize(("count", "width"), [(1, 400), (5, 400), (6, 944), (20, 944), (99, 2000)])
def test_up_to_five_people_fit_a_phone_and_for_more_the_picture_grows(count, width):
    people = [f"P{number}" for number in range(count)]
    picture = drawn(numbered(3), people, {("T1", "P0"): "AR"})
    must_be_tidy(picture)
    across = float(picture.get("viewBox").split()[2])
    assert across == width if count < 99 else across > width


def test_names_stand_over_their_columns_where_they_fit():
    """Wrapped, not turned, in the middle of the column; then there is no key."""
    picture = drawn(numbered(1), SHORT, {})
    top = min(box[1] for _, box, _ in cells(picture))
    heads = [(words, box) for words, box in texts(picture) if words != "T1. Train staff"]
    for (_, box, _), person in zip(cells(picture), SHORT, strict=True):
        over = [words for words, other in heads if box[0] <= other[0] and other[2] <= box[2]]
        assert " ".join(over) == person
    assert all(box[3] < top for _, box in texts(picture))
    assert "transform" not in made(numbered(1), SHORT, {})


@pytest.mark.parametrize("name", ["Health and Social Care Partnership", "x" * 200, LONG])
def test_where_a_name_does_not_fit_numbers_stand_there_with_a_key_below(name):
    """Also where the first of them is called 1."""
    for people in ([*SHORT[:4], name], ["1", *SHORT[:3], name]):
        picture = drawn(numbered(1), people, {})
        must_be_tidy(picture)
        words = [each for each, _ in texts(picture)]
        assert words[: len(people)] == [str(number + 1) for number in range(len(people))]
        bottom = max(box[3] for _, box, _ in cells(picture))
        key = "".join(each for each, box in texts(picture) if box[1] > bottom).replace(" ", "")
        assert key == "".join(f"{number + 1}{person}" for number, person in enumerate(people)).replace(" ", "")


def test_who_is_accountable_is_dark_and_who_is_responsible_has_a_strong_edge():
    roles = dict(zip([("T1", person) for person in SHORT], ["A", "R", "RA", "C", ""], strict=True))
    found = cells(drawn(numbered(1), SHORT, roles))[:5]
    assert [rect.get("fill") == colours.OWN for rect, _, _ in found] == [True, False, True, False, False]
    assert [rect.get("stroke-width") for rect, _, _ in found] == ["1", "2.5", "2.5", "1", "1"]
    assert [letters for _, _, letters in found] == [["A"], ["R"], ["AR"], ["C"], []]
    white = [each for each in drawn(numbered(1), SHORT, roles).iter(SPACE + "text") if each.get("fill") == "#ffffff"]
    assert [each.text for each in white] == ["A", "AR", "A"] and {each.get("font-weight") for each in white} == {"bold"}


@pytest.mark.parametrize(
    ("tasks", "people", "roles", "words"),
    [
        ([], ["A"], {}, "there is no task"),
        ([("T1", "")], [], {}, "there is no person"),
        ([("T1", ""), ("T1", "")], ["A"], {}, "more than one task is called T1"),
        ([("T1", "")], ["A", "A"], {}, "more than one person is called A"),
        ([("T1", "")], ["A"], {("T2", "A"): "R"}, "the roles name a task 'T2'. Expected one of: T1"),
        ([("T1", "")], ["A"], {("T1", "B"): "R"}, "the roles name a person 'B'. Expected one of: A"),
        ([("T1", "")], ["A"], {("T1", "A"): "X"}, "role of A in T1 is 'X'. Expected letters of: R, A, C, I"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tasks, people, roles, words):
    with pytest.raises(ValueError, match=words):
        made(tasks, people, roles)


def test_the_picture_is_named_safe_and_the_same_each_time():
    """No style, no script, no colour of its own, whatever the order of the roles."""
    people, roles = [HOSTILE, "B", "C"], {("T1", "B"): "I", ("T1", HOSTILE): "RA"}
    picture = made(numbered(1, HOSTILE), people, roles)
    assert picture == made(iter(numbered(1, HOSTILE)), iter(people), dict(reversed(roles.items())))
    assert 'role="img" aria-labelledby="raci-title raci-desc"' in picture
    assert not re.search(r"\bstyle=|<style|<script|\x00", picture)
    assert all(each.startswith("raci-") for each in re.findall(r'\bid="([^"]+)"', picture))
    known = {value for value in vars(colours).values() if isinstance(value, str)} | {*colours.PALETTE}
    assert set(re.findall(r'"(#\w+)"', picture)) <= known
