"""What stands beside the page of a report across all outcomes: its table, its Word file, what it was made of."""

from dataclasses import dataclass, field

from cjtools.kinds import DELIVERY, OPI2016, PRIORITIES
from cjtools.make import can_write_word
from cjtools.results.delivery_table import delivery_table
from cjtools.results.export import to_csv
from cjtools.results.framework2016_table import table_of_2016
from cjtools.results.priority_table import priority_table
from cjtools.show.delivery.document import delivery_document
from cjtools.show.delivery.words import made_up_figures
from cjtools.show.fragments import made_up_banner
from cjtools.show.opi2016.document import document_of_2016
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
    word : bytes
        The same as a Word file; empty where there is none.
    more : dict
        What else the run record says.
    """

    plan: object
    of: str
    table: str
    about: str
    made_up: str
    word: bytes = b""
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


def _word(document):
    """Return a document as the bytes of a Word file; empty where none can be made."""
    if not can_write_word():
        return b""
    from cjtools.make.word import document_word

    return document_word(document)


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
        _word(delivery_document(delivery)),
        {"on": delivery.on.isoformat()},
    )


def _opi2016(framework):
    """Return what stands beside the page of a return under the framework of 2016."""
    return Beside(
        framework.plan,
        f"Figures up to {framework.plan.year}",
        to_csv(table_of_2016(framework)),
        "the table holds everything that is shown, and no single score",
        made_up_banner("page"),
        _word(document_of_2016(framework)),
    )


_OF = {PRIORITIES.id: _priorities, DELIVERY.id: _delivery, OPI2016.id: _opi2016}
