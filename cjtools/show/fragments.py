"""A piece of a page, and the words that several pieces share."""

import html
from dataclasses import dataclass

from cjtools.results.study import ANSWERED, OPEN, RECORDED, SCOTLAND_ONLY, WIDER

STATE_WORDS = {
    ANSWERED: "answered",
    WIDER: "answered for a wider area only",
    SCOTLAND_ONLY: "answered for Scotland only",
    OPEN: "open",
    RECORDED: "answered in words",
}
MADE_UP_FIGURES = (
    "Figures marked (Illustrative.) are made up, because the workbooks that hold the published ones are not here yet. "
    "They must not be quoted or used for decisions."
)
NOT_RECORDED = "Assessment: not yet recorded by partners."


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML that a notebook displays and the report takes over as it is."""

    html: str

    def _repr_html_(self):
        return self.html


def from_where(provenance):
    """Return where the wording of a catalogue item comes from, in words.

    Parameters
    ----------
    provenance : str
        'seed', 'published:<address>' or 'derived'.

    Returns
    -------
    str

    Examples
    --------
    >>> from_where("seed"), from_where("published:https://www.gov.scot"), from_where("derived")
    ('published guidance', 'published', 'derived')
    """
    if provenance.startswith("published:"):
        return "published"
    return {"seed": "published guidance", "local": "the partnership's own"}.get(provenance, "derived")


DERIVED = "derived by this project"
DERIVED_NOTE = "Derived means worded or chosen by this project, not published."


def derived_note(items):
    """Return the line under a table that says what "derived" means there; empty where nothing is.

    Parameters
    ----------
    items : iterable
        Catalogue items, each with a ``provenance``.

    Returns
    -------
    str
    """
    return DERIVED_NOTE if any(from_where(item.provenance) == "derived" for item in items) else ""


def made_up_mark(*statuses):
    """Return the mark behind a sentence or a cell that rests on an illustrative figure; empty where none does.

    Parameters
    ----------
    *statuses : str
        Of the records that it rests on.

    Returns
    -------
    str

    Examples
    --------
    >>> made_up_mark("published", "illustrative"), made_up_mark("published")
    ('(Illustrative.)', '')
    """
    return "(Illustrative.)" if "illustrative" in statuses else ""


def marked(mark, meaning):
    """Return a mark behind some words that a screen reader reads as words, in HTML.

    Parameters
    ----------
    mark : str
        The sign that is seen; its key stands once, above.
    meaning : str
        What is read out in its place.

    Returns
    -------
    str

    Examples
    --------
    >>> marked("*", "derived")
    ' <span aria-hidden="true">*</span><span class="vh">(derived)</span>'
    """
    return f' <span aria-hidden="true">{mark}</span><span class="vh">({html.escape(meaning)})</span>'


def state_words(question, state):
    """Return the state of a question in words: those of the report, and what only people can answer apart.

    Parameters
    ----------
    question : Question
    state : str
        As :meth:`cjtools.results.study.Study.state` gives it.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Q
    >>> state_words(Q(kind="qualitative", to_close="Ask."), "open")
    'no recorded answer'
    >>> state_words(Q(kind="quantitative", to_close="Ask."), "answered")
    'answered in part'
    """
    if state == ANSWERED and question.to_close:
        return "answered in part"
    if state == OPEN and question.kind == "qualitative":
        return "no recorded answer"
    return STATE_WORDS[state]


def made_up_banner(what, count=0, of=0, also=""):
    """Return the words at the head of a page whose figures are made up in whole or in part.

    Parameters
    ----------
    what : str
        'report' or 'page'.
    count, of : int
        Indicators that show made-up figures, and indicators shown; 0 where they are not counted.
    also : str
        A sentence on where they are labelled.

    Returns
    -------
    str
    """
    which = f"made-up figures for {count} of its {of} indicators" if of else "many made-up figures"
    said = f"This {what} shows {which}, because the workbooks that hold the published ones are not here yet."
    asked = "They must not be quoted or used for decisions; the published workbooks replace them."
    return " ".join(filter(None, [said, also, asked]))
