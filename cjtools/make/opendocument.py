"""A workbook as an OpenDocument spreadsheet: a small zip archive of XML, written as its standard (1.3) says."""

from xml.sax.saxutils import escape, quoteattr

from cjtools.make.book import LINE, height, is_whole
from cjtools.make.zipped import zipped
from cjtools.words import number as shown

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
VERSION, FONT, SIZE, TITLE_SIZE = "1.3", "Arial", "12pt", "16pt"
CENTIMETRES = 0.24  # that a character of 12 points is wide
_SPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="{VERSION}"><manifest:file-entry manifest:full-path="/" manifest:version="{VERSION}" '
    f'manifest:media-type="{TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    + "</manifest:manifest>\n"
)
_FONT = f'fo:font-family="{FONT}" style:font-family-generic="swiss"'
_STYLES = (
    f'{_HEAD}<office:document-styles {_SPACES} office:version="{VERSION}"><office:styles>'
    f'<style:default-style style:family="table-cell"><style:text-properties {_FONT} fo:font-size="{SIZE}" '
    'fo:language="en" fo:country="GB"/></style:default-style>'
    '<style:style style:name="Default" style:family="table-cell"/>'
    "</office:styles></office:document-styles>\n"
)
_TOP = '<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap"/>'
# numbers stand apart from the words of the next column
_APART = _TOP.replace("/>", ' fo:padding-right="0.3cm"/>')
_RIGHT = '<style:paragraph-properties fo:text-align="end"/>'


def opendocument(book):
    """Return a workbook as the bytes of an OpenDocument spreadsheet.

    Parameters
    ----------
    book : Book

    Returns
    -------
    bytes
    """
    parts = {
        "mimetype": TYPE,
        "content.xml": _content(book),
        "styles.xml": _STYLES,
        "meta.xml": _meta(book),
        "META-INF/manifest.xml": _MANIFEST,
    }
    # who looks at the first bytes alone learns the type
    return zipped(parts, stored=("mimetype",))


def _meta(book):
    """Return the properties."""
    return (
        f'{_HEAD}<office:document-meta {_SPACES} office:version="{VERSION}"><office:meta>'
        f"<dc:title>{escape(book.title)}</dc:title><dc:subject>{escape(book.subject)}</dc:subject>"
        f"<dc:creator>{escape(book.author)}</dc:creator><dc:language>en-GB</dc:language>"
        "</office:meta></office:document-meta>\n"
    )


def _content(book):
    """Return the sheets."""
    widths = sorted({width for sheet in book.sheets for width in sheet.widths})
    columns = "".join(
        f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * CENTIMETRES:.2f}cm"/></style:style>'
        for width in widths
    )
    heights = sorted({LINE} | {_height(sheet, cells) for sheet in book.sheets for cells in _rows(sheet)})
    rows = "".join(
        f'<style:style style:name="h{points}" style:family="table-row"><style:table-row-properties '
        f'style:row-height="{points}pt" style:use-optimal-row-height="true"/></style:style>'
        for points in heights
    )
    ranges = "".join(_range(number, sheet) for number, sheet in enumerate(book.sheets) if sheet.heads)
    return (
        f'{_HEAD}<office:document-content {_SPACES} office:version="{VERSION}"><office:automatic-styles>{columns}{rows}'
        f"{_cell_styles()}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(_sheet(sheet) for sheet in book.sheets)}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>\n"
    )


