"""The statements that the law asks for in an area's plan, as its partners have recorded them: page and Word file."""

from cjtools.catalogue.statutory import PLAN
from cjtools.results.duties import MISSING, NOT_ASKED, PRESENT, duties_met
from cjtools.results.plan import nearness
from cjtools.results.pull_apart import against
from cjtools.show import text
from cjtools.show.assessment import another_way
from cjtools.show.document import Document, Grid, Heading, Hole, Listed, Say, warning_of
from cjtools.show.duties import duties_grid
from cjtools.show.fragments import made_up_mark
from cjtools.show.recorded import day, example_words, yes_no

# statement of an outcome, in the order of section 19(2): id of the duty, question, and how the entry answers it
ACHIEVED, HOW_NEAR, PRIORITY, ACTION, INDICATORS = "achieved", "how-near", "priority", "action", "indicators"
QUESTIONS = {
    ACHIEVED: "Is the outcome being achieved?",
    HOW_NEAR: "How near is it to being achieved?",
    PRIORITY: "Is it a priority for action?",
    ACTION: "What will be done?",
}
SUMMARY_WIDTHS, TOOK_PART_WIDTHS = (6, 3.4, 2.6, 5), (3.9, 2.9, 2.2, 2.4, 1.6, 4)


def cjoip(plan):
    """Return the narrative of an area: for each outcome the statements the law asks for, and what is still missing.

    Nothing is filled in for the partners: a statement that is not recorded is a place that says what to fill in.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Document
    """
    met = duties_met(plan, PLAN)
    blocks = [*_about(plan, met), *_summary(plan), *_own_indicators(plan)]
    for study in plan.studies:
        own = {one.duty.id: one for one in met if one.outcome is study.outcome}
        blocks += _outcome(study, own)
    blocks += [*_participation(plan), *_duties(plan, met)]
    return Document(
        title=f"Community justice outcomes improvement plan: statements on {plan.place}",
        lead=f"What the community justice partners of {plan.place} have recorded on each outcome, {plan.year}",
        warning=warning_of(plan.evidence, blocks),
        author=f"Community justice partnership, {plan.place}",
        subject="Statements under section 19 of the Community Justice (Scotland) Act 2016",
        blocks=blocks,
    )


def _about(plan, met):
    """Return what the document is, and how much of it is recorded."""
    asked = [one for one in met if one.state != NOT_ASKED]
    there = sum(one.state == PRESENT for one in asked)
    act = plan.words.statutory.act
    yield Heading("What this is", "what-this-is")
    yield Say(
        f"The {act} asks the community justice partners for an area to publish a plan. For each national outcome it "
        "says whether the outcome is being achieved in the area, if not how near it is, whether it is a priority for "
        "action, and what will be done (section 19(2))."
    )
    recorded = f"{there} of {text.counted(len(asked), 'statements')} that the law asks for are recorded"
    yield Say(
        f"The partners' own words stand here as they recorded them. {recorded}; the places of the others say what to "
        "fill in. Figures stand in the reports on each outcome."
    )
    if there < len(asked):
        where = plan.evidence.file or f"the evidence workbook; to make one: cjtools evidence new {plan.area['slug']}"
        yield Say(f"The place for what is missing is {where}")


def _summary(plan):
    """Return all outcomes with their statements in short."""
    yield Heading("All outcomes at a glance", "glance")
    assessed = [(study.outcome, study.recorded.assessment()) for study in plan.studies]
    if not any(row for _, row in assessed):
        yield Say("No assessment of any outcome is recorded yet.")
        return
    rows = [[outcome.numbered, *_in_short(row)] for outcome, row in assessed]
    heads = ("Outcome", "How near", "Priority", "Agreed by, on")
    yield Grid(
        "glance-table",
        f"Outcomes of {plan.place} as recorded{example_words(plan.evidence)}",
        heads,
        rows,
        SUMMARY_WIDTHS,
    )


def _own_indicators(plan):
    """Return the indicators that partners have named beside the national ones, for all outcomes together."""
    national = {item.id for study in plan.studies for item in study.outcome.national_indicators}
    tool = {study.recorded.key(item.id) for study in plan.studies for item in study.outcome.improvement_tool}
    suite = plan.words.framework.overarching_indicator.id
    own = [row for row in plan.evidence.of("indicators") if row.get("indicator") not in national | tool | {suite}]
    if own:
        yield Say("", "Indicators of the partnership's own:")
        lines = [": ".join(filter(None, [row.get("decision"), row.get("reason")])) for row in own]
        yield Listed(tuple(f"{row.get('indicator')}; {line}" for row, line in zip(own, lines, strict=True)))


def _in_short(row):
    """Return the cells of one assessment."""
    if row is None:
        return ["not recorded"] * 3
    return [nearness(row) or "not recorded", yes_no(row, "priority"), f"{row.get('agreed_by')}, {_day(row)}"]


