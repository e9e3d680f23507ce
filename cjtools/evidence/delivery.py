"""What is wrong with the sheets of the delivery plan that no single cell tells: rows that contradict one another."""

import difflib
from collections import defaultdict

from cjtools.catalogue.improvement import P_CHART, RUN_CHART, U_CHART, XMR
from cjtools.errors import Problem, cut, did_you_mean
from cjtools.evidence.between import Teller
from cjtools.evidence.choices import plain
from cjtools.evidence.measures import COUNTS, PERCENT, SHEET
from cjtools.evidence.periods import YEAR, kind_of

PARENTS = {"secondary driver": ("primary driver",), "change idea": ("secondary driver", "primary driver")}
ACCOUNTABLE = "accountable"
ALIKE = 0.8  # how alike two names are of which one may be a slip of the hand


def delivery_faults(words, tables, rows):
    """Return the faults of the delivery plan that lie between rows.

    Parameters
    ----------
    words : Catalogue
    tables : dict
        Sheet id -> Table, as read.
    rows : dict
        Sheet id -> list of Row: those that hold no other fault.

    Returns
    -------
    list of Problem
    """
    teller = Teller(words, tables, rows)
    for rule in (_aims, _measures, _baselines, _drivers, _of_one_aim, _tasks, _accountable, _cycles):
        rule(teller)
    return teller.problems


def _aims(teller):
    """Note aims that were changed without a reason, or into another outcome's."""
    versions = defaultdict(list)
    for row in sorted(teller.of("aims"), key=lambda row: row.get("agreed_on")):
        versions[plain(row.get("id"))].append(row)
    for rows in versions.values():
        name = cut(rows[0].get("id"))
        for row in rows[1:]:
            if not row.get("reason"):
                told = f"is empty, but aim {name} was another one before (row {rows[0].number})"
                teller.tell("aims", row, "reason", told, todo="say why it was changed")
            if row.get("outcome") != rows[0].get("outcome"):
                allowed = "the same outcome; an aim for another one has a number of its own"
                teller.tell("aims", row, "outcome", f"is not that of aim {name} in row {rows[0].number}", allowed)


def _measures(teller):
    """Note measures whose chart, rules, baseline or figures do not go together."""
    improvement, units = teller.words.improvement, defaultdict(set)
    bases = defaultdict(list)
    for row in teller.of(SHEET):
        units[plain(row.get("measure"))].add(row.get("unit"))
        bases[plain(row.get("measure"))].append(row.get("base", None))
    for row in teller.of("measures"):
        chart = row.get("chart") or RUN_CHART
        rules = improvement.rule_set(row.get("rules")) if row.get("rules") else improvement.usual(chart)
        if chart not in rules.charts:
            fit = ", ".join(one.id for one in improvement.rule_sets if chart in one.charts)
            teller.tell("measures", row, "rules", f"is '{rules.id}', which is not for a {chart}", fit)
        if row.get("screened") and chart != XMR:
            teller.tell("measures", row, "screened", f"is yes, but a {chart} has no moving ranges", f"no, or an {XMR}")
        if row.get("indicator") and chart in (P_CHART, U_CHART):
            allowed = f"{RUN_CHART} or {XMR} (an indicator may be standardised or pooled)"
            teller.tell("measures", row, "chart", f"is {chart}, but the figures are those of an indicator", allowed)
        if row.get("indicator") and row.get("frequency") != YEAR:
            teller.tell("measures", row, "frequency", "is not that of the indicator", f"{YEAR} (indicators are yearly)")
        of_series = units.get(plain(row.get("name")), set())
        if chart == P_CHART and of_series - {PERCENT}:
            teller.tell(
                "measures", row, "chart", f"is {chart}, but the values are {_said(of_series)}", "values in per cent"
            )
        if chart == U_CHART and (of_series - set(COUNTS) or None in bases[plain(row.get("name"))]):
            allowed = f"values that are numbers of {', '.join(COUNTS)}, each with Out of filled in"
            teller.tell("measures", row, "chart", f"is {chart}, but the values are not rates", allowed)
        if row.get("target", None) is not None and row.get("better") == "neither":
            teller.tell(
                "measures", row, "target", "is filled in, but neither way is better", "empty, or higher or lower"
            )
        if row.get("target", None) is not None and of_series == {PERCENT} and not 0 <= row.get("target") <= 100:
            teller.tell("measures", row, "target", "is no percentage", "0 to 100")
        _baseline_periods(teller, row)


