"""What notebook 04 shows: the logic model, the documents and the national actions that a local vision has to heed."""

import html

from cjtools.drawing import diagrams
from cjtools.show import tables, text
from cjtools.show.fragments import DERIVED, Fragment, derived_note, from_where

_WHOSE = {
    **dict.fromkeys(("published guidance", "published"), "The national model; a partnership adapts it to its area."),
    "derived": "A model drafted by this project, for the partnership to adapt to its area.",
    "the partnership's own": "The partnership's own model.",
}


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
    activities = [activity for partner in model["partners"] for activity in partner["activities"]]
    partners = text.join(partner["partner"] for partner in model["partners"])
    title = f"Logic model: {study.outcome.short_title}"
    alt = (
        f"Diagram in three columns: inputs lead to activities of {partners}, which lead to the outcome. The list below "
        "says the same."
    )
    is_marked = any(map(diagrams.is_derived, activities))
    mark = f"<p class='from'>{diagrams.MARK} {DERIVED}, not published.</p>" if is_marked else ""
    picture = diagrams.logic_model_svg(model, name="logic-model", title=title, alt=alt)
    return Fragment(
        f'<figure id="logic-model-figure"><figcaption><strong>{html.escape(title)}</strong>'
        f'<span class="sub">{_WHOSE[from_where(model["provenance"])]}</span></figcaption>'
        f'<div class="wide scroll" role="region" tabindex="0" aria-label="{html.escape(title)}">{picture}</div>'
        "</figure>"
        f'<h3 id="logic-model-list">The logic model as a list</h3>{mark}{diagrams.logic_model_list(model)}'
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
