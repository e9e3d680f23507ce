"""What can be explored: what is counted, into which categories it is split, and as what it can be shown.

An indicator of the catalogue is taken where one says the same; else one is put together of the measure's own words, and
is worked out and read by the same rules.
"""

from dataclasses import dataclass
from functools import cached_property

from cjtools.areas import SCOTLAND
from cjtools.catalogue.models import Indicator, Term, Words
from cjtools.levels import COUNCIL, NATION

COUNT, RATE, PERCENTAGE, PUBLISHED = "count", "rate", "percentage", "published"
SHOWN_AS = (COUNT, RATE, PERCENTAGE, PUBLISHED)
TOTAL, EVERY = "", "every category"  # no breakdown; all its categories side by side
RATE_BASE, RATE_PER, RATE_UNIT = "population_16_70", 10_000, "per 10,000 aged 16 to 70"
_AS_THEY_STAND = ("per cent", "per ", "months", "hours", "reconvictions per")  # units that are no counts
BACKGROUND = "background"
MADE = "explored"  # ids of indicators that are made for a view begin so


@dataclass(frozen=True)
class Way:
    """One way in which a subject can be shown.

    Attributes
    ----------
    id : str
        One of ``SHOWN_AS``, or the id of an indicator of the catalogue that is worked out of more than the subject.
    label : str
        As it stands in a list.
    """

    id: str
    label: str


@dataclass(frozen=True)
class Subject:
    """Something that is counted or published, such as community payback orders imposed.

    Attributes
    ----------
    id : str
        Of the measure; of several that are added up, with '+' between.
    title, unit : str
    outcome : str
        Id of the outcome it is first shown under; ``BACKGROUND`` for none.
    breakdowns : dict
        Breakdown -> its categories, in order; those that are published.
    """

    id: str
    title: str
    unit: str
    outcome: str
    breakdowns: dict

    @property
    def measures(self):
        """The measures that it is the sum of."""
        return self.id.split("+")

    @property
    def is_counted(self):
        """Whether it is a count: a rate or a share can be made of it."""
        return not self.unit.startswith(_AS_THEY_STAND)


