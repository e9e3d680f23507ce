"""What is wrong with the sheets of monitoring and of the yearly report that no single cell tells."""

import difflib

from cjtools import clock
from cjtools.errors import Problem, cut, did_you_mean
from cjtools.evidence.between import Teller
from cjtools.evidence.choices import of_catalogue, plain
from cjtools.evidence.periods import YEAR, first_day, kind_of, period_at

YEARLY = ("annual", "report_words", "consultations", "duties")
SCALES = ("interest", "influence")


def monitoring_faults(words, tables, rows):
    """Return the faults of the sheets of monitoring that lie between cells, and between rows.

    Parameters
    ----------
    words : Catalogue
    tables : dict
        Sheet id -> Table, as read.
    rows : dict
        Sheet id -> list of Row: those that hold no other fault.

    Returns
    -------
    list of Problem
    """
    teller = Teller(words, tables, rows)
    for rule in (_years, _scales, _reviews, _metrics, _consultations):
        rule(teller)
    return teller.problems


def _years(teller):
    """Note years that are no financial years."""
    for sheet in YEARLY:
        for row in teller.of(sheet):
            if row.get("year") and kind_of(row.get("year")) != YEAR:
                teller.tell(sheet, row, "year", f"is {row.get('year')}", "a financial year, such as 2024-25")


def _scales(teller):
    """Note places on the map of stakeholders that lie between its lines."""
    for row in teller.of("stakeholders"):
        for column in SCALES:
            if row.get(column) % 1:
                teller.tell("stakeholders", row, column, f"is {row.get(column):g}", "a whole number from 1 to 5")


def _reviews(teller):
    """Note reviews of the plan before what asked for them, and results without a review."""
    for row in teller.of("plan_dates"):
        # a plan may be reviewed before it ends
        if row.get("event").startswith("revised"):
            teller.in_order("plan_dates", row, "date", "reviewed_on")
        if row.get("result") and not row.get("reviewed_on"):
            todo = "say when the review was"
            teller.tell("plan_dates", row, "reviewed_on", f"is empty, but Result is '{row.get('result')}'", todo=todo)


def _metrics(teller):
    """Note a metric that is named twice for one outcome: by its number, and by its words."""
    labels = of_catalogue(teller.words)["metrics"].labels
    titles = {name: plain(label.removeprefix(name)) for name, label in labels.items()}
    titles |= {row.get("id"): plain(row.get("name")) for row in teller.of("measures")}
    seen = {}
    for row in teller.of("metrics"):
        said = row.get("metric")
        key = row.get("outcome"), titles.get(said, plain(said))
        if key in seen and seen[key].get("metric") != said:
            found = f"is the same as {cut(seen[key].get('metric'))} in row {seen[key].number}"
            teller.tell("metrics", row, "metric", found, todo="keep one of the two")
        seen.setdefault(key, row)


def _consultations(teller):
    """Note consultations on a report that were held before its year began."""
    for row in teller.of("consultations"):
        if kind_of(row.get("year")) == YEAR and row.get("date") < first_day(row.get("year")):
            said = f"is {row.get('date'):%d/%m/%Y}, before the year {row.get('year')} began"
            teller.tell("consultations", row, "date", said, "a day in that year or after it")


def monitoring_notes(words, tables, rows):
    """Return what of the yearly assessment is worth knowing: years not over yet, names that are not known elsewhere.

    Parameters
    ----------
    words, tables, rows
        As for :func:`monitoring_faults`.

    Returns
    -------
    list of Problem
    """
    notes, table = [], tables.get("annual")
    known, partners = _known_metrics(words, rows), {plain(one["name"]): one["name"] for one in words.partners.values()}
    for row in rows.get("annual", []):
        for column, found, near in (
            *_not_over(row),
            *(("indicators", f"Indicators used names {cut(name)}, which is no indicator, measure or metric", known)
              for name in row.get("indicators", ()) if plain(name) not in known),
            *(("partners", f"By whom is '{cut(name)}': is it several? They are parted by ;", {})
              for name in row.get("partners", ()) if any(one in plain(name) for one in partners) and "," in name),
        ):  # fmt: skip
            said = row.get(column)
            words_of = difflib.get_close_matches(plain(str(said[-1] if isinstance(said, tuple) else said)), near, 2)
            allowed = did_you_mean([near[one] for one in words_of]) if words_of else ""
            notes.append(Problem(found, table.file, table.title, row.cells.get(column, ""), allowed))
    return notes


def _not_over(row):
    """Yield that a judgement is on a year that was not over when it was agreed, or is not over yet."""
    year = row.get("year")
    if kind_of(year) != YEAR:
        return
    end, agreed = first_day(period_at(int(year[:4]) + 1, year)), row.get("agreed_on", None)
    if agreed and agreed < end:
        yield "agreed_on", f"Agreed on is {agreed:%d/%m/%Y}, before the year {year} ended", {}
    elif clock.today() < end:
        yield "year", f"the year {year} is not over yet", {}


def _known_metrics(words, rows):
    """Return what a yearly assessment may rest on, as it is compared: indicators, measures, metrics -> their names."""
    labels = of_catalogue(words)["metrics"].labels
    known = {plain(name): name for name in labels} | {plain(label): name for name, label in labels.items()}
    known |= {plain(label.removeprefix(name)): name for name, label in labels.items()}
    for sheet, columns in (("measures", ("id", "name")), ("metrics", ("metric",)), ("indicators", ("indicator",))):
        known |= {plain(row.get(column)): row.get(column) for row in rows.get(sheet, []) for column in columns}
    return known
