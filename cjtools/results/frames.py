"""Figures as data frames, for an analyst's own questions: observations as published, and records of an indicator."""

from cjtools import catalogue
from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.store import read_observations
from cjtools.paths import folders


def observations():
    """Return every observation: one published value a row.

    Figures are as published, of every council in every year; a partnership's own are not among them, because
    those have to be protected first.

    Returns
    -------
    pandas.DataFrame
        The columns of an observation, and ``area_name`` behind ``area_code``. ``value`` is a number,
        missing where ``marker`` says why; all else is text.

    Raises
    ------
    CjtoolsError
        When data/processed is not there yet.

    Examples
    --------
    >>> found = observations()  # doctest: +SKIP
    >>> found[(found["measure"] == "cpo_imposed") & (found["area_name"] == "Fife")]  # doctest: +SKIP
    """
    processed = folders().processed
    if not (processed / "observations.csv").is_file():
        raise CjtoolsError(Problem("there are no processed tables yet", "data/processed", todo="run: cjtools build"))
    frame = read_observations(processed)
    # plain text: categories keep every value that was ever there, and surprise who groups by them
    text = frame.select_dtypes("category").columns
    frame = frame.astype(dict.fromkeys(text, "str"))
    names = frame["area_code"].map(catalogue.load().place_names)
    frame.insert(frame.columns.get_loc("area_code") + 1, "area_name", names.fillna(frame["area_code"]))
    return frame


def records(study, indicator):
    """Return the result records of an indicator: of all areas, of the study's year and before.

    Parameters
    ----------
    study : Study
        From :func:`cjtools.open_study`.
    indicator : str
        Id, such as 'cpo_completion'; ``cjtools list indicators`` has them.

    Returns
    -------
    pandas.DataFrame
        The columns of a result record; numbers are not rounded. A copy: change it as you like.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    study.indicator(indicator)
    return study.records(indicator).reset_index(drop=True).copy()
