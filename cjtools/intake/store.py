"""data/processed: the tidy tables, written whole or not at all, and read back."""

import hashlib
import json
from dataclasses import dataclass

import pandas as pd

from cjtools.catalogue.packages import package, pairs_of, resource
from cjtools.errors import Problem
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.writing import write_atomically


def write_processed(built, processed, catalogue):
    """Write the tables of a build; build.json comes last and alone says that they are complete.

    Parameters
    ----------
    built : Built
    processed : Path
    catalogue : Catalogue
    """
    processed.mkdir(parents=True, exist_ok=True)
    (processed / "build.json").unlink(missing_ok=True)
    write_atomically(processed / "observations.csv", _csv(built.observations))
    write_atomically(processed / "revisions.csv", _csv(built.revisions))
    problems = pd.DataFrame(
        [vars(problem) for problem in [*built.problems, *built.gaps]],
        columns=PROBLEM,
    )
    write_atomically(processed / "problems.csv", _csv(problems))
    write_atomically(processed / "files.json", json.dumps(_files(built), indent=1, ensure_ascii=False) + "\n")
    described = json.dumps(_datapackage(built, catalogue), indent=1, ensure_ascii=False) + "\n"
    write_atomically(processed / "datapackage.json", described)


PROBLEM = ["found", "file", "sheet", "cell", "allowed", "todo"]
TABLES = ("observations.csv", "revisions.csv", "problems.csv", "files.json", "datapackage.json")


def sha256_of(path):
    """Return the SHA-256 of a file, or an empty text when it cannot be read.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
    """
    if not path.is_file():  # whoever opens a pipe waits for ever
        return ""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def tables_sha256(processed):
    """Return the SHA-256 of each processed table, by name."""
    return {name: sha256_of(processed / name) for name in TABLES}


def record_inputs(processed, inputs_sha256):
    """Say of which inputs the processed tables were made, and what they were then; the last file of a build."""
    record = {"inputs_sha256": inputs_sha256, "tables_sha256": tables_sha256(processed)}
    write_atomically(processed / "build.json", json.dumps(record, indent=1) + "\n")


def _csv(frame):
    """Return a frame as CSV text with whole numbers as such and every digit of others."""
    if "value" in frame:
        frame = frame.assign(value=[_number(value) for value in frame["value"]])
    if "replaced_value" in frame:
        frame = frame.assign(replaced_value=[_number(value) for value in frame["replaced_value"]])
    return frame.to_csv(index=False, lineterminator="\n")


def _number(value):
    """Return a number as text: '12' for 12.0, shortest exact text for others, empty for none."""
    if value != value:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _files(built):
    """Return what is told of each file, with problems as text."""
    return [{**vars(file), "problems": [str(problem) for problem in file.problems]} for file in built.files]


def _datapackage(built, catalogue):
    """Return the Frictionless description of the processed tables."""
    used = sorted({(file.source, file.edition) for file in built.files if file.layout and not file.not_used})
    sources = sorted({pair for names, editions in used for pair in pairs_of(names, editions)})
    tables = {
        "observations": OBSERVATION,
        "revisions": list(built.revisions.columns),
        "problems": list(PROBLEM),
    }
    resources = [resource(catalogue.columns, name, f"{name}.csv", columns) for name, columns in tables.items()]
    resources[0]["schema"]["primaryKey"] = list(KEY)
    return package("cjtools-processed", "Community justice observations, tidy", resources, catalogue, sources)


def read_observations(processed):
    """Read the processed observations.

    Parameters
    ----------
    processed : Path

    Returns
    -------
    pandas.DataFrame
        The columns of an observation; ``value`` is a number, all else text.
    """
    # categories keep 50,000 rows of repeated words small and quick to filter
    text = {name: "category" for name in OBSERVATION if name not in ("value", "cell")}
    return pd.read_csv(
        processed / "observations.csv",
        dtype={**text, "cell": str, "value": float},
        keep_default_na=False,
        na_values={"value": [""]},
    )


def read_table(processed, name):
    """Read one of the other processed tables as text, such as ``revisions`` or ``problems``."""
    return pd.read_csv(processed / f"{name}.csv", dtype=str, keep_default_na=False)


@dataclass(frozen=True)
class Told:
    """What a build told besides its observations.

    Attributes
    ----------
    files : list of dict
        Each file of data/raw: its hash, layout, edition and status.
    problems : list of str
        What was not read.
    revisions : pandas.DataFrame
        Figures that several editions give differently.
    """

    files: list
    problems: list
    revisions: pd.DataFrame


def read_told(processed):
    """Return what the build of the processed tables told.

    Parameters
    ----------
    processed : Path

    Returns
    -------
    Told
    """
    files = json.loads((processed / "files.json").read_text(encoding="utf-8"))
    problems = [str(Problem(**row)) for row in read_table(processed, "problems").to_dict("records")]
    return Told(files, problems, read_table(processed, "revisions"))
