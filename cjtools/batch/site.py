"""The pages that lead to the reports: the year with all councils, each outcome in all of Scotland, each area."""

from dataclasses import dataclass, field

from cjtools.batch.ledger import DONE
from cjtools.errors import CjtoolsError
from cjtools.intake.store import write_atomically
from cjtools.paths import folders
from cjtools.results import local
from cjtools.results.export import compact, to_csv
from cjtools.results.nation import nation_of
from cjtools.results.peers import DEFAULT, SCHEMES
from cjtools.show import national
from cjtools.show.area_page import area_html
from cjtools.show.comparison_page import comparison_html, shown
from cjtools.show.figure_parts import MADE_UP
from cjtools.show.fragments import made_up_banner
from cjtools.show.matrix_page import matrix_html
from cjtools.show.page import page, render, table_script
from cjtools.words import counted, join

# what an index says of a report
CURRENT, OLDER, FAILED, NONE = "current", "older", "failed", "none"


@dataclass(frozen=True)
class Entry:
    """What an index says of one report; ``compare`` and ``beside`` are empty for the usual comparison."""

    area: dict
    outcome: object
    state: str
    error: str
    has_page: bool
    compare: str = ""
    beside: str = ""


@dataclass(frozen=True)
class _Area:
    """What the pages say of one area: its reports, its studies, and what is wrong with its own files."""

    area: dict
    entries: list
    studies: list = field(default_factory=list)
    fault: str = ""


def write_indexes(words, ledger, out, inputs, root=None):
    """Write the national pages of a year and the page of each area of the ledger; the year's index comes last.

    A page that was made of other inputs, or changed since, is linked as not up to date; one whose making failed is
    never presented as the report. Without processed tables the pages hold links alone.

    Parameters
    ----------
    words : Catalogue
    ledger : Ledger
    out : Path
        ``outputs/<year>``.
    inputs : Inputs
        What reports are made of now.
    root : Folders, optional
        The project; the one in use by default.
    """
    root = folders() if root is None else root
    nation = nation_of(words, root, out.name)
    # names come from the catalogue alone: what else a ledger may hold is not made into files or links
    areas = [
        _area(words, nation, root, ledger, area, inputs)
        for area in words.councils
        if any(key[0] == area["slug"] for key in ledger.rows)
    ]
    comparable = {}
    if nation is not None:
        found = {outcome.id: nation.stands_for(outcome) for outcome in words.outcomes.values()}
        comparable = {name: indicator.id for name, indicator in found.items() if indicator is not None}
    for one in areas:
        _write_area(one, comparable, out)
    links = {
        (entry.area["slug"], entry.outcome.id): f"{entry.area['slug']}/{entry.outcome.id}.html"
        for one in areas
        for entry in one.entries
        if entry.state in (CURRENT, OLDER)
    }
    if nation is not None:
        for outcome in words.outcomes.values():
            _write_outcome(nation, outcome, links, out)
        _write_about(nation, root, out)
    _write_year(words, nation, areas, links, out)


def _area(words, nation, root, ledger, area, inputs):
    """Return what the pages say of an area, its own outcomes included; faults in its own files are told."""
    folder, fault, studies = root.local / area["slug"], "", []
    try:
        own = local.with_local(words, area, folder)
        if nation is not None:
            first = nation.study(area, next(iter(own.outcomes.values())), folder)
            studies = [first.on(outcome) for outcome in own.outcomes.values()]
    except CjtoolsError as error:
        own, fault = words, str(error)
        if nation is not None:
            studies = [nation.study(area, outcome) for outcome in own.outcomes.values()]
    entries = [_entry(words, ledger, area, outcome, inputs) for outcome in own.outcomes.values()]
    return _Area(area, entries, studies, fault)


def _entry(words, ledger, area, outcome, inputs):
    """Return what an index says of one report."""
    key = (area["slug"], outcome.id)
    row = ledger.rows.get(key)
    has_page = (ledger.folder / key[0] / f"{key[1]}.html").is_file()
    if row is None:
        state = NONE
    elif row["state"] != DONE:
        state = FAILED
    elif ledger.is_current(*key, inputs, row["compare"]):
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


