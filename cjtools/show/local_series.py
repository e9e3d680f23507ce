"""Measures of the partnership's own in a report: what is counted, the newest figure in words, line and table."""

import html

from cjtools import charts
from cjtools.charts.lines import FEWEST
from cjtools.evidence.measures import PERCENT, SHEET
from cjtools.evidence.periods import MONTH, QUARTER, first_month
from cjtools.markers import LOW, SUPPRESSED
from cjtools.paths import folders
from cjtools.results import local
from cjtools.results.local_measures import series_of
from cjtools.show import tables, text
from cjtools.show.figure_parts import prose
from cjtools.show.fragments import Fragment
from cjtools.show.holes import hole
from cjtools.show.recorded import example_label, example_words, partner_words, period_words

KINDS = {MONTH: "by month", QUARTER: "by quarter"}
YEARLY = "by year"
NOTES = {
    SUPPRESSED: f"{SUPPRESSED}: not shown, so that nobody can be known by it; with small numbers others are hidden "
    "too, from which they could be worked out.",
    LOW: f"{LOW}: more than none, but so few that it rounds to zero.",
}


def local_measures(study):
    """Show the measures that the partnership has recorded on the outcome.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    found = series_of(study)
    if not found:
        said = f"No measure of the partnership's own is recorded on {study.outcome.short_title.lower()}."
        if study.evidence.of(SHEET, outcome=study.outcome.id):
            later = f"All that is recorded on {study.outcome.short_title.lower()} is of periods after {study.year}."
            return Fragment(
                f"<p>{html.escape(later)} What belongs to an aim stands in the delivery plan of the area.</p>"
            )
        return hole(said, study.evidence, study.area["slug"], "Measure values")
    pieces = [_series_html(study, one, number) for number, one in enumerate(found, 1)]
    return Fragment(f"{example_label(study.recorded)}<p>{prose(rule_words(study))}</p>{''.join(pieces)}")


def rule_words(study):
    """Return by which disclosure rule the partnership's own figures are shown, as a sentence."""
    rule = local.profile_of(folders().local / study.area["slug"])
    return f"The partnership's own figures are shown under the disclosure rule '{rule.name}': {rule.description}"


def _series_html(study, one, number):
    """Return one series: heading, definition, sentence, chart where there are figures enough, table."""
    name = f"local-measure-{number}"
    title = f"{one.name}, {KINDS.get(one.kind, YEARLY)}"
    definition = f"<p>{partner_words(one.definition)}</p>" if one.definition else ""
    picture = _picture(study, one, name, title) if len(one.known) >= FEWEST else ""
    return (
        f'<h3 id="{name}">{partner_words(title)}</h3>{definition}<p>{prose(sentence(one))}</p>{picture}'
        f"{_table(study, one, name, title)}"
    )


def sentence(one):
    """Return the newest figure of a series in words, with the lowest and the highest.

    Parameters
    ----------
    one : Series

    Returns
    -------
    str
    """
    known = one.known
    if not known:
        return "No figure of it can be shown without telling of single people."
    said = f"The newest figure shown is {newest(one)}."
    if len(known) < FEWEST:
        return said
    low, high = (choose(known, key=lambda row: row.get("value")) for choose in (min, max))
    if low.get("value") == high.get("value"):
        return f"{said} It is the same in all {len(known)} periods that are shown."
    return (
        f"{said} Over the {len(known)} periods that are shown it was lowest in {period_words(low.get('period'))} "
        f"({_figure(one, low)}) and highest in {period_words(high.get('period'))} ({_figure(one, high)})."
    )


def newest(one):
    """Return the newest figure of a series that is shown, with its period; that there is none."""
    if not one.known:
        return "no figure of it can be shown"
    last = one.known[-1]
    of = f" (out of {text.number(last.get('base'))})" if last.get("base") else ""
    return f"{_figure(one, last)}{of}, of {period_words(last.get('period'))}"


def _figure(one, row):
    """Return a figure with its unit; a hidden one is its marker."""
    if "value" not in row.values:
        return row.get("marker")
    if one.unit == PERCENT:
        return f"{_number(row.get('value'))}%"
    unit = "" if one.unit == "other" else f" {one.unit}"
    return " ".join(filter(None, [f"{_number(row.get('value'))}{unit}", row.get("marker")]))


def _number(value):
    """Return a number as it was recorded, with commas.

    Examples
    --------
    >>> _number(1250.0), _number(0.001), _number(-5.25)
    ('1,250', '0.001', '-5.25')
    """
    return f"{value:,.10g}"


def _picture(study, one, name, title):
    """Return the line of a series."""
    known = one.known
    ends = " to ".join(period_words(row.get("period")) for row in (known[0], known[-1]))
    alt = f"Line of {len(known)} figures, {ends}. {sentence(one)}"
    picture = charts.series(
        [first_month(row.get("period")) for row in one.rows],
        [row.get("value", float("nan")) for row in one.rows],
        [row.get("period") for row in one.rows],
        name=name + "-line",
        title=title,
        alt=alt,
        unit=one.unit,
    )
    caption = f"{html.escape(title)}{example_words(study.recorded)}"
    return f'<figure><figcaption><strong>{caption}</strong></figcaption><div class="chart">{picture}</div></figure>'


def _table(study, one, name, title):
    """Return every figure of a series."""
    has_base = any(row.get("base") for row in one.rows)
    columns = [tables.Column("Period", False), tables.Column(f"Figure ({one.unit})")]
    columns += [tables.Column("Out of")] if has_base else []
    lines = []
    for row in one.rows:
        figure = _number(row.get("value")) if "value" in row.values else ""
        shown = " ".join(filter(None, [figure, row.get("marker")]))
        base = [text.number(row.get("base")) if row.get("base") else SUPPRESSED] if has_base else []
        lines.append([period_words(row.get("period")), shown, *base])
    markers = {row.get("marker") for row in one.rows}
    notes = [f"Source: {text.join(list(one.sources))}, as the partnership recorded it."]
    note = " ".join([*notes, *(said for marker, said in NOTES.items() if marker in markers)])
    caption = partner_words(f"{title}{example_words(study.recorded)}")
    return tables.table_html(f"{name}-table", caption, columns, lines, note)
