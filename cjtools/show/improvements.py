"""What partners mean to do better for an outcome, each activity with what it is linked to and who leads."""

from cjtools.show import tables, text
from cjtools.show.fragments import Fragment
from cjtools.show.holes import hole
from cjtools.show.recorded import example_label, example_words, partner_words

UNLINKED = "not linked yet"


def improvements(study):
    """Show the improvement activities that partners have recorded for the outcome.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    recorded = study.recorded
    rows = recorded.improvements()
    if not rows:
        said = "No improvement activity is recorded for this outcome."
        return hole(said, study.evidence, study.area["slug"], "Improvement activities")
    lines = [
        [
            partner_words(f"{row.get('id')}. {row.get('activity')}"),
            _linked(row),
            study.catalogue.partner_name(row.get("lead")),
            text.join(_aims(study, row)) or "none yet",
        ]
        for row in rows
    ]
    columns = [tables.Column(head, False) for head in ("Improvement activity", "Linked to", "Lead", "Aims")]
    caption = f"Improvement activities of {study.place}{example_words(recorded)}"
    note = (
        "Which of them come first, over all outcomes, is on the page of priorities of the area; what became of aims in "
        "its delivery plan."
    )
    return Fragment(example_label(recorded) + tables.table_html("improvements", caption, columns, lines, note))


def _aims(study, row):
    """Return the aims of the delivery plan that belong to an improvement activity, each once."""
    return list(dict.fromkeys(aim.get("id") for aim in study.evidence.of("aims", activity=row.get("id"))))


def _linked(row):
    """Return the activity of the model, or the open question, that an improvement activity is linked to."""
    activity, gap = row.get("model_activity"), row.get("data_gap")
    said = [f"activity {activity}" if activity else "", f"question {gap}" if gap else ""]
    return "; ".join(filter(None, said)) or UNLINKED
