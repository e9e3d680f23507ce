"""The national view tells of every council what its records tell, and never more."""

import ast
import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import ROOT
from html_lint import parse

from cjtools.areas import SCOTLAND
from cjtools.catalogue.models import Headline
from cjtools.errors import CjtoolsError, UnknownName
from cjtools.results.doors import open_nation
from cjtools.results.nation import Nation, nation_of
from cjtools.results.records import Records
from cjtools.results.study import Study
from cjtools.show import comparison_page, national, readings, text
from cjtools.show.assurance.parts import PARTS
from cjtools.show.matrix_page import matrix_html

NOT_BY_COUNCIL = ("police-custody", "health-social-care", "understanding-confidence")
STAND = {
    "diversion": "diversion_commenced_rate",
    "bail-supervision": "bail_commenced_rate",
    "community-sentences": "cpo_completion",
    "accommodation": "homeless_from_prison_share",
    "employability": "employability_convictions_share",
    "voluntary-throughcare": "throughcare_voluntary_rate",
}


@pytest.fixture(scope="module")
def nation(catalogue, processed):
    """The national view of the project's own figures."""
    root = SimpleNamespace(processed=processed, catalogue=ROOT / "data" / "catalogue")
    return nation_of(catalogue, root, "2024-25")


@pytest.fixture(scope="module")
def matrix(nation):
    """The rows of the matrix: council -> cells."""
    rows = parse(matrix_html(nation)).all("tbody")[0].all("tr")
    return {row.all("th")[0].text: row.all("td") for row in rows}


def newest(results, name, area_code=None):
    """The records of an indicator in its newest year, straight from the calculation."""
    records = results[name]
    known = records[records["value"].notna() & records["area_code"].str.startswith("S12")]
    rows = records[records["period"] == known["period"].max()]
    return rows if area_code is None else rows[rows["area_code"] == area_code].iloc[0]


def test_the_first_comparable_headline_of_its_own_stands_for_an_outcome(nation, catalogue):
    """A count cannot be compared, a share of a breakdown is no single figure, a borrowed figure stands elsewhere."""
    found = {name: nation.stands_for(outcome) for name, outcome in catalogue.outcomes.items()}
    assert {name: indicator.id for name, indicator in found.items() if indicator} == STAND
    assert sorted(name for name, indicator in found.items() if indicator is None) == sorted(NOT_BY_COUNCIL)
    borrowed = [indicator.id for indicator in nation.headlines(catalogue.outcomes["health-social-care"])]
    assert borrowed == ["homeless_from_prison_rate"]


def test_every_council_has_a_cell_for_every_outcome(matrix, catalogue):
    """In order of name; the first cell says by what rows can be chosen."""
    assert list(matrix) == [area["area_name"] for area in catalogue.councils]
    assert {len(cells) for cells in matrix.values()} == {1 + len(catalogue.outcomes)}
    fife = catalogue.area("fife")
    assert fife["health_board"] in matrix["Fife"][0].text


@pytest.mark.parametrize(("outcome", "name"), STAND.items())
def test_cells_say_what_interval_and_scotland_say(matrix, catalogue, results, outcome, name):
    """Worked out anew from the limits: higher, lower, similar, clearly; under ten cases nothing."""
    column = 1 + list(catalogue.outcomes).index(outcome)
    scotland = newest(results, name, SCOTLAND)["value"]
    better = catalogue.indicators[name].better
    for area in catalogue.councils:
        row, cell = newest(results, name, area["area_code"]), matrix[area["area_name"]][column]
        symbol, _, rest = cell.text.partition(" ")
        base, per = row["denominator"], 100 if catalogue.indicators[name].statistic == "proportion" else 10_000
        if row["numerator"] < 10 and scotland * base / per < 10:
            assert (symbol, rest.startswith("too few to tell")) == ("○", True)
            continue
        side = "higher" if row["lower"] > scotland else "lower" if row["upper"] < scotland else "similar"
        surely = row["lower_998"] > scotland or row["upper_998"] < scotland
        assert rest.startswith(f"clearly {side}" if surely else side)
        assert symbol == {"higher": "▲", "lower": "▼", "similar": "●"}[side] * (1 + surely)
        judged = re.findall(r"\((better|worse)\)", rest)
        assert judged == ([] if better == "neither" or side == "similar" else ["better" if side == better else "worse"])
        assert text.number(row["value"], row["unit"]) in rest
        assert float(cell.attrs["data-v"]) == pytest.approx(row["value"])


