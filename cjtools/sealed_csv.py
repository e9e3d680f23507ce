"""Tables that say themselves whether they are whole: what earlier reports have shown must not be forgotten in silence.

The last line holds a hash of all lines before it. A table that was cut short, or changed by hand or by a failing disk,
is refused: taken as it is, or as empty, it would hold too little against the next report.
"""

import csv
import hashlib
import io
import os

from cjtools.errors import CatalogueError, Problem
from cjtools.strict_files import read_csv
from cjtools.writing import write_atomically

END = "(end)"
MAX_BYTES = 200_000_000  # it grows with each release, for years


def read_sealed(path, columns):
    """Return the rows of a sealed table; none when there is no file.

    Parameters
    ----------
    path : Path
    columns : sequence of str

    Returns
    -------
    list of dict

    Raises
    ------
    CatalogueError
        It is not whole, or something else stands in its place: that is not the same as none.
    """
    if not os.path.lexists(path):
        return []
    todo = "put back a copy of it; without it nothing says what earlier reports have shown"
    if not path.is_file():
        raise CatalogueError(Problem("is not a file", path.name, todo=todo))
    rows = [{name: row[name] for name in columns} for row in read_csv(path, columns, most=MAX_BYTES)]
    if not rows or list(rows.pop().values()) != _seal(rows, columns):
        raise CatalogueError(Problem("is not as it was written: lines were lost or changed", path.name, todo=todo))
    return rows


def write_sealed(path, columns, rows):
    """Write a table, so that a reader sees the old one or the new one, with the line that says that it is whole.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Two at least.
    rows : list of dict
        Of texts and numbers; what a row has not is empty.
    """
    cells = [[str(row.get(name, "")) for name in columns] for row in rows]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([columns, *cells, _seal([dict(zip(columns, row, strict=True)) for row in cells], columns)])
    write_atomically(path, buffer.getvalue())


def _seal(rows, columns):
    """Return the last line: blanks do not count, which readers of tables take away or change."""
    lines = ("\t".join(" ".join(row[name].split()) for name in columns) for row in rows)
    digest = hashlib.sha256("\n".join(lines).encode(errors="surrogatepass")).hexdigest()
    return [END, *[""] * (len(columns) - 2), digest]
