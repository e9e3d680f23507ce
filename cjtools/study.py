"""One area, one outcome, one year: the questions of the plan and the figures that answer them."""

from dataclasses import dataclass, field

import pandas as pd

from cjtools import catalogue as catalogue_module
from cjtools.areas import SCOTLAND
from cjtools.comparisons import is_compared
from cjtools.errors import CjtoolsError, Problem, UnknownName
from cjtools.indicators import RESULT, TOTAL, calculate
from cjtools.paths import folders
from cjtools.store import read_observations

NOT_APPLICABLE = "[z]"
ANSWERED, SCOTLAND_ONLY, OPEN = "answered", "Scotland only", "open"


@dataclass
class Study:
    """Everything the notebooks and the report of one area and outcome draw on.

    Attributes
    ----------
    area : dict
        Row of areas.csv.
    outcome : Outcome
    year : str
        Financial year of the report; figures of later years are left out.
    catalogue : Catalogue
    observations : pandas.DataFrame
    """

    area: dict
    outcome: object
    year: str
    catalogue: object
    observations: pd.DataFrame
    _records: dict = field(default_factory=dict, repr=False)

    @property
    def place(self):
        """The area's name as it stands in a sentence."""
        return self.area["area_name"]

    @property
    def group(self):
        """The area's family group with its members' codes."""
        return self.catalogue.group_of(self.area["area_code"])

    def indicator(self, name):
        """Return an indicator of the catalogue.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        import difflib

        if name not in self.catalogue.indicators:
            near = difflib.get_close_matches(name, self.catalogue.indicators, 3)
            raise UnknownName(Problem(f"indicator '{name}' is not known", allowed=", ".join(near)))
        return self.catalogue.indicators[name]

    def records(self, name):
        """Return the result records of an indicator for every area, up to the report's year.

        Parameters
        ----------
        name : str
            Indicator id.

        Returns
        -------
        pandas.DataFrame
            Columns ``RESULT``, in order of part and period.
        """
        if name not in self._records:
            records = calculate(self.indicator(name), self.observations, self.catalogue)
            start = records["period"].str[:4]
            known = ~start.str.isdigit().astype(bool) | (start <= self.year[:4])
            ordered = records[known].sort_values("period", kind="stable").reset_index(drop=True)
            self._records[name] = ordered.copy()  # a copy lies in one piece, which makes the many selections quick
        return self._records[name]

    def of(self, name, code, part=TOTAL):
        """Return the records of one area (or group) and part by period."""
        records = self.records(name)
        return records[(records["area_code"] == code) & (records["part"] == part)]

    def code_of(self, name):
        """Return whose figures an indicator shows here: the area's, or Scotland's when only those are published."""
        return SCOTLAND if self.indicator(name).level == "scotland" else self.area["area_code"]

    def trend(self, name, part=TOTAL):
        """Return (own, Scotland, family group) records by period, for the periods that the area has.

        Parameters
        ----------
        name : str
            Indicator id.
        part : str

        Returns
        -------
        tuple of pandas.DataFrame
            Scotland and group are empty for counts and for figures published for Scotland only.
        """
        code = self.code_of(name)
        own = self.of(name, code, part)
        none = self.records(name).iloc[:0]
        if code == SCOTLAND or not is_compared(self.indicator(name), self.catalogue):
            return own, none, none
        periods = set(own["period"])
        beside = [self.of(name, other, part) for other in (SCOTLAND, self.group["group"])]
        return own, *(rows[rows["period"].isin(periods)] for rows in beside)

    def latest(self, name, part=TOTAL):
        """Return the newest record of an area's indicator part that has a value, else the newest, else None."""
        own = self.of(name, self.code_of(name), part)
        known = own[own["value"].notna()]
        rows = known if len(known) else own
        return rows.iloc[-1] if len(rows) else None

    def shares(self, name):
        """Return (own, Scotland, family group) records of the newest year with figures, one row per category."""
        code = self.code_of(name)
        own = self.of_area(name)
        known = own[own["value"].notna()]
        period = (known if len(known) else own)["period"].max() if len(own) else ""
        records = self.records(name)
        records = records[records["period"] == period]
        # parts stand in the order of the indicator file, not of the figures
        listed = self.indicator(name).parts or list(dict.fromkeys(records["part"]))
        records = records.sort_values("part", key=lambda parts: parts.map(listed.index), kind="stable")
        own, scotland, group = (records[records["area_code"] == c] for c in (code, SCOTLAND, self.group["group"]))
        none = records.iloc[:0]
        return (own, none, none) if code == SCOTLAND else (own, scotland, group)

    def councils(self, name, part=TOTAL):
        """Return the records of the 32 councils in the newest year that this area has a figure for."""
        latest = self.latest(name, part)
        records = self.records(name)
        if latest is None:
            return records.iloc[:0]
        codes = {area["area_code"] for area in self.catalogue.councils}
        chosen = records["area_code"].isin(codes) & (records["part"] == part) & (records["period"] == latest["period"])
        return records[chosen].sort_values("area_name", kind="stable")

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
        """Return whether a question is answered, answered for Scotland only, or open.

        Parameters
        ----------
        question : Question or ChecklistLine

        Returns
        -------
        str
        """
        states = set()
        for answer in question.answered_by:
            latest = self._any_latest(answer.indicator)
            if latest is not None:
                states.add(SCOTLAND_ONLY if self.code_of(answer.indicator) == SCOTLAND else ANSWERED)
        return ANSWERED if ANSWERED in states else SCOTLAND_ONLY if states else OPEN

    def _any_latest(self, name):
        """Return the newest record of any part that answers: one with a value, or one that says there are none.

        An island without a single drug treatment and testing order ([z]: there is no base) is an answer, not a gap.
        """
        records = self.of_area(name)
        rows = records[records["value"].notna() | (records["marker"] == NOT_APPLICABLE)]
        return rows.iloc[-1] if len(rows) else None

    def gaps(self):
        """Return what is still missing: (question, state) for each that is open or not fully answered."""
        found = [(question, self.state(question)) for question in self.outcome.all_questions]
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
            if indicator.context or indicator.level == "scotland":
                continue
            records = self.of_area(name)
            newest = records[records["value"].notna() & (records["period"] == self.year)]
            for _, row in newest.iterrows():
                counted = (row["cells"].split("; ")[0], row["numerator"])
                if row["change_reading"] and counted not in seen:
                    seen.add(counted)
                    rows.append((indicator, row))
        return rows

    def of_area(self, name):
        """Return all records of the study's own area for an indicator."""
        records = self.records(name)
        return records[records["area_code"] == self.code_of(name)]

    def shown(self):
        """Return every record that the report draws on, for the CSV beside it.

        Returns
        -------
        pandas.DataFrame
            The area's, Scotland's and the family group's records of every year, and all councils' of the newest.
        """
        frames = []
        for name in self.export_ids():
            records = self.records(name)
            beside = {self.area["area_code"], SCOTLAND, self.group["group"]}
            compared = self.councils(name)
            keep = records["area_code"].isin(beside) | records.index.isin(compared.index)
            frames.append(self._with_group_cells(records, records[keep]))
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=RESULT)

    def _with_group_cells(self, records, kept):
        """Return the kept records with the cells of the family group's pooled figures: those of all its members."""
        group = self.group
        of_members = records[records["area_code"].isin(group["members"])]
        cells = of_members.groupby(["part", "period"], sort=False)["cells"].agg("; ".join)
        is_group = kept["area_code"] == group["group"]
        index = pd.MultiIndex.from_frame(kept[["part", "period"]])
        pooled = cells.reindex(index).fillna("").to_numpy()
        return kept.assign(cells=[compact(text) for text in kept["cells"].where(~is_group, pooled)])

    def export_ids(self):
        """Return the ids of all indicators of the outcome, context included."""
        context = [i.id for i in self.catalogue.indicators.values() if self.outcome.id in i.outcomes and i.context]
        return list(dict.fromkeys([*self.outcome.indicator_ids, *context]))


