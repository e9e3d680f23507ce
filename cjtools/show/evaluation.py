"""What notebook 05 shows: evaluation questions, indicators of the three sources, the checklist, the assessment."""

import html

from cjtools.levels import COUNCIL
from cjtools.show import figures, tables, text
from cjtools.show.fragments import NOT_RECORDED, Fragment, derived_note, from_where, made_up_mark

DOES_NOT_APPLY = "Does not apply: "  # so the open part of a checklist line begins that the outcome has no use for


def indicators_table(study):
    """Show the indicators of the three sources: performance framework, improvement tool, self-evaluation.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    suite = study.catalogue.framework.overarching_indicator
    lines = []
    for item in [*study.outcome.national_indicators, suite]:
        row = study.latest(item.indicator) if item.indicator else None
        source = f"Performance framework, indicator {item.id}" + (", all outcomes together" if item is suite else "")
        lines.append([source, item.shown_title, from_where(item.provenance), _reading(study, item, row)])
    for item in study.outcome.improvement_tool:
        wording = from_where(item.provenance)
        lines.append([f"Improvement tool, {item.id}", item.title, wording, "open: partners' evidence needed"])
    for item in study.outcome.quality_indicators:
        title, wording = f"{item.number} {item.title}", from_where(item.provenance)
        lines.append(["Self-evaluation", title, wording, "open: partners' evaluation needed"])
    heads = ("Source", "Indicator", "Where the wording comes from", "Reading")
    columns = [tables.Column(heading, False) for heading in heads]
    shown = [*study.outcome.national_indicators, suite, *study.outcome.improvement_tool]
    derived = derived_note([*shown, *study.outcome.quality_indicators])
    caption = f"Indicators for {study.place}, {study.year}"
    table = tables.table_html("indicators-table", caption, columns, lines, derived)
    is_own_choice = any(from_where(item.provenance) == "derived" for item in study.outcome.quality_indicators)
    chosen = "chosen by this project from the Care Inspectorate's" if is_own_choice else "those of published guidance"
    note = (
        f"<p>The quality indicators are {chosen}; partners may use others. They stand beside the figures and are never "
        "averaged into them.</p>"
    )
    return Fragment(table + note + _definitions([*study.outcome.national_indicators, suite]))


def _definitions(items):
    """Return what the national indicators count, where from, how often, and what is not confirmed, folded away."""
    told = "".join(
        f"<dt>{html.escape(item.shown_title)}</dt><dd>{' '.join(map(html.escape, filter(None, _told(item))))}</dd>"
        for item in items
    )
    return f"<details><summary>What the national indicators count</summary><dl>{told}</dl></details>"


def _told(item):
    """Return the sentences on a national indicator."""
    yield item.definition
    for label, words in (
        ("Unit", item.unit),
        ("Level", item.level),
        ("Source", item.source),
        ("How often", item.frequency),
        ("Checked", item.verification),
    ):
        if words:
            yield f"{label}: {words.rstrip('.')}."
    yield from item.caveats


def _reading(study, item, row):
    """Return a record's reading with its count, interval, comparison and change, for a table."""
    if row is None or row["value"] != row["value"]:
        return "no figure"
    has_base = row["denominator"] == row["denominator"]
    count = f" ({text.number(row['numerator'])} of {text.number(row['denominator'])})" if has_base else ""
    said = [f"{text.number(row['value'], row['unit'], row['marker'])} in {row['period']}{count}"]
    said.append(text.interval(row["lower"], row["upper"], row["unit"]))
    word = row["verdict"] or {"above": "higher", "below": "lower"}.get(row["position"], row["position"])
    if word:
        beside = text.number(row["comparator_value"], row["unit"])
        said.append(f"against {row['comparator']} ({beside}): {text.clearly(row['certainty'])}{word}")
    if row["change_reading"]:
        said.append(f"against {row['previous_period']}: {row['change_reading']}")
    if study.indicator(item.indicator).level != COUNCIL:
        said.append(f"figure of {text.in_place(study.place_of(item.indicator))}")
    return " ".join(filter(None, ["; ".join(filter(None, said)), made_up_mark(row["status"])]))


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
    pieces, told = [], {}
    for section in study.outcome.checklist:
        items = "".join(_checklist_line(study, line, told) for line in section.lines)
        pieces.append(
            f'<h3 id="checklist-{section.section}">{html.escape(section.title)}</h3><ul class="lines">{items}</ul>'
        )
    return Fragment("".join(pieces))


def _checklist_line(study, line, told):
    """Return one line of the checklist: its state, what the figures say, what is still needed.

    ``told`` names, by indicator, the line that has said it already: a figure is said once, then pointed to.
    """
    answers, again = "", {}
    for item in line.answered_by:
        said = _short_answer(study, item.indicator)
        if said and item.indicator in told:
            again.setdefault(told[item.indicator], []).append(html.escape(study.indicator(item.indicator).name))
        elif said:
            answers += said
            told[item.indicator] = line.id
    for first, names in again.items():
        answers += f'<li>{"; ".join(names)}: see <a href="#checklist-{first}">{first}</a>.</li>'
    # figures inform a line that asks for the partners' view; they do not answer it
    if line.open.startswith(DOES_NOT_APPLY):
        state, needed = "does not apply", line.open.removeprefix(DOES_NOT_APPLY)
        needed = f"<p>{html.escape(needed[:1].upper() + needed[1:])}</p>"
    else:
        state = "open" if not answers else "answered in part" if line.open else "answered"
        needed = f"<p>Still needed: {html.escape(line.open)}</p>" if line.open else ""
    said = f"<ul>{answers}</ul>" if answers else ""
    note = f"<p>Note: {html.escape(line.note)}</p>" if line.note else ""
    heading = f"<p><strong>{line.id}. {html.escape(line.text)}</strong> <span class='state'>{state}</span></p>"
    return f'<li id="checklist-{line.id}">{heading}{said}{needed}{note}</li>'


def _short_answer(study, name):
    """Return what an indicator shows here and how it moved, as a list item; empty without a figure."""
    indicator = study.indicator(name)
    if indicator.is_split:
        own = study.shares(name)[0]
        known = own[own["value"].notna()]
        if known.empty:
            return ""
        is_share = indicator.statistic == "share"
        said = text.largest_share(known, indicator) if is_share else figures.finding(study, indicator)
        return _item(said, *known["status"])
    row = study.latest(name)
    if row is None or row["value"] != row["value"]:
        return ""
    # how large a change would have to be to show stands with the indicator's own sentence
    brief = row.to_dict() | dict.fromkeys(("change_needed", "baseline_needed"), float("nan"))
    return _item(f"{text.headline(row, indicator)}. {text.changed(brief)}".strip(), row["status"])


def _item(said, *statuses):
    """Return a sentence as a list item, marked where it rests on made-up figures; empty without a sentence."""
    return f"<li>{figures.prose(' '.join(filter(None, [said, made_up_mark(*statuses)])))}</li>" if said else ""


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
