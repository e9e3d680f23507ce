"""The first page of a report and its last: what the evidence says, what changed, what is missing, how it was made."""

import html

from cjtools import export, facts, figures, tables, text
from cjtools.areas import SCOTLAND
from cjtools.fragments import NOT_RECORDED, STATE_WORDS, Fragment

MOST_CHANGES = 6


def front(study):
    """Show the first page: what the evidence says, what changed, what is missing.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    says = "".join(f"<li>{_says(study, indicator, row)}</li>" for indicator, row in study.headline_rows())
    return Fragment(
        f'<h2 id="summary">What the evidence says</h2><ul class="says">{says}</ul>'
        f'<h2 id="changed">What changed</h2>{_changes(study)}'
        f'<h2 id="missing">What is missing</h2>{_missing(study)}'
    )


def _says(study, indicator, row):
    """Return what a headline figure says, beside whom it stands, and whose figure it is when not the council's."""
    said = [text.said_of(row, indicator, study.place_of(indicator.id)), text.compared(row, indicator)]
    return figures.prose(" ".join(filter(None, [*said, figures.whose(study, indicator)])))


def _changes(study):
    """Return the changes from the year before, strongest evidence first, and how many were looked at."""
    seen = facts.looks(study.looked_at())
    listed = "".join(f"<li>{change_words(indicator, row)}</li>" for indicator, row in seen.changed[:MOST_CHANGES])
    shown = min(len(seen.changed), MOST_CHANGES)
    more = f"<p>The {shown} with the strongest evidence:</p>" if len(seen.changed) > shown else ""
    return f"<p>{looks_words(seen)}</p>{more}" + (f"<ul>{listed}</ul>" if listed else "")


def looks_words(seen):
    """Return how many figures were compared with the year before, how many stand out, and how many chance would give.

    Parameters
    ----------
    seen : Looks

    Returns
    -------
    str
        HTML.
    """
    if not seen.looked:
        return "No figure could be compared with the year before."
    chance = f"about {seen.chance}" if seen.chance else "fewer than 1"
    return figures.prose(
        f"Of {text.counted(seen.looked, 'figures')} compared with the year before, {len(seen.changed)} changed by more "
        f"than chance at the 95% level ({chance} would be expected to by chance alone) and {seen.surely} at the 99.8% "
        f"level; {seen.few} {'rests' if seen.few == 1 else 'rest'} on too few cases to tell."
    )


def change_words(indicator, row):
    """Return one change from the year before, in fair words.

    Parameters
    ----------
    indicator : Indicator
    row : pandas.Series
        A result record.

    Returns
    -------
    str
        HTML.
    """
    name = f"{indicator.name}: {row['part_label']}" if indicator.is_split else indicator.name
    unit = "" if row["unit"] == "per cent" else f" {row['unit']}"
    return figures.prose(
        f"{name} went {text.clearly(row['change_certainty'])}{row['change_reading']} from "
        f"{text.number(row['previous_value'], row['unit'])} in {row['previous_period']} to "
        f"{text.number(row['value'], row['unit'])}{unit} in {row['period']}."
    )


def _missing(study):
    """Return what is missing, in a few lines."""
    asked = facts.answers(study)
    lines = [
        f"{asked.numbers_answered} of {asked.numbers} questions for figures are answered for {study.place}.",
        f"{asked.views_open} of {asked.views} questions for the people concerned and the workforce have no recorded "
        "answer.",
        NOT_RECORDED,
    ]
    for question in asked.open_figures:
        state = _sentence_case(STATE_WORDS[study.state(question)])
        lines.append(f"{question.id}. {question.text} {state}. {question.to_close}")
    return "<ul>" + "".join(f"<li>{figures.prose(line)}</li>" for line in lines) + "</ul>"


def _sentence_case(words):
    """Return words with a capital at the start and the rest as it is.

    Examples
    --------
    >>> _sentence_case("answered for Scotland only")
    'Answered for Scotland only'
    """
    return words[:1].upper() + words[1:]


