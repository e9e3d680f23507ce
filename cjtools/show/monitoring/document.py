"""The monitoring plan as one text, for a Word file: the parts that the cells of notebook 11 show, in their order."""

from cjtools.show.delivery.document import ABOUT
from cjtools.show.document import text_of
from cjtools.show.monitoring.due import due_calendar, monitoring_summary, plan_reviews
from cjtools.show.monitoring.plans import information_plan, performance_metrics, stakeholder_plan
from cjtools.show.recorded import day

TITLE = "Monitoring plan"
LEAD = "What is watched and by whom, who is told what, and what is due from whom?"
# as in the notebook: heading, what stands below it, and the parts
SECTIONS = (
    ("Summary", "", monitoring_summary),
    ("Performance metrics", "What is watched for each outcome, and how much work that is.", performance_metrics),
    ("Stakeholders", "Who needs to know what, when and in what form.", stakeholder_plan),
    ("Information", "Which information is needed, who holds it, and on what basis it is shared.", information_plan),
    ("Calendar", "What is due from whom, over all sheets of the evidence workbook.", due_calendar),
    ("Reviews of the plan", "When the plan itself has to be looked at again.", plan_reviews),
)


def monitoring_document(monitoring):
    """Return the monitoring plan of an area as one text.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    Document
    """
    return text_of(
        SECTIONS,
        monitoring,
        f"{TITLE}: {monitoring.place}",
        f"{LEAD} As of {day(monitoring.on)}.",
        ABOUT,
        on="Outcome performance monitoring for community justice outcomes",
    )
