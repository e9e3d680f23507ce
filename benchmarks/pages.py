"""Our page beside nbconvert's page of the same notebook: bytes, what checks find, what is asked elsewhere, seconds.

    python -m benchmarks.pages      # after make test-browser, which brings what the checks need

The five notebooks of one report are run once, by papermill, and joined to one. nbconvert then writes its page of it,
with code (its default) and without; cjtools writes its own of the same five. All are made and judged in one run.
"""

import gzip
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.__main__ import about_here
from benchmarks.table import put_into, table
from benchmarks.workspace import CHECKOUT, make_workspace
from cjtools.errors import CjtoolsError, Problem
from cjtools.kinds import STEPS
from cjtools.writing import write_atomically

PAGE = CHECKOUT / "docs" / "accessibility.md"
BEGIN, END = "<!-- page by page: written by python -m benchmarks.pages -->", "<!-- end of page by page -->"
AREA, OUTCOME = "fife", "community-sentences"
REPEATS = 3
HEAD = ["page", "bytes", "gzip", "axe: rules", "axe: places", "lint", "HTML errors", "asked elsewhere", "s to make"]


def executed(workspace, folder):
    """Run the five notebooks of a report; return their paths, and one notebook that joins them."""
    import nbformat
    import papermill

    paths = []
    for step in STEPS:
        path = folder / f"{step}.ipynb"
        asked = workspace.parameters([AREA], [OUTCOME])[0]
        source = workspace.home / "notebooks" / f"{step}.ipynb"
        papermill.execute_notebook(source, path, asked, cwd=source.parent, progress_bar=False, log_output=False)
        paths.append(path)
    joined = nbformat.read(paths[0], as_version=4)
    joined.cells = [cell for path in paths for cell in nbformat.read(path, as_version=4).cells]
    return paths, joined


def stock(joined, **options):
    """Return nbconvert's page of a notebook, template ``lab``, as it comes."""
    from nbconvert import HTMLExporter

    return HTMLExporter(template_name="lab", **options).from_notebook_node(joined)[0]


def ours(workspace, paths):
    """Return our page of the same notebooks, as a report writes it."""
    from cjtools import catalogue
    from cjtools.intake.store import read_observations, read_told
    from cjtools.make.report import report_files
    from cjtools.results.study import Study

    words, processed = catalogue.load(), workspace.home / "data" / "processed"
    study = Study(
        words.area(AREA), words.outcome(OUTCOME), workspace.year, words, read_observations(processed), "deprivation"
    )
    notebooks = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    told = read_told(processed)
    return lambda: report_files(study, notebooks, told, {})[f"{OUTCOME}.html"]


def timed(ways, repeats=REPEATS):
    """Return the pages and the median seconds of ways to make them, which take turns."""
    seconds, pages = {name: [] for name in ways}, {}
    for _ in range(repeats):
        for name, make in ways.items():
            start = time.perf_counter()
            pages[name] = make()
            seconds[name].append(time.perf_counter() - start)
    return pages, {name: statistics.median(some) for name, some in seconds.items()}


def judged(chromium, path):
    """Return what the checks of make test-browser find in a page: the cells of its row but the last."""
    from browser import axe
    from browser.conftest import recording
    from browser.test_folder import html_errors
    from html_lint import lint

    text = path.read_text(encoding="utf-8")
    with recording(chromium) as visit:
        found = axe.run(visit.open(path))["violations"]
        # what a page asks for when it is there already, MathJax for one, counts too
        visit.page.wait_for_timeout(1000)
        asked = len(set(visit.outside))
    rules = len({one["rule"] for one in found})
    counts = (len(text.encode()), len(gzip.compress(text.encode(), 9, mtime=0)), rules, len(found), len(lint(text)))
    return [f"{count:,}" for count in (*counts, len(html_errors([path])), asked)]


def compare():
    """Make the pages, judge them, and return the table."""
    sys.path.insert(0, str(CHECKOUT / "tests"))
    from browser import needs
    from browser.conftest import FLAGS
    from playwright.sync_api import sync_playwright

    if lacking := needs.missing():
        raise CjtoolsError(Problem(needs.sentence(lacking), todo="install them, and run make test-browser once"))
    with tempfile.TemporaryDirectory(prefix="cjtools-pages-") as name:
        folder = Path(name)
        workspace = make_workspace(folder)
        paths, joined = executed(workspace, folder)
        ways = {
            "nbconvert, template lab": lambda: stock(joined),
            "the same without code": lambda: stock(joined, exclude_input=True),
            "cjtools": ours(workspace, paths),
        }
        pages, seconds = timed(ways)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=needs.chromium(), args=list(FLAGS))
            rows = []
            for place, (way, text) in enumerate(pages.items()):
                path = folder / f"page{place}.html"
                path.write_text(text, encoding="utf-8")
                rows.append([way, *judged(chromium, path), f"{seconds[way]:.2f}"])
            chromium.close()
    return as_text(rows, about_here(REPEATS))


def as_text(rows, here):
    """Return the table with what was measured, when, and with what."""
    packages = "; ".join(f"{name} {here['versions'][name]}" for name in ("Python", "papermill", "nbconvert", "cjtools"))
    of = f"The report on {OUTCOME} in {AREA}: its five notebooks, run once, one page of each way."
    when = f"Measured {here['date']} on {here['machine']}; seconds are medians of {REPEATS} turns."
    return f"{of}\n{when}\n{packages}.\n\n{table(HEAD, rows)}"


if __name__ == "__main__":
    try:
        measured = compare()
    except CjtoolsError as error:
        sys.exit("\n".join(f"error: {problem}" for problem in error.problems))
    print(measured)
    write_atomically(PAGE, put_into(PAGE.read_text(encoding="utf-8"), measured, BEGIN, END))
