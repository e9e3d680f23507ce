"""From the nine outcomes of 2023 to the indicators of 2016, so that old evidence is found from the new outcomes."""

import html

from cjtools.kinds import OPI2016
from cjtools.results.framework2016 import entries_of
from cjtools.show import tables
from cjtools.show.document import Grid, Say, in_parts
from cjtools.show.fragments import DERIVED_NOTE, Fragment
from cjtools.show.opi2016.outcomes import place_of
from cjtools.show.published import only_with
from cjtools.show.recorded import day, example_label, example_words, partner_words
from cjtools.words import counted, join

NONE = "none"


@in_parts
def mapping_since_2023(framework):
    """Return which indicators of 2016 lead to which of the nine outcomes of 2023, with how much is recorded on each.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    words = framework.framework
    lines = []
    national = [study.outcome for study in framework.plan.studies if study.outcome.id in _nine(framework)]
    for outcome in national:
        found = words.since(outcome.id)
        said = "\n".join(f"{item.id} {item.title}: {_entries(framework, item)}" for item in found)
        lines.append([outcome.numbered, said or NONE])
    caption = "From the outcomes of 2023 to the indicators of 2016"
    note = "The mapping is worked out for this project, by meaning. " + DERIVED_NOTE
    yield Grid(
        "since-2023", caption, ("Outcome of 2023", "Indicators of 2016, with entries"), lines, (5, 12), note=note
    )
    numbers = {outcome.id: outcome.numbered for outcome in national}
    without = [item for item in words.indicators.values() if not item.since]
    if without:
        said = "; ".join(f"{item.id} {item.title}: {_entries(framework, item)}" for item in without)
        yield Say(f"{said}.", "Indicators of 2016 that lead to no single outcome of 2023:")
    back = [
        [f"{item.id} {item.title}", "; ".join(numbers[name] for name in item.since) or NONE]
        for item in words.indicators.values()
    ]
    caption = "From the indicators of 2016 to the outcomes of 2023"
    heads = ("Indicator of 2016", "Outcomes of 2023 whose reports show its evidence")
    yield Grid("since-2016", caption, heads, back, (9, 8), is_folded=True)


def _nine(framework):
    """Return the ids of the outcomes that indicators of 2016 may lead to."""
    return [study.outcome.id for study in framework.plan.studies if study.outcome.number.isdigit()]


def _entries(framework, item):
    """Return what there is on an indicator: entries, figures, cohorts; that it is left out; that there is nothing."""
    found = framework.indicators[item.id]
    if found.left_out is not None:
        return "left out"
    parts = [counted(len(found.entries), "entries")] if found.entries else []
    parts += ["figures"] if found.has_figure else []
    parts += ["distance travelled"] if found.cohorts else []
    return join(parts) or "no entry"


def evidence_of_2016(study):
    """Show the evidence under the framework of 2016 that leads to an outcome of 2023.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    items = study.catalogue.framework2016.since(study.outcome.id)
    found = [(item, row) for item in items for row in entries_of(study.evidence, item.id)]
    if not found:
        return Fragment("<p>No evidence under the framework of 2016 is recorded that leads to this outcome.</p>")
    lines = [
        [
            partner_words(f"{item.id} {item.title}"),
            row.get("kind"),
            partner_words(row.get("activity")),
            partner_words(row.get("impact") or row.get("changed") or "not recorded"),
            day(row.get("date")),
        ]
        for item, row in found
    ]
    heads = ("Indicator of 2016", "Practice or lesson", "What was done", "What came of it", "Date")
    columns = [tables.Column(head, False) for head in heads]
    caption = f"Evidence of {study.place} under the framework of 2016{example_words(study.recorded)}"
    first = f"{OPI2016.id}.html#{place_of(found[0][0])}"
    whole = f'The whole of it: <a href="{html.escape(first)}">{html.escape(OPI2016.title)}</a>. '
    note = (
        f"<p>{only_with(whole, f'{OPI2016.id}.html')}That framework was superseded; which of its indicators lead here "
        "was worked out for this project.</p>"
    )
    table = tables.table_html("evidence-2016", caption, columns, lines)
    return Fragment(example_label(study.recorded) + table + note)
