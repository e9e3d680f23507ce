"""Benchmarks compare what is the same, count what was made, and say what was not measured."""

import doctest
import importlib
import json

import nbformat
import pytest

from benchmarks import bound, full_line, goals, left_alone, memory, notebooks_alone, reruns, table, ways, workbooks
from benchmarks.__main__ import read_results, write_results
from benchmarks.counting import count_html, count_notebook, count_page
from benchmarks.pages import BEGIN as BEGIN_PAGES
from benchmarks.pages import END as END_PAGES
from benchmarks.pages import timed
from benchmarks.side_by_side import Measured, NotMeasured, Variant, ratio, ratio_of_work, take_turns
from benchmarks.workspace import CHECKOUT
from cjtools.errors import CjtoolsError

MODULES = ("counting", "goals", "left_alone", "memory", "side_by_side", "table", "workbooks")
SHOWN = "<svg viewBox='0 0 1 1'></svg><table><tr><td>{area}</td></tr></table>"


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    """The examples in the docstrings give what they say."""
    tried = doctest.testmod(importlib.import_module(f"benchmarks.{name}"))
    assert tried.attempted
    assert not tried.failed


def variant(name, seen, counts=None, **options):
    """A variant that notes its turn and tells the counts given."""
    return Variant(name, lambda folder, given: seen.append(name), lambda folder: counts or {}, **options)


def quiet(_line):
    """Say nothing."""


def test_variants_take_turns():
    """Each repeat runs every variant once and begins with another one."""
    seen = []
    found = take_turns([variant(name, seen) for name in "abc"], 3, quiet)
    assert "".join(seen) == "abc" + "bca" + "cab"
    assert [len(one.seconds) for one in found.values()] == [3, 3, 3]


def test_slow_variant_takes_one_turn():
    """A variant that is to run once runs once, in the first repeat."""
    seen = []
    found = take_turns([variant("a", seen), variant("slow", seen, repeats=1)], 3, quiet)
    assert seen == ["a", "slow", "a", "a"]
    assert len(found["slow"].seconds) == 1


def test_what_cannot_be_measured_is_told_and_fails_nothing():
    """A reason that is known before, and one that shows only when a variant gets ready, end no run."""

    def no_cluster():
        raise NotMeasured("no cluster")

    seen, said = [], []
    variants = [variant("a", seen, cannot="no fork"), variant("b", seen, ready=no_cluster), variant("c", seen)]
    found = take_turns(variants, 2, said.append)
    assert seen == ["c", "c"]
    assert [one.cannot for one in found.values()] == ["no fork", "no cluster", ""]
    assert any("not measured: no cluster" in line for line in said)


@pytest.mark.parametrize(("plain", "ours"), [(4, 3), (4, 0), (0, 0)])
def test_other_work_is_refused(plain, ours):
    """Variants of which one made fewer charts, or that made none, have no times that say anything."""
    with pytest.raises(CjtoolsError, match="charts"):
        take_turns([variant("plain", [], {"charts": plain}), variant("ours", [], {"charts": ours})], 1, quiet)


def test_a_turn_that_makes_something_else_is_refused():
    """The same variant must make the same in every turn."""
    counts = iter([{"charts": 4}, {"charts": 5}])
    with pytest.raises(CjtoolsError, match="the time before"):
        take_turns([Variant("ours", lambda folder, given: None, lambda folder: next(counts))], 2, quiet)


def test_ratio_is_of_medians():
    """One slow turn changes a mean, not a median."""
    plain, ours = Measured("plain", [10.0, 12.0, 90.0]), Measured("ours", [3.0, 2.0, 4.0], work_seconds=[1.0, 2.0])
    assert ratio(plain, ours) == 4
    assert ratio(plain, Measured("none")) is None
    assert ratio_of_work(plain, ours) is None
    assert ratio_of_work(ours, Measured("bound", work_seconds=[0.5])) == 3


def test_charts_are_counted_in_all_their_forms(tmp_path):
    """A picture of its own, one inside HTML; not one that a style sheet or a sentence names."""
    html = "<style>a{background:url('<svg></svg>')}</style><p>&lt;svg&gt;</p><SVG></SVG><table></table>"
    outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "iVBO", "text/plain": "<Figure>"}),
        nbformat.v4.new_output("display_data", {"text/html": html}),
        nbformat.v4.new_output("display_data", {"text/plain": "<svg>"}),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=outputs)])
    nbformat.write(notebook, tmp_path / "a.ipynb")
    assert count_notebook(tmp_path / "a.ipynb") == (2, 1)


