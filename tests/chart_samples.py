"""Charts for the tests to look at, and ways to read them back.

All figures are made up. Areas are real names because their length matters.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from picture_reader import Picture

from cjtools import charts

PERIODS = [f"20{year}-{year + 1}" for year in range(14, 24)]
RATE = "per 10,000 aged 16 to 70"
WORDS = {"title": "Orders per head", "alt": "The rate fell, then rose."}
AREAS = [
    "Aberdeen City", "Aberdeenshire", "Angus", "Argyll and Bute", "City of Edinburgh", "Clackmannanshire",
    "Dumfries and Galloway", "Dundee City", "East Ayrshire", "East Dunbartonshire", "East Lothian",
    "East Renfrewshire", "Falkirk", "Fife", "Glasgow City", "Highland", "Inverclyde", "Midlothian", "Moray",
    "Na h-Eileanan Siar", "North Ayrshire", "North Lanarkshire", "Orkney Islands", "Perth and Kinross",
    "Renfrewshire", "Scottish Borders", "Shetland Islands", "South Ayrshire", "South Lanarkshire",
    "Stirling", "West Dunbartonshire", "West Lothian",
]  # fmt: skip
FAMILY = ["Moray", "Stirling", "East Lothian", "Midlothian", "Angus", "Highland", "Argyll and Bute"]
# the grid of 2023 by column and row, in the order of the areas above; short names are our own
GRID = """ABE,3,25 ABS,2,25 ANG,2,24 ARG,-1,23 EDI,3,21 CLA,1,23 DGA,3,19 DUN,3,24 EAY,2,19 EDU,1,22 ELO,4,21 ERE,1,19
FAL,2,22 FIF,2,23 GLA,1,20 HIG,0,25 INV,0,20 MID,3,20 MOR,1,25 NES,-1,26 NAY,0,19 NLA,1,21 ORK,3,27 PKI,1,24 REN,0,21
BOR,4,20 SHE,4,29 SAY,1,18 SLA,2,20 STI,0,23 WDU,0,22 WLO,2,21"""
QUARTERS = ["Lowest quarter", "Second quarter", "Third quarter", "Highest quarter"]
GAPS = [8, 12, np.nan, 15, np.nan, np.nan, 3, np.nan, 9, 11]
STEADY = [51, 53, 55, 52, 48, 49, 29, 36, 42, 46]


def records(area, values, half=2.0, periods=PERIODS, **more):
    """Return result records of one area by period."""
    values = np.array(values, dtype=float)
    limits = {"lower": np.maximum(values - half, 0), "upper": values + half}
    return pd.DataFrame({"area_name": area, "period": periods[-len(values) :], "value": values} | limits | more)


def trend(own=STEADY, scotland=STEADY, group=STEADY, area="Fife", unit=RATE, name="c", **more):
    """Return a chart over time of values alone."""
    lines = [records(who, values) for who, values in (("Scotland", scotland), ("Family group 3", group)) if values]
    return charts.trend(records(area, own), *lines, name=name, unit=unit, **WORDS | more)


def parts(values, periods=PERIODS[-3:], names=("Completed", "Revoked", "Transferred", "Other"), **more):
    """Return records of the make-up of a total, one list of values per part."""
    rows = [
        {"part_label": part, "period": period, "value": value} | more
        for part, row in zip(names, values, strict=False)
        for period, value in zip(periods, row, strict=True)
    ]
    return pd.DataFrame(rows)


def composition(values, name="c", **more):
    """Return a chart of make-up."""
    return charts.composition(parts(values, **more), name=name, **WORDS)


def categories(count, area="Fife", **more):
    """Return records of one period by category, with names of every length."""
    names = ["Unpaid work or other activity", "Supervision", "Difficulty finding suitable work", "Conduct"]
    labels_ = [f"{names[number % 4]} {number}" for number in range(count)]
    values = np.linspace(70, 2, count)
    limits = {"lower": np.maximum(values - 5, 0), "upper": values + 6, "marker": ""}
    return pd.DataFrame({"area_name": area, "part_label": labels_, "value": values} | limits | more)


def profile(own, scotland=None, name="c", unit="per cent", **more):
    """Return a chart by category."""
    return charts.profile(own, scotland, name=name, unit=unit, **WORDS | more)


def funnel(own="Fife", values=None, name="c", sizes=None, **more):
    """Return a funnel of the 32 areas around 40, with limits that narrow with size."""
    sizes = np.geomspace(15_000, 450_000, 32) if sizes is None else sizes
    values = [40 + 9 * np.sin(5 * number) for number in range(32)] if values is None else values
    points = pd.DataFrame({"area_code": AREAS, "area_name": AREAS, "value": values, "denominator": sizes})
    x = np.geomspace(min(sizes[sizes > 0]) * 0.8, max(sizes) * 1.2, 60)
    wide = 400 / np.sqrt(x)
    limits = [pd.DataFrame({"x": x, "lower": 40 - z * wide, "upper": 40 + z * wide}) for z in (2, 3.1)]
    given = {
        "limits95": limits[0],
        "limits998": limits[1],
        "group_codes": ["Moray", "Stirling"],
        "unit": RATE,
        "mean": 40,
    }
    return charts.funnel(points, name=name, own_code=own, **WORDS | given | more)


def distribution(own="Fife", values=None, name="c", unit=RATE, **more):
    """Return the 32 areas on one line around 40."""
    values = [40 + 9 * np.sin(5 * number) for number in range(32)] if values is None else values
    points = pd.DataFrame({"area_code": AREAS, "area_name": AREAS, "value": values})
    given = {"group_codes": FAMILY, "scotland": 41.2, "group_label": "Family group 2"}
    return charts.distribution(points, name=name, own_code=own, unit=unit, **WORDS | given | more)


def groups(**values):
    """Return records of one area by group of people, one list of values each."""
    return pd.concat([records("Fife", each, part_label=part.replace("_", " ")) for part, each in values.items()])


def inequality(rows=None, name="c", unit=RATE, **more):
    """Return a chart of groups of people over time."""
    rows = groups(Men=STEADY, Women=[value / 4 for value in STEADY]) if rows is None else rows
    return charts.inequality(rows, name=name, unit=unit, **WORDS | more)


def tiles(levels=None):
    """Return the 32 tiles; without levels these are 0 to 3 in turn."""
    table = pd.DataFrame([line.split(",") for line in GRID.split()], columns=["short", "q", "r"])
    table = table.assign(area_code=AREAS, area_name=AREAS, q=table["q"].astype(int), r=table["r"].astype(int))
    return table.assign(level=[number % 4 for number in range(32)] if levels is None else levels, marker="")


def tile_map(own="Fife", levels=None, name="c", classes=QUARTERS, **more):
    """Return a map of the 32 areas."""
    return charts.tile_map(tiles(levels), name=name, own_code=own, classes=classes, **WORDS | more)


class Pictures(Mapping):
    """Pictures by name, each drawn when it is first asked for: to know the names takes no time.

    Parameters
    ----------
    makers : Mapping
        Name -> function that draws it.
    """

    def __init__(self, makers):
        self._makers, self._drawn = makers, {}

    def __getitem__(self, kind):
        if kind not in self._drawn:
            self._drawn[kind] = self._makers[kind]()
        return self._drawn[kind]

    def __iter__(self):
        return iter(self._makers)

    def __len__(self):
        return len(self._makers)

    def __or__(self, other):
        both = {kind: pictures for pictures in (self, other) for kind in pictures}
        return Pictures({kind: partial(pictures.__getitem__, kind) for kind, pictures in both.items()})


def every_map(area="Fife", name="c"):
    """Return maps of tiles, plain and hard."""
    limits = [f"{word} the 99.8% limits around Scotland, as the funnel shows them" for word in ("Below", "In", "Above")]
    gaps = [np.nan if number in (3, 22) else number % 3 for number in range(32)]
    makers = {
        "tiles": lambda: tile_map(area, name=f"{name}y"),
        "tiles, no figure": lambda: tile_map(area, gaps, name=f"{name}z", classes=limits, symbols=["–", "=", "+"]),
    }
    return Pictures(makers)


def every_chart(area="Fife", name="c"):
    """Return one picture of each kind, and of each kind's hard cases, by name."""
    tiny = [[96, 2, 1], [2, 1, 0.5], [1, 1, 0.5], [1, 1, 0.5]]
    same = [float(60 + number % 5) for number in range(32)]
    early = records(area, [5, 6, 7], periods=PERIODS[:8])
    top = records(area, [*[np.nan] * 6, 100, np.nan, 90, 95], half=0)
    notes = [("2017-18", "Presumption extended to 12 months"), ("2020-21", "Courts closed")]
    three = groups(**{"16_to_20": [*STEADY[:6], np.nan, 36, 42, 46], "21_to_30": STEADY[::-1], "31_and_over": GAPS})
    long = ["Successfully completed within the time", "Revoked due to breach", "Transfer out of area", "Other"]
    makers = {
        "trend": lambda: trend(area=area, name=f"{name}a"),
        "gaps": lambda: trend(GAPS, area=area, name=f"{name}b"),
        "close": lambda: trend([71.0] * 10, [70.5] * 10, [70.8] * 10, area=area, unit="per cent", name=f"{name}c"),
        "one": lambda: trend([46], [44], [45], area=area, name=f"{name}d"),
        "two": lambda: trend([46, 44], [44, 40], None, area=area, name=f"{name}e"),
        "counts": lambda: trend([3, 1, 0, 2], None, None, area=area, unit="orders", name=f"{name}f"),
        "missing": lambda: trend([np.nan] * 10, area=area, name=f"{name}g"),
        "top": lambda: charts.trend(top, name=f"{name}1", unit="per cent", **WORDS),
        "covid last": lambda: charts.trend(early, name=f"{name}h", unit=RATE, **WORDS),
        "make-up": lambda: composition([[60, 62, 65], [20, 18, 15], [15, 15, 12], [5, 5, 8]], name=f"{name}i"),
        "tiny parts": lambda: composition(tiny, name=f"{name}j"),
        "long parts": lambda: composition(tiny, name=f"{name}k", names=long),
        "newest missing": lambda: composition([[60, 62, np.nan], [20, 18, 15], [1, 1, 1]], name=f"{name}l", names=long),
        "years apart": lambda: composition([[60, 62], [40, 38]], name=f"{name}x", periods=["2015-16", "2023-24"]),
        "three": lambda: profile(categories(3, area), categories(3), name=f"{name}m"),
        "twelve": lambda: profile(categories(12, area), categories(12), name=f"{name}n"),
        "funnel": lambda: funnel(area, name=f"{name}o"),
        "funnel, one size": lambda: funnel(area, name=f"{name}p", sizes=np.full(32, 500.0), denominator="orders ended"),
        "funnel, widened": lambda: funnel(area, name=f"{name}q", tau2=0.01),
        "notes": lambda: trend(area=area, name=f"{name}r", annotations=notes, breaks=[("2019-20", "New method")]),
        "distribution": lambda: distribution(area, name=f"{name}s"),
        "distribution, ties": lambda: distribution(area, same, name=f"{name}t", unit="per cent", scotland=62),
        "groups": lambda: inequality(name=f"{name}u"),
        "three groups": lambda: inequality(three, name=f"{name}v", unit="per cent"),
        "groups, one period": lambda: inequality(groups(Men=[46], Women=[12]), name=f"{name}w"),
    }
    return Pictures(makers)


