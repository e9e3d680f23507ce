"""Every hostile file at every door: one sentence that says what to do, nothing half written, memory bounded."""

import os
import re
import shutil
import zipfile

import hostile_files as hostile
import openpyxl
import pytest
from hostile_files import CSV_FILES, HEAVY, WORKBOOKS
from process_memory import cjtools
from workbooks import as_csv, book, raw_book, sheet_xml

from cjtools.errors import CjtoolsError, LayoutError, NotBuilt, Problem, WorkbookError, readable
from cjtools.evidence.check import check
from cjtools.evidence.template import new_workbook
from cjtools.evidence.upgrade import upgraded
from cjtools.extract.layouts import OWN_TABLE
from cjtools.extract.workbook import open_file
from cjtools.intake.build import build
from cjtools.intake.inspection import describe
from cjtools.paths import folders
from cjtools.results.local import _own_figures

ROOT = folders().root
LONGEST = 600  # characters of what is said of one fault
MOST = 2_300  # MB, of all processes of a command together, for the heaviest files that are refused or read
GOOD = dict(zip(OWN_TABLE, ["cpo_imposed", "S12000047", "Fife", "2023-24", "financial year", "total", "Total", "12", "",
                            "recorded_crime", "2024-25", "", ""], strict=True))  # fmt: skip


def marked(cases, comes):
    """Return params of (suffix, maker, words), each a row of the table in docs/reliability.md."""
    return [
        pytest.param(*case[1:], id=case[0], marks=pytest.mark.reliability("files", case[0], comes)) for case in cases
    ]


def contents(folder):
    """Return what a folder holds and when it was written."""
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}


def one_sentence(problems, words):
    """Whether one problem is told, with what to do, in words that are to be there and not too many."""
    (problem,) = problems
    return words in str(problem) and len(str(problem)) < LONGEST and (problem.todo or problem.allowed)


