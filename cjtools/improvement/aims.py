"""What is to be said of an aim before it is worked on: what it lacks, and how far it reaches."""

from dataclasses import dataclass

NO_NUMBER, NO_DAY, NO_GROUP, NO_PLACE, NO_GAP, NOT_WITH = (
    "no number", "no day", "not for whom", "not where", "no gap", "not agreed with anybody",
)  # fmt: skip
PAST, DRIFT, STRETCH, HELD = "day is past", "changed", "beyond what was ever seen", "within what was seen"
ANOTHER_TARGET = "another target"
NO_OUTCOME, NO_PROCESS, NO_BALANCING = "no outcome measure", "no process measure", "no balancing measure"
OUTCOME, PROCESS, BALANCING = "outcome", "process", "balancing"
_PARTS = (
    ("by_how_much", NO_NUMBER), ("by_when", NO_DAY), ("for_whom", NO_GROUP), ("where", NO_PLACE), ("gap", NO_GAP),
    ("made_with", NOT_WITH),
)  # fmt: skip
_OF_KIND = ((OUTCOME, NO_OUTCOME), (PROCESS, NO_PROCESS), (BALANCING, NO_BALANCING))
# what makes an aim another one, as against better words for the same
DRIFTS = ("what", "by_how_much", "by_when", "for_whom", "where")


@dataclass(frozen=True)
class Finding:
    """One thing to know about an aim.

    Attributes
    ----------
    kind : str
        One of the names of this module.
    details : tuple
        What it needs to be said: columns that changed, the lowest and highest figure of the series, or names of
        measures and their targets.
    """

    kind: str
    details: tuple = ()


def findings(aim, first, kinds, on, seen=(), targets=None):
    """Return what is to be said of an aim.

    Parameters
    ----------
    aim, first : Row
        As it is now, and as it was recorded first.
    kinds : collection of str
        Kinds of its measures.
    on : datetime.date
        Today.
    seen : sequence of float
        Figures that its outcome measure had before it was agreed, in the unit of its number.
    targets : dict, optional
        Name -> target, of the outcome measures that have one.

    Returns
    -------
    list of Finding
    """
    found = [Finding(kind) for column, kind in _PARTS if aim.get(column, None) is None]
    if aim.get("by_when", on) < on:
        found.append(Finding(PAST))
    changed = tuple(column for column in DRIFTS if aim.get(column, None) != first.get(column, None))
    if changed:
        found.append(Finding(DRIFT, changed))
    number = aim.get("by_how_much", None)
    if number is not None and len(seen) > 1:
        low, high = min(seen), max(seen)
        found.append(Finding(HELD if low <= number <= high else STRETCH, (low, high)))
    if number is not None and targets and number not in targets.values():
        found.append(Finding(ANOTHER_TARGET, tuple(targets.items())))
    return found + [Finding(lacking) for kind, lacking in _OF_KIND if kind not in kinds]
