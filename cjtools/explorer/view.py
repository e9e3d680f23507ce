"""One view of the figures: what is shown, of which areas and years, beside what; and its result records."""

import difflib
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.batch.planning import year_of_report, years_with_figures
from cjtools.catalogue import load
from cjtools.errors import CjtoolsError, Problem, UnknownName, did_you_mean
from cjtools.explorer.subjects import COUNT, EVERY, TOTAL, Subjects
from cjtools.paths import folders
from cjtools.results.doors import open_nation
from cjtools.results.export import compact
from cjtools.results.indicators import TOTAL as WHOLE
from cjtools.results.peers import DEFAULT, read_compare
from cjtools.results.records import Records
from cjtools.results.study import Study

ALONE, ONLY_SCOTLAND = "none", "scotland"  # beside nothing; beside Scotland, not the family group
MOST_AREAS = 5
_BESIDE_GROUP = ("group", "group_position", "group_verdict", "group_certainty")
_BESIDE_SCOTLAND = ("comparator", "position", "verdict", "certainty")


class Figures:
    """All that can be viewed: the figures of a project, with what the explorer makes of them.

    Parameters
    ----------
    nation : Nation
    """

    def __init__(self, nation):
        self.nation = nation
        # its own list of indicators: those that a view is made of are added to it, and the project's stays as it is
        self.words = replace(nation.catalogue, indicators=dict(nation.catalogue.indicators))
        self.subjects = Subjects(self.words, nation.observations)
        peers = nation.known.peers
        self._known = Records(self.words, nation.observations, nation.year, peers, shared=nation.known)

    def study(self, area, subject, indicator):
        """Return the study of one area that knows the indicator of a view.

        Parameters
        ----------
        area : dict
            Row of areas.csv.
        subject : Subject
        indicator : Indicator

        Returns
        -------
        Study
        """
        self.words.indicators.setdefault(indicator.id, indicator)
        first = next(iter(self.words.outcomes.values()))
        outcome = self.words.outcomes.get(subject.outcome, first)
        nation = self.nation
        return Study(area, outcome, nation.year, self.words, nation.observations, nation.compare, self._known)


@dataclass(frozen=True)
class View:
    """What is chosen, checked, with the records that it shows.

    Attributes
    ----------
    subject : Subject
    shown, breakdown, category : str
        As :class:`cjtools.explorer.subjects.Subjects` takes them.
    areas : tuple of dict
        Rows of areas.csv; the first is the one that the others are set beside.
    compare : str
        'deprivation', 'density', councils by slug, 'scotland' or 'none'.
    first, last : str
        Periods; empty for all that there are.
    figures : Figures
    indicator : Indicator
        With a part for each category, where they stand side by side.
    """

    subject: object
    shown: str
    breakdown: str
    category: str
    areas: tuple
    compare: str
    first: str
    last: str
    figures: Figures = field(repr=False, compare=False)
    indicator: object = field(repr=False, compare=False)

    @property
    def is_by_category(self):
        """Whether every category of a breakdown stands beside the others."""
        return self.category == EVERY

    @property
    def parts(self):
        """The parts of the indicator that are shown: the categories side by side, or all together."""
        return self.subject.breakdowns[self.breakdown] if self.is_by_category else [WHOLE]

    @cached_property
    def studies(self):
        """One study of each area; where several are served by one place, the first alone."""
        found = {}
        for area in self.areas:
            study = self.figures.study(area, self.subject, self.indicator)
            found.setdefault(study.code_of(self.indicator.id), study)
        return list(found.values())

    def trend(self, study, part=WHOLE):
        """Return (own, Scotland, peers) records by period within the years of the view.

        Parameters
        ----------
        study : Study
        part : str
            One of ``parts``.

        Returns
        -------
        tuple of pandas.DataFrame
            Empty where the view does not set the area beside them; what records say of them is then left out too.
        """
        own, scotland, peers = (self._within(rows) for rows in study.trend(self.indicator.id, part))
        left_out = [*_BESIDE_GROUP] if self.compare in (ALONE, ONLY_SCOTLAND) else []
        left_out += _BESIDE_SCOTLAND if self.compare == ALONE else []
        if left_out:
            own = own.assign(**dict.fromkeys(left_out, ""))
        return own, scotland[: 0 if self.compare == ALONE else None], peers[: 0 if left_out else None]

    def _within(self, rows):
        """Return the records of the years of the view."""
        if not self.first:
            return rows
        start = rows["period"].str[:4]  # a year and a financial year that begins in it go together
        return rows[start.ge(self.first[:4]) & start.le(self.last[:4])]

    def newest(self, study, part=WHOLE):
        """Return the newest record with a value within the years, else the newest, else None."""
        own = self.trend(study, part)[0]
        known = own[own["value"].notna()]
        rows = known if len(known) else own
        return rows.iloc[-1] if len(rows) else None

    @cached_property
    def periods(self):
        """All periods that there are figures for, whatever the years of the view; in order."""
        frames = [study.trend(self.indicator.id, part)[0] for study in self.studies for part in self.parts]
        return sorted({period for rows in frames for period in rows["period"]})

    @cached_property
    def records(self):
        """The result records of everything shown, as a data frame for analysts, each once.

        Returns
        -------
        pandas.DataFrame
            Columns ``RESULT``, as in the table beside a report.
        """
        frames = [rows for study in self.studies for part in self.parts for rows in self.trend(study, part)]
        together = pd.concat(frames, ignore_index=True)
        together = together.drop_duplicates(["indicator", "part", "area_code", "period"], ignore_index=True)
        return together.assign(cells=together["cells"].map(compact))

    @cached_property
    def is_made_up(self):
        """Whether any figure shown is illustrative."""
        return bool((self.records["status"] == "illustrative").any())

    @property
    def code(self):
        """The two lines that show the same view in any notebook."""
        said = {"areas": ", ".join(area["area_name"] for area in self.areas), "shown": self.shown}
        said |= {name: getattr(self, name) for name in ("breakdown", "category") if getattr(self, name) != TOTAL}
        said |= {"compare": self.compare} if self.compare != DEFAULT else {}
        said |= {"years": f"{self.first} to {self.last}"} if self.first and self.last else {}
        given = "".join(f", {name}={_quoted(value)}" for name, value in said.items())
        return f"import cjtools as cj\ncj.view({_quoted(self.subject.id)}{given})"

    @property
    def name(self):
        """What the ids of its charts and tables begin with: unlike those of other views in the same notebook."""
        return f"cj-{hashlib.sha256(self.code.encode()).hexdigest()[:8]}"

    def _repr_html_(self):
        from cjtools.explorer.shown import view_html

        return view_html(self)


