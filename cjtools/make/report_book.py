"""An outcome progress report as a workbook: one subject a sheet, from the records that the page is made of."""

from cjtools.areas import SCOTLAND
from cjtools.make.book import Book, Table
from cjtools.markers import NOT_APPLICABLE, NOT_AVAILABLE, REPLACES_NUMBER
from cjtools.results import export, facts, local_measures
from cjtools.results.comparisons import FEW, is_compared
from cjtools.results.indicators import TOTAL
from cjtools.results.local_measures import ILLUSTRATIVE
from cjtools.results.study import RECORDED
from cjtools.show.fragments import made_up_banner, state_words
from cjtools.show.readings import group_reading, reading
from cjtools.show.recorded import EXAMPLE
from cjtools.show.sources import publication_title, publications
from cjtools.words import is_missing

LIMITS = (
    "Lower and upper limit: 95% interval, in which the underlying level could well lie, given that numbers go up and "
    "down by chance."
)
STATUS = (
    ("published", "Carried over unchanged from an official publication"),
    ("illustrative", "Made up by a script until the published workbook is here: not to be quoted"),
    ("local", "The partnership's own figure, after disclosure control"),
)
GROUPS = (("people", "People"), ("needs", "Needs"), ("services", "Services"))


def report_book(study):
    """Return an outcome progress report as a workbook.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Book
        The table with every column is the CSV beside the page; this has what is read most.
    """
    place, outcome = study.place, study.outcome
    title = f"{outcome.short_title} in {place}: outcome progress report {study.year}"
    records = export.shown(study)
    own = [row for name in study.export_ids() for row in _rows(records, name, study.code_of(name))]
    count, of = facts.made_up(study)
    cover = (
        f"{outcome.kind} outcome {outcome.number}: {outcome.title}",
        outcome.about,
        made_up_banner("workbook", count, of) if count else "",
        EXAMPLE if study.evidence.is_example else "",
        "Figures as numbers, rounded only where they are shown. Every figure with all columns and the cell that it was "
        f"read in: {outcome.id}.csv, beside the report {outcome.id}.html.",
        "Made with cjtools for community justice partnerships. Not an official statistic. Contains public sector "
        "information licensed under the Open Government Licence v3.0. © Crown copyright.",
    )
    tables = [
        _newest(study, own),
        _compared(study),
        _changes(study, own),
        _series(study, own, records),
        _councils(study),
        _own_measures(study),
        _questions(study),
        _indicators(study),
        _sources(study, records),
    ]
    markers, author = study.catalogue.markers, f"Community justice partnership, {place}"
    return Book(title, outcome.short_title, author, cover, tables, markers, STATUS)


def _rows(records, name, code):
    """Return the records of a place for an indicator, in order of part and period."""
    return records[(records["indicator"] == name) & (records["area_code"] == code)].to_dict("records")


def _figure(value, marker=""):
    """Return a figure as a cell: the number, or the sign that stands in its place."""
    if is_missing(value) or marker in REPLACES_NUMBER:
        return marker or NOT_AVAILABLE
    return float(value)


def _beside(value):
    """Return another number of a record as a cell; where there is none it does not apply."""
    return NOT_APPLICABLE if is_missing(value) else float(value)


def _status(row):
    """Return where a figure is from, with the sign that stands beside its number, such as for revised."""
    is_beside = row["marker"] and not is_missing(row["value"]) and row["marker"] not in REPLACES_NUMBER
    return f"{row['status']} {row['marker']}" if is_beside else row["status"]


def _note(study, row):
    """Return what has to be read with a figure, as the page has it: of a few cases no share is to be read."""
    indicator = study.indicator(row["indicator"])
    few = f"Under {FEW} {indicator.words.counted} in all: too few to read a share from; see the count."
    is_few = indicator.statistic == "share" and row["denominator"] < FEW
    return " ".join(filter(None, [row["note"], few if is_few else ""]))


def _part(row):
    """Return the part that a record is of."""
    return "all" if row["part"] == TOTAL else row["part_label"]


