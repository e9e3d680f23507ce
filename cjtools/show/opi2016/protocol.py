"""The checklist on a housing protocol, all parts of it, each answered or open."""

from cjtools.show.document import Grid, Say, example, in_parts, made_up, missing
from cjtools.show.recorded import day
from cjtools.words import NOT_RECORDED, counted

SHEET = "2016 housing protocol"
OPEN = "not answered"


@in_parts
def housing_protocol(framework):
    """Return the checklist on a housing protocol, part by part.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    protocol, answers = framework.framework.protocol, framework.protocol()
    every = framework.framework.protocol_items
    if answers:
        yield from example(framework)
    counts = [
        f"{sum(row.get('answer') == said for row in answers.values())} {said}" for said in ("yes", "partly", "no")
    ]
    yield Say(f"Of {counted(len(every), 'lines')}: {', '.join(counts)}, {len(every) - len(answers)} {OPEN}.")
    for part in protocol.parts:
        lines = [_line(item, answers.get(item.id)) for item in part.items]
        caption = f"{protocol.title}: {part.title}{made_up(framework) if answers else ''}"
        yield Grid(f"protocol-{part.id}", caption, ("Line", "Answer", "Note", "Date"), lines, (6.5, 2.5, 5, 3))
    if len(answers) < len(every):
        said = f"{counted(len(every) - len(answers), 'lines')} of the checklist {_are(answers, every)} not answered."
        yield missing(framework, said, SHEET)


def _are(answers, every):
    """Return the verb for as many lines as are open."""
    return "is" if len(every) - len(answers) == 1 else "are"


def _line(item, row):
    """Return the cells of one line."""
    if row is None:
        return [item.text, OPEN, "", ""]
    return [item.text, row.get("answer"), row.get("note", NOT_RECORDED), day(row.get("date"))]
