"""The pages that lead to the reports: the year with all councils, each outcome in all of Scotland, each area."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from cjtools.batch.ledger import DONE, PageLedger
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

    @property
    def said(self):
        """All that an index says of it, as a list."""
        named = [self.area["slug"], self.outcome.id, self.outcome.short_title, self.outcome.number]
        return [*named, self.state, self.error, self.has_page, self.compare, self.beside]


@dataclass(frozen=True)
class _Area:
    """What the pages say of one area: its reports, its catalogue, and what is wrong with its own files."""

    area: dict
    entries: list
    words: object
    fault: str = ""


def write_indexes(words, ledger, out, inputs, root=None):
    """Write the national pages of a year and the page of each area of the ledger; the year's index comes last.

    A page that was made of other inputs, or changed since, is linked as not up to date; one whose making failed is
    never presented as the report. Without processed tables the pages hold links alone. A page that is up to date is
    left as it is.

    Parameters
    ----------
    words : Catalogue
    ledger : Ledger
    out : Path
        ``outputs/<year>``.
    inputs : Inputs
        What reports and pages are made of now.
    root : Folders, optional
        The project; the one in use by default.
    """
    site = _Site(words, folders() if root is None else root, out, inputs)
    # names come from the catalogue alone: what else a ledger may hold is not made into files or links
    areas = [_area(site, ledger, area) for area in words.councils if any(key[0] == area["slug"] for key in ledger.rows)]
    for one in areas:
        _write_area(site, one)
    links = {
        (entry.area["slug"], entry.outcome.id): f"{entry.area['slug']}/{entry.outcome.id}.html"
        for one in areas
        for entry in one.entries
        if entry.state in (CURRENT, OLDER)
    }
    for outcome in words.outcomes.values():
        _write_outcome(site, outcome, links)
    _write_about(site)
    _write_year(site, areas, links)


class _Site:
    """The pages of one year, and what they are made of: opened only when one of them is not up to date.

    Parameters
    ----------
    words : Catalogue
    root : Folders
    out : Path
    inputs : Inputs
    """

    def __init__(self, words, root, out, inputs):
        self.words, self.root, self.out, self.inputs = words, root, out, inputs
        self._pages = PageLedger(out)

    @cached_property
    def nation(self):
        """The national view; None without processed tables."""
        return nation_of(self.words, self.root, self.out.name)

    @cached_property
    def comparable(self):
        """National outcomes that councils can be compared on: id -> id of the indicator that stands for it."""
        if self.nation is None:
            return {}
        found = {outcome.id: self.nation.stands_for(outcome) for outcome in self.words.outcomes.values()}
        return {name: indicator.id for name, indicator in found.items() if indicator is not None}

    def write(self, names, made_of, write):
        """Write a page unless it is up to date.

        Parameters
        ----------
        names : list of str
            Paths of its files below the folder, the page first.
        made_of : list
            Everything that it depends on: texts, numbers, lists of them.
        write : function
            Returns the texts of its files; none when there is nothing to show.
        """
        inputs_sha256 = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
        if self._pages.is_current(names, inputs_sha256):
            return
        texts = write()
        for name, text in zip(names, texts, strict=bool(texts)):
            write_atomically(self.out / name, text)
        if texts:
            self._pages.record(names, inputs_sha256)


def _area(site, ledger, area):
    """Return what the pages say of an area, its own outcomes included; faults in its own files are told."""
    fault = ""
    try:
        own = local.with_local(site.words, area, site.root.local / area["slug"])
    except CjtoolsError as error:
        own, fault = site.words, str(error)
    entries = [_entry(site.words, ledger, area, outcome, site.inputs) for outcome in own.outcomes.values()]
    return _Area(area, entries, own, fault)


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


def _write_area(site, one):
    """Write the page of an area."""
    slug, place, year = one.area["slug"], one.area["area_name"], site.out.name
    gaps, requests = (
        name if (site.out / slug / name).is_file() else "" for name in ("gaps.csv", "requests/index.html")
    )

    def texts():
        studies = _studies(site, one)
        evidence = area_html(studies, site.comparable, gaps) if studies else ""
        body = render(
            "area.html.j2",
            place=place,
            year=year,
            entries=one.entries,
            fault=one.fault,
            evidence=evidence,
            made_up=made_up_banner("page") if MADE_UP in evidence else "",
            requests=requests,
        )
        trail = [(f"All areas, {year}", "../index.html"), (place, "")]
        return [page(f"{place}: outcome progress reports {year}", body, trail)]

    made_of = [site.inputs.of_all(slug), one.fault, gaps, requests, *(entry.said for entry in one.entries)]
    site.write([f"{slug}/index.html"], made_of, texts)


def _studies(site, one):
    """Return the studies of an area on all its outcomes."""
    if site.nation is None:
        return []
    folder = None if one.fault else site.root.local / one.area["slug"]
    outcomes = list(one.words.outcomes.values())
    first = site.nation.study(one.area, outcomes[0], folder)
    return [first.on(outcome) for outcome in outcomes]


def _write_outcome(site, outcome, links):
    """Write the page of one outcome in all of Scotland, and the figures behind it."""
    csv = f"{outcome.id}.csv"

    def texts():
        nation = site.nation
        if nation is None:
            return []
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
        trail = [(f"All areas, {nation.year}", "index.html"), (outcome.short_title, "")]
        title = f"{outcome.short_title} in Scotland, {nation.year}"
        return [page(title, body, trail, table_script()), to_csv(records)]

    linked = sorted(link for (_, name), link in links.items() if name == outcome.id)
    site.write([f"{outcome.id}.html", csv], [site.inputs.of_outcome(outcome), *linked], texts)


def _write_about(site):
    """Write the page on sources, methods, words and accessibility."""
    glossary = national.glossary(site.root)

    def texts():
        nation = site.nation
        if nation is None:
            return []
        body = render(
            "national_about.html.j2",
            year=nation.year,
            made_up=national.made_up_words(nation),
            sources=national.national_sources(nation).html,
            methods=national.methods_html(),
            glossary=glossary,
        )
        trail = [(f"All areas, {nation.year}", "index.html"), ("About the figures", "")]
        return [page(f"About the figures, {nation.year}", body, trail)]

    site.write(["about.html"], [site.inputs.of_all(), glossary], texts)


def _write_year(site, areas, links):
    """Write the index of the year."""
    words, year = site.words, site.out.name
    every = [entry for one in areas for entry in one.entries]
    pages = {one.area["slug"]: f"{one.area['slug']}/index.html" for one in areas}

    def texts():
        nation = site.nation
        without = [area["slug"] for area in words.councils if area["slug"] not in pages]
        body = render(
            "year.html.j2",
            year=year,
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
        trail = [(f"All areas, {year}", "")]
        return [page(f"Community justice in Scotland, {year}", body, trail, table_script() if nation else "")]

    site.write(["index.html"], [site.inputs.of_all(), *(entry.said for entry in every)], texts)


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
