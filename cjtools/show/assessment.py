"""What partners have decided on an outcome, and where the figures point another way."""

import html

from cjtools.results.pull_apart import against
from cjtools.show import tables, text
from cjtools.show.figure_parts import prose
from cjtools.show.fragments import NOT_RECORDED, Fragment, made_up_mark
from cjtools.show.holes import place_for
from cjtools.show.recorded import day, example_label, example_words, partner_words, yes_no

STATEMENTS = (
    ("Is the outcome being achieved?", "achieved"),
    ("If not, how near is it?", "near"),
    ("What does that rest on?", "why"),
    ("Is it a priority for action?", "priority"),
    ("What will be done to achieve it, or to keep it achieved?", "action"),
    ("Agreed by whom, and when?", "agreed"),
)
OPEN = "not yet recorded"


def assessment(study):
    """Show what the partners have decided; where nothing is recorded, the place for it. The tool never fills it.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    recorded = study.recorded
    row = recorded.assessment()
    said = _said(row) if row is not None else {}
    lines = [[question, said.get(name) or OPEN] for question, name in STATEMENTS]
    columns = [tables.Column("What the partners decide together", False), tables.Column("Their answer", False)]
    caption = f"Assessment by the partners{example_words(recorded) if row is not None else ''}"
    table = tables.table_html("assessment-table", caption, columns, lines)
    if row is None:
        where = place_for(study.evidence, study.area["slug"], "Assessment")
        return Fragment(
            f'<div class="gap"><p><strong>{NOT_RECORDED}</strong></p><p>{html.escape(where)}</p></div>{table}'
        )
    return Fragment(f"{example_label(recorded)}{table}")


def _said(row):
    """Return the partners' statements, as HTML by name."""
    near = [row.get("nearness"), row.get("how_near")]
    why = row.get("priority_why")
    return {
        "achieved": yes_no(row, "achieved", OPEN),
        "near": "does not apply" if row.get("achieved") else partner_words(": ".join(filter(None, near))),
        "why": partner_words(row.get("why")),
        "priority": partner_words(": ".join(filter(None, [yes_no(row, "priority", OPEN), why]))),
        "action": partner_words(row.get("action")),
        "agreed": partner_words(f"{row.get('agreed_by')}, {day(row.get('agreed_on'))}"),
    }


def summary(study):
    """Return what the partners have decided, in one sentence.

    Parameters
    ----------
    study : Study
        With a recorded assessment.

    Returns
    -------
    str
        Plain text.
    """
    row = study.recorded.assessment()
    near = f" ({row.get('nearness')})" if row.get("nearness") else ""
    achieved = {True: "achieved", False: f"not achieved{near}"}.get(row.get("achieved", None), "no judgement yet")
    priorities = {True: "a priority for action", False: "not a priority for action"}
    priority = priorities.get(row.get("priority", None), f"priority for action {OPEN}")
    made_up = " Worked example, made up." if study.recorded.is_example else ""
    agreed = f"{row.get('agreed_by')}, {day(row.get('agreed_on'))}"
    return f"Recorded: {achieved}; {priority} ({agreed}).{made_up}"


def pull_apart_html(study):
    """Return where the figures point another way than the assessment, plainly; empty where they do not.

    Parameters
    ----------
    study : Study

    Returns
    -------
    str
    """
    found = against(study)
    if not found:
        return ""
    recorded = "achieved" if study.recorded.assessment().get("achieved") else "not achieved"
    items = "".join(f"<li>{prose(_told(one))}</li>" for one in found)
    return (
        '<div class="gap" id="pull-apart"><p><strong>The assessment and the figures pull apart.</strong> The outcome '
        f"is recorded as {recorded}; these figures point the other way. Both can hold: the partners say why.</p>"
        f"<ul>{items}</ul></div>"
    )


def _told(one):
    """Return how one indicator points another way, as a sentence."""
    row = one.row
    figure = f"{one.indicator.name}: {text.with_unit(row)} in {row['period']}, {another_way(one)}."
    return " ".join(filter(None, [figure, made_up_mark(row["status"])]))


def another_way(one):
    """Return in what an indicator points another way than the assessment.

    Parameters
    ----------
    one : Against

    Returns
    -------
    str
        Such as 'worse than Scotland (63.0%) and falling since 2019-20'.
    """
    row, word = one.row, "worse" if one.is_worse else "better"
    reasons = []
    if one.beside:
        beside = f"{row['comparator']} ({text.number(row['comparator_value'], row['unit'])})"
        reasons.append(f"{text.clearly(row['certainty'])}{word} than {beside}")
    if one.trend:
        reasons.append(f"{row['trend']} over five years, since {row['trend_from']}")
    if one.years:
        moved = "risen" if (one.indicator.better == "higher") != one.is_worse else "fallen"
        reasons.append(f"it has {moved} {text.number(one.years)} years running")
    return text.join(reasons)
