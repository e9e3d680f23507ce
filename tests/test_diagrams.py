"""The logic model: boxes hold their words, and the list says the same as the picture."""

import copy
import html
import re
import xml.etree.ElementTree as ET

import pytest

from cjtools.charts.labels import overlap
from cjtools.drawing import colours, diagrams
from cjtools.drawing.lettering import text_width

LONG = (
    "Identify needs on the day of arrest, explain in plain words which support there is, offer it again before "
    "release, and record what was offered, what was taken up & what was not <and why>"
)
MODEL = {
    "goal": "Fewer people come back",
    "inputs": ["Workforce", "Information sharing agreements between all partners", "Data"],
    "partners": [
        {"partner": "Police Scotland", "activities": [{"id": "a", "text": LONG, "delivery_plan_action": 3}]},
        {
            "partner": "Health boards and integration joint boards, with alcohol and drug partnerships",
            "activities": [
                {"id": "b", "text": "Run clinics"},
                {"id": "c", "text": "Train", "delivery_plan_action": ""},
            ],
        },
        {"partner": "Third sector", "activities": [{"id": "d", "text": "Mentor", "delivery_plan_action": [4, 5]}]},
    ],
    "outcome": "More people in police custody receive support to address their needs",
}
WORDS = {"title": "Logic model", "alt": "Inputs lead to activities and these to the outcome."}
PICTURE = diagrams.logic_model_svg(MODEL, name="lm", **WORDS)
SPACE = "{http://www.w3.org/2000/svg}"


