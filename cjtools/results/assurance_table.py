"""The page on assurance as one table: a row for each thing told of an area, a duty, a data item or an indicator."""

import pandas as pd

from cjtools.catalogue.statutory import PLAN, REPORT
from cjtools.results.assurance import GOOD_PRACTICE, LESSON, PUBLISHED, RECORDED, REPORTED
from cjtools.results.local_measures import ILLUSTRATIVE, LOCAL
from cjtools.results.plan import nearness
from cjtools.results.shared_signals import changes_of, trends_of

COLUMNS = [
    "what", "year", "area", "outcome", "item", "words", "partner", "date", "areas", "out_of", "up", "down", "compared",
    "by_chance", "since", "status",
]  # fmt: skip
NUMBERS = ("areas", "out_of", "up", "down", "compared", "by_chance")


def assurance_table(assurance):
    """Return everything that the page on assurance tells, and the signals of the indicators that it does not list.

    Parameters
    ----------
    assurance : Assurance

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``.
    """
    rows = [row for one in assurance.areas for row in _area(assurance, one)]
    recorded, readable = len(assurance.in_state(RECORDED)), len(assurance.readable_councils)
    rows += [
        {"what": "duty not recorded", "item": duty.section, "words": duty.text, "areas": len(names), "out_of": recorded}
        for duty, names in assurance.duties_missing
    ]
    rows += [
        {"what": "data gap", "item": gap.item["item"], "words": gap.item["title"],
         "partner": assurance.nation.catalogue.partner_name(gap.item["partner"]), "areas": len(gap.areas),
         "out_of": readable}
        for gap in assurance.gaps
    ]  # fmt: skip
    rows += [_practice(assurance, one) for kind in (GOOD_PRACTICE, LESSON) for one in assurance.practice(kind)]
    for what, found in (("change", changes_of(assurance.nation)), ("trend", trends_of(assurance.nation))):
        rows += [_signal(what, one) for one in found]
    table = pd.DataFrame(rows, columns=COLUMNS).assign(year=assurance.year)
    return table.assign(**{name: table[name].astype(object).fillna("") for name in COLUMNS if name not in NUMBERS})


def _area(assurance, one):
    """Yield what is told of an area."""
    status = ILLUSTRATIVE if one.is_example else LOCAL
    about = {"area": one.name}
    yield about | {"what": "evidence", "words": one.state, "status": status if one.state == RECORDED else ""}
    if one.state != RECORDED:
        return
    about |= {"status": status}
    for what, document, duty in (("plan published", PLAN, PUBLISHED), ("report", REPORT, REPORTED)):
        row = one.said(document, duty)
        said = {"words": "recorded", "date": row.get("date").isoformat()} if row else {"words": "not recorded"}
        yield about | {"what": what} | said
    for outcome in [*assurance.outcomes, *one.own_outcomes]:
        row = one.assessed(outcome.id)
        said = "not recorded" if row is None else nearness(row) or "not achieved"
        yield about | {"what": "yearly assessment", "outcome": outcome.id, "words": said}
    for document in (PLAN, REPORT):
        for duty, _ in one.missing(document):
            yield about | {"what": f"duty of the {document} missing", "item": duty.section, "words": duty.text}


def _practice(assurance, one):
    """Return the row of a practice or lesson."""
    words = " ".join(filter(None, [one.row.get("what"), one.row.get("difference")]))
    return {
        "what": one.row.get("kind"),
        "area": one.area.name,
        "outcome": one.outcome.id,
        "words": words,
        "partner": assurance.nation.catalogue.partner_name(one.row.get("partner")),
        "date": one.row.get("date").isoformat(),
        "status": ILLUSTRATIVE if one.area.is_example else LOCAL,
    }


def _signal(what, one):
    """Return the row of an indicator."""
    return {
        "what": what,
        "outcome": "" if one.outcome is None else one.outcome.id,
        "item": one.indicator.id,
        "words": one.indicator.name,
        "up": one.up,
        "down": one.down,
        "compared": one.compared,
        "by_chance": one.chance,
        "since": one.since,
        "status": one.status,
    }
