"""What notebooks show: pieces of a page, each one call, made from a study."""

import html
from dataclasses import dataclass

from cjtools import diagrams, figures, tables, text
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
    answers = "".join(figures.indicator_html(study, name, kinds, question.id) for name, kinds in shows.items())
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
        f"<p>Who holds it: {html.escape(question.partner)}. What would close it: {html.escape(question.to_close)}</p></div>"
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
    source = figures.source_html(study, frame)
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
        [question.id, question.text, _state_words(question, state), question.partner, question.to_close]
        for question, state in study.gaps()
        if question.id in wanted
    ]
    if not lines:
        return Fragment("<p>Every question of this part has a figure.</p>")
    columns = [tables.Column(h, False) for h in ("Id", "Question", "State", "Who holds it", "What would close it")]
    name = f"gaps-{group or 'all'}"
    caption = f"What is missing: {len(lines)} of {len(wanted)} questions open or answered in part"
    return Fragment(tables.table_html(name, caption, columns, lines))


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
    items = [
        f"<li>{html.escape(text.sentence(row, indicator, study.place))}</li>"
        for indicator, row in rows
        if row is not None
    ]
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
        f'<div class="wide scroll" role="region" tabindex="0" aria-label="{html.escape(title)}">{picture}</div></figure>'
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
    lines = [[policy.title, policy.kind, policy.reference] for policy in study.outcome.policy_landscape]
    columns = [tables.Column(heading, False) for heading in ("Document", "Kind", "Reference")]
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
        lines.append(["Performance framework", title, *_reading(row)])
    for item in study.outcome.improvement_tool:
        lines.append(["Improvement tool", item.title, "open: partners' evidence needed", "", ""])
    for item in study.outcome.quality_indicators:
        lines.append(["Self-evaluation", f"{item.number} {item.title}", "open: partners' evaluation needed", "", ""])
    heads = ("Source", "Indicator", "Reading", "Against Scotland", "Against the year before")
    columns = [tables.Column(heading, False) for heading in heads]
    table = tables.table_html("indicators-table", f"Indicators for {study.place}, {study.year}", columns, lines)
    note = (
        "<p>The quality indicators are those the Care Inspectorate points to for this outcome; partners may use others. "
        "They stand beside the figures and are never averaged into them.</p>"
    )
    return Fragment(table + note)


def _reading(row):
    """Return a record's reading, verdict and change for a table."""
    if row is None or row["value"] != row["value"]:
        return "no figure", "", ""
    count = f", {text.number(row['numerator'])} of {text.number(row['denominator'])}" if row["denominator"] > 0 else ""
    reading = f"{text.number(row['value'], row['unit'], row['marker'])} in {row['period']}{count}"
    limits = text.interval(row["lower"], row["upper"], row["unit"])
    said = row["verdict"] or row["position"]
    beside = f"{said} ({text.number(row['comparator_value'], row['unit'])})" if row["comparator"] else ""
    return f"{reading}; {limits}" if limits else reading, beside, row["change_reading"]


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
    lines = [
        [question.id, question.text, group.asked_of, activities[group.activity], "not yet recorded"]
        for group in study.outcome.evaluation_questions
        for question in group.questions
    ]
    heads = ("Id", "Question", "Asked of", "Activity of the logic model", "Answer")
    columns = [tables.Column(heading, False) for heading in heads]
    return Fragment(tables.table_html("evaluation-plan", "Evaluation questions to take into sessions", columns, lines))


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
        lines = []
        for line in section.lines:
            state = study.state(line)
            answer = " ".join(_short_answer(study, item.indicator) for item in line.answered_by).strip()
            note = f" Note: {line.note}" if line.note else ""
            wanted = f"{line.open}{note}" if state != ANSWERED or line.open else note.strip()
            lines.append([line.id, line.text, STATE_WORDS[state], answer, wanted])
        heads = ("Id", "Line of the checklist", "State", "What the figures say", "What is still needed")
        columns = [tables.Column(heading, False) for heading in heads]
        name = f"checklist-{section.section}"
        pieces.append(tables.table_html(name, f"Checklist: {section.title}", columns, lines))
    return Fragment("".join(pieces))


def _short_answer(study, name):
    """Return one short clause on what an indicator shows here."""
    indicator = study.indicator(name)
    if indicator.statistic == "share":
        own = study.shares(name)[0]
        known = own[own["value"].notna()]
        if known.empty:
            return ""
        top = known.loc[known["value"].idxmax()]
        return f"{indicator.name}: mostly {top['part_label']} ({text.number(top['value'], 'per cent')})."
    row = study.latest(name)
    return "" if row is None or row["value"] != row["value"] else f"{text.headline(row, indicator)}."


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


def expected_by_chance(count):
    """Return how many of some looks would stand out by chance at the 95 % level, in words.

    Examples
    --------
    >>> expected_by_chance(41)
    'about 2'
    """
    return f"about {max(1, round(count * 0.05))}" if count else "none"


