"""The yearly report as one text, for a Word file: the parts that the cells of notebook 08 show, in their order."""

from cjtools.show.annual.front import glance, report_cover, sign_off
from cjtools.show.annual.outcomes import outcome_reports
from cjtools.show.annual.rest import annex, beside_outcomes, consultation, next_steps, report_gaps, report_sources
from cjtools.show.document import text_of
from cjtools.show.recorded import day

TITLE = "Annual report"
LEAD = "What did the community justice partners do in the year, what was achieved, and what comes next?"
ABOUT = (
    "Figures of indicators: contains public sector information licensed under the Open Government Licence v3.0, © "
    "Crown copyright."
)
# as in the notebook: heading, what stands below it, and the parts
SECTIONS = (
    ("This report", "", report_cover),
    ("All outcomes at a glance", "", glance),
    ("Outcome by outcome", "", outcome_reports),
    ("Besides the outcomes", "", beside_outcomes),
    ("Participation and consultation", "", consultation),
    ("Data gaps", "What is not known yet, who holds it, and what will be done.", report_gaps),
    ("Next steps", "", next_steps),
    ("Sign-off", "", sign_off),
    ("Annex: what the law asks of this report", "", annex),
    ("Where the figures come from", "", report_sources),
)


def annual_document(year):
    """Return the yearly report of an area as one text.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Document
    """
    return text_of(
        SECTIONS,
        year,
        f"{TITLE} {year.period}: {year.place}",
        f"{LEAD} {day(year.start)} to {day(year.end)}.",
        ABOUT,
        on="Yearly report under section 23 of the Community Justice (Scotland) Act 2016",
    )
