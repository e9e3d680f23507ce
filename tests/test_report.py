"""A report of the largest and the smallest council, made end to end, and read as reader, browser and auditor do."""

import ast
import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from html_lint import lint, parse
from python_calamine import CalamineWorkbook

from cjtools import catalogue as catalogue_module
from cjtools.batch import run as batch
from cjtools.batch.planning import choose, plan
from cjtools.errors import CjtoolsError
from cjtools.intake.build import build
from cjtools.intake.store import read_observations, read_table
from cjtools.kinds import STEPS
from cjtools.make import report, runner
from cjtools.paths import folders
from cjtools.results import export
from cjtools.results.study import Study
from cjtools.show import evaluation, evaluation_plan, front, pages, vision
from cjtools.show.figure_parts import MADE_UP

OUTCOME, YEAR = "community-sentences", "2024-25"
AREAS = {"glasgow-city": "Glasgow City", "orkney-islands": "Orkney Islands"}
SUFFIXES = (".html", "-data.html", ".csv", ".json")
each_area = pytest.mark.parametrize("slug", AREAS)


def project(root, processed, raw=None):
    """Write a project root that shares catalogue, notebooks and raw files with this one."""
    real = folders()
    (root / "data").mkdir(parents=True)
    (root / "data" / "catalogue").symlink_to(real.catalogue)
    (root / "data" / "raw").symlink_to(raw or real.raw)
    (root / "data" / "processed").symlink_to(processed)
    (root / "notebooks").symlink_to(real.notebooks)
    return root


def run_here(notebook, parameters, _until):
    """Run a notebook in this process, which is quicker than a kernel and knows nothing of one."""
    node, names = runner.read_notebook(notebook), {}
    for number, cell in enumerate((c for c in node.cells if c.cell_type == "code"), start=1):
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), notebook.name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names.update(parameters)
        if last:
            shown = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": shown._repr_html_()})]
        cell.execution_count = number
    return nbformat.writes(node)


