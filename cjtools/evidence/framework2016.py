"""Faults of the sheets of the framework of 2016 that no cell tells alone, and what is worth knowing of them."""

import math

from cjtools.errors import cut
from cjtools.evidence.between import Teller
from cjtools.evidence.measures import is_count
from cjtools.evidence.periods import first_month

EVIDENCE, LEFT_OUT, COHORTS, DISTANCE = "opi_evidence", "opi_left_out", "cohorts", "distance"
PERSON_CENTRIC = "person-centric"
MOST_PEOPLE = 100_000  # of one line of scores


def faults_of_2016(words, tables, rows):
    """Return the faults between rows of the sheets of the framework of 2016.

    Parameters
    ----------
    words : Catalogue
    tables : dict
        Sheet id -> Table, as read.
    rows : dict
        Sheet id -> list of Row: those that hold no other fault.

    Returns
    -------
    list of Problem
        They name cells, never scores or numbers of people: small ones may be somebody's.
    """
    teller = Teller(words, tables, rows)
    for rule in (_left_out, _cohorts, _scores):
        rule(teller)
    return teller.problems


def notes_of_2016(words, tables, rows):
    """Return what is worth knowing of the sheets of the framework of 2016.

    Parameters
    ----------
    words, tables, rows
        As for :func:`faults_of_2016`.

    Returns
    -------
    list of Problem
        Cohorts without scores, and those of an indicator that is not about people's own change.
    """
    teller = Teller(words, tables, rows)
    with_scores = {row.get("cohort") for row in teller.of(DISTANCE)}
    person = {
        item.id
        for outcome in words.framework2016.outcomes
        if outcome.group == PERSON_CENTRIC
        for item in outcome.indicators
    }
    for row in teller.of(COHORTS):
        name = cut(row.get("id"))
        if row.get("id") not in with_scores:
            teller.tell(COHORTS, row, "id", f"is {name}, which has no score in 2016 distance travelled yet")
        if row.get("indicator") not in person:
            found = f"is {row.get('indicator')}, which is no person-centric indicator"
            teller.tell(COHORTS, row, "indicator", found, f"usually one of {', '.join(sorted(person))}")
    return teller.problems


def _left_out(teller):
    """Note indicators that are left out and have evidence: one of the two is not so."""
    known = {}
    for row in teller.of(EVIDENCE):
        known.setdefault(row.get("indicator"), row)
    for row in teller.of(LEFT_OUT):
        other = known.get(row.get("indicator"))
        if other is not None:
            found = f"is {row.get('indicator')}, which has evidence in 2016 evidence (row {other.number})"
            teller.tell(LEFT_OUT, row, "indicator", found, todo="take it out of one of the two sheets")


def _cohorts(teller):
    """Note scales that are none, later scores that come first, and cohorts of which nobody can have moved up."""
    for row in teller.of(COHORTS):
        lowest, highest = row.get("lowest"), row.get("highest")
        if not (math.isfinite(lowest) and math.isfinite(highest) and lowest < highest):
            teller.tell(COHORTS, row, "highest", "is not above Lowest score", "a number above it")
        if row.get("better") == "neither":
            teller.tell(COHORTS, row, "better", "is neither: nobody could have moved up", "higher or lower")
        first, last = row.get("from"), row.get("to")
        if first and last and first_month(last) < first_month(first):
            teller.tell(
                COHORTS, row, "to", f"is {last}, before First scores ({first})", "the same period or a later one"
            )


def _scores(teller):
    """Note scores that the tool cannot give, and numbers of people that are none."""
    cohorts = {}
    for row in teller.of(COHORTS):
        cohorts.setdefault(row.get("id"), row)
    for row in teller.of(DISTANCE):
        if not (is_count(row.get("people")) and row.get("people") <= MOST_PEOPLE):
            teller.tell(DISTANCE, row, "people", "is no number of people", f"a whole number, 0 to {MOST_PEOPLE:,}")
        cohort = cohorts.get(row.get("cohort"))
        if cohort is None or cohort.get("lowest") >= cohort.get("highest"):
            continue
        for column in ("start", "later"):
            if not cohort.get("lowest") <= row.get(column) <= cohort.get("highest"):
                allowed = f"{cohort.get('lowest'):g} to {cohort.get('highest'):g}"
                teller.tell(DISTANCE, row, column, f"is no score of cohort {cut(row.get('cohort'))}", allowed)
