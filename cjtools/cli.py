"""The commands. No logic here: each command calls the stage that does the work and says what came of it."""

import os
import sys
from pathlib import Path

import click

from cjtools import __version__
from cjtools.errors import CjtoolsError

DEFAULT_YEAR = "2024-25"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli():
    """Outcome progress reports for Scotland's community justice partnerships."""


@cli.command()
@click.option(
    "--raw", "raw_folders", multiple=True, type=click.Path(path_type=Path), help="Folder to read; repeatable."
)
@click.option("--processed", type=click.Path(path_type=Path), help="Folder to write; data/processed by default.")
def build(raw_folders, processed):
    """Read everything under data/raw into data/processed, and say what was not read."""
    from cjtools import catalogue
    from cjtools.build import build as run_build
    from cjtools.paths import folders

    root = folders()
    built = run_build(catalogue.load(), list(raw_folders) or [root.raw], processed or root.processed, root.catalogue)
    _tell_build(built)
    if built.problems:
        sys.exit(1)


def _tell_build(built):
    """Print what a build read, what it did not, and why."""
    for file in built.files:
        what = (
            f"{file.observations:,} observations, {file.status}" if not file.not_used else f"not used: {file.not_used}"
        )
        click.echo(f"{file.file}: {what}" + (f" (layout {file.layout}, edition {file.edition})" if file.layout else ""))
        if file.unconfirmed and not file.not_used:
            tables = ", ".join(file.unconfirmed)
            click.echo(f"  layout not confirmed by a published file (layouts/{file.layout}/tables.csv): {tables}")
    click.echo(
        f"{len(built.observations):,} observations; {len(built.revisions):,} figures that a newer edition revised"
    )
    for problem in built.problems:
        click.echo(f"not read: {problem}", err=True)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def inspect(file):
    """Say which tables FILE holds, how each is read, and what to add to a layout for the rest."""
    from cjtools import catalogue
    from cjtools.inspection import describe

    if not file.is_file():
        raise CjtoolsError(f"{file} is not a file")
    lines, is_clean = describe(file, catalogue.load())
    for line in lines:
        click.echo(line)
    if not is_clean:
        sys.exit(1)


@cli.command()
@click.option("--area", "areas", multiple=True, required=True, help="Council area, any spelling; repeatable; or all.")
@click.option(
    "--outcome", "outcomes", multiple=True, default=("community-sentences",), show_default=True, help="Or all."
)
@click.option("--year", default=DEFAULT_YEAR, show_default=True, help="Financial year of the report.")
@click.option("--jobs", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@click.option("--force", is_flag=True, help="Make also what is up to date.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write; outputs by default.")
def report(areas, outcomes, year, jobs, force, out):
    """Make outcome progress reports."""
    from cjtools import batch, catalogue
    from cjtools.build import build as run_build
    from cjtools.build import is_current
    from cjtools.extract.periods import parse_period
    from cjtools.paths import folders

    root = folders()
    words = catalogue.load()
    if parse_period(year, "financial year") != year:
        raise CjtoolsError(f"year '{year}' is not a financial year. Allowed: such as 2024-25")
    tasks = batch.plan(words, areas, outcomes, year, out or root.outputs)
    if not is_current(root.processed, [root.raw], root.catalogue):
        click.echo("Building data/processed first", err=True)
        built = run_build(words, [root.raw], root.processed, root.catalogue)
        for problem in built.problems:
            click.echo(f"not read: {problem}", err=True)
    results, current = batch.run(tasks, jobs, force)
    failed = [result for result in results if result.error]
    for result in results:
        if not result.error:
            click.echo(str(_short(result.page)))
    if current:
        click.echo(f"{current} up to date")
        if len(tasks) == current == 1:
            click.echo(str(_short(tasks[0].out / tasks[0].slug / f"{tasks[0].outcome}.html")))
    click.echo(
        f"{len(results) - len(failed)} made, {current} up to date, {len(failed)} failed: {_short(tasks[0].out / 'index.html')}"
    )
    for result in failed:
        again = f"cjtools report --area {result.task.slug} --outcome {result.task.outcome} --year {year}"
        click.echo(f"failed: {result.task.area}, {result.task.outcome}: {result.error}\n  alone: {again}", err=True)
    if failed:
        sys.exit(1)


def _short(path):
    """Return a path as seen from the working folder where it is shorter."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


@cli.command(name="list")
@click.argument("what", type=click.Choice(["areas", "outcomes", "indicators", "sources", "layouts"]))
def list_(what):
    """List what the catalogue holds."""
    from cjtools import catalogue

    words = catalogue.load()
    lines = {
        "areas": lambda: [f"{a['slug']:24} {a['area_code']}  {a['area_name']}" for a in words.councils],
        "outcomes": lambda: [f"{o.number}  {o.id:24} {o.title}" for o in words.outcomes.values()],
        "indicators": lambda: [f"{i.id:40} {i.name} ({i.unit}; {i.status})" for i in words.indicators.values()],
        "sources": lambda: [f"{s['source']:32} {s['edition']:18} {s['title']}" for s in words.sources],
        "layouts": lambda: [
            f"{layout.id:36} {sum(t.confirmed for t in layout.tables)} of {len(layout.tables)} tables confirmed: {layout.title}"
            for layout in words.layouts
        ],
    }[what]()
    for line in lines:
        click.echo(line)


def main():
    """Run a command; faults of the call or its input end with status 2 and plain words."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except CjtoolsError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
