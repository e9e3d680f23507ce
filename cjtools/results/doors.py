"""The doors of the notebooks: the study of one area, and the national view. What is worked out once serves both."""

import datetime
from contextlib import suppress
from functools import lru_cache

from cjtools import catalogue, clock
from cjtools.areas import SCOTLAND
from cjtools.errors import CjtoolsError, Problem, UnknownName
from cjtools.paths import folders, stamp_of
from cjtools.results import local
from cjtools.results.annual import Year
from cjtools.results.assurance import Assurance
from cjtools.results.delivery import Delivery
from cjtools.results.framework2016 import Return2016
from cjtools.results.monitoring import Monitoring
from cjtools.results.nation import nation_of
from cjtools.results.own_use import draws_on_own
from cjtools.results.peers import DEFAULT, require_others
from cjtools.results.plan import Plan
from cjtools.results.quality import Quality

FIRST_YEAR, LAST_YEAR = 1990, 2199  # of a day as of which a report is told


def open_study(area, outcome, year, compare=DEFAULT):
    """Return the study of an area, an outcome and a year: the door of every notebook.

    Parameters
    ----------
    area : str
        Any spelling of a council area.
    outcome : str
        Id, number or title of an outcome, national or the area's own.
    year : str
        Financial year such as '2024-25'.
    compare : str
        What stands beside the area besides Scotland: 'deprivation' or 'density' for its family group, or councils with
        commas between.

    Returns
    -------
    Study

    Raises
    ------
    UnknownName
        For an area or outcome that the catalogue does not hold.
    CjtoolsError
        When data/processed is not there yet, or the area would be compared with itself alone.
    """
    words, row = _area(area, compare)
    own = folders().local / row["slug"]
    with suppress(UnknownName):
        national = words.outcome(outcome)
        if not draws_on_own(words, national.id, own):
            return _nation(words, year, compare).study(row, national)
    wanted = local.with_local(words, row, own).outcome(outcome)
    return _nation(words, year, compare).study(row, wanted, own)


def open_studies(area, year, compare=DEFAULT):
    """Return the studies of an area on all its outcomes, national ones first; they share what is worked out.

    Parameters
    ----------
    area, year, compare : str
        As for :func:`open_study`.

    Returns
    -------
    list of Study
        With the area's own figures.

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`.
    """
    words, row = _area(area, compare)
    return _studies(_nation(words, year, compare), row)


def _studies(nation, row):
    """Return the studies of an area, or of councils that report as one, on all its outcomes."""
    outcome = next(iter(nation.catalogue.outcomes.values()))
    first = nation.study(row, outcome, folders().local / row["slug"])
    return [first.on(outcome) for outcome in first.catalogue.outcomes.values()]


def _area(area, compare):
    """Return (catalogue, row of a council area) after checking both names."""
    words = catalogue.load()
    row = words.area(area)
    if row["area_code"] == SCOTLAND:
        found, todo = "a study is of one council area, not of Scotland", "choose one from: cjtools list areas"
        raise UnknownName(Problem(found, allowed="one of the 32 councils", todo=todo))
    require_others(row, compare, words)
    return words, row


def open_plan(area, year, compare=DEFAULT):
    """Return one area over all its outcomes: the door of the notebooks across outcomes.

    Parameters
    ----------
    area, year, compare : str
        As for :func:`open_study`.

    Returns
    -------
    Plan

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`.
    """
    return _plan(open_studies(area, year, compare))


def _plan(studies):
    """Return what some studies of one area are together."""
    return Plan(studies[0].area, studies[0].year, studies, studies[0].evidence)


def open_reporter(area, year):
    """Return one area, or a partnership of several councils that reports as one, over all its outcomes.

    Parameters
    ----------
    area : str
        Any spelling of a council area, or a partnership of the catalogue: its figures are those of its councils, added
        up where they can be.
    year : str
        Financial year, such as '2024-25'.

    Returns
    -------
    Plan

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`.
    """
    words = catalogue.load()
    row = words.reporter(area)
    if "members" not in row:
        return open_plan(area, year)
    return _plan(_studies(_nation(words, year, DEFAULT).with_group(row), row))


def open_delivery(area, year, on=""):
    """Return the delivery plan of an area as it stands on a day: the door of the notebook on delivery.

    Parameters
    ----------
    area : str
        Any spelling of a council area.
    year : str
        Financial year of the national indicators, such as '2024-25'.
    on : str
        The day as of which progress is told, such as '2026-03-31'; today by default.

    Returns
    -------
    Delivery

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`, and for a day that is none.
    """
    return Delivery.of(open_plan(area, year), _day(on))


