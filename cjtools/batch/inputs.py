"""What each report is made of, as one hash: only a report with another hash than before is made again."""

import csv
import hashlib
import json
import platform
from collections import defaultdict
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path

from cjtools.catalogue import load
from cjtools.errors import CjtoolsError
from cjtools.intake.build import fingerprint
from cjtools.make.runner import STEPS
from cjtools.results import local
from cjtools.results.peers import DEFAULT

DEPENDED_ON = ("papermill", "nbconvert", "pandas", "matplotlib", "scipy", "ipykernel")
# read by name, one file each: a report depends on those it uses; layouts and spellings are used up by the build
OWN_HASH = ("indicators", "outcomes", "layouts", "area_aliases.csv", "known_differences.csv")


@lru_cache(maxsize=1)
def environment():
    """Return what must be the same wherever reports of one run are made: the package, Python and libraries.

    Returns
    -------
    dict
        Name -> version; for cjtools the hash of its files when this process first asked: a process that runs on goes
        on with the code that it has loaded.
    """
    package = Path(__file__).resolve().parents[1]
    paths = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {
        "cjtools": _fingerprint(package, paths),
        "python": platform.python_version(),
        **{name: version(name) for name in DEPENDED_ON},
    }


class Inputs:
    """The hash of everything that a report is made of.

    That is what all reports share (package, notebooks, versions, names of areas and places, what was not read), and of
    the catalogue and the figures what this one uses: its outcome, the indicators that it shows, every figure of their
    measures, where those were read, and the area's own files.

    Parameters
    ----------
    root : Folders
    """

    def __init__(self, root):
        self.root = root
        self.words = load(root.catalogue)
        self._figures = _Figures(root.processed)
        self._hashes, self._indicators, self._own = {}, {}, {}

    @cached_property
    def shared(self):
        """The hash of what all reports and the pages above them share."""
        catalogue = self.root.catalogue
        files = [path for path in catalogue.rglob("*") if path.suffix in (".csv", ".yaml")]
        named = [path for path in files if path.relative_to(catalogue).parts[0] not in OWN_HASH]
        notebooks = self.root.notebooks
        return _hash(
            json.dumps(environment()),
            _fingerprint(catalogue, named),
            _fingerprint(notebooks, [notebooks / f"{step}.ipynb" for step in STEPS]),
            fingerprint([("problems", self.root.processed / "problems.csv")]),
        )

    def of(self, area, outcome, compare=DEFAULT):
        """Return the hash for one report.

        Parameters
        ----------
        area, outcome : str
            Slug and id.
        compare : str
            What stands beside the area.

        Returns
        -------
        str
        """
        key = area, outcome, compare
        if key not in self._hashes:
            words, own = self._own_of(area)
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
            files = local.input_files(folder)
            words, own = self.words, _fingerprint(folder, files) if files else ""
            if files:
                try:
                    words = local.with_local(self.words, self.words.area(area), folder)
                except CjtoolsError as error:  # told where the report is made; the hash changes when it is mended
                    own += str(error)
            if (folder / local.FIGURES).is_file():
                # what may be shown of them depends on every indicator that adds them up
                own += "".join(self._of_indicator(one) for one in words.indicators.values())
            self._own[area] = words, own
        return self._own[area]

    def _of_outcome(self, words, outcome):
        """Return the hash of an outcome with the indicators and figures that its reports show."""
        context = [one.id for one in words.indicators.values() if one.context and outcome.id in one.outcomes]
        names = [*outcome.indicator_ids, words.framework.overarching_indicator.indicator, *context]
        used = [words.indicators[name] for name in dict.fromkeys(names) if name in words.indicators]
        measures = {term.measure for one in used for term in one.terms}
        return _hash(
            outcome.model_dump_json(),
            *(self._of_indicator(one) for one in used),
            self._figures.of(measures, {one.source for one in used}),
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
        self._torn = ""
        self._rows = defaultdict(hashlib.sha256)
        self._origins = defaultdict(set)  # measure -> (file, source, edition, status)
        for table in ("observations", "revisions"):
            self._read(processed / f"{table}.csv")
        try:
            files = json.loads((processed / "files.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            files = []
        self._files = {one["file"]: json.dumps(one, sort_keys=True) for one in files}

    def _read(self, path):
        """Add the rows of a table; one that is not there or torn adds that, and its reports fail in words."""
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                rows = csv.reader(stream)
                header = next(rows, [])
                places = [header.index(name) for name in ORIGIN] if set(ORIGIN) <= set(header) else None
                measure = header.index("measure")
                for row in rows:
                    self._rows[row[measure]].update(f"{path.name}{row}".encode())
                    if places:
                        self._origins[row[measure]].add(tuple(row[place] for place in places))
        except (OSError, ValueError, IndexError, csv.Error) as error:
            self._torn += f"{path.name}: {type(error).__name__}"

    def of(self, measures, sources):
        """Return the hash of the figures of some measures, and of all that was read where they, or sources, stand."""
        own = {origin for measure in measures for origin in self._origins.get(measure, ())}
        files, named = {origin[0] for origin in own}, {origin[1] for origin in own} | sources
        every = set().union(*self._origins.values()) if self._origins else set()
        beside = sorted(origin for origin in every if origin[0] in files or origin[1] in named)
        return _hash(
            self._torn,
            *(f"{name} {self._rows[name].hexdigest()}" for name in sorted(measures) if name in self._rows),
            json.dumps(beside),
            *(self._files.get(name, "") for name in sorted(files)),
        )


def _fingerprint(base, paths):
    """Return the hash of files below a folder, by name and content."""
    return fingerprint(sorted((path.relative_to(base).as_posix(), path) for path in paths))


def _hash(*texts):
    """Return one SHA-256 over some texts."""
    return hashlib.sha256("\0".join(texts).encode(errors="surrogateescape")).hexdigest()
