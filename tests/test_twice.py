"""A measure stands with a partnership of several councils or with one of its councils, not with both."""

import openpyxl
import pytest

from cjtools.errors import CjtoolsError
from cjtools.evidence.template import new_workbook
from cjtools.results.nation import Nation
from cjtools.results.twice import beside, recorded_twice

VALUE = {"Outcome": "4", "Unit": "people", "Period": "2024-25", "Source": "Records"}


@pytest.fixture
def local(catalogue, tmp_path):
    """A function that writes the measures of an area into its workbook, and returns its folder."""

    def write(slug, **values):
        area = catalogue.reporter(slug)
        folder = tmp_path / slug
        folder.mkdir()
        path = folder / "evidence.xlsx"
        path.write_bytes(new_workbook(catalogue, area))
        book = openpyxl.load_workbook(path)
        sheet = book["Measure values"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, (name, value) in enumerate(values.items(), 3):
            for heading, cell in (VALUE | {"Measure": name, "Value": value}).items():
                sheet.cell(number, columns[heading], cell)
        book.save(path)
        return folder

    return write


def evidence_in(catalogue, observations, slug, folder):
    """Return an area's evidence as its reports see it."""
    area, outcome = catalogue.reporter(slug), catalogue.outcome("4")
    nation = Nation("2024-25", catalogue, observations)
    nation = nation.with_group(area) if "members" in area else nation
    return nation.study(area, outcome, folder).evidence


def test_who_is_part_of_whom(catalogue):
    names = [one["area_name"] for one in beside(catalogue, catalogue.partnerships["ayrshire"])]
    assert names == ["East Ayrshire", "North Ayrshire", "South Ayrshire"]
    assert [one["slug"] for one in beside(catalogue, catalogue.area("South Ayrshire"))] == ["ayrshire"]
    assert beside(catalogue, catalogue.area("Fife")) == []


@pytest.mark.reliability(
    "disclosure",
    "a partnership's number less those of its councils",
    "a measure that both record is refused in both, with the cell",
)
def test_a_measure_of_both_is_refused_by_the_reports_of_either(catalogue, observations, local):
    """Of 45 in all and 42 in two councils, 3 would be left for the third, which hides it."""
    whole = local("ayrshire", Visits=45, Letters=20)
    part = local("south-ayrshire", visits=3, Talks=30)
    for slug, folder, other in (("ayrshire", whole, "South Ayrshire"), ("south-ayrshire", part, "Ayrshire")):
        with pytest.raises(CjtoolsError, match=rf"'(?i:visits)' is recorded by {other} too") as told:
            evidence_in(catalogue, observations, slug, folder)
        (problem,) = told.value.problems
        assert (problem.sheet, problem.todo) == ("Measure values", "keep it in one of the two")


def test_measures_of_one_of_the_two_are_taken(catalogue, observations, local):
    whole, part = local("ayrshire", Visits=45), local("south-ayrshire", Talks=30)
    for slug, folder in (("ayrshire", whole), ("south-ayrshire", part)):
        assert len(evidence_in(catalogue, observations, slug, folder).of("local_measures")) == 1
    evidence = evidence_in(catalogue, observations, "ayrshire", whole)
    assert recorded_twice(catalogue, catalogue.reporter("ayrshire"), whole, evidence) == []