@pytest.mark.parametrize("outcome", NOT_BY_COUNCIL)
def test_what_is_not_published_by_council_says_so(matrix, catalogue, outcome):
    """No cell borrows a figure of a wider area."""
    column = 1 + list(catalogue.outcomes).index(outcome)
    assert {cells[column].text for cells in matrix.values()} == {"– not published by council"}
    assert {cells[column].attrs["data-v"] for cells in matrix.values()} == {""}


def test_matrix_says_first_that_it_does_not_judge(nation):
    """Before the table, not under it; reports are linked only where they are."""
    shown = matrix_html(nation, {("fife", "diversion"): "fife/diversion.html"}, {"fife": "fife/index.html"})
    assert shown.index("a reading of one figure, not a judgement of the outcome") < shown.index("<table")
    assert [a.attrs["href"] for a in parse(shown).all("a")] == ["fife/index.html", "fife/diversion.html"]
    assert parse(shown).all("a")[1].text == "Report on diversion from prosecution in Fife"


@pytest.mark.parametrize(
    ("row", "said", "moved"),
    [
        ({"value": np.nan, "marker": "[c]"}, "– no figure [c]", ""),
        ({"value": 3.0, "marker": "", "position": "too few to tell"}, "○ too few to tell", ""),
        ({"value": 3.0, "marker": "", "position": ""}, "– not compared", ""),
        (
            {"value": 9.0, "position": "below", "certainty": "99.8%", "verdict": "better", "previous_value": 12.0,
             "change_reading": "down", "change_certainty": "95%"},
            "▼▼ clearly lower (better)", "down",
        ),
        (
            {"value": 9.0, "position": "above", "certainty": "95%", "verdict": "above", "previous_value": 8.0,
             "change_reading": "too few to tell", "change_certainty": ""},
            "▲ higher", "too few to tell a change",
        ),
    ],
)  # fmt: skip
def test_readings_of_all_kinds(row, said, moved):
    """Also those that the figures of today do not have."""
    row = {"marker": "", "certainty": "", "verdict": "", "previous_value": np.nan, **row}
    found = readings.reading(row)
    assert f"{found.symbol} {found.words}" == said
    assert readings.change(row) == moved
    assert readings.reading(None).words == "no figure"


def test_an_earlier_year_knows_nothing_of_later_ones(catalogue, observations, nation):
    """The view of 2019-20 ends with 2019-20."""
    earlier = Nation("2019-20", catalogue, observations)
    assert set(earlier.places("cpo_completion")["period"]) == {"2019-20"}
    assert set(nation.places("cpo_completion")["period"]) == {"2024-25"}


def test_records_of_a_place_are_those_of_all_records(nation, results, catalogue):
    """Sliced or selected, the same rows."""
    for name in ("cpo_completion", "cpo_endings", "custody_referrals"):
        records = nation.records(name)
        for code in {*records["area_code"], "S12999999"}:
            wanted = records[records["area_code"] == code]
            assert nation.known.of_place(name, code).equals(wanted)
    assert len(nation.records("cpo_completion")) == len(results["cpo_completion"])


def test_studies_share_what_is_worked_out(nation, catalogue, observations):
    """One calculation for 32 areas, with the same records as a study by itself."""
    study = nation.study(catalogue.area("fife"), catalogue.outcomes["diversion"])
    assert study.records("diversion_commenced_rate") is nation.records("diversion_commenced_rate")
    alone = Study(catalogue.area("fife"), catalogue.outcomes["diversion"], "2024-25", catalogue, observations)
    assert alone.records("diversion_commenced_rate").equals(study.records("diversion_commenced_rate"))
    with pytest.raises(UnknownName, match="cpo_completion"):
        nation.records("cpo_completon")


