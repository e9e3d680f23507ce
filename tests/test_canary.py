"""A figure that disclosure control hides is in no byte of anything that is made: page, data, notebooks, index."""

import os
import shutil
from pathlib import Path

import pytest
from folder_files import streams
from local_worlds import write_series

from cjtools import catalogue
from cjtools.batch import planning
from cjtools.batch import run as batch
from cjtools.intake.build import build
from cjtools.kinds import ACROSS, FORMS, WORKING
from cjtools.make import can_write
from cjtools.paths import Folders
from cjtools.publish.publish import publish

pytestmark = pytest.mark.batch  # a whole project is made for it
ROOT = Path(__file__).resolve().parents[1]
CANARY = 3_917_263  # so large that no other figure is like it; hidden because a count of 3 could be worked out from it
TOTAL, SMALL = CANARY + 3, 3


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """The outputs of a project in which Orkney has a local outcome with a total, a count of 3 and the rest.

    Orkney and the partnership of Ayrshire have a month with 3 and a month with the rest of a quarter, too; reports are
    made in every form and published.
    """
    root = Folders(tmp_path_factory.mktemp("project"))
    for name in ("data/catalogue", "data/raw", "notebooks"):
        shutil.copytree(ROOT / name, root.root / name, ignore=shutil.ignore_patterns("local", ".ipynb_checkpoints"))
    shutil.copy(ROOT / "GLOSSARY.md", root.root)
    own = root.local / "orkney-islands"
    shutil.copytree(ROOT / "docs" / "examples" / "local-outcome", own)
    licence = (own / "sources.csv").read_text(encoding="utf-8").replace("Not for publication", "Open")
    (own / "sources.csv").write_text(licence, encoding="utf-8")
    series = {("People seen", f"2024-{month}"): count for month, count in (("04", 0), ("05", SMALL), ("06", CANARY))}
    series["People seen", "2024-25 Q1"] = TOTAL
    write_series(own, series, "orkney-islands", "1")
    (root.local / "ayrshire").mkdir()
    write_series(root.local / "ayrshire", series, "ayrshire", "1")
    lines = (own / "figures.csv").read_text(encoding="utf-8").splitlines()
    row = "{},S12000023,Orkney Islands,2024-25,financial year,{},{},{},,local_rj_service,2024-25,p,"
    figures = [("total", "Total", TOTAL), ("kind", "Met", SMALL), ("kind", "Wrote", CANARY)]
    rows = [row.format("local_rj_offered", *one) for one in figures]
    rows.append(row.format("local_rj_completed", "total", "Total", 1000))
    (own / "figures.csv").write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
    indicator = (own / "indicators" / "local_rj_offered.yaml").read_text(encoding="utf-8")
    share = indicator.replace("local_rj_offered", "local_rj_kind", 1).replace('"count"', '"share"')
    share = share.replace('unit: "cases"', 'unit: "per cent"\nbreakdown: "kind"\nparts: ["Met", "Wrote"]')
    share = share.replace("words:", 'denominator:\n  - {measure: "local_rj_offered"}\nwords:')
    (own / "indicators" / "local_rj_kind.yaml").write_text(share, encoding="utf-8")
    outcome = own / "outcomes" / "restorative-justice.yaml"
    one, two = '- {indicator: "local_rj_offered", show: "trend"}', '- {indicator: "local_rj_kind", show: "table"}'
    text = outcome.read_text(encoding="utf-8").replace(one, f"{one}\n        {two}")
    outcome.write_text(text, encoding="utf-8")
    home = os.environ.get("CJTOOLS_HOME")
    os.environ["CJTOOLS_HOME"] = str(root.root)
    try:
        words = catalogue.load(root.catalogue)
        build(words, [root.raw], root.processed, root.catalogue)
        names = ["restorative-justice", "diversion", *ACROSS]
        pairs = planning.choose(words, ["orkney"], names, "2024-25", local=root.local)
        pairs += planning.choose(words, ["ayrshire"], ["annual_report"], "2024-25", local=root.local)
        forms = tuple(form for form in FORMS if can_write(form))
        results, _ = batch.run(planning.plan(pairs, "2024-25", root.outputs, forms=forms), batch.How(jobs=2))
        assert [result.error for result in results] == [""] * len(pairs)
        publish(words, root, root.outputs / "2024-25", root.root / "site", extra=WORKING)
    finally:
        os.environ.pop("CJTOOLS_HOME")
        if home is not None:
            os.environ["CJTOOLS_HOME"] = home
    return root.outputs