def view(measure, areas, shown=COUNT, breakdown=TOTAL, category=TOTAL, compare=DEFAULT, years=""):
    """Return one view of the figures: a notebook shows it as sentence, chart, table and source.

    Parameters
    ----------
    measure : str
        Id of a measure, such as 'cpo_imposed'; see ``cjtools list measures`` or the explorer.
    areas : str or list of str
        Council areas in any spelling, with commas between; at most five.
    shown : str
        'count', 'rate', 'percentage' or 'published'; or an indicator that is worked out of the measure.
    breakdown, category : str
        Such as 'sex' and 'Female'; 'every category' sets them side by side. By default all together.
    compare : str
        'deprivation', 'density', councils with commas between, 'scotland' or 'none'.
    years : str
        Such as '2015-16 to 2024-25'; all by default.

    Returns
    -------
    View
        ``records`` holds its figures as a data frame.

    Raises
    ------
    CjtoolsError
        With everything that is not known or does not go together.
    """
    figures = figures_of(compare if isinstance(compare, str) else DEFAULT)
    return view_of(figures, measure, areas, shown, breakdown, category, compare, years)


def figures_of(compare=DEFAULT):
    """Return all that can be viewed, set beside some councils; what is worked out once is kept.

    Parameters
    ----------
    compare : str
        As :func:`view` takes it.

    Returns
    -------
    Figures
    """
    scheme = DEFAULT if compare.strip().casefold() in (ALONE, ONLY_SCOTLAND) else compare
    root = folders()
    years = years_with_figures(load(), root.processed) if (root.processed / "observations.csv").is_file() else []
    nation = open_nation(year_of_report(None, years), scheme)
    if _KEPT.get(scheme, (None,))[0] is not nation:
        _KEPT[scheme] = nation, Figures(nation)
    return _KEPT[scheme][1]


_KEPT = {}  # scheme -> (the national view it is of, Figures)


