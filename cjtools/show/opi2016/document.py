"""The return under the framework of 2016 as one text, for a Word file: the parts that the cells of notebook 09 show."""

from cjtools.show.document import text_of
from cjtools.show.fragments import made_up_banner
from cjtools.show.opi2016.chain import outcomes_chain
from cjtools.show.opi2016.distance import distance_travelled
from cjtools.show.opi2016.needs import needs_of_2016
from cjtools.show.opi2016.outcomes import outcomes_of_2016
from cjtools.show.opi2016.protocol import housing_protocol
from cjtools.show.opi2016.since import mapping_since_2023
from cjtools.show.opi2016.steps import evaluation_paths
from cjtools.show.opi2016.summary import summary_of_2016
from cjtools.show.opi2016.terms import terms_of_2016

TITLE = "Return under the framework of 2016"
LEAD = (
    "Under a framework that was superseded, and is kept for plans that still speak of it: what was done for its "
    "outcomes, what came of it, and what was learned?"
)
ABOUT = (
    "A working paper of the partnership, not an official statistic. Figures of indicators: contains public sector "
    "information licensed under the Open Government Licence v3.0, © Crown copyright. Titles of outcomes and indicators "
    "are those of the framework of 2016, © Crown copyright 2016, under the same licence."
)
# as in the notebook: heading, what stands below it, and the parts
SECTIONS = (
    ("Summary", "", summary_of_2016),
    ("The outcomes chain", "From what is put in to what changes in the end.", outcomes_chain),
    ("Needs", "", needs_of_2016),
    ("Outcomes and indicators", "What was done, what it changed, and what people say of it.", outcomes_of_2016),
    ("Short, medium and long term", "How far along the chain the evidence is.", terms_of_2016),
    ("Distance travelled", "", distance_travelled),
    ("Housing protocol", "The checklist on working together for a home, line by line.", housing_protocol),
    ("Evaluation in five steps", "A path for each service, from the problem to what was learned.", evaluation_paths),
    ("Where old evidence belongs now", "", mapping_since_2023),
)


def document_of_2016(framework):
    """Return the return under the framework of 2016 as one text, for a Word file.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Document
    """
    return text_of(
        SECTIONS,
        framework,
        f"{TITLE}: {framework.place}",
        f"{LEAD} Figures up to {framework.plan.year}. {framework.framework.superseded}",
        ABOUT,
        on=framework.framework.title,
        made_up_figures=made_up_banner("text"),
    )
