"""The copy of the project that is measured, the reports that are asked for, and commands run in it."""

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cjtools import catalogue
from cjtools.errors import CjtoolsError, Problem
from cjtools.kernels.protocol import with_one_thread
from cjtools.kinds import STEPS
from cjtools.results.peers import DEFAULT

CHECKOUT = Path(__file__).resolve().parents[1]
MAX_SECONDS = 3 * 3600


@dataclass(frozen=True)
class Workspace:
    """A copy of words, figures and notebooks, so that nothing is changed or made in the checkout.

    Parameters
    ----------
    home : Path
        What CJTOOLS_HOME names.
    areas : list of str
        Slugs of all councils.
    names : dict
        Slug -> name.
    year : str
    """

    home: Path
    areas: list
    names: dict
    year: str

    def parameters(self, areas, outcomes):
        """Return the parameters of the notebooks of some reports.

        Parameters
        ----------
        areas, outcomes : list of str
            Slugs and ids.

        Returns
        -------
        list of dict
        """
        return [
            {"area": self.names[area], "outcome": outcome, "year": self.year, "compare": DEFAULT}
            for area in areas
            for outcome in outcomes
        ]

    def spread(self, count):
        """Return some councils from all over the list, so that large and small ones are among them."""
        return [self.areas[place * len(self.areas) // count] for place in range(count)]

    def report(self, areas, outcomes, out, *more):
        """Return the arguments of ``cjtools report`` for :func:`run_python`.

        Parameters
        ----------
        areas, outcomes : list of str
        out : Path
        *more : str
            Further options.

        Returns
        -------
        list of str
        """
        named = [f"--area={area}" for area in areas] + [f"--outcome={outcome}" for outcome in outcomes]
        return ["-m", "cjtools.cli", "report", *named, f"--year={self.year}", f"--out={out}", *more]

    def make(self, areas, outcomes, out, *more):
        """Run what :meth:`report` gives; raises when any report fails."""
        run_python(*self.report(areas, outcomes, out, *more))


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Parameters
    ----------
    areas : int
        Councils of parts A and B.
    outcomes : list of str
        Outcomes of parts A and B.
    growth : tuple of int
        Numbers of councils, of which the last two are compared.
    growth_outcome : str
    rerun_outcomes : list of str
        Made for every council of the last step of growth, and then left alone; ``all`` takes all in.
    """

    areas: int
    outcomes: list
    growth: tuple
    growth_outcome: str
    rerun_outcomes: list


def make_workspace(folder):
    """Copy the project into a folder, build its tables, and make it the one that everything below works in.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Workspace
    """
    leave = shutil.ignore_patterns("local", "processed", ".ipynb_checkpoints", "scratch")
    for name in ("data", "notebooks"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=leave)
    os.environ.update(with_one_thread())
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would compile this package anew, plain kernels' too
    os.environ["CJTOOLS_HOME"] = str(folder)
    # kernels work in other folders, and must import the same package
    paths = [str(CHECKOUT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    run_python("-m", "cjtools.cli", "build", may_end=(0, 1))  # 1: some file was read in part
    councils = catalogue.load().councils
    names = {row["slug"]: row["area_name"] for row in councils}
    return Workspace(folder, list(names), names, _year(folder))


def _year(home):
    """Return the year that the notebooks stand at."""
    from papermill import inspect_notebook

    return ast.literal_eval(inspect_notebook(str(home / "notebooks" / f"{STEPS[0]}.ipynb"))["year"]["default"])


def run_python(*arguments, may_end=(0,)):
    """Run this interpreter with arguments to its end.

    Parameters
    ----------
    *arguments : str
    may_end : tuple of int
        Statuses that are no failure.

    Returns
    -------
    str
        What it printed.

    Raises
    ------
    CjtoolsError
        With the end of what it said, when it failed.
    """
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, timeout=MAX_SECONDS, stdin=subprocess.DEVNULL
    )
    if done.returncode not in may_end:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        asked = " ".join(map(str, arguments))
        raise CjtoolsError(Problem(f"ended with status {done.returncode}: {said}", f"python {asked}"))
    return done.stdout


def has_option(name):
    """Return whether ``cjtools report`` knows an option.

    Parameters
    ----------
    name : str
        With its hyphens.
    """
    return name in run_python("-m", "cjtools.cli", "report", "--help").split()