def view_of(figures, measure, areas, shown, breakdown, category, compare, years):
    """Return a view of some figures; parameters as for :func:`view`."""
    if isinstance(areas, list | tuple) and all(isinstance(one, str) for one in areas):
        areas = ", ".join(areas)
    given = {"measure": measure, "areas": areas, "shown": shown, "breakdown": breakdown, "category": category}
    given |= {"compare": compare, "years": years}
    problems = [
        Problem(f"{name} is {str(value)[:60]!r}, a {type(value).__name__}", allowed="text")
        for name, value in given.items()
        if not isinstance(value, str)
    ]
    if problems:
        raise CjtoolsError(problems)
    subject = _subject(figures.subjects, measure, problems)
    rows = _areas(figures.words, areas, problems)
    compare = _compare(figures.words, compare, problems)
    first, last = _years(years, problems)
    if subject is not None:
        breakdown, category = _split(subject, breakdown, category, problems)
    if problems:
        raise CjtoolsError(problems)
    ways = [way.id for way in figures.subjects.ways(subject, breakdown, category)]
    if shown not in ways:
        of = " ".join(filter(None, [breakdown, category]))
        found = f"{subject.title}{f' by {of}' if of else ''} cannot be shown as '{shown}'"
        raise CjtoolsError(Problem(found, allowed=", ".join(ways) or "nothing: choose a breakdown"))
    indicator = figures.subjects.indicator(subject, shown, breakdown, category)
    return View(subject, shown, breakdown, category, rows, compare, first, last, figures, indicator)


def _subject(subjects, name, problems):
    """Return the subject of an id or title."""
    by_title = {each.title.casefold(): each for each in subjects.all.values()}
    found = subjects.all.get(name.strip()) or by_title.get(name.strip().casefold())
    if found is None:
        near = difflib.get_close_matches(name, [*subjects.all, *(each.title for each in subjects.all.values())], 3)
        problems.append(Problem(f"measure '{name}' is not known", allowed=did_you_mean(near), todo="cjtools explore"))
    return found


def _areas(words, names, problems):
    """Return the rows of the areas named."""
    rows = {}
    for name in filter(None, (part.strip() for part in names.split(","))):
        try:
            row = words.area(name)
        except UnknownName as error:
            problems += error.problems
            continue
        if row["area_code"] == SCOTLAND:
            problems.append(Problem("Scotland stands beside every figure already", allowed="the 32 councils"))
        rows[row["area_code"]] = row
    if not rows and not problems:
        problems.append(Problem("no area is named", allowed="one to five of the 32 councils"))
    if len(rows) > MOST_AREAS:
        problems.append(Problem(f"{len(rows)} areas are named", allowed=f"up to {MOST_AREAS}"))
    return tuple(rows.values())


def _compare(words, compare, problems):
    """Return what stands beside the areas, in standard form."""
    if compare.strip().casefold() in (ALONE, ONLY_SCOTLAND):
        return compare.strip().casefold()
    try:
        return read_compare(compare, words)
    except CjtoolsError as error:
        problems += error.problems
        return DEFAULT


def _quoted(text):
    """Return a text as Python writes it, in double quotes: whatever stands in it stays text."""
    return json.dumps(text, ensure_ascii=False)


def _years(years, problems):
    """Return first and last period of a text such as '2015-16 to 2024-25'."""
    if not years.strip():
        return "", ""
    ends = [_year(part) for part in _TO.split(years.strip())]
    if len(ends) > 2 or not all(ends) or ends[0] > ends[-1]:
        allowed = "such as '2015-16 to 2024-25', or one year; '2015' for what is counted in the middle of a year"
        problems.append(Problem(f"'{years[:60]}' are no years", allowed=allowed))
        return "", ""
    return ends[0], ends[-1]


_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})(?:[-/\u2013](?:\d\d)?(\d\d))?")


def _year(text):
    """Return a year in standard form; empty for what is none, such as '2015-17'."""
    found = _YEAR.fullmatch(text.strip())
    if not found or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
        return ""
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


def _split(subject, breakdown, category, problems):
    """Return breakdown and category as the figures spell them."""
    by_name = {name.casefold(): name for name in subject.breakdowns}
    if breakdown.casefold() not in by_name:
        if breakdown == TOTAL and category != TOTAL:
            of = [name for name, categories in subject.breakdowns.items() if category in categories]
            allowed = " or ".join(f"breakdown='{name}' beside it" for name in of or subject.breakdowns)
            allowed = allowed or "neither: it is published as a total alone"
            problems.append(Problem(f"category '{category}' is named, and no breakdown", allowed=allowed))
        elif breakdown != TOTAL:
            allowed = ", ".join(subject.breakdowns) or "none: it is published as a total alone"
            problems.append(Problem(f"{subject.title} are not published by '{breakdown}'", allowed=allowed))
        return breakdown, category
    breakdown = by_name[breakdown.casefold()]
    by_category = {name.casefold(): name for name in [*subject.breakdowns[breakdown], EVERY]}
    if (category or EVERY).casefold() not in by_category:
        allowed = ", ".join([*subject.breakdowns[breakdown], EVERY])
        problems.append(Problem(f"'{category}' is no category of {breakdown}", allowed=allowed))
    return breakdown, by_category.get((category or EVERY).casefold(), category)
