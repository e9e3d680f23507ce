"""The pages above the reports link what is there, say what is not, and never pass an old page for a new one."""

import hashlib
import json
import re
import shutil
from types import SimpleNamespace

import pytest
import yaml
from conftest import ROOT
from html_lint import commands, lint, parse

from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import Ledger
from cjtools.batch.site import write_indexes
from cjtools.kinds import ACROSS, ON_ONE_OUTCOME
from cjtools.show.page import page, table_script

OUTCOME = "community-sentences"
NOW, BEFORE = "n" * 64, "b" * 64


class Made:
    """What reports and pages are made of now: the same for all."""

    def of(self, area, outcome, compare):
        return NOW

    def of_outcome(self, outcome):
        return NOW

    def of_all(self, area=None):
        return NOW

    def have_moved(self, area=None):
        return False


@pytest.fixture
def out(tmp_path):
    """The outputs of one year."""
    folder = tmp_path / "outputs" / "2024-25"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def bare(tmp_path):
    """A project without processed tables."""
    return SimpleNamespace(
        root=tmp_path, processed=tmp_path, catalogue=ROOT / "data" / "catalogue", local=tmp_path / "local"
    )


def made(out, slug, inputs=NOW, outcome=OUTCOME, **more):
    """Write the files of a report and its line in the ledger."""
    (out / slug).mkdir(exist_ok=True)
    for suffix in ON_ONE_OUTCOME.suffixes:
        (out / slug / f"{outcome}{suffix}").write_text(slug, encoding="utf-8")
    notebooks = out / slug / "notebooks" / outcome
    notebooks.mkdir(parents=True, exist_ok=True)
    for step in ON_ONE_OUTCOME.steps:
        (notebooks / f"{step}.ipynb").write_text("{}", encoding="utf-8")
    Ledger(out).record(slug, outcome, "done", inputs, **more)


def pages(out, catalogue, root):
    """Write the pages and return them by their place."""
    write_indexes(catalogue, Ledger(out), out, Made(), root)
    written = [*out.glob("*.html"), *out.glob("*/index.html")]
    return {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in written}


def targets(text):
    """Return where the links of a page's content lead on this site."""
    links = [a.attrs["href"] for a in parse(text).all("main")[0].all("a")]
    return [link.split("#")[0] for link in links if not link.startswith(("#", "https://"))]


OWN = "own-outcome"


@pytest.fixture(scope="module")
def whole(tmp_path_factory, catalogue, processed):
    """A project with processed tables, a glossary and an outcome of Fife's own; its pages, made once."""
    folder = tmp_path_factory.mktemp("whole")
    out = folder / "outputs" / "2024-25"
    out.mkdir(parents=True)
    root = SimpleNamespace(
        root=ROOT, processed=processed, catalogue=ROOT / "data" / "catalogue", local=folder / "local"
    )
    source = ROOT / "data" / "catalogue" / "outcomes" / "understanding-confidence.yaml"
    own = {"id": OWN, "number": "L1", "title": "Ours", "short_title": "Our own outcome", "aliases": []}
    words = yaml.safe_dump(yaml.safe_load(source.read_text(encoding="utf-8")) | own)
    (root.local / "fife" / "outcomes").mkdir(parents=True)
    (root.local / "fife" / "outcomes" / f"{OWN}.yaml").write_text(words, encoding="utf-8")
    for slug in ("na-h-eileanan-siar", "fife", "stirling"):
        made(out, slug)
    made(out, "fife", outcome=OWN)
    made(out, "moray", BEFORE)
    Ledger(out).record("angus", OUTCOME, "failed", NOW, error="02_needs.ipynb, cell 4: KeyError: 'x'")
    (out / "stirling" / f"{OUTCOME}.html").unlink()
    return SimpleNamespace(out=out, root=root, pages=pages(out, catalogue, root))