class Subjects:
    """Everything that can be explored in the figures and words of a project.

    Parameters
    ----------
    catalogue : Catalogue
    observations : pandas.DataFrame
    """

    def __init__(self, catalogue, observations):
        self._catalogue = catalogue
        self._observations = observations

    @cached_property
    def _published(self):
        """What there are figures of: measure -> breakdown -> categories in the order of the figures."""
        found = {}
        columns = ["measure", "breakdown", "category"]
        for row in self._observations[columns].drop_duplicates().astype(str).itertuples(index=False):
            found.setdefault(row.measure, {}).setdefault(row.breakdown, []).append(row.category)
        return found

    @cached_property
    def all(self):
        """Every subject by id: those of the outcomes in their order, then the rest of what is published."""
        named = {}
        for outcome in self._catalogue.outcomes.values():
            for name in outcome.indicator_ids:
                indicator = self._catalogue.indicators[name]
                if not indicator.context:
                    named.setdefault(subject_id(indicator.numerator), outcome.id)
        for measure in self._published:
            named.setdefault(measure, BACKGROUND)
        return {name: self._subject(name, outcome) for name, outcome in named.items() if self._has_figures(name)}

    def _has_figures(self, name):
        """Return whether all that a subject is the sum of is published."""
        return all(measure in self._published for measure in name.split("+"))

    def _subject(self, name, outcome):
        """Return a subject; a sum is called as the indicator that counts it."""
        if "+" in name:
            counting = self._of_catalogue(name, ("count", "rate"))
            title = counting[0].name if counting else self._joined(name)
            return Subject(name, title, self._catalogue.measures[name.split("+")[0]]["unit"], outcome, {})
        row = self._catalogue.measures[name]
        breakdowns = {kind: self._in_order(name, kind) for kind in self._published[name] if kind != "total"}
        return Subject(name, row["title"], row["unit"], outcome, breakdowns)

    def _in_order(self, measure, breakdown):
        """Return the categories of a breakdown in the order of the indicator that shows them, then the rest."""
        share = self._share(measure, breakdown)
        of = self._published[measure][breakdown]
        listed = [part for part in share.parts if part in of] if share else []
        return list(dict.fromkeys([*listed, *of]))

    def _share(self, name, breakdown):
        """Return the catalogue's indicator of a subject's shares by a breakdown, or None."""
        shares = self._of_catalogue(name, ("share",))
        return next((each for each in shares if each.breakdown == breakdown), None)

    def _joined(self, name):
        """Return the titles of the measures that a subject is the sum of."""
        return " and ".join(self._catalogue.measures[measure]["title"] for measure in name.split("+"))

    @cached_property
    def _known_of(self):
        """Place -> the measures that it has any figure of."""
        known = self._observations[self._observations["value"].notna()]
        return known.groupby("area_code", observed=True)["measure"].agg(set).to_dict()

    def is_known(self, subject, code):
        """Return whether there is any figure of a subject for a place.

        Parameters
        ----------
        subject : Subject
        code : str
            Whose figures are shown: a council's own, or those of the place that it is counted in.

        Returns
        -------
        bool
        """
        return set(subject.measures) <= self._known_of.get(code, set())

    def level(self, subject):
        """Return for what kind of place a subject is published, as the catalogue or else the figures say."""
        if all(measure in self._national for measure in subject.measures):
            return NATION
        levels = [
            each.level for each in self._catalogue.indicators.values() if subject_id(each.numerator) == subject.id
        ]
        return COUNCIL if COUNCIL in levels or not levels else levels[0]

    def of_outcome(self, outcome):
        """Return the subjects of an outcome, in its order; of ``BACKGROUND`` those of none.

        Parameters
        ----------
        outcome : str
            Id.

        Returns
        -------
        list of Subject
        """
        if outcome == BACKGROUND:
            return [subject for subject in self.all.values() if subject.outcome == BACKGROUND]
        indicators = [self._catalogue.indicators[name] for name in self._catalogue.outcomes[outcome].indicator_ids]
        names = dict.fromkeys(subject_id(each.numerator) for each in indicators)
        return [self.all[name] for name in names if name in self.all]

    def ways(self, subject, breakdown=TOTAL, category=TOTAL):
        """Return as what a subject can be shown, for all together, for one category, or for every category.

        Parameters
        ----------
        subject : Subject
        breakdown, category : str
            ``TOTAL`` for all together; ``EVERY`` for every category of the breakdown.

        Returns
        -------
        list of Way
        """
        if not subject.is_counted:
            way = Way(PUBLISHED, f"As the source has it, {subject.unit}")
            return [way] if self._is_published(subject, breakdown) else []
        ways = []
        if self._is_published(subject, breakdown):
            ways.append(Way(COUNT, f"Number of {subject.unit}"))
        if self._has_base(subject, breakdown, category):
            ways.append(Way(RATE, f"Rate {RATE_UNIT}"))
        if breakdown != TOTAL and all(term.measure in self._published for term in self._whole(subject, breakdown)):
            ways.append(Way(PERCENTAGE, "Percentage of all"))
        return ways + self._more(subject, breakdown, category, {way.id for way in ways})

    def _more(self, subject, breakdown, category, there):
        """Return what the catalogue works out of a subject and something else, such as a share of other orders."""
        ways = []
        for indicator in self._of_catalogue(subject.id, ("rate", "proportion")):
            terms = {(term.breakdown, term.category) for term in indicator.numerator}
            wanted = {("total", "Total")} if breakdown == TOTAL else {(breakdown, category)}
            same_rate = RATE in there and indicator.statistic == "rate" and indicator.unit == RATE_UNIT
            same_share = PERCENTAGE in there and self._is_share(indicator, subject)
            if terms == wanted and not indicator.is_split and not same_rate and not same_share:
                ways.append(Way(indicator.id, f"{indicator.name} ({indicator.unit})"))
        return ways

    def _of_catalogue(self, name, statistics):
        """Return the indicators of the catalogue whose numerator is a subject, by statistic."""
        return [
            each
            for each in self._catalogue.indicators.values()
            if each.statistic in statistics and subject_id(each.numerator) == name
        ]

    def _is_share(self, indicator, subject):
        """Return whether an indicator is the share of one category in all of its measure."""
        breakdowns = {term.breakdown for term in indicator.numerator}
        of = [self._whole(subject, breakdown) for breakdown in breakdowns]
        return indicator.statistic == "proportion" and _keys(indicator.denominator) in [_keys(terms) for terms in of]

    def _is_published(self, subject, breakdown):
        """Return whether there are figures of a subject by a breakdown."""
        breakdown = breakdown or "total"
        return all(breakdown in self._published[measure] for measure in subject.measures)

    def _whole(self, subject, breakdown):
        """Return what a category's share is of: as the catalogue has it, else all of the subject."""
        share = self._share(subject.id, breakdown)
        return share.denominator if share else [Term(measure=measure) for measure in subject.measures]

    def _has_base(self, subject, breakdown, category):
        """Return whether there is a population of the same people to make a rate of."""
        of_councils = self.level(subject) == COUNCIL and subject.id != RATE_BASE
        rows = self._catalogue.measures[subject.measures[0]]
        if not of_councils or rows["period_type"] != "financial year" or not self._is_published(subject, breakdown):
            return False
        of = self._published.get(RATE_BASE, {}).get(breakdown or "total", [])
        wanted = subject.breakdowns.get(breakdown, []) if category == EVERY else [category or "Total"]
        return set(wanted) <= set(of)

    @cached_property
    def _national(self):
        """The measures that are published for Scotland alone."""
        places = self._observations.groupby("measure", observed=True)["area_code"].agg(set)
        return {measure for measure, codes in places.items() if codes == {SCOTLAND}}

    def indicator(self, subject, shown, breakdown=TOTAL, category=TOTAL):
        """Return the indicator of a view: the catalogue's where it has one that says the same, else one made for it.

        Parameters
        ----------
        subject : Subject
        shown : str
            Id of one of its ways.
        breakdown, category : str
            As for :meth:`ways`.

        Returns
        -------
        Indicator
            With a part for each category, where they stand side by side.
        """
        if shown not in SHOWN_AS:
            return self._catalogue.indicators[shown]
        made = self._made(subject, shown, breakdown, category)
        alike = self._of_catalogue(subject.id, (made.statistic,))
        return next((known for known in alike if _same(known, made)), made)

    def _made(self, subject, shown, breakdown, category):
        """Return an indicator of a measure's own words."""
        parts = subject.breakdowns[breakdown] if category == EVERY else []
        term = {"breakdown": breakdown, "category": category} if breakdown and not parts else {}
        like = next(iter(self._of_catalogue(subject.id, ("count", "rate", "share", "proportion"))), None)
        kept = ("source", "shared_caveats", "caveats", "covid_years", "breaks")
        of_like = {name: getattr(like, name) for name in kept} if like else {"source": ""}
        base = {RATE: [Term(measure=RATE_BASE, **term)], PERCENTAGE: self._whole(subject, breakdown)}
        unit = {RATE: RATE_UNIT, PERCENTAGE: "per cent"}.get(shown, subject.unit)
        return Indicator(
            id="-".join(filter(None, [MADE, subject.id, shown, breakdown, category])),
            name=_name(subject, shown, breakdown, category),
            outcomes=[] if subject.outcome == BACKGROUND else [subject.outcome],
            why_it_matters="",
            how_it_is_calculated=_how(subject, shown, category),
            statistic=self._statistic(subject, shown, bool(parts)),
            numerator=[Term(measure=measure, **term) for measure in subject.measures],
            denominator=base.get(shown, []),
            per=RATE_PER if shown == RATE else 100,
            breakdown=breakdown if parts else None,
            parts=parts,
            unit=unit,
            words=_words(subject, shown, category),
            better="neither",
            level=self.level(subject),
            population_year="start" if shown == RATE else None,
            authored_by="cjtools",
            checked_by="",
            next_review="",
            status="draft",
            **of_like,
        )

    def _statistic(self, subject, shown, is_by_category):
        """Return how a view is worked out: the number of people who live somewhere is no count of events."""
        if shown == PERCENTAGE and is_by_category:
            return "share"
        is_stock = self._catalogue.measures[subject.measures[0]]["period_type"] in ("mid-year", "edition")
        return "published" if shown == COUNT and is_stock else _STATISTICS[shown]


