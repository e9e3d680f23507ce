"""What has been released, so that two releases side by side do not give away what each of them hides."""

import hashlib

import numpy as np

from cjtools.disclosure.cells import HIDDEN, SHOWN, keys_of, shown_limits
from cjtools.disclosure.release import PUBLISHED, Release, is_whole_measure
from cjtools.intake.tidy import KEY
from cjtools.markers import LOW, NIL, NOT_APPLICABLE, SUPPRESSED
from cjtools.sealed_csv import read_sealed, write_sealed

COLUMNS = [*KEY, "value", "marker", "round_base", "release_sha256"]


class Ledger:
    """The ledger of a partnership's releases. What was hidden is in it as [c], without its figure.

    Parameters
    ----------
    rows : list of dict
        With the keys of COLUMNS, all texts, oldest release first.
    """

    def __init__(self, rows=()):
        self.rows = [dict(row) for row in rows]

    @classmethod
    def read(cls, path):
        """Return the ledger of a file; an empty one when there is no file.

        Raises
        ------
        CatalogueError
            The file is damaged. It is not taken as empty then: nothing would be held against the next release.
        """
        return cls(read_sealed(path, COLUMNS))

    def write(self, path):
        """Write the ledger as a sealed table."""
        write_sealed(path, COLUMNS, self.rows)

    def with_release(self, frame, profile):
        """Return a ledger that has one release more.

        Parameters
        ----------
        frame : pandas.DataFrame
            Observations as released: what ``protect`` returns.
        profile : Profile

        Returns
        -------
        Ledger
        """
        rows = []
        for key, value, marker, status in zip(
            keys_of(frame), frame["value"], frame["marker"], frame["status"], strict=True
        ):
            is_shown = value == value and marker != SUPPRESSED
            base = 0 if status == PUBLISHED else profile.round_base
            text = f"{value:.15g}" if is_shown else ""
            rows.append({**dict(zip(KEY, key, strict=True)), "value": text, "marker": marker, "round_base": str(base)})
        edition = release_sha256(rows)
        if any(row["release_sha256"] == edition for row in self.rows):
            return Ledger(self.rows)
        return Ledger([*self.rows, *({**row, "release_sha256": edition} for row in rows)])

    def known(self):
        """Return what a reader can have kept of every figure: what was shown last, else that it was hidden.

        Returns
        -------
        dict
            KEY -> (value or NaN, marker, what it was rounded to).
        """
        known = {}
        for row in self.rows:
            key = tuple(row[column] for column in KEY)
            value, base = float(row["value"] or "nan"), int(row["round_base"])
            old, _, old_base = known.get(key, (np.nan, SUPPRESSED, 0))
            says_nothing = key in known and value != value and row["marker"] not in (LOW, NIL, NOT_APPLICABLE)
            # rounding what was shown exactly takes nothing back
            is_coarser = old == old and not old_base and base and _is_within(old, value, row["marker"], base)
            if not says_nothing and not is_coarser:
                known[key] = (value, row["marker"], base)
        return known

    def of_hidden(self):
        """Return the ledger less all that it shows: what was hidden in every release that had it."""
        hidden = {key for key, (_, marker, _) in self.known().items() if marker == SUPPRESSED}
        return Ledger(row for row in self.rows if tuple(row[column] for column in KEY) in hidden)


def _is_within(count, value, marker, base):
    """Return whether a count would be shown, rounded, as this value or marker."""
    low, high = (1.0, (base - 1) / 2) if marker == LOW else shown_limits(value, base)
    return low <= count <= high


def release_sha256(rows):
    """Return one SHA-256 over the rows of a release, in whatever order they stand."""
    lines = sorted("\t".join(row[column] for column in COLUMNS[:-1]) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def check_release(frame, ledger, profile, hierarchy=None, sums=(), measures=None):
    """Return what a release would give away to a reader who has kept the earlier ones.

    Parameters
    ----------
    frame : pandas.DataFrame
        Observations as they would be released.
    ledger : Ledger
    profile, hierarchy, sums, measures
        As in ``protect``.

    Returns
    -------
    list of Problem
        Hidden before and shown now; shown before and hidden now; changed by so little that the difference is itself a
        small count; hidden, but given away by this release and the earlier ones together. Empty when there is nothing
        to object to. No problem names a figure.
    """
    frame = frame.reset_index(drop=True)
    frame = frame[is_whole_measure(frame)]
    is_public = (frame["status"] == PUBLISHED).to_numpy()
    now = Release(frame, profile, is_public, ledger)
    problems, withheld = [], set()
    for key, (value, marker, base) in ledger.known().items():
        number = now.cells.place[key]
        if number >= now.count:
            continue
        state = now.cells.state[number]
        if marker == SUPPRESSED and state == SHOWN:
            problems.append(now.problem(number, "was hidden in an earlier release and would be shown now"))
        elif value == value and state == HIDDEN and not base:
            withheld.add(key)
            problems.append(now.problem(number, "was shown in an earlier release, so hiding it does not help"))
        elif number in now.revised:
            problems.append(now.problem(number, "differs from an earlier release by a small count"))
    both = _together(frame, ledger, profile, withheld)
    tables = both.audited(hierarchy, sums, measures)
    words = "is hidden, but this release and the earlier ones together give it away"
    return problems + [both.problem(number, words) for number in tables.unsafe]


def _together(frame, ledger, profile, withheld):
    """Return this release with everything that earlier ones showed."""
    keys = keys_of(frame)
    earlier = ledger.known()
    # as booleans even where there is none: an empty list would choose no columns
    kept = frame[np.array([key not in withheld for key in keys], dtype=bool)]
    # a figure shown before is known, whatever this release says of it; one shown now is known too
    shown = {key for key, value in zip(keys, frame["value"], strict=True) if value == value}
    rest = Ledger()
    rest.known = lambda: {key: row for key, row in earlier.items() if key not in shown}
    return Release(kept, profile, (kept["status"] == PUBLISHED).to_numpy(), rest)
