"""Result records worked out once: every study and the national view read them from here."""

import difflib

from pandas.api.types import is_numeric_dtype

from cjtools.errors import Problem, UnknownName, did_you_mean
from cjtools.markers import NOT_APPLICABLE
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
        return self.known.of_part(name, code, part)


class ByPlace:
    """The records of an indicator, place by place, with which of each place is the newest.

    Selecting them anew for every question and line of a report takes longer than all else that a notebook does.

    Parameters
    ----------
    records : pandas.DataFrame
        Result records in order of period.
    """

    def __init__(self, records):
        self._records = records
        codes, parts, markers = (records[name].tolist() for name in ("area_code", "part", "marker"))
        has_value = records["value"].notna().tolist()
        # of those with a value: whether any figure is made up is asked of every indicator of a report
        self.statuses = set(records.loc[records["value"].notna(), "status"])
        # where they stand, not a copy of them: the records of all indicators take 50 MB in each process
        self._places, self._latest, self._known, self._answers = {}, {}, {}, {}
        for at, (code, part) in enumerate(zip(codes, parts, strict=True)):
            self._places.setdefault(code, []).append(at)
            self._latest[code, part] = at
            if has_value[at]:
                self._known[code, part] = at
            if has_value[at] or markers[at] == NOT_APPLICABLE:
                self._answers[code] = at
        self._of = {}

    def of(self, code):
        """Return the records of a place, all parts, the same frame each time; empty for a place without a record."""
        if code not in self._of:
            self._of[code] = self._records.take(self._places.get(code, []))
        return self._of[code]

    def latest(self, code, part):
        """Return the newest record of a place and part that has a value, else the newest, else None."""
        return self._row(self._known.get((code, part), self._latest.get((code, part))))

    def answers(self, code):
        """Return whether any record of a place has a value, or says that there is nothing to measure."""
        return code in self._answers

    def newest_answer(self, code):
        """Return the newest record of a place, of any part, that has a value or says that there is none, or None."""
        return self._row(self._answers.get(code))

    def _row(self, at):
        """Return the record at a place of the table; None for no place."""
        return None if at is None else self._records.iloc[at]


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
    kept : Kept, optional
        Where records are kept between processes.
    """

    def __init__(self, catalogue, observations, year, peers, shared=None, kept=None):
        self.catalogue = catalogue
        self.observations = observations
        self.year = year
        self.peers = peers
        self._shared = shared
        self._kept = kept
        self._own_measures = set() if shared is None else _local_measures(observations)
        self._known = {}
        self._by_place = {}
        self._of_part = {}
        self._at = {}
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
            self._known[name] = self._shared.of(name) if self._is_shared(name) else self._kept_or_worked_out(name)
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
        return self.by_place(name).of(code)

    def of_part(self, name, code, part):
        """Return the result records of one place (or group) and part of an indicator by period.

        Parameters
        ----------
        name : str
            Indicator id.
        code, part : str

        Returns
        -------
        pandas.DataFrame
            Columns ``RESULT``; the same frame each time, so it is not to be changed.
        """
        key = name, code, part
        if key not in self._of_part:
            records = self.of_place(name, code)
            self._of_part[key] = records[records["part"] == part]
        return self._of_part[key]

    def by_place(self, name):
        """Return the result records of an indicator place by place, as :class:`ByPlace`."""
        if name not in self._by_place:
            is_shared = self._is_shared(name)
            self._by_place[name] = self._shared.by_place(name) if is_shared else ByPlace(self.of(name))
        return self._by_place[name]

    def at(self, name, level, part, period):
        """Return the records of all places of a level, for one part and period, in order of name.

        Parameters
        ----------
        name : str
            Indicator id.
        level : str
        part, period : str

        Returns
        -------
        pandas.DataFrame
            Columns ``RESULT``; the same frame each time, so it is not to be changed.
        """
        key = name, level, part, period
        if key not in self._at:
            records, codes = self.of(name), self.catalogue.codes_at(level)
            chosen = (records["period"] == period) & (records["part"] == part) & records["area_code"].isin(codes)
            self._at[key] = records[chosen].sort_values("area_name", kind="stable")
        return self._at[key]

    def _is_shared(self, name):
        """Return whether an indicator is the national one and rests on no figure of the area's own."""
        if self._shared is None:
            return False
        indicator = self.indicator(name)
        is_national = self._shared.catalogue.indicators.get(name) is indicator
        return is_national and not {term.measure for term in indicator.terms} & self._own_measures

    def _kept_or_worked_out(self, name):
        """Return the records of an indicator as an earlier process kept them, or work them out and keep them."""
        records = self._kept.read(self.indicator(name)) if self._kept else None
        if records is None:
            records = self._worked_out(name)
            if self._kept:
                self._kept.write(self.indicator(name), records)
        return records

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