def compact(cells):
    """Return a list of cells with the file and sheet said once.

    Parameters
    ----------
    cells : str
        ``file#sheet!cell`` entries separated by '; '.

    Returns
    -------
    str

    Examples
    --------
    >>> compact("a.xlsx#CPO_23!D17; a.xlsx#CPO_23!E17; a.xlsx#CPO_4!C17; b.csv#G4 (Table 8)")
    'a.xlsx#CPO_23!D17,E17; a.xlsx#CPO_4!C17; b.csv#G4 (Table 8)'
    """
    places = {}
    for entry in dict.fromkeys(filter(None, cells.split("; "))):
        sheet, mark, cell = entry.rpartition("!")
        # cells of a sheet are listed behind it; an own table's cell stands by itself
        places.setdefault(sheet + mark if mark else entry, []).append(cell if mark else "")
    return "; ".join(place + ",".join(found) for place, found in places.items())


def open_study(area, outcome, year):
    """Return the study of an area, an outcome and a year: the door of every notebook.

    Parameters
    ----------
    area : str
        Any spelling of a council area.
    outcome : str
        Id, number or title of an outcome.
    year : str
        Financial year such as '2024-25'.

    Returns
    -------
    Study

    Raises
    ------
    UnknownName
        For an area or outcome that the catalogue does not hold.
    CjtoolsError
        When data/processed is not there yet.
    """
    words = catalogue_module.load()
    row, wanted = words.area(area), words.outcome(outcome)
    if row["area_code"] == SCOTLAND:
        raise UnknownName(Problem("a study is of one council area, not of Scotland", allowed="see: cjtools list areas"))
    processed = folders().processed
    if not (processed / "observations.csv").is_file():
        raise CjtoolsError(Problem("there are no processed tables yet", "data/processed", todo="run: cjtools build"))
    return Study(row, wanted, year, words, read_observations(processed))
