"""The notebooks keep the style guide: prose and calls, no code of their own, no figures of one area."""

import ast
import re
from itertools import pairwise

import nbformat
import pytest

from cjtools import kinds
from cjtools.drawing.diagrams import logic_model_list
from cjtools.kinds import STEPS
from cjtools.paths import folders

PATHS = sorted(folders().notebooks.glob("*.ipynb"))
NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in PATHS}
TUTORIALS = sorted((folders().notebooks / "tutorial").glob("*.ipynb"))  # no part of a report; the same style
ALL = NOTEBOOKS | {path.stem: nbformat.read(path, as_version=4) for path in TUTORIALS}
LONGEST_CELL = 15
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.With, ast.Try)

each_notebook = pytest.mark.parametrize("name", ALL)


def code_cells(name):
    """Return the code cells of a notebook."""
    return [cell for cell in ALL[name].cells if cell.cell_type == "code"]


def prose(name):
    """Return the text cells of a notebook."""
    return [cell.source for cell in ALL[name].cells if cell.cell_type == "markdown"]


def calls(name):
    """Return the calls of cjtools in a notebook: (function, [literal arguments], {name: literal})."""
    found = []
    for cell in code_cells(name):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                given = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
                found.append((node.func.attr, given, named))
    return found


def test_notebooks_are_the_steps_of_a_report_in_order():
    """A notebook that no report runs would never be tested by one; the others are run by ``make test``."""
    assert [path.stem for path in PATHS] == sorted(["00_explore", *kinds.NOTEBOOKS, "10_national"])
    assert all(re.fullmatch(r"\d\d_[a-z0-9_]+", path.stem) for path in PATHS)


@each_notebook
def test_first_cell_is_the_title_with_a_question(name):
    """One heading, then the question that the notebook answers."""
    first = ALL[name].cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \S.*\n\n.*\?\Z", first.source, re.DOTALL)
    assert [line for text in prose(name)[1:] for line in text.splitlines() if line.startswith("# ")] == []


def test_no_text_cell_speaks_of_actions_that_an_outcome_may_lack(catalogue):
    """The text is the same for every outcome, and several have no action; an activity that has one names it itself."""
    models = {name: logic_model_list(each.logic_model.model_dump()) for name, each in catalogue.outcomes.items()}
    named = {name for name, said in models.items() if "(delivery plan action" in said}
    assert "diversion" in named and "employability" not in named
    assert not [text for text in prose("04_vision") if "bracket" in text.lower()]


@each_notebook
def test_parameters_come_first_and_are_literals_with_a_comment(name):
    """papermill puts the given values after this cell; a derived value would keep the default."""
    cells = code_cells(name)
    assert [number for number, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", [])] == [0]
    lines = cells[0].source.splitlines()
    assert all("#" in line for line in lines)
    statements = ast.parse(cells[0].source).body
    assert len(statements) == len(lines)
    assert all(isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) for node in statements)


def test_parameters_are_the_same_in_every_notebook():
    """A report is of one area, one outcome, one year throughout."""
    assert len({code_cells(name)[0].source for name in STEPS}) == 1


@each_notebook
def test_imports_are_one_cell_and_only_the_project(name):
    """No path is bent, no warning silenced, no shell called."""
    importing = [number for number, cell in enumerate(code_cells(name)) if "import" in cell.source]
    assert importing == [1]
    assert set(code_cells(name)[1].source.splitlines()) <= {"import cjtools as cj", "import pandas as pd"}
    everything = "\n".join(cell.source for cell in code_cells(name))
    assert not re.search(r"(?m)^\s*[%!]|sys\.path|filterwarnings", everything)


@each_notebook
def test_code_is_calls_only_and_short(name):
    """No definition, no loop, no path: a second use of anything belongs in the package, with a test."""
    for cell in code_cells(name):
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not [node for node in nodes if isinstance(node, DEFINITIONS)], cell.source
        assert not [n for n in nodes if isinstance(n, ast.Lambda) and n.end_lineno > n.lineno], cell.source
        texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        assert not [text for text in texts if re.search(r"[/\\]|\.(csv|xlsx|ya?ml|html)\b", text)], cell.source
        assert not re.search(r"\b(open|Path|read_csv|read_excel)\(", cell.source)
        assert len(cell.source.splitlines()) <= LONGEST_CELL


@pytest.mark.reliability(
    "supply chain", "a notebook of the project that keeps what it showed, of whichever partnership", "none does"
)
@each_notebook
def test_no_outputs_are_kept(name):
    """The executed copy lives in outputs; here a diff shows words and calls only."""
    assert [cell.source for cell in code_cells(name) if cell.outputs or cell.execution_count is not None] == []
    kept = [key for cell in ALL[name].cells for key in cell.metadata if key != "tags"]
    assert kept == []
    assert "papermill" not in ALL[name].metadata


@each_notebook
def test_kernel_is_the_one_that_every_installation_has(name):
    """A kernel named after one person's machine starts nowhere else."""
    assert ALL[name].metadata.kernelspec.name == "python3"


@each_notebook
def test_page_has_a_title(name):
    """Without one the page would be called after the file; the report takes it from the heading."""
    assert ALL[name].metadata.title


@each_notebook
def test_prose_holds_no_figures(name):
    """The text is the same for 32 areas, so what it says of figures must come from code."""
    found = [match for text in prose(name) for match in re.findall(r"\d[\d,.]*\s*(?:%|per\b).{0,20}", text)]
    assert found == []


@each_notebook
def test_headings_do_not_skip_a_level(name):
    """A heading without its parent is lost in the list of contents."""
    levels = [len(marks) for text in prose(name) for marks in re.findall(r"(?m)^(#+) ", text)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_planning_question_is_shown_once(catalogue):
    """Each theme of each group is asked for by one call; what no call asks for would be silently missing."""
    asked = [
        (given[0], named.get("theme"))
        for name in NOTEBOOKS
        for function, given, named in calls(name)
        if function == "questions"
    ]
    for outcome in catalogue.outcomes.values():
        for group in ("people", "needs", "services"):
            shown = [
                question.id
                for asked_group, theme in asked
                for question in getattr(outcome.questions, group)
                if asked_group == group and theme in (None, question.theme)
            ]
            wanted = [question.id for question in getattr(outcome.questions, group)]
            assert sorted(shown) == sorted(wanted)
    assert len(set(asked)) == len(asked)


def test_what_is_called_is_offered_by_the_package():
    """A renamed function is noticed here, before any notebook runs."""
    import cjtools

    names = {function for name in NOTEBOOKS for function, _, _ in calls(name)}
    assert names
    assert all(callable(getattr(cjtools, function)) for function in names)


def test_every_notebook_ends_its_evidence_with_what_it_does_not_tell():
    """People, needs and services say which of their questions stay open."""
    for name, group in (("01_population", "people"), ("02_needs", "needs"), ("03_services", "services")):
        assert ("gaps", [group], {}) in calls(name)
