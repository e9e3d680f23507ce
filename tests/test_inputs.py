"""The hash of a report's inputs: it misses nothing that a report shows, and nothing else makes a report anew."""

import csv
import json
import re
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from conftest import ROOT
from cut_world import YEAR, cut_tables, cut_words, files_of, files_of_study

from cjtools.batch import inputs as inputs_module
from cjtools.batch import pages
from cjtools.batch.inputs import Inputs
from cjtools.batch.site import Site
from cjtools.catalogue import load
from cjtools.intake.build import build
from cjtools.intake.store import read_observations, read_told
from cjtools.paths import Folders
from cjtools.results.local import with_figures, with_local
from cjtools.results.study import Study
from cjtools.writing import write_atomically

CONTEXT = {"deprivation_share", "homelessness_applications_rate", "population_16_70"}
CONTEXT |= {"reconviction_rate", "recorded_crime_rate"}
FIFE = "S12000047"
ALL = set("123456789")
LOCAL = {"fife L1"}  # Fife has an outcome and figures of its own
# the largest and the smallest council; figures of divisions and centres; a national indicator of several parts
REPORTS = [
    ("diversion", "orkney-islands"),
    ("police-custody", "glasgow-city"),
    ("accommodation", "clackmannanshire"),
    ("understanding-confidence", "aberdeen-city"),
]


@pytest.fixture(scope="module")
def project(processed, tmp_path_factory):
    """This project with the processed tables of the test run, and the example of an area's own outcome as Fife's."""
    root = tmp_path_factory.mktemp("project")
    (root / "data" / "raw" / "local").mkdir(parents=True)
    for name, place in (("catalogue", ROOT / "data" / "catalogue"), ("processed", processed)):
        (root / "data" / name).symlink_to(place)
    (root / "notebooks").symlink_to(ROOT / "notebooks")
    shutil.copytree(ROOT / "docs" / "examples" / "local-outcome", root / "data" / "raw" / "local" / "fife")
    return Folders(root)


@pytest.fixture(scope="module")
def known(project):
    """The inputs of that project."""
    return Inputs(project)


@pytest.fixture(scope="module")
def first(known, processed):
    """A study of the whole world, which shares what it works out with the others."""
    words = known.words
    return Study(words.councils[0], words.outcomes["diversion"], YEAR, words, read_observations(processed))


@pytest.mark.batch
@pytest.mark.parametrize(("outcome", "area"), REPORTS)
def test_a_report_is_the_same_without_all_that_it_does_not_use(known, first, processed, tmp_path, outcome, area):
    """It is made of one outcome, its indicators and their figures, and where those were read; byte by byte."""
    words = known.words
    used = known.used(words.outcomes[outcome])
    cut = cut_tables(processed, used, tmp_path)
    assert len(read_observations(cut)) < len(first.observations)
    alone = files_of(cut_words(words, used, words.outcomes[outcome]), cut, area, outcome)
    whole = replace(first, area=words.area(area), outcome=words.outcomes[outcome])
    assert alone == files_of_study(whole, read_told(processed))


@pytest.mark.batch
def test_a_report_beside_named_councils_is_the_same_too(known, processed, tmp_path):
    """Whom it is compared with changes whose figures are pooled, not which measures."""
    outcome = known.words.outcomes["accommodation"]
    used = known.used(outcome)
    cut, words = cut_tables(processed, used, tmp_path), cut_words(known.words, used, outcome)
    whole = files_of(known.words, processed, "orkney-islands", outcome.id, "falkirk,moray")
    assert files_of(words, cut, "orkney-islands", outcome.id, "falkirk,moray") == whole


@pytest.mark.batch
def test_a_report_of_an_area_with_figures_of_its_own_is_the_same_too(known, project, processed, tmp_path, monkeypatch):
    """Of all national figures it needs those of its indicators alone; its own stand beside them in both worlds."""
    monkeypatch.setenv("CJTOOLS_HOME", str(project.root))
    area, folder = known.words.area("fife"), project.local / "fife"
    words = with_local(known.words, area, folder)
    outcome = "restorative-justice"
    used = known.used(words.outcomes[outcome], words)
    made = []
    for tables in (processed, cut_tables(processed, used, tmp_path)):
        observations = with_figures(read_observations(tables), words, area, folder)
        study = Study(area, words.outcomes[outcome], YEAR, words, observations)
        made.append(files_of_study(study, read_told(tables)))
    assert made[0] == made[1]


