"""Projects in which stand-ins are made where reports would be: what a batch does around them, in a second or two."""

import shutil

import fake_makers

from cjtools import catalogue
from cjtools.batch import run as batch
from cjtools.batch.planning import choose, plan
from cjtools.paths import folders

YEAR, OUTCOME = "2024-25", "diversion"
TABLE = "measure,value,source,edition,file,status\ncpo_imposed,1,jsw_part2,2024-25,a.xlsx,published\n"
# what tells of a run and not of reports: times
OF_RUN = ("ledger.csv", "pages.csv", "run.json", ".lock")


def lay_out(root):
    """Make a project with the real words and notebooks and one table; return its folder."""
    real = folders()
    (root / "data" / "processed").mkdir(parents=True)
    shutil.copytree(real.catalogue, root / "data" / "catalogue")
    shutil.copytree(real.notebooks, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / "data" / "processed" / "observations.csv").write_text(TABLE, encoding="utf-8")
    return root


def project(root, monkeypatch):
    """Make such a project and have this process work in it; return its folder."""
    lay_out(root)
    words = catalogue.load()
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    monkeypatch.setattr(catalogue, "load", lambda root=None: words)  # the same words; reading them takes a while
    return root


def run(home, *areas, maker=fake_makers.steady, out=None, outcome=OUTCOME, **options):
    """Make stand-ins for the reports of some areas, one after the other in this process."""
    tasks = plan(choose(catalogue.load(), areas, [outcome]), YEAR, out or home / "outputs")
    return batch.run(tasks, batch.How(1), maker=maker, **options)


def made(folder):
    """Return every file below a folder that does not tell of runs: name -> bytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in OF_RUN)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def parts(folder):
    """Return what writers have left below a folder: temporary files, and the note on who holds the lock."""
    return [path.name for path in folder.rglob(".*") if path.name != ".lock"]