@pytest.fixture(scope="session")
def outputs(processed, tmp_path_factory):
    """The outputs of a run for both areas with kernels, two processes at once: the way an analyst makes them."""
    root = project(tmp_path_factory.mktemp("project") / "home", processed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJTOOLS_HOME", str(root))
        tasks = plan(choose(catalogue_module.load(), AREAS.values(), [OUTCOME]), YEAR, root / "outputs")
        results, _ = batch.run(tasks, batch.How(jobs=2))
    assert [result.error for result in results] == ["", ""]
    return root / "outputs" / YEAR


@pytest.fixture(scope="session")
def texts(outputs):
    """Slug -> text of the page."""
    return {slug: (outputs / slug / f"{OUTCOME}.html").read_text(encoding="utf-8") for slug in AREAS}


@pytest.fixture(scope="session")
def trees(texts):
    """Slug -> tree of the page."""
    return {slug: parse(page) for slug, page in texts.items()}


@pytest.fixture(scope="session")
def records(outputs):
    """Slug -> rows of the CSV beside the page."""
    return {
        slug: list(csv.DictReader(io.StringIO((outputs / slug / f"{OUTCOME}.csv").read_bytes().decode(), newline="")))
        for slug in AREAS
    }


@pytest.fixture(scope="session")
def run_records(outputs):
    """Slug -> content of the JSON beside the page."""
    return {slug: json.loads((outputs / slug / f"{OUTCOME}.json").read_text(encoding="utf-8")) for slug in AREAS}


def with_class(node, name):
    """Return the elements below that have a class."""
    return [found for found in node.walk() if name in found.attrs.get("class", "").split()]


def by_indicator(tree, catalogue):
    """Return (indicator, its block on the page) for each block of an answer, known by its fold on how it is made."""
    ids = {f"How it is worked out : {indicator.name}": indicator.id for indicator in catalogue.indicators.values()}
    found = []
    for block in with_class(tree, "indicator"):
        (name,) = (ids[summary.text] for summary in block.all("summary") if summary.text in ids)
        found.append((name, block))
    return found


def labels_are_right(tree, catalogue, made_up):
    """Check that figures and tables are labelled when they are made up, and only then; return the indicators seen."""
    blocks = by_indicator(tree, catalogue)
    for name, block in blocks:
        if block.all("table"):
            assert bool(with_class(block, "made-up")) == (name in made_up), name
        for figure in block.all("figure"):
            assert [p.text for p in with_class(figure, "made-up")] == [MADE_UP] * (name in made_up), name
    return {name for name, _ in blocks}


@each_area
def test_page_is_clean(texts, slug):
    """No finding of the lint: structure, names, tables, policy, nothing that runs or fetches."""
    assert lint(texts[slug]) == []


@each_area
def test_index_pages_are_clean_and_lead_to_the_report(outputs, slug):
    """From the year to the area to the page, and back by the trail."""
    assert lint((outputs / "index.html").read_text(encoding="utf-8")) == []
    assert lint((outputs / slug / "index.html").read_text(encoding="utf-8")) == []
    page = outputs / slug / f"{OUTCOME}.html"
    local = [a.attrs["href"] for a in parse(page.read_text(encoding="utf-8")).all("a")]
    targets = [href for href in local if not href.startswith(("#", "https://"))]
    files = {target.split("#")[0] for target in targets}
    assert {"../index.html", "index.html", *(f"{OUTCOME}{suffix}" for suffix in SUFFIXES[1:])} == files
    assert all((page.parent / target).is_file() for target in files)


@each_area
def test_data_page_is_clean_and_every_figure_leads_to_its_cells(outputs, slug):
    """Each link under a figure leads to the indicator's table on the data page."""
    data = (outputs / slug / f"{OUTCOME}-data.html").read_text(encoding="utf-8")
    assert lint(data) == []
    ids = {node.attrs["id"] for node in parse(data).walk() if "id" in node.attrs}
    page = parse((outputs / slug / f"{OUTCOME}.html").read_text(encoding="utf-8"))
    targets = [a.attrs["href"] for a in page.all("a") if a.attrs["href"].startswith(f"{OUTCOME}-data.html#")]
    assert len(targets) > 20
    assert {target.split("#")[1] for target in targets} <= ids


@each_area
def test_page_is_small(outputs, slug):
    """Under 400 kB with all its charts, for a slow line."""
    assert (outputs / slug / f"{OUTCOME}.html").stat().st_size < 420_000


@each_area
def test_every_planning_question_stands_once_in_order(trees, catalogue, slug):
    """The 15 + 8 questions on people, 7 + 7 on needs, those on services: none missing, none twice."""
    questions = catalogue.outcome(OUTCOME).all_questions
    found = [node for node in trees[slug].all("h2", "h3", "h4", "h5") if re.match(r"[PNS]\d+\. ", node.text)]
    marks = {"derived": " * (derived)", "seed": ""}  # where a question is from stands behind it
    assert sorted(node.text for node in found) == sorted(f"{q.id}. {q.text}{marks[q.provenance]}" for q in questions)
    assert all(node.attrs["id"] == node.text.split(".")[0] for node in found)
    kinds = [(q.id[0], q.kind) for q in questions]
    assert kinds.count(("P", "quantitative")) == 15
    assert kinds.count(("P", "qualitative")) == 8
    assert kinds.count(("N", "quantitative")) == kinds.count(("N", "qualitative")) == 7


@each_area
def test_every_question_is_answered_or_listed_as_a_gap(trees, catalogue, slug):
    """Under each question stands a finding, or what would close the gap."""
    everything = list(trees[slug].walk())
    heads = [i for i, node in enumerate(everything) if node.tag == "h4" and re.match(r"[PNS]\d+\. ", node.text)]
    for start in heads:
        after = []
        for node in everything[start + 1 :]:
            if node.tag in ("h2", "h3", "h4"):
                break
            after.append(node.attrs.get("class", ""))
        assert {"indicator", "gap"} & set(after), everything[start].text


@each_area
def test_first_page_says_what_what_changed_and_what_is_missing(trees, slug):
    """Five findings, each a sentence of this place; changes; the assessment left to the partners."""
    heads = [node.text for node in trees[slug].all("h2")][:4]
    assert heads == ["What the evidence says", "What changed", "What is missing", "Contents"]
    (says,) = with_class(trees[slug], "says")
    sentences = [item.text for item in says.all("li")]
    assert len(sentences) == 5
    assert all(AREAS[slug].split()[0] in sentence and sentence.endswith((".", ".)")) for sentence in sentences)
    assert "Assessment: not yet recorded by partners" in trees[slug].text


@each_area
def test_contents_list_names_the_five_parts_and_the_end(trees, slug):
    """In the order of the notebooks; each of its links leads somewhere (see the lint)."""
    (contents,) = with_class(trees[slug], "contents")
    outer = [item.all("a")[0].text for item in contents.all("ul")[0].children if not isinstance(item, str)]
    assert outer == ["People", "Needs", "Services", "Local vision", "Evaluation", "About this report"]


@each_area
def test_illustrative_figures_are_labelled_and_published_ones_are_not(trees, catalogue, run_records, slug):
    """A banner over all; a label on each figure that uses one; none on figures as published."""
    made_up = set(run_records[slug]["illustrative_indicators"])
    assert made_up
    (banner,) = with_class(trees[slug], "banner")
    assert banner.text.startswith("Illustrative.")
    assert f"{len(made_up)} of " in banner.text
    assert len(labels_are_right(trees[slug], catalogue, made_up)) > 20


@each_area
def test_every_chart_has_a_table_a_source_and_words(trees, slug):
    """What a picture shows can be read as a table; where it comes from stands beside it."""
    figures = trees[slug].all("figure")
    charts = [figure for figure in figures if with_class(figure, "chart")]
    assert len(charts) >= 20
    for figure in charts:
        assert figure.all("table"), figure.attrs["id"]
        (source,) = with_class(figure, "source")
        assert re.search(r"(Source|in the layout of): \S", source.text), figure.attrs["id"]
        assert figure.all("figcaption")[0].all("strong")[0].text
        descriptions = [node.text for node in figure.all("desc")]
        assert all(len(text) > 40 for text in descriptions), descriptions


@each_area
def test_page_shows_no_leftovers_of_code(trees, slug):
    """No nan, None, template mark or repeated full stop where a figure or a word should be."""
    text = trees[slug].all("body")[0].text
    assert re.findall(r".{0,30}(?:\bnan\b|\bNaN\b|\bNone\b|\binf\b|[{}]|undefined|<NA>|\.\. ).{0,30}", text) == []


def text_in(path):
    """Return the text of a file, of a Word file that of all its parts."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


@each_area
def test_nothing_tells_where_the_project_stands(outputs, tmp_path, slug):
    """Pages and data are for others: no path of this machine."""
    for path in (outputs / slug).rglob("*.*"):
        content = text_in(path)
        assert str(outputs.parent.parent) not in content, path.name
        assert str(Path(report.__file__).parent) not in content, path.name


@each_area
def test_every_own_figure_names_file_sheet_and_cell(records, run_records, slug):
    """From any figure of the area back to the cell it was read from, in a file whose hash is recorded."""
    counted = ("counted from", "limits widened by the spread", "edition ")  # of the report itself, in no cell
    own = [row for row in records[slug] if row["area_name"] == AREAS[slug] and row["value"]]
    own = [row for row in own if not row["method"].startswith(counted)]
    assert len(own) > 500
    inputs = {file["file"] for file in run_records[slug]["inputs"]}
    place = re.compile(r"(?P<file>[\w./-]+\.(?:csv|xlsx))#(?:[\w ()-]+![A-Z]+\d+(?:,[A-Z]+\d+)*|[A-Z]+\d+ \(.+\))")
    for row in own:
        entries = re.split(r"; (?=[\w./-]+\.(?:csv|xlsx)#)", row["cells"])
        matched = [place.fullmatch(entry) for entry in entries]
        assert all(matched), row["cells"]
        assert {match["file"] for match in matched} <= inputs


def test_a_figure_is_the_sum_of_the_cells_it_names(records):
    """Read here with another reader, straight from the workbook: orders imposed in the newest year."""
    row = next(
        r
        for r in records["glasgow-city"]
        if r["indicator"] == "cpo_imposed_rate" and r["area_code"] == "S12000049" and r["period"] == YEAR
    )
    (name, sheet, cells) = re.match(r"([^#]+)#([^!]+)!([A-Z0-9,]+)", row["cells"]).groups()
    rows = CalamineWorkbook.from_path(folders().raw / name).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    values = [rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")] for cell in cells.split(",")]
    assert sum(values) == float(row["numerator"])


@each_area
def test_data_has_unique_rows_and_no_formula(records, slug):
    """One row per indicator, part, area and period; no cell that a spreadsheet would run."""
    keys = [(r["indicator"], r["part"], r["area_code"], r["period"]) for r in records[slug]]
    assert len(keys) == len(set(keys))
    cells = {cell for row in records[slug] for cell in row.values()}
    assert [cell for cell in cells if re.match(r"[=+@\t\r]|-[^\d]", cell)] == []


@each_area
def test_run_record_names_inputs_with_their_hashes(run_records, records, slug):
    """What the report was made of, as anyone can check it."""
    record = run_records[slug]
    assert (record["area"], record["outcome"], record["year"]) == (AREAS[slug], OUTCOME, YEAR)
    assert record["inputs"]
    for file in record["inputs"]:
        assert hashlib.sha256((folders().raw / file["file"]).read_bytes()).hexdigest() == file["sha256"]
    for name, digest in record["notebooks"].items():
        assert hashlib.sha256((folders().notebooks / f"{name}.ipynb").read_bytes()).hexdigest() == digest
    assert list(record["notebooks"]) == list(STEPS)
    illustrative = {row["indicator"] for row in records[slug] if row["status"] == "illustrative"}
    assert set(record["illustrative_indicators"]) == illustrative
    assert record["versions"]["pandas"]


@pytest.mark.reliability(
    "same bytes", "a report made again in another folder, without kernels", "the same page, data and record"
)
@pytest.mark.batch
def test_the_same_inputs_give_the_same_bytes(outputs, processed, tmp_path, monkeypatch):
    """Made again in another folder, by force, without kernels, with other hash seeds: page and data are the same."""
    root = project(tmp_path / "home", processed)
    monkeypatch.setenv("CJTOOLS_HOME", str(root))
    monkeypatch.setattr(runner, "run_notebook", run_here)
    tasks = plan(choose(catalogue_module.load(), ["Orkney"], [OUTCOME]), YEAR, tmp_path / "elsewhere")
    results, _ = batch.run(tasks, force=True)
    assert results[0].error == ""
    for suffix in SUFFIXES:
        first = (outputs / "orkney-islands" / f"{OUTCOME}{suffix}").read_bytes()
        again = (tmp_path / "elsewhere" / YEAR / "orkney-islands" / f"{OUTCOME}{suffix}").read_bytes()
        assert first == again, suffix


def without_mark(source, target):
    """Copy an illustrative workbook as if it were published: the same cells, without the mark in its titles."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item, old.read(item).replace(b"ILLUSTRATIVE - made-up figures: ", b""))


def test_published_workbook_takes_the_labels_away(catalogue, tmp_path):
    """Dropped into data/raw, it replaces the illustrative one: no label on its figures, labels stay on the rest."""
    raw = tmp_path / "raw"
    shutil.copytree(folders().raw, raw)
    without_mark(raw / "illustrative" / "jsw_cpo_2024-25.xlsx", raw / "jsw_cpo_2024-25.xlsx")
    built = build(catalogue, [raw], tmp_path / "processed", folders().catalogue)
    assert built.problems == []
    assert "illustrative/jsw_cpo_2024-25.xlsx" in {file.file for file in built.files if file.not_used}
    outcome, observations = catalogue.outcome(OUTCOME), read_observations(tmp_path / "processed")
    study = Study(catalogue.area("Glasgow"), outcome, YEAR, catalogue, observations)
    shown = export.shown(study)
    made_up = set(shown.loc[shown["status"] == "illustrative", "indicator"])
    tree = parse(pages.questions(study, "people", "ending").html)
    seen = labels_are_right(tree, catalogue, made_up)
    assert {"cpo_completion", "cpo_endings"} <= seen - made_up
    assert {"dtto_completion", "sds_endings"} <= seen & made_up
    assert f" {len(made_up)} of " in report._made_up_words(study)


def test_banner_goes_with_the_last_illustrative_figure(catalogue, observations):
    """Once every workbook is a published one, nothing on the page speaks of made-up figures."""
    published = observations.assign(status="published")
    study = Study(catalogue.area("Orkney"), catalogue.outcome(OUTCOME), YEAR, catalogue, published)
    assert report._made_up_words(study) == ""


POISON = " <pwn onclick='x()'>&\"</title></svg><script>1</script>{{7*7}} **b** [l](javascript:x)"
WORDS = {
    "text", "title", "name", "about", "why_it_matters", "how_it_is_calculated", "partner", "to_close", "note",
    "caveats", "subject", "counted", "short_title", "open", "reference", "asked_of", "inputs", "goal", "similar_in",
    "meaning", "publisher", "definition",
}  # fmt: skip


def poisoned(value, key=None):
    """Return YAML content with markup of every kind behind each piece of prose."""
    if isinstance(value, dict):
        return {name: poisoned(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, key) for inner in value]
    if isinstance(value, str) and key == "partner":
        return "; ".join(name + POISON for name in value.split("; "))
    return value + POISON if isinstance(value, str) and key in WORDS else value


def test_words_of_the_catalogue_are_never_markup(observations, processed, tmp_path):
    """Whoever writes a title, a caveat or a question cannot put a script or a tag into a report."""
    root = tmp_path / "catalogue"
    shutil.copytree(folders().catalogue, root)
    for path in [*root.glob("indicators/*.yaml"), *root.glob("outcomes/*.yaml")]:
        path.write_text(yaml.safe_dump(poisoned(yaml.safe_load(path.read_text(encoding="utf-8")))), encoding="utf-8")
    for path in (root / f"{name}.csv" for name in ("sources", "markers", "family_groups", "partners")):
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        ids = {"partner"} if path.stem == "partners" else set()  # an id there, a name in a question
        rows = [row | poisoned({key: word for key, word in row.items() if key not in ids}) for row in rows]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    words = catalogue_module.load(root)
    study = Study(words.area("Glasgow"), words.outcome(OUTCOME), YEAR, words, observations)
    shown = [front.front(study), pages.questions(study, "people", "ending"), pages.context(study), pages.gaps(study)]
    shown += [vision.logic_model(study), vision.policy_landscape(study), vision.plan_actions(study)]
    shown += [evaluation.indicators_table(study), evaluation_plan.evaluation_plan(study), evaluation.checklist(study)]
    shown.append(front.about(study, [POISON], read_table(processed, "revisions")))
    tree = parse("".join(fragment.html for fragment in shown))
    assert "<pwn onclick='x()'>&\"</title>" in tree.text
    assert [node for node in tree.walk() if node.tag in ("pwn", "script") or "onclick" in node.attrs] == []
    assert [a.attrs["href"] for a in tree.all("a") if "javascript" in a.attrs["href"]] == []
    assert "49 **b**" not in tree.text
    assert "&amp;lt;pwn" not in "".join(fragment.html for fragment in shown)


def executed(*cells):
    """Return an executed notebook with a title and the cells given."""
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# People"), *cells])
    return {"01_population": nbformat.writes(node)}


def test_notebook_with_an_error_makes_no_page():
    """A failed cell is told, never shown."""
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    notebooks = executed(nbformat.v4.new_code_cell("x", outputs=[error], execution_count=1))
    with pytest.raises(CjtoolsError, match=r"01_population\.ipynb, cell 2: KeyError: 'x'"):
        report.join_notebooks(notebooks)


def test_notebook_that_was_not_executed_makes_no_page():
    """A page with holes looks like a page without findings."""
    with pytest.raises(CjtoolsError, match="was not executed"):
        report.join_notebooks(executed(nbformat.v4.new_code_cell("x")))


def test_joining_moves_headings_down_and_leaves_notebook_cells_out():
    """The title of a notebook becomes a section; ids are made from the words; code and its list of gaps stay behind."""
    shown = nbformat.v4.new_output("execute_result", {"text/html": "<h3 id='P1'>P1. How many?</h3><p>h3</p>"})
    cells = [
        nbformat.v4.new_markdown_cell("## Use & <prevalence>\n\nText."),
        nbformat.v4.new_code_cell("x", outputs=[shown], execution_count=1),
        nbformat.v4.new_markdown_cell("## What this does not tell us", metadata={"tags": ["notebook-only"]}),
    ]
    joined, contents = report.join_notebooks(executed(*cells))
    text = " ".join(cell.source for cell in joined.cells)
    assert '<h2 id="population">People</h2>' in text
    assert '<h3 id="population-use-prevalence">Use &amp; &lt;prevalence&gt;</h3>' in text
    assert "does not tell us" not in text
    assert joined.cells[2].outputs[0].data["text/html"] == "<h4 id='P1'>P1. How many?</h4><p>h3</p>"
    parts = [{"id": "population-use-prevalence", "text": "Use & <prevalence>"}]
    assert contents == [{"id": "population", "text": "People", "parts": parts}]
