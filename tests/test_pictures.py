"""Every picture for everyone: seen without good eyesight, without colour, and in grey print; measured on what is drawn.

The colours are read out of the pictures, in the order in which they are painted, by picture_reader.
"""

from itertools import combinations

import numpy as np
import pytest
from chart_samples import AREAS, Pictures, composition, funnel, tile_map
from picture_reader import GROUND, Picture, contrast, width_of
from picture_samples import every_kind

from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width

DRAWN = every_kind()
KINDS = Pictures({kind: lambda kind=kind: Picture(DRAWN[kind]) for kind in DRAWN})
PARTNERSHIP = "Partnership of Inverclyde, Renfrewshire and East Renfrewshire"
NAMES = ("Fife", "Na h-Eileanan Siar", "Dumfries and Galloway", "West Dunbartonshire", PARTNERSHIP)
CLOSE = list(40 + 2 * np.random.default_rng(1).standard_normal(32))
EACH = pytest.mark.parametrize("picture", KINDS, indirect=True)
SHAPES, TEXT = 3, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3
# what lies behind: gridlines, the shade below its bar, panels; no reader needs to see it
BEHIND = {colours.GRID, colours.SHADE, colours.PANEL, colours.WHITE}
# linear red, green and blue as people see them who lack one kind of cone (Machado, Oliveira and Fernandes 2009,
# severity 1.0)
LACKING = {
    "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.fixture
def picture(request):
    """The picture of a kind, read back once for all tests."""
    return KINDS[request.param]


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#002d54", "#ffffff", 14.0),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffffff", "#ffffff", 1),
    ],
)
def test_contrast_is_measured_as_published(one, other, published):
    """Pairs that WCAG's own pages and checkers give, to as many places as they do; the package agrees."""
    places = len(str(published).partition(".")[2])
    assert round(contrast(one, other), places) == published
    assert colours.contrast(one, other) == pytest.approx(contrast(one, other))


def test_the_reader_sees_what_is_painted():
    """A dark square with a pale edge, half under a clipped one, and words on it."""
    drawn = Picture(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><defs><clipPath id="c"><path d="M10 0h10v20H10z"/>'
        '</clipPath></defs><rect x="2" y="2" width="16" height="16" fill="#000000" stroke="#eeeeee" stroke-width="2"/>'
        '<path d="M0 10L40 10" stroke="#777777" stroke-width="4" fill="none" clip-path="url(#c)"/>'
        '<text x="4" y="16" font-size="5">a</text></svg>'
    )
    touching = {frozenset(map(drawn.colour, pair)) for pair in drawn.neighbours()}
    assert touching == {
        frozenset(pair)
        for pair in [("#ffffff", "#eeeeee"), ("#eeeeee", "#000000"), ("#777777", "#000000"), ("#777777", "#eeeeee")]
    } | {frozenset(("#777777", "#ffffff"))}
    assert {drawn.colour(paint) for paint in drawn.under(drawn.words[0])[0]} == {"#000000"}


def test_words_are_measured_as_adobe_does():
    """F 611, i 222, f 278, e 556 thousandths; bold F 611, i 278, f 333, e 556. The package keeps more room."""
    assert width_of("Fife", 10) == pytest.approx(16.67) and width_of("Fife", 10, bold=True) == pytest.approx(17.78)
    for words in {words.text for picture in KINDS.values() for words in picture.words}:
        for bold in (False, True):
            assert width_of(words, 13, bold) <= text_width(words, 13, bold), words


@EACH
def test_what_is_drawn_stands_out_from_what_lies_behind_it(picture):
    """3:1 where it touches the page, the shade, a gridline or a panel; a pale fill by its edge, all around."""
    for (one, other), length in picture.neighbours().items():
        front, back = sorted((one, other), key=lambda paint: is_behind(picture, paint))
        if is_behind(picture, front) or not is_behind(picture, back) or has_edge(picture, front):
            continue
        pair = picture.colour(front), picture.colour(back)
        assert contrast(*pair) >= SHAPES, (pair, f"along {length:.0f} units")


