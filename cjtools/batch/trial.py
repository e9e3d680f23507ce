"""A copy of the project to try things in: own evidence recorded and a report made, without touching anybody's own."""

import atexit
import html
import io
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cjtools import catalogue
from cjtools.batch import planning, work
from cjtools.errors import CjtoolsError, Problem
from cjtools.evidence import check as checks
from cjtools.evidence.cells import WORKBOOK
from cjtools.evidence.marks import COVER, KIND, WORKED_EXAMPLE
from cjtools.evidence.template import new_workbook
from cjtools.paths import folders
from cjtools.results.peers import DEFAULT
from cjtools.show import tables
from cjtools.show.fragments import Fragment
from cjtools.writing import write_atomically

HOME = "CJTOOLS_HOME"
_HEADING = re.compile(r'<h([2-5])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_OPEN = []  # the trial of this notebook, if there is one


def open_trial(area):
    """Return a copy of the project, in which everything that follows in this notebook works.

    Nobody's own figures and evidence are in it. It is taken away when the notebook's kernel ends, or with ``close``.

    Parameters
    ----------
    area : str
        Any spelling of a council area.

    Returns
    -------
    Trial

    Raises
    ------
    CjtoolsError
        For an area that is not known.
    """
    while _OPEN:
        _OPEN.pop().close()
    trial = Trial(catalogue.load().reporter(area))
    _OPEN.append(trial)
    return trial


class Trial:
    """A copy of the project for one area.

    Parameters
    ----------
    area : dict
        Row of areas.csv.
    """

    def __init__(self, area):
        self.area = area
        project = folders()
        self._before = os.environ.get(HOME)
        self._folder = tempfile.TemporaryDirectory(prefix="cjtools-trial-", ignore_cleanup_errors=True)
        home = Path(self._folder.name)
        for path in (project.catalogue, project.raw, project.processed, project.notebooks):
            left_out = shutil.ignore_patterns("scratch", ".ipynb_checkpoints", *["local"] * (path == project.raw))
            if path.is_dir():
                shutil.copytree(path, home / path.relative_to(project.root), ignore=left_out)
        shutil.copy(project.root / "GLOSSARY.md", home)
        os.environ[HOME] = str(home)
        atexit.register(self.close)

    def __repr__(self):
        return f"A copy of the project to try things in, for {self.area['area_name']}; own evidence is not in it."

    @property
    def _own(self):
        return folders().local / self.area["slug"]

    def record(self, sheet, **columns):
        """Write a line of evidence into the area's workbook, which is made as ``cjtools evidence new`` does.

        Its cover says that it is a worked example, so that every page says so too.

        Parameters
        ----------
        sheet : str
            Id of the sheet, such as 'services'.
        **columns : str
            Id of a column -> what to write.

        Returns
        -------
        Fragment
            The line, with the headings of the workbook.

        Raises
        ------
        CjtoolsError
            For a sheet or column that the workbook does not have.
        """
        from openpyxl import load_workbook

        words = catalogue.load()
        form = words.evidence_form.sheet(sheet)
        if form is None:
            allowed = ", ".join(one.id for one in words.evidence_form.sheets)
            raise CjtoolsError(Problem(f"there is no sheet '{sheet}'", WORKBOOK, allowed=allowed))
        unknown = [name for name in columns if form.column(name) is None]
        if unknown:
            allowed = ", ".join(column.id for column in form.columns)
            raise CjtoolsError(Problem(f"there is no column '{unknown[0]}'", WORKBOOK, sheet, allowed=allowed))
        path = self._own / WORKBOOK
        content = path.read_bytes() if path.is_file() else new_workbook(words, self.area)
        book = load_workbook(io.BytesIO(content))
        for row in book[COVER].iter_rows(max_col=2):
            if row[0].value == KIND:
                row[1].value = WORKED_EXAMPLE
        headings = {form.column(name).heading: value for name, value in columns.items()}
        _write(book[form.title], headings)
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        lines = [[heading, str(value)] for heading, value in headings.items()]
        shown = [tables.Column("Heading", False), tables.Column("What you wrote", False)]
        return Fragment(tables.table_html(f"line-{sheet}", f"A line of the sheet {form.title}", shown, lines))

    def check(self):
        """Show what ``cjtools evidence check`` says of the area's workbook.

        Returns
        -------
        Fragment
        """
        found = checks.check(catalogue.load(), self.area, self._own)
        if found.evidence is None:
            return Fragment("<p>There is no evidence yet.</p>")
        faults = "".join(f"<li>{html.escape(str(problem))}</li>" for problem in found.problems)
        return Fragment(f"<ul>{faults}</ul>" if faults else "<p>No fault.</p>")

    def report(self, outcome, year):
        """Make a report of the area in the copy, as ``cjtools report`` does; the pages above it are left out.

        Parameters
        ----------
        outcome : str
            Id, number or title of an outcome.
        year : str
            Financial year, such as '2024-25'.

        Returns
        -------
        Made

        Raises
        ------
        CjtoolsError
            With what was wrong, when it failed.
        """
        root, words = folders(), catalogue.load()
        pairs = planning.choose(words, [self.area["slug"]], [outcome], year, DEFAULT, root.local)
        task = planning.plan(pairs, year, root.outputs, DEFAULT)[0]
        made = work.make(task)
        if made.error:
            raise CjtoolsError(Problem(made.error, f"{self.area['area_name']}, {outcome}"))
        for name, content in made.files.items():
            write_atomically(task.page.parent / name, content)
        page = task.page.relative_to(root.root).as_posix()
        return Made(page, task.page.read_text(encoding="utf-8"))

    def close(self):
        """Take the copy away; what follows works in the project again."""
        if os.environ.get(HOME) == self._folder.name:
            os.environ.pop(HOME)
            os.environ.update({HOME: self._before} if self._before else {})
        self._folder.cleanup()


def _write(sheet, headings):
    """Write a line below what stands in a sheet: heading -> value."""
    columns = {cell.value: cell.column for cell in sheet[1]}
    filled = [row[0].row for row in sheet.iter_rows() if any(cell.value not in (None, "") for cell in row)]
    for heading, value in headings.items():
        sheet.cell(max(filled) + 1, columns[heading], value)


@dataclass(frozen=True)
class Made:
    """A report that was made in a copy.

    Attributes
    ----------
    path : str
        Below the copy's folder.
    html : str
        The page.
    """

    path: str
    html: str

    def _repr_html_(self):
        heads = [_plain(words) for level, _, words in _HEADING.findall(self.html) if level == "2"]
        return f"<p>{self.path}, with these parts:</p><ul>{''.join(f'<li>{head}</li>' for head in heads)}</ul>"

    def part(self, heading):
        """Show one part of the report.

        Parameters
        ----------
        heading : str
            As it stands in the report.

        Returns
        -------
        Fragment
            From the heading to the next one of its level.

        Raises
        ------
        CjtoolsError
            With the headings that there are.
        """
        found = list(_HEADING.finditer(self.html))
        start = next((one for one in found if _plain(one[3]) == heading), None)
        if start is None:
            allowed = "; ".join(_plain(one[3]) for one in found)
            raise CjtoolsError(Problem(f"there is no part '{heading}'", self.path, allowed=allowed))
        end = next((one.start() for one in found if one.start() > start.start() and one[1] <= start[1]), None)
        return Fragment(self.html[start.end() : end])


def _plain(words):
    """Return HTML without its tags."""
    return " ".join(_TAGS.sub("", words).split())
