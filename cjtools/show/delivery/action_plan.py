"""The action plan: drivers, objectives, what helps and hinders, tasks over time, and who answers for what."""

from cjtools.drawing.drivers import Driver, driver_list, driver_svg
from cjtools.drawing.gantt import Bar, gantt_order, gantt_svg
from cjtools.drawing.raci import FEW, raci_svg
from cjtools.improvement.tasks import DONE, NOT_BEGUN, OFF_TRACK, held_up, pushed
from cjtools.show.document import (
    Grid,
    Heading,
    Hole,
    Nested,
    Picture,
    Say,
    example,
    in_parts,
    made_up,
    missing,
)
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, counted, join

LEVELS = ("primary driver", "secondary driver", "change idea")
LETTERS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}
FACILITATOR = "facilitator"


@in_parts
def drivers(delivery):
    """Return the driver diagram of each aim, as a picture and as a list that says the same.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    blocks = []
    for aim in delivery.aims:
        tree = _tree(aim.of("drivers"))
        if tree:
            blocks += _driver_blocks(delivery, aim, tree)
    yield from [*example(delivery), *blocks] if blocks else [missing(delivery, "No drivers are recorded.", "Drivers")]


def _tree(rows):
    """Return drivers with those below each; a row that leads to nothing known stands at the top of its level."""
    below = {}
    for row in rows:
        below.setdefault(row.get("under"), []).append(row)

    def branch(row):
        return Driver(
            row.get("id"), row.get("what"), tuple(map(branch, below.get(row.get("id"), ()))), row.get("level")
        )

    return [branch(row) for row in rows if row.get("level") == LEVELS[0]]


def _driver_blocks(delivery, aim, tree):
    """Yield the driver diagram of one aim."""
    said, name = aim.now.get("what"), f"drivers-{aim.place}"
    title = f"Drivers of aim {aim.name}{made_up(delivery)}"
    primary = counted(len(tree), "primary drivers")
    alt = f"Diagram in columns: the aim, {primary}, and what leads to each. The list says the same."
    yield Heading(f"Aim {aim.name}: drivers", name, 3)
    yield Picture(
        f"{name}-figure", title, driver_svg(said, tree, name=f"{name}-svg", title=title, alt=alt), alt, is_wide=True
    )
    lines = [(0, f"Aim: {said}"), *_lines(tree, 1)]
    yield Nested(driver_list(said, tree), tuple(lines))


def _lines(tree, depth):
    """Yield drivers as (depth, words)."""
    for driver in tree:
        yield depth, f"{driver.level.capitalize()} {driver.name}: {driver.words}"
        yield from _lines(driver.below, depth + 1)


@in_parts
def objectives(delivery):
    """Return the SMART objectives of each aim, and what helps or hinders it.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    blocks = [block for aim in delivery.aims for block in _objectives(delivery, aim)]
    if not blocks:
        said = "No objective is recorded, nor what helps or hinders."
        yield missing(delivery, said, "Objectives", "Helps and hindrances")
        return
    yield from [*example(delivery), *blocks]


def _objectives(delivery, aim):
    """Yield the objectives of one aim, then what helps and hinders."""
    rows, factors = aim.of("objectives"), aim.of("factors")
    if rows or factors:
        yield Heading(f"Aim {aim.name}: {aim.now.get('what')}", f"objectives-{aim.place}", 3)
    for row in rows:
        yield from _objective(delivery, row)
    if factors:
        ordered = sorted(factors, key=lambda row: row.get("kind") != FACILITATOR)
        lines = [
            [
                row.get("kind").capitalize(),
                row.get("about", NOT_RECORDED),
                row.get("what"),
                row.get("response", NOT_RECORDED),
            ]
            for row in ordered
        ]
        caption = f"What helps and what hinders aim {aim.name}{made_up(delivery)}"
        heads = ("Kind", "About", "What it is", "What is done about it")
        yield Grid(f"factors-{aim.place}", caption, heads, lines, (2.5, 3, 6, 5.5))