def _cell_styles():
    """Return the looks of cells."""
    digits = {"whole": 0, "decimal": 1}
    numbers = "".join(
        f'<number:number-style style:name="n{name}"><number:number number:decimal-places="{places}" '
        f'number:min-decimal-places="{places}" number:min-integer-digits="1" number:grouping="true"/>'
        "</number:number-style>"
        for name, places in digits.items()
    )
    bold = 'fo:font-weight="bold"'
    looks = {
        "title": f'<style:text-properties {_FONT} fo:font-size="{TITLE_SIZE}" {bold}/>',
        "line": "",
        "text": _TOP,
        "sign": _APART + _RIGHT,
        "head": '<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap" '
        f'fo:border-bottom="0.05cm solid #000000"/><style:text-properties {bold}/>',
    }
    named = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default">{look}'
        "</style:style>"
        for name, look in looks.items()
    )
    return (
        numbers
        + named
        + "".join(
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default" '
            f'style:data-style-name="n{name}">{_APART}{_RIGHT}</style:style>'
            for name in digits
        )
    )


def _sheet(sheet):
    """Return one sheet: lines below each other, then the table with its header row."""
    look = "line" if sheet.heads else "text"
    lines = "".join(
        _row([_text(line, "title" if not row else look)], LINE if sheet.heads or not row else _height(sheet, [line]))
        for row, line in enumerate(sheet.lines)
    )
    columns = "".join(f'<table:table-column table:style-name="w{width}"/>' for width in sheet.widths)
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{lines}{_table(sheet)}</table:table>"


def _table(sheet):
    """Return the rows of a sheet's table."""
    if not sheet.heads:
        return ""
    places = range(len(sheet.heads))
    kinds = ["whole" if is_whole(sheet.rows, place) else "decimal" for place in places]
    has_numbers = [any(isinstance(row[place], float) for row in sheet.rows) for place in places]
    heads = _row([_text(head, "head") for head in sheet.heads], _height(sheet, sheet.heads))
    rows = []
    for cells in sheet.rows:
        made = []
        for place, cell in enumerate(cells):
            if isinstance(cell, float):
                made.append(_number(cell, kinds[place]))
            else:
                link = sheet.links.get(cell) if place == 0 else None
                made.append(_text(cell, "sign" if has_numbers[place] else "text", link))
        rows.append(_row(made, _height(sheet, cells)))
    return f"<table:table-header-rows>{heads}</table:table-header-rows>{''.join(rows)}"


def _rows(sheet):
    """Return the rows of a sheet whose height depends on what they hold."""
    return [sheet.heads, *sheet.rows] if sheet.heads else [[line] for line in sheet.lines]


def _height(sheet, cells):
    """Return how high a row is, in points."""
    return height(cells, sheet.widths)


def _row(cells, points):
    """Return a row."""
    return f'<table:table-row table:style-name="h{points}">{"".join(cells)}</table:table-row>'


def _number(value, look):
    """Return a cell that holds a number: the number itself, and as it is shown."""
    said = f"{value:,.0f}" if look == "whole" else shown(value)
    return (
        f'<table:table-cell table:style-name="{look}" office:value-type="float" office:value="{value!r}">'
        f"<text:p>{said}</text:p></table:table-cell>"
    )


def _text(text, look, link=None):
    """Return a cell that holds a text, each line a paragraph; one that leads to a sheet is a link."""
    paragraphs = [escape(line) for line in text.split("\n")]
    if link is not None:
        address = quoteattr(f"#'{link}'.A1")
        paragraphs = [f'<text:a xlink:type="simple" xlink:href={address}>{line}</text:a>' for line in paragraphs]
    said = "".join(f"<text:p>{line}</text:p>" for line in paragraphs)
    return f'<table:table-cell table:style-name="{look}" office:value-type="string">{said}</table:table-cell>'


def _range(number, sheet):
    """Return where the table of a sheet stands, marked as one with a header row."""
    top = len(sheet.lines) + 1
    name = "'" + sheet.name + "'"
    address = f"{name}.A{top}:{name}.{_letters(len(sheet.heads))}{top + len(sheet.rows)}"
    return (
        f'<table:database-range table:name="table_{number}" table:target-range-address={quoteattr(address)} '
        'table:contains-header="true" table:display-filter-buttons="false"/>'
    )


def _letters(column):
    """Return the letters of a column, counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
