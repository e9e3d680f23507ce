"""The kinds of report: on one outcome of an area, and across all its outcomes. What each is run from, and leaves."""

from dataclasses import dataclass

WORD, PDF = ".docx", ".pdf"  # made where the packages for them are there
EXCEL, ODS = ".xlsx", ".ods"
FORMS = (WORD, PDF, EXCEL, ODS)  # in which a report can be asked for beside its page
RETURN = EXCEL  # of the annual report it is the return
STEPS = ("01_population", "02_needs", "03_services", "04_vision", "05_evaluation")


@dataclass(frozen=True)
class Kind:
    """What the reports of one kind have in common.

    Attributes
    ----------
    id : str
        What a report across all outcomes is called in commands and files; empty for those on one outcome.
    title, about : str
        As a reader sees it, and what stands in it.
    steps : tuple of str
        Its notebooks, in reading order.
    parameters : tuple of str
        Of its notebooks.
    door : str
        The function of :mod:`cjtools.results.doors` that returns what its notebooks draw on; it takes the parameters.
    suffixes : tuple of str
        Ends of the names of its files.
    is_for_partnerships : bool
        Whether a partnership of several councils can have one.
    """

    id: str
    title: str
    about: str
    steps: tuple
    parameters: tuple
    door: str
    suffixes: tuple
    is_for_partnerships: bool = False

    @property
    def short_title(self):
        """The title, as beside those of outcomes."""
        return self.title

    def further(self, forms):
        """Return those of some forms that its reports do not have anyway, each once and in one order."""
        return tuple(form for form in FORMS if form in forms and form not in self.suffixes)


ON_ONE_OUTCOME = Kind(
    id="",
    title="Outcome progress report",
    about="what the evidence on one outcome says, and what is missing",
    steps=STEPS,
    parameters=("area", "outcome", "year", "compare"),
    door="open_study",
    suffixes=(".html", "-data.html", ".csv", ".json"),
)
PRIORITIES = Kind(
    id="priorities",
    title="Priorities",
    about="how near each outcome is, what could be done better, and what comes first by the partners' own scores",
    steps=("06_priorities",),
    parameters=("area", "year", "compare"),
    door="open_plan",
    suffixes=(".html", ".csv", ".json"),
)
DELIVERY = Kind(
    id="delivery_plan",
    title="Delivery plan",
    about="what is to change, by how much and by when, what was tried, and what came of it",
    steps=("07_delivery",),
    parameters=("area", "year", "on"),
    door="open_delivery",
    suffixes=(".html", WORD, ".csv", ".json"),
)
ANNUAL = Kind(
    id="annual_report",
    title="Annual report",
    about="what was done in the year on each outcome, whether it was achieved, and what comes next",
    steps=("08_annual_report",),
    parameters=("area", "year"),
    door="open_annual",
    suffixes=(".html", WORD, PDF, RETURN, ".csv", ".json"),
    is_for_partnerships=True,
)
MONITORING = Kind(
    id="monitoring_plan",
    title="Monitoring plan",
    about="what is watched and by whom, who is told what, and what is due from whom",
    steps=("11_monitoring",),
    parameters=("area", "year", "on"),
    door="open_monitoring",
    suffixes=(".html", WORD, ".csv", ".json"),
    is_for_partnerships=True,
)
OPI2016 = Kind(
    id="opi2016",
    title="Return under the framework of 2016",
    about="evidence on the seven outcomes of 2016, for areas whose plan still speaks of them",
    steps=("09_opi2016",),
    parameters=("area", "year"),
    door="open_framework2016",
    suffixes=(".html", WORD, ".csv", ".json"),
    is_for_partnerships=True,
)
QUALITY = Kind(
    id="quality",
    title="Quality self-assessment",
    about="how well the partnership works in its own judgement: how it is doing, how it knows, what it will do next",
    steps=("12_quality",),
    parameters=("area", "year"),
    door="open_quality",
    suffixes=(".html", WORD, ".csv", ".json"),
    is_for_partnerships=True,
)
ACROSS = {kind.id: kind for kind in (PRIORITIES, DELIVERY, ANNUAL, OPI2016, MONITORING, QUALITY)}
# working papers of the partnership: published only when they are asked for by name
WORKING = tuple(kind.id for kind in (PRIORITIES, DELIVERY, OPI2016, MONITORING, QUALITY))
NOTEBOOKS = tuple(step for kind in (ON_ONE_OUTCOME, *ACROSS.values()) for step in kind.steps)


def kind_of(name):
    """Return the kind of a report.

    Parameters
    ----------
    name : str
        Id of an outcome, or of a kind of report across all of them.

    Returns
    -------
    Kind

    Examples
    --------
    >>> kind_of("priorities").steps
    ('06_priorities',)
    >>> len(kind_of("diversion").steps)
    5
    """
    return ACROSS.get(name, ON_ONE_OUTCOME)