def test_only_what_an_areas_own_figures_touch_is_worked_out_anew(nation, catalogue, observations):
    """A local count of one measure changes the indicators made of it and leaves all others shared."""
    measure = catalogue.indicators["diversion_commenced"].numerator[0].measure
    is_fife = (observations["measure"] == measure) & (observations["area_code"] == "S12000047")
    own = observations.astype({"status": str})
    own.loc[is_fife, "status"] = "local"
    records = Records(catalogue, own, "2024-25", nation.known.peers, nation.known)
    assert records.of("cpo_completion") is nation.records("cpo_completion")
    assert records.of("diversion_commenced") is not nation.records("diversion_commenced")
    assert records.of("diversion_commenced")["value"].equals(nation.records("diversion_commenced")["value"])


def test_comparison_shows_every_council_with_its_record(nation, catalogue, results):
    """Value, interval, reading, quarter; map, distribution and funnel beside them."""
    shown = parse(comparison_page.comparison_html(nation, catalogue.outcomes["community-sentences"]))
    tables = {table.attrs["id"]: table for table in shown.all("table")}
    # what the whole table cannot say, each row does; title and map say that some are
    assert shown.text.count("by council, 2024-25, illustrative") > 2
    rows = tables["o4-cpo-completion-table"].all("tbody")[0].all("tr")
    assert [row.all("th")[0].text for row in rows] == [area["area_name"] for area in catalogue.councils]
    values = newest(results, "cpo_completion").set_index("area_name")
    cuts = np.quantile(values.loc[[area["area_name"] for area in catalogue.councils], "value"], [0.25, 0.5, 0.75])
    for row in rows:
        record, cells = values.loc[row.all("th")[0].text], [cell.text for cell in row.all("td")]
        mark = " illustrative" if record["status"] == "illustrative" else ""
        assert cells[0] == text.number(record["value"], "per cent") + mark
        assert cells[1] == f"{text.number(record['lower'], 'per cent')} to {text.number(record['upper'], 'per cent')}"
        quarters = ("lowest", "second lowest", "second highest", "highest")
        assert cells[4] == quarters[int(np.sum(record["value"] > cuts))]
    for name in ("cpo-completion", "dtto-completion", "cpo-imposed-rate", "cpo-supervision-share"):
        pictures = [figure.attrs["id"] for figure in shown.all("figure") if figure.attrs["id"].startswith(f"o4-{name}")]
        assert pictures == [f"o4-{name}-{kind}" for kind in ("where", "spread", "funnel")]


def test_map_and_table_say_the_same(nation, catalogue):
    """What lies outside similar is named in the words that stand in for the map."""
    indicator = nation.indicator("cpo_completion")
    shown = comparison_page.comparison_html(nation, catalogue.outcomes["community-sentences"])
    alt = parse(shown).all("svg")[0].all("desc")[0].text
    for _, row in nation.places(indicator.id).iterrows():
        assert (row["area_name"] in alt) == (row["position"] in ("above", "below"))


def test_councils_with_too_few_cases_have_one_symbol_in_map_key_and_table(nation, catalogue):
    """Drug treatment and testing orders: most councils have under ten, and some none that ended, so no figure."""
    shown = parse(comparison_page.comparison_html(nation, catalogue.outcomes["community-sentences"]))
    rows = nation.places("dtto_completion")
    scotland = nation.scotland("dtto_completion")["value"]
    is_few = rows["value"].notna() & (rows["numerator"] < 10) & (scotland * rows["denominator"] / 100 < 10)
    few = set(rows.loc[is_few, "area_name"])
    assert 5 < len(few) < 32 and rows["value"].isna().any()
    picture = next(figure for figure in shown.all("figure") if figure.attrs["id"] == "o4-dtto-completion-where")
    written = [text.text for text in picture.all("text")]
    assert written.count(readings.FEW_SYMBOL) == len(few) + 1  # a tile each, and the key
    assert written.count("No figure") == 1 and "few" not in written
    assert any("too few to tell" in line or "too few" in line for line in written)
    assert f"too few to tell: {len(few)} councils" in picture.all("desc")[0].text
    table = next(each for each in shown.all("table") if each.attrs["id"] == "o4-dtto-completion-table")
    marked = {row.all("th")[0].text for row in table.all("tbody")[0].all("tr")
              if any(cell.text.startswith(readings.FEW_SYMBOL) for cell in row.all("td"))}  # fmt: skip
    assert marked == few


