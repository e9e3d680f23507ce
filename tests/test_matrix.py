"""Improvement activities on two axes: no name over another, quarters named, picture and table the same."""

import re
import xml.etree.ElementTree as ET

import pytest
from evidence_rows import plan_with
from html_lint import lint
from hypothesis import given, settings
from hypothesis import strategies as st

from cjtools.drawing.lettering import text_width
from cjtools.drawing.matrix import HIGH, LEFT, TEXT, laid_out, matrix_svg
from cjtools.errors import UnknownName
from cjtools.priorities.matrix import Point, in_order
from cjtools.results.study import Study
from cjtools.show.axes import on_axes
from cjtools.show.page import page

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def base(catalogue, observations, records):
    """Fife's study of community sentences."""
    return [Study(catalogue.area("fife"), catalogue.outcome("4"), "2024-25", catalogue, observations, known=records)]


@pytest.fixture
def axes(catalogue):
    """Impact and effort."""
    return catalogue.priorities.axes[0]


def placed(base, *points, axes="impact and effort"):
    """Return a plan whose partners have placed activities: (number, first, second)."""
    return plan_with(
        base,
        improvement=[
            {"id": name, "outcome": "community-sentences", "activity": f"Words of {name} <b>"} for name, *_ in points
        ],
        matrix=[{"activity": name, "axes": axes, "first": one, "second": other} for name, one, other in points],
    )


def cells(shown):
    """Return the rows of the table of a fragment as lists of plain text."""
    rows = re.findall(r"<tr>(.*?)</tr>", shown[shown.index("<tbody>") :])
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def boxes_of(picture):
    """Return (x, y, width, height) of every box with a name in it."""
    found = [rect.attrib for rect in picture.iter(f"{SVG}rect") if "rx" in rect.attrib]
    return [tuple(float(one[key]) for key in ("x", "y", "width", "height")) for one in found]


def meet(one, other):
    """Return whether two boxes share a place."""
    return all(one[at] < other[at] + other[at + 2] and other[at] < one[at] + one[at + 2] for at in (0, 1))


@pytest.mark.parametrize(
    ("first", "second", "quadrant"),
    [(5, 1, "more_less"), (4, 4, "more_more"), (2, 2.5, "less_less"), (1, 5, "less_more"), (3, 1, ""), (5, 3, "")],
)
def test_a_quarter_is_more_or_less_than_the_middle_of_both_axes(first, second, quadrant):
    """Quick wins have much impact for little effort; in the very middle it is neither."""
    assert Point("I1", first, second).quadrant == quadrant


def test_most_of_the_first_axis_comes_first_then_least_of_the_second():
    points = [Point("a", 2, 1), Point("b", 5, 4), Point("c", 5, 1), Point("d", 5, 4)]
    assert [point.activity for point in in_order(points)] == ["c", "b", "d", "a"]


def test_a_name_alone_stands_at_its_point():
    _, (box,) = laid_out([Point("I1", 3, 3)])
    assert (box.x, box.y) == box.point


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([1, 1.5, 2, 3, 4, 5]), st.sampled_from([1, 2, 3, 4.5, 5]), st.integers(1, 30)),
        min_size=1,
        max_size=60,
    )
)
def test_no_name_stands_over_another_or_outside_the_field(found):
    """Also when all stand at one point, or have long names: then the field grows."""
    points = [Point("N" * length + str(number), one, other) for number, (one, other, length) in enumerate(found)]
    field, boxes = laid_out(points)
    assert len(boxes) == len(points)
    for number, box in enumerate(boxes):
        assert box.x - box.width / 2 >= LEFT - 1e-9
        assert box.x + box.width / 2 <= LEFT + field.side + 1e-9
        assert box.y - HIGH / 2 >= field.top and box.y + HIGH / 2 <= field.top + field.side + 1e-9
        assert text_width(box.name, TEXT, bold=True) < box.width
        for other in boxes[:number]:
            apart = abs(box.x - other.x) >= (box.width + other.width) / 2 or abs(box.y - other.y) >= HIGH
            assert apart, (box, other)


def test_the_picture_draws_what_was_laid_out(axes):
    """Names in their boxes, quarters outside the field, a line to the point of a name that stands elsewhere."""
    points = [Point(f"I{n}", 4, 1) for n in range(1, 6)]
    picture = ET.fromstring(matrix_svg(points, axes, name="m", title="T", alt="D"))
    boxes = boxes_of(picture)
    assert len(boxes) == 5
    assert not any(meet(one, other) for number, one in enumerate(boxes) for other in boxes[:number])
    assert len(list(picture.iter(f"{SVG}circle"))) == 4
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"Quick wins", "Big projects", "Small gains", "Leave for now"} <= set(texts)
    assert {"Impact, from little to much", "Effort, from little to much"} <= set(texts)
    width, height = map(float, picture.get("viewBox").split()[2:])
    for text in picture.iter(f"{SVG}text"):
        assert 0 < float(text.get("x")) < width and 0 < float(text.get("y")) < height


def test_table_and_alt_text_say_what_the_picture_shows(base):
    shown = on_axes(placed(base, ("I2", 2.0, 4.0), ("I1", 5.0, 1.0), ("I3", 3.0, 2.0))).html
    assert cells(shown) == [
        ["I1. Words of I1 &lt;b&gt;", "4. Community sentences", "5", "1", "Quick wins"],
        ["I3. Words of I3 &lt;b&gt;", "4. Community sentences", "3", "2", "in the middle"],
        ["I2. Words of I2 &lt;b&gt;", "4. Community sentences", "2", "4", "Leave for now"],
    ]
    assert "Quick wins: I1; in the middle: I3; Leave for now: I2" in shown
    assert "3 improvement activities on two axes" in shown
    assert lint(page("T", f"<h1>T</h1><h2>A</h2>{shown}")) == []


def test_each_pair_of_axes_that_is_recorded_is_shown_or_the_one_asked_for(base):
    plan = placed(base, ("I1", 5.0, 1.0), axes="reward and risk")
    assert "Safe gains" in on_axes(plan).html
    assert "Safe gains" in on_axes(plan, "reward and risk").html
    assert 'class="gap"' in on_axes(plan, "impact and effort").html
    with pytest.raises(UnknownName, match=r"axes 'impct and effort' are not known.*impact and effort"):
        on_axes(plan, "impct and effort")


def test_where_nothing_is_placed_the_sheet_for_it_is_named(base):
    shown = on_axes(plan_with(base)).html
    assert "the sheet Impact and effort" in shown and "cjtools evidence new fife" in shown
