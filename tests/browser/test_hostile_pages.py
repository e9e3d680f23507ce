"""Pages of a partnership that attacks with every word, in Chromium: nothing runs, loads, asks, covers or leads away."""

import html
import re
from collections import Counter

import pytest
from hostile_site import OWN, SLUG, at_home, make_home, make_site
from hostile_text import FAMILIES
from html_lint import parse

from cjtools.results.doors import open_studies
from cjtools.show import recorded
from cjtools.show.page import page as page_of

PAGES = 30  # that are opened: those of the area, its letters, and the ones above
TAGS = "[...document.querySelectorAll('*')].map(one => one.localName)"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
LEAVES = FAMILIES["another page"]  # which no policy in a page forbids: the escaping alone holds it


@pytest.fixture(scope="module")
def home(tmp_path_factory, processed):
    """The hostile partnership: two outcomes, priorities, annual report, statements, letters, and the pages above."""
    made = make_home(tmp_path_factory.mktemp("hostile"), processed)
    with pytest.MonkeyPatch.context() as patch:
        make_site(made, patch, "html", (OWN, "diversion", "priorities", "annual_report"))
    return made


@pytest.fixture(scope="module")
def unescaped(home):
    """A page as it would be if nothing were escaped: the services that the partnership records."""
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        study = next(one for one in open_studies(SLUG, "2024-25") if one.outcome.id == "diversion")
        patch.setattr(html, "escape", lambda text, quote=True: str(text))
        return page_of("Services", "<h1>Services</h1>" + recorded.services(study).html.replace(LEAVES, ""))


def opened(visit, path):
    """Open a page and wait until what it may have started is done; return it and what it asked of the reader."""
    dialogs = []
    visit.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = visit.open(path)
    page.wait_for_timeout(100)
    return page, dialogs


@pytest.mark.reliability("text", "the pages opened in Chromium: scripts, events, links, frames, forms, style "
      "sheets, another "
                         "page", "nothing runs, no request, no dialog, no other page; the elements are those of the "
                               "file",
                         tries=PAGES)  # fmt: skip
def test_nothing_runs_and_nothing_is_asked_for(home, visiting, tries):
    paths = [path for path in sorted(home.out.rglob("*.html")) if "<main" in path.read_text(encoding="utf-8")]
    own = [path for path in paths if path.is_relative_to(home.area)]
    shown = [*own, *(path for path in paths if path not in own)][:tries]
    assert len(shown) == tries
    for path in shown:
        with visiting() as visit:
            page, dialogs = opened(visit, path)
            assert page.evaluate("window.PWN") is None, path.name
            assert dialogs == [] and visit.outside == [] and visit.errors == [], path.name
            assert page.url == path.resolve().as_uri() and len(page.frames) == 1, path.name
            # what the browser makes of the file is what lint has read in it
            tree = parse(path.read_text(encoding="utf-8"))
            if tree.all("script"):
                continue  # the project's own adds buttons for searching and sorting
            assert Counter(map(str.lower, page.evaluate(TAGS))) == Counter(node.tag for node in tree.walk()), path.name
            hit = page.evaluate("!!document.elementFromPoint(640, 300)?.closest('main, header, footer, body')")
            assert hit and page.locator("main").is_visible(), path.name


@pytest.mark.reliability("text", "the title of an outcome of the partnership's own, looked for in the search of the "
      "first "
                         "page", "found and shown as text")  # fmt: skip
def test_the_search_shows_a_hostile_title_as_text(home, visit):
    """Its results are put together by a script."""
    page = visit.open(home.out / "index.html")
    tag = next(tag for tag, (field, _) in home.outcome.tags.items() if field.endswith(f"{OWN}.short_title"))
    page.get_by_role("searchbox").first.fill(tag)
    results = page.locator("#find-results li")
    assert results.count() == 1 and tag in results.first.inner_text()
    assert set(results.first.evaluate("one => [...one.querySelectorAll('*')].map(each => each.localName)")) <= {
        "a",
        "span",
    }
    assert page.evaluate("window.PWN") is None and visit.errors == [] and visit.outside == []


@pytest.mark.reliability("text", "the same words without escaping, with the policy that stands in each "
      "page", "nothing runs or "
                         "loads: the policy is a second wall")  # fmt: skip
def test_without_escaping_the_policy_still_holds(unescaped, visit, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(unescaped, encoding="utf-8")
    page, dialogs = opened(visit, path)
    assert page.locator("img[onerror], iframe, script").count() > 3  # the words are elements now
    assert page.evaluate("window.PWN") is None and dialogs == [] and visit.outside == []
    assert any("Content Security Policy" in error for error in visit.errors)


def test_without_escaping_and_without_policy_they_run(unescaped, visit, tmp_path):
    """The control: the attack is real."""
    path = tmp_path / "page.html"
    path.write_text(POLICY.sub("", unescaped), encoding="utf-8")
    page, _ = opened(visit, path)
    assert page.evaluate("window.PWN") == 1 and visit.outside