def test_every_link_leads_to_a_file(whole, catalogue):
    """From the year to outcomes, areas, reports and data; from an outcome to reports."""
    names = [f"{name}.html" for name in catalogue.outcomes]
    areas = [f"{slug}/index.html" for slug in ("angus", "fife", "moray", "na-h-eileanan-siar", "stirling")]
    assert set(whole.pages) == {"index.html", "about.html", "assurance.html", *names, *areas}
    for place, text in whole.pages.items():
        base = (whole.out / place).parent
        assert [target for target in targets(text) if not (base / target).is_file()] == []
    assert "3 of 32 community justice areas" in whole.pages["index.html"]
    linked = {*names, *areas, "about.html", "assurance.html", f"moray/{OUTCOME}.html"}
    assert linked <= set(targets(whole.pages["index.html"]))
    assert f"fife/{OUTCOME}.html" in targets(whole.pages[f"{OUTCOME}.html"])


def test_pages_are_clean(whole):
    """With reports that are there, old, failed and missing."""
    assert {name: lint(text) for name, text in whole.pages.items() if lint(text)} == {}


def test_without_processed_tables_there_are_links_alone(out, catalogue, bare):
    """No figure, no national page; nor where the table is torn."""
    made(out, "fife")
    for torn in (None, "measure\n", 'measure,"\x00'):
        if torn:
            (bare.processed / "observations.csv").write_text(torn, encoding="utf-8")
        found = pages(out, catalogue, bare)
        assert set(found) == {"index.html", "fife/index.html"}
        assert f"fife/{OUTCOME}.html" in targets(found["index.html"])
        assert "cjtools build" in found["index.html"]
        assert "What changed for us" not in found["fife/index.html"]
        assert {name: lint(text) for name, text in found.items() if lint(text)} == {}


def test_older_page_is_marked_and_says_how_to_make_it_again(out, catalogue, bare):
    """Its inputs changed since, or someone edited it."""
    made(out, "fife", BEFORE)
    made(out, "moray")
    (out / "moray" / f"{OUTCOME}.html").write_text("by hand", encoding="utf-8")
    found = pages(out, catalogue, bare)
    assert len(re.findall(r"</a> \(not up to date\)", found["index.html"])) == 2
    for slug in ("fife", "moray"):
        assert "Not up to date" in found[f"{slug}/index.html"]
        again = f"cjtools report --area {slug} --outcome {OUTCOME} --year 2024-25"
        assert again in commands(found[f"{slug}/index.html"])


def test_missing_page_is_not_linked(out, catalogue, bare):
    """The ledger remembers a page that someone deleted."""
    made(out, "fife")
    (out / "fife" / f"{OUTCOME}.html").unlink()
    found = pages(out, catalogue, bare)
    assert "Fife</a> (reports on 0 of 9 outcomes)" in found["index.html"]
    assert f"{OUTCOME}.html" not in found["index.html"] + found["fife/index.html"]
    # several are made with one word, not with nine options
    assert commands(found["fife/index.html"]) == "cjtools report --area fife --outcome all --year 2024-25"
    assert "0 of 32" in found["index.html"]


def test_every_council_is_listed_with_its_reports_or_without(out, catalogue, bare):
    """Whoever looks for a council finds it, and how its reports are made."""
    made(out, "fife")
    made(out, "fife", outcome="diversion")
    Ledger(out).record("fife", "accommodation", "failed", NOW, error="why")
    found = pages(out, catalogue, bare)
    (areas,) = [part for part in parse(found["index.html"]).all("ul") if part.attrs.get("class") == "areas"]
    items = [item.text.replace(" : ", ": ") for item in areas.all("li")]  # between two comments
    assert len(items) == 32
    assert items[0] == "Aberdeen City (no report yet)"
    (fife,) = [item for item in items if item.startswith("Fife")]
    assert fife.startswith("Fife (reports on 2 of 9 outcomes; 1 could not be made): Diversion")
    assert sum(item.endswith("(no report yet)") for item in items) == 31
    assert "cjtools report --area aberdeen-city --outcome all --year 2024-25" in commands(found["index.html"])
    assert "Not made yet: police custody (national outcome 2), " in found["fife/index.html"]
    assert "Not made yet: diversion" not in found["fife/index.html"]
    across = re.findall(r"(?<=, )[^,]+ \(all outcomes together\)", found["fife/index.html"])
    assert len(across) == len(ACROSS) and ". To make them: " in found["fife/index.html"]


