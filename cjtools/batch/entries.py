"""What the pages above the reports say of each: whether it is there, up to date, failed, and why."""

from dataclasses import dataclass

from cjtools.batch.ledger import DONE
from cjtools.errors import CjtoolsError
from cjtools.kinds import ACROSS
from cjtools.results import local
from cjtools.results.peers import DEFAULT, SCHEMES
from cjtools.words import join

# what an index says of a report
CURRENT, OLDER, FAILED, NONE = "current", "older", "failed", "none"


@dataclass(frozen=True)
class Entry:
    """What an index says of one report; ``compare`` and ``beside`` are empty for the usual comparison.

    ``outcome`` is that, or the kind of report across all of them.
    """

    area: dict
    outcome: object
    state: str
    error: str
    has_page: bool
    compare: str = ""
    beside: str = ""

    @property
    def is_on_one(self):
        """Whether it is on one outcome, not across all of them."""
        return self.outcome.id not in ACROSS

    @property
    def said(self):
        """All that an index says of it, as a list."""
        what = [self.area["slug"], self.outcome.id, self.outcome.short_title]
        return [*what, self.state, self.error, self.has_page, self.compare, self.beside]


@dataclass(frozen=True)
class AreaEntries:
    """What the pages say of one area: its reports, its catalogue, and what is wrong with its own files.

    ``entries`` are those on one outcome each, ``across`` those on all of them.
    """

    area: dict
    entries: list
    across: list
    words: object
    fault: str = ""

    @property
    def all(self):
        """The entries of all its reports."""
        return [*self.entries, *self.across]


def entries_of(site, ledger, area):
    """Return what the pages say of an area, its own outcomes included; faults in its own files are told.

    Parameters
    ----------
    site : Site
    ledger : Ledger
    area : dict
        Row of areas.csv, or a partnership of several councils: those have reports across all outcomes alone.

    Returns
    -------
    AreaEntries
    """
    fault = ""
    try:
        own = local.with_local(site.words, area, site.root.local / area["slug"])
    except CjtoolsError as error:
        own, fault = site.words, str(error)
    outcomes = [] if "members" in area else own.outcomes.values()
    entries = [_entry(site.words, ledger, area, outcome, site.inputs) for outcome in outcomes]
    kinds = [kind for kind in ACROSS.values() if "members" not in area or kind.is_for_partnerships]
    across = [_entry(site.words, ledger, area, kind, site.inputs) for kind in kinds]
    return AreaEntries(area, entries, across, own, fault)


def _entry(words, ledger, area, outcome, inputs):
    """Return what an index says of one report."""
    key = (area["slug"], outcome.id)
    row = ledger.rows.get(key)
    has_page = (ledger.folder / key[0] / f"{key[1]}.html").is_file()
    if row is None:
        state = NONE
    elif row["state"] != DONE:
        state = FAILED
    elif ledger.is_current(*key, inputs, row["compare"], row["on"]):
        state = CURRENT
    else:
        state = OLDER if has_page else NONE
    error = "; ".join(row["error"].splitlines()) if row else ""
    compare = row["compare"] if row and row["compare"] != DEFAULT else ""
    return Entry(area, outcome, state, error, has_page, compare, _beside(words, area, compare))


def _beside(words, area, compare):
    """Return what a report stands beside in words; empty for the usual comparison."""
    if not compare or compare in SCHEMES:
        return f"family group by {compare}" if compare else ""
    names = {one["slug"]: one["area_name"] for one in words.councils if one is not area}
    return join([names[slug] for slug in compare.split(",") if slug in names])
