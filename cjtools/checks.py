"""Do the figures agree with each other? Every contradiction of a table is found before any of it is used."""

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.errors import Problem

TOLERANCE = 0.51  # published counts are whole; half a unit allows for a total rounded on its own


def check_table(observations, catalogue, areas="some"):
    """Return every contradiction inside one table (or own table) as published.

    Parameters
    ----------
    observations : pandas.DataFrame
        Observations of one file.
    catalogue : Catalogue
        Its measures say which councils and parts must add up; known differences are passed over.
    areas : str
        'all' when every council and Scotland must be there for every period.

    Returns
    -------
    list of Problem
    """
    if observations.empty:
        return []
    excused = {
        (row["measure"], row["area_code"], row["period"], row["breakdown"]) for row in catalogue.known_differences
    }
    standing = {row["marker"]: float(row["adds_as"]) for row in catalogue.markers if row["adds_as"]}
    frame = observations.assign(
        # a marked figure that stands for a known number (nil: 0) adds as that; other gaps are unknown
        adds=observations["value"].where(observations["value"].notna(), observations["marker"].map(standing))
    )
    problems = _repeated(frame) + _impossible(frame, catalogue)
    problems += _parts(frame, catalogue, excused) + _councils(frame, catalogue, excused)
    if areas == "all":
        problems += _incomplete(frame, catalogue)
    return problems


def _where(rows):
    """Return file and first cell of some rows, for a message."""
    first = rows.iloc[0]
    sheet, _, cell = first["cell"].rpartition("!")
    return {"file": first["file"], "sheet": sheet, "cell": cell}


def _repeated(frame):
    """Two different values for the same thing in one file."""
    key = ["measure", "area_code", "period", "period_type", "breakdown", "category", "source", "edition"]
    problems = []
    for _, rows in frame[frame.duplicated(key, keep=False)].groupby(key, sort=False):
        if rows["value"].nunique(dropna=False) > 1:
            first = rows.iloc[0]
            values = " and ".join(f"{value:g}" for value in rows["value"])
            what = f"{first['measure']}, {first['category']}, {first['area_code']}, {first['period']}"
            problems.append(Problem(f"stands twice with different values ({what}: {values})", **_where(rows)))
    return problems


def _impossible(frame, catalogue):
    """Negative counts, percentages outside 0 to 100."""
    units = frame["measure"].map(lambda measure: catalogue.measures[measure]["unit"])
    bad = frame[(frame["value"] < 0) | ((units == "per cent") & (frame["value"] > 100.0001))]
    return [
        Problem(
            f"{row['measure']} is {row['value']:g}", row["file"], cell=row["cell"], allowed="0 or more, up to 100 %"
        )
        for _, row in bad.iterrows()
    ]


def _parts(frame, catalogue, excused):
    """Categories of a breakdown that do not add to the total of the same area and period."""
    problems = []
    for measure, rows in frame.groupby("measure", sort=False):
        for breakdown in filter(None, catalogue.measures[measure]["parts_add_up"].split(";")):
            keys = ["area_code", "period", "source", "edition"]
            total = rows[rows["breakdown"] == "total"].drop_duplicates(keys).set_index(keys)["adds"]
            parts = rows[rows["breakdown"] == breakdown]
            if total.empty or parts.empty:
                continue
            sums = parts.groupby(keys)["adds"].agg(["sum", "count", "size"]).join(total.rename("total"), how="inner")
            whole = sums["count"] == sums["size"]
            wrong = sums[
                (whole & ((sums["sum"] - sums["total"]).abs() > TOLERANCE))
                | (~whole & (sums["sum"] > sums["total"] + TOLERANCE))
            ]
            for (area, period, _, edition), row in wrong.iterrows():
                if (measure, area, period, breakdown) in excused:
                    continue
                here = parts[(parts["area_code"] == area) & (parts["period"] == period) & (parts["edition"] == edition)]
                found = f"{measure} by {breakdown} adds to {row['sum']:g}, not to its total {row['total']:g} ({area}, {period})"
                todo = f"mend the figure, or add to known_differences.csv: {measure},{area},{period},{breakdown},<why>"
                problems.append(Problem(found, **_where(here), todo=todo))
    return problems


def _councils(frame, catalogue, excused):
    """Councils that do not add to Scotland."""
    adding = [name for name, measure in catalogue.measures.items() if measure["councils_add_up"] == "yes"]
    keys = ["measure", "period", "breakdown", "category", "source", "edition"]
    rows = frame[frame["measure"].isin(adding)]
    scotland = rows[rows["area_code"] == SCOTLAND].drop_duplicates(keys).set_index(keys)["adds"]
    councils = rows[rows["area_code"] != SCOTLAND].drop_duplicates([*keys, "area_code"])
    if scotland.empty or councils.empty:
        return []
    sums = councils.groupby(keys)["adds"].agg(["sum", "count"]).join(scotland.rename("total"), how="inner")
    complete = sums["count"] == len(catalogue.councils)
    wrong = sums[complete & ((sums["sum"] - sums["total"]).abs() > TOLERANCE)]
    problems = []
    for (measure, period, breakdown, category, _, _), row in wrong.iterrows():
        if (measure, SCOTLAND, period, breakdown) in excused:
            continue
        here = rows[(rows["measure"] == measure) & (rows["period"] == period) & (rows["category"] == category)]
        found = f"the councils' {measure} ({category}, {period}) add to {row['sum']:g}, Scotland is {row['total']:g}"
        todo = f"mend the figure, or add to known_differences.csv: {measure},{SCOTLAND},{period},{breakdown},<why>"
        problems.append(Problem(found, **_where(here[here["area_code"] == SCOTLAND]), todo=todo))
    return problems


def _incomplete(frame, catalogue):
    """Areas that a table leaves out in a period."""
    wanted = {area["area_code"]: area["area_name"] for area in catalogue.areas}
    problems = []
    for (measure, period), rows in frame.groupby(["measure", "period"], sort=False):
        missing = sorted(wanted[code] for code in set(wanted) - set(rows["area_code"]))
        if missing:
            found = f"{measure} for {period} has no row for {', '.join(missing)}"
            problems.append(Problem(found, **_where(rows), allowed="32 councils and Scotland"))
    return problems


def check_processed(observations):
    """Return what would make the processed table unfit to use: a missing value without a marker, a repeated key.

    Parameters
    ----------
    observations : pandas.DataFrame
        The merged observations.

    Returns
    -------
    list of Problem
    """
    problems = []
    silent = observations[observations["value"].isna() & (observations["marker"] == "")]
    for _, row in silent.iterrows():
        problems.append(Problem("a value is missing without a marker", row["file"], cell=row["cell"]))
    key = ["measure", "area_code", "period", "period_type", "breakdown", "category"]
    for _, row in observations[observations.duplicated(key)].iterrows():
        problems.append(Problem(f"two observations of {', '.join(row[key])}", row["file"], cell=row["cell"]))
    statuses = set(observations["status"]) - {"published", "illustrative", "local"}
    problems += [Problem(f"status '{status}' is not known") for status in sorted(statuses)]
    return problems


def as_frame(observations):
    """Return observation dicts as a frame whose text columns are text and whose value is a number.

    Parameters
    ----------
    observations : list of dict

    Returns
    -------
    pandas.DataFrame
    """
    from cjtools.tidy import OBSERVATION

    frame = pd.DataFrame(observations, columns=[*OBSERVATION, "rounded"])
    frame["value"] = pd.to_numeric(frame["value"])
    frame["rounded"] = frame["rounded"].fillna(False).astype(bool)
    return frame
