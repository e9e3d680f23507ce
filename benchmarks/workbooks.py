"""Reading workbooks: ours against the readers that people would take."""

from pathlib import Path

from benchmarks.side_by_side import Variant

OURS = "cjtools.extract.open_file (checked, in a process of its own)"
SAME_PROCESS = "cjtools.extract.reader (checked, in this process)"
OPENPYXL = "openpyxl, read_only"
PANDAS = "pandas.read_excel"


def variants(paths):
    """Return the readers as variants; each reads every cell of every sheet.

    Parameters
    ----------
    paths : list of Path

    Returns
    -------
    list of Variant
        Each counts the cells that are not empty.
    """
    return [_variant(name, read, paths) for name, read in READERS.items()]


def _variant(name, read, paths):
    """Return a reader as a variant that reads all, and counts afterwards what it read."""
    kept = []

    def run(_folder, _given):
        kept[:] = [read(path) for path in paths]

    def count(_folder):
        cells = sum(is_filled(cell) for sheets in kept for rows in sheets for row in rows for cell in row)
        return {"cells": cells}

    return Variant(name, run, count)


def is_filled(cell):
    """Return whether a cell holds something, in what any of the readers gives for it.

    Examples
    --------
    >>> [is_filled(cell) for cell in (0, "x", "", None, float("nan"))]
    [True, True, False, False, False]
    """
    return cell is not None and cell != "" and cell == cell


def _ours(path):
    """Read by the package's door."""
    from cjtools.extract import open_file

    return [sheet.rows for sheet in open_file(path).sheets.values()]


def _same_process(path):
    """Read by what the package's door runs in another process."""
    from cjtools.extract.reader import read_workbook

    return [sheet["rows"] for sheet in read_workbook(Path(path))]


def _openpyxl(path):
    """Read by openpyxl in its quickest way."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    finally:
        book.close()


def _pandas(path):
    """Read by pandas, which takes openpyxl for these files; named, as it says that this will change."""
    import pandas as pd

    sheets = pd.read_excel(path, sheet_name=None, header=None, keep_default_na=False, engine="openpyxl")
    return [sheet.to_numpy(dtype=object).tolist() for sheet in sheets.values()]


READERS = {OURS: _ours, SAME_PROCESS: _same_process, OPENPYXL: _openpyxl, PANDAS: _pandas}
