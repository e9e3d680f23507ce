"""Numbers that a report counts or works out from its records: each once, for sentence, table and export alike."""

import math
from dataclasses import dataclass

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.results.funnels import funnel_of
from cjtools.results.group_gaps import gaps_by_period
from cjtools.results.shares import grouped_shares
from cjtools.results.study import ANSWERED, RECORDED
from cjtools.results.working import OPEN, VERDICTS, activities, by_partner

Z_95 = 1.959964  # standard errors from the middle to the limits of a 95 % interval
CHANCE = 0.05  # share of looks at the 95 % level that stand out though nothing has changed
# of what partners have recorded
SERVICES, ANSWERED_IN_WORDS = "services recorded", "questions and lines with answers in words"
QUALITY, IMPROVEMENTS, AIMS = "evaluations of quality", "improvement activities", "aims"
ACTIVITIES, JUDGED, WORKS = "activities of the model", "activities judged", "activities, works: {}"
COUNTED = "counted from the records of this report"
SPREAD_UNIT = "variance on the scale of the z scores"


@dataclass(frozen=True)
class Looks:
    """How many figures were compared with the year before, how many could be judged, and how many stand out.

    Attributes
    ----------
    looked : int
        Figures compared.
    changed : list of (Indicator, pandas.Series)
        Those that changed at the 95 % level, strongest evidence first.
    surely : int
        Of these, the ones that changed at the 99.8 % level too.
    few : int
        Figures with too few cases to tell.
    chance : int
        How many would be expected to stand out by chance alone.
    mirrored : int
        Shares left out of all these: of two that make up a whole, one moves as the other does, the other way.
    made_up : int
        Of the figures compared, the illustrative ones.
    """

    looked: int
    changed: list
    surely: int
    few: int
    chance: int
    mirrored: int
    made_up: int

    @property
    def judged(self):
        """Figures that rest on enough cases to be judged."""
        return self.looked - self.few


def looks(pairs):
    """Return what some comparisons with the year before show together, each movement counted once.

    Parameters
    ----------
    pairs : list of (Indicator, pandas.Series)
        Result records that were compared with the year before.

    Returns
    -------
    Looks
    """
    every, pairs = pairs, _without_mirrors(pairs)
    changed = [(indicator, row) for indicator, row in pairs if row["change_reading"] in ("up", "down")]
    few = sum(row["change_reading"] == "too few to tell" for _, row in pairs)
    surely = sum(row["change_certainty"] == "99.8%" for _, row in changed)
    chance = round((len(pairs) - few) * CHANCE)
    made_up = sum(row["status"] == "illustrative" for _, row in pairs)
    strongest = sorted(changed, key=_strength)
    return Looks(len(pairs), strongest, surely, few, chance, len(every) - len(pairs), made_up)


def _without_mirrors(pairs):
    """Return the comparisons without the smaller of two shares of one breakdown that are the whole in both years."""
    kept = []
    for indicator, row in sorted(pairs, key=lambda pair: -pair[1]["value"] if pair[0].statistic == "share" else 0):
        is_mirror = indicator.statistic == "share" and any(
            other is indicator and _make_whole(row, larger) for other, larger in kept
        )
        if not is_mirror:
            kept.append((indicator, row))
    places = {id(row) for _, row in kept}
    return [pair for pair in pairs if id(pair[1]) in places]


def _make_whole(one, other):
    """Return whether two shares add to 100 per cent in this year and in the year before."""
    return all(math.isclose(one[year] + other[year], 100, abs_tol=1e-9) for year in ("value", "previous_value"))


def _strength(pair):
    """Return minus how many standard errors a change lies from none, as its interval tells: strongest first.

    Differences of percentages are measured as they are, ratios on the log scale. From none or to none there is no log;
    there the likelihood ratio of two Poisson counts stands in, of which one is 0.
    """
    indicator, row = pair
    change, lower, upper = row["change"], row["change_lower"], row["change_upper"]
    if row["change_unit"] == "per cent":
        if not -100 < change < math.inf or lower <= -100:
            base = 1 if indicator.statistic == "count" else row["denominator"] / indicator.per
            cases = max(row["numerator"], row["previous_value"] * base)
            return -math.sqrt(2 * cases * math.log(2))
        change, lower, upper = (math.log1p(percentage / 100) for percentage in (change, lower, upper))
    return -abs(change) / ((upper - lower) / (2 * Z_95))


@dataclass(frozen=True)
class Answers:
    """How many questions of the plan are answered.

    Attributes
    ----------
    numbers, numbers_answered, in_part, made_up, views, views_open : int
        Questions for figures; those answered for the area; of these, those answered in part, and those answered by
        made-up figures alone; questions for people; those without an answer.
    open_figures : list of Question
        Questions for figures that are not answered for the area.
    """

    numbers: int
    numbers_answered: int
    in_part: int
    made_up: int
    views: int
    views_open: int
    open_figures: list


