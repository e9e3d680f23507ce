"""Whether the activities of the logic model work as it predicts, by what those asked have said."""

from dataclasses import dataclass

YES, PARTLY, NO, OPEN = "yes", "partly", "no", "not answered"
VERDICTS = (YES, PARTLY, NO, OPEN)


@dataclass(frozen=True)
class Working:
    """One activity with what was asked about it.

    Attributes
    ----------
    id, text, partner : str
    rows : list of Row
        What was asked and answered, from the sheet Evaluation.
    """

    id: str
    text: str
    partner: str
    rows: list

    @property
    def verdict(self):
        """'yes' or 'no' where all who judged said so, 'partly' where they did not agree or said that, else open."""
        said = {row.get("works") for row in self.rows} - {""}
        if not said:
            return OPEN
        return said.pop() if len(said) == 1 else PARTLY


def activities(study):
    """Return the activities of an area's model with what was asked about them.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Working
        Those of the national model that the area has not dropped, in its words where it has changed them, then its own.
    """
    recorded = study.recorded
    local = {row.get("item"): row for row in recorded.model(part="activity") if row.get("item")}
    found = []
    for partner in study.outcome.logic_model.partners:
        for activity in partner.activities:
            row = local.get(recorded.key(activity.id))
            if row and row.get("change") == "dropped":
                continue
            text = (row.get("text") if row else "") or activity.text
            who = (study.catalogue.partner_name(row.get("partner")) if row else "") or partner.partner
            found.append(Working(activity.id, text, who, recorded.evaluation(activity.id)))
    for name, row in recorded.own_activities().items():
        who = study.catalogue.partner_name(row.get("partner"))
        found.append(Working(name, row.get("text"), who, recorded.evaluation(name)))
    return found


def by_partner(found):
    """Return how many activities of each partner work, work in part, do not, or were not judged.

    Parameters
    ----------
    found : list of Working

    Returns
    -------
    dict
        Partner -> verdict -> count.
    """
    counts = {}
    for one in found:
        counts.setdefault(one.partner, dict.fromkeys(VERDICTS, 0))[one.verdict] += 1
    return counts
