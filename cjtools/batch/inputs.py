"""What each report is made of, as one hash: only a report with another hash than before is made again."""

import csv
import hashlib
import json
import secrets
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from os.path import lexists
from pathlib import Path

from cjtools.catalogue import load
from cjtools.errors import CjtoolsError
from cjtools.intake.build import fingerprint
from cjtools.intake.store import sha256_of
from cjtools.kinds import NOTEBOOKS, ON_ONE_OUTCOME, kind_of
from cjtools.made_with import PACKAGE, environment
from cjtools.paths import files_below, stamp_of, stamps_below
from cjtools.results import local
from cjtools.results.own_use import draws_on_own, own_measures
from cjtools.results.peers import DEFAULT
from cjtools.results.twice import beside
from cjtools.writing import write_atomically

SECRET = ".secret"  # beside the areas' folders in data/raw/local, which git ignores
# read by name, one file each: a report depends on those it uses; layouts and spellings are used up by the build
OWN_HASH = ("indicators", "outcomes", "layouts", "area_aliases.csv", "known_differences.csv")


@dataclass(frozen=True)
class Used:
    """What the reports on one outcome are made of, of all indicators and figures that there are.

    Attributes
    ----------
    indicators : tuple of Indicator
        Each once.
    measures : frozenset of str
        Whose figures and revisions are shown.
    origins : tuple of tuple of str
        (File, source, edition, status) of all that is read in the same files or of the same sources, in the order of
        the figures: they tell what is made up, and of which publications nothing is held.
    files : frozenset of str
        Files of data/raw that the figures stand in.
    """

    indicators: tuple
    measures: frozenset
    origins: tuple
    files: frozenset


