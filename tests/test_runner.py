"""Notebooks are run only with parameters that they have; what goes wrong names notebook, cell and error."""

import os
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from kernel_checks import gone

from cjtools.errors import CjtoolsError
from cjtools.kinds import STEPS
from cjtools.make import runner
from cjtools.paths import folders

GIVEN = {"area": "Fife", "outcome": "community-sentences", "year": "2024-25"}
PARAMETERS = 'area = "Angus"  # any\noutcome = "none"\nyear = "2023-24"'


def notebook(path, *cells, parameters=PARAMETERS):
    """Write a notebook: a title, the tagged cell, then the cells given."""
    tagged = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title"), tagged])
    node.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    node.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(node, path)
    return path


@pytest.mark.parametrize("step", STEPS)
def test_project_notebooks_take_the_parameters_of_a_report(step):
    """Every notebook of the project can be given area, outcome and year."""
    runner.check_parameters(folders().notebooks / f"{step}.ipynb", GIVEN)


@pytest.mark.reliability("text", "parameters that a notebook does not have", "refused, all at once")
def test_unknown_parameters_are_refused_all_at_once(tmp_path):
    """papermill would go on with the default; a slip of the pen must not make a report of another area."""
    path = notebook(tmp_path / "a.ipynb")
    with pytest.raises(CjtoolsError) as refused:
        runner.check_parameters(path, {"aera": "Fife", "yaer": "2024-25", "outcome": "x"})
    assert [str(problem) for problem in refused.value.problems] == [
        "a.ipynb: parameter 'aera' is not known. Allowed: area, outcome, year",
        "a.ipynb: parameter 'yaer' is not known. Allowed: area, outcome, year",
    ]


@pytest.mark.reliability("text", "a notebook's parameter of another type", "refused, with what is allowed")
@pytest.mark.parametrize("value", [2024, None, ["2024-25"], True])
def test_parameter_of_another_type_is_refused(tmp_path, value):
    """A year that is a number would be compared with text and find nothing."""
    with pytest.raises(CjtoolsError, match=r"parameter 'year' is .*Allowed: str"):
        runner.check_parameters(notebook(tmp_path / "a.ipynb"), {"year": value})


@pytest.mark.reliability("text", "code as the name of a notebook's parameter, which papermill would run", "refused: "
      "names are "
                         "the notebook's own")  # fmt: skip
def test_code_in_the_name_of_a_parameter_is_refused(tmp_path):
    """papermill pastes names unquoted into a cell, where such a name would run."""
    name = "area = __import__('os').system('true') #"
    with pytest.raises(CjtoolsError, match="is not known"):
        runner.check_parameters(notebook(tmp_path / "a.ipynb"), {name: "Fife"})


@pytest.mark.parametrize("default", ["other", "str(1)", "area + '2'"])
def test_default_that_is_no_literal_is_refused(tmp_path, default):
    """A derived default keeps its old value when its parts are given anew."""
    path = notebook(tmp_path / "a.ipynb", parameters=f'area = "Angus"\nyear = {default}')
    with pytest.raises(CjtoolsError, match="default of parameter 'year' is not a literal"):
        runner.check_parameters(path, {"year": "2024-25"})


def test_notebook_without_parameters_says_so(tmp_path):
    """A cell that lost its tag is the usual reason."""
    path = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('area = "x"')]), path)
    with pytest.raises(CjtoolsError, match="no cell of it is tagged 'parameters'"):
        runner.check_parameters(path, {"area": "Fife"})


def test_missing_and_broken_notebooks_are_named(tmp_path):
    """No traceback for a file that is not there or not a notebook."""
    with pytest.raises(CjtoolsError, match=r"none\.ipynb: there is no such notebook"):
        runner.check_parameters(tmp_path / "none.ipynb", {})
    (tmp_path / "torn.ipynb").write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(CjtoolsError, match=r"torn\.ipynb: cannot be read as a notebook"):
        runner.check_parameters(tmp_path / "torn.ipynb", {})


