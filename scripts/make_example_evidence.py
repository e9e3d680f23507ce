"""Write the worked example of the evidence workbook: ``python scripts/make_example_evidence.py``.

Its rows are made up and stand in docs/examples/evidence/rows.yaml; scores and monthly values are worked out below. The
same rows and the same form give the same bytes.
"""

import random
from pathlib import Path

from cjtools import catalogue
from cjtools.evidence.choices import of_catalogue
from cjtools.evidence.marks import WORKED_EXAMPLE
from cjtools.evidence.template import Writer
from cjtools.strict_files import read_yaml
from cjtools.writing import write_atomically

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples" / "evidence"
AREA = "fife"
# activity -> scores on the six criteria, in the order of the form; those of I1 to I3 are the table of the resource for
# planning (Community Justice Scotland, June 2024), whose means are 3, 4 and 2.5
SCORES = {
    "Justice social work": {
        "I1": (4, 1, 3, 3, 5, 2), "I2": (5, 2, 4, 4, 4, 5), "I3": (1, 1, 5, 1, 3, 4),
        "I4": (2, 2, 3, 2, 3, 3), "I5": (1, 2, 2, 2, 1, 2),
    },
    "Third sector": {
        "I1": (4, 1, 3, 3, 5, 2), "I2": (5, 2, 4, 4, 4, 5), "I3": (1, 1, 5, 1, 3, 4),
        "I4": (3, 2, 4, 1, 3, 3), "I5": (1, 1, 3, 1, 2, 2),
    },
}  # fmt: skip


OFFICERS, SEED = 640, 20240410
MONTHS = [*(f"2024-{month:02d}" for month in range(5, 13)), *(f"2025-{month:02d}" for month in range(1, 5))]


def monthly():
    """Return twelve months of values for the measures of the practice example: training, reports, late reports.

    The shares of officers go up to the aim in steps of about one course; the others vary by chance about a level, which
    for reports with antecedents is higher once the course reaches all stations.
    """
    draw = random.Random(SEED)
    trained = 0
    for place, period in enumerate(MONTHS):
        # one in ten after seven months, and one in five after twelve
        trained = max(trained + 6, round(OFFICERS * 0.2 * (place + 1) / len(MONTHS)) + draw.randint(-2, 5))
        if place == len(MONTHS) - 1:
            trained = max(trained, round(OFFICERS * 0.2) + 3)
        yield _value("Officers trained in antecedent reports", period, round(100 * trained / OFFICERS, 1), OFFICERS)
        reports = draw.randint(180, 230)
        complete = sum(draw.random() < (0.36 if period < "2024-11" else 0.62) for _ in range(reports))
        yield _value("Reports with completed antecedents", period, round(100 * complete / reports, 1), reports)
        late = sum(draw.random() < 0.11 for _ in range(reports))
        yield _value("Reports sent after the deadline", period, late)


def _value(measure, period, value, base=None):
    """Return a row of the sheet of measure values."""
    row = {"measure": measure, "outcome": "1", "period": period, "value": value, "source": "Made up, by a script"}
    return row | ({"unit": "per cent", "base": base} if base else {"unit": "cases"})


def rows(form):
    """Return the rows of the worked example: sheet id -> list of dicts, choices as they are written in rows.yaml."""
    filled = {sheet.id: list(sheet.rows) for sheet in form.sheets} | read_yaml(FOLDER / "rows.yaml")
    criteria = [row["criterion"] for row in form.sheet("criteria").rows]
    filled["scores"] = [
        {"activity": activity, "criterion": criterion, "partner": partner, "score": score}
        for partner, given in SCORES.items()
        for activity, scores in given.items()
        for criterion, score in zip(criteria, scores, strict=True)
    ]
    filled["local_measures"] += monthly()
    return filled


def workbook():
    """Return the workbook as bytes."""
    words = catalogue.load()
    form, lists = words.evidence_form, of_catalogue(words)
    filled = rows(form)
    for sheet in form.sheets:
        for row in filled[sheet.id]:
            for column in sheet.columns:
                row.update(_shown(row, column, lists))
    return Writer(words, words.area(AREA), WORKED_EXAMPLE).write(filled)


def _shown(row, column, lists):
    """Return a cell of a list as the workbook's lists show it."""
    choices, said = lists.get(column.of), row.get(column.id)
    if choices is None or column.kind != "choice" or not isinstance(said, str):
        return {}
    return {column.id: choices.labels.get(choices.find(said), said)}


if __name__ == "__main__":
    write_atomically(FOLDER / "evidence.xlsx", workbook())
