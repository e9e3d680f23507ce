"""What is asked for -> the reports to make: names and years checked before anything runs."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.errors import CjtoolsError, Problem
from cjtools.extract.periods import parse_period


@dataclass(frozen=True)
class Task:
    """One report to make.

    Attributes
    ----------
    area, slug, outcome, year : str
    out : Path
        ``outputs/<year>``.
    """

    area: str
    slug: str
    outcome: str
    year: str
    out: Path


def choose(words, areas, outcomes, year=None):
    """Return the areas and outcomes that are meant, after checking every name.

    Parameters
    ----------
    words : Catalogue
    areas, outcomes : list of str
        Any spellings; 'all' stands for every one.
    year : str, optional
        A financial year; none when it is to be found out.

    Returns
    -------
    tuple
        (list of area rows, list of Outcome), each once

    Raises
    ------
    CjtoolsError
        With every area and outcome that is not known, and a year that is none.
    """
    chosen, problems = {"areas": [], "outcomes": []}, []
    for kind, names, every, find in (
        ("areas", areas, words.councils, words.area),
        ("outcomes", outcomes, list(words.outcomes.values()), words.outcome),
    ):
        for name in names:
            try:
                found = every if name.strip().casefold() == "all" else [find(name)]
            except CjtoolsError as error:
                problems += error.problems
                continue
            chosen[kind] += [item for item in found if item not in chosen[kind]]
    if any(area["area_code"] == SCOTLAND for area in chosen["areas"]):
        allowed = "see: cjtools list areas"
        problems.append(Problem("a report is of one council area, not of Scotland", allowed=allowed))
    if year and parse_period(year, "financial year") != year:
        problems.append(Problem(f"year '{year}' is not a financial year", allowed="such as 2024-25"))
    if problems:
        raise CjtoolsError(problems)
    return chosen["areas"], chosen["outcomes"]


def plan(words, areas, outcomes, year, out):
    """Return the tasks for some areas and outcomes.

    Parameters
    ----------
    words : Catalogue
    areas, outcomes : list of str
        Any spellings; 'all' stands for every one.
    year : str
        Financial year.
    out : Path
        Folder of outputs; the year is added.

    Returns
    -------
    list of Task

    Raises
    ------
    CjtoolsError
        See :func:`choose`.
    """
    chosen_areas, chosen_outcomes = choose(words, areas, outcomes, year)
    folder = out.resolve() / year
    return [
        Task(area["area_name"], area["slug"], outcome.id, year, folder)
        for area in chosen_areas
        for outcome in chosen_outcomes
    ]


def years_with_figures(words, outcomes, processed):
    """Return the financial years for which councils have figures of some outcomes.

    Parameters
    ----------
    words : Catalogue
    outcomes : list of Outcome
    processed : Path

    Returns
    -------
    list of str
        In order; background measures such as population do not count.
    """
    indicators = [words.indicators[name] for outcome in outcomes for name in outcome.indicator_ids]
    measures = {term.measure for indicator in indicators if not indicator.context for term in indicator.numerator}
    columns = ["measure", "area_code", "period", "period_type"]
    frame = pd.read_csv(processed / "observations.csv", usecols=columns, dtype=str, keep_default_na=False)
    wanted = frame["measure"].isin(measures) & (frame["area_code"] != SCOTLAND)
    return sorted(set(frame.loc[wanted & (frame["period_type"] == "financial year"), "period"]))


def year_of_report(year, years):
    """Return the year to report on: the one asked for, or the newest with figures when none is.

    Figures may be one year behind the report, not more, and no report is made of a year before the first.

    Parameters
    ----------
    year : str or None
    years : list of str
        Years with figures, in order.

    Returns
    -------
    str

    Raises
    ------
    CjtoolsError
        With the years that can be asked for.

    Examples
    --------
    >>> years = ["2022-23", "2023-24", "2024-25"]
    >>> year_of_report(None, years), year_of_report("2025-26", years)
    ('2024-25', '2025-26')
    >>> year_of_report("2026-27", years)
    Traceback (most recent call last):
    cjtools.errors.CjtoolsError: there are no figures for a report of 2026-27. Allowed: 2022-23 to 2025-26
    """
    if not years:
        todo = "put a published workbook into data/raw, then run: cjtools build"
        raise CjtoolsError(Problem("there are no figures of councils for this outcome", "data/processed", todo=todo))
    first, last = int(years[0][:4]), int(years[-1][:4]) + 1
    if year and not first <= int(year[:4]) <= last:
        allowed = f"{years[0]} to {last}-{(last + 1) % 100:02d}"
        raise CjtoolsError(Problem(f"there are no figures for a report of {year}", allowed=allowed))
    return year or years[-1]
