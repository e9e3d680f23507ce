"""The command: ``python -m benchmarks``, or ``make bench``."""

import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from benchmarks import full_line, left_alone, notebooks_alone, table
from benchmarks.side_by_side import Measured
from benchmarks.workspace import CHECKOUT, Sizes, make_workspace
from cjtools import __version__, catalogue
from cjtools.errors import CjtoolsError
from cjtools.writing import write_atomically

PARTS = {"A": notebooks_alone, "B": full_line, "C": left_alone}
LIGHT = "bail-supervision"
RERUN_OUTCOMES = [LIGHT, "accommodation"]  # two, so that one can be left alone when the other changes
RESULTS, PAGE = CHECKOUT / "benchmarks" / "results.json", CHECKOUT / "benchmarks" / "README.md"
PACKAGES = ("papermill", "nbclient", "jupyter_client", "ipykernel", "nbconvert", "pandas", "matplotlib", "pyzmq")
PACKAGES += ("joblib", "distributed", "python-calamine", "openpyxl")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--only", default="A,B,C", show_default=True, help="Parts, with commas between.")
@click.option("--areas", type=click.IntRange(1, 32), default=2, show_default=True, help="Councils of parts A and B.")
@click.option("--outcome", "outcomes", multiple=True, help="Outcome of parts A and B; repeatable. [default: all nine]")
@click.option("--repeats", type=click.IntRange(1), default=3, show_default=True, help="Turns of each variant.")
@click.option("--everything", is_flag=True, help="Reruns over all outcomes of all areas, which are made for it first.")
@click.option("--quick", is_flag=True, help="To try it: one light report, one turn; nothing is kept.")
def bench(only, areas, outcomes, repeats, everything, quick):
    """Measure, print the tables, and keep them in benchmarks/README.md and benchmarks/results.json.

    Parts that are not measured keep their last results.
    """
    chosen = [name.strip().upper() for name in only.split(",")]
    if unknown := [name for name in chosen if name not in PARTS]:
        raise click.UsageError(f"--only has {', '.join(unknown)}; there are {', '.join(PARTS)}")
    # all nine by default: of light and heavy ones as many as in a full batch
    outcomes = list(outcomes) or list(catalogue.load().outcomes)
    reruns = ["all"] if everything else RERUN_OUTCOMES
    sizes = Sizes(areas, outcomes, (8, 16, 32), LIGHT, reruns)
    if quick:
        sizes, repeats = Sizes(1, [LIGHT], (1, 2, 4), LIGHT, [LIGHT]), 1
    results = {} if quick or not RESULTS.is_file() else read_results(RESULTS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="cjtools-bench-", ignore_cleanup_errors=True) as folder:
        click.echo("copying the project and building its tables")
        workspace = make_workspace(Path(folder))
        for name in chosen:
            click.echo(table.TITLES[name])
            start = time.monotonic()
            found = PARTS[name].measure(workspace, sizes, repeats, click.echo)
            results[name] = found | about_here(repeats)
            click.echo(f"  {time.monotonic() - start:.0f} s in all")
    text = table.as_text(results)
    click.echo(text)
    if not quick:
        write_atomically(RESULTS, write_results(results))
        write_atomically(PAGE, table.put_into(PAGE.read_text(encoding="utf-8"), text))


def about_here(repeats):
    """Return when, where and with what something was measured.

    Parameters
    ----------
    repeats : int

    Returns
    -------
    dict
    """
    versions = {"Python": platform.python_version(), "cjtools": __version__}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    machine = f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}{load}"
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    return {"date": date, "machine": machine, "repeats": repeats, "versions": versions}


def _processor():
    """Return the name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def write_results(results):
    """Return results as JSON.

    Parameters
    ----------
    results : dict
        Part -> its results.

    Returns
    -------
    str
    """
    return json.dumps(results, indent=1, default=asdict) + "\n"


def read_results(text):
    """Return the results that :func:`write_results` wrote."""
    results = json.loads(text)
    for part in results.values():
        for group in part["groups"].values():
            group.update({name: Measured(**one) for name, one in group.items()})
    return results


if __name__ == "__main__":
    try:
        bench()
    except CjtoolsError as error:
        sys.exit("\n".join(f"error: {problem}" for problem in error.problems))
