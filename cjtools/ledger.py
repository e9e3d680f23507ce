"""What has been made, of what: one row per report. The ledger alone says what is up to date."""

import csv
import hashlib
import io
from datetime import UTC, datetime

from cjtools.store import write_atomically

COLUMNS = ["area", "outcome", "state", "inputs_sha256", "page_sha256", "finished", "seconds", "error"]
DONE, FAILED = "done", "failed"


class Ledger:
    """The ledger of one folder of outputs.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>``; the ledger is its ``ledger.csv``.
    """

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "ledger.csv"
        self.rows = {}
        if self.path.is_file():
            with self.path.open(encoding="utf-8", newline="") as stream:
                reader = csv.DictReader(stream)
                if reader.fieldnames == COLUMNS:
                    self.rows = {(row["area"], row["outcome"]): row for row in reader}

    def is_current(self, area, outcome, inputs_sha256):
        """Return whether a report was made of these inputs and its page is still the one that was written."""
        row = self.rows.get((area, outcome))
        if not row or row["state"] != DONE or row["inputs_sha256"] != inputs_sha256:
            return False
        page = self.folder / area / f"{outcome}.html"
        return page.is_file() and page_sha256(page) == row["page_sha256"]

    def record(self, area, outcome, state, inputs_sha256, page_sha256="", seconds=0.0, error=""):
        """Write down what became of one report."""
        self.rows[(area, outcome)] = {
            "area": area,
            "outcome": outcome,
            "state": state,
            "inputs_sha256": inputs_sha256,
            "page_sha256": page_sha256,
            "finished": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "seconds": f"{seconds:.1f}",
            "error": error,
        }
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows[key] for key in sorted(self.rows))
        write_atomically(self.path, buffer.getvalue())

    def made(self):
        """Return (area, outcome) of every report whose last run was good."""
        return [key for key in sorted(self.rows) if self.rows[key]["state"] == DONE]


def page_sha256(path):
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
