"""Figures that a partnership of several councils and one of its councils both record: one could be told by the other.

Each protects its own small numbers and knows nothing of the other's: a number that a council hides would be what is
left of the partnership's when the other councils are taken away. So a measure stands in one of the two, not in both.
"""

from cjtools.errors import CjtoolsError, Problem
from cjtools.evidence.check import evidence_of
from cjtools.evidence.choices import plain
from cjtools.evidence.measures import SHEET as MEASURES

COHORTS = "cohorts"
NAMES = {MEASURES: "measure", COHORTS: "title"}


def beside(words, area):
    """Return those whose figures are part of an area's, or the other way round: rows of areas and partnerships.

    Parameters
    ----------
    words : Catalogue
    area : dict
        Row of areas.csv, or a partnership of several councils.

    Returns
    -------
    list of dict
    """
    if "members" in area:
        return [one for one in words.councils if one["area_code"] in area["members"]]
    return [one for one in words.partnerships.values() if area["area_code"] in one["members"]]


def recorded_twice(words, area, folder, evidence):
    """Return what an area records and a partnership that it belongs to does too, or one of its councils.

    Parameters
    ----------
    words : Catalogue
    area : dict
    folder : Path
        ``data/raw/local/<area>``; those of the others stand beside it.
    evidence : Evidence
        The area's.

    Returns
    -------
    list of Problem
        One for each measure and cohort; none of those whose own evidence is refused, which their reports tell.
    """
    problems = []
    for other in beside(words, area):
        theirs_in = folder.parent / other["slug"]
        if not theirs_in.is_dir():
            continue
        try:
            theirs = evidence_of(words, other, theirs_in)
        except CjtoolsError:
            continue
        for sheet, column in NAMES.items():
            known = {plain(row.get(column)) for row in theirs.of(sheet)}
            rows = {plain(row.get(column)): row for row in reversed(evidence.of(sheet))}
            problems += [
                Problem(
                    f"{words.evidence_form.sheet(sheet).column(column).heading} '{row.get(column)}' is recorded by "
                    f"{other['area_name']} too, so that small numbers of one could be worked out from the other's",
                    evidence.file,
                    words.evidence_form.sheet(sheet).title,
                    row.cells.get(column, f"row {row.number}"),
                    todo="keep it in one of the two",
                )
                for name, row in rows.items()
                if name in known
            ]
    return problems
