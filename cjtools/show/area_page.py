"""One area over all outcomes: what changed, where it stands on the national indicators, what is missing."""

import html

from cjtools.levels import COUNCIL
from cjtools.results import facts
from cjtools.results.study import ANSWERED, what_is_counted
from cjtools.show import front, readings, tables, text
from cjtools.show.figure_parts import made_up_label
from cjtools.show.published import only_with

MADE_UP = " (illustrative)"  # behind each figure of a table that is made up


def area_html(studies, comparable=None, gaps_file=""):
    """Return what an area's page says beyond the links to its reports.

    Parameters
    ----------
    studies : list of Study
        One for each outcome of the area.
    comparable : dict, optional
        Outcome id -> id of the rate or percentage that stands for it where councils are set side by side.
    gaps_file : str
        Address of the table of data gaps, where there is one.

    Returns
    -------
    str
        HTML.
    """
    return (
        f'<h2 id="changed">What changed for us</h2>{changes_html(studies)}'
        f'<h2 id="stand">Where we stand</h2>{standing_html(studies, comparable)}'
        f'<h2 id="missing">What is missing</h2>{gaps_html(studies, gaps_file)}'
    )


def looked_at(studies):
    """Return the newest records of an area that were compared with the year before, each once over all outcomes.

    Parameters
    ----------
    studies : list of Study

    Returns
    -------
    list of tuple
        (Indicator, record, list of outcomes that show it in any form).
    """
    outcomes, pairs = {}, []
    for study in studies:
        for indicator, row in study.looked_at():
            outcomes.setdefault(what_is_counted(row), []).append(study.outcome)
            pairs.append((indicator, row))
    looked = {}
    # as within an outcome: a rate rather than the count that it is made of
    for indicator, row in sorted(pairs, key=lambda pair: pair[0].statistic == "count"):
        looked.setdefault(what_is_counted(row), (indicator, row, outcomes[what_is_counted(row)]))
    return list(looked.values())


def changes_html(studies):
    """Return how many of an area's figures changed since the year before, and which, strongest evidence first.

    Parameters
    ----------
    studies : list of Study

    Returns
    -------
    str
        HTML.
    """
    looked = looked_at(studies)
    seen = facts.looks([(indicator, row) for indicator, row, _ in looked])
    outcomes = {id(row): named for _, row, named in looked}
    items = []
    for indicator, row in seen.changed:
        named = html.escape(text.join(outcome.short_title for outcome in outcomes[id(row)]))
        items.append(f"<li>{front.change_words(indicator, row)} <span class='sub'>{named}</span></li>")
    listed = (
        "<p>Strongest evidence first. A change is neither good nor bad by itself, and nothing here says why it came "
        f"about.</p><ol class='changes'>{''.join(items)}</ol>"
    )
    once = "<p>Over all outcomes together; a figure that several of them show is counted once.</p>"
    about = once if looked else ""
    label = made_up_label(row["status"] for _, row, _ in looked)
    return f"<p>{front.looks_words(seen)}</p>{about}{label}{listed if items else ''}"


def standing_html(studies, comparable=None):
    """Return the national indicators of all outcomes in one table: figure, reading beside Scotland, change.

    Parameters
    ----------
    studies : list of Study
    comparable : dict, optional
        As for :func:`area_html`; it follows the national indicators of its outcome, most of which are plain numbers.

    Returns
    -------
    str
        HTML.
    """
    heads = ("Outcome", "National indicator", "Figure", "Beside Scotland", "Change since the year before")
    columns = [tables.Column(head, False) for head in heads]
    lines = [line for study in studies for line in _lines(study, (comparable or {}).get(study.outcome.id))]
    if not lines:
        return '<p class="gap">No outcome of this area has a national indicator.</p>'
    caption = f"National indicators of all outcomes, {studies[0].place}, newest figures up to {studies[0].year}"
    caption += ", illustrative" if any(MADE_UP in line[2] for line in lines) else ""
    return (
        "<p>A reading of single figures, not a judgement of the outcomes. Numbers are not set beside Scotland's: a "
        "large council always has more.</p>" + tables.table_html("standing-table", caption, columns, lines)
    )


def _lines(study, comparable):
    """Return the rows of an outcome: its national indicators, then what it can be compared on."""
    items = study.outcome.national_indicators
    lines = [_standing(study, item.shown_title, item.indicator) for item in items]
    if comparable and comparable not in {item.indicator for item in items}:
        lines.append(_standing(study, f"For comparison: {study.indicator(comparable).name}", comparable))
    return lines


def _standing(study, title, name):
    """Return the row of one national indicator, by its title and the id of our indicator for it, if any."""
    outcome = study.outcome.numbered
    row = study.latest(name) if name else None
    if row is None:
        return [outcome, title, "no single figure" if name is None else "no figure held", "none", "none"]
    indicator = study.indicator(name)
    where = "" if indicator.level == COUNCIL else f" ({study.place_of(name)})"
    made_up = MADE_UP if row["status"] == "illustrative" else ""
    figure = f"{text.with_unit(row)} {text.in_period(row)}{where}{made_up}"
    if indicator.level != COUNCIL:
        beside = readings.NOT_BY_COUNCIL
    else:
        beside = readings.reading(row).words if row["comparator"] else "a number: not compared"
    return [outcome, title, figure, beside, readings.change(row) or "none to tell"]


def gaps_html(studies, gaps_file=""):
    """Return how many questions of each outcome are open or answered in part.

    Parameters
    ----------
    studies : list of Study
    gaps_file : str

    Returns
    -------
    str
        HTML.
    """
    lines, total = [], 0
    for study in studies:
        gaps = study.gaps()
        part = sum(state == ANSWERED for _, state in gaps)
        total += len(gaps)
        asked = len(study.outcome.all_questions)
        name = study.outcome.numbered
        lines.append([name, *(text.number(n) for n in (asked, asked - len(gaps), part, len(gaps) - part))])
    if not lines:
        return '<p class="gap">This area has no outcome to ask questions of.</p>'
    heads = ("Questions", "Answered in full", "Answered in part", "Open, or answered for a wider area only")
    columns = [tables.Column("Outcome", False), *(tables.Column(head) for head in heads)]
    table = tables.table_html("gaps-table", "Questions of the plans, by how far they are answered", columns, lines)
    said = f"<p>{text.counted(total, 'questions')} over all outcomes are open or answered in part.</p>"
    link = (
        f'<p>Each gap with what would close it and who holds it: <a href="{html.escape(gaps_file)}">data gaps as a '
        "table (CSV)</a>.</p>"
    )
    return said + table + (only_with(link, gaps_file) if gaps_file else "")