def _write_area(one, comparable, out):
    """Write the page of an area."""
    slug, place = one.area["slug"], one.area["area_name"]
    folder = out / slug
    gaps, requests = "gaps.csv", "requests/index.html"
    gaps = gaps if (folder / gaps).is_file() else ""
    evidence = area_html(one.studies, comparable, gaps) if one.studies else ""
    body = render(
        "area.html.j2",
        place=place,
        year=out.name,
        entries=one.entries,
        fault=one.fault,
        evidence=evidence,
        made_up=made_up_banner("page") if MADE_UP in evidence else "",
        requests=requests if (folder / requests).is_file() else "",
    )
    trail = [(f"All areas, {out.name}", "../index.html"), (place, "")]
    write_atomically(folder / "index.html", page(f"{place}: outcome progress reports {out.name}", body, trail))


def _write_outcome(nation, outcome, links, out):
    """Write the page of one outcome in all of Scotland, and the figures behind it."""
    csv = f"{outcome.id}.csv"
    body = render(
        "national_outcome.html.j2",
        outcome=outcome,
        year=nation.year,
        made_up=national.made_up_words(nation, outcome.id),
        body=comparison_html(nation, outcome, links),
        sources=national.national_sources(nation, outcome.id).html,
        csv=csv,
    )
    records = shown(nation, outcome)
    records = records.assign(cells=records["cells"].map(compact))
    write_atomically(out / csv, to_csv(records))
    trail = [(f"All areas, {nation.year}", "index.html"), (outcome.short_title, "")]
    title = f"{outcome.short_title} in Scotland, {nation.year}"
    write_atomically(out / f"{outcome.id}.html", page(title, body, trail, table_script()))


def _write_about(nation, root, out):
    """Write the page on sources, methods, words and accessibility."""
    body = render(
        "national_about.html.j2",
        year=nation.year,
        made_up=national.made_up_words(nation),
        sources=national.national_sources(nation).html,
        methods=national.methods_html(),
        glossary=national.glossary(root),
    )
    trail = [(f"All areas, {nation.year}", "index.html"), ("About the figures", "")]
    write_atomically(out / "about.html", page(f"About the figures, {nation.year}", body, trail))


def _write_year(words, nation, areas, links, out):
    """Write the index of the year."""
    every = [entry for one in areas for entry in one.entries]
    pages = {one.area["slug"]: f"{one.area['slug']}/index.html" for one in areas}
    without = [area["slug"] for area in words.councils if area["slug"] not in pages]
    body = render(
        "year.html.j2",
        year=out.name,
        national=list(words.outcomes.values()),
        areas=_listed(words, areas),
        there=sum(any(entry.state in (CURRENT, OLDER) for entry in one.entries) for one in areas),
        councils=len(words.councils),
        without=without[0] if without else "",
        made_up=national.made_up_words(nation) if nation else "",
        matrix=matrix_html(nation, links, pages) if nation else "",
        has_older=any(entry.state == OLDER for entry in every),
        failed=[entry for entry in every if entry.state == FAILED],
    )
    trail = [(f"All areas, {out.name}", "")]
    text = page(f"Community justice in Scotland, {out.name}", body, trail, table_script() if nation else "")
    write_atomically(out / "index.html", text)


def _listed(words, areas):
    """Return every council with its reports, and how many of its outcomes have one, in words."""
    entries = {one.area["slug"]: one.entries for one in areas}
    return [
        {"area": area, "entries": entries[area["slug"]], "said": _states(entries[area["slug"]])}
        if area["slug"] in entries
        else {"area": area, "entries": [], "said": "no report yet"}
        for area in words.councils
    ]


def _states(entries):
    """Return for how many outcomes of an area there is a report, and how many could not be made, in words."""
    counts = {state: sum(entry.state == state for entry in entries) for state in (CURRENT, OLDER, FAILED)}
    failed = f"; {counts[FAILED]} could not be made" if counts[FAILED] else ""
    return f"reports on {counts[CURRENT] + counts[OLDER]} of {counted(len(entries), 'outcomes')}{failed}"