def _newest_of(rows):
    """Return the newest record of each indicator and part that has a value, else the newest."""
    found = {}
    for row in rows:
        key = row["indicator"], row["part"]
        if key not in found or not is_missing(row["value"]) or is_missing(found[key]["value"]):
            found[key] = row
    return list(found.values())


def _newest(study, own):
    """Return the newest figures."""
    rows = [
        (
            study.indicator(row["indicator"]).name, _part(row), row["area_name"], row["period"],
            _figure(row["value"], row["marker"]), row["unit"], _beside(row["lower"]), _beside(row["upper"]),
            _beside(row["numerator"]), _beside(row["denominator"]), _status(row), _note(study, row),
        )
        for row in _newest_of(own)
    ]  # fmt: skip
    heads = ("Indicator", "Part", "Place", "Year", "Figure", "Unit", "Lower limit", "Upper limit", "Count", "Out of",
             "Status", "Note")  # fmt: skip
    title = f"Newest figures on {study.outcome.short_title.lower()}, {study.place}, up to {study.year}"
    return Table("Newest figures", title, heads, rows, (LIMITS, _read_in(study)), "The newest figure of each indicator")


def _read_in(study):
    """Return where to look for sources."""
    return "Sources: see the sheet Sources; what each indicator is and how it is worked out: see the sheet Indicators."


def _compared(study):
    """Return the newest figures beside Scotland and the comparison group."""
    rows = []
    for name in study.export_ids():
        indicator, row = study.indicator(name), study.latest(name)
        if row is None or not is_compared(indicator, study.catalogue) or study.code_of(name) == SCOTLAND:
            continue
        scotland, group = _figure(row["comparator_value"]), _figure(row["group_value"])
        rows.append(
            (indicator.name, row["period"], row["unit"], _figure(row["value"], row["marker"]), scotland,
             reading(row).words, group, group_reading(row).words,
             indicator.better, _status(row))
        )  # fmt: skip
    heads = ("Indicator", "Year", "Unit", study.place, "Scotland", "Beside Scotland",
             study.peers.name, "Beside the group", "Better", "Status")  # fmt: skip
    title = f"{study.place} beside Scotland and {study.peers.name}, newest year with figures"
    says = (
        "Higher, lower or similar: whether the difference is more than chance; clearly: so at the 99.8% level too. In "
        "brackets, better or worse, where it is agreed which way is better. Neither: no way is better by itself.",
        _read_in(study),
    )
    return Table("Comparisons", title, heads, rows, says, "The newest figures beside Scotland and similar councils")


def _changes(study, own):
    """Return how the newest figures differ from the year before and from the baseline."""
    rows = [
        (
            study.indicator(row["indicator"]).name, _part(row), row["period"], row["unit"],
            _figure(row["value"], row["marker"]), row["previous_period"], _beside(row["previous_value"]),
            _beside(row["change"]), _beside(row["change_lower"]), _beside(row["change_upper"]), row["change_unit"],
            row["change_reading"], row["baseline_period"], _beside(row["baseline_value"]), row["baseline_reading"],
            _status(row),
        )
        for row in _newest_of(own)
        if row["change_reading"] or row["baseline_reading"]
    ]  # fmt: skip
    heads = ("Indicator", "Part", "Year", "Unit", "Figure", "Year before", "Figure of the year before", "Change",
             "Lower limit of the change", "Upper limit of the change", "Unit of the change", "Read as",
             "Baseline year", "Figure of the baseline", "Since the baseline", "Status")  # fmt: skip
    title = f"What changed in {study.place}: newest figures beside the year before and the baseline"
    return Table("Changes", title, heads, rows, (LIMITS, _read_in(study)), "Change since the year before and baseline")


