"""What notebooks show: pieces of a page, each one call, made from a study."""

import html
from dataclasses import dataclass
from string import ascii_lowercase

from cjtools import diagrams, figures, tables, text
from cjtools.sources import source_line
from cjtools.study import ANSWERED, SCOTLAND_ONLY

STATE_WORDS = {ANSWERED: "answered", SCOTLAND_ONLY: "answered for Scotland only", "open": "open"}
NOT_RECORDED = "Assessment: not yet recorded by partners."


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML that a notebook displays and the report takes over as it is."""

    html: str

    def _repr_html_(self):
        return self.html


def questions(study, group, theme=None):
    """Show the questions of the plan with their answers, or what would close the gap.

    Parameters
    ----------
    study : Study
    group : str
        'people', 'needs' or 'services'.
    theme : str, optional
        Only the questions of this theme.

    Returns
    -------
    Fragment
        One heading per question with its id; figures, charts, tables and sentences; or a data gap.
    """
    chosen = study.questions(group, theme)
    if not chosen:
        return Fragment('<p class="gap">The plan for this outcome asks no question under this heading.</p>')
    return Fragment("".join(_question(study, question) for question in chosen))


def _question(study, question):
    """Return one question with its answer."""
    heading = f'<h3 id="{question.id}">{question.id}. {html.escape(question.text)}</h3>'
    shows = {}
    for answer in question.answered_by:
        shows.setdefault(answer.indicator, []).append(answer.show)
    answers = "".join(
        figures.indicator_html(study, name, kinds, f"{question.id}{letter}")
        for letter, (name, kinds) in zip(ascii_lowercase, shows.items(), strict=False)
    )
    return heading + answers + _gap(study, question)


def _gap(study, question):
    """Return what is missing for a question and what would close it; empty when it is fully answered."""
    state = study.state(question)
    if state == ANSWERED and not question.to_close:
        return ""
    if question.kind == "qualitative":
        label = "Data gap. No answer has been recorded by partners."
    elif state == ANSWERED:
        label = "Still missing."
    elif state == SCOTLAND_ONLY:
        label = "Data gap. Published for Scotland only."
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
        A table with the newest figure of the area, Scotland and the family group, and the sources.
    """
    lines, rows = [], []
    for name in study.export_ids():
        indicator = study.indicator(name)
        row = study.latest(name) if indicator.context else None
        if row is None:
            continue
        scotland = _beside(study, name, "S92000003", row["period"])
        lines.append(
            [
                f"{indicator.name} ({indicator.unit})",
                row["period"],
                text.number(row["value"], row["unit"], row["marker"]),
                scotland,
                _beside(study, name, study.group["group"], row["period"]),
            ]
        )
        rows.append(row)
    columns = [tables.Column("Measure", False), tables.Column("Year", False)]
    columns += [tables.Column(head) for head in (study.place, "Scotland", f"Family group {study.group['number']}")]
    table = tables.table_html(
        "context", f"{study.place}: the area around the outcome", columns, lines, "[x]: not available."
    )
    import pandas as pd

    frame = pd.DataFrame(rows)
    notes = " ".join(dict.fromkeys(note for note in frame["note"] if note))
    source = source_line(study, frame)
    return Fragment(f'{table}<p class="source">{html.escape(notes)} {source}</p>')


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
        [f"{question.id}. {question.text}", _state_words(question, state), question.partner]
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


def _state_words(question, state):
    """Return the state of a question in words; answered with something left to close is answered in part."""
    return "answered in part" if state == ANSWERED and question.to_close else STATE_WORDS[state]


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
    rows = [(study.indicator(name), study.latest(name)) for name in names if study.indicator(name).statistic != "share"]
    items = [f"<li>{figures.prose(text.headline(row, indicator))}</li>" for indicator, row in rows if row is not None]
    if not items:
        return Fragment('<p class="gap">No figures on needs are held for this area.</p>')
    return Fragment(f"<ul>{''.join(items)}</ul>")


def logic_model(study):
    """Show the outcome's logic model as a diagram and, with the same content, as a list.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    model = study.outcome.logic_model.model_dump()
    partners = text.join(partner["partner"] for partner in model["partners"])
    count = sum(len(partner["activities"]) for partner in model["partners"])
    title = f"Logic model: {study.outcome.short_title}"
    alt = (
        f"Diagram in three columns: {len(model['inputs'])} inputs lead to {count} activities of {partners}, "
        "which lead to the national outcome. The list below says the same."
    )
    picture = diagrams.logic_model_svg(model, name="logic-model", title=title, alt=alt)
    return Fragment(
        f'<figure id="logic-model-figure"><figcaption><strong>{html.escape(title)}</strong>'
        f'<span class="sub">The national model; a partnership adapts it to its area.</span></figcaption>'
        f'<div class="wide scroll" role="region" tabindex="0" aria-label="{html.escape(title)}">{picture}</div>'
        "</figure>"
        f'<h3 id="logic-model-list">The logic model as a list</h3>{diagrams.logic_model_list(model)}'
    )


def policy_landscape(study):
    """Show the documents that the local vision has to heed.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    lines = [
        [f"{policy.title} ({policy.reference})" if policy.reference else policy.title, policy.kind]
        for policy in study.outcome.policy_landscape
    ]
    columns = [tables.Column(heading, False) for heading in ("Document", "Kind")]
    return Fragment(tables.table_html("policy", "Legislation, guidance and evidence", columns, lines))


