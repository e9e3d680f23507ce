"""What notebook 06 shows: how near each outcome is, what was scored, and how far the order of priorities holds."""

import html

from cjtools.priorities.sensitivity import CRITERION, PARTNER, sensitivity
from cjtools.results.plan import HIGH_FIRST, nearness
from cjtools.results.priority_table import TOGETHER
from cjtools.rounding import round_half_up
from cjtools.show import readings, tables, text
from cjtools.show.fragments import Fragment, made_up_mark
from cjtools.show.holes import hole
from cjtools.show.recorded import example_label, example_words, partner_words, yes_no

NOT_YET = "not yet recorded"
ALL_COUNT = (
    "Every criterion with a weight above 0 counts. (The planning resource of June 2024 speaks of five in its text, but "
    "its table has six, and the means that it prints are those of all six.)"
)
MOST_CAUSES = 2  # of what would change two places, so many are named


def standing(plan):
    """Show all outcomes by how near they are recorded to be to being achieved, with the partners' decisions.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Fragment
    """
    lines = []
    for study, row in plan.by_nearness():
        outcome = study.outcome.numbered
        said = [NOT_YET] * 3 if row is None else _decided(row)
        lines.append([outcome, *said, _figures(study), text.number(len(study.gaps()))])
    heads = (
        "Outcome",
        "How near, as recorded",
        "Priority for action",
        "Action",
        "National indicators",
        "Open questions",
    )
    columns = [tables.Column(head, head == heads[-1]) for head in heads]
    is_any = any(study.recorded.assessment() for study in plan.studies)
    order = "nearest to being achieved first" if is_any else "in the order of the framework"
    caption = f"Outcomes of {plan.place}, {order}{example_words(plan.evidence)}"
    note = (
        "Outcomes without a recorded assessment come last. The partners judge; no figure sets a place here. Of each "
        "national indicator: how it reads beside Scotland, where it can be compared, and since the year before. Open "
        "questions are those not answered in full."
    )
    table = tables.table_html("standing", caption, columns, lines, note)
    return Fragment(f"{example_label(plan.evidence)}{_unassessed(plan)}{table}")


def _unassessed(plan):
    """Return for how many outcomes no assessment is recorded, and where to write it; empty where all are."""
    count = sum(study.recorded.assessment() is None for study in plan.studies)
    if not count:
        return ""
    said = f"No assessment is recorded of {count} of {text.counted(len(plan.studies), 'outcomes')}."
    return hole(said, plan.evidence, plan.area["slug"], "Assessment").html


def _decided(row):
    """Return what an assessment says, in the order of the columns."""
    priority = ": ".join(filter(None, [yes_no(row, "priority", NOT_YET), row.get("priority_why")]))
    return [nearness(row) or NOT_YET, partner_words(priority), partner_words(row.get("action", NOT_YET))]


def _figures(study):
    """Return how the national indicators of an outcome read, each in a few words."""
    said = []
    for item in study.outcome.national_indicators:
        row = study.latest(item.indicator) if item.indicator else None
        if row is None or text.is_missing(row["value"]):
            said.append(f"{item.id}: no figure")
            continue
        beside = readings.reading(row).words if row["comparator"] else ""
        words = ", ".join(filter(None, [beside, readings.change(row)])) or f"no change to tell, {row['period']}"
        said.append(" ".join(filter(None, [f"{item.id}: {words}", made_up_mark(row["status"])])))
    return "; ".join(said) or "none"


