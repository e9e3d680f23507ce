"""What the commands print of what they did: one line for each thing, on which stream, and no logic."""

from itertools import chain
from pathlib import Path

import click

from cjtools.errors import readable


def tell_build(built):
    """Print what a build read, what it did not, and why."""
    from cjtools.extract.unseen import unseen_lines

    for file in built.files:
        what = (
            f"{file.observations:,} observations, {file.status}" if not file.not_used else f"not used: {file.not_used}"
        )
        of = f" (layout {file.layout}, edition {file.edition})" if file.layout else ""
        click.echo(readable(f"{file.file}: {what}{of}"))
        if file.unconfirmed and not file.not_used:
            tables = ", ".join(file.unconfirmed)
            click.echo(f"  layout not confirmed by a published file (layouts/{file.layout}/tables.csv): {tables}")
        for line in [] if file.not_used else unseen_lines(file.unseen):
            click.echo(f"  {line}")
    click.echo(
        f"{len(built.observations):,} observations; {len(built.revisions):,} figures that a newer edition revised"
    )
    tell_revisions(built)
    tell_problems(built)


def tell_revisions(built):
    """Print what a new edition changed since the build before; everything when there was none."""
    from cjtools import catalogue
    from cjtools.intake.editions import said_of_revisions

    is_first = built.newly_revised is None
    changed = built.revisions if is_first else built.newly_revised
    if len(changed):
        click.echo("Figures that editions give differently:" if is_first else "New editions changed:")
    for line in said_of_revisions(changed, catalogue.load()):
        click.echo(f"  {line}")


def tell_problems(built):
    """Print what a build did not read, and which figures indicators go without."""
    for problem in built.problems:
        click.echo(f"not read: {problem}", err=True)
    for gap in built.gaps:
        click.echo(f"missing: {gap}", err=True)


def tell_warnings(words, pairs, local_folder):
    """Print what disclosure control cannot put right in areas' own figures, and which folders of own files nobody has.

    A file that is refused fails with the report.
    """
    from cjtools.batch import planning
    from cjtools.batch.releases import warnings_of

    for problem in planning.passed_over(words, local_folder):
        click.echo(f"warning: {problem}", err=True)
    for area in areas_of(pairs):
        for warning in warnings_of(words, area, local_folder / area["slug"]):
            click.echo(f"warning: {warning}", err=True)


def tell_not_made(tasks):
    """Print which files of another form cannot be made here, and what they need."""
    from cjtools.kinds import WORD
    from cjtools.make import NEEDED, PICTURES, can_write
    from cjtools.make.drawn import can_draw

    wanted = {suffix for task in tasks for suffix in (*task.kind.suffixes, *task.forms)}
    for suffix, needed in NEEDED.items():
        if suffix in wanted and not can_write(suffix):
            click.echo(f"note: no {suffix} file is made: {needed}", err=True)
    # other Word files have pictures of their own
    if any(WORD in task.forms for task in tasks) and can_write(WORD) and not can_draw():
        click.echo(f"note: {PICTURES}", err=True)


def tell_not_read(problems):
    """Print why areas go without outcomes of their own, or without all that draws on them."""
    for problem in chain(*problems.values()):
        click.echo(f"not read: {problem}", err=True)


def tell_unrecorded(problems):
    """Print which reports stand in the outputs and in no record."""
    for problem in problems:
        click.echo(f"not recorded: {problem}", err=True)


def tell_reports(tasks, results, current, outputs):
    """Print where the reports are, and what failed with the command that makes it alone."""
    failed = [result for result in results if result.error]
    for result in results:
        if not result.error:
            click.echo(str(short(result.task.page)))
    if len(tasks) == current == 1:
        click.echo(str(short(tasks[0].page)))
    asked = "1 report" if len(tasks) == 1 else f"{len(tasks)} reports"
    counts = f"{len(results) - len(failed)} made, {current} up to date already, {len(failed)} failed"
    click.echo(f"{asked}: {counts}; index: {short(tasks[0].out / 'index.html')}")
    for result in failed:
        task = result.task
        again = task.again_beside(outputs)
        click.echo(f"failed: {task.area}, {task.outcome}: {result.error}\n  alone: {again}", err=True)


def short(path):
    """Return a path as seen from the working folder where it is shorter."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def areas_of(pairs):
    """Return the areas of a plan, each once."""
    return list({area["slug"]: area for area, _ in pairs}.values())