def answers(study):
    """Return how many questions of an outcome's plan are answered for the area.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Answers
    """
    figures = [question for question in study.outcome.all_questions if question.kind == "quantitative"]
    views = [question for question in study.outcome.all_questions if question.kind == "qualitative"]
    still_open = [question for question in figures if study.state(question) != ANSWERED]
    views_open = sum(study.state(question) != RECORDED for question in views)
    answered = [question for question in figures if question not in still_open]
    made_up = sum(_is_made_up(study, question) for question in answered)
    in_part = sum(bool(question.to_close) for question in answered)
    return Answers(len(figures), len(answered), in_part, made_up, len(views), views_open, still_open)


def _is_made_up(study, question):
    """Return whether every figure that answers a question for the area itself is made up.

    Figures of Scotland beside it do not make the answer a published one, nor does a record that there are none.
    """
    own = [study.newest_answer(answer.indicator) for answer in question.answered_by if study.is_own(answer.indicator)]
    rows = [row for row in own if row is not None]
    newest = [row for row in rows if not pd.isna(row["value"])] or rows
    return bool(newest) and all(row["status"] == "illustrative" for row in newest)


def revised(study, revisions):
    """Return the figures of a report that a newer edition gave differently.

    Parameters
    ----------
    study : Study
    revisions : pandas.DataFrame
        What the build found, as read back from revisions.csv.

    Returns
    -------
    pandas.DataFrame
        The rows of the area, of places that serve it and of Scotland; ``value`` and ``replaced_value`` as numbers.
    """
    names = study.export_ids()
    measures = {term.measure for name in names for term in study.indicator(name).terms}
    codes = {study.area["area_code"], SCOTLAND, *map(study.code_of, names)}
    rows = revisions[revisions["measure"].isin(measures) & revisions["area_code"].isin(codes)]
    numbers = {name: pd.to_numeric(rows[name]) for name in ("value", "replaced_value")}
    return rows.assign(**numbers).reset_index(drop=True)


def made_up(study):
    """Return how many of a report's indicators show illustrative figures, and how many it shows.

    Parameters
    ----------
    study : Study

    Returns
    -------
    tuple of int
    """
    shown = [study.known.by_place(name).statuses for name in study.export_ids()]
    return sum("illustrative" in statuses for statuses in shown), sum(len(statuses) > 0 for statuses in shown)


def facts(study, revisions):
    """Return every number that a report works out from its records, as rows of the export.

    Parameters
    ----------
    study : Study
    revisions : pandas.DataFrame
        What the build found.

    Returns
    -------
    list of dict
        Some of the columns of a result record: what it is in ``part``, the number in ``value``, how in ``method``.
    """
    rows = [*_counted(study), *_shown(study), *_revised(study, revisions)]
    base = {"area_code": study.area["area_code"], "area_name": study.place, "period": study.year}
    return [{**base, **row} for row in rows]


def _counted(study):
    """Return the counts of questions, of looks and of gaps."""
    asked, seen, gaps = answers(study), looks(study.looked_at()), [question.id for question, _ in study.gaps()]
    illustrative, with_figures = made_up(study)
    counts = {
        "questions for figures": asked.numbers,
        "questions for figures answered for the area": asked.numbers_answered,
        "questions for figures answered in part": asked.in_part,
        "questions for figures answered by made-up figures": asked.made_up,
        "questions for people and the workforce": asked.views,
        "questions for people and the workforce without an answer": asked.views_open,
        "questions open or answered in part": len(gaps),
        "questions of the plan": len(study.outcome.all_questions),
        "figures compared with the year before": seen.looked,
        "of these, with enough cases to be judged": seen.judged,
        "of these, made up": seen.made_up,
        "of these, changed at the 95% level": len(seen.changed),
        "of these, changed at the 99.8% level too": seen.surely,
        "expected to stand out by chance": seen.chance,
        "with too few cases to tell": seen.few,
        "shares left out, each the mirror of one compared": seen.mirrored,
        "indicators that show illustrative figures": illustrative,
        "indicators with figures": with_figures,
    }
    for group in ("people", "needs", "services"):
        ids = {question.id for question in study.questions(group)}
        counts[f"questions on {group}"] = len(ids)
        counts[f"questions on {group}, open or answered in part"] = len(ids & set(gaps))
    counts |= recorded_counts(study)
    return [{"indicator": "this report", "part": what, "value": n, "method": COUNTED} for what, n in counts.items()]


