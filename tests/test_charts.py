"""Charts: honest axes, labels that do not overlap, gaps where figures are missing, and small pictures.

Also no meaning by colour alone.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from chart_samples import (
    AREAS,
    FIFE,
    GAPS,
    PERIODS,
    RATE,
    STEADY,
    WORDS,
    axis_numbers,
    boxes,
    categories,
    composition,
    elements,
    every_chart,
    every_map,
    funnel,
    marks,
    own_line,
    parts,
    profile,
    records,
    trend,
    words,
)

from cjtools import charts
from cjtools.charts import canvas, labels
from cjtools.drawing import colours

NAMES = ("Fife", "Na h-Eileanan Siar", "Dumfries and Galloway", "West Dunbartonshire")
PICTURES = {area: every_chart(area) | every_map(area) for area in NAMES}


@pytest.mark.parametrize(("area", "kind"), [(area, kind) for area, drawn in PICTURES.items() for kind in drawn])
def test_pictures_are_small_and_safe(area, kind):
    """At most 9 kB, no style, no script, all text horizontal and legible."""
    picture = PICTURES[area][kind]
    assert len(picture.encode()) <= 9_000
    assert not re.search(r" style=|<style|<script|xlink|rotate\(", picture)
    assert "<title" in picture and "<desc" in picture
    assert all(12 <= float(size) <= 13 for size in re.findall(r'font-size="([\d.]+)"', picture))


def test_twenty_charts_in_one_page_share_no_id():
    """Every id starts with its picture's own name."""
    page = "".join([*FIFE.values(), *every_map().values(), *every_chart(name="d").values()])
    found = re.findall(r'\bid="([^"]+)"', page)
    assert len(found) == len(set(found))


def test_the_same_records_give_the_same_bytes():
    """Whatever was drawn before."""
    assert dict(every_chart()) == dict(FIFE)


def test_what_somebody_has_set_otherwise_changes_no_chart():
    """Be it in a matplotlibrc or in a notebook."""
    wild = {
        "font.size": 31,
        "axes.facecolor": "yellow",
        "lines.marker": "x",
        "lines.dash_capstyle": "round",
        "savefig.bbox": "tight",
        "savefig.facecolor": "pink",
        "xtick.direction": "in",
        "path.sketch": (1, 100, 2),
        "axes.prop_cycle": matplotlib.cycler(color=["red"]),
    }
    plain = dict(FIFE)  # drawn before
    with matplotlib.rc_context(wild):
        assert dict(every_chart()) == plain
        assert matplotlib.rcParams["font.size"] == 31


def test_title_and_description_are_escaped():
    """They come from figures and names."""
    picture = trend(title="A < B & C", alt='Says "x" <y>')
    assert "A &lt; B &amp; C</title>" in picture
    assert "&lt;y&gt;</desc>" in picture


def test_names_are_words_not_formulas():
    """Matplotlib takes text between dollar signs for a formula."""
    assert "$a$ & <b>" in words(trend(area="$a$ & <b>"))


def test_a_missing_figure_breaks_the_line():
    """No line is drawn over a gap: four runs, of which two are single marks; the newest figure has one too."""
    assert own_line(trend()).count("M") == 1
    line = own_line(trend(GAPS))
    assert line.count("M") == 4 and line.count("L") == 2
    assert len(marks(trend(GAPS), colours.OWN)) == 3


def test_a_period_without_a_row_breaks_the_line_too():
    """When another line has that period, it was measured."""
    own = records("Fife", STEADY).drop(index=4)
    full = records("Scotland", STEADY)
    assert own_line(charts.trend(own, full, name="c", unit=RATE, **WORDS)).count("M") == 2
    assert own_line(charts.trend(own, name="c", unit=RATE, **WORDS)).count("M") == 1


