"""What partners have recorded on an outcome, in a few lines for the first page of its report."""

import html
from collections import Counter

from cjtools.results import facts
from cjtools.results.local_measures import series_of
from cjtools.results.working import NO, PARTLY, YES
from cjtools.show import text
from cjtools.show.local_series import newest
from cjtools.show.recorded import example_label, partner_words

SERVICES, WORKS, QUALITY = "services-the-services-that-there-are", "evaluation-what-works", "evaluation-quality"
MEASURES, IMPROVE = "evaluation-measures-of-the-partnership-s-own", "evaluation-improvement-activities"


def recorded_html(study):
    """Return what partners have recorded, each kind in a line that leads to it; empty where nothing is.

    Parameters
    ----------
    study : Study

    Returns
    -------
    str
        HTML.
    """
    items = list(_items(study))
    if not items:
        return ""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<h2 id="recorded">What the partners recorded</h2>{example_label(study.recorded)}<ul>{listed}</ul>'


def _items(study):
    """Yield the lines."""
    counts = Counter(facts.recorded_counts(study))
    if services := counts[facts.SERVICES]:
        yield f"{_link(SERVICES, text.counted(services, 'services'))} that help to reach the outcome."
    if answered := counts[facts.ANSWERED_IN_WORDS]:
        yield f"{text.counted(answered, 'questions')} answered in words, each below its question."
    if judged := counts[facts.JUDGED]:
        yes, partly, no = (counts[facts.WORKS.format(verdict)] or "none" for verdict in (YES, PARTLY, NO))
        of = f"{judged} of {text.counted(counts[facts.ACTIVITIES], 'activities')}"
        yield f"{_link(WORKS, of)} were judged: {yes} as the model predicts, {partly} in part, {no} not."
    titles = {item.number: f"{item.number} {item.title}" for item in study.outcome.quality_indicators}
    levels = [
        f"{row.get('level')} on {titles.get(row.get('indicator'), row.get('indicator'))}"
        for row in study.recorded.quality()
    ]
    if levels:
        yield f"{_link(QUALITY, 'Quality')}, by their own evaluation: {html.escape(text.join(levels))}."
    for one in series_of(study):
        yield f"{_link(MEASURES, one.name)}: {html.escape(newest(one))}."
    if improvements := counts[facts.IMPROVEMENTS]:
        yield f"{_link(IMPROVE, text.counted(improvements, 'improvement activities'))}."
    if aims := counts[facts.AIMS]:
        yield f"{text.counted(aims, 'aims')} in the delivery plan of the area."


def _link(place, words):
    """Return words as a link to a part of the report."""
    return f'<a href="#{place}">{partner_words(words)}</a>'
