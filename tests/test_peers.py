"""Whom an area stands beside: its family group by deprivation or by density, or councils that somebody names."""

import numpy as np
import pytest

from cjtools.areas import SCOTLAND
from cjtools.errors import CjtoolsError
from cjtools.results.indicators import calculate
from cjtools.results.peers import peers_by_council, read_compare, require_others
from cjtools.results.study import Study

# Improvement Service, Local Government Benchmarking Framework: family groups of Orkney, people and place
ORKNEY, FIFE = "S12000023", "S12000047"
REMOTE = {"Na h-Eileanan Siar", "Argyll and Bute", "Shetland Islands", "Highland", "Orkney Islands",
          "Scottish Borders", "Dumfries and Galloway", "Aberdeenshire"}  # fmt: skip
AFFLUENT = {"Orkney Islands", "Shetland Islands", "Aberdeenshire", "Perth and Kinross", "East Dunbartonshire",
            "Aberdeen City", "East Renfrewshire", "City of Edinburgh"}  # fmt: skip


def names(peers, catalogue):
    """Return the names of the members."""
    return {catalogue.place_names[code] for code in peers.members}


@pytest.mark.parametrize(
    ("compare", "members", "similar"), [("deprivation", AFFLUENT, "depriv"), ("density", REMOTE, "")]
)
def test_family_groups_are_those_of_the_benchmarking_framework(catalogue, compare, members, similar):
    """It gives Orkney the seven councils that the Improvement Service lists with it, by people and by place."""
    peers = peers_by_council(compare, catalogue)[ORKNEY]
    assert names(peers, catalogue) == members - {"Orkney Islands"}
    assert peers.label == f"Rest of group 1 by {compare}"
    assert peers.family.startswith("Family group 1 by ") and similar in peers.similar_in
    assert peers.name == f"The rest of f{peers.family[1:]}"


@pytest.mark.parametrize("compare", ["deprivation", "density"])
def test_every_council_has_one_group_and_each_group_eight(catalogue, compare):
    """It leaves no council out, puts none into two groups, and compares none with itself."""
    peers = peers_by_council(compare, catalogue)
    assert len(peers) == 32 == len({each.code for each in peers.values()})
    assert not any(code in each.members for code, each in peers.items())
    groups = {tuple(sorted([code, *each.members])) for code, each in peers.items()}
    assert sorted(len(members) for members in groups) == [8] * 4
    assert len({code for members in groups for code in members}) == 32


@pytest.mark.parametrize("text", ["Falkirk, West Lothian", "west lothian,FALKIRK", "S12000014 , S12000040, Falkirk"])
def test_named_councils_are_read_in_any_spelling_and_order(catalogue, text):
    """It gives one standard form, so that the same choice is the same report."""
    assert read_compare(text, catalogue) == "falkirk,west-lothian"
    peers = peers_by_council(text, catalogue)[FIFE]
    assert names(peers, catalogue) == {"Falkirk", "West Lothian"}
    assert (peers.name, peers.similar_in) == ("Falkirk and West Lothian", "")


@pytest.mark.parametrize(("text", "read"), [("", "deprivation"), ("  ", "deprivation"), ("Density", "density")])
def test_nothing_is_the_group_by_deprivation(catalogue, text, read):
    """It takes the usual when nothing is said."""
    assert read_compare(text, catalogue) == read


def test_many_named_councils_are_counted(catalogue):
    """It does not write a line of twelve names beside a chart."""
    chosen = ", ".join(area["area_name"] for area in catalogue.councils[:12])
    peers = peers_by_council(chosen, catalogue)[FIFE]
    assert (len(peers.members), peers.name, peers.label) == (12, "12 chosen councils", "12 chosen councils")


def test_every_wrong_name_is_told_at_once(catalogue):
    """It names the nearest, and says that Scotland is there already."""
    with pytest.raises(CjtoolsError) as refused:
        read_compare("Fyfe, Scotland, Murray, Angus", catalogue)
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == 3
    assert "'Fyfe'" in told[0] and "Fife" in told[0]
    assert told[1].startswith("Scotland stands beside every figure already")
    assert "'Murray'" in told[2]


def test_a_named_set_is_pooled_from_counts(catalogue, observations):
    """It adds up numerators and bases of the councils named; a council among them is set beside the other alone."""
    indicator = catalogue.indicators["recorded_crime_rate"]
    peers = peers_by_council("Falkirk, West Lothian", catalogue)
    records = calculate(indicator, observations, catalogue, peers)
    newest = records[records["period"] == "2024-25"].set_index("area_code")
    members = newest.loc[["S12000014", "S12000040"]]
    pooled = newest.loc["chosen"]
    assert pooled["numerator"] == members["numerator"].sum() > 0
    assert pooled["denominator"] == members["denominator"].sum()
    expected = 10_000 * members["numerator"].sum() / members["denominator"].sum()
    assert newest.loc[FIFE, "group_value"] == pytest.approx(expected)
    falkirk, west_lothian = newest.loc["S12000014"], newest.loc["S12000040"]
    assert falkirk["group_value"] == pytest.approx(west_lothian["value"])
    assert west_lothian["group_value"] == pytest.approx(falkirk["value"])
    assert (falkirk["group"], west_lothian["group"]) == ("West Lothian", "Falkirk")
    assert newest.loc[FIFE, "group"] == "Falkirk and West Lothian"


def test_of_all_32_councils_each_is_set_beside_the_other_31(catalogue, observations):
    """It adds up Scotland's crimes less the council's own, and says how many councils those are of."""
    indicator = catalogue.indicators["recorded_crime_rate"]
    peers = peers_by_council(",".join(area["slug"] for area in catalogue.councils), catalogue)
    assert {(len(each.members), code in each.members) for code, each in peers.items()} == {(31, False)}
    assert {(each.name, each.label) for each in peers.values()} == {("31 chosen councils", "31 chosen councils")}
    records = calculate(indicator, observations, catalogue, peers)
    newest = records[records["period"] == "2024-25"].set_index("area_code")
    scotland, fife = newest.loc[SCOTLAND], newest.loc[FIFE]
    others = scotland["numerator"] - fife["numerator"], scotland["denominator"] - fife["denominator"]
    assert fife["group_value"] == pytest.approx(10_000 * others[0] / others[1])


@pytest.mark.parametrize("compare", ["Fife", " S12000047 ,", "fife,Fife"])
def test_a_council_is_not_compared_with_itself_alone(catalogue, compare):
    """It is refused for that council, and stands for every other."""
    with pytest.raises(CjtoolsError) as refused:
        require_others(catalogue.area("fife"), compare, catalogue)
    assert str(refused.value) == (
        "Fife would be compared with itself alone. Allowed: deprivation, density, or other councils with commas between"
    )
    require_others(catalogue.area("moray"), compare, catalogue)
    require_others(catalogue.area("fife"), f"{compare},Moray", catalogue)
    assert names(peers_by_council(f"{compare},Moray", catalogue)[FIFE], catalogue) == {"Moray"}


def test_the_comparison_changes_the_group_and_nothing_else(catalogue, observations):
    """It leaves the area's own figures and Scotland's as they are."""
    made = {
        compare: Study(catalogue.area("orkney"), catalogue.outcome("4"), "2024-25", catalogue, observations, compare)
        for compare in ("deprivation", "density")
    }
    first, second = (study.latest("cpo_imposed_rate") for study in made.values())
    assert first["value"] == second["value"] and first["comparator_value"] == second["comparator_value"]
    assert first["group"] != second["group"] and not np.isclose(first["group_value"], second["group_value"])
