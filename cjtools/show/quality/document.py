"""The quality self-assessment as one text, for a Word file: the parts that the cells of notebook 12 show, in order."""

from cjtools.show.document import text_of
from cjtools.show.quality.evaluation import self_evaluation
from cjtools.show.quality.follows import quality_next
from cjtools.show.quality.statement import quality_statement
from cjtools.show.quality.summary import quality_summary

TITLE = "Quality self-assessment"
LEAD = "How well do we work, in our own judgement: how are we doing, how do we know, what will we do next?"
# as in the notebook: heading, what stands below it, and the parts
SECTIONS = (
    ("Summary", "", quality_summary),
    ("The quality statement", "Each ambition, principle and measure with the three questions.", quality_statement),
    ("Self-evaluation by outcome", "Quality indicators of the guide, beside the outcomes.", self_evaluation),
    ("What follows", "Everything that is to be done next, in one list.", quality_next),
)


def quality_document(quality):
    """Return the quality self-assessment of an area as one text.

    Parameters
    ----------
    quality : Quality

    Returns
    -------
    Document
    """
    return text_of(
        SECTIONS,
        quality,
        f"{TITLE}: {quality.place}",
        LEAD,
        on="Self-assessment against the quality statement for community justice",
    )