def _baseline_periods(teller, row):
    """Note a baseline that ends before it begins, or is not in the measure's periods."""
    first, last, often = row.get("baseline_from"), row.get("baseline_to"), row.get("frequency")
    for column, period in (("baseline_from", first), ("baseline_to", last)):
        if period and kind_of(period) != often:
            teller.tell("measures", row, column, f"is '{period}', but the measure is by {often}", f"a {often}")
    if first and last and kind_of(first) == kind_of(last) and last < first:
        teller.tell("measures", row, "baseline_to", f"is {last}, before {first}", "the same period or a later one")
    if bool(first) != bool(last):
        column = "baseline_to" if first else "baseline_from"
        teller.tell("measures", row, column, "is empty, but the other end is not", todo="fill in both, or neither")


def _said(units):
    """Return units as a list in words; of a measure that nobody has given values, that."""
    return ", ".join(sorted(units)) or "not there"


def _baselines(teller):
    """Note new lines that begin in no period of their measure."""
    measures = teller.by_id("measures")
    for row in teller.of("baselines"):
        measure = measures.get(row.get("measure"))
        often = measure.get("frequency") if measure else ""
        if measure and kind_of(row.get("from")) != often:
            found = f"is '{row.get('from')}', but {cut(row.get('measure'))} is by {often}"
            teller.tell("baselines", row, "from", found, f"a {often}")
        elif measure and measure.get("baseline_to") and row.get("from") <= measure.get("baseline_to"):
            found = f"is '{row.get('from')}', within or before the baseline of {cut(row.get('measure'))}"
            teller.tell("baselines", row, "from", found, f"a period after {measure.get('baseline_to')}")


def _drivers(teller):
    """Note drivers that lead to one of a level, or an aim, that they cannot lead to."""
    drivers = teller.by_id("drivers")
    for row in teller.of("drivers"):
        above = drivers.get(row.get("under"))
        if above is None:
            continue
        teller.same_aim("drivers", row, "under", above)
        allowed = PARENTS.get(row.get("level"), ())
        if above.get("level") not in allowed:
            found = f"names {cut(above.get('id'))}, a {above.get('level')}"
            teller.tell("drivers", row, "under", found, f"a {' or a '.join(allowed)}")


def _of_one_aim(teller):
    """Note tasks of an objective of another aim, and changes to a task of another aim."""
    objectives, tasks = teller.by_id("objectives"), teller.by_id("tasks")
    for row in teller.of("tasks"):
        teller.same_aim("tasks", row, "objective", objectives.get(row.get("objective")))
    for row in teller.of("changes"):
        teller.same_aim("changes", row, "task", tasks.get(row.get("task")))


def _tasks(teller):
    """Note tasks whose days or progress contradict each other, and those that wait for themselves."""
    tasks = teller.by_id("tasks")
    for row in teller.of("tasks"):
        for last in ("end", "expected", "done_on"):
            teller.in_order("tasks", row, "start", last)
        done, progress = row.get("done_on", None), row.get("progress", None)
        if done and progress is not None and progress < 100:
            teller.tell("tasks", row, "progress", f"is {progress:g}, but Done on is filled in", "100, or Done on empty")
        if progress == 100 and not done:
            teller.tell("tasks", row, "done_on", "is empty, but Progress is 100", todo="fill it in")
        if done and row.get("expected", None):
            teller.tell("tasks", row, "expected", "is filled in, but Done on is too", todo="empty one of the two")
        if progress is not None and 0 < progress < 1:
            teller.tell("tasks", row, "progress", f"is {progress:g}", "0 to 100: half is 50")
    for circle in _circles({name: row.get("after", ()) for name, row in tasks.items()}):
        found = f"goes round in a circle: {cut(' after '.join([*circle, circle[0]]))}"
        teller.tell("tasks", tasks[circle[0]], "after", found, todo="take one of them out")


def _circles(after):
    """Return the circles in what waits for what, each once.

    Examples
    --------
    >>> _circles({"T1": ("T2",), "T2": ("T3",), "T3": ("T1",), "T4": ("T1", "T4")})
    [['T1', 'T2', 'T3'], ['T4']]
    """
    found, done = [], set()
    for first in after:
        way, open_ = [first], [iter(after.get(first, ()))]
        while way:
            before = next((name for name in open_[-1] if name in way or name not in done), None)
            if before in way:
                found.append(way[way.index(before) :])
            elif before is not None:
                way.append(before)
                open_.append(iter(after.get(before, ())))
            else:
                done.add(way.pop())
                open_.pop()
    return found


