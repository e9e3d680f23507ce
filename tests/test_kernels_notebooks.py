"""The warm kernel, chosen by its name, runs every notebook by hand as the ordinary kernel does."""

import os

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from cjtools.kernels import NAME, process
from cjtools.kernels.process import WarmProcess
from cjtools.kernels.protocol import available, with_one_thread

pytestmark = [pytest.mark.batch, pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")]

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
# an ordinary kernel works out for itself what the warm process has ready, and needs ten times as long
COMPARED = ("02_needs.ipynb",)


@pytest.fixture(scope="module")
def home(processed, tmp_path_factory):
    """A project with processed tables; its notebooks are run by hand."""
    root = tmp_path_factory.mktemp("home")
    (root / "data").mkdir()
    for name in ("catalogue", "raw"):
        (root / "data" / name).symlink_to(ROOT / "data" / name)
    (root / "data" / "processed").symlink_to(processed)
    (root / "notebooks").symlink_to(ROOT / "notebooks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJTOOLS_HOME", str(root))
        warm = WarmProcess(prepare=["cjtools.results.doors:prepare", "2024-25", "deprivation", ["community-sentences"]])
        patch.setenv(process.VARIABLE, warm.address)
        yield root
        warm.close()


def outputs(home, name, kernel):
    """Return what each cell of a notebook shows when a kernel of that name runs it, and the kernel's parent."""
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("__import__('os').getppid()"))
    client = NotebookClient(notebook, kernel_name=kernel, shutdown_kernel="immediate")
    client.execute(env=with_one_thread() | {"CJTOOLS_HOME": str(home)}, cwd=str(home / "notebooks"))
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return shown[:-1], int(shown[-1][0]["data"]["text/plain"])


EXPLORER = "00_explore.ipynb"  # its controls show what other notebooks write


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs(home, name):
    """Nothing but the kernel's name is chosen; charts are charts, what is not recorded is a place to fill in."""
    warm, parent = outputs(home, name, NAME)
    assert parent != os.getpid()
    data = [each["data"] for cell in warm for each in cell if "data" in each]
    html = [each.get("text/html", "") for each in data]
    is_shown = any(sign in text for text in html for sign in ("<svg", "<table", 'class="gap"'))
    assert is_shown or (name == EXPLORER and any("application/vnd.jupyter.widget-view+json" in each for each in data))
    assert not [each for cell in warm for each in cell if each.output_type in ("error", "stream")]
    if name in COMPARED:
        ordinary, parent = outputs(home, name, "python3")
        assert parent == os.getpid()
        assert warm == ordinary