def about(study, problems, revisions):
    """Show how the report was made: methods, caveats that hold throughout, sources, revisions, open problems.

    Parameters
    ----------
    study : Study
    problems : list of str
        What the build could not read.
    revisions : pandas.DataFrame
        What the build found that editions give differently.

    Returns
    -------
    Fragment
    """
    caveats = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in figures.shared_caveats(study))
    unread = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
    unread = f"<h3 id='unread'>Not read</h3><ul>{unread}</ul>" if unread else ""
    return Fragment(
        "<h3 id='methods'>Methods</h3><ul>"
        "<li>Percentages and shares have Wilson intervals; counts and rates exact Poisson limits under 10 events and "
        "Byar's from 10. Published averages have none. Intervals shown are at the 95% level.</li>"
        "<li>An area is better, worse, higher or lower than Scotland or its peers when its own interval lies wholly to "
        "one side of that figure; otherwise it is similar. &quot;Clearly&quot; says that this holds at the 99.8% level "
        "too. Under 10 events it is too few to tell.</li>"
        "<li>A change counts when the 95% interval of the difference (Newcombe) or of the ratio (exact) leaves out no "
        "change; &quot;clearly&quot; as above. With under 10 events in both years it is too few to tell, and the "
        "change that would have shown is given.</li>"
        "<li>A trend is rising or falling when chi-square for linear trend over the last five years passes the 99.8% "
        "level and keeps its sign with any one year left out.</li>"
        "<li>Funnel limits are where an area's own interval would just reach Scotland's figure. Where areas differ "
        "more than chance alone would have it, the limits are widened by the spread between them (Spiegelhalter "
        "2005).</li>"
        "<li>Quarters are of the councils' figures, cut at the quartiles (linear interpolation).</li>"
        "<li>Differences are worked out before rounding, so they can be a tenth off those of the figures shown.</li>"
        f"<li>{_peers_words(study)}</li>"
        "<li>Indicators marked draft have not been checked by a second person yet.</li>"
        f"<li>{figures.prose(study.outcome.questions_from)}</li></ul>"
        f"<h3 id='caveats'>Caveats that hold throughout</h3><ul>{caveats}</ul>{unread}"
        f"<h3 id='revisions'>Revisions</h3>{_revisions(study, revisions)}"
        f"<h3 id='sources'>Sources</h3>{_sources(study)}"
    )


def _peers_words(study):
    """Return who the peers are and what they are similar in."""
    peers = study.peers
    members = text.join(study.catalogue.place_names[code] for code in peers.members)
    similar = f"councils similar in {peers.similar_in}" if peers.similar_in else "chosen for this report"
    own = " this area's among them." if study.area["area_code"] in peers.members else " this area's is not among them."
    return figures.prose(f"{peers.name}: {similar}: {members}. Its figures are pooled from counts,{own}")


def _revisions(study, revisions):
    """Return the table of the area's figures that a newer edition gave differently."""
    measures = {term.measure for name in study.export_ids() for term in study.indicator(name).terms}
    codes = {study.area["area_code"], SCOTLAND, *(study.code_of(name) for name in study.export_ids())}
    rows = revisions[revisions["measure"].isin(measures) & revisions["area_code"].isin(codes)]
    if rows.empty:
        return "<p>No figure of this report was given differently by another edition that is held.</p>"
    lines = []
    for _, row in rows.iterrows():
        part = "" if row["breakdown"] == "total" else f": {row['category']}"
        lines.append(
            [
                f"{study.catalogue.measures[row['measure']]['title']}{part}",
                study.catalogue.place_names[row["area_code"]],
                row["period"],
                f"{text.number(float(row['value']))} ({row['edition']})",
                f"{text.number(float(row['replaced_value']))} ({row['replaced_by']})"
                if row["replaced_value"]
                else "[x]",
            ]
        )
    heads = ("Figure", "Area", "Year", "Earlier edition", "Used here")
    columns = [tables.Column(heading, False) for heading in heads]
    caption = "Figures that editions give differently; the newest is used"
    table = tables.table_html("revisions-table", caption, columns, lines)
    return f"<details><summary>{text.counted(len(lines), 'figures')} revised</summary>{table}</details>"


def _sources(study):
    """Return the table of sources that the report draws on."""
    shown = export.shown(study)
    shown = shown[shown["value"].notna()]
    used = set()
    for sources, editions, status in set(zip(shown["source"], shown["edition"], shown["status"], strict=True)):
        used |= {(*pair, status) for pair in zip(sources.split("; "), editions.split("; "), strict=True)}
    lines = []
    for source, edition, status in sorted(used):
        row = study.catalogue.source(source, edition)
        if row:
            lines.append([row["title"], row["publisher"], edition, row["published_on"] or "not known", status])
    heads = ("Publication", "Publisher", "Edition", "Published on", "Status of the figures here")
    columns = [tables.Column(heading, False) for heading in heads]
    return tables.table_html("sources-table", "Publications that this report draws on", columns, lines)