def _objective(delivery, row):
    """Yield one objective, letter by letter; an empty letter says what to ask."""
    by = f", by {day(row.get('by_when'))}" if row.get("by_when") else ""
    lead = delivery.words.partner_name(row.get("lead"))
    yield Say(f"{row.get('what')} ({lead}{by})", f"Objective {row.get('id')}.")
    letters = delivery.words.improvement.smart
    lines = [[letter.title, row.get(letter.id)] for letter in letters if row.get(letter.id)]
    if lines:
        caption = f"Objective {row.get('id')}, letter by letter{made_up(delivery)}"
        yield Grid(f"objective-{row.number}", caption, ("SMART", "As recorded"), lines, (4.5, 12.5))
    for letter in letters:
        if not row.get(letter.id):
            yield Hole(f"not recorded. To ask: {' '.join(letter.prompts)}", f"{letter.title}:")


@in_parts
def action_plan(delivery):
    """Return the tasks of each aim over time, how each stands, and who answers for it.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    blocks = [block for aim in delivery.aims if aim.tasks() for block in _plan(delivery, aim)]
    if not blocks:
        yield missing(delivery, "No task is recorded.", "Tasks", "Responsibilities")
        return
    yield from [*example(delivery), *blocks]
    without = [aim.name for aim in delivery.aims if not aim.tasks()]
    if without:
        noun = "Aim" if len(without) == 1 else "Aims"
        yield missing(delivery, f"{noun} {join(without)}: no task is recorded.", "Tasks")


def _plan(delivery, aim):
    """Yield the tasks of one aim: in words, as a picture over time, as a table, and by role."""
    tasks, on = aim.tasks(), delivery.on
    done = sum(task.state(on) == DONE for task in tasks)
    late = [task for task in tasks if task.state(on) in OFF_TRACK]
    yield Heading(f"Aim {aim.name}: tasks", f"tasks-{aim.place}", 3)
    said = f"{done or 'None'} of {counted(len(tasks), 'tasks')} done by {day(on)}"
    said += (
        f"; {len(late)} not as planned: {join([task.name for task in late])}." if late else "; nothing is off track."
    )
    waiting = held_up(tasks, on)
    held = "".join(f" {name} waits for {join(list(names))}." for name, names in waiting.items())
    for name, (before, ends) in pushed(tasks, on).items():
        held += f" {name} is to start before {before} ends, which is now expected on {day(ends)}."
    yield Say(said + held)
    bars = gantt_order([_bar(task, on, tasks) for task in tasks])
    title = f"Tasks of aim {aim.name} over time, on {day(on)}{made_up(delivery)}"
    alt = f"{said}{held} The table below says the same, task by task."
    picture = gantt_svg(bars, on, name=f"gantt-{aim.place}", title=title, alt=alt)
    yield Picture(f"gantt-{aim.place}-figure", title, picture, alt)
    heads = ("Task", "Who leads", "Planned", "How it stands", "Ends later by", "After")
    rows = {row.get("id"): row for row in aim.of("tasks")}
    lines = [_task_line(delivery, task, rows[task.name]) for task in tasks]
    yield Grid(f"tasks-{aim.place}-table", title, heads, lines, (4.4, 2.8, 3.2, 3, 1.8, 1.8))
    yield from _roles(delivery, aim, tasks)


def _bar(task, on, tasks):
    """Return a task as it is drawn; what it waits for is drawn where that is a task of the same aim."""
    names = {each.name for each in tasks}
    return Bar(
        name=task.name,
        words=task.words,
        start=task.start,
        end=task.end,
        ends=max(task.ends(on), task.start),
        progress=100 if task.state(on) == DONE else task.progress or 0,
        after=tuple(name for name in task.after if name in names),
        is_done=task.state(on) == DONE,
        is_late=task.days_late(on) > 0,
    )


def _task_line(delivery, task, row):
    """Return the cells of one task."""
    on = delivery.on
    state = task.state(on)
    if state == DONE:
        stands = f"done on {day(task.done_on)}"
    else:
        progress = f", {task.progress:g}% done" if task.progress is not None else ""
        expected = f", now expected {day(task.expected)}" if task.expected else ""
        state = "not begun" if state == NOT_BEGUN and task.progress == 0 else state
        stands = f"{state}{progress}{expected}"
    late = counted(task.days_late(on), "days") if task.days_late(on) else "no day"
    lead = delivery.words.partner_name(row.get("lead"))
    planned = f"{day(task.start)} to {day(task.end)}"
    return [f"{task.name}. {task.words}", lead, planned, stands, late, join(list(task.after)) or "none"]


def _roles(delivery, aim, tasks):
    """Yield who is responsible, accountable, consulted and informed, as a picture and as a table."""
    names = [task.name for task in tasks]
    rows = [row for row in delivery.evidence.of("responsibilities") if row.get("task") in names]
    if not rows:
        yield missing(delivery, f"Who answers for the tasks of aim {aim.name} is not recorded.", "Responsibilities")
        return
    said = {row.number: delivery.words.partner_name(row.get("who")) for row in rows}
    people = list(dict.fromkeys(said.values()))
    roles = {}
    for row in rows:
        key = row.get("task"), said[row.number]
        roles[key] = "".join(sorted(roles.get(key, "") + LETTERS[row.get("role")], key="RACI".index))
    title = f"Who answers for the tasks of aim {aim.name}{made_up(delivery)}"
    sides = f"{counted(len(tasks), 'tasks')} and {counted(len(people), 'partners')}"
    alt = f"Matrix of {sides}. The table below says the same."
    shown = [(task.name, task.words) for task in tasks]
    picture = raci_svg(shown, people, roles, name=f"raci-{aim.place}", title=title, alt=alt)
    yield Picture(f"raci-{aim.place}-figure", title, picture, alt, is_wide=len(people) > FEW)
    lines = [
        [
            f"{task.name}. {task.words}",
            *(
                join([who for who in people if letter in roles.get((task.name, who), "")]) or "nobody"
                for letter in "RACI"
            ),
        ]
        for task in tasks
    ]
    heads = ("Task", "Responsible", "Accountable", "Consulted", "Informed")
    yield Grid(f"raci-{aim.place}-table", title, heads, lines, (5, 3, 3, 3, 3))
    open_ = [task.name for task in tasks if not any("A" in roles.get((task.name, who), "") for who in people)]
    if open_:
        yield missing(delivery, f"Nobody is accountable yet for {join(open_)}.", "Responsibilities")


@in_parts
def delivery_log(delivery):
    """Return what came otherwise than planned, and who is told what.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    changes = delivery.events()
    told = sorted(delivery.evidence.of("communications"), key=lambda row: row.get("when"))
    if changes or told:
        yield from example(delivery)
    if changes:
        lines = [
            [
                f"{name}, {day(row.get('date'))}",
                ", ".join(filter(None, [row.get("aim"), row.get("task")])),
                row.get("kind"),
                row.get("what"),
                row.get("why", NOT_RECORDED),
            ]
            for name, row in changes.items()
        ]
        heads = ("When", "Aim, task", "Kind", "What", "Why, and what follows")
        yield Grid("change-log", f"Change log{made_up(delivery)}", heads, lines, (2.6, 2, 3, 5, 4.4))
    else:
        yield missing(delivery, "Nothing that came otherwise than planned is recorded.", "Change log")
    if told:
        lines = [_told(delivery, row) for row in told]
        heads = ("Who is told", "What", "How", "When", "By whom", "Done")
        yield Grid("communications", f"Communications{made_up(delivery)}", heads, lines, (3, 4.5, 2.7, 2.4, 2.2, 2.2))
    else:
        yield missing(delivery, "Who is told what about the work is not recorded.", "Communications")


def _told(delivery, row):
    """Return the cells of one communication."""
    done, when = row.get("done_on", None), row.get("when")
    state = day(done) if done else "overdue" if when < delivery.on else "to come"
    who = delivery.words.partner_name(row.get("who")) if row.get("who") else NOT_RECORDED
    return [row.get("audience"), row.get("message"), row.get("way", NOT_RECORDED), day(when), who, state]