def test_a_figure_that_stands_alone_has_a_mark_and_an_upright_interval():
    """A single period still shows how sure it is."""
    picture = trend([46], None, None)
    (x, y), *more = marks(picture, colours.OWN)
    assert not more
    bar = re.search(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"[^>]*stroke="#002d54"', picture)
    assert float(bar[1]) == float(bar[3]) == x
    assert float(bar[4]) < y < float(bar[2])


def test_the_interval_band_is_drawn_and_explained_only_when_there_is_one():
    """Counts have no interval."""
    without = records("Fife", STEADY, lower=np.nan, upper=np.nan)
    picture = charts.trend(without, name="c", unit="orders", **WORDS)
    assert colours.BAND not in picture and canvas.INTERVAL not in words(picture)
    assert trend().count(colours.BAND) >= 2 and canvas.INTERVAL in words(trend())


def test_lines_differ_by_stroke_and_mark_not_by_colour_alone():
    """Solid with a circle, dashed with a diamond, dotted with a triangle."""
    picture = trend()
    thick = [path for path in elements(picture, "path") if path.get("stroke-width") in ("2", "3")]
    dashes = {path.get("stroke"): path.get("stroke-dasharray") for path in thick}
    assert dashes[colours.OWN] is None
    assert dashes[colours.SCOTLAND] and dashes[colours.GROUP] and dashes[colours.SCOTLAND] != dashes[colours.GROUP]
    shapes = {canvas.OWN["marker"], canvas.SCOTLAND["marker"], canvas.GROUP["marker"], "s"}
    assert len(shapes) == 4


def test_labels_name_the_lines_in_order_and_missing_ones_come_from_the_records():
    """A short tuple loses no line."""
    assert {"Mine", "Scotland", "Family group 3"} <= set(words(trend(labels=("Mine",))))
    assert {"A", "B", "C"} <= set(words(trend(labels=("A", "B", "C"))))
    assert "Fife" in words(trend())


def test_empty_comparators_are_left_out():
    """Counts have none."""
    none = records("Scotland", STEADY).iloc[:0]
    picture = charts.trend(records("Fife", STEADY), none, none, name="c", unit="orders", **WORDS)
    assert "Scotland" not in words(picture)


def test_an_area_without_any_figure_says_so():
    """Scotland's line is still of use."""
    assert "figures)" in " ".join(words(trend([np.nan] * 10, area="Orkney Islands")))


def test_covid_years_are_shaded_and_named_once():
    """Only when they are in the picture, and not for other kinds of period."""
    assert words(trend()).count("COVID-19") == 1
    assert colours.SHADE in trend()
    for picture in (trend(covid=()), trend([46, 44], None, None)):
        assert "COVID-19" not in words(picture) and colours.SHADE not in picture
    assert words(composition([[6] * 4, [4] * 4], periods=PERIODS[5:9])).count("COVID-19") == 1


def test_shares_stack_to_a_hundred():
    """Whatever the counts were; the base line is the first part's."""
    shares = charts.compositions._shares(parts([[30, 1, 5], [10, 1, 15]]))
    assert shares.sum(axis=1).tolist() == [100, 100, 100]
    assert shares["Completed"].tolist() == [75, 50, 25]


def test_a_period_with_a_missing_part_has_no_bar():
    """Its shares are not known; a suppressed part must not turn into nothing."""
    full, gap = composition([[6, 6, 6], [4, 4, 4]]), composition([[6, 6, 6], [4, np.nan, 4]])
    bars = [path for path in elements(gap, "path") if path.get("fill") in colours.PALETTE]
    assert [path.get("d").count("M") for path in bars] == [2, 2]
    assert [p.get("d").count("M") for p in elements(full, "path") if p.get("fill") in colours.PALETTE] == [3, 3]


def test_neighbouring_parts_differ_by_three_to_one_and_have_white_gaps():
    """Colours of the picture itself, in the order of the parts."""
    picture = FIFE["make-up"]
    bars = [path for path in elements(picture, "path") if path.get("fill") in colours.PALETTE]
    used = [path.get("fill") for path in bars]
    assert len(used) == 4
    assert all(colours.contrast(one, other) >= 3 for one, other in pairwise(used))
    assert all(colours.contrast(one, colours.WHITE) >= 3 for one in used)
    assert all(path.get("stroke") == colours.WHITE for path in bars)


def test_parts_are_named_beside_the_newest_whole_bar_in_their_order():
    """The last is on top; where the newest year is not whole too."""
    direct = dict(boxes(FIFE["make-up"]))
    assert direct["Other"][1] < direct["Transferred"][1] < direct["Revoked"][1] < direct["Completed"][1]
    assert min(direct[part][0] for part in ("Other", "Completed")) > 250
    missing = dict(boxes(FIFE["newest missing"]))
    assert missing["Transfer out of"][1] < missing["Revoked due to"][1] < missing["Successfully"][1]
    assert missing["Successfully"][0] > 250


def test_more_than_four_parts_and_percentages_that_do_not_add_up_are_refused():
    """A picture of part of the whole would mislead."""
    with pytest.raises(ValueError, match="at most 4 parts, not 5"):
        composition([[1] * 3] * 5, names="ABCDE")
    with pytest.raises(ValueError, match=r"2021-22 add to 64\.0 per cent"):
        composition([[40, 40, 40], [24, 24, 24]], unit="per cent")


def test_scotland_has_another_shape_beside_each_category():
    """Marks stand in the same row, a little apart."""
    picture = profile(categories(3), categories(3).assign(value=[60.0, np.nan, 5.0]))
    (_, *own), (_, *other) = (
        sorted(marks(picture, colour), key=lambda p: p[1]) for colour in (colours.OWN, colours.SCOTLAND)
    )
    assert len(own) == 3 and len(other) == 2  # the first of each stands in the key
    assert 5 < other[0][1] - own[0][1] < 15


def test_the_profile_grows_with_its_categories():
    """Twelve at most; long names wrap."""
    heights = [float(ET.fromstring(FIFE[kind]).get("viewBox").split()[3]) for kind in ("three", "twelve")]
    assert heights[0] < 260 < 400 < heights[1]
    assert "Unpaid work or other" in " ".join(words(FIFE["twelve"]))
    with pytest.raises(ValueError, match="at most 12 categories, not 13"):
        profile(categories(13))


def test_a_category_without_a_figure_shows_its_marker():
    """Not a nought."""
    own = categories(3).assign(value=[5.0, np.nan, 3.0], marker=["", "[c]", ""], lower=np.nan, upper=np.nan)
    picture = profile(own)
    assert "[c]" in "".join(words(picture))
    assert len([place for place in marks(picture, colours.OWN) if place[1] > 40]) == 2


def test_the_funnel_draws_every_area_and_names_the_own_one():
    """Group members and others have shapes of their own."""
    picture = FIFE["funnel"]
    drawn = [len([p for p in marks(picture, c) if p[1] > 60]) for c in (colours.OWN, colours.GROUP, colours.OTHER)]
    assert drawn == [1, 2, 29]
    assert words(picture).count("Fife") == 2
    assert {"Family group", "Other areas", "Scotland", "95%", "99.8%"} <= set(words(picture))


def test_the_funnel_names_areas_outside_the_outer_limits_only():
    """One far out, all others on the mean."""
    values = [40.0] * 32
    values[AREAS.index("Highland")] = 75.0
    assert "Highland" in words(funnel(values=values))
    assert "Moray" not in words(funnel(values=values))
    values[AREAS.index("Highland")] = 41.0
    assert "Highland" not in words(funnel(values=values))


def test_an_area_without_figure_or_denominator_is_not_drawn():
    """The key says so for the own area."""
    values = [40.0] * 32
    values[AREAS.index("Fife")] = np.nan
    picture = funnel(values=values, sizes=np.array([0.0, *np.geomspace(15_000, 450_000, 31)]))
    assert "Fife (no figure)" in words(picture)
    assert len([place for place in marks(picture, colours.OTHER) if place[1] > 60]) == 28


def test_the_funnel_spreads_small_areas_only_when_sizes_differ_much():
    """And says that the axis is logarithmic."""
    assert "Size of the area (log scale)" in words(FIFE["funnel"])
    assert "Orders ended" in words(FIFE["funnel, one size"])


def test_the_funnel_axis_fits_small_percentages_and_never_leaves_nought_to_a_hundred():
    """Limits of very small areas must not flatten the rest."""
    limits = pd.DataFrame({"x": [100, 1000], "lower": [-20, 1.0], "upper": [150.0, 3.0]})
    given = {"limits95": limits, "limits998": limits, "unit": "per cent", "sizes": np.geomspace(100, 1000, 32)}
    low = axis_numbers(funnel(values=np.linspace(1, 9, 32), mean=5, **given))
    high = axis_numbers(funnel(values=np.linspace(10, 98, 32), **given))
    assert (low[0], low[-1], high[0], high[-1]) == (0, 15, 0, 100)
    assert not any(word.startswith("-") for word in words(funnel(values=np.linspace(1, 9, 32), mean=5, **given)))


EMPTY = pd.DataFrame({"period": [], "value": [], "part_label": []})
NOTHING = records("Fife", [np.nan, np.nan])


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: charts.trend(EMPTY, name="c", unit=RATE, **WORDS), "own area of the trend chart has no rows"),
        (lambda: charts.trend(NOTHING, name="c", unit=RATE, **WORDS), "trend chart hold no figure"),
        (lambda: charts.composition(EMPTY, name="c", **WORDS), "composition chart has no rows"),
        (lambda: composition([[np.nan] * 3, [1, 2, 3]]), "no period of the composition chart has a figure for every"),
        (lambda: profile(EMPTY), "own area of the profile chart has no rows"),
        (lambda: profile(categories(2).assign(value=np.nan)), "profile chart hold no figure"),
        (lambda: funnel(values=[np.nan] * 32), "no area of the funnel chart has both"),
        (lambda: funnel(limits95=pd.DataFrame()), "95 per cent limits of the funnel chart has no rows"),
        (lambda: profile(categories(2).drop(columns="value")), "lacks the column value"),
        (lambda: trend(area="Fife", group=None, own=[1]) and profile(pd.concat([categories(2)] * 2)), "two rows for"),
        (lambda: charts.trend(pd.concat([NOTHING] * 2), name="c", unit=RATE, **WORDS), "two rows for 2022"),
        (lambda: charts.composition(pd.concat([parts([[1] * 3])] * 2), name="c", **WORDS), "two rows for Completed"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_plain_words(draw, message):
    """An empty picture would look like a figure of nought."""
    with pytest.raises(ValueError, match=message):
        draw()


def test_labels_are_pushed_apart_as_little_as_possible():
    """They keep their order, stay in the room and do not touch."""
    assert labels.spread([50, 50, 50], [10] * 3, 0, 100, gap=0) == [40, 50, 60]
    assert labels.spread([1, 1], [10, 10], 0, 100, gap=0) == [5, 15]
    assert labels.spread([99, 99], [10, 10], 0, 100, gap=0) == [85, 95]
    assert labels.spread([10, 60], [10, 10], 0, 100) == [10, 60]


def test_charts_leave_matplotlib_as_it_was():
    """No style leaks into an analyst's own figures, and pyplot is not imported."""
    code = """
import matplotlib, sys
sys.path.insert(0, "tests")
# asking for the backend would import pyplot
style = lambda: {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != "backend"}
before = style()
import chart_samples
assert len(dict(chart_samples.FIFE)) > 20  # all of them drawn
assert style() == before
assert "matplotlib.pyplot" not in sys.modules and "seaborn" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