@pytest.mark.batch
def test_the_page_of_an_outcome_is_the_same_without_all_that_it_does_not_use(known, processed, tmp_path):
    """Of all councils, with the figures behind it; what stands for other outcomes is not on it."""
    outcome = known.words.outcomes["police-custody"]
    used = known.used(outcome)
    worlds = [(known.words, processed), (cut_words(known.words, used, outcome), cut_tables(processed, used, tmp_path))]
    made = []
    for words, tables in worlds:
        root = SimpleNamespace(root=ROOT, processed=tables, catalogue=ROOT / "data" / "catalogue", local=tmp_path)
        made.append(pages.outcome(Site(words, root, tmp_path / YEAR, known), outcome, {}))
    assert made[0] == made[1] and made[0]


@pytest.mark.batch
def test_a_report_is_another_without_any_measure_that_it_is_said_to_use(known, processed, tmp_path):
    """Nothing is counted in vain: the report on the outcome with the fewest indicators shows each of its measures."""
    outcome = known.words.outcomes["health-social-care"]
    used = known.used(outcome)
    # by hand, from health-social-care.yaml, framework.yaml and the indicators that are background everywhere
    own = {"treatment_transfers", "homeless_from_prison", "homeless_from_prison_rate", "community_balance_scotland"}
    assert {one.id for one in used.indicators} == own | CONTEXT
    words = cut_words(known.words, used, outcome)
    whole = files_of(words, cut_tables(processed, used, tmp_path / "whole"), "fife", outcome.id)
    same = set()
    for measure in used.measures:
        cut = cut_tables(processed, replace(used, measures=used.measures - {measure}), tmp_path / measure)
        if files_of(words, cut, "fife", outcome.id) == whole:
            same.add(measure)
    # background is left out where it is made up: then only that it is can be seen, and were it published, it would be
    assert same == {"homelessness_applications"}
    table = tmp_path / "whole" / "observations.csv"
    rows = read_rows(table)
    write_rows(table, [row | {"status": "published"} if row["measure"] in same else row for row in rows])
    assert files_of(words, table.parent, "fife", outcome.id) != whole


@pytest.fixture(scope="module")
def tables(processed, tmp_path_factory):
    """The processed tables with figures since 2022 alone, and of Fife alone of all councils."""
    folder = tmp_path_factory.mktemp("tables")
    for name in ("revisions.csv", "problems.csv", "files.json"):
        shutil.copy(processed / name, folder)
    rows = read_rows(processed / "observations.csv")
    kept = [
        row for row in rows if row["period"] >= "2022" and (row["area_code"] == FIFE or row["area_code"][:3] != "S12")
    ]
    write_rows(folder / "observations.csv", kept)
    return folder


@pytest.fixture
def home(project, known, tables, tmp_path, monkeypatch):
    """A small copy of that project, to be changed; its words are not read again, which takes a while."""
    root = tmp_path / "home"
    shutil.copytree(project.catalogue, root / "data" / "catalogue")
    shutil.copytree(project.local, root / "data" / "raw" / "local")
    shutil.copytree(tables, root / "data" / "processed")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    monkeypatch.setattr(inputs_module, "load", lambda _: known.words)
    return Folders(root)


def read_rows(path):
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path, rows):
    """Write the rows of a table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def hashes(root, compare="deprivation"):
    """Return the hash of each report of two areas, Fife with an outcome of its own: 'fife 5' -> hash."""
    inputs = Inputs(root)
    of = {}
    for slug in ("fife", "moray"):
        words = with_local(inputs.words, inputs.words.area(slug), root.local / slug)
        for outcome in words.outcomes.values():
            of[f"{slug} {outcome.number}"] = inputs.of(slug, outcome.id, compare)
    return of


def stale(root, change, **more):
    """Return the reports that a change makes stale."""
    before = hashes(root)
    change()
    after = hashes(root, **more)
    assert set(after) == set(before)
    return {name for name in before if before[name] != after[name]}


def of_outcomes(numbers):
    """Return the reports of both areas on some national outcomes."""
    return {f"{slug} {number}" for slug in ("fife", "moray") for number in numbers}


EVERY = of_outcomes(ALL) | LOCAL


def replaced(path, old, new):
    """Replace a text once in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed_row(path, column="value", new="123456", **where):
    """Change one cell of the first row of a table that is so."""
    rows = read_rows(path)
    row = next(row for row in rows if all(row[name] == text for name, text in where.items()))
    assert row[column] != new
    row[column] = new
    write_rows(path, rows)


