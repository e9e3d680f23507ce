"""Everything made once; then rerun unchanged, with one area's evidence changed, with one catalogue file changed."""

import csv
import io
import re
import shutil
from contextlib import contextmanager
from functools import partial

from benchmarks.full_line import report_pages
from benchmarks.side_by_side import Variant, take_turns
from benchmarks.workspace import CHECKOUT, run_python
from cjtools.errors import CjtoolsError, Problem
from cjtools.paths import stamp_of

FIRST, UNCHANGED = "everything for the first time", "rerun, nothing changed"
EVIDENCE, CATALOGUE = "rerun, evidence of one area changed", "rerun, one catalogue file changed"
AREA = "fife"  # the worked example of an area's own figures is of Fife
JOBS = "--jobs=2"
_WORDS = re.compile(r"^(questions_from: >-\n +)", re.MULTILINE)


class Reruns:
    """Reports that are made once and then asked for again.

    Parameters
    ----------
    workspace : Workspace
    sizes : Sizes
    folder : Path
        Where reports are written; kept over all turns.

    Attributes
    ----------
    of : str
        What everything is.
    rebuilt : dict
        Rerun -> {'pages': number rebuilt, 'of others': number of those of other areas than the changed one}.
    """

    def __init__(self, workspace, sizes, folder):
        count = sizes.growth[-1]
        areas = list(dict.fromkeys([AREA, *workspace.spread(count)]))
        areas = ["all"] if set(areas) == set(workspace.areas) else areas
        self._command = workspace.report(areas, sizes.rerun_outcomes, folder, JOBS)
        self._folder = folder
        self._figures = workspace.home / "data" / "raw" / "local" / AREA / "figures.csv"
        outcome = sizes.growth_outcome
        self._words = workspace.home / "data" / "catalogue" / "outcomes" / f"{outcome}.yaml"
        self._before = {}
        self.rebuilt = {}
        self.of = f"areas {', '.join(areas)}; outcomes {', '.join(sizes.rerun_outcomes)}"

    def make_all(self, say):
        """Make everything, and time it.

        Parameters
        ----------
        say : function

        Returns
        -------
        dict
            Name -> Measured, with one turn.
        """
        shutil.copytree(CHECKOUT / "docs" / "examples" / "local-outcome", self._figures.parent)
        first = Variant(FIRST, self._run, partial(self._count, FIRST), ready=self._unchanged)
        return take_turns([first], 1, say)

    def variants(self):
        """Return the reruns as variants.

        Returns
        -------
        list of Variant
        """
        return [
            Variant(UNCHANGED, self._run, partial(self._count, UNCHANGED), ready=self._unchanged),
            Variant(EVIDENCE, self._run, partial(self._count, EVIDENCE), ready=self._with_other_figure),
            # all pages of an outcome are made again, and no goal rests on how fast
            Variant(CATALOGUE, self._run, partial(self._count, CATALOGUE), repeats=1, ready=self._with_other_word),
        ]

    def _run(self, _folder, _given):
        """Ask for everything."""
        run_python(*self._command)

    def _count(self, name, _folder):
        """Note how many pages were rebuilt, of all turns the most: reruns do different work, nothing is compared."""
        rebuilt = [page for page, stamp in self._stamps().items() if self._before.get(page) != stamp]
        others = [page for page in rebuilt if page.parent.name != AREA]
        before = self.rebuilt.get(name, {"pages": 0, "of others": 0})
        self.rebuilt[name] = {
            "pages": max(len(rebuilt), before["pages"]),
            "of others": max(len(others), before["of others"]),
        }
        return {}

    def _stamps(self):
        """Return page -> what changes whenever it is written."""
        return {page: stamp_of(page) for page in report_pages(self._folder)}

    @contextmanager
    def _unchanged(self):
        """Note what stands there."""
        self._before = self._stamps()
        yield

    @contextmanager
    def _with_other_figure(self):
        """Add one to the first figure of the area's evidence."""
        rows = list(csv.reader(io.StringIO(self._figures.read_text(encoding="utf-8"), newline="")))
        value = rows[0].index("value")
        rows[1][value] = str(int(rows[1][value]) + 1)
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(rows)
        self._figures.write_text(buffer.getvalue(), encoding="utf-8")
        with self._unchanged():
            yield

    @contextmanager
    def _with_other_word(self):
        """Add a word to the words of an outcome."""
        text, count = _WORDS.subn(r"\1Again: ", self._words.read_text(encoding="utf-8"), count=1)
        if not count:
            raise CjtoolsError(Problem("there is no 'questions_from: >-' to add a word to", self._words.name))
        self._words.write_text(text, encoding="utf-8")
        with self._unchanged():
            yield
