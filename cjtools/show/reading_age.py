"""How plain the words of the yearly report are, for the analyst: by part, with what makes them hard."""

import html

from cjtools.readability import long_words, reading_of, sentences_of
from cjtools.show import tables
from cjtools.show.fragments import Fragment
from cjtools.words import counted, join

GOAL = 12  # years; pages for the public are best written for people of nine, and reports on the law seldom reach that
MOST = 5
LONG_SENTENCE = 25  # words, as guidance for public pages has it
WRITTEN = ("action", "progress", "change_why", "next")


def reading_age(year):
    """Show how plain the partners' words in the yearly report are.

    Only what partners wrote is measured: official titles and the words of this tool are not theirs to change.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Fragment
        For the notebook alone; it stands in no page.
    """
    parts = written(year)
    if not parts:
        return Fragment("<p>Nothing is written yet, so there is nothing to measure.</p>")
    every = [text for texts in parts.values() for text in texts]
    rows = [[name, *_measured(texts)] for name, texts in parts.items()] + [["All parts", *_measured(every)]]
    columns = [tables.Column("Part", False), *map(tables.Column, ("Words", "Words in a sentence", "Reading age"))]
    table = tables.table_html("reading-age", "How plain the words of the report are", columns, rows)
    age = reading_of(*every).age
    said = (
        f"The words that partners wrote have a reading age of about {age:.0f}"
        f"{'' if age <= GOAL else f'; {GOAL} is a goal that readers will thank you for'}. It is worked out from the "
        "length of sentences and words (Flesch and Kincaid, 1975), says nothing of what they mean, and is rough for "
        "short texts. Names of orders and services make it higher."
    )
    return Fragment(f"<p>{said}</p>{table}{_hard(every)}")


def written(year):
    """Return what partners wrote for the report: part -> texts.

    Parameters
    ----------
    year : Year

    Returns
    -------
    dict
    """
    parts = {}
    for one in year.outcomes:
        parts[one.outcome.numbered] = [one.now.get(name) for name in WRITTEN]
    rows = year.evidence.of("report_words", year=year.period)
    parts["Besides the outcomes"] = [row.get("words") for row in rows if row.get("part") != "sign-off"]
    parts["Consultation"] = [row.get(name) for row in year.consulted for name in ("said", "came_of_it")]
    kept = {name: [text for text in texts if text] for name, texts in parts.items()}
    return {name: texts for name, texts in kept.items() if texts}


def _measured(texts):
    """Return the cells of one part."""
    found = reading_of(*texts)
    if not found.words:
        return ["0", "", ""]
    return [f"{found.words:,}", f"{found.words / found.sentences:.0f}", f"{found.age:.0f}"]


def _hard(texts):
    """Return the longest sentences, and the long words that come most often."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    long = [one for one in sentences if reading_of(one).words > LONG_SENTENCE]
    long.sort(key=lambda one: -reading_of(one).words)
    said = ""
    if long:
        items = "".join(f"<li>{html.escape(one)}</li>" for one in long[:MOST])
        said += (
            f"<p>{counted(len(long), 'sentences')} of more than {LONG_SENTENCE} words; the longest:</p><ul>{items}</ul>"
        )
    words = [f"{word} ({times})" for word, times in long_words(*texts)[:MOST]]
    return said + (f"<p>Long words that come most often: {html.escape(join(words))}.</p>" if words else "")
