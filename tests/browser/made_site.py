"""The site that is checked: the real catalogue with its illustrative figures, three areas, every kind of page."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cjtools import catalogue
from cjtools.kinds import ACROSS

ROOT = Path(__file__).resolve().parents[2]
# beside what other runs leave; reports that are up to date are not made again
KEPT = ROOT / "outputs" / "browser"
WITH_EVIDENCE = "fife"
AREAS = (WITH_EVIDENCE, "orkney-islands", "glasgow-city")
REQUESTS = ("index", "local-partners", "copfs", "jas", "phs", "police_scotland", "scottish_government", "scts", "sps")
REQUESTS += ("upside",)
MAX_SECONDS = 900


def page_names():
    """Return the names of all pages of the site, known before it is made."""
    words = catalogue.load(ROOT / "data" / "catalogue")
    of_area = [*words.outcomes, *(f"{outcome}-data" for outcome in words.outcomes), *ACROSS, "cjoip", "index"]
    names = ["index", "about", "assurance", *words.outcomes]
    names += [f"{area}/{name}" for area in AREAS for name in of_area]
    return [f"{name}.html" for name in [*names, *(f"{WITH_EVIDENCE}/requests/{name}" for name in REQUESTS)]]


def make_site(home):
    """Make reports of three areas on all outcomes, requests of one, and every page above them.

    Parameters
    ----------
    home : Path
        Takes a copy of data and notebooks, with the worked example of evidence, and the outputs.

    Returns
    -------
    Path
        The folder of the year.
    """
    leave = shutil.ignore_patterns("local", "processed", ".ipynb_checkpoints", "scratch")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, home / name, ignore=leave, dirs_exist_ok=True)
    own = home / "data" / "raw" / "local" / WITH_EVIDENCE
    own.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "docs" / "examples" / "evidence" / "evidence.xlsx", own)
    run(home, "build", may_end=(0, 1))  # 1: some file was read in part
    run(home, "report", *(f"--area={area}" for area in AREAS), "--outcome=all", "--jobs=2")
    run(home, "requests", WITH_EVIDENCE)
    return max((home / "outputs").glob("2*"))


def opened_names():
    """Return the names of the pages that are opened in the browser: all, but of data pages one of each area.

    Data pages are one template with thousands of rows; lint, the Nu checker and the check of links read all of them.
    """
    return [
        name for name in page_names() if not name.endswith("-data.html") or name.endswith("police-custody-data.html")
    ]


def run(home, *arguments, may_end=(0,)):
    """Run a command of cjtools in a home folder; fails with the end of what it said."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, "-m", "cjtools.cli", *arguments],
        env=os.environ | {"CJTOOLS_HOME": str(home), "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=MAX_SECONDS,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode not in may_end:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise AssertionError(f"cjtools {' '.join(arguments)} ended with status {done.returncode}:\n{said}")
