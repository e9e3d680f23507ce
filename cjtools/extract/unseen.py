"""What readers of a workbook do not see in it, in words: what is hidden, errors, values that come from other files."""

from cjtools.errors import readable
from cjtools.extract.workbook import column_letter

TOLD = 5  # of each; the rest is a number
SHEETS_TOLD = 3
ALL_THE_SAME = " (read all the same)"


def unseen(sheet):
    """Return what of a sheet is read though its readers may not see it, or may not see what it is.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    list of str

    Examples
    --------
    >>> from cjtools.extract.workbook import Sheet
    >>> unseen(Sheet("S", [], hidden_rows=[(4, 4), (6, 9)], error_cells=["B2"]))
    ['hidden rows 5, 7 to 10 (read all the same)', 'error values in B2']
    """
    words = [] if sheet.visible else [f"hidden sheet{ALL_THE_SAME}"]
    words += _hidden("row", [_from_to(str(first + 1), str(last + 1)) for first, last in sheet.hidden_rows])
    columns = [_from_to(column_letter(first), column_letter(last)) for first, last in sheet.hidden_columns]
    words += _hidden("column", columns)
    words += [f"error values in {_few(sheet.error_cells)}"] if sheet.error_cells else []
    words += [f"values from other files, as last stored, in {_few(sheet.linked)}"] if sheet.linked else []
    return words


def _hidden(noun, places):
    """Return the words on hidden rows or columns, if there are any."""
    is_one = len(places) == 1 and " to " not in places[0]
    return [f"hidden {noun}{'' if is_one else 's'} {_few(places)}{ALL_THE_SAME}"] if places else []


def _from_to(first, last):
    """Return 'B' or 'B to D'."""
    return first if first == last else f"{first} to {last}"


def _few(places):
    """Return the first places and how many more there are."""
    more = f" and {len(places) - TOLD:,} more" if len(places) > TOLD else ""
    return ", ".join(places[:TOLD]) + more


def unseen_of(raw):
    """Return what is unseen in an opened file, sheet by sheet.

    Parameters
    ----------
    raw : RawFile

    Returns
    -------
    dict
        Name of the sheet -> text; sheets with nothing of the kind are left out.
    """
    found = {name: "; ".join(unseen(sheet)) for name, sheet in raw.sheets.items()}
    return {name: words for name, words in found.items() if words}


def unseen_lines(found):
    """Return what is unseen in a file in a few lines.

    Parameters
    ----------
    found : dict
        As ``unseen_of`` gives it.

    Returns
    -------
    list of str

    Examples
    --------
    >>> unseen_lines({"BAIL_1": "hidden sheet"}), unseen_lines(dict.fromkeys("abcdef", "hidden sheet"))[-1]
    (['sheet BAIL_1: hidden sheet'], 'and the like in 3 more sheets: cjtools inspect tells of each')
    """
    lines = [readable(f"sheet {name}: {words}") for name, words in list(found.items())[:SHEETS_TOLD]]
    more = len(found) - SHEETS_TOLD
    sheets = "1 more sheet" if more == 1 else f"{more} more sheets"
    return lines + ([f"and the like in {sheets}: cjtools inspect tells of each"] if more > 0 else [])
