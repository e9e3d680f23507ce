"""The yearly report as one table: figures, statements and voices of each outcome, one row each."""

import pandas as pd

from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL

FIGURE, STATEMENT, VOICE, CONSULTED, WORDS = "figure", "statement", "voice", "consulted", "words"
STATEMENTS = (
    "achieved", "nearness", "progress", "action", "action_by", "partners", "indicators", "change_why", "next",
    "agreed_by", "agreed_on",
)  # fmt: skip
COLUMNS = [
    "area", "year", "what", "outcome", "title", "item", "this_year", "year_before", "change_reading", "change",
    "change_unit", "scotland", "rate", "unit", "rate_unit", "period", "marker", "words", "status", "cells",
]  # fmt: skip
NUMBERS = ("this_year", "year_before", "change", "scotland", "rate")


def annual_table(year):
    """Return everything that the yearly report shows, one row for each figure, statement or voice.

    Parameters
    ----------
    year : Year

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``; figures with their numbers, all else in ``words``.
    """
    rows = [row for one in year.outcomes for row in _of_outcome(year, one)]
    rows += [_words(year, CONSULTED, row.get("who"), row.get("said")) for row in year.consulted]
    rows += [
        _words(year, WORDS, row.get("part"), row.get("words"))
        for row in year.evidence.of("report_words", year=year.period)
    ]
    table = pd.DataFrame([{"area": year.place, "year": year.period, **row} for row in rows], columns=COLUMNS)
    texts = [name for name in COLUMNS if name not in NUMBERS]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in texts})


def _of_outcome(year, one):
    """Yield the rows of one outcome."""
    about = {"outcome": one.outcome.id, "title": one.outcome.title}
    for line in one.figures:
        yield about | {"what": FIGURE, "item": " ".join(filter(None, [line.number, line.title])), **_numbers(line)}
    for name in STATEMENTS:
        if name in one.now.values:
            yield about | _words(year, STATEMENT, name, _said(year, one.now.get(name)))
    for row in one.voices:
        yield about | _words(year, VOICE, row.get("who"), row.get("answer"))


def _numbers(line):
    """Return the figures of one line."""
    if line.now is None:
        return {}
    value = {name: None if row is None else row["value"] for name, row in (("scotland", line.scotland),
             ("rate", line.rate), ("year_before", line.before))}  # fmt: skip
    return value | {
        "this_year": line.now["value"],
        "change": line.now["change"],
        "change_unit": line.now["change_unit"],
        "change_reading": line.now["change_reading"],
        "unit": line.now["unit"],
        "rate_unit": "" if line.rate is None else line.rate["unit"],
        "period": line.now["period"],
        "marker": line.now["marker"],
        "status": ILLUSTRATIVE if ILLUSTRATIVE in line.statuses else line.now["status"],
        "cells": line.now["cells"],
    }


def _words(year, what, item, said):
    """Return a row of words."""
    status = ILLUSTRATIVE if year.evidence.is_example else LOCAL
    return {"what": what, "item": item, "words": said, "status": status}


def _said(year, value):
    """Return what a cell of the evidence workbook holds, as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(year.words.partner_name(name) for name in value)
    return value.isoformat() if hasattr(value, "isoformat") else value
