"""The commands. No logic here: each command calls the stage that does the work and says what came of it."""

import os
import sys
from pathlib import Path

import click

from cjtools import __version__, clock
from cjtools import cli_told as told
from cjtools.cli_evidence import evidence
from cjtools.cli_lab import explore, lab
from cjtools.cli_publish import publish
from cjtools.errors import CjtoolsError, NotBuilt, Problem, readable


class _Folder(click.Path):
    """A folder; not the working folder where nothing is given, as by a script whose variable is empty."""

    def convert(self, value, param, ctx):
        """Return the folder as Path."""
        if not str(value):
            self.fail("no folder is named", param, ctx)
        return super().convert(value, param, ctx)


LISTS = ["areas", "outcomes", "measures", "indicators", "sources", "layouts", "duties", "rules"]
FOLDER = _Folder(path_type=Path, file_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def cli():
    """Outcome progress reports for Scotland's community justice partnerships.

    To begin: cjtools report --area fife

    Status 0: done. 1: done in part, and what was not is told. 2: not done, because of what was asked or found;
    what was done before that stays.
    """
    if not os.environ.get(clock.VARIABLE, "-"):
        os.environ.pop(clock.VARIABLE)  # empty is as if it were not set; libraries that read it too do not think so
    clock.now()


@cli.command()
@click.option(
    "--raw", "raw_folders", multiple=True, type=FOLDER, help="Folder to read; repeatable. [default: data/raw]"
)
@click.option("--processed", type=FOLDER, help="Folder to write. [default: data/processed]")
def build(raw_folders, processed):
    """Read data/raw into data/processed; say what was not read."""
    from cjtools import catalogue
    from cjtools.intake.build import build as run_build
    from cjtools.paths import folders

    root = folders()
    built = run_build(catalogue.load(), list(raw_folders) or [root.raw], processed or root.processed, root.catalogue)
    told.tell_build(built)
    if built.problems:
        sys.exit(1)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def inspect(file):
    """Say what a workbook holds and how it is read.

    For what is not read: the line to add to which layout.
    """
    from cjtools import catalogue
    from cjtools.intake.inspection import describe

    if not os.path.lexists(file):
        raise CjtoolsError(Problem("there is no such file", str(file)))
    lines, is_clean = describe(file, catalogue.load())
    for line in lines:
        click.echo(readable(line))
    if not is_clean:
        sys.exit(1)


@cli.command()
@click.option(
    "--area",
    "areas",
    multiple=True,
    required=True,
    help="Council area or partnership, any spelling; repeatable; or all councils: all.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    default=("community-sentences",),
    show_default=True,
    help="Id, number or title of an outcome, also the area's own; a report across outcomes, such as priorities, "
    "delivery_plan or annual_report; repeatable; or all.",
)
@click.option("--year", help="Financial year of the report, such as 2024-25. [default: the newest with figures]")
@click.option(
    "--compare",
    default="deprivation",
    show_default=True,
    help="What stands beside the area: its family group by deprivation or density, or councils with commas between.",
)
@click.option("--on", default="", help="Day as of which a delivery plan is told, such as 2026-03-31. [default: today]")
@click.option(
    "--format",
    "forms",
    default="html",
    show_default=True,
    help="Forms to make: docx, pdf, xlsx, ods, with commas between, or all; html, csv and json are always made.",
)
@click.option("--jobs", type=click.IntRange(1), help="Processes at once. [default: as many as fit cores and memory]")
@click.option("--cluster", default="", help="Scheduler of a Dask cluster that makes them, such as tcp://10.0.0.5:8786.")
@click.option("--time-limit", type=click.IntRange(1), default=900, show_default=True, help="Seconds for one report.")
@click.option("--no-warm", is_flag=True, help="Start each notebook's kernel anew instead of forking it; slower.")
@click.option("--force", is_flag=True, help="Make also what is up to date.")
@click.option("--out", type=FOLDER, help="Folder to write. [default: outputs]")
def report(areas, outcomes, year, compare, on, forms, jobs, cluster, time_limit, no_warm, force, out):
    """Make outcome progress reports.

    Each is <out>/<year>/<area>/<outcome>.html, with its data beside it.

    \b
    cjtools report --area fife
    cjtools report --area "Na h-Eileanan Siar" --year 2023-24
    cjtools report --area fife --outcome all --compare "Falkirk, West Lothian"
    cjtools report --area all --outcome all
    cjtools report --area fife --format pdf,docx,xlsx,ods
    """
    from cjtools import catalogue
    from cjtools.batch import planning
    from cjtools.batch import run as batch
    from cjtools.batch.ledger import Ledger
    from cjtools.paths import folders
    from cjtools.results.doors import read_day
    from cjtools.results.peers import read_compare

    if cluster and jobs:
        raise click.UsageError("--jobs is of this machine; with --cluster its workers are as many as there are")
    forms = planning.read_forms(forms)
    root = folders()
    words = catalogue.load()
    pairs = planning.choose(words, areas, outcomes, year, compare, root.local)
    build_when_needed(root, words)
    year = planning.year_of_report(year, planning.years_with_figures(words, root.processed))
    on = read_day(on).isoformat() if on else ""
    tasks = planning.plan(pairs, year, out or root.outputs, read_compare(compare, words), on, forms)
    for line in planning.left_out(pairs, tasks[0].compare):
        click.echo(line, err=True)
    told.tell_warnings(words, pairs, root.local)
    not_read = planning.not_read(words, told.areas_of(pairs), root.local)
    how = batch.How(jobs, cluster, not no_warm, time_limit)
    results, current = batch.run(tasks, how, force)
    told.tell_reports(tasks, results, current, root.outputs)
    told.tell_not_made(tasks)
    told.tell_not_read(not_read)
    unrecorded = Ledger(tasks[0].out).unrecorded(root.outputs)
    told.tell_unrecorded(unrecorded)
    if not_read or unrecorded or any(result.error for result in results):
        sys.exit(1)


def build_when_needed(root, words):
    """Build data/processed when data/raw or the catalogue are not those it was made of."""
    from cjtools.intake.build import build as run_build
    from cjtools.intake.build import is_current

    if is_current(root.processed, [root.raw], root.catalogue):
        return
    click.echo("Building data/processed first", err=True)
    told.tell_problems(run_build(words, [root.raw], root.processed, root.catalogue))


@cli.command()
@click.argument("area")
@click.option("--year", help="Financial year of the plan, such as 2024-25. [default: the newest with figures]")
@click.option(
    "--compare",
    default="deprivation",
    show_default=True,
    help="For which councils the same figures are welcome: the family group by deprivation or density, or councils "
    "with commas between.",
)
@click.option("--out", type=FOLDER, help="Folder to write. [default: outputs]")
def requests(area, year, compare, out):
    """Make one request to each partner for missing data.

    For AREA (a council area, any spelling; or all), over all outcomes: <out>/<year>/<area>/requests/<partner>.html
    and .docx, and all data gaps in <out>/<year>/<area>/gaps.csv.

    \b
    cjtools requests fife
    cjtools requests "Na h-Eileanan Siar" --compare density
    """
    from cjtools import catalogue
    from cjtools.batch import planning
    from cjtools.make import data_requests, describe
    from cjtools.paths import folders
    from cjtools.results.doors import open_studies
    from cjtools.results.peers import read_compare
    from cjtools.writing import lock

    root = folders()
    words = catalogue.load()
    pairs = planning.choose(words, [area], [planning.ALL], year, compare, root.local)
    build_when_needed(root, words)
    year = planning.year_of_report(year, planning.years_with_figures(words, root.processed))
    out = out or root.outputs
    not_made, not_read = "", planning.not_read(words, told.areas_of(pairs), root.local)
    with lock(out / year):
        for slug in [area["slug"] for area in told.areas_of(pairs) if area["slug"] not in not_read]:
            studies = open_studies(slug, year, read_compare(compare, words))
            click.echo(str(told.short(data_requests.write_gaps(slug, year, out, studies))))
            written = data_requests.write_requests(studies, out)
            not_made = written.not_made
            first = studies[0]
            title = f"{first.place}, {first.year}"
            describe.write_descriptions(out / first.year / slug, words, first.catalogue.outcomes, title)
            click.echo(f"{len(written.files)} files: {told.short(written.index)}")
    if not_made:
        click.echo(not_made, err=True)
    told.tell_not_read(not_read)
    if not_made or not_read:
        sys.exit(1)


@cli.command(name="list")
@click.argument(
    "what", type=click.Choice(["areas", "outcomes", "measures", "indicators", "sources", "layouts", "duties", "rules"])
)
def list_(what):
    """List what the catalogue holds."""
    from cjtools import catalogue

    words = catalogue.load()
    lines = {
        "areas": lambda: [
            *(f"{a['slug']:24} {a['area_code']}  {a['area_name']}" for a in words.councils),
            *(
                f"{p['slug']:24} together   {p['area_name']} ({_members(words, p)})"
                for p in words.partnerships.values()
            ),
        ],
        "outcomes": lambda: [f"{o.number}  {o.id:24} {o.title}" for o in words.outcomes.values()],
        "measures": lambda: [f"{m['measure']:40} {m['title']} ({m['unit']})" for m in words.measures.values()],
        "indicators": lambda: [f"{i.id:40} {i.name} ({i.unit}; {i.status})" for i in words.indicators.values()],
        "sources": lambda: [f"{s['source']:32} {s['edition']:18} {s['title']}" for s in words.sources],
        "layouts": lambda: [
            f"{i.id:36} {sum(t.confirmed for t in i.tables)} of {len(i.tables)} tables confirmed: {i.title}"
            for i in words.layouts
        ],
        "duties": lambda: [
            f"{d.id:24} {d.document:6}  s.{d.section:14}  {d.each:16}  {d.text}" for d in words.statutory.duties
        ],
        "rules": lambda: [
            f"{r.id:20} {', '.join(r.charts):34} {r.title}: {r.in_words}" for r in words.improvement.rule_sets
        ],
    }[what]()
    for line in lines:
        click.echo(line)


def _members(words, partnership):
    """Return the councils of a partnership."""
    return ", ".join(words.place_names[code] for code in partnership["members"])


for each in (evidence, publish, lab, explore):
    cli.add_command(each)


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
        if isinstance(error, NotBuilt):
            click.echo("nothing was built: mend what is told above, or take the file out of data/raw", err=True)
        sys.exit(2)
    except OSError as error:
        # such as a folder that may not be written to, or a full disk
        click.echo(f"error: {error.filename or 'file'}: {error.strerror or error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