def _accountable(teller):
    """Note tasks for which more than one is accountable."""
    first = {}
    for row in teller.of("responsibilities"):
        if row.get("role") != ACCOUNTABLE:
            continue
        before = first.setdefault(row.get("task"), row)
        if before is not row:
            found = f"is {ACCOUNTABLE} for {cut(row.get('task'))}, for which row {before.number} names another"
            teller.tell("responsibilities", row, "role", found, "one who is accountable for each task")


def _cycles(teller):
    """Note cycles that end before they start, or name what is of another aim."""
    measures, drivers = teller.by_id("measures"), teller.by_id("drivers")
    for row in teller.of("cycles"):
        teller.in_order("cycles", row, "start", "end")
        teller.in_order("cycles", row, "start", "decided_on")
        for name in row.get("measures", ()):
            teller.same_aim("cycles", row, "measures", measures.get(name))
        idea = drivers.get(row.get("idea"))
        teller.same_aim("cycles", row, "idea", idea)
        if idea is not None and idea.get("level") != "change idea":
            teller.tell("cycles", row, "idea", f"names {idea.get('id')}, a {idea.get('level')}", "a change idea")


def delivery_notes(tables, rows, texts):
    """Return what is worth knowing of the delivery plan and no fault: what is still to be filled in.

    Parameters
    ----------
    tables, rows : dict
        As for :func:`delivery_faults`.
    texts : dict
        Sheet id -> list of dicts, column id -> text: rows that hold a fault are there, too.

    Returns
    -------
    list of Problem
    """
    answered = {
        plain(row.get("task", ""))
        for row in texts.get("responsibilities", [])
        if plain(row.get("role", "")) == ACCOUNTABLE
    }
    todo = "add the row to the sheet Responsibilities"
    open_ = [
        Problem(
            f"nobody is {ACCOUNTABLE} for task {cut(row.get('id'))} yet",
            tables["tasks"].file,
            tables["tasks"].title,
            row.cells["id"],
            todo=todo,
        )
        for row in rows.get("tasks", [])
        if plain(row.get("id")) not in answered
    ]
    return _without_figures(tables, rows, texts) + open_


def _without_figures(tables, rows, texts):
    """Return which measures have no figure, or none in their own kind of period."""
    names = {plain(row["measure"]): row["measure"] for row in texts.get(SHEET, []) if row.get("measure")}
    kinds = defaultdict(set)
    for row in rows.get(SHEET, []):
        kinds[plain(row.get("measure"))].add(kind_of(row.get("period")))
    notes = []
    for row in rows.get("measures", []):
        name, often = plain(row.get("name")), row.get("frequency")
        if row.get("indicator") or often in kinds[name] or (name in names and not kinds[name]):
            continue
        said = f"measure '{cut(row.get('name'))}' has no figure in Measure values"
        if kinds[name]:
            told, allowed = f"{said} by {often}, only by {' and '.join(sorted(kinds[name]))}", ""
        else:
            near = [names[one] for one in difflib.get_close_matches(name, names, 2)]
            told, allowed = f"{said} yet", did_you_mean([cut(each) for each in near])
        table = tables["measures"]
        notes.append(Problem(told, table.file, table.title, row.cells["name"], allowed))
    return notes + _nearly_named(tables, rows)


def _nearly_named(tables, rows):
    """Return which series have nearly the name of a measure: a slip of the hand would make two of one."""
    there = {plain(row.get("measure")) for row in rows.get(SHEET, [])}
    names = {plain(row.get("name")): row.get("name") for row in rows.get("measures", []) if not row.get("indicator")}
    # of one without any figure it is told already which series may be meant
    names = {name: said for name, said in names.items() if name in there}
    notes, told = [], set()
    for row in rows.get(SHEET, []):
        name = plain(row.get("measure"))
        near = [] if name in names or name in told else difflib.get_close_matches(name, names, 1, ALIKE)
        if near:
            told.add(name)
            said = f"measure '{cut(row.get('measure'))}' is none of the sheet Measures"
            table = tables[SHEET]
            near = did_you_mean([cut(names[near[0]])])
            notes.append(Problem(said, table.file, table.title, row.cells.get("measure", f"row {row.number}"), near))
    return notes
