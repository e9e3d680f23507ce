"""What the CSV files of a folder hold, for programs and for people: datapackage.json, and CSVW metadata beside each."""

import csv
import json
from contextlib import suppress

from cjtools.catalogue.packages import csvw, package, pairs_of, resource
from cjtools.kinds import ACROSS
from cjtools.words import slug
from cjtools.writing import write_atomically

PACKAGE, CSVW = "datapackage.json", ".csv-metadata.json"
# tables that are named by their file; all others are figures on an outcome
NAMED = {
    "assurance": "What all areas have recorded",
    "gaps": "Data gaps",
    "ledger": "What was made, when, of what",
    "pages": "Pages above the reports, and of what they were made",
    "requests": "Requests for data, by partner",
}
BELOW = "requests/requests.csv"
NOTE = (
    "Figures with the status illustrative are made up by a script, and must not be quoted. The licence is that of the "
    "published figures; a partnership's own words and figures are the partnership's."
)


def csv_files(folder):
    """Return the CSV files that a folder's description covers.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>``, or an area's folder in it.

    Returns
    -------
    list of str
        Paths below the folder, in order.
    """
    below = [BELOW] if (folder / BELOW).is_file() else []
    files = (path for path in folder.glob("*.csv") if path.is_file() and not path.name.startswith("."))
    return sorted(path.name for path in files) + below


def names_of(files):
    """Return the names of the files that describe some CSV files, the package first."""
    return [PACKAGE, *(file.removesuffix(".csv") + CSVW for file in files)]


def descriptions(folder, catalogue, outcomes, title):
    """Return what describes the CSV files of a folder.

    Parameters
    ----------
    folder : Path
    catalogue : Catalogue
    outcomes : dict
        Id -> outcome, an area's own among them: files are named by them.
    title : str
        Of the package.

    Returns
    -------
    list of str
        JSON, in the order of :func:`names_of`.
    """
    resources, beside, sources = [], [], set()
    for file in csv_files(folder):
        name = file.rpartition("/")[2].removesuffix(".csv")
        table = name if name in NAMED or name in ACROSS else "figures"
        said = NAMED.get(name) or (ACROSS[name].title if name in ACROSS else _title(outcomes, name))
        columns = _columns(folder / file)
        resources.append(resource(catalogue.columns, table, file, columns, slug(name), said))
        beside.append(csvw(catalogue.columns, table, file.rpartition("/")[2], columns, said))
        sources |= _sources(folder / f"{name}.json")
    of = package(f"cjtools-{slug(title)}", title, resources, catalogue, sorted(sources), NOTE)
    return [json.dumps(each, indent=1, ensure_ascii=False) + "\n" for each in (of, *beside)]


def write_descriptions(folder, catalogue, outcomes, title):
    """Write what describes the CSV files of a folder, which other commands than a run may have added to."""
    texts = descriptions(folder, catalogue, outcomes, title)
    for name, text in zip(names_of(csv_files(folder)), texts, strict=True):
        write_atomically(folder / name, text)


def _title(outcomes, name):
    """Return what the figures on an outcome are called."""
    return f"Figures: {outcomes[name].short_title}" if name in outcomes else f"Figures: {name}"


def _columns(path):
    """Return the names of a file's columns; somebody may have put one there in any encoding, or none of a table."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream, suppress(csv.Error):
        return next(csv.reader(stream), [])
    return []


def _sources(record):
    """Return the publications that a report was made of, as its run record says; none for other tables."""
    try:
        inputs = json.loads(record.read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError):
        return set()
    read = [one for one in inputs if one["source"] and one["status"] != "local"]
    return {pair for one in read for pair in pairs_of(one["source"], one["edition"])}
