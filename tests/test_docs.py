"""The documentation says what is so: each key, column, command and function is there, and what it tells can be done."""

import doctest
import re
import shlex
import sys
from pathlib import Path

import click
import pytest

from cjtools.cli import cli
from cjtools.csv_files import CSV_FILES
from cjtools.intake.tidy import OBSERVATION
from cjtools.paths import folders
from cjtools.results.indicators import RESULT

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

from fill import catalogue as reference  # noqa: E402
from fill import commands  # noqa: E402

BESIDE = [
    "README.md",
    "UPDATING.md",
    "RAP.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "data/raw/README.md",
    "data/raw/local/README.md",
]
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in BESIDE)])
WRITTEN = [page for page in PAGES if page.name != "CHANGELOG.md"]  # what was once so may be gone
MOST_BYTES = 200_000  # of a picture
STRICT = ["-E", "-W", "-n", "--keep-going", "-q"]
FENCE = re.compile(r"^(`{3,})(.*)\n(.*?)^\1", re.MULTILINE | re.DOTALL)
each_page = pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())


def text_of(page):
    """Return a page's Markdown."""
    return page.read_text(encoding="utf-8")


def spans(page):
    """Return what stands as code within the lines of a page."""
    return re.findall(r"`([^`\n]+)`", FENCE.sub("", text_of(page)))


def said_commands(page):
    """Return the commands that a page names: (words, whether they stand in a line as part of a sentence)."""
    blocks = [line for _, _, block in FENCE.findall(text_of(page)) for line in block.splitlines()]
    found = [(line, False) for line in blocks if line.startswith(("cjtools ", "make "))]
    return found + [(span, True) for span in spans(page) if span.startswith(("cjtools ", "make "))]


@pytest.mark.parametrize("model", reference.every_model(), ids=lambda model: model.__name__)
def test_every_key_of_the_catalogue_says_what_to_write(model):
    """In its own words, and not those of its name."""
    for name, field in model.model_fields.items():
        assert field.description and field.description.endswith("."), f"{model.__name__}.{name}"


def test_every_file_of_the_catalogue_is_in_the_reference():
    """A file that is added has to be explained."""
    folder = folders().catalogue
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")}
    files = {re.sub(r"^(indicators|outcomes)/[^/]+\.yaml", r"\1/<id>.yaml", name) for name in files}
    assert {name for name in files if not name.startswith("layouts/")} == set(reference.FILES)


def test_every_csv_file_has_exactly_the_columns_of_the_reference():
    """As the files themselves have them; those of a layout's sums are followed by one for each part."""
    met = set()
    for path in sorted([*folders().catalogue.rglob("*.csv"), *(folders().raw / "published").glob("*.csv")]):
        below = path.relative_to(folders().root / "data")
        name = re.sub(r"^catalogue/(layouts/)?(?:(?<=layouts/)[^/]+/)?", lambda m: f"{m[1] or ''}", below.as_posix())
        name = f"layouts/<id>/{path.name}" if name.startswith("layouts/") else name
        name = "raw/published/*.csv" if name.startswith("raw/published/") else name
        head = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        assert head[: len(CSV_FILES[name])] == list(CSV_FILES[name]), path
        assert len(head) == len(CSV_FILES[name]) or path.name == "sums.csv", path
        met.add(name)
    assert met == set(CSV_FILES)


@pytest.mark.parametrize("columns", CSV_FILES.values(), ids=CSV_FILES)
def test_every_column_says_what_to_write(columns):
    """In a few words each, no two the same."""
    assert all(len(words.split()) > 1 and words.endswith((".", "$")) for words in columns.values())
    assert len(set(columns.values())) == len(columns)


def test_every_command_and_option_says_what_it_does():
    """The reference has nothing else to say."""
    for path, command in commands.every_command():
        assert command.help, path
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (path, option.name)


def test_every_function_of_notebooks_is_explained():
    """With a docstring of its own, which the reference shows."""
    import cjtools

    for name in cjtools.__all__:
        assert (cjtools.__getattr__(name).__doc__ or "").count("\n") > 2, name


