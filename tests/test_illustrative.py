"""The illustrative workbooks: made the same every time, marked, shaped as known, and adding up."""

import doctest
import importlib
import random
import subprocess
import sys
import zipfile

import illustrative_books
import pytest
from illustrative_books import (
    COMMITTED,
    FIRST,
    GROUPS,
    HEADINGS,
    LAYOUTS,
    LINK,
    NOTE,
    SCOTLAND,
    SCRIPTS,
    TITLE,
    YEARS,
    areas_of,
    councils,
    is_count,
    places,
)


@pytest.fixture(scope="module")
def books():
    """See illustrative_books."""
    return illustrative_books.books()


@pytest.fixture(scope="module")
def tables():
    """See illustrative_books."""
    return illustrative_books.tables()


@pytest.fixture(scope="module")
def codes():
    """See illustrative_books."""
    return illustrative_books.codes()


@pytest.fixture(scope="module")
def cells():
    """See illustrative_books."""
    return illustrative_books.cells()


@pytest.fixture(scope="module")
def figures():
    """See illustrative_books."""
    return illustrative_books.figures()


def contents(path):
    """Return what is in a zip file, apart from how it is compressed."""
    with zipfile.ZipFile(path) as file:
        return [
            (item.filename, item.date_time, item.create_system, item.external_attr, file.read(item))
            for item in file.infolist()
        ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The workbooks as the command line makes them now."""
    folder = tmp_path_factory.mktemp("illustrative")
    script = [sys.executable, str(SCRIPTS / "make_illustrative.py"), "--out", str(folder)]
    subprocess.run(script, check=True, capture_output=True, cwd=folder)
    return folder


# The files


def test_generator_makes_the_committed_files_again(made):
    """Same entries, dates and bytes; compressed the same too, wherever the same zlib is at work."""
    sys.path.insert(0, str(SCRIPTS))
    repack = importlib.import_module("illustrative.workbook").same_everywhere
    for name in LAYOUTS:
        old, new = COMMITTED / f"{name}_2024-25.xlsx", made / f"{name}_2024-25.xlsx"
        assert contents(new) == contents(old), f"{name}: run python scripts/make_illustrative.py"
        if repack(old.read_bytes()) == old.read_bytes():
            assert new.read_bytes() == old.read_bytes()


def test_only_the_files_of_the_layouts_are_made_and_each_is_small(made):
    """No stray file; under 300 kB."""
    assert sorted(path.name for path in made.iterdir()) == sorted(f"{name}_2024-25.xlsx" for name in LAYOUTS)
    assert sorted(path.name for path in COMMITTED.iterdir()) == sorted(f"{name}_2024-25.xlsx" for name in LAYOUTS)
    assert all(path.stat().st_size < 300_000 for path in made.iterdir())


def test_one_workbook_alone_is_the_same_as_among_all(made, tmp_path):
    """`--only` writes the layouts that are named, and nothing else."""
    script = [sys.executable, str(SCRIPTS / "make_illustrative.py"), "--out", str(tmp_path), "--only", "jsw_bail"]
    subprocess.run(script, check=True, capture_output=True, cwd=tmp_path)
    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == (made / path.name).read_bytes() and path.name == "jsw_bail_2024-25.xlsx"


def test_no_date_of_making_is_left_in_the_files():
    """Every entry of the zip has the same fixed date."""
    dates = {item[1] for name in LAYOUTS for item in contents(COMMITTED / f"{name}_2024-25.xlsx")}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


# The sheets


def test_every_sheet_says_that_it_is_illustrative(books):
    """The mark stands in A1 of every sheet, the introduction and the index among them."""
    for book in books.values():
        assert book.sheetnames[:2] == ["Introduction", "Index"]
        for sheet in book:
            assert sheet["A1"].value.startswith("ILLUSTRATIVE - made-up figures: "), sheet.title


def test_introduction_says_in_words_that_the_figures_are_made_up(books):
    """A reader who opens only the first sheet knows."""
    for name, book in books.items():
        words = " ".join(str(row[0]) for row in book["Introduction"].iter_rows(values_only=True))
        assert "The figures in this workbook are made up. They are not published" in words
        assert "scripts/make_illustrative.py" in words and "fitted to" in words
        assert f"data/catalogue/layouts/{name}" in words
        assert ("The 32 councils add up" in words) == (name not in ("treatment_transfers", "custody_referrals"))
    words = " ".join(str(row[0]) for row in books["custody_referrals"]["Introduction"].iter_rows(values_only=True))
    assert "The custody centres themselves are made up" in words and "no row for Scotland" in words


def test_title_link_and_note_stand_above_the_header(tables):
    """A1 names the table, A2 leads back to the index, A3 speaks of the filter or says that there is none."""
    for table in tables:
        sheet = table["sheet"]
        name = table["name"].replace("Table_", "")
        assert f"Table {name}: " in sheet.cell(TITLE, 1).value
        assert sheet.cell(LINK, 1).value == "Back to index" and "Index" in sheet.cell(LINK, 1).hyperlink.location
        assert ("filter" if table["has_groups"] else "all years, one row") in sheet.cell(NOTE, 1).value


AREA_HEADINGS = {"all": "Local authority", "health boards": "Health board", "custody centres": "Custody centre"}


def test_header_has_the_headings_of_the_layout_key_columns_first(tables):
    """In every table, below the title, the link, the note and the row of group labels."""
    for table in tables:
        headings = [cell.value for cell in table["sheet"][HEADINGS]]
        assert headings == [column["heading"] for column in table["columns"]]
        keys = ["Financial year", *([AREA_HEADINGS[table["areas"]]] if table["areas"] != "scotland" else [])]
        assert headings[: len(keys)] == keys


def test_header_of_justice_social_work_tables_has_two_rows(tables):
    """Group labels, merged over two and more columns, above the headings."""
    for table in tables:
        if not table["has_groups"]:
            continue
        assert table["layout"].startswith("jsw_")
        sheet, keys = table["sheet"], range(1 if table["areas"] == "scotland" else 2)
        assert any(cell.value for cell in sheet[GROUPS]) and not any(cell.value for cell in sheet[GROUPS][: len(keys)])
        assert all(span.min_row == span.max_row == GROUPS for span in sheet.merged_cells.ranges)
    by_name = {table["name"]: table["sheet"] for table in tables}
    merged = {
        str(span): by_name["CPO_10"][str(span).split(":")[0]].value for span in by_name["CPO_10"].merged_cells.ranges
    }
    assert merged == {"D4:E4": "Gender", "F4:K4": "Age"}


def test_other_tables_have_one_header_row_and_are_excel_tables(tables):
    """As in the accessible workbooks: the Excel table named like the sheet spans header and body; nothing is hidden."""
    others = [table for table in tables if not table["has_groups"]]
    assert {table["layout"] for table in others} == set(LAYOUTS[8:])
    for table in others:
        sheet = table["sheet"]
        assert not any(cell.value for cell in sheet[GROUPS]) and not sheet.merged_cells.ranges
        whole = f"A{HEADINGS}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert {name: sheet.tables[name].ref for name in sheet.tables} == {table["name"]: whole}
        assert not any(look.hidden for look in sheet.row_dimensions.values())


def test_filter_hides_all_but_the_newest_year(tables):
    """The filter is active, and exactly the rows of other years are hidden."""
    for table in tables:
        if not table["has_groups"]:
            continue
        sheet = table["sheet"]
        assert sheet.auto_filter.ref == f"A{HEADINGS}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        (column,) = sheet.auto_filter.filterColumn
        assert column.colId == 0 and list(column.filters.filter) == ["2024-25"]
        hidden = {row for row, look in sheet.row_dimensions.items() if look.hidden}
        other = {row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, 1).value != "2024-25"}
        assert hidden == other and other


def test_every_year_and_area_has_one_row(tables, codes):
    """33 areas in ten years, or fewer where collecting began later; 15 with health boards, 28 custody centres."""
    counts = {"all": 33, "scotland": 1, "health boards": 15, "custody centres": 28}
    for table in tables:
        years = table["years"]
        keys = [row for row in table["sheet"].iter_rows(min_row=FIRST, max_col=2, values_only=True)]
        assert len(keys) == len(set(keys)) == counts[table["areas"]] * len(years), table["name"]
        if table["areas"] == "scotland":
            assert [year for year, _ in keys] == years
        else:
            areas = areas_of(table["areas"])
            assert {(year, codes[name]) for year, name in keys} == {(y, code) for y in years for code in areas}


def test_areas_are_spelled_as_in_the_published_workbook(tables):
    """'Edinburgh, City of' and 'Na h-Eileanan Siar', and Scotland as a row."""
    for table in tables:
        if table["areas"] == "all":
            names = {row[0] for row in table["sheet"].iter_rows(min_row=FIRST, min_col=2, max_col=2, values_only=True)}
            assert {"Edinburgh, City of", "Na h-Eileanan Siar", "Scotland"} <= names
            assert "City of Edinburgh" not in names


def test_rates_are_stored_as_fractions_shown_as_percentages(tables):
    """As the published workbook is known to do."""
    seen = 0
    for table in tables:
        for place, column in enumerate(table["columns"], start=1):
            if column["scale"] == "100":
                for row in range(FIRST, table["sheet"].max_row + 1):
                    cell = table["sheet"].cell(row, place)
                    if cell.value != "[z]":
                        assert 0 <= cell.value <= 1 and cell.number_format == "0.0%"
                        seen += 1
    assert seen > 500


# Adding up


def test_areas_add_up_to_scotland_in_every_count_column(cells):
    """Exactly, in every column and year: 32 councils or 14 health boards; custody centres have no Scotland."""
    columns = {key[:4] + key[5:] for key in cells if is_count(key[1]) and key[4] != SCOTLAND}
    assert len(columns) > 1500
    for *name, year in columns:
        areas = councils()
        if name[1] == "treatment_transfers":
            areas = places()["health board"]
        elif name[1].startswith("custody_"):
            areas = places()["custody centre"]
        values = [cells[(*name, area, year)] for area in areas]
        assert all(type(value) is int and value >= 0 for value in values), (name, year)
        if name[1].startswith("custody_"):
            assert (*name, SCOTLAND, year) not in cells
        else:
            assert sum(values) == cells[(*name, SCOTLAND, year)], (name, year)


def test_parts_add_up_to_totals_in_every_row(figures):
    """Every breakdown but the requirements, of which an order can have several."""
    sums = {}
    for (measure, breakdown, _, area, year), value in figures.items():
        if breakdown not in ("total", "requirement"):
            key = (measure, breakdown, area, year)
            sums[key] = sums.get(key, 0) + value
    assert len(sums) > 9000
    for (measure, breakdown, area, year), value in sums.items():
        assert value == figures[measure, "total", "Total", area, year], (measure, breakdown, area, year)


def test_sex_by_age_adds_up_to_sex_and_to_age(figures):
    """Scotland's table agrees with both of its margins."""
    crossed = {key: value for key, value in figures.items() if key[1] == "sex and age"}
    for which, breakdown in enumerate(("sex", "age")):
        sums = {}
        for (_, _, category, _, year), value in crossed.items():
            name = (category.split(", ")[which], year)
            sums[name] = sums.get(name, 0) + value
        for (category, year), value in sums.items():
            assert value == figures["cpo_imposed", breakdown, category, SCOTLAND, year]


def pairs(figures, part, whole):
    """Return (part, whole) of every area and year."""
    return [(value, figures[(*whole, *key[3:])]) for key, value in figures.items() if key[:3] == part]


def test_people_are_no_more_than_orders_and_none_only_without_orders(figures):
    """A person has at least one order."""
    for kind in ("cpo", "dtto", "sds"):
        both = pairs(figures, (f"{kind}_individuals", "total", "Total"), (f"{kind}_imposed", "total", "Total"))
        assert len(both) in (330, 231) and all(
            people <= orders and (people > 0) == (orders > 0) for people, orders in both
        )


def test_requirements_are_no_more_than_orders(figures):
    """Nor is any other requirement more than supervision, and each order has supervision or unpaid work."""
    total = ("total", "Total")
    for key, value in figures.items():
        if key[0] == "cpo_requirements":
            assert value <= figures[("cpo_imposed", *total, *key[3:])]
            if key[2] != "Unpaid work or other activity":
                assert value <= figures[("cpo_supervision", *total, *key[3:])]
    for measure, name in (("cpo_supervision", "Supervision"), ("cpo_unpaid_work", "Unpaid work or other activity")):
        for one, other in pairs(figures, (measure, *total), ("cpo_requirements", "requirement", name)):
            assert one == other
    for key, orders in figures.items():
        if key[:2] == ("cpo_imposed", "total"):
            assert figures[("cpo_supervision", *key[1:])] + figures[("cpo_unpaid_work", *key[1:])] >= orders


def test_late_unpaid_work_is_the_work_outwith_the_timescale(figures):
    """The table of reasons starts from the table of timescales."""
    late = ("cpo_unpaid_work_late", "total", "Total")
    outwith = ("cpo_unpaid_work_completed", "timescale", "Outwith timescale")
    both = pairs(figures, late, outwith)
    assert len(both) == 330 and all(one == other for one, other in both)


def test_completion_rate_follows_from_the_counts(figures):
    """(completed + early discharge) / (finished - transferred); '[z]' where nothing is left."""
    for key, rate in figures.items():
        if key[0].endswith("_completion_rate"):
            ended = (key[0].replace("_completion_rate", "_ended"), "ending")
            good = sum(figures[(*ended, name, *key[3:])] for name in ("Successfully completed", "Early discharge"))
            base = figures[(ended[0], "total", "Total", *key[3:])] - figures[(*ended, "Transfer out of area", *key[3:])]
            assert rate == "[z]" if base == 0 else abs(rate - good / base) < 1e-12, key


def test_scotland_average_is_that_of_the_councils(figures):
    """The councils' averages, weighted by their orders, give Scotland's, but for rounding."""
    for measure, orders in (
        ("cpo_unpaid_work_hours_average", "cpo_unpaid_work"),
        ("cpo_supervision_months_average", "cpo_supervision"),
    ):
        for year in YEARS:
            total = weight = 0
            for area in councils():
                average = figures[measure, "total", "Total", area, year]
                if not isinstance(average, str):
                    count = figures[orders, "total", "Total", area, year]
                    total, weight = total + count * average, weight + count
            assert abs(total / weight - figures[measure, "total", "Total", SCOTLAND, year]) < 0.1, (measure, year)


def test_markers_stand_where_a_figure_is_missing_and_nowhere_else(figures):
    """'[z]' without a base, '[x]' in two averages; true noughts are 0."""
    marked = {key: value for key, value in figures.items() if isinstance(value, str)}
    assert set(marked.values()) == {"[x]", "[z]"}
    assert sum(value == "[x]" for value in marked.values()) == 2
    assert all(not is_count(key[0]) for key in marked)
    base = {"cpo_unpaid_work_hours_average": "cpo_unpaid_work", "dtto_completion_rate": "dtto_ended"}
    for key, value in marked.items():
        if value == "[z]" and key[0].endswith("_average"):
            assert figures[(base[key[0]], *key[1:])] == 0
    assert any(key[0] == "cpo_unpaid_work_hours_average" and value == "[z]" for key, value in marked.items())
    assert any(value == 0 for value in figures.values())


# The parts of the generator


def test_rounding_keeps_row_and_column_totals(monkeypatch):
    """For tables with empty cells and cells known beforehand, and shares within limits."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    rounding = importlib.import_module("illustrative.rounding")
    source = random.Random(4)
    for _ in range(60):
        rows, columns = range(source.randrange(2, 20)), range(source.randrange(2, 8))
        truth = {(r, c): int(source.random() ** 3 * source.choice((0, 3, 300))) for r in rows for c in columns}
        seeds = {cell: value * (0.5 + source.random()) for cell, value in truth.items()}
        known = {cell: value for cell, value in truth.items() if source.random() < 0.05}
        down = {r: sum(truth[r, c] for c in columns) for r in rows}
        across = {c: sum(truth[r, c] for r in rows) for c in columns}
        filled = rounding.fill_table(down, across, seeds, known)
        assert {r: sum(filled[r, c] for c in columns) for r in rows} == down
        assert {c: sum(filled[r, c] for r in rows) for c in columns} == across
        assert all(filled[cell] == value for cell, value in known.items())
        assert all(value >= 0 and (seeds[cell] > 0 or value == 0) for cell, value in filled.items())
    with pytest.raises(ValueError, match="do not agree"):
        rounding.fill_table({"a": 1}, {"b": 2}, {("a", "b"): 1})


def test_assumptions_of_several_files_are_one_and_say_nothing_twice(monkeypatch, tmp_path):
    """Mappings and lists of the same name are put together; the same key twice is refused."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    read = importlib.import_module("illustrative.sources").read_assumptions
    (tmp_path / "assumptions.yaml").write_text("spread: {a: 1}\nzeros: [x]\n", encoding="utf-8")
    (tmp_path / "assumptions_more.yaml").write_text("spread: {b: 2}\nzeros: [y]\n", encoding="utf-8")
    assert read(tmp_path) == {"spread": {"a": 1, "b": 2}, "zeros": ["x", "y"]}
    (tmp_path / "assumptions_most.yaml").write_text("spread: {a: 3}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"assumptions_most.yaml says again .* spread, \['a'\]"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["rounding", "chance", "sources"])
def test_examples_in_the_generator_hold(monkeypatch, name):
    """The docstring examples, which the usual doctest run does not reach."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    results = doctest.testmod(importlib.import_module(f"illustrative.{name}"))
    assert results.attempted and not results.failed
