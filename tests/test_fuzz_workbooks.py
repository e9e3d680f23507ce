"""The check of workbooks, fuzzed: whatever a file holds, the process that reads it says so and does not break down.

``CJTOOLS_FUZZ_SECONDS=600 pytest tests/test_fuzz_workbooks.py`` goes on for so long, with other files each time.
"""

import os
import shutil
import sys
import time

import pytest
from workbook_fuzz import read_all, write_damaged

pytestmark = pytest.mark.batch  # hundreds of examples

SECONDS = float(os.environ.get("CJTOOLS_FUZZ_SECONDS", "0"))
LONGEST = 20  # seconds for one of these small files
ON_WINDOWS = "processes do not limit their own memory there"


@pytest.mark.skipif(sys.platform == "win32", reason=ON_WINDOWS)
@pytest.mark.reliability(
    "fuzzing", "workbooks with damaged bytes, tags and parts", "read or refused in words", tries=400
)
def test_a_workbook_damaged_in_any_way_is_read_or_refused(tmp_path, tries):
    """With what to do said of each that is refused; 2 GB of memory are the limit, as in a build."""
    write_damaged(tmp_path / "files", tries, 20261130)
    said = read_all(tmp_path / "files", 300)
    assert len(said) == tries
    assert {what for what, _ in said.values()} == {"read", "refused"}, _odd(said)
    assert max(seconds for _, seconds in said.values()) < LONGEST, _odd(said)


@pytest.mark.skipif(not SECONDS, reason="CJTOOLS_FUZZ_SECONDS is not set")
def test_for_as_long_as_is_asked(tmp_path):
    """What breaks down stays, so that it can become a case of its own."""
    end, odd, seed = time.monotonic() + SECONDS, {}, int(time.time())
    while time.monotonic() < end:
        folder, seed = tmp_path / "files", seed + 1
        write_damaged(folder, 200, seed)
        found = _odd(read_all(folder, 900))
        for name in found:
            shutil.copy(folder / name, tmp_path / name)
        odd |= found
        shutil.rmtree(folder)
    assert odd == {}, f"kept in {tmp_path}"


def _odd(said):
    """Return what came of the files that should not be so."""
    return {name: one for name, one in said.items() if one[0] not in ("read", "refused") or one[1] > LONGEST}
