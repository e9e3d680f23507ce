"""Result records worked out once: every study and the national view read them from here."""

import difflib
from collections import Counter

from pandas.api.types import is_numeric_dtype

from cjtools.errors import Problem, UnknownName, did_you_mean
from cjtools.results.indicators import TOTAL, calculate
from cjtools.results.peers import peers_by_council


class ReadsRecords:
    """What a study and the national view have in common.

    They have ``catalogue``, ``observations``, ``year``, ``compare`` and ``known``: the result records, made of the rest
    when none are given.
    """

    def __post_init__(self):
        if self.known is None:
            peers = peers_by_council(self.compare, self.catalogue)
            self.known = Records(self.catalogue, self.observations, self.year, peers)

    def indicator(self, name):
        """Return an indicator of the catalogue, or raise UnknownName with the nearest names."""
        return self.known.indicator(name)

    def records(self, name):
        """Return the result records of an indicator for every area, up to the year, in order of part and period."""
        return self.known.of(name)

    def of(self, name, code, part=TOTAL):
        """Return the records of one area (or group) and part by period."""
        records = self.known.of_place(name, code)
        return records[records["part"] == part]


class Records:
    """The result records of all indicators, up to one year.

    Parameters
    ----------
    catalogue : Catalogue
    observations : pandas.DataFrame
    year : str
        Financial year; figures of later years are left out.
    peers : dict
        Area code -> Peers.
    shared : Records, optional
        Of the national catalogue and figures alone, when these have an area's own added: an indicator that the area
        has no figures of its own for is taken from there.
    """

    def __init__(self, catalogue, observations, year, peers, shared=None):
        self.catalogue = catalogue
        self.observations = observations
        self.year = year
        self.peers = peers
        self._shared = shared
        self._own_measures = set() if shared is None else _local_measures(observations)
        self._known = {}
        self._by_place = {}
        self._made_up = None

    def indicator(self, name):
        """Return an indicator of the catalogue.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        if name not in self.catalogue.indicators:
            near = difflib.get_close_matches(name, self.catalogue.indicators, 3)
            raise UnknownName(Problem(f"indicator '{name}' is not known", allowed=did_you_mean(near)))
        return self.catalogue.indicators[name]

    def of(self, name):
        """Return the result records of an indicator for every area, up to the year.

        Parameters
        ----------
        name : str
            Indicator id.

        Returns
        -------
        pandas.DataFrame
            Columns ``RESULT``, in order of part and period.
        """
        if name not in self._known:
            self._known[name] = self._shared.of(name) if self._is_shared(name) else self._worked_out(name)
        return self._known[name]

    def of_place(self, name, code):
        """Return the result records of one place (or group) for an indicator, all parts.

        Parameters
        ----------
        name : str
            Indicator id.
        code : str

        Returns
        -------
        pandas.DataFrame
            Columns ``RESULT``; empty for a place without a record.
        """
        if name not in self._by_place:
            # places one after another, so that each is a slice: searching takes seconds where all areas are shown
            ordered = self.of(name).sort_values("area_code", kind="stable")
            codes = ordered["area_code"].to_numpy(dtype=object)
            starts = {code: place for place, code in reversed(list(enumerate(codes)))}
            self._by_place[name] = ordered, starts, Counter(codes)
        ordered, starts, counts = self._by_place[name]
        start = starts.get(code, 0)
        return ordered.iloc[start : start + counts[code]]

    def _is_shared(self, name):
        """Return whether an indicator is the national one and rests on no figure of the area's own."""
        if self._shared is None:
            return False
        indicator = self.indicator(name)
        is_national = self._shared.catalogue.indicators.get(name) is indicator
        return is_national and not {term.measure for term in indicator.terms} & self._own_measures

    def _worked_out(self, name):
        """Work out the records of an indicator."""
        records = calculate(self.indicator(name), self.observations, self.catalogue, self.peers)
        start = records["period"].str[:4]
        known = ~start.str.isdigit().astype(bool) | (start <= self.year[:4])
        ordered = records[known].sort_values("period", kind="stable").reset_index(drop=True)
        # as plain objects all words lie in one piece and all numbers in another: a selection takes from two pieces, not
        # from one for each column of text, which is most of what a report would spend its time on
        words = {name: object for name in ordered if not is_numeric_dtype(ordered[name])}
        return ordered.astype(words).copy()

    def made_up_sources(self):
        """Return (source, edition) of everything that is made up by a script."""
        if self._made_up is None:
            rows = self.observations.loc[self.observations["status"] == "illustrative", ["source", "edition"]]
            self._made_up = set(map(tuple, rows.drop_duplicates().astype(str).to_numpy()))
        return self._made_up


def _local_measures(observations):
    """Return the measures that an area has figures of its own for."""
    return set(observations.loc[observations["status"] == "local", "measure"].astype(str))
