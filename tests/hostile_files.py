"""Hostile and damaged files, each written by a small function, for every door by which a file comes in.

They are small on disk even where they unpack to much, so that writing one takes no time.
"""

import zipfile

from workbooks import (
    _LINK,
    NAMESPACE,
    book,
    ods_book,
    ods_cell,
    ods_rows,
    raw_book,
    shared_strings,
    sheet_xml,
)

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
MB = 1 << 20


def corner_cell(path):
    """Two cells in opposite corners: room for 17 thousand million to a reader that believes them."""
    return raw_book(path, sheet_xml(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def corner_cell_ods(path):
    """The same of an .ods file, by repeating what is empty."""
    wide = ods_cell(None, ' table:number-columns-repeated="16383"')
    rows = f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>'
    return ods_book(path, {"S": f"{rows}<table:table-row>{wide}{ods_cell(1)}</table:table-row>"})


def repeated_ods(path):
    """One cell that says it stands there four thousand million times."""
    cell = ods_cell(7, ' table:number-columns-repeated="16384"')
    return ods_book(path, {"S": f'<table:table-row table:number-rows-repeated="250000">{cell}</table:table-row>'})


def zip_bomb(path):
    """400 MB in 2 MB."""
    with (
        zipfile.ZipFile(raw_book(path, sheet_xml(ONE)), "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/picture.png", "w", force_zip64=True) as part,
    ):
        for _ in range(400):
            part.write(b"A" * MB)
    return path


def entity_bomb(path):
    """A thousand million laughs in one cell."""
    laughs = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return raw_book(path, f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]>{sheet_xml(cell)}')


def repeated_text(path, length=32_000):
    """One text in a million cells: 32 GB of cells in 60 kB."""
    text = f'<sst {NAMESPACE} count="1" uniqueCount="1"><si><t>{"x" * length}</t></si></sst>'
    return shared_strings(path, text, ("<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>") * 1000)


def thousand_times(path):
    """The same with a text that the reader can hold so often; who asks it could not."""
    return repeated_text(path, 1_000)


def million_rows(path):
    """As many rows as a spreadsheet program takes, ten cells each."""
    row = "<row>" + "<c><v>12.5</v></c>" * 10 + "</row>"
    return raw_book(path, sheet_xml(row * 1_048_576))


def macros(path):
    """A workbook with macros under the suffix of one without."""
    return raw_book(path, sheet_xml(ONE), {"xl/vbaProject.bin": "x"})


def encrypted(path):
    """What Office makes of a workbook with a password: another kind of file."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    return path


def encrypted_part(path):
    """A zip whose first part is packed with a password."""
    data = bytearray(raw_book(path, sheet_xml(ONE)).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def truncated(path):
    """A download that broke off in the middle."""
    whole = book(path, {"S": [["Area", "Orders"], *[["Fife", number] for number in range(500)]]}).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def other_kind(path):
    """A web page under the name of a workbook."""
    path.write_bytes(b"<!doctype html><title>Sign in</title>")
    return path


def csv_as_workbook(path):
    """A CSV file under the name of a workbook."""
    path.write_bytes(b"Area,2023-24\nFife,12\n")
    return path


def large(path):
    """200 MB, which only a file that nobody wrote as a table can have."""
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * MB)
    return path


def two_sheets(path, second="S"):
    """Two sheets; with one name, only one of them could be told from the other."""
    link = _LINK.format("r2", "worksheet", "worksheets/sheet2.xml")
    other = sheet_xml('<row r="1"><c r="A1"><v>2</v></c></row>')
    raw_book(path, sheet_xml(ONE), {"xl/worksheets/sheet2.xml": other}, links=link)
    return replaced(
        path, "xl/workbook.xml", '"r1"/></sheets>', f'"r1"/><sheet name="{second}" sheetId="2" r:id="r2"/></sheets>'
    )


def two_sheets_ods(path):
    """The same in .ods."""
    ods_book(path, {"S": ods_rows([[1]]), "T": ods_rows([[2]])})
    return replaced(path, "content.xml", 'table:name="T"', 'table:name="S"')


def two_cells(path):
    """A cell that stands there twice with different values."""
    return raw_book(path, sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'))


def two_parts(path):
    """A zip that holds its sheet twice; readers do not agree on which of the two counts."""
    raw_book(path, sheet_xml('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/Worksheets/sheet1.xml", sheet_xml(ONE))
    return path


def replaced(path, part, old, new):
    """Replace a text in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old.encode() in parts[part], f"{old} is not in {part}"
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def far_text(path):
    """A text of 100,000 characters, which no cell of a workbook can hold."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 300_000}</t></is></c></row>'
    return raw_book(path, sheet_xml(cell))


def many_numbers(path, rows=250_000):
    """As many cells with different texts as are read."""
    row = "<row>" + '<c t="inlineStr"><is><t>abcdefgh</t></is></c>' * 8 + "</row>"
    return raw_book(path, sheet_xml(row * rows))


def written(data):
    """Return a function that writes these bytes."""

    def write(path):
        path.write_bytes(data)
        return path

    return write


# what it is, suffix, who writes it, words of what is said
WORKBOOKS = [
    ("a workbook with cells in opposite corners", ".xlsx", corner_cell, "1,048,576 rows x 16,384 columns"),
    ("an .ods file with cells in opposite corners", ".ods", corner_cell_ods, "1,000,001 rows x 16,384 columns"),
    ("an .ods cell that stands there 4,000,000,000 times", ".ods", repeated_ods, "cannot be read (Cell limit exceeded"),
    ("an entity bomb", ".xlsx", entity_bomb, "holds a document type definition"),
    ("macros", ".xlsx", macros, "holds macros"),
    ("a workbook with a password", ".xlsx", encrypted, "is protected with a password"),
    ("a part with a password", ".xlsx", encrypted_part, "is encrypted"),
    ("a download that broke off", ".xlsx", truncated, "is not a readable workbook (cut off, damaged or renamed)"),
    ("an .ods download that broke off", ".ods", truncated, "is not a readable workbook (cut off, damaged or renamed)"),
    ("a web page named .xlsx", ".xlsx", other_kind, "is a web page or other text"),
    ("a CSV file named .xlsx", ".xlsx", csv_as_workbook, "if it is a CSV file, give it the suffix .csv"),
    ("a file of 200 MB", ".xlsx", large, "has 200 MB; up to 100 MB are read"),
    ("two sheets of one name", ".xlsx", two_sheets, "two sheets have this name"),
    ("two sheets of one name in .ods", ".ods", two_sheets_ods, "two sheets have this name"),
    ("one sheet twice in the zip", ".xlsx", two_parts, "holds the part xl/Worksheets/sheet1.xml twice"),
    ("a cell twice", ".xlsx", two_cells, "a cell stands twice"),
    ("a text longer than a cell can hold", ".xlsx", far_text, "holds a text longer than any cell can"),
]
CSV_FILES = [
    (
        "a quotation mark that is never closed",
        ".csv",
        written(b'a,"b\n' + b"x,y\n" * 1000),
        "row 1 (unexpected end of data)",
    ),
    ("NUL bytes", ".csv", written(b"a,b\n1,\x002\n"), "holds NUL bytes"),
    ("UTF-16 without its mark", ".csv", written("Area,1".encode("utf-16-le")), "holds NUL bytes"),
    ("UTF-32", ".csv", written("Area,1".encode("utf-32")), "holds NUL bytes"),
    ("bytes that are no text", ".csv", written(b"Area,\x81\x8d\n"), "is in an unknown text encoding"),
    ("a cell of 1 MB", ".csv", written(b'a,b\n"' + b"x" * MB + b'",1\n'), "row 2 (field larger than field limit"),
    ("a workbook named .csv", ".csv", written(b"PK\x03\x04"), "is a workbook under the name of a CSV file"),
    ("3,000,000 columns", ".csv", written(b"," * 3_000_000), "holds more than 2,000,000 cells"),
]
HEAVY = [
    ("a zip bomb of 400 MB", ".xlsx", zip_bomb, "unpacks to more than 300 MB"),
    ("a workbook of a million rows", ".xlsx", million_rows, "up to 2,000,000 cells are read, of all sheets together"),
    ("one text of 32,000 characters in a million cells", ".xlsx", repeated_text, "needs more than 2 GB of memory"),
    ("one text of 1,000 characters in a million cells", ".xlsx", thousand_times, "more than 32,000,000 characters"),
    ("as many cells as are read", ".xlsx", many_numbers, "250,000 rows x 8 columns"),
    ("100 MB of one CSV row", ".csv", written(b"," * (99 * MB)), "holds more than 2,000,000 cells"),
    ("100 MB of blank CSV rows", ".csv", written(b"\n" * (99 * MB) + b"1"), "holds more than 2,000,000 cells"),
]
