"""What tests in a browser share: Chromium, pages that record what they ask for and say, and the site that is checked.

Everything in this folder carries the mark ``browser``, so that neither make test nor make test-batch takes it in.
Playwright is imported when a browser is asked for: the other stages read this file and do without it.
"""

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from browser import needs
from browser.made_site import KEPT, make_site

HERE = Path(__file__).parent
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
FLAGS += ("--disable-component-update", "--disable-sync")
# a page may read files and what it holds itself, and ask a server that a test started on this machine
ALLOWED = re.compile(r"(file|data|blob|about):|(https?|wss?)://(localhost|127\.0\.0\.1|\[::1\])[:/]")
MAX_MS = 30_000


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark every test of this folder, so that none can be forgotten."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Visit:
    """A page in the browser, with what it asked for elsewhere and what went wrong in it, as it happens.

    Parameters
    ----------
    page : playwright.sync_api.Page
    outside : list of str
        Addresses outside this machine; each was refused.
    errors : list of str
        What scripts threw and what the console told as an error.
    """

    page: object
    outside: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def open(self, place):
        """Load a file or an address, until everything in it is there, and return the page."""
        address = place.resolve().as_uri() if isinstance(place, Path) else place
        self.page.goto(address, wait_until="load")
        return self.page


@pytest.fixture(scope="session")
def chromium():
    """Chromium of the system, or the one that CHROMIUM names; without one the test fails: nothing was checked."""
    found = needs.chromium()
    if not found:
        pytest.fail(needs.sentence(["chromium"]))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def recording(browser, width=1280, height=900, **options):
    """Give a fresh page that refuses and records what it asks for outside this machine.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    width, height : int
    **options
        Of Playwright's ``new_context``.

    Yields
    ------
    Visit
    """
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(MAX_MS)
    visit = Visit(context.new_page())

    def pass_or_refuse(route):
        if ALLOWED.match(route.request.url):
            route.continue_()
        else:
            visit.outside.append(route.request.url)
            route.abort()

    context.route("**/*", pass_or_refuse)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("console", lambda said: visit.errors.append(said.text) if said.type == "error" else None)
    try:
        yield visit
    finally:
        context.close()


@pytest.fixture(scope="session")
def visiting(chromium):
    """Return a function that gives a fresh page for a with statement: ``with visiting(width=320) as visit``."""
    return partial(recording, chromium)


@pytest.fixture
def visit(visiting):
    """A fresh page of 1280 pixels, with nothing loaded yet."""
    with visiting() as visit:
        yield visit


@pytest.fixture(scope="session")
def site():
    """The folder of a year with every kind of page, made once for all processes of a run."""
    KEPT.mkdir(parents=True, exist_ok=True)
    run, told = os.environ.get("PYTEST_XDIST_TESTRUNUID", ""), KEPT / "made.txt"
    with FileLock(KEPT / "site.lock"):
        # another process of the same run may have made it already; one of an earlier run says nothing
        if not run or not told.is_file() or told.read_text(encoding="utf-8") != run:
            make_site(KEPT / "home")
            told.write_text(run, encoding="utf-8")
    return max((KEPT / "home" / "outputs").glob("2*"))


@pytest.fixture(scope="session")
def artefacts():
    """The folder where screenshots are kept for whoever wants to look."""
    folder = KEPT / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
