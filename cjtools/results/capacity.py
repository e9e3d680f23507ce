"""What it would ask of services here if some short custodial sentences became community payback orders: a range.

No figure of short sentences is published by council. Scotland's is shared out by each of several shares of the area in
Scotland, and each new order is given the requirements that orders have in the area, and in Scotland, today. Every
combination is worked out; the lowest and the highest are told.
"""

from dataclasses import dataclass
from itertools import product

from cjtools.areas import SCOTLAND
from cjtools.results.indicators import TOTAL

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Basis:
    """A number that the range rests on.

    Attributes
    ----------
    words : str
        What it is.
    value : float
        A number of sentences, or a share between 0 and 1, or hours or months of an order.
    rows : tuple of pandas.Series
        The result records that it is taken from; none where the partnership has given it.
    """

    words: str
    value: float
    rows: tuple = ()


@dataclass(frozen=True)
class Line:
    """How much more of something there would be in a year, from and to.

    Attributes
    ----------
    id : str
        'orders', 'hours', 'supervised' or 'people'.
    low, high : float
    now : pandas.Series or None
        Record of how much of it there is today, where one is held.
    """

    id: str
    low: float
    high: float
    now: object = None


@dataclass(frozen=True)
class Capacity:
    """The answer with what it rests on.

    Attributes
    ----------
    share : float
        Per cent of the sentences.
    sentences : list of Basis
        Short custodial sentences of people of the area in a year: one for each way to share Scotland's out, or the
        partnership's own number.
    orders : dict
        What an order asks for -> list of Basis: here, and in Scotland.
    lines : list of Line
        Empty where something is missing.
    missing : list of str
        Indicators without a figure.
    """

    share: float
    sentences: list
    orders: dict
    lines: list
    missing: list


def capacity(study, share, short_sentences=None):
    """Return what fewer short custodial sentences would ask of services in an area.

    Parameters
    ----------
    study : Study
        Any of the area's.
    share : float
        Per cent of short custodial sentences that would become community payback orders.
    short_sentences : float, optional
        How many short custodial sentences people of the area are given in a year, where the partnership knows it.

    Returns
    -------
    Capacity
    """
    words = study.catalogue.priorities.capacity
    sentences, missing = _sentences(study, words, short_sentences)
    orders = {name: _today(study, getattr(words, name)) for name in ("unpaid_work", "hours", "supervision", "months")}
    missing += [study.indicator(getattr(words, name).indicator).name for name, found in orders.items() if not found]
    lines = [] if missing else _lines(study, words, sentences, orders, share)
    return Capacity(share, sentences, orders, lines, list(dict.fromkeys(missing)))


def _sentences(study, words, given):
    """Return the short sentences of an area in each way that they can be told, and what is missing for it."""
    if given is not None:
        return [Basis("as the partnership has counted them", float(given))], []
    scotland = _newest(study, words.sentences, SCOTLAND)
    if scotland is None:
        return [], [study.indicator(words.sentences).name]
    found = []
    for one in words.areas:
        own, whole = _both(study, one.indicator)
        if own is None or not whole[one.of] > 0:
            continue
        value = scotland["numerator"] * own[one.of] / whole[one.of]
        found.append(Basis(one.words, value, (scotland, own, whole)))
    return found, [] if found else [study.indicator(one.indicator).name for one in words.areas]


def _today(study, figure):
    """Return what orders ask for today, here and in Scotland; one of them where the other is not held."""
    own, whole = _both(study, figure.indicator, figure.part)
    whole = _newest(study, figure.indicator, SCOTLAND, figure.part) if whole is None else whole
    places = ((study.place, own), ("Scotland", whole))
    return [Basis(place, row["value"], (row,)) for place, row in places if row is not None]


def _lines(study, words, sentences, orders, share):
    """Return the lowest and the highest of every combination."""
    added = [basis.value * share / 100 for basis in sentences]
    values = {name: [basis.value for basis in found] for name, found in orders.items()}
    unpaid = product(added, values["unpaid_work"], values["hours"])
    worked = [one * percent / 100 * hours for one, percent, hours in unpaid]
    supervised = [one * percent / 100 for one, percent in product(added, values["supervision"])]
    months = product(added, values["supervision"], values["months"])
    people = [one * percent / 100 * length / MONTHS_A_YEAR for one, percent, length in months]
    now = _newest(study, words.orders.indicator, study.area["area_code"])
    return [
        Line("orders", min(added), max(added), now),
        Line("hours", min(worked), max(worked)),
        Line("supervised", min(supervised), max(supervised)),
        Line("people", min(people), max(people)),
    ]


def _both(study, name, part=TOTAL):
    """Return the newest records that the area and Scotland have of the same period; two times None without any."""
    own = _known(study, name, study.area["area_code"], part)
    whole = _known(study, name, SCOTLAND, part)
    shared = sorted(set(own) & set(whole))
    return (own[shared[-1]], whole[shared[-1]]) if shared else (None, None)


def _newest(study, name, code, part=TOTAL):
    """Return the newest record with a value; None without any."""
    row = study.known.by_place(name).latest(code, part)
    return row if row is not None and row["value"] == row["value"] else None


def _known(study, name, code, part):
    """Return the records with a value: period -> record."""
    rows = study.of(name, code, part)
    return {row["period"]: row for _, row in rows[rows["value"].notna()].iterrows()}
