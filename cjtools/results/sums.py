"""Observations added up as an indicator asks: a value per area and period, with its marker and where it comes from."""

import numpy as np
import pandas as pd

from cjtools.levels import UNPLACED
from cjtools.markers import NIL, NOT_AVAILABLE, REPLACES_NUMBER, SUPPRESSED

CONCERN = ("illustrative", "local", "published")  # what is made of several figures has the status of the worst
_TEXT = ("area_code", "period", "period_type", "category", "marker", "status", "source", "edition")


def keys(*columns):
    """Return one text per row, made of some columns, to look the row up by.

    Examples
    --------
    >>> keys(["S12000005"], ["2023-24"]).tolist()
    ['S12000005|2023-24']
    """
    key, *others = (np.asarray(column, dtype=object) for column in columns)
    for other in others:
        key = key + "|" + other
    return key


def found_at(known, wanted):
    """Return the place of each wanted key among the known ones, -1 where there is none.

    Examples
    --------
    >>> found_at(["a", "b"], ["b", "z"]).tolist()
    [1, -1]
    """
    places = {key: place for place, key in enumerate(known)}
    return np.array([places.get(key, -1) for key in wanted], dtype=int)


def taken(values, places, otherwise):
    """Return the values at some places; ``otherwise`` where the place is -1.

    Examples
    --------
    >>> taken(np.array([1.5, 2.5]), np.array([1, -1]), np.nan).tolist()
    [2.5, nan]
    """
    if not len(values):
        return np.full(len(places), otherwise)
    return np.where(places >= 0, np.asarray(values)[places], otherwise)


def worst(*statuses):
    """Return the status of what is made of several figures: illustrative before local before published.

    Examples
    --------
    >>> worst(np.array(["published", "local"]), np.array(["illustrative", ""])).tolist()
    ['illustrative', 'local']
    """
    conditions = [np.any([status == word for status in statuses], axis=0) for word in CONCERN]
    return np.select(conditions, CONCERN, "").astype(object)


def named_sources(*pairs):
    """Return the sources and editions of figures that are worked out from several, each named once.

    Parameters
    ----------
    *pairs : tuple of array
        (source, edition) of each summand, row by row; empty where a row has no such summand.

    Returns
    -------
    tuple of list
        Sources and editions, '; ' between them, in step with each other.

    Examples
    --------
    >>> named_sources((["jsw"], ["2024-25"]), (["nrs"], ["mid-2022"]), (["jsw"], ["2024-25"]))
    (['jsw; nrs'], ['2024-25; mid-2022'])
    """
    sources, editions = [], []
    for row in zip(*(zip(*pair, strict=True) for pair in pairs), strict=True):
        each = list(dict.fromkeys(pair for pair in row if pair[0]))
        sources.append("; ".join(source for source, _ in each))
        editions.append("; ".join(edition for _, edition in each))
    return sources, editions


def plain(observations, terms, breakdown):
    """Return the observations that some terms may need, as plain columns; a nil stands as the number 0.

    Parameters
    ----------
    observations : pandas.DataFrame
    terms : list of Term
    breakdown : str or None
        Breakdown that a share is of, besides those of the terms.

    Returns
    -------
    pandas.DataFrame
        measure, breakdown, category, area_code, period, period_type, value, marker, status, source, edition, cells.
    """
    measures, breakdowns = {term.measure for term in terms}, {term.breakdown for term in terms} | {breakdown}
    rows = observations[observations["measure"].isin(measures) & observations["breakdown"].isin(breakdowns)]
    rows = rows[rows["area_code"] != UNPLACED]
    columns = {name: rows[name].to_numpy(dtype=object) for name in ("measure", "breakdown", *_TEXT)}
    columns["cells"] = rows["file"].to_numpy(dtype=object) + "#" + rows["cell"].to_numpy(dtype=object)
    value = rows["value"].to_numpy(dtype=float)
    is_nil = np.isnan(value) & (rows["marker"] == NIL).to_numpy()
    return pd.DataFrame(columns, dtype=object).assign(value=np.where(is_nil, 0.0, value))


def of_term(rows, term):
    """Return the rows of one term."""
    is_term = (rows["measure"] == term.measure) & (rows["breakdown"] == term.breakdown)
    return rows[is_term & (rows["category"] == term.category)]


def summed(rows, terms):
    """Return the signed sum of some terms by area and period; missing where any summand is missing.

    A suppressed summand suppresses the sum. An area and period that no term has is not in the result.

    Parameters
    ----------
    rows : pandas.DataFrame
        What ``plain`` returns.
    terms : list of Term

    Returns
    -------
    pandas.DataFrame
        area_code, period, period_type, value, marker, status, source, edition, cells (of every summand).
    """
    parts = [of_term(rows, term) for term in terms]
    if len(parts) == 1:
        return parts[0].assign(value=parts[0]["value"].to_numpy(dtype=float) * terms[0].sign)
    base = pd.concat(parts).drop_duplicates(["area_code", "period"])
    key = keys(base["area_code"], base["period"])
    places = [found_at(keys(part["area_code"], part["period"]), key) for part in parts]

    def column(name, otherwise):
        pairs = zip(parts, places, strict=True)
        return [taken(part[name].to_numpy(), place, otherwise) for part, place in pairs]

    values = [value.astype(float) for value in column("value", np.nan)]
    total = sum(term.sign * value for term, value in zip(terms, values, strict=True))
    cells = column("cells", "")
    joined = ["; ".join(filter(None, cells_of_one)) for cells_of_one in zip(*cells, strict=True)]
    sources, editions = named_sources(*zip(column("source", ""), column("edition", ""), strict=True))
    return base.assign(
        source=sources,
        edition=editions,
        value=total,
        marker=_marker_of_sum(values, column("marker", NOT_AVAILABLE)),
        status=worst(*column("status", "")),
        cells=joined,
    )


def _marker_of_sum(values, markers):
    """Return the marker of a sum: of what is missing in it, else what its summands carry."""
    said = np.full(len(values[0]), "", dtype=object)
    for value, marker in reversed(list(zip(values, markers, strict=True))):
        carried = ~np.isnan(value) & (marker != "") & ~np.isin(marker.astype(str), REPLACES_NUMBER)
        said = np.where(carried, marker, said)
    for value, marker in reversed(list(zip(values, markers, strict=True))):
        said = np.where(np.isnan(value), np.where(marker == "", NOT_AVAILABLE, marker), said)
    is_suppressed = np.any(
        [np.isnan(value) & (marker == SUPPRESSED) for value, marker in zip(values, markers, strict=True)], axis=0
    )
    return np.where(is_suppressed, SUPPRESSED, said)