def recorded_counts(study):
    """Return how much partners have recorded on the outcome.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict
        What is counted -> number; empty without evidence.
    """
    if not study.evidence.rows:
        return {}
    services, model = study.recorded.services(), activities(study)
    asked = {row.get("question") for row in study.evidence.of("answers")}
    counts = {
        ANSWERED_IN_WORDS: sum(name.startswith(study.recorded.key("")) for name in asked),
        QUALITY: len(study.recorded.quality()),
        IMPROVEMENTS: len(study.recorded.improvements()),
        AIMS: len({row.get("id") for row in study.evidence.of("aims", outcome=study.outcome.id)}),
        SERVICES: len(services),
        "services recorded with a fast track": sum(row.get("fast_track") is True for row in services),
        ACTIVITIES: len(model),
        JUDGED: sum(one.verdict != OPEN for one in model),
    }
    for verdict in VERDICTS:
        counts[WORKS.format(verdict)] = sum(one.verdict == verdict for one in model)
    for partner, verdicts in by_partner(model).items():
        counts |= {f"activities of {partner}, works: {verdict}": count for verdict, count in verdicts.items()}
    return counts


def _revised(study, revisions):
    """Return the figures that a newer edition gave differently, and how many there are."""
    rows = revised(study, revisions)
    told = [
        {
            "indicator": "this report",
            "part": f"revision of {row['edition']}: {row['measure']}, {row['breakdown']}, {row['category']}",
            "area_code": row["area_code"],
            "area_name": study.catalogue.place_names[row["area_code"]],
            "period": row["period"],
            "value": row["replaced_value"],
            "previous_value": row["value"],
            "method": f"edition {row['replaced_by']} in place of {row['edition']}",
            "source": row["source"],
            "cells": f"{row['file']}#{row['cell']}",
        }
        for row in rows.to_dict("records")
    ]
    count = {"indicator": "this report", "part": "figures revised", "value": len(rows), "method": COUNTED}
    return [count, *told]


def _shown(study):
    """Return what pictures show beyond the records: joined categories, gaps between groups, funnels."""
    rows, seen = [], set()
    for question in study.outcome.all_questions:
        for answer in question.answered_by:
            make = {"composition": _joined, "inequality": _gaps, "comparison": _funnel}.get(answer.show)
            if make is None or (answer.indicator, answer.show) in seen:
                continue
            seen.add((answer.indicator, answer.show))
            indicator = study.indicator(answer.indicator)
            code = study.code_of(indicator.id)
            whose = {"area_code": code, "area_name": study.catalogue.place_names[code]}
            rows += [{"indicator": indicator.id, **whose, **row} for row in make(study, indicator)]
    return rows


def _joined(study, indicator):
    """Return the shares of categories that a chart joins."""
    method = "sum of the shares of the categories that the chart joins"
    return [
        {"part": f"joined: {row['part_label']}", "period": row["period"], "value": row["value"], "unit": "per cent",
         "numerator": row["numerator"], "denominator": row["denominator"],
         "method": method, "cells": row["cells"], "status": row["status"]}
        for _, row in grouped_shares(study, indicator.id).iterrows()
    ]  # fmt: skip


def _gaps(study, indicator):
    """Return how many times one group's rate is another's, year by year."""
    rows = []
    for period, found in gaps_by_period(study.of_area(indicator.id)).items():
        high, low, ratio, lower, upper = found
        rows.append(
            {
                "part": f"{high['part_label']} against {low['part_label']}",
                "period": period,
                "value": ratio,
                "lower": lower,
                "upper": upper,
                "unit": "times",
                "method": "exact interval of the ratio",
                "cells": "; ".join([high["cells"], low["cells"]]),
                "status": high["status"],
            }
        )
    return rows


def _funnel(study, indicator):
    """Return how many places lie outside a funnel, of how many, and how far its limits are widened."""
    funnel = funnel_of(study, indicator)
    if funnel is None:
        return []
    period = funnel.points["period"].iloc[0]
    counts = {
        "places in the funnel": len(funnel.points),
        f"places outside the {'widened ' if funnel.spread.tau2 > 0 else ''}99.8% limits": len(funnel.outside),
        "places outside the 99.8% limits of chance alone": funnel.outside_chance,
        "places left out with a base under 10": funnel.few,
        "spread between places that the limits allow for": funnel.spread.tau2,
    }
    method = "limits widened by the spread between places, as the report's methods say"
    # of all places, not of the area: no one place's code stands beside them
    base = {"area_code": "", "area_name": f"All {indicator.level}s", "period": period, "method": method}
    rows = [{**base, "part": what, "value": value} for what, value in counts.items()]
    return [*rows[:-1], {**rows[-1], "unit": SPREAD_UNIT}]
