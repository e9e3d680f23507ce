"""What notebooks 01 to 03 show: the questions of the plan with their answers, the area around them, the gaps."""

import html
from string import ascii_lowercase

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.drawing.diagrams import MARK
from cjtools.results.study import ANSWERED, RECORDED, SCOTLAND_ONLY, WIDER
from cjtools.show import figures, recorded, tables, text
from cjtools.show.figure_parts import made_up_words
from cjtools.show.fragments import DERIVED, Fragment, from_where, made_up_mark, marked, state_words
from cjtools.show.sources import source_line

OWN_MARK, PAGE_MARK = "+", "\N{DAGGER}"  # behind a partnership's own question, and behind one from a published page


def questions(study, group, theme=None):
    """Show the questions of the plan with their answers, or what would close the gap, under the outcome's headings.

    Parameters
    ----------
    study : Study
    group : str
        'people', 'needs' or 'services'.
    theme : str, optional
        Only the questions under this heading.

    Returns
    -------
    Fragment
        A heading per theme, then one per question with its id; figures, charts, tables and sentences; or a data gap.
    """
    asked, pieces = study.questions(group, theme), []
    marks = _marks(asked)
    for heading in getattr(study.outcome.themes, group):
        chosen = study.questions(group, heading.id) if theme in (None, heading.id) else []
        if chosen:
            intro = f"<p>{figures.prose(heading.intro)}</p>" if heading.intro else ""
            pieces.append(f'<h2 id="{group}-{heading.id.replace(" ", "-")}">{html.escape(heading.title)}</h2>{intro}')
            pieces += [_question(study, question, marks) for question in chosen]
    if not pieces:
        return Fragment('<p class="gap">The plan for this outcome asks no question here.</p>')
    return Fragment(_marks_key(marks, asked) + "".join(pieces))


def _question(study, question, marks):
    """Return one question with its answer."""
    mark = marks.get(question.provenance)
    words = html.escape(question.text) + (marked(mark, from_where(question.provenance)) if mark else "")
    heading = f'<h3 id="{question.id}">{question.id}. {words}</h3>'
    shows = {}
    for answer in question.answered_by:
        shows.setdefault(answer.indicator, []).append(answer.show)
    answers = "".join(
        figures.indicator_html(study, name, kinds, f"{question.id}{letter}")
        for letter, (name, kinds) in zip(ascii_lowercase, shows.items(), strict=False)
    )
    return heading + answers + recorded.answers_html(study.recorded, question.id) + _gap(study, question)


def _marks(questions):
    """Return the mark of each provenance among some questions; those of the guidance for the outcome have none."""
    found = dict.fromkeys(question.provenance for question in questions if question.provenance != "seed")
    pages = [provenance for provenance in found if provenance.startswith("published:")]
    marks = {page: PAGE_MARK * number for number, page in enumerate(pages, 1)}
    return {name: marks.get(name) or (OWN_MARK if name == "local" else MARK) for name in found}


def _marks_key(marks, questions):
    """Return what the marks behind questions mean, said once for a group; empty where there are none."""
    said = []
    for provenance, mark in marks.items():
        address = provenance.removeprefix("published:")
        if address.startswith("https://"):
            said.append(f'{mark} drawn from <a href="{html.escape(address)}">a published page</a>')
        elif address != provenance:
            said.append(f"{mark} drawn from a published page")
        else:
            said.append(f"{mark} {from_where(provenance) if provenance == 'local' else DERIVED}")
    if said and any(question.provenance == "seed" for question in questions):
        said.append(f"without a mark: {from_where('seed')}")
    return f'<p class="from">Where the questions come from: {"; ".join(said)}.</p>' if said else ""


def _gap(study, question):
    """Return what is missing for a question and what would close it; empty when it is fully answered."""
    state = study.state(question)
    if state == RECORDED or (state == ANSWERED and not question.to_close):
        return ""
    if question.kind == "qualitative":
        label = "Data gap. No answer has been recorded by partners."
    elif state == ANSWERED:
        label = "Still missing."
    elif state == SCOTLAND_ONLY:
        # that it is published for Scotland only stands in the sentence above
        label = "Data gap. The figure is not of this area."
    elif state == WIDER:
        label = "Data gap. The figure is of a wider area."
    else:
        label = "Data gap. No figure is held for this area."
    return (
        f'<div class="gap"><p><strong>{label}</strong> {html.escape(question.why_it_matters)}</p>'
        f"<p>Who holds it: {html.escape(question.partner)}. What would close it: {html.escape(question.to_close)}</p>"
        "</div>"
    )