def scores(plan):
    """Show the means of the scores by improvement activity and by outcome; the lower, the higher the priority.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Fragment
    """
    given = plan.scores()
    if not given.scores:
        return _none(plan)
    rows, outcomes, example = plan.improvements(), plan.outcomes, example_words(plan.evidence)
    columns = [tables.Column("Improvement activity", False), tables.Column("Outcome", False)]
    columns += [tables.Column("Mean"), tables.Column("Place")]
    lines = []
    for one in given.placed_activities():
        outcome = outcomes[given.activities[one.name]]
        words = partner_words(f"{one.name}. {rows[one.name].get('activity')}")
        lines.append([words, outcome.numbered, _mean(one.mean), _place(one)])
    note = "Means over all criteria and partners, from 1 to 5; the lower the mean, the higher the priority."
    activities = tables.table_html(
        "scores-activities", f"Scores of improvement activities{example}", columns, lines, note
    )
    columns = [tables.Column("Outcome", False), tables.Column("Mean of its activities"), tables.Column("Place")]
    lines = [[outcomes[one.name].numbered, _mean(one.mean), _place(one)] for one in given.placed_outcomes()]
    left = "Outcomes without an improvement activity that is scored are left out."
    by_outcome = tables.table_html("scores-outcomes", f"Scores of outcomes{example}", columns, lines, left)
    partners = text.join([_partner(plan, name) for name in given.partners])
    said = f"Scored by {partners}. Every partner counts the same, criteria by their weights. {ALL_COUNT}"
    note = _gaps_html(plan, given)
    pieces = [note, activities, by_outcome, _by_criterion_html(plan, given), _by_partner_html(plan, given)]
    return Fragment(f"{example_label(plan.evidence)}<p>{html.escape(said)}</p>{''.join(pieces)}")


def _gaps_html(plan, given):
    """Return which scores are missing, so that a mean rests on fewer; empty where none is."""
    gaps = given.gaps()
    if not gaps:
        return ""
    count, asked = sum(map(len, gaps.values())), len(given.activities) * len(given.partners) * len(given.criteria)
    items = []
    for (activity, partner), criteria in gaps.items():
        which = "all criteria" if len(criteria) == len(given.criteria) else text.join(list(criteria))
        items.append(f"<li>{partner_words(f'{activity} by {_partner(plan, partner)}: {which}')}</li>")
    said = f"{text.number(count)} of {text.number(asked)} scores are missing: not all means rest on the same criteria"
    return f'<details class="gap"><summary>{said}</summary><ul>{"".join(items)}</ul></details>'


def _by_criterion_html(plan, given):
    """Return the mean over partners of each activity on each criterion."""
    names = [criterion.name for criterion in given.criteria]
    means = given.by_criterion()
    lines = [
        [partner_words(one.name), *(_mean(means.get(one.name, {}).get(name)) for name in names)]
        for one in given.placed_activities()
    ]
    columns = [tables.Column("Improvement activity", False), *map(tables.Column, names)]
    caption = f"Means by criterion{example_words(plan.evidence)}"
    note = "Means over partners, from 1 to 5. Where high scores come first a score of 5 counts as 1."
    return tables.table_html("scores-criteria", caption, columns, lines, note) + _criteria_html(plan)


def _criteria_html(plan):
    """Return what the criteria ask, what their ends mean, and how they count."""
    heads = ("Criterion", "What is asked", "1 means", "5 means", "Comes first", "Weight")
    columns = [tables.Column(head, head == "Weight") for head in heads]
    lines = [
        [
            partner_words(row.get("criterion")),
            partner_words(row.get("asks", "not recorded")),
            partner_words(row.get("one_means", "not recorded")),
            partner_words(row.get("five_means", "not recorded")),
            "high scores" if row.get("direction") == HIGH_FIRST else "low scores",
            f"{row.get('weight'):g}",
        ]
        for row in plan.evidence.of("criteria")
    ]
    return tables.table_html("scores-asked", f"The criteria{example_words(plan.evidence)}", columns, lines)


def _by_partner_html(plan, given):
    """Return what each partner alone gives each activity, and how far they are apart; empty for one partner."""
    if len(given.partners) < 2:
        return ""
    means, rows = given.by_partner(), plan.improvements()
    names = [_partner(plan, name) for name in given.partners]
    heads = [f"{name[:1].upper()}{name[1:]}" for name in names]
    columns = [tables.Column("Improvement activity", False), *map(tables.Column, [*heads, "All", "Furthest apart"])]
    lines = []
    for one in given.placed_activities():
        each = [means[partner][one.name] for partner in given.partners]
        known = [mean for mean in each if mean == mean]
        apart = f"{round_half_up(max(known) - min(known), 2):.2f}" if len(known) > 1 else ""
        words = partner_words(f"{one.name}. {rows[one.name].get('activity')}")
        lines.append([words, *map(_mean, [*each, one.mean]), apart])
    caption = f"Means by partner{example_words(plan.evidence)}"
    note = "Where partners are far apart it may be worth asking why before a mean is used."
    return tables.table_html("scores-partners", caption, columns, lines, note)


