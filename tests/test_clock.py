"""Times come from one clock, which is the same on every machine and can be set."""

import os
import re
import time
from datetime import UTC, date, datetime

import pytest

from cjtools import clock
from cjtools.errors import CjtoolsError
from cjtools.paths import folders

PACKAGE = folders().root / "cjtools"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-30T22:59:59", date(2026, 6, 30)),  # summer time: an hour ahead of UTC
        ("2026-06-30T23:00:00", date(2026, 7, 1)),
        ("2026-12-31T23:59:59", date(2026, 12, 31)),
        ("2027-01-01T00:00:00", date(2027, 1, 1)),
    ],
)
def test_the_day_is_that_of_scotland(monkeypatch, moment, day):
    """Whatever the machine's own zone says."""
    monkeypatch.setenv(clock.VARIABLE, str(int(datetime.fromisoformat(f"{moment}+00:00").timestamp())))
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        if hasattr(time, "tzset"):
            time.tzset()
        assert (clock.today(), clock.stamp()) == (day, f"{moment}Z")
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def test_without_the_variable_time_goes_on(monkeypatch):
    """The moment is now, to the second."""
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    assert 0 <= (datetime.now(UTC) - clock.now()).total_seconds() < 5
    monkeypatch.setenv(clock.VARIABLE, "")
    assert clock.now().year > 2025


@pytest.mark.parametrize("said", ["today", "-1", "1.5", "²", "9" * 5000, "253402300800"])
def test_a_moment_that_is_none_is_refused(monkeypatch, said):
    """In a sentence that does not repeat all of it."""
    monkeypatch.setenv(clock.VARIABLE, said)
    with pytest.raises(CjtoolsError, match=r"SOURCE_DATE_EPOCH.* is no moment") as refused:
        clock.now()
    assert len(str(refused.value)) < 250


def test_nothing_else_asks_what_time_it_is():
    """A second clock would make files differ that should be the same; how long something took is no time of day."""
    asks = re.compile(r"\btoday\(\)|(?<!clock)\.now\(|time\.time\(|utcnow|gmtime\(\)|localtime\(")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if asks.search(re.sub(r"clock\.today\(\)", "", path.read_text(encoding="utf-8")))
    }
    assert found == {"batch/run_record.py", "clock.py"}
    assert os.environ.get(clock.VARIABLE) is None