def test_a_funnel_that_is_widened_is_called_so(nation, catalogue):
    """Completion of payback orders differs more than chance would have it, that of treatment orders does not."""
    shown = parse(comparison_page.comparison_html(nation, catalogue.outcomes["community-sentences"]))
    for name, widened in (("cpo-completion", "widened "), ("dtto-completion", "")):
        figure = next(figure for figure in shown.all("figure") if figure.attrs["id"] == f"o4-{name}-funnel")
        assert f"councils outside the {widened}99.8% limits" in figure.all("svg")[0].all("title")[0].text
        assert f"Outside the {widened}99.8% limits: none." in figure.all("desc")[0].text
        assert ("Higher and lower in the table allow for chance alone" in figure.text) == bool(widened)


def test_counts_of_readings_add_up(nation):
    """Every council is in the sentence once."""
    for name in STAND.values():
        found = [readings.reading(row) for _, row in nation.places(name).iterrows()]
        numbers = [int(number) for number in re.findall(r"\b\d+\b", readings.counted(found))]
        assert numbers[0] == sum(numbers[1:]) == 32


def test_figures_of_wider_areas_stand_at_their_own_level(nation, catalogue):
    """Boards, centres and Scotland in tables of their own, with what that means in words."""
    shown = parse(comparison_page.comparison_html(nation, catalogue.outcomes["health-social-care"]))
    rows = next(t for t in shown.all("table") if "treatment" in t.attrs["id"]).all("tbody")[0].all("tr")
    boards = [place["place_name"] for place in catalogue.places if place["kind"] == "health board"]
    assert [row.all("th")[0].text for row in rows] == sorted(boards)
    assert "not by council" in shown.text
    centres = parse(comparison_page.comparison_html(nation, catalogue.outcomes["police-custody"]))
    assert not any(name in centres.text for name in ("Beside Scotland", "Quarter of councils"))
    attitudes = comparison_page.comparison_html(nation, catalogue.outcomes["understanding-confidence"])
    assert len(parse(attitudes).all("tbody")[0].all("tr")) == 3


def test_an_outcome_without_figures_says_so(nation, catalogue):
    """A headline that nothing is held for leaves words, not an empty chart."""
    none = nation.observations.iloc[:0]
    empty = Nation("2024-25", catalogue, none, grid=nation.grid)
    for outcome in catalogue.outcomes.values():
        shown = comparison_page.comparison_html(empty, outcome)
        assert "<svg" not in shown
        assert "no figures" in shown
    no_headline = catalogue.outcomes["diversion"].model_copy(update={"headline": [Headline(indicator="cpo_endings")]})
    assert "No rate or percentage of this outcome" in comparison_page.comparison_html(nation, no_headline)
    assert {cell.text for cell in parse(matrix_html(empty)).all("td")} >= {"– no figure", "– not published by council"}


def test_sources_name_every_publication_behind_the_figures(nation, catalogue):
    """Over all outcomes, with edition, date and whether the figures are made up."""
    shown = parse(national.national_sources(nation).html)
    rows = [[cell.text for cell in row.all("th", "td")] for row in shown.all("tbody")[0].all("tr")]
    named = {row[0] for row in rows}
    frames = [comparison_page.shown(nation, outcome) for outcome in catalogue.outcomes.values()]
    for frame in frames:
        for sources, editions in set(zip(frame["source"], frame["edition"], strict=True)):
            for source, edition in zip(sources.split("; "), editions.split("; "), strict=True):
                title = catalogue.source(source, edition)["title"] if source else ""
                is_made_up = (source, edition) in nation.known.made_up_sources()
                mark = "Made up by a script, in the layout of: " if is_made_up else ""
                assert not source or mark + title in named
    assert {row[3] for row in rows if row[0].startswith("Made up")} == {"never"}
    made_up = {name for frame in frames for name in frame.loc[frame["status"] == "illustrative", "indicator"]}
    assert (f"made-up figures for {len(made_up)} of" in national.made_up_words(nation)) == bool(made_up)


