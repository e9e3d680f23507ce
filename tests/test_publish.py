"""The folder for readers holds what they may have, every link in it leads somewhere, and what is told of it is true."""

import csv
import io
import json
import re
import shutil
from contextlib import nullcontext
from types import SimpleNamespace
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from conftest import ROOT
from html_lint import lint, parse
from test_batch import OWN

from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import Ledger
from cjtools.cli import cli
from cjtools.disclosure import Ledger as Shown
from cjtools.errors import CjtoolsError
from cjtools.kinds import kind_of
from cjtools.paths import Folders
from cjtools.publish import folder as publishing
from cjtools.publish import publish as publisher
from cjtools.publish.checks import name_faults, page_faults
from cjtools.publish.chosen import _not_for_readers
from cjtools.publish.publish import publish
from cjtools.show.page import page

YEAR, ADDRESS = "2024-25", "https://example.org/justice/"
ATOM = "{http://www.w3.org/2005/Atom}"
HEAD = "indicator,part,area_code,period,value,status,edition"
REPORTS = (("fife", "diversion"), ("fife", "delivery_plan"), ("fife", "annual_report"), ("moray", "diversion"))
ROWS = ("cpo,Total,S12000047,2022-23,60.1,published,2023-24", "cpo,Total,S12000047,2023-24,61,published,2024-25")
BANNER = '<div class="banner" role="note"><p><strong>Illustrative.</strong> Made up.</p></div>'
NOINDEX = '<meta name="robots" content="noindex">'


def write(out, inputs, slug, name, rows=ROWS, more=""):
    """Write a report as a run does: its files and notebooks, and its line in the ledger."""
    kind = kind_of(name)
    links = "".join(f'<li><a href="{name}{suffix}">{suffix}</a></li>' for suffix in kind.suffixes)
    trail = [(f"All areas, {YEAR}", "../index.html"), ("Area", "index.html"), ("Report", "")]
    text = page(f"{name} in {slug}", f"<h1>Report</h1>{more}<ul>{links}</ul>", trail)
    (out / slug).mkdir(exist_ok=True)
    for suffix in kind.suffixes:
        content = text if suffix.endswith(".html") else "\n".join((HEAD, *rows)) + "\n" if suffix == ".csv" else "{}"
        (out / slug / f"{name}{suffix}").write_text(content, encoding="utf-8")
    for step in kind.steps:
        (out / slug / "notebooks" / name).mkdir(parents=True, exist_ok=True)
        (out / slug / "notebooks" / name / f"{step}.ipynb").write_text("{}", encoding="utf-8")
    Ledger(out).record(slug, name, "done", inputs.of(slug, name), on="2026-11-30" if "on" in kind.parameters else "")


