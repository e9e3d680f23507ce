"""A notebook as a page: run while the documentation is built, with what it shows under each cell."""

import re

import nbformat
from nbclient import NotebookClient

from cjtools.paths import folders
from fill.markdown import code, table

_WITHIN_REPORT = re.compile(r"""<a href=["'](?:#|[a-z-]+-data\.html#)[^>]*>(.*?)</a>""", re.DOTALL)


def notebook_text(_page, asked):
    """Return an executed notebook as Markdown: its text, its code, and what came of it.

    Parameters
    ----------
    asked : str
        Path below notebooks.

    Returns
    -------
    str
    """
    node = nbformat.read(folders().notebooks / asked, as_version=4)
    NotebookClient(
        node, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folders().notebooks)}}
    ).execute()
    return "\n\n".join(_cell(cell) for cell in node.cells)


def _cell(cell):
    """Return one cell."""
    if cell.cell_type == "markdown":
        return cell.source
    return "\n\n".join([f"```python\n{cell.source}\n```", *map(_output, cell.outputs)])


def _output(output):
    """Return one output; of several forms the richest."""
    if output.output_type == "stream":
        return f"```\n{output.text.rstrip()}\n```"
    if "text/html" in output.data:
        # what leads to other parts of a report leads nowhere here
        shown = _WITHIN_REPORT.sub(r"\1", output.data["text/html"])
        return f'````{{raw}} html\n<div class="cell">{shown}</div>\n````'
    return f"```\n{output.data['text/plain']}\n```"


def titles_text(_page, _asked):
    """Return the notebooks with the title and the question of each."""
    lines = []
    for path in sorted(folders().notebooks.rglob("*.ipynb")):
        title, _, question = nbformat.read(path, as_version=4).cells[0].source.partition("\n\n")
        name = path.relative_to(folders().notebooks).as_posix()
        if not name.startswith("scratch"):
            lines.append([code(name), title.removeprefix("# "), question])
    return table(["Notebook", "Title", "Question"], lines)
