"""What earlier pages have shown of cohorts, so that a later one does not tell of those who came or went in between.

Of two editions of one cohort a reader takes the difference: with one person more, the means give that person's scores,
and the counts say which way they moved. So a cohort is told anew only where each number differs by none, or by as many
as may be shown.
"""

from cjtools.evidence.choices import plain
from cjtools.sealed_csv import read_sealed, write_sealed

RELEASED = "released_means.csv"  # it stays with the partnership
# by what a cohort is known again, whatever number it has in the workbook
SAME = ("indicator", "tool", "lowest", "highest", "from", "to")
COUNTS, MEANS = ("people", "up", "same", "down"), ("start", "later", "change", "lower", "upper")


def identity(cohort):
    """Return by what a cohort is known again, as texts.

    Parameters
    ----------
    cohort : Row
        Of the sheet of cohorts.

    Returns
    -------
    tuple of str
    """
    return tuple(plain(str(cohort.get(name))) for name in SAME)


def read_released(folder):
    """Return what was shown before: identity of a cohort -> list of dicts of numbers, oldest first.

    Parameters
    ----------
    folder : Path
        ``data/raw/local/<area>``.

    Returns
    -------
    dict

    Raises
    ------
    CatalogueError
        The file is damaged.
    """
    found = {}
    for row in read_sealed(folder / RELEASED, (*SAME, *COUNTS, *MEANS)):
        numbers = {name: float(row[name]) for name in (*COUNTS, *MEANS) if row[name]}
        found.setdefault(tuple(row[name] for name in SAME), []).append(numbers)
    return found


def tells_of_few(shown, earlier, threshold):
    """Return whether a cohort and an earlier edition of it tell of a few people by their difference.

    Parameters
    ----------
    shown, earlier : dict
        Numbers by name, of ``COUNTS`` and ``MEANS``.
    threshold : int
        Counts below it are small.

    Returns
    -------
    bool

    Examples
    --------
    >>> before = {"people": 42, "up": 22, "same": 12, "down": 8, "start": 3.5}
    >>> tells_of_few(before, before, 5), tells_of_few(before | {"people": 43, "up": 23}, before, 5)
    (False, True)
    >>> tells_of_few(before | {"start": 3.6}, before, 5)
    True
    >>> tells_of_few({"people": 65, "up": 32, "same": 20, "down": 13, "start": 3.6}, before, 5)
    False
    """
    apart = [abs(shown[name] - earlier[name]) for name in COUNTS if name in shown and name in earlier]
    if any(0 < each < threshold for each in apart):
        return True
    moved = any(shown[name] != earlier[name] for name in MEANS if name in shown and name in earlier)
    return moved and not any(apart)


def write_released(folder, rows):
    """Write down what a page shows, once each.

    Parameters
    ----------
    folder : Path
    rows : list of (Row, dict)
        Cohort, and its numbers as shown.
    """
    known = read_released(folder)
    for cohort, numbers in rows:
        editions = known.setdefault(identity(cohort), [])
        if numbers and numbers not in editions:
            editions.append(numbers)
    rows = [dict(zip(SAME, name, strict=True)) | numbers for name, editions in known.items() for numbers in editions]
    write_sealed(folder / RELEASED, (*SAME, *COUNTS, *MEANS), rows)
