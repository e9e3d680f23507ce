"""The first page of a report and its last: what the evidence says, what changed, what is missing, how it was made."""

import html

from cjtools.results import export, facts, local
from cjtools.results.indicators import TOTAL
from cjtools.show import figures, tables, text
from cjtools.show.about import UNCHECKED, method_items, sources_table
from cjtools.show.assessment import pull_apart_html, summary
from cjtools.show.fragments import NOT_RECORDED, STATE_WORDS, Fragment, made_up_mark
from cjtools.show.local_series import rule_words
from cjtools.show.recorded_summary import recorded_html

MOST_CHANGES = 6
MOVED = {"up": "rose", "down": "fell"}


def front(study):
    """Show the first page: what the evidence says, what changed, what is missing.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    rows = study.headline_rows()
    says = "".join(f"<li>{_says(study, indicator, row)}</li>" for indicator, row in rows)
    says = f'<ul class="says">{says}</ul>' if says else ""
    whose = dict.fromkeys(filter(None, (figures.whose(study, indicator) for indicator, _ in rows)))
    told = "".join(f"<p>{figures.prose(said)}</p>" for said in whose)
    return Fragment(
        f'<h2 id="summary">What the evidence says</h2>{says}{_unheld(study, bool(rows))}{told}'
        f"{recorded_html(study)}{_decided(study)}"
        f'<h2 id="changed">What changed</h2>{_changes(study)}'
        f'<h2 id="missing">What is missing</h2>{_missing(study)}'
    )


def _decided(study):
    """Return what the partners have decided, with where the figures point another way; empty where nothing is."""
    if study.recorded.assessment() is None:
        return ""
    said = f'{figures.prose(summary(study))} <a href="#evaluation-assessment">Their reasons</a>.'
    return f'<h2 id="decided">What the partners decided</h2><p>{said}</p>{pull_apart_html(study)}'


def _says(study, indicator, row):
    """Return what a headline figure says, and beside whom it stands."""
    said = [text.said_of(row, indicator, study.place_of(indicator.id)), text.compared(row, indicator)]
    return figures.prose(" ".join(filter(None, [*said, made_up_mark(row["status"])])))


def _unheld(study, is_any):
    """Return for which headline figures nothing is held, and why where no file of their source was read."""
    lacking = [
        line.indicator for line in study.outcome.headline if study.latest(line.indicator, line.part or TOTAL) is None
    ]
    if not lacking:
        return ""
    names, sources = {}, {}
    read = set(study.observations["source"].astype(str))
    for indicator in map(study.indicator, dict.fromkeys(lacking)):
        names.setdefault(text.in_place(study.place_of(indicator.id)), []).append(indicator.name)
        if indicator.source not in read:
            # a source may be listed by edition only
            rows = [row for row in study.catalogue.sources if row["source"] == indicator.source]
            sources[(study.catalogue.source(indicator.source) or rows[0])["title"]] = None
    said = [] if is_any else ["There is nothing to say here yet."]
    said += [f"No figure is held for {place} of: {'; '.join(each)}." for place, each in names.items()]
    said += [f"No file was read of the publication that has them: {'; '.join(sources)}."] if sources else []
    return f'<p class="gap">{figures.prose(" ".join(said))}</p>'


def _changes(study):
    """Return the changes from the year before, strongest evidence first, and how many were looked at."""
    seen = facts.looks(study.looked_at())
    listed = "".join(f"<li>{change_words(indicator, row)}</li>" for indicator, row in seen.changed[:MOST_CHANGES])
    shown = min(len(seen.changed), MOST_CHANGES)
    more = f"<p>The {shown} with the strongest evidence:</p>" if len(seen.changed) > shown else ""
    return f"<p>{looks_words(seen)}</p>{more}" + (f"<ul>{listed}</ul>" if listed else "")


def looks_words(seen):
    """Return how many figures could be judged against the year before, how many stand out, and how many by chance.

    Parameters
    ----------
    seen : Looks

    Returns
    -------
    str
        HTML.
    """
    if not seen.looked:
        return "No figure of the area alone could be compared with the year before."
    every = text.counted(seen.looked, "figures")
    if not seen.judged:
        said = f"Not one of {every} could be judged against the year before: too few cases."
    else:
        chance = f"about {seen.chance}" if seen.chance else "fewer than 1"
        said = (
            f"{seen.judged} of {every} could be judged against the year before; {len(seen.changed) or 'none'} changed "
            f"by more than chance at the 95% level ({chance} would be expected to by chance alone)"
        )
        said += f", {seen.surely or 'none'} of them at the 99.8% level too." if seen.changed else "."
        if seen.few:
            said += f" The other {f'{seen.few} rest' if seen.few > 1 else 'one rests'} on too few cases."
    mirrored = "Where two shares make up a whole, only one is counted." if seen.mirrored else ""
    return figures.prose(" ".join(filter(None, [said, mirrored, _looked_made_up(seen)])))


def _looked_made_up(seen):
    """Return how many of the figures that were compared are made up; empty without any."""
    if seen.made_up in (0, seen.looked):
        return made_up_mark("illustrative") if seen.made_up else ""
    return f"(Illustrative: {seen.made_up} of the {text.counted(seen.looked, 'figures')}.)"


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
    return figures.prose(
        f"{name} {text.clearly(row['change_certainty'])}{MOVED[row['change_reading']]} from "
        f"{text.shown_as(row, row['previous_value'])} in {row['previous_period']} to "
        f"{text.with_unit(row)} in {row['period']}. {made_up_mark(row['status'])}"
    )


def _missing(study):
    """Return what is missing, in a few lines."""
    asked = facts.answers(study)
    views = "questions for the people concerned and the workforce"
    lines = []
    if asked.numbers:
        verb = "has" if asked.numbers_answered <= 1 else "have"
        lines.append(
            f"{_of(asked.numbers_answered, asked.numbers)} questions for figures {verb} an answer for "
            f"{text.in_place(study.place)}{_made_up_words(asked)}.{_in_part_words(asked)}"
        )
    if asked.views and asked.views_open == asked.views:
        lines.append(f"{_of(0, asked.views)} {views} has a recorded answer.")
    elif asked.views_open:
        lines.append(f"{asked.views_open} of {asked.views} {views} have no recorded answer.")
    if study.recorded.assessment() is None:
        lines.append(NOT_RECORDED)
    told = "".join(f"<li>{figures.prose(line)}</li>" for line in lines)
    by_state = {}
    for question in asked.open_figures:
        link = f'<a href="#{question.id}">{question.id}</a>. {html.escape(question.text)}'
        by_state.setdefault(STATE_WORDS[study.state(question)], []).append(f"<li>{link}</li>")
    for state, links in by_state.items():
        told += f"<li>{_sentence_case(state)}:<ul>{''.join(links)}</ul></li>"
    closing = "<p>Who can be asked, and for what, stands under each question.</p>" if by_state else ""
    return f"<ul>{told}</ul>{closing}"


def _made_up_words(asked):
    """Return how many of the answers rest on made-up figures; empty without any."""
    if not asked.made_up:
        return ""
    if asked.made_up < asked.numbers_answered:
        return f", {asked.made_up} of them by made-up figures"
    return ", by made-up figures" if asked.made_up == 1 else ", all by made-up figures"


def _in_part_words(asked):
    """Return how many of the answers are answers in part; empty without any."""
    if not asked.in_part:
        return ""
    few = f"{asked.in_part} of these" if asked.in_part < asked.numbers_answered else "All of these"
    return f" {few} {'is' if asked.in_part == 1 else 'are'} answered in part: something is still missing."


def _of(count, total):
    """Return a count of a total, in words where there is none.

    Examples
    --------
    >>> _of(2, 11), _of(0, 8)
    ('2 of 11', 'Not one of the 8')
    """
    return f"{count} of {total}" if count else f"Not one of the {total}"


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
    caveats = f"<h3 id='caveats'>Caveats that hold throughout</h3><ul>{caveats}</ul>" if caveats else ""
    unread = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
    unread = f"<h3 id='unread'>Not read</h3><ul>{unread}</ul>" if unread else ""
    sources = sources_table(study.catalogue, export.shown(study), study.known.made_up_sources())
    return Fragment(
        f"<h3 id='methods'>Methods</h3><ul>{method_items()}"
        f"<li>{_peers_words(study)}</li>"
        f"{_rule_words(study)}<li>{UNCHECKED}</li>"
        f"<li>{figures.prose(study.outcome.questions_from)}</li></ul>"
        f"{caveats}{unread}"
        f"<h3 id='revisions'>Revisions</h3>{_revisions(study, revisions)}"
        f"<h3 id='sources'>Sources</h3>{sources}"
    )


def _rule_words(study):
    """Return by which rule the area's own figures are protected, as an item; empty without such figures."""
    if not (study.observations["status"] == local.LOCAL).any():
        return ""
    return f"<li>{figures.prose(rule_words(study))}</li>"


