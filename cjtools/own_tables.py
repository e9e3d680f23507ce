"""The project's own small tables of published figures: one observation per row, with page and source."""

from cjtools.errors import Problem
from cjtools.extract.layouts import OWN_TABLE
from cjtools.extract.periods import parse_period
from cjtools.tidy import read_value

ROUNDED = "rounded in the source"


def read_own_table(raw, catalogue, file):
    """Return the observations of an own table and the problems met.

    Parameters
    ----------
    raw : RawFile
        A CSV file with the header of ``OWN_TABLE``.
    catalogue : Catalogue
    file : str
        The file's path relative to data/raw.

    Returns
    -------
    tuple
        (list of observation dicts, list of Problem). Each observation has ``rounded`` set when the note says that the
        source printed a rounded figure; an exact figure then goes before it.
    """
    observations, problems = [], []
    names = {area["area_code"]: area["area_name"] for area in catalogue.areas}
    for number, cells in enumerate(raw.sheets[""].rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(OWN_TABLE, cells, strict=False))
        faults = _faults(row, cells, catalogue, names)
        value, marker = read_value(row.get("value", ""), "", {}) if row.get("value") else (None, row.get("marker", ""))
        if value is None and not marker:
            faults.append(("value and marker are both empty or unreadable", "a number, or a marker of markers.csv"))
        problems += [Problem(found, file, cell=f"line {number}", allowed=allowed) for found, allowed in faults]
        if faults:
            continue
        page = f" ({row['page']})" if row["page"] else ""
        observations.append(
            {
                **{key: row[key] for key in ("measure", "area_code", "period", "period_type", "breakdown", "category")},
                "value": value,
                "marker": row["marker"],
                "source": row["source"],
                "edition": row["edition"],
                "file": file,
                "cell": f"G{number}{page}",
                "status": "illustrative" if file.startswith("illustrative/") else "published",
                "rounded": ROUNDED in row["note"],
            }
        )
    return observations, problems


def _faults(row, cells, catalogue, names):
    """Return (found, allowed) for each fault of a row."""
    if len(cells) != len(OWN_TABLE):
        return [(f"has {len(cells)} cells", f"{len(OWN_TABLE)}: {', '.join(OWN_TABLE)}")]
    faults = []
    if row["measure"] not in catalogue.measures:
        faults.append((f"measure '{row['measure']}' is not in measures.csv", "an id of measures.csv"))
    if row["area_code"] not in names:
        faults.append((f"area code '{row['area_code']}' is not in areas.csv", "a code of areas.csv"))
    elif row["area_name"] and catalogue.area_names.code(row["area_name"]) != row["area_code"]:
        faults.append((f"'{row['area_name']}' is not {row['area_code']}", names[row["area_code"]]))
    if parse_period(row["period"], row["period_type"]) != row["period"]:
        faults.append((f"period '{row['period']}' is not a {row['period_type']}", "such as 2023-24 or 2023"))
    if catalogue.source(row["source"], row["edition"]) is None:
        faults.append((f"source '{row['source']}' is not in sources.csv", "an id of sources.csv"))
    if row["marker"] and row["marker"] not in {known["marker"] for known in catalogue.markers}:
        faults.append((f"marker '{row['marker']}' is not in markers.csv", "a marker of markers.csv"))
    return faults