def own_table(path, **changes):
    """Write a small table of published figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_csv([OWN_TABLE, list((GOOD | changes).values())]), encoding="utf-8")


@pytest.fixture
def raw(tmp_path):
    """A data/raw with one good file."""
    own_table(tmp_path / "raw" / "good.csv")
    return tmp_path / "raw"


def built(raw, catalogue):
    """Build a folder."""
    return build(catalogue, [raw], raw.parent / "processed", ROOT / "data" / "catalogue")


@pytest.mark.parametrize(
    ("suffix", "make", "words"), marked(WORKBOOKS + CSV_FILES, "refused in one sentence at every door, nothing written")
)
def test_a_file_that_cannot_be_read_is_refused_at_every_door(raw, catalogue, suffix, make, words):
    """Inspect, build beside a good file, build alone, and the evidence of an area."""
    path = make(raw / f"hostile{suffix}")
    with pytest.raises(WorkbookError) as told:
        describe(path, catalogue)
    assert one_sentence(told.value.problems, words)

    result = built(raw, catalogue)
    assert {file.file: file.observations for file in result.files} == {"good.csv": 1, f"hostile{suffix}": 0}
    assert one_sentence(result.problems, words) and result.problems[0].file == f"hostile{suffix}"
    before = contents(raw.parent / "processed")
    (raw / "good.csv").unlink()
    with pytest.raises(NotBuilt) as told:
        built(raw, catalogue)
    assert one_sentence(told.value.problems, words) and contents(raw.parent / "processed") == before

    folder, area = raw.parent / "fife", catalogue.area("fife")
    if suffix == ".ods":
        return
    local = folder / ("evidence.xlsx" if suffix == ".xlsx" else "evidence/answers.csv")
    local.parent.mkdir(parents=True)
    shutil.copy(path, local)
    before = contents(folder)
    with pytest.raises(WorkbookError) as told:
        upgraded(catalogue, area, folder)
    assert one_sentence(told.value.problems, words)
    if suffix == ".csv":
        assert one_sentence(check(catalogue, area, folder).problems, words)
    else:
        with pytest.raises(WorkbookError) as told:
            check(catalogue, area, folder)
        assert one_sentence(told.value.problems, words)
    assert contents(folder) == before


@pytest.mark.parametrize(("make", "words"), [pytest.param(*each[2:], id=each[0]) for each in CSV_FILES])
def test_figures_of_an_area_that_cannot_be_read_are_refused(tmp_path, catalogue, make, words):
    """The same files as figures.csv of a local outcome."""
    make(tmp_path / "figures.csv")
    with pytest.raises(CjtoolsError) as told:
        _own_figures(catalogue, catalogue.area("fife"), tmp_path)
    assert one_sentence(told.value.problems, words)


def test_figures_under_another_header_are_refused(tmp_path, catalogue):
    """Columns that have changed places would be taken for one another."""
    swapped = [*OWN_TABLE[:5], "category", "breakdown", *OWN_TABLE[7:]]
    (tmp_path / "figures.csv").write_text(as_csv([swapped, list(GOOD.values())]), encoding="utf-8")
    with pytest.raises(LayoutError, match=r"its header is not: another order. To do: the header must be: measure,"):
        _own_figures(catalogue, catalogue.area("fife"), tmp_path)


@pytest.mark.batch
@pytest.mark.parametrize(
    ("suffix", "make", "words"), marked(HEAVY, "refused or read with less than 2.3 GB in all processes")
)
def test_the_heaviest_files_leave_an_office_laptop_its_memory(tmp_path, suffix, make, words):
    """What is measured is what all processes of the command hold together; without the limits it was up to 9 GB."""
    path = make(tmp_path / f"heavy{suffix}")
    ran = cjtools("inspect", path, env=os.environ | {"PYTHONPATH": str(ROOT)})
    said = ran.err or ran.out
    assert ran.status == (2 if ran.err else 1) and words in said and len(said) < 2 * LONGEST, said[:1000]
    assert ran.peak < MOST, f"{ran.peak:.0f} MB"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=name, marks=pytest.mark.reliability("files", name, comes))
        for name, make, comes in [
            ("the UTF-8 mark at its beginning", lambda text: text.encode("utf-8-sig"), "read exactly"),
            ("Windows-1252", lambda text: text.encode("cp1252"), "read exactly"),
            ("UTF-16", lambda text: text.encode("utf-16"), "read exactly"),
            ("semicolons between cells", lambda text: text.replace(",", ";").encode(), "read exactly"),
            ("tabs between cells", lambda text: text.replace(",", "\t").encode(), "read exactly"),
            ("line ends of old Macs", lambda text: text.replace("\n", "\r").encode(), "read exactly"),
            ("blank lines before its header", lambda text: f"\n \n{text}".encode(), "read exactly"),
        ]
    ],
)
def test_a_csv_file_of_a_usual_make_is_read_exactly(tmp_path, make):
    """Spreadsheet programs write all of these; letters with accents and cells over two lines stay as they are."""
    (tmp_path / "a.csv").write_bytes(make('Área,2023-24\n"Eilean\nSiar",12\nFife,"1""2"\nMoray\n'))
    rows = [row for row in open_file(tmp_path / "a.csv").sheets[""].rows if any(cell.strip() for cell in row)]
    written = [["Área", "2023-24"], ["Eilean\nSiar", "12"], ["Fife", '1"2'], ["Moray"]]
    assert [[cell.replace("\r", "\n") for cell in row] for row in rows] == written


@pytest.mark.reliability("files", "rows of a CSV file with a cell too few or too many", "each told, the others read")
def test_ragged_rows_are_told_one_by_one(raw, catalogue):
    """Cells that have moved to the left or right would be taken for others."""
    whole = list(GOOD.values())
    (raw / "good.csv").write_text(as_csv([OWN_TABLE, whole, whole[:-1], [*whole, ""]]), encoding="utf-8")
    result = built(raw, catalogue)
    assert [(one.cell, one.found) for one in result.problems] == [
        ("row 3", "has 12 cells"),
        ("row 4", "has 14 cells"),
    ] and len(result.observations) == 1


@pytest.mark.reliability("files", "hidden sheets, rows and columns, errors, external links", "told with their place")
def test_what_is_harmless_but_unseen_is_told_with_its_place(tmp_path, catalogue):
    """By inspect, by build and by the check of evidence."""
    (tmp_path / "a.xlsx").write_bytes(new_workbook(catalogue, catalogue.area("fife")))
    folder = tmp_path / "fife"
    folder.mkdir()
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    workbook["Services"].row_dimensions[2].hidden = True
    workbook["Services"].column_dimensions["C"].hidden = True
    workbook["Answers"].sheet_state = "hidden"
    workbook["Answers"]["B3"] = "=1/0"
    workbook["Answers"]["C3"] = "='[1]Other'!A1"
    workbook.save(folder / "evidence.xlsx")
    told = [str(note) for note in check(catalogue, catalogue.area("fife"), folder).notes]
    file = "data/raw/local/fife/evidence.xlsx"
    assert f"{file}, sheet Services: hidden row 2 (read all the same); hidden column C (read all the same)" in told
    other = "values from other files, as last stored, in C3"
    assert f"{file}, sheet Answers: hidden sheet (read all the same); error values in B3, C3; {other}" in told
    faults = "\n".join(map(str, check(catalogue, catalogue.area("fife"), folder).problems))
    assert "sheet Answers, cell B3: holds an error, or a formula whose value is not stored. To do: write" in faults
    lines, _ = describe(folder / "evidence.xlsx", catalogue)
    assert any("hidden row 2 (read all the same)" in line for line in lines)


@pytest.mark.reliability("files", "names of sheets with signs of paths", "kept as text; no file is named for them")
def test_names_of_sheets_lead_nowhere_and_are_kept_apart(tmp_path, catalogue):
    """They become sheets of the upgraded workbook, under names that a workbook can have, and no file."""
    folder = tmp_path / "fife"
    folder.mkdir()
    odd = ["../../x", "a:b", "[c]", "d" * 40, "d" * 41, "answers", "history", "'", "../../X"]
    book(folder / "evidence.xlsx", {f"n{number}": [[name]] for number, name in enumerate(odd)})
    for number, name in enumerate(odd):
        hostile.replaced(folder / "evidence.xlsx", "xl/workbook.xml", f'"n{number}"', f'"{name}"')
    before = sorted(tmp_path.rglob("*"))
    made = upgraded(catalogue, catalogue.area("fife"), folder)
    (tmp_path / "b.xlsx").write_bytes(made)
    titles = openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames
    assert [title for title in titles if title not in [sheet.title for sheet in catalogue.evidence_form.sheets]] == [
        "Cover", "Lists", "..-..-x", "a-b", "-c-", "d" * 31, "d" * 27 + " (2)", "history (2)", "-", "..-..-X (2)",
    ]  # fmt: skip
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "b.xlsx"])


@pytest.mark.reliability("files", "texts of 1 MB and control signs, quoted in messages", "shortened and written out")
def test_what_a_message_repeats_of_a_file_is_short_and_seen(raw, catalogue):
    """A line break would begin a line that looks like one of ours; an escape sequence would command the terminal."""
    odd = "x\nerror: all is lost\x1b[2J\u202egnorw"
    rows = [list((GOOD | {"measure": odd}).values()), list((GOOD | {"area_name": "y" * 4_000}).values())]
    (raw / "good.csv").write_text(as_csv([OWN_TABLE, *rows]), encoding="utf-8")
    told = list(map(str, built(raw, catalogue).problems))
    first, second = (next(line for line in told if said in line) for said in ("measure 'x", "yyy"))
    assert r"measure 'x\nerror: all is lost\x1b[2J\u202egnorw' is not in measures.csv" in first
    assert len(second) < 1_200 and second.startswith("good.csv, cell C3: 'yyy")
    assert "is not S12000047. Allowed: Fife" in second
    assert str(Problem("a" * 10**6, "b" * 10**6, "c" * 10**6, "d" * 10**6, "e" * 10**6, "f" * 10**6)).count("…") == 6
    assert readable("Fife\u00a0and Moray’s – 😀") == "Fife\u00a0and Moray’s – 😀"


@pytest.mark.reliability(
    "files", "a file of 100,000 rows with thirteen faults each", "the first thousand told, quickly"
)
def test_faults_without_end_are_told_up_to_a_thousand(raw, catalogue, tmp_path):
    """Of figures, of evidence and of a published table; near names are looked for only where they are told."""
    (raw / "good.csv").write_text(as_csv([OWN_TABLE, *[["?"] * len(OWN_TABLE)] * 100_000]), encoding="utf-8")
    problems = built(raw, catalogue).problems
    assert 1_000 <= len(problems) < 1_020 and "rows from here on are not read: 1,0" in problems[-1].found
    folder = tmp_path / "fife" / "evidence"
    folder.mkdir(parents=True)
    sheet = catalogue.evidence_form.sheet("answers")
    lines = [[column.heading for column in sheet.columns], *[["?"] * len(sheet.columns)] * 9_000]
    (folder / "answers.csv").write_text(as_csv(lines), encoding="utf-8")
    told = check(catalogue, catalogue.area("fife"), tmp_path / "fife").problems
    assert 1_000 <= len(told) < 1_020 and "rows from here on are not looked through" in told[-1].found
    (folder / "answers.csv").write_text(as_csv([lines[0], *lines[1:2] * 10_001]), encoding="utf-8")
    (problem,) = check(catalogue, catalogue.area("fife"), tmp_path / "fife").problems
    assert problem.found == "holds 10,001 rows" and "up to 10,000 rows and 500 columns are read" in problem.todo


@pytest.mark.reliability("files", "an upgrade of evidence that would lose a text", "refused; nothing written")
def test_an_upgrade_loses_nothing_unsaid(tmp_path, catalogue):
    """A CSV file that cannot be read, one that is none of the form's, and a text longer than a cell of a workbook."""
    folder = tmp_path / "fife" / "evidence"
    folder.mkdir(parents=True)
    area = catalogue.area("fife")
    (folder / "answers.csv").write_text("Question,Answer\n4-P1,yes\n", encoding="utf-8")
    (folder / "other.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"evidence/other.csv: is none of the files of the evidence"):
        upgraded(catalogue, area, tmp_path / "fife")
    (folder / "other.csv").rename(folder / "services.csv")
    (folder / "services.csv").write_bytes(b"a\x00")
    with pytest.raises(WorkbookError, match=r"evidence/services.csv: holds NUL bytes"):
        upgraded(catalogue, area, tmp_path / "fife")
    (folder / "services.csv").unlink()
    (folder / "answers.csv").write_text(f"Question,Answer\n4-P1,{'x' * 32_768}\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"answers.csv, cell B2: holds 32,768 characters, and a cell up to 32,767"):
        upgraded(catalogue, area, tmp_path / "fife")


@pytest.mark.reliability(
    "files", "a sheet without a name, with a number in its first row", "no layout knows it; the build goes on"
)
def test_a_sheet_without_a_name_is_no_csv_file(raw, catalogue):
    """A CSV file is opened as one sheet that has no name."""
    made = raw_book(raw / "odd.xlsx", sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>'))
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    named = re.sub(rb'(<sheet [^>]*?name=")[^"]*"', rb'\1"', parts["xl/workbook.xml"])
    assert named != parts["xl/workbook.xml"]
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in (parts | {"xl/workbook.xml": named}).items():
            archive.writestr(name, content)
    assert {file.file: file.observations for file in built(raw, catalogue).files} == {"good.csv": 1, "odd.xlsx": 0}
    assert not describe(made, catalogue)[1]


@pytest.mark.reliability("files", "two CSV files of one sheet of evidence", "refused; no row is left out unseen")
def test_two_files_of_one_sheet_of_evidence_are_told(catalogue, tmp_path):
    """Where a file system knows capitals apart, one would be read in place of the other."""
    folder = tmp_path / "fife" / "evidence"
    folder.mkdir(parents=True)
    heads = as_csv([[column.heading for column in catalogue.evidence_form.sheet("services").columns]])
    for name in ("services.csv", "Services.csv"):
        (folder / name).write_text(heads, encoding="utf-8")
    if len(list(folder.iterdir())) == 1:
        pytest.skip("capitals of file names do not count here")
    told = [str(problem) for problem in check(catalogue, catalogue.area("fife"), tmp_path / "fife").problems]
    assert any(
        "services.csv: is of the same sheet as data/raw/local/fife/evidence/Services.csv" in line for line in told
    ), told