@pytest.fixture
def notebook(tmp_path):
    """A notebook that shows one chart and one table."""
    tagged = nbformat.v4.new_code_cell('area = "Angus"', metadata={"tags": ["parameters"]})
    code = f"class Shown:\n    def _repr_html_(self):\n        return f{SHOWN!r}\n\nShown()"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    node = nbformat.v4.new_notebook(cells=[tagged, nbformat.v4.new_code_cell(code)], metadata={"kernelspec": kernel})
    path = tmp_path / "01_tiny.ipynb"
    nbformat.write(node, path)
    return path


@pytest.mark.parametrize("way", ["plain-with-page", "nbconvert", "no-fork", "bound"])
def test_every_way_shows_the_same(way, notebook, tmp_path):
    """Each way runs the notebook with its parameters and leaves one chart and one table where they are counted."""
    output = tmp_path / "out" / "01.ipynb"
    output.parent.mkdir()
    {**ways.WAYS, "bound": bound.run_cells}[way](notebook, output, {"area": "Fife"})
    made = {path.suffix: path for path in output.parent.iterdir()}
    expected = {"plain-with-page": {".ipynb", ".html"}, "no-fork": {".ipynb"}}.get(way, {".html"})
    assert set(made) == expected
    for suffix, path in made.items():
        assert (count_notebook if suffix == ".ipynb" else count_page)(path) == (1, 1)
        assert "<td>Fife</td>" in path.read_text(encoding="utf-8")


def test_a_plan_is_every_notebook_of_every_report(tmp_path):
    """Five notebooks a report, in order, each with an output of its own."""
    tasks = ways.tasks_of([{"area": "Fife"}, {"area": "Moray"}], tmp_path)
    assert [source.stem for source, _, _ in tasks[:2]] == ["01_population", "02_needs"]
    assert len({output for _, output, _ in tasks}) == len(tasks) == 10
    assert tasks[5][2] == {"area": "Moray"}


def test_processes_are_told_apart():
    """A forked kernel has the command line of the warm process; it is known by its parent."""
    server = "python -c from cjtools.kernels.server import main; main() 5 {}"
    assert memory.role_of(server, "python -m cjtools.cli report") == memory.WARM
    assert memory.role_of(server, server) == memory.KERNEL
    spawned = "python -c from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=9)"
    assert memory.role_of(spawned, "") == memory.WORKER
    assert (
        memory.role_of("python -m joblib.externals.loky.backend.popen_loky_posix --process-name", "") == memory.WORKER
    )
    assert memory.role_of("python -c from multiprocessing.resource_tracker import main;main(4)", "") == memory.OTHER


def test_readers_read_the_same_cells():
    """All readers find as many filled cells in the smallest workbook of data/raw."""
    smallest = min((CHECKOUT / "data" / "raw").rglob("*.xlsx"), key=lambda path: path.stat().st_size)
    found = take_turns(workbooks.variants([smallest]), 1, quiet)
    assert len(found) == 4
    assert len({one.counts["cells"] for one in found.values()}) == 1


def results():
    """Results of all parts, with ratios that can be worked out by hand."""
    about = {
        "date": "2026-01-02",
        "machine": "2 cores",
        "repeats": 1,
        "versions": {"Python": "3.11"},
        "of": "2 reports",
    }

    def one(name, seconds, **more):
        return name, Measured(name, [seconds], [seconds], **more)

    a, b = notebooks_alone, full_line
    made = {"notebooks": 10, "charts in notebooks": 4}
    part_a = [
        one(a.PLAIN, 40.0, work_seconds=[39.0], counts=made),
        one(a.OURS, 10.0, work_seconds=[6.0]),
        one(a.BOUND, 8.0, work_seconds=[4.0]),
        (a.NO_FORK, Measured(a.NO_FORK, cannot="not tried")),
    ]
    part_b = [
        one(b.PLAIN, 40.0),
        one(b.PLAIN_ALONE, 80.0),
        *(one(name, 10.0, counts={"report pages": 2}) for name in b.OURS.values()),
        (b.CLUSTER, Measured(b.CLUSTER, cannot="no --cluster yet")),
    ]
    growth = [one(left_alone.growth_name(count), float(count)) for count in (8, 16, 32)]
    again = [one(name, 6.0) for name in (reruns.FIRST, reruns.UNCHANGED, reruns.EVIDENCE)]
    books = [one(workbooks.OURS, 1.0, counts={"cells": 7}), one(workbooks.OPENPYXL, 11.0)]
    peak = {"pss": 150.0, "rss": 200.0, "processes": 2}
    return {
        "A": {"groups": {a.GROUP: dict(part_a)}, "kernel": {"a kernel": 61.25}, **about},
        "B": {"groups": {b.GROUP: dict(part_b)}, **about},
        "C": {
            "groups": {"growth": dict(growth), "reruns": dict(again), "workbooks": dict(books)},
            "rebuilt": {name: {"pages": 2, "of others": 1} for name, _ in again},
            "memory": {left_alone.OURS: {memory.WORKER: peak, memory.KERNEL: peak}},
            **about,
        },
    }