@pytest.mark.parametrize(
    ("compare", "said"),
    [("density", "family group by density"), ("falkirk,fife,west-lothian", "Falkirk and West Lothian")],
)
def test_a_report_beside_others_says_so_and_is_not_old(out, catalogue, bare, compare, said):
    """It is up to date: what differs is whom it stands beside."""
    made(out, "fife", compare=compare)
    made(out, "moray")
    found = pages(out, catalogue, bare)
    assert "not up to date" not in found["index.html"].lower() + found["fife/index.html"].lower()
    assert f"(beside {said})" in found["index.html"]
    assert found["index.html"].count("(beside ") == 1
    assert f"It stands beside {said}." in found["fife/index.html"]
    (out / "fife" / f"{OUTCOME}.html").write_text("by hand", encoding="utf-8")
    again = f'--year 2024-25 --compare "{compare}"'
    assert any(line.endswith(again) for line in commands(pages(out, catalogue, bare)["fife/index.html"]).split("\n"))


def test_failure_is_told_with_its_reason_escaped(out, catalogue, bare):
    """What an error quotes is never markup; there is no link to a page that is not there."""
    Ledger(out).record("fife", OUTCOME, "failed", NOW, error="a: <script>alert(1)</script>\nb: \"two\" & 'three'")
    found = pages(out, catalogue, bare)
    for text in found.values():
        assert "a: &lt;script&gt;alert(1)&lt;/script&gt;; b: &#34;two&#34; &amp; &#39;three&#39;" in text
        assert "An older page" not in text


def test_ledger_cannot_name_other_files(out, catalogue, bare):
    """Only areas and outcomes of the catalogue become folders and links, whatever a ledger holds."""
    made(out, "fife")
    ledger = Ledger(out)
    for area, outcome in (("../../away", OUTCOME), ("fife", "../x"), ("gone-council", OUTCOME)):
        ledger.rows[(area, outcome)] = {**ledger.rows[("fife", OUTCOME)], "area": area, "outcome": outcome}
    write_indexes(catalogue, ledger, out, Made(), bare)
    assert sorted(path.relative_to(out).as_posix() for path in out.parent.rglob("index.html")) == [
        "fife/index.html",
        "index.html",
    ]
    assert "away" not in (out / "index.html").read_text(encoding="utf-8")


def test_an_areas_own_outcome_stands_on_its_page_alone(whole):
    """It is in no national list."""
    assert f"{OWN}.html" in targets(whole.pages["fife/index.html"])
    assert "local outcome L1" in whole.pages["fife/index.html"]
    assert f"{OWN}.html" not in whole.pages
    assert "Our own outcome" not in whole.pages["moray/index.html"]


def test_pages_with_tables_to_sort_allow_their_script_alone(whole):
    """By its hash: another script, or the same with one letter changed, would not run."""
    for name in ("index.html", "assurance.html", f"{OUTCOME}.html", "police-custody.html"):
        text = whole.pages[name]
        assert ["".join(script.children).strip() for script in parse(text).all("script")] == [table_script()]
        assert "<script> is not wanted in a page" in lint(text.replace("use strict", "use_strict"))
        assert "unsafe" not in text
    for name in ("about.html", "fife/index.html"):
        assert parse(whole.pages[name]).all("script") == []
        assert "script-src" not in whole.pages[name]


