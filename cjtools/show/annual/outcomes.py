"""Each outcome in the yearly report: judgement, figures, what was done, what people said, what is next."""

from cjtools import charts
from cjtools.levels import COUNCIL
from cjtools.results.changes import previous_period
from cjtools.results.local_measures import series_of
from cjtools.show import text
from cjtools.show.annual import words as w
from cjtools.show.document import Grid, Heading, Hole, Listed, Picture, Say, example, in_parts, made_up
from cjtools.show.figure_parts import names_of, subtitle_of
from cjtools.show.fragments import made_up_mark
from cjtools.show.holes import place_for
from cjtools.show.local_series import newest
from cjtools.show.recorded import MAY_BE_QUOTED, day

WIDTHS = (4, 2.2, 2.2, 2.6, 2.2, 2.4, 2.4)
SCOTLAND_ONLY = "Scotland only"
QUOTE = "“{}”"


@in_parts
def outcome_reports(year):
    """Return every outcome with what the report has to say of it.

    Parameters
    ----------
    year : Year

    Returns
    -------
    Parts
    """
    yield from example(year)
    where = place_for(year.evidence, year.area["slug"], w.SHEET, "Answers")
    yield Say(" ".join(["What partners have not recorded is marked.", *([] if year.is_published else [where])]))
    for one in year.outcomes:
        yield Heading(one.outcome.numbered, f"outcome-{one.outcome.number}", 3)
        yield Say(one.outcome.title, "Local outcome:" if one.outcome.kind == "Local" else "National outcome:")
        yield Say(one.outcome.aim.title, "Aim of the strategy:")
        yield Say(one.outcome.priority_action.title, "Priority action:")
        yield from _judgement(year, one)
        yield from _figures(year, one)
        yield from _done(year, one)
        yield from _said(year, one)
        yield from _quality(one)
        yield _next(one)


def _judgement(year, one):
    """Yield what the partners judge, beside the year before, and what explains the change."""
    row, name = one.now, f"judgement-{one.outcome.number}"
    yield Heading("Was it achieved at the end of the year?", name, 4)
    if "achieved" not in row.values:
        yield Hole("The partners' judgement is not recorded.")
    else:
        yield Say(f"{w.judged(row).capitalize()}.", f"At the end of {year.period}:")
    yield Say(f"{w.judged(one.before).capitalize()}.", "A year before:")
    if row.get("change_why"):
        yield Say(row.get("change_why"), "What explains the change:")
    elif one.moved in ("nearer", "further away"):
        yield Hole(f"The judgement is now {one.moved}; what explains it is not recorded.")
    if row.get("progress"):
        yield Say(row.get("progress"), "Progress in the year:")
    elif row.get("achieved", None) is False:
        yield Hole("What progress there was is not recorded.")
    used = [_metric(year, name) for name in row.get("indicators", ())]
    if used:
        yield Say(f"{text.join(used)}.", "Indicators used:")
    else:
        yield Hole("Which indicators the judgement rests on is not recorded.")
    if row.get("agreed_by"):
        yield Say(", ".join(filter(None, [row.get("agreed_by"), row.get("agreed_on") and day(row.get("agreed_on"))])),
                  "Agreed by:")  # fmt: skip


def _metric(year, name):
    """Return an indicator as a reader knows it: a number of the framework with its title, else the partners' words."""
    national = {item.id: item.shown_title for one in year.outcomes for item in one.outcome.national_indicators}
    measures = {row.get("id"): row.get("name") for row in year.evidence.of("measures")}
    title = national.get(name) or measures.get(name)
    return f"{name} {title}" if title else name


def _figures(year, one):
    """Yield the indicator table, the trend of one indicator, a sentence on each, and the partnership's own figures."""
    yield Heading("What the figures say", f"figures-{one.outcome.number}", 4)
    lines = one.figures
    if not any(line.now is not None for line in lines):
        yield Hole("No figure is held for this outcome.")
    else:
        yield Grid(
            f"indicators-{one.outcome.number}",
            f"Indicators of outcome {one.outcome.number}, {year.place}",
            ("Indicator", year.period, previous_period(year.period), "Change", "Scotland", "Rate", "Note"),
            [_line(year, one, line) for line in lines],
            WIDTHS,
        )
        yield Listed(tuple(_sentence(one, line) for line in lines if line.number and line.now is not None))
        yield from _trend(one)
    own = series_of(one.study)
    if own:
        yield Say("", f"The partnership's own figures{made_up(year)}:")
        yield Listed(tuple(f"{series.name}: {newest(series)}." for series in own))


def _line(year, one, line):
    """Return the cells of one line of the indicator table."""
    title = " ".join(filter(None, [line.number, line.title]))
    if line.now is None:
        return [title, "no figure held", *[""] * 4, "in development, or not held" if line.indicator is None else ""]
    if line.is_scotland:
        only = f"{_value(line.scotland)} ({line.now['period']})"
        return [title, SCOTLAND_ONLY, "", "", only, "", _note(one, line)]
    return [
        title,
        _cell(line.now, year.period),
        _cell(line.before, previous_period(year.period)),
        w.change(line.now) or w.NONE,
        "" if line.scotland is None else _value(line.scotland),
        "" if line.rate is None else f"{text.shown_value(line.rate)} {line.rate['unit']}",
        _note(one, line),
    ]


def _cell(row, period):
    """Return a figure, with its year where that is another than the column's."""
    if row is None:
        return w.NONE
    return _value(row) + (f" ({row['period']})" if row["period"] != period else "")


def _value(row):
    """Return a figure; a percentage with the count that it is of."""
    shown = text.shown_value(row)
    if text.is_missing(row["value"]) or row["unit"] != "per cent" or text.is_missing(row["denominator"]):
        return shown
    return f"{shown} of {text.number(row['denominator'])}"