def elements(picture, tag):
    """Return every element of a kind, with what a group of words says of each of them."""
    space = "{http://www.w3.org/2000/svg}"
    root = ET.fromstring(picture)
    for group in root.iter(f"{space}g"):
        for child in group:
            if child.tag == f"{space}text":
                child.attrib.update({key: value for key, value in group.attrib.items() if key not in child.attrib})
    return list(root.iter(space + tag))


def words(picture):
    """Return all visible words."""
    return [text.text for text in elements(picture, "text")]


def boxes(picture):
    """Return the words and box (left, top, right, bottom) of every text, in Arial's own width."""
    return [(words.text, words.box) for words in Picture(picture).words]


def outlines(picture, colour, dashed=None):
    """Return the outlines of the lines drawn in a colour."""
    found = []
    for path in elements(picture, "path"):
        same = path.get("stroke") == colour and path.get("fill") == "none"
        if same and (dashed is None or dashed == ("stroke-dasharray" in path.attrib)):
            found.append(path.get("d"))
    return "".join(found)


def own_line(picture):
    """Return the outline of the own area's thick line."""
    thick = [path.get("d") for path in elements(picture, "path") if path.get("stroke-width") == "3"]
    return "".join(thick)


def marks(picture, colour):
    """Return where the marks of a colour stand."""
    found = []
    for parent in ET.fromstring(picture).iter():
        for use in parent:
            if use.tag.endswith("use") and (use.get("fill") or parent.get("fill")) == colour:
                found.append((float(use.get("x")), float(use.get("y"))))
    return found


def axis_numbers(picture):
    """Return the numbers at the left axis, bottom first."""
    found = [t for t in elements(picture, "text") if t.get("text-anchor") == "end" and re.fullmatch(r"[\d,.]+", t.text)]
    return [float(text.text.replace(",", "")) for text in sorted(found, key=lambda t: -float(t.get("y")))]


FIFE = every_chart()