def test_two_scripts_or_one_from_elsewhere_are_found():
    """The lint lets one script pass, no more."""
    text = page("A", "<h1>A</h1>", script=table_script())
    assert lint(text) == []
    for more in ("<script>1</script>", '<script src="https://example.org/a.js"></script>'):
        assert "<script> is not wanted in a page" in lint(text.replace("</main>", f"</main>{more}"))


def test_written_again_only_what_changed_is_different(whole, catalogue):
    """Same inputs, same bytes; a fault in an area's own files is told and stops no other page; gaps are linked."""
    later = {"gaps.csv", "requests/index.html"}
    assert not later & set(targets(whole.pages["fife/index.html"]))
    (whole.root.local / "fife" / "outcomes" / f"{OWN}.yaml").write_text("id: [", encoding="utf-8")
    (whole.out / "fife" / "requests").mkdir()
    for name in later:
        (whole.out / "fife" / name).write_text("x", encoding="utf-8")
    again = pages(whole.out, catalogue, whole.root)
    changed = {name for name, text in again.items() if text != whole.pages[name]}
    assert changed == {"fife/index.html", "index.html"}  # the index named the report on the area's own outcome
    assert later <= set(targets(again["fife/index.html"]))
    assert "own outcomes are left out." in again["fife/index.html"]
    assert str(whole.root.local) not in again["fife/index.html"]
    assert f"{OWN}.html" not in targets(again["fife/index.html"])


def project(folder):
    """The folders of a project to be changed."""
    places = {name: folder / name for name in ("processed", "catalogue", "local")}
    return SimpleNamespace(root=folder, notebooks=ROOT / "notebooks", **places)


@pytest.fixture(scope="module")
def full(tmp_path_factory, processed):
    """A small project with reports of Fife and Moray, and the pages of a full run in ``outputs``."""
    root = project(tmp_path_factory.mktemp("full"))
    shutil.copytree(processed, root.processed)
    table = root.processed / "observations.csv"
    head, *lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text(head + "".join(line for line in lines if re.search(r",(2023-24|2024-25|2023),", line)), "utf-8")
    shutil.copytree(ROOT / "data" / "catalogue", root.catalogue)
    shutil.copy(ROOT / "GLOSSARY.md", root.root)
    out = root.root / "outputs" / "2024-25"
    out.mkdir(parents=True)
    inputs = Inputs(root)
    for slug in ("fife", "moray"):
        made(out, slug, inputs.of(slug, OUTCOME))
    write_indexes(inputs.words, Ledger(out), out, inputs, root)
    return root.root


@pytest.fixture
def living(full, tmp_path):
    """That project, to be changed."""
    shutil.copytree(full, tmp_path / "home")
    example = ROOT / "docs" / "examples" / "local-outcome"
    return SimpleNamespace(
        root=project(tmp_path / "home"), out=tmp_path / "home" / "outputs" / "2024-25", example=example
    )


def wrote(living):
    """Write the pages that are not up to date and return their names."""
    before = stamps(living.out)
    inputs = Inputs(living.root)
    write_indexes(inputs.words, Ledger(living.out), living.out, inputs, living.root)
    after = stamps(living.out)
    return {name for name, stamp in after.items() if before.get(name) != stamp}


def is_as_anew(living):
    """Return whether the pages are, byte by byte, those of a full run into an empty folder."""
    fresh, inputs = living.out.parent / "fresh" / "2024-25", Inputs(living.root)
    names = stamps(living.out)
    shutil.copytree(living.out, fresh)
    for name in [*names, "pages.csv"]:
        (fresh / name).unlink()
    write_indexes(inputs.words, Ledger(fresh), fresh, inputs, living.root)
    return all((fresh / name).read_bytes() == (living.out / name).read_bytes() for name in names)


def stamps(out):
    """Return what changes with each writing of a page: name -> number and time of its files."""
    paths = [
        *out.glob("*.html"),
        *(path.with_suffix(".csv") for path in out.glob("*.html")),
        *out.glob("*/index.html"),
    ]
    found = {path.relative_to(out).as_posix(): path.stat() for path in paths if path.is_file()}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