def context(study):
    """Show the area around the outcome: population, crime, reconviction, deprivation, homelessness.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
        A table with the newest figure of the area, Scotland and its peers, the sources, and what to heed.
    """
    lines, rows = [], []
    for name in study.export_ids():
        indicator = study.indicator(name)
        row = study.latest(name) if indicator.context else None
        if row is None:
            continue
        scotland = _beside(study, name, SCOTLAND, row["period"])
        lines.append(
            [
                f"{indicator.name} ({indicator.unit}){made_up_words([row['status']])}",
                row["period"],
                text.shown_value(row) + _over(indicator, row),
                scotland,
                _beside(study, name, study.peers.code, row["period"]),
            ]
        )
        rows.append(row)
    columns = [tables.Column("Measure", False), tables.Column("Year", False)]
    columns += [tables.Column(head) for head in (study.place, "Scotland", study.peers.label)]
    table = tables.table_html(
        "context", f"{study.place}: the area around the outcome", columns, lines, "[x]: not available."
    )
    if not rows:
        return Fragment('<p class="gap">No background figures are held for this outcome.</p>')
    frame = pd.DataFrame(rows)
    notes = " ".join(dict.fromkeys(note for note in frame["note"] if note))
    source = source_line(study, frame)
    heeded = _heeded(study, [study.indicator(row["indicator"]) for row in rows])
    return Fragment(f'{table}<p class="source">{html.escape(notes)} {source}</p>{heeded}')


def _over(indicator, row):
    """Return the cases that a published figure is over, for a table; empty where they are not published with it."""
    if indicator.statistic != "published" or text.is_missing(row["value"]) or text.is_missing(row["denominator"]):
        return ""
    of = text.counted(row["denominator"], indicator.words.counted)
    limits = text.interval(row["lower"], row["upper"], row["unit"])
    count = text.number(row["numerator"])
    return f" ({'; '.join(filter(None, [f'about {count} of {of}', limits]))})"


def _heeded(study, indicators):
    """Return the caveats of the background figures, each once; what holds throughout is told elsewhere."""
    told, lines = set(figures.shared_caveats(study)), []
    for indicator in indicators:
        own = [caveat for caveat in indicator.caveats if caveat not in told]
        told.update(own)
        if own:
            lines.append(f"<li>{html.escape(indicator.name)}: {figures.prose(' '.join(own))}</li>")
    return f'<ul class="caveats">{"".join(lines)}</ul>' if lines else ""


def _beside(study, name, code, period):
    """Return another area's figure of the same indicator and period, as shown."""
    rows = study.of(name, code)
    rows = rows[rows["period"] == period]
    return text.number(rows.iloc[0]["value"], rows.iloc[0]["unit"], rows.iloc[0]["marker"]) if len(rows) else "[x]"


def gaps(study, group=None):
    """Show what this part of the evidence does not tell: every question that is open or answered in part.

    Parameters
    ----------
    study : Study
    group : str, optional
        Only the questions of 'people', 'needs' or 'services'.

    Returns
    -------
    Fragment
    """
    wanted = {question.id for question in (study.questions(group) if group else study.outcome.all_questions)}
    lines = [
        [f"{question.id}. {question.text}", state_words(question, state), question.partner]
        for question, state in study.gaps()
        if question.id in wanted
    ]
    if not lines:
        return Fragment("<p>Every question of this part has a figure.</p>")
    columns = [tables.Column(heading, False) for heading in ("Question", "State", "Who holds it")]
    name = f"gaps-{group or 'all'}"
    caption = f"What is missing: {len(lines)} of {len(wanted)} questions open or answered in part"
    closing = "<p>What would close each gap stands under its question.</p>"
    return Fragment(tables.table_html(name, caption, columns, lines) + closing)


def needs_for_services(study):
    """Show which needs the requirements point to, as the profile that services are held against.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    names = dict.fromkeys(
        answer.indicator
        for question in study.questions("needs", kind="quantitative")
        for answer in question.answered_by
    )
    rows = [(study.indicator(name), study.latest(name)) for name in names if not study.indicator(name).is_split]
    said = [f"{text.headline(row, i)}. {made_up_mark(row['status'])}".strip() for i, row in rows if row is not None]
    items = [f"<li>{figures.prose(each)}</li>" for each in said]
    if not items:
        return Fragment('<p class="gap">No figures on needs are held for this area.</p>')
    return Fragment(f"<ul>{''.join(items)}</ul>")
