"""Where the partners' assessment and the figures pull apart: told, never settled by the tool."""

from dataclasses import dataclass

from cjtools.results.indicators import TOTAL
from cjtools.results.recorded import NEARNESS

YEARS_RUNNING = 3  # moves the same way, one after the other, that are worth a word


@dataclass(frozen=True)
class Against:
    """An indicator that points another way than the assessment.

    Attributes
    ----------
    indicator : Indicator
    row : pandas.Series
        Its newest record.
    is_worse : bool
        It points to worse, and the outcome is recorded as achieved; else to better, and it is recorded as not achieved.
    beside : bool
        Beside the comparator it does.
    trend : bool
        Over five years it does.
    years : int
        For how many years running it has moved that way; 0 for fewer than ``YEARS_RUNNING``.
    """

    indicator: object
    row: object
    is_worse: bool
    beside: bool
    trend: bool
    years: int


def against(study):
    """Return the national and headline indicators that point another way than the recorded assessment.

    Only those with a better direction count, and that the partners have not set aside. Where the outcome is recorded
    as far from being achieved, they are told only when none of them points to worse: an outcome can be far off though
    one figure is good. One that is nearly there, or part of the way, is where figures may well get better.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Against
        Empty without a recorded judgement.
    """
    assessment = study.recorded.assessment()
    if assessment is None or "achieved" not in assessment.values:
        return []
    names = [item.indicator for item in study.outcome.national_indicators if not _is_set_aside(study, item)]
    names += [line.indicator for line in study.outcome.headline if not line.part]
    directed = [study.indicator(name) for name in dict.fromkeys(filter(None, names))]
    directed = [one for one in directed if one.better in ("higher", "lower") and not one.is_split]
    found = [_reading(study, indicator, word) for indicator in directed for word in ("worse", "better")]
    found = [one for one in found if one is not None]
    worse = [one for one in found if one.is_worse]
    if assessment.get("achieved"):
        return worse
    return found if assessment.get("nearness") == NEARNESS[-1] and not worse else []


def _is_set_aside(study, item):
    """Return whether the partners have set a national indicator aside."""
    decision = study.recorded.decision(item.id)
    return decision is not None and decision.get("decision") == "set aside"


def _reading(study, indicator, word):
    """Return the indicator as one that points to worse, or to better; None when it does not."""
    row = study.latest(indicator.id)
    if row is None or row["value"] != row["value"]:
        return None
    years = _years_running(study, indicator, word)
    found = Against(indicator, row, word == "worse", row["verdict"] == word, row["trend_verdict"] == word, years)
    return found if found.beside or found.trend or found.years else None


def _years_running(study, indicator, word):
    """Return for how many years running an indicator has moved to worse, or to better; 0 for fewer than three.

    A plain count of what the figures did, whatever chance may have to do with it; the newest year is the last.
    """
    rows = study.of(indicator.id, study.code_of(indicator.id), TOTAL)
    rows = rows[rows["value"].notna()].sort_values("period")
    up = (indicator.better == "higher") == (word == "better")
    values, years = rows["value"].tolist(), 0
    for later, earlier in zip(reversed(values), reversed(values[:-1]), strict=False):
        if later == earlier or (later > earlier) != up:
            break
        years += 1
    return years if years >= YEARS_RUNNING else 0
