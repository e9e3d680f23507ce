"""Evidence of a partnership as tests want it, without a workbook."""

from dataclasses import replace

from cjtools.evidence.check import Evidence, Row
from cjtools.results.plan import Plan


def evidence_with(is_example=False, **rows):
    """Return evidence with some rows: sheet -> list of values."""
    rows = {sheet: [Row(n, values, {}) for n, values in enumerate(each, 3)] for sheet, each in rows.items()}
    return Evidence("evidence.xlsx" if rows else "", rows, is_example)


def plan_with(studies, is_example=False, **rows):
    """Return an area over some outcomes with some rows of evidence."""
    evidence = evidence_with(is_example, **rows)
    return Plan(studies[0].area, "2024-25", [replace(study, evidence=evidence) for study in studies], evidence)
