"""The seven outcomes of 2016, each with why it matters, and its indicators with evidence, figures, or a clear hole."""

from cjtools.catalogue.framework2016 import CHANGE, CONTEXTUAL, QUANTITATIVE
from cjtools.results.framework2016 import KINDS, MISSING, PRACTICE
from cjtools.show.document import Grid, Heading, Listed, Say, example, in_parts, made_up, missing
from cjtools.show.opi2016 import words as w
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, join

TYPES = (QUANTITATIVE, CHANGE, CONTEXTUAL)
HEADS = (
    "What was done",
    "What it changed",
    "What came of it",
    "Views of people concerned",
    "Views of the community",
    "By whom, when",
)
WIDTHS = (3.4, 3, 3, 2.8, 2.4, 2.4)
FIGURE_HEADS = ("Figure", "Newest", "A year before", "Change", "Scotland")
FIGURE_WIDTHS = (5, 3.2, 3.2, 2.8, 2.8)
CAPTIONS = {PRACTICE: "good practice"}


@in_parts
def outcomes_of_2016(framework):
    """Return the seven outcomes with what is recorded on their indicators.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    words = framework.framework
    yield from example(framework)
    yield Listed(tuple(f"{kind.capitalize()}: {said}" for kind, said in words.types.items()))
    for outcome in words.outcomes:
        yield Heading(outcome.title, f"outcome-{outcome.id}", 3)
        yield Say(f"{outcome.why} ({words.groups[outcome.group]}.)", "Why it matters:")
        every = framework.of_outcome(outcome)
        for kind in TYPES:
            for one in every:
                if one.indicator.type == kind:
                    yield from _indicator(framework, one)


def place_of(indicator):
    """Return the id of an indicator's heading on the page."""
    return f"indicator-{indicator.id.replace('.', '-')}"


def _indicator(framework, one):
    """Yield one indicator: what it is, then figures, evidence, its reason for being left out, or a hole."""
    item = one.indicator
    yield Heading(f"{item.id} {item.title}", place_of(item), 4)
    asked = f" Ways to show it: {'; '.join(item.measures)}." if item.measures else ""
    comment = f" To bear in mind: {item.comment}." if item.comment else ""
    yield Say(f"{item.type}.{asked}{comment}", "Type:")
    if item.note:
        yield Say(item.note, "On the wording:")
    if one.left_out is not None:
        yield from _left_out(framework, one)
    if one.figures and (one.left_out is None or one.has_figure):
        yield from _figures(framework, one)
    if one.cohorts:
        yield Say(f"see Distance travelled, {join([cohort.row.get('id') for cohort in one.cohorts])}.", "Cohorts:")
    yield from _evidence(framework, one)


def _left_out(framework, one):
    """Yield why an indicator is left out, and what will be done."""
    row = one.left_out
    yield Say(f"{row.get('reason')} ({day(row.get('date'))})", "Left out by the partners:")
    if row.get("instead"):
        yield Say(row.get("instead"), "What will be done:")
    else:
        yield missing(framework, "What will be done instead is not recorded.", "2016 left out")


def _figures(framework, one):
    """Yield the figures of an indicator, with notes on each, and its standard in words."""
    lines = [
        [figure.title, w.newest(figure), w.before(figure), w.change(figure), w.scotland(figure)]
        for figure in one.figures
    ]
    own = [figure for figure in one.figures if not figure.indicator]
    is_recorded = any(figure.period for figure in own)
    caption = f"{one.indicator.id}: figures{made_up(framework) if is_recorded else ''}"
    yield Grid(f"{place_of(one.indicator)}-figures", caption, FIGURE_HEADS, lines, FIGURE_WIDTHS, note=_notes(one))
    for figure in one.figures:
        if figure.standard == figure.standard:
            yield Say(f"{figure.standard_words} {w.standard(figure)}", "Standard:")
    absent = [figure.title for figure in own if not figure.period]
    if absent and one.left_out is None:
        said = f"No figure is recorded under {join([f'“{title}”' for title in absent])}."
        yield missing(framework, said, "Measure values")


def _notes(one):
    """Return where figures are from, and why some are not shown."""
    sources = dict.fromkeys(figure.source for figure in one.figures if figure.period)
    hidden = dict.fromkeys(w.why(figure) for figure in one.figures)
    said = [f"Source: {'; '.join(sources)}." if sources else "", *hidden]
    return " ".join(filter(None, said))


def _evidence(framework, one):
    """Yield the evidence on an indicator, good practice before lessons learned, and a hole for what is missing."""
    if one.indicator.type != CHANGE and not one.entries:
        return
    for kind in KINDS:
        rows = one.of(kind)
        if rows:
            caption = f"{one.indicator.id}: {_several(kind)}{made_up(framework)}"
            place = f"{place_of(one.indicator)}-{kind.split()[0]}"
            yield Grid(place, caption, HEADS, [_entry(framework, row) for row in rows], WIDTHS)
    if one.left_out is not None:
        return
    if one.state == MISSING:
        said = "No evidence is recorded, and no reason for leaving it out."
        yield missing(framework, said, "2016 evidence", "2016 left out")
    elif one.lacks:
        said = f"No {join(one.lacks, 'and no')} is recorded: good practice and lessons learned are both asked for."
        yield missing(framework, said, "2016 evidence")


def _several(kind):
    """Return the name of a kind of evidence in the plural."""
    return CAPTIONS.get(kind, "lessons learned")


def _entry(framework, row):
    """Return the cells of one entry."""
    who = framework.words.partner_name(row.get("partner")) if row.get("partner") else "partner not recorded"
    term = row.get("term") or "term not recorded"
    cells = [row.get(name, NOT_RECORDED) for name in ("activity", "changed", "impact", "users", "community")]
    return [*cells, f"{who}, {day(row.get('date'))}; {term}"]