@EACH
def test_what_touches_differs_by_more_than_colour(picture):
    """3:1 between two colours that touch, or another kind of thing: a line, a dash, a width, a mark, a pattern."""
    for pair, length in picture.neighbours().items():
        one, other = map(picture.colour, pair)
        if GROUND in pair or one == other or {one, other} & BEHIND:
            continue
        assert contrast(one, other) >= SHAPES or form(picture, pair[0]) != form(picture, pair[1]), (one, other, length)


@EACH
def test_series_differ_in_grey(picture):
    """What two colours of one picture are used for can be told apart in grey, or each is named in its place."""
    used = {}
    for paint in range(2 * len(picture.shapes)):
        if picture.colour(paint) not in BEHIND | {"none"}:
            used.setdefault(picture.colour(paint), set()).add(form(picture, paint))
    for one, other in combinations(used, 2):
        if contrast(one, other) < SHAPES and used[one] == used[other]:
            assert all(is_named(picture, colour) for colour in (one, other)), (one, other)


@EACH
def test_words_stand_out_from_all_that_lies_under_them(picture):
    """4.5:1 from every colour in their box, lines and marks too; and nothing is painted over them."""
    assert not list(hidden(picture))


@pytest.mark.parametrize("area", NAMES)
def test_no_words_overlap_or_are_cut_off(area):
    """In Helvetica's own widths, for long and short names."""
    faults = {kind: list(overlaps(Picture(drawn))) for kind, drawn in every_kind(area).items()}
    assert not {kind: found for kind, found in faults.items() if found}


@pytest.mark.parametrize("area", AREAS)
def test_the_own_area_is_named_in_a_funnel_and_over_no_mark(area):
    """Areas that stand close together leave no room beside their points: then a line leads to the name."""
    picture = Picture(funnel(area, CLOSE))
    assert [words.bold for words in picture.words if words.text == area] == [
        False,
        True,
    ]  # in the key, and by its point
    assert not list(hidden(picture))


def test_the_line_to_the_own_area_touches_no_letter():
    """It ended on the first letter here."""
    values = list(40 + 1.2 * np.random.default_rng(103).standard_normal(32))
    assert not list(hidden(Picture(funnel("Dundee City", values))))


@EACH
@pytest.mark.parametrize("cone", LACKING)
def test_colours_stand_out_for_people_who_lack_a_kind_of_cone(picture, cone):
    """Simulated, every colour that is drawn in front keeps 2.7:1 against white."""
    drawn = {picture.colour(paint) for paint in range(2 * len(picture.shapes)) if not has_edge(picture, paint)}
    for colour in drawn - BEHIND - {"none"}:
        assert contrast(seen_without(colour, cone), "#ffffff") >= 2.7, colour


def test_each_part_of_a_stack_has_a_line_to_its_name():
    """In the height of the part, from the newest bar that is whole, also where it is not the newest year."""
    for values, newest in (
        ([[60, 62, 65], [20, 18, 15], [20, 20, 20]], 2),
        ([[60, 62, np.nan], [20] * 3, [20] * 3], 1),
    ):
        picture = Picture(composition(values))
        bars = [shape for shape in picture.shapes if shape.fill in colours.PALETTE[:3]]
        names = {words.text: words.box for words in picture.words}
        for bar, part in zip(bars, ("Completed", "Revoked", "Transferred"), strict=True):
            of_newest = bar.outlines[newest]
            (lead,) = [s for s in picture.shapes if s.stroke == bar.fill and s.fill == "none"]
            ((x, y), (end, at)) = lead.outlines[0]
            assert x == pytest.approx(of_newest[:, 0].max(), abs=1)
            assert of_newest[:, 1].min() <= y <= of_newest[:, 1].max()
            left, top, _, bottom = names[part]
            assert 0 <= left - end <= 4 and top <= at <= bottom


