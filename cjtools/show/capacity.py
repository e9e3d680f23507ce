"""What fewer short custodial sentences would ask of services here: a sentence, a range as a table, what it rests on."""

import html
import math

from cjtools.errors import CjtoolsError, Problem
from cjtools.results.capacity import capacity as worked_out
from cjtools.rounding import round_half_up
from cjtools.show import tables, text
from cjtools.show.figure_parts import made_up_label
from cjtools.show.fragments import Fragment, made_up_mark
from cjtools.words import counts, in_period, shown_value

HALF, FEWER = 0.5, "fewer than 1"  # what is less than half would round to none
LINES = {
    "orders": "More community payback orders in a year",
    "hours": "Hours of unpaid work that they would ask for",
    "supervised": "Of these orders, with supervision",
    "people": "People under supervision at any one time, if each order ran its full length",
}
ORDERS = {
    "unpaid_work": "Orders with unpaid work",
    "hours": "Hours of unpaid work of such an order, on average",
    "supervision": "Orders with supervision",
    "months": "Months of supervision of such an order, on average",
}


def capacity(plan, share=None, short_sentences=None):
    """Show what it would ask of services if some short custodial sentences became community payback orders.

    Parameters
    ----------
    plan : Plan
    share : float, optional
        Per cent of the short sentences; by default that of priorities.yaml.
    short_sentences : float, optional
        How many sentences of up to 12 months people of the area are given in a year, where the partnership knows it.

    Returns
    -------
    Fragment

    Raises
    ------
    CjtoolsError
        For a share that is no percentage, or a number below 0.
    """
    words = plan.words.priorities.capacity
    share = words.share if share is None else share
    _refuse(share, short_sentences)
    found = worked_out(plan.studies[0], share, short_sentences)
    if not found.lines:
        missing = text.join([f"“{name}”" for name in found.missing])
        said = f"It cannot be worked out here: no figure is held of {missing}."
        return Fragment(f'<p class="gap">{html.escape(said)}</p>')
    statuses = [row["status"] for basis in _all(found) for row in basis.rows]
    label = made_up_label(statuses)
    assumed = "".join(f"<li>{html.escape(one)}</li>" for one in words.assumptions)
    return Fragment(
        f"{label}<p>{html.escape(_sentence(plan, found))}</p>{_lines_html(plan, found)}"
        f'<h3 id="capacity-rests">What the range rests on</h3>{_basis_html(plan, found)}'
        f'<h3 id="capacity-assumed">What is assumed</h3><ul>{assumed}</ul>'
    )


def _refuse(share, short_sentences):
    """Refuse what is no percentage, and a number below 0."""
    if not (math.isfinite(share) and 0 < share <= 100):
        raise CjtoolsError(Problem(f"share is {share:g}", allowed="a percentage above 0, up to 100"))
    if short_sentences is not None and not (math.isfinite(short_sentences) and short_sentences >= 0):
        raise CjtoolsError(Problem(f"short_sentences is {short_sentences:g}", allowed="0 or more"))


def _all(found):
    """Return everything that a range rests on."""
    return [*found.sentences, *(basis for one in found.orders.values() for basis in one)]


def _sentence(plan, found):
    """Return the range in words."""
    by_id = {line.id: line for line in found.lines}
    orders = by_id["orders"]
    now = "" if orders.now is None else f"; {text.number(orders.now['value'])} were imposed {in_period(orders.now)}"
    return (
        f"If {found.share:g}% of custodial sentences of up to 12 months had become community payback orders, "
        f"{plan.place} would have had {_from_to(orders)} more of them in a year{now}. "
        f"They would have asked for {_from_to(by_id['hours'])} hours of unpaid work, and for "
        f"{_from_to(by_id['people'])} more people under supervision at any one time."
    )


def _from_to(line):
    """Return a range as it stands in a sentence."""
    low, high = _number(line.low), _number(line.high)
    if low == high:
        return low if low == FEWER else f"about {low}"
    return f"up to {high}" if low == FEWER else f"between {low} and {high}"


def _number(value):
    """Return a number as exact as it can be: whole below 100, else to two figures."""
    if 0 < value < HALF:
        return FEWER
    return text.number(round_half_up(value if value < 100 else float(f"{value:.2g}")))


def _lines_html(plan, found):
    """Return the range as a table."""
    columns = [
        tables.Column("What", False),
        tables.Column("From"),
        tables.Column("To"),
        tables.Column("Today, in a year"),
    ]
    lines = [
        [LINES[line.id], _number(line.low), _number(line.high), "" if line.now is None else _today(line.now)]
        for line in found.lines
    ]
    caption = f"If {found.share:g}% of short custodial sentences became community payback orders, {plan.place}"
    note = "Whole numbers below 100, others to two figures: the range is no more exact than that."
    return tables.table_html("capacity-table", caption, columns, lines, note)


def _today(row):
    """Return a figure of today with its year, and whether it is made up."""
    return " ".join(filter(None, [f"{text.number(row['value'])} ({row['period']})", made_up_mark(row["status"])]))


def _basis_html(plan, found):
    """Return every number that the range rests on, with year and publication."""
    heads = ("What", "Figure", "From")
    columns = [tables.Column(head, False) for head in heads]
    lines = [_shared_out(plan, basis) for basis in found.sentences]
    lines += [
        [f"{ORDERS[name]}, {basis.words}", _figure(basis.rows[0]), _source(plan, basis.rows)]
        for name, bases in found.orders.items()
        for basis in bases
    ]
    return tables.table_html("capacity-basis", f"Figures behind the range, {plan.place}", columns, lines)


def _shared_out(plan, basis):
    """Return how many short sentences there are by one way to tell, as a row."""
    if not basis.rows:
        head = f"Short custodial sentences in {plan.place}, {basis.words}"
        return [head, text.number(basis.value), "the partnership"]
    scotland, *_ = basis.rows
    head = f"Short custodial sentences in {plan.place}, by its share of {basis.words}"
    share = basis.value / scotland["numerator"] * 100
    figure = f"{text.number(basis.value)}: {share:.1f}% of Scotland's {text.number(scotland['numerator'])}"
    return [head, f"{figure} in {scotland['period']}", _source(plan, basis.rows)]


def _figure(row):
    """Return a figure of today's orders with its counts, where it has them."""
    of = counts(row) if not text.is_missing(row["numerator"]) and not text.is_missing(row["denominator"]) else ""
    return f"{shown_value(row)}{f' ({of})' if of else ''}, {row['period']}"


def _source(plan, rows):
    """Return the publications of some figures, and that one is made up."""
    names = dict.fromkeys(
        plan.words.source(name)["title"] if plan.words.source(name) else name
        for row in rows
        for name in str(row["source"]).split("; ")
    )
    return " ".join(filter(None, ["; ".join(names), made_up_mark(*(row["status"] for row in rows))]))
