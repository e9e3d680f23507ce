"""Years in every way that publications write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjtools.extract.periods import looks_like_period, parse_period


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("2023-24", "financial year", "2023-24"),
        ("2023/24", "financial year", "2023-24"),
        ("2023-2024", "financial year", "2023-24"),
        ("2023 / 2024", "financial year", "2023-24"),
        ("2023–24", "financial year", "2023-24"),
        ("2023‑24", "financial year", "2023-24"),
        ("2023", "financial year", "2023-24"),
        ("2023.0", "financial year", "2023-24"),
        ("1999-00", "cohort", "1999-00"),
        ("1999-2000", "cohort", "1999-00"),
        ("2017-18 [note 7]", "financial year", "2017-18"),
        ("2015-168", "financial year", "2015-16"),
        ("2016-177,8", "financial year", "2016-17"),
        ("2015-1610", "financial year", "2015-16"),
        ("2019-2012", "financial year", "2019-20"),
        ("2019-20203", "financial year", "2019-20"),
        ("http://reference.data.gov.uk/id/government-year/2015-2016", "financial year", "2015-16"),
        ("http://reference.data.gov.uk/id/year/1996", "financial year", "1996-97"),
        ("2015", "mid-year", "2015"),
        ("Mid-2017", "mid-year", "2017"),
        ("mid 2017", "mid-year", "2017"),
        ("2015", "calendar year", "2015"),
        ("SIMD 2020v2", "edition", "SIMD 2020v2"),
    ],
)
def test_years_lead_to_one_form(text, kind, period):
    """Slashes, dashes, long years, notes and glued footnotes, addresses, plain years."""
    assert parse_period(text, kind) == period


def test_headings_that_read_as_years():
    """The reader looks for them as they stand, without their notes; an age group is none."""
    years = ["2015-168", "2023/24", "2023–24", "2015", "Mid-2017", "1999-2000"]
    assert all(map(looks_like_period, years))
    assert not any(map(looks_like_period, ["16-17", "Total 2015", "2015-16 rate", "20", "Over 40", ""]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2016-18", "financial year"),
        ("2016-15", "cohort"),
        ("2015-167890", "financial year"),
        ("2015-16 to 2016-17", "financial year"),
        ("2015-16", "mid-year"),
        ("2015-16", "calendar year"),
        ("Mid-2017", "financial year"),
        ("2015-04-01", "financial year"),
        ("42095", "financial year"),
        ("16-17", "financial year"),
        ("Total", "financial year"),
        ("", "cohort"),
        ("", "edition"),
    ],
)
def test_what_is_no_year_is_none(text, kind):
    """A footnote is only dropped when a year and the next are left; a date is no financial year."""
    assert parse_period(text, kind) is None


@given(st.integers(1900, 2098), st.lists(st.integers(1, 39), max_size=3), st.booleans())
def test_glued_footnotes_never_change_the_year(year, notes, is_long):
    """Whatever notes hang on it, 2015-16 stays 2015-16."""
    following = str(year + 1) if is_long else f"{(year + 1) % 100:02d}"
    text = f"{year}-{following}{','.join(map(str, notes))}"
    assert parse_period(text, "financial year") == f"{year}-{(year + 1) % 100:02d}"
