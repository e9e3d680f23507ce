"""The index pages link what is there, say what is not, and never pass an old page for a new one."""

import re

import pytest
from html_lint import lint, parse

from cjtools.ledger import Ledger
from cjtools.site import write_indexes

OUTCOME = "community-sentences"
NOW, BEFORE = "n" * 64, "b" * 64


@pytest.fixture
def out(tmp_path):
    """The outputs of one year."""
    folder = tmp_path / "2024-25"
    folder.mkdir()
    return folder


def made(out, slug, inputs=NOW):
    """Write the files of a report and its line in the ledger."""
    (out / slug).mkdir(exist_ok=True)
    for suffix in (".html", ".csv", ".json"):
        (out / slug / f"{OUTCOME}{suffix}").write_text(slug, encoding="utf-8")
    Ledger(out).record(slug, OUTCOME, "done", inputs)


def pages(out, catalogue):
    """Write the index pages and return them by folder."""
    write_indexes(catalogue, Ledger(out), out, NOW)
    return {path.parent.name: path.read_text(encoding="utf-8") for path in out.rglob("index.html")}


def test_index_links_every_report_that_is_there(out, catalogue):
    """In order of name, each link leading to a file, from the year to the area and on to page and data."""
    for slug in ("na-h-eileanan-siar", "fife", "city-of-edinburgh"):
        made(out, slug)
    found = pages(out, catalogue)
    assert set(found) == {"2024-25", "na-h-eileanan-siar", "fife", "city-of-edinburgh"}
    areas = [cell.text for cell in parse(found["2024-25"]).all("th")][2:]
    assert areas == ["City of Edinburgh", "Fife", "Na h-Eileanan Siar"]
    for folder, page in found.items():
        base = out if folder == "2024-25" else out / folder
        targets = [a.attrs["href"] for a in parse(page).all("main")[0].all("a")]
        assert len(targets) == (6 if folder == "2024-25" else 2)
        assert all((base / target).is_file() for target in targets)
    assert "3 of 32 community justice areas" in found["2024-25"]


def test_index_pages_are_clean(out, catalogue):
    """With reports that are there, old, failed and missing."""
    made(out, "fife")
    made(out, "moray", BEFORE)
    Ledger(out).record("angus", OUTCOME, "failed", NOW, error="02_needs.ipynb, cell 4: KeyError: 'x'")
    made(out, "stirling")
    (out / "stirling" / f"{OUTCOME}.html").unlink()
    assert {folder: lint(page) for folder, page in pages(out, catalogue).items() if lint(page)} == {}


def test_older_page_is_marked_and_says_how_to_make_it_again(out, catalogue):
    """Its inputs changed since, or someone edited it."""
    made(out, "fife", BEFORE)
    made(out, "moray")
    (out / "moray" / f"{OUTCOME}.html").write_text("by hand", encoding="utf-8")
    found = pages(out, catalogue)
    assert len(re.findall(r"</a> \(not up to date\)", found["2024-25"])) == 2
    for slug in ("fife", "moray"):
        assert "Not up to date" in found[slug]
        assert f"cjtools report --area {slug} --outcome {OUTCOME} --year 2024-25" in found[slug]


def test_missing_page_is_not_linked(out, catalogue):
    """The ledger remembers a page that someone deleted."""
    made(out, "fife")
    (out / "fife" / f"{OUTCOME}.html").unlink()
    found = pages(out, catalogue)
    assert "<td>not made</td>" in found["2024-25"]
    assert f"{OUTCOME}.html" not in found["2024-25"] + found["fife"]
    assert "0 of 32" in found["2024-25"]


def test_failure_is_told_with_its_reason_escaped(out, catalogue):
    """What an error quotes is never markup; there is no link to a page that is not there."""
    Ledger(out).record("fife", OUTCOME, "failed", NOW, error="a: <script>alert(1)</script>\nb: \"two\" & 'three'")
    found = pages(out, catalogue)
    for page in (found["2024-25"], found["fife"]):
        assert "a: &lt;script&gt;alert(1)&lt;/script&gt;; b: &#34;two&#34; &amp; &#39;three&#39;" in page
        assert "An older page" not in page


def test_ledger_cannot_name_other_files(out, catalogue):
    """Only areas and outcomes of the catalogue become folders and links, whatever a ledger holds."""
    made(out, "fife")
    ledger = Ledger(out)
    for area, outcome in (("../../away", OUTCOME), ("fife", "../x"), ("gone-council", OUTCOME)):
        ledger.rows[(area, outcome)] = {**ledger.rows[("fife", OUTCOME)], "area": area, "outcome": outcome}
    write_indexes(catalogue, ledger, out, NOW)
    assert sorted(path.relative_to(out.parent).parent.as_posix() for path in out.parent.rglob("index.html")) == [
        "2024-25",
        "2024-25/fife",
    ]
    assert "away" not in (out / "index.html").read_text(encoding="utf-8")
