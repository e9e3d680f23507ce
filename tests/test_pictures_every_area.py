"""Every chart of every area and outcome, as reports and national pages draw it: its words can be read."""

import re

import pytest
from conftest import ROOT
from picture_reader import Picture
from test_pictures import hidden, overlaps

import cjtools
from cjtools.catalogue import load
from cjtools.results.nation import Nation, _grid
from cjtools.show.comparison_page import comparison_html

pytestmark = pytest.mark.batch
CATALOGUE = ROOT / "data" / "catalogue"
SLUGS = [area["slug"] for area in load(CATALOGUE).councils]
PARTS = ("people", "needs", "services")
NAMED = re.compile(r'<title.*?</desc>|\b(?:id|href|clip-path|aria-labelledby)="[^"]*"', re.DOTALL)


@pytest.fixture(scope="module")
def nation(catalogue, observations, records):
    """All Scotland, of which the study of each area is made, so that what all share is worked out once."""
    return Nation("2024-25", catalogue, observations, known=records, grid=_grid(CATALOGUE / "hex_grid.csv"))


@pytest.fixture(scope="module")
def looked_at():
    """Pictures that were looked at, so that what several areas show alike is looked at once."""
    return set()


def faults(html, looked_at):
    """Return (number of pictures, what is wrong in those that are new)."""
    pictures = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    found = []
    for text in pictures:
        drawn = NAMED.sub("", text)
        if drawn not in looked_at:
            looked_at.add(drawn)
            picture = Picture(text)
            wrong = [*overlaps(picture), *hidden(picture)]
            found += [(re.search("<title[^>]*>(.*?)</title>", text)[1], wrong)] if wrong else []
    return len(pictures), found


@pytest.mark.parametrize("slug", SLUGS)
def test_words_of_every_chart_of_an_area_can_be_read(slug, nation, catalogue, looked_at):
    """None overlap, are cut off, or stand over a mark or a line they do not stand out from."""
    shown, wrong = 0, {}
    for outcome in catalogue.outcomes.values():
        study = nation.study(catalogue.area(slug), outcome)
        count, found = faults("".join(cjtools.questions(study, part)._repr_html_() for part in PARTS), looked_at)
        shown += count
        wrong |= {outcome.id: found} if found else {}
    assert shown > 40
    assert not wrong


def test_words_of_every_chart_of_all_scotland_can_be_read(nation, catalogue, looked_at):
    """On the pages that compare all councils."""
    found = [faults(comparison_html(nation, outcome), looked_at) for outcome in catalogue.outcomes.values()]
    assert sum(count for count, _ in found) > 15
    assert not [each for _, wrong in found for each in wrong]
