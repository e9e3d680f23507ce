"""A partnership's own figures made fit to be shown: small counts hidden, and what would give them away."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cjtools.disclosure.cells import keys_of, places_of, problem_at, rounded, say
from cjtools.disclosure.derived import counts_behind
from cjtools.disclosure.profiles import profile_for
from cjtools.disclosure.release import PUBLISHED, TAKE_BACK, Release, is_whole_measure
from cjtools.errors import CjtoolsError, Problem
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.markers import LOW, SUPPRESSED


@dataclass(frozen=True)
class Report:
    """What was done to a frame. It holds no figure of the frame, neither shown nor hidden.

    Parameters
    ----------
    profile, description : str
        The rule that was used.
    figures : int
        The partnership's own figures.
    primary : int
        Hidden for what they are (too small, or all or none of a breakdown), or hidden already.
    secondary : int
        Hidden so that no other can be worked out.
    totals : int
        Those among them that others add up to.
    derived : int
        Rates and the like that are hidden with what they are worked out from.
    is_rounded : bool
    relations : int
        Ways of adding up that a reader could use, all of which were looked at.
    warnings : list of Problem
        What the rule cannot put right.
    """

    profile: str
    description: str
    figures: int = 0
    primary: int = 0
    secondary: int = 0
    totals: int = 0
    derived: int = 0
    is_rounded: bool = False
    relations: int = 0
    warnings: list = field(default_factory=list)


def protect(observations, profile, hierarchy=None, sums=(), measures=None, derived=None, released=None):
    """Return observations that can be shown, and a report.

    The reader is taken to know every figure that is shown now or was before, that counts are whole and not negative,
    how figures add up, and the rule: so also that a zero is never hidden (unless the rule protects zeros). The reader
    is not taken to know which of the hidden figures were hidden for being small, unless the rule says so.

    Parameters
    ----------
    observations : pandas.DataFrame
        With the columns of OBSERVATION; others are dropped. Published figures pass unchanged; they count as known.
    profile : Profile
    hierarchy, sums, measures
        What adds up, as in ``relations_of``.
    derived : dict, optional
        Measure -> Derived: rates and the like, which are no counts themselves.
    released : Ledger, optional
        What was released before: what was hidden stays hidden, what was shown is known. What should not have been
        shown is hidden now with a warning, and the rest is protected both from readers who know it and by itself.

    Returns
    -------
    tuple
        (protected observations in the same order, Report).

    Raises
    ------
    CjtoolsError
        The rule is not for these figures, a count is not a count, or what others have published gives a figure away.
        Errors name files and cells; none holds a figure.
    """
    kind = CjtoolsError
    try:
        return _protected(observations, profile, hierarchy, sums, measures, derived or {}, released)
    except CjtoolsError as error:
        kind, problems = type(error), error.problems
    except Exception as error:
        # the words of another library's error may quote a figure
        found = f"the figures could not be protected ({type(error).__name__}), so none is shown"
        problems = [Problem(found, todo="check that the frame has the columns of an observation")]
    # raised anew, since the trace of the first error leads to every figure
    raise kind(problems)


def _protected(observations, profile, hierarchy, sums, measures, derived, released):
    """Return what ``protect`` does, with the words of any error."""
    frame = _checked(observations, profile, derived)
    adding = (hierarchy, sums, measures)
    shown, report, exposed = _settled(frame, profile, adding, derived, released)
    if exposed is None:
        return shown, report
    # what should never have been shown is not shown again, and what is shown now is safe by itself
    shown.loc[exposed, "value"], shown.loc[exposed, "marker"] = np.nan, SUPPRESSED
    shown, more, _ = _settled(shown, profile, adding, derived, released.of_hidden())
    return shown, _with_withdrawn(report, more, frame, shown, released)


def _settled(frame, profile, adding, derived, released):
    """Return the frame with passes made until nothing more has to be hidden, a report, and what was exposed."""
    frame, report, exposed = _pass(frame, profile, adding, derived, released)
    while True:
        # the reader sees only what is left, and may take figures to add up that in truth do not quite
        again, more, _ = _pass(frame, profile, adding, derived, released)
        if not (more.secondary or more.derived):
            return frame, report, exposed
        frame = again
        report = replace(
            report,
            secondary=report.secondary + more.secondary,
            totals=more.totals,
            derived=report.derived + more.derived,
        )


def _with_withdrawn(report, more, before, shown, released):
    """Return the report with what is hidden now although an earlier release showed it, each a warning."""
    known, warnings = released.known(), []
    is_new = (before["marker"] != SUPPRESSED) & (shown["marker"] == SUPPRESSED)
    rows = shown[is_new.to_numpy()]
    for key, place in zip(keys_of(rows), places_of(rows), strict=True):
        if known.get(key, ("", SUPPRESSED))[1] != SUPPRESSED:
            found = f"{say(key)}: is hidden now, but an earlier release showed it"
            warnings.append(problem_at(place, found, TAKE_BACK))
    own = (shown["status"] != PUBLISHED) & (shown["marker"] == SUPPRESSED)
    hidden = int(own.sum()) - report.derived - more.derived
    return replace(
        report,
        secondary=hidden - report.primary,
        totals=more.totals,
        derived=report.derived + more.derived,
        warnings=[*warnings, *report.warnings],
    )


def _pass(frame, profile, adding, derived, released):
    """Return the frame with all hidden that must be, a report, and which rows an earlier release exposed, or None."""
    is_local = (frame["status"] != PUBLISHED).to_numpy() & (not profile.lets_all_pass)
    is_count = ~frame["measure"].isin(derived).to_numpy() & is_whole_measure(frame)
    release = Release(frame[is_count], profile, ~is_local[is_count], released)
    relations = release.relations(*adding)
    primary = release.hide_primary(relations)
    tables, warnings = release.secure(relations)
    own, first, totals = np.zeros((3, len(frame)), bool)
    count, rows = is_count.sum(), np.flatnonzero(is_count)
    own[rows], first[rows], totals[rows] = tables.is_hidden[:count], primary[:count], tables.level[:count] > 0
    own &= is_local
    result = _shown(frame, own, is_local & is_count, profile.round_base)
    lost = _hide_derived(result, derived, release, tables)
    report = Report(
        profile.name,
        profile.description,
        figures=int(is_local.sum()),
        primary=int((own & first).sum()),
        secondary=int((own & ~first).sum()),
        totals=int((own & totals).sum()),
        derived=lost,
        is_rounded=bool(profile.round_base),
        relations=len(relations),
        warnings=warnings,
    )
    exposed = release.exposed(tables)
    if exposed is not None:
        own[rows] = exposed
        exposed = own & is_local
    return result, report, exposed


def _checked(observations, profile, derived):
    """Return a copy of the frame with the columns of OBSERVATION only, or raise with all its faults."""
    missing = [column for column in OBSERVATION if column not in observations]
    if missing:
        raise CjtoolsError([Problem(f"column '{column}' is missing") for column in missing])
    for status in sorted(set(observations["status"]) - {PUBLISHED}):
        profile_for(status, profile.name, {profile.name: profile})
    frame = pd.DataFrame({column: list(observations[column]) for column in OBSERVATION})
    frame["value"] = pd.to_numeric(frame["value"], errors="coerce").astype(float)
    frame["marker"] = frame["marker"].fillna("").astype(str)
    # a number beside [c] was never meant to be shown
    frame.loc[frame["marker"] == SUPPRESSED, "value"] = np.nan
    counts = frame[(frame["status"] != PUBLISHED) & ~frame["measure"].isin(derived)]
    value = counts["value"]
    wrong = counts[(value < 0) | (value % 1 > 0) | np.isinf(value)]
    if len(wrong):
        todo = "name it under derived if its figures are rates, percentages or means"
        words = "has figures that are no counts (not whole, or below zero)"
        first = wrong.drop_duplicates("measure").sort_values("measure")
        pairs = zip(first["measure"], places_of(first), strict=True)
        raise CjtoolsError([problem_at(place, f"{measure} {words}", todo) for measure, place in pairs])
    return frame


def _shown(frame, hidden, is_own_count, base):
    """Return a new frame in which what is hidden is [c] and the rest is rounded if the rule says so."""
    value, marker = frame["value"].to_numpy(float).copy(), frame["marker"].to_numpy(object).copy()
    if base:
        for row in np.flatnonzero(is_own_count & ~hidden & (value > 0)):
            value[row] = rounded(value[row], base)
            if value[row] == 0:
                value[row], marker[row] = np.nan, LOW
    value[hidden], marker[hidden] = np.nan, SUPPRESSED
    columns = {column: list(frame[column]) for column in OBSERVATION}
    return pd.DataFrame({**columns, "value": value.tolist(), "marker": marker.tolist()}).astype({"value": float})


def _hide_derived(frame, derived, release, tables):
    """Hide, in place, figures worked out from what is hidden, or that undo the rounding; return how many."""
    lost = 0
    cells, place = release.cells, release.cells.place
    gone = tables.is_hidden | tables.is_unknown
    for row in np.flatnonzero(frame["measure"].isin(derived).to_numpy() & (frame["status"] != PUBLISHED).to_numpy()):
        rule = derived[frame.at[row, "measure"]]
        key = tuple(frame.loc[row, KEY[1:]])
        total = (*key[:3], "total", "Total")
        parts = [place.get((name, *key), place.get((name, *total))) for name in (rule.numerator, rule.denominator)]
        shown = frame.at[row, "value"]
        if shown != shown:
            continue
        # what is not there cannot be vouched for
        if all(part is not None and not gone[part] for part in parts) and not _undoes(
            shown, rule, parts, cells, tables
        ):
            continue
        frame.loc[row, ["value", "marker"]] = [np.nan, SUPPRESSED]
        lost += 1
    return lost


def _undoes(shown, rule, parts, cells, tables):
    """Return whether a rate leads back to a count more closely than its rounding may show."""
    top, bottom = parts
    if not tables.need[top]:
        return False
    base = cells.value[bottom]
    if base != base:
        return True
    least, greatest = counts_behind(shown, base, rule.per, rule.places)
    return min(greatest, tables.high[top]) - max(least, tables.low[top]) < tables.need[top]
