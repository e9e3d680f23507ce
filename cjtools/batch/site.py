"""Which of the pages above the reports are to be written: of the year, each outcome in all of Scotland, each area."""

import hashlib
import json
from dataclasses import replace
from functools import cached_property

from cjtools.batch.entries import CURRENT, OLDER, entries_of
from cjtools.batch.ledger import PageLedger
from cjtools.batch.releases import Releases
from cjtools.errors import CjtoolsError
from cjtools.intake.store import sha256_of
from cjtools.kinds import PDF, WORD
from cjtools.make import can_write, can_write_word
from cjtools.make.describe import csv_files, names_of
from cjtools.paths import folders
from cjtools.results.nation import nation_of
from cjtools.show.search import area_words
from cjtools.writing import OF_ONE_PLACE, told, write_below


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

    Returns
    -------
    Site
        Of the pages as they are now.
    """
    site = Site(words, folders() if root is None else root, out, inputs)
    releases = Releases(site.root, words)
    # names come from the catalogue alone: what else a ledger may hold is not made into files or links
    areas = [
        _written_down(entries_of(site, ledger, area), releases)
        for area in words.councils
        if any(key[0] == area["slug"] for key in ledger.rows)
    ]
    reported = {key[0] for key in ledger.rows}
    together = [entries_of(site, ledger, row) for slug, row in words.partnerships.items() if slug in reported]
    for one in areas:
        _write_area(site, one)
    for one in together:
        _write_partnership(site, one)
    links = {
        (entry.area["slug"], entry.outcome.id): f"{entry.area['slug']}/{entry.outcome.id}.html"
        for one in areas
        for entry in one.entries
        if entry.state in (CURRENT, OLDER)
    }
    for one in (*areas, *together):
        _write_descriptions(site, one.area["slug"], one.words.outcomes, f"{one.area['area_name']}, {out.name}")
    for outcome in words.outcomes.values():
        _write_outcome(site, outcome, links)
    _write_about(site)
    has_assurance = _write_assurance(site)
    _write_descriptions(site, "", words.outcomes, f"All areas, {out.name}")
    _write_year(site, areas, together, links, has_assurance)
    return site


def _written_down(one, releases):
    """Write down the own figures that the page of an area shows; where that cannot be done, it is to show none."""
    try:
        releases.of_pages(one.area["slug"])
    except OSError as error:
        if error.errno not in OF_ONE_PLACE:
            raise
        return replace(one, fault=str(told(error, releases.root.root)))
    except CjtoolsError as error:
        return replace(one, fault=str(error))
    return one


class Site:
    """The pages of one year, and what they are made of: opened only when one of them is not up to date.

    Parameters
    ----------
    words : Catalogue
    root : Folders
    out : Path
    inputs : Inputs

    Attributes
    ----------
    not_written : list of Problem
        Pages whose place could not be written.
    """

    def __init__(self, words, root, out, inputs):
        self.not_written = []
        self.words, self.root, self.out, self.inputs = words, root, out, inputs
        self._pages = PageLedger(out)
        self._opened = None

    @cached_property
    def nation(self):
        """The national view; None without processed tables."""
        return nation_of(self.words, self.root, self.out.name)

    @cached_property
    def spellings(self):
        """By which further words areas are found: those are used up by the build, and in no other hash."""
        return area_words(self.words)

    @cached_property
    def comparable(self):
        """National outcomes that councils can be compared on: id -> id of the indicator that stands for it."""
        if self.nation is None:
            return {}
        found = {outcome.id: self.nation.stands_for(outcome) for outcome in self.words.outcomes.values()}
        return {name: indicator.id for name, indicator in found.items() if indicator is not None}

    def studies(self, one):
        """Return the studies of an area on all its outcomes, opened once for all pages of the area.

        Parameters
        ----------
        one : AreaEntries

        Returns
        -------
        tuple
            (Studies, why the area's own figures and evidence are left out: empty where they are not). Where even its
            outcomes are refused, or its figures, those on the national outcomes alone; none without processed tables.
        """
        if self._opened is None or self._opened[0] is not one:
            self._opened = one, self._open(one)
        return self._opened[1]

    def _open(self, one):
        """Open the studies of an area."""
        if self.nation is None:
            return [], one.fault
        fault = one.fault
        if not fault:
            try:
                outcomes = list(one.words.outcomes.values())
                folder = self.root.local / one.area["slug"]
                first = self.nation.study(one.area, outcomes[0], folder)
                return [first.on(outcome) for outcome in outcomes], ""
            except CjtoolsError as error:  # each of its reports says so, and no other page stops
                fault = str(error)
        outcomes = list(self.words.outcomes.values())
        first = self.nation.study(one.area, outcomes[0])
        return [first.on(outcome) for outcome in outcomes], fault

    def write(self, names, made_of, write, areas=(None,)):
        """Write a page unless it is up to date.

        Parameters
        ----------
        names : list of str
            Paths of its files below the folder, the page first.
        made_of : list
            Everything that it depends on: texts, numbers, lists of them.
        write : function
            The module of pages -> the texts of its files; none when there is nothing to show.
        areas : iterable of str
            Slugs of the areas whose own files are in it.

        Returns
        -------
        bool
            Whether it stands there now as it should.
        """
        inputs_sha256 = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
        if self._pages.is_current(names, inputs_sha256):
            return True
        # charts and all that they need are loaded only when there is something to write
        from cjtools.batch import pages

        texts = write(pages)
        try:
            write_below(self.out, dict(zip(names, texts, strict=bool(texts))))
        except OSError as error:
            if error.errno not in OF_ONE_PLACE:
                raise
            self.not_written.append(told(error, self.out))
            return False
        if texts:
            # of what was written meanwhile, or of what stood there before: nobody can tell
            has_moved = any(self.inputs.have_moved(area) for area in areas)
            self._pages.record(names, "" if has_moved else inputs_sha256)
        return bool(texts)

    def is_as_written(self, names):
        """Return whether a page that a run has made is there, with its files as they were written.

        Parameters
        ----------
        names : list of str
            Paths of its files below the folder, the page first.
        """
        row = self._pages.rows.get(names[0])
        return bool(row) and self._pages.is_current(names, row["inputs_sha256"])

    def made(self, name):
        """Return when a page was made, by the record of it; empty without one."""
        return self._pages.rows.get(name, {}).get("finished", "")


def _write_cjoip(site, one):
    """Write the statements of an area's plan; return the names of the files, none when its own files are refused."""
    slug = one.area["slug"]
    names = ["cjoip.html", "cjoip.docx"] if can_write_word() else ["cjoip.html"]
    made_of = [site.inputs.of_all(slug), one.fault, names]
    is_there = site.write([f"{slug}/{name}" for name in names], made_of, lambda pages: pages.cjoip(site, one), [slug])
    return names if is_there else []


def _forms():
    """Return in which other forms reports can be made here: pages lead to those."""
    return [suffix for suffix in (WORD, PDF) if can_write(suffix)]


def _write_area(site, one):
    """Write the page of an area."""
    slug = one.area["slug"]
    statements = _write_cjoip(site, one)
    beside = [
        name if (site.out / slug / name).is_file() else "" for name in ("gaps.csv", "requests/index.html", "cjoip.html")
    ]
    gaps, requests, older = beside
    made_of = [site.inputs.of_all(slug), one.fault, *beside, statements, _forms(), *(entry.said for entry in one.all)]
    names = [f"{slug}/index.html"]
    site.write(names, made_of, lambda pages: pages.area(site, one, gaps, requests, statements, older), [slug])


def _write_partnership(site, one):
    """Write the page of a partnership of several councils."""
    slug = one.area["slug"]
    made_of = [site.inputs.of_all(slug), one.fault, _forms(), *(entry.said for entry in one.all)]
    site.write([f"{slug}/index.html"], made_of, lambda pages: pages.partnership(site, one), [slug])


def _write_outcome(site, outcome, links):
    """Write the page of one outcome in all of Scotland, and the figures behind it."""
    linked = sorted(link for (_, name), link in links.items() if name == outcome.id)
    made_of = [site.inputs.of_outcome(outcome), site.spellings, *linked]
    site.write([f"{outcome.id}.html", f"{outcome.id}.csv"], made_of, lambda pages: pages.outcome(site, outcome, links))


def _write_descriptions(site, slug, outcomes, title):
    """Write what describes the CSV files of an area's folder, or of the year's."""
    files = csv_files(site.out / slug)
    names = [f"{slug}/{name}" if slug else name for name in names_of(files)]
    made_of = [site.inputs.of_all(slug or None), files, title]
    site.write(
        names, made_of, lambda pages: pages.descriptions(site, slug, outcomes, title), [slug] if slug else [None]
    )


def _write_about(site):
    """Write the page on sources, methods, words and accessibility."""
    made_of = [site.inputs.of_all(), sha256_of(site.root.root / "GLOSSARY.md")]
    site.write(["about.html"], made_of, lambda pages: pages.about(site))


def _write_assurance(site):
    """Write the page on what all areas have recorded; return whether it is there."""
    slugs = [*(area["slug"] for area in site.words.councils), *site.words.partnerships]
    made_of = [site.inputs.of_all(slug) for slug in slugs]
    return site.write(["assurance.html", "assurance.csv"], made_of, lambda pages: pages.assurance(site), slugs)


def _write_year(site, areas, together, links, has_assurance):
    """Write the index of the year."""
    said = [entry.said for one in (*areas, *together) for entry in one.all]
    made_of = [site.inputs.of_all(), site.spellings, has_assurance, *said]
    site.write(["index.html"], made_of, lambda pages: pages.year(site, areas, together, links, has_assurance))
