"""The change of the same people between two times, with its limits."""

import numpy as np
from scipy.special import stdtrit

from cjtools._numbers import tail


def paired_change(changes, people=1, level: float = 0.95):
    """Return the mean of paired changes, with the limits of Student's t.

    It tells how far people moved on average, not whether what was done for them moved them: without a comparison group,
    time alone and who stayed until the second score are part of it. The limits suppose that people are independent of
    one another. Where every change is the same, or one person is alone, there is nothing to estimate a spread from:
    then there are no limits. A width of 0 would claim a certainty that nobody has.

    Parameters
    ----------
    changes : array-like
        Later score less the first one, each for as many people as ``people`` says.
    people : number or array-like
        How many people changed so, 0 or more; the same shape as ``changes``, or one number for all.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    mean, lower, upper : float
        In points of the score. All NaN without anybody; limits NaN where there are none.

    Raises
    ------
    ValueError
        If a number of people is negative or no whole number, a change is not finite, or the level is out of range.

    References
    ----------
    Student (1908), The probable error of a mean, Biometrika 6, 1-25: the sleep of ten patients, below.

    Examples
    --------
    >>> more_sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    >>> print("{:.2f} ({:.4f} to {:.4f})".format(*paired_change(more_sleep)))
    1.58 (0.7001 to 2.4599)
    """
    beyond = tail(level)
    changes = np.atleast_1d(np.asarray(changes, dtype=float))
    people = np.broadcast_to(np.asarray(people, dtype=float), changes.shape)
    if not np.isfinite(changes).all():
        raise ValueError("changes must be finite")
    if not (people >= 0).all() or (people != np.floor(people)).any():
        raise ValueError("people must be whole numbers, 0 or more")
    count = people.sum()
    if not count:
        return (float("nan"),) * 3
    mean = float((people * changes).sum() / count)
    seen = changes[people > 0]
    if count < 2 or np.ptp(seen) == 0:
        return mean, float("nan"), float("nan")
    spread = (people * (changes - mean) ** 2).sum() / (count - 1)
    reach = float(-stdtrit(count - 1, beyond) * np.sqrt(spread / count))
    return mean, mean - reach, mean + reach
