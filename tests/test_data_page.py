"""The data page leads from every figure of a report to publication, file, sheet and cell."""

import json
import re

import pytest
from html_lint import lint, parse
from report_maker import ReportMaker

from cjtools.show import data_page

NAMES = {"csv": "diversion.csv", "json": "diversion.json", "data": "diversion-data.html"}
HEADS = ["Year", "Area", "Part", "Value", "Count", "Base", "Read in", "Sheet and cell"]


@pytest.fixture(scope="module")
def made(catalogue, processed, tmp_path_factory):
    """Orkney's report on diversion."""
    return ReportMaker(catalogue, processed, tmp_path_factory.mktemp("data")).report("orkney", "diversion")


@pytest.fixture(scope="module")
def tree(made):
    """Its data page."""
    return parse((made.folder / "diversion-data.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cpo(catalogue, processed, tmp_path_factory):
    """The data page of Orkney's report on community sentences."""
    made = ReportMaker(catalogue, processed, tmp_path_factory.mktemp("cpo")).report("orkney", "community-sentences")
    return parse((made.folder / "community-sentences-data.html").read_text(encoding="utf-8"))


def read_in(tree, name, number):
    """Return one of the numbered publications that a table refers to as [1], [2] and so on."""
    everything = list(tree.walk())
    start = next(place for place, node in enumerate(everything) if node.attrs.get("id") == name)
    listed = next(node for node in everything[start:] if node.tag == "ol")
    return listed.all("li")[int(number.strip("[]")) - 1].text


def lines(tree, name):
    """Return the rows of an indicator's table as dicts by head."""
    (table,) = [t for t in tree.all("table") if t.all("caption")[0].attrs["id"].startswith(f"data-{name}-caption")]
    heads = [head.text for head in table.all("thead")[0].all("th")]
    return [
        dict(zip(heads, [cell.text for cell in row.all("th", "td")], strict=True))
        for row in table.all("tbody")[0].all("tr")
    ]


def test_the_page_is_clean(made):
    """It passes the lint that every page passes."""
    assert lint((made.folder / "diversion-data.html").read_text(encoding="utf-8")) == []


def test_every_indicator_of_the_csv_has_its_table(made, tree):
    """It leaves out no indicator, under the id that figures link to."""
    ids = {node.attrs.get("id") for node in tree.walk()}
    names = {row["indicator"] for row in made.rows}
    assert len(names) > 10
    assert {data_page.anchor(name) for name in names} <= ids


def test_every_figure_of_the_area_stands_there_with_its_cells(made, tree):
    """It shows year, value, count, base and cells of each record of the area as the CSV has them."""
    shown = lines(tree, "diversion-commenced-rate")
    own = [row for row in made.rows if row["indicator"] == "diversion_commenced_rate"]
    own = [row for row in own if row["area_name"] == "Orkney Islands" and row["part"] == "Total"]
    assert len(own) >= 9
    for row in own:
        (line,) = [
            one for one in shown if (one["Year"], one["Area"], one["Part"]) == (row["period"], "Orkney Islands", "")
        ]
        if row["value"]:
            assert line["Value"].replace(",", "") == f"{float(row['value']):.1f}" or row["value"].endswith("5")
            assert int(line["Count"].replace(",", "")) == int(float(row["numerator"]))
            assert int(line["Base"].replace(",", "")) == int(float(row["denominator"]))
        file, _, cell = row["cells"].split("; ")[0].split(",")[0].partition("#")
        assert cell in line["Sheet and cell"]
        assert file in read_in(tree, "diversion-commenced-rate", line["Read in"])


def test_made_up_figures_are_called_so_line_by_line(made, tree):
    """It says of each illustrative figure that it is made up, and of no published one."""
    for name in ("diversion_commenced_rate", "recorded_crime_rate"):
        status = {
            (row["period"], row["area_name"]): row["status"]
            for row in made.rows
            if (row["indicator"], row["part"]) == (name, "Total")
        }
        for line in lines(tree, data_page.anchor(name)):
            if line["Part"]:
                continue  # counts of the funnel, not figures that were read
            is_made_up = status[line["Year"], line["Area"]] == "illustrative"
            told = read_in(tree, data_page.anchor(name), line["Read in"])
            assert told.startswith(("Made up", "Partly made up", "Published, but")) == is_made_up, line


def test_numbers_counted_for_the_report_stand_there_too(made, tree):
    """It lists them with how they were counted, as no cell holds them."""
    counted = lines(tree, "this-report")
    assert {line["Part"] for line in counted} >= {"questions for figures", "figures compared with the year before"}
    for line in counted:
        if line["Part"].startswith("questions"):
            assert "counted from the records" in read_in(tree, "this-report", line["Read in"])


def test_a_figure_of_many_cells_names_the_first(made):
    """It keeps a pooled figure of 30 sheets to one line and points to the CSV for the rest."""
    said = data_page._cells("; ".join(f"a.xlsx#S{n}!C1" for n in range(30)))
    assert said.startswith("S0!C1; ") and said.endswith("more, in the CSV")
    kept = len(re.findall("!C1", said))
    assert f"and {30 - kept} more" in said
    assert data_page._cells("a.xlsx#S!C1") == "S!C1"


def test_no_published_source_is_called_the_layout_of_made_up_figures(cpo, processed):
    """It tells the made-up part of a figure from its published part: files and publications of each."""
    files = json.loads((processed / "files.json").read_text(encoding="utf-8"))
    made_up = [file["file"] for file in files if file["status"] == "illustrative"]
    entries = [entry.text for one in cpo.all("ol") for entry in one.all("li")]
    mixed = [text for text in entries if text.startswith("Partly made up. ")]
    assert any("Evening Express" in text for text in mixed)
    for text in entries:
        _, mark, rest = text.partition("in the layout of: ")
        invented, _, real = rest.partition(". Published: ")
        assert "published/" not in invented and "Evening Express" not in invented, text
        assert "illustrative/" not in real, text
        if mark:
            assert any(file in invented for file in made_up) and not invented.startswith("("), text
        if text in mixed:
            assert "published/" in real, text


def test_newest_year_and_own_area_come_first(cpo):
    """It begins each table with the area's newest figure, and goes back in time."""
    shown = [line for line in lines(cpo, "cpo-imposed-rate") if not line["Part"]]
    assert (shown[0]["Year"], shown[0]["Area"]) == ("2024-25", "Orkney Islands")
    years = [line["Year"] for line in shown]
    assert years == sorted(years, reverse=True)
    for year in set(years):
        areas = [line["Area"] for line in shown if line["Year"] == year]
        assert "Orkney Islands" not in areas or areas[0] == "Orkney Islands"


def test_the_contents_lead_to_every_section(cpo):
    """It lists each section once, in the order of the page."""
    (nav,) = [node for node in cpo.all("nav") if node.attrs.get("aria-labelledby") == "contents"]
    listed = [link.attrs["href"].removeprefix("#") for link in nav.all("a")]
    sections = [node.attrs["id"] for node in cpo.all("h2") if node.attrs["id"] != "contents"]
    assert listed == sections and len(listed) > 40


def test_web_addresses_are_links_in_short_words(cpo):
    """It names the table or page of a publication and never prints its address."""
    said = [line["Sheet and cell"] for line in lines(cpo, "orders-imposed")]
    assert not any("http" in text for text in said)
    assert any("web page" in text for text in said) and any("Table 8" in text for text in said)
    shown = data_page._cells("a.csv#H2 (Table 1, https://x.scot/a?b=1&c=2/)")
    assert shown == 'H2 (<a href="https://x.scot/a?b=1&amp;c=2/">Table 1</a>)'
    assert data_page._cells("a.csv#<b>") == "&lt;b&gt;"


def test_the_spread_of_a_funnel_is_of_all_councils_with_digits_and_unit(cpo):
    """It shows 0.016 and its unit where one decimal would show nothing, and no area's name."""
    counted = [line for line in lines(cpo, "cpo-imposed-rate") if "places" in line["Part"]]
    assert len(counted) >= 4 and {line["Area"] for line in counted} == {"All councils"}
    (spread,) = [line for line in counted if line["Part"].startswith("spread between places")]
    assert spread["Value"] == "0.016" and "variance" in spread["Part"]


def test_hidden_rows_of_workbooks_are_told(cpo):
    """It says why a cell may not be seen: the workbooks' filter hides older years."""
    assert "clear the filter" in next(node for node in cpo.walk() if node.tag == "main").text
