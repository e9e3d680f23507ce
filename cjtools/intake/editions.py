"""Several publications of one figure: which one holds, what the others said, and which series cannot be the same."""

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.errors import Problem
from cjtools.intake.tidy import KEY, OBSERVATION

AGREES_WITHIN = 0.02  # relative difference allowed against a series that is known


def disagreement(frame, others, known, file, sheet):
    """Return a problem when the Scotland figures of a table are not those of a series that is known.

    An export can be locked to one group (an age, say) without saying so; its Scotland row then gives it away.

    Parameters
    ----------
    frame : pandas.DataFrame
        Observations of the table.
    others : list of pandas.DataFrame
        Observations that are trusted.
    known : str
        The measure to compare with.
    file, sheet : str

    Returns
    -------
    Problem or None
    """
    own = _scotland(frame)
    trusted = [other[other["measure"] == known] for other in others]
    series = _scotland(pd.concat(trusted, ignore_index=True)) if trusted else own.iloc[:0]
    both = pd.concat([own.rename("own"), series.rename("known")], axis=1).dropna()
    if both.empty:
        found = f"its Scotland figures cannot be compared with a known {known}, so it is not used"
        return Problem(found, file, sheet, todo=f"add the published {known} of Scotland to data/raw/published")
    off = both[(both["own"] - both["known"]).abs() > AGREES_WITHIN * both["known"].abs()]
    if off.empty:
        return None
    found = (
        f"Scotland {off.index[0]} is {off['own'].iloc[0]:.10g} here and {off['known'].iloc[0]:.10g} in {known} "
        f"({len(off)} of {len(both)} years differ): the file may be locked to one group, so it is not used"
    )
    return Problem(found, file, sheet, todo="export it again with every dimension set to 'all'")


def _scotland(frame):
    """Return the totals of Scotland by period, of the newest edition."""
    rows = frame[(frame["area_code"] == SCOTLAND) & (frame["breakdown"] == "total")]
    return rows.sort_values("edition").drop_duplicates("period", keep="last").set_index("period")["value"]


def newest(frame):
    """Return one observation per key, and what other editions said differently.

    Published goes before illustrative; an exact figure before one that its source rounded; then the newest edition;
    within an edition, a workbook before an own table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Observations of all files, with ``rounded`` and ``is_own``.

    Returns
    -------
    tuple of pandas.DataFrame
        (observations, revisions); revisions have the columns of KEY plus edition, value, file, cell, replaced_by and
        replaced_value.
    """
    order = frame.assign(_made_up=frame["status"] == "illustrative").sort_values(
        ["_made_up", "rounded", "edition", "is_own", "file", "cell"],
        ascending=[True, True, False, True, True, True],
        kind="stable",
    )
    kept = order.drop_duplicates(KEY)
    other = order[order.duplicated(KEY)].merge(
        kept[[*KEY, "value", "edition", "status"]], on=KEY, suffixes=("", "_kept"), how="left"
    )
    differs = (
        (other["status"] == "published")
        & ~other["rounded"]
        & other["value"].notna()
        & (other["value"] != other["value_kept"])
    )
    revisions = other[differs].rename(columns={"edition_kept": "replaced_by", "value_kept": "replaced_value"})
    columns = [*KEY, "edition", "value", "source", "file", "cell", "replaced_by", "replaced_value"]
    kept = kept.sort_values([*KEY], kind="stable")[OBSERVATION].reset_index(drop=True)
    return kept, revisions.sort_values([*KEY, "edition"], kind="stable")[columns].reset_index(drop=True)


def said_of_revisions(revisions, catalogue, most=20):
    """Return what editions gave differently, one line per measure and pair of editions, the largest change named.

    Parameters
    ----------
    revisions : pandas.DataFrame
        As :func:`newest` returns them.
    catalogue : Catalogue
    most : int
        Lines; of more, only the number is told.

    Returns
    -------
    list of str
    """
    if revisions.empty:
        return []
    lines = []
    for (measure, old, new), rows in revisions.groupby(["measure", "edition", "replaced_by"], sort=True):
        moved = (rows["replaced_value"] - rows["value"]).abs().fillna(0)
        top = rows.loc[moved.idxmax()]
        part = "" if top["breakdown"] == "total" else f", {top['category']}"
        place = catalogue.place_names.get(top["area_code"], top["area_code"])
        now = f"{top['replaced_value']:,.10g}" if top["replaced_value"] == top["replaced_value"] else "no figure"
        figures = "1 figure," if len(rows) == 1 else f"{len(rows)} figures, the largest change"
        lines.append(
            f"{measure}, {old} to {new}: {figures} {place} {top['period']}{part}: {top['value']:,.10g} to {now}"
        )
    more = len(lines) - most
    return lines[:most] + ([f"and {more} more pairs of editions, all in revisions.csv"] if more > 0 else [])


def unseen(revisions, before):
    """Return the revisions that an earlier build did not have.

    Parameters
    ----------
    revisions, before : pandas.DataFrame
        Of this build and of the earlier one, as read back from revisions.csv.

    Returns
    -------
    pandas.DataFrame
    """
    names = [*KEY, "edition", "replaced_by"]
    known = set(map(tuple, before[names].astype(str).to_numpy()))
    return revisions[[tuple(row) not in known for row in revisions[names].astype(str).to_numpy()]]
