"""Baseline and distance travelled: how far each cohort moved, how many moved up, stayed and moved down."""

from cjtools.results import distance as d
from cjtools.rounding import round_half_up
from cjtools.show.document import Grid, Heading, Say, example, in_parts, made_up, missing
from cjtools.show.recorded import period_words
from cjtools.words import NOT_RECORDED, counted, number

SHEETS = ("2016 cohorts", "2016 distance travelled")
ABOUT = (
    "The same people were scored at the start and again later. Those who left in between are not in it, and without a "
    "group for comparison nobody can tell what the change came from. Small numbers are protected before anything is "
    "shown, and no single score is shown. Means are rounded to one decimal, each by itself."
)
WITHOUT = {
    d.FEW: f"the cohort has fewer than {d.LEAST_PEOPLE} people, so that a mean could tell of one of them",
    d.COUNT_HIDDEN: "a number of people is too small to be shown, and means could give it away",
    d.TELLING: "on this scale they would tell of a few people",
    d.CHANGED: "figures of this cohort were shown before and differ by a few people, or by means alone: both together "
    "would tell of those few",
    d.UNEVEN: "the scores are in uneven steps, so that it cannot be worked out what means would tell",
}
MOVED = {d.UP: "moved up (better)", d.SAME: "stayed the same", d.DOWN: "moved down (worse)"}


@in_parts
def distance_travelled(framework):
    """Return the distance that each cohort travelled.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    words = framework.framework
    person = [item for outcome in words.outcomes if outcome.group == "person-centric" for item in outcome.indicators]
    cohorts = framework.cohorts()
    yield Say(ABOUT)
    if cohorts:
        yield from example(framework)
    for place, cohort in enumerate(cohorts, 1):
        yield from _cohort(framework, cohort, place)
    titles = {item.id: outcome.title for outcome in words.outcomes for item in outcome.indicators}
    without = [item.id for item in person if not framework.cohorts(item.id)]
    for name in without:
        yield missing(framework, f"No cohort is recorded for {name}, {titles[name]}.", SHEETS[0])


def _cohort(framework, cohort, place):
    """Yield one cohort: who and with what, how many moved which way, and how far on average."""
    row, shown = cohort.row, cohort.travelled
    yield Heading(f"Cohort {row.get('id')}: {row.get('title')}", f"cohort-{place}", 3)
    first, last = (period_words(row.get(name)) if row.get(name) else NOT_RECORDED for name in ("from", "to"))
    scale = f"{row.get('lowest'):g} to {row.get('highest'):g}, {row.get('better')} is better"
    said = f"{row.get('tool').rstrip('.')} ({scale}). Indicator {row.get('indicator')}. "
    yield Say(f"{said}First scores: {first}; later scores: {last}. Source: {row.get('source').rstrip('.')}.", "Tool:")
    if shown is None:
        yield missing(framework, "No score is recorded for this cohort.", SHEETS[1])
        return
    lines = [
        [said, number(shown.get(name), "people") if name in shown.values else shown.get("marker")]
        for name, said in ((d.ALL, "all with both scores"), *MOVED.items())
    ]
    caption = f"Cohort {row.get('id')}: how many people moved which way{made_up(framework)}"
    note = "[c]: not shown, so that nobody can be recognised." if shown.get("marker") else ""
    yield Grid(f"cohort-{place}-moved", caption, ("People", "Number"), lines, (10, 4), (1,), note)
    yield Say(_means(shown), "Mean scores:")


def _means(shown):
    """Return the means of a cohort in words, or why there are none."""
    if shown.get("without"):
        return f"Not shown: {WITHOUT[shown.get('without')]}."
    start, later = (f"{shown.get(name):.1f}" for name in ("start", "later"))
    said = f"{start} at the start, {later} later; mean change {_signed(shown.get('change'))}"
    if shown.get("lower", None) is None:
        return f"{said}. Everybody's score changed by the same, so that nothing can be said of chance: no interval."
    limits = " to ".join(_signed(shown.get(name)) for name in ("lower", "upper"))
    holds = shown.get("lower") <= 0 <= shown.get("upper")
    chance = "it holds no change at all" if holds else "no change at all lies outside it"
    return f"{said} (95% interval {limits}: {chance}), {counted(shown.get(d.ALL), 'people')}."


def _signed(value):
    """Return a number of points with its sign.

    Examples
    --------
    >>> _signed(1.25), _signed(-0.5), _signed(0.0)
    ('+1.3', '−0.5', '0.0')
    """
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{round_half_up(abs(value), 1):.1f}"