@pytest.fixture(scope="module")
def made(tmp_path_factory, processed):
    """A project with reports of Fife and Moray, its pages not made yet; figures of three years."""
    home = tmp_path_factory.mktemp("made")
    shutil.copytree(ROOT / "data" / "catalogue", home / "data" / "catalogue")
    shutil.copytree(processed, home / "data" / "processed")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "GLOSSARY.md", home)
    table = home / "data" / "processed" / "observations.csv"
    head, *lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text(head + "".join(line for line in lines if re.search(r",(2023-24|2024-25|2023),", line)), "utf-8")
    out = home / "outputs" / YEAR
    out.mkdir(parents=True)
    inputs = Inputs(Folders(home))
    for slug, name in (
        ("fife", "diversion"),
        ("fife", "delivery_plan"),
        ("fife", "annual_report"),
        ("moray", "diversion"),
    ):
        write(out, inputs, slug, name)
    # what a run and the letters leave, and what somebody put there
    for name in ("run.json", "fife/gaps.csv", "fife/requests/index.html", "fife/names of people.txt", "fife/old.html"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("internal", encoding="utf-8")
    publish(inputs.words, Folders(home), out, home / "first")  # makes the pages above the reports
    shutil.rmtree(home / "first")
    return home


@pytest.fixture
def world(made, tmp_path):
    """That project, to be changed, and the folder for readers: its name has a blank and an accent."""
    home = tmp_path / "home"
    shutil.copytree(made, home)
    root = Folders(home)
    inputs = Inputs(root)
    return SimpleNamespace(root=root, out=home / "outputs" / YEAR, to=tmp_path / "für alle", inputs=inputs)


def go(world, **more):
    """Publish."""
    return publish(world.inputs.words, world.root, world.out, world.to, **more)


def bytes_of(folder):
    """Return every file below a folder with what it holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_times(folder):
    """Return every file below a folder, but for the moment when it was found that a page had gone, and its hash."""
    kept = {name: text for name, text in bytes_of(folder).items() if name != "published.csv"}
    return {name: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"", text) for name, text in kept.items()}


def leads_nowhere(folder):
    """Return links of a folder's pages that lead to no file of it; read by another reader than the one that checks."""
    found = []
    for place in folder.rglob("*.html"):
        for node in parse(place.read_text(encoding="utf-8")).walk():
            link = node.attrs.get("href") or node.attrs.get("src")
            if link is None or link.startswith(("https://", "data:")):
                continue
            target = (place.parent / unquote(link.partition("#")[0])).resolve() if link[0] != "#" else place
            if not target.is_file() or folder.resolve() not in target.parents:
                found.append((place.name, link))
    return found


def led_to(folder):
    """Return the pages that a reader comes to from the index, and links on them that lead nowhere."""
    found, todo, astray = set(), [folder / "index.html"], []
    while todo:
        place = todo.pop()
        found.add(place)
        for node in parse(place.read_text(encoding="utf-8")).all("a"):
            link = unquote(node.attrs["href"].partition("#")[0])
            target = place.parent / link
            if not link or link.startswith("https://"):
                continue
            if not target.is_file():
                astray.append((place.name, link))
            elif link.endswith(".html") and target.resolve() not in {one.resolve() for one in (*found, *todo)}:
                todo.append(target)
    return len(found), astray


def of_report(slug, name, *suffixes):
    """Return the names of a report's files."""
    return {f"{slug}/{name}{suffix}" for suffix in suffixes}


ON_ONE = (".html", "-data.html", ".csv", ".json")


def test_it_holds_what_readers_may_have_and_nothing_else(world, catalogue):
    """By name, every file; working papers, notebooks, records, letters and what no run made stay behind."""
    done = go(world)
    expected = {"index.html", "about.html", "changes.html", "changes.csv", "feed.xml", "robots.txt", "published.csv"}
    expected |= {f"{name}{suffix}" for name in catalogue.outcomes for suffix in (".html", ".csv")}
    expected |= of_report("fife", "diversion", *ON_ONE) | of_report("moray", "diversion", *ON_ONE)
    expected |= of_report("fife", "annual_report", ".html", ".docx", ".pdf", ".xlsx", ".csv", ".json")
    expected |= {f"{slug}/{name}" for slug in ("fife", "moray") for name in ("index.html", "cjoip.html", "cjoip.docx")}
    tables = {name for name in expected if name.endswith(".csv")} - {"changes.csv", "published.csv"}
    expected |= {name.replace(".csv", ".csv-metadata.json") for name in tables}
    expected |= {f"{folder}datapackage.json" for folder in ("", "fife/", "moray/")}
    assert set(bytes_of(world.to)) == expected
    assert told_of(world.to) == tables
    assert done.files == len(expected)
    assert done.stays["no run that is recorded made it"] == 2
    assert sum(done.stays.values()) == len(bytes_of(world.out)) - 1 - len(expected) + 5  # no lock; five are made new
    assert not any("internal" in text.decode("utf-8", "ignore") for text in bytes_of(world.to).values())


def told_of(folder):
    """Return the tables that the data packages of a folder speak of."""
    packages = {path: json.loads(path.read_text(encoding="utf-8")) for path in folder.rglob("datapackage.json")}
    return {
        (path.parent / one["path"]).relative_to(folder).as_posix()
        for path, package in packages.items()
        for one in package["resources"]
    }


def test_it_works_wherever_it_stands(world):
    """From a folder with blanks and accents: links are relative, lead to files of it, and each folder has an index."""
    go(world)
    assert leads_nowhere(world.to) == []
    folders = {path.parent for path in world.to.rglob("*") if path.is_file()}
    assert all((folder / "index.html").is_file() for folder in folders) and len(folders) == 3
    texts = {name: text.decode() for name, text in bytes_of(world.to).items() if name.endswith(".html")}
    assert {name: lint(text) for name, text in texts.items() if lint(text)} == {}
    assert not [name for name, text in texts.items() if re.search(r'(href|src)="(/|file:|\w:\\)', text)]


def test_what_is_said_to_those_who_make_pages_is_not_said_to_readers(world):
    """Commands and links to what stays behind are in the outputs, and not here."""
    go(world)
    for name in ("index.html", "fife/index.html"):
        ours, theirs = ((folder / name).read_text(encoding="utf-8") for folder in (world.out, world.to))
        assert "cjtools</span> <span" in ours and "cjtools</span> <span" not in theirs
        assert "delivery_plan.html" in ours and "delivery_plan.html" not in theirs
        assert "annual_report.html" in theirs and "<!--" not in theirs
    assert "requests/index.html" in ours and "gaps.csv" in ours
    assert "requests" not in theirs and "gaps.csv" not in theirs


def test_a_working_paper_is_published_when_it_is_asked_for(world):
    """With its files, and led to."""
    done = go(world, extra=["delivery_plan"])
    assert of_report("fife", "delivery_plan", ".html", ".docx", ".csv", ".json") <= set(bytes_of(world.to))
    assert 'href="delivery_plan.html"' in (world.to / "fife" / "index.html").read_text(encoding="utf-8")
    assert leads_nowhere(world.to) == []
    assert not any("delivery" in why for why in done.stays)


def test_all_faults_are_told_at_once_and_nothing_is_touched(world):
    """A report of older inputs, one that failed, a page that somebody changed."""
    go(world)
    before = bytes_of(world.to)
    (world.out / "fife" / "diversion.html").write_text("by hand", encoding="utf-8")
    Ledger(world.out).record("moray", "accommodation", "failed", "x", error="02_needs.ipynb, cell 4: KeyError: 'x'")
    with pytest.raises(CjtoolsError) as caught:
        go(world)
    first, second = map(str, caught.value.problems)
    again = f"To do: cjtools report --area fife --outcome diversion --year {YEAR}"
    assert first == f"fife/diversion.html: the report is not up to date. {again}"
    assert second.startswith("moray/accommodation.html: the report could not be made: 02_needs.ipynb, cell 4: KeyError")
    assert bytes_of(world.to) == before


def test_made_up_figures_without_a_banner_are_not_published(world):
    """The table beside the page says that they are; the page and its data page have to."""
    row = "cpo,Total,S12000047,2024-25,62,illustrative,2024-25"
    write(world.out, world.inputs, "fife", "diversion", [*ROWS, row])
    with pytest.raises(CjtoolsError) as caught:
        go(world)
    assert [problem.file for problem in caught.value.problems] == ["fife/diversion.html", "fife/diversion-data.html"]
    write(world.out, world.inputs, "fife", "diversion", [*ROWS, row], BANNER)
    go(world)
    texts = bytes_of(world.to)
    assert NOINDEX.encode() in texts["fife/diversion.html"] and NOINDEX.encode() in texts["fife/index.html"]
    assert NOINDEX.encode() not in texts["moray/diversion.html"]


def test_a_link_that_leads_astray_is_a_fault(world):
    """To a file that stays behind, out of the folder, or to no place of a page."""
    for link, told in (
        ("delivery_plan.html", "which is not published"),
        ("../../x.html", "which is not published"),
        ("/index.html", "which is not published"),
        ("C:\\x.html", "which is not published"),
        ("index.html#nowhere", "there is no such place"),
    ):
        write(world.out, world.inputs, "moray", "diversion", more=f'<p><a href="{link}">there</a></p>')
        with pytest.raises(CjtoolsError) as caught:
            go(world)
        assert {problem.file for problem in caught.value.problems} == {
            "moray/diversion.html",
            "moray/diversion-data.html",
        }
        assert all(f"leads to {link}" in str(one) and told in str(one) for one in caught.value.problems)


def test_links_are_read_as_a_browser_reads_them():
    """Escaped, encoded, with a query of no file; what a script holds is no link."""
    pages = [("a/b.html", '<h1 id="x">A</h1><a href="../c%20d.html#x&amp;y">c</a><script>"<a href=\'no\'>"</script>')]
    assert page_faults(pages, {"a/b.html", "c d.html"}) == []
    assert [problem.file for problem in page_faults(pages, {"a/b.html"})] == ["a/b.html"]


@pytest.mark.parametrize(
    "name", ["con.html", "fife/LPT1.csv", "a|b.csv", "a.", " a.csv", "~$a.docx", "ä.html", "x" * 201]
)
def test_names_that_a_host_refuses_are_faults(name):
    """Kept by Windows, refused by SharePoint, or read differently by web hosts."""
    assert len(name_faults([name])) == 1


def read_feed(world):
    """Return the entries of the feed, newest publication first: id -> title, time and links."""
    top = ET.parse(world.to / "feed.xml").getroot()
    return top, {
        entry.findtext(f"{ATOM}id"): (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}updated"))
        for entry in top.findall(f"{ATOM}entry")
    }


def test_the_feed_is_as_its_standard_says(world):
    """RFC 4287, section 4: what a feed and an entry must have; times as RFC 3339; ids used once."""
    go(world, address=ADDRESS)
    top, entries = read_feed(world)
    assert top.tag == f"{ATOM}feed"
    for one in (top, *top.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one.findtext(f"{ATOM}id"))
    assert top.find(f"{ATOM}author/{ATOM}name").text
    (own,) = [link for link in top.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == f"{ADDRESS}feed.xml"
    assert len(entries) == len(top.findall(f"{ATOM}entry")) == 3
    assert [title for title, _ in entries.values()] == ["Fife: 3 new", "Moray: 2 new", "Scotland: 9 new"]
    assert top.findtext(f"{ATOM}updated") == max(when for _, when in entries.values())
    (content,) = top.findall(f"{ATOM}entry")[0].findall(f"{ATOM}content")
    assert content.get("type") == "xhtml" and [child.tag for child in content] == ["{http://www.w3.org/1999/xhtml}div"]
    links = [node.get("href") for node in content.iter("{http://www.w3.org/1999/xhtml}a")]
    assert links == [f"{ADDRESS}fife/{name}.html" for name in ("annual_report", "cjoip", "diversion")]


@pytest.mark.reliability(
    "same bytes",
    "published again when nothing changed, and when a report was made again",
    "no byte changes and no file is written",
)
def test_a_publication_that_changes_nothing_changes_no_byte(world):
    """And writes no file; nor does a report made again of the same bytes, later."""
    go(world, address=ADDRESS)
    before, times = bytes_of(world.to), {path: path.stat().st_mtime_ns for path in world.to.rglob("*.*")}
    ledger = Ledger(world.out)
    ledger.rows["fife", "diversion"]["finished"] = "2031-01-01T00:00:00Z"
    row = ledger.rows["moray", "diversion"]
    ledger.record("moray", "diversion", "done", row["inputs_sha256"])
    done = go(world, address=ADDRESS)
    assert (done.written, done.removed, done.changes) == (0, 0, [])
    assert bytes_of(world.to) == before
    assert {path: path.stat().st_mtime_ns for path in world.to.rglob("*.*")} == times


@pytest.mark.parametrize("content", [None, "", "area,outcome"])
def test_a_ledger_that_is_gone_or_empty_names_what_it_told_of(world, content):
    """With the command for each report: it was published, and stands there."""
    path = world.out / "ledger.csv"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    with pytest.raises(CjtoolsError) as refused:
        go(world)
    for area, outcome in (("fife", "diversion"), ("fife", "annual_report"), ("moray", "diversion")):
        assert f"cjtools report --area {area} --outcome {outcome} --year {YEAR}" in str(refused.value)
    assert "foo" not in str(refused.value)


def test_what_another_run_publishes_meanwhile_is_not_called_a_strangers(world, monkeypatch):
    """Who is told to take it out of the folder would take the pages away."""
    choose, once = publisher.choose, iter((True,))

    def chosen(*some):
        found = choose(*some)
        if next(once, False):
            go(world)
        return found

    monkeypatch.setattr(publisher, "choose", chosen)
    monkeypatch.setattr(publisher, "lock", lambda _: nullcontext())
    with pytest.raises(CjtoolsError, match="was published meanwhile by another run"):
        go(world)


@pytest.mark.parametrize("name", [".film.part", ".lock"])
def test_files_of_others_in_an_empty_folder_are_not_taken_for_ours(world, name):
    """They would go."""
    world.to.mkdir()
    (world.to / name).write_text("mine", encoding="utf-8")
    with pytest.raises(CjtoolsError, match="holds files that were not published by cjtools"):
        go(world)
    assert bytes_of(world.to) == {name: b"mine"}


@pytest.mark.parametrize("ended, left", [(None, []), ("2026-01-01T00:00:00Z", ["moray/diversion"])])
def test_a_last_run_that_was_ended_before_it_was_done_is_told(world, ended, left):
    """What it did not come to is missed by nobody else."""
    (world.out / "run.json").write_text(json.dumps({"ended": ended, "not reached": left}), encoding="utf-8")
    assert "the last run was ended before it had made all; the same command makes the others" in go(world).notes
    (world.out / "run.json").write_text(json.dumps({"ended": "2026-01-01T00:00:00Z", "not reached": []}), "utf-8")
    assert not any("last run" in note for note in go(world).notes)


@pytest.mark.reliability(
    "faults", "a ledger that lost lines, and was written whole again by a later run", "refused: no page is withdrawn"
)
def test_a_report_that_no_record_tells_of_any_more_is_not_withdrawn(world):
    """It was published and stands in the outputs: that it is to go, nobody has said."""
    go(world)
    before = bytes_of(world.to)
    ledger = Ledger(world.out)
    del ledger.rows["moray", "diversion"]
    ledger.record("fife", "diversion", "done", ledger.rows["fife", "diversion"]["inputs_sha256"])
    with pytest.raises(CjtoolsError) as refused:
        go(world)
    again = "cjtools report --area moray --outcome diversion --year"
    assert "moray/diversion.html: no record tells of this report" in str(refused.value) and again in str(refused.value)
    assert bytes_of(world.to) == before


def test_what_changed_is_told_from_the_tables(world):
    """A figure that is another, a year more, a report withdrawn; of one that was only set differently nothing."""
    go(world)
    _, first = read_feed(world)
    rows = [ROWS[0], ROWS[1].replace(",61,", ",61.5,"), "cpo,Total,S12000047,2024-25,63,published,2025-26"]
    write(world.out, world.inputs, "fife", "diversion", rows)
    ledger = Ledger(world.out)
    when = ledger.rows["fife", "diversion"]["finished"]
    del ledger.rows["moray", "diversion"]
    (world.out / "moray" / "diversion.html").unlink(missing_ok=True)
    ledger.record("fife", "diversion", "done", ledger.rows["fife", "diversion"]["inputs_sha256"])
    write(world.out, world.inputs, "fife", "annual_report", more="<p>In other words.</p>")
    done = go(world)
    told = {change.page: (change.what, change.more) for change in done.changes}
    more = "1 figure is another, 1 is new; years added: 2024-25; edition added: 2025-26"
    assert told == {
        "fife/diversion.html": ("figures changed", more),
        "moray/diversion.html": ("withdrawn", ""),
        "moray/cjoip.html": ("withdrawn", ""),
    }
    assert not (world.to / "moray").exists() and leads_nowhere(world.to) == []
    _, entries = read_feed(world)
    new = {name: entry for name, entry in entries.items() if name not in first}
    assert [title for title, _ in new.values()] == ["Fife: 1 with other figures", "Moray: 2 withdrawn"]
    assert next(iter(new.values()))[1] >= when
    assert {name: entries[name] for name in first} == first
    shown = parse((world.to / "changes.html").read_text(encoding="utf-8"))
    assert [head.text.split(",")[0] for head in shown.all("h2")] == [
        "Version 2 of these pages",
        "Version 1 of these pages",
    ]
    assert f"Diversion from prosecution , Fife : figures changed ({more})" in shown.text
    rows = list(csv.DictReader(io.StringIO((world.to / "changes.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 14 + 3 and {row["version"] for row in rows} == {"1", "2"}


@pytest.mark.batch
def test_once_no_figure_is_made_up_pages_may_be_found(world):
    """Banner, word to search engines and robots.txt go by themselves; the sitemap has pages and when they changed."""
    for name in ("observations.csv", "files.json"):
        path = world.root.processed / name
        text = path.read_text(encoding="utf-8")
        marked = re.sub(r"(,|\")illustrative(\n|,|\")", r"\1published\2", text)
        assert marked != text
        path.write_text(marked, encoding="utf-8")
    with_made_up = bytes_of(world.out)["index.html"]
    assert NOINDEX.encode() in with_made_up and b"Illustrative." in with_made_up
    world.inputs = Inputs(world.root)
    for slug, name in (
        ("fife", "diversion"),
        ("fife", "delivery_plan"),
        ("fife", "annual_report"),
        ("moray", "diversion"),
    ):
        write(world.out, world.inputs, slug, name)
    go(world, address=ADDRESS)
    texts = bytes_of(world.to)
    pages = {name for name in texts if name.endswith(".html") and name != "404.html"}
    assert not [name for name in pages if NOINDEX.encode() in texts[name] or b'class="banner"' in texts[name]]
    robots = texts["robots.txt"].decode()
    assert "Disallow:\n" in robots and f"Sitemap: {ADDRESS}sitemap.xml" in robots
    top = ET.fromstring(texts["sitemap.xml"])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in top.findall(f"{space}url")}
    assert set(found) == {ADDRESS + name.removesuffix("index.html") for name in pages}
    finished = Ledger(world.out).rows["fife", "diversion"]["finished"]
    assert found[f"{ADDRESS}fife/diversion.html"] == finished


def test_while_figures_are_made_up_tables_are_not_to_be_read(world):
    """They cannot ask to be left out themselves; pages can, and have to be read for it."""
    done = go(world, address=ADDRESS)
    texts = {name: text.decode() for name, text in bytes_of(world.to).items() if name.endswith((".html", ".txt"))}
    assert "Disallow: /justice/*.csv$\n" in texts["robots.txt"] and ".html" not in texts["robots.txt"]
    banner = [name for name, text in texts.items() if 'class="banner"' in text]
    assert {"index.html", "community-sentences.html", "fife/index.html"} <= set(banner)
    assert all(NOINDEX in texts[name] for name in banner)
    assert any("search engines are asked to leave them out" in note for note in done.notes)
    assert (
        f'href="{ADDRESS}index.html"' in texts["404.html"]
    )  # a relative link would lead anywhere from where it is shown


@pytest.mark.batch
@pytest.mark.reliability(
    "readers",
    "looked at after each file of a publication, and ended after every third",
    "no link leads nowhere; then the same bytes",
)
def test_readers_never_meet_a_half_or_a_link_that_leads_nowhere(world, monkeypatch):
    """After each file that is written; ended half way, the next publication finishes with the same bytes."""
    go(world)
    write(world.out, world.inputs, "fife", "accommodation")
    write(world.out, world.inputs, "fife", "diversion", [ROWS[0]])
    ledger = Ledger(world.out)
    del ledger.rows["moray", "diversion"]
    (world.out / "moray" / "diversion.html").unlink(missing_ok=True)
    ledger.record("fife", "diversion", "done", ledger.rows["fife", "diversion"]["inputs_sha256"])
    old, steps, whole = world.to.with_name("old"), [], publishing.write_atomically
    shutil.copytree(world.to, old)

    def looked_at(path, content):
        whole(path, content)
        assert led_to(world.to)[1] == []
        steps.append(path.name)

    monkeypatch.setattr(publishing, "write_atomically", looked_at)
    go(world)
    assert steps.index("accommodation.html") < steps.index("index.html") < len(steps) - 1
    expected = without_times(world.to)
    for count in range(1, len(steps), 3):
        shutil.rmtree(world.to)
        shutil.copytree(old, world.to)
        left = [None] * count

        def ended(path, content, left=left):
            if not left:
                raise KeyboardInterrupt
            left.pop()
            whole(path, content)

        monkeypatch.setattr(publishing, "write_atomically", ended)
        with pytest.raises(KeyboardInterrupt):
            go(world)
        assert led_to(world.to)[1] == []
        monkeypatch.setattr(publishing, "write_atomically", whole)
        go(world)
        assert without_times(world.to) == expected


def test_files_of_others_stay_and_are_never_written_over(world):
    """Hosts want such files; a folder of something else is refused whole."""
    go(world)
    (world.to / "CNAME").write_text("example.org", encoding="utf-8")
    assert go(world).removed == 0 and (world.to / "CNAME").is_file()
    (world.to / "404.html").write_text("ours", encoding="utf-8")
    with pytest.raises(CjtoolsError, match=r"404\.html: is in the folder and was not published by cjtools"):
        go(world, address=ADDRESS)
    (world.to / "published.csv").unlink()
    with pytest.raises(CjtoolsError, match="holds files that were not published by cjtools"):
        go(world)


@pytest.mark.parametrize(
    "name", ["../precious/thesis.docx", "/precious.txt", "a/../../x.html", "c:x.html", "a\\b.html"]
)
def test_a_list_that_names_files_elsewhere_is_refused(world, name):
    """The folder stands where others can write: a name in its list must not reach beyond it."""
    go(world)
    precious = world.to.parent / "precious" / "thesis.docx"
    precious.parent.mkdir()
    precious.write_text("years of work")
    with (world.to / "published.csv").open("a", encoding="utf-8") as listed:
        csv.writer(listed).writerow([name, "abc", "2026-01-01T00:00:00Z", "", ""])
    before = bytes_of(world.to)
    with pytest.raises(CjtoolsError, match="names files that are not in the folder"):
        go(world)
    assert precious.read_text() == "years of work" and bytes_of(world.to) == before


@pytest.mark.reliability(
    "faults", "a link or a folder in the place of a published page", "refused; nothing is written through it"
)
def test_a_link_or_a_folder_in_the_place_of_a_page_is_refused(world):
    """Nothing is written through a link into another place, and nothing is touched."""
    go(world)
    elsewhere = world.to.parent / "elsewhere"
    shutil.move(world.to / "fife", elsewhere)
    (world.to / "fife").symlink_to(elsewhere)
    with pytest.raises(CjtoolsError, match="not in the folder"):
        go(world)
    (world.to / "fife").unlink()
    (world.to / "about.html").unlink()
    (world.to / "about.html").mkdir()
    with pytest.raises(CjtoolsError, match="is a folder or a link where a page has to stand"):
        go(world)
    assert not (world.to / "fife").exists()


@pytest.mark.reliability("faults", "the list of published files was saved in another encoding", "refused in words")
def test_a_list_in_another_encoding_is_told(world):
    """As a spreadsheet program may save it."""
    go(world)
    listed = world.to / "published.csv"
    listed.write_bytes(listed.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(CjtoolsError, match="is not text in UTF-8"):
        go(world)


def test_the_command_tells_what_it_did(world, monkeypatch):
    """What was copied, what stays and why; statuses as of all commands."""
    monkeypatch.setenv("CJTOOLS_HOME", str(world.root.root))
    told = CliRunner().invoke(cli, ["publish", "--to", str(world.to)])
    assert told.exit_code == 0
    assert "Fife: 3 new" in told.output and "left out: 2 x no run that is recorded made it" in told.output
    assert "no sitemap.xml and no 404.html: they need the address" in told.output
    assert "Nothing changed" in CliRunner().invoke(cli, ["publish", "--to", str(world.to)]).output
    for wrong in (["--to", str(world.out / "x")], ["--address", "example.org"], ["--year", "1999-00"]):
        with pytest.raises(CjtoolsError):
            CliRunner().invoke(cli, ["publish", *wrong], catch_exceptions=False)


def test_figures_that_are_not_for_publication_are_a_fault(tmp_path):
    """As the licence of an area's own source says, in whatever case; other licences are none of this."""
    table = tmp_path / "own.csv"
    table.write_text("indicator,source\na,own_return; jsw\nb,\n", encoding="utf-8")
    licences = {"own_return": "NOT for publication", "jsw": "OGL v3.0", "other": "Not for publication"}
    rows = [{"source": name, "title": name.title(), "licence": licence} for name, licence in licences.items()]
    found = _not_for_readers(table, SimpleNamespace(sources=rows), "fife/own.html")
    assert [str(fault).split(". To do")[0] for fault in found] == [
        "fife/own.html: shows figures of 'Own_Return', whose licence is: NOT for publication"
    ]


@pytest.mark.batch
def test_own_figures_on_a_page_that_publishing_brings_up_to_date_are_written_down(world, monkeypatch):
    """As what reports have shown; the page of an area shows them as they are now, whoever had it made."""
    monkeypatch.setenv("CJTOOLS_HOME", str(world.root.root))
    own = world.root.local / "moray"
    own.mkdir(parents=True)
    # of a year of which nothing is published
    text = OWN.replace("S12000047,Fife,2023-24", "S12000020,Moray,2003-04")
    (own / "figures.csv").write_text(text, encoding="utf-8")
    go(world)
    assert [row["value"] for row in Shown.read(own / "released.csv").rows] == ["12"]
