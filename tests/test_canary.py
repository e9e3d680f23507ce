"""A figure that disclosure control hides is in no byte of anything that is made: page, data, notebooks, index."""

import os
import shutil
from pathlib import Path

import pytest

from cjtools import catalogue
from cjtools.batch import planning
from cjtools.batch import run as batch
from cjtools.intake.build import build
from cjtools.paths import Folders

pytestmark = pytest.mark.batch  # a whole project is made for it
ROOT = Path(__file__).resolve().parents[1]
CANARY = 3_917_263  # so large that no other figure is like it; hidden because a count of 3 could be worked out from it
TOTAL, SMALL = CANARY + 3, 3


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """The outputs of a project in which Orkney has a local outcome with a total, a count of 3 and the rest."""
    root = Folders(tmp_path_factory.mktemp("project"))
    for name in ("data/catalogue", "data/raw", "notebooks"):
        shutil.copytree(ROOT / name, root.root / name, ignore=shutil.ignore_patterns("local", ".ipynb_checkpoints"))
    own = root.local / "orkney-islands"
    shutil.copytree(ROOT / "docs" / "examples" / "local-outcome", own)
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
        pairs = planning.choose(words, ["orkney"], ["restorative-justice"], "2024-25", local=root.local)
        results, _ = batch.run(planning.plan(pairs, "2024-25", root.outputs), batch.How(jobs=1))
    finally:
        os.environ.pop("CJTOOLS_HOME")
        if home is not None:
            os.environ["CJTOOLS_HOME"] = home
    assert [result.error for result in results] == [""]
    return root.outputs


def written(number):
    """The ways in which a number may be written."""
    return [f"{number}".encode(), f"{number:,}".encode(), f"{number}.0".encode(), f"{number / TOTAL:.5f}".encode()]


def test_the_canary_is_in_no_byte(outputs):
    """It leaves the hidden figure, and its share of the total, out of every file that was made."""
    files = [path for path in outputs.rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        content = path.read_bytes()
        for spelling in written(CANARY):
            assert spelling not in content, (path.name, spelling)


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