def written(number):
    """The ways in which a number may be written."""
    thousands = [f"{number:,}".replace(",", comma) for comma in (",", "\u202f", "\u00a0", " ")]
    shares = [f"{number / TOTAL:.5f}", f"{100 * number / TOTAL:.5f}"]
    return [text.encode() for text in (f"{number}", *thousands, *shares)]


MADE = (
    ("outputs", "outputs", "everything that a run leaves: reports in each form, executed notebooks, records of runs"),
    ("site", "site", "the folder for readers, working papers too"),
    ("processed", "data/processed", "processed tables and records kept for the next run"),
    ("Orkney's ledgers", "data/raw/local/orkney-islands", "what is written down as shown"),
    ("Ayrshire's ledgers", "data/raw/local/ayrshire", "what is written down as shown of a partnership"),
)
OWN = ("figures.csv", "evidence.xlsx")  # what the partnership has put in


@pytest.mark.parametrize(
    ("folder", "fewest"),
    [
        pytest.param(
            folder,
            8 if name in ("outputs", "site", "processed") else 1,
            id=name,
            marks=pytest.mark.reliability(
                "disclosure",
                f"a hidden number looked for in every byte, unpacked, of {what}",
                "it is nowhere, in no spelling",
            ),
        )
        for name, folder, what in MADE
    ],
)
def test_the_canary_is_in_no_byte(outputs, folder, fewest):
    """It leaves the hidden figure, and its share of the total, out of every file that was made, and what is in it."""
    place = outputs.parent / folder
    files = [path for path in place.rglob("*") if path.is_file() and path.name not in OWN]
    assert len(files) >= fewest
    for path in files:
        for content in streams(path.read_bytes()):
            for spelling in written(CANARY):
                assert spelling not in content, (path.name, spelling)


def test_every_form_was_looked_into(outputs):
    """It finds the total, which is shown, in each kind of file with the same search, in both folders."""
    for folder in (outputs, outputs.parent / "site"):
        kinds = {".html", ".csv", ".xlsx", *((".ipynb",) if folder == outputs else ())}
        kinds |= {form for form in FORMS if can_write(form)}
        for kind in kinds:
            content = [each for path in folder.rglob(f"*{kind}") for each in streams(path.read_bytes())]
            assert any(spelling in each for each in content for spelling in written(TOTAL)), (folder.name, kind)


def test_the_total_is_shown_and_the_parts_are_marked(outputs):
    """It shows the total, so that the report is of these figures, and [c] in place of both parts."""
    folder = next(outputs.glob("2024-25/orkney-islands"))
    page = (folder / "restorative-justice.html").read_text(encoding="utf-8")
    table = (folder / "restorative-justice.csv").read_text(encoding="utf-8")
    assert f"{TOTAL:,}" in page
    rows = [line for line in table.splitlines() if line.startswith("local_rj_kind,") and ",S12000023," in line]
    assert len(rows) == 2
    assert all(",[c]," in row for row in rows)


def test_without_protection_the_canary_would_be_there(outputs):
    """It is in the partnership's own file, so that the search above would find it."""
    own = outputs.parent / "data" / "raw" / "local" / "orkney-islands" / "figures.csv"
    assert any(spelling in own.read_bytes() for spelling in written(CANARY))
