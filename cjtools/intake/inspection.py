"""What a file holds, in words: its sheets and tables, how each is read, what a layout would need."""

from cjtools.errors import readable
from cjtools.extract import open_file, read_tables, recognise
from cjtools.extract.headings import plain
from cjtools.extract.layout_checks import require_resolved
from cjtools.extract.layouts import is_own_table, rule_match
from cjtools.extract.suggestions import LAYOUTS
from cjtools.extract.tables import header_on
from cjtools.extract.unseen import unseen
from cjtools.extract.workbook import cell_name
from cjtools.intake.checks import as_frame, check_table, missing_areas
from cjtools.intake.own_tables import looks_like_own_table, read_own_table
from cjtools.intake.tidy import Tidier

SHOWN_HEADINGS = 8
SHOWN_LAYOUTS = 3


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
    CatalogueError
        When a layout names what the catalogue does not hold.
    """
    require_resolved(catalogue)
    raw = open_file(path)
    if is_own_table(raw):
        return _own_table_words(raw, catalogue)
    layouts = recognise(raw, catalogue.layouts)
    lines, problems, by_sheet = [], [], {}
    for layout in layouts:
        state = "all tables confirmed" if all(t.confirmed for t in layout.tables) else "some tables not confirmed"
        lines.append(f"{path.name}: layout {layout.id} ({layout.title}); {state}")
        tables, found = _read(raw, layout, catalogue)
        problems += found
        for table, frame in tables:
            by_sheet.setdefault(table.read.sheet, []).append(_table_words(table, frame))
    if not layouts:
        own = looks_like_own_table(raw)
        lines.append(f"{path.name}: {own or 'no layout recognises this file'}; cjtools build leaves it out")
        lines += _nearest_layouts(raw, catalogue.layouts)
    elif len(layouts) > 1:
        lines.append(
            "  several layouts recognise it, so cjtools build leaves it out: make their recognise rules narrower"
        )
    for name, sheet in raw.sheets.items():
        lines += _sheet_words(name, sheet, by_sheet.get(name, []))
    if not layouts:
        lines.append("To read it, add a folder to data/catalogue/layouts; UPDATING.md shows how")
    lines = [readable(line) for line in lines]
    return lines + [f"problem: {problem}" for problem in problems], len(layouts) == 1 and not problems


def _own_table_words(raw, catalogue):
    """Return the lines on an own table, and whether it has no problem."""
    observations, problems = read_own_table(raw, catalogue, raw.name)
    problems += check_table(as_frame(observations), catalogue, bool(problems))
    lines = [f"{raw.name}: own table of published figures, {len(observations):,} observations"]
    return lines + [f"problem: {problem}" for problem in problems], not problems


def _read(raw, layout, catalogue):
    """Return ([(TidyTable, frame)], problems) of a file read by one layout."""
    tidier = Tidier(catalogue)
    tables, problems = [], []
    for table in tidier.tidy(raw, layout, read_tables(raw, layout), raw.name):
        frame = as_frame(table.observations)
        problems += table.problems + check_table(frame, catalogue, table.is_partial)
        tables.append((table, frame))
    return tables, problems + missing_areas(tables, catalogue)


def _table_words(table, frame):
    """Return how one table was read."""
    spec = table.read.table
    confirmed = "" if spec.confirmed else " [layout not confirmed by a published file]"
    if frame.empty:
        return f"read as {spec.table}{confirmed}: nothing"
    measures = ", ".join(dict.fromkeys(frame["measure"]))
    periods = f"{frame['period'].min()} to {frame['period'].max()}"
    compared = f"; used only if its Scotland figures agree with {spec.agrees_with}" if spec.agrees_with else ""
    areas = f"{frame['area_code'].nunique()} areas"
    where = f"header in row {table.read.header.row + 1}; status {frame['status'].iloc[0]}{compared}"
    return f"read as {spec.table}{confirmed}: {len(frame):,} observations of {measures}; {areas}; {periods}; {where}"


def _sheet_words(name, sheet, read):
    """Return the lines on one sheet."""
    size = f"{len(sheet.rows):,} rows x {max((len(row) for row in sheet.rows), default=0)} columns"
    found = unseen(sheet)
    told = f"; {'; '.join(found)}" if found else ""
    shown = f"; number formats print words over {_count(len(sheet.shown), 'number')}" if sheet.shown else ""
    lines = [f"  {f'sheet {name}' if name else 'table'}: {size}{told}{shown}"]
    for table, (top, left, bottom, right) in sheet.tables.items():
        headings = [plain(sheet.text(top, column)) for column in range(left, right + 1)]
        more = " ..." if len(headings) > SHOWN_HEADINGS else ""
        place = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        lines.append(f"    Excel table {table} at {place}: {', '.join(headings[:SHOWN_HEADINGS])}{more}")
    return lines + [f"    {words}" for words in (read or ["not read: no layout names it"])]


def _count(number, noun):
    """Return '1 row' or '2 rows'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _nearest_layouts(raw, layouts):
    """Return lines on the layouts whose tables the file seems to hold, though their recognise rules do not."""
    found = []
    for layout in layouts:
        if (layout.kind == "csv") == raw.is_csv:
            fitting = {table.table: _sheets_with(raw, table) for table in layout.tables}
            fitting = {table: sheets for table, sheets in fitting.items() if sheets}
            if fitting:
                found.append((len(fitting), layout, fitting))
    found.sort(key=lambda one: -one[0])
    return [_nearest_words(raw, layout, fitting) for _, layout, fitting in found[:SHOWN_LAYOUTS]]


def _nearest_words(raw, layout, fitting):
    """Return the line on one layout: what fits and which of its rules does not."""
    table, sheets = next(iter(fitting.items()))
    where = f", such as {table} on sheet '{sheets[0]}'" if sheets[0] else ""
    failed = [rule for rule in layout.recognise if rule_match(raw, rule) is None]
    rules = "; ".join(", ".join(f"{key} {value}" for key, value in rule.items()) for rule in failed)
    count = f"{len(fitting)} of its {len(layout.tables)} tables have their header here"
    return (
        f"  it may be of layout {layout.id}: {count}{where}. "
        f"What does not hold is, in {LAYOUTS}/{layout.id}/layout.yaml, recognise: {rules}"
    )


def _sheets_with(raw, table):
    """Return the sheets that have the header of a table, the named one first."""
    fitting = [name for name, sheet in raw.sheets.items() if header_on(sheet, table)]
    return sorted(fitting, key=lambda name: name != table.sheet)
