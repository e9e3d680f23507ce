"""What time it is: every moment and every day that is written down comes from here.

The environment variable ``SOURCE_DATE_EPOCH`` sets the clock to a moment, in seconds since 1970 (UTC), as it does for
many tools (reproducible-builds.org): then the same inputs give the same bytes, times included, whenever they are made.
"""

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cjtools.errors import CjtoolsError, Problem

VARIABLE = "SOURCE_DATE_EPOCH"
_LATEST = 253_402_300_799  # the last second of the year 9999


def now():
    """Return this moment, to the second.

    Returns
    -------
    datetime.datetime
        In UTC.

    Raises
    ------
    CjtoolsError
        When ``SOURCE_DATE_EPOCH`` is no number of seconds.
    """
    said = os.environ.get(VARIABLE, "")
    if not said:
        return datetime.now(UTC).replace(microsecond=0)
    if not (said.isascii() and said.isdigit() and int(said[:20]) <= _LATEST):
        allowed = "seconds since 1 January 1970, such as 1798761600, or not set"
        raise CjtoolsError(Problem(f"{said[:40]!r} is no moment", f"environment variable {VARIABLE}", allowed=allowed))
    return datetime.fromtimestamp(int(said), UTC)


def today():
    """Return the day in Scotland, which is the same on every machine, whatever its time zone.

    Returns
    -------
    datetime.date
    """
    return now().astimezone(ZoneInfo("Europe/London")).date()


def stamp(moment=None):
    """Return a moment as it is written down.

    Parameters
    ----------
    moment : datetime.datetime, optional
        In UTC; now by default.

    Returns
    -------
    str

    Examples
    --------
    >>> stamp(datetime(2026, 11, 30, 14, 5, 9, tzinfo=UTC))
    '2026-11-30T14:05:09Z'
    """
    return (moment or now()).strftime("%Y-%m-%dT%H:%M:%SZ")
