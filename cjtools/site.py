"""The pages that lead to the reports: one for the year, one for each area."""

from dataclasses import dataclass

from cjtools.ledger import DONE
from cjtools.page import page, render
from cjtools.store import write_atomically

# what an index says of a report
CURRENT, OLDER, FAILED, NONE = "current", "older", "failed", "none"


@dataclass(frozen=True)
class Entry:
    """What an index says of one report."""

    area: dict
    outcome: object
    state: str
    error: str
    has_page: bool


def write_indexes(words, ledger, out, inputs_sha256):
    """Write ``index.html`` for the year and for each area of the ledger; the year's comes last.

    A page that was made of other inputs, or changed since, is linked as not up to date; one whose making failed is
    never presented as the report.

    Parameters
    ----------
    words : Catalogue
    ledger : Ledger
    out : Path
        ``outputs/<year>``.
    inputs_sha256 : str
        Hash of the inputs as they are now.
    """
    year = out.name
    # names come from the catalogue alone: what else a ledger may hold is not made into files or links
    outcomes = [outcome for outcome in words.outcomes.values() if any(key[1] == outcome.id for key in ledger.rows)]
    rows = {
        area["slug"]: [_entry(ledger, area, outcome, inputs_sha256) for outcome in outcomes]
        for area in words.councils
        if any(key[0] == area["slug"] for key in ledger.rows)
    }
    for slug, entries in rows.items():
        place = entries[0].area["area_name"]
        body = render("area.html.j2", place=place, year=year, entries=entries)
        trail = [(f"All areas, {year}", "../index.html"), (place, "")]
        text = page(f"{place}: outcome progress reports {year}", body, trail)
        write_atomically(out / slug / "index.html", text)
    every = [entry for entries in rows.values() for entry in entries]
    body = render(
        "year.html.j2",
        year=year,
        outcomes=outcomes,
        rows=list(rows.values()),
        there=sum(any(entry.state in (CURRENT, OLDER) for entry in entries) for entries in rows.values()),
        councils=len(words.councils),
        has_older=any(entry.state == OLDER for entry in every),
        failed=[entry for entry in every if entry.state == FAILED],
    )
    trail = [(f"All areas, {year}", "")]
    write_atomically(out / "index.html", page(f"Outcome progress reports {year}", body, trail))


def _entry(ledger, area, outcome, inputs_sha256):
    """Return what an index says of one report."""
    key = (area["slug"], outcome.id)
    row = ledger.rows.get(key)
    has_page = (ledger.folder / key[0] / f"{key[1]}.html").is_file()
    if row is None:
        state = NONE
    elif row["state"] != DONE:
        state = FAILED
    elif ledger.is_current(*key, inputs_sha256):
        state = CURRENT
    else:
        state = OLDER if has_page else NONE
    return Entry(area, outcome, state, "; ".join(row["error"].splitlines()) if row else "", has_page)
