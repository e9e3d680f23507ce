"""An area's page counts over all its outcomes what its records say, each figure once."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from html_lint import parse

from cjtools.results.nation import Nation
from cjtools.results.study import ANSWERED
from cjtools.show import area_page, text


@pytest.fixture(scope="module")
def nation(catalogue, observations, records):
    """The national view of the project's own figures."""
    return Nation("2024-25", catalogue, observations, known=records)


@pytest.fixture(scope="module", params=["fife", "orkney-islands", "glasgow-city"])
def studies(request, nation, catalogue):
    """The studies of all outcomes of a middling, a small and a large council."""
    first = nation.study(catalogue.area(request.param), catalogue.outcomes["diversion"])
    return [first.on(outcome) for outcome in catalogue.outcomes.values()]


def test_each_figure_is_looked_at_once_over_all_outcomes(studies, results):
    """Counted anew from the records: one look for each cell and count of the year, whatever form it is shown in."""
    wanted = set()
    for study in studies:
        for name in study.outcome.indicator_ids:
            indicator, records = study.indicator(name), results[name]
            if indicator.context or indicator.level != "council":
                continue
            own = records[(records["area_code"] == study.area["area_code"]) & (records["period"] == "2024-25")]
            own = own[own["value"].notna() & (own["change_reading"] != "")]
            # some have no count of their own, as averages have not
            wanted |= {
                (cells.split("; ")[0], -1.0 if np.isnan(count) else count)
                for cells, count in zip(own["cells"], own["numerator"], strict=True)
            }
    found = [
        (row["cells"].split("; ")[0], -1.0 if np.isnan(row["numerator"]) else row["numerator"])
        for _, row, _ in area_page.looked_at(studies)
    ]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert len(found) > 100


def test_a_figure_of_two_outcomes_names_both(studies):
    """Homelessness applications from prison belong to accommodation, and health and social care shows them too."""
    named = {indicator.id: [o.id for o in outcomes] for indicator, _, outcomes in area_page.looked_at(studies)}
    shared = {name for name in named if name.startswith("homeless_from_prison")}
    assert len(shared) == 1  # as a share, a rate and a number it is one look
    assert set(named[shared.pop()]) == {"health-social-care", "accommodation"}
    assert all(len(outcomes) == len(set(outcomes)) for outcomes in named.values())


def test_changes_are_counted_and_ranked_by_their_evidence(studies):
    """How many at each level, how many chance would give, strongest first."""
    looked = area_page.looked_at(studies)
    every = [(indicator, row) for indicator, row, _ in looked if indicator.statistic == "share"]
    # of two shares of one breakdown that are the whole, then as now, the smaller is left out, or the second of equals
    mirrors = [
        id(row)
        for place, (indicator, row) in enumerate(every)
        for other_place, (other, larger) in enumerate(every)
        if other.id == indicator.id
        and (-row["value"], place) > (-larger["value"], other_place)
        and all(round(row[year] + larger[year], 6) == 100 for year in ("value", "previous_value"))
    ]
    assert 5 <= len(mirrors) == len(set(mirrors))
    rows = [row for _, row, _ in looked if id(row) not in mirrors]
    changed = [row for row in rows if row["change_reading"] in ("up", "down")]
    few = sum(row["change_reading"] == "too few to tell" for row in rows)
    surely = sum(row["change_certainty"] == "99.8%" for row in changed)
    shown = parse(area_page.changes_html(studies))
    numbers = [int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.%])", shown.all("p")[0].text)]
    chance = round((len(rows) - few) * 0.05)
    # none is told in words; of no change nothing is said at the higher level
    made_up = sum(row["status"] == "illustrative" for row in rows)
    told = [len(changed), chance or 1, surely, few if few > 1 else 0]
    told += [made_up, len(rows)] if 0 < made_up < len(rows) else []
    assert numbers == [len(rows) - few, len(rows), *(number for number in told if number)]
    items = [item.text for item in shown.all("li")]
    assert len(items) == len(changed)
    names = [study.outcome.short_title for study in studies]
    assert all(any(item.endswith(name) for name in names) for item in items)
    # what is sure at the 99.8 % level is told as clear, and no other
    assert sum(" clearly " in item for item in items) == surely


