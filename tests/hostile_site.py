"""The site of a partnership whose every word is an attack, made in this process: reports, letters, pages above."""

import ast
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from hostile_text import ROOT, Texts, calm, seen_only, write_evidence, write_outcome

from cjtools import catalogue, make
from cjtools.batch import planning, work
from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import DONE, Ledger
from cjtools.batch.site import write_indexes
from cjtools.intake.store import write_atomically
from cjtools.kinds import ACROSS, PDF
from cjtools.make import describe, runner
from cjtools.make.data_requests import write_gaps, write_requests
from cjtools.paths import folders
from cjtools.results.doors import open_studies
from cjtools.results.local import with_local

SLUG, YEAR, OWN = "fife", "2024-25", "restorative-justice"
HOME = "CJTOOLS_HOME"


@dataclass(frozen=True)
class Home:
    """A project of its own with the evidence of one hostile partnership.

    Attributes
    ----------
    folder : Path
    evidence, outcome : Texts
        What stands in the evidence workbook, and in the files of the outcome of its own.
    outputs : str
        Folder of its outputs.
    """

    folder: Path
    evidence: Texts
    outcome: Texts
    outputs: str

    @property
    def out(self):
        """The folder of the year."""
        return self.folder / self.outputs / YEAR

    @property
    def area(self):
        """The folder of the partnership's reports."""
        return self.out / SLUG


def make_home(folder, processed, is_calm=False):
    """Return a project whose partnership is hostile in every word.

    Parameters
    ----------
    folder, processed : Path
    is_calm : bool
        Make its words as long, and no attack.
    """
    leave = shutil.ignore_patterns("local", "processed", ".ipynb_checkpoints", "scratch")
    if not (folder / "data").is_dir():  # one that is there gets other words: what is worked out of figures serves both
        for name in ("data", "notebooks"):
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        shutil.copy(ROOT / "GLOSSARY.md", folder)
        shutil.copytree(processed, folder / "data" / "processed")
    own = folder / "data" / "raw" / "local" / SLUG
    own.mkdir(parents=True, exist_ok=True)
    words = catalogue.load(folder / "data" / "catalogue")
    change = calm if is_calm else str
    evidence, outcome = Texts(change), Texts(lambda text: change(seen_only(text)))
    write_outcome(outcome, own)
    area = words.area(SLUG)
    write_evidence(with_local(words, area, own), area, evidence, own)
    return Home(folder, evidence, outcome, "outputs-calm" if is_calm else "outputs")


@contextmanager
def at_home(home):
    """Let cjtools work in a project."""
    before = os.environ.get(HOME)
    os.environ[HOME] = str(home.folder)
    try:
        yield folders()
    finally:
        os.environ.pop(HOME)
        os.environ.update({HOME: before} if before else {})


def make_site(home, monkeypatch, wanted="html", outcomes=(OWN, "diversion", *ACROSS), is_whole=True):
    """Make reports of the partnership without kernels; its letters and every page above them where all is wanted.

    Parameters
    ----------
    home : Home
    monkeypatch : pytest.MonkeyPatch
    wanted : str
        As ``cjtools report --format`` takes it; a PDF, which takes long, only where it is named.
    outcomes : sequence of str
    is_whole : bool
    """
    monkeypatch.setattr(runner, "run_notebook", run_here)
    if PDF[1:] not in wanted:
        without_pdf(monkeypatch)
    with at_home(home) as root:
        words = catalogue.load()
        pairs = planning.choose(words, [SLUG], list(outcomes), local=root.local)
        inputs, ledger = Inputs(root), None
        for task in planning.plan(pairs, YEAR, home.out.parent, forms=planning.read_forms(wanted)):
            made = work.make(task)
            assert made.error == "", made.error
            for name, content in made.files.items():
                write_atomically(home.area / name, content)
            ledger = ledger or Ledger(home.out)
            ledger.record(SLUG, task.outcome, DONE, inputs.of(SLUG, task.outcome), on=task.on, forms=task.forms)
        if is_whole:
            studies = open_studies(SLUG, YEAR)
            write_gaps(SLUG, YEAR, home.out.parent, studies)
            write_requests(studies, home.out.parent)
            describe.write_descriptions(home.area, words, studies[0].catalogue.outcomes, "Fife")
            write_indexes(words, ledger, home.out, inputs, root)


def without_pdf(monkeypatch):
    """Have reports made, and judged, as where PDF cannot be written: it takes long."""
    monkeypatch.setattr(make, "can_write_pdf", lambda: False)


def run_here(notebook, parameters, until=0):
    """Return a notebook with the outputs of its cells run in this process, as a kernel would give them."""
    node, names = nbformat.read(notebook, as_version=4), {}
    for cell in (cell for cell in node.cells if cell.cell_type == "code"):
        cell.execution_count = 1
        body = ast.parse(cell.source).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), notebook.name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names.update(parameters)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": shown._repr_html_()})]
    return nbformat.writes(node)
