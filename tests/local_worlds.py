"""Partnerships with figures of their own, drawn at random, from their files to the folder for readers.

All figures are made up. Reports are made in this process, without kernels, by the same calls as the notebooks'.
"""

import csv
import io
import os
import random
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import yaml
from report_maker import executed

from cjtools import catalogue
from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import Ledger
from cjtools.batch.planning import choose, plan
from cjtools.batch.releases import Releases
from cjtools.batch.work import files_of
from cjtools.evidence.template import new_workbook
from cjtools.intake.own_tables import OWN_TABLE
from cjtools.intake.store import read_told, write_atomically
from cjtools.paths import Folders
from cjtools.publish.publish import publish
from cjtools.results import doors
from cjtools.results.export import everything, to_csv
from cjtools.results.local import record_release, with_local

ROOT = Path(__file__).resolve().parents[1]
YEAR, AREA, CODE = "2024-25", "fife", "S12000047"
OUTCOMES = ("mentoring", "mediation")  # the partnership's own: they share a measure
SIZES = (0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 37, 60)
PERIODS = ("2022-23", "2023-24", "2024-25")
SEXES, AGES, KINDS = ("Female", "Male"), ("Under 21", "21 and over"), ("Alcohol", "Debt", "Housing")
MEASURES = ("offers", "completions", "needs", "visits")
# id -> (outcome, statistic, count, what is taken away, out of, breakdown); in words they stand in the report
INDICATORS = {
    "own_alpha": ("mentoring", "count", "offers", "", "", ""),
    "own_bravo": ("mentoring", "proportion", "completions", "", "offers", ""),
    "own_charlie": ("mentoring", "proportion", "completions", "", "offers", "sex"),
    "own_delta": ("mediation", "count", "offers", "completions", "", ""),
    "own_echo": ("mediation", "share", "offers", "", "offers", "age"),
    "own_foxtrot": ("mentoring", "share", "offers", "", "offers", "sex and age"),
    "own_golf": ("mediation", "share", "needs", "", "visits", "kind"),
}
NAMED = {"": "study", "delivery_plan": "delivery", "annual_report": "report", "opi2016": "framework"}  # in notebooks
SHOWS = {"count": "trend", "proportion": "trend", "share": "table"}
PARTS = {"sex": SEXES, "age": AGES, "kind": KINDS, "sex and age": tuple(f"{s}, {a}" for s in SEXES for a in AGES)}


@dataclass(frozen=True)
class World:
    """A partnership's own figures: {(measure, period, breakdown, category): count}, and series {(name, period): …}."""

    counts: dict
    series: dict


def drawn(seed):
    """Draw a world."""
    draw = random.Random(seed)
    counts = {}
    for period in PERIODS:
        both = {(s, a): [draw.choice(SIZES)] * 2 for s in SEXES for a in AGES}
        both = {key: (offers, draw.randint(0, offers)) for key, (offers, _) in both.items()}
        if draw.random() < 0.5:  # nearly all: what is left over is small
            both = {key: (n, max(0, n - draw.choice((0, 0, 1, 2)))) for key, (n, _) in both.items()}
        for place, measure in enumerate(("offers", "completions")):
            members = {("total", "Total"): list(both)}
            members |= {("sex", sex): [key for key in both if key[0] == sex] for sex in SEXES}
            if measure == "offers":
                members |= {("age", age): [key for key in both if key[1] == age] for age in AGES}
                members |= {("sex and age", ", ".join(key)): [key] for key in both}
            counts |= {(measure, period, *of): sum(both[key][place] for key in keys) for of, keys in members.items()}
        needs = [draw.choice(SIZES) for _ in KINDS]
        counts |= {("needs", period, "kind", kind): n for kind, n in zip(KINDS, needs, strict=True)}
        counts["visits", period, "total", "Total"] = sum(needs) + draw.choice((0, 0, 0, 3, 11))
    series = {}
    months = [f"2024-{month:02d}" for month in range(4, 13)]
    for quarter in range(3):
        of = [draw.choice(SIZES) for _ in range(3)]
        series |= {("People seen", month): n for month, n in zip(months[3 * quarter :], of, strict=False)}
        series["People seen", f"2024-25 Q{quarter + 1}"] = sum(of)
    return World(counts, series)


def revised(world, seed):
    """Return a world a year later: some figures put right, by a few or by many."""
    draw = random.Random(seed)
    counts = dict(world.counts)
    for period in draw.sample(PERIODS, 2):
        others = drawn(f"{seed}{period}").counts
        counts |= {key: others[key] for key in counts if key[1] == period}
    return World(counts, world.series)


