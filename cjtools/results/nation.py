"""All councils at once: the figures of one year, worked out once for every area."""

from dataclasses import dataclass, field

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.catalogue import load
from cjtools.csv_files import columns_of
from cjtools.errors import CjtoolsError
from cjtools.evidence.check import Evidence, evidence_of
from cjtools.intake.store import read_observations
from cjtools.intake.tidy import OBSERVATION
from cjtools.levels import CENTRE, COUNCIL
from cjtools.paths import stamp_of
from cjtools.results import distance, local, local_measures
from cjtools.results.indicators import TOTAL
from cjtools.results.kept import kept_of
from cjtools.results.peers import DEFAULT, Peers, peers_by_council
from cjtools.results.records import ReadsRecords, Records
from cjtools.results.study import Study
from cjtools.results.twice import beside, recorded_twice
from cjtools.strict_files import read_csv

COMPARABLE = ("rate", "proportion")


@dataclass
class Nation(ReadsRecords):
    """Everything that the national view and the area pages of one year draw on.

    Attributes
    ----------
    year : str
        Financial year; figures of later years are left out.
    catalogue : Catalogue
    observations : pandas.DataFrame
    compare : str
        What stands beside each area besides Scotland; see :mod:`cjtools.results.peers`.
    grid : pandas.DataFrame
        Where the tile of each council stands, and its short name.
    """

    year: str
    catalogue: object
    observations: pd.DataFrame
    compare: str = DEFAULT
    grid: pd.DataFrame | None = None
    known: Records = field(default=None, repr=False)
    _places: dict = field(default_factory=dict, repr=False)
    _evidence: dict = field(default_factory=dict, repr=False)

    def places(self, name, part=TOTAL):
        """Return the records of all places of an indicator's level in the newest year with any figure.

        Parameters
        ----------
        name : str
            Indicator id.
        part : str

        Returns
        -------
        pandas.DataFrame
            In order of name; custody centres, not their divisions, where centres are counted.
        """
        if (name, part) not in self._places:
            self._places[name, part] = self._newest(name, part)
        return self._places[name, part]

    def _newest(self, name, part):
        """Select the records that :meth:`places` returns."""
        level = self.indicator(name).level
        kind = [place["place_code"] for place in self.catalogue.places if place["kind"] == CENTRE]
        codes = set(kind) if level == CENTRE else self.catalogue.codes_at(level)
        records = self.records(name)
        rows = records[records["area_code"].isin(codes) & (records["part"] == part)]
        known = rows.loc[rows["value"].notna(), "period"]
        return rows[rows["period"] == (known.max() if len(known) else "")].sort_values("area_name", kind="stable")

    def scotland(self, name, part=TOTAL):
        """Return Scotland's record of the year that :meth:`places` gives, or its newest, or None."""
        rows = self.of(name, SCOTLAND, part)
        rows = rows[rows["value"].notna()]
        periods = set(self.places(name, part)["period"])
        same = rows[rows["period"].isin(periods)] if periods else rows
        return same.iloc[-1] if len(same) else None

    def headlines(self, outcome, is_council=True):
        """Return the indicators of an outcome's headline: rates and proportions by council, or all others by place.

        Parameters
        ----------
        outcome : Outcome
        is_council : bool
            Those by council that can be compared; else those that are published for other places.

        Returns
        -------
        list of Indicator
        """
        named = [self.indicator(name) for name in dict.fromkeys(line.indicator for line in outcome.headline)]
        if not is_council:
            return [each for each in named if each.level != COUNCIL]
        return [each for each in named if each.level == COUNCIL and each.statistic in COMPARABLE and not each.is_split]

    def stands_for(self, outcome):
        """Return the indicator that stands for an outcome where councils are set side by side, or None.

        It is the first comparable one of the headline that belongs to this outcome first of all: a figure borrowed
        from another outcome does not stand for this one.
        """
        own = [each for each in self.headlines(outcome) if each.outcomes[0] == outcome.id]
        return own[0] if own else None

    def study(self, area, outcome, folder=None):
        """Return the study of an area and outcome that shares what is worked out already.

        Parameters
        ----------
        area : dict
            Row of areas.csv.
        outcome : Outcome
        folder : Path, optional
            ``data/raw/local/<area>``: with the area's own outcomes, figures and evidence.

        Returns
        -------
        Study
        """
        words, observations, known, evidence = self.catalogue, self.observations, self.known, Evidence()
        if folder is not None and folder.is_dir():
            words = local.with_local(words, area, folder)
            observations = local.with_figures(observations, words, area, folder)
            if words is not self.catalogue or observations is not self.observations:
                known = Records(words, observations, self.year, self.known.peers, self.known)
            evidence = self._evidence_of(words, area, folder)
        return Study(area, outcome, self.year, words, observations, self.compare, known, evidence)

    def with_group(self, row):
        """Return the national view in which a partnership of several councils has figures too, those of all added up.

        Parameters
        ----------
        row : dict
            A partnership of the catalogue.

        Returns
        -------
        Nation
        """
        group = Peers(row["area_code"], row["area_name"], row["area_name"], "", row["members"])
        known = Records(self.catalogue, self.observations, self.year, self.known.peers | {group.code: group})
        return Nation(self.year, self.catalogue, self.observations, self.compare, self.grid, known)

    def _evidence_of(self, words, area, folder):
        """Return an area's evidence; read and checked again only when one of its files was written since.

        A workbook is read by a process of its own, which takes longer than many a notebook.
        """
        # before they are read: one that is written meanwhile is read anew the next time
        others = [folder.parent / one["slug"] for one in beside(self.catalogue, area)]
        stamps = [(path, stamp_of(path)) for each in (folder, *others) for path in local.input_files(each)]
        known = self._evidence.get(area["slug"])
        if known is None or known[0] != stamps:
            evidence = evidence_of(words, area, folder)
            if found := recorded_twice(self.catalogue, area, folder, evidence):
                raise CjtoolsError(found)
            profile = local.profile_of(folder)
            safe = local_measures.protected(evidence, area, folder, profile)
            safe = distance.protected(safe, area, folder, profile)
            self._evidence[area["slug"]] = known = stamps, safe
        return known[1]


def nation_of(words, root, year, compare=DEFAULT):
    """Return the national view of a project, or None when its processed tables are missing or damaged.

    Parameters
    ----------
    words : Catalogue
    root : Folders
    year, compare : str

    Returns
    -------
    Nation or None
    """
    kept = kept_of(root, year, compare)
    try:
        observations = read_observations(root.processed)
    except (OSError, ValueError):  # pandas tells a torn file by many kinds of ValueError
        return None
    if observations.empty or not set(OBSERVATION) <= set(observations.columns):
        return None
    # what is kept must be of what was hashed: not of words from elsewhere, not of figures written meanwhile
    if words is not load(root.catalogue) or kept != kept_of(root, year, compare):
        kept = None
    known = Records(words, observations, year, peers_by_council(compare, words), kept=kept)
    return Nation(year, words, observations, compare, _grid(root.catalogue / "hex_grid.csv"), known)


def _grid(path):
    """Return the places of the tiles; None when the file is not there: then there is no map."""
    if not path.is_file():
        return None
    grid = pd.DataFrame(read_csv(path, columns_of("hex_grid.csv")))
    return grid.astype({"q": int, "r": int})
