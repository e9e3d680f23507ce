"""The first page of a report and its last: what the evidence says, what changed, what is missing, how it was made."""

import html

from cjtools import figures, tables, text
from cjtools.pages import NOT_RECORDED, STATE_WORDS, Fragment
from cjtools.study import ANSWERED

MOST_CHANGES = 6


def expected_by_chance(count):
    """Return how many of some looks would stand out by chance at the 95 % level, in words.

    Examples
    --------
    >>> expected_by_chance(41)
    'about 2'
    """
    return f"about {max(1, round(count * 0.05))}" if count else "none"


def front(study):
    """Show the first page: what the evidence says, what changed, what is missing.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    says = "".join(
        f"<li>{figures.prose(text.said_of(row, indicator, study.place))} "
        f"{figures.prose(text.compared(row, indicator))}</li>"
        for indicator, row in study.headline_rows()
    )
    return Fragment(
        f'<h2 id="summary">What the evidence says</h2><ul class="says">{says}</ul>'
        f'<h2 id="changed">What changed</h2>{_changes(study)}'
        f'<h2 id="missing">What is missing</h2>{_missing(study)}'
    )


def _changes(study):
    """Return the clear changes from the year before, strongest evidence first, and how many were looked at."""
    looked = study.looked_at()
    clear = [(indicator, row) for indicator, row in looked if row["change_reading"] in ("up", "down")]

    def strength(pair):
        row = pair[1]
        width = row["change_upper"] - row["change_lower"]
        return -abs(row["change"]) / width if width else 0

    items = []
    for indicator, row in sorted(clear, key=strength)[:MOST_CHANGES]:
        name = indicator.name if indicator.statistic != "share" else f"{indicator.name}: {row['part_label']}"
        unit = "" if row["unit"] == "per cent" else f" {row['unit']}"
        items.append(
            f"{name} went {row['change_reading']} from {text.number(row['previous_value'], row['unit'])} in "
            f"{row['previous_period']} to {text.number(row['value'], row['unit'])}{unit} in {row['period']}."
        )
    few = sum(row["change_reading"] == "too few to tell" for _, row in looked)
    if not looked:
        return "<p>No figure could be compared with the year before.</p>"
    said = (
        f"{len(looked)} figures were compared with the year before; {len(clear)} changed clearly "
        f"({expected_by_chance(len(looked) - few)} would be expected to by chance alone), and {few} rest on fewer "
        "than 10 cases, too few to tell."
    )
    listed = "".join(f"<li>{figures.prose(item)}</li>" for item in items)
    more = f"<p>The {len(items)} with the strongest evidence:</p>" if len(clear) > len(items) else ""
    return f"<p>{said}</p>{more}" + (f"<ul>{listed}</ul>" if items else "")


def _missing(study):
    """Return what is missing, in a few lines."""
    every = study.outcome.all_questions
    states = {question.id: study.state(question) for question in every}
    figures_open = [q for q in every if q.kind == "quantitative" and states[q.id] != ANSWERED]
    words_open = [q for q in every if q.kind == "qualitative" and states[q.id] != ANSWERED]
    numbers = sum(question.kind == "quantitative" for question in every)
    lines = [
        f"{numbers - len(figures_open)} of {numbers} questions for figures are answered for {study.place}.",
        f"{len(words_open)} questions for the people concerned and the workforce have no recorded answer.",
        NOT_RECORDED,
    ]
    for question in figures_open:
        lines.append(
            f"{question.id}. {question.text} {_sentence_case(STATE_WORDS[states[question.id]])}. {question.to_close}"
        )
    return "<ul>" + "".join(f"<li>{figures.prose(line)}</li>" for line in lines) + "</ul>"


def _sentence_case(words):
    """Return words with a capital at the start and the rest as it is.

    Examples
    --------
    >>> _sentence_case("answered for Scotland only")
    'Answered for Scotland only'
    """
    return words[:1].upper() + words[1:]


def about(study, problems=()):
    """Show how the report was made: methods, caveats that hold throughout, sources, revisions, open problems.

    Parameters
    ----------
    study : Study
    problems : list of str
        What the build could not read.

    Returns
    -------
    Fragment
    """
    caveats = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in figures.shared_caveats(study))
    unread = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
    unread = f"<h3 id='unread'>Not read</h3><ul>{unread}</ul>" if unread else ""
    group = study.group
    members = text.join(area["area_name"] for area in study.catalogue.councils if area["area_code"] in group["members"])
    return Fragment(
        "<h3 id='methods'>Methods</h3><ul>"
        "<li>Percentages and shares have Wilson 95% intervals; counts and rates exact Poisson limits under 10 events "
        "and Byar's from 10. Published averages have none.</li>"
        "<li>An area is better, worse, higher or lower than Scotland or its group when its own interval lies wholly to "
        "one side of that figure; otherwise it is similar. Under 10 events it is too few to tell.</li>"
        "<li>Differences are worked out before rounding, so they can be a tenth off those of the figures shown."
        "</li><li>A change is clear when the 95% interval of the difference (Newcombe) or of the ratio (exact) leaves "
        "out no change.</li><li>Funnel limits are where an area's own interval would just reach Scotland's figure.</li>"
        f"<li>{html.escape(group['name'])}: councils similar in {html.escape(group['similar_in'])}: "
        f"{html.escape(members)}. "
        "Its figures are pooled from counts, this area's among them.</li>"
        "<li>Indicators marked draft have not been checked by a second person yet.</li></ul>"
        f"<h3 id='caveats'>Caveats that hold throughout</h3><ul>{caveats}</ul>{unread}"
        f"<h3 id='sources'>Sources</h3>{_sources(study)}"
    )


def _sources(study):
    """Return the table of sources that the report draws on."""
    shown = study.shown()
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
