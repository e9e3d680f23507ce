"""Gaps between groups of people: how many times one group's rate is another's, with its interval."""

from cjtools import stats
from cjtools.results.comparisons import FEW


def gap(rows):
    """Return the group with the highest rate, the one with the lowest, and how many times one is the other.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records of one place and period, one per group.

    Returns
    -------
    tuple or None
        (record of the highest, record of the lowest, ratio, lower, upper) with exact 95 % limits; None unless at least
        two groups have a rate, and one of the two has ten cases.
    """
    known = rows[rows["value"].notna() & (rows["denominator"] > 0)]
    if len(known) < 2:
        return None
    high, low = known.loc[known["value"].idxmax()], known.loc[known["value"].idxmin()]
    if max(high["numerator"], low["numerator"]) < FEW:
        return None
    limits = stats.ratio_of_rates(high["numerator"], high["denominator"], low["numerator"], low["denominator"])
    return high, low, *limits


def gaps_by_period(rows):
    """Return the gap between the groups in each period that has one.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records of one place, one per group and period.

    Returns
    -------
    dict
        Period -> what :func:`gap` returns.
    """
    found = {period: gap(of_period) for period, of_period in rows.groupby("period", sort=True)}
    return {period: each for period, each in found.items() if each is not None and each[1]["numerator"] > 0}
