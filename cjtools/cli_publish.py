"""The command that makes a folder for readers out of a year's outputs."""

from pathlib import Path

import click

from cjtools.errors import CjtoolsError, Problem
from cjtools.kinds import WORKING

FOLDER = click.Path(path_type=Path, file_okay=False)
MOST_CHANGES = 12  # lines of what changed that are printed; the page has all


@click.command()
@click.option("--year", help="Year of the outputs. [default: the newest that is there]")
@click.option("--to", type=FOLDER, help="Folder for readers. [default: outputs-site/<year>]")
@click.option("--address", default="", help="Where the folder will stand, such as https://example.org/justice/.")
@click.option(
    "--with",
    "extra",
    multiple=True,
    type=click.Choice(WORKING),
    help="A kind of working paper that is to be published too; repeatable.",
)
@click.option("--out", type=FOLDER, help="Folder of outputs. [default: outputs]")
def publish(year, to, address, extra, out):
    """Make a folder for readers of what may be published.

    Pages, tables and documents are checked first. The folder works from a stick, on SharePoint or on any web host.
    Notebooks, records of runs, requests to partners and working papers stay behind. Nothing is published while a
    report is out of date or could not be made.

    \b
    cjtools publish
    cjtools publish --address https://example.org/justice/ --with delivery_plan
    """
    from cjtools import catalogue
    from cjtools.paths import folders
    from cjtools.publish import publish as publishing

    root = folders()
    address = publishing.read_address(address)
    year = year or _newest(out or root.outputs)
    to = to or root.outputs.with_name("outputs-site") / year
    done = publishing.publish(catalogue.load(), root, (out or root.outputs) / year, to, extra, address)
    click.echo(
        f"{to}: {done.files:,} files, {done.size / 1_000_000:.1f} MB; {done.written:,} written because they are new or "
        f"changed, {done.removed:,} withdrawn"
    )
    _tell_changes(done.changes)
    for why, count in sorted(done.stays.items()):
        click.echo(f"left out: {count:,} x {why}")
    for note in done.notes:
        click.echo(f"note: {note}", err=True)


def _newest(out):
    """Return the newest year of which a run is recorded."""
    years = sorted(path.parent.name for path in out.glob("*/ledger.csv"))
    if not years:
        raise CjtoolsError(Problem("no report is recorded here", str(out), todo="cjtools report --area ..."))
    return years[-1]


def _tell_changes(changes):
    """Print what changed since the publication before, by area."""
    from cjtools.publish.changes import by_version, in_words

    lines = [f"{area}: {in_words(some)}" for _, areas in by_version(changes) for area, some in areas]
    click.echo("New or changed for readers:" if lines else "Nothing changed that readers are told of.")
    for line in lines[:MOST_CHANGES]:
        click.echo(f"  {line}")
    if len(lines) > MOST_CHANGES:
        click.echo(f"  and in {len(lines) - MOST_CHANGES} more areas: changes.html has all")
