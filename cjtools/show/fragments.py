"""A piece of a page, and the words that several pieces share."""

from dataclasses import dataclass

from cjtools.results.study import ANSWERED, SCOTLAND_ONLY, WIDER

STATE_WORDS = {
    ANSWERED: "answered",
    WIDER: "answered for a wider area only",
    SCOTLAND_ONLY: "answered for Scotland only",
    "open": "open",
}
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
    ('published guidance', 'published', 'derived by this project')
    """
    if provenance.startswith("published:"):
        return "published"
    return {"seed": "published guidance", "local": "the partnership's own"}.get(provenance, DERIVED)


DERIVED = "derived by this project"
