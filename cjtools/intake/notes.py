"""What was not read of the rows of a file: the same thing many times is one problem with a count."""

from collections import Counter

from cjtools.errors import Problem

MAX_TOLD = 20  # different things of one kind; a wrong column would else make thousands


class Notes:
    """Collects what was met in the tables of one file.

    Parameters
    ----------
    file : str
        What messages call the file.
    """

    def __init__(self, file):
        self.file = file
        self._found, self._kinds = {}, Counter()

    def add(self, kind, key, read, cell, words):
        """Note one cell.

        Parameters
        ----------
        kind, key : hashable
            Together what was met; notes of the same are told together.
        read : TableRead
            The table it was met in.
        cell : str
        words : callable
            Gives (found, allowed, what to do), asked for once. In ``found``, {rows} and {cells} become 'its row was' or
            'these 3 rows were' and the like.
        """
        if (kind, key) not in self._found:
            # what will not be told is not put into words: looking for names that are near takes its time
            self._kinds[kind] += 1
            self._found[kind, key] = (words() if self._kinds[kind] <= MAX_TOLD else None, {})
        _, places = self._found[kind, key]
        places.setdefault(id(read), (read, {}))[1][cell] = None

    def touched(self, read, kind=None):
        """Return whether anything (of a kind) was met in a table."""
        return any(id(read) in places for (of_kind, _), (_, places) in self._found.items() if kind in (None, of_kind))

    def of(self, read):
        """Return the problems that were met first in a table, each with every place it was met in."""
        problems, told = [], {}
        for (kind, _), (words, places) in self._found.items():
            told[kind] = told.get(kind, 0) + 1
            (first, cells), *others = places.values()
            if first is read and told[kind] <= MAX_TOLD:
                more = max(self._kinds[kind] - MAX_TOLD, 0) if told[kind] == MAX_TOLD else 0
                problems.append(self._problem(words, first, cells, others, more))
        return problems

    def _problem(self, words, first, cells, others, more):
        """Return one problem with every place it was met in."""
        found, allowed, todo = words
        count = len(cells) + sum(len(further) for _, further in others)
        found = found.replace("{rows}", "its row was" if count == 1 else f"these {count:,} rows were")
        found = found.replace("{cells}", "the cell was" if count == 1 else f"these {count:,} cells were")
        if others:
            found += f" (also on {_listed([read.sheet for read, _ in others])})"
        if more:
            found += f"; and {more:,} other texts like it, not listed here"
        where = next(iter(cells)) + (f" and {len(cells) - 1:,} more" if len(cells) > 1 else "")
        return Problem(found, self.file, first.sheet, where, allowed, todo)


def _listed(sheets):
    """Return a few names of sheets and the number of the rest."""
    more = f" and {len(sheets) - 3} more" if len(sheets) > 3 else ""
    return ("sheet " if len(sheets) == 1 else "sheets ") + ", ".join(sheets[:3]) + more