def test_standing_gives_each_national_indicator_its_record(studies):
    """Figure, reading and change as the records have them; numbers are not compared."""
    table = parse(area_page.standing_html(studies))
    assert table.all("caption")[0].text.endswith(", illustrative")
    rows = table.all("tbody")[0].all("tr")
    items = [(study, item) for study in studies for item in study.outcome.national_indicators]
    assert len(rows) == len(items)
    for row, (study, item) in zip(rows, items, strict=True):
        cells = [cell.text for cell in row.all("td")]
        assert row.all("th")[0].text == f"{study.outcome.number}. {study.outcome.short_title}"
        assert cells[0] == item.shown_title
        if item.indicator is None:
            assert cells[1:] == ["no single figure", "none", "none"]
            continue
        record, indicator = study.latest(item.indicator), study.indicator(item.indicator)
        assert cells[1].startswith(text.number(record["value"], record["unit"], record["marker"]))
        assert cells[1].endswith(" (illustrative)") == (record["status"] == "illustrative")
        if indicator.level != "council":
            assert cells[2] == "not published by council"
        elif indicator.statistic == "count":
            assert cells[2] == "a number: not compared"
        else:
            side = {"above": "higher", "below": "lower"}.get(record["position"], record["position"])
            assert side in cells[2]


def test_what_can_be_compared_follows_the_national_indicators(studies, nation, catalogue):
    """Most national indicators are numbers; the rate that stands for the outcome comes after them, once."""
    found = {name: nation.stands_for(outcome) for name, outcome in catalogue.outcomes.items()}
    comparable = {name: indicator.id for name, indicator in found.items() if indicator}
    shown = [row.text for row in parse(area_page.standing_html(studies, comparable)).all("tbody")[0].all("tr")]
    extra = [line for line in shown if "For comparison: " in line]
    national = {item.indicator for study in studies for item in study.outcome.national_indicators}
    assert len(extra) == len(set(comparable.values()) - national) == 4
    assert sum("For comparison: Diversion" in line for line in extra) == 1


def test_gaps_are_counted_by_outcome(studies):
    """Questions, answered, in part, open: they add up, and link to the table only where it is."""
    shown = area_page.gaps_html(studies, "gaps.csv")
    for row, study in zip(parse(shown).all("tbody")[0].all("tr"), studies, strict=True):
        asked, answered, part, still_open = (int(cell.text) for cell in row.all("td"))
        assert asked == len(study.outcome.all_questions) == answered + part + still_open
        states = [study.state(question) for question in study.outcome.all_questions]
        assert still_open == sum(state != ANSWERED for state in states)
    total = sum(len(study.gaps()) for study in studies)
    assert f"{total} questions over all outcomes" in shown
    assert 'href="gaps.csv"' in shown
    assert "gaps.csv" not in area_page.gaps_html(studies)


def test_an_area_without_outcomes_or_figures_still_has_a_page(nation, catalogue):
    """Nothing to look at is said, not shown as an empty table."""
    assert area_page.looked_at([]) == []
    assert "could be compared with the year before" in area_page.changes_html([])
    nothing = Nation("2024-25", catalogue, nation.observations.iloc[:0])
    study = nothing.study(catalogue.area("fife"), catalogue.outcomes["diversion"])
    shown = area_page.area_html([study])
    assert "could be compared with the year before" in shown
    assert "no figure held" in shown
    bare = SimpleNamespace(national_indicators=[], id="x", all_questions=[])
    assert "has a national indicator" in area_page.standing_html([SimpleNamespace(outcome=bare)])
