"""The explorer in JupyterLab and as a page: each control by keyboard, what follows it, what can be taken away."""

import http.client
import os
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from browser import axe, layout
from browser.servers import TOKEN, Explorer, served

SENTENCE = re.compile(r"at a rate of ([\d.]+) per 10,000")
# beside the labelled controls, those of JupyterLab itself are not this project's
CONTROLS = (
    "Outcome", "Measure", "Breakdown", "Category", "Shown as", "Compare with", "From year", "To year", "Add an area",
)  # fmt: skip


@pytest.fixture(scope="session")
def home(site):
    """The project's folder that the site was made in."""
    return site.parents[1]


@pytest.fixture(scope="session")
def in_lab(home, tmp_path_factory):
    """The address of a JupyterLab of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with served(home, folder, "lab", "--allow-root", "--IdentityProvider.token=") as address:
        yield address


@pytest.fixture(scope="session")
def as_page(home, tmp_path_factory):
    """The address of the explorer's page, as a browser is sent to it."""
    with served(home, tmp_path_factory.mktemp("page"), "explore", "--page") as address:
        yield f"{address}?token={TOKEN}"


def run_all(page, address, notebook):
    """Open a notebook in JupyterLab and run all its cells as a person would."""
    page.goto(f"{address}lab/tree/notebooks/{notebook}?reset", wait_until="load")
    page.get_by_text("| Idle").first.wait_for(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


@pytest.fixture(params=["JupyterLab", "page"])
def explorer(request, visit, artefacts):
    """The explorer, once in JupyterLab and once as a page by itself; nothing went wrong in it when the test is over."""
    is_page = request.param == "page"
    address = request.getfixturevalue("as_page" if is_page else "in_lab")
    if is_page:
        visit.page.goto(address, wait_until="load")
    else:
        run_all(visit.page, address, "00_explore.ipynb")
    yield Explorer(visit.page)
    visit.page.screenshot(path=artefacts / f"explorer-{request.node.name}.png", full_page=is_page)
    assert (visit.outside, visit.errors) == ([], [])


def test_every_control_has_a_label_and_changes_what_is_shown(explorer):
    """Chart, table, sentence, source and code follow each choice together."""
    assert [explorer.control(label).count() for label in CONTROLS] == [1] * len(CONTROLS)
    explorer.choose("Measure", "Community payback orders imposed", '"cpo_imposed", areas="Fife", shown="rate")')
    figure = SENTENCE.search(explorer.said())[1]
    last = explorer.rows()[-1]
    assert last[:2] == ["2024-25", figure]
    assert f"to {figure} in 2024-25" in explorer.alts()[0]
    assert "jsw_cpo_2024-25.xlsx#CPO_10!C316" in explorer.page.locator(".cj-explore").inner_text()

    explorer.choose("Shown as", "Number of orders", 'shown="count"')
    count = last[3].split(" of ")[0]
    assert f"{count} community payback orders" in explorer.said()
    assert explorer.rows()[-1][:2] == ["2024-25", count]

    explorer.choose("Breakdown", "By sex", 'breakdown="sex", category="every category"')
    rows = explorer.rows()
    assert [row[0] for row in rows[1:]] == ["Male", "Female"]
    assert sum(int(row[1].replace(",", "")) for row in rows[1:]) == int(count.replace(",", ""))
    assert all(f"{name} {value}" in explorer.alts()[0] for name, value, *_ in rows[1:])

    explorer.choose("Category", "Female", 'category="Female"')
    assert f"{rows[2][1]} community payback orders imposed (Female)" in explorer.said()
    explorer.choose("Shown as", "Percentage of all", 'shown="percentage"')
    share = 100 * int(rows[2][1]) / int(count.replace(",", ""))
    assert f"{share:.1f}%" in explorer.said()
    assert "Scotland" in explorer.rows()[0]

    explorer.choose("Compare with", "Nothing", 'compare="none"')
    assert "Scotland" not in explorer.said()
    assert "Scotland" not in explorer.rows()[0]
    explorer.choose("From year", "2020-21", 'years="2020-21 to 2024-25"')
    explorer.choose("To year", "2022-23", 'years="2020-21 to 2022-23"')
    assert [row[0] for row in explorer.rows()[1:]] == ["2020-21", "2021-22", "2022-23"]
    assert "in 2022-23" in explorer.said()


def test_areas_are_found_in_any_spelling_and_told_when_they_are_none(explorer):
    """Each area has a line, a column and a sentence; up to five, and never none."""
    explorer.type_area("western isles", 'areas="Fife, Na h-Eileanan Siar"')
    assert explorer.message() == "Na h-Eileanan Siar is shown."
    assert {"Fife", "Na h-Eileanan Siar"} <= set(explorer.rows()[0])
    assert "Na h-Eileanan Siar: from" in explorer.alts()[0]
    explorer.type_area("Orkny")
    explorer.page.get_by_text("Did you mean Orkney Islands").wait_for()
    assert "Na h-Eileanan Siar" in explorer.code
    explorer.press("Remove Fife", 'areas="Na h-Eileanan Siar"')
    assert "Fife" not in explorer.said()
    explorer.press("Remove Na h-Eileanan Siar")
    explorer.page.get_by_text("One area has to stay").wait_for()


def test_what_was_chosen_is_kept_when_the_outcome_changes_and_comes_back(explorer):
    """Measure, breakdown and way of showing are those that were left."""
    explorer.choose("Measure", "Community payback orders ended", '"cpo_ended"')
    explorer.choose("Breakdown", "By ending", 'breakdown="ending"')
    explorer.choose("Shown as", "Percentage of all", 'shown="percentage"')
    before = explorer.code
    explorer.choose("Outcome", "3. Bail supervision", '"bail_assessment_reports"')
    assert "assessment reports" in explorer.said()
    explorer.choose("Outcome", "4. Community sentences", '"cpo_ended"')
    assert explorer.code == before
    assert explorer.chosen("Shown as") == "Percentage of all"


def test_missing_and_few_figures_are_told_in_words(explorer):
    """Where there is nothing to draw, words say why; a handful of cases is not read as a difference."""
    explorer.choose("Outcome", "5. Health and social care", '"treatment_transfers"')
    explorer.type_area("Orkney", "Orkney Islands")
    explorer.press("Remove Fife", 'areas="Orkney Islands"')
    assert "too few to tell" in explorer.said()
    explorer.choose("Outcome", "9. Understanding and confidence", '"attitude_agree"')
    assert "Published for Scotland only." in explorer.said()


def test_a_view_can_be_taken_away(explorer, monkeypatch, home):
    """As CSV, SVG and PNG, as code that shows the same, and as the report it belongs to."""
    explorer.choose("Measure", "Community payback orders imposed", '"cpo_imposed", areas="Fife", shown="rate")')
    name, content = explorer.download("CSV")
    table = pd.read_csv(content, dtype={"period": str}, encoding="utf-8-sig")
    own = table[(table["area_name"] == "Fife") & (table["period"] == "2024-25")]
    assert name == "illustrative-cpo-imposed-rate-fife.csv"
    assert f"{own['value'].iloc[0]:.1f}" == SENTENCE.search(explorer.said())[1]
    name, content = explorer.download("SVG")
    texts = [text.text for text in ET.parse(content).iter("{http://www.w3.org/2000/svg}text")]
    assert "Fife" in texts and any("illustrative" in text for text in texts)
    assert explorer.download("PNG")[1].read(8) == b"\x89PNG\r\n\x1a\n"

    explorer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.press("Copy the code")
    explorer.page.get_by_text("Copied.").wait_for()
    copied = explorer.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == explorer.code.splitlines() and len(copied.splitlines()) == 2
    monkeypatch.setenv("CJTOOLS_HOME", str(home))
    given = {}
    exec(copied.replace("cj.view", "shown = cj.view"), given)
    assert explorer.said().splitlines()[-1] in re.sub("<[^>]*>", "", given["shown"]._repr_html_())

    with explorer.page.context.expect_page() as opened:
        explorer.page.get_by_role("link", name=re.compile("Open the report")).click()
    opened.value.wait_for_load_state()
    assert opened.value.locator("h1").inner_text().startswith("Community sentences")


def test_explorer_breaks_no_rule(explorer, request):
    """Of WCAG 2.2 AA and good practice; JupyterLab around it is not this project's."""
    within = ".cj-explore" if "JupyterLab" in request.node.name else ""
    faults = axe.in_words(axe.run(explorer.page, within=within)["violations"])
    assert faults == []
    if not within:
        assert layout.does_not_fit(explorer.page) == []


@pytest.mark.parametrize("up", ["..", "%2e%2e", "..%2f..", "x/../..", "%2E./"])
def test_the_page_serves_reports_and_nothing_else(as_page, home, up):
    """A partnership's own files are not to be had by way of the outputs, however the way is written."""
    own = home / "data" / "raw" / "local" / "fife" / "evidence.xlsx"
    assert own.is_file()
    report = next((home / "outputs").glob("2*")).name + "/fife/community-sentences"
    ways = {f"outputs/{report}.html": 200, f"outputs/{up}/data/raw/local/fife/evidence.xlsx": 403}
    ways |= {"data/raw/local/fife/evidence.xlsx": 403, f"outputs/{report}/../../ledger.csv": 403}
    host = as_page.removeprefix("http://").partition("/")[0]
    for way, status in ways.items():
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", f"/voila/files/{way}", headers={"Authorization": f"token {TOKEN}"})
        assert connection.getresponse().status == status, way
        connection.close()


def test_start_page_leads_to_every_notebook(visit, in_lab, home, artefacts):
    """make lab opens it; what it links to is there, and a link opens the notebook."""
    page = visit.open(in_lab)
    page.get_by_role("heading", name="Begin here").wait_for(timeout=90_000)
    assert page.url.endswith("/lab/tree/notebooks/start.md")
    page.screenshot(path=artefacts / "start-page.png")
    text = (home / "notebooks" / "start.md").read_text(encoding="utf-8")
    rendered = page.locator(".jp-RenderedMarkdown")
    assert rendered.locator("table a").count() == text.count(".ipynb)")
    rendered.get_by_role("link", name="Services", exact=True).click()
    page.wait_for_url("**/notebooks/03_services.ipynb")
    assert (visit.outside, visit.errors) == ([], [])


def test_a_notebook_runs_by_hand_for_another_area(visit, in_lab, home):
    """From top to bottom, with the area of the first code cell changed; no cell fails."""
    notebook = home / "notebooks" / "01_population_orkney.ipynb"
    text = (home / "notebooks" / "01_population.ipynb").read_text(encoding="utf-8")
    notebook.write_text(text.replace('area = \\"Fife\\"', 'area = \\"Orkney\\"'), encoding="utf-8")
    try:
        run_all(visit.page, in_lab, notebook.name)
        visit.page.get_by_text("In Orkney Islands in").first.wait_for(timeout=90_000)
        visit.page.get_by_text("| Idle").first.wait_for(timeout=90_000)
        assert visit.page.locator(".jp-Notebook [data-mime-type='application/vnd.jupyter.error']").count() == 0
        assert visit.errors == []
    finally:
        os.remove(notebook)
