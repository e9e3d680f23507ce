"""A return under the framework of 2016 as one table: evidence, figures, cohorts, checklist and steps."""

import pandas as pd

from cjtools.evidence.measures import SHEET
from cjtools.results import distance as d

COLUMNS = [
    "area", "what", "outcome", "outcome_title", "indicator", "indicator_title", "type", "state", "kind", "term",
    "activity", "changed", "impact", "views_of_people", "views_of_community", "partner", "date", "reason", "instead",
    "title", "period", "value", "unit", "out_of", "marker", "lower", "upper", "year_before", "scotland", "change",
    "standard", "people", "moved_up", "stayed", "moved_down", "mean_start", "mean_later", "not_shown_because", "answer",
    "step", "words", "source", "status", "recorded_in",
]  # fmt: skip
NUMBERS = [
    "value", "out_of", "lower", "upper", "year_before", "scotland", "standard", "people", "moved_up", "stayed",
    "moved_down", "mean_start", "mean_later",
]  # fmt: skip


def table_of_2016(framework):
    """Return everything that a return under the framework of 2016 shows, one row for each thing.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``. ``what`` is indicator, evidence, left out, figure, need, distance travelled, housing protocol or
        evaluation step. A hidden figure has its marker and no value. Of a cohort ``value``, ``lower`` and ``upper`` are
        the mean change and its 95% interval; no row is of a single score.
    """
    rows = [*_outcomes(framework), *_needs(framework), *_cohorts(framework), *_answers(framework), *_steps(framework)]
    table = pd.DataFrame([{"area": framework.place, **row} for row in rows], columns=COLUMNS)
    texts = [name for name in COLUMNS if name not in NUMBERS]
    table = table.assign(**{name: table[name].astype(object).fillna("") for name in texts})
    return table.astype({name: float for name in NUMBERS})


def _recorded_in(framework, sheet):
    """Return what says where something is recorded, and its status."""
    return {"recorded_in": framework.words.evidence_form.sheet(sheet).title, "status": framework.status}


def _outcomes(framework):
    """Yield the rows of all indicators: how each stands, then its evidence and figures."""
    for outcome in framework.framework.outcomes:
        for one in framework.of_outcome(outcome):
            item = one.indicator
            common = {
                "outcome": outcome.id,
                "outcome_title": outcome.title,
                "indicator": item.id,
                "indicator_title": item.title,
                "type": item.type,
                "state": one.state,
            }
            yield common | {"what": "indicator"}
            yield from (common | _entry(framework, row) for row in one.entries)
            if one.left_out is not None:
                yield common | {
                    "what": "left out",
                    "reason": one.left_out.get("reason"),
                    "instead": one.left_out.get("instead"),
                    "date": one.left_out.get("date").isoformat(),
                    **_recorded_in(framework, "opi_left_out"),
                }
            yield from (common | _figure(framework, figure, "figure") for figure in one.figures)


def _entry(framework, row):
    """Return one entry of evidence."""
    return {
        "what": "evidence",
        "kind": row.get("kind"),
        "term": row.get("term"),
        "activity": row.get("activity"),
        "changed": row.get("changed"),
        "impact": row.get("impact"),
        "views_of_people": row.get("users"),
        "views_of_community": row.get("community"),
        "partner": framework.words.partner_name(row.get("partner")) if row.get("partner") else "",
        "date": row.get("date").isoformat(),
        **_recorded_in(framework, "opi_evidence"),
    }


def _figure(framework, figure, what):
    """Return one figure with what stands beside it."""
    return {
        "what": what,
        "title": figure.title,
        "period": figure.period,
        "value": figure.value,
        "unit": figure.unit,
        "out_of": figure.base,
        "marker": figure.marker,
        "lower": figure.lower,
        "upper": figure.upper,
        "year_before": figure.before,
        "scotland": figure.scotland,
        "change": figure.change,
        "standard": figure.standard,
        "source": figure.source,
        "status": figure.status,
        "recorded_in": "" if figure.indicator else framework.words.evidence_form.sheet(SHEET).title,
    }


def _needs(framework):
    """Yield the figures of the needs assessment."""
    yield from (_figure(framework, figure, "need") for figure in framework.needs())


def _cohorts(framework):
    """Yield the cohorts with what may be shown of them."""
    for cohort in framework.cohorts():
        row, shown = cohort.row, cohort.travelled
        common = {
            "what": "distance travelled",
            "indicator": row.get("indicator"),
            "title": f"{row.get('id')}. {row.get('title')}",
            "words": row.get("tool"),
            "source": row.get("source"),
            **_recorded_in(framework, "cohorts"),
        }
        if shown is not None:
            names = {"people": d.ALL, "moved_up": d.UP, "stayed": d.SAME, "moved_down": d.DOWN, "mean_start": "start"}
            names |= {"mean_later": "later", "value": "change", "lower": "lower", "upper": "upper"}
            common |= {name: shown.get(each, None) for name, each in names.items()}
            common |= {"marker": shown.get("marker"), "not_shown_because": shown.get("without")}
        yield common


def _answers(framework):
    """Yield the answers to the checklist on a housing protocol, open ones too."""
    answers = framework.protocol()
    for part in framework.framework.protocol.parts:
        for item in part.items:
            row = answers.get(item.id)
            yield {
                "what": "housing protocol",
                "title": f"{part.title}: {item.text}",
                "answer": row.get("answer") if row else "not answered",
                "words": row.get("note") if row else "",
                "date": row.get("date").isoformat() if row else "",
                **_recorded_in(framework, "protocol"),
            }


def _steps(framework):
    """Yield the evaluations step by step, open steps too."""
    for service, rows in framework.paths().items():
        for step in framework.framework.steps:
            row = rows.get(step.id)
            yield {
                "what": "evaluation step",
                "title": service,
                "step": f"{step.id}. {step.title}",
                "words": row.get("words") if row else "",
                "date": row.get("date").isoformat() if row else "",
                **_recorded_in(framework, "five_steps"),
            }
