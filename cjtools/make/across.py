"""An executed notebook across all outcomes of an area -> one page, with what it rests on beside it."""

import nbformat

from cjtools.kinds import ANNUAL, EXCEL, ODS
from cjtools.make.beside import beside
from cjtools.make.forms import NAMES, forms_of, in_forms
from cjtools.make.read_page import page_book, page_document
from cjtools.make.report import body_html, join_notebooks
from cjtools.make.run_inputs import run_record
from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.show.figure_parts import MADE_UP
from cjtools.show.fragments import made_up_mark
from cjtools.show.page import page, render
from cjtools.show.recorded import EXAMPLE

IS_RETURN = "in the order of the return to Community Justice Scotland"


def across_files(kind, subject, notebooks, told, notebook_hashes, forms=()):
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
    forms : tuple of str
        In which forms it is asked for beside those that its kind has anyway.

    Returns
    -------
    dict
        Name below ``outputs/<year>/<area>`` -> text, or bytes; the page comes last.
    """
    shown = beside(kind, subject)
    names = {form: f"{kind.id}{form}" for form in forms_of(kind, forms)}
    text = _page(kind, shown, notebooks, names)
    author = f"Community justice partnership, {shown.plan.place}"
    document = shown.document or (lambda: page_document(text, author))
    book = shown.book or (lambda: page_book(text, author, shown.plan.words.markers))
    return {
        **{f"notebooks/{kind.id}/{step}.ipynb": executed for step, executed in notebooks.items()},
        f"{kind.id}.csv": shown.table,
        f"{kind.id}.json": _run_record(kind, shown, told, notebook_hashes),
        **{names[form]: made for form, made in in_forms(text, list(names), document, book).items()},
        f"{kind.id}.html": text,
    }


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
        others=[(_said(kind, form), name) for form, name in names.items()],
    )
    trail = [(f"All areas, {plan.year}", "../index.html"), (plan.place, "index.html"), (kind.title, "")]
    return page(f"{kind.title}: {plan.place}. {shown.of}", inside, trail)


def _said(kind, form):
    """Return what a file in another form is."""
    return f"{NAMES[form]}, {IS_RETURN}" if kind is ANNUAL and form in (EXCEL, ODS) else NAMES[form]


def _lead(notebooks):
    """Return what stands below the title of a notebook."""
    (text,) = notebooks.values()
    first = nbformat.reads(text, as_version=4).cells[0].source
    return " ".join(line.strip() for line in first.splitlines()[1:] if line.strip())


def _run_record(kind, shown, told, notebooks):
    """Return what the page was made of: every file of figures that was used, and the area's own."""
    read = [file for file in told.files if file["layout"] and not file["not_used"]]
    return run_record(shown.plan.studies[0], kind.id, read, notebooks, **shown.more)
