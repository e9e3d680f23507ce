"""The data page leads from every figure of a report to publication, file, sheet and cell."""

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
            assert told.startswith("Made up") == is_made_up, line


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