def how_safe(plan):
    """Show how far the order holds when one score moves by one, or one criterion or one partner is left out.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Fragment
    """
    given = plan.scores()
    if not given.scores:
        return _none(plan)
    rows = plan.improvements()
    names = {name: f"{name}. {row.get('activity')}" for name, row in rows.items()}
    titles = {name: outcome.numbered for name, outcome in plan.outcomes.items()}
    pieces = [
        f"<h3>Improvement activities</h3>{_safe_html(plan, sensitivity(given), names)}",
        f"<h3>Outcomes</h3>{_safe_html(plan, sensitivity(given, of_outcomes=True), titles)}",
    ]
    return Fragment(example_label(plan.evidence) + "".join(pieces))


def _safe_html(plan, found, names):
    """Return how far one order holds, in words."""
    if len(found.order) < 2:
        return "<p>Only one is scored: there is no order yet.</p>"
    count = found.first_safe
    if count == len(found.order):
        said = f"The whole order is safe: none of {text.number(found.tried)} single changes moves a place."
    elif count:
        places = "place is" if count == 1 else f"{count} places are"
        said = f"The first {places} safe: none of {text.number(found.tried)} single changes moves "
        said += "it." if count == 1 else "them."
    else:
        said = f"No place from the first on is safe: some of {text.number(found.tried)} single changes move it."
    tried = "Tried one at a time: every score one up and one down, each criterion left out, each partner left out."
    items = [*_level(found, names), *(_pair(plan, pair, names) for pair in found.neighbours)]
    listed = "".join(f"<li>{item}</li>" for item in items if item)
    return f"<p>{html.escape(said)} {tried}</p>" + (f"<ul>{listed}</ul>" if listed else "")


def _pair(plan, pair, names):
    """Return what would swap two that follow each other, or make them level; empty where nothing would."""
    earlier, later = partner_words(names[pair.earlier]), partner_words(names[pair.later])
    pieces = []
    for changes, verb in ((pair.swapped, "swap"), (pair.level, "draw level")):
        if changes:
            causes = [_cause(plan, change) for change in changes[:MOST_CAUSES]]
            more = len(changes) - MOST_CAUSES
            also = f", and by {text.number(more)} more single changes" if more > 0 else ""
            pieces.append(f"{verb} if {html.escape(text.join(causes, 'or') + also)}")
    return f"“{earlier}” and “{later}” {'. They '.join(pieces)}." if pieces else ""


def _level(found, names):
    """Return which share a place, as items of a list."""
    by_place = {}
    for one in found.order:
        by_place.setdefault(one.place, []).append(f"“{names[one.name]}”")
    return [
        partner_words(f"{text.join(shared)} share place {text.number(place)}: their means are the same.")
        for place, shared in by_place.items()
        if len(shared) > 1
    ]


def _cause(plan, change):
    """Return one change in words."""
    if change.kind == CRITERION:
        return f"{change.name} is left out"
    if change.kind == PARTNER:
        return f"{_partner(plan, change.name)} is left out"
    score = change.score
    return (
        f"the score of {score.activity} on {score.criterion} by {_partner(plan, score.partner)} is "
        f"{score.score + change.by:g} instead of {score.score:g}"
    )


def _partner(plan, name):
    """Return a partner's name; of scores without one, the partners together."""
    return plan.studies[0].catalogue.partner_name(name) or TOGETHER


def _mean(value):
    """Return a mean to two places; what nobody has scored says so."""
    return "not scored" if value is None or value != value else f"{round_half_up(value, 2):.2f}"


def _place(one):
    """Return a place, and that a criterion or activity is not scored where it rests on fewer."""
    place = "none" if one.place is None else text.number(one.place)
    return f"{place} (not scored: {text.join(one.missing)})" if one.missing and one.place else place


def _none(plan):
    """Return that nothing is scored, and where scores are written down."""
    sheets = ("Improvement activities", "Criteria", "Scores")
    return hole("No scores are recorded.", plan.evidence, plan.area["slug"], *sheets)
