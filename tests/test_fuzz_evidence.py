"""Evidence within the form reads back exactly, from workbook and CSV files, upgraded too; what is outside is told."""

import datetime
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as some
from workbooks import as_csv, opened

from cjtools.catalogue import load
from cjtools.catalogue.evidence_form import OF_WORKBOOK
from cjtools.evidence import cells
from cjtools.evidence.check import check
from cjtools.evidence.choices import of_catalogue, plain
from cjtools.evidence.template import Writer
from cjtools.evidence.upgrade import upgraded
from cjtools.evidence.values import MAX_TEXT, read, without_unseen

pytestmark = pytest.mark.batch  # hundreds of examples

PHASES = [Phase.explicit, Phase.generate]
QUICK = {"deadline": None, "derandomize": True, "phases": PHASES, "suppress_health_check": [HealthCheck.too_slow]}
TRAPS = [
    "=1+1", "+44", "-3", "@x", "007", "1e5", "TRUE", "nan", "2024-25", "_x0041_", "<b>x</b>", "&amp;", "a;b,c\td", "'s",
    '"say', "two\nlines", "Na h-Eileanan\u00a0Siar", "\U0001f600 ok", "x" * MAX_TEXT,
]  # fmt: skip
PERIODS = ["2025-01", "2011-12", "2024-25", "2024-25 Q4"]
BAD = {
    "text": ["x" * (MAX_TEXT + 1)],
    "number": ["twelve", "1,23", "1 2", "0x1", "½", "-0.5e", "#REF!"],
    "date": ["31/02/2025", "tomorrow", "2025-13-01", "45000"], "period": ["2025-13", "2024-26", "Q4", "last year"],
    "yes or no": ["maybe", "2"], "choice": ["none of them at all"], "several": ["none of them; at all"],
}  # fmt: skip


@cache
def _words():
    """Return the project's catalogue and its lists; hypothesis takes no fixtures."""
    words = load()
    return words, of_catalogue(words)


def _sheets():
    """Return the sheets of the form."""
    return _words()[0].evidence_form.sheets


def _is_of_workbook(column):
    """Whether what a column takes stands in another sheet of the workbook."""
    return column.of in OF_WORKBOOK


def _cell(column):
    """Return (what is written, what is read) of a column, or None where its entries stand in another sheet."""
    if _is_of_workbook(column):
        return some.none()
    if column.is_choice:
        choices = _words()[1][column.of]
        entries = [name for name, label in choices.labels.items() if ";" not in label and choices.find(label) == name]
        if not entries:
            return some.none()
        if column.kind == "choice":
            return some.sampled_from(entries).map(lambda name: (choices.labels[name], name))
        several = some.lists(some.sampled_from(entries), min_size=1, max_size=3, unique=True)
        return several.map(lambda names: ("; ".join(choices.labels[name] for name in names), tuple(names)))
    least, most = max(column.min or 0, -1000), column.max if column.max is not None else 10**6
    whole = some.integers(int(least), int(most)).map(lambda number: (number, float(number)))
    letters = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
    texts = some.one_of(some.sampled_from(TRAPS), letters).filter(without_unseen)
    return {
        "number": whole,
        "date": some.dates(datetime.date(1990, 1, 1), datetime.date(2025, 12, 31)).map(lambda day: (day, day)),
        "period": some.sampled_from(PERIODS).map(lambda period: (period, period)),
        "yes or no": some.booleans().map(lambda truth: ("yes" if truth else "no", truth)),
        "text": texts.map(lambda text: (text, without_unseen(text))),
    }[column.kind]


def _of_kind(sheet, kind):
    """Return the columns of a sheet in which a cell of a kind can be wrong."""
    return [each for each in sheet.columns if each.kind == kind and not each.open and not _is_of_workbook(each)]


@some.composite
def filled(draw, kind=""):
    """A sheet of the form and a few rows of it: column id -> (what is written, what is read)."""
    sheet = draw(some.sampled_from([sheet for sheet in _sheets() if not kind or _of_kind(sheet, kind)]))
    row = some.fixed_dictionaries({}, optional={column.id: _cell(column) for column in sheet.columns})
    rows = draw(some.lists(row, min_size=1, max_size=4))
    rows = [{name: both for name, both in one.items() if both is not None} for one in rows]
    return sheet, [one for one in rows if one]


