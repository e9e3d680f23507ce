"""What can go wrong, said so that an analyst can put it right: found, where, allowed, what to do."""

import re
from dataclasses import dataclass

from cjtools.signs import visible

LONGEST = 1_000  # of each part of a problem, in characters; nobody reads on, and a cell can hold a megabyte
_MEANT = "Did you mean "
_NO_CELL = re.compile(r"(?:rows?|lines?|keys?) ")


def cut(text, longest=80):
    """Return the beginning of a text, as messages repeat it.

    Examples
    --------
    >>> cut("word " * 3, 9)
    'word wor…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def did_you_mean(names):
    """Return near names as what :class:`Problem` takes for ``allowed``, where they are not all that is allowed.

    Parameters
    ----------
    names : iterable of str
        Nearest first; none gives empty text.

    Returns
    -------
    str

    Examples
    --------
    >>> did_you_mean(["Orkney Islands", "Moray"]), did_you_mean([])
    ('Did you mean Orkney Islands or Moray?', '')
    """
    *others, last = [cut(name) for name in names] or [""]
    return f"{_MEANT}{', '.join(others)}{' or ' if others else ''}{last}?" if last else ""


def readable(text, longest=LONGEST):
    """Return a text as a message can repeat it: cut in its middle when it is long, and nothing in it unseen.

    What stands in a file is quoted in messages: a line break in it would begin a line that looks like one of ours, and
    an escape sequence would command the terminal.

    Parameters
    ----------
    text : str
    longest : int
        In characters.

    Returns
    -------
    str

    Examples
    --------
    >>> readable(f"area '{'x' * 1_000_000}' is not known", 35)
    "area 'xxxxxxxxxx … xx' is not known"
    >>> print(readable("area 'Fife\\nerror: all is lost' is not known"))
    area 'Fife\\nerror: all is lost' is not known
    """
    if len(text) > longest:
        half = (longest - 3) // 2
        text = f"{text[:half]} … {text[-half:]}"
    text = visible(text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\xa0" else repr(sign)[1:-1] for sign in text)


@dataclass(frozen=True)
class Problem:
    """One fault in one place, in words an analyst can act on.

    Parameters
    ----------
    found : str
        What stands there.
    file, sheet, cell : str
        Where it stands; empty when it does not apply.
    allowed : str
        What would have been accepted: all of it, or what :func:`did_you_mean` makes of near names.
    todo : str
        What to do, such as the line to add to which file.

    What of a file they repeat is made :func:`readable`.

    Examples
    --------
    >>> print(Problem("area 'Fyfe' is not known", "jsw.xlsx", "CPO_4", "B12", todo="mend the spelling"))
    jsw.xlsx, sheet CPO_4, cell B12: area 'Fyfe' is not known. To do: mend the spelling
    """

    found: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    allowed: str = ""
    todo: str = ""

    def __post_init__(self):
        for name, text in vars(self).items():
            object.__setattr__(self, name, readable(text))

    def __str__(self):
        where = [self.file]
        if self.sheet:
            where.append(f"sheet {self.sheet}")
        if self.cell:
            where.append(self.cell if _NO_CELL.match(self.cell) else f"cell {self.cell}")
        place = ", ".join(part for part in where if part)
        text = f"{place}: {self.found}" if place else self.found
        if self.allowed:
            text += f". {self.allowed}" if self.allowed.startswith(_MEANT) else f". Allowed: {self.allowed}"
        if self.todo:
            text += f"{' ' if text.endswith('?') else '. '}To do: {self.todo}"
        return text


class CjtoolsError(Exception):
    """Base of every error that cjtools raises on purpose; holds all problems found, not only the first."""

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str | Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CatalogueError(CjtoolsError):
    """A catalogue file (words, layouts, areas) does not hold what it must."""


class WorkbookError(CjtoolsError):
    """A file in data/raw cannot be opened safely."""


class LayoutError(CjtoolsError):
    """A table does not look as its layout says."""


class NotBuilt(CjtoolsError):
    """A build that writes nothing: what stood in data/processed stays."""


class CheckFailed(NotBuilt):
    """Figures contradict each other."""


class UnknownName(CjtoolsError):
    """An area, outcome or indicator that the catalogue does not hold."""