def _day(on):
    """Return the day as of which something is told: today, where none is given."""
    return read_day(on) if on else clock.today()


def open_annual(area, year):
    """Return the yearly report of an area: the door of the notebook on it.

    Parameters
    ----------
    area : str
        Any spelling of a council area, or a partnership of several councils.
    year : str
        Financial year that the report is on, such as '2024-25'.

    Returns
    -------
    Year

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`.
    """
    return Year(open_reporter(area, year))


def open_framework2016(area, year):
    """Return an area's return under the framework of 2016: the door of the notebook on it.

    Parameters
    ----------
    area : str
        Any spelling of a council area, or a partnership of several councils.
    year : str
        Financial year of the figures, such as '2024-25'.

    Returns
    -------
    Return2016

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`.
    """
    return Return2016(open_reporter(area, year))


def open_monitoring(area, year, on=""):
    """Return the monitoring plan of an area as it stands on a day: the door of the notebook on monitoring.

    Parameters
    ----------
    area : str
        Any spelling of a council area, or a partnership of several councils.
    year : str
        Financial year of the yearly report that comes next, such as '2024-25'.
    on : str
        The day as of which it is told, such as '2026-03-31'; today by default.

    Returns
    -------
    Monitoring

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`, and for a day that is none.
    """
    return Monitoring(Delivery.of(open_reporter(area, year), _day(on)))


def open_quality(area, year):
    """Return the quality self-assessment of an area: the door of the notebook on it.

    Parameters
    ----------
    area : str
        Any spelling of a council area, or a partnership of several councils.
    year : str
        Financial year, such as '2024-25'.

    Returns
    -------
    Quality

    Raises
    ------
    CjtoolsError
        As for :func:`open_study`.
    """
    return Quality(open_reporter(area, year))


def read_day(text):
    """Return the day that a text names.

    Parameters
    ----------
    text : str
        Such as '2026-03-31' or '31/03/2026'.

    Returns
    -------
    datetime.date

    Raises
    ------
    CjtoolsError

    Examples
    --------
    >>> read_day("31/03/2026")
    datetime.date(2026, 3, 31)
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            day = datetime.datetime.strptime(text.strip(), form).date()
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    allowed = f"such as 2026-03-31 or 31/03/2026, from {FIRST_YEAR} to {LAST_YEAR}"
    raise CjtoolsError(Problem(f"'{text}' is no day", allowed=allowed))


def open_nation(year, compare=DEFAULT):
    """Return the national view of a year: the door of the national notebook.

    Parameters
    ----------
    year : str
        Financial year such as '2024-25'.
    compare : str
        What stands beside an area besides Scotland, as for :func:`open_study`.

    Returns
    -------
    Nation
        The same one as before while catalogue and tables are as they were.

    Raises
    ------
    CjtoolsError
        When data/processed is not there yet.
    """
    return _nation(catalogue.load(), year, compare)


def open_assurance(nation):
    """Return what all areas have recorded, for the national notebook.

    Parameters
    ----------
    nation : Nation

    Returns
    -------
    Assurance
        An area whose own files are refused is told as that; it stops no other.
    """
    return Assurance.of(nation, folders().local)


def _nation(words, year, compare):
    """Return the national view of the tables as they are now."""
    root = folders()
    table = root.processed / "observations.csv"
    # read before what it stands for: figures that change meanwhile are read anew the next time
    stamp = stamp_of(table)
    nation = _opened(root, year, compare, stamp, words) if stamp else None
    if nation is None:
        raise CjtoolsError(Problem("there are no processed tables yet", "data/processed", todo="run: cjtools build"))
    return nation


@lru_cache(maxsize=2)
def _opened(root, year, compare, _stamp, words):
    """Return the national view of a state of tables and catalogue."""
    return nation_of(words, root, year, compare)


def prepare(year, compare, outcomes, areas=()):
    """Work out beforehand what the reports of some outcomes show of all areas, for processes forked from this one.

    The evidence of areas is read beforehand too.

    Parameters
    ----------
    year, compare : str
        As for :func:`open_study`.
    outcomes : list of str
        Ids; those that only some area has are passed over.
    areas : list of str
        Slugs of areas that have files of their own.
    """
    nation = open_nation(year, compare)
    words = nation.catalogue
    nation.known.made_up_sources()
    for name in outcomes:
        if name in words.outcomes:
            study = nation.study(words.councils[0], words.outcome(name))
            for indicator in study.export_ids():
                nation.known.by_place(indicator)
                study.places(indicator)
    for slug in areas:
        # its faults are told by the report that meets them
        with suppress(CjtoolsError):
            area = words.area(slug)
            nation.study(area, next(iter(words.outcomes.values())), folders().local / slug)
