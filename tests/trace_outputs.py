"""Trace every number of reports that were made: ``python tests/trace_outputs.py outputs/2024-25 [area ...]``.

The tests trace some reports that they make themselves; this traces all that a run has written, as they are published.
It prints each number that is not in the CSV beside its page, and ends with status 1 when there is one.
"""

import csv
import sys
from multiprocessing import get_context
from pathlib import Path

from html_lint import parse
from number_tracer import Tracer
from report_maker import Made

from cjtools import catalogue
from cjtools.batch.ledger import DONE, Ledger
from cjtools.kinds import ACROSS
from cjtools.paths import folders
from cjtools.results.nation import nation_of


def trace_area(folder, slug, names):
    """Return (reports, numbers looked at, what is left over) for some reports of an area.

    Parameters
    ----------
    folder : Path
        ``outputs/<year>``.
    slug : str
    names : list of str
        Ids of outcomes.

    Returns
    -------
    tuple of int, int, list of str
    """
    words, root = catalogue.load(), folders()
    nation = nation_of(words, root, folder.name)
    area = words.area(slug)
    first = nation.study(area, next(iter(words.outcomes.values())), root.local / slug)
    looked, left_over = 0, []
    for name in names:
        path = folder / slug / f"{name}.html"
        page = path.read_text(encoding="utf-8")
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        study = first.on(first.catalogue.outcome(name))
        left, count = Tracer(Made(study, page, parse(page), rows, path.parent)).left_over()
        looked += count
        left_over += [f"{slug}/{name}: {number} in '{text}' ({place.indicator})" for number, text, place in left]
    return len(names), looked, left_over


def main(folder, slugs):
    """Trace the reports of a ledger, two areas at a time; return the status to end with."""
    done = {}
    for (slug, name), row in Ledger(folder).rows.items():
        if row["state"] == DONE and name not in ACROSS and (not slugs or slug in slugs):
            done.setdefault(slug, []).append(name)
    reports = looked = left = 0
    with get_context("spawn").Pool(2) as pool:
        for count, numbers, lines in pool.starmap(trace_area, [(folder, *item) for item in done.items()], chunksize=1):
            reports, looked, left = reports + count, looked + numbers, left + len(lines)
            print("\n".join(lines), end="\n" if lines else "")
    print(f"{reports} reports, {looked:,} numbers looked up, {left} not found")
    return 1 if left or not reports else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
