"""The pages above the reports: the year with all councils, each outcome in all of Scotland, each area."""

from cjtools.batch.entries import CURRENT, FAILED, OLDER
from cjtools.kinds import PDF, RETURN, WORD, WORKING
from cjtools.make import can_write, describe
from cjtools.results.assurance import Assurance
from cjtools.results.assurance_table import assurance_table
from cjtools.results.export import compact, to_csv
from cjtools.results.plan import Plan
from cjtools.show import cjoip as statements
from cjtools.show import national
from cjtools.show.area_page import area_html
from cjtools.show.assurance.parts import PARTS
from cjtools.show.comparison_page import comparison_html, shown
from cjtools.show.document import document_html
from cjtools.show.figure_parts import MADE_UP
from cjtools.show.fragments import made_up_banner
from cjtools.show.matrix_page import matrix_html
from cjtools.show.page import page, render, table_script
from cjtools.show.published import WHAT_CHANGED, is_kept_out
from cjtools.show.recorded import EXAMPLE
from cjtools.show.search import area_words, outcome_words
from cjtools.words import counted

OTHER_FORMS = ((WORD, "as a Word file"), (PDF, "as a PDF file"), (RETURN, "as the return, a spreadsheet"))


def cjoip(site, one):
    """Return the statements of an area's plan: a page, and a Word file where it can be made.

    Parameters
    ----------
    site : Site
    one : AreaEntries

    Returns
    -------
    list
        Text, and bytes of the Word file; nothing where the area's own files are refused, which its reports tell.
    """
    place, year = one.area["area_name"], site.out.name
    studies, fault = site.studies(one)
    if fault or not studies:
        return []
    has_word = can_write(WORD)
    document = statements.cjoip(Plan(one.area, year, studies, studies[0].evidence))
    trail = [(f"All areas, {year}", "../index.html"), (place, "index.html"), ("Statements of the plan", "")]
    text = page(document.title, document_html(document, "cjoip.docx" if has_word else ""), trail)
    if not has_word:
        return [text]
    from cjtools.make.word import document_word

    return [text, document_word(document)]


def area(site, one, gaps, requests, cjoip_files, older_cjoip):
    """Return the page of an area, as a list of one text.

    Parameters
    ----------
    site : Site
    one : AreaEntries
    gaps, requests : str
        Files to link, below the area's folder; empty when they are not there.
    cjoip_files : list of str
        The statements of its plan, below the area's folder; none where they cannot be made.
    older_cjoip : str
        A page of statements that was made before; empty when there is none.
    """
    place, year = one.area["area_name"], site.out.name
    studies, fault = site.studies(one)
    # the outcomes are refused by their own files, known before; the rest by what stands in them
    left_out = "outcomes" if one.fault and one.words is site.words else "figures and evidence"
    evidence = area_html(studies, site.comparable, gaps) if studies else ""
    body = render(
        "area.html.j2",
        place=place,
        year=year,
        entries=one.entries,
        across=one.across,
        fault=fault,
        left_out=left_out,
        evidence=evidence,
        made_up=made_up_banner("page") if MADE_UP in evidence else "",
        requests=requests,
        others=[(suffix, words) for suffix, words in OTHER_FORMS if can_write(suffix)],
        cjoip_files=cjoip_files,
        older_cjoip="" if cjoip_files else older_cjoip,
        example=EXAMPLE if studies and studies[0].evidence.is_example else "",
    )
    trail = [(f"All areas, {year}", "../index.html"), (place, "")]
    return [page(f"{place}: outcome progress reports {year}", body, trail, is_kept_out=_has_kept_out(site, one.all))]


def partnership(site, one):
    """Return the page of a partnership of several councils, as a list of one text.

    Parameters
    ----------
    site : Site
    one : AreaEntries
    """
    place, year, names = one.area["area_name"], site.out.name, site.words.place_names
    slugs = {area["area_code"]: area["slug"] for area in site.words.councils}
    body = render(
        "partnership.html.j2",
        place=place,
        year=year,
        members=[(names[code], slugs[code]) for code in one.area["members"]],
        has_page={slug: (site.out / slug / "index.html").is_file() for slug in slugs.values()},
        across=one.across,
        fault=one.fault,
        others=[(suffix, words) for suffix, words in OTHER_FORMS if can_write(suffix)],
    )
    trail = [(f"All areas, {year}", "../index.html"), (place, "")]
    title = f"{place}: reports of a partnership of several councils, {year}"
    return [page(title, body, trail, is_kept_out=_has_kept_out(site, one.across))]


