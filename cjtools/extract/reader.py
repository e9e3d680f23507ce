"""The process that reads workbooks: ``python -m cjtools.extract.reader FILE`` prints what FILE holds as JSON.

The fast reader can end its whole process on a file it does not expect. It runs in this one, so that a build goes on.
"""

import contextlib
import json
import sys
from pathlib import Path

from cjtools.errors import Problem, WorkbookError
from cjtools.extract.safety import FAR, MAX_GRID, check_workbook

MAX_MEMORY = 2 << 30  # an office laptop has 8 GB; the largest published workbook that is read needs a quarter of one
MAX_CHARACTERS = 32_000_000  # in all cells together: a text that stands in the file once can stand in a million cells
TOO_MUCH = f"needs more than {MAX_MEMORY >> 30} GB of memory to be read"


def read_workbook(path):
    """Return the worksheets of a workbook as plain lists and texts.

    Parameters
    ----------
    path : Path
        An .xlsx or .ods file.

    Returns
    -------
    list of dict
        Per sheet: name, visible, rows, merged ([[top, left], [bottom, right]], 0-based), and what ``SheetDetails``
        says: hidden_rows, hidden_columns, linked, tables, texts and shown (the cells as [row, column, text]). Dates and
        times are ISO text.

    Raises
    ------
    WorkbookError
        When the file is not safe or not readable.
    """
    # imported here, as the parent process needs only what is above
    import python_calamine as calamine

    from cjtools.extract.opendocument import ods_details
    from cjtools.extract.package import AGAIN, sheet_details

    findings = check_workbook(path)
    details = sheet_details(path, findings) if path.suffix.lower() == ".xlsx" else ods_details(path)
    sheets, cells, characters = [], 0, 0
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            height, width = sheet.total_height + 1, sheet.total_width + 1  # the places of the last cell
            cells += height * width
            if cells > MAX_GRID:
                found = f"claims {height:,} rows x {width:,} columns; up to {MAX_GRID:,} cells are read, of all sheets"
                raise WorkbookError(Problem(found, path.name, meta.name, todo=FAR))
            rows = sheet.to_python(skip_empty_area=False)
            characters += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
            if characters > MAX_CHARACTERS:
                found = f"holds more than {MAX_CHARACTERS:,} characters in the cells of all its sheets"
                raise WorkbookError(Problem(found, path.name, meta.name, todo=FAR))
            is_visible = meta.visible == calamine.SheetVisibleEnum.Visible
            merged = sheet.merged_cell_ranges or []
            sheets.append(
                {"name": meta.name, "visible": is_visible, "rows": rows, "merged": merged}
                | _as_lists(details.get(meta.name), height, width)
            )
    except WorkbookError:
        raise
    except MemoryError as error:
        raise WorkbookError(Problem(TOO_MUCH, path.name, todo=FAR)) from error
    except Exception as error:  # the fast reader has its own errors, and lets others through from what it is made of
        raise WorkbookError(Problem(f"cannot be read ({error})", path.name, todo=AGAIN)) from error
    return sheets


def _as_lists(details, height, width):
    """Return the details of a sheet as JSON can hold them; what is hidden beyond its cells is left out."""
    from cjtools.extract.package import SheetDetails

    seen = details or SheetDetails()
    return {
        "hidden_rows": [[first, min(last, height - 1)] for first, last in seen.hidden_rows if first < height],
        "hidden_columns": [[first, min(last, width - 1)] for first, last in seen.hidden_columns if first < width],
        "linked": seen.linked,
        "tables": seen.tables,
        "texts": [[*place, text] for place, text in seen.texts.items()],
        "shown": [[*place, text] for place, text in seen.shown.items()],
    }


def main(path):
    """Print the sheets of a workbook, or the problem with it, as JSON."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # on Windows the parent alone watches
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        answer = {"sheets": read_workbook(path)}
    except WorkbookError as error:
        answer = {"problems": [vars(problem) for problem in error.problems]}
    sys.stdout.buffer.write(json.dumps(answer, default=str, ensure_ascii=False).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
