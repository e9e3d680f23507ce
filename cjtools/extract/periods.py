"""Years as publications write them."""

import re
from functools import lru_cache

from cjtools.extract.headings import plain

_YEARS = re.compile(r"^((?:19|20)\d{2})\s*[-/\u2010-\u2013]\s*(\d[\d,]*)$")
_YEAR = re.compile(r"^(?:mid[- ]?)?((?:19|20)\d{2})(?:\.0)?$", re.IGNORECASE)
_NOTES = re.compile(r"\d{1,2}(?:,\d{1,2})*")
_PERIOD_LIKE = re.compile(r"^(?:mid[- ]?)?(?:19|20)\d{2}(?:\s*[-/\u2010-\u2013]\s*\d{2}[\d,]*)?$", re.IGNORECASE)


def looks_like_period(text):
    """Return whether a heading or cell reads as a year or a financial year.

    Examples
    --------
    >>> looks_like_period("2015-168"), looks_like_period("2023/24"), looks_like_period("16-17")
    (True, True, False)
    """
    return bool(_PERIOD_LIKE.match(text))


@lru_cache(maxsize=10_000)
def parse_period(text, period_type):
    """Return a period in the standard form, or None when the text is not one.

    Financial years and cohorts become '2015-16', mid-years and calendar years '2015'. A footnote number glued to a
    financial year is dropped only when what is left is a year and the next ('2015-168' is 2015-16 with note 8).
    A plain year in a financial-year table is its first year, as on statistics.gov.scot.

    Parameters
    ----------
    text : str
    period_type : str
        'financial year', 'cohort', 'mid-year', 'calendar year' or 'edition'.

    Returns
    -------
    str or None

    Examples
    --------
    >>> parse_period("2015-168", "financial year"), parse_period("2016-177,8", "financial year")
    ('2015-16', '2016-17')
    >>> parse_period("http://reference.data.gov.uk/id/government-year/2015-2016", "financial year")
    '2015-16'
    >>> parse_period("1999-00", "cohort"), parse_period("2016-18", "cohort"), parse_period("Mid-2017", "mid-year")
    ('1999-00', None, '2017')
    """
    text = plain(text).rsplit("year/", 1)[-1]
    if period_type == "edition":
        return text or None
    single = _YEAR.match(text)
    if single and (period_type == "mid-year" or not text.casefold().startswith("mid")):
        year = int(single[1])
        return f"{year}-{(year + 1) % 100:02d}" if period_type in ("financial year", "cohort") else str(year)
    double = _YEARS.match(text)
    if double is None or period_type not in ("financial year", "cohort"):
        return None
    following = str(int(double[1]) + 1)
    for written in (following, following[2:]):
        notes = double[2].removeprefix(written)
        if double[2].startswith(written) and (not notes or _NOTES.fullmatch(notes)):
            return f"{double[1]}-{following[2:]}"
    return None
