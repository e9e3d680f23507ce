"""Pages as Chromium prints them: every word is on the paper, and heads of tables come again on each sheet."""

import io
import re

import pypdf
import pytest

from browser import layout


def printed(page):
    """Return the text of each sheet of a page, without spaces, and the size of each in points."""
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return [re.sub(r"\s", "", sheet.extract_text()) for sheet in sheets], [sheet.mediabox for sheet in sheets]


def missing_on_paper(page):
    """Return the words of a page that are on none of its sheets; one may be broken over two lines."""
    layout.look(page)
    page.evaluate("look.open()")
    page.emulate_media(media="print")
    words = page.evaluate("look.words()")
    text = "".join(printed(page)[0])
    return sorted(word for word in words if word not in text)


@pytest.mark.parametrize("name", ["index", "fife/annual_report", "fife/priorities", "orkney-islands/diversion-data"])
def test_every_word_is_on_the_paper(name, site, visit):
    """Nothing is beyond the edge of a sheet, under something else, or left out because it was closed on the screen."""
    assert missing_on_paper(visit.open(site / f"{name}.html")) == []


def test_heads_of_long_tables_come_again(site, visit):
    """A table of the data page goes over several sheets; each begins with the names of the columns."""
    sheets, sizes = printed(visit.open(site / "orkney-islands" / "diversion-data.html"))
    with_rows = [sheet for sheet in sheets if len(re.findall(r"OrkneyIslands", sheet)) > 5]
    assert len(with_rows) > 3
    assert all("Sheetandcell" in sheet for sheet in with_rows)
    assert all(box.width > box.height for box in sizes)


def test_a_word_beyond_the_edge_is_missed(visit, tmp_path):
    """What the first test looks for is found when it is there."""
    path = tmp_path / "page.html"
    path.write_text("<main><p>Here</p><p style='height:0;overflow:hidden'>hidden</p></main>", encoding="utf-8")
    page = visit.open(path)
    assert missing_on_paper(page) == ["hidden"]
