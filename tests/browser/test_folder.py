"""The folder of a year as a whole: valid HTML, titles that differ, links that lead somewhere, on every page of it."""

import json
import subprocess
from collections import defaultdict

import pytest
from html_lint import lint, parse

from browser.conftest import HERE
from browser.made_site import page_names

VNU = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def html_errors(files):
    """Return the errors that the Nu HTML checker has for files, as lines; one start of Java for all of them."""
    command = ["java", "-Xss4m", "-jar", str(VNU), "--errors-only", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    told = json.loads(done.stderr)["messages"]
    return [f"{one.get('url', '')}: line {one.get('lastLine')}: {one['message']}" for one in told]


def broken_links(pages, folder):
    """Return links that lead to no file below a folder, or to no place in a page.

    Parameters
    ----------
    pages : dict
        Name -> tree of a page.
    folder : Path

    Returns
    -------
    list of str
    """
    faults = []
    for name, tree in pages.items():
        for address in {link.attrs["href"] for link in tree.all("a") if "href" in link.attrs}:
            if "://" in address:
                continue
            place, _, fragment = address.partition("#")
            target = ((folder / name).parent / place).resolve() if place else (folder / name).resolve()
            if not target.is_file():
                faults.append(f"{name}: no file {address}")
                continue
            other = pages.get(target.relative_to(folder.resolve()).as_posix())
            if fragment and fragment not in other.by_id:
                faults.append(f"{name}: no place {address}")
    return faults


def same_titles(pages):
    """Return titles that more than one page has, with the pages."""
    named = defaultdict(list)
    for name, tree in pages.items():
        named[" ".join(title.text for title in tree.all("title") if title.parent.tag == "head")].append(name)
    return {title: names for title, names in named.items() if len(names) > 1}


@pytest.fixture(scope="module")
def pages(site):
    """Name -> tree of every page."""
    return {name: parse((site / name).read_text(encoding="utf-8")) for name in page_names()}


@pytest.mark.parametrize("name", page_names())
def test_lint_finds_nothing(name, site):
    """What axe cannot see: words of pictures, captions, scopes, order of headings, links without words."""
    assert lint((site / name).read_text(encoding="utf-8")) == []


def test_html_checker_finds_no_error(site):
    """The Nu HTML checker, over all pages at once."""
    assert html_errors([site / name for name in page_names()]) == []


def test_links_lead_somewhere(pages, site):
    """Files and places within pages, over the whole folder."""
    assert broken_links(pages, site) == []


def test_titles_differ(pages):
    """Each page is told from the others by its title alone."""
    assert same_titles(pages) == {}


def test_checker_finds_a_planted_error(tmp_path):
    """An element that may not stand where it stands."""
    page = tmp_path / "wrong.html"
    page.write_text("<!DOCTYPE html><html lang=en-GB><title>A</title><ul><p>B</p></ul></html>", encoding="utf-8")
    assert any("not allowed as child of element “ul”" in error for error in html_errors([page]))


def test_planted_links_and_titles_are_found(tmp_path):
    """A file that is not there, a place that is not there, and a title that comes twice."""
    texts = {
        "a.html": "<head><title>One</title></head><a href='b.html#here'>x</a><a href='c.html'>x</a><a href='#no'>x</a>",
        "b.html": "<head><title>One</title></head><p id='here'>x</p><a href='a.html#nowhere'>x</a>",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    trees = {name: parse(text) for name, text in texts.items()}
    wrong = ["a.html: no file c.html", "a.html: no place #no", "b.html: no place a.html#nowhere"]
    assert sorted(broken_links(trees, tmp_path)) == wrong
    assert same_titles(trees) == {"One": ["a.html", "b.html"]}
