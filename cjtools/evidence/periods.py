"""Months, quarters and financial years of local measures, and how they lie within one another."""

import datetime
import re

MONTH, QUARTER, YEAR = "month", "quarter", "financial year"
_LENGTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
_APRIL = 4


def kind_of(period):
    """Return what kind of period a text is.

    Examples
    --------
    >>> kind_of("2025-01"), kind_of("2024-25 Q4"), kind_of("2024-25")
    ('month', 'quarter', 'financial year')
    """
    if "Q" in period:
        return QUARTER
    start, end = period.split("-")
    # as the evidence form reads it, one that could be both is a year
    return YEAR if int(end) == (int(start) + 1) % 100 else MONTH


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
    return int(start) * 12 + _APRIL - 1 + quarter * _LENGTHS[QUARTER]


def last_month(period):
    """Return the last month of a period, counted as by :func:`first_month`.

    Examples
    --------
    >>> last_month("2024-25") - last_month("2025-03"), last_month("2024-25") - first_month("2024-25")
    (0, 11)
    """
    return first_month(period) + _LENGTHS[kind_of(period)] - 1


def length_of(period):
    """Return how many months a period has.

    Examples
    --------
    >>> length_of("2024-25 Q4"), length_of("2024-25")
    (3, 12)
    """
    return _LENGTHS[kind_of(period)]


def period_at(place, like):
    """Return the period at a place among those of its kind: the number of its first month by the months of each.

    Parameters
    ----------
    place : int
        Its first month, as :func:`first_month` counts, divided by the months that such a period has.
    like : str
        A period of the same kind.

    Returns
    -------
    str

    Examples
    --------
    >>> period_at(2025 * 12 + 1, "2025-01"), period_at(2025 * 4 + 0, "2024-25 Q1"), period_at(2025, "2024-25")
    ('2025-02', '2024-25 Q4', '2025-26')
    """
    kind, months_ = kind_of(like), length_of(like)
    if kind == MONTH:
        return months(place, 1)[0]
    if kind == YEAR:
        return f"{place}-{(place + 1) % 100:02d}"
    year = year_of(months(place * months_, 1)[0])
    return f"{year} Q{(place * months_ - first_month(year)) // months_ + 1}"


def month_of(day):
    """Return the month of a day, counted as by :func:`first_month`.

    Examples
    --------
    >>> import datetime
    >>> month_of(datetime.date(2025, 1, 31)) == first_month("2025-01")
    True
    """
    return day.year * 12 + day.month - 1


def first_day(period):
    """Return the first day of a period.

    Examples
    --------
    >>> first_day("2024-25 Q4")
    datetime.date(2025, 1, 1)
    """
    month = first_month(period)
    return datetime.date(month // 12, month % 12 + 1, 1)


def months(first, count):
    """Return some months that follow one another, as texts; ``first`` as :func:`first_month` counts.

    Examples
    --------
    >>> months(first_month("2024-25 Q4"), 3)
    ['2025-01', '2025-02', '2025-03']
    """
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, first + count)]


def year_of(period):
    """Return the financial year that a period lies in.

    Examples
    --------
    >>> year_of("2025-03"), year_of("2025-04"), year_of("2024-25 Q4"), year_of("2024-25")
    ('2024-25', '2025-26', '2024-25', '2024-25')
    """
    start = (first_month(period) - (_APRIL - 1)) // 12
    return f"{start}-{(start + 1) % 100:02d}"