def test_every_tile_is_a_council_with_a_place_of_its_own(nation, catalogue):
    """Short names and places are unique; none is missing."""
    grid = nation.grid
    assert dict(zip(grid["area_code"], grid["area_name"], strict=True)) == {
        area["area_code"]: area["area_name"] for area in catalogue.councils
    }
    assert grid["short"].is_unique
    assert not grid.duplicated(["q", "r"]).any()
    # Shetland is the northernmost, as on any map; Na h-Eileanan Siar lies in the west
    assert grid.loc[grid["r"].idxmax(), "area_name"] == "Shetland Islands"
    assert grid.loc[grid["q"].idxmin(), "area_name"] in ("Na h-Eileanan Siar", "Argyll and Bute")


def test_the_glossary_stands_once(nation):
    """The page has every term of GLOSSARY.md, in its order."""
    shown = parse(national.glossary(SimpleNamespace(root=ROOT)))
    words = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    terms = re.findall(r"\n\n\*\*(.+?)\*\*", words)
    assert [term.text for term in shown.all("dt")] == terms
    assert [heading.text for heading in shown.all("h3")] == re.findall(r"(?m)^## (.+)$", words)
    assert all(said.text for said in shown.all("dd"))
    assert "*" not in shown.text
    assert national.glossary(SimpleNamespace(root=ROOT / "nowhere")) == ""


@pytest.mark.batch
def test_national_notebook_shows_what_the_pages_show(monkeypatch, nation, catalogue):
    """The same functions: its cells run, one comparison for each outcome."""
    import cjtools

    monkeypatch.setattr("cjtools.results.doors.open_nation", lambda year, compare: nation)
    notebook = json.loads((ROOT / "notebooks" / "10_national.ipynb").read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names, shown = {}, []
    for cell in code:
        body = ast.parse(cell).body
        if isinstance(body[-1], ast.Expr):
            shown.append(eval(compile(ast.Expression(body[-1].value), "cell", "eval"), names).html)
        else:
            exec(compile(cell, "cell", "exec"), names)
    assert names["cj"] is cjtools
    assert shown[0] == matrix_html(nation)
    expected = [comparison_page.comparison_html(nation, outcome) for outcome in catalogue.outcomes.values()]
    assert shown[1 : 1 + len(expected)] == expected
    assert len(shown) == 1 + len(expected) + len(PARTS) + 1  # the matrix, the parts on assurance, sources
    ids = re.findall(r' id="([^"]+)"', "".join(shown))
    assert len(ids) == len(set(ids))


def test_the_national_notebook_shows_the_parts_of_the_page_on_assurance_in_their_order():
    """The same headings, the same words below them, the same functions."""
    notebook = json.loads((ROOT / "notebooks" / "10_national.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    first = cells.index("assurance = cj.open_assurance(nation)") + 1
    for at, (title, below, show) in enumerate(PARTS):
        heading, call = cells[first + 2 * at : first + 2 * at + 2]
        assert heading == f"### {title}" + (f"\n\n{below}" if below else "")
        assert call == f"cj.{show.__name__}(assurance)"


def test_without_processed_tables_the_command_is_named(monkeypatch, tmp_path):
    """An analyst who opens the notebook first is told what to run."""
    monkeypatch.setattr("cjtools.results.doors.folders", lambda: SimpleNamespace(processed=tmp_path))
    with pytest.raises(CjtoolsError, match="run: cjtools build"):
        open_nation("2024-25")


def test_newest_records_are_those_that_a_search_finds(nation):
    """What each place's newest record is, worked out for all at once, is what a search of its records gives."""
    for name in ("cpo_completion", "dtto_completion", "custody_referrals"):
        places, rows = nation.known.by_place(name), nation.records(name)
        for code in {*rows["area_code"], "nowhere"}:
            own = rows[(rows["area_code"] == code) & (rows["part"] == "Total")]
            known = own[own["value"].notna()]
            wanted = (known if len(known) else own).tail(1)
            found = places.latest(code, "Total")
            assert ([] if found is None else [found.name]) == wanted.index.tolist()
            said = rows[(rows["area_code"] == code) & (rows["value"].notna() | (rows["marker"] == "[z]"))].tail(1)
            answer = places.newest_answer(code)
            assert ([] if answer is None else [answer.name]) == said.index.tolist()
            assert places.answers(code) == (len(said) > 0)
