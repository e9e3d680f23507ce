"""How one figure of a council reads beside Scotland: a symbol, the same in words, and the change in a year."""

from dataclasses import dataclass

from cjtools.results.comparisons import TOO_FEW
from cjtools.show import text

# classes of the map, from low to high, with their symbols; a symbol never stands without its words
CLASSES = ("Clearly lower", "Lower", "Similar", "Higher", "Clearly higher")
SYMBOLS = ("▼▼", "▼", "●", "▲", "▲▲")
FEW_SYMBOL, NONE_SYMBOL = "○", "–"
FEW_WORDS = "Under 10 cases: too few to tell"
NOT_BY_COUNCIL = "not published by council"
_SIDES = {"below": "lower", "similar": "similar", "above": "higher"}


@dataclass(frozen=True)
class Reading:
    """A figure beside Scotland's.

    Attributes
    ----------
    symbol : str
    words : str
        The same, in full; names 'better' or 'worse' only where the indicator has a direction.
    level : int or None
        Place among ``CLASSES``; None without a figure, or with too few cases.
    """

    symbol: str
    words: str
    level: int | None = None


LEGEND = (
    (SYMBOLS[4], "clearly higher than Scotland: so at the 99.8% level too"),
    (SYMBOLS[3], "higher than Scotland at the 95% level"),
    (SYMBOLS[2], "similar: the difference could be chance"),
    (SYMBOLS[1], "lower than Scotland at the 95% level"),
    (SYMBOLS[0], "clearly lower than Scotland: so at the 99.8% level too"),
    (FEW_SYMBOL, f"{FEW_WORDS[:1].lower()}{FEW_WORDS[1:]}"),
    (NONE_SYMBOL, "no figure, or none published by council"),
)


def reading(row):
    """Return how a record reads beside Scotland.

    Parameters
    ----------
    row : pandas.Series or None
        A result record.

    Returns
    -------
    Reading

    Examples
    --------
    >>> row = {"value": 71.0, "marker": "", "position": "above", "certainty": "99.8%", "verdict": "better"}
    >>> reading(row).symbol, reading(row).words
    ('▲▲', 'clearly higher (better)')
    """
    if row is None:
        return Reading(NONE_SYMBOL, "no figure")
    if text.is_missing(row["value"]):
        return Reading(NONE_SYMBOL, f"no figure {row['marker']}".strip())
    position = row["position"]
    if position == TOO_FEW:
        return Reading(FEW_SYMBOL, TOO_FEW)
    if position not in _SIDES:
        return Reading(NONE_SYMBOL, "not compared")
    said = f"{text.clearly(row['certainty'])}{_SIDES[position]}"
    level = [name.lower() for name in CLASSES].index(said)
    direction = f" ({row['verdict']})" if row["verdict"] in ("better", "worse") else ""
    return Reading(SYMBOLS[level], said + direction, level)


def group_reading(row):
    """Return how a record reads beside its family group, as :func:`reading` has it for Scotland."""
    names = ("position", "certainty", "verdict")
    return reading({"value": row["value"], "marker": row["marker"], **{name: row[f"group_{name}"] for name in names}})


def change(row):
    """Return how a record changed since the year before, in a few words; empty where nothing can be said.

    Parameters
    ----------
    row : pandas.Series or None
        A result record.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"value": 71.0, "previous_value": 64.0, "change_reading": "up", "change_certainty": "99.8%"}
    >>> change(row), change({**row, "change_reading": "too few to tell"})
    ('clearly up', 'too few to tell a change')
    """
    if row is None or text.is_missing(row["value"]) or text.is_missing(row["previous_value"]):
        return ""
    said = row["change_reading"]
    if said == TOO_FEW:
        return f"{TOO_FEW} a change"
    if said in ("up", "down"):
        return f"{text.clearly(row['change_certainty'])}{said}"
    return said


def counted(readings):
    """Return how many councils there are of each reading, as one sentence.

    Parameters
    ----------
    readings : list of Reading

    Returns
    -------
    str

    Examples
    --------
    >>> counted([Reading("▲", "higher", 3), Reading("●", "similar", 2), Reading("○", "too few to tell")])
    'Of 3 councils, 1 is higher than Scotland, 1 similar; 1 has no figure or too few cases to tell.'
    """
    levels = [one.level for one in readings]
    parts = [(levels.count(level), CLASSES[level].lower()) for level in (4, 3, 2, 1, 0) if level in levels]
    said, is_named = [], False
    for number, words in parts:
        verb = "" if said else ("is " if number == 1 else "are ")
        than = "" if words == "similar" or is_named else " than Scotland"
        is_named = is_named or bool(than)
        said.append(f"{number} {verb}{words}{than}")
    missing = levels.count(None)
    rest = f"{missing} {'has' if missing == 1 else 'have'} no figure or too few cases to tell"
    of = f"Of {text.counted(len(levels), 'councils')}, "
    return f"{of}{'; '.join(filter(None, [', '.join(said), rest if missing else '']))}."
