"""Pages are found by any spelling, with the keyboard alone, from a file, and are all there where no script runs."""

import pytest

from browser import axe, layout
from browser.made_site import KEPT, run

SEARCH = "Find an area, an outcome or a report"

NOTHING = "No page found. A council has pages here when a report of it was made. Try fewer words, or an outcome."


@pytest.fixture(scope="session")
def published(site, tmp_path_factory):
    """The same site as it is published, in a folder with a blank and an accent in its name."""
    folder = tmp_path_factory.mktemp("readers") / "für alle"
    run(KEPT / "home", "publish", "--to", str(folder))
    return folder


def found(page):
    """Return the pages that a search found, as they are named, and what is said of it."""
    results = page.locator("#find-results a")
    return [link.text_content() for link in results.all()], page.locator("#find-status").text_content()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("western  isles fife", None),
        ("ORKNEY islands council", "Orkney Islands"),
        ("glasgow, city of", "Glasgow City"),
        ("S12000015", "Fife"),
        ("outcome 4", "Community sentences in Scotland"),
        ("bail", "Bail supervision in Scotland"),
        ("prosecution fife", "Diversion from prosecution report, Fife"),
        ("4 orkney", "Community sentences report, Orkney Islands"),
        ("sources", "About the figures: sources, methods, glossary, accessibility"),
    ],
)
def test_a_page_is_found_by_any_spelling(words, first, site, visit):
    """Of an area, by number or words of an outcome, by both."""
    page = visit.open(site / "index.html")
    page.get_by_role("searchbox", name=SEARCH).fill(words)
    names, said = found(page)
    assert names[:1] == [first] if first else names == []
    count = "1 page" if len(names) == 1 else f"{len(names)} pages"
    assert said == (f"{count} found." if first else NOTHING)
    assert visit.errors == [] and visit.outside == []


def test_search_by_keyboard_alone(site, visit):
    """Tab to the field, words, Enter to the first result, Enter to its page; screen readers are told what is found."""
    page = visit.open(site / "index.html")
    for _ in range(2):  # past the link to the content
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "find-words"
    page.keyboard.type("fife")
    names, said = found(page)
    assert len(names) == 16 and said == "16 pages found."
    assert page.get_by_role("status").first.text_content() == said
    assert page.get_by_role("search").get_by_role("searchbox").get_attribute("aria-describedby") == "find-status"
    faults = [fault for fault in axe.in_words(axe.run(page)["violations"]) if "find-" in fault]  # the rest: test_pages
    assert faults + layout.does_not_fit(page) == []
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Fife"
    page.keyboard.press("Enter")
    page.wait_for_url("**/fife/index.html")
    page.go_back()
    page.get_by_role("searchbox", name=SEARCH).fill("report")
    assert "another word finds fewer" in found(page)[1] and len(found(page)[0]) == 20
    page.get_by_role("button", name="Clear").press("Enter")
    assert found(page) == ([], "") and page.evaluate("document.activeElement.id") == "find-words"


def test_rows_are_found_by_any_spelling(site, visit):
    """Of councils without a report too, in the table of the year and in those of an outcome."""
    page = visit.open(site / "index.html")
    for words in ("Western Isles", "cnes", "comhairle nan eilean"):
        page.get_by_role("searchbox", name="Words in the row").fill(words)
        rows = page.locator("#matrix tbody tr:visible th")
        assert rows.all_text_contents() == ["Na h-Eileanan Siar"]
        assert page.locator("#matrix-status").text_content() == "1 of 32 shown."
    page = visit.open(site / "diversion.html")
    page.get_by_role("searchbox", name="Words in the row").first.fill("Edinburgh, City of")
    assert page.locator("table.sortable tbody tr:visible th").first.text_content() == "City of Edinburgh"
    assert visit.errors == []


def test_without_a_script_all_is_there_and_nothing_is_offered_that_would_not_work(site, visiting):
    """No empty field; every council and every report is linked."""
    with visiting(java_script_enabled=False) as visit:
        page = visit.open(site / "index.html")
        assert page.get_by_role("searchbox").count() == 0
        assert page.locator("#find").is_hidden() and page.locator("#matrix-filter").is_hidden()
        assert page.locator("#matrix tbody tr:visible").count() == 32
        assert page.locator("ul.areas > li:visible").count() == 32


def test_the_published_folder_works_from_a_file(published, visit):
    """Search, follow, go on to the report and back to the start; what changed is there; no working paper is."""
    page = visit.open(published / "index.html")
    page.get_by_role("searchbox", name=SEARCH).fill("fife community")
    page.locator("#find-results").get_by_role("link", name="Community sentences report, Fife").click()
    assert page.title().startswith("Community sentences in Fife")
    page.get_by_role("navigation", name="You are here").get_by_role("link", name="Fife").click()
    assert page.get_by_role("link", name="Delivery plan").count() == 0
    assert page.get_by_role("link", name="Statements of the plan").count() == 1
    visit.open(published / "index.html").get_by_role("link", name="What changed").click()
    assert axe.in_words(axe.run(page)["violations"]) + layout.does_not_fit(page) == []
    visit.open(published / "changes.html").get_by_text("Fife: 11 new").click()
    page.get_by_role("link", name="Accommodation").first.click()
    assert page.title().startswith("Accommodation in Fife")
    assert visit.errors == [] and visit.outside == []