def test_the_interval_and_the_years_of_the_pandemic_have_edges_that_print():
    """A band that is lighter than a printer's grey has an outline; the shade has a bar that is as wide as it is."""
    picture = KINDS["trend"]
    bands = [shape for shape in picture.shapes if shape.fill == colours.BAND]
    assert len(bands) == 2 and all(contrast(band.stroke, "#ffffff") >= SHAPES for band in bands)
    (shade,) = [shape for shape in picture.shapes if shape.fill == colours.SHADE]
    left, top, right, _ = shade.box
    bars = [shape.box for shape in picture.shapes if shape.stroke == colours.QUIET and shape.width == 2.5]
    assert bars == [pytest.approx((left, top - 3, right, top - 3), abs=0.2)]


def test_each_class_of_tiles_has_a_symbol_of_its_own_in_every_tile():
    """So that the fill says nothing that the tile does not say again."""
    picture = Picture(tile_map())
    seen = {}
    for words in picture.words:
        (ground,) = {picture.colour(paint) for paint in picture.under(words)[0]}
        if words.text in "1234":
            seen.setdefault(words.text, []).append(ground)
    assert {symbol: len(grounds) for symbol, grounds in seen.items()} == dict.fromkeys("1234", 9)  # 8 tiles and the key
    assert all(len(set(grounds)) == 1 for grounds in seen.values())
    assert len({grounds[0] for grounds in seen.values()}) == 4


def is_behind(picture, paint):
    """Return whether a paint is one that no reader needs to see."""
    return paint == GROUND or picture.colour(paint) in BEHIND


def has_edge(picture, paint):
    """Return whether a paint is a fill with an edge of its own that stands out from white, or none at all."""
    if paint % 2:
        return False
    stroke = picture.shapes[paint // 2].stroke
    return stroke not in BEHIND | {"none"} and contrast(stroke, "#ffffff") >= SHAPES


def form(picture, paint):
    """Return all of a paint's looks but its colour: a line may be the edge of something, dashed, wide, or of a mark."""
    shape = picture.shapes[paint // 2]
    if paint % 2 == 0:
        return "fill", shape.fill.startswith("url("), shape.mark
    is_edge = all(np.array_equal(outline[0], outline[-1]) for outline in shape.outlines)
    return "line", is_edge, shape.dash, shape.width, shape.mark


def is_named(picture, colour):
    """Return whether a line of a colour ends at words, or words stand in all that is filled with it."""
    ends = [outline[-1] for shape in picture.shapes if shape.stroke == colour for outline in shape.outlines]
    for x, y in ends:
        if any(0 <= w.box[0] - x <= 4 and w.box[1] - 4 <= y <= w.box[3] + 4 for w in picture.words):
            return True
    filled = [outline for shape in picture.shapes if shape.fill == colour for outline in shape.outlines]
    written = [[(w.box[0] + w.box[2]) / 2, (w.box[1] + w.box[3]) / 2] for w in picture.words]
    return bool(filled) and all(
        any((outline.min(axis=0) < at).all() and (at < outline.max(axis=0)).all() for at in written)
        for outline in filled
    )


def overlaps(picture):
    """Yield words that stand over each other or outside the picture."""
    for words in picture.words:
        left, top, right, bottom = words.box
        if left < 0 or top < 0 or right > picture.width or bottom > picture.height:
            yield words.text
    for one, other in combinations(picture.words, 2):
        if max(one.box[0], other.box[0]) < min(one.box[2], other.box[2]) and (
            max(one.box[1], other.box[1]) < min(one.box[3], other.box[3])
        ):
            yield one.text, other.text


def hidden(picture):
    """Yield words that something was painted over, or that do not stand out from their ground, with its colours."""
    for words in picture.words:
        under, over = picture.under(words)
        low = {colour for colour in map(picture.colour, under) if contrast(words.fill, colour) < TEXT}
        if low or over:
            yield words.text, sorted(low | {picture.colour(paint) for paint in over})


def seen_without(colour, cone):
    """Return a colour as it is seen without a kind of cone."""
    channels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(LACKING[cone]) @ linear, 0, 1)
    back = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in back)
