"""Gaps in the data as improvement activities that could be taken up, those that close most questions first."""

import html

from cjtools.show import tables, text
from cjtools.show.fragments import Fragment

SHOWN = 10  # as many as partners can talk through


def data_gaps(plan):
    """Show which data would close most open questions over all outcomes, who holds them, and what is taken up.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Fragment
    """
    gaps = plan.data_gaps()
    if not gaps:
        return Fragment("<p>Every question of every outcome is answered.</p>")
    lines = [
        [
            gap.item["title"],
            plan.words.partners[gap.item["partner"]]["name"],
            f"{text.number(len(gap.questions))}: {_numbers(gap)}",
            text.join(list(gap.taken_up)) or "not yet",
        ]
        for gap in gaps[:SHOWN]
    ]
    heads = ("Data", "Held by", "Questions that it would help to answer", "Taken up by improvement activity")
    columns = [tables.Column(head, False) for head in heads]
    rest = f" The first {SHOWN} are shown." if len(gaps) > SHOWN else ""
    command = f"cjtools requests {plan.area['slug']}"
    said = (
        f"{text.counted(len(gaps), 'data items')} would each help to close a question of the plan; those that help "
        f"with most stand first.{rest} Each can become an improvement activity: name one of its questions under Data "
        f"gap in the sheet Improvement activities. All of them, with a letter to each partner: {command}"
    )
    caption = f"Data that would close most questions, {plan.place}"
    return Fragment(f"<p>{html.escape(said)}</p>{tables.table_html('data-gaps', caption, columns, lines)}")


def _numbers(gap):
    """Return the questions by outcome and number."""
    return text.join([f"{outcome.number}-{question.id}" for outcome, question in gap.questions])
