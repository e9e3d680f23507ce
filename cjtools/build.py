"""data/raw -> data/processed: read every file, keep what is right, say what was not read and why."""

import hashlib
import json
from dataclasses import dataclass, field

import pandas as pd

from cjtools import __version__
from cjtools.areas import SCOTLAND
from cjtools.checks import as_frame, check_processed, check_table
from cjtools.errors import CheckFailed, LayoutError, Problem, WorkbookError
from cjtools.extract import open_file, read_tables, recognise
from cjtools.extract.layouts import is_own_table
from cjtools.extract.workbook import SUFFIXES
from cjtools.own_tables import read_own_table
from cjtools.store import record_inputs, write_processed
from cjtools.tidy import KEY, OBSERVATION, Tidier

AGREES_WITHIN = 0.02  # relative difference allowed against a series that is known


@dataclass
class FileRead:
    """What became of one file of data/raw."""

    file: str
    sha256: str
    layout: str = ""
    source: str = ""
    edition: str = ""
    status: str = ""
    observations: int = 0
    unconfirmed: list = field(default_factory=list)
    not_used: str = ""
    problems: list = field(default_factory=list)
    tables: list = field(default_factory=list)


@dataclass
class Built:
    """The outcome of a build: the tables written and everything that was said on the way."""

    files: list
    observations: pd.DataFrame
    revisions: pd.DataFrame
    problems: list


def build(catalogue, raw_folders, processed, catalogue_folder):
    """Read everything under the raw folders and write the processed tables.

    Parameters
    ----------
    catalogue : Catalogue
    raw_folders : list of Path
    processed : Path
        Written only when the figures do not contradict each other.
    catalogue_folder : Path
        Where the catalogue was loaded from; its data files are part of what the tables were made of.

    Returns
    -------
    Built

    Raises
    ------
    CheckFailed
        When figures contradict each other; what stood in ``processed`` stays.
    LayoutError
        When a raw folder does not exist.
    """
    missing = [Problem("is not a folder", str(folder)) for folder in raw_folders if not folder.is_dir()]
    if missing:
        raise LayoutError(missing)
    made_of = fingerprint(input_paths(raw_folders, catalogue_folder))
    reader = _Reader(catalogue)
    for folder in raw_folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and _is_input(path, folder):
                reader.read(path, path.relative_to(folder).as_posix())
    files, frame, contradictions = reader.finish()
    if contradictions:
        raise CheckFailed(contradictions)
    observations, revisions = newest(frame)
    faults = check_processed(observations)
    if faults:
        raise CheckFailed(faults)
    problems = [problem for file in files for problem in file.problems]
    built = Built(files, observations, revisions, problems)
    write_processed(built, processed, catalogue)
    record_inputs(processed, made_of)
    return built


def _is_input(path, folder):
    """Return whether a file is read: hidden files, lock files and a partnership's own evidence are not."""
    parts = path.relative_to(folder).parts
    return parts[0] != "local" and not any(part.startswith((".", "~$")) for part in parts) and path.suffix != ".md"


