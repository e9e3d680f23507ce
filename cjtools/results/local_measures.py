"""Series of the partnership's own, protected before anything else sees them.

A hidden figure leaves this module as its marker alone. Percentages are held to the counts behind them: those who are in
it, those who are not, and all of them; and months, quarters and years of a series to one another, as a reader could.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace

import pandas as pd

from cjtools.evidence.check import Row
from cjtools.evidence.measures import COUNTS, PERCENT, SHEET
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.markers import SUPPRESSED
from cjtools.rounding import round_half_up

RELEASED = "released_measures.csv"  # what was shown before; it stays with the partnership
LOCAL, ILLUSTRATIVE = "local", "illustrative"
EXPORTED = "local measures"  # what stands in the place of an indicator in the export
MONTH, QUARTER, YEAR = "month", "quarter", "financial year"
IN, OUT, ALL = "in it", "not in it", "all"  # behind a percentage
_MONTHS_A_QUARTER = 3
_APRIL = 4


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


def kind_of(period):
    """Return what kind of period a text is.

    Examples
    --------
    >>> kind_of("2025-01"), kind_of("2024-25 Q4"), kind_of("2024-25")
    ('month', 'quarter', 'financial year')
    """
    if "Q" in period:
        return QUARTER
    return YEAR if _is_year(period) else MONTH


def _is_year(period):
    """Return whether a period is a financial year: as the evidence form reads it, one that could be both is."""
    start, end = period.split("-")
    return int(end) == (int(start) + 1) % 100


def first_month(period):
    """Return the first month of a period as a number that counts months on.

    Examples
    --------
    >>> first_month("2025-01") - first_month("2024-25 Q4"), first_month("2024-25 Q2") - first_month("2024-25")
    (0, 3)
    """
    start, rest = re.match(r"(\d{4})-(\d{2})", period).groups()
    if kind_of(period) == MONTH:
        return int(start) * 12 + int(rest) - 1
    quarter = int(period[-1]) - 1 if "Q" in period else 0
    return int(start) * 12 + _APRIL - 1 + quarter * _MONTHS_A_QUARTER


def months(first, count):
    """Return some months that follow one another, as texts; ``first`` as :func:`first_month` counts."""
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, first + count)]


def series_of(recorded):
    """Return the series that a partnership has recorded on an outcome.

    Parameters
    ----------
    recorded : Recorded
        Of protected evidence; see :func:`protected`.

    Returns
    -------
    list of Series
        As first met; a measure with months and years gives two.
    """
    found = defaultdict(list)
    for row in recorded.evidence.of(SHEET, outcome=recorded.outcome.id):
        found[row.get("measure"), kind_of(row.get("period"))].append(row)
    definitions = {}
    for (name, _), rows in found.items():
        definitions.setdefault(name, next((row.get("definition") for row in rows if row.get("definition")), ""))
    return [
        Series(
            name,
            definitions[name],
            rows[0].get("unit"),
            kind,
            tuple(dict.fromkeys(row.get("source") for row in rows)),
            tuple(sorted(rows, key=lambda row: first_month(row.get("period")))),
        )
        for (name, kind), rows in found.items()
    ]


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
            "cells": f"local/{study.area['slug']}/{study.evidence.file.split('/')[-1]}#{_cell(row)}",
        }
        for one in series_of(study.recorded)
        for row in one.rows
    ]


def _cell(row):
    """Return where a figure is recorded."""
    return f"{SHEET}!{row.cells['value']}" if row.cells.get("value") else f"{SHEET}, row {row.number}"


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

    Raises
    ------
    CjtoolsError
        When figures cannot be protected; it names cells, not figures.
    """
    rows = evidence.of(SHEET)
    if not rows:
        return evidence
    safe, _ = _released(evidence, area, folder, profile)
    shown = {key: (value, marker) for key, value, marker in zip(*_columns(safe), strict=True)}
    fit = [_fit(row, area, shown, profile) for row in rows]
    return replace(evidence, rows=evidence.rows | {SHEET: fit})


def record_release(evidence, area, folder, profile):
    """Write down what of the local measures has been shown, so that later pages do not give away what was hidden.

    Parameters
    ----------
    evidence : Evidence
        As recorded, not yet protected.
    area, folder, profile
        As for :func:`protected`.
    """
    if evidence.of(SHEET):
        safe, ledger = _released(evidence, area, folder, profile)
        if len(safe):
            ledger.with_release(safe, profile).write(folder / RELEASED)


