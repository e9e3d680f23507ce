"""What a file holds, in words: its sheets and tables, how each is read, what a layout would need."""

from cjtools.checks import as_frame, check_table
from cjtools.extract import open_file, read_tables, recognise
from cjtools.extract.layouts import is_own_table, plain
from cjtools.extract.workbook import cell_name
from cjtools.own_tables import read_own_table
from cjtools.tidy import Tidier

SHOWN_HEADINGS = 8


def describe(path, catalogue):
    """Return what a file holds, line by line.

    Parameters
    ----------
    path : Path
    catalogue : Catalogue

    Returns
    -------
    tuple
        (list of str, bool: whether everything the layout names was read without a problem)

    Raises
    ------
    WorkbookError
        When the file cannot be opened safely.
    """
    raw = open_file(path)
    if is_own_table(raw):
        observations, problems = read_own_table(raw, catalogue, path.name)
        lines = [f"{path.name}: own table of published figures, {len(observations):,} observations"]
        return lines + [f"  problem: {problem}" for problem in problems], not problems
    layouts = recognise(raw, catalogue.layouts)
    read_sheets, lines, problems = {}, [], []
    for layout in layouts:
        state = "all tables confirmed" if all(t.confirmed for t in layout.tables) else "some tables not confirmed"
        lines.append(f"{path.name}: layout {layout.id} ({layout.title}); {state}")
        names = [area["area_name"] for area in catalogue.areas]
        tidier = Tidier(catalogue.area_names, names, catalogue.marker_symbols)
        for table in tidier.tidy(raw, layout, read_tables(raw, layout), path.name):
            frame = as_frame(table.observations)
            problems += table.problems
            if not table.problems:
                problems += check_table(frame, catalogue, table.read.table.areas)
            read_sheets.setdefault(table.read.sheet, []).append(_table_words(table, frame))
    if not layouts:
        lines.append(
            f"{path.name}: no layout in data/catalogue/layouts recognises this file; cjtools build leaves it out"
        )
    elif len(layouts) > 1:
        lines.append(
            "  several layouts recognise it, so cjtools build leaves it out: make their recognise rules narrower"
        )
    for name, sheet in raw.sheets.items():
        lines += _sheet_words(name, sheet, read_sheets.get(name, []))
    if not layouts:
        lines.append("To read it, add a folder to data/catalogue/layouts; UPDATING.md shows how")
    return lines + [f"problem: {problem}" for problem in problems], len(layouts) == 1 and not problems


def _table_words(table, frame):
    """Return how one table was read."""
    spec = table.read.table
    confirmed = "" if spec.confirmed else " [layout not confirmed by a published file]"
    if frame.empty:
        return f"read as {spec.table}{confirmed}: nothing"
    header = table.read.matched.row + 1 if table.read.matched else "?"
    measures = ", ".join(dict.fromkeys(frame["measure"]))
    periods = f"{frame['period'].min()} to {frame['period'].max()}"
    return (
        f"read as {spec.table}{confirmed}: {len(frame):,} observations of {measures}; {frame['area_code'].nunique()} areas; "
        f"{periods}; header in row {header}; status {frame['status'].iloc[0]}"
    )


def _sheet_words(name, sheet, read):
    """Return the lines on one sheet."""
    size = f"{len(sheet.rows):,} rows x {max((len(row) for row in sheet.rows), default=0)} columns"
    hidden = f"; {sheet.hidden_rows:,} hidden rows (read all the same)" if sheet.hidden_rows else ""
    unseen = "" if sheet.visible else "; hidden sheet"
    errors = f"; error values in {', '.join(sheet.error_cells[:5])}" if sheet.error_cells else ""
    lines = [f"  {f'sheet {name}' if name else 'table'}: {size}{hidden}{unseen}{errors}"]
    for table, (top, left, bottom, right) in sheet.tables.items():
        headings = [plain(sheet.text(top, column)) for column in range(left, right + 1)]
        more = " ..." if len(headings) > SHOWN_HEADINGS else ""
        place = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        lines.append(f"    Excel table {table} at {place}: {', '.join(headings[:SHOWN_HEADINGS])}{more}")
    return lines + [f"    {words}" for words in (read or ["not read: no layout names it"])]
