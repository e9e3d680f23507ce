"""What has been made, of what: a row per report, and one per page above them. They alone say what is up to date."""

import csv
import errno
import hashlib
import io
from os.path import lexists

from cjtools import clock
from cjtools.errors import Problem
from cjtools.intake.store import sha256_of
from cjtools.kinds import FORMS, kind_of
from cjtools.make import can_write
from cjtools.results.peers import DEFAULT
from cjtools.writing import write_atomically

COLUMNS = [
    "area", "outcome", "compare", "on", "forms", "state", "inputs_sha256", "files_sha256", "finished", "seconds",
    "error",
]  # fmt: skip
PAGE_COLUMNS = ["page", "inputs_sha256", "files_sha256", "finished"]
DONE, FAILED = "done", "failed"


class Ledger:
    """The ledger of one folder of outputs.

    A line that cannot be read counts as not there: its report is made again. What a whole line says is only believed
    of files that are as it says.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>``; the ledger is its ``ledger.csv``.

    Attributes
    ----------
    is_torn : bool
        Some of it, or all, could not be read.
    """

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "ledger.csv"
        rows, self.is_torn = _read(self.path, COLUMNS)
        known = [row for row in rows if row["state"] in (DONE, FAILED)]
        self.is_torn |= len(known) < len(rows)
        self.rows = {(row["area"], row["outcome"]): row for row in known}

    def is_current(self, area, outcome, inputs, compare=DEFAULT, on="", forms=()):
        """Return whether a report is of these inputs, its files as they were written, and its notebooks there.

        Parameters
        ----------
        area, outcome : str
            Slug and id.
        inputs : Inputs
            What reports are made of now.
        compare : str
            What the report is to stand beside: beside other councils it is another report.
        on : str
            The day as of which it is to be made: on another day it is another report.
        forms : tuple of str
            The further forms that it is to be there in: it may be there in more.

        Returns
        -------
        bool
        """
        row = self.rows.get((area, outcome))
        if (
            not row
            or (row["compare"], row["on"]) != (compare, on)
            or not set(forms) <= set(self.forms_of(area, outcome))
            or row["inputs_sha256"] != inputs.of(area, outcome, compare)
        ):
            return False
        if not all(map(_is_whole, self._notebooks(area, outcome))):
            return False
        # a report that failed has no hash
        return bool(row["files_sha256"]) and self._files_sha256(area, outcome) == row["files_sha256"]

    def forms_of(self, area, outcome):
        """Return in which further forms a report was asked for when it was made; of one in no line, those that stand.

        Parameters
        ----------
        area, outcome : str
            Slug and id.

        Returns
        -------
        tuple of str
            Ends of file names; those that could not be made here are among them.
        """
        row = self.rows.get((area, outcome))
        if row:
            return tuple(row["forms"].split())
        return tuple(form for form in FORMS if (self.folder / area / f"{outcome}{form}").is_file())

    def unrecorded(self, outputs):
        """Return which reports stand in the folder and in no line, as when the ledger was damaged and written again.

        Parameters
        ----------
        outputs : Path
            The usual folder of outputs: the commands that are told name any other.

        Returns
        -------
        list of Problem
        """
        kept = (path.relative_to(self.folder).parts for path in self.folder.glob("*/notebooks/*/"))
        lost = sorted({(area, outcome) for area, _, outcome in kept} - self.rows.keys())
        lost = [key for key in lost if (self.folder / f"{'/'.join(key)}.html").is_file()]
        found = "no record tells of this report, so it is in no index and is not published"
        year, elsewhere = self.folder.name, "" if self.folder.parent == outputs else f' --out "{self.folder.parent}"'
        todo = "make it again: cjtools report --area {} --outcome {} --year {}{}; or take its files away"
        return [
            Problem(found, str(self.folder / f"{'/'.join(key)}.html"), todo=todo.format(*key, year, elsewhere))
            for key in lost
        ]

    def _files(self, area, outcome, forms):
        """Return the files of a report that must not change."""
        suffixes = [each for each in (*kind_of(outcome).suffixes, *forms) if can_write(each)]
        return [self.folder / area / f"{outcome}{suffix}" for suffix in suffixes]

    def are_there(self, area, outcome):
        """Return whether all files of a report stand in the folder."""
        return all(path.is_file() for path in self._files(area, outcome, self.forms_of(area, outcome)))

    def _files_sha256(self, area, outcome):
        """Return the hash of a report's files; empty when one is missing."""
        return files_sha256(self._files(area, outcome, self.forms_of(area, outcome)))

    def _notebooks(self, area, outcome):
        """Return the executed notebooks of a report, kept so that what was done can be looked at.

        They may be opened, and then saved by themselves: that changes no report.
        """
        return [self.folder / area / "notebooks" / outcome / f"{step}.ipynb" for step in kind_of(outcome).steps]

    def record(self, area, outcome, state, inputs_sha256, seconds=0.0, error="", compare=DEFAULT, on="", forms=()):
        """Write down what became of one report, with the hash of its files when it was made.

        Parameters
        ----------
        area, outcome : str
            Slug and id.
        state : str
            ``DONE`` or ``FAILED``.
        inputs_sha256 : str
        seconds : float
        error : str
            Why it failed.
        compare : str
            What stands beside the area.
        on : str
            The day as of which it was made.
        forms : tuple of str
            The further forms that it was asked for in.
        """
        made = files_sha256(self._files(area, outcome, forms)) if state == DONE else ""
        self.rows[(area, outcome)] = {
            "area": area,
            "outcome": outcome,
            "compare": compare,
            "on": on,
            "forms": " ".join(forms),
            "state": state,
            "inputs_sha256": inputs_sha256,
            "files_sha256": made,
            "finished": clock.stamp(),
            "seconds": f"{seconds:.1f}",
            "error": error,
        }
        self.write()

    def write(self):
        """Write the ledger as it is known: what could not be read is in no line any more."""
        _write(self.path, COLUMNS, [self.rows[key] for key in sorted(self.rows)])