def test_a_run_gives_its_parameters_and_leaves_no_times_or_paths(tmp_path):
    """The executed notebook holds what was given and what came of it, the same on every machine."""
    folder = tmp_path / "with {braces}"
    folder.mkdir()
    path = notebook(folder / "a.ipynb", "import os\nprint(area, os.path.basename(os.getcwd()))")
    text = runner.run_notebook(path, {"area": "'Fife\"\n", "year": "2024-25"})
    done = nbformat.reads(text, as_version=4)
    assert done.cells[-1].outputs[0].text == "'Fife\"\n with {braces}\n"
    assert str(tmp_path) not in text
    assert [cell.metadata for cell in done.cells if set(cell.metadata) - {"tags"}] == []
    assert [cell.id for cell in done.cells] == [f"cell-{n}" for n in range(1, 5)]
    assert [file.name for file in folder.iterdir()] == ["a.ipynb"]


@pytest.mark.parametrize("failures", [1, 2])
def test_a_kernel_that_does_not_start_is_tried_once_more(tmp_path, monkeypatch, failures):
    """On a busy machine one now and then does not answer; twice is a fault."""
    tries = []

    def execute(node, *_, **__):
        tries.append(1)
        if len(tries) <= failures:
            raise RuntimeError("Kernel didn't respond in 60 seconds")
        return node

    monkeypatch.setattr("papermill.execute_notebook", execute)
    path = notebook(tmp_path / "a.ipynb")
    if failures == 1:
        assert runner.run_notebook(path, GIVEN)
    else:
        with pytest.raises(CjtoolsError, match=r"a\.ipynb: its kernel did not start: Kernel didn't respond"):
            runner.run_notebook(path, GIVEN)
    assert len(tries) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_kernels_are_reached_through_files():
    """Two that start at once could be given the same free port; a path that is too long for a socket goes by TCP."""
    assert runner._settings(Path("short", "kernel"), None).AsyncKernelManager.transport == "ipc"
    assert "transport" not in runner._settings(Path("a" * 100, "kernel"), None).AsyncKernelManager


def test_a_failing_cell_is_told_by_its_place_in_the_notebook(tmp_path):
    """The cell is counted as JupyterLab shows it, and nothing half-made stands beside the notebook."""
    path = notebook(tmp_path / "a.ipynb", "fine = 1", "raise ValueError('no such year')")
    with pytest.raises(CjtoolsError) as failed:
        runner.run_notebook(path, GIVEN)
    assert str(failed.value) == "a.ipynb, cell 4: ValueError: no such year"
    assert [file.name for file in tmp_path.iterdir()] == ["a.ipynb"]


