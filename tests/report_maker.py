"""Reports made in this process, without kernels: the notebooks' calls, the page and the files beside it."""

import ast
import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from html_lint import Node, parse

import cjtools
from cjtools.intake import store
from cjtools.kinds import STEPS
from cjtools.make import report
from cjtools.paths import folders
from cjtools.results.study import Study
from cjtools.writing import write_atomically


@dataclass(frozen=True)
class Made:
    """A report: its study, page, the tree of the page, the rows of its CSV, and its folder."""

    study: Study
    page: str
    tree: Node
    rows: list
    folder: Path


class ReportMaker:
    """Makes reports of one year; what is worked out for one area and outcome serves all others.

    Parameters
    ----------
    catalogue : Catalogue
    processed : Path
    folder : Path
        Where reports are written.
    year : str
    """

    def __init__(self, catalogue, processed, folder, year="2024-25"):
        self.catalogue, self.folder = catalogue, folder
        self.told = store.read_told(processed)
        first, outcome = catalogue.councils[0], next(iter(catalogue.outcomes.values()))
        self._first = Study(first, outcome, year, catalogue, store.read_observations(processed))
        self._made = {}

    def study(self, area, outcome):
        """Return the study of an area and an outcome, in any spelling."""
        return replace(self._first, area=self.catalogue.area(area), outcome=self.catalogue.outcome(outcome))

    @property
    def revisions(self):
        """Figures that editions give differently, as the build told them."""
        return self.told.revisions

    def report(self, area, outcome):
        """Return a report, made when first asked for."""
        study = self.study(area, outcome)
        key = (study.area["slug"], study.outcome.id)
        if key not in self._made:
            self._made[key] = made(study, self.told, self.folder)
        return self._made[key]


def made(study, told, folder):
    """Write a report below a folder and return it.

    Parameters
    ----------
    study : Study
    told : Told
    folder : Path

    Returns
    -------
    Made
    """
    notebooks = {step: executed(folders().notebooks / f"{step}.ipynb", study) for step in STEPS}
    files = report.report_files(study, notebooks, told, {})
    for name, text in files.items():
        write_atomically(folder / study.area["slug"] / name, text)
    page = files[f"{study.outcome.id}.html"]
    rows = list(csv.DictReader(io.StringIO(files[f"{study.outcome.id}.csv"], newline="")))
    return Made(study, page, parse(page), rows, folder / study.area["slug"])


def executed(notebook, opened, name="study"):
    """Return a notebook with the outputs of its calls for a study (or plan) that is open already, as text."""
    node = nbformat.read(notebook, as_version=4)
    names = {"cj": cjtools, name: opened}
    for cell in node.cells:
        if cell.cell_type != "code":
            continue
        cell.execution_count = 1
        statement = ast.parse(cell.source).body[-1]
        if isinstance(statement, ast.Expr):  # all others are parameters, the import and the opening of the study
            shown = eval(compile(ast.Expression(statement.value), notebook.name, "eval"), names)
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": shown._repr_html_()})]
    return nbformat.writes(node)