@pytest.mark.parametrize(
    ("measure", "numbers"),
    [
        # by hand: the indicators with the measure, and the outcomes that name them
        ("treatment_transfers", "5"),
        ("bail_supervision_commenced", "37"),
        ("custody_held", "2"),
        ("cpo_imposed", "47"),
        ("homeless_from_prison", "56"),
        # behind background and rates, or behind the indicator of the whole framework
        ("population_16_70", ALL),
        ("people_convicted", ALL),
        # in the tables, but in no indicator
        ("cpo_in_force", ""),
    ],
)
def test_a_figure_makes_the_reports_stale_that_show_its_measure(home, measure, numbers):
    """Of whichever area it is: all stand in charts, groups and Scotland's figure."""
    table = home.processed / "observations.csv"
    own = {"fife L1"} if numbers == ALL else set()
    assert stale(home, lambda: changed_row(table, measure=measure)) == of_outcomes(numbers) | own


@pytest.mark.parametrize(("measure", "numbers"), [("bail_supervision_commenced", "37"), ("dtto_in_force", "")])
def test_a_revision_makes_the_reports_stale_that_tell_of_it(home, measure, numbers):
    """They list the figures that a newer edition gave differently."""
    table = home.processed / "revisions.csv"
    assert stale(home, lambda: changed_row(table, measure=measure)) == of_outcomes(numbers)


@pytest.mark.parametrize(
    ("file", "numbers"),
    [
        ("illustrative/treatment_transfers_2024-25.xlsx", "5"),
        ("illustrative/custody_referrals_2024-25.xlsx", "2"),
        ("illustrative/no_one_left_behind_2024-25.xlsx", "7"),
        ("published/attitudes.csv", "9"),
        ("published/population.csv", ALL),
    ],
)
def test_another_workbook_makes_the_reports_stale_that_name_it(home, file, numbers):
    """A run record holds the hash of each file that a report's figures stand in."""

    def change():
        path = home.processed / "files.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        next(one for one in told if one["file"] == file)["sha256"] = "0" * 64
        path.write_text(json.dumps(told), encoding="utf-8")

    own = {"fife L1"} if numbers == ALL else set()
    assert stale(home, change) == of_outcomes(numbers) | own


@pytest.mark.parametrize(
    ("file", "numbers", "is_indicator"),
    [
        ("indicators/treatment_transfers.yaml", "5", True),
        ("indicators/cpo_employment.yaml", "47", True),
        ("indicators/reconviction_rate.yaml", ALL, True),
        ("outcomes/accommodation.yaml", "6", False),
    ],
)
def test_words_make_the_reports_stale_that_show_them(home, monkeypatch, file, numbers, is_indicator):
    """Of an indicator also those with figures of an area's own: disclosure control adds up by every indicator."""
    key = "why_it_matters: " if is_indicator else "about: "

    def change():
        path = home.catalogue / file
        text = path.read_text(encoding="utf-8")
        write_atomically(path, re.sub(rf"^{key}.*\n(?:  .*\n)*", f"{key}Again.\n", text, flags=re.MULTILINE))
        monkeypatch.setattr(inputs_module, "load", load)

    assert stale(home, change) == of_outcomes(numbers) | (LOCAL if is_indicator else set())


SHARED = ["areas.csv", "caveats.yaml", "checklist.yaml", "data_items.csv", "disclosure.yaml", "family_groups.csv"]
SHARED += ["evidence.yaml", "priorities.yaml", "statutory.yaml"]
SHARED += ["framework.yaml", "hex_grid.csv", "markers.csv", "measures.csv", "partners.csv", "places.csv", "sources.csv"]


@pytest.mark.parametrize("name", SHARED)
def test_a_file_that_all_share_makes_every_report_stale(home, name):
    """Also one that a single report may not use: they change seldom."""
    path = home.catalogue / name
    # a comment in YAML, an empty line in a table: what is in them is the same, their bytes are not
    assert stale(home, lambda: path.write_bytes(path.read_bytes() + b"\n")) == EVERY


