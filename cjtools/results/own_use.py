"""Which reports of an area draw on its own files: only those are made anew with them, and need them elsewhere."""

from os.path import lexists

from cjtools.errors import CjtoolsError, WorkbookError
from cjtools.evidence.cells import FOLDER, WORKBOOK
from cjtools.extract import open_file
from cjtools.paths import require_connected
from cjtools.results.local import FIGURES


def draws_on_own(words, outcome, folder):
    """Return whether an area's reports on an outcome draw on its own files.

    Those on its own outcomes do; all of them where its partners have recorded evidence; those on a national one else
    only where its own figures are of a measure that they show.

    Parameters
    ----------
    words : Catalogue
        The national one.
    outcome : str
        Id.
    folder : Path
        ``data/raw/local/<area>``; it need not exist.

    Returns
    -------
    bool
        True also when the figures, or the folder, cannot be read: whoever draws on them tells why.
    """
    try:
        require_connected(folder)
    except CjtoolsError:
        return True
    if outcome not in words.outcomes or any(lexists(folder / name) for name in (WORKBOOK, FOLDER)):
        return True
    if not lexists(folder / FIGURES):
        return False
    own = own_measures(folder)
    if own is None:
        return True
    shown = words.indicators_shown(words.outcomes[outcome])
    return any(term.measure in own for indicator in shown for term in indicator.terms)


def own_measures(folder):
    """Return the measures of an area's own figures.

    Parameters
    ----------
    folder : Path
        ``data/raw/local/<area>``, which holds figures.

    Returns
    -------
    set of str or None
        None when the figures cannot be read.
    """
    try:
        header, *rows = open_file(folder / FIGURES).sheets[""].rows
        place = [heading.strip() for heading in header].index("measure")
        return {row[place].strip() for row in rows if len(row) > place}
    except (WorkbookError, ValueError):
        return None
