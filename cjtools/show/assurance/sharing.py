"""What areas could do together: the same gaps in the data, practice and lessons to share, signals of many at once."""

import html

from cjtools.results import shared_signals as s
from cjtools.results.assurance import GOOD_PRACTICE, LESSON
from cjtools.rounding import round_half_up
from cjtools.show.assurance import words as w
from cjtools.show.figure_parts import made_up_label
from cjtools.show.fragments import Fragment, made_up_mark
from cjtools.show.recorded import day, partner_words
from cjtools.show.sortable import Cell, Head, Line, sortable_table
from cjtools.words import NOT_RECORDED, counted, join

COMMON_CAUSE = (
    "By chance: how many of the councils compared would be expected to signal on each side though nothing has changed. "
    "Many at once may have one cause, such as a change of the law, of recording, or of demand; the figures do not say."
)


def shared_gaps(assurance):
    """Show which data would help to answer open questions, in how many areas, and who holds them.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    Fragment
    """
    gaps, areas = assurance.gaps, [one.name for one in assurance.readable_councils]
    if not gaps:
        return Fragment(w.paragraph("No question of any area is open for want of data."))
    said = f"{counted(len(gaps), 'data items')} would each help to answer an open question of at least one area."
    partners = assurance.nation.catalogue.partners
    by_partner = {}
    for gap in gaps:
        name = partners[gap.item["partner"]]["name"]
        by_partner[name] = by_partner.get(name, 0) + 1
    ranked = sorted(by_partner.items(), key=lambda pair: -pair[1])
    held = f"By who holds them: {join([f'{name} ({count})' for name, count in ranked])}."
    heads = [Head("Data"), Head("Held by"), Head("Areas"), Head("Questions of an area", "at the most", is_number=True)]
    lines = [_gap(gap, areas, partners) for gap in gaps]
    caption = "Data that would help to answer open questions, by the number of areas"
    table = sortable_table(
        "assurance-gaps", caption, heads, lines, "Missing in most areas first, then of most questions."
    )
    command = "cjtools requests, with the name of an area, writes the letters that ask for them."
    return Fragment(
        w.paragraph(f"{said} {_common(gaps, areas)}")
        + w.paragraph(held)
        + w.left_out(assurance)
        + table
        + w.paragraph(command, "note")
    )


def _common(gaps, areas):
    """Return how many gaps all areas share."""
    everywhere = sum(len(gap.areas) == len(areas) for gap in gaps)
    if everywhere == len(gaps):
        return f"All {len(areas)} areas have the same gaps: for these no area has figures, or answers, of its own."
    verb = "is" if everywhere == 1 else "are"
    return f"{everywhere or 'None'} of them {verb} missing in all {len(areas)} areas."


def _gap(gap, areas, partners):
    """Return the line of a data item."""
    cells = [
        Cell(html.escape(partners[gap.item["partner"]]["name"]), is_text=True),
        Cell(html.escape(w.which(list(gap.areas), areas)), len(gap.areas)),
        Cell(str(gap.questions), gap.questions),
    ]
    return Line(html.escape(gap.item["title"]), cells)


def shared_practice(assurance):
    """Show practice and lessons that areas have marked as worth sharing, with whom to ask.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    Fragment
    """
    pieces = []
    for kind, name, title in (
        (GOOD_PRACTICE, "assurance-practice", "Practice that areas mark as worth sharing, by outcome"),
        (LESSON, "assurance-lessons", "Lessons learned that areas mark as worth sharing, by outcome"),
    ):
        found = assurance.practice(kind)
        if not found:
            pieces.append(w.paragraph(f"No {kind} is marked as worth sharing.", "gap"))
            continue
        heads = [Head("Outcome"), Head("Area"), Head("What was done"), Head("What it changed"), Head("Whom to ask")]
        lines = [_practice(assurance, one) for one in found]
        pieces.append(sortable_table(name, title, [*heads, Head("Date")], lines))
    areas = {one.area.name: one.area for kind in (GOOD_PRACTICE, LESSON) for one in assurance.practice(kind)}
    return Fragment(w.label(areas.values()) + "".join(pieces))


