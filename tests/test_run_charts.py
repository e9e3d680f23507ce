"""Pictures of run charts and control charts: every point, line, signal and event, and nothing over anything else."""

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from cjtools import charts
from cjtools.charts.runs import RunChart, _strip
from cjtools.drawing import colours

NAN = float("nan")
NAMES = {
    "centre": "mean", "limits": "limits", "target": "target 20%", "1": "better than chance", "-1": "worse than chance",
    "0": "more than chance", "events": "start of a cycle",
}  # fmt: skip


def chart(values, **more):
    """Return the data of a chart of some values, month by month."""
    count = len(values)
    words = [f"{2024 + (3 + at) // 12}-{(3 + at) % 12 + 1:02d}" for at in range(count)]
    given = {
        "places": list(range(count)), "words": words, "values": values, "centre": [5.0] * count, "lower": [NAN] * count,
        "upper": [NAN] * count, "unit": "referrals", "phases": [(0, count)],
        "names": {name: words for name, words in NAMES.items() if name not in ("limits", "target")},
    } | more  # fmt: skip
    return RunChart(**given)


def drawn(data):
    """Return the picture of a chart as a tree."""
    return ET.fromstring(charts.run_chart(data, name="c", title="T", alt="D"))


def texts(picture):
    """Return every word of a picture with where it stands: (text, x, y, anchor)."""
    return [
        (node.text, float(node.get("x", 0)), float(node.get("y", 0)))
        for node in picture.iter()
        if node.tag.endswith("text") and node.text
    ]


def words_in(picture):
    return {text for text, *_ in texts(picture)}


@pytest.mark.parametrize("count", [1, 2, 3, 12, 60, 240])
def test_a_chart_of_any_length_is_drawn_and_its_words_stay_inside(count):
    picture = drawn(chart([float(at % 7) for at in range(count)]))
    *_, width, height = map(float, picture.get("viewBox").split())
    assert (width, height >= 200) == (400, True)
    assert all(0 <= x <= width and 0 <= y <= height for _, x, y in texts(picture))
    assert {"mean", "Referrals", "2024-04"} <= words_in(picture)


def test_the_key_names_what_is_drawn_and_nothing_else():
    plain = words_in(drawn(chart([1.0, 2.0, 3.0])))
    assert not plain & {"better than chance", "worse than chance", "target 20%", "limits", "start of a cycle"}
    full = chart(
        [1.0, 9.0, 3.0], lower=[0.5] * 3, upper=[8.0] * 3, names=NAMES, signals={1: 1, 2: -1}, target=20.0,
        events=[(1, "C1")],
    )  # fmt: skip
    shown = words_in(drawn(full))
    assert shown >= {"better than chance", "worse than chance", "target 20%", "limits", "start of a cycle", "C1"}
    assert "more than chance" not in shown


def test_a_gap_breaks_the_line_and_a_hidden_figure_too():
    """Each stretch is a path of its own, or one with a new beginning."""

    def strokes(data):
        lines = (node for node in drawn(data).iter() if node.tag.endswith("path") and node.get("fill") == "none")
        return sum(node.get("d").count("M") for node in lines if node.get("stroke") == colours.OWN)

    whole = [4.0, 6.0, 3.0, 7.0, 5.0, 6.0]
    assert strokes(chart(whole)) < strokes(chart([4.0, 6.0, NAN, 7.0, 5.0, 6.0]))
    assert strokes(chart(whole)) < strokes(chart(whole, places=[0, 1, 2, 5, 6, 7]))


def test_names_of_events_never_stand_over_one_another():
    placed = _strip([(100 + 4 * at, f"C{at}") for at in range(12)])
    boxes = [(x - 12, x + 12, row) for x, _, row in placed]
    for at, (left, right, row) in enumerate(boxes):
        assert not any(row == other and left < far and right > near for near, far, other in boxes[at + 1 :])


def test_the_picture_for_word_is_the_same_chart():
    data = chart([float(at % 5) for at in range(12)], signals={3: 1})
    png = charts.run_chart_png(data)
    image = Image.open(io.BytesIO(png))
    *_, width, height = map(float, drawn(data).get("viewBox").split())
    assert image.width == pytest.approx(width * 3, rel=0.1) and image.height == pytest.approx(height * 3, rel=0.1)
    assert png == charts.run_chart_png(data)


def test_without_a_figure_there_is_no_chart():
    with pytest.raises(ValueError, match="holds no figure"):
        charts.run_chart(chart([NAN, NAN]), name="c", title="T", alt="D")
