"""The published folder: what was put there before, and how it is replaced file by file, the index last."""

import csv
import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.store import sha256_of
from cjtools.paths import is_within
from cjtools.publish.changes import read_changes
from cjtools.results.export import without_formula
from cjtools.writing import HOLDER, LOCK, is_part, lock, write_atomically

LIST, CHANGES = "published.csv", "changes.csv"
COLUMNS = ("file", "sha256", "changed", "area", "title")


@dataclass
class Before:
    """What an earlier publication left in a folder.

    Attributes
    ----------
    rows : dict
        Name of each file that was put there -> its line of ``published.csv``.
    changes : list of Change
        All told so far.
    is_half_done : bool
        It was ended before it was done, and after it had told what it changes.
    """

    rows: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    is_half_done: bool = False


def read_before(to):
    """Return what an earlier publication left in a folder.

    Parameters
    ----------
    to : Path
        It need not exist.

    Returns
    -------
    Before

    Raises
    ------
    CjtoolsError
        When the folder holds files and no publication: they would stand among the pages.
    """
    # a publication that has just begun has its lock there, and nothing else yet
    if not to.is_dir() or all(map(_is_of_lock, to.iterdir())):
        return Before()
    rows = list(csv.DictReader(io.StringIO(_text(to / LIST), newline="")))
    if not rows or any(set(row) != set(COLUMNS) for row in rows):
        found = "the folder holds files that were not published by cjtools"
        raise CjtoolsError(Problem(found, str(to), todo="name an empty folder with --to, or one published before"))
    outside = [row["file"] for row in rows if not is_within(to, row["file"])]
    if outside:
        found = f"names files that are not in the folder: {', '.join(outside)[:200]}"
        raise CjtoolsError(
            Problem(found, str(to / LIST), todo="take those lines out, or name an empty folder with --to")
        )
    changes = to / CHANGES
    told = read_changes(_text(changes)) if changes.is_file() else []
    listed = {row["file"]: row for row in rows}
    was_ended = listed.pop(LIST, None) is not None
    return Before(listed, told, was_ended and sha256_of(changes) == listed[CHANGES]["sha256"])


def _is_of_lock(path):
    """Return whether a file is the lock of a publication, which is empty, or tells who holds it."""
    is_lock = path.name == HOLDER or (path.name == LOCK and not path.stat().st_size)
    return is_part(path) or (path.is_file() and is_lock)


def require_unchanged(to, before):
    """Raise when a folder is not as it was any more: another publication has begun, or was made meanwhile.

    Parameters
    ----------
    to : Path
    before : Before
    """
    if read_before(to) != before:
        raise CjtoolsError(Problem("was published meanwhile by another run", str(to), todo="publish again"))


def _text(path):
    """Return the text of a list of the folder; empty when it is not there."""
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        todo = "save it as CSV in UTF-8, or name an empty folder with --to"
        raise CjtoolsError(Problem("is not text in UTF-8", str(path), todo=todo)) from error


@dataclass(frozen=True)
class File:
    """A file to be published.

    Attributes
    ----------
    content : function
        -> its bytes.
    made : str
        When it was made.
    area, title : str
        Of a page whose changes are told.
    """

    content: object
    made: str
    area: str = ""
    title: str = ""

    @cached_property
    def sha256(self):
        """The SHA-256 of its content."""
        return hashlib.sha256(self.content()).hexdigest()


def replace(to, files, before):
    """Put files into a folder so that who reads on from the index sees each old or new, never half, and no dead link.

    What is the same stays untouched. What is new comes first, since no page that stands there leads to it yet; then
    what pages lead to, pages, the index last; then what was published before and is no longer is removed. Files that
    others put there stay.

    Parameters
    ----------
    to : Path
    files : dict
        Name -> File; without ``published.csv``, which is written here.
    before : Before
        What stood there when the files were chosen.

    Returns
    -------
    tuple of int
        How many were written, and removed.

    Raises
    ------
    CjtoolsError
        When another publication is writing there, or has written since.
    """
    with lock(to, is_for_readers=True):
        require_unchanged(to, before)
        return _replace(to, files, before)


def _replace(to, files, before):
    """Put files into a folder that nobody else is writing to; return how many were written, and removed."""
    rows = _rows(files, before)
    if rows != before.rows:
        # that the list is in itself says next time that this was ended half way, and it says which files are ours
        begun = {name: {**row, "sha256": ""} for name, row in rows.items() if name not in before.rows}
        mark = dict.fromkeys(COLUMNS, "") | {"file": LIST}
        _write_list(to, {**before.rows, **begun, CHANGES: rows[CHANGES], LIST: mark})
    written = 0
    for name in sorted(files, key=lambda name: (name != CHANGES, (to / name).exists(), *_last_the_index(name))):
        if sha256_of(to / name) != rows[name]["sha256"]:
            write_atomically(to / name, files[name].content())
            written += 1
    gone = [name for name in before.rows if name not in files]
    # a page goes before what it leads to
    gone.sort(key=_last_the_index, reverse=True)
    for name in gone:
        (to / name).unlink(missing_ok=True)
        for folder in (to / name).parents:
            if folder == to:
                break
            with suppress(OSError):  # others' files stand there
                folder.rmdir()
    _write_list(to, rows)
    return written, len(gone)


def _last_the_index(name):
    """Return where a file comes in the order of writing: what pages lead to, pages, pages above them."""
    place = name.endswith(".html") + name.endswith("index.html") + 2 * ("/" not in name) + (name == "index.html")
    return place, name


def changed(name, file, before):
    """Return when a file changed: when it was made, unless it is as it was.

    Parameters
    ----------
    name : str
    file : File
    before : Before

    Returns
    -------
    str
    """
    was = before.rows.get(name)
    return was["changed"] if was and was["sha256"] == file.sha256 else file.made


def _rows(files, before):
    """Return the line of each file."""
    lines = (
        (name, file.sha256, changed(name, file, before), file.area, without_formula(file.title))
        for name, file in files.items()
    )
    return {line[0]: dict(zip(COLUMNS, line, strict=True)) for line in lines}


def _write_list(to, rows):
    """Write ``published.csv``."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[name] for name in sorted(rows))
    text = buffer.getvalue().encode()
    if sha256_of(to / LIST) != hashlib.sha256(text).hexdigest():
        write_atomically(to / LIST, text)
