"""Every page in Chromium breaks no rule of WCAG 2.2 AA or good practice, fits, prints, and asks nothing elsewhere."""

import pytest

from browser import axe, layout
from browser.made_site import AREAS, WITH_EVIDENCE, opened_names, page_names

TALLEST = 8000  # px: Chromium cannot draw the whole of the longest pages at once
# one of each kind, with and without evidence where that makes a difference
KINDS = ("index", "about", "assurance", "community-sentences", f"{WITH_EVIDENCE}/requests/index")
KINDS += tuple(
    f"{area}/{name}"
    for area in AREAS[:2]
    for name in (
        "index",
        "community-sentences",
        "police-custody-data",
        "priorities",
        "delivery_plan",
        "monitoring_plan",
    )
)
KINDS += tuple(f"{area}/{name}" for area in AREAS[:2] for name in ("annual_report", "opi2016", "quality", "cjoip"))


@pytest.mark.parametrize("name", opened_names())
def test_page_has_no_fault(name, site, visit):
    """Loaded once and looked at in every way; there is no list of faults that are let pass."""
    page = visit.open(site / name)
    faults = layout.by_keyboard(page) + layout.does_not_fit(page) + layout.on_paper(page)
    faults += layout.in_forced_colours(page)
    faults += axe.faults(page)
    faults += [f"asks {address}" for address in visit.outside] + visit.errors
    assert faults == []


@pytest.mark.parametrize("name", [name for name in opened_names() if "/" not in name])
def test_page_says_the_same_without_its_script(name, site, visiting):
    """National pages sort and filter by a script; whoever has none reads the same words."""
    words = []
    for script in (True, False):
        with visiting(java_script_enabled=script) as visit:
            page = visit.open(site / name)
            page.evaluate("document.querySelectorAll('.filter').forEach(one => { one.hidden = true; })")
            words.append(page.inner_text("main").split())
    assert words[0] == words[1]
    assert len(words[0]) > 100


@pytest.mark.parametrize("name", KINDS)
def test_screenshots_are_kept(name, site, visiting, artefacts):
    """Of each kind of page, as wide as a desk and as narrow as a phone."""
    for width in (layout.WIDE, layout.NARROW):
        with visiting(width=width) as visit:
            page = visit.open(site / f"{name}.html")
            picture = artefacts / f"{name.replace('/', '-')}-{width}.png"
            high = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            page.set_viewport_size({"width": width, "height": high})
            page.screenshot(path=picture)
            assert picture.stat().st_size > 10_000


def test_every_page_of_the_site_is_known(site):
    """A kind of page that somebody adds has to be named in made_site.py."""
    made = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert made == set(page_names())
