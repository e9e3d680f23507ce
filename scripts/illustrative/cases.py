"""Makes the figures of diversion, fiscal work orders, bail, throughcare and reports."""

from .figures import divide, follow, impose, lagged, mixture, persons


def make_cases(figures):
    """Make every figure of the workbooks on justice social work cases; community payback orders are made before.

    Parameters
    ----------
    figures : Figures
    """
    for year in figures.world.years:
        _diversion(figures, year)
        _fiscal_work_orders(figures, year)
        _bail_supervision(figures, year)
        _throughcare(figures, year)
        reports = mixture(figures, "reports_submitted", "cpo_imposed", year, 0.75)
        follow(figures, "reports_submitted", reports, year)
    for year in figures.world.years_of("bail_assessment_reports"):
        _bail_reports(figures, year)


def _diversion(figures, year):
    """Make the funnel of diversion: no fewer referrals than assessments, no fewer assessments than cases."""
    impose(figures, "diversion_commenced", year)
    for breakdown in ("sex", "age", "employment", "ethnicity"):
        divide(figures, "diversion_commenced", breakdown, year)
    cases = figures.local("diversion_commenced", year)
    expected = mixture(figures, "diversion_assessments", "diversion_commenced", year, 0.88)
    referred = figures.world.council_figures("diversion_referrals", "total", "Total", year)
    follow(figures, "diversion_assessments", expected, year, upper=referred, lower=cases)
    expected = mixture(figures, "diversion_referrals", "diversion_assessments", year, 0.96)
    follow(figures, "diversion_referrals", expected, year, lower=figures.local("diversion_assessments", year))
    most = _most_that_can_end(figures, "diversion_commenced", year, both=False)
    follow(figures, "diversion_completed", lagged(figures, "diversion_commenced", year, 0.6), year, upper=most)
    follow(figures, "diversion_extended", cases, year, upper=cases)


def _most_that_can_end(figures, measure, year, both):
    """Return area -> the most of these cases that can end in a year: the greater, or the sum, of two years' starts."""
    now, before = (lagged(figures, measure, year, weight) for weight in (1, 0))
    return {area: int(now[area] + before[area] if both else max(now[area], before[area])) for area in now}


def _fiscal_work_orders(figures, year):
    """Make the fiscal work orders: few, and in many councils none."""
    measure = "fiscal_work_orders_imposed"
    impose(figures, measure, year)
    for breakdown in ("sex", "age"):
        divide(figures, measure, breakdown, year)
    most = _most_that_can_end(figures, measure, year, both=True)
    follow(figures, "fiscal_work_orders_ended", lagged(figures, measure, year, 0.6), year, upper=most)
    divide(figures, "fiscal_work_orders_ended", "ending", year)


def _bail_supervision(figures, year):
    """Make the bail supervision cases that start."""
    impose(figures, "bail_supervision_commenced", year)
    for breakdown in ("sex", "age", "employment"):
        divide(figures, "bail_supervision_commenced", breakdown, year)


def _bail_reports(figures, year):
    """Make what has been collected on bail since 2022-23: reports, cases completed, electronic monitoring."""
    cases = "bail_supervision_commenced"
    reports = mixture(figures, "bail_assessment_reports", cases, year, 0.5)
    follow(figures, "bail_assessment_reports", reports, year, lower=figures.local(cases, year))
    divide(figures, "bail_assessment_reports", "recommendation", year)
    most = _most_that_can_end(figures, cases, year, both=False)
    follow(figures, "bail_supervision_completed", lagged(figures, cases, year), year, upper=most)
    follow(figures, "bail_monitored", mixture(figures, "bail_monitored", "bail_assessment_reports", year, 0.6), year)


def _throughcare(figures, year):
    """Make voluntary throughcare with the people in it, and statutory throughcare."""
    voluntary = "throughcare_voluntary_commenced"
    impose(figures, voluntary, year)
    persons(figures, "throughcare_voluntary_individuals", voluntary, year)
    for breakdown in ("sex", "age"):
        divide(figures, voluntary, breakdown, year)
    for place in ("custody", "community"):
        impose(figures, f"throughcare_statutory_{place}_commenced", year)
