"""The commands on a partnership's evidence workbook. No logic here, as in :mod:`cjtools.cli`."""

import sys
from os.path import lexists

import click

from cjtools.errors import CjtoolsError, Problem


@click.group()
def evidence():
    """Make and check what partners record.

    One workbook for each area, for what a partnership knows beside its figures.

    \b
    cjtools evidence new fife        makes data/raw/local/fife/evidence.xlsx, to fill in
    cjtools evidence check fife      names every fault; changes nothing
    """


def _area(name):
    """Return (catalogue with the area's own outcomes, area, its folder)."""
    from cjtools import catalogue
    from cjtools.areas import SCOTLAND
    from cjtools.paths import folders
    from cjtools.results.local import with_local

    root, words = folders(), catalogue.load()
    area = words.reporter(name)
    if area["area_code"] == SCOTLAND:
        raise CjtoolsError(
            Problem("evidence is of one council area, not of Scotland", allowed="one of the 32 councils")
        )
    folder = root.local / area["slug"]
    return with_local(words, area, folder), area, folder


@evidence.command()
@click.argument("area")
def new(area):
    """Write an empty workbook for AREA.

    Any spelling; a workbook that is there is never written over.
    """
    from cjtools.evidence.cells import FOLDER, WORKBOOK
    from cjtools.evidence.template import new_workbook
    from cjtools.writing import SECONDS_TO_WAIT, lock, write_atomically

    words, area, folder = _area(area)
    there = next((name for name in (WORKBOOK, FOLDER) if lexists(folder / name)), "")
    if there:
        todo = f"check it: cjtools evidence check {area['slug']}; or move it into the form as it is now: "
        todo += f"cjtools evidence upgrade {area['slug']}"
        raise CjtoolsError(Problem("is there already", f"data/raw/local/{area['slug']}/{there}", todo=todo))
    made = new_workbook(words, area)
    with lock(folder, SECONDS_TO_WAIT):
        write_atomically(folder / WORKBOOK, made)
    click.echo(f"data/raw/local/{area['slug']}/{WORKBOOK}")


@evidence.command()
@click.argument("area")
def check(area):
    """Name every fault in the evidence of AREA.

    With sheet, cell and what is allowed; and what earlier reports have shown of figures that are too small now. Changes
    nothing.
    """
    from cjtools import catalogue
    from cjtools.batch.releases import warnings_of
    from cjtools.evidence import check as checks
    from cjtools.results.twice import recorded_twice
    from cjtools.words import counted

    words, area, folder = _area(area)
    checked = checks.check(words, area, folder)
    if checked.evidence is None:
        raise _none(area)
    checked.problems += recorded_twice(catalogue.load(), area, folder, checked.evidence)
    for note in checked.notes:
        click.echo(f"note: {note}", err=True)
    for problem in checked.problems:
        click.echo(f"fault: {problem}", err=True)
    for warning in [] if checked.problems else warnings_of(catalogue.load(), area, folder):
        click.echo(f"warning: {warning}", err=True)
    faults = counted(len(checked.problems), "faults") if checked.problems else "no fault"
    click.echo(f"{checked.evidence.file}: {faults}; rows that can be read:")
    filled = {words.evidence_form.sheet(name).title: len(rows) for name, rows in checked.evidence.rows.items() if rows}
    for title, count in filled.items():
        click.echo(f"{count:6,}  {title}")
    if not filled:
        click.echo("  none yet: every sheet is empty")
    if checked.problems:
        sys.exit(1)


@evidence.command()
@click.argument("area")
def upgrade(area):
    """Move the evidence of AREA into a new form.

    It is written beside the file that is there, in the form as it is now, with today's lists. Every cell is kept; check
    the new file, then put it in the place of the old one.
    """
    from cjtools.evidence.cells import WORKBOOK
    from cjtools.evidence.upgrade import UPGRADED, upgraded
    from cjtools.writing import SECONDS_TO_WAIT, lock, write_atomically

    words, area, folder = _area(area)
    target, shown = folder / UPGRADED, f"data/raw/local/{area['slug']}/{UPGRADED}"
    if target.exists():
        todo = f"put it in the place of {WORKBOOK}, or move it elsewhere"
        raise CjtoolsError(Problem("is there already", shown, todo=todo))
    made = upgraded(words, area, folder)
    if made is None:
        raise _none(area)
    with lock(folder, SECONDS_TO_WAIT):
        write_atomically(target, made)
    click.echo(f"{shown}: look through it, then put it in the place of {WORKBOOK}")


def _none(area):
    """Return what to say of an area without evidence."""
    todo = f"begin with: cjtools evidence new {area['slug']}"
    return CjtoolsError(Problem("there is no evidence yet", f"data/raw/local/{area['slug']}", todo=todo))
