"""Series of the partnership's own, protected before anything else sees them.

A hidden figure leaves this module as its marker alone. Percentages are held to the counts behind them: those who are in
it, those who are not, and all of them; and months, quarters and years of a series to one another, as a reader could.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, replace

import pandas as pd

from cjtools.evidence.check import Row
from cjtools.evidence.choices import plain
from cjtools.evidence.measures import COUNTS, OTHER, PERCENT, SHEET, decimals, is_count
from cjtools.evidence.periods import MONTH, QUARTER, YEAR, first_month, kind_of, last_month, months, year_of
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.markers import NOT_AVAILABLE, SUPPRESSED
from cjtools.rounding import round_half_up
from cjtools.writing import SECONDS_TO_WAIT, lock

RELEASED = "released_measures.csv"  # what was shown before; it stays with the partnership
LOCAL, ILLUSTRATIVE = "local", "illustrative"
EXPORTED = "local measures"  # what stands in the place of an indicator in the export
PARTS, IN, OUT = "percentage", "in it", "not in it"  # behind a percentage
OUT_OF, REST = "\n out of", "\n the rest"  # behind a count that is read as a rate: measures of their own


@dataclass(frozen=True)
class Series:
    """One measure in periods of one kind.

    Attributes
    ----------
    name, definition, unit, kind : str
        ``kind`` is ``MONTH``, ``QUARTER`` or ``YEAR``.
    sources : tuple of str
    rows : tuple of Row
        In order of time; a hidden figure has a ``marker`` and no ``value``.
    """

    name: str
    definition: str
    unit: str
    kind: str
    sources: tuple
    rows: tuple

    @property
    def known(self):
        """The rows whose figure is shown."""
        return [row for row in self.rows if "value" in row.values]


def series_of(study):
    """Return the series that a partnership has recorded on an outcome, up to the end of the report's year.

    Parameters
    ----------
    study : Study
        Its evidence is protected; see :func:`protected`.

    Returns
    -------
    list of Series
        As first met; a measure with months and years gives two.
    """
    return series_in(shown_in(study.evidence, study.outcome.id, study.year))


def series_in(rows):
    """Return rows of the sheet as series.

    Parameters
    ----------
    rows : list of Row
        Protected; see :func:`protected`.

    Returns
    -------
    list of Series
        As first met; a measure with months and years gives two.
    """
    found = defaultdict(list)
    for row in rows:
        found[plain(row.get("measure")), kind_of(row.get("period"))].append(row)
    definitions = {}
    for (name, _), rows in found.items():
        definitions.setdefault(name, next((row.get("definition") for row in rows if row.get("definition")), ""))
    return [
        Series(
            rows[0].get("measure"),
            definitions[name],
            rows[0].get("unit"),
            kind,
            tuple(dict.fromkeys(row.get("source") for row in rows)),
            tuple(sorted(rows, key=lambda row: first_month(row.get("period")))),
        )
        for (name, kind), rows in found.items()
    ]


def shown_in(evidence, outcome, year):
    """Return the rows that a report on an outcome and a year shows.

    Parameters
    ----------
    evidence : Evidence
    outcome, year : str

    Returns
    -------
    list of Row
    """
    end = last_month(year)
    return [row for row in evidence.of(SHEET, outcome=outcome) if last_month(row.get("period")) <= end]


def records(study):
    """Return the figures of all series of a study as rows of the export, hidden ones as their marker.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of dict
        Some of the columns of a result record: ``indicator`` is ``EXPORTED`` for all, the measure stands in ``part``.
    """
    place = {"area_code": study.area["area_code"], "area_name": study.place}
    return [
        {
            "indicator": EXPORTED,
            "part": one.name,
            **place,
            "period": row.get("period"),
            "period_type": one.kind,
            "denominator": row.get("base", None),
            "value": row.get("value", None),
            "unit": one.unit,
            "method": "as the partnership recorded it; small numbers hidden",
            "marker": row.get("marker"),
            "status": ILLUSTRATIVE if study.evidence.is_example else LOCAL,
            "source": row.get("source"),
            "cells": f"local/{study.area['slug']}/{study.evidence.file.split('/')[-1]}#{_cell(study, row)}",
        }
        for one in series_of(study)
        for row in one.rows
    ]


def _cell(study, row):
    """Return where a figure is recorded."""
    title = study.catalogue.evidence_form.sheet(SHEET).title
    return f"{title}!{row.cells['value']}" if row.cells.get("value") else f"{title}, row {row.number}"


def protected(evidence, area, folder, profile):
    """Return evidence whose local measures are fit to be shown.

    Parameters
    ----------
    evidence : Evidence
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; what was shown before is held against what is shown now.
    profile : Profile
        The area's disclosure rule.

    Returns
    -------
    Evidence
        With ``warnings`` of what the rule cannot put right, for the partnership alone.

    Raises
    ------
    CjtoolsError
        When figures cannot be protected; it names cells, not figures.
    """
    rows = evidence.of(SHEET)
    if not rows:
        return evidence
    safe, _, warnings = _released(evidence, area, folder, profile)
    keys = zip(*(safe[name] for name in KEY), strict=True)
    shown = {key: (value, marker) for key, value, marker in zip(keys, safe["value"], safe["marker"], strict=True)}
    fit = [_fit(row, area, shown, profile) for row in rows]
    return replace(evidence, rows=evidence.rows | {SHEET: fit}, warnings=tuple(warnings))


def record_release(evidence, area, folder, profile, rows):
    """Write down what a report has shown of the local measures, so that later ones do not give away what was hidden.

    Parameters
    ----------
    evidence : Evidence
        As recorded, not yet protected.
    area, folder, profile
        As for :func:`protected`.
    rows : list of Row
        Those of the evidence that the report shows.
    """
    is_shown = {key for row in rows for key, _ in _counts(row, area)}
    if not is_shown:
        return
    with lock(folder, SECONDS_TO_WAIT):  # another batch may add to it
        safe, ledger, _ = _released(evidence, area, folder, profile)
        keys = list(zip(*(safe[name] for name in KEY), strict=True))
        seen = safe[[key in is_shown for key in keys]]
        ledger.with_release(seen, profile).write(folder / RELEASED)


def _released(evidence, area, folder, profile):
    """Return the counts of all measures as they may be shown, the ledger of what was shown before, and warnings."""
    from cjtools.disclosure import protect
    from cjtools.disclosure.ledger import Ledger

    counts, where = {}, {}
    for row in evidence.of(SHEET):
        for key, value in _counts(row, area):
            counts[key], where[key] = value, row
    ledger = Ledger.read(folder / RELEASED)
    if not counts:
        return pd.DataFrame([], columns=OBSERVATION), ledger, []
    every = counts | {key: math.nan for key in _between(counts)}
    every, sums = _worked_out(every, _sums(every))
    frame = pd.DataFrame([_observation(key, value, where.get(key), evidence.file) for key, value in every.items()])
    safe, report = protect(frame[OBSERVATION], profile, hierarchy=[], sums=sums, measures={}, released=ledger)
    return safe.iloc[: len(counts)], ledger, report.warnings


def _observation(key, value, row, file):
    """Return a count as an observation; one that nobody has recorded is not available, and not known to a reader."""
    place = {"source": "", "edition": "", "file": file, "cell": "" if row is None else row.cells.get("value", "")}
    marker = "" if value == value else NOT_AVAILABLE
    return {**dict(zip(KEY, key, strict=True)), "value": value, "marker": marker, **place, "status": LOCAL}


def _key(row, area, breakdown="total", category="Total", of=""):
    """Return what a count is known by: names that differ in capitals or spaces alone are one measure."""
    period = row.get("period")
    return plain(row.get("measure")) + of, area["area_code"], period, kind_of(period), breakdown, category


def _counts(row, area):
    """Yield (key, count) of what a row holds: its own count, or those behind a percentage."""
    value, unit = row.get("value"), row.get("unit")
    if unit in COUNTS or (unit == OTHER and is_count(value)):
        yield _key(row, area), value
        base = row.get("base", math.nan)
        if is_count(base):
            yield _key(row, area, of=OUT_OF), base
            # it may be those of whom some are counted: the others are people, too
            if base >= value:
                yield _key(row, area, of=REST), base - value
    elif unit == PERCENT and row.get("base", None) == 0:
        yield _key(row, area), 0.0
    elif unit == PERCENT and row.get("base"):
        count = _count_behind(value, row.get("base"))
        yield _key(row, area, PARTS, IN), count
        yield _key(row, area, PARTS, OUT), row.get("base") - count
        yield _key(row, area), row.get("base")


def _count_behind(value, base):
    """Return the count behind a percentage: of those that print so, one that is small on either side if there is one.

    A percentage of 2 out of 230 can be of 4 or 5 people. It has as many decimals as were written.
    """
    from cjtools.disclosure.derived import counts_behind

    least, greatest = counts_behind(value, base, places=decimals(value))
    usual = min(base, float(round_half_up(value * base / 100)))
    possible = range(max(0, least), min(int(base), greatest) + 1)
    few = [count for count in possible if count > 0]
    return float(min(few, key=lambda count: (min(count, base - count) or base, count), default=usual))


def _worked_out(every, sums):
    """Return counts and sums with what a reader could work out of periods that nobody has recorded.

    A quarter beside two of its months tells the third, and beside one of them what the other two come to: both are
    protected like any other count.
    """
    found, is_more = dict(every), True
    while is_more:
        is_more = False
        for total, parts in sums:
            open_ = [key for key in (total, *parts) if math.isnan(found.get(key, math.nan))]
            if len(open_) != 1 or open_[0] not in found:
                continue
            known = sum(found[key] for key in parts if key not in open_)
            value = known if open_[0] == total else found[total] - known
            if value >= 0:
                found[open_[0]], is_more = value, True
    rests = []
    for total, parts in sums:
        known = [key for key in parts if not math.isnan(found.get(key, math.nan))]
        if not known or len(known) == len(parts) or math.isnan(found.get(total, math.nan)):
            continue
        value = found[total] - sum(found[key] for key in known)
        if value >= 0:
            name, code, period, *more = total
            rest = (name, code, f"{period}, but for {len(known)} {known[0][3]}", *more)
            found[rest] = value
            rests.append((total, [*known, rest]))
    return found, sums + rests


def _between(counts):
    """Return the keys of periods that nobody has recorded, but that lie between ones of several kinds.

    A year less three quarters is the fourth, and that less two months is the third.
    """
    kinds = defaultdict(set)
    for name, code, period, kind, *rest in counts:
        kinds[name, code, year_of(period), *rest].add(kind)
    every = {
        (name, code, period, kind, *rest)
        for (name, code, year, *rest), found in kinds.items()
        if len(found) > 1
        for kind, periods in _ladder(year).items()
        for period in periods
    }
    return sorted(every - set(counts))


def _ladder(year):
    """Return all periods of a financial year: kind -> periods."""
    quarters = [f"{year} Q{number}" for number in range(1, 5)]
    return {YEAR: [year], QUARTER: quarters, MONTH: months(first_month(year), 12)}


def _sums(counts):
    """Return which counts a reader could add up to which: periods within one another, and parts of all."""
    sums = []
    for name, code, period, kind, *rest in sorted(counts):
        within = []
        if kind == YEAR:
            within.append((QUARTER, _ladder(period)[QUARTER]))
        if kind in (QUARTER, YEAR):
            within.append((MONTH, months(first_month(period), 3 if kind == QUARTER else 12)))
        for part, periods in within:
            sums.append(((name, code, period, kind, *rest), [(name, code, one, part, *rest) for one in periods]))
        if rest[0] == "total" and (name, code, period, kind, PARTS, IN) in counts:
            each = [(name, code, period, kind, PARTS, part) for part in (IN, OUT)]
            sums.append(((name, code, period, kind, *rest), each))
        if (name + REST, code, period, kind, *rest) in counts:
            each = [(one, code, period, kind, *rest) for one in (name, name + REST)]
            sums.append(((name + OUT_OF, code, period, kind, *rest), each))
    return sums


def _fit(row, area, shown, profile):
    """Return a row with its figure as it may be shown."""
    counts = dict(_counts(row, area))
    if not counts:
        # a figure that counts nobody; what it is out of would stand beside it unprotected
        return _with(row, row.get("value"), "", base=None)
    parts = [shown[key] for key in counts]
    if row.get("unit") != PERCENT:
        return _fit_count(row, parts)
    if row.get("base") == 0:
        # out of none there is no percentage, and 0 would be read as one
        marker = parts[0][1]
        return _with(row, math.nan, marker or NOT_AVAILABLE, base=None if marker else 0.0)
    if any(marker == SUPPRESSED for _, marker in parts):
        return _with(row, math.nan, SUPPRESSED, base=None)
    if not profile.round_base:
        return row
    # of rounded counts only: the exact percentage would tell the count
    (count, marker), _, (base, _) = parts
    if not base > 0 or count != count:
        return _with(row, math.nan, marker or SUPPRESSED, base=base if base > 0 else None)
    return _with(row, float(round_half_up(100 * count / base)), "", base=base)


def _fit_count(row, parts):
    """Return a row with its count as it may be shown, and with what it is out of where that may be shown, too."""
    (value, marker), *others = parts
    base = others[0][0] if others else row.get("base", math.nan)
    is_hidden = any(each == SUPPRESSED for _, each in parts)
    return _with(row, value, marker, base=None if is_hidden or base != base else base)


def _with(row, value, marker, base):
    """Return a row with another figure, or with a marker in its place."""
    values = {name: each for name, each in row.values.items() if name not in ("value", "base")}
    values |= {"base": base} if base is not None else {}
    values |= {"value": value} if value == value else {}
    return Row(row.number, values | ({"marker": marker} if marker else {}), row.cells)