def _series(study, own, records):
    """Return every year's figures, with Scotland and the comparison group beside them."""
    beside = {
        code: {(row["indicator"], row["part"], row["period"]): _figure(row["value"], row["marker"]) for row in found}
        for code in (SCOTLAND, study.peers.code)
        for found in [records[records["area_code"] == code].to_dict("records")]
    }
    rows = []
    for row in own:
        key = row["indicator"], row["part"], row["period"]
        rows.append(
            (study.indicator(row["indicator"]).name, _part(row), row["area_name"], row["period"], row["unit"],
             _figure(row["value"], row["marker"]), _beside(row["lower"]), _beside(row["upper"]),
             *(found.get(key, NOT_AVAILABLE) for found in beside.values()), _status(row))
        )  # fmt: skip
    heads = ("Indicator", "Part", "Place", "Year", "Unit", "Figure", "Lower limit", "Upper limit", "Scotland",
             study.peers.name, "Status")  # fmt: skip
    title = f"Figures by year on {study.outcome.short_title.lower()}, {study.place}, up to {study.year}"
    return Table("Series", title, heads, rows, (LIMITS, _read_in(study)), "The figures of every year")


def _councils(study):
    """Return the newest figures of all councils, where an indicator has them."""
    rows = []
    for name in study.export_ids():
        for row in study.places(name).to_dict("records"):
            rows.append(
                (study.indicator(name).name, row["area_name"], row["period"], row["unit"],
                 _figure(row["value"], row["marker"]), _beside(row["lower"]), _beside(row["upper"]),
                 _beside(row["numerator"]), _beside(row["denominator"]), _status(row))
            )  # fmt: skip
    heads = ("Indicator", "Place", "Year", "Unit", "Figure", "Lower limit", "Upper limit", "Count", "Out of",
             "Status")  # fmt: skip
    title = f"All places with figures on {study.outcome.short_title.lower()}, newest year"
    return Table("All councils", title, heads, rows, (LIMITS, _read_in(study)), "The same figures of all councils")


def _own_measures(study):
    """Return the measures of the partnership's own, after disclosure control."""
    rows = [
        (row["part"], row["period"], _figure(row["value"], row["marker"]), row["unit"], _beside(row["denominator"]),
         "worked example, made up" if row["status"] == ILLUSTRATIVE else row["status"], row["source"])
        for row in local_measures.records(study)
    ]  # fmt: skip
    heads = ("Measure", "Period", "Figure", "Unit", "Out of", "Status", "Source")
    title = f"Measures of the partnership's own, {study.place}"
    return Table("Own measures", title, heads, rows, about="What the partnership counts itself")


def _questions(study):
    """Return the questions of the plan, and what is missing to answer them."""
    words = study.catalogue
    rows = [
        (title, question.id, question.text, state_words(question, study.state(question)),
         question.to_close if study.state(question) != RECORDED else "",
         words.partners[question.partner]["name"] if question.partner in words.partners else question.partner)
        for group, title in GROUPS
        for question in study.questions(group)
    ]  # fmt: skip
    heads = ("Group", "Number", "Question", "State", "What would close the gap", "Who can be asked")
    title = f"Questions on {study.outcome.short_title.lower()} and gaps in the answers, {study.place}"
    return Table("Questions and gaps", title, heads, rows, about="Which questions are answered, and what is missing")


def _indicators(study):
    """Return what each indicator is."""
    rows = []
    for name in study.export_ids():
        indicator = study.indicator(name)
        rows.append((indicator.name, indicator.unit, indicator.why_it_matters, indicator.how_it_is_calculated,
                     " ".join(indicator.caveats), indicator.better, indicator.status))  # fmt: skip
    heads = ("Indicator", "Unit", "Why it matters", "How it is worked out", "What to bear in mind", "Better", "Checked")
    title = "Indicators: what they are, how they are worked out, and what to bear in mind"
    return Table("Indicators", title, heads, rows, about="What each indicator is and how it is worked out")


def _sources(study, records):
    """Return the publications behind the figures."""
    known = records[records["value"].notna()]
    made_up = study.known.made_up_sources()
    rows = [
        (publication_title(row), row["url"], kind)
        for kind, is_wanted in (
            ("figures of it are shown", lambda pair: pair not in made_up),
            ("layout of made-up figures: none of it is shown", lambda pair: pair in made_up),
        )
        for row in publications(study, known, is_wanted)
    ]
    heads = ("Publication and edition", "Address", "What is taken from it")
    return Table("Sources", "Sources", heads, rows, about="The publications that the figures are from")
