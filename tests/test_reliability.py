"""docs/reliability.md names every fault and attack that a test withstands, as often as the test tries it."""

import subprocess
import sys

import pytest

from cjtools.paths import folders

SCRIPT = folders().root / "scripts" / "reliability.py"
sys.path.insert(0, str(SCRIPT.parent))

import reliability  # noqa: E402

TEXT = reliability.PAGE.read_text(encoding="utf-8")


@pytest.mark.batch  # it collects every test anew
def test_the_tables_are_those_of_the_marks():
    """Written by the script from what is collected; a test that is renamed, added or tries less often changes them."""
    done = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize("part", reliability.PARTS)
def test_every_part_has_a_table_with_rows(part):
    """A part without a test would be a promise."""
    table = next(match[0] for match in reliability.TABLE.finditer(TEXT) if match[2] == part)
    assert table.count("\n| ") >= 2, f"{part}: no row"


def test_a_mark_that_says_too_little_is_a_fault(pytestconfig, request):
    """A part that is not there, or a row without what comes of it."""
    found = reliability.Collector()
    for mark in (pytest.mark.reliability("cats", "a", "b"), pytest.mark.reliability("files", "a")):
        found._take(request.node, mark.mark)
    assert len(found.faults) == 2 and not found.tries
    found._take(request.node, pytest.mark.reliability("files", "a", "b", tries=7).mark)
    assert found.table("files").splitlines()[-1].startswith("| a | 7 | b | `tests/test_reliability.py::test_a_mark")
