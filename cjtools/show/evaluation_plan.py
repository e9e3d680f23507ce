"""What notebook 05 shows of the evaluation: what to ask whom about each activity, what was answered, what works."""

import html

from cjtools.results.working import NO, OPEN, PARTLY, VERDICTS, YES, activities, by_partner
from cjtools.show import tables, text
from cjtools.show.fragments import Fragment, from_where
from cjtools.show.holes import hole
from cjtools.show.recorded import day, example_label, example_words, partner_words

NOT_YET = "not yet recorded"
HEADS = {YES: "Work", PARTLY: "Work in part", NO: "Do not work", OPEN: "Not judged yet"}


def evaluation_plan(study):
    """Show the evaluation questions, to take into sessions, with the answers where they are recorded.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
        A table for each activity that is asked about.
    """
    recorded, pieces = study.recorded, []
    national, words = {}, {}
    for group in study.outcome.evaluation_questions:
        words |= {recorded.key(question.id): f"{question.id}. {question.text}" for question in group.questions}
        national.setdefault(group.activity, []).extend((question, group.asked_of) for question in group.questions)
    columns = [tables.Column(head, False) for head in ("Question", "Asked of", "Answer", "Works as the model predicts")]
    for activity in activities(study):
        lines = _lines(recorded, activity, national.get(activity.id, []), words)
        if lines:
            caption = f"Activity {activity.id}: {activity.text}"
            caption += example_words(recorded) if activity.rows else ""
            pieces.append(tables.table_html(f"evaluation-{activity.id}", caption, columns, lines))
    return Fragment("".join(pieces))


def _lines(recorded, activity, national, words_of):
    """Return the rows of an activity's table: the questions of the plan, then what else was asked about it."""
    lines, shown = [], set()
    for question, asked_of in national:
        rows = [row for row in activity.rows if row.get("question") == recorded.key(question.id)]
        shown.update(map(id, rows))
        words = f"{question.id}. {question.text}"
        lines += [_line(words, row.get("question_for") or asked_of, row) for row in rows]
        lines += [] if rows else [[words, asked_of, NOT_YET, NOT_YET]]
    own = [row for row in activity.rows if id(row) not in shown]
    # the partnership's own, or one of the plan that it has asked about another activity
    return lines + [
        _line(words_of.get(row.get("question"), row.get("question")), row.get("question_for"), row) for row in own
    ]


def _line(question, asked_of, row):
    """Return the cells of one question."""
    when = f" ({day(row.get('date'))})" if row.get("date") else ""
    answer = partner_words(row.get("answer") + when) if row.get("answer") else NOT_YET
    return [partner_words(question), partner_words(asked_of), answer, row.get("works") or NOT_YET]


def what_works(study):
    """Show how many of each partner's activities work as the model predicts, by what those asked have said.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    found = activities(study)
    judged = [one for one in found if one.verdict != OPEN]
    if not judged:
        return Fragment('<p class="gap">Nothing is recorded yet on whether the activities of the model work.</p>')
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS}
    said = (
        f"Of {text.counted(len(found), 'activities')}, {len(judged)} were judged: {counts[YES] or 'none'} as the model "
        f"predicts, {counts[PARTLY] or 'none'} in part, {counts[NO] or 'none'} not. An activity that those asked judge "
        "differently works in part."
    )
    columns = [tables.Column("Partner", False), *(tables.Column(HEADS[verdict]) for verdict in VERDICTS)]
    lines = [
        [partner, *(text.number(count) for count in verdicts.values())]
        for partner, verdicts in by_partner(found).items()
    ]
    caption = f"Activities that work as the model predicts, by partner{example_words(study.recorded)}"
    table = tables.table_html("what-works", caption, columns, lines)
    return Fragment(f"<p>{html.escape(said)}</p>{example_label(study.recorded)}{table}")


def quality(study):
    """Show the partners' evaluation of quality on the six-point scale, strengths and what has to improve.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    recorded, scale = study.recorded, study.catalogue.framework.evaluation_scale
    rows = recorded.quality()
    if not rows:
        return hole("No evaluation of quality is recorded.", study.evidence, study.area["slug"], "Quality")
    titles = {item.number: item.title for item in study.outcome.quality_indicators}
    heads = ("Quality indicator", "Level", "Strengths", "To improve", "How we know", "What we will do next", "Agreed")
    columns = [tables.Column(head, False) for head in heads]
    lines = [
        [
            partner_words(f"{row.get('indicator')} {titles.get(row.get('indicator'), '')}".strip()),
            row.get("level"),
            partner_words(row.get("strengths", "none recorded")),
            partner_words(row.get("to_improve", "nothing recorded")),
            partner_words(row.get("known", "not recorded")),
            partner_words(row.get("next", "not recorded")),
            day(row.get("date")),
        ]
        for row in rows
    ]
    named = "; ".join(scale.levels)
    mark = f" ({from_where(scale.provenance)})" if from_where(scale.provenance) == "derived" else ""
    note = f"The scale, best first{mark}: {named}. It stands beside the figures and is never averaged into them."
    caption = f"Quality, by the partners' own evaluation{example_words(recorded)}"
    return Fragment(example_label(recorded) + tables.table_html("quality-table", caption, columns, lines, note))
