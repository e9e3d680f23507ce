"""A project cut down to what the reports on one outcome are made of, as Inputs has it: catalogue, tables, files."""

import csv
import json
from dataclasses import replace

from report_maker import executed

from cjtools.batch.inputs import ORIGIN
from cjtools.intake.store import read_observations, read_told
from cjtools.kinds import STEPS
from cjtools.make.report import report_files
from cjtools.paths import folders
from cjtools.results.study import Study
from cjtools.writing import write_atomically

YEAR = "2024-25"
NOT_USED = "not_used"  # measure of rows that keep only where something was read


def files_of(words, processed, area, outcome, compare="deprivation"):
    """Return the files of a report, made in this process: name -> text."""
    study = Study(words.area(area), words.outcome(outcome), YEAR, words, read_observations(processed), compare)
    return files_of_study(study, read_told(processed))


def files_of_study(study, told):
    """Return the files of the report on a study: name -> text."""
    notebooks = {step: executed(folders().notebooks / f"{step}.ipynb", study) for step in STEPS}
    return report_files(study, notebooks, told, {})


def cut_words(words, used, outcome):
    """Return a catalogue with one outcome and its indicators, without what only the build reads."""
    names = {area["area_name"]: area["area_code"] for area in words.areas}
    indicators = {name: one for name, one in words.indicators.items() if one in used.indicators}
    only = {"indicators": indicators, "outcomes": {outcome.id: outcome}}
    return replace(words, **only, layouts=[], known_differences=[], aliases=names)


def cut_tables(processed, used, folder):
    """Write the processed tables with nothing but what is used: other figures leave only where they were read."""
    header, *rows = _rows(processed / "observations.csv")
    places = [header.index(name) for name in ORIGIN]
    beside = [[""] * len(header) for _ in used.origins]
    for row, origin in zip(beside, used.origins, strict=True):
        row[header.index("measure")] = NOT_USED
        for place, text in zip(places, origin, strict=True):
            row[place] = text
    at = header.index("measure")
    _write(folder / "observations.csv", [header, *beside, *(row for row in rows if row[at] in used.measures)])
    header, *rows = _rows(processed / "revisions.csv")
    at = header.index("measure")
    _write(folder / "revisions.csv", [header, *(row for row in rows if row[at] in used.measures)])
    told = json.loads((processed / "files.json").read_text(encoding="utf-8"))
    kept = [file for file in told if file["file"] in used.files]
    write_atomically(folder / "files.json", json.dumps(kept))
    write_atomically(folder / "problems.csv", (processed / "problems.csv").read_text(encoding="utf-8"))
    return folder


def _rows(path):
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _write(path, rows):
    """Write the rows of a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