def edges(element):
    """Return left, top, right and bottom of a box."""
    x, y, width, height = (float(element.get(key)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def texts(picture):
    """Return words and box of each text, in Arial's own width."""
    found = []
    for text in ET.fromstring(picture).iter(SPACE + "text"):
        x, y = float(text.get("x")), float(text.get("y"))
        wide = text_width(text.text, 14, text.get("font-weight") == "bold") / 1.08
        found.append((text.text, (x, y - 11, x + wide, y + 3)))
    return found


def said(picture):
    """Return all words of a picture as one text."""
    return " ".join(words for words, _ in texts(picture))


def test_every_text_lies_inside_its_box():
    """All but the heads of the columns; long activities too."""
    boxes = [edges(rect) for rect in ET.fromstring(PICTURE).iter(SPACE + "rect")]
    for words, (left, top, right, bottom) in texts(PICTURE):
        if words in diagrams.HEADS:
            continue
        around = [box for box in boxes if box[0] <= left and box[1] <= top and right <= box[2] and bottom <= box[3]]
        touched = [box for box in boxes if overlap(box, (left, top, right, bottom))]
        assert around and around == touched, words


def test_boxes_lie_inside_each_other_or_apart():
    """None cuts another."""
    boxes = [edges(rect) for rect in ET.fromstring(PICTURE).iter(SPACE + "rect")]
    for one in boxes:
        for other in boxes:
            inside = one[0] <= other[0] and one[1] <= other[1] and other[2] <= one[2] and other[3] <= one[3]
            around = other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]
            assert inside or around or not overlap(one, other)


def test_no_two_texts_overlap_and_none_is_cut_off():
    """Inside the view box."""
    _, _, width, height = map(float, ET.fromstring(PICTURE).get("viewBox").split())
    placed = texts(PICTURE)
    for number, (words, box) in enumerate(placed):
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height, words
        assert not any(overlap(box, other) for _, other in placed[number + 1 :]), words


@pytest.mark.parametrize("more", [0, 12])
def test_a_column_of_many_inputs_fits(more):
    """The picture grows with the longest column."""
    picture = diagrams.logic_model_svg(MODEL | {"inputs": ["An input"] * (3 + more)}, name="lm", **WORDS)
    height = float(ET.fromstring(picture).get("viewBox").split()[3])
    boxes = [edges(rect) for rect in ET.fromstring(picture).iter(SPACE + "rect")]
    assert max(bottom for *_, bottom in boxes) == height - 4


def test_the_picture_says_everything_in_order():
    """Goal, heads, inputs, outcome, partners with activities and their delivery plan actions."""
    for words in (MODEL["goal"], *diagrams.HEADS, *MODEL["inputs"], MODEL["outcome"], LONG):
        assert words in said(PICTURE)
    assert f"{LONG} (delivery plan action 3)" in said(PICTURE)
    assert "Mentor (delivery plan actions 4, 5)" in said(PICTURE)
    assert "Train (" not in said(PICTURE)


def test_arrows_lead_from_inputs_through_each_partner_to_the_outcome():
    """Two for each partner."""
    heads = [p for p in ET.fromstring(PICTURE).iter(SPACE + "path") if p.get("d").endswith("z")]
    assert len(heads) == 2 * len(MODEL["partners"])


def test_the_picture_is_named_and_safe():
    """No style, no script; ids start with its name; nothing left unescaped."""
    assert 'role="img" aria-labelledby="lm-title lm-desc"' in PICTURE
    assert "<title" in PICTURE and "<desc" in PICTURE
    assert not re.search(r" style=|<style|<script", PICTURE)
    assert all(each.startswith("lm-") for each in re.findall(r'\bid="([^"]+)"', PICTURE))
    assert "&lt;and" in PICTURE and "<and" not in PICTURE
    assert 'viewBox="0 0 900 ' in PICTURE


def test_words_stand_out_from_their_boxes():
    """At least 4.5 to 1, white on dark as well as dark on light."""
    for box in (colours.WHITE, colours.PANEL):
        assert colours.contrast(colours.INK, box) >= 4.5
    assert colours.contrast(colours.WHITE, colours.OWN) >= 4.5
    white = [text.text for text in ET.fromstring(PICTURE).iter(SPACE + "text") if text.get("fill") == colours.WHITE]
    assert white[0].startswith("Goal: ") and " ".join(white[1:]) == MODEL["outcome"]


@pytest.mark.reliability("same bytes", "a diagram drawn again", "the same bytes, and what it was drawn from unchanged")
def test_the_same_model_gives_the_same_bytes_and_is_left_as_it_was():
    """Drawn twice."""
    before = copy.deepcopy(MODEL)
    assert diagrams.logic_model_svg(MODEL, name="lm", **WORDS) == PICTURE
    assert before == MODEL


def test_the_list_says_the_same_as_the_picture():
    """Nested, escaped, well formed."""
    listed = diagrams.logic_model_list(MODEL)
    root = ET.fromstring(listed)
    assert root.tag == "ul" and [item.tag for item in root] == ["li"] * 4
    words = html.unescape(re.sub(r"<[^>]+>", " ", listed)).split()
    pictured = said(PICTURE)
    for head in diagrams.HEADS:
        pictured = pictured.replace(head, "", 1)
    plain = " ".join(words)
    for head in diagrams.HEADS:
        plain = plain.replace(f"{head}:", "", 1) if f"{head}:" in plain else plain.replace(head, "", 1)
    assert sorted(plain.split()) == sorted(pictured.split())
    partners = root.findall("./li")[2].findall("./ul/li")
    assert [len(partner.findall("./ul/li")) for partner in partners] == [1, 2, 1]


@pytest.mark.parametrize("draw", [diagrams.logic_model_list, lambda m: diagrams.logic_model_svg(m, name="lm", **WORDS)])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"goal": ""}, "has no goal"),
        ({"inputs": []}, "has no inputs"),
        ({"partners": []}, "has no partners"),
        ({"outcome": None}, "has no outcome"),
        ({"partners": [{"partner": "", "activities": []}]}, "partner without a name"),
    ],
)
def test_a_model_that_lacks_a_part_is_refused(draw, change, message):
    """In plain words."""
    with pytest.raises(ValueError, match=message):
        draw(MODEL | change)
