"""The quality statement: ambitions, principles and measures, each with the three questions of self-evaluation."""

from cjtools.show.document import Grid, Heading, Hole, Say, example, in_parts, made_up, missing
from cjtools.show.fragments import from_where
from cjtools.show.quality import words as w
from cjtools.show.recorded import day
from cjtools.words import join

WIDTHS = (4, 6.4, 3.6, 3)
POINTER_WIDTHS = (4, 6, 1.6, 5.4)
KEPT_APART = "How many entries there are says nothing about how many people think so; it is no rate."


@in_parts
def quality_statement(quality):
    """Return what partners say of each ambition, principle and measure of quality, and what the workbook holds on it.

    Parameters
    ----------
    quality : Quality

    Returns
    -------
    Parts
    """
    said = quality.words.quality
    yield Say(f"{said.statement}. Ambitions, principles and measures in our own words ({from_where(said.provenance)}).")
    yield Say(w.scale_note(quality))
    yield from example(quality)
    for group, items in quality.groups:
        yield Heading(group.title, f"quality-{group.id}", 3)
        yield _overview(quality, group, items)
        pointers = _pointers(quality, group, items)
        yield from [pointers] if pointers else []
        for one in items:
            yield from _item(quality, one)
        without = [f"{one.item.id} {one.item.title}" for one in items if one.row is None]
        if without:
            yield missing(quality, f"Not assessed: {join(without)}.", w.STATEMENT_SHEET)


def _overview(quality, group, items):
    """Return the parts of a group with their levels."""
    lines = [
        [
            f"{one.item.id} {one.item.title}",
            one.item.text,
            w.NOT_ASSESSED if one.row is None else w.level_words(quality.scale, one.row.get("level")),
            "none" if one.row is None else day(one.row.get("date")),
        ]
        for one in items
    ]
    caption = f"{group.title}, {quality.place}{made_up(quality)}"
    heads = (group.title, "What it asks", "Level, judged by partners", "Agreed")
    return Grid(f"quality-{group.id}-table", caption, heads, lines, WIDTHS)


def _pointers(quality, group, items):
    """Return what the workbook holds already on the parts of a group; None where it holds nothing."""
    lines = [
        [f"{one.item.id} {one.item.title}", pointer.shown_by.words, str(len(pointer.rows)), _where(pointer)]
        for one in items
        for pointer in one.pointers
    ]
    if not lines:
        return None
    caption = f"{group.title}: what the workbook holds already, {quality.place}{made_up(quality)}"
    heads = (group.title, "What is recorded", "Entries", "Where")
    return Grid(f"quality-{group.id}-held", caption, heads, lines, POINTER_WIDTHS, numbers=(2,), note=KEPT_APART)


def _where(pointer):
    """Return where entries stand: the sheet, and of answers the outcomes in whose reports they are shown."""
    on = [f"{count} on outcome {number}" for number, count in pointer.outcomes.items()]
    return f"sheet {pointer.sheet}{': ' if on else ''}{join(on)}"


def _item(quality, one):
    """Yield the three questions of one part that is assessed."""
    if one.row is None:
        return
    yield Heading(f"{one.item.id} {one.item.title}", f"quality-{one.item.id}", 4)
    level = w.level_words(quality.scale, one.row.get("level"))
    yield Say(f"{level}; agreed {day(one.row.get('date'))}", "Level:")
    for question in quality.words.quality.questions:
        if one.row.get(question.id):
            yield Say(one.row.get(question.id), question.text)
        else:
            yield Hole("not recorded.", question.text)