def name_of(indicator):
    """The name of an indicator."""
    return f"Indicator {indicator.removeprefix('own_').title()}"


def words_of(name):
    """How an indicator is worked out, as its page says: a reader has that in words."""
    _, statistic, count, less, out_of, breakdown = INDICATORS[name]
    taken, of = f" less {less}" if less else "", f"; out of: {out_of}" if out_of else ""
    if statistic == "share":
        return f"Count: {count}, shared out by {breakdown}{of}."
    return f"Count: {count}{taken}{of}{f'; for each {breakdown}' if breakdown else ''}."


def write_own(folder, world, profile="", without=()):
    """Write a partnership's files, without the figures of some breakdowns."""
    shutil.rmtree(folder / "indicators", ignore_errors=True)
    for name in ("outcomes", "indicators"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    example = ROOT / "docs" / "examples" / "local-outcome"
    outcome = yaml.safe_load((example / "outcomes" / "restorative-justice.yaml").read_text(encoding="utf-8"))
    model = yaml.safe_load((example / "indicators" / "local_rj_offered.yaml").read_text(encoding="utf-8"))
    for number, name in enumerate(OUTCOMES, 1):
        mine = [each for each in INDICATORS if INDICATORS[each][0] == name]
        # one more question shows what belongs to the other outcome: both have their figures in common
        shown = [*mine, "own_alpha"] if name == "mediation" else mine
        said = outcome | {"id": name, "number": f"L{number}", "short_title": name.title(), "aliases": []}
        first = said["questions"]["people"][0]
        answers = [{"indicator": each, "show": SHOWS[INDICATORS[each][1]]} for each in shown]
        said["questions"] = said["questions"] | {"people": [first | {"answered_by": answers}]}
        said["headline"] = [{"indicator": each} for each in mine if not INDICATORS[each][5]]
        said["title"] = f"{name.title()} for all who want it"
        (folder / "outcomes" / f"{name}.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    for name, (of, statistic, count, less, out_of, breakdown) in INDICATORS.items():
        terms = [{"measure": f"local_{count}"}] + ([{"measure": f"local_{less}", "sign": -1}] if less else [])
        said = model | {
            "id": name,
            "name": name_of(name),
            "words": {"subject": f"cases of {name_of(name)}", "verb": "were seen", "counted": "cases"},
            "outcomes": [of],
            "how_it_is_calculated": words_of(name),
            "statistic": statistic,
            "numerator": terms,
            "unit": "cases" if statistic == "count" else "per cent",
            "baseline_period": PERIODS[0],
        }
        if out_of:
            said["denominator"] = [{"measure": f"local_{out_of}"}]
        if breakdown:
            said |= {"breakdown": breakdown, "parts": list(PARTS[breakdown])}
        (folder / "indicators" / f"{name}.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    head = "measure,title,unit,period_type,councils_add_up,parts_add_up,definition\n"
    rows = [f"local_{one},{one.title()},cases,financial year,no,,As counted.\n" for one in MEASURES]
    (folder / "measures.csv").write_text(head + "".join(rows), encoding="utf-8")
    shutil.copy(example / "sources.csv", folder)
    licence = (folder / "sources.csv").read_text(encoding="utf-8").replace("Not for publication", "Open")
    (folder / "sources.csv").write_text(licence, encoding="utf-8")
    write_figures(folder, world, without)
    if profile:
        (folder / "disclosure.yaml").write_text(f"profile: {profile}\n", encoding="utf-8")


def write_figures(folder, world, without=()):
    """Write the figures, without those of some breakdowns, and the evidence workbook with the series."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(OWN_TABLE)
    for (measure, period, breakdown, category), count in world.counts.items():
        if breakdown in without:
            continue
        key = [f"local_{measure}", CODE, "Fife", period, "financial year", breakdown, category]
        table.writerow([*key, count, "", "local_rj_service", "2024-25", "p", "made up"])
    (folder / "figures.csv").write_text(text.getvalue(), encoding="utf-8")
    write_series(folder, world.series)


def write_series(folder, series, area=AREA, outcome="L1"):
    """Write an evidence workbook with some series: {(name, period): count}."""
    words = catalogue.load()
    path = folder / "evidence.xlsx"
    path.write_bytes(new_workbook(words, words.reporter(area)))
    book, form = openpyxl.load_workbook(path), words.evidence_form.sheet("local_measures")
    for number, ((name, period), value) in enumerate(series.items(), 3):
        row = {"measure": name, "outcome": outcome, "unit": "people", "source": "Team records", "period": period}
        for place, column in enumerate(form.columns, 2):
            book["Measure values"].cell(number, place, (row | {"value": value}).get(column.id))
    book.save(path)


@contextmanager
def at_home(folder):
    """Work in a project."""
    before = os.environ.get("CJTOOLS_HOME")
    os.environ["CJTOOLS_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("CJTOOLS_HOME")
        if before is not None:
            os.environ["CJTOOLS_HOME"] = before


def new_home(folder, processed):
    """Make a project that shares catalogue, notebooks and some processed tables with this one, without own figures."""
    (folder / "data" / "raw" / "local").mkdir(parents=True)
    for name in ("data/catalogue", "notebooks", "GLOSSARY.md"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(processed, folder / "data" / "processed")
    table = folder / "data" / "processed" / "observations.csv"
    head, *lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    # of a few years, which is quicker
    kept = [line for line in lines if re.search(r",(2023-24|2024-25|2023|mid-2023),", line)]
    table.write_text(head + "".join(kept), encoding="utf-8")
    return Folders(folder)


def make(root, outcomes=OUTCOMES, forms=(), areas=(AREA,), year=YEAR):
    """Make reports and write them down as a run does; return the folder of outputs."""
    out = root.outputs / year
    out.mkdir(parents=True, exist_ok=True)
    with at_home(root.root):
        words = catalogue.load(root.catalogue)
        inputs, ledger, releases = Inputs(root), Ledger(out), Releases(root, words)
        for area in areas:
            for task in plan(
                choose(words, [area], list(outcomes), year, local=root.local), year, root.outputs, forms=forms
            ):
                subject = getattr(doors, task.kind.door)(**task.parameters)
                steps = task.kind.steps
                name = NAMED.get(task.kind.id, "plan")
                notebooks = {step: executed(root.notebooks / f"{step}.ipynb", subject, name) for step in steps}
                files = files_of(task, notebooks, dict.fromkeys(steps, "0" * 64))
                releases.of_report(task)
                for file, content in files.items():
                    write_atomically(out / task.slug / file, content)
                made_of = inputs.of(task.slug, task.outcome, task.compare)
                ledger.record(task.slug, task.outcome, "done", made_of, forms=task.forms)
    return out


def published(root, to, year=YEAR):
    """Publish; return the folder for readers."""
    with at_home(root.root):
        publish(catalogue.load(root.catalogue), root, root.outputs / year, to)
    return to


def tables(root, to, year=YEAR):
    """Write the tables of reports, and on one page how indicators are worked out; write down what was released."""
    with at_home(root.root):
        words, told = catalogue.load(root.catalogue), read_told(root.processed)
        own = with_local(words, words.area(AREA), root.local / AREA)
        first = doors.open_study(AREA, OUTCOMES[0], year)
        for study in (first, first.on(own.outcomes[OUTCOMES[1]])):
            write_atomically(to / AREA / f"{study.outcome.id}.csv", to_csv(everything(study, told.revisions)))
        record_release(own, words.area(AREA), root.local / AREA)
    said = "".join(
        f'<h2 id="{one.replace("_", "-")}">{name_of(one)}</h2><details><summary>How it is worked out: {name_of(one)}'
        f"</summary><p>{words_of(one)}</p></details>"
        for one in INDICATORS
    )
    write_atomically(to / AREA / "words-data.html", said)
    return to


def hidden(root):
    """The counts that are hidden in the last release of the area's own figures, as the attack names them."""
    with (root.local / AREA / "released.csv").open(encoding="utf-8", newline="") as stream:
        *rows, end = csv.DictReader(stream)
    assert end["measure"] == "(end)" and rows  # without a count that is hidden nothing would be attacked
    last = rows[-1]["release_sha256"]
    return {
        (row["measure"].removeprefix("local_"), *plain(row["breakdown"], row["category"]), row["period"])
        for row in rows
        if row["marker"] == "[c]" and row["release_sha256"] == last
    }


def truth(world):
    """The counts of a world as the attack names them."""
    return {(measure, *plain(by, category), period): n for (measure, period, by, category), n in world.counts.items()}


def plain(breakdown, category):
    """Breakdown and category, empty for the total."""
    return ("", "") if breakdown == "total" else (breakdown, category)
