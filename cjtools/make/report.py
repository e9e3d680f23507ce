"""Executed notebooks -> one page: joined, checked for faults, with the first page in front and the methods behind."""

import html
import re
from functools import lru_cache, partial
from importlib.resources import files

import nbformat
from nbconvert.exporters import HTMLExporter, TemplateExporter

from cjtools.errors import CjtoolsError, Problem
from cjtools.kinds import ON_ONE_OUTCOME
from cjtools.make.forms import NAMES, forms_of, in_forms
from cjtools.make.read_page import page_document
from cjtools.make.report_book import report_book
from cjtools.make.run_inputs import run_record
from cjtools.results import export, facts
from cjtools.show import data_page, front
from cjtools.show.fragments import made_up_banner
from cjtools.show.page import page, render
from cjtools.show.recorded import EXAMPLE
from cjtools.words import slug

NOTEBOOK_ONLY = "notebook-only"
BACK = '<p class="back"><a href="#contents">Back to contents</a></p>\n\n'
_HEADING = re.compile(r"^(#{1,4}) +(.+)$", re.MULTILINE)
_HTML_HEADING = re.compile(r"<(/?)h([1-5])\b")
_THEME = re.compile(r'<h2 id="([a-z0-9-]+)">([^<]*)</h2>')


class _BodyExporter(HTMLExporter):
    """nbconvert's HTML export with our template and without its last pass.

    That pass lower-cases SVG's viewBox and writes a placeholder where a picture has no text; ours always have one.
    """

    def from_notebook_node(self, nb, resources=None, **kwargs):
        return TemplateExporter.from_notebook_node(self, nb, resources, **kwargs)


@lru_cache(maxsize=1)
def _exporter():
    """Return the exporter, made once a process."""
    folder = files("cjtools.templates")
    # nothing is left to prepare: cells are chosen and headings set before, and no code is shown that wants its colours.
    # Each preparation would check the whole notebook anew, which takes longer than the page.
    exporter = _BodyExporter(template_name="body", extra_template_basedirs=[str(folder)], default_preprocessors=[])
    exporter.exclude_anchor_links = True
    return exporter


def body_html(notebook):
    """Return what a notebook shows, as HTML."""
    body, _ = _exporter().from_notebook_node(notebook)
    return body


def join_notebooks(notebooks, is_alone=False):
    """Return the cells of executed notebooks as one notebook, and the sections for the list of contents.

    Parameters
    ----------
    notebooks : dict
        Step, such as '01_population' -> executed notebook as text, in reading order; the title of each becomes a
        section.
    is_alone : bool
        The page is one notebook's: its title and what stands below it are the page's own, and left out here.

    Returns
    -------
    tuple
        (NotebookNode, list of {"id", "text", "parts": [{"id", "text"}]})

    Raises
    ------
    CjtoolsError
        When a notebook holds an error output or was not executed.
    """
    cells, contents = [], []
    for step, text in notebooks.items():
        for number, cell in enumerate(nbformat.reads(text, as_version=4).cells, 1):
            if NOTEBOOK_ONLY in cell.metadata.get("tags", []) or (is_alone and number == 1):
                continue
            if cell.cell_type == "markdown":
                heading = partial(_heading, step="" if is_alone else step, contents=contents)
                cell.source = _HEADING.sub(heading, cell.source)
            elif cell.cell_type == "code":
                _check_outputs(step, number, cell)
                for output in cell.outputs if not is_alone else ():
                    _note_themes(output, contents)
                    _shift_headings(output)
            cell.id = f"{step[:2]}-{number}"
            cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells), contents


def _heading(match, step, contents):
    """Return a Markdown heading as HTML with an id, noted for the list of contents; below a step, one level down."""
    level, words = len(match[1]) + bool(step), match[2].strip()
    name = slug(step[3:]) if step and level == 2 else "-".join(filter(None, [slug(step[3:]), slug(words)]))
    back = ""
    if level == 2:
        back = BACK if contents else ""
        contents.append({"id": name, "text": words, "parts": []})
    elif level == 3:
        contents[-1]["parts"].append({"id": name, "text": words})
    return f'{back}<h{level} id="{name}">{html.escape(words)}</h{level}>\n'


