"""Monitor and evaluate: is the work done, did it get better, did something else get worse, did the nation move?"""

from cjtools.evidence.periods import first_day
from cjtools.improvement.aims import BALANCING, OUTCOME, PROCESS
from cjtools.improvement.measures import WORSE_SINCE
from cjtools.show import readings
from cjtools.show.delivery import words as w
from cjtools.show.document import Grid, Heading, Hole, Listed, Say, example, in_parts, made_up, missing
from cjtools.show.fragments import made_up_mark
from cjtools.show.recorded import day, period_words
from cjtools.words import join, with_unit

WIDTHS = (4, 6, 7)
CAVEAT = (
    "That a figure moved after a change was made does not show that the change moved it. Courts, police and other "
    "services changed things, too; a figure of the whole area holds many who were not reached; and yearly figures come "
    "late. What stands here is whether it moved, not why."
)


@in_parts
def impact(delivery):
    """Return for each aim what measures and national indicators say since its first cycle, and what was decided.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    blocks = [block for aim in delivery.aims for block in _of_aim(delivery, aim)]
    if not blocks:
        yield missing(delivery, "There is no aim whose impact could be told.", "Aims", "Measures")
        return
    yield from [*example(delivery), Say(CAVEAT), *blocks]


def _of_aim(delivery, aim):
    """Yield what is known of the impact of one aim."""
    began = aim.began()
    since = f"since its first cycle began, {day(began)}" if began else "as figures stand; no cycle has begun yet"
    yield Heading(f"Aim {aim.name}: {aim.now.get('what')}", f"impact-{aim.place}", 3)
    rows = [*_measure_rows(aim, began)]
    if rows:
        caption = f"Measures of aim {aim.name}, {since}{made_up(delivery)}"
        heads = ("Question", "Measure", "Reading")
        yield Grid(f"impact-{aim.place}-table", caption, heads, rows, WIDTHS)
    else:
        yield missing(delivery, f"Aim {aim.name} has no measure.", "Measures")
    national = [*_national(aim, began)]
    if national:
        yield Say("", "National indicators of the outcome:")
        yield Listed(tuple(national))
    yield from _decisions(delivery, aim)


def _measure_rows(aim, began):
    """Yield the question, measure and reading of each measure."""
    for one in aim.measures_of(PROCESS):
        yield ["Is the work being done?", f"{one.name}. {one.row.get('name')}", _standing(one)]
    for one in aim.measures_of(OUTCOME):
        yield ["Did it get better, by more than chance?", f"{one.name}. {one.row.get('name')}", _moved(one, began)]
    for one in aim.measures_of(BALANCING):
        said = _moved(one, began)
        if began and one.newest is not None and one.since(began).state == WORSE_SINCE:
            said += " Something else got worse."
        yield ["Did something else get worse?", f"{one.name}. {one.row.get('name')}", said]


def _standing(one):
    """Return whether a measure meets its target, with the newest figure."""
    target = f", target {w.figure(one, one.target)}" if one.target == one.target else ""
    standing = w.STANDING[one.standing].capitalize()
    if one.newest is None:
        return f"{standing}{target}"
    said = f"{standing}: {w.newest(one)}{target}"
    point = one.at_target_day
    if point is None or point == one.newest:
        return said
    figure = f"{w.figure(one, one.values[point])}, {period_words(one.figures.periods[point])}"
    return f"{said}; by its day, {day(one.row.get('target_by'))}: {w.STANDING[one.stands_at(point)]} ({figure})"


def _moved(one, began):
    """Return whether a measure has moved since the first cycle, with why where that cannot be told."""
    if one.newest is None:
        return w.newest(one)
    if began is None:
        return f"{w.varies(one)}. {_standing(one)}."
    since = one.since(began)
    said = w.SINCE[since.state] + (f": {since.why}" if since.why else "")
    # of several signals one for each way
    found = {signal.way: w.signal_words(one, signal) for signal in reversed(since.signals)}
    return f"{said}{f' ({join(list(found.values()))})' if found else ''}. {_standing(one)}."


def _national(aim, began):
    """Yield whether each national indicator of the outcome has moved, and if its figure is older than the work."""
    study = aim.study
    for item in study.outcome.national_indicators:
        row = study.latest(item.indicator) if item.indicator else None
        if row is None or row["value"] != row["value"]:
            yield f"{item.id} {item.shown_title}: no figure held"
            continue
        change = readings.change(row) or "no change to tell"
        said = f"{item.id} {item.shown_title}: {with_unit(row)} in {row['period']}; since the year before: {change}"
        if began and first_day(row["period"]) < began:
            said += "; that year began before the first cycle, so it says little or nothing about it"
        yield f"{said} {made_up_mark(row['status'])}".strip()


def _decisions(delivery, aim):
    """Yield what the partners decided on an aim, newest first; where nothing is, the place for it."""
    reviews = aim.of("reviews")
    for row in reversed(reviews):
        said = f"{row.get('decision')}, {day(row.get('date'))}, {row.get('decided_by')}. {row.get('why')}"
        yield Say(said, "The partners' decision:")
    if not reviews:
        yield Hole(
            "scale up, adapt, stop, or another cycle? Its place: sheet Reviews of aims.",
            "The partners' decision is not recorded:",
        )
