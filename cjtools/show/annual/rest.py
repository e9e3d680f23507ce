"""The end of the yearly report: who was consulted, what was achieved besides, data gaps, next steps, the annex."""

from cjtools.catalogue.statutory import REPORT
from cjtools.results.duties import MISSING, NOT_ASKED, PRESENT, THIRD_SECTOR, duties_met
from cjtools.show.annual import words as w
from cjtools.show.annual.front import editions
from cjtools.show.document import Grid, Hole, Listed, Say, example, in_parts, made_up
from cjtools.show.duties import duties_grid
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, counted, join

WIDTHS, GAP_WIDTHS = (3.6, 2.8, 2, 2.4, 3.4, 3.4), (6, 4.4, 3, 3.8)
SHOWN = 10  # data gaps, as many as a reader takes in


@in_parts
def consultation(year):
    """Return who was consulted on the report, what they said, and what came of it.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    met = {one.duty.id: one for one in duties_met(year.plan, REPORT)}
    rows = year.consulted
    if rows:
        yield from example(year)
        of_third = sum(row.get("kind") == THIRD_SECTOR for row in rows)
        yield Say(
            f"{counted(len(rows), 'entries')} on who was consulted on this report, {of_third or 'none'} of them on "
            "third sector bodies. The law asks to consult each third sector body that takes part in community "
            "justice in the area, and community bodies and others as appropriate (section 23(4))."
        )
        lines = [
            [
                row.get("who"), row.get("kind"), row.get("way"), day(row.get("date")),
                row.get("said", NOT_RECORDED), row.get("came_of_it", NOT_RECORDED),
            ]
            for row in rows
        ]  # fmt: skip
        heads = ("Who", "As", "How", "When", "What they said", "What came of it")
        caption = f"Who was consulted on the report for {year.period}{made_up(year)}"
        yield Grid("consulted", caption, heads, lines, WIDTHS)
    one = met["report-consulted"]
    if one.state == MISSING:
        lacking = f" ({'; '.join(one.lacking)})" if one.lacking else ""
        yield w.lacks(year, f"Consultation on this report is not complete{lacking}.", "Consulted on the report")


@in_parts
def beside_outcomes(year):
    """Return what was achieved besides, what was hard, and what came of last year's recommendations.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    yield from example(year)
    labels = (
        ("achievements", "Other achievements:"),
        ("challenges", "Challenges:"),
        ("recommendations", "Progress on recommendations of last year:"),
    )
    for part, label in labels:
        yield w.told(year, part, label)


@in_parts
def report_gaps(year):
    """Return which data would close most open questions, who holds them, and what will be done about it.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    unheld = [
        " ".join([line.number, line.title])
        for one in year.outcomes
        for line in one.figures
        if line.number and line.now is None
    ]
    if unheld:
        yield Say(f"No figure is held of: {'; '.join(unheld)}.", "National indicators:")
    gaps = year.plan.data_gaps()
    if not gaps:
        yield Say("Every question of every outcome is answered.")
        return
    activities = year.plan.improvements()
    lines = [
        [
            gap.item["title"],
            year.words.partners[gap.item["partner"]]["name"],
            f"{len(gap.questions)}, on {_outcomes(gap)}",
            join([f"{name}: {activities[name].get('activity')}" for name in gap.taken_up]) or "to be asked for",
        ]
        for gap in gaps[:SHOWN]
    ]
    rest = f" The first {SHOWN} are shown; all of them stand in the area's data requests." if len(gaps) > SHOWN else ""
    yield Say(f"{counted(len(gaps), 'data items')} would each help to answer an open question of the plan.{rest}")
    heads = ("Data", "Held by", "Open questions", "What will be done")
    yield Grid("data-gaps", f"Data that would answer most open questions, {year.place}", heads, lines, GAP_WIDTHS)


def _outcomes(gap):
    """Return the outcomes of the questions that data would help with."""
    numbers = list(dict.fromkeys(outcome.number for outcome, _ in gap.questions))
    return f"outcome{'' if len(numbers) == 1 else 's'} {join(numbers)}"


@in_parts
def next_steps(year):
    """Return what comes next, over all outcomes.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    said = year.said("next steps")
    if said is None:
        yield w.lacks(year, "Next steps over all outcomes are not recorded.", w.WORDS_SHEET)
        return
    yield from example(year)
    yield Say(said.get("words"))


@in_parts
def annex(year):
    """Return what the law asks of the report, and what is recorded of it.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    met = duties_met(year.plan, REPORT)
    asked = [one for one in met if one.state != NOT_ASKED]
    there = sum(one.state == PRESENT for one in asked)
    if there < len(asked):
        yield Hole(f"{len(asked) - there} of {counted(len(asked), 'statements')} that the law asks for are missing.")
    else:
        yield Say(f"All {len(asked)} statements that the law asks for are recorded.")
    act = year.words.statutory.act
    caption = f"Sections 23 and 25 of the {act}, and what is recorded for {year.period}"
    yield duties_grid(year.plan, REPORT, met, "duties-table", caption)


@in_parts
def report_sources(year):
    """Return the publications that the figures of the report are from.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    records = [
        (one.study, row)
        for one in year.outcomes
        for line in one.figures
        for row in (line.now, line.before, line.scotland, line.rate)
        if row is not None
    ]
    if not records:
        yield Say("No figure is held for this report.")
        return
    yield Say("Each figure with its cell stands in the report on its outcome and in the data page beside that.")
    listed = editions(records)
    yield listed if listed.items else Listed(("The partnership's own returns.",))