class PageLedger:
    """The ledger of the pages above the reports, in one folder of outputs: ``pages.csv``.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>``.
    """

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "pages.csv"
        self.rows = {row["page"]: row for row in _read(self.path, PAGE_COLUMNS)[0]}

    def is_current(self, names, inputs_sha256):
        """Return whether a page was made of these inputs and is still what was written.

        Parameters
        ----------
        names : list of str
            Paths of its files below the folder, the page first.
        inputs_sha256 : str

        Returns
        -------
        bool
        """
        row = self.rows.get(names[0])
        if not row or row["inputs_sha256"] != inputs_sha256:
            return False
        return bool(row["files_sha256"]) and self._files_sha256(names) == row["files_sha256"]

    def record(self, names, inputs_sha256):
        """Write down that a page was made; see :meth:`is_current`."""
        files = self._files_sha256(names)
        self.rows[names[0]] = {
            "page": names[0],
            "inputs_sha256": inputs_sha256,
            "files_sha256": files,
            "finished": clock.stamp(),
        }
        _write(self.path, PAGE_COLUMNS, [self.rows[name] for name in sorted(self.rows)])

    def _files_sha256(self, names):
        """Return the hash of a page's files; empty when one is missing."""
        return files_sha256([self.folder / name for name in names])


def _is_whole(notebook):
    """Return whether a notebook is there, to its end: whoever saves one writes all of it."""
    try:
        with notebook.open("rb") if notebook.is_file() else io.BytesIO() as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(max(0, size - 100))
            return stream.read().rstrip().endswith(b"}")
    except OSError:
        return False


def _write(path, columns, rows):
    """Write the rows of a ledger."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, buffer.getvalue())


def _read(path, columns):
    """Return the rows of a ledger that can be read, and whether there was anything that cannot."""
    if not lexists(path):
        return [], False
    if not path.is_file():
        raise OSError(errno.EISDIR, "something stands where this file is to be written: take it away", str(path))
    # newline="" as csv needs it: a line break inside an error stays one
    reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8", "replace"), newline=""))
    rows, is_torn = [], False
    try:
        is_torn = reader.fieldnames != columns
        for row in reader if not is_torn else ():
            is_whole = None not in row and None not in row.values() and "\ufffd" not in "".join(row.values())
            is_torn |= not is_whole
            rows += [row] * is_whole
    except csv.Error:
        is_torn = True
    return rows, is_torn


def files_sha256(paths):
    """Return one SHA-256 over some files; empty when one of them is missing.

    Parameters
    ----------
    paths : list of Path

    Returns
    -------
    str
    """
    if not all(path.is_file() for path in paths):
        return ""
    return hashlib.sha256("".join(sha256_of(path) for path in paths).encode()).hexdigest()
