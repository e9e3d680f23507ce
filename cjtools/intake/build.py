"""data/raw -> data/processed: read every file, keep what is right, say what was not read and why."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cjtools import __version__
from cjtools.errors import CheckFailed, LayoutError, NotBuilt, Problem, WorkbookError
from cjtools.extract import open_file, read_tables, recognise
from cjtools.extract.layout_checks import require_resolved
from cjtools.extract.layouts import OWN_TABLE, is_own_table
from cjtools.extract.safety import MAX_FILE
from cjtools.extract.unseen import unseen_of
from cjtools.extract.workbook import MAX_CSV, OTHER_SPREADSHEETS, SUFFIXES
from cjtools.intake.checks import as_frame, check_between, check_processed, check_tables, missing_areas
from cjtools.intake.coverage import unheld
from cjtools.intake.editions import disagreement, newest, unseen
from cjtools.intake.own_tables import looks_like_own_table, read_own_table
from cjtools.intake.store import read_table, record_inputs, sha256_of, tables_sha256, write_processed
from cjtools.intake.tidy import Tidier
from cjtools.made_with import environment
from cjtools.paths import NO_FILE, files_below, is_hidden
from cjtools.writing import SECONDS_TO_WAIT, lock, told

NOT_OPENED = "cannot be opened"


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
    unseen: dict = field(default_factory=dict)

    def leave_out(self, why, todo=""):
        """Say that the file is not used, and why that needs someone's eye."""
        self.not_used = why
        self.problems.append(Problem(f"not used: {why}", self.file, todo=todo))


