"""One area, one outcome, one year: the questions of the plan and the figures that answer them."""

from dataclasses import dataclass, field, replace

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.evidence.check import Evidence
from cjtools.levels import BOARD, CENTRE, COUNCIL, NATION
from cjtools.results.comparisons import is_compared
from cjtools.results.indicators import TOTAL
from cjtools.results.peers import DEFAULT
from cjtools.results.recorded import Recorded
from cjtools.results.records import ReadsRecords, Records
from cjtools.words import in_place

ANSWERED, WIDER, SCOTLAND_ONLY, OPEN = "answered", "wider area", "Scotland only", "open"
RECORDED = "recorded"  # a question for people, to which partners have recorded what was said


@dataclass
class Study(ReadsRecords):
    """Everything the notebooks and the report of one area and outcome draw on.

    Attributes
    ----------
    area : dict
        Row of areas.csv.
    outcome : Outcome
    year : str
        Financial year of the report; figures of later years are left out.
    catalogue : Catalogue
        With the area's own outcomes and indicators, where it has any.
    observations : pandas.DataFrame
        With the area's own figures, protected against disclosure.
    compare : str
        What stands beside the area besides Scotland; see :mod:`cjtools.results.peers`.
    known : Records, optional
        Result records shared with other studies of the same figures; by default the study's own.
    evidence : Evidence
        What the partnership has recorded beside its figures; none by default.
    """

    area: dict
    outcome: object
    year: str
    catalogue: object
    observations: pd.DataFrame
    compare: str = DEFAULT
    known: Records = field(default=None, repr=False)
    evidence: Evidence = field(default_factory=Evidence, repr=False)
    # what :func:`cjtools.results.export.shown` selected; not carried over to the study of another outcome
    exported: pd.DataFrame | None = field(default=None, init=False, repr=False)

    def on(self, outcome):
        """Return the study of another outcome for the same area and year; what is worked out already is shared."""
        return replace(self, outcome=outcome)

    @property
    def place(self):
        """The area's name as it stands in a sentence."""
        return self.area["area_name"]

    @property
    def recorded(self):
        """What the partnership has recorded on this outcome."""
        return Recorded(self.outcome, self.evidence)

    @property
    def peers(self):
        """The councils that the area is set beside."""
        return self.known.peers[self.area["area_code"]]

    def code_of(self, name):
        """Return whose figures an indicator shows here: the area's, or those of the place it is published for."""
        level = self.indicator(name).level
        if level == COUNCIL:
            return self.area["area_code"]
        place = None if level == NATION else self.catalogue.place_of(self.area["area_code"], level)
        return SCOTLAND if place is None else place["place_code"]

    def place_of(self, name):
        """Return the name of the place whose figures an indicator shows here, as it stands after 'in'."""
        named = self.catalogue.place_names[self.code_of(name)]
        return f"custody centres of {in_place(named)}" if self.indicator(name).level == CENTRE else named

    def wider_place(self, name):
        """Return the place that serves the area when an indicator is published for such places, else None.

        Parameters
        ----------
        name : str
            Indicator id.

        Returns
        -------
        dict or None
            A row of places.csv.
        """
        level = self.indicator(name).level
        return None if level in (COUNCIL, NATION) else self.catalogue.place_of(self.area["area_code"], level)

    def trend(self, name, part=TOTAL):
        """Return (own, Scotland, peers) records by period, for the periods that the area has.

        Parameters
        ----------
        name : str
            Indicator id.
        part : str

        Returns
        -------
        tuple of pandas.DataFrame
            Scotland and peers are empty for counts and for figures published for Scotland only.
        """
        code = self.code_of(name)
        own = self.of(name, code, part)
        none = self.records(name).iloc[:0]
        if code == SCOTLAND or not is_compared(self.indicator(name), self.catalogue):
            return own, none, none
        periods = set(own["period"])
        beside = [self.of(name, other, part) for other in (SCOTLAND, self.peers.code)]
        scotland, peers = (rows[rows["period"].isin(periods)] for rows in beside)
        # a partnership of several councils stands beside no others
        return own, scotland, none if self.peers.code == code else peers

    def latest(self, name, part=TOTAL):
        """Return the newest record of an area's indicator part that has a value, else the newest, else None."""
        return self.known.by_place(name).latest(self.code_of(name), part)

    def shares(self, name):
        """Return (own, Scotland, peers) records of the newest year with figures, one row per category."""
        code = self.code_of(name)
        own = self.of_area(name)
        known = own[own["value"].notna()]
        period = (known if len(known) else own)["period"].max() if len(own) else ""
        records = self.records(name)
        # parts stand in the order of the indicator file, not of the figures
        listed = self.indicator(name).parts or list(dict.fromkeys(records.loc[records["period"] == period, "part"]))

        def of_period(code):
            rows = self.known.of_place(name, code)
            rows = rows[rows["period"] == period]
            parts = rows["part"].tolist()
            return rows.iloc[sorted(range(len(parts)), key=lambda at: listed.index(parts[at]))]

        if code == SCOTLAND:
            none = records.iloc[:0]
            return of_period(code), none, none
        return of_period(code), of_period(SCOTLAND), of_period(self.peers.code)

    def places(self, name, part=TOTAL):
        """Return the records of all places of an indicator's level in the newest year that this area has a figure for.

        Parameters
        ----------
        name : str
            Indicator id.
        part : str

        Returns
        -------
        pandas.DataFrame
            The 32 councils; or all police divisions (also where custody centres are counted) or health boards.
        """
        latest = self.latest(name, part)
        if latest is None:
            return self.records(name).iloc[:0]
        return self.known.at(name, self.indicator(name).level, part, latest["period"])

    def centres(self, name, part=TOTAL):
        """Return the records of the custody centres that serve the area, by centre and period; empty at other levels.

        Parameters
        ----------
        name : str
            Indicator id.
        part : str

        Returns
        -------
        pandas.DataFrame
        """
        records = self.records(name)
        place = self.wider_place(name)
        if place is None or self.indicator(name).level != CENTRE:
            return records.iloc[:0]
        codes = {centre["place_code"] for centre in self.catalogue.centres_of(place["place_code"])}
        chosen = records["area_code"].isin(codes) & (records["part"] == part)
        return records[chosen].sort_values(["area_name", "period"], kind="stable")

    def pooled(self, name):
        """Return the places that are pooled into others for an indicator: code -> codes of members."""
        place = self.wider_place(name) if name else None
        pooled = {self.peers.code: self.peers.members}
        if place is not None:
            pooled[place["place_code"]] = [one["place_code"] for one in self.catalogue.centres_of(place["place_code"])]
        return pooled

    def questions(self, group, theme=None, kind=None):
        """Return the questions of the plan.

        Parameters
        ----------
        group : str
            'people', 'needs' or 'services'.
        theme, kind : str, optional
            Only those of this theme or kind.

        Returns
        -------
        list of Question
        """
        return [
            question
            for question in getattr(self.outcome.questions, group)
            if (theme is None or question.theme == theme) and (kind is None or question.kind == kind)
        ]

    def state(self, question):
        """Return whether a question is answered, answered for a wider area or for Scotland only, recorded, or open.

        Words do not answer a question for figures: only one for people is recorded.

        Parameters
        ----------
        question : Question

        Returns
        -------
        str
        """
        if question.kind == "qualitative" and self.recorded.answers(question.id):
            return RECORDED
        states = set()
        for answer in question.answered_by:
            if self.known.by_place(answer.indicator).answers(self.code_of(answer.indicator)):
                is_scotland = self.indicator(answer.indicator).level == NATION
                is_own = self.is_own(answer.indicator)
                states.add(ANSWERED if is_own else SCOTLAND_ONLY if is_scotland else WIDER)
        return next((state for state in (ANSWERED, WIDER, SCOTLAND_ONLY) if state in states), OPEN)

    def is_own(self, name):
        """Return whether an indicator's figures are the area's own: a health board may serve one council alone."""
        level, place = self.indicator(name).level, self.wider_place(name)
        own = set(self.area.get("members", (self.area["area_code"],)))
        is_alone = level == BOARD and place is not None and set(place["councils"].split("; ")) == own
        return level == COUNCIL or is_alone

    def newest_answer(self, name):
        """Return the newest record of any part that answers: one with a value, or one that says there are none.

        An island without a single drug treatment and testing order ([z]: there is no base) is an answer, not a gap.

        Parameters
        ----------
        name : str
            Indicator id.

        Returns
        -------
        pandas.Series or None
        """
        return self.known.by_place(name).newest_answer(self.code_of(name))

    def gaps(self):
        """Return what is still missing: (question, state) for each that is open or not fully answered."""
        found = [(question, self.state(question)) for question in self.outcome.all_questions]
        found = [(question, state) for question, state in found if state != RECORDED]
        return [(question, state) for question, state in found if state != ANSWERED or question.to_close]

    def headline_rows(self):
        """Return (indicator, record) for each headline of the outcome that has a record."""
        rows = []
        for line in self.outcome.headline:
            row = self.latest(line.indicator, line.part or TOTAL)
            if row is not None:
                rows.append((self.indicator(line.indicator), row))
        return rows

    def looked_at(self):
        """Return the newest record of each of the area's own figures that was compared with the year before.

        Each count is looked at once: a figure that two indicators share (a requirement on its own and among all), or a
        count that also stands as a rate, is not told twice.

        Returns
        -------
        list of (Indicator, pandas.Series)
        """
        rows, seen = [], set()
        order = sorted(self.outcome.indicator_ids, key=lambda name: self.indicator(name).statistic == "count")
        for name in order:
            indicator = self.indicator(name)
            if indicator.context or indicator.level != COUNCIL:
                continue
            records = self.of_area(name)
            is_newest = records["value"].notna() & (records["period"] == self.year)
            for _, row in records[is_newest & (records["change_reading"] != "")].iterrows():
                if what_is_counted(row) not in seen:
                    seen.add(what_is_counted(row))
                    rows.append((indicator, row))
        return rows

    def of_area(self, name):
        """Return all records of the study's own area for an indicator."""
        return self.known.of_place(name, self.code_of(name))

    def export_ids(self):
        """Return the ids of all indicators that a report shows: the outcome's, the framework's and the context.

        Background that is made up is left out where nothing of the outcome rests on it.
        """
        context = [i.id for i in self.catalogue.indicators.values() if self.outcome.id in i.outcomes and i.context]
        context = [name for name in context if not self._is_made_up(name)]
        suite = [self.catalogue.framework.overarching_indicator.indicator]
        return list(dict.fromkeys([*self.outcome.indicator_ids, *suite, *context]))

    def _is_made_up(self, name):
        """Return whether any figure of an indicator is illustrative."""
        return "illustrative" in self.known.by_place(name).statuses


def what_is_counted(row):
    """Return what tells whether two records are of the same count: the cell it stands in, and the count."""
    return row["cells"].split("; ")[0], row["numerator"]
