"""What is due from whom, over all sheets of an area's evidence, and when the plan has to be looked at again."""

import datetime
from dataclasses import dataclass

from cjtools.evidence.periods import period_at
from cjtools.improvement.measures import HIDDEN, MET
from cjtools.improvement.tasks import DONE
from cjtools.results.duties import DUTIES, REVIEWED, REVIEWS, report_due, reported_year, year_before
from cjtools.results.off_track import is_reached

OVERDUE, SOON, LATER = "overdue", "soon", "later"
REPORT, COPY = "report-period", "copy-of-report"
PARTNERS = "Partners for the area"


@dataclass(frozen=True)
class Due:
    """One thing that is due.

    Attributes
    ----------
    day : datetime.date or None
        None where nobody has set one.
    what, who : str
        Who is empty where nobody is named.
    sheet : str
        Id of the sheet that it stands in.
    """

    day: datetime.date | None
    what: str
    who: str
    sheet: str

    def state(self, on, soon):
        """Return whether it is overdue on a day, due within some days, or later."""
        if self.day < on:
            return OVERDUE
        return SOON if self.day <= on + datetime.timedelta(days=soon) else LATER


def calendar(monitoring):
    """Return everything that has a day and is not done, in order of it.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    list of Due
    """
    found = [
        *_monitored(monitoring), *_planned(monitoring), *_told(monitoring), *_reports(monitoring),
        *_reviews(monitoring),
    ]  # fmt: skip
    return sorted((one for one in found if one.day), key=lambda one: (one.day, one.sheet, one.what))


def without_day(monitoring):
    """Return what is to come again and again, or soon, and has no day: list of Due.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    list of Due
    """
    return [one for one in (*_monitored(monitoring), *_copies(monitoring)) if not one.day]


def _monitored(monitoring):
    """Yield what the sheets of the monitoring plan ask for."""
    name = monitoring.words.partner_name
    for metric in monitoring.every:
        if metric.row.values:
            who = name(metric.asked_of) if metric.asked_of else ""
            what = f"{metric.title} (outcome {metric.outcome.number})"
            yield Due(metric.row.get("next", None), what, who, "metrics")
    for _, row in monitoring.stakeholders:
        if row.get("how_often") or row.get("next"):
            what = f"{row.get('who')}: {row.get('needs')}"
            yield Due(row.get("next", None), what, name(row.get("by")) if row.get("by") else "", "stakeholders")
    for row in monitoring.information:
        yield Due(row.get("next", None), row.get("item"), name(row.get("holder")), "information")
        if row.get("agreement_until"):
            what = f"Look at the agreement again: {row.get('item')}"
            yield Due(row.get("agreement_until"), what, name(row.get("holder")), "information")


def _planned(monitoring):
    """Yield what the delivery plan asks for; what is of an aim that was stopped is left out."""
    delivery, name = monitoring.delivery, monitoring.words.partner_name
    for aim in delivery.aims:
        if aim.is_stopped:
            continue
        lead = name(aim.now.get("lead"))
        if not is_reached(aim):
            yield Due(aim.now.get("by_when", None), f"Aim {aim.name}: {aim.now.get('what')}", lead, "aims")
        rows = {row.get("id"): row for row in aim.of("tasks")}
        for task in aim.tasks():
            if task.state(delivery.on) != DONE:
                what = f"Task {task.name}: {task.words}"
                yield Due(task.expected or task.end, what, name(rows[task.name].get("lead")), "tasks")
        # no sheet says that an objective is met; it serves its aim, and is not asked for once that is reached
        for row in [] if is_reached(aim) else aim.of("objectives"):
            what = f"Objective {row.get('id')}: {row.get('what')}"
            yield Due(row.get("by_when", None), what, name(row.get("lead")), "objectives")
        for one in aim.measures:
            # whether a hidden figure meets its target is not told, here either
            if one.standing not in (MET, HIDDEN):
                who = name(one.row.get("collected_by")) if one.row.get("collected_by") else lead
                yield Due(
                    one.row.get("target_by", None), f"Target of {one.name}: {one.row.get('name')}", who, "measures"
                )


