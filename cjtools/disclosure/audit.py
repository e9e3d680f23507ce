"""What a reader can work out of a release: the check before anything goes out."""

import numpy as np

from cjtools.disclosure.release import PUBLISHED, Release, is_whole_measure
from cjtools.markers import SUPPRESSED


def audit(frame, profile, hierarchy=None, sums=(), measures=None, released=None):
    """Return what a reader can work out of a frame as it would be released: keys of hidden figures that are not safe.

    Parameters
    ----------
    frame : pandas.DataFrame
        Observations as released, with [c] for what is hidden.
    profile, hierarchy, sums, measures, released
        As in ``protect``.

    Returns
    -------
    list of tuple
        KEY of each.
    """
    release = _as_released(frame, profile, released)
    tables = release.audited(hierarchy, sums, measures)
    return [release.cells.keys[number] for number in tables.unsafe]


def possible_values(frame, profile, hierarchy=None, sums=(), measures=None, released=None):
    """Return between which whole numbers each hidden figure lies for all that a reader can tell.

    Worked out from what is shown alone. Where a release is badly protected this is the hidden figure itself: it is
    for tests and for checks before a release, never for printing.

    Returns
    -------
    dict
        KEY -> (least, greatest).
    """
    release = _as_released(frame, profile, released)
    tables = release.audited(hierarchy, sums, measures)
    return {release.cells.keys[number]: tables.limits(number) for number in np.flatnonzero(tables.is_hidden)}


def _as_released(frame, profile, released):
    """Return the release that a frame is."""
    frame = frame.reset_index(drop=True)
    value = frame["value"].astype(float)
    frame = frame.assign(value=value.mask(frame["marker"] == SUPPRESSED))[is_whole_measure(frame)]
    return Release(frame, profile, (frame["status"] == PUBLISHED).to_numpy(), released)
