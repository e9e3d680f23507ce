"""Write the tables of docs/reliability.md from the marks of the tests that withstand each fault and attack.

A test says what it tries and what comes of it where it stands:

    @pytest.mark.reliability("files", "a zip bomb of 400 MB", "refused before a reader sees it")

A mark counts once for each case that pytest collects. ``tries=200`` says how often one case tries, and the fixture
``tries`` gives the test that number; a test of hypothesis counts its ``max_examples``.

    python scripts/reliability.py           write the tables
    python scripts/reliability.py --check   say whether they are as they should be
"""

import argparse
import io
import re
import sys
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
MARK = "reliability"
PARTS = ("files", "text", "disclosure", "faults", "same bytes", "readers", "supply chain", "fuzzing")
TABLE = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
TOTAL = re.compile(r"(<!-- total -->\n).*?(\n<!-- end of total -->)", re.DOTALL)
STAGES = {"batch": "make test-batch", "browser": "make test-browser", "audit": "make audit"}


@dataclass
class Collector:
    """The rows of the tables, from the tests that pytest collects.

    Attributes
    ----------
    tries : Counter
        (Part, fault, what comes of it, test, command that runs it) -> how often it is tried, in order of the tests.
    faults : list of str
        What is wrong with marks.
    """

    tries: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)

    def pytest_collection_modifyitems(self, items):
        """Take each mark of each test that was collected."""
        for item in items:
            for mark in item.iter_markers(MARK):
                self._take(item, mark)

    def _take(self, item, mark):
        """Take one mark, or say what is wrong with it."""
        name = f"{item.path.relative_to(ROOT).as_posix()}::{item.originalname or item.name}"
        if len(mark.args) != 3 or set(mark.kwargs) - {"tries"} or mark.args[0] not in PARTS:
            self.faults.append(f"{name}: not reliability(part, fault, what comes of it, tries=1), or part not one of "
                               f"{', '.join(PARTS)}: {mark.args} {mark.kwargs}")  # fmt: skip
            return
        stage = next((command for marker, command in STAGES.items() if item.get_closest_marker(marker)), "make test")
        examples = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
        tries = mark.kwargs.get("tries", examples.max_examples if examples else 1)
        self.tries[(*mark.args, name, stage)] += tries

    def table(self, part):
        """Return the table of a part as Markdown."""
        lines = ["| What is tried | Times | What happens | Test |", "|---|---|---|---|"]
        for (of, fault, comes, name, stage), tries in self.tries.items():
            if of == part:
                lines.append(f"| {fault} | {tries:,} | {comes} | `{name}`, `{stage}` |")
        return "\n".join(lines) + "\n"

    def total(self, headings):
        """Return how much is tried in all, in a sentence, and of each part, by the heading that it has."""
        lines = ["", "", "| Part | Faults and attacks | Times | Tests |", "|---|---|---|---|"]
        for part in PARTS:
            of_part = {key: tries for key, tries in self.tries.items() if key[0] == part}
            tests = len({key[3] for key in of_part})
            lines.append(f"| {headings[part]} | {len(of_part)} | {sum(of_part.values()):,} | {tests} |")
        tests, tries = len({key[3] for key in self.tries}), sum(self.tries.values())
        said = f"In all, {len(self.tries)} faults and attacks are tried {tries:,} times by {tests} tests."
        return said + "\n".join(lines)


def collect():
    """Return the Collector of the tests that carry the mark.

    Raises
    ------
    ValueError
        When a mark is not as it should be, or tests cannot be collected.
    """
    files = [
        str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if f"mark.{MARK}(" in path.read_text("utf-8")
    ]
    found = Collector()
    options = ["--collect-only", "-qq", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(ROOT)]
    with redirect_stdout(io.StringIO()) as said:
        status = pytest.main([*options, *files], plugins=[found])
    if status:
        found.faults.append(f"the tests could not be collected:\n{said.getvalue()[-3000:]}")
    if found.faults:
        raise ValueError("\n".join(found.faults))
    return found


def filled(text, found):
    """Return the page with its tables and its total filled in.

    Parameters
    ----------
    text : str
    found : Collector
    """
    text = TABLE.sub(lambda match: match[1] + found.table(match[2]) + match[3], text)
    headings = {
        match[2]: text[: match.start()].rpartition("\n## ")[2].splitlines()[0] for match in TABLE.finditer(text)
    }
    return TOTAL.sub(lambda match: match[1] + found.total(headings) + match[2], text)


def main():
    """Write the tables, or check them; return the status to end with."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when tables are out of date")
    given = parser.parse_args()
    try:
        found = collect()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    text = PAGE.read_text(encoding="utf-8")
    new = filled(text, found)
    if given.check:
        lacking = [part for part in PARTS if f"<!-- table: {part} -->" not in text]
        if text != new or lacking:
            print(f"docs/reliability.md is not up to date {lacking}: python scripts/reliability.py", file=sys.stderr)
            return 1
    else:
        PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
