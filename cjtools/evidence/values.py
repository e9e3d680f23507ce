"""A cell of the evidence workbook as what its column holds: a number, a date, a period, an id of a list."""

import datetime
import math
import re

from cjtools.errors import cut
from cjtools.evidence.cells import Cell
from cjtools.evidence.choices import YES_NO, Choices, plain
from cjtools.signs import without_unseen

DAY = "a day, such as 31/01/2025"
PERIOD = "a month (2025-01), a quarter (2024-25 Q4) or a year (2024-25)"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00(?:\.0+)?)?")
_MONTH = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])(?:-01(?:[ T]00:00:00)?)?")
_QUARTER = re.compile(r"((?:19|20)\d{2})[-/](\d{2}) ?q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d{2})[-/](\d{2})")
MAX_TEXT = 5_000
_TRUTH = {"true": "yes", "false": "no"}


class NotAllowed(Exception):
    """A cell holds what its column cannot; says what is allowed, and of several entries which one is not."""

    def __init__(self, allowed, known=(), text="", which=""):
        super().__init__(allowed)
        self.allowed, self.known, self.text, self.which = allowed, known, text, which


def read(column, cell, lists):
    """Return what a cell says.

    Parameters
    ----------
    column : Column
    cell : Cell
    lists : dict
        Name of the list -> Choices.

    Returns
    -------
    str, float, bool, datetime.date or tuple of str
        An id where the column is of a list; a tuple of them where it takes several.

    Raises
    ------
    NotAllowed
    """
    if column.is_choice:
        return _of_list(column, cell, lists[column.of])
    reader = {
        "number": _number, "date": _day, "period": _period, "yes or no": _yes_or_no,
    }.get(column.kind)  # fmt: skip
    value = _text(cell) if reader is None else reader(cell)
    if column.kind == "number" and not _is_within(column, value):
        raise NotAllowed(_limits(column))
    return value


def _text(cell):
    """Return a cell as text: without signs that no eye can see."""
    if len(cell.text) > MAX_TEXT:
        raise NotAllowed(f"up to {MAX_TEXT:,} characters; it has {len(cell.text):,}")
    return without_unseen(cell.text)


def _of_list(column, cell, choices):
    """Return the id, or ids, that a cell names."""
    # a comma may stand in the words of one entry
    texts = cell.text.split(";") if column.kind == "several" else [cell.text]
    texts = [without_unseen(part) for part in texts]
    found = []
    for text in filter(None, texts):
        name = choices.find(text) or _by_number(choices, text)
        if name is None and not column.open:
            raise _none_of(column, choices, text, len(texts) > 1)
        found.append(name or _text(Cell(text, cell.name)))
    return tuple(dict.fromkeys(found)) if column.kind == "several" else found[0]


def _none_of(column, choices, text, is_one_of_several):
    """Return the refusal of an entry that is not on its list."""
    which = f"'{cut(text)}' is not on the list" if is_one_of_several else ""
    if column.kind == "several" and "," in text:
        which = "Write a semicolon between several entries"
    known = dict.fromkeys([*choices.labels, *choices.labels.values()])
    return NotAllowed(f"one of the list '{column.of}' (sheet {choices.place})", known, text, which)


def _by_number(choices, text):
    """Return the id that begins a text, where the words after it were shortened or are of an older catalogue."""
    first = text.split(" ", 1)[0].rstrip(":.")
    name = choices.find(first)
    return name if name and any(sign.isdigit() for sign in first) else None


def _number(cell):
    """Return a cell as a number."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        said = str(cell.value)
    else:
        said = cell.text.replace(",", "") if NUMBER.fullmatch(cell.text) else "nan"
    number = float(said)
    if not math.isfinite(number):
        raise NotAllowed("a number")
    return number


def _is_within(column, value):
    """Return whether a number is within the limits of its column."""
    return (column.min is None or value >= column.min) and (column.max is None or value <= column.max)


def _limits(column):
    """Return the limits of a column in words.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> _limits(SimpleNamespace(min=1.0, max=5.0)), _limits(SimpleNamespace(min=0.0, max=None))
    ('a number from 1 to 5', 'a number, 0 or more')
    """
    if column.min is not None and column.max is not None:
        return f"a number from {column.min:g} to {column.max:g}"
    return f"a number, {column.min:g} or more" if column.min is not None else f"a number, {column.max:g} or less"


def _day(cell):
    """Return a cell as a day."""
    text = " ".join(cell.text.split())
    iso = _ISO_DAY.fullmatch(text)
    if iso:
        text, formats = iso[1], ("%Y-%m-%d",)
    else:
        formats = _DAY_FORMATS
    for form in formats:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise NotAllowed(DAY)


def _period(cell):
    """Return a cell as a period in the standard form: '2025-01', '2024-25 Q4' or '2024-25'.

    A spreadsheet program makes the first day of the month of '2025-01'; that is read as the month. '2024-25' could be
    no month, and '2011-12' is read as a year: a month of that form has a year of its own, which is said.
    """
    text = " ".join(cell.text.split())
    quarter, year, month = _QUARTER.fullmatch(text), _YEAR.fullmatch(text), _MONTH.fullmatch(text)
    if quarter and _follows(quarter[1], quarter[2]):
        return f"{quarter[1]}-{quarter[2]} Q{quarter[3]}"
    if year and _follows(year[1], year[2]):
        return f"{year[1]}-{year[2]}"
    if month:
        return f"{month[1]}-{month[2]}"
    raise NotAllowed(PERIOD)


def _follows(year, short):
    """Return whether two digits are those of the year after."""
    return int(short) == (int(year) + 1) % 100


def _yes_or_no(cell):
    """Return a cell as a truth value."""
    said = _TRUTH.get(plain(cell.text)) or Choices(YES_NO).find(cell.text)
    if said is None:
        raise NotAllowed("yes or no")
    return said == "yes"