def fingerprint(paths):
    """Return the SHA-256 of some files' names and contents, for knowing whether anything changed.

    Parameters
    ----------
    paths : iterable of (str, Path)
        Name and file, in a fixed order.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(__version__.encode())
    for name, path in paths:
        digest.update(f"\n{name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Reader:
    """Collects what each file gives, then settles what needs all of them."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        names = [area["area_name"] for area in catalogue.areas]
        self.tidier = Tidier(catalogue.area_names, names, catalogue.marker_symbols)
        self.files = []
        self.tables = []  # (FileRead, TidyTable or None, frame)

    def read(self, path, name):
        """Read one file; whatever is wrong with it is kept, never raised."""
        file = FileRead(name, hashlib.sha256(path.read_bytes()).hexdigest())
        self.files.append(file)
        if path.suffix.lower() not in SUFFIXES:
            file.not_used = f"{path.suffix or 'no'} suffix; read are {', '.join(SUFFIXES)}"
            return
        try:
            raw = open_file(path)
        except WorkbookError as error:
            file.not_used = "cannot be opened"
            file.problems += error.problems
            return
        if is_own_table(raw):
            self._read_own(raw, file)
            return
        layouts = recognise(raw, self.catalogue.layouts)
        if len(layouts) != 1:
            file.not_used = (
                "no layout in data/catalogue/layouts recognises it; see: cjtools inspect"
                if not layouts
                else f"several layouts recognise it: {', '.join(layout.id for layout in layouts)}"
            )
            return
        self._read_published(raw, layouts[0], file)

    def _read_own(self, raw, file):
        observations, file.problems = read_own_table(raw, self.catalogue, file.file)
        frame = as_frame(observations)
        file.layout, file.observations = "own_table", len(frame)
        file.source = "; ".join(sorted(set(frame["source"])))
        file.edition = "; ".join(sorted(set(frame["edition"])))
        file.status = "; ".join(sorted(set(frame["status"])))
        self.tables.append((file, None, frame))

    def _read_published(self, raw, layout, file):
        file.layout, file.source = layout.id, layout.source
        for table in self.tidier.tidy(raw, layout, read_tables(raw, layout), file.file):
            frame = as_frame(table.observations)
            file.problems += table.problems
            file.observations += len(frame)
            if len(frame):
                file.edition, file.status = frame["edition"].iloc[0], frame["status"].iloc[0]
                if not table.read.table.confirmed:
                    file.unconfirmed.append(table.read.table.table)
            file.tables.append({"table": table.read.table.table, "sheet": table.read.sheet, "observations": len(frame)})
            self.tables.append((file, table, frame))

    def finish(self):
        """Return the files, all observations, and the contradictions found."""
        self._replace_illustrative()
        self._refuse_disagreeing()
        contradictions = []
        for _file, table, frame in self.tables:
            if table is None:
                contradictions += check_table(frame, self.catalogue)
            elif not table.problems:
                # a table that was read in part cannot add up; its problems are told already
                contradictions += check_table(frame, self.catalogue, table.read.table.areas)
        frames = [frame.assign(is_own=table is None) for _, table, frame in self.tables if len(frame)]
        return self.files, pd.concat(frames, ignore_index=True) if frames else as_frame([]), contradictions

    def _replace_illustrative(self):
        """Leave out an illustrative file as soon as a published one of the same layout is there."""
        published = {file.layout for file in self.files if file.status == "published"}
        for file in self.files:
            if file.status == "illustrative" and file.layout in published:
                file.not_used = "illustrative figures, replaced by the published file of the same layout"
        gone = {file.file for file in self.files if file.not_used}
        self.tables = [entry for entry in self.tables if entry[0].file not in gone]

    def _refuse_disagreeing(self):
        """Leave out a table whose Scotland figures are not those of a series that is known (see tables.csv)."""
        kept = []
        for file, table, frame in self.tables:
            known = table.read.table.agrees_with if table is not None else ""
            problem = _disagreement(file, table, frame, self.tables, known) if known else None
            if problem:
                file.problems.append(problem)
                file.not_used = "its Scotland figures do not agree with the known series"
            else:
                kept.append((file, table, frame))
        self.tables = kept


def _disagreement(file, table, frame, tables, known):
    """Return a Problem when the Scotland figures of a table are not those of the known measure."""
    others = pd.concat([other for other_file, _, other in tables if other_file is not file], ignore_index=True)
    others = others[(others["measure"] == known) & (others["area_code"] == SCOTLAND) & (others["breakdown"] == "total")]
    series = others.sort_values("edition").drop_duplicates("period", keep="last").set_index("period")["value"]
    own = frame[frame["area_code"] == SCOTLAND].set_index("period")["value"]
    both = pd.concat([own.rename("own"), series.rename("known")], axis=1).dropna()
    if both.empty:
        found = f"there is no known {known} for Scotland to compare it with, so table '{table.read.table.table}' is not used"
        return Problem(found, file.file, todo=f"add the published {known} of Scotland to data/raw/published")
    off = both[(both["own"] - both["known"]).abs() > AGREES_WITHIN * both["known"].abs()]
    if off.empty:
        return None
    period, row = off.index[0], off.iloc[0]
    found = (
        f"Scotland {period} is {row['own']:g} here and {row['known']:g} in {known} "
        f"({len(off)} of {len(both)} years differ): the file may be locked to one group, so it is not used"
    )
    return Problem(found, file.file, table.read.sheet, todo="export it again with every dimension set to 'all'")


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


def input_paths(raw_folders, catalogue_folder):
    """Return (name, path) of everything that a build depends on, in a fixed order."""
    pairs = []
    for number, folder in enumerate(raw_folders):
        pairs += [(f"raw{number}/{p.relative_to(folder).as_posix()}", p) for p in folder.rglob("*") if p.is_file()]
    data = [p for p in catalogue_folder.rglob("*") if p.suffix in (".csv", ".yaml") and "indicators" not in p.parts]
    pairs += [(f"catalogue/{p.relative_to(catalogue_folder).as_posix()}", p) for p in data]
    return sorted(pairs)


def is_current(processed, raw_folders, catalogue_folder):
    """Return whether the processed tables were made from exactly these files."""
    try:
        recorded = json.loads((processed / "build.json").read_text(encoding="utf-8"))["inputs_sha256"]
    except (OSError, ValueError, KeyError):
        return False
    return recorded == fingerprint(input_paths(raw_folders, catalogue_folder))
