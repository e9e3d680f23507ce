"""Gaps between groups of people, such as men and women: how many times one rate is the other, with its interval."""

from cjtools import charts
from cjtools.results.group_gaps import gap, gaps_by_period
from cjtools.show import tables, text
from cjtools.show.figure_parts import figure_html, names_of, subtitle_of
from cjtools.words import times

GROUPS = {"Male": "men", "Female": "women"}  # how groups of people stand in a sentence


def people(row):
    """Return the group of a record as it stands in a sentence."""
    return GROUPS.get(row["part_label"], f"people in {row['part_label'].lower()}")


def sentence(rows, indicator, place):
    """Return what the rates of several groups say: each rate, and how far apart they are.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result records of one place and period, one per group.
    indicator : Indicator
    place : str

    Returns
    -------
    str
    """
    known = rows[rows["value"].notna()]
    if known.empty:
        return f"{indicator.name}: no figures for {text.in_place(place)}."
    each = text.join(
        f"{people(row)} {text.number(row['value'], row['unit'], row['marker'])} "
        f"({text.counted(row['numerator'], indicator.words.counted)})"
        for _, row in known.iterrows()
    )
    when = f"In {text.in_place(place)} {text.in_period(known.iloc[0])}"
    said = f"{when}, {indicator.words.subject} {indicator.unit}: {each}."
    found = gap(rows)
    if found is None:
        return f"{said} There are too few cases to tell how far apart the groups are."
    high, low, ratio, lower, upper = found
    if lower <= 1:
        return f"{said} The difference between the groups could be chance."
    if low["numerator"] == 0:
        return f"{said} The rate for {people(high)} is clearly the higher one."
    how_much = f"{times(ratio)} times that for {people(low)}"
    interval = f"95% interval {times(lower)} to {times(upper)}"
    return f"{said} The rate for {people(high)} is {how_much} ({interval})."


def figure(study, indicator, name):
    """Return the figure of rates by group over time: chart, table behind it, source.

    Parameters
    ----------
    study : Study
    indicator : Indicator
    name : str
        Unique on the page.

    Returns
    -------
    str
    """
    rows = study.of_area(indicator.id)
    if not rows["value"].notna().any():
        return ""  # the sentence above says that there is none
    place, _ = names_of(study, indicator)
    newest = study.shares(indicator.id)[0]
    gaps = gaps_by_period(rows)
    period = newest["period"].iloc[0]
    title = f"{indicator.name}, {period}"
    if period in gaps:
        high, low, ratio, *_ = gaps[period]
        said = f"{people(high)} {times(ratio)} times {people(low)}"
        title = f"{indicator.name}: {said} in {period}"
    alt = text.shares_alt(newest, "Lines with 95% intervals, one for each group", place)
    picture = charts.inequality(rows, name=name, title=title, alt=alt, unit=indicator.unit, covid=indicator.covid_years)
    caption = subtitle_of(indicator, place, rows)
    table = tables.table_html(name, caption, *_table(indicator, rows, gaps))
    return figure_html(study, name, title, caption, picture, table, rows)


def _table(indicator, rows, gaps):
    """Return columns and rows of the table by year: each group's rate with its count, and how far apart they are."""
    columns = [tables.Column("Year", False), *(tables.Column(part) for part in indicator.parts)]
    columns.append(tables.Column("Highest is so many times lowest"))
    lines = []
    for period, of_period in rows.groupby("period", sort=True):
        by_part = of_period.set_index("part")
        cells = [_rate(by_part.loc[part]) if part in by_part.index else "[x]" for part in indicator.parts]
        how_much = "too few" if period not in gaps else times(gaps[period][2])
        lines.append([period, *cells, how_much])
    return columns, lines


def _rate(row):
    """Return a rate with its count."""
    count = "" if text.is_missing(row["numerator"]) else f" ({text.number(row['numerator'])})"
    return text.shown_value(row) + count