def test_what_only_the_build_reads_makes_no_report_stale(home):
    """Layouts, spellings and known differences have done their work in the tables; figures of an area's own are left.

    The build never reads those: the spellings of areas are looked up when the report is made.
    """
    layout = next((home.catalogue / "layouts").rglob("*.csv"))
    known = home.catalogue / "known_differences.csv"
    for path in (layout, known):
        assert stale(home, lambda path=path: path.write_bytes(path.read_bytes() + b"\n")) == set()
    aliases = home.catalogue / "area_aliases.csv"
    assert stale(home, lambda: aliases.write_bytes(aliases.read_bytes() + b"\n")) == LOCAL


def test_a_catalogue_file_that_is_not_thought_of_counts_for_all(home):
    """Whoever adds one need not know of this."""
    assert stale(home, lambda: write_atomically(home.catalogue / "new" / "words.yaml", "a: b")) == EVERY


def test_what_was_not_read_a_notebook_and_a_library_make_every_report_stale(home, monkeypatch):
    """Each report tells what was not read."""
    problem = "found,file,sheet,cell,allowed,todo\nnot read,a.xlsx,,,,\n"
    assert stale(home, lambda: write_atomically(home.processed / "problems.csv", problem)) == EVERY
    assert stale(home, lambda: replaced(home.notebooks / "02_needs.ipynb", "# Needs", "# The needs")) == EVERY
    assert stale(home, lambda: write_atomically(home.notebooks / "national.ipynb", "{}")) == set()
    for name in ("pandas", "numpy", "mistune", "jinja2"):
        there = inputs_module.environment()
        other = {**there, name: "99"}
        assert name in there
        assert (
            stale(home, lambda other=other: monkeypatch.setattr(inputs_module, "environment", lambda: other)) == EVERY
        )


def test_a_comparison_makes_another_report(home):
    """Each report is beside somebody."""
    assert stale(home, lambda: None) == set()
    assert stale(home, lambda: None, compare="density") == EVERY


def test_priorities_are_of_all_outcomes_and_of_their_own_notebook(home):
    """Any figure and any of the area's own files count; whom it is compared with; no other area's files."""

    def moved(change, compare="deprivation"):
        before, reports = [Inputs(home).of(slug, "priorities") for slug in ("fife", "moray")], hashes(home)
        change()
        after = [Inputs(home).of(slug, "priorities", compare) for slug in ("fife", "moray")]
        return [one != other for one, other in zip(before, after, strict=True)], hashes(home) == reports

    assert moved(lambda: None) == ([False, False], True)
    assert moved(lambda: None, "density") == ([True, True], True)
    notebook = home.notebooks / "06_priorities.ipynb"
    assert moved(lambda: replaced(notebook, "# Priorities", "# What comes first")) == ([True, True], True)
    assert moved(lambda: replaced(home.local / "fife" / "figures.csv", ",52,", ",53,"))[0] == [True, False]
    table = home.processed / "observations.csv"
    assert moved(lambda: changed_row(table, measure="treatment_transfers"))[0] == [True, True]


def test_what_the_capacity_what_if_draws_on_is_shown_by_some_outcome(known):
    """So its figures are in the hash of the priorities."""
    used = {one.id for outcome in known.words.outcomes.values() for one in known.used(outcome).indicators}
    assert set(known.words.priorities.capacity.indicators) <= used


@pytest.mark.reliability(
    "disclosure",
    "hidden figures tried out until the hash of a partnership's files in a record of runs fits",
    "the hash is made with a secret of the partnership's",
)
def test_nobody_else_can_try_figures_out_by_the_hash_of_own_files(home, tmp_path):
    """The same files in another place have another hash; in the same place the same, run after run."""
    before = hashes(home)
    assert hashes(home) == before
    (home.local / ".secret").unlink()
    after = hashes(home)
    assert {name for name in before if before[name] != after[name]} == LOCAL


def test_an_areas_own_files_make_its_own_reports_stale(home):
    """Those on its own outcomes, and on national ones of whose measures its figures are. What disclosure control writes
    there makes none."""
    folder = home.local / "fife"
    assert stale(home, lambda: replaced(folder / "figures.csv", ",52,", ",53,")) == LOCAL
    assert (
        stale(home, lambda: replaced(folder / "outcomes" / "restorative-justice.yaml", "about: ", "about: A ")) == LOCAL
    )
    for name in ("released.csv", "warnings.csv", ".~lock.figures.csv#", "~$figures.xlsx", ".DS_Store"):
        assert stale(home, lambda name=name: write_atomically(folder / name, "x")) == set()
    # a figure of a measure that reports on outcome 5 show: these draw on all of the area's own figures from then on
    figures = folder / "figures.csv"
    row = figures.read_text(encoding="utf-8").splitlines()[1].replace("local_rj_offered", "treatment_transfers")
    added = figures.read_text(encoding="utf-8") + row + "\n"
    assert stale(home, lambda: write_atomically(figures, added)) == LOCAL | {"fife 5"}
    assert stale(home, lambda: replaced(figures, ",53,", ",54,")) == LOCAL | {"fife 5"}


