"""Part B: reports, from notebook to page."""

from functools import partial

from benchmarks.cluster import local_cluster
from benchmarks.counting import count_all, count_page, notebooks_in
from benchmarks.side_by_side import Variant, take_turns
from benchmarks.ways import run_program
from benchmarks.workspace import has_option
from cjtools.errors import CjtoolsError, Problem

GROUP = "reports"
PLAIN_ALONE, PLAIN = "plain papermill + stock page, 1 process", "plain papermill + stock page, 2 processes"
OURS = {jobs: f"cjtools report --jobs {jobs}" for jobs in (1, 2, 3)}
NO_WARM = "cjtools report --jobs 2 --no-warm"
CLUSTER = "cjtools report --cluster, 2 Dask workers"
WORKERS = 2
ONCE = 1  # for what has no goal of its own, and for the slowest


def measure(workspace, sizes, repeats, say):
    """Measure part B; parameters and answer as for :func:`benchmarks.notebooks_alone.measure`."""
    areas = workspace.spread(sizes.areas)
    plan = workspace.parameters(areas, sizes.outcomes)
    command = partial(_command, workspace, areas, sizes.outcomes)
    variants = [
        _stock(PLAIN_ALONE, 1, plan, ONCE),
        _stock(PLAIN, 2, plan),
        *(command(name, f"--jobs={jobs}", repeats=ONCE if jobs == 1 else None) for jobs, name in OURS.items()),
        command(NO_WARM, "--jobs=2", "--no-warm", cannot=_lacks("--no-warm"), repeats=ONCE),
        Variant(
            CLUSTER,
            lambda folder, address: workspace.make(areas, sizes.outcomes, folder, "--force", f"--cluster={address}"),
            count_reports,
            _lacks("--cluster"),
            ready=partial(local_cluster, WORKERS),
        ),
    ]
    made = f"{len(plan)} reports ({', '.join(areas)}; {', '.join(sizes.outcomes)}), notebooks and pages"
    return {"of": made, "groups": {GROUP: take_turns(variants, repeats, say)}}


def _lacks(option):
    """Return why a variant with an option cannot be measured; empty when it can."""
    return "" if has_option(option) else f"cjtools report has no {option} yet"


def _stock(name, processes, plan, repeats=None):
    """Return a variant of plain papermill with nbconvert's page of each notebook."""
    run = partial(run_program, "ways", "plain-with-page", processes, plan)
    return Variant(name, lambda folder, _: run(folder), _count_stock, repeats=repeats)


def _command(workspace, areas, outcomes, name, *options, cannot="", repeats=None):
    """Return a variant that makes reports by the command."""
    return Variant(
        name,
        lambda folder, _: workspace.make(areas, outcomes, folder, "--force", *options),
        count_reports,
        cannot,
        repeats,
    )


def _count_stock(folder):
    """Return what notebooks show; their pages must show the same."""
    shown = notebooks_in(folder)
    pages = count_all(sorted(folder.rglob("*.html")), count_page, "notebooks")
    if pages != shown:
        raise CjtoolsError(Problem(f"stock pages show {pages}, their notebooks {shown}", str(folder)))
    return shown


def report_pages(folder):
    """Return the report pages below a folder of outputs: ``<year>/<area>/<outcome>.html`` with a CSV of that name."""
    return sorted(page for page in folder.glob("*/*/*.html") if page.with_suffix(".csv").is_file())


def count_reports(folder):
    """Return what the notebooks and the pages of reports show; a page need not show what only notebooks say."""
    return notebooks_in(folder) | count_all(report_pages(folder), count_page, "report pages")
