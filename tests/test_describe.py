"""Descriptions of tables: every column of every CSV has one, and the tables are what the descriptions say."""

import csv
import io
import json

import jsonschema
import pytest

from cjtools.batch.ledger import COLUMNS as LEDGER
from cjtools.batch.ledger import PAGE_COLUMNS
from cjtools.catalogue.columns import column_of, column_problems
from cjtools.intake.store import PROBLEM
from cjtools.intake.tidy import OBSERVATION
from cjtools.make import describe
from cjtools.make.data_requests import GAPS, ROWS
from cjtools.results import (
    annual_table,
    assurance_table,
    delivery_table,
    framework2016_table,
    monitoring_table,
    priority_table,
    quality_table,
)
from cjtools.results.indicators import NUMBERS, RESULT

TABLES = {
    "figures": RESULT,
    "annual_report": annual_table.COLUMNS,
    "assurance": assurance_table.COLUMNS,
    "delivery_plan": delivery_table.COLUMNS,
    "opi2016": framework2016_table.COLUMNS,
    "monitoring_plan": monitoring_table.COLUMNS,
    "priorities": [*priority_table.COLUMNS, "criterion: Impact", "effort-impact: Effort"],
    "quality": quality_table.COLUMNS,
    "gaps": GAPS,
    "requests": ROWS,
    "ledger": LEDGER,
    "pages": PAGE_COLUMNS,
    "observations": OBSERVATION,
    "problems": PROBLEM,
}
# what the standard asks for (datapackage.org, version 2): the parts of its JSON schema that are used here
NAME = {"type": "string", "pattern": "^[a-z0-9._-]+$"}
FIELD = {
    "type": "object",
    "required": ["name", "type", "title", "description"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"enum": ["string", "number", "integer"]},
        "description": {"type": "string", "minLength": 10},
        "constraints": {
            "type": "object",
            "properties": {"enum": {"type": "array", "minItems": 1, "uniqueItems": True}},
            "additionalProperties": False,
        },
    },
}
PACKAGE = {
    "type": "object",
    "required": ["$schema", "name", "licenses", "resources"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": NAME,
        "licenses": {"type": "array", "minItems": 1, "items": {"required": ["name"]}},
        "sources": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["title"]}},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "schema"],
                "properties": {
                    "name": NAME,
                    "path": {"type": "string", "pattern": r"^(?!/|.*\.\.)"},
                    "schema": {
                        "required": ["fields"],
                        "properties": {
                            "fields": {"type": "array", "minItems": 1, "items": FIELD},
                            "missingValues": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_every_table_says_what_it_is(table, catalogue):
    """Columns are described once, in data/catalogue/columns.csv."""
    assert [name for name in TABLES[table] if column_of(catalogue.columns, table, name) is None] == []


def test_every_description_is_of_a_column_that_there_is(catalogue):
    """A column that was renamed leaves no old description behind; those for all tables are in two of them at least."""
    for row in catalogue.columns:
        tables = [table for table, names in TABLES.items() if column_is(row, names) and row["table"] in (table, "")]
        if row["table"] == "revisions":  # its columns are those of the editions
            continue
        assert tables, row


def column_is(row, names):
    """Return whether a row of columns.csv is of one of some columns."""
    return any(column_of([row], row["table"], name) for name in names)


def test_numbers_are_described_as_numbers(catalogue):
    """As the records themselves have them."""
    for name in RESULT:
        said = column_of(catalogue.columns, "figures", name)["type"]
        assert (said in ("number", "integer")) == (name in NUMBERS), name


@pytest.mark.parametrize(
    "rows, said",
    [
        ([("t", "a", "text", "", "m")], "type is 'text'. Allowed: string, number, integer"),
        ([("t", "a", "string", "", "")], "column 'a' has no meaning"),
        ([("t", "a", "string", "", "m")] * 2, "line 3: column 'a' stands twice for one table"),
    ],
)
def test_a_slip_in_the_descriptions_is_told_with_its_line(rows, said):
    """Like every fault of the catalogue."""
    names = ("table", "column", "type", "allowed", "meaning")
    (problem,) = column_problems([dict(zip(names, row, strict=True)) for row in rows])
    assert said in str(problem)


@pytest.fixture(scope="module")
def folder(catalogue, processed, tmp_path_factory):
    """The folder of an area with a report, data gaps and requests, described."""
    from report_maker import ReportMaker

    from cjtools.make.data_requests import gaps_frame, requests_frame, requests_of, spreadsheet_csv

    out = tmp_path_factory.mktemp("described")
    maker = ReportMaker(catalogue, processed, out)
    made = maker.report("orkney", "diversion")
    studies = [made.study.on(outcome) for outcome in catalogue.outcomes.values()]
    (made.folder / "gaps.csv").write_bytes(spreadsheet_csv(gaps_frame(studies)).encode())
    (made.folder / "requests").mkdir()
    asked = requests_frame(studies, requests_of(studies))
    (made.folder / "requests" / "requests.csv").write_bytes(spreadsheet_csv(asked).encode())
    describe.write_descriptions(made.folder, catalogue, catalogue.outcomes, "Orkney Islands, 2024-25")
    return made.folder


@pytest.fixture(scope="module")
def package(folder):
    """The data package of that folder."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_package_is_one_and_covers_every_table_of_the_folder(folder, package):
    """Nothing stands there that it does not describe."""
    jsonschema.validate(package, PACKAGE)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    assert {each["path"] for each in package["resources"]} == there == {
        "diversion.csv", "gaps.csv", "requests/requests.csv",
    }  # fmt: skip
    assert any("Justice social work statistics" in source["title"] for source in package["sources"])
    assert len({each["name"] for each in package["resources"]}) == 3


def test_the_tables_are_what_the_package_says(folder, package):
    """Read by a schema: same columns in the same order, each value of its type, and within what is allowed."""
    read = {"number": float, "integer": int, "string": str}
    for each in package["resources"]:
        text = (folder / each["path"]).read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        fields = each["schema"]["fields"]
        assert rows[0] == [field["name"] for field in fields] and len(rows) > 5
        for row in rows[1:]:
            for field, cell in zip(fields, row, strict=True):
                if cell in each["schema"]["missingValues"]:
                    continue
                value = read[field["type"]](cell)
                assert value in field.get("constraints", {}).get("enum", [value]), (field["name"], cell)


def test_beside_each_table_stands_its_metadata_for_the_web(folder, package):
    """W3C's: found by the name of the table, columns by the titles in its first row."""
    for each in package["resources"]:
        path = folder / each["path"]
        said = json.loads(path.with_name(path.stem + ".csv-metadata.json").read_text(encoding="utf-8"))
        assert said["@context"][0] == "http://www.w3.org/ns/csvw" and said["url"] == path.name
        columns = said["tableSchema"]["columns"]
        assert [column["titles"] for column in columns] == [field["name"] for field in each["schema"]["fields"]]
        kinds = {"number": "double", "integer": "integer", "string": "string"}
        for column, field in zip(columns, each["schema"]["fields"], strict=True):
            assert column["datatype"] == kinds[field["type"]] and column["dc:description"] == field["description"]
