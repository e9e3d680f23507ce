"""The delivery plan as one text, for a Word file: the parts that the cells of notebook 07 show, in their order."""

from cjtools.show.delivery.action_plan import action_plan, delivery_log, drivers, objectives
from cjtools.show.delivery.aims import aims
from cjtools.show.delivery.cycles import cycles
from cjtools.show.delivery.impact import impact
from cjtools.show.delivery.measures import aim_measures
from cjtools.show.delivery.summary import delivery_summary
from cjtools.show.delivery.words import made_up_figures
from cjtools.show.document import text_of
from cjtools.show.recorded import day

TITLE = "Delivery plan"
LEAD = "What is to change, by how much and by when; what was tried; and what came of it?"
ABOUT = (
    "A working paper of the partnership, not an official statistic. Figures of indicators: contains public sector "
    "information licensed under the Open Government Licence v3.0, © Crown copyright; their sources stand in the "
    "reports on the outcomes."
)
# as in the notebook: heading, what stands below it, and the parts
SECTIONS = (
    ("Summary", "", delivery_summary),
    ("Aims", "What is to get better, by how much, by when, for whom and where.", aims),
    ("Drivers", "What the aim depends on, and ideas for change.", drivers),
    ("Objectives", "SMART objectives, and what helps or hinders.", objectives),
    ("Action plan", "Who does what, from when to when, and how far it is.", action_plan),
    (
        "Measures",
        "How will we know that a change is an improvement? Each chart names the rules that it is read by.",
        aim_measures,
    ),
    ("Tests of change", "Plan, do, study, act: each test of a change, with what was expected before it.", cycles),
    ("Impact", "What the measures say since the work began; the partners decide what follows.", impact),
    ("Change log and communications", "What came otherwise than planned, and who is told.", delivery_log),
)


def delivery_document(delivery):
    """Return the delivery plan of an area as one text, for a Word file.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Document
    """
    return text_of(
        SECTIONS,
        delivery,
        f"{TITLE}: {delivery.place}",
        f"{LEAD} As of {day(delivery.on)}.",
        ABOUT,
        on="Improvement delivery for community justice outcomes",
        made_up_figures=made_up_figures(delivery),
    )
