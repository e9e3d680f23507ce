"""Over random tables: nothing hidden can be worked out, and protecting is stable."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from disclosure_attack import attack, crossed, nested, one_way, recovered, two_way
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjtools.disclosure import Ledger, audit, load_profiles, possible_values, protect
from cjtools.intake.tidy import KEY

PROFILES = load_profiles(Path(__file__).resolve().parents[1] / "data" / "catalogue" / "disclosure.yaml")
DEFAULT, ROUNDED, STRICT = (PROFILES[name] for name in ("local-default", "local-rounded", "strict"))
ATTRIBUTE = DEFAULT.model_copy(update={"protect_zero_and_all": True})

COUNT = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 37, 60])
KEPT = "no hidden count can be told to within fewer values than the rule promises"
RANDOM = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


def over(what, *tables, comes=KEPT):
    """Try a test over random tables: a dozen of them, and sixty in the batch."""

    def tried(check):
        marks = {12: [], 60: [pytest.mark.batch]}
        for count, more in marks.items():
            more.append(pytest.mark.reliability("disclosure", f"random {what}", comes, tries=count))

        @pytest.mark.parametrize("examples", [pytest.param(count, marks=more) for count, more in marks.items()])
        def test(examples):
            settings(max_examples=examples, **RANDOM)(given(*tables)(check))()

        test.__doc__ = check.__doc__
        return test

    return tried


def counts(*shape):
    """Arrays of counts, many of them small, of some shape; each side up to the number given."""
    return st.tuples(*(st.integers(2, side) for side in shape)).flatmap(
        lambda sides: st.lists(COUNT, min_size=int(np.prod(sides)), max_size=int(np.prod(sides))).map(
            lambda flat: np.array(flat).reshape(sides)
        )
    )


def assert_protected(frame, profile, wholes=None):
    """What must hold of every protected frame."""
    shown, report = protect(frame, profile, hierarchy=wholes)
    truth, gone = frame["value"].to_numpy(), (shown["marker"] == "[c]").to_numpy()
    # small counts are hidden, zeros never, what is shown is right
    assert gone[(truth > 0) & (truth < profile.threshold)].all()
    if not profile.protect_zero_and_all:
        assert not gone[truth == 0].any()
    assert shown["value"][gone].isna().all()
    rest = ~gone & shown["value"].notna().to_numpy()
    if profile.round_base:
        assert (np.abs(shown["value"].to_numpy()[rest] - truth[rest]) <= (profile.round_base - 1) / 2).all()
    else:
        assert (shown["value"].to_numpy()[~gone] == truth[~gone]).all()
    assert report.primary + report.secondary == gone.sum()
    # nothing can be worked out, and the truth is among what is possible
    least = 0 if profile.protect_zero_and_all else 1
    found = attack(shown, wholes=wholes, base=profile.round_base, least=least)
    for key, value in zip(frame[KEY].itertuples(index=False, name=None), truth, strict=True):
        if key in found:
            low, high = found[key]
            assert low <= value <= high
            assert high - low >= profile.minimum_width
    assert audit(shown, profile, hierarchy=wholes) == []
    # doing it again changes nothing
    assert protect(shown, profile, hierarchy=wholes)[0].equals(shown)
    return shown


@over(
    "breakdowns with their total",
    st.lists(COUNT, min_size=1, max_size=8),
    st.sampled_from([DEFAULT, STRICT, ATTRIBUTE]),
)
def test_one_way_tables(line, profile):
    """It protects a breakdown with its total."""
    assert_protected(one_way(*line), profile)


@over("tables of areas by categories with all totals", counts(5, 5), st.sampled_from([DEFAULT, STRICT, ATTRIBUTE]))
def test_two_way_tables(table, profile):
    """It protects areas by categories with all totals."""
    assert_protected(two_way(table), profile)


@over("tables of sex by age with margins", counts(2, 4))
def test_crossed_tables(table):
    """It protects sex by age with both margins and the total."""
    assert_protected(crossed(table[:2]), DEFAULT)


@over("tables of areas within larger ones", counts(3, 3, 3))
def test_nested_tables(table):
    """It protects areas in boards in Scotland, by categories."""
    frame, wholes = nested(table)
    assert_protected(frame, DEFAULT, wholes)


@over(
    "tables under the rule that rounds",
    st.one_of(st.lists(COUNT, min_size=1, max_size=6).map(lambda line: one_way(*line)), counts(4, 4).map(two_way)),
)
def test_rounded_tables(frame):
    """It leaves at least two values possible for every count of 1 to 7, rounded or hidden."""
    shown = assert_protected(frame, ROUNDED)
    small = frame["value"].between(1, 7) & (shown["marker"] != "[c]")
    for row in shown.index[small]:
        asked = shown.copy()
        # the attack answers for [c] only: ask for this one, within what its own rounding says
        key = tuple(shown.loc[row, KEY])
        asked.loc[row, ["value", "marker"]] = [np.nan, "[c]"]
        low, high = attack(asked, base=5)[key]
        own = (1, 2) if shown.loc[row, "marker"] == "[low]" else (3, 7)
        assert min(high, own[1]) > max(low, own[0])


@over("tables of which the small alone are hidden", counts(4, 4), comes="control: the attack finds them")
def test_only_hiding_what_is_small_can_be_undone(table):
    """It finds by linear programming the limits that the attack finds, safe or not."""
    frame = two_way(table)
    frame.loc[frame["value"].between(1, 4), ["value", "marker"]] = [np.nan, "[c]"]
    assert possible_values(frame, DEFAULT) == attack(frame)
    assert sorted(audit(frame, DEFAULT)) == sorted(recovered(frame, width=5))


@over("tables released twice, the second time with one breakdown more", counts(4, 3), st.integers(2, 6))
def test_another_table_never_unprotects(table, share):
    """It hides in a second release so that both together give nothing away, and what was hidden stays hidden."""
    # totals that are out already must leave room for a second breakdown, or protecting is refused
    table = table + np.array([20] + [0] * (table.shape[1] - 1))
    earlier = two_way(table)
    totals = table.sum(axis=1)
    other = np.column_stack([totals // share, totals - totals // share])
    later = pd.concat([earlier, two_way(other, breakdown="length")]).drop_duplicates(KEY, ignore_index=True)
    shown, _ = protect(earlier, DEFAULT)
    new, report = protect(later, DEFAULT, released=Ledger().with_release(shown, DEFAULT))
    was, now = (
        set(frame.loc[frame["marker"] == "[c]", KEY].itertuples(index=False, name=None)) for frame in (shown, new)
    )
    assert was <= now
    assert recovered(shown, new, width=5) == []
    assert report.warnings == []