@pytest.mark.reliability(
    "faults", "a kernel is killed in the middle of a cell", "its report fails and names notebook and cell"
)
def test_a_killed_kernel_is_told(tmp_path):
    """The system kills a kernel that takes all memory; papermill's own output would not say that it failed."""
    path = notebook(tmp_path / "a.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(CjtoolsError, match=r"^a\.ipynb, cell 3: its kernel died \(out of memory\?\)$"):
        runner.run_notebook(path, GIVEN)


@pytest.mark.reliability("faults", "a cell never ends", "ended after the time of its notebook; named")
def test_a_cell_that_hangs_is_ended(tmp_path, monkeypatch):
    """A notebook that never ends must not hold up the others for ever."""
    monkeypatch.setattr(runner, "NOTEBOOK_SECONDS", 2)
    path = notebook(tmp_path / "a.ipynb", "import time\ntime.sleep(1)", "while True:\n    pass")
    started = time.monotonic()
    with pytest.raises(CjtoolsError, match=r"^a\.ipynb, cell 4: ran longer than 2 s\. To do: look at this cell$"):
        runner.run_notebook(path, GIVEN)
    assert time.monotonic() - started < 10


@pytest.mark.reliability("faults", "a report takes longer than its time limit", "ended; the cell is named")
def test_a_report_that_has_no_time_left_is_ended(tmp_path):
    """Five notebooks may each keep to their time and still hold up the others."""
    path = notebook(tmp_path / "a.ipynb", "import time\ntime.sleep(30)")
    with pytest.raises(CjtoolsError, match=r"a\.ipynb, cell 3: the time of the report was over.*--time-limit"):
        runner.run_notebook(path, GIVEN, time.monotonic() + 1)


@pytest.mark.reliability("faults", "a cell leaves its notebook early", "the report fails: what came after did not run")
def test_leaving_early_is_no_success(tmp_path, monkeypatch):
    """papermill takes sys.exit() for success; the cells after it did not run."""
    path = notebook(tmp_path / "a.ipynb", "import sys\nsys.exit()", "print('never')")
    with pytest.raises(CjtoolsError, match="ended by SystemExit"):
        runner.run_notebook(path, GIVEN)


def test_endless_output_is_refused(tmp_path, monkeypatch):
    """A cell that prints without end must not fill the disk."""
    monkeypatch.setattr(runner, "MAX_BYTES", 5_000)
    path = notebook(tmp_path / "a.ipynb", "print('x' * 6_000)")
    with pytest.raises(CjtoolsError, match="larger than 5,000 bytes"):
        runner.run_notebook(path, GIVEN)


class Memory(threading.Thread):
    """Watches how much memory this process has come to hold since it was told to, in bytes."""

    def __init__(self):
        super().__init__(daemon=True)
        self._process, self._over = psutil.Process(), threading.Event()
        self._before, self.grown = self._process.memory_info().rss, 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self.join()

    def run(self):
        """Look again and again."""
        while not self._over.wait(0.02):
            self.grown = max(self.grown, self._process.memory_info().rss - self._before)


ENDLESS = {
    "prints": "while True:\n    print('x' * 1_000)",
    "writes past Python": "import os\nwhile True:\n    os.write(1, b'x' * 1_000 + b'\\n')",
    "shows": "from IPython.display import HTML, display\nwhile True:\n    display(HTML('x' * 100_000))",
    "that is deaf to signals prints": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True:\n    print('x' * 1_000)"
    ),
}


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(
            ENDLESS[how],
            marks=pytest.mark.reliability(
                "faults", f"a cell {how} for ever", "ended; memory grows by less than 300 MB"
            ),
            id=how,
        )
        for how in ENDLESS
    ],
)
def test_a_cell_that_prints_for_ever_is_ended_before_its_time(tmp_path, monkeypatch, cell):
    """It would fill the memory: what comes after the limit is thrown away."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it a kernel would not look at what is written past Python
    path = notebook(tmp_path / "a.ipynb", "fine = 1", cell)
    started = time.monotonic()
    told = r"^a\.ipynb, cell 4: its outputs are larger than 20,000,000 bytes$"
    with Memory() as memory, pytest.raises(CjtoolsError, match=told):
        runner.run_notebook(path, GIVEN, started + 60)
    assert time.monotonic() - started < 30
    assert memory.grown < 300_000_000


@pytest.mark.reliability("faults", "a cell never ends and is deaf to signals", "killed after its time")
def test_a_cell_that_hangs_and_heeds_no_signal_is_ended(tmp_path, monkeypatch):
    """As code that is not Python's can be; its kernel does not stay."""
    monkeypatch.setattr(runner, "NOTEBOOK_SECONDS", 2)
    deaf = "import os, signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
    deaf += "open('pid', 'w').write(str(os.getpid()))"
    path = notebook(tmp_path / "a.ipynb", deaf, "while True:\n    pass")
    with pytest.raises(CjtoolsError, match=r"^a\.ipynb, cell 4: ran longer than 2 s"):
        runner.run_notebook(path, GIVEN)
    assert gone(int((tmp_path / "pid").read_text()))