def _note(one, line):
    """Return what has to be known of a line: whose figure it is, what it lacks, that it is made up."""
    where = "" if line.indicator.level == COUNCIL else f"figure of {one.study.place_of(line.indicator.id)}"
    note = line.now["note"] if text.is_missing(line.now["value"]) else ""
    return " ".join(filter(None, [f"{where}." if where else "", note, made_up_mark(*line.statuses)]))


def _sentence(one, line):
    """Return an indicator in a sentence or two: the figure, and how it has moved."""
    place = one.study.place_of(line.indicator.id)
    said = [
        text.said_of(line.now, line.indicator, place),
        text.changed(line.now),
        text.trended(line.now, line.indicator),
    ]
    return w.marked(" ".join(filter(None, said)), line.now)


def _trend(one):
    """Yield the line over time of the first indicator that has one, of what can be compared rather than of a count."""
    rates = [line.rate["indicator"] for line in one.figures if line.rate is not None]
    named = [line.now["indicator"] for line in one.figures if line.now is not None]
    compared = [name for name in named if one.study.indicator(name).statistic != "count"]
    # of an outcome that has both, what the framework asks for comes first
    first = [*rates, *compared] if any(line.number and line.rate is not None for line in one.figures) else compared
    for name in dict.fromkeys([*first, *rates, *named]):
        own, scotland, group = one.study.trend(name)
        if own["value"].notna().sum() > 1:
            yield _picture(one, one.study.indicator(name), own, scotland, group)
            return


def _picture(one, indicator, own, scotland, group):
    """Return the line over time of an indicator."""
    place, group_name = names_of(one.study, indicator)
    title = text.headline(one.study.latest(indicator.id), indicator)
    drawn = {
        "unit": indicator.unit,
        "labels": (place, "Scotland", group_name),
        "covid": indicator.covid_years,
        "breaks": list(indicator.breaks.items()),
    }
    alt = text.trend_alt(own, scotland, group, indicator, place, group_name)
    name = f"trend-{one.outcome.number}"
    return Picture(
        name,
        title,
        charts.trend(own, scotland, group, name=f"{name}-line", title=title, alt=alt, **drawn),
        alt,
        " ".join(filter(None, [subtitle_of(indicator, place, own), made_up_mark(*own["status"])])),
        lambda: charts.trend_png(own, scotland, group, **drawn),
    )


def _done(year, one):
    """Yield what was done in the year, alone or jointly, and what the delivery plan records of it."""
    row = one.now
    yield Heading("What was done", f"done-{one.outcome.number}", 4)
    if row.get("action"):
        yield Say(row.get("action"))
    else:
        yield Hole("What was done in the year is not recorded.")
    names = w.partner_names(year, row.get("partners", ()))
    by = ": ".join(filter(None, [row.get("action_by"), text.join(names)]))
    if by:
        yield Say(f"{by}.", "By whom:")
    elif row.get("action"):
        yield Hole("Whether it was done alone or jointly is not recorded.")
    if one.delivered:
        yield Say("", "From the delivery plan:")
        yield Listed(tuple(_delivered(when, entry) for when, entry in one.delivered))


def _delivered(when, entry):
    """Return what the delivery plan records of a day: a task that was done, or a test of a change and its decision."""
    if entry.get("change"):
        learned = f" {entry.get('happened')}" if entry.get("happened") else ""
        return f"{day(when)}: {entry.get('change')}; decision: {entry.get('decision')}.{learned}"
    return f"{day(when)}: {entry.get('what')}."


def _said(year, one):
    """Yield what people said within the year, and practice and lessons."""
    yield Heading("What people said", f"said-{one.outcome.number}", 4)
    if one.voices:
        yield Listed(tuple(_voice(row) for row in one.voices))
    else:
        yield Hole(f"No answer of {year.period} is recorded that may be shown.")
    if one.practice:
        yield Say("", "Practice and lessons:")
        yield Listed(tuple(_practice(row) for row in one.practice))


def _voice(row):
    """Return what was said, by whom and when."""
    who = ": ".join(filter(None, [row.get("who"), row.get("role")]))
    is_quoted = row.get("form") == "quotation" and row.get("consent") == MAY_BE_QUOTED
    said = QUOTE.format(row.get("answer")) if is_quoted else row.get("answer")
    return f"{said} ({who}, {day(row.get('date'))})"


def _practice(row):
    """Return practice that works, or a lesson."""
    difference = f" {row.get('difference')}" if row.get("difference") else ""
    share = " Worth sharing." if row.get("share") else ""
    return f"{row.get('kind').capitalize()}: {row.get('what')}{difference}{share}"


def _quality(one):
    """Yield the partners' evaluation of quality, kept apart from the judgement."""
    if not one.quality:
        return
    titles = {item.number: f"{item.number} {item.title}" for item in one.outcome.quality_indicators}
    yield Heading("Quality", f"quality-{one.outcome.number}", 4)
    yield Say(
        "Judged by the partners on a scale of six points. It stands beside the outcome and does not count into it."
    )
    yield Listed(tuple(_level(titles, row) for row in one.quality))


def _level(titles, row):
    """Return one evaluation of quality."""
    words = (("Strengths", "strengths"), ("To improve", "to_improve"), ("How we know", "known"), ("Next", "next"))
    said = [f"{label}: {row.get(name)}" for label, name in words if row.get(name)]
    of = titles.get(row.get("indicator"), row.get("indicator"))
    return " ".join([f"{of}: {row.get('level')} ({day(row.get('date'))}).", *said])


def _next(one):
    """Return the next steps for an outcome."""
    if one.now.get("next"):
        return Say(one.now.get("next"), "Next steps:")
    return Hole("Next steps are not recorded.")
