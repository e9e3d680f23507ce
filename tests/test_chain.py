"""The outcomes chain: every text is in the picture and in the list, nothing overlaps, and words are only words."""

import xml.etree.ElementTree as ET

from cjtools.drawing.chain import WIDTH, Link, chain_lines, chain_list, chain_svg

SVG = "{http://www.w3.org/2000/svg}"
LINKS = [
    Link("What is put in", tuple((f"Input number {number}", "") for number in range(7))),
    Link(
        "What changes",
        (("A very long outcome " * 6, "evidence on 2 of 6 indicators"), ("Another", "")),
        "In part.",
        True,
    ),
]


def picture(links=LINKS):
    return ET.fromstring(chain_svg(links, name="chain", title="Chain", alt="Two stages."))


def boxes():
    """Return the boxes: (left, top, right, bottom)."""
    found = []
    for box in picture().iter(f"{SVG}rect"):
        x, y, width, height = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def test_every_text_is_in_picture_list_and_lines():
    drawn = " ".join(" ".join(text.text for text in picture().iter(f"{SVG}text")).split())
    listed, lines = chain_list(LINKS), [words for _, words in chain_lines(LINKS)]
    for link in LINKS:
        assert link.title in drawn and link.title in listed
        for words, recorded in link.items:
            assert " ".join(words.split()) in drawn and recorded in drawn
            assert words in listed and any(words in line and recorded in line for line in lines)


def test_boxes_lie_within_the_picture_and_do_not_overlap():
    every = boxes()
    height = float(picture().get("viewBox").split()[3])
    assert len(every) == 9
    for number, (left, top, right, bottom) in enumerate(every):
        assert 0 <= left < right <= WIDTH and 0 <= top < bottom <= height
        for other in every[number + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (every[number], other)


def test_words_stand_within_their_box():
    """Each line of a box has its baseline between the top and the bottom of one."""
    every = boxes()
    within = [
        (float(text.get("x")), float(text.get("y")))
        for text in picture().iter(f"{SVG}text")
        if float(text.get("x")) > 10
    ]
    assert len(within) > 9
    for x, y in within:
        assert any(left < x < right and top < y < bottom for left, top, right, bottom in every)


def test_hostile_words_are_words():
    links = [Link("<b>", (("</svg><script>", "&"),))]
    assert "<script>" not in chain_svg(links, name="chain", title="T", alt="A")
    assert "<script>" not in chain_list(links) and "&lt;b&gt;" in chain_list(links)
