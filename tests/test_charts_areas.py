"""Charts of all areas: every dot at its figure, every tile at its place, and nothing told by colour alone."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from chart_samples import (
    AREAS,
    FAMILY,
    FIFE,
    QUARTERS,
    WORDS,
    boxes,
    distribution,
    elements,
    every_map,
    funnel,
    marks,
    outlines,
    tile_map,
    tiles,
    words,
)

from cjtools import charts, stats
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width

VALUES = np.array([40 + 9 * np.sin(5 * number) for number in range(32)])


def across(picture):
    """Return a function from values to places, read off the numbers at the lower axis."""
    numbers = [text for text in elements(picture, "text") if re.fullmatch(r"[\d,.]+", text.text)]
    found = sorted((float(text.text.replace(",", "")), float(text.get("x"))) for text in numbers)
    (low, left), (high, right) = found[0], found[-1]
    return lambda value: left + (value - low) / (high - low) * (right - left)


def dots(picture, colour):
    """Return the marks of a colour but the one in the key."""
    return [place for place in marks(picture, colour) if place[1] > 45]


def test_every_area_stands_at_its_figure():
    """Own, family group and others, each with a shape of its own."""
    picture = distribution()
    place = across(picture)
    for colour, names in [
        (colours.OWN, ["Fife"]),
        (colours.GROUP, FAMILY),
        (colours.OTHER, [area for area in AREAS if area not in ["Fife", *FAMILY]]),
    ]:
        expected = sorted(place(VALUES[AREAS.index(name)]) for name in names)
        assert sorted(x for x, _ in dots(picture, colour)) == pytest.approx(expected, abs=0.11)


@pytest.mark.parametrize("kind", ["distribution", "distribution, ties"])
def test_no_dot_hides_another(kind):
    """They stand aside; 32 can be counted."""
    every = [place for colour in (colours.OWN, colours.GROUP, colours.OTHER) for place in dots(FIFE[kind], colour)]
    assert len(every) == 32
    assert all(np.hypot(x - a, y - b) > 6.9 for (x, y), (a, b) in combinations(every, 2))


def test_the_box_ends_at_the_quartiles_and_holds_the_median():
    """As the statistics have them; Scotland is a line of its own, dashed."""
    picture = distribution()
    place = across(picture)
    lower, median, upper = (place(value) for value in stats.quartiles(VALUES))
    box = max(re.findall(r"M[^M]+", outlines(picture, colours.QUIET)), key=len)  # the other one stands in the key
    sides = {float(x) for x in re.findall(r"[ML]([\d.]+) ", box)}
    sides |= {float(x) for x in re.findall(r"H([\d.]+)", box)}
    assert sorted(sides) == pytest.approx([lower, upper], abs=0.11)
    upright = [float(x) for x in re.findall(r"M([\d.]+)", outlines(picture, colours.INK))]
    assert any(x == pytest.approx(median, abs=0.11) for x in upright)
    dashed = [float(x) for x in re.findall(r"M([\d.]+)", outlines(picture, colours.SCOTLAND, dashed=True))]
    assert dashed == [pytest.approx(place(41.2), abs=0.11)]


def test_own_area_scotland_and_family_group_are_named_where_they_stand():
    """Own in bold and above, the group below; each name near its dot."""
    picture = distribution()
    place, where = across(picture), {text: box for text, box in boxes(picture) if box[1] > 50}
    for name in ["Fife", *FAMILY]:
        left, top, right, bottom = where[name]
        x = place(VALUES[AREAS.index(name)])
        assert left - 4 <= x <= right + 4, name
        (dot,) = [y for at, y in dots(picture, colours.OWN if name == "Fife" else colours.GROUP) if abs(at - x) < 0.2]
        assert bottom < dot if name == "Fife" else top > dot
    bold = [text.text for text in elements(picture, "text") if text.get("font-weight") in ("bold", "700")]
    assert bold == ["Fife"] and "Scotland" in where


def test_areas_with_one_figure_share_a_name_line():
    """No member of the family group goes unnamed because another has the same figure."""
    said = " ".join(words(FIFE["distribution, ties"]))
    assert all(name in said for name in FAMILY)
    assert "East Lothian, Highland" in said


def test_an_area_without_a_figure_is_not_drawn_and_few_areas_have_no_quartiles():
    """The key says so for the own area."""
    values = VALUES.copy()
    values[AREAS.index("Fife")] = np.nan
    picture = distribution(values=values)
    assert "Fife (no figure)" in words(picture) and not dots(picture, colours.OWN)
    few = distribution(values=[*VALUES[:3], *[np.nan] * 29], scotland=None)
    assert "Middle half of areas" not in words(few) and "Scotland" not in words(few)
    assert "Middle half of areas" in words(picture)


def test_the_axis_owns_up_and_never_leaves_the_scale():
    """Dots are read by place, so it may start above zero."""
    assert any("(axis starts at 30)" in word for word in words(distribution()))
    shares = distribution(values=np.linspace(93, 100, 32), unit="per cent", scotland=97)
    numbers = [float(word) for word in words(shares) if re.fullmatch(r"[\d.]+", word)]
    assert max(numbers) == 100 and min(numbers) <= 93
    assert not any("axis starts" in word for word in words(distribution(values=np.linspace(1, 9, 32), scotland=5)))


def test_the_funnel_says_when_its_limits_are_widened():
    """Both lines are then the adjusted ones; the words stand in the picture."""
    assert any("widened" in word for word in words(FIFE["funnel, widened"]))
    assert not any("widened" in word for word in words(FIFE["funnel"]))
    assert {"95%", "99.8%"} <= set(words(FIFE["funnel, widened"]))


@pytest.mark.parametrize("tau2", [0, 0.01, 0.04])
def test_points_of_the_funnel_lie_as_the_statistics_say(tau2):
    """An area is named as outside exactly when it lies outside the limits at its own size; lines run as computed."""
    sizes = np.geomspace(15_000, 450_000, 32)
    values = 40 + 16 * np.sin(5 * np.arange(32))
    grid = np.unique(np.geomspace(12_000, 500_000, 60).round())
    given = {}
    for key, level in (("limits95", 0.95), ("limits998", 0.998)):
        lower, upper = stats.funnel_limits_rate(40, grid, level, tau2=tau2)
        given[key] = pd.DataFrame({"x": grid, "lower": lower, "upper": upper})
    picture = funnel(values=values, sizes=sizes, tau2=tau2, **given)
    lower, upper = stats.funnel_limits_rate(40, sizes, 0.998, tau2=tau2)
    outside = {area for area, v, low, high in zip(AREAS, values, lower, upper, strict=True) if not low <= v <= high}
    named = set(words(picture)) & set(AREAS)
    assert named - {"Fife"} <= outside
    if tau2 == 0.04:
        assert not outside and named == {"Fife"}


def hexagons(picture):
    """Return fill, dashes, width of stroke and middle of every tile, those of the key left out."""
    found = []
    for path in (path for path in elements(picture, "path") if path.get("stroke")):
        for outline in re.findall(r"M[^M]+", path.get("d")):
            spots = np.array(re.findall(r"(-?[\d.]+)[ ]?(-?[\d.]+)", outline), float)[:6]
            if np.ptp(spots[:, 0]) > 40:
                middle = (spots.max(axis=0) + spots.min(axis=0)) / 2
                look = (path.get("fill"), "stroke-dasharray" in path.attrib, float(path.get("stroke-width", 1)))
                found.append((*look, *middle))
    return found


def test_every_tile_stands_where_the_grid_has_it():
    """Odd rows half a tile to the east, the north at the top, all of one size, neighbours side by side."""
    picture, table = tile_map(own=""), tiles()
    middles = sorted((x, y) for *_, x, y in hexagons(picture))
    column, row = table["q"] + table["r"] % 2 / 2, table["r"].max() - table["r"]
    size = 46
    right = 400 - 6 - size / 2
    expected = [
        (right - (column.max() - c) * size, r * size * np.sqrt(3) / 2) for c, r in zip(column, row, strict=True)
    ]
    top = min(y for _, y in middles)
    found = sorted((round(x, 1), round(y - top, 1)) for x, y in middles)
    assert len(found) == 32
    for (x, y), (a, b) in zip(found, sorted((round(x, 1), round(y, 1)) for x, y in expected), strict=True):
        assert (x, y) == (pytest.approx(a, abs=0.2), pytest.approx(b, abs=0.2))


def test_the_catalogue_has_a_place_and_a_short_name_for_each_of_the_32_councils():
    """The map of the file draws, and each short name fits its tile."""
    table = pd.read_csv(Path(__file__).parents[1] / "data" / "catalogue" / "hex_grid.csv")
    assert set(table["area_name"]) == set(AREAS) and table["short"].is_unique
    picture = charts.tile_map(table.assign(level=0), name="c", classes=["All"], **WORDS)
    assert len(hexagons(picture)) == 32
    assert all(text_width(short, 13) < 36 for short in table["short"])


def test_every_tile_holds_its_short_name_and_the_symbol_of_its_class():
    """The symbol says the class without colour; islands are as large as cities."""
    picture = tile_map(levels=[number % 4 for number in range(32)])
    said = words(picture)
    assert set(tiles()["short"]) <= set(said)
    counts = {symbol: said.count(symbol) for symbol in "1234"}
    assert counts == {symbol: 9 for symbol in "1234"}  # eight tiles and the key
    assert set(QUARTERS) <= set(said)


def test_fills_grow_darker_and_words_stand_out_from_them():
    """From class to class; every outline stands out from white, every word from its own tile."""
    for picture in every_map().values():
        fills = {fill for fill, *_ in hexagons(picture) if fill not in ("none", colours.WHITE)}
        dark = sorted(fills, key=lambda fill: colours.contrast(fill, colours.WHITE))
        assert all(colours.contrast(one, other) > 1.5 for one, other in pairwise(dark))
        strokes = {path.get("stroke") for path in elements(picture, "path")} - {None, colours.WHITE}
        assert all(colours.contrast(stroke, colours.WHITE) >= 3 for stroke in strokes)
        for fill in [*fills, colours.WHITE]:
            assert max(colours.contrast(ink, fill) for ink in (colours.INK, colours.WHITE)) >= 4.5
        for text in elements(picture, "text"):
            assert text.get("fill") in (colours.INK, colours.WHITE)


def test_words_on_dark_tiles_are_white_and_on_light_ones_dark():
    """At least 4.5 to 1 on the tile they stand in."""
    for picture in every_map().values():
        standing = [
            (x, y, text) for *_, x, y in hexagons(picture) for text in elements(picture, "text")
            if abs(float(text.get("x")) - x) < 2 and -10 < float(text.get("y")) - y < 20
        ]  # fmt: skip
        assert len(standing) >= 64
        for fill, _, _, x, y in hexagons(picture):
            if fill != "none":
                inks = {text.get("fill") for a, b, text in standing if (a, b) == (x, y)}
                assert inks and all(colours.contrast(ink, fill) >= 4.5 for ink in inks)


def test_the_own_tile_has_a_heavy_outline_and_is_named_in_the_key():
    """At its own place; an unknown area has none."""
    picture = tile_map("Shetland Islands")
    ((x, y),) = [(x, y) for fill, _, width, x, y in hexagons(picture) if fill == "none" and width > 3]
    (spot,) = [text for text in elements(picture, "text") if text.text == "SHE"]
    assert float(spot.get("x")) == pytest.approx(x, abs=0.3) and abs(float(spot.get("y")) - y) < 3
    assert "Shetland Islands" in words(picture)
    assert not [fill for fill, *_ in hexagons(tile_map("Atlantis")) if fill == "none"]


def test_a_tile_without_a_figure_is_white_with_a_broken_outline_and_shows_its_marker():
    """Not the lowest class."""
    table = tiles([np.nan, np.nan, *[1] * 30]).assign(marker=["[c]", "", *[""] * 30])
    picture = charts.tile_map(table, name="c", classes=QUARTERS, **WORDS)
    broken = [(x, y) for fill, dashed, _, x, y in hexagons(picture) if dashed and fill == colours.WHITE]
    assert len(broken) == 2
    assert words(picture).count("[c]") == 1 and words(picture).count("none") == 1
    assert "No figure" in words(picture) and "No figure" not in words(tile_map())


def test_a_tile_with_too_few_cases_is_not_one_without_a_figure():
    """It has a symbol and a line of the key of its own, and an unbroken outline."""
    table = tiles([np.nan, np.nan, np.nan, *[1] * 29]).assign(marker=["○", "○", "[c]", *[""] * 29])
    unread = {"○": "Under 10 cases: too few to tell"}
    picture = charts.tile_map(table, name="c", classes=QUARTERS, unread=unread, **WORDS)
    white = [(dashed, x, y) for fill, dashed, _, x, y in hexagons(picture) if fill == colours.WHITE]
    assert sorted(dashed for dashed, *_ in white) == [False, False, True]
    said = " ".join(words(picture))  # a line of the key can be broken
    assert said.count("○") == 3 and "too few to tell" in said and "No figure" in said
    only_few = charts.tile_map(table.assign(marker="○"), name="c", classes=QUARTERS, unread=unread, **WORDS)
    assert "No figure" not in words(only_few)
    none_few = charts.tile_map(table.assign(marker="[c]"), name="c", classes=QUARTERS, unread=unread, **WORDS)
    assert "too few to tell" not in " ".join(words(none_few))


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: distribution(values=[np.nan] * 32), "no area of the distribution chart has a figure"),
        (lambda: charts.tile_map(tiles().iloc[:0], name="c", classes=QUARTERS, **WORDS), "tile map has no rows"),
        (lambda: charts.tile_map(tiles().assign(q=1, r=1), name="c", classes=QUARTERS, **WORDS), "two rows for 1, 1"),
        (lambda: tile_map(levels=[7] * 32), "level 7 of Aberdeen City has no class: there are 4"),
        (lambda: tile_map(classes=list("abcdef")), "one to 5 classes with a symbol each, not 6"),
        (lambda: tile_map(symbols=["+"]), "classes with a symbol each"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_plain_words(draw, message):
    """An empty picture would look like a figure of nought."""
    with pytest.raises(ValueError, match=message):
        draw()
