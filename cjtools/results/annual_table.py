"""The yearly report as one table: a row for each figure, statement, voice, duty and gap."""

import pandas as pd

from cjtools.catalogue.statutory import REPORT
from cjtools.evidence.measures import PERCENT
from cjtools.results.duties import duties_met
from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL, series_of

FIGURE, OWN_FIGURE, STATEMENT, VOICE, PRACTICE, DONE, CONSULTED, WORDS, DUTY, GAP = (
    "figure", "own figure", "statement", "voice", "practice", "from the delivery plan", "consulted", "words", "duty",
    "data gap",
)  # fmt: skip
STATEMENTS = (
    "achieved", "nearness", "progress", "action", "action_by", "partners", "indicators", "change_why", "next",
    "agreed_by", "agreed_on",
)  # fmt: skip
COLUMNS = [
    "area", "year", "what", "outcome", "title", "item", "place", "this_year", "out_of", "year_before", "change_reading",
    "change", "change_unit", "scotland", "rate", "unit", "rate_unit", "period", "marker", "words", "words_year_before",
    "status", "cells",
]  # fmt: skip
NUMBERS = ("this_year", "out_of", "year_before", "change", "scotland", "rate")


def annual_table(year):
    """Return what the yearly report shows, one row for each figure, statement, voice, duty and gap.

    Parameters
    ----------
    year : Year

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``; figures with their numbers, all else in ``words``. Of what is published for Scotland alone
        ``this_year`` is empty.
    """
    rows = [row for one in year.outcomes for row in _of_outcome(year, one)]
    rows += [_words(year, CONSULTED, row.get("who"), row.get("said")) for row in year.consulted]
    rows += [
        _words(year, WORDS, row.get("part"), row.get("words"))
        for row in year.evidence.of("report_words", year=year.period)
    ]
    rows += _duties(year)
    rows += [
        {"what": GAP, "item": gap.item["title"], "words": "; ".join(gap.taken_up)} for gap in year.plan.data_gaps()
    ]
    table = pd.DataFrame([{"area": year.place, "year": year.period, **row} for row in rows], columns=COLUMNS)
    texts = [name for name in COLUMNS if name not in NUMBERS]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in texts})


def _of_outcome(year, one):
    """Yield the rows of one outcome."""
    about = {"outcome": one.outcome.id, "title": one.outcome.title}
    for line in one.figures:
        item = " ".join(filter(None, [line.number, line.title]))
        yield about | {"what": FIGURE, "item": item, **_numbers(one, line)}
    for series in series_of(one.study):
        yield about | _own(year, series)
    for name in STATEMENTS:
        if name in {*one.now.values, *one.before.values}:
            said = [_said(year, row.get(name, "")) for row in (one.now, one.before)]
            yield about | _words(year, STATEMENT, name, said[0]) | {"words_year_before": said[1]}
    for row in one.voices:
        yield about | _words(year, VOICE, row.get("who"), row.get("answer"))
    for row in one.practice:
        said = " ".join(filter(None, [row.get("what"), row.get("difference")]))
        yield about | _words(year, PRACTICE, row.get("kind"), said)
    for when, row in one.delivered:
        said = row.get("change") or row.get("what")
        yield about | _words(year, DONE, row.get("id"), said) | {"period": when.isoformat()}


def _numbers(one, line):
    """Return the figures of one line."""
    if line.now is None:
        return {}
    rows = {"this_year": line.now, "year_before": line.before, "scotland": line.scotland, "rate": line.rate}
    if line.is_scotland:
        rows |= {"this_year": None, "year_before": None}
    return {
        **{name: None if row is None else row["value"] for name, row in rows.items()},
        "place": one.study.place_of(line.indicator.id),
        "out_of": line.now["denominator"] if line.now["unit"] == PERCENT else None,
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


def _own(year, series):
    """Return the newest figure of a series of the partnership's own that may be shown."""
    last = series.known[-1] if series.known else None
    return {
        "what": OWN_FIGURE,
        "item": series.name,
        "place": year.place,
        "this_year": last.get("value") if last else None,
        "out_of": last.get("base", None) if last else None,
        "unit": series.unit,
        "period": last.get("period") if last else "",
        "marker": last.get("marker") if last else series.rows[-1].get("marker"),
        "status": ILLUSTRATIVE if year.evidence.is_example else LOCAL,
    }


def _duties(year):
    """Return what the law asks of the report, and whether it is recorded."""
    return [
        {
            "what": DUTY,
            "item": f"{one.duty.section} {one.duty.text}",
            "outcome": one.outcome.id if one.outcome else "",
            "words": one.state,
        }
        for one in duties_met(year.plan, REPORT)
    ]


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