class Inputs:
    """The hash of everything that a report is made of.

    That is what all reports share (package, notebooks, versions, names of areas and places, what was not read), and of
    the catalogue and the figures what this one uses: its outcome, the indicators that it shows, every figure of their
    measures, where those were read, and the area's own files where the report draws on them. What disclosure control
    writes down beside those (released.csv, warnings.csv) is not in it: it follows from them, and would make each report
    anew once more.

    Parameters
    ----------
    root : Folders
    """

    def __init__(self, root):
        self.root = root
        self._stamps, self._own_stamps = self._stamps_of_shared(), {}
        self.words = load(root.catalogue)
        self._figures = _Figures(root.processed)
        self._hashes, self._indicators, self._own = {}, {}, {}

    @cached_property
    def shared(self):
        """The hash of what all reports and the pages above them share."""
        catalogue = self.root.catalogue
        files = [Path(path) for path in files_below(catalogue, ".csv", ".yaml")]
        named = [path for path in files if path.relative_to(catalogue).parts[0] not in OWN_HASH]
        return _hash(
            json.dumps(environment()),
            _fingerprint(catalogue, named),
            self._of_notebooks(ON_ONE_OUTCOME),
            fingerprint([("problems", self.root.processed / "problems.csv")]),
        )

    def _of_notebooks(self, kind):
        """Return the hash of the notebooks that reports of a kind are run from."""
        folder = self.root.notebooks
        return _fingerprint(folder, [folder / f"{step}.ipynb" for step in kind.steps])

    def have_moved(self, area=None):
        """Return whether a file that pages are made of was written since it was first looked at here.

        Parameters
        ----------
        area : str, optional
            Slug of an area whose own files count too.

        Returns
        -------
        bool
            True also when it holds the same as before: reports made meanwhile may be of what it held in between.
        """
        own = self._own_stamps.get(area)
        return self._stamps_of_shared() != self._stamps or (own is not None and own != self._stamps_of_own(area))

    def _stamps_of_shared(self):
        """Return what changes when a notebook, the catalogue, a table or the package is written."""
        words, tables = (
            stamps_below(folder, ".csv", ".yaml", ".json") for folder in (self.root.catalogue, self.root.processed)
        )
        notebooks = [stamp_of(self.root.notebooks / f"{step}.ipynb") for step in NOTEBOOKS]
        # processes that make reports import it later than it was hashed
        return words, tables, notebooks, stamps_below(PACKAGE, ".py", ".j2", ".css", ".js")

    def _stamps_of_own(self, area):
        """Return what changes when one of an area's own files is written."""
        return [(path, stamp_of(path)) for path in local.input_files(self.root.local / area)]

    def of(self, area, outcome, compare=DEFAULT):
        """Return the hash for one report.

        Parameters
        ----------
        area, outcome : str
            Slug; id of an outcome, or of a kind of report across all of them.
        compare : str
            What stands beside the area.

        Returns
        -------
        str
        """
        key = area, outcome, compare
        if key not in self._hashes:
            kind = kind_of(outcome)
            if kind.id:
                self._hashes[key] = _hash(self.of_all(area), self._of_notebooks(kind), compare)
                return self._hashes[key]
            is_drawn_on = draws_on_own(self.words, outcome, self.root.local / area)
            words, own = self._own_of(area) if is_drawn_on else (self.words, "")
            known = words.outcomes.get(outcome)
            used = self._of_outcome(words, known) if known else "no such outcome"
            self._hashes[key] = _hash(self.shared, used, own, compare)
        return self._hashes[key]

    def of_all(self, area=None):
        """Return the hash for a page on all outcomes, of an area with its own files or of Scotland.

        Parameters
        ----------
        area : str, optional
            Slug.

        Returns
        -------
        str
        """
        words, own = self._own_of(area) if area else (self.words, "")
        return _hash(self.shared, own, *(self._of_outcome(words, outcome) for outcome in words.outcomes.values()))

    def of_outcome(self, outcome):
        """Return the hash for a page on one national outcome in all of Scotland, given as :class:`Outcome`."""
        return _hash(self.shared, self._of_outcome(self.words, outcome))

    def _own_of(self, area):
        """Return the catalogue with an area's own outcomes, and the hash of its own files."""
        if area not in self._own:
            folder = self.root.local / area
            self._own_stamps[area] = self._stamps_of_own(area)
            files = local.input_files(folder)
            # the ledger may be published: by a plain hash the figures hidden in a small file could be tried out
            words, own = self.words, _hash(self._secret, _fingerprint(folder, files)) if files else ""
            if files:
                # what a partnership and its councils both record is shown by neither
                others = [self.root.local / one["slug"] for one in beside(self.words, self.words.reporter(area))]
                own += _hash(self._secret, *(_fingerprint(each, local.input_files(each)) for each in others))
            if files:
                try:
                    words = local.with_local(self.words, self.words.reporter(area), folder)
                except CjtoolsError as error:  # told where the report is made; the hash changes when it is mended
                    own += str(error)
            if lexists(folder / local.FIGURES):
                own += self._beside_own_figures(words, own_measures(folder) or set())
            self._own[area] = words, own
        return self._own[area]

    @cached_property
    def _secret(self):
        """A text that nobody outside the partnership has, made once; of this run alone where it cannot be kept."""
        path, text = self.root.local / SECRET, secrets.token_hex(32)
        try:
            if not path.is_file():
                write_atomically(path, text)
            return path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return text

    def _beside_own_figures(self, words, measures):
        """Return the hash of what an area's own figures are held against, be it of this outcome or another."""
        aliases = self.root.catalogue / "area_aliases.csv"
        return _hash(
            # what may be shown of them depends on every indicator that adds them up
            *(self._of_indicator(one) for one in words.indicators.values()),
            # they may be of any publication: whether another file of it is made up is said beside them
            json.dumps(self._figures.every_origin),
            # parts and wholes of them that others have published
            *self._figures.rows_of(local.measures_beside(measures, words)),
            # the names of areas in them are checked
            _fingerprint(self.root.catalogue, [aliases]),
        )

    def used(self, outcome, words=None):
        """Return what the reports on an outcome show.

        Parameters
        ----------
        outcome : Outcome
        words : Catalogue, optional
            With an area's own outcomes and indicators; the national one by default.

        Returns
        -------
        Used
        """
        words = self.words if words is None else words
        indicators = words.indicators_shown(outcome)
        measures = frozenset(term.measure for one in indicators for term in one.terms)
        origins, files = self._figures.read_with(measures, {one.source for one in indicators})
        return Used(indicators, measures, origins, files)

    def _of_outcome(self, words, outcome):
        """Return the hash of an outcome with the indicators and figures that its reports show."""
        used = self.used(outcome, words)
        return _hash(
            outcome.model_dump_json(),
            *(self._of_indicator(one) for one in used.indicators),
            *self._figures.of(used),
        )

    def _of_indicator(self, indicator):
        """Return the hash of one indicator."""
        known = self._indicators.get(indicator.id)
        if known is None or known[0] is not indicator:
            self._indicators[indicator.id] = known = indicator, _hash(indicator.model_dump_json())
        return known[1]


