"""Figures that are published for other places than councils are shown as those places', never as the council's."""

import csv
import re

import pytest
from report_maker import ReportMaker

from cjtools.results.indicators import calculate
from cjtools.show import evaluation, figures, front

ORKNEY, DIVISION, SCOTLAND = "S12000023", "PD-N", "S92000003"
CENTRES = ("CC-N1", "CC-N2", "CC-N3")
COUNT, RATE = "custody_referrals", "custody_referral_rate"
OF_DIVISION = "the custody centres of the Highlands and Islands police division"


@pytest.fixture(scope="module")
def maker(catalogue, processed, tmp_path_factory):
    """Makes the reports, each once."""
    return ReportMaker(catalogue, processed, tmp_path_factory.mktemp("levels"))


@pytest.fixture(scope="module")
def orkney(maker):
    """Orkney's report on police custody."""
    return maker.report("orkney-islands", "police-custody")


def counted(observations, measure, places, period):
    """Return the sum of a measure over some places, straight from the observations."""
    rows = observations[(observations["measure"] == measure) & (observations["breakdown"] == "total")]
    rows = rows[rows["area_code"].isin(places) & (rows["period"] == period)]
    assert len(rows) == len(places)
    return rows["value"].sum()


def test_a_division_is_pooled_from_the_counts_of_its_centres(catalogue, observations):
    """It adds up what each custody centre counted: referrals, people held, and the rate from both sums."""
    records = calculate(catalogue.indicators[RATE], observations, catalogue)
    row = records[(records["area_code"] == DIVISION) & (records["period"] == "2024-25")].iloc[0]
    referrals = counted(observations, "custody_referrals", CENTRES, "2024-25")
    held = counted(observations, "custody_held", CENTRES, "2024-25")
    assert (row["numerator"], row["denominator"]) == (referrals, held)
    assert row["value"] == pytest.approx(100 * referrals / held)


def test_no_council_has_a_figure_of_custody_centres(catalogue, results):
    """It has records of centres and divisions only: none bears a council's code."""
    councils = {area["area_code"] for area in catalogue.councils}
    for name in (COUNT, RATE, "custody_held", "custody_referral_services"):
        assert not councils & set(results[name]["area_code"]), name


def test_a_division_without_one_centre_has_no_figure(catalogue, observations):
    """It does not pass two of three centres off as the division."""
    lost = (observations["area_code"] == CENTRES[1]) & (observations["measure"] == "custody_referrals")
    records = calculate(catalogue.indicators[COUNT], observations[~lost], catalogue)
    rows = records[records["area_code"] == DIVISION]
    assert rows["value"].isna().all() and set(rows["marker"]) == {"[x]"}
    assert set(rows["note"]) == {"2 of 3 custody centres of the division have a figure."}


def test_the_sentence_is_of_the_division(orkney):
    """It opens with the division, and says that this is no figure of Orkney and whom the centres serve."""
    said = figures.finding(orkney.study, orkney.study.indicator(COUNT))
    assert said.startswith(f"In {OF_DIVISION} in 2024-25, ")
    assert "Not figures of Orkney Islands" in said
    for served in ("Highland", "Na h-Eileanan Siar", "Orkney Islands", "Shetland Islands"):
        assert served in said.rsplit("serve", 1)[1]


def test_the_first_page_and_the_table_of_indicators_say_whose_figure_it_is(orkney):
    """It never opens a finding of custody centres with 'In Orkney Islands'."""
    first = front.front(orkney.study).html.split("What changed")[0]
    says = re.findall(r"<li>(.*?)</li>", first)
    assert "Not figures of Orkney Islands" in first
    wider = [line for line, (indicator, _) in zip(says, orkney.study.headline_rows(), strict=True)
             if indicator.level == "custody centre"]  # fmt: skip
    assert wider
    for line in wider:
        assert line.startswith(f"In {OF_DIVISION}") and "Orkney" not in line
    assert f"figure of {OF_DIVISION}" in evaluation.indicators_table(orkney.study).html