def test_a_source_that_no_indicator_is_of_makes_reports_with_own_figures_stale_alone(home):
    """Figures of an area's own may be of that publication, and then say whether the rest of it is made up."""
    table = home.processed / "observations.csv"
    more = {"measure": "cpo_in_force", "source": "press", "edition": "2024", "file": "published/press.csv"}
    rows = read_rows(table)
    assert stale(home, lambda: write_rows(table, [*rows, {**rows[0], **more}])) == LOCAL


def test_of_which_status_a_publication_was_read_last_is_part_of_the_hash(home):
    """The last one met is told beside its figures, also when only rows of other measures were put in other order."""
    table, of = home.processed / "observations.csv", {"source": "phs_treatment", "edition": "2024-25"}
    rows = read_rows(table)
    one, other = (
        {**rows[0], **of, "measure": "cpo_in_force", "file": f"{status}/a.csv", "status": status, "cell": status}
        for status in ("published", "illustrative")
    )
    write_rows(table, [*rows, one, other, one])
    assert stale(home, lambda: write_rows(table, [*rows, other, one])) == of_outcomes("5") | LOCAL


def test_a_file_that_is_no_workbook_makes_no_report_stale_and_an_unknown_workbook_makes_all(home, tmp_path):
    """Every report tells which tables were not read and why; notes, pictures and papers are none."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(ROOT / "data" / "raw" / "published" / "attitudes.csv", raw)
    words = Inputs(home).words

    def built():
        build(words, [raw], home.processed, home.catalogue)

    built()

    def add(name):
        (raw / name).write_text("a note", encoding="utf-8")
        built()

    assert stale(home, lambda: add("notes.txt")) == set()
    assert stale(home, lambda: add("Covering letter.docx")) == set()
    assert stale(home, lambda: add("unknown.csv")) == EVERY
    assert "unknown.csv" in (home.processed / "problems.csv").read_text(encoding="utf-8")


def with_blank_line(text):
    """Return a table with an empty line in it, which pandas passes over."""
    first, rest = text.split("\n", 1)
    return f"{first}\n\n{rest}"


@pytest.mark.parametrize(
    "tear",
    [
        with_blank_line,
        lambda text: text.replace("\n", "\nshort\n", 1),
        lambda text: text + '"open',
        lambda text: text.replace("measure,", "measures,", 1),
        lambda text: "\0" + text,
        lambda text: '"' + "a" * 200_000 + '"\n' + text,
    ],
    ids=["blank line", "short row", "open quote", "no measure", "NUL", "long cell"],
)
@pytest.mark.parametrize("name", ["observations.csv", "revisions.csv"])
def test_no_figure_behind_a_tear_is_missed(home, name, tear):
    """What cannot be told apart by measure counts for all, to the last row."""
    path = home.processed / name
    text = path.read_text(encoding="utf-8")
    torn = tear(text)
    assert stale(home, lambda: path.write_text(torn, encoding="utf-8")) == EVERY
    last = torn.rstrip("\n") + "9\n"
    assert "fife 5" in stale(home, lambda: path.write_text(last, encoding="utf-8"))


@pytest.mark.parametrize("name", ["observations.csv", "revisions.csv", "files.json", "problems.csv"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"5", b"[5]", b"[{}]", b"{"])
def test_a_table_that_is_missing_or_torn_makes_every_report_stale(home, name, content):
    """They are made again, and fail in words if they cannot be."""
    path = home.processed / name
    change = path.unlink if content is None else lambda: path.write_bytes(content)
    assert stale(home, change) == EVERY


def test_another_head_of_a_table_makes_every_report_stale(home):
    """The rows alone do not say which figure is the value."""
    path = home.processed / "observations.csv"
    assert stale(home, lambda: replaced(path, "period,period_type", "period_type,period")) == EVERY
