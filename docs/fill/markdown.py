"""Markdown that is made from data."""


def code(words):
    """Return words as code."""
    return f"`{words}`"


def table(heads, lines):
    """Return a table.

    Examples
    --------
    >>> print(table(["a"], [["x|y"]]))
    | a |
    |---|
    | x\\|y |
    """
    rows = [[cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, *rows]).replace("\n", f"\n|{'---|' * len(heads)}\n", 1)