def test_heads_of_tables_and_lines_of_charts_name_the_division(orkney):
    """It puts no figure of a custody centre under the head 'Orkney Islands'."""
    blocks = [node for node in orkney.tree.walk() if node.attrs.get("class") == "indicator"]
    wider = [block for block in blocks if OF_DIVISION in block.text]
    assert wider
    for block in wider:
        for head in block.all("th"):
            assert "Orkney" not in head.text, head.text
        for picture in block.all("desc", "title", "caption"):
            assert "Orkney" not in picture.text, picture.text


def test_the_csv_and_the_data_page_have_the_division_and_its_centres(orkney):
    """It exports division and centres with the cells of the centres, and nothing of theirs as Orkney's."""
    rows = [row for row in orkney.rows if row["indicator"] == COUNT]
    assert {row["area_code"] for row in rows} >= {DIVISION, *CENTRES}
    assert ORKNEY not in {row["area_code"] for row in rows}
    newest = {row["area_code"]: row for row in rows if row["period"] == "2024-25" and row["part"] == "Total"}
    assert sum(float(newest[code]["value"]) for code in CENTRES) == float(newest[DIVISION]["value"])
    assert newest[DIVISION]["cells"].count("custody_referrals_2024-25.xlsx") >= 1
    page = (orkney.folder / "police-custody-data.html").read_text(encoding="utf-8")
    assert "Highlands and Islands police division" in page


def test_a_wider_figure_answers_for_a_wider_area_only(orkney):
    """It does not count a question as answered for Orkney by figures of a division."""
    for question in orkney.study.outcome.all_questions:
        levels = {orkney.study.indicator(answer.indicator).level for answer in question.answered_by}
        if levels == {"custody centre"}:
            assert orkney.study.state(question) == "wider area", question.id


def test_wider_figures_are_no_changes_of_the_area(orkney):
    """It does not tell a change in the custody centres among what changed in Orkney."""
    assert all(indicator.level == "council" for indicator, _ in orkney.study.looked_at())


BOARDS = list(csv.DictReader(line for line in [
    "area,board,alone", "orkney,NHS Orkney,yes", "fife,NHS Fife,yes", "borders,NHS Borders,yes",
    "glasgow,NHS Greater Glasgow and Clyde,no", "stirling,NHS Forth Valley,no", "highland,NHS Highland,no",
]))  # fmt: skip


@pytest.mark.parametrize("case", BOARDS, ids=lambda case: case["area"])
def test_a_health_board_serves_one_council_or_several(maker, case):
    """It says that NHS Fife serves Fife alone, and names the others that a larger board serves."""
    study = maker.study(case["area"], "health-social-care")
    said = figures.whose(study, study.indicator("treatment_transfers"))
    assert f"Counted for the area of {case['board']}, which serves" in said
    served = study.wider_place("treatment_transfers")["councils"].split("; ")
    assert study.area["area_code"] in served
    if case["alone"] == "yes":
        assert said.endswith("which serves this area alone.") and len(served) == 1
    else:
        assert f"no figure for {study.place} alone" in said and len(served) > 1
        assert all(maker.catalogue.place_names[code] in said for code in served)


@pytest.mark.parametrize("level", ["health board", "police division", "custody centre"])
def test_every_council_is_served_by_one_place_of_each_kind(catalogue, level):
    """It leaves no council without a board or division, and gives none two."""
    kind = "police division" if level == "custody centre" else level
    served = [code for place in catalogue.places if place["kind"] == kind for code in place["councils"].split("; ")]
    assert sorted(served) == sorted(area["area_code"] for area in catalogue.councils)
    for area in catalogue.councils:
        assert area["area_code"] in catalogue.place_of(area["area_code"], level)["councils"]


def test_a_funnel_of_boards_counts_boards(catalogue, maker):
    """It sets places of the same kind side by side, never boards among councils."""
    study = maker.study("glasgow", "health-social-care")
    boards = study.places("treatment_transfers")
    assert len(boards) == 14 and all(name.startswith("NHS ") for name in boards["area_name"])
    divisions = maker.study("glasgow", "police-custody").places(COUNT)
    assert len(divisions) == 13 and all(name.endswith("police division") for name in divisions["area_name"])