def outcome(site, outcome, links):
    """Return the page of one outcome in all of Scotland, and the CSV of the figures behind it.

    Parameters
    ----------
    site : Site
    outcome : Outcome
    links : dict
        (Area slug, outcome id) -> where its report stands.
    """
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
        csv=f"{outcome.id}.csv",
    )
    records = shown(nation, outcome)
    records = records.assign(cells=records["cells"].map(compact))
    trail = [(f"All areas, {nation.year}", "index.html"), (outcome.short_title, "")]
    title = f"{outcome.short_title} in Scotland, {nation.year}"
    return [page(title, body, trail, table_script()), to_csv(records)]


def about(site):
    """Return the page on sources, methods, words and accessibility, as a list of one text."""
    nation = site.nation
    if nation is None:
        return []
    body = render(
        "national_about.html.j2",
        year=nation.year,
        made_up=national.made_up_words(nation),
        sources=national.national_sources(nation).html,
        methods=national.methods_html(),
        glossary=national.glossary(site.root),
    )
    trail = [(f"All areas, {nation.year}", "index.html"), ("About the figures", "")]
    return [page(f"About the figures, {nation.year}", body, trail)]


def descriptions(site, slug, outcomes, title):
    """Return what describes the CSV files of an area's folder, or of the year's where none is named, as JSON."""
    return describe.descriptions(site.out / slug, site.words, outcomes, title)


def assurance(site):
    """Return the page on what all areas have recorded, and the same as CSV.

    Parameters
    ----------
    site : Site
    """
    nation = site.nation
    if nation is None:
        return []
    found = Assurance.of(nation, site.root.local)
    parts = [
        {"id": f"part-{place}", "title": title, "below": below, "html": show(found).html}
        for place, (title, below, show) in enumerate(PARTS, 1)
    ]
    is_made_up = any(MADE_UP in part["html"] for part in parts)
    body = render(
        "national_assurance.html.j2",
        year=nation.year,
        made_up=made_up_banner("page") if is_made_up else "",
        parts=parts,
        csv="assurance.csv",
    )
    trail = [(f"All areas, {nation.year}", "index.html"), ("Assurance", "")]
    text = page(f"Assurance across Scotland, {nation.year}", body, trail, table_script())
    return [text, to_csv(assurance_table(found))]


def year(site, areas, together, links, has_assurance):
    """Return the index of the year, as a list of one text.

    Parameters
    ----------
    site : Site
    areas : list of AreaEntries
    together : list of AreaEntries
        Partnerships of several councils.
    links : dict
        (Area slug, outcome id) -> where its report stands.
    has_assurance : bool
        Whether the page on assurance stands beside it.
    """
    words, nation, name = site.words, site.nation, site.out.name
    every = [entry for one in (*areas, *together) for entry in one.all]
    pages = {one.area["slug"]: f"{one.area['slug']}/index.html" for one in areas}
    without = [area["slug"] for area in words.councils if area["slug"] not in pages]
    body = render(
        "year.html.j2",
        year=name,
        national=list(words.outcomes.values()),
        areas=_listed(words, areas),
        together=[_of_area(one) for one in together],
        there=sum(any(entry.state in (CURRENT, OLDER) for entry in one.entries) for one in areas),
        councils=len(words.councils),
        without=without[0] if without else "",
        made_up=national.made_up_words(nation) if nation else "",
        matrix=matrix_html(nation, links, pages) if nation else "",
        find={**area_words(words), **outcome_words(words)},
        what_changed=WHAT_CHANGED,
        pages=pages,
        has_assurance=has_assurance,
        has_older=any(entry.state == OLDER for entry in every),
        failed=[entry for entry in every if entry.state == FAILED],
    )
    trail = [(f"All areas, {name}", "")]
    title, script = f"Community justice in Scotland, {name}", table_script() if nation or pages else ""
    return [page(title, body, trail, script, is_kept_out=_has_kept_out(site, every))]


def _has_kept_out(site, entries):
    """Return whether one of some reports asks search engines to leave it out: then the pages above it ask so too."""
    return any(is_kept_out(site.out / entry.area["slug"] / f"{entry.outcome.id}.html") for entry in entries)


def _listed(words, areas):
    """Return every council with its reports, and how many of its outcomes have one, in words."""
    known = {one.area["slug"]: one for one in areas}
    return [
        _of_area(known[area["slug"]])
        if area["slug"] in known
        else {"area": area, "entries": [], "said": "no report yet"}
        for area in words.councils
    ]


def _of_area(one):
    """Return the reports of an area, working papers last: those stay behind when others are published."""
    entries = sorted(one.all, key=lambda entry: entry.outcome.id in WORKING)
    return {"area": one.area, "entries": entries, "said": _states(one.entries)}


def _states(entries):
    """Return for how many outcomes of an area there is a report, and how many could not be made, in words."""
    counts = {state: sum(entry.state == state for entry in entries) for state in (CURRENT, OLDER, FAILED)}
    failed = f"; {counts[FAILED]} could not be made" if counts[FAILED] else ""
    return f"reports on {counts[CURRENT] + counts[OLDER]} of {counted(len(entries), 'outcomes')}{failed}"
