"""The beginning of the yearly report: what it is on, by whom, and all outcomes at a glance."""

from collections import Counter

from cjtools.results.annual import AS_BEFORE, FURTHER, NEARER
from cjtools.results.changes import previous_period
from cjtools.results.duties import reported_year
from cjtools.show.annual import words as w
from cjtools.show.document import Grid, Listed, Say, example, in_parts, made_up
from cjtools.show.recorded import day
from cjtools.show.sources import publication_title
from cjtools.words import NOT_RECORDED, counted, join

WIDTHS = (5, 3.6, 3.6, 2.6, 2.2)
MADE_UP = ": figures in its layout are made up (Illustrative.)"
MOVED = {
    NEARER: "nearer to being achieved than the year before",
    FURTHER: "further from being achieved",
    AS_BEFORE: "as the year before",
}


@in_parts
def report_cover(year):
    """Return what the report is on, by whom it is, and what the law asks of it.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    statutory = year.words.statutory
    yield from example(year)
    yield Say(f"{day(year.start)} to {day(year.end)}", "Period:")
    yield Say(f"{year.place}{_members(year)}", "Area:")
    yield Say(_published(year), "Publication:")
    yield Say(
        f"Section 23 of the {statutory.act} asks the partners for an area to report each year on every national and "
        "local outcome: what they did, whether the outcome was achieved at the end of the year, and if not, what "
        "progress there was. Figures show where things stand; the partners judge.",
        "Why there is a report:",
    )
    yield Say(f"{join(statutory.partners)} (section 13).", "The partners:")
    for part, label in (("introduction", "Introduction:"), ("governance", "How the partners work together:")):
        yield w.told(year, part, label)
        said = year.said(part)
        if said is not None and said.get("by"):
            yield Say(said.get("by"))


def _members(year):
    """Return the councils of a partnership of several, in brackets."""
    members = year.area.get("members", ())
    return f" ({join([year.words.place_names[code] for code in members])})" if members else ""


def _published(year):
    """Return when the report was published, or by when it has to be."""
    rows = [row for row in year.evidence.of("duties", duty="report-period") if reported_year(row) == year.period]
    if rows:
        return f"{rows[0].get('done')} ({day(rows[0].get('date'))})"
    return f"a draft: it is not recorded as published; due by {day(year.due)}"


@in_parts
def glance(year):
    """Return all outcomes with the partners' judgement, how it has moved, and whether each is a priority.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    if not any("achieved" in one.now.values for one in year.outcomes):
        yield w.lacks(year, f"No judgement of any outcome is recorded for {year.period}.", w.SHEET)
    else:
        yield from example(year)
        yield Say(_in_short(year))
    before = previous_period(year.period)
    rows = [
        [one.outcome.numbered, w.judged(one.now), w.judged(one.before), one.moved or NOT_RECORDED, w.priority(one)]
        for one in year.outcomes
    ]
    heads = ("Outcome", f"End of {year.period}", f"End of {before}", "Change", "Priority in the plan")
    caption = f"All outcomes of {year.place}, as the partners judge them{made_up(year)}"
    yield Grid("glance", caption, heads, rows, WIDTHS)


def _in_short(year):
    """Return how many outcomes are achieved, and how many have moved, in one sentence or two."""
    judged = [one.now.get("achieved") for one in year.outcomes if "achieved" in one.now.values]
    achieved = sum(judged)
    verb = "is" if achieved == 1 else "are"
    said = (
        f"Of {counted(len(year.outcomes), 'outcomes')}, {achieved or 'none'} {verb} judged as achieved at the end of "
        f"the year and {len(judged) - achieved or 'none'} as not achieved"
    )
    open_ = len(year.outcomes) - len(judged)
    said += f"; of {open_} no judgement is recorded." if open_ else "."
    moved = Counter(one.moved for one in year.outcomes)
    parts = [
        f"{moved[name]} {'is' if moved[name] == 1 else 'are'} {words}" for name, words in MOVED.items() if moved[name]
    ]
    if moved[""]:
        parts.append(f"of {moved['']} it is not recorded how they have moved")
    return f"{said} {join(parts)}." if any(moved[name] for name in MOVED) else said


@in_parts
def sign_off(year):
    """Return by whom the report is signed, on whose behalf.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    said = year.said("sign-off")
    if said is None:
        yield w.lacks(year, "Nobody has signed this report yet.", w.WORDS_SHEET)
        return
    yield from example(year)
    when = day(said.get("date")) if said.get("date") else ""
    yield Say(", ".join(filter(None, [said.get("words"), said.get("by"), when])))


def editions(records):
    """Return the publications behind some records, as lines of a list.

    Parameters
    ----------
    records : list of (Study, pandas.Series)

    Returns
    -------
    Listed
    """
    lines = {}
    for study, row in records:
        made_up = study.known.made_up_sources()
        for pair in zip(row["source"].split("; "), row["edition"].split("; "), strict=True):
            known = study.catalogue.source(*pair)
            if known is not None:
                lines[publication_title(known)] = pair in made_up
    return Listed(tuple(f"{title}{MADE_UP if is_made_up else ''}" for title, is_made_up in sorted(lines.items())))