def test_goals_are_held_against_what_was_measured():
    """Reached, not reached, and not measured with the reason."""
    verdicts = {goal.text: goal.verdict(results()) for goal in goals.GOALS}
    assert verdicts["notebooks: plain to ours, 2 processes each"] == ("4.00 times", "reached")
    assert verdicts["ours to the bound, 2 each, work alone"] == ("1.50 times", "not reached")
    assert verdicts["plain to ours without fork, 2 each"] == ("", "not measured: not tried")
    assert verdicts["reports: plain with 2 to ours with 2"] == ("4.00 times", "not reached")
    assert verdicts["2 Dask workers to --jobs 2"] == ("", "not measured: no --cluster yet")
    assert verdicts["everything again, nothing changed"] == ("6.0 s", "not reached")
    assert verdicts["pages of other areas made again then"] == ("1 pages", "not reached")
    assert verdicts["twice the areas: 32 to 16"] == ("2.00 times", "reached")
    assert verdicts["memory of a worker with its kernel, PSS"] == ("300 MB", "reached")


def test_goals_of_a_part_that_was_not_run():
    """They are told as not measured, not left out."""
    text = table.as_text({"A": results()["A"]})
    assert text.count("not measured: part B was not run") == 5


def test_tables_say_what_was_measured():
    """Medians, ratios, what was counted, what was not measured; every row has as many cells as its head."""
    text = table.as_text(results())
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    assert [notebooks_alone.OURS, "10.0", "10.0", "1.000", "1", "4.00", "1.50"] in rows
    assert [full_line.OURS[2], "10.0", "10.0", "5.000", "1", "0.20", "4.00", "8.00"] in rows
    assert ["a kernel", "61.2"] in rows
    assert [workbooks.OPENPYXL, "11.00", "11.00"] in rows
    assert "10 notebooks, 4 charts in notebooks" in text
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 8
    for block in blocks:
        assert len({line.count("|") for line in block}) == 1, block[0]


def test_results_are_kept():
    """What is written as JSON is read as it was."""
    assert read_results(write_results(results())) == results()
    assert json.loads(write_results(results()))["A"]["date"] == "2026-01-02"


def test_results_have_a_place_in_the_page():
    """The page in the project has the markers; text around them stays, a page without them is refused."""
    page = (CHECKOUT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    new = table.put_into(page, "new results")
    assert new.split(table.BEGIN)[0] == page.split(table.BEGIN)[0]
    assert table.put_into(new, "newer").count("newer") == 1
    assert "new results" not in table.put_into(new, "newer")
    with pytest.raises(CjtoolsError, match="no place for results"):
        table.put_into("no markers", "new")


def test_html_of_no_figure():
    """Words about charts are no charts."""
    assert count_html("<p>charts and tables</p>") == (0, 0)


def test_pages_are_made_in_turns_and_judged_by_the_median():
    """Each way is made as often as the others, and its last page is what is judged."""
    seen = []
    pages, seconds = timed({name: lambda name=name: seen.append(name) or name for name in ("a", "b")}, repeats=3)
    assert "".join(seen) == "ababab"
    assert pages == {"a": "a", "b": "b"}
    assert all(0 <= some < 1 for some in seconds.values())


def test_page_beside_stock_page_stands_in_the_documentation():
    """One run judged all three: ours has no finding of any kind, the stock page those that were seen elsewhere."""
    text = (CHECKOUT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    lines = text.partition(BEGIN_PAGES)[2].partition(END_PAGES)[0].splitlines()
    rows = {cells[0]: cells[1:] for cells in ([part.strip() for part in line.strip("|").split("|")] for line in lines)}
    assert rows["cjtools"][2:7] == ["0"] * 5
    # two broken rules and two requests: what nbconvert's default page of any notebook with code had before
    assert [rows["nbconvert, template lab"][place] for place in (2, 6)] == ["2", "2"]