AREAS = {"fife/index.html", "moray/index.html"}
ASSURANCE = {"assurance.html", "assurance.csv"}


@pytest.mark.batch
def test_what_no_page_shows_makes_none_anew_and_what_it_shows_makes_it(living):
    """Each change in turn, the pages that show it named by hand."""
    assert wrote(living) == set()
    write = {"fife/gaps.csv": "x", "fife/requests/index.html": "y", "moray/notes.txt": "z"}
    for name, text in write.items():
        (living.out / name).parent.mkdir(exist_ok=True)
        (living.out / name).write_text(text, encoding="utf-8")
    assert wrote(living) == {"fife/index.html"}
    with (living.root.root / "GLOSSARY.md").open("a", encoding="utf-8") as stream:
        stream.write("\n**New word**: a meaning.\n")
    assert wrote(living) == {"about.html"}
    for name in ("diversion.csv", "moray/index.html"):
        (living.out / name).write_text("by hand", encoding="utf-8")
    (living.out / "about.html").unlink()
    assert wrote(living) == {"diversion.html", "diversion.csv", "moray/index.html", "about.html"}
    (living.out / "fife" / f"{OUTCOME}.html").write_text("by hand", encoding="utf-8")  # its report is an older one now
    assert wrote(living) == {"fife/index.html", "index.html"}
    assert is_as_anew(living)


@pytest.mark.batch
def test_a_workbook_of_one_outcome_leaves_the_pages_of_the_others(living):
    """Only outcome 9 shows attitudes; the area pages, the index and the list of sources show all outcomes."""
    path = living.root.processed / "files.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    next(one for one in told if one["file"] == "published/attitudes.csv")["sha256"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")
    page_of_nine = {"understanding-confidence.html", "understanding-confidence.csv"}
    assert wrote(living) == {*page_of_nine, *AREAS, *ASSURANCE, "index.html", "about.html"}


@pytest.mark.batch
def test_an_areas_own_outcome_changes_its_page_and_the_index_alone(living):
    """The index names it, and assurance tells of all areas; no other page. Figures that are refused stop nothing."""
    shutil.copytree(living.example, living.root.local / "fife")
    assert wrote(living) == {"fife/index.html", "index.html", *ASSURANCE}
    assert ">Fife</th>" in (living.out / "assurance.html").read_text(encoding="utf-8")
    figures = living.root.local / "fife" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace(",52,", ",52.5,"), encoding="utf-8")
    # reports of Fife were older before already: the index says the same as it did
    assert wrote(living) == {"fife/index.html", *ASSURANCE}
    page_of_fife = (living.out / "fife" / "index.html").read_text(encoding="utf-8")
    assert (
        "The area's own figures and evidence are left out." in page_of_fife and "local/fife/figures.csv" in page_of_fife
    )
    assert "52.5" not in page_of_fife and "What changed for us" in page_of_fife
    assert lint(page_of_fife) == []


@pytest.mark.batch
def test_the_map_belongs_to_all_pages(living):
    """Where the tiles stand is part of what all share: rarely changed, never missed."""
    with (living.root.catalogue / "hex_grid.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    # nine outcomes and assurance with their figures, two areas, index and about
    assert len(wrote(living)) == 2 * 9 + 2 + 2 + 2


@pytest.mark.batch
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"page,inputs\nindex.html,x\n"])
def test_a_torn_ledger_of_pages_makes_all_anew(living, content):
    """The bytes are those of a full run."""
    digest = hashlib.sha256((living.out / "index.html").read_bytes()).hexdigest()
    (living.out / "pages.csv").write_bytes(content)
    assert len(wrote(living)) == 2 * 9 + 2 + 2 + 2
    assert hashlib.sha256((living.out / "index.html").read_bytes()).hexdigest() == digest
