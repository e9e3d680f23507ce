"""The five steps of evaluation as a path for each service: what is recorded at each step, or a hole."""

from cjtools.show.document import Grid, Heading, Listed, example, in_parts, made_up, missing
from cjtools.show.recorded import day
from cjtools.words import join

SHEET = "2016 evaluation steps"


@in_parts
def evaluation_paths(framework):
    """Return the evaluations in five steps.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    steps, paths = framework.framework.steps, framework.paths()
    yield Listed(tuple(f"Step {step.id}, {step.title}: {step.asks}" for step in steps))
    if not paths:
        yield missing(framework, "No evaluation in five steps is recorded.", SHEET)
        return
    yield from example(framework)
    for place, (service, rows) in enumerate(paths.items(), 1):
        yield Heading(service, f"path-{place}", 3)
        lines = [
            [f"{step.id}. {step.title}", rows[step.id].get("words"), day(rows[step.id].get("date"))]
            if step.id in rows
            else [f"{step.id}. {step.title}", "not recorded", ""]
            for step in steps
        ]
        caption = f"{service}: evaluation step by step{made_up(framework)}"
        yield Grid(f"path-{place}-table", caption, ("Step", "What is recorded", "Date"), lines, (4.5, 9.5, 3))
        open_ = [step.id for step in steps if step.id not in rows]
        if open_:
            noun = "Step" if len(open_) == 1 else "Steps"
            verb = "is" if len(open_) == 1 else "are"
            yield missing(framework, f"{noun} {join(open_)} of this path {verb} not recorded.", SHEET)
