"""The columns of tables that the project writes, as data/catalogue/columns.csv describes them."""

from cjtools import catalogue
from cjtools.catalogue.columns import column_of
from cjtools.intake.tidy import OBSERVATION
from cjtools.results.indicators import RESULT
from fill.markdown import code, table

# in the order in which they stand in the file
ORDERED = {"observations": OBSERVATION, "figures": RESULT}


def columns_text(_page, asked):
    """Return the columns of one table, or of all others.

    Parameters
    ----------
    asked : str
        'observations' or 'figures'; empty for every other table, and what holds for all.

    Returns
    -------
    str
    """
    rows = catalogue.load().columns
    if asked:
        return _table([(name, column_of(rows, asked, name)) for name in ORDERED[asked]])
    pieces = []
    for name in dict.fromkeys(row["table"] for row in rows):
        if name not in ORDERED:
            own = [(row["column"], row) for row in rows if row["table"] == name]
            pieces.append(f"## {name or 'In every table'}\n\n{_table(own)}")
    return "\n\n".join(pieces)


def _table(columns):
    """Return some columns as a table: (name, row of columns.csv)."""
    lines = [
        [code(name), row["type"], row["meaning"] + (f" Allowed: {row['allowed']}." if row["allowed"] else "")]
        for name, row in columns
    ]
    return table(["Column", "Type", "What it holds"], lines)
