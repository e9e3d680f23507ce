"""The process that reads workbooks: ``python -m cjtools.extract.reader FILE`` prints what FILE holds as JSON.

The fast reader can end its whole process on a file it does not expect. It runs in this one, so that a build goes on.
"""

import contextlib
import json
import sys
from pathlib import Path

from cjtools.errors import Problem, WorkbookError
from cjtools.extract.safety import MAX_GRID, check_workbook

MAX_MEMORY = 6 << 30


def read_workbook(path):
    """Return the worksheets of a workbook as plain lists and texts.

    Parameters
    ----------
    path : Path
        An .xlsx or .ods file.

    Returns
    -------
    list of dict
        Per sheet: name, visible, rows, merged ([[top, left], [bottom, right]], 0-based), hidden_rows, tables, texts and
        shown (see ``package.SheetDetails``; the cells as [row, column, text]). Dates and times are ISO text.

    Raises
    ------
    WorkbookError
        When the file is not safe or not readable.
    """
    # imported here, as the parent process needs only what is above
    import python_calamine as calamine

    from cjtools.extract.package import SheetDetails, check_ods, sheet_details

    findings, details = check_workbook(path), {}
    if path.suffix.lower() == ".xlsx":
        details = sheet_details(path, findings)
    else:
        check_ods(path)
    sheets, cells = [], 0
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            cells += sheet.total_height * sheet.total_width
            if cells > MAX_GRID:
                found = f"claims {sheet.total_height:,} rows x {sheet.total_width:,} columns in sheet {meta.name}"
                raise WorkbookError(Problem(found, path.name, todo="delete the far cells and save it again"))
            seen = details.get(meta.name, SheetDetails())
            sheets.append(
                {
                    "name": meta.name,
                    "visible": meta.visible == calamine.SheetVisibleEnum.Visible,
                    "rows": sheet.to_python(skip_empty_area=False),
                    "merged": sheet.merged_cell_ranges or [],
                    "hidden_rows": seen.hidden_rows,
                    "tables": seen.tables,
                    "texts": [[*place, text] for place, text in seen.texts.items()],
                    "shown": [[*place, text] for place, text in seen.shown.items()],
                }
            )
    except calamine.CalamineError as error:
        todo = "open it in a spreadsheet program and save it again"
        raise WorkbookError(Problem(f"cannot be read ({error})", path.name, todo=todo)) from error
    return sheets


def main(path):
    """Print the sheets of a workbook, or the problem with it, as JSON."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # there is no such limit on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        answer = {"sheets": read_workbook(path)}
    except WorkbookError as error:
        answer = {"problems": [vars(problem) for problem in error.problems]}
    sys.stdout.buffer.write(json.dumps(answer, default=str).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