ORIGIN = ("file", "source", "edition", "status")


class _Figures:
    """The processed tables by measure: a hash of its rows, and where they were read."""

    def __init__(self, processed):
        self._state = []  # what holds for all measures
        self._rows = defaultdict(hashlib.sha256)
        self._origins = defaultdict(set)  # measure -> (file, source, edition, status)
        self._in_order = {}  # every origin, as first met
        for table in ("observations", "revisions"):
            self._read(processed / f"{table}.csv")
        path = processed / "files.json"
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            self._files = {one["file"]: json.dumps(one, sort_keys=True) for one in told}
        except (OSError, ValueError, KeyError, TypeError):
            self._files = {}
            self._tear(path)

    def _tear(self, path):
        """Note a table that is not there or torn: any change of it counts for all, and its reports fail in words."""
        self._state.append(f"{path.name} {sha256_of(path)}")

    def _read(self, path):
        """Add the rows of a table."""
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                rows = csv.reader(stream)
                header = next(rows, [])
                self._state.append(f"{path.name} {header}")
                places = [header.index(name) for name in ORIGIN] if set(ORIGIN) <= set(header) else None
                measure, width = header.index("measure"), len(header)
                for row in rows:
                    if len(row) != width:
                        raise IndexError
                    self._rows[row[measure]].update(f"{path.name}{row}".encode())
                    if places:
                        origin = tuple(row[place] for place in places)
                        self._origins[row[measure]].add(origin)
                        self._in_order[origin] = None
        except (OSError, ValueError, IndexError, csv.Error):
            self._tear(path)  # the rows after the fault are in no measure's hash

    @property
    def every_origin(self):
        """Where all figures were read, as first met."""
        return list(self._in_order)

    def read_with(self, measures, sources):
        """Return where figures were read beside those of some measures: all origins that they, or sources, share.

        Parameters
        ----------
        measures, sources : set of str

        Returns
        -------
        tuple
            (Origins as first met, files of the measures alone.)
        """
        own = {origin for measure in measures for origin in self._origins.get(measure, ())}
        files, named = frozenset(origin[0] for origin in own), {origin[1] for origin in own} | sources
        # in order: of one publication read with several statuses the last one met is told
        return tuple(origin for origin in self._in_order if origin[0] in files or origin[1] in named), files

    def of(self, used):
        """Return what stands for the figures that some reports use, as texts to hash."""
        return [
            *self._state,
            *self.rows_of(used.measures),
            json.dumps(used.origins),
            *(told for name, told in self._files.items() if name in used.files),
        ]

    def rows_of(self, measures):
        """Return what stands for the figures of some measures, as texts to hash."""
        return [f"{name} {self._rows[name].hexdigest()}" for name in sorted(measures) if name in self._rows]


def _fingerprint(base, paths):
    """Return the hash of files below a folder, by name and content."""
    return fingerprint(sorted((path.relative_to(base).as_posix(), path) for path in paths))


def _hash(*texts):
    """Return one SHA-256 over some texts."""
    return hashlib.sha256("\0".join(texts).encode(errors="surrogateescape")).hexdigest()
