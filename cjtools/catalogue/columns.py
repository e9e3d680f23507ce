"""What each column of each table is that the project writes, as data/catalogue/columns.csv says: once, for all uses."""

from fnmatch import fnmatchcase

from cjtools.errors import Problem

FILE = "columns.csv"
TYPES = ("string", "number", "integer")
BETWEEN = "; "


def column_of(columns, table, name):
    """Return what is said of a column: for its table, else for all tables, else for all whose names are like it.

    Parameters
    ----------
    columns : list of dict
        Rows of columns.csv.
    table, name : str

    Returns
    -------
    dict or None

    Examples
    --------
    >>> rows = [{"table": "", "column": "value"}, {"table": "t", "column": "value"}, {"table": "t", "column": "by *"}]
    >>> column_of(rows, "t", "value")["table"], column_of(rows, "u", "value")["table"], column_of(rows, "u", "by x")
    ('t', '', None)
    >>> column_of(rows, "t", "by sex")["column"]
    'by *'
    """
    known = [row for row in columns if row["table"] in (table, "")]
    ranked = sorted(known, key=lambda row: (row["column"] != name, row["table"] != table))
    return next((row for row in ranked if row["column"] == name or fnmatchcase(name, row["column"])), None)


def title_of(name):
    """Return the name of a column as a reader sees it.

    Examples
    --------
    >>> title_of("area_code")
    'Area code'
    """
    return (name[:1].upper() + name[1:]).replace("_", " ")


def fields_of(columns, table, names):
    """Return the fields of a table as Frictionless' table schema has them.

    Parameters
    ----------
    columns : list of dict
        Rows of columns.csv.
    table : str
    names : list of str
        Of its columns, in order.

    Returns
    -------
    list of dict
    """
    fields = []
    for name in names:
        row = column_of(columns, table, name) or {"type": "string", "allowed": "", "meaning": ""}
        field = {"name": name, "type": row["type"], "title": title_of(name), "description": row["meaning"]}
        if row["allowed"]:
            allowed = row["allowed"].split(BETWEEN)
            field["constraints"] = {"enum": [int(one) for one in allowed] if row["type"] == "integer" else allowed}
        fields.append(field)
    return fields


def column_problems(columns):
    """Return what is wrong with columns.csv.

    Parameters
    ----------
    columns : list of dict

    Returns
    -------
    list of Problem
    """
    problems, seen = [], set()
    for line, row in enumerate(columns, 2):
        where, key = {"file": FILE, "cell": f"line {line}"}, (row["table"], row["column"])
        if row["type"] not in TYPES:
            problems.append(Problem(f"type is '{row['type']}'", allowed=", ".join(TYPES), **where))
        if not row["meaning"]:
            problems.append(Problem(f"column '{row['column']}' has no meaning", todo="say what it holds", **where))
        if key in seen:
            problems.append(Problem(f"column '{row['column']}' stands twice for one table", **where))
        seen.add(key)
    return problems