def front(study):
    """Show the first page: what the evidence says, what changed, what is missing.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    says = "".join(
        f"<li>{html.escape(text.said_of(row, indicator, study.place))} {html.escape(text.compared(row, indicator))}</li>"
        if indicator.statistic != "share"
        else f"<li>{html.escape(_share_headline(row, indicator, study.place))}</li>"
        for indicator, row in study.headline_rows()
    )
    return Fragment(
        f'<h2 id="summary">What the evidence says</h2><ul class="says">{says}</ul>'
        f'<h2 id="changed">What changed</h2>{_changes(study)}'
        f'<h2 id="missing">What is missing</h2>{_missing(study)}'
    )


def _share_headline(row, indicator, place):
    """Return the sentence of one category of a share."""
    shown = text.number(row["value"], row["unit"], row["marker"])
    limits = text.interval(row["lower"], row["upper"], row["unit"])
    of = f"{text.number(row['numerator'])} of {text.number(row['denominator'])} {indicator.words.counted}"
    detail = f"{of}; {limits}" if limits else of
    said = (
        f"In {row['period']}, {shown} of {indicator.words.subject} in {place}: {row['part_label'].lower()} ({detail})."
    )
    return f"{said} {text.compared(row, indicator)}".strip()


def _changes(study):
    """Return the clear changes from the year before, strongest evidence first, and how many were looked at."""
    looked = study.looked_at()
    clear = [(indicator, row) for indicator, row in looked if row["change_reading"] in ("up", "down")]

    def strength(pair):
        row = pair[1]
        width = row["change_upper"] - row["change_lower"]
        return -abs(row["change"]) / width if width else 0

    items = []
    for indicator, row in sorted(clear, key=strength)[:6]:
        name = indicator.name if indicator.statistic != "share" else f"{indicator.name}: {row['part_label']}"
        unit = "" if row["unit"] == "per cent" else f" {row['unit']}"
        items.append(
            f"{name} went {row['change_reading']} from {text.number(row['previous_value'], row['unit'])} in "
            f"{row['previous_period']} to {text.number(row['value'], row['unit'])}{unit} in {row['period']}."
        )
    few = sum(row["change_reading"] == "too few to tell" for _, row in looked)
    said = (
        f"{len(looked)} figures were compared with the year before; {len(clear)} changed clearly "
        f"({expected_by_chance(len(looked) - few)} would be expected to by chance alone), and {few} rest on fewer than 10 "
        "cases, too few to tell."
    )
    listed = "".join(f"<li>{html.escape(item)}</li>" for item in items)
    more = f"<p>The {len(items)} with the strongest evidence:</p>" if len(clear) > len(items) else ""
    return f"<p>{said}</p>{more}" + (f"<ul>{listed}</ul>" if items else "")


def _missing(study):
    """Return what is missing, in a few lines."""
    every = study.outcome.all_questions
    states = {question.id: study.state(question) for question in every}
    figures_open = [q for q in every if q.kind == "quantitative" and states[q.id] != ANSWERED]
    words_open = [q for q in every if q.kind == "qualitative" and states[q.id] != ANSWERED]
    numbers = sum(question.kind == "quantitative" for question in every)
    lines = [
        f"{numbers - len(figures_open)} of {numbers} questions for figures are answered for {study.place}.",
        f"{len(words_open)} questions for the people concerned and the workforce have no recorded answer.",
        NOT_RECORDED,
    ]
    for question in figures_open:
        lines.append(
            f"{question.id}. {question.text} {STATE_WORDS[states[question.id]].capitalize()}. {question.to_close}"
        )
    return "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in lines) + "</ul>"


def about(study, problems=()):
    """Show how the report was made: methods, caveats that hold throughout, sources, revisions, open problems.

    Parameters
    ----------
    study : Study
    problems : list of str
        What the build could not read.

    Returns
    -------
    Fragment
    """
    caveats = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in figures.shared_caveats(study))
    unread = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
    unread = f"<h3 id='unread'>Not read</h3><ul>{unread}</ul>" if unread else ""
    group = study.group
    members = text.join(area["area_name"] for area in study.catalogue.councils if area["area_code"] in group["members"])
    return Fragment(
        "<h3 id='methods'>Methods</h3><ul>"
        "<li>Percentages and shares have Wilson 95% intervals; counts and rates exact Poisson limits under 10 events and "
        "Byar's from 10. Published averages have none.</li>"
        "<li>An area is better, worse, higher or lower than Scotland or its group when its own interval lies wholly to one "
        "side of that figure; otherwise it is similar. Under 10 events it is too few to tell.</li>"
        "<li>A change is clear when the 95% interval of the difference (Newcombe) or of the ratio (exact) leaves out no "
        "change.</li><li>Funnel limits are where an area's own interval would just reach Scotland's figure.</li>"
        f"<li>{html.escape(group['name'])}: councils similar in {html.escape(group['similar_in'])}: {html.escape(members)}. "
        "Its figures are pooled from counts, this area's among them.</li>"
        "<li>Indicators marked draft have not been checked by a second person yet.</li></ul>"
        f"<h3 id='caveats'>Caveats that hold throughout</h3><ul>{caveats}</ul>{unread}"
        f"<h3 id='sources'>Sources</h3>{_sources(study)}"
    )


def _sources(study):
    """Return the table of sources that the report draws on."""
    shown = study.shown()
    shown = shown[shown["value"].notna()]
    used = dict.fromkeys(zip(shown["source"], shown["edition"], shown["status"], strict=True))
    lines = []
    for source, edition, status in sorted(used):
        row = study.catalogue.source(source, edition)
        if row:
            lines.append([row["title"], row["publisher"], edition, row["published_on"], status])
    heads = ("Publication", "Publisher", "Edition", "Published on", "Status of its figures here")
    columns = [tables.Column(heading, False) for heading in heads]
    return tables.table_html("sources-table", "Publications that this report draws on", columns, lines)
