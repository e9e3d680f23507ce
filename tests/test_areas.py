"""Every spelling and every old code leads to the council it means, and to no other."""

import csv

import pytest
from workbooks import ROOT

from cjtools.areas import SCOTLAND, AreaNames, fold, without_footnotes

CATALOGUE = ROOT / "data" / "catalogue"


def rows(name):
    """Read a catalogue file plainly."""
    with (CATALOGUE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_listed_spelling_leads_to_its_code(catalogue):
    """226 of the list and 'All', which means Scotland only in the reconvictions tables."""
    aliases = rows("area_aliases.csv")
    assert len(aliases) >= 226
    assert {row["alias"]: catalogue.area_names.code(row["alias"]) for row in aliases} == {
        row["alias"]: row["area_code"] for row in aliases
    }
    reconvictions = next(one for one in catalogue.layouts if one.id == "reconvictions")
    assert catalogue.area_names.code("All") is None and reconvictions.categories["area"]["All"] == SCOTLAND


def test_no_two_spellings_of_different_areas_are_the_same_when_folded():
    """Else one would silently win over the other."""
    codes = {}
    for row in rows("area_aliases.csv"):
        codes.setdefault(fold(row["alias"]), set()).add(row["area_code"])
    assert [spelling for spelling, found in codes.items() if len(found) > 1] == []


def test_old_codes_lead_to_the_council_of_today(catalogue):
    """Fife, Glasgow City and Perth and Kinross had other codes in 2016; Glasgow had four, 14 councils at least one."""
    assert [catalogue.area_names.code(code) for code in ("S12000015", "S12000046", "S12000024")] == [
        "S12000047", "S12000049", "S12000048",
    ]  # fmt: skip
    areas = rows("areas.csv")
    former = [(old, row["area_code"]) for row in areas for old in row["former_codes"].split(";") if old]
    assert {old: catalogue.area_names.code(old) for old, _ in former} == dict(former)
    assert len(next(row for row in areas if row["slug"] == "glasgow-city")["former_codes"].split(";")) >= 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Perth and Kinross", "Perth and Kinross"),
        ("Perth & Kinross", "Perth and Kinross"),
        ("PERTH  &  KINROSS", "Perth and Kinross"),
        ("Edinburgh, City of", "City of Edinburgh"),
        ("Edinburgh, City of2,13", "City of Edinburgh"),
        ("Fife7", "Fife"),
        ("Fife [note 2]", "Fife"),
        ("Eilean Siar", "Na h-Eileanan Siar"),
        ("Na h-Eileanan Síar", "Na h-Eileanan Siar"),
        ("Western Isles", "Na h-Eileanan Siar"),
        ("Borders", "Scottish Borders"),
        ("Ayrshire East", "East Ayrshire"),
        ("http://statistics.gov.scot/id/statistical-geography/S12000015", "Fife"),
        ("Scotland", "Scotland"),
    ],
)
def test_spellings_of_published_tables(catalogue, text, name):
    """As met in workbooks, with ampersands, glued footnotes, notes, accents and addresses."""
    names = {area["area_code"]: area["area_name"] for area in catalogue.areas}
    assert names[catalogue.area_names.code(text)] == name


@pytest.mark.parametrize(
    "text", ["Aberdeen City and Aberdeenshire2,13", "Fyfe", "", "S08000003", "Total 5", "Unknown3"]
)
def test_what_is_no_council_is_none(catalogue, text):
    """Groups of courts, health boards and misspellings are not guessed."""
    assert catalogue.area_names.code(text) is None


def test_the_nearest_names_are_suggested(catalogue):
    """For a council spelt otherwise."""
    names = [area["area_name"] for area in catalogue.areas]
    assert catalogue.area_names.nearest("Argyl and Butte", names)[0] == "Argyll and Bute"
    assert catalogue.area_names.nearest("zzz", names) == []
    assert catalogue.area_names.nearest("perth", names)[0] == "Perth and Kinross"
    # by any spelling: "orkney" is nearer than "moray", which the whole name is not
    assert catalogue.area_names.nearest("Orknay", names)[:2] == ["Orkney Islands", "Moray"]


def test_a_number_that_belongs_to_the_name_is_only_dropped_when_the_rest_is_known():
    """'Area 21' is another place than 'Area'."""
    names = AreaNames({"Area 21": "A", "Fife": "B"})
    assert (names.code("Area 21"), names.code("Fife21"), names.code("Area 22")) == ("A", "B", None)
    assert without_footnotes("Group1,2") == "Group"


def test_dashes_pasted_from_a_document_are_hyphens():
    """A name copied out of Word has a dash that only looks like a hyphen."""
    assert fold("Na h\u2011Eileanan Siar") == fold("Na h\u2013Eileanan Siar") == fold("Na h-Eileanan Siar")
