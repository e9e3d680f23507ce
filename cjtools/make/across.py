"""An executed notebook across all outcomes of an area -> one page, with what it rests on beside it."""

import nbformat

from cjtools.kinds import PDF, RETURN, WORD
from cjtools.make import can_write
from cjtools.make.beside import beside
from cjtools.make.report import body_html, join_notebooks
from cjtools.make.run_inputs import run_record
from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.show.figure_parts import MADE_UP
from cjtools.show.fragments import made_up_mark
from cjtools.show.page import page, render
from cjtools.show.recorded import EXAMPLE

FORMS = {
    WORD: "As a Word file",
    PDF: "As a PDF file",
    RETURN: "In the order of the return to Community Justice Scotland, as a spreadsheet",
}


def across_files(kind, subject, notebooks, told, notebook_hashes):
    """Return the page of one kind of report across all outcomes of an area, with everything beside it.

    Parameters
    ----------
    kind : Kind
    subject : Plan or Delivery
        What its notebook draws on.
    notebooks : dict
        Step -> executed notebook as text: one.
    told : Told
        What the build told.
    notebook_hashes : dict
        Step -> SHA-256 of the notebook as it stands in the project.

    Returns
    -------
    dict
        Name below ``outputs/<year>/<area>`` -> text, or bytes; the page comes last.
    """
    shown = beside(kind, subject)
    has_pdf = shown.has_pdf and can_write(PDF)
    names = {suffix: f"{kind.id}{suffix}" for suffix in (*shown.files, *([PDF] if has_pdf else []))}
    text = _page(kind, shown, notebooks, names)
    return {
        **{f"notebooks/{kind.id}/{step}.ipynb": executed for step, executed in notebooks.items()},
        f"{kind.id}.csv": shown.table,
        f"{kind.id}.json": _run_record(kind, shown, told, notebook_hashes),
        **{names[suffix]: made for suffix, made in shown.files.items()},
        **({names[PDF]: _pdf(text)} if has_pdf else {}),
        f"{kind.id}.html": text,
    }


def _pdf(text):
    """Return a page as a PDF file."""
    from cjtools.make.pdf import page_pdf

    return page_pdf(text)


def _page(kind, shown, notebooks, names):
    """Return the page."""
    joined, contents = join_notebooks(notebooks, is_alone=True)
    body, plan = body_html(joined), shown.plan
    contents.append({"id": "about", "text": "About this page"})
    inside = render(
        "across.html.j2",
        title=kind.title,
        place=plan.place,
        of=shown.of,
        about=shown.about,
        lead=_lead(notebooks),
        example=EXAMPLE if plan.evidence.is_example else "",
        made_up=shown.made_up if MADE_UP in body or made_up_mark(ILLUSTRATIVE) in body else "",
        contents=contents,
        body=body,
        kind=kind.id,
        others=[(FORMS[suffix], name) for suffix, name in names.items()],
    )
    trail = [(f"All areas, {plan.year}", "../index.html"), (plan.place, "index.html"), (kind.title, "")]
    return page(f"{kind.title}: {plan.place}. {shown.of}", inside, trail)


def _lead(notebooks):
    """Return what stands below the title of a notebook."""
    (text,) = notebooks.values()
    first = nbformat.reads(text, as_version=4).cells[0].source
    return " ".join(line.strip() for line in first.splitlines()[1:] if line.strip())


def _run_record(kind, shown, told, notebooks):
    """Return what the page was made of: every file of figures that was used, and the area's own."""
    read = [file for file in told.files if file["layout"] and not file["not_used"]]
    return run_record(shown.plan.studies[0], kind.id, read, notebooks, **shown.more)
