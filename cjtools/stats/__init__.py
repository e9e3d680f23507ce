"""Rates, proportions and their limits, differences, funnels, trends and rounding: numbers in, numbers out.

Every function takes single numbers, lists, numpy arrays or pandas Series. A single number comes back as a
float, a Series as a Series with the same index, anything else as an array. A missing value (NaN) stays
missing. Limits are two-sided, with half of ``1 - level`` beyond each end, and nothing is rounded on the way.
The methods are those of PHE (2018), Technical Guide: Confidence Intervals, so that figures can be compared.
Each idea has a module of its own; all are used from here.
"""

from cjtools.rounding import round_half_up
from cjtools.stats.differences import (
    difference_of_proportions,
    ratio_of_rates,
    smallest_showing_change_proportion,
    smallest_showing_count,
)
from cjtools.stats.dispersion import (
    Overdispersion,
    overdispersion_proportion,
    overdispersion_rate,
    z_proportion,
    z_rate,
)
from cjtools.stats.distribution import quartile_of, quartiles
from cjtools.stats.funnel_limits import funnel_limits_proportion, funnel_limits_rate
from cjtools.stats.intervals import poisson_limits, rate, wilson
from cjtools.stats.paired import paired_change
from cjtools.stats.trend_tests import (
    recent_trend_proportion,
    recent_trend_rate,
    trend_chi2_proportion,
    trend_chi2_rate,
)

__all__ = [
    "Overdispersion",
    "difference_of_proportions",
    "funnel_limits_proportion",
    "funnel_limits_rate",
    "overdispersion_proportion",
    "overdispersion_rate",
    "paired_change",
    "poisson_limits",
    "quartile_of",
    "quartiles",
    "rate",
    "ratio_of_rates",
    "recent_trend_proportion",
    "recent_trend_rate",
    "round_half_up",
    "smallest_showing_change_proportion",
    "smallest_showing_count",
    "trend_chi2_proportion",
    "trend_chi2_rate",
    "wilson",
    "z_proportion",
    "z_rate",
]
