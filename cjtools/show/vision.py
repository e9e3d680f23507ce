"""What notebook 04 shows: the logic model, the documents and the national actions that a local vision has to heed."""

import html

from cjtools.drawing import diagrams
from cjtools.results.local_model import differences, local_model, without_activity, without_indicator
from cjtools.show import tables, text
from cjtools.show.fragments import DERIVED, Fragment, derived_note, from_where
from cjtools.show.holes import place_for
from cjtools.show.recorded import example_label, example_words, partner_words

_WHOSE = {
    **dict.fromkeys(("published guidance", "published"), "The national model; a partnership adapts it to its area."),
    "derived": "A model drafted by this project, for the partnership to adapt to its area.",
    "the partnership's own": "The partnership's own model.",
}


def logic_model(study):
    """Show the outcome's logic model as a diagram and, with the same content, as a list.

    Where the partnership has recorded a model of its own, that one is shown, then what it added, changed and dropped
    and why, with the national model beside it as a list.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    national, own = study.outcome.logic_model.model_dump(), local_model(study)
    whose = _WHOSE[from_where(national["provenance"])]
    if own is None:
        none = f"No model of this area is recorded. {place_for(study.evidence, study.area['slug'], 'Logic model')}"
        return Fragment(f"{_drawn(study, national, whose)}<p class='gap'>{html.escape(none)}</p>")
    label = example_label(study.recorded)
    drawn = _drawn(study, own, f"The model of {text.in_place(study.place)}, as its partners have recorded it.")
    beside = (
        f"<details><summary>The national model, as a list</summary><p>{whose}</p>{_marks_key(national)}"
        f"{diagrams.logic_model_list(national)}</details>"
    )
    return Fragment(f"{label}{drawn}{_differences_html(study)}{_gaps_html(study)}{beside}")


def _drawn(study, model, whose):
    """Return a model as a diagram and as a list."""
    steps = ", then to what they lead to on the way" if model.get("steps") else ""
    partners = text.join(partner["partner"] for partner in model["partners"])
    title = f"Logic model: {study.outcome.short_title}"
    alt = (
        f"Diagram in columns: inputs lead to activities of {partners}{steps}, and these to the outcome. The list below "
        "says the same."
    )
    picture = diagrams.logic_model_svg(model, name="logic-model", title=title, alt=alt)
    return (
        f'<figure id="logic-model-figure"><figcaption><strong>{html.escape(title)}</strong>'
        f'<span class="sub">{html.escape(whose)}</span></figcaption>'
        f'<div class="wide scroll" role="region" tabindex="0" aria-label="{html.escape(title)}">{picture}</div>'
        "</figure>"
        f'<h3 id="logic-model-list">The logic model as a list</h3>{_marks_key(model)}{diagrams.logic_model_list(model)}'
    )


def _marks_key(model):
    """Return what the mark behind an activity means; empty where none bears it."""
    activities = [activity for partner in model["partners"] for activity in partner["activities"]]
    is_marked = any(map(diagrams.is_derived, activities))
    return f"<p class='from'>{diagrams.MARK} {DERIVED}, not published.</p>" if is_marked else ""


def _differences_html(study):
    """Return what the partnership added, changed and dropped, and why."""
    found = differences(study)
    if not found:
        return "<p>Nothing differs from the national model.</p>"
    heads = ("Change", "Part", "In this area", "In the national model", "Why")
    columns = [tables.Column(head, False) for head in heads]
    lines = [
        [one.change, one.part, *(partner_words(said or "none") for said in (one.words, one.national, one.reason))]
        for one in found
    ]
    caption = f"In what the model of this area differs{example_words(study.recorded)}"
    return tables.table_html("model-differences", caption, columns, lines)


def _gaps_html(study):
    """Return what hangs loose in the area's model: activities without an indicator, other lines without an activity."""
    found, said, loose = without_indicator(study), [], ""
    if found:
        counted = text.counted(len(found), "activities")
        listed = "".join(f"<li>{partner_words(f'{one.id}. {one.text}')}</li>" for one in found)
        summary = f"{counted} without an indicator that shows whether they work"
        loose = f'<details class="gap"><summary>{summary}</summary><ul>{listed}</ul></details>'
    for part, lines in without_activity(study).items():
        named = text.join([f"“{line}”" for line in lines])
        said.append(f"{text.counted(len(lines), f'{part}s')} without an activity: {partner_words(named)}.")
    return loose + "".join(f'<p class="gap">{one}</p>' for one in said)


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
        [
            f"{policy.title} ({policy.reference})" if policy.reference else policy.title,
            policy.kind,
            from_where(policy.provenance),
        ]
        for policy in study.outcome.policy_landscape
    ]
    columns = [tables.Column(heading, False) for heading in ("Document", "Kind", "Listed in")]
    note = derived_note(study.outcome.policy_landscape)
    return Fragment(tables.table_html("policy", "Legislation, guidance and evidence", columns, lines, note))


def plan_actions(study):
    """Show the actions of the national delivery plan that belong to the outcome.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    actions = study.outcome.delivery_plan_actions
    if not actions:
        none = "The actions of the national delivery plan for this outcome are to be added from the published plan."
        return Fragment(f'<p class="gap">{none}</p>')
    lines = [[f"{action.number}. {action.summary}", action.status, from_where(action.provenance)] for action in actions]
    columns = [tables.Column(heading, False) for heading in ("Action", "Status", "Where it comes from")]
    caption = "Actions of the national delivery plan"
    return Fragment(tables.table_html("plan-actions", caption, columns, lines, derived_note(actions)))
