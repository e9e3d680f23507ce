"""The words that several parts of the yearly report share."""

from cjtools.show import readings
from cjtools.show.document import Hole, Say, missing
from cjtools.show.fragments import made_up_mark
from cjtools.show.recorded import day, yes_no
from cjtools.words import NOT_RECORDED, amount, is_missing

NONE = "none"
SHEET, WORDS_SHEET = "Yearly assessment", "Report in words"


def lacks(year, said, *sheets):
    """Return that something is not recorded; where to record it, as long as the report is a draft.

    Parameters
    ----------
    year : Year
    said : str
    *sheets : str
        As for :func:`cjtools.show.document.missing`.

    Returns
    -------
    Hole
    """
    return Hole(said) if year.is_published else missing(year, said, *sheets)


def told(year, part, label):
    """Return what the partners say in words for a part of the report; that it is not recorded.

    Parameters
    ----------
    year : Year
    part : str
        As in the sheet.
    label : str
        What it answers, in front of it.

    Returns
    -------
    Say
    """
    said = year.said(part)
    if said is None:
        return lacks(year, f"{label.removesuffix(':')}: nothing is recorded.", WORDS_SHEET)
    return Say(said.get("words"), label)


def judged(row):
    """Return the judgement of a yearly assessment in a few words.

    Examples
    --------
    >>> from cjtools.evidence.check import Row
    >>> judged(Row(3, {"achieved": False, "nearness": "far away"}, {})), judged(Row(3, {}, {}))
    ('not achieved, far away', 'not recorded')
    """
    if "achieved" not in row.values:
        return NOT_RECORDED
    if row.get("achieved"):
        return "achieved"
    return ", ".join(filter(None, ["not achieved", row.get("nearness")]))


def priority(one):
    """Return whether an outcome is a priority for action, as the plan has it, and since when."""
    row = one.study.recorded.assessment()
    if row is None:
        return NOT_RECORDED
    agreed = f" ({day(row.get('agreed_on'))})" if row.get("agreed_on") and "priority" in row.values else ""
    return f"{yes_no(row, 'priority')}{agreed}"


def partner_names(year, names):
    """Return partners as a reader knows them."""
    return [year.words.partner_name(name) for name in names]


def change(row):
    """Return how a record has changed since the year before, in a few words; empty where nothing can be said.

    Parameters
    ----------
    row : pandas.Series or None
        A result record.

    Returns
    -------
    str
        A difference is given in figures only where it is more than chance would make it.
    """
    if row is None or is_missing(row["value"]) or is_missing(row["previous_value"]):
        return ""
    reading = row["change_reading"]
    if row["value"] == row["previous_value"]:
        return "the same"
    if reading not in ("up", "down"):
        return readings.change(row) or "no interval, so not read"
    size = "" if is_missing(row["change"]) else f" by {amount(abs(row['change']), row['change_unit'])}"
    return f"{readings.change(row)}{size}"


def marked(said, *rows):
    """Return words with the mark of what is made up, where one of some records is."""
    return f"{said} {made_up_mark(*(row['status'] for row in rows if row is not None))}".strip()
