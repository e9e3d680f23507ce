"""The log of PDSA cycles: what was planned and expected, done, found and decided, and how the measures moved since."""

from cjtools.show.delivery import words as w
from cjtools.show.document import Grid, Heading, Hole, Say, example, in_parts, made_up, missing
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED

STAGES = (
    ("Plan", "plan"), ("Prediction", "prediction"), ("Do", "done"), ("Study: what happened", "happened"),
    ("Study: what was learned", "learned"), ("Act", "next"),
)  # fmt: skip


@in_parts
def cycles(delivery):
    """Return the cycles of each aim, in order of time.

    Parameters
    ----------
    delivery : Delivery

    Returns
    -------
    Parts
    """
    blocks = []
    for aim in delivery.aims:
        rows = aim.of("cycles")
        if not rows:
            continue
        blocks.append(Heading(f"Aim {aim.name}: {aim.now.get('what')}", f"cycles-{aim.place}", 3))
        later = [*(row.get("start") for row in rows[1:]), None]
        for place, (row, until) in enumerate(zip(rows, later, strict=True), 1):
            blocks += _cycle(delivery, aim, row, until, f"cycle-{aim.place}-{place}")
    if not blocks:
        yield missing(delivery, "No cycle is recorded: no change has been tested yet.", "PDSA cycles")
        return
    yield from [*example(delivery), *blocks]


def _cycle(delivery, aim, row, until, name):
    """Yield one cycle, with how the measures moved until the next one began."""
    ended = f" to {day(row.get('end'))}" if row.get("end") else ", still running"
    yield Heading(f"{row.get('id')}. {row.get('change')}", name, 4)
    yield Say(f"{day(row.get('start'))}{ended}.")
    lines = [[stage, row.get(column, NOT_RECORDED)] for stage, column in STAGES]
    lines.append(["Decision", _decision(row)])
    heads, caption = ("Stage", "As recorded"), f"Cycle {row.get('id')}{made_up(delivery)}"
    yield Grid(f"{name}-table", caption, heads, lines, (4.5, 12.5))
    judged = [one for one in aim.measures if not row.get("measures", ()) or one.name in row.get("measures", ())]
    judged = [one for one in judged if one.newest is not None]
    moved = [f"{one.name} {w.SINCE[one.since(row.get('start'), until).state]}" for one in judged]
    if moved:
        when = "Measures from its start to that of the next:" if until else "Measures since it began:"
        yield Say("; ".join(moved) + ".", when)
    if row.get("end") and row.get("end") < delivery.on and not row.get("decision"):
        said = "adopt, adapt or abandon? It is for those who tested it to decide. Its place: sheet PDSA cycles."
        yield Hole(said, "Not decided yet:")


def _decision(row):
    """Return what was decided on a cycle, by whom and when."""
    if not row.get("decision"):
        return "not decided yet"
    return f"{row.get('decision')}; {row.get('decided_by')}, {day(row.get('decided_on'))}"