_STATISTICS = {COUNT: "count", RATE: "rate", PERCENTAGE: "proportion", PUBLISHED: "published"}


def _name(subject, shown, breakdown, category):
    """Return what a view is called."""
    of = {TOTAL: "", EVERY: f" by {breakdown}"}.get(category, f": {category}")
    more = {RATE: ", per head", PERCENTAGE: ", percentage of all"}.get(shown, "")
    return f"{subject.title}{of}{more}"


def _words(subject, shown, category):
    """Return the words that the sentences of a view are built from."""
    of = subject.title[:1].lower() + subject.title[1:]
    if category in (TOTAL, EVERY):
        return Words(subject=of, verb="were counted", counted=subject.unit)
    if shown == PERCENTAGE:
        return Words(subject=of, verb=f"were recorded as {category}", counted=subject.unit)
    return Words(subject=f"{of} ({category})", verb="were counted", counted=subject.unit)


_HOW = {
    COUNT: "{title}{which}, as the source counts it.",
    RATE: f"{{title}}{{which}}, divided by the people aged 16 to 70{{same}}, times {RATE_PER:,}.",
    PERCENTAGE: "{title}{which}, divided by all, times 100.",
    PUBLISHED: "{title}{which}, as the source has it.",
}


def _how(subject, shown, category):
    """Return how the figures of a view are worked out."""
    which = {TOTAL: "", EVERY: " in each category"}.get(category, f" recorded as {category}")
    same = " of the same category" if category else ""
    return _HOW[shown].format(title=subject.title, which=which, same=same)


def subject_id(terms):
    """Return the id of what some terms count: their measures, each once.

    Examples
    --------
    >>> subject_id([Term(measure="dtto_imposed"), Term(measure="cpo_imposed")])
    'dtto_imposed+cpo_imposed'
    """
    return "+".join(dict.fromkeys(term.measure for term in terms))


def _same(known, made):
    """Return whether two indicators are the same figure."""
    terms = all(_keys(getattr(known, name)) == _keys(getattr(made, name)) for name in ("numerator", "denominator"))
    names = ("per", "level", "breakdown", "parts")
    return terms and all(getattr(known, name) == getattr(made, name) for name in names)


def _keys(terms):
    """Return what tells terms apart, in order."""
    return sorted((term.measure, term.breakdown, term.category, term.sign) for term in terms)