def _peers_words(study):
    """Return who the peers are and what they are similar in."""
    peers = study.peers
    members = text.join(sorted(study.catalogue.place_names[code] for code in peers.members))
    similar = f"councils similar in {peers.similar_in}, as the Local Government Benchmarking Framework groups them"
    similar = f"{similar} (values of 2012)" if peers.similar_in else "chosen for this report"
    own = " this area's among them." if study.area["area_code"] in peers.members else " this area's is not among them."
    return figures.prose(f"{peers.name}: {similar}: {members}. Its figures are pooled from counts,{own}")


def _revisions(study, revisions):
    """Return the table of the report's figures that a newer edition gave differently."""
    rows = facts.revised(study, revisions)
    if rows.empty:
        return "<p>No figure of this report was given differently by another edition that is held.</p>"
    lines = []
    for (measure, category, code), of_one in rows.groupby(["measure", "category", "area_code"], sort=False):
        title = study.catalogue.measures[measure]["title"] + ("" if category == "Total" else f": {category}")
        told = [
            f"{row['period']} {text.number(row['value'])} ({row['edition']}), now {text.number(row['replaced_value'])} "
            f"({row['replaced_by']})"
            for row in of_one.to_dict("records")
        ]
        lines.append([title, study.catalogue.place_names[code], "; ".join(told)])
    columns = [tables.Column(heading, False) for heading in ("Figure", "Area", "Year, earlier figure and figure used")]
    caption = "Figures that editions (in brackets) give differently; the newest is used"
    table = tables.table_html("revisions-table", caption, columns, lines)
    return f"<details><summary>{text.counted(len(rows), 'figures')} revised</summary>{table}</details>"