def indicators_table(study):
    """Show the indicators of the three sources: performance framework, improvement tool, self-evaluation.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    lines = []
    for item in study.outcome.national_indicators:
        row = study.latest(item.indicator) if item.indicator else None
        title = item.title if item.title_exact else f"{item.title} (wording to be confirmed)"
        lines.append(["Performance framework", title, _reading(row)])
    for item in study.outcome.improvement_tool:
        lines.append(["Improvement tool", item.title, "open: partners' evidence needed"])
    for item in study.outcome.quality_indicators:
        lines.append(["Self-evaluation", f"{item.number} {item.title}", "open: partners' evaluation needed"])
    heads = ("Source", "Indicator", "Reading")
    columns = [tables.Column(heading, False) for heading in heads]
    table = tables.table_html("indicators-table", f"Indicators for {study.place}, {study.year}", columns, lines)
    note = (
        "<p>The quality indicators are those the Care Inspectorate points to for this outcome; partners may use "
        "others. "
        "They stand beside the figures and are never averaged into them.</p>"
    )
    return Fragment(table + note)


def _reading(row):
    """Return a record's reading with its count, interval, comparison and change, for a table."""
    if row is None or row["value"] != row["value"]:
        return "no figure"
    count = f"{text.number(row['numerator'])} of {text.number(row['denominator'])}"
    said = [f"{text.number(row['value'], row['unit'], row['marker'])} in {row['period']} ({count})"]
    said.append(text.interval(row["lower"], row["upper"], row["unit"]))
    word = row["verdict"] or {"above": "higher", "below": "lower"}.get(row["position"], row["position"])
    if word:
        beside = text.number(row["comparator_value"], row["unit"])
        said.append(f"against {row['comparator']} ({beside}): {word}")
    if row["change_reading"]:
        said.append(f"against {row['previous_period']}: {row['change_reading']}")
    return "; ".join(filter(None, said))


def evaluation_plan(study):
    """Show the evaluation questions: which activity, asked of whom, and where the answer will stand.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    activities = {a.id: a.text for partner in study.outcome.logic_model.partners for a in partner.activities}
    by_activity = {}
    for group in study.outcome.evaluation_questions:
        lines = by_activity.setdefault(group.activity, [])
        lines += [[f"{q.id}. {q.text}", group.asked_of, "not yet recorded"] for q in group.questions]
    columns = [tables.Column(heading, False) for heading in ("Question", "Asked of", "Answer")]
    return Fragment(
        "".join(
            tables.table_html(f"evaluation-{activity}", f"Activity {activity}: {activities[activity]}", columns, lines)
            for activity, lines in by_activity.items()
        )
    )


def checklist(study):
    """Show the progress-report checklist: each line answered by figures, or open with what is needed.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    pieces = []
    for section in study.outcome.checklist:
        items = "".join(_checklist_line(study, line) for line in section.lines)
        pieces.append(
            f'<h3 id="checklist-{section.section}">{html.escape(section.title)}</h3><ul class="lines">{items}</ul>'
        )
    return Fragment("".join(pieces))


def _checklist_line(study, line):
    """Return one line of the checklist: its state, what the figures say, what is still needed."""
    answers = "".join(filter(None, (_short_answer(study, item.indicator) for item in line.answered_by)))
    # figures inform a line that asks for the partners' view; they do not answer it
    state = "open" if not answers else "answered in part" if line.open else "answered"
    said = f"<ul>{answers}</ul>" if answers else ""
    needed = f"<p>Still needed: {html.escape(line.open)}</p>" if line.open else ""
    note = f"<p>Note: {html.escape(line.note)}</p>" if line.note else ""
    heading = f"<p><strong>{line.id}. {html.escape(line.text)}</strong> <span class='state'>{state}</span></p>"
    return f"<li>{heading}{said}{needed}{note}</li>"


def _short_answer(study, name):
    """Return what an indicator shows here and how it moved, as a list item; empty without a figure."""
    indicator = study.indicator(name)
    if indicator.statistic == "share":
        own = study.shares(name)[0]
        known = own[own["value"].notna()]
        if known.empty:
            return ""
        top = known.loc[known["value"].idxmax()]
        share = f"{text.number(top['value'], 'per cent')} in {top['period']}"
        said = f"{indicator.name}: mostly {top['part_label']} ({share})."
        return f"<li>{figures.prose(said)}</li>"
    row = study.latest(name)
    if row is None or row["value"] != row["value"]:
        return ""
    return f"<li>{figures.prose(f'{text.headline(row, indicator)}. {text.changed(row)}'.strip())}</li>"


def assessment(study):
    """Show the place where the partners' own judgement will stand; the tool never fills it.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    lines = [
        ["Is the outcome being achieved?", "not yet recorded"],
        ["If not, how near is it?", "not yet recorded"],
        ["Why, and what has to improve?", "not yet recorded"],
        ["Agreed by whom, and when?", "not yet recorded"],
    ]
    columns = [tables.Column("What the partners decide together", False), tables.Column("Their answer", False)]
    table = tables.table_html("assessment-table", "Assessment by the partners", columns, lines)
    return Fragment(f'<div class="gap"><p><strong>{NOT_RECORDED}</strong></p></div>{table}')