def _told(monitoring):
    """Yield who is to be told; what is said of all aims together names none of them."""
    aims, name = {aim.name: aim for aim in monitoring.delivery.aims}, monitoring.words.partner_name
    for row in monitoring.evidence.of("communications"):
        aim = aims.get(row.get("aim"))
        if row.get("done_on") or (aim and aim.is_stopped):
            continue
        who = row.get("who") or (aim.now.get("lead") if aim else "")
        what = f"Tell {row.get('audience')}: {row.get('message')}"
        yield Due(row.get("when"), what, name(who) if who else "", "communications")


def years_to_report(monitoring):
    """Return the years whose yearly report is due or to come: that of the plan, and those that have ended since.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    list of str
    """
    first, last = int(monitoring.plan.year[:4]), int(year_before(monitoring.on)[:4])
    return [period_at(start, monitoring.plan.year) for start in range(first, max(first, last) + 1)]


def done_for(monitoring, duty, year):
    """Return whether a duty on the yearly report is recorded as done for a year."""
    return any(reported_year(row) == year for row in monitoring.evidence.of(DUTIES, duty=duty))


def _reports(monitoring):
    """Yield the yearly reports that are not recorded as published."""
    for year in years_to_report(monitoring):
        if not done_for(monitoring, REPORT, year):
            yield Due(report_due(year), f"Publish the report on {year} (section 23(1))", PARTNERS, DUTIES)


def _copies(monitoring):
    """Yield copies of published reports that are not recorded as sent; the law says soon, and names no day."""
    for year in years_to_report(monitoring):
        if done_for(monitoring, REPORT, year) and not done_for(monitoring, COPY, year):
            what = f"Send Community Justice Scotland a copy of the report on {year} (section 23(5))"
            yield Due(None, what, PARTNERS, DUTIES)


def _reviews(monitoring):
    """Yield what asks for a review of the plan that is not recorded yet; a revision is due from its day on."""
    for row in monitoring.evidence.of(REVIEWS):
        if not is_reviewed(monitoring, row):
            law = " (section 22)" if row.get("event") in monitoring.words.monitoring.reviews else ""
            yield Due(row.get("date"), f"Review of the plan: {row.get('event')}{law}", PARTNERS, REVIEWS)


def is_reviewed(monitoring, row):
    """Return whether the plan was reviewed after what asks for it: the row says when, or the sheet Duties does."""
    said = [one.get("date") for one in monitoring.evidence.of(DUTIES, duty=REVIEWED)]
    return bool(row.get("reviewed_on")) or any(day >= row.get("date") for day in said)


@dataclass(frozen=True)
class PlanReviews:
    """When the plan has to be looked at again.

    Attributes
    ----------
    rows : list of Row
        Of the sheet Reviews of the plan, in order of the day.
    overdue : list of Row
        What asked for a review on a day that is past, without one since.
    open : list of Row
        Reviews without a result.
    unsaid : list of str
        Events after which the law asks for a review, of which nothing is recorded.
    """

    rows: list
    overdue: list
    open: list
    unsaid: list


def plan_reviews_of(monitoring):
    """Return when the plan has to be looked at again, and what of it is overdue.

    Parameters
    ----------
    monitoring : Monitoring

    Returns
    -------
    PlanReviews
    """
    rows = sorted(monitoring.evidence.of(REVIEWS), key=lambda row: (row.get("date"), row.number))
    known = {row.get("event") for row in rows}
    return PlanReviews(
        rows,
        [row for row in rows if not is_reviewed(monitoring, row) and row.get("date") < monitoring.on],
        [row for row in rows if row.get("reviewed_on") and not row.get("result")],
        [event for event in monitoring.words.monitoring.reviews if event not in known],
    )