@each_page
def test_every_command_can_be_given(page):
    """It has the arguments and options named; what is said within a sentence may leave out what it needs."""
    for said, is_part in said_commands(page):
        words = shlex.split(re.sub(r"\s+#.*", "", said))
        if words[0] == "make":
            targets = re.findall(r"(?m)^([\w-]+):", text_of(ROOT / "Makefile"))
            assert not [word for word in words[1:] if "=" not in word and word not in targets], said
            continue
        command, rest = cli, words[1:]
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            assert rest[0] in command.commands, said
            command, rest = command.commands[rest[0]], rest[1:]
        if isinstance(command, click.Group) or rest in (["--help"], ["-h"]):
            assert is_part or rest, said
            continue
        try:
            # below its group: a command keeps the help options that it is first asked with
            command.make_context(command.name, list(rest), parent=click.Context(cli, **cli.context_settings))
        except click.MissingParameter:
            assert is_part, said


MADE = re.compile(r"^(data/processed|outputs)|^data/raw/local/[^R]|<|\*|\.\.\.|NAME|FILE|^notebooks/scratch")
INVENTED = ("data/raw/justice-social-work",)  # folders that are the reader's to name


@each_page
def test_every_path_is_there(page):
    """What a page names as part of the project can be opened."""
    for span in spans(page):
        for path in re.findall(r"(?:^|\s)((?:data|docs|cjtools|notebooks|scripts|tests|benchmarks)/\S*)", span):
            if not MADE.search(path) and not path.startswith(INVENTED):
                assert (ROOT / path.partition("::")[0]).exists(), path


@each_page
def test_every_link_to_a_file_leads_somewhere(page):
    """As it is read in the repository; the site's own links are checked where it is built."""
    for address in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", FENCE.sub("", text_of(page))):
        assert (page.parent / address).exists(), address


