"""How the statistics read their arguments: numbers, arrays or Series in, the same form out, faults named."""

import numpy as np


def read(allow_negative=False, **given):
    """Return the values as float arrays of one shape, and a function that gives results the caller's form.

    Examples
    --------
    >>> (count, total), give = read(count=[1, 2], total=4)
    >>> give(count / total)
    array([0.25, 0.5 ])
    """
    series = [values for values in given.values() if hasattr(values, "iloc")]
    if any(not other.index.equals(series[0].index) for other in series[1:]):
        raise ValueError(f"{', '.join(given)}: the rows differ (other index); take the columns from one table")
    arrays = [
        values.to_numpy(float, na_value=np.nan) if hasattr(values, "iloc") else np.asarray(values, float)
        for values in given.values()
    ]
    for name, array in zip(given, arrays, strict=True):
        wrong = array[(array < 0) | np.isinf(array)]
        if wrong.size and not allow_negative:
            raise ValueError(f"{name} {wrong[0]:.15g} is not possible: it must be finite and 0 or more")

    def give(result):
        if series:
            return type(series[0])(result, index=series[0].index)
        return float(result) if np.ndim(result) == 0 else result

    return np.broadcast_arrays(*arrays), give


def at_most(values, ceiling, name, what):
    """Raise when a value is more than its ceiling, naming the value."""
    above = values > ceiling
    if np.any(above):
        raise ValueError(f"{name} {values[above][0]:.15g} is more than {what}")


def above_zero(name, number):
    """Return a number that must be above 0 and finite."""
    if not 0 < number < np.inf:
        raise ValueError(f"{name} {number!r} is not possible: it must be above 0")
    return number


def zero_to_nan(divisor):
    """Return the divisor with NaN for zero, so that nothing is divided by zero."""
    return np.where(divisor == 0, np.nan, divisor)


def tail(level):
    """Return the probability beyond each limit: half of what the level leaves."""
    if not 0 < level < 1:
        raise ValueError(f"level {level!r} is not between 0 and 1; write 0.95 for 95 %")
    return (1 - level) / 2
