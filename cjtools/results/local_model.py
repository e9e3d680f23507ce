"""An area's own logic model: the national one with what the partnership added, changed and dropped."""

from dataclasses import dataclass

from cjtools.results.working import activities

STEPS = {"short-term outcome": "Short term", "medium-term outcome": "Medium term", "long-term outcome": "Long term"}
INPUT, OUTCOME, ADDED = "input", "national outcome", "added"


@dataclass(frozen=True)
class Difference:
    """One line in which an area's model differs from the national one.

    Attributes
    ----------
    change : str
        'added', 'changed' or 'dropped'.
    part, words, national, reason : str
        What kind of line, as the area has it, as the national model has it, and why they differ.
    """

    change: str
    part: str
    words: str
    national: str
    reason: str


def local_model(study):
    """Return an area's own model in the form that diagrams take; None where nothing is recorded.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict or None
    """
    recorded = study.recorded
    if not recorded.model():
        return None
    model = study.outcome.logic_model.model_dump()
    provenance = {each["id"]: each for partner in model["partners"] for each in partner["activities"]}
    partners = {}
    for one in activities(study):
        said = {"text": one.text, "id": one.id}
        national = provenance.get(one.id, {})
        if national.get("text") == one.text:
            said |= {key: national[key] for key in ("delivery_plan_action", "provenance")}
        partners.setdefault(one.partner, []).append(said)
    dropped = {row.get("text") for row in recorded.model(part=INPUT, change="dropped")}
    added = [row.get("text") for row in recorded.model(part=INPUT, change="added")]
    inputs = [text for text in model["inputs"] if text not in dropped] + added
    steps = [
        (when, row.get("text")) for part, when in STEPS.items() for row in recorded.model(part=part, change="added")
    ]
    return model | {
        "inputs": inputs,
        "partners": [{"partner": name, "activities": each} for name, each in partners.items()],
        "steps": steps,
    }


def differences(study):
    """Return in what an area's model differs from the national one: added, then changed, then dropped.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Difference
    """
    recorded = study.recorded
    national = {
        recorded.key(activity.id): activity.text
        for partner in study.outcome.logic_model.partners
        for activity in partner.activities
    }
    return [
        Difference(change, row.get("part"), row.get("text"), national.get(row.get("item"), ""), row.get("reason"))
        for change in ("added", "changed", "dropped")
        for row in recorded.model(change=change)
    ]


def without_indicator(study):
    """Return the activities of an area's model to which the partnership has named no indicator; none without a model.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Working
    """
    recorded = study.recorded
    named = {row.get("item") or row.get("id") for row in recorded.model(part="activity") if row.get("indicator")}
    return [one for one in activities(study) if not {one.id, recorded.key(one.id)} & named]


def without_activity(study):
    """Return the lines of an area's model that no activity needs or leads to.

    The national model does not say which activity needs which input: of inputs, only those that the area has added can
    be told.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict
        Part of the model -> words of its lines: inputs and outcomes on the way that are added without an activity, and
        the outcome itself when every activity is dropped.
    """
    recorded = study.recorded
    if not recorded.model():
        return {}
    found = {
        part: [row.get("text") for row in recorded.model(part=part, change=ADDED) if not row.get("activities")]
        for part in (INPUT, *STEPS)
    }
    found[OUTCOME] = [] if activities(study) else [study.outcome.title]
    return {part: lines for part, lines in found.items() if lines}