@pytest.mark.parametrize(
    "page", [page for page in PAGES if ">>>" in text_of(page)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_every_worked_number_comes_out(page):
    """The examples of a page, one after the other."""
    examples = re.sub(r"(?m)^```.*$", "", text_of(page))
    test = doctest.DocTestParser().get_doctest(examples, {}, page.name, str(page), 0)
    assert len(test.examples) > 2
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize("module", ["catalogue", "commands", "markdown"])
def test_examples_of_what_fills_pages_in_come_out(module):
    """They stand outside the package, where examples are looked for."""
    import importlib

    done = doctest.testmod(importlib.import_module(f"fill.{module}"))
    assert done.attempted and not done.failed


def test_every_message_that_is_explained_can_be_said():
    """What stands between its dots is in the code."""
    code = "\n".join(text_of(path) for path in (ROOT / "cjtools").rglob("*.py"))
    table = [line for line in text_of(DOCS / "howto" / "messages.md").splitlines() if line.startswith("| `")]
    quoted = [words for line in table for words in re.findall("`([^`]+)`", line.split(" | ")[0])]
    pieces = [piece.strip(" ,':()") for words in quoted for piece in re.split(r"[.]{3}|[:,(]|[0-9]+", words)]
    assert len(list(filter(None, pieces))) > 15
    assert [piece for piece in pieces if piece not in code] == []


def test_every_howto_says_what_shows_that_it_worked():
    """But for pages that are only read."""
    without = {"index", "messages", "published_files", "evidence", "evidence_example", "local_outcome"}
    pages = [page for page in (DOCS / "howto").glob("*.md") if page.stem not in without]
    assert len(pages) > 20
    assert [page.stem for page in pages if "Shows it worked:" not in " ".join(text_of(page).split())] == []


def test_every_picture_is_small_and_shown():
    """So that a clone stays small, and none is left behind."""
    shown = " ".join(text_of(page) for page in PAGES)
    pictures = sorted(DOCS.glob("*.png"))
    assert len(pictures) >= 5
    assert [picture.name for picture in pictures if picture.stat().st_size > MOST_BYTES] == []
    assert [picture.name for picture in pictures if f"{picture.name})" not in shown] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built without running the tutorial: ``make test`` runs that with the other notebooks."""
    return built(tmp_path_factory.mktemp("site"), {"notebook": lambda _page, _asked: "# Your first hour"})


def built(folder, makers):
    """Return the folder of the site, with some parts made otherwise; a warning fails."""
    import fill
    from sphinx.cmd.build import build_main

    before = dict(fill.MAKERS)
    fill.MAKERS.update(makers)
    try:
        status = build_main(
            ["-E", "-W", "-n", "--keep-going", "-q", "-d", str(folder / "trees"), str(DOCS), str(folder / "html")]
        )
    finally:
        fill.MAKERS.update(before)
    assert status == 0
    return folder / "html"


def pages_of(site):
    """Return the pages of a site: path below it -> HTML."""
    return {path.relative_to(site).as_posix(): text_of(path) for path in sorted(site.rglob("*.html"))}


def check_links(site):
    """Every link within the site leads to a page, a file or a part that is there."""
    pages = pages_of(site)
    ids = {name: set(re.findall(r'\bid=["\']([^"\']+)', html)) for name, html in pages.items()}
    broken = []
    for name, html in pages.items():
        for address in re.findall(r'\b(?:href|src)=["\']([^"\']*)', html):
            if re.match(r"https?:|mailto:|data:", address):
                continue
            path, _, part = re.sub(r"\?v=\w+$", "", address.replace("&amp;", "&")).partition("#")
            target = (site / name).parent / path if path else site / name
            if not target.resolve().exists():
                broken.append((name, address))
            elif part and target.suffix == ".html":
                key = target.resolve().relative_to(site.resolve()).as_posix()
                broken += [] if part in ids[key] else [(name, address)]
    assert broken == []


def test_links_of_the_site_lead_somewhere(site):
    """Pages, files and parts of pages."""
    assert len(pages_of(site)) > 50
    check_links(site)


@pytest.mark.reliability(
    "supply chain", "the documentation's pages: scripts, styles, pictures, fonts from another address", "none is loaded"
)
def test_the_site_asks_nothing_of_elsewhere(site):
    """No script, style, picture or font from another address; pictures have words."""
    for name, html in pages_of(site).items():
        loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"'](\S+?)[\"']", html)
        assert not [address for address in loaded if re.match(r"(?:https?:)?//", address)], name
        assert "@import" not in html
        for picture in re.findall(r"<img\b[^>]*>", html):
            assert len(re.search(r'alt="([^"]*)"', picture)[1]) > 40, (name, picture)
    for style in (site / "_static").glob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import", text_of(style)), style.name


def test_pages_have_one_title_a_language_and_a_way_past_the_links(site):
    """What every page of the reports has too."""
    for name, html in pages_of(site).items():
        assert '<html lang="en-GB"' in html, name
        assert html.count("<h1") == 1, name
        assert html.count("<main") == 1 and 'href="#main"' in html, name


def test_reference_has_every_key_column_command_and_function(site):
    """As the project defines them, on the page where a reader looks."""
    import cjtools

    pages = pages_of(site)
    for model in reference.every_model():
        for name, field in model.model_fields.items():
            assert f">{field.alias or name}</span>" in pages["reference/catalogue.html"], (model.__name__, name)
    for columns in CSV_FILES.values():
        assert not [name for name in columns if f">{name}</span>" not in pages["reference/tables.html"]]
    for columns in (OBSERVATION, RESULT):
        assert not [name for name in columns if f">{name}</span>" not in pages["reference/observations.html"]]
    for path, _ in commands.every_command():
        assert f">{' '.join(path)}</h2>" in re.sub(r"<a [^>]*headerlink.*?</a>", "", pages["reference/commands.html"])
    for name in cjtools.__all__:
        assert f">cj.{name}<" in pages["reference/functions.html"], name


@pytest.mark.batch
def test_the_tutorial_is_shown_as_it_runs(tmp_path, processed, monkeypatch):
    """Run while the site is built, with charts that have words, and what was recorded in a copy in the report."""
    import shutil

    home = tmp_path / "home"
    for name in ("data/catalogue", "notebooks", "data/raw"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("local"))
    shutil.copytree(processed, home / "data" / "processed")
    shutil.copy(ROOT / "GLOSSARY.md", home)
    monkeypatch.setenv("CJTOOLS_HOME", str(home))
    folder = built(tmp_path, {})
    page = text_of(folder / "tutorial" / "index.html")
    check_links(folder)
    assert page.count("<svg") == 2 and page.count('role="img"') == 2
    assert "No description has been provided" not in page and "Traceback" not in page
    assert "Steps Ahead (made up)" in page.split("The services that there are")[1]
    assert not (home / "data" / "raw" / "local" / "fife").exists()