def _check_outputs(step, number, cell):
    """Refuse a notebook whose cell failed or did not run."""
    for output in cell.outputs:
        if output.output_type == "error":
            raise CjtoolsError(Problem(f"{output.ename}: {output.evalue}", f"{step}.ipynb", cell=str(number)))
    if cell.source.strip() and cell.execution_count is None:
        raise CjtoolsError(Problem("was not executed", f"{step}.ipynb", cell=str(number)))


def _note_themes(output, contents):
    """Note the headings of an HTML output for the list of contents."""
    for name, words in _THEME.findall(output.get("data", {}).get("text/html", "")):
        contents[-1]["parts"].append({"id": name, "text": html.unescape(words)})


def _shift_headings(output):
    """Put the headings of an HTML output one level down, as the notebook becomes a section of a page."""
    shown = output.get("data", {}).get("text/html")
    if shown:
        output["data"]["text/html"] = _HTML_HEADING.sub(lambda m: f"<{m[1]}h{int(m[2]) + 1}", shown)


def report_page(study, notebooks, told, names, others=()):
    """Return the page of one area and outcome.

    Parameters
    ----------
    study : Study
    notebooks : dict
        Step -> executed notebook as text, in reading order.
    told : Told
        What the build told.
    names : dict
        'csv', 'json' and 'data': names of the files beside the page.
    others : sequence of (str, str)
        What it is there as besides, and the name of that file.

    Returns
    -------
    str
    """
    joined, contents = join_notebooks(notebooks)
    body = body_html(joined)
    contents.append({"id": "about", "text": "About this report", "parts": []})
    made_up = _made_up_words(study)
    inside = render(
        "report.html.j2",
        short_title=study.outcome.short_title,
        place=study.place,
        year=study.year,
        outcome=study.outcome,
        made_up=made_up,
        front=front.front(study).html,
        contents=contents,
        body=body,
        about=front.about(study, told.problems, told.revisions).html,
        names=names,
        others=others,
    )
    title = f"{study.outcome.short_title} in {study.place}: outcome progress report {study.year}"
    trail = [
        (f"All areas, {study.year}", "../index.html"),
        (study.place, "index.html"),
        (study.outcome.short_title, ""),
    ]
    return page(title, inside, trail)


def _made_up_words(study):
    """Return the words of the banner when any figure shown is illustrative, or words are an example's; else empty."""
    count, of = facts.made_up(study)
    also = "Every chart, table and sentence that uses one says so, in it or right below it."
    figures = made_up_banner("report", count, of, also) if count else ""
    return " ".join(filter(None, [figures, EXAMPLE if study.evidence.is_example else ""]))


def _run_record(study, files_read, notebooks):
    """Return what the report was made of, as JSON, and which of the figures that it shows are illustrative."""
    shown = export.shown(study)
    illustrative = sorted(set(shown.loc[shown["status"] == "illustrative", "indicator"]))
    used = set(shown["cells"].str.split("; ").explode().str.split("#").str[0])
    read = [file for file in files_read if file["file"] in used]
    return run_record(study, study.outcome.id, read, notebooks, illustrative_indicators=illustrative)


def report_files(study, notebooks, told, notebook_hashes, forms=()):
    """Return the page of one area and outcome with everything beside it.

    Parameters
    ----------
    study : Study
    notebooks : dict
        Step -> executed notebook as text, in reading order.
    told : Told
    notebook_hashes : dict
    forms : tuple of str
        In which forms it is asked for beside the page.

    Returns
    -------
    dict
        Name below ``outputs/<year>/<area>`` -> text, or bytes; the page comes last.
    """
    name = study.outcome.id
    names = {"csv": f"{name}.csv", "json": f"{name}.json", "data": f"{name}-data.html"}
    others = {form: f"{name}{form}" for form in forms_of(ON_ONE_OUTCOME, forms)}
    text = report_page(study, notebooks, told, names, [(NAMES[form], file) for form, file in others.items()])
    author = f"Community justice partnership, {study.place}"
    made = in_forms(text, list(others), lambda: page_document(text, author), lambda: report_book(study))
    records = export.everything(study, told.revisions)
    return {
        **{f"notebooks/{name}/{step}.ipynb": executed for step, executed in notebooks.items()},
        names["csv"]: export.to_csv(records),
        names["data"]: data_page.data_page(study, records, names),
        names["json"]: _run_record(study, told.files, notebook_hashes),
        **{others[form]: file for form, file in made.items()},
        f"{name}.html": text,
    }