def _columns(frame):
    """Return keys, values and markers of observations."""
    keys = list(zip(*(frame[name] for name in KEY), strict=True))
    return keys, frame["value"], frame["marker"]


def _released(evidence, area, folder, profile):
    """Return the counts of all local measures as they may be shown, and the ledger of what was shown before."""
    from cjtools.disclosure import protect
    from cjtools.disclosure.ledger import Ledger

    counts = [count for row in evidence.of(SHEET) for count in _counts(row, area, evidence.file)]
    frame = pd.DataFrame(counts, columns=OBSERVATION).astype({"value": float})
    ledger = Ledger.read(folder / RELEASED)
    if frame.empty:
        return frame, ledger
    safe, _ = protect(frame, profile, hierarchy=[], sums=_sums(frame), measures={}, released=ledger)
    return safe, ledger


def _counts(row, area, file):
    """Yield the counts that a row holds, as observations: its own, or those behind a percentage."""
    value, unit = row.get("value"), row.get("unit")
    if unit in COUNTS:
        yield _observation(row, area, file, "", value)
    elif unit == PERCENT and row.get("base"):
        base = row.get("base")
        count = min(base, float(round_half_up(value * base / 100)))
        yield from (
            _observation(row, area, file, part, number)
            for part, number in ((IN, count), (OUT, base - count), (ALL, base))
        )


def _key(row, area, part):
    """Return what a count is known by."""
    period = row.get("period")
    name = f"{row.get('measure')}: {part}" if part else row.get("measure")
    return name, area["area_code"], period, kind_of(period), "total", "Total"


def _observation(row, area, file, part, value):
    """Return a count as an observation."""
    key = dict(zip(KEY, _key(row, area, part), strict=True))
    where = {"source": row.get("source"), "edition": "", "file": file, "cell": row.cells.get("value", "")}
    return {**key, "value": value, "marker": "", **where, "status": LOCAL}


def _sums(frame):
    """Return which counts a reader could add up to which: periods within one another, and parts of all."""
    keys = set(zip(*(frame[name] for name in KEY), strict=True))
    sums = []
    for name, code, period, kind, *rest in sorted(keys):
        first = first_month(period)
        parts = []
        if kind in (QUARTER, YEAR):
            parts.append((MONTH, months(first, _MONTHS_A_QUARTER if kind == QUARTER else 12)))
        if kind == YEAR:
            parts.append((QUARTER, [f"{period} Q{number}" for number in range(1, 5)]))
        for part, within in parts:
            sums.append(((name, code, period, kind, *rest), [(name, code, one, part, *rest) for one in within]))
        if name.endswith(f": {ALL}"):
            of = name.removesuffix(f": {ALL}")
            each = [(f"{of}: {part}", code, period, kind, *rest) for part in (IN, OUT)]
            sums.append(((name, code, period, kind, *rest), each))
    return sums


def _fit(row, area, shown, profile):
    """Return a row with its figure as it may be shown."""
    if row.get("unit") in COUNTS:
        return _with(row, *shown[_key(row, area, "")])
    if row.get("unit") != PERCENT or not row.get("base"):
        return row
    parts = {part: shown[_key(row, area, part)] for part in (IN, OUT, ALL)}
    if any(marker == SUPPRESSED for _, marker in parts.values()):
        return _with(row, math.nan, SUPPRESSED, base=None)
    if not profile.round_base:
        return row
    # of rounded counts only: the exact percentage would tell the count
    (count, marker), (base, _) = parts[IN], parts[ALL]
    if not base > 0 or count != count:
        return _with(row, math.nan, marker or SUPPRESSED, base=base or None)
    return _with(row, float(round_half_up(100 * count / base)), "", base=base)


def _with(row, value, marker, **more):
    """Return a row with another figure, or with a marker in its place."""
    values = {name: each for name, each in row.values.items() if name not in ("value", *more)}
    values |= {name: each for name, each in more.items() if each is not None}
    values |= {"value": value} if value == value else {}
    return Row(row.number, values | ({"marker": marker} if marker else {}), row.cells)