def _outcome(study, met):
    """Return the statements on one outcome."""
    outcome, row = study.outcome, study.recorded.assessment()
    yield Heading(outcome.numbered, outcome.id)
    yield Say(outcome.title)
    if row is None:
        yield Hole(
            "whether the outcome is being achieved, if not how near it is, whether it is a priority for action, and "
            "what will be done. Agree on these and write them into the sheet Assessment of the evidence workbook.",
            "Not recorded yet:",
        )
    else:
        yield from _assessed(study, row, met)
    yield from _indicators(study, met.get(INDICATORS), row)


def _assessed(study, row, met):
    """Return the recorded statements on an outcome, what they rest on, and which figures point another way."""
    said = _statements(row)
    for name, question in QUESTIONS.items():
        if said.get(name):
            yield Say(said[name], question)
        elif name in met and met[name].state == MISSING:
            yield Hole(met[name].duty.todo, question)
    yield Say(row.get("why"), "What does the judgement rest on?")
    yield Say(f"{row.get('agreed_by')}, {_day(row)}", "Agreed by:")


def _statements(row):
    """Return what an assessment says: id of the duty -> text; without what it does not hold."""
    said = {ACTION: row.get("action")}
    if "achieved" in row.values:
        said[ACHIEVED] = f"{yes_no(row, 'achieved').capitalize()}."
    if not row.get("achieved"):
        near = f"{row.get('nearness').capitalize()}." if row.get("nearness") else ""
        said[HOW_NEAR] = " ".join(filter(None, [near, row.get("how_near")]))
    if "priority" in row.values:
        why = row.get("priority_why")
        said[PRIORITY] = " ".join(filter(None, [f"{yes_no(row, 'priority').capitalize()}.", why]))
    return said


def _indicators(study, met, assessment):
    """Return the national indicators with their newest figures, and what the judgement makes of each."""
    apart = {one.indicator.id: one for one in against(study)}
    lines = [_indicator(study, item, apart.pop(item.indicator, None)) for item in study.outcome.national_indicators]
    if lines:
        yield Say("", "National indicators:")
        yield Listed(tuple(lines))
    if apart:
        yield Say("", "Other figures:")
        yield Listed(tuple(_figure(study, name) + _apart(one) for name, one in apart.items()))
    # without a judgement there is nothing yet that could rest on them
    if assessment is not None and met is not None and met.state == MISSING:
        yield Hole(f"{met.duty.todo} Its place: sheet {met.sheet}.", "Which of them does the judgement rest on?")


def _indicator(study, item, apart):
    """Return one national indicator in words: its newest figure, and what the judgement makes of it."""
    is_held = item.indicator and study.latest(item.indicator) is not None
    said = _figure(study, item.indicator) if is_held else f"{item.shown_title}: no figure held"
    decision = study.recorded.decision(item.id)
    if decision is not None:
        is_used = decision.get("decision") == "used"
        said += "; used for the judgement" if is_used else f"; set aside: {decision.get('reason')}"
    return f"{item.id} {said}{_apart(apart)}"


def _figure(study, name):
    """Return the newest figure of an indicator in words, marked where it is made up."""
    row = study.latest(name)
    return f"{text.headline(row, study.indicator(name))} {made_up_mark(row['status'])}".strip()


def _apart(one):
    """Return that a figure points another way than the judgement, and in what; empty where it does not."""
    said = "points another way than the judgement, and both can hold"
    return f"; {said}: {another_way(one)}" if one is not None else ""


def _participation(plan):
    """Return the participation statement: who took part, how, and what came of it."""
    yield Heading("Participation statement", "participation")
    rows = plan.evidence.of("participation")
    if not rows:
        duty = next(one for one in plan.words.statutory.duties if one.id == "participation")
        yield Hole(f"{duty.todo} Its place: sheet Participation.", "Who took part in preparing the plan?")
        return
    yield Say("What was done to involve others in preparing the plan, and who took part (section 21).")
    lines = [
        [
            row.get("who"),
            row.get("kind"),
            row.get("way"),
            day(row.get("date")),
            text.join([plan.outcomes[name].number for name in row.get("outcomes", ())]) or "all",
            row.get("came_of_it", "not recorded"),
        ]
        for row in sorted(rows, key=lambda row: row.get("date"))
    ]
    heads = ("Who took part", "As", "How", "When", "On outcomes", "What came of it")
    yield Grid(
        "participation-table",
        f"Who took part in {plan.place}{example_words(plan.evidence)}",
        heads,
        lines,
        TOOK_PART_WIDTHS,
    )


def _duties(plan, met):
    """Return the duties of the Act on the plan, each with whether it is recorded, and where."""
    yield Heading("What the law asks of the plan", "duties")
    caption = f"Sections 19 to 22 and 25 of the {plan.words.statutory.act}, and what is recorded"
    yield duties_grid(plan, PLAN, met, "duties-table", caption)


def _day(row, name="agreed_on"):
    """Return the day of an entry in words."""
    return day(row.get(name))