def _as_workbook(folder, sheet, rows):
    """Write rows into the workbook of the form."""
    folder.mkdir()
    words = _words()[0]
    written = {sheet.id: [{name: value for name, (value, _) in row.items()} for row in rows]}
    (folder / "evidence.xlsx").write_bytes(Writer(words, words.area("fife")).write(written))
    return folder


def _as_csv(folder, sheet, rows):
    """Write rows as the CSV file of their sheet, days as people write them."""
    (folder / "evidence").mkdir(parents=True)
    lines = [[column.heading for column in sheet.columns]]
    for row in rows:
        values = [row.get(column.id, ("",))[0] for column in sheet.columns]
        lines.append([f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else value for value in values])
    (folder / "evidence" / f"{sheet.id}.csv").write_text(as_csv(lines), encoding="utf-8", newline="")
    return folder


def _opened(path, name):
    """Open a file as a check does, a workbook in this process, which is quicker."""
    return opened(path) if path.suffix == ".xlsx" else cells_open(path, name)


cells_open = cells.open_file


def _read(folder, sheet):
    """Return the rows of a sheet: column id -> what is read."""
    words, lists = _words()
    with patch.object(cells, "open_file", _opened):
        table = cells.read_evidence(words.evidence_form, folder).tables[sheet.id]
    lines = [line for line in table.lines if not line.is_example]
    assert not any(line.extra for line in lines)
    return [{name: read(sheet.column(name), cell, lists) for name, cell in line.cells.items()} for line in lines]


@pytest.mark.reliability("fuzzing", "evidence within the form: workbook, CSV, upgraded", "reads back exactly")
@settings(max_examples=20, **QUICK)
@given(one=filled())
def test_evidence_within_the_form_reads_back_exactly(one):
    """Formulas, numbers, days and marks that are only texts stay what was written."""
    sheet, rows = one
    wanted = [{name: value for name, (_, value) in row.items()} for row in rows]
    words = _words()[0]
    with tempfile.TemporaryDirectory() as folder:
        for number, write in enumerate((_as_workbook, _as_csv)):
            place = write(Path(folder) / f"{number}", sheet, rows)
            assert _read(place, sheet) == wanted
            with patch.object(cells, "open_file", _opened):
                made = upgraded(words, words.area("fife"), place)
            (Path(folder) / f"{number}up").mkdir()
            (Path(folder) / f"{number}up" / "evidence.xlsx").write_bytes(made)
            assert _read(Path(folder) / f"{number}up", sheet) == wanted


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.reliability("fuzzing", "evidence with one cell that its column does not take", "told with sheet and cell")
@settings(max_examples=5, **QUICK)
@given(data=some.data(), chance=some.randoms())
def test_a_cell_outside_its_rule_is_told_with_sheet_and_cell(kind, data, chance):
    """And its row is not among those that are read."""
    sheet, rows = data.draw(filled(kind))
    assume(rows)
    column, place = chance.choice(_of_kind(sheet, kind)), chance.randrange(len(rows))
    rows[place][column.id] = (chance.choice(BAD[column.kind]), None)
    words = _words()[0]
    with tempfile.TemporaryDirectory() as folder, patch.object(cells, "open_file", _opened):
        for number, write in enumerate((_as_workbook, _as_csv)):
            checked = check(words, words.area("fife"), write(Path(folder) / f"{number}", sheet, rows))
            # the workbook has a column for marks before and an example above
            letter = cells.column_letter([each.id for each in sheet.columns].index(column.id) + (not number))
            cell = f"{letter}{place + 3 - number}"
            title = sheet.title if not number else ""
            told = [one for one in checked.problems if (one.sheet, one.cell) == (title, cell)]
            assert any(plain(column.heading) in plain(one.found) and one.allowed for one in told), checked.problems
            assert place + 3 - number not in [row.number for row in checked.evidence.rows[sheet.id]]