def _practice(assurance, one):
    """Return the line of one practice or lesson."""
    partner = one.row.get("partner")
    asked = assurance.nation.catalogue.partner_name(partner) if partner else NOT_RECORDED
    cells = [
        Cell(html.escape(w.area_name(one.area)), is_text=True),
        Cell(str(partner_words(one.row.get("what"))), is_text=True),
        Cell(str(partner_words(one.row.get("difference", NOT_RECORDED))), is_text=True),
        Cell(html.escape(asked), is_text=True),
        Cell(day(one.row.get("date")), float(one.row.get("date").toordinal())),
    ]
    return Line(html.escape(one.outcome.numbered), cells)


def many_signals(assurance):
    """Show the indicators on which many councils signal at once, beside what chance alone would make.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    Fragment
    """
    nation = assurance.nation
    changes, trends = s.changes_of(nation), s.trends_of(nation)
    listed = f"at least {100 * s.MANY:.0f}% of the councils compared, and {s.FEWEST} or more, signal the same way"
    pieces = [_changes(changes, listed, nation.year), _trends(trends, listed, nation.year)]
    return Fragment("".join([*pieces, w.paragraph(COMMON_CAUSE)]))


def _changes(signals, listed, year):
    """Return the changes from the year before."""
    if not signals:
        return w.paragraph(f"No indicator has figures of {year} that can be set beside the year before.", "gap")
    said = (
        f"Changes from the year before: of {counted(len(signals), 'indicators')} with figures of councils for {year}, "
        f"{_listed(signals)}: {listed} (95% level)."
    )
    return w.paragraph(said) + _table("assurance-changes", f"Changes of many councils, {year}", signals, "Up", "Down")


def _trends(signals, listed, year):
    """Return the trends over five years."""
    if not signals:
        why = "one of the pandemic, from which a rise is as likely to be recovery"
        return w.paragraph(f"Trends over five years are not told: there is none, or the first of the five is {why}.")
    said = (
        f"Trends over five years: of {counted(len(signals), 'indicators')}, {_listed(signals)}: {listed} (99.8% level)."
    )
    caption, note = f"Trends of many councils, {year}", "None is told where the first of the five is of the pandemic."
    return w.paragraph(f"{said} {note}") + _table("assurance-trends", caption, signals, "Rising", "Falling")


def _listed(signals):
    """Return how many indicators are listed."""
    many = sum(one.is_many for one in signals)
    return f"{many or 'none'} {'is' if many == 1 else 'are'} listed"


def _table(name, caption, signals, up, down):
    """Return the table of those signals that are many; empty without one."""
    signals = [one for one in signals if one.is_many]
    if not signals:
        return ""
    heads = [
        Head("Indicator"), Head("Outcome"), Head("Since"), Head(up, "councils", True), Head(down, "councils", True),
        Head("Compared", "councils", True), Head("By chance", "expected on each side", True),
    ]  # fmt: skip
    lines = [_line(one) for one in signals]
    return made_up_label([one.status for one in signals]) + sortable_table(name, caption, heads, lines)


def _line(one):
    """Return the line of one indicator."""
    mark = made_up_mark(one.status)
    outcome = "background to all" if one.outcome is None else one.outcome.numbered
    chance = round_half_up(one.chance, 1)
    cells = [
        Cell(html.escape(outcome), is_text=True),
        Cell(html.escape(one.since), is_text=True),
        Cell(str(one.up), one.up),
        Cell(str(one.down), one.down),
        Cell(str(one.compared), one.compared),
        Cell(f"{chance:.1f}" if chance >= 0.1 else "less than 0.1", one.chance),
    ]
    return Line(html.escape(f"{one.indicator.name} {mark}".strip()), cells)
