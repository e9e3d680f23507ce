"""Every page in Chromium breaks no rule of WCAG 2.2 AA or good practice, fits, and asks nothing elsewhere."""

import json
import subprocess

import pytest
from html_lint import lint

from browser import axe, layout
from browser.conftest import HERE
from browser.made_site import page_names

VNU = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.parametrize("name", page_names())
def test_page_has_no_fault(name, site, visit):
    """Loaded once, then looked at by every check."""
    page = visit.open(site / name)
    faults = axe.in_words(axe.run(page)["violations"])
    faults += layout.at_width(page, 320)
    faults += [f"asks {address}" for address in visit.outside] + visit.errors
    assert faults == []


def test_every_page_of_the_site_is_looked_at(site):
    """A kind of page that somebody adds has to be named in made_site.py."""
    made = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert made == set(page_names())


def test_lint_finds_nothing(site):
    """What axe cannot see: words of pictures, captions, scopes, order of headings, links without words."""
    found = {name: lint((site / name).read_text(encoding="utf-8")) for name in page_names()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_html_checker_finds_no_error(site):
    """The Nu HTML checker, over all pages at once."""
    assert vnu([site / name for name in page_names()]) == []


def vnu(files):
    """Return the errors that the Nu HTML checker has for files, as lines."""
    command = ["java", "-jar", str(VNU), "--errors-only", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    told = json.loads(done.stderr or done.stdout)["messages"]
    return [f"{one.get('url', '')}: line {one.get('lastLine')}: {one['message']}" for one in told]
