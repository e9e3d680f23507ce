"""What stands beside the page of a report across all outcomes: its table, its text in parts, what it was made of."""

from dataclasses import dataclass, field

from cjtools.kinds import ANNUAL, DELIVERY, MONITORING, OPI2016, PRIORITIES, QUALITY
from cjtools.make.annual_return import return_book
from cjtools.results.annual_return import annual_return
from cjtools.results.annual_table import annual_table
from cjtools.results.delivery_table import delivery_table
from cjtools.results.export import to_csv
from cjtools.results.framework2016_table import table_of_2016
from cjtools.results.monitoring_table import monitoring_table
from cjtools.results.priority_table import priority_table
from cjtools.results.quality_table import quality_table
from cjtools.show.annual.document import annual_document
from cjtools.show.delivery.document import delivery_document
from cjtools.show.delivery.words import made_up_figures
from cjtools.show.fragments import MADE_UP_FIGURES, made_up_banner
from cjtools.show.monitoring.document import monitoring_document
from cjtools.show.opi2016.document import document_of_2016
from cjtools.show.quality.document import quality_document
from cjtools.show.recorded import day


@dataclass(frozen=True)
class Beside:
    """What a kind of report has beside its notebook's page.

    Attributes
    ----------
    plan : Plan
    of : str
        Of what it is, below the title.
    table : str
        The same as CSV.
    about : str
        What the table holds.
    made_up : str
        What to know where it shows made-up figures.
    document : function, optional
        Returns the text as a :class:`cjtools.show.document.Document`; by default it is read off the page.
    book : function, optional
        Returns it as a :class:`cjtools.make.book.Book`; by default the tables of the page.
    more : dict
        What else the run record says.
    """

    plan: object
    of: str
    table: str
    about: str
    made_up: str
    document: object = None
    book: object = None
    more: dict = field(default_factory=dict)


def beside(kind, subject):
    """Return what stands beside the page of a report.

    Parameters
    ----------
    kind : Kind
    subject : Plan, Delivery or what else the door of the kind returns

    Returns
    -------
    Beside
    """
    return _OF[kind.id](subject)


def _annual(year):
    """Return what stands beside the yearly report."""
    about = "the table holds figures, statements, people's words, duties and data gaps"
    return Beside(
        year.plan,
        f"{day(year.start)} to {day(year.end)}",
        to_csv(annual_table(year)),
        about,
        MADE_UP_FIGURES,
        lambda: annual_document(year),
        lambda: return_book(year, annual_return(year)),
    )


def _priorities(plan):
    """Return what stands beside the page of priorities."""
    about = "the table holds what is recorded and scored"
    of = f"All outcomes together, {plan.year}"
    return Beside(plan, of, to_csv(priority_table(plan)), about, made_up_banner("page"))


def _delivery(delivery):
    """Return what stands beside the page of a delivery plan."""
    about = "the table holds every figure of the measures, with the lines of its chart"
    return Beside(
        delivery.plan,
        f"As of {day(delivery.on)}",
        to_csv(delivery_table(delivery)),
        about,
        made_up_figures(delivery),
        lambda: delivery_document(delivery),
        more={"on": delivery.on.isoformat()},
    )


def _monitoring(monitoring):
    """Return what stands beside a monitoring plan."""
    return Beside(
        monitoring.plan,
        f"As of {day(monitoring.on)}",
        to_csv(monitoring_table(monitoring)),
        "the table holds metrics, stakeholders, information and everything that is due",
        MADE_UP_FIGURES,
        lambda: monitoring_document(monitoring),
        more={"on": monitoring.on.isoformat()},
    )


def _opi2016(framework):
    """Return what stands beside the page of a return under the framework of 2016."""
    return Beside(
        framework.plan,
        f"Figures up to {framework.plan.year}",
        to_csv(table_of_2016(framework)),
        "the table holds everything that is shown, and no single score",
        made_up_banner("page"),
        lambda: document_of_2016(framework),
    )


def _quality(quality):
    """Return what stands beside the quality self-assessment."""
    about = "the table holds every part of the statement, and each quality indicator by outcome, recorded or not"
    of = "As recorded by the partners"
    return Beside(quality.plan, of, to_csv(quality_table(quality)), about, "", lambda: quality_document(quality))


_OF = {
    PRIORITIES.id: _priorities,
    DELIVERY.id: _delivery,
    ANNUAL.id: _annual,
    OPI2016.id: _opi2016,
    MONITORING.id: _monitoring,
    QUALITY.id: _quality,
}
