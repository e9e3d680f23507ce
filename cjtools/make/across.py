"""An executed notebook across all outcomes of an area -> one page, with what it rests on beside it."""

import nbformat

from cjtools.make.report import body_html, join_notebooks
from cjtools.make.run_inputs import run_record
from cjtools.results.export import to_csv
from cjtools.results.priority_table import priority_table
from cjtools.show.figure_parts import MADE_UP
from cjtools.show.fragments import made_up_banner
from cjtools.show.page import page, render
from cjtools.show.recorded import EXAMPLE


def across_files(kind, plan, notebooks, told, notebook_hashes):
    """Return the page of one kind of report across all outcomes of an area, with everything beside it.

    Parameters
    ----------
    kind : Kind
    plan : Plan
    notebooks : dict
        Step -> executed notebook as text: one.
    told : Told
        What the build told.
    notebook_hashes : dict
        Step -> SHA-256 of the notebook as it stands in the project.

    Returns
    -------
    dict
        Name below ``outputs/<year>/<area>`` -> text; the page comes last.
    """
    names = {"csv": f"{kind.id}.csv", "json": f"{kind.id}.json"}
    return {
        **{f"notebooks/{kind.id}/{step}.ipynb": executed for step, executed in notebooks.items()},
        names["csv"]: to_csv(priority_table(plan)),
        names["json"]: _run_record(kind, plan, told, notebook_hashes),
        f"{kind.id}.html": _page(kind, plan, notebooks, names),
    }


def _page(kind, plan, notebooks, names):
    """Return the page."""
    joined, contents = join_notebooks(notebooks, is_alone=True)
    body = body_html(joined)
    contents.append({"id": "about", "text": "About this page"})
    inside = render(
        "across.html.j2",
        title=kind.title,
        place=plan.place,
        year=plan.year,
        lead=_lead(notebooks),
        example=EXAMPLE if plan.evidence.is_example else "",
        made_up=made_up_banner("page") if MADE_UP in body else "",
        contents=contents,
        body=body,
        names=names,
    )
    trail = [(f"All areas, {plan.year}", "../index.html"), (plan.place, "index.html"), (kind.title, "")]
    return page(f"{kind.title}: {plan.place}, {plan.year}", inside, trail)


def _lead(notebooks):
    """Return what stands below the title of a notebook."""
    (text,) = notebooks.values()
    first = nbformat.reads(text, as_version=4).cells[0].source
    return " ".join(line.strip() for line in first.splitlines()[1:] if line.strip())


def _run_record(kind, plan, told, notebooks):
    """Return what the page was made of: every file of figures that was used, and the area's own."""
    read = [file for file in told.files if file["layout"] and not file["not_used"]]
    return run_record(plan.studies[0], kind.id, read, notebooks)