@dataclass
class Built:
    """The outcome of a build: the tables written, what was not read, and the figures that indicators go without."""

    files: list
    observations: pd.DataFrame
    revisions: pd.DataFrame
    problems: list
    gaps: list = field(default_factory=list)
    newly_revised: pd.DataFrame | None = None


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
    NotBuilt
        When no file could be used, and one of them not be opened; what stood in ``processed`` stays.
    LayoutError
        When a raw folder does not exist.
    """
    missing = [Problem("is not a folder", str(folder)) for folder in raw_folders if not folder.is_dir()]
    if missing:
        raise LayoutError(missing)
    made_of = _made_of(raw_folders, catalogue_folder)
    reader = _Reader(catalogue)
    for name, path in raw_files(raw_folders):
        reader.read(path, name)
    files, frame, contradictions = reader.finish()
    problems = [problem for file in files for problem in file.problems]
    if all(file.not_used for file in files) and any(file.not_used == NOT_OPENED for file in files):
        raise NotBuilt(problems)
    if contradictions:
        raise CheckFailed(contradictions)
    observations, revisions = newest(frame)
    faults = check_processed(observations)
    if faults:
        raise CheckFailed(faults)
    built = Built(files, observations, revisions, problems, unheld(catalogue, observations))
    if (processed / "revisions.csv").is_file():
        built.newly_revised = unseen(revisions, read_table(processed, "revisions"))
    try:
        with lock(processed, SECONDS_TO_WAIT):
            write_processed(built, processed, catalogue)
            record_inputs(processed, made_of)
    except OSError as error:
        raise LayoutError(told(error)) from error
    return built


def _seen_from_here(path, name):
    """Return the name of a raw file as it can be typed in the working folder, where it stands below that."""
    folder = path.parents[name.count("/")]
    try:
        return f"{folder.resolve().relative_to(Path.cwd()).as_posix()}/{name}"
    except ValueError:
        return name


def raw_files(raw_folders):
    """Return (name, path) of every file that a build looks at, in a fixed order.

    Parameters
    ----------
    raw_folders : list of Path

    Returns
    -------
    list of (str, Path)
        The name is the path inside its folder; where two folders hold the same, with the folder's name before it.
        Hidden files, lock files of spreadsheet programs, notes (.md) and a partnership's own evidence are left out;
        what is no file, such as a link that leads nowhere, is among them, so that it is told.
    """
    found = [
        (folder, path.relative_to(folder).as_posix(), path)
        for folder in raw_folders
        for path in folder.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and _is_input(path, folder)
    ]
    inside = Counter(name for _, name, _ in found)
    named = [(name if inside[name] == 1 else f"{folder.resolve().name}/{name}", path) for folder, name, path in found]
    return sorted(dict.fromkeys(named))


def _is_input(path, folder):
    """Return whether a file is looked at."""
    return path.relative_to(folder).parts[0] != "local" and not is_hidden(path, folder) and path.suffix != ".md"


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
        digest.update(f"\n{name}\n".encode(errors="surrogateescape"))
        digest.update((sha256_of(path) if _may_be_read(path) else "too large").encode())
    return digest.hexdigest()


def _may_be_read(path):
    """Return whether a file is small enough to be read: of others, such as films, nothing is looked at."""
    return not path.is_file() or path.stat().st_size <= max(MAX_FILE, MAX_CSV)


class _Reader:
    """Collects what each file gives, then settles what needs all of them."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.tidier = Tidier(catalogue)
        self.files = []
        self.tables = []  # (FileRead, TidyTable or None, frame)
        require_resolved(catalogue)

    def read(self, path, name):
        """Read one file; whatever is wrong with it is kept, never raised."""
        file = FileRead(name.encode(errors="replace").decode(), sha256_of(path) if _may_be_read(path) else "")
        twin = next((other for other in self.files if file.sha256 and other.sha256 == file.sha256), None)
        self.files.append(file)
        if path.is_dir():
            file.leave_out("a link to a folder, which is not followed", "name the folder with --raw, or copy it here")
        elif not path.is_file():
            file.leave_out(NO_FILE, "put the file itself in its place, or take it away")
        elif path.suffix.lower() not in (*SUFFIXES, *OTHER_SPREADSHEETS):
            file.not_used = f"{path.suffix or 'no'} suffix; read are {', '.join(SUFFIXES)}"
        elif twin is not None and path.stat().st_size:
            file.leave_out(
                f"byte for byte the same as {twin.file}",
                "one of the two may be misnamed: keep the one whose title is right",
            )
        else:
            self._read_new(path, file)

    def _read_new(self, path, file):
        """Read a file that is not a copy of another."""
        try:
            raw = open_file(path, file.file)
        except WorkbookError as error:
            file.not_used = NOT_OPENED
            file.problems += error.problems
            return
        file.unseen = unseen_of(raw)
        if is_own_table(raw):
            self._read_own(raw, file)
            return
        layouts = recognise(raw, self.catalogue.layouts)
        if len(layouts) == 1:
            self._read_published(raw, layouts[0], file)
        elif layouts:
            names = ", ".join(layout.id for layout in layouts)
            file.leave_out(
                f"recognised by several layouts: {names}", "make the recognise rules of one of them narrower"
            )
        elif own := looks_like_own_table(raw):
            file.leave_out(own, f"the header must be: {','.join(OWN_TABLE)}")
        else:
            file.leave_out(
                "recognised by no layout",
                f"see what it holds with: cjtools inspect {_seen_from_here(raw.path, file.file)}",
            )

    def _read_own(self, raw, file):
        observations, file.problems = read_own_table(raw, self.catalogue, file.file)
        frame = as_frame(observations)
        file.layout, file.observations = "own_table", len(frame)
        file.source = "; ".join(sorted(set(frame["source"])))
        file.edition = "; ".join(sorted(set(frame["edition"])))
        file.status = "; ".join(sorted(set(frame["status"])))
        if frame.empty and not file.problems:
            file.leave_out("a header without any row")
        self.tables.append((file, None, frame))

    def _read_published(self, raw, layout, file):
        file.layout, file.source = layout.id, layout.source
        tables = self.tidier.tidy(raw, layout, read_tables(raw, layout), file.file)
        frames = [as_frame(table.observations) for table in tables]
        for table, frame in zip(tables, frames, strict=True):
            file.problems += table.problems
            file.observations += len(frame)
            if len(frame):
                file.edition, file.status = frame["edition"].iloc[0], frame["status"].iloc[0]
                if not table.read.table.confirmed:
                    file.unconfirmed.append(table.read.table.table)
            file.tables.append({"table": table.read.table.table, "sheet": table.read.sheet, "observations": len(frame)})
            self.tables.append((file, table, frame))
        file.problems += missing_areas(list(zip(tables, frames, strict=True)), self.catalogue)
        if not file.observations:
            file.not_used = "nothing in it could be read"

    def finish(self):
        """Return the files, all observations, and the contradictions found."""
        self._replace_illustrative()
        self._refuse_disagreeing()
        # what was read only in part cannot be asked to add up
        contradictions = check_tables(
            [(frame, bool(file.problems) if table is None else table.is_partial) for file, table, frame in self.tables],
            self.catalogue,
        )
        frames = [frame.assign(is_own=table is None) for _, table, frame in self.tables if len(frame)]
        together = pd.concat(frames, ignore_index=True) if frames else as_frame([]).assign(is_own=False)
        if not contradictions:
            contradictions = check_between(together, self.catalogue)
        return self.files, together, contradictions

    def _replace_illustrative(self):
        """Leave out an illustrative file as soon as a published one of the same layout is there."""
        published = {file.layout for file in self.files if file.status == "published"}
        for file in self.files:
            if file.status == "illustrative" and file.layout in published:
                file.not_used = "illustrative figures, replaced by the published file of the same layout"
                file.problems = []
        self.tables = [entry for entry in self.tables if not entry[0].not_used]

    def _refuse_disagreeing(self):
        """Leave out a table whose Scotland figures are not those of a series that is known (see tables.csv)."""
        trusted = [frame for _, table, frame in self.tables if table is None or not table.read.table.agrees_with]
        kept = []
        for file, table, frame in self.tables:
            known = table.read.table.agrees_with if table is not None else ""
            problem = disagreement(frame, trusted, known, file.file, table.read.sheet) if known and len(frame) else None
            if problem:
                file.problems.append(problem)
            else:
                kept.append((file, table, frame))
        used = {id(file) for file, _, _ in kept}
        for file, _, _ in self.tables:
            if id(file) not in used:
                file.not_used = "its Scotland figures do not agree with the known series"
        self.tables = kept


def input_paths(raw_folders, catalogue_folder):
    """Return (name, path) of everything that a build depends on, in a fixed order."""
    pairs = [(f"raw/{name}", path) for name, path in raw_files(raw_folders)]
    data = [Path(path) for path in files_below(catalogue_folder, ".csv", ".yaml")]
    pairs += [(f"catalogue/{p.relative_to(catalogue_folder).as_posix()}", p) for p in data]
    return sorted(pairs)


def _made_of(raw_folders, catalogue_folder):
    """Return the hash of everything that a build depends on: files, and the code and libraries that read them."""
    files = fingerprint(input_paths(raw_folders, catalogue_folder))
    return hashlib.sha256(json.dumps([environment(), files]).encode()).hexdigest()


def is_current(processed, raw_folders, catalogue_folder):
    """Return whether the processed tables are whole and were made from exactly these files, by this code."""
    try:
        recorded = json.loads((processed / "build.json").read_text(encoding="utf-8"))
        is_whole = recorded["tables_sha256"] == tables_sha256(processed)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return is_whole and recorded["inputs_sha256"] == _made_of(raw_folders, catalogue_folder)
