"""What notebook 05 shows: the indicators of the three sources with their readings, and the checklist."""

import html

from cjtools.levels import COUNCIL
from cjtools.show import figures, tables, text
from cjtools.show.fragments import Fragment, derived_note, from_where, made_up_mark
from cjtools.show.recorded import answers_html, partner_words

# part of the report that shows a sheet of the evidence workbook: its id, and how a line names it
SHOWN_IN = {
    "services": ("services-the-services-that-there-are", "the services that there are"),
    "logic_model": ("vision-logic-model", "the logic model"),
    "evaluation": ("evaluation-what-works", "what works"),
    "quality": ("evaluation-quality", "quality"),
    "improvement": ("evaluation-improvement-activities", "the improvement activities"),
    "assessment": ("evaluation-assessment", "the assessment"),
}
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
        reading = " ".join([_reading(study, item, row), _set_aside(study, item.id)]).strip()
        lines.append([source, item.shown_title, from_where(item.provenance), partner_words(reading)])
    for item in study.outcome.improvement_tool:
        wording, reading = from_where(item.provenance), _of_tool(study, item)
        lines.append([f"Improvement tool, {item.id}", item.title, wording, partner_words(reading)])
    levels = {row.get("indicator"): row for row in study.recorded.quality()}
    for item in study.outcome.quality_indicators:
        title, wording = f"{item.number} {item.title}", from_where(item.provenance)
        level = levels[item.number].get("level") if item.number in levels else "open: partners' evaluation needed"
        lines.append(["Self-evaluation", title, wording, level])
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
    return Fragment(table + note + _tool_answers(study) + _definitions([*study.outcome.national_indicators, suite]))


def _set_aside(study, indicator):
    """Return that the partnership sets an indicator aside, and why; empty when it does not."""
    row = study.recorded.decision(indicator)
    return f"(Set aside by the partnership: {row.get('reason')})" if row and row.get("decision") == "set aside" else ""


def _of_tool(study, item):
    """Return what is recorded on an item of the improvement tool, in a few words."""
    count = len(study.recorded.answers(item.id))
    said = f"{text.counted(count, 'answers')} recorded, below" if count else "open: partners' evidence needed"
    return " ".join([said, _set_aside(study, study.recorded.key(item.id))]).strip()


def _tool_answers(study):
    """Return what partners have answered on the items of the improvement tool."""
    answered = [item for item in study.outcome.improvement_tool if study.recorded.answers(item.id)]
    return "".join(
        f'<h3 id="tool-{item.id}">{item.id}. {html.escape(item.title)}</h3>{answers_html(study.recorded, item.id)}'
        for item in answered
    )


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
    """Return one line of the checklist: its state, what figures and partners say, what is still needed.

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
        direct, linked = answers_html(study.recorded, line.id), _linked(study, line)
        answers += f"<li>Recorded by partners: see {linked}.</li>" if linked else ""
        held = [name for name in [*line.settled, *line.recorded] if study.recorded.holds(name)]
        answers += f"<li>Recorded by partners: {_where(held)}.</li>" if held else ""
        is_open = line.open and not direct and not set(held) & set(line.settled)
        state = "open" if not answers and not direct else "answered in part" if is_open else "answered"
        needed = f"<p>Still needed: {html.escape(line.open)}</p>" if is_open else ""
        needed = direct + needed
    said = f"<ul>{answers}</ul>" if answers else ""
    note = f"<p>Note: {html.escape(line.note)}</p>" if line.note else ""
    heading = f"<p><strong>{line.id}. {html.escape(line.text)}</strong> <span class='state'>{state}</span></p>"
    return f'<li id="checklist-{line.id}">{heading}{said}{needed}{note}</li>'


def _where(held):
    """Return links to the parts of the report that show what partners have recorded for a line."""
    parts = dict.fromkeys(SHOWN_IN[name.split(".")[0]] for name in held)
    return text.join([f'<a href="#{place}">{words}</a>' for place, words in parts])


def _linked(study, line):
    """Return links to the questions of a line to which partners have recorded answers; empty without any."""
    named = [question for question in study.outcome.all_questions if question.id in line.evidence]
    recorded = [question.id for question in named if study.recorded.answers(question.id)]
    return ", ".join(f'<a href="#{name}">{name}</a>' for name in recorded)


def _short_answer(study, name):
    """Return what an indicator shows here and how it moved, as a list item; empty without a figure."""
    indicator = study.indicator(name)
    if indicator.is_split:
        own = study.shares(name)[0]
        known = own[own["value"].notna()]
        if known.empty:
            return ""
        is_share = indicator.statistic == "share"
        said = text.largest_share(own, indicator) if is_share else figures.finding(study, indicator)
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
