"""What has been made, of what: one row per report. The ledger alone says what is up to date."""

import csv
import hashlib
import io
from datetime import UTC, datetime

from cjtools.intake.store import sha256_of, write_atomically
from cjtools.results.peers import DEFAULT

COLUMNS = ["area", "outcome", "compare", "state", "inputs_sha256", "files_sha256", "finished", "seconds", "error"]
DONE, FAILED = "done", "failed"
SUFFIXES = (".html", "-data.html", ".csv", ".json")


class Ledger:
    """The ledger of one folder of outputs.

    A ledger that cannot be read counts as empty: then everything is made again.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>``; the ledger is its ``ledger.csv``.
    """

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "ledger.csv"
        self.rows = _read(self.path)

    def is_current(self, area, outcome, inputs, compare=DEFAULT):
        """Return whether a report was made of these inputs and its page and data are still what was written.

        Parameters
        ----------
        area, outcome : str
            Slug and id.
        inputs : Inputs
            What reports are made of now.
        compare : str
            What the report is to stand beside: beside other councils it is another report.

        Returns
        -------
        bool
        """
        row = self.rows.get((area, outcome))
        if not row or row["compare"] != compare or row["inputs_sha256"] != inputs.of(area, compare):
            return False
        # a report that failed has no hash
        return bool(row["files_sha256"]) and files_sha256(self.folder / area, outcome) == row["files_sha256"]

    def record(self, area, outcome, state, inputs_sha256, seconds=0.0, error="", compare=DEFAULT):
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
        """
        self.rows[(area, outcome)] = {
            "area": area,
            "outcome": outcome,
            "compare": compare,
            "state": state,
            "inputs_sha256": inputs_sha256,
            "files_sha256": files_sha256(self.folder / area, outcome) if state == DONE else "",
            "finished": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "seconds": f"{seconds:.1f}",
            "error": error,
        }
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows[key] for key in sorted(self.rows))
        write_atomically(self.path, buffer.getvalue())


def _read(path):
    """Return the rows of a ledger by area and outcome; none when it is not there or torn."""
    try:
        # newline="" as csv needs it: a line break inside an error stays one
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""))
        rows = list(reader)
    except (FileNotFoundError, UnicodeDecodeError, csv.Error):
        return {}
    if reader.fieldnames != COLUMNS or any(None in row or None in row.values() for row in rows):
        return {}
    return {(row["area"], row["outcome"]): row for row in rows}


def files_sha256(folder, outcome):
    """Return one SHA-256 over a report's page, data and run record; empty when one of them is missing.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>/<area>``.
    outcome : str

    Returns
    -------
    str
    """
    paths = [folder / f"{outcome}{suffix}" for suffix in SUFFIXES]
    if not all(path.is_file() for path in paths):
        return ""
    return hashlib.sha256("".join(sha256_of(path) for path in paths).encode()).hexdigest()
